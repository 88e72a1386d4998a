//! What a sentence must have so that a phrase can match in it: facts of certain types, so close together, and one of
//! certain words. Read off the expression over shapes, so that sentences that lack it are passed over before their
//! shape is built and before the expression is compiled. It may let a sentence pass in vain, never the other way round.

mod word_sets;

use std::cell::LazyCell;
use std::rc::Rc;
use std::sync::OnceLock;

use memchr::memmem;
use regex_syntax::hir::{Capture, Class, Hir, HirKind};

use crate::char_class;
use crate::rules::abbreviation::Abbreviation;
use crate::rules::matcher::{Alternative, Parts};
use crate::rules::shape::{FACT_LENGTH, FactType, Placed, TypeSet};

pub use word_sets::WordSets;

/// Ways through an expression that are told apart; where there are more, what an alternation needs is not looked at.
const MOST_WAYS: usize = 512;
/// Words of which one is needed.
const MOST_WORDS: usize = 40;
/// Sets of words that are looked for in a sentence.
const SETS_OF_WORDS: usize = 3;

/// What one way through an expression needs.
#[derive(Clone, Debug)]
pub struct Need {
    /// In text order.
    pub facts: Vec<NeededFact>,
    pub words: Vec<NeededWords>,
    /// The alternatives that the way goes through.
    pub parts: Parts,
}

/// Words of which a way needs one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeededWords {
    pub words: Rc<[String]>,
    /// Number of the needed facts that it stands behind.
    pub behind: usize,
}

/// A fact that a way needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeededFact {
    /// One of these.
    pub types: TypeSet,
    /// The innermost capture group that it stands in.
    pub group: Option<u32>,
    /// Bytes of the shape that may stand between the fact before and this one.
    pub gap: u32,
}

/// What a phrase needs in order to match.
#[derive(Debug)]
pub struct Needs {
    /// One of these must be met.
    pub ways: Vec<Need>,
    /// The alternatives that have matches which say nothing: where they stand, others have none.
    pub silent: Parts,
    /// True for a phrase that is looked for in English texts only.
    pub is_english: bool,
}

/// The needs of many phrases, put together so that one look at a sentence tells whose are met.
#[derive(Debug)]
pub struct Index {
    needs: Vec<IndexedNeed>,
    /// Their numbers by the most telling set of words that they need.
    by_set: Vec<u32>,
    /// For each set of types the needs that facts of these types can meet, in other texts and in English ones; found when a
    /// sentence first has them.
    by_types: [Box<[OnceLock<Box<Possible>>]>; 2],
    words: Words,
    /// What phrases need that match where no fact is.
    alone: Vec<WordAlone>,
    /// For each phrase [`Needs::silent`].
    silent: Vec<Parts>,
}

/// What of a phrase may match in a stretch.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Number of the phrase.
    pub phrase: usize,
    /// The alternatives that may have a match which says something.
    pub telling: Parts,
    /// Those, and all that may have another match.
    pub possible: Parts,
}

impl Candidate {
    /// All of a phrase.
    pub fn whole(phrase: usize) -> Self {
        Self { phrase, telling: Parts::ALL, possible: Parts::ALL }
    }
}

/// A stretch of the view that phrases are to be looked for in.
pub struct Stretch<'a> {
    /// As it is.
    pub text: &'a str,
    /// Byte of the view at which it starts.
    pub start: u32,
    /// The facts in it.
    pub facts: &'a [Placed],
    /// Bytes of spaces in it, which its shape has not: distances may be so much shorter there.
    pub spaces: &'a dyn Fn() -> u32,
    /// True in an English text.
    pub is_english: bool,
}

/// What [`Index::candidates`] works with, kept from stretch to stretch.
#[derive(Debug, Default)]
pub struct Room {
    /// The sets of which a word stands before each of the facts, and behind the last one.
    words: Vec<WordSets>,
    /// The needs whose words stand somewhere.
    needs: Vec<u32>,
}

impl<'a> Stretch<'a> {
    /// What stands before each fact and behind the last one: words inside of a fact, as in 个百分点, are no words of its shape.
    fn between_facts(&self) -> impl Iterator<Item = &'a str> {
        let starts = std::iter::once(self.start).chain(self.facts.iter().map(|fact| fact.view.end));
        let ends = self.facts.iter().map(|fact| fact.view.start).chain([u32::MAX]);
        let (text, start) = (self.text, self.start);
        let at = move |place: u32| (place.saturating_sub(start) as usize).min(text.len());
        starts.zip(ends).map(move |(from, to)| text.get(at(from)..at(to)).unwrap_or_default())
    }
}

/// The needs that facts of certain types can meet.
#[derive(Debug)]
struct Possible {
    /// By the most telling set of words that they need, those that need none behind them; ascending for each.
    needs: Box<[u32]>,
    /// Where those of each set start in `needs`; the last one is where those start that need no word.
    starts: Box<[u32]>,
    /// The sets that are the most telling one of a need.
    telling: WordSets,
    /// Fewest facts of one.
    fewest: usize,
}

