//! What a while adds up to.

use domain::sid::{WorkerSid, WorkspaceSid};
use projections::{ActivityTime, Spread, StatisticsOf, WaitSplit, WorkStatistics};
use serde_json::{Map, Value, json};

use super::whiles::While;
use crate::front::{Ask, Problem};

/// Of a workspace, queue or workflow.
pub(super) async fn of_work(
    ask: &Ask,
    inside: WorkspaceSid,
    of: StatisticsOf,
    whiles: &While,
) -> Result<Value, Problem> {
    let query = whiles.query();
    let statistics = ask.views().work_statistics(ask.account, inside, of, &query).await?;
    let mut shown = reservations(&statistics, whiles);
    let items = &statistics.items;
    for (name, value) in [
        ("avg_task_acceptance_time", json!(statistics.until_accepted.average_ms() / 1_000)),
        ("tasks_canceled", json!(items.canceled)),
        ("tasks_completed", json!(items.completed)),
        ("tasks_deleted", json!(items.deleted)),
        ("tasks_moved", json!(items.moved)),
        ("wait_duration_until_accepted", spread(&statistics.until_accepted)),
        ("wait_duration_until_canceled", spread(&statistics.until_canceled)),
    ] {
        shown[name] = value;
    }
    match of {
        StatisticsOf::Workspace => {
            shown["tasks_created"] = json!(items.created);
            shown["tasks_timed_out_in_workflow"] = json!(items.timed_out);
        }
        StatisticsOf::Workflow(_) => {
            shown["tasks_entered"] = json!(items.created);
            shown["tasks_timed_out_in_workflow"] = json!(items.timed_out);
        }
        StatisticsOf::Queue(_) => {
            shown["tasks_entered"] = json!(items.entered);
            let in_queue = spread(&statistics.in_queue_until_accepted);
            shown["wait_duration_in_queue_until_accepted"] = in_queue;
        }
        StatisticsOf::Worker(_) => {}
    }
    shown["split_by_wait_time"] = splits(&statistics.split);
    Ok(shown)
}

/// Of all workers, or of one.
pub(super) async fn of_workers(
    ask: &Ask,
    inside: WorkspaceSid,
    worker: Option<WorkerSid>,
    whiles: &While,
) -> Result<Value, Problem> {
    let of = worker.map_or(StatisticsOf::Workspace, StatisticsOf::Worker);
    let statistics = ask.views().work_statistics(ask.account, inside, of, &whiles.query()).await?;
    let between = (whiles.from, whiles.until);
    let spent = ask.views().time_in_activity(ask.account, inside, worker, between).await?;
    let mut shown = reservations(&statistics, whiles);
    shown["activity_durations"] = spent.iter().map(duration).collect();
    Ok(shown)
}

fn duration(it: &ActivityTime) -> Value {
    let mut shown = spread(&it.spent);
    shown["sid"] = json!(it.activity_sid.to_string());
    shown["friendly_name"] = json!(it.friendly_name);
    shown
}

fn reservations(statistics: &WorkStatistics, whiles: &While) -> Value {
    let counts = &statistics.reservations;
    json!({
        "start_time": whiles.start_time(),
        "end_time": whiles.end_time(),
        "reservations_created": counts.created,
        "reservations_accepted": counts.accepted,
        "reservations_rejected": counts.rejected,
        "reservations_timed_out": counts.timed_out,
        "reservations_canceled": counts.canceled,
        "reservations_rescinded": counts.rescinded,
    })
}

/// In whole seconds.
fn spread(it: &Spread) -> Value {
    json!({
        "avg": it.average_ms() / 1_000,
        "min": it.min_ms / 1_000,
        "max": it.max_ms / 1_000,
        "total": it.total_ms / 1_000,
    })
}

/// `{"5": {"above": {"reservations_accepted": 1, "tasks_canceled": 0}, "below": …}}`
fn splits(all: &[WaitSplit]) -> Value {
    if all.is_empty() {
        return Value::Null;
    }
    let side = |accepted: u64, canceled: u64| json!({"reservations_accepted": accepted, "tasks_canceled": canceled});
    let shown: Map<String, Value> = all
        .iter()
        .map(|it| {
            let above = side(it.accepted_above, it.canceled_above);
            let below = side(it.accepted_below, it.canceled_below);
            (it.threshold_s.to_string(), json!({"above": above, "below": below}))
        })
        .collect();
    Value::Object(shown)
}
