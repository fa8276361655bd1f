//! Dry runs of a workflow: the newest version or a draft, with given attributes or those of recorded tasks.

use domain::sid::{WorkItemSid, WorkflowSid, WorkspaceSid};
use domain::work::expression::Attributes;
use domain::work::floor::Floor;
use domain::work::routing::{Document, End, Left, Place, RoutingDialect, Visit};
use serde_json::{Value, json};

use super::desk::consult;
use super::place::{workspace, workspace_url};
use super::read::{bad, number};
use super::{tasks, warnings, workflows};
use crate::front::{Ask, Problem, Reply, iso_seconds};

/// The most work items of one dry run.
const MOST: usize = 100;

/// A work item that is sent through the document.
struct Example {
    sid: Option<WorkItemSid>,
    attributes: Attributes,
    priority: u32,
}

/// ```json
/// {"workflow_sid": "WW…", "is_draft": true, "warnings": [], "runs": [{"task_sid": null, "attributes": "{}",
///  "outcome": "reserved", "steps": [{"filter": 0, "target": 0, "task_queue_sid": "WQ…", "priority": 5,
///     "rule": "worker.level > 3", "outcome": "reserved", "worker_sid": "WK…", "at_second": 0}]}]}
/// ```
pub(super) async fn simulate(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    let sid = ask.sid::<WorkflowSid>("WorkflowSid")?;
    let workflow = workflows::fetched(ask, inside, sid).await?;
    let draft = ask.form.filled("Configuration");
    let text = draft.unwrap_or(&workflow.configuration).to_owned();
    let document = Document::parse(&text, RoutingDialect::default())
        .map_err(|why| bad(format!("the configuration is not accepted: {why}")))?;
    let examples = examples(ask, inside).await?;
    let runs = consult(ask, inside, move |floor, now| {
        let run = |example: &Example| {
            let Example { attributes, priority, .. } = example;
            let (visits, end) = floor.rehearse(&document, attributes, *priority, now);
            show(floor, example, &visits, end)
        };
        examples.iter().map(run).collect::<Vec<_>>()
    });
    Reply::ok(json!({
        "account_sid": ask.account.to_string(),
        "workspace_sid": inside.to_string(),
        "workflow_sid": sid.to_string(),
        "is_draft": draft.is_some(),
        "version": draft.is_none().then_some(workflow.revision),
        "warnings": warnings::of_document(&text),
        "runs": runs.await?,
        "url": format!("{}/Workflows/{sid}/Simulate", workspace_url(ask, inside)),
    }))
}

async fn examples(ask: &Ask, inside: WorkspaceSid) -> Result<Vec<Example>, Problem> {
    let form = &ask.form;
    let priority = number(form, "Priority")?.unwrap_or(0);
    let (given, recorded) = (form.all("Attributes"), form.all("TaskSid"));
    let mut examples = Vec::new();
    for text in given.take(MOST + 1) {
        let attributes =
            Attributes::parse(text).map_err(|why| bad(format!("Attributes: {why}")))?;
        examples.push(Example { sid: None, attributes, priority });
    }
    for text in recorded.take(MOST + 1) {
        let sid = text.parse().map_err(|_| bad("TaskSid is not the sid of a task"))?;
        let row = tasks::fetched(ask, inside, sid).await?;
        let (attributes, priority) = (row.terms.attributes, row.place.priority);
        examples.push(Example { sid: Some(sid), attributes, priority });
    }
    match examples.len() {
        0 => Err(bad("neither Attributes nor TaskSid is given")),
        count if count > MOST => Err(bad(format!("at most {MOST} tasks go through one dry run"))),
        _ => Ok(examples),
    }
}

fn show(floor: &Floor, example: &Example, visits: &[Visit], end: Option<End>) -> Value {
    let start = visits.first().map(|visit| visit.at);
    let step = |visit: &Visit| {
        let (filter, target) = match visit.placement.place {
            Place::Target { filter, target, .. } => (Some(filter), Some(target)),
            Place::Default => (None, None),
        };
        let worker = match visit.left {
            Left::Reserved(worker) => Some(worker),
            Left::Skipped | Left::TimedOut(_) | Left::Waits => None,
        };
        let name = worker.and_then(|it| floor.worker(it)).map(|it| &it.worker.friendly_name);
        json!({
            "filter": filter,
            "target": target,
            "is_default": filter.is_none(),
            "task_queue_sid": visit.placement.queue.to_string(),
            "priority": visit.placement.priority,
            "rule": visit.placement.rule.to_string(),
            "outcome": word(visit.left),
            "worker_sid": worker.map(|it| it.to_string()),
            "worker_name": name,
            "at_second": start.map(|start| visit.at.ms_since(start) / 1_000),
            "deadline": visit.placement.deadline.map(iso_seconds),
        })
    };
    let outcome = match (end, visits.last()) {
        (Some(_), _) | (None, None) => "canceled",
        (None, Some(visit)) => word(visit.left),
    };
    json!({
        "task_sid": example.sid.map(|it| it.to_string()),
        "attributes": example.attributes.text(),
        "outcome": outcome,
        "reason": end.map(End::reason),
        "steps": visits.iter().map(step).collect::<Vec<_>>(),
    })
}

const fn word(left: Left) -> &'static str {
    match left {
        Left::Reserved(_) => "reserved",
        Left::Skipped => "skipped",
        Left::TimedOut(_) => "timed-out",
        Left::Waits => "waits",
    }
}
