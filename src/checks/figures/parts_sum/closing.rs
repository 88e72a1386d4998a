//! Totals behind their parts: 补助3亿元，自筹4亿元，合计7亿元; 三个区共计; lines with an amount each and 以上共计 below. Takes the word before the
//! total, gives the total with the amounts before it that give it, or would but for one slip.

use crate::checks::Context;
use crate::checks::figures::breakdown;
use crate::checks::figures::named_whole::amounts_called;
use crate::facts::interval::Interval;
use crate::facts::lexicon::is_mark_or_digit;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip::Explanation;

use super::cue::{NO_PERIOD, REST, how_many_are_added, two_names};
use super::head::{is_list_number, is_part_of_a_name, without_notes};
use super::kind::{ONE_IN, ONE_IN_OF_A_ROW, are_numbered, explained, is_certain};
use super::total::{is_change_of_something, is_one_of_two};
use super::{LONGEST_CLAUSE, LONGEST_COUNTED_NOUN, LONGEST_HEAD, MOST_PARTS, Sum, SumKind, fits};

/// 国家补助43万元，自筹61万元，合计104万元: the amounts of the sentence and the total behind them. All of them or only the
/// last ones may be meant, so what any of these readings gives is right.
pub fn parts_and_total<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    let closing = Closing::read(cx, site, end)?;
    let row = closing.row_before(cx)?;
    let of_row = (closing.is_sure && row.parts.len() > 1).then(|| of_a_row(cx, &closing, &row)).flatten();
    of_row
        .or_else(|| of_counted(cx, &closing, &row))
        .or_else(|| of_lines(cx, &closing))
        .or_else(|| of_the_row_and_more(cx, &closing, &row))
}

/// 民警826人，…；辅警1374人。民警和辅警共2200人: the amounts of the two names before 共, which stands from byte `site` to `end`.
pub fn parts_named<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    let (one, other) = two_names(cx.view.text().get(..site)?)?;
    let index = cx.facts.quantities.partition_point(|quantity| (quantity.number.span.start as usize) < end);
    let total = cx.facts.quantities.get(index).filter(|total| breakdown::is_amount(total))?;
    let called = |name: &'a str| {
        amounts_called(cx, index, name).find(|part| part.has_unit_of(total, cx.view) && !is_one_of_two(cx, "", part))
    };
    let parts = vec![called(one)?, called(other)?];
    let kind = match explained(cx, total, &parts) {
        Some(found) if found.one_in >= ONE_IN_OF_A_ROW => SumKind::Slip(found.slip),
        None if fits(cx, total, parts.iter().copied()) => SumKind::Whole,
        _ => return None,
    };
    Some(Sum { total, change: None, parts, kind })
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
        // What is added to is most of the total.
        true => near
            .take(MOST_BEFORE)
            .filter(|more| more.value() + more.value() > closing.total.value())
            .map(|more| [&[more], &row.parts[..]].concat())
            .collect(),
        false => vec![row.parts[row.joined_from(cx)..].to_vec()],
    };
    let total = closing.total;
    if let Some(parts) = rows.iter().find(|parts| fits(cx, total, parts.iter().copied())) {
        return Some(Sum { total, change: None, parts: parts.clone(), kind: SumKind::Whole });
    }
    let is_one_in = |found: &Explanation| {
        found.one_in >= ONE_IN.saturating_mul(i64::try_from(rows.len()).unwrap_or(i64::MAX)) && is_certain(found, false)
    };
    // 第一轮12个，第二轮14个，第三轮10个，共巡察36个: what is numbered is all.
    let heads: Vec<&str> = row.parts.iter().map(|part| breakdown::head(cx, part)).collect();
    let are_all = heads.len() > 2 && are_numbered(&heads);
    let mut slips = rows.iter().filter_map(|parts| {
        let found = explained(cx, total, parts).filter(|found| are_all || is_one_in(found))?;
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
    let is_all = !row.have_nouns
        && !row.is_cut
        && closing.count.is_none_or(|count| count == parts.len())
        && closing.begins_with(cx, parts.first()?)?;
    let is_explained = || explained(cx, closing.total, parts).is_some();
    // 首批47项、第二批36项、第三批22项，三批共105项; 3枚金牌、2枚银牌、4枚铜牌，共9枚奖牌
    let are_counted = closing.count == Some(parts.len());
    let have_its_nouns = || match parts.len() {
        2 => row.has_nouns_of(cx, closing.total),
        _ => row.has_nouns_like(cx, closing.total),
    };
    let are_all_but_a_slip = || (are_counted || have_its_nouns()) && is_explained();
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
fn of_counted<'a>(cx: &'a Context, closing: &Closing<'a>, row: &Amounts<'a>) -> Option<Sum<'a>> {
    let amounts: Vec<&Quantity> = closing.amounts_above(cx).collect();
    let parts: Vec<&Quantity> = amounts.get(..closing.count?)?.iter().rev().copied().collect();
    of_these(cx, closing, &amounts, parts, Some(row))
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
    of_these(cx, closing, &amounts, parts, None)
}

