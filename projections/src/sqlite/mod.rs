//! The read models in SQLite.
//!
//! ```text
//! DIR/views.db → views-00000003.db   the rows and the feed's checkpoint (WAL, synchronous=NORMAL)
//! DIR/reactors.db                    the checkpoints of reactors (WAL, synchronous=FULL)
//! ```
//!
//! `views.db` is a symbolic link, so that a set of rows built beside the live one takes its place by one
//! rename, whoever has the old one open.

mod adapter;
mod files;
mod generation;
mod reactors;
mod value;

#[cfg(test)]
mod tests;

pub(crate) use adapter::SqliteViews;
