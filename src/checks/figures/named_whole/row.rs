//! Shares of amounts that stand elsewhere: in a row that gives a total of the text (企业3862万元，个人2393万元，…；企业占61.7%), or far behind their
//! whole, which has its name. Takes what a share is said of; gives the claim.

use super::judgement::{self, Certainty, Claim, Measure};
use super::rate::points_at_all;
use super::{
    MOST_DISTANT, SHORTEST_FAR_NAME, clause_before, is_called, is_in_one_sentence, is_level, is_of_subject, is_planned,
};
use crate::checks::Context;
use crate::checks::figures::breakdown::{self, is_amount};
use crate::checks::figures::parts_sum;
use crate::facts::interval::Interval;
use crate::facts::lexicon::is_mark_or_digit;
use crate::facts::quantity::Quantity;
use crate::facts::slip;

/// Bytes before a share in which its sentence is looked at.
const LONGEST_SENTENCE: usize = 400;
/// Amounts of a row, at most.
const MOST_PARTS: usize = 12;

/// 新能源装备一家独大，占了39.7%: the clause before one that begins with 占, if no number stands in it.
pub fn clause_ahead<'a>(cx: &'a Context, share: &Quantity) -> Option<&'a str> {
    let before = cx.view.text().get(..share.span.start as usize)?;
    let ahead = before.strip_suffix(clause_before(cx, share))?.strip_suffix(['，', ','])?;
    let near = &ahead[ahead.floor_char_boundary(ahead.len().saturating_sub(super::LONGEST_HEAD))..];
    let clause = near.rsplit(is_mark_or_digit).next()?;
    let opening = near.strip_suffix(clause)?.chars().next_back()?;
    (!opening.is_ascii_digit()).then(|| clause.trim())
}

/// The share of a part of a row that gives one of the amounts before it, or the greatest of its own sentence, if the share names no other whole
/// and is not that of several parts.
pub fn of_row<'a>(cx: &'a Context, index: usize, subject: &str, rest: &str) -> Option<Claim<'a>> {
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index).filter(|_| points_at_all(breakdown::named(rest)))?;
    let near = quantities.get(index.saturating_sub(MOST_DISTANT)..index)?;
    let part = only_called(cx, near, share, subject)?;
    let row: Vec<&Quantity> = near
        .iter()
        .filter(|other| is_amount(other) && other.has_unit_of(part, cx.view) && is_in_one_sentence(cx, other, part))
        .collect();
    let whole = total_of(cx, &row, near).filter(|whole| whole.span != part.span)?;
    let parts: Vec<&Quantity> = row.into_iter().filter(|part| part.span != whole.span).collect();
    let claim = Claim { part, wholes: vec![whole], share, measure: Measure::Share, certainty: Certainty::Mended };
    let is_known = Measure::Share.fits(cx, part, whole, share) || !is_of_several(cx, &parts, whole, share);
    is_known.then_some(claim)
}

/// The only amount of its unit, in the sentence of a share or the one before, that has the name of what the share is said of, and no more: not
/// 副高 of 副高及以上.
fn only_called<'a>(cx: &Context, near: &'a [Quantity], share: &Quantity, subject: &str) -> Option<&'a Quantity> {
    const MOST_SENTENCES: u32 = 1;
    const WIDER: &[char] = &['及', '和', '与', '以', '等', '或', '类', '合', '两', '三'];
    let is_near = |part: &&Quantity| {
        let back = cx.facts.sentence_of(share).0.saturating_sub(cx.facts.sentence_of(part).0);
        back <= MOST_SENTENCES && is_amount(part)
    };
    let is_called = |part: &&Quantity| {
        let head = breakdown::head(cx, part).trim_start_matches("其中").trim();
        is_of_subject(head, subject) && !subject.strip_prefix(head).is_some_and(|more| more.starts_with(WIDER))
    };
    let mut called = near.iter().rev().filter(is_near).filter(is_called);
    let part = called.next().filter(|part| is_level(cx, part))?;
    called.all(|other| !other.has_unit_of(part, cx.view)).then_some(part)
}

/// True if neighbours of a row together are that share of the whole.
pub fn is_of_several(cx: &Context, parts: &[&Quantity], whole: &Quantity, share: &Quantity) -> bool {
    let (Some(whole), Some(stated)) = (whole.interval(cx.facts.rounding), share.interval(cx.facts.rounding)) else {
        return true;
    };
    let value = |part: &&Quantity| part.interval(cx.facts.rounding);
    (0..parts.len()).any(|first| {
        let mut sums = parts[first..].iter().filter_map(value).scan(None::<Interval>, |sum, value| {
            *sum = Some(sum.take().map_or(value.clone(), |sum| sum.plus(&value)));
            sum.clone()
        });
        sums.any(|sum| !Measure::Share.percent(&sum, &whole).is_disjoint(&stated))
    })
}

/// The amount that the others of a row give: the greatest of them, or one before the row that all of them give.
fn total_of<'a>(cx: &Context, row: &[&'a Quantity], near: &'a [Quantity]) -> Option<&'a Quantity> {
    let greatest = *row.iter().max_by_key(|amount| amount.value())?;
    let parts = || row.iter().copied().filter(|part| part.span != greatest.span);
    let is_row = |count: usize| (2..=MOST_PARTS).contains(&count);
    if is_row(row.len().saturating_sub(1)) && parts_sum::fits(cx, greatest, parts()) {
        return Some(greatest);
    }
    let first = row.first().filter(|_| is_row(row.len()))?;
    let before = near.iter().rev().filter(|whole| whole.span.start < first.span.start && is_amount(whole));
    let mut before = before.filter(|whole| greatest.is_below(whole) && whole.has_unit_of(greatest, cx.view));
    before.find(|whole| parts_sum::fits(cx, whole, row.iter().copied()))
}

/// 研发投入2.4亿元，占营业收入的4.62%: the whole has its full name farther before; as written or but for a slip in the share, it is that.
pub fn of_far_name<'a>(cx: &'a Context, index: usize, name: &str, part: &'a Quantity) -> Option<Claim<'a>> {
    const FARTHEST: usize = 400;
    const MOST: usize = 3;
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let is_long = name.chars().count() >= SHORTEST_FAR_NAME && !slip::digits(share.number.value).is_empty();
    if !is_long || is_planned(name) {
        return None;
    }
    let far = quantities.get(index.saturating_sub(FARTHEST)..index.saturating_sub(MOST_DISTANT))?.iter().rev();
    let wholes = far.filter(|whole| {
        is_amount(whole) && part.is_below(whole) && whole.has_unit_of(part, cx.view) && is_called(cx, whole, name)
    });
    let wholes: Vec<&Quantity> = wholes.take(MOST).collect();
    let claim = Claim { part, wholes, share, measure: Measure::Share, certainty: Certainty::Open };
    judgement::of_known(cx, claim)
}

/// True if a year or a word of another time stands before a share in its sentence.
pub fn is_of_another_time(cx: &Context, share: &Quantity) -> bool {
    let sentence = cx.facts.tokens.sentence_span(cx.facts.sentence_of(share));
    let words = cx.view.text().get(sentence.start as usize..share.span.start as usize).unwrap_or_default();
    let words = &words[words.floor_char_boundary(words.len().saturating_sub(LONGEST_SENTENCE))..];
    let has_year = words.match_indices('年').any(|(at, _)| words[..at].ends_with(|c: char| c.is_ascii_digit()));
    has_year || ["上年", "去年", "同期", "明年"].iter().any(|word| words.contains(word))
}
