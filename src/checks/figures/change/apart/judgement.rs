//! Holds what a text says of a change against the amounts of the two periods, and says what does not fit.

use super::{Certainty, Change, Levels};
use crate::checks::figures::beside::sentence_around;
use crate::checks::figures::change::claim::Claim;
use crate::checks::figures::change::statement::is_money;
use crate::checks::{Context, Report};
use crate::facts::interval::{Decimal, Interval};
use crate::facts::lexicon::change::Direction;
use crate::facts::lexicon::{is_at_other_prices, is_on_another_basis};
use crate::facts::quantity::{Quantity, UnitKind};
use crate::facts::slip;
use crate::finding::Message;
use crate::relation::Verdict;

/// Words of amounts whose base is revised nearly every year.
const MOST_REVISED: &[&str] = &["零售", "固定资产投资", "进出口"];

/// What came of two amounts and a change.
enum Outcome {
    Fits,
    Differs,
    /// The extent of a number is not known, or the rate may be of other amounts.
    Unknown,
}

/// Looks at the changes that no other reading has told of.
pub(super) fn judge(cx: &Context, report: &mut Report, levels: &Levels) {
    let spans = levels.now.iter().chain([&levels.before]).map(|quantity| quantity.span);
    if spans.chain(levels.changes.iter().map(|change| change.by.span)).any(|span| cx.facts.is_opaque(span)) {
        return;
    }
    let fitting = levels.now.iter().find(|now| {
        levels.changes.iter().any(|change| matches!(outcome(cx, now, levels.before, change), Outcome::Fits))
    });
    let now = fitting.or(levels.now.first());
    let Some(now) = now else { return };
    // A difference of three digits and more that fits is none by accident.
    let is_exact = |change: &Change| {
        let is_precise = change.by.kind != UnitKind::Percent && change.by.number.value.mantissa >= 100;
        is_precise && matches!(outcome(cx, now, levels.before, change), Outcome::Fits)
    };
    let is_proven = levels.changes.iter().any(is_exact);
    let is_said = levels.certainty == Certainty::Said;
    let is_judged = |change: &&Change| !matches!(outcome(cx, now, levels.before, change), Outcome::Unknown);
    let is_alone = levels.changes.iter().filter(is_judged).count() == 1;
    for change in &levels.changes {
        match outcome(cx, now, levels.before, change) {
            Outcome::Unknown => {}
            Outcome::Fits => claim(now, levels.before, change).tell(cx, report, Verdict::Holds, is_said),
            Outcome::Differs => {
                // One of two changes fits: the amounts are those that are meant.
                let is_sure =
                    is_said && is_alone || fitting.is_some() && (levels.certainty != Certainty::Open || is_proven);
                let is_revised = change.by.kind == UnitKind::Percent && is_revised(cx, change.by, levels.before);
                let meant = levels.now.iter().find(|now| match is_revised {
                    true => is_said && is_swapped(cx, now, levels.before, change),
                    false => is_sure || is_explained(cx, now, levels, change),
                });
                let verdict =
                    if meant.is_some() { Verdict::Contradicted } else { Verdict::NotChecked(Message::new("partial")) };
                claim(meant.unwrap_or(now), levels.before, change).tell(cx, report, verdict, is_said);
            }
        }
    }
}

fn claim<'a>(now: &'a Quantity, before: &'a Quantity, change: &Change<'a>) -> Claim<'a> {
    Claim::between(now, before, change.by, change.direction)
}

fn outcome(cx: &Context, now: &Quantity, before: &Quantity, change: &Change) -> Outcome {
    let claim = claim(now, before, change);
    if !is_comparable(cx, before, change)
        || claim.given(cx).is_none()
        || change.by.interval(cx.facts.rounding).is_none()
    {
        return Outcome::Unknown;
    }
    if claim.fits(cx) { Outcome::Fits } else { Outcome::Differs }
}

