//! dates/ten-day-period: a day that does not lie in the third of the month it is said to lie in, 3月上旬（15日）.

use std::ops::RangeInclusive;

use crate::checks::{Context, Report};
use crate::facts::calendar;
use crate::facts::cursor::Cursor;
use crate::facts::date::{self, Calendar, Date, Form};
use crate::span::ViewSpan;

/// The names of the thirds of a month.
const THIRDS: &[&str] = &["上旬", "中旬", "下旬"];

/// Reports days in brackets behind 上旬, 中旬, 下旬 that are none of theirs.
pub fn check(cx: &Context, report: &mut Report) {
    for date in &cx.facts.dates {
        if date.form != Form::Units || date.day.is_some() || matches!(date.calendar, Calendar::Lunar) {
            continue;
        }
        let Some((third, day, span)) = day_of_third(cx, date) else { continue };
        let Some(days) = days(date, third) else { continue };
        if days.contains(&day) || cx.facts.is_opaque(span) {
            continue;
        }
        report
            .at(cx.source(span))
            .arg("third", third)
            .arg("day", day)
            .arg("first", days.start())
            .arg("last", days.end())
            .evidence("first", *days.start())
            .evidence("last", *days.end())
            .evidence("day", day);
    }
}

/// The days of a third of the month of `date`.
fn days(date: &Date, third: &str) -> Option<RangeInclusive<u32>> {
    let last = calendar::last_day(date.gregorian_year(), date.month?.value)?;
    Some(match third {
        "上旬" => 1..=10,
        "中旬" => 11..=20,
        _ => 21..=last,
    })
}

/// The third behind `date`, the day said with it, and the place of all of them. 3月上旬（15日）, 2月下旬末30日; 3月上旬15日内 and 8月中旬5日游 are
/// lengths of time, and so a day needs its bracket or 末.
fn day_of_third(cx: &Context, date: &Date) -> Option<(&'static str, u32, ViewSpan)> {
    let mut cursor = Cursor::new(cx.view.text(), date.span.end as usize);
    date.month?;
    let third = cursor.eat_any(THIRDS)?;
    let is_end = cursor.eat_any(&["末", "初"]).is_some();
    let bracket = cursor.eat_char("（(").is_some();
    if !is_end && !bracket {
        return None;
    }
    cursor.skip_spaces();
    let mut day = date::part(&mut cursor)?;
    if cursor.eat("月") {
        if Some(day.value) != date.month.map(|month| month.value) {
            return None;
        }
        day = date::part(&mut cursor)?;
    }
    let has_unit = cursor.eat_any(&["日", "号"]).is_some();
    let span = ViewSpan::new(date.span.start as usize, cursor.at);
    let ends = match cursor.peek() {
        None => true,
        Some(c) if bracket => "）)，,".contains(c),
        Some(c) => !"内间前后以均的左游至到-—～".contains(c),
    };
    (has_unit && ends && !day.stray).then_some((third, day.value, span))
}
