-- Who else is told of changes, what was told them and how it went; and what reading the change log by author, time and
-- deed needs.

CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    kinds TEXT NOT NULL, -- of records, separated by spaces; empty: all
    verbs TEXT NOT NULL, -- separated by spaces; empty: all
    active INTEGER NOT NULL,
    stopped_because TEXT NOT NULL DEFAULT '', -- why the program deactivated it
    secret_place TEXT NOT NULL, -- keychain, file; the secret itself is in no database
    rotated_at INTEGER, -- the secret before is good for a day longer
    owner_id INTEGER NOT NULL REFERENCES users (id), -- only what this user may see is told
    seen_seq INTEGER NOT NULL, -- the last entry of the change log that was looked at
    failing_since INTEGER,
    hold_until INTEGER NOT NULL DEFAULT 0, -- the target is ill: nothing is sent before
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

-- One entry of the change log for one webhook. What it says is read from the log when it is sent.
CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE, -- by which the receiver knows one that comes again
    webhook_id INTEGER NOT NULL REFERENCES webhooks (id),
    seq INTEGER NOT NULL, -- in the change log; 0: a ping
    state TEXT NOT NULL, -- waiting, delivered, failed, withheld
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL,
    taken_until INTEGER NOT NULL DEFAULT 0, -- somebody is sending it
    tried_at INTEGER,
    status INTEGER, -- of the last answer
    took INTEGER, -- ms
    answer TEXT NOT NULL DEFAULT '', -- how it begins
    error TEXT NOT NULL DEFAULT '', -- why there was no answer
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (webhook_id, state, due_at, id);
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (created_at);

DROP INDEX change_log_by_mutation;
CREATE INDEX change_log_by_mutation ON change_log (mutation, seq);
CREATE INDEX change_log_by_user ON change_log (user_id, seq);
CREATE INDEX change_log_by_time ON change_log (at, seq);

-- Undoing a large deed goes from its last entry to its first; it goes on before this one when it was interrupted.
ALTER TABLE mutations ADD COLUMN undone_from INTEGER;
