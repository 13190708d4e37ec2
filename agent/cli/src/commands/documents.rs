//! `document …`: files with their versions, and the records to which they belong.

use super::Context;
use crate::args::papers::{Add, Document as Args, Get, Limit, Link, List, Versions};
use crate::failure::{Exit, Failure, Result};
use crate::output::Step;
use crate::paint::{Ink, Page};
use crate::view::{Names, moment};
use crmweb_crm::documents::{self, Bytes, Document, NewDocument};
use crmweb_crm::records;
use crmweb_crm::{By, Error};
use crmweb_model::catalogue::{self, Kind};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_store::blobs::Received;
use crmweb_store::documents::Asked;
use crmweb_store::{Tx, names};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

/// Read and written at once.
const PIECE: usize = 256 << 10;
/// A file of this size is worth a bar.
const LARGE: u64 = 8 << 20;

/// Carries out `document …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let by = context.asker.by();
    let crm = &context.agent.crm;
    match args {
        Args::Add(args) => add(context, args),
        Args::List(args) => list(context, args),
        Args::Get(args) => get(context, args),
        Args::Limit(args) => limit(context, args),
        Args::Show(one) => {
            let text = one.document.clone();
            let found = crm.read(move |tx| {
                let uid = named(tx, &by, &text)?;
                documents::get(tx, &by, uid)
            })?;
            answer(context, &found, "", None)
        }
        Args::Link(args) => link(context, args),
        Args::Keyword(args) => {
            let (text, mutation) = (args.document.clone(), by.mutation.to_string());
            let keywords = vec![("keywords".to_owned(), args.keywords.join("\n"))];
            let changed = crm.write(move |tx| {
                let uid = named(tx, &by, &text)?;
                records::edit(tx, &by, RecordKind::Document, uid, None, &keywords)?;
                documents::get(tx, &by, uid)
            })?;
            answer(context, &changed, "changed", Some(&mutation))
        }
        Args::Versions(args) => versions(context, args),
        Args::Remove(one) => {
            let (text, mutation) = (one.document.clone(), by.mutation.to_string());
            let removed = crm.write(move |tx| {
                let uid = named(tx, &by, &text)?;
                let known = documents::get(tx, &by, uid)?;
                records::delete(tx, &by, RecordKind::Document, uid, None)?;
                Ok(known)
            })?;
            answer(context, &removed, "deleted", Some(&mutation))
        }
    }
}

fn kind(of: RecordKind) -> crmweb_crm::Result<&'static Kind> {
    records::kind(of)
}

fn named(tx: &mut Tx, by: &By, text: &str) -> crmweb_crm::Result<Uid> {
    Ok(records::named(tx, by, kind(RecordKind::Document)?, text)?.uid)
}

/// A record as two words name it.
fn of_words(tx: &mut Tx, by: &By, words: &[String]) -> crmweb_crm::Result<Option<(RecordKind, Uid)>> {
    let [kind, text] = words else { return Ok(None) };
    let unknown = || Error::invalid("kind", format_args!("{kind:?} is no kind of record"));
    let kind = catalogue::named(kind).ok_or_else(unknown)?;
    Ok(Some((kind.kind, records::named(tx, by, kind, text)?.uid)))
}

fn add(context: &Context, args: &Add) -> Result<Exit> {
    let (by, args) = (context.asker.by(), args.clone());
    let mutation = by.mutation.to_string();
    let file_name = args.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let received = take(context, &args.file, &file_name)?;
    let work = move |tx: &mut Tx, bytes: &Bytes| match &args.to {
        Some(document) => {
            let uid = named(tx, &by, document)?;
            let (document, added) = documents::add_version(tx, &by, uid, &file_name, &args.remark, bytes)?;
            Ok::<_, Error>((document, if added { "version added" } else { "has this file already" }))
        }
        None => {
            let said = [("name", args.name.clone()), ("kind", args.kind.clone())];
            let mut fields: Vec<_> =
                said.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?))).collect();
            fields.push(("keywords".to_owned(), args.keywords.join("\n")));
            let links = of_words(tx, &by, &args.link)?.into_iter().collect();
            let remark = args.remark.clone();
            let new = NewDocument { uid: None, file_name: file_name.clone(), fields, remark, links };
            Ok((documents::add_document(tx, &by, &new, bytes)?, "added"))
        }
    };
    let (document, what) = context.agent.crm.keep(received, work)?;
    answer(context, &document, what, Some(&mutation))
}

