//! Mail that belongs to the crm since a moment ago: decided again, counted, fetched, and put into the history.

use super::Context;
use crate::failure::Result;
use crate::paint::{Page, count};
use crmweb_model::address::Address;
use crmweb_store::index::mailboxes::Mailbox;
use crmweb_store::index::people::Who;
use crmweb_sync::relink::Relinked;

/// What a change of the keys did to the mail.
#[derive(Debug, Default)]
pub struct Attached {
    /// Mails that belong to the crm now and did not before.
    pub wanted: u64,
    /// Mails taken back.
    pub taken_back: u64,
    /// Why they are not there yet, one line for each mailbox that could not be reached.
    pub waiting: Vec<String>,
}

impl Attached {
    /// Tells it to people.
    pub fn tell(&self, page: &mut Page) {
        if self.wanted > 0 && self.waiting.is_empty() {
            page.line(&format!("{} attached.", count(self.wanted, "mail", "mails")));
        }
        for waiting in &self.waiting {
            page.line(&format!("To be attached when the mailbox can be reached: {waiting}"));
        }
    }
}

/// Lets the mail follow a change of what is known: says how much it attaches, and attaches it.
pub fn after_change(context: &Context, new: &[Who]) -> Result<Attached> {
    let mut attached = Attached::default();
    let mailboxes = context.agent.mailboxes(&[])?;
    let mut expected = 0;
    for who in new {
        expected += crmweb_sync::relink::count(&context.agent.index, who)?;
        if let Who::Address(text) = who
            && let Ok(address) = Address::parse(text)
        {
            crmweb_crm::relink::by_address(&context.agent.crm, &context.asker.by(), &address)?;
        }
    }
    let mut relinked = Relinked::default();
    for mailbox in &mailboxes {
        relinked.add(&context.agent.setup.refresh_keys(mailbox)?);
    }
    // Several new keys may stand in one mail; a worker may have been faster with a single one.
    attached.wanted = if new.len() == 1 { expected.max(relinked.wanted) } else { relinked.wanted };
    attached.taken_back = relinked.taken_back;
    if attached.wanted > 0 {
        context.output.remark(&format!("This attaches {}.", count(attached.wanted, "mail", "mails")));
        attached.waiting = fetch(context, &mailboxes);
    }
    Ok(attached)
}

/// Fetches what is wanted now; returns what went wrong.
pub fn fetch(context: &Context, mailboxes: &[Mailbox]) -> Vec<String> {
    let followed: Vec<&Mailbox> = mailboxes.iter().filter(|mailbox| !mailbox.paused).collect();
    let done = super::sync::sync_all(context.agent, &followed, context.output);
    let problem = |(mailbox, outcome): (&Mailbox, Result<_>)| {
        outcome.err().map(|failure: crate::failure::Failure| {
            format!("{}: {} [{}]", mailbox.account.address, failure.message, failure.code)
        })
    };
    done.into_iter().filter_map(problem).collect()
}
