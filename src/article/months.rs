//! Names of months in the languages of the pages that are read.

/// The English names.
const ENGLISH: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Names and abbreviations of other languages, as they stand in dates, in lower case; empty where
/// a language writes as one above does. A word is one month in all of them.
#[rustfmt::skip]
const OTHERS: &[[&str; 12]] = &[
    // German
    ["januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"],
    ["jänner", "feber", "mrz", "", "", "", "", "", "", "okt", "", "dez"],
    ["jän", "", "mär", "", "", "", "", "", "", "", "", ""],
    // French
    ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
    ["janv", "févr", "", "avr", "", "", "juil", "aout", "", "", "", "déc"],
    ["", "fév", "", "", "", "", "", "aoû", "", "", "", "decembre"],
    // Spanish
    ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
    ["ene", "", "", "abr", "", "", "", "ago", "setiembre", "", "", "dic"],
    // Catalan
    ["gener", "febrer", "març", "abril", "maig", "juny", "juliol", "agost", "setembre", "octubre", "novembre", "desembre"],
    // Italian
    ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"],
    ["gen", "", "", "", "mag", "giu", "lug", "", "set", "ott", "", ""],
    // Portuguese
    ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"],
    ["", "fev", "", "", "", "", "", "", "", "out", "", ""],
    // Dutch
    ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"],
    ["", "", "mrt", "", "", "", "", "", "", "", "", ""],
    // Swedish, Danish, Norwegian, Finnish
    ["", "", "mars", "april", "maj", "juni", "juli", "augusti", "", "oktober", "", "desember"],
    ["", "", "marts", "", "", "", "", "", "", "", "", "des"],
    ["tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesäkuuta", "heinäkuuta", "elokuuta", "syyskuuta", "lokakuuta", "marraskuuta", "joulukuuta"],
    // Polish
    ["stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"],
    ["sty", "lut", "", "kwi", "", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"],
    // Czech, Slovak
    ["ledna", "února", "března", "dubna", "května", "června", "července", "srpna", "září", "října", "listopadu", "prosince"],
    ["januára", "februára", "marca", "apríla", "mája", "júna", "júla", "augusta", "septembra", "októbra", "novembra", "decembra"],
    // Hungarian, Romanian
    ["január", "február", "március", "április", "május", "június", "július", "augusztus", "szeptember", "október", "", ""],
    ["ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie", "", "septembrie", "octombrie", "noiembrie", "decembrie"],
    // Russian, Ukrainian
    ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"],
    ["янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"],
    ["січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня", "листопада", "грудня"],
    // Greek
    ["ιανουαρίου", "φεβρουαρίου", "μαρτίου", "απριλίου", "μαΐου", "ιουνίου", "ιουλίου", "αυγούστου", "σεπτεμβρίου", "οκτωβρίου", "νοεμβρίου", "δεκεμβρίου"],
    // Turkish
    ["ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım", "aralık"],
    ["oca", "şub", "", "nis", "", "haz", "tem", "ağu", "eyl", "eki", "kas", "ara"],
    // Indonesian
    ["januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember"],
    // Arabic
    ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"],
    ["", "", "", "إبريل", "", "يونيه", "يوليه", "اغسطس", "", "اكتوبر", "", ""],
];

/// The number of the English month that a word is, in full or abbreviated.
pub(super) fn english(word: &str) -> Option<i8> {
    let at = super::calendar::abbreviated(word, &ENGLISH)?;
    i8::try_from(at + 1).ok()
}

/// The number of the month that a word is in any language.
pub(super) fn month(word: &str) -> Option<i8> {
    if let Some(month) = english(word) {
        return Some(month);
    }
    let word = word.to_lowercase();
    let mut names = OTHERS.iter().flat_map(|names| names.iter().zip(1_i8..));
    names.find(|(name, _)| !name.is_empty() && **name == word).map(|(_, month)| month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_many_languages() {
        for (word, number) in [
            ("Oktober", 10),
            ("octubre", 10),
            ("Oct", 10),
            ("Sept", 9),
            ("MÄRZ", 3),
            ("сентября", 9),
            ("Ağustos", 8),
            ("października", 10),
            ("أكتوبر", 10),
        ] {
            assert_eq!(month(word), Some(number), "{word}");
        }
        for word in ["", "Oktoberfest", "monday", "o", "é"] {
            assert_eq!(month(word), None, "{word}");
        }
    }

    #[test]
    fn a_word_is_one_month() {
        for (at, names) in OTHERS.iter().enumerate() {
            for (name, number) in names.iter().zip(1_i8..).filter(|(name, _)| !name.is_empty()) {
                assert_eq!(month(name), Some(number), "{name} of row {at}");
            }
        }
    }
}
