//! An anniversary of what the same sentence says the year of: 本会于1972年创立，今年踏入五十周年; 2022年是建校50周年（始建于1972年）; 建县75周年（民国39年至114年）.
//! Takes the count, looks back for the year, or into the bracket behind, and compares with the year named with it, or that of the document or of
//! its heading.

use crate::checks::dates::resolved;
use crate::checks::{Context, Report};
use crate::facts::cursor::Cursor;
use crate::facts::date::{self, Calendar, Unit};
use crate::severity::Severity;
use crate::span::ViewSpan;

/// What begins something, right behind its year.
const BEGINNINGS: &[&str] = &[
    "创立", "成立", "创办", "创建", "建立", "创校", "建校", "建厂", "建院", "开业", "设立", "开办", "创刊", "建成",
    "注册", "建馆", "建站", "建园", "建所", "建市", "建县", "建区", "建局", "建社", "建队", "建台", "始建", "组建",
    "挂牌", "创会",
];
/// What stands before the year in a bracket: （始建于1934年）.
const BEGUN_IN: &[&str] =
    &["始建于", "建于", "创建于", "成立于", "创立于", "创办于", "设立于", "创刊于", "开业于", "组建于", "建成于"];
/// Words between the beginning and the count that say when the anniversary is.
const THIS_YEAR: &[&str] = &["今年", "本年"];
const IS: &[&str] =
    &["是", "正值", "适逢", "恰逢", "欣逢", "踏入", "进入", "步入", "迎来", "喜迎", "将迎来", "为", "届满"];
/// Bytes between the year and the count.
const FARTHEST: usize = 120;
/// A year that begins or ends, and counting the first year itself.
const TOLERANCE: u32 = 1;
/// Words that say that the years are over, so that both years named leave no doubt: 2024年迎来成立20周年. One may 踏入 a year that has begun.
const FULL: &[&str] = &["迎来", "喜迎", "届满", "适逢", "恰逢", "欣逢"];
/// What stands before a count of years that are over: 至114年底届满51年.
const BEFORE_YEARS: &[&str] = &["届满", "已满", "连续"];

/// Reports the count at `span` if it is more than a year off.
pub(super) fn check(cx: &Context, report: &mut Report, span: ViewSpan) {
    let text = cx.view.text();
    let mut cursor = Cursor::new(text, span.start as usize);
    let Some(part) = date::part(&mut cursor).filter(|part| part.span == span && !part.stray) else { return };
    let are_years = || BEFORE_YEARS.iter().any(|word| text[..span.start as usize].ends_with(word));
    let is_anniversary = cursor.eat("周年");
    let is_counted = is_anniversary || are_years() && cursor.eat("年");
    if !is_counted {
        return;
    }
    let of_bracket = || base_behind(cx, cursor).map(|base| (base, year_that_is(cx, span)));
    let of_range = range_behind(cx, cursor);
    let found = of_range.map(|(from, to)| (from, Some(to))).or_else(|| of_bracket().filter(|_| is_anniversary));
    let Some((base, named)) = found.or_else(|| base(cx, span)) else { return };
    let document = || cx.facts.date_at(span.start).map(|date| date.day.parts().0);
    let Some(said) = named.or_else(document).or_else(|| resolved::year_of_heading(cx)) else { return };
    let Some(year) = base.checked_add(part.value) else { return };
    let tolerance = if of_range.is_none() && named.is_some() && is_full(text, span) { 0 } else { TOLERANCE };
    // 连续十五年（2010年至2024年）: the first one counts.
    let is_one_less = of_range.is_some() && year < said;
    if said <= base || year.abs_diff(said) <= tolerance && !is_one_less || cx.facts.is_opaque(span) {
        return;
    }
    let whole = ViewSpan::new(span.start as usize, cursor.at);
    let finding = report.at(cx.source(whole));
    if named.is_none() {
        finding.text("document");
    }
    finding.severity(Severity::Warning);
    finding.arg("written", cx.written(whole)).arg("year", year).arg("said", said);
    finding.arg("base", base).arg("right", said - base);
    finding.evidence("year", year).evidence("said", said).evidence("count", said - base);
}

/// True for the count of 2024年迎来成立20周年.
fn is_full(text: &str, count: ViewSpan) -> bool {
    let before = &text[..count.start as usize];
    let near = before.floor_char_boundary(before.len().saturating_sub(FARTHEST / 2));
    let clause = before[near..].rsplit(['，', '。', '；']).next().unwrap_or_default();
    FULL.iter().any(|word| clause.contains(word))
}

