//! What figures/share-over-100 says of a bare 占 that does not say of what: 65岁以上占211.23%. Such a share may be one of a plan, and is
//! reported far above 100 % only; and of rates that are of all of a kind, as 参保率. Runs beside the rule's declaration.

use crate::checks::figures::beside::sentence_around;
use crate::checks::figures::breakdown::{gap, head};
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
const REACHED: &[&str] = &["稳定在", "保持在", "现已", "已经", "目前", "达到", "达", "为", "是", "均", "已", "现"];
/// What a share and its whole are both called, and what the whole of it is called.
const PARTED: &[&str] =
    &["支出", "收入", "人口", "面积", "人数", "户数", "户", "指标", "资金", "投资", "企业", "贷款", "用地", "产量"];
const WHOLES: &[&str] = &["全", "总", "所有", "整个", "一般公共预算支出", "公共财政预算支出", "财政支出"];
/// Words before a whole that is none: of a plan, of another time.
const NO_WHOLES: &[&str] =
    &["计划", "任务", "目标", "预期", "年初", "上年", "去年", "同期", "前", "收入的", "GDP", "总值"];

/// Reports shares above 200 %, and rates of all of a kind above 100 %.
pub fn check(cx: &Context, report: &mut Report) {
    let [all, far_above] = [100, FAR_ABOVE].map(Decimal::integer);
    for (index, quantity) in cx.facts.quantities.iter().enumerate() {
        let value = quantity.number.value;
        if quantity.kind != UnitKind::Percent || value.compare(all).is_le() {
            continue;
        }
        let is_far_above = value.compare(far_above).is_gt();
        let is_share = is_far_above && is_bare_share(cx, quantity)
            || is_share_of_those(cx, quantity)
            || is_share_of_its_like(cx, quantity, is_far_above);
        let place = cx.source(quantity.span);
        if (is_share || is_rate_of_all(cx, quantity, is_far_above) || is_in_row_of_rates(cx, index))
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
    let mut name = before;
    while let Some(rest) = REACHED.iter().find_map(|verb| name.strip_suffix(verb)) {
        name = rest.trim_end();
    }
    let of_residents = OF_RESIDENTS.iter().filter(|_| is_far_above);
    OF_ALL.iter().chain(of_residents).any(|known| name.ends_with(known))
        && !PLANS.iter().any(|word| sentence_around(cx, rate).contains(word))
}

/// 合格率：米面98.3%、油脂197.6%: one of a row of rates that are named once.
fn is_in_row_of_rates(cx: &Context, index: usize) -> bool {
    const MOST: usize = 8;
    const LONGEST_NAME: usize = 30;
    const RATES: &[&str] = &["合格率", "及格率", "优秀率", "优良率", "巩固率", "满意率", "出勤率", "成活率", "知晓率"];
    let is_item = |rate: &Quantity| {
        let name = head(cx, rate);
        (1..=LONGEST_NAME).contains(&name.len()) && !name.contains(['增', '升', '降', '比', '长', '率'])
    };
    let follows = |at: usize| {
        let pair = at.checked_sub(1).and_then(|before| cx.facts.quantities.get(before..=at));
        let Some([before, rate]) = pair else { return false };
        let is_next = gap(cx, before, rate).and_then(|words| words.strip_prefix(['、', '，']));
        before.kind == UnitKind::Percent && is_item(rate) && is_next.is_some_and(|words| words == head(cx, rate))
    };
    let first = (index.saturating_sub(MOST)..=index).rev().find(|at| !follows(*at));
    let Some(first) = first.and_then(|at| cx.facts.quantities.get(at)) else { return false };
    let before = cx.view.text().get(..first.span.start as usize - head(cx, first).len()).unwrap_or_default();
    let name = before.strip_suffix(['：', ':']).unwrap_or_default();
    is_item(first) && RATES.iter().any(|rate| name.ends_with(rate))
}

/// True if 占 stands right before a percentage, in a sentence that does not speak of a plan.
fn is_bare_share(cx: &Context, share: &Quantity) -> bool {
    let before = cx.view.text().get(..share.span.start as usize).unwrap_or_default();
    let is_share = before.trim_end().ends_with('占');
    is_share && !PLANS.iter().any(|word| sentence_around(cx, share).contains(word))
}

/// 赞成（含有条件赞成）的占103.6%: so many of those who are concerned.
fn is_share_of_those(cx: &Context, share: &Quantity) -> bool {
    let before = cx.view.text().get(..share.span.start as usize).unwrap_or_default();
    let of_those = before.strip_suffix('占').is_some_and(|those| those.ends_with('的'));
    of_those && !PLANS.iter().any(|word| sentence_around(cx, share).contains(word))
}

/// 民生支出占一般公共预算支出的108.6%, 占应确权农户的992%: what is a share and what it is of are called the same.
fn is_share_of_its_like(cx: &Context, share: &Quantity, is_far_above: bool) -> bool {
    let before = head(cx, share);
    let Some((part, whole)) = before.strip_suffix('的').and_then(|words| words.rsplit_once('占')) else {
        return false;
    };
    if NO_WHOLES.iter().any(|word| whole.contains(word)) || part.contains(['总', '均', '每']) {
        return false;
    }
    if let Some(those) = whole.strip_prefix('应') {
        return is_far_above && PARTED.iter().any(|word| those.ends_with(word));
    }
    PARTED.iter().any(|word| part.ends_with(word) && whole.ends_with(word))
        && WHOLES.iter().any(|word| whole.starts_with(word))
        && (whole.contains("公共") || !whole.contains("预算"))
}
