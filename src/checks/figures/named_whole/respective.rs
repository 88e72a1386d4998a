//! Shares of several parts that are said together: 60岁以上17.2万人、65岁以上12.6万人，分别占总人口的19.9%和14.6%; 事故48起、死亡25人，分别占总数的55.8%和54.3%.
//! Takes a share of such a row; gives the part at its place, and the whole that a slip of the pen points at.

use super::judgement::Claim;
use super::mending::{Likely, of_slip};
use super::rate::points_at_all;
use super::{LONGEST_GAP, is_in_one_sentence, is_level};
use crate::checks::Context;
use crate::checks::figures::breakdown::{self, gap, is_amount};
use crate::facts::lexicon::is_mark_or_digit;
use crate::facts::quantity::{Quantity, UnitKind};

/// Shares of a row, at most.
const MOST: usize = 6;

/// The part of the share `index` and its whole, if it is one of a row behind 分别占.
pub fn of_several<'a>(cx: &'a Context, index: usize) -> Option<Claim<'a>> {
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let is_share = |at: usize| quantities.get(at).is_some_and(|other| other.kind == UnitKind::Percent);
    let goes_on = |at: usize| {
        let pair = quantities.get(at).zip(quantities.get(at + 1));
        let words = pair.and_then(|(one, other)| gap(cx, one, other)).unwrap_or_default();
        is_share(at) && is_share(at + 1) && matches!(words.trim(), "、" | "和" | "与" | "及" | "，" | ",")
    };
    let first = (index.saturating_sub(MOST)..index).rev().take_while(|at| goes_on(*at)).last().unwrap_or(index);
    let last = (index..index + MOST).find(|at| !goes_on(*at))?;
    let count = last + 1 - first;
    if count < 2 {
        return None;
    }
    let end = quantities.get(first.checked_sub(1)?)?;
    let whole = whole_of_row(gap(cx, end, quantities.get(first)?)?)?;
    let near = quantities.get(first.saturating_sub(2 * MOST)..first)?.iter().rev();
    let near: Vec<&Quantity> = near.filter(|part| !is_limit(cx, part)).take(count + 1).collect();
    let parts: Vec<&Quantity> = near.get(..count)?.iter().rev().copied().collect();
    // 甲48起、乙25人，丙14起，分别占: no more parts than shares.
    let is_one_more = |before: &Quantity| {
        let words = parts.first().and_then(|part| gap(cx, before, part)).unwrap_or_default();
        is_amount(before) && words.trim_start().starts_with(['、', '和', '与', '及'])
    };
    if near.get(count).is_some_and(|before| is_one_more(before)) {
        return None;
    }
    let part = *parts.get(index - first)?;
    let are_parts =
        parts.iter().all(|part| is_amount(part) && is_in_one_sentence(cx, part, share) && is_level(cx, part));
    let likely = if points_at_all(whole) { Likely::Greatest } else { Likely::Named };
    if are_parts { of_slip(cx, part, share, whole, likely) } else { None }
}

/// 65岁及以上12.6万人: a limit in the name of a part.
fn is_limit(cx: &Context, quantity: &Quantity) -> bool {
    let behind = cx.view.text().get(quantity.span.end as usize..).unwrap_or_default();
    ["及以", "以上", "以下"].iter().any(|words| behind.starts_with(words))
}

/// 总人口 of ，分别占总人口的: what the shares are said to be of, which may be nothing.
fn whole_of_row(words: &str) -> Option<&str> {
    let (tail, whole) = words.split_once("分别占")?;
    let tail = tail.trim_start().strip_prefix(['，', ','])?;
    let is_plain = tail.is_empty() && whole.chars().count() <= LONGEST_GAP && !whole.contains(is_mark_or_digit);
    is_plain.then(|| breakdown::named(whole))
}
