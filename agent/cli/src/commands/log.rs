//! `log …`: incidents, opportunities, tasks, notes and calls, from a mail or by themselves.

use super::{Context, accounts, contacts, incidents, opportunities, tasks};
use crate::args::log::{About, Log, LogCall, LogIncident, LogNote, LogOpportunity, LogTask};
use crate::failure::{Exit, Failure, Result};
use crate::{find, when};
use crmweb_crm::{activities, from_mail};
use crmweb_model::draft::{ActivityDraft, IncidentDraft, OpportunityDraft};
use crmweb_model::ids::{AccountId, ContactId, IncidentId, MailId, OpportunityId, Uid};
use crmweb_model::record::{ActivityKind, ActivityStatus, Channel, RecordKind, RecordRef};
use crmweb_store::activities::Activity;

/// Carries out `log …`.
pub fn run(context: &Context, args: &Log) -> Result<Exit> {
    match args {
        Log::Incident(args) => incident(context, args),
        Log::Opportunity(args) => opportunity(context, args),
        Log::Task(args) => task(context, args),
        Log::Note(args) => note(context, args),
        Log::Call(args) => call(context, args),
    }
}

/// The mail and the client that were named.
struct Source {
    mail: Option<MailId>,
    client: Option<Client>,
}

struct Client {
    record: RecordRef,
    contact: Option<Uid>,
    account: Option<Uid>,
}

impl Source {
    fn find(context: &Context, about: &About) -> Result<Source> {
        let mail = about.mail.as_deref().map(|text| find::mail(context, text)).transpose()?;
        let client = about.whom.as_deref().map(|text| Client::find(context, text)).transpose()?;
        if mail.is_none() && client.is_none() {
            return Err(Failure::usage("say where it belongs")
                .hinting("Name a mail with --mail ADDRESS or a client with --for WHO."));
        }
        Ok(Source { mail: mail.map(|mail| mail.id), client })
    }

    fn links(&self) -> Vec<RecordRef> {
        self.client.iter().map(|client| client.record).collect()
    }
}

impl Client {
    fn find(context: &Context, text: &str) -> Result<Client> {
        let crm = &context.agent.crm;
        let record = find::record(context, text)?;
        let (contact, account) = match record.kind {
            RecordKind::Contact => {
                let found = contacts::load(crm, ContactId(record.id))?;
                (Some(found.uid), found.details.positions.first().map(|position| position.account))
            }
            RecordKind::Account => (None, Some(accounts::load(crm, AccountId(record.id))?.uid)),
            RecordKind::Incident | RecordKind::Opportunity => clients_behind(context, record)?,
            other => {
                let text = format!("{text:?} is a record of kind {other}, which has no history");
                return Err(Failure::new("crm.invalid", text));
            }
        };
        Ok(Client { record, contact, account })
    }
}

fn clients_behind(context: &Context, record: RecordRef) -> Result<(Option<Uid>, Option<Uid>)> {
    Ok(context.agent.crm.read(move |tx| match record.kind {
        RecordKind::Incident => {
            let incident = crmweb_store::incidents::load(tx, IncidentId(record.id))?;
            let Some(incident) = incident else { return Ok((None, None)) };
            let draft = crmweb_crm::incidents::draft_of(tx, &incident)?;
            Ok((draft.contact, draft.account))
        }
        _ => {
            let opportunity = crmweb_store::opportunities::load(tx, OpportunityId(record.id))?;
            let Some(opportunity) = opportunity else { return Ok((None, None)) };
            let draft = crmweb_crm::opportunities::draft_of(tx, &opportunity)?;
            Ok((draft.contacts.first().copied(), draft.account))
        }
    })?)
}

fn incident(context: &Context, args: &LogIncident) -> Result<Exit> {
    let source = Source::find(context, &args.about)?;
    let viewer = context.asker.actor.clone();
    let mut draft = match source.mail {
        Some(mail) => context.agent.crm.read(move |tx| from_mail::incident_draft(tx, &viewer, mail))?,
        None => IncidentDraft::new("", Channel::Phone),
    };
    if let Some(client) = &source.client {
        (draft.contact, draft.account) = (client.contact, client.account);
    }
    set(&mut draft.subject, &args.subject);
    set(&mut draft.description, &args.description);
    set(&mut draft.product, &args.product);
    set(&mut draft.category, &args.category);
    set(&mut draft.queue, &args.queue);
    draft.priority = args.priority.unwrap_or(draft.priority);
    draft.channel = args.channel.unwrap_or(draft.channel);
    let by = context.asker.by();
    let mutation = by.mutation.to_string();
    let logged = context.agent.crm.write(move |tx| match source.mail {
        Some(mail) => from_mail::incident(tx, &by, mail, Some(&draft)),
        None => crmweb_crm::incidents::log(tx, &by, &draft),
    })?;
    incidents::done(context, &logged, "logged", &mutation)
}

