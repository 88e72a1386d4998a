//! Totals as findings and relations: the sum written out, its parts as related places.

use std::sync::Arc;

use crate::facts::rational::Rational;

use super::judgement::{Explanation, Judgement};
use crate::checks::{Context, Report};
use crate::facts::interval::{Interval, show};
use crate::facts::table::Cell;
use crate::finding::{Applicability, Fix, Message, Shown};
use crate::relation::{Member, Relation, Verdict};
use crate::rules::Rule;
use crate::span::Span;

/// Summands that are written out, at most.
const MOST_WRITTEN: usize = 8;

/// Reports a total, or keeps it as a relation.
pub(super) fn say(cx: &Context, report: &mut Report, judgement: &Judgement, explanation: Option<&Explanation>) {
    if report.keeps_relations() {
        report.relation(|rule| relation(cx, judgement, rule));
    }
    let is_elsewhere = matches!(explanation, Some(Explanation::ByPart | Explanation::BySuspect));
    if judgement.verdict != Verdict::Contradicted || is_elsewhere {
        return;
    }
    let (expected, stated) = (range(&judgement.sum, judgement.decimals), written(cx, judgement.total).to_owned());
    let digits = digits_of(cx, judgement.total);
    let finding = report.at(judgement.total.span);
    finding
        .text(if judgement.across { "across" } else { "message" })
        .arg("label", judgement.label)
        .arg("slot", judgement.slot)
        .arg("expected", expected.clone())
        .arg("stated", &stated)
        .evidence("stated", &*stated)
        .evidence("expected", expected.get(crate::finding::Language::Zh))
        .evidence("parts", judgement.count);
    for part in &judgement.parts {
        finding.related(part.span, Message::new("part").arg("written", written(cx, *part)));
    }
    finding.note(Message::new("proof").arg("proof", proof(cx, judgement, "≠")));
    if let Some(Explanation::Suspect(cell)) = explanation {
        let written = cx.document.text().get(cell.range()).unwrap_or_default();
        finding.note(Message::new("suspect").arg("written", written));
    }
    if let Some(digits) = digits {
        let text = show(&judgement.nominal, judgement.decimals);
        let text = with_decimals(&text, judgement.decimals);
        let title = Message::new("correct").arg("value", &text);
        finding.fix(Fix::replace(title, Applicability::Display, digits, text));
    }
}

pub(super) fn relation(cx: &Context, judgement: &Judgement, rule: &Arc<Rule>) -> Relation {
    let sign = match judgement.verdict {
        Verdict::Contradicted => "≠",
        Verdict::NotChecked(_) => "?",
        Verdict::Holds if judgement.nominal == judgement.stated => "=",
        Verdict::Holds => "≈",
    };
    let member = |name: &'static str, cell: Cell, interval| Member {
        name: name.into(),
        span: cell.span,
        interval,
        shown: Shown::from(written(cx, cell)),
    };
    let mut members = vec![member("total", judgement.total, Some(judgement.stated_interval.clone()))];
    members.extend(judgement.parts.iter().map(|part| member("part", *part, None)));
    let span = members.iter().map(|member| member.span).reduce(Span::to).unwrap_or(judgement.total.span);
    Relation {
        rule: Arc::clone(rule),
        span,
        formula: "sum(part) = total".to_owned(),
        members,
        expected: Some(range(&judgement.sum, judgement.decimals)),
        reading: Shown::Text(proof(cx, judgement, sign)),
        verdict: judgement.verdict.clone(),
    }
}

/// `3 + 4 + … = 12 ≠ 13`
pub(super) fn proof(cx: &Context, judgement: &Judgement, sign: &str) -> String {
    let mut text =
        judgement.parts.iter().take(MOST_WRITTEN).map(|part| written(cx, *part)).collect::<Vec<_>>().join(" + ");
    if judgement.count > MOST_WRITTEN {
        text.push_str(" + …");
    }
    let sum = with_decimals(&show(&judgement.nominal, judgement.decimals), judgement.decimals);
    format!("{text} = {sum} {sign} {}", written(cx, judgement.total))
}

pub(super) fn written<'a>(cx: &Context<'a>, cell: Cell) -> &'a str {
    cx.document.text().get(cell.span.range()).unwrap_or_default()
}

/// The digits of a cell, if they are plain ones.
fn digits_of(cx: &Context, cell: Cell) -> Option<Span> {
    let text = written(cx, cell);
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_plain.then_some(cell.span)
}

/// Trailing zeros as the other cells have them.
pub(super) fn with_decimals(number: &str, decimals: usize) -> String {
    let shown = number.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let point = if shown == 0 && decimals > 0 { "." } else { "" };
    format!("{number}{point}{}", "0".repeat(decimals.saturating_sub(shown)))
}

pub(super) fn range(interval: &Interval, decimals: usize) -> Shown {
    let end = |value: Option<&Rational>| value.map(|value| show(value, decimals + 1)).unwrap_or_default();
    let (low, high) = (end(interval.low.value()), end(interval.high.value()));
    if low == high {
        return Shown::Text(low);
    }
    Shown::Word { zh: format!("{low}～{high}").into(), en: format!("{low} to {high}").into() }
}
