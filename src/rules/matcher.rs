//! A compiled expression over shapes. An expression tells few characters apart: those it names, and all others. It is
//! rewritten over classes of characters, one byte each, and so is every text that it is matched with. That is compiled
//! in a tenth of the time that an expression over UTF-8 takes. Places are bytes of the text that was given.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};
use regex_automata::util::captures;
use regex_automata::{Input, meta};
use regex_syntax::hir::{self, Class, ClassBytes, ClassBytesRange, Hir, HirKind, Look, Repetition};
use serde::{Deserialize, Serialize};

use crate::rules::abbreviation::{Abbreviation, written_out};

/// Compiled expressions may use this much memory.
const SIZE_LIMIT: usize = 4 << 20;
/// Groups may be nested this deep.
const NEST_LIMIT: u32 = 40;

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Matcher(Kind);

#[derive(Clone, Debug)]
enum Kind {
    /// What cannot be said in classes, as word boundaries, or has too many of them.
    Characters(Regex),
    Classes(Box<Classes>),
}

/// An expression over classes. Its alternatives are automata of their own: one for all of them would have a state for every
/// combination of theirs.
#[derive(Clone, Debug)]
struct Classes {
    alphabet: Alphabet,
    /// Over characters.
    expression: Arc<Hir>,
    parts: Box<[Part]>,
}

/// An alternative of an expression; compiled when it is first asked for, `None` if it is too large.
#[derive(Clone, Debug, Default)]
struct Part {
    /// Matches where the alternative does, and perhaps begins later: far fewer states, and most sentences have no match.
    search: OnceLock<Option<meta::Regex>>,
    whole: OnceLock<Option<Whole>>,
}

#[derive(Clone, Debug)]
struct Whole {
    regex: meta::Regex,
    /// Characters of the longest match.
    longest: usize,
}

/// Some of the alternatives of an expression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Parts(u32);

impl Parts {
    /// All of them.
    pub const ALL: Self = Self(u32::MAX);

    /// The one with this index.
    pub fn one(index: usize) -> Self {
        Self(1_u32.checked_shl(index as u32).unwrap_or(0))
    }

    /// Those of both.
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True if the one with this index is among them.
    pub fn contain(self, index: usize) -> bool {
        self.0 & Self::one(index).0 != 0
    }

    /// True if `other` has all of them.
    pub fn are_among(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
}

/// The alternatives of an expression; the expression itself if it has none, or too many to tell apart.
pub fn alternatives(expression: &Hir) -> &[Hir] {
    match expression.kind() {
        HirKind::Alternation(parts) if parts.len() <= u32::BITS as usize => parts,
        _ => std::slice::from_ref(expression),
    }
}

/// A text in the form that one [`Matcher`] matches.
#[derive(Debug)]
pub struct Text<'t> {
    text: &'t str,
    /// The class of each character.
    classes: Vec<u8>,
    /// The byte at which each character starts, and the end; found when a place is first asked for.
    starts: OnceCell<Vec<u32>>,
}

/// The places of a match and of its groups.
#[derive(Clone, Debug)]
pub struct Captures(Vec<Option<Range<usize>>>);

impl Captures {
    /// The place of a group; the match itself is group 0.
    pub fn get(&self, group: usize) -> Option<Range<usize>> {
        self.0.get(group).cloned().flatten()
    }
}

impl Matcher {
    /// Prepares an expression, in which abbreviations may stand; `parsed` is what [`parsed`] says of it. It is matched as one;
    /// what its [`alternatives`] are is told apart if `in_parts`.
    ///
    /// # Errors
    /// What is wrong with it. Whether it is too large is not looked at ([`Matcher::is_complete`]).
    pub fn new(expression: &str, parsed: Option<&Arc<Hir>>, in_parts: bool) -> Result<Self, regex::Error> {
        if let Some(hir) = parsed
            && let Some(alphabet) = Alphabet::of(hir)
        {
            let count = if in_parts { alternatives(hir).len() } else { 1 };
            let parts = (0..count).map(|_| Part::default()).collect();
            return Ok(Self(Kind::Classes(Box::new(Classes { alphabet, expression: Arc::clone(hir), parts }))));
        }
        Self::for_long_texts(expression)
    }

