//! Finds the date that starts at a numeral. Most numerals are no dates, so the character behind the numeral decides first.

use crate::char_class::CodeSet;
use crate::facts::calendar;
use crate::facts::cursor::Cursor;
use crate::facts::date::english;
use crate::facts::date::{Calendar, Date, Form, Numerals, Part, Unit};
use crate::facts::date_conventions::NumericOrder;
use crate::facts::number::{self, han_integer};
use crate::facts::token::{Numeral, TokenKind, Tokens};
use crate::facts::weekday;
use crate::span::ViewSpan;

/// More characters than any part of a date has.
const LONGEST_PART: u8 = 10;

/// Years that a number of four digits before 年 is taken for; below and above it is a length of time (2600年的税种).
const PLAUSIBLE_YEARS: std::ops::RangeInclusive<u32> = 1000..=2200;

/// Years of numeric dates, and of years with a letter in them: narrower, since codes look like them.
pub(super) const LIKELY_YEARS: std::ops::RangeInclusive<u32> = 1800..=2199;

/// Reads the date that starts at a numeral: the date and the token to go on with. `last` is the date before it, `order` that
/// of day and month before a year.
pub fn read(
    view: &str,
    tokens: &Tokens,
    numeral: Numeral,
    last: Option<&Date>,
    order: Option<NumericOrder>,
) -> Option<(Date, usize)> {
    let first = numeral.token();
    let may_start = may_start(tokens, numeral);
    let may_be_named = numeral.kind == TokenKind::HanNumeral && numeral.before == TokenKind::Word;
    let may_be_english = numeral.kind == TokenKind::Digits
        && (numeral.behind().is_ascii()
            || matches!(numeral.before, TokenKind::Space | TokenKind::Period | TokenKind::LineBreak));
    if !(may_start || may_be_named || may_be_english || order.is_some()) {
        return None;
    }
    let cursor = Cursor::new(view, tokens.span(first).start as usize);
    let date = if may_start {
        let cursor = cursor.back_to(start(view, tokens, first)?);
        of_named_month(cursor, numeral.kind)
            .or_else(|| numeric(cursor, tokens, first))
            .or_else(|| with_units(cursor, last))
    } else {
        of_named_month(cursor, numeral.kind)
    };
    let mut date = match date {
        Some(date) => date,
        None => {
            let english = || if may_be_english { english::read(cursor, tokens, first) } else { None };
            year_last(cursor, tokens, first, order).or_else(english)?
        }
    };
    weekday::attach(view, &mut date);
    let next = tokens.at(date.whole.end.saturating_sub(1)).max(first) + 1;
    Some((date, next))
}

/// True if what follows the numeral can belong to a date: a unit, a separator, a range mark, a stray character, a space.
/// Most numerals are no dates, and leave here.
fn may_start(tokens: &Tokens, numeral: Numeral) -> bool {
    let is_han = match numeral.kind {
        TokenKind::HanNumeral => true,
        TokenKind::Digits => false,
        _ => return false,
    };
    let length = || tokens.span(numeral.token()).len();
    match numeral.behind() {
        '年' | '月' | '日' | '号' | '到' | '至' => true,
        // Dashes, a space without break, Greek and Cyrillic.
        '\u{2010}'..='\u{2015}'
        | '−'
        | '○'
        | '◯'
        | '\u{3000}'
        | '〇'
        | '〜'
        | '－'
        | '．'
        | '／'
        | '～'
        | '\u{80}'..='\u{BF}'
        | '\u{380}'..='\u{3BF}'
        | '\u{400}'..='\u{43F}'
        | 'O'
        | 'o'
        | ' '
        | '\n'
        | '\r' => is_han || length() <= 6,
        '0' => is_han,
        'I' | 'l' | '~' => !is_han && length() <= 6,
        '-' => !is_han && length() <= 4,
        '/' | '.' => !is_han && length() == 4,
        _ => false,
    }
}

/// Where the date starts: at the numeral, or at a letter that was typed for its first digit (l998年). `None` inside a
/// word, a code or a decimal number.
fn start(view: &str, tokens: &Tokens, first: usize) -> Option<usize> {
    let start = tokens.span(first).start as usize;
    let Some(previous) = first.checked_sub(1) else { return Some(start) };
    match tokens.kind(previous) {
        TokenKind::Latin => {
            let letters = tokens.text(view, previous);
            let is_digit_meant = letters.len() <= 2 && letters.bytes().all(|b| matches!(b, b'O' | b'o' | b'I' | b'l'));
            let is_word_start = previous == 0
                || !matches!(
                    tokens.kind(previous - 1),
                    TokenKind::Digits | TokenKind::HanNumeral | TokenKind::Dash | TokenKind::Slash | TokenKind::Period
                );
            (is_digit_meant && is_word_start && tokens.kind(first) == TokenKind::Digits)
                .then_some(start - letters.len())
        }
        TokenKind::Period | TokenKind::GroupComma | TokenKind::MiddleDot => {
            let is_decimal = previous > 0
                && matches!(tokens.kind(previous - 1), TokenKind::Digits | TokenKind::HanNumeral | TokenKind::Latin);
            (!is_decimal).then_some(start)
        }
        TokenKind::Digits | TokenKind::HanNumeral => None,
        _ => Some(start),
    }
}

