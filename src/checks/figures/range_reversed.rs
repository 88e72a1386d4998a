//! figures/range-reversed: a range whose first number is the greater one, 10～5家.

use std::sync::Arc;

use crate::checks::figures::breakdown::{gap, head};
use crate::checks::figures::english::{CURRENCY_SIGNS, ends_with_word, is_money, words_before};
use crate::checks::figures::range_unit::goes_on_before;
use crate::checks::{Context, Report};
use crate::facts::Range;
use crate::facts::lexicon::{
    ENGLISH_BEFORE_AGES, ENGLISH_BEFORE_LENGTHS, ENGLISH_DIFFERENCES, ENGLISH_SPREADS, is_mark_or_digit,
};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::token::TokenKind;
use crate::finding::{Applicability, Edit, Fix, Message, Shown};
use crate::relation::{Member, Relation, Verdict};
use crate::rules::Rule;
use crate::span::ViewSpan;

/// Reports ranges of one unit that fall.
pub fn check(cx: &Context, report: &mut Report) {
    for range in &cx.facts.ranges {
        let [from, to] = &cx.facts.quantities[range.from as usize..range.from as usize + 2] else { continue };
        let is_article = || cx.view.slice(to.unit) == "条" && !is_few_things(cx, [from, to]);
        let is_code = |cx| {
            goes_on_before(cx, from) || goes_on_after(cx, to) || is_model(cx, to) || may_be_year(from) || is_article()
        };
        if !is_dash(cx, range) || cx.facts.is_opaque(from.span) || is_code(cx) {
            continue;
        }
        let rises = from.value() <= to.value();
        if rises {
            if report.keeps_relations() && (has_one_unit(cx, from, to) || shares_unit(from, to)) {
                report.relation(|rule| relation(cx, rule, [from, to], Verdict::Holds));
            }
            continue;
        }
        if !has_one_unit(cx, from, to) || may_fall(cx, from) {
            continue;
        }
        report.relation(|rule| relation(cx, rule, [from, to], Verdict::Contradicted));
        report_range(cx, report, from, to);
    }
    check_spreads(cx, report);
    check_extremes(cx, report);
}

/// Reports a greatest number that is below the least one of the same: 最高的单月42元、最低的单月58元.
fn check_extremes(cx: &Context, report: &mut Report) {
    for ends in cx.facts.quantities.windows(2) {
        let [first, second] = ends else { continue };
        let are_alike = || first.has_unit_of(second, cx.view) && first.kind != UnitKind::None;
        let Some([least, greatest]) = extremes(cx, first, second).filter(|_| are_alike()) else { continue };
        let is_exact = || ends.iter().all(|end| end.qualifier == Qualifier::Exact && !cx.facts.is_opaque(end.span));
        if least.value() > greatest.value() && is_exact() {
            report.relation(|rule| relation(cx, rule, [least, greatest], Verdict::Contradicted));
            let [least, greatest] = [least, greatest].map(|end| cx.written(end.span).trim().to_owned());
            let finding = report.at(cx.source(first.span.to(second.span))).text("extremes");
            finding.arg("from", least).arg("to", greatest);
        }
    }
}

/// The least and the greatest of two numbers, if the words before each say so and are the same but for that.
fn extremes<'a>(cx: &Context, first: &'a Quantity, second: &'a Quantity) -> Option<[&'a Quantity; 2]> {
    const LONGEST: usize = 24;
    let name = |words: &'static str, other: &'static str| {
        let own = head(cx, first).rsplit_once(words)?.1;
        let (before, next) = gap(cx, first, second)?.rsplit_once(other)?;
        let verbs = ['为', '是', '达', '仅', '只', '有', '的'];
        let is_next = matches!(before.trim(), "，" | "、" | "；" | "，而" | "，其中" | ",");
        let is_same = own.trim_matches(verbs) == next.trim_matches(verbs);
        (is_next && is_same && own.len() <= LONGEST).then_some(())
    };
    name("最高", "最低").map(|()| [second, first]).or_else(|| name("最低", "最高").map(|()| [first, second]))
}

/// The same of amounts with 至 between them, where the words around say that it stands between the least and the greatest.
fn check_spreads(cx: &Context, report: &mut Report) {
    for ends in cx.facts.quantities.windows(2) {
        let [from, to] = ends else { continue };
        let is_spread = match cx.facts.is_english {
            true => is_english_spread(cx, from, to),
            false => is_spread(cx, from, to) && from.has_unit_of(to, cx.view) || is_between(cx, from, to),
        };
        if is_spread
            && from.value() > to.value()
            && from.qualifier == Qualifier::Exact
            && !cx.facts.is_opaque(from.span)
        {
            report.relation(|rule| relation(cx, rule, [from, to], Verdict::Contradicted));
            report_range(cx, report, from, to);
        }
    }
}

