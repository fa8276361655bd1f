//! Counts and durations.

/// What the work of a while adds up to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkStatistics {
    /// Work items.
    pub items: WorkItemCounts,
    /// Reservations.
    pub reservations: ReservationCounts,
    /// How long the work items that were accepted had been there.
    pub until_accepted: Spread,
    /// How long the work items that were accepted had been in their last queue.
    pub in_queue_until_accepted: Spread,
    /// How long the work items that were canceled had been there.
    pub until_canceled: Spread,
    /// How long the offers that were accepted had stood.
    pub until_answered: Spread,
    /// By each threshold that was asked for, in that order.
    pub split: Vec<WaitSplit>,
}

/// How many work items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WorkItemCounts {
    /// Came to be; of a workflow, entered it. A queue and a worker have none.
    pub created: u64,
    /// Entered a queue.
    pub entered: u64,
    /// Left a queue for another: counted for the one that they left.
    pub moved: u64,
    /// Were accepted by a worker.
    pub accepted: u64,
    /// Were completed.
    pub completed: u64,
    /// Were canceled, for whatever cause.
    pub canceled: u64,
    /// Were deleted because somebody asked.
    pub deleted: u64,
    /// Were canceled because the time of their workflow's last step ran out.
    pub timed_out: u64,
}

/// How many reservations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReservationCounts {
    /// Were made.
    pub created: u64,
    /// Were accepted.
    pub accepted: u64,
    /// Were rejected.
    pub rejected: u64,
    /// Lapsed.
    pub timed_out: u64,
    /// Were taken back.
    pub canceled: u64,
    /// Lapsed because another worker accepted.
    pub rescinded: u64,
}

/// Durations, in ms; all 0 when there was none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spread {
    /// How many.
    pub count: u64,
    /// Together.
    pub total_ms: u64,
    /// The shortest.
    pub min_ms: u64,
    /// The longest.
    pub max_ms: u64,
}

impl Spread {
    /// The mean, rounded down; 0 when there was none.
    pub fn average_ms(&self) -> u64 {
        self.total_ms.checked_div(self.count).unwrap_or(0)
    }
}

/// Waiting times on both sides of a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WaitSplit {
    /// The threshold, in seconds.
    pub threshold_s: u32,
    /// Accepted work items that had waited as long or longer.
    pub accepted_above: u64,
    /// Accepted work items that had not waited so long.
    pub accepted_below: u64,
    /// Canceled work items that had waited as long or longer.
    pub canceled_above: u64,
    /// Canceled work items that had not waited so long.
    pub canceled_below: u64,
}

/// What one kind of fact adds up to.
pub(super) struct Sum {
    pub(super) what: String,
    pub(super) spread: Spread,
    /// How many took as long as each threshold or longer.
    pub(super) above: Vec<u64>,
}

impl WorkStatistics {
    /// Nothing yet, with these thresholds.
    pub(super) fn nothing(thresholds_s: &[u32]) -> Self {
        let split =
            |threshold_s: &u32| WaitSplit { threshold_s: *threshold_s, ..WaitSplit::default() };
        Self { split: thresholds_s.iter().map(split).collect(), ..Self::default() }
    }

    /// Takes in a sum. Those that this program does not know are left aside.
    pub(super) fn add(&mut self, sum: &Sum) {
        if let Some(count) = self.count(&sum.what) {
            *count = sum.spread.count;
        }
        if let Some(spread) = self.spread(&sum.what) {
            *spread = sum.spread;
        }
        for (split, above) in self.split.iter_mut().zip(&sum.above) {
            let below = sum.spread.count.saturating_sub(*above);
            if sum.what == "item_accepted" {
                (split.accepted_above, split.accepted_below) = (*above, below);
            } else if sum.what == "item_canceled" {
                (split.canceled_above, split.canceled_below) = (*above, below);
            }
        }
    }

    fn count(&mut self, what: &str) -> Option<&mut u64> {
        let (items, reservations) = (&mut self.items, &mut self.reservations);
        Some(match what {
            "item_created" => &mut items.created,
            "item_entered" => &mut items.entered,
            "item_moved" => &mut items.moved,
            "item_accepted" => &mut items.accepted,
            "item_completed" => &mut items.completed,
            "item_canceled" => &mut items.canceled,
            "item_timed_out" => &mut items.timed_out,
            "item_deleted" => &mut items.deleted,
            "reservation_created" => &mut reservations.created,
            "reservation_accepted" => &mut reservations.accepted,
            "reservation_rejected" => &mut reservations.rejected,
            "reservation_timed_out" => &mut reservations.timed_out,
            "reservation_canceled" => &mut reservations.canceled,
            "reservation_rescinded" => &mut reservations.rescinded,
            _ => return None,
        })
    }

    fn spread(&mut self, what: &str) -> Option<&mut Spread> {
        Some(match what {
            "item_accepted" => &mut self.until_accepted,
            "item_accepted_in_queue" => &mut self.in_queue_until_accepted,
            "item_canceled" => &mut self.until_canceled,
            "reservation_accepted" => &mut self.until_answered,
            _ => return None,
        })
    }
}
