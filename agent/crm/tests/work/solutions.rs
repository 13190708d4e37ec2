//! Stories of past solutions: found again in three languages, made articles, counted.

mod corpus;

use crate::house::{House, by, incident};
use corpus::{ASKED, SOLVED};
use crmweb_crm::solutions::{self, Offered, Question};
use crmweb_crm::{By, articles, incidents, records, undo};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_store::Tx;
use crmweb_support::both_engines;

fn fresh(who: &By) -> By {
    By { mutation: Uid::create(), ..who.clone() }
}

fn words(text: &str) -> Question {
    Question { text: text.into(), ..Question::default() }
}

fn solved(tx: &mut Tx, by: &By, subject: &str, description: &str, solution: &str) -> crmweb_crm::Result<Uid> {
    let draft = crmweb_model::draft::IncidentDraft {
        description: description.into(),
        priority: crmweb_model::record::Priority::Normal,
        ..crmweb_model::draft::IncidentDraft::new(subject, crmweb_model::record::Channel::Mail)
    };
    let uid = incidents::log(tx, by, &draft)?.uid;
    incidents::solve(tx, by, uid, None, solution)?;
    Ok(uid)
}

fn find(house: &House, question: Question) -> Vec<Offered> {
    let ana = by(&house.ana);
    house.read(move |tx| solutions::find(tx, &ana, &question, 5))
}

fn subjects(found: &[Offered]) -> Vec<&str> {
    found.iter().map(|it| it.solution.subject.as_str()).collect()
}

