//! Ratios that are named after two amounts by a word of each.

/// Names of ratios, the first amount to the second, with the words of the two.
const RATIOS: &[(&str, [&str; 2])] = &[
    ("性别", ["男", "女"]),
    ("男女", ["男", "女"]),
    ("医护", ["医", "护"]),
    ("床护", ["床", "护"]),
    ("警辅", ["民警", "辅警"]),
    ("生师", ["生", "师"]),
    ("师生", ["师", "生"]),
    ("城乡居民收入", ["城镇", "农"]),
    ("城乡收入", ["城镇", "农"]),
    ("城乡居民人均可支配收入", ["城镇", "农"]),
];

/// True for ratios that may be of other people, or of a year before: of incomes.
pub fn may_be_of_others(name: &str) -> bool {
    name.ends_with("收入")
}

/// The words of the two amounts that a ratio of this name is of.
pub fn terms(name: &str) -> Option<[&'static str; 2]> {
    RATIOS.iter().find(|(ratio, _)| name.ends_with(ratio)).map(|(_, terms)| *terms)
}
