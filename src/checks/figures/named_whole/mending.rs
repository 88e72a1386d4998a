//! Shares that fit no amount near, and would fit one but for a slip of the pen: another whole is hardly meant. Takes a part and its share; gives
//! the whole that the slip points at.

use super::judgement::{self, Certainty, Claim, Measure};
use super::{AREAS_AND_YEARS, MOST_DISTANT, cell, is_a_part_itself};
use crate::checks::Context;
use crate::checks::figures::breakdown;
use crate::facts::interval::Decimal;
use crate::facts::lexicon::change::is_of_level;
use crate::facts::number::Script;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip;

/// So many quantities behind a share its whole stands at most: 占61.3%（2834家）.
const FARTHEST_BEHIND: usize = 2;
/// Words of an amount that is no whole, or one of several.
const NARROWER: &[&str] = &["其中", "新", "旧存", "计划", "目标", "率", "上年", "去年", "同期", "上期"];
/// Words of a whole that is not that of the text.
const OF_ANOTHER_SCOPE: &[&str] = &["全国", "全省", "全球", "世界", "国内", "同类", "同期", "上年", "去年", "标准"];
/// Two characters that say nothing of what an amount is of.
const SAYS_NOTHING: &[&str] = &["总数", "总量", "总额", "总值", "年度", "比重", "全部", "合计", "累计", "数量", "整体"];

/// What a share may have been before one slip of the pen.
pub struct Slips {
    /// Two digits changed places, or the point stands one place off: hardly an accident, whatever whole they point at.
    pub rare: Vec<Decimal>,
    /// One digit is another one, too many or left out: an accident one time in thirty.
    pub common: Vec<Decimal>,
}

impl Slips {
    pub fn of(written: Decimal) -> Self {
        let digits = slip::digits(written);
        let one_less = if digits.is_empty() { Vec::new() } else { slip::with_one_less(written) };
        let mut common = [digits, one_less, slip::with_one_more(written)].concat();
        common.retain(|meant| !judgement::is_next_to(*meant, written));
        Self { rare: slip::swaps_and_points(written), common }
    }
}

/// Which wholes one digit of the share may point at.
pub enum Likely<'a> {
    /// The greatest amount of the sentence, and of the one before.
    Greatest,
    /// Those that share a word with this name.
    Named,
    /// This one.
    Only(Option<&'a Quantity>),
}

/// The whole of a share that is called `name`, if no amount near fits and a slip in the share points at one, or in a part that is greater than it.
pub fn of_slip<'a>(
    cx: &'a Context,
    part: &'a Quantity,
    share: &'a Quantity,
    name: &str,
    likely: Likely<'a>,
) -> Option<Claim<'a>> {
    of_slip_of_share(cx, part, share, name, likely).or_else(|| of_greater_part(cx, part, share, name))
}

/// 录取学生5632人，实际报到5756人，报到率99.01%: the part is greater than the amount before it, of which it would be that share but for a slip.
fn of_greater_part<'a>(cx: &'a Context, part: &'a Quantity, share: &'a Quantity, name: &str) -> Option<Claim<'a>> {
    let written = share.number.value;
    let is_precise = !slip::digits(written).is_empty() && written.compare(Decimal::integer(100)).is_lt();
    if !is_precise || part.number.script != Script::Arabic || is_of_all_such(breakdown::head(cx, part), name) {
        return None;
    }
    let of_sentence = |whole: &&'a Quantity| cx.facts.sentence_of(whole) == cx.facts.sentence_of(part);
    let mut before = amounts_before(cx, part, part).take_while(of_sentence);
    let whole = before.find(|whole| is_of_its_own_kind(cx, whole)).filter(|whole| whole.is_below(part))?;
    let value = part.number.value;
    let mut meant = slip::swaps_and_points(value);
    if slip::is_precise(value) {
        meant.extend([slip::digits(value), slip::with_one_less(value)].concat());
    }
    let between = breakdown::gap(cx, whole, part)?;
    // 建议215件，满意率97.2%；提案507件，满意率96.3%
    if between.contains(['；', ';']) && !between.contains("其中") && has_rate_between(cx, whole, part) {
        return None;
    }
    let gives = |meant: &Decimal| Measure::Share.gives(cx, &part.with_value(*meant), whole, written);
    let is_slip = slip::digits(value).len() > 1 && meant.iter().any(gives);
    let claim = Claim { part, wholes: vec![whole], share, measure: Measure::Share, certainty: Certainty::Mended };
    is_slip.then_some(claim)
}

