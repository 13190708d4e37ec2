//! Both engines hold the same tables, columns and indexes.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod common;

use common::location;
use crmweb_store::{Db, Error, Location, Tx, schema};
use crmweb_support::{on_postgres, on_sqlite};
use std::collections::BTreeSet;

/// Full-text search is the one honest branch.
const APART: &str = "search_words";

#[test]
fn both_engines_have_the_same_schema() {
    let Some(postgres) = on_postgres() else { return };
    let sqlite = on_sqlite();
    let (sqlite, postgres) = (prepared(&location(&sqlite)), prepared(&location(&postgres)));
    let (sqlite, postgres) = (sqlite_facts(sqlite), postgres_facts(postgres));
    let only_sqlite: Vec<_> = sqlite.difference(&postgres).collect();
    let only_postgres: Vec<_> = postgres.difference(&sqlite).collect();
    assert!(only_sqlite.is_empty() && only_postgres.is_empty(), "{only_sqlite:#?} / {only_postgres:#?}");
    for needed in ["table accounts", "index match_keys_by_record match_keys false (record_kind, record_id)"] {
        assert!(sqlite.contains(needed), "the comparison sees {needed}");
    }
}

#[test]
fn texts_compare_by_their_bytes_whatever_the_servers_locale() {
    let Some(postgres) = on_postgres() else { return };
    let columns = read(prepared(&location(&postgres)), |tx| {
        let sql = "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT)
             FROM information_schema.columns
             WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'";
        tx.query(sql, &[], |r| Ok(format!("{}.{}", r.get::<String>(0)?, r.get::<String>(1)?)))
    });
    assert_eq!(columns, [""; 0]);
}

fn prepared(location: &Location) -> Db {
    schema::prepare(location, &schema::CRM).unwrap();
    location.open().unwrap()
}

fn read<T>(mut db: Db, work: impl FnOnce(&mut Tx) -> Result<T, Error>) -> T {
    db.read(work).unwrap()
}

fn sqlite_facts(db: Db) -> BTreeSet<String> {
    read(db, |tx| {
        let mut facts = BTreeSet::new();
        let tables: Vec<String> = tx.query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            &[],
            |r| r.get(0),
        )?;
        for table in tables.iter().filter(|table| !table.starts_with(APART)) {
            facts.insert(format!("table {table}"));
            let columns = tx.query(
                "SELECT name, type, \"notnull\", COALESCE(dflt_value, ''), pk FROM pragma_table_info(?1) ORDER BY cid",
                &[table],
                |r| {
                    let kind: String = r.get(1)?;
                    let key: i64 = r.get(4)?;
                    // A primary key is never NULL, declared or not.
                    let never = key > 0 || r.flag(2)?;
                    Ok((r.get::<String>(0)?, kind, never, r.get::<String>(3)?, key))
                },
            )?;
            let mut key: Vec<_> = columns.iter().filter(|c| c.4 > 0).map(|c| (c.4, c.0.clone())).collect();
            key.sort();
            let key: Vec<String> = key.into_iter().map(|(_, name)| name).collect();
            facts.insert(format!("key {table} ({})", key.join(", ")));
            for (name, kind, never, default, _) in columns {
                facts.insert(format!("column {table}.{name} {kind} never null: {never} default: {default}"));
            }
            let indexes =
                tx.query("SELECT name, \"unique\", origin FROM pragma_index_list(?1)", &[table], |r| {
                    Ok((r.get::<String>(0)?, r.flag(1)?, r.get::<String>(2)?))
                })?;
            for (name, unique, origin) in indexes {
                let columns: Vec<String> =
                    tx.query("SELECT name FROM pragma_index_info(?1) ORDER BY seqno", &[&name], |r| {
                        r.get(0)
                    })?;
                let columns = columns.join(", ");
                match origin.as_str() {
                    "pk" => {}
                    "u" => drop(facts.insert(format!("unique {table} ({columns})"))),
                    _ => drop(facts.insert(format!("index {name} {table} {unique} ({columns})"))),
                }
            }
            let references = tx.query(
                "SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(?1)",
                &[table],
                |r| Ok(format!("{} to {}.{}", r.get::<String>(0)?, r.get::<String>(1)?, r.get::<String>(2)?)),
            )?;
            facts.extend(references.into_iter().map(|reference| format!("reference {table}.{reference}")));
        }
        Ok(facts)
    })
}

