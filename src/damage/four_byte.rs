//! What a decoder without the four-byte characters of GB 18030 leaves of one: `81 30 84 32` (U+00A0) becomes `�0�2` or
//! `?0?2`. Two of the four bytes are digits, and they stand in the text as if someone had written them. The other two are
//! lost; which characters would leave these digits is computed from the code.

use crate::span::Span;

/// Characters without a place among the two-byte codes that reports have, the most common first.
const LIKELY: [char; 24] = [
    '\u{A0}', '\u{FEFF}', '\u{FFFD}', '\u{200B}', '\u{2022}', '\u{2002}', '\u{2003}', '\u{B2}', '\u{B3}', '\u{A9}',
    '\u{AE}', '\u{2122}', '\u{30FB}', '\u{BD}', '\u{A5}', '\u{A3}', '\u{200E}', '\u{200F}', '\u{2009}', '\u{202F}',
    '\u{2212}', '\u{2027}', '\u{200D}', '\u{2713}',
];

/// A text that has other lost characters this near lost more than one decoder's halves. In bytes.
const NEAR: usize = 72;

/// Bytes of one character's residue, with U+FFFD.
const LONGEST: usize = 8;

/// The likely characters that leave these digits, the most common first.
pub fn candidates(digits: [u8; 2]) -> impl Iterator<Item = char> {
    LIKELY.into_iter().filter(move |c| code_digits(*c) == Some(digits))
}

/// Second and fourth byte of the four-byte code of a character (GB 18030-2022).
fn code_digits(c: char) -> Option<[u8; 2]> {
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = encoding_rs::GB18030.encode(c.encode_utf8(&mut buffer));
    match *bytes {
        [_, second @ b'0'..=b'9', _, fourth @ b'0'..=b'9'] if !unmappable => Some([second, fourth]),
        _ => None,
    }
}

/// The digits that the residue at the start of a text holds, the residue's length, and the mark for what was lost.
pub fn digits(text: &str) -> Option<([u8; 2], usize)> {
    let mark = text.chars().next().filter(|c| matches!(*c, '?' | char::REPLACEMENT_CHARACTER))?;
    let second = text[mark.len_utf8()..].bytes().next().filter(u8::is_ascii_digit)?;
    let rest = text[mark.len_utf8() + 1..].strip_prefix(mark)?;
    let fourth = rest.bytes().next().filter(u8::is_ascii_digit)?;
    Some(([second, fourth], 2 * (mark.len_utf8() + 1)))
}

/// One residue at `at`, or several in a row.
pub fn read(text: &str, at: usize) -> Option<Span> {
    let mut end = at;
    let mut count = 0;
    let mut first = [0; 2];
    while let Some((digits, length)) = digits(&text[end..]) {
        first = if count == 0 { digits } else { first };
        (count, end) = (count + 1, end + length);
    }
    let is_likely = count > 0 && candidates(first).next().is_some();
    let is_residue = match text.as_bytes().get(at)? {
        b'?' => is_likely && !is_in_a_word(text, at) && !text[end..].starts_with('?'),
        _ => (is_likely || count > 0 && is_beside_han(text, at, end)) && !is_among_losses(text, at, end),
    };
    is_residue.then(|| Span::new(at, end))
}

/// `list?0?2`, `x=?0?2`: part of an address or a formula.
fn is_in_a_word(text: &str, at: usize) -> bool {
    text[..at]
        .bytes()
        .next_back()
        .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'=' | b'/' | b'.' | b'?' | b'+'))
}

fn is_beside_han(text: &str, start: usize, end: usize) -> bool {
    let han = |c: Option<char>| c.is_some_and(crate::char_class::is_han);
    han(text[..start].chars().next_back()) || han(text[end..].chars().next())
}

/// `第�1�2�项`: a text that lost whole characters has its own digits between them.
fn is_among_losses(text: &str, start: usize, end: usize) -> bool {
    let left = text.as_bytes()[start.saturating_sub(NEAR)..start].windows(3).any(|bytes| bytes == b"\xEF\xBF\xBD");
    let right = &text.as_bytes()[end..text.len().min(end + NEAR)];
    let mut right = memchr::memmem::find_iter(right, b"\xEF\xBF\xBD").map(|at| end + at);
    let is_other = |at: usize| digits(&text[at..]).is_none() && !is_second_mark(text, at);
    (left && !ends_with_residue(text, start)) || right.any(is_other)
}

/// True if the mark at `at` is the second one of a residue.
fn is_second_mark(text: &str, at: usize) -> bool {
    at.checked_sub(LONGEST / 2).and_then(|first| text.get(first..)).and_then(digits).is_some()
}

/// True if the last lost character before `start` is a residue as well.
fn ends_with_residue(text: &str, start: usize) -> bool {
    let last = text[..start].rfind(char::REPLACEMENT_CHARACTER);
    last.is_some_and(|at| is_second_mark(text, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The accident: a decoder that knows GBK only, with U+FFFD or `?` for the bytes it cannot read.
    fn damage(text: &str, mark: &str) -> String {
        let damaged = text.chars().map(|c| {
            let written = c.to_string();
            match code_digits(c) {
                Some([second, fourth]) => format!("{mark}{}{mark}{}", second as char, fourth as char),
                None => written,
            }
        });
        damaged.collect()
    }

    #[test]
    fn the_digits_of_a_code() {
        assert_eq!(code_digits('\u{A0}'), Some(*b"02"));
        assert_eq!(code_digits('\u{FEFF}'), Some(*b"13"));
        assert_eq!(code_digits('\u{FFFD}'), Some(*b"17"));
        assert_eq!(code_digits('我'), None);
        assert_eq!(candidates(*b"02").collect::<String>(), "\u{A0}");
        assert_eq!(candidates(*b"05").collect::<String>(), "\u{B2}\u{BD}\u{A3}");
        assert_eq!(candidates(*b"44").count(), 0);
    }

    #[test]
    fn finds_what_the_accident_leaves() {
        for mark in ["\u{FFFD}", "?"] {
            let text = damage("完成\u{A0}\u{A0}25亿元", mark);
            let span = read(&text, "完成".len()).map(|span| &text[span.range()]);
            assert_eq!(span, Some(&*format!("{mark}0{mark}2{mark}0{mark}2")));
            assert!(text.ends_with("25亿元"));
        }
    }

    #[test]
    fn what_is_none() {
        for text in ["?1", "?0?", "是不是?", "a?0?2", "?4?4", "?0?2?", "\u{FFFD}1\u{FFFD}2\u{FFFD}项", "\u{FFFD}"] {
            let at = text.find(['?', '\u{FFFD}']).unwrap_or(0);
            assert_eq!(read(text, at), None, "{text}");
        }
    }
}
