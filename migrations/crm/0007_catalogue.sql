-- The kinds of record beside clients and work, and the fields that an administrator defines.

CREATE TABLE campaigns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL, -- folded
    kind TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT '',
    goal TEXT NOT NULL DEFAULT '',
    strategy TEXT NOT NULL DEFAULT '',
    starts_on TEXT,
    ends_on TEXT,
    budget INTEGER, -- minor units
    currency TEXT NOT NULL DEFAULT '',
    expected_response INTEGER,
    description TEXT NOT NULL DEFAULT '',
    owner_id INTEGER REFERENCES users (id),
    created_by INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE INDEX campaigns_by_name ON campaigns (name_key);

CREATE TABLE leads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    salutation TEXT NOT NULL DEFAULT '',
    first_name TEXT NOT NULL DEFAULT '',
    last_name TEXT NOT NULL DEFAULT '',
    company TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL, -- folded names and company
    position TEXT NOT NULL DEFAULT '',
    web TEXT NOT NULL DEFAULT '',
    industry TEXT NOT NULL DEFAULT '',
    vat_number TEXT NOT NULL DEFAULT '',
    street TEXT NOT NULL DEFAULT '',
    postal_code TEXT NOT NULL DEFAULT '',
    city TEXT NOT NULL DEFAULT '',
    region TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    campaign_id INTEGER REFERENCES campaigns (id),
    budget INTEGER, -- minor units
    currency TEXT NOT NULL DEFAULT '',
    do_not_contact TEXT NOT NULL DEFAULT '', -- channels, separated by spaces
    description TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'new',
    reason TEXT NOT NULL DEFAULT '', -- of the disqualification
    score INTEGER,
    account_id INTEGER REFERENCES accounts (id), -- made of it
    contact_id INTEGER REFERENCES contacts (id), -- made of it
    opportunity_id INTEGER REFERENCES opportunities (id), -- made of it
    owner_id INTEGER REFERENCES users (id),
    created_by INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE INDEX leads_by_name ON leads (name_key);
CREATE INDEX leads_by_owner ON leads (owner_id, status);

CREATE TABLE lead_addresses (
    lead_id INTEGER NOT NULL REFERENCES leads (id),
    address TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (lead_id, address)
) STRICT, WITHOUT ROWID;

CREATE INDEX lead_addresses_by_address ON lead_addresses (address);

