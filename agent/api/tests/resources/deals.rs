//! Pipelines, sales, support and templates as clients use them.

use crate::house::{House, house};
use axum::http::Method;
use crmweb_model::ids::Uid;
use crmweb_support::both_engines;
use serde_json::{Value, json};

/// Changes what was seen at a version.
fn on(house: &House, method: Method, path: &str, version: &Value, body: &Value) -> crate::house::Answer {
    let (key, tag) = (Uid::create().to_string(), format!("\"{version}\""));
    let headers = [("idempotency-key", key.as_str()), ("if-match", tag.as_str())];
    house.send(method, path, &headers, Some(body.to_string().into()))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

both_engines! {
    fn an_opportunity_goes_over_the_board_to_its_sale(engine: &Engine) {
        let house = house(engine);
        let firma = house.account("Brutăria Veche", "firma.example");
        let made = house.post("/api/v1/records/opportunities", &json!({ "name": "Cuptor nou", "account": firma })).ok();
        let uid = text(&made["uid"]);
        let lines = format!("/api/v1/records/opportunities/{uid}/lines");
        let items = json!({ "items": [{ "name": "Cuptor", "quantity": 2_000, "price": { "minor": 50_000, "currency": "EUR" }, "discount": 1_000 }] });
        let set = on(&house, Method::POST, &lines, &made["version"], &items).ok();
        assert_eq!((&set["total"]["minor"], &set["amount"]["minor"], &set["items"][0]["amount"]), (&json!(90_000), &json!(90_000), &json!(90_000)));
        let late = on(&house, Method::POST, &lines, &made["version"], &items);
        assert_eq!(late.code(), (412, "crm.stale"));
        let pipelines = house.get("/api/v1/pipelines").ok();
        let sales = text(&pipelines["items"][0]["uid"]);
        let board = house.get(&format!("/api/v1/pipelines/{sales}/board?whose=mine")).ok();
        let first = &board["columns"][0];
        assert_eq!((&first["count"], &first["sums"][0]["weighted"], &first["cards"][0]["name"]), (&json!(1), &json!(9_000), &json!("Cuptor nou")));
        assert_eq!(first["next"], Value::Null);
        let stages = &pipelines["items"][0]["stages"];
        let stage = |name: &str| text(&stages.as_array().unwrap().iter().find(|it| it["name"] == name).unwrap()["uid"]);
        let go = format!("/api/v1/opportunities/{uid}/move");
        let lost = on(&house, Method::POST, &go, &set["version"], &json!({ "stage": stage("Lost") }));
        assert_eq!((lost.code(), &lost.json["fields"][0]["field"]), ((422, "crm.invalid"), &json!("reason")));
        let won = on(&house, Method::POST, &go, &set["version"], &json!({ "stage": stage("Won"), "sale": { "do": "make", "sold_on": "2026-09-01" } })).ok();
        let sale = house.get(&format!("/api/v1/records/sales/{}", text(&won["sale"]))).ok();
        assert_eq!((&sale["fields"]["sold_on"], &sale["title"]), (&json!("2026-09-01"), &json!("Cuptor nou")));
        let history = house.get(&format!("/api/v1/opportunities/{uid}/stages")).ok();
        let names: Vec<&Value> = history["items"].as_array().unwrap().iter().map(|it| &it["stage"]["name"]).collect();
        assert_eq!(names, ["Identified", "Won"]);
        let forecast = house.get("/api/v1/forecast?months=2").ok();
        assert_eq!((&forecast["items"][0]["outcome"], &forecast["items"][0]["amount"]), (&json!("won"), &json!(90_000)));
        house.post("/api/v1/undo", &json!({ "mutation": won["mutation"] })).ok();
        assert_eq!(house.get(&format!("/api/v1/records/sales/{}", text(&won["sale"]))).code().0, 404);
        for odd in ["cards?cursor=x", "cards?cursor=2026-01-01.x", "cards?cursor=x.1&cards=0"] {
            assert_eq!(house.get(&format!("/api/v1/stages/{}/{odd}", stage("Offer"))).code(), (422, "api.invalid"), "{odd}");
        }
    }

    fn an_administrator_shapes_a_pipeline(engine: &Engine) {
        let house = house(engine);
        let new = house.post("/api/v1/pipelines", &json!({ "name": "Service" })).ok();
        let uid = text(&new["uid"]);
        let stage = house.post(&format!("/api/v1/pipelines/{uid}/stages"), &json!({ "name": "Demo", "probability": 30, "outcome": "open" })).ok();
        let path = format!("/api/v1/stages/{}", text(&stage["uid"]));
        let renamed = on(&house, Method::PATCH, &path, &stage["version"], &json!({ "name": "Probă", "probability": 35, "outcome": "open" })).ok();
        assert_eq!((&renamed["name"], &renamed["probability"]), (&json!("Probă"), &json!(35)));
        let all = house.get("/api/v1/pipelines").ok();
        let mut order: Vec<Value> = all["items"][1]["stages"].as_array().unwrap().iter().map(|it| it["uid"].clone()).collect();
        order.reverse();
        let turned = house.post(&format!("/api/v1/pipelines/{uid}/order"), &json!({ "stages": order })).ok();
        assert_eq!(turned[0]["name"], "Lost");
        let made = json!({ "name": "Reparație", "stage": stage["uid"] });
        house.post("/api/v1/records/opportunities", &made).ok();
        assert_eq!(house.post(&format!("{path}/remove"), &json!({})).code(), (422, "crm.invalid"));
        let gone = house.post(&format!("{path}/remove"), &json!({ "to": order[5] })).ok();
        assert_eq!(gone["moved"], 1);
        let pipeline = format!("/api/v1/pipelines/{uid}");
        let refused = on(&house, Method::DELETE, &pipeline, &new["version"], &Value::Null);
        assert_eq!(refused.code(), (409, "crm.conflict"));
        let usual = on(&house, Method::PATCH, &pipeline, &new["version"], &json!({ "usual": true, "position": 0 })).ok();
        assert!(usual["version"].as_i64() > new["version"].as_i64());
        assert_eq!(house.get("/api/v1/pipelines").ok()["items"][0]["usual"], true);
    }

    fn a_call_of_a_stranger_becomes_an_incident_a_solution_and_an_article(engine: &Engine) {
        let house = house(engine);
        let queue = house.post("/api/v1/records/queues", &json!({ "name": "Service" })).ok();
        let logged = house.post("/api/v1/incidents", &json!({
            "incident": { "subject": "Cuptorul nu încălzește", "priority": "high", "channel": "phone", "queue": "service" },
            "new_client": { "contact": { "first_name": "Radu", "last_name": "Ionescu", "phones": [{ "kind": "mobile", "number": "0712 345 678" }] },
                            "account": { "new": { "name": "Pâinea SRL" } }, "title": "Brutar" },
        })).ok();
        assert_eq!(logged["added"].as_array().unwrap().len(), 2);
        assert!(logged["respond_by"].as_i64().unwrap() > 0);
        let calls = house.get("/api/v1/callers?number=%2B40712345678").ok();
        assert_eq!((&calls["items"][0]["record"]["name"], &calls["items"][0]["detail"]), (&json!("Radu Ionescu"), &json!("Pâinea SRL")));
        assert_eq!(house.get("/api/v1/callers?number=x").code(), (422, "crm.invalid"));
        let waiting = house.get(&format!("/api/v1/queues/{}/incidents", text(&queue["uid"]))).ok();
        let uid = text(&waiting["items"][0]["record"]["uid"]);
        assert_eq!(uid, text(&logged["record"]["uid"]));
        let status = format!("/api/v1/incidents/{uid}/status");
        let mut version = waiting["items"][0]["version"].clone();
        for (body, expected) in [(json!({ "do": "wait" }), 200), (json!({ "do": "resume" }), 200), (json!({ "do": "fly" }), 422)] {
            let answer = on(&house, Method::POST, &status, &version, &body);
            assert_eq!(answer.status.as_u16(), expected, "{body} {}", answer.json);
            if expected == 200 {
                version = answer.json["version"].clone();
            }
        }
        let me = house.ana.uid;
        let hand = format!("/api/v1/incidents/{uid}/hand");
        version = on(&house, Method::POST, &hand, &version, &json!({ "user": me })).ok()["version"].clone();
        assert_eq!(on(&house, Method::POST, &hand, &version, &json!({})).code(), (422, "api.invalid"));
        let handed = house.get(&format!("/api/v1/incidents/{uid}/handed")).ok();
        assert_eq!((handed["items"].as_array().unwrap().len(), &handed["items"][1]["assignee"]), (2, &json!(me)));
        let urgent = house.get("/api/v1/attention").ok();
        assert!(urgent["items"].is_array());
        on(&house, Method::POST, &status, &version, &json!({ "do": "solve", "solution": "Rezistență schimbată" })).ok();
        let found = house.get("/api/v1/solutions?q=cuptoare%20incalzit").ok();
        assert_eq!((&found["items"][0]["kind"], &found["items"][0]["solution"]), (&json!("incident"), &json!("Rezistență schimbată")));
        let article = house.post(&format!("/api/v1/incidents/{uid}/article"), &json!({})).ok();
        let state = format!("/api/v1/articles/{}/state", text(&article["uid"]));
        house.post(&state, &json!({ "published": true })).ok();
        let helped = house.post(&format!("/api/v1/articles/{}/helped", text(&article["uid"])), &json!({ "helped": true })).ok();
        assert_eq!(helped["fields"]["helpful"], 1);
        let asked = json!({ "subject": "Cuptor rece", "text": "nu incalzeste deloc" });
        let found = house.send(Method::POST, "/api/v1/solutions/search", &[], Some(asked.to_string().into())).ok();
        assert_eq!((&found["items"][0]["kind"], &found["items"][0]["helpful"]), (&json!("article"), &json!(1)));
        assert_eq!(house.get("/api/v1/solutions").code(), (422, "crm.invalid"));
    }

    fn settings_are_typed_and_templates_are_filled(engine: &Engine) {
        let house = house(engine);
        assert_eq!(house.get("/api/v1/settings/attention").ok()["key_quiet_days"], 30);
        let set = house.post("/api/v1/settings/attention", &json!({ "key_quiet_days": 10 })).ok();
        assert_eq!((&set["key_quiet_days"], &set["quiet_days"]), (&json!(10), &json!(90)));
        for (name, body) in [
            ("attention", json!({ "key_quiet_days": "many" })), ("attention", json!({ "sauce": 1 })), ("nonsense", json!({})),
            ("support_hours", json!({ "zone": "../etc", "week": [[], [], [], [], [], [], [{ "from": 0, "to": 1 }]], "holidays": [] })),
            ("lost_reasons", json!(["a", "A"])), ("support_targets", json!([{ "priority": "low", "importance": null, "respond": 0, "solve": null }])),
        ] {
            assert_eq!(house.post(&format!("/api/v1/settings/{name}"), &body).code(), (422, "crm.invalid"), "{name} {body}");
        }
        let made = house.post("/api/v1/records/templates", &json!({ "name": "Salut", "subject": "Bună {{contact.first_name|dle}}", "html": "<p>{{contact.last_name}}</p><script>x</script>" })).ok();
        assert_eq!(made["fields"]["html"], "<p>{{contact.last_name}}</p>");
        let radu = house.contact("Radu <b>", "radu@firma.example", None);
        let asked = json!({ "template": made["uid"], "contact": radu });
        let mail = house.send(Method::POST, "/api/v1/templates/render", &[], Some(asked.to_string().into())).ok();
        assert_eq!((&mail["subject"], &mail["html"]), (&json!("Bună Radu"), &json!("<p>&lt;b&gt;</p>")));
    }
}
