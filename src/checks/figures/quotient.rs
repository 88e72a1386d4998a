//! What no expression of figures/quotient reads: an amount of each of so many things, the amount of all of them and how many there are
//! standing apart: 投诉7315件…挽回损失826.4万元，平均每件投诉1129.7元. Takes amounts behind 每 or 均; gives the two that they are the quotient of. Runs
//! beside the rule's declaration.

mod period;
mod ratio;

use crate::checks::figures::beside::Told;
use crate::checks::figures::breakdown::head;
use crate::checks::figures::named_whole;
use crate::checks::{Context, Report};
use crate::facts::cue::Cues;
use crate::facts::interval::{Decimal, Interval, power_of_ten};
use crate::facts::lexicon::is_mark_or_digit;
use crate::facts::number::Script;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip;
use crate::finding::Message;
use crate::relation::Verdict;
use crate::span::ViewSpan;

/// So many quantities before an amount of each the others stand, at most, and so many sentences.
const FARTHEST: usize = 16;
const SENTENCES_BACK: u32 = 2;
/// Least number, its point left out, that a slip in it tells of any amounts near.
const SHORTEST_SLIP: u64 = 100;
/// Characters of what is of each: 投诉挽损, 持有.
const LONGEST_NAME: usize = 8;
/// Units that count the same things.
const ALIKE: &[&[&str]] = &[
    &["人", "名", "位", "人次", "生"],
    &["件", "起", "宗", "案"],
    &["户", "家"],
    &["所", "校"],
    &["个", "村", "班", "站"],
    &["天", "日"],
    &["月", "个月"],
];
/// Units of what a unit of land gives.
const YIELDS: &[&str] = &["公斤", "千克"];
/// Bytes of the noun behind a number: 14个办税厅.
const LONGEST_NOUN: usize = 24;

/// Reports amounts of each that are not the quotient of the two numbers near, if one slip explains it.
pub fn check(cx: &Context, report: &mut Report) {
    if cx.facts.is_english {
        return;
    }
    for (index, each) in cx.facts.quantities.iter().enumerate() {
        if each.number.script != Script::Arabic {
            continue;
        }
        if (is_exact(each) || is_about(each))
            && let Some(of) = Each::of(cx, each)
        {
            if let Some(told) = told(cx, index, &of) {
                told.tell(cx, report);
            } else if let Some(told) = period::told(cx, index, &of) {
                told.tell(cx, report);
            }
        } else if each.kind == UnitKind::None
            && let Some(told) = ratio::told(cx, index)
        {
            told.tell(cx, report);
        }
    }
}

fn is_exact(amount: &Quantity) -> bool {
    let is_amount = matches!(amount.kind, UnitKind::Count | UnitKind::Measure | UnitKind::Duration);
    is_amount && amount.qualifier == Qualifier::Exact
}

/// 约47.3次: an amount of each with three digits and more is that of the two numbers all the same.
fn is_about(each: &Quantity) -> bool {
    let is_amount = matches!(each.kind, UnitKind::Count | UnitKind::Measure);
    is_amount && each.qualifier == Qualifier::About && each.number.value.mantissa.unsigned_abs() >= SHORTEST_SLIP
}

/// Of what there is one amount, and so many of them together.
struct Each<'t> {
    /// 公 of 每公里, 人 of 人均: the first character of what is counted.
    unit: &'t str,
    /// The words from there on, the unit left out where it stands before 均: 公里, 件投诉挽损, 结案 of 人均结案.
    words: &'t str,
    /// 1 of 每人, 3 of 每千人: a power of ten.
    power: i16,
    /// 户次 of 户次均: the words before 均, nothing for 每.
    ahead: &'t str,
    /// True for 每, behind which stands what it is of, and false for 均.
    is_named: bool,
    /// The unit of the amount of all, if it is not that of the amount of each: 吨 of 亩产578公斤.
    unit_of_all: Option<&'static str>,
}

