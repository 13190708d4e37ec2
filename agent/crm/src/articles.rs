//! Solution articles (SPEC I3): made of a solved incident, published, retired, and whom they helped.

use crate::deed::By;
use crate::error::{Error, Result};
use crate::incidents;
use crate::records::{self, Record};
use crate::work::{self, Undone};
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Right, Whose};
use crmweb_store::fields::Texts;
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::{Tx, catalogued, solutions};

const KIND: RecordKind = RecordKind::Article;

/// Makes an article of a solved incident: a draft with its subject, description and solution.
pub fn make(tx: &mut Tx, by: &By, incident: Uid) -> Result<Record> {
    let incident = incidents::find(tx, incident)?;
    by.may_with(tx, Right::Read, incident.record())?;
    by.may(Right::Write, Whose::Mine)?;
    if incident.status.is_open() || incident.solution.trim().is_empty() {
        return Err(Error::Conflict(format!("{} has no solution yet", incident.label())));
    }
    if let Some(article) = solutions::article_of(tx, incident.id.0)? {
        return Err(Error::Conflict(format!("{} is the article {article} already", incident.label())));
    }
    let category: String = incident.category.chars().take(200).collect();
    let texts: Texts = vec![
        ("name", incident.subject.clone()),
        ("problem", incident.description.trim_end().to_owned()),
        ("solution", incident.solution.trim_end().to_owned()),
        ("product", work::uid_text(tx, RecordKind::Product, incident.product_id)?),
        ("category", category.trim().to_owned()),
        ("incident", incident.uid.to_string()),
    ];
    let uid = Uid::create();
    by.note(tx, "make_article")?;
    records::make(tx, by, records::kind(KIND)?, uid, texts)?;
    records::get(tx, by, KIND, uid)
}

/// Publishes an article: from now on it is offered.
pub fn publish(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<Record> {
    state(tx, by, uid, seen, "published")
}

/// Retires an article: it is offered no more, and can still be read.
pub fn retire(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<Record> {
    state(tx, by, uid, seen, "retired")
}

fn state(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>, state: &'static str) -> Result<Record> {
    let kind = records::kind(KIND)?;
    let known = records::find(tx, by, kind, uid)?;
    by.may_with(tx, Right::Write, known.record)?;
    Error::if_stale(KIND, seen, known.version)?;
    if state == "published" && known.text("solution").is_empty() {
        return Err(Error::invalid("solution", "must not be empty when the article is published"));
    }
    if known.text("state") == state {
        return Err(Error::Conflict(format!("the article is {state} already")));
    }
    records::change(tx, by, kind, &known, &vec![("state", state.to_owned())], "changed")?;
    by.note(tx, if state == "published" { "publish_article" } else { "retire_article" })?;
    records::get(tx, by, KIND, uid)
}

/// Notes whether an article helped the actor; each user says so once, and may think better of it.
pub fn helped(tx: &mut Tx, by: &By, uid: Uid, helped: bool) -> Result<Record> {
    let known = records::find(tx, by, records::kind(KIND)?, uid)?;
    let before = solutions::vote_of(tx, known.record.id, by.actor.user)?;
    if before != Some(helped) {
        solutions::vote(tx, known.record.id, by.actor.user, Some(helped), by.at)?;
        let change = FieldChange::new("helped", before.map(word), Some(word(helped)));
        log::append(tx, &by.author(), known.record, "helped", &[change])?;
        by.note(tx, "article_helped")?;
    }
    records::get(tx, by, KIND, uid)
}

/// Takes back what a user said of an article.
pub(crate) fn undo_vote(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Undone> {
    by.may(Right::Read, Whose::Mine)?;
    // What somebody said is nobody else's to take back.
    let Some(user) = entry.user.filter(|user| *user == by.actor.user) else { return Ok(Undone::default()) };
    let id = entry.record.id;
    if catalogued::load(tx, records::kind(KIND)?, id)?.is_none_or(|it| it.deleted_at.is_some()) {
        return Ok(Undone { kept: entry.fields.clone(), ..Undone::default() });
    }
    let mut undone = Undone::default();
    for change in &entry.fields {
        let now = solutions::vote_of(tx, id, user)?.map(word);
        if now != change.new {
            undone.kept.push(FieldChange::new("helped", change.new.clone(), now));
            continue;
        }
        put_back(tx, by, user, id, change)?;
        let back = FieldChange::new("helped", change.new.clone(), change.old.clone());
        log::append(tx, &by.author(), entry.record, "helped", &[back])?;
        undone.restored.push("helped".into());
    }
    Ok(undone)
}

fn put_back(tx: &mut Tx, by: &By, user: UserId, article: i64, change: &FieldChange) -> Result<()> {
    let old = change.old.as_deref().map(|text| text == "yes");
    Ok(solutions::vote(tx, article, user, old, by.at)?)
}

fn word(helped: bool) -> String {
    if helped { "yes" } else { "no" }.to_owned()
}
