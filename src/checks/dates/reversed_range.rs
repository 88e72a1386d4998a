//! dates/reversed-range: a range of dates that ends before it starts, 2025—2024年, and one of times on one day, 17:30—14:10.

use crate::checks::{Context, Report};
use crate::facts::calendar::Day;
use crate::facts::date::{Calendar, Date, DateRange, Form, Part};
use crate::facts::time::{HALVES_OF_DAY, Time};
use crate::finding::{Applicability, Edit, Fix, Message, Severity};
use crate::span::ViewSpan;

/// Reports ranges whose second end lies before the first.
pub fn check(cx: &Context, report: &mut Report) {
    for range in &cx.facts.date_ranges {
        let from = range.from as usize;
        let Some([first, second]) = cx.facts.dates.get(from..from + 2) else { continue };
        let Some(proof) = reversal(range, first, second) else { continue };
        if !is_school_year(cx, second) && !is_moved(cx, first) {
            report_reversal(cx, report, first, second, proof);
        }
    }
    check_spans(cx, report);
    check_times(cx, report);
}

fn report_reversal(cx: &Context, report: &mut Report, first: &Date, second: &Date, proof: Proof) {
    if cx.facts.is_opaque(first.span) || cx.facts.is_opaque(second.span) {
        return;
    }
    let finding = report.at(cx.source(first.span.to(second.span)));
    finding.arg("first", cx.written(first.span)).arg("second", cx.written(second.span));
    finding.evidence("first", cx.written(first.span)).evidence("second", cx.written(second.span));
    if proof == Proof::YearInferred {
        finding.severity(Severity::Warning).note(Message::new("inferred"));
    }
    if let Some(fix) = swap(cx, first, second) {
        finding.fix(fix);
    }
}

/// Reports 自2023年启动至2022年收官, 从5月10日开始，至4月30日结束: words stand behind or between the two days.
fn check_spans(cx: &Context, report: &mut Report) {
    for (from, pair) in cx.facts.dates.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        let is_near = second.whole.start.wrapping_sub(first.whole.end) <= LONGEST_BETWEEN;
        let have_years = first.year.is_some() && second.year.is_some();
        if !is_near || first.bare || second.bare || !have_years && first.precision() != second.precision() {
            continue;
        }
        let mark = ViewSpan { start: first.whole.end, end: second.whole.start };
        let range = DateRange { from: from as u32, mark, relative: false, pause: false };
        let Some(proof) = reversal(&range, first, second) else { continue };
        let is_range = cx.facts.date_ranges.binary_search_by_key(&range.from, |range| range.from).is_ok();
        if !is_range && is_span(cx, first, second) && !is_moved(cx, first) {
            report_reversal(cx, report, first, second, proof);
        }
    }
}

/// Between the two days of a span stand at most so many bytes.
const LONGEST_BETWEEN: u32 = 40;

