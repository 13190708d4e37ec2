//! Every text in which somebody may be spoken of, page by page: the fields of the catalogue, mails, the change log, the
//! answers to requests.

use super::derived;
use crate::custom::{self, CustomField};
use crate::dialect::placeholders;
use crate::engine::{Param, Tx};
use crate::error::Result;
use crmweb_model::catalogue::custom::Holds;
use crmweb_model::catalogue::{At, KINDS, Kind, Type};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::words::fold;
use std::borrow::Cow;

/// A table with texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The kind of record whose table it is; `None` for others.
    pub kind: Option<RecordKind>,
    /// The table.
    pub table: &'static str,
    /// Its key, which goes up.
    key: &'static str,
    /// Its texts.
    columns: Vec<&'static str>,
    /// How many of them, the first ones, are names in which a person's name is the record's own.
    titles: usize,
    /// Only the values of this custom field.
    field: Option<CustomField>,
}

/// A row with its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its key.
    pub key: i64,
    /// Its texts, in the order of the place.
    pub texts: Vec<String>,
}

/// Companies, products and groups may be called like a person: their names are theirs.
const OWN_NAMES: [RecordKind; 7] = [
    RecordKind::Account,
    RecordKind::Product,
    RecordKind::Category,
    RecordKind::Campaign,
    RecordKind::Group,
    RecordKind::Queue,
    RecordKind::Template,
];

/// Lists all places, always in the same order.
pub fn places(tx: &mut Tx) -> Result<Vec<Place>> {
    let mut places: Vec<Place> = KINDS.into_iter().map(of_kind).collect();
    places.push(of_table("mails", &["text", "from_name", "from_address"], 0));
    places.push(of_table("tags", &["name"], 1));
    places.push(of_table("outbox", &["to_name", "subject", "text", "html"], 0));
    places.push(of_table("webhook_deliveries", &["answer", "error"], 0));
    places.push(of_table("views", &["name", "layout"], 0));
    let texts = custom::ever(tx)?.into_iter().filter(|it| matches!(it.is.holds, Holds::Line | Holds::Text));
    places.extend(texts.map(|field| Place {
        kind: Some(field.is.of),
        key: "record_id",
        field: Some(field),
        ..of_table("custom_values", &["value"], 0)
    }));
    Ok(places)
}

fn of_table(table: &'static str, columns: &[&'static str], titles: usize) -> Place {
    Place { kind: None, table, key: "id", columns: columns.to_vec(), titles, field: None }
}

