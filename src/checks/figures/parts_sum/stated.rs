//! Sums in other forms than 其中: labels behind their numbers in English, values behind 分别, who is present and who is not,
//! and amounts with their total at the end.

use std::ops::Range;

use crate::checks::Context;
use crate::checks::figures::breakdown;
use crate::facts::interval::Interval;
use crate::facts::lexicon::{ENGLISH_CLOSED_SETS, is_mark_or_digit};
use crate::facts::number::{Script, han_digit};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip::Explanation;

use super::cue::{INCLUDING, OF_WHICH, PRESENT, RESPECTIVELY, REST, how_many_are_added};
use super::kind::{
    ONE_IN, explained, is_certain, is_certain_of_row, leave_no_kind_out, leave_nothing_out_of, names_all,
};
use super::row::is_part_of_a_name;
use super::total::{is_average, is_change_of_something, is_one_of_two, is_rate, name_of};
use super::{LONGEST_CLAUSE, LONGEST_HEAD, LONGEST_TAIL, MOST_PARTS, Sum, SumKind, fits};

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
    let total = amounts_before(cx, first).next()?;
    let tail = text.get(total.span.end as usize..site)?;
    let is_tail =
        tail.len() <= LONGEST_ENGLISH_CLAUSE && !ends_english_sentence(tail) && !tail.contains([';', ':', '(']);
    let is_list = text.get(site..end) == Some(": ");
    is_tail.then(|| english_parts_of(cx, total, first, end, is_list))?
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
    const MOST: usize = 4;
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    let is_near = move |total: &Quantity, part: &Quantity| {
        let gap = text.get(total.span.end as usize..part.span.start as usize);
        gap.is_some_and(|gap| gap.len() <= LONGEST_CLAUSE && !gap.contains('\n'))
    };
    let count = if cx.facts.is_english { quantities.len() } else { 0 };
    (1..count).filter_map(move |first| {
        let before = quantities.get(first.saturating_sub(MOST)..first)?;
        let part = quantities.get(first)?;
        let start = before.last()?.span.end as usize;
        let gap = text.get(start..part.span.start as usize)?;
        // including 520 men, 340 women and 20 children: some of them, and one may be two of these.
        if gap.contains("including") {
            return None;
        }
        // Within a sentence a row begins behind its total.
        let opens = gap.rfind(['.', ';', ':', ',']);
        let begins = gap.contains(['.', ';', ':']);
        let from = opens.map(|at| start + at + 1)?;
        let totals = before.iter().rev().take(if begins { MOST } else { 1 });
        let totals = totals.filter(|total| is_near(total, part) && part.is_below(total));
        let mut sums = totals.filter_map(|total| english_parts_of(cx, total, first, from, false));
        let sum = sums.next().filter(|sum| sum.kind != SumKind::Whole)?;
        let is_only_one = sums.next().is_none();
        let found = explained(cx, sum.total, &sum.parts)?;
        (is_only_one && is_certain_unopened(&found, sum.parts.len())).then_some(sum)
    })
}

