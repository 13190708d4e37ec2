//! What people enter of a client, as JSON.

use super::UserName;
use super::client::MoneyView;
use crmweb_model::draft::{AccountDraft, ContactDraft, Phone, Position, Postal};
use crmweb_model::ids::Uid;
use crmweb_model::money::Money;
use crmweb_model::record::{ClientKind, Importance, PhoneKind};
use crmweb_model::time::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A postal address.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PostalFields {
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// County, state or region.
    pub region: String,
    /// Country.
    pub country: String,
}

/// A phone number.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneFields {
    /// `phone`, `mobile` or `fax`.
    #[schema(value_type = String)]
    pub kind: PhoneKind,
    /// As written.
    pub number: String,
}

/// Where a contact works.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PositionFields {
    /// The account.
    #[schema(value_type = String)]
    pub account: Uid,
    /// What the contact is there.
    #[serde(default)]
    pub title: String,
}

/// What people enter of a contact. What is left out is empty.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ContactFields {
    /// Salutation.
    pub salutation: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Accounts, the main one first.
    pub positions: Vec<PositionFields>,
    /// Department.
    pub department: String,
    /// Mail addresses, the main one first.
    pub addresses: Vec<String>,
    /// Phones and faxes.
    pub phones: Vec<PhoneFields>,
    /// Language, as `ro`, `de`, `en`.
    pub language: String,
    /// `client`, `partner`, `competitor`, `supplier` or `other`.
    #[schema(value_type = String)]
    pub kind: ClientKind,
    /// Birthday, as `1980-05-17`.
    pub birthday: Option<String>,
    /// Postal address.
    pub postal: PostalFields,
    /// Channels on which the contact must not be contacted: `email`, `phone`, `letter`, `fax`.
    pub do_not_contact: Vec<String>,
    /// Free text.
    pub description: String,
}

/// A contact.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ContactRecord {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// Goes up with every change; also the ETag.
    pub version: i64,
    /// What people entered.
    #[serde(flatten)]
    pub fields: ContactFields,
    /// Who looks after it.
    pub owner: Option<UserName>,
    /// When it was last changed, in milliseconds since 1970 UTC.
    pub updated_at: i64,
}

/// What people enter of an account. What is left out is empty.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AccountFields {
    /// Name; must not be empty.
    pub name: String,
    /// `client`, `partner`, `competitor`, `supplier` or `other`.
    #[schema(value_type = String)]
    pub kind: ClientKind,
    /// `low`, `normal`, `high` or `key`.
    #[schema(value_type = String)]
    pub importance: Importance,
    /// Industry.
    pub industry: String,
    /// Type of ownership.
    pub ownership: String,
    /// Number of employees.
    pub employees: Option<i64>,
    /// Annual revenue.
    pub annual_revenue: Option<MoneyView>,
    /// Postal address.
    pub postal: PostalFields,
    /// Phones and faxes.
    pub phones: Vec<PhoneFields>,
    /// Mail addresses of the company itself, such as office@.
    pub addresses: Vec<String>,
    /// Web site.
    pub web: String,
    /// Mail domains.
    pub domains: Vec<String>,
    /// VAT number (CUI).
    pub vat_number: String,
    /// Registration number (J-number).
    pub registration_number: String,
    /// Parent account.
    #[schema(value_type = Option<String>)]
    pub parent: Option<Uid>,
    /// Status in words of the company.
    pub status: String,
    /// Free text.
    pub description: String,
}

/// An account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountRecord {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// Goes up with every change; also the ETag.
    pub version: i64,
    /// What people entered.
    #[serde(flatten)]
    pub fields: AccountFields,
    /// Who looks after it.
    pub owner: Option<UserName>,
    /// When it was last changed, in milliseconds since 1970 UTC.
    pub updated_at: i64,
}

impl Default for ContactFields {
    fn default() -> ContactFields {
        ContactFields::from(ContactDraft::default())
    }
}

impl Default for AccountFields {
    fn default() -> AccountFields {
        AccountFields::from(AccountDraft::default())
    }
}

