//! Words that do not belong into finished code.

use crate::source::{Finding, Kind, Source};
use crate::tree::{Modules, Tree};

/// The one place that may pause while it waits for a condition.
const WAITING: &str = "tests/support/src/condition.rs";
/// The crate that speaks SQL.
const STORE: &str = "agent/store/";
const CLOCKS: [[&str; 2]; 6] = [
    ["SystemTime", "now"],
    ["Timestamp", "now"],
    ["Zoned", "now"],
    ["UNIX_EPOCH", "elapsed"],
    ["Utc", "now"],
    ["Local", "now"],
];
const CODE: [&str; 11] =
    [".rs", ".ts", ".tsx", ".js", ".css", ".sql", ".sh", ".py", ".toml", ".yml", "Makefile"];

/// What is wrong in the Rust sources.
pub fn in_sources(modules: &Modules) -> Vec<Finding> {
    modules.sources.iter().flat_map(in_source).collect()
}

/// What is wrong in the lines of all files.
pub fn in_files(tree: &Tree) -> Vec<Finding> {
    let mut findings = second_clocks(tree);
    for (path, text) in &tree.files {
        let code = CODE.iter().any(|ending| path.ends_with(ending))
            || path.starts_with("scripts/")
            || path.starts_with(".ci/");
        for (number, line) in text.lines().enumerate() {
            let mut report = |what: &str| findings.push(Finding::new(path, number + 1, what));
            if code && markers().iter().any(|marker| has_word(line, marker)) {
                report("a left-over marker: open an issue instead");
            }
            if machine_paths().iter().any(|part| has_path(line, part)) {
                report("a path of one machine");
            }
            if path.starts_with("addin/") && line.contains("waitForTimeout(") {
                report("a test waits for a condition, not for a while");
            }
        }
    }
    findings
}

fn in_source(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let sql_is_welcome = source.path.starts_with(STORE);
    for (at, token) in source.tokens.iter().enumerate() {
        let mut report = |what: String| findings.push(Finding::new(&source.path, token.line, what));
        let reads = |wanted: &[&str]| source.reads(at, wanted);
        if !token.test {
            for method in ["unwrap", "expect"] {
                if reads(&[".", method, "("]) && arguments(source, at + 2) < 2 {
                    report(format!(".{method}() outside tests"));
                }
            }
            for name in ["todo", "unimplemented", "dbg", "panic"] {
                if reads(&[name, "!"]) && !(at > 0 && source.reads(at - 1, &["."])) {
                    report(format!("{name}! outside tests"));
                }
            }
            if let Kind::Text(text) = &token.kind
                && !sql_is_welcome
                && is_sql(text)
            {
                report("SQL outside crmweb-store".into());
            }
        }
        if token.test && reads(&["sleep", "("]) && source.path != WAITING {
            report("a test waits for a condition, not for a while".into());
        }
        if (reads(&["#", "["]) || reads(&["#", "!", "["])) && allows(source, at) {
            report("allow(…) instead of expect(…, reason = …)".into());
        }
    }
    let clock = source.path.ends_with("/clock.rs");
    for path in source.paths().iter().filter(|path| !path.test && !clock) {
        if CLOCKS.iter().any(|clock| path.names.ends_with(&clock.map(str::to_owned))) {
            findings.push(Finding::new(
                &source.path,
                path.line,
                "the clock is read in clock.rs and handed in",
            ));
        }
    }
    findings
}

/// How many arguments the call has whose bracket opens here; a method of our own named `expect` takes another number than Rust's.
fn arguments(source: &Source, open: usize) -> usize {
    let (mut depth, mut commas, mut last) = (0, 0, open);
    for (at, token) in source.tokens.iter().enumerate().skip(open) {
        match token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) if depth == 1 => {
                return if last == open { 0 } else { commas + usize::from(!source.reads(last, &[","])) };
            }
            Kind::Close(_) => depth -= 1,
            Kind::Punct(',') if depth == 1 => commas += 1,
            _ => {}
        }
        last = at;
    }
    commas
}

