//! Ratios that are named after the two amounts that they are of: 医师986人、护士1642人，医护比1∶1.67; 生师比为18.6. Takes a plain number behind such a name;
//! gives the two amounts.

use super::{FARTHEST, SENTENCES_BACK, SHORTEST_SLIP, is_exact};
use crate::checks::Context;
use crate::checks::figures::beside::Told;
use crate::checks::figures::breakdown::{gap, head};
use crate::facts::interval::{Decimal, Interval};
use crate::facts::lexicon;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip;
use crate::finding::Message;
use crate::relation::Verdict;

/// So many amounts of one name are tried.
const MOST: usize = 3;

/// A ratio to 100, as that of the sexes, is above this.
const OF_A_HUNDRED: i64 = 20;

/// The amounts that the number `index` is the ratio of.
pub(super) fn told<'a>(cx: &'a Context, index: usize) -> Option<Told<'a>> {
    let quantities = &cx.facts.quantities;
    let ratio = quantities.get(index).filter(|ratio| ratio.qualifier == Qualifier::Exact && may_be_ratio(cx, ratio))?;
    let (name_end, is_turned) = reading(cx, index)?;
    let text = cx.view.text().get(..name_end)?.trim_end();
    let name = ["为", "是", "达到", "达"]
        .iter()
        .find_map(|verb| text.strip_suffix(verb))
        .unwrap_or(text)
        .strip_suffix('比')?;
    let name = name.strip_suffix('之').unwrap_or(name);
    let [first, second] = lexicon::ratio::terms(name)?;
    if first == "男" && ratio.number.value.compare(Decimal::integer(OF_A_HUNDRED)).is_gt() {
        return None;
    }
    let of = |word: &str| named(cx, index, word);
    let (firsts, seconds) = (of(first), of(second));
    let pairs = || {
        let pairs = firsts.iter().flat_map(|one| seconds.iter().map(move |other| (*one, *other)));
        pairs.filter(|(one, other)| one.span != other.span && one.kind == other.kind)
    };
    let [upper, lower] = if is_turned { [1, 0] } else { [0, 1] };
    let quotient = |(one, other): (&Quantity, &Quantity)| {
        let pair = [one, other];
        let value = |at: usize| pair[at].interval(cx.facts.rounding);
        Some(value(upper)?.divided_by(&value(lower)?))
    };
    let stated = ratio.interval(cx.facts.rounding)?;
    let fits = |pair: &(&Quantity, &Quantity)| quotient(*pair).is_none_or(|given| !given.is_disjoint(&stated));
    let is_explained = |pair: &(&Quantity, &Quantity)| {
        let pair = [pair.0, pair.1];
        let exact = Interval::point(pair[upper].value()).divided_by(&Interval::point(pair[lower].value()));
        let written = ratio.number.value;
        let meant =
            if written.mantissa.unsigned_abs() < SHORTEST_SLIP { slip::swaps(written) } else { slip::near(written) };
        let is_slip = meant.iter().any(|meant| !exact.is_disjoint(&cx.facts.rounding.interval(*meant)));
        is_slip && (!lexicon::ratio::may_be_of_others(name) || is_far(&exact, written))
    };
    let (verdict, pair) = match pairs().find(fits) {
        Some(pair) => (Verdict::Holds, pair),
        None => match pairs().find(is_explained) {
            Some(pair) => (Verdict::Contradicted, pair),
            None => (Verdict::NotChecked(Message::new("partial")), pairs().next()?),
        },
    };
    Some(Told {
        stated: ("ratio", ratio),
        others: [("one", pair.0), ("other", pair.1)],
        formula: if is_turned { "other / one = ratio" } else { "one / other = ratio" },
        expected: quotient(pair)?,
        verdict,
        is_turned: false,
        is_sure: false,
    })
}

/// True if a ratio is off by a tenth or more.
fn is_far(exact: &Interval, written: Decimal) -> bool {
    let off = Interval::point(written.to_rational()).divided_by(exact);
    let [least, most] = [9, 11].map(|tenths| Decimal { mantissa: tenths, exponent: -1 }.to_rational());
    off.is_disjoint(&Interval::closed(least, most))
}

/// Most plain numbers are told apart by the character before them.
fn may_be_ratio(cx: &Context, ratio: &Quantity) -> bool {
    const BEFORE: &[char] = &['比', '为', '是', '达', '到', '∶', ':', '：'];
    cx.view.text().get(..ratio.span.start as usize).is_some_and(|before| before.trim_end().ends_with(BEFORE))
}

/// Where the name of the ratio ends, and whether it is that of the second amount to the first: 1∶1.67.
fn reading(cx: &Context, index: usize) -> Option<(usize, bool)> {
    let quantities = &cx.facts.quantities;
    let ratio = quantities.get(index)?;
    let is_one = |other: &Quantity| other.kind == UnitKind::None && other.number.value.to_integer() == Some(1);
    let is_colon = |gap: &str| matches!(gap.trim(), "∶" | ":" | "：");
    let before = index.checked_sub(1).and_then(|at| quantities.get(at)).filter(|before| is_one(before));
    if let Some(one) = before.filter(|one| gap(cx, one, ratio).is_some_and(is_colon)) {
        return Some((one.span.start as usize, true));
    }
    let behind = cx.view.text().get(ratio.span.end as usize..)?;
    // 3∶2 is a ratio of two numbers of its own.
    let is_of_one =
        quantities.get(index + 1).is_some_and(|next| is_one(next) && gap(cx, ratio, next).is_some_and(is_colon));
    (is_of_one || !behind.trim_start().starts_with(['∶', ':', '：'])).then_some((ratio.span.start as usize, false))
}

/// The amounts near that have the word in their name, nearest first.
fn named<'a>(cx: &'a Context, index: usize, word: &str) -> Vec<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let Some(ratio) = quantities.get(index) else { return Vec::new() };
    let near = quantities.get(index.saturating_sub(FARTHEST)..index).unwrap_or_default().iter().rev();
    let near = near.take_while(|other| cx.facts.sentence_of(other).0 + SENTENCES_BACK >= cx.facts.sentence_of(ratio).0);
    let is_named =
        |other: &&Quantity| is_exact(other) && head(cx, other).contains(word) && !cx.facts.is_opaque(other.span);
    near.filter(is_named).take(MOST).collect()
}
