//! Letters in place of others that look the same.

use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::finding::{Applicability, Fix, Message, Severity};
use crate::span::Span;

/// The long mark of katakana looks like 一 and like a dash.
const LONG_MARK: char = 'ー';

/// See `rules/encoding/look-alike.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let text = cx.document.text();
    for word in &cx.damage.look_alikes {
        if place::is_code(cx, word.span) || place::is_in_other_damage(cx, word.span) || is_in_a_date(cx, word.span) {
            continue;
        }
        let written = &text[word.span.range()];
        let code = place::code_points(word.written.encode_utf8(&mut [0; 4]));
        let finding = report.at(word.span);
        finding.arg("written", written).arg("character", format!("{}（{code}）", word.written));
        finding.arg("looks_like", word.looks_like).arg("meant", &word.meant);
        finding.evidence("character", code).evidence("meant", word.meant.clone());
        if word.written == LONG_MARK {
            finding.text("long-mark").severity(Severity::Info);
            continue;
        }
        let title = Message::new("replace").arg("meant", &word.meant);
        finding.fix(Fix::replace(title, Applicability::Unsafe, word.span, word.meant.clone()));
    }
}

/// `2О23年`: dates/letter-in-digits says so.
fn is_in_a_date(cx: &Context, span: Span) -> bool {
    cx.facts.dates.iter().any(|date| {
        let parts = [date.year, date.month, date.day];
        parts.into_iter().flatten().any(|part| part.stray && cx.source(part.span).overlaps(span))
    })
}
