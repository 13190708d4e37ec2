//! Hungarian, Polish, French, Russian and Japanese: less of each.

use super::{Language, Sector, Topic, Transfer};

pub(super) static HUNGARIAN: Language = Language {
    code: "hu",
    country: "HU",
    weight: 5,
    charsets: &[
        ("utf-8", Transfer::Quoted, 3),
        ("iso-8859-2", Transfer::Quoted, 3),
        ("windows-1250", Transfer::Eight, 1),
    ],
    firsts: &["Gábor", "Zsófia", "László", "Ágnes", "Zoltán", "Erzsébet"],
    lasts: &["Szabó", "Kovács", "Tóth", "Nagy", "Horváth", "Erdős"],
    last_first: true,
    roles: &["Ügyvezető", "Beszerzési vezető", "Könyvelő"],
    sectors: &[
        Sector { word: "Bútor", industry: "manufacturing" },
        Sector { word: "Pékség", industry: "food" },
        Sector { word: "Gépgyár", industry: "manufacturing" },
        Sector { word: "Szállítás", industry: "logistics" },
    ],
    brands: &["Arany", "Tisza", "Balaton", "Mátra", "Duna"],
    forms: &["Kft.", "Zrt."],
    sector_first: false,
    cities: &["Budapest", "Győr", "Szeged"],
    topics: &[
        Topic {
            subject: "Ajánlat: {product}",
            lines: &["Mellékelem az ajánlatot ({product}), összesen {amount} EUR.", "Kérem, erősítse meg a mennyiséget."],
        },
        Topic {
            subject: "Számla – {project}",
            lines: &["A számlát ({project}, {amount} EUR) csatolva küldöm.", "A könyvelésünk még nem kapta meg a számlát."],
        },
        Topic {
            subject: "Kérdés a szállításról",
            lines: &["A szállítás néhány napot késik.", "Találkozhatunk itt: {city}, {day}?"],
        },
    ],
    general: &["Köszönöm a gyors választ.", "Kérdés esetén hívjon telefonon."],
    hello: "Kedves {first}!",
    bye: "Üdvözlettel,",
    wrote: "{date} időpontban {name} ezt írta:",
    outlook: ["Feladó", "Elküldve", "Címzett", "Tárgy"],
    reply: "Re: ",
    away_subject: "Automatikus válasz: {subject}",
    away: "{day} napig nem vagyok elérhető.",
    phone: "+36 30 ### ####",
    from_phone: "Elküldve az iPhone-omról",
    zone: 1,
};

pub(super) static POLISH: Language = Language {
    code: "pl",
    country: "PL",
    weight: 4,
    charsets: &[
        ("utf-8", Transfer::Quoted, 3),
        ("iso-8859-2", Transfer::Quoted, 3),
        ("windows-1250", Transfer::Quoted, 1),
    ],
    firsts: &["Łukasz", "Małgorzata", "Paweł", "Agnieszka", "Wojciech"],
    lasts: &["Nowak", "Wójcik", "Zając", "Mazur", "Król", "Dąbek"],
    last_first: false,
    roles: &["Prezes", "Kierownik zakupów", "Księgowość"],
    sectors: &[
        Sector { word: "Piekarnia", industry: "food" },
        Sector { word: "Meble", industry: "manufacturing" },
        Sector { word: "Narzędzia", industry: "manufacturing" },
        Sector { word: "Spedycja", industry: "logistics" },
    ],
    brands: &["Wisła", "Złota", "Północ", "Tatry", "Bałtyk"],
    forms: &["Sp. z o.o.", "S.A."],
    sector_first: true,
    cities: &["Kraków", "Łódź", "Gdańsk"],
    topics: &[
        Topic {
            subject: "Oferta: {product}",
            lines: &["W załączniku przesyłam ofertę na {product}, razem {amount} EUR.", "Proszę o potwierdzenie ilości."],
        },
        Topic {
            subject: "Faktura za {project}",
            lines: &["Przesyłam fakturę za {project} na kwotę {amount} EUR.", "Księgowość nie otrzymała jeszcze faktury."],
        },
        Topic {
            subject: "Pytanie o dostawę",
            lines: &["Dostawa opóźni się o kilka dni.", "Czy możemy się spotkać {day} w mieście {city}?"],
        },
    ],
    general: &["Dziękuję za szybką odpowiedź.", "W razie pytań proszę o telefon."],
    hello: "Dzień dobry, {first},",
    bye: "Z poważaniem,",
    wrote: "W dniu {date}, {name} napisał(a):",
    outlook: ["Od", "Wysłano", "Do", "Temat"],
    reply: "Odp: ",
    away_subject: "Odpowiedź automatyczna: {subject}",
    away: "Jestem poza biurem do {day}.",
    phone: "+48 60# ### ###",
    from_phone: "Wysłane z iPhone'a",
    zone: 1,
};

