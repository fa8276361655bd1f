//! Processing servers: who turns a download into a form of sound.
//!
//! One HTTP interface: `POST /process?type=audio%2Fmpeg&encoding=pcmu&rate=8000&max_ms=3600000` with the download as
//! its body, as it comes, and `Authorization: Bearer …` where a token is agreed on. The answer is frames, as they
//! are made: a byte that says what it is, four bytes of length (big-endian), that many bytes.
//!
//! ```text
//! 0  sound   1  the end (8 bytes: how many bytes of sound there were)   2  a fault (JSON)
//! 503  it has enough to do          401  not the token
//! ```
//!
//! Without an end it is not the whole sound. Without servers the work is done in this process.

mod frames;
mod servers;
#[cfg(test)]
mod tests;
mod worker;

pub use servers::{Deliver, Job, ProcessingConfig, Servers, ServersError};
pub use worker::{Worker, WorkerConfig};
