//! The total that parts are of: the amount before 其中, its level where 其中 follows a change, or the one of the sentence
//! before. What is no total: averages, rates, values of one thing at two times.

use std::borrow::Cow;

use crate::checks::Context;
use crate::checks::figures::breakdown;
use crate::facts::lexicon::{INCOME_SOURCES, begins_with_one_of, is_mark_or_digit};
use crate::facts::quantity::{Quantity, UnitKind};

use super::head::{compares, is_change, without_notes};
use super::{LONGEST_CLAUSE, LONGEST_TAIL, MOST_PARTS, is_note};

/// A total is looked for among so many amounts before 其中.
pub const FARTHEST_TOTAL: usize = 4;

/// A total, and its change if the text gives one.
pub type Near<'a> = (&'a Quantity, Option<&'a Quantity>);

/// The total right before 其中, growth rates between them skipped: 共120个，增长5%，其中.
pub fn total_before<'a>(cx: &'a Context, first: usize, site: usize) -> Option<Near<'a>> {
    const MOST_NOTED: usize = 2;
    let mut end = site;
    let quantities = &cx.facts.quantities;
    // 投资31.9亿元，增长47.2%（上年为21.6亿元），按渠道划分
    let depth =
        |index: usize| quantities.get(index).map(|quantity| cx.facts.tokens.depth(quantity.first_token as usize));
    let is_noted = |index: &usize| depth(*index) > depth(first);
    let noted = (0..MOST_NOTED).map_while(|back| first.checked_sub(back + 1)).take_while(is_noted).count();
    let mut index = first.checked_sub(noted + 1)?;
    let mut total = quantities.get(index)?;
    let tail = |quantity: &Quantity, end: usize| cx.view.text().get(quantity.span.end as usize..end);
    if is_rate(total.kind) {
        // 比上年增长[19]10.5%
        index -= usize::from(is_note(cx, quantities.get(index.checked_sub(1)?)?));
        let before = quantities.get(index.checked_sub(1)?)?;
        let level = outside_of_note(cx, index - 1);
        let gap = cx.view.text().get(before.span.end as usize..total.span.start as usize)?;
        // 减少4106人（-0.76%），其中: the change in brackets.
        let is_noted = matches!(gap, "（" | "(" | "（-" | "(-" | "（+" | "(+");
        let behind = tail(total, end)?;
        let behind = if is_noted { behind.strip_prefix(['）', ')'])? } else { behind };
        if !is_tail(behind) || !(is_noted || is_change(gap, total)) {
            return None;
        }
        index = level;
        total = quantities.get(index)?;
        end = total.span.end as usize;
        // 吞吐量4.63亿吨，比上年的4.41亿吨增长5%，其中
        let compared = amount_before(cx, index);
        if let Some(level) = compared.filter(|level| is_compared_with(cx, total) && level.has_unit_of(total, cx.view)) {
            let gap = cx.view.text().get(level.span.end as usize..total.span.start as usize)?;
            let is_plain = gap.chars().count() <= LONGEST_TAIL && !gap.contains(['。', '；', '\n']);
            return (is_plain && !is_average(cx, level) && !is_one_of_two(cx, "", level)).then_some((level, None));
        }
    }
    let part = quantities.get(first);
    let is_time = total.kind == UnitKind::Duration && part.is_some_and(|part| total.has_unit_of(part, cx.view));
    let is_amount = matches!(total.kind, UnitKind::Count | UnitKind::Measure) || is_time;
    // - 高中14所 ends a list; 其中 of the next paragraph is not about its last item.
    if tail(total, site)?.matches('\n').count() > 1 {
        return None;
    }
    let may_add_up = !is_average(cx, total)
        || part.is_some_and(|part| is_source_of_income(cx, part) || is_of_each_day(cx, total) && part.is_below(total));
    if !is_amount || !is_tail(tail(total, end)?) || !may_add_up || is_one_of_two(cx, "", total) {
        return None;
    }
    match level_before(cx, index) {
        Some(level) => Some((level, Some(total))),
        // 藏书38.6万册，上年末34.2万册，其中: of which of the two is not known.
        None if may_be_of_an_earlier_time(cx, index) => None,
        None => Some((total, None)),
    }
}

/// True if the quantity `index` is what another amount before it is compared with, or the change of such a one alone.
fn may_be_of_an_earlier_time(cx: &Context, index: usize) -> bool {
    let Some((before, total)) = amount_before(cx, index).zip(cx.facts.quantities.get(index)) else { return false };
    let are_of_one = before.has_unit_of(total, cx.view) && cx.facts.sentence_of(before) == cx.facts.sentence_of(total);
    are_of_one && (is_compared_with(cx, total) || is_change_of_something(cx, total))
}

