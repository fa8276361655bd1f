use rsipstack::rsip::{Method, SipMessage};
use rsipstack::transaction::endpoint::MessageInspector;
use rsipstack::transport::SipAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What an endpoint has seen and done since its start.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traffic {
    /// Requests received by method, retransmissions left out. What is no method of ours is `other`.
    pub requests: [(&'static str, u64); 8],
    /// Responses sent by class, `1xx` to `6xx`; one that was asked for again counts again.
    pub responses_sent: [(&'static str, u64); 6],
    /// Responses received by class.
    pub responses_received: [(&'static str, u64); 6],
    /// Requests received once more, which their transaction absorbed.
    pub retransmissions: u64,
    /// Messages refused by reason.
    pub refused: [(&'static str, u64); 7],
}

const METHODS: [&str; 8] = ["INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "INFO", "UPDATE", "other"];
const CLASSES: [&str; 6] = ["1xx", "2xx", "3xx", "4xx", "5xx", "6xx"];
const REASONS: [&str; 7] = [
    "malformed",
    "no-dialog",
    "too-many-calls",
    "too-fast",
    "too-many-transactions",
    "unauthorized",
    "not-taken-up",
];

/// Why a message was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// It is no SIP, or breaks its rules.
    Malformed,
    /// It is for a dialog that is not there.
    NoDialog,
    /// As many calls as allowed are live.
    TooManyCalls,
    /// Its address calls too fast.
    TooFast,
    /// As many transactions as allowed run.
    TooManyTransactions,
    /// It needs other credentials.
    Unauthorized,
    /// The platform does not take calls up as fast as they come.
    NotTakenUp,
}

/// The counters behind [`Traffic`].
#[derive(Debug, Default)]
pub(crate) struct Counts {
    requests: [AtomicU64; 8],
    sent: [AtomicU64; 6],
    received: [AtomicU64; 6],
    retransmissions: AtomicU64,
    refused: [AtomicU64; 7],
}

fn add(counter: Option<&AtomicU64>) {
    if let Some(counter) = counter {
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

fn class(counters: &[AtomicU64; 6], status: u16) -> Option<&AtomicU64> {
    counters.get(usize::from(status / 100).wrapping_sub(1))
}

impl Counts {
    pub(crate) fn request(&self, method: Method) {
        let place = match method {
            Method::Invite => 0,
            Method::Ack => 1,
            Method::Bye => 2,
            Method::Cancel => 3,
            Method::Options => 4,
            Method::Info => 5,
            Method::Update => 6,
            Method::Message
            | Method::Notify
            | Method::PRack
            | Method::Publish
            | Method::Refer
            | Method::Register
            | Method::Subscribe => 7,
        };
        add(self.requests.get(place));
    }

    pub(crate) fn retransmission(&self) {
        add(Some(&self.retransmissions));
    }

    pub(crate) fn response_sent(&self, status: u16) {
        add(class(&self.sent, status));
    }

    pub(crate) fn response_received(&self, status: u16) {
        add(class(&self.received, status));
    }

    pub(crate) fn refused(&self, reason: Reason) {
        add(self.refused.get(reason as usize));
    }

    pub(crate) fn traffic(&self) -> Traffic {
        Traffic {
            requests: named(METHODS, &self.requests),
            responses_sent: named(CLASSES, &self.sent),
            responses_received: named(CLASSES, &self.received),
            retransmissions: self.retransmissions.load(Ordering::Relaxed),
            refused: named(REASONS, &self.refused),
        }
    }
}

fn named<const N: usize>(
    names: [&'static str; N],
    counters: &[AtomicU64; N],
) -> [(&'static str, u64); N] {
    std::array::from_fn(|place| (names[place], counters[place].load(Ordering::Relaxed)))
}

/// Counts what the transactions send.
pub(crate) struct Watch(pub(crate) Arc<Counts>);

impl MessageInspector for Watch {
    fn before_send(&self, message: SipMessage, _: Option<&SipAddr>) -> SipMessage {
        if let SipMessage::Response(response) = &message {
            self.0.response_sent(response.status_code.code());
        }
        message
    }

    fn after_received(&self, message: SipMessage, _: Option<&SipAddr>) -> SipMessage {
        message
    }
}
