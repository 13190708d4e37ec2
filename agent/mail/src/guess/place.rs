//! The postal address of a signature: street, postal code, city and country, over one line or several.

use super::labels::without_place_label;
use super::lines::{MARKS, trimmed};
use super::postcodes::{code, is_american, is_coded_town, is_town, town};
use super::streets::{goes_on, may_be_street, street};
use super::wordlists::{is_city, is_country};
use crmweb_model::words::fold;

/// The address as far as it is read; the first one of a signature counts.
#[derive(Debug, Default)]
pub(super) struct Place {
    pub(super) street: String,
    pub(super) postal_code: String,
    pub(super) city: String,
    pub(super) country: String,
    /// The line before was part of an address.
    open: bool,
    /// A second address began: what follows is passed over.
    second: bool,
}

impl Place {
    /// Takes the parts of an address out of a line.
    pub(super) fn take(&mut self, line: &mut String) {
        let mut left = String::with_capacity(line.len());
        let mut parts = split(line).into_iter().peekable();
        let mut inside = self.open;
        let mut any = false;
        while let Some((part, mark)) = parts.next() {
            let bare = without_place_label(trimmed(part));
            let next = parts.peek().map_or("", |(p, _)| trimmed(p));
            let labelled = bare.len() < trimmed(part).len();
            if self.part(bare, next, inside || labelled) {
                inside = true;
                any = true;
                left.push('|');
            } else {
                left.push_str(part);
                left.push_str(mark);
            }
        }
        self.open = any;
        *line = left;
    }

    /// Reads one part; says whether it belongs to the address. `inside` tells that it stands beside other parts.
    fn part(&mut self, part: &str, next: &str, inside: bool) -> bool {
        if part.is_empty() || part.len() > 120 {
            return false;
        }
        // `Denver, CO 80202`
        if inside && is_american(next) && is_town(part) {
            self.keep(|p| p.city = part.to_owned());
            return true;
        }
        if goes_on(part) {
            // A sector before its street belongs to no value of its own.
            let kept = inside && !self.street.is_empty();
            if kept {
                self.keep(|p| p.street = format!("{}, {part}", p.street));
            }
            return kept || inside && fold(part).starts_with("sect");
        }
        let before_code = may_be_street(part) && is_coded_town(next);
        if let Some(end) = street(part, goes_on(next)).or(before_code.then_some(part.len())) {
            self.second = !self.street.is_empty();
            self.keep(|p| p.street = part[..end].to_owned());
            let rest = trimmed(&part[end..]);
            if !rest.is_empty() {
                self.part(rest, "", true);
            }
            return true;
        }
        let folded = fold(part);
        if inside && ["jud.", "jud ", "judet", "county ", "kreis "].iter().any(|j| folded.starts_with(j)) {
            return true;
        }
        if is_country(&folded) {
            self.keep(|p| p.country = part.to_owned());
            return true;
        }
        self.coded(part, next, inside) || self.town(part, inside)
    }

    /// Sets a value of the first address only.
    fn keep(&mut self, set: impl FnOnce(&mut Place)) {
        if !self.second {
            set(self);
        }
    }

    /// `500035 Brașov`, `D-10115 Berlin`, `Brașov 500035`, `London SW1A 1AA`, `NY 10001`.
    fn coded(&mut self, part: &str, next: &str, inside: bool) -> bool {
        let bare = ["cod postal", "cod poștal", "c.p.", "cp", "plz", "zip", "postal code"]
            .iter()
            .find_map(|l| part.get(..l.len()).filter(|s| s.to_lowercase() == *l).map(|_| &part[l.len()..]));
        let words: Vec<&str> = bare.unwrap_or(part).split([' ', ':']).filter(|w| !w.is_empty()).collect();
        let Some((at, length, code)) = code(&words) else { return false };
        let before = words[..at].join(" ");
        let mut after = words[at + length..].join(" ");
        let mut country = String::new();
        if let Some((city, last)) = after.rsplit_once(' ').filter(|(_, last)| is_country(&fold(last))) {
            country = last.to_owned();
            after = city.to_owned();
        }
        let region = before.len() == 2 && before.bytes().all(|b| b.is_ascii_uppercase());
        let city = if after.is_empty() && !region { before } else { after };
        let city = town(trimmed(&city)).to_owned();
        let known = is_city(&fold(&city));
        let marked = bare.is_some()
            || words[at].contains('-')
            || code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
        let beside = inside || is_city(&fold(town(next)));
        let sure = known || beside || marked && !city.is_empty();
        // Four digits are a year as well.
        if !sure || code.len() == 4 && !(known || inside || marked) || !(city.is_empty() || is_town(&city)) {
            return false;
        }
        self.keep(|p| {
            p.postal_code = code;
            if !city.is_empty() {
                p.city = city;
            }
            if !country.is_empty() {
                p.country = country;
            }
        });
        true
    }

