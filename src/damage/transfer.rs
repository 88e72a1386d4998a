//! Residue of a transfer: HTML entities and escape sequences that were never decoded. Takes text, gives the runs with
//! what they decode to. Clean text costs a search for three bytes.

use crate::char_class::is_han;
use crate::span::Span;

/// Names of entities that reports have, and their characters. Source: HTML Living Standard, 13.5.
const NAMED: [(&str, &str); 17] = [
    ("nbsp", " "),
    ("ensp", " "),
    ("emsp", " "),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("hellip", "…"),
    ("middot", "·"),
    ("times", "×"),
    ("permil", "‰"),
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
];

/// What was not decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferKind {
    /// `&nbsp;`, `&#21512;`, `&amp;#21512;`.
    Entity,
    /// `\u6539`, `%u6539`, `%E6%94%B9`.
    Escape,
}

/// A run of entities or escape sequences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// What it is.
    pub kind: TransferKind,
    /// Where.
    pub span: Span,
    /// What it stands for.
    pub decoded: String,
}

/// Finds the runs, in text order.
pub fn find(text: &str) -> Vec<Transfer> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut done = 0;
    for at in memchr::memchr3_iter(b'&', b'\\', b'%', bytes) {
        if at < done {
            continue;
        }
        let run = match bytes[at] {
            b'&' => entities(text, at),
            b'\\' => units(text, at, b'\\'),
            _ if bytes.get(at + 1) == Some(&b'u') => units(text, at, b'%'),
            _ => percent(text, at),
        };
        if let Some(run) = run {
            done = run.span.end as usize;
            found.push(run);
        }
    }
    found
}

/// True for Han and for what Chinese puts between words.
pub fn is_chinese(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF5E}' | '“' | '”' | '‘' | '’' | '—' | '…')
}

/// The entities in a row at `at`, if what they stand for, or what they stand beside, is Chinese.
fn entities(text: &str, at: usize) -> Option<Transfer> {
    let mut decoded = String::new();
    let mut end = at;
    while let Some(length) = entity(&text[end..], &mut decoded) {
        end += length;
    }
    let beside = text[..at].chars().next_back().is_some_and(is_chinese) || text[end..].starts_with(is_chinese);
    // `科技&amp;教育`, `R&amp;D`: a lone mark of HTML is decoded by nobody but HTML.
    let is_mark = decoded.chars().all(|c| matches!(c, '&' | '<' | '>' | '"'));
    let is_run = end > at && !is_mark && (beside || decoded.chars().any(is_chinese));
    is_run.then(|| Transfer { kind: TransferKind::Entity, span: Span::new(at, end), decoded })
}

/// Reads one entity at the start of `text`, one that was escaped twice included; its length.
fn entity(text: &str, decoded: &mut String) -> Option<usize> {
    let twice = text.strip_prefix("&amp;").and_then(|rest| Some((5, name(rest)?)));
    let (before, name) = match twice {
        Some(found) => found,
        None => (1, name(text.strip_prefix('&')?)?),
    };
    match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            let c = char::from_u32(code).filter(|c| *c >= ' ')?;
            match c {
                '\u{A0}' => decoded.push(' '),
                '\u{200B}' | '\u{FEFF}' => {}
                _ => decoded.push(c),
            }
        }
        None => decoded.push_str(NAMED.iter().find(|(known, _)| *known == name)?.1),
    }
    Some(before + name.len() + 1)
}

/// What stands before the `;` that ends an entity.
fn name(text: &str) -> Option<&str> {
    const LONGEST: usize = 9;
    let length = text.bytes().take(LONGEST).position(|b| b == b';')?;
    let name = text.get(..length)?;
    let digits = name.strip_prefix('#').unwrap_or(name);
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(name)
}

/// `\u6539` and `%u6539` in a row, if they stand for Chinese: two and more, or one beside Chinese.
fn units(text: &str, at: usize, mark: u8) -> Option<Transfer> {
    let bytes = text.as_bytes();
    let mut units = Vec::new();
    let mut end = at;
    while let Some([first, b'u', digits @ ..]) = bytes.get(end..end + 6)
        && *first == mark
        && let Some(unit) = hexadecimal(digits)
    {
        units.push(unit);
        end += 6;
    }
    let decoded = String::from_utf16(&units).ok()?;
    let beside = text[..at].chars().next_back().is_some_and(is_chinese) || text[end..].starts_with(is_chinese);
    let enough = units.len() > 1 || beside;
    let is_run = enough && decoded.chars().any(is_chinese) && !decoded.chars().any(char::is_control);
    is_run.then(|| Transfer { kind: TransferKind::Escape, span: Span::new(at, end), decoded })
}

fn hexadecimal(digits: &[u8]) -> Option<u16> {
    let all = digits.iter().all(u8::is_ascii_hexdigit);
    let text = std::str::from_utf8(digits).ok().filter(|_| all)?;
    u16::from_str_radix(text, 16).ok()
}

/// `%E6%94%B9` in a row, if that is UTF-8 with Chinese in it and stands outside of an address.
fn percent(text: &str, at: usize) -> Option<Transfer> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::new();
    let mut end = at;
    while let Some([b'%', digits @ ..]) = bytes.get(end..end + 3)
        && let Some(byte) = hexadecimal(digits)
    {
        decoded.push(byte as u8);
        end += 3;
    }
    let decoded = String::from_utf8(decoded).ok()?;
    let is_run = decoded.chars().any(is_chinese) && !decoded.chars().any(char::is_control);
    (is_run && !is_address(text, at, end)).then(|| Transfer {
        kind: TransferKind::Escape,
        span: Span::new(at, end),
        decoded,
    })
}

/// `https://example.org/%E6%94%B9`: ASCII touches it, and has a mark of an address.
fn is_address(text: &str, start: usize, end: usize) -> bool {
    const WINDOW: usize = 200;
    let touches = |b: &u8| b.is_ascii_graphic();
    let left = text.as_bytes()[..start].iter().rev().take(WINDOW).take_while(|b| touches(b));
    let right = text.as_bytes()[end..].iter().take(WINDOW).take_while(|b| touches(b));
    left.chain(right).any(|b| matches!(b, b'/' | b'=' | b'.' | b'?' | b'&'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, String)> {
        find(text).into_iter().map(|run| (&text[run.span.range()], run.decoded)).collect()
    }

    #[test]
    fn runs_and_what_they_stand_for() {
        assert_eq!(found("完成&nbsp;&nbsp;投资"), [("&nbsp;&nbsp;", "  ".to_owned())]);
        assert_eq!(found("&amp;#21512;&#x4F5C;"), [("&amp;#21512;&#x4F5C;", "合作".to_owned())]);
        assert_eq!(
            found("\\u6539\\u9769 %u6539%u9769"),
            [("\\u6539\\u9769", "改革".to_owned()), ("%u6539%u9769", "改革".to_owned())]
        );
        assert_eq!(found("名称%E6%94%B9%E9%9D%A9。"), [("%E6%94%B9%E9%9D%A9", "改革".to_owned())]);
    }

    #[test]
    fn what_is_none() {
        for text in [
            "R&amp;D",
            "增长5%，6%E",
            "A&B;",
            "&#0;我",
            "\\u6539",
            "\\ud800\\ud800我",
            "&",
            "%",
            "\\u",
            "%u",
            "&#xFFFFFFFF;我",
            "见 https://example.org/%E6%94%B9%E9%9D%A9",
            "&amp;我",
            "%E6%94我",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
