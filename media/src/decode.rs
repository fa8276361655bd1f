//! From any sound to telephone-ready sound: decoded, mixed to one channel, resampled to 8 kHz, µ-law.
//!
//! Everything here is synchronous and belongs on a blocking thread. Sound comes out while the source is
//! still coming in.

mod convert;
mod feed;
mod headerless;
#[cfg(test)]
mod tests;
mod transcode;

pub use convert::Converter;
pub use feed::{Feed, Feeder, feed};
pub use transcode::{Limits, is_audio, transcode};
