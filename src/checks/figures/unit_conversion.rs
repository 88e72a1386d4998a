//! figures/unit-conversion: one amount in two units, 30万亩（2万公顷）, that differ. Units that are not read with their numbers are read from the words
//! between and behind ([`measures`]).

mod measures;

use std::sync::Arc;

use crate::checks::figures::breakdown::{gap, head};
use crate::checks::{Context, Report};
use crate::facts::cue::Cues;
use crate::facts::interval::{Decimal, Interval, power_of_ten, show};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::rational::Rational;
use crate::facts::slip;
use crate::finding::{Language, Message, Shown};
use crate::relation::{Member, Relation, Verdict};
use crate::severity::Severity;
use crate::span::ViewSpan;

/// Units with a fixed ratio: one of the first is so many of the second.
const RATIOS: &[(&str, &str, i64)] = &[
    ("公顷", "亩", 15),
    ("平方公里", "亩", 1500),
    ("平方千米", "亩", 1500),
    ("平方公里", "公顷", 100),
    ("平方千米", "公顷", 100),
    ("公斤", "斤", 2),
    ("千克", "斤", 2),
    ("吨", "公斤", 1000),
    ("吨", "千克", 1000),
    ("吨", "斤", 2000),
    ("公里", "米", 1000),
    ("千米", "米", 1000),
];

/// What a US dollar was worth in yuan since 1980, in tenths.
const YUAN_FOR_DOLLAR: (i64, i64) = (14, 90);

/// Words of conversion in the parentheses.
const WORDS: &[&str] = &["约合", "折合", "折", "相当于", "约为", "大约", "约", "合", "即", "人民币", "近", "超"];

/// One amount in two units.
struct Pair<'a> {
    one: &'a Quantity,
    other: &'a Quantity,
    /// The values of the first as they are shown, and what they are in the unit of the second.
    given: Interval,
    expected: Interval,
    /// The unit of the second.
    unit: &'a str,
    is_contradicted: bool,
    severity: Severity,
}

/// Reports measures with another measure in parentheses right behind them.
pub fn check(cx: &Context, report: &mut Report) {
    for (index, other) in cx.facts.quantities.iter().enumerate().skip(1) {
        if let Some(pair) = Pair::read(cx, index, other) {
            pair.tell(cx, report);
        }
    }
}

impl<'a> Pair<'a> {
    fn read(cx: &'a Context, index: usize, other: &'a Quantity) -> Option<Self> {
        let one_of = amounts_before(cx, index, other);
        if one_of.len() > 1 {
            return of_one(cx, one_of);
        }
        let in_another_unit = || converted(cx, index, other).and_then(|one| Some((one, factor(cx, one, other)?)));
        let Some((one, (factor, severity))) = in_another_unit().or_else(|| of_each(cx, index, other)) else {
            return measured(cx, index, other).or_else(|| of_one(cx, one_of));
        };
        Self::of_factor(cx, one, other, &factor, severity)
    }

    fn of_factor(
        cx: &'a Context,
        one: &'a Quantity,
        other: &'a Quantity,
        factor: &Interval,
        severity: Severity,
    ) -> Option<Self> {
        let (given, stated) = (one.interval(cx.facts.rounding)?, other.interval(cx.facts.rounding)?);
        let expected = given.times(factor);
        let is_contradicted = expected.is_disjoint(&stated);
        let unit = cx.view.slice(other.unit).trim();
        Some(Self { one, other, given, expected, unit, is_contradicted, severity })
    }

