-- What is done with clients: opportunities, incidents, activities, and the history of every record.

CREATE TABLE stages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    pipeline TEXT NOT NULL,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    probability INTEGER NOT NULL, -- percent
    outcome TEXT NOT NULL, -- open, won, lost
    UNIQUE (pipeline, name)
) STRICT;

CREATE TABLE opportunities (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    account_id INTEGER REFERENCES accounts (id),
    stage_id INTEGER NOT NULL REFERENCES stages (id),
    outcome TEXT NOT NULL, -- the stage's, here for the index
    business_type TEXT NOT NULL DEFAULT '',
    amount INTEGER, -- minor units
    currency TEXT NOT NULL DEFAULT '',
    probability INTEGER NOT NULL,
    expected_close TEXT,
    source TEXT NOT NULL DEFAULT '',
    competitor TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    next_step TEXT NOT NULL DEFAULT '',
    author_id INTEGER REFERENCES users (id),
    owner_id INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    closed_at INTEGER,
    deleted_at INTEGER
) STRICT;

CREATE INDEX opportunities_by_account ON opportunities (account_id, outcome);
CREATE INDEX opportunities_by_owner ON opportunities (owner_id, outcome);

CREATE TABLE opportunity_contacts (
    opportunity_id INTEGER NOT NULL REFERENCES opportunities (id),
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (opportunity_id, contact_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX opportunity_contacts_by_contact ON opportunity_contacts (contact_id);

CREATE TABLE incidents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    number INTEGER NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    subject_key TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    account_id INTEGER REFERENCES accounts (id),
    contact_id INTEGER REFERENCES contacts (id),
    product TEXT NOT NULL DEFAULT '',
    category TEXT NOT NULL DEFAULT '',
    priority TEXT NOT NULL,
    channel TEXT NOT NULL,
    status TEXT NOT NULL,
    open INTEGER NOT NULL, -- told by the status, here for the index
    queue TEXT NOT NULL DEFAULT '',
    author_id INTEGER REFERENCES users (id),
    assignee_id INTEGER REFERENCES users (id),
    respond_by INTEGER,
    solve_by INTEGER,
    solution TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    closed_at INTEGER,
    deleted_at INTEGER
) STRICT;

CREATE INDEX incidents_by_account ON incidents (account_id, open);
CREATE INDEX incidents_by_contact ON incidents (contact_id, open);
CREATE INDEX incidents_by_assignee ON incidents (assignee_id, open);

CREATE TABLE activities (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    open INTEGER NOT NULL, -- told by the status
    priority TEXT NOT NULL,
    direction TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL DEFAULT '', -- of a mail: empty, its text stands in mails
    at INTEGER NOT NULL, -- when it happened, or is planned
    planned TEXT, -- local time as entered
    zone TEXT, -- IANA zone of the planned time
    remind_at INTEGER,
    private_to INTEGER NOT NULL DEFAULT 0, -- only this user sees it; 0: everybody
    author_id INTEGER REFERENCES users (id),
    assignee_id INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    done_at INTEGER,
    deleted_at INTEGER
) STRICT;

CREATE INDEX activities_by_assignee ON activities (assignee_id, open, at);

-- Whose an activity is, and why. A refused link stays as a row, so that no rule makes it again.
CREATE TABLE activity_links (
    activity_id INTEGER NOT NULL REFERENCES activities (id),
    record_kind TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    rule TEXT NOT NULL,
    evidence TEXT NOT NULL DEFAULT '',
    refused INTEGER NOT NULL DEFAULT 0,
    only_for INTEGER NOT NULL DEFAULT 0, -- made through a blind copy: only this user sees it; 0: everybody
    made_by INTEGER, -- NULL: a rule
    made_at INTEGER NOT NULL,
    PRIMARY KEY (activity_id, record_kind, record_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX activity_links_by_record ON activity_links (record_kind, record_id, activity_id);

-- Who sees what where: derived from links, captures and activities, one row per record and viewer, in the order of
-- the screen. viewer_id 0 is everybody.
CREATE TABLE timeline (
    record_kind TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    open INTEGER NOT NULL,
    viewer_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    activity_id INTEGER NOT NULL,
    PRIMARY KEY (record_kind, record_id, open, viewer_id, at, activity_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX timeline_by_activity ON timeline (activity_id);

-- How many rows the timeline has per record and viewer.
CREATE TABLE timeline_counts (
    record_kind TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    open INTEGER NOT NULL,
    viewer_id INTEGER NOT NULL,
    activities INTEGER NOT NULL,
    PRIMARY KEY (record_kind, record_id, open, viewer_id)
) STRICT, WITHOUT ROWID;
