//! Sessions, tokens and the gate.

use crate::house::{House, OWN, PASSWORD};
use crmweb_support::both_engines;
use serde_json::json;

both_engines! {
    fn whoever_signs_in_has_the_records_and_nothing_of_the_machine_until_signing_out(engine: &Engine) {
        let house = House::build(engine);
        let answer = house.try_sign_in(&house.typed("dan", PASSWORD)).ok();
        assert_eq!((&answer["user"]["login"], &answer["client"]["name"]), (&json!("dan"), &json!("Firefox")));
        assert_eq!(answer["client"]["scopes"], json!(["panel.read", "panel.write"]));
        let token = answer["token"].as_str().unwrap();
        assert_eq!(house.with(token, "GET", "/edge/v1/session", None).ok()["user"]["login"], "dan");
        assert_eq!(house.with(token, "GET", "/edge/v1/mails", None).code(), (403, "api.forbidden"));
        let bearer = format!("Bearer {token}");
        let from = |origin: &str| house.ask("GET", "/edge/v1/session", &[("authorization", &bearer), ("origin", origin)], None).status;
        assert_eq!((from(OWN), from("https://evil.example"), from("http://127.0.0.1:27480")), (200, 403, 403));
        assert_eq!(house.with(token, "DELETE", "/api/v1/session", None).status, 204);
        assert_eq!(house.with(token, "GET", "/edge/v1/session", None).code(), (401, "api.unauthorized"));
    }

    fn signing_in_passes_the_gate_like_pairing(engine: &Engine) {
        let house = House::build(engine);
        let typed = house.typed("dan", PASSWORD);
        let ask = |headers: &[(&str, &str)]| house.ask("POST", "/api/v1/sign-in", headers, Some(&typed)).status;
        assert_eq!(ask(&[("origin", "https://evil.example")]), 403);
        assert_eq!(ask(&[("origin", "moz-extension://6d2c5a38-9d3e-4f6a-8f3b-0d3f5a3c1f11")]), 403, "an unknown extension");
        assert_eq!(ask(&[("origin", OWN), ("sec-fetch-site", "cross-site")]), 403);
        assert_eq!(ask(&[("origin", OWN), ("content-type", "text/plain")]), 415);
        assert_eq!(ask(&[("origin", "null")]), 403);
        let huge = house.typed("dan", &"x".repeat(65 << 10));
        assert_eq!(house.try_sign_in(&huge).code(), (413, "api.too-large"));
        let mut strange = typed.clone();
        strange["kind"] = json!("toaster");
        assert_eq!(house.try_sign_in(&strange).code(), (422, "api.invalid"));
        strange = typed.clone();
        strange["name"] = json!("Fire\u{202e}xof");
        assert_eq!(house.try_sign_in(&strange).code(), (422, "api.invalid"));
        strange = typed.clone();
        strange["more"] = json!(1);
        assert_eq!(house.try_sign_in(&strange).code(), (422, "api.invalid"));
        assert_eq!(house.ask("GET", "/api/v1/sign-in", &[("origin", OWN)], None).status, 405);
        assert_eq!(ask(&[("origin", OWN)]), 201);
    }

    fn wrong_tries_are_told_alike_and_then_when_to_come_back(engine: &Engine) {
        let house = House::build(engine);
        let wrong = house.try_sign_in(&house.typed("dan", "wrong password"));
        let nobody = house.try_sign_in(&house.typed("nobody", "wrong password"));
        assert_eq!(wrong.code(), (401, "sign-in.wrong"));
        assert_eq!((wrong.json, wrong.headers), (nobody.json, nobody.headers));
        for _ in 0..4 {
            assert_eq!(house.try_sign_in(&house.typed("dan", "wrong password")).status, 401);
        }
        let late = house.try_sign_in(&house.typed("dan", PASSWORD));
        assert_eq!(late.code(), (429, "sign-in.too-many"));
        assert_eq!((late.headers["retry-after"].to_str().unwrap(), &late.json["wait"]), ("1", &json!(1)));
    }

    fn a_token_is_for_a_program_and_not_for_its_users_doors(engine: &Engine) {
        let house = House::build(engine);
        let session = house.sign_in("dan");
        let make = |name: &str, scopes: serde_json::Value| {
            house.with(&session, "POST", "/api/v1/tokens", Some(&json!({ "name": name, "scopes": scopes })))
        };
        assert_eq!(make("all", json!(["admin.edge"])).code(), (422, "api.invalid"));
        let reads = make("report", json!(["read"])).ok();
        let writes = make("importer", json!(["read", "write"])).ok();
        let (reads, writes) = (reads["token"].as_str().unwrap(), writes["token"].as_str().unwrap());
        let account = json!({ "name": "Firma", "kind": "client" });
        let add = |token: &str| house.with(token, "POST", "/api/v1/accounts", Some(&account)).status;
        assert_eq!(house.with(reads, "GET", "/api/v1/find?q=x", None).status, 200);
        assert_eq!((add(reads), add(&session)), (403, add(writes)));
        for (method, path) in [("GET", "/api/v1/tokens"), ("GET", "/api/v1/sessions"), ("POST", "/api/v1/tokens"), ("PUT", "/api/v1/password"), ("GET", "/api/v1/users")] {
            let body = (method != "GET").then(|| json!({}));
            assert_eq!(house.with(writes, method, path, body.as_ref()).code(), (403, "api.forbidden"), "{path}");
        }
        let bearer = format!("Bearer {reads}");
        let page = house.ask("GET", "/api/v1/find?q=x", &[("authorization", &bearer), ("origin", OWN)], None);
        assert_eq!(page.status, 403, "no page has a token");
        let listed = house.with(&session, "GET", "/api/v1/tokens", None).ok();
        assert!(!listed.to_string().contains(reads), "{listed}");
        let uid = listed["items"][0]["uid"].as_str().unwrap().to_owned();
        assert_eq!(house.with(&session, "DELETE", &format!("/api/v1/tokens/{uid}"), None).status, 204);
        assert_eq!(house.with(reads, "GET", "/api/v1/find?q=x", None).status, 401);
        assert_eq!(house.with(&session, "DELETE", &format!("/api/v1/tokens/{uid}"), None).code(), (404, "crm.not-found"));
    }

    fn sessions_are_listed_and_end_by_hand_and_by_themselves(engine: &Engine) {
        let house = House::build(engine);
        let (dan, other, ana) = (house.sign_in("dan"), house.sign_in("dan"), house.sign_in("ana"));
        let mine = house.with(&dan, "GET", "/api/v1/sessions", None).ok();
        let items = mine["items"].as_array().unwrap();
        assert_eq!(items.iter().map(|one| &one["this"]).collect::<Vec<_>>(), [&json!(true), &json!(false)]);
        assert_eq!(house.with(&dan, "GET", "/api/v1/sessions?everybody=true", None).code(), (403, "crm.denied"));
        let all = house.with(&ana, "GET", "/api/v1/sessions?everybody=true", None).ok();
        assert_eq!(all["items"].as_array().unwrap().len(), 3);
        let path = format!("/api/v1/sessions/{}", items[1]["uid"].as_str().unwrap());
        assert_eq!(house.with(&ana, "DELETE", &path, None).status, 204);
        assert_eq!(house.with(&other, "GET", "/api/v1/sessions", None).status, 401);
        house.pass_days(29);
        assert_eq!(house.with(&dan, "GET", "/api/v1/sessions", None).status, 200, "its use is noted");
        crmweb_support::eventually("the use to be noted", std::time::Duration::from_secs(10), || {
            let seen = house.with(&dan, "GET", "/api/v1/sessions", None).ok()["items"][0]["seen_at"].as_i64();
            (seen? > crate::house::NOW.0).then_some(())
        });
        house.pass_days(29);
        assert_eq!(house.with(&dan, "GET", "/api/v1/sessions", None).status, 200);
        assert_eq!(house.with(&ana, "GET", "/api/v1/sessions", None).status, 401, "nobody used it");
        house.pass_days(29);
        house.pass_days(5);
        assert_eq!(house.with(&dan, "GET", "/api/v1/sessions", None).status, 401, "ninety days are over");
    }
}
