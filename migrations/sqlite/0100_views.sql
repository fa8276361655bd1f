-- Written by projections::rows::ddl; UPDATE_DOCS=1 cargo test -p projections rewrites it.

CREATE TABLE accounts (
    account_sid TEXT NOT NULL,
    owner_account_sid TEXT,
    friendly_name TEXT NOT NULL,
    status TEXT NOT NULL,
    auth_token TEXT NOT NULL,
    secondary_token TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (account_sid)
) STRICT, WITHOUT ROWID;
CREATE INDEX accounts_by_owner ON accounts (owner_account_sid, created_at);

CREATE TABLE api_keys (
    account_sid TEXT NOT NULL,
    sid TEXT NOT NULL,
    friendly_name TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT, WITHOUT ROWID;
CREATE INDEX api_keys_by_sid ON api_keys (sid);

CREATE TABLE applications (
    account_sid TEXT NOT NULL,
    sid TEXT NOT NULL,
    friendly_name TEXT NOT NULL,
    settings TEXT NOT NULL,
    secondaries TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE TABLE phone_numbers (
    account_sid TEXT NOT NULL,
    sid TEXT NOT NULL,
    phone_number TEXT NOT NULL,
    friendly_name TEXT NOT NULL,
    voice_application_sid TEXT,
    settings TEXT NOT NULL,
    secondaries TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;
CREATE INDEX phone_numbers_by_address ON phone_numbers (phone_number);

CREATE TABLE calls (
    account_sid TEXT NOT NULL,
    sid TEXT NOT NULL,
    parent_call_sid TEXT,
    phone_number_sid TEXT,
    application_sid TEXT,
    direction TEXT NOT NULL,
    from_address TEXT NOT NULL,
    to_address TEXT NOT NULL,
    caller_name TEXT,
    forwarded_from TEXT,
    status TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    answered_at INTEGER,
    ended_at INTEGER,
    duration_ms INTEGER,
    end_cause TEXT,
    sip_status INTEGER,
    codec TEXT,
    packets_sent INTEGER,
    packets_received INTEGER,
    packets_lost INTEGER,
    jitter_us INTEGER,
    is_deleted INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT, WITHOUT ROWID;
CREATE INDEX calls_by_time ON calls (account_sid, created_at, sid);

CREATE TABLE exchanges (
    account_sid TEXT NOT NULL,
    call_sid TEXT NOT NULL,
    version INTEGER NOT NULL,
    number INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    rank INTEGER NOT NULL,
    method TEXT NOT NULL,
    url TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    http_status INTEGER,
    fault_code INTEGER,
    recorded_at INTEGER NOT NULL,
    exchange TEXT NOT NULL,
    PRIMARY KEY (account_sid, call_sid, version)
) STRICT;

CREATE TABLE notifications (
    account_sid TEXT NOT NULL,
    sid TEXT NOT NULL,
    call_sid TEXT NOT NULL,
    level TEXT NOT NULL,
    code INTEGER NOT NULL,
    class TEXT NOT NULL,
    message TEXT NOT NULL,
    url TEXT,
    exchange_number INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT, WITHOUT ROWID;
CREATE INDEX notifications_by_time ON notifications (account_sid, created_at, sid);
CREATE INDEX notifications_by_call ON notifications (account_sid, call_sid, created_at);

CREATE TABLE uri_health (
    account_sid TEXT NOT NULL,
    owner_sid TEXT NOT NULL,
    url_key TEXT NOT NULL,
    url TEXT NOT NULL,
    rank INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    failures_in_a_row INTEGER NOT NULL,
    fault_code INTEGER NOT NULL,
    fault_class TEXT NOT NULL,
    fault_message TEXT NOT NULL,
    call_sid TEXT NOT NULL,
    failed_at INTEGER NOT NULL,
    recovered_at INTEGER,
    PRIMARY KEY (account_sid, owner_sid, url_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE fallback_chains (
    account_sid TEXT NOT NULL,
    owner_sid TEXT NOT NULL,
    exhausted INTEGER NOT NULL,
    exhausted_at INTEGER NOT NULL,
    call_sid TEXT NOT NULL,
    fault_code INTEGER NOT NULL,
    PRIMARY KEY (account_sid, owner_sid)
) STRICT, WITHOUT ROWID;

CREATE TABLE call_totals (
    account_sid TEXT NOT NULL,
    outcome TEXT NOT NULL,
    calls INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    PRIMARY KEY (account_sid, outcome)
) STRICT, WITHOUT ROWID;

CREATE TABLE fault_totals (
    account_sid TEXT NOT NULL,
    url_key TEXT NOT NULL,
    code INTEGER NOT NULL,
    url TEXT NOT NULL,
    faults INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (account_sid, url_key, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE workspaces (
    account_sid TEXT NOT NULL,
    sid TEXT NOT NULL,
    friendly_name TEXT NOT NULL,
    default_activity_sid TEXT NOT NULL,
    timeout_activity_sid TEXT NOT NULL,
    settings TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE TABLE activities (
    account_sid TEXT NOT NULL,
    sid TEXT NOT NULL,
    workspace_sid TEXT NOT NULL,
    friendly_name TEXT NOT NULL,
    available INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    PRIMARY KEY (account_sid, sid)
) STRICT, WITHOUT ROWID;
CREATE INDEX activities_by_workspace ON activities (account_sid, workspace_sid, created_at, sid);

CREATE TABLE task_channels (
    account_sid TEXT NOT NULL,
    sid TEXT NOT NULL,
    workspace_sid TEXT NOT NULL,
    friendly_name TEXT NOT NULL,
    unique_name TEXT NOT NULL,
    settings TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    PRIMARY KEY (account_sid, sid)
) STRICT;
CREATE INDEX task_channels_by_workspace ON task_channels (account_sid, workspace_sid, created_at, sid);

CREATE TABLE task_queues (
    account_sid TEXT NOT NULL,
    sid TEXT NOT NULL,
    workspace_sid TEXT NOT NULL,
    friendly_name TEXT NOT NULL,
    target_workers TEXT NOT NULL,
    reservation_activity_sid TEXT,
    assignment_activity_sid TEXT,
    settings TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    PRIMARY KEY (account_sid, sid)
) STRICT;
CREATE INDEX task_queues_by_workspace ON task_queues (account_sid, workspace_sid, created_at, sid);

CREATE TABLE workflows (
    account_sid TEXT NOT NULL,
    sid TEXT NOT NULL,
    workspace_sid TEXT NOT NULL,
    friendly_name TEXT NOT NULL,
    settings TEXT NOT NULL,
    revision INTEGER NOT NULL,
    configuration TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    PRIMARY KEY (account_sid, sid)
) STRICT;
CREATE INDEX workflows_by_workspace ON workflows (account_sid, workspace_sid, created_at, sid);

CREATE TABLE workflow_revisions (
    account_sid TEXT NOT NULL,
    workflow_sid TEXT NOT NULL,
    revision INTEGER NOT NULL,
    workspace_sid TEXT NOT NULL,
    configuration TEXT NOT NULL,
    origin TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (account_sid, workflow_sid, revision)
) STRICT;

CREATE TABLE workers (
    account_sid TEXT NOT NULL,
    sid TEXT NOT NULL,
    workspace_sid TEXT NOT NULL,
    friendly_name TEXT NOT NULL,
    activity_sid TEXT NOT NULL,
    activity_since INTEGER NOT NULL,
    attributes TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    PRIMARY KEY (account_sid, sid)
) STRICT;
CREATE INDEX workers_by_workspace ON workers (account_sid, workspace_sid, created_at, sid);

CREATE TABLE worker_channels (
    account_sid TEXT NOT NULL,
    worker_sid TEXT NOT NULL,
    channel_sid TEXT NOT NULL,
    workspace_sid TEXT NOT NULL,
    capacity INTEGER NOT NULL,
    available INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (account_sid, worker_sid, channel_sid)
) STRICT, WITHOUT ROWID;

CREATE TABLE worker_activities (
    account_sid TEXT NOT NULL,
    worker_sid TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    workspace_sid TEXT NOT NULL,
    activity_sid TEXT NOT NULL,
    ended_at INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    cause TEXT NOT NULL,
    next_activity_sid TEXT NOT NULL,
    work_item_sid TEXT,
    PRIMARY KEY (account_sid, worker_sid, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX worker_activities_by_time ON worker_activities (account_sid, workspace_sid, ended_at);

CREATE TABLE work_items (
    account_sid TEXT NOT NULL,
    sid TEXT NOT NULL,
    workspace_sid TEXT NOT NULL,
    status TEXT NOT NULL,
    open_offers INTEGER NOT NULL,
    offers INTEGER NOT NULL,
    worker_sid TEXT,
    reservation_sid TEXT,
    reason TEXT,
    cancel_cause TEXT,
    deletion_cause TEXT,
    attributes TEXT NOT NULL,
    channel_sid TEXT NOT NULL,
    timeout_s INTEGER NOT NULL,
    virtual_start INTEGER,
    starts_at INTEGER NOT NULL,
    routing_target TEXT,
    routing_target_sid TEXT,
    ignore_capacity INTEGER NOT NULL,
    deadline INTEGER,
    call_sid TEXT,
    priority INTEGER NOT NULL,
    workflow_sid TEXT,
    revision INTEGER,
    step TEXT,
    queue_sid TEXT,
    entered_queue_at INTEGER,
    until INTEGER,
    fault_code INTEGER,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    assigned_at INTEGER,
    waited_ms INTEGER,
    ended_at INTEGER,
    deleted_at INTEGER,
    PRIMARY KEY (account_sid, sid)
) STRICT;
CREATE INDEX work_items_by_creation ON work_items (account_sid, workspace_sid, created_at, sid);
CREATE INDEX work_items_by_assignment ON work_items (account_sid, workspace_sid, assigned_at);
CREATE INDEX work_items_by_end ON work_items (account_sid, workspace_sid, ended_at);
CREATE INDEX work_items_by_deletion ON work_items (account_sid, workspace_sid, deleted_at, created_at);

CREATE TABLE queue_entries (
    account_sid TEXT NOT NULL,
    work_item_sid TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    workspace_sid TEXT NOT NULL,
    at INTEGER NOT NULL,
    cause TEXT NOT NULL,
    queue_sid TEXT,
    moved_from_sid TEXT,
    is_entry INTEGER NOT NULL,
    workflow_sid TEXT,
    revision INTEGER,
    step TEXT,
    priority INTEGER NOT NULL,
    until INTEGER,
    fault_code INTEGER,
    PRIMARY KEY (account_sid, work_item_sid, sequence)
) STRICT;
CREATE INDEX queue_entries_by_time ON queue_entries (account_sid, workspace_sid, at);

CREATE TABLE reservations (
    account_sid TEXT NOT NULL,
    sid TEXT NOT NULL,
    workspace_sid TEXT NOT NULL,
    status TEXT NOT NULL,
    work_item_sid TEXT NOT NULL,
    worker_sid TEXT NOT NULL,
    queue_sid TEXT,
    workflow_sid TEXT,
    channel_sid TEXT NOT NULL,
    offer INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    instruction TEXT,
    fault_code INTEGER,
    withdrawal_cause TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    accepted_at INTEGER,
    accepted_after_ms INTEGER,
    ended_at INTEGER,
    PRIMARY KEY (account_sid, sid)
) STRICT;
CREATE INDEX reservations_by_creation ON reservations (account_sid, workspace_sid, created_at);
CREATE INDEX reservations_by_acceptance ON reservations (account_sid, workspace_sid, accepted_at);
CREATE INDEX reservations_by_end ON reservations (account_sid, workspace_sid, ended_at);
CREATE INDEX reservations_by_work_item ON reservations (account_sid, work_item_sid, created_at, sid);
CREATE INDEX reservations_by_worker ON reservations (account_sid, worker_sid, created_at, sid);

CREATE TABLE work_events (
    account_sid TEXT NOT NULL,
    workspace_sid TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    sid TEXT NOT NULL,
    event_type TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    category TEXT NOT NULL,
    resource_sid TEXT NOT NULL,
    resource_version INTEGER NOT NULL,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL,
    work_item_sid TEXT,
    worker_sid TEXT,
    reservation_sid TEXT,
    queue_sid TEXT,
    workflow_sid TEXT,
    channel_sid TEXT,
    data TEXT NOT NULL,
    PRIMARY KEY (account_sid, workspace_sid, sequence)
) STRICT;
CREATE INDEX work_events_by_time ON work_events (account_sid, workspace_sid, at, sequence);
CREATE INDEX work_events_by_sid ON work_events (account_sid, sid);

CREATE VIEW work_log AS
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
    AND w.sid = coalesce(e.work_item_sid, r.work_item_sid);

CREATE VIEW work_facts AS
SELECT t.account_sid, t.workspace_sid, CAST(NULL AS text) AS queue_sid, t.workflow_sid, CAST(NULL AS text) AS worker_sid,
    t.channel_sid AS channel_sid, 'item_created' AS what, t.created_at AS at, CAST(NULL AS bigint) AS ms
FROM work_items t
WHERE t.created_at IS NOT NULL
UNION ALL
SELECT t.account_sid, t.workspace_sid, t.queue_sid AS queue_sid, t.workflow_sid, CAST(NULL AS text) AS worker_sid,
    w.channel_sid AS channel_sid, 'item_entered' AS what, t.at AS at, CAST(NULL AS bigint) AS ms
FROM queue_entries t JOIN work_items w ON w.account_sid = t.account_sid AND w.sid = t.work_item_sid
WHERE t.is_entry AND t.queue_sid IS NOT NULL
UNION ALL
SELECT t.account_sid, t.workspace_sid, t.moved_from_sid AS queue_sid, t.workflow_sid, CAST(NULL AS text) AS worker_sid,
    w.channel_sid AS channel_sid, 'item_moved' AS what, t.at AS at, CAST(NULL AS bigint) AS ms
FROM queue_entries t JOIN work_items w ON w.account_sid = t.account_sid AND w.sid = t.work_item_sid
WHERE t.moved_from_sid IS NOT NULL
UNION ALL
SELECT t.account_sid, t.workspace_sid, t.queue_sid AS queue_sid, t.workflow_sid, t.worker_sid AS worker_sid,
    t.channel_sid AS channel_sid, 'item_accepted' AS what, t.assigned_at AS at, t.waited_ms AS ms
FROM work_items t
WHERE t.assigned_at IS NOT NULL
UNION ALL
SELECT t.account_sid, t.workspace_sid, t.queue_sid AS queue_sid, t.workflow_sid, t.worker_sid AS worker_sid,
    t.channel_sid AS channel_sid, 'item_accepted_in_queue' AS what, t.assigned_at AS at, (t.assigned_at - t.entered_queue_at) / 1000 AS ms
FROM work_items t
WHERE t.assigned_at IS NOT NULL AND t.entered_queue_at IS NOT NULL AND t.queue_sid IS NOT NULL
UNION ALL
SELECT t.account_sid, t.workspace_sid, t.queue_sid AS queue_sid, t.workflow_sid, t.worker_sid AS worker_sid,
    t.channel_sid AS channel_sid, 'item_completed' AS what, t.ended_at AS at, CAST(NULL AS bigint) AS ms
FROM work_items t
WHERE t.ended_at IS NOT NULL AND t.status = 'completed'
UNION ALL
SELECT t.account_sid, t.workspace_sid, t.queue_sid AS queue_sid, t.workflow_sid, t.worker_sid AS worker_sid,
    t.channel_sid AS channel_sid, 'item_canceled' AS what, t.ended_at AS at, (t.ended_at - t.created_at) / 1000 AS ms
FROM work_items t
WHERE t.ended_at IS NOT NULL AND t.status = 'canceled'
UNION ALL
SELECT t.account_sid, t.workspace_sid, t.queue_sid AS queue_sid, t.workflow_sid, t.worker_sid AS worker_sid,
    t.channel_sid AS channel_sid, 'item_timed_out' AS what, t.ended_at AS at, CAST(NULL AS bigint) AS ms
FROM work_items t
WHERE t.ended_at IS NOT NULL AND t.cancel_cause = 'workflow-timed-out'
UNION ALL
SELECT t.account_sid, t.workspace_sid, t.queue_sid AS queue_sid, t.workflow_sid, t.worker_sid AS worker_sid,
    t.channel_sid AS channel_sid, 'item_deleted' AS what, t.deleted_at AS at, CAST(NULL AS bigint) AS ms
FROM work_items t
WHERE t.deleted_at IS NOT NULL AND t.deletion_cause = 'asked'
UNION ALL
SELECT t.account_sid, t.workspace_sid, t.queue_sid AS queue_sid, t.workflow_sid, t.worker_sid AS worker_sid,
    t.channel_sid AS channel_sid, 'reservation_created' AS what, t.created_at AS at, CAST(NULL AS bigint) AS ms
FROM reservations t
WHERE t.created_at IS NOT NULL
UNION ALL
SELECT t.account_sid, t.workspace_sid, t.queue_sid AS queue_sid, t.workflow_sid, t.worker_sid AS worker_sid,
    t.channel_sid AS channel_sid, 'reservation_accepted' AS what, t.accepted_at AS at, t.accepted_after_ms AS ms
FROM reservations t
WHERE t.accepted_at IS NOT NULL
UNION ALL
SELECT t.account_sid, t.workspace_sid, t.queue_sid AS queue_sid, t.workflow_sid, t.worker_sid AS worker_sid,
    t.channel_sid AS channel_sid, 'reservation_rejected' AS what, t.ended_at AS at, CAST(NULL AS bigint) AS ms
FROM reservations t
WHERE t.ended_at IS NOT NULL AND t.status = 'rejected'
UNION ALL
SELECT t.account_sid, t.workspace_sid, t.queue_sid AS queue_sid, t.workflow_sid, t.worker_sid AS worker_sid,
    t.channel_sid AS channel_sid, 'reservation_timed_out' AS what, t.ended_at AS at, CAST(NULL AS bigint) AS ms
FROM reservations t
WHERE t.ended_at IS NOT NULL AND t.status = 'timeout'
UNION ALL
SELECT t.account_sid, t.workspace_sid, t.queue_sid AS queue_sid, t.workflow_sid, t.worker_sid AS worker_sid,
    t.channel_sid AS channel_sid, 'reservation_canceled' AS what, t.ended_at AS at, CAST(NULL AS bigint) AS ms
FROM reservations t
WHERE t.ended_at IS NOT NULL AND t.status = 'canceled'
UNION ALL
SELECT t.account_sid, t.workspace_sid, t.queue_sid AS queue_sid, t.workflow_sid, t.worker_sid AS worker_sid,
    t.channel_sid AS channel_sid, 'reservation_rescinded' AS what, t.ended_at AS at, CAST(NULL AS bigint) AS ms
FROM reservations t
WHERE t.ended_at IS NOT NULL AND t.status = 'rescinded';

CREATE VIEW report_work_items AS
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
LEFT JOIN workers k ON k.account_sid = w.account_sid AND k.sid = w.worker_sid;

CREATE VIEW report_reservations AS
SELECT r.account_sid, r.workspace_sid, r.sid AS reservation_sid, r.status, r.offer,
    r.work_item_sid, r.worker_sid, k.friendly_name AS worker_name,
    r.queue_sid, q.friendly_name AS queue_name, r.workflow_sid, f.friendly_name AS workflow_name,
    r.channel_sid, c.unique_name AS channel_name, r.fault_code, r.withdrawal_cause,
    r.created_at, r.expires_at, r.accepted_at, r.ended_at, r.accepted_after_ms
FROM reservations r
LEFT JOIN task_channels c ON c.account_sid = r.account_sid AND c.sid = r.channel_sid
LEFT JOIN workflows f ON f.account_sid = r.account_sid AND f.sid = r.workflow_sid
LEFT JOIN task_queues q ON q.account_sid = r.account_sid AND q.sid = r.queue_sid
LEFT JOIN workers k ON k.account_sid = r.account_sid AND k.sid = r.worker_sid;

CREATE VIEW report_time_in_activity AS
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
LEFT JOIN activities a ON a.account_sid = s.account_sid AND a.sid = s.activity_sid;

CREATE VIEW report_workspace_intervals AS
SELECT account_sid, workspace_sid, at - at % 900000000 AS starts_at,
    sum(CASE WHEN what = 'item_created' THEN 1 ELSE 0 END) AS item_created,
    sum(CASE WHEN what = 'item_entered' THEN 1 ELSE 0 END) AS item_entered,
    sum(CASE WHEN what = 'item_moved' THEN 1 ELSE 0 END) AS item_moved,
    sum(CASE WHEN what = 'item_accepted' THEN 1 ELSE 0 END) AS item_accepted,
    sum(CASE WHEN what = 'item_accepted_in_queue' THEN 1 ELSE 0 END) AS item_accepted_in_queue,
    sum(CASE WHEN what = 'item_completed' THEN 1 ELSE 0 END) AS item_completed,
    sum(CASE WHEN what = 'item_canceled' THEN 1 ELSE 0 END) AS item_canceled,
    sum(CASE WHEN what = 'item_timed_out' THEN 1 ELSE 0 END) AS item_timed_out,
    sum(CASE WHEN what = 'item_deleted' THEN 1 ELSE 0 END) AS item_deleted,
    sum(CASE WHEN what = 'reservation_created' THEN 1 ELSE 0 END) AS reservation_created,
    sum(CASE WHEN what = 'reservation_accepted' THEN 1 ELSE 0 END) AS reservation_accepted,
    sum(CASE WHEN what = 'reservation_rejected' THEN 1 ELSE 0 END) AS reservation_rejected,
    sum(CASE WHEN what = 'reservation_timed_out' THEN 1 ELSE 0 END) AS reservation_timed_out,
    sum(CASE WHEN what = 'reservation_canceled' THEN 1 ELSE 0 END) AS reservation_canceled,
    sum(CASE WHEN what = 'reservation_rescinded' THEN 1 ELSE 0 END) AS reservation_rescinded,
    CAST(coalesce(sum(CASE WHEN what = 'item_accepted' THEN ms END), 0) AS bigint) AS item_accepted_total_ms, min(CASE WHEN what = 'item_accepted' THEN ms END) AS item_accepted_min_ms, max(CASE WHEN what = 'item_accepted' THEN ms END) AS item_accepted_max_ms,
    CAST(coalesce(sum(CASE WHEN what = 'item_accepted_in_queue' THEN ms END), 0) AS bigint) AS item_accepted_in_queue_total_ms, min(CASE WHEN what = 'item_accepted_in_queue' THEN ms END) AS item_accepted_in_queue_min_ms, max(CASE WHEN what = 'item_accepted_in_queue' THEN ms END) AS item_accepted_in_queue_max_ms,
    CAST(coalesce(sum(CASE WHEN what = 'item_canceled' THEN ms END), 0) AS bigint) AS item_canceled_total_ms, min(CASE WHEN what = 'item_canceled' THEN ms END) AS item_canceled_min_ms, max(CASE WHEN what = 'item_canceled' THEN ms END) AS item_canceled_max_ms,
    CAST(coalesce(sum(CASE WHEN what = 'reservation_accepted' THEN ms END), 0) AS bigint) AS reservation_accepted_total_ms, min(CASE WHEN what = 'reservation_accepted' THEN ms END) AS reservation_accepted_min_ms, max(CASE WHEN what = 'reservation_accepted' THEN ms END) AS reservation_accepted_max_ms
FROM work_facts
GROUP BY account_sid, workspace_sid, at - at % 900000000;

CREATE VIEW report_queue_intervals AS
SELECT account_sid, workspace_sid, queue_sid, at - at % 900000000 AS starts_at,
    sum(CASE WHEN what = 'item_created' THEN 1 ELSE 0 END) AS item_created,
    sum(CASE WHEN what = 'item_entered' THEN 1 ELSE 0 END) AS item_entered,
    sum(CASE WHEN what = 'item_moved' THEN 1 ELSE 0 END) AS item_moved,
    sum(CASE WHEN what = 'item_accepted' THEN 1 ELSE 0 END) AS item_accepted,
    sum(CASE WHEN what = 'item_accepted_in_queue' THEN 1 ELSE 0 END) AS item_accepted_in_queue,
    sum(CASE WHEN what = 'item_completed' THEN 1 ELSE 0 END) AS item_completed,
    sum(CASE WHEN what = 'item_canceled' THEN 1 ELSE 0 END) AS item_canceled,
    sum(CASE WHEN what = 'item_timed_out' THEN 1 ELSE 0 END) AS item_timed_out,
    sum(CASE WHEN what = 'item_deleted' THEN 1 ELSE 0 END) AS item_deleted,
    sum(CASE WHEN what = 'reservation_created' THEN 1 ELSE 0 END) AS reservation_created,
    sum(CASE WHEN what = 'reservation_accepted' THEN 1 ELSE 0 END) AS reservation_accepted,
    sum(CASE WHEN what = 'reservation_rejected' THEN 1 ELSE 0 END) AS reservation_rejected,
    sum(CASE WHEN what = 'reservation_timed_out' THEN 1 ELSE 0 END) AS reservation_timed_out,
    sum(CASE WHEN what = 'reservation_canceled' THEN 1 ELSE 0 END) AS reservation_canceled,
    sum(CASE WHEN what = 'reservation_rescinded' THEN 1 ELSE 0 END) AS reservation_rescinded,
    CAST(coalesce(sum(CASE WHEN what = 'item_accepted' THEN ms END), 0) AS bigint) AS item_accepted_total_ms, min(CASE WHEN what = 'item_accepted' THEN ms END) AS item_accepted_min_ms, max(CASE WHEN what = 'item_accepted' THEN ms END) AS item_accepted_max_ms,
    CAST(coalesce(sum(CASE WHEN what = 'item_accepted_in_queue' THEN ms END), 0) AS bigint) AS item_accepted_in_queue_total_ms, min(CASE WHEN what = 'item_accepted_in_queue' THEN ms END) AS item_accepted_in_queue_min_ms, max(CASE WHEN what = 'item_accepted_in_queue' THEN ms END) AS item_accepted_in_queue_max_ms,
    CAST(coalesce(sum(CASE WHEN what = 'item_canceled' THEN ms END), 0) AS bigint) AS item_canceled_total_ms, min(CASE WHEN what = 'item_canceled' THEN ms END) AS item_canceled_min_ms, max(CASE WHEN what = 'item_canceled' THEN ms END) AS item_canceled_max_ms,
    CAST(coalesce(sum(CASE WHEN what = 'reservation_accepted' THEN ms END), 0) AS bigint) AS reservation_accepted_total_ms, min(CASE WHEN what = 'reservation_accepted' THEN ms END) AS reservation_accepted_min_ms, max(CASE WHEN what = 'reservation_accepted' THEN ms END) AS reservation_accepted_max_ms
FROM work_facts
WHERE queue_sid IS NOT NULL
GROUP BY account_sid, workspace_sid, queue_sid, at - at % 900000000;

CREATE VIEW report_workflow_intervals AS
SELECT account_sid, workspace_sid, workflow_sid, at - at % 900000000 AS starts_at,
    sum(CASE WHEN what = 'item_created' THEN 1 ELSE 0 END) AS item_created,
    sum(CASE WHEN what = 'item_entered' THEN 1 ELSE 0 END) AS item_entered,
    sum(CASE WHEN what = 'item_moved' THEN 1 ELSE 0 END) AS item_moved,
    sum(CASE WHEN what = 'item_accepted' THEN 1 ELSE 0 END) AS item_accepted,
    sum(CASE WHEN what = 'item_accepted_in_queue' THEN 1 ELSE 0 END) AS item_accepted_in_queue,
    sum(CASE WHEN what = 'item_completed' THEN 1 ELSE 0 END) AS item_completed,
    sum(CASE WHEN what = 'item_canceled' THEN 1 ELSE 0 END) AS item_canceled,
    sum(CASE WHEN what = 'item_timed_out' THEN 1 ELSE 0 END) AS item_timed_out,
    sum(CASE WHEN what = 'item_deleted' THEN 1 ELSE 0 END) AS item_deleted,
    sum(CASE WHEN what = 'reservation_created' THEN 1 ELSE 0 END) AS reservation_created,
    sum(CASE WHEN what = 'reservation_accepted' THEN 1 ELSE 0 END) AS reservation_accepted,
    sum(CASE WHEN what = 'reservation_rejected' THEN 1 ELSE 0 END) AS reservation_rejected,
    sum(CASE WHEN what = 'reservation_timed_out' THEN 1 ELSE 0 END) AS reservation_timed_out,
    sum(CASE WHEN what = 'reservation_canceled' THEN 1 ELSE 0 END) AS reservation_canceled,
    sum(CASE WHEN what = 'reservation_rescinded' THEN 1 ELSE 0 END) AS reservation_rescinded,
    CAST(coalesce(sum(CASE WHEN what = 'item_accepted' THEN ms END), 0) AS bigint) AS item_accepted_total_ms, min(CASE WHEN what = 'item_accepted' THEN ms END) AS item_accepted_min_ms, max(CASE WHEN what = 'item_accepted' THEN ms END) AS item_accepted_max_ms,
    CAST(coalesce(sum(CASE WHEN what = 'item_accepted_in_queue' THEN ms END), 0) AS bigint) AS item_accepted_in_queue_total_ms, min(CASE WHEN what = 'item_accepted_in_queue' THEN ms END) AS item_accepted_in_queue_min_ms, max(CASE WHEN what = 'item_accepted_in_queue' THEN ms END) AS item_accepted_in_queue_max_ms,
    CAST(coalesce(sum(CASE WHEN what = 'item_canceled' THEN ms END), 0) AS bigint) AS item_canceled_total_ms, min(CASE WHEN what = 'item_canceled' THEN ms END) AS item_canceled_min_ms, max(CASE WHEN what = 'item_canceled' THEN ms END) AS item_canceled_max_ms,
    CAST(coalesce(sum(CASE WHEN what = 'reservation_accepted' THEN ms END), 0) AS bigint) AS reservation_accepted_total_ms, min(CASE WHEN what = 'reservation_accepted' THEN ms END) AS reservation_accepted_min_ms, max(CASE WHEN what = 'reservation_accepted' THEN ms END) AS reservation_accepted_max_ms
FROM work_facts
WHERE workflow_sid IS NOT NULL
GROUP BY account_sid, workspace_sid, workflow_sid, at - at % 900000000;

CREATE VIEW report_worker_intervals AS
SELECT account_sid, workspace_sid, worker_sid, at - at % 900000000 AS starts_at,
    sum(CASE WHEN what = 'item_created' THEN 1 ELSE 0 END) AS item_created,
    sum(CASE WHEN what = 'item_entered' THEN 1 ELSE 0 END) AS item_entered,
    sum(CASE WHEN what = 'item_moved' THEN 1 ELSE 0 END) AS item_moved,
    sum(CASE WHEN what = 'item_accepted' THEN 1 ELSE 0 END) AS item_accepted,
    sum(CASE WHEN what = 'item_accepted_in_queue' THEN 1 ELSE 0 END) AS item_accepted_in_queue,
    sum(CASE WHEN what = 'item_completed' THEN 1 ELSE 0 END) AS item_completed,
    sum(CASE WHEN what = 'item_canceled' THEN 1 ELSE 0 END) AS item_canceled,
    sum(CASE WHEN what = 'item_timed_out' THEN 1 ELSE 0 END) AS item_timed_out,
    sum(CASE WHEN what = 'item_deleted' THEN 1 ELSE 0 END) AS item_deleted,
    sum(CASE WHEN what = 'reservation_created' THEN 1 ELSE 0 END) AS reservation_created,
    sum(CASE WHEN what = 'reservation_accepted' THEN 1 ELSE 0 END) AS reservation_accepted,
    sum(CASE WHEN what = 'reservation_rejected' THEN 1 ELSE 0 END) AS reservation_rejected,
    sum(CASE WHEN what = 'reservation_timed_out' THEN 1 ELSE 0 END) AS reservation_timed_out,
    sum(CASE WHEN what = 'reservation_canceled' THEN 1 ELSE 0 END) AS reservation_canceled,
    sum(CASE WHEN what = 'reservation_rescinded' THEN 1 ELSE 0 END) AS reservation_rescinded,
    CAST(coalesce(sum(CASE WHEN what = 'item_accepted' THEN ms END), 0) AS bigint) AS item_accepted_total_ms, min(CASE WHEN what = 'item_accepted' THEN ms END) AS item_accepted_min_ms, max(CASE WHEN what = 'item_accepted' THEN ms END) AS item_accepted_max_ms,
    CAST(coalesce(sum(CASE WHEN what = 'item_accepted_in_queue' THEN ms END), 0) AS bigint) AS item_accepted_in_queue_total_ms, min(CASE WHEN what = 'item_accepted_in_queue' THEN ms END) AS item_accepted_in_queue_min_ms, max(CASE WHEN what = 'item_accepted_in_queue' THEN ms END) AS item_accepted_in_queue_max_ms,
    CAST(coalesce(sum(CASE WHEN what = 'item_canceled' THEN ms END), 0) AS bigint) AS item_canceled_total_ms, min(CASE WHEN what = 'item_canceled' THEN ms END) AS item_canceled_min_ms, max(CASE WHEN what = 'item_canceled' THEN ms END) AS item_canceled_max_ms,
    CAST(coalesce(sum(CASE WHEN what = 'reservation_accepted' THEN ms END), 0) AS bigint) AS reservation_accepted_total_ms, min(CASE WHEN what = 'reservation_accepted' THEN ms END) AS reservation_accepted_min_ms, max(CASE WHEN what = 'reservation_accepted' THEN ms END) AS reservation_accepted_max_ms
FROM work_facts
WHERE worker_sid IS NOT NULL
GROUP BY account_sid, workspace_sid, worker_sid, at - at % 900000000;
