//! Rates of change whose total is not right before them: 参保64.8万人，其中在职45.4万人、退休19.5万人；比上年末净增2.96万人，增长4.8%. Takes a
//! percentage; gives the change and the total that one slip of the pen points at.

use super::judgement::{Certainty, Claim, Measure};
use super::{LONGEST_GAP, mending};
use crate::checks::Context;
use crate::checks::figures::breakdown::{self, gap, is_amount};
use crate::facts::lexicon::change::Direction;
use crate::facts::lexicon::{self, is_at_other_prices, is_mark_or_digit};
use crate::facts::quantity::Quantity;
use crate::facts::slip;

/// Words between what changed and its change.
const COMPARED: &[char] = &['比', '较', '同', '环', '各', '共', '累', '净'];

/// Bytes before a rate in which its sentence is looked at.
const LONGEST_SENTENCE: usize = 400;

/// The change and the total of the rate of change `index`: no amount near gives it, but one does if two neighbouring digits of it
/// changed places.
pub fn of_amount_near<'a>(cx: &'a Context, index: usize) -> Option<Claim<'a>> {
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let change = quantities.get(index.checked_sub(1)?)?;
    let words = gap(cx, change, share)?.trim_start();
    let words = words.strip_prefix(['，', ',', '、', '（', '('])?.trim();
    let (verb, around) = lexicon::change::at_end(breakdown::head(cx, change))?;
    let rate = lexicon::change::at_start(words).filter(|rate| rate.direction == verb.direction)?;
    let measure = match rate.direction {
        Direction::Up => Measure::Rise,
        Direction::Down => Measure::Fall,
    };
    let is_rate = words.chars().count() <= LONGEST_GAP / 4 && !words.contains(is_mark_or_digit);
    if !is_rate || !is_amount(change) || is_adjusted(cx, share) {
        return None;
    }
    let near: Vec<&Quantity> = mending::wholes(cx, change).collect();
    if near.iter().any(|whole| measure.fits(cx, change, whole, share)) {
        return None;
    }
    let swaps = slip::swaps(share.number.value);
    let subject = around.split(COMPARED).next()?.trim();
    let whole = totals(cx, &near, change, subject)
        .find(|whole| swaps.iter().any(|meant| measure.gives(cx, change, whole, *meant)))?;
    Some(Claim { part: change, wholes: vec![whole], share, measure, certainty: Certainty::Open })
}

/// What may have changed: the nearest amount of that name, or, if none is named, the greatest of the sentence and of the one before.
fn totals<'a>(
    cx: &Context,
    near: &[&'a Quantity],
    change: &Quantity,
    subject: &str,
) -> impl Iterator<Item = &'a Quantity> {
    const SHORTEST: usize = 2;
    let is_named = subject.chars().count() >= SHORTEST;
    let levels = || near.iter().copied().filter(|whole| mending::is_of_its_own_kind(cx, whole));
    let named = levels().find(|whole| is_named && breakdown::head(cx, whole).contains(subject));
    let greatest = |sentences_before: u32| {
        let sentence = cx.facts.sentence_of(change).0;
        let of_it = levels().filter(|whole| cx.facts.sentence_of(whole).0 + sentences_before == sentence);
        of_it.max_by_key(|whole| whole.value()).filter(|_| !is_named)
    };
    [named, greatest(0), greatest(1)].into_iter().flatten()
}

/// True if a rate is said to be at other prices or on another basis than the amounts of its sentence.
fn is_adjusted(cx: &Context, share: &Quantity) -> bool {
    let before = cx.view.text().get(..share.span.start as usize).unwrap_or("");
    let near = before.floor_char_boundary(before.len().saturating_sub(LONGEST_SENTENCE));
    let sentence = before[near..].rsplit(['。', '\n']).next().unwrap_or("");
    is_at_other_prices(sentence)
}
