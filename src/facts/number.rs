//! Numbers: Arabic with groups and decimals, Han, and both with 十百千万亿 behind them.

use serde::Serialize;

use crate::facts::interval::{Decimal, LONGEST_MANTISSA};
use crate::facts::token::{TokenKind, Tokens};
use crate::span::ViewSpan;

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Script {
    /// `12.9`, `12.9万`
    Arabic,
    /// `一百二十三`
    Han,
    /// `百分之五点三`, `百分之5`: the value is in percent.
    Percent,
    /// `三分之一`, `四成`: the value is in percent, and never meant to its last digit.
    Fraction,
}

/// A number as written.
#[derive(Clone, Debug)]
pub struct Number {
    /// Digits, point and multiplier.
    pub span: ViewSpan,
    /// How it is written.
    pub script: Script,
    /// The exact value, multiplier included; its exponent is the last shown place.
    pub value: Decimal,
    /// True if 万, 亿 or the like follow the digits.
    pub has_multiplier: bool,
    /// True if there is a decimal point.
    pub has_point: bool,
}

/// Reads the number that starts at token `first`: the number and the token after it.
pub fn read(view: &str, tokens: &Tokens, first: usize) -> Option<(Number, usize)> {
    match tokens.kind(first) {
        TokenKind::Digits => read_tenths(view, tokens, first).or_else(|| read_arabic(view, tokens, first)),
        TokenKind::HanNumeral => read_han(view, tokens, first),
        _ => None,
    }
}

fn read_arabic(view: &str, tokens: &Tokens, first: usize) -> Option<(Number, usize)> {
    let mut next = first + 1;
    while tokens.kind(next) == TokenKind::GroupComma && tokens.kind(next + 1) == TokenKind::Digits {
        next += 2;
    }
    let has_point = tokens.kind(next) == TokenKind::Period && tokens.kind(next + 1) == TokenKind::Digits;
    if has_point {
        next += 2;
    }
    // 11.31.5 is a section or a version, not a number.
    if has_point && tokens.kind(next) == TokenKind::Period && tokens.kind(next + 1) == TokenKind::Digits {
        return None;
    }
    let start = tokens.span(first).start as usize;
    let end = tokens.span(next).start as usize;
    let digits = &view[start..end];
    let mut value = if has_point { parse_digits(digits)? } else { Decimal::parse(digits)? };
    let mut span = ViewSpan::new(start, end);
    let mut has_multiplier = false;
    // A text from a word processor may have a space there: 2096 亿元.
    let spaced = tokens.kind(next) == TokenKind::Space
        && tokens.kind(next + 1) == TokenKind::HanNumeral
        && tokens.text(view, next + 1).starts_with(['万', '亿']);
    let unit = next + usize::from(spaced);
    if tokens.kind(unit) == TokenKind::HanNumeral && !is_doubled(tokens.text(view, unit)) {
        let text = without_unit_prefix(tokens.text(view, unit), &view[tokens.span(unit).end as usize..]);
        if !text.is_empty() {
            let power = multiplier(text)?;
            value = value.scaled(power)?;
            span.end = tokens.span(unit).start + text.len() as u32;
            has_multiplier = true;
            next = unit + 1;
            let mut place = power;
            while let Some(lower) = lower_part(view, tokens, next, place).filter(|_| !has_point) {
                value = lower.added_to(value)?;
                (span.end, next, place) = (lower.end, lower.next, lower.place);
                has_multiplier = place > 0;
            }
        }
    }
    Some((Number { span, script: Script::Arabic, value, has_multiplier, has_point }, next))
}

/// What follows a multiplier in 248亿6,310万元 and 53万8,214人.
struct LowerPart {
    digits: i64,
    /// Power of ten of its own multiplier.
    place: i16,
    end: u32,
    next: usize,
}

impl LowerPart {
    fn added_to(&self, higher: Decimal) -> Option<Decimal> {
        let shift = u32::try_from(higher.exponent.checked_sub(self.place)?).ok()?;
        let mantissa = higher.mantissa.checked_mul(10_i64.checked_pow(shift)?)?.checked_add(self.digits)?;
        Some(Decimal { mantissa, exponent: self.place })
    }
}

