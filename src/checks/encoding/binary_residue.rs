//! A binary document pasted as text: one finding for each kind of document, since one extraction went wrong.

use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::damage::binary::BinaryKind;
use crate::finding::Severity;
use crate::span::Span;

/// See `rules/encoding/binary-residue.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let text = cx.document.text();
    for kind in [
        BinaryKind::Ole,
        BinaryKind::Zip,
        BinaryKind::Pdf,
        BinaryKind::GlyphNumbers,
        BinaryKind::Rtf,
        BinaryKind::Utf16,
    ] {
        let places: Vec<Span> = cx
            .damage
            .binaries
            .iter()
            .filter(|stretch| stretch.kind == kind)
            .map(|stretch| stretch.span)
            .filter(|span| !place::is_code(cx, *span) && !place::is_about_codes(text, *span))
            .collect();
        let Some(first) = places.first() else { continue };
        let finding = report.at(*first);
        finding.arg("count", places.len()).evidence("count", places.len());
        finding.evidence("document", name(kind));
        match kind {
            BinaryKind::Utf16 => finding.text("utf-16").arg("written", &text[first.range()]),
            BinaryKind::GlyphNumbers => finding.text("glyph-numbers"),
            BinaryKind::Rtf => finding.arg("document", name(kind)).severity(Severity::Warning),
            _ => finding.arg("document", name(kind)),
        };
        place::relate(finding, &places);
    }
}

fn name(kind: BinaryKind) -> &'static str {
    match kind {
        BinaryKind::Ole => "OLE (.doc, .xls, .wps)",
        BinaryKind::Zip => "ZIP (.docx, .xlsx, .ofd)",
        BinaryKind::Pdf | BinaryKind::GlyphNumbers => "PDF",
        BinaryKind::Rtf => "RTF",
        BinaryKind::Utf16 => "UTF-16",
    }
}