    /// False if a part of the expression is so large that it is not matched.
    pub fn is_complete(&self) -> bool {
        match &self.0 {
            Kind::Characters(_) => true,
            Kind::Classes(classes) => {
                let mut parts = 0..classes.parts.len();
                parts.all(|index| classes.search(index).is_some() && classes.whole(index).is_some())
            }
        }
    }

    /// Compiles an expression that long texts are searched with.
    ///
    /// # Errors
    /// As [`Matcher::new`].
    pub fn for_long_texts(expression: &str) -> Result<Self, regex::Error> {
        let compile =
            |expression: &str| RegexBuilder::new(expression).size_limit(SIZE_LIMIT).nest_limit(NEST_LIMIT).build();
        match compile(&written_out(expression)) {
            Ok(regex) => Ok(Self(Kind::Characters(regex))),
            // The error names the place in the expression that was given, if it can.
            Err(error) => Err(compile(expression).err().unwrap_or(error)),
        }
    }

    /// Prepares a text.
    pub fn text<'t>(&self, text: &'t str) -> Text<'t> {
        match &self.0 {
            Kind::Characters(_) => Text { text, classes: Vec::new(), starts: OnceCell::new() },
            Kind::Classes(matcher) => {
                let mut classes = Vec::with_capacity(text.len());
                classes.extend(text.chars().map(|c| matcher.alphabet.class(c)));
                Text { text, classes, starts: OnceCell::new() }
            }
        }
    }

    /// True if there is a match in the text.
    pub fn is_match(&self, text: &Text) -> bool {
        self.is_match_of(text, Parts::ALL)
    }

    /// True if one of these alternatives has a match in the text.
    pub fn is_match_of(&self, text: &Text, parts: Parts) -> bool {
        match &self.0 {
            Kind::Characters(regex) => regex.is_match(text.text),
            Kind::Classes(classes) => {
                let mut searches = classes.among(parts).filter_map(|index| classes.search(index));
                searches.any(|search| search.is_match(&text.classes))
            }
        }
    }

    /// The matches in text order.
    pub fn find_iter(&self, text: &Text) -> Vec<Range<usize>> {
        self.captures_iter(text, Parts::ALL, |_| true).iter().filter_map(|captures| captures.get(0)).collect()
    }

    /// The matches with their groups, in text order, as if the expression had no alternatives but these. Where one is not
    /// accepted, another alternative may match.
    pub fn captures_iter(&self, text: &Text, parts: Parts, accepts: impl Fn(&Captures) -> bool) -> Vec<Captures> {
        match &self.0 {
            Kind::Characters(regex) => {
                let groups = |found: regex::Captures| found.iter().map(|group| group.map(|g| g.range())).collect();
                regex.captures_iter(text.text).map(|found| Captures(groups(found))).filter(accepts).collect()
            }
            Kind::Classes(classes) => classes.captures(text, parts, accepts),
        }
    }
}

impl Classes {
    /// Steps from one match to the next: of the first ones of all alternatives the one that begins first, and of those that
    /// begin there the one written first.
    fn captures(&self, text: &Text, parts: Parts, accepts: impl Fn(&Captures) -> bool) -> Vec<Captures> {
        let mut found = Vec::new();
        let first = |index| Some((index, self.first(index, &text.classes, 0)?));
        let mut next: Vec<(usize, captures::Captures)> = self.among(parts).filter_map(first).collect();
        let mut last = None;
        while let Some(at) = (0..next.len()).min_by_key(|at| start(&next[*at].1)) {
            let Some(place) = next[at].1.get_group(0) else { break };
            let from = place.end + usize::from(place.is_empty());
            let place_in_text = |group: Option<regex_automata::Span>| group.map(|group| text.place(group.range()));
            let captures = Captures(next[at].1.iter().map(place_in_text).collect());
            let is_match = accepts(&captures);
            // Nothing is no match where another one ends.
            if is_match && !(place.is_empty() && last == Some(place.start)) {
                last = Some(place.end);
                found.push(captures);
            }
            let refused = next[at].0;
            next.retain_mut(|(index, captures)| {
                if start(captures) >= from || !is_match && *index != refused {
                    return true;
                }
                let Some(later) = self.first(*index, &text.classes, from) else { return false };
                *captures = later;
                true
            });
        }
        found
    }

