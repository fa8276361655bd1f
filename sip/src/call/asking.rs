use super::path::{Path, Way};
use super::task::{Input, random_tag};
use super::{Call, facts};
use crate::dialog::Peer;
use crate::digest::{Credentials, answer};
use crate::endpoint::Shared;
use bytes::Bytes;
use rsipstack::rsip::{Request, Response, SipMessage};
use rsipstack::transaction::Transaction;
use rsipstack::transaction::key::{TransactionKey, TransactionRole};
use std::fmt::Write as _;
use std::sync::Arc;
use tokio::sync::mpsc;

/// A request of ours within the dialog that waits for its final response.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) cseq: u32,
    pub(super) purpose: Purpose,
    pub(super) has_credentials: bool,
}

/// What such a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The platform's offer, by re-INVITE.
    Offer,
    /// The session timer, by UPDATE without a body.
    Update,
    /// The session timer, by re-INVITE with the description unchanged.
    Reinvite,
}

/// A request to be written.
pub(super) struct Draft<'a> {
    pub(super) method: &'a str,
    pub(super) cseq: u32,
    pub(super) extra: Vec<(&'a str, String)>,
    pub(super) body: Bytes,
}

impl Draft<'_> {
    /// Writes it for a peer (RFC 3261 §12.2.1.1); `None` when what the peer said of itself cannot
    /// be written into a request.
    pub(super) fn write(&self, shared: &Shared, peer: &Peer, path: &Path) -> Option<Request> {
        let (uri, routes) = peer.addressed();
        let mut text = format!(
            "{} {uri} SIP/2.0\r\nVia: SIP/2.0/{} {};rport;branch=z9hG4bK{}\r\n",
            self.method,
            path.transport.name(),
            shared.advertised(path.source.ip()),
            random_tag()
        );
        for route in routes {
            let bracketed = route.contains('<');
            let _ = if bracketed {
                write!(text, "Route: {route}\r\n")
            } else {
                write!(text, "Route: <{route}>\r\n")
            };
        }
        let Peer { local, remote, call_id, .. } = peer;
        let _ = write!(
            text,
            "Max-Forwards: 70\r\nFrom: {local}\r\nTo: {remote}\r\nCall-ID: {call_id}\r\n\
             CSeq: {} {}\r\nUser-Agent: {}\r\n",
            self.cseq, self.method, shared.config.user_agent
        );
        if !matches!(self.method, "BYE" | "ACK") {
            let contact = shared.contact(path.source.ip(), path.transport);
            let allow = crate::screen::ALLOW;
            let _ = write!(text, "Contact: {contact}\r\nAllow: {allow}\r\nSupported: timer\r\n");
        }
        for (name, value) in &self.extra {
            let _ = write!(text, "{name}: {}\r\n", value.replace(['\r', '\n'], " "));
        }
        if !self.body.is_empty() {
            text.push_str("Content-Type: application/sdp\r\n");
        }
        let _ = write!(text, "Content-Length: {}\r\n\r\n", self.body.len());
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(&self.body);
        Request::try_from(bytes.as_slice()).ok()
    }
}

/// Sends a request in a transaction of its own and reports what comes back, `None` at the end.
pub(super) fn ask(
    shared: &Arc<Shared>,
    request: Request,
    way: Way,
    cseq: u32,
    inputs: mpsc::UnboundedSender<Input>,
) {
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        if let Some(mut transaction) = transaction(&shared, request, way)
            && transaction.send().await.is_ok()
        {
            while let Some(message) = transaction.receive().await {
                if let SipMessage::Response(response) = message {
                    let _ = inputs.send(Input::Response(cseq, Some(Box::new(response))));
                }
            }
        }
        let _ = inputs.send(Input::Response(cseq, None));
    });
}

fn transaction(shared: &Arc<Shared>, request: Request, way: Way) -> Option<Transaction> {
    let key = TransactionKey::from_request(&request, TransactionRole::Client).ok()?;
    let stack = Arc::clone(&shared.stack);
    let mut transaction = Transaction::new_client(key, request, stack, Some(way.connection));
    transaction.destination = Some(way.destination);
    Some(transaction)
}

/// Sends what has no response of its own: ACK.
pub(super) async fn post(request: Request, way: &Way) -> bool {
    way.connection.send(SipMessage::Request(request), Some(&way.destination)).await.is_ok()
}

/// Sends CANCEL and waits for nothing but its transaction's end.
pub(super) fn cancel(shared: &Arc<Shared>, request: Request, way: Way) {
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        let _ = final_response(&shared, request, way).await;
    });
}

async fn final_response(shared: &Arc<Shared>, request: Request, way: Way) -> Option<Response> {
    let mut transaction = transaction(shared, request, way)?;
    transaction.send().await.ok()?;
    let mut last = None;
    while let Some(message) = transaction.receive().await {
        if let SipMessage::Response(response) = message
            && response.status_code.code() >= 200
        {
            last = Some(response);
        }
    }
    last
}

