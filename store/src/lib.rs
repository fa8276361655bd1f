//! What is remembered. The event store: an append-only log of events in streams, its port and its
//! adapters. It knows bytes, positions and hashes; it has never heard of a call.
//!
//! | module | what |
//! |---|---|
//! | [`port`], [`position`] | what an adapter promises |
//! | [`memory`], [`sqlite`], [`postgres`] | the adapters |
//! | [`subscription`] | a catch-up reader that goes live |
//! | [`tail`] | the end of the log in memory, for all who follow it |
//! | [`chain`] | the hash chains and their verification |
//! | [`migrate`] | forward-only schema migrations, usable by other rooms |
//! | [`limits`] | how large a name, a payload and an append may be |
//! | `contract` | the suite that every adapter must pass (feature `contract`) |

pub mod chain;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod limits;
pub mod memory;
pub mod migrate;
mod plan;
pub mod port;
pub mod position;
pub mod postgres;
pub mod sqlite;
pub mod subscription;
pub mod tail;
