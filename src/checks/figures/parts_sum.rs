//! figures/parts-sum: the parts named behind 其中, or the values behind 分别 with their 合计, and the total. Takes the
//! quantities, starts from those words, reads parts up to a new predicate, and compares the sum of the intervals.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::checks::{Context, Report};
use crate::facts::interval::{Bound, Decimal, Interval};
use crate::facts::lexicon::{
    CLOSED_SETS, ENGLISH_CLOSED_SETS, EXCLUSIVE_SETS, NEW_PREDICATES, RANKING_SUFFIXES, REST_OF_A_SET,
};
use crate::facts::number::Script;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::rational::Rational;
use crate::facts::token::SentenceId;
use crate::finding::{Applicability, Fix, Language, Message, Severity, Shown};
use crate::relation::{Member, Relation, Verdict};
use crate::rules::Rule;
use crate::rules::amount::{Form, rounded};
use crate::span::ViewSpan;

/// Reports totals that the sum of their parts cannot give, and parts that together exceed their total.
pub fn check(cx: &Context, report: &mut Report) {
    for (cue, start, end) in cues(cx) {
        let sum = match cue {
            Cue::OfWhich => parts_behind(cx, start, end),
            Cue::Including => parts_included(cx, start),
            Cue::EnglishParts => english_parts(cx, start, end),
            Cue::Present => present_and_absent(cx, start),
            Cue::Together | Cue::Total => parts_and_total(cx, start, end),
            Cue::Respectively => values_and_total(cx, start),
            Cue::Sorted => sorted_parts(cx, start, end),
        };
        if let Some(sum) = sum {
            judge(cx, report, &sum);
        }
    }
}

/// What a sum is known by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cue {
    /// 其中
    OfWhich,
    /// 包括
    Including,
    /// of which
    EnglishParts,
    /// 实到
    Present,
    /// 监事3人，共8人
    Together,
    /// 分别
    Respectively,
    /// 按类型分，…; 分产业看，…
    Sorted,
    /// 合计, 共计, 总计
    Total,
}

const OF_WHICH: &str = "其中";
const INCLUDING: &str = "包括";
const PRESENT: &str = "实到";
const RESPECTIVELY: &str = "分别";
const SORTED: &str = "分，";
const SEEN: &str = "看，";

/// The cues of a text with the bytes at which they start and end: by kind, and those of a kind in text order.
fn cues(cx: &Context) -> Vec<(Cue, usize, usize)> {
    const CHINESE: [(&str, Cue); 8] = [
        (OF_WHICH, Cue::OfWhich),
        (INCLUDING, Cue::Including),
        (PRESENT, Cue::Present),
        ("共", Cue::Together),
        (RESPECTIVELY, Cue::Respectively),
        (SORTED, Cue::Sorted),
        (SEEN, Cue::Sorted),
        ("计", Cue::Total),
    ];
    const ENGLISH: [(&str, Cue); 5] = [
        (OF_WHICH, Cue::OfWhich),
        (INCLUDING, Cue::Including),
        ("of which", Cue::EnglishParts),
        ("of whom", Cue::EnglishParts),
        ("including", Cue::EnglishParts),
    ];
    static FINDERS: [LazyLock<Option<AhoCorasick>>; 2] =
        [LazyLock::new(|| finder(&CHINESE)), LazyLock::new(|| finder(&ENGLISH))];
    let view = cx.view.text();
    let (words, finder) = if cx.facts.is_english { (&ENGLISH[..], &FINDERS[1]) } else { (&CHINESE[..], &FINDERS[0]) };
    let mut found = Vec::new();
    for place in finder.iter().flat_map(|finder| finder.find_iter(view)) {
        let Some((_, cue)) = words.get(place.pattern().as_usize()) else { continue };
        let before = view.get(..place.start()).unwrap_or("");
        match cue {
            Cue::Together if !before.ends_with(['，', ',', '合']) || !begins_quantity(cx, place.end()) => {}
            Cue::Total if !before.ends_with(['合', '共', '总']) => {}
            Cue::Total => found.push((*cue, place.start() - "合".len(), place.end())),
            _ => found.push((*cue, place.start(), place.end())),
        }
    }
    found.sort_by_key(|(cue, ..)| *cue);
    found
}

fn finder(words: &[(&str, Cue)]) -> Option<AhoCorasick> {
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words.iter().map(|(word, _)| word)).ok()
}

/// True if the number of a quantity begins at a byte of the view.
fn begins_quantity(cx: &Context, at: usize) -> bool {
    cx.facts.quantities.binary_search_by_key(&(at as u32), |quantity| quantity.number.span.start).is_ok()
}

/// A total and what is said to be in it.
struct Sum<'a> {
    total: &'a Quantity,
    /// 达100万人，增加5万人，其中: the change of the total, which 其中 may mean as well.
    change: Option<&'a Quantity>,
    parts: Vec<&'a Quantity>,
    kind: SumKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SumKind {
    /// Nothing is left out: the parts give the total.
    Whole,
    /// Kinds that exclude each other, perhaps not all: they cannot exceed the total.
    Distinct,
    /// Anything else in a row right behind its total: none of the parts can exceed it.
    Open,
    /// The total may be another one: seen, and not judged.
    Unknown,
}

/// A head, a tail or what stands between a total and 其中 has at most so many characters.
const LONGEST_HEAD: usize = 16;
const LONGEST_TAIL: usize = 8;
/// The head right behind 其中 may be longer.
const LONGEST_FIRST_HEAD: usize = 28;
/// So many parts are read.
const MOST_PARTS: usize = 40;
/// A total is looked for among so many amounts before 其中.
const FARTHEST_TOTAL: usize = 4;

/// 200平方公里，主要包括甲园58平方公里、…; 940辆（包括货车60辆）: the parts behind 包括 at byte `site`, if it begins a clause right behind
/// the total.
fn parts_included<'a>(cx: &'a Context, site: usize) -> Option<Sum<'a>> {
    let before = cx.view.text().get(..site)?;
    let start = before.strip_suffix("主要").unwrap_or(before).len();
    let begins_clause = before.get(..start)?.ends_with(['，', ',', '（', '(']);
    let mut sum = begins_clause.then(|| parts_behind(cx, start, site + INCLUDING.len()))??;
    // 企业1200家，包括国家级20家、省级50家、市级80家: 包括 does not say that nothing else is in it.
    if sum.kind == SumKind::Whole {
        sum.kind = SumKind::Distinct;
    }
    (sum.total.end_token as usize + MOST_TOKENS_BEHIND_TOTAL >= cx.facts.tokens.at(start as u32)).then_some(sum)
}

/// Between a total and 包括 at most so many tokens stand: its unit, a noun and the mark.
const MOST_TOKENS_BEHIND_TOTAL: usize = 3;

/// The parts behind 其中, which stands from byte `site` to `end`, with the total before it.
fn parts_behind<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    let quantities = &cx.facts.quantities;
    let first = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < site);
    let near = total_before(cx, first, site).or_else(|| total_of_the_sentence_before(cx, first, site));
    parts_from(cx, first, site, end, near)
}

