//! A workflow's document that has been read.

use std::sync::Arc;

use super::dialect::RoutingDialect;
use crate::sid::TaskQueueSid;
use crate::work::expression::{Expression, OrderBy, Path};

/// A workflow's document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub(super) filters: Arc<[Filter]>,
    pub(super) default: Option<Target>,
    pub(super) dialect: RoutingDialect,
}

/// One filter: the items of which its expression is true go through its targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// What people call it.
    pub friendly_name: Option<String>,
    /// Which items it takes.
    pub expression: Expression,
    /// Its steps, at least one.
    pub targets: Vec<Target>,
}

/// One step of a filter, or the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Where the item waits: the target's own queue, or that of the last target before it that has one.
    pub queue: TaskQueueSid,
    /// The priority that the item has from here on, if the target sets one.
    pub priority: Option<u32>,
    /// How long the item waits here, in seconds. Without it, for ever.
    pub timeout_s: Option<u64>,
    /// The sum of the timeouts of this and all earlier targets of the filter, in seconds.
    pub total_s: u64,
    /// Which members of the queue may have the item.
    pub expression: Option<Expression>,
    /// When the step is left at once, if nobody could be reserved.
    pub skip_if: Option<Expression>,
    /// Which worker is best.
    pub order_by: Option<OrderBy>,
    /// Which attribute of the item says which worker it must be.
    pub known_worker: Option<KnownWorker>,
}

/// Where an item says which worker must have it. The path leads into the item (`task.…`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownWorker {
    /// `known_worker_sid`
    Sid(Path),
    /// `known_worker_friendly_name`
    FriendlyName(Path),
}

impl Document {
    /// The filters, in order.
    pub fn filters(&self) -> &[Filter] {
        &self.filters
    }

    /// What takes the items that no filter takes.
    pub fn default_filter(&self) -> Option<&Target> {
        self.default.as_ref()
    }

    /// The choices that it is followed by.
    pub fn dialect(&self) -> RoutingDialect {
        self.dialect
    }

    /// Every queue that it names, sorted, each once.
    pub fn queues(&self) -> Vec<TaskQueueSid> {
        let targets = self.filters.iter().flat_map(|filter| &filter.targets);
        let mut queues: Vec<_> = targets.chain(&self.default).map(|target| target.queue).collect();
        queues.sort_unstable();
        queues.dedup();
        queues
    }
}
