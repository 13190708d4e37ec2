//! What was done, taken back.

use super::*;

both_engines! {
    fn an_edit_is_taken_back_where_nobody_changed_it_since(engine: &Engine) {
        story(engine, |tx, ana| {
            let firma = add_account(tx, ana, None, &AccountDraft { postal: in_city("Cluj"), ..firma() })?;
            let wrong = AccountDraft { postal: in_city("Iași"), industry: "Food".into(), domains: vec!["x.example".into()], ..firma.details.clone() };
            let deed = again(ana);
            let edited = edit_account(tx, &deed, firma.id, None, &wrong)?;
            let entry = last_entry(tx, firma.record());
            edit_account(tx, &again(ana), firma.id, None, &AccountDraft { industry: "Bakery".into(), ..edited.details })?;
            let Undone { restored, kept } = crmweb_crm::accounts::undo(tx, &again(ana), &entry)?;
            assert_eq!(restored, ["city", "domains"]);
            assert_eq!((kept.len(), kept[0].field.as_str()), (1, "industry"));
            let now = account(tx, firma.id).details;
            assert_eq!((now.postal.city.as_str(), now.industry.as_str(), now.domains.len()), ("Cluj", "Bakery", 0));
            assert_eq!(keys::holders(tx, keys::what::DOMAIN, "x.example")?, []);
            let once_more = crmweb_crm::accounts::undo(tx, &again(ana), &entry)?;
            assert_eq!(once_more.restored, [""; 0], "taken back once is enough");
            assert_eq!(mutations::by_uid(tx, &deed.mutation.to_string())?.unwrap().verb, "edit_account");
            Ok(())
        });
    }

    fn a_position_at_an_account_that_is_gone_is_not_put_back(engine: &Engine) {
        story(engine, |tx, ana| {
            let firma = add_account(tx, ana, None, &firma())?;
            let dan = contact_at(tx, ana, "Dan", &[&firma]);
            let free = ContactDraft { positions: vec![], department: "IT".into(), ..dan.details.clone() };
            edit_contact(tx, &again(ana), dan.id, None, &free)?;
            let entry = last_entry(tx, dan.record());
            delete_account(tx, &again(ana), firma.id, None)?;
            let undone = crmweb_crm::contacts::undo(tx, &again(ana), &entry)?;
            assert_eq!((undone.restored.as_slice(), undone.kept.len()), (&["department".to_owned()][..], 1));
            Ok(())
        });
    }

    fn a_new_record_is_taken_back_unless_others_refer_to_it(engine: &Engine) {
        story(engine, |tx, ana| {
            let firma = add_account(tx, &again(ana), None, &firma())?;
            let created = last_entry(tx, firma.record());
            let dan = contact_at(tx, &again(ana), "Dan", &[&firma]);
            let dan_created = last_entry(tx, dan.record());
            let refused = crmweb_crm::accounts::undo(tx, &again(ana), &created).unwrap_err();
            assert_eq!(refused.to_string(), "the account is used by contact Dan");
            crmweb_crm::contacts::undo(tx, &again(ana), &dan_created)?;
            assert!(contacts::by_id(tx, dan.id)?.is_none());
            crmweb_crm::accounts::undo(tx, &again(ana), &created)?;
            assert!(accounts::by_id(tx, firma.id)?.is_none());
            let deleted = last_entry(tx, firma.record());
            assert_eq!(deleted.verb, "deleted");
            crmweb_crm::accounts::undo(tx, &again(ana), &deleted)?;
            assert_eq!(account(tx, firma.id).details, firma.details);
            let ion = add_user(tx, ana, &new_user("ion", &[Role::User]))?;
            edit_account(tx, &by(&ion), firma.id, None, &AccountDraft { postal: in_city("Arad"), ..firma.details })?;
            assert_eq!(code(crmweb_crm::accounts::undo(tx, &again(ana), &created)), "crm.conflict");
            Ok(())
        });
    }
}
