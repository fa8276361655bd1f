//! What a workspace's tenant was told and asked, and what came of it.

mod decide;
mod event;
mod state;

pub use decide::OutboxDecider;
pub use event::*;
pub use state::Outbox;
