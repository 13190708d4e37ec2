//! The field catalogue: every kind of record with every field people see, described once.
//!
//! Validation, the change log, filters, views, import, export, merging and the forms of the screens read it; nobody
//! lists fields a second time. Fields that an administrator defines ([`custom`]) stand beside these and behave alike.
//!
//! A value travels as text in one canonical form per [`Type`] (empty is "no value"): that is what the change log keeps,
//! what undo puts back, and what [`Type::check`] accepts.

mod check;
pub mod custom;
mod customers;
mod knowledge;
mod marketing;
mod sales;
mod work;

use crate::record::RecordKind;

/// The same words in the languages of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Labels {
    /// Romanian.
    pub ro: &'static str,
    /// English.
    pub en: &'static str,
    /// German.
    pub de: &'static str,
}

/// One of a closed list of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The value, as stored.
    pub name: &'static str,
    /// What people read.
    pub labels: Labels,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A single line of at most so many characters.
    Line(usize),
    /// A text of several lines, at most 100,000 characters.
    Text,
    /// One of these.
    Word(&'static [Word]),
    /// Some of these, separated by spaces.
    Words(&'static [Word]),
    /// A whole number from … to ….
    Number(i64, i64),
    /// An amount, as `1200.50 EUR`.
    Money,
    /// A day, as `2026-11-23`.
    Day,
    /// A moment, in milliseconds since 1970 UTC.
    Moment,
    /// `yes` or `no`.
    Flag,
    /// Another record, by its id outside.
    One(RecordKind),
    /// Other records in order, one id a line.
    Many(RecordKind),
    /// Phones, one a line, as `mobile +40 712 345 678`.
    Phones,
    /// Mail addresses, one a line.
    Addresses,
    /// Mail domains, one a line.
    Domains,
    /// Places of work, one a line: the account's id, a space, the title.
    Positions,
    /// Short words people search by, one a line.
    Keywords,
}

/// Where a value is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// In this column of the kind's table.
    Column(&'static str),
    /// In these columns: minor units, currency.
    Money(&'static str, &'static str),
    /// In rows of another table, in the order of `position`.
    Rows {
        /// The table.
        table: &'static str,
        /// Its column that names the record.
        owner: &'static str,
        /// Its column that holds the value.
        value: &'static str,
    },
}

/// Who gives a field its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entered {
    /// People, in a form; imports and bulk edits too.
    Form,
    /// Only the verb of this name.
    Verb(&'static str),
    /// The product.
    Program,
}

/// A field of a kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in the API, the change log, filters and files.
    pub name: &'static str,
    /// What people read.
    pub labels: Labels,
    /// What it holds.
    pub of: Type,
    /// Where it is kept.
    pub at: At,
    /// Who gives it its value.
    pub entered: Entered,
    /// It must have a value.
    pub needed: bool,
    /// The value of a new record.
    pub usual: &'static str,
    /// Lists can be filtered and sorted by it.
    pub filterable: bool,
    /// Files may bring it.
    pub importable: bool,
    /// Files may take it.
    pub exportable: bool,
    /// Its changes are in the change log.
    pub audited: bool,
}

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The kind.
    pub kind: RecordKind,
    /// Its name in addresses of the API: `accounts`.
    pub plural: &'static str,
    /// What people call one.
    pub labels: Labels,
    /// What people call several.
    pub many: Labels,
    /// Its table.
    pub table: &'static str,
    /// The fields whose texts, joined by spaces, are what people call a record.
    pub title: &'static [&'static str],
    /// The column that holds the folded title.
    pub key: &'static str,
    /// The column that names who looks after a record; empty for none.
    pub owner: &'static str,
    /// The column that names who made it.
    pub author: &'static str,
    /// Its fields in the order of the form.
    pub fields: &'static [Field],
    /// It is kept and changed by the catalogue alone; others have verbs of their own for that.
    pub plain: bool,
}

