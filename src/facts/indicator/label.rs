//! Labels of tables as names of indicators: 其中：粮食\[3\] is 粮食, 完成数（亿元） says nothing but a unit, 2022年 is a period. Takes
//! the text of a label or header; knows nothing of cells.

use crate::facts::number;
use crate::facts::quantity;

/// What a column's header says of the values below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnName {
    /// What is measured, if the header says more than that something is: 产量 of 产量（万吨）, nothing of 金额（万元）.
    pub words: String,
    /// The year: 2022年.
    pub year: Option<u32>,
    /// True for what is planned: 预算数.
    pub planned: bool,
}

/// Headers that say no more than that there are values.
const PLAIN_HEADERS: &[&str] = &[
    "",
    "数值",
    "数量",
    "金额",
    "数额",
    "绝对数",
    "绝对量",
    "绝对额",
    "绝对值",
    "总量",
    "指标值",
    "数",
    "值",
    "额",
    "实绩",
    "完成",
    "完成数",
    "完成额",
    "完成值",
    "完成情况",
    "实际",
    "实际数",
    "实际完成",
    "执行数",
    "决算数",
    "全年",
    "年末数",
    "年末",
    "全年数",
    "本年",
    "本年数",
    "合计",
    "总计",
];

/// Headers of planned values.
const PLANS: &[&str] = &["计划", "目标", "预算", "预期", "任务", "预计"];

/// Headers of what is no level of a whole year.
const NO_LEVELS: &[&str] = &[
    "增长",
    "增速",
    "增幅",
    "增减",
    "同比",
    "环比",
    "比上",
    "较上",
    "指数",
    "排名",
    "位次",
    "名次",
    "序号",
    "占比",
    "比重",
    "构成",
    "累计",
    "月",
    "季",
    "半年",
    "上年",
    "去年",
    "上期",
    "年均",
    "平均",
    "进度",
    "完成率",
    "±",
    "%",
    "％",
    "‰",
];

/// A label as the name of an indicator: without its number, 其中, notes, units and the area that it is said of.
pub fn plain(label: &str) -> String {
    let mut name = label;
    for mark in ["其中：", "其中:", "其中", "#", "＃", "内：", "内:"] {
        name = name.strip_prefix(mark).unwrap_or(name);
    }
    let name = without_notes(without_number(name));
    let name = match name.find(['（', '(']) {
        Some(at) if at > 0 => name.get(..at).unwrap_or_default(),
        _ => &name,
    };
    let name = name.replace('的', "");
    match name
        .strip_prefix(['全', '我'])
        .and_then(|rest| rest.strip_prefix(['国', '省', '市', '县', '区', '州', '镇', '乡']))
    {
        Some(rest) if rest.chars().count() > 1 => rest.to_owned(),
        _ => name,
    }
}

/// 一、收入, （二）税收, 3.增值税: without the number.
fn without_number(label: &str) -> &str {
    let is_number = |c: char| c.is_ascii_digit() || number::han_digit(c).is_some() || c == '十';
    let inner = label.strip_prefix(['（', '(']).unwrap_or(label);
    let rest = inner.trim_start_matches(is_number);
    let is_numbered = rest.len() < inner.len();
    rest.strip_prefix(['、', '.', '．', '）', ')']).filter(|rest| is_numbered && !rest.is_empty()).unwrap_or(label)
}

/// Without marks of notes: 高速铁路[23].
fn without_notes(label: &str) -> String {
    let mut plain = String::with_capacity(label.len());
    let mut rest = label;
    while let Some((before, after)) = rest.split_once('[') {
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        match after.get(digits..).and_then(|after| after.strip_prefix(']')) {
            Some(after) if digits > 0 => {
                plain.push_str(before);
                rest = after;
            }
            _ => break,
        }
    }
    plain.push_str(rest);
    plain
}

