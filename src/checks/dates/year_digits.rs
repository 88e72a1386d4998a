//! dates/year-digits: a year of three, five or six digits, 202年5月3日.

use crate::checks::{Context, Report};
use crate::facts::date::{Calendar, Date, Numerals, Part};

/// Reports years with a digit too few or too many.
pub fn check(cx: &Context, report: &mut Report) {
    for date in &cx.facts.dates {
        let Some(year) = date.year else { continue };
        let is_odd = date.calendar == Calendar::Unknown
            && year.numerals == Numerals::Arabic
            && !year.stray
            && matches!(year.length, 3 | 5 | 6);
        let before = &cx.view.text()[..year.span.start as usize];
        if !is_odd
            || cx.facts.is_opaque(year.span)
            || is_of_another_count(year)
            || is_measured(before)
            || is_glued(before, date, year)
        {
            continue;
        }
        let span = cx.source(year.span);
        report.at(span).arg("written", cx.written(year.span)).arg("count", year.length).evidence("digits", year.length);
    }
}

/// 112年5月3日 in a text that counts from 1912; 358年 and 618年底 are years of antiquity. A missing digit leaves 19, 20,
/// 2 or 0 in front.
fn is_of_another_count(year: Part) -> bool {
    year.length == 3 && !(190..=299).contains(&year.value) && year.value >= 100
}

/// 距今202年5个月, 约210年底: a length of time, or a year before the calendar.
fn is_measured(before: &str) -> bool {
    ["距今", "近", "约", "前", "公元", "西元", "第", "历时", "满", "达", "个", "期", "-", "/", "."]
        .iter()
        .any(|word| before.ends_with(word))
}

/// 表122014年初: the number of a table, a note or a list item, then the year.
fn is_glued(before: &str, date: &Date, year: Part) -> bool {
    let tail = year.value % 10_000;
    let ends_in_a_year = year.length > 4 && (1900..=2100).contains(&tail);
    let starts_line =
        before.trim_end_matches(' ').is_empty() || before.trim_end_matches(' ').ends_with(['\n', '\r', '|']);
    let is_labelled = before.trim_end_matches(' ').ends_with(['表', '图', '注', '件', '栏']);
    is_labelled || ends_in_a_year && (starts_line || year.length == 6 || date.month.is_none())
}
