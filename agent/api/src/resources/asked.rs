//! What lists are asked for, in the query of their address.

use crmweb_model::ids::Uid;
use serde::Deserialize;
use utoipa::IntoParams;

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct FindAsked {
    /// What was typed so far.
    pub q: String,
    /// The kinds of record, separated by commas; left out: accounts, contacts, opportunities and incidents.
    pub kinds: Option<String>,
    /// How many, at most 20.
    pub limit: Option<usize>,
}

/// Which part of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct MailsAsked {
    /// Go on after this place.
    pub cursor: Option<String>,
    /// How many, at most 100.
    pub limit: Option<i64>,
    /// Only what has this in subject or author.
    pub q: Option<String>,
}

/// What is said of a new document, in the query: its body is the file itself.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct DocumentAsked {
    /// What the file was called.
    pub file_name: String,
    /// What the document is called; the name of its file when it is left out.
    pub name: Option<String>,
    /// What it is, such as `contract`.
    pub kind: Option<String>,
    /// Words it is found by, one a line.
    pub keywords: Option<String>,
    /// What is said of it.
    pub description: Option<String>,
    /// What is said of this version.
    pub remark: Option<String>,
    /// The records to which it belongs, as `account:019ab9c2-…`, separated by commas.
    pub links: Option<String>,
}

/// What is said of a new version, in the query.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct VersionAsked {
    /// What the file was called; the name of the newest when it is left out.
    pub file_name: Option<String>,
    /// What is said of it.
    pub remark: Option<String>,
}

/// Which documents.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct DocumentsAsked {
    /// Only those with this in their names.
    pub q: Option<String>,
    /// Only those with this keyword, in any spelling.
    pub keyword: Option<String>,
    /// Only those of this kind, such as `contract`.
    pub kind: Option<String>,
    /// Only those of this record, as `account:019ab9c2-…`.
    pub of: Option<String>,
    /// Go on after this place.
    pub cursor: Option<String>,
    /// How many, at most 200.
    pub limit: Option<i64>,
}

/// Which products.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ProductsAsked {
    /// Only those in this category and all below it, by id.
    #[param(value_type = Option<String>)]
    pub category: Option<Uid>,
    /// Only those in this state: `active`, `out_of_stock` or `discontinued`.
    pub state: Option<String>,
    /// Only those whose code begins so.
    pub code: Option<String>,
    /// Only those with this in code or name.
    pub q: Option<String>,
    /// Only those added by this user, by id.
    #[param(value_type = Option<String>)]
    pub author: Option<Uid>,
    /// Only those added at or after, in milliseconds since 1970 UTC.
    pub created_since: Option<i64>,
    /// Only those added before.
    pub created_until: Option<i64>,
    /// Only those changed at or after.
    pub changed_since: Option<i64>,
    /// Only those changed before.
    pub changed_until: Option<i64>,
    /// Go on after this product.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Uid>,
    /// How many, at most 200.
    pub limit: Option<i64>,
}
