//! HTML entities in a row (HTML Living Standard, 13.5), escaped once or twice.

use crate::char_class::{Class, class};
use crate::damage::transfer::{Look, TransferKind, hexadecimal, is_beside_chinese, is_chinese};

/// Names of entities that reports have, and their characters. Source: HTML Living Standard, 13.5.
const NAMED: [(&str, &str); 49] = [
    ("nbsp", " "),
    ("ensp", " "),
    ("emsp", " "),
    ("thinsp", " "),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("hellip", "…"),
    ("middot", "·"),
    ("bull", "•"),
    ("times", "×"),
    ("divide", "÷"),
    ("plusmn", "±"),
    ("minus", "−"),
    ("permil", "‰"),
    ("deg", "°"),
    ("sup1", "¹"),
    ("sup2", "²"),
    ("sup3", "³"),
    ("frac12", "½"),
    ("frac14", "¼"),
    ("frac34", "¾"),
    ("le", "≤"),
    ("ge", "≥"),
    ("ne", "≠"),
    ("asymp", "≈"),
    ("infin", "∞"),
    ("radic", "√"),
    ("micro", "µ"),
    ("alpha", "α"),
    ("beta", "β"),
    ("mu", "μ"),
    ("yen", "¥"),
    ("euro", "€"),
    ("sect", "§"),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
    ("larr", "←"),
    ("rarr", "→"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
];

/// How `&` itself may be escaped, before what is escaped for the second time.
const ESCAPED_MARKS: [&str; 4] = ["&amp;", "&#38;", "&#x26;", "&#038;"];

/// The entities in a row at `at`, if what they stand for, or what they stand beside, is Chinese.
pub(super) fn read(text: &str, at: usize) -> Look {
    let mut decoded = String::new();
    let mut end = at;
    while let Some(length) = entity(&text[end..], &mut decoded) {
        end += length;
    }
    // `科技&amp;教育`, `R&amp;D`: a lone mark of HTML is decoded by nobody but HTML.
    let is_mark = !decoded.is_empty() && decoded.chars().all(|c| matches!(c, '&' | '<' | '>' | '"'));
    // `8&#8203;5`: an unseen character parts a number.
    let parts_digits = text[..at].ends_with(is_digit) && text[end..].starts_with(is_digit);
    let beside = is_beside_chinese(text, at, end) || decoded.is_empty() && parts_digits;
    let is_run = end > at && !is_mark && (beside || decoded.chars().any(is_chinese));
    Look::run(TransferKind::Entity, at, end, is_run.then_some(decoded))
}

fn is_digit(c: char) -> bool {
    matches!(class(c), Class::Digit | Class::FullDigit)
}

/// Reads one entity at the start of `text`, one that was escaped twice or lost its `&` included; its length.
fn entity(text: &str, decoded: &mut String) -> Option<usize> {
    if text.starts_with('#') {
        return without_mark(text, decoded);
    }
    let twice = ESCAPED_MARKS.iter().find_map(|mark| Some((mark.len(), name(text.strip_prefix(mark)?)?)));
    let (before, name) = match twice {
        Some(found) => found,
        None => (1, name(text.strip_prefix('&')?)?),
    };
    match name.strip_prefix('#') {
        Some(number) => match numbered(number)? {
            '\u{A0}' => decoded.push(' '),
            '\u{200B}' | '\u{FEFF}' => {}
            c => decoded.push(c),
        },
        None => decoded.push_str(NAMED.iter().find(|(known, _)| *known == name)?.1),
    }
    Some(before + name.len() + 1)
}

/// `#xff0c;`: somebody dropped each `&`. Only what stands for Chinese is one.
fn without_mark(text: &str, decoded: &mut String) -> Option<usize> {
    let name = name(text)?;
    decoded.push(numbered(name.strip_prefix('#')?).filter(|c| is_chinese(*c))?);
    Some(name.len() + 1)
}

/// The character of `21512` or `x5408`, unless that is a control character.
fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => hexadecimal(digits.as_bytes())?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|c| *c >= ' ')
}

/// What stands before the `;` that ends an entity.
fn name(text: &str) -> Option<&str> {
    const LONGEST: usize = 9;
    let length = text.bytes().take(LONGEST).position(|b| b == b';')?;
    let name = text.get(..length)?;
    let digits = name.strip_prefix('#').unwrap_or(name);
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(name)
}
