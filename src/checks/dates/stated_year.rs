//! Which year a date without one means where the text has no date of its own, or a date of another season: the one that its
//! paragraph or its section begins with, that of the title, or the only one that the text names. What a text says of its years is
//! read once, when a weekday asks for it.

use std::cell::OnceCell;

use super::resolved::{names_another_year, year_of_heading};
use crate::checks::Context;
use crate::facts::calendar::{Day, Weekday};
use crate::facts::date::{Calendar, Date, Unit};
use crate::facts::number::han_digit;

/// The years that a text states for all of it.
pub struct StatedYears<'c, 'a> {
    cx: &'c Context<'a>,
    heading: OnceCell<Option<u32>>,
    reviewed: OnceCell<Option<u32>>,
    school: OnceCell<Option<u32>>,
    only: OnceCell<Option<OnlyYear>>,
}

/// A school year begins with September; in August schools prepare for it.
const FIRST_MONTH_OF_SCHOOL: u32 = 8;

/// The one year of all dates of a text that have a year, and those of them with their day, in order.
struct OnlyYear {
    year: u32,
    days: Vec<Day>,
}

/// What says another year than the one that a passage is about.
const OTHER_YEARS: &[&str] =
    &["去年", "上年", "前年", "上一年", "明年", "次年", "翌年", "来年", "第二年", "每年", "历年", "往年", "同期"];

/// What says that something is yet to come, and may come in the next year.
const PLANS: &[&str] = &[
    "将",
    "拟",
    "计划",
    "打算",
    "下一步",
    "下步",
    "下一阶段",
    "安排",
    "定于",
    "预计",
    "力争",
    "请于",
    "请各",
    "届时",
    "展望",
    "要点",
    "思路",
];

impl<'c, 'a> StatedYears<'c, 'a> {
    pub fn new(cx: &'c Context<'a>) -> Self {
        Self { cx, heading: OnceCell::new(), reviewed: OnceCell::new(), school: OnceCell::new(), only: OnceCell::new() }
    }

    /// The day of date number `index` in the year that its passage begins with, or else its title.
    pub fn day_by_passage(&self, index: usize, date: &Date, weekday: Weekday) -> Option<Day> {
        let is_without = date.year.is_none() && date.calendar == Calendar::Gregorian;
        let (month, day) = date.month.zip(date.day).filter(|_| is_without)?;
        let passage = Passage::around(self.cx, index, date)?;
        let in_year = |year: u32| Day::new(year, month.value, day.value);
        if let Some(year) = passage.year() {
            return in_year(year);
        }
        if let Some(first) = self.school_year() {
            let is_at_start = month.value >= FIRST_MONTH_OF_SCHOOL;
            // What reports on a school year comes out in the autumn behind it.
            let may_be_behind = is_at_start && in_year(first + 1).is_some_and(|day| day.weekday() == weekday);
            return in_year(if is_at_start { first } else { first + 1 }).filter(|_| !may_be_behind);
        }
        let year = self.reviewed_year()?;
        if passage.is_planned() {
            let has_weekday = |year: u32| in_year(year).is_none_or(|day| day.weekday() == weekday);
            let may_be_before = month.value > 10 && year.checked_sub(1).is_none_or(has_weekday);
            let may_be_right = has_weekday(year) || has_weekday(year + 1) || may_be_before;
            return in_year(year + 1).filter(|_| !may_be_right);
        }
        // A review of one year tells of the first days of the next, a notice for one year of the last days before it.
        let other = match month.value {
            1..=3 => in_year(year + 1),
            11.. if !is_review(self.cx) => in_year(year.checked_sub(1)?),
            _ => None,
        };
        in_year(year).filter(|_| other.is_none_or(|other| other.weekday() != weekday))
    }

    /// The day that a date of a text without a date of its own has in the year that its heading names, or that alone is named in
    /// it; `None` if it is a `weekday` in that year or in one beside it: a review of one year may announce what comes in the next.
    pub fn day_by_heading(&self, index: usize, date: &Date, weekday: Weekday) -> Option<Day> {
        let cx = self.cx;
        let is_undated = cx.facts.date_at(date.span.start).is_none();
        let heading = || *self.heading.get_or_init(|| year_of_heading(cx));
        let named = || heading().or_else(|| self.only_year(date.month?.value, date.day?.value));
        let year = is_undated.then(named)??;
        let is_without = date.year.is_none() && date.calendar == Calendar::Gregorian;
        let (month, day) = date.month.zip(date.day).filter(|_| is_without && !names_another_year(cx, index, year))?;
        let in_year = |year: u32| Day::new(year, month.value, day.value);
        let may_be_right = [year.checked_sub(1)?, year, year + 1]
            .into_iter()
            .any(|year| in_year(year).is_none_or(|found| found.weekday() == weekday));
        if may_be_right { None } else { in_year(year) }
    }

