//! Residue of a binary document that was pasted, or stored, as text: the signatures of old and new word processors, of PDF
//! and RTF, glyph numbers that a PDF reader could not map, and UTF-16 read one byte at a time. Takes places where the walk
//! stops; gives stretches that no later step may read. There is nothing to repair: the text must be extracted again.

use crate::char_class::CodeSet;
use crate::damage::{Suspect, SuspectKind};
use crate::span::Span;

/// Characters that only such residue makes the walk stop at: U+0871 is `E0 A1 B1` of the OLE signature, read as UTF-8; `^` is
/// half of 年 in UTF-16; `j` and `W` begin, or nearly so, what old Word files name their parts.
pub static MARKS: CodeSet = CodeSet::of_ranges(&[(0x871, 0x871)]).union(&CodeSet::of_ascii(b"^jW"));

/// Bytes between two suspicious places of one document at most.
const NEAR: usize = 64;

/// Bytes behind a signature in which its document goes on.
const BODY: usize = 1024;

/// What the text was before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BinaryKind {
    /// A compound file: .doc, .xls, .ppt, .wps.
    Ole,
    /// A ZIP archive: .docx, .xlsx, .odt.
    Zip,
    /// PDF.
    Pdf,
    /// `(cid:123)`: glyph numbers of a PDF without a table of their characters.
    GlyphNumbers,
    /// RTF.
    Rtf,
    /// `2018t^`: UTF-16, each byte read as a character and the zeros dropped.
    Utf16,
}

/// A stretch of residue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binary {
    /// What it was.
    pub kind: BinaryKind,
    /// Where.
    pub span: Span,
}

impl Binary {
    fn new(kind: BinaryKind, start: usize, length: usize) -> Self {
        Self { kind, span: Span::new(start, start + length) }
    }
}

/// The signature that has the character at `at`, where the walk stopped.
pub fn read(text: &str, at: usize) -> Option<Binary> {
    let rest = &text[at..];
    match rest.chars().next()? {
        '(' => glyph_numbers(rest).map(|length| Binary::new(BinaryKind::GlyphNumbers, at, length)),
        '%' => is_pdf(rest).then(|| Binary::new(BinaryKind::Pdf, at, "%PDF-1".len())),
        '\\' => is_rtf(&text[..at], rest).then(|| Binary::new(BinaryKind::Rtf, at - 1, "{\\rtf1".len())),
        '^' => utf16_year(text, at),
        'j' => word_97(text, at),
        'W' => word_document(text, at).then(|| Binary::new(BinaryKind::Ole, at, WORD_DOCUMENT.len())),
        '\u{871}' => Some(Binary::new(BinaryKind::Ole, at, '\u{871}'.len_utf8())),
        '\u{11}' => is_ole(&text[..at], rest).then(|| Binary::new(BinaryKind::Ole, at, 1)),
        '\u{1}' | '\u{3}' | '\u{5}' => {
            is_zip(&text[..at], rest).then(|| Binary::new(BinaryKind::Zip, at - "PK".len(), "PK\u{3}\u{4}".len()))
        }
        _ => None,
    }
}

/// Length of `(cid:12)(cid:345)` at the start of `text`.
fn glyph_numbers(text: &str) -> Option<usize> {
    const MOST_DIGITS: usize = 6;
    let bytes = text.as_bytes();
    let mut end = 0;
    while let Some(rest) = bytes.get(end..).and_then(|rest| rest.strip_prefix(b"(cid:")) {
        let digits = rest.iter().take(MOST_DIGITS).take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 || rest.get(digits) != Some(&b')') {
            break;
        }
        end += "(cid:)".len() + digits;
    }
    (end > 0).then_some(end)
}

/// `文件以%PDF-1.4开头`: a text about the format has no objects of one behind it.
fn is_pdf(rest: &str) -> bool {
    let bytes = rest.as_bytes();
    let is_version = matches!(bytes.strip_prefix(b"%PDF-"), Some([b'1' | b'2', b'.', b'0'..=b'9', ..]));
    let body = &bytes[..bytes.len().min(BODY)];
    let has = |word: &[u8]| memchr::memmem::find(body, word).is_some();
    is_version && (has(b" obj") || has(b"endobj") || has(b"stream"))
}

