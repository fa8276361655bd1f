//! The views in SQL: what several tables say together.
//!
//! `work_log` and `work_facts` serve the questions of this room; `report_…` are for analysts
//! (`docs/ANALYSTS.md`). Both databases read the same text.

use std::fmt::Write as _;

/// The length of an interval of the reports: 15 minutes, in µs.
pub(crate) const INTERVAL_US: i64 = 900_000_000;

/// Every event with what it is about: what it names, or else what its reservation names, or else what its
/// work item names or named last.
const WORK_LOG: &str = "\
SELECT e.account_sid, e.workspace_sid, e.sequence, e.sid, e.event_type, e.schema_version, e.category,
    e.resource_sid, e.resource_version, e.actor, e.at,
    coalesce(e.work_item_sid, r.work_item_sid) AS work_item_sid,
    coalesce(e.worker_sid, r.worker_sid) AS worker_sid,
    e.reservation_sid,
    coalesce(e.queue_sid, r.queue_sid, w.queue_sid) AS queue_sid,
    coalesce(e.workflow_sid, r.workflow_sid, w.workflow_sid) AS workflow_sid,
    coalesce(e.channel_sid, r.channel_sid, w.channel_sid) AS channel_sid,
    e.data
FROM work_events e
LEFT JOIN reservations r ON r.account_sid = e.account_sid AND r.sid = e.reservation_sid
LEFT JOIN work_items w ON w.account_sid = e.account_sid
    AND w.sid = coalesce(e.work_item_sid, r.work_item_sid)";

/// What counts in statistics: what it is, of which table it is a row, when it happened, how long it took, and
/// which rows it is true of.
struct Counted {
    what: &'static str,
    of: Of,
    at: &'static str,
    ms: &'static str,
    when: &'static str,
}

enum Of {
    WorkItems,
    /// Of no queue: at its creation a work item is in none.
    NewWorkItems,
    Reservations,
    /// Of the queue that was entered.
    Entries,
    /// Of the queue that was left.
    Moves,
}

const NO_TIME: &str = "CAST(NULL AS bigint)";

const fn counted(
    what: &'static str,
    of: Of,
    at: &'static str,
    ms: &'static str,
    when: &'static str,
) -> Counted {
    Counted { what, of, at, ms, when }
}

const COUNTED: &[Counted] = &[
    counted("item_created", Of::NewWorkItems, "t.created_at", NO_TIME, "t.created_at IS NOT NULL"),
    counted("item_entered", Of::Entries, "t.at", NO_TIME, "t.is_entry AND t.queue_sid IS NOT NULL"),
    counted("item_moved", Of::Moves, "t.at", NO_TIME, "t.moved_from_sid IS NOT NULL"),
    counted(
        "item_accepted",
        Of::WorkItems,
        "t.assigned_at",
        "t.waited_ms",
        "t.assigned_at IS NOT NULL",
    ),
    counted(
        "item_accepted_in_queue",
        Of::WorkItems,
        "t.assigned_at",
        "(t.assigned_at - t.entered_queue_at) / 1000",
        "t.assigned_at IS NOT NULL AND t.entered_queue_at IS NOT NULL AND t.queue_sid IS NOT NULL",
    ),
    counted(
        "item_completed",
        Of::WorkItems,
        "t.ended_at",
        NO_TIME,
        "t.ended_at IS NOT NULL AND t.status = 'completed'",
    ),
    counted(
        "item_canceled",
        Of::WorkItems,
        "t.ended_at",
        "(t.ended_at - t.created_at) / 1000",
        "t.ended_at IS NOT NULL AND t.status = 'canceled'",
    ),
    counted(
        "item_timed_out",
        Of::WorkItems,
        "t.ended_at",
        NO_TIME,
        "t.ended_at IS NOT NULL AND t.cancel_cause = 'workflow-timed-out'",
    ),
    counted(
        "item_deleted",
        Of::WorkItems,
        "t.deleted_at",
        NO_TIME,
        "t.deleted_at IS NOT NULL AND t.deletion_cause = 'asked'",
    ),
    counted(
        "reservation_created",
        Of::Reservations,
        "t.created_at",
        NO_TIME,
        "t.created_at IS NOT NULL",
    ),
    counted(
        "reservation_accepted",
        Of::Reservations,
        "t.accepted_at",
        "t.accepted_after_ms",
        "t.accepted_at IS NOT NULL",
    ),
    ended("reservation_rejected", "t.ended_at IS NOT NULL AND t.status = 'rejected'"),
    ended("reservation_timed_out", "t.ended_at IS NOT NULL AND t.status = 'timeout'"),
    ended("reservation_canceled", "t.ended_at IS NOT NULL AND t.status = 'canceled'"),
    ended("reservation_rescinded", "t.ended_at IS NOT NULL AND t.status = 'rescinded'"),
];