/// Reads the number of a part, over the end of a full line as well: 一百零⏎三年.
pub fn part(cursor: &mut Cursor) -> Option<Part> {
    let start = cursor.at;
    let (number, end) = number(cursor.rest())?;
    cursor.at += end;
    let mut ahead = *cursor;
    let joined = if ahead.skip_line_wrap() { joined(cursor.back_to(start), end, &mut ahead) } else { None };
    let number = match joined {
        Some(number) => {
            *cursor = ahead;
            number
        }
        None => number,
    };
    let span = ViewSpan::new(start, cursor.at);
    Some(Part { span, ..number })
}

/// The number that begins with the `end` bytes at `first` and goes on at `second`, in the next line.
#[cold]
fn joined(first: Cursor, end: usize, second: &mut Cursor) -> Option<Part> {
    const LONGEST: usize = LONGEST_PART as usize * 3;
    let ahead = second.rest();
    let head = ahead.get(..ahead.floor_char_boundary(LONGEST.min(ahead.len())))?;
    let text = first.rest().get(..end)?.to_owned() + head;
    let (number, whole) = number(&text)?;
    second.at += whole.checked_sub(end).filter(|more| *more > 0)?;
    Some(number)
}

/// The number that `rest` begins with, its span left open, and where it ends.
fn number(rest: &str) -> Option<(Part, usize)> {
    let (mut end, mut length) = (0, 0_u8);
    let (mut zeros, mut digits, mut han_zeros, mut words, mut han, mut counted, mut rounds, mut ones) =
        (0, 0, 0, 0, 0, 0, 0, 0);
    for c in rest.chars() {
        match c {
            '0' => zeros += 1,
            '1'..='9' => digits += 1,
            '〇' => han_zeros += 1,
            '零' => words += 1,
            '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' => han += 1,
            '十' | '廿' | '卅' | '百' | '千' => counted += 1,
            // Latin, Greek and Cyrillic O; circles of the symbol blocks.
            'O' | 'o' | '\u{39F}' | '\u{41E}' | '○' | '◯' => rounds += 1,
            'I' | 'l' => ones += 1,
            _ => break,
        }
        length += 1;
        end += c.len_utf8();
        if length > LONGEST_PART {
            return None;
        }
    }
    let text = &rest[..end];
    let numerals = match () {
        () if counted > 0 && zeros + digits + rounds + ones == 0 => Numerals::Counted,
        () if counted == 0 && han + han_zeros > 0 && digits + ones == 0 => Numerals::Positional,
        () if counted + han + words == 0 && zeros + digits + ones > 0 => Numerals::Arabic,
        () => return None,
    };
    let stray = match numerals {
        Numerals::Arabic => han_zeros + rounds + ones > 0,
        Numerals::Positional => zeros + rounds > 0,
        Numerals::Counted | Numerals::Word => false,
    };
    // OO is no number; lO and l may be.
    if stray && digits + han + ones == 0 {
        return None;
    }
    let value = match numerals {
        Numerals::Counted | Numerals::Word => han_integer(text)?,
        Numerals::Arabic | Numerals::Positional => {
            text.chars().try_fold(0_i64, |value, c| Some(value * 10 + digit(c)?))?
        }
    };
    let span = ViewSpan::new(0, end);
    Some((Part { span, value: u32::try_from(value).ok()?, length, numerals, stray }, end))
}

/// The digit that a character stands for or was meant for.
pub fn digit(c: char) -> Option<i64> {
    match c {
        '0'..='9' => c.to_digit(10).map(i64::from),
        'O' | 'o' | '\u{39F}' | '\u{41E}' | '○' | '◯' => Some(0),
        'I' | 'l' => Some(1),
        _ => number::han_digit(c),
    }
}

/// Reads `2023-08-22`, `2023/8/22`, `2023.08.22`.
fn numeric(mut cursor: Cursor, tokens: &Tokens, first: usize) -> Option<Date> {
    let start = cursor.at;
    let year = plain(&mut cursor, 4)?;
    if year.length != 4 || !LIKELY_YEARS.contains(&year.value) {
        return None;
    }
    let (form, separators) = separators(cursor)?;
    cursor.eat_char(separators)?;
    let month = plain(&mut cursor, 2)?;
    cursor.eat_char(separators)?;
    let day = plain(&mut cursor, 2)?;
    // Compiler (ICC) 2021.3.0: a version.
    let is_zero = |part: &Part| part.value == 0 && part.length == 1;
    let name = cursor.back_to(start).before().trim_end_matches([' ', ')', '\t', '|']);
    let is_version =
        form == Form::Dots && [month, day].iter().any(is_zero) && name.ends_with(|c: char| c.is_ascii_alphabetic());
    if is_version || is_in_code(cursor, start, tokens, first, month.value, day.value) {
        return None;
    }
    let span = ViewSpan::new(start, cursor.at);
    Some(Date { form, month: Some(month), day: Some(day), ..Date::of_year(span, Some(year), Calendar::Gregorian) })
}

