//! Conditions over the slots of a rule: reading (`b - a = c and c > 0`), the types of their parts, and their evaluation in
//! exact interval arithmetic. A condition is false only if no values inside the intervals make it true: widening an
//! interval can hide an error, never invent one. The language is described in `docs/rule-language.md`.

use num_traits::{One, Zero};

use crate::facts::interval::{Bound, Decimal, Interval, power_of_ten};
use crate::facts::rational::Rational;
use crate::rules::error::{Problem, suggestion};
use crate::rules::phrase::is_name_start;
use crate::rules::shape::FactType;

/// Parentheses and signs may be nested this deep.
const DEEPEST: usize = 24;
/// An expression may have this many parts.
const LARGEST: usize = 400;
/// The greatest exponent.
const HIGHEST_POWER: u32 = 8;
/// The greatest degree of a root: half a century of yearly growth.
const HIGHEST_ROOT: u32 = 50;
/// Decimals of a root.
const ROOT_DECIMALS: i16 = 12;

/// What an expression means, as far as the types of its slots say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A number written in the rule.
    Constant,
    /// A percentage written in the rule.
    ConstantPercent,
    /// A number without a unit, or a ratio.
    Pure,
    /// A share of a whole; its value is the fraction: 0.05 for 5%.
    Percent,
    /// The same in thousandths.
    Permille,
    /// The difference of two percentages; its value is the fraction.
    Point,
    /// A number with a unit that the text gives; `None` if counts and measures are both possible.
    Quantity(Option<FactType>),
    /// A calendar year.
    Year,
    /// A day; its value counts days.
    Date,
    /// Products and quotients of quantities.
    Compound,
    /// A slot of several types.
    Mixed,
}

/// A slot as a variable of conditions.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Type,
    /// True if it stands for a list.
    pub is_list: bool,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expression {
    /// Byte of the source at which it starts.
    at: usize,
    node: Node,
}

#[derive(Clone, Debug)]
enum Node {
    Constant {
        value: Rational,
        percent: bool,
    },
    Variable(usize),
    Negated(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
    Power(Box<Expression>, u32),
    Absolute(Box<Expression>),
    Value(Box<Expression>),
    /// A slot without what qualifies it: 20万元 of 20万元以上.
    Shown(usize),
    Extreme {
        greatest: bool,
        of: Vec<Expression>,
    },
    /// The root of the first; the second says which.
    Root(Box<Expression>, Box<Expression>),
    /// The distance to the nearest whole number.
    Fraction(Box<Expression>),
    Sum(usize),
    Count(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Plus,
    Minus,
    Times,
    Divided,
}

/// How two sides are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `=`
    Equal,
    /// `≠`
    Unequal,
    /// `<`
    Less,
    /// `≤`
    LessOrEqual,
    /// `>`
    Greater,
    /// `≥`
    GreaterOrEqual,
}

/// Two expressions and how they compare.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Left side.
    pub left: Expression,
    /// How.
    pub relation: Relation,
    /// Right side.
    pub right: Expression,
    /// The sides as written in the rule.
    pub written: (String, String),
}

/// Comparisons joined by `and`, which binds tighter, and `or`.
#[derive(Clone, Debug)]
pub struct Condition {
    alternatives: Vec<Vec<Comparison>>,
}

/// A unit: units with their powers, sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A constant takes the unit of what it stands beside.
    Any,
    /// No unit if empty.
    Of(Vec<(String, i32)>),
}

/// A value with its unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// What it can be.
    pub interval: Interval,
    /// Its unit.
    pub unit: Unit,
    /// The number as it stands in the text, whatever qualifies it: 20万元 of 20万元以上.
    pub shown: Option<Rational>,
}

/// The values of the variables: one for a slot, several for a list; `None` for what is not known.
pub type Values = [Option<Vec<Value>>];

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// [`Problem`] where the condition is not well formed or its types do not fit.
    pub fn read(source: &str, variables: &[Variable]) -> Result<Self, Problem> {
        let mut reader = Reader::new(source, variables)?;
        let mut alternatives = vec![reader.comparisons()?];
        loop {
            match reader.next() {
                Some((_, Token::And)) => {
                    let more = reader.comparisons()?;
                    alternatives.last_mut().into_iter().for_each(|last| last.extend(more.iter().cloned()));
                }
                Some((_, Token::Or)) => alternatives.push(reader.comparisons()?),
                Some((at, _)) => return Err(unexpected(at, "and、or 或末尾", "and, or or the end")),
                None => return Ok(Self { alternatives }),
            }
        }
    }

    /// Every comparison.
    pub fn comparisons(&self) -> impl Iterator<Item = &Comparison> {
        self.alternatives.iter().flatten()
    }

    /// A comparison that cannot be true, if the condition as a whole cannot. A reading that none of the filled slots bear on
    /// does not count.
    pub fn failure(&self, values: &Values, is_filled: impl Fn(usize) -> bool) -> Option<&Comparison> {
        let is_single = self.alternatives.len() == 1;
        let applies = |comparison: &Comparison| comparison.variables().into_iter().all(&is_filled);
        let mut readings = self.alternatives.iter().filter(|reading| is_single || reading.iter().any(applies));
        let impossible =
            |reading: &'_ Vec<Comparison>| reading.iter().position(|comparison| comparison.is_impossible(values));
        let first = readings.next()?;
        let failure = first.get(impossible(first)?)?;
        readings.all(|reading| impossible(reading).is_some()).then_some(failure)
    }

    /// True if the condition holds whatever the true values are.
    pub fn is_certain(&self, values: &Values) -> bool {
        self.alternatives.iter().any(|comparisons| comparisons.iter().all(|comparison| comparison.is_certain(values)))
    }
}

