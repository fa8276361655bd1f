//! One call's line to its caller: the dialog, the RTP stream, and the leg that decides for both.

use bytes::Bytes;
use domain::call::{CallMeasured, HangUp};
use media::engine::{Codec, Remote, RtpStream};
use router::Input;
use router::leg::{Connection, Leg, LegOutput};
use sip::{CallHandle, sdp};

/// The dialog and the stream of one call.
pub(super) struct Line {
    leg: Leg,
    dialog: CallHandle,
    stream: RtpStream,
    codec: Option<sdp::Codec>,
}

/// The offer of an INVITE cannot be taken: the SIP status that says so.
#[derive(Debug)]
pub(super) struct NoCommonMedia(pub(super) u16);

impl Line {
    /// Takes a call whose INVITE made this offer.
    pub(super) fn new(
        dialog: CallHandle,
        stream: RtpStream,
        session_id: u64,
        offer: Option<&[u8]>,
    ) -> Result<Self, NoCommonMedia> {
        let mut leg = Leg::new(stream.local_addr(), session_id);
        let mut said = Vec::new();
        leg.invited(offer, &mut said);
        match said.first() {
            Some(LegOutput::RefuseInvite { status }) => Err(NoCommonMedia(*status)),
            _ => Ok(Self { leg, dialog, stream, codec: None }),
        }
    }

    pub(super) fn stream(&self) -> &RtpStream {
        &self.stream
    }

    pub(super) fn ring(&self) {
        self.dialog.ring();
    }

    pub(super) fn answer(&mut self) {
        self.tell(Leg::pick_up);
    }

    pub(super) fn refuse(&self, status: u16, reason: &str) {
        self.dialog.reject(status, reason);
    }

    pub(super) fn hang_up(&self) {
        self.dialog.hang_up(None);
    }

    /// A re-INVITE or UPDATE came.
    pub(super) fn offered(&mut self, offer: Option<Bytes>) -> Option<Input> {
        self.tell(|leg, said| leg.offered(offer.as_deref(), said))
    }

    /// The ACK came.
    pub(super) fn acked(&mut self, answer: Option<Bytes>) -> Option<Input> {
        self.tell(|leg, said| leg.acked(answer.as_deref(), said))
    }

    /// What the sound was like, once there was any.
    pub(super) fn measured(&self) -> Option<CallMeasured> {
        let codec = self.codec?;
        let statistics = self.stream.statistics();
        Some(CallMeasured {
            codec: codec.encoding_name().to_owned(),
            packets_sent: statistics.sent.packets,
            packets_received: statistics.received.packets,
            packets_lost: statistics.received.lost,
            jitter_us: statistics.received.jitter_us,
            remote_jitter_us: statistics.remote.map(|remote| remote.jitter_us),
            remote_packets_lost: statistics.remote.map(|remote| remote.lost),
        })
    }

    fn tell(&mut self, say: impl FnOnce(&mut Leg, &mut Vec<LegOutput>)) -> Option<Input> {
        let mut said = Vec::new();
        say(&mut self.leg, &mut said);
        let mut input = None;
        for output in said {
            match output {
                LegOutput::SipAnswer(description) => self.dialog.answer(description),
                LegOutput::ConnectMedia(connection) => self.connect(connection),
                LegOutput::AnswerOffer(description) => self.dialog.answer_offer(description),
                LegOutput::RefuseOffer { status } => self.dialog.refuse_offer(status),
                LegOutput::RefuseInvite { status } => {
                    self.dialog.reject(status, "Not Acceptable Here");
                }
                LegOutput::NoCommonMedia => {
                    input = Some(Input::HungUp { how: HangUp::NoCommonMedia, reason: None });
                }
            }
        }
        input
    }

    fn connect(&mut self, connection: Connection) {
        self.codec = Some(connection.codec);
        self.stream.connect(Remote {
            addr: connection.remote,
            codec: match connection.codec {
                sdp::Codec::Pcmu => Codec::Pcmu,
                sdp::Codec::Pcma => Codec::Pcma,
            },
            payload_type: connection.payload_type,
            telephone_event: connection.telephone_event,
            ptime_ms: connection.ptime_ms,
            send: connection.send,
            receive: connection.receive,
        });
    }
}
