//! figures/split-digits: a number torn by a space, 增长1 4％ or 增长40. 8%. Starts from the quantities, looks at the tokens
//! right before them; a stretch that looks like a row of a table is left alone.

use crate::checks::{Context, Report};
use crate::facts::quantity::{Quantity, UnitKind};
use crate::facts::token::{TokenKind, Tokens};
use crate::finding::{Applicability, Fix, Message};
use crate::span::ViewSpan;

/// Reports quantities with digits of their own behind a space to the left.
pub fn check(cx: &Context, report: &mut Report) {
    for quantity in &cx.facts.quantities {
        let Some(torn) = torn(cx, quantity) else { continue };
        let span = ViewSpan { start: cx.facts.tokens.span(torn.first).start, end: quantity.unit.end };
        let digits = ViewSpan { start: span.start, end: quantity.number.span.end };
        if !has_unit(cx, quantity)
            || is_group_of_thousands(cx, &torn)
            || is_label_or_year(cx, torn.first)
            || is_part_of_a_code(cx, &torn)
            || is_in_a_row(cx, quantity, torn.first)
            || cx.facts.is_opaque(span)
        {
            continue;
        }
        let written = cx.written(digits);
        let read: String = written.chars().filter(|c| !c.is_whitespace()).collect();
        let after = cx.written(ViewSpan { start: quantity.number.span.end, end: quantity.unit.end }).to_owned();
        let shown = format!("{read}{after}");
        let place = cx.source(digits);
        report
            .at(cx.source(span))
            .arg("written", cx.written(span))
            .arg("read", &shown)
            .evidence("read", shown.as_str())
            .fix(Fix::replace(Message::new("fix").arg("read", shown), Applicability::Unsafe, place, read));
    }
}

/// More runs of digits are a row of numbers: 6 5 0 0亿元 is the worst that was seen.
const MOST_RUNS: usize = 4;

/// The runs of digits that a space keeps apart.
struct Torn {
    /// First token of the number as it was meant.
    first: usize,
    /// First token of the quantity that was read.
    second: usize,
}

/// 1 4％, 6 5 0亿元, 40. 8%, 761 .5万: runs of digits with one space between them, a decimal point perhaps beside it.
fn torn(cx: &Context, quantity: &Quantity) -> Option<Torn> {
    let tokens = &cx.facts.tokens;
    let second = quantity.first_token as usize;
    if tokens.kind(second) != TokenKind::Digits || tokens.kind(second.checked_sub(1)?) != joint(tokens, second)? {
        return None;
    }
    let mut first = second;
    for _ in 0..MOST_RUNS {
        let Some(before) = run_before(tokens, first) else { return (first < second).then_some(Torn { first, second }) };
        first = before;
    }
    None
}

/// What stands right before the second run: a space, or the point of 761 .5.
fn joint(tokens: &Tokens, second: usize) -> Option<TokenKind> {
    let kind = tokens.kind(second.checked_sub(1)?);
    matches!(kind, TokenKind::Space | TokenKind::Period).then_some(kind)
}

/// The run of digits before token `first`, if one space (and at most one point) stands between.
fn run_before(tokens: &Tokens, first: usize) -> Option<usize> {
    let mut token = first.checked_sub(1)?;
    let mut spaces = 0;
    for _ in 0..2 {
        match tokens.kind(token) {
            TokenKind::Space if tokens.span(token).len() <= LONGEST_SPACE => spaces += 1,
            TokenKind::Period => {}
            _ => break,
        }
        token = token.checked_sub(1)?;
    }
    (spaces == 1 && tokens.kind(token) == TokenKind::Digits).then_some(token)
}

/// One space, perhaps an ideographic one (three bytes). More of them part columns.
const LONGEST_SPACE: usize = 3;

/// 图1 3个, 2024 12项: a count behind a space may be a number of its own; what is measured or a share is not.
fn has_unit(cx: &Context, quantity: &Quantity) -> bool {
    let measures = matches!(
        quantity.kind,
        UnitKind::Percent | UnitKind::Permille | UnitKind::Point | UnitKind::Measure | UnitKind::Multiple
    );
    let multiplied = quantity.number.has_multiplier && quantity.kind == UnitKind::Count;
    let spaced = cx.view.slice(quantity.unit).starts_with(' ');
    (measures || multiplied) && !spaced
}

/// 16 403元, 2 096亿元: groups of three digits, with any space.
fn is_group_of_thousands(cx: &Context, torn: &Torn) -> bool {
    let (tokens, view) = (&cx.facts.tokens, cx.view.text());
    let runs = (torn.first..=torn.second).filter(|&token| tokens.kind(token) == TokenKind::Digits);
    let has_point = (torn.first..torn.second).any(|token| tokens.kind(token) == TokenKind::Period);
    let mut lengths = runs.map(|token| tokens.text(view, token).len());
    let first = lengths.next().unwrap_or(0);
    !has_point && first <= 3 && lengths.all(|length| length == 3)
}

/// 表1 4%的企业, 2024 14%, 第3 2.5万元: the first number is a label or a year.
fn is_label_or_year(cx: &Context, first: usize) -> bool {
    const LABELS: &[&str] = &[
        "表", "图", "第", "附件", "附表", "注", "页", "章", "节", "条", "款", "例", "项", "编号", "序号", "号", "公式",
    ];
    let (tokens, view) = (&cx.facts.tokens, cx.view.text());
    let digits = tokens.text(view, first);
    let is_year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    let Some(before) = first.checked_sub(1) else { return true };
    let word = tokens.text(view, before).trim_end();
    // Only behind a word can a number be torn: at the start of a line, behind a mark, it may be a label too.
    is_year || tokens.kind(before) != TokenKind::Word || LABELS.iter().any(|label| word.ends_with(label))
}

/// 11.3 2.5%: a section number.
fn is_part_of_a_code(cx: &Context, torn: &Torn) -> bool {
    let tokens = &cx.facts.tokens;
    let points = (torn.first..torn.second).filter(|&token| tokens.kind(token) == TokenKind::Period).count();
    let second_has_point = tokens.kind(torn.second + 1) == TokenKind::Period;
    points > 1 || points == 1 && second_has_point
}

/// 水稻 1 780 万吨  -0.4: columns. A row of a table has another gap between numbers, or wide gaps.
fn is_in_a_row(cx: &Context, quantity: &Quantity, first: usize) -> bool {
    let (tokens, view) = (&cx.facts.tokens, cx.view.text());
    let gap = |token: usize| {
        tokens.kind(token) == TokenKind::Bar
            || tokens.kind(token) == TokenKind::Space
                && (tokens.span(token).len() > LONGEST_SPACE || tokens.text(view, token).contains('\t'))
    };
    let before = (first.saturating_sub(ROW)..first).rev().take_while(|&token| ends_no_line(tokens, token));
    let end = quantity.end_token as usize;
    let after = (end..end + ROW).take_while(|&token| ends_no_line(tokens, token));
    let next = tokens.kind(end) == TokenKind::Space && tokens.kind(end + 1) == TokenKind::Digits;
    next || before.chain(after).any(gap)
}

/// So many tokens on either side are looked at.
const ROW: usize = 12;

fn ends_no_line(tokens: &Tokens, token: usize) -> bool {
    tokens.kind(token) != TokenKind::LineBreak
}
