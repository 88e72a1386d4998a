//! A match of a declarative rule: what its slots are filled with, what values these have, whether the equation can be
//! true of them, and the relation as it is listed.

use std::ops::Range;
use std::sync::Arc;

use crate::checks::{Context, Report};
use crate::facts::OPAQUE;
use crate::facts::calendar::Day;
use crate::facts::date::Date;
use crate::facts::interval::{Decimal, Interval};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip;
use crate::finding::{Language, Message, Shown};
use crate::relation::{self, Member, Relation};
use crate::rules::Rule;
use crate::rules::amount::Form;
use crate::rules::equation::{Comparison, Type, Unit, Value, substituted};
use crate::rules::matcher::Captures;
use crate::rules::phrase::Group;
use crate::rules::shape::{Fact, Placed, Shape};
use crate::span::{Span, ViewSpan};

use super::run::formula;
use super::told::shown_day;
use super::{Doubt, Exception, Placeholder, Program};

/// Days are counted from the start of this year.
pub(super) const EPOCH_YEAR: u32 = 2000;

/// A slot that a match filled.
#[derive(Clone, Debug)]
pub(super) struct Filled {
    pub(super) facts: Vec<Placed>,
    /// With the words around that qualify it.
    pub(super) view: ViewSpan,
}

/// A match of a rule's text.
pub(super) struct Match<'a> {
    pub(super) cx: &'a Context<'a>,
    pub(super) shape: &'a Shape,
    pub(super) program: &'a Program,
    pub(super) captures: Captures,
}

/// What a match says.
pub(super) struct Verdict<'a> {
    pub(super) filled: Vec<Option<Filled>>,
    pub(super) values: Vec<Option<Vec<Value>>>,
    /// The comparison that cannot be true; `None` for a pattern.
    pub(super) failure: Option<&'a Comparison>,
    /// True if there is a doubt, and a slip of the pen explains what is written.
    pub(super) is_slip: bool,
}

/// Why nothing is said about a match.
struct Unjudged {
    reason: Message,
    /// What an exception of the rule says, if that is the reason.
    doubt: Option<Doubt>,
}

impl<'a> Match<'a> {
    pub(super) fn range(&self) -> Range<usize> {
        self.captures.get(0).unwrap_or(0..0)
    }

