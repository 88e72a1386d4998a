//! A text is read once into facts; rules look at facts, never at the raw text again. One walk gives tokens, clauses and
//! sentences; every other reader starts from the numerals that the walk met. All places are [`ViewSpan`]s.

pub mod announcement;
pub mod calendar;
pub mod cue;
pub(crate) mod cursor;
pub mod date;
pub mod date_conventions;
pub mod document_date;
pub mod english;
pub mod indicator;
pub mod interval;
pub mod lettered;
pub mod lexicon;
pub mod line_points;
pub(crate) mod line_wrap;
pub mod list;
pub mod lunar;
pub mod number;
pub mod occasion;
pub mod outline;
pub mod quantity;
pub mod rational;
pub mod sequence;
pub mod slip;
pub mod spacing;
pub mod table;
pub mod table_equation;
pub mod time;
pub mod token;
mod view;
pub mod weekday;

pub use view::{OPAQUE, View};

use crate::facts::announcement::Announcement;
use crate::facts::cue::Cues;
use crate::facts::date::{Calendar, Date, DateRange};
use crate::facts::date_conventions::DateConventions;
use crate::facts::document_date::{Article, DateOrigin, DocumentDate};
use crate::facts::lettered::LetteredList;
use crate::facts::line_points::LinePoints;
use crate::facts::list::CountedList;
use crate::facts::outline::Heading;
use crate::facts::quantity::{Quantity, Rounding, UnitKind};
use crate::facts::sequence::Sequences;
use crate::facts::time::Time;
use crate::facts::token::{SentenceId, TokenKind, Tokens};
use crate::span::ViewSpan;

/// Everything read from a text.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Tokens, clauses, sentences.
    pub tokens: Tokens,
    /// True for a text in English: units, qualifiers and lists are those of [`english`] then.
    pub is_english: bool,
    /// Quantities in text order. Han numerals count only with a unit.
    pub quantities: Vec<Quantity>,
    /// Quantities written as a range, in text order.
    pub ranges: Vec<Range>,
    /// Ratios such as `8.3∶41.4∶50.3`, in text order.
    pub ratios: Vec<Ratio>,
    /// Dates in text order.
    pub dates: Vec<Date>,
    /// Dates written as a range, in text order.
    pub date_ranges: Vec<DateRange>,
    /// Times of day in text order.
    pub times: Vec<Time>,
    /// How the text's numbers were rounded for print: to the nearest, unless the caller knows better.
    pub rounding: Rounding,
    /// The document's own date: what the text says, unless the caller knows better.
    pub document_date: Option<DocumentDate>,
    /// Several articles in one document, each with a date of its own; none if there is one date.
    pub articles: Vec<Article>,
    /// The era that years in Han numerals count from, once the text has named it: 中華民國八十九年, then 九十年七月一日.
    era: Option<Calendar>,
    /// What a configuration says about the form of dates.
    pub conventions: DateConventions,
    /// Numbered markers, the lists they form, and where their counting breaks.
    pub sequences: Sequences,
    /// Numbered headings in text order.
    pub headings: Vec<Heading>,
    /// Lists with letters or Roman numerals in parentheses, by their second points.
    pub lettered: Vec<LetteredList>,
    /// Points within one line behind what announces them, in text order.
    pub line_points: Vec<LinePoints>,
    /// Lists with an announced count, in text order.
    pub lists: Vec<CountedList>,
    /// Announced numbers of things with the numbered lists that follow them.
    pub announcements: Vec<Announcement>,
}

/// Two quantities with a range mark between them: `10～20%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Index of the first quantity in [`Facts::quantities`]; the second one follows it.
    pub from: u32,
    /// The mark between them.
    pub mark: ViewSpan,
}

/// Three and more plain numbers with colons between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// Index of the first part in [`Facts::quantities`]; the others follow it.
    pub first: u32,
    /// Number of parts.
    pub count: u32,
}

impl Facts {
    /// Reads a view.
    pub fn read(view: &View) -> Self {
        Self::read_with(view, DateConventions::default())
    }

    /// Reads a view whose dates are written as `conventions` say.
    pub fn read_with(view: &View, conventions: DateConventions) -> Self {
        Self::of_tokens(view, token::read(view.text()), conventions)
    }