/// True if amounts together are more than one.
pub fn exceed(total: &Quantity, parts: &[&Quantity]) -> bool {
    let sum = parts.iter().map(|part| part.value()).reduce(|one, other| one + other);
    sum.is_some_and(|sum| sum > total.value())
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
    let is_like_total = |part: &Quantity| {
        let is_bare = |quantity: &Quantity| quantity.kind == UnitKind::None;
        (total.has_unit_of(part, cx.view) || is_bare(part) || is_bare(total))
            && is_money(cx, total) == is_money(cx, part)
            && magnitude(cx, total) == magnitude(cx, part)
            && is_english_amount(cx, part)
            && part.value() < total.value()
    };
    let mut parts: Vec<&Quantity> = Vec::new();
    let (mut from, mut join) = (end, "");
    for part in quantities.get(first..)?.iter().take(MOST_PARTS) {
        let gap = text.get(from..part.span.start as usize)?;
        if gap.len() > LONGEST_ENGLISH_CLAUSE || ends_english_sentence(gap) || gap.contains([';', '\n']) {
            break;
        }
        from = part.span.end as usize;
        if is_rate(part.kind) {
            continue;
        }
        let is_joined = parts.is_empty() || gap.contains(',') || gap.contains(" and ");
        if !is_like_total(part) || !is_joined {
            return None;
        }
        join = gap;
        parts.push(part);
    }
    if parts.len() < 2 || !join.contains("and ") || !is_english_amount(cx, total) {
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
    // 2022/23
    let is_of_a_year = |quantity: &Quantity| {
        let before = cx.view.text().get(..quantity.span.start as usize).unwrap_or("");
        quantity.kind == UnitKind::None && before.ends_with(['/', '–', '-'])
    };
    before.filter(move |quantity| is_english_amount(cx, quantity) && !is_of_a_year(quantity))
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

const CURRENCY_SIGNS: [char; 4] = ['$', '£', '€', '¥'];

/// 120 projects, $45.6; a number without a unit if it may not be a year.
fn is_english_amount(cx: &Context, quantity: &Quantity) -> bool {
    matches!(quantity.kind, UnitKind::Count | UnitKind::Measure)
        || quantity.kind == UnitKind::None
            && (is_money(cx, quantity) || !may_be_year(quantity) || cx.view.slice(quantity.number.span).contains(','))
}

/// $45.6
fn is_money(cx: &Context, quantity: &Quantity) -> bool {
    cx.view.text().get(..quantity.span.start as usize).is_some_and(|before| before.ends_with(CURRENCY_SIGNS))
}

/// 2015
fn may_be_year(quantity: &Quantity) -> bool {
    quantity.number.value.to_integer().is_some_and(|value| (1800..=2100).contains(&value))
}

/// The word for a power of ten behind a number that was read without it: $45.6 million, £21.3m.
fn magnitude<'a>(cx: &'a Context, quantity: &Quantity) -> &'a str {
    const WORDS: &[&str] = &["million", "billion", "thousand", "trillion", "m", "bn", "k"];
    let behind = cx.view.text().get(quantity.span.end as usize..).unwrap_or("").trim_start();
    let length = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
    let word = behind.get(..length).unwrap_or("");
    if WORDS.contains(&word) { word } else { "" }
}

/// 87项，已完成85项，其余2项: what is left of a whole when its parts are taken away. Whatever amounts of the sentence are meant, the
/// sum is given by one reading, or a slip of the pen in one number would give it.
pub fn parts_and_rest<'a>(cx: &'a Context, site: usize) -> Option<Sum<'a>> {
    const MOST: usize = 8;
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    let end = site + REST.len();
    let at = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < end);
    let rest = quantities.get(at)?;
    let words = text.get(end..rest.span.start as usize)?;
    if words.chars().count() > LONGEST_TAIL || words.contains(is_mark_or_digit) {
        return None;
    }
    let is_amount = |quantity: &Quantity| {
        matches!(quantity.kind, UnitKind::Count | UnitKind::Measure) && quantity.qualifier == Qualifier::Exact
    };
    let before = quantities.get(at.saturating_sub(2 * MOST)..at)?.iter().rev();
    let of_sentence = before.take_while(|quantity| cx.facts.sentence_of(quantity) == cx.facts.sentence_of(rest));
    let mut amounts: Vec<&Quantity> =
        of_sentence.filter(|quantity| quantity.has_unit_of(rest, cx.view)).take(MOST + 1).collect();
    amounts.reverse();
    let is_plain =
        |amount: &&Quantity| is_amount(amount) && !is_one_of_two(cx, "", amount) && !is_change_of_something(cx, amount);
    if !(2..=MOST).contains(&amounts.len()) || !amounts.iter().all(is_plain) || !is_amount(rest) {
        return None;
    }
    amounts.push(rest);
    let reading = |from: usize| amounts.get(from..).and_then(<[&Quantity]>::split_first);
    let mut readings = (0..amounts.len() - 2).filter_map(reading);
    let is_judged = |total: &Quantity, parts: &[&Quantity]| {
        explained(cx, total, parts).is_some() && !counts_within_a_part(cx, parts) && !goes_on_behind(cx, at)
    };
    let (total, parts) = readings
        .find(|(total, parts)| fits(cx, total, parts.iter().copied()))
        .or_else(|| reading(0).filter(|(total, parts)| is_judged(total, parts)))?;
    Some(Sum { total, change: None, parts: parts.to_vec(), kind: SumKind::Whole })
}

