//! How probable a character is after two others in a text that went through the accident: the embedded tables of pairs
//! and triples, the character model, and what the document itself says where it is not damaged. Characters are compared
//! in their simplified form, digits and letters as one kind each, marks in their full-width form.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::OnceLock;

use crate::char_class::{Class, class, is_han, simplified};
use crate::damage::bigrams;
use crate::damage::byte_shift::pairs::Pairs;
use crate::damage::byte_shift::{Text, flat, note};
use crate::damage::character_model::log10_probability;
use crate::damage::trigrams::{self, KeyHasher};
use crate::span::Span;

/// Shares of a listed pair and of the single character.
const OF_PAIRS: f64 = 0.64;
const OF_CHARACTERS: f64 = 0.36;

/// Share of one sighting that is kept for what was not seen there (absolute discounting).
const DISCOUNT: f64 = 0.8;

/// Share of a simplified character, where a traditional one is written the same there, before the document was read:
/// the accident begins by making all traditional.
const WRONG_SCRIPT: f64 = 0.03;

/// Sightings of a form of a character that the document is taken to have had.
const PRIOR_OF_FORMS: f64 = 1.0;

/// Factor for a character that is no Han and that the document never writes.
const NEW_MARK: f64 = 0.01;

/// Nothing is less probable.
const LEAST: f64 = 1e-9;

/// Triples, and pairs, that are learnt from a document at most: about 6 MB each.
const MOST_LEARNT: usize = 200_000;

/// A text that is longer than this, in characters, is learnt from as far as that.
const MOST_CHARACTERS: usize = 2_000_000;

/// How often something was seen, how often a character came after it, and how many different ones.
#[derive(Clone, Copy, Default)]
struct Seen {
    count: u32,
    followed: u32,
    followers: u32,
}

type Counts = HashMap<u64, Seen, BuildHasherDefault<KeyHasher>>;

/// What is compared of a character: see [`symbol`].
pub type Symbol = u16;

/// Probabilities for one document.
pub struct Language {
    triples: Counts,
    pairs: Counts,
    /// Sightings of a symbol, and of a character as it is written.
    symbols: Vec<Seen>,
    written: Vec<u32>,
    learnt: usize,
}

/// The two symbols before a place, the nearer one last.
pub type Before = [Symbol; 2];

/// What of a character the models know.
pub fn symbol(c: char) -> Symbol {
    match c {
        '0'..='9' | '０'..='９' => '#' as Symbol,
        'a'..='z' | 'A'..='Z' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ' => 'a' as Symbol,
        '!' | '%' | '(' | ')' | ',' | ':' | ';' | '?' => c as Symbol + 0xFEE0,
        _ => simplified(c) as u32 as Symbol,
    }
}

fn key(symbols: [Symbol; 3]) -> u64 {
    symbols.iter().fold(0, |key, symbol| key << 16 | u64::from(*symbol))
}

impl Language {
    /// Learns from `text`, its notes left out.
    pub fn of(text: &str, notes: &[Span]) -> Self {
        let mut language = Self {
            triples: Counts::default(),
            pairs: Counts::default(),
            symbols: vec![Seen::default(); 0x1_0000],
            written: vec![0; 0x1_0000],
            learnt: 0,
        };
        let mut done = 0;
        let mut before = [0; 2];
        for note in notes {
            before = language.learn_after(before, text[done..note.start as usize].chars());
            done = note.end as usize;
        }
        language.learn_after(before, text[done..].chars());
        language
    }

    /// Learns from a stretch of text.
    pub fn learn(&mut self, text: impl Iterator<Item = char>) {
        self.learn_after([0; 2], text);
    }

    fn learn_after(&mut self, mut before: Before, text: impl Iterator<Item = char>) -> Before {
        for c in text.take(MOST_CHARACTERS.saturating_sub(self.learnt)) {
            self.learnt += 1;
            let [far, near] = before;
            let symbol = symbol(c);
            let is_new = sighted(&mut self.triples, key([far, near, symbol]));
            if let Some(pair) = self.pairs.get_mut(&key([0, far, near])) {
                pair.followed += 1;
                pair.followers += u32::from(is_new);
            }
            let is_new = sighted(&mut self.pairs, key([0, near, symbol]));
            if let Some(single) = self.symbols.get_mut(near as usize) {
                single.followed += 1;
                single.followers += u32::from(is_new);
            }
            if let Some(single) = self.symbols.get_mut(symbol as usize) {
                single.count += 1;
            }
            if let Some(count) = self.written.get_mut(c as usize) {
                *count += 1;
            }
            before = [near, symbol];
        }
        before
    }

