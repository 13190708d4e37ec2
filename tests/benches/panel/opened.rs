//! The arguments of benches over a whole company, and the company they ask for.

use crate::company::Company;
use crate::fill;
use crmweb_store::{Location, Store, schema};
use crmweb_support::Engine;
use std::time::Instant;

/// What was asked for on the command line.
pub struct Wanted {
    activities: usize,
    postgres: bool,
    database: Option<String>,
    /// How often each line is measured, when that was said.
    pub times: Option<usize>,
    /// It is a measurement, not a trial whether the program runs at all.
    pub measured: bool,
}

impl Wanted {
    /// Reads the arguments.
    pub fn read() -> Wanted {
        let mut arguments = std::env::args().skip(1);
        let number = |text: Option<String>| text.and_then(|n| n.replace('_', "").parse().ok());
        let mut activities = None;
        let mut wanted =
            Wanted { activities: 20_000, postgres: false, database: None, times: None, measured: false };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--bench" => (wanted.activities, wanted.measured) = (1_000_000, true),
                "--postgres" => wanted.postgres = true,
                "--database" => wanted.database = arguments.next(),
                "--times" => {
                    wanted.times = Some(number(arguments.next()).expect("--times takes a number"));
                }
                "--activities" => {
                    activities = Some(number(arguments.next()).expect("--activities takes a number"));
                }
                other => panic!("unknown argument {other}"),
            }
        }
        wanted.activities = activities.unwrap_or(wanted.activities);
        wanted
    }

    /// Opens the database, and fills it when it is new. The engine is what keeps it alive.
    pub fn open(self) -> (Engine, Store, Company) {
        let engine = if self.postgres {
            crmweb_support::on_postgres().expect("PostgreSQL is not installed")
        } else {
            crmweb_support::on_sqlite()
        };
        let location = match (self.database, engine.location()) {
            (Some(place), _) if place.starts_with("postgres") => Location::Server(place),
            (Some(place), _) => Location::File(place.into()),
            (None, crmweb_support::Location::Sqlite(file)) => Location::File(file.clone()),
            (None, crmweb_support::Location::Postgres(url)) => Location::Server(url.clone()),
        };
        let filled = Instant::now();
        let prepared = schema::prepare(&location, &schema::CRM).expect("a schema");
        let company = if prepared.from == 0 {
            let company = Company::of(self.activities);
            fill::fill(&location, &company).expect("a filled database");
            company
        } else {
            Company::of(fill::activities(&location).expect("a database filled before"))
        };
        println!("{} activities on {engine}, filled in {:.0?}", company.activities, filled.elapsed());
        let store = Store::open(&location).expect("an open database");
        (engine, store, company)
    }
}