    /// The first match of an alternative that begins at `from` or later. The search says that there is one, and the whole
    /// expression where it is.
    fn first(&self, index: usize, text: &[u8], from: usize) -> Option<captures::Captures> {
        if from > text.len() {
            return None;
        }
        let end = self.search(index)?.search_half(&Input::new(text).range(from..).earliest(true))?.offset();
        let whole = self.whole(index)?;
        // All matches end there or later, and the first one begins there at the latest.
        let start = end.saturating_sub(whole.longest).max(from);
        let reach = end.saturating_add(whole.longest).min(text.len());
        let mut captures = whole.regex.create_captures();
        whole.regex.captures(Input::new(text).range(start..reach), &mut captures);
        captures.is_match().then_some(captures)
    }

    fn among(&self, parts: Parts) -> impl Iterator<Item = usize> {
        (0..self.parts.len()).filter(move |index| parts.contain(*index))
    }

    fn search(&self, index: usize) -> Option<&meta::Regex> {
        let compile = || compiled(&Rewriter::new(&self.alphabet, false).late(self.expression_of(index))?, config());
        self.parts.get(index)?.search.get_or_init(compile).as_ref()
    }

    fn whole(&self, index: usize) -> Option<&Whole> {
        let compile = || {
            let expression = Rewriter::new(&self.alphabet, true).rewritten(self.expression_of(index))?;
            let longest = expression.properties().maximum_len().unwrap_or(usize::MAX);
            // Few sentences are left: steps are cheaper than an automaton built on the way.
            let regex = compiled(&expression, config().hybrid(false).auto_prefilter(true))?;
            Some(Whole { regex, longest })
        };
        self.parts.get(index)?.whole.get_or_init(compile).as_ref()
    }

    fn expression_of(&self, index: usize) -> &Hir {
        match self.parts.len() {
            1 => &self.expression,
            _ => alternatives(&self.expression).get(index).unwrap_or(&self.expression),
        }
    }
}

fn start(captures: &captures::Captures) -> usize {
    captures.get_group(0).map_or(usize::MAX, |place| place.start)
}

/// The expression, parsed; `None` if it is not well formed.
pub fn parsed(expression: &str) -> Option<Arc<Hir>> {
    regex_syntax::ParserBuilder::new().nest_limit(NEST_LIMIT).build().parse(expression).ok().map(Arc::new)
}

fn config() -> meta::Config {
    // Shapes are short: a search for literals before the search costs more than it saves.
    meta::Config::new().nfa_size_limit(Some(SIZE_LIMIT)).utf8_empty(false).auto_prefilter(false)
}

/// `None` if the expression is too large.
fn compiled(expression: &Hir, config: meta::Config) -> Option<meta::Regex> {
    meta::Builder::new().configure(config).build_from_hir(expression).ok()
}

impl Text<'_> {
    fn place(&self, characters: Range<usize>) -> Range<usize> {
        let starts = self.starts.get_or_init(|| self.text.char_indices().map(|(at, _)| at as u32).collect());
        let start = |index: usize| starts.get(index).map_or(self.text.len(), |at| *at as usize);
        start(characters.start)..start(characters.end)
    }
}

/// Classes of characters that no part of an expression tells apart.
#[derive(Clone, Debug)]
struct Alphabet {
    /// Where stretches of characters of one class start, ascending from U+0000, and their classes.
    stretches: Vec<(u32, u8)>,
    /// For each 64 characters up to U+FFFF the number of their block.
    pages: Box<[u16]>,
    /// The classes of 64 characters. Most are alike.
    blocks: Vec<[u8; PAGE]>,
}

