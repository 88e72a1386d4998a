//! Compares the sum of the parts with their total, and says what does not fit.

use std::sync::Arc;

use crate::checks::{Context, Report};
use crate::facts::interval::{Bound, Decimal, Interval};
use crate::facts::quantity::{Qualifier, Quantity};
use crate::facts::slip::Slip;
use crate::finding::{Applicability, Fix, Language, Message, Severity, Shown};
use crate::relation::{Member, Relation, Verdict};
use crate::rules::Rule;
use crate::rules::amount::{Form, rounded};
use crate::span::ViewSpan;

use super::cue::{OF_WHICH, SEEN, SORTED};
use super::head::is_ordinal;
use super::row::{parts_behind, sorted_parts};
use super::{LONGEST_CLAUSE, Sum, SumKind, added};

/// True if `part` is one of the parts behind 其中, or behind 按类型分 and the like, and what they give is reported here: another
/// rule need not say the same of it.
pub fn has_reported(cx: &Context, part: &Quantity) -> bool {
    let text = cx.view.text();
    let end = part.span.start as usize;
    let from = text.floor_char_boundary(end.saturating_sub(LONGEST_CLAUSE));
    let opening = |word: &str| text.get(from..end)?.rfind(word).map(|at| (from + at, from + at + word.len()));
    let of_which = opening(OF_WHICH).and_then(|(site, end)| parts_behind(cx, site, end));
    let sorted = [SORTED, SEEN].into_iter().filter_map(opening).filter_map(|(site, end)| sorted_parts(cx, site, end));
    sorted.chain(of_which).any(|sum| {
        let values = sum.total.interval(cx.facts.rounding).zip(added(cx, sum.parts.iter().copied()));
        sum.parts.iter().any(|one| one.span == part.span)
            && values.is_some_and(|(total, added)| is_contradicted(cx, &sum, &total, &added))
    })
}

fn is_contradicted(cx: &Context, sum: &Sum, total: &Interval, added: &Interval) -> bool {
    match sum.kind {
        SumKind::Whole | SumKind::Slip(_) => total.is_disjoint(added) && !fits_the_change(cx, sum, added),
        SumKind::Distinct => exceeds(added, total) && !has_a_first_part_above(cx, sum, total),
        SumKind::Open => has_a_part_above(cx, sum, total) && !has_a_first_part_above(cx, sum, total),
        SumKind::Unknown => false,
    }
}

/// True if the parts contradict their total, which is reported then.
pub fn judge(cx: &Context, report: &mut Report, sum: &Sum) -> bool {
    let mut places = [sum.total].into_iter().chain(sum.parts.iter().copied());
    if places.any(|quantity| cx.facts.is_opaque(quantity.span) || is_ordinal(cx, quantity)) {
        return false;
    }
    // One part alone is no row that gives its total.
    if sum.kind == SumKind::Whole && sum.parts.len() < 2 {
        return false;
    }
    let Some(total) = sum.total.interval(cx.facts.rounding) else { return false };
    let Some(added) = added(cx, sum.parts.iter().copied()) else { return false };
    let contradicted = is_contradicted(cx, sum, &total, &added);
    let form = Form::like(cx.view, sum.total, decimals(cx, sum));
    let verdict = match sum.kind {
        _ if contradicted => Verdict::Contradicted,
        SumKind::Open | SumKind::Unknown if exceeds(&added, &total) => Verdict::NotChecked(Message::new("partial")),
        _ => Verdict::Holds,
    };
    report.relation(|rule| relation(cx, rule, sum, &total, &form.interval(&added), verdict));
    if contradicted {
        report_sum(cx, report, sum, &added, &form);
    }
    contradicted
}

/// True if 其中 may mean the change of the total, and the parts give that.
fn fits_the_change(cx: &Context, sum: &Sum, added: &Interval) -> bool {
    let change = sum.change.and_then(|change| change.interval(cx.facts.rounding));
    change.is_some_and(|change| !change.is_disjoint(added))
}

