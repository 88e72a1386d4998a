//! Sums whose total stands apart: a sentence, or a point of one, that does nothing but name amounts (一季度新收4312件，二季度新收5114件), of
//! an amount that was named before. Takes the quantities, gives the total that one slip of the pen would make such a row give;
//! what the names of its parts say is for `kind`.

use crate::checks::Context;
use crate::checks::figures::breakdown;
use crate::facts::lexicon::is_mark_or_digit;
use crate::facts::number::Script;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip::Explanation;

use super::beside::{begin_predicates, says_another_value};
use super::cue::OF_WHICH;
use super::head::is_in_a_name;
use super::kind::{self, explained};
use super::row::{Part, row_that_begins};
use super::stretch::Stretch;
use super::total::{is_average, is_change_of_something, is_compared_with, is_one_of_two};
use super::{LONGEST_CLAUSE, Sum, SumKind, fits};

/// A total is looked for among so many quantities before the row, and so many bytes.
const MOST_BEFORE: usize = 24;
const REACH: u32 = 1200;
/// The row may give one of so many amounts behind it instead.
const MOST_BEHIND: usize = 4;
/// Words that open a row have at most so many bytes: 从起火原因看，
const LONGEST_OPENING: usize = 60;

/// In 9 million characters of reports there are 550 rows that give none of the amounts before them; one slip explains twenty of
/// these with one of them or another. It is said where that happens by accident, for each amount, less than one time in so many.
const ONE_IN: i64 = 500;
const ONE_IN_OF_THREE: i64 = 100;
/// The same where the names of the parts leave nothing out, or words sort them: 按类型分.
const ONE_IN_OF_ALL: i64 = 40;
const ONE_IN_OF_ALL_OF_THREE: i64 = 20;
const ONE_IN_NEAR: i64 = 4;

/// The sums of a text whose total stands apart, in text order.
pub fn sums<'a>(cx: &'a Context, stretches: &[Stretch]) -> impl Iterator<Item = Sum<'a>> {
    stretches.iter().filter_map(move |stretch| {
        let start = stretch.quantities.start;
        let index = start + usize::from(is_before_a_row(cx, start)?);
        of_row(cx, start, index)
    })
}

/// 5A级景区接待188万人次; 四大产业，装备343万元; 节前15天发送588万人次: a number in what the words before the first part say.
fn is_before_a_row(cx: &Context, at: usize) -> Option<bool> {
    let number = cx.facts.quantities.get(at)?;
    let gap = || cx.facts.quantities.get(at + 1).and_then(|next| breakdown::gap(cx, number, next));
    let is_in_words = match number.kind {
        UnitKind::Duration => gap().is_some_and(|gap| !gap.contains(is_mark_or_digit)),
        _ if number.number.script == Script::Han => gap().is_some_and(|gap| !gap.contains(['、', '；', '。', '\n'])),
        _ => false,
    };
    Some(is_in_words || is_in_a_name(cx, number))
}

/// The row whose first amount is the quantity `index`, in a stretch that the quantity `start` begins, with the only total that one slip makes
/// it give.
fn of_row<'a>(cx: &'a Context, start: usize, index: usize) -> Option<Sum<'a>> {
    let quantities = &cx.facts.quantities;
    let first = quantities.get(index).filter(|first| is_plain(first))?;
    let mut near = quantities.get(index + 1..)?.iter().take(2);
    near.find(|next| next.has_unit_of(first, cx.view))?;
    let opening = Opening::before(cx, start, index)?;
    let smallest = first.value();
    let totals = totals_before(cx, index, &opening).filter(|total| total.value() > smallest);
    let totals: Vec<&Quantity> = totals.collect();
    let is_of_row = |number: &Quantity| number.span.start as usize >= opening.end && !is_in_a_name(cx, number);
    let begin = (start..index).find(|at| quantities.get(*at).is_some_and(is_of_row)).unwrap_or(index);
    let (mut row, cut) = row_that_begins(cx, begin, opening.end, totals.first()?)?;
    if cut < row.len() {
        // 过夜游客86万人次、一日游游客182万人次；A级景区143万人次: all of them, or those up to the semicolon.
        let whole = sum_of(cx, index, &opening, &totals, &row);
        row.truncate(cut);
        return whole.or_else(|| sum_of(cx, index, &opening, &totals, &row));
    }
    sum_of(cx, index, &opening, &totals, &row)
}

/// The only one of the totals that one slip makes the row give.
fn sum_of<'a>(
    cx: &'a Context,
    index: usize,
    opening: &Opening,
    totals: &[&'a Quantity],
    row: &[Part<'a>],
) -> Option<Sum<'a>> {
    let parts = kind::quantities(row);
    if parts.len() < 2 || !kind::ends_here(cx, parts.last()?.span.end as usize) {
        return None;
    }
    let greatest = parts.iter().map(|part| part.value()).max()?;
    let may_be_total = |total: &&&Quantity| total.value() > greatest && may_be_total(cx, total);
    let totals: Vec<&Quantity> = totals.iter().filter(may_be_total).copied().collect();
    let slips = totals.iter().filter_map(|total| Some((*total, explained(cx, total, &parts)?)));
    let slips: Vec<(&Quantity, Explanation)> = slips.collect();
    if slips.is_empty() || !are_apart(row) || gives_another(cx, index, &parts, &totals) {
        return None;
    }
    let least = opening.least(row).saturating_mul(i64::try_from(totals.len()).ok()?);
    let is_certain = |found: &Explanation| found.one_in >= least && found.one_in_near >= ONE_IN_NEAR;
    let mut certain = slips.into_iter().filter(|(_, found)| is_certain(found));
    let (total, found) = certain.next().filter(|_| certain.next().is_none())?;
    Some(Sum { total, change: None, parts, kind: SumKind::Slip(found.slip) })
}