/// 发现问题2315个，已整改2287个，尚有28个正在整改: what is done and what is not, of the only other amount of the sentence. The two give
/// it, or one slip would make them.
pub fn done_and_undone<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    const DONE: &[&str] = &[
        "已", "办结", "完成", "整改", "实到", "到位", "闭合", "出租", "复学", "合格", "化解", "销号", "在用", "支出",
        "使用", "下达", "审结", "执结",
    ];
    const MOST: usize = 4;
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    let at = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < end);
    let undone = quantities.get(at).filter(|undone| breakdown::is_amount(undone))?;
    let words = text.get(site..undone.span.start as usize)?;
    if words.chars().count() > LONGEST_TAIL || words.contains(is_mark_or_digit) || goes_on_behind(cx, at) {
        return None;
    }
    let before = quantities.get(at.saturating_sub(2 * MOST)..at)?.iter().rev();
    let of_sentence = before.take_while(|quantity| cx.facts.sentence_of(quantity) == cx.facts.sentence_of(undone));
    let mut amounts = of_sentence.filter(|quantity| quantity.has_unit_of(undone, cx.view));
    let (done, total) = (amounts.next()?, amounts.next()?);
    let is_plain = |amount: &Quantity| {
        breakdown::is_amount(amount) && !is_one_of_two(cx, "", amount) && !is_change_of_something(cx, amount)
    };
    let head = text.get(total.span.end as usize..done.span.start as usize)?;
    let clause = head.rsplit(is_mark_or_digit).next()?;
    let is_done = DONE.iter().any(|word| clause.contains(word)) && !clause.contains(['未', '其']);
    if amounts.next().is_some() || !is_plain(done) || !is_plain(total) || !is_done {
        return None;
    }
    let parts = vec![done, undone];
    let fits = fits(cx, total, parts.iter().copied());
    let is_slip = || explained(cx, total, &parts).is_some();
    (fits || is_slip()).then_some(Sum { total, change: None, parts, kind: SumKind::Whole })
}

/// 边缘户20户，其中监测户5户，其余220户: one of the amounts is counted within another.
fn counts_within_a_part(cx: &Context, parts: &[&Quantity]) -> bool {
    let between = |pair: &[&Quantity]| cx.view.text().get(pair[0].span.end as usize..pair[1].span.start as usize);
    let is_within = |words: &str| [OF_WHICH, INCLUDING, "含"].iter().any(|word| words.contains(word));
    parts.windows(2).any(|pair| between(pair).is_none_or(is_within))
}

/// 其余3个年内开工，1个待定; 其余22件（含结转2件）: the sentence goes on with another amount of that unit behind the quantity `rest`.
fn goes_on_behind(cx: &Context, rest: usize) -> bool {
    const MOST_BEHIND: usize = 4;
    let mut behind = cx.facts.quantities.iter().skip(rest);
    let Some(last) = behind.next() else { return false };
    behind
        .take(MOST_BEHIND)
        .take_while(|next| cx.facts.sentence_of(next) == cx.facts.sentence_of(last))
        .any(|next| next.has_unit_of(last, cx.view))
}

/// A label of a part, or what stands between a total and “of which”, has at most so many bytes.
const LONGEST_ENGLISH_LABEL: usize = 40;

/// 甲、乙、丙分别为3亿元、4亿元、5亿元，合计12亿元: the values behind 分别 and the total behind them.
pub fn values_and_total<'a>(cx: &'a Context, site: usize) -> Option<Sum<'a>> {
    let quantities = &cx.facts.quantities;
    let view = cx.view.text();
    let first = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < site);
    let lead = view.get(site + RESPECTIVELY.len()..quantities.get(first)?.span.start as usize)?;
    if lead.chars().count() > LONGEST_TAIL || lead.contains(is_mark_or_digit) {
        return None;
    }
    let mut end = first + 1;
    while let (Some(last), Some(next)) = (quantities.get(end - 1), quantities.get(end)) {
        let gap = view.get(last.span.end as usize..next.span.start as usize)?;
        if !matches!(gap, "、" | "和" | "与" | "及" | "以及")
            || !(last.has_unit_of(next, cx.view) || is_said_once(last, next))
            || end - first >= MOST_PARTS
        {
            break;
        }
        end += 1;
    }
    if let Some(sum) = values_of_a_set(cx, site, first..end) {
        return Some(sum);
    }
    let (last, total) = (quantities.get(end - 1)?, quantities.get(end)?);
    let gap = view.get(last.span.end as usize..total.span.start as usize)?;
    let words = gap.trim_start_matches(['，', ',', '、', '（', '(', ' ']);
    let words =
        ["全年", "全市", "全省", "全县", "全区"].iter().find_map(|word| words.strip_prefix(word)).unwrap_or(words);
    let sums_up = ["合计", "共计", "总计", "两项合计", "三项合计", "两者合计", "三者合计"].iter().any(|word| {
        words.strip_prefix(word).is_some_and(|rest| matches!(rest, "" | "为" | "达" | "达到" | "约" | "共"))
    });
    let parts: Vec<&Quantity> = quantities.get(first..end)?.iter().collect();
    let adds_up = matches!(total.kind, UnitKind::Count | UnitKind::Measure)
        && parts.len() >= 2
        && last.has_unit_of(total, cx.view)
        && !parts.iter().any(|part| is_one_of_two(cx, "", part))
        && !is_one_of_two(cx, "", total);
    (sums_up && adds_up).then_some(Sum { total, change: None, parts, kind: SumKind::Whole })
}