/// Takes a file piece by piece, with a bar when it is large.
fn take(context: &Context, path: &Path, name: &str) -> Result<Received> {
    let read = |e| Failure::from(crmweb_store::Error::file("read", path)(e));
    let mut file = File::open(path).map_err(read)?;
    let of = file.metadata().map_err(read)?.len();
    let largest = context.agent.crm.read(documents::largest)?;
    let mut incoming = context.agent.crm.receive()?;
    let mut piece = vec![0; PIECE];
    loop {
        let count = file.read(&mut piece).map_err(read)?;
        if count == 0 {
            break;
        }
        incoming.write(&piece[..count])?;
        if incoming.size() > largest {
            return Err(Error::invalid("file", format_args!("must have at most {largest} bytes")).into());
        }
        step(context, name, "reading", incoming.size(), of);
    }
    context.output.steps_over();
    Ok(incoming.end()?)
}

fn step(context: &Context, name: &str, doing: &str, done: u64, of: u64) {
    if of >= LARGE {
        context.output.step(&Step { what: name.to_owned(), doing: doing.to_owned(), done, of });
    }
}

fn get(context: &Context, args: &Get) -> Result<Exit> {
    let (by, text, number) = (context.asker.by(), args.document.clone(), args.number);
    let crm = &context.agent.crm;
    let version = crm.read(move |tx| {
        let uid = named(tx, &by, &text)?;
        documents::version(tx, &by, uid, number)
    })?;
    let mut from = crm.open_document(&version.sha256, version.size)?;
    let failed = |e| Failure::from(crmweb_store::Error::file("write", &args.file)(e));
    let mut to = File::create_new(&args.file).map_err(failed)?;
    let (mut piece, mut done) = (vec![0; PIECE], 0);
    loop {
        let count = from.read(&mut piece).map_err(failed)?;
        if count == 0 {
            break;
        }
        to.write_all(&piece[..count]).map_err(failed)?;
        done += count as u64;
        step(context, &version.file_name, "writing", done, version.size);
    }
    context.output.steps_over();
    let value =
        json!({ "file": args.file, "name": version.file_name, "number": version.number, "bytes": done });
    context.output.answer(&value, |page| {
        page.line(&format!("{} ({}) written to {}.", version.file_name, size(done), args.file.display()));
    })?;
    Ok(Exit::Done)
}

fn link(context: &Context, args: &Link) -> Result<Exit> {
    let (by, args) = (context.asker.by(), args.clone());
    let mutation = by.mutation.to_string();
    let what = if args.remove { "unlinked" } else { "linked" };
    let linked = context.agent.crm.write(move |tx| {
        let uid = named(tx, &by, &args.document)?;
        match of_words(tx, &by, &[args.kind.clone(), args.record.clone()])? {
            Some((kind, record)) if args.remove => documents::unlink(tx, &by, uid, kind, record),
            Some((kind, record)) => documents::link(tx, &by, uid, kind, record),
            None => documents::get(tx, &by, uid),
        }
    })?;
    answer(context, &linked, what, Some(&mutation))
}

fn versions(context: &Context, args: &Versions) -> Result<Exit> {
    let (by, text, restore) = (context.asker.by(), args.document.clone(), args.restore);
    let mutation = by.mutation.to_string();
    match restore {
        Some(number) => {
            let restored = context.agent.crm.write(move |tx| {
                let uid = named(tx, &by, &text)?;
                documents::restore_version(tx, &by, uid, number, None)
            })?;
            answer(context, &restored, "restored", Some(&mutation))
        }
        None => {
            let found = context.agent.crm.read(move |tx| {
                let uid = named(tx, &by, &text)?;
                documents::get(tx, &by, uid)
            })?;
            answer(context, &found, "", None)
        }
    }
}

