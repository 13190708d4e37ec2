-- Who uses the product, what the company has set, and the log of every change.

CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Numbers that only go up: incident numbers, the version of the match keys.
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    login TEXT NOT NULL UNIQUE, -- folded
    name TEXT NOT NULL,
    team TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT 'en',
    active INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE user_roles (
    user_id INTEGER NOT NULL REFERENCES users (id),
    role TEXT NOT NULL,
    PRIMARY KEY (user_id, role)
) STRICT, WITHOUT ROWID;

-- Addresses of colleagues: mail among them is internal.
CREATE TABLE user_addresses (
    address TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX user_addresses_by_user ON user_addresses (user_id);

-- Domains of the company itself: everybody there is a colleague.
CREATE TABLE company_domains (
    domain TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- A deed: everything one verb did, so that it can be undone as one.
CREATE TABLE mutations (
    uid TEXT PRIMARY KEY,
    user_id INTEGER REFERENCES users (id), -- NULL: the system
    verb TEXT NOT NULL,
    at INTEGER NOT NULL,
    undone_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX mutations_by_user ON mutations (user_id, at);

CREATE TABLE change_log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    user_id INTEGER,
    mutation TEXT NOT NULL,
    record_kind TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    verb TEXT NOT NULL,
    fields TEXT NOT NULL, -- JSON: [{field, old, new}]
    provenance TEXT NOT NULL
) STRICT;

CREATE INDEX change_log_by_record ON change_log (record_kind, record_id, seq);
CREATE INDEX change_log_by_mutation ON change_log (mutation);
