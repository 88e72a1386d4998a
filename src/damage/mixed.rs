//! Two encodings in one file: lines or runs that were written by another program than the rest. The file is decoded in the
//! encoding of most of it; what stands in another one is then a stretch of invalid sequences, or, where nearly all pairs
//! of bytes are some character, mojibake. Each such stretch is decoded by itself from the bytes of the file. Takes a
//! document, gives the stretches with their text; linear in the file, whatever alternates in it.

use encoding_rs::{BIG5, EUC_KR, GB18030, SHIFT_JIS, UTF_8};

use crate::char_class;
use crate::damage::character_model::{Likelihood, likelihood};
use crate::damage::mojibake::{Charset, Mojibake};
use crate::source::{Document, Encoding, Hole, HoleKind};
use crate::span::Span;

/// What a stretch in a file of UTF-8 may be in.
const CANDIDATES: [Encoding; 4] = [GB18030, BIG5, SHIFT_JIS, EUC_KR];

/// Mean log10 probability that a stretch has at least, and how much more probable, in log10 over all characters, it is than
/// in the second best encoding.
const READS: f64 = -3.3;
const MARGIN: f64 = 1.0;

/// Han characters that prove a stretch; one of fewer needs another stretch in the same encoding. Kana and Hangul count too.
const ENOUGH: usize = 4;
const FEWEST: usize = 2;

/// A stretch in another encoding than the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Where it stands in the decoded text, as something unreadable.
    pub span: Span,
    /// What it is in.
    pub encoding: Encoding,
    /// Its text.
    pub text: String,
}

/// The stretches of a document that are in another encoding than the rest, in text order.
pub fn find(document: &Document, mojibake: &[Mojibake]) -> Vec<Piece> {
    if document.encoding() == UTF_8 { in_utf8(document) } else { misread(document, mojibake) }
}

/// Stretches of invalid sequences that read well in another encoding.
fn in_utf8(document: &Document) -> Vec<Piece> {
    let text = document.text();
    let mut found: Vec<(Piece, usize)> = Vec::new();
    let holes: Vec<Span> = document.holes().iter().filter(|hole| may_be_foreign(hole)).map(|hole| hole.span).collect();
    let mut rest = &holes[..];
    while let Some(first) = rest.first() {
        let line = line_of(text, first.start as usize);
        let of_line = rest.partition_point(|hole| (hole.start as usize) < line.end as usize).max(1);
        let (of_line, others) = rest.split_at(of_line);
        match decoded(document, line) {
            Some(whole) => found.push(whole),
            None => found.extend(stretches(text, of_line).into_iter().filter_map(|span| decoded(document, span))),
        }
        rest = others;
    }
    let is_known =
        |encoding: Encoding| found.iter().any(|(piece, weight)| piece.encoding == encoding && *weight >= ENOUGH);
    let known: Vec<Encoding> = CANDIDATES.into_iter().filter(|encoding| is_known(encoding)).collect();
    found.into_iter().filter(|(piece, _)| known.contains(&piece.encoding)).map(|(piece, _)| piece).collect()
}

/// The line around `at`, from its first character beyond ASCII to its last one.
fn line_of(text: &str, at: usize) -> Span {
    let ends = |c: char| matches!(c, '\n' | '\r');
    let start = text[..at].rfind(ends).map_or(0, |end| end + 1);
    let end = text[at..].find(ends).map_or(text.len(), |end| at + end);
    let line = &text[start..end];
    let first = line.find(|c: char| !c.is_ascii()).unwrap_or(0);
    let last = line.char_indices().rfind(|(_, c)| !c.is_ascii()).map_or(line.len(), |(at, c)| at + c.len_utf8());
    Span::new(start + first, start + last.max(first))
}

/// Invalid sequences of a line, together where nothing stands between them that only UTF-8 can be: a character of three
/// bytes may be an accident, three in a row are none.
fn stretches(text: &str, holes: &[Span]) -> Vec<Span> {
    let mut stretches: Vec<Span> = Vec::new();
    for hole in holes {
        let between = |last: &Span| text.get(last.end as usize..hole.start as usize).unwrap_or_default();
        match stretches.last_mut() {
            Some(last) if !is_utf8_for_certain(between(last)) => *last = last.to(*hole),
            _ => stretches.push(*hole),
        }
    }
    let mut done = 0;
    for stretch in &mut stretches {
        // A pair of GBK or Big5 may be a valid character of two bytes, and its second byte may be ASCII.
        let before = text.get(done..stretch.start as usize).unwrap_or_default().chars().rev();
        let start =
            stretch.start as usize - before.take_while(|c| c.len_utf8() == 2).map(char::len_utf8).sum::<usize>();
        let after = text.get(stretch.end as usize..).unwrap_or_default().chars();
        let end = stretch.end as usize + after.take_while(|c| c.len_utf8() == 2).map(char::len_utf8).sum::<usize>();
        *stretch = Span::new(start, end);
        done = end;
    }
    stretches
}

/// CESU-8 and overlong sequences are UTF-8, wrongly written.
fn may_be_foreign(hole: &Hole) -> bool {
    !matches!(hole.kind, HoleKind::SurrogatePair(_) | HoleKind::LoneSurrogate | HoleKind::Overlong)
}

fn is_utf8_for_certain(text: &str) -> bool {
    let mut in_a_row = 0;
    text.chars().any(|c| {
        in_a_row = if c.len_utf8() == 3 { in_a_row + 1 } else { 0 };
        in_a_row >= 3
    })
}

