//! The shape of a sentence: its view text with every fact replaced by one private-use character that tells its type, and
//! without the spaces that Chinese typesetting does not mean. Built once a sentence, shared by all declarative rules.
//! The view itself has no private-use characters: they are opaque places.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::facts::date::Date;
use crate::facts::quantity::UnitKind;
use crate::facts::token::TokenKind;
use crate::facts::{Facts, Range};
use crate::span::ViewSpan;

/// Bytes of the character that stands for a fact.
pub const FACT_LENGTH: u32 = 3;

/// The type of a fact: one private-use character each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum FactType {
    /// A number without a unit.
    Number,
    /// A number of things.
    Count,
    /// Money, length, weight …
    Measure,
    /// A length of time.
    Duration,
    /// `%`
    Percent,
    /// `‰`
    Permille,
    /// Percentage points.
    Point,
    /// 倍
    Multiple,
    /// A date.
    Date,
    /// A year.
    Year,
    /// `10～20%`, `-3%`: no slot takes a range or a number below zero.
    Range,
}

impl FactType {
    /// The characters of all types, for use inside a class of a regular expression.
    pub const ALL: &str = "\u{E000}-\u{E00A}";

    /// The type that a character stands for.
    pub fn of(character: char) -> Option<Self> {
        const TYPES: [FactType; 11] = [
            FactType::Number,
            FactType::Count,
            FactType::Measure,
            FactType::Duration,
            FactType::Percent,
            FactType::Permille,
            FactType::Point,
            FactType::Multiple,
            FactType::Date,
            FactType::Year,
            FactType::Range,
        ];
        let index = (character as u32).checked_sub(0xE000)?;
        TYPES.get(index as usize).copied()
    }

    /// The character that stands for a fact of the type.
    pub fn character(self) -> char {
        char::from_u32(0xE000 + self as u32).unwrap_or(crate::facts::OPAQUE)
    }
}

impl From<UnitKind> for FactType {
    fn from(kind: UnitKind) -> Self {
        match kind {
            UnitKind::None => Self::Number,
            UnitKind::Count => Self::Count,
            UnitKind::Measure => Self::Measure,
            UnitKind::Percent => Self::Percent,
            UnitKind::Permille => Self::Permille,
            UnitKind::Point => Self::Point,
            UnitKind::Multiple => Self::Multiple,
            UnitKind::Duration => Self::Duration,
        }
    }
}

/// A set of types.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct TypeSet(u16);

impl TypeSet {
    /// Number of sets that there are.
    pub const COUNT: usize = 1 << 11;

    /// The number of the set among all.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Adds a type.
    pub fn insert(&mut self, member: FactType) {
        self.0 |= 1 << member as u8;
    }

    /// True if it has the type.
    pub fn contains(self, member: FactType) -> bool {
        self.0 & (1 << member as u8) != 0
    }

    /// True if the two have a type in common.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The class of a regular expression that matches its members.
    pub fn class(self) -> String {
        let members = (0..16).filter(|bit| self.0 & (1 << bit) != 0).filter_map(|bit| char::from_u32(0xE000 + bit));
        format!("[{}]", members.collect::<String>())
    }
}

impl fmt::Debug for TypeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TypeSet({:#b})", self.0)
    }
}

/// True for the spaces that a shape leaves out.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{3000}' | '\u{A0}')
}

/// What a fact of a shape is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Index in [`Facts::quantities`].
    Quantity(u32),
    /// Index in [`Facts::dates`].
    Date(u32),
    /// Two quantities with a range mark between them, or a number below zero.
    Range,
}

/// A fact and its place.
#[derive(Clone, Copy, Debug)]
pub struct Placed {
    /// What it is.
    pub fact: Fact,
    /// Its type.
    pub kind: FactType,
    /// What its character stands for: number and unit.
    pub view: ViewSpan,
    /// The character's byte in the shape.
    pub at: u32,
}

