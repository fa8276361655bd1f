//! What can be seen. The read side: events are projected into rows, and rows answer questions.
//!
//! ```text
//! store ── feed ── projectors ── row operations ── SQLite or PostgreSQL ── Views ── api, server
//! ```
//!
//! Every row can be made again from the events; the only things remembered here that cannot are the
//! checkpoints of reactors, which therefore live apart from the rows.

mod accounts;
mod applications;
mod calls;
mod dump;
mod exchanges;
mod fact;
mod fallbacks;
mod feed;
mod keys;
mod notifications;
mod numbers;
mod postgres;
mod projectors;
mod query;
mod rebuild;
mod routing;
pub mod rows;
mod settled;
mod sqlite;
mod usage;
mod views;
mod work;

#[cfg(test)]
mod tests;

pub use accounts::{AccountCredentials, AccountFilter, AccountRow, AccountStatus};
pub use applications::{ApplicationFilter, ApplicationRow};
pub use calls::{CallEnd, CallFilter, CallParties, CallRow, CallStatus, CallTimes};
pub use exchanges::ExchangeRow;
pub use fact::Fact;
pub use fallbacks::{ChainRow, UriHealthRow};
pub use feed::{Feed, FeedError, Health, Lag};
pub use keys::{KeyCredentials, KeyRow};
pub use notifications::{NotificationFilter, NotificationRow};
pub use numbers::{Among, NumberFilter, NumberRow};
pub use postgres::PostgresConfig;
pub use projectors::{ProjectError, project};
pub use query::{Cursor, CursorError, From, Page, Paging, TimeRange, ViewError};
pub use rebuild::Rebuilt;
pub use routing::Route;
pub use usage::{CallTotal, FaultTotal, Totals};
pub use views::Views;
pub use work::{
    ActivityFilter, ActivityRow, ActivityTime, ReservationCounts, ReservationFilter,
    ReservationOffer, ReservationRow, ReservationStatus, ReservationTimes, Sort, Spread,
    StatisticsOf, StatisticsQuery, TaskChannelRow, TaskQueueFilter, TaskQueueRow, WaitSplit,
    WorkItemCounts, WorkItemFilter, WorkItemOrder, WorkItemOutcome, WorkItemPlace, WorkItemRow,
    WorkItemStatus, WorkItemTerms, WorkItemTimes, WorkLogFilter, WorkLogRow, WorkReferences,
    WorkStatistics, WorkerChannelRow, WorkerFilter, WorkerRow, WorkflowFilter, WorkflowRevisionRow,
    WorkflowRow, WorkspaceFilter, WorkspaceRow,
};
