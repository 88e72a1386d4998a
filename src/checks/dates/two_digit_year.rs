//! dates/two-digit-year: a year of two digits in a text that writes its years with four, 22年3月5日.

use std::sync::OnceLock;

use super::candidate;
use crate::checks::{Context, Report};
use crate::facts::date::{Calendar, Date, Form, Numerals, Part};
use crate::finding::{Applicability, Fix, Message};
use crate::span::ViewSpan;

/// Reports dates with a year of two digits, a month and a day, if other dates of the text show that its years have four.
pub fn check(cx: &Context, report: &mut Report) {
    let reference = OnceLock::new();
    for date in &cx.facts.dates {
        let Some(year) = date.year.filter(|_| is_short(date)) else { continue };
        let Some(reference) = *reference.get_or_init(|| reference_year(cx)) else { return };
        let century = [1900, 2000].into_iter().map(|century| century + year.value);
        let Some(full) = century.min_by_key(|full| full.abs_diff(reference)) else { continue };
        if cx.facts.is_opaque(date.span) || is_length_of_time(cx, date) {
            continue;
        }
        let span = cx.source(with_apostrophe(cx, year));
        let text = candidate::number_like(cx, year, full);
        let title = Message::new("fix").arg("text", &text);
        let finding = report.at(span);
        finding.arg("written", cx.written(date.span)).arg("year", full).evidence("year", full);
        finding.fix(Fix::replace(title, Applicability::Display, span, text));
    }
}

fn is_short(date: &Date) -> bool {
    date.form == Form::Units
        && date.calendar == Calendar::Unknown
        && date.month.is_some() == date.day.is_some()
        && date.flaw().is_none()
        && date.year.is_some_and(|year| year.numerals == Numerals::Arabic && year.length == 2 && !year.stray)
}

/// The place of the year and of the mark that says it is cut short: ’22.
fn with_apostrophe(cx: &Context, year: Part) -> ViewSpan {
    let before = &cx.view.text()[..year.span.start as usize];
    let lead = before.strip_suffix(['’', '\'']).unwrap_or(before);
    ViewSpan::new(lead.len(), year.span.end as usize)
}

/// A year written in full, nearest to which the short ones are read. None where the text counts from another year: 民國95年 may stand as
/// 95年 below.
fn reference_year(cx: &Context) -> Option<u32> {
    let counts_otherwise = |date: &Date| match date.calendar {
        Calendar::Era(_) | Calendar::EndedEra | Calendar::Lunar => date.year.is_some(),
        Calendar::Unknown => date.year.is_some_and(|year| year.length != 2 || year.numerals != Numerals::Arabic),
        Calendar::Gregorian | Calendar::Historical => false,
    };
    if cx.facts.dates.iter().any(counts_otherwise) {
        return None;
    }
    let document = cx.facts.document_date.map(|date| date.day.parts().0);
    document.or_else(|| cx.facts.dates.iter().find_map(|date| date.gregorian_year().filter(|_| date.month.is_some())))
}

/// 历时22年3月5日, 工龄22年3月5日
fn is_length_of_time(cx: &Context, date: &Date) -> bool {
    let before = &cx.view.text()[..date.span.start as usize];
    ["历时", "为期", "长达", "龄", "共", "满", "期限", "刑"].iter().any(|word| before.ends_with(word))
}
