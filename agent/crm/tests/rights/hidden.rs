//! What stands beside a record that somebody may see, and is not for them: names of others' records, what nobody holds,
//! and what is taken back without the right to do it.

use crate::site::deals::{able, typed};
use crate::site::{House, NOW, Site, incident, opportunity};
use base64_simd::URL_SAFE_NO_PAD;
use crmweb_crm::attention;
use crmweb_crm::board::{self, Shown, Whose};
use crmweb_crm::lists::{self, Asked};
use crmweb_crm::templates::{self, About};
use crmweb_crm::views::everything;
use crmweb_crm::{By, Error, Result, incidents, opportunities, records, tags, undo};
use crmweb_model::attention::Rule;
use crmweb_model::draft::{IncidentDraft, OpportunityDraft};
use crmweb_model::ids::Uid;
use crmweb_model::record::{Importance, Priority, RecordKind};
use crmweb_model::rights::{Actor, Grants, Right, Role, Scope};
use crmweb_model::time::Day;
use crmweb_model::view::{Column, Layout, Order};
use crmweb_store::Tx;
use crmweb_store::query::Effort;
use crmweb_support::both_engines;
use jiff::tz::TimeZone;

/// The one who acts: a user, who sees everything.
fn user(house: &House) -> By {
    By::new(Actor::new(house.me, "north", &[Role::User], &Grants::default()), NOW)
}

/// The same one in a role for one's own.
fn partner(house: &House) -> By {
    let own = Right::ALL.into_iter().filter(|right| right.is_scoped()).map(|right| (right, Scope::Own));
    By::new(Actor::new(house.me, "north", &[], &own.collect()), NOW)
}

/// What belongs to somebody of another team.
fn others(house: &House) -> Site {
    house.site(house.owners().last().unwrap())
}

/// An opportunity of the one who acts, with an account of somebody else.
fn deal(house: &House, site: &Site) -> Uid {
    let (by, account) = (able(&user(house)), site.account.uid);
    let draft = OpportunityDraft { account: Some(account), ..opportunity(vec![]) };
    house.crm.write(move |tx| Ok(opportunities::log(tx, &by, &draft)?.uid)).unwrap()
}

fn read<T: Send + 'static>(
    house: &House,
    by: By,
    look: impl FnOnce(&mut Tx, &By) -> Result<T> + Send + 'static,
) -> T {
    house.crm.read(move |tx| look(tx, &by)).unwrap()
}

fn on_board(house: &House, by: By) -> Vec<(Uid, Option<String>)> {
    read(house, by, |tx, by| {
        let usual = crmweb_store::pipelines::usual(tx)?.unwrap().uid;
        let board = board::of(tx, by, usual, Shown::default())?;
        let cards = board.columns.into_iter().flat_map(|column| column.cards);
        Ok(cards.map(|card| (card.uid, card.account.map(|(_, name)| name))).collect())
    })
}

