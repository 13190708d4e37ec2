//! Lists that come with the product. They cannot be changed, but copied.

use crate::lists::usual_columns;
use crmweb_model::catalogue::{self, Labels};
use crmweb_model::filter::{self, Filter};
use crmweb_model::record::RecordKind;
use crmweb_model::view::{Grouping, Layout};

/// A list that comes with the product.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// Its name in addresses and on the command line.
    pub name: &'static str,
    /// What it lists.
    pub of: RecordKind,
    /// What people read.
    pub labels: Labels,
    columns: &'static [&'static str],
    filter: &'static str,
    sort: &'static [&'static str],
    group: Option<(&'static str, &'static str)>,
    totals: &'static [&'static str],
}

const fn list(
    of: RecordKind,
    name: &'static str,
    (ro, en, de): (&'static str, &'static str, &'static str),
    columns: &'static [&'static str],
    filter: &'static str,
    sort: &'static [&'static str],
) -> Shipped {
    Shipped { name, of, labels: Labels { ro, en, de }, columns, filter, sort, group: None, totals: &[] }
}

const ACCOUNT: &[&str] = &["name", "kind", "importance", "city", "phones", "owner"];
const CONTACT: &[&str] = &["first_name", "last_name", "positions", "addresses", "phones", "owner"];
const LEAD: &[&str] = &["first_name", "last_name", "company", "source", "status", "score", "owner"];
const OPPORTUNITY: &[&str] =
    &["name", "account", "stage", "amount", "probability", "expected_close", "owner"];
const INCIDENT: &[&str] = &["number", "subject", "account", "priority", "status", "assignee", "created_at"];
const ACTIVITY: &[&str] = &["at", "kind", "subject", "priority", "status", "assignee"];

use RecordKind::{Account, Activity, Campaign, Contact, Incident, Lead, Opportunity, Product, Sale};

