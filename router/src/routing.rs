//! From an INVITE to the facts of a call: whom it is from, whom it is for, who answers for that.

use domain::call::{CallLimits, CallReceived, Direction, SipOrigin};
use domain::sid::{ApplicationSid, PhoneNumberSid};
use domain::uri::Steering;
use sip::{Invite, Party};

/// Who answers for the called address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Route {
    /// The number that was called, when it is one of the account's.
    pub phone_number_sid: Option<PhoneNumberSid>,
    /// The application that the number names.
    pub application_sid: Option<ApplicationSid>,
    /// The URIs that steer the call; none means the built-in greeting.
    pub steering: Steering,
    /// The operator's limits for the call, [`crate::Settings::limits`].
    pub limits: Option<CallLimits>,
}

/// The address under which the called number is looked up: that of the Request-URI, which is where the
/// call was routed, whatever `To` says.
pub fn called(invite: &Invite) -> String {
    address(&invite.request_uri)
}

/// The first fact of a call. The caller is the one that a trusted peer asserts (RFC 3325), else the one
/// that it says it is.
pub fn received(invite: Invite, route: Route) -> CallReceived {
    let caller = invite.asserted_identity.as_ref().unwrap_or(&invite.from);
    let shown = invite.asserted_identity.as_ref().and_then(|party| party.display.as_ref());
    let caller_name =
        shown.or(invite.from.display.as_ref()).filter(|name| !name.is_empty()).cloned();
    CallReceived {
        direction: Direction::Inbound,
        from: address(caller),
        to: called(&invite),
        caller_name,
        forwarded_from: invite.forwarded_from.as_ref().map(address),
        parent_call_sid: None,
        phone_number_sid: route.phone_number_sid,
        application_sid: route.application_sid,
        sip: Some(SipOrigin {
            call_id: invite.call_id,
            source_ip: invite.source.ip().to_string(),
            domain: invite.request_uri.host,
            headers: invite.x_headers,
        }),
        steering: route.steering,
        limits: route.limits,
    }
}

/// E.164 when the user part is a phone number, else the SIP URI without parameters.
pub fn address(party: &Party) -> String {
    e_164(&party.user).unwrap_or_else(|| match party.user.as_str() {
        "" => format!("sip:{}", party.host),
        user => format!("sip:{user}@{}", party.host),
    })
}

/// `+15551230000` from `+1 (555) 123-0000`, `%2B15551230000`, `0015551230000` or `15551230000`.
///
/// Digits alone count as a number with its country code when there are 11–15 of them; shorter ones are
/// extensions or local numbers, and nothing says of which country.
pub fn e_164(user: &str) -> Option<String> {
    let user = user.split(';').next().unwrap_or(user).trim();
    let user = user.replace("%2B", "+").replace("%2b", "+");
    let (has_plus, rest) = match user.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, user.as_str()),
    };
    let mut digits = String::with_capacity(16);
    for letter in rest.chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            '-' | '.' | '(' | ')' | ' ' => {}
            _ => return None,
        }
    }
    if !has_plus && digits.starts_with("00") {
        digits.drain(..2);
    } else if !has_plus && digits.len() < 11 {
        return None;
    }
    let is_number = (7..=15).contains(&digits.len()) && !digits.starts_with('0');
    is_number.then(|| format!("+{digits}"))
}

#[cfg(test)]
mod tests;