impl Possible {
    /// Of these, which are in the order of the sets.
    fn of<'a>(needs: impl Iterator<Item = (u32, &'a IndexedNeed)>) -> Self {
        let mut possible =
            Self { needs: Box::default(), starts: Box::default(), telling: WordSets::NONE, fewest: usize::MAX };
        let (mut found, mut starts) = (Vec::new(), Vec::with_capacity(WordSets::MOST + 1));
        for (index, need) in needs {
            starts.resize(need.set + 1, found.len() as u32);
            found.push(index);
            possible.telling |= WordSets::one(need.set).unwrap_or_default();
            possible.fewest = possible.fewest.min(need.facts.len());
        }
        starts.resize(WordSets::MOST + 1, found.len() as u32);
        Self { needs: found.into(), starts: starts.into(), ..possible }
    }

    /// Those whose most telling set is this one.
    fn of_set(&self, set: usize) -> &[u32] {
        let at = |set: usize| self.starts.get(set).map_or(self.needs.len(), |start| *start as usize);
        self.needs.get(at(set)..at(set + 1)).unwrap_or_default()
    }
}

#[derive(Debug)]
struct IndexedNeed {
    /// Number of the phrase whose need it is.
    phrase: usize,
    facts: Vec<NeededFact>,
    /// Sets of words: a word of each is needed.
    sets: WordSets,
    /// The number of the most telling one; [`WordSets::MOST`] without any.
    set: usize,
    /// Those that are needed before each of the facts and behind the last one.
    places: Box<[WordSets]>,
    is_english: bool,
    parts: Parts,
}

/// A word that is looked for everywhere.
#[derive(Debug)]
struct WordAlone {
    finder: memmem::Finder<'static>,
    /// Number of the phrase that needs it.
    phrase: usize,
}

/// Words that begin with a Han character, which has three bytes, or with a sign of ASCII, by that.
#[derive(Debug)]
struct Words {
    /// For each last twelve bits of a first character the last six bits of the next one that a word goes on with.
    next: Box<[u64; 1 << 12]>,
    /// For each last twelve bits the number of its group.
    group_of: Box<[u16; 1 << 12]>,
    groups: Vec<Group>,
}

/// The words that start with one character.
#[derive(Debug, Default)]
struct Group {
    /// The sets that the character belongs to as a word of its own.
    alone: WordSets,
    /// The last six bits of the next characters of the others.
    next: u64,
    others: Vec<Word>,
}

/// What follows the first character of a word.
#[derive(Debug)]
struct Word {
    /// Its first bytes, and which bits of eight bytes of a text are to be compared with them.
    first: u64,
    bits: u64,
    /// What follows these.
    rest: Box<[u8]>,
    /// The sets that the word belongs to.
    sets: WordSets,
}

impl Word {
    fn new(tail: &[u8], sets: WordSets) -> Self {
        let (first, rest) = tail.split_at(tail.len().min(FIRST_BYTES));
        let bits = u64::MAX.checked_shr(8 * (FIRST_BYTES - first.len()) as u32).unwrap_or(0);
        Self { first: first_bytes(first), bits, rest: rest.into(), sets }
    }
}

/// So many bytes of a word are compared at once.
const FIRST_BYTES: usize = size_of::<u64>();

/// The first bytes of a text, the first of all the lowest; zeros behind its end.
#[inline(always)]
fn first_bytes(text: &[u8]) -> u64 {
    match text.first_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => text.iter().rev().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)),
    }
}

impl Group {
    fn add(&mut self, tail: &[u8], set: WordSets) {
        if tail.is_empty() {
            self.alone |= set;
            return;
        }
        self.next |= next_of(tail);
        let word = Word::new(tail, set);
        let is_known =
            |known: &&mut Word| (known.first, known.bits, &known.rest) == (word.first, word.bits, &word.rest);
        match self.others.iter_mut().find(is_known) {
            Some(known) => known.sets |= set,
            None => self.others.push(word),
        }
    }
}

impl Words {
    fn new() -> Self {
        Self { next: Box::new([0; 1 << 12]), group_of: Box::new([0; 1 << 12]), groups: vec![Group::default()] }
    }

    fn add(&mut self, word: &str, set: WordSets) {
        let (code, tail) = match word.as_bytes() {
            [sign @ ..0x80, tail @ ..] => (usize::from(*sign), tail),
            [_, middle, last, tail @ ..] => (code(*middle, *last), tail),
            _ => return,
        };
        let (Some(next), Some(group)) = (self.next.get_mut(code), self.group_of.get_mut(code)) else { return };
        *next |= next_of(tail);
        if *group == 0 {
            *group = self.groups.len() as u16;
            self.groups.push(Group::default());
        }
        let Some(group) = self.groups.get_mut(usize::from(*group)) else { return };
        group.add(tail, set);
    }

