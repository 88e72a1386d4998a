//! dates/lunar-date: a day of the lunisolar calendar that there is not, and pairs of a Gregorian day with a lunisolar day or a
//! festival that fall on different days, 2024年9月16日（中秋节）.

use super::{candidate, resolved};
use crate::checks::{Context, Report};
use crate::facts::calendar::Day;
use crate::facts::cursor::Cursor;
use crate::facts::date::{Calendar, Date, Part};
use crate::facts::lunar::{self, FESTIVALS, Festival, LunarDay};
use crate::finding::{Applicability, Finding, Fix, Message, Shown};
use crate::span::ViewSpan;

/// Reports lunisolar dates that do not exist, and pairs that name two days.
pub fn check(cx: &Context, report: &mut Report) {
    for (index, date) in cx.facts.dates.iter().enumerate() {
        let is_lunar = date.calendar == Calendar::Lunar;
        let is_candidate = is_lunar || date.day.is_some() && !date.bare && date.calendar == Calendar::Gregorian;
        if !is_candidate || cx.facts.is_opaque(date.whole) {
            continue;
        }
        if is_lunar && date.month.is_some() {
            let is_told = does_not_exist(cx, index, date, report) || other_day_than_partner(cx, index, date, report);
            if !is_told {
                other_day_than_festival_of_lunar(cx, date, report);
            }
        } else if !is_lunar {
            other_day_than_festival(cx, index, date, report);
        }
    }
}

/// The lunisolar years that a date may mean: the one it names; the one before it as well, if a Gregorian year stands in front,
/// since the last months of a lunisolar year lie in the next Gregorian one.
fn years(cx: &Context, index: usize, date: &Date) -> Vec<u32> {
    let in_table = |part: Part| (1900..=2100).contains(&part.value) && part.length == 4;
    if let Some(year) = date.year {
        return if in_table(year) { vec![year.value, year.value - 1] } else { Vec::new() };
    }
    let before = index.checked_sub(1).and_then(|index| cx.facts.dates.get(index));
    let year = before
        .filter(|before| before.whole.end == date.whole.start)
        // 2023年闰三月, 农历2023年闰三月: a leap month is read apart from its year.
        .filter(|before| matches!(before.calendar, Calendar::Gregorian | Calendar::Lunar))
        .filter(|before| before.month.is_none() && !before.bare)
        .and_then(|before| before.year);
    match year {
        Some(year) if in_table(year) => vec![year.value, year.value - 1],
        _ => Vec::new(),
    }
}

/// Reports months above 12, days above 30, a leap month or a 30th that the year does not have.
fn does_not_exist(cx: &Context, index: usize, date: &Date, report: &mut Report) -> bool {
    let Some(month) = date.month else { return false };
    let day = date.day.map_or(1, |day| day.value);
    let years = years(cx, index, date);
    let possible = |year: &u32| lunar::month_days(*year, month.value, date.leap).is_none_or(|days| day > days);
    let is_known = !years.is_empty() && years.iter().all(|year| lunar::leap_month(*year).is_some());
    let text = match () {
        () if !(1..=12).contains(&month.value) => "message",
        () if !(1..=30).contains(&day) => "day",
        () if !is_known || !years.iter().all(possible) || names_year_end(cx, date) => return false,
        () if date.leap && years.iter().all(|year| lunar::leap_month(*year) != Some(month.value)) => "leap",
        () => "thirtieth",
    };
    // 闰 stands before the month.
    let span = if date.leap { date.whole } else { date.span };
    let finding = report.at(cx.source(span));
    finding.text(text).arg("written", cx.written(span)).evidence("written", cx.written(span));
    if let Some(year) = years.first().filter(|_| matches!(text, "leap" | "thirtieth")) {
        finding.arg("year", *year).evidence("year", *year);
    }
    if let Some(day) = date.day.filter(|day| matches!(text, "day" | "thirtieth") && day.value > 29) {
        let last = if text == "day" { 30 } else { 29 };
        let title = Message::new("fix").arg("text", candidate::number_like(cx, day, last));
        let text = candidate::number_like(cx, day, last);
        finding.fix(Fix::replace(title, Applicability::Display, cx.source(day.span), text));
    }
    true
}

/// 腊月三十（除夕）: New Year's Eve is called the thirtieth in years whose last month has 29 days, too.
fn names_year_end(cx: &Context, date: &Date) -> bool {
    let rest = &cx.view.text()[date.whole.end as usize..];
    date.month.is_some_and(|month| month.value == 12)
        && ["除夕", "（除夕", "(除夕", "，除夕", "晚", "夜", "年夜"].iter().any(|word| rest.starts_with(word))
}

