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

use std::collections::{BTreeMap, HashMap};

use crate::char_class::is_han;
pub use crate::damage::certainty::Certainty;
use crate::damage::figure::{counts, is_numeral};
use crate::damage::pinyin;
use crate::damage::readings::Readings;
use crate::span::Span;
use language::{Language, Rest};
use lattice::{Candidate, Lattice};
use pairs::{Pairs, is_user_defined};

/// Longest run out of step, in characters.
const LONGEST_RUN: usize = 64;

/// Steps of the lattice spent on one document, a step being a character of a run: some for every text, more for a longer
/// one, so many at most. What is out of step after them is called lost, as one place. A re-published page takes a step for
/// 50 to 100 bytes.
pub fn budget(text: &str) -> usize {
    (FEWEST_STEPS + text.len() / BYTES_A_STEP).min(MOST_STEPS)
}

const FEWEST_STEPS: usize = 2_000;
const BYTES_A_STEP: usize = 32;
const MOST_STEPS: usize = 60_000;

/// How often a document is gone through: every time with what was restored the time before.
const MOST_PASSES: usize = 4;

/// Readings of a run that the accident is replayed on, the best first.
const MOST_REPLAYS: usize = 40;

/// Lead over the runner-up, in log10, that makes a reading with guessed bytes likely. On a sixth of the texts for tuning, with
/// a table of followers that was made without them and private use dropped, 1,820 places were likely and right by it and 15
/// likely and wrong.
const LIKELY_MARGIN: f64 = 2.0;

/// Lead that makes a reading likely whose bytes are all known, while the runner-up guesses some. None of 3,023 that have
/// half of it was wrong there.
const KNOWN_MARGIN: f64 = 1.0;

/// Lead beyond which another reading is no text.
const NO_TEXT_MARGIN: f64 = 4.0;

/// Least mean log10 probability of a character in a reading that is accepted.
const READS_WELL: f64 = -3.6;

/// Least mean of one whose bytes are all known: names read badly.
const READS: f64 = -5.0;

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
    /// True if user-defined pairs still stand in the text: then none was dropped.
    keeps_private_use: bool,
    pairs: &'static Pairs,
    read_as: HashMap<&'t str, Vec<Listed>>,
}

/// A character of the table of the accident, or one that may be on it.
#[derive(Clone, Copy)]
struct Listed {
    character: char,
    bytes: [u8; 2],
}

/// The places of `text` that are out of step. `notes` are the complete notes of the accident, in text order.
pub fn places(text: &str, notes: &[Span]) -> Vec<Place> {
    places_within(text, notes, budget(text))
}

/// [`places`] with at most `budget` steps of the lattice.
pub fn places_within(text: &str, notes: &[Span], budget: usize) -> Vec<Place> {
    places_after(MOST_PASSES, text, notes, budget)
}

/// [`places_within`] after so many passes at most.
fn places_after(most_passes: usize, text: &str, notes: &[Span], mut budget: usize) -> Vec<Place> {
    let starts: Vec<usize> = memchr::memchr_iter(b'?', text.as_bytes()).filter(|at| is_start(text, *at)).collect();
    if starts.is_empty() {
        return Vec::new();
    }
    let keeps_private_use = text.chars().any(is_user_defined);
    let (listed, pairs) = (listed(text, notes), Pairs::get());
    let language = Language::of(text, notes);
    let read_as = read_as(&listed, pairs, &language);
    let damaged = Text { text, listed, keeps_private_use, pairs, read_as };
    let mut runs = restore(&damaged, &starts, &language, Vec::new(), &mut budget);
    for _ in 1..most_passes {
        let sure = sure(&runs);
        if sure == runs.len() {
            break;
        }
        // What was restored says what the other places may hold: a name that is damaged everywhere.
        let places: Vec<Place> = runs.iter().map(|run| run.place.clone()).collect();
        let language = Language::of_restored(text, notes, &places);
        runs = restore(&damaged, &starts, &language, runs, &mut budget);
        if self::sure(&runs) <= sure {
            break;
        }
    }
    runs.into_iter().map(|run| run.place).collect()
}

