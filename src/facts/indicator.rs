//! Indicators: a named figure (地区生产总值达到352.6亿元) with everything that it takes to compare it with another mention of
//! itself: area, period, whether it is reached or planned, unit. Takes the view and the facts; what lacks a part of the key
//! is left out. Knows nothing of what conflicts.

use crate::facts::quantity::{Quantity, UnitKind};
use crate::facts::token::SentenceId;
use crate::facts::{Facts, OPAQUE, View};
use crate::span::ViewSpan;

/// What two mentions must share to be one figure.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IndicatorKey {
    /// Its name as written, without time, area and verb: 一般公共预算收入.
    pub name: String,
    /// 市 for 全市, 我市; empty for the area that the document is about.
    pub area: String,
    /// The calendar year.
    pub year: u32,
    /// True for what is planned or expected.
    pub planned: bool,
    /// The unit without its multiplier.
    pub unit: String,
}

/// A mention of an indicator.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// What it is.
    pub key: IndicatorKey,
    /// Its value: an index of [`Facts::quantities`].
    pub quantity: u32,
    /// The value's place.
    pub span: ViewSpan,
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

/// Words between a name and its value, longest first.
const VERBS: &[&str] = &["总量达到", "总额达到", "达到", "达", "完成", "实现", "突破", "超过", "约为", "为", "是"];

/// Words before a name that give its area.
const AREAS: &[&str] = &["市", "省", "县", "区", "州", "国", "旗", "镇", "乡", "盟"];

/// Sums over several years, changes, means, comparisons: no value of one year.
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
    "上半年",
    "下半年",
    "月",
    "时期",
    "突破",
    "首次",
    "规划",
    "“",
    "据",
    "特区",
    "开发区",
];

/// What is planned.
const PLANS: &[&str] =
    &["力争", "预期", "目标", "计划", "确保", "争取", "预计", "安排", "拟", "将", "要", "左右", "以上"];

/// A name has at least and at most so many characters.
const NAME_LENGTH: std::ops::RangeInclusive<usize> = 3..=16;

/// Every mention with a whole key, in text order.
pub fn read(view: &View, facts: &Facts) -> Vec<Indicator> {
    facts.quantities.iter().zip(0..).filter_map(|(quantity, index)| mention(view, facts, quantity, index)).collect()
}

fn mention(view: &View, facts: &Facts, quantity: &Quantity, index: u32) -> Option<Indicator> {
    let is_share = quantity.kind == UnitKind::Percent;
    if !is_share && !matches!(quantity.kind, UnitKind::Measure | UnitKind::Count) || quantity.number.value.mantissa == 0
    {
        return None;
    }
    let clause = facts.tokens.clause_of(facts.tokens.at(quantity.span.start));
    let span = facts.tokens.clause_span(clause);
    let before = view.text().get(span.start as usize..quantity.span.start as usize)?;
    let (name, area) = name_of(before)?;
    if is_share != name.ends_with('率') {
        return None;
    }
    let sentence = facts.tokens.sentence_of(clause);
    let (year, planned) = when(view, facts, sentence, quantity.span.start)?;
    let unit = view.slice(quantity.unit).trim().to_owned();
    let key = IndicatorKey { name, area, year, planned, unit };
    Some(Indicator { key, quantity: index, span: quantity.span })
}

/// The name that the words before a value end in, and the area that they begin with.
fn name_of(before: &str) -> Option<(String, String)> {
    let mut rest = before.trim_end();
    for word in ["约", "近", "超", "逾"] {
        rest = rest.strip_suffix(word).unwrap_or(rest);
    }
    rest = VERBS.iter().find_map(|verb| rest.strip_suffix(verb)).unwrap_or(rest);
    if !NAMES.iter().any(|name| rest.ends_with(name)) {
        return None;
    }
    // 2023年，全市…: what stands before the name in its clause is time and area.
    let start = rest.rfind(|c: char| {
        c.is_ascii_digit() || c.is_whitespace() || matches!(c, '年' | '底' | '末' | '：' | ':' | OPAQUE)
    });
    let mut name = match start {
        Some(at) => rest
            .get(at..)?
            .trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || "年底末：:".contains(c)),
        None => rest,
    };
    let mut area = "";
    if let Some(after) = name.strip_prefix(['全', '我'])
        && let Some(word) = AREAS.iter().find(|word| after.starts_with(*word))
    {
        (area, name) = (word, after.strip_prefix(word)?);
    }
    name = name.strip_prefix("实现").or_else(|| name.strip_prefix("完成")).unwrap_or(name);
    let is_plain = name.chars().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}') || c.is_ascii_alphabetic());
    let is_name = is_plain && NAME_LENGTH.contains(&name.chars().count());
    (is_name && !NO_VALUES.iter().any(|word| name.contains(word))).then(|| (name.to_owned(), area.to_owned()))
}

/// The year of a value, and whether it is planned.
fn when(view: &View, facts: &Facts, sentence: SentenceId, at: u32) -> Option<(u32, bool)> {
    let span = facts.tokens.sentence_span(sentence);
    let before = view.text().get(span.start as usize..at as usize)?;
    let whole = view.text().get(span.range())?;
    if NO_VALUES.iter().any(|word| before.contains(word)) || whole.contains(OPAQUE) {
        return None;
    }
    // 甲县、乙镇: the sentence is about a part of the area.
    let first = facts.dates.partition_point(|date| date.span.start < span.start);
    let mut years = facts.dates.get(first..)?.iter().take_while(|date| date.span.start < at);
    let dated = years.next();
    let own = facts.document_date.map(|own| own.day.parts());
    let year = match (dated, own) {
        (Some(date), _) if years.next().is_none() && date.month.is_none() => date.gregorian_year()?,
        (Some(_), _) => return None,
        (None, Some((year, ..)))
            if ["去年", "上年", "过去一年", "过去的一年"].iter().any(|word| before.contains(word)) =>
        {
            year.checked_sub(1)?
        }
        (None, Some((year, month, _))) if before.contains("全年") && month <= LATEST_REPORT => year.checked_sub(1)?,
        _ => return None,
    };
    let is_ahead = |(own, month, _): (u32, u32, u32)| own < year || own == year && month <= LATEST_REPORT;
    // 到2025年，…: a year to be reached. 达到2025亿元 is a value.
    let is_aim = dated.is_some_and(|date| {
        view.text().get(..date.span.start as usize).is_some_and(|text| text.ends_with(['到', '至']))
    });
    let planned = is_aim || PLANS.iter().any(|word| before.contains(word)) || own.is_some_and(is_ahead);
    Some((year, planned))
}

/// A report on the past year is delivered by April; 全年 is then the year before.
const LATEST_REPORT: u32 = 4;
