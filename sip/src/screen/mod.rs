//! The first look at every message, before the transaction layer sees it: a pure function from
//! bytes to a verdict. It mends what `rsipstack` would lose (a datagram's body without
//! `Content-Length`, folded lines in odd places), answers what it would drop in silence (unknown
//! methods, mismatched `CSeq`, short bodies) and refuses what is over a limit.

mod body;
mod head;
mod reply;
mod rules;

#[cfg(test)]
mod tests;

pub(crate) use head::{Head, head_length, squeezed, tag};
pub(crate) use reply::{Extra, reply};
pub(crate) use rules::{Refusal, Screened, Wire, screen, uri_of};

/// Methods that are served (`Allow`).
pub(crate) const ALLOW: &str = "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE";

/// Largest message, bytes.
pub(crate) const MAX_MESSAGE: usize = 65_535;
