//! Accounts and contacts: entered, changed, listed, found.

use super::*;

both_engines! {
    fn an_account_comes_back_as_it_was_entered_and_the_log_tells_it(engine: &Engine) {
        story(engine, |tx, ana| {
            let phone = Phone { kind: PhoneKind::Phone, number: "+40 (264) 123-456".into() };
            let draft = AccountDraft {
                domains: vec!["https://www.brutaria-veche.example/".into()],
                addresses: vec!["Office@Brutaria-Veche.example".into()],
                phones: vec![phone],
                employees: Some(12),
                ..firma()
            };
            let firma = add_account(tx, ana, None, &draft)?;
            assert_eq!(firma.owner, Some(ana.actor.user));
            assert_eq!(firma.details.domains, ["brutaria-veche.example"]);
            assert_eq!(firma.details.addresses, ["office@brutaria-veche.example"]);
            assert_eq!(accounts::by_uid(tx, firma.uid)?.as_ref(), Some(&firma));
            let created = last_entry(tx, firma.record());
            let named = |name: &str| created.fields.iter().find(|f| f.field == name).and_then(|f| f.new.clone());
            assert_eq!((created.verb.as_str(), named("employees").as_deref()), ("created", Some("12")));
            assert_eq!(named("phones").as_deref(), Some("phone +40 (264) 123-456"));
            assert!(named("owner").is_some() && named("industry").is_none(), "only what has a value");
            assert_eq!(accounts::by_phone(tx, "0040 264 123456")?.len(), 1);
            assert_eq!(accounts::by_domain(tx, "brutaria-veche.example")?, [firma.id]);
            let edited = AccountDraft { industry: "Food".into(), employees: None, ..firma.details.clone() };
            let after = edit_account(tx, ana, firma.id, Some(firma.version), &edited)?;
            assert_eq!((after.version, &after.details), (firma.version + 1, &edited));
            let changed: Vec<_> = last_entry(tx, firma.record()).fields.into_iter().map(|f| f.field).collect();
            assert_eq!(changed, ["industry", "employees"]);
            let same = edit_account(tx, ana, firma.id, None, &edited)?;
            assert_eq!(same.version, after.version, "nothing changed, nothing is written");
            Ok(())
        });
    }

    fn two_people_who_edit_one_record_do_not_overwrite_each_other(engine: &Engine) {
        story(engine, |tx, ana| {
            let firma = add_account(tx, ana, None, &firma())?;
            let theirs = AccountDraft { postal: in_city("Cluj"), ..firma.details.clone() };
            edit_account(tx, ana, firma.id, Some(firma.version), &theirs)?;
            let mine = AccountDraft { postal: in_city("Iași"), ..firma.details.clone() };
            let refused = edit_account(tx, ana, firma.id, Some(firma.version), &mine).unwrap_err();
            assert!(matches!(refused, Error::Stale { seen: 1, found: 2, .. }), "{refused}");
            assert_eq!(code(delete_account(tx, ana, firma.id, Some(1))), "crm.stale");
            assert_eq!(account(tx, firma.id).details.postal.city, "Cluj");
            let dan = add_contact(tx, ana, None, &dan())?;
            assert_eq!(code(edit_contact(tx, ana, dan.id, Some(7), &dan.details)), "crm.stale");
            Ok(())
        });
    }

    fn lists_are_in_the_order_of_names_and_found_by_their_beginning(engine: &Engine) {
        story(engine, |tx, ana| {
            for name in ["Țesătoria", "tesla", "Zebra", "Ähre", "ahoi", "Ștrand", "Test-1"] {
                add_account(tx, ana, None, &AccountDraft { name: name.into(), ..AccountDraft::default() })?;
            }
            let names = |tx: &mut Tx, page: &Page| -> Vec<String> {
                accounts::list(tx, page).unwrap().into_iter().map(|line| line.name).collect()
            };
            let all = Page { limit: 100, ..Page::default() };
            assert_eq!(names(tx, &all), ["ahoi", "Ähre", "Ștrand", "Țesătoria", "tesla", "Test-1", "Zebra"]);
            let start = Page { prefix: "TES".into(), limit: 2, after: None };
            assert_eq!(names(tx, &start), ["Țesătoria", "tesla"]);
            let last = accounts::list(tx, &start)?.pop().unwrap();
            let next = Page { after: Some((last.name_key, last.id.0)), ..start };
            assert_eq!(names(tx, &next), ["Test-1"]);
            let gone = accounts::by_name(tx, "ZEBRA")?.pop().unwrap();
            delete_account(tx, ana, gone.id, None)?;
            assert_eq!(names(tx, &Page { prefix: "z".into(), ..all }), [""; 0]);
            assert_eq!(code(edit_account(tx, ana, gone.id, None, &firma())), "crm.not-found");
            Ok(())
        });
    }

    fn an_account_never_stands_below_itself(engine: &Engine) {
        story(engine, |tx, ana| {
            let mut above: Option<Uid> = None;
            let mut chain = Vec::new();
            for n in 0..3 {
                let draft = AccountDraft { name: format!("F{n}"), parent: above, ..AccountDraft::default() };
                let account = add_account(tx, ana, None, &draft)?;
                above = Some(account.uid);
                chain.push(account);
            }
            let below = AccountDraft { parent: above, ..chain[0].details.clone() };
            assert_eq!(code(edit_account(tx, ana, chain[0].id, None, &below)), "crm.invalid");
            let own = AccountDraft { parent: Some(chain[0].uid), ..chain[0].details.clone() };
            assert_eq!(code(edit_account(tx, ana, chain[0].id, None, &own)), "crm.invalid");
            let unknown = AccountDraft { parent: Some(Uid::create()), ..firma() };
            assert_eq!(code(add_account(tx, ana, None, &unknown)), "crm.not-found");
            Ok(())
        });
    }

    fn a_contact_keeps_its_places_of_work_while_an_account_is_away(engine: &Engine) {
        story(engine, |tx, ana| {
            let one = add_account(tx, ana, None, &firma())?;
            let two = add_account(tx, ana, None, &AccountDraft { name: "Alta".into(), ..AccountDraft::default() })?;
            let draft = ContactDraft { positions: vec![at(&one, "CEO"), at(&two, "advisor")], ..dan() };
            let dan = add_contact(tx, ana, None, &draft)?;
            assert_eq!(dan.details.positions, draft.positions);
            let line = contacts::by_name(tx, "dan TURCANU")?.pop().unwrap();
            assert_eq!((line.account.as_str(), line.title.as_str()), ("Brutăria Veche SRL", "CEO"));
            delete_account(tx, ana, one.id, None)?;
            let now = contacts::by_id(tx, dan.id)?.unwrap();
            assert_eq!(now.details.positions, [at(&two, "advisor")]);
            edit_contact(tx, ana, dan.id, None, &ContactDraft { department: "IT".into(), ..now.details })?;
            let entry = log::of_record(tx, one.record(), 1)?.pop().unwrap();
            crmweb_crm::accounts::undo(tx, &again(ana), &entry)?;
            assert_eq!(contacts::by_id(tx, dan.id)?.unwrap().details.positions, draft.positions);
            assert_eq!(contacts::at_account(tx, one.id, 10)?.len(), 1);
            Ok(())
        });
    }

    fn addresses_and_domains_come_and_go_one_at_a_time(engine: &Engine) {
        story(engine, |tx, ana| {
            let dan = add_contact(tx, ana, None, &dan())?;
            add_contact_address(tx, ana, dan.id, "Dan@A.example")?;
            let both = add_contact_address(tx, ana, dan.id, "dan@b.example")?;
            assert_eq!(both.details.addresses, ["dan@a.example", "dan@b.example"]);
            let same = add_contact_address(tx, ana, dan.id, "DAN@b.example")?;
            assert_eq!(same.version, both.version);
            let one = remove_contact_address(tx, ana, dan.id, "dan@A.example")?;
            assert_eq!(one.details.addresses, ["dan@b.example"]);
            assert_eq!(code(remove_contact_address(tx, ana, dan.id, "dan@a.example")), "crm.invalid");
            let firma = add_account(tx, ana, None, &firma())?;
            add_account_domain(tx, ana, firma.id, "@Firma.example")?;
            assert_eq!(code(add_account_domain(tx, ana, firma.id, "gmail.com")), "crm.invalid");
            assert_eq!(remove_account_domain(tx, ana, firma.id, "firma.EXAMPLE")?.details.domains, [""; 0]);
            Ok(())
        });
    }

    fn what_somebody_types_leads_to_the_record_meant(engine: &Engine) {
        story(engine, |tx, ana| {
            let firma = add_account(tx, ana, None, &AccountDraft { addresses: vec!["office@firma.example".into()], ..firma() })?;
            let dan = add_contact(tx, ana, None, &ContactDraft { addresses: vec!["dan@firma.example".into()], ..dan() })?;
            let other = contact_at(tx, ana, "Dana", &[&firma]);
            for (typed, record) in [
                (firma.uid.to_string(), firma.record()),
                (format!("contact:{}", dan.id.0), dan.record()),
                ("DAN@firma.example".into(), dan.record()),
                ("office@firma.example".into(), firma.record()),
                ("brutaria veche srl".into(), firma.record()),
                ("Brut".into(), firma.record()),
                ("dana".into(), other.record()),
            ] {
                assert_eq!(find::record(tx, &ana.actor, &typed)?, Found::One(record), "{typed}");
            }
            let Found::Several(candidates) = find::record(tx, &ana.actor, "dan")? else { panic!("two begin so") };
            let names: Vec<_> = candidates.iter().map(|c| c.name.as_str()).collect();
            assert_eq!(names, ["Dan Țurcanu", "Dana (Brutăria Veche SRL)"]);
            delete_contact(tx, ana, dan.id, None)?;
            for gone in [dan.uid.to_string(), format!("contact:{}", dan.id.0), "dan@firma.example".into(), " ".into()] {
                assert_eq!(find::record(tx, &ana.actor, &gone)?, Found::Nothing, "{gone}");
            }
            Ok(())
        });
    }
}