/// Reads `30/02/2023` in the order that a configuration gives.
fn year_last(mut cursor: Cursor, tokens: &Tokens, first: usize, order: Option<NumericOrder>) -> Option<Date> {
    let order = order?;
    if tokens.kind(first) != TokenKind::Digits || tokens.span(first).len() > 2 {
        return None;
    }
    let start = cursor.at;
    let one = plain(&mut cursor, 2)?;
    let (form, separators) = separators(cursor)?;
    cursor.eat_char(separators)?;
    let other = plain(&mut cursor, 2)?;
    cursor.eat_char(separators)?;
    let year = plain(&mut cursor, 4).filter(|year| year.length == 4 && LIKELY_YEARS.contains(&year.value))?;
    let (day, month) = match order {
        NumericOrder::DayFirst => (one, other),
        NumericOrder::MonthFirst => (other, one),
    };
    if is_in_code(cursor, start, tokens, first, month.value, day.value) {
        return None;
    }
    let span = ViewSpan::new(start, cursor.at);
    Some(Date { form, month: Some(month), day: Some(day), ..Date::of_year(span, Some(year), Calendar::Gregorian) })
}

/// The marks that part a numeric date which goes on at `cursor`.
fn separators(cursor: Cursor) -> Option<(Form, &'static str)> {
    Some(match cursor.peek()? {
        '-' | '‐' | '－' => (Form::Dashes, "-‐－"),
        '/' | '／' => (Form::Slashes, "/／"),
        '.' | '．' => (Form::Dots, ".．"),
        _ => return None,
    })
}

/// Reads ASCII digits and nothing else.
pub(super) fn plain(cursor: &mut Cursor, most: usize) -> Option<Part> {
    let start = cursor.at;
    let digits = cursor.digits(most)?;
    let value = digits.parse().ok()?;
    let span = ViewSpan::new(start, cursor.at);
    Some(Part { span, value, length: digits.len() as u8, numerals: Numerals::Arabic, stray: false })
}

/// 版本2023.13.1, 学号2023-13-45, GB/T 2023-13-01, 2023-02-30-02-30: a code, an address or a version. Numbers that are no
/// month and day need only a name in letters before them; a slip leaves one of the two near its range.
fn is_in_code(cursor: Cursor, start: usize, tokens: &Tokens, first: usize, month: u32, day: u32) -> bool {
    const LARGEST_SLIP: (u32, u32) = (19, 39);
    let is_odd = month > 12 || day > 31;
    if month > 12 && day > 31 && (month > LARGEST_SLIP.0 || day > LARGEST_SLIP.1) {
        return true;
    }
    const CODE_WORDS: &[&str] = &[
        "版本", "版", "号", "号码", "第", "代码", "编码", "电话", "传真", "邮编", "批次", "标准", "章节", "条款",
        "地址", "证书", "字", "_", "#", "№", "@", "=", "&",
    ];
    let mut after = cursor;
    let goes_on = match after.peek() {
        Some('-' | '‐' | '－' | '/' | '／' | '.' | '．') => {
            after.eat_char("-‐－/／.．");
            after.peek().is_some_and(|c| c.is_ascii_alphanumeric())
        }
        Some('T') => {
            after.eat("T");
            !after.peek().is_some_and(|c| c.is_ascii_digit())
        }
        Some('号') => true,
        Some(c) => c.is_ascii_alphanumeric() || matches!(c, '_' | '%' | '％' | '#' | '='),
        None => false,
    };
    let before = cursor.back_to(start).before();
    let starts_earlier = match first.checked_sub(1).map(|previous| tokens.kind(previous)) {
        Some(TokenKind::Latin | TokenKind::Slash | TokenKind::Period | TokenKind::MiddleDot) => true,
        // ——2023-02-28 and --2023-02-28 open a line.
        Some(TokenKind::Dash) => {
            !before.ends_with(['—', '–', '―']) && !before.ends_with("－－") && !before.ends_with("--")
        }
        _ => false,
    };
    // 〔1990〕4号 1990-07-18: the number is that of the document before.
    // 本标准2020-02-30修正 speaks of the text itself.
    let names =
        |before: &str, word: &str| before.strip_suffix(word).is_some_and(|lead| !lead.ends_with(['本', '该', '此']));
    let is_after_number =
        |name: &str| name.strip_suffix('号').is_some_and(|name| name.ends_with(|c: char| digit(c).is_some()));
    let before = before.trim_end_matches([' ', '：', ':', '\u{3000}']);
    let has_name = CODE_WORDS.iter().any(|word| names(before, word)) && !is_after_number(before);
    let has_latin_name = is_odd && before.ends_with(|c: char| c.is_ascii_alphanumeric());
    goes_on || starts_earlier || has_name || has_latin_name
}

/// Bytes of 月.
const MONTH_UNIT: u32 = "月".len() as u32;

