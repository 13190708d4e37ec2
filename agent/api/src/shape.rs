//! The JSON of records, as every resource shows them.

pub mod alike;
pub mod audit;
pub mod client;
pub mod documents;
pub mod fields;
pub mod lists;
pub mod values;
pub mod webhooks;
pub mod work;

use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_store::client_page::Person;
use crmweb_store::{Tx, names, refs};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Points at a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ref {
    /// `account`, `contact`, `opportunity`, `incident`, `activity` or `mail`.
    #[schema(value_type = String)]
    pub kind: RecordKind,
    /// Its id.
    #[schema(value_type = String)]
    pub uid: Uid,
}

/// A record and what people call it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Named {
    /// `account`, `contact`, `opportunity`, `incident`, `activity` or `mail`.
    #[schema(value_type = String)]
    pub kind: RecordKind,
    /// Its id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// What people call it.
    pub name: String,
}

/// A user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UserName {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// The name.
    pub name: String,
}

impl From<&Person> for UserName {
    fn from(person: &Person) -> UserName {
        UserName { uid: person.uid, name: person.name.clone() }
    }
}

impl Ref {
    /// Finds the record.
    pub fn find(self, tx: &mut Tx) -> crmweb_crm::Result<RecordRef> {
        refs::find(tx, self.kind, self.uid)?.ok_or_else(|| crmweb_crm::Error::no_such(self.kind, self.uid))
    }
}

impl Named {
    /// Names a record.
    pub fn of(tx: &mut Tx, record: RecordRef) -> crmweb_crm::Result<Named> {
        let uid = refs::uid(tx, record)?.ok_or_else(|| crmweb_crm::Error::no_such(record.kind, record.id))?;
        Ok(Named { kind: record.kind, uid, name: names::of(tx, record)? })
    }
}
