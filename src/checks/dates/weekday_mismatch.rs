//! dates/weekday-mismatch: a weekday that the date does not have, 2023年8月22日（星期一）.

use super::candidate;
use crate::checks::{Context, Report};
use crate::facts::calendar::{Day, Weekday};
use crate::facts::date::{Calendar, Date};
use crate::facts::document_date::DocumentDate;
use crate::finding::{Applicability, Fix, Message, Severity, Shown};
use crate::span::ViewSpan;

/// Reports dates whose weekday is another. A date without a year takes it from the document's own date.
pub fn check(cx: &Context, report: &mut Report) {
    for (index, date) in cx.facts.dates.iter().enumerate() {
        let Some(written) = date.weekday else { continue };
        let Some((day, is_inferred)) = day(cx, index, date) else { continue };
        let weekday = day.weekday();
        if weekday == written.day || cx.facts.is_opaque(date.whole) {
            continue;
        }
        let (year, month, number) = day.parts();
        let nearest = nearest(day, written.day);
        let finding = report.at(cx.source(date.span.to(written.span)));
        finding
            .arg("date", cx.written(date.span))
            .arg("weekday", shown(weekday))
            .arg("written", cx.written(written.span))
            .evidence("date", format!("{year:04}-{month:02}-{number:02}"))
            .evidence("weekday", weekday.english())
            .evidence("written", written.day.english());
        if is_inferred {
            finding.text("inferred").arg("year", year).severity(Severity::Warning);
        }
        if let [Some(before), Some(after)] = nearest {
            let note = Message::new("nearest").arg("written", cx.written(written.span));
            finding.note(note.arg("before", month_and_day(before)).arg("after", month_and_day(after)));
        }
        let word = cx.written(ViewSpan { start: written.span.start, end: written.number.start });
        let title = Message::new("fix").arg("text", format!("{word}{}", weekday.han()));
        finding.fix(Fix::replace(title, Applicability::Display, cx.source(written.number), weekday.han()));
        for other in nearest.into_iter().flatten() {
            let (other_year, other_month, other_day) = other.parts();
            // A step into the next year would change a year that may not be written.
            if other_year == year {
                finding.fix(candidate::fix(cx, date, &[(date.month, other_month), (date.day, other_day)]));
            }
        }
    }
}

/// The day that a date names, and whether its year comes from the document.
fn day(cx: &Context, index: usize, date: &Date) -> Option<(Day, bool)> {
    if let Some(day) = date.gregorian() {
        return Some((day, false));
    }
    if let Some(day) = end_of_range(cx, index, date) {
        return Some((day, false));
    }
    let document = cx.facts.document_date?;
    let is_judged =
        date.year.is_none() && date.calendar == Calendar::Gregorian && !speaks_of_another_year(cx, index, document);
    let (month, day) = date.month.zip(date.day).filter(|_| is_judged)?;
    Some((nearest_to(document.day, month.value, day.value)?, true))
}

/// The second end of 2023年8月22日至25日（周五）, which takes year and month from the first.
fn end_of_range(cx: &Context, index: usize, date: &Date) -> Option<Day> {
    let ranges = &cx.facts.date_ranges;
    let from = index.checked_sub(1)?;
    let range = ranges.get(ranges.partition_point(|range| (range.from as usize) < from))?;
    let is_end = range.from as usize == from && !range.relative && !range.pause;
    let first =
        cx.facts.dates.get(from).filter(|_| is_end && date.year.is_none() && date.calendar == Calendar::Gregorian)?;
    let day = date.day?.value;
    match date.month {
        None => Day::new(first.gregorian_year()?, first.month?.value, day)
            .filter(|_| first.day.is_some_and(|start| start.value <= day)),
        Some(month) => Day::new(first.gregorian_year()?, month.value, day)
            .filter(|end| first.gregorian().is_some_and(|start| start <= *end)),
    }
}

/// 2019年的活动办了两场，5月4日（星期六）…: a year named shortly before is the year meant.
fn speaks_of_another_year(cx: &Context, index: usize, document: DocumentDate) -> bool {
    const DATES_BEFORE: usize = 4;
    let (year, ..) = document.day.parts();
    let dates = &cx.facts.dates[index.saturating_sub(DATES_BEFORE)..index];
    dates.iter().any(|date| date.year.is_some() && date.gregorian_year() != Some(year))
}

/// The month and day in the year that brings it closest to the document, if no other year is nearly as close.
fn nearest_to(document: Day, month: u32, day: u32) -> Option<Day> {
    const FARTHEST: i32 = 120;
    let (year, ..) = document.parts();
    [year.checked_sub(1)?, year, year + 1]
        .into_iter()
        .filter_map(|year| Day::new(year, month, day))
        .find(|found| found.days_since(document).abs() <= FARTHEST)
}

/// The last day before and the first day after `day` that are a `weekday`.
fn nearest(day: Day, weekday: Weekday) -> [Option<Day>; 2] {
    let ahead = day.weekday().days_until(weekday);
    [day.plus(ahead - 7), day.plus(ahead)]
}

fn month_and_day(day: Day) -> Shown {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (_, month, day) = day.parts();
    let name = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
    Shown::Word { zh: format!("{month}月{day}日").into(), en: format!("{day} {name}").into() }
}

fn shown(weekday: Weekday) -> Shown {
    Shown::Word { zh: format!("星期{}", weekday.han()).into(), en: weekday.english().into() }
}
