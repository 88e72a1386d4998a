//! How probable a character is after three others in a text that went through the accident: the embedded table of
//! followers, the character model, and what the document itself says where it is not damaged. Characters are compared
//! in their simplified form, digits and letters as one kind each, marks in their full-width form.

use std::cell::Cell;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::OnceLock;

use crate::char_class::{Class, class, is_han, simplified};
use crate::damage::bigrams;
use crate::damage::byte_shift::pairs::Pairs;
use crate::damage::byte_shift::{Certainty, Place, Text, flat, note};
use crate::damage::character_model::log10_probability;
pub use crate::damage::followers::symbol;
use crate::damage::followers::{self, Followers, Symbol};
use crate::damage::remembered::{KeyHasher, Remembered};
use crate::span::Span;

/// Shares of a listed pair and of the single character.
const OF_PAIRS: f64 = 0.64;
const OF_CHARACTERS: f64 = 0.36;

/// Share of one sighting that is kept for what was not seen there (absolute discounting).
const DISCOUNT: f64 = 0.95;

/// Sightings that the other texts count for, after one, two and three symbols.
const OTHER_TEXTS: [f64; 3] = [20.0, 2.0, 0.0];

/// Characters of other texts that say as much of a character by itself as one of the document.
const CHARACTERS_OF_OTHERS: f64 = 50_000.0;

/// Share of a simplified character, where a traditional one is written the same there, before the document was read:
/// the accident begins by making all traditional.
const WRONG_SCRIPT: f64 = 0.03;

/// Sightings of a form of a character that the document is taken to have had.
const PRIOR_OF_FORMS: f64 = 1.0;

/// Factor for a character that is no Han and that the document never writes.
const NEW_MARK: f64 = 0.01;

/// Nothing is less probable.
const LEAST: f64 = 1e-9;

/// Runs of one to four characters that are learnt from a document at most: about 7 MB.
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

/// What is known of a character wherever it stands.
#[derive(Clone, Copy)]
struct Character {
    symbol: Symbol,
    alone: f32,
    /// Its share among the forms of its symbol.
    form: f32,
}

/// Bits of pairs of one document: 16 KiB.
const PAIR_BITS: usize = 1 << 17;

impl Seen {
    /// What is left of the sightings for what was not seen, with those of other texts.
    fn for_others(&self, others: f64) -> f64 {
        DISCOUNT * f64::from(self.followers) + others
    }
}

type Counts = HashMap<u64, Seen, BuildHasherDefault<KeyHasher>>;

/// Probabilities for one document.
pub struct Language {
    /// By one to four symbols in turn, see [`key`].
    counts: Counts,
    /// Sightings of a character as it is written.
    written: Vec<u32>,
    learnt: usize,
    /// A bit for every two symbols of which the second was seen after the first.
    pairs: Vec<u64>,
    /// What is asked of a character again and again, by its code.
    characters: Vec<Cell<Option<Character>>>,
    /// log10 of probabilities, by three symbols and a character; nothing is learnt any more when the first one is asked for.
    remembered: Remembered<f64>,
}

/// The three symbols before a place, the nearest one last.
pub type Before = [Symbol; 3];

/// What stands before the character after `c`.
pub fn followed(before: Before, c: char) -> Before {
    [before[1], before[2], symbol(c)]
}

/// The nearest one, two and three symbols of a key.
const MASKS: [u64; 3] = [0xFFFF, 0xFFFF_FFFF, 0xFFFF_FFFF_FFFF];

fn key(symbols: Before) -> u64 {
    symbols.iter().fold(0, |key, symbol| key << 16 | u64::from(*symbol))
}

impl Language {
    /// Learns from `text`, its notes left out.
    pub fn of(text: &str, notes: &[Span]) -> Self {
        Self::of_restored(text, notes, &[])
    }

    /// Learns from `text`, its notes left out, and `places` read as what stood there. Nothing is learnt from a place that
    /// is not restored: it would teach characters that the text never had.
    pub fn of_restored(text: &str, notes: &[Span], places: &[Place]) -> Self {
        let mut language = Self {
            counts: Counts::default(),
            written: vec![0; 0x1_0000],
            learnt: 0,
            pairs: vec![0; PAIR_BITS / 64],
            characters: vec![Cell::new(None); 0x1_0000],
            remembered: Remembered::default(),
        };
        let mut read: Vec<(Span, Option<&str>)> = notes.iter().map(|note| (*note, Some(""))).collect();
        read.extend(places.iter().map(|place| {
            let is_restored = place.certainty <= Certainty::Likely;
            (place.span, is_restored.then_some(place.original.as_str()))
        }));
        read.sort_by_key(|(span, _)| span.start);
        let mut done = 0;
        let mut before = Before::default();
        for (span, original) in read {
            let Some(sound) = text.get(done..span.start as usize) else { continue };
            before = language.learn_after(before, sound.chars());
            before = match original {
                Some(original) => language.learn_after(before, original.chars()),
                None => Before::default(),
            };
            done = span.end as usize;
        }
        language.learn_after(before, text[done..].chars());
        language
    }

