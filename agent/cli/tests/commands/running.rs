//! The agent that runs: mail that comes, addresses that are added, a clean end.

use crate::company::Office;
use crate::terminal::LONG;
use crmweb_support::eventually;

#[test]
fn mail_delivered_while_the_agent_runs_is_in_the_history_and_the_agent_ends_cleanly() {
    let Some(office) = Office::open(80) else { return };
    let terminal = &office.terminal;
    office.follow();
    let client = office.name_a_client();
    let mut agent = terminal.start(&["serve", "--foreground", "--port", "0"]);
    agent.line("the agent to be up to date", LONG, |line| line.contains("waiting for mail"));
    let raw = format!(
        "From: Client <{client}>\r\nTo: {}\r\nSubject: Pompa nu merge\r\nMessage-ID: <now-1@client.example>\r\n\
         Date: Mon, 29 Jun 2026 10:00:00 +0300\r\n\r\nNu mai merge.\r\n",
        office.address()
    );
    office.sample.dovecot.deliver(office.sample.user(), raw.as_bytes()).unwrap();
    eventually("the mail in the history", LONG, || {
        let place = terminal.json(&["mail", "where", "now-1@client.example"]);
        (place["places"][0]["decision"] == "linked").then_some(())
    });
    assert!(terminal.done(&["who", &client]).out.contains("Pompa nu merge"));
    agent.ask_to_end();
    assert!(agent.ends(LONG).success());
    assert!(!terminal.data().join("control.sock").exists());
    terminal.done(&["who", &client]);
}

#[test]
fn adding_an_address_says_how_many_mails_that_attaches_and_attaches_them_with_and_without_a_running_agent() {
    let Some(office) = Office::open(200) else { return };
    let terminal = &office.terminal;
    office.follow();
    terminal.done(&["sync", "--once"]);
    let people = &office.sample.company.contacts;
    let mut agent = None;
    for (i, person) in people.iter().take(2).enumerate() {
        if i == 1 {
            let started = terminal.start(&["serve", "--port", "0"]);
            started.line("the agent to be up to date", LONG, |line| line.contains("waiting for mail"));
            agent = Some(started);
        }
        terminal.done(&["contact", "add", &person.name]);
        let counted =
            terminal.json(&["relink", "--dry-run", &person.addresses[0]])["attaches"].as_u64().unwrap();
        let answer = terminal.done(&["contact", "address", "add", &person.name, &person.addresses[0]]);
        let many = if counted == 1 { "1 mail".to_owned() } else { format!("{counted} mails") };
        assert!(
            counted > 0 && answer.err.contains(&format!("This attaches {many}.")),
            "{counted}: {answer:?}"
        );
        assert!(answer.out.contains(&format!("{many} attached")), "{answer:?}");
        let who = terminal.json(&["who", &person.addresses[0]]);
        assert!(who["counts"]["history"].as_u64().unwrap() > 0, "{who}");
    }
    drop(agent);
}

#[test]
fn a_correction_moves_the_mails_of_an_address_and_undo_takes_it_back() {
    let Some(office) = Office::open(120) else { return };
    let terminal = &office.terminal;
    office.follow();
    let client = office.name_a_client();
    terminal.done(&["contact", "add", "Somebody Else"]);
    terminal.done(&["sync", "--once"]);
    let before = terminal.json(&["who", &client])["counts"]["history"].as_u64().unwrap();
    assert!(before > 0);
    let mail = format!("{client}~1");
    terminal.json(&["mail", "correct", &mail, "--from", &client, "--to", "Somebody Else"]);
    assert!(terminal.json(&["who", "Somebody Else"])["counts"]["history"].as_u64().unwrap() > 0);
    terminal.json(&["undo"]);
    assert_eq!(terminal.json(&["who", &client])["counts"]["history"].as_u64().unwrap(), before);
    assert_eq!(terminal.json(&["who", "Somebody Else"])["counts"]["history"].as_u64().unwrap(), 0);
}

