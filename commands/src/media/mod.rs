//! What the media layer tells, written down.

mod record;
#[cfg(test)]
mod tests;

pub use record::{MediaRecorder, MediaReport, recorder};