fn allows(source: &Source, attribute: usize) -> bool {
    let mut depth = 0;
    for (at, token) in source.tokens.iter().enumerate().skip(attribute) {
        match token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) if depth == 1 => return false,
            Kind::Close(_) => depth -= 1,
            _ if source.reads(at, &["allow", "("]) => return true,
            _ => {}
        }
    }
    false
}

/// Whether a text is a statement; the commands of IMAP that begin alike (`SELECT`, `CREATE`, `DELETE`) are not.
fn is_sql(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    match first {
        "SELECT" => {
            second.starts_with(|c: char| c.is_ascii_digit() || c == '?')
                || text.split_whitespace().any(|word| word == "FROM")
        }
        "INSERT" | "REPLACE" => ["INTO", "OR"].contains(&second),
        "UPDATE" => text.split_whitespace().any(|word| word == "SET"),
        "DELETE" => second == "FROM",
        "CREATE" | "ALTER" | "DROP" => [
            "TABLE",
            "INDEX",
            "UNIQUE",
            "VIRTUAL",
            "VIEW",
            "TRIGGER",
            "DATABASE",
            "SCHEMA",
            "TEMP",
            "TEMPORARY",
            "EXTENSION",
        ]
        .contains(&second),
        "WITH" => text.contains(" AS ("),
        "PRAGMA" => true,
        _ => false,
    }
}

fn second_clocks(tree: &Tree) -> Vec<Finding> {
    let clocks: Vec<&String> =
        tree.files.keys().filter(|path| path.starts_with("agent/") && path.ends_with("/clock.rs")).collect();
    let floor = |path: &str| path.split('/').nth(1).map(str::to_owned);
    let doubled = clocks.windows(2).filter(|pair| floor(pair[0]) == floor(pair[1]));
    doubled.map(|pair| Finding::new(pair[1], 0, "a second clock in one crate")).collect()
}

// Written in two halves so that this file is no finding of its own.

fn markers() -> [&'static str; 4] {
    [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK")]
}

fn machine_paths() -> [&'static str; 5] {
    [
        concat!("/wo", "rk/"),
        concat!("/fa", "rm/"),
        concat!("/ro", "ot/"),
        concat!("../sha", "red"),
        concat!("/tmp/re", "search/"),
    ]
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let inside = |c: char| c.is_alphanumeric() || c == '_';
        !line[..at].ends_with(inside) && !line[at + word.len()..].starts_with(inside)
    })
}