    /// The sets of which a word stands in a text. Where a space stands between two characters, perhaps inside a word, all are
    /// there.
    fn look(&self, text: &str) -> WordSets {
        let bytes = text.as_bytes();
        let mut found = WordSets::NONE;
        let mut rest = bytes;
        loop {
            // Most characters are Han.
            while let [0xE4..=0xE9, middle, last, after @ ..] = rest {
                self.look_at(code(*middle, *last), after, &mut found);
                rest = after;
            }
            match rest {
                [b' ' | b'\t' | 0xC2 | 0xE3, ..] if let Some(after) = after_spaces(rest) => {
                    let before = bytes.len() - rest.len();
                    if before >= 3 && is_wide(&bytes[before - 3..]) && is_wide(after) {
                        return WordSets::ALL;
                    }
                    rest = after;
                }
                [sign @ ..0x80, after @ ..] => {
                    self.look_at(usize::from(*sign), after, &mut found);
                    rest = after;
                }
                [0xE0..=0xEF, middle, last, after @ ..] => {
                    self.look_at(code(*middle, *last), after, &mut found);
                    rest = after;
                }
                [0xF0..=0xFF, _, _, after @ ..] | [0xC0..=0xDF, _, after @ ..] | [_, after @ ..] => rest = after,
                [] => return found,
            }
        }
    }

    /// Looks for the words that start with a character.
    #[inline(always)]
    fn look_at(&self, code: usize, after: &[u8], found: &mut WordSets) {
        let next = self.next.get(code).copied().unwrap_or_default();
        if next >> next_code(after) & 1 != 0 {
            self.words_at(code, after, found);
        }
    }

    fn words_at(&self, code: usize, after: &[u8], found: &mut WordSets) {
        let group = self.group_of.get(code).and_then(|group| self.groups.get(usize::from(*group)));
        let Some(group) = group else { return };
        *found |= group.alone;
        if group.next >> next_code(after) & 1 == 0 {
            return;
        }
        let here = first_bytes(after);
        for word in &group.others {
            let is_here = here & word.bits == word.first
                && (word.rest.is_empty() || after[FIRST_BYTES.min(after.len())..].starts_with(&word.rest));
            if is_here {
                *found |= word.sets;
            }
        }
    }
}

/// The last six bits of the characters that may follow the first one of a word: any where its next one is not of three bytes.
fn next_of(tail: &[u8]) -> u64 {
    if tail.len() < 3 { u64::MAX } else { 1 << next_code(tail) }
}

/// The last six bits of a character of three bytes that follows another one.
#[inline(always)]
fn next_code(after: &[u8]) -> u8 {
    after.get(2).map_or(0, |last| last & 0x3F)
}

/// What follows the spaces that `text` starts with; `None` without any.
fn after_spaces(text: &[u8]) -> Option<&[u8]> {
    let mut rest = text;
    while let [b' ' | b'\t', after @ ..] | [0xC2, 0xA0, after @ ..] | [0xE3, 0x80, 0x80, after @ ..] = rest {
        rest = after;
    }
    (rest.len() < text.len()).then_some(rest)
}

/// True if a text starts with a character of three bytes.
fn is_wide(text: &[u8]) -> bool {
    matches!(text.first(), Some(0xE0..=0xEF))
}

/// The last twelve bits of a character of three bytes.
fn code(middle: u8, last: u8) -> usize {
    usize::from(middle & 0x3F) << 6 | usize::from(last & 0x3F)
}

impl Index {
    /// The needs of each phrase.
    pub fn new(phrases: Vec<Needs>) -> Self {
        let mut sets: Vec<Rc<[String]>> = Vec::new();
        let mut words = Words::new();
        let mut needs = Vec::new();
        let mut alone: Vec<WordAlone> = Vec::new();
        let silent = phrases.iter().map(|needs| needs.silent).collect();
        let ways = |(needs, n): (Needs, usize)| needs.ways.into_iter().map(move |way| (n, needs.is_english, way));
        for (phrase, is_english, need) in phrases.into_iter().zip(0..).flat_map(ways) {
            if let (true, Some(set)) = (need.facts.is_empty(), need.words.first()) {
                for word in set.words.iter() {
                    let is_known =
                        |known: &WordAlone| known.phrase == phrase && known.finder.needle() == word.as_bytes();
                    if !alone.iter().any(is_known) {
                        alone.push(WordAlone { finder: memmem::Finder::new(word).into_owned(), phrase });
                    }
                }
                continue;
            }
            let mut places = vec![WordSets::NONE; need.facts.len() + 1];
            let mut first = None;
            for NeededWords { words: set, behind } in need.words {
                if !set.iter().all(|word| can_be_looked_for(word)) {
                    continue;
                }
                let known = sets.iter().position(|known| *known == set);
                let index = known.unwrap_or(sets.len());
                // A set without a bit is not asked for.
                let Some(bit) = WordSets::one(index) else { continue };
                // They are in the order of how much they tell.
                first = first.or(Some(index));
                if known.is_none() {
                    set.iter().for_each(|word| words.add(word, bit));
                    sets.push(set);
                }
                if let Some(place) = places.get_mut(behind) {
                    *place |= bit;
                }
            }
            let sets = WordSets::of_all(&places);
            needs.push(IndexedNeed {
                phrase,
                facts: need.facts,
                sets,
                set: first.unwrap_or(WordSets::MOST),
                places: places.into(),
                is_english,
                parts: need.parts,
            });
        }
        let mut by_set: Vec<u32> = (0..needs.len() as u32).collect();
        by_set.sort_by_key(|need| needs[*need as usize].set);
        let by_types = || (0..TypeSet::COUNT).map(|_| OnceLock::new()).collect();
        Self { needs, by_set, by_types: [by_types(), by_types()], words, alone, silent }
    }

