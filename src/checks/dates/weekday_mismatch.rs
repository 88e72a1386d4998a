//! dates/weekday-mismatch: a weekday that the date does not have, 2023年8月22日（星期一）.

use super::stated_year::StatedYears;
use super::{candidate, resolved};
use crate::checks::{Context, Report};
use crate::facts::calendar::{Day, Weekday};
use crate::facts::date::english::MONTHS;
use crate::finding::{Applicability, Fix, Message, Severity, Shown};
use crate::span::ViewSpan;

/// Reports dates whose weekday is another. A date without a year takes it from the document's own date.
pub fn check(cx: &Context, report: &mut Report) {
    let years = StatedYears::new(cx);
    for (index, date) in cx.facts.dates.iter().enumerate() {
        let Some(written) = date.weekday else { continue };
        let found = resolved::day(cx, index, date).map(|(day, is_inferred)| (day, is_inferred.then_some("inferred")));
        let by_passage = || years.day_by_passage(index, date, written.day).map(|day| (day, Some("by_passage")));
        let by_heading = || years.day_by_heading(index, date, written.day).map(|day| (day, Some("by_heading")));
        let of_republic = || resolved::day_of_republic(date).map(|day| (day, Some("inferred")));
        let Some((day, inferred)) = found.or_else(by_passage).or_else(by_heading).or_else(of_republic) else {
            continue;
        };
        let weekday = day.weekday();
        // The paragraph is about another year than the document's own date.
        let is_of_passage = || inferred.is_some() && by_passage().is_some_and(|(day, _)| day.weekday() == written.day);
        if weekday == written.day || cx.facts.is_opaque(date.whole) || is_of_passage() {
            continue;
        }
        let (year, month, number) = day.parts();
        let nearest = nearest(day, written.day);
        let finding = report.at(cx.source(date.span.to(written.span)));
        finding
            .arg("date", cx.written(date.span))
            .arg("weekday", shown(weekday))
            .arg("written", cx.written(written.span))
            .evidence("date", format!("{year:04}-{month:02}-{number:02}"))
            .evidence("weekday", weekday.english())
            .evidence("written", written.day.english());
        if let Some(message) = inferred {
            finding.text(message).arg("year", year).severity(Severity::Warning);
        }
        if let [Some(before), Some(after)] = nearest {
            let note = Message::new("nearest").arg("written", cx.written(written.span));
            finding.note(note.arg("before", month_and_day(before)).arg("after", month_and_day(after)));
        }
        let word = cx.written(ViewSpan { start: written.span.start, end: written.number.start });
        let right = if written.is_english { weekday.english() } else { weekday.han() };
        let title = Message::new("fix").arg("text", format!("{word}{right}"));
        finding.fix(Fix::replace(title, Applicability::Display, cx.source(written.number), right));
        for other in nearest.into_iter().flatten() {
            let (other_year, other_month, other_day) = other.parts();
            // A step into the next year would change a year that may not be written.
            if other_year == year {
                finding.fix(candidate::fix(cx, date, &[(date.month, other_month), (date.day, other_day)]));
            }
        }
    }
}

/// The last day before and the first day after `day` that are a `weekday`.
fn nearest(day: Day, weekday: Weekday) -> [Option<Day>; 2] {
    let ahead = day.weekday().days_until(weekday);
    [day.plus(ahead - 7), day.plus(ahead)]
}

fn month_and_day(day: Day) -> Shown {
    let (_, month, day) = day.parts();
    let name = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
    Shown::Word { zh: format!("{month}月{day}日").into(), en: format!("{day} {name}").into() }
}

fn shown(weekday: Weekday) -> Shown {
    Shown::Word { zh: format!("星期{}", weekday.han()).into(), en: weekday.english().into() }
}
