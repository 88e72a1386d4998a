//! Bytes that are no text in the file's encoding, one finding for each sequence, named by the accident that left it.

use crate::checks::encoding::{MOST_REPORTED, place};
use crate::checks::{Context, Report};
use crate::finding::{Applicability, Fix, Message};
use crate::source::{Hole, HoleKind};

/// Most bytes of a sequence that a message shows.
const MOST_BYTES_SHOWN: usize = 8;

/// See `rules/encoding/invalid-sequence.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let holes: Vec<&Hole> = cx.document.holes().iter().filter(|hole| !is_explained(cx, hole)).collect();
    for (index, hole) in holes.iter().take(MOST_REPORTED).enumerate() {
        let finding = report.at(hole.span);
        let (key, kind) = key_and_kind(hole.kind);
        let bytes = hexadecimal(cx, hole);
        finding.arg("byte", hole.bytes.start).arg("bytes", &bytes).arg("encoding", cx.document.encoding_name());
        finding.evidence("byte", hole.bytes.start).evidence("bytes", bytes).evidence("kind", kind);
        if let Some(key) = key {
            finding.text(key);
        }
        if let Some(size) = cut_at(cx, hole) {
            finding.note(Message::new("round-size").arg("size", size)).evidence("cut_at", size);
        }
        match hole.kind {
            HoleKind::SurrogatePair(joined) => {
                finding.arg("character", joined);
                let title = Message::new("join").arg("character", joined);
                finding.fix(Fix::replace(title, Applicability::Safe, hole.span, joined));
            }
            _ if place::is_between_digits(cx.document.text(), hole.span) => {
                finding.note(Message::new("between-digits"));
            }
            _ => {
                finding.fix(Fix::replace(Message::new("drop"), Applicability::Unsafe, hole.span, ""));
            }
        }
        if index + 1 == MOST_REPORTED && holes.len() > MOST_REPORTED {
            finding.note(Message::new("more").arg("count", holes.len() - MOST_REPORTED));
        }
    }
}

/// `encoding/mixed-encodings` has read it, or it is part of what `encoding/byte-shift` reports.
fn is_explained(cx: &Context, hole: &Hole) -> bool {
    let mixed = &cx.damage.mixed;
    let next = mixed.partition_point(|piece| piece.span.end <= hole.span.start);
    let runs = &cx.damage.mojibake;
    let run = runs.get(runs.partition_point(|run| run.span.end <= hole.span.start));
    mixed.get(next).is_some_and(|piece| piece.span.overlaps(hole.span))
        || run.is_some_and(|run| run.is_out_of_step() && run.span.overlaps(hole.span))
}

/// The text of the rule's file, if not the main one, and the name of the accident in the evidence.
fn key_and_kind(kind: HoleKind) -> (Option<&'static str>, &'static str) {
    match kind {
        HoleKind::CutAtEnd => (Some("cut-at-end"), "cut at end"),
        HoleKind::Cut => (Some("cut"), "cut"),
        HoleKind::Overlong => (Some("overlong"), "overlong"),
        HoleKind::SurrogatePair(_) => (Some("surrogate-pair"), "surrogate pair"),
        HoleKind::LoneSurrogate => (Some("lone-surrogate"), "lone surrogate"),
        HoleKind::StrayContinuation => (Some("stray"), "stray continuation"),
        HoleKind::Invalid => (None, "invalid"),
    }
}

/// `E5 85`.
fn hexadecimal(cx: &Context, hole: &Hole) -> String {
    let bytes = cx.document.bytes().get(hole.bytes.start as usize..hole.bytes.end as usize).unwrap_or_default();
    let shown: Vec<String> = bytes.iter().take(MOST_BYTES_SHOWN).map(|byte| format!("{byte:02X}")).collect();
    shown.join(" ")
}

/// The size at which a character was cut, if machines use it: counted from the start of the file, or of a line that ends
/// here, such as a field of a database of 255 bytes.
fn cut_at(cx: &Context, hole: &Hole) -> Option<u64> {
    if !matches!(hole.kind, HoleKind::Cut | HoleKind::CutAtEnd) {
        return None;
    }
    let document = cx.document;
    let end = hole.bytes.end;
    if is_machine_size(end) {
        return Some(end);
    }
    let ends_line = document.text()[hole.span.end as usize..].chars().next().is_none_or(|c| matches!(c, '\r' | '\n'));
    let line = document.line_span(document.position(hole.span.start).line - 1);
    let length = end.checked_sub(document.position(line.start).byte)?;
    (ends_line && is_machine_size(length)).then_some(length)
}

/// 255, a power of two from 256 on, or a multiple of 4096.
fn is_machine_size(size: u64) -> bool {
    size == 255 || (size >= 256 && (size.is_power_of_two() || size.is_multiple_of(4096)))
}
