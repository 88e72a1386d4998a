//! Halves of four-byte characters of GB 18030, with digits that nobody wrote.

use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::damage::{SuspectKind, four_byte};
use crate::finding::{Applicability, Fix, Message};
use crate::span::Span;

/// See `rules/encoding/four-byte-residue.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let text = cx.document.text();
    for span in cx.damage.of(SuspectKind::FourByteResidue) {
        if place::is_code(cx, span) || place::is_about_codes(text, span) {
            continue;
        }
        let residues = residues(&text[span.range()]);
        let Some(first) = residues.first() else { continue };
        let finding = report.at(span);
        finding.arg("written", first.written).arg("count", residues.len()).evidence("count", residues.len());
        let names: Vec<String> = first.candidates.iter().map(|c| name(*c)).collect();
        if !names.is_empty() {
            finding.note(Message::new("candidates").arg("characters", names.join("、")));
            finding.evidence("candidates", names);
        }
        if residues.iter().any(|residue| residue.candidates.contains(&char::REPLACEMENT_CHARACTER)) {
            finding.text("lost");
            continue;
        }
        if let Some((title, applicability, restored)) = restored(text, span, &residues) {
            finding.fix(Fix::replace(title, applicability, span, restored));
        }
    }
}

/// What is left of one character.
struct Residue<'t> {
    written: &'t str,
    candidates: Vec<char>,
}

fn residues(run: &str) -> Vec<Residue<'_>> {
    let mut residues = Vec::new();
    let mut rest = run;
    while let Some((digits, length)) = four_byte::digits(rest) {
        let (written, after) = rest.split_at(length);
        residues.push(Residue { written, candidates: four_byte::candidates(digits).collect() });
        rest = after;
    }
    residues
}

/// The characters, if only one is likely in every place. Its other bytes are lost: no proof, and between digits a person
/// looks first.
fn restored(text: &str, span: Span, residues: &[Residue]) -> Option<(Message, Applicability, String)> {
    let characters: Option<String> = residues
        .iter()
        .map(|residue| match residue.candidates[..] {
            [only] => Some(only),
            _ => None,
        })
        .collect();
    let characters = characters?;
    let shown: String = characters.chars().filter(|c| !is_unseen(*c) || is_space(*c)).collect();
    let between_digits = place::is_between_digits(text, span);
    let applicability = if between_digits { Applicability::Display } else { Applicability::Unsafe };
    let title = Message::new("restore").arg("characters", place::code_points(&characters));
    Some((title, applicability, if between_digits { characters } else { shown }))
}

/// `U+00A0`, `©（U+00A9）`.
fn name(c: char) -> String {
    let code = place::code_points(c.encode_utf8(&mut [0; 4]));
    if is_unseen(c) { code } else { format!("{c}（{code}）") }
}

fn is_space(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}')
}

fn is_unseen(c: char) -> bool {
    is_space(c) || matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{FFFD}')
}