const fn ended(what: &'static str, when: &'static str) -> Counted {
    counted(what, Of::Reservations, "t.ended_at", NO_TIME, when)
}

impl Counted {
    fn select(&self) -> String {
        let nothing = "CAST(NULL AS text)";
        let (queue, worker, channel, from) = match self.of {
            Of::WorkItems => ("t.queue_sid", "t.worker_sid", "t.channel_sid", "work_items t"),
            Of::NewWorkItems => (nothing, nothing, "t.channel_sid", "work_items t"),
            Of::Reservations => ("t.queue_sid", "t.worker_sid", "t.channel_sid", "reservations t"),
            Of::Entries => ("t.queue_sid", nothing, "w.channel_sid", ENTRIES),
            Of::Moves => ("t.moved_from_sid", nothing, "w.channel_sid", ENTRIES),
        };
        format!(
            "SELECT t.account_sid, t.workspace_sid, {queue} AS queue_sid, t.workflow_sid, \
             {worker} AS worker_sid,\n    {channel} AS channel_sid, '{}' AS what, {} AS at, {} AS ms\n\
             FROM {from}\nWHERE {}",
            self.what, self.at, self.ms, self.when
        )
    }
}

const ENTRIES: &str = "queue_entries t JOIN work_items w ON w.account_sid = t.account_sid \
                       AND w.sid = t.work_item_sid";

/// One row for each thing that counts.
fn facts() -> String {
    let arms: Vec<String> = COUNTED.iter().map(Counted::select).collect();
    arms.join("\nUNION ALL\n")
}

/// The facts by interval and by what they are about.
fn intervals(about: Option<&str>) -> String {
    let about_column = about.map(|column| format!(", {column}")).unwrap_or_default();
    let mut sql = format!(
        "SELECT account_sid, workspace_sid{about_column}, at - at % {INTERVAL_US} AS starts_at"
    );
    for what in COUNTED.iter().map(|counted| counted.what) {
        let is = format!("CASE WHEN what = '{what}' THEN");
        let _ = write!(sql, ",\n    sum({is} 1 ELSE 0 END) AS {what}");
    }
    for what in COUNTED.iter().filter(|counted| counted.ms != NO_TIME).map(|counted| counted.what) {
        let is = format!("CASE WHEN what = '{what}' THEN ms END");
        let _ = write!(
            sql,
            ",\n    CAST(coalesce(sum({is}), 0) AS bigint) AS {what}_total_ms, \
             min({is}) AS {what}_min_ms, max({is}) AS {what}_max_ms"
        );
    }
    let _ = write!(sql, "\nFROM work_facts");
    if let Some(column) = about {
        let _ = write!(sql, "\nWHERE {column} IS NOT NULL");
    }
    let _ =
        write!(sql, "\nGROUP BY account_sid, workspace_sid{about_column}, at - at % {INTERVAL_US}");
    sql
}

