//! The media layer: every sound at a persistent address, made once, kept ready for the telephone.
//!
//! `GET` an address and hear 8 kHz µ-law (`audio/basic` without a header): from the cache, or made now, in
//! which case the answer begins before the sound is whole. An answer that breaks off was not the whole sound.
//! Errors are `{"code":…,"message":…,"url":…}`.

mod config;
mod counts;
mod fill;
mod flights;
mod from_origin;
mod http;
mod make;
mod music;
mod refusals;
mod relay;
mod relay_answer;
mod speaking;
#[cfg(test)]
mod tests;

pub use config::{Keeping, Layer, LayerConfig, LayerError, WallClock};
pub use counts::{LayerCounts, PartitionCounts};
