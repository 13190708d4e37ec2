//! The second factor: begun, confirmed, asked for, lost.

use crate::house::{House, NOW, PASSWORD, attempt, seconds};
use crmweb_crm::factor::{self, begin, confirm};
use crmweb_crm::seal::Seal;
use crmweb_crm::sign_in::Attempt;
use crmweb_model::time::Millis;
use crmweb_store::factors;
use crmweb_support::both_engines;
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// What an authenticator program shows.
fn code(secret: &str, at: Millis) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(&BASE32_NOPAD.decode(secret.as_bytes()).unwrap()).unwrap();
    mac.update(&(at.0 / 30_000).to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest[19] & 0xf);
    let word = u32::from_be_bytes(digest[offset..offset + 4].try_into().unwrap());
    format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
}

/// Dan's secret and recovery codes.
fn confirmed(house: &House) -> (String, Vec<String>) {
    let (by, seal) = (house.by(&house.dan, NOW), house.seal.clone());
    house.write(move |tx| {
        let begun = begin(tx, &by, &seal)?;
        assert!(begun.url.starts_with("otpauth://totp/CRMWeb:dan?secret="), "{}", begun.url);
        let codes = confirm(tx, &by, &seal, &code(&begun.secret, NOW))?;
        Ok((begun.secret, codes))
    })
}

fn with(typed: &str) -> Attempt {
    Attempt { code: Some(typed.into()), ..attempt("dan", PASSWORD) }
}

both_engines! {
    fn a_second_factor_is_asked_for_and_each_code_works_once(engine: &Engine) {
        let house = House::build(engine);
        let (secret, _) = confirmed(&house);
        assert_eq!(house.tries("dan", PASSWORD, seconds(60)), "sign-in.code-needed");
        assert_eq!(house.tries("dan", "wrong password", seconds(60)), "sign-in.wrong", "the code is not asked for first");
        let told = |typed: &str, at| house.sign_in(&with(typed), at).err().map(|error| error.code());
        assert_eq!(told(&code(&secret, NOW), seconds(0)), Some("sign-in.wrong"), "it confirmed the factor");
        let next = code(&secret, seconds(60));
        assert_eq!(told(&next, seconds(60)), None);
        assert_eq!(told(&next, seconds(61)), Some("sign-in.wrong"), "it was used");
        assert_eq!(told(&code(&secret, seconds(120)), seconds(90)), None, "a clock may be a step ahead");
        assert_eq!(told(&code(&secret, seconds(90)), seconds(100)), Some("sign-in.wrong"), "older than one that was used");
    }

    fn a_recovery_code_lets_in_once_and_an_administrator_helps_whoever_lost_all(engine: &Engine) {
        let house = House::build(engine);
        let (_, codes) = confirmed(&house);
        assert_eq!(codes.len(), 10);
        let typed = codes[3].to_uppercase().replace('-', " ");
        house.sign_in(&with(&typed), seconds(600)).unwrap();
        assert_eq!(house.sign_in(&with(&typed), seconds(601)).unwrap_err().code(), "sign-in.wrong");
        let by = house.by(&house.dan, NOW);
        assert_eq!(house.read(move |tx| factor::state(tx, &by)), Some(9));
        let (ana, dan) = (house.by(&house.ana, NOW), house.dan.id);
        house.write(move |tx| factor::remove(tx, &ana, dan));
        assert_eq!(house.tries("dan", PASSWORD, seconds(1200)), "in");
    }

    fn the_secret_in_the_database_opens_with_the_key_and_for_its_owner_only(engine: &Engine) {
        let house = House::build(engine);
        let (secret, codes) = confirmed(&house);
        let dan = house.dan.id;
        let stored = house.read(move |tx| Ok(factors::of(tx, dan)?.unwrap().sealed));
        assert!(!stored.contains(&secret) && codes.iter().all(|code| !stored.contains(code)));
        let mut other = house;
        other.seal = Seal::create().unwrap();
        let refused = other.sign_in(&with(&code(&secret, seconds(60))), seconds(60)).unwrap_err();
        assert_eq!(refused.code(), "crm.sealed");
    }

    fn a_second_factor_that_was_not_confirmed_asks_for_nothing(engine: &Engine) {
        let house = House::build(engine);
        let (by, seal) = (house.by(&house.dan, NOW), house.seal.clone());
        house.write({ let (by, seal) = (by.clone(), seal.clone()); move |tx| begin(tx, &by, &seal) });
        assert_eq!(house.tries("dan", PASSWORD, NOW), "in");
        let wrong = house.refused({ let (by, seal) = (by.clone(), seal.clone()); move |tx| confirm(tx, &by, &seal, "000000x") });
        assert_eq!(wrong.code(), "crm.invalid");
        let (ana, seal) = (house.by(&house.ana, NOW), seal);
        assert_eq!(house.refused(move |tx| begin(tx, &ana, &seal)).code(), "crm.conflict", "she has no password");
    }
}
