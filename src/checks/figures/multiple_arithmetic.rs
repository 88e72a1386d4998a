//! What no expression of figures/multiple-arithmetic reads: an amount that is so many times another one, whatever words name the two
//! (雨量312毫米，相当于常年平均（156毫米）的2倍; 消费1.1亿元，为票房的4.6倍（票房2400万元）). Takes the multiples behind 的, looks back for the amounts. Runs
//! beside the rule's declaration.

use crate::checks::figures::beside::Told;
use crate::checks::figures::breakdown::{gap, head, is_amount};
use crate::checks::figures::change::clause_before;
use crate::checks::{Context, Report};
use crate::facts::interval::Decimal;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip;
use crate::relation::Verdict;

/// Reports multiples that are not the quotient of the amounts beside them, if one slip of the pen explains it.
pub fn check(cx: &Context, report: &mut Report) {
    if cx.facts.is_english {
        return;
    }
    for (index, times) in cx.facts.quantities.iter().enumerate() {
        if times.kind == UnitKind::Multiple
            && times.qualifier == Qualifier::Exact
            && let Some(told) = of_amount_before(cx, index)
                .or_else(|| of_amount_behind(cx, index))
                .or_else(|| of_named_amount(cx, index))
        {
            told.tell(cx, report);
        }
    }
}

/// So many quantities before the one it is compared with an amount is looked for.
const FARTHEST: usize = 6;
/// Bytes between an amount and the one it is compared with.
const LONGEST_GAP: usize = 90;
/// Words that say that an amount is so many times another one.
const IS: &[&str] = &["是", "为", "相当于", "达", "达到"];

/// 286.3万: an amount, its unit perhaps left out.
fn is_comparable(amount: &Quantity) -> bool {
    let is_bare = amount.kind == UnitKind::None && amount.number.has_multiplier && amount.qualifier == Qualifier::Exact;
    is_bare || is_amount(amount)
}

/// 相当于常年平均（156毫米）的2倍, 是上年9亿元的1.4倍
fn of_amount_before<'a>(cx: &'a Context, index: usize) -> Option<Told<'a>> {
    let quantities = &cx.facts.quantities;
    let times = quantities.get(index)?;
    let at = index.checked_sub(1)?;
    let base = quantities.get(at).filter(|base| is_comparable(base))?;
    if !is_said_of(cx, base, times)? {
        return None;
    }
    let head = head(cx, base);
    let is_in_brackets = head.is_empty() || !IS.iter().any(|word| head.contains(word));
    compared(cx, times, base, at, is_in_brackets)
}

/// True if 的 or 之 alone stands between an amount and how many times of it are meant: 上年9亿元的1.4倍, 去年同期（8.1万箱）的3.5倍, with a noun whose
/// unit is not known.
fn is_said_of(cx: &Context, base: &Quantity, times: &Quantity) -> Option<bool> {
    const LONGEST_NOUN: usize = 2;
    let between = gap(cx, base, times)?;
    let noun = between.find(['）', ')']).map_or("", |end| &between[..end]);
    let has_noun = base.kind == UnitKind::None && noun.chars().count() <= LONGEST_NOUN;
    let behind = if has_noun { &between[noun.len()..] } else { between };
    Some(matches!(behind.trim_start_matches(['）', ')']), "的" | "的约" | "的近" | "之" | "之约"))
}

/// 约为票房的4.6倍（票房2400万元）
fn of_amount_behind<'a>(cx: &'a Context, index: usize) -> Option<Told<'a>> {
    let quantities = &cx.facts.quantities;
    let times = quantities.get(index)?;
    let base = quantities.get(index + 1).filter(|base| is_comparable(base))?;
    let noted = gap(cx, times, base)?.strip_prefix(['（', '('])?;
    let closes = cx.view.text().get(base.span.end as usize..)?.starts_with(['）', ')']);
    let name = noted.trim_end_matches(['为', '是']);
    let is_named = head(cx, times).strip_suffix('的').is_some_and(|words| name.is_empty() || words.ends_with(name));
    if !closes || !is_named {
        return None;
    }
    compared(cx, times, base, index, false)
}

