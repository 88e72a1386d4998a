//! Dates as written: parts with their places, the calendar they are counted in, the weekday beside them, and the shapes
//! that are no proper date but were meant as one (年年, 2O23年, 202年5月). Nothing is added that the text does not state: a
//! missing year stays missing. How they are found is the business of [`reader`].

pub mod english;
mod reader;

pub use reader::{digit, read};

pub(crate) use reader::part;

use crate::facts::calendar::{self, Day};
use crate::facts::cursor::Cursor;
use crate::facts::lunar::LunarDay;
use crate::facts::weekday::WrittenWeekday;
use crate::span::ViewSpan;

/// How the number of a part is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Numerals {
    /// `2023`, `8`
    Arabic,
    /// `二〇二三`: digit by digit.
    Positional,
    /// `三十`, `廿二`, `一百一十二`
    Counted,
    /// `August`: the name of a month.
    Word,
}

/// The year, the month or the day of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The number without its unit.
    pub span: ViewSpan,
    /// The number, letters and other stand-ins read as what they were meant for.
    pub value: u32,
    /// Number of characters.
    pub length: u8,
    /// How it is written.
    pub numerals: Numerals,
    /// True if it holds a character that is no numeral of its script: a letter or a circle among Arabic digits, anything
    /// but 〇 and 零 for nought among Han digits.
    pub stray: bool,
}

/// How a date is put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// With 年, 月, 日 or 号, in Arabic or Han numerals. The last unit may stand at the other end of a range only.
    Units,
    /// `2023-08-22`
    Dashes,
    /// `2023/08/22`
    Slashes,
    /// `2023.08.22`
    Dots,
    /// `22 August 2023`, `August 22, 2023`
    English,
}

/// What the year of a date counts from, and which months it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Calendar {
    /// The common calendar; a year, if given, has four digits.
    Gregorian,
    /// An era that counts Gregorian years (民国, 令和): the year before its first.
    Era(u32),
    /// A year that its era did not have, 平成40年: which one is meant nobody can tell.
    EndedEra,
    /// 农历, 光绪, 初五: the lunisolar calendar, never judged by the Gregorian one.
    Lunar,
    /// 公元前206年, 公元202年: before the Gregorian calendar, and perhaps running backwards.
    Historical,
    /// A year that may be short for another, of an era that is not named, or mistyped: 22年3月, 一百零二年七月, 202年5月.
    Unknown,
}

impl Calendar {
    /// The name that programs see.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gregorian => "gregorian",
            Self::Era(_) => "era",
            Self::EndedEra => "ended_era",
            Self::Lunar => "lunar",
            Self::Historical => "historical",
            Self::Unknown => "unknown",
        }
    }
}

/// Which part of a date a unit belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 年
    Year,
    /// 月
    Month,
    /// 日, 号
    Day,
}

/// A date as written.
#[derive(Clone, Debug)]
pub struct Date {
    /// First part to last unit.
    pub span: ViewSpan,
    /// The same with the name of the era and the weekday.
    pub whole: ViewSpan,
    /// How it is put together.
    pub form: Form,
    /// What it is counted in.
    pub calendar: Calendar,
    /// The year.
    pub year: Option<Part>,
    /// The month.
    pub month: Option<Part>,
    /// The day.
    pub day: Option<Part>,
    /// True if the last part has no unit of its own because a range follows: 2024 in 2024—2025年.
    pub bare: bool,
    /// Both characters of a unit that is written twice: 年年 in 2023年年3月.
    pub doubled: Option<ViewSpan>,
    /// The weekday beside it.
    pub weekday: Option<WrittenWeekday>,
    /// True for a leap month of the lunisolar calendar: 闰二月.
    pub leap: bool,
    /// The year of the cycle of sixty that a lunisolar date names, 0 for 甲子.
    pub cycle: Option<u32>,
}

/// Two dates with a mark between them: 2024—2025年, 3月5日至10日.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateRange {
    /// Index of the first date in [`crate::facts::Facts::dates`]; the second one follows it.
    pub from: u32,
    /// The mark and what stands beside it, 至次年 included.
    pub mark: ViewSpan,
    /// True if a word places the second end in a year of its own: 至次年3月.
    pub relative: bool,
    /// True if the mark is a doubled dash, which may be a pause.
    pub pause: bool,
}

/// A number that a date cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// No such month.
    Month,
    /// The month has no such day.
    Day {
        /// The last day that it has.
        last: u32,
    },
}

