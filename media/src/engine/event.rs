use tokio::sync::mpsc::UnboundedSender;

/// The number of a playback, chosen by whoever asks for it; unique within its stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaybackId(pub u32);

/// How a playback ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaybackOutcome {
    /// It was sent to its end.
    Finished,
    /// [`crate::engine::RtpStream::stop`] ended it.
    Stopped,
    /// Its sound failed; what there was of it was sent.
    Failed,
}

/// What happens on a stream. Durations are measured by the media thread: the receiver needs no clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamEvent {
    /// The first valid RTP packet came. Once per stream.
    FirstPacket,
    /// The far end pressed a key (RFC 4733), once per press, when it was let go.
    Digit {
        /// One of `0123456789*#ABCD`.
        digit: char,
        /// How long it was pressed, in ms; at least what was seen when the end was lost.
        duration_ms: u32,
    },
    /// A playback ended. Once per accepted playback, unless the stream is closed before.
    PlaybackEnded {
        /// Which.
        id: PlaybackId,
        /// What was sent of it, in ms.
        played_ms: u64,
        /// How.
        outcome: PlaybackOutcome,
    },
    /// No RTP has come for this long. Once per episode; the next packet ends the episode.
    Silent {
        /// In ms.
        ms: u32,
    },
}

/// Where a stream's events go. Called on a media thread: it must neither block nor take long.
pub trait EventSink: Send {
    /// Takes one event. A sink whose receiver is gone drops it.
    fn send(&self, event: StreamEvent);
}

impl EventSink for UnboundedSender<StreamEvent> {
    fn send(&self, event: StreamEvent) {
        // The receiver of a stream that is being closed may be gone already.
        let _gone = Self::send(self, event);
    }
}

impl<F: Fn(StreamEvent) + Send> EventSink for F {
    fn send(&self, event: StreamEvent) {
        self(event);
    }
}
