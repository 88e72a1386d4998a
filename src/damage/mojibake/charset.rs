//! The encodings that take part in a wrong reading, character by character: what bytes a character has, and what
//! character some bytes are. Double-byte encodings have a table each way, made when damage first asks for it.

use std::sync::OnceLock;

use encoding_rs::{BIG5, EUC_KR, GB18030, GBK, ISO_8859_15, MACINTOSH, SHIFT_JIS, WINDOWS_1252};

use crate::char_class::is_kana;

/// The upper half of code page 437. Source: the Unicode mapping file CP437.TXT, as Python's codec `cp437` has it.
const CODE_PAGE_437: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧\
    ╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";

/// An encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Charset {
    /// UTF-8.
    Utf8,
    /// GBK with the four-byte codes of GB 18030.
    Gbk,
    /// Big5 with the Hong Kong supplement.
    Big5,
    /// Windows-1252 as browsers have it: five C1 controls stand for themselves.
    Windows1252,
    /// ISO 8859-1: every byte is the character of its number.
    Latin1,
    /// ISO 8859-15: ISO 8859-1 with the euro sign and seven letters more.
    Latin9,
    /// Mac OS Roman.
    MacRoman,
    /// Code page 437, of DOS and of archives.
    CodePage437,
    /// Shift_JIS, Windows-31J.
    ShiftJis,
    /// EUC-KR, code page 949.
    EucKr,
    /// UTF-8 where bytes have its form, and every other byte as Windows-1252: what lenient readers of web pages do.
    Utf8OrWindows1252,
}

impl Charset {
    /// What Chinese text is stored in.
    pub const WRITTEN_IN: [Self; 3] = [Self::Utf8, Self::Gbk, Self::Big5];
    /// What readers take bytes for.
    pub const READ_AS: [Self; 9] = [
        Self::Windows1252,
        Self::Latin1,
        Self::Latin9,
        Self::Gbk,
        Self::Big5,
        Self::ShiftJis,
        Self::EucKr,
        Self::MacRoman,
        Self::CodePage437,
    ];
}

/// The bytes of a character, at most four.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bytes {
    bytes: [u8; 4],
    length: u8,
}

impl Bytes {
    /// None if they are more than four.
    pub const fn new(bytes: &[u8]) -> Option<Self> {
        let mut all = [0; 4];
        if bytes.len() > all.len() {
            return None;
        }
        let mut at = 0;
        while at < bytes.len() {
            all[at] = bytes[at];
            at += 1;
        }
        Some(Self { bytes: all, length: bytes.len() as u8 })
    }

    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

impl Charset {
    /// The one that a file is in; None for UTF-8, which files are in by right, and for what takes no part in misreadings.
    pub fn of(encoding: &encoding_rs::Encoding) -> Option<Self> {
        let known = [
            (GB18030, Self::Gbk),
            (BIG5, Self::Big5),
            (SHIFT_JIS, Self::ShiftJis),
            (EUC_KR, Self::EucKr),
            (WINDOWS_1252, Self::Windows1252),
        ];
        known.into_iter().find(|(known, _)| *known == encoding).map(|(_, charset)| charset)
    }

