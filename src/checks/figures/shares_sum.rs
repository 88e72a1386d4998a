//! What no expression of figures/shares-sum reads: rows of three shares and more that come to 100 % but for a slip of the pen in one of them.
//! Takes the percentages of a sentence that follow each other. Runs beside the rule's declaration.

use crate::checks::{Context, Report};
use crate::facts::interval::{Decimal, show};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip;
use crate::severity::Severity;

/// Bytes between two shares of a row, and before the first one.
const LONGEST_GAP: usize = 84;
/// Marks between two shares of a row: 甲8人，占12%，乙
const MOST_MARKS: usize = 2;
/// Words of changes and of comparisons.
const CHANGES: &[&str] = &[
    "增长",
    "下降",
    "提高",
    "上升",
    "增加",
    "提升",
    "降低",
    "降至",
    "升至",
    "高于",
    "低于",
    "较",
    "涨",
    "跌",
    "由上年",
    "由去年",
    "同比",
    "达",
];
/// Names of what is left.
const REST: &[&str] = &["其他", "其它", "其余", "剩余", "以上", "以下", "不合格", "不满意"];
/// Names of all that is left, whatever was named before.
const ALL_THE_REST: &[&str] = &["其余", "剩余"];
/// Words of what is parted, in a sentence that does not say 占.
const PARTED: &[&str] = &["结构", "构成", "来源", "分布"];

/// Reports rows of shares whose sum one slip of the pen explains.
pub fn check(cx: &Context, report: &mut Report) {
    if cx.facts.is_english {
        return;
    }
    let mut row: Vec<&Quantity> = Vec::new();
    for share in &cx.facts.quantities {
        if share.kind != UnitKind::Percent {
            continue;
        }
        if !row.last().is_some_and(|last| goes_on(cx, last, share)) {
            judge(cx, report, &row);
            row.clear();
        }
        row.push(share);
    }
    judge(cx, report, &row);
}

fn goes_on(cx: &Context, last: &Quantity, share: &Quantity) -> bool {
    let gap = cx.view.text().get(last.span.end as usize..share.span.start as usize).unwrap_or("");
    let is_near = gap.len() <= LONGEST_GAP && !gap.contains(['。', '\n']);
    let behind_note = gap.trim_start().trim_start_matches(['）', ')']).trim_start();
    // 购物（43.6%）及餐饮（21.5%）为主，其余占
    let behind_note = behind_note.strip_prefix("为主").unwrap_or(behind_note);
    let is_next = behind_note.starts_with(['、', '，', ',', '；', '和', '及', '与']);
    is_near && is_next && gap.matches(['，', ',', '；']).count() <= MOST_MARKS && !is_change(gap)
}

fn is_change(words: &str) -> bool {
    CHANGES.iter().any(|change| words.contains(change))
}

/// Says that the shares are not 100 % together, if another share in the place of one of them would make them so.
fn judge(cx: &Context, report: &mut Report, row: &[&Quantity]) {
    // A row has three shares at least.
    let [first, .., before, last] = row else { return };
    let is_exact = row.iter().all(|share| share.qualifier == Qualifier::Exact && !cx.facts.is_opaque(share.span));
    let span = first.span.to(last.span);
    if !is_exact || !are_shares(cx, row) || report.has_finding_in(cx.source(span)) {
        return;
    }
    let Some(sum) = Sum::of(row) else { return };
    let name = cx.view.text().get(before.span.end as usize..last.span.start as usize).unwrap_or("");
    let has_rest = REST.iter().any(|rest| name.contains(rest));
    let has_all_the_rest = ALL_THE_REST.iter().any(|rest| name.contains(rest));
    let is_explained = sum.is_explained(row, slip::swaps)
        || has_rest && sum.is_explained(row, slip::digits)
        || has_all_the_rest && sum.is_explained(&[last], slip::near);
    if !is_explained {
        return;
    }
    let left = show(&Decimal { mantissa: sum.total, exponent: sum.place }.to_rational(), 4);
    report.at(cx.source(span)).severity(Severity::Warning).arg("left", left);
}

/// True if 占, 比重 or parentheses say that the percentages are shares of one whole.
fn are_shares(cx: &Context, row: &[&Quantity]) -> bool {
    let text = cx.view.text();
    let Some(first) = row.first() else { return false };
    let before = text.get(..first.span.start as usize).unwrap_or("");
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(LONGEST_GAP))..];
    let sentence = near.rsplit(['。', '；', '\n']).next().unwrap_or("");
    let clause = sentence.rsplit(['，', ',', '：', ':']).next().unwrap_or("");
    let gap = |pair: &[&Quantity]| text.get(pair[0].span.end as usize..pair[1].span.start as usize);
    let says_so = |words: &str| words.contains('占') || words.contains("比重") || words.contains("比例");
    let gaps = || row.windows(2).filter_map(gap);
    let wholes = gaps().chain([sentence]).filter_map(whole_of);
    let is_parted = PARTED.iter().any(|word| sentence.contains(word));
    !is_change(clause) && (is_parted || says_so(sentence) || gaps().any(says_so)) && are_alike(wholes)
}

/// 占全市总量的 -> 全市总量: the whole that the words before a share name.
fn whole_of(words: &str) -> Option<&str> {
    let (_, named) = words.rsplit_once('占')?;
    let whole = named.trim().trim_end_matches(['的', '比', '重', '例']).trim();
    (!whole.is_empty()).then_some(whole)
}

/// 占美国出口的30%，占本州出口的54%: shares of two wholes are no row. 总数 and 全部 may be one.
fn are_alike<'a>(wholes: impl Iterator<Item = &'a str>) -> bool {
    let mut named: Vec<&str> = wholes.filter(|whole| !whole.starts_with(['总', '全'])).collect();
    named.dedup();
    named.len() < 2
}

/// What shares come to, in units of 10^`place` percent.
struct Sum {
    total: i64,
    place: i16,
    /// By how many halves of a unit the sum may be off.
    halves: i64,
}

impl Sum {
    fn of(row: &[&Quantity]) -> Option<Self> {
        let place = row.iter().map(|share| share.number.value.exponent).min()?;
        let units = |value: Decimal| i64::try_from(value.units_of(place)?).ok();
        let mut sum = Self { total: 0, place, halves: 0 };
        for share in row {
            let value = share.number.value;
            sum.total = sum.total.checked_add(units(value)?)?;
            sum.halves = sum.halves.checked_add(units(Decimal { mantissa: 1, ..value })?)?;
        }
        Some(sum)
    }

    fn is_all(&self, total: i64) -> bool {
        let all = Decimal::integer(100).units_of(self.place).and_then(|all| i64::try_from(all).ok());
        all.and_then(|all| all.checked_sub(total))
            .is_some_and(|over| over.unsigned_abs() <= self.halves.unsigned_abs() / 2)
    }

    /// True if they are not 100 % and would be with one of the numbers that one of them may have been.
    fn is_explained(&self, row: &[&Quantity], slips: fn(Decimal) -> Vec<Decimal>) -> bool {
        let units = |value: Decimal| value.units_of(self.place).and_then(|units| i64::try_from(units).ok());
        !self.is_all(self.total)
            && row.iter().any(|share| {
                let written = share.number.value;
                let meant = slips(written).into_iter().filter_map(|meant| units(meant).zip(units(written)));
                meant
                    .into_iter()
                    .any(|(meant, written)| self.is_all(self.total.saturating_sub(written).saturating_add(meant)))
            })
    }
}
