//! dates/impossible-date: a month or a day that the calendar does not have, 2023年2月30日.

use super::{candidate, resolved};
use crate::checks::{Context, Report};
use crate::facts::calendar;
use crate::facts::cursor::Cursor;
use crate::facts::date::{self, Calendar, Date, Flaw, Form, Numerals, Part, Unit};
use crate::finding::Message;
use crate::span::ViewSpan;

/// Months of a year.
const MONTHS: u32 = 12;

/// Reports dates that do not exist, in every form and script.
pub fn check(cx: &Context, report: &mut Report) {
    for (index, date) in cx.facts.dates.iter().enumerate() {
        if date.precision() == Unit::Month && date.calendar == Calendar::Gregorian {
            check_months(cx, report, date);
        }
        let whole = || date.flaw().or_else(|| flaw_of_republic(date)).map(|flaw| (flaw, date.month));
        let Some((flaw, month)) = whole().or_else(|| flaw_at_end_of_range(cx, index, date)) else { continue };
        if cx.facts.is_opaque(date.span) || may_be_lunar(cx, date) {
            continue;
        }
        let month = month.map_or(0, |month| month.value);
        let span = cx.source(date.span);
        let finding = report.at(span);
        finding.arg("date", cx.written(date.span));
        finding.evidence("date", cx.written(date.span));
        match flaw {
            Flaw::Month => {
                finding.text("month").evidence("month", month);
            }
            Flaw::Day { last } => {
                finding.arg("month", month).arg("last", last).evidence("last_day", last);
                if let Some(year) = common_february(date, last) {
                    finding.note(Message::new("not-leap").arg("year", year));
                }
                for fix in candidates(cx, date, last) {
                    finding.fix(fix);
                }
            }
        }
    }
}

/// 2月15日至30日: the second end of a range has the month of the first.
fn flaw_at_end_of_range(cx: &Context, index: usize, date: &Date) -> Option<(Flaw, Option<Part>)> {
    if date.year.is_some() || date.month.is_some() || date.calendar != Calendar::Gregorian {
        return None;
    }
    let from = index.checked_sub(1)?;
    let first = cx.facts.dates.get(from).filter(|first| first.calendar == Calendar::Gregorian)?;
    cx.facts.date_ranges.binary_search_by_key(&from, |range| range.from as usize).ok()?;
    let month = first.month.filter(|_| first.day.is_some())?;
    let last = calendar::last_day(first.gregorian_year(), month.value)?;
    (date.day?.value > last).then_some((Flaw::Day { last }, Some(month)))
}

/// Reports 1月至16月, a range of months. 6月至18月龄 is an age.
fn check_months(cx: &Context, report: &mut Report, first: &Date) {
    const MONTHS_OF_SLIPS: std::ops::RangeInclusive<u32> = 13..=19;
    let text = cx.view.text();
    let mut cursor = Cursor::new(text, first.whole.end as usize);
    if cursor.range_mark() != Some(false) {
        return;
    }
    cursor.eat_any(&["次年", "翌年", "当年", "同年"]);
    let Some(month) = date::part(&mut cursor).filter(|month| !month.stray && MONTHS_OF_SLIPS.contains(&month.value))
    else {
        return;
    };
    let before = text.get(..first.whole.start as usize).unwrap_or("");
    let is_month = cursor.eat("月");
    let is_age = cursor.rest().starts_with(['龄', '大', '婴', '幼', '不', '的', '以', '宝', '胎'])
        || before.ends_with(['满', '龄', '孕', '儿', '第', '期', '约', '近']);
    let span = ViewSpan::new(month.span.start as usize, cursor.at);
    if is_month && !is_age && !cx.facts.is_opaque(span) {
        let finding = report.at(cx.source(span));
        finding.text("month").arg("date", cx.written(span));
        finding.evidence("date", cx.written(span)).evidence("month", month.value);
    }
}

/// 114年2月29日: a year of three digits is one of the Republic, and not a leap year.
fn flaw_of_republic(date: &Date) -> Option<Flaw> {
    let month = date.month?.value;
    let last = calendar::last_day(Some(resolved::year_of_republic(date)?), month)?;
    (date.day?.value > last).then_some(Flaw::Day { last })
}

/// The year, if the day exists in February of other years.
fn common_february(date: &Date, last: u32) -> Option<u32> {
    let is_leap_day = last == 28 && date.day.is_some_and(|day| day.value == 29);
    date.gregorian_year().or_else(|| resolved::year_of_republic(date)).filter(|_| is_leap_day)
}

/// The last day of the month, and the first of the next one; the first day for a day 0.
fn candidates(cx: &Context, date: &Date, last: u32) -> Vec<crate::finding::Fix> {
    let Some((month, day)) = date.month.zip(date.day) else { return Vec::new() };
    if day.value == 0 {
        return vec![candidate::fix(cx, date, &[(date.day, 1)])];
    }
    let mut fixes = vec![candidate::fix(cx, date, &[(date.day, last)])];
    if month.value < MONTHS {
        fixes.push(candidate::fix(cx, date, &[(date.month, month.value + 1), (date.day, 1)]));
    } else if let Some(year) = date.year.filter(|year| year.length == 4 && date.form != Form::English) {
        let next = [(date.year, year.value + 1), (date.month, 1), (date.day, 1)];
        fixes.push(candidate::fix(cx, date, &next));
    }
    fixes
}

/// 庙会在二月三十日，农历: a day of the lunisolar calendar, which has a 30th in any month, where the sentence is about one.
fn may_be_lunar(cx: &Context, date: &Date) -> bool {
    const LONGEST_CONTEXT: u32 = 150;
    let is_thirtieth = date.day.is_some_and(|day| day.value == 30 && day.numerals != Numerals::Arabic);
    if !is_thirtieth || date.gregorian_year().is_some() {
        return false;
    }
    let tokens = &cx.facts.tokens;
    let sentence = tokens.sentence_span(tokens.sentence_of(tokens.clause_of(tokens.at(date.span.start))));
    let view = cx.view.text();
    let start = view.floor_char_boundary(sentence.start.max(date.span.start.saturating_sub(LONGEST_CONTEXT)) as usize);
    let end = view.ceil_char_boundary(sentence.end.min(date.span.end + LONGEST_CONTEXT) as usize);
    ["农历", "阴历", "旧历", "腊月", "正月", "闰", "庙会", "节", "初"]
        .iter()
        .any(|word| view[start..end].contains(word))
}
