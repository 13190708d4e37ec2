//! Lists that colleagues keep and share, and who deals with whom at the moment.

use super::House;
use crmweb_crm::views::{self, Typed};
use crmweb_crm::{Error, Result, claims};
use crmweb_model::filter;
use crmweb_model::record::{Purpose, RecordKind};
use crmweb_model::view::{Grouping, Layout};
use crmweb_store::Tx;

/// Keeps two shared lists and one of the owner's own, and claims a client.
pub fn keep(tx: &mut Tx, house: &mut House) -> Result<()> {
    let leader = house.leader(crmweb_demo::SALES);
    let soon = "outcome = open and expected_close within next 30 days";
    let mut offers = layout(&["name", "account", "stage", "amount", "expected_close", "owner"], soon)?;
    offers = offers.sorted(&["expected_close"]);
    offers.totals = vec!["amount".into()];
    share(tx, house, leader, RecordKind::Opportunity, "Se decid în 30 de zile", offers, true)?;
    let mut gold =
        layout(&["name", "city", "importance", "owner", super::staff::LOYALTY], "x.loyalty = Aur")?;
    gold.group = Some(Grouping { field: "city".into(), by: String::new() });
    share(tx, house, leader, RecordKind::Account, "Clienți Aur", gold.sorted(&["name"]), true)?;
    if let Some(tag) = house.late_payers {
        let unpaid = layout(&["name", "phones", "city"], &format!("tag {tag}"))?;
        share(tx, house, 0, RecordKind::Account, "De sunat pentru plată", unpaid, false)?;
    }
    if let Some(account) = house.accounts.first() {
        let by = house.by(leader, house.now);
        claims::claim(tx, &by, account.record(), Purpose::Dealing, "Negociez contractul anual")?;
    }
    Ok(())
}

fn layout(columns: &[&str], typed: &str) -> Result<Layout> {
    let filter = filter::parse(typed).map_err(|e| Error::invalid("filter", e))?;
    Ok(Layout::new(columns, filter))
}

fn share(
    tx: &mut Tx,
    house: &House,
    colleague: usize,
    of: RecordKind,
    name: &str,
    layout: Layout,
    shared: bool,
) -> Result<()> {
    views::add(tx, &house.ago(colleague, 15), None, of, &Typed { name: name.into(), shared, layout })?;
    Ok(())
}
