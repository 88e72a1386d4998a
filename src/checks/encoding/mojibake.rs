//! Whole runs read in a wrong encoding: the accident is named and the text that was lost is given back.

use crate::char_class::{Class, class};
use crate::checks::encoding::{misreading, place};
use crate::checks::{Context, Report};
use crate::damage::certainty::Certainty;
use crate::damage::mojibake::Mojibake;
use crate::damage::seven_bit::SevenBit;
use crate::finding::{Applicability, Fix, Message, Shown};

/// See `rules/encoding/mojibake.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let text = cx.document.text();
    for accident in misreading::accidents(cx).iter().filter(|accident| !accident.has_losses()) {
        let proved = accident.runs.iter().all(|run| run.proved);
        let whole = proved && !accident.runs.iter().any(|run| is_beside_loss(text, run));
        let applicability = if whole { Applicability::Safe } else { Applicability::Unsafe };
        let finding = report.at(accident.span());
        misreading::describe(finding, accident);
        match (accident.is_whole_file, accident.runs.len()) {
            (true, _) => _ = finding.text("file"),
            (false, 1) => {}
            (false, runs) => _ = finding.text("several").arg("runs", runs),
        }
        finding.evidence("proved", proved);
        finding.fix(accident.fix(applicability, Certainty::Exact));
    }
    for run in &cx.damage.seven_bit {
        seven_bit(cx, run, report);
    }
}

/// UTF-7 and HZ: the encodings of a network without eight bits, shown as the ASCII they are made of.
fn seven_bit(cx: &Context, run: &SevenBit, report: &mut Report) {
    let text = cx.document.text();
    if place::is_all_code(cx, run.span)
        || run.han <= misreading::LONGEST_EXAMPLE && misreading::is_topic(text, run.span)
    {
        return;
    }
    let name = run.encoding.name();
    let finding = report.at(run.span);
    finding.arg(
        "chain",
        Shown::Word { zh: format!("{name} 被当作 ASCII 读出").into(), en: format!("{name} read as ASCII").into() },
    );
    finding.arg("repaired", misreading::beginning(&run.repaired));
    finding.evidence("chain", vec![format!("{name} → ASCII")]).evidence("proved", true);
    misreading::restored_evidence(finding, "repaired", &run.repaired);
    finding.fix(Fix::replace(Message::new("restore"), Applicability::Safe, run.span, run.repaired.clone()));
}

/// `锛?` at the end of a run: a byte was lost there, and mending only the rest would hide what it was.
fn is_beside_loss(text: &str, run: &Mojibake) -> bool {
    let lost = |c: Option<char>| {
        c.is_some_and(|c| matches!(class(c), Class::Replacement | Class::PrivateUse | Class::QuestionMark))
    };
    lost(place::before(text, run.span)) || lost(place::after(text, run.span))
}
