//! Words that stand in the labels of scripts and records, beside names and offices.

/// Words that call somebody to speak without a name.
const ROLES: &[&str] = &[
    "actor",
    "announcer",
    "bailiff",
    "boy",
    "caller",
    "chairlady",
    "chairperson",
    "chairwoman",
    "child",
    "clerk",
    "clip",
    "compere",
    "counsel",
    "court",
    "dispatcher",
    "examiner",
    "female",
    "foreman",
    "foreperson",
    "girl",
    "guest",
    "interpreter",
    "interviewee",
    "interviewer",
    "listener",
    "male",
    "man",
    "moderator",
    "narrator",
    "newscaster",
    "newsreader",
    "operator",
    "participant",
    "passenger",
    "presenter",
    "presiding",
    "prosecution",
    "protester",
    "questioner",
    "registrar",
    "translator",
    "unidentified",
    "unknown",
    "usher",
    "viewer",
    "voice",
    "voice-over",
    "voiceover",
    "woman",
];

/// Words that call several to speak.
const GROUPS: &[&str] = &[
    "all",
    "audience",
    "callers",
    "children",
    "chorus",
    "councillors",
    "crowd",
    "delegates",
    "everyone",
    "fans",
    "guests",
    "jurors",
    "jury",
    "listeners",
    "members",
    "panel",
    "protesters",
    "reporters",
    "senators",
    "several",
    "students",
    "together",
    "voices",
];

/// What begins a note or caption, which nobody says.
const NOTES: &[&str] = &[
    "advertisement",
    "audio",
    "background",
    "caption",
    "contact",
    "correction",
    "corrections",
    "credit",
    "date",
    "image",
    "location",
    "note",
    "notes",
    "photo",
    "photograph",
    "picture",
    "pictured",
    "place",
    "present",
    "related",
    "source",
    "sources",
    "summary",
    "time",
    "update",
    "video",
];

/// What begins an item of a list or form, or of an enumeration within a speech.
const ITEMS: &[&str] = &[
    "address",
    "admission",
    "also",
    "answer",
    "attendance",
    "author",
    "by",
    "capacity",
    "cast",
    "category",
    "click",
    "cost",
    "details",
    "difficulty",
    "directions",
    "director",
    "email",
    "example",
    "fax",
    "fee",
    "file",
    "final",
    "first",
    "follow",
    "format",
    "genre",
    "goals",
    "high",
    "hours",
    "how",
    "info",
    "information",
    "ingredients",
    "issue",
    "language",
    "length",
    "low",
    "media",
    "method",
    "name",
    "opening",
    "panelists",
    "phone",
    "population",
    "preparation",
    "price",
    "prices",
    "problem",
    "producer",
    "publisher",
    "rating",
    "reason",
    "referee",
    "remember",
    "result",
    "rules",
    "running",
    "runtime",
    "score",
    "second",
    "see",
    "serves",
    "solution",
    "starring",
    "status",
    "step",
    "subject",
    "telephone",
    "third",
    "tickets",
    "times",
    "tip",
    "title",
    "topic",
    "translation",
    "type",
    "venue",
    "verdict",
    "warning",
    "watch",
    "weather",
    "website",
    "what",
    "when",
    "where",
    "who",
    "why",
    "witnesses",
    "writer",
    "written",
    "year",
];

/// Times of day that head the entries of a programme or log.
const HOURS: &[&str] = &[
    "noon",
    "midday",
    "midnight",
    "morning",
    "afternoon",
    "evening",
    "night",
    "today",
    "tomorrow",
    "tonight",
    "yesterday",
    "dawn",
    "dusk",
];

/// What a bracket in a label begins with when it tells how somebody speaks.
const MANNERS: &[&str] = &[
    "by",
    "in",
    "inaudible",
    "interpreted",
    "interrupting",
    "laughing",
    "off",
    "on",
    "singing",
    "speaking",
    "through",
    "to",
    "translated",
    "via",
    "video",
    "voice",
    "voice-over",
    "voiceover",
    "vo",
    "v.o.",
];

/// Forms of address of India that stand in its records.
const HONORIFICS: &[&str] = &["shri", "sri", "shrimati", "smt", "smt.", "kumari", "km"];

/// Whether a word in lower case calls somebody to speak without a name.
pub(super) fn is_role(lower: &str) -> bool {
    ROLES.contains(&lower)
}

/// Whether a word in lower case calls several to speak.
pub(super) fn is_group(lower: &str) -> bool {
    GROUPS.contains(&lower)
}

/// Whether a word in lower case begins a note or caption.
pub(super) fn is_note(lower: &str) -> bool {
    NOTES.contains(&lower)
}

/// Whether a word in lower case begins an item of a list, form, programme or enumeration.
pub(super) fn is_item(lower: &str) -> bool {
    ITEMS.contains(&lower) || HOURS.contains(&lower)
}

/// Whether a word in lower case begins a note of manner: "voice-over", "to camera".
pub(super) fn is_manner(lower: &str) -> bool {
    MANNERS.contains(&lower)
}

/// Whether a word in lower case is a form of address that only records use.
pub(super) fn is_honorific(lower: &str) -> bool {
    HONORIFICS.contains(&lower)
}
