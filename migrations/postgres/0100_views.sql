-- Written by projections::rows::ddl; UPDATE_DOCS=1 cargo test -p projections rewrites it.

CREATE TABLE accounts (
    account_sid text COLLATE "C" NOT NULL,
    owner_account_sid text COLLATE "C",
    friendly_name text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    auth_token text COLLATE "C" NOT NULL,
    secondary_token text COLLATE "C",
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (account_sid)
);
CREATE INDEX accounts_by_owner ON accounts (owner_account_sid, created_at);
ALTER TABLE accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON accounts
    USING (account_sid = current_setting('app.account', true) OR owner_account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE api_keys (
    account_sid text COLLATE "C" NOT NULL,
    sid text COLLATE "C" NOT NULL,
    friendly_name text COLLATE "C" NOT NULL,
    secret_hash text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (account_sid, sid)
);
CREATE INDEX api_keys_by_sid ON api_keys (sid);
ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON api_keys
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE applications (
    account_sid text COLLATE "C" NOT NULL,
    sid text COLLATE "C" NOT NULL,
    friendly_name text COLLATE "C" NOT NULL,
    settings text COLLATE "C" NOT NULL,
    secondaries text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (account_sid, sid)
);
ALTER TABLE applications ENABLE ROW LEVEL SECURITY;
ALTER TABLE applications FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON applications
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE phone_numbers (
    account_sid text COLLATE "C" NOT NULL,
    sid text COLLATE "C" NOT NULL,
    phone_number text COLLATE "C" NOT NULL,
    friendly_name text COLLATE "C" NOT NULL,
    voice_application_sid text COLLATE "C",
    settings text COLLATE "C" NOT NULL,
    secondaries text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (account_sid, sid)
);
CREATE INDEX phone_numbers_by_address ON phone_numbers (phone_number);
ALTER TABLE phone_numbers ENABLE ROW LEVEL SECURITY;
ALTER TABLE phone_numbers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON phone_numbers
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE calls (
    account_sid text COLLATE "C" NOT NULL,
    sid text COLLATE "C" NOT NULL,
    parent_call_sid text COLLATE "C",
    phone_number_sid text COLLATE "C",
    application_sid text COLLATE "C",
    direction text COLLATE "C" NOT NULL,
    from_address text COLLATE "C" NOT NULL,
    to_address text COLLATE "C" NOT NULL,
    caller_name text COLLATE "C",
    forwarded_from text COLLATE "C",
    status text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    started_at bigint NOT NULL,
    answered_at bigint,
    ended_at bigint,
    duration_ms bigint,
    end_cause text COLLATE "C",
    sip_status bigint,
    codec text COLLATE "C",
    packets_sent bigint,
    packets_received bigint,
    packets_lost bigint,
    jitter_us bigint,
    is_deleted boolean NOT NULL,
    PRIMARY KEY (account_sid, sid)
);
CREATE INDEX calls_by_time ON calls (account_sid, created_at, sid);
ALTER TABLE calls ENABLE ROW LEVEL SECURITY;
ALTER TABLE calls FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON calls
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE exchanges (
    account_sid text COLLATE "C" NOT NULL,
    call_sid text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    number bigint NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    rank bigint NOT NULL,
    method text COLLATE "C" NOT NULL,
    url text COLLATE "C" NOT NULL,
    attempts bigint NOT NULL,
    started_at bigint NOT NULL,
    duration_ms bigint NOT NULL,
    http_status bigint,
    fault_code bigint,
    recorded_at bigint NOT NULL,
    exchange text COLLATE "C" NOT NULL,
    PRIMARY KEY (account_sid, call_sid, version)
);
ALTER TABLE exchanges ENABLE ROW LEVEL SECURITY;
ALTER TABLE exchanges FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON exchanges
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE notifications (
    account_sid text COLLATE "C" NOT NULL,
    sid text COLLATE "C" NOT NULL,
    call_sid text COLLATE "C" NOT NULL,
    level text COLLATE "C" NOT NULL,
    code bigint NOT NULL,
    class text COLLATE "C" NOT NULL,
    message text COLLATE "C" NOT NULL,
    url text COLLATE "C",
    exchange_number bigint,
    created_at bigint NOT NULL,
    PRIMARY KEY (account_sid, sid)
);
CREATE INDEX notifications_by_time ON notifications (account_sid, created_at, sid);
CREATE INDEX notifications_by_call ON notifications (account_sid, call_sid, created_at);
ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notifications
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE uri_health (
    account_sid text COLLATE "C" NOT NULL,
    owner_sid text COLLATE "C" NOT NULL,
    url_key text COLLATE "C" NOT NULL,
    url text COLLATE "C" NOT NULL,
    rank bigint NOT NULL,
    failures bigint NOT NULL,
    failures_in_a_row bigint NOT NULL,
    fault_code bigint NOT NULL,
    fault_class text COLLATE "C" NOT NULL,
    fault_message text COLLATE "C" NOT NULL,
    call_sid text COLLATE "C" NOT NULL,
    failed_at bigint NOT NULL,
    recovered_at bigint,
    PRIMARY KEY (account_sid, owner_sid, url_key)
);
ALTER TABLE uri_health ENABLE ROW LEVEL SECURITY;
ALTER TABLE uri_health FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON uri_health
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE fallback_chains (
    account_sid text COLLATE "C" NOT NULL,
    owner_sid text COLLATE "C" NOT NULL,
    exhausted bigint NOT NULL,
    exhausted_at bigint NOT NULL,
    call_sid text COLLATE "C" NOT NULL,
    fault_code bigint NOT NULL,
    PRIMARY KEY (account_sid, owner_sid)
);
ALTER TABLE fallback_chains ENABLE ROW LEVEL SECURITY;
ALTER TABLE fallback_chains FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON fallback_chains
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE call_totals (
    account_sid text COLLATE "C" NOT NULL,
    outcome text COLLATE "C" NOT NULL,
    calls bigint NOT NULL,
    duration_ms bigint NOT NULL,
    PRIMARY KEY (account_sid, outcome)
);
ALTER TABLE call_totals ENABLE ROW LEVEL SECURITY;
ALTER TABLE call_totals FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON call_totals
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE fault_totals (
    account_sid text COLLATE "C" NOT NULL,
    url_key text COLLATE "C" NOT NULL,
    code bigint NOT NULL,
    url text COLLATE "C" NOT NULL,
    faults bigint NOT NULL,
    last_at bigint NOT NULL,
    PRIMARY KEY (account_sid, url_key, code)
);
ALTER TABLE fault_totals ENABLE ROW LEVEL SECURITY;
ALTER TABLE fault_totals FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON fault_totals
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE workspaces (
    account_sid text COLLATE "C" NOT NULL,
    sid text COLLATE "C" NOT NULL,
    friendly_name text COLLATE "C" NOT NULL,
    default_activity_sid text COLLATE "C" NOT NULL,
    timeout_activity_sid text COLLATE "C" NOT NULL,
    settings text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    deleted_at bigint,
    PRIMARY KEY (account_sid, sid)
);
ALTER TABLE workspaces ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspaces FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON workspaces
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE activities (
    account_sid text COLLATE "C" NOT NULL,
    sid text COLLATE "C" NOT NULL,
    workspace_sid text COLLATE "C" NOT NULL,
    friendly_name text COLLATE "C" NOT NULL,
    available boolean NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    deleted_at bigint,
    PRIMARY KEY (account_sid, sid)
);
CREATE INDEX activities_by_workspace ON activities (account_sid, workspace_sid, created_at, sid);
ALTER TABLE activities ENABLE ROW LEVEL SECURITY;
ALTER TABLE activities FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON activities
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE task_channels (
    account_sid text COLLATE "C" NOT NULL,
    sid text COLLATE "C" NOT NULL,
    workspace_sid text COLLATE "C" NOT NULL,
    friendly_name text COLLATE "C" NOT NULL,
    unique_name text COLLATE "C" NOT NULL,
    settings text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    deleted_at bigint,
    PRIMARY KEY (account_sid, sid)
);
CREATE INDEX task_channels_by_workspace ON task_channels (account_sid, workspace_sid, created_at, sid);
ALTER TABLE task_channels ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_channels FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON task_channels
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE task_queues (
    account_sid text COLLATE "C" NOT NULL,
    sid text COLLATE "C" NOT NULL,
    workspace_sid text COLLATE "C" NOT NULL,
    friendly_name text COLLATE "C" NOT NULL,
    target_workers text COLLATE "C" NOT NULL,
    reservation_activity_sid text COLLATE "C",
    assignment_activity_sid text COLLATE "C",
    settings text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    deleted_at bigint,
    PRIMARY KEY (account_sid, sid)
);
CREATE INDEX task_queues_by_workspace ON task_queues (account_sid, workspace_sid, created_at, sid);
ALTER TABLE task_queues ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_queues FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON task_queues
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE workflows (
    account_sid text COLLATE "C" NOT NULL,
    sid text COLLATE "C" NOT NULL,
    workspace_sid text COLLATE "C" NOT NULL,
    friendly_name text COLLATE "C" NOT NULL,
    settings text COLLATE "C" NOT NULL,
    revision bigint NOT NULL,
    configuration text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    deleted_at bigint,
    PRIMARY KEY (account_sid, sid)
);
CREATE INDEX workflows_by_workspace ON workflows (account_sid, workspace_sid, created_at, sid);
ALTER TABLE workflows ENABLE ROW LEVEL SECURITY;
ALTER TABLE workflows FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON workflows
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE workflow_revisions (
    account_sid text COLLATE "C" NOT NULL,
    workflow_sid text COLLATE "C" NOT NULL,
    revision bigint NOT NULL,
    workspace_sid text COLLATE "C" NOT NULL,
    configuration text COLLATE "C" NOT NULL,
    origin text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (account_sid, workflow_sid, revision)
);
ALTER TABLE workflow_revisions ENABLE ROW LEVEL SECURITY;
ALTER TABLE workflow_revisions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON workflow_revisions
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE workers (
    account_sid text COLLATE "C" NOT NULL,
    sid text COLLATE "C" NOT NULL,
    workspace_sid text COLLATE "C" NOT NULL,
    friendly_name text COLLATE "C" NOT NULL,
    activity_sid text COLLATE "C" NOT NULL,
    activity_since bigint NOT NULL,
    attributes text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    deleted_at bigint,
    PRIMARY KEY (account_sid, sid)
);
CREATE INDEX workers_by_workspace ON workers (account_sid, workspace_sid, created_at, sid);
ALTER TABLE workers ENABLE ROW LEVEL SECURITY;
ALTER TABLE workers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON workers
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE worker_channels (
    account_sid text COLLATE "C" NOT NULL,
    worker_sid text COLLATE "C" NOT NULL,
    channel_sid text COLLATE "C" NOT NULL,
    workspace_sid text COLLATE "C" NOT NULL,
    capacity bigint NOT NULL,
    available boolean NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (account_sid, worker_sid, channel_sid)
);
ALTER TABLE worker_channels ENABLE ROW LEVEL SECURITY;
ALTER TABLE worker_channels FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON worker_channels
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE worker_activities (
    account_sid text COLLATE "C" NOT NULL,
    worker_sid text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    workspace_sid text COLLATE "C" NOT NULL,
    activity_sid text COLLATE "C" NOT NULL,
    ended_at bigint NOT NULL,
    duration_ms bigint NOT NULL,
    cause text COLLATE "C" NOT NULL,
    next_activity_sid text COLLATE "C" NOT NULL,
    work_item_sid text COLLATE "C",
    PRIMARY KEY (account_sid, worker_sid, sequence)
);
CREATE INDEX worker_activities_by_time ON worker_activities (account_sid, workspace_sid, ended_at);
ALTER TABLE worker_activities ENABLE ROW LEVEL SECURITY;
ALTER TABLE worker_activities FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON worker_activities
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE work_items (
    account_sid text COLLATE "C" NOT NULL,
    sid text COLLATE "C" NOT NULL,
    workspace_sid text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    open_offers bigint NOT NULL,
    offers bigint NOT NULL,
    worker_sid text COLLATE "C",
    reservation_sid text COLLATE "C",
    reason text COLLATE "C",
    cancel_cause text COLLATE "C",
    deletion_cause text COLLATE "C",
    attributes text COLLATE "C" NOT NULL,
    channel_sid text COLLATE "C" NOT NULL,
    timeout_s bigint NOT NULL,
    virtual_start bigint,
    starts_at bigint NOT NULL,
    routing_target text COLLATE "C",
    routing_target_sid text COLLATE "C",
    ignore_capacity boolean NOT NULL,
    deadline bigint,
    call_sid text COLLATE "C",
    priority bigint NOT NULL,
    workflow_sid text COLLATE "C",
    revision bigint,
    step text COLLATE "C",
    queue_sid text COLLATE "C",
    entered_queue_at bigint,
    until bigint,
    fault_code bigint,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    assigned_at bigint,
    waited_ms bigint,
    ended_at bigint,
    deleted_at bigint,
    PRIMARY KEY (account_sid, sid)
);
CREATE INDEX work_items_by_creation ON work_items (account_sid, workspace_sid, created_at, sid);
CREATE INDEX work_items_by_assignment ON work_items (account_sid, workspace_sid, assigned_at);
CREATE INDEX work_items_by_end ON work_items (account_sid, workspace_sid, ended_at);
CREATE INDEX work_items_by_deletion ON work_items (account_sid, workspace_sid, deleted_at, created_at);
ALTER TABLE work_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE work_items FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON work_items
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE queue_entries (
    account_sid text COLLATE "C" NOT NULL,
    work_item_sid text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    workspace_sid text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    cause text COLLATE "C" NOT NULL,
    queue_sid text COLLATE "C",
    moved_from_sid text COLLATE "C",
    is_entry boolean NOT NULL,
    workflow_sid text COLLATE "C",
    revision bigint,
    step text COLLATE "C",
    priority bigint NOT NULL,
    until bigint,
    fault_code bigint,
    PRIMARY KEY (account_sid, work_item_sid, sequence)
);
CREATE INDEX queue_entries_by_time ON queue_entries (account_sid, workspace_sid, at);
ALTER TABLE queue_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE queue_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON queue_entries
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE reservations (
    account_sid text COLLATE "C" NOT NULL,
    sid text COLLATE "C" NOT NULL,
    workspace_sid text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    work_item_sid text COLLATE "C" NOT NULL,
    worker_sid text COLLATE "C" NOT NULL,
    queue_sid text COLLATE "C",
    workflow_sid text COLLATE "C",
    channel_sid text COLLATE "C" NOT NULL,
    offer bigint NOT NULL,
    expires_at bigint NOT NULL,
    instruction text COLLATE "C",
    fault_code bigint,
    withdrawal_cause text COLLATE "C",
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    accepted_at bigint,
    accepted_after_ms bigint,
    ended_at bigint,
    PRIMARY KEY (account_sid, sid)
);
CREATE INDEX reservations_by_creation ON reservations (account_sid, workspace_sid, created_at);
CREATE INDEX reservations_by_acceptance ON reservations (account_sid, workspace_sid, accepted_at);
CREATE INDEX reservations_by_end ON reservations (account_sid, workspace_sid, ended_at);
CREATE INDEX reservations_by_work_item ON reservations (account_sid, work_item_sid, created_at, sid);
CREATE INDEX reservations_by_worker ON reservations (account_sid, worker_sid, created_at, sid);
ALTER TABLE reservations ENABLE ROW LEVEL SECURITY;
ALTER TABLE reservations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON reservations
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

CREATE TABLE work_events (
    account_sid text COLLATE "C" NOT NULL,
    workspace_sid text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    sid text COLLATE "C" NOT NULL,
    event_type text COLLATE "C" NOT NULL,
    schema_version bigint NOT NULL,
    category text COLLATE "C" NOT NULL,
    resource_sid text COLLATE "C" NOT NULL,
    resource_version bigint NOT NULL,
    actor text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    work_item_sid text COLLATE "C",
    worker_sid text COLLATE "C",
    reservation_sid text COLLATE "C",
    queue_sid text COLLATE "C",
    workflow_sid text COLLATE "C",
    channel_sid text COLLATE "C",
    data text COLLATE "C" NOT NULL,
    PRIMARY KEY (account_sid, workspace_sid, sequence)
);
CREATE INDEX work_events_by_time ON work_events (account_sid, workspace_sid, at, sequence);
CREATE INDEX work_events_by_sid ON work_events (account_sid, sid);
ALTER TABLE work_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE work_events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON work_events
    USING (account_sid = current_setting('app.account', true) OR current_setting('app.account', true) = '*')
    WITH CHECK (current_setting('app.account', true) = '*');

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

CREATE VIEW report_work_items WITH (security_barrier = true) AS
SELECT * FROM (
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
LEFT JOIN workers k ON k.account_sid = w.account_sid AND k.sid = w.worker_sid
) seen
WHERE session_user NOT LIKE 'AC%' OR seen.account_sid = CAST(session_user AS text);

CREATE VIEW report_reservations WITH (security_barrier = true) AS
SELECT * FROM (
SELECT r.account_sid, r.workspace_sid, r.sid AS reservation_sid, r.status, r.offer,
    r.work_item_sid, r.worker_sid, k.friendly_name AS worker_name,
    r.queue_sid, q.friendly_name AS queue_name, r.workflow_sid, f.friendly_name AS workflow_name,
    r.channel_sid, c.unique_name AS channel_name, r.fault_code, r.withdrawal_cause,
    r.created_at, r.expires_at, r.accepted_at, r.ended_at, r.accepted_after_ms
FROM reservations r
LEFT JOIN task_channels c ON c.account_sid = r.account_sid AND c.sid = r.channel_sid
LEFT JOIN workflows f ON f.account_sid = r.account_sid AND f.sid = r.workflow_sid
LEFT JOIN task_queues q ON q.account_sid = r.account_sid AND q.sid = r.queue_sid
LEFT JOIN workers k ON k.account_sid = r.account_sid AND k.sid = r.worker_sid
) seen
WHERE session_user NOT LIKE 'AC%' OR seen.account_sid = CAST(session_user AS text);

CREATE VIEW report_time_in_activity WITH (security_barrier = true) AS
SELECT * FROM (
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
LEFT JOIN activities a ON a.account_sid = s.account_sid AND a.sid = s.activity_sid
) seen
WHERE session_user NOT LIKE 'AC%' OR seen.account_sid = CAST(session_user AS text);

CREATE VIEW report_workspace_intervals WITH (security_barrier = true) AS
SELECT * FROM (
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
GROUP BY account_sid, workspace_sid, at - at % 900000000
) seen
WHERE session_user NOT LIKE 'AC%' OR seen.account_sid = CAST(session_user AS text);

CREATE VIEW report_queue_intervals WITH (security_barrier = true) AS
SELECT * FROM (
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
GROUP BY account_sid, workspace_sid, queue_sid, at - at % 900000000
) seen
WHERE session_user NOT LIKE 'AC%' OR seen.account_sid = CAST(session_user AS text);

CREATE VIEW report_workflow_intervals WITH (security_barrier = true) AS
SELECT * FROM (
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
GROUP BY account_sid, workspace_sid, workflow_sid, at - at % 900000000
) seen
WHERE session_user NOT LIKE 'AC%' OR seen.account_sid = CAST(session_user AS text);

CREATE VIEW report_worker_intervals WITH (security_barrier = true) AS
SELECT * FROM (
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
GROUP BY account_sid, workspace_sid, worker_sid, at - at % 900000000
) seen
WHERE session_user NOT LIKE 'AC%' OR seen.account_sid = CAST(session_user AS text);

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ringback_analyst') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO ringback_analyst', current_schema());
        GRANT SELECT ON report_work_items, report_reservations, report_time_in_activity, report_workspace_intervals, report_queue_intervals, report_workflow_intervals, report_worker_intervals TO ringback_analyst;
    END IF;
END $$;
