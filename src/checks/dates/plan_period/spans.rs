//! A period whose years or days are said and given, 五年过渡期（2021—2025年）, 4月2日至4月11日，为期10天: whether there are as many.

use crate::checks::{Context, Report};
use crate::facts::calendar::Day;
use crate::facts::date::{Calendar, Date, DateRange, Form, Unit};
use crate::facts::number::{han_digit, han_integer};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
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

/// Reports two days with a number of days behind them that does not lead from the one to the other, 4月2日开始，至4月11日结束，为期8天.
/// Whether both ends count nobody knows, and a course of 10 days may be one of two weeks with working days.
pub(super) fn check_days(cx: &Context, report: &mut Report) {
    for pair in cx.facts.dates.windows(2) {
        let [first, second] = pair else { continue };
        let Some(days) = days_between(cx, first, second) else { continue };
        let Some((said, is_elapsed)) = said_behind(cx, second, "天") else { continue };
        let Some(count) = said.number.value.to_integer().and_then(|count| u32::try_from(count).ok()) else { continue };
        let whole = days + 1;
        let may_be_working_days = !is_elapsed && (days / 2..=(days * 5 / 7 + 3).min(whole)).contains(&count);
        // 2月 may have a day more.
        let slack = u32::from(first.year.is_none() && second.month.is_some_and(|month| month.value > 2));
        let fits = (days.saturating_sub(slack)..=whole + slack).contains(&count);
        let place = first.span.to(second.span);
        if fits || may_be_working_days || cx.facts.is_opaque(place) || cx.facts.is_opaque(said.span) {
            continue;
        }
        let finding = report.at(cx.source(place.to(said.span)));
        finding.text("days").severity(Severity::Warning);
        finding.arg("said", cx.written(said.span)).arg("count", whole).arg("days", cx.written(place));
        finding.evidence("said", count).evidence("days", whole);
    }
}

/// Reports two years with a number of years behind them that does not lead from the one to the other, 自2025年起至2028年止，为期5年.
pub(super) fn check_years(cx: &Context, report: &mut Report) {
    for pair in cx.facts.dates.windows(2) {
        let [first, second] = pair else { continue };
        let are_years = [first, second].iter().all(|date| date.precision() == Unit::Year && !date.bare);
        let Some(years) = Some((first, second)).filter(|_| are_years).and_then(|_| years_between(cx, first, second))
        else {
            continue;
        };
        let Some((said, _)) = said_behind(cx, second, "年") else { continue };
        let Some(count) = said.number.value.to_integer().and_then(|count| u32::try_from(count).ok()) else { continue };
        let place = first.span.to(second.span);
        if (years..=years + 1).contains(&count) || cx.facts.is_opaque(place) || cx.facts.is_opaque(said.span) {
            continue;
        }
        let finding = report.at(cx.source(place.to(said.span)));
        finding.text("span").severity(Severity::Warning);
        finding.arg("said", cx.written(said.span)).arg("count", years + 1).arg("years", cx.written(place));
        finding.evidence("said", count).evidence("years", years + 1);
    }
}

/// The years from the first to the second of two that a mark or a verb joins: 3 of 自2025年起至2028年止.
fn years_between(cx: &Context, first: &Date, second: &Date) -> Option<u32> {
    const JOINS: &[&str] = &["至", "到", "起至", "开始至", "起，至", "—", "-", "－"];
    let between = cx.view.text().get(first.whole.end as usize..second.whole.start as usize)?.trim();
    // 114年起至117年
    let year = |date: &Date| date.gregorian_year().or_else(|| Some(date.year?.value));
    let are_of_one = first.calendar == second.calendar;
    let (from, to) = (year(first)?, year(second).filter(|_| are_of_one)?);
    to.checked_sub(from).filter(|years| *years > 0 && JOINS.contains(&between))
}

/// The days from the first to the second of two days that a mark or a verb joins: 3 of 8月5日至8日, 自8月5日始，8月8日止.
fn days_between(cx: &Context, first: &Date, second: &Date) -> Option<u32> {
    const LONGEST_BETWEEN: u32 = 24;
    const JOINS: &[&str] = &[
        "至",
        "到",
        "—",
        "-",
        "－",
        "～",
        "~",
        "起至",
        "开始，至",
        "开始，到",
        "始，至",
        "始，",
        "起，至",
        "起，到",
        "启动，至",
        "守到",
        "持续到",
        "开幕，",
    ];
    let is_near = second.whole.start.checked_sub(first.whole.end).is_some_and(|gap| gap <= LONGEST_BETWEEN);
    let are_days =
        is_near && first.day.is_some() && second.day.is_some() && second.year.is_none_or(|_| first.year.is_some());
    let is_plain =
        |date: &Date| date.calendar == Calendar::Gregorian && date.form == Form::Units && date.flaw().is_none();
    if !are_days || !is_plain(first) || !is_plain(second) {
        return None;
    }
    let between = cx.view.text().get(first.whole.end as usize..second.whole.start as usize)?.trim();
    let before = cx.view.text().get(..first.whole.start as usize)?;
    // 1月1日至3日、5月1日至5日，共8天
    if !JOINS.contains(&between) || before.ends_with(['、', '和', '及', '与']) {
        return None;
    }
    const ANY_YEAR: u32 = 2023;
    let month = second.month.or(first.month)?.value;
    let year = first.gregorian_year().unwrap_or(ANY_YEAR);
    let start = Day::new(year, first.month?.value, first.day?.value)?;
    let end = Day::new(second.gregorian_year().unwrap_or(year), month, second.day?.value)?;
    u32::try_from(end.days_since(start)).ok().filter(|days| *days > 0)
}

/// ，为期40天, 止，历时9天, （共7天）: the days or years said right behind a date, and whether they are surely those of the calendar.
fn said_behind<'a>(cx: &'a Context, date: &Date, unit: &str) -> Option<(&'a Quantity, bool)> {
    const LONGEST_GAP: u32 = 36;
    const ENDS: &[&str] = &["止", "结束", "闭幕", "放假", "放假调休", "举行", "举办", "召开"];
    const SAYING: &[&str] =
        &["为期", "历时", "共", "共计", "计", "持续", "前后", "连续", "会期", "展期", "工期", "活动期", "公示期"];
    let quantities = &cx.facts.quantities;
    let said = quantities.get(quantities.partition_point(|quantity| quantity.span.start < date.whole.end))?;
    let is_near = said.span.start - date.whole.end <= LONGEST_GAP;
    let is_days = is_near && said.kind == UnitKind::Duration && cx.view.slice(said.unit) == unit;
    let gap = cx.view.text().get(date.whole.end as usize..said.span.start as usize).filter(|_| is_days)?;
    let behind = cx.view.text().get(said.span.end as usize..)?;
    let gap = ENDS.iter().rev().find_map(|word| gap.strip_prefix(word)).unwrap_or(gap);
    let word = gap.trim_start_matches(['，', ',', '（', '(']);
    let is_said = word.len() < gap.len() && SAYING.contains(&word) && said.qualifier == Qualifier::Exact;
    let is_whole = behind.starts_with(['，', '。', '；', '）', ')', '的', '\n', ',']) || behind.is_empty();
    (is_said && is_whole).then_some((said, matches!(word, "历时" | "持续" | "连续")))
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
