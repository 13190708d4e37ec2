//! A command on its way to whoever carries it out: this process, or the agent that runs on the data directory.

use crate::args::Command;
use crate::failure::{Failure, Result};
use crate::output::Look;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, IsTerminal};

/// Everything the one who carries out a command has to know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// The version of the program that asks.
    pub version: String,
    /// What to do.
    pub command: Command,
    /// As which user; `None`: the only one.
    pub actor: Option<String>,
    /// How the answer looks.
    pub look: Look,
    /// What was typed without being shown.
    pub typed: Typed,
}

/// A password somebody typed; it is in no output and no log.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Typed(Option<String>);

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Typed(…)" } else { "Typed(nothing)" })
    }
}

impl Typed {
    /// Keeps a password that is known already.
    pub fn known(password: &str) -> Typed {
        Typed(Some(password.into()))
    }

    /// Returns what was typed; empty when nothing was.
    pub fn reveal(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }

    /// Reads one line from standard input.
    pub fn from_stdin() -> Result<Typed> {
        Typed::lines_from_stdin(1)
    }

    /// Reads so many lines from standard input.
    pub fn lines_from_stdin(lines: usize) -> Result<Typed> {
        let mut passwords = Vec::new();
        for _ in 0..lines {
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line).map_err(|e| cannot_read(&e))?;
            let password =
                line.strip_suffix('\n').map_or(line.as_str(), |rest| rest.strip_suffix('\r').unwrap_or(rest));
            passwords.push(Typed::checked(password)?.reveal().to_owned());
        }
        Ok(Typed::known(&passwords.join("\n")))
    }

    /// Asks twice for a password to be, after the one so far if that is wanted, too.
    pub fn chosen(login: &str, old: bool) -> Result<Typed> {
        let so_far =
            if old { Some(Typed::from_terminal(&format!("Password of {login} so far"))?) } else { None };
        let new = Typed::from_terminal(&format!("New password of {login}"))?;
        if Typed::from_terminal("The same again")?.reveal() != new.reveal() {
            return Err(Failure::usage("the passwords differ"));
        }
        Ok(match so_far {
            Some(so_far) => Typed::known(&format!("{}\n{}", so_far.reveal(), new.reveal())),
            None => new,
        })
    }

    /// Asks on the terminal, without showing what is typed.
    pub fn from_terminal(question: &str) -> Result<Typed> {
        if !std::io::stdin().is_terminal() {
            return Err(Failure::usage("there is no terminal to ask for the password")
                .hinting("Give it on standard input with --password-stdin."));
        }
        let password = rpassword::prompt_password(format!("{question}: ")).map_err(|e| cannot_read(&e))?;
        Typed::checked(&password)
    }

    fn checked(password: &str) -> Result<Typed> {
        match password {
            "" => Err(Failure::usage("the password is empty")),
            password => Ok(Typed::known(password)),
        }
    }
}

fn cannot_read(e: &std::io::Error) -> Failure {
    Failure::usage(format!("cannot read the password: {e}"))
}