both_engines! {
    fn the_right_solution_is_among_the_first_three_in_three_languages(engine: &Engine) {
        let house = House::build(engine);
        let ana = by(&house.ana);
        assert!(SOLVED.len() >= 60 && ASKED.len() >= 30);
        house.write(move |tx| {
            for (subject, description, solution) in SOLVED {
                solved(tx, &ana, subject, description, solution)?;
            }
            Ok(())
        });
        let mut missed = Vec::new();
        for (question, expected) in ASKED {
            let found = find(&house, words(question));
            if !subjects(&found).iter().take(3).any(|subject| subject == expected) {
                missed.push((*question, subjects(&found).into_iter().map(str::to_owned).collect::<Vec<_>>()));
            }
        }
        let recall = 1.0 - missed.len() as f64 / ASKED.len() as f64;
        println!("recall@3: {recall:.3} of {}", ASKED.len());
        assert!(recall >= 0.9, "{recall}: {missed:#?}");
    }

    fn an_open_incident_teaches_nothing_until_it_is_solved_nor_when_it_is_open_again(engine: &Engine) {
        let house = House::build(engine);
        let (draft, ana) = (incident(&house), by(&house.ana));
        let uid = house.write({ let ana = ana.clone(); move |tx| incidents::log(tx, &ana, &draft) }).uid;
        let count = || find(&house, words("imprimanta")).len();
        assert_eq!(count(), 0);
        let solving = fresh(&ana);
        house.write({ let by = solving.clone(); move |tx| incidents::solve(tx, &by, uid, None, "Driver nou") });
        assert_eq!(count(), 1);
        house.write({ let by = fresh(&ana); move |tx| incidents::reopen(tx, &by, uid, None) });
        assert_eq!(count(), 0);
        let again = fresh(&ana);
        house.write({ let by = again.clone(); move |tx| incidents::solve(tx, &by, uid, None, "Toner nou") });
        assert_eq!(find(&house, words("toner")).len(), 1);
        undo::undo(&house.crm, &fresh(&ana), Some(again.mutation.to_string())).unwrap();
        assert_eq!(count(), 0);
        house.write({ let by = fresh(&ana); move |tx| incidents::solve(tx, &by, uid, None, "Toner nou") });
        house.write({ let by = fresh(&ana); move |tx| incidents::delete(tx, &by, uid, None) });
        assert_eq!(count(), 0);
    }

    fn a_solved_incident_becomes_an_article_that_is_offered_in_its_place(engine: &Engine) {
        let house = House::build(engine);
        let (draft, ana) = (incident(&house), by(&house.ana));
        let uid = house.write({ let ana = ana.clone(); move |tx| incidents::log(tx, &ana, &draft) }).uid;
        let early = house.refused({ let ana = fresh(&ana); move |tx| articles::make(tx, &ana, uid) });
        assert!(early.to_string().ends_with("has no solution yet"), "{early}");
        house.write({ let ana = fresh(&ana); move |tx| incidents::solve(tx, &ana, uid, None, "Driver nou") });
        let article = house.write({ let ana = fresh(&ana); move |tx| articles::make(tx, &ana, uid) });
        assert_eq!((article.text("name"), article.text("problem"), article.text("solution"), article.text("state")),
            ("Imprimanta nu merge", "de ieri", "Driver nou", "draft"));
        assert_eq!(article.text("incident"), uid.to_string());
        let twice = house.refused({ let ana = fresh(&ana); move |tx| articles::make(tx, &ana, uid) });
        assert_eq!(twice.code(), "crm.conflict");
        let id = article.uid;
        let kinds = || find(&house, words("imprimanta driver")).iter().map(|it| it.solution.record.kind).collect::<Vec<_>>();
        assert_eq!(kinds(), [RecordKind::Incident], "a draft is not offered");
        house.write({ let ana = fresh(&ana); move |tx| articles::publish(tx, &ana, id, Some(1)) });
        assert_eq!(kinds(), [RecordKind::Article]);
        house.write({ let ana = fresh(&ana); move |tx| articles::retire(tx, &ana, id, None) });
        assert_eq!(kinds(), [RecordKind::Incident]);
        let empty = house.write({ let ana = fresh(&ana); move |tx| {
            let fields = [("name".to_owned(), "Gol".to_owned())];
            Ok(records::add(tx, &ana, RecordKind::Article, None, &fields)?.uid)
        } });
        let refused = house.refused(move |tx| articles::publish(tx, &ana, empty, None));
        assert_eq!(refused.to_string(), "solution: must not be empty when the article is published");
    }

    fn each_user_says_once_whether_an_article_helped(engine: &Engine) {
        let house = House::build(engine);
        let (ana, dan) = (by(&house.ana), by(&house.dan));
        let fields = [("name".to_owned(), "Toner".to_owned()), ("solution".to_owned(), "Schimbă".to_owned())];
        let uid = house.write({ let ana = fresh(&ana); move |tx| Ok(records::add(tx, &ana, RecordKind::Article, None, &fields)?.uid) });
        let say = |who: &By, helped: bool| {
            let who = who.clone();
            let article = house.write(move |tx| articles::helped(tx, &who, uid, helped));
            (article.text("helpful").to_owned(), article.text("unhelpful").to_owned())
        };
        let counts = |yes: &str, no: &str| (yes.to_owned(), no.to_owned());
        assert_eq!(say(&fresh(&ana), true), counts("1", "0"));
        assert_eq!(say(&fresh(&ana), true), counts("1", "0"), "once");
        let change = fresh(&dan);
        assert_eq!(say(&change, false), counts("1", "1"));
        let better = fresh(&dan);
        assert_eq!(say(&better, true), counts("2", "0"));
        undo::undo(&house.crm, &fresh(&dan), Some(better.mutation.to_string())).unwrap();
        let article = house.read(move |tx| records::get(tx, &ana, RecordKind::Article, uid));
        assert_eq!((article.text("helpful"), article.text("unhelpful"), article.version), ("1", "1", 1));
    }

    fn the_product_decides_between_equals_and_an_incident_is_no_answer_to_itself(engine: &Engine) {
        let house = House::build(engine);
        let ana = by(&house.ana);
        let mut draft = incident(&house);
        let product = |code: &'static str| {
            let (ana, fields) = (fresh(&ana), [("code".to_owned(), code.to_owned()), ("name".to_owned(), code.to_owned())]);
            house.write(move |tx| records::add(tx, &ana, RecordKind::Product, None, &fields))
        };
        product("DX-200");
        product("DX-300");
        let mut uids = Vec::new();
        for product in ["DX-200", "DX-300"] {
            draft.product = product.into();
            let (ana, draft) = (fresh(&ana), draft.clone());
            uids.push(house.write(move |tx| {
                let uid = incidents::log(tx, &ana, &draft)?.uid;
                incidents::solve(tx, &ana, uid, None, "Repornită")?;
                Ok(uid)
            }));
        }
        let question = Question { text: "imprimanta nu merge".into(), product: "DX-200".into(), ..Question::default() };
        let found = find(&house, question);
        assert_eq!((found[0].solution.uid, found[0].same_product), (uids[0], true));
        let first = uids[0];
        let own = house.read({ let ana = ana.clone(); move |tx| solutions::for_incident(tx, &ana, first, 5) });
        assert_eq!(own.iter().map(|it| it.solution.uid).collect::<Vec<_>>(), [uids[1]]);
        for odd in ["", "\0", "' OR 1=1 --", "%", &"a".repeat(100_000), "\u{202e}\u{10ffff}", "a\u{10ffff}b"] {
            assert_eq!(find(&house, words(odd)).len(), 0, "{}", odd.len());
        }
    }
}
