-- Requests that were answered: the same key brings the same answer again, so that a client may repeat what it is not sure of.

CREATE TABLE requests (
    user_id INTEGER NOT NULL REFERENCES users (id),
    key TEXT NOT NULL, -- chosen by the client: a UUID
    content TEXT NOT NULL, -- SHA-256 of what was asked
    status INTEGER NOT NULL,
    answer TEXT NOT NULL, -- JSON
    at INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX requests_by_time ON requests (at);
