//! How a workflow's document leads a work item from step to step.
//!
//! ```json
//! {"task_routing": {
//!    "filters": [{
//!       "filter_friendly_name": "Claims",
//!       "expression": "kind == \"claim\"",
//!       "targets": [
//!          {"queue": "WQ…", "expression": "worker.languages HAS task.language", "timeout": 30},
//!          {"priority": 10, "skip_if": "workers.available == 0", "timeout": 60},
//!          {"queue": "WQ…", "order_by": "worker.level DESC"}]}],
//!    "default_filter": {"queue": "WQ…"}}}
//! ```
//!
//! A [`Document`] is read once. A work item [enters](Document::enter) it and is told where it waits
//! ([`Placement`]); what happens then is asked one thing at a time: nobody could be reserved
//! ([`Document::unreserved`]), the step's time is over ([`Document::timed_out`]), the last offer ended
//! ([`Document::offer_ended`]). Who the worker is, is not decided here.

mod dialect;
mod document;
mod explain;
mod issue;
mod lint;
mod place;
mod read;
mod route;
mod simulate;
#[cfg(test)]
mod tests;

pub use dialect::{AfterOffer, LateTargets, NextFilterClock, RoutingDialect};
pub use document::{Document, Filter, KnownWorker, Target};
pub use explain::{Candidate, FilterVerdict, TargetVerdict, WhyNot, why_not};
pub use issue::{DocumentError, DocumentWarning, DocumentWarningKind};
pub use place::{Asked, End, Known, Outcome, Place, Placement};
pub use read::{MAX_DOCUMENT_BYTES, MAX_FILTERS, MAX_PRIORITY, MAX_TARGETS};
pub use simulate::{Left, Pool, Visit};
