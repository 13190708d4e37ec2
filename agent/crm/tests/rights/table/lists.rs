//! Tags, groups, lists, views, and deeds on many records.

use super::{ADD, ALL, CHANGE, EVERYBODYS, Row, SEE, SHOWN, crm, done, shown, tx};
use crate::site::Site;
use crate::site::deals::{able, kept, typed};
use crmweb_crm::bulk_edit::{Outcome, Selection, bulk_edit};
use crmweb_crm::groups::{self, add_members, remove_members};
use crmweb_crm::lists::{self, Asked};
use crmweb_crm::tags::{self, untag};
use crmweb_crm::views;
use crmweb_crm::{By, Result, distribute, records};
use crmweb_model::filter::parse;
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Denied, Right};
use crmweb_store::Tx;
use crmweb_store::query::Effort;
use crmweb_store::tags::Tag;
use jiff::tz::TimeZone;

const ACCOUNT: RecordKind = RecordKind::Account;
/// A tag of one's own; nobody else sees it.
const OWN_TAG: &str = "yhh yhh nhh yhh yhh nhh";
/// A list of one's own; nobody else sees it.
const OWN_VIEW: &str = "yhh yhh yhh yhh yhh nhh";
/// A list that others see: its owner's, and an administrator's.
const SHARED_VIEW: &str = "ynn ynn yyy ynn ynn nnn";
/// What only who distributes may.
const DISTRIBUTE: &str = "nnn yyy nnn ynn yyn nnn";

