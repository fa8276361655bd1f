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
