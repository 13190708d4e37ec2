//! Moving bars on a terminal, one per folder.

use crate::output::Step;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The bars that are shown now.
#[derive(Default)]
pub struct Bars {
    all: MultiProgress,
    known: Mutex<HashMap<String, ProgressBar>>,
}

/// A mailbox may have hundreds of folders; no more bars than this are kept on the screen.
const MOST_BARS: usize = 12;

impl Bars {
    /// Shows a step, with a new bar when its subject has none yet.
    pub fn show(&self, step: &Step) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains_key(&step.what) {
            if known.len() >= MOST_BARS {
                known.retain(|_, bar| {
                    let stays = !bar.is_finished();
                    if !stays {
                        self.all.remove(bar);
                    }
                    stays
                });
            }
            let bar = self.all.add(ProgressBar::new(step.of));
            bar.set_style(style());
            bar.set_prefix(crate::paint::fit(&crate::paint::clean(&step.what), 24));
            known.insert(step.what.clone(), bar);
        }
        if let Some(bar) = known.get(&step.what) {
            bar.set_length(step.of);
            bar.set_message(crate::paint::clean(&step.doing));
            bar.set_position(step.done);
            if step.done >= step.of {
                bar.abandon();
            }
        }
    }

    /// Runs `write` while the bars stand aside.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.all.suspend(write)
    }

    /// Takes all bars away.
    pub fn clear(&self) {
        for (_, bar) in self.known.lock().unwrap_or_else(PoisonError::into_inner).drain() {
            bar.finish_and_clear();
            self.all.remove(&bar);
        }
    }
}

fn style() -> ProgressStyle {
    let plain = ProgressStyle::default_bar();
    let template = "{prefix:24} {bar:22} {pos:>6}/{len:<6} {msg} {eta}";
    plain.clone().template(template).map_or(plain, |style| style.progress_chars("━╸─"))
}