/// The part right behind a multiplier of 10 to the `above`, if it is smaller than that.
fn lower_part(view: &str, tokens: &Tokens, first: usize, above: i16) -> Option<LowerPart> {
    /// 投资3亿20个项目: fewer digits without a multiplier may count something else.
    const FEWEST_DIGITS: usize = 3;
    if above < 4 || tokens.kind(first) != TokenKind::Digits {
        return None;
    }
    let mut next = first + 1;
    while tokens.kind(next) == TokenKind::GroupComma && tokens.kind(next + 1) == TokenKind::Digits {
        next += 2;
    }
    let written = view.get(tokens.span(first).start as usize..tokens.span(next).start as usize)?;
    let digits: String = written.chars().filter(|c| *c != ',').collect();
    let (mut place, mut end) = (0, tokens.span(next).start);
    if tokens.kind(next) == TokenKind::HanNumeral {
        let text = without_unit_prefix(tokens.text(view, next), &view[tokens.span(next).end as usize..]);
        place = multiplier(text).filter(|_| !text.is_empty())?;
        end = tokens.span(next).start + text.len() as u32;
        next += 1;
    }
    let is_decimal = tokens.kind(next) == TokenKind::Period;
    let fits = digits.len() <= usize::try_from(above - place).ok()? && (place > 0 || digits.len() >= FEWEST_DIGITS);
    (fits && !is_decimal).then_some(LowerPart { digits: digits.parse().ok()?, place, end, next })
}

/// 36.5亿千瓦时: the last 千 belongs to the unit.
fn without_unit_prefix<'t>(multiplier: &'t str, after: &str) -> &'t str {
    match multiplier.strip_suffix('千') {
        Some(rest) if after.starts_with(['瓦', '米', '克', '伏', '卡', '赫']) => rest,
        _ => multiplier,
    }
}

fn parse_digits(text: &str) -> Option<Decimal> {
    if text.contains('．') { Decimal::parse(&text.replace('．', ".")) } else { Decimal::parse(text) }
}

fn read_han(view: &str, tokens: &Tokens, first: usize) -> Option<(Number, usize)> {
    let span = tokens.span(first);
    let text = &view[span.range()];
    if text == "百" && tokens.text(view, first + 1) == "分之" {
        return read_percent(view, tokens, first);
    }
    if let Some(fraction) = read_fraction(view, tokens, first).or_else(|| read_tenths(view, tokens, first)) {
        return Some(fraction);
    }
    let value = han_count(text)?;
    let mut number =
        Number { span, script: Script::Han, value: Decimal::integer(value), has_multiplier: false, has_point: false };
    let mut next = first + 1;
    // 三点七个百分点, 一点二五倍; 三点七个人 is a time.
    if tokens.text(view, next) == "点" && tokens.kind(next + 1) == TokenKind::HanNumeral {
        let end = tokens.span(next + 1).end;
        let behind = view.get(end as usize..).unwrap_or("");
        if ["个百分点", "百分点", "倍"].iter().any(|unit| behind.starts_with(unit)) {
            number.value = with_decimals(number.value, tokens.text(view, next + 1))?;
            (number.has_point, number.span.end, next) = (true, end, next + 2);
        }
    }
    Some((number, next))
}

/// `百分之五点三`, `百分之12.5`
fn read_percent(view: &str, tokens: &Tokens, first: usize) -> Option<(Number, usize)> {
    let (mut number, mut next) = match tokens.kind(first + 2) {
        TokenKind::Digits => read_arabic(view, tokens, first + 2)?,
        TokenKind::HanNumeral => {
            let span = tokens.span(first + 2);
            let value = Decimal::integer(han_count(&view[span.range()])?);
            (Number { span, script: Script::Han, value, has_multiplier: false, has_point: false }, first + 3)
        }
        _ => return None,
    };
    if number.script == Script::Han && tokens.text(view, next) == "点" && tokens.kind(next + 1) == TokenKind::HanNumeral
    {
        number.value = with_decimals(number.value, tokens.text(view, next + 1))?;
        number.has_point = true;
        number.span.end = tokens.span(next + 1).end;
        next += 2;
    }
    number.span.start = tokens.span(first).start;
    number.script = Script::Percent;
    Some((number, next))
}

/// `三分之一`: of ten parts at most.
fn read_fraction(view: &str, tokens: &Tokens, first: usize) -> Option<(Number, usize)> {
    if tokens.text(view, first + 1) != "分之" || tokens.kind(first + 2) != TokenKind::HanNumeral {
        return None;
    }
    let part = |token: usize| han_integer(tokens.text(view, token)).filter(|value| (1..=10).contains(value));
    let (of, parts) = (part(first)?, part(first + 2)?);
    let value = Decimal { mantissa: (2000 * parts + of) / (2 * of), exponent: -1 };
    let span = ViewSpan { start: tokens.span(first).start, end: tokens.span(first + 2).end };
    (parts < of).then_some((fraction(span, value), first + 3))
}