both_engines! {
    fn a_card_on_the_board_does_not_name_a_client_one_may_not_see(engine: &Engine) {
        let house = House::build(engine);
        let site = others(&house);
        let deal = deal(&house, &site);
        let name = site.account.details.name.clone();
        assert!(on_board(&house, user(&house)).contains(&(deal, Some(name))));
        assert_eq!(on_board(&house, partner(&house)), [(deal, None)]);
    }

    fn what_nobody_holds_is_not_shown_to_those_who_see_their_own(engine: &Engine) {
        let house = House::build(engine);
        let site = others(&house);
        let deal = deal(&house, &site);
        house.crm.write(move |tx| {
            tx.execute("UPDATE opportunities SET owner_id = NULL, author_id = NULL", &[])?;
            Ok(tx.execute("UPDATE accounts SET owner_id = NULL, created_by = NULL, importance = 'key'", &[])?)
        }).unwrap();
        let sums = |by: By| read(&house, by, |tx, by| {
            Ok(board::forecast(tx, by, &Day::parse("2026-11-24").unwrap(), 3, Whose::All)?.len())
        });
        let urgent = |by: By| read(&house, by, |tx, by| {
            Ok(attention::list(tx, by, Whose::All)?.into_iter().map(|it| it.uid).collect::<Vec<_>>())
        });
        assert!(on_board(&house, user(&house)).iter().any(|(uid, _)| *uid == deal));
        assert!(sums(user(&house)) > 0 && urgent(user(&house)).contains(&deal));
        assert_eq!((on_board(&house, partner(&house)), sums(partner(&house)), urgent(partner(&house))), (vec![], 0, vec![]));
    }

    fn what_one_gave_to_a_colleague_is_still_on_ones_board(engine: &Engine) {
        let house = House::build(engine);
        let site = others(&house);
        let deal = deal(&house, &site);
        let (boss, to) = (site.boss.clone(), site.person.uid);
        house.crm.write(move |tx| opportunities::distribute(tx, &boss, deal, None, Some(to))).unwrap();
        assert_eq!(on_board(&house, partner(&house)), [(deal, None)]);
    }

    fn urgent_incidents_of_others_are_not_told_by_their_queue_nor_by_their_account(engine: &Engine) {
        let house = House::build(engine);
        let site = others(&house);
        let me = house.owners().next().unwrap().uid.to_string();
        let mine = able(&user(&house));
        house.crm.write(move |tx| {
            let queue = [("name", "service"), ("members", me.as_str())];
            records::add(tx, &site.boss, RecordKind::Queue, None, &typed(&queue))?;
            let mut account = crmweb_model::draft::AccountDraft { name: "A mea".into(), ..Default::default() };
            account.importance = Importance::Key;
            let account = crmweb_crm::accounts::add_account(tx, &mine, None, &account)?;
            let draft = IncidentDraft {
                queue: "service".into(), priority: Priority::Critical, account: Some(account.uid), ..incident(None)
            };
            incidents::log(tx, &site.owner(), &draft)
        }).unwrap();
        let told = |by: By| read(&house, by, |tx, by| {
            let all = attention::list(tx, by, Whose::All)?;
            let incidents = all.iter().filter(|it| it.kind == RecordKind::Incident).count();
            let accounts = all.iter().filter(|it| it.kind == RecordKind::Account).flat_map(|it| &it.flags);
            let accounts = accounts.filter(|flag| flag.rule == Rule::CriticalIncident).count();
            Ok((incidents, accounts))
        });
        assert_eq!((told(user(&house)), told(partner(&house))), ((1, 1), (0, 0)));
    }

    fn the_order_of_a_list_tells_nothing_of_clients_one_may_not_see(engine: &Engine) {
        let house = House::build(engine);
        let site = others(&house);
        let name = site.account.details.name.to_lowercase();
        deal(&house, &site);
        deal(&house, &site);
        let column = |field: &str| Column { field: field.into(), width: None };
        let layout = Layout {
            columns: vec![column("name"), column("account")],
            sort: vec![Order { field: "account".into(), descending: false }],
            ..everything(RecordKind::Opportunity)
        };
        let asked = Asked {
            kind: RecordKind::Opportunity, layout, zone: TimeZone::UTC, kept: false, effort: Effort::default(),
        };
        let tells = |by: By| {
            let asked = asked.clone();
            let page = read(&house, by, move |tx, by| lists::page(tx, by, &asked, None, 1));
            let place = URL_SAFE_NO_PAD.decode_to_vec(page.cursor.unwrap()).unwrap();
            (String::from_utf8(place).unwrap().contains(&name), !page.lines[0].cells[1].named[0].title.is_empty())
        };
        assert_eq!((tells(user(&house)), tells(partner(&house))), ((true, true), (false, false)));
    }

    fn a_template_names_no_client_that_its_writer_may_not_see(engine: &Engine) {
        let house = House::build(engine);
        let site = others(&house);
        let deal = deal(&house, &site);
        let (boss, name) = (site.boss.clone(), site.account.details.name.clone());
        let template = house.crm.write(move |tx| {
            let fields = [("name", "Salut"), ("text", "{{account.name|?}} {{opportunity.account|?}} {{opportunity.name}}")];
            Ok(records::add(tx, &boss, RecordKind::Template, None, &typed(&fields))?.uid)
        }).unwrap();
        let text = |by: By| read(&house, by, move |tx, by| {
            Ok(templates::render(tx, by, template, &About { opportunity: Some(deal), ..About::default() })?.text)
        });
        assert_eq!(text(user(&house)), format!("{name} {name} Zece imprimante"));
        assert_eq!(text(partner(&house)), "? ? Zece imprimante");
    }

    fn what_was_given_to_a_colleague_is_taken_back_only_with_the_right_to_give(engine: &Engine) {
        let house = House::build(engine);
        let site = others(&house);
        let deal = deal(&house, &site);
        let (leader, to) = (able(&user(&house)), site.person.uid);
        let deed = leader.mutation.to_string();
        house.crm.write({ let by = leader.clone(); move |tx| opportunities::distribute(tx, &by, deal, None, Some(to)) }).unwrap();
        let refused = undo::undo(&house.crm, &user(&house), Some(deed.clone())).unwrap_err();
        assert!(matches!(refused, Error::Denied(ref denied) if denied.right == Right::Distribute), "{refused}");
        assert_eq!(undo::undo(&house.crm, &able(&leader), Some(deed)).unwrap().restored, 1);
    }

    fn a_tag_of_everybody_leaves_the_records_of_others_only_with_the_right_to_change_them(engine: &Engine) {
        let house = House::build(engine);
        let site = others(&house);
        let (by, account, boss) = (able(&user(&house)), site.account.record(), site.boss.clone());
        let deed = by.mutation.to_string();
        house.crm.write(move |tx| {
            let tag = tags::add(tx, &boss, "vip", false, "")?;
            tags::tag(tx, &by, tag.uid, &[account])
        }).unwrap();
        let refused = undo::undo(&house.crm, &partner(&house), Some(deed.clone())).unwrap_err();
        assert_eq!(refused.code(), "crm.denied", "{refused}");
        let on = |by: By| read(&house, by, move |tx, by| Ok(tags::on(tx, by, account)?.len()));
        assert_eq!(on(user(&house)), 1);
        undo::undo(&house.crm, &user(&house), Some(deed)).unwrap();
        assert_eq!(on(user(&house)), 0);
    }
}
