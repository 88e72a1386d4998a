//! dates/relative-year: 今年（2023年） in a text of 2024.

use crate::checks::{Context, Report};
use crate::facts::cursor::Cursor;
use crate::facts::date::{Calendar, Date, Unit};
use crate::span::ViewSpan;

/// Words for a year, and how far it lies from the text's own.
const WORDS: &[(&str, i32)] = &[("今年", 0), ("去年", -1), ("明年", 1), ("前年", -2), ("后年", 2)];

/// Reports years in brackets behind such a word that are not the year meant, by the document's own date.
pub fn check(cx: &Context, report: &mut Report) {
    if cx.facts.document_date.is_none() {
        return;
    }
    for date in &cx.facts.dates {
        let is_year = date.precision() == Unit::Year && date.calendar == Calendar::Gregorian && !date.bare;
        let Some(year) = date.year.filter(|_| is_year) else { continue };
        let Some((word, shift, span)) = word_beside(cx, date) else { continue };
        let Some(own) = cx.facts.date_at(date.span.start) else { continue };
        let (own_year, month, _) = own.day.parts();
        let expected = own_year.saturating_add_signed(shift);
        // A report of the first months speaks of the year that is over as if it were this one.
        const FIRST_MONTHS: u32 = 3;
        let is_last_year = month <= FIRST_MONTHS && year.value + 1 == expected;
        // A text of December is written for the year to come.
        let is_next_year = month == 12 && year.value == expected + 1;
        let fits = year.value == expected || is_last_year || is_next_year;
        if fits || cx.facts.is_opaque(date.span) || is_quoted(cx, span.to(date.span)) {
            continue;
        }
        let finding = report.at(cx.source(span.to(date.span)));
        finding.arg("word", word).arg("year", expected).arg("said", year.value).arg("own", own_year);
        finding.evidence("year", expected).evidence("said", year.value).evidence("document_year", own_year);
    }
}

/// 今年（2023年）, 今年即2023年; 2023年（今年）: the word and its place.
fn word_beside(cx: &Context, date: &Date) -> Option<(&'static str, i32, ViewSpan)> {
    let text = cx.view.text();
    let mut after = Cursor::new(text, date.span.end as usize);
    let before = &text[..date.span.start as usize];
    if after.eat_char("）)").is_some() {
        let lead = before.strip_suffix(['（', '('])?;
        let (word, shift) = WORDS.iter().find(|(word, _)| lead.ends_with(word))?;
        return Some((word, *shift, ViewSpan::new(lead.len() - word.len(), lead.len())));
    }
    after.eat_char("（(")?;
    let start = after.at;
    let word = after.eat_any(&["今年", "去年", "明年", "前年", "后年"])?;
    let (word, shift) = WORDS.iter().find(|(known, _)| *known == word)?;
    after.eat_char("）)").map(|_| (*word, *shift, ViewSpan::new(start, start + word.len())))
}

/// What is quoted was said at another time.
fn is_quoted(cx: &Context, span: ViewSpan) -> bool {
    let tokens = &cx.facts.tokens;
    tokens.depth(tokens.at(span.start)) > 0
}