    /// How often the document writes `c`, notes left out.
    pub fn written(&self, c: char) -> u32 {
        self.written.get(c as usize).copied().unwrap_or(0)
    }

    /// log10 of the probability of `c` after `before`.
    pub fn log10(&self, before: Before, c: char) -> f64 {
        self.after(before).log10(self, c)
    }

    /// What may follow `before`.
    pub fn after(&self, before: Before) -> After {
        let [far, near] = before;
        let single = self.symbols.get(near as usize).copied().unwrap_or_default();
        let pair = if single.followed > 0 { self.pairs.get(&key([0, far, near])).copied() } else { None };
        After { before, single, pair: pair.unwrap_or_default(), rest: trigrams::rest(before) }
    }

    /// Share of `c` among the forms of its symbol: of 于 and 於 a document mostly writes one.
    fn of_form(&self, c: char) -> f64 {
        let count = |counts: &[u32], index: usize| f64::from(counts.get(index).copied().unwrap_or(0));
        let written = count(&self.written, c as usize);
        if !is_han(c) {
            let in_flat_form = !flat(c).is_ascii_alphanumeric() && count(&self.written, flat(c) as usize) > 0.0;
            return if written > 0.0 || in_flat_form { 1.0 } else { NEW_MARK };
        }
        let prior = if Alone::get().is_simplified_only(c) { WRONG_SCRIPT } else { 1.0 };
        let all = self.symbols.get(symbol(c) as usize).map_or(0.0, |seen| f64::from(seen.count));
        (written + PRIOR_OF_FORMS * prior) / (all + PRIOR_OF_FORMS)
    }
}

/// What may follow two symbols.
pub struct After {
    /// The two symbols.
    pub before: Before,
    single: Seen,
    pair: Seen,
    /// Share of what the table of triples does not list; None if it lists nothing.
    rest: Option<f64>,
}

impl After {
    /// log10 of the probability of `c`.
    pub fn log10(&self, language: &Language, c: char) -> f64 {
        log10(self.of_symbol(language, c) * language.of_form(c))
    }

    fn of_symbol(&self, language: &Language, c: char) -> f64 {
        let ([far, near], symbol) = (self.before, symbol(c));
        let count = |counts: &Counts, of: [Symbol; 3]| counts.get(&key(of)).map_or(0, |seen| seen.count);
        let mut p = self.general(symbol, c);
        if self.single.followed > 0 {
            let of_pair = count(&language.pairs, [0, near, symbol]);
            p = self.single.discounted(of_pair, p);
            if self.pair.followed > 0 {
                let of_triple = if of_pair > 0 { count(&language.triples, [far, near, symbol]) } else { 0 };
                p = self.pair.discounted(of_triple, p);
            }
        }
        p.max(LEAST)
    }

    /// Probability by the tables.
    fn general(&self, symbol: Symbol, c: char) -> f64 {
        let listed = self.rest.and_then(|_| trigrams::probability(self.before, symbol));
        if let Some(p) = listed {
            return p;
        }
        let as_char = |symbol: Symbol| char::from_u32(u32::from(symbol)).unwrap_or(char::REPLACEMENT_CHARACTER);
        let near = self.before[1];
        let of_pair = trigrams::of_pair(near, symbol);
        let of_pair = of_pair.unwrap_or_else(|| bigrams::probability(as_char(near), as_char(symbol)));
        self.rest.unwrap_or(1.0) * (OF_PAIRS * of_pair + OF_CHARACTERS * Alone::get().of(c))
    }
}

impl Seen {
    /// Probability of what came after this `count` times, where `otherwise` is its probability in other texts.
    fn discounted(self, count: u32, otherwise: f64) -> f64 {
        let kept = (f64::from(count) - DISCOUNT).max(0.0);
        (kept + DISCOUNT * f64::from(self.followers) * otherwise) / f64::from(self.followed)
    }
}

/// Counts one more, and says whether it is the first.
fn sighted(counts: &mut Counts, key: u64) -> bool {
    if counts.len() < MOST_LEARNT {
        let seen = counts.entry(key).or_default();
        seen.count += 1;
        return seen.count == 1;
    }
    if let Some(seen) = counts.get_mut(&key) {
        seen.count += 1;
    }
    false
}

/// Bits of the mantissa that [`log10`] looks at.
const MANTISSA_BITS: u32 = 11;