impl Comparison {
    /// Left minus right, in the unit of both. `None` if a value is not known or the units differ.
    fn difference(&self, values: &Values) -> Option<Interval> {
        let difference = Expression {
            at: self.left.at,
            node: Node::Binary(Operator::Minus, Box::new(self.left.clone()), Box::new(self.right.clone())),
        };
        difference.evaluate(values).map(|value| value.interval)
    }

    /// Whether it can be true: `None` if a value is not known or the units differ.
    pub fn state(&self, values: &Values) -> Option<bool> {
        self.difference(values).map(|_| !self.is_impossible(values))
    }

    fn is_impossible(&self, values: &Values) -> bool {
        let Some(difference) = self.difference(values) else { return false };
        let zero = Rational::zero();
        match self.relation {
            Relation::Equal => !difference.contains(&zero),
            Relation::Unequal => difference.single().is_some_and(Zero::is_zero),
            Relation::Less => difference.is_nonnegative(),
            Relation::LessOrEqual => is_positive(&difference),
            Relation::Greater => difference.is_nonpositive(),
            Relation::GreaterOrEqual => is_positive(&difference.negated()),
        }
    }

    fn is_certain(&self, values: &Values) -> bool {
        let Some(difference) = self.difference(values) else { return false };
        match self.relation {
            Relation::Equal => difference.single().is_some_and(Zero::is_zero),
            Relation::Unequal => !difference.contains(&Rational::zero()),
            Relation::Less => is_positive(&difference.negated()),
            Relation::LessOrEqual => difference.is_nonpositive(),
            Relation::Greater => is_positive(&difference),
            Relation::GreaterOrEqual => difference.is_nonnegative(),
        }
    }

    /// The variable that stands alone on one side, and the other side: what the variable should be.
    pub fn solved(&self) -> Option<(usize, &Expression, &str)> {
        let other = |side: &Expression| !matches!(side.node, Node::Variable(_));
        match (&self.left.node, &self.right.node) {
            (_, Node::Variable(index)) if other(&self.left) => Some((*index, &self.left, &self.written.0)),
            (Node::Variable(index), _) if other(&self.right) => Some((*index, &self.right, &self.written.1)),
            _ => None,
        }
    }

