use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::PlaybackId;
use super::command::{Command, StreamHandle};
use crate::playout::digits::{DigitSequence, DigitsError};
use crate::sound::Sound;
use crate::statistics::Statistics;

/// The codec of a stream, 8 kHz mono.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Codec {
    /// G.711 µ-law.
    Pcmu,
    /// G.711 A-law.
    Pcma,
}

/// What offer and answer agreed on: where to send, what, and which directions are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remote {
    /// Where the far end said it listens. With an unspecified address or port 0 nothing is sent until
    /// a packet from it shows where it is.
    pub addr: SocketAddr,
    /// The codec, both directions.
    pub codec: Codec,
    /// Its payload type, 0–127.
    pub payload_type: u8,
    /// The payload type of telephone-event/8000; without one, digits are sent as tones.
    pub telephone_event: Option<u8>,
    /// Length of a packet we send: 10–60 ms, rounded to tens.
    pub ptime_ms: u32,
    /// Whether we may send; `false` on hold. Playbacks go on in time, unheard.
    pub send: bool,
    /// Whether we expect to receive; while `false` no silence is reported.
    pub receive: bool,
}

/// What a tap hears in 20 ms: linear samples at 8 kHz, in order, losses covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// The samples.
    pub samples: [i16; 160],
}

/// One RTP stream: a local port pair, a far end, what is played to it and what is heard from it.
///
/// Orders are carried out by its media thread within a few ms, in the order given, and never block the
/// caller. Dropping it closes the stream: RTCP BYE, ports free again, no event any more.
#[derive(Debug)]
pub struct RtpStream {
    pub(super) handle: StreamHandle,
    pub(super) local_addr: SocketAddr,
}

impl RtpStream {
    /// Where it listens for RTP; RTCP is at the next port.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Sets the far end; again for every new offer and answer (hold, resume, another address). Before
    /// the first time nothing is sent and playbacks wait.
    pub fn connect(&self, remote: Remote) {
        self.handle.order(Command::Connect(remote));
    }

    /// Plays `sound` after what is playing already. Ends in [`super::StreamEvent::PlaybackEnded`].
    pub fn play(&self, id: PlaybackId, sound: Arc<Sound>) {
        self.handle.order(Command::Play(id, sound));
    }

    /// Sends `digits` after what is playing already: `0`–`9`, `*`, `#`, `A`–`D`, `w` for 0.5 s and
    /// `W` for 1 s of silence.
    ///
    /// # Errors
    /// When there is another character, or more than 500.
    pub fn play_digits(&self, id: PlaybackId, digits: &str) -> Result<(), DigitsError> {
        self.handle.order(Command::PlayDigits(id, DigitSequence::parse(digits)?));
        Ok(())
    }

    /// Ends a playback now, playing or waiting. Nothing happens when it has ended.
    pub fn stop(&self, id: PlaybackId) {
        self.handle.order(Command::Stop(id));
    }

    /// Sends a copy of what is heard to `tap`, 20 ms a time, paced, from now until the receiver is
    /// dropped. When the channel is full, what does not fit is lost.
    pub fn record_to(&self, tap: mpsc::Sender<Heard>) {
        self.handle.order(Command::RecordTo(tap));
    }

    /// What it is like so far. Also after the engine has stopped.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        self.handle.statistics()
    }
}
