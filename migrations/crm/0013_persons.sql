-- Persons whose data were erased, and addresses that must not be written to any more.

CREATE TABLE erasures (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- the number in "Erased person 3"
    uid TEXT NOT NULL UNIQUE,
    record_kind TEXT NOT NULL, -- contact, lead; '' is an address without a record
    record_id INTEGER NOT NULL,
    person TEXT NOT NULL, -- JSON while the work goes on, '' at its end
    step TEXT NOT NULL,
    after_key INTEGER NOT NULL, -- where the step goes on
    counts TEXT NOT NULL, -- JSON: how much there was
    user_id INTEGER REFERENCES users (id),
    started_at INTEGER NOT NULL,
    done_at INTEGER
) STRICT;

CREATE INDEX erasures_by_record ON erasures (record_kind, record_id);

-- Bytes that no row names any more and that are still to be removed.
CREATE TABLE erased_files (
    erasure_id INTEGER NOT NULL REFERENCES erasures (id),
    sha256 TEXT NOT NULL,
    pack INTEGER NOT NULL, -- 0 is the file of a document
    pack_at INTEGER NOT NULL,
    size INTEGER NOT NULL,
    identity TEXT NOT NULL,
    PRIMARY KEY (erasure_id, sha256, pack, pack_at)
) STRICT, WITHOUT ROWID;

-- Addresses nobody may write to, known only by a keyed hash: they stay so whatever is deleted or imported.
CREATE TABLE suppressed_addresses (
    mark TEXT PRIMARY KEY,
    why TEXT NOT NULL, -- erased
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