/// True if the least value of one is above the greatest of the other.
fn exceeds(one: &Interval, other: &Interval) -> bool {
    let from = Interval { low: one.low.clone(), high: Bound::Unbounded };
    let to = Interval { low: Bound::Unbounded, high: other.high.clone() };
    from.is_disjoint(&to)
}

/// 共12个，其中省级20个、市级3个 is for figures/part-exceeds-whole.
fn has_a_part_above(cx: &Context, sum: &Sum, total: &Interval) -> bool {
    let above = |part: &&Quantity| part.interval(cx.facts.rounding).is_some_and(|part| exceeds(&part, total));
    sum.parts.iter().any(above)
}

/// The first part is for figures/part-exceeds-whole, where nothing but 其中 stands between it and the total.
fn has_a_first_part_above(cx: &Context, sum: &Sum, total: &Interval) -> bool {
    let Some(first) = sum.parts.first() else { return false };
    let at = cx.facts.quantities.partition_point(|quantity| quantity.span.start <= sum.total.span.start);
    let is_next = cx.facts.quantities.get(at).is_some_and(|next| next.span == first.span)
        && cx.facts.sentence_of(first) == cx.facts.sentence_of(sum.total);
    // 40个断面中，甲类43个: for nobody else.
    let gap = cx.view.text().get(sum.total.span.end as usize..first.span.start as usize).unwrap_or("");
    is_next && !gap.contains("中，") && first.interval(cx.facts.rounding).is_some_and(|first| exceeds(&first, total))
}

/// The most decimals that a member shows in the multiplier of the total.
fn decimals(cx: &Context, sum: &Sum) -> usize {
    let shown = |quantity: &Quantity| {
        let number = cx.view.slice(quantity.number.span);
        number.split_once(['.', '．']).map_or(0, |(_, places)| places.bytes().take_while(u8::is_ascii_digit).count())
    };
    sum.parts.iter().map(|part| shown(part)).chain([shown(sum.total)]).max().unwrap_or(0)
}

fn relation(cx: &Context, rule: &Arc<Rule>, sum: &Sum, total: &Interval, added: &Shown, verdict: Verdict) -> Relation {
    let member = |name: &'static str, quantity: &Quantity, interval: Option<Interval>| Member {
        name: name.into(),
        span: cx.source(quantity.span),
        interval,
        shown: Shown::from(cx.written(quantity.span)),
    };
    let parts = sum.parts.iter().map(|part| member("parts", part, part.interval(cx.facts.rounding)));
    let members: Vec<Member> = parts.chain([member("total", sum.total, Some(total.clone()))]).collect();
    let sign = match (&verdict, sum.kind) {
        (Verdict::NotChecked(_), _) => "",
        (Verdict::Contradicted, SumKind::Distinct | SumKind::Open) => ">",
        (Verdict::Contradicted, _) => "∌",
        (Verdict::Holds, SumKind::Whole) => "∋",
        (Verdict::Holds, _) => "≤",
    };
    let first = sum.parts.first().map_or(sum.total.span, |part| part.span);
    let last = sum.parts.last().map_or(sum.total.span, |part| part.span);
    let span = ViewSpan { start: first.start.min(sum.total.span.start), end: last.end.max(sum.total.span.end) };
    Relation {
        rule: Arc::clone(rule),
        span: cx.source(span),
        formula: if sum.kind == SumKind::Whole { "sum(parts) = total" } else { "sum(parts) <= total" }.to_owned(),
        members,
        expected: (sum.kind == SumKind::Whole).then(|| added.clone()),
        reading: reading(cx, sum, added, sign, span),
        verdict,
    }
}

/// What the parts give, and the total; the text as it stands where nothing is judged.
fn reading(cx: &Context, sum: &Sum, added: &Shown, sign: &str, span: ViewSpan) -> Shown {
    if let [part] = sum.parts[..]
        && !sign.is_empty()
    {
        return Shown::Text(format!("{} {sign} {}", cx.written(part.span), cx.written(sum.total.span)));
    }
    let side = |language| format!("{} {sign} {}", added.get(language), cx.written(sum.total.span)).into();
    if sign.is_empty() {
        return Shown::Text(cx.written(span).trim().to_owned());
    }
    Shown::Word { zh: side(Language::Zh), en: side(Language::En) }
}

