//! `mailbox …`: which mailboxes are followed, and how.

use super::Context;
use crate::args::mailbox::{Add, Mailbox as Args};
use crate::failure::{Exit, Failure, Result};
use crate::paint::Ink;
use crate::request::Typed;
use crate::view::moment;
use crate::when;
use crmweb_crm::mailboxes as verbs;
use crmweb_mail::wire::{self, Credentials, Patience, StopSignal};
use crmweb_model::address::Address;
use crmweb_model::domains::is_public;
use crmweb_model::ids::Uid;
use crmweb_store::index::BoxId;
use crmweb_store::index::mailboxes::{self as index, Account, Fault, Kind, Mailbox, Protection, SecretPlace};
use crmweb_store::users;
use crmweb_sync::connect::server_of;
use crmweb_sync::secrets::Secret;
use serde_json::{Value, json};

/// Carries out `mailbox …`.
pub fn run(context: &Context, args: &Args, typed: &Typed) -> Result<Exit> {
    match args {
        Args::Add(args) => add(context, args, typed),
        Args::List => list(context),
        Args::Test(args) => {
            let mailbox = one(context, &args.address)?;
            let secret =
                context.agent.secrets.read(mailbox.account.secret, &mailbox.account.uid.to_string())?;
            let server = sign_in(&mailbox.account, secret.reveal())?;
            context.output.answer(&server.view(&mailbox.account), |page| {
                page.line(&format!("{}: signed in, {}.", mailbox.account.address, server.in_words()));
            })?;
            Ok(Exit::Done)
        }
        Args::Remove(args) => remove(context, &one(context, &args.address)?),
        Args::Pause(args) => pause(context, &one(context, &args.address)?, true),
        Args::Resume(args) => pause(context, &one(context, &args.address)?, false),
    }
}

fn one(context: &Context, address: &str) -> Result<Mailbox> {
    let found = context.agent.mailboxes(&[address.to_owned()])?.into_iter().next();
    found.ok_or_else(|| Failure::not_found(format!("there is no mailbox {address}")))
}

/// Describes how the mailbox is reached, from what was typed.
fn described(args: &Add, known: Option<&Mailbox>) -> Result<Account> {
    let address = Address::parse(&args.address).map_err(|e| Failure::of("crm.invalid", &e))?;
    let protection = Protection::from_name(&args.security).unwrap_or(Protection::Tls);
    let port = args.port.unwrap_or(if protection == Protection::Tls { 993 } else { 143 });
    let extra_ca = args.ca.as_ref().map(|path| path.display().to_string());
    Ok(Account {
        uid: known.map_or_else(Uid::create, |mailbox| mailbox.account.uid),
        kind: if args.shared { Kind::Shared } else { Kind::Personal },
        share: args.share,
        host: args.host.clone().unwrap_or_else(|| format!("imap.{}", address.domain())),
        port,
        protection,
        extra_ca,
        login: args.login.clone().unwrap_or_else(|| address.to_string()),
        secret: if args.secret_file { SecretPlace::File } else { SecretPlace::Keychain },
        address,
    })
}

fn add(context: &Context, args: &Add, typed: &Typed) -> Result<Exit> {
    let agent = context.agent;
    let address = Address::parse(&args.address).map_err(|e| Failure::of("crm.invalid", &e))?;
    let wanted = address.clone();
    let known = agent.index.read(move |tx| index::by_address(tx, &wanted))?;
    if let Some(known) = &known
        && (known.account.kind == Kind::Shared) != args.shared
    {
        return Err(Failure::new(
            "crm.conflict",
            format!("{address} is followed already, as a {} mailbox", known.account.kind.as_str()),
        )
        .hinting("Remove it first: crmweb mailbox remove ADDRESS"));
    }
    let account = described(args, known.as_ref())?;
    let server = match args.no_test {
        true => None,
        false => Some(sign_in(&account, typed.reveal())?),
    };
    save(context, &account, known.is_some(), typed)?;
    let id = agent.index.read({
        let address = address.clone();
        move |tx| index::by_address(tx, &address)
    })?;
    if let Some(mailbox) = &id {
        agent.follow_again(mailbox)?;
    }
    let value =
        json!({ "mailbox": account_view(&account), "server": server.as_ref().map(|s| s.view(&account)) });
    context.output.answer(&value, |page| {
        let tested = server.as_ref().map_or("not tested".to_owned(), Server::in_words);
        page.line(&format!("{} is followed; {tested}.", account.address));
    })?;
    advise(context, &address)?;
    Ok(Exit::Done)
}

