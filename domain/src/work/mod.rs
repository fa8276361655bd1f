//! Work distribution: the right worker for every work item.
//!
//! One [`floor`] per workspace decides everything that happens in it, in one sequence ([`Stamp`]).

pub mod activity;
mod check;
pub mod expression;
mod fact;
pub mod floor;
pub mod lease;
mod macros;
pub mod matcher;
pub mod outbox;
mod refusal;
pub mod reservation;
pub mod routing;
mod stamp;
pub mod task_channel;
pub mod task_queue;
pub mod work_item;
pub mod worker;
pub mod workflow;
pub mod workspace;

pub use check::MAX_WORK_NAME_CHARS;
pub use fact::{WorkEvent, WorkFact, WorkKind, WorkSid};
pub use refusal::Refusal;
pub use stamp::{Asked, Moment, Stamp};
