//! dates/incomplete-date: a date with a part missing or out of place, 2023年3月日, 2023年日5月, 2023年3月5。

use crate::checks::{Context, Report};
use crate::facts::cursor::Cursor;
use crate::facts::date::{self, Calendar, Date, Form, Numerals, Part};
use crate::finding::{Applicability, Fix, Message, Severity};
use crate::span::{Span, ViewSpan};

/// Reports dates that begin with a year and break off or lose their order.
pub fn check(cx: &Context, report: &mut Report) {
    for date in &cx.facts.dates {
        let begins = date.form == Form::Units
            && date.calendar == Calendar::Gregorian
            && date.year.is_some()
            && date.day.is_none()
            && !date.bare
            && date.weekday.is_none();
        if !begins {
            continue;
        }
        let Some((defect, end)) = defect(cx, date) else { continue };
        let span = ViewSpan { start: date.span.start, end };
        if cx.facts.is_opaque(span) {
            continue;
        }
        let written = cx.written(span);
        let place = cx.source(span);
        let finding = report.at(place);
        finding.arg("written", written).evidence("written", written);
        match defect {
            Defect::NoDay => {}
            Defect::Order => {
                finding.text("order");
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

enum Defect {
    /// 2023年3月日
    NoDay,
    /// 2023年日5月, 2023年3日5日
    Order,
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
            return ends_date(cursor).then_some((Defect::NoDay, cursor.at as u32));
        }
        let day = plain(&mut cursor).filter(|day| (1..=31).contains(&day.value))?;
        let is_arabic = date.month.is_some_and(|month| month.numerals == Numerals::Arabic);
        return (is_arabic && ends_date(cursor) && !goes_on(cursor)).then_some((Defect::NoUnit, day.span.end));
    }
    if cursor.eat("日") {
        let month = plain(&mut cursor)?;
        let is_month = (1..=12).contains(&month.value) && cursor.eat("月");
        return is_month.then_some((Defect::Order, cursor.at as u32));
    }
    let first = plain(&mut cursor).filter(|first| first.value >= 1)?;
    if cursor.eat("日") {
        let day = plain(&mut cursor)?;
        let is_date = first.value <= 12 && (1..=31).contains(&day.value) && cursor.eat("日") && !is_average(cursor);
        return is_date.then_some((Defect::Order, cursor.at as u32));
    }
    cursor.eat_char(".．")?;
    let day = plain(&mut cursor)?;
    let is_date = first.value <= 12 && (1..=31).contains(&day.value) && cursor.eat("日") && !is_average(cursor);
    is_date.then_some((Defect::NoMonthUnit(first, day), cursor.at as u32))
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
    cursor.peek().is_none_or(|c| "。，；,;）)".contains(c)) || VERBS.iter().any(|word| cursor.rest().starts_with(word))
}

/// 2023年3月5，6日 names two days; 2023年3月5,000 is a number.
fn goes_on(mut cursor: Cursor) -> bool {
    cursor.eat_char("，,；;");
    cursor.skip_spaces();
    cursor.peek().is_some_and(|c| c.is_ascii_digit() || "日号".contains(c))
}
