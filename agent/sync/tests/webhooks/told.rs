//! What a webhook is told, and what never leaves.

use crate::house::{House, LONG, after, json, names};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crmweb_crm::webhooks::{self, internal};
use crmweb_crm::{accounts, activities};
use crmweb_model::draft::{AccountDraft, ActivityDraft};
use crmweb_model::record::ActivityKind;
use crmweb_model::rights::{Actor, Grants, Role};
use crmweb_model::time::Millis;
use crmweb_store::webhooks::deliveries::State;
use crmweb_support::{Received, Receiver, Reply, both_engines, eventually};

/// Checks a signature by another library than the one that made it.
fn is_signed_with(received: &Received, secret: &str, signature: &str) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &key);
    let head = &received.headers;
    let message = format!("{}.{}.{}", head["webhook-id"], head["webhook-timestamp"], received.body);
    let tag = STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
    ring::hmac::verify(&key, message.as_bytes(), &tag).is_ok()
}

fn fine() -> Receiver {
    Receiver::start(|_, _| Reply::status(204))
}

both_engines! {
    fn changes_are_told_in_order_and_signed(engine: &Engine) {
        let (house, receiver) = (House::build(engine), fine());
        house.account("Before it was added");
        let (webhook, secret) = house.webhook(&receiver, &["account"], &[]);
        let _worker = house.work();
        let uid = house.account("Unu");
        house.account("Doi");
        house.verb(move |tx, by| {
            let unu = crmweb_store::accounts::by_uid(tx, uid)?.unwrap();
            accounts::edit_account(tx, by, unu.id, None, &AccountDraft { name: "Trei".into(), ..unu.details })
        });
        let got = after(&receiver, 3);
        assert_eq!(names(&got), ["Unu", "Doi", "Trei"]);
        for received in &got {
            assert!(is_signed_with(received, &secret.reveal(), &received.headers["webhook-signature"]));
            assert_eq!(received.headers["webhook-timestamp"], "1795507200");
            assert_eq!(json(received)["id"], received.headers["webhook-id"].as_str());
        }
        let told = json(&got[2]);
        let change = serde_json::json!([{ "field": "name", "old": "Unu", "new": "Trei" }]);
        assert_eq!((&told["kind"], &told["verb"], &told["fields"]), (&"account".into(), &"changed".into(), &change));
        assert_eq!((told["uid"].as_str(), told["by"]["name"].as_str()), (Some(uid.to_string().as_str()), Some("Ana Pop")));
        assert!(told["seq"].as_i64().unwrap() > json(&got[1])["seq"].as_i64().unwrap());
        eventually("the deliveries to be noted", LONG, || {
            house.deliveries(&webhook).iter().all(|d| d.state == State::Delivered).then_some(())
        });
        assert_eq!(house.deliveries(&webhook)[0].result.status, Some(204));
    }

    fn a_webhook_hears_only_what_it_asked_for(engine: &Engine) {
        let (house, receiver) = (House::build(engine), fine());
        let (webhook, _) = house.webhook(&receiver, &["account", "activity"], &["deleted"]);
        let _worker = house.work();
        let uid = house.account("Firma");
        house.verb(move |tx, by| {
            let firma = crmweb_store::accounts::by_uid(tx, uid)?.unwrap();
            accounts::delete_account(tx, by, firma.id, None)
        });
        let got = after(&receiver, 1);
        assert_eq!(json(&got[0])["verb"], "deleted");
        assert_eq!(house.deliveries(&webhook).len(), 1);
    }

    fn what_is_private_never_leaves_not_even_when_it_became_so_meanwhile(engine: &Engine) {
        let (house, receiver) = (House::build(engine), fine());
        let (webhook, _) = house.webhook(&receiver, &[], &[]);
        let meeting = |subject: &str| ActivityDraft::new(ActivityKind::Meeting, subject);
        let (secret, later) = (meeting("At the doctor's"), meeting("At the bank"));
        let ana = house.ana.user.0;
        let hide = move |tx: &mut crmweb_store::Tx, id: i64| {
            tx.execute("UPDATE activities SET private_to = ?2 WHERE id = ?1", &[&id, &ana]).map(drop)
        };
        house.verb(move |tx, by| {
            let hidden = activities::add(tx, by, &secret, None, &[])?;
            Ok(hide(tx, hidden.id.0)?)
        });
        let (id, at) = house.verb(move |tx, by| Ok((activities::add(tx, by, &later, None, &[])?.id.0, by.at)));
        // Planned while it was open to all, and private before it is sent.
        webhooks::telling::plan_all(&house.crm, at).unwrap();
        house.verb(move |tx, _| Ok(hide(tx, id)?));
        house.account("Firma");
        let _worker = house.work();
        assert_eq!(names(&after(&receiver, 1)), ["Firma"]);
        let states: Vec<State> = eventually("everything to be noted", LONG, || {
            let all: Vec<State> = house.deliveries(&webhook).iter().map(|d| d.state).collect();
            (all.len() == 2 && !all.contains(&State::Waiting)).then_some(all)
        });
        assert_eq!(states, [State::Withheld, State::Delivered]);
        assert_eq!(receiver.received().len(), 1);
    }

    fn a_rotated_secret_signs_beside_the_old_one_for_a_day(engine: &Engine) {
        let (house, receiver) = (House::build(engine), fine());
        let (webhook, old) = house.webhook(&receiver, &["account"], &[]);
        house.keys.set_aside(&webhook).unwrap();
        let uid = webhook.uid;
        house.verb(move |tx, by| webhooks::rotate_secret(tx, by, uid));
        let new = house.keys.create(webhook.secret_place, uid).unwrap();
        let _worker = house.work();
        house.account("Unu");
        after(&receiver, 1);
        house.pass(webhooks::OVERLAP);
        house.account("Doi");
        let got = after(&receiver, 2);
        let signatures = |n: usize| -> Vec<String> {
            got[n].headers["webhook-signature"].split(' ').map(str::to_owned).collect()
        };
        let (both, one) = (signatures(0), signatures(1));
        assert_eq!((both.len(), one.len()), (2, 1));
        assert!(is_signed_with(&got[0], &new.reveal(), &both[0]) && is_signed_with(&got[0], &old.reveal(), &both[1]));
        assert!(is_signed_with(&got[1], &new.reveal(), &one[0]) && !is_signed_with(&got[1], &old.reveal(), &one[0]));
    }

    fn a_webhook_is_tested_and_told_again_by_hand(engine: &Engine) {
        let (house, receiver) = (House::build(engine), fine());
        let (webhook, _) = house.webhook(&receiver, &[], &[]);
        let _worker = house.work();
        let uid = webhook.uid;
        let ping = house.verb(move |tx, by| webhooks::test_webhook(tx, by, uid));
        let told = json(&after(&receiver, 1)[0]);
        assert_eq!((&told["verb"], &told["seq"], &told["by"]), (&"ping".into(), &0.into(), &serde_json::Value::Null));
        eventually("the ping to be noted", LONG, || {
            (house.deliveries(&webhook)[0].state == State::Delivered).then_some(())
        });
        house.verb(move |tx, by| webhooks::redeliver(tx, by, ping.uid));
        let got = after(&receiver, 2);
        assert_eq!(got[0].headers["webhook-id"], got[1].headers["webhook-id"]);
    }

    fn what_was_told_is_forgotten_after_thirty_days(engine: &Engine) {
        let (house, receiver) = (House::build(engine), fine());
        let (webhook, _) = house.webhook(&receiver, &["account"], &[]);
        let worker = house.work();
        house.account("Unu");
        eventually("the delivery", LONG, || {
            house.deliveries(&webhook).first().is_some_and(|d| d.state == State::Delivered).then_some(())
        });
        drop(worker);
        let now = house.by().at;
        webhooks::telling::forget_old(&house.crm, now.plus(30 * Millis::DAY)).unwrap();
        assert_eq!(house.deliveries(&webhook).len(), 1);
        webhooks::telling::forget_old(&house.crm, now.plus(30 * Millis::DAY + 1)).unwrap();
        assert_eq!(house.deliveries(&webhook).len(), 0);
    }

    fn only_an_administrator_says_who_is_told_what(engine: &Engine) {
        let (house, receiver) = (House::build(engine), fine());
        let (webhook, secret) = house.webhook(&receiver, &[], &[]);
        let mut dan = house.by();
        dan.actor = Actor::new(dan.actor.user, "", &[Role::User], &Grants::default());
        let uid = webhook.uid;
        let denied = house.crm.write(move |tx| {
            let all = [
                webhooks::list(tx, &dan).err(),
                webhooks::show(tx, &dan, uid).err(),
                webhooks::remove_webhook(tx, &dan, uid, None).err(),
                webhooks::rotate_secret(tx, &dan, uid).err(),
                webhooks::test_webhook(tx, &dan, uid).err(),
                webhooks::deliveries(tx, &dan, uid, None, 1).err(),
                internal::allow(tx, &dan, "localhost:80", true).err(),
                internal::list(tx, &dan).err(),
            ];
            Ok(all.map(|e| e.map(|e| e.code())))
        });
        assert_eq!(denied.unwrap(), [Some("crm.denied"); 8]);
        // Every change of it is in the log, and its secret nowhere.
        let log = house.verb(|tx, _| Ok(crmweb_store::log::after(tx, 0, 100)?));
        let text = format!("{log:?} {webhook:?}");
        assert!(text.contains("Accounting") && text.contains("webhook_internal"));
        assert!(!text.contains(&secret.reveal()) && !text.contains("whsec_"));
    }
}
