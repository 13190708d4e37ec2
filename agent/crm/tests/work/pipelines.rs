//! Stories of pipelines, their stages, the board and the forecast.

use crate::house::{House, NOW, by, in_roles, opportunity};
use crmweb_crm::board::{self, Shown, Whose};
use crmweb_crm::opportunities::{self, Move};
use crmweb_crm::pipelines::{self, PipelineChange, TypedStage};
use crmweb_crm::{By, undo};
use crmweb_model::ids::Uid;
use crmweb_model::money::Money;
use crmweb_model::record::Outcome;
use crmweb_model::time::{Day, Millis};
use crmweb_store::stages::{self, Stage};
use crmweb_support::both_engines;

fn typed(name: &str, probability: i64, outcome: Outcome) -> TypedStage {
    TypedStage { name: name.into(), probability, outcome }
}

fn stages_of(house: &House, pipeline: &'static str) -> Vec<Stage> {
    house.read(move |tx| Ok(stages::list(tx, pipeline)?))
}

fn stage(house: &House, name: &str) -> Stage {
    stages_of(house, stages::SALES).into_iter().find(|it| it.name == name).unwrap()
}

fn log(house: &House, who: &By, amount: &str, close: Option<&str>) -> opportunities::Moved {
    let mut draft = opportunity(house);
    draft.amount = Money::parse(amount).ok();
    draft.expected_close = close.map(|day| Day::parse(day).unwrap());
    let who = who.clone();
    let opportunity = house.write(move |tx| opportunities::log(tx, &who, &draft));
    opportunities::Moved { opportunity, sale: None }
}

fn moved(house: &House, who: &By, uid: Uid, to: &str, at: Millis) -> opportunities::Moved {
    let (who, asked) = (
        By { at, mutation: Uid::create(), ..who.clone() },
        Move { to: to.into(), reason: "price".into(), ..Move::default() },
    );
    house.write(move |tx| opportunities::move_to(tx, &who, uid, None, &asked))
}