/// How many runs are restored by default.
fn sure(runs: &[Run]) -> usize {
    runs.iter().filter(|run| run.place.certainty <= Certainty::Likely).count()
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
    matches!(c, '。' | '、' | '…' | ';' | '!' | ':' | '?') || matches!(c, '；' | '！' | '：' | '？')
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
    /// The character before `at`, its note left out, and where it starts.
    fn before(&self, at: usize) -> Option<(usize, char)> {
        let before = &self.text[..at];
        let mut nearest = before.char_indices().rev().take(pinyin::LONGEST_SYLLABLE + 2);
        let open = nearest.find(|(_, c)| *c == '(').map(|(open, _)| open);
        let without_note =
            open.filter(|open| note(&before[*open..]).is_some_and(|syllable| open + syllable.len() + 2 == at));
        before[..without_note.unwrap_or(at)].char_indices().next_back()
    }

    /// The three characters before `at`, where `restored` stood right before it. None at the start of the text.
    fn last_before(&self, at: usize, restored: &str) -> Option<[char; 3]> {
        let mut restored = restored.chars().rev();
        if let Some(last) = restored.next() {
            let mut next = || restored.next().unwrap_or('\n');
            let second = next();
            return Some([next(), second, last]);
        }
        let (start, last) = self.before(at)?;
        let (start, second) = self.before(start).unwrap_or((0, '\n'));
        Some([self.before(start).map_or('\n', |(_, c)| c), second, last])
    }

    /// The only listed character of the document that is read so.
    fn only_listed(&self, syllable: &str) -> Option<char> {
        let mut all = self.listed.iter().filter(|(_, reading)| **reading == syllable).map(|(c, _)| *c);
        let first = all.next()?;
        all.next().is_none().then_some(first)
    }

    /// The characters that the note `syllable` can belong to.
    fn read_as(&self, syllable: &str) -> &[Listed] {
        self.read_as.get(syllable).map_or(&[], Vec::as_slice)
    }

    fn is_read(&self, c: char, syllable: &str) -> bool {
        self.read_as(syllable).iter().any(|listed| listed.character == c)
    }
}

/// Sightings without a note that show a character not to be on the table: every occurrence of a listed one has its note.
const UNLISTED: u32 = 2;

/// The characters that each syllable can belong to, by their bytes. A table has one reading a character.
fn read_as<'t>(listed: &BTreeMap<char, &'t str>, pairs: &Pairs, language: &Language) -> HashMap<&'t str, Vec<Listed>> {
    let mut read_as: HashMap<&'t str, Vec<Listed>> = HashMap::new();
    let mut add = |character: char, syllable: &'t str| {
        if let Some(bytes) = pairs.bytes(character) {
            read_as.entry(syllable).or_default().push(Listed { character, bytes });
        }
    };
    for (character, syllable) in Readings::get().all() {
        if !listed.contains_key(&character) && language.written(character) < UNLISTED {
            add(character, syllable);
        }
    }
    listed.iter().for_each(|(character, syllable)| add(*character, syllable));
    for characters in read_as.values_mut() {
        characters.sort_by_key(|listed| listed.bytes);
    }
    read_as
}

/// A place, and how it was read.
struct Run<'t> {
    place: Place,
    /// The character before it.
    before: char,
    reading: Option<Candidate<'t>>,
}

