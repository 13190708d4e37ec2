//! Sessions and tokens.

use crate::house::{House, NOW, PASSWORD, attempt};
use crmweb_crm::credentials::{NewToken, add_token, is_good, list, revoke};
use crmweb_crm::users;
use crmweb_model::time::Millis;
use crmweb_store::credentials::{self as rows, What};
use crmweb_support::both_engines;

fn report() -> NewToken {
    NewToken { name: "report".into(), writes: false, expires_at: None }
}

both_engines! {
    fn a_session_ends_when_nobody_uses_it_and_after_ninety_days(engine: &Engine) {
        let house = House::build(engine);
        let session = house.sign_in(&attempt("dan", PASSWORD), NOW).unwrap().session;
        let day = |days: i64| NOW.plus(days * Millis::DAY);
        assert!(is_good(&session, day(29)) && !is_good(&session, day(30)));
        let used = |at: Millis| rows::Credential { seen_at: at, ..session.clone() };
        assert!(is_good(&used(day(80)), day(89)) && !is_good(&used(day(89)), day(90)));
        // What nobody will use again goes with the next session.
        house.sign_in(&attempt("dan", PASSWORD), day(31)).unwrap();
        let dan = house.dan.id;
        assert_eq!(house.read(move |tx| Ok(rows::list(tx, What::Session, Some(dan))?.len())), 1);
    }

    fn each_lists_and_revokes_ones_own_and_an_administrator_everybodys(engine: &Engine) {
        let house = House::build(engine);
        let (ana, dan) = (house.by(&house.ana, NOW), house.by(&house.dan, NOW));
        house.sign_in(&attempt("dan", PASSWORD), NOW).unwrap();
        let made = house.write({ let ana = ana.clone(); move |tx| Ok(add_token(tx, &ana, &report())?.0) });
        let names = |by: &crmweb_crm::By, what, everybody| {
            let by = by.clone();
            let found = house.read(move |tx| list(tx, &by, what, everybody));
            found.into_iter().map(|one| format!("{} of {}", one.credential.name, one.user.login)).collect::<Vec<_>>()
        };
        assert_eq!(names(&dan, What::Session, false), ["Firefox of dan"]);
        assert_eq!(names(&dan, What::Token, false), [""; 0]);
        assert_eq!(names(&ana, What::Session, false), [""; 0]);
        assert_eq!(names(&ana, What::Session, true), ["Firefox of dan"]);
        let hidden = house.refused({ let dan = dan.clone(); move |tx| revoke(tx, &dan, What::Token, made.uid) });
        assert_eq!(hidden.code(), "crm.not-found");
        let mixed = house.refused({ let ana = ana.clone(); move |tx| revoke(tx, &ana, What::Session, made.uid) });
        assert_eq!(mixed.code(), "crm.not-found", "a token is no session");
        house.write({ let ana = ana.clone(); move |tx| revoke(tx, &ana, What::Token, made.uid) });
        assert_eq!(names(&ana, What::Token, true), [""; 0]);
    }

    fn a_token_has_a_name_and_may_expire(engine: &Engine) {
        let house = House::build(engine);
        let dan = house.by(&house.dan, NOW);
        let (made, told) = house.write({ let dan = dan.clone(); move |tx| add_token(tx, &dan, &report()) });
        assert_eq!((made.scopes.as_slice(), told.reveal().len()), (&["panel.read".to_owned()][..], 43));
        for (new, code) in [
            (report(), "crm.conflict"),
            (NewToken { name: " ".into(), ..report() }, "crm.invalid"),
            (NewToken { name: "a\0b".into(), ..report() }, "crm.invalid"),
            (NewToken { name: "x".repeat(1 << 20), ..report() }, "crm.invalid"),
            (NewToken { name: "late".into(), expires_at: Some(NOW), ..report() }, "crm.invalid"),
        ] {
            let dan = dan.clone();
            assert_eq!(house.refused(move |tx| add_token(tx, &dan, &new)).code(), code);
        }
        let soon = NewToken { name: "soon".into(), writes: true, expires_at: Some(NOW.plus(1)) };
        let made = house.write(move |tx| Ok(add_token(tx, &dan, &soon)?.0));
        assert_eq!(made.scopes, ["panel.read", "panel.write"]);
        assert!(is_good(&made, NOW) && !is_good(&made, NOW.plus(1)));
    }

    fn whoever_is_deactivated_loses_every_door(engine: &Engine) {
        let house = House::build(engine);
        house.sign_in(&attempt("dan", PASSWORD), NOW).unwrap();
        let (ana, dan) = (house.by(&house.ana, NOW), house.by(&house.dan, NOW));
        house.write(move |tx| add_token(tx, &dan, &report()));
        let id = house.dan.id;
        let left = house.write(move |tx| {
            users::deactivate_user(tx, &ana, id)?;
            users::activate_user(tx, &ana, id)?;
            Ok(rows::list(tx, What::Session, None)?.len() + rows::list(tx, What::Token, None)?.len())
        });
        assert_eq!(left, 0, "nor does any come back with the user");
        assert_eq!(house.tries("dan", PASSWORD, NOW), "in");
    }
}