/// 日均进出1.12万车次，高峰日1.68万车次，为日均的1.5倍: the name that is said with the multiple is that of an amount before.
fn of_named_amount<'a>(cx: &'a Context, index: usize) -> Option<Told<'a>> {
    const SHORTEST: usize = 2;
    let quantities = &cx.facts.quantities;
    let times = quantities.get(index)?;
    let words = head(cx, times).strip_suffix('的')?;
    let (subject, name) = IS.iter().find_map(|is| words.split_once(is))?;
    let name = name.trim_end_matches("水平");
    if !subject.is_empty() || name.chars().count() < SHORTEST {
        return None;
    }
    let at = index.checked_sub(1)?;
    let amount = quantities.get(at).filter(|amount| is_comparable(amount))?;
    let near = quantities.get(at.saturating_sub(FARTHEST)..at)?.iter().rev();
    let is_in_sentence = |base: &&Quantity| cx.facts.sentence_of(base) == cx.facts.sentence_of(times);
    let is_base = |base: &&Quantity| {
        is_comparable(base) && base.has_unit_of(amount, cx.view) && clause_before(cx, base).contains(name)
    };
    let base = { near }.take_while(is_in_sentence).find(is_base)?;
    let is_next = gap(cx, amount, times)?.len() <= LONGEST_GAP;
    (is_next && !clause_before(cx, amount).contains(name)).then(|| judged(cx, times, base, &[amount]))?
}

/// The amount before the quantity `at` that is `times` the base. Where the words between hold a bracket, it opens right before the base.
fn compared<'a>(
    cx: &'a Context,
    times: &'a Quantity,
    base: &'a Quantity,
    at: usize,
    is_in_brackets: bool,
) -> Option<Told<'a>> {
    let quantities = &cx.facts.quantities;
    let limit = if base.span.start < times.span.start { base } else { times };
    let is_near = |amount: &&Quantity| {
        cx.facts.sentence_of(amount) == cx.facts.sentence_of(times)
            && gap(cx, amount, limit).is_some_and(|words| words.len() <= LONGEST_GAP && !words.contains(['；', '\n']))
    };
    let near = quantities.get(at.saturating_sub(FARTHEST)..at)?.iter().rev().filter(is_near);
    let amounts: Vec<&Quantity> =
        near.filter(|amount| is_comparable(amount) && amount.has_unit_of(base, cx.view)).collect();
    let amount = *amounts.first()?;
    let words = gap(cx, amount, limit)?;
    let opens = words.trim_end().ends_with(['（', '(']);
    if !IS.iter().any(|word| words.contains(word)) || is_in_brackets && !opens {
        return None;
    }
    judged(cx, times, base, &amounts)
}

/// What is said of `times` the base, held against the amounts that it may be, likeliest first.
fn judged<'a>(cx: &Context, times: &'a Quantity, base: &'a Quantity, amounts: &[&'a Quantity]) -> Option<Told<'a>> {
    let amount = *amounts.first()?;
    if base.value() == Decimal::integer(0).to_rational() {
        return None;
    }
    let stated = times.interval(cx.facts.rounding)?;
    let quotient =
        |amount: &Quantity| Some(amount.interval(cx.facts.rounding)?.divided_by(&base.interval(cx.facts.rounding)?));
    let fits = |amount: &Quantity| quotient(amount).is_some_and(|given| !given.is_disjoint(&stated));
    let told = |amount, verdict| {
        let others = [("y", amount), ("x", base)];
        let expected = quotient(amount)?;
        Some(Told {
            stated: ("n", times),
            others,
            formula: "y / x = n",
            expected,
            verdict,
            is_turned: false,
            is_sure: false,
        })
    };
    if let Some(fitting) = amounts.iter().find(|amount| fits(amount)) {
        return told(*fitting, Verdict::Holds);
    }
    let is_opaque = [amount, base, times].iter().any(|quantity| cx.facts.is_opaque(quantity.span));
    let is_said = amounts.len() == 1 && !is_opaque && is_explained(cx, amount, base, times);
    is_said.then(|| told(amount, Verdict::Contradicted))?
}

/// True if one slip in the multiple makes it the quotient of the two amounts as shown, or one in an amount makes them give the multiple.
fn is_explained(cx: &Context, amount: &Quantity, base: &Quantity, times: &Quantity) -> bool {
    let shown = |meant: Decimal| cx.facts.rounding.interval(meant);
    let given = amount.value() / base.value();
    let stated = shown(times.number.value);
    let gives = |amount: Decimal, base: Decimal| {
        base.mantissa != 0 && stated.contains(&(amount.to_rational() / base.to_rational()))
    };
    let (amount, base) = (amount.number.value, base.number.value);
    slip::near(times.number.value).into_iter().any(|meant| shown(meant).contains(&given))
        || slip::meant_by(amount).into_iter().any(|meant| gives(meant, base))
        || slip::meant_by(base).into_iter().any(|meant| gives(amount, meant))
}