/// 问题46个。按类型分，预算类9个、资金类17个: the parts behind the words at `site`, with the total of the sentence before.
fn sorted_parts<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    let before = cx.view.text().get(..site)?;
    let opening = before
        .rfind(['。', '；', '，', '\n'])
        .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let words = before.get(opening..)?;
    if words.chars().count() > LONGEST_TAIL || !words.starts_with(['按', '从', '分']) {
        return None;
    }
    let first = cx.facts.quantities.partition_point(|quantity| (quantity.number.span.start as usize) < end);
    let total = total_of_the_sentence_before(cx, first, opening)?;
    parts_from(cx, first, opening, end, Some(total))
}

/// The parts from the quantity `first`, opened by the words from byte `site` to `end`.
fn parts_from<'a>(cx: &'a Context, first: usize, site: usize, end: usize, near: Option<Near<'a>>) -> Option<Sum<'a>> {
    let quantities = &cx.facts.quantities;
    let begins_clause = cx.view.text().get(..site)?.trim_end().ends_with(is_mark);
    let is_in_parentheses = cx.view.text().get(..site)?.ends_with(['（', '(']);
    let (mut total, mut change) = match near {
        Some(near) => near,
        // 支出155亿元，增长9%，与总产值之比为2.1%，其中基础研究8亿元
        None => (farther_total(cx, first, quantities.get(first)?)?, None),
    };
    let mut end = end;
    let mut depth = 0;
    let mut cut = None;
    let mut parts: Vec<&Quantity> = Vec::new();
    let mut heads: Vec<Cow<str>> = Vec::new();
    let mut marks: Vec<char> = Vec::new();
    let mut index = first;
    let mut was_change = false;
    let mut is_far = near.is_none();
    while let Some(mut quantity) = quantities.get(index).filter(|_| parts.len() < MOST_PARTS) {
        let mut gap = cx.view.text().get(end..quantity.span.start as usize)?;
        // 上网人数[43]: the number of a note.
        if is_note(cx, quantity) {
            index += 1;
            continue;
        }
        if is_part_of_a_name(cx, total, quantity, quantities.get(index + 1)) {
            index += 1;
            continue;
        }
        // 新增企业20家（其中规上5家），园区7家: what is in the parentheses ends with them.
        depth += gap.matches(['（', '(']).count() as i32 - gap.matches(['）', ')']).count() as i32;
        if is_in_parentheses && depth < 0 {
            break;
        }
        if !parts.is_empty() && is_change(gap, quantity) {
            (end, index, was_change) = (quantity.span.end as usize, index + 1, true);
            continue;
        }
        if let Some(counted) = quantities.get(index + 1).filter(|next| belongs_to_head(cx, quantity, next)) {
            (quantity, index) = (counted, index + 1);
            let whole = cx.view.text().get(end..quantity.span.start as usize)?;
            // 、一级公路1740公里: the rank is in the name.
            gap = if whole.contains(|c: char| c.is_ascii_digit()) { gap } else { whole };
        } else if is_lone_threshold(cx, quantity, quantities.get(index + 1)) {
            return None;
        }
        let Some((mark, head)) = head(gap, parts.is_empty()) else { break };
        if !parts.is_empty() && (begins_anew(mark, &head, &heads, was_change) || repeats(&head, &heads)) {
            // 其中寿险8696亿元；健康险1025亿元；财产险4618亿元: all of them, if they give the total.
            let may_go_on = matches!(mark, '；' | ';') && !NEW_PREDICATES.iter().any(|word| head.contains(word));
            if !may_go_on || !total.has_unit_of(quantity, cx.view) {
                break;
            }
            cut.get_or_insert(parts.len());
        }
        // 其中甲3个，其中乙2个: another breakdown.
        if !parts.is_empty() && [OF_WHICH, INCLUDING].iter().any(|word| head.contains(word)) {
            break;
        }
        if is_average_of_parts(&head) || is_far && parts.is_empty() && head.is_empty() && !begins_clause {
            break;
        }
        was_change = false;
        if parts.is_empty() && !total.has_unit_of(quantity, cx.view) {
            let Some(farther) = farther_total(cx, first, quantity) else { break };
            (total, change, is_far) = (farther, None, true);
        }
        if !total.has_unit_of(quantity, cx.view) {
            // 城镇3万人、农村2万户: which of them are parts is not known.
            let is_total_too =
                |total: &Quantity| total.span.end as usize <= site && total.has_unit_of(quantity, cx.view);
            let near = quantities.get(first.saturating_sub(FARTHEST_TOTAL)..first).unwrap_or_default();
            // 投资8亿元、项目45个；其中甲区投资3亿元、项目17个
            if mark == '、' && !near.iter().any(is_total_too) {
                return None;
            }
            break;
        }
        if is_one_of_two(cx, &head, quantity) {
            return None;
        }
        parts.push(quantity);
        heads.push(head);
        marks.push(mark);
        (end, index) = (quantity.span.end as usize, index + 1);
    }
    if parts.is_empty() {
        return None;
    }
    if let Some(cut) = cut {
        if fits(cx, total, &parts) {
            return Some(Sum { total, change, parts, kind: SumKind::Whole });
        }
        parts.truncate(cut);
        heads.truncate(cut);
        marks.truncate(cut);
        end = parts.last().map_or(end, |part| part.span.end as usize);
    }
    let kind = match () {
        _ if parts.len() < 2 || is_far => SumKind::Unknown,
        _ if names_a_whole(&heads, CLOSED_SETS) && ends_here(cx, end) && !are_a_few_of_many(total, &heads, &parts) => {
            SumKind::Whole
        }
        _ if names_the_rest(&heads) && ends_here(cx, end) => SumKind::Whole,
        _ if are_opposites(&heads) && ends_here(cx, end) => SumKind::Whole,
        _ if are_distinct(&heads) && !counts_visits(cx, total) => SumKind::Distinct,
        _ if are_listed(&heads, &marks) && !counts_visits(cx, total) && is_one_slip_off(cx, total, &parts) => {
            SumKind::Distinct
        }
        _ if change.is_none() && are_in_a_row(&marks) && !counts_visits(cx, total) => SumKind::Open,
        _ => SumKind::Unknown,
    };
    Some(Sum { total, change, parts, kind })
}

/// True if the parts can give the total.
fn fits(cx: &Context, total: &Quantity, parts: &[&Quantity]) -> bool {
    let total = total.interval(cx.facts.rounding);
    total.zip(added(cx, parts)).is_some_and(|(total, sum)| !total.is_disjoint(&sum))
}

/// What the parts give together; `None` where the extent of one is not known.
fn added(cx: &Context, parts: &[&Quantity]) -> Option<Interval> {
    let values = parts.iter().map(|part| part.interval(cx.facts.rounding)).collect::<Option<Vec<Interval>>>()?;
    values.into_iter().reduce(|one, other| one.plus(&other))
}