impl<'t> Each<'t> {
    fn of(cx: &'t Context, each: &Quantity) -> Option<Self> {
        if each.cues.has(Cues::EACH)
            && let Some(of) = Self::behind_each(head(cx, each))
        {
            return Some(of);
        }
        let is_yield = each.kind == UnitKind::Measure && YIELDS.contains(&cx.view.slice(each.unit));
        let is_of_land = || {
            let words = head(cx, each).trim_end().trim_end_matches(['为', '达']);
            ["亩产", "单产"].iter().any(|word| words.ends_with(word))
        };
        (is_yield && is_of_land()).then_some(Self {
            unit: "亩",
            words: "",
            power: 3,
            ahead: "",
            is_named: false,
            unit_of_all: Some("吨"),
        })
    }

    /// 件 of 平均每件投诉挽损 and of 件均, 人 of 每千人: of what each there is one amount.
    fn behind_each(head: &'t str) -> Option<Self> {
        const POWERS: [(char, i16); 4] = [('十', 1), ('百', 2), ('千', 3), ('万', 4)];
        let (at, word) = head.char_indices().rev().find(|(_, c)| matches!(c, '每' | '均'))?;
        let (ahead, mut behind) = (head.get(..at)?, head.get(at + word.len_utf8()..)?);
        let power = POWERS.iter().find(|(power, _)| word == '每' && behind.starts_with(*power));
        behind = power.map_or(behind, |(word, _)| behind.trim_start_matches(*word));
        // 年均, 平均: of each year, of something.
        let unit = match word {
            '每' => behind.get(..behind.chars().next()?.len_utf8())?,
            _ => ahead.get(ahead.char_indices().next_back()?.0..)?,
        };
        let is_short = behind.chars().count() <= LONGEST_NAME + 1;
        // 人均补助标准由40元提高到80元: what it was before, and what was set.
        let is_change = behind.contains(['增', '减', '升', '降', '比', '较', '收', '超', '计', '达'])
            || behind.ends_with(['由', '从'])
            || behind.contains("标准");
        let is_area = word == '每' && behind.starts_with("平方");
        let is_of_things = is_area || !matches!(unit, "年" | "平" | "周" | "季" | "千" | "万" | "百" | "股");
        let power = power.map_or(0, |(_, power)| *power);
        let is_named = word == '每';
        let ahead = if is_named { "" } else { ahead };
        let of = Self { unit, words: behind, power, ahead, is_named, unit_of_all: None };
        (is_short && !is_change && is_of_things).then_some(of)
    }

    /// True if an amount of all has this unit: that of the amount of each, or the other one.
    fn has_unit_of_all(&self, cx: &Context, all: &Quantity, each: &Quantity) -> bool {
        match self.unit_of_all {
            None => all.has_unit_of(each, cx.view),
            Some(unit) => cx.view.slice(all.unit).trim() == unit,
        }
    }
}

/// True if a number with this unit counts what each is said of, or with this noun behind it: 14个办税厅 of 每厅.
fn counts(cx: &Context, count: &Quantity, each: &Each) -> bool {
    let written = cx.view.slice(count.unit).trim();
    let is_unit = written == each.unit
        || written.len() > each.unit.len() && (each.words.starts_with(written) || each.ahead.ends_with(written))
        || ALIKE.iter().any(|alike| alike.contains(&each.unit) && alike.contains(&written));
    is_unit
        || count.kind == UnitKind::Count && {
            let text = cx.view.text();
            let start = count.span.end as usize;
            let near = text.get(start..text.floor_char_boundary(start + LONGEST_NOUN)).unwrap_or("");
            let noun = near.find(is_mark_or_digit).map(|end| &near[..end]);
            noun.is_some_and(|noun| noun.ends_with(each.unit))
        }
}

