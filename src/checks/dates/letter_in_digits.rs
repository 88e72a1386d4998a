//! dates/letter-in-digits: a letter or a circle typed for a digit of a date, 2O23年.

use super::candidate;
use crate::checks::{Context, Report};
use crate::facts::date::{Date, Numerals, Part, digit};
use crate::finding::{Applicability, Fix, Message};

/// Reports parts in Arabic digits that hold something else, and would be a date with the digit meant.
pub fn check(cx: &Context, report: &mut Report) {
    for date in &cx.facts.dates {
        for part in [date.year, date.month, date.day].into_iter().flatten() {
            if !part.stray || part.numerals != Numerals::Arabic || cx.facts.is_opaque(part.span) {
                continue;
            }
            if is_name_of_a_substance(cx, date, part) {
                continue;
            }
            let is_full_width = candidate::is_full_width(cx, part);
            let digits: String = cx
                .view
                .slice(part.span)
                .chars()
                .map(|c| digit(c).and_then(|value| char::from_digit(value as u32, 10)).unwrap_or(c))
                .map(|c| if is_full_width { candidate::full_width(c) } else { c })
                .collect();
            let (span, written) = (cx.source(part.span), cx.written(part.span));
            report
                .at(span)
                .arg("written", written)
                .arg("read", &digits)
                .evidence("read", digits.as_str())
                .fix(Fix::replace(Message::new("fix").arg("read", &digits), Applicability::Safe, span, &digits));
        }
    }
}

/// O3日最大8小时浓度: ozone by the day. 3月O5日 has a month.
fn is_name_of_a_substance(cx: &Context, date: &Date, part: Part) -> bool {
    date.year.is_none() && date.month.is_none() && cx.view.slice(part.span).starts_with(['O', 'o'])
}
