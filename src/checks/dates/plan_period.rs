//! dates/plan-period: years that a five-year plan or a party congress does not have, “十四五”（2021—2024年）, and periods that do not
//! have as many years as is said, 三年行动（2021—2025年）; or as many days, 4月2日至11日，为期20天.

mod spans;

use crate::checks::dates::meeting;
use crate::checks::{Context, Report};
use crate::facts::cursor::Cursor;
use crate::facts::date::{self, Calendar, Part, Unit};
use crate::facts::token::TokenKind;
use crate::facts::{number, occasion};
use crate::finding::{Confidence, Finding, Message};
use crate::span::ViewSpan;

const CLOSING: &str = "”\"’」』》";
const OPENING: &[char] = &['“', '"', '‘', '「', '『', '《'];

/// Reports the years said beside the name of a plan or a congress, if they are others.
pub fn check(cx: &Context, report: &mut Report) {
    let text = cx.view.text();
    for numeral in &cx.facts.tokens.numerals {
        if numeral.kind != TokenKind::HanNumeral && !numeral.is_before(['大', '次']) {
            continue;
        }
        let span = cx.facts.tokens.span(numeral.token());
        if !matches!(span.len(), 3..=9) {
            continue;
        }
        if numeral.is_before(['大', '次']) {
            congress(cx, span, report);
        } else if text.as_bytes()[span.range()].ends_with("五".as_bytes())
            && let Some(plan) = Plan::at(cx, span)
        {
            plan.years_in_brackets(cx, report);
            plan.first_or_last_year(cx, report);
        }
    }
    spans::check(cx, report);
    spans::check_days(cx, report);
    spans::check_years(cx, report);
}

/// A plan, as a text names it.
struct Plan<'t> {
    name: &'t str,
    years: (u32, u32),
    /// The name without its quotation marks.
    span: ViewSpan,
    /// Behind the name and its closing mark.
    after: Cursor<'t>,
}

impl<'t> Plan<'t> {
    /// The plan named at `span`. 十五 and 一五 are numbers unless they are quoted.
    fn at(cx: &Context<'t>, span: ViewSpan) -> Option<Self> {
        let name = cx.view.slice(span);
        let years = occasion::plan(name)?;
        let mut after = Cursor::new(cx.view.text(), span.end as usize);
        let is_quoted = after.eat_char(CLOSING).is_some();
        let is_named = ["时期", "期间", "规划", "末", "收官", "开局"].iter().any(|word| after.rest().starts_with(word));
        let is_long = name.chars().count() == 3;
        (is_quoted || is_long && is_named).then_some(Self { name, years, span, after })
    }

    /// “十四五”（2021—2025年）. Of 前三年（2021—2023年） and 以来（2021—2024年） nothing is known.
    fn years_in_brackets(&self, cx: &Context, report: &mut Report) {
        let mut cursor = self.after;
        let word = cursor.eat_any(&["时期", "期间", "规划期", "规划", "计划"]);
        let is_of_a_trade = word.is_none() && eat_title(&mut cursor);
        let Some((first, last, end)) = range_in_brackets(cursor) else { return };
        if (first, last) == self.years || cx.facts.is_opaque(self.span) {
            return;
        }
        // “十四五”卫生规划（2021—2035年）
        let is_longer = is_of_a_trade && (first != self.years.0 || last > self.years.1);
        let behind = cx.view.text().get(end..).unwrap_or("");
        if is_longer || ["中期", "前"].iter().any(|word| behind.starts_with(word)) {
            return;
        }
        let span = ViewSpan::new(cursor.at, end);
        let finding = report.at(cx.source(span));
        // “十四五”期间（2021—2023年） may speak of the years for which there are figures.
        let lies_inside = first >= self.years.0 && last <= self.years.1;
        if matches!(word, Some("时期" | "期间")) && lies_inside {
            finding.confidence(Confidence::Medium);
        }
        self.explain(finding, format!("{first}—{last}"));
    }

    /// “十四五”末2025年, “十四五”收官之年（2025年）, 2021年是“十四五”开局之年.
    fn first_or_last_year(&self, cx: &Context, report: &mut Report) {
        let mut cursor = self.after;
        cursor.eat_any(&["规划", "计划", "时期", "期间"]);
        let years = self.years;
        if let Some(nth) = nth_year(cursor) {
            return self.nth_year_said(cx, report, nth);
        }
        let (year, mut cursor) = match () {
            () if cursor.eat_any(&["收官之年", "收官年", "最后一年", "末年", "期末", "末"]).is_some() => {
                (years.1, cursor)
            }
            () if cursor.eat_any(&["开局之年", "开局年", "首年", "第一年"]).is_some() => (years.0, cursor),
            () => return,
        };
        let is_bracketed = cursor.eat_char("（(").is_some();
        cursor.eat_any(&["，即", "即", "，也就是"]);
        let behind = four_digits(&mut cursor).filter(|_| cursor.eat("年"));
        let ends = !is_bracketed || cursor.eat_char("）)").is_some();
        let written = behind.filter(|_| ends).or_else(|| year_that_is(cx, self.span));
        let said = written.map(|said| (said.value, said.span)).or_else(|| this_year_that_is(cx, self.span));
        let Some((said, span)) = said.filter(|(said, span)| *said != year && !cx.facts.is_opaque(*span)) else {
            return;
        };
        let finding = report.at(cx.source(span));
        finding.related(cx.source(self.span), Message::new("plan").arg("name", self.name));
        self.explain(finding, said.to_string());
    }

