//! Lines or runs in another encoding than the rest of the file, one finding for each encoding.

use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::damage::mixed::Piece;
use crate::finding::{Applicability, Edit, Fix, Message};
use crate::source::Encoding;
use crate::span::Span;

/// Characters of a piece that a message shows.
const SHOWN: usize = 24;

/// See `rules/encoding/mixed-encodings.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let mut encodings: Vec<Encoding> = Vec::new();
    for piece in &cx.damage.mixed {
        if !encodings.contains(&piece.encoding) {
            encodings.push(piece.encoding);
        }
    }
    for encoding in encodings {
        let pieces: Vec<&Piece> = cx.damage.mixed.iter().filter(|piece| piece.encoding == encoding).collect();
        report_encoding(cx, &pieces, report);
    }
}

fn report_encoding(cx: &Context, pieces: &[&Piece], report: &mut Report) {
    let Some(first) = pieces.first() else { return };
    let name = if first.encoding.name() == "gb18030" { "GB18030" } else { first.encoding.name() };
    let finding = report.at(first.span);
    finding.arg("encoding", name).arg("file", cx.document.encoding_name());
    finding.arg("text", first.text.chars().take(SHOWN).collect::<String>());
    finding.evidence("encoding", name).evidence("places", pieces.len());
    if pieces.len() > 1 {
        finding.text("several").arg("places", pieces.len());
    }
    let spans: Vec<Span> = pieces.iter().map(|piece| piece.span).collect();
    place::relate(finding, &spans);
    let edits = pieces.iter().map(|piece| Edit { span: piece.span, text: piece.text.clone() }).collect();
    finding.fix(Fix { title: Message::new("convert"), applicability: Applicability::Safe, edits });
}