fn of_kind(kind: &'static Kind) -> Place {
    let own = OWN_NAMES.contains(&kind.kind);
    let texts = kind.fields.iter().filter(|field| matches!(field.of, Type::Line(_) | Type::Text));
    let mut columns: Vec<(bool, &'static str)> = texts
        .filter_map(|field| match field.at {
            At::Column(column) => Some((!(own && kind.title.contains(&field.name)), column)),
            At::Money(..) | At::Rows { .. } => None,
        })
        .collect();
    columns.sort_by_key(|(other, _)| *other);
    let titles = columns.iter().filter(|(other, _)| !other).count();
    Place {
        kind: Some(kind.kind),
        table: kind.table,
        key: "id",
        columns: columns.into_iter().map(|(_, column)| column).collect(),
        titles,
        field: None,
    }
}

impl Place {
    /// Tells whether names of persons in text `n` of a row belong to the record itself.
    pub fn is_own_name(&self, n: usize) -> bool {
        n < self.titles
    }

    /// Lists the rows after a key, at most `limit`.
    pub fn page(&self, tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<Row>> {
        let of_field = self.field.as_ref().map(|field| format!(" AND field_id = {}", field.id));
        let sql = format!(
            "SELECT {key}, {columns} FROM {table} WHERE {key} > ?1{of_field} ORDER BY {key} LIMIT ?2",
            of_field = of_field.unwrap_or_default(),
            key = self.key,
            columns = self.columns.join(", "),
            table = self.table,
        );
        let count = self.columns.len();
        tx.query(&sql, &[&after, &limit], |r| {
            let texts = (1..=count).map(|n| Ok(r.get::<Option<String>>(n)?.unwrap_or_default()));
            Ok(Row { key: r.get(0)?, texts: texts.collect::<Result<_>>()? })
        })
    }

    /// Gives a row other texts, in the order of [`Row::texts`]; by what it is found is made anew.
    pub fn replace(&self, tx: &mut Tx, row: &Row) -> Result<()> {
        if let Some(field) = &self.field {
            custom::set(tx, field, row.key, row.texts.first().map_or("", String::as_str))?;
            return derived::refresh(tx, RecordRef::new(field.is.of, row.key));
        }
        let sets: Vec<String> =
            self.columns.iter().enumerate().map(|(n, column)| format!("{column} = ?{}", n + 2)).collect();
        let mut params: Vec<&dyn Param> = vec![&row.key];
        params.extend(row.texts.iter().map(|text| text as &dyn Param));
        let sql = format!("UPDATE {} SET {} WHERE {} = ?1", self.table, sets.join(", "), self.key);
        tx.execute(&sql, &params)?;
        let Some(kind) = self.kind.and_then(crmweb_model::catalogue::of) else { return Ok(()) };
        let title = |name: &&str| self.columns.iter().position(|column| column == name);
        let parts: Vec<&str> = kind
            .title
            .iter()
            .filter_map(|name| row.texts.get(title(name)?).map(String::as_str))
            .filter(|text| !text.is_empty())
            .collect();
        let sql = format!("UPDATE {} SET {} = ?2 WHERE id = ?1", kind.table, kind.key);
        tx.execute(&sql, &[&row.key, &fold(&parts.join(" "))])?;
        derived::refresh(tx, RecordRef::new(kind.kind, row.key))
    }
}

/// An entry of the change log, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Its place.
    pub seq: i64,
    /// Its fields, as JSON.
    pub fields: String,
    /// Where the values come from.
    pub provenance: String,
}

/// Lists entries of the change log after `after`, at most `limit`.
pub fn log_page(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<Logged>> {
    tx.query(
        "SELECT seq, fields, provenance FROM change_log WHERE seq > ?1 ORDER BY seq LIMIT ?2",
        &[&after, &limit],
        |r| Ok(Logged { seq: r.get(0)?, fields: r.get(1)?, provenance: r.get(2)? }),
    )
}

/// Gives an entry of the change log other texts.
pub fn replace_logged(tx: &mut Tx, entry: &Logged) -> Result<()> {
    tx.execute(
        "UPDATE change_log SET fields = ?2, provenance = ?3 WHERE seq = ?1",
        &[&entry.seq, &entry.fields, &entry.provenance],
    )?;
    Ok(())
}

/// Lets the change log say nothing more of a record than that something was done with it.
pub fn blank_log(tx: &mut Tx, kind: RecordKind, id: i64) -> Result<u64> {
    tx.execute(
        "UPDATE change_log SET fields = '[]' WHERE record_kind = ?1 AND record_id = ?2 AND fields <> '[]'",
        &[&kind.as_str(), &id],
    )
}

/// An answer to a request: whose, the request's key, the answer.
pub type Answer = (i64, String, String);

/// Lists answers after a user and key, at most `limit`.
pub fn answers(tx: &mut Tx, after: &(i64, Cow<'_, str>), limit: i64) -> Result<Vec<Answer>> {
    tx.query(
        "SELECT user_id, key, answer FROM requests WHERE (user_id, key) > (?1, ?2) ORDER BY user_id, key LIMIT ?3",
        &[&after.0, &after.1.as_ref(), &limit],
        |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
    )
}

/// Lets the answers to these requests say nothing more; the requests are still not carried out twice.
pub fn blank_answers(tx: &mut Tx, user: i64, keys: &[String]) -> Result<()> {
    for part in keys.chunks(200) {
        let sql = format!(
            "UPDATE requests SET answer = '{{\"erased\":true}}' WHERE user_id = ?1 AND key IN ({})",
            placeholders(2, part.len())
        );
        let mut params: Vec<&dyn Param> = vec![&user];
        params.extend(part.iter().map(|key| key as &dyn Param));
        tx.execute(&sql, &params)?;
    }
    Ok(())
}
