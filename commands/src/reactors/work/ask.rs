//! Assignment callbacks: a workflow's tenant is asked what is to be done with an offer.

use std::collections::HashSet;
use std::sync::Arc;

use async_trait::async_trait;
use domain::call::exchange::Exchange;
use domain::recorded::Actor;
use domain::sid::{ReservationSid, WorkspaceSid};
use domain::timestamp::Timestamp;
use domain::work::floor::{Command, Floor};
use domain::work::outbox::{AskedOutcome, AssignmentAsked, OutboxEvent};
use domain::work::reservation::{Instruction, ReservationCommand, ReservationPhase};
use domain::work::{Refusal, WorkSid};
use parking_lot::Mutex;

use super::{About, Callback, Duty, Fact, Said, WorkSender};
use crate::work::{WorkDesk, WorkError};
use crate::{CommandError, Context, Failure};

/// The dialect's code for what was said and is not accepted.
const NOT_ACCEPTED: u32 = 40_001;

/// Asks assignment callbacks, and does what they say.
pub struct AssignmentAsker {
    desk: WorkDesk,
    sender: Arc<dyn WorkSender>,
    now: fn() -> Timestamp,
    asked: Mutex<HashSet<ReservationSid>>,
}

/// An offer about which a tenant wants to be asked.
struct Offer {
    url: String,
    fallback: Option<String>,
    about: About,
}

impl AssignmentAsker {
    /// One that asks by `sender` and does by `desk`.
    pub fn new(desk: WorkDesk, sender: Arc<dyn WorkSender>, now: fn() -> Timestamp) -> Self {
        Self { desk, sender, now, asked: Mutex::default() }
    }

    async fn request(&self, fact: &Fact, offer: &Offer, rank: u32, url: &str) -> (Exchange, Said) {
        let callback = Callback {
            account: fact.account,
            workspace: fact.workspace(),
            url: url.to_owned(),
            number: fact.event.stamp().sequence,
            rank,
            parameters: self.sender.offer(fact.account, fact.workspace(), &offer.about),
        };
        self.sender.ask(callback).await
    }

    async fn submit(
        &self,
        fact: &Fact,
        sid: ReservationSid,
        command: ReservationCommand,
    ) -> Result<(), WorkError> {
        let workspace = fact.workspace();
        let actor = Actor::System("assignment-callback".to_owned());
        let context = Context::new(fact.account, actor, workspace.to_string(), (self.now)());
        let context = context.caused_by(fact.id);
        self.desk.submit(&context, workspace, Command::Reservation(sid, command)).await.map(drop)
    }

    /// Does what was said. What moves calls is recorded, and fails with its code, because calls cannot be
    /// moved yet; the offer stands.
    async fn follow(
        &self,
        fact: &Fact,
        sid: ReservationSid,
        said: Said,
    ) -> Result<AskedOutcome, Failure> {
        let (command, code) = match said {
            Said::Nothing => return Ok(AskedOutcome::Unsaid),
            Said::Nonsense(code) => return self.fail(fact, sid, code).await,
            Said::Reject(activity_sid) => (ReservationCommand::Reject { activity_sid }, None),
            Said::Instruction(instruction) => {
                let code = moves_calls(&instruction);
                (ReservationCommand::Instruct(instruction), code)
            }
        };
        match (self.submit(fact, sid, command).await, code) {
            (Ok(()), None) => Ok(AskedOutcome::Instructed),
            (Ok(()), Some(code)) => self.fail(fact, sid, code).await,
            (Err(CommandError::Refused(refusal)), _) => match refused(&refusal) {
                Some(code) => self.fail(fact, sid, code).await,
                None => Ok(AskedOutcome::Late),
            },
            (Err(error), _) => Err(failed(error)),
        }
    }

    async fn fail(
        &self,
        fact: &Fact,
        sid: ReservationSid,
        code: u32,
    ) -> Result<AskedOutcome, Failure> {
        match self.submit(fact, sid, ReservationCommand::Fail { code }).await {
            // An offer that stands no more cannot fail any more.
            Ok(()) | Err(CommandError::Refused(_)) => Ok(AskedOutcome::Failed(code)),
            Err(error) => Err(failed(error)),
        }
    }
}

