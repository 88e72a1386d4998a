//! Sums of English texts, where labels follow their numbers: of which 50 national, made up of, Of these. Takes the words that open
//! them and the quantities, gives the total with its parts.

use crate::checks::Context;
use crate::checks::figures::breakdown::gap;
use crate::checks::figures::english::{
    CURRENCY_SIGNS, are_alike, ends_a_span_of_years, ends_with_word, is_amount, is_money, magnitude, starts_with_word,
    words_before, words_behind,
};
use crate::facts::lexicon::{ENGLISH_CLOSED_SETS, ENGLISH_TOTALS, ENGLISH_TOTALS_BEHIND};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip::Explanation;

use super::head::is_list_number;
use super::kind::{explained, is_certain, is_certain_of_row, names_all};
use super::total::is_rate;
use super::{LONGEST_CLAUSE, MOST_PARTS, Sum, SumKind, exceed, fits};

/// 120 projects, of which 50 national, 60 provincial and 20 municipal: the labels follow their numbers.
/// $45.6 million, made up of $28.9 million from licences and $16.7 million from renewals: `is_all` where the words before say so.
fn english_parts<'a>(cx: &'a Context, site: usize, end: usize, is_all: bool) -> Option<Sum<'a>> {
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    let first = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < site);
    let total = amounts_before(cx, first).next()?;
    let tail = text.get(total.span.end as usize..site)?;
    if tail.len() > LONGEST_ENGLISH_LABEL
        || tail.trim_end().trim_end_matches([',', '(', ':']).contains([',', ';', '.', '(', ')', ':', '\n'])
    {
        return None;
    }
    let mut parts: Vec<&Quantity> = Vec::new();
    let mut labels: Vec<&str> = Vec::new();
    let mut from = end;
    while let Some(part) = quantities.get(first + parts.len()).filter(|_| parts.len() < MOST_PARTS) {
        let gap = text.get(from..part.span.start as usize)?.trim_end_matches(CURRENCY_SIGNS).trim();
        let is_joined = if parts.is_empty() { gap.is_empty() } else { matches!(gap, "," | "and" | ", and") };
        let is_like_total = total.has_unit_of(part, cx.view) && magnitude(cx, total) == magnitude(cx, part);
        if !is_joined || !is_like_total {
            break;
        }
        // What follows a label that is too long is not looked at.
        let near = text.ceil_char_boundary((part.span.end as usize + LONGEST_ENGLISH_LABEL + 1).min(text.len()));
        let rest = text.get(part.span.end as usize..near)?;
        let length = rest.find([',', ';', '.', ')', '\n', '\r']).unwrap_or(rest.len());
        let length = rest[..length].find(" and ").map_or(length, |at| at.min(length));
        if length > LONGEST_ENGLISH_LABEL {
            return None;
        }
        labels.push(rest[..length].trim());
        parts.push(part);
        from = part.span.end as usize + length;
    }
    let rest = text.get(from..)?.trim_start();
    let ends = rest.is_empty() || rest.starts_with(['.', ';', ')', '\n', '\r']);
    if parts.len() < 2 {
        return None;
    }
    let is_of_amounts = is_money(cx, total) || total.kind == UnitKind::Measure;
    // 46 works: 29 on rivers, 14 on lakes and 4 on the coast: a list is of the total, so it cannot be more.
    let is_list = is_all || cx.view.text().get(site..end) == Some(": ");
    let says_both = || labels.iter().any(|label| label.contains("both"));
    let is_above = || is_list && parts.len() > 2 && exceed(total, &parts) && !says_both();
    let kind = match () {
        () if ends && ENGLISH_CLOSED_SETS.iter().any(|set| names_all(&labels, set)) => SumKind::Whole,
        // 24 teams, comprising 96 students and 12 teachers: what is counted may be another thing.
        () if ends && is_all && (is_of_amounts || fits(cx, total, parts.iter().copied())) => SumKind::Whole,
        () => match explained(cx, total, &parts).filter(|found| ends && (is_certain(found, false) || is_above())) {
            Some(found) => SumKind::Slip(found.slip),
            None => SumKind::Unknown,
        },
    };
    Some(Sum { total, change: None, parts, kind })
}

/// The parts with their labels where these say that nothing is left out; else a row of amounts, and else what was read.
pub fn english_sum<'a>(cx: &'a Context, site: usize, end: usize, is_all: bool) -> Option<Sum<'a>> {
    let labelled = english_parts(cx, site, end, is_all);
    match labelled {
        Some(sum) if sum.kind != SumKind::Unknown => Some(sum),
        // including 520 men, 340 women and 20 children: some of them, and one may be two of these.
        _ if cx.view.text().get(site..end) == Some("including") => labelled,
        _ => english_row(cx, site, end).or(labelled),
    }
}

