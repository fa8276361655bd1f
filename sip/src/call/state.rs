use super::asking::Asked;
use super::outgoing::OurInvite;
use super::path::Path;
use super::task::{Input, drive_invite};
use super::{Responder, facts};
use crate::dialog::{Dialog, Peer};
use crate::endpoint::{Permit, Shared};
use crate::invite::Invite;
use crate::session_timer::Timer;
use crate::signal::{Command, Signal};
use bytes::Bytes;
use rsipstack::rsip::Request;
use rsipstack::transaction::Transaction;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// RFC 3261 §8.2.6.1, §17.2.1: 100 when no other answer is ready within 200 ms.
const TRYING_AFTER: Duration = Duration::from_millis(200);

/// What a dialog's task is given.
pub(crate) struct Start {
    pub(crate) shared: Arc<Shared>,
    #[expect(dead_code, reason = "its drop gives the place back")]
    pub(crate) permit: Permit,
    pub(crate) inputs: mpsc::UnboundedSender<Input>,
    pub(crate) signals: mpsc::Sender<Signal>,
}

/// One dialog: its machine, whom it joins, and what is under way in it.
pub(crate) struct Call {
    pub(super) line: Start,
    pub(super) dialog: Dialog,
    pub(super) peer: Peer,
    pub(super) path: Path,
    pub(super) session: Session,
    /// Their first INVITE.
    pub(super) first: Option<Responder>,
    /// Our first INVITE.
    pub(super) ours: Option<OurInvite>,
    /// Their re-INVITE or UPDATE that waits for the platform's answer.
    pub(super) offer: Option<PendingOffer>,
    /// Our re-INVITE or UPDATE that waits for a response.
    pub(super) asked: Option<Asked>,
    pub(super) acks: Acks,
    pub(super) hang_up_after_ack: Option<Option<String>>,
    /// Is cancelled when the connection to the other side closes.
    pub(super) stream: Option<CancellationToken>,
    trying_at: Option<Instant>,
}

/// What acknowledgements are due, and which was sent last.
#[derive(Default)]
pub(super) struct Acks {
    /// `CSeq` of their re-INVITE whose 200 is out.
    pub(super) awaited: Option<u32>,
    /// Whether that 200 carried our offer.
    pub(super) is_late_offer: bool,
    /// Our last ACK, for a 200 that comes again.
    pub(super) sent: Option<(u32, Request)>,
}

/// Their re-INVITE or UPDATE that waits.
pub(super) struct PendingOffer {
    pub(super) responder: Responder,
    pub(super) is_invite: bool,
    /// It had no offer: ours goes into the 200.
    pub(super) is_late: bool,
}

impl PendingOffer {
    pub(super) fn refuse(&self, status: u16) {
        self.responder.respond(status, "", &[], None);
    }
}

/// The session timer and what a refresh needs.
pub(super) struct Session {
    pub(super) timer: Option<Timer>,
    pub(super) acts_at: Option<Instant>,
    /// Our description, as it was last sent.
    pub(super) description: Bytes,
    pub(super) allows_update: bool,
    pub(super) supports_timer: bool,
}

impl Session {
    pub(super) fn new(timer: Option<Timer>, description: Bytes) -> Self {
        Self { timer, acts_at: None, description, allows_update: false, supports_timer: false }
    }

    /// Counts from now on.
    pub(super) fn start(&mut self, now: Instant) {
        self.acts_at = self.timer.map(|timer| now + Duration::from_millis(timer.acts_after_ms()));
    }
}

