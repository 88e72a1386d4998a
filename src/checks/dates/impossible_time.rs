//! dates/impossible-time: a time of day that no clock shows, 24:30 or 12时60分.

use crate::checks::{Context, Report};
use crate::facts::time::TimeFlaw;

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
}
