//! A re-published page whose traditional characters were given their reading in brackets. The damage walk has proved the
//! accident by its consistency; here it becomes one finding.

use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::damage::SuspectKind;
use crate::damage::byte_shift::Certainty;
use crate::damage::readings::Readings;
use crate::finding::{Applicability, Edit, Fix, Message};
use crate::span::Span;

/// See `rules/encoding/pinyin-annotation.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let Some(accident) = &cx.damage.annotations else { return };
    let Some(first) = accident.notes.first() else { return };
    if place::is_code(cx, *first) {
        return;
    }
    let loose = cx.damage.of(SuspectKind::BrokenAnnotation).filter(|span| !cx.damage.is_in_shift(*span));
    let mut broken: Vec<Span> = cx.damage.shifts.iter().map(|run| run.span).chain(loose).collect();
    broken.sort_unstable();
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
    let runs = &cx.damage.shifts;
    let outside = accident.notes.iter().filter(|note| !is_read_with_a_run(cx, **note));
    let edits: Vec<Edit> = outside.map(|span| Edit { span: *span, text: String::new() }).collect();
    // The notes say what the runs out of step held: without them, a run that is still damaged could never be restored.
    let restored = broken.len() == runs.len() && runs.iter().all(|run| run.certainty == Certainty::Exact);
    let applicability = if restored && are_readings(cx, &edits) { Applicability::Safe } else { Applicability::Unsafe };
    if !edits.is_empty() {
        finding.fix(Fix { title: Message::new("delete"), applicability, edits });
    }
}

/// True if a note is part of a run that was read: it goes with the run. Of a place that is lost nothing else will.
fn is_read_with_a_run(cx: &Context, note: Span) -> bool {
    let next = cx.damage.shifts.partition_point(|run| run.span.end <= note.start);
    cx.damage.shifts.get(next).is_some_and(|run| run.certainty < Certainty::Lost && run.span.overlaps(note))
}

/// True if every note is a reading of the character before it.
fn are_readings(cx: &Context, notes: &[Edit]) -> bool {
    let text = cx.document.text();
    notes.iter().all(|note| {
        let written = text[note.span.range()].trim_start_matches('(').trim_end_matches(')');
        let characters = Readings::get().characters(written);
        place::before(text, note.span).is_some_and(|c| characters.is_some_and(|all| all.contains(c)))
    })
}
