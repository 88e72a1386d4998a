//! dates/year-digits: a year of three, five or six digits, 202年5月3日.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::checks::{Context, Report};
use crate::facts::cursor::Cursor;
use crate::facts::date::{self, Calendar, Date, Numerals, Part};

/// Reports years with a digit too few or too many.
pub fn check(cx: &Context, report: &mut Report) {
    check_alone(cx, report);
    for date in &cx.facts.dates {
        let Some(year) = date.year else { continue };
        let is_odd = date.calendar == Calendar::Unknown
            && year.numerals == Numerals::Arabic
            && !year.stray
            && matches!(year.length, 3 | 5 | 6);
        let before = &cx.view.text()[..year.span.start as usize];
        if !is_odd
            || cx.facts.is_opaque(year.span)
            || is_of_another_count(year)
            || is_measured(before)
            || is_glued(before, date, year)
        {
            continue;
        }
        let span = cx.source(year.span);
        report.at(span).arg("written", cx.written(year.span)).arg("count", year.length).evidence("digits", year.length);
    }
}

/// 202年全市, 20200年起: nothing behind 年 shows that a year is meant, and only the other years of the text do.
fn check_alone(cx: &Context, report: &mut Report) {
    let (text, tokens) = (cx.view.text(), &cx.facts.tokens);
    let years = OnceCell::new();
    let is_meant = |digits: &str| {
        let years: &Option<_> = years.get_or_init(|| years_named(cx));
        years.as_ref().is_some_and(|years| is_one_of_years(years, digits))
    };
    for numeral in tokens.numerals_before(['年']) {
        let span = tokens.span(numeral.token());
        let Some(digits) = text.get(span.range()).filter(|digits| matches!(digits.len(), 3 | 5)) else { continue };
        let is_alone = digits.starts_with("19") || digits.starts_with("20");
        let Some(year) = date::part(&mut Cursor::new(text, span.start as usize)).filter(|year| is_alone && !year.stray)
        else {
            continue;
        };
        let is_read = cx.facts.dates.binary_search_by_key(&span.start, |date| date.span.start).is_ok();
        let before = &text[..span.start as usize];
        let is_year = opens_statement(before) && !is_length(&text[span.end as usize..]) && is_meant(digits);
        if !is_read && year.span == span && is_year && !cx.facts.is_opaque(span) {
            let finding = report.at(cx.source(span));
            finding.arg("written", digits).arg("count", year.length).evidence("digits", year.length);
        }
    }
}

/// True where a year opens a statement, or follows a word that years stand behind.
fn opens_statement(before: &str) -> bool {
    const BEFORE_YEARS: [char; 7] = ['自', '从', '到', '于', '在', '较', '比'];
    let before = before.trim_end_matches([' ', '\u{3000}']);
    before.is_empty() || before.ends_with(['\n', '。', '，', '；', '：']) || before.ends_with(BEFORE_YEARS)
}

/// 202年前, 205年历史: a length of time.
fn is_length(behind: &str) -> bool {
    const LENGTHS: [char; 18] =
        ['前', '后', '来', '的', '间', '历', '内', '以', '之', '左', '多', '时', '中', '里', '不', '或', '至', '到'];
    behind.strip_prefix('年').is_none_or(|behind| behind.starts_with(LENGTHS))
}

/// How often the text names each year; `None` if one of them is not of the common calendar.
fn years_named(cx: &Context) -> Option<BTreeMap<u32, usize>> {
    let mut years = BTreeMap::new();
    let is_mistyped = |date: &&Date| date.year.is_none_or(|year| year.length > 4);
    for date in cx.facts.dates.iter().filter(|date| !is_mistyped(date)) {
        let year = date.gregorian_year().filter(|_| date.calendar == Calendar::Gregorian)?;
        *years.entry(year).or_default() += 1;
    }
    Some(years)
}

/// True if most years of the text begin with the three digits, or some are what is left of five when one is dropped.
fn is_one_of_years(years: &BTreeMap<u32, usize>, digits: &str) -> bool {
    const FEWEST: usize = 3;
    let is_left = |year: &str| {
        (0..digits.len()).any(|at| year.get(..at) == digits.get(..at) && year.get(at..) == digits.get(at + 1..))
    };
    let is_meant = |year: &str| if digits.len() == 3 { year.starts_with(digits) } else { is_left(year) };
    let meant: usize = years.iter().filter(|(year, _)| is_meant(&year.to_string())).map(|(_, count)| count).sum();
    meant >= FEWEST && (digits.len() > 3 || 2 * meant > years.values().sum())
}

/// 112年5月3日 in a text that counts from 1912; 358年 and 618年底 are years of antiquity. A missing digit leaves 19, 20,
/// 2 or 0 in front.
fn is_of_another_count(year: Part) -> bool {
    year.length == 3 && !(190..=299).contains(&year.value) && year.value >= 100
}

/// 距今202年5个月, 约210年底: a length of time, or a year before the calendar.
fn is_measured(before: &str) -> bool {
    ["距今", "近", "约", "前", "公元", "西元", "第", "历时", "满", "达", "个", "期", "-", "/", "."]
        .iter()
        .any(|word| before.ends_with(word))
}

/// 表122014年初: the number of a table, a note or a list item, then the year.
fn is_glued(before: &str, date: &Date, year: Part) -> bool {
    let tail = year.value % 10_000;
    let ends_in_a_year = year.length > 4 && (1900..=2100).contains(&tail);
    let starts_line =
        before.trim_end_matches(' ').is_empty() || before.trim_end_matches(' ').ends_with(['\n', '\r', '|']);
    let is_labelled = before.trim_end_matches(' ').ends_with(['表', '图', '注', '件', '栏']);
    is_labelled || ends_in_a_year && (starts_line || year.length == 6 || date.month.is_none())
}