impl From<ContactDraft> for ContactFields {
    fn from(d: ContactDraft) -> ContactFields {
        let position = |p: Position| PositionFields { account: p.account, title: p.title };
        ContactFields {
            salutation: d.salutation,
            first_name: d.first_name,
            last_name: d.last_name,
            positions: d.positions.into_iter().map(position).collect(),
            department: d.department,
            addresses: d.addresses,
            phones: d.phones.into_iter().map(PhoneFields::from).collect(),
            language: d.language,
            kind: d.kind,
            birthday: d.birthday.map(|day| day.to_string()),
            postal: d.postal.into(),
            do_not_contact: d.do_not_contact,
            description: d.description,
        }
    }
}

impl ContactFields {
    /// Reads what was entered.
    pub fn draft(self) -> crmweb_crm::Result<ContactDraft> {
        let position = |p: PositionFields| Position { account: p.account, title: p.title };
        Ok(ContactDraft {
            salutation: self.salutation,
            first_name: self.first_name,
            last_name: self.last_name,
            positions: self.positions.into_iter().map(position).collect(),
            department: self.department,
            addresses: self.addresses,
            phones: self.phones.into_iter().map(Phone::from).collect(),
            language: self.language,
            kind: self.kind,
            birthday: day("birthday", self.birthday)?,
            postal: self.postal.into(),
            do_not_contact: self.do_not_contact,
            description: self.description,
        })
    }
}

impl From<AccountDraft> for AccountFields {
    fn from(d: AccountDraft) -> AccountFields {
        AccountFields {
            name: d.name,
            kind: d.kind,
            importance: d.importance,
            industry: d.industry,
            ownership: d.ownership,
            employees: d.employees,
            annual_revenue: d.annual_revenue.map(MoneyView::from),
            postal: d.postal.into(),
            phones: d.phones.into_iter().map(PhoneFields::from).collect(),
            addresses: d.addresses,
            web: d.web,
            domains: d.domains,
            vat_number: d.vat_number,
            registration_number: d.registration_number,
            parent: d.parent,
            status: d.status,
            description: d.description,
        }
    }
}

impl From<AccountFields> for AccountDraft {
    fn from(f: AccountFields) -> AccountDraft {
        AccountDraft {
            name: f.name,
            kind: f.kind,
            importance: f.importance,
            industry: f.industry,
            ownership: f.ownership,
            employees: f.employees,
            annual_revenue: f.annual_revenue.map(Money::from),
            postal: f.postal.into(),
            phones: f.phones.into_iter().map(Phone::from).collect(),
            addresses: f.addresses,
            web: f.web,
            domains: f.domains,
            vat_number: f.vat_number,
            registration_number: f.registration_number,
            parent: f.parent,
            status: f.status,
            description: f.description,
        }
    }
}

impl From<MoneyView> for Money {
    fn from(money: MoneyView) -> Money {
        Money { minor: money.minor, currency: money.currency }
    }
}

impl From<Phone> for PhoneFields {
    fn from(phone: Phone) -> PhoneFields {
        PhoneFields { kind: phone.kind, number: phone.number }
    }
}

impl From<PhoneFields> for Phone {
    fn from(phone: PhoneFields) -> Phone {
        Phone { kind: phone.kind, number: phone.number }
    }
}

impl From<Postal> for PostalFields {
    fn from(p: Postal) -> PostalFields {
        PostalFields {
            street: p.street,
            postal_code: p.postal_code,
            city: p.city,
            region: p.region,
            country: p.country,
        }
    }
}

impl From<PostalFields> for Postal {
    fn from(p: PostalFields) -> Postal {
        Postal {
            street: p.street,
            postal_code: p.postal_code,
            city: p.city,
            region: p.region,
            country: p.country,
        }
    }
}

/// Reads a day that was entered.
pub fn day(field: &'static str, text: Option<String>) -> crmweb_crm::Result<Option<Day>> {
    let read = |text: String| Day::parse(&text).map_err(|e| crmweb_crm::Error::invalid(field, e));
    text.filter(|text| !text.trim().is_empty()).map(read).transpose()
}