/// Says what usually comes next.
fn advise(context: &Context, address: &Address) -> Result<()> {
    let domain = address.domain().to_owned();
    let own = context.agent.crm.read(|tx| Ok(users::company_domains(tx)?))?;
    if !is_public(&domain) && !own.contains(&domain) {
        context.output.remark(&format!(
            "If everybody at {domain} is a colleague, say so: crmweb company domain add {domain}"
        ));
    }
    if !context.agent.follows() {
        context.output.remark("Read the mail: crmweb sync --once");
    }
    Ok(())
}

/// Saves the password, then what the crm knows of the mailbox, then how it is reached.
fn save(context: &Context, account: &Account, known: bool, typed: &Typed) -> Result<()> {
    let agent = context.agent;
    let name = account.uid.to_string();
    agent.secrets.store(account.secret, &name, &Secret::new(typed.reveal()))?;
    let (by, wanted) = (context.asker.by(), account.clone());
    let saved = agent.crm.write(move |tx| {
        if known {
            return verbs::set_mailbox_share(tx, &by, wanted.uid, wanted.share);
        }
        let kind = match wanted.kind {
            Kind::Personal => verbs::Kind::Personal,
            Kind::Shared => verbs::Kind::Shared,
        };
        verbs::add_mailbox(tx, &by, Some(wanted.uid), wanted.address.as_str(), kind, wanted.share)
    });
    if let Err(e) = saved {
        if !known {
            drop(agent.secrets.forget(account.secret, &name));
        }
        return Err(e.into());
    }
    let (account, now) = (account.clone(), context.asker.at);
    agent.index.write(move |tx| index::save(tx, &account, now))?;
    Ok(())
}

/// What a server said of itself.
pub struct Server {
    capabilities: Vec<String>,
    folders: usize,
    idle: bool,
}

impl Server {
    fn in_words(&self) -> String {
        let how =
            if self.idle { "which tells of new mail at once" } else { "which has to be asked for new mail" };
        format!("{} folders on a server {how}", self.folders)
    }

    fn view(&self, account: &Account) -> Value {
        json!({
            "mailbox": account.address, "host": account.host, "port": account.port, "folders": self.folders,
            "idle": self.idle, "capabilities": self.capabilities,
        })
    }
}

/// Signs in, looks around, and says goodbye.
pub fn sign_in(account: &Account, password: &str) -> Result<Server> {
    let credentials = Credentials::password(account.login.as_str(), password);
    let of = |e: wire::WireError| Failure::of(e.code(), &e);
    let mut session =
        wire::open(&server_of(account), &credentials, &Patience::default(), &StopSignal::default())
            .map_err(of)?;
    let capabilities = session.capabilities().map_err(of)?;
    let folders = session.folders().map_err(of)?.len();
    let server = Server { idle: capabilities.idle(), capabilities: capabilities.names().to_vec(), folders };
    session.logout();
    Ok(server)
}

