//! Passwords: tried, changed, given.

use crate::house::{House, NOW, PASSWORD, attempt, seconds};
use crmweb_crm::password_change::{Typed, change_password, give_password};
use crmweb_crm::sign_in::{Attempt, Refused};
use crmweb_crm::{Error, users};
use crmweb_store::credentials::{What, list};
use crmweb_store::{log, passwords};
use crmweb_support::both_engines;

both_engines! {
    fn whoever_is_not_let_in_is_told_the_same_whatever_is_wrong(engine: &Engine) {
        let house = House::build(engine);
        let signed_in = house.sign_in(&attempt(" DAN ", PASSWORD), NOW).unwrap();
        assert_eq!((signed_in.user.id, signed_in.token.reveal().len()), (house.dan.id, 43));
        let told = |login: &str, password: &str| {
            let error = house.sign_in(&attempt(login, password), NOW).unwrap_err();
            (error.code(), error.to_string())
        };
        let wrong = told("dan", "corect cal Baterie");
        assert_eq!(wrong.0, "sign-in.wrong");
        assert_eq!(told("nobody", PASSWORD), wrong, "there is no such user");
        assert_eq!(told("ana", PASSWORD), wrong, "a user without a password");
        assert_eq!(told("dan\0\u{202e}'; DROP TABLE users --", &"x".repeat(1 << 20)), wrong);
        let (ana, dan) = (house.by(&house.ana, NOW), house.dan.id);
        house.write(move |tx| users::deactivate_user(tx, &ana, dan));
        assert_eq!(told("dan", PASSWORD), wrong, "a deactivated user");
    }

    fn wrong_tries_cost_time_for_a_login_known_or_not_and_never_lock_out(engine: &Engine) {
        let house = House::build(engine);
        for login in ["dan", "nobody"] {
            for _ in 0..5 {
                assert_eq!(house.tries(login, "wrong password", NOW), "sign-in.wrong");
            }
            let Err(Error::Refused(Refused::TooMany { seconds })) = house.sign_in(&attempt(login, PASSWORD), NOW) else {
                panic!("{login} is let try at once")
            };
            assert_eq!(seconds, 1, "{login}");
            assert_eq!(house.tries(login, "wrong password", crate::house::seconds(1)), "sign-in.wrong");
            assert_eq!(house.tries(login, "wrong password", crate::house::seconds(2)), "sign-in.too-many", "it grows");
        }
        // Who is turned away because of the time is not counted: the right password is let in when it is over.
        assert_eq!(house.tries("dan", PASSWORD, seconds(3)), "in");
        assert_eq!(house.tries("dan", "wrong password", seconds(3)), "sign-in.wrong", "and all is forgiven");
        assert_eq!(house.tries("nobody", "wrong password", seconds(300)), "sign-in.wrong");
    }

    fn many_logins_from_one_address_are_counted_together(engine: &Engine) {
        let house = House::build(engine);
        for number in 0..30 {
            assert_eq!(house.tries(&format!("user{number}"), "wrong password", NOW), "sign-in.wrong");
        }
        assert_eq!(house.tries("dan", PASSWORD, NOW), "sign-in.too-many");
        let elsewhere = Attempt { address: "192.0.2.7".into(), ..attempt("dan", PASSWORD) };
        house.sign_in(&elsewhere, NOW).unwrap();
        assert_eq!(house.tries("dan", PASSWORD, seconds(1)), "in");
    }

    fn tries_at_the_same_time_count_as_many(engine: &Engine) {
        let house = House::build(engine);
        let codes: Vec<&str> = std::thread::scope(|scope| {
            let tried: Vec<_> = (0..8).map(|_| scope.spawn(|| house.tries("dan", "wrong password", NOW))).collect();
            tried.into_iter().map(|tried| tried.join().unwrap()).collect()
        });
        assert_eq!(codes.iter().filter(|code| **code == "sign-in.wrong").count(), 5, "{codes:?}");
    }

    fn whoever_changes_the_password_is_signed_out_everywhere_else(engine: &Engine) {
        let house = House::build(engine);
        let here = house.sign_in(&attempt("dan", PASSWORD), NOW).unwrap();
        let there = house.sign_in(&attempt("dan", PASSWORD), NOW).unwrap();
        let by = house.by(&house.dan, NOW);
        let typed = |old: &str, new: &str| Typed { old: old.into(), new: new.into(), address: String::new() };
        let change = |old: &str, new: &str| change_password(&house.crm, &by, &typed(old, new), Some(here.session.uid));
        assert_eq!(change("wrong password", "o alta parola").unwrap_err().to_string(), "password: is not the password");
        for unfit in ["short", &"x".repeat(257), "Dan the Colleague", "aaaaaaaaaaaa"] {
            assert_eq!(change(PASSWORD, unfit).unwrap_err().code(), "crm.invalid", "{unfit}");
        }
        change(PASSWORD, "o alta parola").unwrap();
        let dan = house.dan.id;
        let left = house.read(move |tx| Ok(list(tx, What::Session, Some(dan))?));
        assert_eq!(left.iter().map(|session| session.uid).collect::<Vec<_>>(), [here.session.uid]);
        assert!(left.iter().all(|session| session.uid != there.session.uid));
        assert_eq!(house.tries("dan", PASSWORD, NOW), "sign-in.wrong");
        assert_eq!(house.tries("dan", "o alta parola", NOW), "in");
    }

    fn a_password_that_was_given_is_good_for_choosing_another_one_only(engine: &Engine) {
        let house = House::build(engine);
        let ana = house.by(&house.ana, NOW);
        give_password(&house.crm, &ana, house.dan.id, "parola de inceput").unwrap();
        assert_eq!(house.tries("dan", PASSWORD, NOW), "sign-in.wrong");
        assert_eq!(house.tries("dan", "parola de inceput", NOW), "sign-in.must-change");
        let choosing = |new: &str| Attempt { new_password: Some(new.into()), ..attempt("dan", "parola de inceput") };
        assert_eq!(house.sign_in(&choosing("short"), NOW).unwrap_err().code(), "crm.invalid");
        assert_eq!(house.sign_in(&choosing("parola de inceput"), NOW).unwrap_err().code(), "crm.invalid");
        house.sign_in(&choosing("parola mea proprie"), NOW).unwrap();
        assert_eq!(house.tries("dan", "parola de inceput", NOW), "sign-in.wrong");
        assert_eq!(house.tries("dan", "parola mea proprie", NOW), "in");
        let dan = house.by(&house.dan, NOW);
        assert_eq!(give_password(&house.crm, &dan, house.ana.id, "parola de inceput").unwrap_err().code(), "crm.denied");
    }

    fn no_password_stands_in_the_database_or_its_log(engine: &Engine) {
        let house = House::build(engine);
        let dan = house.dan.id;
        let (hash, entries) = house.read(move |tx| {
            Ok((passwords::of(tx, dan)?.unwrap().hash, log::of_record(tx, crmweb_store::users::record(dan), 10)?))
        });
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let logged = format!("{entries:?}");
        assert!(logged.contains("sign_in_changed"), "that it was set is known: {logged}");
        assert!(!logged.contains(&hash) && !logged.contains(PASSWORD), "{logged}");
    }
}
