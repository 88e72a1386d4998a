//! Two numbers of which the text says that one rose or fell to the other: rose from 214 to 263; 18.4 million, down from 19.2 million. No
//! arithmetic is needed to see that it went the other way.

use super::linked::is_of_another_time;
use super::{is_counted, is_year};
use crate::checks::figures::beside::Told;
use crate::checks::figures::breakdown::gap;
use crate::checks::figures::change::Scale;
use crate::checks::{Context, Report};
use crate::facts::lexicon::change::{Direction, ENGLISH_COMPARISONS, english_at_end};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::relation::Verdict;
use crate::span::ViewSpan;

/// Smaller numbers without a unit may be ranks, of which the first is the best.
const LEAST: i64 = 100;
/// Words between the first number and the second: from 214 cases in the north to.
const MOST_WORDS: usize = 4;

/// Reports pairs of numbers that went the other way than the verb says.
pub(super) fn check(cx: &Context, report: &mut Report, scale: Scale) {
    for pair in cx.facts.quantities.windows(2) {
        let [first, second] = pair else { continue };
        let is_of_scale = scale.is_of(first) || scale == Scale::Amounts && first.kind == UnitKind::None;
        let is_plain = |quantity: &Quantity| {
            let is_rank = quantity.kind == UnitKind::None && quantity.number.value.mantissa < LEAST;
            quantity.qualifier == Qualifier::Exact && !is_year(quantity) && !is_rank
        };
        if is_of_scale && pair.iter().all(is_plain) && (first.has_unit_of(second, cx.view) || is_counted(first, second))
        {
            judge(cx, report, first, second);
        }
    }
}

/// dropped by 4.1 points, from: the verb of a change that stands between.
fn said_with_change(before: &str) -> Option<(Direction, &str)> {
    const LONGEST: usize = 48;
    let change = before.strip_suffix(',')?;
    let near = change.floor_char_boundary(change.len().saturating_sub(LONGEST));
    let at = near + change[near..].rfind(" by ")?;
    let is_plain = !change[at..].contains([',', ';', '.', '(']) || change[at..].contains(char::is_numeric);
    english_at_end(&change[..at]).filter(|_| is_plain)
}

/// narrowed to 1,600 million crowns, compared with
fn compares(between: &str) -> bool {
    let compared = ENGLISH_COMPARISONS.iter().find_map(|word| between.strip_suffix(word));
    let tail = compared.and_then(|before| before.trim_end().strip_suffix(','));
    tail.is_some_and(|tail| tail.split_ascii_whitespace().count() <= MOST_WORDS && !tail.contains([',', ';', '(', '.']))
}

/// Which number of the two is said to be that of now, and which way it went.
fn judge(cx: &Context, report: &mut Report, first: &Quantity, second: &Quantity) {
    let Some(between) = gap(cx, first, second) else { return };
    let (text, between) = (cx.view.text(), between.trim_end_matches([' ', '$', '£', '€', '¥']));
    let words = || between.split_ascii_whitespace().count();
    let end = second.span.end;
    let (now, then, direction, whole) = match between.strip_suffix(" from") {
        Some(words) => {
            let Some((direction, before)) = english_at_end(words) else { return };
            if !before.trim_end().ends_with(',') {
                return;
            }
            let start = first.span.end + before.len() as u32;
            (first, second, direction, ViewSpan { start, end })
        }
        None if between.ends_with(" to") && words() <= MOST_WORDS && !between.contains([',', ';', '(']) => {
            let before = text.get(..first.span.start as usize).unwrap_or("");
            let before = before.trim_end_matches([' ', '$', '£', '€', '¥']);
            let Some(before) = before.strip_suffix(" from") else { return };
            let Some((direction, before)) = english_at_end(before).or_else(|| said_with_change(before)) else { return };
            (second, first, direction, ViewSpan { start: before.len() as u32, end })
        }
        None if compares(between) && is_of_another_time(cx, second) => {
            let before = text.get(..first.span.start as usize).unwrap_or("");
            let before = before.trim_end_matches([' ', '$', '£', '€', '¥']);
            let Some((direction, before)) = before.strip_suffix(" to").and_then(english_at_end) else { return };
            (first, second, direction, ViewSpan { start: before.len() as u32, end })
        }
        None => return,
    };
    // from 25.03 to 24.15 billion: of the first number it is not said that they are billions.
    if now.number.has_multiplier != then.number.has_multiplier {
        return;
    }
    let rose = now.value() > then.value();
    let is_turned = now.value() != then.value() && rose != (direction == Direction::Up);
    let is_opaque = [now, then].iter().any(|quantity| cx.facts.is_opaque(quantity.span));
    let Some(expected) = then.interval(cx.facts.rounding).filter(|_| is_turned && !is_opaque) else { return };
    let formula = if rose { "level < base" } else { "level > base" };
    let (stated, others, verdict) = (("level", now), [("base", then)], Verdict::Contradicted);
    Told { stated, others, formula, expected, is_turned, verdict, is_sure: false }.tell_at(cx, report, whole);
}
