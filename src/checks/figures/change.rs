//! Then and now: an amount, what it was before, by how much it changed and at what rate. Numbers that only words of change part are read as
//! one statement ([`statement`]), what came and what there is among them ([`stock`]), the rate of each year ([`yearly`]); what is inserted is
//! passed over ([`inserted`]), those of several amounts behind 分别 go with each in turn ([`respective`]), and amounts of one time after the other are told ([`in_turn`]). An amount that is said to be of the period before is
//! looked for its like apart from it ([`apart`]), and so are that of a change and its rate ([`increase`]), what was reached of what is planned
//! ([`planned`]), the two rates of a name ([`named`]), in English that of a rate and its base ([`english`]). All give claims that two numbers should bear out ([`claim`]). Runs beside the declarations of growth-arithmetic,
//! point-difference and percent-for-point.

mod apart;
mod claim;
mod english;
mod in_turn;
mod increase;
mod inserted;
mod link;
mod named;
mod planned;
mod respective;
mod statement;
mod stock;
mod yearly;

pub(super) use statement::clause_before;

use crate::checks::{Context, Report};
use crate::facts::quantity::{Quantity, UnitKind};

/// Which changes are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// Of amounts: in their unit, or in percent of the amount before.
    Amounts,
    /// Of percentages: in points.
    Points,
    /// Of percentages, in points that are called percent.
    PercentForPoints,
}

impl Scale {
    /// True if a number of that kind, behind one of the other, may be or end such a change.
    fn has(self, kind: UnitKind, before: UnitKind) -> bool {
        match self {
            Self::Amounts => kind != UnitKind::Point,
            Self::Points => matches!(kind, UnitKind::Point | UnitKind::Percent) && before == UnitKind::Percent,
            Self::PercentForPoints => kind == UnitKind::Percent && before == UnitKind::Percent,
        }
    }

    /// True for numbers between which such changes lie.
    fn is_of(self, level: &Quantity) -> bool {
        match self {
            Self::Amounts => matches!(level.kind, UnitKind::Count | UnitKind::Measure),
            Self::Points => level.kind == UnitKind::Percent,
            Self::PercentForPoints => false,
        }
    }
}

/// Reports changes and rates that do not fit the numbers they are said of.
pub(super) fn check(cx: &Context, report: &mut Report, scale: Scale) {
    if cx.facts.is_english {
        return english::check(cx, report, scale);
    }
    statement::check(cx, report, scale);
    apart::check(cx, report, scale);
    respective::check(cx, report, scale);
    match scale {
        Scale::Amounts => {
            increase::check(cx, report);
            planned::check(cx, report);
        }
        Scale::Points => named::check(cx, report),
        Scale::PercentForPoints => {}
    }
}
