//! The lunisolar calendar of China (农历), 1900 to 2100: lengths of months, leap months, its festivals, and the way from a
//! Gregorian day and back. Arithmetic over an embedded table (scripts/make_lunar.py); it knows nothing of texts.

use crate::facts::calendar::Day;

/// One number a year; the script that makes them says what the bits mean.
const TABLE: [u32; 201] = include!("../tables/lunar_years.in");

/// The year of the first number.
const FIRST_YEAR: u32 = 1900;

/// A day of the lunisolar calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LunarDay {
    /// The Gregorian year that it begins in.
    pub year: u32,
    /// 1 to 12.
    pub month: u32,
    /// True for the leap month that follows the month of this number.
    pub leap: bool,
    /// 1 to 30.
    pub day: u32,
}

/// A month of the lunisolar calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Month {
    month: u32,
    leap: bool,
    /// Days from 20 January of its year to its first day.
    start: i32,
    days: u32,
    /// True if its first day, or that of the month after it, is placed differently by different calendars.
    disputed: bool,
}

/// The day that the table counts from.
fn base(year: u32) -> Option<Day> {
    Day::new(year, 1, 20)
}

/// The months of a year in order; none beyond the table.
fn months(year: u32) -> impl Iterator<Item = Month> {
    let bits = year.checked_sub(FIRST_YEAR).and_then(|index| TABLE.get(index as usize)).copied();
    let leap = bits.map_or(0, |bits| bits >> 13 & 15);
    let count = if bits.is_none() { 0 } else { 12 + u32::from(leap > 0) };
    let bits = bits.unwrap_or(0);
    let disputed = bits >> 23;
    let mut next = (bits >> 17 & 63) as i32;
    (0..count).map(move |place| {
        let is_leap = leap > 0 && place == leap;
        let month = if leap > 0 && place >= leap { place } else { place + 1 };
        let days = 29 + (bits >> place & 1);
        let start = next;
        next += days as i32;
        let disputed = disputed > 0 && (place + 1 == disputed || place + 2 == disputed);
        Month { month, leap: is_leap, start, days, disputed }
    })
}

/// The number of days of a month, `None` if the year has no such leap month or is beyond the table. Where calendars
/// differ it is 30, which contradicts no text.
pub fn month_days(year: u32, month: u32, leap: bool) -> Option<u32> {
    let found = months(year).find(|found| found.month == month && found.leap == leap)?;
    Some(if found.disputed { 30 } else { found.days })
}

/// The leap month of a year: `Some(0)` for a year without one, `None` beyond the table.
pub fn leap_month(year: u32) -> Option<u32> {
    let bits = TABLE.get(year.checked_sub(FIRST_YEAR)? as usize)?;
    Some(bits >> 13 & 15)
}

/// The Gregorian day of a lunisolar one. `None` if there is no such day, or calendars differ about its month.
pub fn gregorian(lunar: LunarDay) -> Option<Day> {
    let month = months(lunar.year).find(|month| month.month == lunar.month && month.leap == lunar.leap)?;
    let is_certain = (1..=month.days).contains(&lunar.day) && !month.disputed;
    base(lunar.year).filter(|_| is_certain)?.plus(month.start + lunar.day as i32 - 1)
}

/// The lunisolar day of a Gregorian one. `None` beyond the table, or where calendars differ about its month.
pub fn of(day: Day) -> Option<LunarDay> {
    let (year, ..) = day.parts();
    [year, year.checked_sub(1)?].into_iter().find_map(|year| {
        let since = day.days_since(base(year)?);
        let month = months(year).take_while(|month| month.start <= since).last()?;
        let number = since - month.start + 1;
        let is_certain = number <= month.days as i32 && !month.disputed;
        is_certain.then_some(LunarDay { year, month: month.month, leap: month.leap, day: number as u32 })
    })
}

/// 八月十五, 闰二月初三: as calendars print it.
pub fn written(month: u32, leap: bool, day: u32) -> String {
    const MONTHS: [&str; 12] = ["正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    const ONES: [&str; 11] = ["十", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let month = MONTHS.get(month.wrapping_sub(1) as usize).copied().unwrap_or_default();
    let tens = match day {
        1..=10 => "初",
        11..=19 => "十",
        20 => "二",
        21..=29 => "二十",
        _ => "三",
    };
    let ones = if day == 10 { "十" } else { ONES.get((day % 10) as usize).copied().unwrap_or_default() };
    format!("{}{month}月{tens}{ones}", if leap { "闰" } else { "" })
}

/// When a festival of the lunisolar calendar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Festival {
    /// On this day of this month.
    On(u32, u32),
    /// On the last day of the year.
    YearEnd,
}

