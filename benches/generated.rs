//! An archive made from a fixed seed: sentences of news prose with invented names, dates and
//! quotations, and words drawn from 40,000 by Zipf's law.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Passages of each article.
const PASSAGES: usize = 10;
const VOCABULARY: usize = 40_000;
const PEOPLE: usize = 3_000;

/// A generator of fixed sequence (xorshift64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % below
    }

    /// Log-uniform: rank r comes up about 1/r as often as rank 1.
    fn zipf(&mut self, below: usize) -> usize {
        #[expect(clippy::cast_precision_loss, reason = "a share of a small number")]
        let share = self.roll(1 << 30) as f64 / f64::from(1 << 30);
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let rank = ((below as f64 + 1.0).ln() * share).exp();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in 1..=below")]
        let rank = rank as usize;
        rank.clamp(1, below) - 1
    }
}

fn word(rank: usize) -> String {
    const CONSONANTS: [&str; 16] =
        ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "st", "tr"];
    const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];
    let mut out = String::new();
    let mut rest = rank + 7;
    while rest > 0 {
        out.push_str(CONSONANTS[rest % 16]);
        rest /= 16;
        out.push_str(VOWELS[rest % 5]);
        rest /= 5;
    }
    out
}

fn name(i: usize) -> String {
    const FORENAMES: [&str; 12] = [
        "Anna", "David", "Maria", "John", "Susan", "Peter", "Laura", "James", "Helen", "Robert",
        "Nina", "Thomas",
    ];
    let surname = word(i * 37 + 5000);
    let mut letters = surname.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{} {first}{}", FORENAMES[i % 12], letters.as_str())
}

fn sentence(dice: &mut Dice, out: &mut String, length: usize) {
    const JOINTS: [&str; 12] =
        ["the", "of", "to", "and", "a", "in", "that", "for", "on", "with", "was", "by"];
    for i in 0..length {
        if i > 0 {
            out.push(' ');
        }
        if dice.roll(5) < 2 {
            out.push_str(JOINTS[dice.roll(12)]);
        } else {
            out.push_str(&word(dice.zipf(VOCABULARY)));
        }
    }
}

fn passage(dice: &mut Dice, cast: &[String]) -> String {
    const MONTHS: [&str; 6] = ["January", "March", "May", "July", "October", "December"];
    let mut out = String::with_capacity(600);
    let who = &cast[dice.roll(cast.len())];
    out.push_str("The ");
    sentence(dice, &mut out, 30);
    let _ = write!(out, " on {} {}. ", MONTHS[dice.roll(6)], dice.roll(27) + 1);
    match dice.roll(4) {
        0 => {
            out.push('“');
            sentence(dice, &mut out, 16);
            let _ = write!(out, ",” {who} said. ");
        }
        1 => {
            let _ = write!(out, "{who} said that the ");
            sentence(dice, &mut out, 18);
            out.push_str(". ");
        }
        2 => {
            out.push_str("The ");
            sentence(dice, &mut out, 15);
            let _ = write!(out, ", according to {who}. ");
        }
        _ => {}
    }
    out.push_str("A ");
    sentence(dice, &mut out, 45);
    let _ = write!(out, " in {}.", 2010 + dice.roll(15));
    out
}

/// Writes `articles` articles, a thousand a file.
pub(crate) fn generate(folder: &Path, articles: usize) {
    fs::create_dir_all(folder).expect("a folder");
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for file in 0..articles.div_ceil(1000) {
        let mut lines = String::new();
        for i in 0..(articles - file * 1000).min(1000) {
            let cast: Vec<String> = (0..4).map(|_| name(dice.zipf(PEOPLE))).collect();
            let body: Vec<String> = (0..PASSAGES).map(|_| passage(&mut dice, &cast)).collect();
            let mut headline = String::from("On ");
            sentence(&mut dice, &mut headline, 6);
            let article = serde_json::json!({
                "id": format!("{file}-{i}"),
                "headline": headline,
                "datePublished": format!("{}-{:02}-{:02}", 2015 + dice.roll(10), dice.roll(12) + 1, dice.roll(28) + 1),
                "publisher": format!("Outlet {}", dice.roll(20)),
                "articleBody": body.join("\n"),
            });
            lines.push_str(&article.to_string());
            lines.push('\n');
        }
        fs::write(folder.join(format!("part-{file:03}.jsonl")), lines).expect("a file");
    }
}
