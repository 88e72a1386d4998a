//! U+FFFD in the text itself: a converter wrote it for bytes it could not read, and the bytes are gone.

use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::finding::Message;
use crate::span::Span;

/// See `rules/encoding/replacement-character.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    for places in place::lossy_conversions(cx) {
        report_loss(cx, &places, report);
    }
}

fn report_loss(cx: &Context, places: &[Span], report: &mut Report) {
    let text = cx.document.text();
    let Some(first) = places.first() else { return };
    if place::is_code(cx, *first) || is_quoted(text, *first) {
        return;
    }
    let count: usize = places.iter().map(|span| lost(text, *span)).sum();
    let finding = report.at(*first);
    if places.len() > 1 {
        finding.text("several").arg("places", places.len());
        finding.evidence("places", places.len());
    }
    finding.arg("count", count).evidence("count", count);
    if places.iter().any(|span| place::is_between_digits(text, *span)) {
        finding.note(Message::new("between-digits"));
    }
    place::relate(finding, places);
}

/// Number of U+FFFD.
fn lost(text: &str, span: Span) -> usize {
    text[span.range()].matches('\u{FFFD}').count()
}

/// `显示为“�”`: the text is about the character.
fn is_quoted(text: &str, span: Span) -> bool {
    let pair = (place::before(text, span), place::after(text, span));
    matches!(pair, (Some('“'), Some('”')) | (Some('「'), Some('」')) | (Some('"'), Some('"')) | (Some('`'), Some('`')))
        || matches!(pair, (Some('‘'), Some('’')) | (Some('\''), Some('\'')) | (Some('（' | '('), Some('）' | ')')))
}
