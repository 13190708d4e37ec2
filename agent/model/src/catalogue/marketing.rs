//! Leads, templates, campaigns and groups (SPEC C3, C5, S2, S3).

use super::customers::{
    ADDRESSES, CITY, COUNTRY, DO_NOT_CONTACT, FIRST_NAME, INDUSTRY, LANGUAGE, LAST_NAME, PHONES, POSTAL_CODE,
    REGION, SALUTATION, STREET, VAT, WEB,
};
use super::{
    AUTHOR, CREATED_AT, CREATED_BY, DESCRIPTION, Kind, OWNER, Type, UPDATED_AT, Word, choice, field, l, line,
    money, one, short, text, word,
};
use crate::record::RecordKind;

const LEAD_STATUS: &[Word] = &[
    word("new", "Nou", "New", "Neu"),
    word("working", "În lucru", "Working", "In Arbeit"),
    word("qualified", "Calificat", "Qualified", "Qualifiziert"),
    word("disqualified", "Descalificat", "Disqualified", "Disqualifiziert"),
    word("converted", "Convertit", "Converted", "Umgewandelt"),
];

pub(super) const LEAD: Kind = Kind {
    kind: RecordKind::Lead,
    plural: "leads",
    labels: l("Prospect", "Lead", "Interessent"),
    many: l("Prospecți", "Leads", "Interessenten"),
    table: "leads",
    title: &["first_name", "last_name", "company"],
    key: "name_key",
    owner: "owner_id",
    author: "created_by",
    fields: &[
        SALUTATION,
        FIRST_NAME,
        LAST_NAME,
        short("company", l("Firma", "Company", "Firma")),
        short("position", l("Funcția", "Position", "Position")),
        ADDRESSES.rows("lead_addresses", "lead_id", "address"),
        PHONES.rows("lead_phones", "lead_id", "number"),
        WEB,
        INDUSTRY,
        VAT,
        field("employees", Type::Number(0, i64::MAX), l("Angajați", "Employees", "Mitarbeiter")),
        STREET,
        POSTAL_CODE,
        CITY,
        REGION,
        COUNTRY,
        LANGUAGE,
        short("source", l("Sursa", "Source", "Herkunft")),
        one("campaign", RecordKind::Campaign, "campaign_id", l("Campanie", "Campaign", "Kampagne")),
        money("budget", l("Buget", "Budget", "Budget")),
        DO_NOT_CONTACT,
        DESCRIPTION,
        choice("status", LEAD_STATUS, "new", l("Stare", "Status", "Status")).verb("qualify"),
        line("reason", l("Motivul descalificării", "Reason", "Grund")).verb("disqualify"),
        field("score", Type::Number(i64::MIN, i64::MAX), l("Scor", "Score", "Punkte")).program().unaudited(),
        one(
            "account",
            RecordKind::Account,
            "account_id",
            l("Client rezultat", "Account made of it", "Daraus: Firma"),
        )
        .verb("convert"),
        one(
            "contact",
            RecordKind::Contact,
            "contact_id",
            l("Contact rezultat", "Contact made of it", "Daraus: Kontakt"),
        )
        .verb("convert"),
        one(
            "opportunity",
            RecordKind::Opportunity,
            "opportunity_id",
            l("Oportunitate rezultată", "Opportunity made of it", "Daraus: Verkaufschance"),
        )
        .verb("convert"),
        OWNER,
        CREATED_BY,
        CREATED_AT,
        UPDATED_AT,
    ],
    plain: true,
};

const PURPOSES: &[Word] = &[
    word("reply", "Răspuns", "Reply", "Antwort"),
    word("offer", "Ofertă", "Offer", "Angebot"),
    word("mailing", "Email în masă", "Mailing", "Serien-E-Mail"),
    word("notification", "Notificare", "Notification", "Benachrichtigung"),
    word("other", "Altul", "Other", "Sonstiges"),
];

pub(super) const TEMPLATE: Kind =
    Kind {
        kind: RecordKind::Template,
        plural: "templates",
        labels: l("Șablon", "Template", "Vorlage"),
        many: l("Șabloane", "Templates", "Vorlagen"),
        table: "templates",
        title: &["name"],
        key: "name_key",
        owner: "",
        author: "author_id",
        fields: &[
            short("name", l("Denumire", "Name", "Name")).needed(),
            choice("purpose", PURPOSES, "reply", l("Scop", "Purpose", "Zweck")),
            LANGUAGE,
            short("family", l("Familie de șabloane", "Template family", "Vorlagenfamilie")),
            line("subject", l("Subiect", "Subject", "Betreff")),
            text("text", l("Text", "Text", "Text")),
            text("html", l("HTML", "HTML", "HTML")),
            field("documents", Type::Many(RecordKind::Document), l("Atașamente", "Attachments", "Anhänge"))
                .rows("template_documents", "template_id", "document_id"),
            AUTHOR,
            CREATED_AT,
            UPDATED_AT,
        ],
        plain: true,
    };

