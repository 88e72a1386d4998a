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

/// 五、问题\n（二）路窄\n（二）桥旧\n（三）灯暗: a two right below the heading above it, which the true two follows; and 二、 where no 一、
/// comes before it.
fn check_firsts(cx: &Context, report: &mut Report) {
    let markers = &cx.facts.sequences.markers;
    let mut is_at_the_top = true;
    for (index, first) in markers.iter().enumerate() {
        let is_heading = |marker: &&Marker| marker.strong && marker.opens_line;
        if !is_heading(&first) {
            continue;
        }
        let above = index.checked_sub(1).and_then(|above| markers.get(above)).filter(|above| is_above(above, first));
        let is_first = is_at_the_top && first.class == MarkerClass::Han;
        is_at_the_top &= first.class != MarkerClass::Han;
        if first.number != 2 || above.is_none() && !is_first || cx.facts.is_opaque(first.span) {
            continue;
        }
        let ends = |marker: &&Marker| is_above(marker, first) || above.is_some_and(|above| marker.class == above.class);
        let look_ahead = if above.is_some() { LOOK_AHEAD } else { LOOK_AHEAD_AT_THE_TOP };
        let below = markers.iter().skip(index + 1).take(look_ahead).filter(is_heading);
        let below = below.take_while(|marker| !ends(marker));
        let mut next = below.filter(|marker| marker.class == first.class).map(|marker| marker.number);
        if next.next() == Some(2) && next.next() == Some(3) {
            numbering::report_first(cx, report, first);
        }
    }
}

/// Markers below a heading, and below the first of a text, that are looked at for the two that follow it.
const LOOK_AHEAD: usize = 64;
const LOOK_AHEAD_AT_THE_TOP: usize = 512;

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
