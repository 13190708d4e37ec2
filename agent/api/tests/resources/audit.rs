//! The change log over the API: read, an old value put back, deeds listed.

use crate::house::{NOW, house};
use axum::http::Method;
use crmweb_model::ids::Uid;
use crmweb_support::both_engines;
use serde_json::{Value, json};

both_engines! {
    fn an_old_value_is_found_in_the_audit_and_put_back_on_the_version_that_was_seen(engine: &Engine) {
        let house = house(engine);
        let firma = house.account("Brutăria Veche", "firma.example");
        let path = format!("/api/v1/accounts/{firma}");
        let send = |method: Method, path: &str, version: &str, body: Value| {
            let key = Uid::create().to_string();
            let headers = [("idempotency-key", key.as_str()), ("if-match", version)];
            house.send(method, path, &headers, Some(body.to_string().into()))
        };
        send(Method::PATCH, &path, "\"1\"", json!({ "domains": ["andere.example"], "industry": "Food" })).ok();
        let page = house.get(&format!("/api/v1/audit?record=account/{firma}")).ok();
        let change = &page["items"][0];
        assert_eq!((&change["verb"], &change["by"]["name"], &change["at"]), (&"changed".into(), &"Ana Pop".into(), &NOW.0.into()));
        let field = json!({ "field": "domains", "old": "firma.example", "new": "andere.example" });
        assert!(change["fields"].as_array().unwrap().contains(&field), "{change}");
        let restore = format!("/api/v1/audit/{}/restore", change["seq"]);
        assert_eq!(house.post(&restore, &json!({ "field": "domains" })).code(), (428, "api.no-version"));
        assert_eq!(send(Method::POST, &restore, "\"1\"", json!({ "field": "domains" })).code(), (412, "crm.stale"));
        assert_eq!(send(Method::POST, &restore, "\"2\"", json!({ "field": "nonsense" })).code(), (422, "crm.invalid"));
        let done = send(Method::POST, &restore, "\"2\"", json!({ "field": "domains" })).ok();
        assert_eq!((&done["kind"], &done["version"]), (&"account".into(), &3.into()));
        let now = house.get(&path).ok();
        assert_eq!((&now["domains"], &now["industry"]), (&json!(["firma.example"]), &"Food".into()));
        let deeds = house.get("/api/v1/deeds").ok();
        assert_eq!((&deeds["items"][0]["verb"], &deeds["items"][0]["undone"]), (&"restore_value".into(), &false.into()));
        assert_eq!(deeds["items"][0]["mutation"], done["mutation"]);
        assert_eq!(deeds["items"][0]["records"][0]["name"], "Brutăria Veche");
        house.post("/api/v1/undo", &json!({ "mutation": done["mutation"] })).ok();
        assert_eq!(house.get(&path).ok()["domains"], json!(["andere.example"]));
        assert_eq!(house.get("/api/v1/deeds").ok()["items"][0]["undone"], true);
    }

    fn the_audit_is_asked_by_record_user_deed_and_time_and_refuses_nonsense(engine: &Engine) {
        let house = house(engine);
        for n in 0..3 {
            house.account(&format!("Firma {n}"), &format!("f{n}.example"));
        }
        let count = |question: &str| house.get(&format!("/api/v1/audit?{question}")).ok()["items"].as_array().unwrap().len();
        let by_ana = format!("user={}", house.ana.uid);
        assert_eq!((count(&by_ana), count(&format!("{by_ana}&limit=2"))), (4, 2));
        assert_eq!(count(&format!("{by_ana}&since={}", NOW.0)), 4);
        assert_eq!(count(&format!("{by_ana}&until={}", NOW.0)), 0);
        assert_eq!(count(&format!("deed={}", Uid::create())), 0);
        let page = house.get(&format!("/api/v1/audit?{by_ana}&limit=3")).ok();
        assert_eq!(count(&format!("{by_ana}&before={}", page["next"])), 1);
        for (question, status) in [
            ("record=account", 422), ("record=robot/x", 422), ("record=account/x", 422), ("colour=red", 400),
            ("user=x", 400), ("since=yesterday", 400), ("before=99999999999999999999", 400),
        ] {
            assert_eq!(house.get(&format!("/api/v1/audit?{question}")).status.as_u16(), status, "{question}");
        }
        assert_eq!(house.get(&format!("/api/v1/audit?record=account/{}", Uid::create())).code(), (404, "crm.not-found"));
        assert_eq!(count("since=-9223372036854775808&until=9223372036854775807&limit=0"), 1);
    }
}
