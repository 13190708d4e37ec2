//! Users, their roles and passwords.

use crate::house::{House, PASSWORD};
use crmweb_support::both_engines;
use serde_json::{Value, json};

fn tag(house: &House, token: &str, path: &str) -> String {
    let answer = house.with(token, "GET", path, None);
    answer.headers["etag"].to_str().unwrap().to_owned()
}

fn on_version(
    house: &House,
    token: &str,
    (method, path): (&str, &str),
    tag: &str,
    body: &Value,
) -> (u16, Value) {
    let bearer = format!("Bearer {token}");
    let answer = house.ask(method, path, &[("authorization", &bearer), ("if-match", tag)], Some(body));
    (answer.status, answer.json)
}

both_engines! {
    fn a_new_colleague_is_added_given_a_password_and_chooses_another(engine: &Engine) {
        let house = House::build(engine);
        let ana = house.sign_in("ana");
        let new = json!({ "login": "Maria", "name": "Maria Ionescu", "roles": ["user"], "addresses": ["maria@noi.example"] });
        let maria = house.with(&ana, "POST", "/api/v1/users", Some(&new)).ok();
        assert_eq!((&maria["login"], &maria["roles"], &maria["active"]), (&json!("maria"), &json!(["user"]), &json!(true)));
        let path = format!("/api/v1/users/{}", maria["uid"].as_str().unwrap());
        let given = json!({ "new": "parola de inceput" });
        assert_eq!(house.with(&ana, "PUT", &format!("{path}/password"), Some(&given)).status, 204);
        let mut typed = house.typed("maria", "parola de inceput");
        assert_eq!(house.try_sign_in(&typed).code(), (403, "sign-in.must-change"));
        typed["new_password"] = json!("parola mea proprie");
        let token = house.try_sign_in(&typed).ok()["token"].as_str().unwrap().to_owned();
        let change = json!({ "old": "parola mea proprie", "new": "alta parola mea" });
        assert_eq!(house.with(&token, "PUT", "/api/v1/password", Some(&change)).status, 204);
        assert_eq!(house.with(&token, "GET", "/edge/v1/session", None).status, 200, "this session stays");
        assert_eq!(house.with(&token, "POST", "/api/v1/users", Some(&new)).code(), (403, "crm.denied"));
        let deactivate = format!("{path}/deactivate");
        assert_eq!(house.with(&ana, "POST", &deactivate, Some(&json!({}))).ok()["active"], false);
        assert_eq!(house.with(&token, "GET", "/edge/v1/session", None).status, 401, "out with the next request");
        let own = format!("/api/v1/users/{}/password", house.ana.uid);
        assert_eq!(house.with(&ana, "PUT", &own, Some(&given)).code(), (409, "crm.conflict"), "one's own asks for the one so far");
    }

    fn nothing_told_once_is_kept_for_a_repetition(engine: &Engine) {
        let house = House::build(engine);
        let session = house.sign_in("dan");
        let token = house.with(&session, "POST", "/api/v1/tokens", Some(&json!({ "name": "x", "scopes": ["read"] }))).ok();
        let begun = house.with(&session, "POST", "/api/v1/second-factor", Some(&json!({ "password": PASSWORD }))).ok();
        let kept = house.crm.read(|tx| Ok(tx.query("SELECT answer FROM requests", &[], |r| r.get::<String>(0))?)).unwrap();
        for secret in [&session, token["token"].as_str().unwrap(), begun["secret"].as_str().unwrap(), PASSWORD] {
            assert!(kept.iter().all(|answer| !answer.contains(secret)));
        }
        let wrong = house.with(&session, "POST", "/api/v1/second-factor", Some(&json!({ "password": "wrong password" })));
        assert_eq!(wrong.code(), (422, "crm.invalid"));
        let state = house.with(&session, "GET", "/api/v1/second-factor", None).ok();
        assert_eq!(state, json!({ "on": false, "recovery_codes": 0 }), "it is not confirmed");
    }

    fn a_partner_gets_a_role_and_sees_only_what_is_the_partners_own(engine: &Engine) {
        let house = House::build(engine);
        let (ana, dan) = (house.sign_in("ana"), house.sign_in("dan"));
        let theirs = house.with(&ana, "POST", "/api/v1/accounts", Some(&json!({ "name": "Firma Ana", "kind": "client" }))).ok();
        let mine = house.with(&dan, "POST", "/api/v1/accounts", Some(&json!({ "name": "Firma Dan", "kind": "client" }))).ok();
        let partner = json!({ "name": "Partner", "grants": { "read": "own", "write": "own" } });
        assert_eq!(house.with(&dan, "POST", "/api/v1/roles", Some(&partner)).code(), (403, "crm.denied"));
        let wrong = json!({ "name": "Wrong", "grants": { "fly": "own" } });
        assert_eq!(house.with(&ana, "POST", "/api/v1/roles", Some(&wrong)).code(), (422, "api.invalid"));
        let role = house.with(&ana, "POST", "/api/v1/roles", Some(&partner)).ok();
        let user = format!("/api/v1/users/{}", house.dan.uid);
        let seen = tag(&house, &ana, &user);
        let given = json!({ "roles": [], "further_roles": [role["uid"]] });
        let roles = format!("{user}/roles");
        assert_eq!(on_version(&house, &ana, ("PUT", &roles), &seen, &given).0, 200);
        let (late, problem) = on_version(&house, &ana, ("PUT", &roles), &seen, &given);
        assert_eq!((late, &problem["code"]), (412, &json!("crm.stale")));
        let path = |account: &Value| format!("/api/v1/accounts/{}", account["uid"].as_str().unwrap());
        assert_eq!(house.with(&dan, "GET", &path(&mine), None).status, 200);
        for hidden in [path(&theirs), format!("{}/record", path(&theirs)), format!("{}/history", path(&theirs))] {
            assert_eq!(house.with(&dan, "GET", &hidden, None).code(), (403, "crm.denied"), "{hidden}");
        }
        let found = house.with(&dan, "GET", "/api/v1/find?q=firma", None).ok();
        assert_eq!(found["items"].as_array().unwrap().len(), 1);
        assert_eq!(found["items"][0]["record"]["name"], "Firma Dan");
        let people = house.with(&dan, "GET", "/api/v1/users", None).ok();
        assert_eq!(people["items"].as_array().unwrap().len(), 1, "nor the colleagues");
        let path = format!("/api/v1/roles/{}", role["uid"].as_str().unwrap());
        let seen = tag(&house, &ana, &path);
        let (used, problem) = on_version(&house, &ana, ("DELETE", &path), &seen, &Value::Null);
        assert_eq!((used, &problem["code"]), (409, &json!("crm.conflict")), "it is in use");
        let listed = house.with(&ana, "GET", "/api/v1/roles", None).ok();
        let names: Vec<&str> = listed["items"].as_array().unwrap().iter().map(|role| role["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["user", "leader", "administrator", "Partner"]);
    }

    fn what_is_known_of_a_user_changes_field_by_field_and_never_twice_at_once(engine: &Engine) {
        let house = House::build(engine);
        let ana = house.sign_in("ana");
        let path = format!("/api/v1/users/{}", house.dan.uid);
        let seen = tag(&house, &ana, &path);
        let (status, changed) = on_version(&house, &ana, ("PATCH", &path), &seen, &json!({ "team": "nord" }));
        assert_eq!((status, &changed["team"], &changed["name"]), (200, &json!("nord"), &json!("dan the colleague")));
        assert_eq!(on_version(&house, &ana, ("PATCH", &path), &seen, &json!({ "team": "sud" })).0, 412);
        let login = on_version(&house, &ana, ("PATCH", &path), &tag(&house, &ana, &path), &json!({ "login": "x" }));
        assert_eq!(login.0, 422, "a login stays");
        assert_eq!(house.with(&ana, "PATCH", &path, Some(&json!({ "team": "sud" }))).code(), (428, "api.no-version"));
        let address = json!({ "address": "dan@noi.example" });
        let told = house.with(&ana, "POST", &format!("{path}/addresses"), Some(&address)).ok();
        assert_eq!(told["addresses"], json!(["dan@noi.example"]));
        let told = house.with(&ana, "DELETE", &format!("{path}/addresses/dan@noi.example"), None).ok();
        assert_eq!(told["addresses"], json!([]));
        let domains = json!({ "domains": ["noi.example"] });
        assert_eq!(house.with(&ana, "PUT", "/api/v1/company/domains", Some(&domains)).ok(), domains);
        let dan = house.sign_in("dan");
        assert_eq!(house.with(&dan, "GET", "/api/v1/company/domains", None).ok(), domains);
        assert_eq!(house.with(&dan, "PUT", "/api/v1/company/domains", Some(&domains)).code(), (403, "crm.denied"));
    }
}
