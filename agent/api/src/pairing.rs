//! Pairing: a window that the command line opens, a code that is good for one client.
//!
//! The code is eight letters, for two minutes, for five tries, once. Whoever types it right first has the client; what
//! others then hear does not depend on how near they were.

pub mod code;
pub mod confirm;

use crate::clients::Kind;
use code::Code;
use crmweb_model::ids::Uid;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use subtle::ConstantTimeEq;

/// How long a window is open.
pub const OPEN: Duration = Duration::from_secs(120);
/// How many codes may be tried.
pub const TRIES: u32 = 5;

/// For whom a window is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The user the client will act for.
    pub user: Uid,
    /// Only for a client of this kind.
    pub kind: Option<Kind>,
    /// The client may only read.
    pub read_only: bool,
}

/// How a window ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// A client typed the code; its name follows as soon as it is stored.
    Used {
        /// The client that is paired now.
        client: Uid,
        /// What it calls itself.
        name: String,
    },
    /// Nobody typed the code in time.
    Expired,
    /// Too many wrong codes were typed.
    Closed,
    /// Another window was opened, or whoever opened it went away.
    Withdrawn,
    /// The code was typed, but the client could not be stored.
    Failed,
}

/// Why a code is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No window is open.
    NoWindow,
    /// It is not the code.
    Wrong,
    /// It was the code, and is no more.
    Dead,
    /// It was one wrong code too many.
    Closed,
    /// It is the code, but for a client of another kind; it can still be used.
    OtherKind,
}

/// The window, as far as there is one.
#[derive(Debug, Default)]
pub struct Pairing {
    window: Mutex<Option<Window>>,
    changed: Condvar,
}

#[derive(Debug)]
struct Window {
    number: u64,
    code: Code,
    offer: Offer,
    until: Instant,
    wrong: u32,
    /// The code was typed; the client is being stored.
    taken: bool,
    ended: Option<Ended>,
}

/// An open window, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowId(u64);

impl Pairing {
    /// Opens a window; one that is open is withdrawn.
    pub fn open(&self, offer: Offer, code: Code, now: Instant) -> WindowId {
        let mut window = self.lock();
        let number = window.as_ref().map_or(0, |window| window.number + 1);
        *window =
            Some(Window { number, code, offer, until: now + OPEN, wrong: 0, taken: false, ended: None });
        self.changed.notify_all();
        WindowId(number)
    }

    /// Closes a window whose code nobody shall type any more.
    pub fn withdraw(&self, id: WindowId) {
        let mut window = self.lock();
        if let Some(window) = window.as_mut().filter(|window| window.number == id.0 && !window.taken) {
            window.ended.get_or_insert(Ended::Withdrawn);
        }
        self.changed.notify_all();
    }

    /// Tells whether a code could be typed now.
    pub fn is_open(&self, now: Instant) -> bool {
        self.lock().as_ref().is_some_and(|window| window.is_open(now))
    }

    /// Takes the window with its code: only the first right one gets it.
    pub fn take(&self, typed: &Code, kind: Kind, now: Instant) -> Result<(WindowId, Offer), Refused> {
        let mut guard = self.lock();
        // Without a window the same comparison is made as with one.
        let Some(window) = guard.as_mut() else {
            let nothing = Code::none();
            let right = bool::from(nothing.hash().ct_eq(&typed.hash()));
            return Err(if right { Refused::Dead } else { Refused::NoWindow });
        };
        let right = bool::from(window.code.hash().ct_eq(&typed.hash()));
        match (window.is_open(now), right) {
            (true, true) if window.offer.kind.is_some_and(|wanted| wanted != kind) => Err(Refused::OtherKind),
            (true, true) => {
                window.taken = true;
                Ok((WindowId(window.number), window.offer))
            }
            (true, false) => {
                window.wrong += 1;
                if window.wrong < TRIES {
                    return Err(Refused::Wrong);
                }
                window.ended = Some(Ended::Closed);
                self.changed.notify_all();
                Err(Refused::Closed)
            }
            (false, true) => Err(Refused::Dead),
            (false, false) => Err(Refused::NoWindow),
        }
    }

    /// Tells whoever opened the window who came through it.
    pub fn tell(&self, id: WindowId, ended: Ended) {
        let mut window = self.lock();
        if let Some(window) = window.as_mut().filter(|window| window.number == id.0) {
            window.ended = Some(ended);
        }
        self.changed.notify_all();
    }