fn list(context: &Context, args: &List) -> Result<Exit> {
    let (by, args) = (context.asker.by(), args.clone());
    let found = context.agent.crm.read(move |tx| {
        let of = match of_words(tx, &by, &args.of)? {
            Some((kind, uid)) => crmweb_store::refs::find(tx, kind, uid)?,
            None => None,
        };
        let limit = i64::from(args.limit);
        let asked = Asked { text: args.text, kind: args.kind, of, limit, ..Asked::default() };
        documents::list(tx, &by, asked, args.keyword.as_deref())
    })?;
    let value = |line: &crmweb_store::documents::Line| {
        json!({ "uid": line.uid, "name": line.name, "kind": line.kind, "file_name": line.file_name,
                "versions": line.versions, "size": line.size, "updated_at": moment(line.updated_at) })
    };
    let values: Vec<Value> = found.iter().map(value).collect();
    context.output.answer(&json!({ "documents": values }), |page| {
        if found.is_empty() {
            page.line("No document.");
        }
        let row = |line: &crmweb_store::documents::Line| {
            let versions =
                if line.versions > 1 { format!("{} versions", line.versions) } else { String::new() };
            vec![
                (Ink::Plain, line.name.clone()),
                (Ink::Dim, line.kind.replace('_', " ")),
                (Ink::Dim, size(line.size)),
                (Ink::Dim, versions),
            ]
        };
        page.table(0, &found.iter().map(row).collect::<Vec<_>>());
    })?;
    Ok(Exit::Done)
}

fn limit(context: &Context, args: &Limit) -> Result<Exit> {
    let (by, mib) = (context.asker.by(), args.mib);
    let bytes = match mib {
        Some(mib) => context.agent.crm.write(move |tx| {
            documents::set_largest(tx, &by, mib.saturating_mul(1 << 20))?;
            documents::largest(tx)
        })?,
        None => context.agent.crm.read(documents::largest)?,
    };
    context.output.answer(&json!({ "largest": bytes }), |page| {
        page.line(&format!("A file has at most {}.", size(bytes)));
    })?;
    Ok(Exit::Done)
}

fn answer(context: &Context, document: &Document, what: &str, mutation: Option<&str>) -> Result<Exit> {
    let known = document.clone();
    let (people, links) = context.agent.crm.read(move |tx| {
        let mut links = Vec::new();
        for link in known.links {
            links.push((link.kind, names::of(tx, link)?));
        }
        Ok((Names::load(tx)?, links))
    })?;
    let version = |it: &crmweb_store::documents::Version| {
        json!({ "number": it.number, "file_name": it.file_name, "size": it.size, "sha256": it.sha256,
                "remark": it.remark, "by": people.of(it.made_by), "at": moment(it.made_at) })
    };
    let record = &document.record;
    let links_value: Vec<Value> =
        links.iter().map(|(kind, name)| json!({ "kind": kind, "name": name })).collect();
    let value = json!({
        "uid": record.uid, "version": record.version, "name": record.text("name"), "kind": record.text("kind"),
        "keywords": record.text("keywords").lines().collect::<Vec<_>>(), "links": links_value,
        "versions": document.versions.iter().map(version).collect::<Vec<_>>(), "mutation": mutation,
    });
    context.output.answer(&value, |page: &mut Page| {
        page.title(record.text("name"), what);
        page.field("kind", &record.text("kind").replace('_', " "));
        page.field("keywords", &record.text("keywords").replace('\n', ", "));
        let named: Vec<String> = links.iter().map(|(kind, name)| format!("{name} ({kind})")).collect();
        page.field("belongs to", &named.join(", "));
        let row = |it: &crmweb_store::documents::Version| {
            vec![
                (Ink::Dim, it.number.to_string()),
                (Ink::Plain, it.file_name.clone()),
                (Ink::Dim, size(it.size)),
                (Ink::Dim, people.of(it.made_by)),
                (Ink::Dim, it.remark.clone()),
            ]
        };
        page.table(1, &document.versions.iter().map(row).collect::<Vec<_>>());
    })?;
    Ok(Exit::Done)
}

fn size(bytes: u64) -> String {
    super::mail_show::size(bytes)
}
