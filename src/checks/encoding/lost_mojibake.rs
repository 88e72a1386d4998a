//! Runs read in a wrong encoding by a decoder that lost characters: what came back, and how sure each guessed character
//! is. Nothing that is guessed is applied without being asked for.

use serde_json::{Value, json};

use crate::checks::encoding::misreading::{self, Accident};
use crate::checks::{Context, Report};
use crate::damage::certainty::Certainty;
use crate::damage::mojibake::Losses;
use crate::finding::{Applicability, Finding, Message};

/// Guessed characters that a note shows, and characters on both sides of each.
const SHOWN: usize = 6;
const SIDE: usize = 3;

/// Guessed characters that the evidence lists.
const LISTED: usize = 200;

/// See `rules/encoding/lost-mojibake.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    for accident in misreading::accidents(cx).iter().filter(|accident| accident.has_losses()) {
        let finding = report.at(accident.span());
        misreading::describe(finding, accident);
        if accident.is_unreadable() {
            let text = cx.document.text();
            let is_replaced = accident
                .runs
                .iter()
                .all(|run| text.get(run.span.range()).is_some_and(|damaged| run.is_replaced(damaged)));
            finding
                .text(if is_replaced { "replaced" } else { "unreadable" })
                .evidence("certainty", Certainty::Lost.name());
        } else {
            report_losses(finding, accident);
        }
    }
}

/// Says what came back, how sure it is, and offers it.
pub fn report_losses(finding: &mut Finding, accident: &Accident) {
    let losses = || accident.runs.iter().filter_map(|run| run.losses.as_deref());
    let count = |certainty| losses().map(|losses| losses.count(certainty)).sum::<usize>();
    let counts = [Certainty::Likely, Certainty::Guess, Certainty::Lost].map(count);
    let [likely, guess, lost] = counts;
    let worst = losses().map(Losses::worst).max().unwrap_or(Certainty::Exact);
    let is_misreading = !accident.runs.iter().any(|run| run.is_out_of_step());
    if let Some(first) = losses().next().filter(|_| is_misreading) {
        finding.evidence("decoder", first.decoder.name());
    }
    finding.arg("likely", likely).arg("guess", guess).arg("lost", lost);
    finding.evidence("certainty", worst.name());
    finding.evidence("likely", likely).evidence("guess", guess).evidence("lost", lost);
    match (accident.is_whole_file, worst) {
        (true, _) => _ = finding.text("file"),
        (false, Certainty::Exact) if is_misreading => _ = finding.text("exact"),
        (false, _) => {}
    }
    for (key, certainty) in [("likely-characters", Certainty::Likely), ("guessed", Certainty::Guess)] {
        let shown = excerpts(accident, certainty);
        if !shown.is_empty() {
            finding.note(Message::new(key).arg("characters", shown.join("，")));
        }
    }
    finding.evidence("doubtful", listed(accident));
    let proved = accident.runs.iter().all(|run| run.proved);
    let level = if proved && worst == Certainty::Exact { Applicability::Safe } else { Applicability::Unsafe };
    if accident.runs.iter().any(|run| run.is_restorable()) {
        finding.fix(accident.fix(level, Certainty::Likely));
    }
    if guess > 0 {
        finding.fix(accident.fix(Applicability::Display, Certainty::Guess));
    }
}

/// `深化改[革]。　`: guessed characters in brackets, with what stands around them.
fn excerpts(accident: &Accident, certainty: Certainty) -> Vec<String> {
    let doubtful = accident.runs.iter().flat_map(|run| {
        let losses = run.losses.iter().flat_map(|losses| &losses.doubtful);
        losses.map(move |doubt| (run.repaired.as_str(), doubt))
    });
    let wanted = doubtful.filter(|(_, doubt)| doubt.certainty == certainty).take(SHOWN);
    wanted
        .map(|(text, doubt)| {
            let span = doubt.span();
            let shown = |c: &char| !c.is_control();
            let left: Vec<char> = text[..span.start as usize].chars().rev().take(SIDE).take_while(shown).collect();
            let right: String = text[span.end as usize..].chars().take(SIDE).take_while(shown).collect();
            let left: String = left.into_iter().rev().collect();
            format!("{left}[{}]{right}", text[span.range()].escape_debug())
        })
        .collect()
}

fn listed(accident: &Accident) -> Value {
    let doubtful = accident.runs.iter().enumerate().flat_map(|(index, run)| {
        let losses = run.losses.iter().flat_map(|losses| &losses.doubtful);
        losses.map(move |doubt| {
            let (character, certainty) = (&run.repaired[doubt.span().range()], doubt.certainty.name());
            json!({ "run": index, "character": character, "certainty": certainty })
        })
    });
    doubtful.take(LISTED).collect()
}
