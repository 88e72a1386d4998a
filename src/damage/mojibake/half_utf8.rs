//! Pairs of bytes, GBK or Big5, read by a program that takes what has the form of UTF-8 for UTF-8 and every other byte for a
//! letter: 的实现 is `µÄʵÏÖ` then, since the bytes of `ʵ`, CA B5, have that form. A letter may have been one byte or two, and
//! behind one that is taken wrongly everything is out of step; which it was, the text says. Takes stretches of signs, gives
//! a run for each line that reads well.

use super::{Chain, Charset, Misreading, Mojibake};
use crate::char_class::is_han;
use crate::damage::bigrams::{Before, Language};
use crate::damage::character_model::{Likelihood, likelihood};
use crate::span::Span;

/// Readings of a line that are kept at each character.
const KEPT: usize = 4;

/// Bytes of a line that is read; a longer one is left.
const LONGEST_LINE: usize = 64 * 1024;

/// What a line must be to be read: fewest Han, mean log10 probability, and its rise over what stands there.
struct Least {
    han: u32,
    mean: f64,
    rise: f64,
}

/// A line that speaks for itself, and one of a text in which such lines are.
const ALONE: Least = Least { han: 4, mean: -3.4, rise: 1.0 };
const AMONG_OTHERS: Least = Least { han: 1, mean: -4.0, rise: 0.5 };

/// The lines with signs of letters at `stretches`, which are in text order, if one of them has a character that no reader of
/// single bytes leaves.
pub(super) fn find(text: &str, stretches: &[Span]) -> Vec<Mojibake> {
    let lines = lines(text, stretches);
    if !lines.iter().any(|line| text.get(line.range()).is_some_and(has_form_among_letters)) {
        return Vec::new();
    }
    let language = Language::default();
    let parts: Vec<Span> = lines.into_iter().flat_map(|line| parts(text, line)).collect();
    let read = |part: &Span| Some((reading(text, *part, &language)?, *part));
    let readings: Vec<(Read, Span)> = parts.iter().filter_map(read).collect();
    let is_among_others = readings.iter().any(|(reading, _)| reading.has(&ALONE));
    let accepted = readings.into_iter().filter(|(reading, _)| is_among_others && reading.has(&AMONG_OTHERS));
    accepted.map(|(reading, part)| reading.run(text, part)).collect()
}

/// The lines that the stretches touch, each once. What is behind the last one is looked at, and nothing twice.
fn lines(text: &str, stretches: &[Span]) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut done = 0;
    for stretch in stretches.iter().filter(|stretch| !stretch.is_empty()) {
        let (first, last) = ((stretch.start as usize).max(done), stretch.end as usize);
        if last <= done {
            continue;
        }
        let start = text.get(done..first).and_then(|text| text.rfind('\n')).map_or(done, |at| done + at + 1);
        let end = text.get(last..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| last + at);
        let mut at = start;
        for line in text.get(start..end).unwrap_or_default().split('\n') {
            lines.push(Span::new(at, at + line.len()));
            at += line.len() + 1;
        }
        done = at;
    }
    lines.retain(|line| (1..=LONGEST_LINE).contains(&line.len()));
    lines
}

/// True if a character of two bytes of UTF-8 that is no letter of single bytes stands between letters that are.
fn has_form_among_letters(line: &str) -> bool {
    let is_letter = |c: char| one_byte(c).is_some_and(|byte| byte >= 0x80);
    let mut last = ['\0'; 2];
    line.chars().any(|c| {
        let found = is_letter(last[0]) && last[1].len_utf8() == 2 && !is_letter(last[1]) && is_letter(c);
        last = [last[1], c];
        found
    })
}

/// The byte that a reader of single bytes has for `c`.
fn one_byte(c: char) -> Option<u8> {
    let bytes = Charset::Windows1252.bytes_of(c).or_else(|| Charset::Latin1.bytes_of(c))?;
    bytes.as_slice().first().copied()
}

/// The parts of a line between clean text, from their first letter to their last. 幫 between two letters is three bytes that
/// have the form of UTF-8, and so is 衣 behind the last one (设。).
fn parts(text: &str, line: Span) -> Vec<Span> {
    let is_letter = |c: char| !c.is_ascii() && (one_byte(c).is_some() || !is_clean(c));
    let letters = text.get(line.range()).unwrap_or_default();
    let mut found: Vec<Span> = Vec::new();
    // Where the part that is open would end, and whether it goes on from there.
    let mut goes_on = false;
    let mut last = '\0';
    let mut rest = letters.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map_or('\0', |(_, next)| *next);
        let may_end = |c: char| is_letter(c) || c.is_ascii();
        let is_between = is_letter(last) && may_end(next) || may_end(last) && is_letter(next);
        let is_part = is_letter(c) || !c.is_ascii() && is_between;
        let span = Span::new(line.start as usize + at, line.start as usize + at + c.len_utf8());
        match found.last_mut() {
            Some(part) if is_part && goes_on => *part = part.to(span),
            _ if is_part => found.push(span),
            _ => {}
        }
        goes_on = is_part || goes_on && c.is_ascii();
        last = c;
    }
    found
}

/// True for what Chinese text is made of.
fn is_clean(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF5E}' | char::REPLACEMENT_CHARACTER)
}

/// What a part of a line was.
struct Read {
    written_in: Charset,
    repaired: String,
    likelihood: Likelihood,
    /// By how much it is more probable than what stands there, for each character, in log10.
    rise: f64,
    /// True if a letter in it may have been something else.
    is_open: bool,
}

