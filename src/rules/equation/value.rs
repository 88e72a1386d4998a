//! What expressions come to: plain interval arithmetic, and the exact ends where an expression grows or falls with a variable
//! that it names more than once. Units are carried along; where they do not fit there is no value.

use num_traits::{One, Zero};

use crate::facts::interval::{Bound, Decimal, Interval};
use crate::facts::rational::Rational;

use super::{Expression, Node, Operator, Unit, Value, Values};

/// The greatest degree of a root: half a century of yearly growth.
const HIGHEST_ROOT: u32 = 50;

impl Expression {
    /// What the expression can be. `None` if a value is not known or units do not fit.
    ///
    /// Where a variable occurs more than once and the expression grows or falls with it, the ends of its interval give
    /// the ends of the result, which is then exact; otherwise the result may be wider than need be, never narrower.
    pub fn evaluate(&self, values: &Values) -> Option<Value> {
        let mut occurrences = self.variables();
        occurrences.sort_unstable();
        let repeated: Vec<usize> =
            occurrences.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        if repeated.is_empty() {
            return self.value(values);
        }
        let (mut for_low, mut for_high) = (values.to_vec(), values.to_vec());
        for index in repeated {
            let Some([value]) = values.get(index)?.as_deref() else { continue };
            let Some(slope) = self.slope(index, values) else { continue };
            let (low, high) = (at_end(value, &value.interval.low), at_end(value, &value.interval.high));
            if slope.is_nonnegative() {
                for_low[index] = Some(vec![low]);
                for_high[index] = Some(vec![high]);
            } else if slope.is_nonpositive() {
                for_low[index] = Some(vec![high]);
                for_high[index] = Some(vec![low]);
            }
        }
        let (low, high) = (self.value(&for_low)?, self.value(&for_high)?);
        Some(Value::of(Interval { low: low.interval.low, high: high.interval.high }, low.unit))
    }

    /// Plain interval arithmetic: every occurrence of a variable on its own.
    fn value(&self, values: &Values) -> Option<Value> {
        let of = |index: &usize| values.get(*index)?.as_deref();
        let of_slot = |index: &usize| match of(index)? {
            [value] => Some(value),
            _ => None,
        };
        match &self.node {
            Node::Constant { value, percent: true } => Some(Value::plain(Interval::point(value.clone()))),
            Node::Constant { value, percent: false } => Some(Value::of(Interval::point(value.clone()), Unit::Any)),
            Node::Variable(index) => of_slot(index).cloned(),
            Node::Shown(index) => {
                let value = of_slot(index)?;
                Some(Value::of(Interval::point(value.shown.clone()?), value.unit.clone()))
            }
            Node::Sum(index) => {
                let (first, rest) = of(index)?.split_first()?;
                rest.iter().try_fold(first.clone(), |sum, value| sum.joined(value, Interval::plus))
            }
            Node::Count(index) => {
                Some(Value::plain(Interval::point(Decimal::integer(of(index)?.len() as i64).to_rational())))
            }
            Node::Negated(inner) => inner.value(values).map(|value| value.with(Interval::negated)),
            Node::Absolute(inner) => inner.value(values).map(|value| value.with(Interval::absolute)),
            Node::Value(inner) => Some(Value::plain(inner.value(values)?.interval)),
            Node::Root(of, degree) => {
                let degree = degree.value(values)?.interval;
                let degree = degree.single().filter(|degree| degree.is_integer())?.to_integer();
                let degree = u32::try_from(degree).ok().filter(|degree| (1..=HIGHEST_ROOT).contains(degree))?;
                of.value(values)?.interval.root(degree).map(Value::plain)
            }
            Node::Fraction(inner) => fraction(&inner.value(values)?.interval).map(Value::plain),
            Node::Power(inner, power) => {
                let (inner, one) = (inner.value(values)?, Value::plain(Interval::point(Rational::one())));
                Some((0..*power).fold(one, |result, _| result.times(&inner)))
            }
            Node::Extreme { greatest, of } => {
                let (first, rest) = of.split_first()?;
                let choose = if *greatest { Interval::greatest } else { Interval::least };
                rest.iter().try_fold(first.value(values)?, |best, part| best.joined(&part.value(values)?, choose))
            }
            Node::Binary(operator, left, right) => {
                let (one, other) = (left.value(values)?, right.value(values)?);
                match operator {
                    Operator::Plus => one.joined(&other, Interval::plus),
                    Operator::Minus => one.joined(&other, Interval::minus),
                    Operator::Times => Some(one.times(&other)),
                    Operator::Divided => Some(one.divided_by(&other)),
                }
            }
        }
    }