both_engines! {
    fn an_administrator_shapes_the_pipeline_and_it_keeps_its_ends(engine: &Engine) {
        let house = House::build(engine);
        let (ana, admin) = (by(&house.ana), by(&house.admin()));
        let denied = house.refused(move |tx| pipelines::add(tx, &ana, "Service", &[]));
        assert_eq!(denied.code(), "crm.denied");
        let service = house.write({ let admin = admin.clone(); move |tx| pipelines::add(tx, &admin, "Service", &[]) });
        let twice = house.refused({ let admin = admin.clone(); move |tx| pipelines::add(tx, &admin, "SERVICE", &[]) });
        assert!(twice.to_string().contains("is a pipeline already"), "{twice}");
        let uid = service.uid;
        let demo = house.write({ let admin = admin.clone(); move |tx| {
            pipelines::add_stage(tx, &admin, uid, &typed("Demo", 40, Outcome::Open))
        } });
        assert_eq!((demo.position, demo.probability), (4, 40), "behind the open ones");
        let won = house.write({ let admin = admin.clone(); move |tx| {
            pipelines::add_stage(tx, &admin, uid, &typed("Won twice", 7, Outcome::Won))
        } });
        assert_eq!((won.position, won.probability), (7, 100), "won is certain");
        let order = house.write({ let admin = admin.clone(); move |tx| {
            let mut order: Vec<Uid> = pipelines::list(tx, &admin)?[1].1.iter().map(|it| it.uid).collect();
            order.swap(0, 4);
            pipelines::order_stages(tx, &admin, uid, &order)
        } });
        assert_eq!(order[0].name, "Demo");
        let short = house.refused({ let admin = admin.clone(); let first = order[0].uid; move |tx| {
            pipelines::order_stages(tx, &admin, uid, &[first])
        } });
        assert_eq!(short.code(), "crm.invalid");
        let lost = order.iter().find(|it| it.name == "Lost").unwrap().uid;
        let refused = pipelines::remove_stage(&house.crm, &admin, lost, None).unwrap_err();
        assert_eq!(refused.to_string(), "a pipeline needs at least one stage that is lost");
        let other = house.refused({ let admin = admin.clone(); move |tx| {
            pipelines::edit_stage(tx, &admin, lost, None, &typed("Lost", 0, Outcome::Open))
        } });
        assert_eq!(other.to_string(), "a pipeline needs at least one stage that is lost");
        let change = PipelineChange { usual: true, position: Some(0), ..PipelineChange::default() };
        house.write({ let admin = admin.clone(); move |tx| pipelines::edit(tx, &admin, uid, None, &change) });
        let all = house.read({ let admin = admin.clone(); move |tx| pipelines::list(tx, &admin) });
        let told: Vec<(&str, bool)> = all.iter().map(|(it, _)| (it.name.as_str(), it.usual)).collect();
        assert_eq!(told, [("Service", true), ("Sales", false)]);
        let (draft, ana) = (opportunity(&house), by(&house.ana));
        let new = house.write(move |tx| opportunities::log(tx, &ana, &draft));
        assert_eq!(new.stage, order[0].id, "new opportunities begin there");
        let refused = house.refused({ let admin = admin.clone(); move |tx| pipelines::remove(tx, &admin, uid, None) });
        assert!(refused.to_string().starts_with("new opportunities begin in"), "{refused}");
    }

    fn a_stage_that_goes_moves_its_opportunities_in_batches_and_comes_back_with_undo(engine: &Engine) {
        let house = House::build(engine);
        let (ana, admin) = (by(&house.ana), by(&house.admin()));
        let draft = opportunity(&house);
        house.write({ let ana = ana.clone(); move |tx| {
            for _ in 0..120 {
                opportunities::log(tx, &ana, &draft)?;
            }
            Ok(())
        } });
        let (gone, to) = (stage(&house, "Identified"), stage(&house, "Qualified"));
        let nowhere = pipelines::remove_stage(&house.crm, &admin, gone.uid, None).unwrap_err();
        assert!(nowhere.to_string().contains("say to which stage they go"), "{nowhere}");
        let lost = stage(&house, "Lost").uid;
        let wrong = pipelines::remove_stage(&house.crm, &admin, gone.uid, Some(lost)).unwrap_err();
        assert_eq!(wrong.to_string(), "to: must be another stage that is open");
        assert_eq!(pipelines::remove_stage(&house.crm, &admin, gone.uid, Some(to.uid)).unwrap(), 120);
        assert!(stages_of(&house, stages::SALES).iter().all(|it| it.name != "Identified"));
        let count = |id| house.read(move |tx| Ok(stages::opportunities(tx, id, 1_000)?.len()));
        assert_eq!((count(gone.id), count(to.id)), (0, 120));
        // Whoever sets pipelines may change opportunities too, else only the stage comes back.
        let both = By { mutation: Uid::create(), actor: in_roles(&house.admin(), &crmweb_model::rights::Role::ALL), ..admin.clone() };
        let undone = undo::undo(&house.crm, &both, Some(admin.mutation.to_string())).unwrap();
        assert_eq!((undone.kept.len(), count(gone.id), count(to.id)), (0, 120, 0));
        let moves = house.read(move |tx| {
            let id = stages::opportunities(tx, gone.id, 1)?[0];
            Ok(crmweb_store::stage_moves::list(tx, id)?)
        });
        assert_eq!(moves.len(), 1, "the move is taken back, not added to");
    }

    fn where_an_opportunity_was_is_known_from_its_beginning(engine: &Engine) {
        let house = House::build(engine);
        let ana = by(&house.ana);
        let uid = log(&house, &ana, "", None).opportunity.uid;
        moved(&house, &ana, uid, "Offer", NOW.plus(3 * Millis::DAY));
        let negotiation = stage(&house, "Negotiation");
        moved(&house, &by(&house.dan), uid, &negotiation.uid.to_string(), NOW.plus(5 * Millis::DAY));
        let history = house.read({ let ana = ana.clone(); move |tx| opportunities::stage_history(tx, &ana, uid) });
        let told: Vec<_> = history.iter().map(|came| (came.by, came.stayed.map(|it| it / Millis::DAY))).collect();
        let (ana_id, dan_id) = (Some(house.ana.user), Some(house.dan.user));
        assert_eq!(told, [(ana_id, Some(3)), (ana_id, Some(2)), (dan_id, None)]);
        assert_eq!(history[2].stage, negotiation.id);
        undo::undo(&house.crm, &By::new(house.dan.clone(), NOW.plus(6 * Millis::DAY)), None).unwrap();
        let history = house.read({ let ana = ana.clone(); move |tx| opportunities::stage_history(tx, &ana, uid) });
        assert_eq!(history.len(), 2, "what was undone never was");
        let same = moved(&house, &ana, uid, "Offer", NOW.plus(7 * Millis::DAY));
        assert_eq!(same.opportunity.version, 4, "moved to where it is, nothing happens");
        assert_eq!(house.read(move |tx| opportunities::stage_history(tx, &ana, uid)).len(), 2);
    }

    fn the_board_sums_each_stage_and_pages_its_cards_by_date(engine: &Engine) {
        let house = House::build(engine);
        let (ana, dan) = (by(&house.ana), by(&house.dan));
        log(&house, &ana, "100.00 EUR", Some("2026-12-24"));
        log(&house, &ana, "50.50 EUR", Some("2026-12-01"));
        log(&house, &dan, "10.00 RON", None);
        let won = log(&house, &ana, "7.00 EUR", None).opportunity.uid;
        moved(&house, &ana, won, "Won", NOW);
        let old = log(&house, &ana, "9.00 EUR", None).opportunity.uid;
        moved(&house, &ana, old, "Won", NOW.plus(-100 * Millis::DAY));
        let board = |shown: Shown| {
            let ana = ana.clone();
            house.read(move |tx| {
                let sales = pipelines::list(tx, &ana)?.remove(0).0.uid;
                board::of(tx, &ana, sales, shown)
            })
        };
        let whole = board(Shown::default());
        let first = &whole.columns[0];
        let sums: Vec<_> = first.sums.iter().map(|s| (s.currency.as_str(), s.count, s.amount, s.weighted)).collect();
        assert_eq!(sums, [("EUR", 2, 15_050, 1_505), ("RON", 1, 1_000, 100)]);
        let days: Vec<_> = first.cards.iter().map(|card| card.expected_close.as_ref().map(Day::to_string)).collect();
        assert_eq!(days, [Some("2026-12-01".into()), Some("2026-12-24".into()), None]);
        assert_eq!(first.cards[0].account.as_ref().map(|(_, name)| name.as_str()), Some("Firma"));
        let won = whole.columns.iter().find(|it| it.stage.outcome == Outcome::Won).unwrap();
        assert_eq!(won.sums[0].count, 1, "what was won long ago is not on the board");
        let mine = board(Shown { whose: Whose::Mine, cards: 1, ..Shown::default() });
        assert_eq!((mine.columns[0].cards.len(), mine.columns[0].sums.len()), (1, 1));
        let (stage, mut next, mut seen) = (first.stage.uid, None, 0);
        loop {
            let (ana, after) = (ana.clone(), next.take());
            let shown = Shown { cards: 2, ..Shown::default() };
            let (cards, more) = house.read(move |tx| board::cards(tx, &ana, stage, shown, after.as_ref()));
            seen += cards.len();
            match more {
                Some(place) => next = Some(place),
                None => break,
            }
        }
        assert_eq!(seen, 3);
    }

    fn the_forecast_tells_by_month_and_owner_what_is_promised_and_won(engine: &Engine) {
        let house = House::build(engine);
        let (ana, dan) = (by(&house.ana), by(&house.dan));
        log(&house, &ana, "100.00 EUR", Some("2026-12-24"));
        let half = log(&house, &ana, "100.00 EUR", Some("2026-12-01")).opportunity.uid;
        moved(&house, &ana, half, "Offer", NOW);
        log(&house, &dan, "30.00 EUR", Some("2027-01-15"));
        log(&house, &dan, "1.00 EUR", Some("2028-01-15"));
        let won = log(&house, &ana, "7.00 EUR", None).opportunity.uid;
        moved(&house, &ana, won, "Won", NOW);
        let from = Day::parse("2026-11-17").unwrap();
        let told = house.read({ let ana = ana.clone(); move |tx| board::forecast(tx, &ana, &from, 3, Whose::All) });
        let told: Vec<_> = told.iter().map(|it| (it.month.as_str(), it.owner, it.outcome, it.sum.amount, it.sum.weighted)).collect();
        let (me, other) = (Some(house.ana.user), Some(house.dan.user));
        assert_eq!(told, [
            ("2026-11", me, Outcome::Won, 700, 700),
            ("2026-12", me, Outcome::Open, 20_000, 6_000),
            ("2027-01", other, Outcome::Open, 3_000, 300),
        ]);
    }
}
