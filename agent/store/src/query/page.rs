//! A page of a list: the keys of its records in order, and where it ended.

use super::Query;
use super::order::{self, Key, Place, Sort, Value, key};
use super::plan::{self, Driver};
use super::sql::Sql;
use crate::engine::Tx;
use crate::error::Result;

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The records, in order.
    pub ids: Vec<i64>,
    /// Where the next page begins; nothing at the end.
    pub next: Option<Place>,
}

/// A record found, with what ordered it.
struct Found {
    id: i64,
    values: Vec<Value>,
}

/// Finds a page of the records asked for, at most `limit`, after the place `after`. `None` when the place does not fit
/// the order, or the order names a field that orders nothing.
pub fn page(
    tx: &mut Tx,
    query: &Query,
    sort: &[Sort],
    after: Option<&Place>,
    limit: i64,
) -> Result<Option<Page>> {
    let keys: Option<Vec<Key>> = sort.iter().enumerate().map(|(n, sort)| key(query.kind, sort, n)).collect();
    let Some(keys) = keys else { return Ok(None) };
    let fits = |place: &Place| {
        place.values.len() == keys.len() && keys.iter().zip(&place.values).all(|(key, value)| key.fits(value))
    };
    if after.is_some_and(|place| !fits(place)) {
        return Ok(None);
    }
    let from = match after {
        Some(place) => Some(Found { id: id_of(tx, query, &place.uid)?, values: place.values.clone() }),
        None => None,
    };
    let driver = plan::driver(tx, query)?;
    let walk = driver.is_none() && keys.first().is_none_or(|key| key.walks);
    let list = List { query, keys: &keys, driver: driver.as_ref() };
    let (mut found, rest) = if walk {
        list.walked(tx, from.as_ref(), limit)?
    } else {
        (list.sorted(tx, from.as_ref(), limit)?, None)
    };
    let next = if found.len() as i64 > limit {
        found.truncate(usize::try_from(limit).unwrap_or(0));
        found.last().map(|last| (last.id, last.values.clone()))
    } else {
        rest.map(|rest| (rest.id, rest.values))
    };
    let next = match next {
        Some((id, values)) => Some(Place { values, uid: uid_of(tx, query, id)? }),
        None => None,
    };
    Ok(Some(Page { ids: found.into_iter().map(|found| found.id).collect(), next }))
}

fn id_of(tx: &mut Tx, query: &Query, uid: &str) -> Result<i64> {
    let sql = format!("SELECT id FROM {} WHERE uid = ?1", query.kind.table);
    Ok(tx.query_opt(&sql, &[&uid], |r| r.get(0))?.unwrap_or(0))
}

fn uid_of(tx: &mut Tx, query: &Query, id: i64) -> Result<String> {
    tx.query_one(&format!("SELECT uid FROM {} WHERE id = ?1", query.kind.table), &[&id], |r| r.get(0))
}

struct List<'a> {
    query: &'a Query<'a>,
    keys: &'a [Key],
    driver: Option<&'a Driver<'a>>,
}

