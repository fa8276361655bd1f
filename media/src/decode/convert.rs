//! Resampling.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler, WindowFunction};

use crate::fault::{MediaFault, code};

const RATES_HZ: std::ops::RangeInclusive<u32> = 1_000..=384_000;
/// Frames per Fourier transform. Below 1,024 the filter is so short that 3.4 kHz is lost, and with it the
/// upper edge of the telephone band.
const BLOCK_FRAMES: usize = 2_048;

/// One sound on its way from one rate to another. Its level is left as it is; what is over full scale is cut
/// there.
pub struct Converter {
    resampler: Option<Fft<f32>>,
    rate_hz: u32,
    target_hz: u32,
    pending: Vec<f32>,
    block: Vec<f32>,
    /// Output frames that are only the filter's run-up.
    run_up: usize,
    taken: u64,
    given: u64,
}

impl std::fmt::Debug for Converter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Converter").field("rate_hz", &self.rate_hz).finish_non_exhaustive()
    }
}

impl Converter {
    /// A converter from `rate_hz`, 1,000–384,000, to `target_hz`.
    ///
    /// # Errors
    /// 13420 for any other rate.
    pub fn new(rate_hz: u32, target_hz: u32) -> Result<Self, MediaFault> {
        let refuse = |why: String| MediaFault::new(code::NOT_AUDIO, why);
        if !RATES_HZ.contains(&rate_hz) {
            return Err(refuse(format!("A sample rate of {rate_hz} Hz can't be played")));
        }
        let resampler = if rate_hz == target_hz {
            None
        } else {
            let fft = Fft::<f32>::new_custom(
                rate_hz as usize,
                target_hz as usize,
                BLOCK_FRAMES,
                1,
                1,
                WindowFunction::BlackmanHarris2,
                FixedSync::Input,
            );
            Some(fft.map_err(|error| refuse(error.to_string()))?)
        };
        let run_up = resampler.as_ref().map_or(0, Resampler::output_delay);
        let block = vec![0.0; resampler.as_ref().map_or(0, Resampler::output_frames_max)];
        Ok(Self {
            resampler,
            rate_hz,
            target_hz,
            pending: Vec::new(),
            block,
            run_up,
            taken: 0,
            given: 0,
        })
    }

    /// Takes samples (−1.0 to 1.0, one channel) and appends what is ready to `out`.
    ///
    /// # Errors
    /// 12400 when the resampler refuses its own sizes.
    pub fn push(&mut self, samples: &[f32], out: &mut Vec<i16>) -> Result<(), MediaFault> {
        self.taken += samples.len() as u64;
        if self.resampler.is_none() {
            self.given += samples.len() as u64;
            out.extend(samples.iter().map(|&sample| encode(sample)));
            return Ok(());
        }
        self.pending.extend_from_slice(samples);
        self.drain(out)
    }

    /// Appends the rest: as many samples in all as the sound is long, a part of one rounded up.
    ///
    /// # Errors
    /// As [`Converter::push`].
    pub fn finish(mut self, out: &mut Vec<i16>) -> Result<(), MediaFault> {
        let due = (self.taken * u64::from(self.target_hz)).div_ceil(u64::from(self.rate_hz));
        let silence = vec![0.0; BLOCK_FRAMES];
        while self.given < due {
            self.pending.extend_from_slice(&silence);
            self.drain(out)?;
        }
        let excess = usize::try_from(self.given - due).unwrap_or(0);
        out.truncate(out.len().saturating_sub(excess));
        Ok(())
    }

    fn drain(&mut self, out: &mut Vec<i16>) -> Result<(), MediaFault> {
        let Some(resampler) = self.resampler.as_mut() else { return Ok(()) };
        let broken = |error: String| MediaFault::internal(format!("Resampling failed: {error}"));
        let mut start = 0;
        while self.pending.len() - start >= resampler.input_frames_next() {
            let input = &self.pending[start..];
            let input =
                InterleavedSlice::new(input, 1, input.len()).map_err(|e| broken(e.to_string()))?;
            let frames = self.block.len();
            let mut output = InterleavedSlice::new_mut(&mut self.block, 1, frames)
                .map_err(|e| broken(e.to_string()))?;
            let (read, written) = resampler
                .process_into_buffer(&input, &mut output, None)
                .map_err(|e| broken(e.to_string()))?;
            start += read;
            let skipped = self.run_up.min(written);
            self.run_up -= skipped;
            self.given += (written - skipped) as u64;
            out.extend(self.block[skipped..written].iter().map(|&sample| encode(sample)));
        }
        self.pending.drain(..start);
        Ok(())
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "rounded and clamped to the range of i16 before"
)]
fn encode(sample: f32) -> i16 {
    (sample * 32_768.0).round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16
}