/// True if the words around two days say that the one begins and the other ends what they speak of.
fn is_span(cx: &Context, first: &Date, second: &Date) -> bool {
    const STARTS: &[&str] = &[
        "启动", "实施", "开始", "开工", "动工", "起步", "推行", "试点", "开展", "施行", "起", "始", "开幕", "开镰",
        "开园", "进场",
    ];
    const ENDS: &[&str] = &[
        "止", "届满", "期满", "到期", "结束", "完工", "竣工", "收官", "闭幕", "完成", "建成", "截止", "收尾", "通车",
        "交付", "收镰", "关闭",
    ];
    // 从3月9日守到3月5日
    const LASTS: &[&str] =
        &["持续", "一直持续", "一直", "延续", "守", "值守", "坚守", "忙", "干", "住", "执行", "展出", "开放", "运行"];
    const PLANS: &[&str] =
        &["计划于", "预计于", "预定于", "计划", "预计", "预定", "力争", "将于", "拟于", "已于", "于"];
    const YEARLY: &[&str] = &["每年", "历年", "常年", "往年"];
    const LONGEST_LEAD: usize = 40;
    let text = cx.view.text();
    let between = text.get(first.whole.end as usize..second.whole.start as usize).unwrap_or("");
    let behind = text.get(second.whole.end as usize..).unwrap_or("");
    let before = text.get(..first.whole.start as usize).unwrap_or("");
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(LONGEST_LEAD))..];
    if first.form == Form::English {
        return is_english_span(near, between);
    }
    // 6月8日9时至6月18日10时
    if is_time_to(between) {
        return true;
    }
    // 2023年5月启动，计划2024年底前完成
    let planned = PLANS.iter().find_map(|word| between.strip_suffix(word)).unwrap_or(between);
    let until = planned.strip_suffix(['至', '到']);
    let verb = until.unwrap_or(planned).trim_end_matches(['，', ',', ' ']);
    // 由2023年10月1日起，为期24个月，至
    let verb = verb.split_once('，').filter(|(_, length)| length.starts_with("为期")).map_or(verb, |(verb, _)| verb);
    let is_from = until.is_some() && before.ends_with(['自', '从', '由']);
    let behind = behind.trim_start_matches(['年', '底', '末', '初', '前']);
    let ends = || ENDS.iter().any(|word| behind.starts_with(word));
    let is_whole = STARTS.contains(&verb) && (is_from || ends()) || LASTS.contains(&verb) && is_from;
    is_whole && !YEARLY.iter().any(|word| near.contains(word))
}

/// 9时至, 20:30—: a time of the first day, and the mark of a range.
fn is_time_to(between: &str) -> bool {
    let time = between.trim().strip_suffix(['至', '到', '—', '－', '-', '–', '~', '～']);
    time.is_some_and(|time| {
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '时' | '點' | '点' | '分' | '半' | '整' | ':' | '：');
        time.starts_with(|c: char| c.is_ascii_digit()) && time.chars().all(is_part)
    })
}

/// The hall, begun on 6 March 2023, was finished on 15 February 2023.
fn is_english_span(before: &str, between: &str) -> bool {
    const STARTS: &[&str] = &["begun", "began", "started", "opened", "launched", "commenced"];
    const ENDS: &[&str] = &["finished", "completed", "ended", "closed", "concluded"];
    // between December 1 and December 19
    if between.trim() == "and" {
        return before.trim_end().ends_with("between");
    }
    let is_end = ENDS.iter().any(|word| between.contains(word)) && !between.contains(['.', ';']);
    is_end && STARTS.iter().any(|word| before.contains(word))
}

/// Reports times of one day of which the second lies before the first, and which are no span over midnight.
fn check_times(cx: &Context, report: &mut Report) {
    for (first, second) in cx.facts.times.iter().zip(cx.facts.times.iter().skip(1)) {
        let reversed = minutes(cx, first)
            .zip(minutes(cx, second))
            .is_some_and(|(from, to)| from > to && !runs_over_midnight(from, to));
        let is_judged = reversed && is_one_range(cx, first, second);
        if is_judged && !cx.facts.is_opaque(first.span) && !cx.facts.is_opaque(second.span) {
            let finding = report.at(cx.source(first.span.to(second.span)));
            finding.severity(Severity::Warning);
            finding.arg("first", cx.written(first.span)).arg("second", cx.written(second.span));
            finding.evidence("first", cx.written(first.span)).evidence("second", cx.written(second.span));
        }
    }
}

/// Minutes since midnight, of a time that gives them and that exists.
fn minutes(cx: &Context, time: &Time) -> Option<u32> {
    let minute = time.minute.filter(|_| time.flaw().is_none())?.value;
    let hour = match half_of_day(cx, time) {
        "" => time.hour.value,
        half if half.starts_with(['a', 'A']) => time.hour.value % 12,
        _ => time.hour.value % 12 + 12,
    };
    Some(hour * 60 + minute)
}

/// The p.m. behind a time, or nothing.
fn half_of_day(cx: &Context, time: &Time) -> &'static str {
    let after = cx.view.text().get(time.span.end as usize..).unwrap_or("").trim_start_matches(' ');
    HALVES_OF_DAY.iter().find(|word| after.starts_with(**word)).unwrap_or(&"")
}

