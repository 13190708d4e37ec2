//! Targets that answer badly, slowly, or not at all.

use crate::house::{House, LONG, after, json, names};
use crmweb_crm::webhooks::retry::WAITS;
use crmweb_crm::webhooks::{self, WebhookDraft, internal};
use crmweb_model::time::Millis;
use crmweb_store::webhooks::Webhook;
use crmweb_store::webhooks::deliveries::{Delivery, State};
use crmweb_support::{Receiver, Reply, both_engines, eventually};

fn tried(house: &House, webhook: &Webhook, which: usize, attempts: i64) -> Delivery {
    eventually("the attempt to be noted", LONG, || {
        house.deliveries(webhook).get(which).filter(|d| d.attempts >= attempts).cloned()
    })
}

both_engines! {
    fn a_target_with_a_fault_is_told_again_later_and_in_order(engine: &Engine) {
        let house = House::build(engine);
        let receiver = Receiver::start(|n, _| match n {
            0 => Reply { body: "out of order".into(), ..Reply::status(500) },
            1 => Reply { header: Some(("retry-after".into(), "60".into())), ..Reply::status(503) },
            _ => Reply::status(200),
        });
        let (webhook, _) = house.webhook(&receiver, &["account"], &[]);
        let _worker = house.work();
        house.account("Unu");
        house.account("Doi");
        let first = tried(&house, &webhook, 0, 1);
        assert_eq!((first.state, first.result.status, first.result.answer.as_str()), (State::Waiting, Some(500), "out of order"));
        assert!(first.result.took.is_some());
        house.pass(WAITS[0] + WAITS[0] / 10);
        tried(&house, &webhook, 0, 2);
        assert!(house.now_is(&webhook).hold_until >= house.by().at.plus(60_000), "as long as it asked");
        house.pass(60_000);
        let got = after(&receiver, 4);
        assert_eq!(names(&got), ["Unu", "Unu", "Unu", "Doi"]);
        assert_eq!(got[0].headers["webhook-id"], got[2].headers["webhook-id"], "the receiver knows it again");
        tried(&house, &webhook, 1, 1);
        assert_eq!(house.now_is(&webhook).failing_since, None);
    }

    fn one_telling_that_is_refused_does_not_hold_up_the_next(engine: &Engine) {
        let house = House::build(engine);
        let receiver = Receiver::start(|n, _| Reply::status(if n == 0 { 422 } else { 200 }));
        let (webhook, _) = house.webhook(&receiver, &["account"], &[]);
        house.account("Unu");
        house.account("Doi");
        let _worker = house.work();
        assert_eq!(names(&after(&receiver, 2)), ["Unu", "Doi"]);
        tried(&house, &webhook, 1, 1);
        house.pass(WAITS[0] + WAITS[0] / 10);
        assert_eq!(names(&after(&receiver, 3))[2], "Unu");
    }

    fn a_redirect_is_not_followed(engine: &Engine) {
        let house = House::build(engine);
        let elsewhere = Receiver::start(|_, _| Reply::status(200));
        let there = elsewhere.url();
        let receiver = Receiver::start(move |_, _| Reply { header: Some(("location".into(), there.clone())), ..Reply::status(302) });
        let (webhook, _) = house.webhook(&receiver, &["account"], &[]);
        let _worker = house.work();
        house.account("Unu");
        let first = tried(&house, &webhook, 0, 1);
        assert_eq!((first.state, first.result.status), (State::Waiting, Some(302)));
        assert_eq!(elsewhere.received().len(), 0);
    }

    fn a_slow_target_delays_nobody_else(engine: &Engine) {
        let house = House::build(engine);
        let slow = Receiver::start(|_, _| Reply { held: true, ..Reply::status(200) });
        let fast = Receiver::start(|_, _| Reply::status(200));
        let (waiting, _) = house.webhook(&slow, &["account"], &[]);
        let (_, _) = house.webhook(&fast, &["account"], &[]);
        let _worker = house.work();
        house.account("Unu");
        after(&slow, 1);
        for n in 0..5 {
            house.account(&format!("Firma {n}"));
        }
        assert_eq!(after(&fast, 6).len(), 6);
        assert_eq!((slow.received().len(), house.deliveries(&waiting)[0].attempts), (1, 0), "it is still being told");
        slow.release();
        assert_eq!(names(&after(&slow, 6)), names(&fast.received()));
    }

    fn a_target_that_is_gone_is_left_alone_and_the_screen_says_why(engine: &Engine) {
        let house = House::build(engine);
        let receiver = Receiver::start(|n, _| Reply::status(if n == 0 { 410 } else { 200 }));
        let (webhook, _) = house.webhook(&receiver, &["account"], &[]);
        let _worker = house.work();
        house.account("Unu");
        let stopped = eventually("the webhook to be deactivated", LONG, || Some(house.now_is(&webhook)).filter(|w| !w.active));
        assert_eq!(stopped.stopped_because, "the target says that it is gone for good (410)");
        house.account("Doi");
        let draft = WebhookDraft { name: stopped.name, url: stopped.url, kinds: stopped.kinds, verbs: vec![], active: true };
        let uid = webhook.uid;
        let active = house.verb(move |tx, by| webhooks::edit_webhook(tx, by, uid, None, &draft));
        assert_eq!(active.stopped_because, "");
        house.account("Trei");
        assert_eq!(names(&after(&receiver, 2)), ["Unu", "Trei"], "what happened while it was off is not told");
    }

    fn a_webhook_whose_target_stays_away_for_five_days_is_deactivated(engine: &Engine) {
        let house = House::build(engine);
        let receiver = Receiver::start(|_, _| Reply::status(500));
        let (webhook, _) = house.webhook(&receiver, &["account"], &[]);
        let _worker = house.work();
        house.account("Unu");
        tried(&house, &webhook, 0, 1);
        house.pass(5 * Millis::DAY);
        let stopped = eventually("the webhook to be deactivated", LONG, || Some(house.now_is(&webhook)).filter(|w| !w.active));
        assert_eq!(stopped.stopped_because, "nothing could be delivered for 5 days; at last: it answered 500");
    }

    fn a_target_that_is_no_longer_allowed_is_not_reached(engine: &Engine) {
        let (house, receiver) = (House::build(engine), Receiver::start(|_, _| Reply::status(200)));
        let (webhook, _) = house.webhook(&receiver, &["account"], &[]);
        let place = receiver.place();
        house.verb(move |tx, by| internal::allow(tx, by, &place, false));
        let _worker = house.work();
        house.account("Unu");
        let first = tried(&house, &webhook, 0, 1);
        assert!(first.result.error.contains("must begin with https"), "{first:?}");
        assert_eq!(receiver.received().len(), 0);
    }

    fn an_endless_answer_is_cut_and_a_lost_secret_is_told(engine: &Engine) {
        let house = House::build(engine);
        let receiver = Receiver::start(|_, _| Reply { body: "ș".repeat(100_000), ..Reply::status(200) });
        let (webhook, _) = house.webhook(&receiver, &["account"], &[]);
        let _worker = house.work();
        house.account("Unu");
        assert_eq!(tried(&house, &webhook, 0, 1).result.answer, "ș".repeat(500));
        house.keys.forget(webhook.secret_place, webhook.uid).unwrap();
        house.account("Doi");
        let second = tried(&house, &webhook, 1, 1);
        assert!(second.result.error.contains("not on this machine"), "{second:?}");
        assert_eq!(json(&receiver.received()[0])["verb"], "created");
    }
}
