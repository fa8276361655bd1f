//! The floor of a workspace: everything in it, and what brings work items and workers together.
//!
//! One owner keeps the floor of a workspace. It asks ([`Floor::act`]), writes down the facts that come of it,
//! and tells the time when a deadline is due ([`Floor::next_deadline`], [`Floor::due`]):
//!
//! ```text
//! act(demand, now) -> facts      decided and folded already; to be appended in one transaction
//! due(now)         -> facts      what time alone brings: lapsed offers, escalations, ends
//! fold(sid, event)               the same facts from the log give the same floor
//! ```
//!
//! Facts must be durable before anybody hears of them. When they cannot be appended (another owner took
//! over), the floor is dropped and folded anew. It knows no clock: `now` that lies before the last event
//! counts as that event's time, so time never goes back.

mod act;
mod agenda;
mod configure;
mod counts;
mod digest;
mod documents;
mod due;
mod endings;
mod explain;
mod fold;
mod items;
mod look;
mod mint;
mod offers;
mod pool;
mod rehearse;
mod route;
mod staff;
mod state;
#[cfg(test)]
mod tests;

pub use act::{Command, Demand};
pub use explain::{Explanation, MAX_EXPLAINED_WORKERS, Verdict};
pub use look::Load;
pub use mint::minted;
pub use state::{Floor, ItemEntry, WorkerEntry};