/// The amount of all and their number that give the amount of each, or would but for one slip in it.
fn told<'a>(cx: &'a Context, index: usize, of: &Each<'a>) -> Option<Told<'a>> {
    let each = cx.facts.quantities.get(index)?;
    let near = near(cx, index)?;
    // 新增床位520张, 每千人床位6.8张: of all of them.
    let is_level = |all: &Quantity| !["新", "增", "减"].iter().any(|word| head(cx, all).contains(word));
    let is_of_all = |all: &&&Quantity| {
        of.has_unit_of_all(cx, all, each) && if of.power > 0 { is_level(all) } else { all.value() > each.value() }
    };
    let amounts: Vec<&Quantity> = near.iter().filter(is_of_all).copied().collect();
    if amounts.is_empty() {
        return None;
    }
    let is_number = |number: &&&Quantity| number.value().is_positive() && counts(cx, number, of);
    let numbers: Vec<&Quantity> = near.iter().filter(is_number).copied().collect();
    let stated = each.interval(cx.facts.rounding)?;
    let quotient = |all: &Quantity, number: &Quantity| {
        let (all, number) = (all.interval(cx.facts.rounding)?, number.interval(cx.facts.rounding)?);
        Some(all.divided_by(&number).scaled(&power_of_ten(of.power)))
    };
    let fits =
        |(all, number): &(&Quantity, &Quantity)| quotient(all, number).is_some_and(|given| !given.is_disjoint(&stated));
    // 58640人次、300场, 场均195人次: the mean of whole things is rounded, as that of amounts is.
    let rounded = cx.facts.rounding.interval(each.number.value);
    let is_rounded = |(all, number): (&Quantity, &Quantity)| {
        each.qualifier == Qualifier::Exact && quotient(all, number).is_some_and(|given| !given.is_disjoint(&rounded))
    };
    let is_rounded_of = |pair| is_rounded(pair) || beside(cx, each, paired(&amounts, &numbers)).any(is_rounded);
    let of_noun = || of_noun(cx, index, of);
    let (verdict, (all, number)) = match paired(&amounts, &numbers).find(fits).or_else(|| of_noun().filter(fits)) {
        Some(pair) => (Verdict::Holds, pair),
        None => match explained(cx, index, of, &amounts, &numbers)
            .or_else(|| of_noun().filter(|pair| is_slip(cx, each, *pair, of)))
            .filter(|pair| names_what_is_of_each(cx, of, *pair) && !is_rounded_of(*pair))
        {
            Some(pair) => (Verdict::Contradicted, pair),
            None => (Verdict::NotChecked(Message::new("partial")), paired(&amounts, &numbers).next()?),
        },
    };
    Some(Told {
        stated: ("each", each),
        others: [("all", all), ("number", number)],
        formula: "all / number = each",
        expected: quotient(all, number)?,
        verdict,
        is_turned: false,
        is_sure: false,
    })
}

/// The quantities near an amount of each that may be that of all or their number, the last one first.
fn near<'a>(cx: &'a Context, index: usize) -> Option<Vec<&'a Quantity>> {
    let quantities = &cx.facts.quantities;
    let each = quantities.get(index)?;
    let near = quantities.get(index.saturating_sub(FARTHEST)..(index + 2).min(quantities.len()))?;
    let sentence = |quantity: &Quantity| cx.facts.sentence_of(quantity).0;
    let is_near = |other: &&Quantity| {
        let back = if other.span.start < each.span.start { SENTENCES_BACK } else { 0 };
        is_exact(other)
            && other.number.script == Script::Arabic
            && other.span != each.span
            && (sentence(each).saturating_sub(back)..=sentence(each)).contains(&sentence(other))
            && !cx.facts.is_opaque(other.span)
    };
    Some(near.iter().rev().filter(is_near).collect())
}

