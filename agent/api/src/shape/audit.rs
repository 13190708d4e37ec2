//! The change log and deeds, as JSON for people.

use crate::problem::Problem;
use crmweb_crm::audit::{Asked, Line, Page};
use crmweb_crm::deeds::Deed;
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::time::Millis;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How many lines a page has, unless asked otherwise.
const PAGE: usize = 50;

/// Which changes; all conditions must hold.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// Of this record: `account/019ab9c2-…`.
    record: Option<String>,
    /// By this user.
    #[param(value_type = Option<String>)]
    user: Option<Uid>,
    /// Of this deed.
    #[param(value_type = Option<String>)]
    deed: Option<Uid>,
    /// Not before this moment, in ms since 1970.
    since: Option<i64>,
    /// Before this moment.
    until: Option<i64>,
    /// The cursor of the page before.
    before: Option<i64>,
    /// How many at most, up to 200.
    limit: Option<usize>,
}

impl Which {
    /// Reads it as the verb takes it.
    pub fn read(self) -> Result<Asked, Problem> {
        let record = |text: String| {
            let (kind, uid) = text.split_once('/')?;
            Some((RecordKind::from_name(kind)?, Uid::parse(uid).ok()?))
        };
        let record = match self.record {
            None => None,
            Some(text) => Some(record(text).ok_or_else(|| Problem::invalid("record: must be kind/id"))?),
        };
        Ok(Asked {
            record,
            user: self.user,
            deed: self.deed,
            since: self.since.map(Millis),
            until: self.until.map(Millis),
            before: self.before,
            limit: self.limit.unwrap_or(PAGE),
        })
    }
}

/// A page of changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditPage {
    /// The changes, newest first.
    pub items: Vec<AuditLine>,
    /// The cursor of the next page; null at the end.
    pub next: Option<i64>,
}

/// One change.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditLine {
    /// Its number, for putting an old value back.
    pub seq: i64,
    /// When, in ms since 1970.
    pub at: i64,
    /// By whom; null: the program.
    pub by: Option<AuditAuthor>,
    /// The deed it is part of.
    pub deed: String,
    /// The kind of the record.
    pub kind: String,
    /// The record's id; null: it has none, or is gone for good.
    pub uid: Option<String>,
    /// What people call the record.
    pub name: String,
    /// What happened: `created`, `changed`, `deleted`, …
    pub verb: String,
    /// The fields; records in them by their names.
    pub fields: Vec<AuditField>,
    /// Where the values come from: `typed`, `mail <uid>`, `import line 43`, `restored from <when>`.
    pub provenance: String,
}

/// The author of a change.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditAuthor {
    /// The user's id.
    pub uid: String,
    /// The user's name.
    pub name: String,
}

/// A field that changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditField {
    /// The field.
    pub field: String,
    /// The value before; null: none.
    pub old: Option<String>,
    /// The value after; null: none.
    pub new: Option<String>,
}

impl From<Page> for AuditPage {
    fn from(page: Page) -> AuditPage {
        AuditPage { items: page.lines.into_iter().map(AuditLine::from).collect(), next: page.next }
    }
}

impl From<Line> for AuditLine {
    fn from(line: Line) -> AuditLine {
        let fields = line.fields.into_iter();
        AuditLine {
            seq: line.seq,
            at: line.at.0,
            by: line.by.map(|(uid, name)| AuditAuthor { uid: uid.to_string(), name }),
            deed: line.deed,
            kind: line.kind.to_string(),
            uid: line.uid.map(|uid| uid.to_string()),
            name: line.name,
            verb: line.verb,
            fields: fields.map(|f| AuditField { field: f.field, old: f.old, new: f.new }).collect(),
            provenance: line.provenance,
        }
    }
}

/// One's own last deeds.
#[derive(Debug, Serialize, ToSchema)]
pub struct Deeds {
    /// The deeds, newest first.
    pub items: Vec<DeedView>,
}

/// A deed.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeedView {
    /// Its id, for undoing it.
    pub mutation: String,
    /// What was done, such as `edit_account`.
    pub verb: String,
    /// When, in ms since 1970.
    pub at: i64,
    /// Whether it was taken back.
    pub undone: bool,
    /// Whether taking it back was begun and not finished: undoing it again completes that.
    pub half_undone: bool,
    /// How many changes it made.
    pub changes: i64,
    /// Some of the records it changed.
    pub records: Vec<DeedRecord>,
}

/// A record that a deed changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeedRecord {
    /// Its kind.
    pub kind: String,
    /// Its id.
    pub uid: String,
    /// What people call it.
    pub name: String,
}

impl From<Deed> for DeedView {
    fn from(deed: Deed) -> DeedView {
        let records = deed.records.into_iter();
        DeedView {
            mutation: deed.uid,
            verb: deed.verb,
            at: deed.at.0,
            undone: deed.undone,
            half_undone: deed.half_undone,
            changes: deed.changes,
            records: records
                .map(|r| DeedRecord { kind: r.kind.to_string(), uid: r.uid.to_string(), name: r.name })
                .collect(),
        }
    }
}
