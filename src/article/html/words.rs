//! Words of pages that tell what a date is, in lower case. Those in attributes count wherever they
//! stand in a name, those in texts where they begin a word.

/// Words in a class, id or `itemprop` that mark the date of publication.
pub(super) const PUBLISHED_MARKS: &[&str] = &[
    "publish",
    "publica",
    "pubdate",
    "pub-date",
    "posted",
    "post-date",
    "postdate",
    "post-meta-time",
    "post_date",
    "entry-date",
    "entrydate",
    "article-date",
    "articledate",
    "article__date",
    "article_date",
    "artikeldatum",
    "news-date",
    "newsdate",
    "datecreated",
    "date-created",
    "date-header",
    "created",
    "erstellt",
    "veroeffentlich",
];

/// Words there that mark some date.
pub(super) const DATE_MARKS: &[&str] =
    &["date", "datum", "fecha", "time", "meta", "byline", "dateline", "info", "submitted", "stand"];

/// Words there that mark the day of a change.
pub(super) const MODIFIED_MARKS: &[&str] = &["modif", "update", "lastmod", "last-mod"];

/// Words there that mark the date of something else.
pub(super) const OTHER_MARKS: &[&str] = &[
    "event",
    "expire",
    "calendar",
    "deadline",
    "termin",
    "copyright",
    "clock",
    "weather",
    "today",
];

/// Words there that mark nothing, though they hold one that does.
pub(super) const UNMARKED: &[&str] = &["status-publish", "publisher", "metadata", "datepicker"];

/// Words in a class or id of what is around the article and about others.
pub(super) const AROUND_MARKS: &[&str] = &[
    "aside",
    "carousel",
    "footer",
    "latest",
    "menu",
    "most-read",
    "navi",
    "newsletter",
    "popular",
    "promo",
    "read-more",
    "readmore",
    "recent",
    "recommend",
    "related",
    "sidebar",
    "similar",
    "slider",
    "teaser",
    "ticker",
    "trending",
    "widget",
];

/// Words in a class or id of what readers say.
pub(super) const COMMENT_MARKS: &[&str] = &["comment", "disqus", "kommentar", "respond", "reply"];

/// Words before a date that say that it is that of publication.
pub(super) const PUBLISHED_LABELS: &[&str] = &[
    "publi",
    "pubbli",
    "posted",
    "released",
    "issued",
    "created",
    "written",
    "submitted",
    "first published",
    "date",
    "datum",
    "data",
    "fecha",
    "veröffentlicht",
    "erstellt",
    "erschienen",
    "eingestellt",
    "geschrieben",
    "gespeichert",
    "pressemitteilung",
    "mitteilung",
    "meldung vom",
    "beitrag vom",
    "artikel vom",
    "verfasst",
    "mise en ligne",
    "mis en ligne",
    "paru",
    "posté",
    "écrit",
    "rédigé",
    "creado",
    "inserito",
    "scritto",
    "criado",
    "gepubliceerd",
    "geplaatst",
    "publicerad",
    "publisert",
    "offentliggjort",
    "julkaistu",
    "opublikowan",
    "dodano",
    "zveřejněn",
    "vydáno",
    "megjelent",
    "опубликован",
    "дата",
    "создано",
    "yayın",
    "giriş",
    "eklenme",
    "tarih",
    "oluşturulma",
    "diterbitkan",
    "发布",
    "发表",
    "時間",
    "时间",
    "日期",
    "公開",
    "掲載",
    "입력",
    "등록",
    "승인",
    "작성",
];

/// Words before a date that say that it is that of a change.
pub(super) const MODIFIED_LABELS: &[&str] = &[
    "updat",
    "modif",
    "edited",
    "revised",
    "revision",
    "reviewed",
    "last changed",
    "aktualis",
    "geändert",
    "änderung",
    "bearbeitet",
    "überarbeitet",
    "mis à jour",
    "mise à jour",
    "maj",
    "actualiz",
    "aggiorn",
    "atualiz",
    "bijgewerkt",
    "gewijzigd",
    "uppdater",
    "opdater",
    "oppdater",
    "päivitetty",
    "zaktualiz",
    "aktualiz",
    "frissít",
    "обновл",
    "измен",
    "güncel",
    "更新",
    "修改",
    "수정",
];