    /// What is wrong here, if anything is.
    pub(super) fn judge(&self) -> Option<Verdict<'a>> {
        let range = self.range();
        if range.is_empty() || self.shape.text[range].contains(OPAQUE) {
            return None;
        }
        let filled = self.filled()?;
        if self.has_opaque(&filled) || self.continues() {
            return None;
        }
        let values = self.values(&filled);
        if self.program.when.as_ref().is_some_and(|when| !when.is_certain(&values)) {
            return None;
        }
        let failure = match &self.program.holds {
            Some(holds) => Some(holds.failure(&values, |slot| filled.get(slot).is_some_and(Option::is_some))?),
            None => None,
        };
        // What holds needs no exception, and most does.
        let is_certain = |doubt: Doubt| failure.is_some_and(|failure| !self.program.is_in_doubt(failure, doubt));
        let (failure, is_slip) = match self.exception() {
            None => (failure, false),
            Some((Doubt::Excluded, _)) => return None,
            Some((doubt, _)) if is_certain(doubt) => (failure, false),
            Some((doubt, _)) if failure.is_some_and(|failure| self.is_slip(doubt, failure, &filled, &values)) => {
                (failure, true)
            }
            Some((doubt, _)) if doubt.is_of_rates() => (Some(self.failure_of_amounts(&filled, &values)?), false),
            Some(_) => return None,
        };
        Some(Verdict { filled, values, failure, is_slip })
    }

    /// The comparison that cannot be true, rates left aside.
    fn failure_of_amounts(&self, filled: &[Option<Filled>], values: &[Option<Vec<Value>>]) -> Option<&'a Comparison> {
        let amounts =
            values.iter().enumerate().map(|(index, value)| value.clone().filter(|_| !self.program.is_rate(index)));
        let amounts: Vec<_> = amounts.collect();
        let is_filled = |slot: usize| filled.get(slot).is_some_and(Option::is_some) && !self.program.is_rate(slot);
        self.program.holds.as_ref()?.failure(&amounts, is_filled)
    }

    /// The facts of each variable. `None` if two slots of one name are filled.
    pub(super) fn filled(&self) -> Option<Vec<Option<Filled>>> {
        let mut filled: Vec<Option<Filled>> = vec![None; self.program.variables.len()];
        let referenced = |index: usize| self.program.phrase.slots.get(index).is_some_and(|slot| !slot.is_ambiguous);
        for (number, group) in self.program.phrase.groups.iter().enumerate() {
            let (Group::Slot(slot), Some(found)) = (group, self.captures.get(number + 1)) else { continue };
            if !referenced(*slot) {
                continue;
            }
            let facts = self.shape.facts_between(found.start, found.end).to_vec();
            let view = self.shape.view(found.start, found.end);
            let target = filled.get_mut(*self.program.variable_of.get(*slot)?)?;
            if target.replace(Filled { facts, view }).is_some() {
                return None;
            }
        }
        Some(filled)
    }

    /// True if the match begins or ends inside something larger.
    ///
    /// 提高到60%至65%: 60% is one end of a range. 3：4：5 inside 3：4：5：6 is no ratio of three.
    pub(super) fn continues(&self) -> bool {
        const MARKS: &[char] =
            &['至', '到', '～', '~', '-', '—', '–', '：', ':', '∶', '/', '／', '×', '*', '+', '＋', '.'];
        let is_fact = |c: char| ('\u{E000}'..='\u{E00A}').contains(&c);
        let range = self.range();
        let (before, after) = (&self.shape.text[..range.start], &self.shape.text[range.end..]);
        let inside = &self.shape.text[range];
        let goes_on =
            inside.ends_with(is_fact) && after.strip_prefix(MARKS).is_some_and(|rest| rest.starts_with(is_fact));
        let began =
            inside.starts_with(is_fact) && before.strip_suffix(MARKS).is_some_and(|rest| rest.ends_with(is_fact));
        goes_on || began
    }

    /// True if a slip of the pen explains why the comparison fails: had the writer not changed the places of two digits or the
    /// like, it would be true. 占收入的36.3% where 63.3% of the amount before would be right: that another amount is meant is no
    /// longer likely.
    fn is_slip(
        &self,
        doubt: Doubt,
        failure: &Comparison,
        filled: &[Option<Filled>],
        values: &[Option<Vec<Value>>],
    ) -> bool {
        let Some((index, expression, _)) = failure.solved() else { return false };
        let expected = expression.evaluate(values).map(|expected| expected.interval);
        match doubt {
            Doubt::Excluded | Doubt::Adjusted => false,
            Doubt::Doubtful => {
                expected.is_some_and(|expected| is_narrow(&expected))
                    && self.explains(failure, values, index, self.meant(index, filled, slip::meant_by))
            }
            Doubt::Revised => {
                let Some(Some(stated)) = values.get(index).map(|values| values.as_ref()?.first()) else { return false };
                // The numbers themselves must agree, not the widest ranges that they stand for.
                let mut shown = self.nominal_values(filled);
                shown[index] = Some(vec![stated.clone()]);
                let margin = if self.is_ratio(index, filled) { MARGIN_OF_RATIOS } else { MARGIN_OF_RATES };
                let is_off_by =
                    |margin| expected.as_ref().is_some_and(|expected| is_far(&stated.interval, expected, margin));
                let is_far_off = is_off_by(MARGIN_FAR_OFF);
                let known = if is_far_off { values } else { &shown };
                let is_near = |other: usize| {
                    let meant = self.meant(other, filled, slip::near).into_iter();
                    let meant = meant.map(|meant| if is_far_off || other == index { meant } else { as_shown(meant) });
                    self.explains(failure, known, other, meant.collect())
                };
                self.explains(failure, &shown, index, self.meant(index, filled, slip::swaps))
                    || is_off_by(margin) && failure.variables().into_iter().any(is_near)
            }
        }
    }

    /// True for a number without a unit.
    fn is_ratio(&self, index: usize, filled: &[Option<Filled>]) -> bool {
        let slot = filled.get(index).and_then(Option::as_ref);
        let quantity = slot.and_then(|slot| self.quantity(slot.facts.first()?));
        quantity.is_some_and(|quantity| quantity.kind == UnitKind::None)
    }

    /// True if the comparison holds with one of `meant` in place of what the variable `index` has.
    fn explains(&self, failure: &Comparison, values: &[Option<Vec<Value>>], index: usize, meant: Vec<Value>) -> bool {
        let mut values = values.to_vec();
        meant.into_iter().any(|meant| {
            let Some(value) = values.get_mut(index) else { return false };
            *value = Some(vec![meant]);
            failure.state(&values) == Some(true)
        })
    }

    /// What the one number of a slot may have been meant to be.
    fn meant(&self, index: usize, filled: &[Option<Filled>], meant: fn(Decimal) -> Vec<Decimal>) -> Vec<Value> {
        let (Some(Some(Filled { facts, .. })), Some(variable)) = (filled.get(index), self.program.variables.get(index))
        else {
            return Vec::new();
        };
        let [fact] = &facts[..] else { return Vec::new() };
        if let Some(quantity) = self.quantity(fact).filter(|quantity| quantity.qualifier == Qualifier::Exact) {
            let read = |meant| {
                let quantity = quantity.with_value(meant);
                let interval = quantity.interval(self.cx.facts.rounding)?;
                let shown = quantity.value() * Form::of(variable.kind, 0).scale;
                Some(Value { shown: Some(shown), ..self.measured(fact, interval, variable.kind) })
            };
            return meant(quantity.number.value).into_iter().filter_map(read).collect();
        }
        let Some(year) = self.value(fact, variable.kind).filter(|_| variable.kind == Type::Year) else {
            return Vec::new();
        };
        let digits = year.interval.single().and_then(|year| year.to_integer().try_into().ok());
        let years = digits.map(|digits| meant(Decimal::integer(digits))).unwrap_or_default();
        let read = |meant: Decimal| Value { interval: Interval::point(meant.to_rational()), ..year.clone() };
        years.into_iter().map(read).collect()
    }

    /// What an exception of the rule that touches the match says, and where it does, in the shape.
    fn exception(&self) -> Option<(Doubt, Range<usize>)> {
        let range = self.range();
        self.program.exceptions.iter().find_map(|Exception { phrase, doubt, .. }| {
            let found = phrase.matcher().ok()?.find_iter(&self.shape.text);
            let found = found.into_iter().find(|found| found.start <= range.end && found.end >= range.start)?;
            Some((*doubt, found))
        })
    }

    fn has_opaque(&self, filled: &[Option<Filled>]) -> bool {
        let opaque = |fact: &Placed| self.cx.facts.is_opaque(fact.view);
        filled.iter().flatten().flat_map(|slot| &slot.facts).any(opaque)
    }

    pub(super) fn values(&self, filled: &[Option<Filled>]) -> Vec<Option<Vec<Value>>> {
        self.values_by(filled, |fact, kind| self.value(fact, kind))
    }

    /// What `value` says of the facts of every slot; `None` for a slot that is not filled or has a fact without a value.
    pub(super) fn values_by(
        &self,
        filled: &[Option<Filled>],
        value: impl Fn(&Placed, Type) -> Option<Value>,
    ) -> Vec<Option<Vec<Value>>> {
        let of_slot = |slot: &Option<Filled>, kind| slot.as_ref()?.facts.iter().map(|fact| value(fact, kind)).collect();
        filled.iter().zip(&self.program.variables).map(|(slot, variable)| of_slot(slot, variable.kind)).collect()
    }

    /// Every comparison whose slots are filled here, as a relation.
    pub(super) fn relations(&self, report: &mut Report) {
        let range = self.range();
        let (Some(holds), Some(filled)) = (&self.program.holds, self.filled()) else { return };
        if range.is_empty() {
            return;
        }
        let values = self.values(&filled);
        if self.program.when.as_ref().is_some_and(|when| !when.is_certain(&values)) {
            return;
        }
        let unjudged = self.unjudged(&filled);
        let is_filled = |index: usize| filled.get(index).is_some_and(Option::is_some);
        let fails = holds.failure(&values, is_filled).is_some();
        let mut seen: Vec<&Comparison> = Vec::new();
        for comparison in holds.comparisons() {
            // One comparison may stand in several readings.
            let is_new = !seen.iter().any(|known| formula(known) == formula(comparison));
            if is_new && comparison.variables().into_iter().all(is_filled) {
                seen.push(comparison);
            }
        }
        let mut verdict = Verdict { filled, values, failure: None, is_slip: false };
        for comparison in seen {
            let unjudged = unjudged
                .as_ref()
                .filter(|unjudged| unjudged.doubt.is_none_or(|doubt| self.program.is_in_doubt(comparison, doubt)));
            let doubt = unjudged.and_then(|unjudged| unjudged.doubt);
            let known = |index: &usize| verdict.values.get(*index).is_some_and(Option::is_some);
            let outcome = match (unjudged, comparison.state(&verdict.values)) {
                // 财政收入由…: its base may be another one than it seems, but numbers that agree are no accident.
                (Some(_), Some(true)) if matches!(doubt, Some(Doubt::Doubtful | Doubt::Revised)) => {
                    relation::Verdict::Holds
                }
                (Some(_), Some(false))
                    if fails
                        && doubt
                            .is_some_and(|doubt| self.is_slip(doubt, comparison, &verdict.filled, &verdict.values)) =>
                {
                    relation::Verdict::Contradicted
                }
                (Some(unjudged), _) => relation::Verdict::NotChecked(unjudged.reason.clone()),
                (None, None) if comparison.variables().iter().all(known) => {
                    relation::Verdict::NotChecked(Message::new("units"))
                }
                (None, None) => relation::Verdict::NotChecked(Message::new("extent")),
                (None, Some(true)) => relation::Verdict::Holds,
                (None, Some(false)) if fails => relation::Verdict::Contradicted,
                // Another reading of the same match holds.
                (None, Some(false)) => continue,
            };
            verdict.failure = Some(comparison);
            if let Some(relation) = self.relation(comparison, &verdict, outcome, report.rule()) {
                report.relation(|_| relation);
            }
        }
    }

    /// Why nothing is said about the match, whatever its numbers.
    fn unjudged(&self, filled: &[Option<Filled>]) -> Option<Unjudged> {
        if self.shape.text[self.range()].contains(OPAQUE) || self.has_opaque(filled) {
            return Some(Unjudged { reason: Message::new("damaged"), doubt: None });
        }
        if self.continues() {
            return Some(Unjudged { reason: Message::new("continues"), doubt: None });
        }
        let (doubt, found) = self.exception()?;
        let word = self.cx.written(self.shape.view(found.start, found.end)).trim().to_owned();
        let reason = Message::new("excepted").arg("word", word);
        Some(Unjudged { reason, doubt: Some(doubt) })
    }

    pub(super) fn relation(
        &self,
        comparison: &Comparison,
        verdict: &Verdict,
        outcome: relation::Verdict,
        rule: &Arc<Rule>,
    ) -> Option<Relation> {
        let mut members = Vec::new();
        let mut texts: Vec<(&str, String)> = Vec::new();
        for index in comparison.variables() {
            let (variable, slot) = (self.program.variables.get(index)?, verdict.filled.get(index)?.as_ref()?);
            let mut written = Vec::new();
            for fact in &slot.facts {
                let place = self.place(fact);
                let shown = match self.value(fact, variable.kind) {
                    Some(value) if variable.kind == Type::Date => shown_day(&value.interval),
                    Some(value) => self.form_of(fact, variable.kind).interval(&value.interval),
                    None => Shown::Text(self.cx.written(place).to_owned()),
                };
                written.push(self.cx.written(place).to_owned());
                members.push(Member {
                    name: variable.name.clone().into(),
                    span: self.cx.source(place),
                    interval: self.quantity(fact).and_then(|quantity| quantity.interval(self.cx.facts.rounding)),
                    shown,
                });
            }
            texts.push((&variable.name, written.join(" + ")));
        }
        let expected = comparison.solved().and_then(|(_, expression, _)| expression.evaluate(&verdict.values));
        let shown = expected.as_ref().map(|_| self.shown(&Placeholder::Expected, verdict, ViewSpan::empty(0)));
        let is_contradicted = outcome == relation::Verdict::Contradicted;
        let with_numbers = |side: &str| {
            let side = substituted(side, |name| {
                let found = texts.iter().find(|(known, _)| *known == name);
                found.map(|(_, text)| text.clone())
            });
            side.replace(" / ", " ÷ ").replace(" * ", " × ").replace(" - ", " − ")
        };
        let is_equal = comparison.relation == crate::rules::equation::Relation::Equal;
        let reading = match (&expected, &shown) {
            (Some(value), Some(shown)) if is_equal && value.interval.single().is_none() => {
                let stated = self.shown(&Placeholder::Stated, verdict, ViewSpan::empty(0));
                let sign = if is_contradicted { "∌" } else { "∋" };
                let of = |language| format!("{} {sign} {}", shown.get(language), stated.get(language));
                Shown::Word { zh: of(Language::Zh).into(), en: of(Language::En).into() }
            }
            _ => {
                let sign = match is_contradicted {
                    true => comparison.relation.negated().sign(),
                    false if is_equal && self.holds_as_shown(comparison, verdict) == Some(false) => "≈",
                    false => comparison.relation.sign(),
                };
                let (left, right) = &comparison.written;
                Shown::Text(format!("{} {sign} {}", with_numbers(left), with_numbers(right)))
            }
        };
        Some(Relation {
            rule: Arc::clone(rule),
            span: members.iter().map(|member| member.span).reduce(Span::to)?,
            formula: formula(comparison),
            members,
            expected: shown,
            reading,
            verdict: outcome,
        })
    }

    pub(super) fn quantity(&self, fact: &Placed) -> Option<&'a Quantity> {
        match fact.fact {
            Fact::Quantity(index) => self.cx.facts.quantities.get(index as usize),
            Fact::Date(_) | Fact::Range => None,
        }
    }

    /// What a fact can be, with its unit. A slot of several types has the bare number.
    pub(super) fn value(&self, fact: &Placed, kind: Type) -> Option<Value> {
        if let Fact::Date(index) = fact.fact {
            return calendar_value(self.cx.facts.dates.get(index as usize)?, kind);
        }
        let quantity = self.quantity(fact)?;
        Some(self.measured(fact, quantity.interval(self.cx.facts.rounding)?, kind))
    }

    /// The shown number itself.
    pub(super) fn nominal(&self, fact: &Placed, kind: Type) -> Option<Value> {
        if matches!(fact.fact, Fact::Date(_)) {
            return self.value(fact, kind);
        }
        let quantity = self.quantity(fact).filter(|quantity| quantity.qualifier == Qualifier::Exact)?;
        Some(self.measured(fact, Interval::point(quantity.value()), kind))
    }

    fn measured(&self, fact: &Placed, interval: Interval, kind: Type) -> Value {
        let unit = match kind {
            Type::Quantity(_) => {
                let unit = self.quantity(fact).map_or("", |quantity| self.cx.view.slice(quantity.unit));
                Unit::Of(vec![(same_unit(unit).to_owned(), 1)])
            }
            _ => Unit::Of(Vec::new()),
        };
        let scale = Form::of(kind, 0).scale;
        let shown = self.quantity(fact).map(|quantity| quantity.value() * &scale);
        Value { interval: interval.scaled(&scale), unit, shown }
    }
}