/// `四成`, `四成五`, `3成3`; 三成员 and 一成立 are none.
fn read_tenths(view: &str, tokens: &Tokens, first: usize) -> Option<(Number, usize)> {
    /// What may follow: a mark, or words that a share can stand before.
    const BEHIND: &[char] = &[
        '，', '。', '；', '、', '）', '！', '：', ',', ';', ')', '\n', '多', '余', '以', '左', '上', '的', '来', '由',
        '在', '用',
    ];
    const TENTH: &str = "成";
    let span = tokens.span(first);
    let behind = view[span.end as usize..].strip_prefix(TENTH)?;
    let digit = |text: &str| {
        let mut characters = text.chars();
        let value = |c: char| han_digit(c).or_else(|| c.to_digit(10).map(i64::from));
        characters.next().and_then(value).filter(|value| *value > 0 && characters.next().is_none())
    };
    let tenths = digit(&view[span.range()])?;
    let ends = |text: &str| text.is_empty() || text.starts_with(BEHIND);
    let tenths_end = span.end + TENTH.len() as u32;
    let (value, end) = match tokens.span(first + 2) {
        next if tokens.kind(first + 2) == tokens.kind(first) && next.start == tenths_end => {
            let hundredths = digit(&view[next.range()]).filter(|_| ends(&view[next.end as usize..]))?;
            (Decimal::integer(10 * tenths + hundredths), next.end)
        }
        _ => (Decimal { mantissa: tenths, exponent: 1 }, tenths_end),
    };
    let next = if end > tenths_end { first + 3 } else { first + 1 };
    (end > tenths_end || ends(behind)).then(|| (fraction(ViewSpan { start: span.start, end }, value), next))
}

fn fraction(span: ViewSpan, value: Decimal) -> Number {
    Number { span, script: Script::Fraction, value, has_multiplier: false, has_point: false }
}

/// 五 and 三二: 5.32
fn with_decimals(whole: Decimal, digits: &str) -> Option<Decimal> {
    digits.chars().try_fold(whole, |Decimal { mantissa, exponent }, c| {
        let mantissa = mantissa.checked_mul(10)?.checked_add(han_digit(c)?)?;
        Some(Decimal { mantissa, exponent: exponent.checked_sub(1)? })
    })
}

/// 3亿亿元: a slip, not 10^16. The number is read without it.
fn is_doubled(multiplier: &str) -> bool {
    matches!(multiplier, "亿亿" | "万万" | "亿亿亿" | "万万万")
}

/// The power of ten of a multiplier behind Arabic digits (万 4, 百万 6, 万亿 12); `None` for anything else.
pub fn multiplier(text: &str) -> Option<i16> {
    let mut power = 0;
    for c in text.chars() {
        power += match c {
            '十' => 1,
            '百' => 2,
            '千' => 3,
            '万' => 4,
            '亿' => 8,
            _ => return None,
        };
    }
    (power <= 64).then_some(power)
}

/// The value of a Han digit.
pub fn han_digit(c: char) -> Option<i64> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// The Han digit or 十 that a formal numeral stands for: 一 for 壹. Others are `None`.
fn from_formal(c: char) -> Option<char> {
    Some(match c {
        '壹' => '一',
        '贰' | '貳' => '二',
        '叁' | '參' | '参' => '三',
        '肆' => '四',
        '伍' => '五',
        '陆' | '陸' => '六',
        '柒' => '七',
        '捌' => '八',
        '玖' => '九',
        '拾' => '十',
        _ => return None,
    })
}

/// The value of an integer in formal numerals, as headings in Taiwan have them: 壹, 拾貳. Up to 99.
pub fn formal_integer(text: &str) -> Option<i64> {
    let is_short = text.len() <= 3 * '壹'.len_utf8();
    let plain: String = text.chars().take_while(|_| is_short).map(from_formal).collect::<Option<_>>()?;
    han_integer(&plain).filter(|_| !plain.is_empty())
}

/// The value of a Han integer: positional (二〇二三) or with 十百千万亿, 廿 and 卅. `None` if it is not well formed.
pub fn han_integer(text: &str) -> Option<i64> {
    if text.chars().all(|c| han_digit(c).is_some()) {
        if text.chars().count() > LONGEST_MANTISSA {
            return None;
        }
        return text.chars().try_fold(0_i64, |value, c| Some(value * 10 + han_digit(c)?));
    }
    // total: finished 亿 and 万 groups; section: the group being read; digit: waiting for its place.
    let (mut total, mut section, mut digit) = (0_i64, 0_i64, None);
    let mut last_place = i64::MAX;
    for c in text.chars() {
        if let Some(value) = han_digit(c) {
            if digit.is_some_and(|d| d != 0) {
                return None;
            }
            digit = Some(value);
            continue;
        }
        match c {
            '廿' | '卅' => {
                if digit.is_some() || section != 0 {
                    return None;
                }
                section = if c == '廿' { 20 } else { 30 };
                last_place = 10;
            }
            '十' | '百' | '千' => {
                let place = match c {
                    '十' => 10,
                    '百' => 100,
                    _ => 1000,
                };
                if place >= last_place {
                    return None;
                }
                let count = match digit.take() {
                    Some(0) if c == '十' => 1,
                    Some(value) => value,
                    None if c == '十' => 1,
                    None => return None,
                };
                section += count * place;
                last_place = place;
            }
            '万' | '亿' => {
                let place: i64 = if c == '万' { 10_000 } else { 100_000_000 };
                section += digit.take().unwrap_or(0);
                let group = if section == 0 && total > 0 { std::mem::take(&mut total) } else { section };
                if group == 0 {
                    return None;
                }
                let group = if c == '亿' { group.checked_add(std::mem::take(&mut total))? } else { group };
                total = total.checked_add(group.checked_mul(place)?)?;
                section = 0;
                last_place = i64::MAX;
            }
            _ => return None,
        }
    }
    total.checked_add(section)?.checked_add(digit.unwrap_or(0))
}