    /// The year of all dates of a text that have one, if two of them and more have it, and one of those with its day lies near
    /// this day of it. What the text says of a foundation may be long ago.
    fn only_year(&self, month: u32, day: u32) -> Option<u32> {
        const FARTHEST: i32 = 120;
        let only = self.only.get_or_init(|| OnlyYear::read(self.cx)).as_ref()?;
        let this = Day::new(only.year, month, day)?;
        only.days.iter().any(|other| other.days_since(this).abs() <= FARTHEST).then_some(only.year)
    }

    /// The first year of the school year that the title names: 2023—2024学年第一学期工作总结.
    fn school_year(&self) -> Option<u32> {
        *self.school.get_or_init(|| school_year_of_title(self.cx))
    }

    /// The year of the title; of 2024年工作总结和2025年工作计划 the first, which is what the sections without a year are about.
    fn reviewed_year(&self) -> Option<u32> {
        let read = || {
            let heading = *self.heading.get_or_init(|| year_of_heading(self.cx));
            heading.or_else(|| year_under_review(self.cx))
        };
        *self.reviewed.get_or_init(read)
    }
}

impl OnlyYear {
    fn read(cx: &Context) -> Option<Self> {
        const FOUNDED: &[&str] = &["成立", "创立", "创办", "始建", "建于", "创建于"];
        let mut dated = cx.facts.dates.iter().filter(|date| date.year.is_some());
        let year = dated.next().filter(|_| cx.is_first())?.gregorian_year()?;
        let mut others = dated.peekable();
        let is_only = others.peek().is_some() && others.all(|date| date.gregorian_year() == Some(year));
        if !is_only || FOUNDED.iter().any(|word| cx.view.text().contains(word)) {
            return None;
        }
        Some(Self { year, days: cx.facts.dates.iter().filter_map(Date::gregorian).collect() })
    }
}

/// 2024年工作总结: the title says that the text looks back on all of the year.
fn is_review(cx: &Context) -> bool {
    const REVIEWS: &[&str] = &["总结", "年报", "年度报告", "公报", "述职", "回顾", "综述"];
    const LONGEST_TITLE: usize = 120;
    let mut titles = cx.view.text().lines().map(str::trim).filter(|line| !line.is_empty()).take(2);
    let reviews = |title: &str| title.len() <= LONGEST_TITLE && REVIEWS.iter().any(|word| title.contains(word));
    cx.is_first() && titles.any(reviews)
}

fn school_year_of_title(cx: &Context) -> Option<u32> {
    const LONGEST_TITLE: usize = 120;
    let title =
        cx.view.text().trim_start().lines().next().filter(|title| title.len() <= LONGEST_TITLE && cx.is_first())?;
    let (before, _) = title.split_once("学年")?;
    let is_digit = |c: char| c.is_ascii_digit();
    let (lead, second) = before.trim_end_matches([' ', '年']).rsplit_once(|c: char| !is_digit(c))?;
    let lead = lead.trim_end_matches([' ', '年', '—', '-', '–', '－', '～', '~', '至']);
    let first = &lead[lead.rfind(|c: char| !is_digit(c)).map_or(0, |at| lead.ceil_char_boundary(at + 1))..];
    let (first, second): (u32, u32) = (first.parse().ok()?, second.parse().ok()?);
    ((1950..2100).contains(&first) && second == first + 1).then_some(first)
}

/// The first of the two years of a title such as 2024年工作总结暨2025年工作要点.
fn year_under_review(cx: &Context) -> Option<u32> {
    const LONGEST_TITLE: usize = 200;
    let text = cx.view.text();
    let start = text.len() - text.trim_start().len();
    let end = text[start..].find('\n').map(|end| start + end).filter(|_| cx.is_first())?;
    let years = cx.facts.dates.iter().take_while(|date| (date.span.start as usize) < end);
    let years: Vec<&Date> = years.filter(|date| date.year.is_some()).collect();
    let [first, second] = years[..] else { return None };
    let year = first.gregorian_year().filter(|year| second.gregorian_year() == Some(year + 1))?;
    let between = text.get(first.span.end as usize..second.span.start as usize)?;
    let behind = text.get(second.span.end as usize..end)?;
    let is_review = ["暨", "和", "与", "及"].iter().any(|join| between.ends_with(join)) && between.contains("总结");
    let is_plan = ["要点", "计划", "打算", "安排", "思路", "重点"].iter().any(|word| behind.contains(word));
    (is_review && is_plan && end - start <= LONGEST_TITLE).then_some(year)
}

/// What stands before a date: its paragraph and the headings above it.
struct Passage<'c> {
    /// The paragraph as far as the date.
    paragraph: &'c str,
    /// The year that the paragraph begins with.
    opening: Option<u32>,
    /// The year of the nearest heading that names one, below the one that ends the section.
    heading: Option<u32>,
    /// True if one of these headings says that what follows is planned.
    is_plan: bool,
}

