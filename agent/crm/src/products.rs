//! The product catalogue: codes that stand once, categories to browse, products named in a text (SPEC D1).
//!
//! A product itself is changed like any record (see [`crate::records`]); each price it had is in its change log.

use crate::deed::By;
use crate::error::{Error, Result};
use crate::records;
use crmweb_model::ids::Uid;
use crmweb_model::products as rules;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Right, Whose};
use crmweb_store::catalogued::Sheet;
use crmweb_store::fields::Texts;
use crmweb_store::products::{self, Asked, Category, Line};
use crmweb_store::{Tx, names};
use std::collections::BTreeMap;

/// A category with what stands below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its id outside.
    pub uid: Uid,
    /// Its name.
    pub name: String,
    /// How many products stand right in it.
    pub products: i64,
    /// How many stand in it and below it.
    pub below: i64,
    /// The categories that are part of it.
    pub branches: Vec<Branch>,
}

/// Refuses a code that another product has.
pub(crate) fn check_code(tx: &mut Tx, id: Option<i64>, texts: &Texts) -> Result<()> {
    let code = texts.iter().find(|(name, _)| *name == "code").map_or("", |(_, text)| text);
    match products::with_code(tx, code)? {
        Some((other, uid, called)) if Some(other.id) != id => {
            Err(Error::Conflict(format!("the code {code} is that of the product {called} ({uid})")))
        }
        _ => Ok(()),
    }
}

/// Returns a product for a new line of an offer or sale; one that is discontinued is refused.
pub fn for_line(tx: &mut Tx, by: &By, uid: Uid) -> Result<Sheet> {
    let sheet = records::find(tx, by, records::kind(RecordKind::Product)?, uid)?;
    rules::may_be_offered(sheet.text("state")).map_err(|e| Error::invalid("product", e))?;
    Ok(sheet)
}

/// Returns the whole tree of categories.
pub fn tree(tx: &mut Tx, by: &By) -> Result<Vec<Branch>> {
    by.may(Right::Read, Whose::Mine)?;
    Ok(grown(products::categories(tx)?))
}

/// Lists products, the newest first; those of a category and of all below it when one is named.
pub fn list(tx: &mut Tx, by: &By, category: Option<Uid>, asked: Asked) -> Result<Vec<Line>> {
    by.may(Right::Read, Whose::Mine)?;
    let categories = match category {
        Some(uid) => {
            let top = records::find(tx, by, records::kind(RecordKind::Category)?, uid)?.record.id;
            Some(below(&products::categories(tx)?, top))
        }
        None => asked.categories.clone(),
    };
    Ok(products::list(tx, &Asked { categories, ..asked })?)
}

/// Returns what the product is called that a text speaks of most clearly; empty for none.
pub fn named_in(tx: &mut Tx, text: &str) -> Result<String> {
    let known = products::named(tx)?;
    let Some(id) = rules::named_in(text, &known).first().copied() else { return Ok(String::new()) };
    Ok(names::of(tx, crmweb_model::record::RecordRef::new(RecordKind::Product, id))?)
}

/// Builds the tree. A category whose parent is gone, or stands below it, is a top one.
fn grown(all: Vec<Category>) -> Vec<Branch> {
    let mut children: BTreeMap<Option<i64>, Vec<Category>> = BTreeMap::new();
    let there: Vec<i64> = all.iter().map(|category| category.id).collect();
    for category in all {
        let parent = category.parent.filter(|parent| there.contains(parent));
        children.entry(parent).or_default().push(category);
    }
    branches(&mut children, None)
}

fn branches(children: &mut BTreeMap<Option<i64>, Vec<Category>>, of: Option<i64>) -> Vec<Branch> {
    let here = children.remove(&of).unwrap_or_default();
    let branch = |category: Category| {
        let branches = branches(children, Some(category.id));
        let below = category.products + branches.iter().map(|branch| branch.below).sum::<i64>();
        Branch { uid: category.uid, name: category.name, products: category.products, below, branches }
    };
    here.into_iter().map(branch).collect()
}

/// A category and all below it.
fn below(all: &[Category], top: i64) -> Vec<i64> {
    let mut found = vec![top];
    let mut at = 0;
    while let Some(parent) = found.get(at).copied() {
        let next = all.iter().filter(|it| it.parent == Some(parent) && !found.contains(&it.id));
        let next: Vec<i64> = next.map(|it| it.id).collect();
        found.extend(next);
        at += 1;
    }
    found
}