/// The stretch in the encoding in which it reads best, and the number of characters that say so.
fn decoded(document: &Document, span: Span) -> Option<(Piece, usize)> {
    let mut readings: Vec<(Likelihood, Piece)> = CANDIDATES
        .into_iter()
        .filter_map(|encoding| {
            let piece =
                read(document, span, encoding).or_else(|| read(document, with_ascii(document, span)?, encoding))?;
            Some((likelihood(&piece.text), piece))
        })
        .collect();
    readings.sort_by(|a, b| b.0.log10.total_cmp(&a.0.log10));
    let rival = readings.get(1).map_or(f64::NEG_INFINITY, |(rival, _)| rival.log10);
    let (best, piece) = readings.into_iter().next()?;
    let weight = piece.text.chars().filter(|c| is_of_east_asia(*c)).count();
    let reads = best.mean() >= READS && best.log10 >= rival + MARGIN && weight >= FEWEST;
    reads.then_some((piece, weight))
}

fn is_of_east_asia(c: char) -> bool {
    char_class::is_han(c) || char_class::is_kana(c) || matches!(c, '\u{AC00}'..='\u{D7A3}')
}

fn read(document: &Document, span: Span, encoding: Encoding) -> Option<Piece> {
    let bytes = document.file_bytes(span);
    let bytes = document.bytes().get(bytes.start as usize..bytes.end as usize)?;
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned();
    Some(Piece { span, encoding, text })
}

/// The stretch with the ASCII character after it, which may be the second half of its last character.
fn with_ascii(document: &Document, span: Span) -> Option<Span> {
    let next = document.text().get(span.end as usize..)?.chars().next()?;
    matches!(next, '@'..='~').then(|| Span::new(span.start as usize, span.end as usize + 1))
}

/// Mojibake that is none: its bytes are in another encoding, and the file was read in the one of the rest.
fn misread(document: &Document, mojibake: &[Mojibake]) -> Vec<Piece> {
    mojibake.iter().filter_map(|run| Some(Piece { span: run.span, ..from_bytes(document, run)? })).collect()
}

fn from_bytes(document: &Document, run: &Mojibake) -> Option<Piece> {
    let step = run.chain.only()?;
    if run.is_out_of_step() || Charset::of(document.encoding()) != Some(step.read_as) {
        return None;
    }
    let encoding = match step.written_in {
        Charset::Utf8 => UTF_8,
        Charset::Gbk => GB18030,
        Charset::Big5 => BIG5,
        _ => return None,
    };
    let piece = read(document, run.span, encoding)?;
    (!piece.text.contains(char::REPLACEMENT_CHARACTER)).then_some(piece)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::Damage;
    use crate::source::ReadOptions;

    fn pieces(bytes: Vec<u8>) -> Vec<(String, &'static str)> {
        let document = Document::read(bytes, ReadOptions::default()).expect("a text");
        Damage::scan(&document).mixed.into_iter().map(|piece| (piece.text, piece.encoding.name())).collect()
    }

    fn in_encoding(encoding: Encoding, text: &str) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    const PROSE: &str = "各乡镇继续推进农村改革，农民收入稳步增加。\n";

    #[test]
    fn a_line_in_another_encoding() {
        let line = "全县新建高标准农田，投资增长较快";
        let bytes = [PROSE.repeat(6).into_bytes(), in_encoding(GB18030, line), b"\n".to_vec(), PROSE.into()].concat();
        assert_eq!(pieces(bytes), [(line.to_owned(), "gb18030")]);
        let bytes = [in_encoding(GB18030, &PROSE.repeat(6)), line.into(), in_encoding(GB18030, PROSE)].concat();
        assert_eq!(pieces(bytes), [(line.to_owned(), "UTF-8")]);
    }

    #[test]
    fn a_run_within_a_line() {
        let bytes =
            [PROSE.repeat(4).into(), "标题：".into(), in_encoding(GB18030, "乡村振兴工作"), PROSE.into()].concat();
        assert_eq!(pieces(bytes), [("乡村振兴工作".to_owned(), "gb18030")]);
    }

    #[test]
    fn damaged_utf8_is_not_taken_for_gbk() {
        let text = PROSE.repeat(8).into_bytes();
        for lost in 1..5 {
            let bytes: Vec<u8> =
                text.iter().enumerate().filter(|(at, _)| at % 61 >= lost || *at < 200).map(|(_, byte)| *byte).collect();
            assert_eq!(pieces(bytes), []);
        }
        // The last byte of every character is gone: all of it are pairs.
        let bytes: Vec<u8> =
            "全面深化农村改革".bytes().enumerate().filter(|(at, _)| at % 3 != 2).map(|(_, b)| b).collect();
        assert_eq!(pieces([text, bytes].concat()), []);
    }

    #[test]
    fn many_encodings_in_turn() {
        let lines = [
            (GB18030, "全县新建高标准农田，投资增长较快"),
            (BIG5, "各鄉鎮加強農村道路養護，改善環境"),
            (SHIFT_JIS, "農村の所得を増やすための取り組みを進めています"),
            (EUC_KR, "경제 성장을 위하여 농촌 지역의 소득을 늘렸다"),
        ];
        let mut bytes = PROSE.repeat(40).into_bytes();
        for _ in 0..3 {
            for (encoding, line) in lines {
                bytes.extend(in_encoding(encoding, line));
                bytes.extend(b"\n");
                bytes.extend(PROSE.bytes());
            }
        }
        let found = pieces(bytes);
        assert_eq!(found.len(), 12, "{found:?}");
        for (index, (text, _)) in found.iter().enumerate() {
            assert_eq!(text, lines[index % 4].1);
        }
    }
}
