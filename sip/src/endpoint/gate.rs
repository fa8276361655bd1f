use super::{DialogKey, Reason, Shared};
use crate::admission::Refused;
use crate::call::{Input, SOURCE, USER};
use crate::invite::Transport;
use crate::screen::{Refusal, Screened, Wire, screen, squeezed, tag};
use rsipstack::rsip::headers::{Header, ToTypedHeader as _};
use rsipstack::rsip::{HasHeaders as _, HeadersExt as _, Method, Request, Response, SipMessage};
use rsipstack::transaction::key::{TransactionKey, TransactionRole};
use rsipstack::transport::{SipAddr, SipConnection};
use std::net::SocketAddr;
use std::sync::Arc;

/// Where a message came from.
#[derive(Clone)]
pub(crate) struct Origin {
    pub(crate) connection: SipConnection,
    pub(crate) source: SocketAddr,
    pub(crate) transport: Transport,
}

impl Origin {
    fn wire(&self) -> Wire {
        match self.transport {
            Transport::Udp => Wire::Datagram,
            Transport::Tcp => Wire::Stream,
        }
    }

    fn stack_transport(&self) -> rsipstack::rsip::Transport {
        match self.transport {
            Transport::Udp => rsipstack::rsip::Transport::Udp,
            Transport::Tcp => rsipstack::rsip::Transport::Tcp,
        }
    }
}

