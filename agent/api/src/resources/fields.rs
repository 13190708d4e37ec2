//! The field catalogue, published: what screens, importers and exporters read; and the fields of administrators.

use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::etag;
use crate::problem::Problem;
use crate::shape::values::{holds_name, type_name};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::{Error, custom_fields};
use crmweb_model::catalogue::custom::Holds;
use crmweb_model::catalogue::{Entered, Field, KINDS, Kind, Labels, Type, Word};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Right, Whose};
use crmweb_store::custom::{self, CustomField, Definition};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The same words in each language.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LabelsView {
    /// Romanian.
    pub ro: String,
    /// English.
    pub en: String,
    /// German.
    pub de: String,
}

impl From<Labels> for LabelsView {
    fn from(labels: Labels) -> LabelsView {
        LabelsView { ro: labels.ro.into(), en: labels.en.into(), de: labels.de.into() }
    }
}

/// One value of a choice.
#[derive(Debug, Serialize, ToSchema)]
pub struct WordView {
    /// The value.
    pub name: String,
    /// What people read.
    pub labels: LabelsView,
}

/// A field of a kind of record.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldView {
    /// Its name.
    pub name: String,
    /// What people read.
    pub labels: LabelsView,
    /// What it holds: `line`, `text`, `choice`, `choices`, `number`, `money`, `day`, `moment`, `flag`, `record`,
    /// `records`, `phones`, `addresses`, `domains`, `positions`, `keywords`.
    #[serde(rename = "type")]
    pub of: &'static str,
    /// The kind of record it names.
    pub record: Option<&'static str>,
    /// The values of a choice.
    pub words: Vec<WordView>,
    /// The longest line, in characters.
    pub longest: Option<usize>,
    /// The smallest and the largest number.
    pub range: Option<(i64, i64)>,
    /// It must have a value.
    pub needed: bool,
    /// The value of a new record.
    pub usual: String,
    /// Who gives it its value: `form`, `program`, or the name of a verb.
    pub entered: String,
    /// Lists can be filtered and sorted by it.
    pub filterable: bool,
    /// Files may bring it.
    pub importable: bool,
    /// Files may take it.
    pub exportable: bool,
    /// Its changes are in the change log.
    pub audited: bool,
    /// The id of a field of an administrator.
    #[schema(value_type = Option<String>)]
    pub custom: Option<Uid>,
    /// The version of a field of an administrator.
    pub version: Option<i64>,
}

/// A kind of record.
#[derive(Debug, Serialize, ToSchema)]
pub struct KindView {
    /// The kind: `account`.
    pub kind: &'static str,
    /// Its name in addresses: `accounts`.
    pub plural: &'static str,
    /// What people call one.
    pub labels: LabelsView,
    /// What people call several.
    pub many: LabelsView,
    /// The fields that make up what people call a record.
    pub title: Vec<&'static str>,
    /// Its fields in the order of the form.
    pub fields: Vec<FieldView>,
}

/// The whole catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub struct Catalogue {
    /// All kinds of record in the order of menus.
    pub kinds: Vec<KindView>,
}

/// What an administrator says of a field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldDefinition {
    /// Whose field it is: `account`, ….
    #[schema(value_type = String)]
    pub of: RecordKind,
    /// Its name: small letters, digits, underscores.
    pub name: String,
    /// What people read; one language is enough.
    pub labels: LabelsView,
    /// What it holds: `line`, `text`, `choice`, `number`, `money`, `day`, `flag`, or a kind of record.
    pub holds: String,
    /// The values of a choice.
    #[serde(default)]
    pub words: Vec<String>,
    /// It must have a value.
    #[serde(default)]
    pub needed: bool,
    /// Its place in the form.
    #[serde(default)]
    pub position: i64,
}

type Answer<T> = Result<T, Problem>;

/// Returns every kind of record with every field, those of administrators too.
#[utoipa::path(get, path = "/api/v1/fields", tag = "fields", operation_id = "fields_list",
    responses((status = 200, body = Catalogue)))]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Json<Catalogue>> {
    caller.user.actor().may(Right::Read, Whose::Mine).map_err(Error::from)?;
    let custom = app.crm.store().read_async(|tx| Ok::<_, Error>(custom::all(tx)?)).await?;
    let kinds = KINDS.into_iter().map(|kind| shown(kind, &custom)).collect();
    Ok(Json(Catalogue { kinds }))
}