impl Kind {
    /// Finds a field by its name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// The longest short line, in characters.
pub(crate) const SHORT: usize = 200;
/// The longest line, in characters.
pub(crate) const LONG: usize = 500;

/// The most fields that administrators define for one kind of record.
pub const MOST_CUSTOM: usize = 100;
/// The most words of one choice.
pub const MOST_WORDS: usize = 200;

/// All kinds of record that people see, in the order of menus.
pub const KINDS: [&Kind; 15] = [
    &customers::ACCOUNT,
    &customers::CONTACT,
    &marketing::LEAD,
    &sales::OPPORTUNITY,
    &sales::SALE,
    &work::INCIDENT,
    &knowledge::ARTICLE,
    &work::ACTIVITY,
    &sales::PRODUCT,
    &sales::CATEGORY,
    &knowledge::DOCUMENT,
    &marketing::TEMPLATE,
    &marketing::CAMPAIGN,
    &marketing::GROUP,
    &work::QUEUE,
];

/// Returns what the catalogue says of a kind; `None` for kinds that are no records people work with.
pub fn of(kind: RecordKind) -> Option<&'static Kind> {
    KINDS.into_iter().find(|known| known.kind == kind)
}

/// Finds a kind by its name in addresses of the API, or by its own.
pub fn named(name: &str) -> Option<&'static Kind> {
    KINDS.into_iter().find(|known| known.plural == name || known.kind.as_str() == name)
}

const fn l(ro: &'static str, en: &'static str, de: &'static str) -> Labels {
    Labels { ro, en, de }
}

const fn word(name: &'static str, ro: &'static str, en: &'static str, de: &'static str) -> Word {
    Word { name, labels: l(ro, en, de) }
}

/// A field kept in the column of its own name, entered by people.
const fn field(name: &'static str, of: Type, labels: Labels) -> Field {
    Field {
        name,
        labels,
        of,
        at: At::Column(name),
        entered: Entered::Form,
        needed: false,
        usual: "",
        filterable: true,
        importable: true,
        exportable: true,
        audited: true,
    }
}

const fn short(name: &'static str, labels: Labels) -> Field {
    field(name, Type::Line(SHORT), labels)
}

const fn line(name: &'static str, labels: Labels) -> Field {
    field(name, Type::Line(LONG), labels)
}

const fn text(name: &'static str, labels: Labels) -> Field {
    field(name, Type::Text, labels)
}

const fn choice(name: &'static str, words: &'static [Word], usual: &'static str, labels: Labels) -> Field {
    let mut field = field(name, Type::Word(words), labels);
    field.usual = usual;
    field.needed = true;
    field
}

const fn one(name: &'static str, kind: RecordKind, column: &'static str, labels: Labels) -> Field {
    field(name, Type::One(kind), labels).at(At::Column(column))
}

const fn money(name: &'static str, labels: Labels) -> Field {
    field(name, Type::Money, labels).at(At::Money(name, "currency"))
}

impl Field {
    const fn at(mut self, at: At) -> Field {
        self.at = at;
        self
    }

    const fn rows(self, table: &'static str, owner: &'static str, value: &'static str) -> Field {
        self.at(At::Rows { table, owner, value })
    }

    const fn needed(mut self) -> Field {
        self.needed = true;
        self
    }

    const fn usual(mut self, value: &'static str) -> Field {
        self.usual = value;
        self
    }

    /// Only a verb changes it.
    const fn verb(mut self, verb: &'static str) -> Field {
        self.entered = Entered::Verb(verb);
        self.importable = false;
        self
    }

    /// The product itself changes it.
    const fn program(mut self) -> Field {
        self.entered = Entered::Program;
        self.importable = false;
        self
    }

    const fn unaudited(mut self) -> Field {
        self.audited = false;
        self
    }
}

const OWNER: Field = one("owner", RecordKind::User, "owner_id", l("Responsabil", "Owner", "Verantwortlich"))
    .verb("distribute");
const CREATED_AT: Field =
    field("created_at", Type::Moment, l("Creat la", "Created", "Angelegt")).program().unaudited();
const UPDATED_AT: Field =
    field("updated_at", Type::Moment, l("Modificat la", "Changed", "Geändert")).program().unaudited();
const CREATED_BY: Field =
    one("created_by", RecordKind::User, "created_by", l("Creat de", "Created by", "Angelegt von"))
        .program()
        .unaudited();
const AUTHOR: Field =
    one("author", RecordKind::User, "author_id", l("Autor", "Author", "Verfasser")).program().unaudited();
const DESCRIPTION: Field = text("description", l("Descriere", "Description", "Beschreibung"));

#[cfg(test)]
mod tests;
