//! dates/impossible-time: a time that no clock shows, 24:30 or 12时60分, and no stop watch, 8分72秒.

use crate::checks::{Context, Report};
use crate::facts::cursor::Cursor;
use crate::facts::date;
use crate::facts::time::TimeFlaw;
use crate::facts::token::Numeral;
use crate::span::ViewSpan;

/// Reports times that do not exist. Ratios and scores were not read as times.
pub fn check(cx: &Context, report: &mut Report) {
    for time in &cx.facts.times {
        let Some(flaw) = time.flaw() else { continue };
        if cx.facts.is_opaque(time.span) {
            continue;
        }
        let span = match (flaw, time.period) {
            (TimeFlaw::Period, Some((_, period))) => period.to(time.span),
            _ => time.span,
        };
        let written = cx.written(span);
        let finding = report.at(cx.source(span));
        finding.arg("time", written).evidence("time", written);
        match flaw {
            TimeFlaw::Hour => finding.text("hour"),
            TimeFlaw::AfterMidnight => finding.text("after-midnight"),
            TimeFlaw::Minute => finding.text("message"),
            TimeFlaw::Second => finding.text("second"),
            TimeFlaw::Period => finding.text("period"),
        };
    }
    for numeral in cx.facts.tokens.numerals_before(['秒']) {
        if let Some(span) = minutes_and_seconds(cx, numeral) {
            let finding = report.at(cx.source(span));
            finding.text("second").arg("time", cx.written(span)).evidence("time", cx.written(span));
        }
    }
}

/// 8分72秒: a length of time whose seconds make a minute more. Those of a time of day are read with it.
fn minutes_and_seconds(cx: &Context, numeral: Numeral) -> Option<ViewSpan> {
    const SECONDS: std::ops::Range<u32> = 60..100;
    let (tokens, text) = (&cx.facts.tokens, cx.view.text());
    let token = numeral.token();
    let minutes = token.checked_sub(2).filter(|_| tokens.text(text, token - 1) == "分")?;
    let mut cursor = Cursor::new(text, tokens.span(token).start as usize);
    date::part(&mut cursor).filter(|part| !part.stray && SECONDS.contains(&part.value) && cursor.eat("秒"))?;
    let start = tokens.span(minutes).start as usize;
    let mut before = Cursor::new(text, start);
    date::part(&mut before).filter(|part| !part.stray && part.value < 60)?;
    let span = ViewSpan::new(start, cursor.at);
    let is_of_time = cx.facts.times.iter().any(|time| time.span.end == span.end);
    (!is_of_time && !cx.facts.is_opaque(span)).then_some(span)
}
