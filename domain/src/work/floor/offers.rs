//! Offers: made, answered, lapsed.

use super::act::Act;
use super::state::Floor;
use crate::decider::Decider;
use crate::sid::{ActivitySid, ReservationSid, TaskQueueSid, WorkItemSid};
use crate::work::matcher::{Next, Offer};
use crate::work::reservation::{
    FloorsReservation, Instruction, Reservation, ReservationCommand, ReservationCreated,
    ReservationDecider,
};
use crate::work::task_queue::TaskQueueSettings;
use crate::work::work_item::{
    CancelCause, Ending, MAX_OFFERS, Progress, Transition, WorkItem, WorkItemCommand, WorkItemPatch,
};
use crate::work::worker::ActivityCause;
use crate::work::workflow::DEFAULT_RESERVATION_TIMEOUT_S;
use crate::work::{Refusal, WorkKind};

/// How much the matcher may do before others have their turn.
const EFFORT: u32 = 2_000;

impl Act<'_> {
    /// Makes the offers that what happened made possible, and lets the work items that found nobody skip the
    /// steps that they may skip.
    pub(super) fn settle(&mut self) {
        loop {
            match self.floor.matcher.next_offer(EFFORT) {
                Next::Offer(offer) => {
                    if self.offer(offer).is_err() {
                        // The matcher knows of something that is not there any more.
                        self.floor.matcher.withdraw(offer.item);
                    }
                }
                Next::Quiet => match self.floor.entering.pop_front() {
                    Some(sid) => self.skip_if_asked(sid),
                    None => break,
                },
                Next::Unfinished if self.floor.entering.is_empty() => {
                    self.floor.is_unsettled = true;
                    return;
                }
                Next::Unfinished => {}
            }
        }
        self.floor.is_unsettled = false;
    }

    fn offer(&mut self, Offer { item: sid, worker: worker_sid }: Offer) -> Result<(), Refusal> {
        let missing = Refusal::NotFound(WorkKind::WorkItem);
        let item = &self.floor.item(sid).ok_or(missing)?.item;
        if item.offers >= MAX_OFFERS {
            return self.cancel_item(sid, CancelCause::TooManyOffers);
        }
        let missing = Refusal::NotFound(WorkKind::Worker);
        let worker_version = self.floor.worker(worker_sid).ok_or(missing)?.worker.version + 1;
        let queue_sid = item.waiting.queue_sid;
        let moment = self.moment();
        let timeout_ms = u64::from(self.floor.reservation_timeout_s(item)) * 1_000;
        let offer = ReservationCreated {
            stamp: moment.first(),
            work_item_sid: sid,
            worker_sid,
            worker_version,
            queue_sid,
            workflow_sid: item.waiting.workflow.map(|pin| pin.workflow_sid),
            channel_sid: item.terms.channel_sid,
            expires_at: moment.at.plus_ms(timeout_ms),
            offer: item.offers + 1,
        };
        let reservation_sid = ReservationSid::from_bits(self.floor.mint());
        let make = ReservationCommand::Floor(FloorsReservation::Offer(Box::new(offer)));
        self.ask_reservation(reservation_sid, None, make)?;
        self.progress(sid, Progress::Reserve { reservation_sid, worker_sid })?;
        let next = self.floor.single_tasking(queue_sid, |it| it.reservation_activity_sid);
        self.follow(worker_sid, next, ActivityCause::Reserved, sid)
    }

    pub(super) fn reservation(
        &mut self,
        sid: ReservationSid,
        if_match: Option<u64>,
        command: ReservationCommand,
    ) -> Result<(), Refusal> {
        let missing = Refusal::NotFound(WorkKind::Reservation);
        let reservation = self.floor.reservation(sid).ok_or(missing)?.clone();
        match command {
            ReservationCommand::Accept => self.accept(sid, if_match, &reservation),
            ReservationCommand::Reject { activity_sid } => {
                self.reject(sid, if_match, &reservation, activity_sid)
            }
            ReservationCommand::Instruct(instruction) => {
                self.instruct(sid, if_match, &reservation, *instruction)
            }
            ReservationCommand::Fail { .. } => self.ask_reservation(sid, if_match, command),
            ReservationCommand::Wrap => {
                self.end_with(sid, if_match, &reservation, command, Ending::Wrapping)
            }
            ReservationCommand::Complete => {
                self.end_with(sid, if_match, &reservation, command, Ending::Completed)
            }
            ReservationCommand::Floor(_) => Err(Refusal::FloorsOwn),
        }
    }

    fn instruct(
        &mut self,
        sid: ReservationSid,
        if_match: Option<u64>,
        reservation: &Reservation,
        instruction: Instruction,
    ) -> Result<(), Refusal> {
        self.floor.check_activities("PostWorkActivitySid", [instruction.post_work_activity()])?;
        match instruction {
            Instruction::Accept => self.accept(sid, if_match, reservation),
            Instruction::Reject { activity_sid } => {
                self.reject(sid, if_match, reservation, activity_sid)
            }
            Instruction::Dequeue(_)
            | Instruction::Call(_)
            | Instruction::Redirect(_)
            | Instruction::Conference(_)
            | Instruction::Supervise(_) => {
                let command = ReservationCommand::Instruct(Box::new(instruction));
                self.ask_reservation(sid, if_match, command)
            }
        }
    }

    /// The first who accepts has it; the other offers are rescinded.
    fn accept(
        &mut self,
        sid: ReservationSid,
        if_match: Option<u64>,
        reservation: &Reservation,
    ) -> Result<(), Refusal> {
        let (item_sid, worker_sid) = (reservation.work_item_sid, reservation.worker_sid);
        self.ask_reservation(sid, if_match, ReservationCommand::Accept)?;
        let item = self.floor.item(item_sid).map(|entry| &entry.item);
        let queue_sid = item.and_then(|item| item.waiting.queue_sid);
        let open = item.into_iter().flat_map(|item| &item.open).map(|(open, _)| *open);
        let others: Vec<_> = open.filter(|open| *open != sid).collect();
        for other in others {
            let rescind = ReservationCommand::Floor(FloorsReservation::Rescind);
            self.ask_reservation(other, None, rescind)?;
        }
        self.progress(item_sid, Progress::Assign { reservation_sid: sid, worker_sid })?;
        let next = self.floor.single_tasking(queue_sid, |it| it.assignment_activity_sid);
        self.follow(worker_sid, next, ActivityCause::Assigned, item_sid)
    }

    fn reject(
        &mut self,
        sid: ReservationSid,
        if_match: Option<u64>,
        reservation: &Reservation,
        activity_sid: Option<ActivitySid>,
    ) -> Result<(), Refusal> {
        self.floor.check_activities("WorkerActivitySid", [activity_sid])?;
        self.ask_reservation(sid, if_match, ReservationCommand::Reject { activity_sid })?;
        let (item, worker) = (reservation.work_item_sid, reservation.worker_sid);
        self.follow(worker, activity_sid, ActivityCause::Rejected, item)?;
        self.release(item, sid)
    }

    /// Nobody answered.
    pub(super) fn lapse(&mut self, sid: ReservationSid) -> Result<(), Refusal> {
        let missing = Refusal::NotFound(WorkKind::Reservation);
        let reservation = self.floor.reservation(sid).ok_or(missing)?;
        let (item, worker) = (reservation.work_item_sid, reservation.worker_sid);
        let time_out = ReservationCommand::Floor(FloorsReservation::TimeOut);
        self.ask_reservation(sid, None, time_out)?;
        let next = self.floor.workspace().map(|it| it.settings.timeout_activity_sid);
        self.follow(worker, next, ActivityCause::TimedOut, item)?;
        self.release(item, sid)
    }

    /// The work item goes the same way, and takes the reservation with it.
    fn end_with(
        &mut self,
        sid: ReservationSid,
        if_match: Option<u64>,
        reservation: &Reservation,
        command: ReservationCommand,
        to: Ending,
    ) -> Result<(), Refusal> {
        let asked = self.asked(if_match, command);
        ReservationDecider::decide(&self.life_of_reservation(sid), asked)?;
        let transition = Some(Transition { to, reason: None });
        let patch = WorkItemPatch::default();
        let update = WorkItemCommand::Update { patch, transition };
        self.update_item(reservation.work_item_sid, None, update, Some(to))
    }
}

impl Floor {
    fn reservation_timeout_s(&self, item: &WorkItem) -> u32 {
        let workflow = item.waiting.workflow.and_then(|pin| self.workflow(pin.workflow_sid));
        workflow.map_or(DEFAULT_RESERVATION_TIMEOUT_S, |it| it.settings.reservation_timeout_s)
    }

    /// What a queue says that its workers do, in a workspace without multitasking.
    fn single_tasking(
        &self,
        queue: Option<TaskQueueSid>,
        says: impl Fn(&TaskQueueSettings) -> Option<ActivitySid>,
    ) -> Option<ActivitySid> {
        let queue = self.queue(queue?)?;
        if self.is_multi_tasking() { None } else { says(&queue.settings) }
    }

    /// The work items that are offered to or held by a worker.
    pub fn items_of(
        &self,
        worker: crate::sid::WorkerSid,
    ) -> impl Iterator<Item = (WorkItemSid, &Reservation)> {
        let open = self.worker(worker).into_iter().flat_map(|entry| &entry.open);
        open.filter_map(|sid| self.reservation(*sid)).map(|it| (it.work_item_sid, it))
    }
}
