//! What no expression of figures/part-exceeds-whole reads: a part that is greater than all amounts of its unit before 其中 together, whatever
//! stands between (专利1264件，增长28.1%，去年同期987件；其中发明1318件), the first of its row or a later one (会员14.6万人，其中女会员6.8万人、青年会员21.7万人).
//! Takes the amounts behind 其中, looks back for what they are parts of. Runs beside the rule's declaration.

use crate::checks::figures::beside::sentence_around;
use crate::checks::figures::breakdown::{gap, head, is_amount};
use crate::checks::{Context, Report};
use crate::facts::interval::Decimal;
use crate::facts::lexicon::change::is_of_level;
use crate::facts::lexicon::is_mark_or_digit;
use crate::facts::number::Script;
use crate::facts::quantity::{Quantity, UnitKind};
use crate::finding::{Message, Severity};

/// So many quantities before a part its whole stands at most, and so many back its row begins.
const FARTHEST: usize = 8;
/// Characters between 其中 and the first part of a row, or between a part and the next.
const LONGEST_NAME: usize = 16;
/// Days of a year, at most.
const LONGEST_YEAR: i64 = 366;
/// Words of amounts of another time, which are no wholes and no summands of one.
const OF_ANOTHER_TIME: &[&str] = &["上年", "去年", "同期", "年初", "计划", "目标", "预算", "比", "较", "由", "从"];
/// Characters before an amount that is no part, or of which another predicate speaks.
const NO_PART: &[char] = &[
    '全', '总', '共', '累', '计', '达', '有', '到', '增', '减', '新', '改', '建', '现', '末', '均', '每', '最', '率',
    '比', '较', '升', '降', '由', '从', '超', '以', '第', '还', '另', '并', '净', '润', '盈', '余', '差', '含', '近',
    '连', '同', '原', '历', '已', '占',
];
/// Characters of a whole that may be less than one of its parts.
const NO_WHOLE: &[char] =
    &['净', '润', '盈', '余', '差', '损', '均', '每', '最', '率', '增', '减', '无', '没', '另', '含'];

/// Reports parts that are greater than everything before 其中.
pub fn check(cx: &Context, report: &mut Report) {
    if cx.facts.is_english {
        return;
    }
    let quantities = &cx.facts.quantities;
    for (index, part) in quantities.iter().enumerate() {
        if part.number.script != Script::Arabic || cx.facts.is_opaque(part.span) {
            continue;
        }
        let place = cx.source(part.span);
        let stated = cx.written(part.span);
        if are_days_of_a_year(cx, part) && part.value() > Decimal::integer(LONGEST_YEAR).to_rational() {
            report.at(place).text("year").arg("stated", stated).evidence("stated", stated);
            continue;
        }
        if !is_amount(part) {
            continue;
        }
        // 变电站148座，其中500千伏3座, 其中65岁及以上: a measure of what is counted.
        let noun = noun(cx, part);
        let is_measure = part.kind == UnitKind::Measure && !noun.is_empty() || noun.starts_with(['以', '及']);
        let is_followed = quantities.get(index + 1).is_some_and(|next| next.span.start <= part.span.end);
        let Some(first) = first_of_row(cx, index).filter(|_| !is_measure && !is_followed) else { continue };
        let Some(whole) = exceeded(cx, first, part).filter(|_| !report.has_finding_at(place)) else { continue };
        let all = cx.written(whole.span);
        report
            .at(place)
            .severity(Severity::Warning)
            .text("beside")
            .arg("stated", stated)
            .arg("whole", all)
            .evidence("stated", stated)
            .related(cx.source(whole.span), Message::new("count").arg("written", all));
    }
}

/// 优良天数391天: of one year, not of several or of several places.
fn are_days_of_a_year(cx: &Context, days: &Quantity) -> bool {
    const OF_SEVERAL: &[&str] = &["累计", "合计", "年来", "年间", "共"];
    let name = head(cx, days).trim_end_matches(['为', '达', '到', '有']);
    let is_of_air = ["优良天数", "达标天数"].iter().any(|of_air| name.ends_with(of_air));
    is_of_air && {
        let sentence = sentence_around(cx, days);
        !OF_SEVERAL.iter().any(|word| sentence.contains(word))
    }
}

/// Where the row behind 其中 begins that the amount `index` stands in, itself or one after the other of its unit.
fn first_of_row(cx: &Context, index: usize) -> Option<usize> {
    let quantities = &cx.facts.quantities;
    let part = quantities.get(index)?;
    let words = head(cx, part);
    if let Some(name) = words.trim_start().strip_prefix("其中") {
        return is_name(name).then_some(index);
    }
    if words.is_empty() || !is_name(words) {
        return None;
    }
    let mut at = index;
    for before in (index.saturating_sub(FARTHEST)..index).rev() {
        let (one, next) = (quantities.get(before)?, quantities.get(at)?);
        let between = gap(cx, one, next)?;
        let is_next = is_amount(one) && one.has_unit_of(part, cx.view) && between.chars().count() <= LONGEST_NAME;
        if !is_next || between.contains(['。', '；', ';', '\n', '（', '(', '）', ')']) {
            return None;
        }
        let first = head(cx, one).trim_start().strip_prefix("其中");
        let is_row = between.starts_with('、') || first.is_some_and(|first| have_one_noun(first, words));
        if !is_row {
            return None;
        }
        if let Some(first) = first {
            return is_name(first).then_some(before);
        }
        at = before;
    }
    None
}

