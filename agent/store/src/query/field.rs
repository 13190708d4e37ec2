//! The test of one field as SQL.

use super::seen::{my_team, subject_is_seen};
use super::sql::{Sql, end_of, pattern};
use super::{Known, Viewer};
use crate::text_keys::{self, KEY};
use crmweb_model::catalogue::custom::Holds;
use crmweb_model::catalogue::{self, At, Field, Type};
use crmweb_model::filter::{Bounds, Custom, Source, Test, TextTest, Who};
use crmweb_model::record::RecordKind;
use crmweb_model::words::fold;

/// The records a filter names, and who looks.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub known: &'a Known,
    pub viewer: &'a Viewer,
}

/// Where rows stand that speak of a record: a table as `v`, its column that names the record.
pub(super) struct Members {
    pub table: &'static str,
    pub names: &'static str,
}

const TEXTS: Members = Members { table: "text_keys", names: "record_id" };
const CUSTOM: Members = Members { table: "custom_values", names: "record_id" };

/// Returns the column that holds the folded text of a field; titles have one in their own table.
pub(super) fn key_column(kind: RecordKind, field: &Field) -> Option<&'static str> {
    catalogue::of(kind).filter(|known| known.title == [field.name]).map(|known| known.key)
}

/// Returns where the value of a field stands when it is not in the record's own row.
pub(super) fn members(kind: RecordKind, source: &Source) -> Option<Members> {
    match source {
        Source::Custom(custom) => match custom.holds {
            Holds::Line | Holds::Text => Some(TEXTS),
            _ => Some(CUSTOM),
        },
        Source::Own(field) => match (field.at, field.of) {
            (_, Type::Keywords) => Some(TEXTS),
            (At::Rows { table, owner, .. }, _) => Some(Members { table, names: owner }),
            (At::Column(_), Type::Line(_) | Type::Text) if key_column(kind, field).is_none() => Some(TEXTS),
            _ => None,
        },
    }
}

/// Writes the test of a value in the record's own row `a`.
pub(super) fn own(sql: &mut Sql, kind: RecordKind, field: &Field, test: &Test, a: &str, context: Context) {
    let column = match field.at {
        At::Column(column) | At::Money(column, _) => format!("{a}.{column}"),
        At::Rows { .. } => return never(sql),
    };
    match (test, key_column(kind, field)) {
        (Test::Text(text), Some(key)) => {
            sql.push("(");
            texts(sql, &format!("{a}.{key}"), text);
            if kind == RecordKind::Activity {
                sql.push(" AND ");
                subject_is_seen(sql, a, context.viewer);
            }
            sql.push(")");
        }
        (Test::Empty, _) => match field.of {
            Type::Line(_) | Type::Text | Type::Word(_) | Type::Words(_) | Type::Day => {
                sql.push("COALESCE(").push(&column).push(", '') = ''");
            }
            _ => _ = sql.push(&column).push(" IS NULL"),
        },
        (Test::Word(words), _) if matches!(field.of, Type::Words(_)) => {
            sql.push("(");
            for (n, word) in words.iter().enumerate() {
                sql.push(if n > 0 { " OR " } else { "" }).push("' ' || ").push(&column).push(" || ' ' LIKE ");
                sql.bind(pattern("% ", word, " %")).push(" ESCAPE '!'");
            }
            sql.push(")");
        }
        (Test::Word(words), _) => _ = sql.push(&column).push(" IN (").bind_all(words.clone()).push(")"),
        (Test::Money(currency, bounds), _) => {
            let At::Money(_, code) = field.at else { return never(sql) };
            sql.push("(").push(a).push(".").push(code).push(" = ").bind(currency.clone()).push(" AND ");
            within(sql, &column, *bounds);
            sql.push(")");
        }
        _ => value(sql, &column, test, context),
    }
}

/// Writes which rows `v` of [`members`] speak of a record that passes the test; `Empty` asks for any row at all.
pub(super) fn rows(sql: &mut Sql, kind: RecordKind, source: &Source, test: &Test, context: Context) {
    match source {
        Source::Custom(custom) => match custom.holds {
            Holds::Line | Holds::Text => keyed(sql, kind, &custom.name, false, test),
            _ => self::custom(sql, custom, test, context),
        },
        Source::Own(field) => match (field.of, field.at) {
            (Type::Keywords, _) => keyed(sql, kind, field.name, true, test),
            (Type::Phones, At::Rows { .. }) => phones(sql, test),
            (_, At::Rows { value: column, .. }) => match test {
                Test::Empty => _ = sql.push("1 = 1"),
                Test::Text(text) => texts(sql, &format!("v.{column}"), text),
                _ => value(sql, &format!("v.{column}"), test, context),
            },
            _ => keyed(sql, kind, field.name, false, test),
        },
    }
}

/// Writes the test of a value that stands in `column`.
fn value(sql: &mut Sql, column: &str, test: &Test, context: Context) {
    match test {
        Test::Numbers(numbers) => _ = sql.push(column).push(" IN (").bind_all(numbers.clone()).push(")"),
        Test::Number(bounds) | Test::Moment(bounds) => within(sql, column, *bounds),
        Test::Days(first, last) => {
            sql.push("(").push(column).push(" > ''");
            for (sign, day) in [(" >= ", first), (" <= ", last)] {
                if let Some(day) = day {
                    sql.push(" AND ").push(column).push(sign).bind(day.clone());
                }
            }
            sql.push(")");
        }
        Test::Flag(flag) => _ = sql.push(column).push(if *flag { " = 1" } else { " = 0" }),
        Test::Refers(kind, who) => refers(sql, column, *kind, who, context),
        Test::Empty | Test::Text(_) | Test::Word(_) | Test::Money(..) => never(sql),
    }
}

