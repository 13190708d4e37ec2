//! Stories of an opportunity.

use crate::house::{House, NOW, by, opportunity};
use crmweb_crm::{Error, opportunities};
use crmweb_model::money::Money;
use crmweb_model::record::Outcome;
use crmweb_model::time::Day;
use crmweb_store::log::{self, FieldChange};
use crmweb_store::stages;
use crmweb_support::both_engines;

both_engines! {
    fn an_opportunity_starts_at_the_first_stage_and_is_its_authors(engine: &Engine) {
        let house = House::build(engine);
        let (mut draft, ana) = (opportunity(&house), by(&house.ana));
        draft.amount = Some(Money::parse("1200.50 EUR").unwrap());
        draft.expected_close = Some(Day::parse("2026-12-24").unwrap());
        let new = house.write(move |tx| opportunities::log(tx, &ana, &draft));
        let stage = house.read({ let id = new.stage; move |tx| Ok(stages::load(tx, id)?) });
        assert_eq!((stage.name.as_str(), stage.position, new.probability), ("Identified", 0, stage.probability));
        assert_eq!((new.owner, new.author), (Some(house.ana.user), Some(house.ana.user)));
        assert_eq!((new.account, new.contacts.as_slice()), (Some(house.firma), &[house.ion][..]));
        let loaded = house.read({ let id = new.id; move |tx| Ok(crmweb_store::opportunities::load(tx, id)?) });
        assert_eq!(loaded.as_ref(), Some(&new));
        let (_, fields) = house.last_change(new.record());
        assert!(fields.contains(&FieldChange::new("amount", None, Some("1200.50 EUR".into()))), "{fields:?}");
        for open in [
            house.read({ let firma = house.firma; move |tx| Ok(crmweb_store::opportunities::open_of_account(tx, firma, 5)?) }),
            house.read({ let ion = house.ion; move |tx| Ok(crmweb_store::opportunities::open_of_contact(tx, ion, 5)?) }),
            house.read({ let ana = house.ana.user; move |tx| Ok(crmweb_store::opportunities::open_of_owner(tx, ana, 5)?) }),
        ] {
            assert_eq!(open.iter().map(|o| o.id).collect::<Vec<_>>(), [new.id]);
        }
    }

    fn a_lost_opportunity_says_why_and_a_won_one_is_certain(engine: &Engine) {
        let house = House::build(engine);
        let (draft, ana) = (opportunity(&house), by(&house.ana));
        let uid = house.write({ let ana = ana.clone(); move |tx| Ok(opportunities::log(tx, &ana, &draft)?.uid) });
        let to = |stage: &'static str, reason: &'static str| {
            let ana = ana.clone();
            move |tx: &mut crmweb_store::Tx| opportunities::move_stage(tx, &ana, uid, None, stage, reason)
        };
        assert_eq!(house.refused(to("Lost", " ")).to_string(), "reason: must say why the opportunity is lost");
        assert!(house.refused(to("Nowhere", "")).to_string().contains("is no stage"));
        let lost = house.write(to("Lost", "preț"));
        assert_eq!((lost.outcome, lost.probability, lost.closed_at), (Outcome::Lost, 0, Some(NOW)));
        let (_, fields) = house.last_change(lost.record());
        assert!(fields.contains(&FieldChange::new("lost_reason", None, Some("preț".into()))), "{fields:?}");
        let known = house.read(|tx| Ok(stages::list(tx, stages::SALES)?));
        let stage = |name: &str| known.iter().find(|it| it.name == name).map(|it| it.uid.to_string());
        assert!(fields.contains(&FieldChange::new("stage", stage("Identified"), stage("Lost"))), "{fields:?}");
        let again = house.write(to("Negotiation", ""));
        assert_eq!((again.outcome, again.probability, again.closed_at), (Outcome::Open, 75, None));
        let won = house.write(to("Won", ""));
        assert_eq!((won.outcome, won.probability, won.closed_at), (Outcome::Won, 100, Some(NOW)));
        let open = house.read({ let firma = house.firma; move |tx| Ok(crmweb_store::opportunities::open_of_account(tx, firma, 5)?) });
        assert!(open.is_empty());
        let undone = house.write({
            let ana = ana.clone();
            move |tx| {
                let entry = log::of_record(tx, won.record(), 1)?.remove(0);
                opportunities::undo(tx, &ana, &entry)
            }
        });
        assert_eq!(undone.restored, ["stage", "probability", "closed_at"]);
        assert_eq!(house.read(move |tx| opportunities::find(tx, uid)).outcome, Outcome::Open);
    }

    fn an_edit_keeps_stage_and_owner_which_have_verbs_of_their_own(engine: &Engine) {
        let house = House::build(engine);
        let (draft, ana) = (opportunity(&house), by(&house.ana));
        let new = house.write({ let ana = ana.clone(); move |tx| opportunities::log(tx, &ana, &draft) });
        let uid = new.uid;
        let mut form = house.read(move |tx| { let o = opportunities::find(tx, uid)?; opportunities::draft_of(tx, &o) });
        assert_eq!(form.stage.as_deref(), Some("Identified"));
        form.contacts.clear();
        form.probability = Some(101);
        let wrong = house.refused({ let (ana, form) = (ana.clone(), form.clone()); move |tx| opportunities::edit(tx, &ana, uid, Some(1), &form) });
        assert_eq!(wrong.to_string(), "probability: must be from 0 to 100 percent");
        form.probability = Some(33);
        let edited = house.write({ let (ana, form) = (ana.clone(), form.clone()); move |tx| opportunities::edit(tx, &ana, uid, Some(1), &form) });
        assert_eq!((edited.probability, edited.contacts.len(), edited.owner), (33, 0, Some(house.ana.user)));
        form.stage = Some("Won".into());
        let refused = house.refused({ let ana = ana.clone(); move |tx| opportunities::edit(tx, &ana, uid, None, &form) });
        assert!(refused.to_string().starts_with("stage: "), "{refused}");
        let to = Some(house.dan_uid);
        let denied = house.refused(move |tx| opportunities::distribute(tx, &ana, uid, None, to));
        assert_eq!(denied.to_string(), "you may not give records to colleagues; ask a team leader");
        let lia = by(&house.lia);
        let given = house.write(move |tx| opportunities::distribute(tx, &lia, uid, None, to));
        assert_eq!(given.owner, Some(house.dan.user));
    }

    fn a_new_opportunity_is_undone_while_nobody_else_touched_it(engine: &Engine) {
        let house = House::build(engine);
        let (draft, ana, dan) = (opportunity(&house), by(&house.ana), by(&house.dan));
        let (mine, touched) = house.write(move |tx| {
            let (mine, touched) = (opportunities::log(tx, &ana, &draft)?, opportunities::log(tx, &ana, &draft)?);
            opportunities::move_stage(tx, &dan, touched.uid, None, "Offer", "")?;
            Ok((mine, touched))
        });
        let undo = |record| {
            let ana = by(&house.ana);
            move |tx: &mut crmweb_store::Tx| {
                let created = log::of_record(tx, record, 9)?.pop().ok_or(Error::Conflict("no entry".into()))?;
                opportunities::undo(tx, &ana, &created)
            }
        };
        house.write(undo(mine.record()));
        let gone = mine.uid;
        assert!(house.crm.read(move |tx| opportunities::find(tx, gone)).is_err());
        let refused = house.refused(undo(touched.record()));
        assert_eq!(refused.to_string(), "Zece imprimante stays, because it has changes by a colleague by now");
    }
}