/// 5.1万、2.7万、1.6万人次: the unit of several values stands behind the last one.
fn is_said_once(value: &Quantity, next: &Quantity) -> bool {
    value.kind == UnitKind::None && value.number.has_multiplier && next.number.has_multiplier && !is_rate(next.kind)
}

/// 三天 of 三天分别为: as many days, months or quarters as there are values.
fn counts_periods(words: &str, values: usize) -> bool {
    const PERIODS: &[&str] = &["天", "日", "年", "个月", "个季度", "季度"];
    let mut rest = words.chars();
    let count = rest.next().and_then(|first| if first == '两' { Some(2) } else { han_digit(first) });
    count.is_some_and(|count| usize::try_from(count) == Ok(values)) && PERIODS.contains(&rest.as_str())
}

/// 生产总值186.3亿元，增长5.6%，一产、二产、三产增加值分别为8.4亿元、71.2亿元、106.7亿元: the values of the members of a set that leaves nothing
/// out, and the amount before their names, rates left aside.
fn values_of_a_set<'a>(cx: &'a Context, site: usize, values: Range<usize>) -> Option<Sum<'a>> {
    const MOST_RATES: usize = 2;
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    let parts: Vec<&Quantity> = quantities.get(values.clone())?.iter().collect();
    let mut before = quantities.get(..values.start)?.iter().rev().take(MOST_RATES + 1);
    // 三天 of 三天分别为5.1万、2.7万、1.6万人次
    let is_beside = |amount: &Quantity| is_rate(amount.kind) || amount.number.script == Script::Han;
    let total = before.find(|amount| !is_beside(amount)).filter(|_| parts.len() > 1)?;
    let has_unit =
        |part: &Quantity| breakdown::is_amount(part) && part.has_unit_of(total, cx.view) || part.kind == UnitKind::None;
    let may_be_total = breakdown::is_amount(total)
        && parts.last()?.has_unit_of(total, cx.view)
        && parts.iter().all(|part| part.qualifier == Qualifier::Exact && part.is_below(total) && has_unit(part))
        && cx.facts.sentence_of(total) == cx.facts.sentence_of(parts.first()?);
    if !may_be_total || !fits(cx, total, parts.iter().copied()) && explained(cx, total, &parts).is_none() {
        return None;
    }
    let from = text.floor_char_boundary(site.saturating_sub(LONGEST_CLAUSE));
    let names = text.get(from..site)?.rsplit(['，', ',', '。', '；', ';', '：', '\n']).next()?;
    let heads: Vec<&str> = names.split(['、', '和']).map(str::trim).collect();
    let are_all = || leave_no_kind_out(&heads) || leave_nothing_out_of(&name_of(cx, total), &heads);
    let is_sum = (heads.len() == parts.len() && are_all() || counts_periods(names, parts.len()))
        && !is_change_of_something(cx, total)
        && !is_average(cx, total);
    is_sum.then_some(Sum { total, change: None, parts, kind: SumKind::Whole })
}

/// 应到23人，实到21人，请假2人: who should be there, who is, and who is not.
pub fn present_and_absent<'a>(cx: &'a Context, site: usize) -> Option<Sum<'a>> {
    const ABSENT: &[&str] = &["请假", "缺席", "缺勤", "未到", "缺"];
    let (quantities, view) = (&cx.facts.quantities, cx.view.text());
    let first = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < site);
    let [total, present, absent] = quantities.get(first.checked_sub(1)?..first + 2)? else { return None };
    let gap = |from: usize, to: &Quantity| view.get(from..to.span.start as usize);
    let head = view.get(..total.span.start as usize)?;
    // 应到成员286户
    let clause = head.rsplit(is_mark_or_digit).next()?;
    let is_expected = ["应到", "应出席", "应参加"]
        .iter()
        .any(|word| clause.rfind(word).is_some_and(|at| clause[at..].chars().count() <= LONGEST_TAIL));
    let next = gap(present.span.end as usize, absent)?.trim_start_matches(['，', ',', '、', ' ']);
    // 实到理事229名
    let words = gap(total.span.end as usize, present)?.trim_start_matches(['，', ',', '、', ' ']);
    let follows = words.strip_prefix(PRESENT).is_some_and(|noun| noun.chars().count() <= LONGEST_COUNTED_NOUN);
    let after = view.get(absent.span.end as usize..)?.trim_start_matches([' ', '\u{3000}']);
    let ends = after.is_empty()
        || after.starts_with(['。', '；', ';', '\n', '\r', '（', '('])
        || after.starts_with('，') && !goes_on_behind(cx, first + 1);
    let is_one_unit = total.has_unit_of(present, cx.view) && total.has_unit_of(absent, cx.view);
    (is_expected && follows && ends && is_one_unit && ABSENT.contains(&next)).then(|| Sum {
        total,
        change: None,
        parts: vec![present, absent],
        kind: SumKind::Whole,
    })
}

