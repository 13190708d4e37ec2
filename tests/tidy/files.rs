//! Rules about whole files.

use crate::source::Finding;
use crate::tree::{Modules, Tree};

/// More lines than this tell more than one story.
const LONGEST: usize = 350;
const COUNTED: [&str; 7] = [".rs", ".ts", ".tsx", ".js", ".mjs", ".sh", ".py"];
const COMMANDS: [&str; 2] = ["make demo", "make run"];

/// Files that are too long, forgotten or missing.
pub fn files(tree: &Tree, modules: &Modules) -> Vec<Finding> {
    let mut findings: Vec<Finding> = modules
        .forgotten
        .iter()
        .map(|path| Finding::new(path, 0, "no manifest and no `mod` names this file"))
        .collect();
    for (path, text) in &tree.files {
        let lines = text.lines().count();
        if COUNTED.iter().any(|ending| path.ends_with(ending)) && lines > LONGEST && !is_generated(path, text)
        {
            findings.push(Finding::new(
                path,
                lines,
                format!("longer than {LONGEST} lines: does it tell one story?"),
            ));
        }
    }
    let readme = tree.files.get("README.md").map(String::as_str).unwrap_or_default();
    let missing = COMMANDS.iter().filter(|command| !readme.contains(*command));
    findings.extend(missing.map(|command| Finding::new("README.md", 0, format!("does not say `{command}`"))));
    findings
}

fn is_generated(path: &str, text: &str) -> bool {
    let first =
        text.lines().take(3).any(|line| line.contains("@generated") || line.contains("auto-generated"));
    first || path.contains("/generated/") || path.ends_with(".d.ts")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<const N: usize>(files_of: [(&str, &str); N]) -> Vec<String> {
        let mut tree = Tree::of(files_of);
        tree.files.entry("README.md".into()).or_insert_with(|| "make demo, make run".into());
        files(&tree, &tree.modules()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_forgotten_test_file_is_found() {
        let manifest = ("agent/a/Cargo.toml", "[package]\nname = 'a'");
        let forgotten =
            found([manifest, ("agent/a/src/lib.rs", ""), ("agent/a/src/lib/tests.rs", "#[test] fn f() {}")]);
        assert_eq!(forgotten, ["agent/a/src/lib/tests.rs:0: no manifest and no `mod` names this file"]);
    }

    #[test]
    fn a_long_file_is_found_unless_a_program_wrote_it() {
        let long = "\n".repeat(351);
        assert_eq!(
            found([("addin/src/panel.tsx", &long)]),
            ["addin/src/panel.tsx:351: longer than 350 lines: does it tell one story?"]
        );
        assert_eq!(found([("addin/src/panel.tsx", &"\n".repeat(350))]), [""; 0]);
        assert_eq!(found([("addin/src/api.ts", &format!("// @generated{long}"))]), [""; 0]);
        assert_eq!(found([("docs/long.md", &long)]), [""; 0]);
    }

    #[test]
    fn a_readme_without_the_commands_is_found() {
        assert_eq!(found([("README.md", "make demo")]), ["README.md:0: does not say `make run`"]);
    }
}
