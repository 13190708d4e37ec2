//! The mail for measurements.

use std::collections::{HashMap, HashSet};

use crmweb_demo::{BenchMail, bench_corpus};

fn corpus(count: usize) -> Vec<BenchMail> {
    let people: Vec<(String, String)> = (0..50)
        .map(|number| (format!("Ștefan {number}"), format!("s{number}@client{number}.example")))
        .collect();
    bench_corpus(count, ("Ana Ionescu", "ana@atelier-nord.example"), &people).collect()
}

#[test]
fn the_sizes_are_those_of_real_mail() {
    let mails = corpus(2000);
    assert_eq!(mails.len(), 2000);
    let average = mails.iter().map(|mail| mail.raw.len()).sum::<usize>() / mails.len();
    assert!((18_500..19_500).contains(&average), "{average}");
    let late = &mails[500..];
    let lines = |mail: &BenchMail, quoted: bool| -> usize {
        let text = String::from_utf8_lossy(&mail.raw).into_owned();
        let body = text.split("8bit\n\n").nth(1).unwrap().split("\n--=_bench").next().unwrap();
        body.lines().filter(|line| line.starts_with('>') == quoted).map(|line| line.len() + 1).sum()
    };
    let new = late.iter().map(|mail| lines(mail, false)).sum::<usize>() / late.len();
    let quoted = late.iter().map(|mail| lines(mail, true)).sum::<usize>() / late.len();
    assert!((1_700..2_300).contains(&new), "{new}");
    assert!((5_500..7_500).contains(&quoted), "{quoted}");
}

#[test]
fn everybody_writes_and_no_id_comes_twice() {
    let mails = corpus(1000);
    let ids: HashSet<&str> = mails.iter().map(|mail| mail.message_id.as_str()).collect();
    assert_eq!(ids.len(), mails.len());
    let people: HashSet<usize> = mails.iter().map(|mail| mail.correspondent).collect();
    assert_eq!(people.len(), 50);
    assert!(mails.iter().any(|mail| mail.outgoing) && mails.iter().any(|mail| !mail.outgoing));
    assert!(mails.is_sorted_by_key(|mail| mail.date));
}

#[test]
fn few_words_make_up_most_of_the_text() {
    let mails = corpus(500);
    let mut words: HashMap<String, usize> = HashMap::new();
    for mail in &mails {
        let text = String::from_utf8_lossy(&mail.raw).into_owned();
        let body = text.split("8bit\n\n").nth(1).unwrap().split("\n--=_bench").next().unwrap();
        let new = body.lines().filter(|line| !line.starts_with('>'));
        for word in new.flat_map(str::split_whitespace) {
            *words.entry(word.trim_matches('.').to_lowercase()).or_default() += 1;
        }
    }
    let total: usize = words.values().sum();
    let mut counts: Vec<usize> = words.into_values().collect();
    counts.sort_unstable_by(|left, right| right.cmp(left));
    assert!(counts.len() > 5_000, "{}", counts.len());
    assert!(counts[..100].iter().sum::<usize>() * 3 > total);
}

#[test]
fn nobody_to_write_with_means_no_mail() {
    assert_eq!(bench_corpus(10, ("Ana", "ana@x.example"), &[]).count(), 0);
    let raw = |mails: Vec<BenchMail>| mails.into_iter().map(|mail| mail.raw).collect::<Vec<_>>();
    assert_eq!(raw(corpus(200)), raw(corpus(200)));
}