    fn learn_after(&mut self, mut before: Before, text: impl Iterator<Item = char>) -> Before {
        for c in text.take(MOST_CHARACTERS.saturating_sub(self.learnt)) {
            self.learnt += 1;
            let symbol = symbol(c);
            let context = key(before);
            for mask in MASKS {
                let context = context & mask;
                let is_new = sighted(&mut self.counts, context << 16 | u64::from(symbol));
                if let Some(seen) = self.counts.get_mut(&context) {
                    seen.followed += 1;
                    seen.followers += u32::from(is_new);
                }
            }
            sighted(&mut self.counts, u64::from(symbol));
            let bit = followers::bit_of(before[2], symbol, PAIR_BITS);
            if let Some(bits) = self.pairs.get_mut(bit / 64) {
                *bits |= 1 << (bit % 64);
            }
            if let Some(count) = self.written.get_mut(c as usize) {
                *count += 1;
            }
            before = followed(before, c);
        }
        before
    }

    /// How often the document writes `c`, notes left out.
    pub fn written(&self, c: char) -> u32 {
        self.written.get(c as usize).copied().unwrap_or(0)
    }

    /// log10 of the probability of `c` after `before`.
    pub fn log10(&self, before: Before, c: char) -> f64 {
        self.remembered(before, c, || self.after(before).log10(self, c))
    }

    /// The same where `after` is kept for as long as `before` stays the same.
    pub fn log10_after(&self, after: &mut After, before: Before, c: char) -> f64 {
        if after.before != before {
            *after = self.after(before);
        }
        after.log10_unseen(self, c).unwrap_or_else(|| self.remembered(before, c, || after.log10(self, c)))
    }

    fn remembered(&self, before: Before, c: char, compute: impl FnOnce() -> f64) -> f64 {
        match u16::try_from(u32::from(c)) {
            Ok(code) => self.remembered.get(key(before) << 16 | u64::from(code), compute),
            Err(_) => compute(),
        }
    }

    fn character(&self, c: char) -> Character {
        let place = self.characters.get(c as usize);
        if let Some(known) = place.and_then(Cell::get) {
            return known;
        }
        let character =
            Character { symbol: symbol(c), alone: self.of_character(c) as f32, form: self.of_form(c) as f32 };
        place.into_iter().for_each(|place| place.set(Some(character)));
        character
    }

    fn has_seen(&self, near: Symbol, symbol: Symbol) -> bool {
        let bit = followers::bit_of(near, symbol, PAIR_BITS);
        self.pairs.get(bit / 64).is_some_and(|bits| bits >> (bit % 64) & 1 == 1)
    }

    /// What may follow `before`.
    pub fn after(&self, before: Before) -> After {
        let context = key(before);
        let mut seen = [Seen::default(); 3];
        for (seen, mask) in seen.iter_mut().zip(MASKS) {
            *seen = self.counts.get(&(context & mask)).copied().unwrap_or_default();
            if seen.followed == 0 {
                break;
            }
        }
        let followers = Followers::of(before);
        let mut unseen = f64::from(followers.unlisted());
        for (seen, others) in seen.iter().zip(OTHER_TEXTS).take_while(|(seen, _)| seen.followed > 0) {
            unseen *= seen.for_others(others) / (f64::from(seen.followed) + others);
        }
        After { before, seen, followers, unseen }
    }

    /// Probability of a character by itself: a name is written more than once, if not behind the same characters.
    fn of_character(&self, c: char) -> f64 {
        let count = self.counts.get(&u64::from(symbol(c))).map_or(0.0, |seen| f64::from(seen.count));
        (count + CHARACTERS_OF_OTHERS * Alone::get().of(c)) / (self.learnt as f64 + CHARACTERS_OF_OTHERS)
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
        let all = self.counts.get(&u64::from(symbol(c))).map_or(0.0, |seen| f64::from(seen.count));
        (written + PRIOR_OF_FORMS * prior) / (all.max(written) + PRIOR_OF_FORMS)
    }
}

