//! Incidents from every channel: in queues and with colleagues, waiting, late, and solved; articles made of some.

use super::{House, midday};
use crmweb_crm::incidents::{self, HandTo};
use crmweb_crm::{Result, articles};
use crmweb_demo::{Incident, Priority as Urgency};
use crmweb_model::draft::IncidentDraft;
use crmweb_model::ids::Uid;
use crmweb_model::record::{Channel, Priority};
use crmweb_model::time::Millis;
use crmweb_store::Tx;

const HOUR: i64 = Millis::DAY / 24;
/// Hours after which incidents are solved, in turn.
const SOLVED_AFTER: [i64; 6] = [2, 21, 26, 45, 51, 70];
/// How many articles are made.
const ARTICLES: usize = 3;

/// Logs each incident and does with it what was done.
pub fn answer(tx: &mut Tx, house: &mut House) -> Result<()> {
    let mut solved = Vec::new();
    for (number, request) in house.company.incidents.iter().enumerate() {
        let uid = answer_one(tx, house, number, request)?;
        let romanian = house.company.accounts.get(request.account).is_some_and(|it| it.country == "RO");
        if request.solution.is_some()
            && romanian
            && solved.iter().all(|(title, _)| title != &request.category)
        {
            solved.push((request.category.clone(), uid));
        }
    }
    for (number, (_, incident)) in solved.into_iter().take(ARTICLES).enumerate() {
        let who = house.leader(crmweb_demo::SUPPORT);
        let article = articles::make(tx, &house.ago(who, 14), incident)?;
        // The last one is still being written.
        if number + 1 < ARTICLES {
            articles::publish(tx, &house.ago(who, 12), article.uid, None)?;
            articles::helped(tx, &house.ago(0, 5), article.uid, true)?;
        }
    }
    Ok(())
}

fn answer_one(tx: &mut Tx, house: &House, number: usize, request: &Incident) -> Result<Uid> {
    let opened = midday(request.opened).min(house.now.plus(-HOUR));
    let draft = IncidentDraft {
        subject: request.title.clone(),
        description: request.description.clone(),
        account: house.account(request.account),
        contact: house.contact(request.contact),
        product: request.product.clone().unwrap_or_default(),
        category: request.category.clone(),
        priority: match request.priority {
            Urgency::Low => Priority::Low,
            Urgency::Normal => Priority::Normal,
            Urgency::High => Priority::High,
            Urgency::Critical => Priority::Critical,
        },
        channel: Channel::from_name(&request.channel).unwrap_or(Channel::Phone),
        queue: match request.category.as_str() {
            "Transport" | "Facturare" => request.category.clone(),
            _ => "Service".into(),
        },
    };
    let later = |hours: i64| opened.plus(hours * HOUR);
    let logged = incidents::log(tx, &house.by(number % house.actors.len(), opened), &draft)?;
    let assignee = request.assignee;
    // Every other open one is still in its queue.
    if (request.solution.is_some() || number.is_multiple_of(2) || request.waiting)
        && let Some(uid) = house.uids.get(assignee)
    {
        let by = house.by(house.leader(crmweb_demo::SUPPORT), later(1));
        incidents::hand_on(tx, &by, logged.uid, None, &HandTo::User(*uid))?;
    }
    if request.waiting {
        incidents::wait(tx, &house.by(assignee, later(3)), logged.uid, None)?;
    }
    if let Some(solution) = &request.solution {
        let hours = SOLVED_AFTER[number % SOLVED_AFTER.len()];
        incidents::solve(tx, &house.by(assignee, later(hours).min(house.now)), logged.uid, None, solution)?;
    }
    Ok(logged.uid)
}
