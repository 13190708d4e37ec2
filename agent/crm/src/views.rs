//! Lists that people keep: added, changed, copied, deleted, and the one each sees first (SPEC V1).

mod shipped;

pub use shipped::{SHIPPED, Shipped, everything, named};

use crate::deed::By;
use crate::error::{Error, Result};
use crate::lists::{self, Asked};
use crate::work::{self, Undone, untouched};
use crmweb_model::catalogue::Labels;
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Denied, Right, Whose};
use crmweb_model::view::Layout;
use crmweb_store::Tx;
use crmweb_store::log::Entry;
use crmweb_store::query::Effort;
use crmweb_store::views::{self, View};
use jiff::tz::TimeZone;

const KIND: RecordKind = RecordKind::View;
/// The most lists of one kind that a user keeps.
const MOST: i64 = 200;
/// The largest layout, as JSON.
const LARGEST: usize = 64 * 1_024;

/// A list that can be opened: one that is kept, or one that ships.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Its id: of a kept one a UUID, of one that ships its name.
    pub id: String,
    /// Goes up with each change; 0 for one that ships.
    pub version: i64,
    /// What it lists.
    pub of: RecordKind,
    /// What people read; a kept one is called the same in each language.
    pub labels: [String; 3],
    /// Colleagues see it too.
    pub shared: bool,
    /// The actor may change it.
    pub mine: bool,
    /// What it shows, and how.
    pub layout: Layout,
}

/// What is kept of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// What it is called.
    pub name: String,
    /// Colleagues see it too.
    pub shared: bool,
    /// What it shows, and how.
    pub layout: Layout,
}

/// Lists what the actor can open of a kind: what ships, then what is kept, by name.
pub fn list(tx: &mut Tx, by: &By, of: RecordKind) -> Result<Vec<Opened>> {
    by.may(Right::Read, Whose::Mine)?;
    let mut opened: Vec<Opened> =
        SHIPPED.iter().filter(|shipped| shipped.of == of).map(Opened::shipped).collect();
    opened.extend(views::of_kind(tx, of, by.actor.user)?.into_iter().map(|view| Opened::kept(by, view)));
    Ok(opened)
}

/// Opens a list by its id, or by the name of one that ships.
pub fn open(tx: &mut Tx, by: &By, id: &str) -> Result<Opened> {
    by.may(Right::Read, Whose::Mine)?;
    if let Some(shipped) = named(id) {
        return Ok(Opened::shipped(shipped));
    }
    let uid = Uid::parse(id).map_err(|_| Error::no_such(KIND, id))?;
    Ok(Opened::kept(by, find(tx, by, uid)?))
}

/// Returns which list the actor sees first of a kind; one that is gone meanwhile is none.
pub fn first(tx: &mut Tx, by: &By, of: RecordKind) -> Result<Option<Opened>> {
    by.may(Right::Read, Whose::Mine)?;
    let Some(id) = views::first_of(tx, by.actor.user, of)? else { return Ok(None) };
    match open(tx, by, &id) {
        Ok(opened) => Ok(Some(opened).filter(|opened| opened.of == of)),
        Err(Error::NoSuch { .. }) => Ok(None),
        Err(e) => Err(e),
    }
}

/// Keeps a list.
pub fn add(tx: &mut Tx, by: &By, uid: Option<Uid>, of: RecordKind, typed: &Typed) -> Result<View> {
    by.may(Right::Read, Whose::Mine)?;
    may_share(by, typed.shared)?;
    let typed = check(tx, by, of, typed, None)?;
    if views::count_of(tx, of, by.actor.user)? >= MOST {
        return Err(Error::Conflict(format!("a user keeps at most {MOST} lists of a kind")));
    }
    by.note(tx, "add_view")?;
    let new = View {
        id: 0,
        uid: uid.unwrap_or_else(Uid::create),
        version: 1,
        of,
        name: typed.name,
        shared: typed.shared,
        layout: typed.layout,
        owner: Some(by.actor.user),
        deleted: false,
    };
    Ok(views::insert(tx, &by.author(), new)?)
}

/// Changes a list.
pub fn edit(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>, typed: &Typed) -> Result<View> {
    let known = mine(tx, by, uid)?;
    Error::if_stale(KIND, seen, known.version)?;
    may_share(by, typed.shared && !known.shared)?;
    let typed = check(tx, by, known.of, typed, Some(&known.layout))?;
    let changed = View { name: typed.name, shared: typed.shared, layout: typed.layout, ..known.clone() };
    if changed == known {
        return Ok(known);
    }
    by.note(tx, "edit_view")?;
    save(tx, by, &known, changed)
}

