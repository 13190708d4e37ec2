//! The record of a client put into its JSON.

use super::*;
use crate::place;
use crmweb_crm::record_page::{ClientRecord, Flag, Planned};
use crmweb_model::draft::Phone;
use crmweb_model::ids::UserId;
use crmweb_model::money::Money;
use crmweb_model::record::RecordKind;
use crmweb_model::subject::incident_label;
use crmweb_store::client_page::{AccountCard, ContactCard, OpenIncident, OpenOpportunity, Person};
use crmweb_store::timeline::{Item, Place};
use std::collections::BTreeMap;

type Users = BTreeMap<UserId, Person>;

impl ClientRecordView {
    /// Shows a record; `None` for one of nobody.
    pub fn of(record: ClientRecord, page: i64) -> Option<ClientRecordView> {
        let users = &record.users;
        let shown = match (&record.contact, &record.account) {
            (Some(c), _) => Named { kind: RecordKind::Contact, uid: c.uid, name: c.name.clone() },
            (None, Some(a)) => Named { kind: RecordKind::Account, uid: a.uid, name: a.name.clone() },
            (None, None) => return None,
        };
        let full = record.history.len() as i64 >= page;
        let history_next = record.history.last().filter(|_| full).map(cursor_after);
        Some(ClientRecordView {
            record: shown,
            last_contact: record.last_contact.map(|last| LastContactView {
                at: last.item.at.0,
                kind: last.item.kind,
                direction: last.item.direction,
                who: last.who,
                subject: last.item.subject,
            }),
            opportunities: record.opportunities.iter().map(|o| opportunity(o, users)).collect(),
            incidents: record.incidents.iter().map(|i| incident(i, users)).collect(),
            planned: record.planned.into_iter().map(|p| planned(p, users)).collect(),
            history: record.history.into_iter().map(|item| history_item(item, users)).collect(),
            history_next,
            counts: CountsView {
                history: record.counts.history,
                planned: record.counts.planned,
                incidents: record.counts.incidents,
                opportunities: record.counts.opportunities,
            },
            colleagues: record
                .colleagues
                .into_iter()
                .map(|c| ColleagueView {
                    record: Named { kind: RecordKind::Contact, uid: c.uid, name: c.name },
                    title: c.title,
                    last_at: c.last.map(|at| at.0),
                })
                .collect(),
            flags: record.flags.into_iter().map(flag).collect(),
            contact: record.contact.map(contact),
            account: record.account.map(account),
        })
    }
}

/// Returns the cursor of what comes after an item of a history.
pub fn cursor_after(item: &Item) -> String {
    place::write(Place { at: item.at, activity: item.activity })
}

fn contact(card: ContactCard) -> ContactCardView {
    ContactCardView {
        uid: card.uid,
        version: card.version,
        salutation: card.salutation,
        name: card.name,
        department: card.department,
        language: card.language,
        kind: card.kind.to_string(),
        do_not_contact: card.do_not_contact,
        created_at: card.created_at.0,
        owner: card.owner.as_ref().map(UserName::from),
        addresses: card.addresses,
        phones: phones(card.phones),
        places: card
            .places
            .into_iter()
            .map(|p| PlaceView {
                account: Named { kind: RecordKind::Account, uid: p.uid, name: p.name },
                title: p.title,
            })
            .collect(),
    }
}

fn account(card: AccountCard) -> AccountCardView {
    AccountCardView {
        uid: card.uid,
        version: card.version,
        name: card.name,
        kind: card.kind.to_string(),
        importance: card.importance.to_string(),
        industry: card.industry,
        status: card.status,
        city: card.city,
        country: card.country,
        web: card.web,
        created_at: card.created_at.0,
        owner: card.owner.as_ref().map(UserName::from),
        phones: phones(card.phones),
    }
}

fn phones(phones: Vec<Phone>) -> Vec<PhoneView> {
    phones.into_iter().map(|p| PhoneView { kind: p.kind.to_string(), number: p.number }).collect()
}

fn user(users: &Users, id: Option<UserId>) -> Option<UserName> {
    id.and_then(|id| users.get(&id)).map(UserName::from)
}

fn opportunity(o: &OpenOpportunity, users: &Users) -> OpenOpportunityView {
    OpenOpportunityView {
        uid: o.uid,
        name: o.name.clone(),
        stage: o.stage.clone(),
        probability: o.probability,
        amount: o.amount.clone().map(MoneyView::from),
        expected_close: o.expected_close.as_ref().map(ToString::to_string),
        next_step: o.next_step.clone(),
        owner: user(users, o.owner),
        planned: o.planned,
        created_at: o.created_at.0,
    }
}

impl From<Money> for MoneyView {
    fn from(money: Money) -> MoneyView {
        MoneyView { minor: money.minor, currency: money.currency }
    }
}

fn incident(i: &OpenIncident, users: &Users) -> OpenIncidentView {
    OpenIncidentView {
        uid: i.uid,
        label: incident_label(i.number),
        subject: i.subject.clone(),
        priority: i.priority.to_string(),
        status: i.status.to_string(),
        assignee: user(users, i.assignee),
        solve_by: i.solve_by.map(|at| at.0),
        created_at: i.created_at.0,
    }
}

fn planned(p: Planned, users: &Users) -> PlannedView {
    let (when, zone) = match p.when {
        Some((when, zone)) => (Some(when), Some(zone).filter(|zone| !zone.is_empty())),
        None => (None, None),
    };
    PlannedView { item: history_item(p.item, users), when, zone, overdue: p.overdue }
}

/// Shows one line of a history.
pub fn history_item(item: Item, users: &Users) -> HistoryItem {
    let name = |id: Option<UserId>| id.and_then(|id| users.get(&id)).map(|user| user.name.clone());
    HistoryItem {
        author: name(item.author),
        assignee: name(item.assignee),
        uid: item.uid,
        kind: item.kind,
        status: item.status,
        priority: item.priority,
        direction: item.direction,
        subject: item.subject,
        snippet: item.snippet,
        at: item.at.0,
        mail: item.mail.map(|mail| HistoryMail {
            uid: mail.uid,
            from: PersonView { name: mail.from_name, address: mail.from_address },
            attachments: mail.attachments,
            level: mail.level.as_str().to_owned(),
            held: mail.held,
            nature: mail.nature,
        }),
    }
}

fn flag(flag: Flag) -> FlagView {
    match flag {
        Flag::CriticalIncident { incident, label } => FlagView::CriticalIncident { incident, label },
        Flag::Overdue { activities } => FlagView::Overdue { activities },
        Flag::PastExpectedClose { opportunity } => FlagView::PastExpectedClose { opportunity },
        Flag::NothingPlanned { opportunity } => FlagView::NothingPlanned { opportunity },
        Flag::Quiet { days } => FlagView::Quiet { days },
    }
}
