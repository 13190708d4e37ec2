//! Solution articles and documents (SPEC I3, D2).

use super::customers::LANGUAGE;
use super::{
    AUTHOR, CREATED_AT, DESCRIPTION, Kind, Type, UPDATED_AT, Word, choice, field, l, line, one, short, text,
    word,
};
use crate::record::RecordKind;

const ARTICLE_STATES: &[Word] = &[
    word("draft", "Ciornă", "Draft", "Entwurf"),
    word("published", "Publicat", "Published", "Veröffentlicht"),
    word("retired", "Retras", "Retired", "Zurückgezogen"),
];

pub(super) const ARTICLE: Kind = Kind {
    kind: RecordKind::Article,
    plural: "articles",
    labels: l("Articol de soluție", "Solution article", "Lösungsartikel"),
    many: l("Articole de soluție", "Solution articles", "Lösungsartikel"),
    table: "articles",
    title: &["name"],
    key: "name_key",
    owner: "",
    author: "author_id",
    fields: &[
        line("name", l("Titlu", "Title", "Titel")).needed(),
        text("problem", l("Problema", "Problem", "Problem")),
        text("solution", l("Soluția", "Solution", "Lösung")),
        LANGUAGE,
        one("product", RecordKind::Product, "product_id", l("Produs", "Product", "Produkt")),
        short("category", l("Categorie", "Category", "Kategorie")),
        field("keywords", Type::Keywords, l("Cuvinte cheie", "Keywords", "Stichwörter")).rows(
            "article_keywords",
            "article_id",
            "keyword",
        ),
        choice("state", ARTICLE_STATES, "draft", l("Stare", "State", "Zustand")),
        one(
            "incident",
            RecordKind::Incident,
            "incident_id",
            l("Din incidentul", "From incident", "Aus Vorfall"),
        )
        .program(),
        field("helpful", Type::Number(0, i64::MAX), l("A ajutat", "Helped", "Hat geholfen"))
            .program()
            .unaudited(),
        field("unhelpful", Type::Number(0, i64::MAX), l("Nu a ajutat", "Did not help", "Hat nicht geholfen"))
            .program()
            .unaudited(),
        AUTHOR,
        CREATED_AT,
        UPDATED_AT,
    ],
    plain: true,
};

const DOCUMENT_KINDS: &[Word] = &[
    word("offer_request", "Cerere de ofertă", "Offer request", "Anfrage"),
    word("offer", "Ofertă", "Offer", "Angebot"),
    word("contract", "Contract", "Contract", "Vertrag"),
    word("presentation", "Prezentare", "Presentation", "Präsentation"),
    word("offer_template", "Șablon de ofertă", "Offer template", "Angebotsvorlage"),
    word("product_description", "Descriere de produs", "Product description", "Produktbeschreibung"),
    word("other", "Altul", "Other", "Sonstiges"),
];

pub(super) const DOCUMENT: Kind = Kind {
    kind: RecordKind::Document,
    plural: "documents",
    labels: l("Document", "Document", "Dokument"),
    many: l("Documente", "Documents", "Dokumente"),
    table: "documents",
    title: &["name"],
    key: "name_key",
    owner: "owner_id",
    author: "created_by",
    fields: &[
        line("name", l("Denumire", "Name", "Name")).needed(),
        choice("kind", DOCUMENT_KINDS, "other", l("Tip", "Kind", "Art")),
        field("keywords", Type::Keywords, l("Cuvinte cheie", "Keywords", "Stichwörter")).rows(
            "document_keywords",
            "document_id",
            "keyword",
        ),
        DESCRIPTION,
        field("versions", Type::Number(0, i64::MAX), l("Versiuni", "Versions", "Versionen"))
            .program()
            .unaudited(),
        super::OWNER,
        super::CREATED_BY,
        CREATED_AT,
        UPDATED_AT,
    ],
    plain: true,
};
