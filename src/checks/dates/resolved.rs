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
    if let Some(day) = in_year_named_before(cx, index, date).or_else(|| in_year_of_sentence(cx, index, date)) {
        return Some((day, true));
    }
    let document = cx.facts.date_at(date.span.start)?;
    let is_judged =
        date.year.is_none() && date.calendar == Calendar::Gregorian && !speaks_of_another_year(cx, index, document);
    let (month, day) = date.month.zip(date.day).filter(|_| is_judged)?;
    let found = nearest_to(document.day, month.value, day.value)?;
    (!may_be_of_another_year(document.day, found, date)).then_some((found, true))
}

/// 9月25日（星期四） in a report of January: some months away, and its weekday is that of the year beside it. What is planned comes
/// next year.
fn may_be_of_another_year(document: Day, found: Day, date: &Date) -> bool {
    const NEAR: i32 = 45;
    let (year, month, day) = found.parts();
    let has_weekday = |year: u32| {
        Day::new(year, month, day).zip(date.weekday).is_some_and(|(day, written)| day.weekday() == written.day)
    };
    let is_beside = || year.checked_sub(1).is_some_and(has_weekday) || has_weekday(year + 1);
    found.days_since(document).abs() > NEAR && !has_weekday(year) && is_beside()
}

/// The only year that the first line of a text names, or the second where the first names none: 2024年国庆假期出行提示.
pub fn year_of_heading(cx: &Context) -> Option<u32> {
    const LONGEST_HEADING: usize = 300;
    let text = cx.view.text();
    let head = &text[..text.floor_char_boundary(LONGEST_HEADING)];
    let lines = head.split_inclusive('\n').scan(0, |end, line| {
        *end += line.len();
        Some((*end, line.trim()))
    });
    // A sentence is no heading.
    let headings = lines.filter(|(_, line)| !line.is_empty()).take(2).filter(|(_, line)| !line.contains('。'));
    let mut ends = headings.map(|(end, _)| end);
    ends.find_map(|end| {
        let dates = cx.facts.dates.iter().take_while(|date| (date.span.start as usize) < end);
        let mut years = dates.filter(|date| date.year.is_some()).map(Date::gregorian_year);
        let year = years.next().filter(|_| cx.is_first())?;
        years.all(|other| other == year).then_some(year)
    })?
}

/// 自113年11月18日（星期一）起: the day of a year of three digits, which is one of the Republic where nothing says whose.
pub fn day_of_republic(date: &Date) -> Option<Day> {
    Day::new(year_of_republic(date)?, date.month?.value, date.day?.value)
}

/// The Gregorian year of a year of three digits that is one of the Republic.
pub fn year_of_republic(date: &Date) -> Option<u32> {
    const YEARS: std::ops::RangeInclusive<u32> = 100..=150;
    const BEFORE: u32 = 1911;
    let year = date.year.filter(|year| date.calendar == Calendar::Unknown && YEARS.contains(&year.value))?;
    Some(year.value + BEFORE)
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

/// 2024年春节（2月10日，星期六）, 2023年春运于1月7日（星期六）启动: the year stands a few words before, in the same clause.
fn in_year_named_before(cx: &Context, index: usize, date: &Date) -> Option<Day> {
    const LONGEST_GAP: usize = 36;
    // 2022年底以来，…; 较2022年提前到3月5日: another year may be meant.
    const OTHER_YEAR: &[&str] =
        &["底", "末", "初", "来", "比", "较", "前", "后", "起", "至", "到", "同期", "次年", "第二年", "翌年"];
    let before = cx.facts.dates.get(index.checked_sub(1)?)?;
    let is_year_alone = before.year.is_some() && before.month.is_none() && !before.bare;
    let is_without = date.year.is_none() && date.calendar == Calendar::Gregorian;
    let gap = cx.view.text().get(before.whole.end as usize..date.whole.start as usize)?;
    // 民国113年（西元2024年）8月30日
    let is_noted = gap == "）" || gap == ")";
    let is_near = is_noted
        || gap.len() <= LONGEST_GAP && !gap.contains(['，', ',', '。', '；', ';', '、', '\n', '）', ')', '”', '》']);
    let ahead = cx.view.text().get(..before.whole.start as usize)?.trim_end();
    let is_compared = ["比", "较", "自", "从", "至", "到", "—", "-", "～"].iter().any(|word| ahead.ends_with(word));
    let (month, day) = date.month.zip(date.day)?;
    (is_year_alone && is_without && is_near && !is_compared && !OTHER_YEAR.iter().any(|word| gap.contains(word)))
        .then(|| Day::new(before.gregorian_year().or_else(|| year_of_republic(before))?, month.value, day.value))?
}

/// 报名时间为2025年6月23日至6月27日；成绩查询时间为7月5日（星期六）: a later day than one of the sentence whose year is written.
fn in_year_of_sentence(cx: &Context, index: usize, date: &Date) -> Option<Day> {
    const DATES_BEFORE: usize = 3;
    const OTHER_YEAR: &[&str] = &["次年", "翌年", "来年", "明年", "上年", "去年", "今年", "本年", "每年", "第二年"];
    if date.year.is_some() || date.calendar != Calendar::Gregorian {
        return None;
    }
    let mut before = cx.facts.dates.get(index.saturating_sub(DATES_BEFORE)..index)?.iter().rev();
    let known = before.find(|before| before.year.is_some())?;
    let between = cx.view.text().get(known.span.end as usize..date.span.start as usize)?;
    let is_in_one_sentence = !between.contains(['。', '\n']) && !OTHER_YEAR.iter().any(|word| between.contains(word));
    let start = known.gregorian().filter(|_| is_in_one_sentence)?;
    let (month, day) = date.month.zip(date.day)?;
    Day::new(known.gregorian_year()?, month.value, day.value).filter(|day| *day >= start)
}

/// 2019年的活动办了两场，5月4日（星期六）…: a year named shortly before is the year meant.
fn speaks_of_another_year(cx: &Context, index: usize, document: DocumentDate) -> bool {
    let (year, ..) = document.day.parts();
    names_another_year(cx, index, year)
}

/// True if one of the dates right before date number `index` has another year than `year`.
pub fn names_another_year(cx: &Context, index: usize, year: u32) -> bool {
    const DATES_BEFORE: usize = 4;
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
