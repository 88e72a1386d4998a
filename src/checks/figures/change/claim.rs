//! A change or a rate, and the two numbers that should give it: what they do give, if that is what the text says, and what a finding tells.

use super::Scale;
use crate::checks::figures::beside::Told;
use crate::checks::{Context, Report};
use crate::facts::interval::{Decimal, Interval};
use crate::facts::lexicon::change::Direction;
use crate::facts::quantity::{Quantity, UnitKind};
use crate::relation::Verdict;

/// Two numbers that give a third one.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    /// What there is now, or by how much it changed.
    pub one: &'a Quantity,
    /// What there was before, or what there is now.
    pub other: &'a Quantity,
    pub gives: Gives,
}

/// What two numbers give.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    /// The level and the base: their difference.
    Difference,
    /// The level and the base: the rate.
    RateOfLevels,
    /// The change and the level: the rate.
    RateOfChange,
    /// The change and the base: the rate.
    RateOnBase,
}

/// A change or a rate, and the pair that should give it.
#[derive(Clone, Copy)]
pub(super) struct Claim<'a> {
    pub pair: Pair<'a>,
    pub stated: &'a Quantity,
    pub direction: Direction,
}

impl<'a> Claim<'a> {
    /// That an amount changed so from one period to the other: at a rate, if a percentage is stated.
    pub fn between(now: &'a Quantity, then: &'a Quantity, stated: &'a Quantity, direction: Direction) -> Self {
        let gives = if stated.kind == UnitKind::Percent { Gives::RateOfLevels } else { Gives::Difference };
        Self { pair: Pair { one: now, other: then, gives }, stated, direction }
    }

    pub fn with(self, pair: Pair<'a>) -> Self {
        Self { pair, ..self }
    }

    pub fn is_rate(self) -> bool {
        self.pair.gives != Gives::Difference
    }

    pub fn scale(self) -> Scale {
        match (self.stated.kind, self.pair.one.kind) {
            (UnitKind::Point, _) | (UnitKind::Count, UnitKind::Percent) => Scale::Points,
            (UnitKind::Percent, UnitKind::Percent) => Scale::PercentForPoints,
            _ => Scale::Amounts,
        }
    }

    /// What the pair gives: a difference in the unit of its numbers, a rate in percent, below zero for a fall; `None` if nothing can
    /// be said of it.
    pub fn given(self, cx: &Context) -> Option<Interval> {
        let interval = |quantity: &Quantity| quantity.interval(cx.facts.rounding);
        self.given_by(interval(self.pair.one)?, interval(self.pair.other)?)
    }

    /// The same of other values of the two numbers.
    pub fn given_by(self, one: Interval, other: Interval) -> Option<Interval> {
        if !is_positive(&other) {
            return None;
        }
        let hundred = Decimal::integer(100).to_rational();
        let unit = || Interval::point(Decimal::integer(1).to_rational());
        Some(match self.pair.gives {
            Gives::Difference => one.minus(&other),
            Gives::RateOfLevels => one.divided_by(&other).minus(&unit()).scaled(&hundred),
            Gives::RateOnBase => one.divided_by(&other).scaled(&hundred),
            Gives::RateOfChange if !is_positive(&one) => return None,
            // Each number stands here once, so that the result is no wider than it must be.
            Gives::RateOfChange => {
                let times = other.divided_by(&one);
                let base = match self.direction {
                    Direction::Up => times.minus(&unit()),
                    Direction::Down => times.plus(&unit()),
                };
                is_positive(&base).then(|| Interval::point(hundred).divided_by(&base))?
            }
        })
    }

    /// True if the pair tells which way the change went.
    fn tells_direction(self) -> bool {
        matches!(self.pair.gives, Gives::Difference | Gives::RateOfLevels)
    }

    /// True if the pair tells that the change went the other way than `given`.
    pub fn is_turned(self, given: &Interval) -> bool {
        self.tells_direction() && given.is_nonpositive() != (self.direction == Direction::Down)
    }

    /// True if the pair can give the change, or nothing can be said of it.
    pub fn fits(self, cx: &Context) -> bool {
        let (Some(given), Some(stated)) = (self.given(cx), self.stated.interval(cx.facts.rounding)) else {
            return true;
        };
        let is_fall = self.tells_direction() && self.direction == Direction::Down;
        !given.is_disjoint(&if is_fall { stated.negated() } else { stated })
    }

    /// Keeps the relation, and says what is wrong.
    pub fn tell(self, cx: &Context, report: &mut Report, verdict: Verdict, is_sure: bool) {
        let Some(given) = self.given(cx) else { return };
        let Pair { one, other, gives } = self.pair;
        let (stated, names, formula) = match gives {
            Gives::Difference => ("change", ["level", "base"], "abs(level - base) = change"),
            Gives::RateOfLevels => ("rate", ["level", "base"], "abs(level / base - 1) = rate"),
            Gives::RateOfChange if self.direction == Direction::Up => {
                ("rate", ["change", "level"], "change / (level - change) = rate")
            }
            Gives::RateOfChange => ("rate", ["change", "level"], "change / (level + change) = rate"),
            Gives::RateOnBase => ("rate", ["change", "base"], "change / base = rate"),
        };
        let [first, second] = names;
        let told = Told {
            stated: (stated, self.stated),
            others: [(first, one), (second, other)],
            formula,
            is_turned: self.is_turned(&given),
            expected: given.absolute(),
            verdict,
            is_sure,
        };
        told.tell(cx, report);
    }
}

/// Says that a number goes the other way than the text says of it and another one.
pub(super) fn tell_turned<'a>(
    cx: &Context,
    report: &mut Report,
    stated: (&'static str, &'a Quantity),
    other: (&'static str, &'a Quantity),
    formula: &'static str,
) {
    let Some(expected) = other.1.interval(cx.facts.rounding) else { return };
    let others = [other];
    let verdict = Verdict::Contradicted;
    Told { stated, others, formula, expected, is_turned: true, verdict, is_sure: false }.tell(cx, report);
}

pub(super) fn is_positive(interval: &Interval) -> bool {
    interval.low.value().is_some_and(|low| low.is_positive())
}
