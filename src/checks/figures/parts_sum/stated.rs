//! Sums in other forms than 其中: what is left of a whole, what is done and what is not, values behind 分别, who is present and who is
//! not. Takes the words that they are known by, gives the total with its parts.

use std::ops::Range;

use crate::checks::Context;
use crate::checks::figures::breakdown;
use crate::facts::interval::Decimal;
use crate::facts::lexicon::is_mark_or_digit;
use crate::facts::number::{Script, han_digit};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};

use super::cue::{INCLUDING, OF_WHICH, PRESENT, REST};
use super::kind::{explained, is_certain_of_row, leave_no_kind_out, leave_nothing_out_of};
use super::total::{is_average, is_change_of_something, is_one_of_two, is_rate, name_of, totals_before};
use super::{LONGEST_CLAUSE, LONGEST_COUNTED_NOUN, LONGEST_TAIL, MOST_PARTS, Sum, SumKind, fits};

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
    if is_added_to(cx, &amounts) {
        return None;
    }
    let reading = |from: usize| amounts.get(from..).and_then(<[&Quantity]>::split_first);
    let mut readings = (0..amounts.len() - 2).filter_map(reading);
    let is_judged = |total: &Quantity, parts: &[&Quantity]| {
        explained(cx, total, parts).is_some() && !counts_within_a_part(cx, parts) && !goes_on_behind(cx, at)
    };
    // 开工一批，投产一批，其余两批: none of them is the total.
    let is_one =
        |total: &Quantity| total.number.script == Script::Han && total.value() == Decimal::integer(1).to_rational();
    // 已整改134个，一共发现138个，其余4个: the total stands behind a part.
    let is_total = |at: &usize| {
        let others = amounts.iter().enumerate().filter(move |(other, _)| other != at).map(|(_, part)| *part);
        fits(cx, amounts[*at], others)
    };
    if let Some(at) = (1..amounts.len() - 1).find(is_total) {
        let total = amounts.remove(at);
        return Some(Sum { total, change: None, parts: amounts, kind: SumKind::Whole });
    }
    let (total, parts) = readings
        .find(|(total, parts)| fits(cx, total, parts.iter().copied()))
        .or_else(|| reading(0).filter(|(total, parts)| !is_one(total) && is_judged(total, parts)))?;
    Some(Sum { total, change: None, parts: parts.to_vec(), kind: SumKind::Whole })
}

/// 计划42个，年中追加5个，完成45个，其余2个: the first amounts together are as many as the others, or words add to the first.
fn is_added_to(cx: &Context, amounts: &[&Quantity]) -> bool {
    const ADDING: &[&str] = &["追加", "增补", "调增", "增列"];
    let between = |pair: &[&Quantity]| cx.view.text().get(pair[0].span.end as usize..pair[1].span.start as usize);
    let sum = |amounts: &[&Quantity]| amounts.iter().map(|amount| amount.value()).reduce(|one, other| one + other);
    let adds = |words: &str| ADDING.iter().any(|word| words.contains(word));
    let are_as_many = |at: usize| sum(&amounts[..at]) == sum(&amounts[at..]);
    (2..amounts.len() - 1).any(are_as_many) || amounts.windows(2).any(|pair| between(pair).is_some_and(adds))
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

/// 甲、乙、丙分别为3亿元、4亿元、5亿元，合计12亿元: the values behind 分别, which stands from byte `site` to `end`, and the total behind them.
pub fn values_and_total<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    let quantities = &cx.facts.quantities;
    let view = cx.view.text();
    let first = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < site);
    let lead = view.get(end..quantities.get(first)?.span.start as usize)?;
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
    let last = quantities.get(end - 1)?;
    // 分别完成24.6亿元、28.7亿元，两年合计53.3亿元
    let years = quantities.get(end).filter(|years| counts_values(cx, years, end - first));
    let total = quantities.get(end + usize::from(years.is_some()))?;
    let gap = view.get(years.unwrap_or(last).span.end as usize..total.span.start as usize)?;
    let words = gap.trim_start_matches(['，', ',', '、', '（', '(', ' ']);
    let words =
        ["全年", "全市", "全省", "全县", "全区"].iter().find_map(|word| words.strip_prefix(word)).unwrap_or(words);
    let is_said = |sums: &[&str]| {
        sums.iter().any(|word| {
            words.strip_prefix(word).is_some_and(|rest| matches!(rest, "" | "为" | "达" | "达到" | "约" | "共"))
        })
    };
    let parts: Vec<&Quantity> = quantities.get(first..end)?.iter().collect();
    let is_explained = || fits(cx, total, parts.iter().copied()) || explained(cx, total, &parts).is_some();
    let sums_up = is_said(&["合计", "共计", "总计", "两项合计", "三项合计", "两者合计", "三者合计", "加起来", "总共", "一共"])
        // 总长: of these, as a rule.
        || is_said(&["共"]) && is_explained()
        || parts.len() > 1 && is_said(&["总长", "总长度", "总面积", "总投资", "总规模", "总容量", "总金额", "总数"]) && is_explained();
    let adds_up = matches!(total.kind, UnitKind::Count | UnitKind::Measure)
        && parts.len() >= 2
        && last.has_unit_of(total, cx.view)
        && !parts.iter().any(|part| is_one_of_two(cx, "", part))
        && !is_one_of_two(cx, "", total);
    (sums_up && adds_up).then_some(Sum { total, change: None, parts, kind: SumKind::Whole })
}

