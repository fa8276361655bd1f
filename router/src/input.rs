//! What can reach a live call.

use domain::call::{
    CallReceived, CallUpdate, DigitTransport, HangUp, PlaybackOutcome, exchange::Exchange,
};

/// Something that came from outside and that the flow has to answer.
///
/// The driver gives each to [`crate::Flow::handle`] with the time at which the answer will be recorded.
/// An input that no longer concerns the call (an alarm that was cleared, the end of a stopped playback,
/// anything after the end) is answered with nothing at all and leaves no trace in the stream.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// An endpoint called. Always the first input of a call, and only the first.
    Invited(Box<CallReceived>),
    /// A [`crate::Output::Fetch`] ended, well or badly, all tries included.
    ExchangeEnded(Box<Exchange>),
    /// A [`crate::Output::Play`] ended by itself. Not sent for a playback that was stopped.
    PlaybackEnded {
        /// The playback's number.
        playback: u32,
        /// Heard to its end, or why it could not be heard.
        outcome: PlaybackOutcome,
        /// How much was heard, all repetitions together, in ms.
        played_ms: u64,
    },
    /// The caller pressed a key. Once per press.
    Digit {
        /// One of `0123456789*#ABCD`; anything else is ignored.
        digit: char,
        /// How long it was pressed, in ms; 0 when unknown.
        duration_ms: u32,
        /// How it came.
        by: DigitTransport,
    },
    /// An alarm set by [`crate::Output::SetAlarm`] rang.
    AlarmRang {
        /// The alarm's number.
        alarm: u32,
    },
    /// REST asked for a change, which stands in the call's stream as `CallUpdateRequested`.
    UpdateRequested {
        /// The stream version of that event.
        version: u64,
        /// What it asks for.
        update: CallUpdate,
    },
    /// The far end ended the call, or its dialog broke.
    HungUp {
        /// How.
        how: HangUp,
        /// The Reason header, when there was one.
        reason: Option<String>,
    },
    /// No RTP has come for as long as the configuration allows.
    MediaTimedOut {
        /// How long it was silent, in ms.
        silent_ms: u64,
    },
}
