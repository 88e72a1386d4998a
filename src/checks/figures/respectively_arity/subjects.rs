//! The subjects of 分别 in its own clause: the list before it, 甲、乙和丙三县, or a row, 一至四季度. Gives how many there can be, and
//! whether they can be parted in one way only.

use super::LONGEST;
use super::row;
use crate::checks::Context;
use crate::facts::lexicon::{
    MEASURES, NAMES_WITH_JOINS, NAMES_WITH_LIST_MARKS, OTHER_WORDS_WITH_JOINS, names_of_two, names_two, open_end,
};
use crate::facts::list::{joins, joins_one_more};
use crate::facts::number::han_digit;
use crate::facts::quantity::{UnitKind, unit};
use crate::facts::token::ClauseId;
use crate::span::ViewSpan;

/// Names of two that name a pair: so many values more, or two for each, or two in all.
const PAIRS: &[&str] = &["城乡", "进出", "男女", "产销", "存贷", "收支", "量价", "内外"];

/// How many subjects there can be.
pub struct Subjects {
    pub low: u32,
    pub high: u32,
    pub span: ViewSpan,
    /// They can be parted in one way only.
    pub are_certain: bool,
    /// None of them is named: 三项指标.
    pub are_only_counted: bool,
    /// So many of the names may stand for two each: 城乡居民.
    pub pairs: u32,
    /// They stand in another clause, and only its words say that they are meant.
    pub are_inferred: bool,
}

impl Subjects {
    /// So many of them, named one by one in one way only.
    pub fn named(low: u32, high: u32, span: ViewSpan) -> Self {
        Self { low, high, span, are_certain: true, are_only_counted: false, pairs: 0, are_inferred: false }
    }

    /// So many of them, none of which is named.
    pub fn counted(count: u32, span: ViewSpan) -> Self {
        Self { are_only_counted: true, ..Self::named(count, count, span) }
    }

    /// True if there may be several values for each of the subjects: 三县收入分别为 with six of them, 甲、乙、丙城乡收入分别为 with two.
    pub fn may_take(&self, values: u32) -> bool {
        let are_of_each = self.low > 0 && values > self.low && values.is_multiple_of(self.low);
        let are_of_pairs = values == 2 || values <= self.high + self.pairs && values >= self.low;
        self.are_only_counted && are_of_each || self.pairs > 0 && (are_of_each || are_of_pairs)
    }
}

/// The list that ends at byte `end` of the view, or at the clause mark right before it.
pub fn subjects(cx: &Context, end: usize) -> Option<Subjects> {
    let tokens = &cx.facts.tokens;
    let text = cx.view.text();
    let clause = tokens.clause_of(tokens.at(end as u32));
    let mut span = ViewSpan { start: tokens.clause_span(clause).start, end: end as u32 };
    if cx.view.slice(span).trim().is_empty() {
        let before = ClauseId(clause.0.checked_sub(1)?);
        span = tokens.clause_span(before);
        let mark = text.get(span.range())?.chars().next_back()?;
        if !matches!(mark, '，' | ',') {
            return None;
        }
        span.end -= mark.len_utf8() as u32;
    }
    let list = text.get(span.range()).filter(|list| list.len() <= LONGEST)?;
    subjects_of(list, span.end)
}

