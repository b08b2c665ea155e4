//! Countries, states, large cities, and the words that make place names.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::lexicon::Senses;

/// Words with their senses, lower case.
pub(super) const TABLES: &[(&str, Senses)] = &[
    (
        "afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan \
         bahamas bahrain bangladesh barbados belarus belgium belize benin bhutan bolivia bosnia \
         botswana brazil britain brunei bulgaria burkina burma burundi cambodia cameroon canada \
         chad chile china colombia comoros congo croatia cuba cyprus czechia denmark djibouti \
         dominica ecuador egypt england eritrea estonia eswatini ethiopia fiji finland france \
         gabon gambia georgia germany ghana greece greenland grenada guatemala guinea guyana haiti \
         holland honduras hungary iceland india indonesia iran iraq ireland israel italy jamaica \
         japan jordan kazakhstan kenya kiribati kosovo kuwait kyrgyzstan laos latvia lebanon \
         lesotho liberia libya liechtenstein lithuania luxembourg macedonia madagascar malawi \
         malaysia maldives mali malta mauritania mauritius mexico micronesia moldova monaco \
         mongolia montenegro morocco mozambique myanmar namibia nepal netherlands nicaragua niger \
         nigeria norway oman pakistan palau palestine panama paraguay peru philippines poland \
         portugal qatar romania russia rwanda samoa scotland senegal serbia seychelles singapore \
         slovakia slovenia somalia spain sudan suriname sweden switzerland syria taiwan tajikistan \
         tanzania thailand tibet togo tonga tunisia turkey türkiye turkmenistan tuvalu uganda \
         ukraine uruguay uzbekistan vanuatu vatican venezuela vietnam wales yemen zambia zimbabwe \
         u.s u.s.a usa uk u.k uae us u.a.e drc dc mideast",
        Senses::PLACE,
    ),
    (
        "africa america americas antarctica asia europe oceania eurasia scandinavia balkans \
         caucasus crimea donbas donetsk luhansk chechnya kurdistan kashmir gaza sinai sahel siberia \
         catalonia bavaria normandy brittany sicily sardinia corsica flanders wallonia transnistria \
         xinjiang punjab bengal sindh balochistan anatolia mesopotamia patagonia amazonia \
         midwest atlantic pacific arctic mediterranean baltic aegean adriatic \
         alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii \
         idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts \
         michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon \
         pennsylvania tennessee texas utah vermont virginia wisconsin wyoming \
         ariz calif colo conn fla mich minn okla pa tenn wis n.h n.j n.m n.y n.c n.d s.c s.d w.va r.i d.c \
         ontario quebec alberta manitoba saskatchewan queensland tasmania",
        Senses::PLACE,
    ),
    (
        "abuja accra adelaide aleppo alexandria algiers amman amsterdam ankara antalya athens \
         atlanta auckland austin baghdad baku baltimore bamako bangalore bangkok barcelona basra \
         beijing beirut belfast belgrade benghazi bergen berlin bern birmingham bogota bogotá \
         bologna bonn boston brasilia bratislava brisbane bristol brooklyn brussels bucharest \
         budapest cairo calgary canberra caracas cardiff casablanca charleston charlotte \
         chicago cincinnati cleveland cologne columbus copenhagen dakar dallas damascus delhi \
         denver detroit dhaka diyarbakir doha donetsk dresden dubai dublin durban dusseldorf \
         edinburgh erbil florence frankfurt gaziantep geneva genoa glasgow gothenburg guangzhou \
         hague hamburg hanoi harare harlem havana hebron helsinki hiroshima hollywood homs hama \
         honolulu houston idlib indianapolis islamabad istanbul izmir jakarta jeddah jerusalem \
         johannesburg kabul kampala kandahar karachi kathmandu kharkiv kherson khartoum kiev \
         kigali kinshasa kolkata krakow kyiv kyoto lagos lahore lausanne leeds leipzig lille \
         lima lisbon liverpool ljubljana london louisville luanda lusaka lviv lyon madrid manama \
         manchester manhattan manila mariupol marseille mecca medina melbourne memphis miami \
         milan milwaukee minneapolis minsk mogadishu mombasa monterrey montreal moscow mosul \
         mumbai munich muscat nagasaki nairobi naples nashville nicosia oakland odesa odessa \
         omaha orlando osaka oslo ottawa oxford palermo palmyra paris perth philadelphia phoenix \
         pittsburgh porto prague pretoria pyongyang queens quito rabat ramallah raqqa reykjavik \
         riga rio riyadh rome rotterdam sacramento salzburg sanaa sarajevo seattle seoul \
         seville shanghai shenzhen skopje sofia soweto stockholm strasbourg stuttgart sydney \
         taipei tallinn tampa tashkent tbilisi tehran tijuana tirana tokyo toronto toulouse \
         tripoli tunis turin ulaanbaatar utrecht vancouver venice versailles vienna vilnius \
         warsaw washington wellington wuhan xian yerevan yokohama zagreb zurich",
        Senses::PLACE,
    ),
    (
        "river lake mountain mountains valley street avenue road boulevard lane square park bridge \
         island islands bay beach coast desert peninsula province county district city town village \
         airport harbor harbour port strait gulf sea ocean canal creek hill hills heights plaza \
         tower towers palace castle cathedral stadium arena hotel monument memorial cemetery \
         prison jail canyon falls forest crossing highway freeway parkway drive station \
         gate junction settlement camp base point cape quay quays wharf pier reef terminal headland kingdom emirates territory territories market flats estate lido",
        Senses::PLACE_HEAD,
    ),
    (
        "north south east west middle northeast northwest southeast southwest northeastern \
         northwestern southeastern southwestern midwestern northern southern eastern western central upper lower new san santa \
         santo são los las saint st fort ft port mount mt lake cape el rio puerto villa",
        Senses::PLACE_FRONT,
    ),
];

