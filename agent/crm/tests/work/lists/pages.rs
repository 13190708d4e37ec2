//! Stories of going on from page to page.

use super::asked;
use super::stories::add;
use crate::house::{House, by};
use crmweb_crm::lists::{self, Asked};
use crmweb_crm::records;
use crmweb_model::filter::{Filter, parse};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_support::both_engines;

both_engines! {
    fn a_cursor_belongs_to_its_list_and_to_no_other(engine: &Engine) {
        let house = House::build(engine);
        for n in 0..5 {
            add(&house, RecordKind::Account, &[("name", &format!("Client {n}")), ("city", "Cluj")]);
        }
        let list = asked(RecordKind::Account, parse("city = Cluj").unwrap(), &["name"]);
        let page = |list: &Asked, cursor: Option<String>| {
            let (ana, list) = (by(&house.ana), list.clone());
            house.crm.read(move |tx| lists::page(tx, &ana, &list, cursor.as_deref(), 2))
        };
        let first = page(&list, None).unwrap();
        let cursor = first.cursor.unwrap();
        assert!(!cursor.contains("Client"), "{cursor}");
        assert_eq!(page(&list, Some(cursor.clone())).unwrap().lines[0].title, "Client 2");
        for other in [
            asked(RecordKind::Account, parse("city = Iași").unwrap(), &["name"]),
            asked(RecordKind::Account, parse("city = Cluj").unwrap(), &["-name"]),
            asked(RecordKind::Contact, Filter::everything(), &[]),
        ] {
            assert_eq!(page(&other, Some(cursor.clone())).unwrap_err().code(), "crm.cursor");
        }
        for wrong in ["", "x", "%00", &"A".repeat(100_000), "eyJsIjoiIiwidiI6W10sInUiOiIifQ"] {
            assert_eq!(page(&list, Some(wrong.to_owned())).unwrap_err().code(), "crm.cursor", "{}", &wrong[..wrong.len().min(20)]);
        }
    }

    fn the_next_page_goes_on_although_records_came_and_went(engine: &Engine) {
        let house = House::build(engine);
        for n in 0..6 {
            add(&house, RecordKind::Account, &[("name", &format!("Client {n}")), ("city", "Cluj")]);
        }
        let list = asked(RecordKind::Account, parse("city = Cluj").unwrap(), &["name"]);
        let page = |cursor: Option<String>| {
            let (ana, list) = (by(&house.ana), list.clone());
            house.read(move |tx| lists::page(tx, &ana, &list, cursor.as_deref(), 3))
        };
        let first = page(None);
        add(&house, RecordKind::Account, &[("name", "Client 0 bis"), ("city", "Cluj")]);
        let (ana, last) = (by(&house.ana), Uid::parse(&first.lines[2].uid).unwrap());
        house.write(move |tx| records::delete(tx, &ana, RecordKind::Account, last, None));
        let second: Vec<String> = page(first.cursor).lines.into_iter().map(|line| line.title).collect();
        assert_eq!(second, ["Client 3", "Client 4", "Client 5"]);
    }
}
