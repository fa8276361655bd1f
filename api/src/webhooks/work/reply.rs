//! What an assignment callback answered: an instruction in JSON (`taskrouter.md` §1.5).

use commands::reactors::work::Said;
use domain::call::exchange::{Answer, Exchange, ExchangeOutcome};
use domain::work::reservation::{CallOut, Conference, Dequeue, Instruction, Redirect};
use serde_json::{Map, Value};

const NO_ANSWER: u32 = 11_200;
const NOT_JSON: u32 = 40_000;
const BAD_JSON: u32 = 40_001;
const NO_INSTRUCTION: u32 = 40_005;

/// What an exchange came to. Status 200 with JSON, or with nothing, is an answer; all else is not.
pub(super) fn said(exchange: &Exchange) -> Said {
    match &exchange.outcome {
        ExchangeOutcome::Failed(fault) => Said::Nonsense(fault.code),
        ExchangeOutcome::Answered(answer) if answer.status != 200 => Said::Nonsense(NO_ANSWER),
        ExchangeOutcome::Answered(answer) if answer.body.trim().is_empty() => Said::Nothing,
        ExchangeOutcome::Answered(answer) if !is_json(answer) => Said::Nonsense(NOT_JSON),
        ExchangeOutcome::Answered(answer) => read(&answer.body).unwrap_or_else(Said::Nonsense),
    }
}

fn is_json(answer: &Answer) -> bool {
    let kind = answer.headers.iter().find(|(name, _)| name == "content-type");
    let kind = kind.map(|(_, value)| value.split(';').next().unwrap_or_default().trim());
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"))
}

fn read(body: &str) -> Result<Said, u32> {
    let Ok(Value::Object(json)) = serde_json::from_str(body) else { return Err(BAD_JSON) };
    let word = match json.get("instruction") {
        None | Some(Value::Null) => return Ok(Said::Nothing),
        Some(word) => word.as_str().ok_or(NO_INSTRUCTION)?,
    };
    let instruction = match word {
        "accept" => Instruction::Accept,
        "reject" => return sid(&json, "activity_sid", 40_100).map(Said::Reject),
        "dequeue" => Instruction::Dequeue(dequeue(&json)?),
        "call" => Instruction::Call(call(&json)?),
        "redirect" => Instruction::Redirect(Redirect {
            call_sid: sid(&json, "call_sid", 40_120)?,
            url: text(&json, "url"),
            accept: claim(&json, "accept"),
        }),
        "conference" => Instruction::Conference(Box::new(conference(&json)?)),
        _ => return Err(NO_INSTRUCTION),
    };
    Ok(Said::Instruction(Box::new(instruction)))
}

fn dequeue(json: &Map<String, Value>) -> Result<Dequeue, u32> {
    let events = json.get("status_callback_events");
    let events = events.map(|it| words(it).ok_or(40_134_u32)).transpose()?;
    Ok(Dequeue {
        to: text(json, "to"),
        from: text(json, "from"),
        post_work_activity_sid: sid(json, "post_work_activity_sid", 40_130)?,
        record: text(json, "record").as_deref() == Some("record-from-answer"),
        timeout_s: count(json, "timeout", 40_135)?,
        status_callback_url: text(json, "status_callback_url"),
        status_callback_events: events.unwrap_or_default(),
    })
}

fn call(json: &Map<String, Value>) -> Result<CallOut, u32> {
    Ok(CallOut {
        to: text(json, "to"),
        from: text(json, "from"),
        url: text(json, "url"),
        accept: claim(json, "accept"),
        record: text(json, "record").as_deref() == Some("record-from-answer"),
        timeout_s: count(json, "timeout", 40_111)?,
        status_callback_url: text(json, "status_callback_url"),
    })
}

fn conference(json: &Map<String, Value>) -> Result<Conference, u32> {
    const OWN: [&str; 5] = ["instruction", "to", "from", "post_work_activity_sid", "timeout"];
    let others = json.iter().filter(|(name, _)| !OWN.contains(&name.as_str()));
    let options = others.map(|(name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        (name.clone(), text)
    });
    Ok(Conference {
        to: text(json, "to"),
        from: text(json, "from"),
        post_work_activity_sid: sid(json, "post_work_activity_sid", 40_137)?,
        timeout_s: count(json, "timeout", 40_137)?,
        options: options.collect(),
    })
}

fn text(json: &Map<String, Value>, name: &str) -> Option<String> {
    let text = json.get(name).and_then(Value::as_str);
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

fn claim(json: &Map<String, Value>, name: &str) -> bool {
    match json.get(name) {
        Some(Value::Bool(claim)) => *claim,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        None | Some(Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_)) => false,
    }
}

fn sid<S: std::str::FromStr>(
    json: &Map<String, Value>,
    name: &str,
    code: u32,
) -> Result<Option<S>, u32> {
    text(json, name).map(|text| text.parse().map_err(|_| code)).transpose()
}

/// Numbers are also taken as texts.
fn count(json: &Map<String, Value>, name: &str, code: u32) -> Result<Option<u32>, u32> {
    match json.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => text.parse().map(Some).map_err(|_| code),
        Some(value) => value.as_u64().and_then(|n| n.try_into().ok()).map(Some).ok_or(code),
    }
}

fn words(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(text.split([' ', ',']).map(str::to_owned).collect()),
        Value::Array(all) => all.iter().map(|it| it.as_str().map(str::to_owned)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}
