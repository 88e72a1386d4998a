//! What a part is called: the words before its number, or behind it, without what stands in brackets. Which numbers belong to a name,
//! and which say something of the part before.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use crate::checks::Context;
use crate::checks::figures::breakdown;
use crate::facts::lexicon::is_mark_or_digit;
use crate::facts::number::Script;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};

use super::LONGEST_HEAD;
use super::total::is_rate;

/// The head right behind 其中 may be longer than those of the parts that follow.
const LONGEST_FIRST_HEAD: usize = 28;

/// 10亿元以上项目36个, 超50亿元15个, 一级公路1740公里, 110千伏变电站76座, 一年以内418万元: a number in the name of what the next number counts.
pub fn belongs_to_head(cx: &Context, total: &Quantity, quantity: &Quantity, next: &Quantity) -> bool {
    let is_rank = matches!(cx.view.slice(quantity.unit), "级" | "类" | "等" | "期" | "线");
    let gap = cx.view.text().get(quantity.span.end as usize..next.span.start as usize);
    let is_head = |gap: &str| !gap.contains(is_mark_or_digit) && gap.chars().count() <= LONGEST_HEAD;
    let is_above = cx.view.text().get(..quantity.span.start as usize).is_some_and(|before| before.ends_with('过'));
    let is_threshold = is_threshold(quantity) || quantity.kind == UnitKind::Measure && is_above;
    let is_named = |gap: &str| is_threshold && next.kind == UnitKind::Count || is_rank && !gap.is_empty();
    // 110千伏变电站76座; 五年以下有期徒刑、拘役405人
    let is_age = || cx.view.slice(quantity.unit).ends_with('岁');
    let is_of_another_kind = (matches!(quantity.kind, UnitKind::Measure | UnitKind::Duration) || is_age())
        && !total.has_unit_of(quantity, cx.view)
        && total.has_unit_of(next, cx.view);
    // 集中安置1688户6702人, 县级河道2条、8公里: two measures of one part.
    let is_measured_twice = |gap: &str| {
        let is_beside = gap.is_empty() || gap == "、" && ends_a_part(cx, next);
        is_beside && breakdown::is_amount(quantity) && total.has_unit_of(next, cx.view)
    };
    // 投资69亿元、新开工项目17个: two parts of two totals.
    let is_long = |gap: &str| quantity.kind == UnitKind::Duration && is_head(&gap.replace('、', ""));
    let is_sorted_by = |gap: &str| is_of_another_kind && (is_head(gap) || is_long(gap));
    let is_other = !total.has_unit_of(quantity, cx.view);
    gap.is_some_and(|gap| is_head(gap) && is_named(gap) || is_sorted_by(gap) || is_other && is_measured_twice(gap))
}

/// 2条、8公里，: no other part follows in the same row. Not 三级9家、二级12家; 8.5米车型16辆、6.5米车型8辆.
pub fn ends_a_part(cx: &Context, quantity: &Quantity) -> bool {
    let behind = cx.view.text().get(quantity.span.end as usize..).unwrap_or("");
    behind.is_empty() || behind.starts_with(['，', ',', '；', ';', '。', '）', ')', '\n', '\r'])
}

/// 36 of 36至59岁21名: a bare number and the end of the range that it begins.
pub fn begins_a_range(cx: &Context, quantity: &Quantity, end: &Quantity) -> bool {
    const JOINS: &[&str] = &["至", "到", "—", "－", "-", "～", "~", "–"];
    quantity.kind == UnitKind::None
        && matches!(end.kind, UnitKind::Duration | UnitKind::Measure | UnitKind::Count)
        && breakdown::gap(cx, quantity, end).is_some_and(|gap| JOINS.contains(&gap))
}

/// 一级18.6万人、二级36.2万人, 一期12亿元: the name of a kind, which is one of an order and no count of kinds.
pub fn is_ordinal(cx: &Context, quantity: &Quantity) -> bool {
    let is_digit = || (1..10).contains(&quantity.number.value.to_integer().unwrap_or(0));
    match cx.view.slice(quantity.unit) {
        "级" | "等" | "档" => quantity.number.script == Script::Han || is_digit(),
        "类" | "期" => quantity.number.script == Script::Han,
        _ => false,
    }
}

/// 10亿元以上: what is counted may begin there.
fn is_threshold(quantity: &Quantity) -> bool {
    quantity.kind == UnitKind::Measure && matches!(quantity.qualifier, Qualifier::AtLeast | Qualifier::AtMost)
}

