//! Shares in English texts that fit no two amounts near, and would fit but for a slip of the pen: salaries of $31.6 million … Salaries take
//! 60.3% of the fund. Takes a percentage behind words that say what it is of; gives the part and the whole.

use super::MOST_DISTANT;
use super::judgement::{Certainty, Claim, Measure};
use super::mending::Slips;
use crate::checks::Context;
use crate::checks::figures::breakdown::gap;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip;

/// Bytes before a share in which its words are looked for, and between a part and its share.
const LONGEST_BEFORE: usize = 120;
const LONGEST_GAP: usize = 64;
/// So many sentences before a share its part has its name.
const FARTHEST: u32 = 4;
/// So many quantities behind a share one of its amounts stands.
const FARTHEST_BEHIND: usize = 2;
/// Verbs between a part and its share.
const VERBS: &[&str] = &[
    "accounted for",
    "accounts for",
    "accounting for",
    "made up",
    "makes up",
    "making up",
    "represented",
    "represents",
    "representing",
    "amounted to",
    "amounts to",
    "contributed",
    "takes",
    "take",
    "took",
    "comprised",
    "constituted",
    "equal to",
    "equivalent to",
];
/// The same of a share behind which its whole is named.
const LINKS: &[&str] = &[" is", " was", " are", " were", " stood at"];
/// Words right before a share that stands behind its part.
const BESIDE: &[&str] =
    &["(", ", or", "which is", "rate of", "share of", "ratio of", "passed with", "that is", "i.e.", ","];
/// Words of changes and of comparisons.
const CHANGES: &[&str] = &[
    "up",
    "down",
    "rise",
    "rose",
    "rising",
    "fall",
    "fell",
    "falling",
    "grew",
    "growth",
    "growing",
    "increase",
    "decrease",
    "decline",
    "gain",
    "drop",
    "higher",
    "lower",
    "more",
    "less",
    "fewer",
    "change",
    "compared",
    "than",
    "from",
    "cut",
    "reduc",
    "improv",
    "widen",
    "climb",
    "average",
    "per",
    "points",
    "interest",
    "discount",
    "tax rate",
    "inflation",
];
/// Words of a subject that name nothing.
const NO_NAMES: &[&str] =
    &["therefore", "alone", "together", "total", "which", "these", "they", "that", "this", "also", "thus"];

/// The part and the whole of the share `index`: no two amounts near give it, but two would if a slip of the pen in it were mended.
pub fn claim<'a>(cx: &'a Context, index: usize) -> Option<Claim<'a>> {
    let share = cx.facts.quantities.get(index)?;
    let words = words_before(cx, share);
    let parts = parts(cx, index, words)?;
    if is_change(words_behind(cx, share, 16)) {
        return None;
    }
    let near = amounts_around(cx, index);
    let pairs = || {
        let near = &near;
        let parts = parts.iter().copied();
        parts.flat_map(move |part| {
            near.iter().filter(move |whole| is_whole(cx, whole, part)).map(move |whole| (part, *whole))
        })
    };
    let is_close = |amount: &&&Quantity| cx.facts.sentence_of(amount).0 + 1 >= cx.facts.sentence_of(share).0;
    let close: Vec<&Quantity> = near.iter().filter(is_close).copied().collect();
    if has_fitting(cx, &parts, &near, share, &[Measure::Share]) {
        return None;
    }
    let slips = Slips::of(share.number.value);
    let gives = |part: &Quantity, whole: &Quantity, meant: &[_]| {
        meant.iter().any(|meant| Measure::Share.gives(cx, part, whole, *meant))
    };
    let is_precise = !slip::digits(share.number.value).is_empty();
    let greatest = near.iter().max_by_key(|amount| amount.value()).map(|amount| amount.span);
    let of_name = |whole: &Quantity| Some(whole.span) == greatest || is_named_behind(cx, share, whole);
    // Two digits that changed places point at the whole that the share names, whatever two other amounts give.
    let is_swap = |(part, whole): &(&Quantity, &Quantity)| {
        is_precise && of_name(whole) && gives(part, whole, &slip::swaps(share.number.value))
    };
    let fits_others = || {
        [(&parts, &near), (&close, &close)]
            .iter()
            .any(|(parts, wholes)| has_fitting(cx, parts, wholes, share, MEASURES))
    };
    if !pairs().any(|pair| is_swap(&pair)) && fits_others() {
        return None;
    }
    let in_share = |(part, whole): &(&Quantity, &Quantity)| {
        gives(part, whole, &slips.rare) && (is_precise || of_name(whole))
            || is_precise && of_name(whole) && gives(part, whole, &slips.common)
    };
    let in_part =
        |(part, whole): &(&Quantity, &Quantity)| is_precise && of_name(whole) && gives_swapped(cx, part, whole, share);
    let (part, whole) = pairs().find(in_share).or_else(|| pairs().find(in_part))?;
    Some(Claim { part, wholes: vec![whole], share, measure: Measure::Share, certainty: Certainty::Mended })
}

