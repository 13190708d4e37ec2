//! Stories of a list that is kept.

use crate::house::{House, by, in_roles};
use crmweb_crm::views::{self, Typed};
use crmweb_crm::{Error, undo};
use crmweb_model::filter::parse;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::Actor;
use crmweb_model::view::Layout;
use crmweb_store::log::FieldChange;
use crmweb_store::views::View;
use crmweb_support::both_engines;

fn typed(name: &str, shared: bool) -> Typed {
    let filter = parse("city = Cluj").unwrap();
    Typed { name: name.into(), shared, layout: Layout::new(&["name", "city"], filter).sorted(&["name"]) }
}

fn keep(house: &House, actor: &Actor, name: &str, shared: bool) -> View {
    let (by, typed) = (by(actor), typed(name, shared));
    house.write(move |tx| views::add(tx, &by, None, RecordKind::Account, &typed))
}

fn seen(house: &House, actor: &Actor) -> Vec<String> {
    let by = by(actor);
    let all = house.read(move |tx| views::list(tx, &by, RecordKind::Account));
    all.into_iter().filter(|opened| opened.version > 0).map(|opened| opened.labels[1].clone()).collect()
}

both_engines! {
    fn a_private_list_is_its_owners_and_a_shared_one_everybodys(engine: &Engine) {
        let house = House::build(engine);
        let mine = keep(&house, &house.ana, "Clujenii mei", false);
        keep(&house, &house.ana, "Clujenii", true);
        assert_eq!(seen(&house, &house.ana), ["Clujenii", "Clujenii mei"]);
        assert_eq!(seen(&house, &house.dan), ["Clujenii"]);
        let dan = by(&house.dan);
        let refused = house.refused(move |tx| views::open(tx, &dan, &mine.uid.to_string()));
        assert!(matches!(refused, Error::NoSuch { .. }), "{refused}");
    }

    fn a_shared_list_is_changed_by_its_owner_or_an_administrator(engine: &Engine) {
        let house = House::build(engine);
        let shared = keep(&house, &house.ana, "Clujenii", true);
        let edit = |actor: &Actor, seen: i64, name: &str| {
            let (by, uid, typed) = (by(actor), shared.uid, typed(name, true));
            house.crm.write(move |tx| views::edit(tx, &by, uid, Some(seen), &typed))
        };
        assert_eq!(edit(&house.dan, 1, "x").unwrap_err().code(), "crm.denied");
        assert_eq!(edit(&house.ana, 1, "Clienți din Cluj").unwrap().version, 2);
        assert_eq!(edit(&house.ana, 1, "x").unwrap_err().code(), "crm.stale");
        assert_eq!(edit(&house.admin(), 2, "Cluj").unwrap().name, "Cluj");
        let (verb, fields) = house.last_change(shared.record());
        let change = FieldChange::new("name", Some("Clienți din Cluj".into()), Some("Cluj".into()));
        assert_eq!((verb.as_str(), fields), ("changed", vec![change]));
        let lia = in_roles(&house.lia, &[crmweb_model::rights::Role::Administrator]);
        let private = keep(&house, &house.ana, "Doar a mea", false);
        let by = by(&lia);
        let refused = house.refused(move |tx| views::delete(tx, &by, private.uid, None));
        assert!(matches!(refused, Error::NoSuch { .. }), "what is private is no administrator's matter: {refused}");
    }

    fn a_deleted_or_changed_list_comes_back_by_undoing(engine: &Engine) {
        let house = House::build(engine);
        let view = keep(&house, &house.ana, "Clujenii", false);
        let deed = by(&house.ana);
        let (edit, uid) = (deed.clone(), view.uid);
        house.write(move |tx| views::edit(tx, &edit, uid, None, &typed("Altfel", true)));
        undo::undo(&house.crm, &by(&house.ana), Some(deed.mutation.to_string())).unwrap();
        let opened = house.read({ let ana = by(&house.ana); move |tx| views::open(tx, &ana, &uid.to_string()) });
        assert_eq!((opened.labels[1].as_str(), opened.shared), ("Clujenii", false));
        let deed = by(&house.ana);
        let delete = deed.clone();
        house.write(move |tx| views::delete(tx, &delete, uid, None));
        assert_eq!(seen(&house, &house.ana), [""; 0]);
        undo::undo(&house.crm, &by(&house.ana), Some(deed.mutation.to_string())).unwrap();
        assert_eq!(seen(&house, &house.ana), ["Clujenii"]);
    }

    fn a_list_that_ships_is_copied_not_changed(engine: &Engine) {
        let house = House::build(engine);
        let ana = by(&house.ana);
        let copy = house.write(move |tx| views::duplicate(tx, &ana, "quiet-accounts", "Tăcuții mei"));
        let shipped = views::named("quiet-accounts").unwrap();
        assert_eq!((copy.layout, copy.shared), (shipped.layout(), false));
        let ana = by(&house.ana);
        let opened = house.read(move |tx| views::open(tx, &ana, "quiet-accounts"));
        assert!(!opened.mine && opened.labels[0].contains("90 de zile"));
    }

    fn each_user_sees_another_list_first(engine: &Engine) {
        let house = House::build(engine);
        let view = keep(&house, &house.ana, "Clujenii", false);
        let first = |actor: &Actor| {
            let by = by(actor);
            house.read(move |tx| views::first(tx, &by, RecordKind::Account)).map(|opened| opened.id)
        };
        let set = |actor: &Actor, id: Option<String>| {
            let by = by(actor);
            house.crm.write(move |tx| views::set_first(tx, &by, RecordKind::Account, id.as_deref()))
        };
        assert_eq!(first(&house.ana), None);
        set(&house.ana, Some(view.uid.to_string())).unwrap();
        set(&house.dan, Some("my-accounts".into())).unwrap();
        assert_eq!(first(&house.ana), Some(view.uid.to_string()));
        assert_eq!(first(&house.dan).as_deref(), Some("my-accounts"));
        assert_eq!(set(&house.dan, Some(view.uid.to_string())).unwrap_err().code(), "crm.not-found");
        assert_eq!(set(&house.dan, Some("new-leads".into())).unwrap_err().to_string(), "view: does not list records of kind account");
        let (ana, uid) = (by(&house.ana), view.uid);
        house.write(move |tx| views::delete(tx, &ana, uid, None));
        assert_eq!(first(&house.ana), None, "what is gone is none");
        set(&house.dan, None).unwrap();
        assert_eq!(first(&house.dan), None);
    }

    fn what_cannot_be_a_list_is_not_kept(engine: &Engine) {
        let house = House::build(engine);
        let refused = |typed: Typed| {
            let ana = by(&house.ana);
            house.refused(move |tx| views::add(tx, &ana, None, RecordKind::Account, &typed)).to_string()
        };
        assert_eq!(refused(typed(" ", false)), "name: must not be empty");
        assert_eq!(refused(typed(&"x".repeat(501), false)), "name: must have at most 500 characters");
        let mut list = typed("x", false);
        list.layout.filter = parse("importance = vip").unwrap();
        assert_eq!(refused(list), "filter.value: must be one of low, normal, high, key");
        let mut list = typed("x", false);
        list.layout.totals = vec!["x".repeat(100_000)];
        assert_eq!(refused(list), "layout: must have at most 65536 bytes");
    }
}
