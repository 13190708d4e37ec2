//! Possible sales on their way through two pipelines: won with a contract, lost with a reason, some forgotten.

use super::{House, midday, noon, staff, typed_day};
use crate::commands::log::blank_opportunity;
use crmweb_crm::lines::{self, TypedLine};
use crmweb_crm::opportunities::{self, Move, SaleChoice};
use crmweb_crm::{Result, pipelines, records};
use crmweb_demo::{Opportunity, Stage};
use crmweb_model::draft::OpportunityDraft;
use crmweb_model::money::Money;
use crmweb_model::record::{Outcome, RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_store::Tx;

/// How long a possible sale is known before it is decided.
const KNOWN: i64 = 60 * Millis::DAY;

/// Logs each possible sale and moves it stage by stage to where it is.
pub fn conduct(tx: &mut Tx, house: &mut House) -> Result<()> {
    let stages = [stages(tx, house, false)?, stages(tx, house, true)?];
    for (number, sale) in house.company.opportunities.clone().iter().enumerate() {
        let closes = midday(sale.closes);
        // What is far ahead has been known for some weeks as well.
        let weeks = 5 + (number as i64 * 11) % 38;
        let known = closes.plus(-KNOWN).min(noon(house.now.plus(-weeks * Millis::DAY)));
        let way = &stages[usize::from(sale.maintenance)];
        house.opportunities.push(conduct_one(tx, house, sale, (known, closes.min(house.now)), way)?);
    }
    Ok(())
}

/// The ids of a pipeline's stages with how each ends, in order.
fn stages(tx: &mut Tx, house: &House, maintenance: bool) -> Result<Vec<(String, Outcome)>> {
    let all = pipelines::list(tx, &house.by(0, house.now))?;
    let wanted = all.into_iter().find(|(it, _)| (it.name == staff::MAINTENANCE) == maintenance);
    let stages = wanted.map(|(_, stages)| stages).unwrap_or_default();
    Ok(stages.into_iter().map(|stage| (stage.uid.to_string(), stage.outcome)).collect())
}

fn conduct_one(
    tx: &mut Tx,
    house: &House,
    sale: &Opportunity,
    (known, decided): (Millis, Millis),
    stages: &[(String, Outcome)],
) -> Result<RecordRef> {
    let open: Vec<&String> =
        stages.iter().filter(|(_, outcome)| *outcome == Outcome::Open).map(|(id, _)| id).collect();
    let of = |wanted: Outcome| stages.iter().find(|(_, outcome)| *outcome == wanted).map(|(id, _)| id);
    let (far, end) = match sale.stage {
        Stage::Identified => (0, None),
        Stage::Qualified => (1, None),
        Stage::Proposal => (2, None),
        Stage::Negotiation => (3, None),
        Stage::Won => (3, of(Outcome::Won)),
        Stage::Lost => (2, of(Outcome::Lost)),
    };
    let way: Vec<&String> = open.iter().take(far + 1).copied().chain(end).collect();
    let draft = OpportunityDraft {
        name: sale.title.clone(),
        account: house.account(sale.account),
        contacts: Vec::from_iter(house.contact(sale.contact)),
        stage: way.first().map(|id| (*id).clone()),
        business_type: if sale.maintenance { "Servicii".into() } else { "Produse".into() },
        amount: sale.lines.is_empty().then(|| money(sale.amount, &sale.currency)),
        expected_close: typed_day(sale.closes),
        source: ["Client existent", "Recomandare", "Târg", "Site"][sale.title.len() % 4].into(),
        next_step: sale.next_step.clone().unwrap_or_default(),
        ..blank_opportunity()
    };
    let logged = opportunities::log(tx, &house.by(sale.owner, known), &draft)?;
    if !sale.lines.is_empty() {
        let typed: Vec<TypedLine> = sale.lines.iter().map(|line| offered(house, sale, line)).collect();
        lines::set(tx, &house.by(sale.owner, known), RecordKind::Opportunity, logged.uid, None, &typed)?;
    }
    let steps = way.len().saturating_sub(1) as i64;
    for (step, stage) in (1..).zip(way.into_iter().skip(1)) {
        // An open one has been where it is for a while.
        let parts = if end.is_some() { steps } else { steps + 1 };
        let at = noon(known.plus((decided.0 - known.0) / parts.max(1) * step));
        let asked = Move {
            to: stage.clone(),
            reason: sale.lost_reason.clone().unwrap_or_default(),
            sale: match house.contracts.get(&sale.account) {
                Some(contract) => SaleChoice::Made { sold_on: None, contract: Some(*contract) },
                None => SaleChoice::Usual,
            },
            ..Move::default()
        };
        let moved = opportunities::move_to(tx, &house.by(sale.owner, at), logged.uid, None, &asked)?;
        if let Some(made) = moved.sale {
            let number =
                format!("VZ-{}-{:02}{:02}", sale.closes.year(), sale.closes.month(), sale.closes.day());
            let typed = [("number".to_owned(), number)];
            records::edit(tx, &house.by(sale.owner, at), RecordKind::Sale, made, None, &typed)?;
        }
    }
    Ok(logged.record())
}

fn offered(house: &House, sale: &Opportunity, line: &crmweb_demo::OfferLine) -> TypedLine {
    TypedLine {
        product: house.products.get(&line.code).copied(),
        name: String::new(),
        quantity: line.quantity * 1_000,
        unit: String::new(),
        price: Some(money(line.price, &sale.currency)),
        discount: line.discount * 100,
    }
}

fn money(minor: i64, currency: &str) -> Money {
    Money { minor, currency: currency.to_owned() }
}
