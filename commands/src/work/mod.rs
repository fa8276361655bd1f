//! The running contact centres: one owner for each workspace that is in use.
//!
//! An owner keeps the workspace's [`Floor`](domain::work::floor::Floor) in memory. It takes all commands that
//! wait, decides them one after the other, appends all their events in one append, in the order in which they
//! were decided, and only then answers. Every append says at which version of the workspace's lease it was
//! decided; when another owner took the lease since (on this node or another), the append conflicts, and the
//! floor is folded anew from the log. What is asked of a floor is asked between appends, so that nobody sees
//! what is not on disk.
//!
//! | module | what |
//! |---|---|
//! | `desk` | where commands are handed in |
//! | `owner` | one workspace's loop: commands, deadlines, rest |
//! | `round` | decide some commands, write, answer |
//! | `book` | a floor with its place in the log |
//! | `roster` | which workspaces rest until when |
//! | `clock` | the time, as an argument |

mod book;
mod clock;
mod desk;
mod encode;
mod job;
mod owner;
mod roster;
mod round;
#[cfg(test)]
pub(crate) mod tests;

pub use clock::WorkClock;
pub use desk::WorkDesk;
pub use job::{WorkDone, WorkError};
pub use roster::Owners;
