//! The HTTP listener, and what a stranger may take of it.

mod conversation;
mod crowd;
mod listener;
mod metrics;
#[cfg(test)]
mod tests;

pub(crate) use crowd::Room;
pub(crate) use listener::{Front, Manners};
pub(crate) use metrics::metrics;
