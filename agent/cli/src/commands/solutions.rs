//! `solution …` and `template …`: what helped before, and what is written again and again.

use super::Context;
use crate::args::deals::{Solution as Args, SolutionArticle, SolutionFind, Template, TemplateShow};
use crate::failure::{Exit, Failure, Result};
use crate::find;
use crate::paint::Ink;
use crmweb_crm::solutions::{self, Question};
use crmweb_crm::templates::{self, About};
use crmweb_crm::{Error, articles, records};
use crmweb_model::record::RecordKind;
use crmweb_model::subject::{incident_label, incident_number};
use crmweb_store::refs;
use serde_json::json;

/// Carries out `solution …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::Find(args) => look(context, args),
        Args::Article(args) => article(context, args),
    }
}

fn look(context: &Context, args: &SolutionFind) -> Result<Exit> {
    let incident = match incident_number(&args.what) {
        Some(_) => Some(find::of_kind(context, &args.what, RecordKind::Incident)?),
        None => None,
    };
    let (by, text, limit) = (context.asker.by(), args.what.clone(), args.limit);
    let found = context.agent.crm.read(move |tx| match incident {
        Some(record) => {
            let gone = || Error::no_such(RecordKind::Incident, record.id);
            let uid = refs::uid(tx, record)?.ok_or_else(gone)?;
            solutions::for_incident(tx, &by, uid, limit)
        }
        None => solutions::find(tx, &by, &Question { text, ..Question::default() }, limit),
    })?;
    let values: Vec<_> = found
        .iter()
        .map(|it| json!({ "kind": it.solution.record.kind, "uid": it.solution.uid, "subject": it.solution.subject, "solution": it.solution.solution, "score": it.score, "words": it.words }))
        .collect();
    context.output.answer(&json!({ "solutions": values }), |page| {
        if found.is_empty() {
            page.line("Nothing like this was solved before.");
        }
        for it in &found {
            let label = match it.solution.number {
                0 => "article".to_owned(),
                number => incident_label(number),
            };
            page.title(&it.solution.subject, &label);
            page.indented(2, Ink::Plain, it.solution.solution.lines().next().unwrap_or_default());
        }
    })?;
    Ok(Exit::Done)
}

fn article(context: &Context, args: &SolutionArticle) -> Result<Exit> {
    let record = find::of_kind(context, &args.incident, RecordKind::Incident)?;
    let (by, publish) = (context.asker.by(), args.publish);
    let mutation = by.mutation;
    let article = context.agent.crm.write(move |tx| {
        let gone = || Error::no_such(RecordKind::Incident, record.id);
        let uid = refs::uid(tx, record)?.ok_or_else(gone)?;
        let made = articles::make(tx, &by, uid)?;
        if publish { articles::publish(tx, &by, made.uid, None) } else { Ok(made) }
    })?;
    let value = json!({ "uid": article.uid, "name": article.title, "state": article.text("state"), "mutation": mutation });
    context.output.answer(&value, |page| {
        page.line(&format!("{}: {}", article.text("state"), article.title));
    })?;
    Ok(Exit::Done)
}

/// Carries out `template …`.
pub fn template(context: &Context, args: &Template) -> Result<Exit> {
    let Template::Show(TemplateShow { template, whom }) = args;
    let record = find::record(context, whom)?;
    let (by, name) = (context.asker.by(), template.clone());
    let mail = context.agent.crm.read(move |tx| {
        let uid = refs::uid(tx, record)?;
        let about = match record.kind {
            RecordKind::Contact => About { contact: uid, ..About::default() },
            RecordKind::Account => About { account: uid, ..About::default() },
            RecordKind::Lead => About { lead: uid, ..About::default() },
            RecordKind::Opportunity => About { opportunity: uid, ..About::default() },
            RecordKind::Incident => About { incident: uid, ..About::default() },
            kind => return Err(Error::invalid("for", format!("a template cannot be filled for a {kind}"))),
        };
        let found = records::named(tx, &by, records::kind(RecordKind::Template)?, &name)?;
        templates::render(tx, &by, found.uid, &about)
    });
    let mail = mail.map_err(Failure::from)?;
    let documents: Vec<&String> = mail.documents.iter().map(|(_, name)| name).collect();
    let value = json!({
        "template": mail.template, "name": mail.name, "language": mail.language, "subject": mail.subject,
        "text": mail.text, "html": mail.html, "documents": documents, "fell_back": mail.fell_back,
    });
    context.output.answer(&value, |page| {
        page.title(&mail.subject, &mail.name);
        let body = if mail.text.is_empty() { &mail.html } else { &mail.text };
        for line in body.lines() {
            page.indented(0, Ink::Plain, line);
        }
        if !mail.fell_back.is_empty() {
            page.gap();
            page.field("not known", &mail.fell_back.join(", "));
        }
    })?;
    Ok(Exit::Done)
}
