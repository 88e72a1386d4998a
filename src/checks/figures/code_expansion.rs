//! figures/code-expansion: a code of digits in quotation marks and the list of what its digits stand for,
//! “321”工程（3个园区、2条走廊、1个中心). Starts from the numerals between quotation marks, reads the list right before or
//! right behind. Codes of words are read in `words`.

mod words;

use crate::checks::{Context, Report};
use crate::facts::number::{han_digit, han_integer};
use crate::facts::token::{TokenKind, Tokens};
use crate::finding::{Finding, Message, Shown};
use crate::span::ViewSpan;

/// Reports codes with a number that its list does not have.
pub fn check(cx: &Context, report: &mut Report) {
    let tokens = &cx.facts.tokens;
    let mut done = 0;
    for &numeral in &tokens.numerals {
        if numeral.before != TokenKind::OpenQuote || numeral.token() < done {
            continue;
        }
        let close = match numeral.kind {
            TokenKind::Digits => check_digits(cx, report, numeral.token()),
            _ if cx.facts.tokens.kind(numeral.token() + 1) == TokenKind::CloseQuote => {
                check_digits(cx, report, numeral.token())
            }
            _ => words::check(cx, report, numeral.token()),
        };
        done = close.unwrap_or(done);
    }
}

/// Judges the code that begins with a number; gives the mark that closes it.
fn check_digits(cx: &Context, report: &mut Report, numeral: usize) -> Option<usize> {
    let code = code(cx, numeral)?;
    let Some(list) = list_behind(cx, &code).or_else(|| list_before(cx, &code)) else { return Some(code.close) };
    let stated: String = code.digits.concat();
    let spelled: String = list.iter().map(|item| item.value.to_string()).collect();
    let span = ViewSpan { start: cx.facts.tokens.span(code.open).end, end: cx.facts.tokens.span(code.close).start };
    let (Some(first), Some(last)) = (list.first(), list.last()) else { return Some(code.close) };
    let is_damaged = [span, first.span, last.span].into_iter().any(|span| cx.facts.is_opaque(span));
    if stated != spelled && is_an_expansion(&code, &list) && !is_damaged {
        let numbers: Vec<String> = list.iter().map(|item| item.value.to_string()).collect();
        let finding = say(cx, report, span, &numbers);
        finding.evidence("code", stated.as_str()).evidence("expansion", spelled.as_str());
        for item in &list {
            finding.related(cx.source(item.span), Message::new("item").arg("number", item.value));
        }
    }
    Some(code.close)
}

/// Reports the code at `span`, whose list has other numbers.
fn say<'a>(cx: &Context, report: &'a mut Report, span: ViewSpan, numbers: &[String]) -> &'a mut Finding {
    let shown = Shown::Word { zh: numbers.join("、").into(), en: numbers.join(", ").into() };
    report.at(cx.source(span)).arg("code", cx.written(span)).arg("numbers", shown)
}

/// A code: digits between quotation marks, parted by + or not.
struct Code<'a> {
    /// One string a number: each digit of 82864, each part of 5+12.
    digits: Vec<&'a str>,
    /// The quotation marks.
    open: usize,
    close: usize,
}

/// A number that begins an item of the list.
struct Item {
    value: i64,
    span: ViewSpan,
}

/// A code has so many digits; two may be anything.
const DIGITS: std::ops::RangeInclusive<usize> = 3..=9;

/// “82864”, “5+2”: the whole of a quotation, from token `numeral` on.
fn code<'a>(cx: &'a Context, numeral: usize) -> Option<Code<'a>> {
    let (tokens, view) = (&cx.facts.tokens, cx.view.text());
    let open = numeral.checked_sub(1).filter(|&open| tokens.kind(open) == TokenKind::OpenQuote)?;
    let mut close = numeral + 1;
    let mut parts = vec![tokens.text(view, numeral)];
    while tokens.kind(close) == TokenKind::Plus && tokens.kind(close + 1) == TokenKind::Digits {
        parts.push(tokens.text(view, close + 1));
        close += 2;
    }
    if tokens.kind(close) != TokenKind::CloseQuote {
        return None;
    }
    let digits = match parts[..] {
        [run] if DIGITS.contains(&run.len()) && run.is_ascii() => run.split("").filter(|d| !d.is_empty()).collect(),
        [run] if DIGITS.contains(&run.chars().count()) => run.chars().map(digit_of).collect::<Option<_>>()?,
        [_] => return None,
        _ => parts,
    };
    Some(Code { digits, open, close })
}

/// 1 for 一: “一二三四”工作思路.
fn digit_of(c: char) -> Option<&'static str> {
    const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    DIGITS.get(usize::from(u8::try_from(han_digit(c)?).ok()?)).copied()
}

/// What the code names may follow it, and 即: “321”工程，即…; “321”工程（…）. At most so many bytes.
const LONGEST_HEAD: u32 = 48;

/// The list in parentheses, or behind 即 or a colon.
fn list_behind(cx: &Context, code: &Code) -> Option<Vec<Item>> {
    let (first, end) = stretch_behind(cx, code.close)?;
    items(cx, first, end)
}

