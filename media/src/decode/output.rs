//! The way out: one channel of any rate, resampled, encoded and delivered.

use super::convert::Converter;
use super::header::not_audio;
use super::transcode::Limits;
use crate::encode::Sink;
use crate::fault::{MediaFault, code};
use crate::format::Target;

/// Samples between two deliveries: 50 ms at 8 kHz.
const DELIVERY_SAMPLES: usize = 400;

pub(super) struct Output<'a> {
    deliver: &'a mut dyn FnMut(Vec<u8>) -> bool,
    target: Target,
    sink: Sink,
    converter: Option<(u32, Converter)>,
    linear: Vec<i16>,
    samples: u64,
    max_samples: u64,
    bytes: u64,
}

impl<'a> Output<'a> {
    pub(super) fn new(
        target: Target,
        limits: Limits,
        deliver: &'a mut dyn FnMut(Vec<u8>) -> bool,
    ) -> Result<Self, MediaFault> {
        Ok(Self {
            deliver,
            target,
            sink: Sink::new(target, limits.ffmpeg)?,
            converter: None,
            linear: Vec::new(),
            samples: 0,
            max_samples: limits.max_ms.saturating_mul(u64::from(target.rate_hz())) / 1_000,
            bytes: 0,
        })
    }

    /// Takes samples of one channel, −1.0 to 1.0.
    pub(super) fn push(&mut self, rate_hz: u32, mono: &[f32]) -> Result<(), MediaFault> {
        let same = self.converter.take_if(|(rate, _)| *rate == rate_hz);
        if let Some((_, before)) = self.converter.take() {
            before.finish(&mut self.linear)?;
        }
        let target_hz = self.target.rate_hz();
        let made = || Converter::new(rate_hz, target_hz).map(|new| (rate_hz, new));
        let (_, converter) = self.converter.insert(same.map_or_else(made, Ok)?);
        converter.push(mono, &mut self.linear)?;
        if self.linear.len() >= DELIVERY_SAMPLES { self.flush() } else { Ok(()) }
    }

    /// Ends it: the bytes of all of it.
    pub(super) fn finish(mut self) -> Result<u64, MediaFault> {
        if let Some((_, converter)) = self.converter.take() {
            converter.finish(&mut self.linear)?;
        }
        self.flush()?;
        if self.samples == 0 {
            return Err(not_audio("it holds no sound"));
        }
        let mut ready = Vec::new();
        self.sink.finish(&mut ready)?;
        self.bytes += ready.len() as u64;
        if ready.is_empty() || (self.deliver)(ready) { Ok(self.bytes) } else { Err(unwanted()) }
    }

    fn flush(&mut self) -> Result<(), MediaFault> {
        self.samples += self.linear.len() as u64;
        if self.samples > self.max_samples {
            let seconds = self.max_samples / u64::from(self.target.rate_hz());
            let message = format!("The sound is longer than {seconds} s");
            return Err(MediaFault::new(code::TOO_LARGE, message));
        }
        let mut ready = Vec::with_capacity(self.linear.len());
        self.sink.push(&self.linear, &mut ready)?;
        self.linear.clear();
        self.bytes += ready.len() as u64;
        if ready.is_empty() || (self.deliver)(ready) { Ok(()) } else { Err(unwanted()) }
    }
}

fn unwanted() -> MediaFault {
    MediaFault::internal("Nobody wants the sound any more")
}
