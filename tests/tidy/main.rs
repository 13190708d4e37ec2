//! The rules of the house that the compiler does not know, held against the whole project.
//!
//! Each rule is a function over a [`tree::Tree`] or its sources; beside it a made-up violation proves that it is caught.

mod files;
mod floors;
mod migrations;
mod source;
mod tree;
mod words;

use source::Finding;
use tree::Tree;

#[track_caller]
fn nothing_in(findings: &[Finding]) {
    let lines: Vec<String> = findings.iter().map(|finding| format!("  {finding}\n")).collect();
    assert!(lines.is_empty(), "{} findings:\n{}", lines.len(), lines.concat());
}

#[test]
fn imports_go_down_only() {
    let tree = Tree::read();
    nothing_in(&floors::imports(&tree, &tree.modules()));
}

#[test]
fn no_code_gives_up_reads_the_clock_or_speaks_sql_where_it_should_not() {
    nothing_in(&words::in_sources(&Tree::read().modules()));
}

#[test]
fn no_marker_and_no_path_of_one_machine_is_left_over() {
    nothing_in(&words::in_files(&Tree::read()));
}

#[test]
fn every_file_is_compiled_and_tells_one_story() {
    let tree = Tree::read();
    nothing_in(&files::files(&tree, &tree.modules()));
}

#[test]
fn migrations_are_explained_and_append_only() {
    nothing_in(&migrations::migrations(&Tree::read()));
}

#[test]
fn the_rules_see_the_project() {
    let modules = Tree::read().modules();
    for path in [
        "agent/model/src/lib.rs",
        "agent/cli/src/main.rs",
        "tests/tidy/main.rs",
        "tests/support/src/postgres.rs",
    ] {
        assert!(modules.sources.iter().any(|source| source.path == path), "{path} is not seen");
    }
}
