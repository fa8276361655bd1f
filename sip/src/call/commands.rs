use super::Call;
use super::asking::{Purpose, cancel};
use crate::dialog::HangUp;
use crate::signal::{Command, Signal};
use bytes::Bytes;
use tokio::time::Instant;

impl Call {
    pub(super) async fn command(&mut self, command: Command) {
        match command {
            Command::Ring if self.dialog.may_answer() => {
                let contact = self.contact();
                self.answer_first(180, "", &[("Contact", contact)]);
            }
            Command::Answer(sdp) if self.dialog.may_answer() => self.answer(sdp),
            Command::Reject { status, reason } if self.dialog.may_answer() => {
                self.reject(status, &reason);
            }
            // The call has moved on: cancelled, or answered already.
            Command::Ring | Command::Answer(_) | Command::Reject { .. } => {}
            Command::HangUp { reason } => self.hang_up(reason),
            Command::Abandon => self.hang_up(None),
            Command::AnswerOffer(sdp) => self.answer_offer(sdp),
            Command::RefuseOffer { status } => {
                if let Some(offer) = self.offer.take() {
                    self.dialog.offer_answered();
                    offer.refuse(final_refusal(status));
                }
            }
            Command::Offer(sdp) => self.offer(sdp).await,
        }
    }

    fn answer(&mut self, sdp: Bytes) {
        self.session.description = sdp.clone();
        let headers = self.session_headers();
        self.answer_first_with(200, "", &headers, Some(sdp));
        self.dialog.answered();
        self.session.start(Instant::now());
    }

    fn reject(&mut self, status: u16, reason: &str) {
        self.answer_first(final_refusal(status), reason, &[]);
        self.dialog.end();
    }

    fn hang_up(&mut self, reason: Option<String>) {
        match self.dialog.hang_up() {
            HangUp::Refuse => self.reject(480, ""),
            HangUp::Cancel => self.cancel(),
            HangUp::WaitForAck => self.hang_up_after_ack = Some(reason),
            HangUp::Bye => self.bye(reason.as_deref()),
            HangUp::Nothing => {}
        }
    }

    /// RFC 3261 §9.1: CANCEL goes out once something has come back.
    pub(super) fn cancel(&mut self) {
        let Some(ours) = &mut self.ours else { return };
        ours.is_given_up = true;
        if let Some((request, way)) = ours.take_cancel() {
            cancel(&self.line.shared, request, way);
        }
    }

    fn answer_offer(&mut self, sdp: Bytes) {
        let Some(offer) = self.offer.take() else { return };
        self.session.description = sdp.clone();
        offer.responder.respond(200, "", &self.session_headers(), Some(sdp));
        if offer.is_late {
            self.dialog.offered_late();
        } else {
            self.dialog.offer_answered();
        }
        if offer.is_invite {
            self.acks.awaited = Some(offer.responder.cseq());
            self.acks.is_late_offer = offer.is_late;
        }
        self.session.start(Instant::now());
    }

    async fn offer(&mut self, sdp: Bytes) {
        if self.asked.is_some() || !self.dialog.offer() {
            return self.signal(Signal::OfferRefused { status: 491 }).await;
        }
        self.session.description = sdp;
        self.ask(Purpose::Offer, None).await;
    }

    /// Refreshes the session: by UPDATE where it is allowed (RFC 4028 §7.4).
    pub(super) async fn refresh(&mut self) {
        if self.asked.is_some() {
            // A request of ours is under way, and refreshes as well.
            return;
        }
        if self.session.allows_update {
            self.ask(Purpose::Update, None).await;
        } else if self.dialog.offer() {
            self.ask(Purpose::Reinvite, None).await;
        } else {
            self.retry_refresh();
        }
    }
}

fn final_refusal(status: u16) -> u16 {
    if (300..700).contains(&status) { status } else { 500 }
}