impl Date {
    /// True for 九十年七月一日 and 八十七年度, whose years are written as years of an era are and name none.
    pub(super) fn counts_from_an_era(&self) -> bool {
        let is_counted = |year: Part| match self.day {
            Some(_) => year.numerals == Numerals::Counted && (10..1000).contains(&year.value),
            None => reader::is_year_of_era(year),
        };
        self.calendar == Calendar::Unknown && self.year.is_some_and(is_counted)
    }

    /// The year of the Gregorian calendar, if the text says it.
    pub fn gregorian_year(&self) -> Option<u32> {
        let year = self.year?;
        match self.calendar {
            Calendar::Gregorian => Some(year.value),
            Calendar::Era(before) => Some(before + year.value),
            Calendar::EndedEra | Calendar::Lunar | Calendar::Historical | Calendar::Unknown => None,
        }
    }

    /// The day it names, if the text says year, month and day and there is such a day.
    pub fn gregorian(&self) -> Option<Day> {
        Day::new(self.gregorian_year()?, self.month?.value, self.day?.value)
    }

    /// The number that does not exist in the calendar the date is written in.
    ///
    /// A February without a year has 29 days; in Han numerals of an era that is not named it has 30, which the lunisolar
    /// calendar knows.
    pub fn flaw(&self) -> Option<Flaw> {
        if matches!(self.calendar, Calendar::Lunar | Calendar::Historical) {
            return None;
        }
        let month = self.month?;
        if self.year.is_none() && self.day.is_none() {
            return None;
        }
        let Some(last) = calendar::last_day(self.gregorian_year(), month.value) else {
            return Some(Flaw::Month);
        };
        let Part { value: day, numerals, .. } = self.day?;
        let is_in_unnamed_era = self.calendar == Calendar::Unknown && numerals != Numerals::Arabic;
        let may_be_lunar = is_in_unnamed_era && month.value == 2 && day == 30;
        (day == 0 || day > last).then_some(Flaw::Day { last }).filter(|_| !may_be_lunar)
    }

    /// The value in the forms of ISO 8601: `2023-08-22` (also that of RFC 3339), `2023-08`, `2023`; without a year
    /// `--08-22`, `--08`, `---22`. A lunisolar date of a known year is the Gregorian day. `None` for what does not exist, and
    /// where the calendar does not say which year is meant.
    pub fn canonical(&self) -> Option<String> {
        if self.flaw().is_some() {
            return None;
        }
        if self.calendar == Calendar::Lunar {
            let (month, day) = (self.month?.value, self.day?.value);
            let year = self.year.filter(|year| year.length == 4)?.value;
            let lunar = LunarDay { year, month, leap: self.leap, day };
            return crate::facts::lunar::gregorian(lunar).map(|day| day.to_string());
        }
        let is_counted = matches!(self.calendar, Calendar::Gregorian | Calendar::Era(_));
        let month = self.month.map(|month| format!("-{:02}", month.value));
        let day = self.day.map(|day| format!("-{:02}", day.value));
        if self.year.is_none() {
            let month = month.as_deref().unwrap_or("-");
            return is_counted.then(|| format!("-{month}{}", day.unwrap_or_default()));
        }
        let year = self.gregorian_year()?;
        Some(format!("{year:04}{}{}", month.unwrap_or_default(), day.unwrap_or_default()))
    }

    /// The calendar in the words of RFC 9557 (`u-ca`): that which the date, with its era in `view`, is written in.
    pub fn calendar_key(&self, view: &str) -> Option<&'static str> {
        // 大正 1 and 民國 1 are the same year.
        let is_of = |era: &str| view.get(self.whole.range()).is_some_and(|whole| whole.starts_with(era));
        match self.calendar {
            Calendar::Gregorian => Some("gregory"),
            Calendar::Era(calendar::FIRST_OF_THE_REPUBLIC) if !is_of("大正") => Some("roc"),
            Calendar::Era(_) => Some("japanese"),
            Calendar::Lunar => Some("chinese"),
            Calendar::EndedEra | Calendar::Historical | Calendar::Unknown => None,
        }
    }

    /// The smallest part that it names.
    pub fn precision(&self) -> Unit {
        match (self.day, self.month) {
            (Some(_), _) => Unit::Day,
            (None, Some(_)) => Unit::Month,
            (None, None) => Unit::Year,
        }
    }
}

/// What may stand between the first day of a range and its mark: 7月18日晚至7月21日.
const PARTS_OF_DAY: &[&str] =
    &["晚上", "晚间", "晚", "上午", "中午", "下午", "傍晚", "凌晨", "清晨", "早晨", "早", "夜间", "夜", "白天"];

