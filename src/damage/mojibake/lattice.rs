//! The byte lattice: text that was read in a wrong encoding with losses, back to bytes that are known, bytes that are not,
//! and bytes that are missing; the most probable text that has those bytes. A beam of paths, a few at a time; a path that
//! meets a byte it cannot use writes the character off and goes on, so that the beam never dies. Takes a stretch of text,
//! gives the text it was with a margin for each guessed character. Linear in the stretch: see [`Output::work`].

mod beam;
mod drops;
mod knowledge;
mod marks;
mod output;
mod path;
mod rivals;
mod slips;
mod slots;
mod steps;
mod vocabulary;

use crate::damage::bigrams::{Before, Candidate, Language};
use crate::damage::mojibake::Charset;
use crate::damage::mojibake::decoder::Decoder;
pub use drops::Failures;
pub use knowledge::Knowledge;
use marks::BREAK_DROPPED;
use output::WORK_A_BYTE;
pub use output::{Cut, Guessed, Output};
use path::{Node, Path};
use rivals::{Beaten, Rival};
pub use slips::Slips;
use slots::Alternative;
use vocabulary::Vocabulary;

/// Paths kept, and those where pairs may have been dropped: much is possible there.
const BEAM: usize = 10;
const BEAM_OF_DROPS: usize = 32;

/// Margins are of interest up to here.
const SURE: f32 = 3.0;

/// Characters before a place that is read again that say what it follows.
const CHARACTERS_BEFORE: usize = 8;

/// How a stretch of text came to be what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Accident {
    /// What the bytes were.
    pub written_in: Charset,
    /// What they were taken for.
    pub read_as: Charset,
    /// By what.
    pub decoder: Decoder,
}

/// The place of the source that paths go on to.
#[derive(Clone, Copy)]
struct Here {
    /// Its end.
    end: u32,
    /// True if nothing of it is left.
    is_last: bool,
    /// True if it may have been something else.
    is_in_doubt: bool,
}

impl Here {
    fn at(end: usize) -> Self {
        Self { end: end as u32, is_last: true, is_in_doubt: false }
    }

    fn in_doubt(self) -> Self {
        Self { is_in_doubt: true, ..self }
    }
}

/// One stretch of text.
pub struct Lattice<'l, 't> {
    source: &'t str,
    accident: Accident,
    language: &'l Language,
    vocabulary: &'l mut Vocabulary,
    failures: Failures<'l>,
    /// Where bytes of pairs were lost or put in, if that is the accident.
    slips: Option<Slips<'l>>,
    /// Steps that may be made beyond those that every byte may cost.
    spare: u64,
    /// Bytes of stretches that were read before this one.
    bytes_read: usize,
    /// log10 cost of a line break that was dropped.
    break_dropped: f32,
    /// True if only one decoder leaves such marks: what it cannot have lost otherwise is known.
    is_decoder_known: bool,
    /// What may have been dropped.
    dropped: Vec<Alternative>,
    nodes: Vec<Node>,
    /// Characters tried since the last one was decided.
    tried: usize,
    /// log10 from which on a path is worth going on with.
    least: f32,
    /// Readings of one character, while they are looked at.
    found: Vec<(f32, Candidate)>,
    /// Paths before and after one of the bytes of an alternative.
    now: Vec<Path>,
    then: Vec<Path>,
    /// True while one path goes one way.
    is_only: bool,
    /// True while pairs are dropped: what is neither known nor there is not guessed.
    is_dropping: bool,
    /// The character after that, if its bytes are known.
    next_known: Option<Candidate>,
    /// What [`Lattice::decide`] writes out, the last one first.
    decided: Vec<Node>,
    /// Two readings without their white space, while they are compared, the last character first.
    visible: [Vec<char>; 2],
    /// Ways that were given up since the last decision, and those that are looked at for it.
    rivals: Vec<Rival>,
    open: Vec<Beaten>,
    output: Output,
}

impl<'l, 't> Lattice<'l, 't> {
    /// A lattice over `source`. Around `failures`, places of an earlier output, pairs may have been dropped.
    fn new(source: &'t str, accident: Accident, known: &'l mut Knowledge, failures: Failures<'l>) -> Self {
        let Knowledge { language, vocabulary, spare } = known;
        vocabulary.turn_to(accident, language);
        Self {
            source,
            accident,
            language,
            vocabulary,
            failures,
            slips: None,
            spare: *spare,
            bytes_read: 0,
            break_dropped: BREAK_DROPPED,
            is_decoder_known: false,
            dropped: Vec::new(),
            nodes: Vec::new(),
            tried: 0,
            least: f32::NEG_INFINITY,
            found: Vec::new(),
            now: Vec::new(),
            then: Vec::new(),
            is_only: false,
            is_dropping: false,
            next_known: None,
            decided: Vec::new(),
            visible: [Vec::new(), Vec::new()],
            rivals: Vec::new(),
            open: Vec::new(),
            output: Output::default(),
        }
    }

    /// The same where the accident is that bytes of pairs were lost or put in.
    pub fn out_of_step(self, slips: Slips<'l>) -> Self {
        Self { slips: Some(slips), ..self }
    }

    /// Steps that may be made for so many bytes.
    fn most_work(&self, bytes: usize) -> u64 {
        self.spare + WORK_A_BYTE * bytes as u64
    }

