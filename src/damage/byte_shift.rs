//! The pinyin accident on GBK bytes, forward and back. Forward: every listed character is given its reading, every listed
//! mark a byte before it, on bytes, so that the trail of one character and the lead of the next are hit, too; from there
//! on the text is one byte out of step. Back: a byte lattice from the `?` that stands for the eaten byte to the place
//! where the bytes are in step again, ranked by what reads well and by what the document says elsewhere.
//!
//! Takes the damaged text and its notes, gives places with the text that was there. Knows nothing of findings.

pub mod accident;
mod language;
mod lattice;
mod pairs;
mod replay;

use std::collections::{BTreeMap, BTreeSet};

use crate::char_class::{Class, class, is_han};
pub use crate::damage::certainty::Certainty;
use crate::damage::character_model::log10_probability;
use crate::damage::pinyin;
use crate::damage::readings::Readings;
use crate::span::Span;
use language::Language;
use lattice::{Candidate, Halves, LOST, Lattice};
use pairs::Pairs;

/// Longest run out of step, in characters.
const LONGEST_RUN: usize = 64;

/// Steps of the lattice spent on one document; what comes after is called lost.
const MOST_STEPS: usize = 20_000;

/// Lead over the runner-up, in log10, that makes a reading likely, and the one beyond which another one is no text.
const LIKELY_MARGIN: f64 = 2.0;
const NO_TEXT_MARGIN: f64 = 4.0;

/// log10 of the share of all characters above which a character is in use.
const IN_USE: f64 = -6.0;

/// Least mean log10 probability of a character in a reading that is accepted.
const READS_WELL: f64 = -3.6;

/// A run out of step.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// From the `?` of the eaten byte to where the bytes are in step again, the note of the last character included.
    pub span: Span,
    /// What stood there; empty for [`Certainty::Lost`].
    pub original: String,
    /// How sure that is.
    pub certainty: Certainty,
    /// What was taken for a listed character at the start of the run, and the bytes of it.
    pub mistaken: Option<(char, [u8; 2])>,
    /// True if the replay gives the damaged text.
    pub replays: bool,
}

/// The damaged text as the models here see it.
struct Text<'t> {
    text: &'t str,
    /// Listed characters and their reading: the notes of the document.
    listed: BTreeMap<char, &'t str>,
    pairs: &'static Pairs,
    readings: &'static Readings,
}

/// The places of `text` that are out of step. `notes` are the complete notes of the accident, in text order.
pub fn places(text: &str, notes: &[Span]) -> Vec<Place> {
    let starts: Vec<usize> = memchr::memchr_iter(b'?', text.as_bytes()).filter(|at| is_start(text, *at)).collect();
    if starts.is_empty() {
        return Vec::new();
    }
    let text = Text { text, listed: listed(text, notes), pairs: Pairs::get(), readings: Readings::get() };
    let mut language = Language::of(text.text, notes);
    let mut budget = MOST_STEPS;
    let first = restore(&text, &starts, &language, &mut budget);
    if first.iter().all(|place| place.certainty == Certainty::Exact) {
        return first;
    }
    // What was restored for certain says what the other places may hold: a name that is damaged everywhere.
    for place in first.iter().filter(|place| place.certainty <= Certainty::Likely) {
        language.learn(text.before(place.span.start as usize).into_iter().chain(place.original.chars()));
    }
    restore(&text, &starts, &language, &mut budget)
}

/// Characters with their reading, from the complete notes.
fn listed<'t>(text: &'t str, notes: &[Span]) -> BTreeMap<char, &'t str> {
    let mut listed = BTreeMap::new();
    for note in notes {
        let inner = text.get(note.start as usize + 1..note.end as usize - 1);
        if let (Some(base), Some(inner)) = (text[..note.start as usize].chars().next_back(), inner) {
            listed.entry(base).or_insert(inner);
        }
    }
    listed
}

/// True if the `?` at `at` may be a byte that was eaten: a note without its bracket follows, or a mark that gets a byte
/// put before it.
fn is_start(text: &str, at: usize) -> bool {
    let rest = &text[at + 1..];
    let touches = text[..at].chars().next_back().is_some_and(|c| !matches!(c, '?' | '\n' | '\r'));
    touches && (note_without_bracket(rest).is_some() || rest.starts_with(is_mark))
}

/// A mark that got a byte put before it; full-width ones are often made ASCII later.
fn is_mark(c: char) -> bool {
    matches!(c, '。' | '；' | '！' | '、' | '…' | '：' | ';' | '!' | ':')
}

/// The syllable of `yún)` at the start of `text`.
fn note_without_bracket(text: &str) -> Option<&str> {
    let end = text.char_indices().take(pinyin::LONGEST_SYLLABLE + 1).find(|(_, c)| *c == ')')?.0;
    let syllable = &text[..end];
    (Readings::get().characters(syllable).is_some()).then_some(syllable)
}

/// The syllable of `(qū)` at the start of `text`.
fn note(text: &str) -> Option<&str> {
    note_without_bracket(text.strip_prefix('(')?)
}