/// 22:00—6:00: a night, or a day of duty; but not nearly a whole day.
fn runs_over_midnight(from: u32, to: u32) -> bool {
    const LONGEST: u32 = 18 * 60;
    24 * 60 + to - from <= LONGEST
}

/// True if a dash or 至 alone stands between two times, and the words before them say when something is held.
fn is_one_range(cx: &Context, first: &Time, second: &Time) -> bool {
    const JOINS: &[&str] = &["—", "-", "–", "－", "～", "~", "至", "到", "——", "to", "until"];
    // 入住时间15:00—14:00, 封路24小时
    const OVER_A_DAY: &[&str] = &["入住", "退房", "营业", "值班", "开放", "小时", "每日", "每天", "封", "禁", "限"];
    const NEAR: usize = 60;
    let text = cx.view.text();
    let between = text.get(first.span.end as usize..second.span.start as usize).unwrap_or("").trim();
    let between = between.strip_prefix(half_of_day(cx, first)).unwrap_or(between).trim_start();
    // 6:30 to 8:45 p.m.
    let are_of_one_clock = half_of_day(cx, first).is_empty() == half_of_day(cx, second).is_empty();
    let before = text.get(..first.span.start as usize).unwrap_or("");
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(NEAR))..];
    let words = near.rsplit(['。', '；', '\n']).next().unwrap_or("");
    JOINS.contains(&between)
        && are_of_one_clock
        && second.period.is_none()
        && !OVER_A_DAY.iter().any(|word| words.contains(word))
}

/// How far the text itself says that the range runs backwards.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// Both ends have their year.
    YearsGiven,
    /// The second end takes its year, or its year and month, from the first.
    YearInferred,
}

fn reversal(range: &DateRange, first: &Date, second: &Date) -> Option<Proof> {
    let is_of_an_era = are_years_of_an_era(first, second) || second.year.is_none() && begins_in_an_era(first);
    let is_judged = |date: &Date| {
        (matches!(date.calendar, Calendar::Gregorian | Calendar::Era(_)) || is_of_an_era) && date.flaw().is_none()
    };
    if range.relative || range.pause || !is_judged(first) || !is_judged(second) {
        return None;
    }
    let year =
        |date: &Date| date.gregorian_year().or_else(|| date.year.filter(|_| is_of_an_era).map(|year| year.value));
    match (year(first), year(second)) {
        (Some(a), Some(b)) => {
            // 2023—24年: the second year is short for another.
            let is_short =
                |date: &Date| date.year.is_some_and(|year| date.calendar == Calendar::Gregorian && year.value < 1000);
            if is_short(first) || is_short(second) {
                return None;
            }
            let months = match_part(first.month, second.month);
            let days = match_part(first.day, second.day);
            let is_later = match a.cmp(&b) {
                std::cmp::Ordering::Equal => match months {
                    Some((a, b)) if a == b => days.is_some_and(|(a, b)| a > b),
                    Some((a, b)) => a > b,
                    None => false,
                },
                order => order.is_gt(),
            };
            is_later.then_some(Proof::YearsGiven)
        }
        (_, None) if second.year.is_none() => inferred(first, second),
        // 9 September to 3 September 2024
        (None, Some(_)) if first.year.is_none() && second.form == Form::English => {
            let days = match_part(first.day, second.day)?;
            let is_reversed = match match_part(first.month, second.month)? {
                (a, b) if a == b => days.0 > days.1,
                (a, b) => a > b && !is_season(a, b) && !is_whole_year([a, days.0], [b, days.1]),
            };
            is_reversed.then_some(Proof::YearInferred)
        }
        _ => None,
    }
}

/// 111年3月5日至2月10日: the year of three digits is that of both ends, of whichever era.
fn begins_in_an_era(first: &Date) -> bool {
    first.day.is_some() && are_years_of_an_era(first, first)
}