    /// The variables of both sides.
    pub fn variables(&self) -> Vec<usize> {
        let mut found = Vec::new();
        self.left.collect(&mut found);
        self.right.collect(&mut found);
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn is_positive(interval: &Interval) -> bool {
    match &interval.low {
        Bound::Unbounded => false,
        Bound::Closed(low) => low.is_positive(),
        Bound::Open(low) => !low.is_negative(),
    }
}

impl Expression {
    /// Reads an expression: a placeholder of a message.
    ///
    /// # Errors
    /// [`Problem`] where it is not well formed or its types do not fit.
    pub fn read(source: &str, variables: &[Variable]) -> Result<(Self, Type), Problem> {
        let mut reader = Reader::new(source, variables)?;
        let expression = reader.sum(0)?;
        if let Some((at, _)) = reader.next() {
            return Err(unexpected(at, "运算符", "an operator"));
        }
        let kind = expression.kind(variables)?;
        Ok((expression, kind))
    }

    /// The variables in it.
    pub fn variables(&self) -> Vec<usize> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect(&self, found: &mut Vec<usize>) {
        match &self.node {
            Node::Constant { .. } => {}
            Node::Variable(index) | Node::Sum(index) | Node::Count(index) | Node::Shown(index) => found.push(*index),
            Node::Negated(inner) | Node::Power(inner, _) | Node::Absolute(inner) | Node::Value(inner) => {
                inner.collect(found);
            }
            Node::Fraction(inner) => inner.collect(found),
            Node::Binary(_, left, right) | Node::Root(left, right) => {
                left.collect(found);
                right.collect(found);
            }
            Node::Extreme { of, .. } => of.iter().for_each(|part| part.collect(found)),
        }
    }

    /// The type, by the types of the variables.
    ///
    /// # Errors
    /// [`Problem`] where two types cannot be joined.
    pub fn kind(&self, variables: &[Variable]) -> Result<Type, Problem> {
        let is_list = |index: &usize| variables.get(*index).is_some_and(|variable| variable.is_list);
        let known = |index: &usize| variables.get(*index).map_or(Type::Mixed, |variable| variable.kind);
        match &self.node {
            Node::Constant { percent, .. } => Ok(if *percent { Type::ConstantPercent } else { Type::Constant }),
            Node::Variable(index) if is_list(index) => Err(Problem::new(
                self.at,
                "列表只能用在 sum(…) 或 count(…) 中",
                "a list can only stand in sum(…) or count(…)",
            )),
            Node::Variable(index) | Node::Sum(index) | Node::Shown(index) => match known(index) {
                Type::Mixed => Err(Problem::new(
                    self.at,
                    "有几种类型的槽只能用在 value(…) 中",
                    "a slot of several types can only stand in value(…)",
                )),
                kind => Ok(kind),
            },
            Node::Count(_) => Ok(Type::Pure),
            Node::Negated(inner) | Node::Absolute(inner) => inner.kind(variables),
            Node::Value(inner) => match &inner.node {
                Node::Variable(index) if known(index) == Type::Mixed && !is_list(index) => Ok(Type::Pure),
                Node::Sum(index) if known(index) == Type::Mixed => Ok(Type::Pure),
                _ => inner.kind(variables).map(|_| Type::Pure),
            },
            Node::Power(inner, _) => match inner.kind(variables)? {
                Type::Constant => Ok(Type::Constant),
                kind if kind.is_number() => Ok(Type::Pure),
                _ => Ok(Type::Compound),
            },
            Node::Root(of, _) => match of.kind(variables)? {
                kind if kind.is_number() => Ok(Type::Pure),
                _ => Err(Problem::new(self.at, "只有比值才能开方", "only a ratio has a root")),
            },
            Node::Fraction(inner) => match inner.kind(variables)? {
                Type::Year | Type::Date => Err(Problem::new(self.at, "日期没有小数部分", "a date has no fraction")),
                _ => Ok(Type::Pure),
            },
            Node::Extreme { of, .. } => {
                let mut joined = None;
                for part in of {
                    let kind = part.kind(variables)?;
                    joined = Some(match joined {
                        None => kind,
                        Some(before) => comparable(before, kind, part).map(|()| before)?,
                    });
                }
                Ok(joined.unwrap_or(Type::Constant))
            }
            Node::Binary(operator, left, right) => {
                let (one, other) = (left.kind(variables)?, right.kind(variables)?);
                match operator {
                    Operator::Plus | Operator::Minus => {
                        check_constant(one, other, left)?;
                        check_constant(other, one, right)?;
                        sum_kind(*operator, one, other).ok_or_else(|| mismatch(right.at, one, other))
                    }
                    Operator::Times => product_kind(one, other).ok_or_else(|| mismatch(right.at, one, other)),
                    Operator::Divided => quotient_kind(one, other).ok_or_else(|| mismatch(right.at, one, other)),
                }
            }
        }
    }

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
        Some(Value {
            interval: Interval { low: low.interval.low, high: high.interval.high },
            unit: low.unit,
            shown: None,
        })
    }

    /// Plain interval arithmetic: every occurrence of a variable on its own.
    fn value(&self, values: &Values) -> Option<Value> {
        let of = |index: &usize| values.get(*index)?.as_deref();
        match &self.node {
            Node::Constant { value, percent } => {
                let unit = if *percent { Unit::Of(Vec::new()) } else { Unit::Any };
                Some(Value { interval: Interval::point(value.clone()), unit, shown: None })
            }
            Node::Variable(index) => match of(index)? {
                [value] => Some(value.clone()),
                _ => None,
            },
            Node::Shown(index) => match of(index)? {
                [value] => {
                    let interval = Interval::point(value.shown.clone()?);
                    Some(Value { interval, unit: value.unit.clone(), shown: None })
                }
                _ => None,
            },
            Node::Sum(index) => {
                let (first, rest) = of(index)?.split_first()?;
                rest.iter().try_fold(first.clone(), |sum, value| {
                    let unit = sum.unit.agreeing(&value.unit)?;
                    Some(Value { interval: sum.interval.plus(&value.interval), unit, shown: None })
                })
            }
            Node::Count(index) => {
                let count = Decimal::integer(of(index)?.len() as i64).to_rational();
                Some(Value { interval: Interval::point(count), unit: Unit::Of(Vec::new()), shown: None })
            }
            Node::Negated(inner) => inner.value(values).map(|value| value.with(Interval::negated)),
            Node::Absolute(inner) => inner.value(values).map(|value| value.with(Interval::absolute)),
            Node::Value(inner) => {
                let value = inner.value(values)?;
                Some(Value { interval: value.interval, unit: Unit::Of(Vec::new()), shown: None })
            }
            Node::Root(of, degree) => {
                let degree = degree.value(values)?.interval;
                let degree = degree.single().filter(|degree| degree.is_integer())?.to_integer();
                let degree = u32::try_from(degree).ok().filter(|degree| (1..=HIGHEST_ROOT).contains(degree))?;
                let interval = root(&of.value(values)?.interval, degree)?;
                Some(Value { interval, unit: Unit::Of(Vec::new()), shown: None })
            }
            Node::Fraction(inner) => {
                let interval = fraction(&inner.value(values)?.interval)?;
                Some(Value { interval, unit: Unit::Of(Vec::new()), shown: None })
            }
            Node::Power(inner, power) => {
                let inner = inner.value(values)?;
                let mut result =
                    Value { interval: Interval::point(Rational::one()), unit: Unit::Of(Vec::new()), shown: None };
                for _ in 0..*power {
                    result = Value {
                        interval: result.interval.times(&inner.interval),
                        unit: result.unit.times(&inner.unit, 1),
                        shown: None,
                    };
                }
                Some(result)
            }
            Node::Extreme { greatest, of } => {
                let (first, rest) = of.split_first()?;
                rest.iter().try_fold(first.value(values)?, |best, part| {
                    let value = part.value(values)?;
                    let unit = best.unit.agreeing(&value.unit)?;
                    let interval = match greatest {
                        true => best.interval.greatest(&value.interval),
                        false => best.interval.least(&value.interval),
                    };
                    Some(Value { interval, unit, shown: None })
                })
            }
            Node::Binary(operator, left, right) => {
                let (one, other) = (left.value(values)?, right.value(values)?);
                let (a, b) = (&one.interval, &other.interval);
                Some(match operator {
                    Operator::Plus => Value { interval: a.plus(b), unit: one.unit.agreeing(&other.unit)?, shown: None },
                    Operator::Minus => {
                        Value { interval: a.minus(b), unit: one.unit.agreeing(&other.unit)?, shown: None }
                    }
                    Operator::Times => {
                        Value { interval: a.times(b), unit: one.unit.times(&other.unit, 1), shown: None }
                    }
                    Operator::Divided => {
                        Value { interval: a.divided_by(b), unit: one.unit.times(&other.unit, -1), shown: None }
                    }
                })
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

/// The root of every value, rounded outwards after twelve decimals. `None` for values below zero.
fn root(of: &Interval, degree: u32) -> Option<Interval> {
    if !of.is_nonnegative() {
        return None;
    }
    let scale = power_of_ten(ROOT_DECIMALS);
    let places = i16::try_from(degree).ok()?.checked_mul(ROOT_DECIMALS)?;
    let floor = |value: &Rational| {
        let scaled = (value * power_of_ten(places)).floor().to_integer().nth_root(degree);
        Rational::from_integer(scaled) / &scale
    };
    let low = match of.low.value() {
        Some(low) => Bound::Closed(floor(low)),
        None => return None,
    };
    let high = match of.high.value() {
        Some(high) => Bound::Closed(floor(high) + scale.recip()),
        None => Bound::Unbounded,
    };
    Some(Interval { low, high })
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
        Some(end) => Value { interval: Interval::point(end.clone()), unit: value.unit.clone(), shown: None },
        None => value.clone(),
    }
}

impl Value {
    fn with(self, change: impl Fn(&Interval) -> Interval) -> Self {
        Self { interval: change(&self.interval), unit: self.unit, shown: None }
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

impl Type {
    /// True for what is a number or a fraction.
    fn is_number(self) -> bool {
        matches!(self, Self::Constant | Self::Pure) || self.is_share()
    }

    /// True for percentages and their like.
    pub fn is_share(self) -> bool {
        matches!(self, Self::ConstantPercent | Self::Percent | Self::Permille | Self::Point)
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Constant => ("常数", "a constant"),
            Self::ConstantPercent | Self::Percent => ("百分比", "a percentage"),
            Self::Pure => ("无单位的数", "a number without a unit"),
            Self::Permille => ("千分比", "a permillage"),
            Self::Point => ("百分点", "percentage points"),
            Self::Quantity(Some(FactType::Count)) => ("个数", "a count"),
            Self::Quantity(Some(FactType::Duration)) => ("时长", "a duration"),
            Self::Quantity(_) => ("带单位的数", "a quantity"),
            Self::Year => ("年份", "a year"),
            Self::Date => ("日期", "a date"),
            Self::Compound => ("复合单位的数", "a compound quantity"),
            Self::Mixed => ("几种类型", "several types"),
        }
    }
}

fn mismatch(at: usize, one: Type, other: Type) -> Problem {
    let ((zh, en), (other_zh, other_en)) = (one.names(), other.names());
    Problem::new(
        at,
        format!("{zh}与{other_zh}不能这样运算或比较"),
        format!("{en} and {other_en} cannot be joined or compared like this"),
    )
}

/// A bare number beside a percentage is a trap: the percentage 5% counts as 0.05.
fn check_constant(constant: Type, beside: Type, expression: &Expression) -> Result<(), Problem> {
    let Node::Constant { value, percent: false } = &expression.node else { return Ok(()) };
    let harmless = value.is_zero() || value.is_one();
    if constant == Type::Constant && beside.is_share() && !harmless { Err(bare_number(expression)) } else { Ok(()) }
}

fn bare_number(expression: &Expression) -> Problem {
    let shown = match &expression.node {
        Node::Constant { value, .. } => crate::facts::interval::show(value, 6),
        _ => "…".to_owned(),
    };
    Problem::new(
        expression.at,
        format!("与百分比相比的数要写出 %：是否指 {shown}%？"),
        format!("write the % of a number that stands beside a percentage; did you mean {shown}%?"),
    )
}

/// Whether two sides can be compared.
fn comparable(one: Type, other: Type, right: &Expression) -> Result<(), Problem> {
    use Type::{Compound, Constant, Percent, Point, Pure, Quantity, Year};
    if matches!((one, other), (Point, Percent) | (Percent, Point)) {
        return Err(Problem::new(
            right.at,
            "两个百分比之差是百分点：请用 {名称:point}",
            "the difference of two percentages is in percentage points: use {name:point}",
        ));
    }
    let fits = match (one, other) {
        (Constant, Quantity(kind)) | (Quantity(kind), Constant) => {
            matches!(kind, Some(FactType::Count | FactType::Duration)) || is_zero(right)
        }
        (Compound, _) | (_, Compound) | (Constant, Constant | Pure | Year) | (Pure | Year, Constant) => true,
        (one, other) if one.is_number() && other.is_number() => true,
        (Quantity(a), Quantity(b)) => a == b || a.is_none() || b.is_none(),
        (one, other) => one == other,
    };
    if fits { Ok(()) } else { Err(mismatch(right.at, one, other)) }
}

fn is_zero(expression: &Expression) -> bool {
    matches!(&expression.node, Node::Constant { value, .. } if value.is_zero())
}

fn sum_kind(operator: Operator, one: Type, other: Type) -> Option<Type> {
    use Type::{Compound, Constant, ConstantPercent, Date, Percent, Permille, Point, Pure, Quantity, Year};
    let duration = Quantity(Some(FactType::Duration));
    Some(match (one, other) {
        (Constant, Constant) => Constant,
        (ConstantPercent, ConstantPercent) => ConstantPercent,
        (Percent, Percent) if operator == Operator::Minus => Point,
        (Point, Point) => Point,
        (Permille, Permille) => Permille,
        (Constant, kind) | (kind, Constant) if kind.is_share() => Pure,
        (one, other) if one.is_share() && other.is_share() => Percent,
        (one, other) if one.is_number() && other.is_number() => Pure,
        (Year, Year) | (Date, Date) if operator == Operator::Minus => duration,
        (Year, Constant) => Year,
        (Year | Date, kind) if kind == duration => one,
        (Constant, Quantity(Some(FactType::Count | FactType::Duration))) => other,
        (Quantity(Some(FactType::Count | FactType::Duration)), Constant) => one,
        (Quantity(a), Quantity(b)) if a == b => one,
        (Quantity(a), Quantity(b)) if a.is_none() || b.is_none() => Quantity(None),
        (Compound, Compound | Quantity(_)) | (Quantity(_), Compound) => Compound,
        _ => return None,
    })
}

fn product_kind(one: Type, other: Type) -> Option<Type> {
    use Type::{Compound, Constant, Date, Pure, Quantity, Year};
    Some(match (one, other) {
        (Year | Date, _) | (_, Year | Date) => return None,
        (Constant, Constant) => Constant,
        (Constant | Pure, kind) | (kind, Constant | Pure) => kind,
        (one, other) if one.is_share() && other.is_share() => Pure,
        (Quantity(_), kind) if kind.is_share() => one,
        (kind, Quantity(_)) if kind.is_share() => other,
        _ => Compound,
    })
}

fn quotient_kind(one: Type, other: Type) -> Option<Type> {
    use Type::{Compound, Constant, Date, Pure, Quantity, Year};
    Some(match (one, other) {
        (Year | Date, _) | (_, Year | Date) => return None,
        (Constant, Constant) => Constant,
        (kind, Constant | Pure) => kind,
        (Quantity(_), Quantity(_)) => Pure,
        (Quantity(_), kind) if kind.is_share() => one,
        (one, other) if one.is_number() && other.is_number() => Pure,
        _ => Compound,
    })
}

fn unexpected(at: usize, zh: &str, en: &str) -> Problem {
    Problem::new(at, format!("此处应为{zh}"), format!("expected {en} here"))
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Number(Decimal),
    PercentSign,
    Name(String),
    Operator(Operator),
    Power,
    Relation(Relation),
    Open,
    Close,
    Comma,
    And,
    Or,
}

/// Splits a condition into tokens with their places.
fn tokens(source: &str) -> Result<Vec<(usize, Token)>, Problem> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = source[at..].chars().next() {
        let rest = &source[at..];
        let mut length = c.len_utf8();
        let two = rest.get(..2).unwrap_or("");
        let token = match c {
            c if c.is_whitespace() => {
                at += length;
                continue;
            }
            '0'..='9' => {
                length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
                let number = Decimal::parse(&rest[..length]).ok_or_else(|| unexpected(at, "一个数", "a number"))?;
                Token::Number(number)
            }
            '%' | '％' => Token::PercentSign,
            '+' | '＋' => Token::Operator(Operator::Plus),
            '-' | '−' | '–' | '－' => Token::Operator(Operator::Minus),
            '*' | '×' | '·' => Token::Operator(Operator::Times),
            '/' | '÷' | '／' => Token::Operator(Operator::Divided),
            '^' => Token::Power,
            '(' | '（' => Token::Open,
            ')' | '）' => Token::Close,
            ',' | '，' => Token::Comma,
            '=' | '＝' => {
                length += usize::from(two == "==");
                Token::Relation(Relation::Equal)
            }
            '!' if two == "!=" => {
                length = 2;
                Token::Relation(Relation::Unequal)
            }
            '≠' => Token::Relation(Relation::Unequal),
            '<' if two == "<=" => {
                length = 2;
                Token::Relation(Relation::LessOrEqual)
            }
            '>' if two == ">=" => {
                length = 2;
                Token::Relation(Relation::GreaterOrEqual)
            }
            '≤' => Token::Relation(Relation::LessOrEqual),
            '≥' => Token::Relation(Relation::GreaterOrEqual),
            '<' | '＜' => Token::Relation(Relation::Less),
            '>' | '＞' => Token::Relation(Relation::Greater),
            c if is_name_start(c) => {
                length = rest.find(|c: char| !is_name_start(c) && !c.is_ascii_digit()).unwrap_or(rest.len());
                match &rest[..length] {
                    "and" | "且" => Token::And,
                    "or" | "或" => Token::Or,
                    name => Token::Name(name.to_owned()),
                }
            }
            c => {
                return Err(Problem::new(
                    at,
                    format!("条件中不能有“{c}”"),
                    format!("“{c}” cannot stand in a condition"),
                ));
            }
        };
        found.push((at, token));
        at += length;
        if found.len() > LARGEST {
            return Err(Problem::new(at, "条件过长", "the condition is too long"));
        }
    }
    Ok(found)
}

struct Reader<'a> {
    source: &'a str,
    variables: &'a [Variable],
    tokens: Vec<(usize, Token)>,
    next: usize,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str, variables: &'a [Variable]) -> Result<Self, Problem> {
        Ok(Self { source, variables, tokens: tokens(source)?, next: 0 })
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    /// Where the next token stands.
    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.source.len(), |(at, _)| *at)
    }

    fn next(&mut self) -> Option<(usize, Token)> {
        let token = self.tokens.get(self.next).cloned();
        self.next += usize::from(token.is_some());
        token
    }

    fn take(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.next += usize::from(found);
        found
    }

    /// `a = b`, `a < b < c`
    fn comparisons(&mut self) -> Result<Vec<Comparison>, Problem> {
        let mut comparisons = Vec::new();
        let mut start = self.at();
        let mut left = self.sum(0)?;
        loop {
            let end = self.at();
            let Some(Token::Relation(relation)) = self.peek().cloned() else {
                if comparisons.is_empty() {
                    return Err(unexpected(end, "比较（= ≠ < ≤ > ≥）", "a comparison (= ≠ < ≤ > ≥)"));
                }
                return Ok(comparisons);
            };
            self.next += 1;
            let right_start = self.at();
            let right = self.sum(0)?;
            let (one, other) = (left.kind(self.variables)?, right.kind(self.variables)?);
            for (side, beside) in [(&left, other), (&right, one)] {
                if matches!(side.node, Node::Constant { percent: false, .. }) && beside.is_share() && !is_zero(side) {
                    return Err(bare_number(side));
                }
            }
            comparable(one, other, &right)?;
            let text = |from: usize, to: usize| self.source.get(from..to).unwrap_or("").trim().to_owned();
            let written = (text(start, end), text(right_start, self.at()));
            comparisons.push(Comparison { left, relation, right: right.clone(), written });
            left = right;
            start = right_start;
        }
    }

    fn sum(&mut self, depth: usize) -> Result<Expression, Problem> {
        let mut left = self.product(depth)?;
        while let Some(Token::Operator(operator @ (Operator::Plus | Operator::Minus))) = self.peek().cloned() {
            self.next += 1;
            let right = self.product(depth)?;
            left = Expression { at: left.at, node: Node::Binary(operator, Box::new(left), Box::new(right)) };
        }
        Ok(left)
    }

    fn product(&mut self, depth: usize) -> Result<Expression, Problem> {
        let mut left = self.power(depth)?;
        while let Some(Token::Operator(operator @ (Operator::Times | Operator::Divided))) = self.peek().cloned() {
            self.next += 1;
            let right = self.power(depth)?;
            left = Expression { at: left.at, node: Node::Binary(operator, Box::new(left), Box::new(right)) };
        }
        Ok(left)
    }

    fn power(&mut self, depth: usize) -> Result<Expression, Problem> {
        let base = self.atom(depth)?;
        if !self.take(&Token::Power) {
            return Ok(base);
        }
        let at = self.at();
        match self.next() {
            Some((_, Token::Number(power))) => match power.to_integer().and_then(|power| u32::try_from(power).ok()) {
                Some(power) if power <= HIGHEST_POWER => {
                    Ok(Expression { at: base.at, node: Node::Power(Box::new(base), power) })
                }
                _ => Err(unexpected(at, "0 到 8 的整数", "a whole number from 0 to 8")),
            },
            _ => Err(unexpected(at, "0 到 8 的整数", "a whole number from 0 to 8")),
        }
    }

    fn atom(&mut self, depth: usize) -> Result<Expression, Problem> {
        let at = self.at();
        if depth > DEEPEST {
            return Err(Problem::new(at, "括号嵌套过深", "parentheses are nested too deep"));
        }
        match self.next() {
            Some((_, Token::Number(number))) => {
                let percent = self.take(&Token::PercentSign);
                let number = if percent { number.scaled(-2) } else { Some(number) };
                let value = number.ok_or_else(|| unexpected(at, "一个数", "a number"))?.to_rational();
                Ok(Expression { at, node: Node::Constant { value, percent } })
            }
            Some((_, Token::Operator(Operator::Minus))) => {
                let inner = self.power(depth + 1)?;
                Ok(Expression { at, node: Node::Negated(Box::new(inner)) })
            }
            Some((_, Token::Open)) => {
                let inner = self.sum(depth + 1)?;
                self.close()?;
                Ok(Expression { at, ..inner })
            }
            Some((_, Token::Name(name))) if self.peek() == Some(&Token::Open) => self.function(at, &name, depth),
            Some((_, Token::Name(name))) => Ok(Expression { at, node: Node::Variable(self.variable(at, &name)?) }),
            _ => Err(unexpected(at, "数、槽名或括号", "a number, a slot or a parenthesis")),
        }
    }

    fn close(&mut self) -> Result<(), Problem> {
        let at = self.at();
        if self.take(&Token::Close) { Ok(()) } else { Err(unexpected(at, "“)”", "“)”")) }
    }

    fn variable(&self, at: usize, name: &str) -> Result<usize, Problem> {
        self.variables.iter().position(|variable| variable.name == name).ok_or_else(|| {
            let (zh, en) = suggestion(name, self.variables.iter().map(|variable| variable.name.as_str()));
            Problem::new(at, format!("text 中没有名为 {name} 的槽{zh}"), format!("text has no slot called {name}{en}"))
        })
    }

    fn function(&mut self, at: usize, name: &str, depth: usize) -> Result<Expression, Problem> {
        const FUNCTIONS: &[&str] = &["abs", "min", "max", "sum", "count", "value", "shown", "root", "fraction"];
        if !FUNCTIONS.contains(&name) {
            let (zh, en) = suggestion(name, FUNCTIONS.iter().copied());
            return Err(Problem::new(
                at,
                format!("没有名为 {name} 的函数{zh}"),
                format!("there is no function called {name}{en}"),
            ));
        }
        self.next += 1;
        if matches!(name, "sum" | "count") {
            let slot_at = self.at();
            let Some((_, Token::Name(slot))) = self.next() else {
                return Err(unexpected(slot_at, "槽名", "the name of a slot"));
            };
            let index = self.variable(slot_at, &slot)?;
            if !self.variables.get(index).is_some_and(|variable| variable.is_list) {
                return Err(Problem::new(
                    slot_at,
                    format!("{slot} 不是列表：列表写作 {{{slot}:类型+}}"),
                    format!("{slot} is no list: a list is written {{{slot}:type+}}"),
                ));
            }
            self.close()?;
            return Ok(Expression { at, node: if name == "sum" { Node::Sum(index) } else { Node::Count(index) } });
        }
        let mut arguments = vec![self.sum(depth + 1)?];
        while matches!(name, "min" | "max" | "root") && self.take(&Token::Comma) {
            arguments.push(self.sum(depth + 1)?);
        }
        self.close()?;
        if name == "root" {
            let (Some(degree), Some(of), None) = (arguments.pop(), arguments.pop(), arguments.pop()) else {
                return Err(unexpected(at, "root(比值, 次数)", "root(ratio, degree)"));
            };
            return Ok(Expression { at, node: Node::Root(Box::new(of), Box::new(degree)) });
        }
        if name == "shown" {
            return match arguments.pop().map(|argument| argument.node) {
                Some(Node::Variable(index)) if arguments.is_empty() => Ok(Expression { at, node: Node::Shown(index) }),
                _ => Err(unexpected(at, "shown(槽名)", "shown(slot)")),
            };
        }
        let node = match (name, arguments.pop()) {
            ("fraction", Some(argument)) => Node::Fraction(Box::new(argument)),
            ("abs", Some(argument)) => Node::Absolute(Box::new(argument)),
            ("value", Some(argument)) => Node::Value(Box::new(self.as_shown(argument))),
            (_, last) => {
                arguments.extend(last);
                Node::Extreme { greatest: name == "max", of: arguments }
            }
        };
        Ok(Expression { at, node })
    }

    /// The bare number that a text shows: 60.2 for 60.2%, 4 for 4 percentage points, 1.5 for 1.5‰.
    fn as_shown(&self, argument: Expression) -> Expression {
        let kind = match &argument.node {
            Node::Variable(index) | Node::Sum(index) => self.variables.get(*index).map(|variable| variable.kind),
            _ => argument.kind(self.variables).ok(),
        };
        let factor = match kind {
            Some(Type::Percent | Type::ConstantPercent | Type::Point) => 100,
            Some(Type::Permille) => 1000,
            _ => return argument,
        };
        let value = Decimal::integer(factor).to_rational();
        let factor = Expression { at: argument.at, node: Node::Constant { value, percent: false } };
        Expression { at: argument.at, node: Node::Binary(Operator::Times, Box::new(argument), Box::new(factor)) }
    }
}

/// The slots that a side of a condition names, replaced by `show`; `value( … )`, which only leaves out a unit, is left out.
pub fn substituted(written: &str, show: impl Fn(&str) -> Option<String>) -> String {
    let written = &without_value(written);
    let Ok(tokens) = tokens(written) else { return written.to_owned() };
    let mut text = String::with_capacity(written.len() * 2);
    let mut done = 0;
    for (at, token) in tokens {
        if let Token::Name(name) = token
            && let Some(shown) = show(&name)
        {
            text.push_str(written.get(done..at).unwrap_or(""));
            text.push_str(&shown);
            done = at + name.len();
        }
    }
    text.push_str(written.get(done..).unwrap_or(""));
    text
}

/// `value(a)` around a single name is the name.
fn without_value(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut rest = written;
    while let Some((before, after)) = rest.split_once("value(") {
        let name = after.split_once(')').filter(|(name, _)| name.chars().all(|c| c.is_alphanumeric() || c == '_'));
        let whole_word = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        text.push_str(before);
        match name {
            Some((name, after)) if whole_word => {
                text.push_str(name);
                rest = after;
            }
            _ => {
                text.push_str("value(");
                rest = after;
            }
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::finding::Language;

    #[test]
    fn the_proof_leaves_value_out() {
        let shown = substituted("value(a) + abs(b - value(c))", |name| (name.len() == 1).then(|| name.to_uppercase()));
        assert_eq!(shown, "A + abs(B - C)");
    }

    fn variables() -> Vec<Variable> {
        let of = |name: &str, kind| Variable { name: name.to_owned(), kind, is_list: name == "parts" };
        vec![
            of("a", Type::Percent),
            of("b", Type::Percent),
            of("c", Type::Point),
            of("yuan", Type::Quantity(Some(FactType::Measure))),
            of("things", Type::Quantity(Some(FactType::Count))),
            of("n", Type::Pure),
            of("parts", Type::Percent),
            of("any", Type::Mixed),
        ]
    }

    fn problem(source: &str) -> (usize, String) {
        let problem = Condition::read(source, &variables()).expect_err(source);
        (problem.at, problem.text.get(Language::En).to_owned())
    }

    #[test]
    fn well_formed_conditions() {
        for source in [
            "b - a = c",
            "abs(b − a) = c and c > 0",
            "a < b ≤ 100%",
            "(1 + a) × (1 + b) = n",
            "yuan * a = yuan / n",
            "yuan / yuan = a",
            "things + 1 = things or a > 0",
            "sum(parts) = 100%",
            "count(parts) = n",
            "value(any) + value(sum(parts)) = 100",
            "max(a, b) - min(a, b) = c",
            "n ^ 2 = 4",
            "100% - a = b",
            "-n < 3",
        ] {
            assert!(Condition::read(source, &variables()).is_ok(), "{source}: {}", problem(source).1);
        }
    }

    #[test]
    fn problems_name_their_place_and_say_what_to_do() {
        let cases = [
            ("b - d = c", 4, "text has no slot called d"),
            ("b - a", 5, "expected a comparison (= ≠ < ≤ > ≥) here"),
            ("b - = c", 4, "expected a number, a slot or a parenthesis here"),
            ("b - a = b", 8, "the difference of two percentages is in percentage points: use {name:point}"),
            ("a + b = 100", 8, "write the % of a number that stands beside a percentage; did you mean 100%?"),
            ("yuan = things", 7, "a quantity and a count cannot be joined or compared like this"),
            ("yuan + a = yuan", 7, "a quantity and a percentage cannot be joined or compared like this"),
            ("(a = b", 3, "expected “)” here"),
            ("a = b b", 6, "expected and, or or the end here"),
            ("a ^ 9 = b", 4, "expected a whole number from 0 to 8 here"),
            ("sun(parts) = 100%", 0, "there is no function called sun; did you mean sum?"),
            ("sum(a) = 100%", 4, "a is no list: a list is written {a:type+}"),
            ("parts = 100%", 0, "a list can only stand in sum(…) or count(…)"),
            ("any = 1", 0, "a slot of several types can only stand in value(…)"),
            ("a & b", 2, "“&” cannot stand in a condition"),
            ("a = 1.2.3", 4, "expected a number here"),
        ];
        for (source, at, text) in cases {
            assert_eq!(problem(source), (at, text.to_owned()), "{source}");
        }
        assert!(problem(&format!("{}a = b", "(".repeat(60))).1.contains("too deep"));
        assert!(problem(&"a + ".repeat(2 * LARGEST)).1.contains("too long"));
    }

    fn range(low: i64, high: i64) -> Option<Vec<Value>> {
        let interval = Interval::closed(Rational::new(low.into(), 100.into()), Rational::new(high.into(), 100.into()));
        Some(vec![Value { interval, unit: Unit::Of(Vec::new()), shown: None }])
    }

    #[test]
    fn repeated_slots_are_exact_where_the_expression_is_monotone() {
        let variables = [
            Variable { name: "cut".to_owned(), kind: Type::Pure, is_list: false },
            Variable { name: "all".to_owned(), kind: Type::Pure, is_list: false },
        ];
        let values = [range(225, 235), range(1285, 1295)];
        let ends = |source: &str| {
            let (expression, _) = Expression::read(source, &variables).expect("well formed");
            let interval = expression.evaluate(&values).expect("known").interval;
            let show = |bound: &Bound| bound.value().map(|value| crate::facts::interval::show(value, 4));
            (show(&interval.low), show(&interval.high))
        };
        let text = |low: &str, high: &str| (Some(low.to_owned()), Some(high.to_owned()));
        assert_eq!(ends("cut / (all - cut)"), text("0.2103", "0.2238"));
        assert_eq!(ends("cut / (cut + all)"), text("0.148", "0.1546"));
        assert_eq!(ends("all - all"), text("0", "0"));
        assert_eq!(ends("cut - cut * all + all * cut"), text("2.025", "2.585"));
    }

    #[test]
    fn units_must_agree() {
        let variables = [
            Variable { name: "a".to_owned(), kind: Type::Quantity(None), is_list: false },
            Variable { name: "b".to_owned(), kind: Type::Quantity(None), is_list: false },
        ];
        let of = |value: i64, unit: &str| {
            let interval = Interval::point(Decimal::integer(value).to_rational());
            Some(vec![Value { interval, unit: Unit::Of(vec![(unit.to_owned(), 1)]), shown: None }])
        };
        let fails = |source: &str, values: &Values| {
            Condition::read(source, &variables).expect("well formed").failure(values, |_| true).is_some()
        };
        assert!(fails("a = b", &[of(1, "元"), of(2, "元")]));
        assert!(!fails("a = b", &[of(1, "元"), of(2, "美元")]));
        assert!(!fails("a = b", &[of(1, "元"), None]));
        assert!(fails("a / b = 3", &[of(1, "元"), of(2, "元")]));
        assert!(!fails("a / b = 3", &[of(1, "元"), of(2, "亩")]));
        assert!(fails("value(a) / value(b) = 3", &[of(1, "元"), of(2, "亩")]));
        assert!(fails("a > b or a = b", &[of(1, "元"), of(2, "元")]));
        assert!(!fails("a < b or a = b", &[of(1, "元"), of(2, "元")]));
    }

    proptest! {
        #[test]
        fn no_condition_panics(source in "[abcn0-9+*/^()=<> .,%–且或和-]{0,40}") {
            if let Ok(condition) = Condition::read(&source, &variables()) {
                let values: Vec<_> = variables().iter().map(|_| range(-50, 75)).collect();
                let _ = (condition.failure(&values, |_| true), condition.is_certain(&values));
            }
        }

        #[test]
        fn true_values_are_never_refuted(
            source in prop::sample::select(vec!["x * y / (x + y)", "abs(x - y) * x", "(x - y) / y", "x ^ 3 - x * y", "max(x, y) - x"]),
            x in -300_i64..300, y in -300_i64..300, slack in 0_i64..60,
        ) {
            let of = |name: &str| Variable { name: name.to_owned(), kind: Type::Pure, is_list: false };
            let variables = [of("x"), of("y")];
            let (expression, _) = Expression::read(source, &variables).expect("well formed");
            let exact = expression.evaluate(&[range(x, x), range(y, y)]).expect("known").interval;
            let wide = expression.evaluate(&[range(x - slack, x + slack), range(y - slack, y + slack)]).expect("known").interval;
            if let Some(value) = exact.single() {
                prop_assert!(wide.contains(value));
            }
        }
    }
}
