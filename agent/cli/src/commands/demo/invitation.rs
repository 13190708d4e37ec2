//! The code that the demo shows for its panel, and another one when nobody entered it in time.

use crate::agent::Agent;
use crate::commands::pair;
use crate::failure::{Failure, Result};
use crate::output::Output;
use crate::paint::Ink;
use crate::serving::Served;
use crmweb_api::pairing::code::Code;
use crmweb_api::pairing::{Ended, OPEN, Offer, WindowId};
use crmweb_model::ids::Uid;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// How many codes are shown, each for two minutes.
const MOST: usize = 15;

/// An invitation that stands until somebody comes, or until dropped.
pub struct Invitation {
    served: Served,
    window: Arc<Mutex<Option<WindowId>>>,
    waiting: Option<JoinHandle<()>>,
}

impl Invitation {
    /// Shows a code for a panel that will act for `user`.
    pub fn send(agent: &Agent, user: Uid, output: &Output) -> Result<Invitation> {
        let served =
            agent.serving.now().ok_or_else(|| Failure::new("api.not-served", "no panel is served"))?;
        let offer = Offer { user, kind: None, read_only: false };
        let (first, code) = pair::open(&served, offer)?;
        let value = serde_json::json!({ "address": pair::panel(&served), "code": code.shown() });
        output.answer(&value, |_| {})?;
        show(&served, &code, output);
        super::browser::open(&pair::panel(&served));
        let window = Arc::new(Mutex::new(Some(first)));
        let (known, output, open) = (Arc::clone(&window), output.clone(), served.clone());
        let wait = move || wait(&open, offer, &known, &output);
        let waiting = std::thread::Builder::new()
            .name("invitation".into())
            .spawn(wait)
            .map_err(crmweb_store::Error::file("start a thread for", "invitation"))?;
        Ok(Invitation { served, window, waiting: Some(waiting) })
    }
}

impl Drop for Invitation {
    fn drop(&mut self) {
        let window = self.window.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(window) = window {
            self.served.app.pairing().withdraw(window);
        }
        if let Some(waiting) = self.waiting.take() {
            drop(waiting.join());
        }
    }
}

fn show(served: &Served, code: &Code, output: &Output) {
    output.show(|page| {
        page.painted("");
        page.painted(&format!(
            "open {} and enter the code {}",
            page.ink(Ink::Bold, &pair::panel(served)),
            page.ink(Ink::Bold, &code.shown())
        ));
    });
}

/// Waits for a client. Whoever drops the invitation takes the window away; then no other is opened.
fn wait(served: &Served, offer: Offer, known: &Mutex<Option<WindowId>>, output: &Output) {
    for _ in 0..MOST {
        let current = *known.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(window) = current else { return };
        match served.app.pairing().wait(window, OPEN * 2) {
            Some(Ended::Used { name, .. }) => {
                output.show(|page| {
                    page.indented(0, Ink::Green, &format!("{name} is paired. End it with Ctrl-C."))
                });
                return;
            }
            Some(Ended::Expired | Ended::Closed) => {}
            // `crmweb pair` has opened a window of its own.
            Some(Ended::Withdrawn | Ended::Failed) | None => return,
        }
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_none() {
            return;
        }
        let Ok((next, code)) = pair::open(served, offer) else { return };
        *known = Some(next);
        drop(known);
        show(served, &code, output);
    }
}
