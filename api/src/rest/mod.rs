//! The 2010-04-01 resources: what the read side shows and the write side is asked, in the dialect's words.

pub(crate) mod accounts;
pub(crate) mod applications;
pub(crate) mod available;
pub(crate) mod call_events;
mod call_update;
pub(crate) mod calls;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
pub(crate) mod health;
pub(crate) mod keys;
pub(crate) mod notifications;
pub(crate) mod numbers;
pub mod pool;
mod refusals;
pub(crate) mod secondaries;
mod settings;
pub(crate) mod tokens;
