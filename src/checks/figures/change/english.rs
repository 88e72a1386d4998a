//! What the declarations cannot read in English: a rate and the amount it is on, of an amount that stands a sentence before (They handled 34.8
//! million tonnes. This was an increase of 7.7% on the 32.3 million tonnes of 2023), and numbers that went the other way than the text says ([`direction`]),
//! and what is compared with another number in the same sentence ([`linked`]).
//! Takes the rates that an amount follows; looks back for the one of now.

mod direction;
mod linked;

use super::Scale;
use super::claim::Claim;
use crate::checks::figures::breakdown::gap;
use crate::checks::{Context, Report};
use crate::facts::interval::{Decimal, Interval};
use crate::facts::lexicon::change::{Direction, english_at_end, english_behind};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip;
use crate::relation::Verdict;

/// The words that may stand between a rate and the amount that it is on.
const BETWEEN: &[&str] = &[
    "on", "over", "from", "than", "the", "compared", "with", "to", "higher", "more", "above", "lower", "fewer", "less",
    "below", "last", "previous", "prior", "year", "year's", "of",
];
/// So many quantities and sentences back the amount of now stands.
const FARTHEST: usize = 8;
const SENTENCES_BACK: u32 = 1;
/// The amount of now is at most so many times the one before.
const MOST_TIMES: i64 = 4;
/// Bytes of the words around a rate.
const LONGEST: usize = 24;

/// Reports rates that the amounts of now and then do not give, if one slip of the pen explains it, and changes that went the other way.
pub(super) fn check(cx: &Context, report: &mut Report, scale: Scale) {
    direction::check(cx, report, scale);
    linked::check(cx, report, scale);
    if scale != Scale::Amounts {
        return;
    }
    for (index, rate) in cx.facts.quantities.iter().enumerate() {
        if rate.kind == UnitKind::Percent
            && rate.qualifier == Qualifier::Exact
            && let Some((direction, base)) = base_behind(cx, index, rate)
        {
            judge(cx, report, index, base, direction);
        }
    }
}

/// Which way a rate goes and the amount behind that it is on: on the 32.3 million; (2023: 92,416).
fn base_behind<'a>(cx: &'a Context, index: usize, rate: &Quantity) -> Option<(Direction, &'a Quantity)> {
    let quantities = &cx.facts.quantities;
    let (next, second) = (quantities.get(index + 1)?, quantities.get(index + 2));
    let words = gap(cx, rate, next).filter(|words| words.len() <= 2 * LONGEST)?.to_ascii_lowercase();
    let before = said_before(cx, rate);
    if words.trim() == "(" && is_year(next) {
        let noted = second.filter(|noted| gap(cx, next, noted).is_some_and(|words| words.trim().starts_with(':')))?;
        return Some((before?, noted));
    }
    let words = words.trim_end_matches([' ', '$', '£', '€', '¥']);
    let is_plain = !words.is_empty() && words.split_ascii_whitespace().all(|word| BETWEEN.contains(&word));
    let direction = before.or_else(|| english_behind(words, usize::MAX)).filter(|_| is_plain)?;
    Some((direction, next))
}

/// Which way the words before a rate say that it goes.
fn said_before(cx: &Context, rate: &Quantity) -> Option<Direction> {
    let before = cx.view.text().get(..rate.span.start as usize)?;
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(LONGEST))..];
    english_at_end(near).map(|found| found.0)
}

/// The year of a text, which is no amount.
fn is_year(quantity: &Quantity) -> bool {
    let value = quantity.number.value;
    quantity.kind == UnitKind::None && value.exponent == 0 && (1900..2100).contains(&value.mantissa)
}

/// 10,240 patients … the 9,830 of 2023: what is counted is said once.
fn is_counted(now: &Quantity, base: &Quantity) -> bool {
    now.kind == UnitKind::Count && base.kind == UnitKind::None
}

/// Holds a rate against the amounts before it, the nearest first.
fn judge(cx: &Context, report: &mut Report, index: usize, base: &Quantity, direction: Direction) {
    let quantities = &cx.facts.quantities;
    let Some(rate) = quantities.get(index) else { return };
    let times = Decimal::integer(MOST_TIMES).to_rational();
    let is_level = |now: &&Quantity| {
        (now.has_unit_of(base, cx.view) || is_counted(now, base))
            && now.qualifier == Qualifier::Exact
            && !is_year(now)
            && cx.facts.sentence_of(now).0 + SENTENCES_BACK >= cx.facts.sentence_of(rate).0
            && now.value() < base.value() * &times
            && base.value() < now.value() * &times
    };
    let near = quantities.get(index.saturating_sub(FARTHEST)..index).unwrap_or_default();
    let levels: Vec<&Quantity> = near.iter().rev().filter(is_level).collect();
    // What stands in its own sentence the declaration reads.
    let is_in_one_sentence = |now: &&Quantity| gap(cx, now, rate).is_some_and(|words| !words.contains(". "));
    if levels.first().is_some_and(is_in_one_sentence) {
        return;
    }
    let is_opaque = levels.iter().chain([&rate, &base]).any(|quantity| cx.facts.is_opaque(quantity.span));
    let claim = |now| Claim::between(now, base, rate, direction);
    if is_opaque || is_year(base) {
        return;
    }
    if let Some(fitting) = levels.iter().find(|now| claim(now).fits(cx)) {
        return claim(fitting).tell(cx, report, Verdict::Holds, true);
    }
    let greatest = levels.iter().map(|now| now.value()).max();
    let is_said = |now: &Quantity| Some(now.value()) == greatest;
    if let Some(now) = levels.iter().find(|now| is_explained(cx, claim(now), is_said(now))) {
        claim(now).tell(cx, report, Verdict::Contradicted, false);
    }
}

/// True if the amounts as shown give what the rate is with two digits that changed places, or with another digit if no amount near is greater.
fn is_explained(cx: &Context, claim: Claim, is_greatest: bool) -> bool {
    let point = |quantity: &Quantity| Interval::point(quantity.value());
    let Some(given) = claim.given_by(point(claim.pair.one), point(claim.pair.other)) else { return false };
    let written = claim.stated.number.value;
    let meant = if is_greatest { slip::near(written) } else { slip::swaps(written) };
    let is_meant = |meant| !given.absolute().is_disjoint(&cx.facts.rounding.interval(meant));
    given.is_nonpositive() == (claim.direction == Direction::Down) && meant.into_iter().any(is_meant)
}