/// Reads 2023年8月22日 and its parts, in Arabic and Han numerals.
fn with_units(mut cursor: Cursor, last: Option<&Date>) -> Option<Date> {
    let start = cursor.at;
    let part = part(&mut cursor)?;
    let after_part = cursor;
    cursor.skip_spaces();
    let mut date = if cursor.eat("年") {
        year_and_more(cursor, part, last)?
    } else if cursor.eat("月") {
        if follows_mixed_year(cursor.back_to(start)) {
            return None;
        }
        month_and_more(cursor, Date::of_year(part.span, None, Calendar::Gregorian), part)?
    } else if eat_day_unit(&mut cursor, part) {
        let date = Date::of_year(ViewSpan::new(start, cursor.at), None, Calendar::Gregorian);
        let is_end = last.is_some_and(|last| last.day.is_some() && is_after_mark(cursor, last, start));
        let is_mistyped = part.stray && part.numerals == Numerals::Arabic && (1..=31).contains(&part.value);
        (is_end || is_mistyped || is_of_some_month(cursor.back_to(start), part))
            .then_some(Date { day: Some(part), ..date })?
            .with_doubled_day(cursor)
    } else {
        bare(after_part, part)?
    };
    date.read_era(cursor.back_to(start));
    if date.calendar == Calendar::Lunar && date.month.is_some_and(|month| date.span.end == month.span.end + MONTH_UNIT)
    {
        let mut ahead = cursor.back_to(date.span.end as usize);
        if let Some(day) = lunar_day(&mut ahead, false) {
            date.day = Some(day);
            date.extend_to(ahead.at as u32);
        }
    }
    if is_term(&date) {
        return None;
    }
    date.is_accepted().then_some(date)
}

/// 20二3年2月29日: without its year, which nobody can read, the rest would be another date.
fn follows_mixed_year(start: Cursor) -> bool {
    const DIGITS: usize = 4;
    let Some(lead) = start.before_gap().strip_suffix('年') else { return false };
    let digits = || lead.chars().rev().take(DIGITS);
    let is_arabic = |c: char| c.is_ascii_digit();
    digits().any(is_arabic) && digits().take_while(|c| digit(*c).is_some()).any(|c| !is_arabic(c))
}

/// 每月十五日前, 次月5日
fn is_of_some_month(start: Cursor, day: Part) -> bool {
    const MONTHS: &[&str] = &["每月", "当月", "本月", "次月", "翌月", "上月", "下月", "同月"];
    let before = start.before_gap();
    (1..=31).contains(&day.value) && MONTHS.iter().any(|word| before.ends_with(word))
}

/// Months of the lunisolar calendar with names of their own.
const NAMED_MONTHS: [(&str, u32); 3] = [("正月", 1), ("冬月", 11), ("腊月", 12)];

/// Reads 正月初五 and 腊月三十, whose month is no numeral.
fn of_named_month(cursor: Cursor, kind: TokenKind) -> Option<Date> {
    let before = cursor.before();
    // The last character before the numeral decides for most: 月 or 初.
    if kind != TokenKind::HanNumeral || !before.ends_with(['月', '初']) {
        return None;
    }
    let first_ten = before.strip_suffix('初');
    let before = first_ten.unwrap_or(before);
    let &(name, value) = NAMED_MONTHS.iter().find(|(name, _)| before.ends_with(name))?;
    let start = before.len() - name.len();
    let span = ViewSpan::new(start, before.len() - "月".len());
    let month = Part { span, value, length: 1, numerals: Numerals::Counted, stray: false };
    let mut ahead = cursor;
    let day = lunar_day(&mut ahead, first_ten.is_some())?;
    let span = ViewSpan::new(start, ahead.at);
    let date = Date::of_year(span, None, Calendar::Lunar);
    let mut date = Date { month: Some(month), day: Some(day), ..date };
    date.read_era(cursor.back_to(start));
    Some(date)
}

/// Reads the day of a lunisolar month, without 日 or with it: 五 of 初五, 十五, 廿三, 三十.
fn lunar_day(cursor: &mut Cursor, is_first_ten: bool) -> Option<Part> {
    let start = *cursor;
    let mut ahead = start;
    let day = if is_first_ten {
        let c = ahead.eat_char("一二三四五六七八九十")?;
        let value = u32::try_from(number::han_integer(c.encode_utf8(&mut [0; 4]))?).ok()?;
        let span = ViewSpan::new(start.at, ahead.at);
        Part { span, value, length: 1, numerals: Numerals::Counted, stray: false }
    } else {
        part(&mut ahead).filter(|day| day.numerals == Numerals::Counted && (11..100).contains(&day.value))?
    };
    // 正月二十多天, 腊月三十个班次: a number of things.
    let counts = !is_first_ten && ahead.peek().is_some_and(|c| "多余几来个天年月家人户名元万亿岁次场件项".contains(c));
    if counts {
        return None;
    }
    ahead.eat("日");
    *cursor = ahead;
    Some(day)
}

/// 学制3年, 10年5月有期徒刑, 3年13月5日: years and months of a term, where no era is named. 22年3月5日 is a day.
fn is_term(date: &Date) -> bool {
    date.calendar == Calendar::Unknown
        && date.month.is_some()
        && date.year.is_some_and(|year| {
            year.numerals == Numerals::Arabic && (year.length == 1 || year.length == 2 && date.day.is_none())
        })
}

