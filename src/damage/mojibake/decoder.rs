//! Decoders and what each of them does with bytes that are no text: the forward model of a wrong reading with losses, and
//! what may have stood where something was lost. Takes bytes, gives text, and the other way round sets of bytes.

use crate::damage::mojibake::Charset;
use crate::damage::mojibake::charset::Bytes;

/// A family of decoders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decoder {
    /// Browsers and what follows the WHATWG Encoding Standard: U+FFFD; an ASCII byte after a first byte is kept.
    Whatwg,
    /// CPython with `errors="replace"`, codec `gbk`: no user-defined characters, 80 is an error, one byte a U+FFFD.
    Python,
    /// The same for GB 18030, where user-defined characters are private use; Java and iconv are alike.
    Gb18030,
    /// Windows and PHP: one `?` for a pair that is no character, and both bytes are gone, an ASCII byte too.
    Windows,
}

/// Bytes from 80 on, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ByteSet(u128);

impl ByteSet {
    /// The bytes of a range that are not ASCII.
    pub fn range(first: u8, last: u8) -> Self {
        (first.max(0x80)..=last).collect()
    }

    /// True if it holds `byte`.
    pub fn holds(self, byte: u8) -> bool {
        byte >= 0x80 && self.0 >> (byte - 0x80) & 1 == 1
    }

    /// The bytes that both hold.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// True if it holds none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its only byte.
    pub fn only(self) -> Option<u8> {
        (self.0.count_ones() == 1).then(|| 0x80 + self.0.trailing_zeros() as u8)
    }

    /// Its bytes, rising.
    pub fn bytes(self) -> impl Iterator<Item = u8> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let bit = rest.trailing_zeros();
            (bit < u128::BITS).then(|| {
                rest &= rest - 1;
                0x80 + bit as u8
            })
        })
    }
}

impl FromIterator<u8> for ByteSet {
    fn from_iter<T: IntoIterator<Item = u8>>(bytes: T) -> Self {
        Self(bytes.into_iter().filter(|byte| *byte >= 0x80).fold(0, |set, byte| set | 1 << (byte - 0x80)))
    }
}

/// What a decoder makes of the first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// A character of so many bytes.
    Character(char, usize),
    /// A mark of loss for so many bytes.
    Loss(usize),
}