#[test]
fn a_mail_held_back_shared_and_removed() {
    let Some(office) = Office::open(120) else { return };
    let terminal = &office.terminal;
    office.follow();
    let client = office.name_a_client();
    terminal.done(&["sync", "--once"]);
    let shown = terminal.json(&["mail", "show", &client]);
    let mail = shown["uid"].as_str().unwrap().to_owned();
    let newest = terminal.json(&["mail", "list", "--limit", "120"]);
    let listed = newest["mails"].as_array().unwrap().iter().find(|m| m["uid"] == mail.as_str()).unwrap();
    let message_id = listed["message_id"].as_str().unwrap().to_owned();
    let decided = || {
        let place = terminal.json(&["mail", "where", &message_id])["places"][0].clone();
        (place["decision"].as_str().unwrap().to_owned(), place["reason"].as_str().map(str::to_owned))
    };
    assert_eq!(terminal.json(&["mail", "hold", &mail])["mails"].as_array().unwrap().len(), 1);
    assert!(terminal.done(&["who", &client]).out.contains("[held]"));
    assert_eq!(decided().0, "held");
    terminal.done(&["undo"]);
    assert_eq!(decided().0, "linked");
    terminal.done(&["mail", "hold", &mail]);
    assert_eq!(terminal.json(&["mail", "share", &mail])["mails"].as_array().unwrap().len(), 1);
    let file = terminal.beside().join("mail.eml");
    terminal.done(&["mail", "save", &mail, "0", "mail.eml"]);
    assert!(std::fs::metadata(&file).unwrap().len() > 100);
    assert_eq!(terminal.json(&["mail", "remove", &mail])["mails"].as_array().unwrap().len(), 1);
    assert_eq!(terminal.run(&["mail", "show", &mail]).status, 65);
    terminal.done(&["sync", "--once"]);
    terminal.done(&["relink"]);
    assert_eq!(terminal.run(&["mail", "show", &mail]).status, 65, "no sync brings it back");
    assert_eq!(decided(), ("skipped".into(), Some("never_log_mine".into())));
    assert_eq!(terminal.run(&["mail", "restore", "nobody@nowhere.example"]).status, 65);
    terminal.done(&["mail", "restore", &message_id]);
    terminal.done(&["sync", "--once"]);
    assert_eq!(decided().0, "linked");
}

#[test]
fn the_demo_plays_without_a_terminal() {
    if !crmweb_demo::required("dovecot") {
        return;
    }
    let terminal = crate::terminal::Terminal::new();
    let answer = terminal.done(&["demo", "--messages", "150", "--dir", "demo"]);
    for part in
        ["$ crmweb sync --once", "$ crmweb who ", "$ crmweb log incident --mail", "INC-1", "accounted for"]
    {
        assert!(answer.out.contains(part), "{part}: {answer:?}");
    }
    let data = terminal.beside().join("demo/data").display().to_string();
    let list = terminal.done(&["--data", &data, "--as", "ana", "incident", "list"]);
    assert!(list.out.contains("INC-"), "{list:?}");
    let again = terminal.run(&["demo", "--dir", "demo", "--json"]);
    assert_eq!((again.status, again.error().0.as_str()), (69, "demo.not-empty"));
}

#[test]
fn the_demo_plays_on_postgres() {
    let Some(engine) = crmweb_support::on_postgres() else { return };
    let crmweb_support::Location::Postgres(url) = engine.location() else { return };
    if !crmweb_demo::required("dovecot") {
        return;
    }
    let (scheme, rest) = url.split_once("://").unwrap();
    let (user, place) = rest.rsplit_once('@').unwrap();
    let (user, password) = user.split_once(':').unwrap();
    let url = format!("{scheme}://{user}@{place}");
    let terminal = crate::terminal::Terminal::new();
    let run =
        |words: &[&str]| crate::terminal::carry_out(terminal.command(words).env("PGPASSWORD", password), "");
    let answer = run(&["demo", "--messages", "120", "--dir", "demo", "--postgres", &url]);
    assert_eq!(answer.status, 0, "{answer:?}");
    assert!(answer.out.contains("accounted for") && answer.out.contains("INC-1"), "{answer:?}");
    let data = terminal.beside().join("demo/data").display().to_string();
    let list = run(&["--data", &data, "--as", "ana", "incident", "list"]);
    assert!(list.status == 0 && list.out.contains("INC-"), "{list:?}");
    assert!(!terminal.beside().join("demo/data/crm.sqlite").exists());
}
