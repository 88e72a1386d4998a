//! UTF-8 that was read as another encoding and lost so much that no four characters in a row are left: a search for chains
//! finds nothing there. What is left still has the form of UTF-8, a first byte and two that follow, and hardly
//! anything else has. Takes text and the places of U+FFFD; gives the stretches and the encoding they were read as.

use crate::damage::mojibake::Charset;
use crate::span::Span;

/// Bytes between two marks of loss of one stretch at most: twelve Han characters.
const BETWEEN: usize = 36;

/// Fewest marks of loss, and one in so many characters is one; in a dense stretch two of five are.
const FEWEST_MARKS: usize = 8;
const MARKS_IN: usize = 12;
const DENSE: (usize, usize) = (2, 5);

/// Bytes on both sides that belong to a stretch, in its line, and bytes that are looked at for its form.
const MARGIN: usize = 36;
const LOOKED_AT: usize = 8 * 1024;

/// log10 of how much less probable the form of UTF-8 is in other bytes: for a byte that has it, for a run of bytes, which may
/// start with any byte of a character, and for a byte that has not.
const FITS: f64 = 0.45;
const STARTS: f64 = -0.5;
const FITS_NOT: f64 = -2.5;

/// The form is proved by so much.
const PROVED: f64 = 4.0;

/// What such text is read as.
const READ_AS: [Charset; 4] = [Charset::Gbk, Charset::Big5, Charset::EucKr, Charset::ShiftJis];

/// What it is read as where each byte is a letter.
const OF_LETTERS: [Charset; 2] = [Charset::Windows1252, Charset::Latin1];

/// A stretch, and what it was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Torn {
    /// The stretch.
    pub span: Span,
    /// What the UTF-8 was read as.
    pub read_as: Charset,
    /// True if two of five characters are marks of loss.
    pub is_dense: bool,
}

/// The stretches around `marks`, runs of U+FFFD in text order.
pub fn stretches(text: &str, marks: impl Iterator<Item = Span>) -> Vec<Torn> {
    let mut found = Vec::new();
    let mut open: Option<(Span, usize)> = None;
    for mark in marks {
        let count = mark.len() / char::REPLACEMENT_CHARACTER.len_utf8();
        open = match open {
            Some((span, marks)) if (mark.start - span.end) as usize <= BETWEEN => Some((span.to(mark), marks + count)),
            before => {
                found.extend(before.and_then(|(span, marks)| judged(text, span, marks)));
                Some((mark, count))
            }
        };
    }
    found.extend(open.and_then(|(span, marks)| judged(text, span, marks)));
    found
}

/// The same for a stretch of letters with accents, in which bytes may be missing without a mark.
pub fn of_letters(text: &str, span: Span) -> Option<Torn> {
    let (start, end) = (span.start as usize, span.end as usize);
    let stretch = text.get(start..text.floor_char_boundary(end.min(start + LOOKED_AT)))?;
    let scored = OF_LETTERS.into_iter().map(|read_as| (form(stretch, read_as), read_as));
    let (score, read_as) = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (score >= PROVED).then(|| Torn { span: around(text, span), read_as, is_dense: false })
}

/// With what stands beside it in its lines.
fn around(text: &str, span: Span) -> Span {
    let (start, end) = (span.start as usize, span.end as usize);
    let before = text.floor_char_boundary(start.saturating_sub(MARGIN));
    let after = text.ceil_char_boundary(end + MARGIN);
    let first = text.get(before..start).and_then(|text| text.rfind('\n')).map(|at| before + at + 1);
    let last = text.get(end..after).and_then(|text| text.find('\n')).map(|at| end + at);
    Span::new(first.unwrap_or(before), last.unwrap_or(after))
}

fn judged(text: &str, span: Span, marks: usize) -> Option<Torn> {
    if marks < FEWEST_MARKS {
        return None;
    }
    let span = around(text, span);
    let (start, end) = (span.start as usize, span.end as usize);
    let stretch = text.get(start..text.floor_char_boundary(end.min(start + LOOKED_AT)))?;
    let (characters, marks) = stretch
        .chars()
        .fold((0, 0), |(characters, marks), c| (characters + 1, marks + usize::from(c == char::REPLACEMENT_CHARACTER)));
    if marks * MARKS_IN < characters {
        return None;
    }
    let scored = READ_AS.into_iter().map(|read_as| (form(stretch, read_as), read_as));
    let (score, read_as) = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (score >= PROVED).then_some(Torn { span, read_as, is_dense: marks * DENSE.1 >= characters * DENSE.0 })
}

/// How much more probable the bytes of `stretch` are if they are UTF-8, in log10.
fn form(stretch: &str, read_as: Charset) -> f64 {
    let mut sum = 0.0;
    let mut run = Vec::new();
    for c in stretch.chars() {
        match read_as.bytes_of(c).filter(|_| !c.is_ascii() && c != char::REPLACEMENT_CHARACTER) {
            Some(bytes) => run.extend_from_slice(bytes.as_slice()),
            None => {
                sum += form_of_run(&run);
                run.clear();
                if !c.is_ascii() && c != char::REPLACEMENT_CHARACTER {
                    sum += FITS_NOT;
                }
            }
        }
    }
    sum + form_of_run(&run)
}

fn form_of_run(run: &[u8]) -> f64 {
    if run.is_empty() {
        return 0.0;
    }
    let misfits = (0..3).map(|following| misfits(run, following)).min().unwrap_or(0);
    STARTS + FITS * (run.len() - misfits) as f64 + FITS_NOT * misfits as f64
}

/// Bytes of `run` that are out of place if it starts with `following` bytes of a character that began before.
fn misfits(run: &[u8], following: u8) -> usize {
    let mut open = following;
    let mut misfits = 0;
    for byte in run {
        match (open, byte) {
            (0, 0xE2..=0xEF) => open = 2,
            (1.., 0x80..=0xBF) => open -= 1,
            (_, 0xE2..=0xEF) => (open, misfits) = (2, misfits + 1),
            _ => misfits += 1,
        }
    }
    misfits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::SuspectKind;
    use crate::damage::mojibake::Decoder;
    use crate::damage::scan::scan;

    const TEXT: &str = "各乡镇要继续推进农村改革，全面落实帮扶政策，坚决守住耕地红线。";

    fn found(text: &str) -> Vec<Charset> {
        let mut marks = Vec::new();
        for (at, mark) in text.match_indices('\u{FFFD}') {
            marks.push(Span::new(at, at + mark.len()));
        }
        stretches(text, marks.into_iter()).into_iter().map(|torn| torn.read_as).collect()
    }

    #[test]
    fn what_is_left_has_the_form_of_utf8() {
        for read_as in [Charset::Big5, Charset::EucKr] {
            let damaged = Decoder::Python.decode(read_as, TEXT.as_bytes());
            assert_eq!(found(&damaged), [read_as], "{damaged}");
            let damage = scan(&damaged);
            assert_eq!(damage.mojibake.len(), 1, "{damaged}");
            assert!(damage.of(SuspectKind::Replacement).count() <= 1, "{damaged}");
        }
    }

    #[test]
    fn text_with_holes_has_not() {
        let holes: String = TEXT.chars().map(|c| if "乡继进改面扶坚守".contains(c) { '\u{FFFD}' } else { c }).collect();
        assert_eq!(found(&holes), []);
        let korean = "경제 성장을 위하여 농촌 지역의 소득을 늘렸다.".replace([' ', '의', '을'], "\u{FFFD}");
        assert_eq!(found(&korean), []);
        assert_eq!(found(&"\u{FFFD}".repeat(500)), []);
    }
}