/// Reads on after a year.
fn year_and_more(mut cursor: Cursor, year: Part, last: Option<&Date>) -> Option<Date> {
    let start = year.span.start as usize;
    let unit_end = cursor.at;
    let mut date = Date::of_year(ViewSpan::new(start, unit_end), Some(year), calendar_of(year));
    date.doubled = doubled_unit(&mut cursor, "年", month_follows);
    date.span.end = cursor.at as u32;
    date.whole = date.span;
    let mut ahead = cursor;
    ahead.skip_spaces();
    if let Some(month) = part(&mut ahead) {
        let after_month = ahead;
        ahead.skip_spaces();
        if is_month(month) && eat_month_unit(&mut ahead) {
            return month_and_more(ahead, date, month);
        }
        if is_month(month) && (1..=12).contains(&month.value) && is_bare(after_month, month, Unit::Month) {
            date.extend_to(month.span.end);
            return Some(Date { month: Some(month), bare: true, ..date });
        }
    }
    let closes_range = last.is_some_and(|last| last.year.is_some() && last.bare && is_after_mark(cursor, last, start));
    let era_is_named = era_before(cursor.back_to(start)).is_some();
    let is_year = closes_range
        || era_is_named
        || match (year.numerals, year.length) {
            (Numerals::Arabic | Numerals::Positional, 4) => !is_length_of_time(cursor, year),
            (Numerals::Arabic, 3 | 5 | 6) => is_year_of_odd_length(cursor, year),
            // 八十七年度, where an era has been named.
            (Numerals::Arabic, 2) => follows_apostrophe(cursor.back_to(start)) && !measures(cursor),
            (Numerals::Counted, _) => is_year_of_era(year) && cursor.rest().starts_with('度'),
            _ => false,
        };
    is_year.then_some(date)
}

/// Reads on after a month.
fn month_and_more(mut cursor: Cursor, date: Date, month: Part) -> Option<Date> {
    if !is_month(month) || cursor.rest().starts_with('龄') {
        return None;
    }
    let mut date = date;
    let doubled = doubled_unit(&mut cursor, "月", day_follows);
    date.doubled = date.doubled.or(doubled);
    date.month = Some(month);
    date.extend_to(cursor.at as u32);
    let mut ahead = cursor;
    ahead.skip_spaces();
    if ahead.eat("初")
        && let Some(day) = lunar_day(&mut ahead, true)
    {
        date.extend_to(ahead.at as u32);
        return Some(Date { calendar: Calendar::Lunar, day: Some(day), ..date });
    }
    if let Some(day) = part(&mut ahead).filter(|day| is_day(*day)) {
        let after_day = ahead;
        ahead.skip_spaces();
        if eat_day_unit(&mut ahead, day) {
            date.extend_to(ahead.at as u32);
            return Some(Date { day: Some(day), ..date }.with_doubled_day(ahead));
        }
        if (1..=31).contains(&day.value) && is_bare(after_day, day, Unit::Day) {
            date.extend_to(day.span.end);
            return Some(Date { day: Some(day), bare: true, ..date });
        }
    }
    // A month alone counts nothing that the calendar could contradict: 36月 is a length of time.
    let is_lunar = || matches!(era_before(cursor.back_to(month.span.start as usize)), Some((Era::Lunar, _)));
    (date.year.is_some() || (1..=12).contains(&month.value) || is_lunar()).then_some(date)
}

/// Reads the first end of a range whose unit stands at the second: 2024—2025年, 1至10月, 5—8日.
fn bare(cursor: Cursor, part: Part) -> Option<Date> {
    let date = Date::of_year(part.span, None, Calendar::Gregorian);
    if part.length == 4 && PLAUSIBLE_YEARS.contains(&part.value) && is_bare(cursor, part, Unit::Year) {
        return Some(Date { year: Some(part), calendar: calendar_of(part), bare: true, ..date });
    }
    if is_month(part) && (1..=12).contains(&part.value) && is_bare(cursor, part, Unit::Month) {
        return Some(Date { month: Some(part), bare: true, ..date });
    }
    (is_day(part) && (1..=31).contains(&part.value) && is_bare(cursor, part, Unit::Day)).then_some(Date {
        day: Some(part),
        bare: true,
        ..date
    })
}

/// True if a range mark and a second end with `unit` follow `part`.
fn is_bare(mut cursor: Cursor, part: Part, unit: Unit) -> bool {
    cursor.skip_spaces();
    if part.stray || cursor.range_mark().is_none() {
        return false;
    }
    cursor.skip_spaces();
    let Some(second) = self::part(&mut cursor) else { return false };
    cursor.skip_spaces();
    if second.stray || (second.numerals == Numerals::Arabic) != (part.numerals == Numerals::Arabic) {
        return false;
    }
    match unit {
        Unit::Year => {
            let is_year = second.length == 2 || second.length == 4 && PLAUSIBLE_YEARS.contains(&second.value);
            is_year && cursor.eat("年") && (second.length == 2 || !is_length_of_time(cursor, second))
        }
        Unit::Month => is_month(second) && (1..=12).contains(&second.value) && eat_month_unit(&mut cursor),
        // 18—22号泊位, 1－4号: numbers of things, unless a month stands before them.
        Unit::Day => {
            is_day(second)
                && (!cursor.rest().starts_with('号') || has_month(part, cursor))
                && eat_day_unit(&mut cursor, second)
        }
    }
}