/// Defines a field.
#[utoipa::path(post, path = "/api/v1/fields", tag = "fields", operation_id = "fields_add", request_body = FieldDefinition,
    responses((status = 201, body = FieldView), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn add(State(app): State<App>, deed: Deed, body: Body<FieldDefinition>) -> Answer<Response> {
    let is = body.value.read()?;
    deed.once(&app, &body.content, StatusCode::CREATED, move |tx, by| {
        Ok(FieldView::from(&custom_fields::add_field(tx, by, None, &is)?))
    })
    .await
}

/// Changes labels, words, place, and whether a field must have a value.
#[utoipa::path(put, path = "/api/v1/fields/{uid}", tag = "fields", operation_id = "fields_change",
    params(("uid" = String, Path)), request_body = FieldDefinition,
    responses((status = 200, body = FieldView), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<FieldDefinition>,
) -> Answer<Response> {
    let (seen, is) = (etag::seen(&headers)?, body.value.read()?);
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        Ok(FieldView::from(&custom_fields::edit_field(tx, by, uid, Some(seen), &is)?))
    })
    .await
}

/// Takes a field away; its values are kept in case it comes back.
#[utoipa::path(delete, path = "/api/v1/fields/{uid}", tag = "fields", operation_id = "fields_remove",
    params(("uid" = String, Path)), responses((status = 204), (status = 404, body = Problem), (status = 412, body = Problem)))]
pub async fn remove(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
) -> Answer<Response> {
    let seen = etag::seen(&headers)?;
    deed.once(&app, &format!("DELETE field {uid} {seen}"), StatusCode::NO_CONTENT, move |tx, by| {
        custom_fields::remove_field(tx, by, uid, Some(seen))
    })
    .await
}

impl FieldDefinition {
    fn read(&self) -> Result<Definition, Error> {
        let labels = &self.labels;
        let unknown = || {
            Error::invalid(
                "holds",
                "must be line, text, choice, number, money, day, flag or a kind of record",
            )
        };
        Ok(Definition {
            of: self.of,
            name: self.name.clone(),
            labels: [labels.ro.clone(), labels.en.clone(), labels.de.clone()],
            holds: Holds::from_name(&self.holds).ok_or_else(unknown)?,
            words: self.words.clone(),
            needed: self.needed,
            position: self.position,
        })
    }
}

fn shown(kind: &Kind, custom: &[CustomField]) -> KindView {
    let own = custom.iter().filter(|field| field.is.of == kind.kind).map(FieldView::from);
    KindView {
        kind: kind.kind.as_str(),
        plural: kind.plural,
        labels: kind.labels.into(),
        many: kind.many.into(),
        title: kind.title.to_vec(),
        fields: kind.fields.iter().map(FieldView::from).chain(own).collect(),
    }
}

impl From<&Field> for FieldView {
    fn from(field: &Field) -> FieldView {
        let words: &[Word] = match field.of {
            Type::Word(words) | Type::Words(words) => words,
            _ => &[],
        };
        FieldView {
            name: field.name.into(),
            labels: field.labels.into(),
            of: type_name(field.of),
            record: names(field.of),
            words: words
                .iter()
                .map(|word| WordView { name: word.name.into(), labels: word.labels.into() })
                .collect(),
            longest: if let Type::Line(most) = field.of { Some(most) } else { None },
            range: if let Type::Number(least, most) = field.of { Some((least, most)) } else { None },
            needed: field.needed,
            usual: field.usual.into(),
            entered: match field.entered {
                Entered::Form => "form".into(),
                Entered::Program => "program".into(),
                Entered::Verb(verb) => verb.into(),
            },
            filterable: field.filterable,
            importable: field.importable,
            exportable: field.exportable,
            audited: field.audited,
            custom: None,
            version: None,
        }
    }
}

impl From<&CustomField> for FieldView {
    fn from(field: &CustomField) -> FieldView {
        let is = &field.is;
        let [ro, en, de] = is.labels.clone();
        let word = |word: &String| WordView {
            name: word.clone(),
            labels: LabelsView { ro: word.clone(), en: word.clone(), de: word.clone() },
        };
        FieldView {
            name: is.name.clone(),
            labels: LabelsView { ro, en, de },
            of: holds_name(is.holds),
            record: names(is.holds.of()),
            words: is.words.iter().map(word).collect(),
            longest: None,
            range: None,
            needed: is.needed,
            usual: String::new(),
            entered: "form".into(),
            filterable: true,
            importable: true,
            exportable: true,
            audited: true,
            custom: Some(field.uid),
            version: Some(field.version),
        }
    }
}

fn names(of: Type) -> Option<&'static str> {
    match of {
        Type::One(kind) | Type::Many(kind) => Some(kind.as_str()),
        _ => None,
    }
}