/// 412.6 million went to users, of which 268.3 million went to households, 97.5 million to industry and 46.8 million to schools: whatever
/// is said of each amount up to the end of the sentence, they give the total before `site`, or one slip would make them.
fn english_row<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    let first = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < end);
    let is_tail = |total: &&Quantity| {
        text.get(total.span.end as usize..site).is_some_and(|tail| {
            tail.len() <= LONGEST_ENGLISH_CLAUSE && !ends_english_sentence(tail) && !tail.contains([';', ':'])
        })
    };
    let is_list = text.get(site..end) == Some(": ");
    // 84 sites with an area of 12,650 hectares: 41 parks, 27 reserves and 16 houses
    let is_alike = |total: &&Quantity| quantities.get(first).is_some_and(|part| are_alike(cx, total, part));
    let mut totals = amounts_before(cx, first).take_while(is_tail).filter(is_alike);
    english_parts_of(cx, totals.next()?, first, end, is_list)
}

/// Enrolment totalled 31,486 pupils, down 664. Of these, 17,932 were …: of the only amount of the sentence before that they give, or would
/// but for one slip.
pub fn english_row_of_the_sentence_before<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    const MOST: usize = 4;
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    let first = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < site);
    let is_near = |total: &&Quantity| {
        text.get(total.span.end as usize..site).is_some_and(|gap| gap.len() <= LONGEST_CLAUSE && !gap.contains('\n'))
    };
    let sums = amounts_before(cx, first)
        .take(MOST)
        .filter(is_near)
        .filter_map(|total| english_parts_of(cx, total, first, end, false));
    let sums: Vec<Sum> = sums.collect();
    match sums.iter().position(|sum| sum.kind == SumKind::Whole) {
        Some(at) => sums.into_iter().nth(at),
        None => {
            let mut slips = sums.into_iter();
            slips.next().filter(|_| slips.next().is_none())
        }
    }
}

/// The harbour recorded 2,316 calls. Ferries made 1,184 calls, cargo ships 742 and yachts 390: rows that no word opens, right behind their
/// total or in the sentence behind it, which the only one of a few amounts before them would give but for one slip.
pub fn english_unopened<'a>(cx: &'a Context) -> impl Iterator<Item = Sum<'a>> {
    const MOST: usize = 6;
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    let is_near = move |total: &Quantity, part: &Quantity| {
        let gap = text.get(total.span.end as usize..part.span.start as usize);
        gap.is_some_and(|gap| gap.len() <= LONGEST_CLAUSE && !gap.contains('\n'))
    };
    let count = if cx.facts.is_english { quantities.len() } else { 0 };
    (1..count).filter_map(move |first| {
        let part = quantities.get(first)?;
        let start = quantities.get(first - 1)?.span.end as usize;
        let gap = text.get(start..part.span.start as usize)?;
        // including 520 men, 340 women and 20 children: some of them, and one may be two of these.
        if gap.contains("including") {
            return None;
        }
        // Within a sentence a row begins behind its total.
        let opens = gap.rfind(['.', ';', ':', ',', '(']);
        let begins = gap.contains(['.', ';', ':', '(']);
        let from = opens.map(|at| start + at + 1)?;
        let totals = amounts_before(cx, first).take(if begins { MOST } else { 1 });
        let totals = totals.filter(|total| is_near(total, part) && part.is_below(total));
        let mut sums = totals.filter_map(|total| english_parts_of(cx, total, first, from, false));
        let sum = sums.next().filter(|sum| sum.kind != SumKind::Whole)?;
        let is_only_one = sums.next().is_none() && !is_one_of_a_row(cx, sum.total, &sum.parts);
        let found = explained(cx, sum.total, &sum.parts)?;
        // By division, …; 11.2 km of it cast iron and …
        let is_sorted =
            gap.trim_end_matches(CURRENCY_SIGNS).rsplit(". ").next().is_some_and(|words| words.starts_with("By "));
        let is_of_it =
            ["of it", "of them", "of these"].iter().any(|word| starts_with_word(words_behind(cx, part), word));
        let is_certain = if is_sorted || is_of_it {
            is_certain_of_row(&found, MOST_PARTS)
        } else {
            is_certain_unopened(&found, sum.parts.len())
        };
        (is_only_one && is_certain).then_some(sum)
    })
}

