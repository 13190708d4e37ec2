-- Pipelines, the way of an opportunity through them, why it was lost; due times and past solutions of incidents; the
-- languages of a template.

CREATE TABLE pipelines (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    code TEXT NOT NULL UNIQUE, -- by which its stages name it
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    usual INTEGER NOT NULL DEFAULT 0, -- where new opportunities begin
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

-- The pipeline there is from the beginning.
INSERT INTO pipelines (uid, code, name, position, usual, created_at, updated_at)
VALUES ('019ab9c2-0000-7000-8000-000000000001', 'sales', 'Sales', 0, 1, 0, 0);

ALTER TABLE stages ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE stages ADD COLUMN deleted_at INTEGER;

-- Where an opportunity was, in order; the first row is where it began.
CREATE TABLE stage_moves (
    opportunity_id INTEGER NOT NULL REFERENCES opportunities (id),
    position INTEGER NOT NULL, -- from 0
    at INTEGER NOT NULL,
    stage_id INTEGER NOT NULL REFERENCES stages (id),
    user_id INTEGER REFERENCES users (id),
    mutation TEXT NOT NULL, -- the deed; empty for what was there before this table
    PRIMARY KEY (opportunity_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX stage_moves_by_stage ON stage_moves (stage_id, at);

INSERT INTO stage_moves (opportunity_id, position, at, stage_id, user_id, mutation)
SELECT id, 0, created_at, stage_id, author_id, '' FROM opportunities;

ALTER TABLE opportunities ADD COLUMN lost_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE opportunities ADD COLUMN lost_note TEXT NOT NULL DEFAULT '';

CREATE INDEX opportunities_by_stage ON opportunities (stage_id, closed_at);
CREATE INDEX opportunities_by_outcome ON opportunities (outcome, closed_at);

ALTER TABLE incidents ADD COLUMN queue_id INTEGER REFERENCES queues (id);
ALTER TABLE incidents ADD COLUMN product_id INTEGER REFERENCES products (id);
ALTER TABLE incidents ADD COLUMN clock_from INTEGER; -- since when due times count; NULL: since it was made
ALTER TABLE incidents ADD COLUMN paused_at INTEGER; -- since when the client has to answer

CREATE INDEX incidents_by_queue ON incidents (queue_id, open);
CREATE INDEX incidents_by_due ON incidents (open, solve_by);

-- What past solutions are found by: the words of each, with how often they stand where.
CREATE TABLE solution_texts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- a changed text gets a new one, so that the newest are the highest
    record_kind TEXT NOT NULL, -- incident, article
    record_id INTEGER NOT NULL,
    words INTEGER NOT NULL, -- how long it is
    UNIQUE (record_kind, record_id)
) STRICT;

CREATE TABLE solution_words (
    word TEXT NOT NULL,
    text_id INTEGER NOT NULL REFERENCES solution_texts (id),
    subject INTEGER NOT NULL,
    solution INTEGER NOT NULL,
    description INTEGER NOT NULL,
    PRIMARY KEY (word, text_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX solution_words_by_text ON solution_words (text_id);

-- Whom an article helped; each user says so once.
CREATE TABLE article_votes (
    article_id INTEGER NOT NULL REFERENCES articles (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    helped INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (article_id, user_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE templates ADD COLUMN family TEXT NOT NULL DEFAULT ''; -- names those that are one template in several languages

CREATE INDEX templates_by_family ON templates (family, language);
CREATE INDEX accounts_by_importance ON accounts (importance);
CREATE INDEX articles_by_incident ON articles (incident_id);
