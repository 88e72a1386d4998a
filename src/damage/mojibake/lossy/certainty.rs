//! How sure a guessed character is, by its margin and by what it is: what counts or measures is never sure.

use crate::char_class::{Class, class, is_han};
use crate::damage::certainty::Certainty;
use crate::damage::mojibake::lattice::Guessed;

/// log10 of how much better the best reading is than any other for white space that can only be other white space, which changes no word, and for a numeral whose bytes are all
/// known if only no line break was dropped behind it.
const LIKELY_LAYOUT: f32 = 1.0;
const LIKELY_NUMERAL: f32 = 3.0;

/// The characters before and after a place.
pub(super) type Sides = [Option<char>; 2];

/// `likely` is the least margin of a guess that is likely.
pub(super) fn certainty(c: Option<char>, sides: Sides, guessed: &Guessed, likely: f32) -> Certainty {
    match c {
        None | Some(char::REPLACEMENT_CHARACTER) => Certainty::Lost,
        Some(_) if guessed.margin < likely => Certainty::Guess,
        Some(c) if c.is_whitespace() && guessed.margin_of_layout < LIKELY_LAYOUT => Certainty::Guess,
        Some(c) if counts(c, sides) && !is_known_numeral(c, guessed) => Certainty::Guess,
        Some(_) => Certainty::Likely,
    }
}

/// `有\u{4E00}个` with the last byte of 一 lost: the decoder loses no other byte there, and if a line break was dropped, too,
/// that would have torn the number from what it counts. No byte is guessed.
fn is_known_numeral(c: char, guessed: &Guessed) -> bool {
    is_numeral(c) && guessed.is_determined && guessed.margin >= LIKELY_NUMERAL
}

/// True if a character is part of a number, a date or a unit: nobody can see from the text that such a guess is wrong.
fn counts(c: char, [before, after]: Sides) -> bool {
    let is_point = matches!(c, '.' | '．' | '·' | ',' | '，' | '：' | ':' | '～' | '/' | '／');
    let is_sign = matches!(c, '-' | '－' | '−' | '±' | '＋' | '+');
    match c {
        '%' | '％' | '‰' | '℃' => true,
        _ if is_digit(c) => true,
        _ if c.is_whitespace() => before.is_some_and(is_numeral) && after.is_some_and(is_numeral),
        _ if is_numeral(c) => {
            before.is_some_and(|c| is_numeral(c) || matches!(c, '第' | '之' | '点' | '點'))
                || after.is_some_and(|c| is_numeral(c) || UNITS.contains(c))
        }
        _ if before.is_some_and(is_digit) => is_han(c) || (is_point || is_sign) && after.is_some_and(is_digit),
        _ => before.is_some_and(is_numeral) && UNITS.contains(c) || is_sign && after.is_some_and(is_digit),
    }
}

/// First characters of units and of what is counted, beside a Han numeral.
const UNITS: &str =
    "年月日号號时時分秒点點元角个個名人户戶家件项項次条條米公里升吨噸亩畝度倍成届屆座所辆輛台套亿億万萬";

fn is_digit(c: char) -> bool {
    matches!(class(c), Class::Digit | Class::FullDigit)
}

fn is_numeral(c: char) -> bool {
    is_digit(c)
        || class(c) == Class::HanNumeral
        || matches!(c, '十' | '百' | '千' | '万' | '萬' | '亿' | '億' | '〇' | '零' | '两' | '兩')
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_never_sure() {
        let counts = |text: &str| {
            let at = text.find('_').expect("a mark");
            let mut after = text[at + 1..].chars();
            let c = after.next().expect("a character");
            super::counts(c, [text[..at].chars().next_back(), after.next()])
        };
        for text in ["投资_３亿元", "共12_亿元", "增长3_．5%", "达到5_％", "第_三，", "_二月", "三_月"]
        {
            assert!(counts(text), "{text}");
        }
        for text in ["进_一步", "统_一思想", "3项_，", "发_展100亿元", "十分重_要"] {
            assert!(!counts(text), "{text}");
        }
    }
}
