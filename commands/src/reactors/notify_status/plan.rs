//! Which status callbacks an event makes due, and what they say.

use domain::call::{CallEnded, CallEvent, CallReceived, CallUpdate, Direction, FinalStatus};
use domain::geography::Geography;
use domain::recorded::Recorded;
use domain::timestamp::Timestamp;
use domain::uri::{ApplicationUri, FaultClass, StatusEvent};

use super::StatusCallback;
use crate::reactors::CallHistory;

/// The callbacks that the event with this version makes due, without those that were made already.
///
/// A change of status is told to the callback that was asked for last before it; REST can ask for another
/// one while the call is live, or for none. The end of a call that came in is told to its secondaries for
/// changes of status, too, after the callback. A callback's sequence number counts those before it in the
/// call, whoever was told.
pub fn plan(history: &CallHistory, version: u64) -> Vec<StatusCallback> {
    let Some(received) = history.received() else {
        return Vec::new();
    };
    let wanted = |status: &StatusEvent| is_wanted(&received.steering.status_events, *status);
    let mut in_force = received.steering.status_callback.as_ref();
    let due = history.until(version).flat_map(|recorded| {
        in_force = new_callback(&recorded.event).unwrap_or(in_force);
        let statuses = statuses_of(&recorded.event).iter().filter(|status| wanted(status));
        let told = in_force;
        let callback = statuses.filter_map(move |status| Some((recorded, *status, (0, told?))));
        let ends = matches!(recorded.event, CallEvent::CallEnded(_))
            && received.direction == Direction::Inbound;
        let secondaries = ends.then(|| history.told_of_status_at(recorded.version));
        let end = move |told| (recorded, StatusEvent::Completed, told);
        callback.chain(secondaries.into_iter().flatten().map(end))
    });
    (0..)
        .zip(due)
        .filter(|(sequence, (recorded, ..))| {
            recorded.version == version && !is_notified(history, *sequence)
        })
        .map(|(sequence, (recorded, status, (rank, uri)))| StatusCallback {
            account: history.account,
            call_sid: history.sid,
            endpoints: (received.from.clone(), received.to.clone()),
            sequence,
            rank,
            uri: uri.clone(),
            parameters: parameters(history, received, (sequence, recorded, status)),
        })
        .collect()
}

/// The callback that an event asks for from then on, or that it asks for none.
pub(super) const fn new_callback(event: &CallEvent) -> Option<Option<&ApplicationUri>> {
    let CallEvent::CallUpdateRequested(requested) = event else { return None };
    let CallUpdate::Settings { status_callback, stops_status_callback, .. } = &requested.update
    else {
        return None;
    };
    match status_callback {
        Some(uri) => Some(Some(uri)),
        None if *stops_status_callback => Some(None),
        None => None,
    }
}

/// Whether nobody is to be told of a call, as it begins.
pub(super) fn is_quiet(received: &CallReceived) -> bool {
    let mut secondaries = received.steering.secondaries.iter();
    received.steering.status_callback.is_none()
        && !secondaries.any(|it| it.serves.contains(&FaultClass::StatusChange))
}

fn is_wanted(asked: &[StatusEvent], status: StatusEvent) -> bool {
    if asked.is_empty() { status == StatusEvent::Completed } else { asked.contains(&status) }
}

fn is_notified(history: &CallHistory, sequence: u32) -> bool {
    history.events.iter().any(|recorded| {
        matches!(&recorded.event, CallEvent::StatusNotified(it) if it.sequence == sequence)
    })
}

/// The changes of status that an event is. A call that comes in rings from its first moment.
const fn statuses_of(event: &CallEvent) -> &'static [StatusEvent] {
    match event {
        CallEvent::CallReceived(_) => &[StatusEvent::Initiated, StatusEvent::Ringing],
        CallEvent::CallAnswered(_) => &[StatusEvent::Answered],
        CallEvent::CallEnded(_) => &[StatusEvent::Completed],
        CallEvent::ExchangeEnded(_)
        | CallEvent::PlaybackEnded(_)
        | CallEvent::DigitReceived(_)
        | CallEvent::AlarmRang(_)
        | CallEvent::CallUpdateRequested(_)
        | CallEvent::CallUpdateTaken(_)
        | CallEvent::CallerHungUp(_)
        | CallEvent::MediaTimedOut(_)
        | CallEvent::CallAbandoned(_)
        | CallEvent::DocumentRead(_)
        | CallEvent::VerbStarted(_)
        | CallEvent::VerbEnded(_)
        | CallEvent::FallbackTaken(_)
        | CallEvent::NotificationRaised(_)
        | CallEvent::CallMeasured(_)
        | CallEvent::StatusNotified(_)
        | CallEvent::CallDeleted(_) => &[],
    }
}

