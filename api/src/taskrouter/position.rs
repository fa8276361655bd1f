//! Where a task stands in its queue, and how long it may have to wait.

use domain::sid::{TaskQueueSid, WorkItemSid, WorkspaceSid};
use domain::timestamp::Timestamp;
use domain::work::floor::Floor;
use domain::work::work_item::{Phase, WorkItem};
use domain::work::workspace::QueueOrder;
use projections::{StatisticsOf, StatisticsQuery, TimeRange};
use serde_json::{Value, json};

use super::desk::consult;
use super::place::{workspace_sid, workspace_url};
use crate::front::{Ask, Problem, Reply};

/// How far back the pace of a queue is looked at, in µs: an hour.
const LOOK_BACK_US: i64 = 3_600_000_000;
/// The fewest acceptances that say something about the pace.
const FEWEST: u64 = 3;
/// The 90th percentile of the normal distribution.
const Z_90: f64 = 1.281_551_565_5;

/// Where a work item stands.
struct Standing {
    status: &'static str,
    queue: Option<TaskQueueSid>,
    /// From 1; nothing when it does not wait.
    position: Option<u64>,
    waiting: u64,
    now: Timestamp,
}

/// ```json
/// {"task_sid": "WT…", "task_queue_sid": "WQ…", "position": 3, "tasks_waiting": 7,
///  "estimated_wait": {"seconds": 90, "low": 33, "high": 160, "confidence": 0.8, "accepted_last_hour": 120}}
/// ```
pub(super) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let (inside, sid) = (workspace_sid(ask)?, ask.sid::<WorkItemSid>("TaskSid")?);
    let standing = consult(ask, inside, move |floor, now| standing(floor, sid, now)).await?;
    let standing = standing.ok_or_else(|| ask.not_found())?;
    let estimate = estimate(ask, inside, &standing).await?;
    Reply::ok(json!({
        "account_sid": ask.account.to_string(),
        "workspace_sid": inside.to_string(),
        "task_sid": sid.to_string(),
        "assignment_status": standing.status,
        "task_queue_sid": standing.queue.map(|it| it.to_string()),
        "position": standing.position,
        "tasks_waiting": standing.waiting,
        "estimated_wait": estimate,
        "url": format!("{}/Tasks/{sid}/Position", workspace_url(ask, inside)),
    }))
}

fn standing(floor: &Floor, sid: WorkItemSid, now: Timestamp) -> Option<Standing> {
    let item = &floor.item(sid)?.item;
    let queue = item.waiting.queue_sid;
    let order = queue.and_then(|sid| floor.queue(sid)).map(|queue| queue.settings.order);
    let own = rank(item, order);
    let others = floor.items().map(|(other, entry)| (other, &entry.item));
    let waits = |it: &WorkItem| it.phase == Phase::Pending && it.waiting.queue_sid == queue;
    let (mut before, mut waiting) = (0, 0);
    for (other, it) in others.filter(|(_, it)| waits(it)) {
        waiting += 1;
        before += u64::from((rank(it, order), other) < (own, sid));
    }
    let position = (item.phase == Phase::Pending).then_some(before + 1);
    Some(Standing { status: item.phase.name(), queue, position, waiting, now })
}

/// The smaller, the sooner.
fn rank(item: &WorkItem, order: Option<QueueOrder>) -> (std::cmp::Reverse<u32>, i64, i64) {
    let start = item.terms.virtual_start.unwrap_or(item.terms.created_at).0;
    let (first, then) = match order {
        Some(QueueOrder::Lifo) => (-start, 0),
        Some(QueueOrder::Deadline) => (item.terms.deadline.map_or(i64::MAX, |it| it.0), start),
        Some(QueueOrder::Fifo) | None => (start, 0),
    };
    (std::cmp::Reverse(item.waiting.priority), first, then)
}

/// The wait until as many acceptances as the position, if they come as they came in the last hour. When
/// arrivals of acceptances are Poisson, that is Erlang-distributed; its percentiles are taken by Wilson and
/// Hilferty (1931). Nothing when the queue's pace is not known.
async fn estimate(
    ask: &Ask,
    inside: WorkspaceSid,
    standing: &Standing,
) -> Result<Option<Value>, Problem> {
    let (Some(queue), Some(position)) = (standing.queue, standing.position) else {
        return Ok(None);
    };
    ask.caught_up().await?;
    let from = Some(standing.now.0.saturating_sub(LOOK_BACK_US));
    let at = TimeRange { from, until: None };
    let query = StatisticsQuery { at, ..StatisticsQuery::default() };
    let of = StatisticsOf::Queue(queue);
    let statistics = ask.views().work_statistics(ask.account, inside, of, &query).await?;
    let accepted = statistics.items.accepted;
    if accepted < FEWEST {
        return Ok(None);
    }
    #[expect(clippy::cast_precision_loss, reason = "an estimate; the counts are small")]
    let (shape, pace) = (position as f64, accepted as f64 / 3_600.0);
    let seconds = |z: f64| {
        let ninth = 1.0 / (9.0 * shape);
        shape * (1.0 - ninth + z * ninth.sqrt()).powi(3).max(0.0) / pace
    };
    Ok(Some(json!({
        "seconds": (shape / pace).round(),
        "low": seconds(-Z_90).floor(),
        "high": seconds(Z_90).ceil(),
        "confidence": 0.8,
        "accepted_last_hour": accepted,
    })))
}