/// 三年 behind three values: how many there are.
fn counts_values(cx: &Context, length: &Quantity, count: usize) -> bool {
    let is_length = length.kind == UnitKind::Duration && is_period(cx.view.slice(length.unit).trim());
    is_length && length.number.value.to_integer().is_some_and(|years| usize::try_from(years) == Ok(count))
}

/// 5.1万、2.7万、1.6万人次: the unit of several values stands behind the last one.
fn is_said_once(value: &Quantity, next: &Quantity) -> bool {
    value.kind == UnitKind::None && value.number.has_multiplier && next.number.has_multiplier && !is_rate(next.kind)
}

/// 三天 of 三天分别为, 三个入口: how many values the words before 分别 say there are, and of what.
fn counted(words: &str) -> Option<(usize, &str)> {
    let mut rest = words.chars();
    let count = rest.next().and_then(|first| if first == '两' { Some(2) } else { han_digit(first) })?;
    Some((usize::try_from(count).ok()?, rest.as_str()))
}

/// 天 of 三天: what leaves no other out.
fn is_period(noun: &str) -> bool {
    const PERIODS: &[&str] = &["天", "日", "年", "个月", "个季度", "季度"];
    PERIODS.contains(&noun)
}

/// 生产总值186.3亿元，增长5.6%，一产、二产、三产增加值分别为8.4亿元、71.2亿元、106.7亿元: the values of the members of a set that leaves nothing
/// out, and the amount before their names, rates left aside; and values of as many things as are named or counted (三个入口依次接待), if one slip
/// makes them give that amount, or the one of the sentence before.
fn values_of_a_set<'a>(cx: &'a Context, site: usize, values: Range<usize>) -> Option<Sum<'a>> {
    let text = cx.view.text();
    let parts: Vec<&Quantity> = cx.facts.quantities.get(values.clone())?.iter().collect();
    let total = total_before_values(cx, values.start, &parts)?;
    let has_unit =
        |part: &Quantity| breakdown::is_amount(part) && part.has_unit_of(total, cx.view) || part.kind == UnitKind::None;
    let may_be_total = breakdown::is_amount(total)
        && parts.last()?.has_unit_of(total, cx.view)
        && parts.iter().all(|part| part.qualifier == Qualifier::Exact && part.is_below(total) && has_unit(part))
        && !is_change_of_something(cx, total)
        && !is_average(cx, total);
    let found = explained(cx, total, &parts);
    if !may_be_total || found.is_none() && !fits(cx, total, parts.iter().copied()) {
        return None;
    }
    let from = text.floor_char_boundary(site.saturating_sub(LONGEST_CLAUSE));
    let names = text.get(from..site)?.trim_end_matches(['，', ',']);
    // 一级、二级和三级站共94个，分别是
    let before_total = text.get(from..total.span.start as usize).filter(|words| {
        let rest = names.get(words.len()..).unwrap_or("");
        rest.trim_end() == cx.view.slice(total.span)
    });
    let all = before_total
        .and_then(|words| ["合计", "共计", "总共", "一共", "共"].iter().find_map(|word| words.strip_suffix(word)));
    let names = all.unwrap_or(names);
    let names = names.rsplit(['，', ',', '。', '；', ';', '：', '\n']).next()?;
    let heads: Vec<&str> = names.split(['、', '和']).map(str::trim).collect();
    let counted = counted(names).filter(|(count, _)| *count == parts.len());
    let are_named = heads.len() == parts.len();
    let are_all = are_named && (leave_no_kind_out(&heads) || leave_nothing_out_of(&name_of(cx, total), &heads))
        || counted.is_some_and(|(_, noun)| is_period(noun))
        || all.is_some() && (are_named || counted.is_some());
    let kind = match found {
        _ if are_all => SumKind::Whole,
        Some(found) if (are_named || counted.is_some()) && is_certain_of_row(&found, parts.len()) => {
            SumKind::Slip(found.slip)
        }
        None if are_named || counted.is_some() => SumKind::Whole,
        _ => return None,
    };
    Some(Sum { total, change: None, parts, kind })
}

/// The amount before the values from the quantity `first` on, in their sentence, or that of the sentence before if there is none.
fn total_before_values<'a>(cx: &'a Context, first: usize, parts: &[&'a Quantity]) -> Option<&'a Quantity> {
    const MOST_RATES: usize = 2;
    let sentence = cx.facts.sentence_of(parts.get(1).and(parts.first())?);
    let mut before = cx.facts.quantities.get(..first)?.iter().rev().take(MOST_RATES + 1);
    // 三天 of 三天分别为5.1万、2.7万、1.6万人次
    let is_beside = |amount: &Quantity| is_rate(amount.kind) || amount.number.script == Script::Han;
    let nearest = before.find(|amount| !is_beside(amount));
    match nearest.filter(|total| cx.facts.sentence_of(total) == sentence) {
        Some(total) => Some(total),
        None => {
            let quantities = &cx.facts.quantities[..first];
            let start = quantities.iter().rposition(|other| cx.facts.sentence_of(other) != sentence)? + 1;
            let mut amounts: Vec<&Quantity> = totals_before(cx, start, parts.last()?).collect();
            let total = amounts.pop()?;
            let words = cx.view.text().get(total.span.end as usize..parts.first()?.span.start as usize)?;
            let is_greatest = amounts.iter().all(|other| other.value() < total.value());
            (is_greatest && words.len() <= LONGEST_CLAUSE && !words.contains('\n')).then_some(total)
        }
    }
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
