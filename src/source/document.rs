//! A decoded file: its text, what could not be decoded, and where each place of the text stands in the file. Everything
//! that not every file needs (lines, Markdown blocks, the map of a file that is not UTF-8) is made when first asked for.

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

use crate::finding::Language;
use crate::source::aligned;
use crate::source::codec::Codec;
use crate::source::decode;
use crate::source::delimited;
use crate::source::line_index::{ColumnUnit, LineColumn, LineIndex};
use crate::source::markdown::{Blocks, Heading, Table};
use crate::source::offsets::{OffsetMap, Round, Sides};
use crate::span::Span;

/// A character encoding by its WHATWG name.
pub type Encoding = &'static encoding_rs::Encoding;

/// How the encoding of a file was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The configuration or the command line named it.
    Declared,
    /// A byte order mark.
    ByteOrderMark,
    /// It is valid UTF-8.
    Utf8,
    /// It is UTF-8 with invalid sequences.
    DamagedUtf8,
    /// The best-scoring candidate.
    Scored,
}

/// How a text is structured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Lines.
    #[default]
    Plain,
    /// Markdown: code is left alone, tables are tables.
    Markdown,
    /// One table, its cells parted by commas.
    Csv,
    /// One table, its cells parted by tabs.
    Tsv,
}

/// Bytes that are no text in the file's encoding. The text has one U+FFFD there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// The U+FFFD in the text.
    pub span: Span,
    /// The bytes in the file.
    pub bytes: Range<u64>,
    /// What happened to them.
    pub kind: HoleKind,
}

/// What left bytes that are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HoleKind {
    /// The file ends within a character.
    CutAtEnd,
    /// A character of UTF-8 lacks its last bytes, and the file goes on.
    Cut,
    /// A character of UTF-8 is written in more bytes than it may take (`C0 AF`).
    Overlong,
    /// Two surrogates, each written in three bytes (CESU-8, Unicode Technical Report 26), and the character they mean.
    SurrogatePair(char),
    /// A surrogate without its partner.
    LoneSurrogate,
    /// Bytes of UTF-8 that can only go on with a character stand where none starts.
    StrayContinuation,
    /// Bytes that stand for no character of the encoding.
    Invalid,
}

/// What the caller knows about a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadOptions {
    /// The encoding that configuration declares.
    pub encoding: Option<Encoding>,
    /// The format.
    pub format: Format,
}

/// Why bytes are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// No text.
    Binary,
    /// A text, it seems, in an encoding that is not known.
    UnknownEncoding,
    /// Larger than [`crate::source::MAX_BYTES`].
    TooLarge,
    /// The configuration names an encoding that is not read: ISO-2022-JP and those that browsers refuse.
    UnsupportedEncoding,
}

impl ReadError {
    /// What a user is told.
    pub fn message(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Binary, Language::Zh) => "不是文本文件，未检查",
            (Self::Binary, Language::En) => "not a text file, not checked",
            (Self::UnknownEncoding, Language::Zh) => "认不出编码，未检查；知道的话请用 --encoding 或在配置中写明",
            (Self::UnknownEncoding, Language::En) => {
                "in no encoding that can be recognised, not checked; if you know it, name it with --encoding or in the configuration"
            }
            (Self::TooLarge, Language::Zh) => "文件大于 2 GiB，未检查",
            (Self::TooLarge, Language::En) => "larger than 2 GiB, not checked",
            (Self::UnsupportedEncoding, Language::Zh) => "配置所写的编码不受支持，未检查",
            (Self::UnsupportedEncoding, Language::En) => "the configured encoding is not supported, not checked",
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Binary => "binary file",
            Self::UnknownEncoding => "text in an unknown encoding",
            Self::TooLarge => "file larger than 2 GiB",
            Self::UnsupportedEncoding => "the declared encoding is not supported",
        })
    }
}

/// A place as other programs count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Byte of the file on disk, from 0; a byte order mark counts.
    pub byte: u64,
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1; a byte order mark does not count.
    pub column: u32,
}

/// A decoded file.
#[derive(Clone, Debug)]
pub struct Document {
    /// The text, with its byte order mark if it is UTF-8.
    decoded: String,
    /// Where the text starts in `decoded`.
    text_start: usize,
    /// The file, unless `decoded` is the file.
    raw: Option<Vec<u8>>,
    plan: decode::Plan,
    holes: Vec<Hole>,
    map: OffsetMap,
    format: Format,
    lines: OnceLock<LineIndex>,
    blocks: OnceLock<Blocks>,
}

