//! One time after the other, each with its amount: 占比，去年是31.8%，今年是46.3%，上升14.5个百分点; 2019年46.8千人，2021年61.5千人，增长31.4%. Takes the words before
//! the first amount and those between the two; tells if the second is the later one of the same.

use super::link::Basis;
use crate::facts::lexicon::is_mark_or_digit;

/// What may stand between a time and its amount.
const BEHIND_TIME: &[&str] =
    &["达到", "达", "为", "是", "有", "仅", "只", "共", "的", "同期", "末", "底", "度", "秋季", "春季"];
/// The times before this one.
const BEFORE_NOW: &[&str] = &["上年", "去年", "上学年", "上一学年", "上一年", "前一年"];

/// True if the clause before an amount ends with a time before that of `basis`: this year, if it is not said.
pub(super) fn is_before(clause: &str, basis: Basis) -> bool {
    let mut clause = clause.trim_end();
    while let Some(rest) = BEHIND_TIME.iter().find_map(|word| clause.strip_suffix(word)) {
        clause = rest;
    }
    match basis {
        Basis::Unsaid => BEFORE_NOW.iter().any(|word| clause.ends_with(word) && !is_compared(clause, word)),
        Basis::Year(now) => year(clause).zip(year(now)).is_some_and(|(then, now)| then < now),
        _ => false,
    }
}

/// 2023年接待游客120万人次，2024年接待: the times of the clause before the first amount and of the words between the two, where both go on in the same way.
pub(super) fn times<'t>(clause: &'t str, words: &'t str) -> Option<(&'t str, &'t str)> {
    const SHORTEST: usize = 6;
    const LONGEST: usize = 36;
    let behind_time = |words: &'t str| words.find(['年', '月', '季']).map(|at| words.split_at(at + '年'.len_utf8()));
    let ((now, verb), (then, rest)) = (behind_time(words)?, behind_time(clause)?);
    let is_same = verb.len() >= SHORTEST && rest.starts_with(verb) && rest.len() <= LONGEST;
    is_same.then_some((then, now))
}

/// 比上年, 较去年: what stands before the time compares.
fn is_compared(clause: &str, word: &str) -> bool {
    clause.strip_suffix(word).is_some_and(|before| before.ends_with(['比', '较', '与', '同', '到', '至']))
}

/// The year that words end with: 2019年; not that of 比2019年, which is compared, nor 从2019年.
fn year(words: &str) -> Option<u32> {
    const OTHERWISE: [char; 8] = ['比', '较', '与', '从', '自', '由', '到', '至'];
    let words = words.trim_end_matches(['度', '末', '底']).strip_suffix('年')?;
    let start = words
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + words[at..].chars().next().map_or(1, char::len_utf8));
    let (before, digits) = words.split_at(start);
    let is_plain = !before.ends_with(OTHERWISE) && !before.ends_with(|c| is_mark_or_digit(c) && c != '，' && c != '：');
    digits.parse().ok().filter(|year| is_plain && (1900..2100).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_before_the_next() {
        assert!(is_before("出租率去年是", Basis::Unsaid));
        assert!(is_before("2019年", Basis::Year("2021年")) && is_before("全市2019年末为", Basis::Year("2021年")));
        for (clause, basis) in [
            ("比去年", Basis::Unsaid),
            ("出租率", Basis::Unsaid),
            ("2021年", Basis::Year("2019年")),
            ("比2019年", Basis::Year("2021年")),
            ("2019年", Basis::LastYear),
        ] {
            assert!(!is_before(clause, basis), "{clause}");
        }
    }
}