    /// The name that messages use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gbk => "GBK",
            Self::Big5 => "Big5",
            Self::Windows1252 => "Windows-1252",
            Self::Latin1 => "ISO-8859-1",
            Self::Latin9 => "ISO-8859-15",
            Self::MacRoman => "Mac Roman",
            Self::CodePage437 => "CP437",
            Self::ShiftJis => "Shift_JIS",
            Self::EucKr => "EUC-KR",
            Self::Utf8OrWindows1252 => "UTF-8/Windows-1252",
        }
    }

    /// True if every byte is a character.
    pub fn is_single_byte(self) -> bool {
        matches!(self, Self::Windows1252 | Self::Latin1 | Self::Latin9 | Self::MacRoman | Self::CodePage437)
    }

    /// True for letters that the encoding is there for, and that Chinese text has none of.
    pub fn is_for(self, c: char) -> bool {
        match self {
            Self::EucKr => matches!(c, '\u{AC00}'..='\u{D7A3}'),
            Self::ShiftJis => is_kana(c) || matches!(c, '\u{FF61}'..='\u{FF9F}'),
            _ => false,
        }
    }

    /// The bytes that `c` has, if it has any here.
    pub fn bytes_of(self, c: char) -> Option<Bytes> {
        if c.is_ascii() {
            return Bytes::new(&[c as u8]);
        }
        match self {
            Self::Utf8 => Bytes::new(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Self::Utf8OrWindows1252 => Self::Windows1252.bytes_of(c).or_else(|| Self::Utf8.bytes_of(c)),
            Self::Latin1 => Bytes::new(&[u8::try_from(c as u32).ok()?]),
            Self::Windows1252 | Self::Latin9 | Self::MacRoman | Self::CodePage437 => {
                match self.half()?.byte_of.get(c as usize) {
                    Some(0) | None => None,
                    Some(byte) => Bytes::new(&[*byte]),
                }
            }
            Self::ShiftJis if ('\u{FF61}'..='\u{FF9F}').contains(&c) => Bytes::new(&[(c as u32 - 0xFF61 + 0xA1) as u8]),
            Self::ShiftJis if c == '\u{80}' => Bytes::new(&[0x80]),
            // Code page 936 has the euro sign at 80, and that is where bytes of UTF-8 put it.
            Self::Gbk if c == '€' => Bytes::new(&[0x80]),
            Self::Gbk | Self::Big5 | Self::ShiftJis | Self::EucKr => {
                match self.pairs()?.to_pair.get(c as usize).copied() {
                    Some(0) | None if self == Self::Gbk => four_bytes_of(c),
                    Some(0) | None => None,
                    Some(pair) => Bytes::new(&pair.to_be_bytes()),
                }
            }
        }
    }

    /// Other bytes that are this character, too, where [`Charset::is_ambiguous`].
    pub fn other_bytes_of(self, c: char) -> Option<Bytes> {
        if !self.is_ambiguous(c) {
            return None;
        }
        let others = &self.pairs()?.others;
        let (_, pair) = others.iter().find(|(code, _)| u32::from(*code) == c as u32)?;
        Bytes::new(&pair.to_be_bytes())
    }

    /// The bytes of `text`, if each of its characters has some here.
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(text.len());
        for c in text.chars() {
            bytes.extend_from_slice(self.bytes_of(c)?.as_slice());
        }
        Some(bytes)
    }

    /// True if other bytes than [`Charset::bytes_of`] gives are this character, too: what it was is not certain then.
    pub fn is_ambiguous(self, c: char) -> bool {
        let code = c as usize;
        let bits = self.pairs().and_then(|pairs| pairs.twice.get(code / 64));
        bits.is_some_and(|bits| bits >> (code % 64) & 1 == 1)
    }

    /// The character that `bytes` starts with, and how many of them it takes.
    pub fn read(self, bytes: &[u8]) -> Option<(char, usize)> {
        let first = *bytes.first()?;
        if first < 0x80 {
            return Some((char::from(first), 1));
        }
        match self {
            Self::Utf8 => {
                let length = match first {
                    0xC2..=0xDF => 2,
                    0xE0..=0xEF => 3,
                    0xF0..=0xF4 => 4,
                    _ => return None,
                };
                let c = std::str::from_utf8(bytes.get(..length)?).ok()?.chars().next()?;
                Some((c, length))
            }
            Self::Latin1 => Some((char::from(first), 1)),
            Self::Utf8OrWindows1252 => Self::Utf8.read(bytes).or_else(|| Self::Windows1252.read(bytes)),
            Self::Windows1252 | Self::Latin9 | Self::MacRoman | Self::CodePage437 => {
                Some((*self.half()?.upper.get(usize::from(first - 0x80))?, 1))
            }
            Self::ShiftJis if (0xA1..=0xDF).contains(&first) => {
                Some((char::from_u32(u32::from(first) - 0xA1 + 0xFF61)?, 1))
            }
            Self::ShiftJis if first == 0x80 => Some(('\u{80}', 1)),
            Self::Gbk if first == 0x80 => Some(('€', 1)),
            Self::Gbk if bytes.get(1).is_some_and(u8::is_ascii_digit) => {
                let four = bytes.get(..4)?;
                let text = GB18030.decode_without_bom_handling_and_without_replacement(four)?;
                Some((text.chars().next()?, 4))
            }
            Self::Gbk | Self::Big5 | Self::ShiftJis | Self::EucKr => {
                let second = *bytes.get(1)?;
                let code = *self.pairs()?.from_pair.get(pair_index(first, second)?)?;
                (code != 0).then_some((char::from_u32(u32::from(code))?, 2))
            }
        }
    }

    fn half(self) -> Option<&'static Half> {
        static TABLES: [OnceLock<Half>; 4] = [const { OnceLock::new() }; 4];
        let (slot, encoding) = match self {
            Self::Windows1252 => (0, Some(WINDOWS_1252)),
            Self::MacRoman => (1, Some(MACINTOSH)),
            Self::CodePage437 => (2, None),
            Self::Latin9 => (3, Some(ISO_8859_15)),
            _ => return None,
        };
        let table = TABLES[slot].get_or_init(|| match encoding {
            Some(encoding) => {
                let bytes: Vec<u8> = (0x80..=0xFF).collect();
                Half::of(encoding.decode_without_bom_handling(&bytes).0.chars().collect())
            }
            None => Half::of(CODE_PAGE_437.chars().collect()),
        });
        Some(table)
    }

    fn pairs(self) -> Option<&'static Pairs> {
        static TABLES: [OnceLock<Pairs>; 4] = [const { OnceLock::new() }; 4];
        let (slot, encoding) = match self {
            Self::Gbk => (0, GBK),
            Self::Big5 => (1, BIG5),
            Self::ShiftJis => (2, SHIFT_JIS),
            Self::EucKr => (3, EUC_KR),
            _ => return None,
        };
        Some(TABLES[slot].get_or_init(|| Pairs::of(encoding)))
    }
}

/// The upper half of an encoding of single bytes, both ways. 0 where there is nothing.
struct Half {
    upper: Vec<char>,
    byte_of: Vec<u8>,
}

