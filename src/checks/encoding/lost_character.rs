//! `?` where a character was lost in a conversion. Strict, where the walk that collects the candidates is generous: a
//! sentence that asks, and a text that types its questions in ASCII, are left alone.

use crate::char_class::{Class, class, is_han};
use crate::checks::encoding::{MOST_REPORTED, place};
use crate::checks::{Context, Report};
use crate::damage::SuspectKind;
use crate::damage::question_mark::{Shape, asks, end_of_run, shape, starts_with_unit};
use crate::finding::{Applicability, Fix, Message};
use crate::span::Span;

/// So many `?` after Han and before nothing are no emphasis.
const LONG_RUN: usize = 6;

/// See `rules/encoding/lost-character.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let lost = lost_characters(cx);
    for &(span, shape) in lost.iter().take(MOST_REPORTED) {
        report_lost(cx, report, span, shape);
    }
    if let Some(last) = report.last().filter(|_| lost.len() > MOST_REPORTED) {
        last.note(Message::new("more").arg("count", lost.len() - MOST_REPORTED));
    }
}

/// Every run of `?` that stands for a lost character.
fn lost_characters(cx: &Context) -> Vec<(Span, Shape)> {
    let text = cx.document.text();
    let mut style = None;
    let mut is_lost = |span: Span, shape: Shape| match shape {
        _ if place::is_code(cx, span) || asks(text, span.start as usize) => false,
        Shape::BetweenHan | Shape::AfterSpace => !*style.get_or_insert_with(|| types_questions_in_ascii(cx)),
        Shape::BetweenDigits => is_event_date(text, span),
        Shape::Run => is_lost_run(text, span),
        Shape::BeforeUnit | Shape::Exponent | Shape::BesideMark | Shape::Entity => true,
    };
    let candidates = cx.damage.of(SuspectKind::QuestionMark);
    candidates
        .filter_map(|span| Some((span, shape(text, span)?)))
        .filter(|&(span, shape)| is_lost(span, shape))
        .collect()
}

fn report_lost(cx: &Context, report: &mut Report, span: Span, shape: Shape) {
    let text = cx.document.text();
    let finding = report.at(span);
    finding.arg("excerpt", place::excerpt(text, span)).evidence("count", span.len());
    match shape {
        Shape::Run => finding.text("run").arg("count", span.len()),
        Shape::Entity => finding.text("entity"),
        _ => finding,
    };
    if matches!(shape, Shape::BetweenDigits | Shape::BeforeUnit) {
        finding.note(Message::new("number"));
    }
    if shape == Shape::BetweenDigits || shape == Shape::BetweenHan && may_be_middle_dot(text, span) {
        finding.fix(Fix::replace(Message::new("middle-dot"), Applicability::Display, span, "·"));
    }
}

/// `山水?古城`; not `共有?个乡镇`, where a number was lost.
fn may_be_middle_dot(text: &str, span: Span) -> bool {
    place::before(text, span).is_some_and(is_han) && !starts_with_unit(&text[span.end as usize..])
}

/// `从“要我干”到“我要干”?这是…`: in a text that types its marks in ASCII, or asks a question with `?`, a single `?` between
/// Han may end a rhetorical question without a word that asks. Where the same text has lost characters for certain, it
/// is another one.
fn types_questions_in_ascii(cx: &Context) -> bool {
    if cx.damage.annotations.is_some() || cx.damage.of(SuspectKind::Replacement).next().is_some() {
        return false;
    }
    let text = cx.document.text();
    uses_ascii_commas(text) || asks_with_ascii_mark(text)
}

/// True if at least one comma in five is an ASCII comma after Han.
fn uses_ascii_commas(text: &str) -> bool {
    let ascii = memchr::memchr_iter(b',', text.as_bytes())
        .filter(|at| text[..*at].chars().next_back().is_some_and(|c| is_han(c) || class(c) == Class::CloseQuote))
        .count();
    ascii > 0 && ascii * 4 >= memchr::memmem::find_iter(text.as_bytes(), "，").count()
}

/// True if some sentence with a word that asks ends with `?`.
fn asks_with_ascii_mark(text: &str) -> bool {
    let mut next = 0;
    memchr::memchr_iter(b'?', text.as_bytes()).any(|at| {
        if at < next {
            return false;
        }
        next = end_of_run(text, at);
        asks(text, at)
    })
}

/// `“5?12”`: month and day of an event; `1?2` alone is anything.
fn is_event_date(text: &str, span: Span) -> bool {
    let short = |digits: usize| (1..=2).contains(&digits);
    let (left, right) = (&text[..span.start as usize], &text[span.end as usize..]);
    let before = left.bytes().rev().take(3).take_while(u8::is_ascii_digit).count();
    let after = right.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let opens = left[..left.len() - before].chars().next_back().is_some_and(|c| class(c) == Class::OpenQuote);
    let closes = right[after..].chars().next().is_some_and(|c| class(c) == Class::CloseQuote);
    short(before) && short(after) && opens && closes
}

/// `真的??` ends with emphasis; `推动????高质量发展` goes on.
fn is_lost_run(text: &str, span: Span) -> bool {
    let goes_on = place::after(text, span).is_some_and(is_han);
    let mark_before = place::before(text, span).is_none_or(|c| !is_han(c));
    if goes_on { span.len() > 2 || mark_before } else { span.len() >= LONG_RUN }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_middle_dot_is_offered_where_one_may_have_stood() {
        for (text, expected) in [("山水?古城", true), ("全市共有?个乡镇", false), ("投资?亿元", false)] {
            let at = text.find('?').unwrap_or_default();
            assert_eq!(may_be_middle_dot(text, Span::new(at, at + 1)), expected, "{text}");
        }
    }
}
