//! Who may do what, and who is a colleague.

use super::*;

both_engines! {
    fn a_new_crm_has_its_first_user_and_stages_once(engine: &Engine) {
        let store = open(engine);
        let install = |store: &Store| store.write(|tx| {
            let user = fresh::install(tx, NOW, &new_user("Ana", &[]))?;
            Ok::<_, Error>((user, settings::epoch(tx)?, settings::identity_key(tx)?, stages::list(tx, stages::SALES)?))
        }).unwrap();
        let (ana, epoch, key, stages) = install(&store);
        assert_eq!((ana.login.as_str(), ana.roles.len(), key.len(), epoch.len()), ("ana", 3, 32, 36));
        let last: Vec<_> = stages.iter().map(|stage| (stage.probability, stage.outcome)).collect();
        assert_eq!(last[3..], [(75, Outcome::Open), (100, Outcome::Won), (0, Outcome::Lost)]);
        assert_eq!(install(&store), (ana, epoch, key, stages));
    }

    fn only_a_leader_gives_records_to_colleagues(engine: &Engine) {
        story(engine, |tx, ana| {
            let ion = add_user(tx, ana, &new_user("ion", &[Role::User]))?;
            let firma = add_account(tx, ana, None, &firma())?;
            let dan = add_contact(tx, ana, None, &dan())?;
            let both = [firma.record(), dan.record()];
            assert_eq!(code(distribute(tx, &by(&ion), &both, ion.id)), "crm.denied");
            distribute(tx, ana, &both, ion.id)?;
            assert_eq!(account(tx, firma.id).owner, Some(ion.id));
            assert_eq!(contacts::by_id(tx, dan.id)?.unwrap().owner, Some(ion.id));
            let entry = last_entry(tx, firma.record());
            assert_eq!((entry.verb.as_str(), entry.fields[0].field.as_str()), ("changed", "owner"));
            crmweb_crm::accounts::undo(tx, &again(ana), &entry)?;
            assert_eq!(account(tx, firma.id).owner, Some(ana.actor.user));
            assert_eq!(code(distribute(tx, ana, &both, UserId(99))), "crm.not-found");
            let incident = RecordRef::new(RecordKind::Incident, 1);
            assert_eq!(code(distribute(tx, ana, &[incident], ion.id)), "crm.invalid");
            Ok(())
        });
    }

    fn rights_decide_who_may_do_what(engine: &Engine) {
        story(engine, |tx, ana| {
            let clerk = by(&add_user(tx, ana, &new_user("clerk", &[Role::Administrator]))?);
            let ion = by(&add_user(tx, ana, &new_user("ion", &[Role::User]))?);
            let nobody = by(&add_user(tx, ana, &new_user("nobody", &[]))?);
            let firma = add_account(tx, &ion, None, &firma())?;
            for other in [&clerk, &nobody] {
                assert_eq!(code(add_account(tx, other, None, &firma.details)), "crm.denied");
                assert_eq!(code(add_contact(tx, other, None, &dan())), "crm.denied");
                assert_eq!(code(edit_account(tx, other, firma.id, None, &firma.details)), "crm.denied");
                assert_eq!(code(delete_account(tx, other, firma.id, None)), "crm.denied");
            }
            assert_eq!(code(add_user(tx, &ion, &new_user("x", &[]))), "crm.denied");
            assert_eq!(code(set_roles(tx, &ion, ion.actor.user, None, &Role::ALL, &[])), "crm.denied");
            assert_eq!(code(set_company_domains(tx, &ion, &["us.example".into()])), "crm.denied");
            assert_eq!(code(add_user_address(tx, &ion, clerk.actor.user, "c@us.example")), "crm.denied");
            add_user_address(tx, &ion, ion.actor.user, "Ion@us.example")?;
            let word = NeverLog::Keyword("bonus".into());
            assert_eq!(code(add_never_log(tx, &ion, List::Company, &word)), "crm.denied");
            let shared = add_mailbox(tx, &ion, None, "support@us.example", Kind::Shared, ShareLevel::Everything);
            assert_eq!(code(shared), "crm.denied");
            Ok(())
        });
    }

    fn the_last_administrator_stays(engine: &Engine) {
        story(engine, |tx, ana| {
            let me = ana.actor.user;
            assert_eq!(code(deactivate_user(tx, ana, me)), "crm.conflict");
            assert_eq!(code(set_roles(tx, ana, me, None, &[Role::User], &[])), "crm.conflict");
            let ion = add_user(tx, ana, &new_user("ion", &[Role::Administrator]))?;
            set_roles(tx, ana, me, None, &[Role::User], &[])?;
            assert_eq!(code(deactivate_user(tx, &by(&ion), ion.id)), "crm.conflict");
            let gone = deactivate_user(tx, &by(&ion), me)?;
            assert!(!gone.active);
            assert_eq!(users::actor(tx, me).unwrap_err().code(), "store.not-found");
            assert_eq!(code(add_user(tx, &by(&ion), &new_user("ANA", &[]))), "crm.conflict");
            Ok(())
        });
    }

    fn colleagues_and_clients_are_not_confused(engine: &Engine) {
        story(engine, |tx, ana| {
            let me = ana.actor.user;
            add_contact(tx, ana, None, &ContactDraft { addresses: vec!["dan@firma.example".into()], ..dan() })?;
            let firma = add_account(tx, ana, None, &AccountDraft { domains: vec!["firma.example".into()], ..firma() })?;
            let refused = add_user_address(tx, ana, me, "dan@firma.example").unwrap_err();
            assert_eq!(refused.to_string(), "dan@firma.example is an address of the contact Dan Țurcanu");
            assert_eq!(code(set_company_domains(tx, ana, &["firma.example".into()])), "crm.conflict");
            assert_eq!(code(set_company_domains(tx, ana, &["yahoo.ro".into()])), "crm.invalid");
            set_company_domains(tx, ana, &["US.example".into()])?;
            assert_eq!(code(add_account_domain(tx, ana, firma.id, "us.example")), "crm.invalid");
            let mailbox = add_mailbox(tx, ana, None, "dan@firma.example", Kind::Personal, ShareLevel::Subject);
            assert_eq!(code(mailbox), "crm.conflict");
            Ok(())
        });
    }

    fn a_mailbox_belongs_to_its_user(engine: &Engine) {
        story(engine, |tx, ana| {
            add_user_address(tx, ana, ana.actor.user, "ana@us.example")?;
            let ion = by(&add_user(tx, ana, &new_user("ion", &Role::ALL))?);
            let own = add_mailbox(tx, ana, None, "Ana@us.example", Kind::Personal, ShareLevel::Subject)?;
            assert_eq!((own.user, own.share), (Some(ana.actor.user), ShareLevel::Subject));
            let twice = add_mailbox(tx, ana, None, "ana@us.example", Kind::Personal, ShareLevel::Subject);
            assert_eq!(code(twice), "crm.conflict");
            assert_eq!(code(set_mailbox_share(tx, &ion, own.uid, ShareLevel::Everything)), "crm.not-found");
            assert_eq!(set_mailbox_share(tx, ana, own.uid, ShareLevel::Nothing)?.share, ShareLevel::Nothing);
            let support = add_mailbox(tx, ana, None, "support@us.example", Kind::Shared, ShareLevel::Everything)?;
            assert_eq!(support.user, None);
            delete_mailbox(tx, &ion, support.uid)?;
            assert_eq!(code(delete_mailbox(tx, &ion, support.uid)), "crm.not-found");
            Ok(())
        });
    }

    fn a_private_never_log_entry_is_nobody_elses_business(engine: &Engine) {
        story(engine, |tx, ana| {
            let ion = by(&add_user(tx, ana, &new_user("ion", &Role::ALL))?);
            let doctor = NeverLog::Address(Address::parse("doctor@clinic.example").unwrap());
            let entry = add_never_log(tx, ana, List::Mine, &doctor)?;
            assert_eq!(add_never_log(tx, ana, List::Mine, &doctor)?, entry, "once");
            assert_eq!(never_log(tx, &ion, List::Mine)?, []);
            assert_eq!(code(remove_never_log(tx, &ion, entry.uid)), "crm.not-found");
            let word = add_never_log(tx, ana, List::Company, &NeverLog::Keyword("Salarii".into()))?;
            assert_eq!(word.what, NeverLog::Keyword("salarii".into()));
            assert_eq!(never_log(tx, &ion, List::Company)?, [word]);
            let log = log::after(tx, 0, 1_000)?;
            assert!(log.iter().any(|e| format!("{e:?}").contains("salarii")));
            assert!(!log.iter().any(|e| format!("{e:?}").contains("doctor")), "the log is everybody's");
            remove_never_log(tx, ana, entry.uid)?;
            assert_eq!(never_log(tx, ana, List::Mine)?, []);
            Ok(())
        });
    }
}
