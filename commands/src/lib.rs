//! What may be asked. The write side: load a stream, fold it, decide, append.
//!
//! | module | what |
//! |---|---|
//! | [`context`] | who asks, and when; the one source of random bits |
//! | [`execute`](mod@execute) | load → fold → decide → append, with bounded retry on conflict |
//! | [`codec`] | events of the domain ⇄ events of the store |
//! | [`vault`] | seals the accounts' secrets |
//! | [`accounts`], [`keys`], [`applications`], [`numbers`], [`calls`] | what REST and the call router ask |
//! | [`media`] | what the media layer tells of the sounds that it keeps |
//! | [`work`] | the owners of workspaces, in which work items and workers are brought together |
//! | [`reactors`] | what follows from events: status callbacks, the health of URIs |

pub mod accounts;
pub mod applications;
pub mod calls;
pub mod codec;
pub mod context;
pub mod execute;
pub mod failure;
pub mod keys;
pub mod media;
pub mod numbers;
pub mod reactors;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod trial;
pub mod vault;
pub mod work;

pub use context::{Context, Entropy, Idempotency, Writer};
pub use execute::{Done, execute};
pub use failure::{CommandError, Failure};
/// The event store's port and places, for rooms that may depend on `commands` but not on `store`.
pub use store::{port, position, subscription};
