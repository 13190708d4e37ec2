-- Plans: what repeats, who is reminded and told, who deals with whom at the moment.

-- Kinds of activity that an administrator adds; each behaves as one of the kinds that ship.
CREATE TABLE activity_kinds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    kind TEXT NOT NULL, -- as which it behaves
    name_ro TEXT NOT NULL,
    name_en TEXT NOT NULL,
    name_de TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE, -- folded English name
    icon TEXT NOT NULL DEFAULT '',
    plannable INTEGER NOT NULL DEFAULT 1,
    active INTEGER NOT NULL DEFAULT 1
) STRICT;

ALTER TABLE activities ADD COLUMN custom_id INTEGER REFERENCES activity_kinds (id);
ALTER TABLE activities ADD COLUMN ends TEXT; -- local time, in the zone of the planned one
ALTER TABLE activities ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE activities ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
ALTER TABLE activities ADD COLUMN rule TEXT; -- RFC 5545, evaluated on the local clock
ALTER TABLE activities ADD COLUMN exceptions TEXT NOT NULL DEFAULT ''; -- local times of occurrences taken out
ALTER TABLE activities ADD COLUMN series_id INTEGER REFERENCES activities (id); -- it was an occurrence of that
ALTER TABLE activities ADD COLUMN occurrence TEXT; -- the local time at which it would have been
ALTER TABLE activities ADD COLUMN reminders TEXT NOT NULL DEFAULT ''; -- one a line: minutes and way
ALTER TABLE activities ADD COLUMN attendees TEXT NOT NULL DEFAULT ''; -- one a line: kind and uid

CREATE INDEX activities_by_custom ON activities (custom_id);
CREATE INDEX activities_by_series ON activities (series_id);

-- Whose day holds what: derived from what is planned, one row per assignee and attending user. A series has one row
-- from its first to its last occurrence.
CREATE TABLE calendar (
    user_id INTEGER NOT NULL,
    repeats INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    activity_id INTEGER NOT NULL,
    PRIMARY KEY (user_id, repeats, from_at, activity_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX calendar_by_activity ON calendar (activity_id);

-- Derived from the reminders of what is open; what was given stays, so that it is given once.
CREATE TABLE reminders (
    activity_id INTEGER NOT NULL REFERENCES activities (id),
    due_at INTEGER NOT NULL,
    way TEXT NOT NULL, -- mail, desktop
    minutes INTEGER NOT NULL,
    planned_at INTEGER NOT NULL, -- the occurrence it reminds of
    given_at INTEGER NOT NULL DEFAULT 0, -- 0: not yet
    PRIMARY KEY (activity_id, due_at, way, minutes)
) STRICT, WITHOUT ROWID;

CREATE INDEX reminders_by_due ON reminders (given_at, due_at);

-- Mail to be sent.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    mailbox_id INTEGER REFERENCES mailboxes (id), -- NULL: the system writes
    to_address TEXT NOT NULL,
    to_name TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT 'en',
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT,
    record_kind TEXT NOT NULL DEFAULT '', -- what it is about; empty for nothing
    record_id INTEGER NOT NULL DEFAULT 0,
    mutation TEXT NOT NULL, -- the deed that wrote it
    state TEXT NOT NULL, -- queued, sending, sent, retry, failed, uncertain, cancelled
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    lease_until INTEGER NOT NULL DEFAULT 0,
    lease TEXT NOT NULL DEFAULT '', -- names the worker that has it
    message_id TEXT NOT NULL UNIQUE, -- ours, before anything is sent
    error TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX outbox_by_state ON outbox (state, next_at);
CREATE INDEX outbox_by_mutation ON outbox (mutation);

-- Who deals with what at the moment, until when.
CREATE TABLE claims (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    target TEXT NOT NULL, -- the kind of a record, or thread
    target_id INTEGER NOT NULL,
    purpose TEXT NOT NULL, -- replying, dealing
    user_id INTEGER NOT NULL REFERENCES users (id),
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    UNIQUE (target, target_id, purpose)
) STRICT;

CREATE INDEX claims_by_until ON claims (until);