/// The runs that start at `starts`; those that `known` holds with certainty are taken over.
fn restore<'t>(
    text: &Text<'t>,
    starts: &[usize],
    language: &Language,
    known: Vec<Run<'t>>,
    budget: &mut usize,
) -> Vec<Run<'t>> {
    let mut runs: Vec<Run> = Vec::new();
    let mut known = known.into_iter().peekable();
    for at in starts {
        let last = runs.last();
        if last.is_some_and(|last| last.place.span.end as usize > *at) {
            continue;
        }
        while known.next_if(|run| (run.place.span.start as usize) < *at).is_some() {}
        let settled = |run: &Run| run.place.certainty <= Certainty::Likely || *budget == 0;
        if let Some(run) = known.next_if(|run| run.place.span.start as usize == *at && settled(run)) {
            runs.push(run);
            continue;
        }
        if *budget == 0 {
            let end = starts.last().copied().unwrap_or(*at) + 1;
            runs.push(Run { place: lost(Span::new(*at, end)), before: '\n', reading: None });
            break;
        }
        // A run that starts where the one before it ended follows on its last character, and is no surer than that.
        let touching = last.filter(|last| last.place.span.end as usize == *at);
        let restored = touching.map_or("", |last| &last.place.original);
        let Some(before) = text.last_before(*at, restored) else { continue };
        let worst = touching.map_or(Certainty::Exact, |last| last.place.certainty);
        let read = place(text, *at, before, language, budget);
        let replays = read.as_ref().is_some_and(|run| run.place.replays);
        let read = if replays { read } else { last.and_then(|last| whole(text, last, *at, language)).or(read) };
        if let Some(mut run) = read {
            run.place.certainty = run.place.certainty.max(worst);
            runs.push(run);
        }
    }
    runs
}

/// Longest stretch, in bytes, from the mark that put a run in step to the character that went with its end.
const LONGEST_AFTER_MARK: usize = 120;

/// `力?。堅`: a mark put `last` in step again, but a byte that had been eaten before took a whole character with it
/// later on. Its note says which.
fn whole<'t>(text: &Text<'t>, last: &Run<'t>, at: usize, language: &Language) -> Option<Run<'t>> {
    let syllable = note_without_bracket(&text.text[at + 1..])?;
    let between =
        text.text.get(last.place.span.end as usize..at).filter(|between| between.len() < LONGEST_AFTER_MARK)?;
    let mut reading = last.reading.clone().filter(|_| between.starts_with(is_mark) && !between.contains('\n'))?;
    let mut rest = between;
    while let Some(c) = rest.chars().next() {
        let length = note(rest).map_or(c.len_utf8(), |syllable| syllable.len() + 2);
        reading.text.extend((length == c.len_utf8()).then(|| replay::full_width(c)));
        rest = &rest[length..];
    }
    let span = Span::new(last.place.span.start as usize, at + 1 + syllable.len() + 1);
    let (end, before) = (span.end as usize, text.last_before(at, "")?);
    let after = Rest::of(text, language, end, end);
    let mut all: Vec<(f64, char)> = Vec::new();
    for listed in text.read_as(syllable) {
        let c = listed.character;
        let symbols = before.map(language::symbol);
        let log10 = language.log10(symbols, c) + after.log10_from(language, language::followed(symbols, c), end);
        all.push((log10, c));
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut holding = all.iter().filter(|(_, c)| {
        let mut reading = reading.clone();
        reading.text.push(*c);
        reading.own_notes.push((*c, syllable));
        reading.end = end;
        replay::holds(text, last.before, &reading, span)
    });
    let (log10, c) = holding.next()?;
    let margin = holding.next().map_or(f64::INFINITY, |(next, _)| log10 - next);
    // How `last` was read does not matter here: any reading of it leaves this character without its bytes.
    let is_figure = counts(*c, [Some(before[2]), text.text[end..].chars().next()]);
    let certainty = if margin >= LIKELY_MARGIN && !is_figure { Certainty::Likely } else { Certainty::Guess };
    let place = Place { span: Span::new(at, end), original: c.to_string(), certainty, mistaken: None, replays: true };
    Some(Run { place, before: before[2], reading: None })
}

fn lost(span: Span) -> Place {
    Place { span, original: String::new(), certainty: Certainty::Lost, mistaken: None, replays: false }
}

/// The run out of step that starts with the `?` at `at`. None if the `?` stands before a mark and is not shown to be
/// part of the accident.
fn place<'t>(
    text: &Text<'t>,
    at: usize,
    before: [char; 3],
    language: &Language,
    budget: &mut usize,
) -> Option<Run<'t>> {
    let syllable = note_without_bracket(&text.text[at + 1..]);
    let candidates = Lattice::new(text, language).run(at, before, budget).unwrap_or_default();
    let holds = |candidate: &&Candidate| replay::holds(text, before[2], candidate, Span::new(at, candidate.end));
    let mut holding = candidates.iter().take(MOST_REPLAYS).filter(holds);
    let Some(best) = holding.next() else {
        return syllable.map(|syllable| {
            let lost = lost(Span::new(at, at + 1 + syllable.len() + 1));
            // Both bytes of a listed character can go when a run that began before it is put in step again by a mark.
            let place = match text.only_listed(syllable) {
                Some(c) => Place { original: c.to_string(), certainty: Certainty::Guess, ..lost },
                None => lost,
            };
            Run { place, before: before[2], reading: None }
        });
    };
    let lead = holding.next().map_or(f64::INFINITY, |next| best.log10 - next.log10);
    let certainty = certainty(text, at, best, lead, &candidates);
    let shown = syllable.is_some() || certainty <= Certainty::Likely || reads_well(best);
    let place = Place {
        span: Span::new(at, best.end),
        original: best.text.iter().collect(),
        certainty,
        mistaken: best.mistaken,
        replays: true,
    };
    let reading = Some(best.clone());
    shown.then_some(Run { place, before: before[2], reading })
}