/// The pair that would give the amount of each but for one slip.
fn explained<'a>(
    cx: &'a Context,
    index: usize,
    of: &Each,
    amounts: &[&'a Quantity],
    numbers: &[&'a Quantity],
) -> Option<(&'a Quantity, &'a Quantity)> {
    let each = cx.facts.quantities.get(index)?;
    let may_be = |(all, number): &(&Quantity, &Quantity)| may_give(all, number, each, of);
    let pairs = || paired(amounts, numbers).filter(may_be);
    let (whole_amounts, whole_numbers) = (without_parts(cx, amounts), without_parts(cx, numbers));
    let whole_pairs = paired(&whole_amounts, &whole_numbers).filter(may_be);
    let is_sure = is_only(cx, each, whole_pairs) || is_said_before(cx, index, pairs());
    let slips = match is_sure {
        true => slip::near(each.number.value),
        // 12 for 21 is an accident among so many amounts.
        false if each.number.value.mantissa.unsigned_abs() < SHORTEST_SLIP => Vec::new(),
        false => slip::swaps_and_points(each.number.value),
    };
    pairs()
        .find(|(all, number)| gives_one_of(cx, all, number, of, &slips))
        .or_else(|| pairs().find(|(all, number)| is_sure && would_give(cx, each, all, number, of)))
        .or_else(|| of_name(cx, index, of, pairs()))
}

/// True if an amount of all and their number give about what there is of each: no slip makes it twenty times another one.
fn may_give(all: &Quantity, number: &Quantity, each: &Quantity, of: &Each) -> bool {
    const MOST_TIMES: i64 = 20;
    let times = Decimal::integer(MOST_TIMES).to_rational();
    let (all, stated) = (all.value() * power_of_ten(of.power), number.value() * each.value());
    all <= &stated * &times && stated <= all * times
}

/// 社会组织18,012个，…；从业人员21.9万人，平均每个社会组织12人: the amount right before, and the only number of what the words behind 每 name.
fn of_noun<'a>(cx: &'a Context, index: usize, of: &Each<'a>) -> Option<(&'a Quantity, &'a Quantity)> {
    const SHORTEST: usize = 3;
    let quantities = &cx.facts.quantities;
    let each = quantities.get(index)?;
    let noun = of.words.strip_prefix(of.unit)?.trim();
    if noun.chars().count() < SHORTEST || of.power != 0 {
        return None;
    }
    let all = quantities.get(index.checked_sub(1)?).filter(|all| is_exact(all) && all.has_unit_of(each, cx.view))?;
    let mut numbers = named_whole::amounts_called(cx, index, noun).filter(|number| counts(cx, number, of));
    let number = numbers.next().filter(|number| number.value().is_positive())?;
    numbers.next().is_none().then_some((all, number))
}

/// True if the pair would give the amount of each but for two digits of it in each other's place, or its point.
fn is_slip(cx: &Context, each: &Quantity, (all, number): (&Quantity, &Quantity), of: &Each) -> bool {
    gives_one_of(cx, all, number, of, &slip::swaps_and_points(each.number.value))
}

/// 国小61所…平均每所国小: words beside one of the two numbers begin with the noun behind 每, if there is one. Those of 国中 are of other things.
fn names_what_is_of_each(cx: &Context, of: &Each, (all, number): (&Quantity, &Quantity)) -> bool {
    const CHARACTERS: usize = 2;
    let words = of.words.strip_prefix(cx.view.slice(number.unit).trim()).or_else(|| of.words.strip_prefix(of.unit));
    let words = words.unwrap_or(of.words).trim();
    let Some((at, last)) = words.char_indices().nth(CHARACTERS - 1) else { return true };
    let noun = &words[..at + last.len_utf8()];
    let text = cx.view.text();
    let is_beside = |amount: &Quantity| {
        let start = amount.span.end as usize;
        let behind = text.get(start..text.floor_char_boundary(start + LONGEST_NOUN)).unwrap_or_default();
        let behind = behind.find(is_mark_or_digit).map_or(behind, |end| &behind[..end]);
        head(cx, amount).contains(noun) || behind.contains(noun)
    };
    !of.is_named || of.power > 0 || is_beside(all) || is_beside(number)
}

/// Each amount of all with each number of them.
fn paired<'a: 'q, 'q>(
    amounts: &'q [&'a Quantity],
    numbers: &'q [&'a Quantity],
) -> impl Iterator<Item = (&'a Quantity, &'a Quantity)> + 'q {
    let pairs = amounts.iter().flat_map(|all| numbers.iter().map(move |number| (*all, *number)));
    pairs.filter(|(all, number)| all.span != number.span)
}

