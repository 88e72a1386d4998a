//! Characters that must not reach a person as they are: a terminal obeys control characters, bidirectional controls
//! reorder what is read, invisible ones hide. They are replaced by pictures of themselves: `␛`, `<U+202E>`.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::char_class::{Class, class};

/// First of the code points that stand for characters of ambiguous width while lines are laid out
/// ([`crate::report::human`]). Unassigned in Unicode, so nothing is lost by picturing them.
pub const STAND_INS: std::ops::RangeInclusive<u32> = 0x3_8000..=0x3_FFFF;

/// True for a character that is shown as a picture. Tab and line ends depend on where they stand and are not among them.
pub fn needs_picture(c: char) -> bool {
    match class(c) {
        Class::Control | Class::Bidi | Class::Invisible | Class::PrivateUse => true,
        Class::Other => {
            let code = c as u32;
            let is_deprecated_format = matches!(code, 0x206A..=0x206F | 0xFFF9..=0xFFFB);
            let is_noncharacter = matches!(code, 0xFDD0..=0xFDEF) || code & 0xFFFE == 0xFFFE;
            is_deprecated_format || is_noncharacter
        }
        Class::Han => STAND_INS.contains(&(c as u32)),
        _ => false,
    }
}

/// Appends the picture of `c`: a control picture (U+2400 block) for C0 and DEL, the code point in angle brackets for the
/// others.
pub fn push_picture(out: &mut String, c: char) {
    let code = c as u32;
    match code {
        0..0x20 => out.extend(char::from_u32(0x2400 + code)),
        0x7F => out.push('\u{2421}'),
        // Writing to a string cannot fail.
        _ => _ = write!(out, "<U+{code:04X}>"),
    }
}

/// `text` with pictures, on one line: line ends and tabs are pictured too.
pub fn on_one_line(text: &str) -> Cow<'_, str> {
    pictured(text, |c| needs_picture(c) || matches!(c, '\t' | '\n' | '\r'))
}

/// `text` with pictures; line feeds stay.
pub fn on_lines(text: &str) -> Cow<'_, str> {
    pictured(text, |c| needs_picture(c) || matches!(c, '\t' | '\r'))
}

fn pictured(text: &str, is_pictured: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&is_pictured) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_pictured(c) {
            push_picture(&mut out, c);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_is_left() {
        assert_eq!(on_one_line("一\u{1B}[2J\u{7F}\u{85}\u{202E}\r\n\t\u{200B}"), "一␛[2J␡<U+0085><U+202E>␍␊␉<U+200B>");
        assert_eq!(on_lines("一\n二\r"), "一\n二␍");
        assert!(matches!(on_one_line("九项机制，①“…”😀"), Cow::Borrowed(_)));
        for code in (0..0x20).chain([0x7F]).chain(0x80..0xA0).chain([0x2028, 0x2029, 0x2066, 0x38000, 0x10_FFFF]) {
            let c = char::from_u32(code).expect("a character");
            assert!(!on_one_line(&c.to_string()).contains(c), "U+{code:04X}");
        }
    }
}
