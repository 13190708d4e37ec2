//! Pipelines, attention, past solutions and templates at the command line.

use crate::terminal::Terminal;
use serde_json::json;

#[test]
fn an_opportunity_is_moved_over_a_pipeline_of_ones_own() {
    let terminal = Terminal::new();
    terminal.done(&["account", "add", "Brutăria Veche"]);
    terminal.done(&["pipeline", "add", "Service"]);
    terminal.done(&["pipeline", "stage", "service", "Probă", "--probability", "40"]);
    let all = terminal.json(&["pipeline", "list"]);
    assert_eq!(all["pipelines"][1]["stages"][4]["name"], "Probă");
    let twice = terminal.run(&["pipeline", "add", "SERVICE"]);
    assert_eq!((twice.status, twice.err.contains("is a pipeline already")), (65, true), "{twice:?}");
    terminal.done(&["log", "opportunity", "Cuptor nou", "--for", "Brutăria Veche", "--amount", "100 EUR"]);
    let urgent = terminal.json(&["attention"]);
    assert_eq!(urgent["attention"][0]["flags"][0]["rule"], "nothing_planned");
    assert!(terminal.done(&["attention"]).out.contains("nothing planned"));
    terminal.done(&["opportunity", "move", "Cuptor nou", "Offer"]);
    let board = terminal.json(&["pipeline", "board"]);
    assert_eq!(board["columns"][2]["sums"][0]["weighted"], 5_000);
    assert!(terminal.done(&["pipeline", "board", "--mine"]).out.contains("Cuptor nou"));
    let moved = terminal.json(&["pipeline", "remove-stage", "Sales", "Offer", "--to", "Negotiation"]);
    assert_eq!(moved["moved"], 1);
    terminal.done(&["undo"]);
    assert_eq!(terminal.json(&["pipeline", "board"])["columns"][2]["cards"][0]["name"], "Cuptor nou");
    terminal.done(&["opportunity", "move", "Cuptor nou", "Won"]);
    let forecast = terminal.json(&["pipeline", "forecast"]);
    assert_eq!(
        (&forecast["forecast"][0]["outcome"], &forecast["forecast"][0]["amount"]),
        (&json!("won"), &json!(10_000))
    );
    assert_eq!(terminal.json(&["record", "show", "sales", "Cuptor"])["fields"]["amount"], "100.00 EUR");
}

#[test]
fn a_solved_incident_helps_again_and_a_template_speaks_to_its_reader() {
    let terminal = Terminal::new();
    terminal.done(&["contact", "add", "Radu Ionescu", "--address", "radu@firma.example"]);
    terminal.done(&[
        "log",
        "incident",
        "Cuptorul nu încălzește",
        "--for",
        "radu@firma.example",
        "--channel",
        "phone",
    ]);
    let label = terminal.json(&["incident", "list"])["incidents"][0]["number"].as_str().unwrap().to_owned();
    for word in ["wait", "resume"] {
        terminal.done(&["incident", word, &label]);
    }
    assert_ne!(terminal.run(&["incident", "resume", &label]).status, 0);
    terminal.done(&["incident", "solve", &label, "Rezistență schimbată"]);
    let found = terminal.json(&["solution", "find", "cuptoare care nu incalzesc"]);
    assert_eq!(found["solutions"][0]["solution"], "Rezistență schimbată");
    let article = terminal.json(&["solution", "article", &label, "--publish"]);
    assert_eq!(article["state"], "published");
    assert!(terminal.done(&["solution", "find", "cuptor"]).out.contains("article"));
    let template = [
        "record",
        "add",
        "templates",
        "name=Salut",
        "subject=Bună {{contact.first_name|dle}}",
        "text={{today}}",
    ];
    terminal.done(&template);
    let shown = terminal.json(&["template", "show", "Salut", "--for", "radu@firma.example"]);
    assert_eq!((&shown["subject"], &shown["fell_back"]), (&json!("Bună Radu"), &json!([])));
    let wrong = terminal.run(&["record", "add", "templates", "name=x", "text={{contact.nose}}"]);
    assert!(wrong.status == 65 && wrong.err.contains("line 1, character 1"), "{wrong:?}");
}
