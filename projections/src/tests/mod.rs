//! Proof over all projectors and both databases.

mod accounts;
mod goldens;
mod histories;
mod isolation;
mod postgres;
mod shown;
mod story;

pub(crate) use postgres::{database, open};
pub(crate) use shown::{empty, follow, noon, shown};
pub(crate) use story::{ALICE, BOB, NUMBER, Story, at, received, story};
