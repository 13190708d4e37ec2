//! Whether a mail may belong to the crm, by its header alone.

use crate::keys::{Covered, Keys};
use crmweb_model::mail::{Envelope, Nature};
use crmweb_model::privacy::SkipReason;
use crmweb_model::subject;
use crmweb_store::index::entries::{Basis, Decision, Verdict};

/// Where a mail is.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The shown name of the folder.
    pub folder: &'a str,
    /// The mailbox is the company's: all its mail belongs to the crm.
    pub shared: bool,
    /// The mail is flagged as a draft.
    pub draft: bool,
}

/// Decides about a mail. Whether it answers one of the crm is for the index to say: here it is unmatched then.
pub fn decide(keys: &Keys, envelope: &Envelope, place: Place) -> Verdict {
    let skipped = |reason, why: String| Verdict::of(Decision::Skipped(reason), why);
    let wanted = |basis, why: String| Verdict::of(Decision::Wanted(basis), why);
    if place.draft {
        return skipped(SkipReason::Draft, "a draft".into());
    }
    if let Some((whose, why)) = keys.never_log(envelope, place.folder, place.shared) {
        return match whose {
            Covered::Mine => skipped(SkipReason::NeverLogMine, why),
            Covered::Company => skipped(SkipReason::NeverLogCompany, why),
        };
    }
    let mut outside = envelope.people.iter().filter(|p| !keys.is_internal(&p.address)).peekable();
    if outside.peek().is_none() && !envelope.people.is_empty() {
        return skipped(SkipReason::Internal, "only colleagues are in it".into());
    }
    if let Some(number) = subject::incident_number(&envelope.subject) {
        return wanted(Basis::Incident, format!("the subject names {}", subject::incident_label(number)));
    }
    let mut by_domain = None;
    for person in outside {
        if keys.knows_address(&person.address) {
            return wanted(Basis::Address, format!("{} is known", person.address));
        }
        if by_domain.is_none() && keys.knows_domain(person.address.domain()) {
            by_domain = Some(person.address.domain());
        }
    }
    if let Some(domain) = by_domain {
        return wanted(Basis::Domain, format!("{domain} is a client's domain"));
    }
    if place.shared {
        return wanted(Basis::Shared, "it came to a shared mailbox".into());
    }
    // Whose mail came back stands in the text only.
    if envelope.nature == Nature::Bounce {
        return wanted(Basis::Bounce, "a delivery report".into());
    }
    skipped(SkipReason::Unmatched, String::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crmweb_model::address::Address;
    use crmweb_model::mail::{Part, Person};
    use crmweb_model::privacy::NeverLog;
    use crmweb_store::index::keys::StoredKey;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    fn keys() -> Keys {
        let mut keys = Keys::new([address("me@nord.example")]);
        for (kind, key, record) in [
            ("address", "ana@firma.example", "contact:1"),
            ("domain", "client.example", "account:1"),
            ("domain", "holding.example", "account:1"),
            ("domain", "holding.example", "account:2"),
            ("colleague", "dan@private.example", "user:2"),
            ("company_domain", "nord.example", ""),
        ] {
            keys.add(&StoredKey { kind: kind.into(), key: key.into(), record: record.into() });
        }
        let mine = [NeverLog::Address(address("doctor@spital.example")), NeverLog::Keyword("analize".into())];
        keys.set_never_log(&mine, &[NeverLog::Domain("union.example".into())]);
        keys
    }

    fn envelope(people: &[&str], subject: &str) -> Envelope {
        let people =
            people.iter().map(|text| Person { part: Part::To, address: address(text), name: String::new() });
        Envelope { people: people.collect(), subject: subject.into(), ..Envelope::default() }
    }

    #[test]
    fn a_mail_is_decided_by_the_people_in_it() {
        use Decision::{Skipped, Wanted};
        let incident = format!("Re: [{}] x", subject::incident_label(17));
        for (people, subject, decision) in [
            (&["me@nord.example", "ana@firma.example"][..], "", Wanted(Basis::Address)),
            (&["me@nord.example", "x@client.example"], "", Wanted(Basis::Domain)),
            (&["me@nord.example", "x@sub.client.example"], "", Skipped(SkipReason::Unmatched)),
            (&["me@nord.example", "x@holding.example"], "", Skipped(SkipReason::Unmatched)),
            (&["me@nord.example", "stranger@x.example"], "", Skipped(SkipReason::Unmatched)),
            (&["me@nord.example", "stranger@x.example"], incident.as_str(), Wanted(Basis::Incident)),
            (
                &["me@nord.example", "eva@nord.example", "dan@private.example"],
                "",
                Skipped(SkipReason::Internal),
            ),
            (&["me@nord.example"], &incident, Skipped(SkipReason::Internal)),
            (&["ana@firma.example", "doctor@spital.example"], "", Skipped(SkipReason::NeverLogMine)),
            (&["ana@firma.example"], "Rezultate ANALIZE", Skipped(SkipReason::NeverLogMine)),
            (&["ana@firma.example", "x@mail.union.example"], "", Skipped(SkipReason::NeverLogCompany)),
            (&[], "", Skipped(SkipReason::Unmatched)),
        ] {
            let place = Place { folder: "INBOX", shared: false, draft: false };
            assert_eq!(
                decide(&keys(), &envelope(people, subject), place).decision,
                decision,
                "{people:?} {subject}"
            );
        }
    }

    #[test]
    fn a_shared_mailbox_takes_strangers_but_neither_colleagues_nor_what_the_company_never_logs() {
        let place = Place { folder: "INBOX", shared: true, draft: false };
        for (people, decision) in [
            (&["stranger@x.example"][..], Decision::Wanted(Basis::Shared)),
            (&["eva@nord.example"], Decision::Skipped(SkipReason::Internal)),
            (&["doctor@spital.example"], Decision::Wanted(Basis::Shared)),
            (&["x@union.example"], Decision::Skipped(SkipReason::NeverLogCompany)),
        ] {
            assert_eq!(decide(&keys(), &envelope(people, ""), place).decision, decision, "{people:?}");
        }
    }

    #[test]
    fn a_key_stands_until_its_last_record_goes() {
        let mut keys = keys();
        let second =
            StoredKey { kind: "domain".into(), key: "holding.example".into(), record: "account:2".into() };
        keys.remove(&second);
        assert!(keys.knows_domain("holding.example"));
        keys.remove(&StoredKey { record: "account:1".into(), ..second });
        assert!(!keys.knows_domain("holding.example"));
    }
}
