//! What is planned: added, shown in the calendar, moved, done; who deals with whom.

use crate::house::{Answer, House, NOW, house};
use axum::http::Method;
use crmweb_model::ids::Uid;
use crmweb_model::time::Millis;
use crmweb_support::{both_engines, on_sqlite};
use serde_json::{Value, json};

/// A meeting on Tuesday, 22 September 2026, at ten; it is Monday.
fn meeting(subject: &str) -> Value {
    json!({
        "kind": "meeting", "subject": subject, "status": "planned", "priority": "normal", "direction": "none",
        "planned": "2026-09-22T10:00", "ends": "2026-09-22T11:00", "zone": "Europe/Bucharest", "place": "Sala mare"
    })
}

fn change(house: &House, method: Method, path: &str, tag: Option<i64>, body: &Value) -> Answer {
    let (key, tag) = (Uid::create().to_string(), tag.map(|version| format!("\"{version}\"")));
    let mut headers = vec![("idempotency-key", key.as_str())];
    headers.extend(tag.as_deref().map(|tag| ("if-match", tag)));
    house.send(method, path, &headers, (!body.is_null()).then(|| body.to_string().into_bytes()))
}

fn calendar(house: &House, days: i64) -> Vec<Value> {
    let path = format!("/api/v1/calendar?from={}&to={}", NOW.0, NOW.plus(days * Millis::DAY).0);
    house.get(&path).ok()["items"].as_array().unwrap().clone()
}