/// True if a rate of its own stands between the whole and the part.
fn has_rate_between(cx: &Context, whole: &Quantity, part: &Quantity) -> bool {
    let quantities = &cx.facts.quantities;
    let from = quantities.partition_point(|quantity| quantity.span.start <= whole.span.start);
    let near = quantities.get(from..).unwrap_or_default().iter().take_while(|other| other.span.start < part.span.start);
    near.take(MOST_DISTANT).any(|other| other.kind == UnitKind::Percent)
}

/// The same of a slip in the share.
fn of_slip_of_share<'a>(
    cx: &'a Context,
    part: &'a Quantity,
    share: &'a Quantity,
    name: &str,
    likely: Likely<'a>,
) -> Option<Claim<'a>> {
    let written = share.number.value;
    let mut near: Vec<&'a Quantity> = amounts_near(cx, part, share).filter(|whole| part.is_below(whole)).collect();
    let is_all = written.compare(Decimal::integer(100)).is_eq();
    if near.is_empty()
        || is_all
        || part.number.script != Script::Arabic
        || is_of_all_such(breakdown::head(cx, part), name)
    {
        return None;
    }
    let slips = Slips::of(written);
    let about = About::of(written);
    let meant: Vec<i128> = slips.rare.iter().chain(&slips.common).filter_map(|meant| about.units(*meant)).collect();
    // 81.1 is shown less precisely than 8.11, which is written for it.
    let coarse = About::of(Decimal { exponent: written.exponent + 1, ..written });
    let coarsely: Vec<i128> = slips.rare.iter().filter_map(|meant| coarse.units(*meant)).collect();
    let may_be_meant = |whole: &&Quantity| {
        about.is_one_of(&meant, part.number.value, whole.number.value)
            || coarse.is_one_of(&coarsely, part.number.value, whole.number.value)
    };
    let swapped = Swapped::of(part, written);
    let may_be_swapped = || swapped.as_ref().is_some_and(|swapped| swapped.may_be(&near));
    if !near.iter().any(may_be_meant) && !may_be_swapped() || fits_one(cx, part, share, &near)? {
        return None;
    }
    near.retain(|whole| !is_of_another_scope(breakdown::head(cx, whole), name));
    let gives =
        |whole: &Quantity, meant: &[Decimal]| meant.iter().any(|meant| Measure::Share.gives(cx, part, whole, *meant));
    let likely = match likely {
        Likely::Greatest => greatest(cx, &near, part),
        Likely::Named => near.iter().filter(|whole| is_called_alike(cx, whole, name)).copied().collect(),
        Likely::Only(whole) => whole.into_iter().filter(|whole| part.is_below(whole)).collect(),
    };
    let of_likely = likely.iter().find(|whole| gives(whole, &slips.rare) || gives(whole, &slips.common));
    // Two digits agree with too much.
    let far: &[&'a Quantity] = if slip::digits(written).is_empty() { &[] } else { &near };
    let whole = of_likely
        .or_else(|| far.iter().find(|whole| may_have_name(cx, part, whole, name) && gives(whole, &slips.rare)))
        .or_else(|| likely.iter().find(|whole| swapped.as_ref().is_some_and(|swapped| swapped.give(cx, whole))))?;
    Some(Claim { part, wholes: vec![*whole], share, measure: Measure::Share, certainty: Certainty::Mended })
}

/// A share of four digits and more, and a part in which two neighbouring digits may have changed places; or they did in its whole.
struct Swapped<'a> {
    part: &'a Quantity,
    parts: Vec<Decimal>,
    share: Decimal,
}

impl<'a> Swapped<'a> {
    fn of(part: &'a Quantity, share: Decimal) -> Option<Self> {
        slip::is_precise(share).then(|| Self { part, parts: swaps_of_many(part.number.value), share })
    }

    fn pairs(&self, whole: &Quantity) -> impl Iterator<Item = (Decimal, Decimal)> {
        let (written, all) = (self.part.number.value, whole.number.value);
        let parts = self.parts.iter().map(move |part| (*part, all));
        parts.chain(swaps_of_many(all).into_iter().map(move |whole| (written, whole)))
    }

    fn may_be(&self, wholes: &[&Quantity]) -> bool {
        let about = About::of(self.share);
        let written: Vec<i128> = about.units(self.share).into_iter().collect();
        wholes.iter().any(|whole| self.pairs(whole).any(|(part, whole)| about.is_one_of(&written, part, whole)))
    }

    fn give(&self, cx: &Context, whole: &Quantity) -> bool {
        self.pairs(whole).any(|(part, meant)| {
            Measure::Share.gives(cx, &self.part.with_value(part), &whole.with_value(meant), self.share)
        })
    }
}

/// A number of three digits and more with two neighbouring ones in each other's place.
fn swaps_of_many(written: Decimal) -> Vec<Decimal> {
    if slip::digits(written).is_empty() { Vec::new() } else { slip::swaps(written) }
}

