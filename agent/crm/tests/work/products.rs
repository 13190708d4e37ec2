//! Stories of the product catalogue.

use crate::house::{House, by};
use crmweb_crm::products::{self, Branch};
use crmweb_crm::records::{self, Record, Typed};
use crmweb_crm::{By, Result, from_mail, undo};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_store::products::Asked;
use crmweb_support::both_engines;

fn typed(fields: &[(&str, &str)]) -> Vec<Typed> {
    fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn try_add(house: &House, by: &By, kind: RecordKind, fields: &[(&str, &str)]) -> Result<Record> {
    let (by, fields) = (by.clone(), typed(fields));
    house.crm.write(move |tx| records::add(tx, &by, kind, None, &fields))
}

fn add(house: &House, kind: RecordKind, fields: &[(&str, &str)]) -> Uid {
    try_add(house, &by(&house.ana), kind, fields).unwrap().uid
}

fn edit(house: &House, uid: Uid, fields: &[(&str, &str)]) -> Result<Record> {
    let (by, fields) = (by(&house.ana), typed(fields));
    house.crm.write(move |tx| records::edit(tx, &by, RecordKind::Product, uid, None, &fields))
}

both_engines! {
    fn a_code_stands_once_and_a_deleted_one_is_free(engine: &Engine) {
        let house = House::build(engine);
        let first = add(&house, RecordKind::Product, &[("code", "P-1"), ("name", "Pompă")]);
        add(&house, RecordKind::Product, &[("code", "P-1 B"), ("name", "Altă pompă")]);
        let taken = try_add(&house, &by(&house.ana), RecordKind::Product, &[("code", "p-1"), ("name", "x")]);
        let taken = taken.unwrap_err();
        assert_eq!(taken.code(), "crm.conflict");
        assert!(taken.to_string().contains(&format!("P-1 Pompă ({first})")), "{taken}");
        let other = add(&house, RecordKind::Product, &[("code", "P-2"), ("name", "Filtru")]);
        assert_eq!(edit(&house, other, &[("code", "P-1")]).unwrap_err().code(), "crm.conflict");
        // Its own code is no obstacle.
        edit(&house, first, &[("name", "Pompă mare"), ("code", "p-1")]).unwrap();

        let ana = by(&house.ana);
        house.write({
            let ana = ana.clone();
            move |tx| records::delete(tx, &ana, RecordKind::Product, first, None)
        });
        edit(&house, other, &[("code", "P-1")]).unwrap();
        let back = undo::undo(&house.crm, &by(&house.ana), Some(ana.mutation.to_string()));
        assert_eq!(back.unwrap_err().code(), "crm.conflict");
    }

    fn categories_are_browsed_and_products_filtered_by_any_combination(engine: &Engine) {
        let house = House::build(engine);
        let pumps = add(&house, RecordKind::Category, &[("name", "Pompe")]);
        let water = add(&house, RecordKind::Category, &[("name", "De apă"), ("parent", &pumps.to_string())]);
        let product = |code: &str, category: Uid| {
            let category = category.to_string();
            add(&house, RecordKind::Product, &[("code", code), ("name", "Pompă"), ("category", &category)])
        };
        let (a, b) = (product("A-1", pumps), product("A-2", water));
        add(&house, RecordKind::Product, &[("code", "B-1"), ("name", "Fără categorie")]);
        edit(&house, b, &[("state", "discontinued"), ("price", "10 EUR")]).unwrap();
        edit(&house, b, &[("price", "12 EUR")]).unwrap();

        let ana = by(&house.ana);
        let tree = house.read(move |tx| products::tree(tx, &ana));
        let shown = |branch: &Branch| (branch.name.clone(), branch.products, branch.below);
        assert_eq!(tree.iter().map(shown).collect::<Vec<_>>(), [("Pompe".to_owned(), 1, 2)]);
        assert_eq!(shown(&tree[0].branches[0]), ("De apă".to_owned(), 1, 1));

        let codes = |category: Option<Uid>, asked: Asked| {
            let dan = by(&house.dan);
            let asked = Asked { limit: 10, ..asked };
            let found = house.read(move |tx| products::list(tx, &dan, category, asked));
            found.into_iter().map(|line| line.code).collect::<Vec<_>>()
        };
        let all = Asked::default;
        assert_eq!(codes(None, all()), ["B-1", "A-2", "A-1"]);
        assert_eq!(codes(Some(pumps), all()), ["A-2", "A-1"]);
        assert_eq!(codes(Some(water), all()), ["A-2"]);
        assert_eq!(codes(Some(pumps), Asked { state: Some("active".into()), ..all() }), ["A-1"]);
        assert_eq!(codes(None, Asked { code: Some("a-".into()), ..all() }), ["A-2", "A-1"]);
        assert_eq!(codes(None, Asked { text: Some("POMPA".into()), ..all() }), ["A-2", "A-1"]);
        assert_eq!(codes(None, Asked { author: Some(house.dan.user), ..all() }), [""; 0]);
        let since = Some(crate::house::NOW.plus(1));
        assert_eq!(codes(None, Asked { created: (since, None), ..all() }), [""; 0]);
        assert_eq!(codes(None, Asked { created: (None, since), ..all() }).len(), 3);

        // Discontinued: still viewable, its prices in its history, and on no new line.
        let prices = house.read({
            let ana = by(&house.ana);
            move |tx| {
                let record = records::get(tx, &ana, RecordKind::Product, b)?.record;
                let log = crmweb_store::log::of_record(tx, record, 10)?;
                let prices = log.into_iter().flat_map(|entry| entry.fields).filter(|it| it.field == "price");
                Ok(prices.map(|it| (it.old, it.new)).collect::<Vec<_>>())
            }
        });
        let money = |text: &str| Some(text.to_owned());
        assert_eq!(prices, [(money("10.00 EUR"), money("12.00 EUR")), (None, money("10.00 EUR"))]);
        let dan = by(&house.dan);
        assert!(house.refused(move |tx| products::for_line(tx, &dan, b)).to_string().contains("discontinued"));
        let dan = by(&house.dan);
        assert_eq!(house.read(move |tx| products::for_line(tx, &dan, a)).text("code"), "A-1");
    }

    fn an_incident_logged_from_a_mail_names_the_product_that_its_text_speaks_of(engine: &Engine) {
        let house = House::build(engine);
        add(&house, RecordKind::Product, &[("code", "DX-200"), ("name", "Pompă de apă")]);
        add(&house, RecordKind::Product, &[("code", "DX-300"), ("name", "Filtru")]);
        let mail = house.receive("p@x", None, "Defect", "Buna ziua, pompa de APA nu mai porneste.");
        let ana = house.ana.clone();
        let draft = house.read(move |tx| from_mail::incident_draft(tx, &ana, mail));
        assert_eq!(draft.product, "DX-200 Pompă de apă");
    }
}
