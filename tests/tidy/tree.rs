//! The project's files as they are in the checkout.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::source::{Kind, Source};

const NOT_OURS: [&str; 6] = [".git", "target", "node_modules", "dist", ".cache", "__pycache__"];
const TEXT: [&str; 20] = [
    "rs", "toml", "md", "sql", "sh", "yml", "yaml", "ts", "tsx", "js", "mjs", "css", "html", "json", "py",
    "xml", "service", "plist", "txt", "",
];

/// Every text file of the project by its path from the root.
pub struct Tree {
    /// The texts by path, with `/`.
    pub files: BTreeMap<String, String>,
}

/// The Rust files that the manifests reach, and those they do not.
pub struct Modules {
    /// What is compiled.
    pub sources: Vec<Source>,
    /// Files that no manifest and no `mod` names.
    pub forgotten: Vec<String>,
}

impl Tree {
    /// Reads the checkout.
    pub fn read() -> Tree {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the project");
        let mut files = BTreeMap::new();
        gather(root, root, &mut files);
        Tree { files }
    }

    /// A made-up project.
    pub fn of<const N: usize>(files: [(&str, &str); N]) -> Tree {
        Tree { files: files.map(|(path, text)| (path.to_owned(), text.to_owned())).into() }
    }

    /// Follows `mod` from every program, library, test and bench of the manifests.
    pub fn modules(&self) -> Modules {
        let mut reached = BTreeMap::new();
        let mut packages = BTreeSet::new();
        for (path, text) in &self.files {
            if let Some(folder) = path.strip_suffix("Cargo.toml") {
                let manifest: toml::Table = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
                packages.insert(folder.to_owned());
                for root in self.roots(folder, &manifest) {
                    let test = root.contains("tests/") || root.contains("benches/");
                    self.follow(&root, true, test, &mut reached);
                }
            }
        }
        let ours = |path: &str| {
            path.ends_with(".rs") && packages.iter().any(|folder| path.starts_with(folder.as_str()))
        };
        let forgotten =
            self.files.keys().filter(|path| ours(path) && !reached.contains_key(*path)).cloned().collect();
        Modules { sources: reached.into_values().collect(), forgotten }
    }

    fn roots(&self, folder: &str, manifest: &toml::Table) -> Vec<String> {
        let mut roots: Vec<String> =
            ["src/lib.rs", "src/main.rs", "build.rs"].map(|name| format!("{folder}{name}")).into();
        for kind in ["src/bin/", "tests/", "benches/", "examples/"] {
            let place = format!("{folder}{kind}");
            let direct = |path: &&String| {
                path.strip_prefix(&place).is_some_and(|rest| {
                    !rest.contains('/') || rest.ends_with("/main.rs") && rest.matches('/').count() == 1
                })
            };
            roots.extend(self.files.keys().filter(direct).cloned());
        }
        for kind in ["lib", "bin", "test", "bench", "example"] {
            let targets = match manifest.get(kind) {
                Some(toml::Value::Array(several)) => several.iter().collect(),
                Some(one) => vec![one],
                None => vec![],
            };
            let named = targets.iter().filter_map(|target| target.get("path")?.as_str());
            roots.extend(named.map(|path| format!("{folder}{path}")));
        }
        roots.retain(|root| root.ends_with(".rs") && self.files.contains_key(root));
        roots
    }

    fn follow(&self, path: &str, root: bool, test: bool, reached: &mut BTreeMap<String, Source>) {
        let Some(text) = self.files.get(path) else { return };
        if reached.contains_key(path) {
            return;
        }
        let source = Source::new(path, text, test);
        let children = children(&source, root);
        reached.insert(path.to_owned(), source);
        for (candidates, test) in children {
            for candidate in candidates {
                self.follow(&candidate, false, test, reached);
            }
        }
    }
}

