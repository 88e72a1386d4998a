//! Reads a stretch with the byte lattice, several times: each reading teaches the next one words, and where something was
//! dropped.

use super::is_mark;
use crate::damage::bigrams::Language;
use crate::damage::mojibake::Charset;
use crate::damage::mojibake::lattice::{Accident, Failures, Knowledge, Output};

/// How often a stretch is read: what is known, then with the words of that, then with what may have been dropped there.
const READINGS: usize = 3;

/// Bytes of a stretch of pairs that are read twice, the first time for their words only.
const TAUGHT: usize = 16 * 1024;

/// Share of characters that cannot be read from which on a stretch teaches nothing: it is read once.
const HOPELESS: f64 = 0.3;

/// What is read at once: from `start` to `end`, or, after `enough` bytes, to the first place where nothing is open.
#[derive(Clone, Copy)]
pub(super) struct Stretch {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) enough: usize,
}

/// Reads a stretch: first what is known, which teaches the words of it, then what is not, then what was dropped.
pub(super) fn read(text: &str, accident: Accident, known: &mut Knowledge, stretch: Stretch) -> Output {
    let mut reader = Reader { text, accident, start: stretch.start, known };
    if let Some(Known { text, failures, end }) = Known::of(text, accident, stretch) {
        reader.known.language.learn(text.chars());
        return reader.with_dropped(None, failures, end);
    }
    let (first, is_done) = reader.first(stretch);
    if is_done {
        return first;
    }
    let (failures, end) = (first.failures.clone(), first.end);
    reader.with_dropped(Some(first), failures, end)
}

/// Reads one stretch several times.
struct Reader<'r> {
    text: &'r str,
    accident: Accident,
    /// Where the stretch starts.
    start: usize,
    known: &'r mut Knowledge,
}

impl Reader<'_> {
    /// What can be read without a drop, and whether no further reading can say more.
    fn first(&mut self, Stretch { end, enough, .. }: Stretch) -> (Output, bool) {
        let first = self.once(Failures::default(), end, enough.min(TAUGHT));
        let lost = first.failures.len() as f64;
        let is_hopeless = !self.may_have_dropped(first.end) && lost > HOPELESS * first.text.chars().count() as f64;
        let is_all = first.end == end || enough <= TAUGHT;
        if is_all && (first.guessed.is_empty() || is_hopeless) {
            return (first, true);
        }
        learn(&mut self.known.language, &first);
        if is_all {
            return (first, false);
        }
        let whole = self.once(Failures::default(), end, enough);
        let is_done = whole.failures.is_empty() || !self.may_have_dropped(whole.end);
        (whole, is_done)
    }

    /// The stretch as far as `end`, read again around `failures`, where something may have been dropped.
    fn with_dropped(&mut self, mut best: Option<Output>, mut failures: Vec<u32>, end: usize) -> Output {
        let may_have_dropped = self.may_have_dropped(end);
        if !may_have_dropped {
            failures.clear();
        }
        for _ in 1..READINGS {
            let stubborn = best.as_ref().map(|best| best.failures.clone()).unwrap_or_default();
            let places = Failures { all: &failures, stubborn: &stubborn };
            let next = match &best {
                Some(best) => self.known.lattice(self.text, self.accident, places, |lattice| lattice.read_again(best)),
                None => self.once(places, end, usize::MAX),
            };
            let is_done = next.failures.is_empty() || !may_have_dropped;
            if may_have_dropped {
                failures.extend(&next.failures);
                failures.sort_unstable();
                failures.dedup();
            }
            if best.as_ref().is_none_or(|best| next.failures.len() <= best.failures.len()) {
                best = Some(next);
            }
            if is_done {
                break;
            }
        }
        best.unwrap_or_default()
    }

    /// To `end`, or, after `enough` bytes, to the first place where nothing is open.
    fn once(&mut self, failures: Failures, end: usize, enough: usize) -> Output {
        let start = self.start;
        self.known.lattice(self.text, self.accident, failures, |lattice| lattice.read(start, end, enough))
    }

    fn may_have_dropped(&self, end: usize) -> bool {
        let stretch = self.text.get(self.start..end).unwrap_or_default();
        !self.accident.decoder.dropped(self.accident.read_as, stretch).is_empty()
    }
}

/// What a reading says for certain.
fn learn(language: &mut Language, output: &Output) {
    let mut at = 0;
    for guessed in &output.guessed {
        language.learn(output.text.get(at..guessed.span.start as usize).unwrap_or_default().chars());
        at = guessed.span.end as usize;
    }
    language.learn(output.text.get(at..).unwrap_or_default().chars());
}

/// What is known of a stretch of UTF-8 before anything is guessed: each character of it says where it starts.
struct Known {
    /// The characters of which nothing was lost; U+FFFD for what is between.
    text: String,
    /// Where bytes are missing without a mark, as in [`Output::failures`].
    failures: Vec<u32>,
    /// Where the stretch ends.
    end: usize,
}

impl Known {
    /// None for other encodings.
    fn of(text: &str, accident: Accident, stretch: Stretch) -> Option<Self> {
        let Accident { written_in: Charset::Utf8, read_as, decoder } = accident else { return None };
        let Stretch { start, end, enough } = stretch;
        let mut known = Self { text: String::new(), failures: Vec::new(), end };
        let mut open = Vec::new();
        let mut is_after_mark = true;
        for (at, c) in text.get(start..end)?.char_indices() {
            let after = start + at + c.len_utf8();
            let bytes = decoder.bytes_of(read_as, c).filter(|_| !(is_mark(c) && c == decoder.mark()));
            let is_between = c.is_ascii() && open.is_empty();
            let bytes = bytes.filter(|_| is_between || decoder.other_bytes_of(read_as, c).is_none());
            let Some(bytes) = bytes else {
                known.unknown();
                // `æ¢ `: the last byte of 條 was dropped before a space, or the space is the last byte of 梠.
                if !open.is_empty() && c == ' ' {
                    known.failures.push(after as u32);
                }
                open.clear();
                is_after_mark = true;
                continue;
            };
            for byte in bytes.as_slice() {
                let starts = !matches!(byte, 0x80..=0xBF);
                let is_misfit = starts && !open.is_empty() || !starts && open.is_empty() && !is_after_mark;
                if is_misfit {
                    known.failures.push(after as u32);
                    // `E5 85|AE 89` of 公安: what seems to be the character before is made of two.
                    if !starts {
                        known.text.pop();
                    }
                    known.unknown();
                    open.clear();
                }
                is_after_mark &= !starts;
                if !starts && open.is_empty() {
                    continue;
                }
                open.push(*byte);
                if let Some((c, length)) = Charset::Utf8.read(&open)
                    && length == open.len()
                {
                    known.text.push(c);
                    open.clear();
                }
            }
            if open.is_empty() && !is_after_mark && after >= start.saturating_add(enough) {
                known.end = after;
                break;
            }
        }
        if !open.is_empty() && known.end == end {
            known.failures.push(end as u32);
        }
        known.failures.dedup();
        Some(known)
    }

    fn unknown(&mut self) {
        if !self.text.ends_with(char::REPLACEMENT_CHARACTER) {
            self.text.push(char::REPLACEMENT_CHARACTER);
        }
    }
}
