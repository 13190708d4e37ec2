//! Migrations are numbered, explained, and never changed once they have been released.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::source::Finding;
use crate::tree::Tree;

const SUMS: &str = "migrations/SHA256SUMS";

/// What is wrong with the migrations.
pub fn migrations(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut steps: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let sums = sums(tree);
    for (path, text) in
        tree.files.iter().filter(|(path, _)| path.starts_with("migrations/") && path.ends_with(".sql"))
    {
        let mut report = |what: &str| findings.push(Finding::new(path, 0, what));
        let file = path.rsplit('/').next().unwrap_or_default();
        let series = path.trim_end_matches(file);
        match file
            .split_once('_')
            .filter(|(number, _)| number.len() == 4)
            .and_then(|(number, _)| number.parse().ok())
        {
            Some(number) => _ = steps.entry(series).or_default().insert(number),
            None => report("not named like 0001_what_it_does.sql"),
        }
        if !text.starts_with("-- ") {
            report("does not begin with a comment saying what it is for");
        }
        match sums.get(path.trim_start_matches("migrations/")) {
            None => report("not in SHA256SUMS: run `make migrations-sums`"),
            Some(known) if *known != sum(text) => {
                report("changed after it was written: add a new migration instead")
            }
            Some(_) => {}
        }
    }
    for (series, numbers) in steps {
        let gap = (1..).zip(&numbers).find(|(expected, number)| expected != *number);
        findings.extend(
            gap.map(|(expected, _)| Finding::new(series, 0, format!("number {expected} is missing"))),
        );
    }
    let gone = sums.keys().filter(|file| !tree.files.contains_key(&format!("migrations/{file}")));
    findings.extend(gone.map(|file| Finding::new(SUMS, 0, format!("{file} has been removed"))));
    findings
}

/// The sums by file, as `sha256sum` writes them.
fn sums(tree: &Tree) -> BTreeMap<&str, &str> {
    let text = tree.files.get(SUMS).map(String::as_str).unwrap_or_default();
    text.lines().filter_map(|line| line.split_once("  ")).map(|(sum, file)| (file, sum)).collect()
}

fn sum(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)], sums: &str) -> Vec<String> {
        let mut tree = Tree::of([(SUMS, sums)]);
        tree.files.extend(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
        migrations(&tree).into_iter().map(|finding| finding.what).collect()
    }

    const FIRST: (&str, &str) = ("migrations/crm/0001_start.sql", "-- Accounts.\n");

    fn line(file: (&str, &str)) -> String {
        format!("{}  {}\n", sum(file.1), file.0.trim_start_matches("migrations/"))
    }

    #[test]
    fn a_tidy_migration_is_not_reported() {
        assert_eq!(found(&[FIRST], &line(FIRST)), [""; 0]);
        assert_eq!(sum("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn a_changed_migration_is_found() {
        let changed = (FIRST.0, "-- Accounts and more.\n");
        assert_eq!(
            found(&[changed], &line(FIRST)),
            ["changed after it was written: add a new migration instead"]
        );
        assert_eq!(found(&[], &line(FIRST)), ["crm/0001_start.sql has been removed"]);
        assert_eq!(found(&[FIRST], ""), ["not in SHA256SUMS: run `make migrations-sums`"]);
    }

    #[test]
    fn a_migration_without_comment_number_or_predecessor_is_found() {
        let bare = (FIRST.0, "CREATE TABLE a (b TEXT);");
        assert_eq!(found(&[bare], &line(bare)), ["does not begin with a comment saying what it is for"]);
        let nameless = ("migrations/crm/start.sql", "-- Accounts.");
        assert_eq!(found(&[nameless], &line(nameless)), ["not named like 0001_what_it_does.sql"]);
        let third = ("migrations/crm/0003_more.sql", "-- More.");
        assert_eq!(found(&[FIRST, third], &(line(FIRST) + &line(third))), ["number 2 is missing"]);
    }
}