/// True if one of the amounts near is the whole as written, or if that cannot be told.
pub fn has_fitting(cx: &Context, part: &Quantity, share: &Quantity) -> bool {
    let near: Vec<&Quantity> = amounts_near(cx, part, share).filter(|whole| is_no_less(whole, part)).collect();
    fits_one(cx, part, share, &near) != Some(false)
}

/// True if one of the amounts is the whole as written. `None` if the extent of a number is not known.
fn fits_one(cx: &Context, part: &Quantity, share: &Quantity, wholes: &[&Quantity]) -> Option<bool> {
    let interval = |quantity: &Quantity| quantity.interval(cx.facts.rounding);
    let hundred = Decimal::integer(100).to_rational();
    // What the whole must be: one division, however many there are.
    let needed = interval(part)?.divided_by(&interval(share)?).scaled(&hundred);
    Some(wholes.iter().any(|whole| interval(whole).is_none_or(|whole| !whole.is_disjoint(&needed))))
}

/// The greatest amounts of the sentence of a part and of the one before that are of a kind of their own.
fn greatest<'a>(cx: &Context, near: &[&'a Quantity], part: &Quantity) -> Vec<&'a Quantity> {
    let greatest_of = |sentences_before: u32| {
        let of_it = near.iter().filter(|whole| {
            cx.facts.sentence_of(whole).0 + sentences_before == cx.facts.sentence_of(part).0
                && whole.span.start < part.span.start
                && is_of_its_own_kind(cx, whole)
        });
        of_it.max_by_key(|whole| whole.value()).copied()
    };
    let before = near.iter().find(|whole| cx.facts.sentence_of(whole).0 + 1 == cx.facts.sentence_of(part).0);
    // 审结6380件。其中，合同纠纷3817件，其他781件。调撤3942件: of what that sentence parts.
    let farther = before.filter(|before| begins_with_part(cx, before)).and_then(|_| greatest_of(2));
    [greatest_of(0), greatest_of(1), farther].into_iter().flatten().collect()
}

/// True if the sentence of an amount begins with 其中.
fn begins_with_part(cx: &Context, amount: &Quantity) -> bool {
    let sentence = cx.facts.tokens.sentence_span(cx.facts.sentence_of(amount));
    cx.view.text().get(sentence.range()).is_some_and(|sentence| sentence.trim_start().starts_with("其中"))
}

/// 全年新增缴存42.68亿元 of 占当年缴存额: the words before an amount have two neighbouring characters of the name, and do not say that it is
/// narrower than the name does.
fn is_called_alike(cx: &Context, whole: &Quantity, name: &str) -> bool {
    let head = breakdown::head(cx, whole);
    let is_narrower = NARROWER.iter().any(|word| head.contains(word) && !name.contains(word));
    let is_level = is_of_level(head) || !is_of_level(name);
    is_level && !is_narrower && !is_a_part_itself(cx, whole) && has_word_of(head, name)
}

/// True if a share of this name may be of the whole. 服务业增加值 is no whole of 高新技术产业增加值，占规上工业的: it has the kind of the part, and
/// nothing of the name.
fn may_have_name(cx: &Context, part: &Quantity, whole: &Quantity, name: &str) -> bool {
    let (of_part, of_whole) = (breakdown::head(cx, part), breakdown::head(cx, whole));
    cell::is_of_all(name) || has_word_of(of_whole, name) || !has_word_of(of_part, of_whole)
}

/// True if the words have two neighbouring characters of a name that say what it is.
pub fn has_word_of(head: &str, name: &str) -> bool {
    let name = AREAS_AND_YEARS.iter().find_map(|all| name.strip_prefix(all)).unwrap_or(name);
    let starts = name.char_indices().map(|(at, _)| at);
    let ends = name.char_indices().map(|(at, c)| at + c.len_utf8()).skip(1);
    let mut words = starts.zip(ends).map(|(start, end)| &name[start..end]);
    words.any(|word| !SAYS_NOTHING.contains(&word) && !AREAS_AND_YEARS.contains(&word) && head.contains(word))
}

/// 制造业贷款48.6亿元，占全市制造业贷款的17.9%: of what the part is called, in a wider area.
fn is_of_all_such(head: &str, name: &str) -> bool {
    let plain = AREAS_AND_YEARS.iter().find_map(|all| name.strip_prefix(all)).unwrap_or(name);
    !plain.is_empty() && head.contains(plain)
}

/// 占全国的3.2%: an amount that is not said to be that of the country is not the whole.
fn is_of_another_scope(head: &str, name: &str) -> bool {
    OF_ANOTHER_SCOPE.iter().any(|scope| name.contains(scope) && !head.contains(scope))
}

