//! Rules as people type them.

/// Reads `daily`, `weekly on mon,thu`, `every 2 weeks`, `monthly`, `weekdays`, … as the text of a rule; a text that is
/// none of these comes back as it is, for [`Rule::parse`](super::Rule::parse) to judge.
pub fn from_words(text: &str) -> String {
    rule(text).unwrap_or_else(|| text.trim().to_owned())
}

fn rule(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let (often, days) = match text.split_once(" on ") {
        Some((often, days)) => (often.trim(), Some(days)),
        None => (text.trim(), None),
    };
    let words: Vec<&str> = often.split_whitespace().collect();
    let rule = match words.as_slice() {
        ["weekdays" | "workdays"] => "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR".to_owned(),
        ["daily"] => "FREQ=DAILY".into(),
        ["weekly"] => "FREQ=WEEKLY".into(),
        ["monthly"] => "FREQ=MONTHLY".into(),
        ["yearly"] => "FREQ=YEARLY".into(),
        ["every", unit] => format!("FREQ={}", unit_of(unit)?),
        ["every", number, unit] => {
            format!("FREQ={};INTERVAL={}", unit_of(unit)?, number.parse::<u16>().ok()?)
        }
        _ => return None,
    };
    let Some(days) = days else { return Some(rule) };
    let days = days.split([',', ' ']).filter(|day| !day.is_empty() && *day != "and").map(day_of);
    Some(format!("{rule};BYDAY={}", days.collect::<Option<Vec<_>>>()?.join(",")))
}

fn unit_of(word: &str) -> Option<&'static str> {
    match word.trim_end_matches('s') {
        "day" => Some("DAILY"),
        "week" => Some("WEEKLY"),
        "month" => Some("MONTHLY"),
        "year" => Some("YEARLY"),
        _ => None,
    }
}

fn day_of(word: &str) -> Option<&'static str> {
    const DAYS: [(&str, &str); 7] = [
        ("mon", "MO"),
        ("tue", "TU"),
        ("wed", "WE"),
        ("thu", "TH"),
        ("fri", "FR"),
        ("sat", "SA"),
        ("sun", "SU"),
    ];
    DAYS.iter().find(|(name, _)| word.starts_with(name)).map(|(_, code)| *code)
}