    /// Where a phrase may match that needs no fact: bytes in text order, each with the number of the phrase.
    pub fn candidates_alone(&self, text: &str) -> Vec<(u32, usize)> {
        let places = |word: &WordAlone| {
            word.finder.find_iter(text.as_bytes()).map(|at| (at as u32, word.phrase)).collect::<Vec<_>>()
        };
        let mut found: Vec<(u32, usize)> = self.alone.iter().flat_map(places).collect();
        found.sort_unstable();
        found
    }

    /// Calls `found` with each phrase that may match in a stretch; each once, in ascending order.
    pub fn candidates(&self, stretch: &Stretch, room: &mut Room, mut found: impl FnMut(Candidate)) {
        let facts = stretch.facts;
        let mut types = TypeSet::default();
        facts.iter().for_each(|fact| types.insert(fact.kind));
        let Some(cell) = self.by_types[usize::from(stretch.is_english)].get(types.index()) else { return };
        let possible = cell.get_or_init(|| Box::new(self.possible(types, stretch.is_english)));
        if facts.len() < possible.fewest {
            return;
        }
        let Room { words, needs } = room;
        words.clear();
        words.extend(stretch.between_facts().map(|text| self.words.look(text)));
        let seen = WordSets::of_all(words);
        needs.clear();
        let is_met = |need: &IndexedNeed| need.facts.len() <= facts.len() && need.sets.are_among(seen);
        for set in (seen & possible.telling).numbers().chain([WordSets::MOST]) {
            for &number in possible.of_set(set) {
                if self.needs.get(number as usize).is_some_and(is_met) {
                    needs.push(number);
                }
            }
        }
        needs.sort_unstable();
        let spaces = LazyCell::new(stretch.spaces);
        let around = Surroundings { facts, spaces: &spaces, words };
        let mut last: Option<(usize, Parts)> = None;
        let mut tell = |(phrase, telling): (usize, Parts)| {
            let silent = self.silent.get(phrase).copied().unwrap_or(Parts::ALL);
            found(Candidate { phrase, telling, possible: telling.union(silent) });
        };
        for need in needs.iter().filter_map(|need| self.needs.get(*need as usize)) {
            let known = last.filter(|(phrase, _)| *phrase == need.phrase).map(|(_, parts)| parts);
            if known.is_some_and(|known| need.parts.are_among(known)) || !around.have(need) {
                continue;
            }
            if known.is_none() {
                last.into_iter().for_each(&mut tell);
            }
            last = Some((need.phrase, need.parts.union(known.unwrap_or_default())));
        }
        last.into_iter().for_each(tell);
    }

    fn possible(&self, types: TypeSet, in_english: bool) -> Possible {
        let can_be_met = |need: &IndexedNeed| {
            (in_english || !need.is_english) && need.facts.iter().all(|fact| fact.types.meets(types))
        };
        let needs = self.by_set.iter().filter_map(|number| Some((*number, self.needs.get(*number as usize)?)));
        Possible::of(needs.filter(|(_, need)| can_be_met(need)))
    }
}

/// True for a word that is looked for: of Han and other characters of three bytes, or beginning with a sign of ASCII. One
/// mark alone stands in most sentences, and tells nothing; ‰ is rare.
fn can_be_looked_for(word: &str) -> bool {
    let mut characters = word.chars();
    let (first, second) = (characters.next(), characters.next());
    let is_mark = first.is_some_and(|c| !char_class::is_han(c) && char_class::class(c) != char_class::Class::Permille);
    let can_start = first.is_some_and(|c| c.len_utf8() == 3 || c.is_ascii_punctuation());
    can_start && !(is_mark && second.is_none())
}

/// What a match of an expression needs: one need for each set of slots that says something. `telling` gives those sets from
/// the numbers of the capture groups on one way through the expression, of those that are `useful`; facts outside of them
/// are passed over. None if nothing says anything; one need without conditions if an alternative is not well formed
/// (compiling it says so).
pub fn needs(
    alternatives: &[Alternative],
    is_english: bool,
    useful: impl Fn(u32) -> bool,
    telling: impl Fn(&[u32]) -> Vec<Vec<u32>>,
) -> Needs {
    if alternatives.is_empty() || alternatives.iter().any(|alternative| alternative.parsed().is_none()) {
        let anything = Need { facts: Vec::new(), words: Vec::new(), parts: Parts::ALL };
        return Needs { ways: vec![anything], silent: Parts::ALL, is_english };
    }
    let (ways, silent) = merged(alternatives, useful, telling);
    Needs { ways: ways.into_iter().map(Way::into_need).collect(), silent, is_english }
}

