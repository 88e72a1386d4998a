//! The name of an indicator: what stands between the start of its clause and its value, without time, area and verb. Takes
//! a quantity, gives the name and how the value is tied to it. Where nobody gives the names that are meant, only certain
//! ones are read: those that an area has one value of in one year.

use crate::char_class::is_han;
use crate::facts::date::Date;
use crate::facts::quantity::Quantity;
use crate::facts::{Facts, OPAQUE, View};

/// A name with what its place says about the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Without time, area and verb: 一般公共预算收入.
    pub name: String,
    /// 市 for 全市, 我市; empty where none is said.
    pub area: String,
    /// Where the name and what belongs to it starts.
    pub start: u32,
    /// The year that is said of this value alone: 由2017年的352亿元.
    pub year: Option<u32>,
    /// True for the value that a change starts from.
    pub is_start: bool,
    /// True for the value that a change ends at, if its start stands before it.
    pub is_end: bool,
}

/// The last words of names that one area has one value of in one year.
const NAMES: &[&str] = &[
    "生产总值",
    "GDP",
    "预算收入",
    "预算支出",
    "财政收入",
    "财政总收入",
    "财政支出",
    "税收收入",
    "固定资产投资",
    "零售总额",
    "进出口总额",
    "出口总额",
    "进口总额",
    "可支配收入",
    "纯收入",
    "存款余额",
    "贷款余额",
    "增加值",
    "总产值",
    "产量",
    "总产",
    "常住人口",
    "户籍人口",
    "总人口",
    "化率",
    "失业率",
    "覆盖率",
    "入园率",
    "巩固率",
    "普及率",
];

/// Last words that name nothing without a subject: 轻工业发展加快，总产值8950亿元. 重工业总产值9150亿元.
const NO_SUBJECT: &[&str] = &["增加值", "总产值", "产量", "总产", "城化率", "覆盖率", "入园率", "巩固率", "普及率"];

/// Which names are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that an area has one value of in one year.
    Known,
    /// Any words: somebody compares them with the labels of a table.
    Any,
}

/// Words between a name and its value, longest first.
const VERBS: &[&str] = &[
    "总量达到",
    "总额达到",
    "稳定在",
    "保持在",
    "增加到",
    "增长到",
    "提高到",
    "上升到",
    "上升至",
    "提升到",
    "提升至",
    "提高至",
    "增长至",
    "增加至",
    "扩大到",
    "下降到",
    "下降至",
    "跃升到",
    "跃升至",
    "跃上",
    "达到",
    "增至",
    "升至",
    "升到",
    "增到",
    "降至",
    "降到",
    "约为",
    "达",
    "完成",
    "实现",
    "为",
    "是",
];

/// Words before a name that give its area.
const AREAS: &[&str] = &["市", "省", "县", "区", "州", "国", "旗", "镇", "乡", "盟"];

/// Words in a name's place that make it no value of one year: changes, means, comparisons, parts.
const NO_VALUES: &[&str] = &[
    "累计",
    "五年",
    "三年",
    "年均",
    "期间",
    "以来",
    "平均",
    "日均",
    "月均",
    "同比",
    "环比",
    "由",
    "从",
    "比",
    "较",
    "占",
    "其中",
    "新增",
    "净增",
    "分别",
    "排名",
    "位居",
    "季度",
    "半年",
    "月",
    "时期",
    "首次",
    "连续",
    "先后",
    "相继",
    "规划",
    "“",
    "据",
    "园区",
    "特区",
    "开发区",
];

/// A name has at least and at most so many characters.
const NAME_LENGTH: std::ops::RangeInclusive<usize> = 3..=16;

/// The same for a name that is compared with labels.
const LABEL_LENGTH: std::ops::RangeInclusive<usize> = 2..=24;

/// Bytes before a value in which its name is looked for.
const NEAR: u32 = 120;

/// The name that the words before a value end in. `open` is the name of the value right before it, if that is the start of
/// a change.
pub fn read(
    view: &View,
    facts: &Facts,
    quantity: &Quantity,
    index: u32,
    open: Option<&Named>,
    which: Which,
) -> Option<Named> {
    let start = start_of(view, facts, quantity, index)?;
    let before = view.text().get(start as usize..quantity.span.start as usize)?;
    let trimmed = without_note(before.trim_end());
    let (rest, year) = match year_before(facts, start, trimmed) {
        Some((rest, year)) => (rest, Some(year)),
        None => (trimmed, None),
    };
    let mut words = rest;
    for word in ["约", "近", "超", "逾"] {
        words = words.strip_suffix(word).unwrap_or(words);
    }
    if let Some(named) = open
        && is_end_of_change(words)
    {
        return Some(Named { year, is_start: false, is_end: true, start: quantity.span.start, ..named.clone() });
    }
    let start_of_change = words.strip_suffix(['由', '从']);
    let (words, is_start) = match start_of_change {
        Some(words) => (words, true),
        None => (VERBS.iter().find_map(|verb| words.strip_suffix(verb)).unwrap_or(words), false),
    };
    let is_reached = rest.ends_with(['到', '至', '达']);
    // 相当于2012年的352亿元: that year's value is what is compared with.
    if year.is_some() && !is_start && !is_reached {
        return None;
    }
    let (name, area) = plain_name(words, which)?;
    Some(Named { name: name.to_owned(), area: area.to_owned(), start, year, is_start, is_end: false })
}

