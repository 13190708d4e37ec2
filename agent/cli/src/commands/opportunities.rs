//! `opportunity …`: possible sales.

use super::{Context, who};
use crate::args::work::{Move, Opportunity as Args, Work};
use crate::failure::{Exit, Result};
use crate::find;
use crate::paint::{Ink, Page};
use crate::view::{Names, moment};
use crmweb_crm::Error;
use crmweb_crm::opportunities::{self as verbs, SaleChoice};
use crmweb_model::ids::OpportunityId;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_store::opportunities::{self, Opportunity};
use crmweb_store::{Tx, names, stages, users};
use serde_json::{Value, json};

/// Carries out `opportunity …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::List(args) => list(context, args),
        Args::Show(args) => {
            let opportunity = load(context, &args.record)?;
            let shown = Shown::of(context, &opportunity)?;
            let history = who::history(context, opportunity.record(), 20, false)?;
            let value = json!({ "opportunity": shown.value, "history": history.value });
            context.output.answer(&value, |page| {
                page.title(&opportunity.name, "opportunity");
                shown.write(page);
                history.write(page);
            })?;
            Ok(Exit::Done)
        }
        Args::Move(args) => move_stage(context, args),
    }
}

fn move_stage(context: &Context, args: &Move) -> Result<Exit> {
    let (uid, by) = (load(context, &args.opportunity)?.uid, context.asker.by());
    let sale = if args.no_sale { SaleChoice::Without } else { SaleChoice::Usual };
    let asked =
        verbs::Move { to: args.stage.clone(), reason: args.reason.clone(), sale, ..verbs::Move::default() };
    let mutation = by.mutation.to_string();
    let moved = context.agent.crm.write(move |tx| verbs::move_to(tx, &by, uid, None, &asked))?;
    done(context, &moved.opportunity, "moved", &mutation)
}

/// Tells what was done with an opportunity, and shows it.
pub fn done(context: &Context, opportunity: &Opportunity, what: &str, mutation: &str) -> Result<Exit> {
    let shown = Shown::of(context, opportunity)?;
    context.output.answer(&json!({ "opportunity": shown.value, "mutation": mutation }), |page| {
        let title = format!("opportunity {what}: {}", opportunity.name);
        let line = format!("{} {}", page.ink(Ink::Green, "✓"), page.ink(Ink::Bold, &title));
        page.painted(&line);
        shown.write(page);
    })?;
    Ok(Exit::Done)
}

fn load(context: &Context, text: &str) -> Result<Opportunity> {
    let crm = &context.agent.crm;
    let id = OpportunityId(find::of_kind(context, text, RecordKind::Opportunity)?.id);
    Ok(crm.read(move |tx| {
        opportunities::load(tx, id)?.ok_or_else(|| Error::no_such(RecordKind::Opportunity, id.0))
    })?)
}

/// An opportunity ready to be shown.
struct Shown {
    opportunity: Opportunity,
    value: Value,
    stage: String,
    client: String,
    owner: String,
}

impl Shown {
    fn of(context: &Context, opportunity: &Opportunity) -> Result<Shown> {
        let known = opportunity.clone();
        Ok(context.agent.crm.read(move |tx| Shown::load(tx, known))?)
    }

    fn load(tx: &mut Tx, opportunity: Opportunity) -> crmweb_crm::Result<Shown> {
        let people = Names::load(tx)?;
        let mut client = Vec::new();
        if let Some(contact) = opportunity.contacts.first() {
            client.push(names::of(tx, RecordRef::new(RecordKind::Contact, contact.0))?);
        }
        if let Some(account) = opportunity.account {
            client.push(names::of(tx, RecordRef::new(RecordKind::Account, account.0))?);
        }
        let (client, stage) = (client.join(", "), stages::load(tx, opportunity.stage)?.name);
        let (draft, owner) = (verbs::draft_of(tx, &opportunity)?, people.of(opportunity.owner));
        let value = json!({
            "uid": opportunity.uid, "name": opportunity.name, "account": draft.account, "contacts": draft.contacts,
            "client": client, "stage": stage, "outcome": opportunity.outcome, "business_type": opportunity.business_type,
            "amount": opportunity.amount, "probability": opportunity.probability,
            "expected_close": opportunity.expected_close, "source": opportunity.source,
            "competitor": opportunity.competitor, "description": opportunity.description,
            "next_step": opportunity.next_step, "owner": owner, "created_at": moment(opportunity.created_at),
            "updated_at": moment(opportunity.updated_at), "closed_at": opportunity.closed_at.map(moment),
            "version": opportunity.version,
        });
        Ok(Shown { opportunity, value, stage, client, owner })
    }

    fn write(&self, page: &mut Page) {
        let opportunity = &self.opportunity;
        page.field("client", &self.client);
        page.field("stage", &format!("{} · {} %", self.stage, opportunity.probability));
        page.field("amount", &opportunity.amount.as_ref().map(ToString::to_string).unwrap_or_default());
        page.field(
            "close",
            &opportunity.expected_close.as_ref().map(ToString::to_string).unwrap_or_default(),
        );
        page.field("next step", &opportunity.next_step);
        page.field("owner", &self.owner);
        page.field("source", &opportunity.source);
        page.field("competitor", &opportunity.competitor);
        page.field("description", opportunity.description.lines().next().unwrap_or_default());
    }
}

fn list(context: &Context, args: &Work) -> Result<Exit> {
    let (me, mine, limit) = (context.asker.user.id, args.mine, args.limit);
    let mut found: Vec<Shown> = context.agent.crm.read(move |tx| {
        let mut found = Vec::new();
        for user in users::list(tx)?.into_iter().filter(|user| !mine || user.id == me) {
            for opportunity in opportunities::open_of_owner(tx, user.id, i64::from(limit))? {
                found.push(Shown::load(tx, opportunity)?);
            }
        }
        Ok(found)
    })?;
    // Without a date last; the dates sort as text.
    found.sort_by_key(|shown| {
        let close = shown.opportunity.expected_close.clone();
        (close.is_none(), close, shown.opportunity.created_at)
    });
    found.truncate(usize::from(limit));
    let values: Vec<&Value> = found.iter().map(|shown| &shown.value).collect();
    context.output.answer(&json!({ "opportunities": values }), |page| {
        if found.is_empty() {
            page.line("No open opportunity.");
        }
        let rows: Vec<_> = found.iter().map(row).collect();
        page.table(0, &rows);
    })?;
    Ok(Exit::Done)
}

fn row(shown: &Shown) -> Vec<(Ink, String)> {
    let opportunity = &shown.opportunity;
    let text = |value: Option<String>| value.unwrap_or_default();
    vec![
        (Ink::Plain, format!("{} — {}", opportunity.name, shown.client)),
        (Ink::Bold, text(opportunity.amount.as_ref().map(ToString::to_string))),
        (Ink::Dim, format!("{} {} %", shown.stage, opportunity.probability)),
        (Ink::Dim, text(opportunity.expected_close.as_ref().map(ToString::to_string))),
    ]
}
