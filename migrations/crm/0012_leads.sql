-- Duplicates found and merged, and tags that come back when they are taken away by mistake.

-- By what records resemble one another. Derived from the records, deleted ones left out.
CREATE TABLE likeness_keys (
    what TEXT NOT NULL, -- person, company, vat_number, registration_number, phone, address, domain
    key TEXT NOT NULL, -- folded
    record_kind TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    PRIMARY KEY (what, key, record_kind, record_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX likeness_keys_by_record ON likeness_keys (record_kind, record_id);

-- Records that may be the same, as the last search of the whole base found them; low_id is the older one.
CREATE TABLE likely_pairs (
    record_kind TEXT NOT NULL,
    low_id INTEGER NOT NULL,
    high_id INTEGER NOT NULL,
    score INTEGER NOT NULL,
    found_at INTEGER NOT NULL,
    PRIMARY KEY (record_kind, low_id, high_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX likely_pairs_by_score ON likely_pairs (record_kind, score, low_id, high_id);

-- Records of which somebody said that they are not the same.
CREATE TABLE distinct_pairs (
    record_kind TEXT NOT NULL,
    low_id INTEGER NOT NULL,
    high_id INTEGER NOT NULL,
    made_by INTEGER REFERENCES users (id),
    made_at INTEGER NOT NULL,
    PRIMARY KEY (record_kind, low_id, high_id)
) STRICT, WITHOUT ROWID;

-- Records that went into another one. Whoever asks for such a record is told where it is.
CREATE TABLE merges (
    record_kind TEXT NOT NULL,
    loser_id INTEGER NOT NULL,
    winner_id INTEGER NOT NULL,
    mutation TEXT NOT NULL, -- the deed
    user_id INTEGER NOT NULL REFERENCES users (id),
    at INTEGER NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0, -- everything has moved
    PRIMARY KEY (record_kind, loser_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX merges_by_winner ON merges (record_kind, winner_id);
CREATE INDEX merges_by_state ON merges (finished);

CREATE TABLE score_rules (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL, -- folded
    subject TEXT NOT NULL DEFAULT '', -- a field of the lead, or a fact about it
    comparison TEXT NOT NULL DEFAULT '',
    value TEXT NOT NULL DEFAULT '',
    points INTEGER,
    active INTEGER NOT NULL DEFAULT 1,
    created_by INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

ALTER TABLE leads ADD COLUMN employees INTEGER;
ALTER TABLE tags ADD COLUMN deleted_at INTEGER;

CREATE INDEX leads_by_account ON leads (account_id);
CREATE INDEX leads_by_contact ON leads (contact_id);
CREATE INDEX sales_by_contact ON sales (contact_id);
CREATE INDEX accounts_by_owner ON accounts (owner_id);
CREATE INDEX contacts_by_owner ON contacts (owner_id);
CREATE INDEX match_rules_by_record ON match_rules (record_kind, record_id);
