//! Escape sequences of programs and addresses in a row: code units in hexadecimal, and bytes one by one.

use crate::damage::transfer::{
    Look, Transfer, TransferKind, bytes_as_chinese, hexadecimal, is_address, is_beside_chinese, is_chinese_text,
};
use crate::span::Span;

/// Digits of a code unit that stands without braces.
const UNIT_DIGITS: usize = 4;

/// Digits of a code point in braces at most.
const MOST_DIGITS: usize = 6;

/// `\u6539`, `\u{6539}`, `\x{6539}`, escaped once or twice, and the bytes `\xE6\x94\xB9` or `\346\224\271`.
pub(super) fn backslash(text: &str, at: usize) -> Look {
    let twice = text.as_bytes().get(at + 1) == Some(&b'\\');
    let mark = if twice { &b"\\\\"[..] } else { b"\\" };
    match text.as_bytes().get(at + mark.len()..at + mark.len() + 2).unwrap_or_default() {
        [b'u' | b'x', b'{'] => units(text, at, |rest| braced(rest, mark)),
        [b'u', _] => units(text, at, |rest| plain(rest, mark)),
        [b'x', _] => bytes(text, at, |rest| {
            let digits = rest.strip_prefix(mark)?.strip_prefix(b"x")?.get(..2)?;
            Some((u8::try_from(hexadecimal(digits)?).ok()?, mark.len() + 3))
        }),
        // Bytes of GBK in a text of RTF (1.9.1, “\'hh”).
        [b'\'', _] => bytes(text, at, |rest| {
            let digits = rest.strip_prefix(mark)?.strip_prefix(b"'")?.get(..2)?;
            Some((u8::try_from(hexadecimal(digits)?).ok()?, mark.len() + 3))
        }),
        [b'2' | b'3', _] => bytes(text, at, |rest| octal(rest, mark)),
        _ => Look::NothingBefore(at + 1),
    }
}

/// `%u6539`, as the old JavaScript function `escape` writes it.
pub(super) fn percent_units(text: &str, at: usize) -> Look {
    units(text, at, |rest| plain(rest, b"%"))
}

/// `<U+6539>`, as R prints what its terminal cannot show.
pub(super) fn angle_units(text: &str, at: usize) -> Look {
    units(text, at, |rest| {
        let rest = rest.strip_prefix(b"<U+")?;
        let digits = rest.iter().take(MOST_DIGITS + 1).position(|b| *b == b'>')?;
        Some((hexadecimal(rest.get(..digits)?)?, digits + 4))
    })
}

/// `<E6><94><B9>`, as `less` and editors show bytes that they cannot read.
pub(super) fn angle_bytes(text: &str, at: usize) -> Look {
    bytes(text, at, |rest| {
        let digits = rest.strip_prefix(b"<")?.get(..2).filter(|_| rest.get(3) == Some(&b'>'))?;
        Some((u8::try_from(hexadecimal(digits)?).ok()?, digits.len() + 2))
    })
}

/// `%E6%94%B9` outside of an address (RFC 3986, 2.1), escaped once or twice.
pub(super) fn percent_bytes(text: &str, at: usize) -> Look {
    let byte = |mark: &'static [u8]| {
        move |rest: &[u8]| {
            let digits = rest.strip_prefix(mark)?.get(..2)?;
            Some((u8::try_from(hexadecimal(digits)?).ok()?, mark.len() + 2))
        }
    };
    let twice = text.as_bytes()[at..].starts_with(b"%25");
    match if twice { bytes(text, at, byte(b"%25")) } else { bytes(text, at, byte(b"%")) } {
        Look::Run(run) if is_address(text, at, run.span.end as usize) => Look::NothingBefore(run.span.end as usize),
        look => look,
    }
}

/// `\u6539`: the unit and its length.
fn plain(rest: &[u8], mark: &[u8]) -> Option<(u32, usize)> {
    let digits = rest.strip_prefix(mark)?.strip_prefix(b"u")?.get(..UNIT_DIGITS)?;
    Some((hexadecimal(digits)?, mark.len() + 1 + UNIT_DIGITS))
}

