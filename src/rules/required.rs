//! What a sentence must have so that a phrase can match in it: facts of certain types, so close together, and one of
//! certain words. Read off the expression over shapes, so that sentences that lack it are passed over before their
//! shape is built and before the expression is compiled. It may let a sentence pass in vain, never the other way round.

use std::rc::Rc;

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::rules::shape::{FACT_LENGTH, FactType, Placed, TypeSet};

/// Ways through an expression that are told apart; where there are more, what an alternation needs is not looked at.
const MOST_WAYS: usize = 512;
/// Words of which one is needed.
const MOST_WORDS: usize = 40;
/// Sets of words that are looked for in a sentence.
const SETS_OF_WORDS: usize = 3;

/// What one way through an expression needs.
#[derive(Clone, Debug)]
pub struct Need {
    facts: Vec<NeededFact>,
    /// Of each set one word.
    words: Vec<Vec<Word>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NeededFact {
    types: TypeSet,
    /// The innermost capture group that it stands in.
    group: Option<u32>,
    /// Bytes of the shape that may stand between the fact before and this one.
    gap: u32,
}

/// A word as its characters of three bytes, which all Han are.
type Word = Vec<Code>;

/// The last twelve bits of a character.
type Code = u16;

/// Which characters of three bytes a text has, told apart by their last twelve bits.
pub struct Characters {
    seen: [u64; 64],
    /// Bytes of spaces inside the text, which its shape has not: distances may be so much shorter there.
    spaces: u32,
    /// True if a space stands between two of the characters, perhaps inside a word: words are not known then.
    torn: bool,
}

impl Default for Characters {
    fn default() -> Self {
        Self { seen: [0; 64], spaces: 0, torn: false }
    }
}

impl Characters {
    fn read(&mut self, text: &str) {
        self.seen.fill(0);
        (self.spaces, self.torn) = (0, false);
        let bytes = text.trim().as_bytes();
        let mut at = 0;
        // What stands before: a character of three bytes, and spaces behind it.
        let (mut after_wide, mut after_space) = (false, false);
        while at < bytes.len() {
            let length = match bytes[at] {
                0xE0..=0xEF => 3,
                0xF0.. => 4,
                0xC0.. => 2,
                _ => 1,
            };
            match (length, bytes.get(at..at + length)) {
                (_, Some(b" " | b"\t" | b"\xC2\xA0" | b"\xE3\x80\x80")) => {
                    self.spaces += length as u32;
                    after_space = true;
                }
                (3, Some([_, middle, last])) => {
                    self.seen[usize::from(middle & 0x3F)] |= 1 << (last & 0x3F);
                    self.torn |= after_wide && after_space;
                    (after_wide, after_space) = (true, false);
                }
                _ => (after_wide, after_space) = (false, false),
            }
            at += length;
        }
    }

    fn has(&self, code: Code) -> bool {
        self.seen[usize::from(code >> 6)] & 1 << (code & 0x3F) != 0
    }
}

/// A sentence as far as needs look at it.
pub struct Sentence<'a> {
    /// Its text in the view.
    text: &'a str,
    /// Its facts in text order, with their places in the shape.
    facts: &'a [Placed],
    /// All their types.
    types: TypeSet,
    /// Read when they are first asked for.
    characters: &'a mut Characters,
    characters_read: bool,
}

impl<'a> Sentence<'a> {
    /// A stretch of the view and the facts in it; `characters` is room for its characters.
    pub fn new(text: &'a str, facts: &'a [Placed], characters: &'a mut Characters) -> Self {
        let mut types = TypeSet::default();
        facts.iter().for_each(|fact| types.insert(fact.kind));
        Self { text, facts, types, characters, characters_read: false }
    }

    /// False if it surely lacks a fact for one of `types`.
    pub fn has_types(&self, types: &[TypeSet]) -> bool {
        types.len() <= self.facts.len() && types.iter().all(|set| set.meets(self.types))
    }

    fn characters(&mut self) -> &Characters {
        if !std::mem::replace(&mut self.characters_read, true) {
            self.characters.read(self.text);
        }
        self.characters
    }
}

/// What a match of `expression` needs: one need for each set of slots that says something. `telling` gives those sets from
/// the numbers of the capture groups on one way through the expression, of those that are `useful`; facts outside of them
/// are passed over. Empty if nothing says anything; one need without conditions if the expression is not well formed
/// (compiling it says so).
pub fn needs(expression: &str, useful: impl Fn(u32) -> bool, telling: impl Fn(&[u32]) -> Vec<Vec<u32>>) -> Vec<Need> {
    let Ok(hir) = regex_syntax::parse(expression) else { return vec![Need { facts: Vec::new(), words: Vec::new() }] };
    merged(&hir, &Ways { useful: &useful }, telling).into_iter().map(Way::into_need).collect()
}

