//! What counts or measures: a guess there is never better than a guess, since nobody can see from the text that it is wrong.
//! Takes a character and what stands beside it; knows nothing of bytes or damage.

use crate::char_class::{Class, class, is_han};

/// The characters before and after a place.
pub type Sides = [Option<char>; 2];

/// True if a character is part of a number, a date or a unit: nobody can see from the text that such a guess is wrong.
pub fn counts(c: char, [before, after]: Sides) -> bool {
    let is_point = matches!(c, '.' | '．' | '·' | ',' | '，' | '：' | ':' | '～' | '/' | '／');
    let is_sign = matches!(c, '-' | '－' | '−' | '±' | '＋' | '+');
    match c {
        '%' | '％' | '‰' | '℃' => true,
        _ if is_digit(c) => true,
        _ if c.is_whitespace() => before.is_some_and(is_numeral) && after.is_some_and(is_numeral),
        _ if is_numeral(c) => {
            before.is_some_and(|c| is_numeral(c) || matches!(c, '第' | '之' | '点' | '點' | '（' | '('))
                || after.is_some_and(|c| is_numeral(c) || UNITS.contains(c))
        }
        _ if before.is_some_and(is_digit) => is_han(c) || (is_point || is_sign) && after.is_some_and(is_digit),
        _ => before.is_some_and(is_numeral) && UNITS.contains(c) || is_sign && after.is_some_and(is_digit),
    }
}

/// First characters of units and of what is counted, beside a Han numeral.
const UNITS: &str =
    "年月日号號时時分秒点點元角个個名人户戶家件项項次条條米公里升吨噸亩畝度倍成届屆座所辆輛台套期批级級亿億万萬";

fn is_digit(c: char) -> bool {
    matches!(class(c), Class::Digit | Class::FullDigit)
}

/// True for a digit or a Han numeral, those of traditional texts included.
pub fn is_numeral(c: char) -> bool {
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
        for text in
            ["投资_３亿元", "共12_亿元", "增长3_．5%", "达到5_％", "第_三，", "_二月", "三_月", "（_三）", "_二期"]
        {
            assert!(counts(text), "{text}");
        }
        for text in ["进_一步", "统_一思想", "3项_，", "发_展100亿元", "十分重_要"] {
            assert!(!counts(text), "{text}");
        }
    }
}
