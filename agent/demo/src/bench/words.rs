//! Romanian, German and English words by frequency, with a long tail of derived ones.

use crate::random::Random;

/// The commonest words of a language, the commonest first.
const ROMANIAN: &str = "de și la în a cu că pe nu se pentru să din este mai o un ce care am ne vă dar sunt au fost ca \
    prin după până sau dacă cum când acest această vom veți putem rog oferta comanda factura contract livrare plata \
    produs produse preț client furnizor transport depozit marfă termen data ziua săptămâna luna anul nostru noastră \
    dumneavoastră colegul colega echipa proiect lucrare șantier utilaj piesă montaj garanție service tehnician cerere \
    răspuns întrebare situație problemă soluție verificare confirmare semnătură document anexă certificat declarație \
    conformitate cantitate bucăți cutie palet camion șofer adresă telefon întâlnire ședință discuție buget cost reducere \
    valoare sold scadență bancă cont ordin avans rest diferență eroare întârziere retur înlocuire defect fotografie \
    planșă desen cotă măsură material lemn metal oțel plastic sticlă vopsea culoare model variantă mostră catalog listă \
    stoc rezervare disponibil urgent important necesar posibil corect greșit complet nou vechi mare mic lung scurt \
    trimite primi aștepta verifica confirma modifica semna plăti livra monta repara stabili discuta propune accepta \
    refuza anula reveni mulțumi cere spune vedea face avea lua pune merge ajunge începe termina rămâne schimba";
const GERMAN: &str = "die der und in zu den das mit sich des auf für ist im dem nicht ein eine als auch es an werden \
    aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur \
    bis mehr durch man sein wurde wir ihr ihre unsere Angebot Auftrag Rechnung Vertrag Lieferung Zahlung Ware Preis \
    Kunde Lieferant Spedition Lager Termin Woche Monat Jahr Projekt Baustelle Maschine Ersatzteil Montage Garantie \
    Wartung Techniker Anfrage Antwort Frage Lösung Prüfung Bestätigung Unterschrift Unterlage Anlage Zertifikat Menge \
    Stück Karton Palette Fahrer Anschrift Telefon Besprechung Gespräch Budget Kosten Nachlass Betrag Saldo Konto \
    Anzahlung Differenz Fehler Verzögerung Rücksendung Austausch Mangel Foto Zeichnung Maß Werkstoff Holz Stahl Glas \
    Farbe Modell Muster Katalog Liste Bestand dringend wichtig nötig möglich richtig falsch vollständig neu alt groß \
    klein lang kurz senden erhalten warten prüfen bestätigen ändern unterschreiben zahlen liefern montieren reparieren \
    vereinbaren besprechen vorschlagen annehmen ablehnen stornieren danken bitten sagen sehen machen kommen beginnen";
const ENGLISH: &str = "the of and to a in for is on that by this with you it not or be are from at as your all have we \
    was will can our if has but they one which would been there when what who their more no out about please quote \
    order invoice contract delivery payment product price customer supplier transport warehouse goods deadline date day \
    week month year team project work site machine part installation warranty service engineer request reply question \
    status problem solution check confirmation signature document attachment certificate declaration quantity unit box \
    pallet lorry driver address phone meeting discussion budget cost discount value balance account bank transfer \
    deposit difference error delay return replacement defect photo drawing size material timber steel glass paint \
    colour model sample catalogue list stock urgent important necessary possible correct wrong complete new old large \
    small long short send receive wait check confirm change sign pay deliver install repair arrange discuss propose \
    accept refuse cancel thank ask say see make take put go arrive begin finish stay";

const ROMANIAN_ENDINGS: &str =
    "ul ului le lor ele elor uri urilor ea ei i ii ilor are at ată ate ând ează em eți";
const GERMAN_ENDINGS: &str =
    "e en er es em n s ung ungen lich liche lichen ig ige igen heit keit los lose te ten";
const ENGLISH_ENDINGS: &str = "s ed ing er ers ly al able ness ment ments ful less tion tions ity ish wise";

/// The words of one language with the running sums of their shares.
#[derive(Debug)]
pub(super) struct Vocabulary {
    words: Vec<String>,
    shares: Vec<f64>,
}

/// Romanian, German, English.
pub(super) fn vocabularies(random: &mut Random) -> [Vocabulary; 3] {
    [(ROMANIAN, ROMANIAN_ENDINGS), (GERMAN, GERMAN_ENDINGS), (ENGLISH, ENGLISH_ENDINGS)]
        .map(|(words, endings)| Vocabulary::new(words, endings, random))
}

impl Vocabulary {
    /// The given words, then all derived ones in random order; the n-th is used 1/n times as often as the first.
    fn new(common: &str, endings: &str, random: &mut Random) -> Self {
        let mut words: Vec<String> = common.split_whitespace().map(str::to_owned).collect();
        let long: Vec<String> = words.iter().filter(|word| word.chars().count() > 4).cloned().collect();
        let derive = |word: &String| -> Vec<String> {
            let stem = word.trim_end_matches(['e', 'ă', 'a', 'i']);
            endings.split_whitespace().map(|ending| format!("{stem}{ending}")).collect()
        };
        let derived: Vec<String> = long.iter().flat_map(derive).collect();
        words.extend(random.sample(&derived, derived.len()).into_iter().cloned());
        let mut total = 0.0;
        let shares = (1..=words.len()).map(|rank| {
            total += 1.0 / rank as f64;
            total
        });
        let shares = shares.collect();
        Self { words, shares }
    }

    fn word(&self, random: &mut Random) -> &str {
        let place = random.unit() * self.shares.last().copied().unwrap_or_default();
        let position = self.shares.partition_point(|share| *share <= place);
        self.words.get(position).map_or("", String::as_str)
    }

    /// So many words.
    pub fn words(&self, random: &mut Random, count: usize) -> String {
        (0..count).map(|_| self.word(random)).collect::<Vec<_>>().join(" ")
    }

    /// Sentences in lines of some 75 characters, `length` bytes or a little more; now and then a number.
    pub fn text(&self, random: &mut Random, length: usize) -> String {
        let mut text = String::with_capacity(length + 80);
        let mut width = 0;
        while text.len() < length {
            let words = random.between(5, 16);
            for position in 0..words {
                let number = random.chance(0.03).then(|| random.below(100_000).to_string());
                let word = number.unwrap_or_else(|| self.word(random).to_owned());
                if position == 0 {
                    let mut signs = word.chars();
                    text.extend(signs.next().into_iter().flat_map(char::to_uppercase));
                    text.push_str(signs.as_str());
                } else {
                    text.push_str(&word);
                }
                width += word.len() + 1;
                let end = if position + 1 == words { "." } else { "" };
                text.push_str(end);
                text.push(if width > 72 { '\n' } else { ' ' });
                width = if width > 72 { 0 } else { width };
            }
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }
}
