//! Past solutions that resemble a question (SPEC I3, P7): solved incidents and published articles.

use crate::deed::By;
use crate::error::Result;
use crate::{incidents, whose};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Right, Whose};
use crmweb_model::similar::{self, Standing};
use crmweb_model::words::fold;
use crmweb_store::solutions::{self, Solution};
use crmweb_store::{Tx, named};
use std::collections::BTreeSet;

/// The best by their words that are looked at more closely.
const CLOSER: usize = 100;
/// The most solutions of an answer.
const MOST: usize = 20;
/// Characters of a question that are read: its beginning tells what it is about.
const READ: usize = 4_000;

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The subject of a mail or incident; may be empty.
    pub subject: String,
    /// The text, or typed words.
    pub text: String,
    /// The product, by id, code or name; may be empty.
    pub product: String,
    /// The category; may be empty.
    pub category: String,
}

/// A past solution and why it is offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Offered {
    /// The incident or article.
    pub solution: Solution,
    /// How well it fits: the higher, the better.
    pub score: f64,
    /// The words it has in common with the question, as their roots.
    pub words: Vec<String>,
    /// It is about the same product.
    pub same_product: bool,
}

/// Lists past solutions for a question, the best first, as the actor may see them.
pub fn find(tx: &mut Tx, by: &By, question: &Question, limit: usize) -> Result<Vec<Offered>> {
    by.may(Right::Read, Whose::Mine)?;
    search(tx, by, question, None, limit)
}

/// Lists past solutions for an incident, the best first.
pub fn for_incident(tx: &mut Tx, by: &By, uid: Uid, limit: usize) -> Result<Vec<Offered>> {
    let incident = incidents::find(tx, uid)?;
    by.may_with(tx, Right::Read, incident.record())?;
    let question = Question {
        subject: incident.subject.clone(),
        text: incident.description.clone(),
        product: incident.product.clone(),
        category: incident.category.clone(),
    };
    search(tx, by, &question, Some(incident.id.0), limit)
}

fn search(tx: &mut Tx, by: &By, question: &Question, but: Option<i64>, limit: usize) -> Result<Vec<Offered>> {
    let read = |text: &str| text.chars().take(READ).collect::<String>();
    let asked = similar::asked(&read(&question.subject), &read(&question.text));
    let product = match question.product.trim() {
        "" => None,
        text => named::product(tx, text)?.map(|it| it.id),
    };
    let category = fold(&question.category);
    let (found, all) = solutions::find(tx, &asked)?;
    let ranked = similar::rank(&found, all);
    let best: Vec<i64> = ranked.iter().take(CLOSER).map(|scored| scored.text).collect();
    let mut offered = Vec::new();
    for solution in solutions::load(tx, &best)? {
        let Some(scored) = ranked.iter().find(|scored| scored.text == solution.text) else { continue };
        let own = solution.record.kind == RecordKind::Incident && but == Some(solution.record.id);
        if own || !whose::sees(tx, &by.actor, solution.record)? {
            continue;
        }
        let same_product = product.is_some() && solution.product == product;
        let standing = Standing {
            product: same_product,
            category: !category.is_empty() && fold(&solution.category) == category,
            article: solution.record.kind == RecordKind::Article,
            helpful: solution.helpful,
            unhelpful: solution.unhelpful,
        };
        let score = similar::lifted(scored.score, &standing);
        offered.push(Offered { solution, score, words: scored.words.clone(), same_product });
    }
    // The article of an incident says the same better.
    let retold: BTreeSet<i64> = offered.iter().filter_map(|it| it.solution.made_of).collect();
    offered.retain(|it| {
        it.solution.record.kind != RecordKind::Incident || !retold.contains(&it.solution.record.id)
    });
    offered.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.solution.text.cmp(&a.solution.text)));
    offered.truncate(limit.clamp(1, MOST));
    Ok(offered)
}
