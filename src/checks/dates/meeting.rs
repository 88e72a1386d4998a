//! The year in which a text says that a meeting was held: 党的二十大（2022年）, 十四届全国人大二次会议于2024年3月召开. Takes the
//! place of its name, gives the year as written; knows no meeting.

use crate::checks::Context;
use crate::facts::cursor::Cursor;
use crate::facts::date::{Calendar, Date, Part};
use crate::facts::token::TokenKind;
use crate::span::ViewSpan;

const OPENING: &[char] = &['“', '"', '‘', '「', '『', '《'];
const CLOSING: &str = "”\"’」』》";

/// Words that say that a meeting takes place.
const HELD: &[&str] = &["召开", "举行", "开幕", "闭幕"];

/// Between a name and such a word at most so many bytes stand: 在北京人民大会堂胜利.
const LONGEST_PLACE: usize = 36;

/// The year that the text gives for the meeting named at `name`, its quotation marks left out.
pub(super) fn year(cx: &Context, name: ViewSpan) -> Option<Part> {
    let mut behind = Cursor::new(cx.view.text(), name.end as usize);
    behind.eat_char(CLOSING);
    year_behind(cx, behind).or_else(|| year_before(cx, name, behind))
}

/// （2022年）, 于2022年10月在北京召开
fn year_behind(cx: &Context, mut cursor: Cursor) -> Option<Part> {
    let is_bracketed = cursor.eat_char("（(").is_some();
    if !is_bracketed && !cursor.eat("于") {
        return None;
    }
    let start = cursor.at as u32;
    let index = cx.facts.dates.partition_point(|date| date.span.start < start);
    let date = cx.facts.dates.get(index).filter(|date| date.span.start == start)?;
    let is_held = is_bracketed || is_held(cx, cursor.back_to(date.span.end as usize));
    year_of(date).filter(|_| is_held)
}

/// 2022年召开的党的二十大; 2022年10月，党的二十大在北京召开. 2023年党的二十大精神宣讲 says nothing of when it was.
fn year_before(cx: &Context, name: ViewSpan, behind: Cursor) -> Option<Part> {
    let before = cx.view.text()[..name.start as usize].trim_end_matches(OPENING);
    let end = match before.strip_suffix("召开的").or(before.strip_suffix("举行的")).or(before.strip_suffix("召开"))
    {
        Some(lead) => lead.len(),
        None if is_held(cx, behind) => before.strip_suffix(['，', ',']).unwrap_or(before).len(),
        None => return None,
    };
    let index = cx.facts.dates.partition_point(|date| (date.span.end as usize) < end);
    year_of(cx.facts.dates.get(index).filter(|date| date.span.end as usize == end)?)
}

/// True if 召开 or the like ends the words ahead, and is not denied or still to come. 召开以来 and 召开后 speak of later.
fn is_held(cx: &Context, ahead: Cursor) -> bool {
    let tokens = &cx.facts.tokens;
    let token = tokens.at(ahead.at as u32);
    let words = ViewSpan::new(ahead.at, tokens.span(token).end as usize);
    if tokens.kind(token) != TokenKind::Word || words.is_empty() {
        return false;
    }
    let words = cx.view.slice(words);
    let place = HELD.iter().find_map(|word| words.trim_end_matches('了').strip_suffix(word));
    place.is_some_and(|place| {
        place.len() <= LONGEST_PLACE && !place.contains(['前', '后', '以', '自', '精', '未', '的', '将'])
    })
}

fn year_of(date: &Date) -> Option<Part> {
    date.year.filter(|year| date.calendar == Calendar::Gregorian && year.length == 4 && !year.stray && !date.bare)
}
