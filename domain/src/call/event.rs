//! What can happen to a call.
//!
//! A call's stream is its transcript. Some events are *inputs* ([`CallEvent::is_input`]): what came from
//! outside and cannot be worked out again (an INVITE's facts, the answer of the tenant's server, a digit,
//! the end of a playback, an alarm). The others follow from them: feeding the inputs of a stream to the
//! call router again must give the others again, byte for byte. That is what `ringback replay` checks.

use serde::{Deserialize, Serialize};

use super::exchange::{Exchange, Fault};
use crate::sid::{ApplicationSid, CallSid, NotificationSid, PhoneNumberSid};
use crate::uri::{ApplicationUri, Steering};

crate::events! {
    /// What can happen to a call.
    #[expect(
        clippy::large_enum_variant,
        reason = "events live for one batch; CallReceived, the largest, is there once for each call"
    )]
    pub enum CallEvent {
        CallReceived = 1,
        ExchangeEnded = 1,
        PlaybackEnded = 1,
        DigitReceived = 1,
        AlarmRang = 1,
        CallUpdateRequested = 1,
        CallUpdateTaken = 1,
        CallerHungUp = 1,
        MediaTimedOut = 1,
        CallAbandoned = 1,
        DocumentRead = 1,
        VerbStarted = 1,
        VerbEnded = 1,
        CallAnswered = 1,
        FallbackTaken = 1,
        NotificationRaised = 1,
        CallEnded = 1,
        CallMeasured = 1,
        StatusNotified = 1,
        CallDeleted = 1,
    }
}

impl CallEvent {
    /// Whether the event came from outside, so that a replay has to be given it.
    pub const fn is_input(&self) -> bool {
        match self {
            Self::CallReceived(_)
            | Self::ExchangeEnded(_)
            | Self::PlaybackEnded(_)
            | Self::DigitReceived(_)
            | Self::AlarmRang(_)
            | Self::CallUpdateTaken(_)
            | Self::CallerHungUp(_)
            | Self::MediaTimedOut(_) => true,
            Self::CallUpdateRequested(_)
            | Self::CallAbandoned(_)
            | Self::DocumentRead(_)
            | Self::VerbStarted(_)
            | Self::VerbEnded(_)
            | Self::CallAnswered(_)
            | Self::FallbackTaken(_)
            | Self::NotificationRaised(_)
            | Self::CallEnded(_)
            | Self::CallMeasured(_)
            | Self::StatusNotified(_)
            | Self::CallDeleted(_) => false,
        }
    }
}

/// Which way a call goes, seen from the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// An endpoint called the platform.
    Inbound,
    /// The REST API asked for the call.
    OutboundApi,
    /// A `<Dial>` asked for the call.
    OutboundDial,
}

/// Input: an endpoint called, and the switchboard found the account that answers for the address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CallReceived {
    /// Which way the call goes.
    pub direction: Direction,
    /// The caller: E.164 (`+15551230000`) or a SIP URI.
    pub from: String,
    /// The callee: E.164 or a SIP URI.
    pub to: String,
    /// The caller's display name, as the caller gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_name: Option<String>,
    /// The address that was called first, when another forwarded the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded_from: Option<String>,
    /// The call that this one was made for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_call_sid: Option<CallSid>,
    /// The number that was called, when it is one of the account's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number_sid: Option<PhoneNumberSid>,
    /// The application that the number names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_sid: Option<ApplicationSid>,
    /// What SIP said, where SIP brought the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sip: Option<SipOrigin>,
    /// The URIs that steer the call, as they were when it came.
    pub steering: Steering,
    /// The operator's limits for the call; those of the program where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<CallLimits>,
}

/// What the operator lets one call do. A replay needs them, because a call ends at them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CallLimits {
    /// The longest duration after the answer, in ms.
    pub max_call_ms: u64,
    /// The most documents in a row while nothing happens.
    pub max_idle_documents: u32,
    /// The most exchanges in all.
    pub max_exchanges: u32,
}