impl<'c> Passage<'c> {
    /// `None` where the sentence of the date speaks of another year.
    fn around(cx: &'c Context, index: usize, date: &Date) -> Option<Self> {
        const LONGEST: usize = 6000;
        let text = cx.view.text();
        let start = date.whole.start as usize;
        let from = text.floor_char_boundary(start.saturating_sub(LONGEST));
        let line = text.get(from..start)?.rfind('\n').map_or(from, |at| from + at + 1);
        let paragraph = text.get(line..start)?;
        let sentence = line + paragraph.rfind(['。', '；', '！']).map_or(0, |at| at + '。'.len_utf8());
        let opening = opening_year(cx, line, start);
        let mut years = cx.facts.dates.get(..index)?.iter().rev();
        let mut years = std::iter::from_fn(|| years.next().filter(|date| date.span.start as usize >= sentence));
        let is_of_another = years.any(|date| date.year.is_some() && date.gregorian_year() != opening);
        if is_of_another || OTHER_YEARS.iter().any(|word| text[sentence..start].contains(word)) {
            return None;
        }
        let (heading, is_plan) = if opening.is_some() { (None, false) } else { year_of_section(cx, from, line) };
        Some(Self { paragraph, opening, heading, is_plan })
    }

    fn year(&self) -> Option<u32> {
        self.opening.or(self.heading)
    }

    fn is_planned(&self) -> bool {
        self.is_plan || PLANS.iter().any(|word| self.paragraph.contains(word))
    }
}

/// 2025年，计划…; （9月29日讯）2024年国庆假期…: the year at the start of a paragraph, `line`, before `end`.
fn opening_year(cx: &Context, line: usize, end: usize) -> Option<u32> {
    const LONGEST_LEAD: usize = 60;
    const NOT_IN_IT: &[&str] =
        &["以来", "底", "末", "前", "起", "至", "到", "—", "-", "–", "～", "~", "、", "和", "及", "与", "度至"];
    let dates = &cx.facts.dates;
    let first = dates.get(dates.partition_point(|date| (date.span.start as usize) < line)..)?;
    let date = first.iter().find(|date| date.year.is_some()).filter(|date| (date.span.start as usize) < end)?;
    let lead = cx.view.text().get(line..date.whole.start as usize)?;
    let behind = cx.view.text().get(date.whole.end as usize..)?;
    let is_opening = lead.len() <= LONGEST_LEAD && without_note(lead).chars().all(is_numbering);
    let is_year =
        date.precision() == Unit::Year && !date.bare && !NOT_IN_IT.iter().any(|word| behind.starts_with(word));
    date.gregorian_year().filter(|_| is_opening && is_year)
}

/// What is left of the lead of a paragraph without （9月29日讯） or 【要闻】.
fn without_note(lead: &str) -> &str {
    let lead = lead.trim();
    let behind = lead.strip_prefix(['（', '(', '【']).and_then(|lead| lead.split_once(['）', ')', '】']));
    behind.map_or(lead, |(_, behind)| behind)
}

fn is_numbering(c: char) -> bool {
    c.is_whitespace() || c.is_ascii_digit() || han_digit(c).is_some() || "十（）()、.．#*-—·•◆●■【】".contains(c)
}

/// The year of the nearest heading above byte `line` that names one, and whether such a heading says that what follows is
/// planned; the first heading of the highest level ends the section. Looks no farther back than `from`.
fn year_of_section(cx: &Context, from: usize, line: usize) -> (Option<u32>, bool) {
    const LONGEST_HEADING: usize = 120;
    let Some(before) = cx.view.text().get(from..line) else { return (None, false) };
    let mut end = line;
    for text in before.split_inclusive('\n').rev() {
        let (start, heading) = (end - text.len(), text.trim());
        end = start;
        let begins = heading.starts_with('#') || is_numbered(heading.trim_start_matches(['（', '(']));
        if !begins || heading.len() > LONGEST_HEADING || heading.contains(['。', '；']) {
            continue;
        }
        let dates = &cx.facts.dates;
        let first = dates.partition_point(|date| (date.span.start as usize) < start);
        let within = dates.iter().skip(first).take_while(|date| (date.span.start as usize) < start + text.len());
        let mut years = within.filter(|date| date.year.is_some()).map(Date::gregorian_year);
        if let Some(year) = years.next() {
            return (year.filter(|_| years.next().is_none()), false);
        }
        if PLANS.iter().any(|word| heading.contains(word)) {
            return (None, true);
        }
        if !heading.starts_with(['（', '(']) {
            return (None, false);
        }
    }
    (None, false)
}

/// 一、…, 十二）…: Han numerals and a mark behind them.
fn is_numbered(heading: &str) -> bool {
    let behind = heading.trim_start_matches(|c: char| han_digit(c).is_some() || c == '十');
    behind.len() < heading.len() && behind.starts_with(['、', '）', ')', '.', '．'])
}
