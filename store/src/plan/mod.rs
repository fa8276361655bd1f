//! What an append comes to, decided from what is known of its streams. Pure; every adapter asks here.
//!
//! An append is five moves: check it, look up its key and its streams, ask [`claim`] of each stream what
//! else must be known, ask [`verdict()`], and write what [`Writer`] says.

mod verdict;
mod writer;

pub(crate) use verdict::{Claim, Found, KeyRow, Verdict, claim, key_verdict, verdict};
pub(crate) use writer::{LogTip, Row, StreamRow, StreamTip, Writer};

#[cfg(test)]
mod tests;
