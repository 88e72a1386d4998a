//! How conditions are written: signs in ASCII and as Chinese texts have them, names of slots, functions. Takes the source, gives
//! comparisons and expressions, or a problem with its place; nesting and length are bounded.

use crate::facts::interval::Decimal;
use crate::rules::error::{Problem, suggestion};
use crate::rules::phrase::is_name_start;

use super::kind::{bare_number, comparable, is_zero};
use super::{Comparison, Expression, Node, Operator, Relation, Type, Variable, index_of};

/// Parentheses and signs may be nested this deep.
const DEEPEST: usize = 24;
/// An expression may have this many parts.
pub const LARGEST: usize = 400;
/// The greatest exponent.
const HIGHEST_POWER: u32 = 8;

pub fn unexpected(at: usize, zh: &str, en: &str) -> Problem {
    Problem::new(at, format!("此处应为{zh}"), format!("expected {en} here"))
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
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

/// A condition while it is read.
pub struct Reader<'a> {
    source: &'a str,
    variables: &'a [Variable],
    tokens: Vec<(usize, Token)>,
    next: usize,
}

impl<'a> Reader<'a> {
    pub fn new(source: &'a str, variables: &'a [Variable]) -> Result<Self, Problem> {
        Ok(Self { source, variables, tokens: tokens(source)?, next: 0 })
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    /// Where the next token stands.
    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.source.len(), |(at, _)| *at)
    }

    pub fn next(&mut self) -> Option<(usize, Token)> {
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
    pub fn comparisons(&mut self) -> Result<Vec<Comparison>, Problem> {
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
            comparisons.push(Comparison::new(left, relation, right.clone(), written));
            left = right;
            start = right_start;
        }
    }

    pub fn sum(&mut self, depth: usize) -> Result<Expression, Problem> {
        self.joined(&[Operator::Plus, Operator::Minus], |reader| reader.product(depth))
    }

    fn product(&mut self, depth: usize) -> Result<Expression, Problem> {
        self.joined(&[Operator::Times, Operator::Divided], |reader| reader.power(depth))
    }

    /// Parts with one of the operators between each two, from the left.
    fn joined(
        &mut self,
        operators: &[Operator],
        part: impl Fn(&mut Self) -> Result<Expression, Problem>,
    ) -> Result<Expression, Problem> {
        let mut left = part(self)?;
        while let Some(&Token::Operator(operator)) = self.peek()
            && operators.contains(&operator)
        {
            self.next += 1;
            let right = part(self)?;
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
            Some((_, Token::Name(name))) => {
                Ok(Expression { at, node: Node::Variable(index_of(self.variables, at, &name)?) })
            }
            _ => Err(unexpected(at, "数、槽名或括号", "a number, a slot or a parenthesis")),
        }
    }

    fn close(&mut self) -> Result<(), Problem> {
        let at = self.at();
        if self.take(&Token::Close) { Ok(()) } else { Err(unexpected(at, "“)”", "“)”")) }
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
            let index = index_of(self.variables, slot_at, &slot)?;
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
