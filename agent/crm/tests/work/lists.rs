//! Lists: what a filter says is what is shown, compared with a search that looks at every record by itself.

mod chance;
mod naive;
mod order;
mod pages;
mod random;
mod stories;
mod world;

use crate::house::{House, by};
use chance::Chance;
use crmweb_crm::lists::{self, Asked};
use crmweb_crm::{By, Result};
use crmweb_model::filter::{self, Filter};
use crmweb_model::record::RecordKind;
use crmweb_model::view::{Layout, Order};
use crmweb_store::Tx;
use crmweb_store::query::Effort;
use crmweb_support::both_engines;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use world::World;

/// Filters tried per engine.
const TRIED: u64 = 250;

pub fn asked(kind: RecordKind, filter: Filter, sort: &[&str]) -> Asked {
    let layout = Layout::new(&[], filter).sorted(sort);
    Asked {
        kind,
        layout,
        zone: TimeZone::get("Europe/Bucharest").unwrap(),
        kept: false,
        effort: Effort::default(),
    }
}

/// All pages of a list, three to thirteen records at a time.
pub fn all(tx: &mut Tx, by: &By, asked: &Asked, limit: i64) -> Result<Vec<String>> {
    let (mut uids, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = lists::page(tx, by, asked, cursor.as_deref(), limit)?;
        assert!(page.lines.len() as i64 <= limit);
        assert_eq!(page.problems, []);
        uids.extend(page.lines.into_iter().map(|line| line.uid));
        cursor = page.cursor;
        if cursor.is_none() {
            return Ok(uids);
        }
    }
}

both_engines! {
    fn every_list_shows_what_its_filter_says_in_the_order_asked_for(engine: &Engine) {
        let house = House::build(engine);
        let world = World::fill(&house, 3);
        let mut shown = 0;
        for seed in 0..TRIED {
            let mut chance = Chance(seed);
            let kind = *chance.one_of(&random::LISTED);
            let filter = random::filter(&mut chance, &world, kind, 3);
            let viewer = chance.one_of(&[&house.ana, &house.dan, &house.lia]).to_owned().clone();
            let orders: Vec<Order> = random::orders(&mut chance, &world, kind);
            let mut asked = asked(kind, filter.clone(), &[]);
            asked.layout.sort = orders.clone();
            // Whichever way the rows are found, they are the same.
            asked.effort = Effort { few: *chance.one_of(&[0, 4, 3_000]), looked_at: *chance.one_of(&[1, 9, 20_000]) };
            let limit = 3 + chance.below(11);
            let (uids, count) = house.read({
                let (asked, by) = (asked.clone(), by(&viewer));
                move |tx| Ok((all(tx, &by, &asked, limit)?, lists::count(tx, &by, &asked)?))
            });
            let (condition, wrong) = filter::check(&filter, kind, &world.customs, &world.clock, "filter");
            assert_eq!(wrong, [], "{filter:?}");
            let wanted: BTreeSet<&str> = world.of(kind)
                .filter(|record| world.sees(record, &viewer) && world.fulfils(record, &condition, &viewer))
                .map(|record| record.uid.as_str())
                .collect();
            let found: BTreeSet<&str> = uids.iter().map(String::as_str).collect();
            let what = format!("seed {seed}, {kind}, {:?}, ordered by {orders:?}", filter);
            assert_eq!(found, wanted, "{what}");
            assert_eq!(uids.len(), wanted.len(), "no record stands twice: {what}");
            assert_eq!((count.count, count.more), (wanted.len() as i64, false), "{what}");
            let keys: Vec<_> = uids.iter().map(|uid| world.keys(kind, uid, &orders)).collect();
            assert!(keys.is_sorted_by(|a, b| order::in_order(a, b, &orders)), "{what}: {keys:?}");
            shown += wanted.len();
        }
        assert!(shown > 500, "the filters find something: {shown}");
    }
}