/// All of them, the first of a kind before the others.
pub const SHIPPED: &[Shipped] = &[
    list(Account, "all-accounts", ("Toți clienții", "All accounts", "Alle Firmen"), ACCOUNT, "", &["name"]),
    list(
        Account,
        "my-accounts",
        ("Clienții mei", "My accounts", "Meine Firmen"),
        ACCOUNT,
        "owner = me",
        &["name"],
    ),
    list(
        Account,
        "recent-accounts",
        ("Clienți adăugați recent", "Recently added accounts", "Kürzlich angelegte Firmen"),
        ACCOUNT,
        "created_at within last 30 days",
        &["-created_at"],
    ),
    list(
        Account,
        "quiet-accounts",
        (
            "Clienți fără contact de 90 de zile",
            "Accounts without contact for 90 days",
            "Firmen ohne Kontakt seit 90 Tagen",
        ),
        ACCOUNT,
        "no activity since 90 days",
        &["name"],
    ),
    list(
        Account,
        "urgent-accounts",
        (
            "Clienți cu incidente critice",
            "Accounts with critical incidents",
            "Firmen mit kritischen Vorfällen",
        ),
        ACCOUNT,
        "any incidents (priority = critical and status in (new, open, waiting))",
        &["name"],
    ),
    list(
        Contact,
        "all-contacts",
        ("Toate contactele", "All contacts", "Alle Kontakte"),
        CONTACT,
        "",
        &["last_name", "first_name"],
    ),
    list(
        Contact,
        "my-contacts",
        ("Contactele mele", "My contacts", "Meine Kontakte"),
        CONTACT,
        "owner = me",
        &["last_name", "first_name"],
    ),
    list(
        Contact,
        "quiet-contacts",
        ("Contacte tăcute de 90 de zile", "Contacts quiet for 90 days", "Kontakte, seit 90 Tagen still"),
        CONTACT,
        "no activity since 90 days",
        &["last_name", "first_name"],
    ),
    list(
        Lead,
        "new-leads",
        ("Prospecți noi", "New leads", "Neue Interessenten"),
        LEAD,
        "status = new",
        &["-created_at"],
    ),
    list(
        Lead,
        "my-leads",
        ("Prospecții mei", "My leads", "Meine Interessenten"),
        LEAD,
        "owner = me and status in (new, working, qualified)",
        &["-score"],
    ),
    list(
        Opportunity,
        "my-open-opportunities",
        ("Oportunitățile mele deschise", "My open opportunities", "Meine offenen Verkaufschancen"),
        OPPORTUNITY,
        "outcome = open and owner = me",
        &["expected_close"],
    ),
    Shipped {
        totals: &["amount"],
        ..list(
            Opportunity,
            "open-opportunities",
            ("Oportunități deschise", "Open opportunities", "Offene Verkaufschancen"),
            OPPORTUNITY,
            "outcome = open",
            &["expected_close"],
        )
    },
    list(
        Opportunity,
        "overdue-opportunities",
        ("Oportunități cu termen depășit", "Overdue opportunities", "Überfällige Verkaufschancen"),
        OPPORTUNITY,
        "outcome = open and expected_close < today",
        &["expected_close"],
    ),
    Shipped {
        group: Some(("expected_close", "month")),
        totals: &["amount"],
        ..list(
            Opportunity,
            "forecast",
            ("Prognoză pe luni", "Forecast by month", "Prognose nach Monaten"),
            OPPORTUNITY,
            "outcome = open and expected_close >= today",
            &["expected_close"],
        )
    },
    list(
        Incident,
        "urgent-incidents",
        ("Incidente urgente", "Urgent incidents", "Dringende Vorfälle"),
        INCIDENT,
        "status in (new, open, waiting) and priority in (high, critical)",
        &["-priority", "created_at"],
    ),
    list(
        Incident,
        "open-incidents",
        ("Incidente deschise", "Open incidents", "Offene Vorfälle"),
        INCIDENT,
        "status in (new, open, waiting)",
        &["-priority", "created_at"],
    ),
    list(
        Incident,
        "my-incidents",
        ("Incidentele mele", "My incidents", "Meine Vorfälle"),
        INCIDENT,
        "assignee = me and status in (new, open, waiting)",
        &["-priority", "created_at"],
    ),
    list(
        Activity,
        "my-tasks",
        ("De făcut", "My tasks", "Meine Aufgaben"),
        ACTIVITY,
        "assignee = me and status in (planned, started, waiting)",
        &["at"],
    ),
    list(
        Activity,
        "overdue-activities",
        ("Activități întârziate", "Overdue activities", "Überfällige Aktivitäten"),
        ACTIVITY,
        "status in (planned, started, waiting) and at < today",
        &["at"],
    ),
    Shipped {
        totals: &["amount"],
        ..list(
            Sale,
            "sales-this-year",
            ("Vânzări anul acesta", "Sales this year", "Verkäufe dieses Jahr"),
            &["sold_on", "number", "name", "account", "amount", "owner"],
            "sold_on within this year",
            &["-sold_on"],
        )
    },
    list(
        Product,
        "active-products",
        ("Produse active", "Active products", "Aktive Produkte"),
        &["code", "name", "category", "price", "unit"],
        "state = active",
        &["code"],
    ),
    list(
        Campaign,
        "active-campaigns",
        ("Campanii active", "Active campaigns", "Aktive Kampagnen"),
        &["name", "kind", "starts_on", "ends_on", "budget", "owner"],
        "status = active",
        &["name"],
    ),
];

impl Shipped {
    /// Returns what it shows, and how.
    pub fn layout(&self) -> Layout {
        // A test reads each of them.
        let filter = filter::parse(self.filter).unwrap_or(Filter::Any(Vec::new()));
        let mut layout = Layout::new(self.columns, filter).sorted(self.sort);
        layout.group = self.group.map(|(field, by)| Grouping { field: field.into(), by: by.into() });
        layout.totals = self.totals.iter().map(|field| (*field).to_owned()).collect();
        layout
    }
}

/// Finds a list that ships.
pub fn named(name: &str) -> Option<&'static Shipped> {
    SHIPPED.iter().find(|shipped| shipped.name == name)
}

/// Returns what is listed of a kind when nothing else is said: everything, newest first.
pub fn everything(kind: RecordKind) -> Layout {
    let columns = catalogue::of(kind).map(usual_columns).unwrap_or_default();
    Layout::new(&columns, Filter::everything()).sorted(&["-created_at"])
}
