//! German.

use super::{Language, Sector, Topic, Transfer};

pub(super) static GERMAN: Language = Language {
    code: "de",
    country: "DE",
    weight: 20,
    charsets: &[
        ("utf-8", Transfer::Quoted, 5),
        ("iso-8859-1", Transfer::Quoted, 3),
        ("utf-8", Transfer::Eight, 2),
        ("windows-1252", Transfer::Quoted, 2),
        ("iso-8859-15", Transfer::Eight, 1),
    ],
    firsts: &[
        "Jürgen", "Anna", "Björn", "Sabine", "Lukas", "Käthe", "Matthias", "Jörg", "Ulrike", "Stefan", "Heike",
        "Günther", "Franziska", "Tobias",
    ],
    lasts: &[
        "Müller", "Schmidt", "Groß", "Schröder", "Weiß", "Böhm", "Krüger", "Hoffmann", "Köhler", "Lindemann",
        "Brandt", "Jäger", "Seidel", "Vogt",
    ],
    last_first: false,
    roles: &[
        "Geschäftsführung", "Leitung Einkauf", "Vertrieb Süd", "Buchhaltung", "Projektleitung", "Assistenz",
        "Technischer Einkauf", "Lager und Versand",
    ],
    sectors: &[
        Sector { word: "Maschinenbau", industry: "manufacturing" },
        Sector { word: "Logistik", industry: "logistics" },
        Sector { word: "Backwaren", industry: "food" },
        Sector { word: "Werkzeuge", industry: "manufacturing" },
        Sector { word: "Solartechnik", industry: "energy" },
        Sector { word: "Übersetzungen", industry: "services" },
        Sector { word: "Holzbau", industry: "construction" },
        Sector { word: "Medizintechnik", industry: "health" },
        Sector { word: "Küchen", industry: "retail" },
    ],
    brands: &[
        "Nordwind", "Süddeutsche", "Alpenland", "Präzision", "Grünwald", "Hansa", "Rheintal", "Schwarzwälder",
        "Taunus", "Elbe", "Isar", "Förster", "Möller & Sohn",
    ],
    forms: &["GmbH", "GmbH", "AG", "GmbH & Co. KG"],
    sector_first: false,
    cities: &["München", "Köln", "Würzburg", "Hamburg", "Nürnberg", "Düsseldorf"],
    topics: &[
        Topic {
            subject: "Angebot {product}",
            lines: &[
                "Anbei erhalten Sie das Angebot für {product} über {amount} EUR zuzüglich MwSt.",
                "Der Preis gilt bis {day}, frei Haus.",
                "Bitte bestätigen Sie die Stückzahlen bis {day}.",
                "Ab 100 Stück können wir Ihnen drei Prozent Nachlass geben.",
            ],
        },
        Topic {
            subject: "Rechnung zu {project}",
            lines: &[
                "Die Rechnung zu {project} über {amount} EUR liegt bei.",
                "Unsere Buchhaltung hat die Rechnung noch nicht erhalten.",
                "Auf der Rechnung fehlt unsere Bestellnummer.",
                "Die Zahlung ist heute angewiesen worden.",
            ],
        },
        Topic {
            subject: "Termin in {city}",
            lines: &[
                "Können wir uns am {day} in {city} treffen?",
                "Wir kommen zu zweit und brauchen einen Beamer.",
                "Auf der Tagesordnung stehen {project} und die Planung für das nächste Jahr.",
            ],
        },
        Topic {
            subject: "Vertrag {project}",
            lines: &[
                "Der Vertrag zu {project} liegt zur Unterschrift bereit.",
                "Unser Anwalt schlägt zwei Änderungen in Paragraf 7 vor.",
                "Die Laufzeit beginnt am {day}, der Wert beträgt {amount} EUR.",
            ],
        },
        Topic {
            subject: "Rückfrage zur Lieferung",
            lines: &[
                "Die Lieferung verzögert sich um einige Tage.",
                "Größere Mengen liefern wir ab Lager {city}.",
                "Zwei Kartons mit {product} haben gefehlt.",
                "Der Spediteur braucht eine Rufnummer für die Entladung.",
            ],
        },
        Topic {
            subject: "Reklamation {product}",
            lines: &[
                "Drei Stück {product} sind beschädigt angekommen, Fotos liegen bei.",
                "Das Gerät {product} lässt sich nach dem Einbau nicht mehr einschalten.",
                "Entschuldigen Sie bitte die Umstände, der Ersatz geht morgen raus.",
            ],
        },
        Topic {
            subject: "Zahlungserinnerung",
            lines: &[
                "Laut unseren Unterlagen sind noch {amount} EUR offen.",
                "Bitte prüfen Sie den Betrag bis {day}.",
                "Ihre Zahlung hat sich mit unserem Schreiben überschnitten, vielen Dank.",
            ],
        },
    ],
    general: &[
        "Vielen Dank für Ihre schnelle Rückmeldung.",
        "Ich melde mich nach der Besprechung am {day}.",
        "Haben Sie die Unterlagen zu {project} schon geprüft?",
        "Bei Fragen erreichen Sie mich telefonisch.",
        "Entschuldigen Sie bitte das Missverständnis.",
    ],
    hello: "Guten Tag {first},",
    bye: "Mit freundlichen Grüßen",
    wrote: "Am {date} schrieb {name}:",
    outlook: ["Von", "Gesendet", "An", "Betreff"],
    reply: "AW: ",
    away_subject: "Abwesenheitsnotiz: {subject}",
    away: "Ich bin bis {day} nicht im Büro. Ihre Nachricht wird nicht weitergeleitet.",
    phone: "+49 89 99998 ###",
    from_phone: "Von meinem iPhone gesendet",
    zone: 1,
};
