//! dates/mixed-numerals: Arabic and Han numerals in one date, 2023年三月5日.

use super::candidate;
use crate::checks::{Context, Report};
use crate::facts::date::{Calendar, Date, Form, Numerals, Part};
use crate::finding::{Applicability, Confidence, Edit, Fix, Message};

/// Reports dates whose parts are written in two scripts.
pub fn check(cx: &Context, report: &mut Report) {
    for date in &cx.facts.dates {
        if date.form != Form::Units || date.calendar != Calendar::Gregorian || date.flaw().is_some() {
            continue;
        }
        let Some(confidence) = mixture(date) else { continue };
        if cx.facts.is_opaque(date.span) || is_average(cx, date) {
            continue;
        }
        let finding = report.at(cx.source(date.span));
        finding.confidence(confidence).arg("written", cx.written(date.span));
        finding.evidence("written", cx.written(date.span));
        let fix = in_one_script(cx, date);
        finding.fix(fix);
    }
}

fn is_arabic(part: Part) -> bool {
    part.numerals == Numerals::Arabic
}

/// How sure it is that the parts were meant for one date in one script.
///
/// 2023年八月十五日 may name a day of the lunisolar calendar, which is always written in Han numerals; 2023年三月三 and
/// 2023年十月怀胎 have no day.
fn mixture(date: &Date) -> Option<Confidence> {
    let month = date.month?;
    if let Some(day) = date.day
        && is_arabic(day) != is_arabic(month)
    {
        return Some(Confidence::High);
    }
    let year = date.year?;
    match (is_arabic(year), is_arabic(month)) {
        (false, true) => Some(Confidence::High),
        (true, false) if date.day.is_some() => Some(Confidence::Medium),
        _ => None,
    }
}

/// 三月15日均气温: the average of a day, not the 15th.
fn is_average(cx: &Context, date: &Date) -> bool {
    cx.view.text()[date.span.end as usize..].starts_with('均')
}

/// Writes every part in the script that most of them have; Arabic, if there is no majority.
fn in_one_script(cx: &Context, date: &Date) -> Fix {
    let parts: Vec<Part> = [date.year, date.month, date.day].into_iter().flatten().collect();
    let arabic: Vec<Part> = parts.iter().copied().filter(|part| is_arabic(*part)).collect();
    let to_arabic = arabic.len() * 2 >= parts.len();
    // A part with a leading zero, or else any: the new number is written in its form.
    let model =
        arabic.iter().copied().find(|part| cx.view.slice(part.span).starts_with('0')).or(arabic.first().copied());
    let edits: Vec<Edit> = parts
        .iter()
        .filter(|part| is_arabic(**part) != to_arabic)
        .map(|part| {
            let like = match model.filter(|_| to_arabic) {
                Some(model) => model,
                None if part.length > 2 => Part { numerals: Numerals::Positional, ..*part },
                None => Part { numerals: Numerals::Counted, ..*part },
            };
            Edit { span: cx.source(part.span), text: candidate::number_like(cx, like, part.value) }
        })
        .collect();
    let applicability = if date.year.is_some() { Applicability::Safe } else { Applicability::Unsafe };
    Fix { title: Message::new("fix"), applicability, edits }
}
