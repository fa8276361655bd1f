//! The record: what happened in an account, event by event.
//!
//! Whoever may look sees every event of the account's streams with its envelope and hash. Secrets are
//! sealed in the log already; here even the sealed forms are left out.

pub(crate) mod events;
mod redact;
mod show;
mod state;
pub(crate) mod streams;
pub(crate) mod totals;
