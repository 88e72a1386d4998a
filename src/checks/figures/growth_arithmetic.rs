//! What no expression of figures/growth-arithmetic reads: amounts, those of the period before and the changes between them, in one
//! statement or apart from each other. Runs beside the rule's declaration.

use crate::checks::figures::{stated_change, two_periods};
use crate::checks::{Context, Report};

/// Reports changes of amounts that do not lie between those of two periods.
pub fn check(cx: &Context, report: &mut Report) {
    stated_change::check(cx, report, stated_change::Scale::Amounts);
    two_periods::check(cx, report, two_periods::Scale::Amounts);
}
