use super::Call;
use super::asking::{Draft, ask};
use super::path::{Path, Way, resolve, wants_tcp};
use super::state::Start;
use super::task::{Input, random_tag};
use crate::dialog::Peer;
use crate::digest::Credentials;
use crate::endpoint::{Permit, Shared, WAITING_SIGNALS};
use crate::invite::{Party, Transport};
use crate::session_timer::LEAST_S;
use crate::signal::{CallError, CallHandle, OutgoingCall, OutgoingInvite};
use bytes::Bytes;
use rsipstack::rsip::headers::{CSeq, Header};
use rsipstack::rsip::{Method, Request};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Challenges and session intervals that one call puts up with.
const MAX_TRIES: u8 = 4;

/// Headers that the endpoint writes itself.
const OWN_HEADERS: [&str; 17] = [
    "Via",
    "Max-Forwards",
    "From",
    "To",
    "Call-ID",
    "CSeq",
    "Contact",
    "Route",
    "Content-Length",
    "Content-Type",
    "User-Agent",
    "Allow",
    "Supported",
    "Require",
    "Session-Expires",
    "Authorization",
    "Proxy-Authorization",
];

/// Our first INVITE.
pub(super) struct OurInvite {
    invite: OutgoingInvite,
    way: Way,
    /// Of the INVITE that is out.
    pub(super) cseq: u32,
    sent: Option<Request>,
    tries: u8,
    authorization: Option<(&'static str, String)>,
    pub(super) min_se_s: Option<u32>,
    pub(super) has_provisional: bool,
    /// The platform has hung up.
    pub(super) is_given_up: bool,
}

impl OurInvite {
    pub(super) fn offer(&self) -> Bytes {
        self.invite.offer.clone()
    }

    pub(super) fn credentials(&self) -> Option<&Credentials> {
        self.invite.credentials.as_ref()
    }

    pub(super) fn may_try_again(&self) -> bool {
        self.tries < MAX_TRIES
    }

    pub(super) fn authorize(&mut self, header: (&'static str, String)) {
        self.authorization = Some(header);
    }

    pub(super) fn is_authorized(&self) -> bool {
        self.authorization.is_some()
    }

    /// The CANCEL of the INVITE that is out, once, when it may go (RFC 3261 §9.1).
    pub(super) fn take_cancel(&mut self) -> Option<(Request, Way)> {
        if !self.has_provisional {
            return None;
        }
        let mut cancel = self.sent.take()?;
        cancel.method = Method::Cancel;
        cancel.body.clear();
        cancel.headers.0.retain(|header| {
            matches!(
                header,
                Header::Via(_)
                    | Header::From(_)
                    | Header::To(_)
                    | Header::CallId(_)
                    | Header::Route(_)
                    | Header::MaxForwards(_)
            )
        });
        cancel.headers.0.push(Header::CSeq(CSeq::from(format!("{} CANCEL", self.cseq))));
        Some((cancel, self.way.clone()))
    }
}

/// Begins a call.
pub(crate) async fn begin_outgoing(
    shared: &Arc<Shared>,
    invite: OutgoingInvite,
) -> Result<OutgoingCall, CallError> {
    check(&invite)?;
    let to = resolve(&invite.to).await.ok_or_else(|| CallError::Unresolved(invite.to.clone()))?;
    let (transport, way) = if wants_tcp(&invite.to) {
        let way = Way::stream(shared, to).await;
        (Transport::Tcp, way.ok_or_else(|| CallError::Unreachable(to.to_string()))?)
    } else {
        (Transport::Udp, Way::datagrams(shared, to))
    };
    let call_id = format!("{}{}", random_tag(), random_tag());
    let local_tag = random_tag();
    let (inputs, received) = mpsc::unbounded_channel();
    let key = (call_id.clone(), local_tag.clone());
    let permit =
        Permit::take(shared, key, None, inputs.clone()).map_err(|_| CallError::TooManyCalls)?;
    let (signals, signalled) = mpsc::channel(WAITING_SIGNALS);
    let start = Start { shared: Arc::clone(shared), permit, inputs: inputs.clone(), signals };
    let peer = peer(&invite, &call_id, local_tag);
    let ours = OurInvite {
        invite,
        way,
        cseq: 0,
        sent: None,
        tries: 0,
        authorization: None,
        min_se_s: None,
        has_provisional: false,
        is_given_up: false,
    };
    let mut call = Call::ours(start, peer, Path { transport, source: to }, ours);
    call.send_invite();
    tokio::spawn(call.run(received));
    Ok(OutgoingCall { call_id, call: CallHandle::new(inputs), signals: signalled })
}

fn check(invite: &OutgoingInvite) -> Result<(), CallError> {
    for uri in [&invite.to, &invite.from] {
        let is_sip = uri.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("sip:"));
        let is_clean = !uri.contains(|c: char| c.is_whitespace() || "<>\"".contains(c));
        if !is_sip || !is_clean || Party::parse(uri).is_none() {
            return Err(CallError::BadUri(uri.clone()));
        }
    }
    for (name, value) in &invite.headers {
        let is_token = !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&b));
        let is_ours = OWN_HEADERS.iter().any(|own| own.eq_ignore_ascii_case(name));
        if !is_token || is_ours || value.contains(['\r', '\n']) {
            return Err(CallError::BadHeader(name.clone()));
        }
    }
    Ok(())
}

fn peer(invite: &OutgoingInvite, call_id: &str, local_tag: String) -> Peer {
    let display = invite.from_display.as_deref().map(|name| {
        let clean: String =
            name.chars().filter(|c| !c.is_control() && *c != '"' && *c != '\\').collect();
        format!("\"{clean}\" ")
    });
    Peer {
        call_id: call_id.to_owned(),
        local: format!("{}<{}>;tag={local_tag}", display.unwrap_or_default(), invite.from),
        local_tag,
        remote: format!("<{}>", invite.to),
        target: invite.to.clone(),
        routes: vec![],
        local_seq: 0,
    }
}

impl Call {
    /// Sends the INVITE, for the first time or again after a challenge.
    pub(super) fn send_invite(&mut self) {
        let cseq = self.peer.next_seq();
        let shared = &self.line.shared;
        let Some(ours) = &mut self.ours else { return };
        ours.cseq = cseq;
        ours.tries += 1;
        ours.has_provisional = false;
        let mut extra: Vec<(&str, String)> =
            ours.invite.headers.iter().map(|(n, v)| (n.as_str(), v.clone())).collect();
        extra.extend(ours.authorization.clone());
        if let Some(wanted) = shared.config.session_timer {
            let min_s = ours.min_se_s.unwrap_or(0).max(wanted.min_s).max(LEAST_S);
            extra.push(("Session-Expires", wanted.interval_s.max(min_s).to_string()));
            extra.push(("Min-SE", min_s.to_string()));
        }
        let draft = Draft { method: "INVITE", cseq, extra, body: ours.invite.offer.clone() };
        let request = draft.write(shared, &self.peer, &self.path);
        let inputs = self.line.inputs.clone();
        match request {
            Some(request) => {
                ours.sent = Some(request.clone());
                ask(shared, request, ours.way.clone(), cseq, inputs);
            }
            None => {
                let _ = inputs.send(Input::Response(cseq, None));
            }
        }
    }
}
