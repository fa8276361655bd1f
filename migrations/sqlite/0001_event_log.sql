-- The event log. Its one writer is the thread of store::sqlite; the lock file beside the database keeps
-- every other process out.

-- Where the log ends: one row, changed by every transaction that writes.
CREATE TABLE log_head (
    shard    INTEGER PRIMARY KEY CHECK (shard = 0),
    position INTEGER NOT NULL,
    chain    BLOB    NOT NULL CHECK (length(chain) = 32),
    streams  INTEGER NOT NULL
) STRICT;

INSERT INTO log_head (shard, position, chain, streams) VALUES (0, 0, zeroblob(32), 0);

-- The register of streams: where each ends.
CREATE TABLE streams (
    stream_no INTEGER PRIMARY KEY,
    account   TEXT    NOT NULL,
    category  TEXT    NOT NULL,
    key       TEXT    NOT NULL,
    version   INTEGER NOT NULL,
    hash      BLOB    NOT NULL CHECK (length(hash) = 32),
    UNIQUE (key, category, account)
) STRICT;

-- The events. `unordered` marks those whose writer did not care for the version: a retry finds them by
-- their id, where any other retry finds its events by their versions.
CREATE TABLE events (
    position       INTEGER PRIMARY KEY,
    stream_no      INTEGER NOT NULL,
    version        INTEGER NOT NULL,
    account        TEXT    NOT NULL,
    event_id       BLOB    NOT NULL,
    event_type     TEXT    NOT NULL,
    schema_version INTEGER NOT NULL,
    recorded_at    INTEGER NOT NULL,
    correlation    TEXT    NOT NULL,
    causation      BLOB,
    actor          TEXT    NOT NULL,
    unordered      INTEGER NOT NULL,
    hash           BLOB    NOT NULL,
    chain          BLOB    NOT NULL,
    data           TEXT    NOT NULL
) STRICT;

CREATE UNIQUE INDEX events_by_stream ON events (stream_no, version);
-- An index ends with the position by itself, for it is the key of the table.
CREATE INDEX events_by_account ON events (account);
CREATE INDEX events_unordered ON events (stream_no, event_id) WHERE unordered = 1;

CREATE TRIGGER events_are_not_updated BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;

CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;

-- Appends that happen once.
CREATE TABLE idempotency_keys (
    account     TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL CHECK (length(fingerprint) = 32),
    position    INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    result      BLOB    NOT NULL,
    PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
