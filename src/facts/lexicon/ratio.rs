//! Ratios that are named after two amounts by a word of each.

/// Names of ratios, the first amount to the second, with the words of the two.
const RATIOS: &[(&str, [&str; 2])] = &[
    ("性别", ["男", "女"]),
    ("男女", ["男", "女"]),
    ("医护", ["医", "护"]),
    ("床护", ["床", "护"]),
    ("生师", ["生", "师"]),
    ("师生", ["师", "生"]),
];

/// The words of the two amounts that a ratio of this name is of.
pub fn terms(name: &str) -> Option<[&'static str; 2]> {
    RATIOS.iter().find(|(ratio, _)| name.ends_with(ratio)).map(|(_, terms)| *terms)
}
