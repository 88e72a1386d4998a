//! Times of day as written: 9:30, 09:45:30, 15时30分, 下午3点. A colon between two numbers is more often a ratio or a score
//! than a time, so a time needs a cue: a date before it, a word such as 上午, another time before 至, or its own shape.

use crate::facts::cursor::Cursor;
use crate::facts::date::{self, Date, Part};
use crate::facts::token::{Numeral, TokenKind, Tokens};
use crate::span::ViewSpan;

/// What shows that numbers are a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cue {
    /// A date with a day stands before it.
    Date,
    /// 上午, 下午, 凌晨 … stand before it.
    DayPeriod,
    /// It ends a range of times.
    Range,
    /// It has hours and minutes with their units, or two digits for each of hours, minutes and seconds.
    Shape,
    /// A word that goes with times: 于, 开始, 召开.
    Word,
    /// It stands alone on its line.
    Alone,
    /// Another time stands shortly before it in the same sentence: 首班车6:00，末班车20:30.
    Sibling,
}

/// The part of the day that a word before a time names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayPeriod {
    /// 凌晨, 清晨, 早上, 上午: before noon.
    BeforeNoon,
    /// 中午, 下午, 晚上 and the others.
    Other,
}

/// A time as written.
#[derive(Clone, Copy, Debug)]
pub struct Time {
    /// Hours to the last part, with the units.
    pub span: ViewSpan,
    /// The hour.
    pub hour: Part,
    /// The minute.
    pub minute: Option<Part>,
    /// The second.
    pub second: Option<Part>,
    /// What shows that it is a time.
    pub cue: Cue,
    /// The word before it.
    pub period: Option<(DayPeriod, ViewSpan)>,
}

/// What a time cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeFlaw {
    /// There is no such hour.
    Hour,
    /// 24:00 ends the day.
    AfterMidnight,
    /// There is no such minute.
    Minute,
    /// There is no such second (60 may be a leap second).
    Second,
    /// An hour after noon with a word for the morning.
    Period,
}

impl Time {
    /// The reason why there is no such time.
    pub fn flaw(&self) -> Option<TimeFlaw> {
        let minute = self.minute.map_or(0, |minute| minute.value);
        let second = self.second.map_or(0, |second| second.value);
        let is_morning = matches!(self.period, Some((DayPeriod::BeforeNoon, _)));
        Some(match self.hour.value {
            25.. => TimeFlaw::Hour,
            24 if minute + second > 0 => TimeFlaw::AfterMidnight,
            _ if minute > 59 => TimeFlaw::Minute,
            _ if second > 60 => TimeFlaw::Second,
            13..=23 if is_morning => TimeFlaw::Period,
            _ => return None,
        })
    }
}

/// Hours up to which a weak cue (a word, an empty line) is enough: 24:30 and 25:00 are slips, 45:30 is a score or a place
/// in a recording.
const LATEST_WEAK_HOUR: u32 = 29;

/// Bytes of a clause, before and after a candidate, that are searched for words that go against it.
const LONGEST_CONTEXT: usize = 120;

const MORNING: &[&str] = &["凌晨", "清晨", "早晨", "早上", "上午"];
const OTHER_PERIODS: &[&str] =
    &["中午", "午后", "下午", "傍晚", "晚上", "晚间", "夜间", "深夜", "半夜", "夜里", "当晚", "今晚", "晚"];

/// Reads the time that starts at token `first`: the time and the token to go on with. `date` and `time` are the last ones
/// before it.
pub fn read(
    view: &str,
    tokens: &Tokens,
    numeral: Numeral,
    date: Option<&Date>,
    time: Option<&Time>,
) -> Option<(Time, usize)> {
    if !may_start(numeral) {
        return None;
    }
    let first = numeral.token();
    let token = tokens.span(first);
    let longest = if numeral.kind == TokenKind::Digits { 2 } else { 9 };
    if token.len() > longest || !starts_a_number(tokens, first) {
        return None;
    }
    let cursor = Cursor::new(view, token.start as usize);
    let time = with_colons(cursor, tokens, first, date, time).or_else(|| with_units(cursor, date, time))?;
    Some((time, tokens.at(time.span.end.saturating_sub(1)).max(first) + 1))
}