/// `lead` says how much more probable the best reading is than the next one that the accident can have come from, in log10.
fn certainty(text: &Text, at: usize, best: &Candidate, lead: f64, all: &[Candidate]) -> Certainty {
    let decided = best.guessed.is_empty() && !best.dropped && !holds_doubtful_mark(text, at, best.end);
    if goes_on_out_of_step(text, best) {
        return Certainty::Guess;
    }
    // A name that is written nowhere else reads badly; its bytes are known all the same.
    let is_likely = if decided { lead >= KNOWN_MARGIN } else { lead >= LIKELY_MARGIN && reads_well(best) };
    if best.eaten || !is_likely {
        return Certainty::Guess;
    }
    if decided && lead >= NO_TEXT_MARGIN && best.mean > READS {
        return Certainty::Exact;
    }
    let guesses_a_figure = !decided && (guesses_a_figure(text, at, best) || another_has_other_figures(best, all));
    if guesses_a_figure { Certainty::Guess } else { Certainty::Likely }
}

/// Characters after a run that show whether the text is in step there, and the mean of text that is not.
const CHARACTERS_AFTER: usize = 4;
const OUT_OF_STEP: f64 = -5.0;

/// A run that ends early leaves the rest of it as it stands, and that is no text. The document itself has learnt it: only
/// what is known of single characters counts. `W(xué)`: of a note without its character no more is needed.
fn goes_on_out_of_step(text: &Text, best: &Candidate) -> bool {
    let (mut at, mut count, mut log10, mut is_han_before) = (best.end, 0, 0.0, true);
    while let Some(c) = text.text.get(at..).and_then(|rest| rest.chars().next()).filter(|_| count < CHARACTERS_AFTER) {
        if let Some(syllable) = text.text.get(at..).and_then(note) {
            if !is_han_before {
                return true;
            }
            at += syllable.len() + 2;
            continue;
        }
        if matches!(c, '?' | '\n') {
            break;
        }
        log10 += language::Alone::get().of(c).log10();
        (count, is_han_before) = (count + 1, is_han(c));
        at += c.len_utf8();
    }
    count == CHARACTERS_AFTER && log10 / (count as f64) < OUT_OF_STEP
}

