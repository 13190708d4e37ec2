//! Stories of an incident.

use crate::house::{House, NOW, by, incident, task};
use crmweb_crm::incidents::{self, HandTo};
use crmweb_crm::{Error, activities};
use crmweb_model::record::{IncidentStatus, Priority, RecordKind, RecordRef};
use crmweb_model::rights::{Actor, Grants, Role};
use crmweb_model::subject::incident_number;
use crmweb_store::log::{self, FieldChange};
use crmweb_support::both_engines;

both_engines! {
    fn an_incident_gets_a_number_and_the_account_where_the_contact_works(engine: &Engine) {
        let house = House::build(engine);
        let (draft, ana) = (incident(&house), by(&house.ana));
        let (first, second) = house.write(move |tx| {
            Ok((incidents::log(tx, &ana, &draft)?, incidents::log(tx, &ana, &draft)?))
        });
        assert_eq!(second.number, first.number + 1);
        assert_eq!(incident_number(&format!("Re: [{}] x", first.label())), Some(first.number));
        assert_eq!((first.account, first.contact), (Some(house.firma), Some(house.ion)));
        assert_eq!((first.status, first.assignee), (IncidentStatus::New, None));
        let (verb, fields) = house.last_change(first.record());
        assert_eq!(verb, "created");
        let says = |field: &str, value: &str| fields.contains(&FieldChange::new(field, None, Some(value.into())));
        assert!(says("subject", "Imprimanta nu merge") && says("product", "DX-200"), "{fields:?}");
        assert!(says("account", &house.firma_uid.to_string()) && says("number", &first.label()), "{fields:?}");
        assert!(fields.iter().all(|f| f.field != "solution"), "empty fields are no change");
    }

    fn what_cannot_be_an_incident_is_refused_by_field(engine: &Engine) {
        let house = House::build(engine);
        let refused = |change: fn(&mut crmweb_model::draft::IncidentDraft)| {
            let (mut draft, ana) = (incident(&house), by(&house.ana));
            change(&mut draft);
            house.refused(move |tx| incidents::log(tx, &ana, &draft)).to_string()
        };
        assert_eq!(refused(|d| d.subject = " ".into()), "subject: must not be empty");
        assert_eq!(refused(|d| d.subject = "x".repeat(501)), "subject: must have at most 500 characters");
        assert_eq!(refused(|d| d.description = "a\0b".into()), "description: must not contain the zero character");
        assert!(refused(|d| d.description = "x".repeat(100_001)).contains("100000"));
        assert!(refused(|d| d.contact = Some(crmweb_model::ids::Uid::create())).starts_with("there is no contact"));
    }

    fn a_solved_incident_leaves_the_open_ones_and_can_be_reopened(engine: &Engine) {
        let house = House::build(engine);
        let (draft, ana, firma) = (incident(&house), by(&house.ana), house.firma);
        let open = move |tx: &mut crmweb_store::Tx| {
            Ok::<_, Error>(crmweb_store::incidents::open_of_account(tx, firma, 10)?.len())
        };
        let new = house.write({ let ana = ana.clone(); move |tx| incidents::log(tx, &ana, &draft) });
        assert_eq!(house.read(open), 1);
        let uid = new.uid;
        let solved = house.write({ let ana = ana.clone(); move |tx| incidents::solve(tx, &ana, uid, Some(1), "Driver nou.") });
        assert_eq!((solved.status, solved.closed_at, solved.version), (IncidentStatus::Solved, Some(NOW), 2));
        assert_eq!(house.read(open), 0);
        let closed = house.write({ let ana = ana.clone(); move |tx| incidents::close(tx, &ana, uid, None) });
        assert_eq!(closed.status, IncidentStatus::Closed);
        let again = house.refused({ let ana = ana.clone(); move |tx| incidents::close(tx, &ana, uid, None) });
        assert_eq!(again.to_string(), format!("{} is closed already", new.label()));
        let reopened = house.write({ let ana = ana.clone(); move |tx| incidents::reopen(tx, &ana, uid, None) });
        assert_eq!((reopened.status, reopened.closed_at), (IncidentStatus::Open, None));
        assert_eq!(reopened.solution, "Driver nou.");
        assert_eq!(house.read(open), 1);
    }

    fn an_edit_of_a_stale_form_does_not_overwrite_a_colleagues(engine: &Engine) {
        let house = House::build(engine);
        let (mut draft, ana, dan) = (incident(&house), by(&house.ana), by(&house.dan));
        draft.account = Some(house.firma_uid);
        let uid = house.write({ let draft = draft.clone(); move |tx| Ok(incidents::log(tx, &ana, &draft)?.uid) });
        let mut urgent = draft.clone();
        urgent.priority = Priority::Critical;
        let edited = house.write({ let dan = dan.clone(); move |tx| incidents::edit(tx, &dan, uid, Some(1), &urgent) });
        let (verb, fields) = house.last_change(edited.record());
        assert_eq!((verb.as_str(), &fields[0]), ("changed", &FieldChange::new("priority", Some("normal".into()), Some("critical".into()))));
        let moved: Vec<&str> = fields[1..].iter().map(|change| change.field.as_str()).collect();
        assert_eq!(moved, ["respond_by", "solve_by"], "what is urgent is due sooner");
        let ana = by(&house.ana);
        let refused = house.refused(move |tx| incidents::edit(tx, &ana, uid, Some(1), &draft));
        assert_eq!(refused.code(), "crm.stale");
        // What the form shows is what is there; saving it changes nothing and writes nothing.
        let unchanged = house.write(move |tx| {
            let incident = incidents::find(tx, uid)?;
            let form = incidents::draft_of(tx, &incident)?;
            incidents::edit(tx, &dan, uid, Some(2), &form)
        });
        assert_eq!(unchanged.version, 2);
    }

    fn anyone_hands_an_incident_on_to_a_colleague_or_a_queue(engine: &Engine) {
        let house = House::build(engine);
        let (draft, ana, dan) = (incident(&house), by(&house.ana), house.dan_uid);
        let admin = by(&house.admin());
        let (given, queued) = house.write({
            let ana = ana.clone();
            move |tx| {
                let fields = [("name".to_owned(), "Printers".to_owned())];
                crmweb_crm::records::add(tx, &admin, RecordKind::Queue, None, &fields)?;
                let uid = incidents::log(tx, &ana, &draft)?.uid;
                let given = incidents::hand_on(tx, &ana, uid, None, &HandTo::User(dan))?;
                Ok((given, incidents::hand_on(tx, &ana, uid, None, &HandTo::Queue("printers".into()))?))
            }
        });
        assert_eq!((given.assignee, given.status), (Some(house.dan.user), IncidentStatus::Open));
        assert_eq!((queued.assignee, queued.queue.as_str()), (None, "Printers"));
        let uid = given.uid;
        let nowhere = house.refused({
            let ana = ana.clone();
            move |tx| incidents::hand_on(tx, &ana, uid, None, &HandTo::Queue("printer".into()))
        });
        assert_eq!(nowhere.to_string(), "queue: there is no queue \"printer\"; an administrator adds it");
        let had = house.read({ let ana = ana.clone(); move |tx| incidents::handed(tx, &ana, uid) });
        let who: Vec<(bool, bool)> = had.iter().map(|it| (!it.assignee.is_empty(), !it.queue.is_empty())).collect();
        assert_eq!(who, [(false, false), (true, false), (false, true)], "nobody, Dan, the queue");
        assert_eq!(had[1].assignee, dan.to_string());
        let mut administrator = ana;
        administrator.actor = Actor::new(administrator.actor.user, "", &[Role::Administrator], &Grants::default());
        let uid = given.uid;
        let refused = house.refused(move |tx| incidents::hand_on(tx, &administrator, uid, None, &HandTo::Queue(String::new())));
        assert_eq!(refused.code(), "crm.denied");
    }

    fn a_deleted_incident_leaves_the_lists_and_comes_back_with_undo(engine: &Engine) {
        let house = House::build(engine);
        let (draft, ana, ion) = (incident(&house), by(&house.ana), house.ion);
        let new = house.write({ let ana = ana.clone(); move |tx| incidents::log(tx, &ana, &draft) });
        let (uid, record) = (new.uid, new.record());
        house.write({ let ana = ana.clone(); move |tx| incidents::delete(tx, &ana, uid, Some(1)) });
        let open = move |tx: &mut crmweb_store::Tx| Ok::<_, Error>(crmweb_store::incidents::open_of_contact(tx, ion, 10)?.len());
        assert_eq!(house.read(open), 0);
        assert_eq!(house.refused({ let ana = ana.clone(); move |tx| incidents::close(tx, &ana, uid, None) }).code(), "crm.not-found");
        house.write(move |tx| {
            let deleted = log::of_record(tx, record, 1)?.remove(0);
            incidents::undo(tx, &ana, &deleted)
        });
        assert_eq!(house.read(open), 1);
    }

    fn undo_restores_what_nobody_changed_since_and_lists_the_rest(engine: &Engine) {
        let house = House::build(engine);
        let (mut draft, ana, dan) = (incident(&house), by(&house.ana), by(&house.dan));
        draft.account = Some(house.firma_uid);
        let undone = house.write(move |tx| {
            let uid = incidents::log(tx, &ana, &draft)?.uid;
            let mut other = draft.clone();
            (other.product, other.category) = ("DX-300".into(), "hardware".into());
            let edited = incidents::edit(tx, &ana, uid, None, &other)?;
            let entry = log::of_record(tx, edited.record(), 1)?.remove(0);
            other.category = "paper".into();
            incidents::edit(tx, &dan, uid, None, &other)?;
            let undone = incidents::undo(tx, &ana, &entry)?;
            let now = incidents::find(tx, uid)?;
            assert_eq!((now.product.as_str(), now.category.as_str()), ("DX-200", "paper"));
            Ok(undone)
        });
        assert_eq!(undone.restored, ["product"]);
        assert_eq!(undone.kept, [FieldChange::new("category", Some("hardware".into()), Some("paper".into()))]);
    }

    fn a_new_incident_that_a_colleague_uses_by_now_is_not_undone(engine: &Engine) {
        let house = House::build(engine);
        let (draft, ana, dan) = (incident(&house), by(&house.ana), by(&house.dan));
        let (entry, record) = house.write({
            let ana = ana.clone();
            move |tx| {
                let new = incidents::log(tx, &ana, &draft)?;
                Ok((log::of_record(tx, new.record(), 1)?.remove(0), new.record()))
            }
        });
        let added = house.write({ let dan = dan.clone(); move |tx| activities::add(tx, &dan, &task("Sună-l pe Ion"), None, &[record]) });
        let refused = house.refused({ let (ana, entry) = (ana.clone(), entry.clone()); move |tx| incidents::undo(tx, &ana, &entry) });
        assert!(refused.to_string().contains("the task \"Sună-l pe Ion\""), "{refused}");
        house.write(move |tx| activities::delete(tx, &dan, added.uid, None));
        house.write(move |tx| incidents::undo(tx, &ana, &entry));
        assert!(house.read(move |tx| Ok(!crmweb_store::refs::is_there(tx, record)?)));
        assert_eq!(house.plans(RecordRef::new(RecordKind::Contact, house.ion.0), &house.ana), Vec::<String>::new());
    }
}
