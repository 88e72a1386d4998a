//! figures/broken-decimal: a full stop typed where the decimal point belongs, 增长18。1%.

use crate::checks::{Context, Report};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::token::TokenKind;
use crate::finding::{Applicability, Fix, Message};
use crate::span::ViewSpan;

/// Reports a quantity that follows bare digits and a full stop without a space.
pub fn check(cx: &Context, report: &mut Report) {
    for quantity in &cx.facts.quantities {
        let Some(whole) = digits_before_full_stop(cx, quantity) else { continue };
        if !(has_unit_of_a_decimal(quantity) || is_an_average(cx, quantity, whole))
            || opens_a_sentence(quantity)
            || looks_like_year(cx.view.slice(whole))
            || is_said_again(cx, quantity, whole)
            || is_already_decimal_or_ordinal(cx, quantity)
            || cx.facts.is_opaque(quantity.span)
            || cx.facts.is_opaque(whole)
        {
            continue;
        }
        let span = whole.to(quantity.span);
        let mark = cx.source(ViewSpan { start: whole.end, end: quantity.number.span.start });
        let digits = cx.view.slice(ViewSpan { start: quantity.number.span.start, end: quantity.span.end });
        let read = format!("{}.{digits}", cx.view.slice(whole));
        report
            .at(cx.source(span))
            .arg("written", cx.written(span))
            .arg("read", &read)
            .evidence("read", read.as_str())
            .fix(Fix::replace(Message::new("fix").arg("read", read), Applicability::Safe, mark, "."));
    }
}

/// The digits in front of `。` and the quantity, if nothing stands between them.
fn digits_before_full_stop(cx: &Context, quantity: &Quantity) -> Option<ViewSpan> {
    let tokens = &cx.facts.tokens;
    let first = quantity.first_token as usize;
    let stop = first.checked_sub(1).filter(|&stop| tokens.kind(stop) == TokenKind::Stop)?;
    let whole = stop.checked_sub(1).filter(|&whole| tokens.kind(whole) == TokenKind::Digits)?;
    let is_full_stop = matches!(cx.view.slice(tokens.span(stop)), "。" | "｡");
    (is_full_stop && tokens.kind(first) == TokenKind::Digits).then(|| tokens.span(whole))
}

/// 共有18。3个项目: a sentence may end in a bare number and the next one begin with a count; percent and money are decimals.
fn has_unit_of_a_decimal(quantity: &Quantity) -> bool {
    matches!(
        quantity.kind,
        UnitKind::Percent | UnitKind::Permille | UnitKind::Point | UnitKind::Measure | UnitKind::Multiple
    ) || quantity.number.has_multiplier
}

/// 平均年龄48。6岁, 人均学时46。5小时: an average has decimals, and is no number without a unit.
fn is_an_average(cx: &Context, quantity: &Quantity, whole: ViewSpan) -> bool {
    const LONGEST_HEAD: usize = 60;
    let before = cx.view.text().get(..whole.start as usize).unwrap_or_default();
    let head = before.get(before.ceil_char_boundary(before.len().saturating_sub(LONGEST_HEAD))..).unwrap_or_default();
    let head = head.rsplit(['，', ',', '。', '；', '、', '\n']).next().unwrap_or_default();
    matches!(quantity.kind, UnitKind::Count | UnitKind::Duration)
        && ["平均", "人均", "户均", "村均"].iter().any(|word| head.contains(word))
}

/// 项目达到180。5亿元以上项目20个: the second number belongs to a new sentence.
fn opens_a_sentence(quantity: &Quantity) -> bool {
    quantity.qualifier != Qualifier::Exact || quantity.number.has_point
}

/// 目标定在2025。30%的县……: the first sentence ends in a year.
fn looks_like_year(whole: &str) -> bool {
    whole.len() == 4 && (whole.starts_with("19") || whole.starts_with("20"))
}

/// 角度为60。60度的余弦值是0.5。: the next sentence begins with the number that the last one ended with.
fn is_said_again(cx: &Context, quantity: &Quantity, whole: ViewSpan) -> bool {
    cx.view.slice(whole) == cx.view.slice(quantity.number.span)
}

/// 增长18.5。30%的县: the first number is a decimal already. 见附件3、4。5%以内: one of a series. 第3。, 表3。: a label.
fn is_already_decimal_or_ordinal(cx: &Context, quantity: &Quantity) -> bool {
    let tokens = &cx.facts.tokens;
    let Some(before) = (quantity.first_token as usize).checked_sub(3) else { return false };
    match tokens.kind(before) {
        // 新建14座、18。6公里: no series, the number before has a unit.
        TokenKind::ListComma => before.checked_sub(1).is_none_or(|last| tokens.kind(last) != TokenKind::Word),
        TokenKind::Period
        | TokenKind::GroupComma
        | TokenKind::Dash
        | TokenKind::Slash
        | TokenKind::Latin
        | TokenKind::Colon => true,
        TokenKind::Word => ["第", "表", "图", "附件", "编号", "号"]
            .into_iter()
            .any(|label| tokens.text(cx.view.text(), before).ends_with(label)),
        _ => false,
    }
}