/// 国家补助43万元，自筹61万元，合计104万元: the amounts of the sentence and the total behind them. All of them or only the
/// last ones may be meant, so what any of these readings gives is right.
pub fn parts_and_total<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    let closing = Closing::read(cx, site, end)?;
    let row = closing.row_before(cx)?;
    let of_row = (closing.is_sure && row.parts.len() > 1).then(|| of_a_row(cx, &closing, &row)).flatten();
    of_row
        .or_else(|| of_counted(cx, &closing))
        .or_else(|| of_lines(cx, &closing))
        .or_else(|| of_the_row_and_more(cx, &closing, &row))
}

/// 公开招聘46人，人才引进12人，全年新进教师共计58人; 加上补助收入187万元、结转收入21万元，收入总计636万元: whatever the total is called, the row before it
/// gives it, by itself or with one amount of the sentences before; or one slip would make them.
fn of_the_row_and_more<'a>(cx: &'a Context, closing: &Closing<'a>, row: &Amounts<'a>) -> Option<Sum<'a>> {
    const MOST_BEFORE: usize = 12;
    const REACH: u32 = 900;
    let first = row.parts.first().filter(|_| row.parts.len() > 1)?;
    let at = cx.facts.quantities.partition_point(|quantity| quantity.span.start < first.span.start);
    let before = cx.facts.quantities.get(..at)?.iter().rev().filter(|amount| closing.may_be_part(cx, amount));
    let near = before.take_while(|amount| first.span.start.saturating_sub(amount.span.end) <= REACH);
    let rows: Vec<Vec<&Quantity>> = match closing.adds_to_what_is_before(cx, first) {
        true => near.take(MOST_BEFORE).map(|more| [&[more], &row.parts[..]].concat()).collect(),
        false => vec![row.parts[row.joined_from(cx)..].to_vec()],
    };
    let total = closing.total;
    if let Some(parts) = rows.iter().find(|parts| fits(cx, total, parts.iter().copied())) {
        return Some(Sum { total, change: None, parts: parts.clone(), kind: SumKind::Whole });
    }
    let is_one_in = |found: &Explanation| {
        found.one_in >= ONE_IN.saturating_mul(i64::try_from(rows.len()).unwrap_or(i64::MAX)) && is_certain(found, false)
    };
    let mut slips = rows.iter().filter_map(|parts| {
        let found = explained(cx, total, parts).filter(is_one_in)?;
        Some(Sum { total, change: None, parts: parts.clone(), kind: SumKind::Slip(found.slip) })
    });
    slips.next().filter(|_| slips.next().is_none())
}

/// The parts in one row right before their total.
fn of_a_row<'a>(cx: &'a Context, closing: &Closing<'a>, row: &Amounts<'a>) -> Option<Sum<'a>> {
    let parts = &row.parts;
    let whole = closing.total.interval(cx.facts.rounding)?;
    // What the last parts give, from the last one alone to all of them.
    let mut sums: Vec<Interval> = Vec::with_capacity(parts.len());
    for part in parts.iter().rev() {
        let value = part.interval(cx.facts.rounding)?;
        sums.push(sums.last().map_or_else(|| value.clone(), |sum| sum.plus(&value)));
    }
    let fits = |sum: &Interval| !sum.is_disjoint(&whole);
    let is_a_suffix = sums.get(1..sums.len() - 1).is_some_and(|sums| sums.iter().any(fits));
    let greatest = parts.iter().map(|part| part.value()).max()?;
    // What the nouns name may not all be counted; nor what follows a clause of its own.
    let is_all = !row.have_nouns && !row.is_cut && closing.begins_with(cx, parts.first()?)?;
    let is_explained = || explained(cx, closing.total, parts).is_some();
    // 首批47项、第二批36项、第三批22项，三批共105项; 3枚金牌、2枚银牌、4枚铜牌，共9枚奖牌
    let are_counted = closing.count == Some(parts.len());
    let are_all_but_a_slip =
        || (are_counted || parts.len() > 2 && row.has_nouns_like(cx, closing.total)) && is_explained();
    let is_sum = is_all || sums.last().is_some_and(fits) || are_all_but_a_slip();
    let may_be_less = || (is_all || are_all_but_a_slip()) && is_explained();
    (is_sum && !is_a_suffix && (closing.total.value() > greatest || may_be_less())).then_some(Sum {
        total: closing.total,
        change: None,
        parts: parts.clone(),
        kind: SumKind::Whole,
    })
}

