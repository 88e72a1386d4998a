//! What is left in English texts when one amount is taken from another, and what an account ends with, whatever the amounts are called: Revenue was £638.4
//! million … Costs were £547.1 million, leaving a surplus of £91.3 million. Takes the amounts that words of balances stand beside; looks back
//! for those that give them.

use crate::checks::figures::beside::{Named, Told};
use crate::checks::figures::breakdown::gap;
use crate::checks::figures::english::{
    CURRENCY_SIGNS, are_alike, ends_a_span_of_years, ends_with_word, is_amount, starts_with_word, words_before,
    words_behind,
};
use crate::checks::{Context, Report};
use crate::facts::interval::Interval;
use crate::facts::lexicon::balance::{ENGLISH_CLOSINGS, ENGLISH_LEFT, ENGLISH_LINKS, ENGLISH_RESTS};
use crate::facts::lexicon::change::{english_at_end, english_behind};
use crate::facts::quantity::{Qualifier, Quantity};
use crate::facts::slip::{self, Slip, Term};
use crate::relation::Verdict;

/// The amounts of an account stand so many quantities and sentences before what is left, at most, and some of them behind it.
const FARTHEST: usize = 20;
const SENTENCES_BACK: u32 = 3;
const FARTHEST_BEHIND: usize = 3;
/// So many of them are asked whether they give it; of the last ones, no more than a sentence before, and of the greatest, whether they would
/// but for a slip.
const MOST_KNOWN: usize = 12;
const MOST_ASKED: usize = 4;
const MOST_GREATEST: usize = 2;
/// A slip is said where it is by accident less than one time in so many, for each way to reckon, that it explains the amount.
const ONE_IN: i64 = 50;
/// The same where the sentences have no other two amounts.
const ONE_IN_OF_TWO: i64 = 40;

/// Reports balances that the amounts before them do not give, if one slip of the pen explains it.
pub(super) fn check(cx: &Context, report: &mut Report) {
    for index in 2..cx.facts.quantities.len() {
        if let Some(told) = balance(cx, index) {
            told.tell(cx, report);
        }
    }
}

/// What the words around an amount say that it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    /// leaving 8 unfilled
    Rest,
    /// ending with 62,683
    Closing,
}

fn said(cx: &Context, amount: &Quantity) -> Option<Said> {
    let (before, behind) = (words_before(cx, amount), words_behind(cx, amount));
    if ENGLISH_CLOSINGS.iter().any(|word| ends_with_word(before, word)) {
        return Some(Said::Closing);
    }
    let mut words = before;
    loop {
        // of the remainder 50 is kept: a part of what is left.
        if let Some(word) = ENGLISH_RESTS.iter().find(|word| ends_with_word(words, word)) {
            let of = words[..words.len() - word.len()].trim_end();
            return (!ends_with_word(of, "of the")).then_some(Said::Rest);
        }
        let (rest, last) = words.rsplit_once(' ')?;
        if !ENGLISH_LINKS.iter().any(|link| last.eq_ignore_ascii_case(link)) {
            break;
        }
        words = rest.trim_end();
    }
    let noun = behind.split_once(' ').map_or("", |(_, rest)| rest);
    let is_left = ENGLISH_LEFT.iter().any(|word| starts_with_word(behind, word) || starts_with_word(noun, word));
    is_left.then_some(Said::Rest)
}

/// An exact amount that is no change of another one.
fn is_plain(cx: &Context, amount: &Quantity) -> bool {
    is_amount(cx, amount) && amount.qualifier == Qualifier::Exact && !ends_a_span_of_years(cx, amount)
}

/// up 28.4 million: no level.
fn is_change(cx: &Context, amount: &Quantity) -> bool {
    english_at_end(words_before(cx, amount)).is_some() || english_behind(words_behind(cx, amount), 2).is_some()
}

/// A way to reckon: the amounts, each with whether it is taken away.
type Way<'a> = Vec<(&'a Quantity, bool)>;

fn balance<'a>(cx: &'a Context, index: usize) -> Option<Told<'a, Vec<Named<'a>>>> {
    let balance = cx.facts.quantities.get(index).filter(|balance| is_plain(cx, balance))?;
    let said = said(cx, balance)?;
    let before = known_before(cx, index);
    if before.is_empty() || cx.facts.is_opaque(balance.span) {
        return None;
    }
    let known: Vec<&Quantity> = before.iter().copied().chain(known_behind(cx, index)).collect();
    if let Some(way) = fitting(cx, balance, &known, said) {
        return told(cx, balance, way, Verdict::Holds);
    }
    let (ways, least) = match said {
        Said::Rest if let Some(way) = left_of(cx, balance, &before) => (vec![way], 1),
        _ => {
            let ways = asked(cx, balance, &before, said);
            let least = if ways.len() == 1 { ONE_IN_OF_TWO } else { ONE_IN * ways.len() as i64 };
            (ways, least)
        }
    };
    let mut explained = ways.into_iter().filter(|way| one_in(balance, way).is_some_and(|one_in| one_in >= least));
    let way = explained.next().filter(|_| explained.next().is_none())?;
    told(cx, balance, way, Verdict::Contradicted)
}