/// The ways through an expression, those that fill the same slots between the same words made one.
fn merged(hir: &Hir, ways: &Ways, telling: impl Fn(&[u32]) -> Vec<Vec<u32>>) -> Vec<Way> {
    let mut merged: Vec<Way> = Vec::new();
    for way in ways.of(hir) {
        for groups in telling(&way.groups) {
            let way = way.with_facts_of(&groups).with_most_telling_words();
            match merged.iter_mut().find(|other| other.types().eq(way.types()) && other.words == way.words) {
                Some(other) => other.widen_to(&way),
                None => merged.push(way),
            }
        }
    }
    merged
}

impl Need {
    /// False if the sentence surely lacks something.
    pub fn is_met(&self, sentence: &mut Sentence) -> bool {
        if !(self.facts.len() <= sentence.facts.len() && self.facts.iter().all(|fact| fact.types.meets(sentence.types)))
        {
            return false;
        }
        let facts = sentence.facts;
        let characters = sentence.characters();
        (characters.torn || self.has_words(characters)) && self.are_close(facts, characters.spaces)
    }

    fn has_words(&self, characters: &Characters) -> bool {
        let has = |word: &Word| word.iter().all(|code| characters.has(*code));
        self.words.iter().all(|set| set.iter().any(has))
    }

    /// True if facts of the types stand close enough in the right order, `spaces` bytes not counted.
    fn are_close(&self, facts: &[Placed], spaces: u32) -> bool {
        let Some((first, rest)) = self.facts.split_first() else { return true };
        let mut starts = facts.iter().enumerate().filter(|(_, fact)| first.types.contains(fact.kind));
        starts.any(|(index, _)| follow(rest, facts, index, spaces))
    }
}

/// True if facts for all of `needed` follow `facts[index]`. The depth is that of the slots of a phrase on one way.
fn follow(needed: &[NeededFact], facts: &[Placed], index: usize, spaces: u32) -> bool {
    let Some((next, rest)) = needed.split_first() else { return true };
    let farthest = (facts[index].at + FACT_LENGTH).saturating_add(next.gap).saturating_add(spaces);
    let mut near = facts.iter().enumerate().skip(index + 1).take_while(|(_, fact)| fact.at <= farthest);
    near.any(|(at, fact)| next.types.contains(fact.kind) && follow(rest, facts, at, spaces))
}

/// A way through an expression.
#[derive(Clone, Debug, Default)]
struct Way {
    facts: Vec<NeededFact>,
    /// Bytes since the last fact; [`u32::MAX`] without limit.
    gap: u32,
    /// Sets of words of which one is needed.
    words: Vec<Rc<[String]>>,
    /// Useful capture groups on the way.
    groups: Vec<u32>,
}

impl Way {
    fn anything(hir: &Hir) -> Self {
        let length = hir.properties().maximum_len().and_then(|length| u32::try_from(length).ok());
        Self { gap: length.unwrap_or(u32::MAX), ..Self::default() }
    }

    fn fact(types: TypeSet) -> Self {
        Self { facts: vec![NeededFact { types, group: None, gap: 0 }], ..Self::default() }
    }

    fn then(&self, next: &Self) -> Self {
        let mut way = self.clone();
        way.words.extend(next.words.iter().cloned());
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
        let mut way = Self { words: self.words.clone(), groups: self.groups.clone(), ..Self::default() };
        let mut dropped = 0_u32;
        for fact in &self.facts {
            let gap = dropped.saturating_add(fact.gap);
            if fact.group.is_some_and(|group| groups.contains(&group)) {
                way.facts.push(NeededFact { gap, ..*fact });
                dropped = 0;
            } else {
                dropped = gap.saturating_add(FACT_LENGTH);
            }
        }
        way
    }

    fn with_most_telling_words(mut self) -> Self {
        self.words.sort_by_key(|words| std::cmp::Reverse(telling(words)));
        self.words.dedup();
        self.words.truncate(SETS_OF_WORDS);
        self
    }

    /// Takes the larger gaps of both.
    fn widen_to(&mut self, other: &Self) {
        for (fact, other) in self.facts.iter_mut().zip(&other.facts) {
            fact.gap = fact.gap.max(other.gap);
        }
    }

