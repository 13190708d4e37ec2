//! A company of some hundred records, and what is known of each without asking the database by a filter.

use super::chance::Chance;
use crate::house::{House, NOW, by};
use crmweb_crm::{By, activities, custom_fields, records};
use crmweb_model::catalogue::custom::Holds;
use crmweb_model::catalogue::{self, Type};
use crmweb_model::draft::ActivityDraft;
use crmweb_model::filter::{Clock, Custom, Customs, Source};
use crmweb_model::ids::Uid;
use crmweb_model::record::{ActivityKind, ActivityStatus, Direction, Priority, RecordKind, RecordRef};
use crmweb_model::rights::Actor;
use crmweb_model::time::Millis;
use crmweb_store::custom::Definition;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Texts with diacritics, signs of LIKE, and quotation marks.
pub const TEXTS: [&str; 10] = [
    "Brutăria Veche",
    "Cluj",
    "cluj-napoca",
    "50% rabat",
    "a_b!c",
    "O'Neill \"x\"; DROP TABLE",
    "Straße 9",
    "ȘTIINȚĂ",
    "țânțar",
    "Ünal",
];

pub struct Record {
    pub of: RecordKind,
    pub record: RecordRef,
    pub uid: String,
    pub fields: BTreeMap<String, String>,
    pub marks: Vec<Uid>,
    pub private_to: Option<Actor>,
    /// Of activities: to which records they are linked.
    pub links: Vec<RecordRef>,
}

pub struct World {
    pub clock: Clock,
    pub customs: Customs,
    pub tags: Vec<Uid>,
    pub groups: Vec<Uid>,
    /// The ids of colleagues outside, by their keys.
    pub me: BTreeMap<i64, String>,
    records: BTreeMap<RecordKind, Vec<Record>>,
}

const CUSTOM: [(&str, Holds); 7] = [
    ("x.note", Holds::Line),
    ("x.tier", Holds::Choice),
    ("x.visits", Holds::Number),
    ("x.worth", Holds::Money),
    ("x.next", Holds::Day),
    ("x.vip", Holds::Flag),
    ("x.partner", Holds::One(RecordKind::Account)),
];

impl World {
    pub fn fill(house: &House, seed: u64) -> World {
        let clock = Clock { now: NOW, zone: TimeZone::get("Europe/Bucharest").unwrap() };
        let mut world = World {
            clock,
            customs: Customs::default(),
            tags: Vec::new(),
            groups: Vec::new(),
            me: BTreeMap::new(),
            records: BTreeMap::new(),
        };
        for actor in [&house.ana, &house.dan, &house.lia] {
            let user = actor.user;
            let uid = house.read(move |tx| Ok(crmweb_store::users::uid(tx, user)?));
            world.me.insert(user.0, uid);
        }
        let mut chance = Chance(seed);
        for (name, holds) in CUSTOM {
            let is = Definition {
                of: RecordKind::Account,
                name: name.into(),
                labels: [name.into(), name.into(), name.into()],
                holds,
                words: if holds == Holds::Choice { vec!["Aur".into(), "argint".into()] } else { Vec::new() },
                needed: false,
                position: 0,
            };
            let admin = by(&house.admin());
            let made = house.write(move |tx| custom_fields::add_field(tx, &admin, None, &is));
            let known = Custom { id: made.id, name: made.is.name, holds, words: made.is.words };
            world.customs.0.entry(RecordKind::Account).or_default().push(known);
        }
        for (kind, uid) in [(RecordKind::Account, house.firma_uid), (RecordKind::Contact, house.ion_uid)] {
            let ana = by(&house.ana);
            let known = house.read(move |tx| records::get(tx, &ana, kind, uid));
            world.keep(kind, known.record, uid.to_string(), known.fields);
        }
        let kinds = [
            (RecordKind::Account, 40),
            (RecordKind::Contact, 50),
            (RecordKind::Opportunity, 30),
            (RecordKind::Incident, 40),
            (RecordKind::Lead, 20),
            (RecordKind::Document, 15),
        ];
        for (kind, count) in kinds {
            for n in 0..count {
                world.add(house, kind, &mut chance, n);
            }
        }
        world.happen(house, &mut chance, 120);
        world.mark(house, &mut chance);
        world
    }