/// The amounts of the measure of a balance before it, in text order.
fn known_before<'a>(cx: &'a Context, index: usize) -> Vec<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let Some(balance) = quantities.get(index) else { return Vec::new() };
    let near = quantities.get(index.saturating_sub(FARTHEST)..index).unwrap_or_default().iter().rev();
    let is_near = |other: &&Quantity| {
        cx.facts.sentence_of(other).0 + SENTENCES_BACK >= cx.facts.sentence_of(balance).0
            && gap(cx, other, balance).is_some_and(|gap| !gap.contains(['\n', '|']))
    };
    let alike = near.take_while(is_near).filter(|other| is_plain(cx, other) && are_alike(cx, other, balance));
    let mut known: Vec<&Quantity> = alike.take(MOST_KNOWN).collect();
    known.reverse();
    known
}

/// The same of those behind it in its sentence.
fn known_behind<'a>(cx: &'a Context, index: usize) -> impl Iterator<Item = &'a Quantity> {
    let quantities = &cx.facts.quantities;
    let balance = quantities.get(index);
    let behind = quantities.iter().skip(index + 1).take(FARTHEST_BEHIND);
    behind.filter(move |other| {
        let is_here = |balance: &Quantity| {
            cx.facts.sentence_of(other) == cx.facts.sentence_of(balance) && are_alike(cx, other, balance)
        };
        is_plain(cx, other) && balance.is_some_and(is_here)
    })
}

/// A way in which the amounts give the balance: any two, three that follow each other, or one without all behind it.
fn fitting<'a>(cx: &Context, balance: &Quantity, known: &[&'a Quantity], said: Said) -> Option<Way<'a>> {
    const SIGNS: [[bool; 3]; 4] =
        [[false, false, true], [false, true, false], [false, true, true], [true, false, false]];
    let exponents = known.iter().map(|amount| amount.number.value.exponent);
    let place = exponents.fold(balance.number.value.exponent, i16::min);
    let halves = |amount: &Quantity| amount.halves(place, cx.facts.rounding);
    let (stated, reach) = halves(balance)?;
    let fits = |way: &Way| {
        let sum = way.iter().try_fold((0_i128, reach), |(sum, reach), (amount, is_taken)| {
            let (value, more) = halves(amount)?;
            let sum = if *is_taken { sum.checked_sub(value) } else { sum.checked_add(value) };
            Some((sum?, reach.checked_add(more)?))
        });
        let distance = |sum: i128| sum.checked_abs()?.checked_sub(stated)?.checked_abs();
        sum.is_some_and(|(sum, reach)| distance(sum).is_some_and(|distance| distance <= reach))
    };
    let pairs = (0..known.len()).flat_map(|second| (0..second).map(move |first| (known[first], known[second])));
    let of_two = pairs.clone().map(|(first, second)| vec![(first, false), (second, true)]);
    let added = pairs.filter(|_| said == Said::Closing).map(|(first, second)| vec![(first, false), (second, false)]);
    let signed = |three: &[&'a Quantity], signs: [bool; 3]| three.iter().copied().zip(signs).collect::<Way>();
    let of_three = known.windows(3).flat_map(|three| SIGNS.map(|signs| signed(three, signs)));
    let of_all = (0..known.len()).map(|first| without_all_behind(&known[first..]));
    { of_two }.chain(added).chain(of_three).chain(of_all).find(fits)
}

/// 486,000, of which …, … and …: the first amount less all others.
fn without_all_behind<'a>(known: &[&'a Quantity]) -> Way<'a> {
    known.iter().enumerate().map(|(at, amount)| (*amount, at > 0)).collect()
}

