//! Tasks: work items.

use std::collections::BTreeMap;

use domain::sid::{WorkItemSid, WorkspaceSid};
use domain::work::expression::Scope;
use domain::work::floor::Command;
use domain::work::work_item::{
    ChannelName, Ending, NewWorkItem, RoutingTarget, Transition, WorkItemCommand, WorkItemPatch,
};
use http::StatusCode;
use projections::{Sort, WorkItemFilter, WorkItemOrder, WorkItemRow, WorkItemStatus};
use serde_json::{Value, json};

use super::afterwards;
use super::desk::{Versions, demand, demand_and};
use super::place::{links, workspace, workspace_sid, workspace_url};
use super::read::{bad, bad_order, expression, filled, holds, number, ordering, sid, time};
use crate::front::{Ask, Fields, Problem, Reply, iso_seconds, listed, paging};

pub(super) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let query = &ask.query;
    let filter = WorkItemFilter {
        priority: number(query, "Priority")?,
        statuses: statuses(query)?,
        workflow_sid: sid(query, "WorkflowSid")?,
        workflow_name: filled(query, "WorkflowName"),
        queue_sid: sid(query, "TaskQueueSid")?,
        queue_name: filled(query, "TaskQueueName"),
        routing_target: filled(query, "RoutingTarget"),
        order: order(query)?,
    };
    let paging = paging(query)?;
    // No task has add-ons.
    let has_addons = query.claim("HasAddons")?.unwrap_or(false);
    let rule = expression(query, "EvaluateTaskAttributes", Scope::Filter)?;
    let inside = workspace(ask).await?.sid;
    let keep = |row: &WorkItemRow| {
        !has_addons
            && rule.as_ref().is_none_or(|it| holds(it, Scope::Filter, &row.terms.attributes))
    };
    let keep: Option<&(dyn Fn(&WorkItemRow) -> bool + Send + Sync)> =
        if has_addons || rule.is_some() { Some(&keep) } else { None };
    let page = ask.views().work_items(ask.account, inside, &filter, keep, &paging).await?;
    let rows = page.rows.iter().map(|row| show(ask, row)).collect();
    Reply::ok(listed(ask, &paging, "tasks", &page, rows))
}

fn statuses(query: &Fields) -> Result<Vec<WorkItemStatus>, Problem> {
    let words = query.words("AssignmentStatus").unwrap_or_default();
    let read = |word: &str| {
        let found = STATUSES.into_iter().find(|status| status.name() == word);
        found.ok_or_else(|| bad("AssignmentStatus is not a status of tasks"))
    };
    words.into_iter().map(read).collect()
}

const STATUSES: [WorkItemStatus; 6] = [
    WorkItemStatus::Pending,
    WorkItemStatus::Reserved,
    WorkItemStatus::Assigned,
    WorkItemStatus::Wrapping,
    WorkItemStatus::Completed,
    WorkItemStatus::Canceled,
];

/// Orders by `DateCreated` and `VirtualStartTime` exclude each other.
fn order(query: &Fields) -> Result<WorkItemOrder, Problem> {
    let asc = Sort::Ascending;
    match ordering(query)?.as_slice() {
        [] => Ok(WorkItemOrder::default()),
        [("DateCreated", sort)] => Ok(WorkItemOrder::Created(*sort)),
        [("VirtualStartTime", sort)] => Ok(WorkItemOrder::VirtualStart(*sort)),
        [("Priority", sort)] => Ok(WorkItemOrder::Priority(*sort, asc)),
        [("Priority", sort), ("DateCreated", then)] => Ok(WorkItemOrder::Priority(*sort, *then)),
        [("Priority", sort), ("VirtualStartTime", then)] => {
            Ok(WorkItemOrder::PriorityThenVirtualStart(*sort, *then))
        }
        [("VirtualStartTime", sort), ("Priority", then)] => {
            Ok(WorkItemOrder::VirtualStartThenPriority(*sort, *then))
        }
        [("DateCreated", sort), ("Priority", then)] => {
            Ok(WorkItemOrder::CreatedThenPriority(*sort, *then))
        }
        [_, ..] => Err(bad_order()),
    }
}

