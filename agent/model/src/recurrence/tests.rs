use super::*;
use std::time::{Duration, Instant};

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap()
}

fn local(text: &str) -> Local {
    Local::parse(text).unwrap()
}

fn rule(text: &str) -> Result<Rule, NotARule> {
    Rule::parse(text, &zone("Europe/Bucharest"))
}

fn series(start: &str, text: &str) -> Series {
    Series::new(local(start), rule(text).unwrap()).unwrap()
}

fn between(series: &Series, from: &str, until: &str) -> Vec<String> {
    series.between(local(from), local(until), MOST).iter().map(ToString::to_string).collect()
}

#[test]
fn rules_happen_when_the_calendar_says() {
    for (start, text, from, until, expected) in [
        (
            "2026-11-25T09:00",
            "FREQ=WEEKLY;BYDAY=MO",
            "2026-11-01",
            "2026-12-15",
            "2026-11-30T09:00 2026-12-07T09:00 2026-12-14T09:00",
        ),
        (
            "2026-11-02T09:00",
            "FREQ=WEEKLY;INTERVAL=2",
            "2027-01-01",
            "2027-02-01",
            "2027-01-11T09:00 2027-01-25T09:00",
        ),
        ("2026-01-31", "FREQ=MONTHLY", "2026-01-01", "2026-06-01", "2026-01-31 2026-03-31 2026-05-31"),
        (
            "2026-01-31",
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "2026-02-01",
            "2026-05-01",
            "2026-02-28 2026-03-31 2026-04-30",
        ),
        (
            "2026-01-05T10:00",
            "FREQ=MONTHLY;BYDAY=2TU",
            "2026-11-01",
            "2027-01-01",
            "2026-11-10T10:00 2026-12-08T10:00",
        ),
        (
            "2026-01-01T08:30",
            "FREQ=DAILY;COUNT=3",
            "2025-01-01",
            "2030-01-01",
            "2026-01-01T08:30 2026-01-02T08:30 2026-01-03T08:30",
        ),
        ("2024-02-29", "FREQ=YEARLY", "2024-01-01", "2033-01-01", "2024-02-29 2028-02-29 2032-02-29"),
        (
            "2026-11-02T09:00",
            "FREQ=DAILY;UNTIL=20261104",
            "2026-11-01",
            "2027-01-01",
            "2026-11-02T09:00 2026-11-03T09:00 2026-11-04T09:00",
        ),
        (
            "2026-11-02T09:00",
            "FREQ=DAILY;UNTIL=20261104T070000Z",
            "2026-11-01",
            "2027-01-01",
            "2026-11-02T09:00 2026-11-03T09:00 2026-11-04T09:00",
        ),
        (
            "2026-11-02T09:00",
            "FREQ=DAILY;UNTIL=20261104T065900Z",
            "2026-11-01",
            "2027-01-01",
            "2026-11-02T09:00 2026-11-03T09:00",
        ),
        (
            "2026-11-02T09:00",
            "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "2026-11-01",
            "2027-02-01",
            "2026-11-30T09:00 2026-12-31T09:00 2027-01-29T09:00",
        ),
    ] {
        assert_eq!(between(&series(start, text), from, until).join(" "), expected, "{start} {text}");
    }
}

#[test]
fn what_is_planned_at_ten_stays_at_ten_when_the_clocks_change() {
    for (place, moments) in [
        ("Europe/Bucharest", ["2026-10-24T07:00:00Z", "2026-10-25T08:00:00Z"]),
        ("America/New_York", ["2026-10-24T14:00:00Z", "2026-10-25T14:00:00Z"]),
    ] {
        let daily = series("2026-10-01T10:00", "FREQ=DAILY");
        let found = daily.between(local("2026-10-24"), local("2026-10-26"), 9);
        let at: Vec<_> = found.iter().map(|it| it.moment(&zone(place)).unwrap().to_string()).collect();
        assert_eq!(at, moments, "{place}");
    }
    let (spring, place) = (series("2026-03-01T02:30", "FREQ=DAILY"), zone("America/New_York"));
    let found = spring.between(local("2026-03-07"), local("2026-03-10"), 9);
    let at: Vec<_> = found.iter().map(|it| it.moment(&place).unwrap().to_string()).collect();
    // On the 8th there is no half past two: it is an hour later on the clock, and at its place again on the next day.
    assert_eq!(at, ["2026-03-07T07:30:00Z", "2026-03-08T07:30:00Z", "2026-03-09T06:30:00Z"]);
}

