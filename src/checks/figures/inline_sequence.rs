//! figures/inline-sequence: a running series (一是…二是…, 第一，…第二，…, ①…②…, (a)…(b)…) whose numbers leave one out, come twice
//! or go back. Takes the breaks that the sequence reader found.

mod lettered;

use crate::checks::figures::numbering;
use crate::checks::{Context, Report};
use crate::facts::sequence::{Break, BreakKind, Marker, MarkerClass};
use crate::facts::token::TokenKind;

/// Reports breaks in running series.
pub fn check(cx: &Context, report: &mut Report) {
    let sequences = &cx.facts.sequences;
    for broken in &sequences.breaks {
        let list = &sequences.lists[broken.list as usize];
        let Some(at) = sequences.member(broken.list, broken.position) else { continue };
        if list.class.is_inline() && !is_loosely_ordered(at, broken) {
            numbering::report_break(cx, report, broken);
        }
    }
    check_firsts(cx, report);
    numbering::keep_runs(cx, report, true);
    lettered::check(cx, report);
}

/// 主要有三：二是修路；二是架桥；三是治水: a two right behind a colon, where the next one of its form in the line is another two or a three;
/// of 2.修路；2.架桥；3.治水, which may go on with an earlier line, and of 二是修路 at the start of a sentence, another two.
fn check_firsts(cx: &Context, report: &mut Report) {
    let (sequences, tokens) = (&cx.facts.sequences, &cx.facts.tokens);
    let begun = sequences.lists.iter().filter(|list| !list.from_one && list.class.is_inline());
    let begun = begun.filter_map(|list| list.members.first().copied());
    let is_digit = |marker: &Marker| matches!(marker.class, MarkerClass::Digit | MarkerClass::DigitParenthesis);
    let digits = sequences.markers.iter().zip(0..).filter(|(marker, _)| is_digit(marker) && !marker.opens_line);
    for index in begun.chain(digits.map(|(_, index)| index)) {
        let Some(marker) = sequences.markers.get(index as usize).filter(|marker| marker.number == 2) else { continue };
        let mut behind = sequences.markers.iter().skip(index as usize + 1);
        let next = behind.find(|next| next.class == marker.class || next.line != marker.line);
        let before = (marker.token as usize).checked_sub(1).map_or(TokenKind::LineBreak, |before| tokens.kind(before));
        let follows_colon = before == TokenKind::Colon;
        let opens = marker.class == MarkerClass::Clause
            && (marker.opens_line || matches!(before, TokenKind::Stop | TokenKind::LineBreak));
        let highest = if marker.class.is_inline() && follows_colon { 3 } else { 2 };
        let counts_on = next.is_some_and(|next| next.line == marker.line && (2..=highest).contains(&next.number));
        if (follows_colon || opens) && counts_on && !cx.facts.is_opaque(marker.span) {
            numbering::report_first(cx, report, marker);
        }
    }
}

/// 首先……其次……其次……, 首先……最后……: these words put in order, they do not count.
fn is_loosely_ordered(at: &Marker, broken: &Break) -> bool {
    at.class == MarkerClass::Order && broken.kind != BreakKind::Gap
}
