//! U+FEFF: at the start of a file a mark of its encoding, anywhere else what is left of files that were joined.

use crate::checks::encoding::{misreading, place};
use crate::checks::{Context, Report};
use crate::damage::SuspectKind;
use crate::finding::{Applicability, Confidence, Finding, Fix, Message, Severity};
use crate::span::Span;

const MARK: char = '\u{FEFF}';

/// See `rules/encoding/byte-order-mark.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    if cx.document.has_byte_order_mark() {
        let encoding = cx.document.encoding_name();
        let finding = report.at(Span::default());
        finding.whole_file().text("start").severity(Severity::Info).confidence(Confidence::Low);
        finding.arg("encoding", encoding).evidence("encoding", encoding);
    }
    let text = cx.document.text();
    for run in cx.damage.of(SuspectKind::Invisible) {
        for span in marks(text, run) {
            let finding = report.at(span);
            finding.evidence("count", text[span.range()].chars().count());
            delete(text, span, finding);
        }
    }
    let is_meant = |span: &Span| place::is_all_code(cx, *span) || misreading::is_mentioned(text, *span);
    for span in cx.damage.of(SuspectKind::MisreadMark).filter(|span| !is_meant(span)) {
        let finding = report.at(span);
        finding.text("misread").evidence("count", 1);
        delete(text, span, finding);
    }
}

/// Offers to delete a mark, unless digits stand on both sides.
fn delete(text: &str, span: Span, finding: &mut Finding) {
    if place::is_between_digits(text, span) {
        finding.note(Message::new("between-digits"));
    } else {
        finding.fix(Fix::replace(Message::new("delete"), Applicability::Safe, span, ""));
    }
}

/// The stretches of U+FEFF in a run of invisible characters.
fn marks(text: &str, run: Span) -> impl Iterator<Item = Span> {
    let start = run.start as usize;
    let mut at = 0;
    let content = &text[run.range()];
    std::iter::from_fn(move || {
        let first = at + content.get(at..)?.find(MARK)?;
        at = first + content[first..].find(|c| c != MARK).unwrap_or(content.len() - first);
        Some(Span::new(start + first, start + at))
    })
}
