//! `?` as what is left of a character: a converter writes it for whatever the target encoding lacks. Most `?` are
//! questions; this file tells them apart by what stands on both sides and by whether the sentence asks.

use crate::char_class::{Class, class, is_han, simplified};
use crate::span::Span;

/// How far back a word that asks is looked for, in characters. Report sentences are long: 。 ends the search earlier.
const QUESTION_WINDOW: usize = 160;

/// Names of HTML entities whose `&` is lost together with the character before it (`抓?quot;双减"`).
const ENTITIES: [&str; 10] =
    ["quot;", "nbsp;", "amp;", "lt;", "gt;", "ldquo;", "rdquo;", "mdash;", "middot;", "hellip;"];

/// What stands around a run of `?`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `山水?古城`: Han, or a closing mark, before it, Han after it: often a lost middle dot.
    BetweenHan,
    /// `“5?12”`, between digits.
    BetweenDigits,
    /// `20?亿元`: between a number and its unit.
    BeforeUnit,
    /// `28μg/m?，`: the exponent of a unit.
    Exponent,
    /// `平台”?，` or `一期、?河`: next to a mark that no question mark can touch.
    BesideMark,
    /// `市长 ?王`: a space before it.
    AfterSpace,
    /// `抓?quot;双`: with the `&` of an entity.
    Entity,
    /// Several in a row beside Han.
    Run,
}

/// End of the run of `?` at `at`.
pub fn end_of_run(text: &str, at: usize) -> usize {
    text.as_bytes()[at..].iter().position(|b| *b != b'?').map_or(text.len(), |length| at + length)
}

/// True if the run of `?` may stand for lost characters. Generous: figures and dates near it are not judged. A place
/// that only its surroundings make suspicious must not ask.
pub fn may_be_lost(text: &str, span: Span) -> bool {
    let touches = |c: Option<char>| c.is_some_and(is_han);
    match shape(text, span) {
        None => false,
        Some(Shape::BetweenHan) if touches(before(text, span)) => true,
        Some(Shape::Run) => true,
        Some(_) => !asks(text, span.start as usize),
    }
}

/// What stands around the run of `?`, if it is a shape that lost characters have.
pub fn shape(text: &str, span: Span) -> Option<Shape> {
    let (left, right) = (before(text, span), after(text, span));
    let (left_han, right_han) = (left.is_some_and(is_han), right.is_some_and(is_han));
    if span.len() > 1 {
        return (left_han || right_han).then_some(Shape::Run);
    }
    let (Some(left), Some(right)) = (left, right) else { return None };
    let rest = &text[span.end as usize..];
    let closes = matches!(class(left), Class::CloseQuote | Class::Close);
    match class(right) {
        Class::Digit if left.is_ascii_digit() => Some(Shape::BetweenDigits),
        _ if left_han && ENTITIES.iter().any(|name| rest.starts_with(name)) => Some(Shape::Entity),
        _ if left.is_ascii_digit() && starts_with_unit(rest) => Some(Shape::BeforeUnit),
        _ if left == 'm' && is_unit_of_length(text, span) && !right.is_ascii_alphanumeric() => Some(Shape::Exponent),
        _ if right_han && (left_han || closes) => Some(Shape::BetweenHan),
        _ if right_han && matches!(left, '、' | '，' | '；' | '：' | '。') => Some(Shape::BesideMark),
        _ if right_han && is_space_after_han(text, span) && !is_one_of_a_pair(rest) => Some(Shape::AfterSpace),
        _ if (left_han || closes) && matches!(right, '、' | '，' | '。' | '；' | '：') && !is_among_signs(rest) => {
            Some(Shape::BesideMark)
        }
        _ => None,
    }
}

/// True if the sentence that ends at `end` has a word that asks: `改革从哪里破题?从…`.
///
/// Such a `?` is a question mark typed in ASCII, even in the middle of a line.
pub fn asks(text: &str, end: usize) -> bool {
    let mut next = None;
    let mut after_next = None;
    for c in text[..end].chars().rev().take(QUESTION_WINDOW) {
        let c = simplified(c);
        if matches!(class(c), Class::Stop | Class::QuestionMark | Class::LineFeed | Class::CarriageReturn) {
            return false;
        }
        if "什怎哪谁孰吗嘛呢么吧何几否岂啥咋".contains(c) || starts_question(c, next, after_next) {
            return true;
        }
        after_next = next;
        next = Some(c);
    }
    false
}