/// The shape of a stretch of the view.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// The text with its private-use characters.
    pub text: String,
    /// The facts in text order.
    pub facts: Vec<Placed>,
    /// Starts of pieces: byte in the shape, byte in the view.
    pieces: Vec<(u32, u32)>,
}

/// The facts of a stretch of the view, in text order, before its shape is built: quantities, of which two make one range,
/// and dates. Their places in the shape are counted from the first fact, as if there were no spaces.
pub fn facts_in(facts: &Facts, view: &str, cursor: &mut Cursor, end: u32, found: &mut Vec<Placed>) {
    found.clear();
    loop {
        let quantity = facts.quantities.get(cursor.quantity).filter(|quantity| quantity.number.span.start < end);
        let date = facts.dates.get(cursor.date).filter(|date| date.span.start < end);
        let done = found.last().map_or(0, |last| last.view.end);
        match (quantity, date) {
            (None, None) => break,
            (quantity, Some(date)) if quantity.is_none_or(|q| date.span.start <= q.number.span.start) => {
                if date.span.start >= done {
                    let (kind, fact) = match date {
                        _ if date.bare || before(view, date.span.start).is_some_and(is_negative) => {
                            (FactType::Range, Fact::Range)
                        }
                        Date { month: None, day: None, .. } => (FactType::Year, Fact::Date(cursor.date as u32)),
                        _ => (FactType::Date, Fact::Date(cursor.date as u32)),
                    };
                    found.push(Placed { fact, kind, view: date.span, at: 0 });
                }
                cursor.date += 1;
            }
            (Some(quantity), _) => {
                let index = cursor.quantity;
                cursor.quantity += 1;
                let view_span = ViewSpan { start: quantity.number.span.start, end: quantity.unit.end };
                let before = before(view, view_span.start);
                if view_span.start < done || before == Some('第') {
                    continue;
                }
                let kind = FactType::from(quantity.kind);
                let mut placed = Placed { fact: Fact::Quantity(index as u32), kind, view: view_span, at: 0 };
                if before.is_some_and(is_negative) {
                    placed.fact = Fact::Range;
                    placed.kind = FactType::Range;
                }
                if let Some(range) = range_from(facts, index, cursor)
                    && is_range_mark(facts, range)
                    && let Some(second) = facts.quantities.get(index + 1)
                {
                    cursor.quantity += 1;
                    placed.fact = Fact::Range;
                    placed.kind = FactType::Range;
                    placed.view.end = second.unit.end;
                }
                found.push(placed);
            }
            (None, Some(_)) => break,
        }
    }
    let mut last: Option<Placed> = None;
    for fact in found {
        fact.at = last.map_or(0, |last| last.at + FACT_LENGTH + (fact.view.start - last.view.end));
        last = Some(*fact);
    }
}

/// 由-2.3%提高到5.1%, 负2.3%: the number that was read lacks its sign.
fn is_negative(before: char) -> bool {
    matches!(before, '-' | '−' | '－' | '–' | '—' | '负' | '﹣')
}

fn before(view: &str, at: u32) -> Option<char> {
    view.get(..at as usize)?.chars().next_back()
}

/// How far the facts have been read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cursor {
    quantity: usize,
    date: usize,
    range: usize,
}

impl Cursor {
    /// Where the next fact starts that has not been read.
    pub fn next_start(&self, facts: &Facts) -> Option<u32> {
        let quantity = facts.quantities.get(self.quantity).map(|quantity| quantity.number.span.start);
        let date = facts.dates.get(self.date).map(|date| date.span.start);
        match (quantity, date) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (one, other) => one.or(other),
        }
    }
}

fn range_from(facts: &Facts, index: usize, cursor: &mut Cursor) -> Option<Range> {
    while facts.ranges.get(cursor.range).is_some_and(|range| (range.from as usize) < index) {
        cursor.range += 1;
    }
    facts.ranges.get(cursor.range).filter(|range| range.from as usize == index).copied()
}