    fn into_need(self) -> Need {
        let codes =
            |word: &String| word.chars().filter(|c| c.len_utf8() == 3).map(|c| (c as u32 & 0xFFF) as Code).collect();
        Need { words: self.words.iter().map(|set| set.iter().map(codes).collect()).collect(), facts: self.facts }
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
            HirKind::Capture(capture) if (self.useful)(capture.index) => {
                let mut way = facts_of_slot(&capture.sub);
                way.groups.push(capture.index);
                way.facts.iter_mut().for_each(|fact| fact.group = Some(capture.index));
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

    fn has_useful_slot(&self, hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(|part| self.has_useful_slot(part)),
            HirKind::Capture(capture) => (self.useful)(capture.index) || self.has_useful_slot(&capture.sub),
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
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0).ok().and_then(|text| text.chars().next()) {
            Some(c) if literal.0.len() == c.len_utf8() => {
                types([(c, c)].into_iter()).map_or(Way::anything(hir), Way::fact)
            }
            _ => Way::anything(hir),
        },
        _ => Way::anything(hir),
    }
}

/// A part without slots.
fn plain(hir: &Hir) -> Way {
    let mut way = Way::anything(hir);
    way.words.extend(words(hir).map(Rc::from));
    way
}

/// Words of which every match of a part without slots holds one.
fn words(hir: &Hir) -> Option<Vec<String>> {
    let found = match hir.kind() {
        HirKind::Literal(literal) => vec![std::str::from_utf8(&literal.0).ok()?.to_owned()],
        HirKind::Class(Class::Unicode(class)) => {
            let many = class.ranges().iter().map(|range| range.len()).sum::<usize>() > MOST_WORDS;
            let characters = class.ranges().iter().flat_map(|range| range.start()..=range.end());
            if many { Vec::new() } else { characters.map(String::from).collect() }
        }
        HirKind::Capture(capture) => words(&capture.sub)?,
        HirKind::Repetition(repetition) if repetition.min > 0 => words(&repetition.sub)?,
        HirKind::Concat(parts) => parts.iter().filter_map(words).max_by_key(|words| telling(words))?,
        HirKind::Alternation(parts) => parts.iter().map(words).collect::<Option<Vec<_>>>()?.concat(),
        _ => Vec::new(),
    };
    (1..=MOST_WORDS).contains(&found.len()).then_some(found)
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
            let words = way.words.iter().map(|set| set.join("|"));
            way.facts.iter().map(gap).chain(words).collect::<Vec<_>>().join(" ")
        };
        let phrase = Phrase::read(source).expect("a phrase");
        let hir = regex_syntax::parse(phrase.expression()).expect("an expression");
        let is_slot = |group: u32| matches!(phrase.groups.get(group as usize - 1), Some(Group::Slot(_)));
        let mut shown: Vec<String> = merged(&hir, &Ways { useful: &is_slot }, telling).iter().map(show).collect();
        shown.sort();
        shown
    }

    fn every(groups: &[u32]) -> Vec<Vec<u32>> {
        vec![groups.to_vec()]
    }

    /// A slot may have 9 bytes of words before it (不超过) and 6 behind (左右).
    #[test]
    fn facts_words_and_gaps() {
        assert_eq!(needed("由{a:percent}到{b:percent}", every), ["12 18 由 到"]);
        assert_eq!(needed("{a:percent}(?:提高|升)", every), ["9 提高|升"]);
        assert_eq!(needed("({a:percent}|{b:point})提高", every), ["9 提高", "9 提高"]);
        assert_eq!(needed("({a:percent})?提高{b:point}", every), ["15 提高", "9 21 提高"]);
        assert_eq!(needed("[^，]提高", every), ["提高"]);
        assert_eq!(needed("{a:percent}…{b:percent}", every), ["9 ∞"]);
    }

    /// What stands between the slots of an equation is a gap; ways that fill them alike between the same words are one need.
    #[test]
    fn slots_that_say_nothing_are_gaps() {
        let ends = |groups: &[u32]| if groups.ends_with(&[3]) { vec![vec![1, 3]] } else { vec![] };
        assert_eq!(needed("{a:percent}，{year}到{b:percent}", ends), ["9 39 到 ,|，"]);
        assert_eq!(needed("{a:percent}(?:，{year})?到{b:percent}", ends), ["9 18 到", "9 39 到 ,|，"]);
        assert_eq!(needed("{a:percent}(?:[^，]{year})?到{b:percent}", ends), ["9 40 到"]);
        assert_eq!(needed("{a:percent}，{year}", ends), Vec::<String>::new());
    }
}