/// 企业1200家，其中国家级20家、省级50家、市级80家: not every one has a grade.
fn are_a_few_of_many(total: &Quantity, heads: &[Cow<str>], parts: &[&Quantity]) -> bool {
    let value = |quantity: &Quantity| quantity.number.value.to_rational();
    let sum = parts.iter().map(|part| value(part)).reduce(|one, other| one + other);
    let are_graded = heads.first().is_some_and(|head| head.starts_with("国家级"));
    are_graded && sum.is_some_and(|sum| sum.clone() + sum < value(total))
}

/// 上网人数[43]: the number of a note.
fn is_note(cx: &Context, quantity: &Quantity) -> bool {
    let text = cx.view.text();
    text.get(..quantity.span.start as usize).is_some_and(|before| before.ends_with('['))
        && text.get(quantity.span.end as usize..).is_some_and(|behind| behind.starts_with(']'))
}

/// The sentence that an amount stands in.
fn sentence(cx: &Context, quantity: &Quantity) -> SentenceId {
    let tokens = &cx.facts.tokens;
    tokens.sentence_of(tokens.clause_of(quantity.first_token as usize))
}

/// 10亿元以上项目36个, 超50亿元15个, 一级公路1740公里: a threshold or a rank in the name of what the next number counts.
fn belongs_to_head(cx: &Context, quantity: &Quantity, next: &Quantity) -> bool {
    let is_rank = matches!(cx.view.slice(quantity.unit), "级" | "类" | "等" | "期" | "线");
    let gap = cx.view.text().get(quantity.span.end as usize..next.span.start as usize);
    let is_head = |gap: &str| !gap.contains(is_mark) && gap.chars().count() <= LONGEST_HEAD;
    let is_above = cx.view.text().get(..quantity.span.start as usize).is_some_and(|before| before.ends_with('过'));
    let is_threshold = is_threshold(quantity) || quantity.kind == UnitKind::Measure && is_above;
    let is_named = |gap: &str| is_threshold && next.kind == UnitKind::Count || is_rank && !gap.is_empty();
    gap.is_some_and(|gap| is_head(gap) && is_named(gap))
}

/// 10亿元以上: what is counted may begin there.
fn is_threshold(quantity: &Quantity) -> bool {
    quantity.kind == UnitKind::Measure && matches!(quantity.qualifier, Qualifier::AtLeast | Qualifier::AtMost)
}

/// 10亿元以上 8 户: a threshold of something that is counted in a unit which was not read.
fn is_lone_threshold(cx: &Context, quantity: &Quantity, next: Option<&Quantity>) -> bool {
    let gap = next.and_then(|next| cx.view.text().get(quantity.span.end as usize..next.span.start as usize));
    is_threshold(quantity) && gap.is_some_and(|gap| gap.len() <= LONGEST_HEAD && !gap.contains(is_mark))
}

/// 660个项目，完成投资190亿元，其中市级项目373个: the last amount before 其中 that has the unit of the part. The level that a
/// change is of goes before the change.
fn farther_total<'a>(cx: &'a Context, first: usize, part: &Quantity) -> Option<&'a Quantity> {
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
    let is_total = sentence(cx, total) == sentence(cx, part) && !is_average(cx, total) && !is_one_of_two(cx, "", total);
    is_total.then_some(total)
}

/// ，新增高速公路2600公里: a new predicate. Behind ； or a growth rate only another member of the same set goes on.
fn begins_anew(mark: char, head: &str, heads: &[Cow<str>], was_change: bool) -> bool {
    let in_set = |set: &[&[&str]], head: &str| set.iter().any(|names| names.iter().any(|name| head.starts_with(name)));
    let goes_on = CLOSED_SETS
        .iter()
        .chain(EXCLUSIVE_SETS)
        .any(|set| in_set(set, head) && heads.iter().all(|head| in_set(set, head)));
    // 10个、比上年增加8个: the change of the part.
    let is_change =
        ["比", "较", "同比", "增加", "减少", "增长", "下降", "净增"].iter().any(|word| head.starts_with(word));
    // 续建项目85个、新开工项目85个: 、 goes on.
    !goes_on
        && (is_change
            || mark != '、' && NEW_PREDICATES.iter().any(|word| head.contains(word))
            || ["推动", "带动", "推进", "助力"].iter().any(|word| head.starts_with(word))
            || matches!(mark, '；' | ';')
            || was_change && mark != '、')
}

/// 三轮汽车12万辆: a numeral in the name of what the next number counts.
fn is_part_of_a_name(cx: &Context, total: &Quantity, quantity: &Quantity, next: Option<&Quantity>) -> bool {
    let gap = next.and_then(|next| cx.view.text().get(quantity.span.end as usize..next.span.start as usize));
    let is_name = |gap: &str| !gap.is_empty() && !gap.contains(is_mark) && gap.chars().count() <= LONGEST_HEAD;
    quantity.number.script == Script::Han
        && !total.has_unit_of(quantity, cx.view)
        && next.is_some_and(|next| total.has_unit_of(next, cx.view))
        && gap.is_some_and(is_name)
}

/// 其中财政投入8亿元，人均2242元: an average is no part.
fn is_average_of_parts(head: &str) -> bool {
    ["人均", "户均", "亩均", "平均"].iter().any(|word| head.contains(word))
}

/// 其中受处分的1200人，受处分又被起诉的340人: they are among those that were just named.
fn repeats(head: &str, heads: &[Cow<str>]) -> bool {
    let is_among = head.contains(['又', '并', '且']);
    is_among && heads.iter().any(|other| other.chars().count() > 2 && head.contains(&**other))
}

/// A note before its amount has at most so many bytes.
const LONGEST_NOTE: usize = 72;

/// The index of the amount before 940辆（包括货车60辆）, if the quantity `index` stands in the parentheses behind it.
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
        (is_note && is_closed && quantities.get(before)?.span.end as usize == from + at).then_some(before)
    });
    note.unwrap_or(index)
}

/// A total, and its change if the text gives one.
type Near<'a> = (&'a Quantity, Option<&'a Quantity>);

/// The total right before 其中, growth rates between them skipped: 共120个，增长5%，其中.
fn total_before<'a>(cx: &'a Context, first: usize, site: usize) -> Option<Near<'a>> {
    let mut end = site;
    let mut index = first.checked_sub(1)?;
    let quantities = &cx.facts.quantities;
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
    }
    let is_amount = matches!(total.kind, UnitKind::Count | UnitKind::Measure);
    // - 高中14所 ends a list; 其中 of the next paragraph is not about its last item.
    if tail(total, site)?.matches('\n').count() > 1 {
        return None;
    }
    if !is_amount || !is_tail(tail(total, end)?) || is_average(cx, total) || is_one_of_two(cx, "", total) {
        return None;
    }
    match level_before(cx, index) {
        Some(level) => Some((level, Some(total))),
        None => Some((total, None)),
    }
}