impl Decoder {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Whatwg, Self::Python, Self::Gb18030, Self::Windows];

    /// The name that messages use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Whatwg => "WHATWG",
            Self::Python => "CPython",
            Self::Gb18030 => "GB 18030",
            Self::Windows => "Windows",
        }
    }

    /// What it writes for what it cannot read.
    pub fn mark(self) -> char {
        if self == Self::Windows { '?' } else { char::REPLACEMENT_CHARACTER }
    }

    /// Reads what `bytes` starts with; they are not empty.
    pub fn read(self, charset: Charset, bytes: &[u8]) -> Read {
        let read = charset.read(bytes).filter(|(c, length)| self.knows(charset, *c, bytes, *length));
        if let Some((c, length)) = read {
            return Read::Character(c, length);
        }
        let pair = bytes.len() > 1 && !charset.is_single_byte() && !matches!(bytes.first(), Some(0x80 | 0xFF));
        let second_is_ascii = bytes.get(1).is_some_and(u8::is_ascii);
        match self {
            Self::Whatwg if pair && !second_is_ascii => Read::Loss(2),
            Self::Windows if pair => Read::Loss(2),
            _ => Read::Loss(1),
        }
    }

    /// Browsers know every character of the table; the others lack some.
    fn knows(self, charset: Charset, c: char, bytes: &[u8], length: usize) -> bool {
        let first = bytes.first().copied().unwrap_or(0);
        match (self, charset) {
            (Self::Whatwg, _) => true,
            (Self::Gb18030, Charset::Gbk) => first != 0x80,
            (Self::Python, Charset::Gbk) => first != 0x80 && length != 4 && !is_user_defined(c) && !is_later(c, bytes),
            (Self::Windows, Charset::Gbk) => length != 4 && !is_later(c, bytes),
            // Of ISO 8859 no decoder loses them, but what replaces control characters by a mark does.
            (
                Self::Python | Self::Gb18030 | Self::Windows,
                Charset::Windows1252 | Charset::Latin1 | Charset::Latin9,
            ) => !('\u{80}'..='\u{9F}').contains(&c),
            (Self::Python, Charset::Big5 | Charset::EucKr) => !is_user_defined(c),
            _ => true,
        }
    }

    /// Does to `bytes` what the decoder does.
    pub fn decode(self, charset: Charset, bytes: &[u8]) -> String {
        let mut text = String::with_capacity(bytes.len() * 2);
        let mut rest = bytes;
        while !rest.is_empty() {
            let length = match self.read(charset, rest) {
                Read::Character(c, length) => {
                    text.push(c);
                    length
                }
                Read::Loss(length) => {
                    text.push(self.mark());
                    length
                }
            };
            rest = rest.get(length.max(1)..).unwrap_or_default();
        }
        text
    }

    /// The bytes that are lost alone when `next` follows, or nothing.
    pub fn lost_alone(self, charset: Charset, next: Option<u8>) -> ByteSet {
        let is_lost = |byte: &u8| match next {
            Some(next) => self.read(charset, &[*byte, next]) == Read::Loss(1),
            None => self.read(charset, &[*byte]) == Read::Loss(1),
        };
        (0x80..=0xFF).filter(is_lost).collect()
    }

    /// The bytes that it has read as `c`. The euro sign of GB 18030 is A2 E3, which are the last byte of one character of
    /// UTF-8 and the first of the next.
    pub fn bytes_of(self, charset: Charset, c: char) -> Option<Bytes> {
        if c == '€' && charset == Charset::Gbk && self == Self::Gb18030 { EURO } else { charset.bytes_of(c) }
    }

    /// Other bytes that it reads as the same character: browsers know the euro sign of code page 936, too, Shift_JIS has
    /// the characters that IBM and NEC added twice, and Big5 some that Hong Kong added again. A space may have been a
    /// no-break space until somebody cleaned up.
    pub fn other_bytes_of(self, charset: Charset, c: char) -> Option<Bytes> {
        match (self, charset) {
            (Self::Whatwg, Charset::Gbk) if c == '€' => EURO,
            (_, Charset::ShiftJis | Charset::Big5) => charset.other_bytes_of(c),
            (_, Charset::Windows1252 | Charset::Latin1 | Charset::Latin9) if c == ' ' => NO_BREAK_SPACE,
            _ => None,
        }
    }

    /// Pairs of bytes, both no ASCII, that it loses together: any of the first set with any of the second.
    pub fn lost_pairs(self, charset: Charset) -> Vec<(ByteSet, ByteSet)> {
        let any = ByteSet::range(0x80, 0xFF);
        let row = |lead: u8, first: u8, last: u8| (ByteSet::range(lead, lead), ByteSet::range(first, last));
        match (self, charset) {
            (Self::Whatwg | Self::Windows, Charset::Big5 | Charset::ShiftJis | Charset::EucKr) => vec![(any, any)],
            (Self::Windows, Charset::Gbk) => {
                vec![row(0xA2, 0xE3, 0xE3), row(0xA8, 0xBF, 0xBF), row(0xA9, 0x89, 0x95), row(0xFE, 0x80, 0xA0)]
            }
            _ => Vec::new(),
        }
    }

    /// Pairs of an encoding that no decoder can write down, where others follow them out of step: the user-defined areas of
    /// GBK, and what no character has of others.
    pub fn lost_of_pairs(charset: Charset) -> (ByteSet, ByteSet) {
        let any = ByteSet::range(0x80, 0xFF);
        match charset {
            Charset::Gbk => ((0xA1..=0xA7).chain(0xAA..=0xAF).chain(0xF8..=0xFE).collect(), ByteSet::range(0xA1, 0xFE)),
            _ => (any, any),
        }
    }

    /// What a later step may have dropped of what the decoder made: private use, C1 controls, no-break spaces. What is still
    /// there in `damaged` was not.
    pub fn dropped(self, charset: Charset, damaged: &str) -> Vec<(ByteSet, Option<ByteSet>)> {
        let range = ByteSet::range;
        match charset {
            Charset::Gbk if damaged.contains(is_user_defined) => Vec::new(),
            // After the user-defined areas, the places in rows of signs that were not taken. Of bytes of UTF-8 they can be the
            // last of one character and the first of the next: E2 to E9 and EF are those of marks, Han and full-width forms.
            Charset::Gbk => {
                let following = (0xA1..=0xBF).chain(0xE2..=0xE9).chain([0xEF]).collect();
                let row = |lead: u8, seconds: ByteSet| (range(lead, lead), Some(seconds));
                vec![
                    (range(0xAA, 0xAF), Some(following)),
                    (range(0xA1, 0xA7), Some(range(0x80, 0xA0))),
                    row(0xA2, (0xAB..=0xB0).chain([0xE4, 0xEF]).collect()),
                    row(0xA6, range(0xB9, 0xBF)),
                    row(0xA8, (0x96..=0xA0).chain([0xEF]).collect()),
                    row(0xA9, range(0x97, 0xA3)),
                ]
            }
            Charset::Windows1252 | Charset::Latin1 | Charset::Latin9 => {
                let controls: &[u8] = match charset {
                    _ if damaged.contains(|c| ('\u{80}'..='\u{9F}').contains(&c)) => &[],
                    Charset::Windows1252 => &[0x81, 0x8D, 0x8F, 0x90, 0x9D],
                    _ => &C1,
                };
                let space = (!damaged.contains('\u{A0}')).then_some(0xA0);
                let bytes: ByteSet = controls.iter().copied().chain(space).collect();
                if bytes.is_empty() { Vec::new() } else { vec![(bytes, None)] }
            }
            _ => Vec::new(),
        }
    }
}

