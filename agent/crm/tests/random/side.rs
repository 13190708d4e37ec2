//! A company on one engine, that carries out deeds and tells its state without ids.

use crate::deeds::{Change, Deed, Drawn};
use crate::house::{House, NOW, in_roles};
use crmweb_crm::activities::Scope;
use crmweb_crm::bulk_edit::{Selection, bulk_edit};
use crmweb_crm::incidents::HandTo;
use crmweb_crm::leads::{Conversion, Into};
use crmweb_crm::lines::TypedLine;
use crmweb_crm::opportunities::Move;
use crmweb_crm::records::{self, Typed};
use crmweb_crm::restore::restore_value;
use crmweb_crm::{By, Error, Result};
use crmweb_crm::{
    activities, custom_fields, distribute, incidents, leads, lines, merge, opportunities, tags, undo,
};
use crmweb_model::catalogue::custom::Holds;
use crmweb_model::ids::Uid;
use crmweb_model::money::Money;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Role;
use crmweb_model::time::Millis;
use crmweb_store::custom::Definition;
use crmweb_store::{Tx, catalogued, custom, log, refs, stages, users};
use crmweb_support::Engine;
use std::collections::BTreeMap;

pub struct Side {
    house: House,
    /// The records that were made, in order.
    made: Vec<(RecordKind, Uid)>,
    /// The deed of each number, if it was carried out.
    deeds: Vec<Option<String>>,
    users: [Uid; 2],
    tag: Uid,
}

/// What a deed made.
type Made = Vec<(RecordKind, Uid)>;

impl Side {
    pub fn build(engine: &Engine) -> Side {
        let house = House::build(engine);
        let users = [house.ana_uid, house.dan_uid];
        let lia = By::new(house.lia.clone(), NOW);
        let tag = house.write(move |tx| tags::add(tx, &lia, "târg", false, "#2266aa")).uid;
        Side { house, made: Vec::new(), deeds: Vec::new(), users, tag }
    }

    /// The kinds of the records that were made.
    pub fn kinds(&self) -> Vec<RecordKind> {
        self.made.iter().map(|(kind, _)| *kind).collect()
    }

    /// Carries a deed out; a refusal is told by its code.
    pub fn carry_out(&mut self, deed: &Deed) -> std::result::Result<(), String> {
        let number = self.deeds.len();
        let by = By::new(in_roles(&self.house.ana, &Role::ALL), NOW.plus(number as i64 * 1_000));
        let outcome = self.attempt(&by, deed);
        self.made.extend(outcome.as_ref().ok().into_iter().flatten());
        self.deeds.push(outcome.is_ok().then(|| by.mutation.to_string()));
        outcome.map(drop).map_err(|e| e.code().to_owned())
    }

    fn attempt(&self, by: &By, deed: &Deed) -> Result<Made> {
        let (acting, crm) = (by.clone(), &self.house.crm);
        match deed {
            Deed::Undo(earlier) => {
                let named = self.deeds.get(*earlier).cloned().flatten();
                let named = named.ok_or_else(|| Error::Conflict("was not carried out".into()))?;
                undo::undo(crm, by, Some(named)).map(|_| Made::new())
            }
            Deed::Add(kind, fields) => {
                let (kind, typed) = (*kind, self.typed(fields));
                let added = crm.write(move |tx| records::add(tx, &acting, kind, None, &typed))?;
                Ok(vec![(kind, added.uid)])
            }
            Deed::Define(kind, name, choice) => {
                let is = Definition {
                    of: *kind,
                    name: (*name).into(),
                    labels: ["Al nostru".into(), String::new(), String::new()],
                    holds: if *choice { Holds::Choice } else { Holds::Number },
                    words: vec!["gold".into(), "silver".into()],
                    needed: false,
                    position: 0,
                };
                crm.write(move |tx| custom_fields::add_field(tx, &acting, None, &is))?;
                Ok(Made::new())
            }
            Deed::Merge(winner, loser) => {
                let ((kind, winner), (_, loser)) = (self.named(*winner)?, self.named(*loser)?);
                merge::merge(crm, by, kind, (winner, None), &[loser], &[]).map(|_| Made::new())
            }
            Deed::Convert(lead, business) => {
                let how = Conversion {
                    account: Into::New,
                    contact: Into::New,
                    opportunity: business.then(String::new),
                };
                let (_, lead) = self.named(*lead)?;
                let done = leads::convert(crm, by, lead, None, &how)?;
                let account = done.account.map(|uid| (RecordKind::Account, uid));
                let contact = done.contact.map(|uid| (RecordKind::Contact, uid));
                let business = done.opportunity.map(|uid| (RecordKind::Opportunity, uid));
                Ok(account.into_iter().chain(contact).chain(business).collect())
            }
            Deed::Restore(record, back) => {
                let ((kind, uid), back) = (self.named(*record)?, *back);
                crm.write(move |tx| restore(tx, &acting, kind, uid, back)).map(|()| Made::new())
            }
            Deed::Bulk(kind, field, text) => {
                let uids = self.made.iter().filter(|(made, _)| made == kind).map(|(_, uid)| *uid).collect();
                let typed = [((*field).to_owned(), text.clone())];
                bulk_edit(crm, by, *kind, Selection::Records(uids), &typed).map(|_| Made::new())
            }
            Deed::With(record, change) => {
                let (kind, uid) = self.named(*record)?;
                let change = self.change(change);
                crm.write(move |tx| change(tx, &acting, kind, uid))
            }
        }
    }

