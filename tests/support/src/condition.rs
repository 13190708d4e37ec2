//! Waiting for a condition instead of sleeping for a while.

use std::thread;
use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(5);

/// What `probe` gives as soon as it gives something.
///
/// Panics after `deadline`, naming `what` was waited for. Deadlines may be generous: they cost nothing when the condition comes true.
#[track_caller]
pub fn eventually<T>(what: &str, deadline: Duration, mut probe: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = probe() {
            return found;
        }
        assert!(started.elapsed() < deadline, "waited {deadline:?} in vain for {what}");
        thread::sleep(PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_met_at_the_third_look() {
        let mut looks = 0;
        let seen = eventually("the third look", Duration::from_secs(10), || {
            looks += 1;
            (looks == 3).then_some(looks)
        });
        assert_eq!(seen, 3);
    }

    #[test]
    #[should_panic(expected = "in vain for a miracle")]
    fn a_condition_that_never_comes_true_is_named() {
        eventually("a miracle", Duration::ZERO, || None::<()>);
    }
}