/// The range that `date` closes, if only a mark stands between it and the date before it (number `index`).
pub fn range(view: &str, index: usize, last: &Date, date: &Date) -> Option<DateRange> {
    let mark = ViewSpan { start: last.whole.end, end: date.whole.start.max(last.whole.end) };
    // A mark, spaces on both sides, and 第二年.
    const LONGEST_GAP: usize = 24;
    if mark.is_empty() || mark.len() > LONGEST_GAP || date.whole.start < last.whole.end {
        return None;
    }
    let mut cursor = Cursor::new(view, mark.start as usize);
    cursor.eat_any(&["起", "开始"]);
    cursor.eat_any(PARTS_OF_DAY);
    cursor.skip_spaces();
    let pause = match cursor.range_mark() {
        Some(pause) => pause,
        // 6 March 2023 to 15 November 2023
        None => {
            let is_english = last.form == Form::English && date.form == Form::English;
            cursor.eat_any(&["to ", "until ", "through "]).filter(|_| is_english)?;
            false
        }
    };
    cursor.skip_spaces();
    let relative = cursor
        .eat_any(&["次年", "翌年", "来年", "明年", "下一年", "下年", "第二年", "今年", "当年", "同年", "次月", "下月"])
        .is_some();
    cursor.skip_spaces();
    (cursor.at == mark.end as usize).then_some(DateRange { from: index as u32, mark, relative, pause })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::Damage;
    use crate::facts::{Facts, View};
    use crate::span::Span;

    fn facts(text: &str) -> Facts {
        let folds = Damage { folds: true, ..Damage::default() };
        Facts::read(&View::new(text, Span::new(0, text.len()), &folds, &[]))
    }

    /// Year, month and day of every date, 0 for what is missing.
    fn parts(text: &str) -> Vec<(u32, u32, u32)> {
        let value = |part: Option<Part>| part.map_or(0, |part| part.value);
        facts(text).dates.iter().map(|date| (value(date.year), value(date.month), value(date.day))).collect()
    }

    #[test]
    fn forms() {
        for text in [
            "2023年8月22日",
            "2023 年 8 月 22 日",
            "２０２３年０８月２２號",
            "2023-08-22",
            "2023/8/22",
            "2023.8.22",
            "２０２３－０８－２２",
            "二〇二三年八月二十二日",
            "二○二三年八月廿二日",
            "二O二三年八月二二日",
            "2O23年8月22日",
            "2023年年8月22日日，",
        ] {
            assert_eq!(parts(text), [(2023, 8, 22)], "{text}");
        }
        assert_eq!(parts("2023年8月、8月22日、2024年"), [(2023, 8, 0), (0, 8, 22), (2024, 0, 0)]);
    }

    #[test]
    fn lengths_of_time_and_codes_are_no_dates() {
        for text in [
            "5年3个月",
            "近3年",
            "200年历史",
            "20余年",
            "为期3日",
            "36月",
            "2600年的税种",
            "近2000年",
            "1500年前",
            "3.5月",
            "3年13月",
            "2000-1500年前",
            "第11.31条",
            "版本2023.13.1",
            "2023-02-30-02-30",
            "GB/T 9704-2012",
            "31号线",
            "8月龄",
            "七八月间",
            "8.3:41.4:50.3",
            "5G",
            "0871-63113113",
            "10户",
        ] {
            let expected: [(u32, u32, u32); 0] = [];
            let read = parts(text);
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn eras() {
        for (text, year, calendar) in [
            ("民國112年8月22日", Some(2023), Calendar::Era(1911)),
            ("中華民國一百一十二年八月", Some(2023), Calendar::Era(1911)),
            ("令和5年8月22日", Some(2023), Calendar::Era(2018)),
            ("自一百零二年七月一日", None, Calendar::Unknown),
            ("农历二〇二三年三月三十日", None, Calendar::Lunar),
            ("光绪二十四年八月", None, Calendar::Lunar),
            ("公元前221年", None, Calendar::Historical),
            ("公元202年5月", None, Calendar::Historical),
            ("目前2023年8月", Some(2023), Calendar::Gregorian),
            ("三月初三", None, Calendar::Lunar),
            ("腊月三十", None, Calendar::Lunar),
            ("癸卯年八月十五", None, Calendar::Lunar),
        ] {
            let facts = facts(text);
            let date = facts.dates.first().expect(text);
            assert_eq!((date.gregorian_year(), date.calendar), (year, calendar), "{text}");
        }
    }

    #[test]
    fn dates_over_the_end_of_a_full_line() {
        let read = |before: &str, after: &str| {
            let above = "渠".repeat(15 + before.trim_end().chars().filter(|c| !c.is_ascii()).count());
            let text = format!("{above}\n惠及农户三百余户，第二批工程自{before}\n{after}开工。\n");
            facts(&text).dates.iter().filter_map(Date::canonical).collect::<Vec<_>>()
        };
        for (before, after, expected) in [
            ("2023年3", "月5日", "2023-03-05"),
            ("2023年", "3月5日", "2023-03-05"),
            ("20", "23年3月5日", "2023-03-05"),
            ("2023年3月", "5日", "2023-03-05"),
            ("2023年3月1", "5日", "2023-03-15"),
            ("二〇二三年三月二十", "　　八日", "2023-03-28"),
            ("二〇", "二三年三月", "2023-03"),
            ("民國一百零", "三年二月十七日", "2014-02-17"),
            ("中華民國", "一百零三年二月十七日", "2014-02-17"),
            ("令和元年", "八月一日", "2019-08-01"),
        ] {
            assert_eq!(read(before, after), [expected], "{before}⏎{after}");
            assert_eq!(read(&format!("{before} \r"), &format!("  {after}")), [expected], "{before} ⏎  {after}");
        }
        assert_eq!(read("2023年3月5日至", "10日"), ["2023-03-05", "---10"]);
        // The number of things at the end of a line and a date in the next.
        assert_eq!(read("今年起共2023", "12月5日"), ["--12-05"]);
        let english = "The council met twice in the spring, and again on 22 August\n2023, when it heard the report on Monday, August\n\
                       28, 2023, in full, and adjourned to the first of September.";
        let days: Vec<_> = facts(english).dates.iter().filter_map(Date::canonical).collect();
        assert_eq!(days, ["2023-08-22", "2023-08-28"]);
        // Lines of a list, cells and paragraphs are no lines of one text.
        for text in ["2023年\n3月5日", "开工2023年\n完工3月5日\n", "| 2023年\n3月 |", "2023\n年"] {
            assert!(facts(text).dates.iter().all(|date| date.year.is_none() || date.month.is_none()), "{text}");
        }
    }

    #[test]
    fn lunisolar_dates() {
        let read = |text: &str| -> Vec<(u32, u32, bool)> {
            let value = |part: Option<Part>| part.map_or(0, |part| part.value);
            let dates = facts(text).dates;
            dates.iter().map(|date| (value(date.month), value(date.day), date.leap)).collect()
        };
        for (text, expected) in [
            ("农历八月十五", (8, 15, false)),
            ("農曆八月十五日", (8, 15, false)),
            ("七月初七七夕", (7, 7, false)),
            ("闰二月初三", (2, 3, true)),
            ("农历闰四月廿三", (4, 23, true)),
            ("正月十五", (1, 15, false)),
            ("腊月廿三", (12, 23, false)),
            ("冬月初十", (11, 10, false)),
            ("正月三十一", (1, 31, false)),
            ("农历十三月初一", (13, 1, false)),
            ("农历癸卯兔年腊月初八", (12, 8, false)),
            ("农历3月3日", (3, 3, false)),
            ("农历三月", (3, 0, false)),
        ] {
            assert_eq!(read(text), [expected], "{text}");
        }
        for text in ["正月二十多天", "腊月三十个班次", "正月里", "最初三年", "初一学生", "月三十元"]
        {
            assert_eq!(read(text), [], "{text}");
        }
        assert_eq!(facts("癸卯年八月十五").dates.first().and_then(|date| date.cycle), Some(39));
    }

    #[test]
    fn canonical_values() {
        for (text, expected, key) in [
            ("2023年8月22日", Some("2023-08-22"), Some("gregory")),
            ("二〇二三年八月", Some("2023-08"), Some("gregory")),
            ("2023年2月30日", None, Some("gregory")),
            ("8月22日", Some("--08-22"), Some("gregory")),
            ("12月至1月", Some("--12"), Some("gregory")),
            ("民國112年8月22日", Some("2023-08-22"), Some("roc")),
            ("令和5年8月22日", Some("2023-08-22"), Some("japanese")),
            ("大正12年8月22日", Some("1923-08-22"), Some("japanese")),
            ("令和元年五月一日", Some("2019-05-01"), Some("japanese")),
            ("民國元年1月1日", Some("1912-01-01"), Some("roc")),
            ("平成40年5月3日", None, None),
            ("昭和九十年二月三日", None, None),
            ("光绪元年三月五日", None, Some("chinese")),
            ("农历2023年八月十五", Some("2023-09-29"), Some("chinese")),
            ("农历八月十五", None, Some("chinese")),
            ("公元前221年", None, None),
            ("22 August 2023", Some("2023-08-22"), Some("gregory")),
        ] {
            let folds = Damage { folds: true, ..Damage::default() };
            let view = View::new(text, Span::new(0, text.len()), &folds, &[]);
            let facts = Facts::read(&view);
            let date = facts.dates.first().expect(text);
            assert_eq!((date.canonical().as_deref(), date.calendar_key(view.text())), (expected, key), "{text}");
        }
        // A year that follows the name of its era counts on from it.
        let text = "中華民國八十九年五月三日修正；自八十九年七月一日施行。";
        let days: Vec<_> = facts(text).dates.iter().filter_map(Date::canonical).collect();
        assert_eq!(days, ["2000-05-03", "2000-07-01"]);
        let text = "中華民國八十七年度預算；八十七年度辦理；五年度計畫；八十七年來。每月十五日前申報。";
        let days: Vec<_> = facts(text).dates.iter().filter_map(Date::canonical).collect();
        assert_eq!(days, ["1998", "1998", "---15"]);
        assert!(facts("八十七年度辦理。十五日內申報。").dates.is_empty());
    }

    #[test]
    fn ranges() {
        let both = |text: &str| -> Vec<(bool, bool)> {
            facts(text).date_ranges.iter().map(|range| (range.relative, range.pause)).collect()
        };
        for text in [
            "2024—2025年",
            "2023—24年",
            "1至10月",
            "5—8日",
            "3月5日至10日",
            "3月5—8日",
            "2023年3－5月",
            "2023年10月～9月",
            "三至五月",
            "8月22日（周二）至25日（周五）",
            "2023-01-01—2023-02-01",
            "2022年12月到2023年1月",
        ] {
            assert_eq!(both(text), [(false, false)], "{text}");
        }
        for text in ["11月—次年3月", "12月1日至次年1月15日", "10月至翌年5月"] {
            assert_eq!(both(text), [(true, false)], "{text}");
        }
        assert_eq!(both("2024年——2025年"), [(false, true)]);
        assert_eq!(both("3月5日、10日"), []);
    }

    #[test]
    fn weekdays() {
        let weekday =
            |text: &str| facts(text).dates.iter().find_map(|date| date.weekday).map(|weekday| weekday.day.han());
        for text in [
            "8月22日（星期二）",
            "8月22日(周二)",
            "8月22日，星期二，",
            "8月22日星期二",
            "8月22日 礼拜二",
            "8月22日（周二上午）",
            "星期二（8月22日）",
            "下周二（8月22日）",
            "8月22日（星期二，农历七月初七）",
        ] {
            assert_eq!(weekday(text), Some("二"), "{text}");
        }
        assert_eq!(weekday("８月２０日（禮拜天）"), Some("日"));
        for text in [
            "每周三",
            "8月22日、周五",
            "8月22日，周五召开",
            "周一至周五（8月22日）",
            "第34周日程8月22日",
            "8月22日（周一至周三）",
            "8月（周三）",
        ] {
            assert_eq!(weekday(text), None, "{text}");
        }
    }

    #[test]
    fn times() {
        let times = |text: &str| -> Vec<(u32, Option<u32>)> {
            facts(text).times.iter().map(|time| (time.hour.value, time.minute.map(|minute| minute.value))).collect()
        };
        assert_eq!(times("8月22日9:30至17：45"), [(9, Some(30)), (17, Some(45))]);
        assert_eq!(times("2023-08-22T15:51:07Z"), [(15, Some(51))]);
        assert_eq!(times("2023-08-22T15:51:07.250-07:00"), [(15, Some(51))]);
        assert_eq!(times("15:51:07-16:20:30"), [(15, Some(51)), (16, Some(20))]);
        assert_eq!(times("上午9时开幕，下午3点30分闭幕"), [(9, None), (3, Some(30))]);
        assert_eq!(times("21时至23时"), [(21, None), (23, None)]);
        for text in [
            "8.3:41.4:50.3",
            "12:46:42",
            "比例25:30",
            "2.6:1",
            "30点位",
            "低于100时",
            "9时30分钟",
            "24小时",
            "1:500",
            "3时代",
        ] {
            assert_eq!(times(text), [], "{text}");
        }
    }
}