    /// Goes on from the tokens of a view.
    pub(crate) fn of_tokens(view: &View, tokens: Tokens, conventions: DateConventions) -> Self {
        let text = view.text();
        let mut facts = Self { tokens, conventions, ..Self::default() };
        facts.is_english = english::is_english(&facts.tokens);
        facts.quantities.reserve(facts.tokens.numerals.len() * 3 / 4);
        let mut next = 0;
        for index in 0..facts.tokens.numerals.len() {
            let numeral = facts.tokens.numerals[index];
            let first = numeral.token();
            if first < next {
                continue;
            }
            if let Some((date, end)) = date::read(text, &facts.tokens, numeral, facts.dates.last(), conventions.order) {
                facts.add_date(text, date);
                next = end;
            } else if let Some((time, end)) =
                time::read(text, &facts.tokens, numeral, facts.dates.last(), facts.times.last())
            {
                facts.times.push(time);
                next = end;
            } else if let Some((mut quantity, mut end)) = quantity::read(text, &facts.tokens, numeral) {
                if facts.is_english {
                    end = english::complete(text, &facts.tokens, &mut quantity, end);
                } else {
                    quantity.cues = Cues::before(text, quantity.span.start as usize);
                }
                next = end;
                facts.add_quantity(text, quantity);
            } else {
                next = first + 1;
            }
        }
        facts.document_date = document_date::find(text, &facts.dates);
        facts.articles = document_date::articles(text, &facts.dates);
        facts.sequences = Sequences::read(text, &facts.tokens);
        facts.announcements = announcement::read(text, &facts.tokens, &facts.sequences);
        facts.lettered = lettered::read(text);
        facts.line_points = line_points::read(text, &facts.tokens, &facts.announcements, &facts.lettered);
        facts.lists = list::read(text, &facts.tokens);
        if facts.is_english {
            facts.lists.append(&mut english::lists::read(text, &facts.tokens));
            facts.lists.sort_by_key(|list| list.number.start);
        }
        facts.headings = outline::read(&facts.tokens, &facts.sequences);
        facts
    }

    /// Keeps a date, and sees whether it ends a range.
    fn add_date(&mut self, view: &str, mut date: Date) {
        if date.counts_from_an_era() {
            date.calendar = self.era.unwrap_or(date.calendar);
            // 八十七年度 without an era may be anything.
            if date.month.is_none() && self.era.is_none() {
                return;
            }
        }
        if date.calendar_key(view) == Some("roc") {
            self.era = Some(date.calendar);
        }
        let range = self.dates.last().and_then(|last| date::range(view, self.dates.len() - 1, last, &date));
        // 公元前2070年—1600年 counts backwards; 公元前221年—2023年 does not.
        let value = |date: &Date| date.year.map(|year| year.value);
        let runs_backwards = self
            .dates
            .last()
            .is_some_and(|last| range.is_some() && last.calendar == Calendar::Historical && value(&date) < value(last));
        if runs_backwards && date.year.is_some() {
            date.calendar = Calendar::Historical;
        }
        self.date_ranges.extend(range);
        self.dates.push(date);
    }

    /// Keeps a quantity, and sees whether it ends a range or goes on with a ratio.
    fn add_quantity(&mut self, view: &str, quantity: Quantity) {
        let is_word = quantity.number.script == number::Script::Han && quantity.kind == UnitKind::None;
        // 111学年度: a year of schools.
        let is_year = quantity.kind == UnitKind::None && view[quantity.span.end as usize..].starts_with("学年");
        let first = quantity.first_token as usize;
        // A4, G20, PM2.5, 0x1F3FB: a number that names something together with letters.
        let is_name = matches!(quantity.kind, UnitKind::None | UnitKind::Count)
            && quantity.unit.is_empty()
            && !quantity.number.has_multiplier
            && first.checked_sub(1).is_some_and(|before| self.tokens.kind(before) == TokenKind::Latin);
        if is_word || is_year || is_name {
            return;
        }
        let index = self.quantities.len() as u32;
        if let Some(last) = self.quantities.last() {
            let gap = last.span.end..quantity.span.start;
            let mark = first.checked_sub(1).map(|token| (self.tokens.kind(token), self.tokens.span(token)));
            if let Some((kind, mark)) = mark
                && gap == (mark.start..mark.end)
            {
                match kind {
                    TokenKind::Tilde | TokenKind::Dash => self.ranges.push(Range { from: index - 1, mark }),
                    TokenKind::Word if matches!(&view[mark.range()], "至" | "到") => {
                        self.ranges.push(Range { from: index - 1, mark });
                    }
                    TokenKind::Colon => match self.ratios.last_mut() {
                        Some(ratio) if ratio.first + ratio.count == index => ratio.count += 1,
                        _ => self.ratios.push(Ratio { first: index - 1, count: 2 }),
                    },
                    _ => {}
                }
            }
        }
        self.quantities.push(quantity);
    }

    /// The date of the text around a place of the view: that of its article, if the document has several, unless front
    /// matter or configuration gives one for all.
    pub fn date_at(&self, offset: u32) -> Option<DocumentDate> {
        let is_for_all = self.document_date.is_some_and(|date| date.origin >= DateOrigin::FrontMatter);
        let before = self.articles.partition_point(|article| article.start <= offset);
        let article = before.checked_sub(1).and_then(|index| self.articles.get(index)).filter(|_| !is_for_all);
        article.map(|article| article.date).or(self.document_date)
    }

    /// The sentence that a quantity stands in.
    pub fn sentence_of(&self, quantity: &Quantity) -> SentenceId {
        self.tokens.sentence_of(self.tokens.clause_of(quantity.first_token as usize))
    }

    /// True if the place starts or ends in a clause that could not be read whole.
    pub fn is_opaque(&self, span: ViewSpan) -> bool {
        if self.tokens.are_readable() {
            return false;
        }
        let clause = |offset: u32| self.tokens.clause_of(self.tokens.at(offset));
        let (first, last) = (clause(span.start), clause(span.end.saturating_sub(1).max(span.start)));
        self.tokens.has_opaque(first, token::ClauseId(last.0 + 1))
    }
}
