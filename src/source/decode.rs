//! The decoding ladder: declared, byte order mark, UTF-8, damaged UTF-8, the most probable candidate, binary. Each step
//! is surer than the next one. Takes bytes, says in which encoding they are and why; UTF-8 is never copied.

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};
use memchr::{memchr, memchr_iter};

use crate::source::codec::Codec;
use crate::source::detect;
use crate::source::document::{Encoding, Origin, ReadError};
use crate::source::utf8::is_damaged_utf8;

/// How sure a file is UTF-8 that is almost all valid.
const DAMAGED_UTF8_CONFIDENCE: f32 = 0.99;

/// Bytes at the start of a file that say whether valid UTF-8 with NUL is text, and fewest that can.
const JUDGED_HEAD: usize = 64 * 1024;
const LEAST_JUDGED: usize = 16;

/// How a file is to be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Plan {
    pub codec: Codec,
    pub origin: Origin,
    /// From 0 to 1.
    pub confidence: f32,
    /// Length of the byte order mark.
    pub mark: usize,
    /// True if all after the mark is known to be valid UTF-8.
    pub is_valid_utf8: bool,
}

/// Finds out how to read `bytes`.
pub(super) fn plan(bytes: &[u8], declared: Option<Encoding>) -> Result<Plan, ReadError> {
    if let Some(encoding) = declared {
        return declared_plan(bytes, encoding);
    }
    let marked = byte_order_mark(bytes);
    if let Some((codec, mark)) = marked
        && !codec.is_utf8()
    {
        let origin = Origin::ByteOrderMark;
        return Ok(Plan { codec, origin, confidence: 1.0, mark, is_valid_utf8: false });
    }
    let mark = marked.map_or(0, |(_, length)| length);
    let text = &bytes[mark..];
    let utf8 = |origin, confidence, is_valid_utf8| Plan {
        codec: Codec::Whatwg(UTF_8),
        origin: if mark > 0 { Origin::ByteOrderMark } else { origin },
        confidence,
        mark,
        is_valid_utf8,
    };
    if is_utf8(text) {
        if !(has_nul(text) && (detect::has_signature(bytes) || is_rich_in_nul(text))) {
            return Ok(utf8(Origin::Utf8, 1.0, true));
        }
    } else if !detect::has_signature(bytes) && is_damaged_utf8(text) {
        return Ok(utf8(Origin::DamagedUtf8, DAMAGED_UTF8_CONFIDENCE, false));
    }
    let verdict = detect::detect(text)?;
    if verdict.codec.is_utf8() {
        let is_valid_utf8 = is_utf8(text);
        let origin = if is_valid_utf8 { Origin::Utf8 } else { Origin::DamagedUtf8 };
        return Ok(utf8(origin, verdict.confidence, is_valid_utf8));
    }
    let origin = Origin::Scored;
    Ok(Plan { codec: verdict.codec, origin, confidence: verdict.confidence, mark, is_valid_utf8: false })
}

/// The plan for a file whose encoding the configuration names. A mark of that encoding is not part of the text; either
/// UTF-16 may be told the other byte order by its mark.
fn declared_plan(bytes: &[u8], encoding: Encoding) -> Result<Plan, ReadError> {
    let declared = Codec::of(encoding).ok_or(ReadError::UnsupportedEncoding)?;
    let is_utf16 = |codec| codec == Codec::Whatwg(UTF_16LE) || codec == Codec::Whatwg(UTF_16BE);
    let (codec, mark) = byte_order_mark(bytes)
        .filter(|(marked, _)| *marked == declared || (is_utf16(*marked) && is_utf16(declared)))
        .unwrap_or((declared, 0));
    let is_valid_utf8 = codec.is_utf8() && is_utf8(&bytes[mark..]);
    Ok(Plan { codec, origin: Origin::Declared, confidence: 1.0, mark, is_valid_utf8 })
}

/// The encoding that a byte order mark names, and the length of the mark.
fn byte_order_mark(bytes: &[u8]) -> Option<(Codec, usize)> {
    let little_32 = Codec::Utf32 { big_endian: false };
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Some((Codec::Whatwg(UTF_8), 3)),
        [0x84, 0x31, 0x95, 0x33, ..] => Some((Codec::Whatwg(GB18030), 4)),
        [0, 0, 0xFE, 0xFF, ..] => Some((Codec::Utf32 { big_endian: true }, 4)),
        [0xFF, 0xFE, 0, 0, rest @ ..] if looks_like_utf32(rest) => Some((little_32, 4)),
        [0xFF, 0xFE, ..] => Some((Codec::Whatwg(UTF_16LE), 2)),
        [0xFE, 0xFF, ..] => Some((Codec::Whatwg(UTF_16BE), 2)),
        _ => None,
    }
}

/// UTF-16 that starts with NUL has the same mark as UTF-32, but no third byte below 0x11 and fourth of 0 in every unit.
fn looks_like_utf32(bytes: &[u8]) -> bool {
    bytes.chunks_exact(4).take(64).all(|unit| unit[3] == 0 && unit[2] <= 0x10)
}

fn is_utf8(bytes: &[u8]) -> bool {
    simdutf8::basic::from_utf8(bytes).is_ok()
}

/// NUL is valid UTF-8, but it is in few texts, in every binary file and in every ASCII text stored as UTF-16.
fn has_nul(bytes: &[u8]) -> bool {
    memchr(0, bytes).is_some()
}

/// One NUL in a text is a fault of the text. ASCII stored as UTF-16 is half NUL.
fn is_rich_in_nul(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(JUDGED_HEAD)];
    head.len() >= LEAST_JUDGED && memchr_iter(0, head).count() * 8 >= head.len()
}