impl Text<'_> {
    /// The character before `at`, its note left out.
    fn before(&self, at: usize) -> Option<char> {
        let before = &self.text[..at];
        let without_note = before
            .strip_suffix(')')
            .and_then(|inside| inside.rfind('('))
            .filter(|open| note(&before[*open..]).is_some_and(|syllable| open + syllable.len() + 2 == at));
        before[..without_note.unwrap_or(at)].chars().next_back()
    }

    fn is_read(&self, c: char, syllable: &str) -> bool {
        self.listed.get(&c).is_some_and(|known| *known == syllable)
            || self.readings.characters(syllable).is_some_and(|characters| characters.contains(c))
    }
}

fn restore(text: &Text, starts: &[usize], language: &Language, budget: &mut usize) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for at in starts {
        let last = places.last().filter(|last| last.span.end as usize >= *at);
        if last.is_some_and(|last| last.span.end as usize > *at) {
            continue;
        }
        // A run that starts where the one before it ended follows on its last character.
        let before = last.and_then(|last| last.original.chars().next_back()).or_else(|| text.before(*at));
        let Some(before) = before else { continue };
        if let Some(place) = place(text, *at, before, language, budget) {
            places.push(place);
        }
    }
    places
}

/// The run out of step that starts with the `?` at `at`. None if the `?` stands before a mark and is not shown to be
/// part of the accident.
fn place(text: &Text, at: usize, before: char, language: &Language, budget: &mut usize) -> Option<Place> {
    let syllable = note_without_bracket(&text.text[at + 1..]);
    let run = Lattice { text, language, start: at, before }.run(budget);
    let (end, candidates) = run.unwrap_or_default();
    let mut candidates = candidates;
    candidates.retain(|candidate| replay::holds(text, before, candidate, &text.text[at..end]));
    candidates.sort_by(|a, b| b.log10.total_cmp(&a.log10));
    let Some(best) = candidates.first() else {
        let lost = || {
            let length = 1 + syllable.map_or(0, |syllable| syllable.len() + 1);
            Place {
                span: Span::new(at, at + length),
                original: String::new(),
                certainty: Certainty::Lost,
                mistaken: None,
                replays: false,
            }
        };
        return syllable.is_some().then(lost);
    };
    let certainty = certainty(text, before, best, candidates.get(1), end);
    let shown = syllable.is_some() || certainty <= Certainty::Likely || reads_well(best);
    shown.then(|| Place {
        span: Span::new(at, end),
        original: best.text.iter().collect(),
        certainty,
        mistaken: best.mistaken,
        replays: true,
    })
}

fn certainty(text: &Text, before: char, best: &Candidate, next: Option<&Candidate>, end: usize) -> Certainty {
    let margin = next.map_or(f64::INFINITY, |next| best.log10 - next.log10);
    let decided = best.guessed.is_empty() && margin >= NO_TEXT_MARGIN && reads_well(best);
    if decided && !best.halves.iter().any(|character| another_reading_fits(text, character)) {
        Certainty::Exact
    } else if margin < LIKELY_MARGIN || !reads_well(best) || guesses_a_figure(text, before, best, end) {
        Certainty::Guess
    } else {
        Certainty::Likely
    }
}

/// True if a pair may have vanished from the middle of a character so that two characters in use stood there.
fn another_reading_fits(text: &Text, character: &Halves) -> bool {
    let fits = |c: Option<char>| c.is_some_and(|c| f64::from(log10_probability(c)) > IN_USE);
    text.pairs.dropped().any(|(first, seconds)| {
        fits(text.pairs.character(character.lead, first))
            && seconds.iter().any(|second| match (character.trail, character.note) {
                (Some(trail), note) => text
                    .pairs
                    .character(*second, trail)
                    .is_some_and(|c| fits(Some(c)) && note.is_none_or(|syllable| text.is_read(c, syllable))),
                (None, Some(syllable)) => LOST.into_iter().any(|trail| {
                    let c = text.pairs.character(*second, trail);
                    c.is_some_and(|c| fits(Some(c)) && text.is_read(c, syllable))
                }),
                (None, None) => true,
            })
    })
}

fn reads_well(candidate: &Candidate) -> bool {
    candidate.log10 / (candidate.text.len() + 1) as f64 > READS_WELL
}

/// `9件小（?）型`: a guessed character that is a numeral or a unit, or that touches a number, may be another one that
/// reads as well.
fn guesses_a_figure(text: &Text, before: char, best: &Candidate, end: usize) -> bool {
    let after = text.text[end..].chars().next();
    let around: Vec<char> = std::iter::once(before).chain(best.text.iter().copied()).chain(after).collect();
    best.guessed.iter().any(|index| {
        let at = |index: usize| around.get(index).copied();
        let is_number = |c: char| c.is_ascii_digit() || class(c) == Class::HanNumeral;
        let guessed = at(index + 1);
        let neighbours = [at(*index), at(index + 2)];
        guessed.is_some_and(|c| is_number(c) || is_unit(c) && is_han(c))
            || neighbours.into_iter().flatten().any(is_number)
    })
}

fn is_unit(c: char) -> bool {
    "年月日時时分秒號号萬万億亿元個个戶户畝亩噸吨米里倍成度件條条所座家項项名位人次".contains(c)
}

/// Characters that have more than one candidate are only ever those the lattice was free to choose.
fn distinct(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut seen = BTreeSet::new();
    candidates.into_iter().filter(|candidate| seen.insert(candidate.text.clone())).collect()
}

/// A full-width form as ASCII: many copies were flattened afterwards.
fn flat(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}