/// 多少, 难道, 还是, and the verb said twice: 是不是, 有没有.
fn starts_question(c: char, next: Option<char>, after_next: Option<char>) -> bool {
    match next {
        Some('少' | '久' | '大' | '远' | '长' | '高' | '深' | '重') => c == '多',
        Some('道') => c == '难',
        Some('是') => c == '还',
        Some('不' | '没') => after_next == Some(c),
        _ => false,
    }
}

/// `菜单 ?标签?`, with a space behind: what may be left out, as manuals write it.
fn is_one_of_a_pair(rest: &str) -> bool {
    let behind = rest.trim_start_matches(is_han).strip_prefix('?');
    behind.is_some_and(|behind| behind.starts_with([' ', '\n', '}']) || behind.is_empty())
}

/// `名字不能含?、*、/`: signs in a row.
fn is_among_signs(rest: &str) -> bool {
    let next = rest.strip_prefix('、').and_then(|behind| behind.chars().next());
    next.is_some_and(|c| c.is_ascii_punctuation())
}

fn before(text: &str, span: Span) -> Option<char> {
    text[..span.start as usize].chars().next_back()
}

fn after(text: &str, span: Span) -> Option<char> {
    text[span.end as usize..].chars().next()
}

/// True if what follows is a unit or a classifier, which stands behind a number.
pub fn starts_with_unit(rest: &str) -> bool {
    rest.starts_with([
        '亿', '億', '万', '萬', '元', '年', '月', '日', '个', '個', '吨', '噸', '亩', '畝', '户', '%', '％',
    ]) || ["公里", "公顷", "公頃", "平方", "立方", "千瓦"].iter().any(|unit| rest.starts_with(unit))
}

/// True if the `m` before the `?` is a unit: after a digit, a slash, or `k`, `c`, `d`, `m` after one of these.
fn is_unit_of_length(text: &str, span: Span) -> bool {
    let mut before = text[..span.start as usize].bytes().rev().skip(1);
    match before.next() {
        Some(b'0'..=b'9' | b'/') => true,
        Some(b'k' | b'c' | b'd' | b'm') => matches!(before.next(), Some(b'0'..=b'9' | b'/')),
        _ => false,
    }
}

fn is_space_after_han(text: &str, span: Span) -> bool {
    let mut before = text[..span.start as usize].chars().rev();
    before.next().is_some_and(|c| matches!(c, ' ' | '\u{3000}')) && before.next().is_some_and(is_han)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape_of(text: &str) -> Option<Shape> {
        let at = text.find('?').expect("a question mark");
        shape(text, Span::new(at, end_of_run(text, at)))
    }

    #[test]
    fn shapes() {
        assert_eq!(shape_of("山水?古城"), Some(Shape::BetweenHan));
        assert_eq!(shape_of("“5?12”"), Some(Shape::BetweenDigits));
        assert_eq!(shape_of("投资20?亿元"), Some(Shape::BeforeUnit));
        assert_eq!(shape_of("18微克/m?。"), Some(Shape::Exponent));
        assert_eq!(shape_of("平台?，"), Some(Shape::BesideMark));
        assert_eq!(shape_of("区长 ?某"), Some(Shape::AfterSpace));
        assert_eq!(shape_of("抓?quot;双"), Some(Shape::Entity));
        assert_eq!(shape_of("发展????"), Some(Shape::Run));
        assert_eq!(shape_of("“行不行?”"), None);
        assert_eq!(shape_of("page?id=1"), None);
        assert_eq!(shape_of("好吗?"), None);
        assert_eq!(shape_of("名字不能含?、*、/"), None);
        assert_eq!(shape_of("命令 菜单 ?标签列表? 其他"), None);
    }

    #[test]
    fn sentences_that_ask() {
        let asks = |text: &str| super::asks(text, text.find('?').expect("a question mark"));
        assert!(asks("钱从哪里来?要靠改革"));
        assert!(asks("這項工作誰來做?要靠大家"));
        assert!(asks("群众有没有得到实惠?群众说了算"));
        assert!(!asks("怎么办？山水?古城"));
        assert!(!asks("幸福?安康"));
    }
}
