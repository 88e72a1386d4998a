//! dates/era: a year of an era and a year of the common calendar beside it that are not the same, 民國112年（2022年）.

use crate::checks::{Context, Report};
use crate::facts::cursor::Cursor;
use crate::facts::date::{Calendar, Date};
use crate::finding::{Applicability, Fix, Message};
use crate::span::ViewSpan;

/// Reports pairs of a named era's year and a Gregorian year, one in brackets behind the other, that name different years.
pub fn check(cx: &Context, report: &mut Report) {
    for (index, date) in cx.facts.dates.iter().enumerate() {
        let is_era = matches!(date.calendar, Calendar::Era(_));
        let Some(other) = is_era.then(|| partner(cx, index, date)).flatten() else { continue };
        let (Some(year), Some(written)) = (date.gregorian_year(), date.year) else { continue };
        if other.value == year || cx.facts.is_opaque(date.whole) || cx.facts.is_opaque(other.span) {
            continue;
        }
        let era = ViewSpan { start: date.whole.start, end: written.span.end };
        let finding = report.at(cx.source(era.to(other.span)));
        finding.arg("era", cx.written(era)).arg("year", year).arg("other", other.value);
        finding.evidence("year", year).evidence("other", other.value);
        let title = Message::new("fix").arg("year", year);
        finding.fix(Fix::replace(title, Applicability::Display, cx.source(other.span), year.to_string()));
    }
}

/// A Gregorian year beside an era's.
struct Partner {
    value: u32,
    span: ViewSpan,
}

/// The year in brackets behind `date`, or the year that `date` stands in brackets behind.
fn partner(cx: &Context, index: usize, date: &Date) -> Option<Partner> {
    let text = cx.view.text();
    let mut cursor = Cursor::new(text, date.whole.end as usize);
    if cursor.eat_char("（(").is_some() {
        cursor.eat_any(&["即", "公历"]);
        cursor.eat_any(&["西元", "公元"]);
        cursor.skip_spaces();
        let start = cursor.at;
        let value = cursor.digits(4)?.parse().ok().filter(|year| (1868..2200).contains(year))?;
        let span = ViewSpan::new(start, cursor.at);
        // 民国二十四年（1935—1936年） spans two years; 民國112年（2023至2024）as well.
        let has_unit = cursor.eat("年");
        let ends = if has_unit { cursor.range_mark().is_none() } else { cursor.eat_char("）)").is_some() };
        return ends.then_some(Partner { value, span });
    }
    let last = cx.facts.dates.get(index.checked_sub(1)?)?;
    let gap = text.get(last.whole.end as usize..date.whole.start as usize)?;
    let year = last.year.filter(|_| last.calendar == Calendar::Gregorian && !last.bare)?;
    let ends = text[date.whole.end as usize..].starts_with(['）', ')']);
    let is_pair = matches!(gap, "（" | "(" | "（即" | "(即") && ends && !closes_range(cx, index - 1);
    is_pair.then_some(Partner { value: year.value, span: year.span })
}

/// 2021年—2023年（民國110年至112年）
fn closes_range(cx: &Context, index: usize) -> bool {
    let ranges = &cx.facts.date_ranges;
    let at = ranges.partition_point(|range| range.from as usize + 1 < index);
    ranges.get(at).is_some_and(|range| range.from as usize + 1 == index)
}
