//! Points with letters or small Roman numerals in parentheses, (a)…(b)…(c): a point that leaves letters out or comes twice.

use crate::checks::{Context, Report};
use crate::facts::lettered::LetteredList;
use crate::finding::Message;

/// Reports breaks in lists with letters.
pub fn check(cx: &Context, report: &mut Report) {
    for list in &cx.facts.lettered {
        judge(cx, report, list);
    }
}

/// Reports the first point that does not count on. Of a list of two or more that count on before it.
fn judge(cx: &Context, report: &mut Report, list: &LetteredList) {
    let markers = &list.markers;
    let broken = markers.windows(2).position(|pair| pair[1].number != pair[0].number + 1);
    let Some((before, at)) = broken.and_then(|index| markers.get(index).zip(markers.get(index + 1))) else { return };
    if list.is_ambiguous(at) || list.is_ambiguous(before) {
        return;
    }
    let is_gap = at.number > before.number + 1 && at.number <= before.number + 3;
    let is_double = at.number == before.number;
    let Some(expected) = list.numerals.get(before.number + 1).filter(|_| is_gap || is_double) else { return };
    let (before_text, expected) = (cx.written(before.span).to_owned(), format!("({expected})"));
    // (ii) a counter (iii) an agent, and (iv) a list: it stands there, behind no mark.
    let between = cx.view.text().get(before.span.end as usize..at.span.start as usize).unwrap_or_default();
    if cx.facts.is_opaque(before.span) || cx.facts.is_opaque(at.span) || is_gap && between.contains(&expected) {
        return;
    }
    report
        .at(cx.source(at.span))
        .text(if is_gap { "gap" } else { "duplicate" })
        .arg("before", &before_text)
        .arg("at", cx.written(at.span))
        .arg("expected", &expected)
        .related(cx.source(before.span), Message::new("before").arg("before", &before_text))
        .evidence("expected", expected.as_str());
}