/// Deletes a list.
pub fn delete(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<()> {
    let known = mine(tx, by, uid)?;
    Error::if_stale(KIND, seen, known.version)?;
    by.note(tx, "delete_view")?;
    save(tx, by, &known, View { deleted: true, ..known.clone() }).map(|_| ())
}

/// Copies a list, also one that ships or that a colleague shares; the copy is the actor's alone.
pub fn duplicate(tx: &mut Tx, by: &By, id: &str, name: &str) -> Result<View> {
    let opened = open(tx, by, id)?;
    add(tx, by, None, opened.of, &Typed { name: name.into(), shared: false, layout: opened.layout })
}

/// Sets which list the actor sees first of a kind; `None` for everything.
pub fn set_first(tx: &mut Tx, by: &By, of: RecordKind, id: Option<&str>) -> Result<()> {
    by.may(Right::Read, Whose::Mine)?;
    let opened = id.map(|id| open(tx, by, id)).transpose()?;
    if opened.as_ref().is_some_and(|opened| opened.of != of) {
        return Err(Error::invalid("view", format_args!("does not list records of kind {of}")));
    }
    let id = opened.map(|opened| opened.id);
    Ok(views::set_first(tx, &by.author(), by.actor.user, of, id.as_deref())?)
}

/// Takes back what one entry of the change log says was done to a list.
pub(crate) fn undo(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Undone> {
    let gone = || Error::no_such(KIND, entry.record.id);
    let known = views::load(tx, entry.record.id)?.ok_or_else(gone)?;
    may_change(by, &known)?;
    match (entry.verb.as_str(), known.deleted) {
        ("created" | "undeleted", false) => save(tx, by, &known, View { deleted: true, ..known.clone() })?,
        ("deleted", true) => {
            may_share(by, known.shared)?;
            save(tx, by, &known, View { deleted: false, ..known.clone() })?
        }
        ("changed", false) => {
            let (back, undone) = untouched(&entry.fields, &known.texts());
            let mut view = known.clone();
            for change in &back {
                let old = change.old.clone().unwrap_or_default();
                match change.field.as_str() {
                    "name" => view.name = old,
                    "shared" => view.shared = old == "yes",
                    "layout" => view.layout = serde_json::from_str(&old).unwrap_or(view.layout),
                    _ => {}
                }
            }
            may_share(by, view.shared && !known.shared)?;
            save(tx, by, &known, view)?;
            let restored = back.into_iter().map(|change| change.field).collect();
            return Ok(Undone { restored, ..undone });
        }
        _ => return Ok(Undone::default()),
    };
    Ok(Undone::whole(entry))
}

impl Opened {
    fn shipped(shipped: &Shipped) -> Opened {
        let Labels { ro, en, de } = shipped.labels;
        Opened {
            id: shipped.name.into(),
            version: 0,
            of: shipped.of,
            labels: [ro.into(), en.into(), de.into()],
            shared: true,
            mine: false,
            layout: shipped.layout(),
        }
    }

    /// Shows a kept list to the actor.
    fn kept(by: &By, view: View) -> Opened {
        Opened {
            id: view.uid.to_string(),
            version: view.version,
            of: view.of,
            mine: may_change(by, &view).is_ok(),
            labels: [view.name.clone(), view.name.clone(), view.name],
            shared: view.shared,
            layout: view.layout,
        }
    }
}

fn find(tx: &mut Tx, by: &By, uid: Uid) -> Result<View> {
    let seen = |view: &View| !view.deleted && (view.shared || view.owner == Some(by.actor.user));
    views::by_uid(tx, uid)?.filter(seen).ok_or_else(|| Error::no_such(KIND, uid))
}

/// A list is changed by its owner; a shared one by an administrator too, whose private ones are nobody else's matter.
fn may_change(by: &By, view: &View) -> Result<()> {
    match view.owner == Some(by.actor.user) {
        true => Ok(by.may(Right::Read, Whose::Mine)?),
        false if view.shared => Ok(by.may(Right::Settings, Whose::Others)?),
        false => Err(Denied { right: Right::Settings }.into()),
    }
}

/// A list that colleagues see needs the right to share it.
fn may_share(by: &By, shared: bool) -> Result<()> {
    if shared { Ok(by.may(Right::ShareViews, Whose::Others)?) } else { Ok(()) }
}

fn mine(tx: &mut Tx, by: &By, uid: Uid) -> Result<View> {
    let view = find(tx, by, uid)?;
    may_change(by, &view)?;
    Ok(view)
}

fn save(tx: &mut Tx, by: &By, known: &View, view: View) -> Result<View> {
    if !views::save(tx, &by.author(), known, &view)? {
        return Err(work::stale(KIND));
    }
    Ok(View { version: known.version + 1, ..view })
}

/// Checks a list; `known` is what it was before, which stays even if something it names is gone by now.
fn check(tx: &mut Tx, by: &By, of: RecordKind, typed: &Typed, known: Option<&Layout>) -> Result<Typed> {
    let name = work::name("name", &typed.name)?;
    let size = serde_json::to_string(&typed.layout).map_or(usize::MAX, |json| json.len());
    if size > LARGEST {
        return Err(Error::invalid("layout", format_args!("must have at most {LARGEST} bytes")));
    }
    if known != Some(&typed.layout) {
        let (layout, zone, effort) = (typed.layout.clone(), TimeZone::UTC, Effort::default());
        lists::check(tx, by, &Asked { kind: of, layout, zone, kept: false, effort })?;
    }
    Ok(Typed { name, ..typed.clone() })
}
