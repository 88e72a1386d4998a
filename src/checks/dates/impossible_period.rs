//! dates/impossible-period: a part of a year that no year has, 第五季度.

use crate::checks::{Context, Report};
use crate::facts::cursor::Cursor;
use crate::facts::date::{self, Part, Unit};
use crate::span::ViewSpan;

const PERIODS: &[&str] = &["季度", "上半年", "下半年", "个月度", "季"];

/// Reports quarters above four, half years with a number, and more than twelve monthly periods of a year.
pub fn check(cx: &Context, report: &mut Report) {
    let text = cx.view.text();
    for numeral in cx.facts.tokens.numerals_before(['季', '上', '下', '个']) {
        let span = cx.facts.tokens.span(numeral.token());
        let names_period = |behind: &str| PERIODS.iter().any(|period| behind.starts_with(period));
        if !text.get(span.end as usize..).is_some_and(names_period) {
            continue;
        }
        let mut cursor = Cursor::new(text, span.start as usize);
        let Some(number) = date::part(&mut cursor).filter(|part| !part.stray && part.span.end == span.end) else {
            continue;
        };
        let Some((kind, found)) = found(cx, cursor, number) else { continue };
        if cx.facts.is_opaque(found) {
            continue;
        }
        let written = cx.written(found);
        report.at(cx.source(found)).text(kind).arg("written", written).evidence("number", number.value);
    }
}

fn found(cx: &Context, mut cursor: Cursor, number: Part) -> Option<(&'static str, ViewSpan)> {
    let before = cursor.back_to(number.span.start as usize).before();
    let lead = |words: &[&'static str]| words.iter().copied().find(|word| before.ends_with(word));
    let kind = match cursor.eat_any(PERIODS)? {
        "季度" => {
            let is_counted_on = before.ends_with("连续第") || speaks_of_a_series(cx, number.span);
            // 第五季度假村: the fifth season.
            let is_word = cursor.rest().starts_with('假');
            let is_one = lead(&["第", "前", "一至", "1至", "1-", "1—", "一到"]).is_some() || follows_year(cx, number);
            (is_one && !is_word && !is_counted_on && !(1..=4).contains(&number.value) && number.value < 100)
                .then_some("message")?
        }
        // 2026年第五季: of a year, where a text counts its quarters so.
        "季" => {
            let year = cursor.back_to(before.strip_suffix('第')?.len());
            let is_of_year = year.before().ends_with('年') && counts_quarters(cx);
            let goes_on = cursor.peek().is_some_and(|c| matches!(c, '《' | '“' | '（' | '赛' | '稻' | '节' | '度'));
            (is_of_year && !goes_on && (5..=9).contains(&number.value)).then_some("message")?
        }
        "个月度" => {
            (lead(&["前"]).is_some() && number.value > 12 && !cursor.rest().starts_with('假')).then_some("months")?
        }
        _ => {
            let is_one = lead(&["第"]).is_some() || follows_year(cx, number);
            (is_one && number.length == 1 && (1..=9).contains(&number.value)).then_some("half")?
        }
    };
    let start = number.span.start as usize - lead(&["第", "前"]).map_or(0, str::len);
    Some((kind, ViewSpan::new(start, cursor.at)))
}

/// True if a text speaks of quarters as 第四季, or of 季度.
fn counts_quarters(cx: &Context) -> bool {
    const QUARTERS: &[&str] = &["第一季", "第二季", "第三季", "第四季", "季度", "首季", "末季"];
    let text = cx.view.text();
    QUARTERS.iter().any(|word| text.contains(word))
}

/// 2023年五季度: a year ends where the number starts.
fn follows_year(cx: &Context, number: Part) -> bool {
    let index = cx.facts.dates.partition_point(|date| date.span.end < number.span.start);
    let date = cx.facts.dates.get(index);
    date.is_some_and(|date| date.span.end == number.span.start && date.precision() == Unit::Year)
}

/// 政策实施以来的第五季度, 连续第6季度: quarters of a series, not of a year.
fn speaks_of_a_series(cx: &Context, span: ViewSpan) -> bool {
    let tokens = &cx.facts.tokens;
    let clause = tokens.clause_span(tokens.clause_of(tokens.at(span.start)));
    let clause = Cursor::new(cx.view.text(), span.start as usize).around(clause, 60);
    ["连续", "以来", "后的", "开始", "累计", "滚动"].iter().any(|word| clause.contains(word))
}
