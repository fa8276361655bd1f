//! The read models in PostgreSQL.
//!
//! ```text
//! schema ringback_views            the rows and the feed's checkpoint
//! schema ringback_views_next       a set of rows that is being built beside it
//! schema ringback_reactors         the checkpoints of reactors
//! ```
//!
//! Every table has row-level security, forced on its owner, too: a transaction sees the rows of the account
//! that `app.account` names, all when it is `*`, and none when it says nothing. The database user must not
//! be a superuser nor have BYPASSRLS, whom no policy binds; [`PostgresViews::open`] warns of that.

mod adapter;
mod config;
mod read;
mod schema;
mod write;

pub(crate) use adapter::PostgresViews;
pub use config::PostgresConfig;
