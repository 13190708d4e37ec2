//! A small company with one mailbox on a private mail server, fed through the command line.

use crate::terminal::{Answer, Terminal};
use crmweb_demo::{Options, Sample, required};

/// The company at its terminal.
pub struct Office {
    pub terminal: Terminal,
    pub sample: Sample,
}

impl Office {
    /// Starts the mail server with a mailbox of so many mails; `None` where there is no mail server.
    pub fn open(messages: usize) -> Option<Office> {
        if !required("dovecot") {
            return None;
        }
        let terminal = Terminal::new();
        let options = Options { messages, correspondents: 12, ..Options::default() };
        let sample = Sample::create(&terminal.beside().join("server"), &options).unwrap();
        Some(Office { terminal, sample })
    }

    /// The address of the mailbox.
    pub fn address(&self) -> &str {
        &self.sample.truth.owner.address
    }

    /// Adds the mailbox with these further options and this password.
    pub fn add_mailbox(&self, options: &[&str], password: &str) -> Answer {
        let port = self.sample.dovecot.imaps_port().to_string();
        let mut words =
            vec!["mailbox", "add", self.address(), "--host", self.sample.dovecot.host(), "--port", &port];
        words.extend(["--login", self.sample.user(), "--secret-file", "--password-stdin"]);
        words.extend(options);
        self.terminal.run_with(&words, &format!("{password}\n"))
    }

    /// Adds the mailbox as it should be.
    pub fn follow(&self) {
        let certificate = self.sample.dovecot.certificate().display().to_string();
        let answer = self.add_mailbox(&["--ca", &certificate], Sample::PASSWORD);
        assert_eq!(answer.status, 0, "{answer:?}");
    }

    /// Names the busiest client with its people; returns the address of the busiest one.
    pub fn name_a_client(&self) -> String {
        let company = &self.sample.company;
        let account = &company.accounts[0];
        self.terminal.done(&[
            "account",
            "add",
            &account.name,
            "--domain",
            &account.domain,
            "--importance",
            "key",
        ]);
        let people: Vec<_> = company.contacts.iter().filter(|contact| contact.account == 0).collect();
        for person in &people {
            let mut words = vec!["contact", "add", &person.name, "--account", &account.name];
            person.addresses.iter().for_each(|address| words.extend(["--address", address]));
            self.terminal.done(&words);
        }
        let mut busiest: Vec<_> = self.sample.truth.correspondents.iter().collect();
        busiest.sort_by_key(|person| std::cmp::Reverse(person.received + person.sent));
        let known = |address: &&String| people.iter().any(|person| person.addresses.contains(address));
        busiest.iter().flat_map(|person| &person.addresses).find(known).expect("somebody wrote").clone()
    }
}