#[test]
fn a_window_far_away_is_the_same_as_counting_up_to_it() {
    for (start, text) in [
        ("2001-01-31T09:00", "FREQ=DAILY;INTERVAL=3"),
        ("2001-01-31T09:00", "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,SU;WKST=SU"),
        ("2001-01-15T09:00", "FREQ=MONTHLY;INTERVAL=5"),
        ("2001-01-15", "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR"),
        ("2001-01-30T09:00", "FREQ=MONTHLY"),
        ("2001-05-15T09:00", "FREQ=YEARLY;INTERVAL=2;BYMONTH=2,9"),
    ] {
        let series = series(start, text);
        let all: Vec<_> = series.walk(series.start).take_while(|at| *at < local("2028-01-01")).collect();
        let counted: Vec<_> = all.into_iter().filter(|at| *at >= local("2026-01-01")).collect();
        assert_eq!(series.between(local("2026-01-01"), local("2028-01-01"), MOST), counted, "{text}");
        assert!(!counted.is_empty(), "{text}");
    }
}

#[test]
fn an_occurrence_that_went_its_own_way_is_left_out() {
    let mut weekly = series("2026-11-30T09:00", "FREQ=WEEKLY;COUNT=3");
    weekly.except.insert(local("2026-11-30T09:00"));
    assert_eq!(between(&weekly, "2026-11-01", "2027-11-01"), ["2026-12-07T09:00", "2026-12-14T09:00"]);
    assert_eq!(weekly.next(weekly.start), Some(local("2026-12-07T09:00")));
    assert!(!weekly.has(local("2026-11-30T09:00")) && weekly.has(local("2026-12-14T09:00")));
    assert!(!weekly.has(local("2026-12-15T09:00")));
    assert_eq!(weekly.last(), Some(local("2026-12-14T09:00")));
    assert_eq!(weekly.count_before(local("2026-12-14T09:00")), 2);
    weekly.except.extend([local("2026-12-07T09:00"), local("2026-12-14T09:00")]);
    assert_eq!(weekly.next(weekly.start), None);
}

#[test]
fn this_and_following_divides_a_rule() {
    let ten = rule("FREQ=DAILY;COUNT=10").unwrap();
    let at = local("2026-11-05T09:00");
    assert_eq!(ten.ended_before(at, 4).unwrap().to_string(), "FREQ=DAILY;COUNT=4");
    assert_eq!(ten.remaining(4).to_string(), "FREQ=DAILY;COUNT=6");
    let ever = rule("freq=weekly;byday=mo").unwrap();
    assert_eq!(ever.ended_before(at, 4).unwrap().to_string(), "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261105T085900");
    assert_eq!(
        ever.ended_before(local("2026-11-05"), 4).unwrap().to_string(),
        "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261104"
    );
    assert_eq!(ever.remaining(4), ever);
}

#[test]
fn a_rule_moves_along_where_it_can() {
    for (text, days, expected) in [
        ("FREQ=WEEKLY;BYDAY=MO,SU", 1, Some("FREQ=WEEKLY;BYDAY=TU,MO")),
        ("FREQ=WEEKLY;BYDAY=MO", -1, Some("FREQ=WEEKLY;BYDAY=SU")),
        ("FREQ=WEEKLY;BYDAY=MO", 14, Some("FREQ=WEEKLY;BYDAY=MO")),
        ("FREQ=DAILY;UNTIL=20261104", 2, Some("FREQ=DAILY;UNTIL=20261106")),
        ("FREQ=MONTHLY;BYDAY=2TU", 1, None),
        ("FREQ=MONTHLY;BYMONTHDAY=5", 1, None),
    ] {
        let moved = rule(text).unwrap().shifted(days).map(|rule| rule.to_string());
        assert_eq!(moved.as_deref(), expected, "{text}");
    }
}

#[test]
fn rules_that_would_keep_a_machine_busy_are_refused() {
    let began = Instant::now();
    for text in [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=5",
        "FREQ=HOURLY",
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=DAILY;COUNT=1001",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=99999999999999999999",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=DAILY;BYSECOND=1",
        "FREQ=DAILY;COUNT=3;UNTIL=20261231",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=DAILY;UNTIL=99999999T999999Z",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYMONTHDAY=3",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;UNTIL=20010101",
        "BYDAY=MO",
        "",
        "DTSTART:20260101T000000Z",
        "FREQ=DAILY\nRDATE:20260101",
        "FREQ=WEEKLY;BYDAY=MO\nEXDATE:20260101",
        "FREQ=WEEKLY;WKST=\u{1f600}",
        "🦀🦀🦀🦀🦀🦀",
    ] {
        let made = rule(text).and_then(|rule| Series::new(local("2026-11-24T09:00"), rule));
        assert!(made.is_err(), "{text}: {made:?}");
    }
    assert!(rule(&"FREQ=DAILY;".repeat(100_000)).is_err());
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn people_type_rules_in_words() {
    for (text, expected) in [
        ("weekly on mon", "FREQ=WEEKLY;BYDAY=MO"),
        ("Every 2 weeks on Monday, Thursday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"),
        ("every day", "FREQ=DAILY"),
        ("weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("monthly", "FREQ=MONTHLY"),
        ("FREQ=YEARLY", "FREQ=YEARLY"),
        ("now and then", "now and then"),
        ("weekly on xxx", "weekly on xxx"),
    ] {
        assert_eq!(from_words(text), expected);
    }
}