/// Festivals by name; a name stands before any that begins it. Local customs that differ (小年) are left out.
pub const FESTIVALS: &[(&str, Festival)] = &[
    ("春节", Festival::On(1, 1)),
    ("大年初一", Festival::On(1, 1)),
    ("元宵节", Festival::On(1, 15)),
    ("元宵", Festival::On(1, 15)),
    ("端午节", Festival::On(5, 5)),
    ("端午", Festival::On(5, 5)),
    ("七夕节", Festival::On(7, 7)),
    ("七夕", Festival::On(7, 7)),
    ("中元节", Festival::On(7, 15)),
    ("中秋节", Festival::On(8, 15)),
    ("中秋", Festival::On(8, 15)),
    ("重阳节", Festival::On(9, 9)),
    ("重阳", Festival::On(9, 9)),
    ("腊八节", Festival::On(12, 8)),
    ("腊八", Festival::On(12, 8)),
    ("除夕", Festival::YearEnd),
];

impl Festival {
    /// The day of the festival in a lunisolar year.
    pub fn in_year(self, year: u32) -> Option<Day> {
        match self {
            Self::On(month, day) => gregorian(LunarDay { year, month, leap: false, day }),
            Self::YearEnd => gregorian(LunarDay { year: year + 1, month: 1, leap: false, day: 1 })?.plus(-1),
        }
    }

    /// The day of the festival that lies in a Gregorian year.
    pub fn in_gregorian_year(self, year: u32) -> Option<Day> {
        let days = [year.checked_sub(1)?, year].map(|year| self.in_year(year));
        days.into_iter().flatten().find(|day| day.parts().0 == year)
    }

    /// True if a month and a day of the lunisolar calendar can be the festival's. New Year's Eve is the 29th or the 30th.
    pub fn is_on(self, month: u32, day: u32) -> bool {
        match self {
            Self::On(own_month, own_day) => (month, day) == (own_month, own_day),
            Self::YearEnd => month == 12 && (29..=30).contains(&day),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lunar(year: u32, month: u32, day: u32) -> LunarDay {
        LunarDay { year, month, leap: false, day }
    }

    #[test]
    fn days_that_everyone_knows() {
        for (festival, year, month, day) in [
            ("春节", 2023, 1, 22),
            ("春节", 2024, 2, 10),
            ("端午节", 2023, 6, 22),
            ("中秋节", 2024, 9, 17),
            ("重阳节", 2022, 10, 4),
            ("除夕", 2025, 1, 28),
            ("除夕", 2024, 2, 9),
            ("腊八节", 2025, 1, 7),
        ] {
            let (_, found) = FESTIVALS.iter().find(|(name, _)| *name == festival).expect("a festival");
            assert_eq!(found.in_gregorian_year(year), Day::new(year, month, day), "{festival} {year}");
        }
        assert_eq!(leap_month(2023), Some(2));
        assert_eq!(leap_month(2033), Some(11));
        assert_eq!(leap_month(2024), Some(0));
        assert_eq!((leap_month(1899), leap_month(2101)), (None, None));
        assert_eq!(month_days(2023, 2, true), Some(29));
        assert_eq!(month_days(2023, 3, true), None);
        assert_eq!(month_days(2025, 12, false), Some(29));
    }

    #[test]
    fn there_and_back() {
        let mut day = Day::new(1900, 1, 31).expect("a day");
        let mut disputed = 0;
        while day.parts().0 < 2101 {
            match of(day) {
                Some(lunar) => assert_eq!(gregorian(lunar), Some(day), "{lunar:?}"),
                None => disputed += 1,
            }
            day = day.plus(1).expect("a day");
        }
        // Six months, and the month before each of them, which has 29 days or 30.
        assert!((6 * 58..=6 * 60).contains(&disputed), "{disputed}");
        assert_eq!(of(Day::new(2101, 6, 1).expect("a day")), None);
        assert_eq!(of(Day::new(1900, 1, 30).expect("a day")), None);
        assert_eq!(gregorian(lunar(2023, 13, 1)), None);
        assert_eq!(gregorian(lunar(2023, 1, 31)), None);
    }

    #[test]
    fn as_calendars_print_it() {
        let shown: Vec<String> = [(1, false, 1), (2, true, 10), (8, false, 15), (12, false, 20), (11, false, 30)]
            .map(|(month, leap, day)| written(month, leap, day))
            .into();
        assert_eq!(shown, ["正月初一", "闰二月初十", "八月十五", "十二月二十", "十一月三十"]);
        assert_eq!(written(3, false, 29), "三月二十九");
    }
}