/// Reports a Gregorian day with a lunisolar day in brackets behind it, or the other way round, that are two days.
fn other_day_than_partner(cx: &Context, index: usize, date: &Date, report: &mut Report) -> bool {
    let Some((partner, place)) = partner(cx, index, date) else { return false };
    let Some((month, day)) = date.month.zip(date.day) else { return false };
    let Some(right) = lunar::of(partner) else { return false };
    let is_month = right.month == month.value && (right.leap == date.leap || !date.leap);
    let is_year = date.cycle.is_none_or(|cycle| (right.year + 56) % 60 == cycle);
    if is_month && right.day == day.value && is_year {
        return false;
    }
    let text = if is_month && right.day == day.value { "cycle" } else { "pair" };
    let written = if is_year { date.span } else { date.whole };
    let finding = report.at(cx.source(place.to(date.whole)));
    finding
        .text(text)
        .arg("gregorian", cx.written(place))
        .arg("right", lunar::written(right.month, right.leap, right.day))
        .arg("written", cx.written(written))
        .evidence("lunar", lunar::written(right.month, right.leap, right.day));
    if text == "pair" {
        let right_text = lunar::written(right.month, right.leap, right.day);
        let title = Message::new("fix").arg("text", &right_text);
        finding.fix(Fix::replace(title, Applicability::Display, cx.source(date.span), right_text));
        let lunar_day = LunarDay { year: right.year, month: month.value, leap: date.leap, day: day.value };
        if let Some(other) = nearest(lunar_day, partner) {
            let note = Message::new("other").arg("written", cx.written(date.span));
            finding.note(note.arg("date", shown(other)));
        }
    }
    true
}

/// The Gregorian day of a month and day of the lunisolar calendar that is closest to `near`.
fn nearest(lunar_day: LunarDay, near: Day) -> Option<Day> {
    let years = [lunar_day.year.checked_sub(1)?, lunar_day.year, lunar_day.year + 1];
    let days = years.into_iter().filter_map(|year| lunar::gregorian(LunarDay { year, ..lunar_day }));
    days.min_by_key(|day| day.days_since(near).abs())
}

/// The Gregorian day beside a lunisolar date, and its place. Ranges on either side pair in ways that nobody can tell.
fn partner(cx: &Context, index: usize, date: &Date) -> Option<(Day, ViewSpan)> {
    if stands_in_range(cx, index) {
        return None;
    }
    let text = cx.view.text();
    let before = index.checked_sub(1).and_then(|before| Some((before, cx.facts.dates.get(before)?)));
    if let Some((before, other)) = before.filter(|(before, other)| is_day(other) && !stands_in_range(cx, *before)) {
        let gap = text.get(other.whole.end as usize..date.whole.start as usize)?;
        let is_named = date.whole.start < date.span.start;
        let is_beside = match gap.trim_start_matches([' ', '\u{3000}']) {
            "（" | "(" | "（即" | "(即" | "即" | "（即是" => true,
            // 9月17日，农历八月十五: without its name the second may be another day.
            "，" | "," | "" | "、" => is_named,
            _ => false,
        };
        if is_beside && ends(text, date.whole.end) {
            return resolved::day(cx, before, other).map(|(day, _)| (day, other.span));
        }
    }
    let (after, other) = (index + 1, cx.facts.dates.get(index + 1)?);
    let gap = text.get(date.whole.end as usize..other.whole.start as usize)?;
    let is_beside = matches!(
        gap,
        "（" | "("
            | "（即"
            | "(即"
            | "（公历"
            | "(公历"
            | "（阳历"
            | "（新历"
            | "，即"
            | "，即公历"
            | "，公历"
            | "、公历"
            | ",公历"
            | "，阳历"
            | "，新历"
    );
    let is_pair = is_beside && is_day(other) && !stands_in_range(cx, after) && ends(text, other.whole.end);
    is_pair.then(|| resolved::day(cx, after, other).map(|(day, _)| (day, other.span))).flatten()
}

fn is_day(date: &Date) -> bool {
    date.calendar == Calendar::Gregorian && date.month.is_some() && date.day.is_some() && !date.bare
}

/// True if the date is one end of a range.
fn stands_in_range(cx: &Context, index: usize) -> bool {
    let ranges = &cx.facts.date_ranges;
    let at = ranges.partition_point(|range| (range.from as usize) + 1 < index);
    let is_end = ranges.get(at..).unwrap_or_default().iter().take(2);
    let is_end = is_end.into_iter().any(|range| matches!(index.wrapping_sub(range.from as usize), 0 | 1));
    is_end || cx.facts.dates.get(index).is_some_and(|date| opens_range(cx.view.text(), date))
}

fn opens_range(text: &str, date: &Date) -> bool {
    let mut cursor = Cursor::new(text, date.whole.end as usize);
    date.bare || cursor.eat_any(&["前", "后", "起", "以"]).is_some() || cursor.range_mark().is_some()
}

/// True if a pair may end here: a mark, a festival, the end of the text.
fn ends(text: &str, at: u32) -> bool {
    let rest = &text[at as usize..];
    rest.chars().next().is_none_or(|c| "）)，,。；;、！ \n\r".contains(c)) || festival(rest).is_some()
}

/// The festival that a text begins with, and the length of its name.
fn festival(text: &str) -> Option<(Festival, &'static str)> {
    FESTIVALS.iter().find(|(name, _)| text.starts_with(name)).map(|(name, festival)| (*festival, *name))
}