/// The files that the modules of a source may lie in, and whether they are test code.
fn children(source: &Source, root: bool) -> Vec<(Vec<String>, bool)> {
    let path = Path::new(&source.path);
    let folder = path.parent().unwrap_or(Path::new(""));
    let stem = path.file_stem().unwrap_or_default();
    let home = if root || stem == "mod" { folder.to_owned() } else { folder.join(stem) };
    let mut children = Vec::new();
    let mut inline: Vec<(String, usize)> = Vec::new();
    let (mut depth, mut named_path) = (0, None);
    for (at, token) in source.tokens.iter().enumerate() {
        match token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) => {
                depth -= 1;
                inline.retain(|(_, outside)| *outside < depth);
            }
            _ => {}
        }
        let text = |at: usize| {
            if let Kind::Text(text) = &source.tokens.get(at)?.kind { Some(text.clone()) } else { None }
        };
        if source.reads(at, &["path", "="]) {
            named_path = text(at + 2);
        } else if source.reads(at, &["include", "!", "("]) {
            children.extend(text(at + 3).map(|file| (vec![plain(&folder.join(file))], token.test)));
        } else if source.reads(at, &["mod"])
            && let Some(name) = source.name(at + 1)
        {
            if source.reads(at + 2, &["{"]) {
                inline.push((name, depth));
            } else if source.reads(at + 2, &[";"]) {
                let below = inline.iter().fold(home.clone(), |place, (name, _)| place.join(name));
                let files = match named_path.take() {
                    Some(file) => vec![folder.join(file)],
                    None => vec![below.join(format!("{name}.rs")), below.join(name).join("mod.rs")],
                };
                children.push((files.iter().map(|file| plain(file)).collect(), token.test));
            }
        }
    }
    children
}

/// The path without `.` and `..`.
fn plain(path: &Path) -> String {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain.to_string_lossy().into_owned()
}

fn gather(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a readable folder").flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let Ok(kind) = entry.file_type() else { continue };
        // Where a checkout shares its history with another, `.git` is a file.
        if NOT_OURS.iter().any(|other| name == *other) {
            continue;
        }
        if kind.is_dir() {
            gather(root, &path, files);
        }
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        if kind.is_file() && TEXT.contains(&&*ending)
            // Mail fixtures may hold any bytes; what is not text is not code.
            && let Ok(text) = fs::read_to_string(&path)
        {
            files.insert(plain(path.strip_prefix(root).expect("below the root")), text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_as_the_compiler_finds_them() {
        let tree = Tree::of([
            ("agent/a/Cargo.toml", "[package]\nname = 'a'\n[[test]]\nname = 't'\npath = 'odd/main.rs'"),
            (
                "agent/a/src/lib.rs",
                "mod one; mod two { mod three; } #[path = \"other.rs\"] mod four; #[cfg(test)] mod proof;",
            ),
            ("agent/a/src/one/mod.rs", "mod deep;"),
            ("agent/a/src/one/deep.rs", ""),
            ("agent/a/src/two/three.rs", "mod below;"),
            ("agent/a/src/two/three/below.rs", ""),
            ("agent/a/src/other.rs", "include!(\"data.rs\");"),
            ("agent/a/src/data.rs", ""),
            ("agent/a/src/proof.rs", "fn f() {}"),
            ("agent/a/src/stray.rs", ""),
            ("agent/a/odd/main.rs", "#[test] fn f() {}"),
            ("agent/a/tests/story.rs", "fn f() {}"),
            ("agent/a/tests/common/lost.rs", ""),
        ]);
        let modules = tree.modules();
        assert_eq!(modules.forgotten, ["agent/a/src/stray.rs", "agent/a/tests/common/lost.rs"]);
        let of_tests = modules.sources.iter().filter(|source| source.tokens.iter().any(|token| token.test));
        let of_tests: Vec<_> = of_tests.map(|source| source.path.as_str()).collect();
        assert_eq!(
            of_tests,
            ["agent/a/odd/main.rs", "agent/a/src/lib.rs", "agent/a/src/proof.rs", "agent/a/tests/story.rs"]
        );
    }
}
