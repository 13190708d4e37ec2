-- The private index of one user's mail on one machine: what the server holds and what was decided about each.
-- All of it but the mailboxes and the choice of folders can be rebuilt from the server.

CREATE TABLE mailboxes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE, -- the same as in the crm
    address TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL, -- personal, shared
    share INTEGER NOT NULL,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    security TEXT NOT NULL, -- tls, starttls, plain
    extra_ca TEXT, -- a PEM file with one more root, for private servers
    login TEXT NOT NULL,
    secret TEXT NOT NULL, -- where the password is: keychain, file
    paused INTEGER NOT NULL DEFAULT 0,
    error_code TEXT, -- the last fault; NULL after a success
    error_text TEXT,
    error_at INTEGER,
    retry_at INTEGER,
    synced_at INTEGER, -- the last complete look at every folder
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE folders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    mailbox_id INTEGER NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
    raw_name BLOB NOT NULL, -- the bytes of the wire are the key
    name TEXT NOT NULL, -- for people
    role TEXT NOT NULL, -- inbox, sent, drafts, junk, trash, archive, all, outbox, other
    choice INTEGER, -- what the user said: 1 follow it, 0 leave it out; NULL: nothing
    skip TEXT, -- why the folder as a whole is left out; NULL: it is followed
    uid_validity INTEGER NOT NULL DEFAULT 0,
    high_uid INTEGER NOT NULL DEFAULT 0, -- the highest UID with its envelope
    low_uid INTEGER, -- the first sync goes down from the newest and is here; 0: it is through; NULL: not begun
    mod_seq INTEGER NOT NULL DEFAULT 0, -- every change up to here is in
    uid_next INTEGER NOT NULL DEFAULT 0, -- as the server said at the last look
    server_count INTEGER NOT NULL DEFAULT 0, -- messages at the last look
    looked_at INTEGER,
    compared_at INTEGER, -- the last comparison of all UIDs with the server
    gone_at INTEGER, -- the folder is no longer on the server
    UNIQUE (mailbox_id, raw_name)
) STRICT;

-- Where each message is, and what was decided about it.
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder_id INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    uid INTEGER NOT NULL, -- of the folder's present UIDVALIDITY; negative: of an older one, until it is found again
    identity TEXT, -- NULL: no Message-ID, so only the whole mail tells
    message_id TEXT,
    id_hash INTEGER, -- of the Message-ID
    subject TEXT NOT NULL,
    author TEXT NOT NULL, -- as shown: name <address>
    sent_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    size INTEGER NOT NULL,
    flags TEXT NOT NULL DEFAULT '',
    nature TEXT NOT NULL,
    sensitivity TEXT,
    defects TEXT NOT NULL DEFAULT '', -- names, separated by spaces
    decision TEXT NOT NULL, -- wanted, linked, held, skipped
    reason TEXT, -- of skipped: one of the closed list
    basis TEXT, -- of wanted: address, domain, incident, thread, bounce, shared
    why TEXT NOT NULL DEFAULT '', -- for people
    asked INTEGER NOT NULL DEFAULT 0, -- the crm itself has answered about it
    tries INTEGER NOT NULL DEFAULT 0,
    retry_at INTEGER NOT NULL DEFAULT 0,
    mail_uid TEXT, -- of linked and held: the mail in the crm
    decided_at INTEGER NOT NULL,
    UNIQUE (folder_id, uid)
) STRICT;

CREATE INDEX messages_by_time ON messages (sent_at);
CREATE INDEX messages_wanted ON messages (folder_id, sent_at) WHERE decision = 'wanted';
CREATE INDEX messages_by_id_hash ON messages (id_hash);
CREATE INDEX messages_by_identity ON messages (identity);
CREATE INDEX messages_by_decision ON messages (folder_id, decision, reason);

CREATE TABLE addresses (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    address TEXT NOT NULL UNIQUE,
    domain TEXT NOT NULL
) STRICT;

CREATE INDEX addresses_by_domain ON addresses (domain);

CREATE TABLE message_people (
    address_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    part TEXT NOT NULL, -- the first one played
    PRIMARY KEY (address_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_people_by_message ON message_people (message_id);

-- The Message-IDs a message refers to, as hashes: a mistake costs one question to the crm.
CREATE TABLE message_refs (
    id_hash INTEGER NOT NULL,
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    PRIMARY KEY (id_hash, message_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_refs_by_message ON message_refs (message_id);

-- Message-IDs (as hashes) of mail in the crm: their answers belong there too, even when the mail has left the server.
CREATE TABLE in_crm (
    id_hash INTEGER PRIMARY KEY
) STRICT;

-- Mail that could not be fetched or read, kept raw with its defect.
CREATE TABLE quarantine (
    message_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    defect TEXT NOT NULL,
    sha256 TEXT, -- the file with its bytes; NULL: the server did not give them
    at INTEGER NOT NULL
) STRICT;

-- The crm's keys as they were when the messages were decided.
CREATE TABLE keys (
    kind TEXT NOT NULL, -- address, domain, colleague, company_domain
    key TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (kind, key, record)
) STRICT, WITHOUT ROWID;

-- Versions and lists that belong to the keys.
CREATE TABLE progress (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
