//! What an application's answer means.

use domain::call::exchange::{Answer, Exchange, ExchangeOutcome, Fault};
use domain::uri::FaultClass;
use url::Url;

use crate::twiml::document::MOST_BYTES;
use crate::twiml::ssml::Spoken;
use crate::twiml::verbs::{Play, Say};
use crate::twiml::{Document, Verb, codes, mime};

/// A document and the URL that its relative URLs are resolved against.
pub(crate) struct Reply {
    pub(crate) document: Document,
    pub(crate) base: Option<Url>,
}

/// Reads the outcome of an exchange.
///
/// XML and `text/html` are TwiML; `audio/*` is one `<Play>` of the URL that answered (the media layer
/// fetches it with GET); `text/plain` is one `<Say>`; 204 or no body is an empty document.
///
/// # Errors
/// The exchange's own fault; 11200 for a status that is no 2xx; 11750, 12300, and what
/// [`Document::read`] says.
pub(crate) fn judge(exchange: &Exchange) -> Result<Reply, Fault> {
    let answer = match &exchange.outcome {
        ExchangeOutcome::Failed(fault) => return Err(fault.clone()),
        ExchangeOutcome::Answered(answer) => answer,
    };
    let fault = |code, message| error(code, message, Some(answer.final_url.clone()));
    if !(200..300).contains(&answer.status) {
        let message = format!("the application answered with HTTP status {}", answer.status);
        return Err(fault(codes::HTTP_STATUS, message));
    }
    if answer.body_bytes > MOST_BYTES as u64 {
        let message = format!("the answer has more than {MOST_BYTES} bytes");
        return Err(fault(codes::TOO_LARGE, message));
    }
    let document = document(answer).map_err(|(code, message)| fault(code, message))?;
    Ok(Reply { document, base: Url::parse(&answer.final_url).ok() })
}

fn document(answer: &Answer) -> Result<Document, (u32, String)> {
    if answer.status == 204 || answer.body_bytes == 0 {
        return Ok(Document { verbs: Vec::new(), flaws: Vec::new() });
    }
    let content_type =
        answer.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let content_type = content_type.map_or("", |(_, value)| value.as_str());
    match mime::kind(content_type) {
        mime::Kind::Instructions => {
            Document::read(&answer.body).map_err(|error| (error.code, error.message))
        }
        mime::Kind::Audio => {
            let url = answer.final_url.clone();
            Ok(only(Verb::Play(Box::new(Play { digits: None, loops: None, url }))))
        }
        mime::Kind::Text => Ok(say(&answer.body)),
        mime::Kind::Unknown => {
            let shown: String = content_type.chars().take(64).collect();
            let message = format!("content type {shown:?} steers no call");
            Err((codes::CONTENT_TYPE, message))
        }
    }
}

/// A document that says a text.
pub(crate) fn say(text: &str) -> Document {
    let children = vec![Spoken::Text(text.to_owned())];
    only(Verb::Say(Box::new(Say { language: None, loops: None, voice: None, children })))
}

fn only(verb: Verb) -> Document {
    Document { verbs: vec![verb], flaws: Vec::new() }
}

/// A fault of class `error`.
pub(crate) fn error(code: u32, message: impl Into<String>, url: Option<String>) -> Fault {
    Fault { code, class: FaultClass::Error, message: message.into(), url }
}
