//! What answers of assignment callbacks mean.

use commands::reactors::work::Said;
use domain::call::exchange::{Answer, Exchange, ExchangeOutcome, Fault, Purpose};
use domain::sid::{ActivitySid, CallSid};
use domain::timestamp::Timestamp;
use domain::uri::{FaultClass, HttpMethod};
use domain::work::reservation::Instruction;

use super::reply::said;

fn exchange(outcome: ExchangeOutcome) -> Exchange {
    Exchange {
        number: 1,
        purpose: Purpose::Start,
        rank: 0,
        url: "https://app.example.com/assign".to_owned(),
        method: HttpMethod::Post,
        parameters: Vec::new(),
        attempts: 1,
        started_at: Timestamp(0),
        duration_ms: 1,
        outcome,
    }
}

fn answered(status: u16, kind: &str, body: &str) -> Said {
    said(&exchange(ExchangeOutcome::Answered(Answer {
        status,
        headers: vec![("content-type".to_owned(), kind.to_owned())],
        final_url: String::new(),
        body: body.to_owned(),
        body_bytes: body.len() as u64,
        from_cache: false,
    })))
}

fn json(body: &str) -> Said {
    answered(200, "application/json; charset=utf-8", body)
}

fn instruction(said: Said) -> Instruction {
    let Said::Instruction(instruction) = said else { panic!("{said:?}") };
    *instruction
}

#[test]
fn an_instruction_is_read() {
    assert_eq!(instruction(json(r#"{"instruction":"accept"}"#)), Instruction::Accept);
    let offline = ActivitySid::from_bits(5);
    let reject = format!(r#"{{"instruction":"reject","activity_sid":"{offline}"}}"#);
    assert_eq!(json(&reject), Said::Reject(Some(offline)));
    assert_eq!(json(r#"{"instruction":"reject"}"#), Said::Reject(None));
    let Instruction::Dequeue(it) = instruction(json(
        r#"{"instruction":"dequeue","to":"+1","record":"record-from-answer","timeout":"30",
            "status_callback_events":["answered","completed"]}"#,
    )) else {
        panic!("not a dequeue")
    };
    assert_eq!((it.to.as_deref(), it.record, it.timeout_s), (Some("+1"), true, Some(30)));
    assert_eq!(it.status_callback_events, ["answered", "completed"]);
    let call = CallSid::from_bits(9);
    let redirect = format!(
        r#"{{"instruction":"redirect","call_sid":"{call}","url":"http://a/","accept":true}}"#
    );
    let Instruction::Redirect(it) = instruction(json(&redirect)) else { panic!("not a redirect") };
    assert_eq!((it.call_sid, it.accept), (Some(call), true));
    let Instruction::Conference(it) =
        instruction(json(r#"{"instruction":"conference","from":"+2","beep":false,"record":"x"}"#))
    else {
        panic!("not a conference")
    };
    let options = [("beep", "false"), ("record", "x")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!((it.from.as_deref(), it.options), (Some("+2"), options.to_vec()));
}

#[test]
fn nothing_said_leaves_it_to_the_worker() {
    for body in ["", "  ", "{}", r#"{"instruction":null}"#] {
        assert_eq!(json(body), Said::Nothing, "{body}");
    }
}

#[test]
fn what_cannot_be_understood_has_its_code() {
    for (said, code) in [
        (answered(500, "application/json", "{}"), 11_200),
        (answered(204, "application/json", ""), 11_200),
        (answered(200, "text/html", "<p>"), 40_000),
        (json("[1]"), 40_001),
        (json("{"), 40_001),
        (json(r#"{"instruction":"dance"}"#), 40_005),
        (json(r#"{"instruction":7}"#), 40_005),
        (json(r#"{"instruction":"reject","activity_sid":"x"}"#), 40_100),
        (json(r#"{"instruction":"redirect","call_sid":"x"}"#), 40_120),
        (json(r#"{"instruction":"dequeue","timeout":-1}"#), 40_135),
        (json(r#"{"instruction":"call","timeout":1e99}"#), 40_111),
    ] {
        assert_eq!(said, Said::Nonsense(code));
    }
    let fault =
        Fault { code: 11_205, class: FaultClass::Timeout, message: String::new(), url: None };
    assert_eq!(said(&exchange(ExchangeOutcome::Failed(fault))), Said::Nonsense(11_205));
}
