//! Text that was read in a wrong encoding and lost so much that no four characters in a row are left: a search for chains
//! finds nothing there. What is left of UTF-8 still has its form, a first byte and two that follow, and hardly anything else
//! has; pairs of bytes read well between the losses. Takes text and places in it; gives the stretches and the encodings.

use crate::damage::bigrams::listed_pairs;
use crate::damage::character_model::likelihood;
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

/// The same for a byte where control characters are gone.
const FITS_WITHOUT_CONTROLS: f64 = 0.3;

/// The form is proved by so much; where control characters are gone, so that what does not read well is named all the same,
/// by more.
const PROVED: f64 = 4.0;
const PROVED_WITHOUT_CONTROLS: f64 = 9.0;

/// What such text is read as.
const READ_AS: [Charset; 4] = [Charset::Gbk, Charset::Big5, Charset::EucKr, Charset::ShiftJis];

/// What it is read as where each byte is a letter.
const OF_LETTERS: [Charset; 3] = [Charset::Windows1252, Charset::Latin1, Charset::Latin9];

/// Encodings of pairs of bytes, and what else they are taken for.
const OF_PAIRS: [(Charset, Charset); 5] = [
    (Charset::Gbk, Charset::Big5),
    (Charset::Gbk, Charset::EucKr),
    (Charset::Gbk, Charset::ShiftJis),
    (Charset::Big5, Charset::Gbk),
    (Charset::Big5, Charset::ShiftJis),
];

/// Mean log10 probability of what pairs are between the losses, its rise over what stands there, and one of so many pairs of
/// neighbours that the table lists: one in thirty is chance.
const READS: f64 = -3.5;
const RISE: f64 = 1.0;
const LISTED_IN: usize = 5;
const FEWEST_NEIGHBOURS: usize = 4;

/// A stretch, and what it was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Torn {
    /// The stretch.
    pub span: Span,
    /// What it was written in, and what it was read as.
    pub accident: (Charset, Charset),
    /// True if its form alone says so: what does not read well is no text then, but it is that accident all the same.
    pub is_proved: bool,
    /// True if two of five characters are marks of loss.
    pub is_dense: bool,
    /// True if control characters are gone without a mark: of every second character nothing but guesses can come back.
    pub is_guessed: bool,
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

/// The same for a stretch of signs, in which bytes may be missing without a mark: of letters with accents, or of what pairs
/// of bytes were read as.
pub fn of_signs(text: &str, span: Span, are_letters: bool) -> Option<Torn> {
    let around = around(text, span);
    let span = if are_letters { span } else { around };
    let stretch = beginning(text, span)?;
    let read_as = if are_letters { &OF_LETTERS[..] } else { &READ_AS[..] };
    let accident = match form_of(stretch, read_as) {
        Some(read_as) => (Charset::Utf8, read_as),
        None if let Some((score, read_as)) = form_without_controls(stretch).filter(|(score, _)| *score >= PROVED) => {
            let (span, is_proved) = (with_letters(text, span, read_as), score >= PROVED_WITHOUT_CONTROLS);
            let is_guessed = !stretch.contains(char::REPLACEMENT_CHARACTER);
            return Some(Torn { span, accident: (Charset::Utf8, read_as), is_proved, is_dense: false, is_guessed });
        }
        None if !are_letters && stretch.contains(char::REPLACEMENT_CHARACTER) => pairs_of(stretch)?,
        None => return None,
    };
    Some(Torn { span: around, accident, is_proved: false, is_dense: false, is_guessed: false })
}

/// With the characters right beside it that `read_as` has beyond ASCII.
fn with_letters(text: &str, span: Span, read_as: Charset) -> Span {
    let around = around(text, span);
    let is_letter = |c: char| !c.is_ascii() && (c == char::REPLACEMENT_CHARACTER || read_as.bytes_of(c).is_some());
    let before = text.get(around.start as usize..span.start as usize).unwrap_or_default();
    let after = text.get(span.end as usize..around.end as usize).unwrap_or_default();
    Span::new(
        around.start as usize + before.trim_end_matches(is_letter).len(),
        around.end as usize - after.trim_start_matches(is_letter).len(),
    )
}

/// The stretch of signs at `span` as far as its bytes have the form of UTF-8, and what they were read as, if that much, in
/// log10, speaks for it.
pub fn of_layers(text: &str, span: Span, least: f64) -> Option<(Span, Charset)> {
    let read_as = form_proved(text.get(span.range())?, least)?;
    Some((grown(text, span, read_as), read_as))
}