/// What a part of a line was, in Big5 only if it does not read well in GBK.
fn reading(text: &str, span: Span, language: &Language) -> Option<Read> {
    let damaged = text.get(span.range())?;
    let before = likelihood(damaged).mean();
    let read = |written_in: Charset| {
        let (repaired, is_open) = Reader { written_in, language }.read(damaged)?;
        let likelihood = likelihood(&repaired);
        Some(Read { written_in, repaired, likelihood, rise: likelihood.mean() - before, is_open })
    };
    match read(Charset::Gbk) {
        Some(gbk) if gbk.has(&ALONE) => Some(gbk),
        gbk => [gbk, read(Charset::Big5)].into_iter().flatten().max_by(|one, other| one.rise.total_cmp(&other.rise)),
    }
}

impl Read {
    fn has(&self, least: &Least) -> bool {
        self.likelihood.han >= least.han && self.likelihood.mean() >= least.mean && self.rise >= least.rise
    }

    fn run(self, text: &str, span: Span) -> Mojibake {
        let accident = Misreading { written_in: self.written_in, read_as: Charset::Utf8OrWindows1252 };
        let chain = Chain::default().then(accident);
        let proved = !self.is_open && chain.damage(&self.repaired).as_deref() == text.get(span.range());
        Mojibake { span, repaired: self.repaired, chain, han: self.likelihood.han, proved, losses: None }
    }
}

struct Reader<'l> {
    written_in: Charset,
    language: &'l Language,
}

/// A reading up to some character.
#[derive(Clone, Copy)]
struct Reading {
    log10: f32,
    /// The first byte of a pair whose second one comes next.
    open: Option<u8>,
    before: Before,
    /// Where its last character stands among all that were read.
    last: usize,
    /// True if a letter that may be two bytes was taken for one, or one that may be one for two.
    is_open: bool,
}

impl Reader<'_> {
    /// What `damaged` was, and whether a letter in it may have been something else.
    fn read(&self, damaged: &str) -> Option<(String, bool)> {
        // Each character read with the one before it; the first one is none.
        let mut read: Vec<(usize, char)> = vec![(0, '\0')];
        let mut readings = vec![Reading { log10: 0.0, open: None, before: Before::START, last: 0, is_open: false }];
        for c in damaged.chars() {
            let mut two = [0; 4];
            let one = one_byte(c).map(|byte| [byte]);
            let two = (!c.is_ascii()).then(|| c.encode_utf8(&mut two).as_bytes());
            let is_open = one.is_some() && two.is_some();
            let ways = [one.as_ref().map(<[u8; 1]>::as_slice), two];
            let mut next: Vec<Reading> = Vec::with_capacity(readings.len() * 2);
            for reading in &readings {
                let ways = ways.iter().flatten();
                next.extend(ways.filter_map(|way| {
                    let mut way = self.with(*reading, way, &mut read)?;
                    way.is_open |= is_open;
                    Some(way)
                }));
            }
            next.sort_by(|one, other| other.log10.total_cmp(&one.log10));
            next.truncate(KEPT);
            readings = next;
        }
        let best = readings.iter().find(|reading| reading.open.is_none())?;
        let mut text = Vec::new();
        let mut at = best.last;
        while let Some((before, c)) = read.get(at).filter(|_| at > 0) {
            text.push(*c);
            at = *before;
        }
        Some((text.into_iter().rev().collect(), best.is_open))
    }

    /// A reading with some more bytes, if they go on with it.
    fn with(&self, mut reading: Reading, bytes: &[u8], read: &mut Vec<(usize, char)>) -> Option<Reading> {
        for byte in bytes {
            let c = match reading.open.take() {
                Some(first) => self.written_in.read(&[first, *byte]).filter(|(_, length)| *length == 2)?.0,
                None if byte.is_ascii() => char::from(*byte),
                None if matches!(byte, 0x80 | 0xFF) => return None,
                None => {
                    reading.open = Some(*byte);
                    continue;
                }
            };
            reading.log10 += self.language.log10(reading.before, c);
            reading.before = reading.before.then(c);
            read.push((reading.last, c));
            reading.last = read.len() - 1;
        }
        Some(reading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::scan::scan;

    const TEXT: &str = "本县的实际情况是：每一个乡镇都要实现农村公路的改造，全面落实帮扶政策，加强建设。";

    fn damaged(text: &str) -> String {
        Chain::default()
            .then(Misreading { written_in: Charset::Gbk, read_as: Charset::Utf8OrWindows1252 })
            .damage(text)
            .expect("every character has two bytes")
    }

    #[test]
    fn both_forms_in_one_line() {
        let text = damaged(TEXT);
        assert!(text.contains('ʵ') && text.contains('ÿ'), "{text}");
        let runs = scan(&format!("附件\n{text}\n完")).mojibake;
        assert_eq!(runs.iter().map(|run| run.repaired.as_str()).collect::<Vec<_>>(), [TEXT], "{text}");
    }

    #[test]
    fn a_line_is_looked_at_once() {
        let text = "aéè bàù\ncöü\n\ndêë";
        let at =
            |part: &str| Span::new(text.find(part).expect("a part"), text.find(part).expect("a part") + part.len());
        let found = lines(text, &[at("éè"), at("àù"), at("öü\n\nd"), at("êë")]);
        let found: Vec<&str> = found.iter().map(|line| &text[line.range()]).collect();
        assert_eq!(found, ["aéè bàù", "cöü", "dêë"]);
    }

    #[test]
    fn letters_by_right_are_none() {
        for text in ["Straße, Łódź, Čačak, Žižkov, ĠĦŻ", "lǚ xíng, nǚ ér, ér tóng", "Ærøskøbing ŒUVRE ĈĜĤ ŝŭ"]
        {
            assert_eq!(find(text, &[Span::new(0, text.len())]), [], "{text}");
        }
    }
}
