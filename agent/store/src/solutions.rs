//! Past solutions by their words: solved incidents and published articles, on both engines the same.

use crate::dialect::placeholders;
use crate::engine::{Param, Row, Tx};
use crate::error::Result;
use crate::links::record_kind;
use crate::refs::read_uid;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::similar::{Asked, Found, Hit, Places, counted};
use crmweb_model::time::Millis;

/// The newest texts with a word that are looked at; ranking is not the engine's business.
const MOST_HITS: i64 = 1_000;
/// Texts are counted up to here: what more have is common.
const COMMON: i64 = 20_000;

/// Makes an incident or article findable by what it says now, or no longer.
pub fn refresh(tx: &mut Tx, record: RecordRef) -> Result<()> {
    forget(tx, record)?;
    let Some((subject, solution, description)) = text(tx, record)? else { return Ok(()) };
    let words = counted(&subject, &solution, &description);
    let length: i64 = words.values().map(|p| p.subject + p.solution + p.description).sum();
    let id: i64 = tx.query_one(
        "INSERT INTO solution_texts (record_kind, record_id, words) VALUES (?1, ?2, ?3) RETURNING id",
        &[&record.kind.as_str(), &record.id, &length],
        |r| r.get(0),
    )?;
    let rows: Vec<(&String, &Places)> = words.iter().collect();
    let mut values: Vec<&dyn Param> = Vec::with_capacity(5 * rows.len());
    for (word, places) in rows {
        values.push(word);
        values.push(&id);
        values.extend([&places.subject as &dyn Param, &places.solution, &places.description]);
    }
    tx.insert_rows(
        "INSERT INTO solution_words (word, text_id, subject, solution, description)",
        5,
        &values,
        "",
    )
}

fn forget(tx: &mut Tx, record: RecordRef) -> Result<()> {
    let known: Option<i64> = tx.query_opt(
        "SELECT id FROM solution_texts WHERE record_kind = ?1 AND record_id = ?2",
        &[&record.kind.as_str(), &record.id],
        |r| r.get(0),
    )?;
    if let Some(id) = known {
        tx.execute("DELETE FROM solution_words WHERE text_id = ?1", &[&id])?;
        tx.execute("DELETE FROM solution_texts WHERE id = ?1", &[&id])?;
    }
    Ok(())
}

/// Subject, solution and description of what helps again; `None` of anything else.
fn text(tx: &mut Tx, record: RecordRef) -> Result<Option<(String, String, String)>> {
    let sql = match record.kind {
        RecordKind::Incident => {
            "SELECT subject || ' ' || product || ' ' || category, solution, description
             FROM incidents
             WHERE id = ?1 AND status IN ('solved', 'closed') AND solution <> '' AND deleted_at IS NULL"
        }
        RecordKind::Article => {
            "SELECT name || ' ' || category, solution, problem
             FROM articles
             WHERE id = ?1 AND state = 'published' AND deleted_at IS NULL"
        }
        _ => return Ok(None),
    };
    let found = tx.query_opt(sql, &[&record.id], |r| {
        Ok((r.get::<String>(0)?, r.get::<String>(1)?, r.get::<String>(2)?))
    })?;
    let Some((mut subject, solution, description)) = found else { return Ok(None) };
    if record.kind == RecordKind::Article {
        let keywords: Vec<String> = tx.query(
            "SELECT keyword FROM article_keywords WHERE article_id = ?1 ORDER BY position",
            &[&record.id],
            |r| r.get(0),
        )?;
        subject = format!("{subject} {}", keywords.join(" "));
    }
    Ok(Some((subject, solution, description)))
}

/// Returns where the words of a question are found, and how many texts there are about.
pub fn find(tx: &mut Tx, asked: &[Asked]) -> Result<(Vec<Found>, i64)> {
    let all = tx.query_opt("SELECT id FROM solution_texts ORDER BY id DESC LIMIT 1", &[], |r| r.get(0))?;
    let mut found = Vec::with_capacity(asked.len());
    for word in asked {
        let texts = tx.query_one(
            "SELECT COUNT(*) FROM (SELECT 1 FROM solution_words WHERE word = ?1 LIMIT ?2) AS found",
            &[&word.word, &COMMON],
            |r| r.get(0),
        )?;
        let (from, to) = match word.stem() {
            Some(stem) => (stem.to_owned(), format!("{stem}\u{10ffff}")),
            // No other word is between a word and itself with nothing behind it.
            None => (word.word.clone(), format!("{}\u{1}", word.word)),
        };
        let hits = tx.query(
            "SELECT w.text_id, w.word, w.subject, w.solution, w.description, t.words
             FROM solution_words w
             JOIN solution_texts t ON t.id = w.text_id
             WHERE w.word >= ?1 AND w.word < ?2
             ORDER BY w.text_id DESC
             LIMIT ?3",
            &[&from, &to, &MOST_HITS],
            hit,
        )?;
        found.push(Found { asked: word.clone(), texts, hits });
    }
    Ok((found, all.unwrap_or(0)))
}