    /// Reads from `start` to `end`, or, after `enough` bytes, to the first place where nothing is open.
    pub fn read(mut self, start: usize, end: usize, enough: usize) -> Output {
        self.look_at_marks(self.source.get(start..end).unwrap_or_default());
        self.read_between(start, end, enough, Before::START, '\n');
        self.output
    }

    /// Reads again around the places where `known` has written a character off, and keeps what is better there.
    pub fn read_again(mut self, known: &Output) -> Output {
        let Some(first) = known.cuts.first() else { return Output::default() };
        self.look_at_marks(self.source.get(first.source..known.end).unwrap_or_default());
        let mut again = Output { cuts: vec![*first], end: known.end, ..Output::default() };
        let mut done = 0;
        for window in known.windows() {
            again.append(known, done..window.start);
            done = window.end;
            let (Some(from), Some(to)) = (known.cuts.get(window.start), known.cuts.get(window.end)) else { continue };
            let before = known.text.get(..from.here).unwrap_or_default().chars().rev().take(CHARACTERS_BEFORE);
            let before: Vec<char> = before.collect();
            let before = before.iter().rev().fold(Before::START, |before, c| before.then(*c));
            let next = known.text.get(to.here..).and_then(|rest| rest.chars().next()).unwrap_or('\n');
            self.read_between(from.source, to.source, usize::MAX, before, next);
            let work = self.output.work;
            let part = std::mem::replace(&mut self.output, Output { work, ..Output::default() });
            self.bytes_read += to.source - from.source;
            if part.end == to.source && part.failures.len() <= known.failures_in(*from, *to).len() {
                again.append(&part, 0..part.cuts.len().saturating_sub(1));
            } else {
                again.append(known, window);
            }
        }
        again.append(known, done..known.cuts.len().saturating_sub(1));
        again.work = self.output.work;
        again
    }

    fn read_between(&mut self, start: usize, end: usize, enough: usize, before: Before, next_character: char) {
        let stretch = self.source.get(start..end).unwrap_or_default();
        let mut paths = vec![Path::after(before)];
        let mut next = Vec::new();
        let mut open_failures = self.failures.from(start as u32);
        self.output.cuts.push(Cut { here: 0, source: start });
        self.output.end = start;
        for (at, c) in stretch.char_indices() {
            let (at, after) = ((start + at) as u32, start + at + c.len_utf8());
            match open_failures.in_a_row(at) {
                0 => {}
                in_a_row => self.drop_pairs(&mut paths, at, in_a_row),
            }
            self.place(c, after, &paths, &mut next);
            std::mem::swap(&mut paths, &mut next);
            self.prune(&mut paths);
            self.output.end = after;
            let is_settled = matches!(paths.as_slice(), [only] if only.length == 0);
            if is_settled && after >= start.saturating_add(enough) {
                break;
            }
        }
        let source_end = self.output.end as u32;
        if let in_a_row @ 1.. = open_failures.in_a_row(source_end) {
            self.drop_pairs(&mut paths, source_end, in_a_row);
        }
        for path in &mut paths {
            *path = self.write_off(*path, Here::at(source_end as usize));
            // What ends a text is followed by nothing, as what ends a paragraph.
            path.log10 += self.language.log10(path.before, next_character);
        }
        self.prune(&mut paths);
        self.settle(&mut paths);
        self.decide(&mut paths);
    }
}

#[cfg(test)]
mod tests {
    use super::output::WORK_AT_ONCE;
    use super::steps::FEW_READINGS;
    use super::*;
    use crate::damage::mojibake::decoder::is_user_defined;

    fn work(source: &str, decoder: Decoder) -> u64 {
        let accident = Accident { written_in: Charset::Utf8, read_as: Charset::Gbk, decoder };
        let read = |failures| {
            let mut known = Knowledge::default();
            known.lattice(source, accident, failures, |lattice| lattice.read(0, source.len(), usize::MAX))
        };
        let output = read(Failures::default());
        assert_eq!(output.end, source.len());
        let failures = output.failures;
        let again = read(Failures { all: &failures, stubborn: &failures });
        output.work + again.work
    }

    /// Paths, and readings of a character with one lost byte, of three bytes at least; a line break or a pair may have been
    /// dropped beside it.
    const MOST_WORK_A_BYTE: u64 = (BEAM_OF_DROPS * FEW_READINGS) as u64;

    /// Nothing but losses, losses between characters, characters that are no UTF-8, and ways that never meet again: the
    /// work is in proportion.
    #[test]
    fn work_grows_with_the_source_and_no_faster() {
        let lossy = Decoder::Python.decode(Charset::Gbk, "继续推进农村改革，完善政策。".as_bytes());
        let dropped = Decoder::Gb18030.decode(Charset::Gbk, "继续推进农村改革，完善政策。".as_bytes());
        let dropped = dropped.replace(is_user_defined, "");
        for piece in ["\u{FFFD}", "鍏\u{FFFD}", "\u{FFFD}\u{FFFD}\u{9352}", "？?", &lossy, &dropped, "改革", "€"]
        {
            for decoder in Decoder::ALL {
                let (once, four_times) = (piece.repeat(300), piece.repeat(1_200));
                let (small, large) = (work(&once, decoder), work(&four_times, decoder));
                assert!(large <= small * 5, "{piece} {decoder:?} {small} {large}");
                let most = 2 * (WORK_AT_ONCE + MOST_WORK_A_BYTE * four_times.len() as u64);
                assert!(large <= most, "{piece} {decoder:?} {large} {most}");
            }
        }
    }
}