/// `{\rtf1\ansi`.
fn is_rtf(before: &str, rest: &str) -> bool {
    before.ends_with('{') && rest.starts_with("\\rtf1") && rest["\\rtf1".len()..].starts_with(['\\', '{', ' '])
}

/// `D0 CF 11 E0 A1 B1`: what the bytes beside the control character are in Windows-1252, GBK and Big5.
fn is_ole(before: &str, rest: &str) -> bool {
    ["ÐÏ", "邢", "迡"].iter().any(|read| before.ends_with(read)) && rest[1..].starts_with(['à', '唷', '\u{871}', '鄐'])
}

/// The stream of a compound file that holds the text, and what stands beside its name in the same directory.
const WORD_DOCUMENT: &str = "WordDocument";
const OTHER_STREAMS: [&str; 5] = ["Root Entry", "SummaryInformation", "CompObj", "1Table", "0Table"];

/// `bjbjU`: the creator of the text stream of Word 97 to 2003, with junk beside it. `www.bjbj.gov.cn` is an address.
fn word_97(text: &str, at: usize) -> Option<Binary> {
    const CREATOR: &str = "bjbj";
    let start = at.checked_sub(1)?;
    let rest = text.get(start..)?.strip_prefix(CREATOR)?;
    let of_a_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '@' | '-' | '_' | '/');
    let is_word = text[..start].chars().next_back().is_some_and(|c| of_a_word(c) || c.is_ascii_uppercase())
        || rest.starts_with(of_a_word);
    let span = Span::new(start, start + CREATOR.len());
    (!is_word && has_junk_near(text, span)).then_some(Binary { kind: BinaryKind::Ole, span })
}

/// `WordDocument` among other names of a directory, or with junk beside it. `WordDocument类` is a name in a program.
fn word_document(text: &str, at: usize) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '(');
    let Some(rest) = text[at..].strip_prefix(WORD_DOCUMENT) else { return false };
    let span = Span::new(at, at + WORD_DOCUMENT.len());
    let is_whole = !rest.starts_with(is_word) && !text[..at].chars().next_back().is_some_and(is_word);
    is_whole && (has_junk_near(text, span) || OTHER_STREAMS.iter().any(|name| around(text, span).contains(name)))
}

/// True if control characters, losses or private use stand near, as they do in what is no text.
fn has_junk_near(text: &str, span: Span) -> bool {
    let is_junk = |c: char| {
        c.is_control() && !matches!(c, '\t' | '\n' | '\r')
            || matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{871}')
    };
    around(text, span).contains(is_junk)
}

fn around(text: &str, span: Span) -> &str {
    let start = text.floor_char_boundary((span.start as usize).saturating_sub(NEAR));
    text.get(start..text.ceil_char_boundary(span.end as usize + NEAR)).unwrap_or_default()
}

/// `PK\x03\x04` and the other records of an archive.
fn is_zip(before: &str, rest: &str) -> bool {
    before.ends_with("PK") && ["\u{3}\u{4}", "\u{1}\u{2}", "\u{5}\u{6}"].iter().any(|record| rest.starts_with(record))
}

/// `2018t^`: 年 is `74 5E` in UTF-16LE. A formula (`2000t^2`) goes on behind the `^`.
fn utf16_year(text: &str, at: usize) -> Option<Binary> {
    const YEAR: usize = 4;
    let start = at.checked_sub(YEAR + 1)?;
    let bytes = text.as_bytes();
    let year = bytes.get(start..start + YEAR)?;
    let is_year = matches!(year, [b'1', b'9', ..] | [b'2', b'0', ..]) && year.iter().all(u8::is_ascii_digit);
    let is_number = start.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(u8::is_ascii_alphanumeric);
    let is_power = matches!(bytes.get(at + 1), Some(b'-' | b'+' | b'(' | b'{' | b'2'..=b'9' | b'a'..=b'z'));
    (bytes.get(at - 1) == Some(&b't') && is_year && !is_number && !is_power)
        .then(|| Binary::new(BinaryKind::Utf16, start, YEAR + 2))
}

