//! A filter read from JSON.

use super::{DEEPEST, Filter, LONGEST_VALUE, MOST_NODES, Op, Quantity, Tree, Wrong};

/// The most activities anybody asks for at least.
const MOST_TIMES: u32 = 1_000;

/// Reads a filter; `at` is what the path of a wrong part begins with. `null` and `{}` mean every record.
pub fn read(tree: &Tree, at: &str) -> Result<Filter, Wrong> {
    let mut nodes = 0;
    node(tree, at, 1, &mut nodes)
}

fn node(tree: &Tree, path: &str, depth: usize, nodes: &mut usize) -> Result<Filter, Wrong> {
    *nodes += 1;
    if *nodes > MOST_NODES {
        return Err(Wrong::new(path, format!("a filter has at most {MOST_NODES} conditions")));
    }
    if depth > DEEPEST {
        return Err(Wrong::new(path, format!("conditions stand at most {DEEPEST} deep in each other")));
    }
    let parts = match tree {
        Tree::Nothing => return Ok(Filter::everything()),
        Tree::Object(parts) => parts,
        _ => return Err(Wrong::new(path, "must be a condition")),
    };
    let names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
    let within =
        |name: &str, tree: &Tree, nodes: &mut usize| node(tree, &format!("{path}.{name}"), depth + 1, nodes);
    let only = |known: &[&str]| match names.iter().find(|name| !known.contains(name)) {
        Some(other) => Err(Wrong::new(&format!("{path}.{}", cut(other)), "is not known here")),
        None => Ok(()),
    };
    let list = |name: &str, nodes: &mut usize| match tree.get(name) {
        Some(Tree::List(list)) => list
            .iter()
            .enumerate()
            .map(|(n, tree)| node(tree, &format!("{path}.{name}[{n}]"), depth + 1, nodes))
            .collect::<Result<Vec<_>, _>>(),
        _ => Err(Wrong::new(&format!("{path}.{name}"), "must be a list of conditions")),
    };
    let has = |name: &str| names.contains(&name);
    if names.is_empty() {
        return Ok(Filter::everything());
    }
    if has("field") {
        only(&["field", "op", "value"])?;
        return field(tree, path);
    }
    if has("related") {
        only(&["related", "any", "none"])?;
        let relation = text(tree, "related", path)?;
        let (name, of) = match (tree.get("any"), tree.get("none")) {
            (Some(of), None) => ("any", of),
            (None, Some(of)) => ("none", of),
            _ => return Err(Wrong::new(path, "says either any or none of the related records")),
        };
        let of = Box::new(within(name, of, nodes)?);
        return Ok(Filter::Related { relation, none: name == "none", of });
    }
    if has("activity") {
        only(&["activity"])?;
        return activity(tree.get("activity").unwrap_or(&Tree::Nothing), &format!("{path}.activity"));
    }
    match names.as_slice() {
        ["all"] => Ok(Filter::All(list("all", nodes)?)),
        ["any"] => Ok(Filter::Any(list("any", nodes)?)),
        ["not"] => {
            Ok(Filter::Not(Box::new(within("not", tree.get("not").unwrap_or(&Tree::Nothing), nodes)?)))
        }
        ["tag"] => Ok(Filter::Tag(text(tree, "tag", path)?)),
        ["group"] => Ok(Filter::Group(text(tree, "group", path)?)),
        _ => Err(Wrong::new(path, "must be one of all, any, not, field, related, activity, tag, group")),
    }
}