fn remove(context: &Context, mailbox: &Mailbox) -> Result<Exit> {
    let (agent, account, id) = (context.agent, &mailbox.account, mailbox.id);
    agent.leave(mailbox);
    let (by, uid) = (context.asker.by(), account.uid);
    agent.crm.write(move |tx| verbs::delete_mailbox(tx, &by, uid))?;
    agent.index.write(move |tx| index::remove(tx, id))?;
    if let Err(e) = agent.secrets.forget(account.secret, &account.uid.to_string()) {
        context.output.remark(&format!("Its password could not be forgotten: {e}"));
    }
    context.output.answer(&json!({ "mailbox": account_view(account), "removed": true }), |page| {
        page.line(&format!("{} is no longer followed; its mail stays in the history.", account.address));
    })?;
    Ok(Exit::Done)
}

fn pause(context: &Context, mailbox: &Mailbox, paused: bool) -> Result<Exit> {
    let id = mailbox.id;
    context.agent.index.write(move |tx| index::pause(tx, id, paused))?;
    let changed = Mailbox { paused, ..mailbox.clone() };
    context.agent.follow_again(&changed)?;
    context.output.answer(&view(&changed), |page| {
        let what = if paused { "is left alone until `crmweb mailbox resume`" } else { "is followed again" };
        page.line(&format!("{} {what}.", mailbox.account.address));
    })?;
    Ok(Exit::Done)
}

fn list(context: &Context) -> Result<Exit> {
    let (mailboxes, now) = (context.agent.mailboxes(&[])?, context.asker.at);
    let values: Vec<Value> = mailboxes.iter().map(view).collect();
    context.output.answer(&json!({ "mailboxes": values }), |page| {
        if mailboxes.is_empty() {
            page.line("No mailbox yet: crmweb mailbox add ana@firma.ro   (or try `crmweb demo`)");
        }
        for mailbox in &mailboxes {
            let account = &mailbox.account;
            let state = match (&mailbox.fault, mailbox.paused, mailbox.synced_at) {
                (_, true, _) => (Ink::Dim, "paused".to_owned()),
                (Some(fault), ..) => {
                    (Ink::Red, format!("{} [{}], {}", fault.text, fault.code, when::distance(now, fault.at)))
                }
                (None, _, Some(at)) => {
                    (Ink::Green, format!("up to date, looked at {}", when::distance(now, at)))
                }
                (None, _, None) => (Ink::Yellow, "not synced yet".to_owned()),
            };
            let how = format!(
                "{} · {}:{} · {}",
                account.kind.as_str(),
                account.host,
                account.port,
                account.protection.as_str()
            );
            page.title(account.address.as_str(), &how);
            page.indented(2, state.0, &state.1);
            page.indented(
                2,
                Ink::Dim,
                &format!(
                    "colleagues see: {}; password in the {}",
                    account.share.as_str(),
                    account.secret.as_str()
                ),
            );
        }
    })?;
    Ok(Exit::Done)
}

fn account_view(account: &Account) -> Value {
    json!({
        "uid": account.uid, "address": account.address, "kind": account.kind.as_str(), "share": account.share,
        "host": account.host, "port": account.port, "security": account.protection.as_str(), "ca": account.extra_ca,
        "login": account.login, "secret": account.secret.as_str(),
    })
}

fn view(mailbox: &Mailbox) -> Value {
    let mut value = account_view(&mailbox.account);
    value["paused"] = json!(mailbox.paused);
    value["synced_at"] = json!(mailbox.synced_at.map(moment));
    value["fault"] = json!(mailbox.fault.as_ref().map(|fault| {
        json!({ "code": fault.code, "text": fault.text, "at": moment(fault.at), "retry_at": fault.retry_at.map(moment) })
    }));
    value
}

impl crate::agent::Agent {
    /// Notes what went wrong with a mailbox, for whoever lists them.
    pub fn note_fault(&self, id: BoxId, failure: &Failure) -> Result<()> {
        let fault = Fault {
            code: failure.code.clone(),
            text: failure.message.clone(),
            at: crate::clock::now(),
            retry_at: None,
        };
        Ok(self.index.write(move |tx| index::note_fault(tx, id, Some(&fault)))?)
    }
}
