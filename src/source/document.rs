//! A decoded file.

use std::fmt;
use std::ops::Range;

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
}

/// Bytes that are no text in the file's encoding. The text has one U+FFFD there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// The U+FFFD in the text.
    pub span: Span,
    /// The bytes in the file.
    pub bytes: Range<u64>,
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
    /// Not a text in any encoding.
    Binary,
    /// Larger than [`crate::source::MAX_BYTES`].
    TooLarge,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Binary => "binary file",
            Self::TooLarge => "file larger than 2 GiB",
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
    text: String,
    holes: Vec<Hole>,
    format: Format,
}

impl Document {
    /// Decodes a file.
    ///
    /// # Errors
    /// [`ReadError`] if the bytes are no text or too many.
    pub fn read(bytes: Vec<u8>, options: ReadOptions) -> Result<Self, ReadError> {
        Ok(Self { text: String::from_utf8_lossy(&bytes).into_owned(), holes: Vec::new(), format: options.format })
    }

    /// The decoded text, without a byte order mark at its start.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The file as it is on disk.
    pub fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The encoding the file was decoded from.
    pub fn encoding(&self) -> Encoding {
        encoding_rs::UTF_8
    }

    /// How the encoding was found.
    pub fn origin(&self) -> Origin {
        Origin::Utf8
    }

    /// How sure the encoding is, from 0 to 1.
    pub fn confidence(&self) -> f32 {
        1.0
    }

    /// True if the file starts with a byte order mark.
    pub fn has_byte_order_mark(&self) -> bool {
        false
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
        &[]
    }

    /// File byte, line and column of a text offset.
    pub fn position(&self, offset: u32) -> Position {
        let before = &self.text[..offset as usize];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Position {
            byte: u64::from(offset),
            line: before.matches('\n').count() as u32 + 1,
            column: before[line_start..].chars().count() as u32 + 1,
        }
    }

    /// The byte range on disk of a text range.
    pub fn file_bytes(&self, span: Span) -> Range<u64> {
        u64::from(span.start)..u64::from(span.end)
    }
}