/// The ways through an expression, those that fill the same slots between the same words made one; and the alternatives that
/// have ways which say nothing.
fn merged(
    alternatives: &[Alternative],
    useful: impl Fn(u32) -> bool,
    telling: impl Fn(&[u32]) -> Vec<Vec<u32>>,
) -> (Vec<Way>, Parts) {
    let mut merged: Vec<Way> = Vec::new();
    let mut silent = Parts::default();
    let ways = |(index, alternative): (usize, &Alternative)| {
        let ways = Ways { useful: &useful, groups_before: alternative.groups_before() };
        alternative
            .parsed()
            .into_iter()
            .flat_map(move |hir| ways.of(hir))
            .map(move |way| (index, way))
            .collect::<Vec<_>>()
    };
    for (index, way) in alternatives.iter().enumerate().flat_map(ways) {
        let groups = telling(&way.groups);
        if groups.is_empty() {
            silent = silent.union(Parts::one(index));
        }
        for groups in groups {
            let way = Way { parts: Parts::one(index), ..way.with_facts_of(&groups).with_most_telling_words() };
            match merged.iter_mut().find(|other| other.types().eq(way.types()) && other.words == way.words) {
                Some(other) => other.widen_to(&way),
                None => merged.push(way),
            }
        }
    }
    (merged, silent)
}

/// The facts of a stretch and what stands around them.
struct Surroundings<'a> {
    facts: &'a [Placed],
    /// Bytes of spaces.
    spaces: &'a LazyCell<u32, &'a dyn Fn() -> u32>,
    /// The sets of which a word stands before each of the facts, and behind the last one.
    words: &'a [WordSets],
}

impl Surroundings<'_> {
    /// True if facts of the types stand close enough in the right order, with the words between them.
    fn have(&self, need: &IndexedNeed) -> bool {
        let Some((first, rest)) = need.facts.split_first() else { return true };
        let Some((before, places)) = need.places.split_first() else { return true };
        let mut starts = self.facts.iter().enumerate().filter(|(_, fact)| first.types.contains(fact.kind));
        starts.any(|(index, _)| self.have_words(*before, 0, index + 1) && self.follow(rest, places, index))
    }

    /// True if facts for all of `needed` follow `facts[index]`, and words of `places` before each and behind the last. The
    /// depth is that of the slots of a phrase on one way.
    fn follow(&self, needed: &[NeededFact], places: &[WordSets], index: usize) -> bool {
        let Some((words, places)) = places.split_first() else { return true };
        let Some((next, rest)) = needed.split_first() else {
            return self.have_words(*words, index + 1, self.words.len());
        };
        let farthest = (self.facts[index].at + FACT_LENGTH).saturating_add(next.gap).saturating_add(**self.spaces);
        let mut near = self.facts.iter().enumerate().skip(index + 1).take_while(|(_, fact)| fact.at <= farthest);
        near.any(|(at, fact)| {
            next.types.contains(fact.kind)
                && self.have_words(*words, index + 1, at + 1)
                && self.follow(rest, places, at)
        })
    }

    /// True if a word of each of the sets stands in the places from `from` to before `to`, or may.
    fn have_words(&self, sets: WordSets, from: usize, to: usize) -> bool {
        // Among many facts there are too many ways to go, of which the words would let none end early.
        const MOST_FACTS: usize = 24;
        if sets.is_empty() || self.facts.len() > MOST_FACTS {
            return true;
        }
        sets.are_among(WordSets::of_all(self.words.get(from..to).unwrap_or_default()))
    }
}

/// A way through an expression.
#[derive(Clone, Debug, Default)]
struct Way {
    facts: Vec<NeededFact>,
    /// Bytes since the last fact; [`u32::MAX`] without limit.
    gap: u32,
    words: Vec<NeededWords>,
    /// Useful capture groups on the way.
    groups: Vec<u32>,
    /// The alternatives that it goes through.
    parts: Parts,
}

impl Way {
    fn anything(hir: &Hir) -> Self {
        Self { gap: longest(hir), ..Self::default() }
    }

    fn fact(types: TypeSet) -> Self {
        Self { facts: vec![NeededFact { types, group: None, gap: 0 }], ..Self::default() }
    }

    fn then(&self, next: &Self) -> Self {
        let mut way = self.clone();
        let later = |words: &NeededWords| NeededWords { behind: self.facts.len() + words.behind, ..words.clone() };
        way.words.extend(next.words.iter().map(later));
        way.groups.extend(&next.groups);
        match next.facts.split_first() {
            Some((first, rest)) => {
                way.facts.push(NeededFact { gap: self.gap.saturating_add(first.gap), ..*first });
                way.facts.extend(rest);
                way.gap = next.gap;
            }
            None => way.gap = self.gap.saturating_add(next.gap),
        }
        way
    }

