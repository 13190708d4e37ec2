//! Who holds a mail: a capture for every mailbox.

use crate::engine::Tx;
use crate::error::Result;
use crmweb_model::address::Address;
use crmweb_model::ids::{MailId, MailboxId, UserId};
use crmweb_model::privacy::ShareLevel;
use crmweb_model::time::Millis;

/// One mailbox's copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The mailbox.
    pub mailbox: MailboxId,
    /// Who sees all of it; `None` is everybody (a shared mailbox).
    pub user: Option<UserId>,
    /// How much colleagues see.
    pub share: ShareLevel,
    /// The owner holds it back.
    pub held: bool,
    /// Blind copies this mailbox knows of.
    pub blind: Vec<Address>,
}

/// Adds a mailbox's copy; a copy that is there already stays as it is. Returns whether it is new.
pub fn capture(tx: &mut Tx, id: MailId, capture: &Capture, now: Millis) -> Result<bool> {
    let blind: Vec<&str> = capture.blind.iter().map(Address::as_str).collect();
    let added = tx.execute(
        "INSERT INTO captures (mail_id, mailbox_id, user_id, share, held, blind, made_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (mail_id, mailbox_id) DO NOTHING",
        &[
            &id.0,
            &capture.mailbox.0,
            &capture.user.map_or(0, |u| u.0),
            &capture.share.as_number(),
            &i64::from(capture.held),
            &blind.join(" "),
            &now.0,
        ],
    )?;
    Ok(added > 0)
}

/// Lists a mail's copies.
pub fn captures(tx: &mut Tx, id: MailId) -> Result<Vec<Capture>> {
    tx.query(
        "SELECT mailbox_id, user_id, share, held, blind FROM captures WHERE mail_id = ?1 ORDER BY mailbox_id",
        &[&id.0],
        |r| {
            let (user, blind): (i64, String) = (r.get(1)?, r.get(4)?);
            Ok(Capture {
                mailbox: MailboxId(r.get(0)?),
                user: (user != 0).then_some(UserId(user)),
                share: ShareLevel::from_number(r.get(2)?),
                held: r.flag(3)?,
                blind: blind.split(' ').filter_map(|a| Address::parse(a).ok()).collect(),
            })
        },
    )
}

/// Holds back (or shares again) a user's own copies of a mail; returns how many changed.
pub fn hold(tx: &mut Tx, id: MailId, user: UserId, held: bool) -> Result<u64> {
    tx.execute(
        "UPDATE captures SET held = ?3 WHERE mail_id = ?1 AND user_id = ?2 AND held <> ?3",
        &[&id.0, &user.0, &i64::from(held)],
    )
}

/// Takes away a mailbox's copy; returns whether there was one.
pub fn uncapture(tx: &mut Tx, id: MailId, mailbox: MailboxId) -> Result<bool> {
    Ok(tx.execute("DELETE FROM captures WHERE mail_id = ?1 AND mailbox_id = ?2", &[&id.0, &mailbox.0])? > 0)
}