pub(super) async fn create(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace_sid(ask)?;
    let sid = WorkItemSid::from_bits(ask.fresh());
    let command = Command::WorkItem(sid, new(&ask.form)?);
    let account = ask.account;
    let made = demand_and(ask, inside, Versions::Any, command, move |floor, done| {
        afterwards::work_item(account, floor, sid, done)
    });
    let row = match made.await {
        Ok(Some(row)) => row,
        Ok(None) => fetched(ask, inside, sid).await?,
        Err(problem) if ask.is_once() => fetched(ask, inside, sid).await.map_err(|_| problem)?,
        Err(problem) => return Err(problem),
    };
    Ok(Reply::Versioned(StatusCode::CREATED, show(ask, &row), row.version))
}

/// The command for a new task.
pub(super) fn new(form: &Fields) -> Result<WorkItemCommand, Problem> {
    Ok(WorkItemCommand::Create(Box::new(NewWorkItem {
        attributes: filled(form, "Attributes"),
        priority: number(form, "Priority")?,
        channel: channel(form),
        workflow_sid: sid(form, "WorkflowSid")?,
        task_queue_sid: sid(form, "TaskQueueSid")?,
        routing_target: routing_target(form)?,
        ignore_capacity: form.claim("IgnoreCapacity")?,
        timeout_s: number(form, "Timeout")?,
        virtual_start: time(form, "VirtualStartTime")?,
        deadline: time(form, "Deadline")?,
        call_sid: None,
    })))
}

fn channel(form: &Fields) -> Option<ChannelName> {
    let name = form.filled("TaskChannel")?;
    Some(name.parse().map_or_else(|_| ChannelName::Unique(name.to_owned()), ChannelName::Sid))
}

fn routing_target(form: &Fields) -> Result<Option<RoutingTarget>, Problem> {
    let Some(text) = form.filled("RoutingTarget") else { return Ok(None) };
    let worker = text.parse().map(RoutingTarget::Worker).ok();
    let queue = || text.parse().map(RoutingTarget::Queue).ok();
    let workflow = || text.parse().map(RoutingTarget::Workflow).ok();
    let found = worker.or_else(queue).or_else(workflow);
    found
        .map(Some)
        .ok_or_else(|| bad("RoutingTarget is not the sid of a worker, queue or workflow"))
}

pub(super) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    let row = fetched(ask, inside, ask.sid("Sid")?).await?;
    Ok(Reply::Versioned(StatusCode::OK, show(ask, &row), row.version))
}

pub(super) async fn update(ask: &Ask) -> Result<Reply, Problem> {
    let (inside, sid) = (workspace_sid(ask)?, ask.sid("Sid")?);
    let command = Command::WorkItem(sid, changed(&ask.form)?);
    let account = ask.account;
    let done = demand_and(ask, inside, Versions::Matching, command, move |floor, done| {
        afterwards::work_item(account, floor, sid, done)
    });
    let row = match done.await? {
        Some(row) => row,
        None => fetched(ask, inside, sid).await?,
    };
    Ok(Reply::Versioned(StatusCode::OK, show(ask, &row), row.version))
}

/// The command that changes a task: attributes and status at once, or neither.
pub(super) fn changed(form: &Fields) -> Result<WorkItemCommand, Problem> {
    let patch = WorkItemPatch {
        attributes: filled(form, "Attributes"),
        priority: number(form, "Priority")?,
        channel: channel(form),
        virtual_start: time(form, "VirtualStartTime")?,
    };
    let to = match form.filled("AssignmentStatus") {
        None => None,
        Some("canceled") => Some(Ending::Canceled),
        Some("wrapping") => Some(Ending::Wrapping),
        Some("completed") => Some(Ending::Completed),
        Some("pending" | "reserved" | "assigned") => {
            return Err(bad(
                "a task comes to pending, reserved and assigned by reservations alone",
            ));
        }
        Some(_) => return Err(bad("AssignmentStatus is not a status of tasks")),
    };
    let transition = to.map(|to| Transition { to, reason: filled(form, "Reason") });
    Ok(WorkItemCommand::Update { patch, transition })
}

