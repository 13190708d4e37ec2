-- The programs that may use this machine's API: each was paired once by a code from the command line.

CREATE TABLE clients (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL, -- browser, outlook, thunderbird, desktop
    name TEXT NOT NULL, -- as the client calls itself
    user_uid TEXT NOT NULL, -- the user of the crm it acts for
    scopes TEXT NOT NULL, -- names, separated by spaces
    origin TEXT NOT NULL, -- the web origin it is bound to; empty: no web page
    token_hash TEXT NOT NULL UNIQUE, -- SHA-256 of the token, in hex; the token itself is nowhere
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL -- the last use, to about an hour
) STRICT;
