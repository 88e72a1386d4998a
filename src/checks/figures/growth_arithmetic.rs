//! What no expression of figures/growth-arithmetic reads: amounts, those of the period before and the changes between them, in one
//! statement or apart from each other. Runs beside the rule's declaration.

use crate::checks::figures::change::{self, Scale};
use crate::checks::{Context, Report};

/// Reports changes of amounts that do not lie between those of two periods.
pub fn check(cx: &Context, report: &mut Report) {
    change::check(cx, report, Scale::Amounts);
}