/// With what stands beside it as far as the form goes on.
fn grown(text: &str, span: Span, read_as: Charset) -> Span {
    let around = around(text, span);
    let inner_start = text.ceil_char_boundary((span.start as usize + MARGIN).min(span.end as usize));
    let inner_end = text.floor_char_boundary((span.end as usize).saturating_sub(MARGIN).max(span.start as usize));
    // Of places that are as good the nearest one.
    let better = |best: (f64, usize), next: (f64, usize)| if next.0 > best.0 { next } else { best };
    let begins = |at: &usize| {
        let first = text.get(*at..).and_then(|text| text.chars().next()).and_then(|c| read_as.bytes_of(c));
        first.is_some_and(|bytes| matches!(bytes.as_slice(), [0xC2..=0xEF, ..]))
    };
    let before = text.get(around.start as usize..span.start as usize).unwrap_or_default();
    let before = before.char_indices().rev().map(|(at, _)| around.start as usize + at).filter(begins);
    let starts = [span.start as usize].into_iter().chain(before);
    let start = starts.map(|start| (form(&text[start..inner_start], read_as), start)).reduce(better);
    let after = text.get(span.end as usize..around.end as usize).unwrap_or_default();
    let after = after.char_indices().map(|(at, c)| span.end as usize + at + c.len_utf8());
    let ends = [span.end as usize].into_iter().chain(after);
    let end = ends.map(|end| (form(&text[inner_end..end], read_as), end)).reduce(better);
    let end = end.map_or(span.end as usize, |(_, end)| end);
    let marks = text.get(end..).unwrap_or_default().trim_start_matches(char::REPLACEMENT_CHARACTER);
    Span::new(start.map_or(span.start as usize, |(_, start)| start), text.len() - marks.len())
}

/// What all of `stretch` was read as if that much, in log10, speaks for the form of UTF-8.
pub fn form_proved(stretch: &str, least: f64) -> Option<Charset> {
    let stretch = stretch.get(..stretch.floor_char_boundary(LOOKED_AT))?;
    let read_as = if stretch.chars().filter(|c| c.len_utf8() == 2).count() * 2 > stretch.chars().count() {
        &OF_LETTERS[..]
    } else {
        &READ_AS[..]
    };
    let (score, read_as) = best_form(stretch, read_as)?;
    (score >= least).then_some(read_as)
}

/// True if the signs have the form of UTF-8.
pub fn has_form(text: &str, span: Span) -> bool {
    beginning(text, span).is_some_and(|stretch| form_of(stretch, &READ_AS).is_some())
}

fn beginning(text: &str, span: Span) -> Option<&str> {
    let (start, end) = (span.start as usize, span.end as usize);
    text.get(start..text.floor_char_boundary(end.min(start + LOOKED_AT)))
}

/// What `stretch` was read as if it has the form of UTF-8.
fn form_of(stretch: &str, read_as: &[Charset]) -> Option<Charset> {
    best_form(stretch, read_as).filter(|(score, _)| *score >= PROVED).map(|(_, read_as)| read_as)
}

/// How much more probable `stretch` is, in log10, as UTF-8 read as single bytes whose control characters were dropped or
/// became U+FFFD: a third of the bytes that follow are left, and nothing but those and first bytes.
fn form_without_controls(stretch: &str) -> Option<(f64, Charset)> {
    let scored = [Charset::Latin1, Charset::Latin9].map(|read_as| (score_without_controls(stretch, read_as), read_as));
    scored.into_iter().max_by(|a, b| a.0.total_cmp(&b.0))
}

fn score_without_controls(stretch: &str, read_as: Charset) -> f64 {
    let bytes = stretch.chars().filter(|c| *c != char::REPLACEMENT_CHARACTER);
    let bytes = bytes.map(|c| read_as.bytes_of(c).and_then(|bytes| bytes.as_slice().first().copied()));
    let (mut score, mut run) = (0.0, 0.0);
    for byte in bytes {
        match byte {
            Some(0xE2..=0xE9 | 0xEF | 0xA0..=0xBF) => run += FITS_WITHOUT_CONTROLS,
            Some(0..0x80) => {
                // A letter alone among ASCII says nothing.
                score += if run > 0.0 { run + STARTS } else { run };
                run = 0.0;
            }
            _ => run += FITS_NOT,
        }
    }
    score + run
}

/// What the form of UTF-8 is the most probable for, and how probable.
fn best_form(stretch: &str, read_as: &[Charset]) -> Option<(f64, Charset)> {
    // Bytes of UTF-8 are Hangul in EUC-KR and kana in Shift_JIS; without any, neither is asked, and its table not made.
    let leaves_traces = |read_as: &&Charset| {
        !matches!(read_as, Charset::EucKr | Charset::ShiftJis) || stretch.contains(|c| read_as.is_for(c))
    };
    let scored = read_as.iter().filter(leaves_traces).map(|read_as| (form(stretch, *read_as), *read_as));
    scored.max_by(|a, b| a.0.total_cmp(&b.0))
}