fn opportunity(context: &Context, args: &LogOpportunity) -> Result<Exit> {
    let source = Source::find(context, &args.about)?;
    let viewer = context.asker.actor.clone();
    let mut draft = match source.mail {
        Some(mail) => context.agent.crm.read(move |tx| from_mail::opportunity_draft(tx, &viewer, mail))?,
        None => blank_opportunity(),
    };
    if let Some(client) = &source.client {
        (draft.contacts, draft.account) = (Vec::from_iter(client.contact), client.account);
    }
    set(&mut draft.name, &args.name);
    set(&mut draft.business_type, &args.business_type);
    set(&mut draft.source, &args.source);
    set(&mut draft.competitor, &args.competitor);
    set(&mut draft.description, &args.description);
    set(&mut draft.next_step, &args.next_step);
    draft.stage = args.stage.clone();
    draft.amount = args.amount.clone();
    draft.probability = args.probability;
    draft.expected_close = args.close.clone();
    let by = context.asker.by();
    let mutation = by.mutation.to_string();
    let logged = context.agent.crm.write(move |tx| match source.mail {
        Some(mail) => from_mail::opportunity(tx, &by, mail, Some(&draft)),
        None => crmweb_crm::opportunities::log(tx, &by, &draft),
    })?;
    opportunities::done(context, &logged, "logged", &mutation)
}

/// An opportunity of which nothing is known yet.
pub fn blank_opportunity() -> OpportunityDraft {
    OpportunityDraft::new("")
}

fn task(context: &Context, args: &LogTask) -> Result<Exit> {
    let source = Source::find(context, &args.about)?;
    let mut draft = activity_draft(context, &source, ActivityKind::Task)?;
    set(&mut draft.subject, &args.subject);
    set(&mut draft.body, &args.description);
    draft.status = ActivityStatus::Planned;
    draft.priority = args.priority.unwrap_or(draft.priority);
    if let Some(due) = &args.due {
        draft.planned = Some(due.trim().replacen(' ', "T", 1));
        draft.zone = Some(when::zone().unwrap_or_else(|| "UTC".into()));
    }
    let login = args.assign.as_deref();
    let assignee = login.map(|login| find::user(&context.agent.crm, login)).transpose()?.map(|user| user.uid);
    add(context, &source, draft, assignee, "planned")
}

fn note(context: &Context, args: &LogNote) -> Result<Exit> {
    let source = Source::find(context, &args.about)?;
    let mut draft = activity_draft(context, &source, ActivityKind::Note)?;
    let (title, rest) = args.text.split_once('\n').unwrap_or((&args.text, ""));
    title.clone_into(&mut draft.subject);
    rest.clone_into(&mut draft.body);
    add(context, &source, draft, None, "noted")
}

fn call(context: &Context, args: &LogCall) -> Result<Exit> {
    let source = Source::find(context, &args.about)?;
    let mut draft = activity_draft(context, &source, ActivityKind::Call)?;
    draft.subject.clone_from(&args.subject);
    set(&mut draft.body, &args.text);
    draft.status = ActivityStatus::Done;
    draft.direction = args.direction;
    draft.at = args.at.as_deref().map(find::moment).transpose()?;
    add(context, &source, draft, None, "logged")
}

fn activity_draft(context: &Context, source: &Source, kind: ActivityKind) -> Result<ActivityDraft> {
    let viewer = context.asker.actor.clone();
    match source.mail {
        Some(mail) => {
            Ok(context.agent.crm.read(move |tx| from_mail::activity_draft(tx, &viewer, mail, kind))?)
        }
        None => Ok(ActivityDraft { status: ActivityStatus::Done, ..ActivityDraft::new(kind, "") }),
    }
}

fn add(
    context: &Context,
    source: &Source,
    draft: ActivityDraft,
    assignee: Option<Uid>,
    what: &str,
) -> Result<Exit> {
    let (by, mail, links) = (context.asker.by(), source.mail, source.links());
    let mutation = by.mutation.to_string();
    let added: Activity = context.agent.crm.write(move |tx| match mail {
        Some(mail) => from_mail::activity(tx, &by, mail, &draft, assignee, &links),
        None => activities::add(tx, &by, &draft, assignee, &links),
    })?;
    tasks::done(context, &added, what, &mutation)
}

fn set(field: &mut String, value: &Option<String>) {
    if let Some(value) = value {
        field.clone_from(value);
    }
}