/// The tokens from the first of what spells out the code that the token `close` ends to the one behind its last.
fn stretch_behind(cx: &Context, close: usize) -> Option<(usize, usize)> {
    let (tokens, view) = (&cx.facts.tokens, cx.view.text());
    let mut token = close + 1;
    let start = tokens.span(close).end;
    while matches!(tokens.kind(token), TokenKind::Word | TokenKind::Latin | TokenKind::HanNumeral) {
        token += 1;
    }
    if tokens.span(token).start > start + LONGEST_HEAD {
        return None;
    }
    let says_that_is = |token: usize| tokens.text(view, token).starts_with('即');
    let end = match tokens.kind(token) {
        TokenKind::Open => (token + 1..token + LONGEST_LIST)
            .find(|&end| tokens.kind(end) == TokenKind::Close && tokens.depth(end) == tokens.depth(token)),
        TokenKind::Comma | TokenKind::Colon if says_that_is(token + 1) || tokens.kind(token) == TokenKind::Colon => {
            (token + 1..token + LONGEST_LIST)
                .find(|&end| matches!(tokens.kind(end), TokenKind::Stop | TokenKind::Semicolon | TokenKind::LineBreak))
        }
        _ => None,
    };
    end.map(|end| (token + 1, end))
}

/// “8个不变、2项包干”的“82”模式: the quotation right before the code.
fn list_before(cx: &Context, code: &Code) -> Option<Vec<Item>> {
    let (tokens, view) = (&cx.facts.tokens, cx.view.text());
    let mut close = code.open.checked_sub(1)?;
    if tokens.kind(close) == TokenKind::Word && matches!(tokens.text(view, close), "的" | "等" | "为主的" | "组成的")
    {
        close = close.checked_sub(1)?;
    }
    if !matches!(tokens.kind(close), TokenKind::CloseQuote | TokenKind::Close) {
        return None;
    }
    let open = (close.saturating_sub(LONGEST_LIST)..close)
        .rev()
        .find(|&open| tokens.depth(open) == tokens.depth(close) && is_opening(tokens, open))?;
    items(cx, open + 1, close)
}

fn is_opening(tokens: &Tokens, token: usize) -> bool {
    matches!(tokens.kind(token), TokenKind::OpenQuote | TokenKind::Open)
}

/// A list has at most so many tokens.
const LONGEST_LIST: usize = 160;

/// The numbers that begin the items between two tokens. `None` if an item begins with none: 3年左右，在6个领域.
fn items(cx: &Context, first: usize, end: usize) -> Option<Vec<Item>> {
    let tokens = &cx.facts.tokens;
    let depth = tokens.depth(first);
    let mut found = Vec::new();
    let mut at_start = true;
    for token in first..end {
        if tokens.depth(token) > depth && !matches!(tokens.kind(token), TokenKind::Digits | TokenKind::HanNumeral) {
            continue;
        }
        match tokens.kind(token) {
            TokenKind::ListComma | TokenKind::Comma | TokenKind::Semicolon => {
                // Two marks in a row, or an item without a number.
                if at_start {
                    return None;
                }
                at_start = true;
            }
            TokenKind::Digits | TokenKind::HanNumeral if at_start => {
                found.push(item(cx, token)?);
                at_start = false;
            }
            TokenKind::Word if at_start && !leads_in(cx, token) => return None,
            TokenKind::Stop | TokenKind::LineBreak | TokenKind::Opaque | TokenKind::Tilde | TokenKind::Dash => {
                return None;
            }
            _ => {}
        }
    }
    (!at_start && !found.is_empty()).then_some(found)
}

/// 即打造3个园区、和2条走廊, 引进1家企业: what may stand before the number of an item.
fn leads_in(cx: &Context, token: usize) -> bool {
    let word = cx.facts.tokens.text(cx.view.text(), token).trim();
    word.is_empty() || matches!(word, "和" | "与" | "及" | "以及") || word.chars().count() <= LONGEST_LEAD
}

/// 即重点打造3个
const LONGEST_LEAD: usize = 6;

/// The number at `token`, if things are counted with it.
fn item(cx: &Context, token: usize) -> Option<Item> {
    let (tokens, view) = (&cx.facts.tokens, cx.view.text());
    let text = tokens.text(view, token);
    let value = match tokens.kind(token) {
        TokenKind::Digits => text.parse().ok()?,
        _ => han_integer(text)?,
    };
    // 3%、2.5、3～5: no digits of a code. 第3 is an ordinal.
    let is_counted = matches!(tokens.kind(token + 1), TokenKind::Word | TokenKind::HanNumeral | TokenKind::OpenQuote);
    let before = token.checked_sub(1).map_or("", |before| tokens.text(view, before));
    let is_year = tokens.text(view, token + 1).starts_with("年") && value > 100;
    (is_counted && !before.ends_with('第') && !is_year && (0..1_000_000).contains(&value))
        .then(|| Item { value, span: tokens.span(token) })
}

/// As many items as digits, and only one that differs, or two that changed places: anything else is another list.
fn is_an_expansion(code: &Code, list: &[Item]) -> bool {
    if code.digits.len() != list.len() {
        return false;
    }
    let spelled: Vec<String> = list.iter().map(|item| item.value.to_string()).collect();
    let differing: Vec<usize> = (0..list.len()).filter(|&index| code.digits[index] != spelled[index]).collect();
    match differing[..] {
        [_] => true,
        [one, other] => code.digits[one] == spelled[other] && code.digits[other] == spelled[one],
        _ => false,
    }
}
