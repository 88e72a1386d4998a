//! Holds a change or a rate against the level and the base of its statement, or a rate against the change.

use crate::checks::figures::beside::sentence_around;
use crate::checks::{Context, Report};
use crate::facts::interval::{Decimal, Interval};
use crate::facts::lexicon::{is_at_other_prices, is_on_revised_base};
use crate::facts::quantity::{Quantity, UnitKind};
use crate::facts::rational::Rational;
use crate::facts::slip;
use crate::relation::Verdict;

use super::{Is, Said};
use crate::checks::figures::change::Scale;
use crate::checks::figures::change::claim::{Claim, Gives, Pair};
use crate::checks::figures::change::link::Basis;

/// Words of what is not there yet.
const PLANNED: &[&str] = &["力争", "预计", "目标是"];

/// Quantities before a statement whose change it may be.
const FARTHEST_LEVEL: usize = 12;

/// Judges each change and each rate of a statement that begins with quantity `first`.
pub(super) fn judge(cx: &Context, report: &mut Report, scale: Scale, first: usize, said: &[Said]) {
    if said.iter().any(|number| cx.facts.is_opaque(number.quantity.span)) {
        return;
    }
    for (index, stated) in said.iter().enumerate() {
        let Is::Change(direction) = stated.is else { continue };
        let Some(pair) = pair(cx, said, index) else { continue };
        let claim = Claim { pair, stated: stated.quantity, direction };
        if claim.scale() == scale {
            claim.judge(cx, report, first, stated.is_apposed);
        }
    }
}

/// The quantities before a statement, in the same sentence and in the unit of its numbers.
fn earlier_amounts<'a>(cx: &'a Context, first: usize, pair: Pair) -> Vec<&'a Quantity> {
    let before = cx.facts.quantities.get(first.saturating_sub(FARTHEST_LEVEL)..first).unwrap_or_default();
    let is_near = |quantity: &&Quantity| cx.facts.sentence_of(quantity) == cx.facts.sentence_of(pair.other);
    before.iter().filter(is_near).filter(|quantity| quantity.has_unit_of(pair.other, cx.view)).collect()
}

/// The two numbers of the statement that give the change or the rate `index`.
fn pair<'a>(cx: &Context, said: &[Said<'a>], index: usize) -> Option<Pair<'a>> {
    let stated = said.get(index)?;
    let level = said.iter().take(index).rev().chain(said.iter().skip(index)).find(|number| number.is == Is::Level);
    let level = level.map(|level| level.quantity);
    let base = |is_meant: &dyn Fn(usize) -> bool| {
        let mut numbers = said.iter().enumerate().filter(|(at, number)| number.is == Is::Base && is_meant(*at));
        numbers.find(|(at, number)| {
            let is_of_level = level.is_none_or(|level| number.quantity.has_unit_of(level, cx.view));
            is_of_level && compares(stated, number, at + 1 == index)
        })
    };
    let base = base(&|at| at + 1 == index).or_else(|| base(&|_| true)).map(|(_, base)| base.quantity);
    // The change that a rate follows.
    let change = index.checked_sub(1).and_then(|before| said.get(before));
    let change = change.filter(|change| matches!(change.is, Is::Change(_)) && goes_with(stated, change));
    let change = |of: &Quantity| {
        let change = change.map(|change| change.quantity);
        change.filter(|change| change.has_unit_of(of, cx.view) && is_amount(of))
    };
    let is_percent = stated.quantity.kind == UnitKind::Percent;
    let (one, other, gives) = match (level, base) {
        (Some(level), Some(base)) if is_percent => (level, base, Gives::RateOfLevels),
        (Some(level), Some(base)) if is_difference(cx, stated.quantity, level) => (level, base, Gives::Difference),
        (Some(level), None) if is_percent => (change(level)?, level, Gives::RateOfChange),
        (None, Some(base)) if is_percent => (change(base)?, base, Gives::RateOnBase),
        _ => return None,
    };
    Some(Pair { one, other, gives })
}

/// True if a quantity can be the difference of this level and another one.
fn is_difference(cx: &Context, stated: &Quantity, level: &Quantity) -> bool {
    match stated.kind {
        UnitKind::Point => level.kind == UnitKind::Percent,
        _ => is_amount(stated) && stated.has_unit_of(level, cx.view),
    }
}

