//! The law of a live call: what it says is on disk before anything of it is done.

use commands::calls::{CallError, LiveCall};
use commands::{Failure, Writer};
use domain::call::{CallEvent, CallMeasured};
use domain::timestamp::Timestamp;
use router::{Flow, Input, Output};

/// A flow and the stream that it writes.
pub(super) struct Steered {
    flow: Flow,
    live: LiveCall,
}

impl Steered {
    pub(super) const fn new(flow: Flow, live: LiveCall) -> Self {
        Self { flow, live }
    }

    pub(super) const fn is_ended(&self) -> bool {
        self.flow.is_ended()
    }

    /// Gives the flow an input and records what it says, with what `measured` knows when the call ends. Answers
    /// what is to be done now, in this order.
    ///
    /// # Errors
    /// Nothing may be done when the facts cannot be recorded: the call has to be given up.
    pub(super) async fn take(
        &mut self,
        writer: &Writer,
        now: Timestamp,
        input: Input,
        measured: impl FnOnce() -> Option<CallMeasured>,
    ) -> Result<Vec<Output>, CallError> {
        let mut outputs = Vec::new();
        self.flow.handle(now, input, &mut outputs);
        let mut facts: Vec<CallEvent> = outputs
            .extract_if(.., |output| matches!(output, Output::Record(_)))
            .filter_map(|output| if let Output::Record(fact) = output { Some(fact) } else { None })
            .collect();
        if facts.iter().any(|fact| matches!(fact, CallEvent::CallEnded(_))) {
            facts.extend(measured().map(CallEvent::from));
        } else {
            drop(measured);
        }
        if !facts.is_empty() {
            self.live.record(writer, now, facts).await?;
        }
        Ok(outputs)
    }

    /// Takes in what others wrote to the stream: an update can be taken up only when it is known.
    pub(super) async fn read_on(&mut self, writer: &Writer) -> Result<(), Failure> {
        self.live.read_on(writer).await
    }
}
