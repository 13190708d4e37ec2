//! Everything stored of a person, as one ZIP: JSON and CSV of each kind of data, the mails, the files of documents, and a
//! manifest that says what is in it and what was left out.

use super::{Found, PAGE, Who, find};
use crate::crm::Crm;
use crate::deed::By;
use crate::documents;
use crate::error::{Error, Result};
use crate::in_front;
use crate::records;
use crate::viewer::{self, Naming};
use crate::whose;
use crmweb_model::files::safe_name;
use crmweb_model::ids::MailId;
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::persons::{self, rows};
use crmweb_store::{Tx, activities, log, mails, refs};
use serde_json::{Map, Value, json};
use std::io::{Read, Write};
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};

/// Entries of the change log per record.
const ENTRIES: i64 = 50_000;
/// Read of a file at once.
const PIECE: usize = 64 << 10;

/// A row of a table: names and values in order.
type Fields = Vec<(String, String)>;

/// What was handed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// How many rows or files of each part.
    pub parts: Vec<(String, u64)>,
    /// What the one who asked may not see: private mails and activities of colleagues, records out of reach.
    pub left_out: u64,
}

/// Checks that the actor may hand over the data of a person who is there; returns what people call the person.
pub fn check(tx: &mut Tx, by: &By, who: &Who) -> Result<String> {
    by.may(Right::Export, Whose::Others)?;
    Ok(find(tx, by, who)?.name)
}

/// Writes everything stored of a person into `out`, piece by piece.
pub fn export_person(crm: &Crm, by: &By, who: &Who, out: impl Write) -> Result<Exported> {
    by.may(Right::Export, Whose::Others)?;
    let asked = who.clone();
    let asker = by.clone();
    let found = crm.read(move |tx| find(tx, &asker, &asked))?;
    let mut bundle = Bundle { zip: ZipWriter::new_stream(out), done: Exported::default() };
    let (own, hidden) = of_records(crm, by, found.records.clone())?;
    bundle.done.left_out += hidden;
    bundle.table("records", own)?;
    work(crm, by, &found, &mut bundle)?;
    history(crm, by, &found, &mut bundle)?;
    mail(crm, by, &found, &mut bundle)?;
    papers(crm, by, &found, &mut bundle)?;
    let parts: Map<String, Value> =
        bundle.done.parts.iter().map(|(part, count)| (part.clone(), json!(count))).collect();
    let manifest = json!({
        "person": found.name, "at": by.at.0, "parts": parts, "left_out": bundle.done.left_out,
        "left_out_means": "mails, activities and records that whoever asked may not see",
    });
    bundle.file("manifest.json", pretty(&manifest).as_bytes())?;
    bundle.zip.finish().map_err(|e| failed(&e))?;
    Ok(bundle.done)
}

/// The ZIP that is being written.
struct Bundle<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    done: Exported,
}

impl<W: Write> Bundle<W> {
    fn begin(&mut self, name: &str) -> Result<()> {
        self.zip.start_file(name, SimpleFileOptions::default()).map_err(|e| failed(&e))
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.zip
            .write_all(bytes)
            .map_err(|e| Error::Store(crmweb_store::Error::file("write", "the export")(e)))
    }

    fn file(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.begin(name)?;
        self.write(bytes)
    }

    /// Writes rows as JSON and as CSV.
    fn table(&mut self, name: &str, rows: Vec<Fields>) -> Result<()> {
        self.done.parts.push((name.to_owned(), rows.len() as u64));
        self.file(&format!("{name}.csv"), csv(&rows).as_bytes())?;
        let object = |fields: Fields| {
            Value::Object(fields.into_iter().map(|(name, text)| (name, Value::String(text))).collect())
        };
        let all = Value::Array(rows.into_iter().map(object).collect());
        self.file(&format!("{name}.json"), pretty(&all).as_bytes())
    }
}