/// 入户1172户，其中低保户386户、一般户786户; 志工743人，男328人、女415人: the amounts that are no parts of another one of the same sentence.
fn without_parts<'a>(cx: &Context, amounts: &[&'a Quantity]) -> Vec<&'a Quantity> {
    let added = added_up(amounts);
    const OPENS: &[&str] = &["其中", "包括", "含", "分别"];
    let is_part_of = |part: &Quantity, whole: &Quantity| {
        let between = cx.view.text().get(whole.span.end as usize..part.span.start as usize);
        whole.value() > part.value()
            && cx.facts.sentence_of(part) == cx.facts.sentence_of(whole)
            && between.is_some_and(|between| OPENS.iter().any(|word| between.contains(word)))
    };
    let is_whole =
        |part: &&&Quantity| !added.contains(&part.span) && !amounts.iter().any(|whole| is_part_of(part, whole));
    amounts.iter().filter(is_whole).copied().collect()
}

/// The amounts that, one behind the other, give the one right before them; `amounts` has the last one first.
fn added_up(amounts: &[&Quantity]) -> Vec<ViewSpan> {
    let in_order: Vec<&Quantity> = amounts.iter().rev().copied().collect();
    let parts_of = |(at, whole): (usize, &&Quantity)| {
        let mut sum = Decimal::integer(0).to_rational();
        let behind = in_order.get(at + 1..)?;
        let sums = behind.iter().map(|part| {
            sum = &sum + part.value();
            sum.clone()
        });
        let count = sums.take_while(|sum| *sum <= whole.value()).position(|sum| sum == whole.value())?;
        behind.get(..=count).filter(|_| count > 0)
    };
    let parts = in_order.iter().enumerate().filter_map(parts_of).flatten();
    parts.map(|part| part.span).collect()
}

/// True if one pair of the same sentence alone may give the amount of each, which has two digits at least: what one slip explains is
/// said.
fn is_only<'a>(cx: &Context, each: &Quantity, pairs: impl Iterator<Item = (&'a Quantity, &'a Quantity)>) -> bool {
    const SHORTEST: u64 = 10;
    each.number.value.mantissa.unsigned_abs() >= SHORTEST && beside(cx, each, pairs).count() == 1
}

/// The pairs that stand in the sentence of the amount of each.
fn beside<'a: 'q, 'q>(
    cx: &'q Context,
    each: &'q Quantity,
    pairs: impl Iterator<Item = (&'a Quantity, &'a Quantity)> + 'q,
) -> impl Iterator<Item = (&'a Quantity, &'a Quantity)> + 'q {
    let is_beside = |other: &Quantity| cx.facts.sentence_of(other) == cx.facts.sentence_of(each);
    pairs.filter(move |(all, number)| is_beside(all) && is_beside(number))
}

/// 共165场，参加9174人次，平均每场55.6人次: the two quantities right before the amount of each are such a pair, and the number is no part of
/// another one.
fn is_said_before<'a>(
    cx: &Context,
    index: usize,
    mut pairs: impl Iterator<Item = (&'a Quantity, &'a Quantity)>,
) -> bool {
    let quantities = &cx.facts.quantities;
    let Some([first, last]) = index.checked_sub(2).and_then(|from| quantities.get(from..index)) else { return false };
    let is_one = |one: &Quantity, other: &Quantity| one.span == first.span && other.span == last.span;
    let is_total = |number: &Quantity| {
        let is_other = |other: &Quantity| {
            other.span != number.span
                && other.has_unit_of(number, cx.view)
                && cx.facts.sentence_of(other) == cx.facts.sentence_of(number)
        };
        let near = quantities.get(index.saturating_sub(FARTHEST)..index).unwrap_or_default();
        head(cx, number).contains(['共', '计']) || !near.iter().any(is_other)
    };
    cx.facts.sentence_of(first) == cx.facts.sentence_of(last)
        && !first.has_unit_of(last, cx.view)
        && pairs.any(|(all, number)| (is_one(all, number) || is_one(number, all)) && is_total(number))
}