/// True if a month ends where `day` starts: 3月5—8号.
fn has_month(day: Part, cursor: Cursor) -> bool {
    cursor.back_to(day.span.start as usize).before().trim_end_matches(' ').ends_with('月')
}

/// True if only a range mark stands between `last` and `start`.
fn is_after_mark(cursor: Cursor, last: &Date, start: usize) -> bool {
    let end = last.whole.end as usize;
    if end >= start || start - end > 12 {
        return false;
    }
    let mut gap = cursor.back_to(end);
    gap.skip_spaces();
    if gap.range_mark().is_none() {
        return false;
    }
    gap.skip_spaces();
    gap.at == start
}

/// 七八月 is July or August, and so is no number of two digits; 一〇月 is one.
fn is_month(part: Part) -> bool {
    match part.numerals {
        Numerals::Arabic => part.length <= 2,
        Numerals::Positional => part.length == 1 || part.length == 2 && part.value.is_multiple_of(10),
        Numerals::Counted => part.value < 100,
        Numerals::Word => false,
    }
}

/// 七八日 is the seventh or the eighth; 二三日 may be the twenty-third, which exists.
fn is_day(part: Part) -> bool {
    match part.numerals {
        Numerals::Arabic => part.length <= 2,
        Numerals::Positional => {
            part.length <= 2 && part.value <= 31 || part.value.is_multiple_of(10) && part.length == 2
        }
        Numerals::Counted => part.value < 100,
        Numerals::Word => false,
    }
}

fn eat_month_unit(cursor: &mut Cursor) -> bool {
    !cursor.rest().starts_with("月龄") && cursor.eat("月")
}

/// Steps over 日 or 号 where it names a day.
fn eat_day_unit(cursor: &mut Cursor, day: Part) -> bool {
    let rest = cursor.rest();
    if let Some(after) = rest.strip_prefix('日') {
        return !(day.value > 31 && is_length_of_days(day.value, after)) && cursor.eat("日");
    }
    match rest.strip_prefix('号') {
        Some(after) => !is_numbered_thing(after) && cursor.eat("号"),
        None => false,
    }
}

/// 6月60日均线, 5月90日攻坚行动: as many days, not a day. A slip leaves a day below forty.
fn is_length_of_days(days: u32, after: &str) -> bool {
    const LARGEST_SLIP: u32 = 39;
    if days <= LARGEST_SLIP {
        return after.starts_with(['均', '龄', '游']);
    }
    after.starts_with([
        '均', '内', '龄', '游', '线', '攻', '行', '会', '集', '专', '倒', '以', '左', '大', '冲', '不', '无', '期',
        '赛',
    ])
}

/// 11月31号线, 3月5号文: 号 numbers a line, a document, a building.
fn is_numbered_thing(after: &str) -> bool {
    const NUMBERED: &str = "线楼院文令告厅馆机车店站井矿桥路门仓地库房间台炉船轮舰坑墩标段泊位煤工病床铺风码牌函案件洞竖斜隧塔坝堤闸泵渠干";
    // 公布, 决定, 提出, 主持 go on with the sentence.
    const WORDS: &[&str] = &[
        "公告", "公报", "公路", "公馆", "公寓", "决议", "议案", "提案", "主楼", "主井", "主变", "平洞", "平台", "支洞",
        "支线", "支渠",
    ];
    after.starts_with(|c| NUMBERED.contains(c)) || WORDS.iter().any(|word| after.starts_with(word))
}

fn calendar_of(year: Part) -> Calendar {
    if year.length == 4 && year.numerals != Numerals::Counted { Calendar::Gregorian } else { Calendar::Unknown }
}

/// 22年来, 22年的: a length of time.
fn measures(cursor: Cursor) -> bool {
    ["来", "前", "后", "以", "左右", "的", "间", "之", "多"].iter().any(|word| cursor.rest().starts_with(word))
}

/// ’22年: a year cut short, unless the mark closes a quotation.
fn follows_apostrophe(start: Cursor) -> bool {
    const LONGEST_QUOTE: usize = 120;
    let Some(lead) = start.before().strip_suffix(['’', '\'']) else { return false };
    let near = lead.get(lead.floor_char_boundary(lead.len().saturating_sub(LONGEST_QUOTE))..).unwrap_or("");
    !near.contains(['‘', '\'']) && !lead.ends_with(|c: char| c.is_ascii_alphanumeric()) && !lead.ends_with('近')
}

/// A year that no length of time in a report or a statute reaches: 八十七.
pub(super) fn is_year_of_era(year: Part) -> bool {
    const YEARS: std::ops::RangeInclusive<u32> = 31..=199;
    year.numerals == Numerals::Counted && YEARS.contains(&year.value)
}

