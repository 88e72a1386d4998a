//! Indicators: a named figure (地区生产总值达到352.6亿元) with everything that it takes to compare it with another mention of
//! itself: area, period, whether it is reached or planned, unit. Takes the view and the facts; what lacks a part of the key
//! is left out. Knows nothing of what conflicts.

pub mod label;
mod name;
mod period;

use crate::facts::interval::{Interval, power_of_ten};
use crate::facts::quantity::{Qualifier, Quantity, Rounding, UnitKind};
use crate::facts::rational::Rational;
use crate::facts::{Facts, View};
use crate::span::ViewSpan;

pub use name::Named;
use name::Which;
pub use period::{Period, Periods, Said};

/// What two mentions must share to be one figure.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IndicatorKey {
    /// Its name as written, without time, area and verb: 一般公共预算收入.
    pub name: String,
    /// 市 for 全市, 我市; empty for the area that the document is about.
    pub area: String,
    /// The calendar year.
    pub year: u32,
    /// True for what is planned or expected.
    pub planned: bool,
    /// The unit without its multiplier.
    pub unit: String,
}

/// A mention of an indicator.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// What it is.
    pub key: IndicatorKey,
    /// Its value: an index of [`Facts::quantities`].
    pub quantity: u32,
    /// What the value can be, read as it is meant where a figure is told again: 350亿元 is said of 352.6亿元 too.
    pub interval: Interval,
    /// True for what the text calls an estimate: 预计, 初步核算.
    pub estimated: bool,
    /// The value's place.
    pub span: ViewSpan,
}

/// A value with the words that name it.
#[derive(Clone, Debug)]
pub struct NamedValue {
    /// An index of [`Facts::quantities`].
    pub quantity: u32,
    /// Its name.
    pub named: Named,
}

/// Every mention with a whole key, in text order.
pub fn read(view: &View, facts: &Facts) -> Vec<Indicator> {
    let periods = Periods::read(view, facts);
    let values = named(view, facts, Which::Known).into_iter();
    values.filter_map(|value| mention(view, facts, &periods, &value)).collect()
}

/// Every value that words stand before which may be its name, in text order.
pub fn named_values(view: &View, facts: &Facts) -> Vec<NamedValue> {
    named(view, facts, Which::Any)
}

fn named(view: &View, facts: &Facts, which: Which) -> Vec<NamedValue> {
    let mut values: Vec<NamedValue> = Vec::new();
    for (quantity, index) in facts.quantities.iter().zip(0..) {
        // 由2017年的352亿元增加到2022年的580亿元: the second value has the name of the first.
        let open = values.last().filter(|last| last.named.is_start && last.quantity + 1 == index);
        let named = name_of(view, facts, quantity, index, open.map(|open| &open.named), which);
        values.extend(named.map(|named| NamedValue { quantity: index, named }));
    }
    values
}

fn name_of(
    view: &View,
    facts: &Facts,
    quantity: &Quantity,
    index: u32,
    open: Option<&Named>,
    which: Which,
) -> Option<Named> {
    let is_share = quantity.kind == UnitKind::Percent;
    if !is_share && !matches!(quantity.kind, UnitKind::Measure | UnitKind::Count) || quantity.number.value.mantissa == 0
    {
        return None;
    }
    // 352亿元的三成, 80亿元的项目: no value of the name before it.
    let after = view.text().get(quantity.span.end as usize..)?;
    if after.starts_with(['的', '～', '—', '-']) {
        return None;
    }
    let named = name::read(view, facts, quantity, index, open, which)?;
    (is_share == named.name.ends_with('率')).then_some(named)
}

fn mention(view: &View, facts: &Facts, periods: &Periods, value: &NamedValue) -> Option<Indicator> {
    let quantity = facts.quantities.get(value.quantity as usize)?;
    let named = &value.named;
    let period = periods.of(view, facts, quantity, named)?;
    let unit = view.slice(quantity.unit).trim().to_owned();
    let key = IndicatorKey {
        name: named.name.clone(),
        area: named.area.clone(),
        year: period.year,
        planned: period.planned,
        unit,
    };
    let interval = as_retold(quantity)?;
    Some(Indicator { key, quantity: value.quantity, interval, estimated: period.estimated, span: quantity.span })
}

/// What a value can be where it is told again: a round one may stand for what is near it.
///
/// 2022年地区生产总值352.6亿元 … 地区生产总值达到350亿元: the same.
pub fn as_retold(quantity: &Quantity) -> Option<Interval> {
    let value = quantity.number.value;
    let place = value.last_significant_place();
    let is_round = quantity.qualifier == Qualifier::Exact && place > value.exponent;
    if !is_round {
        return quantity.interval(Rounding::Half);
    }
    let (value, place) = (value.to_rational(), power_of_ten(place));
    let half = &place * Rational::half();
    Some(Interval::closed(&value - half, value + place))
}