/// The words before a share in its sentence.
fn words_before<'a>(cx: &'a Context, share: &Quantity) -> &'a str {
    let before = cx.view.text().get(..share.span.start as usize).unwrap_or("");
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(LONGEST_BEFORE))..];
    near.rsplit([';', '\n']).next().unwrap_or("").rsplit(". ").next().unwrap_or("").trim_end()
}

fn words_behind<'a>(cx: &'a Context, quantity: &Quantity, length: usize) -> &'a str {
    let behind = cx.view.text().get(quantity.span.end as usize..).unwrap_or("");
    &behind[..behind.floor_char_boundary(length.min(behind.len()))]
}

/// True if a word of changes begins one of the words.
fn is_change(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    let mut each = words.split(|c: char| !c.is_ascii_alphabetic());
    each.any(|word| {
        CHANGES.iter().any(|change| if change.len() > 4 { word.starts_with(change) } else { word == *change })
    })
}

/// What the share may be of: the amount beside it, or those of the name that is its subject.
fn parts<'a>(cx: &'a Context, index: usize, words: &str) -> Option<Vec<&'a Quantity>> {
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let is_of = words_behind(cx, share, LONGEST_GAP).trim_start().starts_with("of ");
    let verbs = VERBS.iter().chain(LINKS.iter().filter(|_| is_of));
    let verb = { verbs }.find_map(|verb| words.strip_suffix(verb));
    let last = index.checked_sub(1).and_then(|at| quantities.get(at));
    let last = last.filter(|last| is_amount(cx, last) && cx.facts.sentence_of(last) == cx.facts.sentence_of(share));
    let close = last.filter(|last| gap(cx, last, share).is_some_and(|gap| gap.len() <= LONGEST_GAP && !is_change(gap)));
    let is_level = |part: &Quantity| !is_change(head(cx, part));
    if let Some(subject) = verb {
        let beside =
            close.filter(|part| gap(cx, part, share).is_some_and(|gap| VERBS.contains(&gap.trim())) && is_level(part));
        let noted = quantities.get(index + 1).filter(|part| is_noted(cx, share, part));
        let named = || named(cx, index, subject).filter(|parts| !parts.is_empty());
        return beside.or(noted).map(|part| vec![part]).or_else(named);
    }
    let beside = BESIDE.iter().find(|beside| words.ends_with(**beside))?;
    if let Some(noted) = quantities.get(index + 1).filter(|part| *beside == "," && is_noted(cx, share, part)) {
        return Some(vec![noted]);
    }
    // 9,764 pupils, 31.0% of all enrolled
    let is_of_all = *beside != "," || is_of;
    if beside.ends_with(" of") || beside.ends_with(" with") {
        return Some(amounts_of_sentence(cx, index));
    }
    close.filter(|part| is_level(part) && is_of_all).map(|part| vec![part])
}

/// The last amounts before a share in its sentence, nearest first.
fn amounts_of_sentence<'a>(cx: &'a Context, index: usize) -> Vec<&'a Quantity> {
    const MOST: usize = 3;
    let quantities = &cx.facts.quantities;
    let near = quantities.get(index.saturating_sub(MOST)..index).unwrap_or_default().iter().rev();
    let is_here = |amount: &&Quantity| {
        quantities.get(index).is_some_and(|share| cx.facts.sentence_of(amount) == cx.facts.sentence_of(share))
    };
    near.filter(is_here).filter(|amount| is_amount(cx, amount) && !is_change(head(cx, amount))).collect()
}

/// 28.0% of the workforce (648 employees)
fn is_noted(cx: &Context, share: &Quantity, part: &Quantity) -> bool {
    let words = gap(cx, share, part).unwrap_or(".");
    is_amount(cx, part) && words.len() <= LONGEST_GAP && words.trim_end().ends_with('(') && !words.contains('.')
}

/// The amounts that stand beside the last word of a subject: property tax brought in $96.2 million … Property tax accounted for.
fn named<'a>(cx: &'a Context, index: usize, subject: &str) -> Option<Vec<&'a Quantity>> {
    const SHORTEST: usize = 4;
    const MOST: usize = 3;
    let share = cx.facts.quantities.get(index)?;
    let subject = subject.to_ascii_lowercase();
    let words = subject.rsplit(|c: char| !c.is_ascii_alphabetic());
    let name = words.into_iter().take(MOST).find(|word| word.len() >= SHORTEST && !NO_NAMES.contains(word))?;
    let is_named = |amount: &&Quantity| {
        cx.facts.sentence_of(amount).0 + FARTHEST >= cx.facts.sentence_of(share).0
            && (head(cx, amount).to_ascii_lowercase().contains(name)
                || clause_behind(cx, amount).to_ascii_lowercase().contains(name))
    };
    let near = cx.facts.quantities.get(index.saturating_sub(MOST_DISTANT)..index)?.iter().rev();
    Some(near.filter(|amount| is_amount(cx, amount)).filter(is_named).take(MOST).collect())
}

