//! What the calendar says: lengths of months, weekdays, the years of other eras. Pure arithmetic over numbers that a
//! text states; there is no clock here and no "today".

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weekday {
    /// 星期一
    Monday,
    /// 星期二
    Tuesday,
    /// 星期三
    Wednesday,
    /// 星期四
    Thursday,
    /// 星期五
    Friday,
    /// 星期六
    Saturday,
    /// 星期日, 星期天
    Sunday,
}

impl Weekday {
    const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    /// The weekday written 星期`c`.
    pub fn from_han(c: char) -> Option<Self> {
        let index = "一二三四五六日".chars().position(|known| known == c).or((c == '天').then_some(6))?;
        Some(Self::ALL[index])
    }

    /// What follows 星期, 礼拜 or 周.
    pub fn han(self) -> &'static str {
        ["一", "二", "三", "四", "五", "六", "日"][self as usize]
    }

    /// The English name.
    pub fn english(self) -> &'static str {
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][self as usize]
    }

    /// The weekday of an English name, in full or of three letters.
    pub fn from_english(word: &str) -> Option<Self> {
        const SHORT: usize = 3;
        let is_named = |day: &&Self| word == day.english() || word.len() == SHORT && day.english().starts_with(word);
        Self::ALL.iter().find(is_named).copied()
    }

    /// Days from `self` to the next `other`, 0 to 6.
    pub fn days_until(self, other: Self) -> i32 {
        (other as i32 - self as i32).rem_euclid(7)
    }
}

/// A day of the Gregorian calendar that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(jiff::civil::Date);

impl Day {
    /// The day, if there is one.
    pub fn new(year: u32, month: u32, day: u32) -> Option<Self> {
        let (year, month, day) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        jiff::civil::Date::new(year, month, day).ok().map(Self)
    }

    /// The day written `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('-').map(|part| part.parse().ok());
        let day = Self::new(parts.next()??, parts.next()??, parts.next()??)?;
        parts.next().is_none().then_some(day)
    }

    /// Year, month, day.
    pub fn parts(self) -> (u32, u32, u32) {
        (self.0.year().unsigned_abs().into(), self.0.month().unsigned_abs().into(), self.0.day().unsigned_abs().into())
    }

    /// Its weekday.
    pub fn weekday(self) -> Weekday {
        Weekday::ALL[self.0.weekday().to_monday_zero_offset().rem_euclid(7) as usize]
    }

    /// The day `days` later; earlier if negative.
    pub fn plus(self, days: i32) -> Option<Self> {
        self.0.checked_add(jiff::Span::new().try_days(days).ok()?).ok().map(Self)
    }

    /// Days from `other` to this day.
    pub fn days_since(self, other: Self) -> i32 {
        self.0.since(other.0).map_or(0, |span| span.get_days())
    }
}

impl std::fmt::Display for Day {
    /// `YYYY-MM-DD`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl From<jiff::civil::Date> for Day {
    fn from(date: jiff::civil::Date) -> Self {
        Self(date)
    }
}

/// The first full year of the Gregorian calendar. Leap years before it followed another rule.
const FIRST_GREGORIAN_YEAR: u32 = 1583;

/// The last day of a month (1 to 12), and 29 for a February whose year is not known. `None` for any other month.
pub fn last_day(year: Option<u32>, month: u32) -> Option<u32> {
    Some(match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => match year {
            Some(year) if year >= FIRST_GREGORIAN_YEAR && !is_leap(year) => 28,
            _ => 29,
        },
        _ => return None,
    })
}

fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// The year before the first of 民國.
pub const FIRST_OF_THE_REPUBLIC: u32 = 1911;

/// An era that counts years in the Gregorian year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Era {
    /// Its name in simplified characters.
    pub name: &'static str,
    /// The year before its first.
    pub before: u32,
    /// Its last year, if it is over.
    pub last: Option<u32>,
}

/// Eras that count years in the Gregorian year; a name stands before any that it ends in.
///
/// 民國 since 1912; the Japanese eras from the adoption of the Gregorian calendar in 1873 (Meiji 6) on.
pub const ERAS: &[Era] = &[
    Era { name: "中华民国", before: 1911, last: None },
    Era { name: "民国", before: 1911, last: None },
    Era { name: "令和", before: 2018, last: None },
    Era { name: "平成", before: 1988, last: Some(31) },
    Era { name: "昭和", before: 1925, last: Some(64) },
    Era { name: "大正", before: 1911, last: Some(15) },
    Era { name: "明治", before: 1867, last: Some(45) },
];

/// Words before a date of the lunisolar calendar, reign names of its last two dynasties included.
pub(super) const LUNAR_WORDS: &[&str] = &[
    "农历", "阴历", "旧历", "夏历", "古历", "闰", "洪武", "建文", "永乐", "洪熙", "宣德", "正统", "景泰", "天顺",
    "成化", "弘治", "正德", "嘉靖", "隆庆", "万历", "泰昌", "天启", "崇祯", "顺治", "康熙", "雍正", "乾隆", "嘉庆",
    "道光", "咸丰", "同治", "光绪", "宣统",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_end_where_the_calendar_says() {
        assert_eq!(last_day(Some(1900), 2), Some(28));
        assert_eq!(last_day(Some(2000), 2), Some(29));
        assert_eq!(last_day(Some(1500), 2), Some(29));
        assert_eq!(last_day(None, 2), Some(29));
        assert_eq!(last_day(None, 13), None);
        for year in 1583..2400 {
            for month in 1..=12 {
                let last = last_day(Some(year), month).expect("a month");
                assert!(Day::new(year, month, last).is_some() && Day::new(year, month, last + 1).is_none());
            }
        }
    }

    #[test]
    fn weekdays() {
        let day = Day::new(2023, 8, 22).expect("a day");
        assert_eq!(day.weekday(), Weekday::Tuesday);
        assert_eq!(day.plus(-1).map(Day::weekday), Some(Weekday::Monday));
        assert_eq!(Weekday::Tuesday.days_until(Weekday::Monday), 6);
        assert_eq!(Weekday::from_han('天'), Some(Weekday::Sunday));
        assert_eq!(Day::parse("2023-08-22"), Some(day));
        assert_eq!(Day::parse("2023-08-32"), None);
        assert_eq!(day.days_since(Day::new(2023, 7, 22).expect("a day")), 31);
    }
}