/// The header that meets a challenge, and its name. A challenge that follows an answer is met again
/// only when it says that the nonce was stale (RFC 3261 §22.2): the password won't get better.
pub(super) fn credentials_for(
    response: &Response,
    credentials: &Credentials,
    (method, uri): (&str, &str),
    is_first: bool,
) -> Option<(&'static str, String)> {
    let (challenge, header) = match response.status_code.code() {
        401 => ("WWW-Authenticate", "Authorization"),
        407 => ("Proxy-Authenticate", "Proxy-Authorization"),
        _ => return None,
    };
    facts::values(&response.headers, challenge)
        .filter_map(|challenge| answer(challenge, credentials, method, uri, &random_tag()))
        .find(|(_, is_stale)| is_first || *is_stale)
        .map(|(value, _)| (header, value))
}

impl Call {
    /// Ends the dialog with BYE. Its transaction outlives the dialog's task.
    pub(super) fn bye(&mut self, reason: Option<&str>) {
        self.dialog.end();
        if let Some(first) = &self.first {
            first.stop();
        }
        let credentials = self.ours.as_ref().and_then(|ours| ours.credentials().cloned());
        send_bye(&self.line.shared, self.peer.clone(), self.path, reason, credentials);
    }

    /// Sends a re-INVITE or UPDATE.
    pub(super) async fn ask(&mut self, purpose: Purpose, auth: Option<(&'static str, String)>) {
        let cseq = self.peer.next_seq();
        let mut extra: Vec<(&str, String)> = auth.clone().into_iter().collect();
        if let Some(timer) = self.session.timer {
            let interval = timer.interval_s;
            // RFC 4028 §7.4: the refresher keeps its part; here it is the sender or the other.
            let refresher = if timer.is_ours { "uac" } else { "uas" };
            extra.push(("Session-Expires", format!("{interval};refresher={refresher}")));
        }
        let (method, body) = match purpose {
            Purpose::Offer | Purpose::Reinvite => ("INVITE", self.session.description.clone()),
            Purpose::Update => ("UPDATE", Bytes::new()),
        };
        let draft = Draft { method, cseq, extra, body };
        let shared = &self.line.shared;
        let request = draft.write(shared, &self.peer, &self.path);
        let way = self.path.way(shared, self.peer.next_hop()).await;
        let inputs = self.line.inputs.clone();
        self.asked = Some(Asked { cseq, purpose, has_credentials: auth.is_some() });
        match (request, way) {
            (Some(request), Some(way)) => ask(shared, request, way, cseq, inputs),
            (None, _) | (_, None) => {
                let _ = inputs.send(Input::Response(cseq, None));
            }
        }
    }

    /// Acknowledges a 2xx to our INVITE (RFC 3261 §13.2.2.4).
    pub(super) async fn ack(&mut self, cseq: u32) {
        let draft = Draft { method: "ACK", cseq, extra: vec![], body: Bytes::new() };
        let shared = &self.line.shared;
        let Some(request) = draft.write(shared, &self.peer, &self.path) else { return };
        let Some(way) = self.path.way(shared, self.peer.next_hop()).await else { return };
        self.acks.sent = Some((cseq, request.clone()));
        post(request, &way).await;
    }

    pub(super) async fn ack_again(&self, request: Request) {
        if let Some(way) = self.path.way(&self.line.shared, self.peer.next_hop()).await {
            post(request, &way).await;
        }
    }
}

/// BYE, with credentials when it is challenged.
pub(super) fn send_bye(
    shared: &Arc<Shared>,
    mut peer: Peer,
    path: Path,
    reason: Option<&str>,
    credentials: Option<Credentials>,
) {
    let reason = reason.map(|text| format!("SIP;text=\"{}\"", text.replace(['"', '\\'], "'")));
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        let Some(way) = path.way(&shared, peer.next_hop()).await else { return };
        let mut extra: Vec<(&str, String)> = reason.map(|r| ("Reason", r)).into_iter().collect();
        for is_first in [true, false] {
            let draft = Draft {
                method: "BYE",
                cseq: peer.next_seq(),
                extra: extra.clone(),
                body: Bytes::new(),
            };
            let Some(request) = draft.write(&shared, &peer, &path) else { return };
            let answered = final_response(&shared, request, way.clone()).await;
            let met = answered.zip(credentials.as_ref()).and_then(|(response, credentials)| {
                credentials_for(&response, credentials, ("BYE", peer.addressed().0), is_first)
            });
            match met {
                Some(header) if is_first => extra.push(header),
                Some(_) | None => return,
            }
        }
    });
}