impl Half {
    fn of(upper: Vec<char>) -> Self {
        let mut byte_of = vec![0; 0x1_0000];
        for (c, byte) in upper.iter().zip(0x80..=0xFF_u8) {
            if let Some(place) = byte_of.get_mut(*c as usize) {
                *place = byte;
            }
        }
        Self { upper, byte_of }
    }
}

fn four_bytes_of(c: char) -> Option<Bytes> {
    let mut text = [0; 4];
    let (bytes, _, unmappable) = GB18030.encode(c.encode_utf8(&mut text));
    if unmappable || bytes.len() != 4 { None } else { Bytes::new(&bytes) }
}

const FIRST_LEAD: u8 = 0x81;
const FIRST_TRAIL: u8 = 0x40;
const TRAILS: usize = 0xFF - FIRST_TRAIL as usize;

fn pair_index(lead: u8, trail: u8) -> Option<usize> {
    let trail = usize::from(trail.checked_sub(FIRST_TRAIL)?);
    let lead = usize::from(lead.checked_sub(FIRST_LEAD)?);
    (trail < TRAILS).then_some(lead * TRAILS + trail)
}

/// A double-byte encoding, both ways. 0 where there is nothing; characters beyond U+FFFF are left out.
struct Pairs {
    from_pair: Vec<u16>,
    to_pair: Vec<u16>,
    /// Characters with more than one code, a bit each.
    twice: Vec<u64>,
    /// The other codes of those, a few hundred.
    others: Vec<(u16, u16)>,
}

impl Pairs {
    fn of(encoding: &'static encoding_rs::Encoding) -> Self {
        let mut pairs = Self {
            from_pair: vec![0; (0xFF - 0x80) * TRAILS],
            to_pair: vec![0; 0x1_0000],
            twice: vec![0; 1024],
            others: Vec::new(),
        };
        // Where a character has two codes, Big5 prefers those outside of the Hong Kong supplement, Shift_JIS the later ones.
        let late = if encoding == SHIFT_JIS { 0xF0..=0xFC } else { 0xA1..=0xFE };
        for lead in late.clone().chain((0xA1..=0xFE).filter(|lead| !late.contains(lead))).chain(FIRST_LEAD..=0xA0) {
            pairs.add_lead(encoding, lead);
        }
        pairs
    }

    fn add_lead(&mut self, encoding: &'static encoding_rs::Encoding, lead: u8) {
        let trails = FIRST_TRAIL..=0xFE;
        let bytes: Vec<u8> = trails.clone().flat_map(|trail| [lead, trail, b'\n']).collect();
        let mut units = vec![0_u16; bytes.len() * 2];
        let (_, _, written, _) = encoding.new_decoder_without_bom_handling().decode_to_utf16(&bytes, &mut units, true);
        for (trail, read) in trails.zip(units[..written].split(|unit| *unit == u16::from(b'\n'))) {
            let ([code], Some(index)) = (read, pair_index(lead, trail)) else { continue };
            if *code == char::REPLACEMENT_CHARACTER as u16 || *code < 0x80 {
                continue;
            }
            self.from_pair[index] = *code;
            let back = &mut self.to_pair[usize::from(*code)];
            if *back == 0 {
                *back = u16::from_be_bytes([lead, trail]);
            } else {
                self.twice[usize::from(*code / 64)] |= 1 << (*code % 64);
                self.others.push((*code, u16::from_be_bytes([lead, trail])));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_and_bytes() {
        let bytes = |charset: Charset, c| charset.bytes_of(c).map(|bytes| bytes.as_slice().to_vec());
        assert_eq!(bytes(Charset::Gbk, '全'), Some(vec![0xC8, 0xAB]));
        assert_eq!(bytes(Charset::Big5, '全'), Some(vec![0xA5, 0xFE]));
        assert_eq!(bytes(Charset::CodePage437, 'Σ'), Some(vec![0xE4]));
        assert_eq!(bytes(Charset::MacRoman, '‰'), Some(vec![0xE4]));
        assert_eq!(bytes(Charset::Windows1252, '全'), None);
        assert_eq!(Charset::Gbk.read(&[0xC8, 0xAB]), Some(('全', 2)));
        assert_eq!(Charset::Utf8.read(&[0xE5, 0x85]), None);
    }

    /// What a character is written as reads as that character.
    #[test]
    fn both_ways_agree() {
        use Charset::*;
        for charset in
            [Utf8, Gbk, Big5, Windows1252, Latin1, Latin9, MacRoman, CodePage437, ShiftJis, EucKr, Utf8OrWindows1252]
        {
            for c in (0x80..0x1_0000).filter_map(char::from_u32) {
                let Some(bytes) = charset.bytes_of(c) else { continue };
                // A6D9 and its kind are characters of their own in the newest edition of GB 18030.
                if ('\u{E78D}'..='\u{E864}').contains(&c) {
                    continue;
                }
                assert_eq!(charset.read(bytes.as_slice()), Some((c, bytes.as_slice().len())), "{charset:?} {c:?}");
            }
        }
        assert_eq!(CODE_PAGE_437.chars().count(), 128);
    }
}
