//! How work items end, and their reservations with them.

use super::act::Act;
use super::configure::life;
use crate::decider::{Decider, Life};
use crate::sid::{ActivitySid, ReservationSid, WorkItemSid};
use crate::work::Refusal;
use crate::work::reservation::{
    FloorsReservation, Reservation, ReservationCommand, ReservationDecider, WithdrawalCause,
};
use crate::work::work_item::{CancelCause, DeletionCause, Ending, Progress};
use crate::work::worker::ActivityCause;

impl Act<'_> {
    /// Asks something of a reservation alone.
    pub(super) fn ask_reservation(
        &mut self,
        sid: ReservationSid,
        if_match: Option<u64>,
        command: ReservationCommand,
    ) -> Result<(), Refusal> {
        let asked = self.asked(if_match, command);
        let events = ReservationDecider::decide(&self.life_of_reservation(sid), asked)?;
        self.push_all(sid, events)
    }

    pub(super) fn life_of_reservation(&self, sid: ReservationSid) -> Life<Reservation> {
        life(self.floor.work.reservations.get(&sid))
    }

    /// Takes an offer back. The work item waits for another worker.
    pub(super) fn withdraw_offer(
        &mut self,
        sid: ReservationSid,
        cause: WithdrawalCause,
    ) -> Result<(), Refusal> {
        let Some(item) = self.floor.reservation(sid).map(|it| it.work_item_sid) else {
            return Ok(());
        };
        let cancel = ReservationCommand::Floor(FloorsReservation::Cancel(cause));
        self.ask_reservation(sid, None, cancel)?;
        self.release(item, sid)
    }

    /// An offer ended; when it was the last one open, the work item goes on from where it is.
    pub(super) fn release(
        &mut self,
        item: WorkItemSid,
        reservation_sid: ReservationSid,
    ) -> Result<(), Refusal> {
        self.progress(item, Progress::Release { reservation_sid })?;
        self.offer_over(item)
    }

    /// Cancels a work item that waits, and its offers.
    pub(super) fn cancel_item(
        &mut self,
        sid: WorkItemSid,
        cause: CancelCause,
    ) -> Result<(), Refusal> {
        let withdrawal = match cause {
            CancelCause::WorkspaceDeleted => WithdrawalCause::WorkspaceDeleted,
            CancelCause::Asked
            | CancelCause::TimeToLive
            | CancelCause::WorkflowTimedOut
            | CancelCause::WorkflowSkipped
            | CancelCause::NoFilter
            | CancelCause::TooManyOffers => WithdrawalCause::WorkItemCanceled,
        };
        self.withdraw_all(sid, withdrawal)?;
        self.progress(sid, Progress::Cancel(cause))
    }

    pub(super) fn delete_item(
        &mut self,
        sid: WorkItemSid,
        cause: DeletionCause,
    ) -> Result<(), Refusal> {
        let withdrawal = match cause {
            DeletionCause::WorkspaceDeleted => WithdrawalCause::WorkspaceDeleted,
            DeletionCause::Asked | DeletionCause::Ended | DeletionCause::AssignedTooLong => {
                WithdrawalCause::WorkItemDeleted
            }
        };
        self.withdraw_all(sid, withdrawal)?;
        self.progress(sid, Progress::Delete(cause))
    }

    fn withdraw_all(&mut self, sid: WorkItemSid, cause: WithdrawalCause) -> Result<(), Refusal> {
        let Some(entry) = self.floor.item(sid) else { return Ok(()) };
        let is_open = |it: &&ReservationSid| {
            self.floor.reservation(**it).is_some_and(|it| it.phase.is_open())
        };
        let open: Vec<_> = entry.reservations.iter().filter(is_open).copied().collect();
        let cancel = ReservationCommand::Floor(FloorsReservation::Cancel(cause));
        open.into_iter().try_for_each(|it| self.ask_reservation(it, None, cancel.clone()))
    }

    /// Ends a work item's reservations as the work item ends.
    pub(super) fn end_reservations(
        &mut self,
        sid: WorkItemSid,
        to: Option<Ending>,
    ) -> Result<(), Refusal> {
        let command = match to {
            None => return Ok(()),
            Some(Ending::Canceled) => {
                return self.withdraw_all(sid, WithdrawalCause::WorkItemCanceled);
            }
            Some(Ending::Wrapping) => ReservationCommand::Wrap,
            Some(Ending::Completed) => ReservationCommand::Complete,
        };
        let holder = self.floor.item(sid).and_then(|entry| entry.item.holder);
        let Some((reservation, _)) = holder else { return Ok(()) };
        self.ask_reservation(reservation, None, command)
    }

    /// What the worker does afterwards, if an instruction said so.
    pub(super) fn after_ending(
        &mut self,
        sid: WorkItemSid,
        to: Option<Ending>,
    ) -> Result<(), Refusal> {
        let holder = self.floor.item(sid).and_then(|entry| entry.item.holder);
        let (Some((reservation, worker)), Some(Ending::Completed)) = (holder, to) else {
            return Ok(());
        };
        let next: Option<ActivitySid> =
            self.floor.reservation(reservation).and_then(|it| it.post_work_activity_sid);
        self.follow(worker, next, ActivityCause::PostWork, sid)
    }
}
