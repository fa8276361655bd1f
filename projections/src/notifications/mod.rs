//! Notifications: what went wrong and the tenant should know of.

mod project;
mod query;
mod row;

pub(crate) use project::project;
pub use query::NotificationFilter;
pub(crate) use row::NOTIFICATIONS;
pub use row::NotificationRow;
