//! The history of a record, a page at a time.

use crate::place;
use crate::problem::Problem;
use crate::shape::client::{HistoryItem, cursor_after, history_item};
use crmweb_crm::{Result, whose};
use crmweb_model::record::RecordRef;
use crmweb_model::rights::{Actor, Right};
use crmweb_store::timeline::{self, Half, Place};
use crmweb_store::{Tx, client_page};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Paged {
    /// Go on after this place.
    pub cursor: Option<String>,
    /// How many, at most 100.
    pub limit: Option<i64>,
}

/// A page as understood.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    after: Option<Place>,
    limit: i64,
}

impl Paged {
    /// Reads what was asked.
    pub fn read(self) -> std::result::Result<Page, Problem> {
        let after = self.cursor.as_deref().map(place::read).transpose()?;
        Ok(Page { after, limit: self.limit.unwrap_or(50).clamp(1, 100) })
    }
}

/// A page of a history.
#[derive(Debug, Serialize, ToSchema)]
pub struct History {
    /// What happened, newest first.
    pub items: Vec<HistoryItem>,
    /// Where it goes on; null at its end.
    pub next: Option<String>,
}

/// Returns a page of the history of a record, as `actor` may see it.
pub fn page(tx: &mut Tx, actor: &Actor, record: RecordRef, page: Page) -> Result<History> {
    whose::may(tx, actor, Right::Read, record)?;
    let items = timeline::page(tx, record, actor.user, Half::History, page.after, page.limit)?;
    let users =
        client_page::people(tx, items.iter().flat_map(|i| [i.author, i.assignee]).flatten().collect())?;
    let full = items.len() as i64 == page.limit;
    let next = items.last().filter(|_| full).map(cursor_after);
    Ok(History { items: items.into_iter().map(|item| history_item(item, &users)).collect(), next })
}
