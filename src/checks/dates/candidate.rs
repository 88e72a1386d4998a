//! What a date could be changed to, written as its author writes: Arabic or Han, full width, padded.

use crate::checks::Context;
use crate::facts::date::{Date, Form, Numerals, Part, english};
use crate::finding::{Applicability, Fix, Message};

/// `value` in the form of `part`: `08` for `09`, `３０` for `３１`, 三十 for 三十一.
pub fn number_like(cx: &Context, part: Part, value: u32) -> String {
    match part.numerals {
        Numerals::Arabic => {
            let view = cx.view.slice(part.span);
            let width = if view.starts_with('0') { usize::from(part.length) } else { 1 };
            let digits = format!("{value:0width$}");
            if is_full_width(cx, part) { digits.chars().map(full_width).collect() } else { digits }
        }
        Numerals::Positional if part.length > 2 => value.to_string().chars().map(positional).collect(),
        Numerals::Positional | Numerals::Counted => counted(value),
        Numerals::Word => month_name(part, value),
    }
}

/// August, or Aug where the text has Feb.
fn month_name(part: Part, value: u32) -> String {
    let name = english::MONTHS.get(value.wrapping_sub(1) as usize).copied().unwrap_or_default();
    let is_short = usize::from(part.length) <= english::ABBREVIATED && part.value != 5;
    let shown = if is_short { name.get(..english::ABBREVIATED) } else { None };
    shown.unwrap_or(name).to_owned()
}

/// A fix, to be shown only, that writes other values in place of parts of `date`.
pub fn fix(cx: &Context, date: &Date, values: &[(Option<Part>, u32)]) -> Fix {
    let source = cx.source(date.span);
    let starts_with_zero = |part: Part| cx.view.slice(part.span).starts_with('0');
    // 2023-12-32 has two digits each, though no zero shows it.
    let pads = date.form == Form::Dashes || [date.month, date.day].into_iter().flatten().any(starts_with_zero);
    let mut text = String::new();
    let mut done = source.start;
    // The day stands before the month in 31 June.
    let mut values: Vec<(Part, u32)> = values.iter().filter_map(|(part, value)| Some(((*part)?, *value))).collect();
    values.sort_by_key(|(part, _)| part.span.start);
    for (part, value) in &values {
        let place = cx.source(part.span);
        if place.start < done || place.end > source.end {
            continue;
        }
        text.push_str(&cx.document.text()[done as usize..place.start as usize]);
        let is_padded = pads && part.length == 2 && *value < 10;
        if is_padded && !starts_with_zero(*part) {
            text.push(if is_full_width(cx, *part) { full_width('0') } else { '0' });
        }
        text.push_str(&number_like(cx, *part, *value));
        done = place.end;
    }
    text.push_str(&cx.document.text()[done as usize..source.end as usize]);
    Fix::replace(Message::new("fix").arg("text", &text), Applicability::Display, source, text)
}

/// True if the author wrote the digits of `part` in full width.
pub fn is_full_width(cx: &Context, part: Part) -> bool {
    cx.written(part.span).starts_with(|c: char| !c.is_ascii())
}

/// The full-width form of an ASCII digit.
pub fn full_width(digit: char) -> char {
    const FULL_WIDTH_OFFSET: u32 = 0xFEE0;
    char::from_u32(digit as u32 + FULL_WIDTH_OFFSET).unwrap_or(digit)
}

const HAN_DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

fn positional(digit: char) -> char {
    digit.to_digit(10).and_then(|value| HAN_DIGITS.get(value as usize)).copied().unwrap_or(digit)
}

/// 1 to 99 in Han numerals with 十.
fn counted(value: u32) -> String {
    let (tens, ones) = ((value / 10 % 10) as usize, (value % 10) as usize);
    let mut text = String::new();
    if tens > 1 {
        text.push(HAN_DIGITS[tens]);
    }
    if tens > 0 {
        text.push('十');
    }
    if ones > 0 || tens == 0 {
        text.push(HAN_DIGITS[ones]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_numerals() {
        for (value, expected) in [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (31, "三十一")] {
            assert_eq!(counted(value), expected);
        }
    }
}