impl Call {
    /// Their INVITE has come.
    pub(crate) fn theirs(
        line: Start,
        transaction: Transaction,
        invite: &Invite,
        local_tag: String,
        timer: Option<Timer>,
    ) -> Self {
        let request = &transaction.original;
        let headers = &request.headers;
        let peer = Peer::of_invite(
            &invite.call_id,
            facts::value(headers, "From").unwrap_or_default(),
            facts::value(headers, "To").unwrap_or_default(),
            &local_tag,
            facts::value(headers, "Contact"),
            &facts::record_routes(headers),
        );
        let cseq = facts::cseq(request).unwrap_or(0);
        let mut session = Session::new(timer, Bytes::new());
        session.allows_update = facts::allows_update(headers);
        session.supports_timer = facts::stated_timer(headers).supports_timer;
        let first = Responder::new(&transaction, &local_tag);
        drive_invite(transaction, cseq, line.inputs.clone());
        let path = Path { transport: invite.transport, source: invite.source };
        Self {
            dialog: Dialog::uas(cseq, invite.offer.is_some()),
            peer,
            stream: path.closed(&line.shared),
            path,
            session,
            first: Some(first),
            ours: None,
            offer: None,
            asked: None,
            acks: Acks::default(),
            hang_up_after_ack: None,
            trying_at: Some(Instant::now() + TRYING_AFTER),
            line,
        }
    }

    /// An INVITE of ours is about to go out.
    pub(super) fn ours(line: Start, peer: Peer, path: Path, invite: OurInvite) -> Self {
        Self {
            dialog: Dialog::uac(),
            peer,
            stream: path.closed(&line.shared),
            path,
            session: Session::new(None, invite.offer()),
            first: None,
            ours: Some(invite),
            offer: None,
            asked: None,
            acks: Acks::default(),
            hang_up_after_ack: None,
            trying_at: None,
            line,
        }
    }

    /// When something is due.
    pub(super) fn alarm(&self) -> Option<Instant> {
        [self.trying_at, self.session.acts_at].into_iter().flatten().min()
    }

    pub(super) async fn ring_alarm(&mut self) {
        let now = Instant::now();
        if self.trying_at.is_some_and(|at| at <= now) {
            self.trying_at = None;
            if let Some(first) = &self.first {
                first.respond(100, "", &[], None);
            }
        }
        if self.session.acts_at.is_some_and(|at| at <= now) {
            self.session.acts_at = None;
            self.act_on_session().await;
        }
    }

    async fn act_on_session(&mut self) {
        match self.session.timer {
            Some(timer) if timer.is_ours => self.refresh().await,
            Some(_) => {
                self.bye(Some("Session expired"));
                self.signal(Signal::SessionExpired).await;
            }
            None => {}
        }
    }

    /// Answers their first INVITE.
    pub(super) fn answer_first(&mut self, status: u16, reason: &str, extra: &[(&str, String)]) {
        self.answer_first_with(status, reason, extra, None);
    }

    pub(super) fn answer_first_with(
        &mut self,
        status: u16,
        reason: &str,
        extra: &[(&str, String)],
        body: Option<Bytes>,
    ) {
        self.trying_at = None;
        if let Some(first) = &self.first {
            first.respond(status, reason, extra, body);
        }
    }

    /// Our `Contact` value.
    pub(super) fn contact(&self) -> String {
        self.line.shared.contact(self.path.source.ip(), self.path.transport)
    }

    /// Headers of a 2xx that makes or refreshes a session.
    pub(super) fn session_headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("Contact", self.contact()),
            ("Allow", crate::screen::ALLOW.to_owned()),
            ("Supported", "timer".to_owned()),
        ];
        if let Some(timer) = self.session.timer {
            headers.push(("Session-Expires", timer.header()));
            if !timer.is_ours && self.session.supports_timer {
                // RFC 4028 §9: the caller must know that it refreshes.
                headers.push(("Require", "timer".to_owned()));
            }
        }
        headers
    }

    /// Tells the platform. When nobody listens any more, the call is ended.
    pub(super) async fn signal(&self, signal: Signal) {
        if self.line.signals.send(signal).await.is_err() {
            let _ = self.line.inputs.send(Input::Command(Command::Abandon));
        }
    }
}
