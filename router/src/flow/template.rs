//! State in the URI itself: `?caller={From}` becomes `?caller=%2B15551230000`.

use form_urlencoded::byte_serialize;

/// Names that a template may have although the call at hand has no value for them; they become empty.
const MAY_BE_ABSENT: [&str; 10] = [
    "ForwardedFrom",
    "CallerName",
    "ParentCallSid",
    "ApplicationSid",
    "SipDomain",
    "SipCallId",
    "SipSourceIp",
    "Digits",
    "ErrorCode",
    "ErrorUrl",
];

/// The URL with `{Name}` in its query replaced by the percent-encoded value of that parameter.
///
/// Only the query is looked at. Braces around anything that is no parameter's name stay, because a query
/// may hold JSON.
pub(crate) fn fill(url: &str, parameters: &[(String, String)]) -> String {
    let (head, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let Some((path, query)) = head.split_once('?').filter(|(_, query)| query.contains('{')) else {
        return url.to_owned();
    };
    let mut filled = format!("{path}?");
    let mut rest = query;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value =
            after.split_once('}').and_then(|(name, rest)| Some((value(name, parameters)?, rest)));
        rest = match value {
            Some((value, behind)) => {
                filled.extend(byte_serialize(value.as_bytes()));
                behind
            }
            None => {
                filled.push('{');
                after
            }
        };
    }
    filled.push_str(rest);
    filled.push_str(fragment);
    filled
}

fn value<'a>(name: &str, parameters: &'a [(String, String)]) -> Option<&'a str> {
    let found = parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    found.or_else(|| MAY_BE_ABSENT.contains(&name).then_some(""))
}
