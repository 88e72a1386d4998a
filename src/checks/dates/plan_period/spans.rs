//! A period whose years are said and given in brackets, 五年过渡期（2021—2025年）: whether there are as many. Starts from ranges of years.

use crate::checks::{Context, Report};
use crate::facts::date::{Calendar, Date, DateRange};
use crate::facts::number::{han_digit, han_integer};
use crate::finding::Severity;
use crate::span::ViewSpan;

/// What lasts for the years that are said.
const PERIODS: &[&str] =
    &["期", "行动", "计划", "规划", "方案", "工程", "攻坚", "攻坚战", "任期", "建设", "倍增", "提升"];

/// Between the years and the bracket stand at most so many characters.
const LONGEST_NAME: usize = 12;

/// Reports ranges of years in brackets that have fewer or more years than the words before them say. From 2020 to 2025 there are five
/// years or six.
pub(super) fn check(cx: &Context, report: &mut Report) {
    for range in &cx.facts.date_ranges {
        let from = range.from as usize;
        let Some([first, second]) = cx.facts.dates.get(from..from + 2) else { continue };
        let Some((years, said)) = years_in_brackets(cx, range, first, second).zip(said_before(cx, first)) else {
            continue;
        };
        let (count, span) = said;
        let is_near = years > 0 && (count == years || count == years + 1);
        let place = first.span.to(second.span);
        if years < 1 || is_near || cx.facts.is_opaque(place) || cx.facts.is_opaque(span) {
            continue;
        }
        let finding = report.at(cx.source(span.to(place)));
        finding.text("span").severity(Severity::Warning);
        finding.arg("said", cx.written(span)).arg("count", years + 1).arg("years", cx.written(place));
        finding.evidence("said", count).evidence("years", years + 1);
    }
}

/// The years from the first to the second of a range of years in brackets: 4 of （2021—2025年）.
fn years_in_brackets(cx: &Context, range: &DateRange, first: &Date, second: &Date) -> Option<u32> {
    let text = cx.view.text();
    let before = text.get(..first.whole.start as usize)?;
    let behind = text.get(second.whole.end as usize..)?;
    let is_year = |date: &Date| date.month.is_none() && date.year.is_some_and(|year| year.length == 4);
    let is_whole = before.ends_with(['（', '(']) && behind.trim_start_matches('年').starts_with(['）', ')']);
    let is_plain = |date: &Date| is_year(date) && date.calendar == Calendar::Gregorian;
    let is_judged = is_whole && !range.relative && !range.pause && is_plain(first) && is_plain(second);
    second.year?.value.checked_sub(first.year?.value).filter(|_| is_judged)
}

/// 5 of 五年过渡期（, with its place: 三年行动方案（, but neither 第三年 nor 近五年.
fn said_before(cx: &Context, first: &Date) -> Option<(u32, ViewSpan)> {
    const OTHER: &[char] = &['第', '近', '前', '后', '每', '余', '多', '约'];
    const MOST: u32 = 30;
    let before = cx.view.text().get(..first.whole.start as usize)?;
    let before = before.strip_suffix(['（', '(']).unwrap_or(before);
    let start = before.char_indices().rev().take(LONGEST_NAME + 1).last()?.0;
    let year = start + before[start..].rfind('年')?;
    let name = &before[year + '年'.len_utf8()..];
    let is_numeral = |c: char| c.is_ascii_digit() || han_digit(c).is_some() || c == '十';
    // 两年一届任期
    let is_plain = name.chars().all(char::is_alphabetic) && !name.contains(is_numeral);
    let is_period = is_plain && PERIODS.iter().any(|word| name.ends_with(word));
    let lead = before[..year].trim_end_matches(is_numeral);
    let numeral = &before[lead.len()..year];
    let count = numeral.parse().ok().or_else(|| u32::try_from(han_integer(numeral)?).ok());
    let count = count.filter(|count| (2..=MOST).contains(count) && is_period && !lead.ends_with(OTHER))?;
    Some((count, ViewSpan::new(lead.len(), before.len())))
}
