//! Pipelines, the board, what needs attention, support, templates.

use super::{ADD, ADMINISTER, ALL, CHANGE, Row, SEE, SHOWN, crm, done, shown, tx};
use crate::site::{Site, incident};
use crmweb_crm::articles::{make, publish, retire};
use crmweb_crm::board::{Shown, Whose};
use crmweb_crm::company::LostReasons;
use crmweb_crm::incidents::{HandTo, Stranger};
use crmweb_crm::new_client::Employer;
use crmweb_crm::opportunities::{self, Move};
use crmweb_crm::pipelines::{self, PipelineChange, TypedStage};
use crmweb_crm::solutions::Question;
use crmweb_crm::templates::{About, render};
use crmweb_crm::{By, Result, articles, attention, board, company, incidents, lines, solutions};
use crmweb_model::draft::ContactDraft;
use crmweb_model::ids::Uid;
use crmweb_model::record::{Outcome, RecordKind};
use crmweb_model::time::Day;
use crmweb_store::Tx;
use crmweb_store::pipelines::Pipeline;
use crmweb_store::stages::{self, Stage};

#[rustfmt::skip]
pub fn rows() -> Vec<Row> {
    vec![
        tx("pipelines::list", |tx, by, _| done(pipelines::list(tx, by)), ALL),
        tx("pipelines::add", |tx, by, _| done(pipelines::add(tx, by, "Parteneri", &[])), ADMINISTER),
        tx("pipelines::edit", |tx, by, s| {
            let change = PipelineChange { name: Some("Altfel".into()), ..PipelineChange::default() };
            let known = pipeline(tx, s, "Parteneri")?.uid;
            done(pipelines::edit(tx, by, known, None, &change))
        }, ADMINISTER),
        tx("pipelines::remove", |tx, by, s| {
            let known = pipeline(tx, s, "Parteneri")?.uid;
            pipelines::remove(tx, by, known, None)
        }, ADMINISTER),
        tx("pipelines::add_stage", |tx, by, s| {
            let known = pipeline(tx, s, "Parteneri")?.uid;
            done(pipelines::add_stage(tx, by, known, &stage()))
        }, ADMINISTER),
        tx("pipelines::edit_stage", |tx, by, s| {
            let known = first_of(tx, s, "Parteneri")?;
            done(pipelines::edit_stage(tx, by, known.uid, None, &stage()))
        }, ADMINISTER),
        tx("pipelines::order_stages", |tx, by, s| {
            let known = pipeline(tx, s, "Parteneri")?;
            let order: Vec<Uid> = stages::list(tx, &known.code)?.iter().rev().map(|it| it.uid).collect();
            done(pipelines::order_stages(tx, by, known.uid, &order))
        }, ADMINISTER),
        crm("pipelines::removal::remove_stage", |crm, by, s| {
            let site = s.clone();
            let known = crm.write(move |tx| first_of(tx, &site, &format!("Parteneri {}", site.number)))?;
            done(pipelines::remove_stage(crm, by, known.uid, None))
        }, ADMINISTER),
        tx("board::of", |tx, by, s| {
            let usual = usual(tx)?.uid;
            let board = board::of(tx, by, usual, everything())?;
            shown(board.columns.iter().flat_map(|column| &column.cards).any(|card| card.uid == s.opportunity))
        }, SHOWN),
        tx("board::cards", |tx, by, s| {
            let at = opportunities::find(tx, s.opportunity)?.stage;
            let at = stages::load(tx, at)?.uid;
            let (cards, _) = board::cards(tx, by, at, everything(), None)?;
            shown(cards.iter().any(|card| card.uid == s.opportunity))
        }, SHOWN),
        tx("board::forecast", |tx, by, s| {
            let promised = board::forecast(tx, by, &Day::parse("2026-11-24").unwrap(), 3, Whose::All)?;
            shown(promised.iter().any(|it| it.owner == Some(s.person.id)))
        }, SHOWN),
        tx("attention::list", |tx, by, s| {
            let urgent = attention::list(tx, by, Whose::All)?;
            shown(urgent.iter().any(|it| it.uid == s.opportunity))
        }, SHOWN),
        tx("lines::get", |tx, by, s| done(lines::get(tx, by, RecordKind::Opportunity, s.opportunity)), SEE),
        tx("lines::set", |tx, by, s| done(lines::set(tx, by, RecordKind::Opportunity, s.opportunity, None, &[])), CHANGE),
        tx("lines::set of a sale", |tx, by, s| {
            let account = s.account.uid.to_string();
            let sale = s.add(tx, RecordKind::Sale, &[("name", "Zece"), ("sold_on", "2026-11-24"), ("account", &account)])?;
            done(lines::set(tx, by, RecordKind::Sale, sale, None, &[]))
        }, CHANGE),
        tx("opportunities::stage_history", |tx, by, s| done(opportunities::stage_history(tx, by, s.opportunity)), SEE),
        tx("opportunities::moving::move_to", |tx, by, s| {
            let to = ended(tx, Outcome::Lost)?;
            let asked = Move { to: to.uid.to_string(), reason: "Price".into(), ..Move::default() };
            done(opportunities::move_to(tx, by, s.opportunity, None, &asked))
        }, CHANGE),
        // Of what is won a sale is made.
        tx("opportunities::moving::move_to won", |tx, by, s| {
            let to = ended(tx, Outcome::Won)?;
            done(opportunities::move_to(tx, by, s.opportunity, None, &Move { to: to.uid.to_string(), ..Move::default() }))
        }, CHANGE),
        tx("company::set", |tx, by, _| company::set(tx, by, &LostReasons::default()), ADMINISTER),
        tx("incidents::calling::log_of_stranger", |tx, by, _| {
            let contact = ContactDraft { first_name: "Neu".into(), ..ContactDraft::default() };
            let stranger = Stranger { contact, employer: Employer::None, title: String::new() };
            done(incidents::log_of_stranger(tx, by, &incident(None), &stranger))
        }, ADD),
        tx("incidents::calling::log_of_stranger at a client", |tx, by, s| {
            let contact = ContactDraft { first_name: "Neu".into(), ..ContactDraft::default() };
            let stranger = Stranger { contact, employer: Employer::Known(s.account.uid), title: String::new() };
            done(incidents::log_of_stranger(tx, by, &incident(None), &stranger))
        }, CHANGE),
        tx("incidents::handing::handed", |tx, by, s| done(incidents::handed(tx, by, s.incident)), SEE),
        tx("incidents::handing::of_queue", |tx, by, s| {
            let queue = s.queue(tx)?;
            incidents::hand_on(tx, &s.boss, s.incident, None, &HandTo::Queue(queue.to_string()))?;
            let (there, _) = incidents::of_queue(tx, by, queue, None, 50)?;
            shown(there.iter().any(|it| it.uid == s.incident))
        }, SHOWN),
        tx("incidents::waiting::wait", |tx, by, s| done(incidents::wait(tx, by, s.incident, None)), CHANGE),
        tx("incidents::waiting::resume", |tx, by, s| {
            incidents::wait(tx, &s.boss, s.incident, None)?;
            done(incidents::resume(tx, by, s.incident, None))
        }, CHANGE),
        tx("solutions::find", |tx, by, s| {
            incidents::solve(tx, &s.boss, s.incident, None, "cablu")?;
            let question = Question { subject: "Imprimanta nu merge".into(), ..Question::default() };
            shown(solutions::find(tx, by, &question, 20)?.iter().any(|it| it.solution.uid == s.incident))
        }, SHOWN),
        tx("solutions::for_incident", |tx, by, s| done(solutions::for_incident(tx, by, s.incident, 20)), SEE),
        tx("articles::make", |tx, by, s| {
            incidents::solve(tx, &s.boss, s.incident, None, "cablu")?;
            done(make(tx, by, s.incident))
        }, CHANGE),
        tx("articles::publish", |tx, by, s| {
            let article = s.article(tx)?;
            done(publish(tx, by, article, None))
        }, CHANGE),
        tx("articles::retire", |tx, by, s| {
            let article = s.article(tx)?;
            publish(tx, &s.boss, article, None)?;
            done(retire(tx, by, article, None))
        }, CHANGE),
        // Whoever reads it may say whether it helped.
        tx("articles::helped", |tx, by, s| {
            let article = s.article(tx)?;
            done(articles::helped(tx, by, article, true))
        }, ALL),
        tx("templates::render for nobody", |tx, by, s| rendered(tx, by, s, About::default()), ALL),
        tx("templates::render", |tx, by, s| rendered(tx, by, s, About { contact: Some(s.contact.uid), ..About::default() }), SEE),
        tx("templates::render about an opportunity", |tx, by, s| {
            rendered(tx, by, s, About { opportunity: Some(s.opportunity), ..About::default() })
        }, SEE),
        tx("templates::render about an incident", |tx, by, s| {
            rendered(tx, by, s, About { incident: Some(s.incident), ..About::default() })
        }, SEE),
    ]
}