/// log10 to four digits, by table: it is asked for at every step of the lattice.
fn log10(p: f64) -> f64 {
    static MANTISSAS: OnceLock<Vec<f32>> = OnceLock::new();
    let mantissas = MANTISSAS.get_or_init(|| {
        let count = 1_u32 << MANTISSA_BITS;
        (0..count).map(|index| (1.0 + (index as f32 + 0.5) / count as f32).log10()).collect()
    });
    let bits = p.to_bits();
    let exponent = (bits >> 52 & 0x7FF) as i32 - 1023;
    let mantissa = (bits >> (52 - MANTISSA_BITS)) as usize & ((1 << MANTISSA_BITS) - 1);
    f64::from(exponent) * std::f64::consts::LOG10_2 + f64::from(mantissas.get(mantissa).copied().unwrap_or(0.0))
}

/// What is known of single characters, the same for every document.
pub struct Alone {
    probability: Vec<f32>,
    simplified_only: Vec<bool>,
}

impl Alone {
    /// Computed when first asked for.
    pub fn get() -> &'static Self {
        static ALONE: OnceLock<Alone> = OnceLock::new();
        ALONE.get_or_init(|| {
            let mut alone = Self { probability: vec![1e-8; 0x1_0000], simplified_only: vec![false; 0x1_0000] };
            for c in Pairs::get().all().chain((0..0x80_u8).map(char::from)) {
                if let Some(p) = alone.probability.get_mut(c as usize) {
                    *p = 10_f32.powf(log10_probability(c)).max(1e-8);
                }
                if class(c) == Class::Traditional
                    && let Some(only) = alone.simplified_only.get_mut(simplified(c) as usize)
                {
                    *only = true;
                }
            }
            alone
        })
    }

    /// Probability of a character by itself.
    pub fn of(&self, c: char) -> f64 {
        f64::from(self.probability.get(c as usize).copied().unwrap_or(1e-8))
    }

    fn is_simplified_only(&self, c: char) -> bool {
        self.simplified_only.get(c as usize).copied().unwrap_or(false)
    }
}

/// The text from a place on as it stands, its notes left out, with what it costs from each character on.
pub struct Rest {
    /// Byte offset of each character, and the character.
    characters: Vec<(usize, char)>,
    /// log10 of the probability of everything from each character on, after the characters before it.
    sums: Vec<f64>,
}

impl Rest {
    /// Reads on from `start` to one character past `end`.
    pub fn of(text: &Text, language: &Language, start: usize, end: usize) -> Self {
        let mut characters = Vec::new();
        let mut at = start;
        while let Some(c) = text.text.get(at..).and_then(|rest| rest.chars().next()) {
            if c == '('
                && let Some(syllable) = text.text.get(at..).and_then(note)
            {
                at += syllable.len() + 2;
                continue;
            }
            characters.push((at, c));
            at += c.len_utf8();
            if at > end + 6 {
                break;
            }
        }
        let mut sums = vec![0.0; characters.len() + 1];
        for index in (2..characters.len()).rev() {
            let before = [symbol(characters[index - 2].1), symbol(characters[index - 1].1)];
            sums[index] = sums[index + 1] + cost(language, before, characters[index].1);
        }
        Self { characters, sums }
    }

    /// log10 of the probability of the text from byte `at` on, after `before`.
    pub fn log10_from(&self, language: &Language, mut before: Before, at: usize) -> f64 {
        let first = self.characters.partition_point(|(offset, _)| *offset < at);
        let mut log10 = 0.0;
        for index in first..first + 2 {
            let Some((_, c)) = self.characters.get(index) else { return log10 };
            log10 += cost(language, before, *c);
            before = [before[1], symbol(*c)];
        }
        log10 + self.sums.get(first + 2).copied().unwrap_or(0.0)
    }
}

/// A `?` of another place says nothing.
fn cost(language: &Language, before: Before, c: char) -> f64 {
    if c == '?' { 0.0 } else { language.log10(before, c) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_one() {
        for p in [1e-9, 3.7e-8, 0.001, 0.02, 0.5, 0.9999, 1.0] {
            assert!((log10(p) - p.log10()).abs() < 3e-4, "{p}");
        }
    }

    #[test]
    fn what_a_document_says_counts() {
        let language = Language::of("蒙自市在坝区，蒙自市有湖，蒙自市有坝", &[]);
        let before = ['蒙', '自'].map(symbol);
        assert!(language.log10(before, '市') > language.log10(before, '己') + 1.0);
        assert!(language.log10([0, symbol('有')], '湖') > language.log10([0, symbol('有')], '胡'));
    }
}