/// Characters of a page.
const PAGE: usize = 64;

impl Alphabet {
    /// `None` if there are more classes than bytes.
    fn of(hir: &Hir) -> Option<Self> {
        let mut sets: Vec<Vec<(u32, u32)>> = Vec::new();
        collect(hir, &mut sets)?;
        sets.sort_unstable();
        sets.dedup();
        let ends = sets.iter().flatten().flat_map(|(start, end)| [*start, *end + 1]);
        let mut starts: Vec<u32> = ends.chain([0]).collect();
        starts.sort_unstable();
        starts.dedup();
        // Which sets a stretch belongs to says what class it is.
        let mut members = vec![vec![0_u64; sets.len().div_ceil(64)]; starts.len()];
        for (index, set) in sets.iter().enumerate() {
            for (start, end) in set {
                let (from, to) = (starts.partition_point(|at| at < start), starts.partition_point(|at| at <= end));
                members[from..to].iter_mut().for_each(|bits| bits[index / 64] |= 1 << (index % 64));
            }
        }
        let mut classes: HashMap<&[u64], u8> = HashMap::new();
        let mut stretches = Vec::with_capacity(starts.len());
        for (start, bits) in starts.iter().zip(&members) {
            let next = u8::try_from(classes.len()).ok()?;
            stretches.push((*start, *classes.entry(bits).or_insert(next)));
        }
        let (pages, blocks) = pages_of(&stretches);
        Some(Self { stretches, pages, blocks })
    }

    #[inline]
    fn class(&self, c: char) -> u8 {
        let code = c as usize;
        match self.pages.get(code / PAGE).and_then(|block| self.blocks.get(usize::from(*block))) {
            Some(block) => block[code % PAGE],
            None => self.stretch_class(c as u32),
        }
    }

    fn stretch_class(&self, code: u32) -> u8 {
        let after = self.stretches.partition_point(|(start, _)| *start <= code);
        self.stretches[after.saturating_sub(1)].1
    }

    /// The classes of the characters from `start` to `end`.
    fn classes(&self, start: u32, end: u32) -> impl Iterator<Item = u8> + '_ {
        let from = self.stretches.partition_point(|(at, _)| *at < start);
        self.stretches[from..].iter().take_while(move |(at, _)| *at <= end).map(|(_, class)| *class)
    }
}

/// The blocks of classes of the characters up to U+FFFF, and for each page its block.
fn pages_of(stretches: &[(u32, u8)]) -> (Box<[u16]>, Vec<[u8; PAGE]>) {
    const PAGES: usize = 0x1_0000 / PAGE;
    let mut pages = Vec::with_capacity(PAGES);
    let mut blocks: Vec<[u8; PAGE]> = Vec::new();
    // The blocks of one class only.
    let mut uniform = [None::<u16>; 256];
    let mut next = 0;
    let mut class = 0;
    for page in 0..PAGES {
        let (first, end) = ((page * PAGE) as u32, ((page + 1) * PAGE) as u32);
        let start = stretches.get(next).filter(|(start, _)| *start == first);
        if let Some((_, starting)) = start {
            (class, next) = (*starting, next + 1);
        }
        let is_uniform = stretches.get(next).is_none_or(|(start, _)| *start >= end);
        if let (true, Some(block)) = (is_uniform, uniform[usize::from(class)]) {
            pages.push(block);
            continue;
        }
        let mut block = [class; PAGE];
        if is_uniform {
            uniform[usize::from(class)] = Some(blocks.len() as u16);
        }
        while let Some((start, starting)) = stretches.get(next).filter(|(start, _)| *start < end) {
            (class, next) = (*starting, next + 1);
            block[(start - first) as usize..].fill(class);
        }
        pages.push(blocks.len() as u16);
        blocks.push(block);
    }
    (pages.into(), blocks)
}

/// Rewrites an expression over classes.
struct Rewriter<'a> {
    alphabet: &'a Alphabet,
    has_groups: bool,
    /// The abbreviations met so far, rewritten.
    abbreviations: Vec<(Abbreviation, Hir)>,
}

