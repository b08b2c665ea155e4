//! Words that make the names of bodies, events and things.

use super::lexicon::Senses;

/// Words with their senses, lower case.
pub(super) const TABLES: &[(&str, Senses)] = &[
    (
        "academy administration agency alliance army assembly association assn authority bank \
         battalion board brigade brigades brotherhood bureau cabinet campaign caucus center \
         centers centre chamber church club coalition college command commission committee \
         communications community company conference confederation congress consortium \
         corporation corps council court daily department directorate division \
         embassy enterprises exchange federation fc firm force forces foundation front fund \
         gazette government group groups guard guards guardian hall herald holdings hospital house \
         industries initiative institute institution insurance international journal knesset \
         laboratory laboratories league legislature library llp magazine media \
         ministry mosque nations motors movement museum network networks news newspaper observatory office \
         orchestra organisation organization pac pacs panel parliament partners partnership party \
         patrol pharmaceuticals police post presidency press project radio railway records \
         regiment republic reserve review school senate service services societies society \
         squad staff state states studio studios syndicate systems task taskforce team \
         technologies telegraph television theater theatre times tribunal tribune trust tv \
         union united university wing works airlines airways univ dept militia parliament \
         watch chemical pictures entertainment sports software petroleum steel labs \
         secretariat bundesbank bundestag conservancy chronicle globe register observer mail \
         mirror inquirer sentinel dispatch examiner weekly registry associates capital \
         consulting securities energy motor electric airline workers youth rovers wanderers rangers \
         lines guild cooperative co-operative grid markets shop air brothers courier rail logistics \
         telecom foods farms stores supermarkets brewery bakery shipyard ferries publishing \
         publishers express broadcasting inspectorate hawks power",
        Senses::BODY,
    ),
    ("inc corp co ltd llc plc gmbh ag sa spa nv bv oy ab llp lp kg pty", Senses::LEGAL_FORM),
    (
        "google facebook twitter microsoft amazon apple netflix uber tesla boeing airbus toyota \
         samsung huawei alibaba tencent reuters bloomberg politico breitbart buzzfeed wikileaks \
         cnn bbc msnbc cnbc nbc cbs abc npr pbs espn hbo afp ap upi tass interfax xinhua sana \
         hamas hezbollah hizbollah taliban isis isil daesh al-qaeda al-qaida al-shabab fatah pkk \
         ypg nato opec unesco unicef unhcr interpol europol fifa uefa nasa fbi cia nsa doj epa \
         irs fda cdc gop dnc rnc naacp aclu nra un eu imf wto who mi5 mi6 kgb fsb mossad congress \
         senate pentagon kremlin bundestag duma knesset likud parliament unicef greenpeace \
         citigroup barclays hsbc goldman walmart exxonmobil gazprom rosneft lufthansa ikea nike \
         adidas starbucks vox slate gallup politifact yahoo univision telemundo yougov ipsos realclearpolitics \
         huffpost walmart pfizer fedex paypal afl-cio teamsters harvard yale stanford linkedin instagram youtube snapchat \
         telegram whatsapp nasdaq mcdonald's moody's",
        Senses::KNOWN_BODY,
    ),
    (
        "act agreement amendment accord accords treaty pact deal convention constitution bill law \
         protocol declaration resolution doctrine plan award awards prize medal cup games olympics \
         championship championships open tournament bowl series season festival fair summit forum \
         war revolution uprising crisis conflict holocaust era age day night week month \
         weekend show tour album song movie film book bible koran quran internet \
         election elections referendum primary primaries caucuses debate poll index prix \
         scandal affair riots massacre hurricane typhoon storm \
         dream spring syndrome disease virus theory system clause theorem scale",
        Senses::THING,
    ),
];

/// Heads of bodies, places and things that are common surnames as well.
const SURNAMES_TOO: &[&str] = &[
    "hall", "church", "house", "post", "park", "hill", "hills", "street", "lane", "lake", "day",
    "law", "bay", "bridge", "castle", "falls", "forest", "tower", "bank", "camp", "fair", "song",
];

/// Whether a word in lower case begins names of bodies that end in a place: "Statistics Norway".
pub(super) fn is_front(lower: &str) -> bool {
    matches!(lower, "statistics" | "radio" | "transparency" | "amnesty" | "invest" | "visit")
}

/// Common nouns for things that have names of their own, as they stand in front of them: "the
/// ferry Roe".
const THINGS: &[&str] = &[
    "album",
    "boat",
    "brig",
    "cruiser",
    "destroyer",
    "dog",
    "ferry",
    "film",
    "freighter",
    "frigate",
    "horse",
    "lifeboat",
    "novel",
    "opera",
    "sailboat",
    "satellite",
    "schooner",
    "ship",
    "song",
    "steamer",
    "submarine",
    "tanker",
    "trawler",
    "tug",
    "vessel",
    "yacht",
];

/// Whether a word in lower case is a common noun for a thing with a name of its own: "ferry".
pub(super) fn is_thing(lower: &str) -> bool {
    THINGS.binary_search(&lower).is_ok()
}

/// Common nouns for bodies, as they stand beside names: "the charity Clear Water".
const NOUNS: &[&str] = &[
    "agency",
    "airline",
    "army",
    "association",
    "band",
    "bank",
    "body",
    "brand",
    "broadcaster",
    "carrier",
    "chain",
    "charity",
    "club",
    "company",
    "daily",
    "federation",
    "firm",
    "foundation",
    "group",
    "institute",
    "journal",
    "magazine",
    "maker",
    "manufacturer",
    "militia",
    "network",
    "newspaper",
    "ngo",
    "non-profit",
    "nonprofit",
    "orchestra",
    "organisation",
    "organization",
    "outlet",
    "paper",
    "party",
    "publisher",
    "retailer",
    "start-up",
    "startup",
    "subsidiary",
    "supermarket",
    "tabloid",
    "team",
    "think-tank",
    "union",
    "university",
    "utility",
    "website",
    "weekly",
];

/// Whether a word in lower case is a common noun for a body: "charity".
pub(super) fn is_noun(lower: &str) -> bool {
    NOUNS.binary_search(&lower).is_ok()
}

/// Whether a head word in lower case is a common surname as well: "Hill", "Post".
pub(super) fn is_surname_too(lower: &str) -> bool {
    SURNAMES_TOO.contains(&lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_are_sorted() {
        assert!(NOUNS.is_sorted());
        assert!(THINGS.is_sorted());
    }
}
