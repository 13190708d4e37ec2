//! What names a client in the schema is known to merging.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod common;

use common::location;
use crmweb_model::catalogue::{At, KINDS};
use crmweb_model::record::RecordKind;
use crmweb_store::merges::{carried, references};
use crmweb_store::{Error, schema};
use crmweb_support::on_sqlite;
use std::collections::BTreeSet;

const MERGED: [RecordKind; 3] = [RecordKind::Account, RecordKind::Contact, RecordKind::Lead];

/// Columns that name an account, contact or lead: by a foreign key, or by `record_id`.
fn naming() -> BTreeSet<String> {
    let engine = on_sqlite();
    let location = location(&engine);
    schema::prepare(&location, &schema::CRM).unwrap();
    let mut db = location.open().unwrap();
    db.read(|tx| {
        let keys = "SELECT m.name || '.' || f.\"from\"
             FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
             WHERE m.type = 'table' AND f.\"table\" IN ('accounts', 'contacts', 'leads')
             UNION
             SELECT m.name || '.' || c.name
             FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND c.name IN ('record_id', 'reference_id')";
        let columns: Vec<String> = tx.query(keys, &[], |r| r.get(0))?;
        Ok::<_, Error>(columns.into_iter().collect())
    })
    .unwrap()
}

/// Columns that merging moves or leaves on purpose.
fn known() -> BTreeSet<String> {
    let mut known: BTreeSet<String> =
        references::STAYING.iter().map(|(column, _)| (*column).into()).collect();
    known.extend(carried::ALL.iter().map(|carried| format!("{}.record_id", carried.table)));
    known.insert("custom_values.reference_id".into());
    for (kind, field) in MERGED.into_iter().flat_map(references::fields) {
        known.insert(match field.at {
            At::Column(column) | At::Money(column, _) => format!("{}.{column}", kind.table),
            At::Rows { table, value, .. } => format!("{table}.{value}"),
        });
    }
    known
}

#[test]
fn merging_knows_every_column_that_names_a_client() {
    let (naming, known) = (naming(), known());
    assert!(naming.len() > 20, "{naming:?}");
    let forgotten: Vec<&String> = naming.difference(&known).collect();
    assert_eq!(
        forgotten, [""; 0],
        "add a field to the catalogue, or the table to merges::carried or STAYING"
    );
    for (column, why) in references::STAYING {
        assert!(!why.is_empty() && column.contains('.'), "{column}");
    }
}

#[test]
fn every_kind_of_record_that_names_a_client_is_asked() {
    let of = |kind: RecordKind| {
        references::fields(kind).map(|(of, field)| (of.plural, field.name)).collect::<Vec<_>>()
    };
    for needed in [
        ("opportunities", "account"),
        ("incidents", "account"),
        ("sales", "account"),
        ("contacts", "positions"),
    ] {
        assert!(of(RecordKind::Account).contains(&needed), "{needed:?}");
    }
    assert!(of(RecordKind::Contact).contains(&("opportunities", "contacts")));
    assert!(KINDS.len() > 10);
}