    fn types(&self) -> impl Iterator<Item = TypeSet> + '_ {
        self.facts.iter().map(|fact| fact.types)
    }

    /// The way without the facts outside of `groups`: their places become gaps.
    fn with_facts_of(&self, groups: &[u32]) -> Self {
        let mut way = Self { groups: self.groups.clone(), ..Self::default() };
        let is_kept = |fact: &NeededFact| fact.group.is_some_and(|group| groups.contains(&group));
        for NeededWords { words, behind } in &self.words {
            let behind = self.facts.iter().take(*behind).filter(|fact| is_kept(fact)).count();
            way.words.push(NeededWords { words: Rc::clone(words), behind });
        }
        let mut dropped = 0_u32;
        for fact in &self.facts {
            let gap = dropped.saturating_add(fact.gap);
            if is_kept(fact) {
                way.facts.push(NeededFact { gap, ..*fact });
                dropped = 0;
            } else {
                dropped = gap.saturating_add(FACT_LENGTH);
            }
        }
        way
    }

    fn with_most_telling_words(mut self) -> Self {
        self.words.sort_by_key(|words| std::cmp::Reverse(telling(&words.words)));
        self.words.dedup();
        self.words.truncate(SETS_OF_WORDS);
        self
    }

    /// Takes the larger gaps of both, and both's alternatives.
    fn widen_to(&mut self, other: &Self) {
        self.parts = self.parts.union(other.parts);
        for (fact, other) in self.facts.iter_mut().zip(&other.facts) {
            fact.gap = fact.gap.max(other.gap);
        }
    }

    fn into_need(self) -> Need {
        Need { words: self.words, facts: self.facts, parts: self.parts }
    }
}

/// How much it tells that one of the words is there: long words are rare, and so is one of few.
fn telling(words: &[String]) -> i64 {
    let shortest = words.iter().map(|word| word.chars().count()).min().unwrap_or(0);
    8 * shortest.min(3) as i64 - words.len() as i64
}

/// Goes through expressions; their nesting is limited by the parser.
struct Ways<'a> {
    useful: &'a dyn Fn(u32) -> bool,
    /// Capture groups that the number of one starts behind.
    groups_before: u32,
}

impl Ways<'_> {
    /// The ways through an expression.
    fn of(&self, hir: &Hir) -> Vec<Way> {
        let found = match hir.kind() {
            _ if !self.has_useful_slot(hir) => vec![plain(hir)],
            HirKind::Concat(parts) => {
                let mut found = vec![Way::default()];
                for part in parts {
                    let next = self.of(part);
                    if found.len() * next.len() > MOST_WAYS {
                        return vec![Way::anything(hir)];
                    }
                    found = found.iter().flat_map(|way| next.iter().map(|next| way.then(next))).collect();
                }
                found
            }
            HirKind::Alternation(parts) => parts.iter().flat_map(|part| self.of(part)).collect(),
            HirKind::Capture(capture) if self.is_useful(capture) => {
                let mut way = facts_of_slot(&capture.sub);
                let group = self.groups_before + capture.index;
                way.groups.push(group);
                way.facts.iter_mut().for_each(|fact| fact.group = Some(group));
                vec![way]
            }
            HirKind::Capture(capture) => self.of(&capture.sub),
            HirKind::Repetition(repetition) => {
                let again = Way::anything(hir);
                let mut found: Vec<Way> = self.of(&repetition.sub);
                if repetition.max != Some(1) {
                    found = found.iter().map(|way| way.then(&again)).collect();
                }
                if repetition.min == 0 {
                    found.push(Way::default());
                }
                found
            }
            _ => vec![Way::anything(hir)],
        };
        if found.len() > MOST_WAYS { vec![Way::anything(hir)] } else { found }
    }

    fn is_useful(&self, capture: &Capture) -> bool {
        (self.useful)(self.groups_before + capture.index)
    }

    fn has_useful_slot(&self, hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(|part| self.has_useful_slot(part)),
            HirKind::Capture(capture) => self.is_useful(capture) || self.has_useful_slot(&capture.sub),
            HirKind::Repetition(repetition) => self.has_useful_slot(&repetition.sub),
            _ => false,
        }
    }
}

/// A slot as [`crate::rules::phrase`] writes it: words that qualify, the class of its types, words that qualify; of a
/// list slot the first member.
fn facts_of_slot(hir: &Hir) -> Way {
    match hir.kind() {
        HirKind::Concat(parts) => parts.iter().fold(Way::default(), |way, part| way.then(&facts_of_slot(part))),
        HirKind::Class(Class::Unicode(class)) => match types(class.ranges().iter().map(|r| (r.start(), r.end()))) {
            Some(types) => Way::fact(types),
            None => Way::anything(hir),
        },
        HirKind::Literal(literal) => {
            let part = |c: char| match types([(c, c)].into_iter()) {
                Some(types) => Way::fact(types),
                None => Way { gap: longest_of(c), ..Way::default() },
            };
            let characters = std::str::from_utf8(&literal.0).unwrap_or_default().chars();
            characters.fold(Way::default(), |way, c| way.then(&part(c)))
        }
        _ => Way::anything(hir),
    }
}

