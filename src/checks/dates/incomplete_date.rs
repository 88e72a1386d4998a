//! dates/incomplete-date: a date with a part missing or out of place, 2023年3月日, 2023年日5月, 2023年3月5。

use crate::checks::{Context, Report};
use crate::facts::cursor::Cursor;
use crate::facts::date::{self, Calendar, Date, Form, Numerals, Part};
use crate::finding::{Applicability, Fix, Message, Severity};
use crate::span::{Span, ViewSpan};

/// Reports dates that begin with a year and break off or lose their order.
pub fn check(cx: &Context, report: &mut Report) {
    for (index, date) in cx.facts.dates.iter().enumerate() {
        let begins = date.form == Form::Units
            && date.calendar == Calendar::Gregorian
            && (date.year.is_some() || date.month.is_some())
            && date.day.is_none()
            && !date.bare
            && date.weekday.is_none();
        if !begins {
            continue;
        }
        let Some((defect, end)) = defect(cx, date) else { continue };
        let is_day = is_limit(cx, date, &defect, end) || is_some_day(cx, date, &defect);
        let is_end = || matches!(defect, Defect::NoUnit) && closes_range(cx, index);
        if date.year.is_none() && !is_day && !is_end() {
            continue;
        }
        let span = ViewSpan { start: date.span.start, end };
        if cx.facts.is_opaque(span) {
            continue;
        }
        let written = cx.written(span);
        let place = cx.source(span);
        let finding = report.at(place);
        finding.arg("written", written).evidence("written", written);
        match defect {
            Defect::NoDay => {
                let text = cx.written(date.span).to_owned();
                let title = Message::new("fix").arg("text", &text);
                finding.fix(Fix::replace(title, Applicability::Display, place, text));
            }
            Defect::Order(parts) => {
                let year = cx.written(date.span);
                let [month, day] = parts.map(|part| part.map_or("", |part| cx.written(part.span)));
                let text =
                    if day.is_empty() { format!("{year}{month}月") } else { format!("{year}{month}月{day}日") };
                let title = Message::new("fix").arg("text", &text);
                finding.text("order").fix(Fix::replace(title, Applicability::Display, place, text));
            }
            Defect::NoMonthUnit(month, day) => {
                let year = ViewSpan { start: date.span.start, end: month.span.start };
                let text = format!("{}{}月{}日", cx.written(year), month.value, day.value);
                let title = Message::new("fix").arg("text", &text);
                finding.text("point").fix(Fix::replace(title, Applicability::Display, place, text));
            }
            Defect::NoUnit => {
                let seam = Span { start: place.end, end: place.end };
                let title = Message::new("fix").arg("text", format!("{written}日"));
                finding.text("unit").severity(Severity::Warning);
                finding.fix(Fix::replace(title, Applicability::Display, seam, "日"));
            }
        }
    }
}

/// 整改结果于12月10前报送: without a year only a limit is surely a day. 5月10前十名, 5月1前后 are none.
fn is_limit(cx: &Context, date: &Date, defect: &Defect, end: u32) -> bool {
    let is_arabic = date.month.is_some_and(|month| month.numerals == Numerals::Arabic);
    let text = cx.view.text();
    let (Some(before), Some(after)) = (text.get(..date.span.start as usize), text.get(end as usize..)) else {
        return false;
    };
    matches!(defect, Defect::NoUnit) && is_arabic && (is_end(after) || is_beginning(before, after))
}

/// 12月10前报送, 12月10之前完成
fn is_end(after: &str) -> bool {
    let goes_on = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百几两后後期沿端台线排列".contains(c);
    let is_before = |after: &str| after.strip_prefix('前').is_some_and(|after| !after.starts_with(goes_on));
    is_before(after) || after.starts_with("之前") || after.starts_with("以前")
}

/// 从3月15起登记: 起 behind 自 or 从 says when something begins, unless it counts cases.
fn is_beginning(before: &str, after: &str) -> bool {
    const CASES: &[char] = &[
        '案', '事', '火', '违', '交', '刑', '治', '盗', '诈', '投', '纠', '重', '较', '一', '典', '涉', '欠', '行',
        '民', '环', '劳', '信', '病', '疫', '伤', '突', '以', '至', '到', '的',
    ];
    let from = before.trim_end_matches(' ').ends_with(['自', '从']);
    from && after.strip_prefix('起').is_some_and(|after| !after.is_empty() && !after.starts_with(CASES))
}

/// 于5月日召开会议: without a year, where the word before says that a day is meant.
fn is_some_day(cx: &Context, date: &Date, defect: &Defect) -> bool {
    let before = cx.view.text().get(..date.span.start as usize).unwrap_or("");
    matches!(defect, Defect::NoDay) && before.ends_with(['于', '在', '自', '从'])
}

/// 9月1日—12月31，: the second end of a range whose first end is a day.
fn closes_range(cx: &Context, index: usize) -> bool {
    let Some(from) = index.checked_sub(1) else { return false };
    let ranges = &cx.facts.date_ranges;
    let is_second = ranges.binary_search_by_key(&from, |range| range.from as usize).is_ok();
    let is_day = |first: &Date| {
        first.calendar == Calendar::Gregorian
            && first.form == Form::Units
            && !first.bare
            && first.day.is_some_and(|day| day.numerals == Numerals::Arabic)
    };
    is_second && cx.facts.dates.get(from).is_some_and(is_day)
}

enum Defect {
    /// 2023年3月日
    NoDay,
    /// 2023年日5月, 2023年3日5日: the numbers of the month and of the day, if there is one.
    Order([Option<Part>; 2]),
    /// 2023年3.5日
    NoMonthUnit(Part, Part),
    /// 2023年3月5
    NoUnit,
}

