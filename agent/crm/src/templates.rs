//! Templates for mail (SPEC S3): cleaned and checked when they are saved, filled for somebody in that one's language.

mod cleaning;
mod values;

use crate::deed::By;
use crate::error::{Error, Result};
use crate::{incidents, opportunities, records, whose, work};
use crmweb_model::catalogue::Kind;
use crmweb_model::catalogue::custom::PREFIX;
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Right;
use crmweb_model::template::{Filled, Into, Template, Wanted};
use crmweb_store::fields::Texts;
use crmweb_store::{Tx, custom, logged, names, refs, templates};
use values::Values;

const KIND: RecordKind = RecordKind::Template;

/// For whom and about what a template is filled. What is left out is found by the rest: the account of a contact, the
/// contact of an incident.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The person.
    pub contact: Option<Uid>,
    /// The company.
    pub account: Option<Uid>,
    /// The prospect.
    pub lead: Option<Uid>,
    /// The opportunity.
    pub opportunity: Option<Uid>,
    /// The incident.
    pub incident: Option<Uid>,
}

/// A template filled for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The template, or the one of its family in the language of the person.
    pub template: Uid,
    /// Its name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// The subject, one line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML; empty when the template has none.
    pub html: String,
    /// The documents that go along: id and name, which is empty for one that the actor does not see.
    pub documents: Vec<(Uid, String)>,
    /// The fields that had no value, as the template names them.
    pub fell_back: Vec<String>,
}

/// Fills a template, or the one of its family in the language of the contact or lead.
pub fn render(tx: &mut Tx, by: &By, uid: Uid, about: &About) -> Result<Rendered> {
    let kind = records::kind(KIND)?;
    let named = records::find(tx, by, kind, uid)?;
    let about = completed(tx, by, *about)?;
    let sheet = match language_of(tx, by, &about)? {
        Some(language) if !named.text("language").eq_ignore_ascii_case(&language) => {
            let other = templates::of_family(tx, named.text("family"), &language)?;
            other.map_or(Ok(named), |other| records::find(tx, by, kind, other))?
        }
        _ => named,
    };
    let mut documents = Vec::new();
    for uid in sheet.text("documents").lines().filter_map(|line| Uid::parse(line).ok()) {
        if let Some(record) = refs::find(tx, RecordKind::Document, uid)? {
            let name =
                if whose::sees(tx, &by.actor, record)? { names::of(tx, record)? } else { String::new() };
            documents.push((uid, name));
        }
    }
    let language = sheet.text("language").to_ascii_lowercase();
    let mut values = Values::new(tx, by, about, &language)?;
    let mut fell_back = Vec::new();
    let mut fill = |tx: &mut Tx, field: &'static str, into: Into| -> Result<String> {
        let template = read(field, sheet.text(field))?;
        let known = values.of(tx, by, &template)?;
        let filled: Filled = template.fill(into, |gap| known.get(&gap.path).cloned().unwrap_or_default());
        for path in filled.fell_back {
            if !fell_back.contains(&path) {
                fell_back.push(path);
            }
        }
        Ok(filled.text)
    };
    let subject = fill(tx, "subject", Into::Line)?;
    let text = fill(tx, "text", Into::Plain)?;
    let html = fill(tx, "html", Into::Html)?;
    Ok(Rendered {
        template: sheet.uid,
        name: sheet.text("name").to_owned(),
        language,
        subject,
        text,
        html,
        documents,
        fell_back,
    })
}

/// Makes the texts of a template fit to be saved: clean HTML, and no gap that nothing could fill. Other kinds stay as
/// they are.
pub(crate) fn refined(tx: &mut Tx, kind: &Kind, mut texts: Texts) -> Result<Texts> {
    if kind.kind != KIND {
        return Ok(texts);
    }
    for (field, text) in &mut texts {
        if *field == "html" {
            *text = cleaning::clean(text);
        }
        if matches!(*field, "subject" | "text" | "html") {
            check_custom(tx, field, &read(field, text)?)?;
        }
    }
    Ok(texts)
}

fn read(field: &'static str, text: &str) -> Result<Template> {
    let read = if field == "html" { Template::read_html(text) } else { Template::read(text) };
    read.map_err(|fault| Error::invalid(field, fault))
}

fn check_custom(tx: &mut Tx, field: &'static str, template: &Template) -> Result<()> {
    for gap in template.gaps() {
        let Wanted::Field(kind, name) = &gap.wanted else { continue };
        if name.starts_with(PREFIX) && custom::by_name(tx, *kind, name)?.is_none_or(|it| it.deleted) {
            let why = format!("{}: there is no field {:?}", gap.place, gap.path);
            return Err(Error::invalid(field, why));
        }
    }
    Ok(())
}

/// Finds who and what else is meant, as far as the actor sees it.
fn completed(tx: &mut Tx, by: &By, mut about: About) -> Result<About> {
    if let Some(uid) = about.opportunity {
        let it = opportunities::find(tx, uid)?;
        by.may_with(tx, Right::Read, it.record())?;
        about.contact =
            about.contact.or(seen(tx, by, RecordKind::Contact, it.contacts.first().map(|c| c.0))?);
        about.account = about.account.or(seen(tx, by, RecordKind::Account, it.account.map(|a| a.0))?);
    }
    if let Some(uid) = about.incident {
        let it = incidents::find(tx, uid)?;
        by.may_with(tx, Right::Read, it.record())?;
        about.contact = about.contact.or(seen(tx, by, RecordKind::Contact, it.contact.map(|c| c.0))?);
        about.account = about.account.or(seen(tx, by, RecordKind::Account, it.account.map(|a| a.0))?);
    }
    if let (Some(uid), None) = (about.contact, about.account) {
        let contact = records::find(tx, by, records::kind(RecordKind::Contact)?, uid)?;
        let account = logged::main_account(tx, crmweb_model::ids::ContactId(contact.record.id))?;
        about.account = seen(tx, by, RecordKind::Account, account.map(|a| a.0))?;
    }
    Ok(about)
}

/// Returns the id outside of a record that the actor sees.
fn seen(tx: &mut Tx, by: &By, kind: RecordKind, id: Option<i64>) -> Result<Option<Uid>> {
    match id {
        Some(id) if whose::sees(tx, &by.actor, RecordRef::new(kind, id))? => work::uid(tx, kind, Some(id)),
        _ => Ok(None),
    }
}

fn language_of(tx: &mut Tx, by: &By, about: &About) -> Result<Option<String>> {
    let person = match (about.contact, about.lead) {
        (Some(uid), _) => Some((RecordKind::Contact, uid)),
        (None, Some(uid)) => Some((RecordKind::Lead, uid)),
        (None, None) => None,
    };
    let Some((kind, uid)) = person else { return Ok(None) };
    let language = records::find(tx, by, records::kind(kind)?, uid)?.text("language").to_ascii_lowercase();
    // de-AT reads what is written in de.
    let bare = language.split(['-', '_']).next().unwrap_or_default().to_owned();
    Ok(Some(bare).filter(|language| !language.is_empty()))
}
