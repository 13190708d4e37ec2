use super::*;
use crate::{Program, missing};

const SOON: Duration = Duration::from_secs(60);
const ROLE_OF_CHILD: &str = "CRMWEB_SUPPORT_CHILD";

fn answers(url: &str) -> bool {
    command(url, "SELECT 1").is_ok()
}

fn installed() -> Option<Installed> {
    Installed::find().map_err(|why| missing("PostgreSQL", &why)).ok()
}

/// The value of one column of one row.
fn number(url: &str, query: &str) -> i64 {
    Client::connect(url, NoTls).unwrap().query_one(query, &[]).unwrap().get(0)
}

/// Runs the test `name` of this program in a process of its own, which sees that it is the child.
fn child(name: &str, told: &str) -> Program {
    let mut command = Command::new(std::env::current_exe().unwrap());
    Program::start(
        command
            .args(["--exact", &format!("postgres::tests::{name}"), "--nocapture"])
            .env(ROLE_OF_CHILD, told),
    )
}

/// Prints a URL for the parent and lives until the parent has seen enough.
fn tell_and_wait(url: &str) {
    println!("\nurl={url}");
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

fn told(child: &Program) -> String {
    child.line("the child's URL", SOON, |line| line.starts_with("url=")).trim_start_matches("url=").to_owned()
}

#[test]
fn a_fresh_database_is_empty_and_goes_with_its_test() {
    let Some(_) = installed() else { return };
    let server = Postgres::shared().unwrap();
    let (one, other) = (server.fresh_database(), server.fresh_database());
    command(one.url(), "CREATE TABLE client (name TEXT)").unwrap();
    assert!(command(other.url(), "SELECT name FROM client").is_err(), "databases are separate");
    let url = one.url().to_owned();
    drop(one);
    assert!(!answers(&url));
    assert!(answers(other.url()));
}

#[test]
fn nobody_signs_in_without_the_password() {
    let Some(_) = installed() else { return };
    let server = Postgres::shared().unwrap();
    let (_, place) = server.url.split_once('@').unwrap();
    assert!(!answers(&format!("postgres://crmweb@{place}")));
    assert!(!answers(&format!("postgres://crmweb:guess@{place}")));
    assert!(answers(&server.url));
}

#[test]
fn tests_of_one_run_share_a_server_that_ends_after_them() {
    let Some(installed) = installed() else { return };
    if let Some(place) = std::env::var_os(ROLE_OF_CHILD) {
        let server = shared_at(&installed, Path::new(&place), Duration::from_secs(2)).unwrap();
        return tell_and_wait(&server.url);
    }
    let place = installed.nursery().join(format!("crmweb-meeting-{}", unique()));
    let name = "tests_of_one_run_share_a_server_that_ends_after_them";
    let [mut first, mut second] =
        [child(name, place.to_str().unwrap()), child(name, place.to_str().unwrap())];
    let url = told(&first);
    assert_eq!(url, told(&second));
    assert_eq!(fs::metadata(place.join("url")).unwrap().mode() & 0o077, 0, "the password is nobody else's");
    first.kill();
    assert!(answers(&url), "the second still uses it");
    second.kill();
    eventually("the server to end", SOON, || (!answers(&url)).then_some(()));
    let data = || {
        fs::read_dir(&place)
            .unwrap()
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with("server-"))
    };
    eventually("its files to go", SOON, || (!data()).then_some(()));
    fs::remove_dir_all(place).unwrap();
}

#[test]
fn a_killed_keeper_takes_the_server_along_and_the_next_test_starts_another() {
    let Some(installed) = installed() else { return };
    let place = installed.nursery().join(format!("crmweb-meeting-{}", unique()));
    let first = shared_at(&installed, &place, Duration::from_secs(1)).unwrap();
    let home =
        fs::read_dir(&place).unwrap().flatten().map(|entry| entry.path()).find(|path| path.is_dir()).unwrap();
    let server =
        fs::read_to_string(home.join("data/postmaster.pid")).unwrap().lines().next().unwrap().to_owned();
    let status = fs::read_to_string(format!("/proc/{server}/status")).unwrap();
    let keeper = status.lines().find_map(|line| line.strip_prefix("PPid:")).unwrap().trim();
    assert!(Command::new("kill").args(["-KILL", keeper]).status().unwrap().success());
    eventually("the server to follow its keeper", SOON, || (!answers(&first.url)).then_some(()));
    let second = shared_at(&installed, &place, Duration::from_secs(1)).unwrap();
    assert_ne!(first.url, second.url);
    assert!(answers(&second.url));
    drop((first, second));
    eventually("the second to end", SOON, || {
        fs::read_dir(&place).unwrap().flatten().all(|e| e.path().is_file()).then_some(())
    });
    fs::remove_dir_all(place).unwrap();
}

#[test]
fn a_server_of_ones_own_ends_with_a_killed_test() {
    if installed().is_none() {
        return;
    }
    if std::env::var_os(ROLE_OF_CHILD).is_some() {
        let server = Postgres::durable().unwrap();
        return tell_and_wait(&server.url);
    }
    let mut test = child("a_server_of_ones_own_ends_with_a_killed_test", "yes");
    let url = told(&test);
    assert!(answers(&url));
    test.kill();
    eventually("the server to end", SOON, || (!answers(&url)).then_some(()));
}

#[test]
fn what_was_committed_survives_a_crash() {
    if installed().is_none() {
        return;
    }
    let mut server = Postgres::durable().unwrap();
    let database = server.fresh_database();
    command(database.url(), "CREATE TABLE client (id BIGINT); INSERT INTO client VALUES (7)").unwrap();
    server.crash();
    assert_eq!(number(database.url(), "SELECT id FROM client"), 7);
}
