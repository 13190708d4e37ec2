//! Tables of who a mail belongs to.

use super::*;

fn person(address: &str) -> Acquaintance {
    Acquaintance {
        address: Address::parse(address).unwrap(),
        part: Part::From,
        contacts: vec![],
        accounts: vec![],
        leads: vec![],
        domain_accounts: vec![],
        taught: None,
    }
}

fn contact(id: i64, account: Option<i64>) -> Employee {
    Employee { contact: ContactId(id), account: account.map(AccountId) }
}

fn told(people: Vec<Acquaintance>) -> Vec<(&'static str, i64, Rule)> {
    short(&decide(&Facts { people, ..Facts::default() }))
}

fn short(links: &[Link]) -> Vec<(&'static str, i64, Rule)> {
    links.iter().map(|l| (l.record.kind.as_str(), l.record.id, l.rule)).collect()
}

#[test]
fn an_address_names_its_contact_and_where_the_contact_works() {
    let ana = Acquaintance { contacts: vec![contact(1, Some(7))], ..person("ana@x.ro") };
    assert_eq!(told(vec![ana]), [("contact", 1, Rule::Address), ("account", 7, Rule::Employer)]);
}

#[test]
fn a_domain_speaks_only_when_nobody_is_known_and_one_account_has_it() {
    let stranger = Acquaintance { domain_accounts: vec![AccountId(7)], ..person("new@x.ro") };
    assert_eq!(told(vec![stranger.clone()]), [("account", 7, Rule::Domain)]);
    let shared = Acquaintance { domain_accounts: vec![AccountId(7), AccountId(8)], ..stranger.clone() };
    assert_eq!(told(vec![shared]), []);
    let known = Acquaintance { contacts: vec![contact(1, Some(9))], ..stranger };
    assert_eq!(told(vec![known]), [("contact", 1, Rule::Address), ("account", 9, Rule::Employer)]);
}

#[test]
fn an_address_of_several_contacts_is_shown_with_each_as_undecided() {
    let office =
        Acquaintance { contacts: vec![contact(1, Some(7)), contact(2, Some(7))], ..person("office@x.ro") };
    assert_eq!(
        told(vec![office]),
        [("contact", 1, Rule::Ambiguous), ("account", 7, Rule::Ambiguous), ("contact", 2, Rule::Ambiguous)]
    );
}

#[test]
fn what_was_taught_replaces_what_would_be_found() {
    let chosen = Acquaintance {
        contacts: vec![contact(1, Some(7)), contact(2, Some(7))],
        taught: Some(vec![RecordRef::new(RecordKind::Contact, 2)]),
        ..person("office@x.ro")
    };
    assert_eq!(told(vec![chosen]), [("contact", 2, Rule::Taught)]);
    let nobody =
        Acquaintance { domain_accounts: vec![AccountId(7)], taught: Some(vec![]), ..person("b@x.ro") };
    assert_eq!(told(vec![nobody]), []);
}

#[test]
fn a_stranger_in_a_known_thread_joins_the_threads_client() {
    let account = RecordRef::new(RecordKind::Account, 7);
    let facts = Facts {
        people: vec![person("stranger@y.ro")],
        answered: Some((vec![account], "1@x".into())),
        ..Facts::default()
    };
    assert_eq!(short(&decide(&facts)), [("account", 7, Rule::Thread)]);
    let known = Acquaintance { contacts: vec![contact(3, None)], ..person("ion@z.ro") };
    let facts = Facts { people: vec![known], ..facts };
    assert_eq!(short(&decide(&facts)), [("contact", 3, Rule::Address)]);
}

#[test]
fn an_incident_number_brings_the_incident_and_its_client() {
    let incident = RecordRef::new(RecordKind::Incident, 5);
    let client = RecordRef::new(RecordKind::Contact, 1);
    let facts = Facts {
        people: vec![Acquaintance { contacts: vec![contact(1, None)], ..person("ana@x.ro") }],
        incident: Some((incident, vec![client], "INC-5K".into())),
        ..Facts::default()
    };
    assert_eq!(
        short(&decide(&facts)),
        [("contact", 1, Rule::IncidentNumber), ("incident", 5, Rule::IncidentNumber)]
    );
}

#[test]
fn another_clients_mail_does_not_join_an_incident_by_quoting_its_number() {
    let incident = RecordRef::new(RecordKind::Incident, 5);
    let facts = Facts {
        people: vec![Acquaintance { contacts: vec![contact(2, None)], ..person("dan@y.ro") }],
        incident: Some((incident, vec![RecordRef::new(RecordKind::Contact, 1)], "INC-5K".into())),
        ..Facts::default()
    };
    assert_eq!(short(&decide(&facts)), [("contact", 2, Rule::Address)]);
}

#[test]
fn what_was_refused_does_not_come_back() {
    let ana = Acquaintance { contacts: vec![contact(1, Some(7))], ..person("ana@x.ro") };
    let refused = vec![RecordRef::new(RecordKind::Account, 7)];
    let facts = Facts { people: vec![ana], refused, ..Facts::default() };
    assert_eq!(short(&decide(&facts)), [("contact", 1, Rule::Address)]);
}

#[test]
fn a_blind_copy_is_for_its_owner_unless_the_record_is_named_openly_too() {
    let blind = Acquaintance { part: Part::Bcc, contacts: vec![contact(1, Some(7))], ..person("ana@x.ro") };
    let open = Acquaintance { part: Part::To, contacts: vec![contact(2, Some(7))], ..person("dan@x.ro") };
    let links = decide(&Facts { people: vec![blind, open], ..Facts::default() });
    let blind: Vec<bool> = links.iter().map(|l| l.blind).collect();
    assert_eq!(blind, [true, false, false]);
}

#[test]
fn a_lead_has_its_mail_like_a_contact_and_its_company_too() {
    let maria =
        Acquaintance { leads: vec![LeadId(3)], domain_accounts: vec![AccountId(7)], ..person("maria@x.ro") };
    assert_eq!(told(vec![maria.clone()]), [("lead", 3, Rule::Address), ("account", 7, Rule::Domain)]);
    let client = Acquaintance { contacts: vec![contact(1, None)], ..maria.clone() };
    assert_eq!(told(vec![client]), [("contact", 1, Rule::Address), ("lead", 3, Rule::Address)]);
    let twice = Acquaintance { leads: vec![LeadId(3), LeadId(4)], domain_accounts: vec![], ..maria };
    assert_eq!(told(vec![twice]), [("lead", 3, Rule::Ambiguous), ("lead", 4, Rule::Ambiguous)]);
}
