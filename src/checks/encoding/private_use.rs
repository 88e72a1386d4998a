//! Private-use characters: a glyph of one word processor, one font or one old table, unreadable everywhere else.

use std::collections::BTreeMap;

use crate::char_class::{Class, class};
use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::damage::{SuspectKind, private_use};
use crate::finding::{Applicability, Fix, Message};
use crate::span::Span;

/// The decimal point of a Chinese word processor that typesets laws and gazettes.
const DECIMAL_POINT: &str = "\u{E010}";

/// More unknown characters than this are one accident: a font or a table that did not come along.
const MANY: usize = 6;

/// Characters on each side that tell whether a text is traditional.
const SCRIPT_WINDOW: usize = 40;

/// See `rules/encoding/private-use.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let text = cx.document.text();
    let elsewhere: Vec<Span> = place::lossy_conversions(cx).into_iter().flatten().collect();
    let mut unknown: BTreeMap<char, Vec<Span>> = BTreeMap::new();
    for span in cx.damage.of(SuspectKind::PrivateUse) {
        let next = elsewhere.partition_point(|place| place.end <= span.start);
        if elsewhere.get(next).is_some_and(|place| place.contains(span)) || place::is_code(cx, span) {
            continue;
        }
        let written = &text[span.range()];
        if place::is_between_digits(text, span) {
            between_digits(span, written, report);
        } else if let Some(now) = written.chars().map(private_use::moved).collect::<Option<String>>() {
            moved(text, span, now, report);
        } else if let Some(c) = written.chars().next() {
            unknown.entry(c).or_default().push(span);
        }
    }
    if unknown.len() > MANY {
        many(unknown.into_values().flatten().collect(), report);
    } else {
        for (c, places) in unknown {
            unknown_character(c, &places, report);
        }
    }
}

/// Deleting the character would turn 2.5 into 25: it is never deleted, and a person decides what stood there.
fn between_digits(span: Span, written: &str, report: &mut Report) {
    let finding = report.at(span);
    finding.text("between-digits").arg("character", place::code_points(written));
    finding.evidence("character", place::code_points(written));
    if written == DECIMAL_POINT {
        finding.note(Message::new("decimal-point"));
        finding.fix(Fix::replace(Message::new("point"), Applicability::Display, span, "."));
    }
}

fn moved(text: &str, span: Span, now: String, report: &mut Report) {
    // Hong Kong's supplementary set used the same private-use codes for other characters.
    let applicability = if is_traditional(text, span) { Applicability::Unsafe } else { Applicability::Safe };
    let finding = report.at(span);
    finding.text("moved").arg("character", place::code_points(&text[span.range()])).arg("now", &now);
    finding.evidence("character", place::code_points(&text[span.range()])).evidence("now", now.clone());
    finding.fix(Fix::replace(Message::new("replace").arg("now", &now), applicability, span, now));
}

fn unknown_character(c: char, places: &[Span], report: &mut Report) {
    let Some(first) = places.first() else { return };
    let finding = report.at(*first);
    if ('\u{F000}'..='\u{F0FF}').contains(&c) {
        finding.text("symbol-font");
    }
    finding.severity(crate::finding::Severity::Warning);
    finding.arg("character", place::code_points(c.encode_utf8(&mut [0; 4]))).arg("count", places.len());
    finding.evidence("character", place::code_points(c.encode_utf8(&mut [0; 4]))).evidence("count", places.len());
    place::relate(finding, places);
}

fn many(mut places: Vec<Span>, report: &mut Report) {
    places.sort_unstable();
    let Some(first) = places.first() else { return };
    let finding = report.at(*first);
    finding.text("many").arg("count", places.len()).severity(crate::finding::Severity::Warning);
    finding.evidence("count", places.len());
    place::relate(finding, &places);
}

/// True if the characters around the place are traditional ones.
fn is_traditional(text: &str, span: Span) -> bool {
    let left = text[..span.start as usize].chars().rev().take(SCRIPT_WINDOW);
    let right = text[span.end as usize..].chars().take(SCRIPT_WINDOW);
    left.chain(right).filter(|c| class(*c) == Class::Traditional).count() > 2
}
