//! A filter written as JSON, as [`super::read()`] reads it.

use super::{Filter, Quantity, Tree};

impl Filter {
    /// Returns the filter as JSON.
    pub fn tree(&self) -> Tree {
        let list = |filters: &[Filter]| Tree::List(filters.iter().map(Filter::tree).collect());
        match self {
            Filter::All(all) if all.is_empty() => object([]),
            Filter::All(all) => object([("all", list(all))]),
            Filter::Any(any) => object([("any", list(any))]),
            Filter::Not(not) => object([("not", not.tree())]),
            Filter::Field { field, op, value } => {
                let mut parts = vec![("field", text(field)), ("op", text(op.name()))];
                match (value.as_slice(), op.takes().1) {
                    ([], _) => {}
                    ([one], 1) => parts.push(("value", text(one))),
                    (several, _) => parts.push(("value", texts(several))),
                }
                object(parts)
            }
            Filter::Related { relation, none, of } => {
                object([("related", text(relation)), (if *none { "none" } else { "any" }, of.tree())])
            }
            Filter::Activity { kinds, since, quantity } => {
                let mut parts = Vec::new();
                if !kinds.is_empty() {
                    parts.push(("kinds", texts(kinds)));
                }
                if !since.is_empty() {
                    parts.push(("since", text(since)));
                }
                parts.push(("quantifier", text(&quantity.name())));
                object([("activity", object(parts))])
            }
            Filter::Tag(tag) => object([("tag", text(tag))]),
            Filter::Group(group) => object([("group", text(group))]),
        }
    }
}

impl Quantity {
    /// Returns the name in JSON: `none`, `any`, `at_least 3`.
    pub fn name(self) -> String {
        match self {
            Quantity::None => "none".into(),
            Quantity::AtLeast(1) => "any".into(),
            Quantity::AtLeast(times) => format!("at_least {times}"),
        }
    }
}

fn object<'a>(parts: impl IntoIterator<Item = (&'a str, Tree)>) -> Tree {
    Tree::Object(parts.into_iter().map(|(name, part)| (name.to_owned(), part)).collect())
}

fn text(text: &str) -> Tree {
    Tree::Text(text.to_owned())
}

fn texts(list: &[String]) -> Tree {
    Tree::List(list.iter().map(|one| text(one)).collect())
}