pub(super) async fn delete(ask: &Ask) -> Result<Reply, Problem> {
    let (inside, sid) = (workspace_sid(ask)?, ask.sid("Sid")?);
    demand(ask, inside, Command::WorkItem(sid, WorkItemCommand::Delete)).await?;
    Ok(Reply::Empty)
}

/// A task of the workspace.
pub(super) async fn fetched(
    ask: &Ask,
    inside: WorkspaceSid,
    sid: WorkItemSid,
) -> Result<WorkItemRow, Problem> {
    ask.caught_up().await?;
    ask.views().work_item(ask.account, inside, sid).await?.ok_or_else(|| ask.not_found())
}

pub(super) fn show(ask: &Ask, row: &WorkItemRow) -> Value {
    let home = workspace_url(ask, row.workspace_sid);
    let url = format!("{home}/Tasks/{}", row.sid);
    let (terms, place, times) = (&row.terms, &row.place, &row.times);
    let until = times.ended_at.unwrap_or_else(|| ask.now());
    let start = terms.virtual_start.unwrap_or(times.created_at);
    let mut shown = json!({
        "account_sid": row.account_sid.to_string(),
        "workspace_sid": row.workspace_sid.to_string(),
        "sid": row.sid.to_string(),
        "assignment_status": row.status.name(),
        "attributes": terms.attributes.text(),
        "addons": "{}",
        "age": until.ms_since(times.created_at) / 1_000,
        "priority": place.priority,
        "reason": row.outcome.reason,
        "timeout": terms.timeout_s,
        "task_channel_sid": terms.channel_sid.to_string(),
        "task_channel_unique_name": terms.channel_name,
        "ignore_capacity": terms.ignore_capacity,
        "routing_target": terms.routing_target.map(target),
        "deadline": terms.deadline.map(iso_seconds),
        "version": row.version.to_string(),
        "url": url,
    });
    let names = BTreeMap::from([
        ("workflow_sid", place.workflow_sid.map(|it| it.to_string())),
        ("workflow_friendly_name", place.workflow_name.clone()),
        ("task_queue_sid", place.queue_sid.map(|it| it.to_string())),
        ("task_queue_friendly_name", place.queue_name.clone()),
        ("date_created", Some(iso_seconds(times.created_at))),
        ("date_updated", Some(iso_seconds(times.updated_at))),
        ("virtual_start_time", Some(iso_seconds(start))),
        ("task_queue_entered_date", place.entered_queue_at.map(iso_seconds)),
    ]);
    names.into_iter().for_each(|(name, value)| shown[name] = json!(value));
    shown["links"] = around(&home, &url, row);
    shown
}

fn around(home: &str, url: &str, row: &WorkItemRow) -> Value {
    let beneath = [
        ("reservations", "Reservations"),
        ("explanation", "Explanation"),
        ("position", "Position"),
    ];
    let mut around = links(url, beneath);
    around["workspace"] = json!(home);
    around["workflow"] = json!(row.place.workflow_sid.map(|it| format!("{home}/Workflows/{it}")));
    around["task_queue"] = json!(row.place.queue_sid.map(|it| format!("{home}/TaskQueues/{it}")));
    around
}

fn target(target: RoutingTarget) -> String {
    match target {
        RoutingTarget::Worker(sid) => sid.to_string(),
        RoutingTarget::Queue(sid) => sid.to_string(),
        RoutingTarget::Workflow(sid) => sid.to_string(),
    }
}
