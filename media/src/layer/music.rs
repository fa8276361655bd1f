//! Music of our own at the addresses that sample applications have in them.

use std::f64::consts::TAU;

use bytes::Bytes;
use url::Url;

use super::config::Inner;
use super::fill::Head;
use super::flights::Flight;
use super::make::{Made, Wanted};
use crate::cache::Answer;
use crate::decode::{feed, transcode};
use crate::fault::MediaFault;
use crate::wav;

/// Enough for telephones; other forms are no better.
const RATE_HZ: u32 = 8_000;
/// Steps of the major scale that a bar's chord stands on.
const BARS: [i32; 8] = [0, 9, 5, 7, 4, 9, 2, 7];
const BAR_MS: u32 = 2_000;
const AMPLITUDE: f64 = 2_200.0;

/// The piece that a URL names, if it is one of those addresses: `com.twilio.music.classical` of
/// `http://com.twilio.music.classical.s3.amazonaws.com/BusyStrings.mp3`, or of the same as a path.
pub(super) fn piece(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    let bucket = match host.strip_suffix(".s3.amazonaws.com") {
        Some(bucket) => bucket,
        None if host == "s3.amazonaws.com" => url.path_segments()?.next()?,
        None => return None,
    };
    bucket.starts_with("com.twilio.music.").then(|| format!("{bucket}{}", url.path()))
}

impl Inner {
    pub(super) async fn make_music(
        &self,
        flight: &Flight,
        wanted: &Wanted,
        piece: &str,
        cache_control: String,
    ) -> Result<Made, MediaFault> {
        flight.fill.begin(Head { etag: None, cache_control });
        let file = Bytes::from(wav::write(&samples(piece), RATE_HZ));
        let (feeder, feed) = feed();
        let (fill, target, limits) = (flight.fill.clone(), wanted.target, self.limits);
        let encoding = tokio::task::spawn_blocking(move || {
            transcode(feed, "audio/wav", target, limits, &mut |sound| {
                fill.push(sound);
                true
            })
        });
        feeder.send(Ok(file)).await;
        drop(feeder);
        encoding.await.map_err(|_| MediaFault::internal("The music could not be made"))??;
        Ok(Made::New(Box::<Answer>::default()))
    }
}

/// Broken chords, 16 s: the same for the same name, in another key for another.
fn samples(piece: &str) -> Vec<i16> {
    let seed = piece.bytes().fold(0_u32, |seed, byte| seed.wrapping_mul(31) + u32::from(byte));
    let root = 48 + i32::try_from(seed % 12).unwrap_or(0);
    let pattern = [0, 4, 7, 12, 7, 4, 12, 7];
    let note_samples = RATE_HZ * BAR_MS / 1_000 / 8;
    let mut samples = Vec::new();
    for bar in BARS {
        // Minor where the scale has a minor chord.
        let third = if matches!(bar, 2 | 4 | 9) { 3 } else { 4 };
        for step in pattern {
            let step = if step == 4 { third } else { step };
            let hz = 440.0 * 2_f64.powf(f64::from(root + bar + step - 69) / 12.0);
            samples.extend((0..note_samples).map(|at| plucked(hz, at)));
        }
    }
    samples
}

/// A tone with one overtone that dies away, without a click at its beginning or end.
fn plucked(hz: f64, at: u32) -> i16 {
    let seconds = f64::from(at) / f64::from(RATE_HZ);
    let loudness = (seconds * 200.0).min(1.0) * (-6.0 * seconds).exp();
    let wave = (TAU * hz * seconds).sin() + 0.4 * (2.0 * TAU * hz * seconds).sin();
    #[expect(clippy::cast_possible_truncation, reason = "1.4 times the amplitude fits")]
    let sample = (AMPLITUDE * loudness * wave).round() as i16;
    sample
}