    fn named(&self, number: usize) -> Result<(RecordKind, Uid)> {
        self.made.get(number).copied().ok_or_else(|| Error::Conflict("made nothing".into()))
    }

    #[expect(clippy::type_complexity, reason = "a verb")]
    fn change(
        &self,
        change: &Change,
    ) -> Box<dyn FnOnce(&mut Tx, &By, RecordKind, Uid) -> Result<Made> + Send> {
        let (users, tag, nothing) = (self.users, self.tag, |_| Made::new());
        let owner =
            if matches!(change, Change::Distribute(0)) { self.house.dan.user } else { self.house.lia.user };
        let typed = match change {
            Change::Edit(fields) => self.typed(fields),
            Change::Own(name, text) => vec![(format!("x.{name}"), text.clone())],
            Change::Lines(product, _) => {
                self.typed(&[(String::new(), Drawn::Record(RecordKind::Product, *product))])
            }
            _ => Vec::new(),
        };
        let change = change.clone();
        Box::new(move |tx, by, of, uid| match change {
            Change::Edit(_) | Change::Own(..) => {
                records::edit(tx, by, of, uid, None, &typed).map(|_| Made::new())
            }
            Change::Delete => records::delete(tx, by, of, uid, None).map(nothing),
            Change::Distribute(_) => {
                let record = refs::find(tx, of, uid)?.ok_or_else(|| Error::no_such(of, uid))?;
                distribute::distribute(tx, by, &[record], owner).map(nothing)
            }
            Change::Stage(to) => {
                let asked = Move { to: to.into(), reason: "preț".into(), ..Move::default() };
                let moved = opportunities::move_to(tx, by, uid, None, &asked)?;
                Ok(moved.sale.map(|sale| (RecordKind::Sale, sale)).into_iter().collect())
            }
            Change::Lines(_, quantity) => {
                let line = TypedLine {
                    product: typed.first().and_then(|(_, uid)| Uid::parse(uid).ok()),
                    name: "Montaj".into(),
                    quantity,
                    unit: "h".into(),
                    price: Money::parse("12.34 EUR").ok(),
                    discount: 250,
                };
                lines::set(tx, by, of, uid, None, &[line.clone(), line]).map(|_| Made::new())
            }
            Change::Solve => incidents::solve(tx, by, uid, None, "repornit").map(|_| Made::new()),
            Change::Close => incidents::close(tx, by, uid, None).map(|_| Made::new()),
            Change::Reopen => incidents::reopen(tx, by, uid, None).map(|_| Made::new()),
            Change::Wait => incidents::wait(tx, by, uid, None).map(|_| Made::new()),
            Change::Resume => incidents::resume(tx, by, uid, None).map(|_| Made::new()),
            Change::HandOn(to) => {
                let to =
                    users.get(to).map_or_else(|| HandTo::Queue(String::new()), |user| HandTo::User(*user));
                incidents::hand_on(tx, by, uid, None, &to).map(|_| Made::new())
            }
            Change::Complete => activities::complete(tx, by, uid, None).map(|_| Made::new()),
            Change::Cancel => activities::cancel(tx, by, uid, None).map(|_| Made::new()),
            Change::Assign(to) => activities::assign(tx, by, uid, None, users[to]).map(|_| Made::new()),
            Change::MoveTo(at) => {
                let whole = (None, Scope::All);
                activities::move_to(tx, by, uid, None, whole, (&at, None)).map(|_| Made::new())
            }
            Change::Qualify => leads::qualify(tx, by, uid, None).map(|_| Made::new()),
            Change::Disqualify => leads::disqualify(tx, by, uid, None, "prea mic").map(|_| Made::new()),
            Change::Tag(on) => {
                let record = refs::find(tx, of, uid)?.ok_or_else(|| Error::no_such(of, uid))?;
                let put = if on { tags::tag } else { tags::untag };
                put(tx, by, tag, &[record]).map(|_| Made::new())
            }
        })
    }

