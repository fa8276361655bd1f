//! From any sound to telephone-ready sound: decoded, mixed to one channel, resampled, encoded.
//!
//! Everything here is synchronous and belongs on a blocking thread. Sound comes out while the source is
//! still coming in. Who decodes what is decided by the first bytes: WAV, AIFF, AU and bare samples are read
//! here; MP3, AAC, FLAC, Vorbis and MP4 by symphonia; Opus, GSM, AMR and whatever else is known by ffmpeg as
//! a child process.

mod aiff;
mod au;
mod bare;
mod convert;
mod feed;
mod ffmpeg;
mod header;
mod kind;
mod output;
mod samples;
mod symphony;
#[cfg(test)]
pub(crate) mod tests;
mod transcode;
mod wave;

pub use convert::Converter;
pub use feed::{Feed, Feeder, feed};
pub use kind::is_audio;
pub use transcode::{Limits, transcode};
