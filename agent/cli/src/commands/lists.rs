//! `list`: records of any kind, by any filter and order.

use super::{Context, records, views};
use crate::args::lists::{List, Shape};
use crate::failure::{Exit, Failure, Result};
use crate::paint::Ink;
use crate::when;
use crmweb_crm::lists::{self, Asked, Page, Summary};
use crmweb_crm::views::everything;
use crmweb_model::catalogue::{Kind, Type};
use crmweb_model::filter::{Customs, Filter, NotAFilter, parse};
use crmweb_model::money::Money;
use crmweb_model::time::Millis;
use crmweb_model::view::{Column, Grouping, Layout, Order};
use crmweb_store::query::{Cell, Effort, Group};
use serde_json::{Value, json};

/// Carries out `list`.
pub fn run(context: &Context, args: &List) -> Result<Exit> {
    let kind = records::kind(&args.kind)?;
    let (layout, kept) = match &args.view {
        Some(name) => (views::find(context, kind, name)?.layout, true),
        None => match views::first(context, kind)? {
            Some(opened) => (opened.layout, true),
            None => (everything(kind.kind), false),
        },
    };
    let layout = shaped(context, kind, &args.shape, layout)?;
    let zone = when::zone().and_then(|name| lists::zone(&name)).unwrap_or(jiff::tz::TimeZone::UTC);
    let asked = Asked { kind: kind.kind, layout, zone, kept, effort: Effort::default() };
    if args.summary { summary(context, &asked) } else { page(context, kind, args, asked) }
}

/// Returns `layout` with what was typed instead of its parts.
pub fn shaped(context: &Context, kind: &'static Kind, shape: &Shape, mut layout: Layout) -> Result<Layout> {
    if let Some(typed) = &shape.filter {
        let filter = parse(typed).map_err(|e| refused(typed, &e))?;
        layout.filter = meant(context, kind, filter)?;
    }
    if !shape.columns.is_empty() {
        layout.columns =
            shape.columns.iter().map(|field| Column { field: field.trim().into(), width: None }).collect();
    }
    if !shape.sort.is_empty() {
        layout.sort = shape.sort.iter().map(|field| Order::read(field.trim())).collect();
    }
    if let Some(group) = &shape.group {
        let (field, by) = group.split_once(':').unwrap_or((group, ""));
        layout.group = Some(Grouping { field: field.into(), by: by.into() });
    }
    if !shape.totals.is_empty() {
        layout.totals = shape.totals.iter().map(|field| field.trim().to_owned()).collect();
    }
    Ok(layout)
}

fn meant(context: &Context, kind: &'static Kind, filter: Filter) -> Result<Filter> {
    let by = context.asker.by();
    Ok(context.agent.crm.read(move |tx| {
        let customs = lists::customs(tx)?;
        lists::with_ids(tx, &by, kind.kind, &customs, filter)
    })?)
}

/// Shows where a typed filter stops being one.
fn refused(typed: &str, error: &NotAFilter) -> Failure {
    const BEFORE: usize = 30;
    let start = error.at.saturating_sub(BEFORE);
    let shown: String = typed.chars().skip(start).take(BEFORE + 24).collect();
    let caret = " ".repeat(error.at - start);
    Failure::usage(format!("--where: {error}")).hinting(format!("here:\n    {shown}\n    {caret}^"))
}

fn page(context: &Context, kind: &'static Kind, args: &List, asked: Asked) -> Result<Exit> {
    let (by, cursor, limit) = (context.asker.by(), args.cursor.clone(), i64::from(args.limit));
    let (page, customs) = context.agent.crm.read(move |tx| {
        let mut whole = Page::default();
        let mut cursor = cursor;
        loop {
            let left = limit - whole.lines.len() as i64;
            let mut next = lists::page(tx, &by, &asked, cursor.as_deref(), left)?;
            whole.lines.append(&mut next.lines);
            cursor = next.cursor.clone();
            if cursor.is_none() || whole.lines.len() as i64 >= limit {
                let lines = whole.lines;
                return Ok((Page { lines, ..next }, lists::customs(tx)?));
            }
        }
    })?;
    if args.csv {
        context.output.raw(&csv(kind, &page, &customs));
        return Ok(Exit::Done);
    }
    context.output.answer(&shown(&page), |text| {
        for problem in &page.problems {
            text.painted(&text.ink(Ink::Yellow, &format!("left out: {problem}")));
        }
        if page.lines.is_empty() {
            text.line("No such record.");
        }
        let mut rows = vec![page.columns.iter().map(|name| (Ink::Dim, name.clone())).collect::<Vec<_>>()];
        rows.extend(page.lines.iter().map(|line| {
            let cells = page.columns.iter().zip(&line.cells);
            cells.map(|(name, cell)| (Ink::Plain, read(kind, &customs, name, cell))).collect()
        }));
        if !page.lines.is_empty() {
            text.table(0, &rows);
        }
        if let Some(cursor) = &page.cursor {
            text.line(&format!("There are more: --cursor {cursor}"));
        }
    })?;
    Ok(Exit::Done)
}

