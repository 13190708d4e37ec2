//! How long to wait after a failure.

use crate::error::SyncError;
use crmweb_mail::wire::WireError;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Waits that double with each failure in a row.
#[derive(Clone, Debug, Default)]
pub struct Backoff {
    failures: u32,
}

const SHORTEST: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(300);
/// For what people have to mend: a password, a certificate. Trying often would lock the mailbox.
const FOR_PEOPLE: Duration = Duration::from_secs(900);

impl Backoff {
    /// Notes a failure and returns how long to wait, with up to a quarter more so that mailboxes do not try in step.
    pub fn after(&mut self, error: &SyncError) -> Duration {
        let wait = self.wait(error);
        self.failures += 1;
        let spread = RandomState::new().hash_one(self.failures) % 256;
        wait + wait / 4 * u32::try_from(spread).unwrap_or(0) / 256
    }

    /// Notes a success.
    pub fn reset(&mut self) {
        self.failures = 0;
    }

    fn wait(&self, error: &SyncError) -> Duration {
        let doubled = SHORTEST.saturating_mul(1 << self.failures.min(8)).min(LONGEST);
        match (error, error.retry_after()) {
            (_, Some(asked)) => asked.max(SHORTEST),
            (SyncError::Wire(wire), None) if needs_people(wire) => FOR_PEOPLE,
            (SyncError::Secret(_), None) => FOR_PEOPLE,
            _ => doubled,
        }
    }
}

fn needs_people(error: &WireError) -> bool {
    matches!(
        error,
        WireError::SignInRefused { .. }
            | WireError::Certificate { .. }
            | WireError::ExtraCa { .. }
            | WireError::PlaintextRefused { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_five_minutes_and_start_over_after_a_success() {
        let lost = SyncError::Wire(WireError::Closed { text: None });
        let mut backoff = Backoff::default();
        for seconds in [2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
            let wait = backoff.after(&lost).as_secs_f64();
            assert!((seconds as f64..=seconds as f64 * 1.25).contains(&wait), "{wait} for {seconds}");
        }
        backoff.reset();
        assert!(backoff.after(&lost) < Duration::from_secs(3));
    }

    #[test]
    fn a_server_is_left_alone_as_long_as_it_asks_and_a_wrong_password_is_not_tried_often() {
        let throttled =
            WireError::Throttled { text: String::new(), retry_after: Some(Duration::from_secs(1_200)) };
        assert!(Backoff::default().after(&throttled.into()) >= Duration::from_secs(1_200));
        let refused = WireError::SignInRefused { text: String::new() };
        assert!(Backoff::default().after(&refused.into()) >= FOR_PEOPLE);
    }
}
