use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::sid::{WorkerSid, WorkspaceSid};
use ring::hmac;
use serde_json::{Value, json};

use super::jwt::Jwt;
use super::policy::Policy;
use super::rights::Rights;
use super::{Errand, TokenRefusal, Verdict};

const HERE: WorkspaceSid = WorkspaceSid::from_bits(1);
const ME: WorkerSid = WorkerSid::from_bits(2);
const OTHER: WorkerSid = WorkerSid::from_bits(3);
const NOW_S: f64 = 1_790_000_000.0;

/// A token as an official library writes it.
pub(crate) fn signed(header: &Value, claims: &Value, secret: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(header), part(claims));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag))
}

pub(crate) fn header() -> Value {
    json!({"alg": "HS256", "typ": "JWT", "cty": "twilio-fpa;v=1"})
}

fn refused(text: &str) -> TokenRefusal {
    Jwt::read(text).err().unwrap()
}

fn errand(method: &str, path: &str, fields: &[(&str, &str)]) -> Errand {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Errand {
        method: method.to_owned(),
        path: format!("/v1/Workspaces/{HERE}{path}"),
        fields: fields.iter().map(own).collect(),
    }
}

fn policies(list: Value) -> Rights {
    Rights::Policies(serde_json::from_value::<Vec<Policy>>(list).unwrap())
}

#[test]
fn a_token_is_taken_apart_and_its_signature_holds_for_its_secret_alone() {
    let text = signed(&json!({"alg": "HS256"}), &json!({"iss": "joe", "exp": 1_300_819_380}), "k");
    let jwt = Jwt::read(&text).unwrap();
    assert!(jwt.is_signed_with("k") && !jwt.is_signed_with("K") && !jwt.is_signed_with(""));
    assert_eq!(jwt.claims.iss.as_deref(), Some("joe"));
    assert!(!jwt.header.is_access_token());
}

#[test]
fn only_hs256_is_taken_whatever_the_token_says() {
    let claims = json!({"iss": "joe", "exp": 2_000_000_000});
    for alg in ["none", "None", "RS256", "HS512", "hs256", ""] {
        let text = signed(&json!({"alg": alg}), &claims, "k");
        assert_eq!(refused(&text), TokenRefusal::WrongHeader, "{alg}");
    }
    let unsigned = signed(&json!({"alg": "none"}), &claims, "k");
    let unsigned = format!("{}.", unsigned.rsplit_once('.').unwrap().0);
    assert_eq!(refused(&unsigned), TokenRefusal::WrongHeader);
    let critical = signed(&json!({"alg": "HS256", "crit": ["exp"]}), &claims, "k");
    assert_eq!(refused(&critical), TokenRefusal::WrongHeader);
}

#[test]
fn what_is_no_token_is_refused_and_never_panics() {
    let good = signed(&header(), &json!({"exp": 1}), "k");
    let long = format!("{good}{}", "A".repeat(9_000));
    for text in ["", ".", "..", "a.b", "a.b.c", "é.é.é", "e30.e30.", long.as_str(), &good[1..]] {
        assert!(matches!(refused(text), TokenRefusal::Malformed), "{text}");
    }
    let padded = format!("{good}=");
    assert_eq!(refused(&padded), TokenRefusal::WrongSignature);
}

#[test]
fn a_changed_letter_breaks_the_signature() {
    let good = signed(&header(), &json!({"exp": 1, "iss": "joe"}), "k");
    let forged = good.replace(
        &URL_SAFE_NO_PAD.encode(json!({"exp": 1, "iss": "joe"}).to_string()),
        &URL_SAFE_NO_PAD.encode(json!({"exp": 2, "iss": "joe"}).to_string()),
    );
    assert_ne!(good, forged);
    assert!(!Jwt::read(&forged).unwrap().is_signed_with("k"));
}

#[test]
fn a_token_is_good_from_its_beginning_to_its_end() {
    let valid = |claims: Value| {
        let text = signed(&header(), &claims, "k");
        let jwt = Jwt::read(&text).unwrap();
        jwt.claims.valid_until(NOW_S).and_then(|end| jwt.claims.check_life(NOW_S).map(|()| end))
    };
    assert_eq!(valid(json!({"exp": NOW_S + 1.0})), Ok(1_790_000_001_000_000));
    assert_eq!(valid(json!({"exp": NOW_S})), Err(TokenRefusal::Expired));
    assert_eq!(valid(json!({})), Err(TokenRefusal::Malformed));
    let early = json!({"exp": NOW_S + 100.0, "nbf": NOW_S + 60.0});
    assert_eq!(valid(early), Err(TokenRefusal::NotYetValid));
    let skewed = json!({"exp": NOW_S + 100.0, "nbf": NOW_S + 5.0});
    assert!(valid(skewed).is_ok());
    assert_eq!(valid(json!({"exp": NOW_S + 90_000.0})), Err(TokenRefusal::LivesTooLong));
    assert_eq!(valid(json!({"exp": 1e300})), Err(TokenRefusal::LivesTooLong));
}

#[test]
fn every_refusal_has_its_own_code() {
    let all = [
        TokenRefusal::Malformed,
        TokenRefusal::WrongHeader,
        TokenRefusal::UnknownIssuer,
        TokenRefusal::Expired,
        TokenRefusal::NotYetValid,
        TokenRefusal::NoGrant,
        TokenRefusal::WrongSignature,
        TokenRefusal::WrongAccount,
        TokenRefusal::LivesTooLong,
    ];
    let codes: std::collections::BTreeSet<_> = all.iter().map(|it| it.code()).collect();
    assert_eq!(codes.len(), all.len());
}

