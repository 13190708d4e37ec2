//! Stories of a list.

use super::{all, asked};
use crate::house::{House, NOW, by, in_roles, incident, opportunity, task};
use crmweb_crm::lists::{self, Asked};
use crmweb_crm::views::{SHIPPED, Typed};
use crmweb_crm::{By, Error, activities, custom_fields, incidents, opportunities, records, undo, views};
use crmweb_model::catalogue::custom::Holds;
use crmweb_model::filter::{Clock, Customs, Filter, check, parse};
use crmweb_model::ids::Uid;
use crmweb_model::money::Money;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::{Day, Millis};
use crmweb_model::view::{Grouping, Layout};
use crmweb_store::custom::Definition;
use crmweb_store::query::{self, Effort, Query, Reach, Viewer};
use crmweb_store::timeline;
use crmweb_support::both_engines;
use jiff::tz::TimeZone;

fn filtered(kind: RecordKind, typed: &str) -> Asked {
    asked(kind, parse(typed).unwrap(), &["created_at"])
}

/// The titles that a list shows to somebody.
fn titles(house: &House, actor: &crmweb_model::rights::Actor, asked: &Asked) -> Vec<String> {
    let (by, asked) = (by(actor), asked.clone());
    let page = house.read(move |tx| lists::page(tx, &by, &asked, None, 50));
    page.lines.into_iter().map(|line| line.title).collect()
}

pub fn add(house: &House, kind: RecordKind, fields: &[(&str, &str)]) -> Uid {
    let typed: Vec<_> = fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let ana = by(&house.ana);
    house.write(move |tx| records::add(tx, &ana, kind, None, &typed)).uid
}