/// The subjects that a list names or counts, which ends at byte `end` of the view.
pub fn subjects_of(list: &str, end: u32) -> Option<Subjects> {
    if let Some(count) = row::count(list) {
        return Some(Subjects::named(count, count, ViewSpan { start: end - list.len() as u32, end }));
    }
    let list = without_year(without_marker(list.trim_start_matches(['—', ' '])));
    let span = ViewSpan { start: end - list.len() as u32, end };
    if let Some(count) = counted_alone(list) {
        return Some(Subjects::counted(count, span));
    }
    if is_pair(list) {
        return Some(Subjects { are_only_counted: true, ..Subjects::named(2, 2, span) });
    }
    let (list, counted) = without_count(list).map_or((list, None), |(list, count)| (list, Some(count)));
    let odd = |c: char| matches!(c, '《' | '：' | ':' | '—' | '/');
    let encloses = |c: char| matches!(c, '（' | '(' | '“' | '”' | '"');
    let are_times = are_times(list);
    // 2021年和2022年收入、支出: two lists.
    let is_year = |(at, _): &(usize, &str)| list[..*at].ends_with(|c: char| c.is_ascii_digit());
    let has_numbers = || has_number(list) || list.match_indices('年').filter(is_year).count() > 1;
    if list.contains(odd) || !are_times && has_numbers() || open_end(list).is_some() {
        return None;
    }
    let outside = without_enclosed(list)?;
    // “甲”“乙”两类
    let marks = (outside.matches('、').count() + list.matches("”“").count()) as u32;
    let joins = joins_in(&outside);
    // 甲、乙的收入、支出: two lists, one of places and one of things, make as many values as their product.
    let measure = list.rfind('的').map_or("", |at| &list[at..]);
    let several = list.rfind('的') > list.find('、') && measure.contains(['、', '和', '与', '及']);
    let has_any = |names: &[&str]| names.iter().any(|name| list.contains(name));
    let pairs = pairs_in(list);
    let has_odd_names = pairs.is_none() || has_any(NAMES_WITH_LIST_MARKS);
    let pairs = pairs.unwrap_or(0);
    let are_certain = (marks > 0 || are_times) && !list.contains(encloses) && !several && !has_odd_names;
    let items: Vec<&str> = list.split('、').collect();
    let is_sure =
        are_certain && joins == 1 && !has_any(NAMES_WITH_JOINS) && (joins_one_more(&items) || ends_a_series(&items));
    let high = marks + 1 + joins;
    let low = if are_times { high } else { marks + 1 + u32::from(is_sure) };
    let (low, high) = match counted {
        // 甲、乙、丙三县: the count says how the list is to be parted.
        Some(count) if !(low..=high).contains(&count) => return None,
        Some(count) => (count, count),
        None => (low, high),
    };
    (marks + joins > 0).then_some(Subjects { are_certain, pairs, ..Subjects::named(low, high, span) })
}

/// 城乡居民收入: one name of a pair, and nothing else that is two.
fn is_pair(list: &str) -> bool {
    const LONGEST_NAME: usize = 36;
    const PLAIN: &[&str] = &["城乡", "男女"];
    let is_alone = list.len() <= LONGEST_NAME && !list.contains(['、', '“', '（', '：', '各', '和', '与', '及']);
    let is_counted = list.contains(|c: char| c.is_ascii_digit() || han_digit(c).is_some());
    is_alone
        && !is_counted
        && PLAIN.iter().filter(|name| list.contains(**name)).count() == 1
        && pairs_in(list) == Some(1)
}

/// 对甲、乙、丙进出口: without the word for all trade with each of the places.
fn without_trade(list: &str) -> &str {
    let places = ["进出口", "进出口总值", "进出口总额"].iter().find_map(|trade| list.strip_suffix(trade));
    places.filter(|places| places.trim_start().starts_with(['对', '自', '与']) && places.contains('、')).unwrap_or(list)
}

/// How many names of a pair stand in a list; `None` if others of two stand there, 三产, but not the grade of 五星级 or 三级.
fn pairs_in(list: &str) -> Option<u32> {
    const GRADES: [char; 3] = ['星', '级', '等'];
    let list = without_trade(list);
    let mut pairs = 0;
    for (at, name) in names_of_two(list) {
        let is_numeral = name.chars().all(|c| han_digit(c).is_some());
        let is_grade = is_numeral && list.get(at + name.len()..).is_some_and(|behind| behind.starts_with(GRADES));
        if PAIRS.contains(&name) {
            pairs += 1;
        } else if !is_grade {
            return None;
        }
    }
    Some(pairs)
}

