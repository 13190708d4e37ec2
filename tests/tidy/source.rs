//! Rust sources as flat lists of tokens: comments are gone, literals are read, test code is marked.

use std::fmt;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// What a rule has found, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, from the root of the project.
    pub path: String,
    /// The line, from 1; 0 speaks of the whole file.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

/// A file of Rust code.
pub struct Source {
    /// From the root of the project, with `/`.
    pub path: String,
    /// Its tokens in the order of the text.
    pub tokens: Vec<Token>,
}

/// One token.
#[derive(Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its line, from 1.
    pub line: usize,
    /// Whether only tests contain it.
    pub test: bool,
}

/// The kinds of tokens that rules look at.
#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name or keyword.
    Ident(String),
    /// `::`.
    PathSep,
    /// Any other punctuation.
    Punct(char),
    /// An opening bracket of any kind.
    Open(char),
    /// A closing bracket of any kind.
    Close(char),
    /// What a string literal holds.
    Text(String),
    /// Any other literal.
    Value,
}

/// A path of names: `std::fs::read`, also out of a nested `use`.
#[derive(Debug, PartialEq, Eq)]
pub struct NamePath {
    /// Its names; a closing `self` or `*` is left out.
    pub names: Vec<String>,
    /// Its line, from 1.
    pub line: usize,
    /// Whether only tests contain it.
    pub test: bool,
    /// Whether a `use` brings it in.
    pub imported: bool,
}

impl Finding {
    /// A finding in the line `line` of `path`.
    pub fn new(path: &str, line: usize, what: impl Into<String>) -> Finding {
        Finding { path: path.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

impl Source {
    /// Reads `text`; `test` says that the whole file is test code.
    pub fn new(path: &str, text: &str, test: bool) -> Source {
        let stream: TokenStream = text.parse().unwrap_or_else(|error| panic!("{path} is not Rust: {error}"));
        let mut tokens = Vec::new();
        flatten(stream, test, &mut tokens);
        Source { path: path.to_owned(), tokens }
    }

    /// Whether the tokens from `at` on are these names and punctuation marks.
    pub fn reads(&self, at: usize, wanted: &[&str]) -> bool {
        wanted.iter().enumerate().all(|(step, wanted)| {
            self.tokens.get(at + step).is_some_and(|token| match &token.kind {
                Kind::Ident(name) => name == wanted,
                Kind::PathSep => *wanted == "::",
                Kind::Punct(mark) | Kind::Open(mark) | Kind::Close(mark) => wanted.chars().eq([*mark]),
                Kind::Text(_) | Kind::Value => false,
            })
        })
    }

    /// All paths of at least two names, and single names that are imported.
    pub fn paths(&self) -> Vec<NamePath> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            if self.reads(at, &["use"]) && !self.reads(at + 1, &["<"]) {
                at = self.use_tree(at + 1, &[], &mut found);
            } else if self.reads(at, &["extern", "crate"]) {
                at = self.use_tree(at + 2, &[], &mut found);
            } else if let Some(first) = self.name(at).filter(|_| self.begins_path(at)) {
                let mut names = vec![first];
                let start = at;
                while self.reads(at + 1, &["::"])
                    && let Some(next) = self.name(at + 2)
                {
                    names.push(next);
                    at += 2;
                }
                if names.len() > 1 {
                    found.push(self.path_at(start, names, false));
                }
                at += 1;
            } else {
                at += 1;
            }
        }
        found
    }

    /// Whether nothing stands before a `::` in front of this name: `::std::fs` begins here, `Vec::<u8>::new` does not go on.
    fn begins_path(&self, at: usize) -> bool {
        let continues = |before: usize| self.name(before).is_some() || self.reads(before, &[">"]);
        at == 0 || !self.reads(at - 1, &["::"]) || at > 1 && !continues(at - 2)
    }

    fn use_tree(&self, mut at: usize, prefix: &[String], found: &mut Vec<NamePath>) -> usize {
        let mut names = prefix.to_vec();
        let start = at;
        loop {
            if self.reads(at, &["::"]) {
                at += 1;
            } else if self.reads(at, &["{"]) {
                at += 1;
                while at < self.tokens.len() && !self.reads(at, &["}"]) {
                    at = if self.reads(at, &[","]) { at + 1 } else { self.use_tree(at, &names, found) };
                }
                return at + 1;
            } else if self.reads(at, &["*"]) {
                found.push(self.path_at(start, names, true));
                return at + 1;
            } else if let Some(name) = self.name(at) {
                if name != "self" || names.is_empty() {
                    names.push(name);
                }
                at += 1;
                if !self.reads(at, &["::"]) {
                    found.push(self.path_at(start, names, true));
                    return if self.reads(at, &["as"]) { at + 2 } else { at };
                }
            } else {
                return at + 1;
            }
        }
    }

    fn path_at(&self, at: usize, names: Vec<String>, imported: bool) -> NamePath {
        let Token { line, test, .. } = self.tokens[at];
        NamePath { names, line, test, imported }
    }

    /// The name at this place, if there is one.
    pub fn name(&self, at: usize) -> Option<String> {
        match &self.tokens.get(at)?.kind {
            Kind::Ident(name) => Some(name.clone()),
            _ => None,
        }
    }
}

fn flatten(stream: TokenStream, test: bool, tokens: &mut Vec<Token>) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let (mut of_test, mut whole_file) = (false, test);
    let mut at = 0;
    while let Some(tree) = trees.get(at) {
        let line = tree.span().start().line;
        let here = whole_file || of_test;
        let mut push = |kind| tokens.push(Token { kind, line, test: here });
        at += 1;
        match tree {
            TokenTree::Ident(name) => push(Kind::Ident(name.to_string())),
            TokenTree::Literal(literal) => {
                push(text_of(&literal.to_string()).map_or(Kind::Value, Kind::Text))
            }
            TokenTree::Punct(mark) if mark.as_char() == ':' && mark.spacing() == Spacing::Joint => {
                let pair = matches!(trees.get(at), Some(TokenTree::Punct(next)) if next.as_char() == ':');
                at += usize::from(pair);
                push(if pair { Kind::PathSep } else { Kind::Punct(':') });
            }
            TokenTree::Punct(mark) => {
                push(Kind::Punct(mark.as_char()));
                if mark.as_char() == '#' {
                    let inner =
                        matches!(trees.get(at), Some(TokenTree::Punct(next)) if next.as_char() == '!');
                    if let Some(TokenTree::Group(group)) = trees.get(at + usize::from(inner)) {
                        let attribute = group.stream().to_string();
                        if attribute.starts_with("doc =") {
                            at += 1 + usize::from(inner);
                        } else if marks_test(&attribute) {
                            if inner { whole_file = true } else { of_test = true }
                        }
                    }
                }
                if mark.as_char() == ';' {
                    of_test = false;
                }
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ('(', ')'),
                    Delimiter::Brace => ('{', '}'),
                    Delimiter::Bracket => ('[', ']'),
                    Delimiter::None => (' ', ' '),
                };
                push(Kind::Open(open));
                flatten(group.stream(), here, tokens);
                let line = group.span_close().end().line;
                tokens.push(Token { kind: Kind::Close(close), line, test: here });
                if open == '{' {
                    of_test = false;
                }
            }
        }
    }
}

