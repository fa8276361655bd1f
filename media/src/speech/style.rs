//! How words are spoken beside by whom: speed, pitch, loudness.

/// Speed, pitch and loudness of words, relative to the voice's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Style {
    /// Speed in percent, 20–300.
    pub rate_percent: u16,
    /// Higher or lower by so many percent, −50 to 100.
    pub pitch_percent: i16,
    /// Louder or softer by so many dB, −60 to 12; −60 is silence.
    pub volume_db: i16,
}

impl Default for Style {
    fn default() -> Self {
        Self { rate_percent: 100, pitch_percent: 0, volume_db: 0 }
    }
}

impl Style {
    /// As `<prosody>` changes it. What can't be read changes nothing.
    pub(super) fn prosody(
        mut self,
        rate: Option<&str>,
        pitch: Option<&str>,
        volume: Option<&str>,
    ) -> Self {
        if let Some(rate) = rate.and_then(speed) {
            self.rate_percent = rate;
        }
        if let Some(pitch) = pitch.and_then(height) {
            self.pitch_percent = pitch;
        }
        if let Some(volume) = volume.and_then(loudness) {
            self.volume_db = volume;
        }
        self.bounded()
    }

    /// As `<emphasis>` changes it: Polly speaks louder and slower, or softer and faster.
    pub(super) fn emphasis(mut self, level: &str) -> Self {
        let (rate, volume_db) = match level {
            "strong" => (85, 3),
            "reduced" => (110, -3),
            "none" => (100, 0),
            _ => (93, 2),
        };
        self.rate_percent = u16::try_from(u32::from(self.rate_percent) * rate / 100).unwrap_or(100);
        self.volume_db += volume_db;
        self.bounded()
    }

    fn bounded(self) -> Self {
        Self {
            rate_percent: self.rate_percent.clamp(20, 300),
            pitch_percent: self.pitch_percent.clamp(-50, 100),
            volume_db: self.volume_db.clamp(-60, 12),
        }
    }

    /// What samples are multiplied with.
    pub(super) fn gain(self) -> f32 {
        match self.volume_db {
            0 => 1.0,
            ..=-60 => 0.0,
            db => 10_f32.powf(f32::from(db) / 20.0),
        }
    }

    /// The attributes of a `<prosody>` that says the same; none for a voice's own style.
    pub(super) fn attributes(self) -> Option<String> {
        (self != Self::default()).then(|| {
            format!(
                "rate=\"{}%\" pitch=\"{:+}%\" volume=\"{:+}dB\"",
                self.rate_percent, self.pitch_percent, self.volume_db
            )
        })
    }
}

fn speed(rate: &str) -> Option<u16> {
    match rate.trim() {
        "x-slow" => Some(50),
        "slow" => Some(75),
        "medium" | "default" => Some(100),
        "fast" => Some(130),
        "x-fast" => Some(170),
        percent => percent.strip_suffix('%')?.trim().parse().ok(),
    }
}

/// `+10%`, `-2st`, or a word. Twelve semitones double it.
fn height(pitch: &str) -> Option<i16> {
    match pitch.trim() {
        "x-low" => Some(-30),
        "low" => Some(-15),
        "medium" | "default" => Some(0),
        "high" => Some(15),
        "x-high" => Some(30),
        other => match other.strip_suffix("st") {
            Some(semitones) => {
                let factor = (semitones.trim().parse::<f64>().ok()? / 12.0).exp2();
                whole((factor - 1.0) * 100.0)
            }
            None => whole(other.strip_suffix('%')?.trim().parse().ok()?),
        },
    }
}

fn loudness(volume: &str) -> Option<i16> {
    match volume.trim() {
        "silent" => Some(-60),
        "x-soft" => Some(-12),
        "soft" => Some(-6),
        "medium" | "default" => Some(0),
        "loud" => Some(4),
        "x-loud" => Some(8),
        decibels => whole(decibels.strip_suffix("dB")?.trim().parse().ok()?),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "clamped before")]
fn whole(value: f64) -> Option<i16> {
    value.is_finite().then(|| value.round().clamp(-1_000.0, 1_000.0) as i16)
}
