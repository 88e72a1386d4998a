//! figures/approximate-form: approximate numbers in a form the standard does not have: 三、四个月, 20几个, 3、5天, 5千元.

use crate::checks::{Context, Report};
use crate::facts::quantity::{UnitKind, unit};
use crate::facts::token::TokenKind;
use crate::finding::{Applicability, Fix, Message};
use crate::span::ViewSpan;

const DIGITS: &[char] = &['一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// What is counted by neighbouring numbers in speech; 等 轮 级 号 条 would be ordinals.
const COUNTED: &[&str] =
    &["个月", "个小时", "个人", "天", "小时", "分钟", "倍", "公里", "里路", "岁", "趟", "遍", "百", "十", "千"];

/// Reports every approximate number in one of these forms.
pub fn check(cx: &Context, report: &mut Report) {
    let tokens = &cx.facts.tokens;
    for numeral in tokens.numerals_before(['、', '､', '几', '百', '千']) {
        let token = numeral.token();
        let found = match (numeral.kind, tokens.kind(token + 1)) {
            (TokenKind::HanNumeral, TokenKind::ListComma) => han_pair(cx, token),
            (TokenKind::Digits, TokenKind::ListComma) => digit_pair(cx, token),
            (TokenKind::Digits, TokenKind::Word) => few(cx, token),
            (TokenKind::Digits, TokenKind::HanNumeral) => digit_and_power(cx, token),
            _ => None,
        };
        let Some(found) = found else { continue };
        if cx.facts.is_opaque(found.span) {
            continue;
        }
        let finding =
            report.at(cx.source(found.span)).arg("written", cx.written(found.span)).arg("better", &found.better);
        if let Some(mark) = found.surplus {
            let title = Message::new("fix").arg("better", &found.better);
            finding.fix(Fix::replace(title, Applicability::Unsafe, cx.source(mark), ""));
        }
    }
}

struct Found {
    span: ViewSpan,
    better: String,
    /// The mark to delete.
    surplus: Option<ViewSpan>,
}

/// True if the numeral can begin an amount: not 第三、四, no heading mark, no longer list.
fn begins_amount(cx: &Context, token: usize) -> bool {
    let tokens = &cx.facts.tokens;
    let Some(before) = token.checked_sub(1) else { return false };
    let word = tokens.text(cx.view.text(), before);
    tokens.kind(before) == TokenKind::Word
        && !word.ends_with(['第', '表', '图', '期', '周', '星', '年', '初', '高', '大'])
}

/// 三、四个月
fn han_pair(cx: &Context, token: usize) -> Option<Found> {
    let tokens = &cx.facts.tokens;
    let text = cx.view.text();
    let digit = |token: usize| DIGITS.iter().position(|digit| tokens.text(text, token).starts_with(*digit));
    let second = token + 2;
    let is_pair = tokens.kind(second) == TokenKind::HanNumeral
        && tokens.text(text, token).chars().count() == 1
        && digit(token)?.checked_add(1)? == digit(second)?;
    let rest = text.get(tokens.span(second).start as usize..)?;
    let mut characters = rest.chars();
    let after_digit = {
        characters.next()?;
        characters.as_str()
    };
    let counted = COUNTED.iter().find(|word| after_digit.starts_with(**word))?;
    if !is_pair || !begins_amount(cx, token) {
        return None;
    }
    let end = tokens.span(second).start as usize + rest.len() - after_digit.len() + counted.len();
    let span = ViewSpan { start: tokens.span(token).start, end: end as u32 };
    let mark = tokens.span(token + 1);
    Some(Found { span, better: cx.written(span).replacen('、', "", 1), surplus: Some(mark) })
}

/// 3、5天
fn digit_pair(cx: &Context, token: usize) -> Option<Found> {
    let tokens = &cx.facts.tokens;
    let text = cx.view.text();
    let one = |token: usize| tokens.kind(token) == TokenKind::Digits && tokens.text(text, token).len() == 1;
    if !one(token) || !one(token + 2) || !begins_amount(cx, token) {
        return None;
    }
    let (low, high) = (tokens.text(text, token).parse::<u8>().ok()?, tokens.text(text, token + 2).parse::<u8>().ok()?);
    let end = tokens.span(token + 2).end as usize;
    let counted = ["个月", "天", "小时", "分钟", "年时间"]
        .iter()
        .find(|word| text.get(end..).is_some_and(|t| t.starts_with(**word)))?;
    let clause = tokens.clause_span(tokens.clause_of(token));
    let before = cx.view.slice(ViewSpan { start: clause.start, end: tokens.span(token).start });
    if !matches!(high.checked_sub(low), Some(1 | 2)) || before.contains(['别', '各', '第']) {
        return None;
    }
    let span = ViewSpan { start: tokens.span(token).start, end: (end + counted.len()) as u32 };
    let han = |digit: u8| usize::from(digit).checked_sub(1).and_then(|index| DIGITS.get(index)).copied();
    let better = format!("{}{}{counted}", han(low)?, han(high)?);
    Some(Found { span, better, surplus: None })
}

/// 20几个
fn few(cx: &Context, token: usize) -> Option<Found> {
    let tokens = &cx.facts.tokens;
    if tokens.span(token).len() != 2 {
        return None;
    }
    let text = cx.view.text();
    let digits = tokens.text(text, token);
    let end = tokens.span(token).end;
    let behind = text.get(end as usize..)?;
    let counts = behind
        .strip_prefix('几')
        .is_some_and(|rest| rest.starts_with(['个', '人', '年', '天', '户', '家', '次', '项', '名', '岁', '万']));
    let before = token.checked_sub(1).map_or(TokenKind::LineBreak, |before| tokens.kind(before));
    if !counts || before != TokenKind::Word || !digits.ends_with('0') {
        return None;
    }
    let tens = digits.chars().next()?.to_digit(10)? as usize;
    let name = tens.checked_sub(1).and_then(|index| DIGITS.get(index))?;
    let span = ViewSpan { start: tokens.span(token).start, end: end + '几'.len_utf8() as u32 };
    let better = if tens == 1 { "十几".to_owned() } else { format!("{name}十几") };
    Some(Found { span, better, surplus: None })
}

/// 3百人, 5千元; not 5千米, 3千瓦, 1千万元, 第3百货.
fn digit_and_power(cx: &Context, token: usize) -> Option<Found> {
    let tokens = &cx.facts.tokens;
    let text = cx.view.text();
    let (digit, power) = (tokens.text(text, token), tokens.text(text, token + 1));
    if digit.len() != 1 || !matches!(power, "百" | "千") {
        return None;
    }
    let behind = text.get(tokens.span(token + 1).end as usize..)?;
    let counted = behind.trim_start_matches(['余', '多']);
    let is_unit_prefix = power == "千" && behind.starts_with(['瓦', '米', '克', '伏', '卡', '赫', '帕', '焦', '字']);
    if is_unit_prefix || unit(counted).1 == UnitKind::None && !counted.starts_with('册') || !begins_amount(cx, token) {
        return None;
    }
    let han = digit.parse::<usize>().ok()?.checked_sub(1).and_then(|index| DIGITS.get(index))?;
    Some(Found { span: tokens.span(token).to(tokens.span(token + 1)), better: format!("{han}{power}"), surplus: None })
}