/// Takes one message: looks at it, and lets it through to its transaction or gives the answer that
/// is to be sent back at once, with its destination.
pub(crate) async fn take(
    shared: &Arc<Shared>,
    bytes: &[u8],
    origin: &Origin,
) -> Option<(Vec<u8>, SocketAddr)> {
    let bytes = match screen(bytes, origin.wire()) {
        Screened::Pass(bytes) => bytes,
        Screened::Refuse(request, refusal) => {
            if refusal.status >= 300 {
                shared.counts.refused(Reason::Malformed);
            }
            return shared.refusal(&request, &refusal, origin.source);
        }
        Screened::Ignore(why) => {
            shared.counts.refused(Reason::Malformed);
            tracing::trace!(source = %origin.source, why, "ignored a message");
            return None;
        }
    };
    match admitted(shared, &bytes, origin) {
        Ok(Some(message)) => {
            let from =
                SipAddr { r#type: Some(origin.stack_transport()), addr: origin.source.into() };
            let connection = origin.connection.clone();
            if let Err(error) = shared.stack.on_received_message(message, connection, &from).await {
                tracing::debug!(source = %origin.source, %error, "the stack refused a message");
            }
            None
        }
        Ok(None) => None,
        Err(refusal) => shared.refusal(&bytes, &refusal, origin.source),
    }
}

fn admitted(
    shared: &Arc<Shared>,
    bytes: &[u8],
    origin: &Origin,
) -> Result<Option<SipMessage>, Refusal> {
    let message = parsed(bytes, origin.source, origin.stack_transport());
    if matches!(message, Err(_) | Ok(None)) {
        shared.counts.refused(Reason::Malformed);
    }
    match message? {
        Some(SipMessage::Request(request)) => {
            gate(shared, request, origin).map(|request| Some(SipMessage::Request(request)))
        }
        Some(SipMessage::Response(response)) => {
            shared.counts.response_received(response.status_code.code());
            Ok(route_response(shared, response))
        }
        None => Ok(None),
    }
}

/// What the stack makes of a message that the first look let pass. It stamps `received` and
/// `rport` (RFC 3261 §18.2.1, RFC 3581). `None` when it is unreadable and cannot be answered.
pub(super) fn parsed(
    bytes: &[u8],
    source: SocketAddr,
    transport: rsipstack::rsip::Transport,
) -> Result<Option<SipMessage>, Refusal> {
    let message = SipMessage::try_from(bytes)
        .ok()
        .and_then(|m| SipConnection::update_msg_received(m, source, transport).ok())
        .map(|mut message| {
            squeeze(&mut message);
            message
        })
        .filter(|message| match message {
            SipMessage::Request(request) => {
                TransactionKey::from_request(request, TransactionRole::Server).is_ok()
            }
            SipMessage::Response(response) => {
                TransactionKey::from_response(response, TransactionRole::Client).is_ok()
            }
        });
    match message {
        Some(message) => Ok(Some(message)),
        None if bytes.starts_with(b"SIP/") || bytes.starts_with(b"ACK ") => Ok(None),
        None => Err(Refusal::new(400, "Bad Request")),
    }
}

fn squeeze(message: &mut SipMessage) {
    let headers = match message {
        SipMessage::Request(request) => &mut request.headers,
        SipMessage::Response(response) => &mut response.headers,
    };
    for header in headers.iter_mut() {
        if let Header::From(address) = header
            && let Some(squeezed) = squeezed(address.value())
        {
            address.replace(squeezed);
        } else if let Header::To(address) = header
            && let Some(squeezed) = squeezed(address.value())
        {
            address.replace(squeezed);
        }
    }
}

fn gate(shared: &Arc<Shared>, mut request: Request, origin: &Origin) -> Result<Request, Refusal> {
    if matches!(request.method, Method::Ack | Method::Cancel) {
        shared.counts.request(request.method);
        return Ok(request);
    }
    let key = TransactionKey::from_request(&request, TransactionRole::Server)
        .map_err(|_| Refusal::new(400, "Bad Request"))?;
    let stack = &shared.stack;
    if stack.transactions.contains_key(&key) || stack.finished_transactions.contains_key(&key) {
        shared.counts.retransmission();
        return Ok(request);
    }
    shared.counts.request(request.method);
    if let Some(dialog) = dialog_key(&request) {
        if !shared.calls.lock().has(&dialog) {
            return Err(no_dialog(shared));
        }
        let is_full = stack.transactions.len() >= shared.config.limits.max_transactions;
        return if is_full && request.method != Method::Bye {
            Err(shared.unavailable(Reason::TooManyTransactions))
        } else {
            Ok(request)
        };
    }
    if request.method != Method::Invite {
        return Err(no_dialog(shared));
    }
    let user = gate_call(shared, &request, origin)?;
    // Both notes always stand first, so that one a peer invents is never read.
    request.headers_mut().push_front(Header::Other(USER.to_owned(), user.unwrap_or_default()));
    let source = format!("{} {}", origin.source, origin.transport.name());
    request.headers_mut().push_front(Header::Other(SOURCE.to_owned(), source));
    Ok(request)
}

fn no_dialog(shared: &Shared) -> Refusal {
    shared.counts.refused(Reason::NoDialog);
    Refusal::new(481, "Call/Transaction Does Not Exist")
}

/// A new call: the rate and number of calls, then who it is.
fn gate_call(
    shared: &Arc<Shared>,
    request: &Request,
    origin: &Origin,
) -> Result<Option<String>, Refusal> {
    let is_full = shared.stack.transactions.len() >= shared.config.limits.max_transactions;
    let checked = shared.calls.lock().check(origin.source.ip(), shared.now_ms());
    if let Err(refused) = checked {
        tracing::debug!(source = %origin.source, ?refused, "refused a call");
        return Err(shared.unavailable(match refused {
            Refused::TooManyCalls => Reason::TooManyCalls,
            Refused::TooFast => Reason::TooFast,
        }));
    }
    if is_full {
        return Err(shared.unavailable(Reason::TooManyTransactions));
    }
    if shared.trusts(origin.source.ip()) {
        return Ok(None);
    }
    shared.authenticate(request.authorization_header().map(|h| h.value()), "INVITE")
}

/// `Call-ID` and `To` tag of a request within a dialog.
pub(crate) fn dialog_key(request: &Request) -> Option<DialogKey> {
    let to_tag = tag(request.to_header().ok()?.value())?;
    Some((request.call_id_header().ok()?.value().to_owned(), to_tag.to_owned()))
}

/// A 2xx to an INVITE whose transaction is over is for its dialog, which sends the ACK again
/// (RFC 3261 §13.2.2.4).
fn route_response(shared: &Arc<Shared>, response: Response) -> Option<SipMessage> {
    let is_invite = response
        .cseq_header()
        .and_then(|cseq| cseq.typed())
        .is_ok_and(|cseq| cseq.method == Method::Invite);
    if !is_invite || !(200..300).contains(&response.status_code.code()) {
        return Some(SipMessage::Response(response));
    }
    let key = TransactionKey::from_response(&response, TransactionRole::Client).ok()?;
    if shared.stack.transactions.contains_key(&key) {
        return Some(SipMessage::Response(response));
    }
    let local_tag = tag(response.from_header().ok()?.value())?.to_owned();
    let call_id = response.call_id_header().ok()?.value().to_owned();
    let dialog = shared.calls.lock().find(&(call_id, local_tag))?;
    let _ = dialog.send(Input::Stray(Box::new(response)));
    None
}
