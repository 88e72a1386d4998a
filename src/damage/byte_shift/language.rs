//! How probable a character is after another one in a text that went through the accident: the embedded table of pairs,
//! the character model, and what the document itself says where it is not damaged. Characters are compared in their
//! simplified form.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::char_class::{Class, class, is_han, simplified};
use crate::damage::bigrams::{self, PairHasher};
use crate::damage::byte_shift::pairs::Pairs;
use crate::damage::byte_shift::{Text, flat, note};
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

/// Pairs that are learnt from a document at most: about 5 MB.
const MOST_PAIRS: usize = 200_000;

/// A text that is longer than this, in characters, is learnt from as far as that.
const MOST_CHARACTERS: usize = 2_000_000;

type Counts<K> = HashMap<K, u32, BuildHasherDefault<PairHasher>>;

/// Probabilities for one document.
pub struct Language {
    followers: Counts<(char, char)>,
    firsts: Counts<char>,
    /// Share of a character by itself, with the cost of one that the document would not write, by its code.
    alone: Vec<(f32, f32)>,
    learnt: usize,
}

impl Language {
    /// Learns from `text`, its notes left out.
    pub fn of(text: &str, notes: &[Span]) -> Self {
        let mut language =
            Self { followers: Counts::default(), firsts: Counts::default(), alone: Vec::new(), learnt: 0 };
        let mut written = vec![false; 0x1_0000];
        let mut done = 0;
        let mut last = None;
        for note in notes {
            last = language.learn_after(last, text[done..note.start as usize].chars(), &mut written);
            done = note.end as usize;
        }
        language.learn_after(last, text[done..].chars(), &mut written);
        language.judge_alone(&written);
        language
    }

    /// Learns from a stretch of text.
    pub fn learn(&mut self, text: impl Iterator<Item = char>) {
        self.learn_after(None, text, &mut []);
    }

    fn learn_after(
        &mut self,
        mut last: Option<char>,
        text: impl Iterator<Item = char>,
        written: &mut [bool],
    ) -> Option<char> {
        for c in text.take(MOST_CHARACTERS.saturating_sub(self.learnt)) {
            self.learnt += 1;
            if let Some(seen) = written.get_mut(c as usize) {
                *seen = true;
            }
            let c = simplified(c);
            if let Some(last) = last
                && (self.followers.len() < MOST_PAIRS || self.followers.contains_key(&(last, c)))
            {
                *self.followers.entry((last, c)).or_default() += 1;
                *self.firsts.entry(last).or_default() += 1;
            }
            last = Some(c);
        }
        last
    }

    /// Fills [`Language::alone`] for the characters that GBK has.
    fn judge_alone(&mut self, written: &[bool]) {
        let is_written = |c: char| written.get(c as usize).copied().unwrap_or(false);
        let mut simplified_only = vec![false; 0x1_0000];
        for c in Pairs::get().all().filter(|c| class(*c) == Class::Traditional) {
            if let Some(only) = simplified_only.get_mut(simplified(c) as usize) {
                *only = true;
            }
        }
        self.alone = vec![(0.0, 0.0); 0x1_0000];
        for c in Pairs::get().all().chain((0..0x80_u8).map(char::from)) {
            let in_flat_form = !flat(c).is_ascii_alphanumeric() && is_written(flat(c));
            let cost = match c {
                _ if is_written(c) || in_flat_form => 0.0,
                _ if !is_han(c) => NEW_MARK,
                _ if simplified_only.get(c as usize).copied().unwrap_or(false) => WRONG_SCRIPT,
                _ => 0.0,
            };
            if let Some(alone) = self.alone.get_mut(c as usize) {
                *alone = ((OF_CHARACTERS * 10_f64.powf(f64::from(log10_probability(c)))) as f32, cost as f32);
            }
        }
    }

    /// log10 of the probability of `c` after `last`.
    pub fn log10(&self, last: char, c: char) -> f64 {
        let pair = (simplified(last), simplified(c));
        let seen = self.followers.get(&pair).copied().unwrap_or(0);
        let of_document = if seen == 0 {
            0.0
        } else {
            f64::from(seen) / (f64::from(self.firsts.get(&pair.0).copied().unwrap_or(0)) + PRIOR)
        };
        let (alone, cost) = self.alone.get(c as usize).copied().unwrap_or((1e-8, NEW_MARK as f32));
        let p =
            OF_DOCUMENT * of_document + OF_PAIRS * bigrams::probability(pair.0, pair.1) + f64::from(alone).max(1e-8);
        p.log10() + f64::from(cost)
    }

    /// log10 of the probability of the text from `start` to `end`, and of the character after it, its notes left out.
    pub fn log10_of_rest(&self, text: &Text, mut last: char, start: usize, end: usize) -> f64 {
        let mut log10 = 0.0;
        let mut at = start;
        while let Some(c) = text.text.get(at..).and_then(|rest| rest.chars().next()) {
            if let Some(syllable) = text.text.get(at..).and_then(note) {
                at += syllable.len() + 2;
                continue;
            }
            if c != '?' {
                log10 += self.log10(last, c);
            }
            last = c;
            at += c.len_utf8();
            if at > end {
                break;
            }
        }
        log10
    }
}
