//! figures/approximation-conflict: a number between two words that do not go together, 约30人左右.

use crate::checks::{Context, Report};
use crate::facts::quantity::{Quantity, UnitKind};
use crate::facts::token::TokenKind;
use crate::finding::{Applicability, Fix, Message};
use crate::span::ViewSpan;

/// Words before a number, longest first, and the words behind it that contradict or repeat them.
const PAIRS: &[(&str, &[&str])] = &[
    ("大约", &["左右", "上下", "以上", "以下", "以内", "余", "多"]),
    ("大概", &["左右", "上下", "以上", "以下", "以内", "余", "多"]),
    ("约", &["左右", "上下", "以上", "以下", "以内", "余", "多"]),
    ("将近", &["左右", "上下", "以上", "以下", "余", "多"]),
    ("接近", &["左右", "上下", "以上", "以下", "余", "多"]),
    ("近", &["左右", "上下", "以上", "以下", "余", "多"]),
    ("超过", &["左右", "上下", "以上", "以下", "以内"]),
    ("逾", &["左右", "上下", "以上", "以下", "以内"]),
    ("超", &["左右", "上下", "以上", "以下", "以内"]),
    ("不足", &["左右", "上下", "以上", "余", "多"]),
    ("不到", &["左右", "上下", "以上", "余", "多"]),
    ("至少", &["左右", "上下", "以上", "以下", "以内"]),
    ("最低", &["左右", "上下", "以上", "以下", "以内"]),
    ("最多", &["左右", "上下", "以上", "以下", "以内"]),
    ("至多", &["左右", "上下", "以上", "以下", "以内"]),
];

/// The last characters of the words before a number.
const LAST: &[char] = &['约', '概', '近', '过', '逾', '超', '足', '到', '少', '低', '多'];

/// Words that end like one of [`PAIRS`] and are none: 节约30元左右, 附近30户以上.
const OTHER_WORDS: &[&str] = &[
    "节约",
    "签约",
    "预约",
    "合约",
    "契约",
    "违约",
    "履约",
    "集约",
    "制约",
    "公约",
    "条约",
    "解约",
    "邀约",
    "附近",
    "最近",
    "靠近",
    "邻近",
    "临近",
    "赶超",
    "反超",
    "远近",
    "就近",
    "亲近",
    "不超过",
    "不超",
];

/// Reports numbers with one of [`PAIRS`] around them.
pub fn check(cx: &Context, report: &mut Report) {
    for quantity in &cx.facts.quantities {
        let Some((before, after)) = pair(cx, quantity) else { continue };
        if is_span_of_years(quantity)
            || is_class(cx, after)
            || is_quoted(cx, quantity)
            || cx.facts.is_opaque(quantity.span)
        {
            continue;
        }
        let (one, other) = (cx.written(before).to_owned(), cx.written(after).to_owned());
        let delete = |span: ViewSpan, word: &str| {
            Fix::replace(Message::new("fix").arg("word", word), Applicability::Display, cx.source(span), "")
        };
        report
            .at(cx.source(before.to(quantity.span).to(after)))
            .arg("before", &one)
            .arg("after", &other)
            .fix(delete(after, &other))
            .fix(delete(before, &one));
    }
}

/// The word before the number and the one behind it, if they do not go together.
fn pair(cx: &Context, quantity: &Quantity) -> Option<(ViewSpan, ViewSpan)> {
    let token = (quantity.first_token as usize).checked_sub(1)?;
    let tokens = &cx.facts.tokens;
    if tokens.kind(token) != TokenKind::Word {
        return None;
    }
    let word = tokens.text(cx.view.text(), token);
    if !word.chars().next_back().is_some_and(|c| LAST.contains(&c)) {
        return None;
    }
    let (before, conflicts) = PAIRS.iter().find(|(before, _)| word.ends_with(before))?;
    if OTHER_WORDS.iter().any(|other| word.ends_with(other)) {
        return None;
    }
    let start = quantity.span.start as usize;
    let end = quantity.unit.end as usize;
    let number_end = quantity.number.span.end as usize;
    let inside = cx.view.slice(ViewSpan { start: quantity.span.start, end: quantity.unit.start });
    let behind = cx.view.text().get(end..)?;
    let after = conflicts.iter().find_map(|word| {
        if word.chars().count() > 1 {
            return behind.starts_with(word).then(|| ViewSpan::new(end, end + word.len()));
        }
        // 余 and 多 stand between number and unit, 万 perhaps behind them.
        let at = inside.find(word)?;
        (start + at <= number_end).then(|| ViewSpan::new(start + at, start + at + word.len()))
    })?;
    Some((ViewSpan::new(start - before.len(), start), after))
}

/// 近3年以上: of lengths of time, 近 says which years are meant.
fn is_span_of_years(quantity: &Quantity) -> bool {
    quantity.kind == UnitKind::Duration
}

/// 超10亿元以上项目: 以上 makes the name of a class.
fn is_class(cx: &Context, after: ViewSpan) -> bool {
    if !cx.view.slice(after).starts_with('以') {
        return false;
    }
    let next = cx.facts.tokens.kind(cx.facts.tokens.at(after.end));
    let word_goes_on = cx.facts.tokens.span(cx.facts.tokens.at(after.end)).start < after.end;
    word_goes_on || matches!(next, TokenKind::Word | TokenKind::Latin | TokenKind::Digits | TokenKind::HanNumeral)
}

/// “约30人左右”: words that are talked about.
fn is_quoted(cx: &Context, quantity: &Quantity) -> bool {
    cx.facts.tokens.depth(quantity.first_token as usize) > 0
}
