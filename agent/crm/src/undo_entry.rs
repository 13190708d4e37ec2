//! One entry of the change log taken back.

use crate::deed::By;
use crate::error::Result;
use crate::work::Undone;
use crate::{
    accounts, activities, articles, attach, contacts, custom_fields, documents, duplicates, groups,
    incidents, leads, lines, merge, opportunities, pipelines, records, relink, tags, views, whose,
};
use crmweb_model::address::Address;
use crmweb_model::catalogue;
use crmweb_model::identity;
use crmweb_model::ids::{ActivityId, MailId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::links::{self, Link};
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::privacy::{self, Mark};
use crmweb_store::{Tx, mails, rules, settings, timeline};
use std::collections::BTreeMap;

/// What became of one entry.
#[derive(Default)]
pub(crate) struct Outcome {
    /// Something is as it was before.
    pub restored: bool,
    /// Why something stays as it is.
    pub kept: Vec<String>,
}

impl Outcome {
    fn restored() -> Outcome {
        Outcome { restored: true, kept: Vec::new() }
    }

    fn kept(why: String) -> Outcome {
        Outcome { restored: false, kept: vec![why] }
    }
}

/// Takes one entry back.
pub(crate) fn undo(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Outcome> {
    match (entry.record.kind, entry.verb.as_str()) {
        (RecordKind::Activity, "linked") => links(tx, by, entry),
        (RecordKind::Mail, "held") => held(tx, by, entry),
        (RecordKind::MatchRule, "taught") => taught(tx, by, entry),
        (RecordKind::Mail, "removed") => {
            Ok(Outcome::kept("a mail taken out comes back with `crmweb mail restore`".into()))
        }
        (RecordKind::Pipeline | RecordKind::Stage, _) => restored(pipelines::undo(tx, by, entry)?),
        (RecordKind::Article, "helped") => restored(articles::undo_vote(tx, by, entry)?),
        (RecordKind::Lead, leads::SHARED) => leads::unshare(tx, by, entry).map(shared),
        (_, merge::MERGED) => {
            merge::restore(tx, by, entry).map(|restored| Outcome { restored, ..Outcome::default() })
        }
        (_, merge::TOOK_OVER) => merge::give_back(tx, by, entry).map(shared),
        (_, duplicates::DISTINCT) => duplicates::undo_distinct(tx, by, entry)
            .map(|restored| Outcome { restored, ..Outcome::default() }),
        (RecordKind::Tag, _) => {
            tags::undo(tx, by, entry).map(|restored| Outcome { restored, ..Outcome::default() })
        }
        (RecordKind::Group, groups::MEMBERS) => {
            groups::undo(tx, by, entry).map(|restored| Outcome { restored, ..Outcome::default() })
        }
        (RecordKind::View, _) => restored(views::undo(tx, by, entry)?),
        (RecordKind::CustomField, _) => restored(custom_fields::undo(tx, by, entry)?),
        (kind, _) if catalogue::of(kind).is_some() => {
            let mut undone = of_record(tx, by, entry)?;
            let custom = records::undo_custom(tx, by, entry)?;
            undone.restored.extend(custom.restored);
            undone.kept.extend(custom.kept);
            let lines = lines::undo(tx, by, entry)?;
            undone.restored.extend(lines.restored);
            undone.kept.extend(lines.kept);
            restored(undone)
        }
        _ => Ok(Outcome::kept(format!("{} {} cannot be undone", entry.record.kind, entry.verb))),
    }
}

fn shared((back, kept): (usize, Vec<String>)) -> Outcome {
    Outcome { restored: back > 0, kept }
}

fn restored(undone: Undone) -> Result<Outcome> {
    let kept = undone.kept.into_iter().map(|change| format!("{} was changed since", change.field)).collect();
    Ok(Outcome { restored: !undone.restored.is_empty(), kept })
}

fn of_record(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Undone> {
    match entry.record.kind {
        RecordKind::Account => accounts::undo(tx, by, entry),
        RecordKind::Contact => contacts::undo(tx, by, entry),
        RecordKind::Opportunity => opportunities::undo(tx, by, entry),
        RecordKind::Incident => incidents::undo(tx, by, entry),
        RecordKind::Activity => activities::undo(tx, by, entry),
        RecordKind::Document => documents::undo(tx, by, entry),
        _ => records::undo(tx, by, entry),
    }
}

/// Puts the links of an activity back that are still as the deed left them.
fn links(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Outcome> {
    let activity = ActivityId(entry.record.id);
    let mail = mails::by_activity(tx, activity)?;
    match &mail {
        // One's own deed may have linked mail of colleagues to a record that one made of it.
        Some(_) if entry.user == Some(by.actor.user) => {
            by.may(Right::Write, Whose::Mine).or_else(|_| by.may(Right::Link, Whose::Mine))?;
        }
        Some(mail) => by.may_with(tx, Right::Link, RecordRef::new(RecordKind::Mail, mail.id.0))?,
        None => by.may_with(tx, Right::Write, entry.record)?,
    }
    let present = links::of_activity(tx, activity)?;
    let mut wanted: BTreeMap<RecordRef, Link> = present.iter().map(|l| (l.record, l.clone())).collect();
    let mut kept = Vec::new();
    for change in entry.fields.iter().filter(|change| change.field == "link") {
        let old = change.old.as_deref().map(Link::from_text).transpose()?;
        let new = change.new.as_deref().map(Link::from_text).transpose()?;
        let Some(record) = old.as_ref().or(new.as_ref()).map(|link| link.record) else { continue };
        if wanted.get(&record) != new.as_ref() {
            let name = whose::called(tx, &by.actor, record)?;
            kept.push(format!("the link to {name} was changed since"));
            continue;
        }
        match old {
            Some(old) => wanted.insert(record, old),
            None => wanted.remove(&record),
        };
    }
    let Some(mail) = mail else {
        let restored = put_links(tx, by, activity, &present, &wanted)?;
        return Ok(Outcome { restored, kept });
    };
    let mut restored = relink::apply(tx, &by.author(), &mail, &present, wanted)?;
    for joined in entry.fields.iter().filter(|change| change.field == attach::THREAD) {
        if let Some(record) = joined.new.as_deref().and_then(target) {
            links::leave_thread(tx, mail.thread, record)?;
            restored = true;
        }
    }
    Ok(Outcome { restored, kept })
}

/// Gives a task, note or call the links that it shall have.
fn put_links(
    tx: &mut Tx,
    by: &By,
    activity: ActivityId,
    present: &[Link],
    wanted: &BTreeMap<RecordRef, Link>,
) -> Result<bool> {
    let mut noted = Vec::new();
    for gone in present.iter().filter(|link| !wanted.contains_key(&link.record)) {
        links::remove(tx, activity, gone.record)?;
        noted.push(FieldChange::new("link", Some(gone.to_text()?), None));
    }
    for (record, link) in wanted {
        let known = present.iter().find(|known| known.record == *record);
        if known != Some(link) {
            links::put(tx, activity, link)?;
            let old = known.map(Link::to_text).transpose()?;
            noted.push(FieldChange::new("link", old, Some(link.to_text()?)));
        }
    }
    if noted.is_empty() {
        return Ok(false);
    }
    timeline::refresh(tx, activity)?;
    log::append(tx, &by.author(), RecordRef::new(RecordKind::Activity, activity.0), "linked", &noted)?;
    Ok(true)
}

fn held(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Outcome> {
    let Some(mail) = mails::by_id(tx, MailId(entry.record.id))? else { return Ok(Outcome::default()) };
    let before = entry.fields.iter().any(|change| change.old.as_deref() == Some("1"));
    if mails::hold(tx, mail.id, by.actor.user, before)? == 0 {
        return Ok(Outcome::kept(format!("{:?} was changed since", mail.subject)));
    }
    let mark = identity::mark(&settings::identity_key(tx)?, &mail.identity);
    match before {
        true => privacy::set(tx, by.actor.user, &mark, Mark::Held, by.at)?,
        false => privacy::clear(tx, by.actor.user, &mark)?,
    }
    timeline::refresh(tx, mail.activity)?;
    let fields: Vec<FieldChange> =
        entry.fields.iter().map(|c| FieldChange::new(&c.field, c.new.clone(), c.old.clone())).collect();
    log::append(tx, &by.author(), entry.record, "held", &fields)?;
    Ok(Outcome::restored())
}

/// Forgets what was taught, or what it replaced speaks again. The links come back by their own entries.
fn taught(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Outcome> {
    by.may(Right::Link, Whose::Others)?;
    for change in &entry.fields {
        let Ok(address) = Address::parse(&change.field) else { continue };
        let now = rules::of(tx, &address)?.map(target_text);
        if now != change.new {
            return Ok(Outcome::kept(format!("what is known of {address} was changed since")));
        }
        match change.old.as_deref() {
            None => drop(rules::remove(tx, &address)?),
            Some(text) => drop(rules::set(tx, &address, target(text), by.actor.user, by.at)?),
        }
        let field = FieldChange::new(&change.field, change.new.clone(), change.old.clone());
        log::append(tx, &by.author(), entry.record, "taught", &[field])?;
    }
    Ok(Outcome::restored())
}

/// Whom a rule names, as the change log keeps it: `contact:17`, or `nobody`.
pub(crate) fn target_text(target: Option<RecordRef>) -> String {
    target.map_or_else(|| "nobody".into(), |record| format!("{}:{}", record.kind, record.id))
}

fn target(text: &str) -> Option<RecordRef> {
    let (kind, id) = text.split_once(':')?;
    Some(RecordRef::new(RecordKind::from_name(kind)?, id.parse().ok()?))
}
