//! A run whose bytes are out of step: of a re-published page, or behind a byte that was lost or put in. The damage walk has
//! restored it as far as that can be done; here each run becomes one finding, with the bytes that were mistaken for a
//! character, or with the characters that are guessed.

use crate::checks::encoding::{lost_mojibake, misreading, place};
use crate::checks::{Context, Report};
use crate::damage::byte_shift::{Certainty, Place};
use crate::finding::{Applicability, Fix, Message};

/// See `rules/encoding/byte-shift.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    for run in cx.damage.shifts.iter().filter(|run| !place::is_code(cx, run.span)) {
        report_run(cx, run, report);
    }
    for accident in misreading::out_of_step(cx) {
        report_slip(cx, &accident, report);
    }
}

/// A byte was lost or put in.
fn report_slip(cx: &Context, accident: &misreading::Accident, report: &mut Report) {
    let Some(run) = accident.runs.first() else { return };
    let charset = run.chain.accidents().next().map_or("GBK", |step| step.read_as.name());
    let restored = misreading::restored_likely(accident);
    let finding = report.at(run.span);
    finding.text("slip").arg("encoding", charset).arg("original", misreading::beginning(&restored));
    finding.arg("excerpt", place::excerpt(cx.document.text(), run.span));
    misreading::restored_evidence(finding.evidence("encoding", charset), "original", &restored);
    lost_mojibake::report_losses(finding, accident);
}

fn report_run(cx: &Context, run: &Place, report: &mut Report) {
    let text = cx.document.text();
    let finding = report.at(run.span);
    finding.arg("original", &run.original).arg("excerpt", place::excerpt(text, run.span));
    let (certainty, applicability) = match run.certainty {
        Certainty::Exact => ("exact", Applicability::Safe),
        Certainty::Likely => ("likely", Applicability::Unsafe),
        Certainty::Guess => ("guess", Applicability::Display),
        Certainty::Lost => ("lost", Applicability::Display),
    };
    match run.certainty {
        Certainty::Exact => {}
        Certainty::Likely => _ = finding.text("likely"),
        Certainty::Guess => _ = finding.text("guess"),
        Certainty::Lost => _ = finding.text("lost"),
    }
    finding.evidence("certainty", certainty);
    if let Some((character, bytes)) = run.mistaken {
        let bytes = format!("{:02X} {:02X}", bytes[0], bytes[1]);
        finding.note(Message::new("mistaken").arg("bytes", &bytes).arg("character", character));
        finding.evidence("mistaken", character.to_string()).evidence("mistaken_bytes", bytes);
    }
    if run.replays {
        let proof = if run.certainty == Certainty::Exact { "proof" } else { "consistent" };
        misreading::restored_evidence(finding.note(Message::new(proof)), "original", &run.original);
        let title = Message::new("restore-original").arg("original", &run.original);
        finding.fix(Fix::replace(title, applicability, run.span, run.original.as_str()));
    }
}