/// True if the words before an amount name a part, and do not begin another statement.
fn is_name(words: &str) -> bool {
    let is_of_another_time = || OF_ANOTHER_TIME.iter().any(|word| words.contains(word));
    words.chars().count() <= LONGEST_NAME && !words.contains(NO_PART) && is_of_level(words) && !is_of_another_time()
}

/// 农民工会员…，货车司机会员: both end with one noun.
fn have_one_noun(one: &str, other: &str) -> bool {
    const CHARACTERS: usize = 2;
    let noun = |words: &str| {
        let start = words.trim_end().char_indices().rev().nth(CHARACTERS - 1)?.0;
        Some(words.trim_end()[start..].to_owned())
    };
    noun(one).is_some_and(|noun_of_one| noun(other) == Some(noun_of_one))
}

/// The greatest amount before the row that begins with the quantity `first`, if the part is greater than all of them together.
fn exceeded<'a>(cx: &'a Context, first: usize, part: &Quantity) -> Option<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let beginning = quantities.get(first)?;
    let near = quantities.get(first.saturating_sub(FARTHEST)..first)?.iter();
    let of_sentence = near.filter(|whole| cx.facts.sentence_of(whole) == cx.facts.sentence_of(beginning));
    let alike: Vec<&Quantity> = of_sentence.filter(|whole| whole.has_unit_of(part, cx.view)).collect();
    let is_known = |whole: &Quantity| {
        let is_whole_number = whole.kind != UnitKind::Count || whole.value().is_integer();
        is_amount(whole) && is_whole_number && whole.number.script == Script::Arabic && !cx.facts.is_opaque(whole.span)
    };
    if !alike.iter().all(|whole| is_known(whole) && whole.is_below(part)) || has_bare_number(cx, first) {
        return None;
    }
    let is_whole = |whole: &&&Quantity| {
        // 由9名董事组成
        let words = head(cx, whole);
        let words = words.strip_suffix('由').filter(|_| noun(cx, whole).ends_with("组成")).unwrap_or(words);
        is_of_level(words) && !words.contains(NO_WHOLE) && !OF_ANOTHER_TIME.iter().any(|word| words.contains(word))
    };
    let wholes: Vec<&Quantity> = alike.iter().filter(is_whole).copied().collect();
    let whole = *wholes.iter().max_by_key(|whole| whole.value())?;
    let all = wholes.iter().fold(Decimal::integer(0).to_rational(), |all, whole| all + whole.value());
    let text = cx.view.text();
    let words = text.get(alike.first()?.span.start as usize..beginning.span.start as usize)?;
    // 培训1.4万人；完成转移就业，其中: of what is said behind ；.
    let behind = text.get(wholes.last()?.span.end as usize..beginning.span.start as usize)?;
    let is_of_another = behind.split_once('；').is_some_and(|(_, rest)| !rest.trim_start().starts_with("其中"));
    let is_said = !is_of_another && is_plain(words) && counts_the_same(cx, whole, part);
    (all < part.value() && is_said).then_some(whole)
}

/// 84万农村劳动力, 其中: the whole may be a number without a unit.
fn has_bare_number(cx: &Context, first: usize) -> bool {
    const MOST: usize = 3;
    let near = cx.facts.quantities.get(first.saturating_sub(MOST)..first).unwrap_or_default();
    near.iter().any(|number| number.kind == UnitKind::None)
}

/// True if nothing before 其中 says that its part may be of something else.
fn is_plain(words: &str) -> bool {
    const OF_ELSE: &[&str] = &["分别", "平均", "人均", "户均", "连同", "以来", "目标", "计划", "力争"];
    !words.contains("\n\n") && !OF_ELSE.iter().any(|word| words.contains(word))
}

/// 5个县，其中12个乡镇: what stands behind the part is not what its whole counts.
fn counts_the_same(cx: &Context, whole: &Quantity, part: &Quantity) -> bool {
    let (of_whole, of_part) = (noun(cx, whole), noun(cx, part));
    let is_said = of_part.is_empty() || of_part.starts_with(['已', '未', '正', '尚', '仍']);
    let first = of_part.char_indices().nth(1).map(|(at, last)| &of_part[..at + last.len_utf8()]);
    is_said || first.is_some_and(|first| of_whole.contains(first) || head(cx, whole).contains(first))
}

/// The words behind an amount, as far as the next mark.
fn noun<'a>(cx: &'a Context, amount: &Quantity) -> &'a str {
    const LONGEST: usize = 24;
    let start = amount.span.end as usize;
    let text = cx.view.text();
    let near = text.get(start..text.floor_char_boundary(start + LONGEST)).unwrap_or_default();
    near.find(is_mark_or_digit).map_or(near, |end| &near[..end]).trim_start_matches('的')
}
