//! figures/inline-sequence: a running series (一是…二是…, 第一，…第二，…, ①…②…, (a)…(b)…) whose numbers leave one out, come twice
//! or go back. Takes the breaks that the sequence reader found.

mod lettered;

use crate::checks::figures::numbering;
use crate::checks::{Context, Report};
use crate::facts::sequence::{Break, BreakKind, Marker, MarkerClass};

/// Reports breaks in running series.
pub fn check(cx: &Context, report: &mut Report) {
    let sequences = &cx.facts.sequences;
    for broken in &sequences.breaks {
        let list = &sequences.lists[broken.list as usize];
        let Some(at) = sequences.member(broken.list, broken.position) else { continue };
        if list.class.is_inline() && !is_loosely_ordered(at, broken) {
            numbering::report_break(cx, report, broken);
        }
    }
    numbering::keep_runs(cx, report, true);
    lettered::check(cx, report);
}

/// 首先……其次……其次……, 首先……最后……: these words put in order, they do not count.
fn is_loosely_ordered(at: &Marker, broken: &Break) -> bool {
    at.class == MarkerClass::Order && broken.kind != BreakKind::Gap
}