/// What a header says. `None` for columns that hold no levels: growth, shares, ranks, months.
pub fn column(header: &str) -> Option<ColumnName> {
    let header = without_notes(header);
    let words = match header.find(['（', '(', '/', '／']) {
        Some(at) => header.get(..at)?,
        None => &header,
    };
    if NO_LEVELS.iter().any(|word| words.contains(word)) {
        return None;
    }
    let (words, year) = match year_in(words) {
        Years::None => (words.to_owned(), None),
        Years::One(year, at) => {
            let rest = words.get(at..)?.trim_start_matches(|c: char| c.is_ascii_digit());
            let rest = rest.strip_prefix('年').unwrap_or(rest);
            (format!("{}{rest}", words.get(..at)?), Some(year))
        }
        Years::Several => return None,
    };
    let planned = PLANS.iter().any(|word| words.contains(word));
    let words = PLANS.iter().fold(words, |words, plan| words.replace(plan, ""));
    let words = if PLAIN_HEADERS.contains(&words.as_str()) { String::new() } else { plain(&words) };
    Some(ColumnName { words, year, planned })
}

/// Years in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Years {
    /// No number that may be a year.
    None,
    /// One year, and the byte offset where it starts; it may be said several times.
    One(u32, usize),
    /// Several years.
    Several,
}

/// The years of a text: runs of exactly four digits from 1900 to 2100.
pub fn year_in(text: &str) -> Years {
    let mut found = Years::None;
    let mut start = 0;
    for run in text.split(|c: char| !c.is_ascii_digit()) {
        let at = start;
        start += run.len();
        // Behind the run is the character that ended it.
        start += text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let Some(year) = run.parse().ok().filter(|year| run.len() == 4 && (1900..=2100).contains(year)) else {
            continue;
        };
        found = match found {
            Years::None => Years::One(year, at),
            Years::One(first, place) if first == year => Years::One(first, place),
            _ => Years::Several,
        };
    }
    found
}

/// A unit with its multiplier: the power of ten and the unit, 万吨 as (4, 吨). `None` for what is no unit.
pub fn unit(text: &str) -> Option<(i16, &str)> {
    // 千瓦 is a unit itself, 万千瓦 has a multiplier.
    let starts = text.char_indices().map(|(at, _)| at).take(LONGEST_MULTIPLIER);
    starts.into_iter().find_map(|at| {
        let (multiplier, unit) = text.split_at_checked(at)?;
        let (length, _) = quantity::unit(unit);
        let power = number::multiplier(multiplier)?;
        (length > 0 && length == unit.len()).then_some((power, unit))
    })
}

/// Characters of a multiplier before a unit, at most: 十万亿.
const LONGEST_MULTIPLIER: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_headers() {
        for (label, name) in [
            ("其中：粮食[3]", "粮食"),
            ("一、一般公共预算收入（万元）", "一般公共预算收入"),
            ("一般公共预算收入", "一般公共预算收入"),
            ("(2)税收", "税收"),
            ("全县户数", "户数"),
            ("全国", "全国"),
            ("东乡", "东乡"),
        ] {
            assert_eq!(plain(label), name, "{label}");
        }
        let said = |header: &str| column(header).map(|column| (column.words, column.year, column.planned));
        assert_eq!(said("金额（万元）"), Some((String::new(), None, false)));
        assert_eq!(said("2022年产量"), Some(("产量".to_owned(), Some(2022), false)));
        assert_eq!(said("2023年预算数"), Some((String::new(), Some(2023), true)));
        for other in ["比上年增长（%）", "1—6月", "占比", "2021—2022年", "上年数"] {
            assert_eq!(said(other), None, "{other}");
        }
    }

    #[test]
    fn units() {
        assert_eq!(unit("亿元"), Some((8, "元")));
        assert_eq!(unit("万千瓦"), Some((4, "千瓦")));
        assert_eq!(unit("千瓦"), Some((0, "千瓦")));
        assert_eq!(unit("%"), Some((0, "%")));
        assert_eq!(unit("指数"), None);
    }

    #[test]
    fn years() {
        assert_eq!(year_in("表1  2015年年末人口"), Years::One(2015, "表1  ".len()));
        assert_eq!(year_in("2014年和2015年"), Years::Several);
        assert_eq!(year_in("表12015年"), Years::None);
    }
}