/// 审执结9216件…法官34名，人均结案271件: the number right before, and an amount of what is of each: one digit of three is another one.
fn of_name<'a>(
    cx: &'a Context,
    index: usize,
    of: &Each,
    mut pairs: impl Iterator<Item = (&'a Quantity, &'a Quantity)>,
) -> Option<(&'a Quantity, &'a Quantity)> {
    let each = cx.facts.quantities.get(index)?;
    let last = cx.facts.quantities.get(index.checked_sub(1)?)?;
    let name = of.words.strip_prefix(cx.view.slice(last.unit).trim()).unwrap_or(of.words).trim();
    let word = name.char_indices().nth(1).and_then(|(at, c)| name.get(..at + c.len_utf8()))?;
    let has_last_of = |all: &Quantity| {
        let head = head(cx, all);
        head.contains(word) || word.chars().last().is_some_and(|last| head.trim_end().ends_with(last))
    };
    let digits = slip::digits(each.number.value);
    pairs.find(|(all, number)| {
        number.span == last.span && has_last_of(all) && gives_one_of(cx, all, number, of, &digits)
    })
}

/// True if the amount of all or their number gives the amount of each but for two digits in each other's place, or its point: to the last digit
/// if the amount of each has fewer than three.
fn would_give(cx: &Context, each: &Quantity, all: &Quantity, number: &Quantity, of: &Each) -> bool {
    let written = each.number.value;
    let is_short = slip::digits(written).is_empty();
    let is_product = |all: &Quantity, number: &Quantity| {
        all.value() * power_of_ten(of.power) == number.value() * written.to_rational()
    };
    let gives = |all: &Quantity, number: &Quantity| match is_short {
        true => is_product(all, number),
        false => gives_one_of(cx, all, number, of, &[written]),
    };
    slip::swaps_and_points(all.number.value).into_iter().any(|meant| gives(&all.with_value(meant), number))
        || slip::swaps(number.number.value).into_iter().any(|meant| gives(all, &number.with_value(meant)))
        || slip::is_precise(written) && would_give_precisely(cx, all, number, of, written)
}

/// The same of any one slip in it or in a number of three digits and more, where the amount of each has four: within what the digits
/// stand for.
fn would_give_precisely(cx: &Context, all: &Quantity, number: &Quantity, of: &Each, written: Decimal) -> bool {
    let shown = |meant: Decimal| cx.facts.rounding.interval(meant);
    let given = |all: &Quantity, number: &Quantity| {
        let (all, number) = (all.interval(cx.facts.rounding)?, number.interval(cx.facts.rounding)?);
        Some(all.divided_by(&number).scaled(&power_of_ten(of.power)))
    };
    let gives = |all: &Quantity, number: &Quantity, meant: Decimal| {
        given(all, number).is_some_and(|given| !given.is_disjoint(&shown(meant)))
    };
    let meant = |quantity: &Quantity| {
        let value = quantity.number.value;
        if value.mantissa.unsigned_abs() < SHORTEST_SLIP { Vec::new() } else { slip::near(value) }
    };
    slip::near(written).into_iter().any(|meant| gives(all, number, meant))
        || meant(all).into_iter().any(|meant| gives(&all.with_value(meant), number, written))
        || meant(number).into_iter().any(|meant| gives(all, &number.with_value(meant), written))
}

/// True if two numbers as shown give one of several.
fn gives_one_of(cx: &Context, all: &Quantity, number: &Quantity, of: &Each, meant: &[Decimal]) -> bool {
    let exact = Interval::point(all.value() * power_of_ten(of.power)).divided_by(&Interval::point(number.value()));
    meant.iter().any(|meant| !exact.is_disjoint(&cx.facts.rounding.interval(*meant)))
}
