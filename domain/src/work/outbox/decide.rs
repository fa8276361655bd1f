//! What an outbox says to what came of a request.

use super::*;
use crate::decider::Decider;

/// The rules of an outbox. What is to be recorded is the command: it happened already.
#[derive(Debug, Clone, Copy)]
pub struct OutboxDecider;

impl Decider for OutboxDecider {
    type Command = OutboxEvent;
    type Event = OutboxEvent;
    type State = Outbox;
    type Refusal = std::convert::Infallible;

    const CATEGORY: &'static str = "workspace_outbox";

    fn initial() -> Outbox {
        Outbox::default()
    }

    fn decide(_: &Outbox, command: OutboxEvent) -> Result<Vec<OutboxEvent>, Self::Refusal> {
        Ok(vec![command])
    }

    fn evolve(state: Outbox, event: &OutboxEvent) -> Outbox {
        match event {
            OutboxEvent::EventsTold(it) => {
                Outbox { told_up_to: state.told_up_to.max(it.up_to), ..state }
            }
            OutboxEvent::AssignmentAsked(_) => Outbox { asked: state.asked + 1, ..state },
        }
    }
}
