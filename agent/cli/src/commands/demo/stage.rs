//! The demo's commands, typed, carried out and shown as a person would at a terminal.

use crate::agent::Agent;
use crate::args::Line;
use crate::commands;
use crate::failure::{Failure, Result};
use crate::output::Output;
use crate::paint::Ink;
use crate::request::{Request, Typed};
use clap::Parser;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

/// Where the commands of the demo are carried out.
pub struct Stage {
    agent: Arc<Agent>,
    user: String,
    data: PathBuf,
    output: Output,
}

impl Stage {
    /// Works with `agent` as `user`.
    pub fn new(agent: Arc<Agent>, user: &str, data: &Path, output: &Output) -> Stage {
        Stage { agent, user: user.into(), data: data.into(), output: output.clone() }
    }

    /// Returns the data directory.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Carries out a command, shows it with its answer, and returns the answer as JSON.
    pub fn act(&self, words: &[&str]) -> Result<Value> {
        self.act_with(words, "")
    }

    /// Like [`Stage::act`], for a command that asks for a password.
    pub fn act_with(&self, words: &[&str], password: &str) -> Result<Value> {
        let typed = words.iter().map(|word| shown(word)).collect::<Vec<_>>().join(" ");
        self.output.show(|page| {
            page.painted("");
            let line =
                format!("{} {}", page.ink(Ink::Dim, "$"), page.ink(Ink::Cyan, &format!("crmweb {typed}")));
            page.painted(&line);
        });
        let line = Line::try_parse_from(std::iter::once("crmweb").chain(words.iter().copied()))
            .map_err(|e| Failure::new("demo.failed", e.to_string()))?;
        let (output, answer) = self.output.overheard();
        let request = Request {
            version: env!("CARGO_PKG_VERSION").into(),
            command: line.command,
            actor: Some(self.user.clone()),
            look: output.look().clone(),
            typed: Typed::known(password),
        };
        commands::run(&self.agent, &request, &output)?;
        let answer = answer.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(answer.clone())
    }

    /// Remarks something between two commands.
    pub fn note(&self, text: &str) {
        self.output.show(|page| page.indented(0, Ink::Green, text));
    }

    /// Commands to try next.
    pub fn suggestions(&self, played: &Value) -> Vec<String> {
        let data = self.data.display();
        let (who, incident) = (&played["busiest"], &played["incident"]["number"]);
        let (who, incident) = (who.as_str().unwrap_or_default(), incident.as_str().unwrap_or_default());
        let user = &self.user;
        vec![
            format!("export CRMWEB_DATA={data}; alias crm='crmweb --as {user}'"),
            format!("crm who {who} --why"),
            format!("crm mail show {who}~1"),
            format!("crm incident solve {incident} \"…\""),
            "crm mail list --search oferta".into(),
            "crm task list".into(),
            "crm doctor --offline".into(),
        ]
    }
}

fn shown(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./@~:=".contains(c);
    if word.chars().all(plain) { word.into() } else { format!("\"{word}\"") }
}
