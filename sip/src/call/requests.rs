use super::answering::respond;
use super::state::PendingOffer;
use super::task::{InviteEvent, drive_invite};
use super::{Call, Responder, facts, linger};
use crate::dialog::{Request, State, Verdict};
use crate::session_timer::{TooSmall, grant};
use crate::signal::Signal;
use bytes::Bytes;
use rsipstack::rsip::Method;
use rsipstack::transaction::Transaction;
use tokio::sync::mpsc::error::TrySendError;
use tokio::time::Instant;

impl Call {
    /// A request of the other side within the dialog.
    pub(super) async fn request(&mut self, transaction: Transaction) {
        let message = &transaction.original;
        let Some(cseq) = facts::cseq(message) else {
            return self.refuse(transaction, 400, &[]).await;
        };
        let sdp = facts::session_description(&message.headers, &message.body);
        let request = match message.method {
            Method::Invite => Request::Invite,
            Method::Update => Request::Update { has_offer: sdp.is_some() },
            Method::Bye => Request::Bye,
            Method::Info => Request::Info,
            Method::Options => Request::Options,
            Method::Ack
            | Method::Cancel
            | Method::Message
            | Method::Notify
            | Method::PRack
            | Method::Publish
            | Method::Refer
            | Method::Register
            | Method::Subscribe => {
                let allow = [("Allow", crate::screen::ALLOW.to_owned())];
                return self.refuse(transaction, 405, &allow).await;
            }
        };
        let before = self.dialog.state();
        match self.dialog.receive(request, cseq) {
            Verdict::Serve => self.serve(request, transaction, sdp, before).await,
            Verdict::Refuse(status) => self.refuse(transaction, status, &[]).await,
            Verdict::RetryLater => {
                // RFC 3261 §14.2: a random number of seconds from 0 to 10.
                let after = (rand::random::<u8>() % 11).to_string();
                self.refuse(transaction, 500, &[("Retry-After", after)]).await;
            }
        }
    }

    async fn serve(
        &mut self,
        request: Request,
        mut transaction: Transaction,
        sdp: Option<Bytes>,
        before: State,
    ) {
        let tag = self.peer.local_tag.clone();
        match request {
            Request::Bye => self.serve_bye(transaction, before).await,
            Request::Info => self.serve_info(transaction).await,
            Request::Options => {
                let headers = self.session_headers();
                respond(&mut transaction, &tag, 200, &headers[..3]).await;
            }
            Request::Invite | Request::Update { .. } => {
                self.serve_offer(request, transaction, sdp).await;
            }
        }
    }

    async fn serve_bye(&mut self, mut transaction: Transaction, before: State) {
        let reason = facts::reason(&transaction.original.headers);
        respond(&mut transaction, &self.peer.local_tag, 200, &[]).await;
        match (&self.first, before) {
            // RFC 3261 §15.1.2: a pending request is answered with 487.
            (Some(first), State::Early) => first.respond(487, "", &[], None),
            (Some(first), _) => first.stop(),
            (None, _) => {}
        }
        self.signal(Signal::Bye { reason }).await;
    }

    async fn serve_info(&mut self, mut transaction: Transaction) {
        let tag = self.peer.local_tag.clone();
        let digit = facts::digit(&transaction.original);
        let is_empty = transaction.original.body.is_empty();
        let (status, extra) = match digit {
            Some((digit, duration_ms)) => {
                match self.line.signals.try_send(Signal::Digit { digit, duration_ms }) {
                    Ok(()) | Err(TrySendError::Closed(_)) => (200, vec![]),
                    Err(TrySendError::Full(_)) => (503, vec![("Retry-After", "1".to_owned())]),
                }
            }
            None if is_empty => (200, vec![]),
            None => {
                let known = "application/dtmf-relay, application/dtmf".to_owned();
                (415, vec![("Accept", known)])
            }
        };
        respond(&mut transaction, &tag, status, &extra).await;
    }

    async fn serve_offer(
        &mut self,
        request: Request,
        transaction: Transaction,
        sdp: Option<Bytes>,
    ) {
        let headers = &transaction.original.headers;
        let stated = facts::stated_timer(headers);
        match grant(stated, self.line.shared.config.session_timer) {
            Ok(timer) => self.session.timer = timer,
            Err(TooSmall(min_s)) => {
                if request != (Request::Update { has_offer: false }) {
                    self.dialog.offer_answered();
                }
                return self.refuse(transaction, 422, &[("Min-SE", min_s.to_string())]).await;
            }
        }
        self.session.supports_timer = stated.supports_timer;
        self.peer.retarget(facts::value(headers, "Contact"));
        let responder = Responder::new(&transaction, &self.peer.local_tag);
        let is_invite = request == Request::Invite;
        if is_invite {
            drive_invite(transaction, responder.cseq(), self.line.inputs.clone());
        } else {
            tokio::spawn(linger(transaction));
        }
        if !is_invite && sdp.is_none() {
            responder.respond(200, "", &self.session_headers(), None);
            self.session.start(Instant::now());
            return;
        }
        self.offer = Some(PendingOffer { responder, is_invite, is_late: sdp.is_none() });
        self.signal(Signal::Offer { sdp }).await;
    }

    /// What became of a re-INVITE of theirs.
    pub(super) async fn reinvite_event(&mut self, cseq: u32, event: InviteEvent) {
        match event {
            InviteEvent::Cancelled => {
                if self.offer.as_ref().is_some_and(|offer| offer.responder.cseq() == cseq) {
                    self.dialog.offer_answered();
                    if let Some(offer) = self.offer.take() {
                        offer.refuse(487);
                    }
                }
            }
            InviteEvent::Acked(sdp) if self.acks.awaited == Some(cseq) => {
                self.acks.awaited = None;
                if self.acks.is_late_offer {
                    self.dialog.offer_answered();
                    self.signal(Signal::Acked { sdp }).await;
                }
            }
            InviteEvent::Unacked if self.acks.awaited == Some(cseq) => {
                // RFC 3261 §14.2: as for the first INVITE.
                self.bye(None);
                self.signal(Signal::NotAcked).await;
            }
            InviteEvent::Acked(_) | InviteEvent::Unacked => {}
        }
    }

    async fn refuse(
        &self,
        mut transaction: Transaction,
        status: u16,
        extra: &[(&'static str, String)],
    ) {
        if transaction.original.method == Method::Invite {
            Responder::new(&transaction, &self.peer.local_tag).respond(status, "", extra, None);
            tokio::spawn(linger(transaction));
        } else {
            respond(&mut transaction, &self.peer.local_tag, status, extra).await;
        }
    }
}