    pub fn of(&self, kind: RecordKind) -> impl Iterator<Item = &Record> {
        self.records.get(&kind).into_iter().flatten()
    }

    pub fn by_uid(&self, kind: RecordKind, uid: &str) -> Option<&Record> {
        self.of(kind).find(|record| record.uid == uid)
    }

    fn any(&self, kind: RecordKind, chance: &mut Chance) -> Option<String> {
        let all: Vec<&Record> = self.of(kind).collect();
        (!all.is_empty()).then(|| chance.one_of(&all).uid.clone())
    }

    /// Adds a record with values in about half of its fields; some are deleted again.
    fn add(&mut self, house: &House, of: RecordKind, chance: &mut Chance, n: i64) {
        let actor = chance.one_of(&[&house.ana, &house.dan, &house.lia]).to_owned().clone();
        let mut typed = Vec::new();
        for source in self.sources(of) {
            let (name, holds) = (source.name().to_owned(), source.of());
            if let Source::Own(field) = &source
                && field.entered != catalogue::Entered::Form
            {
                continue;
            }
            let is_name = catalogue::of(of).unwrap().title.contains(&&*name);
            let needed = is_name || matches!(&source, Source::Own(field) if field.needed);
            if !needed && chance.happens(50) {
                continue;
            }
            if let Some(text) = self.value(&source, holds, chance, n) {
                typed.push((name, text));
            }
        }
        // Two seconds to an hour apart, over half a year.
        let at = Millis(NOW.0 - chance.below(180 * Millis::DAY));
        let deed = By::new(actor, at);
        let record = house.write(move |tx| records::add(tx, &deed, of, None, &typed));
        if chance.happens(8) {
            let (deed, uid) = (by(&house.ana), record.uid);
            house.write(move |tx| records::delete(tx, &deed, of, uid, None));
            return;
        }
        self.keep(of, record.record, record.uid.to_string(), record.fields);
    }

    fn keep(&mut self, of: RecordKind, record: RecordRef, uid: String, fields: Vec<(String, String)>) {
        let fields = fields.into_iter().collect();
        let links = Vec::new();
        let new = Record { of, record, uid, fields, marks: Vec::new(), private_to: None, links };
        self.records.entry(of).or_default().push(new);
    }

    fn value(&self, source: &Source, of: Type, chance: &mut Chance, n: i64) -> Option<String> {
        Some(match of {
            Type::Line(_) if source.name() == "x.tier" => chance.one_of(&["Aur", "argint"]).to_string(),
            Type::Line(_) if matches!(source.name(), "planned" | "zone") => return None,
            Type::Line(most) => {
                let text = format!("{} {}", chance.one_of(&TEXTS), chance.one_of(&["", "SRL", "ș.a."]));
                // Some are longer than what is indexed of a text.
                if most > 300 && chance.happens(20) { format!("{}{text}", "lung ".repeat(44)) } else { text }
            }
            Type::Text => format!("{}\n{}", chance.one_of(&TEXTS), chance.one_of(&TEXTS)),
            Type::Word(words) => chance.one_of(words).name.into(),
            Type::Words(words) => format!("{} {}", chance.one_of(words).name, chance.one_of(words).name),
            Type::Number(least, most) => chance.below(12).clamp(least, most).to_string(),
            Type::Money => format!("{}.50 {}", chance.below(5), chance.one_of(&["EUR", "RON"])),
            Type::Day => format!("2026-{:02}-{:02}", 10 + chance.below(3), 1 + chance.below(28)),
            Type::Moment => return None,
            Type::Flag => chance.one_of(&["yes", "no"]).to_string(),
            Type::One(kind) => self.any(kind, chance)?,
            Type::Many(kind) => format!("{}\n{}", self.any(kind, chance)?, self.any(kind, chance)?),
            Type::Phones => format!("mobile +40 7{} 345", 10 + chance.below(5)),
            Type::Addresses => format!("p{n}.{}@firma{}.example", chance.below(900_000), chance.below(4)),
            Type::Domains => format!("firma{n}-{}.example", chance.below(900_000)),
            Type::Positions => format!("{} Director", self.any(RecordKind::Account, chance)?),
            Type::Keywords => format!("{}\n{}", chance.one_of(&TEXTS), chance.one_of(&TEXTS)),
        })
    }

