//! How a value stands in the database, by its type.

use crate::engine::{Param, Tx};
use crate::error::Result;
use crate::fields::{damaged, from_lines, from_phone_lines, lines};
use crate::phones::number_key;
use crate::refs;
use crmweb_model::catalogue::{At, Field, Type};
use crmweb_model::ids::Uid;
use crmweb_model::money::Money;
use crmweb_model::record::RecordKind;

/// Returns the expression that selects a field of the row `x` as text; [`read`] makes the canonical form of it.
pub(crate) fn selected(field: &Field) -> String {
    match (field.at, field.of) {
        (At::Money(minor, currency), _) => {
            format!("COALESCE(CAST(x.{minor} AS TEXT) || ' ' || x.{currency}, '')")
        }
        (At::Column(column), Type::One(kind)) => match refs::table(kind) {
            Some(table) => format!("COALESCE((SELECT r.uid FROM {table} r WHERE r.id = x.{column}), '')"),
            None => "''".into(),
        },
        (At::Column(column), Type::Number(..) | Type::Moment | Type::Flag) => {
            format!("COALESCE(CAST(x.{column} AS TEXT), '')")
        }
        (At::Column(column), _) => format!("COALESCE(x.{column}, '')"),
        (At::Rows { .. }, _) => "''".into(),
    }
}

/// Makes the canonical form of what [`selected`] gave.
pub(crate) fn read(field: &Field, raw: String) -> Result<String> {
    match field.of {
        Type::Flag => Ok(match raw.as_str() {
            "" => String::new(),
            "0" => "no".into(),
            _ => "yes".into(),
        }),
        Type::Money => match raw.split_once(' ') {
            Some((minor, currency)) => {
                let minor = minor.parse().map_err(|_| damaged(field.name, &raw))?;
                Ok(Money { minor, currency: currency.to_owned() }.to_string())
            }
            None => Ok(String::new()),
        },
        _ => Ok(raw),
    }
}

/// Notes what has to be set so that a column of the record's row holds `text`.
pub(super) fn put(
    tx: &mut Tx,
    field: &Field,
    text: &str,
    sets: &mut Vec<String>,
    params: &mut Vec<Box<dyn Param>>,
) -> Result<()> {
    let mut set = |column: &str, value: Box<dyn Param>| {
        params.push(value);
        sets.push(format!("{column} = ?{}", params.len()));
    };
    let some = (!text.is_empty()).then_some(text);
    let wrong = |_| damaged(field.name, text);
    match (field.at, field.of) {
        (At::Money(minor, currency), _) => {
            let money = some.map(Money::parse).transpose().map_err(|_| damaged(field.name, text))?;
            set(minor, Box::new(money.as_ref().map(|m| m.minor)));
            set(currency, Box::new(money.map(|m| m.currency).unwrap_or_default()));
        }
        (At::Column(column), Type::One(kind)) => {
            set(column, Box::new(some.map_or(Ok(None), |uid| key(tx, kind, uid))?));
        }
        (At::Column(column), Type::Number(..) | Type::Moment) => {
            set(column, Box::new(some.map(str::parse::<i64>).transpose().map_err(wrong)?));
        }
        (At::Column(column), Type::Flag) => set(column, Box::new(i64::from(text == "yes"))),
        (At::Column(column), Type::Day) => set(column, Box::new(some.map(str::to_owned))),
        (At::Column(column), _) => set(column, Box::new(text.to_owned())),
        (At::Rows { .. }, _) => {}
    }
    Ok(())
}

/// Reads a field that stands in rows of its own.
pub(super) fn rows(tx: &mut Tx, field: &Field, id: i64) -> Result<String> {
    let At::Rows { table, owner, value } = field.at else { return Ok(String::new()) };
    let sql = match field.of {
        Type::Phones => {
            format!("SELECT kind || ' ' || {value} FROM {table} WHERE {owner} = ?1 ORDER BY position")
        }
        Type::Positions => format!(
            "SELECT r.uid || ' ' || x.title
             FROM {table} x JOIN accounts r ON r.id = x.{value}
             WHERE x.{owner} = ?1 AND r.deleted_at IS NULL
             ORDER BY x.position, r.id"
        ),
        Type::Many(kind) => match refs::table(kind) {
            Some(named) => format!(
                "SELECT r.uid FROM {table} x JOIN {named} r ON r.id = x.{value}
                 WHERE x.{owner} = ?1
                 ORDER BY x.position, r.id"
            ),
            None => return Ok(String::new()),
        },
        _ => format!("SELECT {value} FROM {table} WHERE {owner} = ?1 ORDER BY position"),
    };
    let found: Vec<String> = tx.query(&sql, &[&id], |r| r.get(0))?;
    Ok(lines(found.iter().map(|line| line.trim_end())))
}

/// Replaces the rows of a field.
pub(super) fn put_rows(tx: &mut Tx, field: &Field, id: i64, text: &str) -> Result<()> {
    let At::Rows { table, owner, value } = field.at else { return Ok(()) };
    tx.execute(&format!("DELETE FROM {table} WHERE {owner} = ?1"), &[&id])?;
    if field.of == Type::Phones {
        let sql = format!(
            "INSERT INTO {table} ({owner}, position, kind, {value}, number_key) VALUES (?1, ?2, ?3, ?4, ?5)"
        );
        for (position, phone) in (0_i64..).zip(from_phone_lines(text)?) {
            let key = number_key(&phone.number);
            tx.execute(&sql, &[&id, &position, &phone.kind.as_str(), &phone.number, &key])?;
        }
        return Ok(());
    }
    let sql = format!("INSERT INTO {table} ({owner}, position, {value}) VALUES (?1, ?2, ?3)");
    for (position, line) in (0_i64..).zip(from_lines(text)) {
        match field.of {
            Type::Many(kind) => match key(tx, kind, &line)? {
                Some(named) => tx.execute(&sql, &[&id, &position, &named])?,
                None => continue,
            },
            _ => tx.execute(&sql, &[&id, &position, &line])?,
        };
    }
    Ok(())
}

/// Returns the key of the record named, deleted or not.
fn key(tx: &mut Tx, kind: RecordKind, uid: &str) -> Result<Option<i64>> {
    let Some(table) = refs::table(kind) else { return Ok(None) };
    let uid = Uid::parse(uid).map_err(|_| damaged("id of a record", uid))?;
    tx.query_opt(&format!("SELECT id FROM {table} WHERE uid = ?1"), &[&uid.to_string()], |r| r.get(0))
}