fn refers(sql: &mut Sql, column: &str, kind: RecordKind, who: &[Who], context: Context) {
    let ids: Vec<i64> = who
        .iter()
        .filter_map(|who| match who {
            Who::Me => Some(context.viewer.user.0),
            Who::Record(uid, _) => Some(context.known.id(kind, *uid)),
            Who::MyTeam => None,
        })
        .collect();
    sql.push("(");
    if !ids.is_empty() {
        sql.push(column).push(" IN (").bind_all(ids.clone()).push(")");
    }
    if who.contains(&Who::MyTeam) {
        sql.push(if ids.is_empty() { "" } else { " OR " });
        my_team(sql, column, context.viewer);
    }
    sql.push(")");
}

/// Writes that a number lies in bounds.
pub(super) fn within(sql: &mut Sql, column: &str, bounds: Bounds) {
    sql.push("(").push(column).push(" IS NOT NULL");
    for (sign, bound) in [(" >= ", bounds.from), (" < ", bounds.until)] {
        if let Some(bound) = bound {
            sql.push(" AND ").push(column).push(sign).bind(bound);
        }
    }
    sql.push(")");
}

/// Writes the test of a folded text that stands whole in `key`.
fn texts(sql: &mut Sql, key: &str, test: &TextTest) {
    match test {
        TextTest::Is(list) => _ = sql.push(key).push(" IN (").bind_all(list.clone()).push(")"),
        TextTest::Contains(text) => {
            sql.push(key).push(" LIKE ").bind(pattern("%", text, "%")).push(" ESCAPE '!'");
        }
        TextTest::StartsWith(text) => {
            sql.push("(").push(key).push(" >= ").bind(text.clone()).push(" AND ").push(key).push(" < ");
            sql.bind(end_of(text)).push(")");
        }
    }
}

/// Writes the test of a text that has a key of its own.
fn keyed(sql: &mut Sql, kind: RecordKind, name: &str, keywords: bool, test: &Test) {
    sql.push("v.record_kind = '").push(kind.as_str()).push("' AND v.field = ").bind(name.to_owned());
    let Test::Text(text) = test else { return };
    sql.push(" AND ");
    let like = |sql: &mut Sql, pattern: String| {
        sql.push("COALESCE(v.whole, v.text_key) LIKE ").bind(pattern).push(" ESCAPE '!'");
    };
    match text {
        TextTest::Is(list) if keywords => {
            sql.push("(");
            for (n, keyword) in list.iter().enumerate() {
                sql.push(if n > 0 { " OR " } else { "" });
                like(sql, pattern("%\n", keyword, "\n%"));
            }
            sql.push(")");
        }
        TextTest::StartsWith(text) if keywords => like(sql, pattern("%\n", text, "%")),
        TextTest::Contains(text) => like(sql, pattern("%", text, "%")),
        TextTest::Is(list) => {
            let indexed = list.iter().map(|text| text_keys::split(text).0.to_owned());
            sql.push("v.text_key IN (").bind_all(indexed).push(") AND COALESCE(v.whole, v.text_key) IN (");
            sql.bind_all(list.clone()).push(")");
        }
        TextTest::StartsWith(text) => {
            let (indexed, _) = text_keys::split(text);
            sql.push("v.text_key >= ")
                .bind(indexed.to_owned())
                .push(" AND v.text_key < ")
                .bind(end_of(indexed));
            if text.chars().count() > KEY {
                sql.push(" AND ");
                like(sql, pattern("", text, "%"));
            }
        }
    }
}

/// Writes the test of a phone by its digits.
fn phones(sql: &mut Sql, test: &Test) {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let Test::Text(text) = test else { return sql.put("1 = 1") };
    let text = match text {
        TextTest::Is(list) => TextTest::Is(list.iter().map(|text| digits(text)).collect()),
        TextTest::Contains(text) => TextTest::Contains(digits(text)),
        TextTest::StartsWith(text) => TextTest::StartsWith(digits(text)),
    };
    // What has no digit is in no number.
    match &text {
        TextTest::Contains(text) | TextTest::StartsWith(text) if text.is_empty() => return never(sql),
        _ => {}
    }
    sql.push("v.number_key <> '' AND ");
    texts(sql, "v.number_key", &text);
}

fn custom(sql: &mut Sql, custom: &Custom, test: &Test, context: Context) {
    sql.push("v.field_id = ").bind(custom.id);
    match test {
        Test::Empty => return,
        _ => _ = sql.push(" AND "),
    }
    match test {
        Test::Word(words) => {
            let keys = words.iter().map(|word| fold(word).chars().take(KEY).collect::<String>());
            sql.push("v.text_key IN (")
                .bind_all(keys)
                .push(") AND v.value IN (")
                .bind_all(words.clone())
                .push(")");
        }
        Test::Money(currency, bounds) => {
            sql.push("v.text_key = ").bind(currency.clone()).push(" AND ");
            within(sql, "v.number", *bounds);
        }
        Test::Days(..) => value(sql, "v.text_key", test, context),
        Test::Refers(..) => value(sql, "v.reference_id", test, context),
        _ => value(sql, "v.number", test, context),
    }
}

fn never(sql: &mut Sql) {
    sql.put("1 = 0");
}
