//! What the made-up company has to show: each list, board and page says something true.

use crate::terminal::{Terminal, carry_out};
use serde_json::Value;

/// The company of a demo that has been played, asked by one of its people.
struct Demo {
    terminal: Terminal,
    password: String,
    data: String,
}

impl Demo {
    /// Plays the demo; `None` where there is no mail server.
    fn play(further: &[&str], password: &str) -> Option<Demo> {
        if !crmweb_demo::required("dovecot") {
            return None;
        }
        let terminal = Terminal::new();
        let data = terminal.beside().join("demo/data").display().to_string();
        let demo = Demo { terminal, password: password.into(), data };
        let words = ["demo", "--once", "--messages", "600", "--dir", "demo"];
        demo.run(&words.into_iter().chain(further.iter().copied()).collect::<Vec<_>>());
        Some(demo)
    }

    fn run(&self, words: &[&str]) -> String {
        let answer = carry_out(self.terminal.command(words).env("PGPASSWORD", &self.password), "");
        assert!(answer.status <= 1, "{words:?}: {answer:?}");
        answer.out
    }

    fn ask_as(&self, login: &str, words: &[&str]) -> Value {
        let place = ["--data", &self.data, "--as", login, "--json"];
        let out = self.run(&place.into_iter().chain(words.iter().copied()).collect::<Vec<_>>());
        serde_json::from_str(&out).unwrap_or_else(|e| panic!("{words:?}: {e}: {out}"))
    }

    fn ask(&self, words: &[&str]) -> Value {
        self.ask_as("ana", words)
    }

    /// The fields of a list, by column.
    fn list(&self, kind: &str, filter: &str, columns: &str) -> Vec<Value> {
        let words = ["list", kind, "--where", filter, "--columns", columns, "--limit", "200"];
        let rows = self.ask(&words)["rows"].as_array().unwrap().clone();
        rows.into_iter().map(|row| row["fields"].clone()).collect()
    }
}

fn items<'a>(value: &'a Value, name: &str) -> &'a Vec<Value> {
    value[name].as_array().unwrap_or_else(|| panic!("{name}: {value}"))
}

/// The texts of a field in a list.
fn texts<'a>(list: &'a [Value], field: &str) -> Vec<&'a str> {
    list.iter().map(|it| it[field].as_str().unwrap_or_default()).collect()
}

fn the_sales_are_true(demo: &Demo) {
    let board = demo.ask(&["pipeline", "board"]);
    let filled = items(&board, "columns").iter().filter(|it| !items(it, "cards").is_empty()).count();
    assert_eq!(filled, 6, "something at each stage, won and lost lately too: {board}");
    let second = demo.ask(&["pipeline", "board", "Mentenanță"]);
    assert_eq!(items(&second, "columns").len(), 5, "{second}");
    let forecast = demo.ask(&["pipeline", "forecast"]);
    let months: Vec<&str> = texts(items(&forecast, "forecast"), "month");
    assert!(months.len() >= 6 && months.iter().any(|month| *month != months[0]), "{forecast}");
    let lost = demo.list("opportunities", "outcome = lost", "name,lost_reason");
    assert!(lost.len() >= 2 && !texts(&lost, "lost_reason").contains(&""), "{lost:?}");
    let sales = demo.list("sales", "", "number,name,amount,contract");
    assert!(
        sales.len() >= 3 && texts(&sales, "number").iter().all(|it| it.starts_with("VZ-20")),
        "{sales:?}"
    );
    assert!(texts(&sales, "contract").iter().any(|it| !it.is_empty()), "{sales:?}");
    let all = demo.list("opportunities", "", "name,amount");
    assert!((25..=45).contains(&all.len()), "{}", all.len());
    let amounts = texts(&all, "amount");
    let has = |currency: &str| amounts.iter().any(|amount| amount.ends_with(currency));
    assert!(has("RON") && has("EUR") && !amounts.contains(&""), "{amounts:?}");
}

fn the_support_is_true(demo: &Demo) {
    let waiting = demo.list("incidents", "status = waiting", "subject");
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    let open = demo.list("incidents", "status in (new, open) and queue is filled", "subject,priority,queue");
    assert!(open.len() >= 2 && texts(&open, "priority").contains(&"critical"), "{open:?}");
    let solved = demo.list("incidents", "status = solved", "subject,channel,category");
    let mut channels = texts(&solved, "channel");
    channels.sort_unstable();
    channels.dedup();
    assert!(solved.len() >= 8 && channels.len() >= 3, "{solved:?}");
    let question = "Trei dintre produse au ajuns cu ambalajul deteriorat, iar unul nu pornește.";
    let found = demo.ask(&["solution", "find", question]);
    let solutions = texts(items(&found, "solutions"), "solution");
    assert!(solutions.iter().any(|it| it.contains("Conectorul de alimentare era montat invers")), "{found}");
    let articles = demo.list("articles", "", "name,state");
    assert_eq!(articles.len(), 3, "{articles:?}");
    assert_eq!(texts(&articles, "state").iter().filter(|state| **state == "published").count(), 2);
    let attention = demo.ask(&["attention", "--all"]);
    let mut rules: Vec<&str> =
        items(&attention, "attention").iter().flat_map(|it| texts(items(it, "flags"), "rule")).collect();
    rules.sort_unstable();
    rules.dedup();
    for rule in [
        "critical_incident",
        "activity_overdue",
        "opportunity_quiet",
        "nothing_planned",
        "past_expected_close",
    ] {
        assert!(rules.contains(&rule), "{rule}: {rules:?}");
    }
}