fn hit(r: &Row) -> Result<Hit> {
    Ok(Hit {
        text: r.get(0)?,
        word: r.get(1)?,
        places: Places { subject: r.get(2)?, solution: r.get(3)?, description: r.get(4)? },
        words: r.get(5)?,
    })
}

/// A past solution, for a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// The text by which it was found.
    pub text: i64,
    /// The incident or article.
    pub record: RecordRef,
    /// Its id outside.
    pub uid: Uid,
    /// The subject or title.
    pub subject: String,
    /// What helped.
    pub solution: String,
    /// The number of an incident; 0 of an article.
    pub number: i64,
    /// The product in the catalogue.
    pub product: Option<i64>,
    /// The category.
    pub category: String,
    /// Whose the incident was: its assignee.
    pub owner: Option<UserId>,
    /// How many said that it helped.
    pub helpful: i64,
    /// How many said that it did not.
    pub unhelpful: i64,
    /// The incident of which an article was made.
    pub made_of: Option<i64>,
    /// When it was solved or written.
    pub at: Millis,
}

/// Loads the incidents and articles of these texts, at most 200.
pub fn load(tx: &mut Tx, texts: &[i64]) -> Result<Vec<Solution>> {
    let texts = &texts[..texts.len().min(200)];
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let among = placeholders(1, texts.len());
    let sql = format!(
        "SELECT t.id, t.record_kind, i.id, i.uid, i.subject, i.solution, i.number, i.product_id, i.category,
                i.assignee_id, 0, 0, CAST(NULL AS BIGINT), COALESCE(i.closed_at, i.created_at)
         FROM solution_texts t JOIN incidents i ON i.id = t.record_id
         WHERE t.id IN ({among}) AND t.record_kind = 'incident'
         UNION ALL
         SELECT t.id, t.record_kind, a.id, a.uid, a.name, a.solution, 0, a.product_id, a.category,
                CAST(NULL AS BIGINT), COALESCE(a.helpful, 0), COALESCE(a.unhelpful, 0), a.incident_id, a.created_at
         FROM solution_texts t JOIN articles a ON a.id = t.record_id
         WHERE t.id IN ({among}) AND t.record_kind = 'article'"
    );
    let params: Vec<&dyn Param> = texts.iter().map(|id| id as &dyn Param).collect();
    tx.query(&sql, &params, |r| {
        let kind: String = r.get(1)?;
        Ok(Solution {
            text: r.get(0)?,
            record: RecordRef::new(record_kind(&kind)?, r.get(2)?),
            uid: read_uid(r, 3)?,
            subject: r.get(4)?,
            solution: r.get(5)?,
            number: r.get(6)?,
            product: r.get(7)?,
            category: r.get(8)?,
            owner: r.get::<Option<i64>>(9)?.map(UserId),
            helpful: r.get(10)?,
            unhelpful: r.get(11)?,
            made_of: r.get(12)?,
            at: Millis(r.get(13)?),
        })
    })
}

/// Returns what a user said of an article.
pub fn vote_of(tx: &mut Tx, article: i64, user: UserId) -> Result<Option<bool>> {
    tx.query_opt(
        "SELECT helped FROM article_votes WHERE article_id = ?1 AND user_id = ?2",
        &[&article, &user.0],
        |r| r.flag(0),
    )
}

/// Notes what a user says of an article (`None`: nothing any more) and counts anew.
pub fn vote(tx: &mut Tx, article: i64, user: UserId, helped: Option<bool>, at: Millis) -> Result<()> {
    match helped {
        Some(helped) => tx.execute(
            "INSERT INTO article_votes (article_id, user_id, helped, at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (article_id, user_id) DO UPDATE SET helped = excluded.helped, at = excluded.at",
            &[&article, &user.0, &i64::from(helped), &at.0],
        )?,
        None => tx.execute(
            "DELETE FROM article_votes WHERE article_id = ?1 AND user_id = ?2",
            &[&article, &user.0],
        )?,
    };
    tx.execute(
        "UPDATE articles
         SET helpful = (SELECT COUNT(*) FROM article_votes v WHERE v.article_id = ?1 AND v.helped = 1),
             unhelpful = (SELECT COUNT(*) FROM article_votes v WHERE v.article_id = ?1 AND v.helped = 0)
         WHERE id = ?1",
        &[&article],
    )?;
    Ok(())
}

/// Returns the article made of an incident, unless it is deleted.
pub fn article_of(tx: &mut Tx, incident: i64) -> Result<Option<Uid>> {
    tx.query_opt(
        "SELECT uid FROM articles WHERE incident_id = ?1 AND deleted_at IS NULL ORDER BY id LIMIT 1",
        &[&incident],
        |r| read_uid(r, 0),
    )
}