/// Bytes of the longest text that an expression matches, abbreviations written out; [`u32::MAX`] without limit.
fn longest(hir: &Hir) -> u32 {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => text.chars().map(longest_of).fold(0, u32::saturating_add),
            Err(_) => u32::try_from(literal.0.len()).unwrap_or(u32::MAX),
        },
        HirKind::Class(class) => class.maximum_len().and_then(|length| u32::try_from(length).ok()).unwrap_or(u32::MAX),
        HirKind::Capture(capture) => longest(&capture.sub),
        HirKind::Repetition(repetition) => match (longest(&repetition.sub), repetition.max) {
            (0, _) => 0,
            (length, Some(most)) => length.saturating_mul(most),
            (_, None) => u32::MAX,
        },
        HirKind::Concat(parts) => parts.iter().map(longest).fold(0, u32::saturating_add),
        HirKind::Alternation(parts) => parts.iter().map(longest).max().unwrap_or(0),
    }
}

fn longest_of(c: char) -> u32 {
    let length = Abbreviation::of(c).map_or(c.len_utf8(), Abbreviation::longest);
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// A part without slots.
fn plain(hir: &Hir) -> Way {
    let mut way = Way::anything(hir);
    way.words.extend(words(hir).map(|words| NeededWords { words: words.into(), behind: 0 }));
    way
}

/// Words of which every match of a part without slots holds one.
fn words(hir: &Hir) -> Option<Vec<String>> {
    let found = match hir.kind() {
        HirKind::Literal(literal) => {
            let is_word = |c: char| Abbreviation::of(c).is_none() && FactType::of(c).is_none();
            let pieces = std::str::from_utf8(&literal.0).ok()?.split(|c| !is_word(c)).filter(|piece| !piece.is_empty());
            vec![pieces.max_by_key(|piece| piece.len())?.to_owned()]
        }
        HirKind::Class(Class::Unicode(class)) => {
            let many = class.ranges().iter().map(|range| range.len()).sum::<usize>() > MOST_WORDS;
            let characters = class.ranges().iter().flat_map(|range| range.start()..=range.end());
            if many { Vec::new() } else { characters.map(String::from).collect() }
        }
        HirKind::Capture(capture) => words(&capture.sub)?,
        HirKind::Repetition(repetition) if repetition.min > 0 => words(&repetition.sub)?,
        HirKind::Concat(parts) => {
            let found = parts.iter().filter_map(words).chain(joined(parts));
            found.filter(|words| (1..=MOST_WORDS).contains(&words.len())).max_by_key(|words| telling(words))?
        }
        HirKind::Alternation(parts) => parts.iter().map(words).collect::<Option<Vec<_>>>()?.concat(),
        _ => Vec::new(),
    };
    (1..=MOST_WORDS).contains(&found.len()).then_some(found)
}

/// Words that adjacent parts spell together: 万万 of (万)万+.
fn joined(parts: &[Hir]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    // Signs that are repeated are what this is for; of other words one part is enough.
    let is_repeated = |hir: &Hir| matches!(hir.kind(), HirKind::Repetition(repetition) if repetition.min > 0);
    if !parts.windows(2).any(|pair| is_repeated(&pair[1]) && pair.iter().all(may_be_spelled)) {
        return found;
    }
    let mut open = vec![String::new()];
    for part in parts {
        let (next, goes_on) = spelled(part).unwrap_or((Vec::new(), false));
        if !next.is_empty() && open.len() * next.len() <= MOST_WORDS {
            open = open.iter().flat_map(|word| next.iter().map(move |more| format!("{word}{more}"))).collect();
        }
        if !goes_on {
            found.push(std::mem::replace(&mut open, vec![String::new()]));
        }
    }
    found.push(open);
    found.retain(|words| words.iter().all(|word| !word.is_empty()));
    found
}

/// Strings that a part may begin with so that they are told apart.
const MOST_SPELLED: usize = 4;

/// True if [`spelled`] may have an answer.
fn may_be_spelled(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Literal(_) => true,
        HirKind::Class(Class::Unicode(class)) => class.ranges().len() <= MOST_SPELLED,
        HirKind::Capture(capture) => may_be_spelled(&capture.sub),
        HirKind::Repetition(repetition) => repetition.min > 0 && may_be_spelled(&repetition.sub),
        _ => false,
    }
}

