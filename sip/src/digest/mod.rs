//! Digest authentication (RFC 8760 over RFC 7616, as used by RFC 3261 §22).
//!
//! ```text
//! WWW-Authenticate: Digest realm="ringback", nonce="…", algorithm=SHA-256, qop="auth"
//! Authorization: Digest username="bob", realm="ringback", nonce="…", uri="sip:…", nc=00000001,
//!                cnonce="…", qop=auth, response="…", algorithm=SHA-256
//! ```

mod client;
mod fields;
mod hash;
mod server;

#[cfg(test)]
mod tests;

pub use client::{Credentials, answer};
pub use hash::Algorithm;
pub use server::{Challenger, Fault};