/// 参保107599万人，比上年末增加316万人，其中: the amount whose change the quantity `index` is.
fn level_before<'a>(cx: &'a Context, index: usize) -> Option<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let change = quantities.get(index)?;
    if !is_change_of_something(cx, change) {
        return None;
    }
    let level = outside_of_note(cx, index.checked_sub(1)?);
    let earlier = quantities.get(level.saturating_sub(1)..=level)?.iter().rev();
    earlier.into_iter().find(|level| level.has_unit_of(change, cx.view) && sentence(cx, level) == sentence(cx, change))
}

/// 增加16万人: more or less than before.
fn is_change_of_something(cx: &Context, quantity: &Quantity) -> bool {
    const CHANGES: &[&str] = &["增加", "增加了", "增长", "减少", "减少了", "净增", "增", "减", "下降", "多增", "少增"];
    let before = cx.view.text().get(..quantity.span.start as usize).unwrap_or("");
    CHANGES.iter().any(|word| before.ends_with(word))
}

/// 进出口11.6亿元，同比增长17.2%。其中，出口8.9亿元: 其中 opens a sentence, and the one before it gives a single amount of this unit.
fn total_of_the_sentence_before<'a>(cx: &'a Context, first: usize, site: usize) -> Option<Near<'a>> {
    let before = cx.view.text().get(..site)?.trim_end_matches([' ', '\u{3000}']);
    let part = cx.facts.quantities.get(first)?;
    let earlier = cx.facts.quantities.get(..first)?.iter().rev();
    let last = earlier.clone().next().filter(|_| before.ends_with('。'))?;
    let is_close = sentence(cx, last).0 + 1 == sentence(cx, part).0;
    let is_near = |quantity: &&Quantity| sentence(cx, quantity) == sentence(cx, last);
    let is_level = |quantity: &&Quantity| {
        quantity.has_unit_of(part, cx.view) && !is_change_of_something(cx, quantity) && !is_compared_with(cx, quantity)
    };
    let mut amounts = earlier.take(MOST_PARTS).take_while(is_near).filter(is_level);
    let (total, is_only_one) = (amounts.next()?, amounts.next().is_none());
    let is_amount = matches!(total.kind, UnitKind::Count | UnitKind::Measure);
    (is_close && is_only_one && is_amount && !is_average(cx, total) && !is_one_of_two(cx, "", total))
        .then_some((total, None))
}

/// 比上年的25亿元增长5%: what is compared with.
fn is_compared_with(cx: &Context, quantity: &Quantity) -> bool {
    let before = clause_before(cx, quantity, quantity.span.start);
    before.rfind(['比', '较']).is_some_and(|at| !before[at..].contains(|c: char| c.is_ascii_digit()))
}

fn is_rate(kind: UnitKind) -> bool {
    matches!(kind, UnitKind::Percent | UnitKind::Permille | UnitKind::Point | UnitKind::Multiple)
}

/// 个项目，: a few words and at most one mark.
fn is_tail(text: &str) -> bool {
    let text = text.trim_end();
    let words = text.strip_suffix(['，', ',', '、', '（', '(', '：', ':', '；', ';']).unwrap_or(text);
    words.chars().count() <= LONGEST_TAIL && !words.contains(is_mark)
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '，' | ',' | '、' | '。' | '；' | ';' | '：' | ':' | '（' | '）' | '(' | ')' | '！' | '？' | '\n' | '\r'
    ) || c.is_ascii_digit()
}

/// ，增长5%; （同比增长5%: the change of the amount before it, not a part.
fn is_change(gap: &str, quantity: &Quantity) -> bool {
    const CHANGES: &[&str] =
        &["增长", "成长", "下降", "上升", "增", "降", "占", "增幅", "减少", "提高", "回落", "偏多", "偏少", "完成"];
    const COMPARED: &[&str] = &[
        "同比",
        "按年",
        "较常年",
        "比年初",
        "较年初",
        "比上年",
        "比上年末",
        "较上年末",
        "比上年底",
        "较上年底",
        "较上年",
        "比去年",
        "较去年",
        "比上年同期",
        "较上年同期",
        "比去年同期",
    ];
    if !is_rate(quantity.kind) {
        return false;
    }
    let words = gap.trim_start_matches(['，', ',', '、', '（', '(', '）', ')', ' ']);
    let words = COMPARED.iter().rev().find_map(|word| words.strip_prefix(word)).unwrap_or(words);
    CHANGES.iter().any(|word| words.starts_with(word))
        && words.chars().count() <= LONGEST_HEAD
        && !words.contains(is_mark)
}

/// The mark before a part and its head: ，省级 has ， and 省级. `None` where no part can begin.
fn head(gap: &str, is_first: bool) -> Option<(char, Cow<'_, str>)> {
    let gap = without_notes(gap.trim().trim_start_matches(['）', ')']));
    let (mark, head) = match gap.chars().next() {
        Some(mark @ ('、' | '，' | ',' | '：' | ':')) => (mark, &gap[mark.len_utf8()..]),
        Some(mark @ ('；' | ';')) if !is_first => (mark, &gap[mark.len_utf8()..]),
        Some(join @ ('和' | '与')) if !is_first => (join, &gap[join.len_utf8()..]),
        _ if is_first => (' ', &*gap),
        _ => return None,
    };
    let head = head.trim();
    // 医院、卫生院6万个: the parts of one head. 其中3人: none.
    let odd = |c: char| c != '、' && is_mark(c);
    let longest = if is_first || matches!(mark, '；' | ';') { LONGEST_FIRST_HEAD } else { LONGEST_HEAD };
    let fits = head.chars().count() <= longest && !head.contains(odd) && (is_first || !head.is_empty());
    fits.then(|| (mark, Cow::Owned(head.to_owned())))
}

/// 诊所（卫生所、医务室）, 上网人数[43]: without what stands in parentheses and brackets.
fn without_notes(gap: &str) -> Cow<'_, str> {
    if !gap.contains(['（', '(', '[']) {
        return Cow::Borrowed(gap);
    }
    let mut depth = 0_u32;
    let outside = gap.chars().filter(|c| {
        let was = depth;
        match c {
            '（' | '(' | '[' => depth += 1,
            '）' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        was == 0 && depth == 0
    });
    let outside: String = outside.collect();
    if depth == 0 { Cow::Owned(outside) } else { Cow::Borrowed(gap) }
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
fn is_one_of_two(cx: &Context, head: &str, quantity: &Quantity) -> bool {
    let before = cx.view.text().get(..quantity.span.start as usize).unwrap_or("");
    let after = cx.view.text().get(quantity.span.end as usize..).unwrap_or("");
    let joins = ['至', '到', '～', '~', '—', '–', '-', '−'];
    let grows = ["增至", "增加到", "增长到", "提高到", "提高至", "升至", "降至", "减至", "发展到", "扩大到"];
    // 由财政代发4000亿元: who does it.
    let clause = after.split(is_mark).next().unwrap_or("");
    let has_second = head.ends_with(['由', '从', '自']) || clause.contains(['至', '到']);
    head.contains(['由', '从', '自']) && has_second
        || head.contains('每')
        || head.ends_with('等')
        || before.ends_with(joins) && !REACHED.iter().any(|verb| before.ends_with(verb))
        || after.starts_with(joins)
        || grows.iter().any(|word| after.starts_with(word))
}

/// 平均寿命70.8岁, 人均30平方米, 每千人8张: averages do not add up.
fn is_average(cx: &Context, total: &Quantity) -> bool {
    const AVERAGES: &[&str] =
        &["平均", "人均", "户均", "亩均", "年均", "日均", "均", "寿命", "每", "比例", "率", "单价", "最高", "最大"];
    let before = clause_before(cx, total, total.number.span.start);
    AVERAGES.iter().any(|word| before.contains(word))
}

/// Before an amount at most so many bytes of its clause are looked at: a clause may be as long as the text.
const LONGEST_CLAUSE: usize = 300;

/// The clause of an amount, up to byte `end` of the view.
fn clause_before<'a>(cx: &'a Context, quantity: &Quantity, end: u32) -> &'a str {
    let clause = cx.facts.tokens.clause_span(cx.facts.tokens.clause_of(quantity.first_token as usize));
    let near = (end as usize).saturating_sub(LONGEST_CLAUSE).max(clause.start as usize);
    cx.view.text().get(cx.view.text().floor_char_boundary(near)..end as usize).unwrap_or("")
}