fn the_days_are_true(demo: &Demo) {
    let users = demo.ask(&["user", "list"]);
    let logins = texts(items(&users, "users"), "login");
    assert_eq!(logins.len(), 5, "{users}");
    for login in logins {
        let agenda = demo.ask_as(login, &["agenda"]);
        assert!(
            texts(items(&agenda, "overdue"), "subject").contains(&"Sună pentru plata facturii"),
            "{agenda}"
        );
        let calendar = demo.ask_as(login, &["calendar"]);
        let plans = items(&calendar, "calendar");
        assert!(texts(plans, "subject").contains(&"Vizită la client"), "{login}: {calendar}");
        let team = plans.iter().find(|it| it["subject"].as_str().unwrap().starts_with("Ședința echipei"));
        assert_eq!(team.map(|it| &it["repeats"]), Some(&Value::Bool(true)), "{login}: {calendar}");
        let private = texts(plans, "subject").contains(&"Dentist");
        assert_eq!(private, login == "ana", "{login}: {calendar}");
    }
}

fn the_prospects_are_true(demo: &Demo) {
    let leads = demo.list("leads", "", "company,status,score");
    for status in ["new", "working", "qualified", "disqualified", "converted"] {
        assert!(texts(&leads, "status").contains(&status), "{status}: {leads:?}");
    }
    let score = demo.ask(&["lead", "score", "Ilinca Drăgulescu"]);
    assert_eq!((score["score"].as_i64(), items(&score, "reasons").len()), (Some(80), 5), "{score}");
    let made = demo.list("accounts", "name ~ Gurghiu", "name,vat_number");
    assert_eq!(texts(&made, "name"), ["Fabrica de Cherestea Gurghiu SA"]);
    assert!(crmweb_demo::valid_cui(texts(&made, "vat_number")[0]), "{made:?}");
    for kind in ["account", "contact"] {
        let pairs = demo.ask(&["duplicate", "list", kind]);
        let best = &items(&pairs, "pairs")[0];
        assert_eq!(best["score"].as_i64(), Some(85), "{pairs}");
    }
    let guests = demo.ask(&["group", "members", "Invitați la ziua porților deschise"]);
    assert!(items(&guests, "members").len() >= 3, "{guests}");
    assert_eq!(demo.list("campaigns", "status = active", "name").len(), 1);
}

fn the_shelves_are_true(demo: &Demo) {
    let tree = demo.ask(&["product", "tree"]);
    let tops = texts(items(&tree, "categories"), "name");
    assert!(tops.len() == 5 && tops.contains(&"Utilaje"), "{tree}");
    let gone = demo.list("products", "state = discontinued", "code,price");
    assert_eq!((gone[0]["code"].as_str(), gone[0]["price"].as_str()), (Some("MOT-M5"), Some("4100.00 RON")));
    let papers = demo.ask(&["document", "list"]);
    let sheet = items(&papers, "documents").iter().find(|it| it["name"] == "Fișă tehnică Motor M7");
    assert_eq!(sheet.map(|it| it["versions"].as_i64()), Some(Some(2)), "{papers}");
    let file = demo.terminal.beside().join("fisa.pdf").display().to_string();
    demo.ask(&["document", "get", "Fișă tehnică Motor M7", &file]);
    let page = std::fs::read(&file).unwrap();
    assert!(page.starts_with(b"%PDF-1.4") && page.ends_with(b"%%EOF\n"));

    let german = demo.list("contacts", "language = de and positions is filled", "addresses");
    if let Some(address) = german.iter().find_map(|it| it["addresses"].as_str()?.lines().next()) {
        let mail = demo.ask(&["template", "show", "Ofertă", "--for", address]);
        assert_eq!(
            (mail["language"].as_str(), mail["name"].as_str()),
            (Some("de"), Some("Angebot")),
            "{mail}"
        );
    }
    let views = demo.ask(&["view", "list", "accounts"]);
    let shared = items(&views, "views").iter().find(|it| it["labels"]["ro"] == "Clienți Aur");
    assert!(shared.is_some_and(|it| it["shared"] == true), "{views}");
    let gold = demo.list("accounts", "x.loyalty = Aur", "name");
    let shown = demo.ask(&["list", "accounts", "--view", "Clienți Aur"]);
    assert!(!gold.is_empty() && items(&shown, "rows").len() == gold.len(), "{shown}");
    let audit = demo.ask(&["audit", "--by", "elena.turcanu", "--limit", "200"]);
    let verbs = texts(items(&audit, "changes"), "verb");
    assert!(verbs.contains(&"created") && verbs.contains(&"changed"), "{audit}");
}

fn everything_is_true(demo: &Demo) {
    the_sales_are_true(demo);
    the_support_is_true(demo);
    the_days_are_true(demo);
    the_prospects_are_true(demo);
    the_shelves_are_true(demo);
}

#[test]
fn every_screen_of_the_demo_has_something_true_to_show() {
    let Some(demo) = Demo::play(&[], "") else { return };
    everything_is_true(&demo);
}

#[test]
fn every_screen_of_the_demo_has_something_true_to_show_on_postgres() {
    let Some(engine) = crmweb_support::on_postgres() else { return };
    let crmweb_support::Location::Postgres(url) = engine.location() else { return };
    let (scheme, rest) = url.split_once("://").unwrap();
    let (user, place) = rest.rsplit_once('@').unwrap();
    let (user, password) = user.split_once(':').unwrap();
    let Some(demo) = Demo::play(&["--postgres", &format!("{scheme}://{user}@{place}")], password) else {
        return;
    };
    everything_is_true(&demo);
}