    /// 1997年是实施“九五”计划的第二年.
    fn nth_year_said(&self, cx: &Context, report: &mut Report, nth: u32) {
        let (first, last) = self.years;
        let said = year_that_is(cx, self.span).filter(|said| (first..=last).contains(&said.value));
        let Some(said) = said.filter(|said| said.value - first + 1 != nth && !cx.facts.is_opaque(said.span)) else {
            return;
        };
        let finding = report.at(cx.source(said.span.to(self.span)));
        finding.text("nth").arg("nth", nth).arg("right", said.value - first + 1);
        self.explain(finding, said.value.to_string());
    }

    fn explain(&self, finding: &mut Finding, said: String) {
        let (first, last) = self.years;
        finding.arg("name", self.name).arg("first", first).arg("last", last).arg("said", &said);
        finding.evidence("first", first).evidence("last", last).evidence("said", said);
    }
}

/// Steps over 现代服务业发展规划: what the plan of a trade is called.
fn eat_title(cursor: &mut Cursor) -> bool {
    const LONGEST: usize = 24;
    let rest = cursor.rest();
    let mut title = rest.char_indices().take(LONGEST + 1).skip_while(|(_, c)| c.is_alphabetic());
    let end = title.next().filter(|(_, c)| matches!(c, '（' | '(')).map_or(0, |(at, _)| at);
    let is_title = rest[..end].ends_with("规划");
    if is_title {
        cursor.at += end;
    }
    is_title
}

/// （2021—2025年）, （2021年至2025年）, （2021—2025）: the two years, and where the bracket ends.
fn range_in_brackets(mut cursor: Cursor) -> Option<(u32, u32, usize)> {
    cursor.eat_char("（(")?;
    let first = four_digits(&mut cursor)?;
    cursor.eat("年");
    cursor.range_mark()?;
    let last = four_digits(&mut cursor)?;
    cursor.eat("年");
    cursor.eat_char("）)")?;
    (first.value < last.value).then_some((first.value, last.value, cursor.at))
}

fn four_digits(cursor: &mut Cursor) -> Option<Part> {
    let mut ahead = *cursor;
    let part =
        date::part(&mut ahead).filter(|part| part.length == 4 && !part.stray && (1900..2100).contains(&part.value));
    if part.is_some() {
        *cursor = ahead;
    }
    part
}

/// 2 of 的第二年
fn nth_year(mut cursor: Cursor) -> Option<u32> {
    cursor.eat("的");
    if !cursor.eat("第") {
        return None;
    }
    let nth = date::part(&mut cursor).filter(|nth| !nth.stray && (1..=5).contains(&nth.value))?;
    cursor.eat("年").then_some(nth.value)
}

/// The year of 2021年是“十四五”开局之年, where `name` is 十四五.
fn year_that_is(cx: &Context, name: ViewSpan) -> Option<Part> {
    let before = cx.view.text()[..name.start as usize].trim_end_matches(OPENING);
    let before = before.strip_suffix("国家").or(before.strip_suffix("我国")).unwrap_or(before);
    let before = before.strip_suffix("实施").unwrap_or(before).strip_suffix('是')?;
    let before = before.strip_suffix('，').unwrap_or(before);
    year_ending_at(cx, before.len() as u32)
}

/// 今年是“十四五”收官之年 in a text that has a date of its own.
fn this_year_that_is(cx: &Context, name: ViewSpan) -> Option<(u32, ViewSpan)> {
    let before = cx.view.text()[..name.start as usize].trim_end_matches(OPENING);
    let before = before.strip_suffix('是')?;
    let before = before.strip_suffix('，').unwrap_or(before);
    let start = before.strip_suffix("今年")?.len();
    let (year, ..) = cx.facts.date_at(name.start)?.day.parts();
    Some((year, ViewSpan::new(start, before.len())))
}

/// The year of a date that names nothing else and ends at `end`.
fn year_ending_at(cx: &Context, end: u32) -> Option<Part> {
    let index = cx.facts.dates.partition_point(|date| date.span.end < end);
    let date = cx.facts.dates.get(index).filter(|date| date.span.end == end)?;
    (date.precision() == Unit::Year && date.calendar == Calendar::Gregorian).then_some(date.year)?
}

/// 党的二十大（2022年）, 2022年召开的党的二十大, 中国共产党第二十次全国代表大会（2022年）.
fn congress(cx: &Context, span: ViewSpan, report: &mut Report) {
    let text = cx.view.text();
    let before = &text[..span.start as usize];
    let mut cursor = Cursor::new(text, span.end as usize);
    let is_full = before.ends_with("中国共产党第") && cursor.eat("次全国代表大会");
    let is_short = !is_full && before.ends_with("党的") && cursor.eat("大");
    if !is_full && !is_short {
        return;
    }
    let Some(number) = number::han_integer(cx.view.slice(span)).and_then(|number| u32::try_from(number).ok()) else {
        return;
    };
    let Some(year) = occasion::congress(number) else { return };
    let lead = if is_full { "中国共产党第" } else { "党的" };
    let name = ViewSpan::new(span.start as usize - lead.len(), cursor.at);
    let Some(said) = meeting::year(cx, name).filter(|said| said.value != year) else { return };
    if cx.facts.is_opaque(span) {
        return;
    }
    let finding = report.at(cx.source(said.span));
    finding.text("congress").arg("number", cx.written(span)).arg("year", year).arg("said", said.value);
    finding.evidence("year", year).evidence("said", said.value);
}
