-- What lists are found and ordered by, and the lists that people keep.

-- Folded texts of records; titles have columns of their own. Derived from the change log.
CREATE TABLE text_keys (
    record_kind TEXT NOT NULL,
    field TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    text_key TEXT NOT NULL, -- at most 200 characters
    whole TEXT, -- of a longer one
    PRIMARY KEY (record_kind, field, record_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX text_keys_by_text ON text_keys (record_kind, field, text_key, record_id);

ALTER TABLE activities ADD COLUMN subject_key TEXT NOT NULL DEFAULT ''; -- folded

CREATE TABLE views (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    record_kind TEXT NOT NULL, -- what it lists
    name TEXT NOT NULL,
    name_key TEXT NOT NULL, -- folded
    shared INTEGER NOT NULL DEFAULT 0,
    layout TEXT NOT NULL, -- JSON: columns, filter, sort, group, totals
    owner_id INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE INDEX views_by_kind ON views (record_kind, name_key);

-- The list a user sees first, per kind of record.
CREATE TABLE view_defaults (
    user_id INTEGER NOT NULL REFERENCES users (id),
    record_kind TEXT NOT NULL,
    view TEXT NOT NULL, -- the uid of a kept list, or the name of one that ships
    PRIMARY KEY (user_id, record_kind)
) STRICT, WITHOUT ROWID;

-- With the key at their end, so that records of one moment (an import) are in order too.
CREATE INDEX accounts_by_created ON accounts (created_at, id);
CREATE INDEX accounts_by_updated ON accounts (updated_at, id);
CREATE INDEX contacts_by_created ON contacts (created_at, id);
CREATE INDEX contacts_by_updated ON contacts (updated_at, id);
CREATE INDEX leads_by_created ON leads (created_at, id);
CREATE INDEX leads_by_status ON leads (status);
CREATE INDEX leads_by_opportunity ON leads (opportunity_id);
CREATE INDEX leads_by_campaign ON leads (campaign_id);
CREATE INDEX opportunities_by_name ON opportunities (name_key);
CREATE INDEX opportunities_by_created ON opportunities (created_at, id);
CREATE INDEX opportunities_by_close ON opportunities (expected_close, id);
CREATE INDEX incidents_by_subject ON incidents (subject_key);
CREATE INDEX incidents_by_created ON incidents (created_at, id);
CREATE INDEX incidents_by_priority ON incidents (priority, status);
CREATE INDEX incidents_by_status ON incidents (status);
CREATE INDEX activities_by_at ON activities (at, id);
CREATE INDEX sales_by_date ON sales (sold_on, id);
CREATE INDEX sales_by_contract ON sales (contract_id);
CREATE INDEX articles_by_product ON articles (product_id);
CREATE INDEX template_documents_by_document ON template_documents (document_id);
