//! A re-published page whose traditional characters were given their reading in brackets. The damage walk has proved the
//! accident by its consistency; here it becomes one finding.

use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::damage::SuspectKind;
use crate::finding::{Applicability, Edit, Fix, Message};
use crate::span::Span;

/// See `rules/encoding/pinyin-annotation.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let Some(accident) = &cx.damage.annotations else { return };
    let Some(first) = accident.notes.first() else { return };
    if place::is_code(cx, *first) {
        return;
    }
    let broken: Vec<Span> = cx.damage.of(SuspectKind::BrokenAnnotation).collect();
    let finding = report.at(*first);
    finding.arg("count", accident.notes.len()).arg("characters", accident.characters);
    finding.evidence("annotations", accident.notes.len()).evidence("characters", accident.characters);
    finding.evidence("occurrences", accident.occurrences).evidence("broken", broken.len());
    finding.note(
        Message::new("consistent").arg("occurrences", accident.occurrences).arg("annotated", accident.notes.len()),
    );
    if let Some(place) = broken.first() {
        finding.note(Message::new("out-of-step").arg("count", broken.len()));
        finding.related(*place, Message::new("broken"));
    }
    place::relate(finding, &accident.notes);
    // Every note stands right after a Han character, so nothing between two digits goes.
    let edits = accident.notes.iter().map(|span| Edit { span: *span, text: String::new() }).collect();
    finding.fix(Fix { title: Message::new("delete"), applicability: Applicability::Unsafe, edits });
}
