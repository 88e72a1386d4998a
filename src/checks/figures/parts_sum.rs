//! figures/parts-sum: the parts named behind 其中, or the values behind 分别 with their 合计, and the total. Takes the
//! quantities, starts from those words, reads parts up to a new predicate, and compares the sum of the intervals.

mod apart;
mod beside;
mod closing;
mod columns;
mod cue;
mod english;
mod head;
mod judgement;
mod kind;
mod row;
mod stated;
mod stretch;
mod total;
mod votes;

use crate::checks::{Context, Report};
use crate::facts::interval::Interval;
use crate::facts::quantity::Quantity;
use crate::facts::slip::Slip;
use crate::span::ViewSpan;

use closing::{parts_and_total, parts_named};
use cue::{Cue, cues};
use english::{
    english_parts_of_the_next, english_row_of_the_sentence_before, english_sum, english_totals, english_unopened,
};
use judgement::judge;
use row::{
    parts_among, parts_behind, parts_included, parts_made_up, parts_of_other_measure, parts_once_more, parts_opened,
    sorted_parts,
};
use stated::{done_and_undone, parts_and_rest, present_and_absent, values_and_total};

pub use judgement::has_reported;
pub use total::totals_of_the_sentence_before;

/// Reports totals that the sum of their parts cannot give, and parts that together exceed their total.
pub fn check(cx: &Context, report: &mut Report) {
    let mut told: Vec<ViewSpan> = Vec::new();
    for (cue, start, end) in cues(cx) {
        let sum = match cue {
            Cue::OfWhich => parts_behind(cx, start, end),
            Cue::Including => parts_included(cx, start, end),
            Cue::EnglishParts => english_sum(cx, start, end, false),
            Cue::EnglishWhole => english_sum(cx, start, end, true),
            Cue::EnglishThese => english_row_of_the_sentence_before(cx, start, end),
            Cue::EnglishOf => english_parts_of_the_next(cx, end),
            Cue::Rest => parts_and_rest(cx, start),
            Cue::Undone => done_and_undone(cx, start, end),
            Cue::Present => present_and_absent(cx, start),
            Cue::Together | Cue::Total => parts_and_total(cx, start, end),
            Cue::Voted => votes::votes(cx, start, end),
            Cue::Respectively => values_and_total(cx, start, end),
            Cue::Sorted => sorted_parts(cx, start, end),
            Cue::Among => parts_among(cx, start, end),
            Cue::Opened => parts_opened(cx, end),
            Cue::MadeUp => parts_made_up(cx, start, end),
            Cue::Named => parts_named(cx, start, end),
        };
        if let Some(sum) = sum {
            if judge(cx, report, &sum) {
                told.push(sum.total.span);
            }
            if let Some(again) = parts_once_more(cx, &sum) {
                judge(cx, report, &again);
            }
            if cue == Cue::OfWhich
                && let Some(other) = parts_of_other_measure(cx, &sum, start, end)
            {
                judge(cx, report, &other);
            }
        }
    }
    // 发现问题321个，已整改286个，未整改45个: said once.
    told.sort_unstable_by_key(|total| total.start);
    let is_told = |total: ViewSpan| told.binary_search_by_key(&total.start, |told| told.start).is_ok();
    for sum in beside::unopened(cx).filter(|sum| !is_told(sum.total.span)) {
        judge(cx, report, &sum);
        if let Some(again) = parts_once_more(cx, &sum) {
            judge(cx, report, &again);
        }
    }
    for sum in english_unopened(cx).chain(english_totals(cx)).filter(|sum| !is_told(sum.total.span)) {
        judge(cx, report, &sum);
    }
    let stretches = stretch::stretches(cx);
    for sum in apart::sums(cx, &stretches).filter(|sum| !is_told(sum.total.span)) {
        judge(cx, report, &sum);
    }
    for sum in columns::sums(cx, &stretches).iter().filter(|sum| !is_told(sum.total.span)) {
        judge(cx, report, sum);
    }
}

/// A total and what is said to be in it.
struct Sum<'a> {
    total: &'a Quantity,
    /// 达100万人，增加5万人，其中: the change of the total, which 其中 may mean as well.
    change: Option<&'a Quantity>,
    parts: Vec<&'a Quantity>,
    kind: SumKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SumKind {
    /// Nothing is left out: the parts give the total.
    Whole,
    /// Kinds that exclude each other, perhaps not all: they cannot exceed the total.
    Distinct,
    /// Anything else in a row right behind its total: none of the parts can exceed it.
    Open,
    /// Whatever they are, they would give the total but for one slip of the pen.
    Slip(Slip),
    /// The total may be another one: seen, and not judged.
    Unknown,
}

/// A head, a tail or what stands between a total and 其中 has at most so many characters.
const LONGEST_HEAD: usize = 16;
const LONGEST_TAIL: usize = 8;
/// A noun behind its count has at most so many characters there.
const LONGEST_COUNTED_NOUN: usize = 4;
/// So many parts are read.
const MOST_PARTS: usize = 40;
/// Before an amount at most so many bytes of its clause are looked at: a clause may be as long as the text.
const LONGEST_CLAUSE: usize = 300;

/// True if amounts together are more than one.
fn exceed(total: &Quantity, parts: &[&Quantity]) -> bool {
    let sum = parts.iter().map(|part| part.value()).reduce(|one, other| one + other);
    sum.is_some_and(|sum| sum > total.value())
}

/// True if the parts can give the total.
pub(super) fn fits<'a>(cx: &Context, total: &Quantity, parts: impl Iterator<Item = &'a Quantity> + Clone) -> bool {
    if let Some(is_near) = fits_in_halves(cx, total, parts.clone()) {
        return is_near;
    }
    let total = total.interval(cx.facts.rounding);
    total.zip(added(cx, parts)).is_some_and(|(total, sum)| !total.is_disjoint(&sum))
}

/// The same for exact quantities, which most are.
fn fits_in_halves<'a>(
    cx: &Context,
    total: &Quantity,
    mut parts: impl Iterator<Item = &'a Quantity> + Clone,
) -> Option<bool> {
    let exponents = parts.clone().map(|part| part.number.value.exponent);
    let place = exponents.fold(total.number.value.exponent, i16::min);
    let (whole, slack) = total.halves(place, cx.facts.rounding)?;
    let first = parts.next()?.halves(place, cx.facts.rounding)?;
    let (sum, reach) = parts.try_fold(first, |(sum, reach), part| {
        let (value, more) = part.halves(place, cx.facts.rounding)?;
        Some((sum + value, reach + more))
    })?;
    Some((sum - whole).abs() <= slack + reach)
}

/// What the parts give together; `None` where the extent of one is not known.
fn added<'a>(cx: &Context, mut parts: impl Iterator<Item = &'a Quantity>) -> Option<Interval> {
    let value = |part: &Quantity| part.interval(cx.facts.rounding);
    let first = value(parts.next()?)?;
    parts.try_fold(first, |sum, part| Some(sum.plus(&value(part)?)))
}

/// 上网人数[43]: the number of a note.
fn is_note(cx: &Context, quantity: &Quantity) -> bool {
    let text = cx.view.text();
    text.get(..quantity.span.start as usize).is_some_and(|before| before.ends_with('['))
        && text.get(quantity.span.end as usize..).is_some_and(|behind| behind.starts_with(']'))
}
