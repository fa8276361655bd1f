//! What an event makes of a reservation.

use super::*;
use crate::decider::Life;

pub(super) fn evolve(state: Life<Reservation>, event: &ReservationEvent) -> Life<Reservation> {
    let version = event.stamp().version;
    let phase = match event {
        ReservationEvent::ReservationCreated(it) => return Life::Live(created(it)),
        ReservationEvent::ReservationInstructed(it) => {
            let post_work_activity_sid = it.instruction.post_work_activity();
            return state.map(|before| Reservation { version, post_work_activity_sid, ..before });
        }
        ReservationEvent::ReservationFailed(_) => {
            let post_work_activity_sid = None;
            return state.map(|before| Reservation { version, post_work_activity_sid, ..before });
        }
        ReservationEvent::ReservationAccepted(_) => ReservationPhase::Accepted,
        ReservationEvent::ReservationRejected(_) => ReservationPhase::Rejected,
        ReservationEvent::ReservationTimedOut(_) => ReservationPhase::TimedOut,
        ReservationEvent::ReservationCanceled(_) => ReservationPhase::Canceled,
        ReservationEvent::ReservationRescinded(_) => ReservationPhase::Rescinded,
        ReservationEvent::ReservationWrapping(_) => ReservationPhase::Wrapping,
        ReservationEvent::ReservationCompleted(_) => ReservationPhase::Completed,
    };
    state.map(|before| Reservation { version, phase, ..before })
}

fn created(it: &ReservationCreated) -> Reservation {
    Reservation {
        version: it.stamp.version,
        phase: ReservationPhase::Pending,
        work_item_sid: it.work_item_sid,
        worker_sid: it.worker_sid,
        channel_sid: it.channel_sid,
        created_at: it.stamp.at,
        expires_at: it.expires_at,
        post_work_activity_sid: None,
    }
}