/// The few strings that a part begins with, and true if it matches nothing else.
fn spelled(hir: &Hir) -> Option<(Vec<String>, bool)> {
    let is_word = |c: char| Abbreviation::of(c).is_none() && FactType::of(c).is_none();
    let (found, is_whole) = match hir.kind() {
        HirKind::Literal(literal) => (vec![std::str::from_utf8(&literal.0).ok()?.to_owned()], true),
        HirKind::Class(Class::Unicode(class)) => {
            if class.ranges().iter().map(|range| range.len()).sum::<usize>() > MOST_SPELLED {
                return None;
            }
            (class.ranges().iter().flat_map(|range| range.start()..=range.end()).map(String::from).collect(), true)
        }
        HirKind::Capture(capture) => spelled(&capture.sub)?,
        HirKind::Repetition(repetition) if repetition.min > 0 => (spelled(&repetition.sub)?.0, false),
        _ => return None,
    };
    found.iter().all(|word| word.chars().all(is_word)).then_some((found, is_whole))
}

/// The types of a class that holds characters of facts and nothing else.
fn types(ranges: impl Iterator<Item = (char, char)>) -> Option<TypeSet> {
    let mut types = TypeSet::default();
    for (start, end) in ranges {
        for c in start..=end {
            types.insert(FactType::of(c)?);
        }
    }
    (types != TypeSet::default()).then_some(types)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::phrase::{Group, Phrase};

    /// For each need its facts with the gaps before them, and its words; sorted.
    fn needed(source: &str, telling: impl Fn(&[u32]) -> Vec<Vec<u32>>) -> Vec<String> {
        let gap = |fact: &NeededFact| if fact.gap > 999 { "∞".to_owned() } else { fact.gap.to_string() };
        let show = |way: &Way| {
            let words = way.words.iter().map(|set| format!("{}:{}", set.behind, set.words.join("|")));
            way.facts.iter().map(gap).chain(words).collect::<Vec<_>>().join(" ")
        };
        let phrase = Phrase::read(source).expect("a phrase").in_parts();
        let alternatives = phrase.matcher().expect("an expression").alternatives();
        let is_slot = |group: u32| matches!(phrase.groups.get(group as usize - 1), Some(Group::Slot(_)));
        let mut shown: Vec<String> = merged(alternatives, is_slot, telling).0.iter().map(show).collect();
        shown.sort();
        shown
    }

    fn every(groups: &[u32]) -> Vec<Vec<u32>> {
        vec![groups.to_vec()]
    }

    /// A slot may have 9 bytes of words before it (不超过) and 6 behind (左右).
    #[test]
    fn facts_words_and_gaps() {
        assert_eq!(needed("由{a:percent}到{b:percent}", every), ["12 18 0:由 1:到"]);
        assert_eq!(needed("{a:percent}(?:提高|升)", every), ["9 1:提高|升"]);
        assert_eq!(needed("({a:percent}|{b:point})提高", every), ["9 1:提高", "9 1:提高"]);
        assert_eq!(needed("({a:percent})?提高{b:point}", every), ["15 0:提高", "9 21 1:提高"]);
        assert_eq!(needed("[^，]提高", every), ["0:提高"]);
        assert_eq!(needed("{a:percent}…{b:percent}", every), ["9 ∞"]);
    }

    /// Repeated signs are a word, however often they come.
    #[test]
    fn parts_that_spell_a_word() {
        assert_eq!(needed("{a:number}(?:(！)！+|(万)万+)", every), ["9 1:!!|!！|！!|！！|万万"]);
        assert_eq!(needed("{a:number}了{b:percent}", every), ["9 18 1:了"]);
    }

    /// An alternative that says nothing is never looked for by itself; where another one may match, it may, too.
    #[test]
    fn alternatives_that_say_nothing() {
        let phrase = Phrase::read("{a:percent}提高|目标{b:percent}|{c:percent}下降").expect("a phrase").in_parts();
        let says = |groups: &[u32]| if groups == [2] { vec![] } else { vec![groups.to_vec()] };
        let alternatives = phrase.matcher().expect("an expression").alternatives();
        let needs = needs(alternatives, false, |_| true, says);
        let parts: Vec<Parts> = needs.ways.iter().map(|need| need.parts).collect();
        assert_eq!(parts, [Parts::one(0), Parts::one(2)]);
        assert_eq!(needs.silent, Parts::one(1));
    }

    /// What stands between the slots of an equation is a gap; ways that fill them alike between the same words are one need.
    #[test]
    fn slots_that_say_nothing_are_gaps() {
        let ends = |groups: &[u32]| if groups.ends_with(&[3]) { vec![vec![1, 3]] } else { vec![] };
        assert_eq!(needed("{a:percent}，{year}到{b:percent}", ends), ["9 39 1:到 1:,|，"]);
        assert_eq!(needed("{a:percent}(?:，{year})?到{b:percent}", ends), ["9 18 1:到", "9 39 1:到 1:,|，"]);
        assert_eq!(needed("{a:percent}(?:[^，]{year})?到{b:percent}", ends), ["9 40 1:到"]);
        assert_eq!(needed("{a:percent}，{year}", ends), Vec::<String>::new());
    }
}