fn pipeline(tx: &mut Tx, s: &Site, name: &str) -> Result<Pipeline> {
    pipelines::add(tx, &s.boss, name, &[])
}

fn first_of(tx: &mut Tx, s: &Site, name: &str) -> Result<Stage> {
    let code = pipeline(tx, s, name)?.code;
    Ok(stages::list(tx, &code)?.remove(0))
}

fn stage() -> TypedStage {
    TypedStage { name: "Demonstrație".into(), probability: 40, outcome: Outcome::Open }
}

fn usual(tx: &mut Tx) -> Result<Pipeline> {
    Ok(crmweb_store::pipelines::usual(tx)?.unwrap())
}

fn ended(tx: &mut Tx, outcome: Outcome) -> Result<Stage> {
    let code = usual(tx)?.code;
    Ok(stages::list(tx, &code)?.into_iter().find(|it| it.outcome == outcome).unwrap())
}

fn everything() -> Shown {
    Shown { cards: 200, ..Shown::default() }
}

/// Fills a template of the company's that asks for nothing.
fn rendered(tx: &mut Tx, by: &By, s: &Site, about: About) -> Result<()> {
    let fields = crate::site::deals::typed(&[("name", "Salut"), ("text", "Bună ziua")]);
    let template = crmweb_crm::records::add(tx, &s.boss, RecordKind::Template, None, &fields)?.uid;
    done(render(tx, by, template, &about))
}
