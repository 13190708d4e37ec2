//! English.

use super::{Language, Sector, Topic, Transfer};

pub(super) static ENGLISH: Language = Language {
    code: "en",
    country: "GB",
    weight: 20,
    charsets: &[
        ("us-ascii", Transfer::Seven, 4),
        ("utf-8", Transfer::Seven, 3),
        ("utf-8", Transfer::Quoted, 3),
        ("iso-8859-1", Transfer::Seven, 1),
        ("windows-1252", Transfer::Quoted, 2),
    ],
    firsts: &[
        "Emily", "John", "Sarah", "Michael", "Zoë", "David", "Olivia", "Liam", "Grace", "Oscar", "Fiona", "Henry",
    ],
    lasts: &[
        "Smith", "Johnson", "O'Brien", "Taylor", "Brown", "Hughes", "MacDonald", "Patel", "Wright", "Fletcher",
        "Hargreaves", "Lowe",
    ],
    last_first: false,
    roles: &[
        "Managing Director", "Head of Procurement", "Account Manager", "Finance", "Project Engineer",
        "Office Manager", "Operations",
    ],
    sectors: &[
        Sector { word: "Logistics", industry: "logistics" },
        Sector { word: "Foods", industry: "food" },
        Sector { word: "Robotics", industry: "manufacturing" },
        Sector { word: "Consulting", industry: "services" },
        Sector { word: "Textiles", industry: "manufacturing" },
        Sector { word: "Software", industry: "software" },
        Sector { word: "Interiors", industry: "retail" },
        Sector { word: "Renewables", industry: "energy" },
    ],
    brands: &[
        "Northwind", "Harbour", "Blue Ridge", "Old Mill", "Sterling", "Orchard", "Granite", "Kestrel", "Fairfield",
        "Thornbury", "Silver Birch",
    ],
    forms: &["Ltd", "Ltd", "LLP", "plc"],
    sector_first: false,
    cities: &["London", "Leeds", "Bristol", "Manchester", "Edinburgh"],
    topics: &[
        Topic {
            subject: "Quote for {product}",
            lines: &[
                "Please find attached our quote for {product}, {amount} EUR in total.",
                "The price stays at {amount} EUR plus VAT until {day}.",
                "Please confirm the quantities by {day}.",
                "For more than 50 units we can take another 5% off.",
            ],
        },
        Topic {
            subject: "Invoice: {project}",
            lines: &[
                "The invoice for {project} over {amount} EUR is attached.",
                "Our accounts team hasn\u{2019}t received the invoice yet.",
                "The purchase order number is missing on the invoice.",
                "The payment left our account this morning.",
            ],
        },
        Topic {
            subject: "Meeting in {city}",
            lines: &[
                "Could we meet on {day} in {city}?",
                "There will be three of us, arriving by train around ten.",
                "I would like to go through {project} and the plan for next year.",
            ],
        },
        Topic {
            subject: "Contract {project}",
            lines: &[
                "The contract for {project} is waiting for your signature.",
                "Our lawyer suggests two changes to clause 7.",
                "It starts on {day} and is worth {amount} EUR.",
            ],
        },
        Topic {
            subject: "Question about delivery",
            lines: &[
                "The delivery is running a few days late.",
                "We can ship larger quantities from {city}.",
                "Two boxes of {product} were missing.",
                "The driver needs a phone number for unloading.",
            ],
        },
        Topic {
            subject: "Problem with {product}",
            lines: &[
                "Three of the {product} units arrived damaged \u{2013} photos attached.",
                "Since the installation {product} no longer switches on.",
                "Sorry about the trouble, the replacement leaves tomorrow.",
            ],
        },
        Topic {
            subject: "Payment status",
            lines: &[
                "According to our records {amount} EUR are still open.",
                "Could you check the balance by {day}?",
                "Your payment crossed our reminder, thank you.",
            ],
        },
    ],
    general: &[
        "Thanks for getting back to me so quickly.",
        "I will come back to you after the {day} meeting.",
        "Did you get a chance to review the drawings for {project}?",
        "Feel free to call me if anything is unclear.",
        "Sorry about the mix-up \u{2013} we\u{2019}ll fix it right away.",
    ],
    hello: "Hi {first},",
    bye: "Best regards,",
    wrote: "On {date}, {name} wrote:",
    outlook: ["From", "Sent", "To", "Subject"],
    reply: "Re: ",
    away_subject: "Automatic reply: {subject}",
    away: "I am out of the office until {day} with limited access to email.",
    phone: "+44 20 7946 0###",
    from_phone: "Sent from my iPhone",
    zone: 0,
};
