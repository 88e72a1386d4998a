//! Escape sequences, mail encodings and line-break tags that nobody decoded.

use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::damage::transfer::TransferKind;
use crate::finding::{Applicability, Edit, Fix, Message};
use crate::source::Format;

/// Tags that only the source of a page has: `<br>` in it is no residue.
const PAGE_TAGS: [&str; 6] = ["<html", "<body", "<div", "<table", "<span", "<script"];

/// See `rules/encoding/escape-sequence.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    place::undecoded(cx, report, TransferKind::Escape);
    place::undecoded(cx, report, TransferKind::QuotedPrintable);
    place::undecoded(cx, report, TransferKind::EncodedWord);
    line_breaks(cx, report);
}

/// `<br>` in plain text: one finding for all of them.
fn line_breaks(cx: &Context, report: &mut Report) {
    let text = cx.document.text();
    let places: Vec<_> = cx
        .damage
        .transfers
        .iter()
        .filter(|run| run.kind == TransferKind::LineBreak && !place::is_about_codes(text, run.span))
        .map(|run| run.span)
        .collect();
    let Some(first) = places.first() else { return };
    if cx.document.format() == Format::Markdown || is_source_of_a_page(text) {
        return;
    }
    let finding = report.at(*first);
    finding.text("line-break").arg("written", &text[first.range()]).arg("count", places.len());
    finding.evidence("count", places.len());
    let edits = places.iter().map(|span| Edit { span: *span, text: "\n".to_owned() }).collect();
    finding.fix(Fix { title: Message::new("break"), applicability: Applicability::Unsafe, edits });
    place::relate(finding, &places);
}

/// `<div class="text">…<br>…</div>`: the text is a page as it was written.
fn is_source_of_a_page(text: &str) -> bool {
    PAGE_TAGS.iter().any(|tag| memchr::memmem::find(text.as_bytes(), tag.as_bytes()).is_some())
}
