//! Which records belong to which: the relations that filters may step through.
//!
//! A field that names another record is a relation by itself ([`relation`] reads it from the catalogue); here are the
//! ways back, and those through tables of their own.

use crate::catalogue::{self, At, Type};
use crate::record::RecordKind;

/// A way from records of one kind to those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Where it begins.
    pub from: RecordKind,
    /// Its name.
    pub name: &'static str,
    /// Where it leads.
    pub to: RecordKind,
    /// How.
    pub via: Via,
}

/// How two records are tied together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// This column of ours names the other.
    Ours(&'static str),
    /// This column of the other names us.
    Theirs(&'static str),
    /// A row of a table names both.
    Rows {
        /// The table.
        table: &'static str,
        /// Its column that names us.
        ours: &'static str,
        /// Its column that names the other.
        theirs: &'static str,
    },
    /// A row of a table names the other, and us by kind and key in `record_kind` and `record_id`.
    OurLinks {
        /// The table.
        table: &'static str,
        /// Its column that names the other.
        theirs: &'static str,
    },
    /// A row of a table names us, and the other by kind and key in `record_kind` and `record_id`.
    TheirLinks {
        /// The table.
        table: &'static str,
        /// Its column that names us.
        ours: &'static str,
    },
    /// The other is an activity in our history or plans, as the viewer may see it.
    History,
    /// We are an activity in the other's history or plans, as the viewer may see it.
    HistoryOf,
}

use RecordKind::{
    Account, Activity, Article, Campaign, Category, Contact, Document, Group, Incident, Lead, Opportunity,
    Product, Queue, Sale, Template,
};

const fn way(from: RecordKind, name: &'static str, to: RecordKind, via: Via) -> Relation {
    Relation { from, name, to, via }
}

const fn rows(table: &'static str, ours: &'static str, theirs: &'static str) -> Via {
    Via::Rows { table, ours, theirs }
}

const DOCUMENTS: Via = Via::OurLinks { table: "document_links", theirs: "document_id" };
const LINKED: Via = Via::TheirLinks { table: "document_links", ours: "document_id" };
const LINES: Via = Via::OurLinks { table: "product_lines", theirs: "product_id" };
const SOLD: Via = Via::TheirLinks { table: "product_lines", ours: "product_id" };

const RELATIONS: &[Relation] = &[
    way(Account, "contacts", Contact, rows("contact_accounts", "account_id", "contact_id")),
    way(Account, "opportunities", Opportunity, Via::Theirs("account_id")),
    way(Account, "incidents", Incident, Via::Theirs("account_id")),
    way(Account, "sales", Sale, Via::Theirs("account_id")),
    way(Account, "leads", Lead, Via::Theirs("account_id")),
    way(Account, "children", Account, Via::Theirs("parent_id")),
    way(Account, "activities", Activity, Via::History),
    way(Account, "documents", Document, DOCUMENTS),
    way(Contact, "accounts", Account, rows("contact_accounts", "contact_id", "account_id")),
    way(Contact, "opportunities", Opportunity, rows("opportunity_contacts", "contact_id", "opportunity_id")),
    way(Contact, "incidents", Incident, Via::Theirs("contact_id")),
    way(Contact, "sales", Sale, Via::Theirs("contact_id")),
    way(Contact, "leads", Lead, Via::Theirs("contact_id")),
    way(Contact, "activities", Activity, Via::History),
    way(Contact, "documents", Document, DOCUMENTS),
    way(Lead, "activities", Activity, Via::History),
    way(Lead, "documents", Document, DOCUMENTS),
    way(Opportunity, "sales", Sale, Via::Theirs("opportunity_id")),
    way(Opportunity, "leads", Lead, Via::Theirs("opportunity_id")),
    way(Opportunity, "activities", Activity, Via::History),
    way(Opportunity, "products", Product, LINES),
    way(Opportunity, "documents", Document, DOCUMENTS),
    way(Sale, "products", Product, LINES),
    way(Sale, "documents", Document, DOCUMENTS),
    way(Incident, "articles", Article, Via::Theirs("incident_id")),
    way(Incident, "activities", Activity, Via::History),
    way(Incident, "documents", Document, DOCUMENTS),
    way(Activity, "accounts", Account, Via::HistoryOf),
    way(Activity, "contacts", Contact, Via::HistoryOf),
    way(Activity, "leads", Lead, Via::HistoryOf),
    way(Activity, "opportunities", Opportunity, Via::HistoryOf),
    way(Activity, "incidents", Incident, Via::HistoryOf),
    way(Product, "articles", Article, Via::Theirs("product_id")),
    way(Product, "opportunities", Opportunity, SOLD),
    way(Product, "sales", Sale, SOLD),
    way(Product, "documents", Document, DOCUMENTS),
    way(Category, "products", Product, Via::Theirs("category_id")),
    way(Category, "children", Category, Via::Theirs("parent_id")),
    way(Queue, "incidents", Incident, Via::Theirs("queue_id")),
    way(Document, "accounts", Account, LINKED),
    way(Document, "contacts", Contact, LINKED),
    way(Document, "leads", Lead, LINKED),
    way(Document, "opportunities", Opportunity, LINKED),
    way(Document, "incidents", Incident, LINKED),
    way(Document, "products", Product, LINKED),
    way(Document, "sales", Sale, LINKED),
    way(Document, "contracts", Sale, Via::Theirs("contract_id")),
    way(Document, "templates", Template, rows("template_documents", "document_id", "template_id")),
    way(Campaign, "leads", Lead, Via::Theirs("campaign_id")),
    way(Campaign, "documents", Document, DOCUMENTS),
    way(Group, "accounts", Account, Via::TheirLinks { table: "group_members", ours: "group_id" }),
    way(Group, "contacts", Contact, Via::TheirLinks { table: "group_members", ours: "group_id" }),
    way(Group, "leads", Lead, Via::TheirLinks { table: "group_members", ours: "group_id" }),
];

/// Lists the relations of records of `kind`: those of its fields first.
pub fn relations(kind: RecordKind) -> Vec<Relation> {
    let fields = catalogue::of(kind).into_iter().flat_map(|known| known.fields);
    let named = fields.filter_map(|field| {
        let (to, via) = match (field.of, field.at) {
            (Type::One(to), At::Column(column)) => (to, Via::Ours(column)),
            (Type::Many(to), At::Rows { table, owner, value }) => (to, rows(table, owner, value)),
            _ => return None,
        };
        catalogue::of(to).map(|_| way(kind, field.name, to, via))
    });
    named.chain(RELATIONS.iter().filter(|known| known.from == kind).copied()).collect()
}

/// Finds a relation of records of `kind` by its name.
pub fn relation(kind: RecordKind, name: &str) -> Option<Relation> {
    relations(kind).into_iter().find(|relation| relation.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_relation_has_a_name_of_its_own_and_leads_to_records_people_see() {
        for kind in catalogue::KINDS {
            let mut names = BTreeSet::new();
            for relation in relations(kind.kind) {
                assert!(names.insert(relation.name), "{} {}", kind.plural, relation.name);
                assert!(catalogue::of(relation.to).is_some(), "{} {}", kind.plural, relation.name);
            }
        }
    }

    #[test]
    fn there_is_a_way_back_from_every_field_that_names_a_client_or_work() {
        for kind in catalogue::KINDS {
            for way in relations(kind.kind) {
                let Via::Ours(column) = way.via else { continue };
                let back =
                    relations(way.to).into_iter().any(|b| b.to == kind.kind && b.via == Via::Theirs(column));
                assert!(back, "{}.{} has no way back", kind.plural, way.name);
            }
        }
        assert_eq!(relation(Account, "contacts").unwrap().to, Contact);
        assert_eq!(relation(Account, "owner"), None, "colleagues are no records of a list");
    }
}