both_engines! {
    fn a_meeting_is_planned_changed_moved_and_done(engine: &Engine) {
        let house = house(engine);
        let radu = house.contact("Radu Ionescu", "radu@firma.example", None);
        let body = json!({ "activity": meeting("Ofertă"), "links": [{ "kind": "contact", "uid": radu }] });
        let added = house.post("/api/v1/activities", &body);
        assert_eq!(added.status, 201, "{}", added.json);
        let (uid, added) = (added.json["uid"].as_str().unwrap().to_owned(), added.json);
        assert_eq!((&added["links"][0]["name"], &added["assignee"]["name"]), (&json!("Radu Ionescu"), &json!("Ana Pop")));
        let path = format!("/api/v1/activities/{uid}");
        assert_eq!(house.get(&path).headers["etag"], "\"1\"");
        let changed = change(&house, Method::PATCH, &path, Some(1), &json!({ "place": "Sala mică" })).ok();
        assert_eq!((&changed["place"], &changed["subject"], &changed["version"]), (&json!("Sala mică"), &json!("Ofertă"), &json!(2)));
        let late = change(&house, Method::PATCH, &path, Some(1), &json!({ "place": "Afară" }));
        assert_eq!((late.code(), &late.json["current"]["place"]), ((412, "crm.stale"), &json!("Sala mică")));
        assert_eq!(change(&house, Method::PATCH, &path, None, &json!({})).code(), (428, "api.no-version"));
        let shown = calendar(&house, 7);
        assert_eq!((shown.len(), &shown[0]["activity"]["subject"], &shown[0]["all_day"]), (1, &json!("Ofertă"), &json!(false)));
        let moved = change(&house, Method::POST, &format!("{path}/move"), Some(2), &json!({ "planned": "2026-09-23T09:00" })).ok();
        assert_eq!((&moved["planned"], &moved["ends"]), (&json!("2026-09-23T09:00"), &json!("2026-09-23T10:00")));
        let done = house.post(&format!("{path}/complete"), &json!({ "outcome": "Vor două" })).ok();
        assert_eq!((&done["status"], &done["outcome"]), (&json!("done"), &json!("Vor două")));
        let history = house.get(&format!("/api/v1/contacts/{radu}/history")).ok();
        assert_eq!(history["items"][0]["subject"], "Ofertă");
        assert_eq!(house.post(&format!("{path}/reopen"), &json!({})).ok()["status"], "planned");
        assert_eq!(house.post(&format!("{path}/cancel"), &json!({})).ok()["status"], "cancelled");
        assert!(calendar(&house, 7).is_empty());
        assert_eq!(change(&house, Method::DELETE, &path, Some(6), &Value::Null).status, 204);
        assert_eq!(house.get(&path).code(), (404, "crm.not-found"));
    }

    fn a_series_is_shown_by_its_occurrences(engine: &Engine) {
        let house = house(engine);
        let mut series = meeting("Ședință");
        series["rule"] = json!("FREQ=WEEKLY;COUNT=3");
        let uid = house.post("/api/v1/activities", &json!({ "activity": series })).ok()["uid"].clone();
        let path = format!("/api/v1/activities/{}", uid.as_str().unwrap());
        let times = || calendar(&house, 30).iter().map(|it| it["activity"]["planned"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(times(), ["2026-09-22T10:00", "2026-09-29T10:00", "2026-10-06T10:00"]);
        house.post(&format!("{path}/cancel"), &json!({ "occurrence": "2026-09-29T10:00" })).ok();
        house.post(&format!("{path}/move"), &json!({ "occurrence": "2026-10-06T10:00", "scope": "one", "planned": "2026-10-07T10:00" })).ok();
        assert_eq!(times(), ["2026-09-22T10:00", "2026-10-07T10:00"]);
        let done = house.post(&format!("{path}/complete"), &json!({ "occurrence": "2026-09-22T10:00" })).ok();
        assert_eq!((&done["status"], &done["uid"]), (&json!("done"), &uid), "the last one is the series itself");
        let refused = house.post(&format!("{path}/complete"), &json!({ "occurrence": "2026-09-22T10:00" }));
        assert_eq!(refused.code().0, 409);
    }

    fn a_kind_is_added_used_and_cannot_be_removed(engine: &Engine) {
        let house = house(engine);
        let kind = json!({ "kind": "event", "name_en": "Trade fair", "name_ro": "Târg", "icon": "tent", "plannable": true, "active": true });
        let added = house.post("/api/v1/activity-kinds", &kind).ok();
        assert_eq!(added["name_de"], "Trade fair", "the English one, until somebody translates it");
        let mut fair = meeting("Cluj");
        fair["custom"] = added["uid"].clone();
        assert_eq!(house.post("/api/v1/activities", &json!({ "activity": fair })).ok()["kind"], "event");
        let path = format!("/api/v1/activity-kinds/{}", added["uid"].as_str().unwrap());
        assert_eq!(change(&house, Method::DELETE, &path, Some(1), &Value::Null).code(), (409, "crm.conflict"));
        let mut renamed = kind.clone();
        renamed["name_de"] = json!("Messe");
        assert_eq!(change(&house, Method::PUT, &path, Some(1), &renamed).ok()["version"], 2);
        assert_eq!(house.get("/api/v1/activity-kinds").ok()["items"][0]["name_de"], "Messe");
    }

    fn a_claim_is_seen_renewed_and_released(engine: &Engine) {
        let house = house(engine);
        let radu = house.contact("Radu Ionescu", "radu@firma.example", None);
        let mail = house.arrives("m1@firma.example", "radu@firma.example", "Ofertă");
        let claim = json!({ "record": { "kind": "mail", "uid": mail }, "purpose": "replying" });
        let made = house.post("/api/v1/claims", &claim).ok();
        assert_eq!((&made["user"]["name"], made["until"].as_i64()), (&json!("Ana Pop"), Some(NOW.0 + 600_000)));
        let list = || house.get(&format!("/api/v1/claims?kind=mail&uid={mail}")).ok()["items"].as_array().unwrap().len();
        assert_eq!(list(), 1);
        assert_eq!(house.post("/api/v1/claims/release", &claim).status, 204);
        assert_eq!(list(), 0);
        let asked = json!({ "recipients": ["radu@firma.example", "not an address"], "matter": { "kind": "mail", "uid": mail } });
        assert_eq!(house.post("/api/v1/before-contact", &asked).ok()["items"], json!([]));
        let anyway = json!({ "record": { "kind": "contact", "uid": radu }, "reason": "altceva" });
        assert_eq!(house.post("/api/v1/before-contact/anyway", &anyway).status, 204);
        assert_eq!(house.get(&format!("/api/v1/recent-contacts?kind=contact&uid={radu}")).ok()["items"], json!([]));
        assert_eq!(house.get("/api/v1/outbox").ok(), json!({ "items": [], "next": null }));
    }

    fn an_agenda_and_a_calendar_say_what_they_cannot_read(engine: &Engine) {
        let house = house(engine);
        house.post("/api/v1/activities", &json!({ "activity": meeting("Ofertă") })).ok();
        let agenda = house.get("/api/v1/agenda?zone=Europe/Bucharest").ok();
        assert_eq!((agenda["week"].as_array().unwrap().len(), &agenda["overdue"]), (1, &json!([])));
        for (path, code) in [
            ("/api/v1/agenda?zone=Mars", "crm.invalid"),
            ("/api/v1/calendar?from=0&to=99999999999999", "crm.invalid"),
            ("/api/v1/calendar?from=0&to=1&who=nobody", "api.invalid"),
            ("/api/v1/calendar?from=-9223372036854775808&to=9223372036854775807", "crm.invalid"),
        ] {
            assert_eq!(house.get(path).code(), (422, code), "{path}");
        }
        let nobody = Uid::create();
        assert_eq!(house.get(&format!("/api/v1/calendar?from=0&to=1&who={nobody}")).code(), (404, "crm.not-found"));
    }
}

#[test]
fn hostile_plans_are_kept_word_for_word_or_refused_with_a_code() {
    let engine = on_sqlite();
    let house = house(&engine);
    let long = "x".repeat(1_000_000);
    for (field, value, code) in [
        ("subject", json!("'; DROP TABLE activities; --<script>\u{202e}"), ""),
        ("subject", json!("a\u{0}b"), "crm.invalid"),
        ("subject", json!(long), "crm.invalid"),
        ("body", json!("a\u{0}b"), "crm.invalid"),
        ("body", json!("\u{7}\u{1b}[2J\u{202e}"), ""),
        ("place", json!("'; DROP TABLE calendar; --"), ""),
        ("place", json!("a\u{0}b"), "crm.invalid"),
        ("place", json!(long), "crm.invalid"),
        ("rule", json!("FREQ=SECONDLY"), "crm.invalid"),
        ("rule", json!("FREQ=DAILY;COUNT=1000000000"), "crm.invalid"),
        ("rule", json!("FREQ=DAILY\nRDATE:19700101"), "crm.invalid"),
        ("rule", json!(long), "crm.invalid"),
        ("planned", json!(long), "crm.invalid"),
        ("planned", json!("-009999-01-01"), "crm.invalid"),
        ("planned", json!("9999-12-31T23:59"), "crm.invalid"),
        ("ends", json!("\u{0}"), "crm.invalid"),
        ("zone", json!("../../etc/passwd"), "crm.invalid"),
        ("zone", json!(long), "crm.invalid"),
        ("reminders", json!([{ "minutes": i64::MIN, "way": "mail" }]), "crm.invalid"),
        ("reminders", json!([{ "minutes": 5, "way": "pigeon" }]), "api.invalid"),
        ("attendees", json!([{ "kind": "setting", "uid": Uid::create() }]), "crm.not-found"),
        ("custom", json!("x"), "api.invalid"),
        ("kind", json!("email"), "crm.invalid"),
        ("at", json!(i64::MAX), ""),
    ] {
        let mut activity = meeting("x");
        activity[field] = value.clone();
        let answer = house.post("/api/v1/activities", &json!({ "activity": activity }));
        let shown: String = value.to_string().chars().take(60).collect();
        assert_eq!(
            answer.json["code"].as_str().unwrap_or_default(),
            code,
            "{field} {shown}: {}",
            answer.status
        );
        if code.is_empty() && field != "at" {
            assert_eq!(answer.json[field], value, "{field} is kept word for word");
        }
    }
}
