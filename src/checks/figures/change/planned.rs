//! What is planned, and what was reached, which the text says before: 营业收入完成186.5亿元。…营业收入安排196亿元，比上年执行数增长5.1%. Takes the
//! rates right behind an amount that is planned; looks back for the amount of that name.

use super::claim::Claim;
use super::link::Role;
use super::statement::{clause_before, link_before};
use crate::checks::figures::beside::part_around;
use crate::checks::figures::breakdown::{gap, head, is_amount};
use crate::checks::{Context, Report};
use crate::facts::cue::Cues;
use crate::facts::interval::Interval;
use crate::facts::lexicon::change::Direction;
use crate::facts::lexicon::is_on_another_basis;
use crate::facts::quantity::{Quantity, UnitKind};
use crate::facts::rational::Rational;
use crate::facts::slip;
use crate::relation::Verdict;

/// Words of what is planned, and of what was reached.
const PLANNED: &[&str] = &["安排", "预期", "预计", "目标", "计划", "力争", "来年", "明年", "预算总"];
const REACHED: &[&str] = &["执行数", "完成数", "决算数", "实绩", "实际数"];
/// What may stand between a name and its amount.
const BEHIND_NAME: &[&str] = &[
    "完成", "实现", "达到", "达", "为", "是", "约", "拟", "安排", "预期", "预计", "目标", "计划", "力争", "共", "累计",
];
/// Words before amounts of another time, or that are none.
const OTHERS: &[&str] = &["上年", "去年", "前年", "比", "较", "增", "减", "均", "每", "其中"];
/// So many quantities back what was reached stands, and among so many amounts of its name.
const FARTHEST: usize = 400;
const MOST_AMOUNTS: usize = 3;
/// Characters of a name.
const SHORTEST_NAME: usize = 3;
const LONGEST_NAME: usize = 14;

/// Reports rates of what is planned that are not those of what was reached, if one slip of the pen explains it.
pub(super) fn check(cx: &Context, report: &mut Report) {
    for (index, rate) in cx.facts.quantities.iter().enumerate().skip(1) {
        if rate.kind == UnitKind::Percent
            && rate.cues.has(Cues::CHANGE)
            && let Some((level, direction)) = planned(cx, index)
        {
            judge(cx, report, index - 1, level, rate, direction);
        }
    }
}

/// The amount that is planned, right before the rate `index`, and which way that goes.
fn planned<'a>(cx: &'a Context, index: usize) -> Option<(&'a Quantity, Direction)> {
    let quantities = &cx.facts.quantities;
    let (level, rate) =
        (quantities.get(index.checked_sub(1)?).filter(|level| is_amount(level))?, quantities.get(index)?);
    let says = |words: &str, known: &[&str]| known.iter().any(|word| words.contains(word));
    let words = gap(cx, level, rate)?;
    if !says(words, REACHED) && !says(clause_before(cx, level), PLANNED) {
        return None;
    }
    let role = |index: usize| link_before(cx, index).map(|link| link.role);
    let Some(Role::Change(direction)) = role(index) else { return None };
    let is_alone =
        link_before(cx, index - 1).is_none() && !matches!(role(index + 1), Some(Role::Base | Role::NotedYear));
    (is_alone && !is_on_another_basis(part_around(cx, rate))).then_some((level, direction))
}

/// What an amount is called: 营业收入 of 全年营业收入完成.
fn name(head: &str) -> &str {
    let mut name = head.trim();
    while let Some(rest) = BEHIND_NAME.iter().find_map(|word| name.strip_suffix(word)) {
        name = rest;
    }
    name
}

/// True if two names end alike: 总收入 and 预算总收入.
fn is_one_name(one: &str, other: &str) -> bool {
    let common = one.chars().rev().zip(other.chars().rev()).take_while(|(one, other)| one == other);
    let common = common.take(LONGEST_NAME).count();
    common >= SHORTEST_NAME && common + 2 >= one.chars().count().min(other.chars().count()).min(LONGEST_NAME)
}

/// The amounts before quantity `at` that have its name and are no plan, the last one first; none if they are many.
fn reached<'a>(cx: &'a Context, at: usize, level: &Quantity) -> Vec<&'a Quantity> {
    let called = name(head(cx, level));
    let before = cx.facts.quantities.get(at.saturating_sub(FARTHEST)..at).unwrap_or_default().iter().rev();
    let is_of_name = |amount: &&Quantity| {
        let words = head(cx, amount);
        is_one_name(name(words), called) && !PLANNED.iter().chain(OTHERS).any(|word| words.contains(word))
    };
    let of_unit = before.filter(|amount| is_amount(amount) && amount.has_unit_of(level, cx.view));
    let mut amounts: Vec<&Quantity> = of_unit.filter(is_of_name).collect();
    amounts.dedup_by_key(|amount| amount.number.value);
    amounts
}

fn judge<'a>(
    cx: &'a Context,
    report: &mut Report,
    at: usize,
    level: &'a Quantity,
    rate: &'a Quantity,
    direction: Direction,
) {
    let amounts = reached(cx, at, level);
    let claim = |base| Claim::between(level, base, rate, direction);
    if let Some(fitting) = amounts.iter().find(|base| claim(base).fits(cx)) {
        return claim(fitting).tell(cx, report, Verdict::Holds, true);
    }
    let is_opaque = |base: &Quantity| [base, level, rate].iter().any(|quantity| cx.facts.is_opaque(quantity.span));
    if amounts.len() <= MOST_AMOUNTS
        && let Some(base) = amounts.iter().find(|base| is_explained(claim(base), cx) && !is_opaque(base))
    {
        claim(base).tell(cx, report, Verdict::Contradicted, false);
    }
}

/// True if the amounts give what one slip makes of the rate, and that is another one by a quarter and more.
fn is_explained(claim: Claim, cx: &Context) -> bool {
    let point = |quantity: &Quantity| Interval::point(quantity.value());
    let Some(given) = claim.given_by(point(claim.pair.one), point(claim.pair.other)) else { return false };
    let written = claim.stated.value();
    let quarter = |value: &Rational| value * Rational::half() * Rational::half();
    let is_far = |meant: &Rational| (meant - &written).abs() >= quarter(meant).abs();
    let is_meant = |meant| !given.absolute().is_disjoint(&cx.facts.rounding.interval(meant));
    given.is_nonpositive() == (claim.direction == Direction::Down)
        && slip::near(claim.stated.number.value)
            .into_iter()
            .any(|meant| is_far(&meant.to_rational()) && is_meant(meant))
}
