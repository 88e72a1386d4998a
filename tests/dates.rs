//! The dates family as a whole: every pair of month and day in every written form, the strings that the specification
//! names as errors and as traps, and arbitrary text.

use std::path::Path;
use std::sync::Arc;

use chinese_lunisolar_calendar::{LunarMonth, LunisolarDate, LunisolarYear, SolarYear};
use proptest::prelude::*;
use rayon::prelude::*;
use reformlint::facts::calendar::Day;
use reformlint::facts::date_conventions::{DateConventions, NumericOrder};
use reformlint::facts::lunar::{self, LunarDay};
use reformlint::facts::occasion;
use reformlint::finding::{Applicability, Finding, Severity};
use reformlint::policy::{ConfigSource, Overrides, Policies};
use reformlint::source::{Document, ReadOptions};
use reformlint::{Linter, rules};

fn linter(select: &str) -> Linter {
    let rules = rules::built_in().into_iter().filter(|rule| rule.id.starts_with(select)).map(Arc::new);
    Linter::new(rules.collect())
}

fn findings(linter: &Linter, text: &str) -> Vec<Finding> {
    let document = Document::read(text.as_bytes().to_vec(), ReadOptions::default()).expect("text");
    linter.check(&document)
}

fn ids(linter: &Linter, text: &str) -> Vec<String> {
    findings(linter, text).iter().map(|finding| finding.rule.id.to_string()).collect()
}

const MONTHS: [&str; 12] = reformlint::facts::date::english::MONTHS;

const HAN: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

fn positional(value: u32) -> String {
    value.to_string().chars().map(|c| HAN[c.to_digit(10).expect("a digit") as usize]).collect()
}

fn counted(value: u32) -> String {
    match (value / 10, value % 10) {
        (0, ones) => HAN[ones as usize].to_owned(),
        (1, 0) => "十".to_owned(),
        (1, ones) => format!("十{}", HAN[ones as usize]),
        (tens, 0) => format!("{}十", HAN[tens as usize]),
        (tens, ones) => format!("{}十{}", HAN[tens as usize], HAN[ones as usize]),
    }
}

fn with_twenty_and_thirty(value: u32) -> String {
    match value {
        21..=29 => format!("廿{}", HAN[value as usize - 20]),
        20 => "廿".to_owned(),
        30 => "卅".to_owned(),
        31..=39 => format!("卅{}", HAN[value as usize - 30]),
        _ => counted(value),
    }
}

fn full_width(text: &str) -> String {
    let wide = |c: char| if c.is_ascii_digit() { char::from_u32(c as u32 + 0xFEE0).expect("a digit") } else { c };
    text.chars().map(wide).collect()
}

/// The forms a date with a year is written in. English names twelve months only, and an era has years of its own.
fn forms(year: u32, month: u32, day: u32) -> Vec<String> {
    let mut forms = vec![
        format!("{year}年{month}月{day}日"),
        format!("{year}年{month:02}月{day:02}日"),
        format!("{year}年{month}月{day}号"),
        format!("{year}年{month}月{day}號"),
        format!("{year}-{month:02}-{day:02}"),
        format!("{year}-{month}-{day}"),
        format!("{year}/{month}/{day}"),
        format!("{year}.{month}.{day}"),
        format!("{year}-{month:02}-{day:02}T08:30:00"),
        format!("{}年{}月{}日", positional(year), counted(month), counted(day)),
        format!("{}年{}月{}號", positional(year), counted(month), with_twenty_and_thirty(day)),
        full_width(&format!("{year}年{month}月{day}日")),
        full_width(&format!("{year}－{month}－{day}")),
        full_width(&format!("{year}／{month}／{day}")),
        full_width(&format!("{year}．{month}．{day}")),
        format!("{year} 年 {month} 月 {day} 日"),
    ];
    let eras = [
        ("民國", 1911, u32::MAX),
        ("中華民國", 1911, u32::MAX),
        ("令和", 2018, u32::MAX),
        ("平成", 1988, 2019),
        ("昭和", 1925, 1989),
        ("大正", 1911, 1926),
        ("明治", 1867, 1912),
    ];
    for (name, before, last) in eras {
        if (before + 1..=last).contains(&year) {
            let first = year - before;
            forms.push(format!("{name}{first}年{month}月{day}日"));
            forms.push(full_width(&format!("{name}{first}年{month}月{day}日")));
            forms.push(format!("{name}{}年{}月{}日", hundreds(first), counted(month), counted(day)));
        }
    }
    if let Some(name) = MONTHS.get((month as usize).wrapping_sub(1)) {
        let short = &name[..3];
        forms.extend([
            format!("{day} {name} {year}"),
            format!("{name} {day}, {year}"),
            format!("{short}. {day}, {year}"),
            format!("{day}th of {name} {year}"),
        ]);
    }
    forms
}

