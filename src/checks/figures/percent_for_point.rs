//! What no expression of figures/percent-for-point can prove: a change of a percentage that is the difference of the two that stand beside
//! it or before it, and not the relative change. Runs beside the rule's declaration.

use crate::checks::figures::beside::Told;
use crate::checks::figures::breakdown::head;
use crate::checks::figures::change::{self, Scale};
use crate::checks::{Context, Report};
use crate::facts::cue::Cues;
use crate::facts::interval::{Decimal, Interval};
use crate::facts::lexicon::change as words;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::relation::Verdict;

/// Reports differences of two percentages that are called percent.
pub fn check(cx: &Context, report: &mut Report) {
    change::check(cx, report, Scale::PercentForPoints);
    if cx.facts.is_english {
        return;
    }
    for (index, by) in cx.facts.quantities.iter().enumerate().skip(2) {
        if by.kind == UnitKind::Percent
            && by.cues.has(Cues::CHANGE)
            && let Some(told) = difference(cx, index)
        {
            told.tell(cx, report);
        }
    }
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
        level.qualifier == Qualifier::Exact && name.ends_with(['率', '比', '重', '例'])
    };
    let is_said = [one, by].iter().all(|level| cx.facts.sentence_of(level) == cx.facts.sentence_of(other));
    let is_change = || words::at_end(head(cx, by)).is_some() && !head(cx, by).contains(['率', '增']);
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
