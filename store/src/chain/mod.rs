//! The hash chains, and the proof that nothing in the log was altered, removed or moved.
//!
//! Two chains run through the log. A stream's chain binds each event to the one before it in its stream:
//! `hash = SHA-256(hash before ‖ fields)`, with 32 zero bytes before the first. It leaves the position
//! out, so that a store which assigns positions on its own can carry it. The log's chain binds what is
//! where: `chain = SHA-256(chain before ‖ position ‖ hash)`. Its end stands in the log's head, so a whole
//! stream, or the log's tail, cannot vanish unseen.

mod encoding;
mod fold;
mod verify;

pub use encoding::{Hash, ZERO, event_hash, log_hash};
pub use verify::{Evidence, Finding, Link, LogEnd, Report, StreamEnd, verify};

#[cfg(test)]
mod tests;