/// The pairs of bytes that `stretch` was, if they read well.
fn pairs_of(stretch: &str) -> Option<(Charset, Charset)> {
    let read = OF_PAIRS.into_iter().map(|accident| (between_losses(stretch, accident), accident));
    let (read, accident) = read.max_by(|a, b| likelihood(&a.0).mean().total_cmp(&likelihood(&b.0).mean()))?;
    let (before, after) = (likelihood(stretch).mean(), likelihood(&read).mean());
    let (all, listed) = listed_pairs(&read);
    let has_words = all >= FEWEST_NEIGHBOURS && listed * LISTED_IN >= all;
    (after >= READS && after >= before + RISE && has_words).then_some(accident)
}

/// What the bytes between the losses are, from the first or from the second of each stretch on, as it reads better. What they
/// cannot be stays U+FFFD.
fn between_losses(stretch: &str, (written_in, read_as): (Charset, Charset)) -> String {
    let mut read = String::new();
    for part in stretch.split(|c: char| c == char::REPLACEMENT_CHARACTER || c.is_ascii()) {
        let bytes = read_as.encode(part).unwrap_or_default();
        let decoded = |from: usize| {
            let mut text = String::new();
            let mut rest = bytes.get(from..).unwrap_or_default();
            while let Some((c, length)) = written_in.read(rest) {
                text.push(c);
                rest = rest.get(length..).unwrap_or_default();
            }
            (rest.len() < 2 && !text.is_empty()).then_some(text)
        };
        let both = [decoded(0), decoded(1)].into_iter().flatten();
        match both.max_by(|a, b| likelihood(a).mean().total_cmp(&likelihood(b).mean())) {
            Some(best) => read.push_str(&best),
            None => read.extend(part.chars().map(|_| char::REPLACEMENT_CHARACTER)),
        }
    }
    read
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
    let stretch = beginning(text, span)?;
    let (characters, marks) = stretch
        .chars()
        .fold((0, 0), |(characters, marks), c| (characters + 1, marks + usize::from(c == char::REPLACEMENT_CHARACTER)));
    if marks * MARKS_IN < characters {
        return None;
    }
    let accident = (Charset::Utf8, form_of(stretch, &READ_AS)?);
    let is_dense = marks * DENSE.1 >= characters * DENSE.0;
    Some(Torn { span, accident, is_proved: true, is_dense, is_guessed: false })
}

/// How much more probable the bytes of `stretch` are if they are UTF-8, in log10.
fn form(stretch: &str, read_as: Charset) -> f64 {
    let mut sum = 0.0;
    let mut run = Vec::new();
    for c in stretch.chars() {
        match read_as.bytes_of(c).filter(|_| !c.is_ascii() && c != char::REPLACEMENT_CHARACTER) {
            Some(bytes) => run.extend_from_slice(bytes.as_slice()),
            None => {
                sum += form_of_run(&run, read_as);
                run.clear();
                if !c.is_ascii() && c != char::REPLACEMENT_CHARACTER {
                    sum += FITS_NOT;
                }
            }
        }
    }
    sum + form_of_run(&run, read_as)
}

fn form_of_run(run: &[u8], read_as: Charset) -> f64 {
    if run.is_empty() {
        return 0.0;
    }
    let misfits = (0..3).map(|following| misfits(run, following, read_as.is_single_byte())).min().unwrap_or(0);
    STARTS + FITS * (run.len() - misfits) as f64 + FITS_NOT * misfits as f64
}

/// Bytes of `run` that are out of place if it starts with `following` bytes of a character that began before. Letters that were
/// misread before are characters `of_two` bytes.
fn misfits(run: &[u8], following: u8, of_two: bool) -> usize {
    let mut open = following;
    let mut misfits = 0;
    for byte in run {
        match (open, byte) {
            (0, 0xE2..=0xEF) => open = 2,
            (0, 0xC2..=0xDF) if of_two => open = 1,
            (1.., 0x80..=0xBF) => open -= 1,
            (_, 0xE2..=0xEF) => (open, misfits) = (2, misfits + 1),
            (_, 0xC2..=0xDF) if of_two => (open, misfits) = (1, misfits + 1),
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
        stretches(text, marks.into_iter()).into_iter().map(|torn| torn.accident.1).collect()
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

    /// A stretch takes in what is right beside it, however long a row of signs and letters goes on.
    #[test]
    fn letters_beside_a_stretch_are_bounded() {
        let letters = "æèäåéç".repeat(3);
        let text = "¡".repeat(10_000) + &letters + &"¡".repeat(10_000);
        let span = Span::new(20_000, 20_000 + letters.len());
        let torn = of_signs(&text, span, true).expect("letters of UTF-8");
        assert!(torn.span.contains(span) && torn.span.len() <= span.len() + 2 * MARGIN, "{torn:?}");
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