/// Seed to plant 19,200 acres of land, beans to plant 4,000 acres: said in the same words as those behind it; more than $1,000: no total.
fn is_one_of_a_row(cx: &Context, total: &Quantity, parts: &[&Quantity]) -> bool {
    let last_two = |quantity: &Quantity| {
        let mut words = words_before(cx, quantity).rsplit(' ');
        words.next().zip(words.next())
    };
    let said = last_two(total);
    total.qualifier == Qualifier::AtLeast || said.is_some() && parts.iter().any(|part| last_two(part) == said)
}

/// The amounts like the total from the quantity `first` and byte `end` on, joined by commas and a last “and” up to the end of the
/// sentence; shares between them are left aside. `is_list` where the words before them say that they are of the total.
fn english_parts_of<'a>(
    cx: &'a Context,
    total: &'a Quantity,
    first: usize,
    end: usize,
    is_list: bool,
) -> Option<Sum<'a>> {
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    // of whom 46.9 thousand were men and 93.4 thousand women
    let is_opened = text.get(..end).is_some_and(|before| before.ends_with("of whom") || before.ends_with("of which"));
    let is_like_total = |part: &Quantity| {
        are_alike(cx, total, part)
            && is_amount(cx, part)
            && !is_list_number(cx, part)
            && (is_opened || part.value() < total.value())
    };
    let mut parts: Vec<&Quantity> = Vec::new();
    let (mut from, mut join) = (end, "");
    // salaries $198.7 million; transport $18.2 million; other costs $16.3 million
    let mut is_listed = false;
    for part in quantities.get(first..)?.iter().take(MOST_PARTS) {
        let gap = text.get(from..part.span.start as usize)?;
        let is_behind_semicolon = gap.contains(';');
        let is_ended = is_behind_semicolon && !is_listed && parts.len() != 1 || gap.contains('\n');
        if gap.len() > LONGEST_ENGLISH_CLAUSE || ends_english_sentence(gap) || is_ended {
            break;
        }
        from = part.span.end as usize;
        if is_rate(part.kind) {
            continue;
        }
        is_listed |= is_behind_semicolon;
        let is_joined = parts.is_empty()
            || if is_listed { is_behind_semicolon } else { gap.contains(',') || gap.contains(" and ") };
        if !is_like_total(part) || !is_joined {
            return None;
        }
        join = gap;
        parts.push(part);
    }
    let is_closed = is_listed && parts.len() > 2 || join.contains("and ");
    if parts.len() < 2 || !is_closed || !is_amount(cx, total) {
        return None;
    }
    let says_both =
        || text.get(from..).is_some_and(|rest| rest.split('.').next().is_some_and(|rest| rest.contains("both")));
    let is_above = || is_list && parts.len() > 2 && exceed(total, &parts) && !says_both();
    let kind = match explained(cx, total, &parts) {
        Some(found) if is_certain_of_row(&found, parts.len()) || is_above() => SumKind::Slip(found.slip),
        None if fits(cx, total, parts.iter().copied()) => SumKind::Whole,
        _ => return None,
    };
    Some(Sum { total, change: None, parts, kind })
}

/// The measure received 9,814 votes for and 7,206 against, 17,020 in all: totals that words name, of amounts right before them.
pub fn english_totals<'a>(cx: &'a Context) -> impl Iterator<Item = Sum<'a>> {
    let count = if cx.facts.is_english { cx.facts.quantities.len() } else { 0 };
    (2..count).filter_map(move |index| {
        let total = cx.facts.quantities.get(index).filter(|total| is_amount(cx, total) && says_total(cx, total))?;
        let parts = parts_before_a_total(cx, index, total);
        let run = |length: usize| parts[parts.len() - length..].to_vec();
        if let Some(parts) = (2..=parts.len()).map(run).find(|parts| fits(cx, total, parts.iter().copied())) {
            return Some(Sum { total, change: None, parts, kind: SumKind::Whole });
        }
        let is_of_all = is_said_of_all(cx, total) && parts.len() > 2;
        let runs = || (if is_of_all { parts.len() } else { 2 }..=parts.len()).map(run);
        let least = if is_of_all { ONE_IN_OF_ALL } else { ONE_IN_OF_A_NAMED_TOTAL * runs().count() as i64 };
        let slip = |parts: &Vec<&'a Quantity>| {
            explained(cx, total, parts).filter(|found| found.one_in >= least).map(|found| found.slip)
        };
        let mut slips = runs().filter_map(|parts| slip(&parts).map(|slip| (parts, slip)));
        let (parts, slip) = slips.next()?;
        slips.next().is_none().then_some(Sum { total, change: None, parts, kind: SumKind::Slip(slip) })
    })
}