/// The value of a Han integer that counts something. `None` where digits follow each other as they do in counting: 七八个 is
/// seven or eight, 三五家 a few, 一二三等奖 names three.
pub fn han_count(text: &str) -> Option<i64> {
    let mut digits = text.chars().map(han_digit);
    let first = digits.next().flatten().filter(|first| *first > 0);
    let mut counts_on = first.is_some() && text.chars().nth(1).is_some();
    let mut last = first;
    for digit in digits {
        counts_on &=
            digit.is_some() && (digit == last.map(|last| last + 1) || matches!((last, digit), (Some(3), Some(5 | 2))));
        last = digit;
    }
    if counts_on { None } else { han_integer(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_several_multipliers() {
        let read = |text: &str| {
            let tokens = crate::facts::token::read(text);
            let first = tokens.numerals.first().map_or(0, |first| first.token as usize);
            super::read(text, &tokens, first).map(|(number, _)| (number.value.mantissa, number.value.exponent))
        };
        for (text, mantissa, exponent) in [
            ("248亿6,310万元", 2_486_310, 4),
            ("53万8,214人", 538_214, 0),
            ("1万5千户", 15, 3),
            ("1兆", 1, 0),
            ("3亿20个项目", 3, 8),
            ("5.3万8214人", 53, 3),
            ("12万34567人", 12, 4),
        ] {
            assert_eq!(read(text), Some((mantissa, exponent)), "{text}");
        }
    }

    #[test]
    fn fractions() {
        let read = |text: &str| {
            let tokens = crate::facts::token::read(text);
            let (number, _) = super::read(text, &tokens, tokens.numerals.first()?.token as usize)?;
            let is_fraction = number.script == Script::Fraction;
            is_fraction.then_some((number.value.mantissa, number.value.exponent, text[number.span.range()].to_owned()))
        };
        for (text, mantissa, exponent, written) in [
            ("三分之一", 333, -1, "三分之一"),
            ("三分之二以上", 667, -1, "三分之二"),
            ("四成", 4, 1, "四成"),
            ("两成多", 2, 1, "两成"),
            ("四成五。", 45, 0, "四成五"),
        ] {
            assert_eq!(read(text), Some((mantissa, exponent, written.to_owned())), "{text}");
        }
        for text in ["三成员国", "一成立", "七八成", "三分之五", "二分之", "四成五个", "十成"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn formal_integers() {
        for (text, value) in [("壹", 1), ("參", 3), ("陆", 6), ("拾", 10), ("拾貳", 12), ("貳拾壹", 21)] {
            assert_eq!(formal_integer(text), Some(value), "{text}");
        }
        for text in ["", "一", "壹二", "壹仟", "伍先生", "貳拾壹貳"] {
            assert_eq!(formal_integer(text), None, "{text}");
        }
    }

    #[test]
    fn counting_is_no_count() {
        for text in ["七八", "一二", "三五", "三两", "一二三", "五六七八"] {
            assert_eq!(han_count(text), None, "{text}");
        }
        for (text, value) in [("三二〇", 320), ("二〇", 20), ("三六", 36), ("三", 3), ("二十三", 23), ("一一九", 119)]
        {
            assert_eq!(han_count(text), Some(value), "{text}");
        }
    }

    #[test]
    fn han_integers() {
        for (text, value) in [
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("一百零五", 105),
            ("一百二十三", 123),
            ("三千零一十", 3010),
            ("二〇二三", 2023),
            ("两万五千", 25_000),
            ("一亿三千万", 130_000_000),
            ("两万亿", 2_000_000_000_000),
            ("廿八", 28),
        ] {
            assert_eq!(han_integer(text), Some(value), "{text}");
        }
        for text in ["百", "千万", "一二十", "十百", &"九".repeat(40), &"亿".repeat(9)] {
            assert_eq!(han_integer(text), None, "{text}");
        }
    }
}
