//! Shares and rates whose whole has no name beside them: 登记选民1846人，其中女879人。参加投票选民1702人，参选率92.2%; 收入286亿元。税收121亿元，占42.4%.
//! Takes a percentage; gives the part and the whole that the name of the rate asks for, or that one slip of the pen points at.

use super::judgement::{Certainty, Claim, Measure};
use super::{LONGEST_GAP, MOST_DISTANT, clause_before, has_part_of_before, is_level};
use crate::checks::Context;
use crate::checks::figures::breakdown::{self, gap, is_amount};
use crate::facts::interval::Decimal;
use crate::facts::lexicon::is_mark_or_digit;
use crate::facts::lexicon::rate::{RATES, Rate};
use crate::facts::quantity::Quantity;
use crate::facts::slip;

/// So many quantities before a rate its part stands.
const FARTHEST: usize = 10;
/// Words before those of a part, in which case it is none.
const NOT_DONE: &[&str] = &["未", "不", "没", "非", "尚", "正在", "仍", "应", "拟", "计划", "目标", "新增"];
/// Words before those of a part that make it no narrower.
const AROUND_A_PART: &[&str] =
    &["已", "共", "累计", "现", "实际", "其中", "全年", "年末", "年内", "全县", "全市", "全区", "全省", "全国", "期末"];
/// Words of an amount that is no whole, or one of several.
const NARROWER: &[&str] =
    &["其中", "新", "旧存", "增", "减", "计划", "目标", "率", "比", "较", "每", "均", "上年", "去年", "同期", "上期"];
/// What a share may be said to be reckoned by.
const MEASURES: &[&str] = &["户数", "人数", "家数", "件数", "数量", "金额", "面积"];

/// The part and the whole of the share or the rate `index`.
pub fn of_amounts_near<'a>(cx: &'a Context, index: usize) -> Option<Claim<'a>> {
    let share = cx.facts.quantities.get(index)?;
    let Some(name) = name_before(cx, share) else { return of_slip(cx, part_beside(cx, index)?, share, true) };
    let mut known = RATES.iter().filter(|rate| name.ends_with(rate.name)).peekable();
    let is_known = known.peek().is_some();
    let parts: Vec<(&Rate, &Quantity)> =
        known.filter_map(|rate| Some((rate, done(cx, index, rate.parts, u32::from(!rate.is_sure))?))).collect();
    let of_one_whole = parts.iter().find_map(|(rate, part)| of_one_whole(cx, rate, part, index, name));
    if of_one_whole.is_some() || is_known {
        let plain = parts.into_iter().find(|(rate, _)| !rate.is_of_rest);
        return of_one_whole.or_else(|| of_slip(cx, plain?.1, share, true));
    }
    let stem = stem(name)?;
    let part = done(cx, index, &[stem], 0)?;
    let head = breakdown::head(cx, part);
    // 直接办结22406件，…，直接办结率; 已流转1146亩，流转率: the amount has the whole name of the rate, or no other.
    let has_name = name != stem && head.contains(name);
    of_slip(cx, part, share, has_name || head.strip_suffix(name).is_some_and(is_plain))
}

/// 登记选民1846人…参加投票选民1702人，参选率92.2%: the only amount with the name of the whole; of a rate that may be of another one, those
/// that have it.
fn of_one_whole<'a>(cx: &'a Context, rate: &Rate, part: &'a Quantity, index: usize, name: &str) -> Option<Claim<'a>> {
    const FARTHEST_USUAL: u32 = 3;
    let share = cx.facts.quantities.get(index)?;
    if !is_plain(before_part(rate.parts, breakdown::head(cx, part))?) {
        return None;
    }
    let back = if rate.is_sure { 1 } else { FARTHEST_USUAL };
    let near = cx.facts.quantities.get(index.saturating_sub(2 * MOST_DISTANT)..index)?.iter().rev();
    let near = near.take_while(|whole| cx.facts.sentence_of(whole).0 + back >= cx.facts.sentence_of(part).0);
    let wholes: Vec<&Quantity> = near
        .filter(|whole| is_amount(whole) && whole.has_unit_of(part, cx.view) && whole.number.value.mantissa > 0)
        .filter(|whole| is_whole(cx, rate, whole) && (!rate.is_sure || whole.value() >= part.value()))
        .collect();
    // 户籍人口城镇化率, 青年失业率: of fewer.
    let is_of_all =
        || name.strip_suffix(rate.name).is_some_and(|before| before.ends_with("常住人口") || is_plain(before));
    let certainty = match wholes.len() {
        0 => return None,
        1 if rate.is_sure && is_of_all() => Certainty::Said,
        _ if rate.is_sure => return None,
        _ => Certainty::Open,
    };
    let measure = if rate.is_of_rest { Measure::Rest } else { Measure::Share };
    Some(Claim { part, wholes, share, measure, certainty })
}