/// The quantity before `index`, and not the time of what is compared: the first of 412万人次，较109年之587万人次.
fn amount_before<'a>(cx: &'a Context, index: usize) -> Option<&'a Quantity> {
    let is_time = |other: &&Quantity| {
        let behind = cx.view.text().get(other.span.end as usize..).unwrap_or("");
        other.kind == UnitKind::Duration && behind.starts_with(['的', '之', '末', '底', '同'])
    };
    cx.facts.quantities.get(..index)?.iter().rev().find(|other| !is_time(other))
}

/// 参保107599万人，比上年末增加316万人，其中: the amount whose change the quantity `index` is. Of 参保107599万人，比上年末的107283万人增加316万人 the
/// first.
fn level_before<'a>(cx: &'a Context, index: usize) -> Option<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let change = quantities.get(index)?;
    if !is_change_of_something(cx, change) {
        return None;
    }
    let level = outside_of_note(cx, index.checked_sub(1)?);
    let earlier = quantities.get(level.saturating_sub(1)..=level)?.iter().rev();
    earlier
        .into_iter()
        .filter(|level| {
            level.has_unit_of(change, cx.view) && cx.facts.sentence_of(level) == cx.facts.sentence_of(change)
        })
        .find(|level| !is_compared_with(cx, level))
}

/// 增加16万人: more or less than before.
pub fn is_change_of_something(cx: &Context, quantity: &Quantity) -> bool {
    const CHANGES: &[&str] = &[
        "多了",
        "少了",
        "增加",
        "增加了",
        "增长",
        "减少",
        "减少了",
        "净增",
        "增",
        "减",
        "下降",
        "多增",
        "少增",
        "增产",
        "减产",
        "增收",
        "短收",
        "超收",
        "压降",
        "压减",
        "减收",
        "增支",
        "减支",
    ];
    let before = cx.view.text().get(..quantity.span.start as usize).unwrap_or("");
    let may_be = before.ends_with(['加', '了', '长', '少', '增', '减', '降', '产', '收', '支']);
    may_be && CHANGES.iter().any(|word| before.ends_with(word))
}

/// 进出口11.6亿元，同比增长17.2%。其中，出口8.9亿元: 其中 opens a sentence, and the one before it gives a single amount of this unit.
pub fn total_of_the_sentence_before<'a>(cx: &'a Context, first: usize, site: usize) -> Option<Near<'a>> {
    let before = cx.view.text().get(..site)?.trim_end_matches([' ', '\u{3000}']);
    let last = cx.facts.quantities.get(first.checked_sub(1)?).filter(|_| before.ends_with('。'))?;
    let is_close = cx.facts.sentence_of(last).0 + 1 == cx.facts.sentence_of(cx.facts.quantities.get(first)?).0;
    let mut amounts = totals_of_the_sentence_before(cx, first);
    let total = amounts.next()?;
    let is_only_one = is_summed_up(cx, total) || amounts.next().is_none();
    (is_close && is_only_one && !is_average(cx, total) && !is_one_of_two(cx, "", total)).then_some((total, None))
}

/// 议案14件、建议162件，合计176件
fn is_summed_up(cx: &Context, total: &Quantity) -> bool {
    let before = cx.view.text().get(..total.span.start as usize).unwrap_or("");
    ["合计", "共计", "总计"].iter().any(|word| before.ends_with(word))
}

/// 教师7316人，男教师2149人，女教师5167人。按学历分，…。按职称分，…: the first amount of the last sentence that does not sort, if it is the
/// greatest one there.
pub fn total_that_is_sorted<'a>(cx: &'a Context, first: usize) -> Option<Near<'a>> {
    const MOST_SORTED: usize = 3;
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    let mut end = first;
    for _ in 0..MOST_SORTED {
        let sentence = cx.facts.sentence_of(quantities.get(end.checked_sub(1)?)?);
        let span = cx.facts.tokens.sentence_span(sentence);
        if !text.get(span.start as usize..)?.trim_start().starts_with(['按', '分']) {
            let mut amounts: Vec<&Quantity> = totals_before(cx, end, quantities.get(first)?).collect();
            let total = amounts.pop()?;
            let is_greatest = amounts.iter().all(|other| other.value() < total.value());
            // 国有单位投资中，基本建设投资2911亿元，…: the first of several.
            let clause = clause_before(cx, total, total.span.start);
            let before = text.get(..total.span.start as usize - clause.len()).unwrap_or("");
            if before.ends_with("中，") {
                return None;
            }
            // 2168人，其中男1386人、女782人；按学历分，…: behind a semicolon, too.
            let from = (span.end as usize).min(cx.facts.quantities.get(end.checked_sub(1)?)?.span.end as usize);
            let between = text.get(from..quantities.get(first)?.span.start as usize)?;
            let is_near = between.len() <= LONGEST_CLAUSE * MOST_SORTED && !between.contains('\n');
            let is_total = is_greatest && is_near && !is_average(cx, total) && !is_one_of_two(cx, "", total);
            return is_total.then_some((total, None));
        }
        let before = quantities.get(..end)?.iter().rev();
        end -= before.take(MOST_PARTS).take_while(|quantity| cx.facts.sentence_of(quantity) == sentence).count();
    }
    None
}