    /// A city by itself: a known one, or any beside a street or a postal code when it is marked as one.
    fn town(&mut self, part: &str, inside: bool) -> bool {
        let name = town(part);
        let marked = name.len() < part.len();
        if !(is_city(&fold(name)) || inside && marked && is_town(name)) {
            return false;
        }
        // The county after its capital, or the village: the first is the city.
        self.keep(|p| {
            if p.city.is_empty() {
                p.city = name.to_owned();
            }
        });
        true
    }
}

/// The parts of a line with the marks behind them; commas part addresses.
fn split(line: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let cut = rest.char_indices().find_map(|(at, c)| {
            let dash = [" - ", " – ", " — ", "  ", " / "].iter().find(|d| rest[at..].starts_with(**d));
            if let Some(dash) = dash {
                return Some((at, dash.len()));
            }
            (matches!(c, ',' | ';') || MARKS.contains(&c)).then(|| (at, c.len_utf8()))
        });
        let (at, length) = cut.unwrap_or((rest.len(), 0));
        found.push((&rest[..at], &rest[at..at + length]));
        rest = &rest[at + length..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn addresses_are_read_over_lines() {
        for (lines, street, code, city, country) in [
            (
                "Str. Lungă nr. 12, bl. A, ap. 3, 500035 Brașov, România",
                "Str. Lungă nr. 12, bl. A, ap. 3",
                "500035",
                "Brașov",
                "România",
            ),
            (
                "Adresa: Bd. Unirii, nr. 5, Sector 3\nBucurești, cod poștal 030823",
                "Bd. Unirii, nr. 5, Sector 3",
                "030823",
                "București",
                "",
            ),
            ("Hauptstraße 5 | D-10115 Berlin", "Hauptstraße 5", "10115", "Berlin", ""),
            ("Am Markt 12\n97070 Würzburg\nDeutschland", "Am Markt 12", "97070", "Würzburg", "Deutschland"),
            (
                "Mariahilfer Straße 10, 1070 Wien, Österreich",
                "Mariahilfer Straße 10",
                "1070",
                "Wien",
                "Österreich",
            ),
            ("12 High Street, London SW1A 1AA, UK", "12 High Street", "SW1A 1AA", "London", "UK"),
            ("Timișoara", "", "", "Timișoara", ""),
            ("ul. Długa 5, 00-950 Warszawa", "ul. Długa 5", "00-950", "Warszawa", ""),
            (
                "Sediu: Str. A nr. 1, Iași\nPunct de lucru: Str. B nr. 2, Vaslui",
                "Str. A nr. 1",
                "",
                "Iași",
                "",
            ),
            ("Industriestr. 7 84030 Ergolding", "Industriestr. 7", "84030", "Ergolding", ""),
            ("Director 2026", "", "", "", ""),
            ("12345 Bestellungen", "", "", "", ""),
        ] {
            let mut place = Place::default();
            for line in lines.lines() {
                place.take(&mut line.to_owned());
            }
            let Place { street: s, postal_code: p, city: c, country: l, .. } = place;
            assert_eq!([s.as_str(), &p, &c, &l], [street, code, city, country], "{lines}");
        }
    }
}