/// The control characters of ISO 8859.
const C1: [u8; 32] = {
    let mut bytes = [0; 32];
    let mut at = 0;
    while at < bytes.len() {
        bytes[at] = 0x80 + at as u8;
        at += 1;
    }
    bytes
};

/// U+00A0 in ISO 8859-1.
const NO_BREAK_SPACE: Option<Bytes> = Bytes::new(&[0xA0]);

/// The euro sign in GB 18030.
const EURO: Option<Bytes> = Bytes::new(&[0xA2, 0xE3]);

/// Private use, which a later step of the way may have dropped.
pub fn is_user_defined(c: char) -> bool {
    ('\u{E000}'..='\u{F8FF}').contains(&c)
}

/// Characters of GB 18030 that code page 936 and the codec `gbk` of CPython 3.11 do not have: the euro sign, ǹ, the
/// ideographic description characters, and what stands in row FE.
fn is_later(c: char, bytes: &[u8]) -> bool {
    if is_user_defined(c) {
        return false;
    }
    matches!(bytes, [0xA2, 0xE3, ..] | [0xA8, 0xBF, ..] | [0xA9, 0x89..=0x95, ..] | [0xFE, 0x50..=0xA0, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "基本实现。\n贯彻落实";

    #[test]
    fn decoders_differ_in_what_they_lose() {
        let read = |decoder: Decoder| decoder.decode(Charset::Gbk, TEXT.as_bytes());
        assert_eq!(read(Decoder::Gb18030).matches('\u{FFFD}').count(), 1, "82 before the line break");
        assert!(read(Decoder::Gb18030).contains('\n') && read(Decoder::Gb18030).contains(is_user_defined));
        assert!(read(Decoder::Python).contains('\n') && !read(Decoder::Python).contains(is_user_defined));
        assert!(read(Decoder::Whatwg).contains("\u{FFFD}\n"));
        assert_eq!(Decoder::Whatwg.decode(Charset::Gbk, b"\xE3\x80\x80\xE3\x80"), "銆€銆");
        assert!(!read(Decoder::Windows).contains('\n') && read(Decoder::Windows).contains('?'));
    }

    /// Printed by CPython 3.11: `"…".encode().decode("gbk", "replace")`.
    #[test]
    fn as_cpython_does() {
        let read = |bytes: &[u8]| Decoder::Python.decode(Charset::Gbk, bytes);
        assert_eq!(read(b"\x80\xE3\x80"), "\u{FFFD}\u{9286}");
        assert_eq!(read(b"\xAE\xE8\xB4"), "\u{FFFD}\u{7490}");
        assert_eq!(read(b"\xB4\x31\xE5\xB9"), "\u{FFFD}1\u{9A9E}");
        assert_eq!(read(b"\xAF\xE8A"), "\u{FFFD}\u{9430}");
        let lost = Decoder::Python.lost_alone(Charset::Gbk, Some(0xE8));
        assert!(lost.holds(0x80) && lost.holds(0xAE) && !lost.holds(0xB0));
        assert_eq!(Decoder::Gb18030.lost_alone(Charset::Gbk, Some(0xE8)).bytes().collect::<Vec<_>>(), [0x80, 0xFF]);
    }
}
