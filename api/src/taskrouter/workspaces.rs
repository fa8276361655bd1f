//! Workspaces.

use domain::sid::WorkspaceSid;
use domain::work::floor::Command;
use domain::work::workspace::{Template, WorkspaceCommand, WorkspacePatch};
use projections::{WorkspaceFilter, WorkspaceRow};
use serde_json::{Value, json};

use super::desk::{demand, made, make};
use super::place::{links, workspace_url};
use super::read::{bad, filled, given, order_word, queue_order, sid};
use crate::front::{Ask, Fields, Problem, Reply, iso_seconds, listed, paging};

const LINKS: [(&str, &str); 10] = [
    ("activities", "Activities"),
    ("statistics", "Statistics"),
    ("real_time_statistics", "RealTimeStatistics"),
    ("cumulative_statistics", "CumulativeStatistics"),
    ("workers", "Workers"),
    ("workflows", "Workflows"),
    ("tasks", "Tasks"),
    ("task_channels", "TaskChannels"),
    ("task_queues", "TaskQueues"),
    ("events", "Events"),
];

pub(super) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let filter = WorkspaceFilter { friendly_name: filled(&ask.query, "FriendlyName") };
    let paging = paging(&ask.query)?;
    ask.caught_up().await?;
    let page = ask.views().workspaces(ask.account, &filter, &paging).await?;
    let rows = page.rows.iter().map(|row| show(ask, row)).collect();
    Reply::ok(listed(ask, &paging, "workspaces", &page, rows))
}

pub(super) async fn create(ask: &Ask) -> Result<Reply, Problem> {
    let sid = WorkspaceSid::from_bits(ask.fresh());
    let template = template(&ask.form)?;
    let seed = u64::from_le_bytes(ask.writer().entropy.bytes());
    let create = WorkspaceCommand::Create { patch: patch(&ask.form)?, template, seed };
    let outcome = make(ask, sid, Command::Workspace(create)).await;
    let row = made(ask, outcome, fetched(ask, sid)).await?;
    Reply::created(show(ask, &row))
}

pub(super) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    Reply::ok(show(ask, &fetched(ask, ask.sid("Sid")?).await?))
}

pub(super) async fn update(ask: &Ask) -> Result<Reply, Problem> {
    let sid = ask.sid("Sid")?;
    let configure = WorkspaceCommand::Configure(patch(&ask.form)?);
    demand(ask, sid, Command::Workspace(configure)).await?;
    Reply::ok(show(ask, &fetched(ask, sid).await?))
}

pub(super) async fn delete(ask: &Ask) -> Result<Reply, Problem> {
    demand(ask, ask.sid("Sid")?, Command::Workspace(WorkspaceCommand::Delete)).await?;
    Ok(Reply::Empty)
}

async fn fetched(ask: &Ask, sid: WorkspaceSid) -> Result<WorkspaceRow, Problem> {
    ask.caught_up().await?;
    ask.views().workspace(ask.account, sid).await?.ok_or_else(|| ask.not_found())
}

fn template(form: &Fields) -> Result<Template, Problem> {
    match form.filled("Template").map(str::to_ascii_uppercase).as_deref() {
        None | Some("NONE" | "EMPTY" | "NULL") => Ok(Template::Empty),
        Some("FIFO") => Ok(Template::Fifo),
        Some(_) => Err(bad("Template is neither NONE nor FIFO")),
    }
}

fn patch(form: &Fields) -> Result<WorkspacePatch, Problem> {
    let words = form.words("EventsFilter");
    Ok(WorkspacePatch {
        friendly_name: given(form, "FriendlyName"),
        event_callback_url: form.change("EventCallbackUrl"),
        events_filter: words.map(|words| words.into_iter().map(str::to_owned).collect()),
        multi_task_enabled: form.claim("MultiTaskEnabled")?,
        queue_order: queue_order(form, "PrioritizeQueueOrder")?,
        default_activity_sid: sid(form, "DefaultActivitySid")?,
        timeout_activity_sid: sid(form, "TimeoutActivitySid")?,
    })
}

fn show(ask: &Ask, row: &WorkspaceRow) -> Value {
    let url = workspace_url(ask, row.sid);
    let settings = &row.settings;
    let filter = settings.events_filter.join(",");
    json!({
        "account_sid": row.account_sid.to_string(),
        "sid": row.sid.to_string(),
        "friendly_name": settings.friendly_name,
        "date_created": iso_seconds(row.created_at),
        "date_updated": iso_seconds(row.updated_at),
        "default_activity_sid": settings.default_activity_sid.to_string(),
        "default_activity_name": row.default_activity_name,
        "timeout_activity_sid": settings.timeout_activity_sid.to_string(),
        "timeout_activity_name": row.timeout_activity_name,
        "event_callback_url": settings.event_callback_url,
        "events_filter": (!filter.is_empty()).then_some(filter),
        "multi_task_enabled": settings.multi_task_enabled,
        "prioritize_queue_order": order_word(settings.queue_order),
        "url": url,
        "links": links(&url, LINKS),
    })
}
