//! Webhooks over the API: the secret told once, versions, refused targets.

use crate::house::house;
use axum::http::Method;
use crmweb_model::ids::Uid;
use crmweb_support::both_engines;
use serde_json::{Value, json};

fn hook(url: &str) -> Value {
    json!({ "name": "Accounting", "url": url, "kinds": ["account"], "verbs": ["created"], "secret_file": true })
}

both_engines! {
    fn a_webhooks_secret_is_told_once_and_kept_in_no_database(engine: &Engine) {
        let house = house(engine);
        let (key, body) = (Uid::create().to_string(), hook("https://accounting.example/hook").to_string());
        let add = || house.send(Method::POST, "/api/v1/webhooks", &[("idempotency-key", &key)], Some(body.clone().into()));
        let first = add();
        assert_eq!(first.status.as_u16(), 201, "{}", first.json);
        let (first, again) = (first.ok(), add().ok());
        let secret = first["secret"].as_str().unwrap();
        assert!(secret.starts_with("whsec_") && secret.len() == 50, "{secret}");
        assert_eq!((&again["uid"], &again["secret"]), (&first["uid"], &Value::Null), "the same webhook, without it");
        let uid = first["uid"].as_str().unwrap();
        let path = format!("/api/v1/webhooks/{uid}");
        assert_eq!(house.get(&path).ok()["secret"], Value::Null);
        let rotated = house.post(&format!("{path}/rotate"), &json!({})).ok();
        assert!(rotated["secret"].as_str().unwrap() != secret && rotated["rotated_at"].is_i64());
        let kept = house.crm.store().read(|tx| {
            let mut all = tx.query("SELECT answer FROM requests", &[], |r| r.get::<String>(0))?;
            all.extend(tx.query("SELECT fields FROM change_log", &[], |r| r.get::<String>(0))?);
            Ok::<_, crmweb_store::Error>(all.join("\n"))
        }).unwrap();
        assert!(kept.contains("Accounting") && !kept.contains("whsec_"));
    }

    fn a_webhook_is_listed_changed_tested_and_removed(engine: &Engine) {
        let house = house(engine);
        let added = house.post("/api/v1/webhooks", &hook("https://accounting.example/hook")).ok();
        let path = format!("/api/v1/webhooks/{}", added["uid"].as_str().unwrap());
        let change = |body: Value, version: &str| {
            let key = Uid::create().to_string();
            let headers = [("idempotency-key", key.as_str()), ("if-match", version)];
            house.send(Method::PATCH, &path, &headers, Some(body.to_string().into()))
        };
        assert_eq!(change(json!({ "name": "Books" }), "\"7\"").code(), (412, "crm.stale"));
        assert_eq!(change(json!({ "secret_place": "file" }), "\"1\"").code().0, 422);
        let changed = change(json!({ "name": "Books", "active": false }), "\"1\"").ok();
        assert_eq!((&changed["name"], &changed["active"], &changed["version"]), (&"Books".into(), &false.into(), &2.into()));
        assert_eq!(house.post(&format!("{path}/test"), &json!({})).code(), (409, "crm.conflict"));
        change(json!({ "active": true }), "\"2\"").ok();
        let ping = house.post(&format!("{path}/test"), &json!({}));
        assert_eq!((ping.status.as_u16(), &ping.json["state"], &ping.json["seq"]), (202, &"waiting".into(), &0.into()));
        for _ in 0..50 {
            house.post(&format!("{path}/test"), &json!({})).ok();
        }
        let page = house.get(&format!("{path}/deliveries")).ok();
        assert_eq!(page["items"].as_array().unwrap().len(), 50);
        let rest = house.get(&format!("{path}/deliveries?before={}", page["next"].as_str().unwrap())).ok();
        assert_eq!((rest["items"][0]["uid"].clone(), rest["next"].clone()), (ping.json["uid"].clone(), Value::Null));
        let again = format!("/api/v1/webhooks/deliveries/{}/redeliver", ping.json["uid"].as_str().unwrap());
        assert_eq!(house.post(&again, &json!({})).status.as_u16(), 202);
        let again = format!("/api/v1/webhooks/deliveries/{}/redeliver", Uid::create());
        assert_eq!(house.post(&again, &json!({})).code(), (409, "crm.conflict"));
        let key = Uid::create().to_string();
        let gone = house.send(Method::DELETE, &path, &[("idempotency-key", &key), ("if-match", "\"3\"")], None);
        assert_eq!(gone.status.as_u16(), 204);
        assert_eq!(house.get(&path).code(), (404, "crm.not-found"));
        assert_eq!(house.get("/api/v1/webhooks").ok()["items"], json!([]));
    }

    fn targets_inside_are_refused_until_an_administrator_allows_them(engine: &Engine) {
        let house = house(engine);
        for url in ["http://127.0.0.1:8080/", "https://169.254.169.254/latest", "file:///etc/passwd", "https://a@b.example/",
                    "https://x.example/\r\nx: y", "https://0x7f.1/", "https://x.example/#a", "https://x.example:0/", "\0"] {
            let refused = house.post("/api/v1/webhooks", &hook(url));
            assert_eq!((refused.code(), &refused.json["fields"][0]["field"]), ((422, "crm.invalid"), &"url".into()), "{url:?}");
        }
        let put = |places: Value| {
            let key = Uid::create().to_string();
            let body = json!({ "places": places }).to_string();
            house.send(Method::PUT, "/api/v1/webhook-targets", &[("idempotency-key", &key)], Some(body.into()))
        };
        for wrong in [json!(["nonsense"]), json!(["x:0"]), json!(["a b:1"]), json!([format!("{}:1", "x".repeat(1_000_000))])] {
            assert_eq!(put(wrong).code(), (422, "crm.invalid"));
        }
        assert_eq!(put(json!(["LOCALHOST:8080", "127.0.0.1:8080"])).ok()["places"], json!(["127.0.0.1:8080", "localhost:8080"]));
        assert_eq!(house.get("/api/v1/webhook-targets").ok()["places"].as_array().unwrap().len(), 2);
        house.post("/api/v1/webhooks", &hook("http://127.0.0.1:8080/")).ok();
        for (field, value) in [("name", json!("")), ("name", json!("x".repeat(1_000_000))), ("name", json!("a\u{0}")),
                               ("kinds", json!(["user"])), ("kinds", json!(["\u{202e}"])), ("verbs", json!(["DROP TABLE"]))] {
            let mut body = hook("https://x.example/");
            body[field] = value;
            let refused = house.post("/api/v1/webhooks", &body);
            assert_eq!((refused.code(), &refused.json["fields"][0]["field"]), ((422, "crm.invalid"), &field.into()), "{field}");
        }
    }
}