impl<'a> Rewriter<'a> {
    fn new(alphabet: &'a Alphabet, has_groups: bool) -> Self {
        Self { alphabet, has_groups, abbreviations: Vec::new() }
    }

    /// An expression that has a match in a text if this one has: of what may be repeated at the beginning only what must be.
    fn late(&mut self, hir: &Hir) -> Option<Hir> {
        Some(match hir.kind() {
            HirKind::Capture(capture) => self.late(&capture.sub)?,
            HirKind::Alternation(parts) => {
                Hir::alternation(parts.iter().map(|part| self.late(part)).collect::<Option<_>>()?)
            }
            HirKind::Repetition(Repetition { min: 0, .. }) => Hir::empty(),
            HirKind::Repetition(repetition) => {
                let sub = Box::new(self.rewritten(&repetition.sub)?);
                let Repetition { min, greedy, .. } = *repetition;
                Hir::repetition(Repetition { min, max: Some(min), greedy, sub })
            }
            HirKind::Concat(parts) => {
                let mut late = Vec::with_capacity(parts.len());
                let mut rest = parts.iter();
                for part in rest.by_ref() {
                    let part = self.late(part)?;
                    if !matches!(part.kind(), HirKind::Empty) {
                        late.push(part);
                        break;
                    }
                }
                for part in rest {
                    late.push(self.rewritten(part)?);
                }
                Hir::concat(late)
            }
            _ => self.rewritten(hir)?,
        })
    }

    fn rewritten(&mut self, hir: &Hir) -> Option<Hir> {
        Some(match hir.kind() {
            HirKind::Empty => Hir::empty(),
            HirKind::Literal(literal) => self.literal(std::str::from_utf8(&literal.0).ok()?)?,
            HirKind::Class(Class::Unicode(class)) => {
                let mut members = [false; 256];
                for range in class.ranges() {
                    let classes = self.alphabet.classes(range.start() as u32, range.end() as u32);
                    classes.for_each(|class| members[usize::from(class)] = true);
                }
                Hir::class(Class::Bytes(ClassBytes::new(ranges_of(&members))))
            }
            HirKind::Class(Class::Bytes(_)) => return None,
            HirKind::Look(look @ (Look::Start | Look::End)) => Hir::look(*look),
            HirKind::Look(_) => return None,
            HirKind::Repetition(repetition) => {
                let sub = Box::new(self.rewritten(&repetition.sub)?);
                let Repetition { min, max, greedy, .. } = *repetition;
                Hir::repetition(Repetition { min, max, greedy, sub })
            }
            HirKind::Capture(capture) if !self.has_groups => self.rewritten(&capture.sub)?,
            HirKind::Capture(capture) => {
                let sub = Box::new(self.rewritten(&capture.sub)?);
                Hir::capture(hir::Capture { sub, index: capture.index, name: capture.name.clone() })
            }
            HirKind::Concat(parts) => Hir::concat(self.all(parts)?),
            HirKind::Alternation(parts) => Hir::alternation(self.all(parts)?),
        })
    }

    fn all(&mut self, parts: &[Hir]) -> Option<Vec<Hir>> {
        parts.iter().map(|part| self.rewritten(part)).collect()
    }

    fn literal(&mut self, text: &str) -> Option<Hir> {
        let mut parts = Vec::new();
        let mut classes: Vec<u8> = Vec::with_capacity(text.len());
        for c in text.chars() {
            let Some(abbreviation) = Abbreviation::of(c) else {
                classes.push(self.alphabet.class(c));
                continue;
            };
            if !classes.is_empty() {
                parts.push(Hir::literal(std::mem::take(&mut classes)));
            }
            parts.push(match self.abbreviations.iter().find(|(known, _)| *known == abbreviation) {
                Some((_, rewritten)) => rewritten.clone(),
                None => {
                    let rewritten = self.rewritten(abbreviation.hir())?;
                    self.abbreviations.push((abbreviation, rewritten.clone()));
                    rewritten
                }
            });
        }
        if parts.is_empty() {
            return Some(Hir::literal(classes));
        }
        if !classes.is_empty() {
            parts.push(Hir::literal(classes));
        }
        Some(Hir::concat(parts))
    }
}