const CAMPAIGN_STATUS: &[Word] = &[
    word("planned", "Planificată", "Planned", "Geplant"),
    word("active", "Activă", "Active", "Aktiv"),
    word("finished", "Încheiată", "Finished", "Beendet"),
    word("cancelled", "Anulată", "Cancelled", "Abgebrochen"),
];

const CAMPAIGN_KINDS: &[Word] = &[
    word("mail", "Email", "Mail", "E-Mail"),
    word("phone", "Telefon", "Phone", "Telefon"),
    word("event", "Eveniment", "Event", "Veranstaltung"),
    word("fair", "Târg", "Trade fair", "Messe"),
    word("web", "Web", "Web", "Web"),
    word("other", "Altul", "Other", "Sonstige"),
];

pub(super) const CAMPAIGN: Kind = Kind {
    kind: RecordKind::Campaign,
    plural: "campaigns",
    labels: l("Campanie", "Campaign", "Kampagne"),
    many: l("Campanii", "Campaigns", "Kampagnen"),
    table: "campaigns",
    title: &["name"],
    key: "name_key",
    owner: "owner_id",
    author: "created_by",
    fields: &[
        short("name", l("Denumire", "Name", "Name")).needed(),
        choice("kind", CAMPAIGN_KINDS, "mail", l("Tip", "Kind", "Art")),
        choice("status", CAMPAIGN_STATUS, "planned", l("Stare", "Status", "Status")),
        line("goal", l("Obiectiv", "Goal", "Ziel")),
        text("strategy", l("Strategie", "Strategy", "Strategie")),
        field("starts_on", Type::Day, l("Începe la", "Starts", "Beginnt")),
        field("ends_on", Type::Day, l("Se încheie la", "Ends", "Endet")),
        money("budget", l("Buget", "Budget", "Budget")),
        field(
            "expected_response",
            Type::Number(0, i64::MAX),
            l("Răspuns așteptat", "Expected response", "Erwartete Antworten"),
        ),
        DESCRIPTION,
        OWNER,
        CREATED_BY,
        CREATED_AT,
        UPDATED_AT,
    ],
    plain: true,
};

const GROUPED: &[Word] = &[
    word("account", "Clienți", "Accounts", "Firmen"),
    word("contact", "Contacte", "Contacts", "Kontakte"),
    word("lead", "Prospecți", "Leads", "Interessenten"),
];

pub(super) const GROUP: Kind = Kind {
    kind: RecordKind::Group,
    plural: "groups",
    labels: l("Grup", "Group", "Gruppe"),
    many: l("Grupuri", "Groups", "Gruppen"),
    table: "record_groups",
    title: &["name"],
    key: "name_key",
    owner: "owner_id",
    author: "created_by",
    fields: &[
        short("name", l("Denumire", "Name", "Name")).needed(),
        choice("members", GROUPED, "contact", l("Membri", "Members", "Mitglieder")),
        field("shared", Type::Flag, l("Partajat", "Shared", "Geteilt")).usual("yes"),
        DESCRIPTION,
        OWNER,
        CREATED_BY,
        CREATED_AT,
        UPDATED_AT,
    ],
    plain: true,
};

const COMPARISONS: &[Word] = &[
    word("at_least", "cel puțin", "at least", "mindestens"),
    word("at_most", "cel mult", "at most", "höchstens"),
    word("is", "este", "is", "ist"),
    word("is_not", "nu este", "is not", "ist nicht"),
    word("contains", "conține", "contains", "enthält"),
    word("filled", "este completat", "is filled", "ist gefüllt"),
    word("empty", "este gol", "is empty", "ist leer"),
];

pub(super) const SCORE_RULE: Kind = Kind {
    kind: RecordKind::ScoreRule,
    plural: "score_rules",
    labels: l("Regulă de scor", "Score rule", "Punkteregel"),
    many: l("Reguli de scor", "Score rules", "Punkteregeln"),
    table: "score_rules",
    title: &["name"],
    key: "name_key",
    owner: "",
    author: "created_by",
    fields: &[
        short("name", l("Denumire", "Name", "Name")).needed(),
        short("subject", l("Ce se compară", "Field or fact", "Feld oder Tatsache")).needed(),
        choice("comparison", COMPARISONS, "at_least", l("Comparație", "Comparison", "Vergleich")),
        line("value", l("Valoare", "Value", "Wert")),
        field("points", Type::Number(-1_000, 1_000), l("Puncte", "Points", "Punkte")).needed(),
        field("active", Type::Flag, l("Activă", "Active", "Aktiv")).usual("yes"),
        CREATED_BY,
        CREATED_AT,
        UPDATED_AT,
    ],
    plain: true,
};