/// 中秋节前, 端午假期, 春节期间, 除夕夜: the days around a festival, or a part of it.
fn is_the_day_itself(text: &str, in_brackets: bool) -> bool {
    let ends = if in_brackets { "）)，,、" } else { "，,。；;！\n\r" };
    text.chars().next().is_none_or(|c| ends.contains(c))
}

/// Reports 农历八月十六（中秋节）.
fn other_day_than_festival_of_lunar(cx: &Context, date: &Date, report: &mut Report) {
    let Some((month, day)) = date.month.zip(date.day) else { return };
    let Some(named) = festival_beside(cx, date) else { return };
    if named.festival.is_on(month.value, day.value) || date.leap || is_spring_festival(named.name) && month.value == 1 {
        return;
    }
    let Festival::On(right_month, right_day) = named.festival else { return };
    let right = lunar::written(right_month, false, right_day);
    let finding = report.at(cx.source(date.span.to(named.span)));
    finding.text("festival-lunar").arg("festival", named.name).arg("right", &right);
    finding.arg("written", cx.written(date.span)).evidence("lunar", right.as_str());
    let title = Message::new("fix").arg("text", &right);
    finding.fix(Fix::replace(title, Applicability::Display, cx.source(date.span), right));
}

/// The first days of the first month are all called 春节.
fn is_spring_festival(name: &str) -> bool {
    name == "春节"
}

/// Reports 2024年9月16日（中秋节）, 中秋节（2024年9月16日）, 2024年9月16日是中秋节.
fn other_day_than_festival(cx: &Context, index: usize, date: &Date, report: &mut Report) {
    let Some(named) = festival_beside(cx, date) else { return };
    if stands_in_range(cx, index) || is_lunar_day_of(named.festival, date) {
        return;
    }
    let Some((day, is_inferred)) = resolved::day(cx, index, date) else { return };
    let (year, month, number) = day.parts();
    let Some(right) = named.festival.in_gregorian_year(year).filter(|right| *right != day) else { return };
    // A report of January tells of the year before.
    let is_on =
        |year: u32| named.festival.in_gregorian_year(year).is_some_and(|day| day.parts() == (year, month, number));
    if is_inferred && (is_on(year - 1) || is_on(year + 1)) {
        return;
    }
    let finding = report.at(cx.source(date.span.to(named.span)));
    let (_, month, number) = right.parts();
    finding.text("festival").arg("festival", named.name).arg("right", shown(right)).arg("year", day.parts().0);
    finding.arg("written", cx.written(date.span)).evidence("date", iso(right));
    finding.fix(candidate::fix(cx, date, &[(date.month, month), (date.day, number)]));
    explain(finding, day);
}

/// Says which lunisolar day the written date is.
fn explain(finding: &mut Finding, day: Day) {
    if let Some(lunar) = lunar::of(day) {
        let written = lunar::written(lunar.month, lunar.leap, lunar.day);
        finding.note(Message::new("is").arg("date", shown(day)).arg("lunar", written));
    }
}

/// 八月十五日（中秋节）: in Han numerals without a year the date itself may be lunisolar.
fn is_lunar_day_of(festival: Festival, date: &Date) -> bool {
    let numbers = date.month.zip(date.day).filter(|_| date.year.is_none());
    numbers.is_some_and(|(month, day)| festival.is_on(month.value, day.value))
}

/// A festival said of a date.
struct Named {
    festival: Festival,
    name: &'static str,
    span: ViewSpan,
}

/// The festival in brackets behind a date, behind 是, or in front of the date in brackets.
fn festival_beside(cx: &Context, date: &Date) -> Option<Named> {
    let text = cx.view.text();
    let mut cursor = Cursor::new(text, date.whole.end as usize);
    let is_lunar = date.calendar == Calendar::Lunar;
    let bracket = cursor.eat_char("（(").is_some();
    let verb = !bracket && cursor.eat_any(&["是", "为", "正值", "适逢", "恰逢", "系", "即"]).is_some();
    let joined = is_lunar && !bracket && !verb;
    if joined {
        cursor.eat_char("，,");
    }
    cursor.eat_any(&["农历", "传统节日", "传统", "中国传统节日", "我国传统节日"]);
    let start = cursor.at;
    if (bracket || verb || joined)
        && let Some((festival, name)) = festival(cursor.rest())
        && is_the_day_itself(&cursor.rest()[name.len()..], bracket)
    {
        return Some(Named { festival, name, span: ViewSpan::new(start, start + name.len()) });
    }
    let before = text[..date.whole.start as usize].strip_suffix(['（', '('])?;
    let is_closed = text[date.whole.end as usize..].starts_with(['）', ')', '，', ',']);
    let (name, festival) = FESTIVALS.iter().find(|(name, _)| before.ends_with(name)).filter(|_| is_closed)?;
    Some(Named { festival: *festival, name, span: ViewSpan::new(before.len() - name.len(), before.len()) })
}

fn iso(day: Day) -> String {
    let (year, month, day) = day.parts();
    format!("{year:04}-{month:02}-{day:02}")
}

fn shown(day: Day) -> Shown {
    let (year, month, number) = day.parts();
    Shown::Word { zh: format!("{year}年{month}月{number}日").into(), en: iso(day).into() }
}
