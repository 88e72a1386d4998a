//! Years that everyone can look up: five-year plans, party congresses, and the events whose anniversaries reports name.
//! Data only; which words of a text speak of them is the business of the checks.

/// Plans, with first and last year: the outlines adopted by the National People's Congress, listed in the 中华人民共和国国史 chronology
/// of gov.cn. 1963 to 1965 belong to no plan.
pub const PLANS: &[(&str, u32, u32)] = &[
    ("一五", 1953, 1957),
    ("二五", 1958, 1962),
    ("三五", 1966, 1970),
    ("四五", 1971, 1975),
    ("五五", 1976, 1980),
    ("六五", 1981, 1985),
    ("七五", 1986, 1990),
    ("八五", 1991, 1995),
    ("九五", 1996, 2000),
    ("十五", 2001, 2005),
    ("十一五", 2006, 2010),
    ("十二五", 2011, 2015),
    ("十三五", 2016, 2020),
    ("十四五", 2021, 2025),
    ("十五五", 2026, 2030),
];

/// Years of the national congresses of the Communist Party of China, the first one first (list of congresses on
/// cpc.people.com.cn).
const CONGRESSES: [u32; 20] = [
    1921, 1922, 1923, 1925, 1927, 1928, 1945, 1956, 1969, 1973, 1977, 1982, 1987, 1992, 1997, 2002, 2007, 2012, 2017,
    2022,
];

/// The year of the congress with this number, 1 for the first.
pub fn congress(number: u32) -> Option<u32> {
    CONGRESSES.get(number.checked_sub(1)? as usize).copied()
}

/// The year in which a National People's Congress met for a session, 14 and 2 for 十四届全国人大二次会议: since the eighth each of
/// the five years of a term has one, in March, and so has the committee of the Political Consultative Conference that has the
/// same number (list of sessions on npc.gov.cn).
pub fn session(term: u32, session: u32) -> Option<u32> {
    let is_known = (8..100).contains(&term) && (1..=5).contains(&session);
    is_known.then(|| 1993 + 5 * (term - 8) + session - 1)
}

/// The plan of this name, 十四五: first and last year.
pub fn plan(name: &str) -> Option<(u32, u32)> {
    PLANS.iter().find(|(known, ..)| *known == name).map(|&(_, first, last)| (first, last))
}

/// Events by the words that stand before 周年, with the year they are counted from; a name stands before any that it ends in.
/// The years are those of the official commemorations (state council notices on the 70th, 100th … anniversaries).
pub const EVENTS: &[(&str, u32)] = &[
    ("新中国成立", 1949),
    ("中华人民共和国成立", 1949),
    ("庆祝建国", 1949),
    ("迎接建国", 1949),
    ("纪念建国", 1949),
    ("喜迎建国", 1949),
    ("中国共产党成立", 1921),
    ("中国共产党建党", 1921),
    ("建党", 1921),
    ("中国人民解放军建军", 1927),
    ("建军", 1927),
    ("改革开放", 1978),
    ("党的十一届三中全会召开", 1978),
    ("抗日战争胜利", 1945),
    ("抗战胜利", 1945),
    ("世界反法西斯战争胜利", 1945),
    ("长征胜利", 1936),
    ("辛亥革命", 1911),
    ("五四运动", 1919),
    ("香港回归", 1997),
    ("香港回归祖国", 1997),
    ("澳门回归", 1999),
    ("澳门回归祖国", 1999),
    ("西藏和平解放", 1951),
    ("西藏民主改革", 1959),
    ("内蒙古自治区成立", 1947),
    ("新疆维吾尔自治区成立", 1955),
    ("广西壮族自治区成立", 1958),
    ("宁夏回族自治区成立", 1958),
    ("西藏自治区成立", 1965),
    ("深圳经济特区建立", 1980),
    ("深圳经济特区成立", 1980),
    ("浦东开发开放", 1990),
];

/// The event that `text` ends with, and the year it is counted from.
pub fn event(text: &str) -> Option<(&'static str, u32)> {
    EVENTS.iter().copied().filter(|(name, _)| text.ends_with(name)).max_by_key(|(name, _)| name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_follow_each_other_in_steps_of_five_years() {
        for pair in PLANS.windows(2) {
            let (last, next) = (pair[0], pair[1]);
            assert_eq!(last.2 - last.1, 4, "{}", last.0);
            assert!(next.1 == last.2 + 1 || last.0 == "二五", "{}", next.0);
        }
    }

    #[test]
    fn congresses_and_events_are_found() {
        assert_eq!(congress(20), Some(2022));
        assert_eq!((congress(0), congress(21)), (None, None));
        assert_eq!((session(14, 2), session(8, 1), session(13, 5)), (Some(2024), Some(1993), Some(2022)));
        assert_eq!((session(7, 1), session(14, 6), session(14, 0)), (None, None, None));
        assert_eq!(event("热烈庆祝中国共产党成立"), Some(("中国共产党成立", 1921)));
        assert_eq!(event("公司成立"), None);
    }
}
