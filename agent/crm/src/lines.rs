//! What is offered or sold, line by line (SPEC O1, O4): the whole list is set at once.
//!
//! The amount of the record is what its lines come to, unless somebody typed another one over it.

use crate::deed::By;
use crate::error::{Error, Result};
use crate::opportunities;
use crate::records;
use crate::work::{self, Undone};
use crmweb_model::catalogue::Kind;
use crmweb_model::ids::Uid;
use crmweb_model::lines::{self, Line};
use crmweb_model::money::Money;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Right;
use crmweb_store::catalogued::{self, Sheet};
use crmweb_store::fields::maybe;
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::{Tx, product_lines};

/// The name of the lines in the change log.
pub(crate) const FIELD: &str = "lines";

/// A line as it is typed: what is left out is the product's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedLine {
    /// The product in the catalogue.
    pub product: Option<Uid>,
    /// What it is called here.
    pub name: String,
    /// In thousandths of the unit.
    pub quantity: i64,
    /// What is counted.
    pub unit: String,
    /// What one costs.
    pub price: Option<Money>,
    /// In hundredths of a percent.
    pub discount: i64,
}

/// The lines of an opportunity or sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The version of the record.
    pub version: i64,
    /// The lines, in order.
    pub items: Vec<Line>,
    /// What they come to.
    pub total: Option<Money>,
    /// The amount of the record.
    pub amount: Option<Money>,
}

/// Returns the lines of an opportunity or sale.
pub fn get(tx: &mut Tx, by: &By, of: RecordKind, uid: Uid) -> Result<Lines> {
    let sheet = records::find(tx, by, kind(of)?, uid)?;
    let items = product_lines::list(tx, sheet.record)?;
    let total = total(&items)?;
    Ok(Lines { version: sheet.version, items, total, amount: Money::parse(sheet.text("amount")).ok() })
}

/// Gives an opportunity or sale other lines: these, in this order.
pub fn set(
    tx: &mut Tx,
    by: &By,
    of: RecordKind,
    uid: Uid,
    seen: Option<i64>,
    typed: &[TypedLine],
) -> Result<Lines> {
    let kind = kind(of)?;
    let known = records::find(tx, by, kind, uid)?;
    by.may_with(tx, Right::Write, known.record)?;
    Error::if_stale(of, seen, known.version)?;
    if typed.len() > lines::MOST_LINES {
        return Err(Error::invalid(FIELD, lines::Unfit::TooMany));
    }
    let mut wanted = Vec::with_capacity(typed.len());
    for (number, line) in (1..).zip(typed) {
        wanted.push(filled(tx, by, number, line)?);
    }
    put(tx, by, kind, &known, &wanted)?;
    by.note(tx, &format!("set_lines_of_{of}"))?;
    get(tx, by, of, uid)
}

/// Gives a new record the lines of another one.
pub(crate) fn copy(tx: &mut Tx, by: &By, from: RecordRef, to: RecordRef) -> Result<()> {
    let items = product_lines::list(tx, from)?;
    write(tx, by, to, &items)
}

/// Returns what the lines of a record come to.
pub(crate) fn total_of(tx: &mut Tx, record: RecordRef) -> Result<Option<Money>> {
    total(&product_lines::list(tx, record)?)
}

/// Takes back what an entry says of lines, on a record of any kind.
pub(crate) fn undo(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Undone> {
    let mut undone = Undone::default();
    for change in entry.fields.iter().filter(|change| change.field == FIELD) {
        let now = product_lines::to_text(&product_lines::list(tx, entry.record)?)?;
        if now != change.new.as_deref().unwrap_or_default() {
            undone.kept.push(FieldChange::new(FIELD, change.new.clone(), Some(now)));
            continue;
        }
        let kind = kind(entry.record.kind)?;
        let known = catalogued::load(tx, kind, entry.record.id)?;
        let Some(known) = known.filter(|known| known.deleted_at.is_none()) else { continue };
        by.may_with(tx, Right::Write, known.record)?;
        let old = product_lines::from_text(change.old.as_deref().unwrap_or_default())?;
        catalogued::note_change(tx, kind, entry.record.id, by.at)?;
        write(tx, by, entry.record, &old)?;
        undone.restored.push(FIELD.into());
    }
    Ok(undone)
}

fn put(tx: &mut Tx, by: &By, kind: &Kind, known: &Sheet, wanted: &[Line]) -> Result<()> {
    let before = product_lines::list(tx, known.record)?;
    let (old, new) = (total(&before)?, total(wanted)?);
    if before == wanted {
        return Ok(());
    }
    let amount = Money::parse(known.text("amount")).ok();
    let typed_over = amount.is_some() && amount != old;
    if typed_over || amount == new {
        catalogued::note_change(tx, kind, known.record.id, by.at)?;
    } else if kind.kind == RecordKind::Opportunity {
        opportunities::set_amount(tx, by, known.uid, new)?;
    } else if !catalogued::save(tx, &by.author(), kind, known, &vec![("amount", maybe(new))], "changed")? {
        return Err(work::stale(kind.kind));
    }
    write(tx, by, known.record, wanted)
}

fn write(tx: &mut Tx, by: &By, record: RecordRef, wanted: &[Line]) -> Result<()> {
    let before = product_lines::list(tx, record)?;
    if before == wanted {
        return Ok(());
    }
    product_lines::replace(tx, record, wanted)?;
    let text = |lines: &[Line]| product_lines::to_text(lines).map(|it| Some(it).filter(|it| !it.is_empty()));
    let change = FieldChange::new(FIELD, text(&before)?, text(wanted)?);
    log::append(tx, &by.author(), record, "changed", &[change])?;
    Ok(())
}

fn filled(tx: &mut Tx, by: &By, number: usize, typed: &TypedLine) -> Result<Line> {
    let product = match typed.product {
        Some(uid) => Some(records::find(tx, by, records::kind(RecordKind::Product)?, uid)?),
        None => None,
    };
    let of = |field: &str| product.as_ref().map(|it| it.text(field).to_owned()).unwrap_or_default();
    let or = |text: &str, field: &str| if text.trim().is_empty() { of(field) } else { text.to_owned() };
    let missing = || Error::invalid(FIELD, format_args!("line {number}: the price must not be empty"));
    let price = typed.price.clone().or_else(|| Money::parse(&of("price")).ok()).ok_or_else(missing)?;
    Ok(Line {
        product: typed.product,
        name: work::line(FIELD, &or(&typed.name, "name"))?,
        quantity: typed.quantity,
        unit: work::line(FIELD, &or(&typed.unit, "unit"))?,
        price,
        discount: typed.discount,
    })
}

fn total(items: &[Line]) -> Result<Option<Money>> {
    lines::total(items).map_err(|e| Error::invalid(FIELD, e))
}

fn kind(of: RecordKind) -> Result<&'static Kind> {
    match of {
        RecordKind::Opportunity | RecordKind::Sale => records::kind(of),
        _ => Err(Error::invalid("kind", format_args!("{of} has no lines"))),
    }
}
