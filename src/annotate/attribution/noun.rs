//! Common nouns that head a source: roles, bodies, groups, documents.

/// What a noun stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noun {
    /// One person by what they are: minister, spokesman.
    Role,
    /// A body: ministry, company.
    Body,
    /// Several people: officials, residents.
    Group,
    /// Something written or shown: statement, poll.
    Document,
}

const ROLES: &[&str] = &[
    "minister",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "official",
    "officer",
    "aide",
    "adviser",
    "advisor",
    "president",
    "chancellor",
    "premier",
    "senator",
    "congressman",
    "congresswoman",
    "governor",
    "mayor",
    "ambassador",
    "envoy",
    "diplomat",
    "secretary",
    "chief",
    "director",
    "chairman",
    "chairwoman",
    "chair",
    "chairperson",
    "leader",
    "candidate",
    "nominee",
    "lawmaker",
    "lawyer",
    "attorney",
    "prosecutor",
    "judge",
    "justice",
    "general",
    "commander",
    "colonel",
    "captain",
    "professor",
    "analyst",
    "expert",
    "economist",
    "scientist",
    "researcher",
    "author",
    "journalist",
    "reporter",
    "editor",
    "columnist",
    "host",
    "anchor",
    "strategist",
    "consultant",
    "manager",
    "executive",
    "ceo",
    "founder",
    "owner",
    "coach",
    "player",
    "teacher",
    "doctor",
    "nurse",
    "farmer",
    "witness",
    "source",
    "resident",
    "voter",
    "supporter",
    "man",
    "woman",
    "father",
    "mother",
    "son",
    "daughter",
    "wife",
    "husband",
    "brother",
    "sister",
    "activist",
    "organizer",
    "pastor",
    "priest",
    "bishop",
    "pope",
    "king",
    "queen",
    "prince",
    "sheriff",
    "detective",
    "inspector",
    "coordinator",
    "delegate",
    "representative",
    "speaker",
    "vice-president",
    "counterpart",
    "pollster",
    "businessman",
    "billionaire",
    "democrat",
    "republican",
    "politician",
    "head",
    "deputy",
    "student",
    "veteran",
    "writer",
    "historian",
    "clerk",
    "trainer",
    "vicar",
    "coroner",
    "principal",
    "magistrate",
    "councillor",
    "commandant",
    "excellency",
    "skipper",
    "referee",
    "superintendent",
    "constable",
    "solicitor",
    "barrister",
    "engineer",
    "architect",
    "surgeon",
    "imam",
    "rector",
    "treasurer",
    "registrar",
    "cs",
    "mca",
    "mp",
    "uncle",
    "aunt",
    "cousin",
    "nephew",
    "niece",
    "widow",
    "widower",
    "friend",
    "colleague",
    "neighbour",
    "neighbor",
    "winner",
    "patient",
    "passenger",
    "visitor",
];

/// Relatives, of whom a possessive tells whose they are.
const RELATIVES: &[&str] = &[
    "wife",
    "husband",
    "widow",
    "widower",
    "father",
    "mother",
    "son",
    "daughter",
    "brother",
    "sister",
    "uncle",
    "aunt",
    "cousin",
    "nephew",
    "niece",
    "grandfather",
    "grandmother",
    "grandson",
    "granddaughter",
    "agent",
    "lawyer",
];

const BODIES: &[&str] = &[
    "ministry",
    "government",
    "administration",
    "department",
    "agency",
    "office",
    "bureau",
    "commission",
    "committee",
    "council",
    "court",
    "parliament",
    "congress",
    "senate",
    "house",
    "army",
    "military",
    "navy",
    "police",
    "force",
    "party",
    "campaign",
    "company",
    "firm",
    "corporation",
    "bank",
    "group",
    "organization",
    "organisation",
    "association",
    "union",
    "foundation",
    "institute",
    "university",
    "hospital",
    "church",
    "team",
    "club",
    "board",
    "embassy",
    "network",
    "newspaper",
    "magazine",
    "outlet",
    "site",
    "website",
    "newswire",
    "militia",
    "coalition",
    "alliance",
    "federation",
    "center",
    "centre",
    "authority",
    "service",
    "cabinet",
    "presidency",
    "delegation",
    "charity",
    "airline",
    "regulator",
    "watchdog",
    "fund",
    "pentagon",
    "kremlin",
    "command",
    "exchange",
    "operator",
    "manufacturer",
    "contractor",
    "carrier",
    "utility",
    "league",
    "inspectorate",
];

/// Bodies that any organisation may be called by.
const ANY_BODY: &[&str] =
    &["company", "firm", "group", "organization", "organisation", "agency", "newspaper", "outlet"];

