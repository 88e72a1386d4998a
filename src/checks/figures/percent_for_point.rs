//! What no expression of figures/percent-for-point can prove: a change of a percentage that is the difference of the two that stand beside
//! it or before it, and not the relative change; and a relative change that is called points. Runs beside the rule's declaration.

use crate::checks::figures::beside::Told;
use crate::checks::figures::breakdown::{gap, head, is_amount};
use crate::checks::figures::change::{self, Scale, clause_before};
use crate::checks::{Context, Report};
use crate::facts::cue::Cues;
use crate::facts::interval::{Decimal, Interval};
use crate::facts::lexicon::{change as words, is_mark_or_digit};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::relation::Verdict;
use crate::severity::Severity;

/// Reports differences of two percentages that are called percent.
pub fn check(cx: &Context, report: &mut Report) {
    change::check(cx, report, Scale::PercentForPoints);
    if cx.facts.is_english {
        return;
    }
    for (index, by) in cx.facts.quantities.iter().enumerate().skip(2) {
        let is_behind = || is_off_schedule(cx, by);
        if by.kind == UnitKind::Percent
            && (by.cues.has(Cues::CHANGE) || is_behind())
            && let Some(told) = difference(cx, index)
        {
            told.tell(cx, report);
        }
        if by.kind == UnitKind::Point && by.cues.has(Cues::CHANGE) {
            rate_in_points(cx, report, index);
        }
    }
}

/// 落后5.25%: what lies between a schedule and what was done.
fn is_off_schedule(cx: &Context, by: &Quantity) -> bool {
    let head = head(cx, by);
    ["落后", "落後", "滞后", "滞後", "超前", "领先"].iter().any(|word| head.ends_with(word))
}

/// 标准由每亩16元提高到20元，提高25个百分点: two amounts whose rate is called points.
fn rate_in_points(cx: &Context, report: &mut Report, index: usize) {
    let Some([from, to, by]) = index.checked_sub(2).and_then(|first| cx.facts.quantities.get(first..=index)) else {
        return;
    };
    let is_from = || {
        let clause = clause_before(cx, from);
        clause.contains(['由', '从']) && !clause.contains(['率', '比', '占', '重'])
    };
    let is_reached = || {
        let words = gap(cx, from, to).unwrap_or("");
        words.ends_with(['到', '至', '为']) && !words.contains(is_mark_or_digit)
    };
    let is_said = || {
        let words = gap(cx, to, by).and_then(|words| words.strip_prefix('，')).unwrap_or("");
        words::at_end(words).is_some_and(|(_, around)| around.is_empty())
    };
    let are_alike = is_amount(from) && is_amount(to) && from.has_unit_of(to, cx.view);
    if !are_alike || !is_said() || !is_reached() || !is_from() || !from.value().is_positive() {
        return;
    }
    let (Some(base), Some(level), Some(stated)) =
        (from.interval(cx.facts.rounding), to.interval(cx.facts.rounding), by.interval(cx.facts.rounding))
    else {
        return;
    };
    let unit = Interval::point(Decimal::integer(1).to_rational());
    let given = level.divided_by(&base).minus(&unit).scaled(&Decimal::integer(100).to_rational()).absolute();
    if given.is_disjoint(&stated) || [from, to, by].iter().any(|quantity| cx.facts.is_opaque(quantity.span)) {
        return;
    }
    let finding = report.at(cx.source(by.span)).severity(Severity::Warning).text("rate");
    finding.arg("stated", cx.written(by.span)).evidence("stated", cx.written(by.span));
}

/// 昼间达标率96.4%，夜间达标率89.3%，昼间比夜间高7.1%: the percentage `index` as the difference of the two right before it, which are
/// both rates by their names.
fn difference<'a>(cx: &'a Context, index: usize) -> Option<Told<'a>> {
    /// A difference of fewer digits is one by accident.
    const LEAST: i64 = 10;
    let [one, other, by] = cx.facts.quantities.get(index.checked_sub(2)?..=index)? else { return None };
    if one.kind != UnitKind::Percent || other.kind != UnitKind::Percent {
        return None;
    }
    let is_level = |level: &Quantity| {
        let name = head(cx, level).trim_end_matches(['为', '是', '达', '到', '至']);
        level.qualifier == Qualifier::Exact && (name.ends_with(['率', '比', '重', '例']) || name.ends_with("进度"))
    };
    let is_said = [one, by].iter().all(|level| cx.facts.sentence_of(level) == cx.facts.sentence_of(other));
    let is_off = || is_off_schedule(cx, by) && head(cx, other).contains("进度");
    let is_change = || words::at_end(head(cx, by)).is_some() && !head(cx, by).contains(['率', '增']) || is_off();
    if !is_level(one) || !is_level(other) || !is_said || by.number.value.mantissa < LEAST || !is_change() {
        return None;
    }
    if [one, other, by].iter().any(|quantity| cx.facts.is_opaque(quantity.span)) {
        return None;
    }
    let stated = by.interval(cx.facts.rounding)?;
    let expected = Interval::point(one.value()).minus(&Interval::point(other.value())).absolute();
    let hundred = Decimal::integer(100).to_rational();
    let unit = || Interval::point(Decimal::integer(1).to_rational());
    let relative = |of: &Quantity, to: &Quantity| {
        Interval::point(of.value()).divided_by(&Interval::point(to.value())).minus(&unit()).scaled(&hundred).absolute()
    };
    let is_relative = [relative(one, other), relative(other, one)].iter().any(|given| !given.is_disjoint(&stated));
    (!is_relative && expected == Interval::point(by.value())).then_some(Told {
        stated: ("change", by),
        others: [("level", one), ("base", other)],
        formula: "abs(level - base) = change",
        expected,
        is_turned: false,
        verdict: Verdict::Contradicted,
        is_sure: false,
    })
}