/// No amount near is the whole, but it would be one if a slip of the pen were mended: another whole is hardly meant. One digit may
/// be another one if `is_sure` that the part is this one.
fn of_slip<'a>(cx: &'a Context, part: &'a Quantity, share: &'a Quantity, is_sure: bool) -> Option<Claim<'a>> {
    let written = share.number.value;
    let mut swaps = slip::swaps_and_points(written);
    if !slip::digits(written).is_empty() {
        swaps.extend(slip::with_one_less(written));
    }
    let digits = if is_sure { slip::digits(written) } else { Vec::new() };
    let may_be_meant = |whole: &Quantity| {
        let mut meant = swaps.iter().chain(&digits);
        meant.any(|meant| is_about(part.number.value, whole.number.value, *meant))
    };
    if !amounts_before(cx, part).any(may_be_meant) {
        return None;
    }
    let near: Vec<&Quantity> = wholes(cx, part).collect();
    let interval = |quantity: &Quantity| quantity.interval(cx.facts.rounding);
    let hundred = Decimal::integer(100).to_rational();
    // What the whole must be: one division, however many there are.
    let needed = interval(part)?.divided_by(&interval(share)?).scaled(&hundred);
    if near.iter().any(|whole| interval(whole).is_none_or(|whole| !whole.is_disjoint(&needed))) {
        return None;
    }
    let greatest_of = |sentences_before: u32| {
        let of_it = near.iter().filter(|whole| {
            cx.facts.sentence_of(whole).0 + sentences_before == cx.facts.sentence_of(part).0
                && is_of_its_own_kind(cx, whole)
        });
        of_it.max_by_key(|whole| whole.value()).copied()
    };
    let close = [greatest_of(0), greatest_of(1)];
    let mut far: Vec<&Quantity> = near.iter().filter(|whole| is_of_its_own_kind(cx, whole)).copied().collect();
    if !slip::is_precise(written) {
        far = far.into_iter().max_by_key(|whole| whole.value()).into_iter().collect();
    }
    let gives =
        |whole: &Quantity, meant: &[Decimal]| meant.iter().any(|meant| Measure::Share.gives(cx, part, whole, *meant));
    let swapped = |whole: &&Quantity| gives(whole, &swaps);
    let of_close = close.into_iter().flatten().find(|whole| swapped(whole) || gives(whole, &digits));
    let whole = of_close.or_else(|| far.into_iter().find(swapped))?;
    Some(Claim { part, wholes: vec![whole], share, measure: Measure::Share, certainty: Certainty::Open })
}

/// True if the part is this percentage of the whole to one unit of its last place, or if these numbers are too long to tell: most are
/// not, and whole numbers say so quickly.
fn is_about(part: Decimal, whole: Decimal, percentage: Decimal) -> bool {
    let place = percentage.exponent + whole.exponent;
    let common = place.min(part.exponent);
    let units = |value: i128, exponent: i16| {
        let power = 10_i128.checked_pow(u32::try_from(exponent - common).ok()?)?;
        value.checked_mul(power)
    };
    let of_part = units(100 * i128::from(part.mantissa), part.exponent);
    let of_whole = units(i128::from(percentage.mantissa) * i128::from(whole.mantissa), place);
    let slack = units(i128::from(whole.mantissa), place);
    let Some(((part, whole), slack)) = of_part.zip(of_whole).zip(slack) else { return true };
    u128::try_from(slack).is_ok_and(|slack| part.abs_diff(whole) <= slack)
}

/// Amounts before a part that are no less than it, of its unit, nearest first.
pub(super) fn wholes<'a>(cx: &'a Context, part: &'a Quantity) -> impl Iterator<Item = &'a Quantity> {
    amounts_before(cx, part).filter(|whole| whole.value() >= part.value() && whole.number.value.mantissa > 0)
}

/// Amounts of its unit not far before a part, nearest first.
fn amounts_before<'a>(cx: &'a Context, part: &'a Quantity) -> impl Iterator<Item = &'a Quantity> {
    let quantities = &cx.facts.quantities;
    let at = quantities.partition_point(|quantity| quantity.span.start < part.span.start);
    let near = quantities.get(at.saturating_sub(2 * MOST_DISTANT)..at).unwrap_or_default().iter().rev();
    near.filter(|whole| is_amount(whole) && whole.has_unit_of(part, cx.view))
}

/// True if the words before an amount say that it is one of its own kind: no change, no mean, nothing of a plan.
pub(super) fn is_of_its_own_kind(cx: &Context, whole: &Quantity) -> bool {
    let head = breakdown::head(cx, whole);
    !NARROWER.iter().any(|word| head.contains(word))
}