/// The fields of those records that the actor sees, and how many others there are.
fn of_records(crm: &Crm, by: &By, of: Vec<RecordRef>) -> Result<(Vec<Fields>, u64)> {
    let by = by.clone();
    crm.read(move |tx| {
        let (mut rows, mut hidden) = (Vec::with_capacity(of.len()), 0);
        for record in of {
            let Some(uid) = refs::uid(tx, record)? else { continue };
            if !refs::is_there(tx, record)? {
                continue;
            }
            if !whose::sees(tx, &by.actor, record)? {
                hidden += 1;
                continue;
            }
            let found = records::get(tx, &by, record.kind, uid)?;
            let mut fields = vec![("id".to_owned(), uid.to_string()), ("of".into(), record.kind.to_string())];
            fields.extend(found.fields);
            rows.push(fields);
        }
        Ok((rows, hidden))
    })
}

/// Activities, incidents, opportunities, sales.
fn work<W: Write>(crm: &Crm, by: &By, found: &Found, bundle: &mut Bundle<W>) -> Result<()> {
    let (records, viewer) = (found.records.clone(), by.actor.clone());
    let (done, hidden, work) = crm.read(move |tx| {
        let (mut done, mut hidden, mut work) = (Vec::new(), 0, Vec::new());
        for record in records {
            for (id, kind) in rows::activities(tx, record, i64::MAX)? {
                let Some(it) = activities::load(tx, id)?.filter(|it| it.deleted_at.is_none()) else {
                    continue;
                };
                let private = it.private_to.is_some_and(|owner| owner != viewer.user);
                if private || !whose::sees(tx, &viewer, it.record())? {
                    hidden += 1;
                    continue;
                }
                done.push(vec![
                    ("id".to_owned(), it.uid.to_string()),
                    ("kind".into(), kind),
                    ("status".into(), it.status.to_string()),
                    ("at".into(), it.at.to_rfc2822()),
                    ("subject".into(), it.subject),
                    ("text".into(), it.body),
                ]);
            }
            if record.kind == RecordKind::Contact {
                work.extend(rows::work(tx, record.id)?);
            }
        }
        Ok((done, hidden, work))
    })?;
    bundle.done.left_out += hidden;
    bundle.table("activities", done)?;
    for (name, kind) in [
        ("incidents", RecordKind::Incident),
        ("opportunities", RecordKind::Opportunity),
        ("sales", RecordKind::Sale),
    ] {
        let of_kind = work.iter().filter(|record| record.kind == kind).copied().collect();
        let (rows, hidden) = of_records(crm, by, of_kind)?;
        bundle.done.left_out += hidden;
        bundle.table(name, rows)?;
    }
    Ok(())
}

/// What was changed of the person's records, as the change log tells it to the actor.
fn history<W: Write>(crm: &Crm, by: &By, found: &Found, bundle: &mut Bundle<W>) -> Result<()> {
    let (records, viewer) = (found.records.clone(), by.actor.clone());
    let rows = crm.read(move |tx| {
        let mut rows = Vec::new();
        for record in records {
            for entry in log::of_record(tx, record, ENTRIES)? {
                if !viewer::may_hear(tx, Some(&viewer), &entry)? {
                    continue;
                }
                for change in viewer::fields(tx, Some(&viewer), &entry, Naming::Ids)? {
                    rows.push(vec![
                        ("at".to_owned(), entry.at.to_rfc2822()),
                        ("what".into(), entry.verb.clone()),
                        ("field".into(), change.field),
                        ("before".into(), change.old.unwrap_or_default()),
                        ("after".into(), change.new.unwrap_or_default()),
                        ("from".into(), entry.provenance.clone()),
                    ]);
                }
            }
        }
        Ok(rows)
    })?;
    bundle.table("history", rows)
}