/// 甲、乙、丙三县, 甲、乙两个园区产值, 城关、河西2镇: the list without the count that sums it up and what is said of it, and the count.
fn without_count(list: &str) -> Option<(&str, u32)> {
    let (items, count) = split_count(list)?;
    // 甲县和乙、丙两镇: the count may be of the last two.
    let joins = ['和', '与', '及'];
    let is_one_list =
        items.contains(['、', '和', '与']) && items.rfind('、').is_none_or(|at| !items[..at].contains(joins));
    is_one_list.then_some((items.trim_end_matches(['“']), count))
}

/// 三项指标, 前三大股东持股比例, 全市五大产业产值: how many subjects are counted where none of them is named.
fn counted_alone(list: &str) -> Option<u32> {
    const LONGEST_LEAD: usize = 24;
    const OTHERS: &[&str] = &["每", "各", "近", "约", "超", "逾", "其他", "全部", "这", "占", "增", "建", "有"];
    let (lead, count) = split_count(list)?;
    let is_lead = lead.len() <= LONGEST_LEAD
        && joins_in(lead) == 0
        && !lead.contains(['、', '，', '“', '”', '（', '）'])
        && !lead.contains(|c: char| c.is_ascii_digit() || han_digit(c).is_some())
        && !names_two(lead)
        && !OTHERS.iter().any(|word| lead.contains(word));
    is_lead.then_some(count)
}

/// The count in a list that is followed by what is counted and at most what was measured, and what stands before it.
fn split_count(list: &str) -> Option<(&str, u32)> {
    const KINDS: &[&str] = &[
        "省",
        "市",
        "区",
        "县",
        "乡",
        "镇",
        "村",
        "州",
        "旗",
        "盟",
        "家",
        "校",
        "园",
        "港",
        "院",
        "个",
        "项",
        "类",
        "大",
        "所",
        "座",
        "条",
        "者",
        "人",
        "名",
        "位",
        "次产业",
    ];
    // Behind the count stands at most what was measured: no other list.
    const LONGEST_MEASURE: usize = 30;
    const MORE: &[char] = &['、', '和', '与', '及', '，', '中', '等'];
    const TIMES: &[&str] = &["月", "季度", "百分点", "工作日", "年", "小时"];
    let at = list.char_indices().rev().find(|&(_, c)| c == '两' || han_digit(c).is_some() || c.is_ascii_digit())?.0;
    let numeral = list.get(at..)?.chars().next()?;
    let behind = list.get(at + numeral.len_utf8()..)?;
    let count = numeral.to_digit(10).or_else(|| u32::try_from(han_digit(numeral)?).ok())?;
    let before = list.get(..at)?;
    let is_alone =
        !before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '十' | '百' | '第' | '其' | '余'));
    // 甲、乙、丙三县城乡收入: two of each.
    let is_of_one = |rest: &str| !names_two(rest) && !TIMES.iter().any(|word| rest.contains(word));
    // 春、夏、秋、冬四季, but not 前三季.
    let is_of_seasons = || before.contains('、') && behind.strip_prefix('季').is_some_and(is_of_one);
    let is_counted = || KINDS.iter().any(|kind| behind.strip_prefix(*kind).is_some_and(is_of_one)) || is_of_seasons();
    let is_short = behind.len() <= LONGEST_MEASURE && !behind.contains(MORE);
    // 三个行业的产值: of those that are listed; 三个方面的指标 alone may be many.
    let is_owned = behind.matches('的').count() <= usize::from(before.contains('、'));
    (is_alone && is_short && is_owned && (2..10).contains(&count) && is_counted()).then_some((before, count))
}

/// 到2010年城镇居民收入和农民收入: without the year before the list.
fn without_year(list: &str) -> &str {
    let text = list.trim_start();
    let text = ["到", "至", "截至"].iter().rev().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..).filter(|_| digits == 4).and_then(|rest| rest.strip_prefix('年'));
    // 2016年、2017年: a list of years.
    let rest = rest.filter(|rest| !rest.starts_with(['、', '和', '与', '及']));
    rest.map_or(list, |rest| ["末", "底", "，"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest))
}

