//! figures/unit-conversion: one amount in two units, 30万亩（2万公顷）, that differ.

use std::sync::Arc;

use crate::checks::figures::breakdown::{gap, head};
use crate::checks::{Context, Report};
use crate::facts::cue::Cues;
use crate::facts::interval::{Interval, power_of_ten, show};
use crate::facts::quantity::{Quantity, UnitKind};
use crate::facts::rational::Rational;
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

/// Reports measures with another measure in parentheses right behind them.
pub fn check(cx: &Context, report: &mut Report) {
    let quantities = &cx.facts.quantities;
    for (index, other) in quantities.iter().enumerate().skip(1) {
        let in_another_unit = || converted(cx, index, other).and_then(|one| Some((one, factor(cx, one, other)?)));
        let Some((one, (factor, severity))) = in_another_unit().or_else(|| of_each(cx, index, other)) else { continue };
        let (Some(given), Some(stated)) = (one.interval(cx.facts.rounding), other.interval(cx.facts.rounding)) else {
            continue;
        };
        let expected = given.times(&factor);
        let is_damaged = cx.facts.is_opaque(one.span) || cx.facts.is_opaque(other.span);
        let shown = shown(cx, &expected, other);
        report.relation(|rule| {
            let (verdict, sign) = match (is_damaged, expected.is_disjoint(&stated)) {
                (true, _) => (Verdict::NotChecked(Message::new("damaged")), "?"),
                (false, true) => (Verdict::Contradicted, "∌"),
                (false, false) => (Verdict::Holds, "∋"),
            };
            let member = |name: &'static str, quantity: &Quantity, interval: &Interval| Member {
                name: name.into(),
                span: cx.source(quantity.span),
                interval: Some(interval.clone()),
                shown: Shown::from(cx.written(quantity.span)),
            };
            Relation {
                rule: Arc::clone(rule),
                span: cx.source(one.span.to(other.span)),
                formula: "given = stated".to_owned(),
                members: vec![member("given", one, &given), member("stated", other, &stated)],
                expected: Some(shown.clone()),
                reading: reading(&shown, sign, cx.written(other.span)),
                verdict,
            }
        });
        if !expected.is_disjoint(&stated) || is_damaged {
            continue;
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
fn shown(cx: &Context, expected: &Interval, like: &Quantity) -> Shown {
    let number = cx.view.slice(like.number.span);
    let words = number.trim_start_matches(|c: char| c.is_ascii());
    let power = crate::facts::number::multiplier(words).filter(|_| like.number.has_multiplier);
    let scale = power_of_ten(power.unwrap_or(0));
    let unit = format!("{}{}", if power.is_some() { words } else { "" }, cx.view.slice(like.unit).trim());
    let end = |value: Option<&Rational>| value.map_or_else(String::new, |value| show(&(value / &scale), 4));
    let (low, high) = (end(expected.low.value()), end(expected.high.value()));
    match low == high {
        true => Shown::Text(format!("{low}{unit}")),
        false => {
            Shown::Word { zh: format!("{low}～{high}{unit}").into(), en: format!("{low} to {high}{unit}").into() }
        }
    }
}