impl Document {
    /// Decodes a file. Valid UTF-8 is not copied.
    ///
    /// # Errors
    /// [`ReadError`] if the bytes are no text or too many.
    pub fn read(bytes: Vec<u8>, options: ReadOptions) -> Result<Self, ReadError> {
        if bytes.len() as u64 > crate::source::MAX_BYTES {
            return Err(ReadError::TooLarge);
        }
        let plan = decode::plan(&bytes, options.encoding)?;
        let document = |decoded, text_start, raw, holes| Self {
            decoded,
            text_start,
            raw,
            plan,
            holes,
            map: OffsetMap::one_run(plan.codec, plan.mark),
            format: options.format,
            lines: OnceLock::new(),
            blocks: OnceLock::new(),
        };
        if plan.is_valid_utf8 {
            // SAFETY: `plan` has validated all bytes after the mark, and the mark itself is U+FEFF.
            let decoded = unsafe { String::from_utf8_unchecked(bytes) };
            return Ok(document(decoded, plan.mark, None, Vec::new()));
        }
        let mut decoded = plan.codec.decode(&bytes[plan.mark..]).map_err(|_| ReadError::Binary)?;
        if decoded.text.len() > u32::MAX as usize {
            return Err(ReadError::TooLarge);
        }
        for hole in &mut decoded.holes {
            hole.bytes = hole.bytes.start + plan.mark as u64..hole.bytes.end + plan.mark as u64;
        }
        Ok(document(decoded.text, 0, Some(bytes), decoded.holes))
    }

    /// The decoded text, without a byte order mark at its start.
    pub fn text(&self) -> &str {
        &self.decoded[self.text_start..]
    }

    /// The file as it is on disk.
    pub fn bytes(&self) -> &[u8] {
        self.raw.as_deref().unwrap_or(self.decoded.as_bytes())
    }

    /// The encoding the file was decoded from. UTF-32, which is no encoding of the WHATWG's, is given as the UTF-16 of the
    /// same byte order: use [`Document::encoding_name`] to show it and [`Document::encode`] to write it.
    pub fn encoding(&self) -> Encoding {
        match self.plan.codec {
            Codec::Whatwg(encoding) => encoding,
            Codec::Utf32 { big_endian: false } => encoding_rs::UTF_16LE,
            Codec::Utf32 { big_endian: true } => encoding_rs::UTF_16BE,
        }
    }

