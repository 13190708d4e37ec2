//! The product catalogue: its tree of categories, and lists of its products.

use crate::dialect::placeholders;
use crate::engine::{Param, Tx};
use crate::error::Result;
use crate::refs::read_uid;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::money::Money;
use crmweb_model::products::Named;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_model::words::fold;

/// A category of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Its key.
    pub id: i64,
    /// Its id outside.
    pub uid: Uid,
    /// Its name.
    pub name: String,
    /// The category it is part of.
    pub parent: Option<i64>,
    /// How many products stand right in it.
    pub products: i64,
}

/// A product in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Points at it.
    pub record: RecordRef,
    /// Its id outside.
    pub uid: Uid,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its state.
    pub state: String,
    /// Its unit.
    pub unit: String,
    /// What one costs.
    pub price: Option<Money>,
    /// Who added it.
    pub author: Option<UserId>,
    /// When it was added.
    pub created_at: Millis,
    /// When it was last changed.
    pub updated_at: Millis,
}

/// Which products are listed; what is left out does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// In one of these categories.
    pub categories: Option<Vec<i64>>,
    /// In this state.
    pub state: Option<String>,
    /// With a code that begins so, or this in code or name; folded.
    pub code: Option<String>,
    /// With this in code or name; folded.
    pub text: Option<String>,
    /// Added by this user.
    pub author: Option<UserId>,
    /// Added at or after, and before.
    pub created: (Option<Millis>, Option<Millis>),
    /// Changed at or after, and before.
    pub changed: (Option<Millis>, Option<Millis>),
    /// Only those after this one.
    pub after: Option<i64>,
    /// How many.
    pub limit: i64,
}

/// Finds the product that has a code, in any spelling, deleted ones left out.
pub fn with_code(tx: &mut Tx, code: &str) -> Result<Option<(RecordRef, Uid, String)>> {
    let wanted = fold(code);
    // The code is the beginning of what a product is called.
    let found = tx.query(
        "SELECT id, uid, code, name FROM products WHERE name_key LIKE ?1 ESCAPE '!' AND deleted_at IS NULL ORDER BY id",
        &[&format!("{} %", escaped(&wanted))],
        |r| Ok((r.get::<i64>(0)?, read_uid(r, 1)?, r.get::<String>(2)?, r.get::<String>(3)?)),
    )?;
    let same = found.into_iter().find(|(_, _, code, _)| fold(code) == wanted);
    Ok(same.map(|(id, uid, code, name)| {
        (RecordRef::new(RecordKind::Product, id), uid, format!("{code} {name}"))
    }))
}

/// Lists all categories by name, each with the number of its own products.
pub fn categories(tx: &mut Tx) -> Result<Vec<Category>> {
    tx.query(
        "SELECT c.id, c.uid, c.name, c.parent_id,
                (SELECT COUNT(*) FROM products p WHERE p.category_id = c.id AND p.deleted_at IS NULL)
         FROM product_categories c
         WHERE c.deleted_at IS NULL
         ORDER BY c.name_key, c.id",
        &[],
        |r| {
            Ok(Category {
                id: r.get(0)?,
                uid: read_uid(r, 1)?,
                name: r.get(2)?,
                parent: r.get(3)?,
                products: r.get(4)?,
            })
        },
    )
}

/// Lists products, the newest first.
pub fn list(tx: &mut Tx, asked: &Asked) -> Result<Vec<Line>> {
    let code = asked.code.as_deref().map(|code| format!("{}%", escaped(&fold(code))));
    let text = asked.text.as_deref().map(|text| format!("%{}%", escaped(&fold(text))));
    let author = asked.author.map(|user| user.0);
    let moment = |at: Option<Millis>, otherwise: i64| at.map_or(otherwise, |at| at.0);
    let created = (moment(asked.created.0, i64::MIN), moment(asked.created.1, i64::MAX));
    let changed = (moment(asked.changed.0, i64::MIN), moment(asked.changed.1, i64::MAX));
    let after = asked.after.unwrap_or(i64::MAX);
    let mut params: Vec<&dyn Param> = vec![
        &after,
        &asked.state,
        &code,
        &text,
        &author,
        &created.0,
        &created.1,
        &changed.0,
        &changed.1,
        &asked.limit,
    ];
    let mut within = String::new();
    if let Some(categories) = &asked.categories {
        if categories.is_empty() {
            return Ok(Vec::new());
        }
        within = format!("AND category_id IN ({})", placeholders(11, categories.len()));
        params.extend(categories.iter().map(|id| id as &dyn Param));
    }
    let sql = format!(
        "SELECT id, uid, code, name, state, unit, price, currency, author_id, created_at, updated_at
         FROM products
         WHERE deleted_at IS NULL
           AND id < ?1
           AND (CAST(?2 AS TEXT) IS NULL OR state = ?2)
           AND (CAST(?3 AS TEXT) IS NULL OR name_key LIKE ?3 ESCAPE '!')
           AND (CAST(?4 AS TEXT) IS NULL OR name_key LIKE ?4 ESCAPE '!')
           AND (CAST(?5 AS BIGINT) IS NULL OR author_id = ?5)
           AND created_at >= ?6 AND created_at < ?7
           AND updated_at >= ?8 AND updated_at < ?9
           {within}
         ORDER BY id DESC
         LIMIT ?10"
    );
    tx.query(&sql, &params, |r| {
        let (minor, currency): (Option<i64>, String) = (r.get(6)?, r.get(7)?);
        Ok(Line {
            record: RecordRef::new(RecordKind::Product, r.get(0)?),
            uid: read_uid(r, 1)?,
            code: r.get(2)?,
            name: r.get(3)?,
            state: r.get(4)?,
            unit: r.get(5)?,
            price: minor.map(|minor| Money { minor, currency }),
            author: r.get::<Option<i64>>(8)?.map(UserId),
            created_at: Millis(r.get(9)?),
            updated_at: Millis(r.get(10)?),
        })
    })
}

/// Lists what every product is called that is not discontinued.
pub fn named(tx: &mut Tx) -> Result<Vec<Named>> {
    tx.query(
        "SELECT id, code, name FROM products WHERE deleted_at IS NULL AND state <> 'discontinued' ORDER BY id",
        &[],
        |r| Ok(Named { id: r.get(0)?, code: r.get(1)?, name: r.get(2)? }),
    )
}

fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}