/// What is wrong behind `date`, and where the broken date ends.
fn defect(cx: &Context, date: &Date) -> Option<(Defect, u32)> {
    let mut cursor = Cursor::new(cx.view.text(), date.span.end as usize);
    if date.month.is_some() {
        if cursor.eat("日") {
            let is_whole = ends_date(cursor) || is_delivered(cx, date, cursor);
            return is_whole.then_some((Defect::NoDay, cursor.at as u32));
        }
        let day = number(&mut cursor).filter(|day| (1..=31).contains(&day.value))?;
        let same_script = |part: Part| (part.numerals == Numerals::Arabic) == (day.numerals == Numerals::Arabic);
        let is_day = date.month.is_some_and(same_script) && !is_festival(date, day);
        let ends = ends_date(cursor) && !goes_on(cursor)
            || is_delivered(cx, date, cursor)
            || is_alone_in_line(cx, date, cursor)
            || is_beginning(cursor.back_to(date.span.start as usize).before(), cursor.rest());
        return (is_day && ends).then_some((Defect::NoUnit, day.span.end));
    }
    if cursor.eat("日") {
        let month = number(&mut cursor)?;
        let is_month = (1..=12).contains(&month.value) && cursor.eat("月");
        return is_month.then_some((Defect::Order([Some(month), None]), cursor.at as u32));
    }
    let first = number(&mut cursor).filter(|first| first.value >= 1)?;
    if cursor.eat("日") {
        let day = number(&mut cursor)?;
        let is_date = first.value <= 12 && (1..=31).contains(&day.value) && cursor.eat("日") && !is_average(cursor);
        return is_date.then_some((Defect::Order([Some(first), Some(day)]), cursor.at as u32));
    }
    cursor.eat_char(".．")?;
    let day = plain(&mut cursor)?;
    let is_date = first.value <= 12 && (1..=31).contains(&day.value) && cursor.eat("日") && !is_average(cursor);
    is_date.then_some((Defect::NoMonthUnit(first, day), cursor.at as u32))
}

/// ——2023年3月5在县第九届人民代表大会第二次会议上, （2023年3月日在…: what is broken is the day on which a report was given.
fn is_delivered(cx: &Context, date: &Date, cursor: Cursor) -> bool {
    let before = cx.view.text().get(..date.whole.start as usize).unwrap_or("");
    let opens = before.trim_end_matches(' ').ends_with(['—', '（', '(']);
    let line = cursor.rest().lines().next().unwrap_or("");
    let at_meeting = line.chars().take(LONGEST_MEETING).collect::<String>().contains("会议上");
    date.year.is_some() && opens && line.starts_with('在') && at_meeting
}

/// The name of a meeting has at most so many characters.
const LONGEST_MEETING: usize = 60;

/// 2023年3月5 at the foot of a document, with a year and alone in its line.
fn is_alone_in_line(cx: &Context, date: &Date, cursor: Cursor) -> bool {
    const SPACES: [char; 3] = [' ', '\u{3000}', '\t'];
    let before = cx.view.text().get(..date.whole.start as usize).unwrap_or("").trim_end_matches(SPACES);
    let behind = cursor.rest().trim_start_matches([' ', '\u{3000}']);
    let next = behind.trim_start_matches(['\r', '\n', ' ', '\u{3000}']);
    date.year.is_some_and(|year| year.length == 4)
        && before.ends_with(['\n', '\r'])
        && behind.starts_with(['\n', '\r'])
        && !next.starts_with(['日', '号'])
}

/// One or two Arabic digits, or a Han numeral below a hundred.
fn number(cursor: &mut Cursor) -> Option<Part> {
    let part = date::part(cursor).filter(|part| !part.stray && part.value < 100)?;
    (part.numerals != Numerals::Arabic || part.length <= 2).then_some(part)
}

/// 二〇二三年三月三, 九月九: a festival has no 日.
fn is_festival(date: &Date, day: Part) -> bool {
    day.numerals != Numerals::Arabic && date.month.is_some_and(|month| month.value == day.value)
}

/// One or two Arabic digits.
fn plain(cursor: &mut Cursor) -> Option<Part> {
    date::part(cursor).filter(|part| part.numerals == Numerals::Arabic && !part.stray && part.length <= 2)
}

/// 2023年3.5日均: an average.
fn is_average(cursor: Cursor) -> bool {
    cursor.rest().starts_with('均')
}

/// The clause ends, or the verb follows that dates stand before. 2023年3月日均产量, 2023年3月5个项目, 2023年3月5起草 go on otherwise.
fn ends_date(cursor: Cursor) -> bool {
    const VERBS: &[&str] = &["召开", "举行", "印发", "施行", "颁布", "公布", "发布", "开幕", "闭幕", "成立"];
    // 2023年3月5前完成, 2023年3月5之前; 前后 says about when.
    let starts = |words: &[&str]| words.iter().any(|word| cursor.rest().starts_with(word));
    let is_limit = cursor.rest().starts_with('前') && !starts(&["前后", "前後"]) || starts(&["之前", "以前"]);
    is_limit
        || cursor.peek().is_none_or(|c| "。，；,;）)".contains(c))
        || VERBS.iter().any(|word| cursor.rest().starts_with(word))
}

/// 2023年3月5，6日 names two days; 2023年3月5,000 is a number.
fn goes_on(mut cursor: Cursor) -> bool {
    cursor.eat_char("，,；;");
    cursor.skip_spaces();
    cursor.peek().is_some_and(|c| c.is_ascii_digit() || "日号".contains(c))
}