    /// The name of the encoding the file was decoded from, as it is shown: `UTF-8`, `GB18030`, `UTF-32LE`.
    pub fn encoding_name(&self) -> &'static str {
        match self.plan.codec.name() {
            "gb18030" => "GB18030",
            "windows-1252" => "Windows-1252",
            name => name,
        }
    }

    /// The bytes of `text` in the file's encoding; `None` if it cannot hold the text exactly.
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        self.plan.codec.encode(text)
    }

    /// How the encoding was found.
    pub fn origin(&self) -> Origin {
        self.plan.origin
    }

    /// How sure the encoding is, from 0 to 1.
    pub fn confidence(&self) -> f32 {
        self.plan.confidence
    }

    /// True if the file starts with a byte order mark.
    pub fn has_byte_order_mark(&self) -> bool {
        self.plan.mark > 0
    }

    /// Invalid sequences, in text order.
    pub fn holes(&self) -> &[Hole] {
        &self.holes
    }

    /// The format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Places that are not prose (code in Markdown), in text order.
    pub fn code(&self) -> &[Span] {
        &self.blocks().code
    }

    /// Tables, in text order.
    pub fn tables(&self) -> &[Table] {
        &self.blocks().tables
    }

    /// Headings of Markdown, in text order.
    pub fn headings(&self) -> &[Heading] {
        &self.blocks().headings
    }

    fn blocks(&self) -> &Blocks {
        self.blocks.get_or_init(|| match self.format {
            Format::Plain => Blocks { tables: aligned::read(self.text()), ..Blocks::default() },
            Format::Markdown => Blocks::read(self.text()),
            Format::Csv => delimited::read(self.text(), b','),
            Format::Tsv => delimited::read(self.text(), b'\t'),
        })
    }

    /// File byte, line and column of a text offset; an offset within a character is that of its first byte.
    pub fn position(&self, offset: u32) -> Position {
        let offset = self.text().floor_char_boundary(offset as usize) as u32;
        let place = self.line_column(offset, ColumnUnit::Scalar);
        Position {
            byte: self.map.byte_of(self.sides(), offset, Round::Down),
            line: place.line + 1,
            column: place.column + 1,
        }
    }

    /// The byte range on disk of a text range: all bytes of every character that the range touches.
    pub fn file_bytes(&self, span: Span) -> Range<u64> {
        let text = self.text();
        let start = text.floor_char_boundary(span.start as usize) as u32;
        let start_byte = self.map.byte_of(self.sides(), start, Round::Down);
        if span.is_empty() {
            return start_byte..start_byte;
        }
        let end = text.ceil_char_boundary(span.end as usize) as u32;
        start_byte..self.map.byte_of(self.sides(), end, Round::Up).max(start_byte)
    }

    /// The text offset of the character that a byte of the file belongs to; the end of the text for a byte beyond the
    /// file, 0 for one of the byte order mark.
    pub fn offset_of_byte(&self, byte: u64) -> u32 {
        self.map.offset_of(self.sides(), byte)
    }

    /// Line and column of a text offset, both from 0, as [`LineIndex::line_column`] counts them.
    pub fn line_column(&self, offset: u32, unit: ColumnUnit) -> LineColumn {
        self.lines().line_column(self.text(), offset, unit)
    }

    /// The text of a line, from 0, without its end.
    pub fn line_span(&self, line: u32) -> Span {
        self.lines().line_span(self.text(), line)
    }

    /// Number of lines.
    pub fn line_count(&self) -> u32 {
        self.lines().line_count()
    }

    fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(self.text()))
    }

    fn sides(&self) -> Sides<'_> {
        Sides { text: self.text(), bytes: self.bytes(), holes: &self.holes }
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, EUC_KR, GB18030, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: impl Into<Vec<u8>>) -> Document {
        Document::read(bytes.into(), ReadOptions::default()).expect("a text")
    }

    #[test]
    fn byte_order_marks_are_not_text() {
        for (bytes, name, text) in [
            (&b"\xEF\xBB\xBFab"[..], "UTF-8", "ab"),
            (b"\xFF\xFEa\0b\0", "UTF-16LE", "ab"),
            (b"\xFE\xFF\0a\0b", "UTF-16BE", "ab"),
            (b"\xFF\xFE\0\0a\0\0\0", "UTF-32LE", "a"),
            (b"\0\0\xFE\xFF\0\0\0a", "UTF-32BE", "a"),
            (b"\x84\x31\x95\x33a", "GB18030", "a"),
        ] {
            let document = read(bytes);
            assert_eq!((document.encoding_name(), document.text()), (name, text));
            assert!(document.has_byte_order_mark() && document.origin() == Origin::ByteOrderMark);
            assert_eq!(document.bytes(), bytes);
            let mark = bytes.len() - document.encode(text).expect("its own text").len();
            assert_eq!(document.position(0), Position { byte: mark as u64, line: 1, column: 1 });
            assert_eq!(document.offset_of_byte(0), 0);
        }
    }

    #[test]
    fn the_declared_encoding_is_believed() {
        let options = ReadOptions { encoding: Some(BIG5), ..ReadOptions::default() };
        let document = Document::read("\u{4E00}".as_bytes().to_vec(), options).expect("a text");
        assert_eq!((document.encoding(), document.origin()), (BIG5, Origin::Declared));
        let options = ReadOptions { encoding: Some(UTF_16LE), ..ReadOptions::default() };
        let document = Document::read(b"\xFE\xFF\0a".to_vec(), options).expect("a text");
        assert_eq!((document.encoding(), document.text()), (UTF_16BE, "a"));
        let options = ReadOptions { encoding: Some(encoding_rs::ISO_2022_JP), ..ReadOptions::default() };
        assert_eq!(Document::read(Vec::new(), options).map(|_| ()), Err(ReadError::UnsupportedEncoding));
    }

    #[test]
    fn damaged_utf8_stays_utf8() {
        let sentence = "各镇共建成七个园区，农民收入继续增长。";
        let mut bytes = sentence.repeat(2).into_bytes();
        bytes.splice(sentence.len()..sentence.len() + 1, []);
        bytes.extend_from_slice(b"\xED\xA0\xBD\xED\xB8\x80\xE5");
        let document = read(bytes.clone());
        assert_eq!((document.origin(), document.encoding()), (Origin::DamagedUtf8, UTF_8));
        let [stray, pair, cut] = document.holes() else { panic!("{:?}", document.holes()) };
        assert_eq!(stray.kind, HoleKind::StrayContinuation);
        assert_eq!(pair.kind, HoleKind::SurrogatePair('😀'));
        assert_eq!(cut.kind, HoleKind::CutAtEnd);
        for hole in document.holes() {
            assert_eq!(&document.text()[hole.span.range()], "\u{FFFD}");
            assert_eq!(document.file_bytes(hole.span), hole.bytes);
            assert_eq!(document.offset_of_byte(hole.bytes.end - 1), hole.span.start);
        }
        assert_eq!(document.bytes(), bytes);
    }

    #[test]
    fn files_without_text_are_said_so() {
        for bytes in [
            &b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0"[..],
            b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
            b"\0\x01\x02\x03\0\x04\x05\x06\x07\0\x0E\x0F\x10\x11\x12\x13",
            &[0; 64],
        ] {
            let result = Document::read(bytes.to_vec(), ReadOptions::default()).map(|document| document.encoding());
            assert_eq!(result, Err(ReadError::Binary), "{bytes:x?}");
        }
        assert_eq!(read("").text(), "");
        assert_eq!(read("a\0b, with one stray byte").origin(), Origin::Utf8);
    }

    #[test]
    fn all_line_ends_count() {
        let document = read("甲\r\n乙\r丙\n丁");
        let at = |c: char| document.position(document.text().find(c).expect("the character") as u32);
        assert_eq!(['甲', '乙', '丙', '丁'].map(|c| (at(c).line, at(c).column)), [(1, 1), (2, 1), (3, 1), (4, 1)]);
        assert_eq!(at('丙').byte, 9);
    }

    #[test]
    fn a_document_is_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Document>();
    }

    fn encodings() -> impl Strategy<Value = Option<Encoding>> {
        let named = [UTF_8, GB18030, BIG5, UTF_16LE, UTF_16BE, SHIFT_JIS, EUC_KR, WINDOWS_1252, encoding_rs::EUC_JP];
        (0..=named.len()).prop_map(move |index| named.get(index).copied())
    }

    proptest! {
        #[test]
        fn any_bytes_map_both_ways(bytes in prop::collection::vec(any::<u8>(), 0..1500), encoding in encodings()) {
            let options = ReadOptions { encoding, format: Format::Markdown };
            let Ok(document) = Document::read(bytes.clone(), options) else { return Ok(()) };
            prop_assert_eq!(document.bytes(), &bytes[..]);
            let text = document.text();
            let mut end_of_last = document.position(0).byte;
            for (at, c) in text.char_indices() {
                let span = Span::new(at, at + c.len_utf8());
                let in_file = document.file_bytes(span);
                prop_assert!(in_file.start <= end_of_last && in_file.end >= end_of_last);
                for byte in in_file.clone() {
                    prop_assert!(document.offset_of_byte(byte) <= span.start);
                }
                prop_assert_eq!(document.position(span.start).byte, in_file.start);
                end_of_last = in_file.end;
            }
            prop_assert_eq!(end_of_last, bytes.len() as u64);
            let holes: Vec<&str> = document.holes().iter().map(|hole| &text[hole.span.range()]).collect();
            let all_replaced = holes.iter().all(|hole| *hole == "\u{FFFD}");
            prop_assert!(all_replaced);
            for byte in 0..bytes.len() as u64 + 2 {
                prop_assert!(text.is_char_boundary(document.offset_of_byte(byte) as usize));
            }
        }

        #[test]
        fn what_is_encoded_is_found_again(text in "([一-龥]|[a-z]|，|。|\\n){0,700}", encoding in encodings()) {
            let encoding = encoding.unwrap_or(UTF_8);
            let codec = Codec::of(encoding).expect("a supported encoding");
            let Some(bytes) = codec.encode(&text) else { return Ok(()) };
            let options = ReadOptions { encoding: Some(encoding), ..ReadOptions::default() };
            let document = Document::read(bytes.clone(), options).expect("a text");
            prop_assert_eq!(document.text(), &text);
            for (at, c) in text.char_indices() {
                let in_file = document.file_bytes(Span::new(at, at + c.len_utf8()));
                prop_assert_eq!(&bytes[in_file.start as usize..in_file.end as usize], codec.encode(c.encode_utf8(&mut [0; 4])).expect("its own text"));
                prop_assert_eq!(document.offset_of_byte(in_file.end - 1) as usize, at);
            }
        }
    }
}