/// 甲区4826件、乙区3917件、丙区2264件，三个区合计11007件: as many amounts of that unit as the text says, whatever stands between them.
fn of_counted<'a>(cx: &'a Context, closing: &Closing<'a>) -> Option<Sum<'a>> {
    let amounts: Vec<&Quantity> = closing.amounts_above(cx).collect();
    let parts: Vec<&Quantity> = amounts.get(..closing.count?)?.iter().rev().copied().collect();
    of_these(cx, closing, &amounts, parts)
}

/// Lines that end in ； or begin with their number, each with its amount, and the total in the line below.
fn of_lines<'a>(cx: &'a Context, closing: &Closing<'a>) -> Option<Sum<'a>> {
    if !closing.is_sure && !closing.begins_line(cx) {
        return None;
    }
    let amounts: Vec<&Quantity> = closing.amounts_above(cx).collect();
    let is_in_list = |pair: &[&Quantity]| {
        let gap = cx.view.text().get(pair[1].span.end as usize..pair[0].span.start as usize).unwrap_or("");
        gap.matches('\n').count() == 1
    };
    let count = 1 + amounts.windows(2).take_while(|pair| is_in_list(pair)).count();
    let parts: Vec<&Quantity> = amounts.get(..count).filter(|_| count > 2)?.iter().rev().copied().collect();
    of_these(cx, closing, &amounts, parts)
}

/// The sum of these parts, if they give the total, or one slip would make them; not where other amounts before them give it.
fn of_these<'a>(
    cx: &'a Context,
    closing: &Closing<'a>,
    amounts: &[&'a Quantity],
    parts: Vec<&'a Quantity>,
) -> Option<Sum<'a>> {
    let suffix = |count: usize| amounts.get(..count).is_some_and(|some| fits(cx, closing.total, some.iter().copied()));
    if fits(cx, closing.total, parts.iter().copied()) {
        return Some(Sum { total: closing.total, change: None, parts, kind: SumKind::Whole });
    }
    let found = explained(cx, closing.total, &parts)?;
    let are_counted = closing.count == Some(parts.len()) && !closing.begins_sentence;
    // 东组23件，西组16件，两个组共计39件: each is called what is counted.
    let are_named =
        || closing.noun.is_some_and(|noun| parts.iter().all(|part| breakdown::head(cx, part).contains(noun)));
    let is_certain =
        (are_counted && are_named() || is_certain(&found, are_counted)) && !(1..=amounts.len()).any(suffix);
    is_certain.then_some(Sum { total: closing.total, change: None, parts, kind: SumKind::Slip(found.slip) })
}

/// What is added to what was named before it begins with one of these.
const ADDING: &[&str] = &["加", "另加", "连同"];

impl Amounts<'_> {
    /// 岁入286亿元，岁出298亿元，差短12亿元，连同还本9亿元，合计须融资21亿元: where words add to the amount before them, the parts begin there.
    fn joined_from(&self, cx: &Context) -> usize {
        let adds = |pair: &[&Quantity]| {
            let gap = cx.view.text().get(pair[0].span.end as usize..pair[1].span.start as usize).unwrap_or("");
            let head = gap.trim_start_matches(JOINING_MARKS).trim_start();
            ADDING.iter().any(|word| head.starts_with(word))
        };
        self.parts.windows(2).position(adds).unwrap_or(0)
    }

    /// 3枚金牌、2枚银牌 of 9枚奖牌: what is counted ends in the character that ends the name of what all of them are.
    fn has_nouns_like(&self, cx: &Context, total: &Quantity) -> bool {
        let noun = |amount: &&Quantity| {
            let behind = cx.view.text().get(amount.span.end as usize..).unwrap_or("");
            noun_behind(&behind[..behind.floor_char_boundary(LONGEST_CLAUSE)]).0.chars().next_back()
        };
        // 3项省级赛事、7项市级赛事，共10项
        let last = noun(&total).or_else(|| noun(self.parts.first()?));
        last.is_some() && self.parts.iter().all(|part| noun(part) == last)
    }
}

/// A total behind its parts: 收入总计25亿元.
struct Closing<'a> {
    total: &'a Quantity,
    /// Index of the total among the quantities.
    index: usize,
    /// The byte at which the parts end.
    parts_end: usize,
    /// The total is of one side of a budget, which begins behind the last ；.
    is_of_a_side: bool,
    /// How many are added, if the text says so: 三个区合计.
    count: Option<usize>,
    /// The end of what is counted: 区.
    noun: Option<char>,
    /// Nothing stands between the parts, 合计 and the total.
    is_sure: bool,
    /// 。三种产品合计
    begins_sentence: bool,
}

