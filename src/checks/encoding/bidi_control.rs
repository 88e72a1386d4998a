//! Bidirectional controls: they change the order in which a reader sees the characters (Unicode Standard Annex 9).

use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::damage::SuspectKind;
use crate::finding::{Applicability, Edit, Fix, Message, Severity};
use crate::span::Span;

/// See `rules/encoding/bidi-control.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let text = cx.document.text();
    for line in place::by_line(text, cx.damage.of(SuspectKind::Bidi)) {
        let (Some(first), Some(last)) = (line.first(), line.last()) else { continue };
        let right_to_left = has_right_to_left_letters(text, first.to(*last));
        let written: String = line.iter().map(|span| &text[span.range()]).collect();
        let overrides = written.contains(['\u{202D}', '\u{202E}']);
        let only_marks = written.chars().all(is_mark);
        if right_to_left && !overrides && (only_marks || is_balanced(&written)) {
            continue;
        }
        let places: Vec<Span> =
            line.iter().copied().filter(|span| only_marks || !text[span.range()].chars().all(is_mark)).collect();
        let Some(first) = places.first() else { continue };
        let finding = report.at(*first);
        if only_marks {
            finding.text("mark").severity(Severity::Warning);
        } else if overrides {
            finding.text("override");
        } else if !is_balanced(&written) {
            finding.text("unbalanced");
        }
        finding.arg("characters", place::code_points(&written)).arg("count", line.len());
        finding.evidence("characters", place::code_points(&written)).evidence("count", line.len());
        let free = |span: &&Span| !place::is_between_digits(text, **span);
        let edits: Vec<Edit> = line.iter().filter(free).map(|span| Edit { span: *span, text: String::new() }).collect();
        if !edits.is_empty() {
            let applicability = if right_to_left { Applicability::Unsafe } else { Applicability::Safe };
            finding.fix(Fix { title: Message::new("delete"), applicability, edits });
        }
        place::relate(finding, &places);
    }
}

/// LRM, RLM and ALM: marks that change nothing but the direction of a neutral character.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{61C}')
}

/// True if every embedding, override and isolate of the paragraph is closed in it, and nothing else is.
fn is_balanced(controls: &str) -> bool {
    let mut open = Vec::new();
    for c in controls.chars() {
        match c {
            '\u{202A}' | '\u{202B}' | '\u{202D}' | '\u{202E}' => open.push('\u{202C}'),
            '\u{2066}' | '\u{2067}' | '\u{2068}' => open.push('\u{2069}'),
            '\u{202C}' | '\u{2069}' if open.pop() != Some(c) => return false,
            _ => {}
        }
    }
    open.is_empty()
}

/// True if the line that holds `span` has Hebrew, Arabic or other letters written from the right.
fn has_right_to_left_letters(text: &str, span: Span) -> bool {
    let start = text[..span.start as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let end = text[span.end as usize..].find(['\n', '\r']).map_or(text.len(), |at| span.end as usize + at);
    text[start..end].chars().any(|c| {
        matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}')
            && !is_mark(c)
    })
}