/// Place names of several words, lower case, without "the".
const PHRASES: &str = "united states|united states of america|united kingdom|\
    united arab emirates|new york|new york city|new jersey|new mexico|new hampshire|new orleans|\
    new delhi|new zealand|new england|north korea|south korea|north carolina|south carolina|\
    north dakota|south dakota|west virginia|rhode island|washington d.c|south africa|\
    south sudan|saudi arabia|hong kong|los angeles|las vegas|san francisco|san diego|san antonio|\
    san jose|salt lake city|kansas city|oklahoma city|mexico city|st louis|st petersburg|\
    sri lanka|costa rica|el salvador|puerto rico|ivory coast|sierra leone|burkina faso|\
    papua new guinea|dominican republic|czech republic|bosnia and herzegovina|\
    trinidad and tobago|antigua and barbuda|east timor|northern ireland|great britain|\
    middle east|far east|southeast asia|central asia|mid east|latin america|north america|south america|\
    central america|west bank|gaza strip|golan heights|western europe|eastern europe|\
    black sea|red sea|dead sea|caspian sea|south china sea|persian gulf|silicon valley|\
    capitol hill|wall street|downing street|white plains|rio de janeiro|sao paulo|são paulo|\
    buenos aires|tel aviv|kuala lumpur|ho chi minh city|phnom penh|addis ababa|cape town|\
    abu dhabi|british columbia|nova scotia|new south wales|long island|staten island|bay area|\
    district of columbia|northern cyprus|vatican city|panama city|guantanamo bay|palm beach|\
    mar-a-lago|des moines|baton rouge|santa monica|santa fe|fort worth|el paso|st paul";

static PHRASE_SET: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| PHRASES.split('|').collect());

/// Whether `words`, in lower case with single spaces and no points at word ends, name a place.
pub(super) fn is_place_phrase(words: &str) -> bool {
    PHRASE_SET.contains(words)
}

/// Whether a word in lower case ends as towns do: "Northport", "Islamabad".
pub(super) fn ends_as_town(lower: &str) -> bool {
    const ENDINGS: &[&str] =
        &["port", "haven", "ville", "shire", "burgh", "town", "mouth", "abad", "stan", "grad"];
    ENDINGS.iter().any(|ending| lower.len() > ending.len() + 2 && lower.ends_with(ending))
}

/// Whether a word in lower case tells which part of a district is meant: "Rome East".
pub(super) fn is_quarter(lower: &str) -> bool {
    matches!(lower, "north" | "south" | "east" | "west" | "central")
}

/// Short forms of US states that are other words without their full stop.
const STATE_ABBREVIATIONS: &[&str] = &[
    "ala", "ark", "del", "ill", "ind", "kan", "ky", "la", "mass", "md", "miss", "mo", "mont",
    "neb", "nev", "ore", "pa", "tex", "va", "vt", "wash", "wyo",
];

/// Whether a word in lower case is a state when a full stop follows: "Va."
pub(super) fn is_state_abbreviation(lower: &str) -> bool {
    STATE_ABBREVIATIONS.contains(&lower)
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::senses;
    use super::*;

    #[test]
    fn places_are_known_by_one_word_or_several() {
        assert!(senses("ankara").has(Senses::PLACE));
        assert!(is_place_phrase("new york"));
        assert!(is_place_phrase("rio de janeiro"));
        assert!(!is_place_phrase("york"));
    }
}