const GROUPS: &[&str] = &[
    "people",
    "police",
    "media",
    "press",
    "public",
    "opposition",
    "crowd",
    "majority",
    "staff",
    "personnel",
    "family",
    "both",
    "many",
    "some",
    "others",
    "most",
    "few",
    "all",
    "men",
    "women",
    "critics",
    "authorities",
    "percent",
];

const DOCUMENTS: &[&str] = &[
    "statement",
    "report",
    "reports",
    "poll",
    "polls",
    "survey",
    "study",
    "studies",
    "inquiry",
    "investigation",
    "audit",
    "analysis",
    "letter",
    "email",
    "emails",
    "tweet",
    "tweets",
    "post",
    "article",
    "column",
    "editorial",
    "op-ed",
    "memo",
    "document",
    "documents",
    "filing",
    "lawsuit",
    "complaint",
    "interview",
    "speech",
    "remarks",
    "transcript",
    "release",
    "data",
    "figures",
    "records",
    "analysis",
    "estimate",
    "estimates",
    "account",
    "testimony",
    "book",
    "story",
    "ad",
    "video",
    "website",
    "page",
    "announcement",
    "communique",
    "readout",
    "investigation",
    "findings",
    "research",
    "census",
    "tally",
    "count",
    "results",
    "message",
    "note",
    "comments",
    "words",
    "sources",
];

/// What a noun in lower case stands for, when it is known.
pub(super) fn kind(word: &str) -> Option<Noun> {
    if DOCUMENTS.contains(&word) {
        Some(Noun::Document)
    } else if GROUPS.contains(&word) {
        Some(Noun::Group)
    } else if BODIES.contains(&word) {
        Some(Noun::Body)
    } else if ROLES.contains(&word) {
        Some(Noun::Role)
    } else {
        None
    }
}

/// Words that end the names of bodies of one kind, by the noun for the kind; apart from the noun
/// itself.
const ENDINGS: &[(&str, &[&str])] = &[
    ("airline", &["air", "airlines", "airways", "jet"]),
    ("carrier", &["air", "airlines", "airways", "jet"]),
    ("bank", &["bancorp", "banque"]),
    (
        "club",
        &[
            "athletic",
            "bulls",
            "city",
            "fc",
            "hawks",
            "lions",
            "rangers",
            "rovers",
            "tigers",
            "united",
            "wanderers",
        ],
    ),
    ("company", COMPANIES),
    ("contractor", COMPANIES),
    ("firm", COMPANIES),
    ("manufacturer", COMPANIES),
    ("team", &["bulls", "city", "fc", "hawks", "lions", "rangers", "rovers", "tigers", "united"]),
    ("union", &["association", "brotherhood", "confederation", "federation", "guild", "workers"]),
    ("utility", &["electric", "energy", "grid", "power", "water"]),
];

/// Words that end the names of companies.
const COMPANIES: &[&str] = &[
    "air",
    "airlines",
    "airways",
    "brothers",
    "co",
    "corp",
    "corporation",
    "electric",
    "energy",
    "enterprises",
    "foods",
    "grid",
    "group",
    "holdings",
    "inc",
    "industries",
    "lines",
    "llc",
    "logistics",
    "ltd",
    "markets",
    "motors",
    "partners",
    "plc",
    "power",
    "securities",
    "shop",
    "stores",
    "systems",
    "technologies",
    "telecom",
];

/// Words that end the names of bodies of a kind, in lower case: "air" for "airline".
pub(super) fn endings(kind: &str) -> &'static [&'static str] {
    ENDINGS.iter().find(|(noun, _)| *noun == kind).map_or(&[], |(_, endings)| endings)
}

/// Whether a noun may stand for a body of any kind.
pub(super) fn is_any_body(word: &str) -> bool {
    ANY_BODY.contains(&word)
}

/// Whether a noun is a role that speaks for somebody else.
pub(super) fn is_spokesperson(word: &str) -> bool {
    matches!(word, "spokesman" | "spokeswoman" | "spokesperson")
}

/// Whether a noun stands for a meeting that a record is kept of: "hearing".
pub(super) fn is_meeting(word: &str) -> bool {
    matches!(
        word,
        "hearing"
            | "session"
            | "sitting"
            | "meeting"
            | "debate"
            | "trial"
            | "court"
            | "committee"
            | "council"
            | "house"
            | "assembly"
            | "interview"
            | "conference"
            | "talks"
    )
}

/// Whether a noun is a relative, or stands to one person as relatives do: "her lawyer".
pub(super) fn is_relative(word: &str) -> bool {
    RELATIVES.contains(&word)
}

/// Whether a noun is a style behind a possessive: "His Excellency".
pub(super) fn is_style(word: &str) -> bool {
    matches!(word, "excellency" | "highness" | "majesty" | "holiness" | "eminence")
}

/// Whether a noun looks like a plural.
pub(super) fn is_plural(word: &str) -> bool {
    if word.ends_with("men") && word.len() > 5 {
        return true;
    }
    word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us")
}