fn is_plain(amount: &Quantity) -> bool {
    breakdown::is_amount(amount) && amount.qualifier == Qualifier::Exact && amount.number.script == Script::Arabic
}

/// The words before the first part of a row.
struct Opening {
    /// The byte at which the head of the first part begins.
    end: usize,
    /// 按类型分：
    sorts: bool,
    /// True behind a semicolon: what stands before it is said of other things as well.
    goes_on: bool,
}

impl Opening {
    /// What stands before the quantity `index`, if no other one than `start` stands before it in its sentence or point.
    fn before(cx: &Context, start: usize, index: usize) -> Option<Self> {
        let quantities = &cx.facts.quantities;
        let first = quantities.get(index)?;
        let before = quantities.get(start.checked_sub(1)?)?;
        let from = (before.span.end as usize).max((first.span.start as usize).saturating_sub(LONGEST_CLAUSE));
        let text = cx.view.text();
        let gap = text.get(text.ceil_char_boundary(from)..first.span.start as usize)?;
        let behind = |at: usize| at + gap[at..].chars().next().map_or(0, char::len_utf8);
        let at = gap.rfind(['。', '；', ';', '\n'])?;
        let start = behind(at);
        let end = gap[start..].rfind(['，', ',', '：', ':']).map_or(start, |at| behind(start + at));
        let words = gap[start..end].trim_end_matches(['，', ',', '：', ':']);
        let end = first.span.start as usize - gap.len() + end;
        (words.len() <= LONGEST_OPENING).then(|| Self {
            end: if text[end..].starts_with(OF_WHICH) { end + OF_WHICH.len() } else { end },
            sorts: ["分", "看", "分组", "中"].iter().any(|word| words.ends_with(word)),
            goes_on: gap[at..].starts_with(['；', ';']),
        })
    }

    /// How certain a slip in the row must be.
    fn least(&self, row: &[Part]) -> i64 {
        let heads: Vec<&str> = row.iter().map(|part| &*part.head).collect();
        match (self.sorts || kind::are_all(&heads) || kind::are_states(&heads), row.len() > 2) {
            (true, true) => ONE_IN_OF_ALL_OF_THREE,
            (true, false) => ONE_IN_OF_ALL,
            (false, true) => ONE_IN_OF_THREE,
            (false, false) => ONE_IN,
        }
    }
}

/// The amounts like the quantity `index` before it, nearest first. Behind a semicolon the row may be the last points of a list,
/// 猪肉5794万吨，增长5%；牛肉672万吨；…, of which only the last one is looked at.
fn totals_before<'a>(cx: &'a Context, index: usize, opening: &Opening) -> impl Iterator<Item = &'a Quantity> {
    let quantities = &cx.facts.quantities;
    let before = quantities.get(..index).unwrap_or_default().iter().rev().take(MOST_BEFORE);
    let part = quantities.get(index);
    let is_alike = move |total: &&Quantity| {
        let is_like = |part: &Quantity| {
            part.span.start.saturating_sub(total.span.end) <= REACH && total.has_unit_of(part, cx.view)
        };
        is_plain(total) && part.is_some_and(is_like)
    };
    let goes_on = opening.goes_on;
    let sentence = part.map(|part| cx.facts.sentence_of(part));
    let is_reached =
        move |(at, total): &(usize, &Quantity)| *at == 0 || !goes_on || Some(cx.facts.sentence_of(total)) != sentence;
    before.filter(is_alike).enumerate().filter(is_reached).map(|(_, total)| total)
}

fn may_be_total(cx: &Context, total: &Quantity) -> bool {
    !is_change_of_something(cx, total)
        && !is_average(cx, total)
        && !is_one_of_two(cx, "", total)
        && !is_compared_with(cx, total)
}

/// True if the parts are named as things that exclude each other, and none behind the first begins a predicate of its own.
fn are_apart(row: &[Part]) -> bool {
    let heads: Vec<&str> = row.iter().map(|part| &*part.head).collect();
    // 一季度实现增加值68亿元，二季度79亿元: the first says what all are.
    let Some((first, others)) = heads.split_first() else { return false };
    !kind::may_overlap(&heads)
        && kind::differ(&heads)
        && !kind::are_of_two_sorts(&heads)
        && (kind::are_states(&heads) || !says_another_value(first) && !begin_predicates(others))
}

/// True if the row, or a beginning of it, gives one of the totals, an amount behind it, or one of its own.
fn gives_another(cx: &Context, index: usize, parts: &[&Quantity], totals: &[&Quantity]) -> bool {
    let gives = |total: &Quantity, parts: &[&Quantity]| parts.len() > 1 && fits(cx, total, parts.iter().copied());
    let behind = cx.facts.quantities.iter().skip(index + parts.len()).take(MOST_BEHIND);
    let mut behind = behind.filter(|total| parts.first().is_some_and(|part| total.has_unit_of(part, cx.view)));
    let Some((first, others)) = parts.split_first() else { return true };
    gives(first, others)
        || behind.any(|total| gives(total, parts))
        || totals.iter().any(|total| (2..=parts.len()).any(|count| gives(total, &parts[..count])))
}
