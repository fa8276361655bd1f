//! What a lease says to whoever wants it.

use super::*;
use crate::decider::Decider;

/// Take the lease. It is never refused: whoever has work to do for the workspace may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeLease {
    /// The name of this run of the program.
    pub node: String,
}

/// The rules of a lease.
#[derive(Debug, Clone, Copy)]
pub struct LeaseDecider;

impl Decider for LeaseDecider {
    type Command = TakeLease;
    type Event = LeaseEvent;
    type State = Lease;
    type Refusal = std::convert::Infallible;

    const CATEGORY: &'static str = "workspace_lease";

    fn initial() -> Lease {
        Lease::default()
    }

    fn decide(
        state: &Lease,
        TakeLease { node }: TakeLease,
    ) -> Result<Vec<LeaseEvent>, Self::Refusal> {
        Ok(vec![LeaseTaken { epoch: state.epoch + 1, node }.into()])
    }

    fn evolve(_: Lease, event: &LeaseEvent) -> Lease {
        let LeaseEvent::LeaseTaken(LeaseTaken { epoch, node }) = event;
        Lease { epoch: *epoch, node: node.clone() }
    }
}
