//! The owners, on a log in memory and on SQLite, with a clock that the test sets.

pub(crate) mod centre;
mod crashes;
mod deadlines;
mod fencing;
mod life;
