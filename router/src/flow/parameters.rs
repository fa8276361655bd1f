//! The parameters of every request to a tenant's application.

use domain::call::exchange::Fault;
use domain::call::{CallReceived, Direction};
use domain::geography::Geography;
use domain::sid::{AccountSid, CallSid};
use domain::timestamp::Timestamp;

/// Parameters in the order in which they are sent.
pub(crate) type Parameters = Vec<(String, String)>;

/// The version of the API that the parameters follow.
const API_VERSION: &str = "2010-04-01";

/// What every request says about the call.
pub(crate) fn of_call(
    call_sid: CallSid,
    account_sid: AccountSid,
    received: &CallReceived,
    is_answered: bool,
) -> Parameters {
    let mut list = List(Vec::with_capacity(32));
    list.add("CallSid", call_sid);
    list.add("AccountSid", account_sid);
    list.add("From", &received.from);
    list.add("To", &received.to);
    list.add("Caller", &received.from);
    list.add("Called", &received.to);
    list.add("CallStatus", if is_answered { "in-progress" } else { "ringing" });
    list.add("ApiVersion", API_VERSION);
    list.add("Direction", direction(received.direction));
    list.add_if("ForwardedFrom", received.forwarded_from.as_ref());
    list.add_if("CallerName", received.caller_name.as_ref());
    list.add_if("ParentCallSid", received.parent_call_sid);
    list.add_if("ApplicationSid", received.application_sid);
    list.place("From", &received.from);
    list.place("Caller", &received.from);
    list.place("To", &received.to);
    list.place("Called", &received.to);
    if let Some(sip) = &received.sip {
        list.add("SipDomain", &sip.domain);
        list.add("SipCallId", &sip.call_id);
        list.add("SipSourceIp", &sip.source_ip);
        for (name, value) in &sip.headers {
            list.add(&format!("SipHeader_{name}"), value);
        }
    }
    list.0
}

/// What a secondary is told about the fault, on top (`url` is the URL that it is about): `ErrorCode` and `ErrorUrl` as Twilio has them, and
/// ours: `ErrorMessage`, `ErrorTime` (RFC 2822, GMT) and, in the middle of a document, `ErrorPosition`
/// (`1:2.0` is the first verb inside the third one of document 1).
pub(crate) fn of_fault(
    fault: &Fault,
    url: Option<&str>,
    at: Option<&(u32, Vec<u32>)>,
    now: Timestamp,
) -> Parameters {
    let mut list = List(Vec::with_capacity(5));
    list.add("ErrorCode", fault.code);
    list.add("ErrorUrl", url.unwrap_or_default());
    list.add("ErrorMessage", &fault.message);
    list.add("ErrorTime", rfc_2822(now));
    if let Some((document, place)) = at {
        let place: Vec<_> = place.iter().map(ToString::to_string).collect();
        list.add("ErrorPosition", format!("{document}:{}", place.join(".")));
    }
    list.0
}

struct List(Parameters);

impl List {
    fn add(&mut self, name: &str, value: impl ToString) {
        self.0.push((name.to_owned(), value.to_string()));
    }

    fn add_if(&mut self, name: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    /// Where a phone number is at home; nothing for a SIP URI.
    fn place(&mut self, whose: &str, number: &str) {
        if number.starts_with('+') {
            let place = Geography::of(number);
            self.add(&format!("{whose}City"), place.city);
            self.add(&format!("{whose}State"), place.state);
            self.add(&format!("{whose}Zip"), place.zip);
            self.add(&format!("{whose}Country"), place.country);
        }
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
