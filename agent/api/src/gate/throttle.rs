//! How often a wrong token is answered. All clients have the address of this machine, so they are counted together;
//! a right token is never counted and never turned away.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Wrong tokens in a row that are answered at once.
const BURST: f64 = 60.0;
/// Wrong tokens a second after that.
const RATE: f64 = 1.0;

/// Counts wrong tokens.
#[derive(Default)]
pub(super) struct Throttle(Mutex<Option<(Instant, f64)>>);

impl Throttle {
    /// Counts a wrong token; tells whether there were too many.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, left) = state.unwrap_or((now, BURST));
        let left = (left + now.saturating_duration_since(at).as_secs_f64() * RATE).min(BURST);
        let over = left < 1.0;
        *state = Some((now, if over { left } else { left - 1.0 }));
        over
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn after_a_burst_of_wrong_tokens_one_a_second_is_answered() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        let answered = (0..1000).filter(|_| !throttle.is_over(start)).count();
        assert_eq!(answered, 60);
        assert!(throttle.is_over(start + Duration::from_millis(900)));
        assert!(!throttle.is_over(start + Duration::from_millis(1_950)));
        assert!(throttle.is_over(start + Duration::from_millis(1_960)));
        let later = start + Duration::from_secs(3_600);
        assert_eq!((0..1000).filter(|_| !throttle.is_over(later)).count(), 60);
    }
}
