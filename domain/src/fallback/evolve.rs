//! What an event makes of the record of a chain of URIs.

use super::*;

pub(super) fn evolve(mut state: FallbackHealth, event: &FallbackEvent) -> FallbackHealth {
    match event {
        FallbackEvent::UriFailed(failed) => {
            let known = state.failing.contains_key(&failed.url);
            if known || state.failing.len() < MAX_FAILING {
                *state.failing.entry(failed.url.clone()).or_default() += 1;
            }
        }
        FallbackEvent::UriRecovered(recovered) => {
            state.failing.remove(&recovered.url);
        }
        FallbackEvent::ChainExhausted(_) => {}
    }
    state
}