/// True if the ends are so close that a number falls between them by accident about never.
fn is_narrow(interval: &Interval) -> bool {
    const SHARE_OF_VALUE: i64 = 40;
    let (Some(low), Some(high)) = (interval.low.value(), interval.high.value()) else { return false };
    (high - low) * Decimal::integer(SHARE_OF_VALUE).to_rational() <= high.abs()
}

/// The number itself, not what it can stand for.
fn as_shown(value: Value) -> Value {
    let shown = value.shown.clone().map(Interval::point);
    Value { interval: shown.unwrap_or_else(|| value.interval.clone()), ..value }
}

/// What no revision of a base does to a rate of change, and what the ratio of another year is not off by: one part in so many.
const MARGIN_OF_RATES: i64 = 4;
const MARGIN_OF_RATIOS: i64 = 10;
/// Off by the whole of it: what amounts can stand for is asked then, and not only what they show.
const MARGIN_FAR_OFF: i64 = 1;

/// True if what is stated is off by one part in `margin` or more.
fn is_far(stated: &Interval, expected: &Interval, margin: i64) -> bool {
    let part_more = |interval: &Interval| {
        let high = interval.high.value()?;
        Some(high + high.abs() / Decimal::integer(margin).to_rational())
    };
    let is_above = |one: &Interval, other: &Interval| {
        one.low.value().zip(part_more(other)).is_some_and(|(low, high)| *low >= high)
    };
    is_above(stated, expected) || is_above(expected, stated)
}

/// A year counts years, a date with its year counts days; both are exact.
fn calendar_value(date: &Date, kind: Type) -> Option<Value> {
    let (count, unit) = match kind {
        Type::Year => (i64::from(date.gregorian_year()?), "年"),
        Type::Date => (i64::from(date.gregorian()?.days_since(Day::new(EPOCH_YEAR, 1, 1)?)), "天"),
        _ => return None,
    };
    let interval = Interval::point(Decimal::integer(count).to_rational());
    Some(Value { interval, unit: Unit::Of(vec![(unit.to_owned(), 1)]), shown: None })
}

/// One name for units that are the same.
fn same_unit(unit: &str) -> &str {
    match unit.trim() {
        "千米" | "km" => "公里",
        "千克" | "kg" => "公斤",
        "平方千米" => "平方公里",
        "日" => "天",
        unit => unit,
    }
}
