//! Finds English dates from their day or their year: 22 August 2023, August 22nd, 2023, Feb. 30, August 2023. A month's
//! name may be another word, and a number beside it may count something (In June 45 people …), so a date without a year needs
//! a preposition or the end of a phrase.

use crate::facts::cursor::Cursor;
use crate::facts::date::{Calendar, Date, Form, Numerals, Part};
use crate::facts::token::{TokenKind, Tokens};
use crate::span::ViewSpan;

use super::reader::{LIKELY_YEARS, plain};

/// The months, as written in full.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Letters of an abbreviated month: Feb.
pub const ABBREVIATED: usize = 3;

/// The month that a word names, 1 for January.
fn month(word: &str) -> Option<u32> {
    let index = MONTHS.iter().position(|name| {
        let abbreviated = name.get(..ABBREVIATED).unwrap_or(name);
        word == *name || word == abbreviated || word == "Sept" && abbreviated == "Sep"
    })?;
    Some(index as u32 + 1)
}

/// Reads the date whose day, or whose year after a month, is token `first`.
pub(super) fn read(cursor: Cursor, tokens: &Tokens, first: usize) -> Option<Date> {
    if tokens.kind(first) != TokenKind::Digits {
        return None;
    }
    let rest = cursor.rest().as_bytes();
    let length = tokens.span(first).len();
    let is_after_word =
        first > 0 && matches!(tokens.kind(first - 1), TokenKind::Space | TokenKind::Period | TokenKind::LineBreak);
    // Letters of an ordinal, or a space and a capital.
    let is_before_word = length <= 2
        && match rest.get(length) {
            Some(b'\n' | b'\r') => true,
            Some(b' ') => rest.get(length + 1).is_some_and(|b| b.is_ascii_uppercase() || *b == b'o'),
            Some(b) => b.is_ascii_lowercase(),
            None => false,
        };
    if !is_after_word && !is_before_word {
        return None;
    }
    month_first(cursor).or_else(|| if is_before_word { day_first(cursor, tokens, first) } else { None })
}

/// A number of two digits from here on behind a month is the year of a century: a slip of the pen leaves a day nearer to its
/// range.
const LEAST_SHORT_YEAR: u32 = 60;

/// August 22nd, 2023; Feb. 30; August 2023: `cursor` stands at the number.
fn month_first(cursor: Cursor) -> Option<Date> {
    // August⏎22: a line that is full ends as a space does.
    let before = cursor.before_gap();
    if before.len() == cursor.at {
        return None;
    }
    let before = before.strip_suffix('.').unwrap_or(before);
    let lead = before.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let word = &before[lead.len()..];
    let value = month(word).filter(|_| !lead.ends_with(|c: char| c.is_ascii_alphanumeric()))?;
    // 11 April 95: the month has its day already.
    let before_month = lead.trim_end();
    let before_month = ORDINALS.iter().find_map(|letters| before_month.strip_suffix(letters)).unwrap_or(before_month);
    let has_day = lead.ends_with(' ') && before_month.ends_with(|c: char| c.is_ascii_digit());
    let start = lead.len();
    let month = part(start, word, value);
    let mut ahead = cursor;
    let number = plain(&mut ahead, 4)?;
    if number.length == 4 {
        let is_year = LIKELY_YEARS.contains(&number.value) && !goes_on(ahead);
        let span = ViewSpan::new(start, ahead.at);
        return is_year.then(|| dated(span, Some(number), month, None));
    }
    if number.length > 2 || has_day {
        return None;
    }
    let is_ordinal = ahead.eat_any(ORDINALS).is_some();
    let mut after = ahead;
    let year = year(&mut after);
    if year.is_some() {
        return Some(dated(ViewSpan::new(start, after.at), year, month, Some(number)));
    }
    // Released in Jul 99: a year.
    let is_year = !is_ordinal && number.value >= LEAST_SHORT_YEAR;
    let is_day = !is_year && !goes_on(ahead) && (ends_phrase(ahead) || number.value <= 31 && has_preposition(lead));
    is_day.then(|| dated(ViewSpan::new(start, ahead.at), None, month, Some(number)))
}

