//! What figures/share-over-100 says of a bare 占 that does not say of what: 65岁以上占211.23%. Such a share may be one of a plan, and is
//! reported far above 100 % only. Runs beside the rule's declaration.

use crate::checks::figures::beside::sentence_around;
use crate::checks::{Context, Report};
use crate::facts::interval::Decimal;
use crate::facts::quantity::{Quantity, UnitKind};

/// Percent that a share of a plan hardly reaches.
const FAR_ABOVE: i64 = 200;
/// Words of a sentence that says what was planned, or what there was.
const PLANS: &[&str] =
    &["计划", "任务", "目标", "预算", "限额", "额度", "定额", "核定", "同期", "上年", "去年", "能力", "定员", "编制"];

/// Reports shares above 200 %.
pub fn check(cx: &Context, report: &mut Report) {
    let far_above = Decimal::integer(FAR_ABOVE).to_rational();
    for quantity in &cx.facts.quantities {
        if quantity.kind == UnitKind::Percent && quantity.value() > far_above && is_bare_share(cx, quantity) {
            let place = cx.source(quantity.span);
            if !cx.facts.is_opaque(quantity.span) && !report.has_finding_at(place) {
                let stated = cx.written(quantity.span);
                report.at(place).arg("stated", stated).evidence("stated", stated);
            }
        }
    }
}

/// True if 占 stands right before a percentage, in a sentence that does not speak of a plan.
fn is_bare_share(cx: &Context, share: &Quantity) -> bool {
    let before = cx.view.text().get(..share.span.start as usize).unwrap_or_default();
    let is_share = before.trim_end().ends_with('占');
    is_share && !PLANS.iter().any(|word| sentence_around(cx, share).contains(word))
}
