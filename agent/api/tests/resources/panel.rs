//! What the panel shows and what is done from it.

use crate::house::{house, raw};
use axum::http::Method;
use crmweb_api::Scope;
use crmweb_model::ids::Uid;
use crmweb_support::both_engines;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

fn by_mail(mail: Uid) -> Value {
    json!({ "mail": mail })
}

both_engines! {
    fn the_mail_of_a_known_client_shows_the_whole_record(engine: &Engine) {
        let house = house(engine);
        let firma = house.account("Brutăria Veche", "firma.example");
        let radu = house.contact("Radu Ionescu", "radu@firma.example", Some(firma));
        let mail = house.arrives("m1@firma.example", "radu@firma.example", "Pompa");
        let panel = house.panel(&by_mail(mail));
        assert_eq!(panel["state"], "known");
        assert_eq!(panel["place"], "crm");
        assert_eq!(panel["direction"], "in");
        assert_eq!(panel["record"]["record"], json!({ "kind": "contact", "uid": radu, "name": "Radu Ionescu" }));
        assert_eq!(panel["record"]["account"]["name"], "Brutăria Veche");
        assert_eq!(panel["record"]["history"][0]["subject"], "Pompa");
        assert_eq!(panel["participants"][0]["state"], "known");
        assert_eq!(panel["participants"][1]["state"], "internal");
        assert_eq!(panel["links"][0]["why"], "radu@firma.example is the address of Radu Ionescu");
        let by_facts = house.panel(&json!({ "facts": {
            "message_id": "<m1@firma.example>", "subject": "Pompa", "to": [], "cc": [] } }));
        assert_eq!(by_facts["mail"], json!(mail), "a mail client names the same mail by its Message-ID");
    }

    fn an_incident_logged_from_a_mail_is_logged_once(engine: &Engine) {
        let house = house(engine);
        let firma = house.account("Brutăria Veche", "firma.example");
        let radu = house.contact("Radu Ionescu", "radu@firma.example", Some(firma));
        let mail = house.arrives("m1@firma.example", "radu@firma.example", "Re: Pompa");
        let asked = json!({ "source": by_mail(mail), "kind": "incident" });
        let draft = house.post("/edge/v1/log/draft", &asked).ok();
        assert_eq!(draft["incident"]["subject"], "Pompa");
        assert_eq!(draft["incident"]["contact"], json!(radu));
        assert_eq!(draft["account"]["name"], "Brutăria Veche");
        assert_eq!(draft["leaves"], false);
        let request = json!({ "source": by_mail(mail), "kind": "incident", "incident": draft["incident"] });
        let key = Uid::create().to_string();
        let send = |body: &Value| {
            let body = Some(body.to_string().into_bytes());
            house.send(Method::POST, "/edge/v1/log", &[("idempotency-key", &key)], body)
        };
        let first = send(&request).ok();
        let again = send(&request).ok();
        assert_eq!(first, again, "a repeated request is answered as before");
        let panel = house.panel(&by_mail(mail));
        assert_eq!(panel["record"]["counts"]["incidents"], 1);
        assert_eq!(panel["logged"][0]["record"], first["record"]);
        assert_eq!(panel["logged"][0]["from_this_mail"], true);
        let other = json!({ "source": by_mail(mail), "kind": "incident" });
        assert_eq!(send(&other).code(), (422, "api.idempotency"), "one key is for one request");
        let undone = house.post("/api/v1/undo", &json!({ "mutation": key })).ok();
        assert_eq!(undone["verb"], "log_incident");
        let panel = house.panel(&by_mail(mail));
        assert_eq!(panel["record"]["counts"]["incidents"], 0);
        assert_eq!(panel["logged"], json!([]));
    }

    fn tasks_notes_calls_and_opportunities_come_from_a_mail_too(engine: &Engine) {
        let house = house(engine);
        house.contact("Radu Ionescu", "radu@firma.example", None);
        let mail = house.arrives("m1@firma.example", "radu@firma.example", "Pompa");
        for kind in ["task", "note", "call", "opportunity"] {
            let asked = json!({ "source": by_mail(mail), "kind": kind });
            let draft = house.post("/edge/v1/log/draft", &asked).ok();
            let form = if kind == "opportunity" { "opportunity" } else { "activity" };
            let mut request = asked.clone();
            request[form] = draft[form].clone();
            assert_eq!(house.post("/edge/v1/log", &request).ok()["record"]["name"], "Pompa", "{kind}");
        }
        let panel = house.panel(&by_mail(mail));
        let mut logged: Vec<&str> =
            panel["logged"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        logged.sort_unstable();
        assert_eq!(logged, ["call", "note", "opportunity", "task"]);
        assert_eq!(panel["record"]["planned"][0]["kind"], "task");
        assert_eq!(panel["record"]["opportunities"][0]["stage"], "Identified");
        let task = panel["record"]["planned"][0]["uid"].as_str().unwrap().to_owned();
        house.post(&format!("/api/v1/activities/{task}/complete"), &json!({})).ok();
        let offer = panel["record"]["opportunities"][0]["uid"].as_str().unwrap().to_owned();
        house.post(&format!("/api/v1/opportunities/{offer}/stage"), &json!({ "stage": "Offer" })).ok();
        let panel = house.panel(&by_mail(mail));
        assert_eq!(panel["record"]["planned"], json!([]));
        assert_eq!(panel["record"]["opportunities"][0]["stage"], "Offer");
        assert_eq!(house.get("/api/v1/stages").ok()["items"][2]["name"], "Offer");
        let wrong = json!({ "source": by_mail(mail), "kind": "incident", "activity": {
            "kind": "note", "subject": "x", "status": "done", "priority": "normal", "direction": "none" } });
        assert_eq!(house.post("/edge/v1/log", &wrong).code(), (422, "api.invalid"));
    }

    fn an_unknown_sender_becomes_a_client_in_one_form(engine: &Engine) {
        let house = house(engine);
        let entry = house.stays_private("m1@firma.example", "radu@firma.example", "Cerere");
        house.stays_private("m2@firma.example", "radu@firma.example", "Cerere 2");
        let source = json!({ "entry": entry });
        let panel = house.panel(&source);
        assert_eq!(panel["state"], "unknown");
        assert_eq!(panel["place"], "private");
        assert_eq!(panel["reason_code"], "unmatched");
        assert_eq!(panel["guess"]["attaches"], 2);
        let asked = json!({ "source": source, "address": "radu@firma.example" });
        let guess = house.post("/edge/v1/guess", &asked).ok();
        assert_eq!(guess["last_name"], json!({ "value": "Ionescu", "source": "signature" }));
        assert_eq!(guess["title"], json!({ "value": "Director tehnic", "source": "signature" }), "from its whole text");
        let request = json!({
            "contact": { "first_name": "Radu", "last_name": "Ionescu", "addresses": ["radu@firma.example"] },
            "account": { "new": { "name": "Brutăria Veche", "domains": ["firma.example"] } },
            "title": "Director",
        });
        let added = house.post("/api/v1/clients", &request).ok();
        assert_eq!(added["attached"], 2);
        assert_eq!(added["account"]["name"], "Brutăria Veche");
        assert_eq!(house.panel(&source)["record"]["contact"]["places"][0]["title"], "Director");
        let again = house.post("/api/v1/clients", &request);
        assert_eq!(again.code(), (409, "crm.conflict"), "two people at once make one client");
        let undone = house.post("/api/v1/undo", &json!({ "mutation": added["mutation"] })).ok();
        assert_eq!(undone["restored"], 2);
        assert_eq!(house.panel(&source)["state"], "unknown");
    }

    fn a_mail_no_mailbox_holds_comes_along_with_its_new_client(engine: &Engine) {
        let house = house(engine);
        let facts = json!({ "facts": {
            "message_id": "new@firma.example", "subject": "Cerere", "from": { "name": "Radu", "address": "radu@firma.example" },
            "to": [{ "name": "", "address": "ana@us.example" }], "cc": [], "text": "Trimiteți oferta." } });
        let request = json!({
            "contact": { "last_name": "Ionescu", "addresses": ["radu@firma.example"] }, "account": null, "source": facts,
        });
        house.post("/api/v1/clients", &request).ok();
        let panel = house.panel(&facts);
        assert_eq!((&panel["place"], &panel["record"]["history"][0]["subject"]), (&json!("crm"), &json!("Cerere")));
    }

    fn an_ambiguous_sender_is_chosen_once(engine: &Engine) {
        let house = house(engine);
        let radu = house.contact("Radu Ionescu", "office@firma.example", None);
        let dana = house.contact("Dana Ionescu", "office@firma.example", None);
        let mail = house.arrives("m1@firma.example", "office@firma.example", "Pompa");
        let panel = house.panel(&by_mail(mail));
        assert_eq!(panel["state"], "several");
        assert_eq!(panel["candidates"].as_array().unwrap().len(), 2);
        let choice = json!({ "address": "office@firma.example", "to": { "kind": "contact", "uid": dana } });
        house.post("/api/v1/choices", &choice).ok();
        let panel = house.panel(&by_mail(mail));
        assert_eq!(panel["state"], "known");
        assert_eq!(panel["record"]["record"]["uid"], json!(dana));
        let next = house.arrives("m2@firma.example", "office@firma.example", "Pompa 2");
        assert_eq!(house.panel(&by_mail(next))["record"]["record"]["uid"], json!(dana), "the choice is remembered");
        assert_ne!(radu, dana);
    }

    fn a_wrong_link_is_corrected_and_the_correction_undone(engine: &Engine) {
        let house = house(engine);
        let radu = house.contact("Radu Ionescu", "radu@firma.example", None);
        let dana = house.contact("Dana Pop", "dana@firma.example", None);
        let mail = house.arrives("m1@firma.example", "radu@firma.example", "Pompa");
        let request = json!({ "from": { "kind": "contact", "uid": radu }, "to": { "kind": "contact", "uid": dana } });
        let done = house.post(&format!("/api/v1/mails/{mail}/correct"), &request).ok();
        assert_eq!(done["taught"], "radu@firma.example");
        assert_eq!(house.panel(&by_mail(mail))["links"][0]["record"]["uid"], json!(dana));
        house.post("/api/v1/undo", &json!({ "mutation": done["mutation"] })).ok();
        assert_eq!(house.panel(&by_mail(mail))["links"][0]["record"]["uid"], json!(radu));
        assert!(house.post.changes.load(Ordering::SeqCst) >= 2, "the private index follows");
    }

    fn a_private_mail_enters_the_crm_only_when_it_is_attached(engine: &Engine) {
        let house = house(engine);
        let firma = house.account("Brutăria Veche", "firma.example");
        let entry = house.stays_private("m1@gmail.example", "radu.acasa@mail.example", "De acasă");
        let to = json!({ "kind": "account", "uid": firma });
        let request = json!({ "source": { "entry": entry }, "to": to, "reach": "mail" });
        let preview = house.post("/edge/v1/attach/preview", &request).ok();
        assert_eq!(preview["leaves"], 1);
        assert_eq!(preview["level"], "everything");
        assert_eq!(preview["mails"][0]["from"]["address"], "radu.acasa@mail.example");
        let record = format!("/api/v1/accounts/{firma}/record");
        assert_eq!(house.get(&record).ok()["history"], json!([]), "a preview changes nothing");
        let done = house.post("/edge/v1/attach", &request).ok();
        assert_eq!(done["attached"], 1);
        assert_eq!(house.get(&record).ok()["history"][0]["subject"], "De acasă");
        assert_eq!(house.panel(&json!({ "entry": entry }))["place"], "crm");
        house.post("/api/v1/undo", &json!({ "mutation": done["mutation"] })).ok();
        assert_eq!(house.get(&record).ok()["history"], json!([]));
    }

    fn a_conversation_is_attached_with_its_private_mails(engine: &Engine) {
        let house = house(engine);
        let firma = house.account("Brutăria Veche", "firma.example");
        house.stays_private("m1@x.example", "radu@mail.example", "Cerere");
        let entry = house.answers_in_private("m2@x.example", "radu@mail.example", "Re: Cerere", &["m1@x.example"]);
        house.answers_in_private("m3@x.example", "radu@mail.example", "Re: Re: Cerere", &["m1@x.example", "m2@x.example"]);
        house.stays_private("m9@x.example", "radu@mail.example", "Altceva");
        let to = json!({ "kind": "account", "uid": firma });
        let request = json!({ "source": { "entry": entry }, "to": to, "reach": "thread" });
        let preview = house.post("/edge/v1/attach/preview", &request).ok();
        assert_eq!((&preview["leaves"], preview["mails"].as_array().unwrap().len()), (&json!(3), 3));
        assert_eq!(house.post("/edge/v1/attach", &request).ok()["attached"], 3);
        let history = house.get(&format!("/api/v1/accounts/{firma}/history")).ok();
        assert_eq!(history["items"].as_array().unwrap().len(), 3, "{history}");
        let again = house.post("/edge/v1/attach/preview", &request).ok();
        assert_eq!(again["leaves"], 0, "what came along is no longer private");
    }

    fn mail_among_colleagues_enters_the_crm_only_by_hand(engine: &Engine) {
        let house = house(engine);
        let firma = house.account("Brutăria Veche", "firma.example");
        let entry = house.stays_private("m1@us.example", "ana@us.example", "Despre brutărie");
        assert_eq!(house.panel(&json!({ "entry": entry }))["state"], "internal");
        let to = json!({ "kind": "account", "uid": firma });
        let request = json!({ "source": { "entry": entry }, "to": to, "reach": "mail" });
        assert_eq!(house.post("/edge/v1/attach", &request).ok()["attached"], 1);
        let history = house.get(&format!("/api/v1/accounts/{firma}/history")).ok();
        assert_eq!(history["items"][0]["subject"], "Despre brutărie");
    }

    fn a_mail_the_agent_never_saw_can_be_logged_from(engine: &Engine) {
        let house = house(engine);
        let radu = house.contact("Radu Ionescu", "radu@firma.example", None);
        let facts = json!({ "facts": {
            "message_id": "new@firma.example", "subject": "Pompa nouă", "at": 1_789_999_000_000_i64,
            "from": { "name": "Radu", "address": "Radu@Firma.example" },
            "to": [{ "name": "", "address": "ana@us.example" }], "cc": [], "text": "Nu pornește." } });
        assert_eq!(house.panel(&facts)["place"], "unseen");
        let logged = house.post("/edge/v1/log", &json!({ "source": facts, "kind": "incident" })).ok();
        assert!(logged["record"]["name"].as_str().unwrap().contains("Pompa nouă"), "{logged}");
        let history = house.get(&format!("/api/v1/contacts/{radu}/history")).ok();
        assert_eq!(history["items"][0]["subject"], "Pompa nouă");
        let eml = raw("whole@firma.example", "radu@firma.example", "Factura");
        let key = Uid::create().to_string();
        let headers = [("idempotency-key", key.as_str()), ("content-type", "message/rfc822")];
        let handed = house.send(Method::POST, "/edge/v1/mails/eml", &headers, Some(eml)).ok();
        assert_eq!(handed["outcome"], "linked");
        let stranger = raw("s@x.example", "s@x.example", "Reclame");
        let key = Uid::create().to_string();
        let headers = [("idempotency-key", key.as_str()), ("content-type", "message/rfc822")];
        let handed = house.send(Method::POST, "/edge/v1/mails/eml", &headers, Some(stranger)).ok();
        assert_eq!((&handed["outcome"], &handed["mail"]), (&json!("nobody"), &Value::Null));
    }

    fn the_private_index_is_shown_to_clients_that_may_see_it(engine: &Engine) {
        let house = house(engine);
        let first = house.stays_private("m1@x.example", "s@x.example", "Reclame");
        house.stays_private("m2@x.example", "s@x.example", "Alte reclame");
        let page = house.get("/edge/v1/mails?limit=1").ok();
        assert_eq!(page["items"][0]["subject"], "Reclame");
        assert_eq!(page["items"][0]["from"], json!({ "name": "Radu Ionescu", "address": "s@x.example" }));
        let next = page["next"].as_str().unwrap();
        let page = house.get(&format!("/edge/v1/mails?limit=1&cursor={next}")).ok();
        assert_eq!(page["items"][0]["subject"], "Alte reclame");
        assert_eq!(house.get("/edge/v1/mails?q=alte").ok()["items"].as_array().unwrap().len(), 1);
        let text = house.get(&format!("/edge/v1/mails/{first}/text")).ok();
        assert!(text["text"].as_str().unwrap().contains("pompa nu mai porneste"));
        house.post.mails.lock().unwrap().clear();
        let away = house.get(&format!("/edge/v1/mails/{first}/text"));
        assert_eq!(away.code(), (503, "sync.offline"));
        let outlook = [Scope::PanelRead, Scope::PanelWrite];
        let refused = house.send_as(&outlook, Method::GET, "/edge/v1/mails", &[], None);
        assert_eq!(refused.code(), (403, "api.forbidden"));
    }

    fn a_never_log_entry_comes_and_goes(engine: &Engine) {
        let house = house(engine);
        let request = json!({ "what": "address", "value": "doctor@spital.example", "list": "mine" });
        let added = house.post("/edge/v1/never-log", &request).ok();
        let path = format!("/edge/v1/never-log/{}", added["uid"].as_str().unwrap());
        let key = Uid::create().to_string();
        let gone = house.send(Method::DELETE, &path, &[("idempotency-key", &key)], None);
        assert_eq!(gone.status.as_u16(), 204);
        let again = house.send(Method::DELETE, &path, &[("idempotency-key", &key)], None);
        assert_eq!(again.status.as_u16(), 204, "a repeated request is answered as before");
    }
}