    /// The derivative with respect to a variable, over all values inside the intervals. `None` where it is not known.
    fn slope(&self, variable: usize, values: &Values) -> Option<Interval> {
        let whole = |value: i64| Interval::point(Decimal::integer(value).to_rational());
        let interval = |part: &Self| part.value(values).map(|value| value.interval);
        Some(match &self.node {
            Node::Constant { .. } | Node::Count(_) | Node::Shown(_) => whole(0),
            Node::Variable(index) => whole(i64::from(*index == variable)),
            Node::Sum(index) if *index == variable => return None,
            Node::Sum(_) => whole(0),
            Node::Negated(inner) => inner.slope(variable, values)?.negated(),
            Node::Value(inner) => inner.slope(variable, values)?,
            Node::Absolute(inner) => {
                let (slope, inner) = (inner.slope(variable, values)?, interval(inner)?);
                if inner.is_nonnegative() {
                    slope
                } else if inner.is_nonpositive() {
                    slope.negated()
                } else {
                    slope.hull(&slope.negated())
                }
            }
            Node::Power(_, 0) => whole(0),
            Node::Power(inner, power) => {
                let (slope, inner) = (inner.slope(variable, values)?, interval(inner)?);
                (1..*power).fold(slope.times(&whole(i64::from(*power))), |result, _| result.times(&inner))
            }
            // A root grows with what is under it, but its slope is no rational: only its sign is needed.
            Node::Root(of, degree) if !degree.variables().contains(&variable) => {
                let slope = of.slope(variable, values)?;
                let zero = Bound::Closed(Rational::zero());
                if slope.is_nonnegative() {
                    Interval { low: zero, high: Bound::Unbounded }
                } else if slope.is_nonpositive() {
                    Interval { low: Bound::Unbounded, high: zero }
                } else {
                    return None;
                }
            }
            Node::Root(..) | Node::Fraction(_) => return None,
            Node::Extreme { of, .. } => {
                let slopes: Option<Vec<Interval>> = of.iter().map(|part| part.slope(variable, values)).collect();
                slopes?.into_iter().reduce(|one, other| one.hull(&other))?
            }
            Node::Binary(operator, left, right) => {
                let (da, db) = (left.slope(variable, values)?, right.slope(variable, values)?);
                match operator {
                    Operator::Plus => da.plus(&db),
                    Operator::Minus => da.minus(&db),
                    Operator::Times => da.times(&interval(right)?).plus(&db.times(&interval(left)?)),
                    Operator::Divided => {
                        let (a, b) = (interval(left)?, interval(right)?);
                        // A pole: the ends say nothing about the values between.
                        if b.contains(&Rational::zero()) {
                            return None;
                        }
                        da.times(&b).minus(&db.times(&a)).divided_by(&b.times(&b).absolute())
                    }
                }
            }
        })
    }
}

/// How far the values can be from the nearest whole number: from zero on if a whole number lies among them.
fn fraction(of: &Interval) -> Option<Interval> {
    let (low, high) = (of.low.value()?, of.high.value()?);
    let distance =
        if low.ceil() <= *high { Rational::zero() } else { std::cmp::min(low - low.floor(), high.ceil() - high) };
    let farthest = if low == high { distance.clone() } else { Rational::new(1.into(), 2.into()) };
    Some(Interval::closed(distance, farthest))
}

/// The value at one end of its interval; the whole of it if there is no end.
fn at_end(value: &Value, end: &Bound) -> Value {
    match end.value() {
        Some(end) => Value::of(Interval::point(end.clone()), value.unit.clone()),
        None => value.clone(),
    }
}

impl Value {
    fn of(interval: Interval, unit: Unit) -> Self {
        Self { interval, unit, shown: None }
    }

    /// A number without a unit.
    fn plain(interval: Interval) -> Self {
        Self::of(interval, Unit::Of(Vec::new()))
    }

    fn with(self, change: impl Fn(&Interval) -> Interval) -> Self {
        Self::of(change(&self.interval), self.unit)
    }

    /// A value of both in their unit: `None` if their units differ.
    fn joined(&self, other: &Self, join: impl Fn(&Interval, &Interval) -> Interval) -> Option<Self> {
        Some(Self::of(join(&self.interval, &other.interval), self.unit.agreeing(&other.unit)?))
    }

    fn times(&self, other: &Self) -> Self {
        Self::of(self.interval.times(&other.interval), self.unit.times(&other.unit, 1))
    }

    fn divided_by(&self, other: &Self) -> Self {
        Self::of(self.interval.divided_by(&other.interval), self.unit.times(&other.unit, -1))
    }
}

impl Unit {
    /// The unit of a sum: `None` if the two differ.
    fn agreeing(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Any, Self::Any) => Some(Self::Any),
            (Self::Any, Self::Of(unit)) | (Self::Of(unit), Self::Any) => {
                // Not where units did not cancel out, as in 元/亩.
                matches!(unit[..], [] | [(_, 1)]).then(|| Self::Of(unit.clone()))
            }
            (one, other) => (one == other).then(|| one.clone()),
        }
    }

    /// The unit of a product, or of a quotient if `power` is −1.
    fn times(&self, other: &Self, power: i32) -> Self {
        let (one, other) = match (self, other) {
            (Self::Any, Self::Any) => return Self::Any,
            (Self::Any, Self::Of(other)) => (&[][..], &other[..]),
            (Self::Of(one), Self::Any) => return Self::Of(one.clone()),
            (Self::Of(one), Self::Of(other)) => (&one[..], &other[..]),
        };
        let mut product = one.to_vec();
        for (name, exponent) in other {
            match product.iter().position(|(known, _)| known == name) {
                Some(index) => product[index].1 += exponent * power,
                None => product.push((name.clone(), exponent * power)),
            }
        }
        product.retain(|(_, exponent)| *exponent != 0);
        product.sort();
        Self::Of(product)
    }
}
