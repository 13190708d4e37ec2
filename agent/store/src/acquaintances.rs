//! What the crm knows of the people in a mail: three index look-ups for all of them together.

use crate::dialect::placeholders;
use crate::engine::{Param, Row, Tx};
use crate::error::Result;
use crate::keys;
use crmweb_model::address::Address;
use crmweb_model::domains::is_public;
use crmweb_model::ids::{AccountId, ContactId, LeadId};
use crmweb_model::matching::Employee;
use crmweb_model::record::{RecordKind, RecordRef};
use std::collections::HashMap;

/// What the crm knows of one address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Contacts that have it, oldest first, each with its main account.
    pub contacts: Vec<Employee>,
    /// Accounts whose own address it is.
    pub accounts: Vec<AccountId>,
    /// Leads that have it, oldest first, until they become clients.
    pub leads: Vec<LeadId>,
    /// Accounts whose domain it is; none for public mail domains.
    pub domain_accounts: Vec<AccountId>,
    /// What a correction taught: these records instead (none: nobody).
    pub taught: Option<Vec<RecordRef>>,
}

/// The most keys in one statement.
const AT_ONCE: usize = 64;

/// Says what is known of an address; deleted records are nobody.
pub fn by_address(tx: &mut Tx, address: &Address) -> Result<Known> {
    Ok(by_addresses(tx, std::slice::from_ref(address))?.pop().unwrap_or_default())
}

/// Like [`by_address`], for each of many addresses, in their order.
pub fn by_addresses(tx: &mut Tx, addresses: &[Address]) -> Result<Vec<Known>> {
    let texts: Vec<&str> = addresses.iter().map(Address::as_str).collect();
    let mut domains: Vec<&str> = addresses.iter().map(Address::domain).filter(|d| !is_public(d)).collect();
    domains.sort_unstable();
    domains.dedup();
    let holders = gather(tx, &texts, HOLDERS, holder)?;
    let accounts = gather(tx, &domains, OF_DOMAIN, |r| Ok(AccountId(r.get(1)?)))?;
    let rules = gather(tx, &texts, RULES, taught)?;
    let mut all = Vec::with_capacity(addresses.len());
    for address in addresses {
        let holders = holders.get(address.as_str()).map(Vec::as_slice).unwrap_or_default();
        let contact = |h: &Holder| match h {
            Holder::Contact(employee) => Some(*employee),
            _ => None,
        };
        let account = |h: &Holder| match h {
            Holder::Account(account) => Some(*account),
            _ => None,
        };
        let lead = |h: &Holder| match h {
            Holder::Lead(lead) => Some(*lead),
            _ => None,
        };
        all.push(Known {
            contacts: holders.iter().filter_map(contact).collect(),
            accounts: holders.iter().filter_map(account).collect(),
            leads: holders.iter().filter_map(lead).collect(),
            domain_accounts: accounts.get(address.domain()).cloned().unwrap_or_default(),
            taught: rules.get(address.as_str()).and_then(|found| found.first()).cloned().flatten(),
        });
    }
    Ok(all)
}

/// The main account of a contact is the first that is not deleted.
///
/// No condition on the kind: SQLite would walk the index of records instead of the keys' own. And no join on
/// `deleted_at IS NULL`: PostgreSQL takes that for rare while it has no statistics, and reads every account.
const HOLDERS: &str = "SELECT k.key, k.record_kind, k.record_id,
        (SELECT w.account_id
         FROM contact_accounts w
         WHERE k.record_kind = 'contact' AND w.contact_id = k.record_id
           AND (SELECT a.deleted_at FROM accounts a WHERE a.id = w.account_id) IS NULL
         ORDER BY w.position
         LIMIT 1)
    FROM match_keys k
    WHERE k.what = 'address' AND k.key IN (…) AND k.gone = 0
    ORDER BY k.key, k.record_kind, k.record_id";

const OF_DOMAIN: &str = "SELECT key, record_id
    FROM match_keys
    WHERE what = 'domain' AND key IN (…) AND gone = 0
    ORDER BY key, record_kind, record_id";

/// A rule for a record that is deleted does not speak; a taught contact brings its main account along.
const RULES: &str = "SELECT r.address, r.record_kind, r.record_id,
        (SELECT w.account_id
         FROM contact_accounts w
         WHERE r.record_kind = 'contact' AND w.contact_id = r.record_id
           AND (SELECT a.deleted_at FROM accounts a WHERE a.id = w.account_id) IS NULL
         ORDER BY w.position
         LIMIT 1),
        CASE r.record_kind
            WHEN 'contact' THEN (SELECT COUNT(*) FROM contacts WHERE id = r.record_id AND deleted_at IS NULL)
            WHEN 'account' THEN (SELECT COUNT(*) FROM accounts WHERE id = r.record_id AND deleted_at IS NULL)
            WHEN 'lead' THEN (SELECT COUNT(*) FROM leads
                              WHERE id = r.record_id AND deleted_at IS NULL AND status <> 'converted')
            ELSE 1
        END
    FROM match_rules r
    WHERE r.address IN (…)";

enum Holder {
    Contact(Employee),
    Account(AccountId),
    Lead(LeadId),
    /// Known only to a rule, which is looked up by itself.
    Rule,
}

fn holder(r: &Row) -> Result<Holder> {
    let record = keys::record(r, 1)?;
    Ok(match record.kind {
        RecordKind::Contact => {
            let account = r.get::<Option<i64>>(3)?.map(AccountId);
            Holder::Contact(Employee { contact: ContactId(record.id), account })
        }
        RecordKind::Account => Holder::Account(AccountId(record.id)),
        RecordKind::Lead => Holder::Lead(LeadId(record.id)),
        _ => Holder::Rule,
    })
}

fn taught(r: &Row) -> Result<Option<Vec<RecordRef>>> {
    if r.get::<String>(1)?.is_empty() {
        return Ok(Some(vec![]));
    }
    if !r.flag(4)? {
        return Ok(None);
    }
    let mut records = vec![keys::record(r, 1)?];
    records.extend(r.get::<Option<i64>>(3)?.map(|id| RecordRef::new(RecordKind::Account, id)));
    Ok(Some(records))
}

/// Runs `sql` for all keys, a full statement's worth at a time, and gathers what each has.
fn gather<T>(
    tx: &mut Tx,
    keys: &[&str],
    sql: &'static str,
    map: impl Fn(&Row) -> Result<T>,
) -> Result<HashMap<String, Vec<T>>> {
    let mut found: HashMap<String, Vec<T>> = HashMap::new();
    for some in keys.chunks(AT_ONCE) {
        // Few lengths, so that few statements have to be prepared; the first key fills up.
        let length = some.len().next_power_of_two();
        let filled = some.iter().chain(std::iter::repeat_n(&some[0], length - some.len()));
        let params: Vec<&dyn Param> = filled.map(|key| key as &dyn Param).collect();
        let rows = tx.query(&sql.replace('…', &placeholders(1, length)), &params, |r| {
            Ok((r.get::<String>(0)?, map(r)?))
        })?;
        for (key, value) in rows {
            found.entry(key).or_default().push(value);
        }
    }
    Ok(found)
}
