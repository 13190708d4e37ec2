use super::*;
use crate::catalogue::custom::Holds;
use crate::record::{ActivityKind, RecordKind};
use crate::time::Millis;
use jiff::tz::TimeZone;

const UID: &str = "019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11";

fn clock() -> Clock {
    Clock { now: Millis(1_795_507_200_000), zone: TimeZone::get("Europe/Bucharest").unwrap() }
}

fn customs() -> Customs {
    let custom = |name: &str, holds| Custom {
        id: 1,
        name: name.into(),
        holds,
        words: vec!["gold".into(), "silver".into()],
    };
    let mut customs = Customs::default();
    customs.0.insert(
        RecordKind::Account,
        vec![custom("x.level", Holds::Choice), custom("x.visits", Holds::Number)],
    );
    customs
}

fn field(name: &str, op: Op, value: &[&str]) -> Filter {
    Filter::Field { field: name.into(), op, value: value.iter().map(|v| (*v).to_owned()).collect() }
}

fn checked(filter: &Filter, kind: RecordKind) -> Condition {
    let (condition, wrong) = check(filter, kind, &customs(), &clock(), "filter");
    assert_eq!(wrong, [], "{filter:?}");
    condition
}

fn wrong(filter: &Filter, kind: RecordKind) -> String {
    let (_, wrong) = check(filter, kind, &customs(), &clock(), "filter");
    assert_eq!(wrong.len(), 1, "{filter:?}");
    wrong[0].to_string()
}

#[test]
fn every_filter_comes_back_from_its_json() {
    let one = field("city", Op::Is, &["Cluj"]);
    for filter in [
        Filter::everything(),
        one.clone(),
        field("status", Op::OneOf, &["new", "open"]),
        field("employees", Op::Between, &["1", "9"]),
        field("city", Op::Empty, &[]),
        Filter::Any(vec![one.clone(), Filter::Not(Box::new(one.clone()))]),
        Filter::Any(vec![]),
        Filter::Related {
            relation: "incidents".into(),
            none: true,
            of: Box::new(Filter::All(vec![one.clone()])),
        },
        Filter::Activity {
            kinds: vec!["call".into()],
            since: "90 days".into(),
            quantity: Quantity::AtLeast(3),
        },
        Filter::Activity { kinds: vec![], since: String::new(), quantity: Quantity::None },
        Filter::Tag(UID.into()),
        Filter::Group(UID.into()),
    ] {
        assert_eq!(read(&filter.tree(), "filter"), Ok(filter.clone()), "{:?}", filter.tree());
    }
}

#[test]
fn what_is_no_filter_is_named_by_its_place() {
    let text = |text: &str| Tree::Text(text.into());
    let object = |parts: &[(&str, Tree)]| {
        Tree::Object(parts.iter().map(|(name, part)| ((*name).to_owned(), part.clone())).collect())
    };
    let good = field("city", Op::Is, &["Cluj"]).tree();
    let deep = (0..9).fold(good.clone(), |inner, _| object(&[("not", inner)]));
    let many = object(&[("all", Tree::List(vec![good.clone(); MOST_NODES]))]);
    for (tree, why) in [
        (text("city = Cluj"), "filter: must be a condition"),
        (
            object(&[("and", Tree::List(vec![]))]),
            "filter: must be one of all, any, not, field, related, activity, tag, group",
        ),
        (object(&[("all", Tree::List(vec![good.clone(), text("x")]))]), "filter.all[1]: must be a condition"),
        (object(&[("all", text("x"))]), "filter.all: must be a list of conditions"),
        (
            object(&[("field", text("city")), ("op", text("like")), ("value", text("x"))]),
            "filter.op: must be one of is, is_not, one_of, none_of, is_empty, is_filled, contains, starts_with, less, greater, at_most, at_least, between, within",
        ),
        (object(&[("field", text("city")), ("op", text("is"))]), "filter.value: is missing"),
        (
            object(&[("field", text("city")), ("op", text("is_empty")), ("value", text("x"))]),
            "filter.value: must not be there for is_empty",
        ),
        (
            object(&[("field", text("city")), ("op", text("is")), ("value", text("a\0b"))]),
            "filter.value: must not contain the zero character",
        ),
        (
            object(&[("field", text("city")), ("op", text("is")), ("value", text(&"x".repeat(501)))]),
            "filter.value: must have at most 500 characters",
        ),
        (object(&[("field", text("city")), ("sql", text("1=1"))]), "filter.sql: is not known here"),
        (object(&[("related", text("contacts"))]), "filter: says either any or none of the related records"),
        (
            object(&[("activity", object(&[("quantifier", text("at_least 0"))]))]),
            "filter.activity.quantifier: must be none, any, or at_least with a number from 1 to 1000",
        ),
        (deep, "filter.not.not.not.not.not.not.not.not: conditions stand at most 8 deep in each other"),
        (many, "filter.all[99]: a filter has at most 100 conditions"),
    ] {
        assert_eq!(read(&tree, "filter").unwrap_err().to_string(), why);
    }
    let values = Tree::List(vec![text("x"); MOST_VALUES + 1]);
    let list = object(&[("field", text("city")), ("op", text("one_of")), ("value", values)]);
    assert_eq!(read(&list, "filter").unwrap_err().to_string(), "filter.value: must be at most 1000");
}

