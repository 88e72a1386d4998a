//! What the parts of a condition mean: a percentage and a number of things cannot be added, the difference of two percentages
//! is in percentage points. Takes an expression and the types of its slots, gives its type or says what does not fit.

use num_traits::{One, Zero};

use crate::rules::error::Problem;
use crate::rules::shape::FactType;

use super::{Expression, Node, Operator, Type, Variable};

impl Expression {
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
                let mut kinds = of.iter().map(|part| part.kind(variables).map(|kind| (kind, part)));
                let Some(first) = kinds.next() else { return Ok(Type::Constant) };
                let (first, _) = first?;
                kinds.try_fold(first, |joined, next| {
                    let (kind, part) = next?;
                    comparable(joined, kind, part).map(|()| joined)
                })
            }
            Node::Binary(operator, left, right) => joined(*operator, left, right, variables),
        }
    }
}

/// The type of two expressions that an operator joins.
fn joined(operator: Operator, left: &Expression, right: &Expression, variables: &[Variable]) -> Result<Type, Problem> {
    let (one, other) = (left.kind(variables)?, right.kind(variables)?);
    let kind = match operator {
        Operator::Plus | Operator::Minus => {
            check_constant(one, other, left)?;
            check_constant(other, one, right)?;
            sum_kind(operator, one, other)
        }
        Operator::Times => product_kind(one, other),
        Operator::Divided => quotient_kind(one, other),
    };
    kind.ok_or_else(|| mismatch(right.at, one, other))
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

pub fn bare_number(expression: &Expression) -> Problem {
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
pub fn comparable(one: Type, other: Type, right: &Expression) -> Result<(), Problem> {
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

pub fn is_zero(expression: &Expression) -> bool {
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
