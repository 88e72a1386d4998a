//! The period of an indicator's value: the year that its sentence names, the year before the report (去年, 全年), or the year
//! of its part of the report (一、2022年工作回顾). Takes the dates and headings; a sentence that speaks of months, of several
//! years or of two years gives no period.

use crate::facts::date::Date;
use crate::facts::indicator::name::{self, Named};
use crate::facts::quantity::Quantity;
use crate::facts::{Facts, OPAQUE, View};
use crate::span::ViewSpan;

/// A year, and how sure its value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The calendar year.
    pub year: u32,
    /// True for what is still to be reached.
    pub planned: bool,
    /// True for what the text calls an estimate.
    pub estimated: bool,
}

/// What a text says of the period of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// A year.
    Year(Period),
    /// No time at all, and nothing of plans.
    Nothing {
        /// True for what the text calls an estimate.
        estimated: bool,
    },
}

/// A report on the past year is delivered by April; 全年 is then the year before.
const LATEST_REPORT: u32 = 4;

/// Bytes before a value that are looked at for what its paragraph is about.
const PARAGRAPH: usize = 1500;

/// What is planned.
const PLANS: &[&str] = &["力争", "预期", "目标", "计划", "确保", "争取", "安排", "拟"];

/// What is not known for sure yet.
const ESTIMATES: &[&str] = &["预计", "预测", "快报"];

/// Values of several years.
const SEVERAL_YEARS: &[&str] =
    &["五年", "四年", "三年", "两年", "几年", "以来", "累计", "期间", "时期", "本届", "年均", "届政府", "年来", "规划"];

/// Values of a part of a year.
const PART_OF_YEAR: &[&str] = &["季度", "半年", "月", "截至", "日均"];

/// Subjects that are a part of the area, in the paragraph of a value.
const PART_OF_AREA: &[&str] =
    &["开发区", "特区", "新区", "园区", "高新区", "示范区", "县域", "兵团", "城区", "片区", "集团"];

/// Values that were measured anew, or in another way.
const OTHER_MEASURE: &[&str] = &["口径", "修订", "普查", "核实", "调整后", "可比"];

/// What a part of a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// What was reached, in this year if the heading says it: 一、2022年工作回顾.
    Review(Option<u32>),
    /// What is to be done: 二、2023年工作安排. What follows it is of the same kind.
    Plan,
}

/// The periods of a text.
#[derive(Clone, Debug, Default)]
pub struct Periods {
    /// The parts of a report, by where they start.
    parts: Vec<(u32, Part)>,
    /// The year that the whole text is about: 2022年…统计公报.
    subject: Option<u32>,
}

impl Periods {
    /// Reads the parts of a report from its headings.
    pub fn read(view: &View, facts: &Facts) -> Self {
        let headings = facts.headings.iter().filter(|heading| heading.level == 1);
        let mut parts: Vec<(u32, Part)> = Vec::new();
        for heading in headings {
            let is_after_plan = parts.last().is_some_and(|(_, part)| *part == Part::Plan);
            let part = if is_after_plan { Part::Plan } else { part(view, facts, heading.title) };
            parts.push((heading.title.start, part));
        }
        Self { parts, subject: subject(view, facts) }
    }

    /// The period of a value that the text says, however it says it.
    pub fn of(&self, view: &View, facts: &Facts, quantity: &Quantity, named: &Named) -> Option<Period> {
        match self.said(view, facts, quantity, named)? {
            Said::Year(period) => Some(period),
            Said::Nothing { .. } => None,
        }
    }

    /// What the text says of the period of a value. `None` for what is no value of one year.
    pub fn said(&self, view: &View, facts: &Facts, quantity: &Quantity, named: &Named) -> Option<Said> {
        let at = quantity.span.start;
        let clause = facts.tokens.clause_of(facts.tokens.at(at));
        let span = facts.tokens.sentence_span(facts.tokens.sentence_of(clause));
        let start = (span.start as usize).max((at as usize).saturating_sub(PARAGRAPH));
        let start = view.text().ceil_char_boundary(start);
        let before = view.text().get(start..at as usize)?;
        let after = view.text().get(at as usize..(span.end as usize).min(at as usize + PARAGRAPH));
        let is_opaque = before.contains(OPAQUE) || after.is_some_and(|after| after.contains(OPAQUE));
        let paragraph = paragraph_before(view, at)?;
        let is_about_part = PART_OF_AREA.iter().any(|word| paragraph.contains(word));
        // 据东港、西港四个市统计
        let is_about_part = is_about_part || before.trim_start().starts_with('据');
        let is_measured_anew = OTHER_MEASURE.iter().any(|word| before.contains(word));
        if is_opaque || is_about_part || is_measured_anew || names_parts(before) {
            return None;
        }
        let own = facts.date_at(at).map(|own| own.day.parts());
        let estimated = ESTIMATES.iter().any(|word| before.contains(word));
        let words = view.text().get((named.start as usize).max(start)..at as usize)?;
        let is_plan = |text: &str| PLANS.iter().any(|word| text.contains(word));
        let finish = |year: u32, is_aim: bool| {
            let is_ahead = own.is_some_and(|(own, month, _)| own < year || own == year && month <= LATEST_REPORT);
            let planned = is_aim || is_ahead || is_plan(words);
            // 圆满完成各项目标任务，地区生产总值…: reached or planned is not known.
            let is_unclear = !planned && is_plan(before);
            (!is_unclear).then_some(Said::Year(Period { year, planned, estimated }))
        };
        if let Some(year) = named.year {
            return finish(year, false);
        }
        if named.is_start || has_several_years(before) || PART_OF_YEAR.iter().any(|word| before.contains(word)) {
            return None;
        }
        let first = facts.dates.partition_point(|date| (date.span.start as usize) < start);
        let dates = facts.dates.get(first..)?.iter().take_while(|date| date.span.start < at);
        let mut dates = dates.filter(|date| !is_compared_with(view, date));
        if let Some(date) = dates.next() {
            let year = name::year_of(date)?;
            if dates.any(|date| name::year_of(date) != Some(year)) {
                return None;
            }
            // 到2025年，…: a year to be reached. 达到2025亿元 is a value.
            let is_aim = view.text().get(..date.span.start as usize)?.ends_with(['到', '至']);
            return finish(year, is_aim);
        }
        if before.contains("今年") || before.contains("本年") {
            return None;
        }
        let part = self.part(at);
        let subject = self.subject.filter(|_| !before.contains("上年"));
        let year = match (said_relatively(before, own), part) {
            // 全年 in what is to be done this year.
            (Some(_), Part::Plan) => None,
            (Some(year), Part::Review(_)) => Some(year),
            (None, Part::Review(year)) if !has_several_years(paragraph) => match subject.or(year) {
                None => return (!is_plan(before)).then_some(Said::Nothing { estimated }),
                year => year,
            },
            (None, _) => None,
        };
        finish(year?, false)
    }

