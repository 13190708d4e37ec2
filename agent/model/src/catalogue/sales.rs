//! Opportunities, sales, products and their categories (SPEC O1, O4, D1).

use super::{
    AUTHOR, CREATED_AT, CREATED_BY, DESCRIPTION, Kind, OWNER, Type, UPDATED_AT, Word, choice, field, l, line,
    money, one, short, text, word,
};
use crate::record::RecordKind;

const OUTCOMES: &[Word] = &[
    word("open", "Deschisă", "Open", "Offen"),
    word("won", "Câștigată", "Won", "Gewonnen"),
    word("lost", "Pierdută", "Lost", "Verloren"),
];

pub(super) const OPPORTUNITY: Kind = Kind {
    kind: RecordKind::Opportunity,
    plural: "opportunities",
    labels: l("Oportunitate", "Opportunity", "Verkaufschance"),
    many: l("Oportunități", "Opportunities", "Verkaufschancen"),
    table: "opportunities",
    title: &["name"],
    key: "name_key",
    owner: "owner_id",
    author: "author_id",
    fields: &[
        line("name", l("Denumire", "Name", "Name")).needed(),
        one("account", RecordKind::Account, "account_id", l("Client", "Account", "Firma")),
        field("contacts", Type::Many(RecordKind::Contact), l("Contacte", "Contacts", "Kontakte")).rows(
            "opportunity_contacts",
            "opportunity_id",
            "contact_id",
        ),
        one("stage", RecordKind::Stage, "stage_id", l("Etapa", "Stage", "Phase")).verb("move").chosen_first(),
        choice("outcome", OUTCOMES, "open", l("Rezultat", "Outcome", "Ergebnis")).program().unaudited(),
        line("business_type", l("Tipul afacerii", "Type of business", "Art des Geschäfts")),
        money("amount", l("Valoare", "Amount", "Betrag")),
        field(
            "probability",
            Type::Number(0, 100),
            l("Probabilitate (%)", "Probability (%)", "Wahrscheinlichkeit (%)"),
        ),
        field("expected_close", Type::Day, l("Închidere estimată", "Expected close", "Erwarteter Abschluss")),
        line("source", l("Sursa", "Source", "Herkunft")),
        line("competitor", l("Concurent principal", "Main competitor", "Hauptmitbewerber")),
        DESCRIPTION,
        line("next_step", l("Pasul următor", "Next step", "Nächster Schritt")),
        line("lost_reason", l("Motivul pierderii", "Reason of the loss", "Grund des Verlusts")).verb("move"),
        text("lost_note", l("Despre pierdere", "About the loss", "Zum Verlust")).verb("move"),
        OWNER,
        field("closed_at", Type::Moment, l("Închisă la", "Closed", "Abgeschlossen")).program(),
        AUTHOR,
        CREATED_AT,
        UPDATED_AT,
    ],
    plain: false,
};

pub(super) const SALE: Kind = Kind {
    kind: RecordKind::Sale,
    plural: "sales",
    labels: l("Vânzare", "Sale", "Verkauf"),
    many: l("Vânzări", "Sales", "Verkäufe"),
    table: "sales",
    title: &["number", "name"],
    key: "name_key",
    owner: "owner_id",
    author: "created_by",
    fields: &[
        short("number", l("Număr", "Number", "Nummer")),
        line("name", l("Denumire", "Name", "Name")).needed(),
        field("sold_on", Type::Day, l("Data", "Date", "Datum")).needed(),
        one("account", RecordKind::Account, "account_id", l("Client", "Account", "Firma")).needed(),
        one("contact", RecordKind::Contact, "contact_id", l("Contact", "Contact", "Kontakt")),
        one(
            "opportunity",
            RecordKind::Opportunity,
            "opportunity_id",
            l("Oportunitate", "Opportunity", "Verkaufschance"),
        ),
        money("amount", l("Valoare", "Amount", "Betrag")),
        one("contract", RecordKind::Document, "contract_id", l("Contract", "Contract", "Vertrag")),
        DESCRIPTION,
        OWNER,
        CREATED_BY,
        CREATED_AT,
        UPDATED_AT,
    ],
    plain: true,
};

const PRODUCT_STATES: &[Word] = &[
    word("active", "Activ", "Active", "Aktiv"),
    word("out_of_stock", "Stoc epuizat", "Out of stock", "Nicht vorrätig"),
    word("discontinued", "Retras", "Discontinued", "Eingestellt"),
];

pub(super) const PRODUCT: Kind = Kind {
    kind: RecordKind::Product,
    plural: "products",
    labels: l("Produs", "Product", "Produkt"),
    many: l("Produse", "Products", "Produkte"),
    table: "products",
    title: &["code", "name"],
    key: "name_key",
    owner: "",
    author: "author_id",
    fields: &[
        short("code", l("Cod", "Code", "Artikelnummer")).needed(),
        line("name", l("Denumire", "Name", "Name")).needed(),
        one("category", RecordKind::Category, "category_id", l("Categorie", "Category", "Kategorie")),
        text("description", l("Descriere", "Description", "Beschreibung")),
        money("price", l("Preț", "Price", "Preis")),
        short("unit", l("Unitate de măsură", "Unit", "Einheit")),
        choice("state", PRODUCT_STATES, "active", l("Stare", "State", "Zustand")),
        AUTHOR,
        CREATED_AT,
        UPDATED_AT,
    ],
    plain: true,
};

pub(super) const CATEGORY: Kind = Kind {
    kind: RecordKind::Category,
    plural: "categories",
    labels: l("Categorie de produse", "Product category", "Produktkategorie"),
    many: l("Categorii de produse", "Product categories", "Produktkategorien"),
    table: "product_categories",
    title: &["name"],
    key: "name_key",
    owner: "",
    author: "author_id",
    fields: &[
        short("name", l("Denumire", "Name", "Name")).needed(),
        one("parent", RecordKind::Category, "parent_id", l("Face parte din", "Part of", "Teil von")),
        DESCRIPTION,
        AUTHOR,
        CREATED_AT,
        UPDATED_AT,
    ],
    plain: true,
};