fn field(tree: &Tree, path: &str) -> Result<Filter, Wrong> {
    let field = text(tree, "field", path)?;
    let named = text(tree, "op", path)?;
    let Some(op) = Op::from_name(&named) else {
        let names: Vec<&str> = Op::ALL.iter().map(|(_, name)| *name).collect();
        return Err(Wrong::new(&format!("{path}.op"), format!("must be one of {}", names.join(", "))));
    };
    let at = format!("{path}.value");
    let value = match tree.get("value") {
        None | Some(Tree::Nothing) => Vec::new(),
        Some(Tree::List(list)) => {
            let (_, most) = op.takes();
            if list.len() > most {
                return Err(Wrong::new(&at, format!("must be at most {most}")));
            }
            list.iter()
                .enumerate()
                .map(|(n, tree)| value(tree, &format!("{at}[{n}]")))
                .collect::<Result<Vec<_>, _>>()?
        }
        Some(one) => vec![value(one, &at)?],
    };
    if value.len() < op.takes().0 {
        return Err(Wrong::new(&at, "is missing"));
    }
    if value.len() > op.takes().1 {
        return Err(Wrong::new(&at, format!("must not be there for {named}")));
    }
    Ok(Filter::Field { field, op, value })
}

fn value(tree: &Tree, path: &str) -> Result<String, Wrong> {
    let text = match tree {
        Tree::Text(text) | Tree::Number(text) => text.clone(),
        Tree::Flag(true) => "yes".into(),
        Tree::Flag(false) => "no".into(),
        _ => return Err(Wrong::new(path, "must be a text, a number, true or false")),
    };
    plain(&text, path)?;
    Ok(text)
}

fn text(tree: &Tree, name: &str, path: &str) -> Result<String, Wrong> {
    let path = format!("{path}.{name}");
    let text = tree.get(name).and_then(Tree::text).ok_or_else(|| Wrong::new(&path, "must be a text"))?;
    plain(text, &path)?;
    Ok(text.to_owned())
}

fn plain(text: &str, path: &str) -> Result<(), Wrong> {
    if text.contains('\0') {
        return Err(Wrong::new(path, "must not contain the zero character"));
    }
    if text.chars().count() > LONGEST_VALUE {
        return Err(Wrong::new(path, format!("must have at most {LONGEST_VALUE} characters")));
    }
    Ok(())
}

fn activity(tree: &Tree, path: &str) -> Result<Filter, Wrong> {
    let Tree::Object(parts) = tree else { return Err(Wrong::new(path, "must be an object")) };
    for (name, _) in parts {
        if !["kinds", "since", "quantifier"].contains(&name.as_str()) {
            return Err(Wrong::new(&format!("{path}.{}", cut(name)), "is not known here"));
        }
    }
    let kinds = match tree.get("kinds") {
        None | Some(Tree::Nothing) => Vec::new(),
        Some(Tree::List(list)) if list.len() <= MOST_NODES => list
            .iter()
            .enumerate()
            .map(|(n, kind)| value(kind, &format!("{path}.kinds[{n}]")))
            .collect::<Result<_, _>>()?,
        _ => return Err(Wrong::new(&format!("{path}.kinds"), "must be a list of kinds of activity")),
    };
    let since = match tree.get("since") {
        None | Some(Tree::Nothing) => String::new(),
        Some(_) => text(tree, "since", path)?,
    };
    let quantity = match tree.get("quantifier") {
        None | Some(Tree::Nothing) => Quantity::AtLeast(1),
        Some(_) => quantity(&text(tree, "quantifier", path)?, &format!("{path}.quantifier"))?,
    };
    Ok(Filter::Activity { kinds, since, quantity })
}

fn quantity(text: &str, path: &str) -> Result<Quantity, Wrong> {
    let wrong =
        || Wrong::new(path, format!("must be none, any, or at_least with a number from 1 to {MOST_TIMES}"));
    match text {
        "none" => Ok(Quantity::None),
        "any" => Ok(Quantity::AtLeast(1)),
        _ => {
            let times = text.strip_prefix("at_least ").and_then(|times| times.parse().ok());
            times.filter(|times| (1..=MOST_TIMES).contains(times)).map(Quantity::AtLeast).ok_or_else(wrong)
        }
    }
}

/// The beginning of a foreign name, for a message.
fn cut(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}
