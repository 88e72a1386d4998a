//! figures/heading-sequence: headings whose numbers leave one out, come twice or go back. Takes the breaks that the
//! sequence reader found; the stack of open lists and most traps live there.

use crate::checks::figures::numbering;
use crate::checks::{Context, Report};

/// Reports breaks between markers that open their lines.
pub fn check(cx: &Context, report: &mut Report) {
    let sequences = &cx.facts.sequences;
    for broken in &sequences.breaks {
        let list = &sequences.lists[broken.list as usize];
        if !list.class.is_inline() {
            numbering::report_break(cx, report, broken);
        }
    }
    numbering::keep_runs(cx, report, false);
}