/// The sum of these parts, if they give the total, or one slip would make them; not where other amounts before them give it.
fn of_these<'a>(
    cx: &'a Context,
    closing: &Closing<'a>,
    amounts: &[&'a Quantity],
    parts: Vec<&'a Quantity>,
    row: Option<&Amounts<'a>>,
) -> Option<Sum<'a>> {
    let suffix = |count: usize| amounts.get(..count).is_some_and(|some| fits(cx, closing.total, some.iter().copied()));
    if fits(cx, closing.total, parts.iter().copied()) {
        return Some(Sum { total: closing.total, change: None, parts, kind: SumKind::Whole });
    }
    let found = explained(cx, closing.total, &parts)?;
    let are_counted = closing.count == Some(parts.len()) && !closing.begins_sentence;
    // 实验室27家、创新中心14家、中试基地9家，三类平台合计50家: the row is as long as the text says.
    let are_all_of_the_row =
        closing.counts_kinds && row.is_some_and(|row| !row.is_cut && row.parts.len() == parts.len());
    // 东组23件，西组16件，两个组共计39件: each is called what is counted.
    let are_named =
        || closing.noun.is_some_and(|noun| parts.iter().all(|part| breakdown::head(cx, part).contains(noun)));
    let is_certain = (are_counted && (are_all_of_the_row || are_named()) || is_certain(&found, are_counted))
        && !(1..=amounts.len()).any(suffix);
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

