//! Records of every kind by the fields of the catalogue, and the fields that an administrator defines.

use crate::house::{Answer, House, house};
use axum::http::Method;
use crmweb_model::ids::Uid;
use crmweb_support::both_engines;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Sends a change of a record that was seen with this tag.
fn change(house: &House, method: Method, path: &str, tag: &str, body: &Value) -> Answer {
    let key = Uid::create().to_string();
    house.send(method, path, &[("idempotency-key", &key), ("if-match", tag)], Some(body.to_string().into()))
}

/// Values that attack a database, a page, a terminal, a parser, or patience.
fn hostile() -> Vec<String> {
    [
        "'; DROP TABLE accounts; --",
        "<img src=x onerror=alert(1)>",
        "{{7*7}} ${7*7} %s %n",
        "\u{202e}gnp.exe\u{2066}\u{200b}",
        "a\u{0}b",
        "\u{1b}[2J\u{7}",
        "?1 $1 :name @p",
        "\u{feff}ﷺ🏴‍☠️Z̸̛͈",
        "../../etc/passwd\r\nX-Header: 1",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// A line break pasted into a line is a space there.
fn spaced(text: &str) -> String {
    text.split(['\r', '\n', ' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

both_engines! {
    fn a_product_is_added_read_changed_and_deleted_with_its_category(engine: &Engine) {
        let house = house(engine);
        let pumps = house.post("/api/v1/records/categories", &json!({ "name": "Pompe" })).ok();
        let body = json!({
            "code": "P-1", "name": "Pompă de apă", "category": pumps["uid"], "state": "active",
            "price": { "minor": 120_050, "currency": "EUR" }
        });
        let added = house.post("/api/v1/records/products", &body);
        assert_eq!(added.status, 201);
        let product = added.json;
        assert_eq!((&product["title"], &product["kind"]), (&json!("P-1 Pompă de apă"), &json!("product")));
        assert_eq!(product["fields"]["price"], json!({ "minor": 120_050, "currency": "EUR" }));
        assert_eq!(product["fields"]["author"], json!(house.ana.uid));
        let path = format!("/api/v1/records/products/{}", product["uid"].as_str().unwrap());
        let seen = house.get(&path);
        assert_eq!(seen.headers["etag"], "\"1\"");
        let changed = change(&house, Method::PATCH, &path, "\"1\"", &json!({ "state": "discontinued", "price": null })).ok();
        assert_eq!((&changed["fields"]["state"], &changed["fields"]["price"]), (&json!("discontinued"), &Value::Null));
        let late = change(&house, Method::PATCH, &path, "\"1\"", &json!({ "state": "active" }));
        assert_eq!(late.code(), (412, "crm.stale"));
        assert_eq!(late.json["current"]["fields"]["state"], "discontinued");
        assert_eq!(change(&house, Method::DELETE, &path, "\"1\"", &Value::Null).code(), (412, "crm.stale"));
        assert_eq!(change(&house, Method::DELETE, &path, "\"2\"", &Value::Null).status, 204);
        assert_eq!(house.get(&path).code(), (404, "crm.not-found"));
        house.post("/api/v1/undo", &json!({})).ok();
        assert_eq!(house.get(&path).ok()["fields"]["state"], "discontinued", "undoing brings it back");
    }

    fn the_same_key_makes_one_record(engine: &Engine) {
        let house = house(engine);
        let key = Uid::create().to_string();
        let add = |body: &str| house.send(Method::POST, "/api/v1/records/leads", &[("idempotency-key", &key)], Some(body.into()));
        let first = add(r#"{"last_name": "Pop"}"#).ok();
        let again = add(r#"{"last_name": "Pop"}"#).ok();
        assert_eq!(first, again);
        assert_eq!(add(r#"{"last_name": "Popa"}"#).code(), (422, "api.idempotency"));
    }

    fn a_field_of_an_administrator_is_in_the_catalogue_the_form_and_the_record(engine: &Engine) {
        let house = house(engine);
        let field = json!({
            "of": "account", "name": "tier", "labels": { "ro": "Nivel" }, "holds": "choice", "words": ["gold", "silver"]
        });
        let added = house.post("/api/v1/fields", &field);
        assert_eq!(added.status, 201, "{}", added.json);
        let catalogue = house.get("/api/v1/fields").ok();
        let accounts = catalogue["kinds"].as_array().unwrap().iter().find(|kind| kind["kind"] == "account").unwrap();
        let fields = accounts["fields"].as_array().unwrap();
        let shown = fields.iter().find(|field| field["name"] == "x.tier").unwrap();
        assert_eq!((&shown["labels"]["de"], &shown["type"]), (&json!("Nivel"), &json!("choice")));
        assert!(fields.iter().any(|field| field["name"] == "importance" && field["words"][3]["labels"]["ro"] == "Client cheie"));
        let firma = house.post("/api/v1/records/accounts", &json!({ "name": "Firma", "x.tier": "gold" })).ok();
        assert_eq!(firma["fields"]["x.tier"], "gold");
        let wrong = house.post("/api/v1/records/accounts", &json!({ "name": "Alta", "x.tier": "lead" }));
        assert_eq!((wrong.code(), &wrong.json["fields"][0]["field"]), ((422, "crm.invalid"), &json!("x.tier")));
        let path = format!("/api/v1/fields/{}", shown["custom"].as_str().unwrap());
        assert_eq!(change(&house, Method::DELETE, &path, "\"1\"", &Value::Null).status, 204);
        let account = format!("/api/v1/records/accounts/{}", firma["uid"].as_str().unwrap());
        assert!(house.get(&account).ok()["fields"].get("x.tier").is_none());
    }

    fn hostile_text_in_any_field_is_kept_or_refused_and_never_a_fault(engine: &Engine) {
        let house = house(engine);
        let catalogue = house.get("/api/v1/fields").ok();
        let mut types = BTreeSet::new();
        for kind in catalogue["kinds"].as_array().unwrap() {
            let path = format!("/api/v1/records/{}", kind["plural"].as_str().unwrap());
            for field in kind["fields"].as_array().unwrap() {
                let name = field["name"].as_str().unwrap();
                let mut texts = hostile();
                if types.insert(field["type"].to_string()) {
                    texts.push("x".repeat(1 << 20)); // what bounds it is the type
                }
                for text in texts {
                    let answer = house.post(&path, &json!({ name: text }));
                    let status = answer.status.as_u16();
                    assert!(matches!(status, 201 | 404 | 422), "{path} {name}: {status} {}", answer.json);
                    if status == 201 {
                        let kept = answer.json["fields"][name].clone();
                        if let Some(kept) = kept.as_str() {
                            assert_eq!(spaced(kept), spaced(&text), "{path} {name}");
                        }
                    } else {
                        assert!(answer.json["code"].as_str().unwrap().starts_with("crm."), "{path} {name}");
                        assert!(answer.json.to_string().len() < 2_000, "{path} {name}: a short answer");
                    }
                }
            }
        }
    }

    fn values_of_another_shape_name_their_field(engine: &Engine) {
        let house = house(engine);
        for (path, body, field) in [
            ("products", json!({ "code": 7 }), "code"),
            ("products", json!({ "price": "much" }), "price"),
            ("products", json!({ "price": { "minor": 1.5, "currency": "EUR" } }), "price"),
            ("leads", json!({ "addresses": "nobody" }), "addresses"),
            ("leads", json!({ "phones": [7] }), "phones"),
            ("leads", json!({ "nothing": 1 }), "nothing"),
        ] {
            let answer = house.post(&format!("/api/v1/records/{path}"), &body);
            assert_eq!((answer.code(), &answer.json["fields"][0]["field"]), ((422, "crm.invalid"), &json!(field)), "{body}");
        }
        assert_eq!(house.post("/api/v1/records/mails", &json!({})).code(), (422, "crm.invalid"));
        assert_eq!(house.get("/api/v1/records/products/7").code(), (400, "api.invalid"));
    }
}
