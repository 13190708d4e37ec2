use super::*;

fn of(kind: RecordKind, texts: &[(&str, &str)]) -> Vec<Key> {
    keys(kind, Region::default(), |field| {
        texts.iter().find(|(name, _)| *name == field).map_or("", |(_, text)| text)
    })
}

fn account(texts: &[(&str, &str)]) -> Vec<Key> {
    of(RecordKind::Account, texts)
}

#[test]
fn a_company_is_found_however_its_name_is_written() {
    let known = account(&[("name", "SC Brutăria Țărănească S.R.L.")]);
    assert_eq!(known, [Key { of: Trait::Company, key: "brutaria taraneasca".into() }]);
    for name in ["Brutaria Taraneasca", "BRUTĂRIA ŢĂRĂNEASCĂ SRL", "Țărănească Brutăria s. r. l."] {
        assert_eq!(account(&[("name", name)]), known, "{name}");
    }
    for (one, other) in [
        ("Müller GmbH & Co. KG", "Mueller"),
        ("Dacia AG", "dacia"),
        ("Smith & Sons Ltd.", "Sons Smith Limited"),
        ("SA", "S.A."),
    ] {
        assert_eq!(account(&[("name", one)]), account(&[("name", other)]), "{one}");
    }
    assert_ne!(account(&[("name", "Dacia Nord")]), account(&[("name", "Dacia Sud")]));
    assert_eq!(account(&[("name", "---")]), []);
}

#[test]
fn numbers_are_compared_without_how_they_are_written() {
    for (field, one, other) in [
        ("vat_number", "RO 123 4567", "1234567"),
        ("vat_number", "DE-123456789", "de123456789"),
        ("registration_number", "J12/0123/2020", "j 12 / 123 / 2020"),
        ("phones", "mobile 0712 345 678", "phone +40 (712) 345-678"),
        ("phones", "fax 0040 21 310 0000", "phone 021.310.0000"),
        ("web", "https://www.firma.ro/despre?x=1", "blog.firma.ro"),
    ] {
        let (one, other) = (account(&[(field, one)]), account(&[(field, other)]));
        assert_eq!(one.len(), 1, "{field}");
        assert_eq!(one, other, "{field}");
    }
    assert_eq!(account(&[("phones", "phone +40712345678")])[0].key, "+40712345678");
    let abroad = Region::from_name("de").unwrap();
    assert_eq!((abroad.name(), Region::from_name("XX"), Region::from_name("")), ("DE", None, None));
    let german =
        keys(RecordKind::Account, abroad, |field| if field == "phones" { "phone 030 901820" } else { "" });
    assert_eq!(german[0].key, "+4930901820");
}

#[test]
fn what_says_nothing_is_no_key() {
    for (field, text) in [
        ("vat_number", "none"),
        ("registration_number", "J/1"),
        ("phones", "phone 112"),
        ("phones", "phone ask Ana"),
        ("web", "facebook"),
        ("addresses", "not an address"),
    ] {
        assert_eq!(account(&[(field, text)]), [], "{field} {text}");
    }
    assert_eq!(of(RecordKind::Contact, &[("first_name", "Ana")]), []);
    let private = account(&[("addresses", "ion@yahoo.com")]);
    assert!(private.iter().all(|key| key.of == Trait::Address));
    let many: String = (0..5_000).map(|n| format!("phone 07120{n:05}\n")).collect();
    assert!(account(&[("phones", &many)]).len() <= 60);
    assert_eq!(account(&[("phones", &format!("phone {}", "9".repeat(1 << 20)))]), []);
}

#[test]
fn reasons_add_up_and_the_strongest_comes_first() {
    let one = account(&[("name", "Alfa SRL"), ("vat_number", "RO12345"), ("web", "alfa.ro")]);
    let other = account(&[("name", "ALFA"), ("vat_number", "12345"), ("phones", "phone 0264 111 222")]);
    let like = compare((RecordKind::Account, &one), (RecordKind::Account, &other)).unwrap();
    assert_eq!(like.score, 100);
    assert!(like.is_certain());
    let whys: Vec<&str> = like.reasons.iter().map(|reason| reason.why.as_str()).collect();
    assert_eq!(whys, ["the same VAT number", "the same company name"]);
    let named = compare((RecordKind::Account, &one), (RecordKind::Account, &account(&[("name", "alfa")])));
    assert_eq!(named.map(|like| (like.score, like.is_certain())), Some((40, false)));
    assert_eq!(compare((RecordKind::Account, &one), (RecordKind::Account, &[])), None);
}

#[test]
fn two_people_of_one_company_are_two_people() {
    let lead = |first: &str, address: &str| {
        of(
            RecordKind::Lead,
            &[
                ("first_name", first),
                ("last_name", "Pop"),
                ("company", "Alfa"),
                ("phones", "phone 0264 111 222"),
                ("addresses", address),
            ],
        )
    };
    let (ion, ana) = (lead("Ion", "ion@alfa.ro"), lead("Ana", "ana@alfa.ro"));
    assert_eq!(compare((RecordKind::Lead, &ion), (RecordKind::Lead, &ana)), None);
    let shared = lead("Ana", "ion@alfa.ro");
    let like = compare((RecordKind::Lead, &ion), (RecordKind::Lead, &shared)).unwrap();
    assert_eq!((like.score, like.reasons.len()), (80, 1));
    let alfa = account(&[("name", "Alfa SRL")]);
    assert_eq!(
        compare((RecordKind::Lead, &ion), (RecordKind::Account, &alfa)).map(|like| like.score),
        Some(40)
    );
}