/// 税收121.46亿元，占42.4%: the amount right before a share that names no whole.
fn part_beside<'a>(cx: &'a Context, index: usize) -> Option<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index).filter(|share| has_part_of_before(cx, share))?;
    let part = quantities.get(index.checked_sub(1)?).filter(|part| is_amount(part))?;
    let (tail, whole) = gap(cx, part, share)?.split_once('占')?;
    // 小微企业1089户，户数占比
    let tail = MEASURES.iter().find_map(|measure| tail.strip_suffix(measure)).unwrap_or(tail);
    let tail = tail.trim_end_matches(['，', ',', '、', '（', '(', ' ', '\n', '\r']);
    let is_next = tail.chars().count() <= LONGEST_GAP / 4 && !tail.contains(is_mark_or_digit);
    let names_none = !whole.contains(is_mark_or_digit) && breakdown::named(whole).is_empty();
    (is_next && names_none && is_level(cx, part)).then_some(part)
}

/// 审结 of 审结4680件，未结520件，结案率: the last amount before the rate that was done, as its name says.
fn done<'a>(cx: &'a Context, index: usize, words: &[&str], sentences_back: u32) -> Option<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let is_near = |part: &Quantity| cx.facts.sentence_of(part).0 + sentences_back >= cx.facts.sentence_of(share).0;
    quantities
        .get(index.saturating_sub(FARTHEST)..index)?
        .iter()
        .rev()
        .find(|part| is_amount(part) && is_near(part) && before_part(words, breakdown::head(cx, part)).is_some())
}

/// 整改完成 of 问题整改完成率达, 存贷比: the name of the rate, without 率.
fn name_before<'a>(cx: &'a Context, share: &Quantity) -> Option<&'a str> {
    let words = clause_before(cx, share).trim_end();
    let words = ["为", "达到", "达", "是"].iter().find_map(|verb| words.strip_suffix(verb)).unwrap_or(words);
    let words = words.trim_end();
    words.strip_suffix('率').or_else(|| words.ends_with("存贷比").then_some(words))
}

/// 整改 of 问题整改完成: what was done with the part.
fn stem(name: &str) -> Option<&str> {
    const DONE: &[&str] = &["完成", "到位", "成功"];
    let last = |name: &str, count: usize| name.char_indices().rev().nth(count - 1).map(|(at, _)| at);
    let shorter = DONE.iter().find_map(|word| name.strip_suffix(word)).filter(|name| last(name, 2).is_some());
    let name = shorter.unwrap_or(name);
    // 不合格率
    let negated = last(name, 3).filter(|at| name[*at..].starts_with(['不', '未', '非']));
    name.get(negated.or(last(name, 2))?..)
}

/// What stands before the words of a rate's part, if `head` has them and says that it is done.
fn before_part<'a>(words: &[&str], head: &'a str) -> Option<&'a str> {
    let before = words
        .iter()
        .find_map(|word| head.rsplit_once(word).map(|(before, _)| before).or_else(|| before_long(word, head)))?;
    (!NOT_DONE.iter().any(|word| before.contains(word))).then_some(before)
}

/// What stands before 调解撤诉 in `head`, which a name of two characters, 调撤, is short for.
fn before_long<'a>(short: &str, head: &'a str) -> Option<&'a str> {
    const LONGEST_BETWEEN: usize = 2;
    let mut characters = short.chars();
    let (first, second) = (characters.next()?, characters.next().filter(|_| characters.next().is_none())?);
    let (before, rest) = head.rsplit_once(first)?;
    let between = rest.chars().position(|c| c == second)?;
    (between <= LONGEST_BETWEEN).then_some(before)
}

/// True if nothing in the words makes the part narrower: 女选民参加投票 is not of all of them.
fn is_plain(mut before: &str) -> bool {
    while let Some(rest) = AROUND_A_PART.iter().find_map(|word| before.trim_end().strip_suffix(word)) {
        before = rest;
    }
    before.trim().is_empty()
}

/// True if the words around an amount say that it is the whole of the rate, and of nothing narrower.
fn is_whole(cx: &Context, rate: &Rate, whole: &Quantity) -> bool {
    let head = breakdown::head(cx, whole);
    let has = |words: &[&str]| words.iter().any(|word| head.contains(word));
    has(rate.wholes) && !has(NARROWER) && !has(rate.parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_told_apart_by_whole_numbers() {
        let decimal = |text: &str| Decimal::parse(text).expect("a number");
        let is_about = |part, whole, percentage| is_about(decimal(part), decimal(whole), decimal(percentage));
        assert!(is_about("121.46", "286.53", "42.39") && is_about("121.46", "286.53", "42"));
        assert!(!is_about("121.46", "286.53", "24.39") && !is_about("121.46", "286.53", "42.41"));
        assert!(is_about("96", "120", "80") && !is_about("96", "120", "82"));
        assert!(is_about("999999999999999999", "0.0000000000000000000000000001", "10"), "too long to tell");
    }
}
