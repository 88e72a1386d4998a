//! Conditions over the slots of a rule: how they are read (`b - a = c and c > 0`) is in `reader`, what types their parts have
//! in `kind`, what they come to in exact interval arithmetic in `value`. A condition is false only if no values inside the intervals make it true: widening an
//! interval can hide an error, never invent one. The language is described in `docs/rule-language.md`.

mod kind;
mod reader;
mod value;

use num_traits::Zero;

use crate::facts::interval::{Bound, Interval};
use crate::facts::rational::Rational;
use crate::rules::error::{Problem, suggestion};
use crate::rules::shape::FactType;

use reader::{Reader, Token, unexpected};

pub use reader::substituted;

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

/// The index of the variable called `name`, which stands at byte `at` of its source.
///
/// # Errors
/// [`Problem`] if there is none, with the one that may be meant.
pub fn index_of(variables: &[Variable], at: usize, name: &str) -> Result<usize, Problem> {
    let names = || variables.iter().map(|variable| variable.name.as_str());
    names().position(|known| known == name).ok_or_else(|| {
        let (zh, en) = suggestion(name, names());
        Problem::new(at, format!("text 中没有名为 {name} 的槽{zh}"), format!("text has no slot called {name}{en}"))
    })
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

impl Relation {
    /// How it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "≠",
            Self::Less => "<",
            Self::LessOrEqual => "≤",
            Self::Greater => ">",
            Self::GreaterOrEqual => "≥",
        }
    }

    /// How two sides compare where it does not hold.
    pub fn negated(self) -> Self {
        match self {
            Self::Equal => Self::Unequal,
            Self::Unequal => Self::Equal,
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
        }
    }
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
    /// Left minus right.
    difference: Expression,
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
    fn new(left: Expression, relation: Relation, right: Expression, written: (String, String)) -> Self {
        let difference = Node::Binary(Operator::Minus, Box::new(left.clone()), Box::new(right.clone()));
        let difference = Expression { at: left.at, node: difference };
        Self { left, relation, right, written, difference }
    }

    /// Left minus right, in the unit of both. `None` if a value is not known or the units differ.
    fn difference(&self, values: &Values) -> Option<Interval> {
        self.difference.evaluate(values).map(|value| value.interval)
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
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::facts::interval::Decimal;
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
        assert!(problem(&"a + ".repeat(2 * reader::LARGEST)).1.contains("too long"));
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