/// 3万人次 may count one person twice.
fn counts_visits(cx: &Context, total: &Quantity) -> bool {
    cx.view.slice(total.unit).ends_with('次')
}

/// True if the heads are the members of a set that leaves nothing out, each once.
fn names_a_whole<H: AsRef<str>>(heads: &[H], sets: &[&[&[&str]]]) -> bool {
    sets.iter().any(|set| {
        let position = |head: &H| set.iter().position(|names| names.iter().any(|name| head.as_ref().starts_with(name)));
        let Some(mut found) = heads.iter().map(position).collect::<Option<Vec<usize>>>() else { return false };
        found.sort_unstable();
        found.len() == set.len() && found.iter().copied().eq(0..set.len())
    })
}

/// True if the heads are different members of one set (国家级, 省级), or end in one word that ranks (一类, 二类).
fn are_distinct(heads: &[Cow<str>]) -> bool {
    let in_one_set = CLOSED_SETS.iter().chain(EXCLUSIVE_SETS).any(|set| {
        let position = |head: &Cow<str>| set.iter().position(|names| names.iter().any(|name| head.starts_with(name)));
        let found: Option<Vec<usize>> = heads.iter().map(position).collect();
        found.is_some_and(|mut found| {
            found.sort_unstable();
            found.windows(2).all(|pair| pair[0] != pair[1])
        })
    });
    let ranked = RANKING_SUFFIXES.iter().any(|suffix| heads.iter().all(|head| head.ends_with(suffix)));
    let differ = heads.iter().enumerate().all(|(index, head)| !heads[..index].contains(head));
    (in_one_set || ranked) && differ
}

/// 衬砌段71公里、未衬砌段14公里: one is what the other is not.
fn are_opposites(heads: &[Cow<str>]) -> bool {
    const NOT: &[&str] = &["非", "未", "不"];
    const FEWEST: usize = 2;
    let denies = |one: &str, other: &str| {
        let rest = NOT.iter().find_map(|word| other.strip_prefix(word));
        let common = |rest: &str| rest.chars().zip(one.chars()).take_while(|(one, other)| one == other).count();
        rest.is_some_and(|rest| common(rest) >= FEWEST)
    };
    matches!(heads, [one, other] if denies(one, other) || denies(other, one))
}

/// 法官27人、书记员31人、其他人员36人: what is none of the kinds before closes the list. 其他收入 is a kind of its own.
fn names_the_rest(heads: &[Cow<str>]) -> bool {
    const KINDS: &[&str] = &["其他收", "其他支", "其他应", "其他资", "其他税", "其他基", "其他费"];
    let is_rest = |head: &str| ["其他", "其它"].iter().any(|word| head.contains(word));
    let Some((last, kinds)) = heads.split_last() else { return false };
    is_rest(last)
        && !KINDS.iter().any(|kind| last.contains(kind))
        && !kinds.iter().any(|head| is_rest(head) || head.is_empty())
        && !heads.iter().any(|head| may_overlap(head))
}

/// 其中A股7家，境内外上市公司达106家: only 、 and 和 surely go on with the parts.
fn are_in_a_row(marks: &[char]) -> bool {
    marks.iter().skip(1).all(|mark| matches!(mark, '、' | '和' | '与'))
}

/// 县道28公里、乡道45公里、村道63公里: three kinds and more in a row, none of which may be one of the others as well.
fn are_listed(heads: &[Cow<str>], marks: &[char]) -> bool {
    let in_a_row = are_in_a_row(marks);
    let differ = heads.iter().enumerate().all(|(index, head)| !head.is_empty() && !heads[..index].contains(head));
    heads.len() > 2 && in_a_row && differ && !heads.iter().any(|head| may_overlap(head))
}

/// 党员60人、女职工50人; 规上企业60家、高新技术企业30家: one may be both.
fn may_overlap(head: &str) -> bool {
    const WORDS: &[&str] = &[
        "党员",
        "团员",
        "女",
        "民族",
        "以上",
        "以下",
        "超",
        "学历",
        "本科",
        "大专",
        "研究生",
        "硕士",
        "博士",
        "职称",
        "高级",
        "中级",
        "岁",
        "贫困",
        "脱贫",
        "低保",
        "残疾",
        "青年",
        "老年",
        "重点",
        "重大",
        "骨干",
        "兼",
        "新能源",
        "亿元",
        "万元",
        "规上",
        "规模",
        "限上",
        "限额",
        "高新",
        "专精特新",
        "小巨人",
        "上市",
        "冠军",
        "科技型",
        "示范",
        "特色",
        "龙头",
        "品牌",
        "星级",
        "寄宿",
        "留守",
        "优质",
        "绿色",
        "有机",
        "省级",
        "国家",
        "市级",
        "民生",
        "涉",
        "等",
    ];
    WORDS.iter().any(|word| head.contains(word))
}

/// True if one digit written otherwise, or two changed in place, would make the parts give the total: kinds that overlap
/// exceed it by anything.
fn is_one_slip_off(cx: &Context, total: &Quantity, parts: &[&Quantity]) -> bool {
    let value = |quantity: &Quantity| quantity.number.value.to_rational();
    let Some(sum) = parts.iter().map(|part| value(part)).reduce(|one, other| one + other) else { return false };
    let over = sum.clone() - value(total);
    let may_be = |quantity: &Quantity, meant: Rational| is_slip(cx, quantity, &meant);
    may_be(total, sum) || parts.iter().any(|part| may_be(part, value(part) - over.clone()))
}

