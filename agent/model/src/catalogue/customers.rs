//! Accounts and contacts (SPEC C1, C2).

use super::{
    At, CREATED_AT, CREATED_BY, DESCRIPTION, Field, Kind, OWNER, Type, UPDATED_AT, Word, choice, field, l,
    line, money, one, short, word,
};
use crate::record::RecordKind;

/// What a client is to the company.
pub(super) const CLIENT_KINDS: &[Word] = &[
    word("client", "Client", "Client", "Kunde"),
    word("partner", "Partener", "Partner", "Partner"),
    word("competitor", "Concurent", "Competitor", "Mitbewerber"),
    word("supplier", "Furnizor", "Supplier", "Lieferant"),
    word("other", "Altul", "Other", "Sonstiger"),
];

/// How much a client matters.
pub(super) const IMPORTANCE: &[Word] = &[
    word("low", "Scăzută", "Low", "Gering"),
    word("normal", "Normală", "Normal", "Normal"),
    word("high", "Ridicată", "High", "Hoch"),
    word("key", "Client cheie", "Key account", "Schlüsselkunde"),
];

/// Ways of contacting somebody.
pub(super) const CHANNELS: &[Word] = &[
    word("email", "E-mail", "Mail", "E-Mail"),
    word("phone", "Telefon", "Phone", "Telefon"),
    word("letter", "Scrisoare", "Letter", "Brief"),
    word("fax", "Fax", "Fax", "Fax"),
];

/// The length of a language tag (RFC 5646 §4.4.1).
pub(super) const LANGUAGE: Field = field("language", Type::Line(35), l("Limba", "Language", "Sprache"));

pub(super) const STREET: Field = short("street", l("Strada", "Street", "Straße"));
pub(super) const POSTAL_CODE: Field = short("postal_code", l("Cod poștal", "Postal code", "Postleitzahl"));
pub(super) const CITY: Field = short("city", l("Localitate", "City", "Ort"));
pub(super) const REGION: Field = short("region", l("Județ", "Region", "Region"));
pub(super) const COUNTRY: Field = short("country", l("Țara", "Country", "Land"));
pub(super) const INDUSTRY: Field = short("industry", l("Domeniu de activitate", "Industry", "Branche"));
pub(super) const WEB: Field = line("web", l("Pagina web", "Web site", "Webseite"));
pub(super) const VAT: Field = short("vat_number", l("Cod fiscal (CUI)", "VAT number", "USt-IdNr."));
pub(super) const SALUTATION: Field = short("salutation", l("Formula de adresare", "Salutation", "Anrede"));
pub(super) const FIRST_NAME: Field = short("first_name", l("Prenume", "First name", "Vorname"));
pub(super) const LAST_NAME: Field = short("last_name", l("Nume", "Last name", "Nachname"));
pub(super) const PHONES: Field = field("phones", Type::Phones, l("Telefoane", "Phones", "Telefone"));
pub(super) const ADDRESSES: Field =
    field("addresses", Type::Addresses, l("Adrese de e-mail", "Mail addresses", "E-Mail-Adressen"));
pub(super) const DO_NOT_CONTACT: Field = field(
    "do_not_contact",
    Type::Words(CHANNELS),
    l("Nu se contactează prin", "Do not contact by", "Nicht kontaktieren per"),
);

pub(super) const ACCOUNT: Kind = Kind {
    kind: RecordKind::Account,
    plural: "accounts",
    labels: l("Client", "Account", "Firma"),
    many: l("Clienți", "Accounts", "Firmen"),
    table: "accounts",
    title: &["name"],
    key: "name_key",
    owner: "owner_id",
    author: "created_by",
    fields: &[
        short("name", l("Denumire", "Name", "Name")).needed(),
        choice("kind", CLIENT_KINDS, "client", l("Tip", "Kind", "Art")),
        choice("importance", IMPORTANCE, "normal", l("Importanță", "Importance", "Bedeutung")),
        INDUSTRY,
        short("ownership", l("Forma de proprietate", "Ownership", "Eigentumsform")),
        field("employees", Type::Number(0, i64::MAX), l("Angajați", "Employees", "Mitarbeiter")),
        money("annual_revenue", l("Cifra de afaceri", "Annual revenue", "Jahresumsatz")),
        STREET,
        POSTAL_CODE,
        CITY,
        REGION,
        COUNTRY,
        PHONES.rows("account_phones", "account_id", "number"),
        ADDRESSES.rows("account_addresses", "account_id", "address"),
        WEB,
        field("domains", Type::Domains, l("Domenii de e-mail", "Mail domains", "E-Mail-Domains")).rows(
            "account_domains",
            "account_id",
            "domain",
        ),
        VAT,
        short(
            "registration_number",
            l("Nr. registrul comerțului", "Registration number", "Handelsregisternr."),
        ),
        one("parent", RecordKind::Account, "parent_id", l("Firma mamă", "Parent", "Muttergesellschaft")),
        short("status", l("Stare", "Status", "Status")),
        DESCRIPTION,
        OWNER,
        CREATED_BY,
        CREATED_AT,
        UPDATED_AT,
    ],
    plain: false,
};

pub(super) const CONTACT: Kind = Kind {
    kind: RecordKind::Contact,
    plural: "contacts",
    labels: l("Contact", "Contact", "Kontakt"),
    many: l("Contacte", "Contacts", "Kontakte"),
    table: "contacts",
    title: &["first_name", "last_name"],
    key: "name_key",
    owner: "owner_id",
    author: "created_by",
    fields: &[
        SALUTATION,
        FIRST_NAME,
        LAST_NAME,
        field(
            "positions",
            Type::Positions,
            l("Firme și funcții", "Accounts and positions", "Firmen und Positionen"),
        )
        .at(At::Rows { table: "contact_accounts", owner: "contact_id", value: "account_id" }),
        short("department", l("Departament", "Department", "Abteilung")),
        ADDRESSES.rows("contact_addresses", "contact_id", "address"),
        PHONES.rows("contact_phones", "contact_id", "number"),
        LANGUAGE,
        choice("kind", CLIENT_KINDS, "client", l("Tip", "Kind", "Art")),
        field("birthday", Type::Day, l("Data nașterii", "Birthday", "Geburtstag")),
        STREET,
        POSTAL_CODE,
        CITY,
        REGION,
        COUNTRY,
        DO_NOT_CONTACT,
        DESCRIPTION,
        OWNER,
        CREATED_BY,
        CREATED_AT,
        UPDATED_AT,
    ],
    plain: false,
};
