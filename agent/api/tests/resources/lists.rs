//! Lists and views over HTTP.

use crate::house::{House, house};
use axum::http::Method;
use crmweb_api::Scope;
use crmweb_model::ids::Uid;
use crmweb_support::both_engines;
use serde_json::{Value, json};

fn three(house: &House) {
    for (name, city, importance) in
        [("Brutăria Veche", "Cluj", "key"), ("Moldo Trans", "Iași", "normal"), ("Ceramica", "Cluj", "low")]
    {
        house
            .post(
                "/api/v1/records/accounts",
                &json!({ "name": name, "city": city, "importance": importance }),
            )
            .ok();
    }
}

fn titles(page: &Value) -> Vec<&str> {
    page["rows"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect()
}

fn changed(house: &House, method: Method, path: &str, version: i64, body: &Value) -> crate::house::Answer {
    let (key, tag) = (Uid::create().to_string(), format!("\"{version}\""));
    house.send(method, path, &[("idempotency-key", &key), ("if-match", &tag)], Some(body.to_string().into()))
}

both_engines! {
    fn a_list_is_filtered_ordered_counted_and_paged(engine: &Engine) {
        let house = house(engine);
        three(&house);
        let list = json!({
            "columns": [{ "field": "name" }, { "field": "city" }, { "field": "owner" }],
            "filter": { "field": "city", "op": "is", "value": "CLUJ" },
            "sort": [{ "field": "importance", "descending": true }],
            "group": { "field": "importance" }
        });
        let asked = |cursor: Option<&str>| json!({ "list": list, "limit": 1, "count": true, "summary": true, "cursor": cursor });
        // Reading is enough to ask for a list.
        let send = |body: Value| house.send_as(&[Scope::PanelRead], Method::POST, "/api/v1/query/accounts", &[], Some(body.to_string().into())).ok();
        let first = send(asked(None));
        assert_eq!(titles(&first), ["Brutăria Veche"]);
        assert_eq!(first["count"], json!({ "count": 2, "more": false }));
        assert_eq!(first["groups"].as_array().unwrap().len(), 2);
        let row = &first["rows"][0];
        assert_eq!(row["fields"]["city"], "Cluj");
        assert_eq!((&row["named"]["owner"][0]["title"], &row["owner"]["title"]), (&json!("Ana Pop"), &json!("Ana Pop")));
        let second = send(asked(first["cursor"].as_str()));
        assert_eq!(titles(&second), ["Ceramica"]);
        assert!(second.get("cursor").is_none());
    }

    fn what_is_wrong_with_a_filter_is_named_by_its_place(engine: &Engine) {
        let house = house(engine);
        let wrong = json!({ "all": [{ "field": "city", "op": "is", "value": "x" }, { "field": "importance", "op": "is", "value": "vip" }] });
        let answer = house.post("/api/v1/query/accounts", &json!({ "list": { "filter": wrong } }));
        assert_eq!(answer.code(), (422, "crm.invalid"));
        assert_eq!(answer.json["fields"][0], json!({ "field": "filter.all[1].value", "reason": "must be one of low, normal, high, key" }));
        for (body, status) in [
            (json!({ "list": { "filter": "x" } }), 422),
            (json!({ "list": { "filter": { "sql": "1=1" } } }), 422),
            (json!({ "list": { "columns": [{ "field": "password" }] } }), 422),
            (json!({ "zone": "../../etc/passwd" }), 422),
            (json!({ "cursor": "x" }), 422),
            (json!({ "limit": -5 }), 200),
            (json!({ "list": { "filter": { "field": "name", "op": "contains", "value": "x".repeat(1_000_000) } } }), 422),
            (json!({ "list": { "filter": { "field": "name", "op": "contains", "value": "a\u{0}b" } } }), 422),
            (json!({ "list": { "filter": { "field": "name", "op": "is", "value": "'; DROP TABLE accounts; --" } } }), 200),
        ] {
            let answer = house.post("/api/v1/query/accounts", &body);
            assert_eq!(answer.status, status, "{:.200} {}", body.to_string(), answer.json);
        }
        assert_eq!(house.post("/api/v1/query/secrets", &json!({})).status, 422);
    }

    fn a_view_is_kept_changed_opened_and_deleted(engine: &Engine) {
        let house = house(engine);
        three(&house);
        let list = json!({ "columns": [{ "field": "name", "width": 240 }], "filter": { "field": "city", "op": "is", "value": "Cluj" }, "sort": [{ "field": "name" }] });
        let view = house.post("/api/v1/views", &json!({ "kind": "accounts", "name": "Clujenii", "list": list })).ok();
        let path = format!("/api/v1/views/{}", view["uid"].as_str().unwrap());
        assert_eq!((&view["version"], &view["mine"], &view["list"]["columns"][0]["width"]), (&json!(1), &json!(true), &json!(240)));
        assert_eq!(titles(&house.get(&format!("{path}/rows?limit=10&zone=Europe/Bucharest")).ok()), ["Brutăria Veche", "Ceramica"]);
        let renamed = changed(&house, Method::PATCH, &path, 1, &json!({ "name": "Din Cluj", "shared": true })).ok();
        assert_eq!((&renamed["labels"]["ro"], &renamed["version"]), (&json!("Din Cluj"), &json!(2)));
        assert_eq!(changed(&house, Method::PATCH, &path, 1, &json!({ "name": "x" })).code(), (412, "crm.stale"));
        let first = house.post("/api/v1/views/first/accounts", &json!({ "view": view["uid"] }));
        assert_eq!(first.status, 204);
        let all = house.get("/api/v1/views?kind=accounts").ok();
        assert_eq!(all["first"], view["uid"]);
        let shipped: Vec<&str> = all["items"].as_array().unwrap().iter().map(|view| view["uid"].as_str().unwrap()).collect();
        assert!(shipped.contains(&"quiet-accounts"), "{shipped:?}");
        assert_eq!(titles(&house.get("/api/v1/views/quiet-accounts/rows").ok()).len(), 3);
        let copy = house.post("/api/v1/views", &json!({ "kind": "accounts", "name": "Tăcuții", "copy": "quiet-accounts" })).ok();
        assert_eq!(copy["list"]["filter"]["activity"]["since"], "90 days");
        assert_eq!(changed(&house, Method::DELETE, &path, 2, &Value::Null).status, 204);
        assert_eq!(house.get(&path).status, 404);
        assert_eq!(house.get("/api/v1/views/nobody").status, 404);
    }

    fn all_records_of_a_list_change_at_once_and_once(engine: &Engine) {
        let house = house(engine);
        three(&house);
        let list = json!({ "filter": { "field": "city", "op": "is", "value": "Cluj" } });
        let body = json!({ "list": list, "changes": { "importance": "high" } });
        let key = Uid::create().to_string();
        let send = || house.send(Method::POST, "/api/v1/bulk/accounts", &[("idempotency-key", &key)], Some(body.to_string().into())).ok();
        let done = send();
        assert_eq!((&done["changed"], &done["unchanged"], &done["refused"]), (&json!(2), &json!(0), &json!(0)));
        assert_eq!(send(), done, "the same key, the same answer");
        let high = house.post("/api/v1/query/accounts", &json!({ "list": { "filter": { "field": "importance", "op": "is", "value": "high" } } })).ok();
        assert_eq!(titles(&high).len(), 2);
        assert_eq!(house.post("/api/v1/bulk/accounts", &json!({ "changes": { "city": "x" } })).status, 422);
        assert_eq!(house.post("/api/v1/bulk/accounts", &json!({ "list": list, "changes": {} })).status, 422);
    }
}
