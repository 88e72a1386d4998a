//! A text that went through the pinyin accident as a whole: one finding for the file, with what can be had back.

use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::damage::byte_shift::Certainty;
use crate::finding::Message;
use crate::span::Span;

/// See `rules/encoding/republished-copy.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let Some(accident) = &cx.damage.annotations else { return };
    if accident.notes.first().is_none_or(|first| place::is_code(cx, *first)) {
        return;
    }
    let runs = &cx.damage.shifts;
    let count = |wanted: fn(Certainty) -> bool| runs.iter().filter(|run| wanted(run.certainty)).count();
    let notes = accident.notes.iter().filter(|note| !cx.damage.is_in_shift(**note)).count();
    let proved = notes + count(|certainty| certainty == Certainty::Exact);
    let likely = count(|certainty| certainty == Certainty::Likely);
    let left = count(|certainty| certainty > Certainty::Likely);
    let finding = report.at(Span::default());
    finding.whole_file().arg("notes", notes).arg("runs", runs.len());
    finding.evidence("notes", notes).evidence("runs", runs.len());
    finding.evidence("proved", proved).evidence("likely", likely).evidence("not_restored", left);
    finding.note(Message::new("repair").arg("proved", proved).arg("likely", likely).arg("left", left));
}
