//! Where an answer goes: this terminal, or the one of the command line that asked the running agent.

use crate::failure::{Exit, Failure, Result};
use crate::paint::Page;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// How answers look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// One JSON value instead of text for people.
    pub json: bool,
    /// Colours.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether moving bars can be shown.
    pub bars: bool,
    /// Only the answer, no remarks on the way.
    pub quiet: bool,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Look {
    /// Finds out what this process's terminal can do.
    pub fn here(json: bool, quiet: bool, colour: Colour) -> Look {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colour = match colour {
            Colour::Always => true,
            Colour::Never => false,
            // https://no-color.org
            Colour::Auto => io::stdout().is_terminal() && !set("NO_COLOR") && !dumb,
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
        let width = columns.or_else(terminal_width).unwrap_or(80).clamp(40, 110);
        Look { json, colour: colour && !json, width, bars: io::stderr().is_terminal() && !dumb, quiet }
    }
}

fn terminal_width() -> Option<usize> {
    let (_, columns) = console::Term::stdout().size_checked()?;
    Some(usize::from(columns))
}

/// How far a folder is, for a bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Names the bar: mailbox and folder.
    pub what: String,
    /// What is being done, such as `envelopes`.
    pub doing: String,
    /// How much is done.
    pub done: u64,
    /// Of how much.
    pub of: u64,
}

/// The other end of an answer.
pub trait Sink: Send + Sync {
    /// Writes to standard output.
    fn out(&self, text: &str) -> io::Result<()>;
    /// Writes to standard error.
    fn err(&self, text: &str) -> io::Result<()>;
    /// Shows how far something is.
    fn step(&self, step: &Step) -> io::Result<()>;
    /// Takes the bars away.
    fn steps_over(&self) -> io::Result<()>;
}

/// What a command writes to. Cloning it is cheap; it may be used from several threads.
#[derive(Clone)]
pub struct Output {
    look: Look,
    sink: Arc<dyn Sink>,
    broken: Arc<Mutex<Option<io::Error>>>,
    answer: Option<Arc<Mutex<Value>>>,
}

impl Output {
    /// Writes to `sink`.
    pub fn new(look: Look, sink: Arc<dyn Sink>) -> Output {
        Output { look, sink, broken: Arc::default(), answer: None }
    }

    /// Returns the same output, and where the answer given to it stands as JSON afterwards; in JSON nothing of it is
    /// written.
    pub fn overheard(&self) -> (Output, Arc<Mutex<Value>>) {
        let answer = Arc::new(Mutex::new(Value::Null));
        (Output { answer: Some(Arc::clone(&answer)), ..self.clone() }, answer)
    }

    /// Returns how answers look.
    pub fn look(&self) -> &Look {
        &self.look
    }

    /// Returns an empty page in the asked width and colours.
    pub fn page(&self) -> Page {
        Page::new(self.look.width, self.look.colour)
    }

    /// Gives the answer: as one JSON value, or as the page that `human` writes.
    pub fn answer(&self, value: &impl Serialize, human: impl FnOnce(&mut Page)) -> Result<()> {
        let unfit = |e| Failure::new("output.failed", format!("cannot write the answer as JSON: {e}"));
        if let Some(answer) = &self.answer {
            *answer.lock().unwrap_or_else(PoisonError::into_inner) =
                serde_json::to_value(value).map_err(unfit)?;
        }
        if self.look.json {
            if self.answer.is_some() {
                return Ok(());
            }
            let text = serde_json::to_string_pretty(value).map_err(unfit)?;
            self.note_fault(self.sink.out(&format!("{text}\n")));
        } else {
            let mut page = self.page();
            human(&mut page);
            self.note_fault(self.sink.out(&page.into_text()));
        }
        Ok(())
    }

    /// Gives a piece of the answer for people at once; nothing in JSON.
    pub fn show(&self, human: impl FnOnce(&mut Page)) {
        if !self.look.json {
            let mut page = self.page();
            human(&mut page);
            self.note_fault(self.sink.out(&page.into_text()));
        }
    }

    /// Writes text as it is, to standard output.
    pub fn raw(&self, text: &str) {
        self.note_fault(self.sink.out(text));
    }

    /// Remarks something on the way, for people, beside the answer.
    pub fn remark(&self, text: &str) {
        if !self.look.json && !self.look.quiet {
            let mut page = self.page();
            page.line(text);
            self.note_fault(self.sink.err(&page.into_text()));
        }
    }

    /// Shows how far something is; nothing in JSON.
    pub fn step(&self, step: &Step) {
        if !self.look.json && !self.look.quiet {
            self.note_fault(self.sink.step(step));
        }
    }

    /// Takes the bars away.
    pub fn steps_over(&self) {
        self.note_fault(self.sink.steps_over());
    }

    /// Tells a failure.
    pub fn failure(&self, failure: &Failure) -> Exit {
        let text = if self.look.json {
            format!("{}\n", serde_json::json!({ "error": failure }))
        } else {
            let mut page = self.page();
            page.failure(failure);
            page.into_text()
        };
        self.note_fault(self.sink.err(&text));
        failure.exit()
    }

    /// Returns why the answer could not be written, if so; a reader that has gone away is no failure.
    pub fn fault(&self) -> Option<Failure> {
        let broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        (broken.kind() != io::ErrorKind::BrokenPipe)
            .then(|| Failure::new("output.failed", format!("cannot write the answer: {broken}")))
    }

    /// Tells whether nobody reads the answer any more.
    pub fn is_broken(&self) -> bool {
        self.broken.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn note_fault(&self, result: io::Result<()>) {
        if let Err(e) = result {
            self.broken.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(e);
        }
    }
}

/// The terminal or the pipes of this process.
pub struct Console {
    bars: Option<crate::bars::Bars>,
    /// What was told last, without bars.
    told: Mutex<Option<Step>>,
}

impl Console {
    /// Writes here, with moving bars where `look` says so and plain lines otherwise.
    pub fn new(look: &Look) -> Console {
        Console { bars: look.bars.then(crate::bars::Bars::default), told: Mutex::default() }
    }
}

impl Sink for Console {
    fn out(&self, text: &str) -> io::Result<()> {
        let write = || {
            let mut out = io::stdout().lock();
            out.write_all(text.as_bytes()).and_then(|()| out.flush())
        };
        match &self.bars {
            Some(bars) => bars.aside(write),
            None => write(),
        }
    }

    fn err(&self, text: &str) -> io::Result<()> {
        let write = || io::stderr().lock().write_all(text.as_bytes());
        match &self.bars {
            Some(bars) => bars.aside(write),
            None => write(),
        }
    }

    fn step(&self, step: &Step) -> io::Result<()> {
        match &self.bars {
            Some(bars) => bars.show(step),
            // Without a terminal a line when something is finished is enough.
            None if step.done < step.of || step.of == 0 => {}
            None => {
                let told = self.told.lock().unwrap_or_else(PoisonError::into_inner).replace(step.clone());
                if told.as_ref() != Some(step) {
                    return self.err(&format!("{}: {} {}/{}\n", step.what, step.doing, step.done, step.of));
                }
            }
        }
        Ok(())
    }

    fn steps_over(&self) -> io::Result<()> {
        if let Some(bars) = &self.bars {
            bars.clear();
        }
        Ok(())
    }
}