/// What may follow three symbols.
pub struct After {
    /// The three symbols.
    pub before: Before,
    /// What the document says of the nearest one, two and three of them.
    seen: [Seen; 3],
    /// What other texts say.
    followers: Followers,
    /// Share of what neither the document nor the table has after them.
    unseen: f64,
}

impl After {
    /// log10 of the probability of `c`.
    pub fn log10(&self, language: &Language, c: char) -> f64 {
        let character = language.character(c);
        log10(self.of_symbol(language, character).max(LEAST) * f64::from(character.form))
    }

    /// The same for a character that neither the document nor the table has after the last one: that is soon seen.
    fn log10_unseen(&self, language: &Language, c: char) -> Option<f64> {
        let character = language.character(c);
        if self.followers.may_hold(character.symbol) || language.has_seen(self.before[2], character.symbol) {
            return None;
        }
        let p = self.unseen * general(self.before[2], character);
        Some(log10(p.max(LEAST) * f64::from(character.form)))
    }

    fn of_symbol(&self, language: &Language, character: Character) -> f64 {
        let symbol = character.symbol;
        let mut p = self.followers.probability(symbol, || general(self.before[2], character));
        let context = key(self.before);
        let mut may_be = true;
        for ((seen, mask), others) in self.seen.iter().zip(MASKS).zip(OTHER_TEXTS) {
            if seen.followed == 0 {
                break;
            }
            let key = (context & mask) << 16 | u64::from(symbol);
            let count = if may_be { language.counts.get(&key).map_or(0, |seen| seen.count) } else { 0 };
            may_be = count > 0;
            let kept = (f64::from(count) - DISCOUNT).max(0.0);
            p = (kept + seen.for_others(others) * p) / (f64::from(seen.followed) + others);
        }
        p
    }
}

/// Probability of `c` where the table of followers says nothing of it.
fn general(near: Symbol, character: Character) -> f64 {
    let as_char = |symbol: Symbol| char::from_u32(u32::from(symbol)).unwrap_or(char::REPLACEMENT_CHARACTER);
    OF_PAIRS * bigrams::probability(as_char(near), as_char(character.symbol))
        + OF_CHARACTERS * f64::from(character.alone)
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

/// What the character model says of one that the table does not list: it is rarer in reports.
const RARE: f32 = 0.05;

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
                    *p = followers::alone(symbol(c)).unwrap_or(RARE * 10_f32.powf(log10_probability(c))).max(1e-9);
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
        f64::from(self.probability.get(c as usize).copied().unwrap_or(1e-9))
    }

    fn is_simplified_only(&self, c: char) -> bool {
        self.simplified_only.get(c as usize).copied().unwrap_or(false)
    }
}

/// Bytes of three characters after a run: they depend on its last one.
const CONTEXT_AFTER: usize = 9;

/// The text from a place on as it stands, its notes left out, with what it costs from each character on.
pub struct Rest {
    /// Byte offset of each character, and the character.
    characters: Vec<(usize, char)>,
    /// log10 of the probability of everything from each character on, after the characters before it.
    sums: Vec<f64>,
}

impl Rest {
    /// Reads on from `start` to three characters past `end`.
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
            if at > end + CONTEXT_AFTER {
                break;
            }
        }
        let mut sums = vec![0.0; characters.len() + 1];
        for index in (3..characters.len()).rev() {
            let before = [3, 2, 1].map(|back| symbol(characters[index - back].1));
            sums[index] = sums[index + 1] + cost(language, before, characters[index].1);
        }
        Self { characters, sums }
    }

    /// log10 of the probability of the text from byte `at` on, after `before`.
    pub fn log10_from(&self, language: &Language, mut before: Before, at: usize) -> f64 {
        let first = self.characters.partition_point(|(offset, _)| *offset < at);
        let mut log10 = 0.0;
        for index in first..first + 3 {
            let Some((_, c)) = self.characters.get(index) else { return log10 };
            log10 += cost(language, before, *c);
            before = followed(before, *c);
        }
        log10 + self.sums.get(first + 3).copied().unwrap_or(0.0)
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
        let before = ['\n', '蒙', '自'].map(symbol);
        assert!(language.log10(before, '市') > language.log10(before, '己') + 1.0);
        assert!(language.log10([0, 0, symbol('有')], '湖') > language.log10([0, 0, symbol('有')], '胡'));
    }
}
