//! The encodings of mail that was stored as it came: quoted-printable (RFC 2045, 6.7) and encoded words (RFC 2047).

use encoding_rs::Encoding;

use crate::damage::base64;
use crate::damage::transfer::{Look, TransferKind, bytes_as_chinese, hexadecimal, is_chinese_text};

/// Characters that stand for themselves between two encoded ones, at most: a line of quoted-printable has 76.
const LONGEST_LITERAL: usize = 76;

/// Length of an encoded word at most, the names included (RFC 2047, 2; real mailers write longer ones).
const LONGEST_WORD: usize = 1000;

/// `=E6=94=B9=E9=9D=A9`, soft line breaks and the ASCII between included.
pub(super) fn quoted_printable(text: &str, at: usize) -> Look {
    let bytes = text.as_bytes();
    let mut decoded = Vec::new();
    let mut end = at;
    let mut next = at;
    let mut literal = 0;
    while let Some(byte) = bytes.get(next) {
        if let Some(encoded) = encoded_byte(bytes, next) {
            decoded.push(encoded);
            (next, literal) = (next + 3, 0);
            end = next;
        } else if let Some(length) = soft_break(&bytes[next..]) {
            next += length;
        } else if matches!(byte, b' '..=b'~') && *byte != b'=' && literal < LONGEST_LITERAL {
            decoded.push(*byte);
            (next, literal) = (next + 1, literal + 1);
        } else {
            break;
        }
    }
    decoded.truncate(decoded.len() - literal);
    let decoded = bytes_as_chinese(decoded).filter(|_| !is_in_a_query(text, at));
    Look::run(TransferKind::QuotedPrintable, at, end, decoded)
}

/// `?name=E6=94=B9`, `a/b=E6=94=B9`: part of an address. `1.=E6=94=B9` is a heading.
fn is_in_a_query(text: &str, at: usize) -> bool {
    const WINDOW: usize = 64;
    let before = text.as_bytes()[..at].iter().rev().take(WINDOW).take_while(|b| b.is_ascii_graphic());
    before.into_iter().any(|b| matches!(b, b'/' | b'?' | b'&'))
}

fn encoded_byte(bytes: &[u8], at: usize) -> Option<u8> {
    let digits = bytes.get(at..at + 3)?.strip_prefix(b"=")?;
    u8::try_from(hexadecimal(digits)?).ok()
}

/// Length of a soft line break.
fn soft_break(bytes: &[u8]) -> Option<usize> {
    let rest = bytes.strip_prefix(b"=")?;
    [&b"\r\n"[..], b"\n"].into_iter().find(|end| rest.starts_with(end)).map(|end| 1 + end.len())
}

/// `=?UTF-8?B?5pS56Z2p?=`, several in a row included: the white space between two is not text.
pub(super) fn encoded_words(text: &str, at: usize) -> Look {
    let mut words: Vec<(&'static Encoding, Vec<u8>)> = Vec::new();
    let mut end = at;
    let mut next = at;
    while let Some((encoding, mut bytes, length)) = encoded_word(&text.as_bytes()[next..]) {
        match words.last_mut() {
            // Mailers part words in the middle of a character.
            Some((known, before)) if *known == encoding => before.append(&mut bytes),
            _ => words.push((encoding, bytes)),
        }
        end = next + length;
        next = end + text.as_bytes()[end..].iter().take_while(|b| b.is_ascii_whitespace()).count();
    }
    let decode = |(encoding, bytes): &(&'static Encoding, Vec<u8>)| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).map(|text| text.into_owned())
    };
    let decoded = words.iter().map(decode).collect::<Option<String>>().filter(|decoded| is_chinese_text(decoded));
    Look::run(TransferKind::EncodedWord, at, end, decoded)
}

/// The encoding, the bytes and the length of the encoded word at the start.
fn encoded_word(text: &[u8]) -> Option<(&'static Encoding, Vec<u8>, usize)> {
    let window = text.get(..text.len().min(LONGEST_WORD))?;
    let mut parts = window.strip_prefix(b"=?")?.splitn(3, |b| *b == b'?');
    let (charset, form, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let content = rest.get(..memchr::memmem::find(rest, b"?=")?)?;
    let encoding = Encoding::for_label(charset)?;
    let bytes = match form {
        b"B" | b"b" => base64::decode(content)?,
        b"Q" | b"q" => quoted(content)?,
        _ => return None,
    };
    Some((encoding, bytes, 2 + charset.len() + 1 + form.len() + 1 + content.len() + 2))
}

/// The bytes of an encoded word in the Q form: `_` is a space.
fn quoted(content: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(content.len());
    let mut at = 0;
    while let Some(byte) = content.get(at) {
        match byte {
            b'=' => {
                bytes.push(encoded_byte(content, at)?);
                at += 2;
            }
            b'_' => bytes.push(b' '),
            b'!'..=b'~' => bytes.push(*byte),
            _ => return None,
        }
        at += 1;
    }
    Some(bytes)
}