fn report_range(cx: &Context, report: &mut Report, from: &Quantity, to: &Quantity) {
    let (first, second) = (cx.written(from.number.span).to_owned(), cx.written(to.number.span).to_owned());
    let edits = vec![
        Edit { span: cx.source(from.number.span), text: second.clone() },
        Edit { span: cx.source(to.number.span), text: first.clone() },
    ];
    let title = Message::new("fix");
    report
        .at(cx.source(from.number.span.to(ViewSpan { start: to.unit.start, end: to.unit.end })))
        .arg("from", first)
        .arg("to", second)
        .fix(Fix { title, applicability: Applicability::Display, edits });
}

fn relation(cx: &Context, rule: &Arc<Rule>, ends: [&Quantity; 2], verdict: Verdict) -> Relation {
    let sign = if verdict == Verdict::Holds { "≤" } else { ">" };
    let [from, to] = ends.map(|end| cx.written(end.span).trim().to_owned());
    let member = |name: &'static str, quantity: &Quantity, shown: &str| Member {
        name: name.into(),
        span: cx.source(quantity.span),
        interval: quantity.interval(cx.facts.rounding),
        shown: Shown::from(shown),
    };
    Relation {
        rule: Arc::clone(rule),
        span: cx.source(ends[0].span.to(ends[1].span)),
        formula: "from <= to".to_owned(),
        members: vec![member("from", ends[0], &from), member("to", ends[1], &to)],
        expected: None,
        reading: Shown::Text(format!("{from} {sign} {to}")),
        verdict,
    }
}

/// 2～3年, 200～500亿元: the first number may lack the unit or the 亿 of the second.
fn shares_unit(from: &Quantity, to: &Quantity) -> bool {
    let is_amount = !matches!(to.kind, UnitKind::None | UnitKind::Point | UnitKind::Multiple);
    is_amount && matches!(from.kind, UnitKind::None) || from.kind == UnitKind::Duration && to.kind == from.kind
}

/// 由10到5: a change. Only dashes and tildes make a range here.
fn is_dash(cx: &Context, range: &Range) -> bool {
    let tokens = &cx.facts.tokens;
    matches!(tokens.kind(tokens.at(range.mark.start)), TokenKind::Dash | TokenKind::Tilde)
}

/// 由1500元至600元不等, 超期63天至41天
fn is_spread(cx: &Context, from: &Quantity, to: &Quantity) -> bool {
    const SPREADS: &[&str] = &["不等", "之间"];
    const LENGTHS: &[&str] = &["超期", "逾期", "拖欠", "滞后", "延迟", "滞留", "闲置"];
    let text = cx.view.text();
    if !matches!(text.get(from.span.end as usize..to.span.start as usize), Some("至" | "到")) {
        return false;
    }
    let (before, behind) = (&text[..from.span.start as usize], &text[to.span.end as usize..]);
    SPREADS.iter().any(|word| behind.starts_with(word)) || LENGTHS.iter().any(|word| before.ends_with(word))
}

/// 330万至310万人之间, 41.1兆元至40.4兆元之间, 150至120块: what is counted or measured is said behind the second number, or, where it is no unit
/// elsewhere, behind both.
fn is_between(cx: &Context, from: &Quantity, to: &Quantity) -> bool {
    const LONGEST_UNIT: usize = 12;
    let text = cx.view.text();
    let Some(between) = text.get(from.span.end as usize..to.span.start as usize) else { return false };
    let Some(unit) = between.strip_suffix(['至', '到']) else { return false };
    let behind = &text[to.span.end as usize..];
    let has_one_power = from.number.has_multiplier == to.number.has_multiplier;
    let is_lacking = from.kind == UnitKind::None && has_one_power && !may_be_year(from) && !goes_on_before(cx, from);
    let is_said = |words: &str| ["之间", "不等"].iter().any(|word| words.starts_with(word));
    if !is_lacking || unit.len() > LONGEST_UNIT || unit.contains(is_mark_or_digit) {
        return false;
    }
    if !unit.is_empty() {
        return to.kind == UnitKind::None && behind.strip_prefix(unit).is_some_and(is_said);
    }
    let is_amount = matches!(to.kind, UnitKind::Count | UnitKind::Measure | UnitKind::Percent | UnitKind::Duration);
    is_amount && (is_said(behind) || is_plain_range(cx, from, to))
}

/// 补设标牌150至120块: no word of the clause says that it is a way from one to the other, or a part of a date or of a text.
fn is_plain_range(cx: &Context, from: &Quantity, to: &Quantity) -> bool {
    const OTHERS: &[&str] = &["点", "时", "分", "秒", "日", "号", "月", "条", "款", "页", "级", "届", "期", "层", "楼"];
    let unit = cx.view.slice(to.unit).trim();
    // 98至02年: years.
    let may_be_years = || unit == "年" && from.number.value.to_integer().is_none_or(|value| value >= 20);
    let is_other = || OTHERS.contains(&unit) || may_be_years() || is_model(cx, to) || goes_on_after(cx, to);
    !may_fall(cx, from) && !is_other()
}