/// True if a colon, 时 or 点 follows the numeral.
fn may_start(numeral: Numeral) -> bool {
    match numeral.behind() {
        ':' | '：' => numeral.kind == TokenKind::Digits,
        '时' | '点' => true,
        _ => false,
    }
}

/// 8.3:41, 12:46:42 from its middle, A4:30, 7E:3A:96:97:24: not the beginning of a number.
fn starts_a_number(tokens: &Tokens, first: usize) -> bool {
    let Some(previous) = first.checked_sub(1) else { return true };
    match tokens.kind(previous) {
        TokenKind::Latin => {
            tokens.span(previous).len() == 1 && previous > 0 && tokens.kind(previous - 1) == TokenKind::Digits
        }
        TokenKind::Colon if previous > 0 && tokens.kind(previous - 1) == TokenKind::Latin => {
            tokens.span(previous - 1).len() > 2
        }
        TokenKind::Period | TokenKind::GroupComma | TokenKind::Colon | TokenKind::Slash | TokenKind::Plus => {
            previous == 0 || tokens.kind(previous - 1) != TokenKind::Digits
        }
        TokenKind::Digits | TokenKind::HanNumeral => false,
        _ => true,
    }
}

fn with_colons(
    mut cursor: Cursor,
    tokens: &Tokens,
    first: usize,
    date: Option<&Date>,
    last: Option<&Time>,
) -> Option<Time> {
    let start = cursor;
    let hour = number(&mut cursor, 1..=2)?;
    cursor.eat_char(":：")?;
    let minute = number(&mut cursor, 2..=2)?;
    let mut ahead = cursor;
    let second = ahead.eat_char(":：").and_then(|_| number(&mut ahead, 2..=2));
    if second.is_some() {
        cursor = ahead;
        let mut fraction = cursor;
        if fraction.eat(".") && fraction.digits(9).is_some() {
            cursor = fraction;
        }
        cursor = after_offset(cursor).unwrap_or(cursor);
    }
    if goes_on(cursor) {
        return None;
    }
    let span = ViewSpan::new(start.at, cursor.at);
    let context = || start.around(tokens.clause_span(tokens.clause_of(first)), LONGEST_CONTEXT);
    let strong = strong_cue(start, date, last);
    // 5月6日25:17获胜: a date does not make a time of a score.
    if strong.is_some() && hour.value > 24 && !start.before().ends_with('T') && speaks_of_scores(context()) {
        return None;
    }
    let follows = || hour.length == 2 && hour.value <= LATEST_WEAK_HOUR && follows_a_time(start, last);
    let cue = strong.or_else(|| {
        let is_weak = second.is_none() && hour.value <= LATEST_WEAK_HOUR && minute.value <= 59;
        let is_full = hour.length == 2 && second.is_some_and(|second| !sums_to_a_whole(hour, minute, second));
        match () {
            () if speaks_of_ratios(context()) => None,
            () if is_full || names_half_of_day(hour, cursor) => Some(Cue::Shape),
            () if is_weak && has_time_word(start, cursor) => Some(Cue::Word),
            () if is_weak && hour.value <= 24 && begins_range_of_times(start, cursor) => Some(Cue::Shape),
            () if second.is_none() && hour.length == 2 && hour.value < 25 && follows_a_meeting(start) => {
                Some(Cue::Word)
            }
            () if second.is_none() && follows() => Some(Cue::Sibling),
            () if is_weak && hour.length == 2 && stands_alone(start, cursor) => Some(Cue::Alone),
            () => None,
        }
    })?;
    Some(Time { span, hour, minute: Some(minute), second, cue, period: period_before(start) })
}

/// Behind the offset from universal time that a time with seconds ends in: 09:57:20-07:00 (RFC 3339, 5.6).
fn after_offset(mut cursor: Cursor) -> Option<Cursor> {
    const LARGEST: u32 = 14;
    cursor.eat_char("+-")?;
    number(&mut cursor, 2..=2).filter(|hours| hours.value <= LARGEST)?;
    cursor.eat_char(":")?;
    number(&mut cursor, 2..=2).filter(|minutes| minutes.value % 15 == 0 && minutes.value < 60)?;
    (cursor.peek() != Some(':')).then_some(cursor)
}

