use super::asking::{Asked, Purpose, credentials_for, send_bye};
use super::{Call, facts};
use crate::dialog::State;
use crate::screen::tag;
use crate::session_timer::granted;
use crate::signal::Signal;
use rsipstack::rsip::headers::ToTypedHeader as _;
use rsipstack::rsip::{HeadersExt as _, Response};
use std::time::Duration;
use tokio::time::Instant;

/// Between a refresh that failed and the next attempt.
const REFRESH_AGAIN: Duration = Duration::from_secs(10);

impl Call {
    /// A response to a request of ours.
    pub(super) async fn response(&mut self, cseq: u32, response: Response) {
        if self.ours.as_ref().is_some_and(|ours| ours.cseq == cseq) {
            if self.dialog.state() == State::Early {
                self.invite_response(cseq, response).await;
            }
            return;
        }
        if response.status_code.code() < 200 {
            return;
        }
        if let Some(asked) = self.asked.take_if(|asked| asked.cseq == cseq) {
            self.asked_response(asked, response).await;
        }
    }

    /// A transaction of ours is over; without a final response it could not be sent.
    pub(super) async fn no_more_responses(&mut self, cseq: u32) {
        let is_invite = self.ours.as_ref().is_some_and(|ours| ours.cseq == cseq);
        if is_invite && self.dialog.state() == State::Early {
            self.dialog.end();
            self.signal(Signal::TransportFailed).await;
        }
        if let Some(asked) = self.asked.take_if(|asked| asked.cseq == cseq) {
            self.asked_refused(&asked, 503).await;
        }
    }

    async fn invite_response(&mut self, cseq: u32, response: Response) {
        let status = response.status_code.code();
        match status {
            ..200 => self.progress(status, &response).await,
            200..300 => self.answered_by(cseq, &response).await,
            _ if self.try_again(&response) => {}
            _ => {
                self.dialog.end();
                let reason = response.reason_phrase().map_or_else(
                    || response.status_code.text().to_owned(),
                    |phrase| phrase.chars().take(256).collect(),
                );
                self.signal(Signal::Failed { status, reason }).await;
            }
        }
    }

    async fn progress(&mut self, status: u16, response: &Response) {
        if let Some(ours) = &mut self.ours {
            ours.has_provisional = true;
            if ours.is_given_up {
                self.cancel();
            }
        }
        let sdp = facts::session_description(&response.headers, &response.body);
        self.signal(Signal::Progress { status, sdp }).await;
    }

    async fn answered_by(&mut self, cseq: u32, response: &Response) {
        let headers = &response.headers;
        self.peer.established(
            facts::value(headers, "To").unwrap_or_default(),
            facts::value(headers, "Contact"),
            &facts::record_routes(headers),
        );
        self.ack(cseq).await;
        self.dialog.confirmed();
        self.session.timer = granted(facts::stated_timer(headers));
        self.session.allows_update = facts::allows_update(headers);
        self.session.start(Instant::now());
        let is_given_up = self.ours.as_ref().is_some_and(|ours| ours.is_given_up);
        let sdp = facts::session_description(headers, &response.body);
        match sdp {
            Some(sdp) if !is_given_up => self.signal(Signal::Answered { sdp }).await,
            Some(_) => self.give_up(487, "Request Terminated").await,
            None => self.give_up(488, "Answered without a description").await,
        }
    }

    async fn give_up(&mut self, status: u16, reason: &str) {
        self.bye(None);
        self.signal(Signal::Failed { status, reason: reason.to_owned() }).await;
    }

    /// Sends the INVITE again with credentials or a longer session interval.
    fn try_again(&mut self, response: &Response) -> bool {
        let Some(ours) = &mut self.ours else { return false };
        if ours.is_given_up || !ours.may_try_again() {
            return false;
        }
        match response.status_code.code() {
            401 | 407 => {
                let Some(credentials) = ours.credentials() else { return false };
                let uri = self.peer.addressed().0;
                let asked = ("INVITE", uri);
                let Some(header) =
                    credentials_for(response, credentials, asked, !ours.is_authorized())
                else {
                    return false;
                };
                ours.authorize(header);
            }
            422 => {
                let Some(min_s) = facts::stated_timer(&response.headers).min_se_s else {
                    return false;
                };
                ours.min_se_s = Some(min_s);
            }
            _ => return false,
        }
        self.send_invite();
        true
    }

    async fn asked_response(&mut self, asked: Asked, response: Response) {
        let status = response.status_code.code();
        if status >= 300 {
            let met = self
                .ours
                .as_ref()
                .and_then(|ours| ours.credentials())
                .filter(|_| !asked.has_credentials)
                .and_then(|credentials| {
                    let method = if asked.purpose == Purpose::Update { "UPDATE" } else { "INVITE" };
                    credentials_for(&response, credentials, (method, self.peer.addressed().0), true)
                });
            match met {
                Some(header) => self.ask(asked.purpose, Some(header)).await,
                None => self.asked_refused(&asked, status).await,
            }
            return;
        }
        self.peer.retarget(facts::value(&response.headers, "Contact"));
        if let Some(timer) = granted(facts::stated_timer(&response.headers)) {
            self.session.timer = Some(timer);
        }
        self.session.start(Instant::now());
        if asked.purpose != Purpose::Update {
            self.ack(asked.cseq).await;
            self.dialog.offer_answered();
        }
        if asked.purpose == Purpose::Offer {
            match facts::session_description(&response.headers, &response.body) {
                Some(sdp) => self.signal(Signal::OfferAnswered { sdp }).await,
                None => self.signal(Signal::OfferRefused { status: 488 }).await,
            }
        }
    }

    async fn asked_refused(&mut self, asked: &Asked, status: u16) {
        if asked.purpose != Purpose::Update {
            self.dialog.offer_answered();
        }
        // RFC 3261 §12.2.1.2: the dialog is gone on the other side.
        let is_gone = matches!(status, 408 | 481);
        if is_gone {
            self.bye(None);
        }
        match asked.purpose {
            Purpose::Offer if is_gone => self.signal(Signal::Bye { reason: None }).await,
            Purpose::Offer => self.signal(Signal::OfferRefused { status }).await,
            Purpose::Update | Purpose::Reinvite if is_gone => {
                self.signal(Signal::SessionExpired).await;
            }
            Purpose::Update | Purpose::Reinvite => self.retry_refresh(),
        }
    }

    pub(super) fn retry_refresh(&mut self) {
        self.session.acts_at = Some(Instant::now() + REFRESH_AGAIN);
    }

    /// A 2xx that comes after its transaction: the same again, or from another branch of a fork,
    /// whose dialog is ended at once (RFC 3261 §13.2.2.4).
    pub(super) async fn stray(&mut self, response: Response) {
        let Some(to) = facts::value(&response.headers, "To") else { return };
        let cseq = response.cseq_header().ok().and_then(|c| c.typed().ok()).map(|c| c.seq);
        if tag(to) == self.peer.remote_tag() {
            let again = self.acks.sent.as_ref().filter(|(sent, _)| Some(*sent) == cseq);
            if let Some((_, request)) = again {
                self.ack_again(request.clone()).await;
            }
            return;
        }
        let Some(cseq) = cseq else { return };
        let ours = self.peer.clone();
        let headers = &response.headers;
        let contact = facts::value(headers, "Contact");
        self.peer.established(to, contact, &facts::record_routes(headers));
        let sent = self.acks.sent.take();
        self.ack(cseq).await;
        self.acks.sent = sent;
        let fork = std::mem::replace(&mut self.peer, ours);
        send_bye(&self.line.shared, fork, self.path, None, None);
    }
}