/// 10亿元以上 8 户: a threshold of something that is counted in a unit which was not read.
pub fn is_lone_threshold(cx: &Context, quantity: &Quantity, next: Option<&Quantity>) -> bool {
    let gap = next.and_then(|next| cx.view.text().get(quantity.span.end as usize..next.span.start as usize));
    is_threshold(quantity) && gap.is_some_and(|gap| gap.len() <= LONGEST_HEAD && !gap.contains(is_mark_or_digit))
}

/// 较上年多3件; but 较大事故3起.
pub fn compares(head: &str) -> bool {
    head.starts_with(['比', '较']) && !["较大", "较重", "较低", "较高"].iter().any(|word| head.starts_with(word))
}

/// 三轮汽车12万辆: a numeral in the name of what the next number counts.
pub fn is_part_of_a_name(cx: &Context, total: &Quantity, quantity: &Quantity, next: Option<&Quantity>) -> bool {
    let gap = |next: &Quantity| cx.view.text().get(quantity.span.end as usize..next.span.start as usize);
    let is_name = |gap: &str| !gap.is_empty() && !gap.contains(is_mark_or_digit) && gap.chars().count() <= LONGEST_HEAD;
    quantity.number.script == Script::Han
        && !total.has_unit_of(quantity, cx.view)
        && next.is_some_and(|next| total.has_unit_of(next, cx.view) && gap(next).is_some_and(is_name))
}

/// 其中“10强50户”企业完成82亿元: a number in the quoted name of a part.
pub fn is_in_a_quoted_name(cx: &Context, gap: &str, quantity: &Quantity) -> bool {
    let is_open = gap.rfind('“').is_some_and(|at| !gap[at..].contains(['”', '，', '。']));
    let behind = cx.view.text().get(quantity.span.end as usize..).unwrap_or("");
    let near = &behind[..behind.floor_char_boundary(LONGEST_HEAD)];
    let closes = near.find('”').is_some_and(|at| !near[..at].contains(['，', '。', '“']));
    // “20个村”的: what is quoted is no amount of its own where a name follows the mark.
    let is_followed = |rest: &str| rest.chars().next().is_some_and(char::is_alphabetic);
    is_open && closes && near.split_once('”').is_some_and(|(_, rest)| is_followed(rest))
}

/// 5G用户120万户, 世界500强企业2家: the number of a name.
pub fn is_in_a_name(cx: &Context, quantity: &Quantity) -> bool {
    let behind = cx.view.text().get(quantity.span.end as usize..).and_then(|text| text.chars().next());
    quantity.kind == UnitKind::None && behind.is_some_and(ends_name)
}

/// What stands behind the digits of a name: 5G, 500强.
fn ends_name(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '强' | '号' | '號')
}

/// The head of a part without digits that belong to names: 5G, 世界500强, and what stands in quotation marks.
pub fn without_digits_of_names(head: &str) -> Cow<'_, str> {
    let is_digit = |c: char| c.is_ascii_digit() || c == '.';
    if !head.contains(is_digit) {
        return Cow::Borrowed(head);
    }
    let mut is_quoted = false;
    let mut kept = String::new();
    for (at, c) in head.char_indices() {
        match c {
            '“' => is_quoted = true,
            '”' => is_quoted = false,
            c if is_digit(c) => {
                let is_of_name = || head[at..].trim_start_matches(is_digit).starts_with(ends_name);
                if is_quoted || is_of_name() {
                    continue;
                }
            }
            _ => {}
        }
        kept.push(c);
    }
    Cow::Owned(kept)
}

/// 其中财政投入8亿元，人均2242元: an average is no part.
pub fn is_average_of_parts(head: &str) -> bool {
    ["人均", "户均", "亩均", "平均"].iter().any(|word| head.contains(word))
}

/// ，增长5%; （同比增长5%: the change of the amount before it, not a part.
pub fn is_change(gap: &str, quantity: &Quantity) -> bool {
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
    // 出租率为90.7%
    let is_named_rate = ["率", "率为", "率达", "比重为", "比例为"].iter().any(|word| words.ends_with(word));
    (is_named_rate || CHANGES.iter().any(|word| words.starts_with(word)))
        && words.chars().count() <= LONGEST_HEAD
        && !words.contains(is_mark_or_digit)
}

