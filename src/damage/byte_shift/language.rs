//! How probable a character is after another one: the embedded table of pairs, the character model, and what the
//! document itself says where it is not damaged. Characters are compared in their simplified form.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::char_class::{is_han, simplified};
use crate::damage::bigrams;
use crate::damage::byte_shift::flat;
use crate::damage::character_model::log10_probability;
use crate::span::Span;

/// Shares of the three witnesses.
const OF_DOCUMENT: f64 = 0.45;
const OF_PAIRS: f64 = 0.35;
const OF_CHARACTERS: f64 = 0.2;

/// Followers that a character is taken to have had before the document was read: keeps one sighting from being a law.
const PRIOR: f64 = 2.0;

/// log10 cost of a simplified character that the document never writes: the accident begins by making all traditional.
const WRONG_SCRIPT: f64 = -1.5;

/// log10 cost of a character that is no Han and that the document never writes.
const NEW_MARK: f64 = -2.0;

/// Probabilities for one document.
pub struct Language {
    simplified_only: &'static HashSet<char>,
    followers: HashMap<(char, char), u32>,
    firsts: HashMap<char, u32>,
    written: HashSet<char>,
}

impl Language {
    /// Learns from `text`, its notes left out.
    pub fn of(text: &str, notes: &[Span]) -> Self {
        let mut language = Self {
            simplified_only: simplified_only(),
            followers: HashMap::new(),
            firsts: HashMap::new(),
            written: HashSet::new(),
        };
        let mut done = 0;
        let mut last = None;
        for note in notes {
            last = language.learn_after(last, text[done..note.start as usize].chars());
            done = note.end as usize;
        }
        language.learn_after(last, text[done..].chars());
        language
    }

    /// Learns from a stretch of text.
    pub fn learn(&mut self, text: impl Iterator<Item = char>) {
        self.learn_after(None, text);
    }

    fn learn_after(&mut self, mut last: Option<char>, text: impl Iterator<Item = char>) -> Option<char> {
        for c in text {
            self.written.insert(c);
            let c = simplified(c);
            if let Some(last) = last {
                *self.followers.entry((last, c)).or_default() += 1;
                *self.firsts.entry(last).or_default() += 1;
            }
            last = Some(c);
        }
        last
    }

    /// log10 of the probability of `c` after `last`.
    pub fn log10(&self, last: char, c: char) -> f64 {
        let pair = (simplified(last), simplified(c));
        let seen = f64::from(self.followers.get(&pair).copied().unwrap_or(0));
        let all = f64::from(self.firsts.get(&pair.0).copied().unwrap_or(0));
        let of_pairs = bigrams::probability(pair.0, pair.1);
        let of_characters = 10_f64.powf(f64::from(log10_probability(c)));
        let p = OF_DOCUMENT * seen / (all + PRIOR) + OF_PAIRS * of_pairs + OF_CHARACTERS * of_characters;
        let cost = match c {
            _ if self.written.contains(&c) || !flat(c).is_ascii_alphanumeric() && self.written.contains(&flat(c)) => {
                0.0
            }
            _ if !is_han(c) => NEW_MARK,
            _ if self.simplified_only.contains(&c) => WRONG_SCRIPT,
            _ => 0.0,
        };
        p.log10() + cost
    }
}

/// Characters that stand for a traditional one and are none themselves.
fn simplified_only() -> &'static HashSet<char> {
    static ALL: OnceLock<HashSet<char>> = OnceLock::new();
    ALL.get_or_init(|| {
        let han = (0x4E00..=0x9FFF_u32).filter_map(char::from_u32);
        han.map(|c| (c, simplified(c))).filter(|(c, folded)| c != folded).map(|(_, folded)| folded).collect()
    })
}
