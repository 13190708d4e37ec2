//! Tags: words put on records, everybody's or one's own.

use super::duplicates::Done;
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::problem::Problem;
use crate::shape::Ref;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::{By, Error, records as all, tags};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordRef;
use crmweb_store::Tx;
use crmweb_store::tags::Tag;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Tags.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tags {
    /// The tags, by name.
    pub items: Vec<TagView>,
}

/// A tag.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagView {
    /// Its id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// The word.
    pub name: String,
    /// Only the user who made it sees it.
    pub personal: bool,
    /// A colour, as `#2266aa`; empty for the usual one.
    pub colour: String,
}

/// A new tag.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTag {
    /// The word.
    pub name: String,
    /// Only the user who makes it shall see it.
    #[serde(default)]
    pub personal: bool,
    /// A colour, as `#2266aa`.
    #[serde(default)]
    pub colour: String,
}

/// What changes of a tag; null stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagChange {
    /// Another word.
    pub name: Option<String>,
    /// Another colour.
    pub colour: Option<String>,
    /// Another tag, under which everything that has this one comes; this one is gone then.
    #[schema(value_type = Option<String>)]
    pub merge_into: Option<Uid>,
}

/// Records, put on a list or taken off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Those that come.
    #[serde(default)]
    pub add: Vec<Ref>,
    /// Those that go.
    #[serde(default)]
    pub remove: Vec<Ref>,
}

/// How many records came and went.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListChanged {
    /// How many are new.
    pub added: usize,
    /// How many went.
    pub removed: usize,
    /// The deed, for undoing it.
    #[schema(value_type = String)]
    pub mutation: Uid,
}

impl Listed {
    /// Finds the records.
    pub fn find(&self, tx: &mut Tx) -> crmweb_crm::Result<(Vec<RecordRef>, Vec<RecordRef>)> {
        let mut find = |refs: &[Ref]| refs.iter().map(|one| one.find(tx)).collect::<Result<Vec<_>, Error>>();
        Ok((find(&self.add)?, find(&self.remove)?))
    }
}

impl From<Tag> for TagView {
    fn from(tag: Tag) -> TagView {
        TagView { uid: tag.uid, name: tag.name, personal: tag.of.is_some(), colour: tag.colour }
    }
}

/// Lists the tags there are for the caller.
#[utoipa::path(get, path = "/api/v1/tags", tag = "tags", operation_id = "tag_list", responses((status = 200, body = Tags)))]
pub async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Tags>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let found = app.crm.store().read_async(move |tx| tags::list(tx, &by)).await?;
    Ok(Json(Tags { items: found.into_iter().map(TagView::from).collect() }))
}

/// Adds a tag.
#[utoipa::path(post, path = "/api/v1/tags", tag = "tags", operation_id = "tag_add", request_body = NewTag,
    responses((status = 201, body = TagView), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(State(app): State<App>, deed: Deed, body: Body<NewTag>) -> Result<Response, Problem> {
    let NewTag { name, personal, colour } = body.value;
    deed.once(&app, &body.content, StatusCode::CREATED, move |tx, by| {
        Ok(TagView::from(tags::add(tx, by, &name, personal, &colour)?))
    })
    .await
}

/// Gives a tag another word or colour, or merges it into another one.
#[utoipa::path(patch, path = "/api/v1/tags/{uid}", tag = "tags", operation_id = "tag_change",
    params(("uid" = String, Path)), request_body = TagChange,
    responses((status = 200, body = TagView), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<TagChange>,
) -> Result<Response, Problem> {
    let TagChange { name, colour, merge_into } = body.value;
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let tag = match merge_into {
            Some(into) => tags::merge(tx, by, uid, into)?,
            None => tags::edit(tx, by, uid, name.as_deref(), colour.as_deref())?,
        };
        Ok(TagView::from(tag))
    })
    .await
}

/// Takes a tag away from everything; undoing puts it back.
#[utoipa::path(delete, path = "/api/v1/tags/{uid}", tag = "tags", operation_id = "tag_remove",
    params(("uid" = String, Path)), responses((status = 200, body = Done), (status = 404, body = Problem)))]
pub async fn remove(State(app): State<App>, deed: Deed, Path(uid): Path<Uid>) -> Result<Response, Problem> {
    deed.once(&app, &format!("DELETE tag {uid}"), StatusCode::OK, move |tx, by| {
        tags::remove(tx, by, uid)?;
        Ok(Done { mutation: by.mutation })
    })
    .await
}

/// Puts a tag on records and takes it off others.
#[utoipa::path(post, path = "/api/v1/tags/{uid}/records", tag = "tags", operation_id = "tag_records",
    params(("uid" = String, Path)), request_body = Listed,
    responses((status = 200, body = ListChanged), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn records(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<Listed>,
) -> Result<Response, Problem> {
    let listed = body.value;
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let (add, remove) = listed.find(tx)?;
        let (added, removed) = (tags::tag(tx, by, uid, &add)?, tags::untag(tx, by, uid, &remove)?);
        Ok(ListChanged { added, removed, mutation: by.mutation })
    })
    .await
}

/// Lists the tags of a record.
#[utoipa::path(get, path = "/api/v1/records/{kind}/{uid}/tags", tag = "tags", operation_id = "record_tags",
    params(("kind" = String, Path), ("uid" = String, Path)),
    responses((status = 200, body = Tags), (status = 404, body = Problem)))]
pub async fn on(
    State(app): State<App>,
    caller: Caller,
    Path((kind, uid)): Path<(String, Uid)>,
) -> Result<Json<Tags>, Problem> {
    let kind = super::records::named(&kind)?;
    let by = By::new(caller.user.actor(), app.machine.now());
    let found = app
        .crm
        .store()
        .read_async(move |tx| {
            let record = all::get(tx, &by, kind.kind, uid)?.record;
            tags::on(tx, &by, record)
        })
        .await?;
    Ok(Json(Tags { items: found.into_iter().map(TagView::from).collect() }))
}