    fn typed(&self, fields: &[(String, Drawn)]) -> Vec<Typed> {
        let text = |drawn: &Drawn| match drawn {
            Drawn::Text(text) => text.clone(),
            Drawn::Record(RecordKind::User, number) => self.users[number % 2].to_string(),
            Drawn::Record(kind, number) => match self.made.get(*number).copied() {
                Some((made, uid)) if made == *kind => uid.to_string(),
                _ if *kind == RecordKind::Account => self.house.firma_uid.to_string(),
                _ => String::new(),
            },
        };
        fields.iter().map(|(name, drawn)| (name.clone(), text(drawn))).collect()
    }

    /// Everything that was made: fields, versions, and what the change log says, with numbers instead of ids.
    pub fn state(&self) -> Vec<String> {
        let mut numbers: BTreeMap<String, String> = BTreeMap::new();
        for (number, (_, uid)) in self.made.iter().enumerate() {
            numbers.insert(uid.to_string(), format!("#{number}"));
        }
        for (name, uid) in [
            ("firma", self.house.firma_uid),
            ("ion", self.house.ion_uid),
            ("ana", self.users[0]),
            ("dan", self.users[1]),
            ("tag", self.tag),
        ] {
            numbers.insert(uid.to_string(), name.into());
        }
        let lia = self.house.lia.user;
        numbers.insert(self.house.read(move |tx| Ok(users::uid(tx, lia)?)), "lia".into());
        for stage in self.house.read(|tx| Ok(stages::list(tx, stages::SALES)?)) {
            numbers.insert(stage.uid.to_string(), stage.name);
        }
        let records = self.made.iter().copied().chain([(RecordKind::Account, self.house.firma_uid)]);
        let mut told = Vec::new();
        for (kind, uid) in records {
            let lines = self.house.read(move |tx| record(tx, kind, uid));
            told.extend(lines.into_iter().map(|line| plain(&line, &numbers)));
        }
        told.extend(
            self.house.history(RecordRef::new(RecordKind::Account, self.house.firma.0), &self.house.ana),
        );
        told
    }
}

/// Puts the first value of the `back`th last change of a record back.
fn restore(tx: &mut Tx, by: &By, kind: RecordKind, uid: Uid, back: usize) -> Result<()> {
    let record = refs::find(tx, kind, uid)?.ok_or_else(|| Error::no_such(kind, uid))?;
    let entries = log::of_record(tx, record, 5)?;
    let change = entries.get(back).and_then(|entry| Some((entry.seq, entry.fields.first()?.field.clone())));
    let (seq, field) = change.ok_or_else(|| Error::Conflict("nothing to restore".into()))?;
    restore_value(tx, by, seq, &field, None).map(drop)
}

fn record(tx: &mut Tx, kind: RecordKind, uid: Uid) -> Result<Vec<String>> {
    let sheet = catalogued::by_uid(tx, records::kind(kind)?, uid)?.unwrap();
    let mut lines =
        vec![format!("{kind} {uid} v{} {:?}", sheet.version, sheet.deleted_at.map(|Millis(at)| at))];
    let own = custom::values(tx, sheet.record)?;
    let texts = sheet.texts.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).chain(own);
    lines.extend(texts.map(|(name, text)| format!("  {name} {text}")));
    for entry in log::of_record(tx, sheet.record, 100)? {
        lines.push(format!("  log {} {}", entry.verb, entry.at.0));
        let changes = entry.fields.into_iter();
        lines.extend(changes.map(|c| format!("    {} {:?} {:?}", c.field, c.old, c.new)));
    }
    Ok(lines)
}

/// Puts numbers for ids; an id nobody knows is one of a user who is named nowhere else.
fn plain(line: &str, numbers: &BTreeMap<String, String>) -> String {
    let mut plain = line.to_owned();
    for (uid, number) in numbers {
        plain = plain.replace(uid, number);
    }
    plain
}
