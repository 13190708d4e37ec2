-- Roles beside those that ship, and how users sign in: passwords, second factors, sessions, tokens.

CREATE TABLE roles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE, -- folded
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE role_grants (
    role_id INTEGER NOT NULL REFERENCES roles (id),
    granted TEXT NOT NULL, -- a right: read, write, …
    scope TEXT NOT NULL, -- own, team, all
    PRIMARY KEY (role_id, granted)
) STRICT, WITHOUT ROWID;

-- Further roles of a user; those that ship are in user_roles.
CREATE TABLE user_further_roles (
    user_id INTEGER NOT NULL REFERENCES users (id),
    role_id INTEGER NOT NULL REFERENCES roles (id),
    PRIMARY KEY (user_id, role_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX user_further_roles_by_role ON user_further_roles (role_id);

CREATE TABLE passwords (
    user_id INTEGER NOT NULL PRIMARY KEY REFERENCES users (id),
    hash TEXT NOT NULL, -- argon2id in the PHC form, with its salt
    one_time INTEGER NOT NULL, -- good for choosing another one, and for nothing else
    set_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE second_factors (
    user_id INTEGER NOT NULL PRIMARY KEY REFERENCES users (id),
    sealed TEXT NOT NULL, -- the secret, encrypted under a key that is not in the database
    confirmed_at INTEGER, -- NULL: not asked for yet
    last_step INTEGER NOT NULL DEFAULT 0 -- the newest code that was used: it is good once
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_codes (
    user_id INTEGER NOT NULL REFERENCES users (id),
    hash TEXT NOT NULL, -- SHA-256 of the user's id and the code, in hex
    PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;

-- What lets a program in: sessions, made by signing in, and tokens, made by hand.
CREATE TABLE credentials (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES users (id),
    what TEXT NOT NULL, -- session, token
    kind TEXT NOT NULL, -- browser, outlook, thunderbird, desktop; of a token: api
    name TEXT NOT NULL,
    scopes TEXT NOT NULL, -- names, separated by spaces
    origin TEXT NOT NULL, -- the web origin it is bound to; empty: no web page
    handle TEXT NOT NULL UNIQUE, -- the first quarter of the SHA-256 of the credential, in hex: finds the row
    hash TEXT NOT NULL, -- the whole of it; the credential itself is nowhere
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL, -- the last use, to about an hour
    expires_at INTEGER -- NULL: never
) STRICT;

CREATE INDEX credentials_by_user ON credentials (user_id);

-- Wrong passwords, by what they were tried for. Kept here so that all processes count together and none forgets.
CREATE TABLE sign_in_attempts (
    what TEXT NOT NULL, -- login, address
    key TEXT NOT NULL, -- SHA-256 in hex: some people type their password where the login belongs
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (what, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_attempts_by_time ON sign_in_attempts (last_at);