impl Amounts<'_> {
    /// 9个外科病区、1个内科病区，共10个病区; 14个乡镇、3个街道，共17个乡镇（街道）: what is counted has the name of what all of them are, or its name is
    /// made of theirs.
    fn has_nouns_of(&self, cx: &Context, total: &Quantity) -> bool {
        const SHORTEST: usize = 2;
        let text = cx.view.text();
        let behind = |amount: &Quantity| {
            let behind = text.get(amount.span.end as usize..).unwrap_or("");
            &behind[..behind.floor_char_boundary(LONGEST_CLAUSE)]
        };
        let whole = noun_behind(behind(total)).0;
        let made_of = behind(total).split(['，', '。', '；', '\n']).next().unwrap_or("");
        self.parts.iter().all(|part| {
            let noun = noun_behind(behind(part)).0.split(['和', '与', '及']).next().unwrap_or("");
            let is_long = |noun: &str| noun.chars().count() >= SHORTEST;
            is_long(noun) && made_of.contains(noun) || is_long(whole) && noun.ends_with(whole)
        })
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
    /// 三类平台, 两项: kinds of whatever are counted, not things of one name.
    counts_kinds: bool,
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
        let period = if view[site..end].starts_with('累') { "年" } else { NO_PERIOD };
        let counted = how_many_are_added(before, period);
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
        // 省级21名、市级312名，乡村两级合计29800名: of others than those.
        let is_summed = is_named && !name.ends_with('级') && (counted.is_some() || parts_end < before.len());
        let is_amount =
            matches!(total.kind, UnitKind::Count | UnitKind::Measure) && total.qualifier == Qualifier::Exact;
        let count = counted.map(|(count, _)| count);
        // 东区19起、西区16起，三个县共44起: other ones than those.
        let is_of_the_row = counted
            .is_none_or(|(_, lead)| lead.chars().count() == 2 && lead.ends_with(['项', '批', '者', '期', '轮', '年']));
        let is_sure = is_plain && name.is_empty() && parts_end < before.len() && is_of_the_row;
        (is_summed && is_amount).then_some(Self {
            total,
            index,
            parts_end,
            is_of_a_side: side.is_some(),
            count,
            counts_kinds: counted
                .is_some_and(|(_, lead)| lead.chars().nth(1).is_some_and(|unit| KINDS.contains(&unit))),
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
        let depth = cx.facts.tokens.depth(total.first_token as usize);
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
            // 补助12亿元（含国债9亿元）、上年结余15亿元: what stands in brackets is said of another part.
            if cx.facts.tokens.depth(part.first_token as usize) > depth {
                continue;
            }
            let tail = &*without_notes(view.get(part.span.end as usize..end)?);
            if self.is_of_a_side && !row.parts.is_empty() && tail.contains(['；', ';']) {
                break;
            }
            let (noun, rest) = noun_behind(tail);
            row.have_nouns |= !noun.is_empty();
            let is_joined = if row.parts.is_empty() { rest.is_empty() } else { tail_and_head(rest, !noun.is_empty()) };
            let is_part = is_joined && part.has_unit_of(total, cx.view) && part.qualifier == Qualifier::Exact;
            // 3.获奖：国家级1人次; 造林1260亩；拆除86处: the number of a point, and another point.
            let is_of_another_point =
                breakdown::is_amount(part) && !part.has_unit_of(total, cx.view) && tail.contains(['；', ';']);
            if is_list_number(cx, part) || is_of_another_point && !row.parts.is_empty() {
                break;
            }
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

    /// 加上补助收入187万元: the sentence before, or what stands before ；, gives the first of the parts.
    fn adds_to_what_is_before(&self, cx: &Context, first: &Quantity) -> bool {
        let sentence = cx.facts.tokens.sentence_span(cx.facts.sentence_of(first));
        let words = cx.view.text().get(sentence.start as usize..first.span.start as usize).unwrap_or("");
        let words = words.rsplit(['；', ';']).next().unwrap_or("").trim_start();
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
        let head = head.rsplit(['；', ';']).next()?.trim();
        // 得票情况：甲得票1208票
        let head = head.rsplit(['：', ':']).next()?;
        // 加上级补助收入25亿元: the own revenue stands in the sentence before.
        let goes_on = self.is_of_a_side && FROM_ELSEWHERE.iter().any(|word| head.contains(word));
        let names_others = ["其中", "每", "等"].iter().any(|word| head.contains(word));
        // 开展劳动竞赛，举办一类竞赛12项: whatever is said before the first amount.
        let is_first =
            first.span.start as usize - sentence < LONGEST_CLAUSE && !head.contains(|c: char| c.is_ascii_digit());
        Some(!goes_on && (is_first || head.chars().count() <= LONGEST_HEAD) && !names_others)
    }
}

/// What kinds are counted in: 三类, 两项.
const KINDS: [char; 8] = ['类', '项', '种', '大', '者', '批', '期', '轮'];

/// The marks between parts.
const JOINING_MARKS: [char; 5] = ['，', ',', '、', '；', ';'];

/// 12枚金牌、9枚银牌，共计21枚奖牌: the noun that is counted, and what follows it.
fn noun_behind(tail: &str) -> (&str, &str) {
    let tail = tail.trim();
    let length = tail.find(is_mark_or_digit).unwrap_or(tail.len());
    let (noun, rest) = tail.split_at(length);
    if noun.chars().count() <= LONGEST_COUNTED_NOUN { (noun, rest) } else { ("", tail) }
}

/// ，自筹: one mark and a short head between two amounts; the head may stand behind its count instead.
fn tail_and_head(gap: &str, has_noun: bool) -> bool {
    let gap = gap.trim();
    let joins = |mark: &char| JOINING_MARKS.contains(mark) || matches!(mark, '及' | '和' | '与');
    let Some(mark) = gap.chars().next().filter(joins) else {
        return false;
    };
    let head = gap[mark.len_utf8()..].trim();
    // 餐饮236亿元，其余为交通、文娱等48亿元
    let is_odd = |c: char| is_mark_or_digit(c) && !(c == '、' && head.starts_with(REST));
    (has_noun || !head.is_empty())
        && head.chars().count() <= LONGEST_HEAD
        && !head.contains(is_odd)
        && !head.contains("其中")
}
