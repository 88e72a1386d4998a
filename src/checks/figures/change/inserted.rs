//! What may stand between two numbers of a statement and is none of them: how long the change took (由240公里增加到1250公里，五年净增1010公里), or
//! how much of its plan an amount is (收入38亿元，完成预算的104.1%，比上年增长6.1%). Takes a quantity; gives the one before it that it goes with, and the
//! words that say how.

use crate::checks::Context;
use crate::checks::figures::breakdown::{gap, head};
use crate::facts::lexicon::is_mark_or_digit;
use crate::facts::quantity::{Quantity, UnitKind};

/// A quantity that another one goes with.
#[derive(Clone, Copy)]
pub(super) struct Before<'a> {
    pub index: usize,
    /// What stands between the two, without what is inserted.
    pub words: &'a str,
    /// True if how long the change took is said between them.
    pub is_of_years: bool,
    /// True behind 五年累计.
    pub is_in_all: bool,
}

/// What is inserted has so many quantities at most: a plan and how much of it an amount is.
pub(super) const MOST: usize = 2;

/// Words around a length of time: 近五年来累计.
const BEFORE_YEARS: &[&str] = &["近", "这", "过去", "短短", "在", "前", "仅", "后"];
const BEHIND_YEARS: &[&str] = &["来", "间", "之间", "里", "内", "之内", "中", "时间", "就", "，"];
const IN_ALL: &[&str] = &["累计", "合计", "总共", "一共", "共"];
/// Words of what an amount was to be, and those that say how much of it that is.
const PLANS: &[&str] = &["预算", "计划", "任务", "目标"];
const OF_PLAN: &[&str] = &["完成", "为", "占", "达到"];
/// Bytes of the noun behind a number.
const LONGEST_NOUN: usize = 18;

/// The quantity that the words before quantity `index` follow.
pub(super) fn before<'a>(cx: &'a Context, index: usize) -> Option<Before<'a>> {
    let quantities = &cx.facts.quantities;
    let (last, quantity) = (quantities.get(index.checked_sub(1)?)?, quantities.get(index)?);
    let words = gap(cx, last, quantity)?;
    if is_years(cx, last) {
        if let Some(words) = compared_with_year(cx, index) {
            return Some(Before { index: index - 2, words, is_of_years: false, is_in_all: false });
        }
        let level = index.checked_sub(2)?;
        let words = behind_years(words);
        let plain = IN_ALL.iter().find_map(|word| words.strip_prefix(word));
        return follows(cx, quantities.get(level)?, last).then(|| Before {
            index: level,
            words: plain.unwrap_or(words),
            is_of_years: true,
            is_in_all: plain.is_some(),
        });
    }
    let inserted = if last.kind == UnitKind::Percent { of_plan(cx, index - 1).unwrap_or(0) } else { 0 };
    Some(Before { index: index.checked_sub(1 + inserted)?, words, is_of_years: false, is_in_all: false })
}

/// 25.1%，较112年之25.6%: what stands between two quantities where the length of time between them is a year that is compared.
fn compared_with_year<'a>(cx: &'a Context, index: usize) -> Option<&'a str> {
    let [level, years, quantity] = cx.facts.quantities.get(index.checked_sub(2)?..=index)? else { return None };
    let before = gap(cx, level, years)?.rsplit(['，', ',', '、', '（', '(']).next()?;
    let is_compared = matches!(before, "较" | "比") && gap(cx, years, quantity)?.ends_with(['的', '之']);
    is_compared.then(|| gap(cx, level, quantity)).flatten()
}

/// True if quantity `index` may be the last of what is inserted.
pub(super) fn may_end_in(cx: &Context, index: usize) -> bool {
    cx.facts.quantities.get(index).is_some_and(|last| last.kind == UnitKind::Percent || is_years(cx, last))
}

/// True for a length of time: it says when, and is no number of the statement.
pub(super) fn is_years(cx: &Context, quantity: &Quantity) -> bool {
    // 9.87年 is an amount.
    quantity.kind == UnitKind::Duration && !quantity.number.has_point && cx.view.slice(quantity.unit).trim() == "年"
}

/// True if only a mark, and the noun of what is counted, stand between a quantity and a length of time behind it.
fn follows(cx: &Context, level: &Quantity, years: &Quantity) -> bool {
    let mut words = gap(cx, level, years).unwrap_or("");
    while let Some(rest) = BEFORE_YEARS.iter().find_map(|word| words.strip_suffix(word)) {
        words = rest;
    }
    let Some(noun) = words.strip_suffix(['，', ',', '、', '；']) else { return false };
    let is_noun = noun.len() <= LONGEST_NOUN && !noun.contains(is_mark_or_digit);
    is_noun && !noun.contains(['增', '减', '升', '降', '均'])
}

/// The words behind a length of time: 累计净增 of 来累计净增.
fn behind_years(mut words: &str) -> &str {
    while let Some(rest) = BEHIND_YEARS.iter().find_map(|word| words.strip_prefix(word)) {
        words = rest;
    }
    words
}

/// So many quantities before one that goes on behind the percentage `index` say how much of its plan an amount is: 完成预算的104.1% one,
/// 为预算593亿元的104.1% two.
fn of_plan(cx: &Context, index: usize) -> Option<usize> {
    let quantities = &cx.facts.quantities;
    let (share, last) = (quantities.get(index)?, quantities.get(index.checked_sub(1)?)?);
    let is_of_plan = |words: &str| {
        let opens = words.rsplit(['，', ',', '、', '（', '(']).next().unwrap_or("");
        PLANS.iter().any(|word| words.contains(word))
            && OF_PLAN.iter().any(|word| opens.starts_with(word))
            && words.starts_with(['，', ',', '、', '（', '('])
    };
    let words = gap(cx, last, share).filter(|words| words.ends_with('的'))?;
    if is_of_plan(words) {
        return Some(1);
    }
    let level = quantities.get(index.checked_sub(2)?)?;
    (words == "的" && last.has_unit_of(level, cx.view) && is_of_plan(gap(cx, level, last)?)).then_some(2)
}

/// The lengths of time between two quantities, in years.
pub(super) fn years_between<'a>(cx: &'a Context, first: usize, last: usize) -> impl Iterator<Item = &'a Quantity> {
    let between = cx.facts.quantities.get(first..last).unwrap_or_default();
    between.iter().filter(|quantity| is_years(cx, quantity) && !head(cx, quantity).contains('均'))
}