fn parameters(
    history: &CallHistory,
    received: &CallReceived,
    (sequence, recorded, status): (u32, &Recorded<CallEvent>, StatusEvent),
) -> Vec<(String, String)> {
    let ended = if let CallEvent::CallEnded(ended) = &recorded.event { Some(ended) } else { None };
    let mut list = List(Vec::with_capacity(32));
    list.add("CallSid", history.sid);
    list.add("AccountSid", history.account);
    list.add("CallStatus", spelt(status, ended));
    list.call(received);
    list.add("Timestamp", rfc_2822(recorded.recorded_at));
    list.add("CallbackSource", "call-progress-events");
    list.add("SequenceNumber", sequence);
    if let Some(ended) = ended {
        list.end(ended);
    }
    list.0
}

const fn spelt(status: StatusEvent, ended: Option<&CallEnded>) -> &'static str {
    match (ended, status) {
        (Some(ended), _) => match ended.status {
            FinalStatus::Completed => "completed",
            FinalStatus::Busy => "busy",
            FinalStatus::Failed => "failed",
            FinalStatus::NoAnswer => "no-answer",
            FinalStatus::Canceled => "canceled",
        },
        (None, StatusEvent::Initiated) => "initiated",
        (None, StatusEvent::Ringing) => "ringing",
        (None, StatusEvent::Answered) => "in-progress",
        (None, StatusEvent::Completed) => "completed",
    }
}

struct List(Vec<(String, String)>);

impl List {
    fn add(&mut self, name: impl ToString, value: impl ToString) {
        self.0.push((name.to_string(), value.to_string()));
    }

    fn add_if(&mut self, name: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    fn call(&mut self, received: &CallReceived) {
        for name in ["From", "Caller"] {
            self.add(name, &received.from);
            self.place(name, &received.from);
        }
        for name in ["To", "Called"] {
            self.add(name, &received.to);
            self.place(name, &received.to);
        }
        self.add("ApiVersion", "2010-04-01");
        self.add("Direction", direction(received.direction));
        self.add_if("ForwardedFrom", received.forwarded_from.as_ref());
        self.add_if("CallerName", received.caller_name.as_ref());
        self.add_if("ParentCallSid", received.parent_call_sid);
        self.add_if("ApplicationSid", received.application_sid);
        if let Some(sip) = &received.sip {
            self.add("SipDomain", &sip.domain);
            self.add("SipCallId", &sip.call_id);
            self.add("SipSourceIp", &sip.source_ip);
        }
    }

    /// Where a phone number is at home; nothing for a SIP URI.
    fn place(&mut self, whose: &str, number: &str) {
        if number.starts_with('+') {
            let place = Geography::of(number);
            self.add(format!("{whose}City"), place.city);
            self.add(format!("{whose}State"), place.state);
            self.add(format!("{whose}Zip"), place.zip);
            self.add(format!("{whose}Country"), place.country);
        }
    }

    /// `CallDuration` in whole seconds, `Duration` in minutes begun.
    fn end(&mut self, ended: &CallEnded) {
        self.add("CallDuration", ended.duration_ms.div_ceil(1_000));
        self.add("Duration", ended.duration_ms.div_ceil(60_000));
        self.add_if("SipResponseCode", ended.sip_status);
    }
}

const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "inbound",
        Direction::OutboundApi => "outbound-api",
        Direction::OutboundDial => "outbound-dial",
    }
}

fn rfc_2822(at: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(at.0)
        .map(|at| at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string())
        .unwrap_or_default()
}
