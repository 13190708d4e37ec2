//! What the company sells: a tree of categories and the products in it. The mails name the first nine.

use serde::{Deserialize, Serialize};

/// A part of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Its name.
    pub name: String,
    /// The name of the one it is part of; none at the top.
    pub parent: Option<String>,
}

/// Something that is sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Its code, which stands once.
    pub code: String,
    /// Its name; mails and titles use this one.
    pub name: String,
    /// The name of its category.
    pub category: String,
    /// One sentence.
    pub description: String,
    /// Without VAT, in bani.
    pub price: i64,
    /// What is counted: buc, oră, lună.
    pub unit: String,
    /// `active`, `out_of_stock` or `discontinued`.
    pub state: String,
}

const CATEGORIES: [(&str, &str); 11] = [
    ("Utilaje", ""),
    ("Motoare și pompe", "Utilaje"),
    ("Piese de schimb", "Utilaje"),
    ("Ambalare", ""),
    ("Paleți", "Ambalare"),
    ("Folii și pungi", "Ambalare"),
    ("Electrice", ""),
    ("Mobilier de depozit și birou", ""),
    ("Mese", "Mobilier de depozit și birou"),
    ("Rafturi", "Mobilier de depozit și birou"),
    ("Servicii", ""),
];

/// The code of what every installation needs.
pub(super) const MOUNTING: &str = "SRV-MONT";
/// The code of what is paid by the month.
pub(super) const MAINTENANCE: &str = "SRV-MENT";

type Row = (&'static str, &'static str, &'static str, i64, &'static str, &'static str, &'static str);

const PRODUCTS: [Row; 16] = [
    (
        "DX-200",
        "DX-200",
        "Motoare și pompe",
        485_000,
        "buc",
        "active",
        "Pompă dozatoare cu comandă digitală, 200 l/h.",
    ),
    (
        "PAL-80120",
        "Palet 80x120",
        "Paleți",
        5_800,
        "buc",
        "active",
        "Palet din lemn tratat termic, ștampilat ISPM 15.",
    ),
    (
        "FP-3",
        "FlexiPack 3",
        "Folii și pungi",
        12_900,
        "rolă",
        "active",
        "Folie extensibilă în trei straturi, 500 mm.",
    ),
    (
        "LED-40W",
        "LED-40W",
        "Electrice",
        21_500,
        "buc",
        "active",
        "Corp de iluminat industrial, 40 W, IP65, 4.800 lm.",
    ),
    (
        "MOT-M7",
        "Motor M7",
        "Motoare și pompe",
        639_000,
        "buc",
        "active",
        "Motor asincron trifazat, 7,5 kW, 1.450 rot/min.",
    ),
    (
        "PAN-P12",
        "Panel P12",
        "Electrice",
        148_000,
        "buc",
        "active",
        "Tablou de comandă cu 12 circuite, echipat.",
    ),
    (
        "KIT-K55",
        "Kit K-55",
        "Piese de schimb",
        74_500,
        "set",
        "active",
        "Garnituri și rulmenți pentru DX-200 și Motor M7.",
    ),
    (
        "MAS-OSLO",
        "Masa Oslo",
        "Mese",
        119_000,
        "buc",
        "active",
        "Masă de lucru reglabilă, blat de stejar, 160 x 80 cm.",
    ),
    (
        "RAF-R4",
        "Raft R4",
        "Rafturi",
        89_000,
        "buc",
        "active",
        "Raft metalic cu patru polițe, 250 kg pe poliță.",
    ),
    (
        "RAF-R6",
        "Raft R6",
        "Rafturi",
        124_000,
        "buc",
        "active",
        "Raft metalic cu șase polițe, 200 kg pe poliță.",
    ),
    (
        "MAS-BERGEN",
        "Masa Bergen",
        "Mese",
        145_000,
        "buc",
        "out_of_stock",
        "Masă de ședințe pentru opt persoane.",
    ),
    (
        "MOT-M5",
        "Motor M5",
        "Motoare și pompe",
        410_000,
        "buc",
        "discontinued",
        "Înlocuit de Motor M7; piese până în 2028.",
    ),
    (
        "KIT-K20",
        "Kit K-20",
        "Piese de schimb",
        31_000,
        "set",
        "active",
        "Set de întreținere pentru Motor M5.",
    ),
    ("PAL-120120", "Palet 120x120", "Paleți", 9_400, "buc", "active", "Palet din lemn pentru butoaie."),
    (
        MOUNTING,
        "Montaj și punere în funcțiune",
        "Servicii",
        18_000,
        "oră",
        "active",
        "La sediul clientului, cu proces-verbal.",
    ),
    (
        MAINTENANCE,
        "Abonament de mentenanță",
        "Servicii",
        95_000,
        "lună",
        "active",
        "Vizită lunară, intervenție în 24 de ore.",
    ),
];

/// The categories, parents before children.
pub(super) fn categories() -> Vec<Category> {
    let made = |(name, parent): &(&str, &str)| Category {
        name: (*name).to_owned(),
        parent: (!parent.is_empty()).then(|| (*parent).to_owned()),
    };
    CATEGORIES.iter().map(made).collect()
}

/// The catalogue.
pub(super) fn products() -> Vec<Product> {
    let made = |(code, name, category, price, unit, state, description): &Row| Product {
        code: (*code).to_owned(),
        name: (*name).to_owned(),
        category: (*category).to_owned(),
        description: (*description).to_owned(),
        price: *price,
        unit: (*unit).to_owned(),
        state: (*state).to_owned(),
    };
    PRODUCTS.iter().map(made).collect()
}