/// 粮食产量[3]: the mark of a note is no part of the name.
fn without_note(words: &str) -> &str {
    let Some(inner) = words.strip_suffix(']').and_then(|words| words.rsplit_once('[')) else { return words };
    if inner.1.bytes().all(|byte| byte.is_ascii_digit()) { inner.0.trim_end() } else { words }
}

/// Where the words that belong to a value alone start: at its clause, or behind the value before it.
fn start_of(view: &View, facts: &Facts, quantity: &Quantity, index: u32) -> Option<u32> {
    let clause = facts.tokens.clause_of(facts.tokens.at(quantity.span.start));
    let clause = facts.tokens.clause_span(clause).start;
    let before = |count: u32| index.checked_sub(count).and_then(|last| facts.quantities.get(last as usize));
    // 粮食产量[3]45.2万吨: the number of a note is no value.
    let is_note = |last: &&Quantity| {
        view.text().get(..last.span.start as usize).is_some_and(|text| text.ends_with('['))
            && view.text().get(last.span.end as usize..).is_some_and(|text| text.starts_with(']'))
    };
    let last = if before(1).filter(is_note).is_some() { before(2) } else { before(1) };
    let last = last.map_or(0, |last| last.span.end);
    let start = if last > clause {
        // 352亿元、增长8%: what follows a value is separate only behind a mark, or as the end of a change.
        let gap = view.text().get(last as usize..quantity.span.start as usize)?;
        let is_parted = gap.starts_with(['、', ' ', '\u{3000}']) || is_end_of_change(gap.trim_end_matches("年的"));
        is_parted.then_some(last)?
    } else {
        clause
    };
    (quantity.span.start - start <= NEAR).then_some(start)
}

/// 由2017年(的)352亿元: what stands before the year, and the year.
fn year_before<'t>(facts: &Facts, start: u32, before: &'t str) -> Option<(&'t str, u32)> {
    let text = before.strip_suffix('的').unwrap_or(before);
    let text = text.strip_suffix(['底', '末', '初']).unwrap_or(text);
    let end = start + u32::try_from(text.len()).ok()?;
    let next = facts.dates.partition_point(|date| date.span.end <= end);
    let date = facts.dates.get(next.checked_sub(1)?).filter(|date| date.span.end == end && date.span.start >= start)?;
    let rest = before.get(..(date.span.start - start) as usize)?;
    Some((rest, year_of(date)?))
}

/// The year of a date that is a year and nothing else.
pub fn year_of(date: &Date) -> Option<u32> {
    if date.month.is_some() || date.bare { None } else { date.gregorian_year() }
}

/// 增加到, 提高至
fn is_end_of_change(words: &str) -> bool {
    const CHANGES: &[&str] = &["增", "升", "提高", "扩大", "发展", "降", "减少", "跃", "攀"];
    let words = words.trim_start_matches(['，', ',', '、', ' ']);
    let is_short = words.chars().count() <= 6;
    is_short && CHANGES.iter().any(|word| words.starts_with(word)) && words.ends_with(['到', '至', '上', '为'])
}

/// Where the last words of time end: 2022年底|…, 年末|…, 全年|…. 老年人口 holds none.
fn end_of_time(words: &str) -> usize {
    let mut end = 0;
    let mut last = ' ';
    for (at, c) in words.char_indices() {
        let is_time = match c {
            '年' => last.is_ascii_digit() || matches!(last, '全' | '当' | '本' | '今' | '去' | '上'),
            '末' | '底' | '初' => last == '年',
            c => c.is_ascii_digit() || c.is_whitespace() || matches!(c, '：' | ':' | OPAQUE),
        };
        if is_time {
            end = at + c.len_utf8();
        }
        last = c;
    }
    end
}

/// The name that words end in, and the area that they begin with: 2023年，全市….
fn plain_name(words: &str, which: Which) -> Option<(&str, &'static str)> {
    if which == Which::Known && !NAMES.iter().any(|name| words.ends_with(name)) {
        return None;
    }
    let words = words.trim_start_matches(['、', '，', ' ', '\u{3000}']);
    // What stands before the name in its clause is time and area.
    let mut name = words.get(end_of_time(words)..)?.trim_start();
    let mut area = "";
    if let Some(after) = name.strip_prefix(['全', '我'])
        && let Some(word) = AREAS.iter().find(|word| after.starts_with(*word))
    {
        (area, name) = (word, after.strip_prefix(word)?);
    }
    for verb in ["实现", "完成"] {
        name = name.strip_prefix(verb).unwrap_or(name);
    }
    let is_plain = name.chars().all(|c| is_han(c) || c.is_ascii_alphabetic());
    let length = if which == Which::Known { NAME_LENGTH } else { LABEL_LENGTH };
    let is_name = is_plain && length.contains(&name.chars().count());
    let is_value = !NO_VALUES.iter().any(|word| name.contains(word)) && !NO_SUBJECT.contains(&name);
    // 地区生产总值, 生产总值 and GDP are one.
    let name = if matches!(name, "GDP" | "生产总值" | "国内生产总值") { "地区生产总值" } else { name };
    (is_name && is_value).then_some((name, area))
}