/// The amounts of the unit of the part `first` in the sentence of the quantity before it, nearest first.
pub fn totals_of_the_sentence_before<'a>(cx: &'a Context, first: usize) -> impl Iterator<Item = &'a Quantity> {
    cx.facts.quantities.get(first).into_iter().flat_map(move |part| totals_before(cx, first, part))
}

/// The amounts of the unit of a part in the sentence of the quantity before the quantity `end`, nearest first.
pub fn totals_before<'a>(cx: &'a Context, end: usize, part: &'a Quantity) -> impl Iterator<Item = &'a Quantity> {
    let quantities = &cx.facts.quantities;
    let earlier = quantities.get(..end).unwrap_or_default().iter().rev();
    let last = earlier.clone().next();
    let is_near = move |quantity: &&Quantity| {
        last.is_some_and(|last| cx.facts.sentence_of(quantity) == cx.facts.sentence_of(last))
    };
    let is_level = move |quantity: &&Quantity| {
        quantity.has_unit_of(part, cx.view)
            && matches!(quantity.kind, UnitKind::Count | UnitKind::Measure)
            && !is_change_of_something(cx, quantity)
            && !is_compared_with(cx, quantity)
    };
    earlier.take(MOST_PARTS).take_while(is_near).filter(is_level)
}

/// 比上年的25亿元增长5%, 上年同期为25亿元: what is compared with.
pub fn is_compared_with(cx: &Context, quantity: &Quantity) -> bool {
    const EARLIER: &[&str] = &["上年", "去年", "上期", "前一年", "上一年"];
    let before = clause_before(cx, quantity, quantity.span.start);
    let others = cx.facts.quantities.partition_point(|other| other.span.end <= quantity.span.start);
    let last = amount_before(cx, others);
    // 比上年的二亿斤增加三千万斤: the second is not what is compared with.
    let is_plain =
        |words: &str| last.is_none_or(|last| last.span.end as usize <= quantity.span.start as usize - words.len());
    let is_earlier = EARLIER.iter().any(|word| before.trim_start().starts_with(word));
    // 较大事故5起
    let is_base = |at: usize| is_plain(&before[at..]) && compares(&before[at..]);
    is_earlier && is_plain(before) || before.rfind(['比', '较']).is_some_and(is_base)
}

pub fn is_rate(kind: UnitKind) -> bool {
    matches!(kind, UnitKind::Percent | UnitKind::Permille | UnitKind::Point | UnitKind::Multiple)
}

/// 个项目，: a few words and at most one mark.
fn is_tail(text: &str) -> bool {
    // 86427件（套），其中
    let text = without_notes(text.trim_end());
    let words = text.strip_suffix(['，', ',', '、', '（', '(', '：', ':', '；', ';']).unwrap_or(&text);
    words.chars().count() <= LONGEST_TAIL && !words.contains(is_mark_or_digit)
}

/// 660个项目，完成投资190亿元，其中市级项目373个: the last amount before 其中 that has the unit of the part. The level that a
/// change is of goes before the change.
pub fn farther_total<'a>(cx: &'a Context, first: usize, part: &Quantity) -> Option<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let from = first.saturating_sub(FARTHEST_TOTAL);
    let is_amount = matches!(part.kind, UnitKind::Count | UnitKind::Measure);
    let is_found =
        |index: &usize| is_amount && quantities.get(*index).is_some_and(|total| total.has_unit_of(part, cx.view));
    let index = (from..first).rev().find(is_found)?;
    let total = match level_before(cx, index) {
        Some(level) => level,
        None if is_change_of_something(cx, quantities.get(index)?) => return None,
        None => quantities.get(index)?,
    };
    let is_total = cx.facts.sentence_of(total) == cx.facts.sentence_of(part)
        && !is_average(cx, total)
        && !is_one_of_two(cx, "", total);
    is_total.then_some(total)
}

/// A note before its amount has at most so many bytes.
const LONGEST_NOTE: usize = 72;