/// Extends each signature, in text order, over the control characters, losses and the like that stand near it.
pub fn stretches(signatures: Vec<Binary>, suspects: &[Suspect]) -> Vec<Binary> {
    let mut stretches: Vec<Binary> = Vec::new();
    for mut signature in signatures {
        let done = stretches.last().map_or(0, |last| last.span.end);
        if signature.span.start < done {
            continue;
        }
        if !matches!(signature.kind, BinaryKind::GlyphNumbers | BinaryKind::Utf16) {
            signature.span = extended(signature.span, done, suspects);
        }
        match stretches.last_mut() {
            Some(last) if last.kind == signature.kind && signature.span.start <= last.span.end => {
                last.span = last.span.to(signature.span);
            }
            _ => stretches.push(signature),
        }
    }
    stretches
}

/// The stretch around a signature, from byte `from` on at the earliest.
fn extended(span: Span, from: u32, suspects: &[Suspect]) -> Span {
    let is_junk = |suspect: &Suspect| {
        use SuspectKind::{Bidi, Control, Invisible, LoneCarriageReturn, OddSpace, PrivateUse, Replacement};
        matches!(suspect.kind, Bidi | Control | Invisible | LoneCarriageReturn | OddSpace | PrivateUse | Replacement)
    };
    let here = suspects.partition_point(|suspect| suspect.span.start < span.start);
    let mut whole = span;
    for suspect in suspects[..here].iter().rev().take_while(|suspect| suspect.span.start >= from) {
        if suspect.span.end as usize + NEAR < whole.start as usize {
            break;
        }
        if is_junk(suspect) {
            whole.start = whole.start.min(suspect.span.start);
        }
    }
    for suspect in &suspects[here..] {
        if suspect.span.start as usize > whole.end as usize + NEAR {
            break;
        }
        if is_junk(suspect) {
            whole.end = whole.end.max(suspect.span.end);
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str, stop: char) -> Option<(BinaryKind, &str)> {
        let found = read(text, text.find(stop).expect("the place"))?;
        Some((found.kind, &text[found.span.range()]))
    }

    #[test]
    fn signatures() {
        assert_eq!(kind("页眉(cid:12)(cid:3)", '('), Some((BinaryKind::GlyphNumbers, "(cid:12)(cid:3)")));
        assert_eq!(kind("%PDF-1.4\n1 0 obj\n", '%'), Some((BinaryKind::Pdf, "%PDF-1")));
        assert_eq!(kind("{\\rtf1\\ansi ", '\\'), Some((BinaryKind::Rtf, "{\\rtf1")));
        assert_eq!(kind("2018t^12", '^'), Some((BinaryKind::Utf16, "2018t^")));
        assert_eq!(kind("\u{FFFD}\u{FFFD}\u{11}\u{871}\u{1A}", '\u{871}'), Some((BinaryKind::Ole, "\u{871}")));
        assert_eq!(kind("邢\u{11}唷\u{1A}", '\u{11}'), Some((BinaryKind::Ole, "\u{11}")));
        assert_eq!(kind("\u{FFFD}\u{4}bjbjU\u{FFFD}", 'j'), Some((BinaryKind::Ole, "bjbj")));
        assert_eq!(kind("Root Entry\nWordDocument\n", 'W'), Some((BinaryKind::Ole, "WordDocument")));
        assert_eq!(kind("PK\u{3}\u{4}\u{14}", '\u{3}'), Some((BinaryKind::Zip, "PK\u{3}\u{4}")));
    }

    #[test]
    fn what_is_none() {
        for (text, stop) in [
            ("(cid:)", '('),
            ("(cid:12", '('),
            ("(公司)", '('),
            ("文件以%PDF-1.4开头，", '%'),
            ("占5%", '%'),
            ("C:\\rtf1", '\\'),
            ("s=2000t^2", '^'),
            ("2018t^{n}", '^'),
            ("2^10", '^'),
            ("t^", '^'),
            ("PK\u{3}", '\u{3}'),
            ("PK赛\u{3}\u{4}", '\u{3}'),
            ("甲\u{11}乙", '\u{11}'),
            ("网址是www.bjbj.gov.cn\u{FFFD}", 'j'),
            ("口令bjbj待改", 'j'),
            ("调用WordDocument类的方法", 'W'),
            ("new WordDocument()\u{FFFD}", 'W'),
        ] {
            assert_eq!(kind(text, stop), None, "{text}");
        }
    }
}