/// 1500年前, 近2000年, 1200年历史: a length of time, not a year. A number that is a recent year is one unless the words say
/// otherwise.
fn is_length_of_time(cursor: Cursor, year: Part) -> bool {
    let before = cursor.back_to(year.span.start as usize).before();
    let (after, is_recent) = (cursor.rest(), (1840..=2150).contains(&year.value));
    let measured = before.ends_with('近') && !before.ends_with("最近")
        || ["距今", "长达", "逾", "历经", "历时", "绵延", "传承"].iter().any(|word| before.ends_with(word))
        || ["历史", "的历史", "之久", "文明", "的文明"].iter().any(|word| after.starts_with(word));
    let vague =
        ["前", "来", "以上", "以前", "以来", "左右", "的", "间", "古"].iter().any(|word| after.starts_with(word));
    year.numerals == Numerals::Arabic && !year.stray && (measured || !is_recent && vague)
        || !PLAUSIBLE_YEARS.contains(&year.value)
        || year.stray && !LIKELY_YEARS.contains(&year.value)
}

/// 202年初, 20223年度: what follows belongs to a year. 20000年 and 300年 alone are lengths of time.
fn is_year_of_odd_length(cursor: Cursor, year: Part) -> bool {
    const FOLLOWS_A_YEAR: &[&str] =
        &["度", "初", "底", "末", "上半年", "下半年", "政府工作", "第一季度", "第二季度", "第三季度", "第四季度"];
    let is_mistyped = year.length == 5 && (19_000..=20_999).contains(&year.value) && !year.value.is_multiple_of(10);
    FOLLOWS_A_YEAR.iter().any(|word| cursor.rest().starts_with(word)) || is_mistyped
}

/// Steps over a unit that is written a second time, where what follows shows that it was not meant: a smaller part, or
/// the end of the clause. 去年年底, 2023年年度报告, 近3年年均 and 日日新 go on with a word.
fn doubled_unit(cursor: &mut Cursor, unit: &str, smaller_follows: fn(Cursor) -> bool) -> Option<ViewSpan> {
    let mut ahead = *cursor;
    if !ahead.eat(unit) {
        return None;
    }
    let ends = ahead.peek().is_none_or(|c| "，。；,;）)：:\n\r".contains(c));
    if !ends && !smaller_follows(ahead) {
        return None;
    }
    let span = ViewSpan::new(cursor.at - unit.len(), ahead.at);
    *cursor = ahead;
    Some(span)
}

fn month_follows(mut cursor: Cursor) -> bool {
    cursor.skip_spaces();
    let Some(month) = part(&mut cursor) else { return false };
    let after = cursor;
    cursor.skip_spaces();
    is_month(month) && (eat_month_unit(&mut cursor) || is_bare(after, month, Unit::Month))
}

fn day_follows(mut cursor: Cursor) -> bool {
    cursor.skip_spaces();
    let Some(day) = part(&mut cursor) else { return false };
    let after = cursor;
    cursor.skip_spaces();
    is_day(day) && (eat_day_unit(&mut cursor, day) || is_bare(after, day, Unit::Day))
}

/// What a date is counted in, said before it.
enum Era {
    Named(&'static calendar::Era),
    Lunar,
    /// A year of the cycle of sixty: 癸卯年.
    Cycle(u32),
    Before,
    Common,
}

/// What the words end with that [`era_before`] looks for: little text before a date does.
static ENDS_OF_ERAS: CodeSet = {
    let mut names = CodeSet::of_last(calendar::LUNAR_WORDS).union(&CodeSet::of_last(&[
        "甲年",
        "公元前",
        "西元前",
        "前",
        "公元",
        "西元",
        "西历",
        "公历",
    ]));
    let mut index = 0;
    while index < calendar::ERAS.len() {
        names = names.union(&CodeSet::of_last(&[calendar::ERAS[index].name]));
        index += 1;
    }
    names
};

/// The era named before `cursor`, and where its name starts.
fn era_before(cursor: Cursor) -> Option<(Era, usize)> {
    let before = cursor.before_gap();
    if !before.chars().next_back().is_some_and(|last| ENDS_OF_ERAS.holds(last)) {
        return None;
    }
    let starts = |word: &str| before.len() - word.len();
    if let Some(era) = calendar::ERAS.iter().find(|era| before.ends_with(era.name)) {
        return Some((Era::Named(era), starts(era.name)));
    }
    if let Some(name) = calendar::LUNAR_WORDS.iter().find(|name| before.ends_with(**name)) {
        return Some((Era::Lunar, starts(name)));
    }
    if let Some((cycle, start)) = year_of_cycle(before) {
        return Some((Era::Cycle(cycle), start));
    }
    // 前五年, 前45年: the years before.
    let is_few = part(&mut { cursor }).is_none_or(|year| year.value < 100);
    // 目前2023年, 此前2023年, 提前2023年 are no era.
    let is_word = before
        .strip_suffix('前')
        .is_some_and(|word| is_few || word.ends_with(['目', '此', '之', '以', '提', '年', '月', '日', '空']));
    if let Some(name) = ["公元前", "西元前", "前"]
        .into_iter()
        .find(|name| before.ends_with(name) && (name.len() > "前".len() || !is_word))
    {
        return Some((Era::Before, starts(name)));
    }
    let name = ["公元", "西元", "西历", "公历"].into_iter().find(|name| before.ends_with(name))?;
    Some((Era::Common, starts(name)))
}

/// The year of the cycle that `text` ends with, 癸卯年 or 癸卯兔年, 0 for 甲子, and where it starts.
fn year_of_cycle(text: &str) -> Option<(u32, usize)> {
    const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
    const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";
    let text = text.strip_suffix('年')?;
    let text =
        text.strip_suffix(['鼠', '牛', '虎', '兔', '龙', '蛇', '马', '羊', '猴', '鸡', '狗', '猪']).unwrap_or(text);
    let mut characters = text.chars().rev();
    let (last, first) = (characters.next()?, characters.next()?);
    let branch = BRANCHES.chars().position(|c| c == last)? as u32;
    let stem = STEMS.chars().position(|c| c == first)? as u32;
    // 6 × stem − 5 × branch is stem modulo 10 and branch modulo 12.
    let number = (6 * stem + 55 * branch) % 60;
    let exists = stem % 2 == branch % 2;
    exists.then_some((number, text.len() - last.len_utf8() - first.len_utf8()))
}

impl Date {
    pub(super) fn of_year(span: ViewSpan, year: Option<Part>, calendar: Calendar) -> Self {
        Self {
            span,
            whole: span,
            form: Form::Units,
            calendar,
            year,
            month: None,
            day: None,
            bare: false,
            doubled: None,
            weekday: None,
            leap: false,
            cycle: None,
        }
    }

