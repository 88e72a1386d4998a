//! How many members a row has of which the first and the last are named: 一至四季度, Ⅰ类至Ⅴ类, 2022年至2025年.

use super::subjects::joins_in;
use crate::facts::lexicon::names_two;
use crate::facts::number::{han_count, han_digit};

/// What is numbered, longer names first. Months are summed up as a rule, 1至10月, and stand in no row.
const KINDS: &[&str] = &["季度", "年级", "等奖", "标段", "季", "类", "级", "年", "组", "批", "号", "档"];
const MARKS: &[char] = &['至', '到', '—', '-', '－', '–', '～', '~'];
/// Behind the row stands at most what was measured, before it what it is of.
const LONGEST_NAME: usize = 36;
const LONGEST: usize = 2 * LONGEST_NAME + 30;
const MOST: u32 = 12;

/// How many members a row has that a text names, with what it is of before and what was measured behind it.
pub fn count(text: &str) -> Option<u32> {
    if text.contains('、') {
        return ordinals(text);
    }
    if text.len() > LONGEST {
        return None;
    }
    if let Some((lead, measure)) = text.split_once("四个季度") {
        let measure = measure.strip_suffix("进出口").unwrap_or(measure);
        return (is_plain(lead) && is_plain(measure)).then_some(4);
    }
    let mut marks = text.match_indices(MARKS);
    let (at, mark) = marks.next()?;
    // 2022——2025年
    let (left, right) = (&text[..at], text[at + mark.len()..].trim_start_matches(MARKS));
    let (first, kind, lead) = last_ordinal(left)?;
    let (last, other, measure) = first_ordinal(right)?;
    let is_one_kind = kind.is_empty() || kind == other;
    let are_years = other == "年";
    let is_year = |number: u32| (1900..2100).contains(&number);
    // 一至三季度 is most of a year, and not three of its quarters.
    let is_whole = !matches!(other, "季度" | "季") || (first, last) == (1, 4);
    let is_row = is_one_kind && is_whole && are_years == is_year(first) && are_years == is_year(last);
    let count = last.checked_sub(first)? + 1;
    let is_measured = is_plain(measure) && !measure.contains(is_numeral) && is_plain(lead);
    (is_row && is_measured && marks.next().is_none() && (2..=MOST).contains(&count)).then_some(count)
}

/// 一、二、三产业增加值: how many ordinals are listed that count on.
fn ordinals(text: &str) -> Option<u32> {
    let mut items = text.split('、');
    let (_, _, lead) = last_ordinal(items.next()?)?;
    let first = text.get(lead.len()..)?;
    let mut numbers = first.split('、').map(|item| {
        let item = item.trim().trim_start_matches('第');
        let noun = item.trim_start_matches(is_numeral);
        (number(&item[..item.len() - noun.len()]), noun)
    });
    let (start, noun) = numbers.next()?;
    let (mut last, mut behind, mut count) = (start?, noun, 1);
    for (number, noun) in numbers {
        if number? != last + 1 || !behind.is_empty() {
            return None;
        }
        (last, behind, count) = (last + 1, noun, count + 1);
    }
    let is_named = behind.starts_with("产") || KINDS.iter().any(|kind| behind.starts_with(kind));
    let is_row = is_named && is_plain(behind) && !behind.contains(is_numeral) && is_plain(lead);
    (is_row && (2..=MOST).contains(&count)).then_some(count)
}

/// True for a short name of one thing.
fn is_plain(name: &str) -> bool {
    name.len() <= LONGEST_NAME
        && joins_in(name) == 0
        && !name.contains(['“', '（', '(', '：', '以', '比', '较'])
        && !names_two(name)
}

/// The number and the kind that `text` ends with, and what stands before them: 第一季, 一, Ⅰ类.
fn last_ordinal(text: &str) -> Option<(u32, &str, &str)> {
    let text = text.trim_end();
    let kind = KINDS.iter().find(|kind| text.ends_with(**kind)).copied().unwrap_or("");
    let before = text.strip_suffix(kind)?.trim_end();
    let lead = before.trim_end_matches(is_numeral);
    let lead_without = lead.strip_suffix('第').unwrap_or(lead);
    Some((number(&before[lead.len()..])?, kind, lead_without))
}

/// The number and the kind that `text` begins with, and what stands behind them.
fn first_ordinal(text: &str) -> Option<(u32, &'static str, &str)> {
    let text = text.trim_start();
    let text = text.strip_prefix('第').unwrap_or(text);
    let behind = text.trim_start_matches(is_numeral);
    let first = number(&text[..text.len() - behind.len()])?;
    let behind = behind.trim_start();
    let kind = KINDS.iter().find(|kind| behind.starts_with(**kind))?;
    Some((first, kind, &behind[kind.len()..]))
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || han_digit(c).is_some() || c == '十' || is_roman(c) || matches!(c, 'I' | 'V' | 'X')
}

/// Ⅰ to Ⅻ.
fn is_roman(c: char) -> bool {
    ('\u{2160}'..='\u{216B}').contains(&c)
}

fn number(numeral: &str) -> Option<u32> {
    const ROMAN: [&str; 10] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"];
    let first = numeral.chars().next()?;
    if is_roman(first) {
        return Some(u32::from(first) - 0x215F);
    }
    let roman = || ROMAN.iter().position(|name| *name == numeral).map(|at| at as u32 + 1);
    let han = || u32::try_from(han_count(numeral)?).ok();
    numeral.parse().ok().or_else(roman).or_else(han)
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn rows() {
        for (text, expected) in [
            ("一至四季度", 4),
            ("第一季至第四季用电量", 4),
            ("Ⅰ类至Ⅴ类", 5),
            ("断面水质I类至IV类", 4),
            ("2022年至2025年", 4),
            ("2022—2024年营业收入", 3),
            ("全校一到六年级", 6),
            ("1-3号井", 3),
            ("一、二、三产业增加值", 3),
            ("全年第一、二、三产业", 3),
            ("一、二等奖", 2),
        ] {
            assert_eq!(count(text), Some(expected), "{text}");
        }
        for text in [
            "一至三季度",
            "1至10月出口",
            "2022年至2025年城乡收入",
            "一至四季度收入、支出",
            "2022年",
            "5至8公里",
            "甚至",
            "至",
        ] {
            assert_eq!(count(text), None, "{text}");
        }
    }
}