/// （3）甲和乙: without the marker before the list.
fn without_marker(list: &str) -> &str {
    let text = list.trim_start().strip_prefix(['（', '(']).unwrap_or(list);
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == text.len() { list } else { rest.strip_prefix(['）', ')']).unwrap_or(list) }
}

/// 10月、11月和12月出口额, 2021年和2022年: the months or years are what the values are of.
fn are_times(list: &str) -> bool {
    let time = |item: &str| {
        let digits = item.bytes().take_while(u8::is_ascii_digit).count();
        let unit = if digits == 4 { '年' } else { '月' };
        let rest = item.get(digits..)?.strip_prefix(unit).filter(|_| matches!(digits, 1 | 2 | 4))?;
        Some(rest.strip_prefix('份').unwrap_or(rest).len())
    };
    let list = list.trim_start_matches(|c: char| !c.is_ascii_digit());
    let items: Vec<Option<usize>> = list.split(['、', '和', '与', '及']).map(|item| time(item.trim())).collect();
    let Some((last, others)) = items.split_last() else { return false };
    !others.is_empty() && others.iter().all(|rest| *rest == Some(0)) && last.is_some()
}

/// What goes on a number that has a unit behind it, and what ends a bare one.
const AMOUNT: [char; 12] = ['万', '亿', '兆', '千', '百', '余', '多', '、', ' ', '和', '与', '及'];

/// 3个园区; not PM10, 5G, 4A or 12345热线, whose digits are part of a name, not the note [20], and not 较2016年.
fn has_number(list: &str) -> bool {
    let bytes = list.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_digit() || *byte == b'.');
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let mut at = 0;
    while at < bytes.len() {
        let end = (at..).find(|&end| !is_digit(end)).unwrap_or(at);
        let is_year = end == at + 4 && list.get(end..).is_some_and(|rest| rest.starts_with('年'));
        let rest = list.get(end..).unwrap_or("");
        let is_amount = rest.is_empty() || rest.starts_with(AMOUNT) || unit(rest).1 != UnitKind::None;
        let is_name = !is_amount && end >= at + 3;
        let is_number = end > at && !is_year && !is_name && !rest.starts_with(']') && !is_letter(end);
        if is_number && !at.checked_sub(1).is_some_and(is_letter) {
            return true;
        }
        at = end.max(at + 1);
    }
    false
}

/// A list without what stands in parentheses and quotation marks; `None` if they do not close in it.
fn without_enclosed(list: &str) -> Option<String> {
    let mut depth = 0_u32;
    let mut outside = String::new();
    for c in list.chars() {
        match c {
            '（' | '(' | '“' => depth += 1,
            '）' | ')' | '”' => depth = depth.checked_sub(1)?,
            c if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    (depth == 0).then_some(outside)
}

/// The number of conjunctions in a list that may part two subjects: 普及率, 合同额 and 同比 hold none.
pub fn joins_in(list: &str) -> u32 {
    let rare = list.matches(['跟', '同', '并', '或']).count();
    let words = || OTHER_WORDS_WITH_JOINS.iter().map(|word| list.matches(word).count()).sum();
    let rare = if rare > 0 { rare.saturating_sub(words()) } else { 0 };
    joins(list, true) + rare as u32
}

/// 养老、医疗、工伤和生育保险: behind two or more 、 the only conjunction, in the last item, parts two subjects, and so it
/// does in 城市低保、农村低保和高龄津贴, where the two before it are of one kind. Not so in 企业、农户、个体户户数和资本, two
/// measures of those before them.
fn ends_a_series(items: &[&str]) -> bool {
    let (Some(first), Some(last)) = (items.first(), items.last()) else { return false };
    let Some((left, _)) = last.split_once('和') else { return false };
    let end = |text: &str| text.chars().next_back();
    match items.len() {
        0 | 1 => false,
        2 => end(first) == end(left),
        _ => left.chars().count() > 1 && !left.ends_with(MEASURES),
    }
}
