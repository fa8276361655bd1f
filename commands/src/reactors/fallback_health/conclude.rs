//! What one event of a call says about the URIs of its application or number.

use domain::call::exchange::Exchange;
use domain::call::{CallEvent, CallReceived};
use domain::fallback::FallbackCommand;
use domain::recorded::Recorded;

use super::super::CallHistory;

/// The sid of the application or number whose URIs steer the call; nothing when neither does.
pub fn chain_of(received: &CallReceived) -> Option<String> {
    let application = received.application_sid.map(|sid| sid.to_string());
    application.or_else(|| received.phone_number_sid.map(|sid| sid.to_string()))
}

/// What the event with this version says: a fallback was taken, so the URI asked last failed, and perhaps
/// there was no other; a document was accepted, so the URI that brought it did well.
pub fn conclude(history: &CallHistory, version: u64) -> Vec<FallbackCommand> {
    let Some(recorded) = history.until(version).next_back() else {
        return Vec::new();
    };
    let call_sid = history.sid;
    let asked = exchanges(history, version);
    if let CallEvent::FallbackTaken(taken) = &recorded.event {
        let uris = history.secondaries_at(version).saturating_add(1);
        let fault = &taken.fault;
        let failed = asked.last().map(|exchange| {
            let (url, rank, fault) = (exchange.url.clone(), exchange.rank, fault.clone());
            FallbackCommand::RecordFailure { url, rank, fault, call_sid }
        });
        let fault = fault.clone();
        let exhausted = (taken.rank >= uris).then_some(FallbackCommand::RecordExhausted {
            fault,
            uris,
            call_sid,
        });
        return failed.into_iter().chain(exhausted).collect();
    }
    let CallEvent::DocumentRead(read) = &recorded.event else {
        return Vec::new();
    };
    let brought = asked.into_iter().rfind(|exchange| Some(exchange.number) == read.exchange);
    let well = brought.map(|exchange| {
        let (url, rank) = (exchange.url.clone(), exchange.rank);
        FallbackCommand::RecordSuccess { url, rank, call_sid }
    });
    well.into_iter().collect()
}

fn exchanges(history: &CallHistory, version: u64) -> Vec<&Exchange> {
    history.until(version).filter_map(exchange).collect()
}

fn exchange(recorded: &Recorded<CallEvent>) -> Option<&Exchange> {
    let CallEvent::ExchangeEnded(ended) = &recorded.event else {
        return None;
    };
    Some(&ended.exchange)
}
