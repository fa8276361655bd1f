//! What holds for every call, whatever happens to it.

use domain::call::CallEvent;

use crate::Output;

/// What holds for all that one call said, from its beginning: it ends at most once and says nothing after that, is
/// answered or rejected at most once, and leaves no alarm and no verb open.
///
/// # Errors
/// The law that is broken, in words.
pub fn check(outputs: &[Output]) -> Result<(), String> {
    let ends =
        outputs.iter().filter(|it| matches!(it, Output::Record(CallEvent::CallEnded(_)))).count();
    let over = outputs.iter().position(|it| matches!(it, Output::Ended));
    if ends != usize::from(over.is_some()) {
        return Err(format!("{ends} CallEnded, ended: {over:?}"));
    }
    if over.is_some_and(|at| at + 1 != outputs.len()) {
        return Err("something follows the end".into());
    }
    let last_fact = outputs.iter().rev().find(|it| matches!(it, Output::Record(_)));
    let ends_last = matches!(last_fact, Some(Output::Record(CallEvent::CallEnded(_))));
    if over.is_some() && !ends_last {
        return Err("CallEnded is not the last fact".into());
    }
    let count = |wanted: fn(&Output) -> bool| outputs.iter().filter(|it| wanted(it)).count();
    let answers = count(|it| matches!(it, Output::Answer));
    let rejects = count(|it| matches!(it, Output::Reject { .. }));
    if answers + rejects > 1 {
        return Err(format!("{answers} answers and {rejects} rejects"));
    }
    if over.is_some() {
        check_alarms(outputs)?;
        check_verbs(outputs)?;
    }
    Ok(())
}

/// Every alarm that was set rang or was cleared.
fn check_alarms(outputs: &[Output]) -> Result<(), String> {
    let mut set = std::collections::BTreeSet::new();
    for output in outputs {
        match output {
            Output::SetAlarm { alarm, .. } => {
                if !set.insert(*alarm) {
                    return Err(format!("alarm {alarm} was set twice"));
                }
            }
            Output::ClearAlarm { alarm } => {
                if !set.remove(alarm) {
                    return Err(format!("alarm {alarm} was not set"));
                }
            }
            Output::Record(CallEvent::AlarmRang(rang)) => {
                set.remove(&rang.alarm);
            }
            Output::Record(_)
            | Output::Ring
            | Output::Answer
            | Output::Reject { .. }
            | Output::HangUp { .. }
            | Output::Play(_)
            | Output::StopPlayback { .. }
            | Output::Warm(_)
            | Output::Fetch(_)
            | Output::Ended => {}
        }
    }
    if set.is_empty() { Ok(()) } else { Err(format!("alarms still set: {set:?}")) }
}

/// Every verb that began ended, once.
fn check_verbs(outputs: &[Output]) -> Result<(), String> {
    let mut open = Vec::new();
    for output in outputs {
        if let Output::Record(CallEvent::VerbStarted(it)) = output {
            open.push((it.document, it.place.clone()));
        }
        if let Output::Record(CallEvent::VerbEnded(it)) = output {
            let ended = (it.document, it.place.clone());
            if open.pop() != Some(ended.clone()) {
                return Err(format!("{ended:?} ended out of order"));
            }
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("verbs still open: {open:?}")) }
}
