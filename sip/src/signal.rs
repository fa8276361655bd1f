use crate::call::Input;
use crate::digest::Credentials;
use crate::invite::Invite;
use bytes::Bytes;
use std::sync::Arc;
use tokio::sync::mpsc;

/// A new call that has come in.
#[derive(Debug)]
pub struct Incoming {
    /// What the INVITE said.
    pub invite: Invite,
    /// What may be done with the call.
    pub call: CallHandle,
    /// What happens to it. When the receiver is dropped the call is ended.
    pub signals: mpsc::Receiver<Signal>,
}

/// What the other side does. The stream ends when the dialog has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// The caller gave up before the answer; over.
    Cancelled,
    /// Our 200 has arrived; with the other side's answer when the offer was ours.
    Acked {
        /// The answer.
        sdp: Option<Bytes>,
    },
    /// Our 200 was never acknowledged: the call was ended.
    NotAcked,
    /// The other side hung up; over.
    Bye {
        /// The text or cause of its `Reason` header (RFC 3326).
        reason: Option<String>,
    },
    /// A re-INVITE or UPDATE: answer with [`CallHandle::answer_offer`] or
    /// [`CallHandle::refuse_offer`].
    Offer {
        /// Its offer; `None` asks for ours, whose answer then comes as [`Signal::Acked`].
        sdp: Option<Bytes>,
    },
    /// Our own re-INVITE was accepted.
    OfferAnswered {
        /// The answer.
        sdp: Bytes,
    },
    /// Our own re-INVITE was refused; the session goes on as it was.
    OfferRefused {
        /// The status.
        status: u16,
    },
    /// A digit by INFO (`application/dtmf-relay` or `application/dtmf`).
    Digit {
        /// `0`–`9`, `*`, `#`, `A`–`D`.
        digit: char,
        /// How long it was pressed, ms.
        duration_ms: u32,
    },
    /// Nobody refreshed the session in time: the call was ended (RFC 4028).
    SessionExpired,
    /// A message could not be sent, for instance because a TCP connection broke; over.
    TransportFailed,
    /// Our outgoing call makes progress (1xx).
    Progress {
        /// 100 to 199.
        status: u16,
        /// Early media.
        sdp: Option<Bytes>,
    },
    /// Our outgoing call was answered, and acknowledged.
    Answered {
        /// The answer.
        sdp: Bytes,
    },
    /// Our outgoing call came to nothing; over.
    Failed {
        /// 300 to 699; 408 when nobody answered at all, 487 when we cancelled.
        status: u16,
        /// The reason phrase.
        reason: String,
    },
}

/// Steers one call. Cheap to clone; when the last one is dropped the call is ended.
#[derive(Debug, Clone)]
pub struct CallHandle(Arc<Line>);

#[derive(Debug)]
struct Line(mpsc::UnboundedSender<Input>);

impl Drop for Line {
    fn drop(&mut self) {
        let _ = self.0.send(Input::Command(Command::Abandon));
    }
}

/// What the platform wants of a dialog.
#[derive(Debug)]
pub(crate) enum Command {
    Ring,
    Answer(Bytes),
    Reject { status: u16, reason: String },
    HangUp { reason: Option<String> },
    AnswerOffer(Bytes),
    RefuseOffer { status: u16 },
    Offer(Bytes),
    Abandon,
}

impl CallHandle {
    pub(crate) fn new(inputs: mpsc::UnboundedSender<Input>) -> Self {
        Self(Arc::new(Line(inputs)))
    }

    /// Rings: 180. Without effect after an answer.
    pub fn ring(&self) {
        self.command(Command::Ring);
    }

    /// Picks up: 200 with our answer, or with our offer when the INVITE had none.
    pub fn answer(&self, sdp: Bytes) {
        self.command(Command::Answer(sdp));
    }

    /// Refuses with a final status from 300 to 699. Without effect after an answer.
    pub fn reject(&self, status: u16, reason: impl Into<String>) {
        self.command(Command::Reject { status, reason: reason.into() });
    }

    /// Ends the call: BYE, CANCEL or 480, as its state asks for. The text goes into `Reason`.
    pub fn hang_up(&self, reason: Option<&str>) {
        self.command(Command::HangUp { reason: reason.map(str::to_owned) });
    }

    /// Answers [`Signal::Offer`]: with an answer, or with our offer when it had none.
    pub fn answer_offer(&self, sdp: Bytes) {
        self.command(Command::AnswerOffer(sdp));
    }

    /// Refuses [`Signal::Offer`], with 488 for instance; the session goes on as it was.
    pub fn refuse_offer(&self, status: u16) {
        self.command(Command::RefuseOffer { status });
    }

    /// Sends a re-INVITE with an offer of ours: [`Signal::OfferAnswered`] or
    /// [`Signal::OfferRefused`] follows. 491 is tried again as RFC 3261 §14.1 says by the caller.
    pub fn offer(&self, sdp: Bytes) {
        self.command(Command::Offer(sdp));
    }

    fn command(&self, command: Command) {
        // A dialog that has ended takes no commands, and there is nobody to tell.
        let _ = self.0.0.send(Input::Command(command));
    }
}

/// A call to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingInvite {
    /// `sip:user@host[:port][;transport=tcp]`.
    pub to: String,
    /// `sip:user@host`.
    pub from: String,
    /// Display name of the caller.
    pub from_display: Option<String>,
    /// Our offer.
    pub offer: Bytes,
    /// Further headers, `X-…` for instance.
    pub headers: Vec<(String, String)>,
    /// For when the other side challenges.
    pub credentials: Option<Credentials>,
}

/// A call that is being made: the signals are `Progress`, `Answered` or `Failed`, and then those of
/// any other call.
#[derive(Debug)]
pub struct OutgoingCall {
    /// The dialog's `Call-ID`.
    pub call_id: String,
    /// What may be done with the call.
    pub call: CallHandle,
    /// What happens to it.
    pub signals: mpsc::Receiver<Signal>,
}

/// Why a call cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// A URI that is not `sip:user@host`.
    #[error("{0:?} is not a SIP address like sip:alice@example.com")]
    BadUri(String),
    /// A header with a line break, or one that the endpoint writes itself.
    #[error("the header {0:?} cannot be sent")]
    BadHeader(String),
    /// The name has no address.
    #[error("no address for {0:?}")]
    Unresolved(String),
    /// As many calls as allowed are live.
    #[error("as many calls as allowed are live")]
    TooManyCalls,
    /// The other side cannot be reached by TCP.
    #[error("cannot connect to {0}")]
    Unreachable(String),
}
