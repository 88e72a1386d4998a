//! The known word that a misspelt one is nearest to.

/// The candidate with the fewest edits from `word`, if they are few for its length; the first one of several.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let word: Vec<char> = word.chars().take(LONGEST).collect();
    let allowed = (word.len() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .map(|candidate| (edits(&word, candidate), candidate))
        .filter(|(count, _)| *count <= allowed)
        .min_by_key(|(count, _)| *count)
        .map(|(_, candidate)| candidate.to_owned())
}

/// No known word is longer; bounds the work on a hostile one.
const LONGEST: usize = 64;

/// Insertions, deletions, replacements and swaps of neighbours that make `b` of `a` (optimal string alignment).
fn edits(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_only() {
        let known = ["figures/range-unit", "figures/range-reversed", "dates/zero-form"];
        assert_eq!(nearest("figures/range-unti", known).as_deref(), Some("figures/range-unit"));
        assert_eq!(nearest("figure/range-unit", known).as_deref(), Some("figures/range-unit"));
        assert_eq!(nearest("tables/total", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"figures".repeat(1000), known), None);
    }
}