CREATE TABLE lead_phones (
    lead_id INTEGER NOT NULL REFERENCES leads (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    number_key TEXT NOT NULL, -- digits only
    PRIMARY KEY (lead_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX lead_phones_by_number ON lead_phones (number_key);

CREATE TABLE product_categories (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL, -- folded
    parent_id INTEGER REFERENCES product_categories (id),
    description TEXT NOT NULL DEFAULT '',
    author_id INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE INDEX product_categories_by_parent ON product_categories (parent_id);

CREATE TABLE products (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    code TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL, -- folded code and name
    category_id INTEGER REFERENCES product_categories (id),
    description TEXT NOT NULL DEFAULT '',
    price INTEGER, -- minor units
    currency TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT '',
    author_id INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE INDEX products_by_name ON products (name_key);
CREATE INDEX products_by_code ON products (code);
CREATE INDEX products_by_category ON products (category_id);

CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL, -- folded
    kind TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    versions INTEGER, -- of the file
    owner_id INTEGER REFERENCES users (id),
    created_by INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE INDEX documents_by_name ON documents (name_key);

CREATE TABLE document_keywords (
    document_id INTEGER NOT NULL REFERENCES documents (id),
    keyword TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (document_id, keyword)
) STRICT, WITHOUT ROWID;

CREATE INDEX document_keywords_by_keyword ON document_keywords (keyword);

CREATE TABLE document_versions (
    document_id INTEGER NOT NULL REFERENCES documents (id),
    number INTEGER NOT NULL, -- from 1
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    remark TEXT NOT NULL DEFAULT '',
    made_by INTEGER REFERENCES users (id),
    made_at INTEGER NOT NULL,
    PRIMARY KEY (document_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX document_versions_by_content ON document_versions (sha256);

-- The records to which a document belongs.
CREATE TABLE document_links (
    document_id INTEGER NOT NULL REFERENCES documents (id),
    record_kind TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    made_by INTEGER REFERENCES users (id),
    made_at INTEGER NOT NULL,
    PRIMARY KEY (document_id, record_kind, record_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX document_links_by_record ON document_links (record_kind, record_id);

CREATE TABLE templates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL, -- folded
    purpose TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    html TEXT NOT NULL DEFAULT '',
    author_id INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE INDEX templates_by_name ON templates (name_key);

CREATE TABLE template_documents (
    template_id INTEGER NOT NULL REFERENCES templates (id),
    document_id INTEGER NOT NULL REFERENCES documents (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (template_id, document_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sales (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    number TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL, -- folded number and name
    sold_on TEXT,
    account_id INTEGER REFERENCES accounts (id),
    contact_id INTEGER REFERENCES contacts (id),
    opportunity_id INTEGER REFERENCES opportunities (id),
    amount INTEGER, -- minor units
    currency TEXT NOT NULL DEFAULT '',
    contract_id INTEGER REFERENCES documents (id),
    description TEXT NOT NULL DEFAULT '',
    owner_id INTEGER REFERENCES users (id),
    created_by INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE INDEX sales_by_account ON sales (account_id, sold_on);
CREATE INDEX sales_by_opportunity ON sales (opportunity_id);

-- What is offered in an opportunity, or was sold.
CREATE TABLE product_lines (
    record_kind TEXT NOT NULL, -- opportunity, sale
    record_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    product_id INTEGER REFERENCES products (id),
    name TEXT NOT NULL, -- as it was when the line was made
    quantity INTEGER NOT NULL, -- in thousandths
    unit TEXT NOT NULL DEFAULT '',
    price INTEGER NOT NULL, -- of one, in minor units
    currency TEXT NOT NULL,
    discount INTEGER NOT NULL DEFAULT 0, -- in hundredths of a percent
    PRIMARY KEY (record_kind, record_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX product_lines_by_product ON product_lines (product_id);

CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL, -- folded
    problem TEXT NOT NULL DEFAULT '',
    solution TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    product_id INTEGER REFERENCES products (id),
    category TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT '',
    incident_id INTEGER REFERENCES incidents (id), -- from which it was made
    helpful INTEGER,
    unhelpful INTEGER,
    author_id INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE INDEX articles_by_name ON articles (name_key);

CREATE TABLE article_keywords (
    article_id INTEGER NOT NULL REFERENCES articles (id),
    keyword TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (article_id, keyword)
) STRICT, WITHOUT ROWID;

CREATE TABLE queues (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL, -- folded
    description TEXT NOT NULL DEFAULT '',
    created_by INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE TABLE queue_members (
    queue_id INTEGER NOT NULL REFERENCES queues (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (queue_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_groups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL, -- folded
    members TEXT NOT NULL DEFAULT '', -- the kind of record in it
    shared INTEGER NOT NULL DEFAULT 1,
    description TEXT NOT NULL DEFAULT '',
    owner_id INTEGER REFERENCES users (id),
    created_by INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE TABLE group_members (
    group_id INTEGER NOT NULL REFERENCES record_groups (id),
    record_kind TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    made_by INTEGER REFERENCES users (id),
    made_at INTEGER NOT NULL,
    PRIMARY KEY (group_id, record_kind, record_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX group_members_by_record ON group_members (record_kind, record_id);

CREATE TABLE tags (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL, -- folded
    user_id INTEGER NOT NULL DEFAULT 0, -- whose alone it is; 0: everybody's
    colour TEXT NOT NULL DEFAULT '',
    made_by INTEGER REFERENCES users (id),
    made_at INTEGER NOT NULL,
    UNIQUE (user_id, name_key)
) STRICT;

CREATE TABLE record_tags (
    tag_id INTEGER NOT NULL REFERENCES tags (id),
    record_kind TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    made_by INTEGER REFERENCES users (id),
    made_at INTEGER NOT NULL,
    PRIMARY KEY (tag_id, record_kind, record_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX record_tags_by_record ON record_tags (record_kind, record_id);

CREATE TABLE custom_fields (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1,
    record_kind TEXT NOT NULL, -- whose field it is
    name TEXT NOT NULL, -- x.…
    label_ro TEXT NOT NULL,
    label_en TEXT NOT NULL,
    label_de TEXT NOT NULL,
    holds TEXT NOT NULL,
    words TEXT NOT NULL DEFAULT '', -- of a choice, one a line
    needed INTEGER NOT NULL DEFAULT 0,
    position INTEGER NOT NULL,
    created_by INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    UNIQUE (record_kind, name)
) STRICT;

-- The values of custom fields; one of the typed columns is used, as the field says.
CREATE TABLE custom_values (
    field_id INTEGER NOT NULL REFERENCES custom_fields (id),
    record_id INTEGER NOT NULL,
    value TEXT NOT NULL, -- the canonical text
    text_key TEXT, -- of texts, folded, at most 200 characters
    number INTEGER, -- of numbers, amounts in minor units, flags
    reference_id INTEGER, -- of references
    PRIMARY KEY (field_id, record_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX custom_values_by_text ON custom_values (field_id, text_key);
CREATE INDEX custom_values_by_number ON custom_values (field_id, number);
CREATE INDEX custom_values_by_reference ON custom_values (field_id, reference_id);