/// The two years in the bracket behind a count, where `cursor` stands: （民国39年至114年）.
fn range_behind(cx: &Context, mut cursor: Cursor) -> Option<(u32, u32)> {
    cursor.eat_char("（(")?;
    let first = cx.facts.dates.partition_point(|date| (date.span.start as usize) < cursor.at);
    let [from, to] = cx.facts.dates.get(first..first + 2)? else { return None };
    let text = cx.view.text();
    let are_years = [from, to].iter().all(|date| date.precision() == Unit::Year);
    let begins = from.whole.start as usize == cursor.at;
    let between = text.get(from.span.end as usize..to.whole.start as usize)?;
    let is_range = matches!(between.trim(), "至" | "到" | "—" | "－" | "-" | "–" | "~" | "～");
    let closes = text.get(to.span.end as usize..)?.starts_with(['）', ')']);
    (are_years && begins && is_range && closes).then(|| Some((from.gregorian_year()?, to.gregorian_year()?)))?
}

/// The year in the same sentence in which something began, if the words behind it speak of this year, or of another one that is named
/// then: 1972年建馆，2022年将迎来建馆50周年.
fn base(cx: &Context, count: ViewSpan) -> Option<(u32, Option<u32>)> {
    let (text, tokens) = (cx.view.text(), &cx.facts.tokens);
    let named = year_that_is(cx, count);
    let last = cx.facts.dates.partition_point(|date| date.span.end <= count.start).checked_sub(1)?;
    let index = if named.is_some() { last.checked_sub(1)? } else { last };
    let date = cx.facts.dates.get(index).filter(|date| date.precision() == Unit::Year && !date.bare)?;
    let behind = text.get(date.span.end as usize..count.start as usize).filter(|words| words.len() <= FARTHEST)?;
    // 民国七十三年（1984年）设立
    let behind = behind.trim_start_matches(['）', ')']);
    let sentence = |at: u32| tokens.sentence_of(tokens.clause_of(tokens.at(at)));
    // 始建于1951年，2021年恰逢…
    let lead = text.get(..date.whole.start as usize)?;
    let is_begun = || BEGUN_IN.iter().any(|word| lead.ends_with(word)).then_some(behind);
    let begins = BEGINNINGS.iter().find_map(|word| behind.strip_prefix(word)).or_else(is_begun)?;
    let is_this_year = || {
        let this_year = THIS_YEAR.iter().find_map(|word| begins.split_once(word));
        let this_year = this_year.map_or("", |(_, behind)| behind.trim_start_matches(['，', ',']));
        IS.iter().any(|word| this_year.starts_with(word))
    };
    let is_told = named.is_some() || is_this_year();
    let base = date.gregorian_year().filter(|_| is_told && sentence(date.span.start) == sentence(count.start))?;
    Some((base, named))
}

/// The year in the bracket behind 周年, where `cursor` stands: （始建于1934年）, （1934年建院）.
fn base_behind(cx: &Context, mut cursor: Cursor) -> Option<u32> {
    const LONGEST_LEAD: usize = 18;
    cursor.eat_any(&["庆", "之际", "华诞"]);
    cursor.eat_char("（(")?;
    let date = cx.facts.dates.get(cx.facts.dates.partition_point(|date| (date.span.start as usize) < cursor.at))?;
    let text = cx.view.text();
    let lead = text.get(cursor.at..date.whole.start as usize).filter(|lead| lead.len() <= LONGEST_LEAD)?;
    let behind = text.get(date.whole.end as usize..)?;
    let begins_before = BEGUN_IN.iter().any(|word| lead.ends_with(word));
    let begins_behind = lead.is_empty() && BEGINNINGS.iter().any(|word| behind.starts_with(word));
    date.gregorian_year().filter(|_| begins_before || begins_behind)
}

/// The year of 2024年为医院建院90周年, 2026年将迎来建馆70周年, whose count stands at `count`.
fn year_that_is(cx: &Context, count: ViewSpan) -> Option<u32> {
    const LONGEST_NAME: usize = 48;
    let index = cx.facts.dates.partition_point(|date| date.span.end <= count.start).checked_sub(1)?;
    let date = cx.facts.dates.get(index).filter(|date| date.year.is_some() && !date.bare)?;
    let between = cx.view.text().get(date.span.end as usize..count.start as usize)?;
    // Most counts stand far behind a year.
    if between.len() > FARTHEST {
        return None;
    }
    let between = between.trim_start_matches(['，', ',']);
    // 2020年为迎接建厂70周年 says nothing of when it is.
    let is_name = |name: &str| {
        name.len() <= LONGEST_NAME
            && !name.contains(['，', '。', '；', '、', '年'])
            && !name.starts_with(['迎', '了', '庆', '纪', '做', '筹'])
    };
    // 2024年，公司迎来成立40周年
    let is_subject =
        |name: &str| name.len() <= LONGEST_NAME && name.chars().all(char::is_alphabetic) && !name.contains('年');
    let is_said = |word: &&str| {
        let parts =
            between.split_once(word).filter(|(subject, _)| subject.is_empty() || word.len() > 3 && is_subject(subject));
        parts.is_some_and(|(_, name)| is_name(name))
    };
    let says_so = IS.iter().any(is_said);
    date.gregorian_year().filter(|_| says_so && date.calendar == Calendar::Gregorian)
}