/// 一百一十二
fn hundreds(value: u32) -> String {
    match (value / 100, value % 100) {
        (0, rest) => counted(rest),
        (1, 0) => "一百".to_owned(),
        (1, rest @ 1..=9) => format!("一百零{}", counted(rest)),
        (1, rest @ 10..=19) => format!("一百一{}", counted(rest)),
        (_, rest) => format!("一百{}", counted(rest)),
    }
}

fn days_in(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// What is spoken of: 0 to 19 for the month, 0 to 35 for the day.
fn months_and_days() -> impl Iterator<Item = (u32, u32)> {
    (0..=19).flat_map(|month| (0..=35).map(move |day| (month, day)))
}

/// The lines that a rule speaks of against those that it should.
fn assert_lines(linter: &Linter, lines: &[(String, bool)]) {
    let text: String = lines.iter().map(|(line, _)| format!("定于{line}开会。\n")).collect();
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let line = |finding: &Finding| 1 + ends.partition_point(|end| *end < finding.span.start as usize) as u32;
    let found: Vec<u32> = findings(linter, &text).iter().map(line).collect();
    let expected: Vec<u32> = (1..).zip(lines).filter(|(_, (_, wrong))| *wrong).map(|(line, _)| line).collect();
    let differs = found.iter().zip(&expected).find(|(found, expected)| found != expected);
    assert_eq!(differs.map(|(a, b)| &lines[*a.min(b) as usize - 1]), None);
    assert_eq!(found.len(), expected.len());
}

#[test]
fn every_month_and_day_in_every_form() {
    [1900, 1912, 1926, 2000, 2023, 2024, 2100].par_iter().for_each(|&year| {
        let linter = linter("dates/impossible-date");
        let lines: Vec<(String, bool)> = months_and_days()
            .flat_map(|(month, day)| {
                let is_wrong = day == 0 || day > days_in(year, month);
                forms(year, month, day).into_iter().map(move |form| (form, is_wrong))
            })
            .collect();
        assert_lines(&linter, &lines);
    });
}

#[test]
fn every_month_and_day_before_its_year() {
    for order in [NumericOrder::DayFirst, NumericOrder::MonthFirst] {
        let conventions = DateConventions { order: Some(order), ..DateConventions::default() };
        let linter = linter("dates/impossible-date").with_date_conventions(conventions);
        for year in [2023, 2024] {
            let lines: Vec<(String, bool)> = months_and_days()
                .flat_map(|(month, day)| {
                    let (a, b) = if order == NumericOrder::DayFirst { (day, month) } else { (month, day) };
                    let is_wrong = day == 0 || day > days_in(year, month);
                    [("/", 1), (".", 1), ("-", 2)]
                        .map(|(mark, width)| (format!("{a:0width$}{mark}{b:0width$}{mark}{year}"), is_wrong))
                })
                .collect();
            assert_lines(&linter, &lines);
        }
    }
}

/// What each finding could be changed to; none is applied by itself.
fn candidates(linter: &Linter, text: &str) -> Vec<String> {
    let fixes = findings(linter, text).into_iter().flat_map(|finding| finding.fixes);
    let shown = fixes.filter(|fix| fix.applicability == Applicability::Display);
    shown.map(|fix| fix.edits.iter().map(|edit| edit.text.as_str()).collect::<Vec<_>>().join("+")).collect()
}

#[test]
fn days_that_were_perhaps_meant() {
    let linter = linter("dates/");
    for (text, expected) in [
        ("2023年2月30日", &["2023年2月28日", "2023年3月1日"][..]),
        ("2024年2月30日", &["2024年2月29日", "2024年3月1日"]),
        ("2023-02-30", &["2023-02-28", "2023-03-01"]),
        ("2023-12-32", &["2023-12-31", "2024-01-01"]),
        ("2023/12/32", &["2023/12/31", "2024/1/1"]),
        ("２０２３年０４月３１日", &["２０２３年０４月３０日", "２０２３年０５月０１日"]),
        ("二〇二三年十二月三十二日", &["二〇二三年十二月三十一日", "二〇二四年一月一日"]),
        ("12月32日", &["12月31日"]),
        ("2023年5月0日", &["2023年5月1日"]),
        ("31 June 2023", &["30 June 2023", "1 July 2023"]),
        ("2023年3月日", &["2023年3月"]),
        ("2023年3日5日", &["2023年3月5日"]),
        ("2023年3.5日", &["2023年3月5日"]),
        ("2023年8月22日（星期一）", &["二", "2023年8月21日", "2023年8月28日"]),
        ("2024年9月16日（中秋节）", &["2024年9月17日"]),
        ("平成40年5月", &["2028"]),
    ] {
        assert_eq!(candidates(&linter, text), expected, "{text}");
    }
}

#[test]
fn every_month_and_day_without_a_year() {
    let linter = linter("dates/impossible-date");
    for month in 1..=15 {
        for day in 1..=33 {
            let is_wrong = month > 12 || day > days_in(2000, month);
            for form in [
                format!("{month}月{day}日"),
                format!("{month}月{day}號"),
                format!("{}月{}日", counted(month), counted(day)),
            ] {
                let found = findings(&linter, &format!("定于{form}开会"));
                assert_eq!(found.len(), usize::from(is_wrong), "{form}");
            }
        }
    }
}

#[test]
fn errors_named_by_the_specification() {
    let linter = linter("dates/");
    let cases = [
        (
            "impossible-date",
            "2023年2月30日 2023年2月29日 2024年2月30日 2023年13月1日 2023年0月5日 2023年11月31日 2023年4月31日 2023年12月32日 \
             2023年5月0日 2023-02-30 2023/13/01 2023.11.31 二〇二三年二月三十日 二〇二三年十三月一日 2月30日 截至6月31日 9月31日 1900年2月29日",
        ),
        ("impossible-time", "24:30 上午25时 12时60分 25:00 下午15点70分"),
        ("weekday-mismatch", "2023年8月22日（星期一） 2023年8月22日(周三) 2023-08-22(星期四) 2024年1月1日（星期日）"),
        ("year-digits", "202年5月3日 20223年5月3日"),
        ("letter-in-digits", "2○23年5月3日 2O23年3月5日 202l年3月5日"),
        ("doubled-unit", "2023年年3月5日"),
        ("zero-form", "二○二三年三月五日 二0二三年三月五日 二O二三年三月五日"),
        ("mixed-numerals", "2023年三月5日 二〇二三年3月5日"),
        ("incomplete-date", "2023年3月5 2023年日5月 2023年3日5日 2023年3月日 2023年3.5日"),
        ("mixed-separators", "2023/1-4 2023-1.4"),
        ("impossible-period", "2023年第五季度 前五季度"),
        ("ten-day-period", "2月下旬末30日 3月上旬（15日）"),
        ("era", "民國112年（2022年） 令和5年(2022年)"),
        ("plan-period", "“十四五”（2021—2024年） “十四五”末2024年 党的二十大（2021年）"),
        ("lunar-date", "农历十三月初一 腊月三十一 正月三十一 2024年9月17日（端午节）"),
        ("reversed-range", "2025—2024年 2025年至2021年 5月20日至5月10日 2023年10月—9月"),
    ];
    for (rule, texts) in cases {
        for text in texts.split_whitespace() {
            assert_eq!(ids(&linter, text), [format!("dates/{rule}")], "{text}");
        }
    }
}

#[test]
fn traps_named_by_the_specification() {
    let linter = linter("dates/");
    let traps = "1至10月|2022年12月至2023年1月|2023年11月—次年3月|12月1日至次年1月15日|近3年年均增速|去年年底|年年有余|\
        “5·8人道公益日”“99公益日”|“6·08”“9·06”“11·16”|第11.31条|版本2023.13.1|比例为25:30|8.3:41.4:50.3|2.6:1|\
        直播回看时间45:30|2026-02-09 09:45:30|24:00前|24时|12月31日24时|2024年2月29日|2000年2月29日|2020年2月29日（星期六）|\
        2600年的税种|200年历史|距今300年以上|公元202年|民国112年|3月5日号文|11月31号线|三月三|农历三月初三|腊月三十|一二三四年|\
        二〇〇八年|5年年均增长|2023年年度报告|24小时|30点位|600分以上|2025—2030年|2024—2025学年|2023/24赛季|国发〔2023〕13号|\
        GB/T 9704-2012|1990-1-1|邮编100031|电话0871-63113113|“八二八”|八月十五日（中秋节）|2月28日、29日|第四季度|前三季度|\
        2023年1—2月|截至2099年12月3日|22年3月5日|民國112年8月22日|令和5年8月22日|２０２３年３月５日|\
        二0九师|三○二医院|八○后|一○五九|每周三|第34周|3月5—8日|3月5、6日|5G|H1N1|WiFi6|近3年|5年3个月|\
        20余年|2023年三季度|12点建议|1:500|农历三十|15:51分|2023-08-22日报|2023年3月5个项目|2000-1500年前|3年13月|女排25:23获胜|2023-12号文";
    for trap in traps.split('|').map(str::trim) {
        assert_eq!(ids(&linter, trap), Vec::<String>::new(), "{trap}");
        let sentence = format!("据统计，{trap}，各项工作平稳。");
        assert_eq!(ids(&linter, &sentence), Vec::<String>::new(), "{sentence}");
    }
    // A hint in audits, not an error.
    let word = findings(&linter, "二零二三年三月五日");
    assert!(word.iter().all(|finding| finding.severity == Severity::Info), "{word:?}");
}

/// Every hour from 0 to 29 with every minute from 0 to 75, in every form; every second of some minutes.
#[test]
fn every_time_of_day() {
    let linter = linter("dates/impossible-time");
    let mut lines = Vec::new();
    for hour in 0..30 {
        for minute in 0..76 {
            let is_wrong = hour > 24 || hour == 24 && minute > 0 || minute > 59;
            for form in [
                format!("2023年5月6日{hour}:{minute:02}"),
                format!("2023年5月6日 {hour:02}:{minute:02}:00"),
                format!("2023年5月6日{hour}时{minute}分"),
                format!("2023年5月6日{hour}點{minute}分"),
                format!("二〇二三年五月六日{}时{}分", counted(hour), counted(minute)),
                full_width(&format!("2023年5月6日{hour}：{minute:02}")),
                format!("2023-05-06T{hour:02}:{minute:02}:00"),
                format!("2023-05-06 {hour:02}:{minute:02}"),
                format!("晚上{hour}时{minute}分"),
            ] {
                lines.push((form, is_wrong));
            }
            let is_morning = is_wrong || (13..24).contains(&hour);
            lines.push((format!("上午{hour}:{minute:02}"), is_morning));
            lines.push((format!("上午{}時{}分", counted(hour), counted(minute)), is_morning));
        }
    }
    for (hour, minute) in [(0, 0), (9, 30), (23, 59), (24, 0)] {
        for second in 0..76 {
            // A leap second is the 61st.
            let is_wrong = second > 60 || hour == 24 && second > 0;
            lines.push((format!("2023年5月6日{hour}时{minute}分{second}秒"), is_wrong));
            lines.push((format!("2023-05-06T{hour:02}:{minute:02}:{second:02}Z"), is_wrong));
        }
    }
    assert_lines(&linter, &lines);
}

/// Names of plans, of congresses and of events with all years around theirs.
#[test]
fn years_of_plans_congresses_and_anniversaries() {
    let linter = linter("dates/");
    for (name, first, last) in occasion::PLANS.iter().copied() {
        for shift in [-2_i32, -1, 0, 1] {
            let end = last.saturating_add_signed(shift);
            let expected = if shift == 0 { vec![] } else { vec!["dates/plan-period"] };
            for text in [
                format!("“{name}”（{first}—{end}年）"),
                format!("到“{name}”末{end}年"),
                format!("{end}年是“{name}”规划收官之年"),
            ] {
                assert_eq!(ids(&linter, &text), expected, "{text}");
            }
        }
    }
    for number in 1..=20 {
        let held = occasion::congress(number).expect("a congress");
        for year in held - 1..=held + 1 {
            let name = format!("党的{}大", counted(number));
            let expected = if year == held { vec![] } else { vec!["dates/plan-period"] };
            for text in [format!("{name}（{year}年）"), format!("{year}年召开的{name}")] {
                assert_eq!(ids(&linter, &text), expected, "{text}");
            }
        }
    }
    for (name, base) in occasion::EVENTS.iter().copied() {
        for count in [5, 20, 35, 45, 60] {
            for shift in 0..=1 {
                let year = base + count + shift;
                let expected = if shift == 0 { vec![] } else { vec!["dates/anniversary-year"] };
                for text in
                    [format!("{year}年是{name}{count}周年。"), format!("纪念{name}{}周年（{year}年）", counted(count))]
                {
                    assert_eq!(ids(&linter, &text), expected, "{text}");
                }
            }
        }
    }
}

#[test]
fn years_of_eras() {
    let linter = linter("dates/era");
    let eras = [
        ("民國", 1911, None),
        ("令和", 2018, None),
        ("平成", 1988, Some(31)),
        ("昭和", 1925, Some(64)),
        ("大正", 1911, Some(15)),
        ("明治", 1867, Some(45)),
    ];
    for (name, before, last) in eras {
        for year in 1..=70 {
            // Beyond its end an era has no years: that is said, and nothing about the year beside it.
            if last.is_some_and(|last| year > last) {
                for text in [format!("{name}{year}年（{}年）", before + year), format!("{name}{}年", counted(year))]
                {
                    let found = findings(&linter, &text);
                    assert!(matches!(&found[..], [one] if one.severity == Severity::Info), "{text}: {found:?}");
                }
                continue;
            }
            for shift in [-1_i32, 0, 1] {
                let common = u32::saturating_add_signed(before + year, shift);
                for text in [
                    format!("{name}{year}年（{common}年）"),
                    format!("{common}年（{name}{year}年）"),
                    format!("{name}{}年（西元{common}）", counted(year)),
                ] {
                    assert_eq!(findings(&linter, &text).len(), usize::from(shift != 0), "{text}");
                }
            }
        }
    }
}

/// Every month of the embedded table against a library that was not asked when it was made. The months that it says
/// nothing about are those that libraries differ about.
#[test]
fn every_lunisolar_month_is_that_of_another_library() {
    let mut silent = Vec::new();
    for year in 1901..=2100 {
        for (month, leap) in (1..=12).flat_map(|month| [(month, false), (month, true)]) {
            let other = LunarMonth::from_u8_with_leap(month, leap).expect("a month");
            let lunisolar = LunisolarYear::from_solar_year(SolarYear::from_u16(year)).expect("a year of the library");
            let days = lunisolar.get_total_days_in_a_month(other).map(u32::from);
            let (year, month) = (u32::from(year), u32::from(month));
            let first = LunarDay { year, month, leap, day: 1 };
            let Some(day) = lunar::gregorian(first) else {
                assert_eq!(lunar::month_days(year, month, leap).is_some(), days.is_some(), "{first:?}");
                silent.extend(days.map(|_| (year, month)));
                continue;
            };
            assert_eq!(lunar::month_days(year, month, leap), days, "{first:?}");
            let date = LunisolarDate::from_ymd(year as u16, month as u8, leap, 1).expect("a day").to_solar_date();
            let parts = [
                date.to_solar_year().to_u16(),
                date.to_solar_month().to_u8().into(),
                date.to_solar_day().to_u8().into(),
            ];
            let (y, m, d) = day.parts();
            assert_eq!(parts.map(u32::from), [y, m, d], "{first:?}");
        }
    }
    let expected = [
        (1933, 5),
        (1933, 6),
        (1954, 10),
        (1954, 11),
        (1978, 7),
        (1978, 8),
        (2057, 8),
        (2057, 9),
        (2089, 7),
        (2089, 8),
        (2097, 6),
        (2097, 7),
    ];
    assert_eq!(silent, expected);
}

/// The 30th and the 31st of every month of every year, and every leap month there could be.
#[test]
fn every_lunisolar_month_in_texts() {
    let linter = linter("dates/lunar-date");
    (1901..=2100_u32).into_par_iter().for_each(|year| {
        let mut lines = Vec::new();
        for month in 1..=13_u32 {
            for leap in [false, true] {
                // The month may lie in the lunisolar year before, whose end the Gregorian year begins with.
                let exists = |day: u32| {
                    let days = [year, year - 1].map(|year| lunar::month_days(year, month, leap).unwrap_or(0));
                    days.iter().any(|days| day <= *days)
                };
                let name = format!("{}{}月", if leap { "闰" } else { "" }, counted(month));
                for (day, words) in [(1, "初一"), (15, "十五"), (29, "廿九"), (30, "三十"), (31, "三十一")] {
                    lines.push((format!("{year}年农历{name}{words}"), !exists(day)));
                    let traditional = name.replace('闰', "閏");
                    lines.push((format!("{}年農曆{traditional}{words}", positional(year)), !exists(day)));
                    lines.push((format!("农历{year}年{name}{words}"), !exists(day)));
                    lines.push((format!("農曆{}年{traditional}{words}", positional(year)), !exists(day)));
                }
            }
        }
        assert_lines(&linter, &lines);
    });
}

/// Every day of some years with its lunisolar date and with a wrong one; every festival of every year and the day after.
#[test]
fn pairs_of_two_calendars() {
    let linter = linter("dates/lunar-date");
    let mut lines = Vec::new();
    for year in [1949, 2020, 2023, 2033, 2064] {
        let mut day = Day::new(year, 1, 1).expect("a day");
        while day.parts().0 == year {
            let (_, month, number) = day.parts();
            let right = lunar::of(day).expect("in the table");
            let right = lunar::written(right.month, right.leap, right.day);
            let next = day.plus(1).expect("a day");
            let wrong = lunar::of(next).expect("in the table");
            let wrong = lunar::written(wrong.month, wrong.leap, wrong.day);
            lines.push((format!("{year}年{month}月{number}日（农历{right}）"), false));
            lines.push((format!("{year}年{month}月{number}日（农历{wrong}）"), true));
            lines.push((format!("农历{right}（{year}年{month}月{number}日）"), false));
            lines.push((format!("农历{wrong}（{year}年{month}月{number}日）"), true));
            day = next;
        }
    }
    for year in 1901..=2099 {
        for (name, festival) in lunar::FESTIVALS {
            let Some(day) = festival.in_gregorian_year(year) else { continue };
            let (_, month, number) = day.parts();
            let (other_year, other_month, other) = day.plus(1).expect("a day").parts();
            lines.push((format!("{year}年{month}月{number}日（{name}）"), false));
            lines.push((format!("{year}-{month:02}-{number:02}是{name}"), false));
            if festival.in_gregorian_year(other_year).is_some() {
                lines.push((format!("{other_year}年{other_month}月{other}日（{name}）"), true));
                lines.push((format!("{name}（{other_year}年{other_month}月{other}日）"), true));
            }
        }
    }
    let text: String = lines.iter().map(|(line, _)| format!("{line}。\n")).collect();
    let found: Vec<u32> = findings(&linter, &text).iter().map(|finding| line_of(&text, finding)).collect();
    let expected: Vec<u32> = (1..).zip(&lines).filter(|(_, (_, wrong))| *wrong).map(|(line, _)| line).collect();
    let differs = found.iter().zip(&expected).find(|(found, expected)| found != expected);
    let line = differs.map(|(a, b)| lines[*a.min(b) as usize - 1].clone());
    assert_eq!(line, None);
    assert_eq!(found.len(), expected.len());
}

/// The line that a finding starts in, from 1.
fn line_of(text: &str, finding: &Finding) -> u32 {
    1 + text[..finding.span.start as usize].matches('\n').count() as u32
}

#[test]
fn days_of_the_thirds_of_a_month() {
    let linter = linter("dates/ten-day-period");
    for month in 1..=12 {
        for day in 1..=days_in(2024, month) {
            for (third, days) in [("上旬", 1..=10), ("中旬", 11..=20), ("下旬", 21..=31)] {
                let text = format!("{month}月{third}（{day}日）");
                assert_eq!(findings(&linter, &text).len(), usize::from(!days.contains(&day)), "{text}");
            }
        }
    }
}

#[test]
fn the_configured_document_date_reaches_the_rules() {
    let text = "8月22日（星期一）验收。";
    for (date, expected) in [(Some("2023-08-15"), 1), (Some("2022-08-15"), 0), (None, 0)] {
        let arguments = Overrides {
            config: ConfigSource::None,
            document_date: date.map(str::to_owned),
            select: vec!["dates/weekday-mismatch".to_owned()],
            ..Overrides::default()
        };
        let policy =
            Policies::new(arguments).and_then(|policies| policies.for_path(Path::new("a.txt"))).expect("valid");
        assert_eq!(findings(&policy.linter, text).len(), expected, "{date:?}");
    }
}

/// What is found and read in texts that no calendar can make sense of: said, or left alone, and no date that is not written.
#[test]
fn senseless_dates_are_said_or_left_alone() {
    let linter = linter("dates/");
    let nine = "9".repeat(30);
    let cases: &[(&str, &[&str], &[&str])] = &[
        (&format!("{nine}年5月1日"), &[], &["--05-01"]),
        (&format!("{nine}-05-01"), &[], &[]),
        (&format!("{}年", "九".repeat(30)), &[], &[]),
        ("2023年99月1日", &["impossible-date"], &[]),
        ("99月5日", &["impossible-date"], &[]),
        ("2023年5月99日", &["impossible-date"], &[]),
        ("二〇二三年九十九月一日", &["impossible-date"], &[]),
        ("2023-99-01", &["impossible-date"], &[]),
        ("2023-99-99", &[], &[]),
        ("公元前2000年—2100年", &[], &["2100"]),
        ("公元前2070年—1600年", &[], &[]),
        ("1年至4000年", &[], &[]),
        ("2000年至6000年", &[], &["2000"]),
        ("2023-02-30-02-30", &[], &[]),
        ("2023-02-30-02", &[], &[]),
        ("昭和90年2月3日", &["era"], &[]),
        ("平成四十年", &["era"], &[]),
        ("大正16年（1927年）", &["era"], &["1927"]),
        ("昭和90年2月30日", &["era", "impossible-date"], &[]),
        ("令和5年13月1日", &["impossible-date"], &[]),
        ("民國112年2月29日", &["impossible-date"], &[]),
        ("２０二3年2月29日", &[], &[]),
        ("20二三年3月", &[], &[]),
        ("一九8五年六月", &[], &[]),
        ("2023年二3月5日", &[], &["2023"]),
        ("2023年3月二3日", &[], &["2023-03"]),
        ("2023年三月5日", &["mixed-numerals"], &["2023-03-05"]),
        ("二〇二三年2月30日", &["impossible-date"], &[]),
        ("2023-02-30T25:61", &["impossible-date", "impossible-time"], &[]),
        ("农历十三月三十一", &["lunar-date"], &[]),
        ("2101年农历闰八月三十", &[], &["2101"]),
        ("February 99, 2023", &["impossible-date"], &[]),
    ];
    for (text, rules, values) in cases {
        let expected: Vec<String> = rules.iter().map(|rule| format!("dates/{rule}")).collect();
        assert_eq!(ids(&linter, text), expected, "{text}");
        let document = Document::read(text.as_bytes().to_vec(), ReadOptions::default()).expect("text");
        let read = linter.read(&document, |context| {
            context.facts.dates.iter().filter_map(reformlint::facts::date::Date::canonical).collect::<Vec<_>>()
        });
        assert_eq!(read, *values, "{text}");
    }
}

#[test]
fn long_numbers_and_endless_dates() {
    let linter = linter("dates/");
    for text in [
        "9".repeat(30) + "年99月99日",
        "2023-02-30-02-30".to_owned(),
        "9".repeat(30) + "-99-99",
        "公元前2000年—2100年、0001年至4000年".to_owned(),
        "令和99年13月32日、昭和90年2月30日、民國999年99月99日".to_owned(),
        "２０2三年０八月2二日（星期二)".to_owned(),
        "农历".repeat(20_000) + "十三月三十一",
        "闰".repeat(20_000) + "二月三十一",
        "February ".repeat(20_000) + "30",
        "九".repeat(40) + "年" + &"九".repeat(40) + "月",
        "2023年".repeat(20_000),
        "2023年年".repeat(20_000),
        "1-".repeat(50_000),
        "12:34".repeat(20_000),
        "a 12:34 于".repeat(20_000),
        "5月5—".repeat(20_000),
        "二0".repeat(20_000) + "年",
        "星期一".repeat(20_000),
        "（".repeat(20_000) + "3月5日（周",
        " ".repeat(50_000) + "12:30" + &" ".repeat(50_000),
    ] {
        let _ = findings(&linter, &text);
    }
}

/// Every day of 1900 to 2100 with its weekday, counted without a calendar (1 January 1900 was a Monday), and with another one, in
/// forms that take turns.
#[test]
fn every_weekday() {
    let first = Day::new(1900, 1, 1).expect("a day");
    (0..201_i32).into_par_iter().for_each(|number| {
        let linter = linter("dates/weekday-mismatch");
        let start = Day::new((1900 + number) as u32, 1, 1).expect("a day").days_since(first);
        let mut lines = Vec::new();
        for since in start..start + 366 {
            let day = first.plus(since).expect("a day");
            let (year, month, number) = day.parts();
            for shift in [0, 1 + since % 6] {
                let weekday = (since + shift).rem_euclid(7) as usize;
                let han = ["一", "二", "三", "四", "五", "六", "日"][weekday];
                let english = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][weekday];
                let name = MONTHS[month as usize - 1];
                let line = match since % 8 {
                    0 => format!("{year}年{month}月{number}日（星期{han}）"),
                    1 => format!("{year}-{month:02}-{number:02}(周{han})"),
                    2 => format!("{}年{}月{}日，星期{han}", positional(year), counted(month), counted(number)),
                    3 => format!("{english}, {number} {name} {year}"),
                    4 => format!("星期{han}（{year}年{month}月{number}日）"),
                    5 => full_width(&format!("{year}年{month}月{number}日（禮拜{han}）")),
                    6 => format!("{name} {number}, {year} ({english})"),
                    _ => format!("{year}/{month}/{number} 週{han}，"),
                };
                lines.push((line, shift != 0));
            }
        }
        assert_lines(&linter, &lines);
    });
}

proptest! {
    #[test]
    fn no_panic_on_pieces_of_dates(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "2023", "２０２３", "二〇二三", "二0", "○", "O", "l", "年", "月", "日", "号", "-", "—", "/", ".", "至", "到",
                "99", "0", "三十", "廿", "卅", "初", "（", "）", "星期", "周", "一", "天", "，", "、", " ", "\u{3000}", "\n", ":",
                "：", "时", "点", "分", "秒", "上午", "民國", "农历", "前", "T", "Z", "次年", "\u{FFFD}", "?", "個", "Ο", "𠀀", "正月", "腊月", "闰", "癸卯年", "三十一",
                "中秋节", "除夕", "是",
            ]),
            0..40,
        )
    ) {
        findings(&linter("dates/"), &pieces.concat());
    }

    #[test]
    fn no_panic_on_any_text(text in "\\PC{0,80}") {
        findings(&linter("dates/"), &text);
    }
}
