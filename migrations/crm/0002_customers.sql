-- Accounts and contacts, and the keys by which mail finds them.

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL, -- folded
    kind TEXT NOT NULL,
    importance TEXT NOT NULL,
    industry TEXT NOT NULL DEFAULT '',
    ownership TEXT NOT NULL DEFAULT '',
    employees INTEGER,
    annual_revenue INTEGER, -- minor units
    currency TEXT NOT NULL DEFAULT '',
    street TEXT NOT NULL DEFAULT '',
    postal_code TEXT NOT NULL DEFAULT '',
    city TEXT NOT NULL DEFAULT '',
    region TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT '',
    web TEXT NOT NULL DEFAULT '',
    vat_number TEXT NOT NULL DEFAULT '',
    registration_number TEXT NOT NULL DEFAULT '',
    parent_id INTEGER REFERENCES accounts (id),
    owner_id INTEGER REFERENCES users (id),
    status TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    created_by INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE INDEX accounts_by_name ON accounts (name_key);
CREATE INDEX accounts_by_parent ON accounts (parent_id);

CREATE TABLE account_domains (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    domain TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (account_id, domain)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_addresses (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    address TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (account_id, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_phones (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    number_key TEXT NOT NULL, -- digits only
    PRIMARY KEY (account_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX account_phones_by_number ON account_phones (number_key);

CREATE TABLE contacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    salutation TEXT NOT NULL DEFAULT '',
    first_name TEXT NOT NULL DEFAULT '',
    last_name TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL, -- folded given and family name
    department TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL,
    birthday TEXT,
    street TEXT NOT NULL DEFAULT '',
    postal_code TEXT NOT NULL DEFAULT '',
    city TEXT NOT NULL DEFAULT '',
    region TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT '',
    do_not_contact TEXT NOT NULL DEFAULT '', -- channels, separated by spaces
    description TEXT NOT NULL DEFAULT '',
    owner_id INTEGER REFERENCES users (id),
    created_by INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE INDEX contacts_by_name ON contacts (name_key);

-- Where a contact works; position 0 is the main place.
CREATE TABLE contact_accounts (
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    position INTEGER NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (contact_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX contact_accounts_by_account ON contact_accounts (account_id, contact_id);

CREATE TABLE contact_addresses (
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    address TEXT NOT NULL,
    position INTEGER NOT NULL,
    bounced_at INTEGER, -- the last permanent bounce
    PRIMARY KEY (contact_id, address)
) STRICT, WITHOUT ROWID;

CREATE INDEX contact_addresses_by_address ON contact_addresses (address);

CREATE TABLE contact_phones (
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    number_key TEXT NOT NULL, -- digits only
    PRIMARY KEY (contact_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX contact_phones_by_number ON contact_phones (number_key);

-- What mail is matched by. Derived from the tables above, deleted records left out; agents keep a copy and ask for
-- what has a higher version, so a key that is gone stays as a row that says so.
CREATE TABLE match_keys (
    what TEXT NOT NULL, -- address, domain, colleague, company_domain
    key TEXT NOT NULL,
    record_kind TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    PRIMARY KEY (what, key, record_kind, record_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX match_keys_by_version ON match_keys (version);
CREATE INDEX match_keys_by_record ON match_keys (record_kind, record_id);

-- What corrections and choices taught: mail of this address belongs to these records, or to nobody.
CREATE TABLE match_rules (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    address TEXT NOT NULL UNIQUE,
    record_kind TEXT NOT NULL, -- '' is nobody
    record_id INTEGER NOT NULL,
    made_by INTEGER REFERENCES users (id),
    made_at INTEGER NOT NULL
) STRICT;

-- Mail that must not be logged; user_id 0 is the company's list.
CREATE TABLE never_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL,
    what TEXT NOT NULL, -- address, domain, folder, keyword, sensitivity
    value TEXT NOT NULL,
    made_by INTEGER REFERENCES users (id),
    made_at INTEGER NOT NULL,
    UNIQUE (user_id, what, value)
) STRICT;