/// What an INVITE says beside the addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SipOrigin {
    /// The Call-ID header.
    pub call_id: String,
    /// The address that the INVITE came from, without port.
    pub source_ip: String,
    /// The host of the Request-URI.
    pub domain: String,
    /// `X-` headers in order, names as they were written. At most 32, each value at most 1,024 bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
}

/// Input: a request to the tenant's application ended, well or badly, all tries included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ExchangeEnded {
    /// The request, the answer, the timing.
    pub exchange: Exchange,
}

/// Input: a playback ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PlaybackEnded {
    /// The playback's number within the call, from 1.
    pub playback: u32,
    /// How it ended.
    pub outcome: PlaybackOutcome,
    /// How much was heard, in ms.
    pub played_ms: u64,
}

/// How a playback ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum PlaybackOutcome {
    /// It was heard to its end.
    Finished,
    /// The sound could not be had.
    Failed(Fault),
}

/// Input: the caller pressed a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DigitReceived {
    /// One of `0123456789*#ABCD`.
    pub digit: char,
    /// How long it was pressed, in ms; 0 when unknown.
    pub duration_ms: u32,
    /// How it came.
    pub by: DigitTransport,
}

/// How a digit came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DigitTransport {
    /// RFC 4733 telephone-event.
    TelephoneEvent,
    /// SIP INFO, `application/dtmf-relay` or `application/dtmf`.
    Info,
}

/// Input: an alarm that the call router had set rang.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AlarmRang {
    /// The alarm's number within the call, from 1.
    pub alarm: u32,
}

/// Somebody asked by REST to change the live call. The call router takes it up with [`CallUpdateTaken`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CallUpdateRequested {
    /// What is to be done.
    pub update: CallUpdate,
}

/// A change to a live call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "do")]
pub enum CallUpdate {
    /// Interrupt the running verb and follow the document at a URI, which becomes the primary.
    Redirect {
        /// The new primary.
        uri: ApplicationUri,
        /// Replaces the secondaries when present.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fallback: Option<ApplicationUri>,
    },
    /// Interrupt the running verb and follow this document.
    Document {
        /// TwiML.
        twiml: String,
    },
    /// End the call: `completed` ends it in any state, `canceled` only while it is not answered.
    End {
        /// Whether only an unanswered call is meant.
        only_unanswered: bool,
    },
    /// Change what the call is set to and let it go on with what it is at. What is absent stays.
    Settings {
        /// Told of the changes of status that are recorded after this request.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status_callback: Option<ApplicationUri>,
        /// Whether nobody is told of the changes of status that are recorded after this request.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        stops_status_callback: bool,
        /// Replaces the secondaries, and stands behind what is being asked or followed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fallback: Option<ApplicationUri>,
        /// How long the call may last after its answer, 1–86,400 s. The operator's limit holds as well.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time_limit_s: Option<u32>,
    },
}

/// Input: the call router took up a requested update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CallUpdateTaken {
    /// The stream version of the [`CallUpdateRequested`].
    pub request_version: u64,
}

/// Input: the far end ended the call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CallerHungUp {
    /// How.
    pub how: HangUp,
    /// The Reason header, when there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How the far end ended a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HangUp {
    /// BYE.
    Bye,
    /// CANCEL before the answer.
    Cancel,
    /// Our answer was never acknowledged (RFC 3261 §13.3.1.4).
    NoAck,
    /// The session timer ran out (RFC 4028).
    SessionExpired,
    /// The transport broke, or a request in the dialog got no answer.
    TransportFailed,
    /// The offers and answers found no common media.
    NoCommonMedia,
}

/// Input: no RTP has come for as long as the configuration allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MediaTimedOut {
    /// How long it was silent, in ms.
    pub silent_ms: u64,
}

/// The server stopped or crashed while the call was live; it was ended at the next start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CallAbandoned {
    /// When the last fact of the call was recorded, in µs since 1970.
    pub last_recorded_at: crate::timestamp::Timestamp,
}

/// A document was accepted and will be followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DocumentRead {
    /// The document's number within the call, from 1.
    pub document: u32,
    /// The number of the exchange that brought it; absent for inline and built-in documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<u32>,
    /// How many verbs stand at its top level.
    pub verbs: u32,
}