/// True if the change is one of such amounts: in their unit, in percent of an amount, in points of a percentage.
fn is_comparable(cx: &Context, before: &Quantity, change: &Change) -> bool {
    match (before.kind, change.by.kind) {
        (UnitKind::Percent, UnitKind::Point) => true,
        (UnitKind::Percent, _) => false,
        (_, UnitKind::Percent) => !is_adjusted(cx, change.by, before),
        _ => change.by.has_unit_of(before, cx.view),
    }
}

/// 18.1 for 8.1: what three digits and more are without one of them.
fn one_too_many(written: Decimal) -> Vec<Decimal> {
    if written.mantissa < 100 { Vec::new() } else { slip::with_one_less(written) }
}

/// True if a rate is said to be at other prices or on another basis than the amounts of its sentence.
fn is_adjusted(cx: &Context, by: &Quantity, before: &Quantity) -> bool {
    let sentence = sentence_around(cx, by);
    if is_money(cx, before) { is_at_other_prices(sentence) } else { is_on_another_basis(sentence) }
}

/// True if the amount before may have been revised since.
fn is_revised(cx: &Context, by: &Quantity, before: &Quantity) -> bool {
    let sentence = sentence_around(cx, by);
    is_money(cx, before) && MOST_REVISED.iter().any(|word| sentence.contains(word))
}

/// True if two digits of a change that changed places are why it is another one.
fn is_swapped(cx: &Context, now: &Quantity, before: &Quantity, change: &Change) -> bool {
    let point = |quantity: &Quantity| Interval::point(quantity.value());
    let given = claim(now, before, change).given_by(point(now), point(before));
    let means =
        |meant| given.as_ref().is_some_and(|given| !given.absolute().is_disjoint(&cx.facts.rounding.interval(meant)));
    slip::swaps(change.by.number.value).into_iter().any(means)
}

/// True if one slip explains why the change is another one: in the change, its direction, the base of the rate or, if the amounts belong
/// together by their names, in one of them.
fn is_explained(cx: &Context, now: &Quantity, levels: &Levels, change: &Change) -> bool {
    let exact = |now: &Quantity, before: &Quantity, direction: Direction| {
        let point = |quantity: &Quantity| Interval::point(quantity.value());
        let signed = claim(now, before, change).given_by(point(now), point(before))?;
        Some(if direction == Direction::Up { signed } else { signed.negated() })
    };
    let written = change.by.number.value;
    let means = |expected: &Interval, meant: Decimal| !expected.is_disjoint(&cx.facts.rounding.interval(meant));
    let gives = |expected: Option<Interval>, meant| expected.is_some_and(|expected| means(&expected, meant));
    let Some(right) = exact(now, levels.before, change.direction) else { return false };
    let is_open = levels.certainty == Certainty::Open;
    let is_short = written.mantissa < 10;
    let meant = match levels.certainty {
        Certainty::Open if !slip::is_precise(written) => slip::swaps_and_points(written),
        // Of amounts that belong together by their names a difference has one value only.
        Certainty::Named if change.by.kind != UnitKind::Percent && !is_short => slip::near(written),
        Certainty::Open => [slip::swaps_and_points(written), slip::digits(written)].concat(),
        _ => [slip::swaps_and_points(written), slip::digits(written), one_too_many(written)].concat(),
    };
    let of_change = || meant.iter().any(|meant| means(&right, *meant));
    let of_direction = || means(&right.negated(), written);
    let of_base =
        || change.by.kind == UnitKind::Percent && gives(exact(levels.before, now, change.direction.turned()), written);
    let of_amounts = || {
        let slips = |quantity: &Quantity| slip::swaps_and_points(quantity.number.value).into_iter();
        slips(now).any(|value| gives(exact(&now.with_value(value), levels.before, change.direction), written))
            || slips(levels.before)
                .any(|value| gives(exact(now, &levels.before.with_value(value), change.direction), written))
    };
    // 增长 for 下降: that two digits fit the other way is no accident.
    let is_turned = || (!is_open || written.mantissa >= 10) && of_direction();
    of_change() || is_turned() || !is_open && (of_base() || of_amounts())
}
