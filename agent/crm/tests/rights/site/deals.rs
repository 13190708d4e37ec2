//! What else may belong to the one a site belongs to, made when a row needs it.

use super::{NOW, Site};
use crmweb_crm::groups;
use crmweb_crm::records::{self, Typed};
use crmweb_crm::tags;
use crmweb_crm::views::{self, everything};
use crmweb_crm::{By, Crm, Result};
use crmweb_model::filter::parse;
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Actor, Grants, Role};
use crmweb_model::view::{Column, Layout};
use crmweb_store::Tx;
use crmweb_store::tags::Tag;

/// Names fields with their texts.
pub fn typed(fields: &[(&str, &str)]) -> Vec<Typed> {
    fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// The one who acts, with all rights: for what must have been done before.
pub fn able(by: &By) -> By {
    By::new(Actor::new(by.actor.user, &by.actor.team, &Role::ALL, &Grants::default()), NOW)
}

impl Site {
    /// Whoever the site belongs to, with all rights.
    pub fn owner(&self) -> By {
        By::new(self.person.actor(), NOW)
    }

    /// Adds a record of the owner's.
    pub fn add(&self, tx: &mut Tx, kind: RecordKind, fields: &[(&str, &str)]) -> Result<Uid> {
        Ok(records::add(tx, &self.owner(), kind, None, &typed(fields))?.uid)
    }

    /// Adds a record of the owner's that is committed.
    pub fn committed(&self, crm: &Crm, kind: RecordKind, name: &'static str) -> Uid {
        let site = self.clone();
        let field = if kind == RecordKind::Lead { "last_name" } else { "name" };
        crm.write(move |tx| site.add(tx, kind, &[(field, name)])).unwrap()
    }

    pub fn lead(&self, tx: &mut Tx) -> Result<Uid> {
        self.add(tx, RecordKind::Lead, &[("last_name", "Pop"), ("company", "Pop SRL")])
    }

    pub fn second_account(&self, tx: &mut Tx) -> Result<Uid> {
        self.add(tx, RecordKind::Account, &[("name", "Alta")])
    }

    /// A queue of the company's.
    pub fn queue(&self, tx: &mut Tx) -> Result<Uid> {
        Ok(records::add(tx, &self.boss, RecordKind::Queue, None, &typed(&[("name", "service")]))?.uid)
    }

    /// An article with a solution.
    pub fn article(&self, tx: &mut Tx) -> Result<Uid> {
        self.add(tx, RecordKind::Article, &[("name", "Imprimanta"), ("solution", "cablu")])
    }

    /// A group of accounts that everybody may see, with the account of the site in it.
    pub fn group(&self, tx: &mut Tx) -> Result<Uid> {
        let group = self.add(tx, RecordKind::Group, &[("name", "Parteneri"), ("members", "account")])?;
        groups::add_members(tx, &self.owner(), group, &[self.account.record()])?;
        Ok(group)
    }

    /// A tag that everybody sees, on the account of the site.
    pub fn tag(&self, tx: &mut Tx) -> Result<Tag> {
        let tag = tags::add(tx, &self.boss, "vip", false, "")?;
        tags::tag(tx, &self.boss, tag.uid, &[self.account.record()])?;
        Ok(tag)
    }

    /// A list that the owner keeps.
    pub fn view(&self, tx: &mut Tx, shared: bool) -> Result<Uid> {
        let typed = kept("Ale mele", shared);
        Ok(views::add(tx, &self.owner(), None, RecordKind::Account, &typed)?.uid)
    }

    /// The list of accounts called as the one of the site.
    pub fn called(&self) -> Layout {
        let filter = parse(&format!("name = \"{}\"", self.account.details.name)).unwrap();
        let columns = vec![Column { field: "name".into(), width: None }];
        Layout { columns, filter, ..everything(RecordKind::Account) }
    }
}

/// A list as it is kept.
pub fn kept(name: &str, shared: bool) -> views::Typed {
    views::Typed { name: name.into(), shared, layout: everything(RecordKind::Account) }
}
