//! FETCH: skeletons, bodies, flags. Never ENVELOPE or BODYSTRUCTURE, never more than one long item per mail.

use super::command::Command;
use super::error::Result;
use super::frame::{Limits, Text};
use super::guard::Wait;
use super::response::Fetched;
use super::session::Session;
use super::skeleton::{Body, Content, Flags, HEADER_FIELDS, Skeleton};
use super::uidset::{Uid, UidSet};
use std::collections::BTreeMap;

/// The longest list of UIDs in a command; Microsoft 365 refuses lines somewhat longer than 4 KiB.
const SET_BYTES: usize = 3_800;
const SKELETONS_AT_ONCE: u32 = 500;
const FLAGS_AT_ONCE: u32 = 5_000;
const HEADER_LIMIT: u64 = 512 << 10;
/// How much is fetched of a mail that is over the cap.
const BEGINNING: u64 = 256 << 10;

type Mails = BTreeMap<Uid, Fetched>;

impl Session {
    pub(super) fn fetch_skeletons(&mut self, uids: &UidSet) -> Result<Vec<Skeleton>> {
        let items = format!(
            "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS ({})])",
            HEADER_FIELDS.join(" ")
        );
        let limits =
            Limits { literal: HEADER_LIMIT, beginning: HEADER_LIMIT, total: 128 << 20, ..Limits::default() };
        let mut skeletons = Vec::new();
        for part in uids.split(SKELETONS_AT_ONCE, SET_BYTES) {
            let mails =
                self.fetch_all("listing mail", &part, &items, limits, |mail| mail.header.is_some())?;
            let sizes = &mut self.sizes;
            skeletons.extend(mails.into_iter().filter_map(|(uid, mail)| {
                sizes.note(uid, mail.size);
                let header = mail.header?.unwrap_or_default();
                Some(Skeleton {
                    uid,
                    flags: mail.flags.unwrap_or_default(),
                    internal_date: mail.internal_date,
                    size: mail.size,
                    headers: header.bytes,
                    headers_cut: header.cut,
                })
            }));
        }
        Ok(skeletons)
    }

    pub(super) fn fetch_flags(&mut self, uids: &UidSet) -> Result<Vec<(Uid, Flags)>> {
        let mut flags = Vec::new();
        for part in uids.split(FLAGS_AT_ONCE, SET_BYTES) {
            let mails = self.fetch("reading flags", &part, "(UID FLAGS)", Limits::default())?;
            flags.extend(mails.into_iter().filter_map(|(uid, mail)| Some((uid, mail.flags?))));
        }
        Ok(flags)
    }

    pub(super) fn fetch_flags_since(&mut self, mod_seq: u64) -> Result<Vec<(Uid, Flags)>> {
        let items = format!("(UID FLAGS) (CHANGEDSINCE {mod_seq})");
        let mails = self.fetch("reading changed flags", &UidSet::everything(), &items, Limits::default())?;
        Ok(mails.into_iter().filter_map(|(uid, mail)| Some((uid, mail.flags?))).collect())
    }

