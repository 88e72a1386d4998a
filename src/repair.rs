//! The repair of a damaged text: every proved fix of the encoding rules, and the runs out of step as far as the caller
//! wants them. Takes a document, gives the repaired text and what was done. Clean text comes out as it went in, and
//! repairing twice is repairing once. No I/O.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Linter;
use crate::damage;
use crate::damage::byte_shift::{Certainty, Place};
use crate::damage::mojibake::Mojibake;
use crate::finding::{Applicability, Edit, Finding};
use crate::fix;
use crate::rules;
use crate::source::{Document, ReadOptions};
use crate::span::Span;

/// Repairs that still change the text after this many rounds undo each other.
const MOST_ROUNDS: usize = 8;

const BYTE_SHIFT: &str = "encoding/byte-shift";
const LOST_MOJIBAKE: &str = "encoding/lost-mojibake";
const MOJIBAKE: &str = "encoding/mojibake";
const PINYIN_ANNOTATION: &str = "encoding/pinyin-annotation";

/// What a repair came to.
#[derive(Clone, Debug)]
pub struct Repair {
    /// The repaired text.
    pub text: String,
    /// Edits made, by rule.
    pub edits: BTreeMap<String, usize>,
    /// The runs out of step, in the order of the damaged text; each with whether it was restored.
    pub runs: Vec<(Place, bool)>,
    /// Mojibake of which too little can be read: left as it is, in the order of the damaged text.
    pub unreadable: Vec<Span>,
}

impl Repair {
    /// True if nothing was changed and nothing was found to change.
    pub fn is_clean(&self) -> bool {
        self.edits.is_empty() && self.runs.is_empty() && self.unreadable.is_empty()
    }

    /// Number of runs that were not restored.
    pub fn left(&self) -> usize {
        self.runs.iter().filter(|(_, restored)| !restored).count()
    }
}

/// Repairs a document. Runs out of step are restored up to `worst`: [`Certainty::Likely`] leaves guesses as they are.
pub fn repair(document: &Document, worst: Certainty) -> Repair {
    let linter = Linter::new(encoding_rules());
    let (mut shifts, mut unreadable) = (Vec::new(), Vec::new());
    let findings = linter.check_and_look(document, |context| {
        if context.is_first() {
            shifts.clone_from(&context.damage.shifts);
            let is_left = |run: &&Mojibake| match worst {
                Certainty::Guess | Certainty::Lost => run.is_unreadable(),
                Certainty::Exact | Certainty::Likely => !run.is_restorable(),
            };
            unreadable = context.damage.mojibake.iter().filter(is_left).map(|run| run.span).collect();
        }
    });
    let runs = shifts.into_iter().map(|run| {
        let restored = run.replays && run.certainty <= worst;
        (run, restored)
    });
    let mut repair = Repair { text: String::new(), edits: BTreeMap::new(), runs: runs.collect(), unreadable };
    let mut findings = Some(findings);
    let mut repaired: Option<Document> = None;
    for _ in 0..MOST_ROUNDS {
        let document = repaired.as_ref().unwrap_or(document);
        let mut findings = findings.take().unwrap_or_else(|| linter.check(document));
        findings.iter_mut().for_each(|finding| allow(finding, worst));
        // The run before the notes: where the two meet, the run holds the note.
        findings.sort_by_key(|finding| finding.rule.id != BYTE_SHIFT);
        let edits = fix::select(document, &findings, Applicability::Safe).edits;
        if edits.is_empty() {
            break;
        }
        count(&mut repair.edits, &findings, &edits);
        drop(findings);
        let text = fix::edited(document.text(), &edits);
        // The text that comes out is UTF-8 whatever went in.
        let options = ReadOptions { encoding: Some(encoding_rs::UTF_8), format: document.format() };
        match Document::read(text.into_bytes(), options) {
            Ok(next) => repaired = Some(next),
            Err(_) => {
                repair.text = fix::edited(document.text(), &edits);
                return repair;
            }
        }
    }
    repair.text = repaired.as_ref().unwrap_or(document).text().to_owned();
    repair
}

fn encoding_rules() -> Vec<Arc<rules::Rule>> {
    rules::built_in().into_iter().filter(|rule| rule.family() == damage::FAMILY).map(Arc::new).collect()
}

/// Makes those fixes safe that this repair applies. A complete note goes even where a run is left: that it was put in is
/// proved, and what the run held is reported.
fn allow(finding: &mut Finding, worst: Certainty) {
    let level = match (finding.rule.id.as_ref(), worst) {
        (PINYIN_ANNOTATION, _) => Applicability::Unsafe,
        (BYTE_SHIFT | LOST_MOJIBAKE, Certainty::Exact) => Applicability::Safe,
        (BYTE_SHIFT | LOST_MOJIBAKE, Certainty::Likely) => Applicability::Unsafe,
        (BYTE_SHIFT | LOST_MOJIBAKE, _) => Applicability::Display,
        // Of several readings that the accident could have come from, the one that reads well.
        (MOJIBAKE, Certainty::Likely | Certainty::Guess) if finding.evidence.get("proved") == Some(&false.into()) => {
            Applicability::Unsafe
        }
        _ => Applicability::Safe,
    };
    if matches!(finding.rule.id.as_ref(), BYTE_SHIFT | LOST_MOJIBAKE) && level == Applicability::Display {
        // The last fix has the guesses that the first one leaves out.
        finding.fixes.drain(..finding.fixes.len().saturating_sub(1));
    }
    // Of a long text, what is not applied takes as much room as the text.
    finding.fixes.retain(|fix| fix.applicability <= level);
    finding.fixes.iter_mut().for_each(|fix| fix.applicability = Applicability::Safe);
}

fn count(counts: &mut BTreeMap<String, usize>, findings: &[Finding], edits: &[Edit]) {
    for finding in findings {
        let Some(fix) = finding.fixes.iter().find(|fix| fix.applicability == Applicability::Safe) else { continue };
        let is_among =
            |edit: &Edit| edits.binary_search_by_key(&edit.span, |edit| edit.span).is_ok_and(|at| edits[at] == *edit);
        let applied = fix.edits.first().is_some_and(is_among);
        if applied {
            *counts.entry(finding.rule.id.to_string()).or_default() += fix.edits.len();
        }
    }
}
