//! The alarms that a call has set.

use domain::timestamp::Timestamp;
use smallvec::SmallVec;

use super::turn::Turn;
use crate::Output;

/// How far the numbering of alarms may run ahead of the alarm of the call's time limit. The domain
/// remembers which of the last 64 numbers were used, so that one is set anew before it gets too old.
const FURTHEST_AHEAD: u32 = 32;

/// Which alarms are set. At most one is the call's time limit.
#[derive(Debug, Default)]
pub(crate) struct Alarms {
    last: u32,
    set: SmallVec<[u32; 2]>,
    limit: Option<(u32, Timestamp)>,
}

impl Alarms {
    /// Sets an alarm `ms` from now; gives its number.
    pub(crate) fn set(&mut self, ms: u64, turn: &mut Turn<'_>) -> u32 {
        let alarm = self.set_at(turn.now.plus_ms(ms), turn);
        if let Some((limit, at)) = self.limit
            && alarm.saturating_sub(limit) >= FURTHEST_AHEAD
        {
            self.clear(limit, turn);
            self.limit = Some((self.set_at(at, turn), at));
        }
        alarm
    }

    /// Sets the alarm of the call's time limit, in place of the one before.
    pub(crate) fn set_limit(&mut self, at: Timestamp, turn: &mut Turn<'_>) {
        if let Some((before, _)) = self.limit.take() {
            self.clear(before, turn);
        }
        self.limit = Some((self.set_at(at, turn), at));
    }

    fn set_at(&mut self, at: Timestamp, turn: &mut Turn<'_>) -> u32 {
        self.last = self.last.saturating_add(1);
        self.set.push(self.last);
        turn.act(Output::SetAlarm { alarm: self.last, at });
        self.last
    }

    /// Takes an alarm back, if it is set.
    pub(crate) fn clear(&mut self, alarm: u32, turn: &mut Turn<'_>) {
        if self.rang(alarm) {
            turn.act(Output::ClearAlarm { alarm });
        }
    }

    /// Takes every alarm back.
    pub(crate) fn clear_all(&mut self, turn: &mut Turn<'_>) {
        for alarm in std::mem::take(&mut self.set) {
            turn.act(Output::ClearAlarm { alarm });
        }
    }

    /// Whether the alarm was set; it no longer is.
    pub(crate) fn rang(&mut self, alarm: u32) -> bool {
        let place = self.set.iter().position(|&set| set == alarm);
        place.map(|place| self.set.remove(place)).is_some()
    }

    /// Whether it is the alarm of the call's time limit.
    pub(crate) fn is_limit(&self, alarm: u32) -> bool {
        self.limit.is_some_and(|(limit, _)| limit == alarm)
    }
}
