//! Stories of lines, sales and losses.

use crate::house::{House, NOW, by, opportunity};
use crmweb_crm::lines::{self, TypedLine};
use crmweb_crm::opportunities::{self, Move, SaleChoice};
use crmweb_crm::{By, company, records, undo};
use crmweb_model::ids::Uid;
use crmweb_model::money::Money;
use crmweb_model::record::{Outcome, RecordKind};
use crmweb_model::time::Day;
use crmweb_support::both_engines;

const OPPORTUNITY: RecordKind = RecordKind::Opportunity;
const SALE: RecordKind = RecordKind::Sale;

fn fresh(who: &By) -> By {
    By { mutation: Uid::create(), ..who.clone() }
}

fn line(name: &str, quantity: i64, price: &str, discount: i64) -> TypedLine {
    TypedLine {
        product: None,
        name: name.into(),
        quantity,
        unit: String::new(),
        price: Money::parse(price).ok(),
        discount,
    }
}

fn logged(house: &House) -> Uid {
    let (draft, ana) = (opportunity(house), by(&house.ana));
    house.write(move |tx| opportunities::log(tx, &ana, &draft)).uid
}

fn put(house: &House, of: RecordKind, uid: Uid, typed: Vec<TypedLine>) -> lines::Lines {
    let ana = by(&house.ana);
    house.write(move |tx| lines::set(tx, &ana, of, uid, None, &typed))
}

fn amount(house: &House, of: RecordKind, uid: Uid) -> String {
    let ana = by(&house.ana);
    house.read(move |tx| Ok(records::get(tx, &ana, of, uid)?.text("amount").to_owned()))
}

fn moved(house: &House, uid: Uid, asked: Move) -> opportunities::Moved {
    let ana = by(&house.ana);
    house.write(move |tx| opportunities::move_to(tx, &ana, uid, None, &asked))
}

fn to(stage: &str, sale: SaleChoice) -> Move {
    Move { to: stage.into(), reason: "x".into(), sale, ..Move::default() }
}

fn add(house: &House, of: RecordKind, fields: &[(&str, String)]) -> Uid {
    let ana = by(&house.ana);
    let typed: Vec<_> = fields.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect();
    house.write(move |tx| records::add(tx, &ana, of, None, &typed)).uid
}

