//! Romanian.

use super::{Language, Sector, Topic, Transfer};

pub(super) static ROMANIAN: Language = Language {
    code: "ro",
    country: "RO",
    weight: 45,
    charsets: &[
        ("utf-8", Transfer::Quoted, 5),
        ("utf-8", Transfer::Base64, 3),
        ("iso-8859-2", Transfer::Quoted, 3),
        ("windows-1250", Transfer::Quoted, 2),
        ("windows-1250", Transfer::Eight, 1),
        ("utf-8", Transfer::Eight, 2),
    ],
    firsts: &[
        "Ion", "Maria", "Andrei", "Ioana", "Mihai", "Elena", "Ștefan", "Cătălina", "Răzvan", "Anca", "Bogdan",
        "Cristina", "Florin", "Gabriela", "Vlad", "Simona", "Radu", "Alina", "Dănuț", "Raluca", "Sorin", "Monica",
        "Tiberiu", "Liliana", "Țincuța",
    ],
    lasts: &[
        "Popescu", "Dumitrașcu", "Stănescu", "Țurcanu", "Bălan", "Șerban", "Constantin", "Moldoveanu", "Munteanu",
        "Dobre", "Lungu", "Nistor", "Crăciun", "Mureșan", "Pârvu", "Grigorescu", "Năstase", "Tănase", "Ciobanu",
        "Rusu", "Ilieș", "Vlăduț",
    ],
    last_first: false,
    roles: &[
        "Director general", "Director comercial", "Responsabil achiziții", "Contabil-șef", "Inginer de proiect",
        "Asistent manager", "Director tehnic", "Responsabil logistică", "Administrator",
    ],
    sectors: &[
        Sector { word: "Brutăria", industry: "food" },
        Sector { word: "Moara", industry: "food" },
        Sector { word: "Vinăria", industry: "food" },
        Sector { word: "Agro", industry: "agriculture" },
        Sector { word: "Ferma", industry: "agriculture" },
        Sector { word: "Construcții", industry: "construction" },
        Sector { word: "Instalații", industry: "construction" },
        Sector { word: "Mobila", industry: "manufacturing" },
        Sector { word: "Tâmplăria", industry: "manufacturing" },
        Sector { word: "Metalul", industry: "manufacturing" },
        Sector { word: "Transport", industry: "logistics" },
        Sector { word: "Librăria", industry: "retail" },
        Sector { word: "Farmacia", industry: "health" },
        Sector { word: "Pensiunea", industry: "tourism" },
        Sector { word: "Soft", industry: "software" },
    ],
    brands: &[
        "Transilvania", "Dunărea", "Carpați", "Bucegi", "Mureșul", "Someșul", "Bărăgan", "Retezat", "Ceahlăul",
        "Nera", "Cetatea", "Crișana", "Dacica", "Trei Brazi", "Meșterul", "Ardealul", "Siretul", "Vrancea",
    ],
    forms: &["SRL", "SRL", "SRL", "SA"],
    sector_first: true,
    cities: &["București", "Cluj-Napoca", "Iași", "Timișoara", "Brașov", "Sibiu", "Târgu Mureș", "Constanța"],
    topics: &[
        Topic {
            subject: "Ofertă pentru {product}",
            lines: &[
                "Am atașat oferta pentru {product}, în valoare de {amount} lei fără TVA.",
                "Prețul rămâne valabil până la {day}, cu livrare inclusă.",
                "Dacă luați peste 50 de bucăți, putem discuta un discount de 7%.",
                "Vă rog să ne confirmați cantitățile până la {day}.",
                "Am comparat oferta cu cea de anul trecut și diferența vine din transport.",
            ],
        },
        Topic {
            subject: "Factura pentru {project}",
            lines: &[
                "Vă transmit factura pentru {project}, în valoare de {amount} lei, cu scadența la {day}.",
                "Colega mea de la contabilitate nu a primit încă factura.",
                "Pe factură apare adresa veche, vă rugăm să o refaceți.",
                "Plata a fost făcută astăzi prin ordin de plată, suma de {amount} lei.",
                "Ne puteți trimite și confirmarea de sold semnată?",
            ],
        },
        Topic {
            subject: "Întâlnire la {city}",
            lines: &[
                "Putem stabili o întâlnire pe {day}, la {city}?",
                "Ajungem patru persoane, cu mașina, în jurul orei 10.",
                "Aș vrea să discutăm despre {project} și despre planul pe anul viitor.",
                "Dacă vă este mai ușor, ne putem vedea și la sediul nostru.",
            ],
        },
        Topic {
            subject: "Contract {project}",
            lines: &[
                "Contractul pentru {project} așteaptă semnătura dumneavoastră.",
                "Juristul nostru propune două modificări la articolul 7.",
                "Termenul de execuție rămâne {day}, iar valoarea este de {amount} lei.",
                "Vă trimitem prin curier două exemplare semnate.",
            ],
        },
        Topic {
            subject: "Întrebare despre livrare",
            lines: &[
                "Livrarea a întârziat din cauza transportatorului, ne cerem scuze.",
                "Mașina ajunge dimineață la depozitul din {city}.",
                "Au lipsit două colete cu {product}, le putem primi separat?",
                "Șoferul are nevoie de un număr de telefon la descărcare.",
            ],
        },
        Topic {
            subject: "Reclamație {product}",
            lines: &[
                "Trei dintre produsele {product} au ajuns cu ambalajul deteriorat.",
                "După montaj, {product} nu mai pornește; am atașat fotografii.",
                "Îmi pare rău pentru neplăceri, trimitem piesele de schimb mâine.",
                "Tehnicianul nostru poate ajunge la {city} pe {day}.",
            ],
        },
        Topic {
            subject: "Documentație tehnică {project}",
            lines: &[
                "Ați reușit să verificați documentația tehnică pentru {project}?",
                "În planșa 4 cotele nu se potrivesc cu măsurătorile de pe șantier.",
                "Avem nevoie de fișa tehnică și de declarația de conformitate pentru {product}.",
            ],
        },
        Topic {
            subject: "Situația plăților",
            lines: &[
                "Conform evidenței noastre, au rămas de plată {amount} lei.",
                "Vă rugăm să verificați soldul până la {day}.",
                "Am primit plata, vă mulțumim și ne cerem scuze pentru insistență.",
            ],
        },
    ],
    general: &[
        "Vă mulțumesc pentru răspunsul prompt.",
        "Revin cu detalii după ședința de {day}.",
        "Aștept un semn din partea dumneavoastră.",
        "Pentru orice întrebare mă găsiți la telefon.",
        "Îmi pare rău pentru neînțelegere, corectăm imediat.",
        "Vă doresc o săptămână frumoasă!",
    ],
    hello: "Bună ziua, {first},",
    bye: "Cu stimă,",
    wrote: "În {date}, {name} a scris:",
    outlook: ["De la", "Trimis", "Către", "Subiect"],
    reply: "Re: ",
    away_subject: "Răspuns automat: {subject}",
    away: "Sunt plecat din birou până la {day}. Voi răspunde la întoarcere.",
    phone: "+40 7## ### ###",
    from_phone: "Trimis de pe iPhone-ul meu",
    zone: 2,
};