/// 111年3月至114年8月: years of three digits, of one era, whichever it is.
fn are_years_of_an_era(first: &Date, second: &Date) -> bool {
    const YEARS: std::ops::Range<u32> = 100..200;
    let is_one = |date: &Date| {
        date.calendar == Calendar::Unknown
            && !date.bare
            && date.year.is_some_and(|year| year.length == 3 && YEARS.contains(&year.value))
    };
    is_one(first) && is_one(second)
}

/// The meeting was moved from 6 March 2023 to 15 February 2023.
fn is_moved(cx: &Context, first: &Date) -> bool {
    const MOVED: &[&str] = &[
        "moved",
        "forward",
        "advanced",
        "changed",
        "rescheduled",
        "revised",
        "amended",
        "corrected",
        "shifted",
        "earlier",
        "back",
    ];
    const LONGEST_CLAUSE: usize = 100;
    let before = cx.view.text().get(..first.whole.start as usize).unwrap_or("");
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(LONGEST_CLAUSE))..];
    first.form == Form::English && MOVED.iter().any(|word| near.contains(word))
}

fn match_part(first: Option<Part>, second: Option<Part>) -> Option<(u32, u32)> {
    Some((first?.value, second?.value))
}

/// 2023年10月—9月, 5月20日至5月10日, 3月20日至10日. A range that may run into the next year or month is not judged.
fn inferred(first: &Date, second: &Date) -> Option<Proof> {
    let is_reversed = match (match_part(first.month, second.month), match_part(first.day, second.day)) {
        (Some((a, b)), Some((c, d))) if a == b => c > d && (first.year.is_some() || !is_whole_year([a, c], [b, d])),
        (Some((a, b)), days) if first.year.is_none() => {
            a == b + 1 && days.is_some_and(|(c, d)| !is_whole_year([a, c], [b, d]))
        }
        (Some((a, b)), _) => a > b && !is_season(a, b),
        (None, Some((a, b))) => first.month.is_some() && second.month.is_none() && a > b,
        (None, None) => false,
    };
    is_reversed.then_some(Proof::YearInferred)
}

/// 2023年11月至3月, 2023年9月—6月: a winter or a school year, ten months at most, that runs into the next year.
fn is_season(from: u32, to: u32) -> bool {
    const LONGEST_SEASON: u32 = 10;
    12 + to - from < LONGEST_SEASON
}

/// 7月1日至6月30日: the last day of a year that begins on the first one.
fn is_whole_year([month, day]: [u32; 2], [last_month, last_day]: [u32; 2]) -> bool {
    const ANY_YEAR: u32 = 2023;
    let ends = Day::new(ANY_YEAR, month, day).zip(Day::new(ANY_YEAR, last_month, last_day));
    ends.is_none_or(|(first, last)| first.days_since(last) == 1)
}

/// 2024—2023学年 and 赛季 name what they name.
fn is_school_year(cx: &Context, second: &Date) -> bool {
    let after = &cx.view.text()[second.span.end as usize..];
    ["学年", "赛季", "度学", "雪季"].iter().any(|word| after.starts_with(word))
}

/// Exchanges the numbers of the two ends, part by part.
fn swap(cx: &Context, first: &Date, second: &Date) -> Option<Fix> {
    let pairs = [(first.year, second.year), (first.month, second.month), (first.day, second.day)];
    let pairs: Vec<(Part, Part)> =
        pairs.into_iter().filter_map(|(a, b)| a.zip(b)).filter(|(a, b)| a.value != b.value).collect();
    let place = |part: Part, other: Part| Edit { span: cx.source(part.span), text: cx.written(other.span).to_owned() };
    let mut edits: Vec<Edit> = pairs.iter().flat_map(|&(a, b)| [place(a, b), place(b, a)]).collect();
    edits.sort_by_key(|edit| edit.span.start);
    (!edits.is_empty()).then(|| Fix { title: Message::new("fix"), applicability: Applicability::Display, edits })
}
