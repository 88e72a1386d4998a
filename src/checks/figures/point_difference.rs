//! What no expression of figures/point-difference reads: percentages, those of the period before and the points between them, in one
//! statement or apart from each other. Runs beside the rule's declaration.

use crate::checks::figures::{stated_change, two_periods};
use crate::checks::{Context, Report};

/// Reports changes of percentages that do not lie between those of two periods.
pub fn check(cx: &Context, report: &mut Report) {
    stated_change::check(cx, report, stated_change::Scale::Points);
    two_periods::check(cx, report, two_periods::Scale::Percentages);
}
