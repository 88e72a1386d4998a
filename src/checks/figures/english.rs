//! Amounts of English texts, as the checks beside the declarations read them: which numbers are amounts, which two are of one measure, and the
//! words around one.

use crate::checks::Context;
use crate::facts::quantity::{Quantity, UnitKind};

pub(super) const CURRENCY_SIGNS: [char; 4] = ['$', '£', '€', '¥'];

/// Bytes of the words around an amount.
const LONGEST_WORDS: usize = 80;

/// 120 projects, $45.6; a number without a unit or before a noun (the 2010 floods) if it may not be a year. Not the 7th.
pub(super) fn is_amount(cx: &Context, quantity: &Quantity) -> bool {
    let has_letters = || {
        let behind = cx.view.text().get(quantity.span.end as usize..).unwrap_or("");
        behind.starts_with(|c: char| c.is_ascii_alphabetic()) && magnitude(cx, quantity).is_empty()
    };
    let is_no_year =
        || is_money(cx, quantity) || !may_be_year(quantity) || cx.view.slice(quantity.number.span).contains(',');
    match quantity.kind {
        UnitKind::Measure => true,
        UnitKind::Count => is_no_year(),
        UnitKind::None => is_no_year() && !has_letters(),
        _ => false,
    }
}

/// $45.6
pub(super) fn is_money(cx: &Context, quantity: &Quantity) -> bool {
    cx.view.text().get(..quantity.span.start as usize).is_some_and(|before| before.ends_with(CURRENCY_SIGNS))
}

/// 2015
pub(super) fn may_be_year(quantity: &Quantity) -> bool {
    quantity.number.value.to_integer().is_some_and(|value| (1800..=2100).contains(&value))
}

/// 2022/23
pub(super) fn ends_a_span_of_years(cx: &Context, quantity: &Quantity) -> bool {
    let before = cx.view.text().get(..quantity.span.start as usize).unwrap_or("");
    quantity.kind == UnitKind::None && before.ends_with(['/', '–', '-'])
}

/// The word for a power of ten behind a number that was read without it: $45.6 million, £21.3m.
pub(super) fn magnitude<'a>(cx: &'a Context, quantity: &Quantity) -> &'a str {
    const WORDS: &[&str] = &["million", "billion", "thousand", "trillion", "m", "bn", "k"];
    let behind = cx.view.text().get(quantity.span.end as usize..).unwrap_or("").trim_start();
    let length = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
    let word = behind.get(..length).unwrap_or("");
    if WORDS.contains(&word) { word } else { "" }
}

/// True for two amounts of one measure; what is counted may be said of one of them only.
pub(super) fn are_alike(cx: &Context, one: &Quantity, other: &Quantity) -> bool {
    let is_bare = |quantity: &Quantity| quantity.kind == UnitKind::None;
    (one.has_unit_of(other, cx.view) || is_bare(one) || is_bare(other))
        && is_money(cx, one) == is_money(cx, other)
        && magnitude(cx, one) == magnitude(cx, other)
}

/// The words right before an amount, from the last mark or number, without the sign of a currency.
pub(super) fn words_before<'a>(cx: &'a Context, quantity: &Quantity) -> &'a str {
    let before = cx.view.text().get(..quantity.span.start as usize).unwrap_or("");
    let near = before.floor_char_boundary(before.len().saturating_sub(LONGEST_WORDS));
    before[near..].trim_end_matches(CURRENCY_SIGNS).rsplit(is_mark).next().unwrap_or("").trim()
}

/// The words right behind an amount and its unit, up to the next mark or number.
pub(super) fn words_behind<'a>(cx: &'a Context, quantity: &Quantity) -> &'a str {
    let behind = cx.view.text().get(quantity.span.end as usize..).unwrap_or("");
    let near = &behind[..behind.floor_char_boundary(LONGEST_WORDS.min(behind.len()))];
    near.split(is_mark).next().unwrap_or("").trim()
}

/// What ends the words around an amount.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '.' | '(' | ')' | '\n') || c.is_ascii_digit()
}

/// True if the last word is this one, or the last words are.
pub(super) fn ends_with_word(words: &str, word: &str) -> bool {
    let before = words.len().checked_sub(word.len()).and_then(|at| words.split_at_checked(at));
    before.is_some_and(|(before, last)| {
        last.eq_ignore_ascii_case(word) && !before.ends_with(|c: char| c.is_ascii_alphanumeric())
    })
}

/// The same of the first words.
pub(super) fn starts_with_word(words: &str, word: &str) -> bool {
    words.split_at_checked(word.len()).is_some_and(|(first, behind)| {
        first.eq_ignore_ascii_case(word) && !behind.starts_with(|c: char| c.is_ascii_alphanumeric())
    })
}
