//! What no expression of figures/growth-arithmetic reads: an amount, that of the period before and the change between them, apart from each
//! other. Runs beside the rule's declaration.

use crate::checks::figures::two_periods::{self, Scale};
use crate::checks::{Context, Report};

/// Reports changes of amounts that do not lie between those of two periods.
pub fn check(cx: &Context, report: &mut Report) {
    two_periods::check(cx, report, Scale::Amounts);
}