    fn tell(self, cx: &Context, report: &mut Report) {
        let Self { one, other, given, expected, unit, is_contradicted, severity } = self;
        let is_damaged = cx.facts.is_opaque(one.span) || cx.facts.is_opaque(other.span);
        let shown = shown(cx, &expected, other, unit);
        report.relation(|rule| {
            let (verdict, sign) = match (is_damaged, is_contradicted) {
                (true, _) => (Verdict::NotChecked(Message::new("damaged")), "?"),
                (false, true) => (Verdict::Contradicted, "∌"),
                (false, false) => (Verdict::Holds, "∋"),
            };
            let member = |name: &'static str, quantity: &Quantity, interval: Option<Interval>| Member {
                name: name.into(),
                span: cx.source(quantity.span),
                interval,
                shown: Shown::from(cx.written(quantity.span)),
            };
            let stated = other.interval(cx.facts.rounding);
            Relation {
                rule: Arc::clone(rule),
                span: cx.source(one.span.to(other.span)),
                formula: "given = stated".to_owned(),
                members: vec![member("given", one, Some(given)), member("stated", other, stated)],
                expected: Some(shown.clone()),
                reading: reading(&shown, sign, cx.written(other.span)),
                verdict,
            }
        });
        if !is_contradicted || is_damaged {
            return;
        }
        let finding = report
            .at(cx.source(other.span))
            .arg("from", cx.written(one.span))
            .arg("stated", cx.written(other.span))
            .arg("expected", shown.clone())
            .related(cx.source(one.span), Message::new("given"))
            .evidence("expected", shown.get(Language::En));
        finding.severity = severity;
    }
}

/// Words around a number that is converted, in English.
const ENGLISH_WORDS: &[&str] =
    &["about", "approximately", "approx.", "roughly", "around", "some", "or", "equal to", "equivalent to"];

/// 14 kilometres (8.7 miles), 38平方米（即约409平方呎）: the number `index` and the one before it, each right before its unit.
fn measured<'a>(cx: &'a Context, index: usize, other: &'a Quantity) -> Option<Pair<'a>> {
    let one = cx.facts.quantities.get(index.checked_sub(1)?)?;
    let (unit, words) = unit_and_words(cx, one, other)?;
    let from = measures::unit(unit)?;
    let behind = cx.view.text().get(other.number.span.end as usize..)?;
    let end = behind.floor_char_boundary(LONGEST_UNIT.min(behind.len()));
    let name = behind[..end].split([')', '）', '，', '。', '；', '、', ',', '\n']).next().unwrap_or("");
    let is_closed = behind[name.len()..].starts_with([')', '）']) || !words.contains(['(', '（']);
    let to = measures::unit(name).filter(|_| is_closed && is_alone(cx, index - 1))?;
    let is_plain = |quantity: &Quantity| matches!(quantity.qualifier, Qualifier::Exact | Qualifier::About);
    if !is_plain(one) || !is_plain(other) {
        return None;
    }
    let given = cx.facts.rounding.interval(one.number.value);
    let ends = |value: Option<&Rational>| measures::converted(value?, from, to);
    let (low, high) = (ends(given.low.value())?, ends(given.high.value())?);
    let intervals: Vec<Interval> = low.into_iter().zip(high).map(|(low, high)| Interval::closed(low, high)).collect();
    let fits = |part: i64, stated: &Interval| {
        intervals.iter().any(|expected| !widened(expected, part, from).is_disjoint(stated))
    };
    let stated = cx.facts.rounding.interval(other.number.value);
    let (most, least) = if from.is_metric && to.is_metric { (MOST_METRIC, MOST_METRIC) } else { (MOST, LEAST) };
    let is_slip = || {
        let meant = slip::swaps_and_points(other.number.value);
        meant.into_iter().any(|meant| fits(0, &cx.facts.rounding.interval(meant)))
    };
    let is_contradicted = !fits(most, &stated) || !fits(least, &stated) && is_slip();
    let expected = intervals.into_iter().next()?;
    let unit = cx.view.text().get(other.number.span.end as usize..)?.get(..name.len())?.trim();
    Some(Pair { one, other, given, expected, unit, is_contradicted, severity: Severity::Error })
}

/// Percent that a conversion may be off by: what is rounded for print, and what only a slip explains; what loses nothing.
const MOST: i64 = 10;
const LEAST: i64 = 5;
const MOST_METRIC: i64 = 2;
/// Degrees of the same.
const MOST_DEGREES: i64 = 2;
/// Bytes of a unit behind a number.
const LONGEST_UNIT: usize = 48;

