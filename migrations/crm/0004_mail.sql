-- Mail in the crm: each mail once, with a capture for every mailbox that holds it.

CREATE TABLE mailboxes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    address TEXT NOT NULL,
    kind TEXT NOT NULL, -- personal, shared
    user_id INTEGER REFERENCES users (id), -- NULL: shared
    share INTEGER NOT NULL, -- 0 nothing, 1 metadata, 2 subject, 3 everything
    created_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE INDEX mailboxes_by_user ON mailboxes (user_id);

CREATE TABLE threads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    first_at INTEGER NOT NULL
) STRICT;

-- Every Message-ID that a mail has or refers to, as a hash, with its thread.
CREATE TABLE thread_refs (
    id_hash INTEGER PRIMARY KEY,
    thread_id INTEGER NOT NULL
) STRICT;

CREATE INDEX thread_refs_by_thread ON thread_refs (thread_id);

CREATE TABLE mails (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    identity TEXT NOT NULL UNIQUE,
    activity_id INTEGER NOT NULL UNIQUE REFERENCES activities (id),
    thread_id INTEGER NOT NULL,
    message_id TEXT, -- as the mail has it
    id_hash INTEGER, -- of the Message-ID
    sent_at INTEGER NOT NULL,
    from_address TEXT NOT NULL,
    from_name TEXT NOT NULL,
    nature TEXT NOT NULL,
    text TEXT NOT NULL, -- what is new in it
    size INTEGER NOT NULL,
    truncated INTEGER NOT NULL,
    sha256 TEXT NOT NULL, -- of all its bytes
    pack INTEGER NOT NULL, -- the file that holds them
    pack_at INTEGER NOT NULL, -- where in it they begin
    attachments INTEGER NOT NULL, -- how many, embedded pictures left out
    defects TEXT NOT NULL, -- names, separated by spaces
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX mails_by_thread ON mails (thread_id);
CREATE INDEX mails_by_id_hash ON mails (id_hash);
CREATE INDEX mails_by_pack ON mails (pack, pack_at);

-- Everybody in the headers but blind copies, which belong to a capture.
CREATE TABLE mail_people (
    mail_id INTEGER NOT NULL REFERENCES mails (id),
    address TEXT NOT NULL,
    part TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (mail_id, address, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX mail_people_by_address ON mail_people (address, mail_id);

CREATE TABLE attachments (
    mail_id INTEGER NOT NULL REFERENCES mails (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    inline INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (mail_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE captures (
    mail_id INTEGER NOT NULL REFERENCES mails (id),
    mailbox_id INTEGER NOT NULL REFERENCES mailboxes (id),
    user_id INTEGER NOT NULL, -- who sees all of it; 0: everybody (a shared mailbox)
    share INTEGER NOT NULL,
    held INTEGER NOT NULL DEFAULT 0,
    blind TEXT NOT NULL DEFAULT '', -- addresses of blind copies, separated by spaces
    made_at INTEGER NOT NULL,
    PRIMARY KEY (mail_id, mailbox_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX captures_by_mailbox ON captures (mailbox_id, mail_id);

-- Mail its owner holds back or has removed, known only by a keyed hash of its identity.
CREATE TABLE privacy_marks (
    user_id INTEGER NOT NULL,
    mark TEXT NOT NULL,
    what TEXT NOT NULL, -- held, removed
    at INTEGER NOT NULL,
    PRIMARY KEY (user_id, mark)
) STRICT, WITHOUT ROWID;

-- Opportunities, incidents and leads to which a thread belongs: a new mail of the thread joins them.
CREATE TABLE thread_records (
    thread_id INTEGER NOT NULL,
    record_kind TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    PRIMARY KEY (thread_id, record_kind, record_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX thread_records_by_record ON thread_records (record_kind, record_id);