/// The amounts before a total, in text order.
struct Amounts<'a> {
    parts: Vec<&'a Quantity>,
    /// 3枚金牌: what is counted stands behind the count.
    have_nouns: bool,
    /// True if what stands before them is no part.
    is_cut: bool,
}

impl<'a> Closing<'a> {
    /// The total behind 合计, which stands from byte `site` to `end`.
    fn read(cx: &'a Context, site: usize, end: usize) -> Option<Self> {
        const LONGEST_NAME: usize = 8;
        let (quantities, view) = (&cx.facts.quantities, cx.view.text());
        let index = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < end);
        let total = quantities.get(index)?;
        let gap = view.get(end..total.span.start as usize)?.trim();
        let before = view.get(..site)?.trim_end();
        let side = ["收入", "支出"].iter().find_map(|word| before.strip_suffix(word));
        let before = side.unwrap_or(before);
        let before = before.strip_suffix('合').unwrap_or(before);
        let counted = how_many_are_added(before);
        let before = counted.map_or(before, |(_, lead)| before.strip_suffix(lead).unwrap_or(before)).trim_end();
        let parts_end = before.trim_end_matches(JOINING_MARKS).len();
        let is_plain = matches!(gap, "" | "为" | "达" | "达到");
        // 合计审结10836件
        let is_named = gap.chars().count() <= LONGEST_NAME && !gap.contains(is_mark_or_digit);
        // 全年新进教师共计226人
        let name = before.rsplit(is_mark_or_digit).next().unwrap_or("");
        let follows_a_name = counted.is_none() && name.chars().count() <= LONGEST_HEAD;
        let parts_end = match follows_a_name {
            true => before[..before.len() - name.len()].trim_end_matches(JOINING_MARKS).len(),
            false => parts_end,
        };
        // 两年合计, 全市合计: of other amounts than these.
        // 。三种产品合计: of those of the sentence before.
        let is_summed = is_named && (counted.is_some() || parts_end < before.len());
        let is_amount =
            matches!(total.kind, UnitKind::Count | UnitKind::Measure) && total.qualifier == Qualifier::Exact;
        let count = counted.map(|(count, _)| count);
        // 东区19起、西区16起，三个县共44起: other ones than those.
        let is_of_the_row =
            counted.is_none_or(|(_, lead)| lead.chars().count() == 2 && lead.ends_with(['项', '批', '者', '期', '轮']));
        let is_sure = is_plain && name.is_empty() && parts_end < before.len() && is_of_the_row;
        (is_summed && is_amount).then_some(Self {
            total,
            index,
            parts_end,
            is_of_a_side: side.is_some(),
            count,
            noun: counted.and_then(|(_, lead)| lead.chars().next_back()),
            is_sure,
            begins_sentence: before.ends_with(['。', '！', '\n']),
        })
    }

    /// The amounts before the total that may be its parts, up to the head of the first one.
    fn row_before(&self, cx: &'a Context) -> Option<Amounts<'a>> {
        let (total, view) = (self.total, cx.view.text());
        let mut row = Amounts { parts: Vec::new(), have_nouns: false, is_cut: false };
        let mut end = self.parts_end;
        // 两项 of 两项合计 counts what is added.
        let is_behind = |part: &&Quantity| part.span.end as usize > self.parts_end;
        for part in cx.facts.quantities.get(..self.index)?.iter().rev().skip_while(is_behind) {
            if row.parts.len() == MOST_PARTS || cx.facts.sentence_of(part) != cx.facts.sentence_of(total) {
                break;
            }
            // 第一期涵盖62座、第二批31项
            let is_ordinal = view.get(..part.span.start as usize).is_some_and(|before| before.ends_with('第'));
            if is_ordinal || row.parts.last().is_some_and(|next| is_part_of_a_name(cx, total, part, Some(next))) {
                continue;
            }
            let tail = view.get(part.span.end as usize..end)?;
            if self.is_of_a_side && !row.parts.is_empty() && tail.contains(['；', ';']) {
                break;
            }
            let (noun, rest) = noun_behind(tail);
            row.have_nouns |= !noun.is_empty();
            let is_joined = if row.parts.is_empty() { rest.is_empty() } else { tail_and_head(rest, !noun.is_empty()) };
            let is_part = is_joined && part.has_unit_of(total, cx.view) && part.qualifier == Qualifier::Exact;
            if !is_part || is_one_of_two(cx, "", part) {
                // 在第9届运动会上，获得5枚金牌、4枚银牌，共计9枚奖牌
                row.is_cut = true;
                break;
            }
            row.parts.push(part);
            end = part.span.start as usize;
        }
        row.parts.reverse();
        Some(row)
    }

    /// The amounts of the unit of the total before it, nearest first, in its paragraph or a list right above.
    fn amounts_above(&self, cx: &'a Context) -> impl Iterator<Item = &'a Quantity> {
        const FARTHEST: usize = 600;
        let total = self.total;
        let before = cx.facts.quantities.get(..self.index).unwrap_or_default().iter().rev();
        let is_near = move |part: &&Quantity| total.span.start - part.span.end < FARTHEST as u32;
        let amounts = before.take(MOST_PARTS).take_while(is_near).filter(|part| part.has_unit_of(total, cx.view));
        amounts.take_while(|part| part.qualifier == Qualifier::Exact && !is_one_of_two(cx, "", part))
    }

    /// True for an amount in the unit of the total that may be one of its parts.
    fn may_be_part(&self, cx: &Context, part: &Quantity) -> bool {
        part.has_unit_of(self.total, cx.view)
            && part.qualifier == Qualifier::Exact
            && part.value() < self.total.value()
            && !is_one_of_two(cx, "", part)
            && !is_change_of_something(cx, part)
    }

    /// 加上补助收入187万元: the sentence before gives the first of the parts.
    fn adds_to_what_is_before(&self, cx: &Context, first: &Quantity) -> bool {
        let sentence = cx.facts.tokens.sentence_span(cx.facts.sentence_of(first));
        let words = cx.view.text().get(sentence.start as usize..).unwrap_or("").trim_start();
        ADDING.iter().any(|word| words.starts_with(word))
    }

    fn begins_line(&self, cx: &Context) -> bool {
        cx.view
            .text()
            .get(..self.parts_end)
            .is_some_and(|before| before.trim_end_matches([' ', '\u{3000}']).ends_with('\n'))
    }

    /// True if nothing stands before the first amount but a short head that begins its sentence.
    fn begins_with(&self, cx: &Context, first: &Quantity) -> Option<bool> {
        const FROM_ELSEWHERE: &[&str] = &["加", "另", "再", "补助", "返还", "转移", "债", "结转", "调入", "上解"];
        let view = cx.view.text();
        let sentence = cx.facts.tokens.sentence_span(cx.facts.sentence_of(first)).start as usize;
        // A longer head than this is not read anyway.
        let near = (first.span.start as usize).saturating_sub(LONGEST_CLAUSE).max(sentence);
        let head = view.get(view.floor_char_boundary(near)..first.span.start as usize)?.trim();
        let head = if self.is_of_a_side { head.rsplit(['；', ';']).next()?.trim() } else { head };
        // 得票情况：甲得票1208票
        let head = head.rsplit(['：', ':']).next()?;
        // 加上级补助收入25亿元: the own revenue stands in the sentence before.
        let goes_on = self.is_of_a_side && FROM_ELSEWHERE.iter().any(|word| head.contains(word));
        let names_others = ["其中", "每", "等"].iter().any(|word| head.contains(word));
        Some(!goes_on && head.chars().count() <= LONGEST_HEAD && !names_others)
    }
}

/// The marks between parts.
const JOINING_MARKS: [char; 5] = ['，', ',', '、', '；', ';'];

/// 12枚金牌、9枚银牌，共计21枚奖牌: the noun that is counted, and what follows it.
fn noun_behind(tail: &str) -> (&str, &str) {
    let tail = tail.trim();
    let length = tail.find(is_mark_or_digit).unwrap_or(tail.len());
    let (noun, rest) = tail.split_at(length);
    if noun.chars().count() <= LONGEST_COUNTED_NOUN { (noun, rest) } else { ("", tail) }
}

/// A noun behind its count has at most so many characters there.
const LONGEST_COUNTED_NOUN: usize = 4;

/// ，自筹: one mark and a short head between two amounts; the head may stand behind its count instead.
fn tail_and_head(gap: &str, has_noun: bool) -> bool {
    let gap = gap.trim();
    let joins = |mark: &char| JOINING_MARKS.contains(mark) || matches!(mark, '及' | '和' | '与');
    let Some(mark) = gap.chars().next().filter(joins) else {
        return false;
    };
    let head = gap[mark.len_utf8()..].trim();
    (has_noun || !head.is_empty())
        && head.chars().count() <= LONGEST_HEAD
        && !head.contains(is_mark_or_digit)
        && !head.contains("其中")
}