const WORK_ITEMS: &str = "\
SELECT w.account_sid, w.workspace_sid, w.sid AS work_item_sid,
    CASE WHEN w.status = 'pending' AND w.open_offers > 0 THEN 'reserved' ELSE w.status END AS status,
    w.priority, w.attributes, w.reason, w.cancel_cause, w.deletion_cause, w.offers,
    w.channel_sid, c.unique_name AS channel_name,
    w.workflow_sid, f.friendly_name AS workflow_name, w.revision AS workflow_revision,
    w.queue_sid, q.friendly_name AS queue_name,
    w.worker_sid, k.friendly_name AS worker_name, w.reservation_sid, w.call_sid,
    w.created_at, w.entered_queue_at, w.assigned_at, w.ended_at, w.deleted_at, w.waited_ms,
    (w.assigned_at - w.entered_queue_at) / 1000 AS waited_in_queue_ms,
    (w.ended_at - w.assigned_at) / 1000 AS worked_ms
FROM work_items w
LEFT JOIN task_channels c ON c.account_sid = w.account_sid AND c.sid = w.channel_sid
LEFT JOIN workflows f ON f.account_sid = w.account_sid AND f.sid = w.workflow_sid
LEFT JOIN task_queues q ON q.account_sid = w.account_sid AND q.sid = w.queue_sid
LEFT JOIN workers k ON k.account_sid = w.account_sid AND k.sid = w.worker_sid";

const RESERVATIONS: &str = "\
SELECT r.account_sid, r.workspace_sid, r.sid AS reservation_sid, r.status, r.offer,
    r.work_item_sid, r.worker_sid, k.friendly_name AS worker_name,
    r.queue_sid, q.friendly_name AS queue_name, r.workflow_sid, f.friendly_name AS workflow_name,
    r.channel_sid, c.unique_name AS channel_name, r.fault_code, r.withdrawal_cause,
    r.created_at, r.expires_at, r.accepted_at, r.ended_at, r.accepted_after_ms
FROM reservations r
LEFT JOIN task_channels c ON c.account_sid = r.account_sid AND c.sid = r.channel_sid
LEFT JOIN workflows f ON f.account_sid = r.account_sid AND f.sid = r.workflow_sid
LEFT JOIN task_queues q ON q.account_sid = r.account_sid AND q.sid = r.queue_sid
LEFT JOIN workers k ON k.account_sid = r.account_sid AND k.sid = r.worker_sid";

/// Each time that a worker was in an activity. The one that goes on has no end, or the worker's deletion.
const TIME_IN_ACTIVITY: &str = "\
SELECT s.account_sid, s.workspace_sid, s.worker_sid, k.friendly_name AS worker_name,
    s.activity_sid, a.friendly_name AS activity_name, a.available,
    s.started_at, s.ended_at, s.cause AS ended_by, s.work_item_sid
FROM (
    SELECT account_sid, workspace_sid, worker_sid, activity_sid,
        ended_at - duration_ms * 1000 AS started_at, ended_at, cause, work_item_sid
    FROM worker_activities
    UNION ALL
    SELECT account_sid, workspace_sid, sid, activity_sid, activity_since, deleted_at,
        CASE WHEN deleted_at IS NULL THEN CAST(NULL AS text) ELSE 'deleted' END, CAST(NULL AS text)
    FROM workers
) s
LEFT JOIN workers k ON k.account_sid = s.account_sid AND k.sid = s.worker_sid
LEFT JOIN activities a ON a.account_sid = s.account_sid AND a.sid = s.activity_sid";

/// Every view by name, in the order in which they are made, and whether analysts may read it.
pub(crate) fn views() -> Vec<(&'static str, String, bool)> {
    vec![
        ("work_log", WORK_LOG.to_owned(), false),
        ("work_facts", facts(), false),
        ("report_work_items", WORK_ITEMS.to_owned(), true),
        ("report_reservations", RESERVATIONS.to_owned(), true),
        ("report_time_in_activity", TIME_IN_ACTIVITY.to_owned(), true),
        ("report_workspace_intervals", intervals(None), true),
        ("report_queue_intervals", intervals(Some("queue_sid")), true),
        ("report_workflow_intervals", intervals(Some("workflow_sid")), true),
        ("report_worker_intervals", intervals(Some("worker_sid")), true),
    ]
}