#[rustfmt::skip]
pub fn rows() -> Vec<Row> {
    vec![
        tx("tags::add", |tx, by, _| done(tags::add(tx, by, "nou", false, "")), EVERYBODYS),
        tx("tags::add of one's own", |tx, by, _| done(tags::add(tx, by, "nou", true, "")), ADD),
        tx("tags::edit", |tx, by, s| {
            let tag = s.tag(tx)?;
            done(tags::edit(tx, by, tag.uid, Some("altfel"), None))
        }, EVERYBODYS),
        tx("tags::edit of one's own", |tx, by, s| {
            let tag = own(tx, s, "al meu")?;
            done(tags::edit(tx, by, tag.uid, Some("altfel"), None))
        }, OWN_TAG),
        tx("tags::remove", |tx, by, s| {
            let tag = s.tag(tx)?;
            tags::remove(tx, by, tag.uid)
        }, EVERYBODYS),
        tx("tags::merge", |tx, by, s| {
            let (from, into) = (s.tag(tx)?, tags::add(tx, &s.boss, "key", false, "")?);
            done(tags::merge(tx, by, from.uid, into.uid))
        }, EVERYBODYS),
        tx("tags::merge of one's own", |tx, by, s| {
            let (from, into) = (own(tx, s, "al meu")?, own(tx, s, "și al meu")?);
            done(tags::merge(tx, by, from.uid, into.uid))
        }, OWN_TAG),
        tx("tags::tag", |tx, by, s| {
            let tag = tags::add(tx, &s.boss, "vip", false, "")?;
            done(tags::tag(tx, by, tag.uid, &[s.account.record()]))
        }, CHANGE),
        tx("tags::tag nothing", |tx, by, s| {
            let tag = s.tag(tx)?;
            done(tags::tag(tx, by, tag.uid, &[]))
        }, ADD),
        // One's own tag changes nobody's view.
        tx("tags::tag with one's own", |tx, by, s| {
            let tag = tags::add(tx, &able(by), "al meu", true, "")?;
            done(tags::tag(tx, by, tag.uid, &[s.account.record()]))
        }, SEE),
        tx("tags::untag", |tx, by, s| {
            let tag = s.tag(tx)?;
            done(untag(tx, by, tag.uid, &[s.account.record()]))
        }, CHANGE),
        tx("tags::list", |tx, by, _| done(tags::list(tx, by)), ALL),
        tx("tags::on", |tx, by, s| done(tags::on(tx, by, s.account.record())), SEE),
        tx("tags::records_of", |tx, by, s| {
            let tag = s.tag(tx)?;
            let (there, _) = tags::records_of(tx, by, tag.uid, None, 20)?;
            shown(there == [s.account.record()])
        }, SHOWN),
        tx("groups::add_members", |tx, by, s| {
            let group = s.add(tx, RecordKind::Group, &[("name", "Noi"), ("members", "account")])?;
            done(add_members(tx, by, group, &[s.account.record()]))
        }, CHANGE),
        // Into one's own group comes only what one sees.
        tx("groups::add_members of others", |tx, by, s| {
            let group = mine(tx, by)?;
            done(add_members(tx, by, group, &[s.account.record()]))
        }, "yyy yyy nnn yhh yyh nnn"),
        tx("groups::remove_members", |tx, by, s| {
            let group = s.group(tx)?;
            done(remove_members(tx, by, group, &[s.account.record()]))
        }, CHANGE),
        tx("groups::remove_members of others", |tx, by, s| {
            let group = mine(tx, by)?;
            add_members(tx, &able(by), group, &[s.account.record()])?;
            shown(remove_members(tx, by, group, &[s.account.record()])? == 1)
        }, "yyy yyy nnn yhh yyh nnn"),
        tx("groups::members", |tx, by, s| {
            let group = s.group(tx)?;
            done(groups::members(tx, by, group, None, 20))
        }, SEE),
        tx("groups::members of others", |tx, by, s| {
            let group = mine(tx, by)?;
            add_members(tx, &able(by), group, &[s.account.record()])?;
            let (there, _) = groups::members(tx, by, group, None, 20)?;
            shown(there == [s.account.record()])
        }, SHOWN),
        tx("distribute::shared_out", |tx, by, s| {
            done(distribute::shared_out(tx, by, &[s.account.record()], &[s.person.id]))
        }, DISTRIBUTE),
        crm("distribute::share_out", |crm, by, s| {
            done(distribute::share_out(crm, by, &[s.account.record()], &[s.person.id]))
        }, DISTRIBUTE),
        crm("bulk_edit::bulk_edit", |crm, by, s| {
            let these = Selection::Records(vec![s.account.uid]);
            whole(bulk_edit(crm, by, ACCOUNT, these, &typed(&[("status", "warm")]))?)
        }, CHANGE),
        crm("bulk_edit::bulk_edit of the owner", |crm, by, s| {
            let these = Selection::Records(vec![s.contact.uid]);
            whole(bulk_edit(crm, by, RecordKind::Contact, these, &typed(&[("owner", &s.person.uid.to_string())]))?)
        }, "nnn yyy nnn ynn yyn nnn"),
        // What a list does not show is not changed by it.
        crm("bulk_edit::bulk_edit of a list", |crm, by, s| {
            let list = Selection::List(Box::new(asked(s)));
            shown(bulk_edit(crm, by, ACCOUNT, list, &typed(&[("status", "warm")]))?.changed == 1)
        }, "yyy yyy nnn yhh yyh nnn"),
        tx("lists::page", |tx, by, s| shown(lists::page(tx, by, &asked(s), None, 20)?.lines.len() == 1), SHOWN),
        tx("lists::count", |tx, by, s| shown(lists::count(tx, by, &asked(s))?.count == 1), SHOWN),
        tx("lists::summary", |tx, by, s| {
            let mut list = asked(s);
            list.layout.group = Some(crmweb_model::view::Grouping { field: "name".into(), by: String::new() });
            shown(lists::summary(tx, by, &list)?.groups.len() == 1)
        }, SHOWN),
        tx("lists::ids", |tx, by, s| shown(lists::ids(tx, by, &asked(s), 20)? == [s.account.uid]), SHOWN),
        // Across a relation it is the same.
        tx("lists::count of opportunities of a contact", |tx, by, s| {
            let mut list = asked(s);
            list.kind = RecordKind::Contact;
            list.layout.columns.clear();
            list.layout.filter = parse(&format!("any opportunities (name = \"Zece imprimante\") and first_name = \"Ion{}\"", s.number)).unwrap();
            shown(lists::count(tx, by, &list)?.count == 1)
        }, SHOWN),
        tx("lists::check", |tx, by, s| lists::check(tx, by, &asked(s)), ALL),
        tx("lists::reach::viewer", |_, by, _| done(lists::viewer(by)), ALL),
        tx("lists::meant::with_ids", |tx, by, s| {
            let customs = lists::customs(tx)?;
            let filter = parse(&format!("account = \"{}\"", s.account.details.name)).unwrap();
            done(lists::with_ids(tx, by, RecordKind::Opportunity, &customs, filter))
        }, "yyy yyy yyy yhh yyh hhh"),
        tx("views::list", |tx, by, _| done(views::list(tx, by, ACCOUNT)), ALL),
        tx("views::open", |tx, by, s| {
            let view = s.view(tx, true)?;
            done(views::open(tx, by, &view.to_string()))
        }, ALL),
        tx("views::open of one's own", |tx, by, s| {
            let view = s.view(tx, false)?;
            done(views::open(tx, by, &view.to_string()))
        }, "yhh yhh yhh yhh yhh nnn"),
        tx("views::first", |tx, by, _| done(views::first(tx, by, ACCOUNT)), ALL),
        tx("views::set_first", |tx, by, _| views::set_first(tx, by, ACCOUNT, None), ALL),
        tx("views::add", |tx, by, _| done(views::add(tx, by, None, ACCOUNT, &kept("Nou", false))), ALL),
        tx("views::add for all", |tx, by, _| done(views::add(tx, by, None, ACCOUNT, &kept("Nou", true))), "yyy yyy yyy nnn nnn nnn"),
        tx("views::duplicate", |tx, by, s| {
            let view = s.view(tx, true)?;
            done(views::duplicate(tx, by, &view.to_string(), "Copie"))
        }, ALL),
        tx("views::edit", |tx, by, s| {
            let view = s.view(tx, false)?;
            done(views::edit(tx, by, view, None, &kept("Altfel", false)))
        }, OWN_VIEW),
        tx("views::edit for all", |tx, by, s| {
            let view = s.view(tx, false)?;
            done(views::edit(tx, by, view, None, &kept("Altfel", true)))
        }, "yhh yhh yhh nhh nhh nhh"),
        tx("views::edit of a shared one", |tx, by, s| {
            let view = s.view(tx, true)?;
            done(views::edit(tx, by, view, None, &kept("Altfel", true)))
        }, SHARED_VIEW),
        tx("views::delete", |tx, by, s| {
            let view = s.view(tx, false)?;
            views::delete(tx, by, view, None)
        }, OWN_VIEW),
        tx("views::delete of a shared one", |tx, by, s| {
            let view = s.view(tx, true)?;
            views::delete(tx, by, view, None)
        }, SHARED_VIEW),
    ]
}

fn own(tx: &mut Tx, s: &Site, name: &str) -> Result<Tag> {
    tags::add(tx, &s.owner(), name, true, "")
}

/// A group of the one who acts, whose rights may do nothing.
fn mine(tx: &mut Tx, by: &By) -> Result<Uid> {
    let fields = typed(&[("name", "Al meu"), ("members", "account")]);
    Ok(records::add(tx, &able(by), RecordKind::Group, None, &fields)?.uid)
}

fn asked(s: &Site) -> Asked {
    Asked { kind: ACCOUNT, layout: s.called(), zone: TimeZone::UTC, kept: false, effort: Effort::default() }
}

/// A deed on many records that was refused for one of them was not done for it.
fn whole(outcome: Outcome) -> Result<()> {
    match outcome.refused {
        0 => Ok(()),
        _ => Err(Denied { right: Right::Write }.into()),
    }
}
