//! `doctor`: finds out what is wrong and says how to mend it.

mod checks;

use super::Context;
use crate::args::mailbox::Doctor;
use crate::failure::{Exit, Failure, Result};
use crate::output::Output;
use crate::paint::{Ink, Page};
use serde::Serialize;

/// How a finding is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// All is well.
    Fine,
    /// It works, but should be looked at.
    Notice,
    /// Something is wrong.
    Wrong,
}

/// What was looked at, and what was found.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub what: String,
    /// How it is meant.
    pub verdict: Verdict,
    /// What was found.
    pub found: String,
    /// The code of what is wrong.
    pub code: Option<String>,
    /// How to mend it.
    pub mend: String,
}

impl Finding {
    /// All is well.
    pub fn fine(what: impl Into<String>, found: impl Into<String>) -> Finding {
        Finding {
            what: what.into(),
            verdict: Verdict::Fine,
            found: found.into(),
            code: None,
            mend: String::new(),
        }
    }

    /// It works, but should be looked at.
    pub fn notice(what: impl Into<String>, found: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding { verdict: Verdict::Notice, mend: mend.into(), ..Finding::fine(what, found) }
    }

    /// Something is wrong.
    pub fn wrong(what: impl Into<String>, failure: Failure) -> Finding {
        Finding {
            what: what.into(),
            verdict: Verdict::Wrong,
            found: failure.message,
            code: Some(failure.code),
            mend: failure.hint,
        }
    }

    /// What `outcome` says.
    pub fn of(what: &str, outcome: Result<String>) -> Finding {
        match outcome {
            Ok(found) => Finding::fine(what, found),
            Err(failure) => Finding::wrong(what, failure),
        }
    }
}

/// Carries out `doctor`.
pub fn run(context: &Context, args: &Doctor) -> Result<Exit> {
    let mut findings = Vec::new();
    findings.push(checks::directory(context.agent));
    findings.push(checks::space(context.agent));
    findings.extend(checks::databases(context.agent));
    findings.push(checks::files(context.agent, args.all));
    findings.push(checks::secrets(context.agent));
    findings.push(checks::panel(context.agent));
    findings.extend(checks::mailboxes(context.agent, args.offline)?);
    tell(&findings, context.output)
}

/// Reports why the agent cannot even be opened.
pub fn without_agent(failure: &Failure, output: &Output) -> Result<Exit> {
    tell(&[Finding::wrong("data directory", failure.clone())], output)
}

fn tell(findings: &[Finding], output: &Output) -> Result<Exit> {
    let wrong = findings.iter().filter(|finding| finding.verdict == Verdict::Wrong).count();
    output.answer(&serde_json::json!({ "healthy": wrong == 0, "findings": findings }), |page| {
        findings.iter().for_each(|finding| write(page, finding));
        page.gap();
        match wrong {
            0 => page.indented(0, Ink::Green, "Nothing is wrong."),
            1 => page.indented(0, Ink::Red, "One thing is wrong."),
            n => page.indented(0, Ink::Red, &format!("{n} things are wrong.")),
        }
    })?;
    Ok(if wrong == 0 { Exit::Done } else { Exit::Findings })
}

fn write(page: &mut Page, finding: &Finding) {
    let (ink, sign) = match finding.verdict {
        Verdict::Fine => (Ink::Green, "✓"),
        Verdict::Notice => (Ink::Yellow, "!"),
        Verdict::Wrong => (Ink::Red, "✗"),
    };
    let code = finding.code.as_ref().map(|code| format!(" [{code}]")).unwrap_or_default();
    let found = format!("{}{code}", finding.found);
    for (i, line) in
        crate::paint::wrap(&crate::paint::clean(&found), page.width().saturating_sub(20)).iter().enumerate()
    {
        let what = if i == 0 {
            crate::paint::pad(&crate::paint::fit(&finding.what, 15), 16)
        } else {
            " ".repeat(16)
        };
        let sign = if i == 0 { sign } else { " " };
        let line = format!("{} {}{line}", page.ink(ink, sign), page.ink(Ink::Bold, &what));
        page.painted(&line);
    }
    if !finding.mend.is_empty() {
        page.indented(18, Ink::Plain, &format!("→ {}", finding.mend));
    }
}