/// Percentages to a tenth of the last place that is shown: most that are not meant are told apart by whole numbers.
struct About {
    place: i16,
}

impl About {
    fn of(share: Decimal) -> Self {
        Self { place: share.exponent - 1 }
    }

    fn units(&self, percentage: Decimal) -> Option<i128> {
        percentage.units_of(self.place)
    }

    /// True if the part is one of these percentages of the whole to one unit of the last place, or if the numbers are too long to tell.
    fn is_one_of(&self, percentages: &[i128], part: Decimal, whole: Decimal) -> bool {
        const UNIT: u128 = 10;
        let power = i32::from(part.exponent) - i32::from(whole.exponent) - i32::from(self.place) + 2;
        let scale = 10_i128.checked_pow(power.unsigned_abs());
        let scaled = |mantissa: i64, is_scaled: bool| {
            if is_scaled { i128::from(mantissa).checked_mul(scale?) } else { Some(i128::from(mantissa)) }
        };
        let (part, whole) = (scaled(part.mantissa, power > 0), scaled(whole.mantissa, power < 0));
        let percent = part.zip(whole).and_then(|(part, whole)| part.checked_div(whole));
        percent.is_none_or(|percent| percentages.iter().any(|meant| meant.abs_diff(percent) <= UNIT))
    }
}

/// Amounts before a part that are no less than it, of its unit, nearest first.
pub fn wholes<'a>(cx: &'a Context, part: &'a Quantity) -> impl Iterator<Item = &'a Quantity> {
    amounts_before(cx, part, part).filter(|whole| is_no_less(whole, part))
}

fn is_no_less(whole: &Quantity, part: &Quantity) -> bool {
    whole.value() >= part.value() && whole.number.value.mantissa > 0
}

/// Amounts of the unit of a part not far before its share, nearest first, and those right behind it.
fn amounts_near<'a>(cx: &'a Context, part: &'a Quantity, share: &'a Quantity) -> impl Iterator<Item = &'a Quantity> {
    let quantities = &cx.facts.quantities;
    let at = quantities.partition_point(|quantity| quantity.span.start <= share.span.start);
    let behind = quantities.iter().skip(at).take(FARTHEST_BEHIND).filter(|whole| is_like(cx, whole, part));
    amounts_before(cx, share, part).filter(|whole| whole.span != part.span).chain(behind)
}

/// Amounts of the unit of a part not far before a quantity, nearest first.
fn amounts_before<'a>(cx: &'a Context, quantity: &Quantity, part: &'a Quantity) -> impl Iterator<Item = &'a Quantity> {
    let quantities = &cx.facts.quantities;
    let at = quantities.partition_point(|other| other.span.start < quantity.span.start);
    let near = quantities.get(at.saturating_sub(2 * MOST_DISTANT)..at).unwrap_or_default().iter().rev();
    near.filter(|whole| is_like(cx, whole, part))
}

fn is_like(cx: &Context, whole: &Quantity, part: &Quantity) -> bool {
    whole.qualifier == Qualifier::Exact && whole.has_unit_of(part, cx.view)
}

/// True if the words before an amount say that it is one of its own kind: no change, no mean, nothing of a plan.
pub fn is_of_its_own_kind(cx: &Context, whole: &Quantity) -> bool {
    !is_narrower(breakdown::head(cx, whole))
}

/// True if the words before an amount say that it is narrower than all of its kind.
pub fn is_narrower(head: &str) -> bool {
    !is_of_level(head) || NARROWER.iter().any(|word| head.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_told_apart_by_whole_numbers() {
        let decimal = |text: &str| Decimal::parse(text).expect("a number");
        let is_about = |part, whole, percentage| {
            let about = About::of(decimal(percentage));
            about.is_one_of(&[about.units(decimal(percentage)).expect("short")], decimal(part), decimal(whole))
        };
        assert!(is_about("121.46", "286.53", "42.39") && is_about("121.46", "286.53", "42"));
        assert!(!is_about("121.46", "286.53", "24.39") && !is_about("121.46", "286.53", "42.41"));
        assert!(is_about("96", "120", "80") && !is_about("96", "120", "82"));
        assert!(is_about("999999999999999999", "0.0000000000000000000000000001", "10"), "too long to tell");
    }

    #[test]
    fn names_that_share_a_word() {
        assert!(has_word_of("全年新增缴存", "当年缴存额") && has_word_of("水田播种", "播种面积"));
        assert!(!has_word_of("全市造林", "全市播种面积") && !has_word_of("缴存总额", "贷款总额"));
        assert!(is_of_another_scope("财政收入", "全省财政收入") && !is_of_another_scope("全省收入", "全省财政收入"));
    }
}
