//! What the front door works with.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use commands::Writer;
use commands::position::Position;
use commands::work::WorkDesk;
use domain::timestamp::Timestamp;
use projections::Views;

use super::gate::Gate;
use crate::rest::pool::NumberPool;
use crate::taskrouter::channel::WorkerChannels;

/// What the front door is given.
#[derive(Clone)]
pub struct ApiState {
    /// The write side.
    pub writer: Writer,
    /// Where commands on workspaces are handed in.
    pub desk: WorkDesk,
    /// The read side.
    pub views: Views,
    /// The phone numbers that the operator has to give.
    pub pool: Arc<NumberPool>,
    /// Reads the clock.
    pub clock: fn() -> Timestamp,
    /// How much is taken at once.
    pub limits: ApiLimits,
    /// The sockets of workers.
    pub channels: WorkerChannels,
}

/// How much is taken at once.
#[derive(Debug, Clone, Copy)]
pub struct ApiLimits {
    /// Requests of one account in flight; the next gets 429.
    pub in_flight_per_account: usize,
    /// Event streams of one account that stay open; the next gets 429.
    pub streams_per_account: usize,
    /// The longest wait for the read side to catch up with what a request wrote.
    pub catch_up: Duration,
}

impl Default for ApiLimits {
    fn default() -> Self {
        Self {
            in_flight_per_account: 100,
            streams_per_account: 16,
            catch_up: Duration::from_secs(5),
        }
    }
}

/// What is given, and what is counted.
pub(crate) struct Front {
    pub(crate) state: ApiState,
    pub(super) requests: Gate,
    pub(super) streams: Gate,
    /// How far this process has written, of what is read back without having waited for it.
    pub(super) written: AtomicU64,
}

impl Front {
    pub(super) fn new(state: ApiState) -> Self {
        let requests = Gate::new(state.limits.in_flight_per_account);
        let streams = Gate::new(state.limits.streams_per_account);
        Self { state, requests, streams, written: AtomicU64::new(0) }
    }

    pub(super) fn wrote(&self, position: Position) {
        self.written.fetch_max(position.0, Ordering::AcqRel);
    }

    pub(super) fn written(&self) -> Position {
        Position(self.written.load(Ordering::Acquire))
    }
}