fn widened(expected: &Interval, percent: i64, from: measures::Unit) -> Interval {
    let margin = |value: &Rational| match from.measure {
        measures::Measure::Temperature if percent > 0 => Rational::from_integer(MOST_DEGREES.into()),
        _ => value.abs() * Decimal { mantissa: percent, exponent: -2 }.to_rational(),
    };
    match (expected.low.value(), expected.high.value()) {
        (Some(low), Some(high)) => Interval::closed(low - margin(low), high + margin(high)),
        _ => Interval::everything(),
    }
}

/// The unit right behind a number and the words before the next one, if these say that it is the same amount.
fn unit_and_words<'a>(cx: &'a Context, one: &Quantity, other: &Quantity) -> Option<(&'a str, &'a str)> {
    const LONGEST: usize = 60;
    let between = cx.view.text().get(one.number.span.end as usize..other.number.span.start as usize)?;
    let at = between.find(['(', '（', '，']).filter(|_| between.len() <= LONGEST)?;
    let (unit, words) = between.split_at(at);
    let mut rest = words.strip_prefix(['(', '（', '，'])?.trim();
    if words.starts_with('，') {
        rest = CONVERTED.iter().filter_map(|word| rest.strip_prefix(word)).min_by_key(|rest| rest.len())?;
    }
    let known = || WORDS.iter().chain(ENGLISH_WORDS);
    while let Some(less) = known().find_map(|word| rest.trim_start().strip_prefix(word)) {
        rest = less;
    }
    rest.trim().is_empty().then_some((unit, words))
}

/// True if number `index` is not the end of a range, a price, one side of several, below zero or behind another unit: 6 feet 2 inches.
fn is_alone(cx: &Context, index: usize) -> bool {
    const BEFORE: &[&str] = &["to", "by", "and", "x", "minus", "至", "到", "零下", "乘"];
    let Some(one) = cx.facts.quantities.get(index) else { return false };
    let before = cx.view.text().get(..one.number.span.start as usize).unwrap_or("").trim_end();
    let is_marked = before.ends_with(['-', '–', '—', '−', '~', '～', '×', '*', '$', '£', '€', '¥', '/', '+', '.']);
    let is_side = BEFORE.iter().any(|word| {
        let rest = before.strip_suffix(word);
        rest.is_some_and(|rest| !word.is_ascii() || !rest.ends_with(|c: char| c.is_ascii_alphanumeric()))
    });
    let last = index.checked_sub(1).and_then(|last| cx.facts.quantities.get(last));
    let between =
        last.and_then(|last| cx.view.text().get(last.number.span.end as usize..one.number.span.start as usize));
    !is_marked && !is_side && !between.is_some_and(measures::is_unit)
}

/// 播种面积492.7千公顷，比上年扩大6.4千公顷，折合: the amounts of the sentence that quantity `index` may be in another unit, each with its factor.
fn amounts_before<'a>(cx: &'a Context, index: usize, other: &'a Quantity) -> Vec<(Pair<'a>, Interval)> {
    const FARTHEST: usize = 4;
    let before = cx.view.text().get(..other.span.start as usize).unwrap_or("");
    if other.kind != UnitKind::Measure || !before.ends_with("，折合") && !before.ends_with("，约合") {
        return Vec::new();
    }
    let is_here = |one: &&Quantity| {
        one.kind == UnitKind::Measure
            && cx.facts.sentence_of(one) == cx.facts.sentence_of(other)
            && gap(cx, one, other).is_some_and(|words| !words.contains(['；', '\n']))
    };
    let near = cx.facts.quantities.get(index.saturating_sub(FARTHEST)..index).unwrap_or_default();
    let pair = |one| {
        let (factor, severity) = factor(cx, one, other).filter(|factor| factor.1 == Severity::Error)?;
        Some((Pair::of_factor(cx, one, other, &factor, severity)?, factor))
    };
    near.iter().filter(is_here).filter_map(pair).collect()
}

