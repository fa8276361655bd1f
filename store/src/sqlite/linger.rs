//! How long the writer waits for company before it syncs the disk.

use std::{collections::VecDeque, thread, time::Duration};

/// The most that an append waits for others.
const LINGER: Duration = Duration::from_millis(3);
/// How often the writer looks whether enough have come.
const STEP: Duration = Duration::from_micros(500);
/// How many groups are remembered.
const REMEMBERED: usize = 64;
/// One group in so many waits for as long as it may, to see how many come.
const PROBE: usize = 32;

/// Decides how long to wait.
///
/// A sync costs the same for one append as for a hundred, so under load it pays to wait for more; but
/// whoever writes one append after the other must not wait for nobody. The writer waits until as many are
/// there as in the largest of the last 64 groups, at most 3 ms: a single caller never waits, callers who
/// all wait for their answers do so only until they are back, and independent calls share a sync. One group
/// in 32 waits for the full time, or the sizes could only shrink. (PostgreSQL's `commit_delay` and
/// `commit_siblings` answer the same question with two settings.)
#[derive(Debug, Default)]
pub(super) struct Linger {
    sizes: VecDeque<usize>,
    groups: usize,
}

impl Linger {
    /// Waits while company is likely; `here` counts the appends that are there.
    pub(super) fn wait(&self, here: impl Fn() -> usize) {
        let Some(expected) = self.expected() else { return };
        let mut left = LINGER;
        while !left.is_zero() && here() < expected {
            thread::sleep(STEP);
            left -= STEP;
        }
    }

    /// How many appends are worth waiting for, if any are.
    fn expected(&self) -> Option<usize> {
        let largest = self.sizes.iter().copied().max().filter(|size| *size > 1)?;
        Some(if self.groups.is_multiple_of(PROBE) { usize::MAX } else { largest })
    }

    /// A group of this size was taken.
    pub(super) fn took(&mut self, size: usize) {
        if self.sizes.len() == REMEMBERED {
            self.sizes.pop_front();
        }
        self.sizes.push_back(size);
        self.groups = self.groups.wrapping_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(sizes: impl IntoIterator<Item = usize>) -> Linger {
        let mut linger = Linger::default();
        for size in sizes {
            linger.took(size);
        }
        linger
    }

    #[test]
    fn nobody_waits_while_appends_come_one_at_a_time() {
        assert_eq!(after([]).expected(), None);
        assert_eq!(after([1; 200]).expected(), None);
    }

    #[test]
    fn a_group_waits_for_as_many_as_came_together_lately() {
        assert_eq!(after([1, 5, 2]).expected(), Some(5));
        assert_eq!(after([5].into_iter().chain([2; REMEMBERED - 2])).expected(), Some(5));
        assert_eq!(after([5].into_iter().chain([2; REMEMBERED])).expected(), Some(2));
    }

    #[test]
    fn one_group_in_thirty_two_waits_for_whoever_comes() {
        assert_eq!(after([2; 31]).expected(), Some(2));
        assert_eq!(after([2; 32]).expected(), Some(usize::MAX));
        assert_eq!(after([2; 33]).expected(), Some(2));
    }

    #[test]
    fn the_wait_is_over_when_enough_are_there() {
        let looks = std::cell::Cell::new(0);
        after([3]).wait(|| {
            looks.set(looks.get() + 1);
            looks.get()
        });
        assert_eq!(looks.get(), 3);
    }
}
