//! How a document is followed where the public documentation is silent or at odds with itself.

use crate::work::expression::Dialect;

/// The choices. [`RoutingDialect::default`] is what is documented, and otherwise our own pinned choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RoutingDialect {
    /// How expressions are read.
    pub expressions: Dialect,
    /// Where an item waits whose last offer ended before its step's time was over.
    pub after_offer: AfterOffer,
    /// What becomes of steps whose time was over before the item came to them.
    pub late_targets: LateTargets,
    /// From when the time of a filter counts that an item came to by the timeout of another.
    pub next_filter_clock: NextFilterClock,
}

/// The page on task evaluation moves the item on, the page on the life cycle lets it stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AfterOffer {
    /// In the same step.
    #[default]
    Stay,
    /// In the next step of the filter, if it has one.
    NextTarget,
}

/// An item can come late to a step when an offer was in flight past the step's deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LateTargets {
    /// They are entered all the same, so that a worker who is free at once can be reserved.
    #[default]
    TryOnce,
    /// They are passed by.
    Pass,
}

/// Timeouts are cumulative; whether across filters, is not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NextFilterClock {
    /// From the end of the filter before.
    #[default]
    GoesOn,
    /// From the beginning, as that of the first filter does.
    FromTheStart,
}
