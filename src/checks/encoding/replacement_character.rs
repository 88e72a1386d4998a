//! U+FFFD in the text itself: a converter wrote it for bytes it could not read, and the bytes are gone.

use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::finding::Message;
use crate::span::Span;

/// See `rules/encoding/replacement-character.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let text = cx.document.text();
    for group in place::lossy_conversions(cx) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let whole = first.to(*last);
        if place::is_code(cx, whole) || is_quoted(text, whole) {
            continue;
        }
        let count: usize = group.iter().map(|span| text[span.range()].matches('\u{FFFD}').count()).sum();
        let finding = report.at(whole);
        finding.arg("count", count).evidence("count", count);
        if group.iter().any(|span| place::is_between_digits(text, *span)) {
            finding.note(Message::new("between-digits"));
        }
    }
}

/// `显示为“�”`: the text is about the character.
fn is_quoted(text: &str, span: Span) -> bool {
    let pair = (place::before(text, span), place::after(text, span));
    matches!(pair, (Some('“'), Some('”')) | (Some('「'), Some('」')) | (Some('"'), Some('"')) | (Some('`'), Some('`')))
        || matches!(pair, (Some('‘'), Some('’')) | (Some('\''), Some('\'')) | (Some('（' | '('), Some('）' | ')')))
}
