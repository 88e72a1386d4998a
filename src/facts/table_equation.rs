//! What a form says its rows or columns must satisfy: 第一项 + 第二项 = 第三项 + 第四项. Takes the line of a configuration,
//! gives labels with their signs. A label is any text without `+ − =`.

use std::fmt;

/// Labels whose numbers, with their signs, make the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableEquation {
    /// Every label with its sign as if all stood on the left.
    pub terms: Vec<Term>,
    /// How many of them stand on the left.
    pub left: usize,
}

/// A label with its sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The label, without white space.
    pub label: String,
    /// True if its number is taken away.
    pub negative: bool,
}

impl TableEquation {
    /// Reads an equation. `None` if it has not exactly two sides, or a label is empty.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let (left, right) = text.split_once(['=', '＝'])?;
        let mut terms = side(left, false)?;
        let count = terms.len();
        terms.extend(side(right, true)?);
        Some(Self { terms, left: count })
    }
}

impl fmt::Display for TableEquation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, term) in self.terms.iter().enumerate() {
            let is_right = index >= self.left;
            f.write_str(match (index == 0, index == self.left, term.negative != is_right) {
                (true, ..) => "",
                (_, true, _) => " = ",
                (_, _, false) => " + ",
                (_, _, true) => " - ",
            })?;
            f.write_str(&term.label)?;
        }
        Ok(())
    }
}

fn side(text: &str, is_right: bool) -> Option<Vec<Term>> {
    let mut terms = Vec::new();
    let mut negative = false;
    for part in text.split_inclusive(['+', '＋', '-', '−', '－']) {
        let label = part.trim_end_matches(['+', '＋', '-', '−', '－']);
        if label.is_empty() || label.contains(['=', '＝']) {
            return None;
        }
        terms.push(Term { label: label.to_owned(), negative: negative != is_right });
        negative = part.ends_with(['-', '−', '－']);
    }
    let is_whole = !text.is_empty() && !text.ends_with(['+', '＋', '-', '−', '－']);
    is_whole.then_some(terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations() {
        let terms = |text: &str| {
            let equation = TableEquation::parse(text)?;
            let shown =
                equation.terms.iter().map(|term| format!("{}{}", if term.negative { '-' } else { '+' }, term.label));
            Some((shown.collect::<Vec<_>>().join(" "), equation.left))
        };
        assert_eq!(terms("新收 + 结转 = 办结 ＋ 转下年"), Some(("+新收 +结转 -办结 -转下年".to_owned(), 2)));
        assert_eq!(terms("期初 + 增加 - 减少 = 期末"), Some(("+期初 +增加 -减少 -期末".to_owned(), 3)));
        assert_eq!(terms("结余 = 收入 − 支出"), Some(("+结余 -收入 +支出".to_owned(), 1)));
        for wrong in ["", "收入", "收入 =", "= 收入", "a + = b", "a = b = c", "a = b +", "- a = b"] {
            assert_eq!(terms(wrong), None, "{wrong}");
        }
    }
}
