//! What the doctor looks at.

use super::Finding;
use crate::agent::Agent;
use crate::commands::mailboxes::sign_in;
use crate::failure::{Failure, Result};
use crate::paint::{count, grouped};
use crate::serving;
use crmweb_crm::Crm;
use crmweb_model::ids::MailId;
use crmweb_store::index::mailboxes::SecretPlace;
use crmweb_store::schema::{self, CRM, MAIL_INDEX, Schema};
use crmweb_store::{Db, Location, mails};
use std::path::Path;
use std::thread;

/// The least free space that lets a first sync finish.
const LITTLE: u64 = 500 << 20;
/// Mails looked at unless all are asked for.
const SAMPLE: usize = 300;

/// The data directory is the user's alone.
pub fn directory(agent: &Agent) -> Finding {
    let path = agent.directory();
    match exposed(path) {
        Some(mode) => Finding::notice(
            "data directory",
            format!("{} can be read by others (mode {mode:o})", path.display()),
            format!("chmod 700 {}", path.display()),
        ),
        None => Finding::fine("data directory", path.display().to_string()),
    }
}

#[cfg(unix)]
fn exposed(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn exposed(_path: &Path) -> Option<u32> {
    None // a user's profile folder is closed to others
}

/// There is room on the disk.
pub fn space(agent: &Agent) -> Finding {
    let Some(free) = free(agent.directory()) else {
        return Finding::fine("disk", "cannot be asked on this system");
    };
    let text = format!("{} MB free", grouped(free >> 20));
    if free < LITTLE {
        Finding::notice("disk", text, "Free some space, or move the data directory (--data).")
    } else {
        Finding::fine("disk", text)
    }
}

#[cfg(unix)]
fn free(path: &Path) -> Option<u64> {
    let of = rustix::fs::statvfs(path).ok()?;
    Some(of.f_bavail.saturating_mul(of.f_frsize))
}

#[cfg(not(unix))]
fn free(_path: &Path) -> Option<u64> {
    None
}

/// Both databases answer, are whole, and have the schema of this program.
pub fn databases(agent: &Agent) -> Vec<Finding> {
    let index = Location::File(agent.data().mail_index_file());
    vec![
        Finding::of("customer memory", database(&agent.database, &CRM)),
        Finding::of("mail index", database(&index, &MAIL_INDEX)),
    ]
}

fn database(location: &Location, schema: &Schema) -> Result<String> {
    let version = schema::prepare(location, schema)?.to;
    let Db::Sqlite(database) = location.open()? else {
        return Ok(format!("PostgreSQL answers, schema {version}"));
    };
    let mut faults: Vec<String> = Vec::new();
    let looked = database.pragma_query(None::<&str>, "integrity_check", |row| {
        faults.push(row.get(0)?);
        Ok(())
    });
    looked.map_err(crmweb_store::Error::from)?;
    faults.retain(|text| text != "ok");
    match faults.first() {
        None => Ok(format!("SQLite, schema {version}, whole")),
        Some(first) => Err(Failure::new("store.corrupt", format!("the database is damaged: {first}"))),
    }
}

/// The stored mails are what they were.
pub fn files(agent: &Agent, all: bool) -> Finding {
    Finding::of("stored mails", look_at_mails(&agent.crm, if all { usize::MAX } else { SAMPLE }))
}

fn look_at_mails(crm: &Crm, most: usize) -> Result<String> {
    let (mut seen, mut damaged) = (0_usize, Vec::new());
    let mut after = MailId(0);
    while seen < most {
        let limit = (most - seen).min(SAMPLE) as i64;
        let mails = crm.read(move |tx| Ok(mails::after(tx, after, limit)?))?;
        let Some(last) = mails.last() else { break };
        after = last.id;
        seen += mails.len();
        damaged.extend(mails.iter().filter(|mail| crm.file(mail).is_err()).map(|mail| mail.uid.to_string()));
    }
    match damaged.first() {
        None => Ok(format!("{} looked at, all whole", count(seen as u64, "mail", "mails"))),
        Some(first) => Err(Failure::new(
            "store.damaged",
            format!("the bytes of {} of {seen} mails are damaged, such as mail {first}", damaged.len()),
        )
        .hinting("Run `crmweb relink`: mail is read anew from the server; or restore a backup.")),
    }
}

/// Passwords can be kept.
pub fn secrets(agent: &Agent) -> Finding {
    const PROBE: &str = "crmweb-doctor";
    match agent.secrets.forget(SecretPlace::Keychain, PROBE) {
        Ok(()) => Finding::fine("keychain", "present"),
        Err(e) => {
            let uses = agent
                .mailboxes(&[])
                .is_ok_and(|all| all.iter().any(|m| m.account.secret == SecretPlace::Keychain));
            if uses {
                Finding::wrong("keychain", e.into())
            } else {
                Finding::notice(
                    "keychain",
                    "none on this machine",
                    "Passwords can be kept with `mailbox add --secret-file`.",
                )
            }
        }
    }
}

/// The panel is served by this agent, or could be: nobody else stands where browsers look for it.
pub fn panel(agent: &Agent) -> Finding {
    if let Some(served) = agent.serving.now() {
        return Finding::fine("panel", format!("served at {}/panel", served.address));
    }
    let port = agent.serving.port(None);
    match serving::bind(port) {
        Ok(_) if port == 0 => Finding::fine("panel", "not served now; any free port"),
        Ok(_) => Finding::fine("panel", format!("not served now; port {port} is free")),
        Err(failure) => Finding::wrong("panel", failure),
    }
}

/// Every mailbox can be signed in to.
pub fn mailboxes(agent: &Agent, offline: bool) -> Result<Vec<Finding>> {
    let mailboxes = agent.mailboxes(&[])?;
    if mailboxes.is_empty() {
        return Ok(vec![Finding::notice("mailboxes", "none yet", "crmweb mailbox add ana@firma.ro")]);
    }
    if offline {
        return Ok(vec![Finding::fine("mailboxes", format!("{}, not asked", mailboxes.len()))]);
    }
    let test = |mailbox: &crmweb_store::index::mailboxes::Mailbox| -> Result<String> {
        let account = &mailbox.account;
        let secret = agent.secrets.read(account.secret, &account.uid.to_string())?;
        sign_in(account, secret.reveal())?;
        Ok(format!("signed in at {}:{}", account.host, account.port))
    };
    // Side by side: a server that does not answer takes its time.
    let outcomes = thread::scope(|scope| {
        let running: Vec<_> = mailboxes.iter().map(|mailbox| scope.spawn(move || test(mailbox))).collect();
        let crashed = || Err(Failure::new("agent.crashed", "the test failed inside the program"));
        running.into_iter().map(|thread| thread.join().unwrap_or_else(|_| crashed())).collect::<Vec<_>>()
    });
    let named = mailboxes.iter().zip(outcomes);
    let mut findings: Vec<Finding> = named
        .map(|(mailbox, outcome)| match outcome {
            Ok(found) => Finding::fine("mailbox", format!("{}: {found}", mailbox.account.address)),
            Err(failure) => {
                let message = format!("{}: {}", mailbox.account.address, failure.message);
                Finding::wrong("mailbox", Failure { message, ..failure })
            }
        })
        .collect();
    for mailbox in mailboxes.iter().filter(|mailbox| mailbox.paused) {
        let text = format!("{} is paused", mailbox.account.address);
        findings.push(Finding::notice(
            "mailbox",
            text,
            format!("crmweb mailbox resume {}", mailbox.account.address),
        ));
    }
    Ok(findings)
}
