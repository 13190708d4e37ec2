use super::*;
use crate::record::{
    ActivityKind, ActivityStatus, Channel, ClientKind, Direction, Importance, IncidentStatus, Outcome,
    Priority,
};
use std::collections::BTreeSet;

#[test]
fn every_field_is_named_once_and_labelled_in_each_language() {
    for kind in KINDS {
        let mut names = BTreeSet::new();
        for field in kind.fields {
            assert!(names.insert(field.name), "{} {}", kind.plural, field.name);
            let Labels { ro, en, de } = field.labels;
            assert!(![ro, en, de].contains(&""), "{} {}", kind.plural, field.name);
            assert!(!field.name.starts_with(custom::PREFIX));
            if field.entered != Entered::Form {
                assert!(!field.importable, "{} {}", kind.plural, field.name);
            }
            assert_eq!(field.of.check(field.usual).as_deref(), Ok(field.usual), "{}", field.name);
        }
        for part in kind.title {
            assert!(names.contains(part), "{} is called by {part}", kind.plural);
        }
        assert_eq!(of(kind.kind), Some(kind));
        assert_eq!(named(kind.plural), Some(kind));
        assert_eq!(named(kind.kind.as_str()), Some(kind));
    }
}

#[test]
fn the_words_of_a_field_are_those_the_program_knows() {
    let known = |kind: RecordKind, field: &str| -> Vec<&str> {
        match of(kind).unwrap().field(field).unwrap().of {
            Type::Word(words) | Type::Words(words) => words.iter().map(|word| word.name).collect(),
            other => panic!("{field} is {other:?}"),
        }
    };
    fn names<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<&'static str> {
        all.iter().copied().map(name).collect()
    }
    assert_eq!(known(RecordKind::Account, "kind"), names(ClientKind::ALL, ClientKind::as_str));
    assert_eq!(known(RecordKind::Account, "importance"), names(Importance::ALL, Importance::as_str));
    assert_eq!(known(RecordKind::Incident, "priority"), names(Priority::ALL, Priority::as_str));
    assert_eq!(known(RecordKind::Incident, "status"), names(IncidentStatus::ALL, IncidentStatus::as_str));
    assert_eq!(known(RecordKind::Incident, "channel"), names(Channel::ALL, Channel::as_str));
    assert_eq!(known(RecordKind::Opportunity, "outcome"), names(Outcome::ALL, Outcome::as_str));
    assert_eq!(known(RecordKind::Activity, "kind"), names(ActivityKind::ALL, ActivityKind::as_str));
    assert_eq!(known(RecordKind::Activity, "status"), names(ActivityStatus::ALL, ActivityStatus::as_str));
    assert_eq!(known(RecordKind::Activity, "direction"), names(Direction::ALL, Direction::as_str));
}
