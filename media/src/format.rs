//! The forms in which sound leaves the media layer.

use std::fmt;

/// How samples are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Encoding {
    /// G.711 µ-law without a header.
    Pcmu,
    /// G.711 A-law without a header.
    Pcma,
    /// Linear, 16 bits, big-endian, without a header (RFC 2586).
    L16,
    /// Linear, 16 bits, little-endian, in a WAV file whose lengths are true.
    Wav,
    /// Opus in Ogg (RFC 7845), 48 kbit/s.
    Opus,
    /// MP3, 64 kbit/s, at 8 kHz 32 kbit/s.
    Mp3,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Pcmu, Self::Pcma, Self::L16, Self::Wav, Self::Opus, Self::Mp3];

    /// Its name in addresses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pcmu => "pcmu",
            Self::Pcma => "pcma",
            Self::L16 => "l16",
            Self::Wav => "wav",
            Self::Opus => "opus",
            Self::Mp3 => "mp3",
        }
    }

    const fn rates_hz(self) -> &'static [u32] {
        match self {
            Self::Pcmu | Self::Pcma => &[8_000],
            Self::L16 | Self::Wav | Self::Mp3 => &[8_000, 16_000, 48_000],
            Self::Opus => &[48_000],
        }
    }
}

/// One form of a sound: an encoding at a rate, one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Target {
    encoding: Encoding,
    rate_hz: u32,
}

impl Target {
    /// What telephones hear: µ-law at 8 kHz.
    pub const PHONE: Self = Self { encoding: Encoding::Pcmu, rate_hz: 8_000 };

    /// `encoding` at `rate_hz`: G.711 at 8,000; L16, WAV and MP3 at 8,000, 16,000 or 48,000; Opus at 48,000.
    /// None for any other rate.
    #[must_use]
    pub fn new(encoding: Encoding, rate_hz: u32) -> Option<Self> {
        encoding.rates_hz().contains(&rate_hz).then_some(Self { encoding, rate_hz })
    }

    /// The one with the names that addresses give: `("l16", "16000")`.
    #[must_use]
    pub fn named(encoding: &str, rate_hz: &str) -> Option<Self> {
        let encoding = Encoding::ALL.into_iter().find(|known| known.name() == encoding)?;
        Self::new(encoding, rate_hz.parse().ok().filter(|rate: &u32| rate.to_string() == rate_hz)?)
    }

    /// How samples are written.
    #[must_use]
    pub const fn encoding(self) -> Encoding {
        self.encoding
    }

    /// Samples per second.
    #[must_use]
    pub const fn rate_hz(self) -> u32 {
        self.rate_hz
    }

    /// The value of `Content-Type`.
    #[must_use]
    pub fn content_type(self) -> String {
        match self.encoding {
            // RFC 2046 §4.3: 8 kHz µ-law, one channel, no header.
            Encoding::Pcmu => "audio/basic".to_owned(),
            Encoding::Pcma => "audio/PCMA".to_owned(),
            Encoding::L16 => format!("audio/L16;rate={};channels=1", self.rate_hz),
            Encoding::Wav => "audio/wav".to_owned(),
            Encoding::Opus => "audio/ogg; codecs=opus".to_owned(),
            Encoding::Mp3 => "audio/mpeg".to_owned(),
        }
    }
}

impl fmt::Display for Target {
    /// `l16/16000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.encoding.name(), self.rate_hz)
    }
}