fn shown(page: &Page) -> Value {
    let named = |cell: &Cell| -> Vec<Value> {
        cell.named.iter().map(|it| json!({ "kind": it.kind, "uid": it.uid, "title": it.title })).collect()
    };
    let rows: Vec<Value> = page
        .lines
        .iter()
        .map(|line| {
            let cells = page.columns.iter().zip(&line.cells);
            let fields: serde_json::Map<String, Value> =
                cells.clone().map(|(name, cell)| (name.clone(), json!(cell.text))).collect();
            let named: serde_json::Map<String, Value> = cells
                .filter(|(_, cell)| !cell.named.is_empty())
                .map(|(name, cell)| (name.clone(), json!(named(cell))))
                .collect();
            json!({ "uid": line.uid, "version": line.version, "title": line.title, "fields": fields, "named": named })
        })
        .collect();
    let problems: Vec<String> = page.problems.iter().map(ToString::to_string).collect();
    json!({ "columns": page.columns, "rows": rows, "cursor": page.cursor, "problems": problems })
}

/// A value as people read it.
fn read(kind: &Kind, customs: &Customs, name: &str, cell: &Cell) -> String {
    if !cell.named.is_empty() {
        return cell.named.iter().map(|named| named.title.as_str()).collect::<Vec<_>>().join(", ");
    }
    match customs.field(kind.kind, name).map(|source| source.of()) {
        Some(Type::Moment) => cell.text.parse().map_or_else(|_| String::new(), |at| when::moment(Millis(at))),
        _ => cell.text.replace('\n', ", "),
    }
}

fn csv(kind: &Kind, page: &Page, customs: &Customs) -> String {
    let line =
        |cells: Vec<String>| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",") + "\r\n";
    let mut text = line(page.columns.clone());
    for row in &page.lines {
        let cells = page.columns.iter().zip(&row.cells).map(|(name, cell)| read(kind, customs, name, cell));
        text.push_str(&line(cells.collect()));
    }
    text
}

/// A field of comma-separated values (RFC 4180 §2).
fn quoted(text: &str) -> String {
    // A spreadsheet would run what begins so.
    let formula = text.starts_with(['=', '@', '\t', '\r'])
        || text.starts_with(['+', '-'])
            && text.parse::<f64>().is_err()
            && !text[1..].starts_with(char::is_numeric);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn summary(context: &Context, asked: &Asked) -> Result<Exit> {
    let (by, asked) = (context.asker.by(), asked.clone());
    let (found, count) = context
        .agent
        .crm
        .read(move |tx| Ok((lists::summary(tx, &by, &asked)?, lists::count(tx, &by, &asked)?)))?;
    let Summary { groups, totals, problems } = found;
    let value = json!({
        "count": count.count, "more": count.more,
        "groups": groups.iter().map(group).collect::<Vec<_>>(), "totals": totals.as_ref().map(group),
        "problems": problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    context.output.answer(&value, |page| {
        let more = if count.more { "more than " } else { "" };
        page.field("records", &format!("{more}{}", count.count));
        page.field("totals", &totals.as_ref().map(sums).unwrap_or_default());
        let rows: Vec<_> = groups
            .iter()
            .map(|group| {
                let value = group.named.as_ref().map_or(&group.value, |named| &named.title);
                let value = if value.is_empty() { "—" } else { value };
                vec![
                    (Ink::Plain, value.to_owned()),
                    (Ink::Bold, group.count.to_string()),
                    (Ink::Dim, sums(group)),
                ]
            })
            .collect();
        page.table(0, &rows);
    })?;
    Ok(Exit::Done)
}

fn group(group: &Group) -> Value {
    let sums: Vec<Value> = group
        .sums
        .iter()
        .map(|sum| json!({ "field": sum.field, "currency": sum.currency, "sum": sum.sum }))
        .collect();
    let title = group.named.as_ref().map(|named| named.title.clone());
    json!({ "value": group.value, "title": title, "count": group.count, "sums": sums })
}

fn sums(group: &Group) -> String {
    let sum = |sum: &crmweb_store::query::Sum| match sum.currency.as_str() {
        "" => format!("{} {}", sum.field, sum.sum),
        currency => Money { minor: sum.sum, currency: currency.into() }.to_string(),
    };
    group.sums.iter().map(sum).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_where_they_must_be() {
        for (text, expected) in [
            ("Cluj", "Cluj"),
            ("a, \"b\"", "\"a, \"\"b\"\"\""),
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-cmd|x", "'-cmd|x"),
            ("-5", "-5"),
            ("+40 712 345", "+40 712 345"),
        ] {
            assert_eq!(quoted(text), expected, "{text}");
        }
    }

    #[test]
    fn a_caret_shows_where_a_filter_stops_being_one() {
        let typed = "city = Cluj and importance";
        let failure = refused(typed, &parse(typed).unwrap_err());
        let lines: Vec<&str> = failure.hint.lines().collect();
        assert_eq!(lines[1].trim_start().len(), typed.len());
        assert_eq!(lines[2].len(), lines[1].len() + 1);
        let long = format!("{} city", "name = x and ".repeat(20));
        assert!(refused(&long, &parse(&long).unwrap_err()).hint.lines().all(|line| line.len() < 70));
    }
}
