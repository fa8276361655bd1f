//! What the record of a chain of URIs says to a command.

use super::evolve::evolve;
use super::*;
use crate::decider::Decider;

/// The rules of the record.
#[derive(Debug, Clone, Copy)]
pub struct FallbackDecider;

impl Decider for FallbackDecider {
    type Command = FallbackCommand;
    type Event = FallbackEvent;
    type State = FallbackHealth;
    type Refusal = FallbackRefusal;

    const CATEGORY: &'static str = "fallback";

    fn initial() -> Self::State {
        FallbackHealth::default()
    }

    fn decide(
        state: &Self::State,
        command: FallbackCommand,
    ) -> Result<Vec<FallbackEvent>, FallbackRefusal> {
        Ok(match command {
            FallbackCommand::RecordFailure { url, rank, fault, call_sid } => {
                vec![UriFailed { url: recorded_url(&url), rank, fault, call_sid }.into()]
            }
            FallbackCommand::RecordSuccess { url, rank, call_sid } => {
                let url = recorded_url(&url);
                let failures = state.failing.get(&url).copied();
                let recovered = |failures| UriRecovered { url, rank, failures, call_sid }.into();
                failures.map(recovered).into_iter().collect()
            }
            FallbackCommand::RecordExhausted { fault, uris, call_sid } => {
                vec![ChainExhausted { fault, uris, call_sid }.into()]
            }
        })
    }

    fn evolve(state: Self::State, event: &FallbackEvent) -> Self::State {
        evolve(state, event)
    }
}
