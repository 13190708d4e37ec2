//! Full-text search over activities: the one place where the engines differ.
//!
//! Both hold the words that [`crmweb_model::words`] makes, so both find the same.

use crate::dialect::placeholders;
use crate::engine::{Param, Tx};
use crate::error::Result;
use crmweb_model::ids::{ActivityId, UserId};
use crmweb_model::words;

/// The newest candidates an engine returns; ranking is not its business.
const MOST_CANDIDATES: i64 = 1_000;

/// Makes an activity findable by `tokens` (see [`words::tokens`]), replacing what it was findable by.
pub fn index(tx: &mut Tx, activity: ActivityId, tokens: &str) -> Result<()> {
    if tx.is_postgres() {
        tx.execute(
            "INSERT INTO search_words (id, words) VALUES (?1, array_to_tsvector(string_to_array(CAST(?2 AS TEXT), ' ')))
             ON CONFLICT (id) DO UPDATE SET words = excluded.words",
            &[&activity.0, &tokens],
        )?;
    } else {
        tx.execute(
            "INSERT OR REPLACE INTO search_words (rowid, words) VALUES (?1, ?2)",
            &[&activity.0, &tokens],
        )?;
    }
    Ok(())
}

/// Like [`index`], for an activity that was just created and cannot be findable yet.
///
/// FTS5 writes what it has gathered to the database at every savepoint, and other statements make savepoints: whoever
/// adds many does so at the end of the transaction, one after the other.
pub fn add(tx: &mut Tx, activity: ActivityId, tokens: &str) -> Result<()> {
    if tx.is_postgres() {
        return index(tx, activity, tokens);
    }
    tx.execute("INSERT INTO search_words (rowid, words) VALUES (?1, ?2)", &[&activity.0, &tokens])?;
    Ok(())
}

/// Makes an activity unfindable.
pub fn forget(tx: &mut Tx, activity: ActivityId) -> Result<()> {
    let sql = if tx.is_postgres() {
        "DELETE FROM search_words WHERE id = ?1"
    } else {
        "DELETE FROM search_words WHERE rowid = ?1"
    };
    tx.execute(sql, &[&activity.0])?;
    Ok(())
}

/// Works at removing the words of what was forgotten from where they once stood; `false` when nothing is left to do.
///
/// FTS5 only notes that something is gone until it merges what it has written.
pub fn clean(tx: &mut Tx, first: bool) -> Result<bool> {
    if tx.is_postgres() {
        return Ok(false);
    }
    let changes = "SELECT total_changes()";
    let before: i64 = tx.query_one(changes, &[], |r| r.get(0))?;
    // The first call begins a merge of everything (`merge` with a negative number), the others go on with it.
    let pages: i64 = if first { -PAGES } else { PAGES };
    tx.execute("INSERT INTO search_words (search_words, rank) VALUES ('merge', ?1)", &[&pages])?;
    let after: i64 = tx.query_one(changes, &[], |r| r.get(0))?;
    Ok(after - before >= 2)
}

/// Pages of words merged at once: some milliseconds.
const PAGES: i64 = 200;

/// Finds activities that have every word of `text` (the last as a beginning), newest first, as `viewer` may see them:
/// what colleagues see only by its envelope is not found by its text.
pub fn activities(tx: &mut Tx, text: &str, viewer: UserId, limit: i64) -> Result<Vec<ActivityId>> {
    let mut asked = Vec::new();
    words::each_word(text, |word| asked.push(word.to_owned()));
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let candidates = candidates(tx, &asked)?;
    let mut found = Vec::new();
    for part in candidates.chunks(200) {
        found.extend(visible(tx, part, viewer)?);
        if found.len() as i64 >= limit {
            break;
        }
    }
    found.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(found)
}

fn candidates(tx: &mut Tx, asked: &[String]) -> Result<Vec<i64>> {
    let (last, before) = match asked.split_last() {
        Some((last, before)) => (last, before),
        None => return Ok(Vec::new()),
    };
    // The words hold letters and digits only, so neither query language sees an operator.
    if tx.is_postgres() {
        let mut query: Vec<String> = before.iter().map(|w| format!("'{w}'")).collect();
        query.push(format!("'{last}':*"));
        tx.query(
            "SELECT id FROM search_words WHERE words @@ CAST(CAST(?1 AS TEXT) AS tsquery) ORDER BY id DESC LIMIT ?2",
            &[&query.join(" & "), &MOST_CANDIDATES],
            |r| r.get(0),
        )
    } else {
        let mut query: Vec<String> = before.iter().map(|w| format!("\"{w}\"")).collect();
        query.push(format!("\"{last}\"*"));
        tx.query(
            "SELECT rowid FROM search_words WHERE search_words MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
            &[&query.join(" AND "), &MOST_CANDIDATES],
            |r| r.get(0),
        )
    }
}

fn visible(tx: &mut Tx, candidates: &[i64], viewer: UserId) -> Result<Vec<ActivityId>> {
    let sql = format!(
        "SELECT a.id
         FROM activities a
         LEFT JOIN mails m ON m.activity_id = a.id
         WHERE a.id IN ({})
           AND a.deleted_at IS NULL
           AND CASE WHEN m.id IS NULL THEN a.private_to IN (0, ?1)
               ELSE EXISTS (SELECT 1 FROM captures c
                            WHERE c.mail_id = m.id AND (c.user_id IN (0, ?1) OR (c.held = 0 AND c.share = 3)))
               END
         ORDER BY a.at DESC, a.id DESC",
        placeholders(2, candidates.len())
    );
    let mut params: Vec<&dyn Param> = vec![&viewer.0];
    params.extend(candidates.iter().map(|id| id as &dyn Param));
    tx.query(&sql, &params, |r| r.get(0).map(ActivityId))
}