/// The one of several amounts that is converted; if none is, the first, which would be but for two digits that changed places or a point.
fn of_one<'a>(cx: &Context, amounts: Vec<(Pair<'a>, Interval)>) -> Option<Pair<'a>> {
    let fitting = amounts.iter().position(|(pair, _)| !pair.is_contradicted);
    let (pair, factor) = amounts.into_iter().nth(fitting.unwrap_or(0))?;
    let meant = slip::swaps_and_points(pair.other.number.value);
    let fits = |meant| !pair.given.times(&factor).is_disjoint(&cx.facts.rounding.interval(meant));
    (fitting.is_some() || meant.into_iter().any(fits)).then_some(pair)
}

/// The amount that the quantity `index` gives in another unit.
fn converted<'a>(cx: &'a Context, index: usize, other: &Quantity) -> Option<&'a Quantity> {
    let before = |back: usize| cx.facts.quantities.get(index.checked_sub(back)?);
    let is_measure = |one: &&Quantity| one.kind == UnitKind::Measure;
    let one = before(1).filter(|_| other.kind == UnitKind::Measure)?;
    if is_measure(&one) && (is_in_parentheses(cx, one, other) || is_said_to_be(cx, one, other, None)) {
        return Some(one);
    }
    let rate = Some(one).filter(|rate| rate.kind == UnitKind::Percent)?;
    before(2).filter(is_measure).filter(|one| is_said_to_be(cx, one, other, Some(rate)))
}

/// 营业额119亿元，增长6.6%，折17亿美元: a word of conversion begins the clause of the second amount, and nothing but the rate of
/// the first one, if any, stands between.
fn is_said_to_be(cx: &Context, one: &Quantity, other: &Quantity, rate: Option<&Quantity>) -> bool {
    let between = |from: u32, to: u32| cx.view.text().get(from as usize..to as usize).unwrap_or("");
    let words = between(rate.map_or(one.span.end, |rate| rate.span.end), other.span.start);
    let is_word = words.strip_prefix(['，', ',']).is_some_and(|word| CONVERTED.contains(&word));
    let is_rate = rate.is_none_or(|rate| {
        let growth = between(one.span.end, rate.span.start);
        growth.starts_with(['，', ','])
            && ["增长", "下降"].iter().any(|word| growth.ends_with(word))
            && growth.len() <= LONGEST_GROWTH
    });
    is_word && is_rate
}

/// 每人每年6984元，折合每月582元: an amount of each unit, and the same of each smaller or larger one.
fn of_each<'a>(cx: &'a Context, index: usize, other: &Quantity) -> Option<(&'a Quantity, (Interval, Severity))> {
    if !other.cues.has(Cues::EACH) || other.kind != UnitKind::Measure {
        return None;
    }
    let one = cx.facts.quantities.get(index.checked_sub(1)?).filter(|one| one.has_unit_of(other, cx.view))?;
    let words = gap(cx, one, other)?.strip_prefix(['，', ',', '（', '('])?.trim();
    let (word, to) = words.split_once('每')?;
    let (_, from) = head(cx, one).rsplit_once('每')?;
    let ratios = || RATIOS.iter().chain(TIMES).copied();
    let ratio = |large: &str, small: &str| ratios().find(|(one, other, _)| (*one, *other) == (large, small));
    let whole = |(_, _, ratio): (&str, &str, i64)| Rational::from_integer(ratio.into());
    let factor = ratio(from, to).map(whole).map(|ratio| ratio.recip()).or_else(|| ratio(to, from).map(whole))?;
    CONVERTED.contains(&word).then(|| (one, (Interval::point(factor), Severity::Error)))
}

/// Words that begin the same amount in another unit.
const CONVERTED: &[&str] = &["折", "折合", "折合为", "约合", "合", "共合", "即", "相当于", "折算"];

/// Of a time, what is given for each of the first and for each of the second: one of the first is so many of the second.
const TIMES: &[(&str, &str, i64)] = &[("年", "月", 12), ("年", "个月", 12)];

/// ，比上年同期增长
const LONGEST_GROWTH: usize = 30;

