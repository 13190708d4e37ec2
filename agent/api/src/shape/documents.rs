//! The JSON of documents.

use super::{Named, UserName};
use crmweb_crm::documents::Document;
use crmweb_crm::{Error, Result};
use crmweb_model::ids::{Uid, UserId};
use crmweb_store::Tx;
use crmweb_store::client_page::{self, Person};
use crmweb_store::documents::{Line, Version};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A document.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentView {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// Goes up with every change.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// What it is, such as `contract`.
    pub kind: String,
    /// What is said of it.
    pub description: String,
    /// Words it is found by.
    pub keywords: Vec<String>,
    /// Who looks after it.
    pub owner: Option<UserName>,
    /// When it was added, in milliseconds since 1970 UTC.
    pub created_at: i64,
    /// When it was last changed, in milliseconds since 1970 UTC.
    pub updated_at: i64,
    /// Its files, newest first.
    pub versions: Vec<VersionView>,
    /// The records to which it belongs.
    pub links: Vec<Named>,
    /// A file that came was the newest already, and nothing was added.
    pub unchanged: bool,
    /// The deed, for undoing it; null when nothing was done.
    #[schema(value_type = Option<String>)]
    pub mutation: Option<Uid>,
}

/// A version of a document's file.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionView {
    /// From 1.
    pub number: i64,
    /// The name of the file.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its content.
    pub sha256: String,
    /// What its author said of it.
    pub remark: String,
    /// Who added it.
    pub author: Option<UserName>,
    /// When, in milliseconds since 1970 UTC.
    pub made_at: i64,
}

/// A document in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentLine {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// Its name.
    pub name: String,
    /// What it is, such as `contract`.
    pub kind: String,
    /// How many files it has had.
    pub versions: i64,
    /// The name of its newest file.
    pub file_name: String,
    /// The size of its newest file in bytes.
    pub size: u64,
    /// Who looks after it.
    pub owner: Option<UserName>,
    /// When it was last changed, in milliseconds since 1970 UTC.
    pub updated_at: i64,
}

type People = BTreeMap<UserId, Person>;

fn user(people: &People, id: Option<UserId>) -> Option<UserName> {
    people.get(&id?).map(UserName::from)
}

impl DocumentView {
    /// Shows a document.
    pub fn of(tx: &mut Tx, document: Document) -> Result<DocumentView> {
        let authors = document.versions.iter().filter_map(|version| version.made_by);
        let people = client_page::people(tx, authors.chain(document.record.owner).collect())?;
        let links: Vec<Named> = document
            .links
            .iter()
            .map(|link| Named::of(tx, *link))
            .collect::<std::result::Result<_, Error>>()?;
        let record = document.record;
        Ok(DocumentView {
            uid: record.uid,
            version: record.version,
            name: record.text("name").to_owned(),
            kind: record.text("kind").to_owned(),
            description: record.text("description").to_owned(),
            keywords: record.text("keywords").lines().map(str::to_owned).collect(),
            owner: user(&people, record.owner),
            created_at: record.created_at.0,
            updated_at: record.updated_at.0,
            versions: document
                .versions
                .into_iter()
                .map(|version| VersionView::of(version, &people))
                .collect(),
            links,
            unchanged: false,
            mutation: None,
        })
    }
}

impl VersionView {
    fn of(version: Version, people: &People) -> VersionView {
        VersionView {
            number: version.number,
            file_name: version.file_name,
            media_type: version.media_type,
            size: version.size,
            sha256: version.sha256,
            remark: version.remark,
            author: user(people, version.made_by),
            made_at: version.made_at.0,
        }
    }
}

/// Shows a page of documents.
pub fn lines(tx: &mut Tx, found: Vec<Line>) -> Result<Vec<DocumentLine>> {
    let people = client_page::people(tx, found.iter().filter_map(|line| line.owner).collect())?;
    let line = |line: Line| DocumentLine {
        uid: line.uid,
        name: line.name,
        kind: line.kind,
        versions: line.versions,
        file_name: line.file_name,
        size: line.size,
        owner: user(&people, line.owner),
        updated_at: line.updated_at.0,
    };
    Ok(found.into_iter().map(line).collect())
}
