//! One life of a workspace's lease and of its outbox.

use super::samples::{exchange, fault};
use crate::call::exchange::{ExchangeOutcome, Purpose};
use crate::sid::ReservationSid;
use crate::work::lease::*;
use crate::work::outbox::*;

pub(super) fn lease() -> Vec<LeaseEvent> {
    let taken = |epoch, node: &str| LeaseTaken { epoch, node: node.to_owned() }.into();
    vec![taken(1, "a1b2"), taken(2, "c3d4")]
}

pub(super) fn outbox() -> Vec<OutboxEvent> {
    let told = |sequence, event_type: &str| Told {
        sequence,
        event_type: event_type.to_owned(),
        attempts: 1,
        duration_ms: 12,
        status: Some(204),
        code: None,
    };
    let untold =
        Told { attempts: 5, status: None, code: Some(11_200), ..told(42, "task-queue.entered") };
    let asked = |outcome| {
        let failed = ExchangeOutcome::Failed(fault());
        let exchanges = vec![
            exchange(1, Purpose::Start, failed.clone()),
            exchange(2, Purpose::Fallback, failed),
        ];
        let reservation_sid = ReservationSid::from_bits(0x2e);
        AssignmentAsked { reservation_sid, exchanges, outcome }.into()
    };
    vec![
        EventsTold { up_to: 43, told: vec![told(41, "task.created"), untold] }.into(),
        asked(AskedOutcome::Instructed),
        asked(AskedOutcome::Unsaid),
        asked(AskedOutcome::Late),
        asked(AskedOutcome::Failed(40_001)),
        EventsTold { up_to: 44, told: Vec::new() }.into(),
    ]
}
