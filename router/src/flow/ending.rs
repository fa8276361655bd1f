//! How a call is picked up, and every way in which it ends.

use domain::call::{
    CallAnswered, CallEnded, CallerHungUp, EndCause, FinalStatus, HangUp, NotificationLevel,
};

use super::machine::{Doing, Flow};
use super::reply;
use super::turn::Turn;
use crate::Output;
use crate::twiml::codes;

/// A final answer that is no 2xx (RFC 3261 §21).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SipRefusal {
    status: u16,
    reason: &'static str,
}

impl SipRefusal {
    pub(crate) const BUSY: Self = Self { status: 486, reason: "Busy Here" };
    pub(crate) const DECLINED: Self = Self { status: 603, reason: "Decline" };
    pub(crate) const UNAVAILABLE: Self = Self { status: 480, reason: "Temporarily Unavailable" };
}

impl Flow {
    /// Picks the call up, unless it is.
    pub(crate) fn answer(&mut self, turn: &mut Turn<'_>) {
        if self.answered_at.is_none() {
            self.answered_at = Some(turn.now);
            turn.record(CallAnswered {});
            turn.act(Output::Answer);
            self.alarms.set_limit(turn.now.plus_ms(self.longest_ms()), turn);
        }
    }

    /// How long the call may last after its answer, in ms: what REST asked for, within what the operator
    /// allows.
    fn longest_ms(&self) -> u64 {
        let allowed = self.settings.max_call_ms;
        self.time_limit_ms.map_or(allowed, |asked| asked.min(allowed))
    }

    /// REST limits the call's duration. A call that has lasted longer already ends as soon as the alarm
    /// rings, which is at once.
    pub(super) fn limit_time(&mut self, seconds: u32, turn: &mut Turn<'_>) {
        self.time_limit_ms = Some(u64::from(seconds).saturating_mul(1_000));
        if let Some(answered_at) = self.answered_at {
            let at = answered_at.plus_ms(self.longest_ms()).max(turn.now);
            self.alarms.set_limit(at, turn);
        }
    }

    /// Ends the call in the ordinary way. One that was not answered is answered first: as with Twilio,
    /// only `<Reject>` keeps a call from being answered.
    pub(crate) fn hang_up(&mut self, cause: EndCause, turn: &mut Turn<'_>) {
        self.interrupt(turn);
        self.answer(turn);
        turn.act(Output::HangUp { reason: cause });
        self.end(FinalStatus::Completed, cause, None, turn);
    }

    /// Ends a call that was not answered.
    pub(crate) fn refuse(
        &mut self,
        refusal: SipRefusal,
        status: FinalStatus,
        cause: EndCause,
        turn: &mut Turn<'_>,
    ) {
        self.interrupt(turn);
        turn.act(Output::Reject { status: refusal.status, reason: refusal.reason });
        self.end(status, cause, Some(refusal.status), turn);
    }

    /// Ends the call as it stands: refused while it rings, else hung up.
    fn break_off(&mut self, cause: EndCause, unanswered: FinalStatus, turn: &mut Turn<'_>) {
        if self.is_answered() {
            self.hang_up(cause, turn);
        } else {
            self.refuse(SipRefusal::UNAVAILABLE, unanswered, cause, turn);
        }
    }

    pub(super) fn ended_by_api(&mut self, turn: &mut Turn<'_>) {
        self.break_off(EndCause::Api, FinalStatus::Canceled, turn);
    }

    /// Ends a call that reached one of the platform's limits.
    pub(super) fn limit_reached(&mut self, code: u32, message: String, turn: &mut Turn<'_>) {
        let url = self.base.as_ref().map(|url| url.as_str().to_owned());
        let fault = domain::call::exchange::Fault {
            class: domain::uri::FaultClass::UsageLimit,
            ..reply::error(code, message, url)
        };
        self.notify(NotificationLevel::Error, fault, None, turn);
        self.break_off(EndCause::Limit, FinalStatus::Failed, turn);
    }

    /// The time limit was reached. What REST asked for is no fault.
    pub(super) fn too_long(&mut self, turn: &mut Turn<'_>) {
        if self.longest_ms() < self.settings.max_call_ms {
            return self.break_off(EndCause::Limit, FinalStatus::Failed, turn);
        }
        let seconds = self.settings.max_call_ms / 1_000;
        let message = format!("the call reached the longest duration of {seconds} s");
        self.limit_reached(codes::CALL_TOO_LONG, message, turn);
    }

    pub(super) fn connection_lost(&mut self, turn: &mut Turn<'_>) {
        self.break_off(EndCause::ConnectionLost, FinalStatus::Failed, turn);
    }

    /// The far end ended the call, or its dialog broke.
    pub(super) fn hung_up(&mut self, how: HangUp, reason: Option<String>, turn: &mut Turn<'_>) {
        turn.record(CallerHungUp { how, reason });
        self.interrupt(turn);
        let is_answered = self.is_answered();
        let (status, cause) = match (how, is_answered) {
            (HangUp::Bye | HangUp::Cancel, true) => (FinalStatus::Completed, EndCause::Caller),
            (HangUp::Bye | HangUp::Cancel, false) => (FinalStatus::Canceled, EndCause::Caller),
            (HangUp::NoAck | HangUp::NoCommonMedia, _)
            | (HangUp::SessionExpired | HangUp::TransportFailed, false) => {
                (FinalStatus::Failed, EndCause::ConnectionLost)
            }
            (HangUp::SessionExpired | HangUp::TransportFailed, true) => {
                (FinalStatus::Completed, EndCause::ConnectionLost)
            }
        };
        let leaves_dialog =
            matches!(how, HangUp::NoAck | HangUp::NoCommonMedia | HangUp::SessionExpired);
        if is_answered && leaves_dialog {
            turn.act(Output::HangUp { reason: cause });
        }
        let sip_status = (how == HangUp::NoCommonMedia && !is_answered).then_some(488);
        self.end(status, cause, sip_status, turn);
    }

    fn end(
        &mut self,
        status: FinalStatus,
        cause: EndCause,
        sip_status: Option<u16>,
        turn: &mut Turn<'_>,
    ) {
        self.alarms.clear_all(turn);
        let duration_ms = self.answered_at.map_or(0, |at| turn.now.ms_since(at));
        turn.record(CallEnded { status, duration_ms, cause, sip_status });
        turn.act(Output::Ended);
        self.doing = Doing::Ended;
    }
}