/// True if the number differs from the one `meant` by one digit, or by two neighbours that changed places.
fn is_slip(cx: &Context, quantity: &Quantity, meant: &Rational) -> bool {
    let written = cx.view.slice(quantity.number.span);
    let length = written.find(|c: char| !c.is_ascii()).unwrap_or(written.len());
    let digits: String = written[..length].chars().filter(|c| *c != ',').collect();
    let decimals = digits.split_once('.').map_or(0, |(_, places)| places.len());
    let (Some(shown), form) = (Decimal::parse(&digits), Form::like(cx.view, quantity, decimals)) else { return false };
    // 27万6305: more than one multiplier.
    if shown.to_rational() * &form.scale != quantity.number.value.to_rational() {
        return false;
    }
    let Some(right) = rounded(&(meant / &form.scale), decimals) else { return false };
    let differing: Vec<usize> = digits
        .bytes()
        .zip(right.bytes())
        .enumerate()
        .filter(|(_, (one, other))| one != other)
        .map(|(at, _)| at)
        .collect();
    let changed_places = |one: usize, other: usize| {
        other == one + 1
            && digits.as_bytes().get(one) == right.as_bytes().get(other)
            && digits.as_bytes().get(other) == right.as_bytes().get(one)
    };
    digits.len() > 1
        && digits.len() == right.len()
        && match differing[..] {
            [_] => true,
            [one, other] => changed_places(one, other),
            _ => false,
        }
}

/// True if no further part follows: the clause ends, or another one begins that names no rest.
fn ends_here(cx: &Context, end: usize) -> bool {
    let after = cx.view.text().get(end..).unwrap_or("").trim_start_matches([' ', '）', ')']);
    match after.chars().next() {
        None | Some('。' | '；' | ';' | '\n' | '\r' | '！') => true,
        Some(mark @ ('，' | ',')) => {
            let next = &after[mark.len_utf8()..];
            !REST_OF_A_SET.iter().any(|word| next.starts_with(word))
        }
        // 女360名） of a parenthesis that opened with 其中.
        Some(_) => cx.view.text().get(..end + 4).is_none_or(|text| text.ends_with(['）', ')'])),
    }
}

/// 120 projects, of which 50 national, 60 provincial and 20 municipal: the labels follow their numbers.
fn english_parts<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    let first = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < site);
    let total = quantities.get(first.checked_sub(1)?)?;
    let tail = text.get(total.span.end as usize..site)?;
    if !matches!(total.kind, UnitKind::Count | UnitKind::Measure)
        || tail.len() > LONGEST_ENGLISH_LABEL
        || tail.trim_end().trim_end_matches([',', '(', ':']).contains([',', ';', '.', '(', ')', ':', '\n'])
    {
        return None;
    }
    let mut parts: Vec<&Quantity> = Vec::new();
    let mut labels: Vec<&str> = Vec::new();
    let mut from = end;
    while let Some(part) = quantities.get(first + parts.len()).filter(|_| parts.len() < MOST_PARTS) {
        let gap = text.get(from..part.span.start as usize)?.trim();
        let is_joined = if parts.is_empty() { gap.is_empty() } else { matches!(gap, "," | "and" | ", and") };
        if !is_joined || !total.has_unit_of(part, cx.view) {
            break;
        }
        let rest = text.get(part.span.end as usize..)?;
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
    let kind = if ends && names_a_whole(&labels, ENGLISH_CLOSED_SETS) { SumKind::Whole } else { SumKind::Unknown };
    Some(Sum { total, change: None, parts, kind })
}

/// A label of a part, or what stands between a total and “of which”, has at most so many bytes.
const LONGEST_ENGLISH_LABEL: usize = 40;

/// 甲、乙、丙分别为3亿元、4亿元、5亿元，合计12亿元: the values behind 分别 and the total behind them.
fn values_and_total<'a>(cx: &'a Context, site: usize) -> Option<Sum<'a>> {
    let quantities = &cx.facts.quantities;
    let view = cx.view.text();
    let first = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < site);
    let lead = view.get(site + RESPECTIVELY.len()..quantities.get(first)?.span.start as usize)?;
    if lead.chars().count() > LONGEST_TAIL || lead.contains(is_mark) {
        return None;
    }
    let mut end = first + 1;
    while let (Some(last), Some(next)) = (quantities.get(end - 1), quantities.get(end)) {
        let gap = view.get(last.span.end as usize..next.span.start as usize)?;
        if !matches!(gap, "、" | "和" | "与" | "及" | "以及")
            || !last.has_unit_of(next, cx.view)
            || end - first >= MOST_PARTS
        {
            break;
        }
        end += 1;
    }
    let (last, total) = (quantities.get(end - 1)?, quantities.get(end)?);
    let gap = view.get(last.span.end as usize..total.span.start as usize)?;
    let words = gap.trim_start_matches(['，', ',', '、', '（', '(', ' ']);
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