/// The index of the amount before 940辆（包括货车60辆）, if the quantity `index` stands in the parentheses behind it; and of 15.8亿吨（15.2亿吨）,
/// where the other one is of another time.
fn outside_of_note(cx: &Context, index: usize) -> usize {
    let quantities = &cx.facts.quantities;
    let text = cx.view.text();
    let note = quantities.get(index).and_then(|inner| {
        let from = text.floor_char_boundary((inner.span.start as usize).saturating_sub(LONGEST_NOTE));
        let opening = text.get(from..inner.span.start as usize)?;
        let at = opening.rfind(['（', '(']).filter(|&at| !opening[at..].contains(['）', ')', '。', '；']))?;
        let is_note = ["包括", "含", "其中"].iter().any(|word| opening[at..].contains(word));
        let is_closed = text.get(inner.span.end as usize..)?.starts_with(['）', ')']);
        let before = quantities.partition_point(|outer| outer.span.end as usize <= from + at).checked_sub(1)?;
        let outer = quantities.get(before)?;
        let is_noted = is_note || outer.has_unit_of(inner, cx.view);
        (is_noted && is_closed && outer.span.end as usize == from + at).then_some(before)
    });
    note.unwrap_or(index)
}

/// What an amount is called: 农民工总量 of 农民工[8]总量28836万人.
pub fn name_of<'a>(cx: &'a Context, quantity: &Quantity) -> Cow<'a, str> {
    let before = cx.view.text().get(..quantity.span.start as usize).unwrap_or("");
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(LONGEST_CLAUSE))..];
    match without_notes(near) {
        Cow::Borrowed(near) => Cow::Borrowed(near.rsplit(is_mark_or_digit).next().unwrap_or("")),
        Cow::Owned(near) => Cow::Owned(near.rsplit(is_mark_or_digit).next().unwrap_or("").to_owned()),
    }
}

/// 平均寿命70.8岁, 人均30平方米, 每千人8张: averages do not add up.
pub fn is_average(cx: &Context, total: &Quantity) -> bool {
    let mut last = ' ';
    clause_before(cx, total, total.number.span.start).chars().any(|c| {
        let pair = (std::mem::replace(&mut last, c), c);
        matches!(pair, (_, '均' | '每' | '率') | ('寿', '命') | ('比', '例') | ('单', '价') | ('最', '高' | '大'))
    })
}

/// 人均可支配收入41263元，其中工资性收入25384元，…: the sources of an income add up for each head as well.
fn is_source_of_income(cx: &Context, part: &Quantity) -> bool {
    let head = breakdown::head(cx, part);
    INCOME_SOURCES.iter().flat_map(|names| names.iter()).any(|name| head.contains(name))
}

/// 日均开行列车986列，其中图定748列，加开238列: what is there each day is the sum of its parts, unlike what each of them has.
fn is_of_each_day(cx: &Context, total: &Quantity) -> bool {
    const WORDS: &[&str] = &["日均", "月均", "年均", "每天", "每日", "每月", "每年"];
    let clause = clause_before(cx, total, total.number.span.start);
    WORDS.iter().any(|word| clause.contains(word))
        && !["人均", "户均", "平均每"].iter().any(|word| clause.contains(word))
}

/// The clause of an amount, up to byte `end` of the view.
fn clause_before<'a>(cx: &'a Context, quantity: &Quantity, end: u32) -> &'a str {
    let clause = cx.facts.tokens.clause_span(cx.facts.tokens.clause_of(quantity.first_token as usize));
    let near = (end as usize).saturating_sub(LONGEST_CLAUSE).max(clause.start as usize);
    cx.view.text().get(cx.view.text().floor_char_boundary(near)..end as usize).unwrap_or("")
}

/// Verbs that say what an amount has come to: 总额扩大到200亿元，其中.
const REACHED: &[&str] = &[
    "达到",
    "扩大到",
    "增加到",
    "增长到",
    "提高到",
    "上升到",
    "发展到",
    "增至",
    "升至",
    "扩大至",
    "增加至",
    "提高至",
    "发展至",
    "减少到",
    "下降到",
    "减至",
    "降至",
];

/// 由45万辆增至56万辆, 10～20个: two values of one thing.
pub fn is_one_of_two(cx: &Context, head: &str, quantity: &Quantity) -> bool {
    let before = cx.view.text().get(..quantity.span.start as usize).unwrap_or("");
    let after = cx.view.text().get(quantity.span.end as usize..).unwrap_or("");
    let joins = ['至', '到', '～', '~', '—', '–', '-', '−'];
    let grows = ["增至", "增加到", "增长到", "提高到", "提高至", "升至", "降至", "减至", "发展到", "扩大到"];
    // 由财政代发4000亿元: who does it.
    let has_second = || {
        let near = after.get(..after.floor_char_boundary(LONGEST_CLAUSE)).unwrap_or("");
        let clause = near.split(is_mark_or_digit).next().unwrap_or("");
        head.ends_with(['由', '从', '自']) || clause.contains(['至', '到'])
    };
    head.contains(['由', '从', '自']) && has_second()
        || head.contains('每')
        || head.ends_with('各')
        || head.ends_with('等')
        || before.ends_with(joins) && !REACHED.iter().any(|verb| before.ends_with(verb))
        || after.starts_with(joins)
        || begins_with_one_of(after, &grows)
}
