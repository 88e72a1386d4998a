//! dates/mixed-separators: a numeric date with two different marks between its numbers, 2023-1.4.

use super::candidate;
use crate::checks::{Context, Report};
use crate::facts::calendar;
use crate::facts::cursor::Cursor;
use crate::facts::date::{Date, Form};
use crate::facts::date_conventions::Standard;
use crate::facts::token::TokenKind;
use crate::finding::{Applicability, Confidence, Fix, Message, Severity};
use crate::span::ViewSpan;

/// Marks between the numbers of a date, by kind.
const DASHES: &str = "-‐－";
const SLASHES: &str = "/／";
const DOTS: &str = ".．";

/// Years that such a number may name.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2099;

/// Reports numeric dates with two kinds of separators.
pub fn check(cx: &Context, report: &mut Report) {
    let standard = cx.facts.conventions.standard.filter(|standard| *standard != Standard::Off);
    if let Some(standard) = standard {
        separators_of_the_standard(cx, standard, report);
    }
    let text = cx.view.text();
    for numeral in &cx.facts.tokens.numerals {
        let may_part = |c: char| matches!(c, '-' | '/' | '.' | '\u{2000}'..='\u{2FFF}' | '\u{F000}'..='\u{FFFF}');
        if numeral.kind != TokenKind::Digits || !may_part(numeral.behind()) {
            continue;
        }
        let token = numeral.token();
        let span = cx.facts.tokens.span(token);
        if span.len() != 4 || stands_in_code(cx, token) {
            continue;
        }
        let Some(found) = read(Cursor::new(text, span.start as usize)) else { continue };
        if cx.facts.is_opaque(found.span) {
            continue;
        }
        let written = cx.written(found.span);
        let finding = report.at(cx.source(found.span));
        finding.arg("written", written).evidence("written", written);
        if found.may_be_range && standard.is_none() {
            finding.confidence(Confidence::Medium);
        }
        let mark = cx.written(found.first_mark);
        let title = Message::new("fix").arg("mark", mark);
        finding.fix(Fix::replace(title, Applicability::Display, cx.source(found.second_mark), mark));
    }
}

/// 2023/3/5 and 2023.3.5, where the standard has 2023-03-05.
fn separators_of_the_standard(cx: &Context, standard: Standard, report: &mut Report) {
    for date in cx.facts.dates.iter().filter(|date| matches!(date.form, Form::Slashes | Form::Dots)) {
        let Some(right) = with_hyphens(cx, date).filter(|_| !cx.facts.is_opaque(date.span)) else { continue };
        let place = cx.source(date.span);
        let clause = if standard == Standard::Gov { "gov" } else { "iso" };
        let finding = report.at(place);
        finding.text("standard").severity(Severity::Info).arg("written", cx.written(date.span)).arg("right", &right);
        finding.note(Message::new(clause)).evidence("right", right.as_str());
        let title = Message::new("write").arg("text", &right);
        finding.fix(Fix::replace(title, Applicability::Safe, place, right));
    }
}

/// The date as GB/T 7408 writes it, in full width where the text does.
fn with_hyphens(cx: &Context, date: &Date) -> Option<String> {
    let (year, month, day) = date.gregorian()?.parts();
    let right = format!("{year:04}-{month:02}-{day:02}");
    let is_wide = date.year.is_some_and(|year| candidate::is_full_width(cx, year));
    let widened = |c: char| if c.is_ascii_digit() { candidate::full_width(c) } else { '－' };
    Some(if is_wide { right.chars().map(widened).collect() } else { right })
}

struct Mixed {
    span: ViewSpan,
    first_mark: ViewSpan,
    second_mark: ViewSpan,
    /// True for 2023/1-4 and 2023.1-4, which may stand for January to April.
    may_be_range: bool,
}

fn separator(cursor: &mut Cursor) -> Option<(Form, ViewSpan)> {
    let start = cursor.at;
    let form = match () {
        () if cursor.eat_char(DASHES).is_some() => Form::Dashes,
        () if cursor.eat_char(SLASHES).is_some() => Form::Slashes,
        () if cursor.eat_char(DOTS).is_some() => Form::Dots,
        () => return None,
    };
    Some((form, ViewSpan::new(start, cursor.at)))
}

fn read(mut cursor: Cursor) -> Option<Mixed> {
    let start = cursor.at;
    let year: u32 = cursor.digits(4)?.parse().ok()?;
    let (first, first_mark) = separator(&mut cursor)?;
    let month: u32 = cursor.digits(2)?.parse().ok()?;
    let (second, second_mark) = separator(&mut cursor)?;
    let day: u32 = cursor.digits(2)?.parse().ok()?;
    let exists = calendar::last_day(Some(year), month).is_some_and(|last| (1..=last).contains(&day));
    (first != second && YEARS.contains(&year) && exists && !goes_on(cursor)).then(|| Mixed {
        span: ViewSpan::new(start, cursor.at),
        first_mark,
        second_mark,
        may_be_range: second == Form::Dashes,
    })
}

/// 2023.1-4月, 2023.1-2024.3, 2023/1-4号, 2023-1.4万: a range, a code, an amount.
fn goes_on(cursor: Cursor) -> bool {
    let mut after = cursor;
    if separator(&mut after).is_some() || after.eat_char(":：~～—–至_").is_some() {
        return after.peek().is_some_and(|c| c.is_alphanumeric()) || after.at > cursor.at && after.peek().is_none();
    }
    cursor.peek().is_some_and(|c| {
        c.is_ascii_alphanumeric()
            || "月号期年季版赛条节章款项万亿千百元个米公吨度点倍分第级届学卷册页%％‰×+".contains(c)
    })
}

/// 表2023-1.4, GB 2023-1.4, 第2023.1-4号, 10.2023/1-4, 〔2023〕1-4: names and numbers.
fn stands_in_code(cx: &Context, token: usize) -> bool {
    let before = cx.view.text()[..cx.facts.tokens.span(token).start as usize].trim_end_matches(' ');
    let label = before.strip_suffix([':', '：']);
    let is_other_label = label.is_some_and(|label| !label.ends_with("日期") && !label.ends_with("时间"));
    is_other_label
        || before.ends_with(|c: char| c.is_ascii_alphanumeric() || "-/.．－／_#№第号表图式注附版码字〔[".contains(c))
}
