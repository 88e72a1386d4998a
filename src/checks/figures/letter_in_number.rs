//! figures/letter-in-number: l, I or O typed for 1 or 0 in a number with a unit, 25l亿元.

use crate::checks::{Context, Report};
use crate::facts::quantity::{UnitKind, unit};
use crate::facts::token::{Numeral, TokenKind, Tokens};
use crate::finding::{Applicability, Fix, Message};
use crate::span::ViewSpan;

/// Reports runs of digits and look-alike letters that a unit follows.
pub fn check(cx: &Context, report: &mut Report) {
    let (tokens, view) = (&cx.facts.tokens, cx.view.text());
    let mut done = 0;
    for &numeral in &tokens.numerals {
        let touches_letters = numeral.before == TokenKind::Latin
            || numeral.before == TokenKind::Comma && tokens.span(numeral.token()).len() == GROUP
            || numeral.behind().is_ascii_alphabetic()
            || has_letter_beyond_point(tokens, numeral);
        if !touches_letters || numeral.kind != TokenKind::Digits || numeral.token() < done {
            continue;
        }
        let numeral = numeral.token();
        let (first, end) = run_around(tokens, numeral);
        done = end;
        let span = ViewSpan { start: tokens.span(first).start, end: tokens.span(end).start };
        let written = cx.view.slice(span);
        if !letters_are_look_alikes(written)
            || !is_a_number(written)
            || is_part_of_a_name(tokens, first)
            || !is_followed_by_unit(written, &view[span.end as usize..])
            || cx.facts.is_opaque(span)
        {
            continue;
        }
        let digits: String = written.chars().map(digit_meant).collect();
        let source = cx.source(span);
        report
            .at(source)
            .arg("written", written)
            .arg("read", &digits)
            .evidence("read", digits.as_str())
            .fix(Fix::replace(Message::new("fix").arg("read", &digits), Applicability::Safe, source, &digits));
    }
}

/// 3.O亿元, O.5公里
fn has_letter_beyond_point(tokens: &Tokens, numeral: Numeral) -> bool {
    let token = numeral.token();
    let is_latin = |token| tokens.kind(token) == TokenKind::Latin;
    numeral.is_before(['.']) && is_latin(token + 2)
        || numeral.before == TokenKind::Period && token.checked_sub(2).is_some_and(is_latin)
}

/// Digits between group commas.
const GROUP: usize = 3;

/// First token and end of the unbroken run of digits, letters and points around `numeral`.
fn run_around(tokens: &Tokens, numeral: usize) -> (usize, usize) {
    let belongs =
        |kind| matches!(kind, TokenKind::Digits | TokenKind::Latin | TokenKind::Period | TokenKind::GroupComma);
    let mut first = numeral;
    while first > 0 && belongs(tokens.kind(first - 1)) {
        first -= 1;
    }
    // l,860: a comma behind a letter is no group comma yet.
    let is_group = first > 1
        && tokens.kind(first - 1) == TokenKind::Comma
        && tokens.kind(first - 2) == TokenKind::Latin
        && tokens.span(first - 1).len() == 1
        && tokens.span(first - 2).len() == 1
        && tokens.span(first).len() == GROUP;
    if is_group {
        first -= 2;
    }
    let mut end = numeral + 1;
    while belongs(tokens.kind(end)) {
        end += 1;
    }
    (first, end)
}

/// 5G, H1N1, WiFi6: other letters make a name.
fn letters_are_look_alikes(written: &str) -> bool {
    written.chars().all(|c| !c.is_ascii_alphabetic() || matches!(c, 'l' | 'I' | 'O' | 'o'))
        && written.bytes().any(|b| b.is_ascii_alphabetic())
}

/// O2O平台, ll. : more letters than digits, or points at the ends, are no number.
fn is_a_number(written: &str) -> bool {
    let letters = written.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    let ends = (written.bytes().next(), written.bytes().next_back());
    let ends_in_digits = !matches!(ends, (Some(b'.' | b','), _) | (_, Some(b'.' | b',')));
    // 1OO%: a round hundred.
    let is_round = digits == 1 && matches!(written, "1OO" | "1oo");
    (letters <= digits || is_round) && ends_in_digits && written.matches('.').count() <= 1
}

/// GB-1O, A/1O, １号-l5: a code goes on before the run.
fn is_part_of_a_name(tokens: &Tokens, first: usize) -> bool {
    first > 0
        && matches!(
            tokens.kind(first - 1),
            TokenKind::Dash | TokenKind::Slash | TokenKind::Plus | TokenKind::MiddleDot | TokenKind::HanNumeral
        )
}

/// 1O型, 3O级 and 2O号 are labels, and so is a capital in front of digits before a word (I5处理器); dates have a rule of
/// their own (dates/letter-in-digits).
fn is_followed_by_unit(written: &str, after: &str) -> bool {
    const LABELS: &str = "型类级期代号站点口度";
    let after = after.trim_start_matches(['万', '亿', '千', '百', '余', '多']);
    match unit(after).1 {
        UnitKind::None | UnitKind::Duration => false,
        UnitKind::Count => !after.starts_with(|c| LABELS.contains(c)) && !written.starts_with(['I', 'O']),
        _ => true,
    }
}

fn digit_meant(c: char) -> char {
    match c {
        'l' | 'I' => '1',
        'O' | 'o' => '0',
        other => other,
    }
}