/// 应到23人，实到21人，请假2人: who should be there, who is, and who is not.
fn present_and_absent<'a>(cx: &'a Context, site: usize) -> Option<Sum<'a>> {
    const ABSENT: &[&str] = &["请假", "缺席", "缺勤", "未到", "缺"];
    let (quantities, view) = (&cx.facts.quantities, cx.view.text());
    let first = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < site);
    let [total, present, absent] = quantities.get(first.checked_sub(1)?..first + 2)? else { return None };
    let gap = |from: usize, to: &Quantity| view.get(from..to.span.start as usize);
    let head = view.get(..total.span.start as usize)?;
    let is_expected = ["应到", "应出席", "应参加"].iter().any(|word| head.ends_with(word));
    let next = gap(present.span.end as usize, absent)?.trim_start_matches(['，', ',', '、', ' ']);
    let follows = gap(total.span.end as usize, present)?.trim_start_matches(['，', ',', '、', ' ']) == PRESENT;
    let after = view.get(absent.span.end as usize..)?.trim_start();
    let ends = after.is_empty() || after.starts_with(['。', '；', ';', '\n', '\r', '（', '(']);
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
fn parts_and_total<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    let (quantities, view) = (&cx.facts.quantities, cx.view.text());
    let after = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < end);
    let total = quantities.get(after)?;
    let gap = view.get(end..total.span.start as usize)?.trim();
    // 两年合计, 全市合计: of other amounts than these.
    let before = view.get(..site)?.trim_end();
    // 收入总计, 支出总计: of the side of a budget, which begins behind the last ；.
    let side = ["收入", "支出"].iter().find_map(|word| before.strip_suffix(word));
    let before = side.unwrap_or(before);
    let before = ["两项", "三项", "四项", "两者", "三者", "合"]
        .iter()
        .find_map(|word| before.strip_suffix(word))
        .unwrap_or(before);
    let is_summed =
        matches!(gap, "" | "为" | "达" | "达到") && before.trim_end().ends_with(['，', ',', '、', '；', ';']);
    let is_amount = matches!(total.kind, UnitKind::Count | UnitKind::Measure) && total.qualifier == Qualifier::Exact;
    if !is_summed || !is_amount {
        return None;
    }
    let mut parts: Vec<&Quantity> = Vec::new();
    let mut to = before.trim_end_matches(['，', ',', '、', '；', ';']).len();
    let (mut have_nouns, mut is_cut) = (false, false);
    // 两项 of 两项合计 counts what is added.
    let from = to as u32;
    for part in quantities.get(..after)?.iter().rev().skip_while(|part| part.span.end > from) {
        if parts.len() == MOST_PARTS || sentence(cx, part) != sentence(cx, total) {
            break;
        }
        let tail = view.get(part.span.end as usize..to)?;
        // 收入总计 is of its side of the budget.
        if side.is_some() && !parts.is_empty() && tail.contains(['；', ';']) {
            break;
        }
        let (noun, rest) = noun_behind(tail);
        have_nouns |= !noun.is_empty();
        let start = if parts.is_empty() { rest.is_empty() } else { tail_and_head(rest, !noun.is_empty()) };
        let is_part = start && part.has_unit_of(total, cx.view) && part.qualifier == Qualifier::Exact;
        if !is_part || is_one_of_two(cx, "", part) {
            // 在第9届运动会上，获得5枚金牌、4枚银牌，共计9枚奖牌
            is_cut = true;
            break;
        }
        parts.push(part);
        to = part.span.start as usize;
    }
    parts.reverse();
    // The head of the first amount begins its sentence.
    let first = parts.first()?;
    let head = cx.facts.tokens.sentence_span(sentence(cx, first)).start as usize;
    // A longer head than this is not read anyway.
    let near = (first.span.start as usize).saturating_sub(LONGEST_CLAUSE).max(head);
    let head = view.get(view.floor_char_boundary(near)..first.span.start as usize)?.trim();
    let head = if side.is_some() { head.rsplit(['；', ';']).next()?.trim() } else { head };
    // 加上级补助收入25亿元: the own revenue stands in the sentence before.
    let goes_on = side.is_some()
        && ["加", "另", "再", "补助", "返还", "转移", "债", "结转", "调入", "上解"]
            .iter()
            .any(|word| head.contains(word));
    let is_whole = !goes_on
        && head.chars().count() <= LONGEST_HEAD
        && !["其中", "每", "等"].iter().any(|word| head.contains(word));
    let value = |quantity: &Quantity| quantity.number.value.to_rational();
    let whole = total.interval(cx.facts.rounding)?;
    // What the last parts give, from the last one alone to all of them.
    let mut sums: Vec<Interval> = Vec::with_capacity(parts.len());
    for part in parts.iter().rev() {
        let value = part.interval(cx.facts.rounding)?;
        sums.push(sums.last().map_or_else(|| value.clone(), |sum| sum.plus(&value)));
    }
    let fits = |sum: &Interval| !sum.is_disjoint(&whole);
    let is_a_suffix = sums.get(1..sums.len() - 1).is_some_and(|sums| sums.iter().any(fits));
    let greatest = parts.iter().map(|part| value(part)).max()?;
    // 3枚金牌: what the nouns name may not all be counted; nor what follows a clause of its own.
    let is_sum = is_whole && !have_nouns && !is_cut || sums.last().is_some_and(fits);
    (parts.len() > 1 && is_sum && !is_a_suffix && value(total) > greatest).then_some(Sum {
        total,
        change: None,
        parts,
        kind: SumKind::Whole,
    })
}

/// 12枚金牌、9枚银牌，共计21枚奖牌: the noun that is counted, and what follows it.
fn noun_behind(tail: &str) -> (&str, &str) {
    let tail = tail.trim();
    let length = tail.find(is_mark).unwrap_or(tail.len());
    let (noun, rest) = tail.split_at(length);
    if noun.chars().count() <= LONGEST_COUNTED_NOUN { (noun, rest) } else { ("", tail) }
}

/// A noun behind its count has at most so many characters there.
const LONGEST_COUNTED_NOUN: usize = 4;

/// ，自筹: one mark and a short head between two amounts; the head may stand behind its count instead.
fn tail_and_head(gap: &str, has_noun: bool) -> bool {
    let gap = gap.trim();
    let Some(mark) = gap.chars().next().filter(|mark| matches!(mark, '，' | ',' | '、' | '；' | ';')) else {
        return false;
    };
    let head = gap[mark.len_utf8()..].trim();
    (has_noun || !head.is_empty())
        && head.chars().count() <= LONGEST_HEAD
        && !head.contains(is_mark)
        && !head.contains("其中")
}

/// True if `part` is one of the parts behind 其中, or behind 按类型分 and the like, and what they give is reported here: another
/// rule need not say the same of it.
pub fn has_reported(cx: &Context, part: &Quantity) -> bool {
    let text = cx.view.text();
    let end = part.span.start as usize;
    let from = text.floor_char_boundary(end.saturating_sub(LONGEST_CLAUSE));
    let opening = |word: &str| text.get(from..end)?.rfind(word).map(|at| (from + at, from + at + word.len()));
    let of_which = opening(OF_WHICH).and_then(|(site, end)| parts_behind(cx, site, end));
    let sorted = [SORTED, SEEN].into_iter().filter_map(opening).filter_map(|(site, end)| sorted_parts(cx, site, end));
    sorted.chain(of_which).any(|sum| {
        let values = sum.total.interval(cx.facts.rounding).zip(added(cx, &sum.parts));
        sum.parts.iter().any(|one| one.span == part.span)
            && values.is_some_and(|(total, added)| is_contradicted(cx, &sum, &total, &added))
    })
}

fn is_contradicted(cx: &Context, sum: &Sum, total: &Interval, added: &Interval) -> bool {
    match sum.kind {
        SumKind::Whole => total.is_disjoint(added) && !fits_the_change(cx, sum, added),
        SumKind::Distinct => exceeds(added, total) && !has_a_part_above(cx, sum, total),
        SumKind::Open => has_a_part_above(cx, sum, total) && !has_a_first_part_above(cx, sum, total),
        SumKind::Unknown => false,
    }
}

fn judge(cx: &Context, report: &mut Report, sum: &Sum) {
    let places = [sum.total].into_iter().chain(sum.parts.iter().copied());
    if places.into_iter().any(|quantity| cx.facts.is_opaque(quantity.span)) {
        return;
    }
    let Some(total) = sum.total.interval(cx.facts.rounding) else { return };
    let Some(added) = added(cx, &sum.parts) else { return };
    let contradicted = is_contradicted(cx, sum, &total, &added);
    let form = Form::like(cx.view, sum.total, decimals(cx, sum));
    let verdict = match sum.kind {
        _ if contradicted => Verdict::Contradicted,
        SumKind::Open | SumKind::Unknown if exceeds(&added, &total) => Verdict::NotChecked(Message::new("partial")),
        _ => Verdict::Holds,
    };
    report.relation(|rule| relation(cx, rule, sum, &total, &form.interval(&added), verdict));
    if contradicted {
        report_sum(cx, report, sum, &added, &form);
    }
}

/// True if 其中 may mean the change of the total, and the parts give that.
fn fits_the_change(cx: &Context, sum: &Sum, added: &Interval) -> bool {
    let change = sum.change.and_then(|change| change.interval(cx.facts.rounding));
    change.is_some_and(|change| !change.is_disjoint(added))
}

