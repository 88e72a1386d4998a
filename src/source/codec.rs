//! One encoding both ways: bytes to text with every invalid sequence as a hole, and text to bytes, exactly or not at all.
//! Knows how many bytes a character takes, so that places of the text can be found in the file again.

use encoding_rs::{
    BIG5, DecoderResult, EUC_JP, EUC_KR, EncoderResult, GB18030, GBK, ISO_2022_JP, REPLACEMENT, SHIFT_JIS, UTF_8,
    UTF_16BE, UTF_16LE,
};

use crate::source::document::{Encoding, Hole, HoleKind};
use crate::source::utf8;
use crate::span::Span;

/// An encoding that files are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codec {
    /// One that the WHATWG Encoding Standard knows.
    Whatwg(Encoding),
    /// UTF-32, four bytes a character.
    Utf32 {
        /// The byte order.
        big_endian: bool,
    },
}

/// Text with its holes. Places in the file count from the first decoded byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Decoded {
    pub text: String,
    pub holes: Vec<Hole>,
}

impl Decoded {
    /// Puts a hole at the end of the text.
    pub fn push_hole(&mut self, start: usize, end: usize, kind: HoleKind) {
        let at = self.text.len();
        self.text.push(char::REPLACEMENT_CHARACTER);
        self.holes.push(Hole { span: Span::new(at, self.text.len()), bytes: start as u64..end as u64, kind });
    }
}

/// So many holes that it is no text in this encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooDamaged;

/// Holes that a file of any length may have, and the bytes for which it may have one more. Keeps memory in bounds.
const ALLOWED_HOLES: usize = 1024;
const BYTES_A_HOLE: usize = 32;

/// Most holes that decoding `length` bytes may give.
pub(super) fn most_holes(length: usize) -> usize {
    ALLOWED_HOLES + length / BYTES_A_HOLE
}

/// What one unit of an encoding takes: bytes in the file, and the characters it stands for (two for four pairs of Big5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub bytes: usize,
    pub characters: usize,
}

impl Codec {
    /// The codec of an encoding, if its places can be mapped: not the stateful ISO-2022-JP, and not `replacement`.
    pub fn of(encoding: Encoding) -> Option<Self> {
        (encoding != ISO_2022_JP && encoding != REPLACEMENT).then_some(Self::Whatwg(encoding))
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Whatwg(encoding) => encoding.name(),
            Self::Utf32 { big_endian: false } => "UTF-32LE",
            Self::Utf32 { big_endian: true } => "UTF-32BE",
        }
    }

    /// True if the text is the bytes, but for holes.
    pub fn is_utf8(self) -> bool {
        self == Self::Whatwg(UTF_8)
    }

    /// Decodes all of `bytes`.
    pub fn decode(self, bytes: &[u8]) -> Result<Decoded, TooDamaged> {
        match self {
            Self::Whatwg(encoding) if encoding == UTF_8 => utf8::decode(bytes),
            Self::Whatwg(encoding) => decode_whatwg(encoding, bytes),
            Self::Utf32 { big_endian } => decode_utf32(bytes, big_endian),
        }
    }

    /// The unit that `bytes` starts with; they are valid here.
    pub fn unit(self, bytes: &[u8]) -> Unit {
        let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
        let encoding = match self {
            Self::Utf32 { .. } => return Unit { bytes: 4, characters: 1 },
            Self::Whatwg(encoding) => encoding,
        };
        let lead = at(0);
        let length = if encoding == UTF_16LE || encoding == UTF_16BE {
            let high = if encoding == UTF_16LE { at(1) } else { lead };
            if (0xD8..=0xDB).contains(&high) { 4 } else { 2 }
        } else if lead < 0x80 || encoding.is_single_byte() {
            1
        } else if encoding == UTF_8 {
            utf8::length(lead)
        } else if encoding == GB18030 || encoding == GBK {
            match (lead, at(1)) {
                (0x80 | 0xFF, _) => 1,
                (_, b'0'..=b'9') => 4,
                _ => 2,
            }
        } else if encoding == SHIFT_JIS {
            if matches!(lead, 0x80 | 0xA1..=0xDF) { 1 } else { 2 }
        } else if encoding == EUC_JP {
            if lead == 0x8F { 3 } else { 2 }
        } else if encoding == BIG5 || encoding == EUC_KR {
            2
        } else {
            1
        };
        let pair = encoding == BIG5 && lead == 0x88 && matches!(at(1), 0x62 | 0x64 | 0xA3 | 0xA5);
        Unit { bytes: length, characters: if pair { 2 } else { 1 } }
    }

    /// Encodes `text` so that decoding gives it back exactly; `None` if the encoding cannot hold it.
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        let bytes = match self {
            Self::Utf32 { big_endian } => text
                .chars()
                .flat_map(|c| if big_endian { (c as u32).to_be_bytes() } else { (c as u32).to_le_bytes() })
                .collect(),
            Self::Whatwg(encoding) if encoding == UTF_8 => text.as_bytes().to_vec(),
            Self::Whatwg(encoding) if encoding == UTF_16LE => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Self::Whatwg(encoding) if encoding == UTF_16BE => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Self::Whatwg(encoding) => encode_whatwg(encoding, text)?,
        };
        let decoded = self.decode(&bytes).ok()?;
        (decoded.holes.is_empty() && decoded.text == text).then_some(bytes)
    }
}