/// 6:30 p.m., 11:15 am: an hour of a clock of twelve.
fn names_half_of_day(hour: Part, after: Cursor) -> bool {
    let rest = after.rest().trim_start_matches(' ');
    let word = HALVES_OF_DAY.iter().find_map(|word| rest.strip_prefix(word));
    (1..=12).contains(&hour.value) && word.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

/// How English says before and after noon.
pub const HALVES_OF_DAY: &[&str] = &["a.m.", "p.m.", "a.m", "p.m", "am", "pm", "AM", "PM"];

/// The board met at 09:30; the meeting closed at 16:25.
fn follows_a_meeting(start: Cursor) -> bool {
    const VERBS: &[&str] = &[
        "met",
        "meeting",
        "closed",
        "opened",
        "adjourned",
        "began",
        "started",
        "ended",
        "convened",
        "concluded",
        "resumed",
    ];
    let before = start.before().strip_suffix(" at ");
    before.is_some_and(|before| VERBS.iter().any(|verb| before.ends_with(verb)))
}

/// 24:30:12:5, 24:30.5%: more than a time.
fn goes_on(mut cursor: Cursor) -> bool {
    match cursor.peek() {
        Some(':' | '：' | '∶' | '%' | '％' | '/') => true,
        Some('.' | '．') => cursor.eat_char(".．").is_some() && cursor.digits(9).is_some(),
        Some(c) => c.is_ascii_alphanumeric() && c != 'Z',
        None => false,
    }
}

fn with_units(mut cursor: Cursor, date: Option<&Date>, last: Option<&Time>) -> Option<Time> {
    let start = cursor;
    let hour = date::part(&mut cursor).filter(|hour| !hour.stray && hour.value < 100 && !is_one_of_two(hour))?;
    let unit = cursor.eat_any(&["时", "点"])?;
    let hour_end = cursor;
    let mut minute = date::part(&mut cursor).filter(|minute| !minute.stray && minute.value < 100);
    // 30点位, 3时代 are words.
    let has_minute = minute.is_some() && cursor.eat("分") && !is_amount(cursor.rest());
    let mut second = None;
    if has_minute {
        let mut ahead = cursor;
        second = date::part(&mut ahead).filter(|second| !second.stray && second.value < 100 && ahead.eat("秒"));
        if second.is_some() {
            cursor = ahead;
        }
    } else {
        minute = None;
        cursor = hour_end;
    }
    let cue = strong_cue(start, date, last).or_else(|| {
        // 11日25时40分
        let latest = if start.before().ends_with('日') { LATEST_WEAK_HOUR } else { 24 };
        let is_time = unit == "时" && (has_minute && hour.value <= latest || begins_range_of_hours(cursor));
        (is_time && !is_duration(start)).then_some(Cue::Shape)
    })?;
    let is_word = !has_minute
        && cursor.rest().starts_with(['代', '期', '段', '间', '限', '效', '常', '位', '名', '建', '要', '意']);
    let span = ViewSpan::new(start.at, cursor.at);
    (!is_word).then_some(Time { span, hour, minute, second, cue, period: period_before(start) })
}

/// 早上七八点: seven or eight, and not 78.
fn is_one_of_two(hour: &Part) -> bool {
    hour.numerals == date::Numerals::Positional && hour.value > 24 && hour.value / 10 + 1 == hour.value % 10
}

/// 9时30分钟, 30分之一, 100分制: what follows 分 in amounts. 9时30分之前 and 9时30分制定 are times.
fn is_amount(after: &str) -> bool {
    let goes_on = ["之前", "之后", "之间", "制定", "制订", "制发"].iter().any(|word| after.starts_with(word));
    after.starts_with(['钟', '之', '位', '制']) && !goes_on
}

/// 21时至23时, 22时至次日6时
fn begins_range_of_hours(mut cursor: Cursor) -> bool {
    if cursor.range_mark().is_none() {
        return false;
    }
    step_over_day(&mut cursor);
    date::part(&mut cursor).is_some_and(|hour| hour.value <= LATEST_WEAK_HOUR) && cursor.eat("时")
}

/// 22:00至次日6:30, from 22:00 to 04:30; but not Luke 22:14-24:53.
fn begins_range_of_times(start: Cursor, mut cursor: Cursor) -> bool {
    let before = start.before().trim_end_matches(' ');
    let is_verse = before.ends_with(|c: char| c.is_ascii_alphabetic()) && !before.ends_with("from");
    cursor.skip_spaces();
    let is_range =
        cursor.range_mark() == Some(false) || before.ends_with("from") && speaks_of_hours(start) && cursor.eat("to ");
    cursor.skip_spaces();
    step_over_day(&mut cursor);
    let hour = number(&mut cursor, 1..=2).filter(|hour| hour.value <= LATEST_WEAK_HOUR);
    let is_time = hour.is_some() && cursor.eat_char(":：").is_some() && number(&mut cursor, 2..=2).is_some();
    is_range && !is_verse && is_time && !goes_on(cursor)
}

/// 用时2时15分: a length of time.
fn is_duration(start: Cursor) -> bool {
    ["用时", "耗时", "历时", "时长", "累计", "长达", "成绩", "成绩为", "共", "用"]
        .iter()
        .any(|word| start.before().ends_with(word))
}

fn number(cursor: &mut Cursor, lengths: std::ops::RangeInclusive<usize>) -> Option<Part> {
    let start = cursor.at;
    let digits = cursor.digits(*lengths.end()).filter(|digits| lengths.contains(&digits.len()))?;
    let value = digits.parse().ok()?;
    let span = ViewSpan::new(start, cursor.at);
    Some(Part { span, value, length: digits.len() as u8, numerals: date::Numerals::Arabic, stray: false })
}

fn strong_cue(start: Cursor, date: Option<&Date>, time: Option<&Time>) -> Option<Cue> {
    let gap_to = |end: u32| start.before().get(end as usize..);
    if let Some(date) = date
        && date.day.is_some()
        && !date.bare
        && let Some(gap) = gap_to(date.whole.end)
        && (gap == "T" || gap.len() <= 6 && gap.trim_matches([' ', '\u{3000}']).is_empty())
    {
        return Some(Cue::Date);
    }
    if period_before(start).is_some() {
        return Some(Cue::DayPeriod);
    }
    let time = time?;
    let mut gap = start.back_to(time.span.end as usize);
    if gap.at >= start.at || start.at - gap.at > 18 {
        return None;
    }
    gap.skip_spaces();
    if gap.range_mark().is_none() && !gap.eat("to ") {
        return None;
    }
    gap.skip_spaces();
    if gap.at < start.at {
        eat_day(&mut gap)?;
    }
    (gap.at == start.at).then_some(Cue::Range)
}

/// Night work ran from 22:00 to 04:30: the words before from are no score and no odds.
fn speaks_of_hours(start: Cursor) -> bool {
    const WORDS: &[&str] = &[
        "night",
        "Night",
        "morning",
        "evening",
        "afternoon",
        "daily",
        "hours",
        "open",
        "closed",
        "shift",
        "service",
        "work",
        "patrol",
    ];
    let before = start.before();
    let near = before.get(before.floor_char_boundary(before.len().saturating_sub(LONGEST_CONTEXT))..).unwrap_or("");
    let sentence = near.rsplit(['.', '\n']).next().unwrap_or("");
    WORDS.iter().any(|word| sentence.contains(word))
}

/// Steps over the day on which a range of times ends, if one stands there.
fn step_over_day(cursor: &mut Cursor) {
    let mut ahead = *cursor;
    if eat_day(&mut ahead).is_some() {
        *cursor = ahead;
    }
}

/// Steps over the day on which a range of times ends: 20时至17日8时, 20时至次日8时.
fn eat_day(cursor: &mut Cursor) -> Option<()> {
    let is_named = cursor.eat_any(&["次日", "翌日", "当日", "第二天"]).is_some();
    let is_day = is_named || date::part(cursor).is_some_and(|day| day.value <= 31) && cursor.eat("日");
    cursor.skip_spaces();
    is_day.then_some(())
}

fn period_before(start: Cursor) -> Option<(DayPeriod, ViewSpan)> {
    let before = start.before().trim_end_matches([' ', '\u{3000}']);
    let ends = |words: &[&'static str]| words.iter().copied().find(|word| before.ends_with(word));
    let (period, word) = match ends(MORNING) {
        Some(word) => (DayPeriod::BeforeNoon, word),
        None => (DayPeriod::Other, ends(OTHER_PERIODS)?),
    };
    Some((period, ViewSpan::new(before.len() - word.len(), before.len())))
}

/// Three shares of a whole, 12:46:42, read like a time but for their sum; a share may be misprinted by a little.
fn sums_to_a_whole(hour: Part, minute: Part, second: Part) -> bool {
    (90..=110).contains(&(hour.value + minute.value + second.value))
}

/// 25:17获胜, 以25:30告负. 胜利召开 and 负责 are no scores.
fn speaks_of_scores(clause: &str) -> bool {
    const SCORES: &[&str] =
        &["获胜", "取胜", "战胜", "胜出", "险胜", "告负", "惜败", "负于", "战平", "得分", "比分", "击败"];
    SCORES.iter().any(|word| clause.contains(word))
}

/// 比例为25:30, 以25:30获胜: the clause speaks of a ratio or a score.
fn speaks_of_ratios(clause: &str) -> bool {
    ["比", "结构", "占", "构成", "胜", "负", "战平", "得分", "配"].iter().any(|word| clause.contains(word))
}

/// 每天17:30放学，晚自习21:40结束，22:30熄灯: a time of the same form stands shortly before.
fn follows_a_time(start: Cursor, last: Option<&Time>) -> bool {
    const LONGEST_GAP: usize = 36;
    let Some(last) = last.filter(|last| last.minute.is_some() && last.second.is_none() && last.flaw().is_none()) else {
        return false;
    };
    let gap = start.before().get(last.span.end as usize..).unwrap_or_default();
    let ends = ['。', '；', ';', '！', '？', '\n', '（', '(', '“', '《'];
    // 19:30开赛，主队以25:17领先: a score.
    let is_of_a_match = gap.contains(['以', '队', '隊', '赛', '局', '盘']);
    !gap.is_empty() && gap.len() <= LONGEST_GAP && !gap.contains(ends) && !is_of_a_match
}

/// 定于24:30结束; 于 alone belongs to 高于 and 优于 as well.
fn has_time_word(start: Cursor, end: Cursor) -> bool {
    const BEFORE: &[&str] = &[
        "定于",
        "将于",
        "拟于",
        "已于",
        "并于",
        "会于",
        "始于",
        "止于",
        "定在",
        "截至",
        "截止",
        "截止到",
        "时间为",
        "时间：",
        "时间:",
        "首班车",
        "末班车",
        "首班",
        "末班",
    ];
    const AFTER: &[&str] = &[
        "开始",
        "结束",
        "召开",
        "放学",
        "上课",
        "熄灯",
        "起床",
        "下班",
        "上班",
        "检票",
        "停止入场",
        "闭馆",
        "开馆",
        "开门",
        "关门",
        "举行",
        "开幕",
        "闭幕",
        "出发",
        "抵达",
        "开会",
        "散会",
        "准时",
        "发车",
        "关闭",
        "截止",
    ];
    let before = start.before().trim_end_matches(' ');
    let after = end.rest().trim_start_matches(' ');
    BEFORE.iter().any(|word| before.ends_with(word)) || AFTER.iter().any(|word| after.starts_with(word))
}

/// A line that holds the time and nothing else.
fn stands_alone(start: Cursor, end: Cursor) -> bool {
    let before = start.before().trim_end_matches([' ', '\u{3000}']);
    let after = end.rest().trim_start_matches([' ', '\u{3000}']);
    (before.is_empty() || before.ends_with(['\n', '\r'])) && (after.is_empty() || after.starts_with(['\n', '\r']))
}
