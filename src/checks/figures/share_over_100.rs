//! What figures/share-over-100 says of a bare 占 that does not say of what: 65岁以上占211.23%. Such a share may be one of a plan, and is
//! reported far above 100 % only; and of rates that are of all of a kind, as 参保率. Runs beside the rule's declaration.

use crate::checks::figures::beside::sentence_around;
use crate::checks::{Context, Report};
use crate::facts::interval::Decimal;
use crate::facts::quantity::{Quantity, UnitKind};
use crate::severity::Severity;

/// Percent that a share of a plan hardly reaches.
const FAR_ABOVE: i64 = 200;
/// Words of a sentence that says what was planned, or what there was.
const PLANS: &[&str] =
    &["计划", "任务", "目标", "预算", "限额", "额度", "定额", "核定", "同期", "上年", "去年", "能力", "定员", "编制"];

/// Rates of all of their kind, behind which a verb may stand.
const OF_ALL: &[&str] = &[
    "上岗率",
    "到岗率",
    "持证率",
    "可靠率",
    "出勤率",
    "出席率",
    "到会率",
    "及格率",
    "优秀率",
    "优良率",
    "办结率",
    "整改率",
    "结案率",
    "破案率",
    "治愈率",
    "投票率",
    "参选率",
    "得票率",
    "巩固率",
    "成活率",
    "中标率",
    "供电率",
    "供水率",
    "化解率",
];
/// Rates of those who live in a place, among whom others may be.
const OF_RESIDENTS: &[&str] = &["参保率", "参合率"];
const REACHED: &[&str] = &["稳定在", "保持在", "达到", "达", "为", "是", "均"];

/// Reports shares above 200 %, and rates of all of a kind above 100 %.
pub fn check(cx: &Context, report: &mut Report) {
    let [all, far_above] = [100, FAR_ABOVE].map(Decimal::integer);
    for quantity in &cx.facts.quantities {
        let value = quantity.number.value;
        if quantity.kind != UnitKind::Percent || value.compare(all).is_le() {
            continue;
        }
        let is_far_above = value.compare(far_above).is_gt();
        let is_share = is_far_above && is_bare_share(cx, quantity);
        let place = cx.source(quantity.span);
        if (is_share || is_rate_of_all(cx, quantity, is_far_above))
            && !cx.facts.is_opaque(quantity.span)
            && !report.has_finding_at(place)
        {
            let stated = cx.written(quantity.span);
            let finding = report.at(place).arg("stated", stated).evidence("stated", stated);
            if !is_share {
                finding.severity(Severity::Warning);
            }
        }
    }
}

/// 护林员上岗率达到110%, 居民医保参保率稳定在982%
fn is_rate_of_all(cx: &Context, rate: &Quantity, is_far_above: bool) -> bool {
    let before = cx.view.text().get(..rate.span.start as usize).unwrap_or_default().trim_end();
    let name = REACHED.iter().find_map(|verb| before.strip_suffix(verb)).unwrap_or(before).trim_end();
    let of_residents = OF_RESIDENTS.iter().filter(|_| is_far_above);
    OF_ALL.iter().chain(of_residents).any(|known| name.ends_with(known))
        && !PLANS.iter().any(|word| sentence_around(cx, rate).contains(word))
}

/// True if 占 stands right before a percentage, in a sentence that does not speak of a plan.
fn is_bare_share(cx: &Context, share: &Quantity) -> bool {
    let before = cx.view.text().get(..share.span.start as usize).unwrap_or_default();
    let is_share = before.trim_end().ends_with('占');
    is_share && !PLANS.iter().any(|word| sentence_around(cx, share).contains(word))
}
