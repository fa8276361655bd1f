//! From linear samples to one of the forms of [`crate::format`].

mod compressor;
mod sink;

pub(crate) use sink::Sink;
