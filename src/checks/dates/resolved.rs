//! Which day of the Gregorian calendar a date names: the one it states, the second end of a range that takes year and
//! month from the first, or a month and day in the year of the document's own date.

use crate::checks::Context;
use crate::facts::calendar::Day;
use crate::facts::date::{Calendar, Date};
use crate::facts::document_date::DocumentDate;

/// The day that date number `index` names, and whether its year comes from the document.
pub fn day(cx: &Context, index: usize, date: &Date) -> Option<(Day, bool)> {
    if let Some(day) = date.gregorian() {
        return Some((day, false));
    }
    if let Some(day) = end_of_range(cx, index, date) {
        return Some((day, false));
    }
    let document = cx.facts.date_at(date.span.start)?;
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
