//! Why a task is where it is: per filter, step and worker the first predicate that is false.

use domain::sid::WorkItemSid;
use domain::work::expression::Failure;
use domain::work::floor::{Explanation, Floor, Verdict};
use domain::work::routing::{FilterVerdict, TargetVerdict, WhyNot};
use serde_json::{Value, json};

use super::desk::consult;
use super::place::{workspace_sid, workspace_url};
use crate::front::{Ask, Problem, Reply, iso_seconds};

/// The most workers that are shown.
const SHOWN: usize = 200;

/// ```json
/// {"task_sid": "WT…", "assignment_status": "pending", "decision": "…",
///  "filters": [{"friendly_name": "Claims", "matches": false, "is_current": false,
///     "failure": {"predicate": "kind == \"claim\"", "observed": {"kind": "\"sale\""}}, "targets": […]}],
///  "workers": [{"worker_sid": "WK…", "friendly_name": "ana", "could_have_it": false, "why_not": "rule",
///     "failure": {"predicate": "worker.level > 3", "observed": {"worker.level": "2"}}}]}
/// ```
pub(super) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let (inside, sid) = (workspace_sid(ask)?, ask.sid::<WorkItemSid>("TaskSid")?);
    let account = ask.account.to_string();
    let url = format!("{}/Tasks/{sid}/Explanation", workspace_url(ask, inside));
    let shown = consult(ask, inside, move |floor, _| {
        let explanation = floor.explanation(sid)?;
        let mut shown = show(floor, sid, &explanation);
        shown["account_sid"] = json!(account);
        shown["url"] = json!(url);
        Some(shown)
    });
    Reply::ok(shown.await?.ok_or_else(|| ask.not_found())?)
}

fn show(floor: &Floor, sid: WorkItemSid, explanation: &Explanation) -> Value {
    let item = floor.item(sid).map(|entry| &entry.item);
    let holder = item.and_then(|item| item.holder);
    let offered: Vec<String> = item
        .map(|item| item.open.iter().map(|(_, it)| it.to_string()).collect())
        .unwrap_or_default();
    json!({
        "workspace_sid": floor.sid().to_string(),
        "task_sid": sid.to_string(),
        "assignment_status": item.map(|item| item.phase.name()),
        "priority": item.map(|item| item.waiting.priority),
        "task_queue_sid": item.and_then(|it| it.waiting.queue_sid).map(|it| it.to_string()),
        "workflow_sid":
            item.and_then(|it| it.waiting.workflow).map(|pin| pin.workflow_sid.to_string()),
        "workflow_version": item.and_then(|it| it.waiting.workflow).map(|pin| pin.revision),
        "worker_sid": holder.map(|(_, worker)| worker.to_string()),
        "offered_to": offered,
        "decision": decision(explanation, holder.is_some(), offered.is_empty()),
        "filters": explanation.filters.iter().map(filter).collect::<Vec<_>>(),
        "workers": explanation.candidates.iter().take(SHOWN).map(worker).collect::<Vec<_>>(),
        "workers_examined": explanation.candidates.len(),
        "is_cut": explanation.is_cut || explanation.candidates.len() > SHOWN,
    })
}

/// In a person's words.
fn decision(explanation: &Explanation, is_held: bool, is_unoffered: bool) -> &'static str {
    let somebody = explanation.candidates.iter().any(|it| it.why_not.is_none());
    match (is_held, is_unoffered, somebody) {
        (true, _, _) => "A worker has accepted the task",
        (false, false, _) => {
            "The task is offered: of those who could have it, this worker was first by order_by, or was \
             offered nothing for longest"
        }
        (false, true, true) => "A worker could have the task, but another task goes first",
        (false, true, false) => {
            "No worker can have the task now; each has the first reason beside it"
        }
    }
}

fn filter(it: &FilterVerdict) -> Value {
    json!({
        "friendly_name": it.friendly_name,
        "expression": it.expression,
        "is_default": it.expression.is_none(),
        "matches": it.failure.is_none(),
        "failure": it.failure.as_ref().map(failure),
        "is_current": it.is_current,
        "targets": it.targets.iter().map(target).collect::<Vec<_>>(),
    })
}

fn target(it: &TargetVerdict) -> Value {
    json!({
        "task_queue_sid": it.queue.to_string(),
        "priority": it.priority,
        "expression": it.expression,
        "rule": it.rule,
        "order_by": it.order_by,
        "skip_if": it.skip_if,
        "deadline": it.deadline.map(iso_seconds),
        "is_current": it.is_current,
    })
}

fn worker(it: &Verdict) -> Value {
    let (word, why) = match &it.why_not {
        None => (None, None),
        Some(WhyNot::NotInQueue(why)) => (Some("not-in-queue"), Some(why)),
        Some(WhyNot::NotTheKnownWorker) => (Some("not-the-known-worker"), None),
        Some(WhyNot::Rule(why)) => (Some("rule"), Some(why)),
        Some(WhyNot::NotAvailable) => (Some("not-available"), None),
        Some(WhyNot::NoRoom) => (Some("no-capacity"), None),
        Some(WhyNot::Offered) => (Some("offered"), None),
    };
    json!({
        "worker_sid": it.worker_sid.to_string(),
        "friendly_name": it.friendly_name,
        "could_have_it": it.why_not.is_none(),
        "why_not": word,
        "failure": why.map(failure),
    })
}

fn failure(it: &Failure) -> Value {
    let observed: serde_json::Map<String, Value> =
        it.observed.iter().map(|(path, value)| (path.clone(), json!(value))).collect();
    json!({"predicate": it.predicate, "observed": observed})
}
