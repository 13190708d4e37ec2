//! Records read, found and changed by several people.

use crate::house::house;
use axum::http::Method;
use crmweb_model::ids::Uid;
use crmweb_support::both_engines;
use serde_json::json;

both_engines! {
    fn two_people_never_overwrite_each_other(engine: &Engine) {
        let house = house(engine);
        let firma = house.account("Brutăria Veche", "firma.example");
        let path = format!("/api/v1/accounts/{firma}");
        let seen = house.get(&path);
        let tag = seen.headers["etag"].to_str().unwrap().to_owned();
        let patch = |tag: Option<&str>, body: &str| {
            let key = Uid::create().to_string();
            let mut headers = vec![("idempotency-key", key.as_str())];
            headers.extend(tag.map(|tag| ("if-match", tag)));
            house.send(Method::PATCH, &path, &headers, Some(body.as_bytes().to_vec()))
        };
        let changed = patch(Some(&tag), r#"{"city": "Cluj"}"#);
        assert_eq!(changed.code().0, 422, "city stands in the postal address");
        let changed = patch(Some(&tag), r#"{"industry": "Panificație"}"#).ok();
        assert_eq!((&changed["industry"], &changed["name"]), (&json!("Panificație"), &json!("Brutăria Veche")));
        let late = patch(Some(&tag), r#"{"industry": "Comerț"}"#);
        assert_eq!(late.code(), (412, "crm.stale"));
        assert_eq!(late.json["current"]["industry"], "Panificație", "the answer says what stands there now");
        assert_eq!(patch(None, r#"{"industry": "Comerț"}"#).code(), (428, "api.no-version"));
        let invalid = patch(Some("\"2\""), r#"{"name": "  "}"#);
        assert_eq!(invalid.code(), (422, "crm.invalid"));
        assert_eq!(invalid.json["fields"][0]["field"], "name");
    }

    fn records_are_found_while_their_name_is_typed(engine: &Engine) {
        let house = house(engine);
        let firma = house.account("Brutăria Veche", "firma.example");
        house.contact("Ștefan Țurcanu", "stefan@firma.example", Some(firma));
        let names = |query: &str| {
            let found = house.get(&format!("/api/v1/find?q={query}")).ok();
            let items = found["items"].as_array().unwrap().clone();
            items.into_iter().map(|item| item["record"]["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names("brut"), ["Brutăria Veche"]);
        assert_eq!(names("turc"), ["Ștefan Țurcanu"], "by a later word, without diacritics");
        assert_eq!(names("stefan@f"), ["Ștefan Țurcanu"], "by the beginning of an address");
        assert_eq!(names("100%25"), [""; 0]);
        assert_eq!(house.get("/api/v1/find?q=x&kinds=nonsense").code(), (422, "api.invalid"));
        let mail = house.arrives("m1@firma.example", "stefan@firma.example", "Cuptorul nu coace");
        let request = json!({ "source": { "mail": mail }, "kind": "incident" });
        let logged = house.post("/edge/v1/log", &request).ok();
        let name = logged["record"]["name"].as_str().unwrap().to_owned();
        assert_eq!(names("coace"), [name.as_str()]);
        let label = name.split(' ').next().unwrap();
        assert_eq!(names(label), [name.as_str()]);
    }

    fn a_history_is_read_page_by_page(engine: &Engine) {
        let house = house(engine);
        let radu = house.contact("Radu Ionescu", "radu@firma.example", None);
        for number in 0..5 {
            house.arrives(&format!("m{number}@firma.example"), "radu@firma.example", &format!("Mail {number}"));
        }
        let (mut seen, mut path) = (Vec::new(), format!("/api/v1/contacts/{radu}/history?limit=2"));
        loop {
            let page = house.get(&path).ok();
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["uid"].to_string()));
            match page["next"].as_str() {
                Some(next) => path = format!("/api/v1/contacts/{radu}/history?limit=2&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen.len(), 5);
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 5, "no item twice");
        let forged = house.get(&format!("/api/v1/contacts/{radu}/history?cursor=nonsense"));
        assert_eq!(forged.code(), (422, "api.invalid"));
    }
}
