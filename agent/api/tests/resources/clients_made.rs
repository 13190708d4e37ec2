//! Leads made clients, duplicates found and merged, tags, groups and distribution, through the API.

use crate::house::{Answer, House, house};
use axum::http::Method;
use crmweb_model::ids::Uid;
use crmweb_support::{both_engines, eventually};
use serde_json::{Value, json};
use std::time::Duration;

fn send(house: &House, path: &str, tag: &str, body: &Value) -> Answer {
    let key = Uid::create().to_string();
    house.send(
        Method::POST,
        path,
        &[("idempotency-key", &key), ("if-match", tag)],
        Some(body.to_string().into()),
    )
}

fn uid(value: &Value) -> &str {
    value["uid"].as_str().unwrap()
}

fn reference(record: &Value) -> Value {
    json!({ "kind": record["kind"], "uid": record["uid"] })
}

both_engines! {
    fn a_lead_is_qualified_scored_and_made_a_client(engine: &Engine) {
        let house = house(engine);
        let rule = json!({ "name": "Buget", "subject": "budget", "comparison": "at_least", "value": "10000 EUR", "points": 20 });
        assert_eq!(house.post("/api/v1/records/score_rules", &rule).status, 201);
        let wrong = json!({ "name": "x", "subject": "source", "comparison": "at_least", "value": "1", "points": 1 });
        assert_eq!(house.post("/api/v1/records/score_rules", &wrong).code(), (422, "crm.invalid"));
        let lead = house.post("/api/v1/records/leads", &json!({
            "first_name": "Maria", "last_name": "Ionescu", "company": "Alfa SRL",
            "addresses": ["maria@alfa.example"], "budget": { "minor": 2_500_000, "currency": "EUR" }
        })).ok();
        assert_eq!(lead["fields"]["score"], 20);
        let path = format!("/api/v1/leads/{}", uid(&lead));
        let score = house.get(&format!("{path}/score")).ok();
        assert_eq!(score["reasons"][0]["why"], "Budget ≥ 10000 EUR: 25000.00 EUR → +20");

        let step = send(&house, &format!("{path}/status"), "\"1\"", &json!({ "status": "qualified" })).ok();
        assert_eq!((&step["status"], &step["version"]), (&json!("qualified"), &json!(2)));
        assert_eq!(send(&house, &format!("{path}/status"), "\"1\"", &json!({ "status": "working" })).code(), (412, "crm.stale"));
        assert_eq!(send(&house, &format!("{path}/status"), "\"2\"", &json!({ "status": "disqualified" })).code(), (422, "crm.invalid"));
        assert_eq!(send(&house, &format!("{path}/status"), "\"2\"", &json!({ "status": "converted" })).code(), (422, "crm.invalid"));

        let ask = json!({ "opportunity": "Pompe" });
        let shown = house.post(&format!("{path}/conversion/preview"), &ask).ok();
        assert_eq!(shown["records"].as_array().unwrap().len(), 3);
        let made = send(&house, &format!("{path}/conversion"), "\"2\"", &ask).ok();
        let account = house.get(&format!("/api/v1/records/accounts/{}", made["account"].as_str().unwrap())).ok();
        assert_eq!(account["title"], "Alfa SRL");
        assert_eq!(house.get(&format!("/api/v1/records/leads/{}", uid(&lead))).ok()["fields"]["status"], "converted");
        assert_eq!(send(&house, &format!("{path}/conversion"), "\"3\"", &ask).code(), (409, "crm.conflict"));
        assert!(house.post.changes.load(std::sync::atomic::Ordering::SeqCst) > 0, "the mail side asks for the keys");
        house.post("/api/v1/undo", &json!({})).ok();
        assert_eq!(house.get(&format!("/api/v1/records/leads/{}", uid(&lead))).ok()["fields"]["status"], "qualified");
    }

    fn a_duplicate_is_refused_with_its_candidates_merged_and_parted(engine: &Engine) {
        let house = house(engine);
        let one = house.post("/api/v1/records/accounts", &json!({ "name": "Alfa SRL", "vat_number": "RO123456" })).ok();
        let asked = house.post("/api/v1/duplicates/accounts", &json!({ "name": "ALFA", "vat_number": "123456" })).ok();
        assert_eq!(asked["items"][0]["record"]["uid"], one["uid"]);
        assert_eq!((&asked["items"][0]["score"], &asked["items"][0]["certain"]), (&json!(100), &json!(true)));
        let twin = json!({ "name": "Alfa", "vat_number": "123 456", "city": "Cluj" });
        let refused = house.post("/api/v1/records/accounts", &twin);
        assert_eq!(refused.code(), (409, "crm.duplicate"));
        assert_eq!(refused.json["candidates"][0]["record"]["name"], "Alfa SRL");
        let mut knowing = twin;
        knowing["despite"] = json!([one["uid"]]);
        let other = house.post("/api/v1/records/accounts", &knowing).ok();
        assert_eq!(house.post("/api/v1/records/accounts", &json!({ "name": "x", "despite": "all" })).code(), (422, "crm.invalid"));

        let ask = json!({ "winner": one["uid"], "losers": [other["uid"]] });
        let shown = house.post("/api/v1/merges/accounts/preview", &ask).ok();
        let city = shown["fields"].as_array().unwrap().iter().find(|field| field["field"] == "city").unwrap();
        assert_eq!((&city["proposed"], &city["differs"]), (&json!("Cluj"), &json!(true)));
        let merged = send(&house, "/api/v1/merges/accounts", "\"1\"", &ask).ok();
        assert_eq!((&merged["uid"], &merged["fields"]["city"]), (&one["uid"], &json!("Cluj")));
        for path in ["/api/v1/records/accounts/", "/api/v1/accounts/"] {
            let gone = house.get(&format!("{path}{}", uid(&other)));
            assert_eq!((gone.code(), &gone.json["merged_into"]), ((410, "crm.merged"), &one["uid"]), "{path}");
        }
        assert_eq!(send(&house, "/api/v1/merges/accounts", "\"1\"", &ask).code(), (410, "crm.merged"));
        house.post("/api/v1/undo", &json!({})).ok();
        assert_eq!(house.get(&format!("/api/v1/accounts/{}", uid(&other))).ok()["vat_number"], "123 456");

        assert_eq!(house.post("/api/v1/duplicates", &json!({})).status, 202);
        let page = eventually("the search", Duration::from_secs(20), || {
            let page = house.get("/api/v1/duplicates?kind=accounts").ok();
            (!page["searched_at"].is_null()).then_some(page)
        });
        assert_eq!(page["items"].as_array().unwrap().len(), 1);
        house.post("/api/v1/duplicates/accounts/distinct", &json!({ "one": one["uid"], "other": other["uid"] })).ok();
        assert_eq!(house.get("/api/v1/duplicates?kind=accounts").ok()["items"], json!([]));
        assert_eq!(house.get("/api/v1/duplicates?kind=products").code(), (422, "crm.invalid"));
        assert_eq!(house.get("/api/v1/duplicates?kind=accounts&after=1.2.3").code(), (422, "crm.invalid"));
    }

    fn tags_groups_and_distribution(engine: &Engine) {
        let house = house(engine);
        let lead = house.post("/api/v1/records/leads", &json!({ "last_name": "Pop" })).ok();
        let tag = house.post("/api/v1/tags", &json!({ "name": "Târg 2026", "colour": "#2266aa" })).ok();
        assert_eq!(house.post("/api/v1/tags", &json!({ "name": "targ 2026" })).code(), (409, "crm.conflict"));
        let put = house.post(&format!("/api/v1/tags/{}/records", uid(&tag)), &json!({ "add": [reference(&lead)] })).ok();
        assert_eq!(put["added"], 1);
        let on = house.get(&format!("/api/v1/records/leads/{}/tags", uid(&lead))).ok();
        assert_eq!(on["items"][0]["name"], "Târg 2026");
        let key = Uid::create().to_string();
        let gone = house.send(Method::DELETE, &format!("/api/v1/tags/{}", uid(&tag)), &[("idempotency-key", &key)], None);
        assert_eq!(gone.status, 200);
        assert_eq!(house.get("/api/v1/tags").ok()["items"], json!([]));

        let group = house.post("/api/v1/records/groups", &json!({ "name": "De sunat", "members": "lead" })).ok();
        let members = format!("/api/v1/groups/{}/members", uid(&group));
        house.post(&members, &json!({ "add": [reference(&lead)] })).ok();
        assert_eq!(house.get(&members).ok()["items"][0]["name"], "Pop");
        let ask = json!({ "records": [reference(&lead)], "to": [house.ana.uid] });
        assert_eq!(house.post("/api/v1/distribution/preview", &ask).ok()["items"][0]["to"]["name"], "Ana Pop");
        assert_eq!(house.post("/api/v1/distribution", &ask).ok()["items"][0]["record"]["uid"], lead["uid"]);
    }
}
