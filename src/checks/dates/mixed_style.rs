//! dates/mixed-style: dates of one text written in two styles, 3月5日 beside 3月8号.

use crate::checks::{Context, Report};
use crate::facts::date::{Calendar, Date, Form, Numerals};
use crate::facts::date_conventions::Standard;
use crate::facts::document_date::DateOrigin;
use crate::facts::token::TokenKind;
use crate::finding::{Applicability, Confidence, Fix, Message};

/// Each style must stand twice: a quotation or a signature may differ.
const LEAST: usize = 2;

/// Reports the first date of the rarer style.
pub fn check(cx: &Context, report: &mut Report) {
    if cx.facts.conventions.follows(Standard::Off) {
        return;
    }
    if cx.facts.conventions.follows(Standard::Gov) {
        signature_in_han_numerals(cx, report);
    }
    compare(cx, report, "message", |date| date.day.filter(|_| is_spelled(date)).map(|_| unit(cx, date)));
    compare(cx, report, "script", |date| {
        let year = date.year.filter(|_| is_spelled(date) && date.day.is_some() && !date.bare)?;
        Some(if year.numerals == Numerals::Arabic { "2023" } else { "二〇二三" })
    });
    compare(cx, report, "digits", |date| {
        let year = date.year.filter(|year| year.numerals == Numerals::Arabic && !year.stray && date.day.is_some())?;
        let is_spelled = date.form == Form::Units && !date.bare && date.month.is_some();
        match (date.calendar, year.length) {
            (Calendar::Gregorian, 4) if is_spelled => Some("2023"),
            (Calendar::Unknown, 2) if is_spelled => Some("23"),
            _ => None,
        }
    });
    compare(cx, report, "separator", |date| match date.form {
        Form::Dashes => Some("-"),
        Form::Slashes => Some("/"),
        Form::Dots => Some("."),
        Form::Units | Form::English => None,
    });
}

fn is_spelled(date: &Date) -> bool {
    date.form == Form::Units && date.calendar == Calendar::Gregorian
}

fn unit<'t>(cx: &'t Context, date: &Date) -> &'t str {
    if cx.view.slice(date.span).ends_with('号') { "号" } else { "日" }
}

/// GB/T 9704 wants Arabic numerals in the date that a document is signed with.
fn signature_in_han_numerals(cx: &Context, report: &mut Report) {
    let Some(own) = cx.facts.document_date.filter(|own| own.origin == DateOrigin::Signature) else { return };
    let is_own = |date: &&Date| is_spelled(date) && date.gregorian() == Some(own.day);
    let Some(date) = cx.facts.dates.iter().rev().find(is_own) else { return };
    if date.year.is_none_or(|year| year.numerals == Numerals::Arabic) || cx.facts.is_opaque(date.span) {
        return;
    }
    let (year, month, day) = own.day.parts();
    let right = format!("{year}年{month}月{day}日");
    let place = cx.source(date.span);
    let finding = report.at(place);
    finding.text("signature").confidence(Confidence::High).arg("written", cx.written(date.span));
    finding.note(Message::new("gov-signature")).evidence("date", right.as_str());
    let title = Message::new("fix").arg("text", &right);
    finding.fix(Fix::replace(title, Applicability::Safe, place, right));
}

/// “4月8号”, 《5月8号的来信》, a cell of a table: written by somebody else, or for a narrow column.
fn is_of_others(cx: &Context, date: &Date) -> bool {
    let tokens = &cx.facts.tokens;
    let first = tokens.at(date.span.start);
    let clause = tokens.clause_tokens(tokens.clause_of(first));
    let ends_at_bar = tokens.kind(clause.end.saturating_sub(1)) == TokenKind::Bar;
    let starts_at_bar = clause.start > 0 && tokens.kind(clause.start - 1) == TokenKind::Bar;
    let is_bracketed = tokens.depth(first) > 0 && !cx.view.text()[..date.span.start as usize].ends_with(['（', '(']);
    is_bracketed || ends_at_bar || starts_at_bar
}

fn compare<'t>(cx: &Context, report: &mut Report, text: &'static str, style: impl Fn(&Date) -> Option<&'t str>) {
    let mut styles: Vec<(&str, usize, usize)> = Vec::new();
    for (index, date) in cx.facts.dates.iter().enumerate() {
        let is_own = || !date.bare && !cx.facts.is_opaque(date.span) && !is_of_others(cx, date);
        let Some(style) = style(date).filter(|_| is_own()) else { continue };
        match styles.iter_mut().find(|(known, ..)| *known == style) {
            Some((_, count, _)) => *count += 1,
            None => styles.push((style, 1, index)),
        }
    }
    styles.retain(|(_, count, _)| *count >= LEAST);
    let Some(most) = styles.iter().max_by_key(|(_, count, first)| (*count, std::cmp::Reverse(*first))).copied() else {
        return;
    };
    for (_, count, first) in styles.iter().filter(|style| style.2 != most.2) {
        let Some(date) = cx.facts.dates.get(*first) else { continue };
        let Some(usual) = cx.facts.dates.get(most.2) else { continue };
        let finding = report.at(cx.source(date.span));
        if cx.facts.conventions.follows(Standard::Gov) {
            finding.confidence(Confidence::High);
        }
        finding.note(Message::new("clause"));
        finding.text(text).arg("written", cx.written(date.span)).arg("count", count).arg("most", most.1);
        finding.related(cx.source(usual.span), Message::new("usual").arg("written", cx.written(usual.span)));
        finding.evidence("count", *count).evidence("most", most.1);
    }
}
