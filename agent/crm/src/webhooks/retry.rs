//! What becomes of a delivery and its webhook after an attempt.

use crmweb_model::time::Millis;
use crmweb_store::webhooks::Webhook;
use crmweb_store::webhooks::deliveries::{Attempt, Delivery, State};

const MINUTE: i64 = 60 * Millis::SECOND;
const HOUR: i64 = 60 * MINUTE;
/// How long is waited after each attempt that failed; after the last one the delivery is given up.
pub const WAITS: [i64; 8] =
    [5 * Millis::SECOND, 30 * Millis::SECOND, 2 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, 24 * HOUR];
/// The longest wait a target may ask for.
const LONGEST_ASKED: i64 = Millis::DAY;
/// A webhook that could deliver nothing for so long is deactivated.
const GIVEN_UP_AFTER: i64 = 5 * Millis::DAY;

/// What becomes of a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// It goes on.
    Well {
        /// Since when nothing could be delivered.
        failing_since: Option<Millis>,
        /// Nothing is sent before.
        hold_until: Millis,
    },
    /// It is deactivated.
    Stopped {
        /// Why, for people.
        because: String,
    },
}

/// Decides after an attempt: `asked` is what the target asks to wait, in ms; `spread`, from 0 to 255, is by how much a
/// wait is stretched (up to a tenth), so that many deliveries do not come back in step.
///
/// A target that is ill (no answer, a fault of its own, too busy) holds up everything behind, so that the order stays
/// and it is not knocked at; one that refuses a single telling goes on with the next.
pub fn decide(
    webhook: &Webhook,
    before: &Delivery,
    attempt: Attempt,
    asked: Option<i64>,
    now: Millis,
    spread: u8,
) -> (Delivery, Health) {
    let status = attempt.status;
    let mut after =
        Delivery { attempts: before.attempts + 1, tried_at: Some(now), result: attempt, ..before.clone() };
    if status.is_some_and(|status| (200..300).contains(&status)) {
        after.state = State::Delivered;
        return (after, Health::Well { failing_since: None, hold_until: Millis(0) });
    }
    let ill = status.is_none_or(|status| status >= 500 || matches!(status, 408 | 429));
    let mut hold_until = Millis(0);
    match usize::try_from(before.attempts).ok().and_then(|n| WAITS.get(n)) {
        Some(wait) => {
            let wait = wait + wait / 10 * i64::from(spread) / 256;
            let again = now.plus(wait.max(asked.unwrap_or(0).min(LONGEST_ASKED)));
            // Held up as a whole it keeps its place in the order; set aside it goes behind what is due before.
            if ill { hold_until = again } else { after.due_at = again }
        }
        None => after.state = State::Failed,
    }
    if status == Some(410) {
        after.state = State::Failed;
        let because = "the target says that it is gone for good (410)".into();
        return (after, Health::Stopped { because });
    }
    let since = webhook.failing_since.unwrap_or(now);
    if now.0 - since.0 >= GIVEN_UP_AFTER {
        let last = match status {
            Some(status) => format!("it answered {status}"),
            None => after.result.error.clone(),
        };
        let because = format!("nothing could be delivered for 5 days; at last: {last}");
        return (after, Health::Stopped { because });
    }
    (after, Health::Well { failing_since: Some(since), hold_until })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crmweb_model::ids::{DeliveryId, Uid, UserId, WebhookId};
    use crmweb_store::index::mailboxes::SecretPlace;

    const NOW: Millis = Millis(1_000_000_000_000);

    fn webhook(failing_since: Option<Millis>) -> Webhook {
        Webhook {
            id: WebhookId(1),
            uid: Uid::create(),
            version: 1,
            name: "x".into(),
            url: "https://x.example/".into(),
            kinds: Vec::new(),
            verbs: Vec::new(),
            active: true,
            stopped_because: String::new(),
            secret_place: SecretPlace::File,
            rotated_at: None,
            owner: UserId(1),
            seen_seq: 0,
            failing_since,
            hold_until: Millis(0),
            created_at: NOW,
            updated_at: NOW,
            deleted_at: None,
        }
    }

    fn tried(
        attempts: i64,
        status: Option<i64>,
        asked: Option<i64>,
        since: Option<Millis>,
    ) -> (Delivery, Health) {
        let delivery = Delivery {
            id: DeliveryId(1),
            uid: Uid::create(),
            webhook: WebhookId(1),
            seq: 7,
            state: State::Waiting,
            attempts,
            due_at: NOW,
            tried_at: None,
            result: Attempt::default(),
            created_at: NOW,
        };
        let error = if status.is_none() { "nobody answers".into() } else { String::new() };
        let attempt = Attempt { status, error, ..Attempt::default() };
        decide(&webhook(since), &delivery, attempt, asked, NOW, 0)
    }

    /// When it is tried again, after now.
    fn again((delivery, health): (Delivery, Health)) -> i64 {
        let Health::Well { hold_until, .. } = health else { panic!("stopped") };
        delivery.due_at.max(hold_until).0 - NOW.0
    }

    #[test]
    fn a_telling_that_was_taken_is_done_and_the_target_is_well() {
        for status in [200, 202, 204, 299] {
            let (delivery, health) = tried(3, Some(status), None, Some(NOW));
            assert_eq!((delivery.state, delivery.attempts), (State::Delivered, 4));
            assert_eq!(health, Health::Well { failing_since: None, hold_until: Millis(0) });
        }
    }

    #[test]
    fn waits_grow_up_to_a_day_and_then_it_is_given_up() {
        let minute = 60_000;
        for status in [500, 400] {
            let waits: Vec<i64> = (0..8).map(|n| again(tried(n, Some(status), None, None))).collect();
            let expected = [
                5_000,
                30_000,
                2 * minute,
                15 * minute,
                60 * minute,
                240 * minute,
                720 * minute,
                1440 * minute,
            ];
            assert_eq!(waits, expected, "{status}");
        }
        let (last, health) = tried(8, Some(500), None, Some(NOW));
        assert_eq!(last.state, State::Failed);
        assert_eq!(health, Health::Well { failing_since: Some(NOW), hold_until: Millis(0) });
    }

    #[test]
    fn an_ill_target_holds_up_what_is_behind_and_one_refusal_does_not() {
        for (status, held) in [
            (None, true),
            (Some(500), true),
            (Some(503), true),
            (Some(429), true),
            (Some(408), true),
            (Some(302), false),
            (Some(400), false),
            (Some(404), false),
        ] {
            let (delivery, health) = tried(0, status, None, None);
            let Health::Well { failing_since, hold_until } = health else { panic!("{status:?}") };
            assert_eq!(delivery.state, State::Waiting, "{status:?}");
            assert_eq!(failing_since, Some(NOW), "{status:?}");
            assert_eq!((hold_until > NOW, delivery.due_at > NOW), (held, !held), "{status:?}");
        }
    }

    #[test]
    fn a_target_may_ask_for_a_longer_wait_but_not_for_more_than_a_day() {
        for (asked, waited) in [(1, 5_000), (120_000, 120_000), (10 * Millis::DAY, Millis::DAY), (-5, 5_000)]
        {
            assert_eq!(again(tried(0, Some(429), Some(asked), None)), waited, "{asked}");
        }
    }

    #[test]
    fn a_target_that_is_gone_or_fails_for_five_days_is_left_alone() {
        assert!(
            matches!(tried(0, Some(410), None, None).1, Health::Stopped { because } if because.contains("410"))
        );
        let (_, health) = tried(5, None, None, Some(NOW.plus(-5 * Millis::DAY)));
        assert!(matches!(health, Health::Stopped { because } if because.ends_with("nobody answers")));
        let (_, health) = tried(5, None, None, Some(NOW.plus(1 - 5 * Millis::DAY)));
        assert!(matches!(health, Health::Well { .. }));
    }
}