    pub(super) fn fetch_bodies(&mut self, uids: &UidSet, cap: u64) -> Result<Vec<Body>> {
        let mut bodies = Vec::new();
        for part in uids.split(SKELETONS_AT_ONCE, SET_BYTES) {
            // Sizes first: a mail over the cap is then not even sent. They may be wrong, so the cap holds anyway.
            let unknown: UidSet = part.iter().filter(|uid| self.sizes.get(*uid).is_none()).collect();
            let asked = self.fetch("asking for sizes", &unknown, "(UID RFC822.SIZE)", Limits::default())?;
            let told = |uid: &Uid| asked.get(uid).and_then(|mail| mail.size);
            let sizes: BTreeMap<Uid, u64> = part
                .iter()
                .filter_map(|uid| Some((uid, self.sizes.get(uid).or_else(|| told(&uid))?)))
                .collect();
            let size = |uid: &Uid| sizes.get(uid).copied().unwrap_or(0);
            let (large, whole): (Vec<Uid>, Vec<Uid>) = part.iter().partition(|uid| size(uid) > cap);
            let promised: u64 = whole.iter().map(size).sum();
            let limits = Limits {
                literal: cap,
                beginning: BEGINNING.min(cap),
                total: promised.saturating_mul(2).saturating_add(64 << 20),
                ..Limits::default()
            };
            let whole = whole.into_iter().collect();
            let mails = self.fetch_all("reading mail", &whole, "(UID BODY.PEEK[])", limits, has_bytes)?;
            bodies.extend(mails.into_iter().map(|(uid, mail)| body(uid, mail, u64::MAX)));

            let count = BEGINNING.min(cap).max(1);
            let items = format!("(UID BODY.PEEK[]<0.{count}>)");
            // Servers that ignore the range send all of it.
            let limits = Limits {
                literal: count,
                beginning: count,
                total: (large.len() as u64 + 1).saturating_mul(2 * count).saturating_add(64 << 20),
                ..Limits::default()
            };
            let large = large.into_iter().collect();
            let mails = self.fetch_all("reading mail", &large, &items, limits, has_bytes)?;
            bodies.extend(mails.into_iter().map(|(uid, mail)| body(uid, mail, count)));
        }
        bodies.sort_unstable_by_key(|body| body.uid);
        Ok(bodies)
    }

    /// Fetches, and asks once more for what was left out: one omission is no proof that a mail is gone.
    fn fetch_all(
        &mut self,
        during: &'static str,
        uids: &UidSet,
        items: &str,
        limits: Limits,
        complete: impl Fn(&Fetched) -> bool,
    ) -> Result<Mails> {
        let mut mails = self.fetch(during, uids, items, limits)?;
        let missing: UidSet = uids.iter().filter(|uid| !mails.get(uid).is_some_and(&complete)).collect();
        for (uid, again) in self.fetch(during, &missing, items, limits)? {
            mails.entry(uid).or_default().merge(again);
        }
        Ok(mails)
    }

    fn fetch(&mut self, during: &'static str, uids: &UidSet, items: &str, limits: Limits) -> Result<Mails> {
        let mut mails = Mails::new();
        if uids.is_empty() {
            return Ok(mails);
        }
        let wait = Wait { total: self.patience.transfer, silence: self.patience.silence };
        self.run(during, Command::new(&format!("UID FETCH {uids} {items}")), wait, limits)?;
        let mut core = self.guard.core();
        for fetched in std::mem::take(&mut core.heard.fetched) {
            match fetched.uid {
                Some(uid) if uids.contains(uid) => mails.entry(uid).or_default().merge(fetched),
                // Another client changed a mail we did not ask for.
                _ => core.heard.changed = true,
            }
        }
        Ok(mails)
    }
}

impl Fetched {
    /// Adds what another response says about the same mail.
    fn merge(&mut self, other: Fetched) {
        self.uid = other.uid.or(self.uid);
        self.internal_date = other.internal_date.or(self.internal_date);
        self.size = other.size.or(self.size);
        if other.flags.is_some() {
            self.flags = other.flags;
        }
        merge_text(&mut self.header, other.header);
        merge_text(&mut self.body, other.body);
    }
}

fn merge_text(known: &mut Option<Option<Text>>, other: Option<Option<Text>>) {
    if !matches!(known, Some(Some(_))) && other.is_some() {
        *known = other;
    }
}

fn has_bytes(mail: &Fetched) -> bool {
    matches!(&mail.body, Some(Some(text)) if !text.bytes.is_empty())
}

/// `asked` is how many bytes were asked for: fewer than that are the whole mail.
fn body(uid: Uid, mail: Fetched, asked: u64) -> Body {
    let content = match mail.body.flatten() {
        Some(text) if text.bytes.is_empty() && !text.cut => Content::Unavailable,
        Some(text) if text.cut || text.bytes.len() as u64 >= asked => Content::Beginning(text.bytes),
        Some(text) => Content::Whole(text.bytes),
        None => Content::Unavailable,
    };
    Body { uid, content }
}
