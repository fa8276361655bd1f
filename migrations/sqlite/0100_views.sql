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
