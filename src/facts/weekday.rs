//! The weekday written beside a date: 8月22日（星期二）, 8月22日，星期二, 星期二（8月22日）. One that belongs to something else
//! (每周三, 周一至周五, 8月22日、周五) is left alone.

use crate::facts::calendar::Weekday;
use crate::facts::cursor::Cursor;
use crate::facts::date::{Date, Form};
use crate::span::ViewSpan;

/// A weekday beside a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenWeekday {
    /// 星期二, without brackets.
    pub span: ViewSpan,
    /// The character that says which one: 二.
    pub number: ViewSpan,
    /// The weekday.
    pub day: Weekday,
    /// True for Tuesday, false for 星期二.
    pub is_english: bool,
}

const WORDS: &[&str] = &["星期", "礼拜", "周"];

/// Marks and words after which, and before which, a weekday is one end of a range or one of several.
const JOINS: &str = "至到-‐‑‒–—―－−~～〜、和及与或暨";

/// Finds the weekday beside `date`, after it or before it.
pub(super) fn attach(view: &str, date: &mut Date) {
    if date.day.is_none() || date.bare {
        return;
    }
    let end = Cursor::new(view, date.span.end as usize);
    if date.form == Form::English {
        return attach_english(view, date);
    }
    if let Some((weekday, end)) = after(end) {
        date.weekday = Some(weekday);
        date.whole.end = end as u32;
    } else if let Some((weekday, start)) = before(Cursor::new(view, date.whole.start as usize), end) {
        date.weekday = Some(weekday);
        date.whole.start = start as u32;
    }
}

/// Monday, 22 August 2023; Mon 22 Aug 2023; 22 August 2023 (Monday).
fn attach_english(view: &str, date: &mut Date) {
    let mut after = Cursor::new(view, date.span.end as usize);
    let before = view.get(..date.span.start as usize).unwrap_or("");
    let before = before.strip_suffix("the ").unwrap_or(before).trim_end_matches([' ', ',']);
    let lead = before.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    // Every Monday, 22 August; Monday or Tuesday, 22 August: the last word alone is looked at, and no comma parts it from a list.
    if let Some(day) = Weekday::from_english(&before[lead.len()..]).filter(|_| !is_listed(lead)) {
        let span = ViewSpan::new(lead.len(), before.len());
        date.weekday = Some(WrittenWeekday { span, number: span, day, is_english: true });
        date.whole.start = span.start;
        return;
    }
    if !after.eat(" (") && !after.eat(", ") {
        return;
    }
    let start = after.at;
    let word = &after.rest()[..after.rest().bytes().take_while(u8::is_ascii_alphabetic).count()];
    let rest = &after.rest()[word.len()..];
    let ends = rest.chars().next().is_none_or(|c| ").,;\n".contains(c));
    if let Some(day) = Weekday::from_english(word).filter(|_| ends) {
        let span = ViewSpan::new(start, start + word.len());
        date.weekday = Some(WrittenWeekday { span, number: span, day, is_english: true });
        date.whole.end = span.end;
    }
}

/// every Monday, Friday to Monday, Friday and Monday. Behind another whole date (14 March 2023 and Monday) it is that of the next.
fn is_listed(lead: &str) -> bool {
    let lead = lead.trim_end_matches(' ');
    let joined = ["to", "and", "or", "-", "–", "/", "through", "until"].iter().find_map(|word| lead.strip_suffix(word));
    let follows_a_date = |before: &str| before.trim_end().ends_with(|c: char| c.is_ascii_digit());
    joined.is_some_and(|before| !follows_a_date(before))
        || ["every", "Every", "each", "Each"].iter().any(|word| lead.ends_with(word))
}

/// The weekday after a date that ends at `cursor`, and where the two end.
fn after(mut cursor: Cursor) -> Option<(WrittenWeekday, usize)> {
    let date_end = cursor.at;
    cursor.skip_spaces();
    let bracket = cursor.eat_char("（(〔[【").is_some();
    cursor.skip_spaces();
    let comma = !bracket && cursor.eat_char("，,").is_some();
    cursor.skip_spaces();
    if bracket && let Some(alone) = alone_in_brackets(cursor) {
        return Some(alone);
    }
    // The day of the lunisolar calendar is a date of its own, behind which the date does not reach.
    let end_before_note = (comma && skip_lunar_note(&mut cursor)).then_some(date_end);
    let is_second = bracket && skip_first_note(&mut cursor);
    let start = cursor.at;
    let word = cursor.eat_any(WORDS)?;
    let number = cursor.at;
    let c = cursor.peek()?;
    // 周天 is no weekday.
    let day = Weekday::from_han(c).filter(|_| !(word == "周" && c == '天'))?;
    cursor.at += c.len_utf8();
    let (span, number) = (ViewSpan::new(start, cursor.at), ViewSpan::new(number, cursor.at));
    let weekday = WrittenWeekday { span, number, day, is_english: false };
    let mut end = cursor;
    end.skip_spaces();
    if bracket {
        if end.eat_char("）)〕]】").is_some() {
            return Some((weekday, end.at));
        }
        return (!is_second && (end.at > cursor.at || is_apposition(cursor))).then_some((weekday, cursor.at));
    }
    // 8月22日，周五召开 may name two days.
    let stands_alone = if comma && word == "周" { is_apposition(cursor) } else { !goes_on(cursor) };
    (stands_alone && !starts_join(end)).then_some((weekday, end_before_note.unwrap_or(cursor.at)))
}