fn decode_whatwg(encoding: Encoding, bytes: &[u8]) -> Result<Decoded, TooDamaged> {
    let mut decoded = Decoded { text: String::with_capacity(bytes.len() + bytes.len() / 2 + 64), holes: Vec::new() };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut read = 0;
    loop {
        let (result, more) = decoder.decode_to_string_without_replacement(&bytes[read..], &mut decoded.text, true);
        read += more;
        match result {
            DecoderResult::InputEmpty => return Ok(decoded),
            DecoderResult::OutputFull => decoded.text.reserve((bytes.len() - read) * 2 + 64),
            DecoderResult::Malformed(length, after) => {
                if decoded.holes.len() >= most_holes(bytes.len()) || decoded.text.len() >= u32::MAX as usize - 4 {
                    return Err(TooDamaged);
                }
                let end = read - usize::from(after);
                let kind = if end == bytes.len() { HoleKind::CutAtEnd } else { HoleKind::Invalid };
                decoded.push_hole(end - usize::from(length), end, kind);
            }
        }
    }
}

fn decode_utf32(bytes: &[u8], big_endian: bool) -> Result<Decoded, TooDamaged> {
    let mut decoded = Decoded { text: String::with_capacity(bytes.len()), holes: Vec::new() };
    for (index, unit) in bytes.chunks(4).enumerate() {
        let code = <[u8; 4]>::try_from(unit)
            .ok()
            .map(|unit| if big_endian { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) });
        match (code.and_then(char::from_u32), code) {
            (Some(c), _) => decoded.text.push(c),
            _ if decoded.holes.len() >= most_holes(bytes.len()) => return Err(TooDamaged),
            (None, code) => {
                let kind = match code {
                    None => HoleKind::CutAtEnd,
                    Some(0xD800..=0xDFFF) => HoleKind::LoneSurrogate,
                    Some(_) => HoleKind::Invalid,
                };
                decoded.push_hole(index * 4, index * 4 + unit.len(), kind);
            }
        }
    }
    Ok(decoded)
}

fn encode_whatwg(encoding: Encoding, text: &str) -> Option<Vec<u8>> {
    let mut encoder = encoding.new_encoder();
    let longest = encoder.max_buffer_length_from_utf8_without_replacement(text.len())?;
    let mut bytes = Vec::with_capacity(longest);
    let (result, _) = encoder.encode_from_utf8_to_vec_without_replacement(text, &mut bytes, true);
    (result == EncoderResult::InputEmpty).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ENCODINGS: [Encoding; 9] =
        [UTF_8, GB18030, BIG5, SHIFT_JIS, EUC_KR, EUC_JP, UTF_16LE, UTF_16BE, encoding_rs::WINDOWS_1252];

    fn codecs() -> impl Strategy<Value = Codec> {
        prop_oneof![
            (0..ENCODINGS.len()).prop_map(|index| Codec::Whatwg(ENCODINGS[index])),
            any::<bool>().prop_map(|big_endian| Codec::Utf32 { big_endian }),
        ]
    }

    proptest! {
        #[test]
        fn units_and_holes_cover_all_bytes(codec in codecs(), bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let decoded = codec.decode(&bytes).expect("few bytes");
            let mut holes = decoded.holes.iter().peekable();
            let mut byte = 0;
            let mut chars = decoded.text.char_indices();
            while let Some((at, c)) = chars.next() {
                if let Some(hole) = holes.next_if(|hole| hole.span.start as usize == at) {
                    prop_assert_eq!(hole.bytes.start, byte as u64);
                    byte = hole.bytes.end as usize;
                    continue;
                }
                let unit = codec.unit(&bytes[byte..]);
                let mut expected = c.to_string();
                expected.extend((1..unit.characters).filter_map(|_| chars.next().map(|(_, c)| c)));
                let alone = codec.decode(&bytes[byte..byte + unit.bytes]).expect("few bytes");
                prop_assert_eq!(alone.text, expected);
                byte += unit.bytes;
            }
            prop_assert_eq!(byte, bytes.len());
        }

        #[test]
        fn what_can_be_encoded_comes_back(codec in codecs(), text in "\\PC{0,20}") {
            if let Some(bytes) = codec.encode(&text) {
                let decoded = codec.decode(&bytes).expect("few bytes");
                prop_assert_eq!(decoded.text, text);
                prop_assert!(decoded.holes.is_empty());
            } else {
                prop_assert!(!codec.is_utf8());
            }
        }
    }

    #[test]
    fn look_alikes_are_not_encoded_as_something_else() {
        assert_eq!(Codec::Whatwg(SHIFT_JIS).encode("¥"), None);
        assert_eq!(Codec::Whatwg(GB18030).encode("國").as_deref(), Some(&[0x87, 0xF8][..]));
        assert_eq!(Codec::Whatwg(BIG5).encode("国"), None);
    }
}
