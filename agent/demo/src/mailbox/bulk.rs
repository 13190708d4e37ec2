//! Mail that one sender writes to many: newsletters, notifications, a discussion list, spam.

use std::rc::Rc;

use super::files::{File, pdf};
use super::letter::{Envelope, Letter};
use super::mime::header_text;
use super::people::Person;
use super::scribe::Scribe;
use super::style::{Written, page, paragraphs};
use super::truth::Kind;
use super::vocabulary::{ENGLISH, PRODUCTS, ROMANIAN, Transfer, fold};

impl Scribe {
    pub(super) fn newsletter(&mut self) -> Vec<Letter> {
        let number = self.random.below(self.publishers.len());
        let publisher = &self.publishers[number];
        let (language, name) = (publisher.language, publisher.name.clone());
        let (address, list_id) = (publisher.address.clone(), publisher.list_id.clone());
        let author = Person::machine(&name, &address, language, Transfer::Base64);
        let date = self.some_date();
        let matter = self.matter(language, date);
        let mut letter = self.letter(Kind::Newsletter, &author, date, format!("{name}: {}", matter.product));
        letter.newsletter = Some(number);
        letter.flags.seen = self.random.chance(0.67);
        if self.random.chance(0.1) {
            letter.folder = "Trash".to_owned();
        }
        let news = self.random.sample(language.news, 3);
        let texts: Vec<String> = news.into_iter().map(|line| matter.fill(line)).collect();
        let (host, reader) = (author.domain(), self.serial);
        let leave = format!("https://{host}/unsubscribe?u={reader}");
        let text = texts.join("\n\n");
        let html = page(&format!(
            "{}<p><a href=\"{leave}\">Unsubscribe</a></p><img src=\"https://{host}/pixel.gif?u={reader}\" width=\"1\" \
             height=\"1\">",
            paragraphs(&text)
        ));
        let written = Written { text, quote: leave.clone(), ..Written::default() };
        let extra = vec![
            format!("List-Id: {} <{list_id}>", header_text(&name, "utf-8", false)),
            format!("List-Unsubscribe: <mailto:leave-{reader}@{host}>,\n <{leave}>"),
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click".to_owned(),
            "Precedence: bulk".to_owned(),
        ];
        let to = [Rc::clone(&self.owner)];
        self.write(&mut letter, &Envelope { to: &to, cc: &[], extra }, &written, Some(&html));
        vec![letter]
    }

    /// Mail of a shop, a bank or the like.
    pub(super) fn notification(&mut self) -> Vec<Letter> {
        const SENDERS: [(&str, &str); 5] = [
            ("Magazin", "shop"),
            ("Banca", "bank"),
            ("Curier", "courier"),
            ("Facturare", "billing"),
            ("Asistență", "tickets"),
        ];
        const EVENTS: [&str; 4] = [
            "Comanda dumneavoastră a fost înregistrată și urmează să fie pregătită.",
            "Coletul a fost predat și ajunge în următoarele 24 de ore.",
            "Puteți urmări starea solicitării în contul dumneavoastră.",
            "Acest mesaj a fost trimis automat, vă rugăm să nu răspundeți.",
        ];
        let (name, service) = *self.random.one(&SENDERS);
        let author =
            Person::machine(name, &format!("no-reply@{service}.example"), ROMANIAN, Transfer::Quoted);
        let (date, number) = (self.some_date(), self.random.below(1_000_000));
        let subject = format!("[{service}] #{number:06} – {}", self.random.pick(&PRODUCTS));
        let mut letter = self.letter(Kind::Notification, &author, date, subject);
        letter.flags.seen = self.random.chance(0.75);
        let events = self.random.between(1, 2);
        let text = self.random.sample(&EVENTS, events).into_iter().copied().collect::<Vec<_>>().join(" ");
        if service == "billing" {
            let data = pdf(&format!("Factura {number}"), &self.pool[..2000]);
            letter.attachments =
                vec![File { name: format!("factura_{number}.pdf"), media_type: "application/pdf", data }];
        }
        let html = page(&paragraphs(&text));
        let to = [Rc::clone(&self.owner)];
        let envelope =
            Envelope { to: &to, cc: &[], extra: vec!["Auto-Submitted: auto-generated".to_owned()] };
        self.write(&mut letter, &envelope, &Written { text, ..Written::default() }, Some(&html));
        vec![letter]
    }

    /// A thread on a discussion list, by people the owner does not write with.
    pub(super) fn list(&mut self) -> Vec<Letter> {
        let mut date = self.some_date();
        let (matter, thread) = (self.matter(ENGLISH, date), self.new_thread());
        let subject = format!("[pmt-dev] {}", matter.subject());
        let to = [Person::machine("", "pmt-dev@lists.example", ENGLISH, Transfer::Seven)];
        let mut letters: Vec<Letter> = Vec::new();
        for step in 0..self.random.between(1, 6) {
            let name = format!("{} {}", self.random.pick(ENGLISH.firsts), self.random.pick(ENGLISH.lasts));
            let address = format!("{}@devs.example", fold(&name).to_lowercase().replace(' ', "."));
            let author = Person::machine(&name, &address, ENGLISH, Transfer::Seven);
            let shown = if step == 0 { subject.clone() } else { format!("Re: {subject}") };
            let mut letter = self.letter(Kind::List, &author, date, shown);
            letter.parents = letters.iter().map(|earlier| earlier.id.clone()).collect();
            letter.thread = thread;
            let written = Written {
                text: self.turn(&matter, Some(step)),
                quote: "_______________\npmt-dev mailing list".to_owned(),
                ..Written::default()
            };
            let extra = [
                "List-Id: <pmt-dev.lists.example>",
                "List-Post: <mailto:pmt-dev@lists.example>",
                "List-Unsubscribe: <mailto:pmt-dev-leave@lists.example>",
                "Precedence: list",
            ];
            let envelope = Envelope { to: &to, cc: &[], extra: extra.map(str::to_owned).into() };
            self.write(&mut letter, &envelope, &written, None);
            letters.push(letter);
            date += self.random.between(600, 90_000) as i64;
            if date > self.until {
                break;
            }
        }
        letters
    }

    pub(super) fn spam(&mut self) -> Vec<Letter> {
        let name = self.random.pick(&["WINNER!!!", "Dr. Prince", "Crypto Team"]);
        let address = format!("x{}@spam{}.example", self.random.below(1_000_000), self.random.below(50));
        let author = Person::machine(name, &address, ENGLISH, Transfer::Base64);
        let date = self.some_date();
        let mut letter = self.letter(Kind::Spam, &author, date, "💰 You won 1.000.000 €".to_owned());
        letter.folder = "Junk".to_owned();
        letter.flags.seen = false;
        let text = "Click here to claim your prize".to_owned();
        let html = page(&paragraphs(&text));
        let to = [Rc::clone(&self.owner)];
        let envelope = Envelope { to: &to, ..Envelope::default() };
        self.write(&mut letter, &envelope, &Written { text, ..Written::default() }, Some(&html));
        vec![letter]
    }
}