/// True if the least value of one is above the greatest of the other.
fn exceeds(one: &Interval, other: &Interval) -> bool {
    let from = Interval { low: one.low.clone(), high: Bound::Unbounded };
    let to = Interval { low: Bound::Unbounded, high: other.high.clone() };
    from.is_disjoint(&to)
}

/// 共12个，其中省级20个、市级3个 is for figures/part-exceeds-whole.
fn has_a_part_above(cx: &Context, sum: &Sum, total: &Interval) -> bool {
    let above = |part: &&Quantity| part.interval(cx.facts.rounding).is_some_and(|part| exceeds(&part, total));
    sum.parts.iter().any(above)
}

/// The first part is for figures/part-exceeds-whole.
fn has_a_first_part_above(cx: &Context, sum: &Sum, total: &Interval) -> bool {
    let first = sum.parts.first().and_then(|part| part.interval(cx.facts.rounding));
    first.is_some_and(|first| exceeds(&first, total))
}

/// The most decimals that a member shows in the multiplier of the total.
fn decimals(cx: &Context, sum: &Sum) -> usize {
    let shown = |quantity: &Quantity| {
        let number = cx.view.slice(quantity.number.span);
        number.split_once(['.', '．']).map_or(0, |(_, places)| places.bytes().take_while(u8::is_ascii_digit).count())
    };
    sum.parts.iter().map(|part| shown(part)).chain([shown(sum.total)]).max().unwrap_or(0)
}

fn relation(cx: &Context, rule: &Arc<Rule>, sum: &Sum, total: &Interval, added: &Shown, verdict: Verdict) -> Relation {
    let member = |name: &'static str, quantity: &Quantity, interval: Option<Interval>| Member {
        name: name.into(),
        span: cx.source(quantity.span),
        interval,
        shown: Shown::from(cx.written(quantity.span)),
    };
    let parts = sum.parts.iter().map(|part| member("parts", part, part.interval(cx.facts.rounding)));
    let members: Vec<Member> = parts.chain([member("total", sum.total, Some(total.clone()))]).collect();
    let sign = match (&verdict, sum.kind) {
        (Verdict::NotChecked(_), _) => "",
        (Verdict::Contradicted, SumKind::Distinct | SumKind::Open) => ">",
        (Verdict::Contradicted, _) => "∌",
        (Verdict::Holds, SumKind::Whole) => "∋",
        (Verdict::Holds, _) => "≤",
    };
    let first = sum.parts.first().map_or(sum.total.span, |part| part.span);
    let last = sum.parts.last().map_or(sum.total.span, |part| part.span);
    let span = ViewSpan { start: first.start.min(sum.total.span.start), end: last.end.max(sum.total.span.end) };
    Relation {
        rule: Arc::clone(rule),
        span: cx.source(span),
        formula: if sum.kind == SumKind::Whole { "sum(parts) = total" } else { "sum(parts) <= total" }.to_owned(),
        members,
        expected: (sum.kind == SumKind::Whole).then(|| added.clone()),
        reading: reading(cx, sum, added, sign, span),
        verdict,
    }
}

/// What the parts give, and the total; the text as it stands where nothing is judged.
fn reading(cx: &Context, sum: &Sum, added: &Shown, sign: &str, span: ViewSpan) -> Shown {
    if let [part] = sum.parts[..]
        && !sign.is_empty()
    {
        return Shown::Text(format!("{} {sign} {}", cx.written(part.span), cx.written(sum.total.span)));
    }
    let side = |language| format!("{} {sign} {}", added.get(language), cx.written(sum.total.span)).into();
    if sign.is_empty() {
        return Shown::Text(cx.written(span).trim().to_owned());
    }
    Shown::Word { zh: side(Language::Zh), en: side(Language::En) }
}

/// 50个 + 60个 + 20个
fn terms(cx: &Context, sum: &Sum) -> String {
    let written: Vec<&str> = sum.parts.iter().map(|part| cx.written(part.span)).collect();
    written.join(" + ")
}

/// Parts that are shown with a finding, at most.
const MOST_RELATED: usize = 24;

fn report_sum(cx: &Context, report: &mut Report, sum: &Sum, added: &Interval, form: &Form) {
    let shown = form.interval(added);
    let written = cx.written(sum.total.span).to_owned();
    let terms = terms(cx, sum);
    let sign = if sum.kind == SumKind::Whole { "≠" } else { ">" };
    let finding = report.at(cx.source(sum.total.span));
    finding
        .arg("all", &written)
        .arg("expected", shown.clone())
        .note(Message::new("proof").arg("proof", format!("{terms} {sign} {written}")))
        .evidence("total", written.as_str())
        .evidence("sum", shown.get(Language::En));
    if sum.kind == SumKind::Distinct {
        finding.text("more").severity(Severity::Warning);
    }
    let above = |part: &&&Quantity| {
        let interval = |quantity: &Quantity| quantity.interval(cx.facts.rounding);
        interval(part).zip(interval(sum.total)).is_some_and(|(part, total)| exceeds(&part, &total))
    };
    if sum.kind == SumKind::Open
        && let Some(part) = sum.parts.iter().find(above)
    {
        finding.text("above").arg("part", cx.written(part.span)).severity(Severity::Warning);
    }
    for part in sum.parts.iter().take(MOST_RELATED) {
        finding.related(cx.source(part.span), Message::new("part").arg("part", cx.written(part.span)));
    }
    if sum.kind == SumKind::Whole
        && let Some((span, digits)) = candidate(cx, sum, form)
    {
        let rest = cx.written(ViewSpan { start: span.end, end: sum.total.unit.end });
        let title = Message::new("fix").arg("value", format!("{digits}{rest}"));
        finding.fix(Fix::replace(title, Applicability::Display, cx.source(span), digits));
    }
}

/// The sum of the numbers as shown, in the form of the total: where its digits stand, and those that would fit.
fn candidate(cx: &Context, sum: &Sum, form: &Form) -> Option<(ViewSpan, String)> {
    let exact = |quantity: &&Quantity| quantity.qualifier == Qualifier::Exact;
    if !sum.parts.iter().all(exact) || !exact(&sum.total) {
        return None;
    }
    let nominal = sum.parts.iter().map(|part| part.number.value.to_rational()).reduce(|one, other| one + other)?;
    let number = cx.view.slice(sum.total.number.span);
    let length = number.find(|c: char| !c.is_ascii()).unwrap_or(number.len());
    let start = sum.total.number.span.start;
    let decimals = number[..length].split_once('.').map_or(0, |(_, places)| places.len());
    let digits = rounded(&(nominal / &form.scale), decimals)?;
    let is_one_run = !number[length..].contains(|c: char| c.is_ascii_digit());
    let is_plain =
        length > 0 && is_one_run && !number[..length].contains(',') && Decimal::parse(&number[..length]).is_some();
    (is_plain && digits != number[..length]).then(|| (ViewSpan { start, end: start + length as u32 }, digits))
}