#[async_trait]
impl Duty for AssignmentAsker {
    fn name(&self) -> &'static str {
        "ask-assignments"
    }

    fn recall(&self, _: WorkspaceSid, event: OutboxEvent) {
        match event {
            OutboxEvent::AssignmentAsked(it) => {
                self.asked.lock().insert(it.reservation_sid);
            }
            OutboxEvent::EventsTold(_) => {}
        }
    }

    fn concerns(&self, event_type: &str) -> bool {
        event_type == "ReservationCreated"
    }

    async fn perform(&self, fact: Fact) -> Result<Option<OutboxEvent>, Failure> {
        let WorkSid::Reservation(sid) = fact.sid else { return Ok(None) };
        if self.asked.lock().remove(&sid) {
            return Ok(None);
        }
        let offer =
            self.desk.ask(fact.account, fact.workspace(), move |floor, now| offer(floor, sid, now));
        let offer = match offer.await {
            Ok(Some(offer)) => offer,
            Ok(None) | Err(CommandError::Refused(_)) => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let (exchange, mut said) = self.request(&fact, &offer, 0, &offer.url).await;
        let mut exchanges = vec![exchange];
        if let (Said::Nonsense(_), Some(fallback)) = (&said, &offer.fallback) {
            let (exchange, second) = self.request(&fact, &offer, 1, fallback).await;
            exchanges.push(exchange);
            said = second;
        }
        let outcome = self.follow(&fact, sid, said).await?;
        Ok(Some(AssignmentAsked { reservation_sid: sid, exchanges, outcome }.into()))
    }
}

/// Nothing when the offer stands no more, or its workflow has nobody to ask.
fn offer(floor: &Floor, sid: ReservationSid, now: Timestamp) -> Option<Offer> {
    let reservation = floor.reservation(sid)?;
    if reservation.phase != ReservationPhase::Pending {
        return None;
    }
    let pin = floor.item(reservation.work_item_sid)?.item.waiting.workflow?;
    let settings = &floor.workflow(pin.workflow_sid)?.settings;
    Some(Offer {
        url: settings.assignment_callback_url.clone()?,
        fallback: settings.fallback_assignment_callback_url.clone(),
        about: About::of(floor, sid.into(), now),
    })
}

/// The dialect's code for calls that cannot be moved.
const fn moves_calls(instruction: &Instruction) -> Option<u32> {
    match instruction {
        Instruction::Accept | Instruction::Reject { .. } => None,
        Instruction::Dequeue(_) => Some(40_140),
        Instruction::Call(_) => Some(40_111),
        Instruction::Redirect(_) => Some(40_123),
        Instruction::Conference(_) => Some(40_138),
        Instruction::Supervise(_) => Some(40_147),
    }
}

/// The dialect's code for what was said; none when the offer stands no more.
const fn refused(refusal: &Refusal) -> Option<u32> {
    match refusal {
        Refusal::BadInstruction { code, .. } => Some(*code),
        Refusal::NotFound(_) | Refusal::BadTransition { .. } | Refusal::Rescinded => None,
        Refusal::Exists(_)
        | Refusal::NameTaken(_)
        | Refusal::BadLength { .. }
        | Refusal::OutOfRange { .. }
        | Refusal::BadUrl { .. }
        | Refusal::BadUniqueName
        | Refusal::BadAttributes(_)
        | Refusal::BadExpression { .. }
        | Refusal::BadConfiguration(_)
        | Refusal::Unknown { .. }
        | Refusal::BadVirtualStart
        | Refusal::NoWorkflow
        | Refusal::VersionMismatch { .. }
        | Refusal::InUse { .. }
        | Refusal::TooMany { .. }
        | Refusal::NoSuchRevision(_)
        | Refusal::FloorsOwn
        | Refusal::Gap { .. } => Some(NOT_ACCEPTED),
    }
}

/// What broke; what others kept changing is tried again.
pub(super) fn failed(error: WorkError) -> Failure {
    match error {
        CommandError::Failed(failure) => failure,
        CommandError::Refused(_) | CommandError::Conflict | CommandError::KeyReused => {
            Failure::Unavailable(error.to_string())
        }
    }
}
