//! What a stream has to say: playbacks one after another, cut into packets.
//!
//! A pure machine. Each call of [`Playout::fill`] is one packet time; nothing here knows the clock.

pub mod digits;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::Arc;

use crate::engine::{PlaybackId, PlaybackOutcome};
use crate::g711::ULAW_SILENCE;
use crate::sound::{BYTES_PER_MS, Cursor, Sound, SoundState};
use crate::telephone_event::OutgoingPacket;
use digits::{DigitSequence, DigitsInProgress};

/// Playbacks that may wait at once; one more is refused as failed.
const WAITING_MAX: usize = 256;

/// A playback that ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Which.
    pub id: PlaybackId,
    /// What was sent of it, in ms.
    pub played_ms: u64,
    /// How.
    pub outcome: PlaybackOutcome,
}

/// What one packet time holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// Nothing to say: the buffer is silence.
    Idle,
    /// The buffer is sound.
    Audio,
    /// A key as RTP event, in place of sound.
    Event(OutgoingPacket),
}

/// The playbacks of one stream.
#[derive(Debug, Default)]
pub struct Playout {
    waiting: VecDeque<Playback>,
}

#[derive(Debug)]
struct Playback {
    id: PlaybackId,
    source: Source,
    played: u64,
}

#[derive(Debug)]
enum Source {
    Sound(Cursor),
    Digits(DigitsInProgress),
}

impl Playback {
    fn ended(&self, outcome: PlaybackOutcome) -> Ended {
        Ended { id: self.id, played_ms: self.played / BYTES_PER_MS, outcome }
    }
}

impl Playout {
    /// Adds a sound. `Some` when too many wait.
    pub fn play(&mut self, id: PlaybackId, sound: &Arc<Sound>) -> Option<Ended> {
        self.add(id, Source::Sound(sound.cursor()))
    }

    /// Adds digits. `Some` when too many wait.
    pub fn play_digits(&mut self, id: PlaybackId, digits: DigitSequence) -> Option<Ended> {
        self.add(id, Source::Digits(DigitsInProgress::new(digits)))
    }

    fn add(&mut self, id: PlaybackId, source: Source) -> Option<Ended> {
        let playback = Playback { id, source, played: 0 };
        if self.waiting.len() == WAITING_MAX {
            return Some(playback.ended(PlaybackOutcome::Failed));
        }
        self.waiting.push_back(playback);
        None
    }

    /// Ends a playback, playing or waiting; `None` when it is not there.
    pub fn stop(&mut self, id: PlaybackId) -> Option<Ended> {
        let index = self.waiting.iter().position(|playback| playback.id == id)?;
        self.waiting.remove(index).map(|playback| playback.ended(PlaybackOutcome::Stopped))
    }

    /// Whether nothing plays or waits.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Fills `frame` with the µ-law of one packet time. Sounds follow each other without a gap; a sound
    /// that has run dry is silence until more of it comes. With `events`, keys are RTP events; without,
    /// tones in the sound. `ended` is called for each playback whose last sample is in this frame.
    pub fn fill(&mut self, frame: &mut [u8], events: bool, mut ended: impl FnMut(Ended)) -> Frame {
        let mut filled = 0;
        while let Some(playback) = self.waiting.front_mut() {
            let outcome = match &mut playback.source {
                Source::Digits(_) if filled > 0 => break,
                Source::Digits(digits) => {
                    playback.played += frame.len() as u64;
                    let out = digits.fill(frame, events);
                    if digits.is_over() {
                        ended(playback.ended(PlaybackOutcome::Finished));
                        self.waiting.pop_front();
                    }
                    return out;
                }
                Source::Sound(cursor) => {
                    let read = cursor.read(&mut frame[filled..]);
                    filled += read.bytes;
                    playback.played += read.bytes as u64;
                    match read.state {
                        SoundState::Growing => break,
                        SoundState::Complete => PlaybackOutcome::Finished,
                        SoundState::Failed => PlaybackOutcome::Failed,
                    }
                }
            };
            ended(playback.ended(outcome));
            self.waiting.pop_front();
        }
        frame[filled..].fill(ULAW_SILENCE);
        if filled == 0 { Frame::Idle } else { Frame::Audio }
    }
}
