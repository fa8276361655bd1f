//! The shape of every aggregate: a starting state and two pure functions.
//!
//! The one law: fetch first, then ask. Whatever a decision needs (time, random bits, a fetched
//! document) is in the command or in the state; `decide` and `evolve` cannot reach for it.

use crate::schema::Event;

/// An aggregate: how it starts, what it says to a command, and what an event makes of it.
pub trait Decider {
    /// What may be asked of the aggregate.
    type Command;
    /// What has happened to it.
    type Event: Event;
    /// What it has become.
    type State: Clone;
    /// Why it said no.
    type Refusal: std::error::Error + Send + Sync + 'static;

    /// The first part of the aggregate's stream name, for example `call`.
    const CATEGORY: &'static str;

    /// The state of a stream that has no events.
    fn initial() -> Self::State;

    /// What happens when `command` meets `state`: events (none when it is done already), or a refusal.
    fn decide(
        state: &Self::State,
        command: Self::Command,
    ) -> Result<Vec<Self::Event>, Self::Refusal>;

    /// The state after `event`. Copies what the event says; never decides.
    fn evolve(state: Self::State, event: &Self::Event) -> Self::State;
}

/// Whether something exists: not yet, now, or no more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Life<T> {
    /// It has not come to be.
    #[default]
    Absent,
    /// It is there.
    Live(T),
    /// It was there, and never will be again.
    Gone,
}

impl<T> Life<T> {
    /// What is there now.
    pub const fn live(&self) -> Option<&T> {
        match self {
            Self::Live(it) => Some(it),
            Self::Absent | Self::Gone => None,
        }
    }

    /// The same with what is there changed by `change`.
    #[must_use]
    pub fn map(self, change: impl FnOnce(T) -> T) -> Self {
        match self {
            Self::Live(it) => Self::Live(change(it)),
            Self::Absent => Self::Absent,
            Self::Gone => Self::Gone,
        }
    }
}
