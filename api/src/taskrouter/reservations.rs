//! Reservations, of a task or of a worker.

use domain::sid::{ReservationSid, WorkspaceSid};
use domain::work::floor::Command;
use domain::work::reservation::ReservationCommand;
use http::StatusCode;
use projections::{ReservationFilter, ReservationRow, ReservationStatus};
use serde_json::{Value, json};

use super::desk::{Versions, consult, demand_and};
use super::place::{workspace, workspace_sid, workspace_url};
use super::read::{bad, sid};
use super::{afterwards, instruction, tasks, workers};
use crate::front::{Ask, Fields, Problem, Reply, iso_seconds, listed, paging};

pub(super) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let query = &ask.query;
    let mut filter = ReservationFilter {
        worker_sid: sid(query, "WorkerSid")?,
        statuses: statuses(query)?,
        ..ReservationFilter::default()
    };
    let paging = paging(query)?;
    let inside = workspace(ask).await?.sid;
    if ask.name("TaskSid").is_empty() {
        let worker = workers::fetched(ask, inside, ask.sid("WorkerSid")?).await?;
        filter.worker_sid = Some(worker.sid);
    } else {
        let item = tasks::fetched(ask, inside, ask.sid("TaskSid")?).await?;
        filter.work_item_sid = Some(item.sid);
    }
    let page = ask.views().reservations(ask.account, inside, &filter, &paging).await?;
    let rows = page.rows.iter().map(|row| show(ask, row)).collect();
    Reply::ok(listed(ask, &paging, "reservations", &page, rows))
}

fn statuses(query: &Fields) -> Result<Vec<ReservationStatus>, Problem> {
    let words = query.words("ReservationStatus").unwrap_or_default();
    let read = |word: &str| {
        let found = STATUSES.into_iter().find(|status| status.name() == word);
        found.ok_or_else(|| bad("ReservationStatus is not a status of reservations"))
    };
    words.into_iter().map(read).collect()
}

const STATUSES: [ReservationStatus; 8] = [
    ReservationStatus::Pending,
    ReservationStatus::Accepted,
    ReservationStatus::Rejected,
    ReservationStatus::TimedOut,
    ReservationStatus::Canceled,
    ReservationStatus::Rescinded,
    ReservationStatus::Wrapping,
    ReservationStatus::Completed,
];

pub(super) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    let row = fetched(ask, inside, ask.sid("Sid")?).await?;
    Ok(Reply::Versioned(StatusCode::OK, show(ask, &row), row.version))
}

pub(super) async fn update(ask: &Ask) -> Result<Reply, Problem> {
    let (inside, sid) = (workspace_sid(ask)?, ask.sid::<ReservationSid>("Sid")?);
    let beside = (ask.name("TaskSid").to_owned(), ask.name("WorkerSid").to_owned());
    let belongs = consult(ask, inside, move |floor, _| {
        floor.reservation(sid).is_some_and(|it| {
            let (item, worker) = (it.work_item_sid.to_string(), it.worker_sid.to_string());
            beside == (item, String::new()) || beside == (String::new(), worker)
        })
    });
    if !belongs.await? {
        return Err(ask.not_found());
    }
    let (account, command) = (ask.account, Command::Reservation(sid, command(&ask.form)?));
    let done = demand_and(ask, inside, Versions::Matching, command, move |floor, done| {
        afterwards::reservation(account, floor, sid, done)
    });
    let row = match done.await? {
        Some(row) => row,
        None => fetched(ask, inside, sid).await?,
    };
    Ok(Reply::Versioned(StatusCode::OK, show(ask, &row), row.version))
}

/// What is asked of a reservation: by its status, or by an instruction.
fn command(form: &Fields) -> Result<ReservationCommand, Problem> {
    let Some(status) = form.filled("ReservationStatus") else {
        let read = instruction::read(form)?;
        let missing = || bad("neither ReservationStatus nor Instruction is given");
        return Ok(ReservationCommand::Instruct(Box::new(read.ok_or_else(missing)?)));
    };
    match status {
        "accepted" => Ok(ReservationCommand::Accept),
        "rejected" => {
            Ok(ReservationCommand::Reject { activity_sid: sid(form, "WorkerActivitySid")? })
        }
        "wrapping" => Ok(ReservationCommand::Wrap),
        "completed" => Ok(ReservationCommand::Complete),
        "pending" | "timeout" | "canceled" | "rescinded" => {
            Err(bad(format!("a reservation cannot be set to {status}")))
        }
        _ => Err(bad("ReservationStatus is not a status of reservations")),
    }
}

/// A reservation of the workspace that belongs to the task or worker of the path.
async fn fetched(
    ask: &Ask,
    inside: WorkspaceSid,
    sid: ReservationSid,
) -> Result<ReservationRow, Problem> {
    ask.caught_up().await?;
    let row = ask.views().reservation(ask.account, inside, sid).await?;
    let belongs = |row: &ReservationRow| {
        let (item, worker) = (row.offer.work_item_sid, row.offer.worker_sid);
        [item.to_string(), worker.to_string()]
            .iter()
            .any(|it| it == ask.name("TaskSid") || it == ask.name("WorkerSid"))
    };
    row.filter(belongs).ok_or_else(|| ask.not_found())
}

fn show(ask: &Ask, row: &ReservationRow) -> Value {
    let home = workspace_url(ask, row.workspace_sid);
    let (item, worker) = (row.offer.work_item_sid, row.offer.worker_sid);
    let (task_url, worker_url) =
        (format!("{home}/Tasks/{item}"), format!("{home}/Workers/{worker}"));
    let above = if ask.name("TaskSid").is_empty() { &worker_url } else { &task_url };
    json!({
        "account_sid": row.account_sid.to_string(),
        "workspace_sid": row.workspace_sid.to_string(),
        "sid": row.sid.to_string(),
        "reservation_status": row.status.name(),
        "task_sid": item.to_string(),
        "worker_sid": worker.to_string(),
        "worker_name": row.offer.worker_name,
        "date_created": iso_seconds(row.times.created_at),
        "date_updated": iso_seconds(row.times.updated_at),
        "version": row.version.to_string(),
        "url": format!("{above}/Reservations/{}", row.sid),
        "links": {"task": task_url, "worker": worker_url, "workspace": home},
    })
}
