//! Stock and flow: what there was, what came, and what there is: 新增省级企业12家，总数由43家增至55家; 命名工作室8家，累计达到61家（上年末53家）. Takes
//! the numbers of a statement; says that what came is not what there is more. What went need not be named, so that there may be less.

use super::claim::{Claim, Gives, Pair};
use super::link::Basis;
use super::statement::{Is, Said};
use crate::checks::figures::beside::sentence_around;
use crate::checks::{Context, Report};
use crate::facts::interval::Decimal;
use crate::facts::lexicon::change::{self, Direction};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip::{self, Term};
use crate::relation::Verdict;

/// Words of what else may have come, beside those of what came and went.
const ALSO_CAME: &[&str] = &["恢复", "升级", "晋升", "改造", "提升", "另"];
/// Where there is less than came, a slip is told that is by accident less than once in so many times.
const ONE_IN: i64 = 16;
/// So few things need no slip to tell that there are more than came.
const FEW: i64 = 100;

/// Looks at what came, if the statement says what there was and what there is.
pub(super) fn judge(cx: &Context, report: &mut Report, said: &[Said]) {
    let Some(gained) = said.iter().find(|number| number.is == Is::Gained).map(|gained| gained.quantity) else { return };
    let mut levels = said.iter().filter(|number| number.is == Is::Level).map(|level| level.quantity);
    let mut bases = said.iter().filter(|number| number.is == Is::Base && is_of_the_time(number));
    let (Some(now), None, Some(base), None) = (levels.next(), levels.next(), bases.next(), bases.next()) else {
        return;
    };
    let before = base.quantity;
    let is_alike = |quantity: &Quantity| {
        matches!(quantity.kind, UnitKind::Count | UnitKind::Measure)
            && quantity.qualifier == Qualifier::Exact
            && quantity.has_unit_of(gained, cx.view)
    };
    if ![gained, now, before].into_iter().all(is_alike) {
        return;
    }
    let pair = Pair { one: now, other: before, gives: Gives::Difference };
    let claim = Claim { pair, stated: gained, direction: Direction::Up };
    if claim.fits(cx) {
        claim.tell(cx, report, Verdict::Holds, true);
    } else if is_contradicted(cx, gained, now, before) {
        claim.tell(cx, report, Verdict::Contradicted, false);
    }
}

/// True for what there was before the time in which something came: the year before, or what is not said.
fn is_of_the_time(base: &Said) -> bool {
    matches!(base.basis, Basis::Unsaid | Basis::LastYear | Basis::YearStart | Basis::LastPeriod)
}

fn is_contradicted(cx: &Context, gained: &Quantity, now: &Quantity, before: &Quantity) -> bool {
    let sentence = sentence_around(cx, gained);
    if change::MOVED.iter().chain(ALSO_CAME).any(|word| sentence.contains(word)) {
        return false;
    }
    let term = |quantity: &Quantity, negative| Term {
        value: quantity.number.value,
        has_multiplier: quantity.number.has_multiplier,
        negative,
    };
    let slip = slip::explanation(&[term(before, false), term(gained, false), term(now, true)]);
    let limit = Decimal::integer(FEW).to_rational();
    let is_few = now.kind == UnitKind::Count && !now.number.has_multiplier && now.value() < limit;
    if now.value() > before.value() + gained.value() {
        return is_few || slip.is_some();
    }
    slip.is_some_and(|slip| slip.one_in >= ONE_IN)
}
