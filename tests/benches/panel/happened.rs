//! Mails, tasks, calls and notes.

use crate::chance::Chance;
use crate::clients::share;
use crate::company::USERS;
use crate::row;
use crate::sink::Sink;
use crate::texts::{uid, words};
use crmweb_model::identity::id_hash;
use crmweb_store::Result;

pub fn activity(
    sink: &mut Sink,
    chance: &mut Chance,
    id: i64,
    at: i64,
    (kind, status): (&str, &str),
) -> Result<()> {
    let open = i64::from(status == "planned");
    row!(
        sink,
        "activities (id, uid, kind, status, open, priority, direction, subject, body, at, planned, zone,
                author_id, assignee_id, created_at, updated_at, done_at, subject_key)",
        id,
        uid(7, id),
        kind,
        status,
        open,
        "normal",
        "none",
        words(chance, 5),
        words(chance, 40),
        at,
        (open == 1).then_some("2026-11-25T09:00"),
        (open == 1).then_some("Europe/Bucharest"),
        1 + chance.below(USERS),
        1 + chance.below(USERS),
        at,
        at,
        (open == 0).then_some(at),
        ""
    );
    Ok(())
}

/// A mail with one copy, sometimes two; returns who sees it.
pub fn letter(sink: &mut Sink, chance: &mut Chance, id: i64, at: i64, client: String) -> Result<Vec<i64>> {
    let incoming = chance.happens(60);
    row!(
        sink,
        "activities (id, uid, kind, status, open, priority, direction, subject, at, created_at, updated_at, done_at)",
        id,
        uid(7, id),
        "email",
        "done",
        0,
        "normal",
        if incoming { "in" } else { "out" },
        words(chance, 5),
        at,
        at,
        at,
        at
    );
    let owner = 1 + chance.below(USERS);
    let mine = format!("user{owner}@us.example");
    let (from, to) = if incoming { (client, mine) } else { (mine, client) };
    let message_id = format!("{id}@mail.example");
    row!(sink, "mails (id, uid, identity, activity_id, thread_id, message_id, id_hash, sent_at, from_address, from_name,
                nature, text, size, truncated, sha256, pack, pack_at, attachments, defects, created_at)",
        id, uid(8, id), format!("m{id}"), id, 1 + id / 4, message_id.clone(), id_hash(&message_id), at, from.clone(), "Ion Pop",
        "person", words(chance, 80), 4_096, 0, format!("{id:064x}"), 1, id * 4_096, chance.below(3), "", at);
    row!(sink, "mail_people (mail_id, address, part, name)", id, from, "from", "Ion Pop");
    row!(sink, "mail_people (mail_id, address, part, name)", id, to, "to", "");
    let held = i64::from(chance.happens(1));
    let mut copies = vec![(owner, share(owner), held)];
    if chance.happens(10) {
        let other = 1 + owner % USERS;
        copies.push((other, share(other), 0));
    }
    for (user, share, held) in &copies {
        row!(
            sink,
            "captures (mail_id, mailbox_id, user_id, share, held, made_at)",
            id,
            *user,
            *user,
            *share,
            *held,
            at
        );
    }
    let granted = copies.iter().any(|(_, share, held)| *held == 0 && *share > 0);
    Ok(if granted { vec![0] } else { copies.into_iter().map(|(user, ..)| user).collect() })
}