impl List<'_> {
    /// Sorts all that fulfil the condition; one more than `limit` tells whether there are more.
    fn sorted(&self, tx: &mut Tx, from: Option<&Found>, limit: i64) -> Result<Vec<Found>> {
        let mut sql = self.selected("a.id", self.keys);
        sql.push(&format!(" FROM {} a", self.query.kind.table));
        self.keys.iter().enumerate().for_each(|(n, key)| key.join(&mut sql, n, self.query.viewer));
        sql.push(" WHERE 1 = 1");
        plan::wanted(&mut sql, self.query, self.driver);
        if let Some(from) = from {
            sql.push(" AND ");
            order::after(&mut sql, self.keys, &from.values, ("a.id", from.id));
        }
        order::order_by(&mut sql, self.keys, "a.id", true);
        sql.push(" LIMIT ").bind(limit + 1);
        self.read(tx, &sql)
    }

    /// Looks at the records one after another in the order of the first key: those with a value, then those without.
    fn walked(&self, tx: &mut Tx, from: Option<&Found>, limit: i64) -> Result<(Vec<Found>, Option<Found>)> {
        let valued = from.is_none_or(|from| from.values.first() != Some(&Value::Nothing));
        let mut found = Vec::new();
        if valued {
            let rest;
            (found, rest) = self.windows(tx, from, limit)?;
            if rest.is_some() || found.len() as i64 > limit {
                return Ok((found, rest));
            }
        }
        if self.keys.first().is_some_and(|key| key.nullable) {
            let from = from.filter(|_| !valued);
            let left = limit - found.len() as i64;
            found.extend(self.without(tx, from, left)?);
        }
        Ok((found, None))
    }

    /// Looks at a few entries first, which mostly is enough, then at as many as one page may cost. Returns where looking
    /// stopped before the end.
    fn windows(&self, tx: &mut Tx, from: Option<&Found>, limit: i64) -> Result<(Vec<Found>, Option<Found>)> {
        let most = self.query.effort.looked_at;
        let mut found = Vec::new();
        let mut stop: Option<Found> = None;
        for entries in [(most / 10).max(1), most] {
            let begin = stop.take();
            let begin = begin.as_ref().or(from);
            stop = self.stop(tx, begin, entries)?;
            let left = limit - found.len() as i64;
            found.extend(self.along(tx, begin, stop.as_ref(), left)?);
            if stop.is_none() || found.len() as i64 > limit {
                break;
            }
        }
        Ok((found, stop))
    }

    /// Finds the entry of the order at which looking stops; nothing when the end comes before, or when several keys
    /// order the list.
    fn stop(&self, tx: &mut Tx, from: Option<&Found>, entries: i64) -> Result<Option<Found>> {
        if self.keys.len() > 1 {
            return Ok(None);
        }
        let mut sql = self.walk(from, false);
        order::order_by(&mut sql, self.keys, self.id(), false);
        sql.push(" LIMIT 1 OFFSET ").bind(entries - 1);
        Ok(self.read(tx, &sql)?.pop())
    }

    fn along(
        &self,
        tx: &mut Tx,
        from: Option<&Found>,
        stop: Option<&Found>,
        limit: i64,
    ) -> Result<Vec<Found>> {
        let mut sql = self.walk(from, true);
        if let Some(stop) = stop {
            if let (Some(key), Some(value)) = (self.keys.first(), stop.values.first()) {
                order::bound(&mut sql, key, value, false);
            }
            sql.push(" AND NOT (");
            order::after(&mut sql, self.keys, &stop.values, (self.id(), stop.id));
            sql.push(")");
        }
        plan::wanted_in_order(&mut sql, self.query);
        order::order_by(&mut sql, self.keys, self.id(), false);
        sql.push(" LIMIT ").bind(limit + 1);
        self.read(tx, &sql)
    }

    /// The records that have no value for the first key, in the order of their keys.
    fn without(&self, tx: &mut Tx, from: Option<&Found>, limit: i64) -> Result<Vec<Found>> {
        let mut sql = self.selected("a.id", self.keys);
        sql.push(&format!(" FROM {} a", self.query.kind.table));
        self.keys.iter().enumerate().for_each(|(n, key)| key.join(&mut sql, n, self.query.viewer));
        sql.push(" WHERE ").push(&self.keys[0].expr).push(" IS NULL");
        if let Some(from) = from {
            sql.push(" AND ");
            order::after(&mut sql, self.keys, &from.values, ("a.id", from.id));
        }
        plan::wanted_in_order(&mut sql, self.query);
        order::order_by(&mut sql, self.keys, "a.id", true);
        sql.push(" LIMIT ").bind(limit + 1);
        self.read(tx, &sql)
    }

    /// `SELECT … FROM … WHERE …` along the first key, after a place; with the records themselves, or the key alone.
    fn walk(&self, from: Option<&Found>, records: bool) -> Sql {
        let mut sql = self.selected(self.id(), self.keys);
        match self.keys.split_first() {
            Some((first, rest)) => first.first(&mut sql, self.query.kind.table, records, |sql| {
                // The other keys stand beside the record they belong to.
                rest.iter().enumerate().for_each(|(n, key)| key.join(sql, n + 1, self.query.viewer));
            }),
            None => _ = sql.push(&format!(" FROM {} a WHERE 1 = 1", self.query.kind.table)),
        }
        if let Some(key) = self.keys.first().filter(|key| key.nullable) {
            sql.push(" AND ").push(&key.expr).push(" IS NOT NULL");
        }
        if let Some(from) = from {
            if let (Some(key), Some(value)) = (self.keys.first(), from.values.first()) {
                order::bound(&mut sql, key, value, true);
            }
            sql.push(" AND ");
            order::after(&mut sql, self.keys, &from.values, (self.id(), from.id));
        }
        sql
    }

    fn id(&self) -> &'static str {
        self.keys.first().map_or("a.id", Key::id)
    }

    fn selected(&self, id: &str, keys: &[Key]) -> Sql {
        let mut sql = Sql::new("SELECT ");
        sql.push(id);
        keys.iter().for_each(|key| _ = sql.push(", ").push(&key.expr));
        sql
    }

    fn read(&self, tx: &mut Tx, sql: &Sql) -> Result<Vec<Found>> {
        sql.query(tx, |r| {
            let mut values = Vec::with_capacity(self.keys.len());
            for (n, key) in self.keys.iter().enumerate() {
                values.push(key.read(r, n + 1)?);
            }
            Ok(Found { id: r.get(0)?, values })
        })
    }
}
