//! What is asked of workers.

use super::act::Act;
use super::configure::life;
use super::state::Floor;
use crate::decider::{Decider, Life};
use crate::sid::{ActivitySid, ReservationSid, WorkItemSid, WorkerSid};
use crate::work::reservation::{ReservationCommand, ReservationPhase, WithdrawalCause};
use crate::work::worker::{ActivityCause, MAX_WORKERS, WorkerCommand, WorkerDecider, WorkerPatch};
use crate::work::{Refusal, WorkKind};

impl Act<'_> {
    pub(super) fn worker(
        &mut self,
        sid: WorkerSid,
        if_match: Option<u64>,
        mut command: WorkerCommand,
    ) -> Result<(), Refusal> {
        self.floor.check_worker(sid, &mut command)?;
        let state = life(self.floor.staff.workers.get(&sid).map(|entry| &entry.worker));
        let events = WorkerDecider::decide(&state, self.asked(if_match, command.clone()))?;
        match command {
            WorkerCommand::Delete => {
                for offer in self.floor.offers_of(sid) {
                    self.withdraw_offer(offer, WithdrawalCause::WorkerDeleted)?;
                }
                let state = life(self.floor.staff.workers.get(&sid).map(|entry| &entry.worker));
                let asked = self.asked(None, WorkerCommand::Delete);
                let events = WorkerDecider::decide(&state, asked)?;
                self.push_all(sid, events)
            }
            WorkerCommand::Update(patch) => {
                self.push_all(sid, events)?;
                self.reject_pending(sid, &patch)
            }
            WorkerCommand::Create { .. }
            | WorkerCommand::SetChannel { .. }
            | WorkerCommand::Follow { .. } => self.push_all(sid, events),
        }
    }

    fn reject_pending(&mut self, sid: WorkerSid, patch: &WorkerPatch) -> Result<(), Refusal> {
        let entry = self.floor.staff.workers.get(&sid);
        let stays = entry.is_some_and(|entry| self.floor.is_available(&entry.worker));
        if !patch.reject_pending || stays {
            return Ok(());
        }
        let reject = ReservationCommand::Reject { activity_sid: None };
        let mut offers = self.floor.offers_of(sid).into_iter();
        offers.try_for_each(|offer| self.reservation(offer, None, reject.clone()))
    }

    /// The worker does something else because of a reservation.
    pub(super) fn follow(
        &mut self,
        sid: WorkerSid,
        activity_sid: Option<ActivitySid>,
        cause: ActivityCause,
        item: WorkItemSid,
    ) -> Result<(), Refusal> {
        let Some(activity_sid) = activity_sid.filter(|it| self.floor.activity(*it).is_some())
        else {
            return Ok(());
        };
        let state = life(self.floor.staff.workers.get(&sid).map(|entry| &entry.worker));
        if state == Life::Absent {
            return Ok(());
        }
        let command = WorkerCommand::Follow { activity_sid, cause, work_item_sid: Some(item) };
        let events = WorkerDecider::decide(&state, self.asked(None, command))?;
        self.push_all(sid, events)
    }
}

impl Floor {
    fn check_worker(&self, sid: WorkerSid, command: &mut WorkerCommand) -> Result<(), Refusal> {
        match command {
            WorkerCommand::Create { friendly_name, activity_sid, .. } => {
                if self.staff.workers.len() >= MAX_WORKERS {
                    return Err(Refusal::TooMany { what: WorkKind::Worker, max: MAX_WORKERS });
                }
                self.check_worker_name(sid, friendly_name)?;
                let default = self.workspace().map(|it| it.settings.default_activity_sid);
                *activity_sid = activity_sid.or(default);
                self.check_activities("ActivitySid", [*activity_sid])
            }
            WorkerCommand::Update(patch) => {
                if let Some(name) = &patch.friendly_name {
                    self.check_worker_name(sid, name)?;
                }
                self.check_activities("ActivitySid", [patch.activity_sid])
            }
            WorkerCommand::SetChannel { channel_sid, .. } => {
                let found = self.channel(*channel_sid).map(drop);
                found.ok_or(Refusal::NotFound(WorkKind::TaskChannel))
            }
            WorkerCommand::Delete if self.has_accepted(sid) => {
                Err(Refusal::InUse { what: WorkKind::Worker, by: WorkKind::WorkItem })
            }
            WorkerCommand::Delete => Ok(()),
            WorkerCommand::Follow { .. } => Err(Refusal::FloorsOwn),
        }
    }

    fn check_worker_name(&self, sid: WorkerSid, name: &str) -> Result<(), Refusal> {
        let holder = self.staff.names.get(&name.to_lowercase());
        let is_taken = holder.is_some_and(|other| *other != sid);
        if is_taken { Err(Refusal::NameTaken(WorkKind::Worker)) } else { Ok(()) }
    }

    fn has_accepted(&self, sid: WorkerSid) -> bool {
        let open = self.staff.workers.get(&sid).map(|entry| &entry.open);
        let phases = open.into_iter().flatten().filter_map(|it| self.reservation(*it));
        phases.into_iter().any(|it| it.phase != ReservationPhase::Pending)
    }

    /// The offers that stand, in the order of their making.
    fn offers_of(&self, sid: WorkerSid) -> Vec<ReservationSid> {
        let open = self.staff.workers.get(&sid).map(|entry| &entry.open);
        let is_offer = |it: &&ReservationSid| {
            self.reservation(**it).is_some_and(|it| it.phase == ReservationPhase::Pending)
        };
        open.into_iter().flatten().filter(is_offer).copied().collect()
    }
}
