//! A rate that is called by its name, what it was and by how many points it changed: 毛利率29.5%，上年同期毛利7.03亿元，毛利率28.8%，毛利率上升0.7个百分点.
//! Takes the points; looks back in the sentence for the two percentages of that name.

use super::apart::without_around;
use super::claim::Claim;
use crate::checks::figures::breakdown::{gap, head};
use crate::checks::{Context, Report};
use crate::facts::cue::Cues;
use crate::facts::interval::Interval;
use crate::facts::lexicon::change;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip;
use crate::relation::Verdict;

/// What the names end in.
const NAMES_END: [char; 4] = ['率', '比', '重', '例'];
const SHORTEST_NAME: usize = 2;
/// Words that say that the second percentage is of the time before.
const BEFORE: &[&str] = &["上年", "去年", "上月", "上季", "上届", "上次", "前次", "上期", "年初"];
/// So many quantities before the change the two stand.
const FARTHEST: usize = 6;

/// Reports points that do not lie between the two percentages of their name, if one slip of the pen explains it.
pub(super) fn check(cx: &Context, report: &mut Report) {
    for (index, by) in cx.facts.quantities.iter().enumerate() {
        if by.kind == UnitKind::Point
            && by.cues.has(Cues::CHANGE)
            && by.qualifier == Qualifier::Exact
            && let Some((change, around)) = change::at_end(head(cx, by))
            && let Some([now, then]) = levels(cx, index, without_around(around))
        {
            judge(cx, report, Claim::between(now, then, by, change.direction));
        }
    }
}

/// The two percentages of a name right before quantity `index`, of which the second is of the time before.
fn levels<'a>(cx: &'a Context, index: usize, name: &str) -> Option<[&'a Quantity; 2]> {
    if name.chars().count() < SHORTEST_NAME || !name.ends_with(NAMES_END) {
        return None;
    }
    let quantities = &cx.facts.quantities;
    let by = quantities.get(index)?;
    let near = quantities.get(index.saturating_sub(FARTHEST)..index)?.iter().rev();
    let is_named = |level: &&Quantity| {
        level.kind == UnitKind::Percent
            && level.qualifier == Qualifier::Exact
            && cx.facts.sentence_of(level) == cx.facts.sentence_of(by)
            && head(cx, level).trim_end_matches(['为', '是', '达', '至', '到']).ends_with(name)
    };
    let mut named = near.filter(is_named);
    let (then, now) = (named.next()?, named.next()?);
    let is_before = BEFORE.iter().any(|word| gap(cx, now, then).is_some_and(|words| words.contains(word)));
    (is_before && named.next().is_none()).then_some([now, then])
}

fn judge(cx: &Context, report: &mut Report, claim: Claim) {
    let pair = [claim.pair.one, claim.pair.other, claim.stated];
    if pair.iter().any(|quantity| cx.facts.is_opaque(quantity.span)) {
        return;
    }
    let point = |quantity: &Quantity| Interval::point(quantity.value());
    let Some(given) = claim.given_by(point(claim.pair.one), point(claim.pair.other)) else { return };
    let written = claim.stated.number.value;
    let is = |meant| !given.absolute().is_disjoint(&cx.facts.rounding.interval(meant));
    let is_slip = || is(written) || slip::near(written).into_iter().any(is);
    if claim.fits(cx) {
        claim.tell(cx, report, Verdict::Holds, true);
    } else if is_slip() {
        claim.tell(cx, report, Verdict::Contradicted, false);
    }
}
