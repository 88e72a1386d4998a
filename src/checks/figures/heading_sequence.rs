//! figures/heading-sequence: headings whose numbers leave one out, come twice or go back. Takes the breaks that the
//! sequence reader found; the stack of open lists and most traps live there.

use crate::checks::figures::numbering;
use crate::checks::{Context, Report};
use crate::facts::sequence::{Marker, MarkerClass};

/// Reports breaks between markers that open their lines.
pub fn check(cx: &Context, report: &mut Report) {
    let sequences = &cx.facts.sequences;
    for broken in &sequences.breaks {
        let list = &sequences.lists[broken.list as usize];
        if !list.class.is_inline() {
            numbering::report_break(cx, report, broken);
        }
    }
    check_firsts(cx, report);
    numbering::keep_runs(cx, report, false);
}

/// 五、问题\n（二）路窄\n（二）桥旧\n（三）灯暗: a two right below the heading above it, which the true two follows.
fn check_firsts(cx: &Context, report: &mut Report) {
    let markers = &cx.facts.sequences.markers;
    for (index, first) in markers.iter().enumerate().skip(1) {
        let is_heading = |marker: &&Marker| marker.strong && marker.opens_line;
        if first.number != 2
            || !is_heading(&first)
            || !markers.get(index - 1).is_some_and(|above| is_above(above, first))
        {
            continue;
        }
        let below = markers.iter().skip(index + 1).take(LOOK_AHEAD).filter(is_heading);
        let below = below.take_while(|marker| !is_above(marker, first) && marker.class != markers[index - 1].class);
        let mut next = below.filter(|marker| marker.class == first.class).map(|marker| marker.number);
        let counts_on = next.next() == Some(2) && next.next() == Some(3);
        if counts_on && !cx.facts.is_opaque(first.span) {
            numbering::report_first(cx, report, first);
        }
    }
}

/// Markers below a heading that are looked at for the two that follow it.
const LOOK_AHEAD: usize = 64;

/// True for a heading one level above another.
fn is_above(above: &Marker, marker: &Marker) -> bool {
    use MarkerClass::{Digit, DigitParenthesis, Formal, Han, HanParenthesis};
    above.strong
        && above.opens_line
        && matches!(
            (above.class, marker.class),
            (Formal, Han) | (Han, HanParenthesis | Digit) | (HanParenthesis, Digit) | (Digit, DigitParenthesis)
        )
}