/// Whether an item with this attribute exists in tests only.
fn marks_test(attribute: &str) -> bool {
    let spaceless: String = attribute.chars().filter(|c| !c.is_whitespace()).collect();
    let condition = spaceless.strip_prefix("cfg(").is_some_and(|condition| {
        let mut names = condition.split(|c: char| !c.is_alphanumeric() && c != '_');
        names.any(|name| name == "test") && !condition.contains("not(test") && !condition.contains("\"test\"")
    });
    condition || spaceless == "test" || spaceless.ends_with("::test")
}

/// What a string literal holds; line continuations and the commonest escapes are resolved.
fn text_of(literal: &str) -> Option<String> {
    let start = literal.find('"').filter(|start| literal[..*start].chars().all(|c| "brc#".contains(c)))?;
    let body = literal.get(start + 1..literal.rfind('"')?)?;
    if literal[..start].contains('r') {
        return Some(body.to_owned());
    }
    let mut lines = body.split("\\\n");
    let first = lines.next().unwrap_or_default().to_owned();
    let joined = lines.fold(first, |text, line| text + line.trim_start());
    Some(joined.replace("\\n", "\n").replace("\\\"", "\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imported(text: &str) -> Vec<String> {
        Source::new("a.rs", text, false).paths().iter().map(|path| path.names.join("::")).collect()
    }

    #[test]
    fn nested_imports_are_read_as_single_paths() {
        assert_eq!(
            imported("use a::{self, b::{C, d as e}, f::*}; use g;"),
            ["a", "a::b::C", "a::b::d", "a::f", "g"]
        );
        assert_eq!(
            imported("fn f() -> impl X + use<> { a::b::c(d::E); ::f::g() }"),
            ["a::b::c", "d::E", "f::g"]
        );
    }

    #[test]
    fn code_of_tests_is_marked_to_its_last_brace() {
        let text = "fn a() {} #[cfg(test)] #[path = \"t.rs\"] mod tests { fn b() {} } fn c() {} #[test] fn d() {} \
                    #[cfg(not(test))] fn e() {} #[cfg(any(test, feature = \"x\"))] use f::g; fn h() {}";
        let source = Source::new("a.rs", text, false);
        let marked = |wanted: &str| {
            source.tokens.iter().find(|token| token.kind == Kind::Ident(wanted.into())).unwrap().test
        };
        assert_eq!(
            ["a", "b", "c", "d", "e", "f", "h"].map(marked),
            [false, true, false, true, false, true, false]
        );
    }

    #[test]
    fn comments_are_no_tokens_and_strings_are_read() {
        let source = Source::new(
            "a.rs",
            "/// dbg!()\n// dbg!()\nconst A: &str = \"x \\\n   y\"; const B: &str = r#\"\"z\"\"#;",
            false,
        );
        let texts: Vec<_> = source
            .tokens
            .iter()
            .filter_map(|token| if let Kind::Text(text) = &token.kind { Some(text.as_str()) } else { None })
            .collect();
        assert_eq!(texts, ["x y", "\"z\""]);
        assert!(source.tokens.iter().all(|token| token.kind != Kind::Ident("dbg".into())));
    }
}