/// ranged from $4.4 million to $2.9 million, between 35,000 and 20,000, for 14 to 10 weeks: the words before the first number say that it is the
/// least.
fn is_english_spread(cx: &Context, from: &Quantity, to: &Quantity) -> bool {
    const LEAST: i64 = 100;
    let Some(between) = gap(cx, from, to) else { return false };
    let before = words_before(cx, from);
    let ends_with = |words: &[&str]| words.iter().any(|word| ends_with_word(before, word));
    let is_large = |end: &Quantity| {
        let is_long = end.number.value.to_integer().is_none_or(|value| value >= LEAST);
        is_money(cx, end) || is_long && end.kind != UnitKind::None || cx.view.slice(end.number.span).contains(',')
    };
    let is_said = match between.trim_end_matches(CURRENCY_SIGNS).trim() {
        "to" if ends_with(ENGLISH_SPREADS) => is_large(from) && is_large(to),
        "to" => ends_with(ENGLISH_BEFORE_LENGTHS) && to.kind == UnitKind::Duration || ends_with(ENGLISH_BEFORE_AGES),
        "and" => {
            let is_difference = || ENGLISH_DIFFERENCES.iter().any(|word| before.contains(word));
            ends_with(&["between"]) && !is_difference() && is_large(from) && is_large(to)
        }
        _ => false,
    };
    let is_one_unit = from.has_unit_of(to, cx.view) || from.kind == UnitKind::None && !is_money(cx, from);
    let has_one_power = from.number.has_multiplier == to.number.has_multiplier;
    is_said && is_one_unit && has_one_power && is_money(cx, from) == is_money(cx, to) && !may_be_year(from)
}

/// True if both have the same unit, or only the second has one: 10%～5%, 10～5家. Plain numbers can be a score, 3—1.
fn has_one_unit(cx: &Context, from: &Quantity, to: &Quantity) -> bool {
    let counts = matches!(to.kind, UnitKind::Count | UnitKind::Measure | UnitKind::Percent | UnitKind::Permille);
    let exact = from.qualifier == Qualifier::Exact && to.qualifier != Qualifier::Unknown;
    let same = from.kind == to.kind && cx.view.slice(from.unit) == cx.view.slice(to.unit);
    // 10～5万: the first number may lack its 万.
    // ISO 639-3 codes: in English a plain number before a hyphen is part of a name.
    let is_name = cx.facts.is_english && to.kind == UnitKind::Count;
    let lacking = from.kind == UnitKind::None && !is_name && from.number.has_multiplier == to.number.has_multiplier;
    counts && exact && (same || lacking)
}

/// 下降10%～5%, 由10%—5%, 第10—5号: the words before say that it falls, or that it is no amount.
fn may_fall(cx: &Context, from: &Quantity) -> bool {
    const WORDS: &[&str] = &[
        "降", "减", "由", "从", "负", "零下", "落", "收窄", "缩", "比分", "第", "编号", "号", "电话", "线", "坐标",
        "座标", "东经", "西经", "北纬", "南纬", "比", "自", " fall", " fell", " drop", " declin", " down", " decreas",
        " score", " from ", " won ", " lost ", " beat ", " No", " vote",
    ];
    let tokens = &cx.facts.tokens;
    let clause = tokens.clause_span(tokens.clause_of(from.first_token as usize));
    let before = cx.view.slice(ViewSpan { start: clause.start, end: from.number.span.start });
    WORDS.iter().any(|word| before.contains(word))
}

/// 2-3条线路: so many of a thing. 增订73-1条: an article put between two others; 第3、5、7-10条条文: articles.
fn is_few_things(cx: &Context, ends: [&Quantity; 2]) -> bool {
    let [from, to] = ends.map(|end| end.number.value.to_integer());
    let is_rising = from.zip(to).is_some_and(|(from, to)| from < to && to < 20);
    let tokens = &cx.facts.tokens;
    let start = tokens.clause_span(tokens.clause_of(ends[0].first_token as usize)).start;
    let before = cx.view.slice(ViewSpan { start, end: ends[0].number.span.start });
    let next = cx.view.text().get(ends[1].unit.end as usize..).and_then(|text| text.chars().next());
    is_rising
        && !before.contains('第')
        && next.is_some_and(|c| c.is_alphabetic() && !matches!(c, '条' | '文' | '规' | '及'))
}

/// 747-400型: a model, not an amount.
fn is_model(cx: &Context, to: &Quantity) -> bool {
    matches!(cx.view.slice(to.unit), "型" | "级" | "代" | "期" | "线" | "站" | "区" | "班" | "届" | "轮")
}

/// 2024-25%: a year meets a share.
fn may_be_year(from: &Quantity) -> bool {
    from.kind == UnitKind::None && from.number.value.to_integer().is_some_and(|year| (1800..2200).contains(&year))
}

/// 10-5-3个: part of a code.
fn goes_on_after(cx: &Context, to: &Quantity) -> bool {
    let next = cx.facts.tokens.kind(cx.facts.tokens.at(to.unit.end));
    matches!(next, TokenKind::Dash | TokenKind::Tilde | TokenKind::Digits | TokenKind::Latin | TokenKind::Slash)
}
