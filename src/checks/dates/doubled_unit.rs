//! dates/doubled-unit: 年, 月 or 日 typed twice, 2023年年3月.

use crate::checks::{Context, Report};
use crate::finding::{Applicability, Fix, Message};
use crate::span::ViewSpan;

/// Reports units that stand twice in a date, where the second cannot begin a word.
pub fn check(cx: &Context, report: &mut Report) {
    for date in &cx.facts.dates {
        let Some(doubled) = date.doubled else { continue };
        if cx.facts.is_opaque(date.span) {
            continue;
        }
        let middle = (doubled.start + doubled.end) / 2;
        let unit = cx.written(ViewSpan { start: doubled.start, end: middle });
        let span = cx.source(doubled);
        report.at(span).arg("unit", unit).evidence("unit", unit).fix(Fix::replace(
            Message::new("fix").arg("unit", unit),
            Applicability::Safe,
            span,
            unit,
        ));
    }
}