both_engines! {
    fn the_amount_is_what_the_lines_come_to_unless_it_is_typed_over(engine: &Engine) {
        let house = House::build(engine);
        let uid = logged(&house);
        let pump = add(&house, RecordKind::Product, &[
            ("code", "P-1".into()), ("name", "Pompă".into()), ("price", "100.00 EUR".into()), ("unit", "buc".into()),
        ]);
        let of_product = TypedLine { product: Some(pump), name: String::new(), price: None, ..line("", 2_000, "", 1_000) };
        let set = put(&house, OPPORTUNITY, uid, vec![of_product, line("Montaj", 1_500, "20.00 EUR", 0)]);
        assert_eq!((set.items[0].name.as_str(), set.items[0].unit.as_str()), ("Pompă", "buc"), "as in the catalogue");
        assert_eq!(set.total, Some(Money::parse("210.00 EUR").unwrap()));
        assert_eq!(amount(&house, OPPORTUNITY, uid), "210.00 EUR");
        put(&house, OPPORTUNITY, uid, vec![line("Montaj", 1_000, "20.00 EUR", 0)]);
        assert_eq!(amount(&house, OPPORTUNITY, uid), "20.00 EUR");
        let edit = |text: &'static str| {
            let ana = by(&house.ana);
            let typed = [("amount".to_owned(), text.to_owned())];
            house.write(move |tx| records::edit(tx, &ana, OPPORTUNITY, uid, None, &typed));
        };
        edit("15.00 EUR");
        put(&house, OPPORTUNITY, uid, vec![line("Montaj", 3_000, "20.00 EUR", 0)]);
        assert_eq!(amount(&house, OPPORTUNITY, uid), "15.00 EUR", "typed over");
        edit("");
        assert_eq!(amount(&house, OPPORTUNITY, uid), "60.00 EUR", "emptied, it is the lines' again");
    }

    fn lines_are_versioned_logged_and_undone(engine: &Engine) {
        let house = House::build(engine);
        let uid = logged(&house);
        let first = put(&house, OPPORTUNITY, uid, vec![line("A", 1_000, "1.00 EUR", 0)]);
        let ana = by(&house.ana);
        let typed = vec![line("B", 1_000, "2.00 EUR", 0)];
        let second = house.write({ let (ana, typed, seen) = (ana.clone(), typed.clone(), first.version); move |tx| {
            lines::set(tx, &ana, OPPORTUNITY, uid, Some(seen), &typed)
        } });
        assert!(second.version > first.version);
        let late = house.refused({ let (ana, seen) = (fresh(&ana), first.version); move |tx| {
            lines::set(tx, &ana, OPPORTUNITY, uid, Some(seen), &typed)
        } });
        assert_eq!(late.code(), "crm.stale");
        undo::undo(&house.crm, &fresh(&ana), Some(ana.mutation.to_string())).unwrap();
        let now = house.read({ let ana = ana.clone(); move |tx| lines::get(tx, &ana, OPPORTUNITY, uid) });
        assert_eq!((now.items[0].name.as_str(), amount(&house, OPPORTUNITY, uid).as_str()), ("A", "1.00 EUR"));
        for (bad, why) in [
            (vec![line("A", 0, "1.00 EUR", 0)], "lines: line 1: the quantity must be more than nothing and at most a billion"),
            (vec![line("A", 1, "1.00 EUR", 0), line("B", 1, "1.00 RON", 0)], "lines: must all be in one currency, not in EUR and RON"),
            (vec![line("A", 1, "", 0)], "lines: line 1: the price must not be empty"),
            (vec![line("a\u{1b}b", 1, "1.00 EUR", 0)], "lines: must not contain control characters"),
            (vec![line("A", 1, "1.00 EUR", 0); 301], "lines: must be at most 300"),
        ] {
            let ana = fresh(&ana);
            let refused = house.refused(move |tx| lines::set(tx, &ana, OPPORTUNITY, uid, None, &bad));
            assert_eq!(refused.to_string(), why);
        }
    }

    fn what_is_won_becomes_a_sale_with_its_lines_and_contract(engine: &Engine) {
        let house = House::build(engine);
        let uid = logged(&house);
        put(&house, OPPORTUNITY, uid, vec![line("Pompă", 2_000, "50.00 EUR", 0)]);
        let contract = add(&house, RecordKind::Document, &[("name", "Contract 7".into()), ("kind", "contract".into())]);
        let sold_on = Some(Day::parse("2026-11-20").unwrap());
        let won = moved(&house, uid, to("Won", SaleChoice::Made { sold_on, contract: Some(contract) }));
        let ana = by(&house.ana);
        let sale = won.sale.unwrap();
        let record = house.read({ let ana = ana.clone(); move |tx| records::get(tx, &ana, SALE, sale) });
        for (field, text) in [
            ("name", "Zece imprimante".to_owned()), ("sold_on", "2026-11-20".into()), ("amount", "100.00 EUR".into()),
            ("account", house.firma_uid.to_string()), ("contact", house.ion_uid.to_string()),
            ("opportunity", uid.to_string()), ("contract", contract.to_string()),
        ] {
            assert_eq!(record.text(field), text, "{field}");
        }
        let copied = house.read({ let ana = ana.clone(); move |tx| lines::get(tx, &ana, SALE, sale) });
        assert_eq!((copied.items.len(), copied.items[0].quantity), (1, 2_000));
        let again = moved(&house, uid, to("Offer", SaleChoice::Usual));
        assert_eq!(again.sale, Some(sale), "open again, the sale is kept");
        assert_eq!(moved(&house, uid, to("Won", SaleChoice::Usual)).sale, Some(sale), "and not made twice");
        assert_eq!(moved(&house, uid, to("Offer", SaleChoice::Deleted)).sale, None);
        assert_eq!(house.refused({ let ana = ana.clone(); move |tx| records::get(tx, &ana, SALE, sale) }).code(), "crm.not-found");
        assert_eq!(moved(&house, uid, to("Won", SaleChoice::Without)).sale, None);
    }

    fn a_win_is_undone_with_its_sale(engine: &Engine) {
        let house = House::build(engine);
        let uid = logged(&house);
        put(&house, OPPORTUNITY, uid, vec![line("Pompă", 2_000, "50.00 EUR", 0)]);
        let ana = by(&house.ana);
        let asked = to("Won", SaleChoice::Usual);
        let won = house.write({ let ana = ana.clone(); move |tx| opportunities::move_to(tx, &ana, uid, None, &asked) });
        let undone = undo::undo(&house.crm, &fresh(&ana), Some(ana.mutation.to_string())).unwrap();
        assert_eq!(undone.kept, Vec::<String>::new());
        assert_eq!(house.read(move |tx| opportunities::find(tx, uid)).outcome, Outcome::Open);
        let sale = won.sale.unwrap();
        assert_eq!(house.refused(move |tx| records::get(tx, &ana, SALE, sale)).code(), "crm.not-found");
    }

    fn what_is_won_without_an_account_is_refused_but_can_go_without_a_sale(engine: &Engine) {
        let house = House::build(engine);
        let mut draft = opportunity(&house);
        draft.contacts.clear();
        let ana = by(&house.ana);
        let uid = house.write({ let ana = ana.clone(); move |tx| opportunities::log(tx, &ana, &draft) }).uid;
        let asked = to("Won", SaleChoice::Usual);
        let refused = house.refused({ let ana = ana.clone(); move |tx| opportunities::move_to(tx, &ana, uid, None, &asked) });
        assert!(refused.to_string().starts_with("account: must be known"), "{refused}");
        assert_eq!(house.read(move |tx| opportunities::find(tx, uid)).outcome, Outcome::Open, "nothing has happened");
        assert_eq!(moved(&house, uid, to("Won", SaleChoice::Without)).opportunity.closed_at, Some(NOW));
    }

    fn a_loss_is_told_in_the_words_of_the_company(engine: &Engine) {
        let house = House::build(engine);
        let (ana, admin) = (by(&house.ana), by(&house.admin()));
        let words = company::LostReasons(vec!["Preț".into(), "Concurență".into()]);
        let denied = house.refused({ let words = words.clone(); move |tx| company::set(tx, &ana, &words) });
        assert_eq!(denied.code(), "crm.denied");
        house.write(move |tx| company::set(tx, &admin, &words));
        let uid = logged(&house);
        let lost = moved(&house, uid, Move { to: "Lost".into(), reason: "pret".into(), note: "cu 5 %".into(), ..Move::default() });
        assert_eq!((lost.opportunity.lost_reason.as_str(), lost.opportunity.lost_note.as_str()), ("Preț", "cu 5 %"));
        let open = moved(&house, uid, to("Offer", SaleChoice::Usual));
        assert_eq!(open.opportunity.lost_reason, "");
        let other = moved(&house, uid, Move { to: "Lost".into(), reason: "altceva".into(), ..Move::default() });
        assert_eq!(other.opportunity.lost_reason, "altceva");
    }

    fn a_sale_by_hand_has_lines_too(engine: &Engine) {
        let house = House::build(engine);
        let sale = add(&house, SALE, &[
            ("name", "Factura 12".into()), ("sold_on", "2026-11-01".into()), ("account", house.firma_uid.to_string()),
        ]);
        put(&house, SALE, sale, vec![line("Filtru", 10_000, "3.33 RON", 250)]);
        assert_eq!(amount(&house, SALE, sale), "32.47 RON");
    }

    fn a_new_opportunity_names_its_stage_by_the_catalogue(engine: &Engine) {
        let house = House::build(engine);
        let offer = house.read(|tx| Ok(crmweb_store::stages::by_name(tx, "sales", "Offer")?.unwrap()));
        let uid = add(&house, OPPORTUNITY, &[("name", "Direct".into()), ("stage", offer.uid.to_string())]);
        let ana = by(&house.ana);
        let record = house.read({ let ana = ana.clone(); move |tx| records::get(tx, &ana, OPPORTUNITY, uid) });
        assert_eq!((record.text("stage"), record.text("probability")), (offer.uid.to_string().as_str(), "50"));
        let typed = [("stage".to_owned(), offer.uid.to_string())];
        let refused = house.refused(move |tx| records::edit(tx, &ana, OPPORTUNITY, uid, None, &typed));
        assert_eq!(refused.to_string(), "stage: changes only by the verb move");
    }
}
