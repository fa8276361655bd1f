//! Asking the tenant's application, and what its answers do.

use domain::call::exchange::{Exchange, Fault, Purpose};
use domain::call::{ExchangeEnded, NotificationLevel};
use domain::uri::{ApplicationUri, HttpMethod};
use url::Url;

use super::machine::{Doing, Flow};
use super::pacing::Excess;
use super::parameters::{self, Parameters};
use super::turn::Turn;
use super::{reply, template};
use crate::twiml::codes;
use crate::{FetchRequest, Output};

/// A question that awaits its answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question {
    /// The exchange's number.
    pub(crate) number: u32,
    /// The rank of the URI.
    pub(crate) rank: u32,
}

impl Flow {
    /// Asks the application for the next document.
    pub(crate) fn ask(
        &mut self,
        purpose: Purpose,
        rank: u32,
        mut uri: ApplicationUri,
        more: Parameters,
        turn: &mut Turn<'_>,
    ) {
        let Some(received) = &self.received else { return };
        if let Err(excess) = self.pacing.ask(self.numbers.exchanges(), &self.settings) {
            return self.too_many(excess, turn);
        }
        let (call, account) = (self.call_sid, self.account_sid);
        let mut parameters = parameters::of_call(call, account, received, self.is_answered());
        parameters.extend(more);
        uri.url = template::fill(&uri.url, &parameters);
        if !is_web_url(&uri.url) {
            let message = "the URL is not an absolute http or https URL";
            let fault = reply::error(codes::INVALID_URL, message, Some(uri.url));
            return self.cannot_ask(fault, rank, turn);
        }
        let number = self.numbers.next_exchange();
        self.in_flight.push(number);
        self.doing = Doing::Asking(Question { number, rank });
        let request = FetchRequest { number, purpose, rank, uri, parameters };
        turn.act(Output::Fetch(Box::new(request)));
    }

    /// Asks at a URL that a document names, relative to that document; at the document's own when empty.
    pub(crate) fn ask_within(
        &mut self,
        purpose: Purpose,
        reference: &str,
        method: Option<HttpMethod>,
        more: Parameters,
        turn: &mut Turn<'_>,
    ) {
        let url = self.resolve(reference);
        let uri = ApplicationUri::new(url, method.unwrap_or_default());
        self.ask(purpose, 0, uri, more, turn);
    }

    /// The absolute form of a URL in a document. What is absolute already stays as it was written,
    /// because requests are signed over the URL as the tenant wrote it.
    pub(crate) fn resolve(&self, reference: &str) -> String {
        let reference = reference.trim();
        let base = self.base.as_ref();
        match base {
            Some(base) if reference.is_empty() => without_fragment(base),
            Some(base) if Url::parse(reference).is_err() => {
                base.join(reference).map_or_else(|_| reference.to_owned(), String::from)
            }
            Some(_) | None => reference.to_owned(),
        }
    }

    pub(super) fn exchange_ended(&mut self, exchange: Exchange, turn: &mut Turn<'_>) {
        let number = exchange.number;
        let Some(place) = self.in_flight.iter().position(|&asked| asked == number) else { return };
        self.in_flight.remove(place);
        let judged = reply::judge(&exchange);
        turn.record(ExchangeEnded { exchange });
        let rank = match &self.doing {
            Doing::Asking(question) if question.number == number => question.rank,
            Doing::Asking(_)
            | Doing::Nothing
            | Doing::Following(_)
            | Doing::Apologising { .. }
            | Doing::Ended => return,
        };
        match judged {
            Ok(reply) => {
                self.base = reply.base.or_else(|| self.base.take());
                self.follow(reply.document, Some(number), rank, turn);
            }
            Err(fault) => self.no_document(fault, Some(number), (rank, None), turn),
        }
    }

    /// A URL cannot be asked. When a document named it, the fault is that document's.
    fn cannot_ask(&mut self, fault: Fault, rank: u32, turn: &mut Turn<'_>) {
        let (exchange, rank, at) = match &self.doing {
            Doing::Following(following) => {
                (following.exchange, following.rank, Some(self.place(None)))
            }
            Doing::Nothing | Doing::Asking(_) | Doing::Apologising { .. } | Doing::Ended => {
                (None, rank, None)
            }
        };
        self.no_document(fault, exchange, (rank, at), turn);
    }

    /// No document could be had from the URI of a rank, or from a place in a document.
    pub(super) fn no_document(
        &mut self,
        fault: Fault,
        exchange: Option<u32>,
        (rank, at): (u32, Option<(u32, Vec<u32>)>),
        turn: &mut Turn<'_>,
    ) {
        self.notify(NotificationLevel::Error, fault.clone(), exchange, turn);
        if !self.fall_back(&fault, rank, at.clone(), turn) {
            self.give_up(fault, at, turn);
        }
    }

    fn too_many(&mut self, excess: Excess, turn: &mut Turn<'_>) {
        let (code, message) = match excess {
            Excess::InARow => (
                codes::TOO_MANY_REDIRECTS,
                format!(
                    "{} documents were asked for in a row while nothing happened",
                    self.settings.max_idle_documents
                ),
            ),
            Excess::InAll => (
                codes::TOO_MANY_EXCHANGES,
                format!("the call had {} exchanges", self.settings.max_exchanges),
            ),
        };
        self.limit_reached(code, message, turn);
    }
}

fn is_web_url(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn without_fragment(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.into()
}
