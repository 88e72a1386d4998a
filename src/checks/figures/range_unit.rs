//! figures/range-unit: a range whose first number lacks the unit of the second, 10～20%.

use crate::checks::{Context, Report};
use crate::facts::Range;
use crate::facts::interval::Decimal;
use crate::facts::quantity::{Quantity, UnitKind};
use crate::facts::token::TokenKind;
use crate::finding::{Applicability, Fix, Message};
use crate::span::{Span, ViewSpan};

/// Reports percent ranges and ranges with 万 or 亿 at their second number only.
pub fn check(cx: &Context, report: &mut Report) {
    // 10–20% is how English is set.
    if cx.facts.is_english {
        return;
    }
    for range in &cx.facts.ranges {
        let [from, to] = &cx.facts.quantities[range.from as usize..range.from as usize + 2] else { continue };
        let Some((missing, applicability)) = missing_unit(cx, from, to) else { continue };
        if is_change(cx, range) || goes_on_before(cx, from) || !is_rising(from, to) || cx.facts.is_opaque(from.span) {
            continue;
        }
        let last = if to.unit.is_empty() { to.number.span } else { to.unit };
        let second = range.mark.to(last);
        let span = cx.source(from.span.to(second));
        let after_from = Span::empty(cx.source(from.number.span).end as usize);
        let shown = format!("{}{missing}{}", cx.written(from.number.span), cx.written(second));
        report
            .at(span)
            .arg("written", cx.written(from.span.to(second)))
            .arg("unit", missing)
            .arg("better", &shown)
            .fix(Fix::replace(Message::new("fix").arg("better", shown), applicability, after_from, missing));
    }
}

/// What the first number lacks, and whether adding it can change the meaning: 9～16亿元 may say nine yuan.
fn missing_unit<'a>(cx: &'a Context, from: &Quantity, to: &'a Quantity) -> Option<(&'a str, Applicability)> {
    // 0到200万, 0～5%: zero is zero in every unit.
    if from.kind != UnitKind::None || from.number.has_multiplier || from.number.value.mantissa == 0 {
        return None;
    }
    if to.kind == UnitKind::Percent && !to.number.has_multiplier {
        return Some((cx.written(to.unit), Applicability::Safe));
    }
    let tokens = &cx.facts.tokens;
    let last = (to.end_token as usize).checked_sub(1)?;
    let is_multiplier = to.number.has_multiplier && tokens.kind(last) == TokenKind::HanNumeral;
    let multiplier = ViewSpan { start: tokens.span(last).start, end: to.number.span.end };
    (is_multiplier && multiplier.start < multiplier.end).then(|| (cx.written(multiplier), Applicability::Display))
}

/// 由5到200万: a rise, not a range.
fn is_change(cx: &Context, range: &Range) -> bool {
    cx.view.slice(range.mark) == "到"
}

/// 2024-25-30%, A3-5%, GB/T 1-5%: the first number is part of something longer.
pub(super) fn goes_on_before(cx: &Context, from: &Quantity) -> bool {
    let tokens = &cx.facts.tokens;
    let Some(mut before) = (from.first_token as usize).checked_sub(1) else { return false };
    if tokens.kind(before) == TokenKind::Space && before > 0 {
        before -= 1;
        // In English any word may stand before a number.
        if cx.facts.is_english && tokens.kind(before) == TokenKind::Latin {
            return false;
        }
    }
    // 8:2-5 is part of a ratio; 其中：0-14岁 is not.
    let is_ratio = || before.checked_sub(1).is_some_and(|first| tokens.kind(first) == TokenKind::Digits);
    match tokens.kind(before) {
        TokenKind::Colon => is_ratio(),
        kind => matches!(
            kind,
            TokenKind::Dash
                | TokenKind::Tilde
                | TokenKind::Slash
                | TokenKind::Latin
                | TokenKind::Period
                | TokenKind::MiddleDot
        ),
    }
}

/// 2024-25%: a year and a share that meet by accident do not rise. So does 5-3%.
fn is_rising(from: &Quantity, to: &Quantity) -> bool {
    let shown = Decimal { exponent: to.number.value.exponent.min(0), ..to.number.value };
    let upper = if to.number.has_multiplier { shown } else { to.number.value };
    from.value() < upper.to_rational()
}