/// 5月20日（一）起, as it is written in Taiwan: the bracket holds the number alone, and no point of a list begins behind it.
fn alone_in_brackets(mut cursor: Cursor) -> Option<(WrittenWeekday, usize)> {
    const BEHIND: &[&str] = &["起", "至", "前", "止", "上午", "下午", "晚上", "—", "，", "。", "；", "、", "）"];
    let start = cursor.at;
    let c = cursor.peek()?;
    let day = Weekday::from_han(c).filter(|_| c != '天')?;
    cursor.at += c.len_utf8();
    let span = ViewSpan::new(start, cursor.at);
    cursor.eat_char("）)")?;
    let is_followed = BEHIND.iter().any(|word| cursor.rest().starts_with(word));
    is_followed.then_some((WrittenWeekday { span, number: span, day, is_english: false }, cursor.at))
}

/// 9月17日（中秋节，周二）, 9月17日（农历八月十五，星期二）: what stands before the weekday in the same brackets. A note that
/// moves the date (改至, 延期到) or repeats it (每月) names another day.
fn skip_first_note(cursor: &mut Cursor) -> bool {
    const LONGEST_NOTE: usize = 12;
    const OTHER_DAY: &[char] = &['改', '延', '至', '到', '每', '逢', '前', '后', '下', '上', '周', '期', '起', '止'];
    let note: String =
        cursor.rest().chars().take(LONGEST_NOTE + 1).take_while(|c| !"，,、）)（(\n".contains(*c)).collect();
    let mut ahead = *cursor;
    ahead.at += note.len();
    let is_note = !note.is_empty() && !note.contains(OTHER_DAY) && !note.contains(|c: char| c.is_ascii_digit());
    let is_followed = is_note && ahead.eat_char("，,、").is_some();
    ahead.skip_spaces();
    let is_weekday = is_followed && WORDS.iter().any(|word| ahead.rest().starts_with(word));
    if is_weekday {
        *cursor = ahead;
    }
    is_weekday
}

/// 2月9日，农历腊月三十，星期五: the day of the lunisolar calendar that stands between a date and its weekday.
fn skip_lunar_note(cursor: &mut Cursor) -> bool {
    const LONGEST_NOTE: usize = 30;
    let is_lunar = cursor.rest().starts_with("农历") || cursor.rest().starts_with("阴历");
    let near = cursor.rest().char_indices().take_while(|(at, _)| is_lunar && *at <= LONGEST_NOTE);
    let Some((length, _)) = near.into_iter().find(|(_, c)| matches!(c, '，' | ',')) else { return false };
    let mut ahead = *cursor;
    ahead.at += length;
    ahead.eat_char("，,");
    ahead.skip_spaces();
    let is_weekday = WORDS.iter().any(|word| ahead.rest().starts_with(word));
    if is_weekday {
        *cursor = ahead;
    }
    is_weekday
}

/// 星期二，… 星期二上午 星期二 农历…
fn is_apposition(cursor: Cursor) -> bool {
    const FOLLOWING: &[&str] =
        &["上午", "下午", "中午", "晚", "早", "凌晨", "农历", "，", ",", "。", "；", ";", "）", ")"];
    cursor.peek().is_none_or(|c| c == '\n') || FOLLOWING.iter().any(|word| cursor.rest().starts_with(word))
}

/// 周一例会, 周三三, 周日报: the weekday begins another word.
fn goes_on(cursor: Cursor) -> bool {
    cursor.peek().is_some_and(|c| "一二三四五六七八九十例期岁年报刊".contains(c))
}

fn starts_join(cursor: Cursor) -> bool {
    cursor.peek().is_some_and(|c| JOINS.contains(c))
}

/// The weekday before a date that starts at `cursor`, and where the two start. `end` is where the date ends.
fn before(cursor: Cursor, end: Cursor) -> Option<(WrittenWeekday, usize)> {
    let text = cursor.before().trim_end_matches([' ', '\u{3000}']);
    let (text, bracket) = match text.strip_suffix(['（', '(']) {
        Some(text) => (text, true),
        None => (text, false),
    };
    // 星期五（8月21日至25日）: the bracket says when a week is.
    if bracket && !end.peek().is_some_and(|c| "）)".contains(c)) || starts_join(end) {
        return None;
    }
    let c = text.chars().next_back()?;
    let day = Weekday::from_han(c)?;
    let rest = text.strip_suffix(c)?;
    let word = WORDS.iter().copied().find(|word| rest.ends_with(word))?;
    if word == "周" && c == '天' {
        return None;
    }
    let start = rest.len() - word.len();
    let lead = rest.strip_suffix(word)?.trim_end_matches(' ');
    // 每周三, 至周五, 一周一, 第34周日程.
    let is_other = lead.ends_with(|c: char| {
        JOINS.contains(c) || "每逢隔第各一二三四五六七八九十两半首末".contains(c) || c.is_ascii_digit()
    }) || lead.ends_with("每个");
    let weekday = WrittenWeekday {
        span: ViewSpan::new(start, text.len()),
        number: ViewSpan::new(start + word.len(), text.len()),
        day,
        is_english: false,
    };
    (!is_other).then_some((weekday, start))
}
