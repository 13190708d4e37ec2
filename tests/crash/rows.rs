//! What a sync leaves behind, in words that do not change from run to run.

use crmweb_store::{Db, Location as Place, Row, Tx};
use crmweb_support::Location;
use std::path::PathBuf;

/// The two databases of a data directory, read beside the program.
pub struct Rows<'d> {
    pub database: &'d Location,
    pub index: PathBuf,
}

/// What of a mail, its links, copies, places and conversation is business.
const BUSINESS: &[&str] = &[
    "SELECT 'mail', m.identity, a.subject, a.direction, m.message_id, m.from_address, m.nature, m.text, m.sha256, m.defects,
            CAST(m.sent_at AS TEXT), CAST(m.size AS TEXT), CAST(m.attachments AS TEXT)
     FROM mails m JOIN activities a ON a.id = m.activity_id",
    "SELECT 'link', m.identity, l.record_kind, CAST(l.record_id AS TEXT), l.rule, l.evidence, CAST(l.refused AS TEXT)
     FROM activity_links l JOIN mails m ON m.activity_id = l.activity_id",
    "SELECT 'copy', m.identity, CAST(c.user_id AS TEXT), CAST(c.share AS TEXT), CAST(c.held AS TEXT), c.blind
     FROM captures c JOIN mails m ON m.id = c.mail_id",
    "SELECT 'line', t.record_kind, CAST(t.record_id AS TEXT), CAST(t.open AS TEXT), CAST(t.viewer_id AS TEXT),
            CAST(t.at AS TEXT), m.identity
     FROM timeline t JOIN mails m ON m.activity_id = t.activity_id",
    "SELECT 'count', record_kind, CAST(record_id AS TEXT), CAST(open AS TEXT), CAST(viewer_id AS TEXT), CAST(activities AS TEXT)
     FROM timeline_counts
     WHERE activities <> 0",
    "SELECT 'talk', MIN(o.identity), m.identity
     FROM mails m JOIN mails o ON o.thread_id = m.thread_id
     GROUP BY m.identity",
    "SELECT 'file', m.identity, f.name, f.media_type, f.sha256, CAST(f.size AS TEXT)
     FROM attachments f JOIN mails m ON m.id = f.mail_id",
];

/// What was decided about every message of every folder.
const DECIDED: &str = "SELECT 'decided', f.name, CAST(m.uid AS TEXT), m.decision, COALESCE(m.reason, '')
     FROM messages m JOIN folders f ON f.id = m.folder_id";

impl Rows<'_> {
    /// Every row that matters, sorted.
    pub fn business(&self) -> Vec<String> {
        let mut rows: Vec<String> = Vec::new();
        let mut crm = self.crm().expect("the customer memory");
        for sql in BUSINESS {
            rows.extend(crm.read(|tx| lines(tx, sql)).unwrap());
        }
        let mut index = Place::File(self.index.clone()).open_reader().unwrap();
        rows.extend(index.read(|tx| lines(tx, DECIDED)).unwrap());
        rows.sort();
        rows
    }

    /// Opens both for watching a sync.
    pub fn watch(&self) -> Watch {
        let index = Place::File(self.index.clone()).open_reader().unwrap();
        Watch { crm: self.crm().expect("the customer memory"), index }
    }

    fn crm(&self) -> Result<Db, crmweb_store::Error> {
        match self.database {
            Location::Sqlite(path) => Place::File(path.clone()).open_reader(),
            Location::Postgres(url) => Place::Server(url.clone()).open_reader(),
        }
    }
}

/// Watches a sync from outside.
pub struct Watch {
    crm: Db,
    index: Db,
}

impl Watch {
    /// How much of a sync is stored: messages listed and mails taken in.
    pub fn work_done(&mut self) -> u64 {
        let count =
            |db: &mut Db, sql: &str| db.read(|tx| tx.query_one(sql, &[], |r| r.get::<i64>(0))).unwrap_or(0);
        let listed = count(&mut self.index, "SELECT COUNT(*) FROM messages");
        (listed + count(&mut self.crm, "SELECT COUNT(*) FROM mails")).unsigned_abs()
    }
}

fn lines(tx: &mut Tx, sql: &str) -> Result<Vec<String>, crmweb_store::Error> {
    tx.query(sql, &[], |r| {
        let mut line = Vec::new();
        // A column that is not there ends the line.
        while let Ok(text) = text(r, line.len()) {
            line.push(text.unwrap_or_default());
        }
        Ok(line.join(" | "))
    })
}

fn text(r: &Row, column: usize) -> Result<Option<String>, crmweb_store::Error> {
    r.get(column)
}
