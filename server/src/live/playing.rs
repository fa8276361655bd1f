//! What a call hears: a playback is fetched from the media layer, then played once or several times.

use std::sync::Arc;

use media::engine::{PlaybackId, PlaybackOutcome as Sent};
use media::sound::Sound;

/// The playback that is being prepared or heard. There is at most one.
#[derive(Debug)]
pub(super) struct Playing {
    /// Its number within the call.
    pub(super) playback: u32,
    /// Repetitions that are still to be started.
    times_left: u32,
    /// What was heard of it so far, in ms.
    played_ms: u64,
    /// Absent for digits.
    sound: Option<Arc<Sound>>,
}

/// What to do when the stream has sent a playback.
#[derive(Debug)]
pub(super) enum Next {
    /// Start it again.
    Again(Arc<Sound>),
    /// It is over.
    Over {
        /// All repetitions together, in ms.
        played_ms: u64,
        /// Whether the sound broke off.
        failed: bool,
    },
}

impl Playing {
    pub(super) fn new(playback: u32, times: u32) -> Self {
        Self { playback, times_left: times.saturating_sub(1), played_ms: 0, sound: None }
    }

    pub(super) fn id(&self) -> PlaybackId {
        PlaybackId(self.playback)
    }

    /// Its sound is there and begins.
    pub(super) fn begins(&mut self, sound: Arc<Sound>) {
        self.sound = Some(sound);
    }

    /// One repetition was sent. A repetition that took no time is the last one.
    pub(super) fn sent(&mut self, played_ms: u64, outcome: Sent) -> Next {
        self.played_ms = self.played_ms.saturating_add(played_ms);
        let failed = matches!(outcome, Sent::Failed);
        if let Some(sound) = &self.sound
            && self.times_left > 0
            && played_ms > 0
            && !failed
        {
            self.times_left -= 1;
            return Next::Again(sound.clone());
        }
        Next::Over { played_ms: self.played_ms, failed }
    }
}
