//! Deeds as data.

use crmweb_model::catalogue::{Entered, Field, KINDS, Type};
use crmweb_model::record::RecordKind;

/// A value drawn for a field; records are named by their numbers, in the order in which they were made.
#[derive(Clone, Debug)]
pub enum Drawn {
    Text(String),
    Record(RecordKind, usize),
}

/// What is done with one record.
#[derive(Clone, Debug)]
pub enum Change {
    Edit(Vec<(String, Drawn)>),
    Delete,
    Distribute(usize),
    Stage(&'static str),
    Lines(usize, i64),
    Solve,
    Close,
    Reopen,
    Wait,
    Resume,
    HandOn(usize),
    Complete,
    Cancel,
    Assign(usize),
    MoveTo(String),
    Qualify,
    Disqualify,
    Own(&'static str, String),
    Tag(bool),
}

/// One deed.
#[derive(Clone, Debug)]
pub enum Deed {
    Add(RecordKind, Vec<(String, Drawn)>),
    With(usize, Change),
    Merge(usize, usize),
    Convert(usize, bool),
    Undo(usize),
    Restore(usize, usize),
    Define(RecordKind, &'static str, bool),
    Bulk(RecordKind, &'static str, String),
}

/// Numbers that look random and come again with their seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `most` (xorshift64*).
    pub fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % most
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

const WORDS: [&str; 12] = [
    "Țeavă", "țeava", "Pompă", "pompa", "Müller", "Mueller", "Straße", "O'Neil", "a%_b", "ИВАН", "zz", "Ana",
];
const NAMES: [&str; 2] = ["tier", "note"];
const KIND: [RecordKind; 12] = [
    RecordKind::Account,
    RecordKind::Contact,
    RecordKind::Lead,
    RecordKind::Opportunity,
    RecordKind::Incident,
    RecordKind::Activity,
    RecordKind::Product,
    RecordKind::Category,
    RecordKind::Template,
    RecordKind::Campaign,
    RecordKind::Article,
    RecordKind::Sale,
];

/// Draws the deed of this number, for records of these kinds that were made so far.
pub fn draw(dice: &mut Dice, number: usize, made: &[RecordKind]) -> Deed {
    match dice.below(40) {
        0..=11 => {
            let kind = dice.pick(&KIND);
            Deed::Add(kind, fields(dice, kind, made, true))
        }
        12..=18 if !made.is_empty() => {
            let record = dice.below(made.len());
            Deed::With(record, Change::Edit(fields(dice, made[record], made, false)))
        }
        19..=21 => Deed::Undo(dice.below(number.max(1))),
        22 => {
            let kind = dice.pick(&[RecordKind::Account, RecordKind::Contact, RecordKind::Lead]);
            Deed::Merge(one_of(dice, made, kind), one_of(dice, made, kind))
        }
        23 => Deed::Convert(one_of(dice, made, RecordKind::Lead), dice.below(2) == 0),
        24 => Deed::Restore(dice.below(made.len().max(1)), dice.below(5)),
        25 => Deed::Define(dice.pick(&KIND), dice.pick(&NAMES), dice.below(2) == 0),
        26 => Deed::Bulk(RecordKind::Account, "city", dice.pick(&["Iași", "Cluj", ""]).into()),
        _ => {
            let (kind, change) = change(dice, made);
            let record = match kind {
                Some(kind) => one_of(dice, made, kind),
                None => dice.below(made.len().max(1)),
            };
            Deed::With(record, change)
        }
    }
}

/// The number of one of the records of a kind; one that nobody has when there is none.
fn one_of(dice: &mut Dice, made: &[RecordKind], kind: RecordKind) -> usize {
    let all: Vec<usize> = (0..made.len()).filter(|n| made[*n] == kind).collect();
    if all.is_empty() { usize::MAX } else { dice.pick(&all) }
}

/// Draws a change, and the kind of record it is made to; `None` is any.
fn change(dice: &mut Dice, made: &[RecordKind]) -> (Option<RecordKind>, Change) {
    use RecordKind::{Account, Activity, Contact, Incident, Lead, Opportunity, Product};
    match dice.below(22) {
        0 => (None, Change::Delete),
        1 => (None, Change::Tag(dice.below(3) > 0)),
        2 => {
            let text = dice.pick(&["gold", "silver", "7", ""]).to_owned();
            (None, Change::Own(dice.pick(&NAMES), text))
        }
        3 => (Some(dice.pick(&[Account, Contact, Lead])), Change::Distribute(dice.below(3))),
        4..=6 => {
            let to = dice.pick(&["Qualified", "Offer", "Won", "Lost", "Nowhere"]);
            (Some(Opportunity), Change::Stage(to))
        }
        7 => (Some(Opportunity), Change::Lines(one_of(dice, made, Product), dice.below(9_000) as i64)),
        8 => (Some(Incident), Change::Solve),
        9 => (Some(Incident), Change::Close),
        10 => (Some(Incident), Change::Reopen),
        11 => (Some(Incident), Change::Wait),
        12 => (Some(Incident), Change::Resume),
        13 => (Some(Incident), Change::HandOn(dice.below(4))),
        14 => (Some(Activity), Change::Complete),
        15 => (Some(Activity), Change::Cancel),
        16 => (Some(Activity), Change::Assign(dice.below(2))),
        17 => (Some(Activity), Change::MoveTo(format!("2026-12-{:02}T11:30", 1 + dice.below(28)))),
        18 => (Some(Lead), Change::Disqualify),
        _ => (Some(Lead), Change::Qualify),
    }
}

fn fields(dice: &mut Dice, kind: RecordKind, made: &[RecordKind], whole: bool) -> Vec<(String, Drawn)> {
    let kind = KINDS.into_iter().find(|known| known.kind == kind).unwrap();
    let entered = kind.fields.iter().filter(|field| field.entered == Entered::Form);
    let mut drawn = Vec::new();
    for field in entered {
        let told = whole && (field.needed || kind.title.contains(&field.name));
        if told || dice.below(3) == 0 {
            drawn.push((field.name.to_owned(), value(dice, field, made)));
        }
    }
    drawn
}

fn value(dice: &mut Dice, field: &Field, made: &[RecordKind]) -> Drawn {
    let empty = !field.needed && dice.below(6) == 0;
    let text = match field.of {
        Type::One(kind) | Type::Many(kind) => return Drawn::Record(kind, one_of(dice, made, kind)),
        _ if empty => String::new(),
        Type::Line(_) => match field.name {
            "planned" => format!("2026-12-{:02}T09:00", 1 + dice.below(28)),
            "zone" => dice.pick(&["Europe/Bucharest", "America/New_York"]).into(),
            "language" => dice.pick(&["ro", "en", "de"]).into(),
            "ends" => format!("2026-12-{:02}T10:00", 1 + dice.below(28)),
            "rule" => dice.pick(&["FREQ=WEEKLY;COUNT=4", "FREQ=DAILY;INTERVAL=3;COUNT=5", "soon"]).into(),
            _ => format!("{} {}", dice.pick(&WORDS), dice.pick(&WORDS)),
        },
        Type::Text => format!("{}\n{}", dice.pick(&WORDS), dice.pick(&WORDS)),
        Type::Word(words) => words[dice.below(words.len())].name.into(),
        Type::Words(words) => words[dice.below(words.len())].name.into(),
        Type::Number(..) => dice.below(200).to_string(),
        Type::Money => format!("{}.50 {}", dice.below(10_000), dice.pick(&["EUR", "RON", "lei"])),
        Type::Day => format!("2026-{:02}-{:02}", 1 + dice.below(13), 1 + dice.below(31)),
        Type::Moment => (1_790_000_000_000_i64 + dice.below(1 << 30) as i64).to_string(),
        Type::Flag => "yes".into(),
        Type::Phones => format!("mobile 07{:08}", dice.below(100_000_000)),
        Type::Addresses => format!("a{}@x{}.example", dice.below(40), dice.below(9)),
        Type::Domains => format!("x{}.example", dice.below(9)),
        Type::Positions => {
            return Drawn::Record(RecordKind::Account, one_of(dice, made, RecordKind::Account));
        }
        Type::Keywords => format!("{}\n{}", dice.pick(&WORDS), dice.pick(&WORDS)),
    };
    Drawn::Text(text)
}