/// The ways that the words ask for, all of them with the amount right before the balance.
fn asked<'a>(cx: &Context, balance: &Quantity, before: &[&'a Quantity], said: Said) -> Vec<Way<'a>> {
    let is_near = |amount: &&&Quantity| cx.facts.sentence_of(amount).0 + 1 >= cx.facts.sentence_of(balance).0;
    let levels: Vec<&Quantity> = before.iter().copied().filter(|amount| !is_change(cx, amount)).collect();
    let Some((last, earlier)) = levels.split_last().filter(|(last, _)| is_near(last)) else { return Vec::new() };
    let near: Vec<&Quantity> = earlier.iter().rev().take(MOST_ASKED - 1).rev().filter(is_near).copied().collect();
    let mut greatest: Vec<&Quantity> = earlier.to_vec();
    greatest.sort_by(|one, other| other.number.value.compare(one.number.value));
    let is_new = |whole: &&Quantity| near.iter().all(|amount| amount.value() != whole.value());
    let wholes = greatest.into_iter().take(MOST_GREATEST).filter(is_new);
    let mut ways: Vec<Way> = Vec::new();
    if said == Said::Rest {
        ways.extend(near.iter().copied().chain(wholes).map(|whole| vec![(whole, false), (*last, true)]));
    }
    let with_last = |first: usize| without_all_behind(&[&near[first..], &[*last]].concat());
    ways.extend((0..near.len().saturating_sub(1)).map(with_last));
    if let [.., first, second] = near[..] {
        ways.push(vec![(first, false), (second, false), (*last, true)]);
        if said == Said::Closing {
            ways.push(vec![(first, false), (second, true), (*last, false)]);
        }
    }
    ways
}

/// We filled 118 of 126 openings, leaving 8: the last two amounts of the sentence are a part and what it is of.
fn left_of<'a>(cx: &Context, balance: &Quantity, before: &[&'a Quantity]) -> Option<Way<'a>> {
    const LONGEST: usize = 48;
    let [.., part, whole] = before else { return None };
    let words = gap(cx, part, whole)?.trim_end_matches(CURRENCY_SIGNS).trim();
    let is_of = words.len() <= LONGEST
        && !words.contains([',', ';', ':', '.', '('])
        && ["of", "of the", "of its", "of our", "of their"].iter().any(|word| ends_with_word(words, word));
    let is_here = cx.facts.sentence_of(part) == cx.facts.sentence_of(balance);
    let is_left = gap(cx, whole, balance).is_some_and(|words| words.len() <= LONGEST && !words.contains(';'));
    let is_part = part.is_below(whole) && !is_change(cx, part);
    (is_of && is_here && is_left && is_part).then(|| vec![(*whole, false), (*part, true)])
}

/// Of how many numbers that have nothing to do with each other one slip makes one come out.
fn one_in(balance: &Quantity, way: &Way) -> Option<i64> {
    let sum = way.iter().map(|(amount, is_taken)| match is_taken {
        true => -amount.value(),
        false => amount.value(),
    });
    let is_negative = !sum.reduce(|sum, more| sum + more)?.is_positive();
    let term = |amount: &Quantity, negative: bool| Term {
        value: amount.number.value,
        has_multiplier: amount.number.has_multiplier,
        negative,
    };
    let terms: Vec<Term> = way
        .iter()
        .map(|(amount, is_taken)| term(amount, *is_taken != is_negative))
        .chain([term(balance, true)])
        .collect();
    slip::explanation(&terms).filter(|found| found.slip != Slip::Lost).map(|found| found.one_in)
}

fn told<'a>(cx: &Context, balance: &'a Quantity, way: Way<'a>, verdict: Verdict) -> Option<Told<'a, Vec<Named<'a>>>> {
    const NAMES: [&str; 3] = ["a", "b", "d"];
    let mut given: Option<Interval> = None;
    for (amount, is_taken) in &way {
        let amount = amount.interval(cx.facts.rounding)?;
        given = Some(match given {
            None => amount,
            Some(sum) if *is_taken => sum.minus(&amount),
            Some(sum) => sum.plus(&amount),
        });
    }
    let formula = match way.iter().map(|(_, is_taken)| *is_taken).collect::<Vec<_>>()[..] {
        [_, true] => "abs(a - b) = c",
        [_, false] => "a + b = c",
        [_, false, true] => "abs(a + b - d) = c",
        [_, true, false] => "abs(a - b + d) = c",
        [_, false, false] => "a + b + d = c",
        _ => "abs(a - sum(b)) = c",
    };
    let names = if way.len() > NAMES.len() { ["a", "b", "b"] } else { NAMES };
    let name = |at: usize| names.get(at).copied().unwrap_or("b");
    Some(Told {
        stated: ("c", balance),
        others: way.iter().enumerate().map(|(at, (amount, _))| (name(at), *amount)).collect(),
        formula,
        expected: given?.absolute(),
        verdict,
        is_turned: false,
        is_sure: false,
    })
}
