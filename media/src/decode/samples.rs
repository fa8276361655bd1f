//! Plain samples: every width and order in which files hold them.

use std::io::Read;

use super::header::not_audio;
use crate::fault::MediaFault;
use crate::g711;

const READ_BYTES: usize = 16_384;
/// More than any microphone array that somebody would call a prompt.
const MAX_CHANNELS: u16 = 32;

/// How one sample is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sample {
    U8,
    S8,
    S16Le,
    S16Be,
    S24Le,
    S24Be,
    S32Le,
    S32Be,
    F32Le,
    F32Be,
    F64Le,
    F64Be,
    MuLaw,
    ALaw,
}

impl Sample {
    const fn bytes(self) -> usize {
        match self {
            Self::U8 | Self::S8 | Self::MuLaw | Self::ALaw => 1,
            Self::S16Le | Self::S16Be => 2,
            Self::S24Le | Self::S24Be => 3,
            Self::S32Le | Self::S32Be | Self::F32Le | Self::F32Be => 4,
            Self::F64Le | Self::F64Be => 8,
        }
    }

    /// −1.0 to 1.0; what is no number is silence.
    fn decode(self, b: &[u8]) -> f32 {
        let wide = |at: [usize; 4]| at.map(|at| b[at]);
        let word = |bytes: [u8; 4]| i32::from_le_bytes(bytes) as f32 / 2_147_483_648.0;
        let value = match self {
            Self::U8 => (f32::from(b[0]) - 128.0) / 128.0,
            Self::S8 => f32::from(i8::from_le_bytes([b[0]])) / 128.0,
            Self::MuLaw => f32::from(g711::ulaw_decode(b[0])) / 32_768.0,
            Self::ALaw => f32::from(g711::alaw_decode(b[0])) / 32_768.0,
            Self::S16Le => f32::from(i16::from_le_bytes([b[0], b[1]])) / 32_768.0,
            Self::S16Be => f32::from(i16::from_be_bytes([b[0], b[1]])) / 32_768.0,
            Self::S24Le => word([0, b[0], b[1], b[2]]),
            Self::S24Be => word([0, b[2], b[1], b[0]]),
            Self::S32Le => word(wide([0, 1, 2, 3])),
            Self::S32Be => word(wide([3, 2, 1, 0])),
            Self::F32Le => f32::from_le_bytes(wide([0, 1, 2, 3])),
            Self::F32Be => f32::from_le_bytes(wide([3, 2, 1, 0])),
            Self::F64Le => narrow(b, |at| at),
            Self::F64Be => narrow(b, |at| 7 - at),
        };
        if value.is_finite() { value.clamp(-1.0, 1.0) } else { 0.0 }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "16 bits of it are kept in the end")]
fn narrow(bytes: &[u8], order: impl Fn(usize) -> usize) -> f32 {
    f64::from_le_bytes(std::array::from_fn(|at| bytes[order(at)])) as f32
}

/// How the samples of a file are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    sample: Sample,
    pub(super) rate_hz: u32,
    channels: usize,
    /// Bytes of samples; none: until the end.
    left: Option<u64>,
}

impl Layout {
    /// Interleaved samples of 1–32 channels.
    pub(super) fn new(
        sample: Sample,
        rate_hz: u32,
        channels: u16,
        left: Option<u64>,
    ) -> Result<Self, MediaFault> {
        if !(1..=MAX_CHANNELS).contains(&channels) {
            return Err(not_audio(&format!("it has {channels} channels")));
        }
        Ok(Self { sample, rate_hz, channels: usize::from(channels), left })
    }

    /// All frames of `source`, mixed to one channel, given to `take` as they come. A frame that is cut at the
    /// end is left out.
    pub(super) fn read(
        mut self,
        source: &mut dyn Read,
        take: &mut dyn FnMut(&[f32]) -> Result<(), MediaFault>,
    ) -> Result<(), MediaFault> {
        let width = self.sample.bytes();
        let frame = width * self.channels;
        let mut bytes = vec![0; READ_BYTES / frame * frame];
        let (mut filled, mut mono) = (0, Vec::new());
        loop {
            let wanted = self.left.map_or(bytes.len(), |left| {
                usize::try_from(left).map_or(bytes.len(), |left| bytes.len().min(filled + left))
            });
            let read = source
                .read(&mut bytes[filled..wanted])
                .map_err(|error| not_audio(&error.to_string()))?;
            if read == 0 {
                return Ok(());
            }
            filled += read;
            self.left = self.left.map(|left| left - read as u64);
            let whole = filled / frame * frame;
            mono.clear();
            mono.extend(bytes[..whole].chunks_exact(frame).map(|frame| {
                let sum: f32 = frame.chunks_exact(width).map(|one| self.sample.decode(one)).sum();
                sum / self.channels as f32
            }));
            take(&mono)?;
            bytes.copy_within(whole..filled, 0);
            filled -= whole;
        }
    }
}
