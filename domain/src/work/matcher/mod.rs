//! The matcher of one workspace: which worker is offered which item.
//!
//! It is told what changes and asked what to offer. It knows neither time nor chance: told the same in the
//! same order, it says the same.
//!
//! ```text
//! set_queue, remove_queue            what belongs to a queue, and how its items are ordered
//! set_worker, remove_worker          what workers are, can and may
//! set_item, withdraw                 what waits
//! reserve, accept, release           what was offered, taken and let go
//! next_offer → Offer                 reserve it and ask again, until all is Quiet
//! ```
//!
//! Whoever asks after each change, until all is quiet, gets this:
//! - an item that comes (or comes back) goes to the member of its queue who has room, fits its rule, and is
//!   first by its `order_by`; of equals, the one whose last offer is longest ago;
//! - a worker who gets room (or changes) takes the first item of all that it may have: within a queue in
//!   the queue's order, between queues in the workspace's;
//! - an offer counts as an offer whatever becomes of it: who let it pass is last in line, so the item goes
//!   to others first; it keeps its own place;
//! - who comes is last in line; order of arrival breaks all ties, so none is left to chance.
//!
//! How it finds them: items that differ in nothing but their order are one *class*, and only the first
//! of a class is looked at. Classes stand in a *lane* of their queue and channel, the members that have room
//! are a set of bits over their *line*. No decision looks at the backlog or the pool as a whole. What would
//! (a queue's new expression) is a *chore*, done bit by bit between decisions.

mod bits;
mod class;
mod holds;
mod items;
mod keys;
mod line;
mod queue;
mod queues;
mod rank;
mod rules;
mod search;
mod slab;
mod state;
mod terms;
#[cfg(test)]
mod tests;
mod worker;
mod workers;

pub use state::Matcher;
pub use terms::{
    ChannelTerms, ItemTerms, Next, Offer, Order, QueueTerms, WHOLE_WORKER, Wanted, WorkerTerms,
};