/// `\u{6539}`, `\x{6539}`: the code point and its length.
fn braced(rest: &[u8], mark: &[u8]) -> Option<(u32, usize)> {
    let rest = rest.strip_prefix(mark)?;
    let rest = rest.strip_prefix(b"u{").or_else(|| rest.strip_prefix(b"x{"))?;
    let digits = rest.iter().take(MOST_DIGITS + 1).position(|b| *b == b'}')?;
    Some((hexadecimal(rest.get(..digits)?)?, mark.len() + 3 + digits))
}

/// `\346`: the byte and its length.
fn octal(rest: &[u8], mark: &[u8]) -> Option<(u8, usize)> {
    let digits = rest.strip_prefix(mark)?.get(..3)?;
    let value = digits.iter().try_fold(0u16, |value, digit| match digit {
        b'0'..=b'7' => Some(value * 8 + u16::from(digit - b'0')),
        _ => None,
    })?;
    Some((u8::try_from(value).ok()?, mark.len() + 3))
}

/// Code units in a row, if they stand for Chinese: two and more, or one beside Chinese. `[\u4e00-\u9fa5]` is two runs.
fn units(text: &str, at: usize, next: impl Fn(&[u8]) -> Option<(u32, usize)>) -> Look {
    let mut units: Vec<u16> = Vec::new();
    let mut end = at;
    while let Some((unit, length)) = text.as_bytes().get(end..).and_then(&next) {
        match u16::try_from(unit) {
            Ok(unit) => units.push(unit),
            Err(_) => match char::from_u32(unit) {
                Some(c) => units.extend_from_slice(c.encode_utf16(&mut [0; 2])),
                None => break,
            },
        }
        end += length;
    }
    let enough = units.len() > 1 || is_beside_chinese(text, at, end);
    let decoded = String::from_utf16(&units).ok().filter(|decoded| enough && is_chinese_text(decoded));
    Look::run(TransferKind::Escape, at, end, decoded)
}

/// One escape, or some in a row before `limit`, whose neighbours bear it out: it need not be Chinese.
pub(super) fn single(text: &str, at: usize, limit: usize) -> Option<Transfer> {
    let rest = |end: usize| text.as_bytes().get(end..limit).unwrap_or_default();
    let mut end = at;
    let (mut units, mut bytes) = (Vec::new(), Vec::new());
    while let Some((unit, length)) = plain(rest(end), b"\\").or_else(|| plain(rest(end), b"%")) {
        units.push(u16::try_from(unit).ok()?);
        end += length;
    }
    while units.is_empty()
        && let Some(digits) = rest(end).strip_prefix(b"%").and_then(|rest| rest.get(..2))
        && let Some(byte) = hexadecimal(digits)
    {
        bytes.push(u8::try_from(byte).ok()?);
        end += 3;
    }
    let decoded = if units.is_empty() { String::from_utf8(bytes).ok()? } else { String::from_utf16(&units).ok()? };
    let may_stand_alone = |c: char| !c.is_ascii() && !c.is_control() || c.is_ascii_punctuation();
    let is_one = !decoded.is_empty() && decoded.chars().all(may_stand_alone);
    let is_run = is_one && (!units.is_empty() || !is_address(text, at, end));
    is_run.then(|| Transfer { kind: TransferKind::Escape, span: Span::new(at, end), decoded })
}

/// Bytes in a row, if they stand for Chinese.
fn bytes(text: &str, at: usize, next: impl Fn(&[u8]) -> Option<(u8, usize)>) -> Look {
    let mut bytes = Vec::new();
    let mut end = at;
    while let Some((byte, length)) = text.as_bytes().get(end..).and_then(&next) {
        bytes.push(byte);
        end += length;
    }
    Look::run(TransferKind::Escape, at, end, bytes_as_chinese(bytes))
}
