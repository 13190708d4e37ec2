//! Roles beside those that ship.

use crate::house::{House, NOW};
use crmweb_crm::accounts::add_account;
use crmweb_crm::find::{self, Found};
use crmweb_crm::record_page::{self, Client, Limits};
use crmweb_crm::roles::{add_role, edit_role, remove_role};
use crmweb_crm::users::set_roles;
use crmweb_model::draft::AccountDraft;
use crmweb_model::rights::{Grants, Right, Role, Scope};
use crmweb_support::both_engines;

fn own() -> Grants {
    [(Right::Read, Scope::Own), (Right::Write, Scope::Own)].into_iter().collect()
}

fn firma(name: &str) -> AccountDraft {
    AccountDraft { name: name.into(), ..AccountDraft::default() }
}

both_engines! {
    fn a_partner_sees_and_changes_what_is_the_partners_own_and_nothing_else(engine: &Engine) {
        let house = House::build(engine);
        let (ana, dan) = (house.by(&house.ana, NOW), house.dan.clone());
        house.write({ let (ana, id) = (ana.clone(), dan.id); move |tx| {
            let partner = add_role(tx, &ana, "Partner", &own())?;
            set_roles(tx, &ana, id, None, &[], &[partner.uid])
        }});
        let dan = house.by(&dan, NOW);
        let (anas, dans) = house.write({ let dan = dan.clone(); move |tx| {
            Ok((add_account(tx, &ana, None, &firma("Firma Ana"))?, add_account(tx, &dan, None, &firma("Firma Dan"))?))
        }});
        let (of_ana, of_dan) = (anas.record(), dans.record());
        house.read(move |tx| {
            let limits = Limits::default();
            assert!(record_page::client(tx, &dan.actor, Client::Account(dans.id), NOW, limits).is_ok());
            let denied = record_page::client(tx, &dan.actor, Client::Account(anas.id), NOW, limits).unwrap_err();
            assert_eq!(denied.code(), "crm.denied");
            assert_eq!(find::record(tx, &dan.actor, "Firma Ana")?, Found::Nothing);
            assert_eq!(find::record(tx, &dan.actor, "firma")?, Found::One(of_dan), "the only one that is seen");
            let kinds = [of_ana.kind];
            let found = find::suggest(tx, &dan.actor, "firma", &kinds, 10)?;
            assert_eq!(found.iter().map(|one| one.record).collect::<Vec<_>>(), [of_dan]);
            Ok(())
        });
    }

    fn a_role_beside_one_that_ships_widens_it_and_a_change_holds_at_once(engine: &Engine) {
        let house = House::build(engine);
        let (ana, id) = (house.by(&house.ana, NOW), house.dan.id);
        let giving: Grants = [(Right::Distribute, Scope::All)].into_iter().collect();
        let role = house.write({ let ana = ana.clone(); move |tx| {
            let role = add_role(tx, &ana, "Gives", &giving)?;
            set_roles(tx, &ana, id, None, &[Role::User], &[role.uid, role.uid])?;
            Ok(role)
        }});
        let scope = |right| house.actor(&house.dan).scope(right);
        assert_eq!((scope(Right::Distribute), scope(Right::AssignTask)), (Some(Scope::All), Some(Scope::Own)));
        let less: Grants = [(Right::Distribute, Scope::Team)].into_iter().collect();
        house.write({ let ana = ana.clone(); move |tx| edit_role(tx, &ana, role.uid, Some(1), "Gives", &less) });
        assert_eq!(scope(Right::Distribute), Some(Scope::Team));
        let late = house.refused({ let ana = ana.clone(); move |tx| edit_role(tx, &ana, role.uid, Some(1), "Other", &own()) });
        assert_eq!(late.code(), "crm.stale");
        let used = house.refused({ let ana = ana.clone(); move |tx| remove_role(tx, &ana, role.uid, None) });
        assert_eq!(used.to_string(), "Gives is a role of dan the colleague; take it away from them first");
        house.write(move |tx| {
            set_roles(tx, &ana, id, None, &[Role::User], &[])?;
            remove_role(tx, &ana, role.uid, None)
        });
        assert_eq!(scope(Right::Distribute), None);
    }

    fn the_roles_that_ship_stay_and_no_role_is_made_of_nothing(engine: &Engine) {
        let house = House::build(engine);
        let ana = house.by(&house.ana, NOW);
        let part: Grants = [(Right::Users, Scope::Own)].into_iter().collect();
        for (name, grants, code) in [
            ("Administrator", own(), "crm.conflict"),
            ("ÚSER", own(), "crm.conflict"),
            ("", own(), "crm.invalid"),
            ("a\u{1b}b", own(), "crm.invalid"),
            ("Nothing", Grants::default(), "crm.invalid"),
            ("Part", part, "crm.invalid"),
        ] {
            let ana = ana.clone();
            assert_eq!(house.refused(move |tx| add_role(tx, &ana, name, &grants)).code(), code, "{name}");
        }
        let twice = house.refused(move |tx| {
            add_role(tx, &ana, "Partener", &own())?;
            add_role(tx, &ana, "PARTENER", &own())
        });
        assert_eq!(twice.code(), "crm.conflict");
    }

    fn nobody_climbs_by_giving_roles(engine: &Engine) {
        let house = House::build(engine);
        let (ana, dan) = (house.by(&house.ana, NOW), house.by(&house.dan, NOW));
        let all: Grants = Right::ALL.into_iter().filter(|right| *right != Right::Users).map(|right| (right, Scope::All)).collect();
        let id = house.dan.id;
        house.write({ let ana = ana.clone(); move |tx| {
            let role = add_role(tx, &ana, "Everything but users", &all)?;
            set_roles(tx, &ana, id, None, &Role::ALL[..2], &[role.uid])
        }});
        let dan = crmweb_crm::By { actor: house.actor(&house.dan), ..dan };
        assert_eq!(house.refused({ let dan = dan.clone(); move |tx| set_roles(tx, &dan, id, None, &Role::ALL, &[]) }).code(), "crm.denied");
        assert_eq!(house.refused(move |tx| add_role(tx, &dan, "More", &own())).code(), "crm.denied");
        // Whoever administers stays while there is nobody else.
        let me = ana.actor.user;
        assert_eq!(house.refused(move |tx| set_roles(tx, &ana, me, None, &[Role::User], &[])).code(), "crm.conflict");
    }
}
