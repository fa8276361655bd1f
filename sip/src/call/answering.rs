use crate::screen::tag;
use bytes::Bytes;
use rsipstack::rsip::headers::{Header, Headers, To};
use rsipstack::rsip::{Request, Response, StatusCode, Version};
use rsipstack::transaction::Transaction;
use rsipstack::transaction::key::TransactionKey;
use rsipstack::transaction::transaction::{TransactionEvent, TransactionEventSender};

/// Answers one request of the other side; its transaction runs elsewhere.
#[derive(Debug)]
pub(crate) struct Responder {
    transaction: TransactionEventSender,
    key: TransactionKey,
    cseq: u32,
    copied: Vec<Header>,
    to: String,
}

impl Responder {
    /// Keeps what every response copies (RFC 3261 §8.2.6.2). `local_tag` goes into `To` unless it
    /// has one.
    pub(crate) fn new(transaction: &Transaction, local_tag: impl AsRef<str>) -> Self {
        let request = &transaction.original;
        Self {
            transaction: transaction.tu_sender.clone(),
            key: transaction.key.clone(),
            cseq: super::facts::cseq(request).unwrap_or(0),
            copied: copied(request),
            to: to(request, local_tag.as_ref()),
        }
    }

    /// The request's `CSeq` number.
    pub(crate) fn cseq(&self) -> u32 {
        self.cseq
    }

    /// Sends a response; without effect when the transaction is over.
    pub(crate) fn respond(
        &self,
        status: u16,
        reason: &str,
        extra: &[(&str, String)],
        body: Option<Bytes>,
    ) {
        let response = build(&self.copied, &self.to, status, reason, extra, body);
        let _ = self.transaction.send(TransactionEvent::Respond(response));
    }

    /// Ends the transaction: a 200 whose dialog is over needs no retransmission.
    pub(crate) fn stop(&self) {
        let _ = self.transaction.send(TransactionEvent::Terminate(self.key.clone()));
    }
}

/// Answers a request other than INVITE, which ends its transaction.
pub(crate) async fn respond(
    transaction: &mut Transaction,
    local_tag: &str,
    status: u16,
    extra: &[(&str, String)],
) {
    let request = &transaction.original;
    let response = build(&copied(request), &to(request, local_tag), status, "", extra, None);
    if let Err(error) = transaction.respond(response).await {
        tracing::debug!(%error, "cannot answer a request");
    }
}

/// Keeps a refused request's transaction alive until it is over.
pub(crate) async fn linger(mut transaction: Transaction) {
    while transaction.receive().await.is_some() {}
}

fn copied(request: &Request) -> Vec<Header> {
    request
        .headers
        .iter()
        .filter(|header| {
            matches!(
                header,
                Header::Via(_)
                    | Header::From(_)
                    | Header::CallId(_)
                    | Header::CSeq(_)
                    | Header::RecordRoute(_)
            )
        })
        .cloned()
        .collect()
}

fn to(request: &Request, local_tag: &str) -> String {
    let to = super::facts::value(&request.headers, "To").unwrap_or_default();
    if tag(to).is_some() { to.to_owned() } else { format!("{to};tag={local_tag}") }
}

fn build(
    copied: &[Header],
    to: &str,
    status: u16,
    reason: &str,
    extra: &[(&str, String)],
    body: Option<Bytes>,
) -> Response {
    // RFC 3261 §12.1.1: the route set is told where a dialog is made.
    let makes_dialog = (101..300).contains(&status);
    let mut headers: Vec<Header> = copied
        .iter()
        .filter(|header| makes_dialog || !matches!(header, Header::RecordRoute(_)))
        .cloned()
        .collect();
    headers.push(Header::To(To::from(to)));
    headers.extend(extra.iter().map(|(name, value)| super::facts::header(name, value)));
    let body = body.map(Vec::from).unwrap_or_default();
    if !body.is_empty() {
        headers.push(Header::ContentType("application/sdp".into()));
    }
    headers.push(Header::ContentLength((body.len() as u32).into()));
    Response {
        status_code: StatusCode::try_from((status, reason))
            .unwrap_or(StatusCode::ServerInternalError),
        wire_reason: None,
        version: Version::V2,
        headers: Headers(headers),
        body,
    }
}