pub(super) static FRENCH: Language = Language {
    code: "fr",
    country: "FR",
    weight: 3,
    charsets: &[
        ("utf-8", Transfer::Quoted, 3),
        ("iso-8859-1", Transfer::Quoted, 2),
        ("windows-1252", Transfer::Eight, 1),
    ],
    firsts: &["Hélène", "François", "Chloé", "Jérôme"],
    lasts: &["Lefèvre", "Dupont", "Gauthier", "Noël"],
    last_first: false,
    roles: &["Gérance", "Comptabilité", "Achats"],
    sectors: &[
        Sector { word: "Boulangerie", industry: "food" },
        Sector { word: "Énergie", industry: "energy" },
        Sector { word: "Conseil", industry: "services" },
    ],
    brands: &["Étoile", "Provence", "Lumière", "du Rhône"],
    forms: &["SARL", "SAS"],
    sector_first: true,
    cities: &["Lyon", "Nîmes"],
    topics: &[
        Topic {
            subject: "Devis {product}",
            lines: &["Veuillez trouver ci-joint le devis pour {product} : {amount} EUR.", "Le prix est valable jusqu'au {day}."],
        },
        Topic {
            subject: "Facture {project}",
            lines: &["La facture {project} de {amount} EUR est jointe.", "Pouvons-nous nous voir le {day} à {city} ?"],
        },
    ],
    general: &["Merci pour votre réponse rapide.", "Je reste à votre disposition par téléphone."],
    hello: "Bonjour {first},",
    bye: "Bien cordialement,",
    wrote: "Le {date}, {name} a écrit :",
    outlook: ["De", "Envoyé", "À", "Objet"],
    reply: "RE : ",
    away_subject: "Réponse automatique : {subject}",
    away: "Je suis absent jusqu'au {day}.",
    phone: "+33 1 99 00 ## ##",
    from_phone: "Envoyé de mon iPhone",
    zone: 1,
};

pub(super) static RUSSIAN: Language = Language {
    code: "ru",
    country: "MD",
    weight: 2,
    charsets: &[
        ("koi8-r", Transfer::Eight, 2),
        ("utf-8", Transfer::Base64, 2),
        ("windows-1251", Transfer::Quoted, 1),
    ],
    firsts: &["Анна", "Сергей", "Ольга", "Виктор"],
    lasts: &["Шевченко", "Бондарь", "Коваль", "Мельник"],
    last_first: false,
    roles: &["Директор", "Бухгалтер"],
    sectors: &[Sector { word: "Торг", industry: "retail" }, Sector { word: "Строй", industry: "construction" }],
    brands: &["Днестр", "Север", "Кодры"],
    forms: &["ООО"],
    sector_first: false,
    cities: &["Кишинёв", "Бельцы"],
    topics: &[
        Topic {
            subject: "Предложение: {product}",
            lines: &["Во вложении предложение на {product}, всего {amount} EUR.", "Цена действует до {day}."],
        },
        Topic { subject: "Счёт за {project}", lines: &["Высылаем счёт за {project} на {amount} EUR.", "Когда ожидать поставку?"] },
    ],
    general: &["Спасибо за быстрый ответ.", "Звоните, если будут вопросы."],
    hello: "Здравствуйте, {first}!",
    bye: "С уважением,",
    wrote: "{date}, {name} пишет:",
    outlook: ["От", "Отправлено", "Кому", "Тема"],
    reply: "Re: ",
    away_subject: "Автоответ: {subject}",
    away: "Меня нет в офисе до {day}.",
    phone: "+373 22 ######",
    from_phone: "Отправлено с iPhone",
    zone: 2,
};

pub(super) static JAPANESE: Language = Language {
    code: "ja",
    country: "JP",
    weight: 1,
    charsets: &[("iso-2022-jp", Transfer::Seven, 3), ("utf-8", Transfer::Base64, 2)],
    firsts: &["太郎", "花子", "健一"],
    lasts: &["山田", "佐藤", "鈴木"],
    last_first: true,
    roles: &["部長", "経理"],
    sectors: &[Sector { word: "商事", industry: "retail" }, Sector { word: "精機", industry: "manufacturing" }],
    brands: &["日本", "東京", "大阪"],
    forms: &["株式会社"],
    sector_first: false,
    cities: &["東京", "大阪"],
    topics: &[
        Topic { subject: "見積書 {product}", lines: &["{product}の見積書をお送りします。合計{amount}円です。"] },
        Topic { subject: "請求書 {project}", lines: &["{project}の請求書をお送りします。", "ご確認をお願いいたします。"] },
    ],
    general: &["お世話になっております。", "よろしくお願い申し上げます。"],
    hello: "{first}様",
    bye: "よろしくお願いいたします。",
    wrote: "{date} {name}:",
    outlook: ["差出人", "送信日時", "宛先", "件名"],
    reply: "Re: ",
    away_subject: "自動応答: {subject}",
    away: "{day}まで不在です。",
    phone: "+81 3 #### ####",
    from_phone: "iPhoneから送信",
    zone: 9,
};

/// The Latin spelling of a Cyrillic letter, or of a Japanese sign that names here contain.
pub(super) fn latin(sign: char) -> &'static str {
    const CYRILLIC: [&str; 32] = [
        "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f",
        "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
    ];
    const JAPANESE: [(char, &str); 20] = [
        ('太', "ta"), ('郎', "ro"), ('花', "hana"), ('子', "ko"), ('健', "ken"), ('一', "ichi"), ('山', "yama"),
        ('田', "da"), ('佐', "sa"), ('藤', "to"), ('鈴', "suzu"), ('木', "ki"), ('日', "ni"), ('本', "hon"),
        ('東', "to"), ('京', "kyo"), ('大', "o"), ('阪', "saka"), ('商', "sho"), ('精', "sei"),
    ];
    let sign = sign.to_lowercase().next().unwrap_or(sign);
    match sign {
        'ё' => "e",
        'а'..='я' => CYRILLIC[sign as usize - 'а' as usize],
        '事' => "ji",
        '機' => "ki",
        _ => JAPANESE.iter().find(|(known, _)| *known == sign).map_or("", |(_, latin)| latin),
    }
}
