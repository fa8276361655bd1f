//! What a reservation says to a command.

use super::evolve::evolve;
use super::*;
use crate::decider::{Decider, Life};
use crate::work::{Asked, Refusal, Stamp, WorkKind, check};

/// The rules of a reservation: pending → accepted, rejected, timed out, canceled or rescinded; accepted →
/// wrapping → completed.
#[derive(Debug, Clone, Copy)]
pub struct ReservationDecider;

impl Decider for ReservationDecider {
    type Command = Asked<ReservationCommand>;
    type Event = ReservationEvent;
    type State = Life<Reservation>;
    type Refusal = Refusal;

    const CATEGORY: &'static str = "reservation";

    fn initial() -> Self::State {
        Life::Absent
    }

    fn decide(
        state: &Self::State,
        asked: Asked<ReservationCommand>,
    ) -> Result<Vec<ReservationEvent>, Refusal> {
        let Asked { moment, if_match, command } = asked;
        let reservation = match (state, &command) {
            (Life::Absent, ReservationCommand::Floor(FloorsReservation::Offer(offer))) => {
                let stamp = moment.first();
                return Ok(vec![ReservationCreated { stamp, ..(**offer).clone() }.into()]);
            }
            (state, _) => state.live().ok_or(Refusal::NotFound(WorkKind::Reservation))?,
        };
        check::if_match(if_match, reservation.version)?;
        let stamp = moment.stamp(reservation.version + 1);
        let event = match command {
            ReservationCommand::Floor(FloorsReservation::Offer(_)) => {
                return Err(Refusal::Exists(WorkKind::Reservation));
            }
            ReservationCommand::Floor(command) => floors(reservation, stamp, command)?,
            ReservationCommand::Accept
            | ReservationCommand::Reject { .. }
            | ReservationCommand::Instruct(_)
            | ReservationCommand::Fail { .. }
            | ReservationCommand::Wrap
            | ReservationCommand::Complete => asked_for(reservation, stamp, command)?,
        };
        Ok(vec![event])
    }

    fn evolve(state: Self::State, event: &ReservationEvent) -> Self::State {
        evolve(state, event)
    }
}

fn asked_for(
    reservation: &Reservation,
    stamp: Stamp,
    command: ReservationCommand,
) -> Result<ReservationEvent, Refusal> {
    let phase = reservation.phase;
    match command {
        ReservationCommand::Accept => {
            must_be(phase, ReservationPhase::Pending, "accepted")?;
            let after_ms = stamp.at.ms_since(reservation.created_at);
            Ok(ReservationAccepted { stamp, after_ms }.into())
        }
        ReservationCommand::Reject { activity_sid } => {
            must_be(phase, ReservationPhase::Pending, "rejected")?;
            Ok(ReservationRejected { stamp, activity_sid }.into())
        }
        ReservationCommand::Instruct(instruction) => {
            must_be(phase, ReservationPhase::Pending, "instructed")?;
            instruction.check()?;
            Ok(ReservationInstructed { stamp, instruction: *instruction }.into())
        }
        ReservationCommand::Fail { code } => {
            must_be(phase, ReservationPhase::Pending, "failed")?;
            Ok(ReservationFailed { stamp, code }.into())
        }
        ReservationCommand::Wrap => {
            must_be(phase, ReservationPhase::Accepted, "wrapping")?;
            Ok(ReservationWrapping { stamp }.into())
        }
        ReservationCommand::Complete => {
            if phase != ReservationPhase::Wrapping {
                must_be(phase, ReservationPhase::Accepted, "completed")?;
            }
            let post_work_activity_sid = reservation.post_work_activity_sid;
            Ok(ReservationCompleted { stamp, post_work_activity_sid }.into())
        }
        ReservationCommand::Floor(_) => Err(Refusal::FloorsOwn),
    }
}

fn floors(
    reservation: &Reservation,
    stamp: Stamp,
    command: FloorsReservation,
) -> Result<ReservationEvent, Refusal> {
    let phase = reservation.phase;
    match command {
        FloorsReservation::Offer(_) => Err(Refusal::Exists(WorkKind::Reservation)),
        FloorsReservation::TimeOut => {
            must_be(phase, ReservationPhase::Pending, "timeout")?;
            Ok(ReservationTimedOut { stamp }.into())
        }
        FloorsReservation::Cancel(cause) if phase.is_open() => {
            Ok(ReservationCanceled { stamp, cause }.into())
        }
        FloorsReservation::Cancel(_) => {
            Err(Refusal::BadTransition { from: phase.name(), to: "canceled" })
        }
        FloorsReservation::Rescind => {
            must_be(phase, ReservationPhase::Pending, "rescinded")?;
            Ok(ReservationRescinded { stamp }.into())
        }
    }
}

fn must_be(
    phase: ReservationPhase,
    wanted: ReservationPhase,
    to: &'static str,
) -> Result<(), Refusal> {
    if phase == wanted {
        return Ok(());
    }
    let is_late = phase == ReservationPhase::Rescinded && to == "accepted";
    let refused = Refusal::BadTransition { from: phase.name(), to };
    Err(if is_late { Refusal::Rescinded } else { refused })
}
