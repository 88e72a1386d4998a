//! dates/padding: months and days with a zero before them where the standard has none, and without where it has one.

use super::candidate;
use crate::checks::{Context, Report};
use crate::facts::date::{Calendar, Date, Form, Numerals, Part};
use crate::facts::date_conventions::Standard;
use crate::finding::{Applicability, Confidence, Edit, Fix, Message};

/// Reports 2026年02月10日 (GB/T 9704: no zero) and 2008-8-8 (GB/T 7408: two digits).
pub fn check(cx: &Context, report: &mut Report) {
    let standard = cx.facts.conventions.standard;
    if standard == Some(Standard::Off) {
        return;
    }
    let is_padded = |date: &Date| {
        date.form == Form::Dashes
            && [date.month, date.day].iter().flatten().any(|part| cx.view.slice(part.span).starts_with('0'))
    };
    // GB/T 9704 speaks of 2026年2月10日, GB/T 7408 of 2008-08-08. Without either, 1990-1-1 alone is a form of its own; beside
    // 1990-01-02 it is a slip.
    let judges = |form: Form| match standard {
        Some(Standard::Gov) => form == Form::Units,
        Some(Standard::Iso) => form != Form::Units,
        _ => true,
    };
    let pads = standard == Some(Standard::Iso) || cx.facts.dates.iter().any(is_padded);
    for date in cx.facts.dates.iter().filter(|date| judges(date.form) && (pads || date.form == Form::Units)) {
        let parts = wrong_parts(cx, date);
        if parts.is_empty() || date.flaw().is_some() || cx.facts.is_opaque(date.span) || is_time_stamp(cx, date) {
            continue;
        }
        let edits = parts
            .iter()
            .map(|part| {
                let digits = match date.form {
                    Form::Units => part.value.to_string(),
                    _ => format!("{:02}", part.value),
                };
                let is_wide = candidate::is_full_width(cx, *part);
                let text = if is_wide { digits.chars().map(candidate::full_width).collect() } else { digits };
                Edit { span: cx.source(part.span), text }
            })
            .collect();
        let finding = report.at(cx.source(date.span));
        if standard.is_some() {
            finding.confidence(Confidence::High);
        }
        let clause = if date.form == Form::Units { "gov" } else { "iso" };
        if date.form != Form::Units {
            finding.text("numeric");
        }
        finding.note(Message::new(clause));
        finding.arg("written", cx.written(date.span)).evidence("written", cx.written(date.span));
        finding.fix(Fix { title: Message::new("fix"), applicability: Applicability::Safe, edits });
    }
}

/// 发布时间：2026年02月10日 10:30: a program pads.
fn is_time_stamp(cx: &Context, date: &Date) -> bool {
    const FARTHEST: u32 = 6;
    let next = cx.facts.times.partition_point(|time| time.span.start < date.span.end);
    let time = cx.facts.times.get(next).filter(|time| time.span.start - date.span.end <= FARTHEST);
    time.is_some_and(|time| cx.view.slice(time.span).contains([':', '：']))
}

/// Month and day, if they are padded where they should not be or the other way round. 02月 alone may be a heading of a table; 2023/3/5 and
/// 2023.3.5 are forms of their own.
fn wrong_parts(cx: &Context, date: &Date) -> Vec<Part> {
    let is_judged = date.calendar == Calendar::Gregorian && date.year.is_some() && date.day.is_some();
    let is_wrong = |part: &Part| match date.form {
        Form::Units => cx.view.slice(part.span).starts_with('0'),
        Form::Dashes => part.length == 1,
        Form::Slashes | Form::Dots | Form::English => false,
    };
    let plain = |part: &Part| part.numerals == Numerals::Arabic && !part.stray;
    let parts = [date.month, date.day].into_iter().flatten();
    parts.filter(|part| is_judged && plain(part) && is_wrong(part)).collect()
}