/// The members as ranges.
fn ranges_of(members: &[bool; 256]) -> Vec<ClassBytesRange> {
    let mut ranges: Vec<ClassBytesRange> = Vec::new();
    for class in (0..=u8::MAX).filter(|class| members[usize::from(*class)]) {
        match ranges.last_mut() {
            Some(last) if last.end().checked_add(1) == Some(class) => *last = ClassBytesRange::new(last.start(), class),
            _ => ranges.push(ClassBytesRange::new(class, class)),
        }
    }
    ranges
}

/// The sets of characters that an expression names; `None` for what is not about characters.
fn collect(hir: &Hir, sets: &mut Vec<Vec<(u32, u32)>>) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(Look::Start | Look::End) => {}
        HirKind::Look(_) => return None,
        HirKind::Literal(literal) => {
            for c in std::str::from_utf8(&literal.0).ok()?.chars() {
                match Abbreviation::of(c) {
                    Some(abbreviation) => collect(abbreviation.hir(), sets)?,
                    None => sets.push(vec![(c as u32, c as u32)]),
                }
            }
        }
        HirKind::Class(Class::Unicode(class)) => {
            sets.push(class.ranges().iter().map(|range| (range.start() as u32, range.end() as u32)).collect());
        }
        HirKind::Class(Class::Bytes(_)) => return None,
        HirKind::Repetition(repetition) => collect(&repetition.sub, sets)?,
        HirKind::Capture(capture) => collect(&capture.sub, sets)?,
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().try_for_each(|part| collect(part, sets))?;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places of each match, without those of the last groups if they are not in it.
    fn places(matcher: &Matcher, text: &str) -> Vec<Vec<Option<Range<usize>>>> {
        let found = matcher.captures_iter(&matcher.text(text), Parts::ALL, |_| true).into_iter();
        let filled = |groups: &[Option<Range<usize>>]| groups.iter().rposition(Option::is_some).map_or(0, |at| at + 1);
        found.map(|captures| captures.0[..filled(&captures.0)].to_vec()).collect()
    }

    /// Matching classes finds what matching characters finds.
    #[test]
    fn classes_and_characters_agree() {
        let expressions = [
            "由([^，。；、]{0,4}?)([\u{E001}\u{E002}])(?:增长|增)?到",
            "(?i)gdp|(?:一|二)+$",
            "^[^a-c]*?(\\p{Han}{2})",
            "(?:甲|乙丙?)*",
            "[一-龥]\\d+[、，]",
            "[^a]{2,4}?a|(?:(b){0,3}c)",
            "(甲)|乙(甲?)|(一)二|二一|[^一]{0,3}?甲",
        ];
        let texts = [
            "由全年\u{E001}增长到\u{E002}，由、\u{E001}到",
            "Gdp一二一",
            "xy中文",
            "甲乙乙丙",
            "xa",
            "bc",
            "第12、第３，😀甲",
            "",
        ];
        for expression in expressions {
            let characters = Matcher::for_long_texts(expression).expect("well formed");
            for in_parts in [false, true] {
                let classes = Matcher::new(expression, parsed(expression).as_ref(), in_parts).expect("well formed");
                assert!(matches!(classes.0, Kind::Classes(..)), "{expression}");
                for text in texts {
                    assert_eq!(places(&classes, text), places(&characters, text), "{expression} {text}");
                    let is_match = |matcher: &Matcher| matcher.is_match(&matcher.text(text));
                    assert_eq!(is_match(&classes), is_match(&characters), "{expression} {text}");
                }
            }
        }
    }

    #[test]
    fn what_classes_cannot_say_is_left_to_characters() {
        let new = |expression| Matcher::new(expression, parsed(expression).as_ref(), true);
        assert!(matches!(new(r"\bab").expect("well formed").0, Kind::Characters(_)));
        assert!(new("(").is_err());
    }
}