/// The words before an amount, from the last mark or number.
fn head<'a>(cx: &'a Context, amount: &Quantity) -> &'a str {
    let before = cx.view.text().get(..amount.span.start as usize).unwrap_or("");
    let near = before.floor_char_boundary(before.len().saturating_sub(LONGEST_GAP));
    // salaries ($198.7 million)
    before[near..].trim_end_matches(['(', ' ', '$', '£', '€']).rsplit(is_mark).next().unwrap_or("")
}

fn clause_behind<'a>(cx: &'a Context, amount: &Quantity) -> &'a str {
    words_behind(cx, amount, LONGEST_GAP).split(is_mark).next().unwrap_or("")
}

fn is_mark(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '.' | '(' | ')' | '\n') || c.is_ascii_digit()
}

/// Amounts before a share, nearest first, and those right behind it.
fn amounts_around<'a>(cx: &'a Context, index: usize) -> Vec<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let before = quantities.get(index.saturating_sub(MOST_DISTANT)..index).unwrap_or_default().iter().rev();
    let behind = quantities.iter().skip(index + 1).take(FARTHEST_BEHIND);
    before.chain(behind).filter(|amount| is_amount(cx, amount)).collect()
}

/// An exact number of things or of money; no year.
fn is_amount(cx: &Context, amount: &Quantity) -> bool {
    const FIRST_YEAR: i64 = 1900;
    const LAST_YEAR: i64 = 2100;
    let is_plain = !is_large(cx, amount) && !cx.view.slice(amount.span).contains([',', '.']);
    let is_year = is_plain && (FIRST_YEAR..LAST_YEAR).contains(&amount.number.value.mantissa);
    let kind = matches!(amount.kind, UnitKind::None | UnitKind::Count | UnitKind::Measure);
    kind && amount.qualifier == Qualifier::Exact && amount.number.value.mantissa > 0 && !is_year
}

/// True for money and for millions of something.
fn is_large(cx: &Context, amount: &Quantity) -> bool {
    const SIGNS: [char; 4] = ['$', '£', '€', '¥'];
    let before = cx.view.text().get(..amount.span.start as usize).unwrap_or("");
    amount.number.has_multiplier || before.ends_with(SIGNS) || cx.view.slice(amount.span).starts_with(SIGNS)
}

fn is_whole(cx: &Context, whole: &Quantity, part: &Quantity) -> bool {
    let is_measured_alike =
        whole.kind != UnitKind::Measure && part.kind != UnitKind::Measure || whole.has_unit_of(part, cx.view);
    whole.span != part.span
        && whole.value() >= part.value()
        && is_large(cx, whole) == is_large(cx, part)
        && is_measured_alike
}

/// True if the part gives the share with two neighbouring digits in each other's place.
fn gives_swapped(cx: &Context, part: &Quantity, whole: &Quantity, share: &Quantity) -> bool {
    let is_long = !slip::digits(part.number.value).is_empty();
    is_long
        && slip::swaps(part.number.value)
            .into_iter()
            .any(|meant| Measure::Share.gives(cx, &part.with_value(meant), whole, share.number.value))
}

/// What two amounts may give.
const MEASURES: &[Measure] = &[Measure::Share, Measure::Rest, Measure::Rise];

/// True if a part and a greater amount give the share as written, or another measure.
fn has_fitting(cx: &Context, parts: &[&Quantity], near: &[&Quantity], share: &Quantity, measures: &[Measure]) -> bool {
    parts.iter().any(|part| {
        let mut wholes = near.iter().filter(|whole| is_whole(cx, whole, part));
        wholes.any(|whole| measures.iter().any(|measure| measure.fits(cx, part, whole, share)))
    })
}

/// 45.4% of expenditure: the whole that has that name.
fn is_named_behind(cx: &Context, share: &Quantity, whole: &Quantity) -> bool {
    const SHORTEST: usize = 5;
    let words = clause_behind(cx, share);
    let Some(name) = words.trim_start().strip_prefix("of ") else { return false };
    let around = [head(cx, whole), clause_behind(cx, whole)].map(str::to_ascii_lowercase);
    let mut words = name.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() >= SHORTEST);
    words.any(|word| {
        let word = word.to_ascii_lowercase();
        !NO_NAMES.contains(&word.as_str()) && around.iter().any(|words| words.contains(&word))
    })
}