/// A part of a URL or of a longer path is no path of a machine.
fn has_path(line: &str, part: &str) -> bool {
    line.match_indices(part)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "_-.}/".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found_in(path: &str, text: &str) -> Vec<String> {
        let test = path.contains("tests/");
        in_source(&Source::new(path, text, test)).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn code_that_gives_up_is_found() {
        for (text, expected) in [
            ("fn f() { g().unwrap(); }", ".unwrap() outside tests"),
            ("fn f() { g()\n    .expect(\"x\"); }", ".expect() outside tests"),
            ("fn f() { todo!() }", "todo! outside tests"),
            ("fn f() { println!(\"{}\", dbg!(1)) }", "dbg! outside tests"),
            ("fn f() { unimplemented!() }", "unimplemented! outside tests"),
            ("fn f() { panic!(\"x\") }", "panic! outside tests"),
        ] {
            assert_eq!(found_in("agent/crm/src/a.rs", text), [expected], "{text}");
            assert_eq!(found_in("tests/stories/a.rs", text), [""; 0], "{text}");
            assert_eq!(
                found_in("agent/crm/src/a.rs", &format!("#[cfg(test)] mod tests {{ {text} }}")),
                [""; 0],
                "{text}"
            );
        }
        assert_eq!(
            found_in("agent/crm/src/a.rs", "/// x.unwrap()\nfn f() { g().unwrap_or(1); \"todo!()\"; }"),
            [""; 0]
        );
    }

    #[test]
    fn a_silenced_lint_is_found_even_in_tests() {
        let expected = ["allow(…) instead of expect(…, reason = …)"];
        assert_eq!(found_in("tests/a.rs", "#[allow(dead_code)] fn f() {}"), expected);
        assert_eq!(found_in("agent/crm/src/a.rs", "#![allow(dead_code)]"), expected);
        assert_eq!(found_in("agent/crm/src/a.rs", "#[cfg_attr(unix, allow(dead_code))] fn f() {}"), expected);
        assert_eq!(
            found_in("agent/crm/src/a.rs", "#[expect(dead_code, reason = \"x\")] fn f() { allow(1) }"),
            [""; 0]
        );
    }

    #[test]
    fn a_clock_deep_down_is_found() {
        let expected = ["the clock is read in clock.rs and handed in"];
        for text in [
            "fn f() { std::time::SystemTime::now(); }",
            "fn f() { Timestamp::now() }",
            "fn f() { jiff::Zoned::now() }",
        ] {
            assert_eq!(found_in("agent/crm/src/a.rs", text), expected, "{text}");
            assert_eq!(found_in("agent/crm/src/clock.rs", text), [""; 0], "{text}");
        }
        assert_eq!(found_in("agent/crm/src/a.rs", "fn f() { Instant::now(); }"), [""; 0]);
        let two = Tree::of([
            ("agent/crm/src/clock.rs", ""),
            ("agent/crm/src/x/clock.rs", ""),
            ("agent/api/src/clock.rs", ""),
        ]);
        assert_eq!(
            in_files(&two),
            [Finding::new("agent/crm/src/x/clock.rs", 0, "a second clock in one crate")]
        );
    }

    #[test]
    fn sql_outside_the_store_is_found() {
        for text in [
            "SELECT id FROM contact",
            "\\n  INSERT INTO contact VALUES (1)",
            "UPDATE contact SET a = 1",
            "DELETE FROM contact",
            "CREATE UNIQUE INDEX a ON b (c)",
            "WITH a AS (SELECT 1) SELECT 2",
            "PRAGMA user_version",
        ] {
            let code = format!("const A: &str = \"{text}\";");
            assert_eq!(found_in("agent/crm/src/a.rs", &code), ["SQL outside crmweb-store"], "{text}");
            assert_eq!(found_in("agent/store/src/a.rs", &code), [""; 0], "{text}");
            assert_eq!(found_in("tests/stories/a.rs", &code), [""; 0], "{text}");
        }
        for text in [
            "SELECT \\\"INBOX\\\"",
            "CREATE Trimise",
            "DELETE Trimise",
            "Select one of these",
            "UPDATE available",
        ] {
            assert_eq!(
                found_in("agent/mail/src/wire/a.rs", &format!("const A: &str = \"{text}\";")),
                [""; 0],
                "{text}"
            );
        }
    }

    #[test]
    fn a_sleeping_test_is_found() {
        let expected = ["a test waits for a condition, not for a while"];
        assert_eq!(found_in("tests/stories/a.rs", "fn f() { std::thread::sleep(x); }"), expected);
        assert_eq!(
            found_in(
                "agent/sync/src/a.rs",
                "#[cfg(test)] mod tests { async fn f() { tokio::time::sleep(x).await; } }"
            ),
            expected
        );
        assert_eq!(found_in("agent/sync/src/a.rs", "fn f() { std::thread::sleep(x); }"), [""; 0]);
        let page = Tree::of([("addin/tests/a.spec.ts", "await page.waitForTimeout(5)")]);
        assert_eq!(in_files(&page)[0].what, expected[0]);
    }

    #[test]
    fn left_over_markers_and_paths_of_one_machine_are_found() {
        for marker in markers() {
            let line = format!("// {marker}: later");
            assert_eq!(in_files(&Tree::of([("migrations/crm/0001_a.sql", &line)])).len(), 1, "{marker}");
            assert_eq!(
                in_files(&Tree::of([("agent/a.rs", &format!("let {marker}S = mktemp{marker};"))])),
                [],
                "{marker}"
            );
        }
        for path in machine_paths() {
            assert_eq!(in_files(&Tree::of([("README.md", &format!("see `{path}x`"))])).len(), 1, "{path}");
            assert_eq!(
                in_files(&Tree::of([("README.md", &format!("https://example.org{path}x"))])),
                [],
                "{path}"
            );
        }
    }
}