/// Words before a date that say that it is of something else.
pub(super) const OTHER_LABELS: &[&str] = &[
    "©",
    "copyright",
    "(c)",
    "event",
    "begin",
    "starts",
    "ends",
    "until",
    "bis",
    "deadline",
    "termin",
    "born",
    "geboren",
    "expires",
    "gültig",
    "valid",
    "registered",
    "registriert",
    "joined",
    "member since",
    "mitglied",
    "dabei seit",
    "accessed",
    "abgerufen",
    "retrieved",
    "archived",
    "since",
    "seit",
    "from",
    "ab",
];

/// Words beside a date that tell nothing of it.
pub(super) const FILLERS: &[&str] = &[
    "a",
    "alle",
    "am",
    "at",
    "by",
    "cest",
    "cet",
    "de",
    "dem",
    "den",
    "der",
    "di",
    "dne",
    "door",
    "du",
    "edt",
    "el",
    "em",
    "est",
    "et",
    "gmt",
    "h",
    "il",
    "kl",
    "klo",
    "las",
    "le",
    "m",
    "min",
    "of",
    "on",
    "ore",
    "p",
    "par",
    "pm",
    "por",
    "read",
    "saat",
    "the",
    "uhr",
    "um",
    "utc",
    "vom",
    "von",
    "à",
    "в",
    "г", // days of the week in other languages than English
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "sabato",
    "domenica",
];

/// Lines that are no part of an article, in lower case, without the marks around them.
pub(super) const ALONE: &[&str] = &[
    "ad",
    "advert",
    "advertisement",
    "advertisements",
    "anzeige",
    "article continues below",
    "article continues after advertisement",
    "categories",
    "click to tweet",
    "don't miss",
    "don’t miss",
    "loading",
    "more",
    "most read",
    "order reprints",
    "print article",
    "privacy overview",
    "publicidad",
    "publicidade",
    "publicité",
    "pubblicità",
    "recommended",
    "related",
    "related articles",
    "related stories",
    "share",
    "share this",
    "share this article",
    "story continues below",
    "story continues below advertisement",
    "subscribe",
    "tags",
    "this slideshow requires javascript",
    "werbung",
    "you may also like",
    "you might also like",
];

/// What begins lines that are no part of an article, in lower case.
pub(super) const LEADING: &[&str] = &[
    "also on",
    "also:",
    "also read",
    "also see",
    "click to subscribe",
    "diese website verwendet cookies",
    "filed under",
    "follow us on",
    "further reading",
    "get the latest",
    "image credit",
    "leggi anche",
    "lees ook",
    "leia mais",
    "leia também",
    "lea también",
    "lee también",
    "lesen sie auch",
    "lire aussi",
    "mehr zum thema",
    "more from",
    "more on",
    "most read in",
    "popular on",
    "read also",
    "read more",
    "read next",
    "recommended:",
    "related article",
    "related post",
    "related:",
    "see also",
    "see more:",
    "sign up for",
    "sign up to",
    "subscribe to",
    "this site uses cookies",
    "this website uses cookies",
    "we use cookies",
    "ver también",
    "voir aussi",
    "watch:",
    "what to read next",
    "©",
];

/// Where the last word of `text` ends that begins with one of `words`.
pub(super) fn last_of(text: &str, words: &[&str]) -> Option<usize> {
    let last = |word: &&str| {
        let begins =
            |at: usize| !parted_by_spaces(word) || !text[..at].ends_with(char::is_alphanumeric);
        let found = text.rmatch_indices(*word).find(|(at, _)| begins(*at));
        found.map(|(at, word)| at + word.len())
    };
    words.iter().filter_map(last).max()
}

/// Whether a word is one of `FILLERS`, or begins as a label of publication does.
pub(super) fn tells_nothing(word: &str) -> bool {
    FILLERS.contains(&word) || PUBLISHED_LABELS.iter().any(|label| word.starts_with(label))
}

/// Whether the script of a word puts spaces between words.
fn parted_by_spaces(word: &str) -> bool {
    word.starts_with(|c: char| c < '\u{2e80}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_begin_words() {
        assert_eq!(last_of("veröffentlicht am ", PUBLISHED_LABELS), Some("veröffentlicht".len()));
        assert_eq!(last_of("updated on ", PUBLISHED_LABELS), None);
        assert_eq!(last_of("记者发布时间", PUBLISHED_LABELS), Some("记者发布时间".len()));
        assert!(tells_nothing("published") && tells_nothing("uhr") && !tells_nothing("dam"));
    }
}