#[test]
fn a_worker_sees_its_workspace_and_changes_only_what_is_its_own() {
    let own = format!("/Workers/{ME}");
    let others = format!("/Workers/{OTHER}");
    let to_me = ME.to_string();
    let to_other = OTHER.to_string();
    let yes = [
        errand("GET", "/Activities", &[]),
        errand("GET", "/TaskQueues", &[]),
        errand("GET", &own, &[]),
        errand("POST", &own, &[("ActivitySid", "WA")]),
        errand("GET", &format!("{own}/WorkerChannels"), &[]),
        errand("GET", &format!("{own}/Reservations"), &[("Active", "true")]),
        errand("POST", &format!("{own}/Reservations/WR1"), &[("ReservationStatus", "accepted")]),
        errand("POST", "/Tasks", &[("RoutingTarget", &to_me)]),
    ];
    let no = [
        errand("DELETE", &own, &[]),
        errand("GET", "/Workers", &[]),
        errand("GET", &others, &[]),
        errand("POST", &others, &[("ActivitySid", "WA")]),
        errand("POST", &format!("{others}/Reservations/WR1"), &[]),
        errand("POST", &format!("{own}/Channels/voice"), &[("Capacity", "9")]),
        errand("POST", "/Tasks", &[("RoutingTarget", &to_other)]),
        errand("POST", "/Tasks", &[]),
        errand("GET", "/Tasks", &[]),
        errand("POST", "/Activities", &[]),
        errand("POST", "", &[]),
        errand("GET", "/Events", &[]),
    ];
    for it in yes {
        assert_eq!(Rights::Worker.say(HERE, ME, &it), Verdict::Yes, "{it:?}");
        assert_eq!(Rights::Supervisor.say(HERE, ME, &it), Verdict::Yes, "{it:?}");
    }
    for it in no {
        assert_eq!(Rights::Worker.say(HERE, ME, &it), Verdict::No, "{it:?}");
    }
    let item = domain::sid::WorkItemSid::from_bits(7);
    let task = errand("POST", &format!("/Tasks/{item}"), &[]);
    assert_eq!(Rights::Worker.say(HERE, ME, &task), Verdict::IfOffered(item));
    assert_eq!(Rights::Supervisor.say(HERE, ME, &task), Verdict::Yes);
}

#[test]
fn nobody_leaves_the_tokens_workspace() {
    let mut away = errand("GET", "/Activities", &[]);
    away.path = format!("/v1/Workspaces/{}/Activities", WorkspaceSid::from_bits(9));
    let everything = json!([{"url": "https://taskrouter.twilio.com/**", "method": "GET"}]);
    for rights in [Rights::Worker, Rights::Supervisor, policies(everything)] {
        assert_eq!(rights.say(HERE, ME, &away), Verdict::No);
        let out = Errand { path: "/2010-04-01/Accounts".to_owned(), ..away.clone() };
        assert_eq!(rights.say(HERE, ME, &out), Verdict::No);
    }
}

#[test]
fn policies_allow_what_they_name_and_forbidding_is_stronger() {
    let base = format!("https://taskrouter.twilio.com/v1/Workspaces/{HERE}");
    let rights = policies(json!([
        {"url": format!("{base}/Activities"), "method": "GET", "allow": true,
         "query_filter": {}, "post_filter": {}},
        {"url": format!("{base}/Workers/*/Reservations/**"), "method": "GET"},
        {"url": format!("{base}/Tasks/**"), "method": "POST"},
        {"url": format!("{base}/Tasks/WT1"), "method": "POST", "allow": false},
    ]));
    let says = |method, path: &str| rights.say(HERE, ME, &errand(method, path, &[]));
    for (method, path, expected) in [
        ("GET", "/Activities", Verdict::Yes),
        ("POST", "/Activities", Verdict::No),
        ("GET", "/Activities/WA1", Verdict::No),
        ("GET", "/Workers/WK1/Reservations", Verdict::Yes),
        ("GET", "/Workers/WK1/Reservations/WR1", Verdict::Yes),
        ("GET", "/Workers//Reservations", Verdict::No),
        ("GET", "/Workers/WK1", Verdict::No),
        ("POST", "/Tasks/WT2", Verdict::Yes),
        ("POST", "/Tasks/WT1", Verdict::No),
    ] {
        assert_eq!(says(method, path), expected, "{method} {path}");
    }
}

#[test]
fn filters_say_which_fields_must_and_may_come() {
    let url = format!("https://taskrouter.twilio.com/v1/Workspaces/{HERE}/Workers/{ME}");
    let rights = policies(json!([{
        "url": url, "method": "POST",
        "post_filter": {"ActivitySid": {"required": true}, "FriendlyName": {"required": false},
                        "RejectPendingReservations": "true"},
    }]));
    let says = |fields: &[(&str, &str)]| {
        rights.say(HERE, ME, &errand("POST", &format!("/Workers/{ME}"), fields))
    };
    let reject = ("RejectPendingReservations", "true");
    assert_eq!(says(&[("ActivitySid", "WA1"), reject]), Verdict::Yes);
    assert_eq!(says(&[("ActivitySid", "WA1"), ("FriendlyName", "x"), reject]), Verdict::Yes);
    assert_eq!(says(&[("ActivitySid", "WA1")]), Verdict::No, "a value that must be so is missing");
    assert_eq!(says(&[reject]), Verdict::No, "a field that must come is missing");
    let wrong = ("RejectPendingReservations", "false");
    assert_eq!(says(&[("ActivitySid", "WA1"), wrong]), Verdict::No);
    let more = ("Attributes", "{}");
    assert_eq!(says(&[("ActivitySid", "WA1"), reject, more]), Verdict::No, "not named");
}
