//! What no expression of figures/percent-for-point can prove: a change of a percentage that is the difference of the two that stand beside
//! it, and not the relative change. Runs beside the rule's declaration.

use crate::checks::figures::change::{self, Scale};
use crate::checks::{Context, Report};

/// Reports differences of two percentages that are called percent.
pub fn check(cx: &Context, report: &mut Report) {
    change::check(cx, report, Scale::PercentForPoints);
}
