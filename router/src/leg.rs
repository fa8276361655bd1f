//! The live half of a call towards the endpoint: one dialog's offers and answers, one RTP stream.
//!
//! [`Leg`] is pure. The driver tells it what SIP says and does what it answers: sends session
//! descriptions, connects the RTP stream. It knows nothing of documents, as [`crate::Flow`] knows nothing
//! of media.
//!
//! ```text
//!             INVITE with offer        INVITE without offer
//! invited      agreed, or refused       nothing yet
//! pick_up      200 with our answer,     200 with our offer
//!              stream connected
//! acked        nothing                  their answer: stream connected, or no common media
//! offered      their new offer (hold, resume, other address): our answer, stream connected anew;
//!              or 488 and everything stays as it was
//! ```

use std::net::SocketAddr;

use bytes::Bytes;
use sip::sdp::{self, Agreed, Codec, Local, Offer, SdpError};

/// What is to be done for a leg.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LegOutput {
    /// Answer the INVITE: 200 with this description.
    SipAnswer(Bytes),
    /// Connect the RTP stream, or connect it anew.
    ConnectMedia(Connection),
    /// Answer the re-INVITE or UPDATE: 200 with this description.
    AnswerOffer(Bytes),
    /// Refuse the INVITE before it was answered; the call failed with no common media.
    RefuseInvite {
        /// 400, 413 or 488.
        status: u16,
    },
    /// Refuse the re-INVITE or UPDATE; the session stays as it was.
    RefuseOffer {
        /// 400, 413, 488 or 491.
        status: u16,
    },
    /// The answered call has no common media: tell the flow (`HangUp::NoCommonMedia`), which hangs up.
    NoCommonMedia,
}

/// How an RTP stream is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connection {
    /// Where RTP is sent.
    pub remote: SocketAddr,
    /// The codec, both ways.
    pub codec: Codec,
    /// Its payload type.
    pub payload_type: u8,
    /// The payload type of RFC 4733 digits, when both sides know them.
    pub telephone_event: Option<u8>,
    /// The length of a packet, in ms.
    pub ptime_ms: u32,
    /// Whether we send; false while we are held.
    pub send: bool,
    /// Whether we listen.
    pub receive: bool,
}

impl From<&Agreed> for Connection {
    fn from(agreed: &Agreed) -> Self {
        Self {
            remote: agreed.remote,
            codec: agreed.codec,
            payload_type: agreed.payload_type,
            telephone_event: agreed.telephone_event,
            ptime_ms: agreed.ptime_ms,
            send: agreed.direction.sends(),
            receive: agreed.direction.receives(),
        }
    }
}

/// One dialog's session.
#[derive(Debug)]
pub struct Leg {
    local: Local,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    /// Nothing was offered yet.
    New,
    /// An offer came with the INVITE and can be answered.
    Ringing(Agreed),
    /// No offer came: ours goes with the 200.
    RingingWithoutOffer,
    /// Our offer is out, `was_connected` when it was made to an offerless re-INVITE.
    Offering { was_connected: bool },
    /// Media flows.
    Connected,
    /// Refused, or over.
    Closed,
}

impl Leg {
    /// A leg whose RTP stream receives at `local`. `session_id` is the `o=` id of the dialog.
    pub fn new(local: SocketAddr, session_id: u64) -> Self {
        Self { local: Local::new(local, session_id), phase: Phase::New }
    }

    /// Whether the RTP stream was connected and the session stands.
    pub const fn is_connected(&self) -> bool {
        matches!(self.phase, Phase::Connected | Phase::Offering { was_connected: true })
    }

    /// The INVITE came, with its description if it had one.
    pub fn invited(&mut self, offer: Option<&[u8]>, out: &mut Vec<LegOutput>) {
        if !matches!(self.phase, Phase::New) {
            return;
        }
        self.phase = match offer.filter(|offer| !offer.is_empty()) {
            None => Phase::RingingWithoutOffer,
            Some(offer) => match self.answer_to(offer) {
                Ok(agreed) => Phase::Ringing(agreed),
                Err(error) => {
                    out.push(LegOutput::RefuseInvite { status: error.status() });
                    Phase::Closed
                }
            },
        };
    }

    /// The flow picks the call up ([`crate::Output::Answer`]).
    pub fn pick_up(&mut self, out: &mut Vec<LegOutput>) {
        self.phase = match std::mem::replace(&mut self.phase, Phase::Closed) {
            Phase::Ringing(agreed) => {
                out.push(LegOutput::SipAnswer(agreed.answer.clone()));
                out.push(LegOutput::ConnectMedia(Connection::from(&agreed)));
                Phase::Connected
            }
            Phase::RingingWithoutOffer => {
                out.push(LegOutput::SipAnswer(sdp::offer(&self.local)));
                Phase::Offering { was_connected: false }
            }
            other @ (Phase::New | Phase::Offering { .. } | Phase::Connected | Phase::Closed) => {
                other
            }
        };
    }

    /// The ACK came, with their answer if our offer was in the 200 (RFC 3261 §13.2.1). Without one, or
    /// with one that has nothing in common, an answered INVITE has no media; after a re-INVITE the
    /// session stays as it was (RFC 6337 §3.2).
    pub fn acked(&mut self, answer: Option<&[u8]>, out: &mut Vec<LegOutput>) {
        let Phase::Offering { was_connected } = self.phase else { return };
        let agreed = answer
            .ok_or(SdpError::NothingInCommon("no answer in the ACK"))
            .and_then(|answer| sdp::accept_answer(&self.local, answer));
        self.phase = match agreed {
            Ok(agreed) => {
                out.push(LegOutput::ConnectMedia(Connection::from(&agreed)));
                Phase::Connected
            }
            Err(_) if was_connected => Phase::Connected,
            Err(_) => {
                out.push(LegOutput::NoCommonMedia);
                Phase::Closed
            }
        };
    }

    /// A re-INVITE or UPDATE came in the dialog. Without an offer it asks for ours.
    pub fn offered(&mut self, offer: Option<&[u8]>, out: &mut Vec<LegOutput>) {
        match self.phase {
            Phase::Connected => {}
            Phase::Offering { .. } => return out.push(LegOutput::RefuseOffer { status: 491 }),
            Phase::New | Phase::Ringing(_) | Phase::RingingWithoutOffer | Phase::Closed => {
                return out.push(LegOutput::RefuseOffer { status: 488 });
            }
        }
        let next = self.local.clone().next_version();
        let before = std::mem::replace(&mut self.local, next);
        match offer.filter(|offer| !offer.is_empty()) {
            None => {
                out.push(LegOutput::AnswerOffer(sdp::offer(&self.local)));
                self.phase = Phase::Offering { was_connected: true };
            }
            Some(offer) => match self.answer_to(offer) {
                Ok(agreed) => {
                    out.push(LegOutput::AnswerOffer(agreed.answer.clone()));
                    out.push(LegOutput::ConnectMedia(Connection::from(&agreed)));
                }
                Err(error) => {
                    self.local = before;
                    out.push(LegOutput::RefuseOffer { status: error.status() });
                }
            },
        }
    }

    fn answer_to(&self, offer: &[u8]) -> Result<Agreed, SdpError> {
        sdp::answer(&Offer::parse(offer)?, &self.local)
    }
}

#[cfg(test)]
mod tests;
