//! Tones and their measure: sines, DTMF pairs (ITU-T Q.23), and the Goertzel power at one frequency.

#[cfg(test)]
mod tests;

use std::f64::consts::TAU;

/// Samples per second everywhere in this room.
pub const SAMPLE_RATE_HZ: u32 = 8_000;

/// A sine whose phase goes on from sample to sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sine {
    phase: f64,
    step: f64,
    amplitude: f64,
}

impl Sine {
    /// `hz` up to 4000, `amplitude` in linear units up to 32767.
    #[must_use]
    pub fn new(hz: f64, amplitude: f64) -> Self {
        Self { phase: 0.0, step: TAU * hz / f64::from(SAMPLE_RATE_HZ), amplitude }
    }

    fn next_value(&mut self) -> f64 {
        let value = self.amplitude * self.phase.sin();
        self.phase = (self.phase + self.step) % TAU;
        value
    }
}

/// The two sines of a key, each at −10 dBm0: what ETSI ES 201 235-2 asks of a sender, within 1 dB.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dtmf {
    low: Sine,
    high: Sine,
}

impl Dtmf {
    const AMPLITUDE: f64 = 7_000.0;

    /// The pair of one of `0123456789*#ABCD`; `None` for another character.
    #[must_use]
    pub fn new(digit: char) -> Option<Self> {
        let (low, high) = dtmf_frequencies(digit)?;
        Some(Self { low: Sine::new(low, Self::AMPLITUDE), high: Sine::new(high, Self::AMPLITUDE) })
    }

    /// The next sample.
    pub fn next_sample(&mut self) -> i16 {
        to_sample(self.low.next_value() + self.high.next_value())
    }
}

/// The low and the high frequency of a key, in Hz (Q.23).
#[must_use]
pub fn dtmf_frequencies(digit: char) -> Option<(f64, f64)> {
    const KEYS: [&str; 4] = ["123A", "456B", "789C", "*0#D"];
    const ROWS: [f64; 4] = [697.0, 770.0, 852.0, 941.0];
    const COLUMNS: [f64; 4] = [1209.0, 1336.0, 1477.0, 1633.0];
    KEYS.iter().zip(ROWS).find_map(|(keys, row)| {
        keys.find(digit).and_then(|column| COLUMNS.get(column)).map(|&column| (row, column))
    })
}

/// `duration_ms` of a sine of `hz` at `amplitude` (linear, up to 32767).
#[must_use]
pub fn tone(hz: f64, amplitude: f64, duration_ms: u32) -> Vec<i16> {
    let mut sine = Sine::new(hz, amplitude);
    (0..duration_ms * (SAMPLE_RATE_HZ / 1000)).map(|_| to_sample(sine.next_value())).collect()
}

/// The part of the energy of `samples` that is at `hz`, 0.0 to 1.0: 1.0 is a pure tone, 0.5 each half of
/// a DTMF pair. The width of what counts as `hz` is about 8000 / `samples.len()` Hz. 0.0 for silence.
#[must_use]
pub fn share_at(samples: &[i16], hz: f64) -> f64 {
    let energy: f64 = samples.iter().map(|&sample| f64::from(sample).powi(2)).sum();
    if energy == 0.0 {
        return 0.0;
    }
    (2.0 * goertzel(samples, hz) / (energy * count(samples))).min(1.0)
}

/// The amplitude at `hz` in linear units: that of [`Sine::new`] for a pure tone.
#[must_use]
pub fn amplitude_at(samples: &[i16], hz: f64) -> f64 {
    if samples.is_empty() { 0.0 } else { 2.0 * goertzel(samples, hz).sqrt() / count(samples) }
}

/// The level of `samples` in dBFS, 0 for a full-scale square wave; −∞ for silence.
#[must_use]
pub fn level_dbfs(samples: &[i16]) -> f64 {
    let energy: f64 = samples.iter().map(|&sample| f64::from(sample).powi(2)).sum();
    if energy == 0.0 {
        return f64::NEG_INFINITY;
    }
    10.0 * (energy / count(samples) / f64::from(i16::MAX).powi(2)).log10()
}

/// The squared magnitude of the discrete Fourier transform at `hz` (Goertzel, 1958).
fn goertzel(samples: &[i16], hz: f64) -> f64 {
    let coefficient = 2.0 * (TAU * hz / f64::from(SAMPLE_RATE_HZ)).cos();
    let (mut last, mut before) = (0.0, 0.0);
    for &sample in samples {
        let now = f64::from(sample) + coefficient * last - before;
        before = last;
        last = now;
    }
    last * last + before * before - coefficient * last * before
}

fn count(samples: &[i16]) -> f64 {
    u32::try_from(samples.len()).map_or(f64::from(u32::MAX), f64::from)
}

fn to_sample(value: f64) -> i16 {
    // A float cast saturates, so that too great an amplitude clips and does not wrap.
    value.round() as i16
}
