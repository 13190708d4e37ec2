//! The verbs as the sources name them: public functions that take `&By`.

use std::collections::BTreeSet;
use std::path::Path;

/// Lists them as `module::name`; a module inside another is named by its path.
pub fn verbs() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeSet::new();
    look(&root, &root, &mut found);
    assert!(found.len() > 60, "the sources are read: {}", found.len());
    found
}

fn look(root: &Path, folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            look(root, &path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let module = path.strip_prefix(root).unwrap().with_extension("");
            let module: Vec<_> = module.iter().map(|part| part.to_str().unwrap()).collect();
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod").next().unwrap();
            found.extend(public(code).into_iter().map(|name| format!("{}::{name}", module.join("::"))));
        }
    }
}

/// The names of public functions of a text that take `&By`.
fn public(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for function in code.split("pub fn ").skip(1) {
        let Some((head, _)) = function.split_once('{') else { continue };
        let takes = head.split(|c: char| !c.is_alphanumeric() && !"_&".contains(c)).any(|word| word == "&By");
        if takes {
            names.push(head.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    names
}

#[test]
fn only_public_functions_that_take_a_deed_are_verbs() {
    let code = "pub fn one(tx: &mut Tx, by: &By) -> Result<()> {}\npub(crate) fn two(by: &By) {}\n\
                pub fn three(\n    crm: &Crm,\n    by: &By,\n) -> R {}\npub fn four(by: &Byte) {}\nfn five(by: &By) {}";
    assert_eq!(public(code), ["one", "three"]);
}
