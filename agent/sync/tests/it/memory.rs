//! A customer memory in memory: knows addresses, domains and threads, and counts what it was told.

use crmweb_crm::seam::{HandedMail, KeyChange, KeyChanges, KeyKind, Memory, Recorded};
use crmweb_crm::{Error, Result};
use crmweb_model::identity;
use crmweb_model::ids::Uid;
use crmweb_model::privacy::NeverLog;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};

type Fault = Box<dyn FnMut(&[HandedMail]) -> Option<Error> + Send>;

#[derive(Default)]
pub struct Told {
    pub epoch: u32,
    log: Vec<KeyChange>,
    addresses: HashSet<String>,
    pub never_log_mine: Vec<NeverLog>,
    pub never_log_company: Vec<NeverLog>,
    /// Mails in the history by identity.
    pub mails: HashMap<String, Uid>,
    /// Message-IDs in the history.
    pub ids: HashSet<String>,
    /// Subjects handed over, in order, repeated ones too.
    pub handed: Vec<String>,
    pub retracted: Vec<Uid>,
    pub held: HashSet<String>,
    pub fault: Option<Fault>,
    pub bytes: u64,
    pub panics_at: Option<String>,
}

#[derive(Clone, Default)]
pub struct FakeMemory(Arc<Mutex<Told>>);

impl FakeMemory {
    pub fn told(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap()
    }

    pub fn know(&self, kind: KeyKind, key: &str) {
        self.change(kind, key, false);
    }

    pub fn forget(&self, kind: KeyKind, key: &str) {
        self.change(kind, key, true);
    }

    fn change(&self, kind: KeyKind, key: &str, gone: bool) {
        let mut told = self.told();
        told.log.push(KeyChange { kind, key: key.into(), record: "contact:1".into(), gone });
        if matches!(kind, KeyKind::Address | KeyKind::Domain) {
            if gone {
                told.addresses.remove(key)
            } else {
                told.addresses.insert(key.into())
            };
        }
    }

    pub fn subjects(&self) -> Vec<String> {
        let mut subjects: Vec<String> = self.told().handed.clone();
        subjects.sort();
        subjects
    }
}

impl Memory for FakeMemory {
    fn keys(&self, _mailbox: Uid, since: Option<(&str, i64)>) -> Result<KeyChanges> {
        let told = self.told();
        let epoch = told.epoch.to_string();
        let from = since.filter(|(known, _)| *known == epoch).map(|(_, version)| version as usize);
        Ok(KeyChanges {
            version: told.log.len() as i64,
            complete: from.is_none(),
            changes: match from {
                Some(from) => told.log[from..].to_vec(),
                None => complete(&told.log),
            },
            never_log_mine: told.never_log_mine.clone(),
            never_log_company: told.never_log_company.clone(),
            epoch,
        })
    }

    fn record(&self, batch: Vec<HandedMail>) -> Result<Vec<Recorded>> {
        let panics_at = self.told().panics_at.clone();
        assert!(
            !batch.iter().any(|handed| panics_at.as_ref() == Some(&handed.mail.envelope.subject)),
            "a defect of the memory"
        );
        let mut told = self.told();
        let mut fault = told.fault.take();
        let error = fault.as_mut().and_then(|fault| fault(&batch));
        told.fault = fault;
        if let Some(error) = error {
            return Err(error);
        }
        Ok(batch.into_iter().map(|handed| take(&mut told, handed)).collect())
    }

    fn retract(&self, _mailbox: Uid, mails: Vec<Uid>) -> Result<()> {
        let mut told = self.told();
        told.mails.retain(|_, uid| !mails.contains(uid));
        told.retracted.extend(mails);
        Ok(())
    }
}

fn complete(log: &[KeyChange]) -> Vec<KeyChange> {
    let mut now: Vec<KeyChange> = Vec::new();
    for change in log {
        now.retain(|known| (known.kind, &known.key) != (change.kind, &change.key));
        if !change.gone {
            now.push(change.clone());
        }
    }
    now
}

fn take(told: &mut Told, handed: HandedMail) -> Recorded {
    let envelope = &handed.mail.envelope;
    assert!(!handed.raw.is_empty(), "an empty mail was handed over");
    told.handed.push(envelope.subject.clone());
    told.bytes += handed.raw.len() as u64;
    let known = envelope
        .people
        .iter()
        .find(|p| told.addresses.contains(p.address.as_str()) || told.addresses.contains(p.address.domain()));
    let bounced = handed.mail.bounces.iter().any(|b| told.addresses.contains(b.address.as_str()));
    let thread = envelope.references.iter().any(|id| told.ids.contains(id));
    let why = match known {
        Some(person) => format!("{} is known", person.address),
        None if thread || bounced => "the thread is known".into(),
        None => return Recorded::Nobody,
    };
    told.ids.extend(envelope.message_id.clone());
    let identity = identity::of(&handed.mail);
    let mail = *told.mails.entry(identity.clone()).or_insert_with(Uid::create);
    if told.held.contains(&envelope.subject) {
        Recorded::Held { mail, why }
    } else {
        Recorded::Linked { mail, why }
    }
}