/// 30万亩（约2万公顷）: nothing but a word of conversion before, and nothing behind.
fn is_in_parentheses(cx: &Context, one: &Quantity, other: &Quantity) -> bool {
    let between = cx.view.slice(ViewSpan { start: one.span.end, end: other.span.start });
    let behind = cx.view.text().get(other.span.end as usize..).unwrap_or("");
    let Some(mut words) = between.trim_start().strip_prefix(['（', '(']) else { return false };
    while let Some(rest) = WORDS.iter().find_map(|word| words.trim_start().strip_prefix(word)) {
        words = rest;
    }
    words.trim().is_empty() && behind.starts_with(['）', ')'])
}

/// What the first has to be multiplied with to be in the unit of the second.
fn factor(cx: &Context, one: &Quantity, other: &Quantity) -> Option<(Interval, Severity)> {
    let (from, to) = (cx.view.slice(one.unit).trim(), cx.view.slice(other.unit).trim());
    let whole = |value: i64| Rational::from_integer(value.into());
    if from == to && is_same_in_another_multiplier(cx, one, other) {
        return Some((Interval::point(whole(1)), Severity::Error));
    }
    let fixed = RATIOS.iter().find_map(|(large, small, ratio)| match (from, to) {
        (a, b) if (a, b) == (*large, *small) => Some(whole(*ratio)),
        (a, b) if (a, b) == (*small, *large) => Some(whole(*ratio).recip()),
        _ => None,
    });
    if let Some(fixed) = fixed {
        return Some((Interval::point(fixed), Severity::Error));
    }
    let (low, high) = YUAN_FOR_DOLLAR;
    let rate = Interval::closed(whole(low) * power_of_ten(-1), whole(high) * power_of_ten(-1));
    match (from, to) {
        ("美元", "元") => Some((rate, Severity::Info)),
        ("元", "美元") => Some((Interval::point(whole(1)).divided_by(&rate), Severity::Info)),
        _ => None,
    }
}

/// 3.2亿元（32000万元）: one amount in 亿 and in 万, if the digits or a word of conversion say so.
///
/// 总投资3.2亿元（5000万元）: the parentheses hold another amount.
fn is_same_in_another_multiplier(cx: &Context, one: &Quantity, other: &Quantity) -> bool {
    let written = |quantity: &Quantity| {
        let number = cx.view.slice(quantity.number.span);
        let (digits, multiplier) = number.split_at(number.trim_end_matches(|c: char| !c.is_ascii()).len());
        (digits.chars().filter(char::is_ascii_digit).collect::<String>(), multiplier.to_owned())
    };
    let ((first, power), (second, other_power)) = (written(one), written(other));
    let has_same_digits = first.trim_matches('0') == second.trim_matches('0');
    let between = cx.view.slice(ViewSpan { start: one.span.end, end: other.span.start });
    let is_said =
        ["折合", "合", "即", "相当于"].iter().any(|word| between.trim_start_matches(['（', '(']).starts_with(word));
    let is_one = if power == other_power { has_same_digits && is_said } else { has_same_digits || is_said };
    is_one && !first.is_empty() && !second.is_empty()
}

fn reading(expected: &Shown, sign: &str, stated: &str) -> Shown {
    let of = |language| format!("{} {sign} {stated}", expected.get(language)).into();
    Shown::Word { zh: of(Language::Zh), en: of(Language::En) }
}

/// The expected range in the multiplier of the number that stands there.
fn shown(cx: &Context, expected: &Interval, like: &Quantity, name: &str) -> Shown {
    let number = cx.view.slice(like.number.span);
    let words = number.trim_start_matches(|c: char| c.is_ascii());
    let power = crate::facts::number::multiplier(words).filter(|_| like.number.has_multiplier);
    let scale = power_of_ten(power.unwrap_or(0));
    let space = if name.starts_with(|c: char| c.is_ascii_alphabetic()) { " " } else { "" };
    let unit = format!("{}{space}{name}", if power.is_some() { words } else { "" });
    let end = |value: Option<&Rational>| value.map_or_else(String::new, |value| show(&(value / &scale), 4));
    let (low, high) = (end(expected.low.value()), end(expected.high.value()));
    match low == high {
        true => Shown::Text(format!("{low}{unit}")),
        false => {
            Shown::Word { zh: format!("{low}～{high}{unit}").into(), en: format!("{low} to {high}{unit}").into() }
        }
    }
}
