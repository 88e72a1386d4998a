//! Amounts of a day whose days are those of a year: 产奶16.84万吨，日均461吨. Takes an amount of each day; gives the amount of all of them, if a year
//! has the number of days that it asks for, or would but for a slip of the pen.

use super::{Each, FARTHEST, SHORTEST_SLIP, is_exact};
use crate::checks::Context;
use crate::checks::figures::beside::{Named, Told};
use crate::checks::figures::breakdown::head;
use crate::facts::interval::{Decimal, Interval};
use crate::facts::quantity::Quantity;
use crate::facts::slip;
use crate::relation::Verdict;

/// Days of a year.
const YEARS: [i64; 2] = [365, 366];
/// Days of whole months of one year that begin with any of its months, from one month to eleven, and of a week.
const SHORTER: &[(i64, i64)] = &[
    (7, 8),
    (28, 31),
    (59, 62),
    (89, 92),
    (120, 123),
    (150, 153),
    (181, 184),
    (212, 215),
    (242, 245),
    (273, 276),
    (303, 306),
    (334, 337),
];

/// The amount of a year that the amount of each day is of: the last one of its unit before it in its sentence.
pub(super) fn told<'a>(cx: &'a Context, index: usize, of: &Each) -> Option<Told<'a, [Named<'a>; 1]>> {
    let quantities = &cx.facts.quantities;
    let each = quantities.get(index).filter(|_| matches!(of.unit, "日" | "天") && of.power == 0)?;
    // 春运期间日均: of other days.
    let words = head(cx, each).trim();
    if !["日均", "平均每", "每日", "每天", "全年", "平均日"].iter().any(|opening| words.starts_with(opening))
    {
        return None;
    }
    let near = quantities.get(index.saturating_sub(FARTHEST)..index)?.iter().rev();
    let mut near = near.take_while(|all| cx.facts.sentence_of(all) == cx.facts.sentence_of(each));
    let all = near.find(|all| is_exact(all) && all.has_unit_of(each, cx.view) && all.value() > each.value())?;
    if cx.facts.is_opaque(all.span) || cx.facts.is_opaque(each.span) {
        return None;
    }
    let (total, stated) = (all.interval(cx.facts.rounding)?, each.interval(cx.facts.rounding)?);
    let of_days = |days: i64| total.divided_by(&Interval::point(Decimal::integer(days).to_rational()));
    let fits = |days: i64| !of_days(days).is_disjoint(&stated);
    let verdict = match YEARS.into_iter().any(fits) {
        true => Verdict::Holds,
        false if SHORTER.iter().any(|(least, most)| (*least..=*most).any(fits)) => return None,
        false if YEARS.into_iter().any(|days| is_slip(cx, all, each, days)) => Verdict::Contradicted,
        false => return None,
    };
    let [common, leap] = YEARS.map(of_days);
    Some(Told {
        stated: ("each", each),
        others: [("all", all)],
        formula: "all / days = each",
        expected: leap.hull(&common),
        verdict,
        is_turned: false,
        is_sure: false,
    })
}

/// True if two digits of the amount of a day changed places, or its point.
fn is_slip(cx: &Context, all: &Quantity, each: &Quantity, days: i64) -> bool {
    let written = each.number.value;
    let exact = all.value() / Decimal::integer(days).to_rational();
    let gives = |meant: Decimal| cx.facts.rounding.interval(meant).contains(&exact);
    written.mantissa.unsigned_abs() >= SHORTEST_SLIP && slip::swaps_and_points(written).into_iter().any(gives)
}