/// The mark before a part and its head: ，省级 has ， and 省级. `None` where no part can begin.
pub fn head(gap: &str, is_first: bool) -> Option<(char, Cow<'_, str>)> {
    let gap = without_notes(gap.trim().trim_start_matches(['）', ')']));
    let (mark, head) = match gap.chars().next() {
        Some(mark @ ('、' | '，' | ',' | '：' | ':')) => (mark, &gap[mark.len_utf8()..]),
        Some(mark @ ('；' | ';')) if !is_first => (mark, &gap[mark.len_utf8()..]),
        Some(join @ ('和' | '与' | '及')) if !is_first => (join, &gap[join.len_utf8()..]),
        Some('以') if !is_first && gap.starts_with("以及") => ('及', &gap["以及".len()..]),
        _ if is_first => (' ', &*gap),
        _ => return None,
    };
    let head = without_list_number(head.trim());
    // 医院、卫生院6万个: the parts of one head. 其中3人: none.
    let odd = |c: char| c != '、' && is_mark_or_digit(c);
    let longest = if is_first || matches!(mark, '；' | ';') { LONGEST_FIRST_HEAD } else { LONGEST_HEAD };
    let fits = head.chars().count() <= longest
        && !without_digits_of_names(without_date(head)).contains(odd)
        && (is_first || !head.is_empty());
    fits.then(|| (mark, Cow::Owned(head.to_owned())))
}

/// 其中：1.管理费用28万元；2.公益支出71万元: the number of a point.
pub fn is_list_number(cx: &Context, quantity: &Quantity) -> bool {
    const NUMBERS: RangeInclusive<i64> = 1..=99;
    let text = cx.view.text();
    let behind = text.get(quantity.span.end as usize..).unwrap_or("");
    let before = text.get(..quantity.span.start as usize).unwrap_or("").trim_end_matches([' ', '\u{3000}']);
    quantity.kind == UnitKind::None
        && quantity.number.value.to_integer().is_some_and(|number| NUMBERS.contains(&number))
        && behind.starts_with(LIST_MARKS)
        && before.ends_with(['：', ':', '；', ';', '，', '。', '\n', '（', '('])
}

/// The marks behind the number of a point.
const LIST_MARKS: [char; 5] = ['.', '．', '、', '）', ')'];

/// 管理费用 of 1.管理费用, 涉及金额 of 1.预算不完整，涉及金额 left aside: the first clause of a point.
fn without_list_number(head: &str) -> &str {
    let digits = head.trim_start_matches(['（', '(']).trim_start_matches(|c: char| c.is_ascii_digit());
    match digits.strip_prefix(LIST_MARKS) {
        Some(point) if digits.len() < head.len() => point.split(['，', ',']).next().unwrap_or("").trim(),
        _ => head,
    }
}

/// 筹集 of 2022年筹集9.67亿元, nothing of 7月, 1至6月: what stands behind the time that a part is of.
fn without_date(head: &str) -> &str {
    const MARKS: [&str; 10] = ["年底", "年", "月份", "月", "日", "至", "—", "–", "-", "～"];
    let mut rest = head;
    while let Some(behind) = rest.strip_prefix(|c: char| c.is_ascii_digit()) {
        let behind = behind.trim_start_matches(|c: char| c.is_ascii_digit());
        match MARKS.iter().find_map(|mark| behind.strip_prefix(mark)) {
            Some(behind) => rest = behind,
            None => return head,
        }
    }
    rest
}

/// The same for a head that has a number in it: 、220千伏 before 21座.
pub fn head_with_a_number(words: &str, is_first: bool) -> Option<(char, Cow<'_, str>)> {
    let words = words.trim();
    let mark =
        words.chars().next().filter(|mark| matches!(mark, '、' | '，' | ',' | '；' | ';' | '：' | ':' | '和' | '与'));
    let head = words[mark.map_or(0, char::len_utf8)..].trim();
    let is_named = !head.is_empty() && head.chars().count() <= LONGEST_FIRST_HEAD;
    match mark {
        Some(mark) if is_named => Some((mark, Cow::Borrowed(head))),
        None if is_named && is_first => Some((' ', Cow::Borrowed(head))),
        _ => None,
    }
}

/// 预期性指标、: a label and the mark behind it.
pub fn split_label(gap: &str) -> Option<(&str, char)> {
    let gap = gap.trim();
    let mark =
        gap.chars().next_back().filter(|mark| matches!(mark, '、' | '，' | ',' | '；' | ';' | '和' | '与' | '及'))?;
    let label = gap[..gap.len() - mark.len_utf8()].trim();
    let is_label = !label.is_empty() && label.chars().count() <= LONGEST_HEAD && !label.contains(is_mark_or_digit);
    is_label.then_some((label, mark))
}

pub fn is_semicolon(mark: char) -> bool {
    matches!(mark, '；' | ';')
}

/// 诊所（卫生所、医务室）, 上网人数[43]: without what stands in parentheses and brackets.
pub fn without_notes(gap: &str) -> Cow<'_, str> {
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
