//! What the work of a while adds up to, and what workers did in that while.

mod activity;
mod counts;
mod query;

pub use activity::ActivityTime;
pub use counts::{ReservationCounts, Spread, WaitSplit, WorkItemCounts, WorkStatistics};
pub use query::{StatisticsOf, StatisticsQuery};