fn postgres_facts(db: Db) -> BTreeSet<String> {
    read(db, |tx| {
        let mut facts = BTreeSet::new();
        let columns = tx.query(
            "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT),
                    CAST(is_nullable AS TEXT), COALESCE(CAST(column_default AS TEXT), '')
             FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name <> 'search_words'",
            &[],
            |r| {
                let (table, kind): (String, String) = (r.get(0)?, r.get(2)?);
                let kind = match kind.as_str() {
                    "bigint" => "INTEGER",
                    "text" => "TEXT",
                    "bytea" => "BLOB",
                    other => panic!("{table} has a column of type {other}"),
                };
                let never = r.get::<String>(3)? == "NO";
                let default = r.get::<String>(4)?.replace("::text", "");
                let column = format!("{}.{} {kind}", table, r.get::<String>(1)?);
                Ok((table, format!("column {column} never null: {never} default: {default}")))
            },
        )?;
        for (table, column) in columns {
            facts.insert(format!("table {table}"));
            facts.insert(column);
        }
        let indexes = tx.query(
            "SELECT CAST(t.relname AS TEXT), CAST(i.relname AS TEXT), CASE WHEN x.indisunique THEN CAST(1 AS BIGINT) ELSE 0 END, 0,
                    CAST(COALESCE(k.contype, 'c') AS TEXT),
                    (SELECT string_agg(CAST(a.attname AS TEXT), ', ' ORDER BY p.place)
                     FROM unnest(x.indkey) WITH ORDINALITY AS p(number, place)
                     JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = p.number)
             FROM pg_index x
             JOIN pg_class i ON i.oid = x.indexrelid
             JOIN pg_class t ON t.oid = x.indrelid
             JOIN pg_namespace n ON n.oid = t.relnamespace
             LEFT JOIN pg_constraint k ON k.conindid = x.indexrelid AND k.contype IN ('p', 'u')
             WHERE n.nspname = 'public' AND t.relname <> 'search_words'",
            &[],
            |r| {
                let (table, name, columns): (String, String, String) = (r.get(0)?, r.get(1)?, r.get(5)?);
                let unique = r.flag(2)?;
                Ok(match r.get::<String>(4)?.as_str() {
                    "p" => format!("key {table} ({columns})"),
                    "u" => format!("unique {table} ({columns})"),
                    _ => format!("index {name} {table} {unique} ({columns})"),
                })
            },
        )?;
        facts.extend(indexes);
        for table in facts.clone().iter().filter_map(|fact| fact.strip_prefix("table ")) {
            if !facts.iter().any(|fact| fact.starts_with(&format!("key {table} "))) {
                facts.insert(format!("key {table} ()"));
            }
        }
        let references = tx.query(
            "SELECT CAST(t.relname AS TEXT), CAST(a.attname AS TEXT), CAST(o.relname AS TEXT), CAST(b.attname AS TEXT)
             FROM pg_constraint k
             JOIN pg_class t ON t.oid = k.conrelid
             JOIN pg_class o ON o.oid = k.confrelid
             JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[1]
             JOIN pg_attribute b ON b.attrelid = o.oid AND b.attnum = k.confkey[1]
             WHERE k.contype = 'f'",
            &[],
            |r| {
                let text = |i| r.get::<String>(i);
                Ok(format!("reference {}.{} to {}.{}", text(0)?, text(1)?, text(2)?, text(3)?))
            },
        )?;
        facts.extend(references);
        Ok(facts)
    })
}
