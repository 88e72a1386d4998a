//! Spaces that only set digits apart from Han: 全年完成 12 个项目，增长 5.3%. Takes a view with its tokens and gives the places,
//! if the text is set like that throughout; a view without them is what facts are read from. Columns of a table keep theirs.

use crate::char_class::{Class, class, is_han};
use crate::facts::token::{TokenKind, Tokens};
use crate::span::ViewSpan;

/// The spaces between Han and digits of a text that has more of them than of digits right beside Han.
pub fn around_digits(view: &str, tokens: &Tokens) -> Vec<ViewSpan> {
    let mut spaces = Vec::new();
    let (mut touching, mut done) = (0_usize, 0);
    let is_han = |kind: TokenKind| matches!(kind, TokenKind::Word | TokenKind::HanNumeral);
    for numeral in tokens.numerals.iter().filter(|numeral| numeral.kind == TokenKind::Digits) {
        let (first, before) = (numeral.token(), numeral.before);
        touching += usize::from(is_han(before));
        let may_end = matches!(
            class(numeral.behind()),
            Class::Space | Class::OddSpace | Class::Period | Class::Comma | Class::Percent | Class::Permille
        );
        // The digits behind a point belong to the number that was looked at.
        if first < done || before != TokenKind::Space && !may_end {
            continue;
        }
        let end = end_of_number(tokens, first);
        done = end;
        if is_cell(tokens, first, end) {
            continue;
        }
        if before == TokenKind::Space && first >= 2 && is_han(tokens.kind(first - 2)) {
            spaces.extend(single_space_beside_han(view, tokens.span(first - 1)));
        }
        // 2 术语和定义: the space behind the number of a heading.
        let opens_line = matches!(before, TokenKind::LineBreak | TokenKind::Bar)
            || before == TokenKind::Space
                && first.checked_sub(2).is_none_or(|before| tokens.kind(before) == TokenKind::LineBreak);
        let is_year = tokens.span(first).len() == YEAR_DIGITS && tokens.text(view, end + 1).starts_with('年');
        if (!opens_line || is_year) && tokens.kind(end) == TokenKind::Space && is_han(tokens.kind(end + 1)) {
            spaces.extend(single_space_beside_han(view, tokens.span(end)));
        }
    }
    spaces.dedup();
    if spaces.len() > touching { spaces } else { Vec::new() }
}

const YEAR_DIGITS: usize = 4;

/// The token behind 1,234.5% and 12.
fn end_of_number(tokens: &Tokens, first: usize) -> usize {
    let mut end = first + 1;
    while matches!(
        tokens.kind(end),
        TokenKind::Period | TokenKind::GroupComma | TokenKind::Digits | TokenKind::Percent | TokenKind::Permille
    ) {
        end += 1;
    }
    end
}

/// 城镇 21.73 51.0, 城镇　21.73, a number that ends its line: columns.
fn is_cell(tokens: &Tokens, first: usize, end: usize) -> bool {
    let is_wide = |token: usize| tokens.kind(token) == TokenKind::Space && tokens.span(token).len() > 1;
    let is_beside_number = tokens.kind(end) == TokenKind::Space
        && matches!(tokens.kind(end + 1), TokenKind::Digits | TokenKind::Dash | TokenKind::Plus | TokenKind::LineBreak);
    let ends_line = matches!(tokens.kind(end), TokenKind::LineBreak | TokenKind::Bar);
    is_beside_number || ends_line || is_wide(end) || first.checked_sub(1).is_some_and(is_wide)
}

/// The place of one ASCII space with Han on the side that is not the number's.
fn single_space_beside_han(view: &str, space: ViewSpan) -> Option<ViewSpan> {
    let before = view.get(..space.start as usize)?.chars().next_back();
    let after = view.get(space.end as usize..)?.chars().next();
    (view.get(space.range())? == " " && (before.is_some_and(is_han) || after.is_some_and(is_han))).then_some(space)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::token;

    fn without(text: &str) -> String {
        let mut shown = text.to_owned();
        for space in around_digits(text, &token::read(text)).into_iter().rev() {
            shown.replace_range(space.range(), "");
        }
        shown
    }

    #[test]
    fn a_text_set_with_spaces_loses_them() {
        assert_eq!(without("全年完成 12 个项目，增长 5.3% 左右。"), "全年完成12个项目，增长5.3%左右。");
        assert_eq!(without("2023 年 3 月 5 日，投资 1,234.5 万元。"), "2023年3月5日，投资1,234.5万元。");
    }

    #[test]
    fn a_number_of_many_points_ends() {
        assert_eq!(without(&"1.".repeat(500_000)).len(), 1_000_000);
    }

    #[test]
    fn other_spaces_stay() {
        for text in [
            // One slip in a text set without spaces.
            "全年完成 12个项目，开工7个，投产5个，储备3个。",
            "指标 单位 本月 累计\n工业用电量 5218 61340\n税收收入 8120 110230\n",
            "城镇　21.73　51.0\n乡村　20.87　49.0\n",
            "2 术语和定义\n3 基本要求\n",
            "增长1 4％，共2 70元。",
        ] {
            assert_eq!(without(text), text);
        }
    }
}
