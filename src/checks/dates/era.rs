//! dates/era: a year of an era and a year of the common calendar beside it that are not the same, 民國112年（2022年）; a year
//! that its era did not have, 平成40年.

use crate::checks::{Context, Report};
use crate::facts::calendar::{self, Era};
use crate::facts::cursor::Cursor;
use crate::facts::date::{Calendar, Date};
use crate::finding::{Applicability, Fix, Message, Severity};
use crate::span::ViewSpan;

/// Reports pairs of a named era's year and a Gregorian year, one in brackets or after 即 behind the other, that name different years, and
/// years beyond the last of their era.
pub fn check(cx: &Context, report: &mut Report) {
    for (index, date) in cx.facts.dates.iter().enumerate() {
        match date.calendar {
            Calendar::Era(_) => {
                let Some(written) = date.year else { continue };
                let era = ViewSpan { start: date.whole.start, end: written.span.end };
                let pair = partner(cx, index, date).zip(date.gregorian_year());
                let Some((other, year)) = pair else { continue };
                report_pair(cx, era, year, other, report);
            }
            Calendar::EndedEra => beyond_the_last(cx, date, report),
            Calendar::Gregorian => {
                if let Some((era, year, other)) = first_year_beside(cx, date).or_else(|| republic_before(cx, date)) {
                    report_pair(cx, era, year, other, report);
                }
            }
            Calendar::Lunar | Calendar::Historical | Calendar::Unknown => {}
        }
    }
}

/// Reports the era's year at `era`, which is `year`, if the Gregorian year beside it is another.
fn report_pair(cx: &Context, era: ViewSpan, year: u32, other: Partner, report: &mut Report) {
    if other.value == year || cx.facts.is_opaque(era) || cx.facts.is_opaque(other.span) {
        return;
    }
    let finding = report.at(cx.source(era.to(other.span)));
    finding.arg("era", cx.written(era)).arg("year", year).arg("other", other.value);
    finding.evidence("year", year).evidence("other", other.value);
    let title = Message::new("fix").arg("year", year);
    finding.fix(Fix::replace(title, Applicability::Display, cx.source(other.span), year.to_string()));
}

/// 平成40年: counted on beyond the era, it may be 2028, or the number is wrong.
fn beyond_the_last(cx: &Context, date: &Date, report: &mut Report) {
    let Some(written) = date.year else { return };
    let name = ViewSpan { start: date.whole.start, end: date.span.start };
    let Some((era, last)) = calendar::ERAS
        .iter()
        .find(|era| cx.view.slice(name).starts_with(era.name))
        .and_then(|era| Some((era, era.last?)))
    else {
        return;
    };
    if cx.facts.is_opaque(date.whole) {
        return;
    }
    let span = ViewSpan { start: date.whole.start, end: written.span.end };
    let year = era.before + written.value;
    let finding = report.at(cx.source(span));
    finding.text("ended").severity(Severity::Info);
    finding.arg("era", cx.written(span)).arg("name", cx.written(name)).arg("last", last).arg("year", year);
    finding.evidence("last", last).evidence("year", year);
    let title = Message::new("write").arg("year", year);
    finding.fix(Fix::replace(title, Applicability::Display, cx.source(span), year.to_string()));
}

/// 令和元年（2018年）, 2018年（令和元年）: the first year, which holds no number, the Gregorian year that it is, and the one beside it.
fn first_year_beside(cx: &Context, date: &Date) -> Option<(ViewSpan, u32, Partner)> {
    const FIRST: &str = "元年";
    let written = date.year.filter(|year| year.length == 4 && !date.bare)?;
    let other = Partner { value: written.value, span: written.span };
    let text = cx.view.text();
    let era_before = |text: &str| calendar::ERAS.iter().find(|era: &&Era| text.ends_with(era.name));
    let before = text.get(..date.whole.start as usize)?;
    let behind = text.get(date.whole.end as usize..)?;
    if let Some(lead) = before.strip_suffix(['（', '(']).and_then(|lead| lead.strip_suffix(FIRST)) {
        let era = era_before(lead).filter(|_| behind.starts_with(['）', ')']))?;
        let span = ViewSpan::new(lead.len() - era.name.len(), lead.len() + "元".len());
        return Some((span, era.before + 1, other));
    }
    let inner = behind.strip_prefix(['（', '('])?;
    let inner = inner.strip_prefix('即').unwrap_or(inner);
    let era = calendar::ERAS.iter().find(|era| inner.starts_with(era.name))?;
    inner[era.name.len()..].strip_prefix(FIRST)?.starts_with(['）', ')']).then_some(())?;
    let start = text.len() - inner.len();
    let span = ViewSpan::new(start, start + era.name.len() + "元".len());
    Some((span, era.before + 1, other))
}

