//! dates/anniversary-year: an anniversary that does not fall in the year named with it, 2020年是新中国成立70周年.

use crate::checks::{Context, Report};
use crate::facts::cursor::Cursor;
use crate::facts::date::{self, Calendar, Part, Unit};
use crate::facts::occasion;
use crate::span::ViewSpan;

/// Reports anniversaries of the events of [`occasion::EVENTS`] in years that are not theirs.
pub fn check(cx: &Context, report: &mut Report) {
    let text = cx.view.text();
    for numeral in cx.facts.tokens.numerals_before(['周']) {
        let span = cx.facts.tokens.span(numeral.token());
        if !text.get(span.end as usize..).is_some_and(|after| after.starts_with("周年")) {
            continue;
        }
        let Some((name, base)) = occasion::event(&text[..span.start as usize]) else { continue };
        let mut cursor = Cursor::new(text, span.start as usize);
        let Some(count) = date::part(&mut cursor).filter(|part| part.span == span && !part.stray) else { continue };
        let Some(said) = year_behind(cursor).or_else(|| year_before(cx, span, name)) else { continue };
        let Some(year) = base.checked_add(count.value) else { continue };
        if said.value == year || said.value <= base || cx.facts.is_opaque(span) || cx.facts.is_opaque(said.span) {
            continue;
        }
        let event = ViewSpan { start: span.start - name.len() as u32, end: span.end + "周年".len() as u32 };
        report
            .at(cx.source(event))
            .arg("written", cx.written(event))
            .arg("year", year)
            .arg("said", said.value)
            .arg("right", said.value - base)
            .arg("base", base)
            .evidence("year", year)
            .evidence("said", said.value)
            .evidence("count", said.value - base);
    }
}

/// 周年（2019年）
fn year_behind(mut cursor: Cursor) -> Option<Part> {
    let is_bracketed = cursor.eat("周年") && cursor.eat_char("（(").is_some();
    let year = date::part(&mut cursor).filter(|year| is_bracketed && year.length == 4 && !year.stray)?;
    cursor.eat("年");
    cursor.eat_char("）)").map(|_| year)
}

/// 2019年是新中国成立70周年, 2021年是“十四五”开局之年，也是建党100周年. 2020年要迎接建党100周年 does not say when it is.
fn year_before(cx: &Context, count: ViewSpan, name: &str) -> Option<Part> {
    const IS: &[&str] = &["是", "正值", "适逢", "恰逢", "欣逢", "时值", "系"];
    let text = cx.view.text();
    let start = count.start as usize - name.len();
    let before = text[..start].trim_end_matches(['“', '"']);
    IS.iter().find(|word| before.ends_with(**word))?;
    let index = cx.facts.dates.partition_point(|date| date.span.end as usize <= start).checked_sub(1)?;
    let date = cx.facts.dates.get(index)?;
    const FARTHEST: usize = 300;
    if start - date.span.end as usize > FARTHEST {
        return None;
    }
    let is_year = date.precision() == Unit::Year && date.calendar == Calendar::Gregorian && !date.bare;
    let tokens = &cx.facts.tokens;
    let sentence = |at: u32| tokens.sentence_of(tokens.clause_of(tokens.at(at)));
    let behind = text[date.span.end as usize..].trim_start_matches(['，', ',', ' ']);
    let says_so = IS.iter().any(|word| behind.starts_with(word));
    // 2019年是…，2020年是…: the last year before it counts; another word for a year in between breaks the link.
    let between = &text[date.span.end as usize..start];
    let other = ["今年", "明年", "去年", "次年", "来年", "前年", "后年"].iter().any(|word| between.contains(word));
    (is_year && says_so && !other && sentence(date.span.start) == sentence(count.start)).then_some(date.year)?
}