    /// The part of the report that a place belongs to.
    fn part(&self, at: u32) -> Part {
        let before = self.parts.partition_point(|(start, _)| *start <= at);
        before.checked_sub(1).and_then(|index| self.parts.get(index)).map_or(Part::Review(None), |(_, part)| *part)
    }
}

/// The line of a place up to it, or as much of it as is looked at.
fn paragraph_before<'v>(view: &'v View, at: u32) -> Option<&'v str> {
    let text = view.text().get(..at as usize)?;
    let near = text.get(text.floor_char_boundary(text.len().saturating_sub(PARAGRAPH))..)?;
    Some(near.rsplit('\n').next().unwrap_or(near))
}

/// What a part of a report is about, by its heading.
fn part(view: &View, facts: &Facts, title: ViewSpan) -> Part {
    let text = view.text().get(title.range()).unwrap_or_default();
    let first = facts.dates.partition_point(|date| date.span.start < title.start);
    let dates = facts.dates.get(first..).unwrap_or_default();
    let mut years = dates.iter().take_while(|date| date.span.end <= title.end).map(name::year_of);
    let own = facts.date_at(title.start).map(|own| own.day.parts());
    let is_review = text.contains("回顾") || text.contains("总结");
    if !is_review {
        let is_plan = ["任务", "安排", "目标", "打算", "重点", "思路", "今年", "今后", "未来", "做好", "要求"]
            .iter()
            .any(|word| text.contains(word));
        let is_this_year = own.is_some_and(|(own, ..)| years.any(|year| year >= Some(own)));
        return if is_plan || is_this_year { Part::Plan } else { Part::Review(None) };
    }
    if has_several_years(text) {
        return Part::Review(None);
    }
    Part::Review(match (years.next(), years.next()) {
        (Some(year), None) => year,
        (None, _) => said_relatively(text, own),
        _ => None,
    })
}

/// Lines at the start of a text in which it says what it is.
const TITLE_LINES: usize = 6;

/// The year of a text that is about one: 2022年国民经济和社会发展统计公报.
fn subject(view: &View, facts: &Facts) -> Option<u32> {
    let date = facts.dates.first()?;
    let line = view.text().lines().take(TITLE_LINES).find(|line| line.contains("公报"))?;
    let start = line.as_ptr() as usize - view.text().as_ptr() as usize;
    (start..start + line.len()).contains(&(date.span.start as usize)).then(|| name::year_of(date))?
}

/// 去年, 全年 in a report that is delivered early in the next one.
fn said_relatively(before: &str, own: Option<(u32, u32, u32)>) -> Option<u32> {
    let (year, month, _) = own?;
    let is_said = |word: &str| {
        before.match_indices(word).any(|(at, _)| {
            let before = before.get(..at).unwrap_or_default();
            !before.ends_with(['比', '较', '为', '是', '由', '从', '与', '于', '超'])
        })
    };
    let is_last_year = ["去年", "上年", "过去一年", "过去的一年"].into_iter().any(is_said);
    let is_whole_year = month <= LATEST_REPORT && ["全年", "一年来"].into_iter().any(is_said);
    (is_last_year || is_whole_year).then(|| year.checked_sub(1))?
}

/// 比2012年增长, 2012年的3倍, 2012年以来: a year that a value is compared with.
fn is_compared_with(view: &View, date: &Date) -> bool {
    let before = view.text().get(..date.span.start as usize).unwrap_or_default();
    let after = view.text().get(date.span.end as usize..).unwrap_or_default();
    let is_measure = before.ends_with(['比', '较', '与', '同', '以', '是', '为', '于', '由', '从', '自']);
    is_measure || ["的", "以来", "起", "相比", "同期", "建"].iter().any(|word| after.starts_with(word))
}

fn has_several_years(text: &str) -> bool {
    let is_one_year = |before: &str, word: &str| word == "年来" && before.ends_with('一');
    SEVERAL_YEARS
        .iter()
        .any(|word| text.match_indices(word).any(|(at, _)| !is_one_year(text.get(..at).unwrap_or_default(), word)))
        || text.contains("“十")
}

/// 其中 in the same part of the sentence: what follows may be a part of something else.
fn names_parts(before: &str) -> bool {
    before.rsplit(['；', ';']).next().is_some_and(|last| last.contains("其中"))
}