both_engines! {
    fn accounts_with_an_open_critical_incident_are_found_by_it(engine: &Engine) {
        let house = House::build(engine);
        add(&house, RecordKind::Account, &[("name", "Liniștit SRL")]);
        let mut draft = incident(&house);
        draft.priority = crmweb_model::record::Priority::Critical;
        let ana = by(&house.ana);
        let logged = house.write(move |tx| incidents::log(tx, &ana, &draft));
        let list = filtered(RecordKind::Account, "any incidents (priority = critical and status in (new, open, waiting))");
        assert_eq!(titles(&house, &house.ana, &list), ["Firma"]);
        let ana = by(&house.ana);
        house.write(move |tx| incidents::close(tx, &ana, logged.uid, None));
        assert_eq!(titles(&house, &house.ana, &list), [""; 0]);
    }

    fn what_a_colleague_keeps_to_himself_is_in_no_row_count_or_condition(engine: &Engine) {
        let house = House::build(engine);
        let firma = RecordRef::new(RecordKind::Account, house.firma.0);
        let dan = by(&house.dan);
        let made = house.write(move |tx| {
            let made = activities::add(tx, &dan, &task("Doar pentru Dan"), None, &[firma])?;
            tx.execute("UPDATE activities SET private_to = ?2 WHERE id = ?1", &[&made.id.0, &dan.actor.user.0])?;
            timeline::refresh(tx, made.id)?;
            Ok(made)
        });
        let tasks = filtered(RecordKind::Activity, "");
        let accounts = filtered(RecordKind::Account, "any activities (subject ~ doar)");
        for (actor, seen) in [(&house.dan, 1), (&house.ana, 0)] {
            assert_eq!(titles(&house, actor, &tasks).len(), seen);
            assert_eq!(titles(&house, actor, &accounts).len(), seen, "the account tells nothing either");
            let (by, tasks) = (by(actor), tasks.clone());
            let count = house.read(move |tx| lists::count(tx, &by, &tasks));
            assert_eq!(count.count as usize, seen);
        }
        assert_eq!(made.subject, "Doar pentru Dan");
    }

    fn a_mail_shows_as_much_as_its_share_level_grants(engine: &Engine) {
        let house = House::build(engine);
        house.receive("<a@firma.example>", None, "Ofertă secretă", "Bună ziua");
        let mails = filtered(RecordKind::Activity, "kind = email");
        let by_subject = filtered(RecordKind::Activity, "subject ~ OFERTA");
        let contacted = filtered(RecordKind::Account, "any activity since 30 days");
        let set = |share: i64, held: i64| {
            house.write(move |tx| {
                tx.execute("UPDATE captures SET share = ?1, held = ?2", &[&share, &held])?;
                let all = tx.query("SELECT id FROM activities", &[], |r| r.get(0).map(crmweb_model::ids::ActivityId))?;
                all.into_iter().try_for_each(|id| timeline::refresh(tx, id))?;
                Ok(())
            });
        };
        for (share, held, shown, found, counts) in [
            (3, 0, &["Ofertă secretă"][..], 1, 1),
            (2, 0, &["Ofertă secretă"], 1, 1),
            (1, 0, &[""], 0, 1), // that there was a mail, not about what
            (0, 0, &[], 0, 0),
            (3, 1, &[], 0, 0),
        ] {
            set(share, held);
            assert_eq!(titles(&house, &house.dan, &mails), shown, "share {share}, held {held}");
            assert_eq!(titles(&house, &house.dan, &by_subject).len(), found, "share {share}, held {held}");
            assert_eq!(titles(&house, &house.dan, &contacted).len(), counts, "share {share}, held {held}");
            assert_eq!(titles(&house, &house.ana, &by_subject), ["Ofertă secretă"], "her own mail");
            assert_eq!(titles(&house, &house.ana, &contacted), ["Firma"]);
        }
    }

    fn clients_silent_for_ninety_days_are_those_nobody_talked_to(engine: &Engine) {
        let house = House::build(engine);
        let quiet = filtered(RecordKind::Account, "no activity since 90 days");
        assert_eq!(titles(&house, &house.ana, &quiet), ["Firma"]);
        let firma = RecordRef::new(RecordKind::Account, house.firma.0);
        let mut note = task("doar o notă");
        (note.kind, note.planned, note.zone) = (crmweb_model::record::ActivityKind::Note, None, None);
        (note.status, note.at) = (crmweb_model::record::ActivityStatus::Done, Some(NOW));
        let mut call = note.clone();
        (call.kind, call.at) = (crmweb_model::record::ActivityKind::Call, Some(NOW.plus(-91 * Millis::DAY)));
        let ana = by(&house.ana);
        house.write(move |tx| {
            activities::add(tx, &ana, &note, None, &[firma])?;
            activities::add(tx, &ana, &call, None, &[firma])
        });
        assert_eq!(titles(&house, &house.ana, &quiet), ["Firma"], "a note is no contact, and the call is too long ago");
        house.receive("<b@firma.example>", None, "Bună ziua", "x");
        assert_eq!(titles(&house, &house.ana, &quiet), [""; 0]);
    }

    fn a_reader_of_the_own_or_the_teams_records_sees_no_others(engine: &Engine) {
        let house = House::build(engine);
        let filter = Filter::everything();
        for (user, team, actor) in [(house.ana.user, "nord", &house.ana), (house.dan.user, "nord", &house.dan), (house.lia.user, "sud", &house.lia)] {
            let deed = by(actor);
            house.write(move |tx| {
                tx.execute("UPDATE users SET team = ?2 WHERE id = ?1", &[&user.0, &team])?;
                let name = [("name".to_owned(), format!("a lui {team} {}", user.0))];
                records::add(tx, &deed, RecordKind::Account, None, &name)
            });
        }
        let seen = |reach: Reach| {
            let viewer = Viewer { user: house.ana.user, team: "nord".into(), reach };
            let filter = filter.clone();
            house.read(move |tx| {
                let clock = Clock { now: NOW, zone: TimeZone::UTC };
                let (condition, _) = check(&filter, RecordKind::Account, &Customs::default(), &clock, "filter");
                let (condition, known, _) = query::resolve(tx, condition, &viewer)?;
                let kind = records::kind(RecordKind::Account)?;
                let asked = Query { kind, condition: &condition, known: &known, viewer: &viewer, effort: Effort::default() };
                Ok(query::count(tx, &asked, 100)?.count)
            })
        };
        // "Firma" is nobody's: only who reads everything sees it.
        assert_eq!((seen(Reach::Own), seen(Reach::Team), seen(Reach::All)), (1, 2, 4));
    }

    fn a_row_shows_what_fields_name_and_groups_add_up_per_currency(engine: &Engine) {
        let house = House::build(engine);
        for (name, amount, close) in [("A", "100 EUR", "2026-12-01"), ("B", "50.50 EUR", "2026-12-31"), ("C", "7 RON", "2027-01-05")] {
            let mut draft = opportunity(&house);
            (draft.name, draft.amount) = (name.into(), Some(Money::parse(amount).unwrap()));
            draft.expected_close = Some(Day::parse(close).unwrap());
            let ana = by(&house.ana);
            house.write(move |tx| opportunities::log(tx, &ana, &draft));
        }
        let layout = Layout {
            group: Some(Grouping { field: "expected_close".into(), by: "month".into() }),
            totals: vec!["amount".into()],
            ..Layout::new(&["name", "account", "contacts", "amount", "stage", "owner"], Filter::everything()).sorted(&["-amount"])
        };
        let asked = Asked { layout, ..asked(RecordKind::Opportunity, Filter::everything(), &[]) };
        let ana = by(&house.ana);
        let (page, summary) = house.read({
            let asked = asked.clone();
            move |tx| Ok((lists::page(tx, &ana, &asked, None, 10)?, lists::summary(tx, &ana, &asked)?))
        });
        let first = &page.lines[0];
        let texts: Vec<&str> = first.cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!((texts[0], texts[3], texts[1]), ("A", "100.00 EUR", house.firma_uid.to_string().as_str()));
        let named: Vec<&str> = first.cells.iter().flat_map(|cell| &cell.named).map(|named| named.title.as_str()).collect();
        assert_eq!(named, ["Firma", "Ion Pop", "Identified", "ana"]);
        let groups = summary.groups.into_iter()
            .map(|group| (group.value, group.count, group.sums.into_iter().map(|sum| (sum.currency, sum.sum)).collect::<Vec<_>>()))
            .collect::<Vec<_>>();
        assert_eq!(groups, [
            ("2026-12".into(), 2, vec![("EUR".into(), 15_050)]),
            ("2027-01".into(), 1, vec![("RON".into(), 700)]),
        ]);
        let mut totals = summary.totals.unwrap();
        totals.sums.sort_by(|a, b| a.currency.cmp(&b.currency));
        assert_eq!(totals.sums.iter().map(|sum| (sum.currency.as_str(), sum.sum)).collect::<Vec<_>>(), [("EUR", 15_050), ("RON", 700)]);
        let by_owner = Layout { group: Some(Grouping { field: "owner".into(), by: String::new() }), ..asked.layout.clone() };
        let ana = by(&house.ana);
        let summary = house.read(move |tx| lists::summary(tx, &ana, &Asked { layout: by_owner, ..asked }));
        assert_eq!(summary.groups[0].named.as_ref().map(|named| named.title.as_str()), Some("ana"));
    }

    fn sums_of_hostile_numbers_overflow_nothing(engine: &Engine) {
        let house = House::build(engine);
        for _ in 0..3 {
            add(&house, RecordKind::Account, &[("name", "x"), ("employees", &i64::MAX.to_string())]);
        }
        let mut list = filtered(RecordKind::Account, "name = x");
        list.layout.totals = vec!["employees".into()];
        let ana = by(&house.ana);
        let summary = house.read(move |tx| lists::summary(tx, &ana, &list));
        assert_eq!(summary.totals.unwrap().sums[0].sum, i64::MAX);
    }

    fn hostile_values_are_compared_never_run(engine: &Engine) {
        let house = House::build(engine);
        let hostile = ["'; DROP TABLE accounts; --", "?1 $1 :name @p", "100%_!\\", "\u{202e}gnp", "\"x\" OR 1=1"];
        for text in hostile {
            add(&house, RecordKind::Account, &[("name", text), ("city", text)]);
        }
        for text in hostile {
            for op in ["contains", "is", "starts_with"] {
                let op = crmweb_model::filter::Op::from_name(op).unwrap();
                for field in ["name", "city"] {
                    let filter = Filter::Field { field: field.into(), op, value: vec![text.into()] };
                    let found = titles(&house, &house.ana, &asked(RecordKind::Account, filter, &["city"]));
                    assert_eq!(found, [text], "{field} {op:?}");
                }
            }
        }
    }

    fn a_text_follows_its_record_through_change_and_undo(engine: &Engine) {
        let house = House::build(engine);
        let uid = add(&house, RecordKind::Account, &[("name", "x"), ("city", "Târgu Mureș")]);
        let found = |city: &str| titles(&house, &house.ana, &filtered(RecordKind::Account, &format!("city = {city}"))).len();
        assert_eq!(found("targu mures"), 1);
        let deed = by(&house.ana);
        let edit = deed.clone();
        house.write(move |tx| records::edit(tx, &edit, RecordKind::Account, uid, None, &[("city".into(), "Iași".into())]));
        assert_eq!((found("targu mures"), found("iasi")), (0, 1));
        undo::undo(&house.crm, &by(&house.ana), Some(deed.mutation.to_string())).unwrap();
        assert_eq!((found("targu mures"), found("iasi")), (1, 0));
    }

    fn a_kept_list_opens_although_a_field_or_tag_it_names_is_gone(engine: &Engine) {
        let house = House::build(engine);
        let is = Definition {
            of: RecordKind::Account, name: "level".into(), labels: ["Nivel".into(), String::new(), String::new()],
            holds: Holds::Line, words: Vec::new(), needed: false, position: 0,
        };
        let admin = by(&house.admin());
        let field = house.write(move |tx| custom_fields::add_field(tx, &admin, None, &is));
        let tag = Uid::create();
        house.write(move |tx| Ok(tx.execute("INSERT INTO tags (uid, name, name_key, made_at) VALUES (?1, 'vip', 'vip', 0)", &[&tag.to_string()])?));
        let filter = Filter::All(vec![parse("x.level = aur").unwrap(), Filter::Tag(tag.to_string()), parse("name = firma").unwrap()]);
        let layout = Layout::new(&["name", "x.level"], filter).sorted(&["x.level"]);
        let typed = Typed { name: "Aur".into(), shared: false, layout };
        let ana = by(&house.ana);
        let view = house.write({ let (ana, typed) = (ana.clone(), typed.clone()); move |tx| views::add(tx, &ana, None, RecordKind::Account, &typed) });
        let admin = by(&house.admin());
        house.write(move |tx| {
            custom_fields::remove_field(tx, &admin, field.uid, None)?;
            Ok(tx.execute("DELETE FROM tags", &[])?)
        });
        let kept = Asked { kept: true, layout: view.layout.clone(), ..filtered(RecordKind::Account, "") };
        let page = house.read({ let ana = ana.clone(); let kept = kept.clone(); move |tx| lists::page(tx, &ana, &kept, None, 10) });
        assert_eq!(page.lines.iter().map(|line| line.title.as_str()).collect::<Vec<_>>(), ["Firma"]);
        assert_eq!(page.columns, ["name"]);
        let told: Vec<&str> = page.problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(told, ["filter.all[0].field", "filter.all[1].tag", "columns[1].field", "sort[0].field"]);
        // Whoever keeps such a list anew is refused; to call it otherwise is fine.
        let renamed = Typed { name: "Aur vechi".into(), ..typed.clone() };
        let uid = view.uid;
        house.write({ let ana = ana.clone(); move |tx| views::edit(tx, &ana, uid, Some(1), &renamed) });
        let refused = house.refused(move |tx| views::add(tx, &ana, None, RecordKind::Account, &typed));
        assert_eq!(refused.to_string(), "filter.all[0].field: accounts have no field of this name");
    }

    fn every_list_that_ships_can_be_opened(engine: &Engine) {
        let house = House::build(engine);
        for shipped in SHIPPED {
            let list = Asked { layout: shipped.layout(), ..filtered(shipped.of, "") };
            assert_ne!(list.layout.filter, Filter::Any(vec![]), "{} is readable", shipped.name);
            let ana = by(&house.ana);
            let summary = house.read({
                let list = list.clone();
                move |tx| {
                    all(tx, &ana, &list, 10)?;
                    lists::summary(tx, &ana, &list)
                }
            });
            assert_eq!(summary.problems, [], "{}", shipped.name);
        }
    }

    fn a_list_nobody_may_ask_for_is_refused_with_its_place(engine: &Engine) {
        let house = House::build(engine);
        let refused = |layout: Layout| {
            let (ana, list) = (by(&house.ana), Asked { layout, ..filtered(RecordKind::Activity, "") });
            match house.crm.read(move |tx| lists::page(tx, &ana, &list, None, 10)) {
                Err(Error::Invalid { field, reason }) => format!("{field}: {reason}"),
                other => panic!("{other:?}"),
            }
        };
        let everything = || Layout::new(&[], Filter::everything());
        assert_eq!(refused(everything().sorted(&["subject"])), "sort[0].field: orders no list");
        assert_eq!(refused(everything().sorted(&["colour"])), "sort[0].field: activities have no field of this name");
        assert_eq!(refused(Layout::new(&["at", "at"], Filter::everything())), "columns[1].field: is a column already");
        assert_eq!(refused(Layout { totals: vec!["subject".into()], ..everything() }), "totals[0]: is neither a number nor an amount");
        let many = vec!["at"; 41];
        assert_eq!(refused(Layout::new(&many, Filter::everything())), "columns: must be at most 40");
        let unread = By::new(in_roles(&house.ana, &[]), NOW);
        let list = filtered(RecordKind::Account, "");
        assert_eq!(house.crm.read(move |tx| lists::page(tx, &unread, &list, None, 10)).unwrap_err().code(), "crm.denied");
    }
}