    /// Calls, meetings, notes and tasks with clients; some private.
    fn happen(&mut self, house: &House, chance: &mut Chance, count: i64) {
        for n in 0..count {
            let actor = chance.one_of(&[&house.ana, &house.dan, &house.lia]).to_owned().clone();
            let kinds = [ActivityKind::Call, ActivityKind::Meeting, ActivityKind::Note, ActivityKind::Task];
            let done = chance.happens(80);
            let draft = ActivityDraft {
                body: if chance.happens(50) { (*chance.one_of(&TEXTS)).into() } else { String::new() },
                status: if done { ActivityStatus::Done } else { ActivityStatus::Planned },
                priority: *chance.one_of(&[Priority::Low, Priority::High]),
                direction: Direction::Out,
                at: Some(Millis(NOW.0 - chance.below(150 * Millis::DAY))),
                ..ActivityDraft::new(*chance.one_of(&kinds), format!("{} {n}", chance.one_of(&TEXTS)))
            };
            let of = *chance.one_of(&[RecordKind::Account, RecordKind::Contact, RecordKind::Incident]);
            let to: Vec<&Record> = self.of(of).collect();
            let link = chance.one_of(&to).record;
            let deed = By::new(actor.clone(), NOW);
            let made = house.write(move |tx| activities::add(tx, &deed, &draft, None, &[link]));
            let private = chance.happens(15);
            let id = made.id;
            let me = actor.user.0;
            let links = house.write(move |tx| {
                if private {
                    tx.execute("UPDATE activities SET private_to = ?2 WHERE id = ?1", &[&id.0, &me])?;
                    crmweb_store::timeline::refresh(tx, id)?;
                }
                let links = tx.query(
                    "SELECT record_kind, record_id FROM activity_links WHERE activity_id = ?1 AND refused = 0",
                    &[&id.0],
                    |r| {
                        let kind = RecordKind::from_name(&r.get::<String>(0)?).unwrap();
                        Ok(RecordRef::new(kind, r.get(1)?))
                    },
                )?;
                Ok(links)
            });
            let (deed, uid) = (By::new(actor.clone(), NOW), made.uid);
            let record = house.read(move |tx| records::get(tx, &deed, RecordKind::Activity, uid));
            self.keep(RecordKind::Activity, record.record, uid.to_string(), record.fields);
            let kept = self.records.get_mut(&RecordKind::Activity).unwrap().last_mut().unwrap();
            kept.links = links;
            kept.private_to = private.then_some(actor);
        }
    }

    /// Tags and groups on some records.
    fn mark(&mut self, house: &House, chance: &mut Chance) {
        for n in 0..4 {
            let uid = Uid::create();
            let table = if n < 2 { "tag" } else { "group" };
            let id: i64 = house.write(move |tx| {
                let sql = match table {
                    "tag" => {
                        "INSERT INTO tags (uid, name, name_key, made_at) VALUES (?1, ?1, ?1, 0) RETURNING id"
                    }
                    _ => {
                        "INSERT INTO record_groups (uid, name, name_key, members, created_at, updated_at)
                         VALUES (?1, ?1, ?1, 'account', 0, 0) RETURNING id"
                    }
                };
                Ok(tx.query_one(sql, &[&uid.to_string()], |r| r.get(0))?)
            });
            if n < 2 {
                self.tags.push(uid)
            } else {
                self.groups.push(uid)
            }
            let marked = [RecordKind::Account, RecordKind::Contact];
            let records = self.records.iter_mut().filter(|(kind, _)| marked.contains(kind));
            for record in records.flat_map(|(_, records)| records) {
                if !chance.happens(20) {
                    continue;
                }
                record.marks.push(uid);
                let to = record.record;
                house.write(move |tx| {
                    let sql = format!(
                        "INSERT INTO {} ({table}_id, record_kind, record_id, made_at) VALUES (?1, ?2, ?3, 0)",
                        if table == "tag" { "record_tags" } else { "group_members" }
                    );
                    Ok(tx.execute(&sql, &[&id, &to.kind.as_str(), &to.id])?)
                });
            }
        }
    }

    /// All fields of a kind, custom ones too.
    pub fn sources(&self, kind: RecordKind) -> Vec<Source> {
        let names = self.customs.names(kind);
        names.into_iter().map(|name| self.customs.field(kind, name).unwrap()).collect()
    }
}
