//! The language somebody writes: Romanian, German or English.

use super::block::Written;
use super::web::Site;
use super::{Guessed, Source};
use crmweb_model::words::fold;

/// How much of a text is read, in bytes.
const MAX_READ: usize = 8 * 1024;

/// Frequent words that the other two languages do not have, folded.
const WORDS: &[(&str, &str)] = &[
    (
        "ro",
        " si va rog sa pentru este nu cu din la buna ziua multumesc multumim stima ati sunt avem despre oferta pe mai sau \
         care dvs dumneavoastra salut trimis fost imi ne le comanda atasat cand daca zi cele bune director vanzari str \
         strada o de un ce foarte asa doar acum maine azi ieri luni vineri dar noi voi cum parere astept ai ",
    ),
    (
        "de",
        " und der die das ist nicht ich sie wir fur mit von auf bitte danke hallo sehr geehrte geehrter damen herren \
         grussen grusse gruss freundlichen ein eine haben uns ihnen angebot konnen guten tag zu im den dem werden vielen \
         dank anbei geschaftsfuhrer oder auch noch wie ",
    ),
    (
        "en",
        " the and you to of is for we with please thanks thank hello hi dear regards best your our have this that are be \
         on it would will kind can not as i us offer from find attached sincerely cheers could know my order ",
    ),
];

/// Reads the language from what the author wrote, else from the country of the address.
pub(super) fn read(written: &Written, site: &Site) -> Guessed {
    let mut text = written.text[..written.text.floor_char_boundary(MAX_READ)].to_owned();
    // The closing formula is in the author's language as well.
    for line in written.signature.iter().take(2) {
        text.push(' ');
        text.push_str(line);
    }
    let mut counts = [0_usize; 3];
    for word in fold(&text).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty() && w.len() < 20) {
        let word = format!(" {word} ");
        for (count, (_, words)) in counts.iter_mut().zip(WORDS) {
            *count += usize::from(words.contains(&word));
        }
    }
    let mut order = [0, 1, 2];
    order.sort_by_key(|n: &usize| std::cmp::Reverse(counts[*n]));
    let [first, second, _] = order;
    if counts[first] >= 2 && counts[first] > counts[second] {
        return Guessed::of(WORDS[first].0, Source::Signature);
    }
    let language = match site.top.as_str() {
        "ro" | "md" => "ro",
        "de" | "at" => "de",
        "uk" | "us" | "ie" | "au" => "en",
        _ => "",
    };
    Guessed::of(language, Source::Domain)
}