/// Fees of £3.6 million, grants of £1.3 million and gifts of £0.8 million together came to: all of them.
fn is_said_of_all(cx: &Context, total: &Quantity) -> bool {
    words_before(cx, total).contains("together")
}

/// True if the words around an amount say that it is a total.
fn says_total(cx: &Context, total: &Quantity) -> bool {
    let (before, behind) = (words_before(cx, total), words_behind(cx, total));
    // bringing the labour force to; of the $1,800 million
    let is_of_all = || ends_with_word(before, "to") && before.contains("bringing ") || ends_with_word(before, "of the");
    ENGLISH_TOTALS.iter().any(|word| ends_with_word(before, word))
        || ENGLISH_TOTALS_BEHIND.iter().any(|word| ends_with_word(behind, word) || starts_with_word(behind, word))
        || is_of_all()
}

/// The amounts before a total that are like it and less, in text order: of its sentence, or of the one before if it stands alone.
fn parts_before_a_total<'a>(cx: &'a Context, index: usize, total: &Quantity) -> Vec<&'a Quantity> {
    const MOST: usize = 8;
    let is_of_all = is_said_of_all(cx, total);
    let sentence = |quantity: &Quantity| cx.facts.sentence_of(quantity).0;
    let is_part = |part: &&Quantity| {
        let is_in_line = || gap(cx, part, total).is_some_and(|words| !words.contains('\n'));
        are_alike(cx, part, total) && (is_of_all || part.value() < total.value()) && is_in_line()
    };
    let of_sentence = |back: u32| {
        let before = amounts_before(cx, index).take_while(move |part| sentence(part) + back >= sentence(total));
        let mut parts: Vec<&Quantity> = before.take_while(is_part).take(MOST).collect();
        parts.reverse();
        parts
    };
    let parts = of_sentence(0);
    if parts.is_empty() { of_sentence(1) } else { parts }
}

/// A slip is said where it is by accident less than one time in so many, for each run of amounts, that it explains a total that is called
/// one; or where it is said to be that of all before it.
const ONE_IN_OF_A_NAMED_TOTAL: i64 = 50;
const ONE_IN_OF_ALL: i64 = 4;

/// Of the 450 km of roads improved, 270 km were in the north and 180 km in the south: the parts of the amount right behind the words.
pub fn english_parts_of_the_next<'a>(cx: &'a Context, end: usize) -> Option<Sum<'a>> {
    const LONGEST_LEAD: usize = 8;
    let quantities = &cx.facts.quantities;
    let at = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < end);
    let total = quantities.get(at).filter(|total| total.span.start as usize - end <= LONGEST_LEAD)?;
    let rest = cx.view.text().get(total.span.end as usize..)?;
    let comma = rest.find([',', '.', ';', '\n']).filter(|at| rest[*at..].starts_with(", "))?;
    english_parts_of(cx, total, at + 1, total.span.end as usize + comma, true)
}

/// The amounts before the quantity `first`, nearest first, without years and shares.
fn amounts_before<'a>(cx: &'a Context, first: usize) -> impl Iterator<Item = &'a Quantity> {
    const FARTHEST: usize = 8;
    let before = cx.facts.quantities.get(..first).unwrap_or_default().iter().rev().take(FARTHEST);
    before.filter(move |quantity| is_amount(cx, quantity) && !ends_a_span_of_years(cx, quantity))
}

/// True if amounts that no word opens are certainly the parts of a total but for a slip.
fn is_certain_unopened(found: &Explanation, count: usize) -> bool {
    const OF_TWO: i64 = 300;
    const OF_MORE: i64 = 40;
    const NEAR: i64 = 2;
    found.one_in >= if count > 2 { OF_MORE } else { OF_TWO } && found.one_in_near >= NEAR
}

/// True if a full stop stands between words, and not within a number.
fn ends_english_sentence(words: &str) -> bool {
    words.contains(". ") || words.contains(".\n") || words.ends_with('.')
}

/// What is said of an amount has at most so many bytes.
const LONGEST_ENGLISH_CLAUSE: usize = 72;

/// A label of a part, or what stands between a total and “of which”, has at most so many bytes.
const LONGEST_ENGLISH_LABEL: usize = 40;