#[test]
fn what_no_record_can_fulfil_is_refused_with_what_would_be_right() {
    for (filter, why) in [
        (field("colour", Op::Is, &["red"]), "filter.field: accounts have no field of this name"),
        (field("importance", Op::Is, &["vip"]), "filter.value: must be one of low, normal, high, key"),
        (
            field("importance", Op::OneOf, &["key", "vip"]),
            "filter.value[1]: must be one of low, normal, high, key",
        ),
        (
            field("importance", Op::Contains, &["k"]),
            "filter.op: must be one of is, is_not, one_of, none_of, is_empty, is_filled",
        ),
        (field("employees", Op::Greater, &["many"]), "filter.value: must be a whole number"),
        (
            field("employees", Op::StartsWith, &["1"]),
            "filter.op: must be one of is, is_not, less, greater, at_most, at_least, between, is_empty, is_filled",
        ),
        (
            field("annual_revenue", Op::Greater, &["lots"]),
            "filter.value: \"lots\" is not an amount; write it as 1200.50 EUR",
        ),
        (
            field("annual_revenue", Op::Between, &["1 EUR", "2 RON"]),
            "filter.value[1]: must be in EUR, as the first one",
        ),
        (
            field("created_at", Op::Within, &["soon"]),
            "filter.value: must be a day or a span: 2026-11-23, today, last 30 days, next 2 weeks, this month",
        ),
        (
            field("created_at", Op::Less, &["2026-02-30"]),
            "filter.value: must be a day: 2026-11-23, today, 30 days ago, in 2 weeks",
        ),
        (
            field("owner", Op::Is, &["ana"]),
            "filter.value: must be me, my team, or the id of a record of kind user",
        ),
        (field("parent", Op::Is, &["me"]), "filter.value: must be the id of a record of kind account"),
        (
            field("city", Op::Is, &[" "]),
            "filter.value: must not be empty; is_empty asks for records without a value",
        ),
        (field("x.level", Op::Is, &["lead"]), "filter.value: must be one of gold, silver"),
        (field("x.gone", Op::Is, &["1"]), "filter.field: accounts have no field of this name"),
        (
            Filter::Tag("vip".into()),
            "filter.tag: \"vip\" is not an id; ids look like 019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11",
        ),
        (
            Filter::Related { relation: "stages".into(), none: false, of: Box::new(Filter::everything()) },
            "filter.related: must be one of parent, contacts, opportunities, incidents, sales, leads, children, activities, documents",
        ),
        (
            Filter::Activity { kinds: vec!["fight".into()], since: String::new(), quantity: Quantity::None },
            "filter.activity.kinds[0]: must be one of email, call, meeting, task, event, letter, fax, note",
        ),
        (
            Filter::Activity { kinds: vec![], since: "long".into(), quantity: Quantity::None },
            "filter.activity.since: must say since when: 90 days, 6 months, 2026-01-31, today",
        ),
    ] {
        assert_eq!(wrong(&filter, RecordKind::Account), why);
    }
    let history = Filter::Activity { kinds: vec![], since: String::new(), quantity: Quantity::None };
    assert_eq!(wrong(&history, RecordKind::Product), "filter.activity: these records have no history");
}

#[test]
fn what_is_gone_is_left_out_and_told() {
    let gone = field("x.gone", Op::Is, &["1"]);
    let city = field("city", Op::Is, &["Cluj"]);
    let filter =
        Filter::All(vec![city.clone(), Filter::Not(Box::new(gone.clone())), Filter::Any(vec![gone.clone()])]);
    let (condition, wrong) = check(&filter, RecordKind::Account, &customs(), &clock(), "filter");
    assert_eq!(condition, Condition::All(vec![checked(&city, RecordKind::Account)]));
    let paths: Vec<&str> = wrong.iter().map(|wrong| wrong.path.as_str()).collect();
    assert_eq!(paths, ["filter.all[1].not.field", "filter.all[2].any[0].field"]);
    assert!(wrong.iter().all(|wrong| wrong.gone));
    let (everything, _) = check(&gone, RecordKind::Account, &customs(), &clock(), "filter");
    assert_eq!(everything, Condition::All(vec![]));
}

