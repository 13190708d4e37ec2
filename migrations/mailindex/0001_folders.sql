-- The private index of one user's mail on one machine: what the server holds and what was decided about each.
-- All of it but the mailboxes can be rebuilt from the server.

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
    skip TEXT, -- why the folder as a whole is left out; NULL: it is followed
    uid_validity INTEGER NOT NULL DEFAULT 0, -- 0: not looked at yet
    high_uid INTEGER NOT NULL DEFAULT 0, -- every UID up to here (and above low_uid) has its envelope
    low_uid INTEGER NOT NULL DEFAULT 0, -- the first sync goes down from the newest; 0: it is through
    mod_seq INTEGER NOT NULL DEFAULT 0,
    server_count INTEGER NOT NULL DEFAULT 0, -- messages at the last look
    looked_at INTEGER,
    gone_at INTEGER, -- the folder is no longer on the server
    UNIQUE (mailbox_id, raw_name)
) STRICT;

-- Where each message is, and what was decided about it.
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder_id INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    uid INTEGER NOT NULL, -- of the folder's present UIDVALIDITY
    identity TEXT, -- NULL: no Message-ID, so only the whole mail tells
    message_id TEXT,
    refs TEXT NOT NULL DEFAULT '', -- Message-IDs it refers to, separated by spaces
    subject TEXT NOT NULL,
    author TEXT NOT NULL, -- as shown: name <address>
    sent_at INTEGER NOT NULL,
    size INTEGER NOT NULL,
    flags TEXT NOT NULL DEFAULT '',
    decision TEXT NOT NULL, -- wanted, linked, held, skipped
    reason TEXT, -- of skipped: one of the closed list
    why TEXT NOT NULL DEFAULT '', -- for people
    tries INTEGER NOT NULL DEFAULT 0,
    mail_uid TEXT, -- of linked and held: the mail in the crm
    decided_at INTEGER NOT NULL,
    UNIQUE (folder_id, uid)
) STRICT;

CREATE INDEX messages_wanted ON messages (folder_id, sent_at) WHERE decision = 'wanted';
CREATE INDEX messages_by_message_id ON messages (message_id);
CREATE INDEX messages_by_identity ON messages (identity);
CREATE INDEX messages_undecided_answers ON messages (folder_id) WHERE reason = 'unmatched' AND refs <> '';
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
    part TEXT NOT NULL,
    PRIMARY KEY (address_id, message_id, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_people_by_message ON message_people (message_id);

-- Mail that could not be fetched or read, kept raw with its defect (SPEC M14).
CREATE TABLE quarantine (
    message_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    defect TEXT NOT NULL,
    sha256 TEXT, -- the file with its bytes; NULL: the server did not give them
    at INTEGER NOT NULL
) STRICT;

-- What the index knows of the crm's keys, so that most mail is decided without asking.
CREATE TABLE progress (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