/// 113年（西元2024年）, 114年（2025年） in a text that names the Republic: the year of three digits before the bracket, the one that it is,
/// and the one in the bracket.
fn republic_before(cx: &Context, date: &Date) -> Option<(ViewSpan, u32, Partner)> {
    const YEARS: std::ops::RangeInclusive<u32> = 100..=150;
    let text = cx.view.text();
    let written = date.year.filter(|year| year.length == 4 && !date.bare && date.month.is_none())?;
    let before = text.get(..written.span.start as usize)?;
    let named = ["西元", "公元"].iter().find_map(|word| before.strip_suffix(word));
    let lead = named.unwrap_or(before).strip_suffix(['（', '(']).and_then(|lead| lead.strip_suffix('年'))?;
    let name = lead.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = lead[name.len()..].parse().ok().filter(|year| YEARS.contains(year))?;
    // 建校114年（2025年）: so many years.
    let counts = name.ends_with(|c: char| {
        c.is_alphanumeric() && !matches!(c, '至' | '到' | '自' | '于' | '以' | '较' | '与' | '和' | '及' | '度')
    });
    let ends = text.get(date.whole.end as usize..)?.starts_with(['）', ')']);
    let is_pair = ends && !counts && !name.ends_with(['.', '/', '-']);
    if !is_pair || named.is_none() && !text.contains("民国") {
        return None;
    }
    let era = ViewSpan::new(name.len(), lead.len() + '年'.len_utf8());
    let before_first = calendar::FIRST_OF_THE_REPUBLIC;
    Some((era, before_first + number, Partner { value: written.value, span: written.span }))
}

/// A Gregorian year beside an era's.
struct Partner {
    value: u32,
    span: ViewSpan,
}

/// The year in brackets behind `date`, or the year that `date` stands in brackets behind.
fn partner(cx: &Context, index: usize, date: &Date) -> Option<Partner> {
    let text = cx.view.text();
    let mut cursor = Cursor::new(text, date.whole.end as usize);
    let is_bracketed = cursor.eat_char("（(").is_some();
    let is_put_in_words = !is_bracketed && cursor.eat_any(&["，即", "即"]).is_some();
    if is_bracketed || is_put_in_words {
        cursor.eat_any(&["即", "公历"]);
        cursor.eat_any(&["西元", "公元"]);
        cursor.skip_spaces();
        let start = cursor.at;
        let value = cursor.digits(4)?.parse().ok().filter(|year| (1800..2200).contains(year))?;
        let span = ViewSpan::new(start, cursor.at);
        // 民国二十四年（1935—1936年） spans two years; 民國112年（2023至2024）as well.
        let has_unit = cursor.eat("年");
        let closes = || is_bracketed && cursor.clone().eat_char("）)").is_some();
        let ends = if has_unit { cursor.range_mark().is_none() } else { closes() };
        return ends.then_some(Partner { value, span });
    }
    let last = cx.facts.dates.get(index.checked_sub(1)?)?;
    let gap = text.get(last.whole.end as usize..date.whole.start as usize)?;
    let year = last.year.filter(|_| last.calendar == Calendar::Gregorian && !last.bare)?;
    let ends = text[date.whole.end as usize..].starts_with(['）', ')']);
    let is_pair = matches!(gap, "（" | "(" | "（即" | "(即") && ends && !closes_range(cx, index - 1);
    is_pair.then_some(Partner { value: year.value, span: year.span })
}

/// 2021年—2023年（民國110年至112年）
fn closes_range(cx: &Context, index: usize) -> bool {
    let ranges = &cx.facts.date_ranges;
    let at = ranges.partition_point(|range| range.from as usize + 1 < index);
    ranges.get(at).is_some_and(|range| range.from as usize + 1 == index)
}