#[test]
fn a_condition_says_what_the_words_meant() {
    let test = |filter: &Filter| match checked(filter, RecordKind::Account) {
        Condition::Field { test, .. } => test,
        other => panic!("{other:?}"),
    };
    let text = Test::Text(TextTest::Contains("brutaria".into()));
    assert_eq!(test(&field("name", Op::Contains, &["Brutăria "])), text);
    assert_eq!(
        test(&field("x.visits", Op::Greater, &["3"])),
        Test::Number(Bounds { from: Some(4), until: None })
    );
    let amount = Bounds { from: Some(100_000), until: None };
    assert_eq!(test(&field("annual_revenue", Op::AtLeast, &["1000 eur"])), Test::Money("EUR".into(), amount));
    assert_eq!(
        test(&field("owner", Op::OneOf, &["me", "my team"])),
        Test::Refers(RecordKind::User, vec![Who::Me, Who::MyTeam])
    );
    let day = 86_400_000;
    let Test::Moment(Bounds { from: Some(from), until: Some(until) }) =
        test(&field("created_at", Op::Within, &["last 2 days"]))
    else {
        panic!("a moment")
    };
    assert_eq!(until - from, 2 * day);
    assert!((from..until).contains(&clock().now.0));
    let Condition::Not(inner) = checked(&field("city", Op::IsNot, &["Cluj"]), RecordKind::Account) else {
        panic!("not")
    };
    assert!(matches!(*inner, Condition::Field { .. }));
    let silent = Filter::Activity { kinds: vec![], since: "90 days".into(), quantity: Quantity::None };
    let Condition::Not(inner) = checked(&silent, RecordKind::Contact) else { panic!("not") };
    let Condition::Happened { kinds, when, .. } = *inner else { panic!("happened") };
    assert!(kinds.contains(&ActivityKind::Email) && !kinds.contains(&ActivityKind::Note));
    assert_eq!(when.until, Some(clock().now.0 + 1));
}

#[test]
fn a_filter_can_be_typed() {
    let city = field("city", Op::Is, &["Cluj Napoca"]);
    let key = field("importance", Op::Is, &["key"]);
    for (typed, filter) in [
        ("", Filter::everything()),
        ("city = Cluj Napoca and importance=key", Filter::All(vec![city.clone(), key.clone()])),
        (
            "city = \"Cluj Napoca\" or not importance = key",
            Filter::Any(vec![city.clone(), Filter::Not(Box::new(key.clone()))]),
        ),
        (
            "(city = Cluj Napoca or importance = key) and employees >= 10",
            Filter::All(vec![
                Filter::Any(vec![city.clone(), key.clone()]),
                field("employees", Op::AtLeast, &["10"]),
            ]),
        ),
        ("importance in (high, key)", field("importance", Op::OneOf, &["high", "key"])),
        ("created_at within last 30 days", field("created_at", Op::Within, &["last 30 days"])),
        ("employees between 1, 9", field("employees", Op::Between, &["1", "9"])),
        ("web is empty", field("web", Op::Empty, &[])),
        ("name ~ \"A and B\"", field("name", Op::Contains, &["A and B"])),
        (
            "no incidents (status = open)",
            Filter::Related {
                relation: "incidents".into(),
                none: true,
                of: Box::new(field("status", Op::Is, &["open"])),
            },
        ),
        (
            "any contacts",
            Filter::Related { relation: "contacts".into(), none: false, of: Box::new(Filter::everything()) },
        ),
        (
            "no activity since 90 days",
            Filter::Activity { kinds: vec![], since: "90 days".into(), quantity: Quantity::None },
        ),
        (
            "any activity (call, meeting) since 2026-01-01",
            Filter::Activity {
                kinds: vec!["call".into(), "meeting".into()],
                since: "2026-01-01".into(),
                quantity: Quantity::AtLeast(1),
            },
        ),
    ] {
        assert_eq!(parse(typed), Ok(filter), "{typed}");
    }
}

#[test]
fn a_typed_filter_that_is_none_says_where() {
    for (typed, at, why) in [
        ("city", 4, "expected =, !=, <, <=, >, >=, ~, ^=, in, within, between or is"),
        (
            "city = ",
            7,
            "expected a value; one of several words that has and or or in it stands in quotation marks",
        ),
        ("city = Cluj)", 11, "expected and, or, or the end"),
        ("(city = Cluj", 12, "expected )"),
        ("city = 'Cluj", 7, "this quotation mark is never closed"),
        ("ștat = x and = y", 13, "expected a field, not, any, no, tag or group"),
        ("web is big", 7, "expected empty or filled"),
    ] {
        assert_eq!(parse(typed), Err(NotAFilter { at, why: why.into() }), "{typed}");
    }
    assert!(parse(&"(".repeat(9_000)).is_err());
    assert!(parse(&"not ".repeat(2_000)).is_err());
    assert!(parse(&"a = b and ".repeat(900)).is_err());
    assert!(parse(&"x".repeat(1_000_000)).is_err());
}