    fn extend_to(&mut self, end: u32) {
        self.span.end = end;
        self.whole.end = end;
    }

    fn with_doubled_day(mut self, cursor: Cursor) -> Self {
        let mut cursor = cursor;
        if self.doubled.is_none() {
            let opens = |cursor: Cursor| cursor.peek().is_some_and(|c| "（(".contains(c));
            self.doubled = doubled_unit(&mut cursor, "日", opens).or_else(|| doubled_unit(&mut cursor, "号", opens));
        }
        self.extend_to(cursor.at as u32);
        self
    }

    /// Takes the era from the words before the date.
    fn read_era(&mut self, start: Cursor) {
        let start = self.read_first_year(start);
        let Some((era, at)) = era_before(start) else { return };
        if matches!(era, Era::Lunar | Era::Cycle(_)) {
            return self.read_lunar_words(start);
        }
        self.calendar = match era {
            Era::Named(era) if self.year.is_some_and(|year| year.length <= 5 && year.value < 1000) => {
                let has_ended = era.last.is_some_and(|last| self.year.is_some_and(|year| year.value > last));
                if has_ended { Calendar::EndedEra } else { Calendar::Era(era.before) }
            }
            Era::Before if self.year.is_some() => Calendar::Historical,
            Era::Common if self.calendar == Calendar::Unknown => Calendar::Historical,
            Era::Named(_) | Era::Lunar | Era::Cycle(_) | Era::Before | Era::Common => return,
        };
        self.whole.start = at as u32;
    }

    /// Takes 元年 before a month for the first year of the era named before it, and says where the date starts then.
    fn read_first_year<'t>(&mut self, start: Cursor<'t>) -> Cursor<'t> {
        let before = start.before_gap();
        let Some(lead) = before.strip_suffix("元年").filter(|_| self.year.is_none() && self.month.is_some()) else {
            return start;
        };
        let first = start.back_to(lead.len());
        let is_reign = match era_before(first) {
            Some((Era::Named(_), _)) => false,
            Some((Era::Lunar, _)) => true,
            _ => return start,
        };
        let span = ViewSpan::new(lead.len(), lead.len() + "元".len());
        self.year = Some(Part { span, value: 1, length: 1, numerals: Numerals::Counted, stray: false });
        self.span.start = span.start;
        self.whole.start = span.start;
        if is_reign {
            self.calendar = Calendar::Lunar;
        }
        first
    }

    /// 农历癸卯年闰二月: from the month backwards the leap month, the year of the cycle, the name of the calendar. 癸卯年3月
    /// may be March.
    fn read_lunar_words(&mut self, mut start: Cursor) {
        const MOST_WORDS: usize = 3;
        let is_arabic = self.month.is_some_and(|month| month.numerals == Numerals::Arabic);
        for _ in 0..MOST_WORDS {
            match era_before(start) {
                Some((Era::Lunar, at)) => {
                    self.leap |= start.back_to(at).rest().starts_with('闰');
                    self.calendar = Calendar::Lunar;
                    start = start.back_to(at);
                }
                Some((Era::Cycle(cycle), at)) if self.month.is_some() && self.year.is_none() => {
                    self.cycle = Some(cycle);
                    start = start.back_to(at);
                }
                _ => break,
            }
        }
        if self.cycle.is_some() && !is_arabic {
            self.calendar = Calendar::Lunar;
        }
        if self.calendar == Calendar::Lunar {
            self.whole.start = start.at as u32;
        }
    }

    /// True unless a part with a stray character would not be a date without it: a capital O is no nought in 5O日.
    fn is_accepted(&self) -> bool {
        let fits = |part: Option<Part>, values: std::ops::RangeInclusive<u32>| {
            part.is_none_or(|part| !part.stray || values.contains(&part.value))
        };
        let is_whole_year = self.year.is_none_or(|year| !year.stray || year.length == 4);
        is_whole_year && fits(self.year, LIKELY_YEARS) && fits(self.month, 1..=12) && fits(self.day, 1..=31)
    }
}
