//! The company behind the mailbox, and everything in one call.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

use std::collections::HashSet;
use std::time::Instant;

use crmweb_demo::{Company, Importance, Options, Sample, Stage, Truth, generate, required, valid_cui};
use tempfile::TempDir;

fn company() -> (Truth, Company) {
    let directory = TempDir::new().unwrap();
    let options = Options { max_attachment_kb: 2, ..Options::default() };
    let truth = generate(directory.path(), &options).unwrap();
    let company = Company::of(&truth, &options);
    assert_eq!(company, Company::of(&truth, &options));
    (truth, company)
}

#[test]
fn most_companies_are_clients_and_the_rest_stays_unknown() {
    let (truth, company) = company();
    let share = company.accounts.len() * 100 / truth.companies.len();
    assert!((58..65).contains(&share), "{share}");
    assert_eq!(company.accounts[0].importance, Importance::Key);
    let domains: HashSet<&str> = company.accounts.iter().map(|account| account.domain.as_str()).collect();
    assert_eq!(domains.len(), company.accounts.len());
    let known: HashSet<&str> =
        company.contacts.iter().flat_map(|contact| &contact.addresses).map(String::as_str).collect();
    let strangers =
        truth.correspondents.iter().filter(|person| !known.contains(person.addresses[0].as_str())).count();
    assert!(strangers > truth.correspondents.len() / 5, "{strangers}");
    for contact in &company.contacts {
        let account = &company.accounts[contact.account];
        let person = truth
            .correspondents
            .iter()
            .find(|person| person.name == contact.name && person.addresses[0] == contact.addresses[0]);
        assert_eq!(person.unwrap().company.as_ref(), Some(&account.name));
    }
}

#[test]
fn romanian_clients_have_a_valid_cui() {
    let (_, company) = company();
    let romanian = company.accounts.iter().filter(|account| account.country == "RO");
    assert!(romanian.clone().count() > 5);
    for account in romanian {
        assert!(valid_cui(&account.vat), "{}", account.vat);
        assert!(account.name.ends_with("SRL") || account.name.ends_with("SA"), "{}", account.name);
    }
}

#[test]
fn the_business_belongs_to_clients_and_colleagues() {
    let (_, company) = company();
    let (accounts, staff) = (company.accounts.len(), company.colleagues.len());
    assert_eq!(company.colleagues[0].address, "ana@atelier-nord.example");
    for opportunity in &company.opportunities {
        assert!(opportunity.account < accounts && opportunity.owner < staff && opportunity.amount > 0);
        let account = opportunity.contact.map(|contact| company.contacts[contact].account);
        assert!(account.is_none_or(|account| account == opportunity.account));
    }
    for incident in &company.incidents {
        assert!(incident.account < accounts && incident.assignee < staff);
        assert!(!incident.title.contains("{}") && !incident.description.contains("{}"));
    }
    let stages: HashSet<String> =
        company.opportunities.iter().map(|opportunity| format!("{:?}", opportunity.stage)).collect();
    assert_eq!(stages.len(), 6, "{stages:?}");
    let won = company.opportunities.iter().filter(|opportunity| opportunity.stage == Stage::Won);
    assert!(won.clone().count() > 3);
    assert!(company.incidents.iter().any(|incident| incident.solution.is_none()));
    assert!(company.tasks.iter().any(|task| !task.done));
}

#[test]
fn a_sample_is_ready_in_one_call() {
    if !required("dovecot") {
        return;
    }
    let directory = TempDir::new().unwrap();
    let start = Instant::now();
    let sample = Sample::create(directory.path(), &Options::default()).unwrap();
    println!("2,000 mails and a server in {} ms", start.elapsed().as_millis());
    let mut imap = sample.dovecot.dialogue(sample.user(), Sample::PASSWORD).unwrap();
    let status = imap.command("STATUS INBOX (MESSAGES)").unwrap().join("\n");
    let expected = format!("MESSAGES {}", sample.truth.folders["INBOX"].messages);
    assert!(status.contains(&expected), "{status}");
    assert!(!sample.company.accounts.is_empty());
}
