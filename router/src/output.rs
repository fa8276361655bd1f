//! What a live call asks of the world.

use domain::call::{CallEvent, EndCause, exchange::Purpose};
use domain::timestamp::Timestamp;
use domain::uri::ApplicationUri;

/// One thing that the flow wants to be done.
///
/// All [`Output::Record`]s of one [`crate::Flow::handle`] are one batch: they are appended to the call's
/// stream, the input's own event first, and only when they are durable are the others carried out, in
/// their order.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "most outputs are facts; a box for each would be an allocation per event"
)]
pub enum Output {
    /// A fact of the call.
    Record(CallEvent),
    /// Tell the caller that it rings (180).
    Ring,
    /// Pick up: 200 with the SDP that the leg agreed. At most once, never after [`Output::Reject`].
    Answer,
    /// Refuse the call before it was answered.
    Reject {
        /// The SIP status, 4xx–6xx.
        status: u16,
        /// The reason phrase.
        reason: &'static str,
    },
    /// End the answered call: BYE, as soon as the answer was acknowledged.
    HangUp {
        /// What ended it.
        reason: EndCause,
    },
    /// Let the caller hear something. At most one playback runs at a time.
    Play(Playback),
    /// Stop a playback at once. Its end is not an input any more.
    StopPlayback {
        /// The playback's number.
        playback: u32,
    },
    /// Have these sounds made ready, the first one first: the document at hand will come to them. Nothing is awaited,
    /// and a failure is not told; a later [`Output::Warm`] takes the place of an earlier one.
    Warm(Vec<Source>),
    /// Ask the tenant's application; its end is [`crate::Input::ExchangeEnded`].
    Fetch(Box<FetchRequest>),
    /// Send [`crate::Input::AlarmRang`] at a time.
    SetAlarm {
        /// The alarm's number within the call, from 1, never used twice.
        alarm: u32,
        /// When.
        at: Timestamp,
    },
    /// The alarm is not wanted any more.
    ClearAlarm {
        /// The alarm's number.
        alarm: u32,
    },
    /// The flow is over: nothing follows, and further inputs are ignored.
    Ended,
}

/// A sound for the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Playback {
    /// The playback's number within the call, from 1.
    pub playback: u32,
    /// What is heard.
    pub source: Source,
    /// How many times, 1–1,000. A repetition that took no time ends the playback, so that an empty sound
    /// cannot spin.
    pub times: u32,
}

/// Where a sound comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Source {
    /// Speech, made by the media layer.
    Say(Speech),
    /// A file at an absolute URL, fetched by the media layer with GET.
    Url(String),
    /// Keys, sent as RFC 4733 events: `0`–`9`, `*`, `#`, `A`–`D`, `w` waits 0.5 s, `W` 1 s.
    Digits(String),
}

/// What is to be spoken, and how.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Speech {
    /// Plain text; or, when `is_ssml`, a `<speak>` element.
    pub text: String,
    /// Whether `text` is SSML.
    pub is_ssml: bool,
    /// The voice as the tenant named it, for example `alice` or `Polly.Joanna`; the platform's when absent.
    pub voice: Option<String>,
    /// BCP 47, for example `en-US`; the voice's own when absent.
    pub language: Option<String>,
}

/// A request to the tenant's application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchRequest {
    /// The exchange's number within the call, from 1.
    pub number: u32,
    /// What it is for.
    pub purpose: Purpose,
    /// The rank of the URI: 0 for the primary, `action` and `<Redirect>`, from 1 for the secondaries.
    pub rank: u32,
    /// Where and how. The URL is absolute, its templates are filled in, its fragment (connection
    /// overrides) is still there.
    pub uri: ApplicationUri,
    /// Every parameter, in the order in which they are sent.
    pub parameters: Vec<(String, String)>,
}
