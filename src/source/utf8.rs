//! UTF-8 with invalid sequences: each becomes one U+FFFD, named by the accident that left it. Takes bytes, gives text with
//! holes; a valid file never comes here.

use simdutf8::compat::from_utf8;

use crate::source::codec::{Decoded, TooDamaged, most_holes};
use crate::source::document::HoleKind;

/// Valid characters of more than one byte for each invalid sequence in a file that is damaged and not something else.
/// Chinese in GB18030 or Big5 has less than one.
const VALID_FOR_EACH_INVALID: usize = 20;

/// Bytes of the sequence that a lead byte starts.
pub(super) fn length(lead: u8) -> usize {
    match lead {
        0..=0x7F => 1,
        0x80..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0.. => 4,
    }
}

/// True if almost all of `bytes` that is not ASCII is valid UTF-8.
pub(super) fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let most = bytes.len() / (2 * VALID_FOR_EACH_INVALID) + 1;
    let (mut valid, mut invalid) = (0, 0);
    for piece in pieces(bytes) {
        match piece {
            Piece::Valid(text) => valid += text.bytes().filter(|byte| *byte >= 0xC0).count(),
            Piece::Invalid { .. } if invalid == most => return false,
            Piece::Invalid { .. } => invalid += 1,
        }
    }
    invalid * VALID_FOR_EACH_INVALID <= valid
}

/// Decodes UTF-8 that need not be valid.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, TooDamaged> {
    let mut decoded = Decoded { text: String::with_capacity(bytes.len() + bytes.len() / 16), holes: Vec::new() };
    let most = most_holes(bytes.len());
    for piece in pieces(bytes) {
        match piece {
            Piece::Valid(text) => decoded.text.push_str(text),
            Piece::Invalid { .. } if decoded.holes.len() >= most => return Err(TooDamaged),
            Piece::Invalid { start, end, kind } => decoded.push_hole(start, end, kind),
        }
    }
    Ok(decoded)
}

enum Piece<'a> {
    Valid(&'a str),
    Invalid { start: usize, end: usize, kind: HoleKind },
}

/// Valid stretches and invalid sequences in turn.
fn pieces(bytes: &[u8]) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    let mut invalid_next = false;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            if invalid_next {
                invalid_next = false;
                let (length, kind) = invalid_sequence(&bytes[start..]);
                at += length;
                return Some(Piece::Invalid { start, end: at, kind });
            }
            let valid = match from_utf8(&bytes[start..]) {
                Ok(text) => text,
                Err(error) => {
                    invalid_next = true;
                    from_utf8(&bytes[start..start + error.valid_up_to()]).unwrap_or_default()
                }
            };
            at += valid.len();
            if !valid.is_empty() {
                return Some(Piece::Valid(valid));
            }
        }
        None
    })
}

/// Length and kind of the invalid sequence that `bytes` starts with. At least one byte.
fn invalid_sequence(bytes: &[u8]) -> (usize, HoleKind) {
    let lead = bytes.first().copied().unwrap_or(0);
    let following = match lead {
        0x80..=0xBF => return (1 + continuations(&bytes[1..], 2), HoleKind::StrayContinuation),
        0xC0..=0xF7 => length(lead) - 1,
        _ => return (1, HoleKind::Invalid),
    };
    let present = continuations(&bytes[1..], following);
    if present < following {
        return match lead {
            0xC0 | 0xC1 | 0xF5.. => (1, HoleKind::Invalid),
            _ if present + 1 == bytes.len() => (present + 1, HoleKind::CutAtEnd),
            _ => (present + 1, HoleKind::Cut),
        };
    }
    match (lead, bytes.get(1).copied().unwrap_or(0)) {
        (0xC0 | 0xC1, _) | (0xE0, ..=0x9F) | (0xF0, ..=0x8F) => (following + 1, HoleKind::Overlong),
        (0xED, _) => match surrogate_pair(bytes) {
            Some(joined) => (6, HoleKind::SurrogatePair(joined)),
            None => (3, HoleKind::LoneSurrogate),
        },
        _ => (following + 1, HoleKind::Invalid),
    }
}

/// Number of continuation bytes that `bytes` starts with, at most `most`.
fn continuations(bytes: &[u8], most: usize) -> usize {
    bytes.iter().take(most).take_while(|byte| matches!(byte, 0x80..=0xBF)).count()
}

/// The character that two surrogates of three bytes each stand for (CESU-8, Unicode Technical Report 26).
fn surrogate_pair(bytes: &[u8]) -> Option<char> {
    match *bytes {
        [0xED, a @ 0xA0..=0xAF, b @ 0x80..=0xBF, 0xED, c @ 0xB0..=0xBF, d @ 0x80..=0xBF, ..] => {
            let high = u32::from(a & 0x0F) << 6 | u32::from(b & 0x3F);
            let low = u32::from(c & 0x0F) << 6 | u32::from(d & 0x3F);
            char::from_u32(0x1_0000 + (high << 10) + low)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn holes(bytes: &[u8]) -> Vec<(std::ops::Range<u64>, HoleKind)> {
        decode(bytes).expect("few bytes").holes.into_iter().map(|hole| (hole.bytes, hole.kind)).collect()
    }

    #[test]
    fn names_the_accident() {
        assert_eq!(holes(b"ab\xE5\x85"), [(2..4, HoleKind::CutAtEnd)]);
        assert_eq!(holes(b"\xE5\x85\n"), [(0..2, HoleKind::Cut)]);
        assert_eq!(holes(b"\xC0\xAF"), [(0..2, HoleKind::Overlong)]);
        assert_eq!(holes(b"\xE0\x80\xAFz"), [(0..3, HoleKind::Overlong)]);
        assert_eq!(holes(b"\xED\xA0\xBD\xED\xB8\x80"), [(0..6, HoleKind::SurrogatePair('😀'))]);
        assert_eq!(holes(b"\xED\xA0\xBDz"), [(0..3, HoleKind::LoneSurrogate)]);
        assert_eq!(holes(b"\x85\xA8z"), [(0..2, HoleKind::StrayContinuation)]);
        assert_eq!(holes(b"z\xFFz"), [(1..2, HoleKind::Invalid)]);
        assert_eq!(holes(b"\xF4\x90\x80\x80"), [(0..4, HoleKind::Invalid)]);
    }

    #[test]
    fn tells_damage_from_another_encoding() {
        let mut report = "全县共建成三个园区，农民收入增长。".repeat(2).into_bytes();
        report.truncate(report.len() - 1);
        assert!(is_damaged_utf8(&report));
        assert!(!is_damaged_utf8(&encoding_rs::GB18030.encode("全县共建成三个园区").0));
        assert!(!is_damaged_utf8(b"caf\xE9"));
    }

    proptest! {
        #[test]
        fn valid_parts_are_kept(text in "\\PC{0,10}", junk in prop::collection::vec(any::<u8>(), 0..8), tail in "[a-z]{1,5}") {
            let bytes = [text.as_bytes(), &junk, tail.as_bytes()].concat();
            let decoded = decode(&bytes).expect("few bytes").text;
            prop_assert!(decoded.starts_with(&text) && decoded.ends_with(&tail));
            prop_assert_eq!(decoded.contains('\u{FFFD}'), std::str::from_utf8(&bytes).is_err() || text.contains('\u{FFFD}'));
        }
    }
}
