//! Legal forms of companies, from Romania to Britain, and how each has to be written to count.

use super::lines::compact;

/// In any case: nothing else is spelled so.
const ANY: &str = "srl srld srls gmbh mbh ggmbh ltd limited llc inc incorporated corp corporation plc llp gbr ohg kgaa \
     sarl kft zrt nyrt eood ood aps partgmbb partg";
/// In capitals or with dots: `SA`, `S.A.`, never `sa`.
const CAPITAL: &str = "pfa sca scpa sprl scs snc sa sas ag kg ug se bv nv ab as sl";
/// With dots: `e.V.`, `s.r.o.`.
const DOTTED: &str = "ek ev ra sro doo ii if spa zoo";
/// Exactly so.
const EXACT: &[&str] = &["SpA", "eG", "eK", "Oy", "Bt.", "ONG"];

/// Says whether a word is a legal form.
pub(super) fn is_form(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let letters = compact(bare);
    if !(2..=12).contains(&letters.len()) {
        return false;
    }
    let dotted = bare.trim_end_matches('.').contains('.');
    let capital = bare.chars().any(char::is_uppercase) && !bare.chars().any(char::is_lowercase);
    let among = |list: &str| list.split_whitespace().any(|form| form == letters);
    among(ANY) || (capital || dotted) && among(CAPITAL) || dotted && among(DOTTED) || EXACT.contains(&bare)
}
