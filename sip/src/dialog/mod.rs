//! Dialogs (RFC 3261 §12) as pure machines: [`Peer`] is whom a dialog joins and how to reach it,
//! [`Dialog`] is what may happen in it when.

mod machine;
mod peer;

#[cfg(test)]
mod tests;

pub use machine::{Dialog, HangUp, Request, Role, State, Verdict};
pub use peer::Peer;