/// `一年?。`: a `?` in the middle that no note explains is a full-width question mark, or a byte that was eaten.
fn holds_doubtful_mark(text: &Text, at: usize, end: usize) -> bool {
    let middle = memchr::memchr_iter(b'?', &text.text.as_bytes()[at..end]).skip(1);
    middle.into_iter().any(|offset| note_without_bracket(&text.text[at + offset + 1..]).is_none())
}

fn reads_well(candidate: &Candidate) -> bool {
    candidate.mean > READS_WELL
}

/// `9件小（?）型`: a guessed character that counts or measures may be another one that reads as well.
fn guesses_a_figure(text: &Text, at: usize, best: &Candidate) -> bool {
    let before = text.last_before(at, "").map(|[.., last]| last);
    let after = text.text[best.end..].chars().next();
    let beside = |index: usize| best.text.get(index).copied();
    best.guessed.iter().any(|index| {
        let sides = [index.checked_sub(1).map_or(before, beside), beside(index + 1).or(after)];
        beside(*index).is_some_and(|c| counts(c, sides))
    })
}

/// Another reading that is not out of the question has other numerals.
fn another_has_other_figures(best: &Candidate, all: &[Candidate]) -> bool {
    let numerals =
        |candidate: &Candidate| -> Vec<char> { candidate.text.iter().copied().filter(|c| is_numeral(*c)).collect() };
    let of_best = numerals(best);
    let close = all.iter().take(MOST_REPLAYS).take_while(|other| best.log10 - other.log10 < LIKELY_MARGIN);
    close.into_iter().any(|other| numerals(other) != of_best)
}

/// A full-width form as ASCII: many copies were flattened afterwards.
fn flat(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::byte_shift::accident::{Accident, traditional};

    fn damaged(text: &str) -> Text<'_> {
        let read_as = HashMap::new();
        Text { text, listed: BTreeMap::new(), keeps_private_use: false, pairs: Pairs::get(), read_as }
    }

    /// A note without its character, and characters that are no text, show that a run has not ended where it seems to.
    #[test]
    fn what_follows_a_run_shows_that_it_goes_on() {
        let goes_on = |after: &str| {
            let text = format!("全縣{after}");
            let best = Candidate { end: "全縣".len(), ..Candidate::default() };
            goes_on_out_of_step(&damaged(&text), &best)
        };
        for after in ["W(xué)生人數增加", "大W(xué)生人數", "逗泳熘寰C合", "逗(dòu)泳熘寰C合治理"]
        {
            assert!(goes_on(after), "{after}");
        }
        for after in ["學(xué)生人數增加", "大學(xué)生(shēng)人數", "的發展。", "W", "", "?jiǎng)?wù)", "12個項目，"]
        {
            assert!(!goes_on(after), "{after}");
        }
    }

    /// What a pass has restored stays, and no later one restores less.
    #[test]
    fn later_passes_keep_what_was_restored() {
        let clean = traditional(include_str!("../../fixtures/pinyin-accident/original.txt"));
        for seed in 0..8 {
            let text = Accident::seeded(seed, 900).damage(&clean).text;
            let note = |(at, _)| Some(Span::new(at, at + pinyin::bracketed(&text[at..])?.length));
            let notes: Vec<Span> = text.match_indices('(').filter_map(note).collect();
            let restored = |passes| {
                let places = places_after(passes, &text, &notes, budget(&text)).into_iter();
                let sure = places.filter(|place| place.certainty <= Certainty::Likely);
                sure.map(|place| (place.span, place.original)).collect::<Vec<_>>()
            };
            let (first, last) = (restored(1), restored(MOST_PASSES));
            assert!(!first.is_empty() && first.iter().all(|place| last.contains(place)), "{first:?} {last:?}");
        }
    }
}
