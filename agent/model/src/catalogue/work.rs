//! Incidents, their queues, and activities (SPEC I1, I4, T1).

use super::{
    AUTHOR, CREATED_AT, DESCRIPTION, Kind, Type, UPDATED_AT, Word, choice, field, l, line, one, short, text,
    word,
};
use crate::record::RecordKind;

/// How urgent work is.
pub(super) const PRIORITIES: &[Word] = &[
    word("low", "Scăzută", "Low", "Gering"),
    word("normal", "Normală", "Normal", "Normal"),
    word("high", "Ridicată", "High", "Hoch"),
    word("critical", "Critică", "Critical", "Kritisch"),
];

const INCIDENT_STATUS: &[Word] = &[
    word("new", "Nou", "New", "Neu"),
    word("open", "Deschis", "Open", "Offen"),
    word("waiting", "În așteptare", "Waiting", "Wartet"),
    word("solved", "Rezolvat", "Solved", "Gelöst"),
    word("closed", "Închis", "Closed", "Geschlossen"),
];

const CHANNELS: &[Word] = &[
    word("mail", "E-mail", "Mail", "E-Mail"),
    word("phone", "Telefon", "Phone", "Telefon"),
    word("fax", "Fax", "Fax", "Fax"),
    word("letter", "Scrisoare", "Letter", "Brief"),
    word("web", "Web", "Web", "Web"),
    word("in_person", "Personal", "In person", "Persönlich"),
];

pub(super) const INCIDENT: Kind = Kind {
    kind: RecordKind::Incident,
    plural: "incidents",
    labels: l("Incident", "Incident", "Vorfall"),
    many: l("Incidente", "Incidents", "Vorfälle"),
    table: "incidents",
    title: &["subject"],
    key: "subject_key",
    owner: "assignee_id",
    author: "author_id",
    fields: &[
        field("number", Type::Number(0, i64::MAX), l("Număr", "Number", "Nummer")).program().unaudited(),
        line("subject", l("Subiect", "Subject", "Betreff")).needed(),
        DESCRIPTION,
        one("account", RecordKind::Account, "account_id", l("Client", "Account", "Firma")),
        one("contact", RecordKind::Contact, "contact_id", l("Contact", "Contact", "Kontakt")),
        line("product", l("Produs", "Product", "Produkt")),
        line("category", l("Categorie", "Category", "Kategorie")),
        choice("priority", PRIORITIES, "normal", l("Prioritate", "Priority", "Priorität")),
        choice("channel", CHANNELS, "mail", l("Canal", "Channel", "Kanal")),
        choice("status", INCIDENT_STATUS, "new", l("Stare", "Status", "Status")).verb("set_status"),
        one("queue", RecordKind::Queue, "queue_id", l("Coadă", "Queue", "Warteschlange"))
            .verb("hand_on")
            .chosen_first(),
        one("assignee", RecordKind::User, "assignee_id", l("Atribuit lui", "Assignee", "Bearbeiter"))
            .verb("hand_on"),
        field("respond_by", Type::Moment, l("Răspuns până la", "Respond by", "Antwort bis")).program(),
        field("solve_by", Type::Moment, l("Rezolvare până la", "Solve by", "Lösung bis")).program(),
        field("clock_from", Type::Moment, l("Termene de la", "Due times count from", "Fristen zählen ab"))
            .program(),
        field("paused_at", Type::Moment, l("În așteptare din", "Waiting since", "Wartet seit")).program(),
        text("solution", l("Soluție", "Solution", "Lösung")).verb("solve"),
        field("closed_at", Type::Moment, l("Închis la", "Closed", "Geschlossen")).program(),
        AUTHOR,
        CREATED_AT,
        UPDATED_AT,
    ],
    plain: false,
};

pub(super) const QUEUE: Kind = Kind {
    kind: RecordKind::Queue,
    plural: "queues",
    labels: l("Coadă", "Queue", "Warteschlange"),
    many: l("Cozi", "Queues", "Warteschlangen"),
    table: "queues",
    title: &["name"],
    key: "name_key",
    owner: "",
    author: "created_by",
    fields: &[
        short("name", l("Denumire", "Name", "Name")).needed(),
        DESCRIPTION,
        field("members", Type::Many(RecordKind::User), l("Membri", "Members", "Mitglieder")).rows(
            "queue_members",
            "queue_id",
            "user_id",
        ),
        one("created_by", RecordKind::User, "created_by", l("Creat de", "Created by", "Angelegt von"))
            .program()
            .unaudited(),
        CREATED_AT,
        UPDATED_AT,
    ],
    plain: true,
};

const ACTIVITY_KINDS: &[Word] = &[
    word("email", "E-mail", "Mail", "E-Mail"),
    word("call", "Apel", "Call", "Anruf"),
    word("meeting", "Întâlnire", "Meeting", "Besprechung"),
    word("task", "Sarcină", "Task", "Aufgabe"),
    word("event", "Eveniment", "Event", "Termin"),
    word("letter", "Scrisoare", "Letter", "Brief"),
    word("fax", "Fax", "Fax", "Fax"),
    word("note", "Notă", "Note", "Notiz"),
];

const ACTIVITY_STATUS: &[Word] = &[
    word("planned", "Planificată", "Planned", "Geplant"),
    word("started", "Începută", "Started", "Begonnen"),
    word("waiting", "În așteptare", "Waiting", "Wartet"),
    word("done", "Încheiată", "Done", "Erledigt"),
    word("cancelled", "Anulată", "Cancelled", "Abgesagt"),
];

const DIRECTIONS: &[Word] = &[
    word("in", "Primit", "Incoming", "Eingehend"),
    word("out", "Trimis", "Outgoing", "Ausgehend"),
    word("none", "Intern", "None", "Keine"),
];

pub(super) const ACTIVITY: Kind = Kind {
    kind: RecordKind::Activity,
    plural: "activities",
    labels: l("Activitate", "Activity", "Aktivität"),
    many: l("Activități", "Activities", "Aktivitäten"),
    table: "activities",
    title: &["subject"],
    key: "subject_key",
    owner: "assignee_id",
    author: "author_id",
    fields: &[
        choice("kind", ACTIVITY_KINDS, "task", l("Tip", "Kind", "Art")),
        line("subject", l("Subiect", "Subject", "Betreff")),
        text("body", l("Conținut", "Text", "Inhalt")),
        choice("status", ACTIVITY_STATUS, "planned", l("Stare", "Status", "Status")),
        choice("priority", PRIORITIES, "normal", l("Prioritate", "Priority", "Priorität")),
        choice("direction", DIRECTIONS, "none", l("Sens", "Direction", "Richtung")),
        field("at", Type::Moment, l("La", "At", "Am")),
        short("planned", l("Planificat la", "Planned", "Geplant")),
        short("zone", l("Fus orar", "Time zone", "Zeitzone")),
        short("ends", l("Până la", "Ends", "Bis")).verb("move_activity"),
        line("place", l("Loc", "Place", "Ort")),
        short("rule", l("Se repetă", "Repeats", "Wiederholung")).verb("edit_activity"),
        line("outcome", l("Rezultat", "Outcome", "Ergebnis")).verb("complete"),
        one("assignee", RecordKind::User, "assignee_id", l("Atribuit lui", "Assignee", "Zuständig"))
            .verb("assign"),
        field("done_at", Type::Moment, l("Încheiată la", "Done", "Erledigt am")).program(),
        AUTHOR,
        CREATED_AT,
        UPDATED_AT,
    ],
    plain: false,
};
