-- The event log. Whoever appends locks the row of log_head first, so positions are given out and become
-- visible in one order, without gaps, however many nodes write.

-- Where the log ends: one row, changed by every transaction that writes.
CREATE TABLE log_head (
    shard    integer PRIMARY KEY CHECK (shard = 0),
    position bigint NOT NULL,
    chain    bytea  NOT NULL CHECK (length(chain) = 32),
    streams  bigint NOT NULL
) WITH (fillfactor = 10);

INSERT INTO log_head (shard, position, chain, streams)
VALUES (0, 0, decode(repeat('00', 32), 'hex'), 0);

-- The register of streams: where each ends.
CREATE TABLE streams (
    stream_no bigint PRIMARY KEY,
    account   text COLLATE "C" NOT NULL,
    category  text COLLATE "C" NOT NULL,
    key       text COLLATE "C" NOT NULL,
    version   bigint NOT NULL,
    hash      bytea  NOT NULL CHECK (length(hash) = 32),
    UNIQUE (key, category, account)
) WITH (fillfactor = 50);

-- The events. `unordered` marks those whose writer did not care for the version: a retry finds them by
-- their id, where any other retry finds its events by their versions. `data` is text and not jsonb, for
-- its hash is over its bytes.
CREATE TABLE events (
    position       bigint  PRIMARY KEY,
    stream_no      bigint  NOT NULL,
    version        bigint  NOT NULL,
    account        text COLLATE "C" NOT NULL,
    event_id       uuid    NOT NULL,
    event_type     text    NOT NULL,
    schema_version integer NOT NULL,
    recorded_at    bigint  NOT NULL,
    correlation    text    NOT NULL,
    causation      uuid,
    actor          text    NOT NULL,
    unordered      boolean NOT NULL,
    hash           bytea   NOT NULL,
    chain          bytea   NOT NULL,
    data           text    NOT NULL
);

CREATE UNIQUE INDEX events_by_stream ON events (stream_no, version);
CREATE INDEX events_by_account ON events (account, position);
CREATE INDEX events_unordered ON events (stream_no, event_id) WHERE unordered;

CREATE FUNCTION refuse_to_change_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are never changed and never deleted';
END
$$;

CREATE TRIGGER events_are_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_events();

-- Appends that happen once.
CREATE TABLE idempotency_keys (
    account     text   NOT NULL,
    key         text   NOT NULL,
    fingerprint bytea  NOT NULL CHECK (length(fingerprint) = 32),
    position    bigint NOT NULL,
    recorded_at bigint NOT NULL,
    result      bytea  NOT NULL,
    PRIMARY KEY (account, key)
);