/// A verb began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct VerbStarted {
    /// The document's number.
    pub document: u32,
    /// The verb's place in it, from 0; nested verbs add a place (`[2, 0]` is the first child of the third).
    pub place: Vec<u32>,
    /// The element's name, for example `Say`.
    pub verb: String,
}

/// A verb ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct VerbEnded {
    /// The document's number.
    pub document: u32,
    /// The verb's place in it.
    pub place: Vec<u32>,
    /// The element's name.
    pub verb: String,
    /// How it ended.
    pub outcome: VerbOutcome,
}

/// How a verb ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum VerbOutcome {
    /// It did what it says.
    Done,
    /// Something else took over before its end: an update, a digit, the end of the call.
    Interrupted,
    /// It could not be done; a notification says why.
    Failed {
        /// The code of the notification.
        code: u32,
    },
    /// A `<Gather>` ended.
    Gathered {
        /// The digits, without the finishing key.
        digits: String,
        /// The key that finished it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        finished_on_key: Option<char>,
    },
}

/// The call was picked up: a final 2xx went to the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CallAnswered {}

/// A secondary URI is asked because of a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FallbackTaken {
    /// The secondary's rank, from 1; one more than the last rank means the built-in announcement.
    pub rank: u32,
    /// What went wrong.
    pub fault: Fault,
    /// Where in a document it went wrong, when it was in the middle of one: document, then place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<(u32, Vec<u32>)>,
}

/// Something that the tenant should know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NotificationRaised {
    /// The notification.
    pub sid: NotificationSid,
    /// Error or warning.
    pub level: NotificationLevel,
    /// What went wrong, its code and where.
    pub fault: Fault,
    /// The number of the exchange that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<u32>,
}

/// How grave a notification is. REST writes 0 for an error, 1 for a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NotificationLevel {
    /// The application did not do what it said.
    Error,
    /// It did, but something was left out or assumed.
    Warning,
}

/// The call ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CallEnded {
    /// The final status.
    pub status: FinalStatus,
    /// From the answer to the end, in ms; 0 when it was never answered.
    pub duration_ms: u64,
    /// What ended it.
    pub cause: EndCause,
    /// The SIP status that the caller was given, when the call was refused or failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sip_status: Option<u16>,
}

/// The final status of a call, as REST spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FinalStatus {
    /// It was answered and ended in the ordinary way.
    Completed,
    /// The callee was busy, or the application rejected the call as busy.
    Busy,
    /// It could not be connected.
    Failed,
    /// Nobody answered.
    NoAnswer,
    /// It was cancelled before it was answered.
    Canceled,
}

/// What ended a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EndCause {
    /// The caller hung up or cancelled.
    Caller,
    /// `<Hangup>`.
    HangupVerb,
    /// `<Reject>`.
    RejectVerb,
    /// The document came to its end.
    EndOfDocument,
    /// REST ended it.
    Api,
    /// The application failed and so did every fallback.
    ApplicationFailed,
    /// No RTP came, or the signalling broke.
    ConnectionLost,
    /// The server stopped or crashed.
    ServerStopped,
    /// A limit of time or count was reached.
    Limit,
}

/// What the RTP of the call was like; both directions, seen from the platform.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CallMeasured {
    /// The codec: `PCMU` or `PCMA`.
    pub codec: String,
    /// RTP packets sent.
    pub packets_sent: u64,
    /// RTP packets received.
    pub packets_received: u64,
    /// Packets expected and not received.
    pub packets_lost: u64,
    /// Interarrival jitter at the end, in µs (RFC 3550 §6.4.1).
    pub jitter_us: u64,
    /// Jitter that the far end reported, in µs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_jitter_us: Option<u64>,
    /// Packets that the far end reported lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_packets_lost: Option<u64>,
}

/// The status callback was told of a change of status, or could not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct StatusNotified {
    /// The `SequenceNumber` that it was told, from 0.
    pub sequence: u32,
    /// The request and the answer.
    pub exchange: Exchange,
}

/// The tenant removed the call from view; the stream stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CallDeleted {}
