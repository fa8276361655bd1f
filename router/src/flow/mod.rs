//! The steering of one live call.
//!
//! [`Flow`] takes inputs and the time and says what is to be done. It is made of small machines: a
//! [`chain::Chain`] of URIs, a [`following::Following`] place in a document, [`alarms::Alarms`] that are
//! set, a [`pacing::Pacing`] that ends loops. `machine` receives the inputs; `asking`, `following`,
//! `failing`, `updating` and `ending` are what it does with them; the verbs are in [`crate::verbs`].

pub(crate) mod alarms;
mod asking;
mod chain;
mod ending;
mod failing;
pub(crate) mod following;
mod machine;
mod numbers;
mod pacing;
mod parameters;
mod reply;
mod template;
pub(crate) mod turn;
mod updating;

pub(crate) use ending::SipRefusal;
pub(crate) use machine::Doing;
pub use machine::Flow;
pub(crate) use reply::error;

#[cfg(test)]
mod tests;