/// 22 August 2023, 22nd of August: `cursor` stands at the day.
fn day_first(cursor: Cursor, tokens: &Tokens, first: usize) -> Option<Date> {
    let is_inside = first.checked_sub(1).is_some_and(|previous| {
        matches!(
            tokens.kind(previous),
            TokenKind::Latin | TokenKind::Slash | TokenKind::Dash | TokenKind::Period | TokenKind::GroupComma
        ) && !cursor.before().ends_with(['—', '―'])
            && !cursor.before().ends_with("－－")
    });
    let mut ahead = cursor;
    let day = plain(&mut ahead, 2).filter(|_| !is_inside)?;
    ahead.eat_any(ORDINALS);
    if !eat_gap(&mut ahead) {
        return None;
    }
    ahead.eat("of ");
    let start = ahead.at;
    let word = &ahead.rest()[..ahead.rest().bytes().take_while(u8::is_ascii_alphabetic).count()];
    let month = part(start, word, month(word)?);
    ahead.at += word.len();
    let end_of_word = ahead;
    ahead.eat(".");
    let year = year(&mut ahead);
    let end = if year.is_some() { ahead } else { end_of_word };
    // 26. 0 Jan.: the last digit of a torn number.
    let is_torn = day.value == 0 && cursor.before().ends_with(". ");
    if is_torn {
        return None;
    }
    let is_date = year.is_some() || ends_phrase(end) || (1..=31).contains(&day.value) && word.len() > ABBREVIATED;
    let span = ViewSpan::new(cursor.at, end.at);
    (is_date && !goes_on(end)).then(|| dated(span, year, month, Some(day)))
}

/// Steps over one space, or over the end of a full line.
fn eat_gap(cursor: &mut Cursor) -> bool {
    cursor.skip_line_wrap() || cursor.eat(" ")
}

const ORDINALS: &[&str] = &["st", "nd", "rd", "th"];

fn part(start: usize, word: &str, value: u32) -> Part {
    let span = ViewSpan::new(start, start + word.len());
    Part { span, value, length: word.len() as u8, numerals: Numerals::Word, stray: false }
}

fn dated(span: ViewSpan, year: Option<Part>, month: Part, day: Option<Part>) -> Date {
    Date { form: Form::English, month: Some(month), day, ..Date::of_year(span, year, Calendar::Gregorian) }
}

/// Steps over `, 2023` or ` 2023`.
fn year(cursor: &mut Cursor) -> Option<Part> {
    let mut ahead = *cursor;
    ahead.eat(",");
    if !eat_gap(&mut ahead) {
        return None;
    }
    let year = plain(&mut ahead, 4).filter(|year| year.length == 4 && LIKELY_YEARS.contains(&year.value))?;
    if goes_on(ahead) {
        return None;
    }
    *cursor = ahead;
    Some(year)
}

/// 30%, 30.5, 30-day, 30th: more than the number.
fn goes_on(mut cursor: Cursor) -> bool {
    match cursor.peek() {
        Some('%' | '％' | '/' | '-' | ':') => true,
        Some('.' | ',') => {
            cursor.eat_char(".,");
            cursor.peek().is_some_and(|c| c.is_ascii_digit())
        }
        Some(c) => c.is_ascii_alphanumeric(),
        None => false,
    }
}

fn ends_phrase(cursor: Cursor) -> bool {
    cursor.peek().is_none_or(|c| ".,;:!?)]}\"'\n\r，。；）”".contains(c))
}

/// On February 30 the council met; In February 30 councils met.
fn has_preposition(before: &str) -> bool {
    const PREPOSITIONS: &[&str] =
        &["on", "by", "until", "till", "before", "after", "since", "from", "dated", "through"];
    let before = before.trim_end_matches(' ');
    let lead = before.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let word = &before[lead.len()..];
    PREPOSITIONS.iter().any(|known| word.eq_ignore_ascii_case(known))
}