/// 50个 + 60个 + 20个
fn terms(cx: &Context, sum: &Sum) -> String {
    let written: Vec<&str> = sum.parts.iter().map(|part| cx.written(part.span)).collect();
    written.join(" + ")
}

/// Parts that are shown with a finding, at most.
const MOST_RELATED: usize = 24;

fn report_sum(cx: &Context, report: &mut Report, sum: &Sum, added: &Interval, form: &Form) {
    let shown = form.interval(added);
    let written = cx.written(sum.total.span).to_owned();
    let terms = terms(cx, sum);
    let sign = if matches!(sum.kind, SumKind::Whole | SumKind::Slip(_)) { "≠" } else { ">" };
    let finding = report.at(cx.source(sum.total.span));
    finding
        .arg("all", &written)
        .arg("expected", shown.clone())
        .note(Message::new("proof").arg("proof", format!("{terms} {sign} {written}")))
        .evidence("total", written.as_str())
        .evidence("sum", shown.get(Language::En));
    match sum.kind {
        SumKind::Distinct => _ = finding.text("more").severity(Severity::Warning),
        SumKind::Slip(Slip::Swap) => _ = finding.text("swapped").severity(Severity::Warning),
        SumKind::Slip(Slip::Digit) => _ = finding.text("digit").severity(Severity::Warning),
        SumKind::Slip(Slip::Point) => _ = finding.text("point").severity(Severity::Warning),
        SumKind::Slip(Slip::Lost) => _ = finding.text("lost").severity(Severity::Warning),
        SumKind::Slip(Slip::Exchange) => _ = finding.text("exchanged").severity(Severity::Warning),
        SumKind::Slip(Slip::Multiplier) => _ = finding.text("multiplier").severity(Severity::Warning),
        SumKind::Whole | SumKind::Open | SumKind::Unknown => {}
    }
    let above = |part: &&&Quantity| {
        let interval = |quantity: &Quantity| quantity.interval(cx.facts.rounding);
        interval(part).zip(interval(sum.total)).is_some_and(|(part, total)| exceeds(&part, &total))
    };
    if sum.kind == SumKind::Open
        && let Some(part) = sum.parts.iter().find(above)
    {
        finding.text("above").arg("part", cx.written(part.span)).severity(Severity::Warning);
    }
    for part in sum.parts.iter().take(MOST_RELATED) {
        finding.related(cx.source(part.span), Message::new("part").arg("part", cx.written(part.span)));
    }
    if sum.kind == SumKind::Whole
        && let Some((span, digits)) = candidate(cx, sum, form)
    {
        let rest = cx.written(ViewSpan { start: span.end, end: sum.total.unit.end });
        let title = Message::new("fix").arg("value", format!("{digits}{rest}"));
        finding.fix(Fix::replace(title, Applicability::Display, cx.source(span), digits));
    }
}

/// The sum of the numbers as shown, in the form of the total: where its digits stand, and those that would fit.
fn candidate(cx: &Context, sum: &Sum, form: &Form) -> Option<(ViewSpan, String)> {
    let exact = |quantity: &&Quantity| quantity.qualifier == Qualifier::Exact;
    if !sum.parts.iter().all(exact) || !exact(&sum.total) {
        return None;
    }
    let nominal = sum.parts.iter().map(|part| part.value()).reduce(|one, other| one + other)?;
    let number = cx.view.slice(sum.total.number.span);
    let length = number.find(|c: char| !c.is_ascii()).unwrap_or(number.len());
    let start = sum.total.number.span.start;
    let decimals = number[..length].split_once('.').map_or(0, |(_, places)| places.len());
    let digits = rounded(&(nominal / &form.scale), decimals)?;
    let is_one_run = !number[length..].contains(|c: char| c.is_ascii_digit());
    let is_plain =
        length > 0 && is_one_run && !number[..length].contains(',') && Decimal::parse(&number[..length]).is_some();
    (is_plain && digits != number[..length]).then(|| (ViewSpan { start, end: start + length as u32 }, digits))
}