/// True for dashes and tildes. The words 至 and 到 stay words: 由60%到65% is a change and no range.
fn is_range_mark(facts: &Facts, range: Range) -> bool {
    matches!(facts.tokens.kind(facts.tokens.at(range.mark.start)), TokenKind::Dash | TokenKind::Tilde)
}

impl Shape {
    /// The shape of `view[span]`, in which `facts` stand.
    pub fn build(&mut self, view: &str, span: ViewSpan, facts: &[Placed]) {
        self.text.clear();
        self.facts.clear();
        self.pieces.clear();
        let mut done = span.start;
        for fact in facts {
            self.copy(view, done, fact.view.start);
            self.pieces.push((self.text.len() as u32, fact.view.start));
            self.facts.push(Placed { at: self.text.len() as u32, ..*fact });
            self.text.push(fact.kind.character());
            done = fact.view.end;
        }
        self.copy(view, done, span.end);
    }

    /// A stretch of the view as it is: what rules without slots see.
    pub fn build_plain(&mut self, view: &str, span: ViewSpan) {
        self.text.clear();
        self.facts.clear();
        self.pieces.clear();
        self.pieces.push((0, span.start));
        self.text.push_str(view.get(span.range()).unwrap_or(""));
    }

    /// Copies `view[start..end]` without its spaces; between two ASCII letters or digits one of them stays.
    fn copy(&mut self, view: &str, start: u32, end: u32) {
        let Some(text) = view.get(start as usize..end as usize).filter(|text| !text.is_empty()) else { return };
        self.pieces.push((self.text.len() as u32, start));
        if !text.contains(is_space) {
            self.text.push_str(text);
            return;
        }
        let mut offset = 0;
        while let Some(from) = text[offset..].find(is_space).map(|at| at + offset) {
            self.text.push_str(&text[offset..from]);
            let to = text[from..].find(|c| !is_space(c)).map_or(text.len(), |at| at + from);
            let before = self.text.as_bytes().last().is_some_and(u8::is_ascii_alphanumeric);
            if before && text[to..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
                self.pieces.push((self.text.len() as u32, start + from as u32));
                self.text.push(' ');
            }
            self.pieces.push((self.text.len() as u32, start + to as u32));
            offset = to;
        }
        self.text.push_str(&text[offset..]);
    }

    /// The place in the view of a place in the shape.
    pub fn view(&self, start: usize, end: usize) -> ViewSpan {
        let from = self.piece(start).map_or(0, |(shape, view)| view + (start as u32 - shape));
        if start == end {
            return ViewSpan { start: from, end: from };
        }
        let last = self.text[..end].chars().next_back().map_or(1, char::len_utf8);
        let to = match self.fact_at(end - last) {
            Some(fact) => fact.view.end,
            None => self.piece(end - last).map_or(0, |(shape, view)| view + (end as u32 - shape)),
        };
        ViewSpan { start: from, end: to.max(from) }
    }

    /// The last piece that starts at or before `offset`; of two that start there, the one that is not empty.
    fn piece(&self, offset: usize) -> Option<(u32, u32)> {
        let after = self.pieces.partition_point(|(shape, _)| *shape as usize <= offset);
        after.checked_sub(1).map(|index| self.pieces[index])
    }

    fn fact_at(&self, offset: usize) -> Option<&Placed> {
        let index = self.facts.binary_search_by_key(&(offset as u32), |fact| fact.at).ok()?;
        self.facts.get(index)
    }

    /// The facts whose characters stand in `start..end` of the shape.
    pub fn facts_between(&self, start: usize, end: usize) -> &[Placed] {
        let from = self.facts.partition_point(|fact| (fact.at as usize) < start);
        let to = self.facts.partition_point(|fact| (fact.at as usize) < end);
        self.facts.get(from..to).unwrap_or(&[])
    }
}