/// True if a change is one from this base. Behind another one, or before it, only the time before is meant without saying so.
fn compares(stated: &Said, base: &Said, is_next: bool) -> bool {
    let is_usual = matches!(base.basis, Basis::Unsaid | Basis::LastYear | Basis::YearStart | Basis::LastPeriod);
    stated.basis == base.basis || stated.basis == Basis::Unsaid && (is_next || is_usual)
}

/// True if a rate is that of the change before it: of the same time, and not of a plan that was exceeded.
fn goes_with(rate: &Said, change: &Said) -> bool {
    let is_of_one_time = rate.basis == Basis::Unsaid || rate.basis == change.basis;
    is_of_one_time && (change.basis != Basis::Plan || rate.is_apposed)
}

fn is_amount(quantity: &Quantity) -> bool {
    matches!(quantity.kind, UnitKind::Count | UnitKind::Measure | UnitKind::Duration)
}

impl<'a> Claim<'a> {
    /// Says what is wrong, unless the statement of which `first` is the first quantity speaks of other amounts.
    fn judge(self, cx: &Context, report: &mut Report, first: usize, is_apposed: bool) {
        let sentence = sentence_around(cx, self.stated);
        if PLANNED.iter().any(|word| sentence.contains(word)) {
            return;
        }
        // 收入24166元，净增1288元，增幅5.6%: of these two whatever the prices are, as far as a slip tells.
        let is_at_other_prices = self.is_rate() && self.scale() == Scale::Amounts && is_at_other_prices(sentence);
        if is_at_other_prices && !(is_apposed && self.pair.gives == Gives::RateOfChange) {
            return;
        }
        if self.fits(cx) {
            return self.tell(cx, report, Verdict::Holds, true);
        }
        let is_doubtful = self.is_rate() && (is_at_other_prices || is_on_revised_base(sentence));
        let is_of_another = || earlier_amounts(cx, first, self.pair).into_iter().any(|other| self.may_be_of(cx, other));
        // Only what is right in percentage points is told of percent of percentages.
        let in_points = self.with(Pair { gives: Gives::Difference, ..self.pair });
        match self.scale() {
            Scale::PercentForPoints if in_points.fits(cx) => in_points.tell(cx, report, Verdict::Contradicted, false),
            Scale::PercentForPoints => {}
            _ if is_doubtful && !self.is_slip(cx) || self.is_another_change(cx) || is_of_another() => {}
            _ => self.tell(cx, report, Verdict::Contradicted, !is_doubtful),
        }
    }

    /// True if the change is one of an amount that stands before the statement.
    fn may_be_of(self, cx: &Context, other: &'a Quantity) -> bool {
        let Pair { one, gives, .. } = self.pair;
        let on_base = Pair { one, other, gives: Gives::RateOnBase };
        self.with(Pair { one: other, ..self.pair }).fits(cx)
            || self.with(Pair { other, ..self.pair }).fits(cx)
            || gives == Gives::RateOfChange && self.with(on_base).fits(cx)
    }

    /// True if the change goes the other way and is of another size, too: it is said of something else. 由60%提高到65%，降低2个百分点的任务
    fn is_another_change(self, cx: &Context) -> bool {
        let (Some(given), Some(stated)) = (self.given(cx), self.stated.interval(cx.facts.rounding)) else {
            return true;
        };
        let is_turned = self.is_turned(&given);
        // 由100个增加了120个，增长20%: to 120.
        let reached = self.with(Pair { gives: Gives::RateOfLevels, ..self.pair });
        is_turned && given.absolute().is_disjoint(&stated) || self.pair.gives == Gives::RateOnBase && reached.fits(cx)
    }

    /// True if the rate is off by a quarter or two of its digits changed places, and a slip of the pen in it explains that.
    fn is_slip(self, cx: &Context) -> bool {
        let point = |quantity: &Quantity| Interval::point(quantity.value());
        let Some(exact) = self.given_by(point(self.pair.one), point(self.pair.other)) else { return false };
        let exact = exact.absolute();
        let written = self.stated.number.value;
        let gives = |meant: Decimal| !cx.facts.rounding.interval(meant).is_disjoint(&exact);
        let quarter = |value: Decimal| value.to_rational() * Rational::half() * Rational::half();
        let is_far = |meant: Decimal| (meant.to_rational() - written.to_rational()).abs() >= quarter(meant).abs();
        slip::swaps(written).into_iter().any(gives)
            || slip::near(written).into_iter().any(|meant| is_far(meant) && gives(meant))
    }
}