/// The mails, each as the one who asks may see it: whole, or not at all.
fn mail<W: Write>(crm: &Crm, by: &By, found: &Found, bundle: &mut Bundle<W>) -> Result<()> {
    let (mut table, mut after, viewer) = (Vec::new(), MailId(0), &by.actor);
    loop {
        let person = found.person.clone();
        let page = crm.read(move |tx| Ok(persons::mails(tx, &person, after, PAGE)?))?;
        let Some(last) = page.last() else { break };
        after = last.mail;
        for named in page {
            let viewer = viewer.clone();
            let seen = crm.read(move |tx| {
                let Some(stored) = mails::by_id(tx, named.mail)? else { return Ok(None) };
                in_front::seen(tx, &viewer, stored)
            })?;
            let Some(seen) = seen.filter(|seen| seen.level == ShareLevel::Everything) else {
                bundle.done.left_out += 1;
                continue;
            };
            let name = format!("mails/{:05}.eml", table.len() + 1);
            let part = |wanted: crmweb_model::mail::Part| {
                let people = seen.people.iter().filter(|person| person.part == wanted);
                people.map(|person| person.address.to_string()).collect::<Vec<_>>().join(", ")
            };
            table.push(vec![
                ("file".to_owned(), name.clone()),
                ("at".into(), seen.mail.at.to_rfc2822()),
                ("from".into(), part(crmweb_model::mail::Part::From)),
                ("to".into(), part(crmweb_model::mail::Part::To)),
                ("subject".into(), seen.subject.clone()),
                ("whole".into(), if seen.mail.truncated { "no" } else { "yes" }.into()),
            ]);
            let raw = crm.file(&seen.mail)?;
            bundle.file(&name, &raw)?;
        }
    }
    bundle.table("mails", table)
}

/// The documents with all their versions.
fn papers<W: Write>(crm: &Crm, by: &By, found: &Found, bundle: &mut Bundle<W>) -> Result<()> {
    let (records, asked) = (found.records.clone(), by.clone());
    let (papers, hidden) = crm.read(move |tx| {
        let (mut papers, mut hidden) = (Vec::new(), 0);
        for record in records {
            for (id, _) in rows::documents(tx, record)? {
                let document = RecordRef::new(RecordKind::Document, id);
                let (Some(uid), true) = (refs::uid(tx, document)?, refs::is_there(tx, document)?) else {
                    continue;
                };
                match whose::sees(tx, &asked.actor, document)? {
                    true => papers.push(documents::get(tx, &asked, uid)?),
                    false => hidden += 1,
                }
            }
        }
        Ok((papers, hidden))
    })?;
    bundle.done.left_out += hidden;
    let mut table = Vec::new();
    for (number, paper) in (1_u32..).zip(papers) {
        for version in &paper.versions {
            let name = format!("documents/{number:04}-v{}-{}", version.number, safe_name(&version.file_name));
            let mut fields = vec![("file".to_owned(), name.clone())];
            fields.extend(paper.record.fields.iter().cloned());
            table.push(fields);
            let mut file = crm.open_document(&version.sha256, version.size)?;
            bundle.begin(&name)?;
            let mut piece = vec![0; PIECE];
            loop {
                let read = file.read(&mut piece).map_err(crmweb_store::Error::file("read", &name))?;
                if read == 0 {
                    break;
                }
                bundle.write(&piece[..read])?;
            }
        }
    }
    bundle.table("documents", table)
}

fn failed(e: &zip::result::ZipError) -> Error {
    Error::Store(crmweb_store::Error::file("write", "the export")(std::io::Error::other(e.to_string())))
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Writes rows as RFC 4180 has it; a cell that a spreadsheet would compute is shown instead.
fn csv(rows: &[Fields]) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flatten() {
        if !columns.contains(&name.as_str()) {
            columns.push(name);
        }
    }
    let cell = |text: &str| {
        let shown = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        format!("\"{shown}{}\"", text.replace('"', "\"\""))
    };
    let line = |cells: Vec<String>| cells.join(",") + "\r\n";
    let mut text = line(columns.iter().map(|name| cell(name)).collect());
    for row in rows {
        let value = |column: &&str| {
            let found = row.iter().find(|(name, _)| name == column);
            cell(found.map_or("", |(_, text)| text))
        };
        text.push_str(&line(columns.iter().map(value).collect()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_by_every_spreadsheet_and_computes_nothing() {
        let row = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect::<Fields>()
        };
        let rows = [row(&[("a", "1"), ("b", "say \"x\",\ny")]), row(&[("a", "=1+1"), ("c", "ș")])];
        assert_eq!(
            csv(&rows),
            "\"a\",\"b\",\"c\"\r\n\"1\",\"say \"\"x\"\",\ny\",\"\"\r\n\"'=1+1\",\"\",\"ș\"\r\n"
        );
    }
}