    /// Waits for the end of a window, at most `most`; `None`: it is still open.
    pub fn wait(&self, id: WindowId, most: Duration) -> Option<Ended> {
        let until = Instant::now() + most;
        let mut guard = self.lock();
        loop {
            let now = Instant::now();
            let window = match guard.as_ref() {
                Some(window) if window.number == id.0 => window,
                _ => return Some(Ended::Withdrawn),
            };
            if let Some(ended) = &window.ended {
                return Some(ended.clone());
            }
            if !window.taken && now >= window.until {
                return Some(Ended::Expired);
            }
            let next = if window.taken { until } else { until.min(window.until) };
            let left = next.saturating_duration_since(now);
            if left.is_zero() {
                return None;
            }
            guard = self.changed.wait_timeout(guard, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Window>> {
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Window {
    fn is_open(&self, now: Instant) -> bool {
        !self.taken && self.ended.is_none() && now < self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer() -> Offer {
        Offer { user: Uid::create(), kind: None, read_only: false }
    }

    fn code(text: &str) -> Code {
        Code::typed(text)
    }

    fn take(pairing: &Pairing, text: &str, now: Instant) -> Result<(WindowId, Offer), Refused> {
        pairing.take(&code(text), Kind::Browser, now)
    }

    #[test]
    fn a_code_is_good_once() {
        let (pairing, now) = (Pairing::default(), Instant::now());
        assert_eq!(take(&pairing, "ABCDEFGH", now), Err(Refused::NoWindow));
        let offer = offer();
        let id = pairing.open(offer, code("ABCDEFGH"), now);
        assert!(pairing.is_open(now));
        assert_eq!(take(&pairing, "abcd-efgh", now), Ok((id, offer)));
        assert!(!pairing.is_open(now));
        assert_eq!(take(&pairing, "ABCDEFGH", now), Err(Refused::Dead));
        assert_eq!(take(&pairing, "ABCDEFGJ", now), Err(Refused::NoWindow));
        assert_eq!(pairing.wait(id, Duration::ZERO), None, "the client is being stored");
        let used = Ended::Used { client: Uid::create(), name: "Firefox".into() };
        pairing.tell(id, used.clone());
        assert_eq!(pairing.wait(id, Duration::ZERO), Some(used));
    }

    #[test]
    fn a_code_for_one_kind_of_client_is_not_used_up_by_another() {
        let (pairing, now) = (Pairing::default(), Instant::now());
        let offer = Offer { kind: Some(Kind::Browser), ..offer() };
        let id = pairing.open(offer, code("ABCDEFGH"), now);
        let other = pairing.take(&code("ABCDEFGH"), Kind::Desktop, now);
        assert_eq!(other, Err(Refused::OtherKind));
        assert_eq!(take(&pairing, "ABCDEFGH", now), Ok((id, offer)));
    }

    #[test]
    fn five_wrong_codes_close_the_window_and_kill_the_code() {
        let (pairing, now) = (Pairing::default(), Instant::now());
        let id = pairing.open(offer(), code("ABCDEFGH"), now);
        for _ in 0..4 {
            assert_eq!(take(&pairing, "22222222", now), Err(Refused::Wrong));
        }
        assert_eq!(take(&pairing, "22222222", now), Err(Refused::Closed));
        assert_eq!(take(&pairing, "ABCDEFGH", now), Err(Refused::Dead));
        assert_eq!(take(&pairing, "22222222", now), Err(Refused::NoWindow));
        assert_eq!(pairing.wait(id, Duration::ZERO), Some(Ended::Closed));
    }

    #[test]
    fn a_code_dies_after_two_minutes() {
        let (pairing, now) = (Pairing::default(), Instant::now());
        pairing.open(offer(), code("ABCDEFGH"), now);
        assert!(pairing.is_open(now + OPEN - Duration::from_millis(1)));
        let late = now + OPEN;
        assert!(!pairing.is_open(late));
        assert_eq!(take(&pairing, "ABCDEFGH", late), Err(Refused::Dead));
        assert_eq!(take(&pairing, "22222222", late), Err(Refused::NoWindow));
    }

    #[test]
    fn another_window_and_going_away_end_a_window() {
        let (pairing, now) = (Pairing::default(), Instant::now());
        let first = pairing.open(offer(), code("ABCDEFGH"), now);
        let second = pairing.open(offer(), code("JKLMNPQR"), now);
        assert_eq!(pairing.wait(first, Duration::ZERO), Some(Ended::Withdrawn));
        assert_eq!(take(&pairing, "ABCDEFGH", now), Err(Refused::Wrong));
        pairing.withdraw(first);
        assert!(pairing.is_open(now));
        pairing.withdraw(second);
        assert!(!pairing.is_open(now));
        assert_eq!(take(&pairing, "JKLMNPQR", now), Err(Refused::Dead));
        assert_eq!(pairing.wait(second, Duration::ZERO), Some(Ended::Withdrawn));
    }

    #[test]
    fn of_many_who_type_the_code_at_once_one_wins() {
        let (pairing, now) = (Pairing::default(), Instant::now());
        pairing.open(offer(), code("ABCDEFGH"), now);
        let outcomes = std::thread::scope(|scope| {
            let all: Vec<_> = (0..16).map(|_| scope.spawn(|| take(&pairing, "ABCDEFGH", now))).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(_) | Err(Refused::Dead))));
    }

    #[test]
    fn no_debug_output_tells_the_code() {
        let pairing = Pairing::default();
        pairing.open(offer(), code("ABCDEFGH"), Instant::now());
        let text = format!("{pairing:?}");
        assert!(!text.contains("ABCD") && !text.contains("abcd"), "{text}");
    }
}
