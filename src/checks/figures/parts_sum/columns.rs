//! Sums in columns: points that each give the same amounts of one thing, 道路事故49起、死亡23人；建筑事故14起、死亡9人. Takes the quantities,
//! gives the sums of each column with a total before or behind the points. What one column gives exactly tells that the points
//! are all, so that another one that does not give the total beside is wrong.

use crate::checks::Context;
use crate::checks::figures::breakdown;
use crate::facts::quantity::Quantity;

use super::kind::explained;
use super::stretch::Stretch;
use super::total::{is_average, is_change_of_something, is_one_of_two};
use super::{MOST_PARTS, Sum, SumKind, added, fits};

/// So many amounts of a point are read.
const MOST_COLUMNS: usize = 3;
/// A total stands at most so many amounts before the points or behind them.
const FARTHEST_TOTAL: usize = 6;
/// At most so many bytes lie between a total and the points, or between two points.
const REACH: u32 = 480;
/// That the columns agree with totals that have nothing to do with them would happen less than one time in so many.
const ONE_IN: i64 = 40;

/// What a stretch gives of one thing.
struct Point<'a> {
    amounts: Vec<&'a Quantity>,
}

/// The sums of a text's columns, in text order.
pub fn sums<'a>(cx: &'a Context, stretches: &[Stretch]) -> Vec<Sum<'a>> {
    // Most stretches have no other one beside them.
    let has_columns = |chain: &&[Stretch]| chain.windows(2).any(|pair| pair[0].quantities.len() > 1);
    let chains = stretches.chunk_by(|_, next| next.goes_on).filter(has_columns);
    chains.flat_map(|chain| sums_of(cx, chain.iter().map(|stretch| Point::of(cx, stretch)).collect())).collect()
}

/// The sums of points that go on with one another.
fn sums_of<'a>(cx: &'a Context, mut points: Vec<Point<'a>>) -> Vec<Sum<'a>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let [first, second, ..] = &mut points[from..] {
        // 项目237个，其中甲类142个、资金1.95亿元；乙类95个、资金1.29亿元: the first point may give the total before its own amounts.
        if second.amounts.len() > 1 {
            first.amounts.drain(..first.amounts.len().saturating_sub(second.amounts.len()));
        }
        let run = &points[from..points.len().min(from + MOST_PARTS)];
        let count = 1 + run.windows(2).take_while(|pair| are_alike(cx, &pair[0], &pair[1])).count();
        if count > 1 {
            found.extend(of_points(cx, &run[..count]));
        }
        from += count;
    }
    found
}

impl<'a> Point<'a> {
    /// The amounts of a stretch that may be parts.
    fn of(cx: &'a Context, stretch: &Stretch) -> Self {
        let is_part = |quantity: &&Quantity| {
            breakdown::is_amount(quantity)
                && !is_change_of_something(cx, quantity)
                && !is_average(cx, quantity)
                && !is_one_of_two(cx, "", quantity)
        };
        let quantities = cx.facts.quantities.get(stretch.quantities.clone()).unwrap_or_default();
        Self { amounts: quantities.iter().filter(is_part).collect() }
    }
}

/// True if a point goes on with amounts of the same units in the same order, perhaps with fewer of them: 其他事故4起、无人死亡.
fn are_alike(cx: &Context, one: &Point, other: &Point) -> bool {
    let of_one_unit = |(one, other): (&&Quantity, &&Quantity)| one.has_unit_of(other, cx.view);
    let ends = one.amounts.last().zip(other.amounts.first());
    let is_near = ends.is_some_and(|(last, next)| next.span.start.saturating_sub(last.span.end) <= REACH);
    is_near
        && (2..=MOST_COLUMNS).contains(&one.amounts.len())
        && other.amounts.len() <= one.amounts.len()
        && one.amounts.iter().zip(&other.amounts).all(of_one_unit)
}

/// The amounts near the points that may be their totals.
fn totals_around<'a>(cx: &'a Context, points: &[Point<'a>]) -> Vec<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let mut amounts = points.iter().flat_map(|point| point.amounts.iter().copied());
    let Some(first) = amounts.next() else { return Vec::new() };
    let last = amounts.last().unwrap_or(first);
    let before = quantities.partition_point(|quantity| quantity.span.start < first.span.start);
    let behind = quantities.partition_point(|quantity| quantity.span.start <= last.span.start);
    let earlier = quantities[..before].iter().rev().take(2 * FARTHEST_TOTAL);
    let later = quantities[behind..].iter().take(2 * FARTHEST_TOTAL);
    let is_total =
        |total: &&Quantity| breakdown::is_amount(total) && !is_change_of_something(cx, total) && !is_average(cx, total);
    let earlier = earlier.take_while(|total| first.span.start.saturating_sub(total.span.end) <= REACH).filter(is_total);
    let later = later.take_while(|total| total.span.start.saturating_sub(last.span.end) <= REACH).filter(is_total);
    earlier.take(FARTHEST_TOTAL).chain(later.take(FARTHEST_TOTAL)).collect()
}

/// The sums of the columns of these points: nothing, unless one column gives a total exactly.
fn of_points<'a>(cx: &'a Context, points: &[Point<'a>]) -> Vec<Sum<'a>> {
    let totals = &totals_around(cx, points)[..];
    let columns = points.first().map_or(0, |point| point.amounts.len());
    let column = |at: usize| points.iter().filter_map(|point| point.amounts.get(at).copied()).collect::<Vec<_>>();
    let columns: Vec<Vec<&Quantity>> = (0..columns).map(column).collect();
    let exact = columns.iter().enumerate().find_map(|(index, parts)| {
        let (part, sum) = (parts.first()?, added(cx, parts.iter().copied())?);
        let gives = |total: &Quantity| total.interval(cx.facts.rounding).is_some_and(|total| !total.is_disjoint(&sum));
        let total = totals.iter().find(|total| part.has_unit_of(total, cx.view) && gives(total))?;
        Some((index, *total))
    });
    let Some((exact, given)) = exact else { return Vec::new() };
    // How many values of its precision the total could have, for each of those that were tried.
    let certainty = given.number.value.mantissa.abs() / i64::try_from(totals.len()).unwrap_or(i64::MAX).max(1);
    let sum = |(index, parts): (usize, Vec<&'a Quantity>)| {
        let total = if index == exact { given } else { beside(cx, totals, given, parts.first()?)? };
        let kind = match explained(cx, total, &parts) {
            Some(found) if found.one_in.saturating_mul(certainty) >= ONE_IN => SumKind::Slip(found.slip),
            None if fits(cx, total, parts.iter().copied()) => SumKind::Whole,
            _ => return None,
        };
        Some(Sum { total, change: None, parts, kind })
    };
    columns.into_iter().enumerate().filter_map(sum).collect()
}

/// The total of another column: the amount of that unit in the sentence of the total that was found, if there is only one.
fn beside<'a>(cx: &Context, totals: &[&'a Quantity], found: &Quantity, part: &Quantity) -> Option<&'a Quantity> {
    let is_beside = |total: &&&Quantity| {
        total.has_unit_of(part, cx.view)
            && total.span != found.span
            && cx.facts.sentence_of(total) == cx.facts.sentence_of(found)
    };
    let mut beside = totals.iter().filter(is_beside);
    beside.next().copied().filter(|_| beside.next().is_none())
}
