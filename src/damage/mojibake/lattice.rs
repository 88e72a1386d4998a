//! The byte lattice: text that was read in a wrong encoding with losses, back to bytes that are known, bytes that are not,
//! and bytes that are missing; the most probable text that has those bytes. A beam of paths, a few at a time; a path that
//! meets a byte it cannot use writes the character off and goes on, so that the beam never dies. Takes a stretch of text,
//! gives the text it was with a margin for each guessed character. Linear in the stretch: see [`Output::work`].

mod rivals;
mod slots;

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use crate::damage::bigrams::{self, Before, Candidate, Language};
use crate::damage::mojibake::Charset;
use crate::damage::mojibake::charset::Bytes;
use crate::damage::mojibake::decoder::{ByteSet, Decoder, is_user_defined};
use crate::damage::remembered::KeyHasher;
use crate::span::Span;
use rivals::{Beaten, Rival};
use slots::{Alternative, Alternatives, Sets, Slot, Step};

/// Paths kept, and readings of one character with unknown bytes that a path goes on with.
const BEAM: usize = 10;
const READINGS: usize = 12;

/// Readings that are looked at behind which a pair was dropped, for those that go with the character after it.
const READINGS_OF_DROPS: usize = 96;

/// Paths kept where pairs may have been dropped: much is possible there.
const BEAM_OF_DROPS: usize = 32;

/// How much worse than the best one a path may be, and a reading than the best reading, in log10.
const WIDTH: f32 = 10.0;
const WIDTH_OF_READINGS: f32 = 1e-4;

/// log10 that a byte of a pending character will cost on the average: what a path owes that has not paid for it yet.
const OWED: f32 = -0.9;

/// Margins are of interest up to here.
const SURE: f32 = 3.0;

/// Margin of a character where only common ones were looked at: it may be a rare one.
const NOT_ALL_LOOKED_AT: f32 = 1.0;

/// Characters that one set of bytes may stand for before only the most common ones are looked at: a byte of the lead and
/// a byte that follows, both lost.
const MOST_READINGS: usize = 4096;
const MOST_READINGS_OF_DROPS: usize = 2500;

/// From so many on, only common characters are looked at, and those that the table or the text has in such a place.
const MANY_READINGS: usize = 128;

/// Characters that are kept with the bytes they may be, 16 bytes each.
const MOST_CANDIDATES: usize = 100_000;

/// Steps that all stretches of a text may take together, and for each byte of them; beyond that, only characters with one lost byte are looked for.
pub const WORK_AT_ONCE: u64 = 2_000_000;
const WORK_A_BYTE: u64 = 40;
const FEW_READINGS: usize = 64;

/// log10 cost of a character that is written off, and of the next one in a row.
const LOST: f32 = -9.0;
const LOST_AGAIN: f32 = -1.0;

/// log10 cost of a pair that was dropped, of a character that only another dropped pair would complete, of a line break that was dropped after a lost byte where that has not happened
/// and where it may have, of a `?` being one, and of a line end not being what an eaten byte was.
const DROPPED: f32 = -1.0;
const DROPPED_AGAIN: f32 = -2.0;
/// The same of one before a space, which may be the no-break space that was the last byte itself.
const DROPPED_BEFORE_SPACE: f32 = -2.0;
const BREAK_DROPPED: f32 = -1.0;
const BREAK_KEPT: f32 = -4.0;
const QUESTION_MARK: f32 = -1.0;
const NO_LINE_END: f32 = -1.3;

/// log10 cost of a byte that was lost or put in without a mark, of a mark that stands for a byte that was put in, for one
/// that was there but spoilt, for a pair, and for a second accident; and how far from where it was seen a slip may be, in bytes of the source.
const BYTE_LOST: f32 = -2.0;
const BYTE_PUT_IN: f32 = -5.0;
const PUT_IN: f32 = -5.0;
const SPOILT: f32 = -1.5;
const PAIR_LOST: f32 = -1.0;
const ANOTHER: f32 = -5.0;
const SLIPS_WITHIN: u32 = 9;

/// Bytes of most characters of a double-byte encoding.
const BYTES_OF_PAIR: usize = 2;

/// Bytes of a Han character in UTF-8.
const BYTES_OF_HAN: usize = 3;

/// Characters not yet decided, at most: the best path wins then.
const MOST_UNDECIDED: usize = 16_384;

/// Paths that are tried with dropped pairs, and paths with them that are kept at each place.
const TRIED_WITH_DROPS: usize = 8;
const KEPT_WITH_DROPS: usize = 32;

/// How far before a place that cannot be read something may have been dropped, in bytes of the source: four characters.
const DROPPED_WITHIN: u32 = 12;

/// What is read again on both sides of a character that was written off, in bytes of the source, and characters before that
/// say what it follows.
const AROUND_A_FAILURE: usize = 96;
const CHARACTERS_BEFORE: usize = 8;

/// A path through the lattice.
#[derive(Clone, Copy)]
struct Path {
    log10: f32,
    /// Last character, an index into the undecided characters, or [`DECIDED`].
    node: u32,
    before: Before,
    pending: [Slot; 4],
    length: u8,
    /// True if the bytes of the pending character could be others.
    is_in_doubt: bool,
    /// True if the last character was written off.
    has_failed: bool,
    /// log10 of how much more probable than others the next character will be; 0 where that was not looked at.
    promise: f32,
}

impl Path {
    /// What paths are compared by: those with a pending character have not paid for it yet.
    #[inline(always)]
    fn rank(&self) -> f32 {
        self.log10 + OWED * f32::from(self.length) + self.promise
    }
}

const DECIDED: u32 = u32::MAX;

/// An undecided character.
#[derive(Clone, Copy)]
struct Node {
    before: u32,
    c: char,
    /// End of what it was read from, in the source.
    end: u32,
    /// True if nothing of the source at `end` belongs to the next character.
    is_cut: bool,
    is_guessed: bool,
    /// True if all of its bytes are known, if only nothing was dropped.
    is_determined: bool,
    margin: f32,
    margin_of_layout: f32,
    /// While rivals are weighed: the nearest node on the way back, itself included, for which a way was given up.
    has_rivals: u32,
    /// Place of the first of its rivals.
    first_rival: u32,
}

/// Where the source and the result can be cut together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Offset into the result.
    pub here: usize,
    /// Offset into the source.
    pub source: usize,
}

/// A character with bytes that only the language decides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guessed {
    /// Where it stands in the result.
    pub span: Span,
    /// log10 of how much better it is than any reading with other characters; 0 for U+FFFD, which stands for what cannot be
    /// read.
    pub margin: f32,
    /// log10 of how much better it is than any reading that has other white space only.
    pub margin_of_layout: f32,
    /// True if all of its bytes are known, if only nothing was dropped there.
    pub is_determined: bool,
}

/// What came out.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// The text.
    pub text: String,
    /// Guessed and lost characters, in order.
    pub guessed: Vec<Guessed>,
    /// The start, and every place after a character where source and text can be cut.
    pub cuts: Vec<Cut>,
    /// End of the source that was read.
    pub end: usize,
    /// Ends of the places of the source where a character was written off.
    pub failures: Vec<u32>,
    /// Steps of paths, readings and rivals looked at.
    pub work: u64,
}

impl Output {
    /// Steps that were made beyond those that every byte may cost.
    pub fn work_beyond(&self) -> u64 {
        let read = self.end.saturating_sub(self.cuts.first().map_or(0, |cut| cut.source));
        self.work.saturating_sub(WORK_A_BYTE * read as u64)
    }

    /// Stretches around the failures, as places of [`Output::cuts`], in order and apart.
    fn windows(&self) -> Vec<Range<usize>> {
        let mut windows: Vec<Range<usize>> = Vec::new();
        for failure in self.failures.iter().map(|failure| *failure as usize) {
            let first = self.cuts.partition_point(|cut| cut.source + AROUND_A_FAILURE <= failure).saturating_sub(1);
            let last = self.cuts.partition_point(|cut| cut.source < failure + AROUND_A_FAILURE);
            let last = last.min(self.cuts.len().saturating_sub(1));
            match windows.last_mut() {
                Some(before) if first <= before.end => before.end = before.end.max(last),
                _ => windows.push(first..last),
            }
        }
        windows
    }

    fn failures_in(&self, from: Cut, to: Cut) -> &[u32] {
        let place = |source: usize| self.failures.partition_point(|failure| *failure as usize <= source);
        self.failures.get(place(from.source)..place(to.source)).unwrap_or_default()
    }

    /// Goes on with what stands between two cuts of another output.
    fn append(&mut self, other: &Self, cuts: Range<usize>) {
        let (Some(from), Some(to)) = (other.cuts.get(cuts.start), other.cuts.get(cuts.end)) else { return };
        let start = self.text.len();
        let moved = |at: usize| start + at.saturating_sub(from.here);
        self.text.push_str(other.text.get(from.here..to.here).unwrap_or_default());
        let first = other.guessed.partition_point(|guessed| (guessed.span.start as usize) < from.here);
        let inside = other.guessed.get(first..).unwrap_or_default().iter();
        self.guessed.extend(inside.take_while(|guessed| guessed.span.end as usize <= to.here).map(|guessed| {
            let span = Span::new(moved(guessed.span.start as usize), moved(guessed.span.end as usize));
            Guessed { span, ..*guessed }
        }));
        let later = other.cuts.get(cuts.start + 1..=cuts.end).unwrap_or_default();
        self.cuts.extend(later.iter().map(|cut| Cut { here: moved(cut.here), source: cut.source }));
        self.failures.extend(other.failures_in(*from, *to));
    }
}

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

/// Places of the source before which something may have been dropped, rising.
#[derive(Clone, Copy, Default)]
pub struct Failures<'l> {
    /// One pair may have been.
    pub all: &'l [u32],
    /// Two pairs in a row may have been: one was not enough.
    pub stubborn: &'l [u32],
}

impl Failures<'_> {
    /// Those from `start` on.
    fn from(self, start: u32) -> Self {
        let from = |places: &[u32]| places.partition_point(|place| *place < start);
        Self {
            all: self.all.get(from(self.all)..).unwrap_or_default(),
            stubborn: self.stubborn.get(from(self.stubborn)..).unwrap_or_default(),
        }
    }

    /// How many pairs in a row may have been dropped before `at`, which rises from call to call.
    fn in_a_row(&mut self, at: u32) -> usize {
        let is_near = |places: &mut &[u32]| {
            while places.first().is_some_and(|place| *place < at) {
                *places = places.get(1..).unwrap_or_default();
            }
            places.first().is_some_and(|place| *place <= at + DROPPED_WITHIN)
        };
        match (is_near(&mut self.all), is_near(&mut self.stubborn)) {
            (_, true) => 2,
            (near, false) => usize::from(near),
        }
    }
}

/// Where pairs of bytes may have come out of step.
#[derive(Clone, Copy)]
pub struct Slips<'l> {
    /// Places of the source near which a byte was lost or put in without a mark, rising.
    pub places: &'l [u32],
    /// Marks of loss that stand for one byte, rising, and that byte.
    pub known: &'l [(u32, u8)],
}

impl Slips<'_> {
    fn is_near(self, at: u32) -> bool {
        let next = self.places.partition_point(|place| place + SLIPS_WITHIN < at);
        self.places.get(next).is_some_and(|place| *place <= at + SLIPS_WITHIN)
    }

    fn byte_at(self, at: u32) -> Option<u8> {
        let index = self.known.binary_search_by_key(&at, |(place, _)| *place).ok()?;
        self.known.get(index).map(|(_, byte)| *byte)
    }
}

/// One stretch of text.
pub struct Lattice<'l, 't> {
    source: &'t str,
    accident: Accident,
    language: &'l Language,
    failures: Failures<'l>,
    /// Where bytes of pairs were lost or put in, if that is the accident.
    slips: Option<Slips<'l>>,
    /// Steps that may be made beyond [`WORK_A_BYTE`].
    spare: u64,
    /// Bytes of stretches that were read before this one.
    bytes_read: usize,
    /// log10 cost of a line break that was dropped.
    break_dropped: f32,
    /// True if only one decoder leaves such marks: what it cannot have lost otherwise is known.
    is_decoder_known: bool,
    sets: Sets,
    any: Option<Slot>,
    lost_alone: [Option<Option<Slot>>; 257],
    /// What may have been dropped.
    dropped: Vec<Alternative>,
    nodes: Vec<Node>,
    /// Characters that may stand for some bytes, and where they are for which.
    candidates: Vec<Candidate>,
    candidates_of: HashMap<u64, Range<usize>, BuildHasherDefault<KeyHasher>>,
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
    pub fn new(
        source: &'t str,
        accident: Accident,
        language: &'l Language,
        failures: Failures<'l>,
        spare: u64,
    ) -> Self {
        let mut lattice = Self {
            source,
            accident,
            language,
            failures,
            slips: None,
            spare,
            bytes_read: 0,
            break_dropped: BREAK_DROPPED,
            is_decoder_known: false,
            sets: Sets::default(),
            any: None,
            lost_alone: [None; 257],
            dropped: Vec::new(),
            nodes: Vec::new(),
            candidates: Vec::new(),
            candidates_of: HashMap::default(),
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
        };
        lattice.any = lattice.slot(ByteSet::range(0x80, 0xFF));
        lattice
    }

    /// The same where the accident is that bytes of pairs were lost or put in.
    pub fn out_of_step(self, slips: Slips<'l>) -> Self {
        Self { slips: Some(slips), ..self }
    }

    fn slot(&mut self, bytes: ByteSet) -> Option<Slot> {
        self.sets.slot(bytes, self.accident.written_in)
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
        let mut paths = vec![Path {
            log10: 0.0,
            node: DECIDED,
            before,
            pending: [Slot(0); 4],
            length: 0,
            is_in_doubt: false,
            has_failed: false,
            promise: 0.0,
        }];
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
            *path = self.write_off(*path, source_end, true);
            // What ends a text is followed by nothing, as what ends a paragraph.
            path.log10 += self.language.log10(path.before, next_character);
        }
        self.prune(&mut paths);
        self.settle(&mut paths);
        self.decide(&mut paths);
    }

    /// What the marks of the stretch say about how it was damaged.
    fn look_at_marks(&mut self, stretch: &str) {
        let mark = self.accident.decoder.mark();
        let keeps_breaks = stretch.match_indices(mark).any(|(at, mark)| {
            let rest = stretch.get(at + mark.len()..).unwrap_or_default();
            rest.starts_with(['\n', '\r'])
        });
        self.break_dropped = if keeps_breaks { BREAK_KEPT } else { BREAK_DROPPED };
        self.is_decoder_known = self.accident.decoder == Decoder::Gb18030 && stretch.contains(is_user_defined);
        if !self.failures.all.is_empty() {
            let Accident { decoder, read_as, .. } = self.accident;
            let mut dropped = Alternatives::default();
            for (first, second) in decoder.dropped(read_as, stretch) {
                let second = second.map(|bytes| self.slot(bytes).map(Step::Byte));
                dropped.add(self.slot(first), second.flatten(), DROPPED);
            }
            self.dropped = dropped.all.into_iter().flatten().collect();
        }
    }

    /// Goes on with the character `c` of the source, which ends at `after`.
    fn place(&mut self, c: char, after: usize, paths: &[Path], next: &mut Vec<Path>) {
        next.clear();
        if let Some(slips) = self.slips {
            self.place_out_of_step(c, after, slips, paths, next);
            return;
        }
        let end = after as u32;
        let Accident { decoder, read_as, .. } = self.accident;
        if c == decoder.mark() || c == char::REPLACEMENT_CHARACTER {
            self.is_only = false;
            let alternatives = self.alternatives(c, after);
            let is_in_doubt = alternatives.count > 1 || !self.is_decoder_known;
            if alternatives.count == 0 {
                self.write_off_all(c, paths, end, next);
                return;
            }
            for alternative in alternatives.all.iter().flatten() {
                paths.iter().for_each(|path| self.go_on(path, alternative, is_in_doubt, end, next));
            }
            return;
        }
        let Some(bytes) = decoder.bytes_of(read_as, c) else {
            self.write_off_all(c, paths, end, next);
            return;
        };
        // A no-break space that became a space begins no character.
        let is_between = c.is_ascii() && paths.iter().all(|path| path.length == 0);
        let other = if is_between { None } else { decoder.other_bytes_of(read_as, c) };
        self.is_only = other.is_none() && paths.len() == 1 && self.nodes.is_empty();
        for bytes in [Some(bytes), other].iter().flatten() {
            let known = Alternative::known(bytes);
            paths.iter().for_each(|path| self.go_on(path, &known, other.is_some(), end, next));
        }
    }

    /// The same where bytes of pairs were lost or put in: the pending byte of a path is what is out of step.
    fn place_out_of_step(&mut self, c: char, after: usize, slips: Slips, paths: &[Path], next: &mut Vec<Path>) {
        let (at, end) = ((after - c.len_utf8()) as u32, after as u32);
        self.is_only = false;
        if c == '?' || c == char::REPLACEMENT_CHARACTER {
            for is_in_step in [true, false] {
                let alternatives = self.lost_of_pairs(c, after, slips.byte_at(at), is_in_step);
                for path in paths.iter().filter(|path| (path.length == 0) == is_in_step) {
                    alternatives.iter().for_each(|alternative| self.go_on(path, alternative, true, end, next));
                }
            }
            return;
        }
        let bytes = self.accident.read_as.bytes_of(c).filter(|bytes| bytes.as_slice().len() <= BYTES_OF_PAIR);
        let Some(bytes) = bytes else {
            self.write_off_all(c, paths, end, next);
            return;
        };
        let slips = if slips.is_near(at) { self.slips_at(&bytes) } else { Vec::new() };
        self.is_only = slips.is_empty() && paths.len() == 1 && self.nodes.is_empty();
        let known = Alternative::known(&bytes);
        paths.iter().for_each(|path| self.go_on(path, &known, false, end, next));
        for alternative in slips {
            paths.iter().for_each(|path| self.go_on(path, &alternative, true, end, next));
        }
    }

    /// What a mark of loss that ends at `after` may have been among pairs: a byte, of which the file may say more, a pair, a
    /// byte with the ASCII after it, or a question mark.
    fn lost_of_pairs(&mut self, c: char, after: usize, byte: Option<u8>, is_in_step: bool) -> Vec<Alternative> {
        let following = self.source.get(after..).and_then(|rest| rest.chars().next());
        let mut all = Alternatives::default();
        if let Some(byte) = byte {
            let byte = Some(byte).filter(|byte| !matches!(byte, 0x80 | 0xFF)).map(Slot::known);
            all.add(byte, None, 0.0);
            all.add(self.any, None, if byte.is_some() { SPOILT } else { 0.0 });
        } else {
            // A byte before ASCII that still stands is lost alone by most decoders. Behind a `?`, the first character of it may
            // be gone: 增长? of 增长1 before 5%. Without ASCII, nothing but another accident puts the bytes in step again.
            match following {
                Some(c) if !c.is_ascii() => all.add(self.any, None, if is_in_step { 0.0 } else { ANOTHER }),
                Some(following) if c == '?' && !following.is_whitespace() => {}
                _ => all.add(self.any, None, 0.0),
            }
            if c == '?' && following.is_some_and(|c| !c.is_whitespace()) {
                all.add(self.any, Some(Step::Eaten), 0.0);
            }
            let (first, second) = Decoder::lost_of_pairs(self.accident.written_in);
            let second = self.slot(second).map(Step::Byte);
            all.add(self.slot(first), second, PAIR_LOST);
        }
        if c == '?' {
            all.add(Some(Slot::known(b'?')), None, QUESTION_MARK);
        }
        let nothing = Alternative { steps: [Step::Break; 4], length: 0, cost: PUT_IN };
        all.all.into_iter().flatten().chain([nothing]).collect()
    }

    /// What a character may have been if a byte was lost or put in there.
    fn slips_at(&self, bytes: &Bytes) -> Vec<Alternative> {
        let Some(any) = self.any.map(Step::Byte) else { return Vec::new() };
        let known = |byte: &u8| Step::Byte(Slot::known(*byte));
        let slip = |of: &[Step], cost: f32| {
            let mut steps = [Step::Break; 4];
            steps.iter_mut().zip(of).for_each(|(step, of)| *step = *of);
            Alternative { steps, length: of.len().min(steps.len()), cost }
        };
        match bytes.as_slice() {
            [one] => vec![slip(&[any, known(one)], BYTE_LOST)],
            [first, second] => {
                let (first, second) = (known(first), known(second));
                vec![
                    slip(&[any, first, second], BYTE_LOST),
                    slip(&[first, any, second], BYTE_LOST),
                    slip(&[first], BYTE_PUT_IN),
                    slip(&[second], BYTE_PUT_IN),
                ]
            }
            _ => Vec::new(),
        }
    }

    /// Goes on behind a character that the decoder cannot have read.
    fn write_off_all(&mut self, c: char, paths: &[Path], end: u32, next: &mut Vec<Path>) {
        for path in paths {
            let path = self.write_off(*path, end, false);
            next.push(self.with(path, c, end, true, c == char::REPLACEMENT_CHARACTER));
        }
    }

    /// What a mark of loss may have been.
    fn alternatives(&mut self, c: char, after: usize) -> Alternatives {
        let Accident { decoder, read_as, .. } = self.accident;
        let following = self.source.get(after..).and_then(|rest| rest.chars().next());
        let is_mark = following.is_some_and(|c| c == decoder.mark());
        let mut all = Alternatives::default();
        if decoder == Decoder::Windows && c == '?' && read_as.is_single_byte() {
            all.add(self.lost_alone(None), None, 0.0);
            all.add(Some(Slot::known(b'?')), None, QUESTION_MARK);
        } else if decoder == Decoder::Windows && c == '?' {
            match following {
                // Of a line end of two bytes, the first one was eaten, and nobody will miss it. At the end there was nothing.
                Some('\n') | None => all.add(self.any, None, 0.0),
                _ => all.add(self.any, Some(Step::Eaten), 0.0),
            }
            all.add(Some(Slot::known(b'?')), None, QUESTION_MARK);
        } else {
            let next = following.and_then(|c| decoder.bytes_of(read_as, c));
            let next = next.and_then(|bytes| bytes.as_slice().first().copied());
            let alone = if is_mark { self.any } else { self.lost_alone(next) };
            all.add(alone, None, 0.0);
            if !is_mark && following.is_some_and(|c| !c.is_ascii()) && !read_as.is_single_byte() {
                let cost = if self.starts_paragraph(after) { 0.0 } else { self.break_dropped };
                all.add(self.lost_alone(Some(b'\n')), Some(Step::Break), cost);
            }
        }
        for (first, second) in decoder.lost_pairs(read_as) {
            let (first, second) = (self.slot(first), self.slot(second));
            all.add(first, second.map(Step::Byte), 0.0);
        }
        all
    }

    /// `銆\u{FFFD}` is U+3000 by any decoder that loses 80: a paragraph starts with two of them, and before it the line
    /// break was dropped that made the byte before it no character.
    fn starts_paragraph(&self, at: usize) -> bool {
        let mut following = self.source.get(at..).unwrap_or_default().chars();
        let space = self.accident.written_in.bytes_of('\u{3000}');
        let bytes = following.next().and_then(|c| self.accident.read_as.bytes_of(c));
        let starts = space.zip(bytes).is_some_and(|(space, bytes)| {
            let rest = space.as_slice().strip_prefix(bytes.as_slice());
            rest.is_some_and(|rest| matches!(rest, [_]))
        });
        starts && following.next() == Some(self.accident.decoder.mark())
    }

    /// The bytes that are lost alone when `next` follows, or nothing.
    fn lost_alone(&mut self, next: Option<u8>) -> Option<Slot> {
        let index = next.map_or(256, usize::from);
        if let Some(Some(known)) = self.lost_alone.get(index) {
            return *known;
        }
        let slot = self.slot(self.accident.decoder.lost_alone(self.accident.read_as, next));
        if let Some(place) = self.lost_alone.get_mut(index) {
            *place = Some(slot);
        }
        slot
    }

    /// Adds the paths on which something was dropped before `at`.
    fn drop_pairs(&mut self, paths: &mut Vec<Path>, at: u32, in_a_row: usize) {
        let mut dropped = self.dropped.clone();
        if self.source.get(at as usize..).is_some_and(|rest| rest.starts_with(' ')) {
            dropped.iter_mut().for_each(|alternative| alternative.cost += DROPPED_BEFORE_SPACE);
        }
        let mut from: Vec<Path> = paths.iter().filter(|path| path.length > 0).take(TRIED_WITH_DROPS).copied().collect();
        let following = self.following(at as usize);
        (self.is_dropping, self.is_only) = (true, false);
        self.next_known = match self.accident.written_in.read(&following) {
            Some((c, BYTES_OF_HAN)) => Some(self.language.candidate(c)),
            _ => None,
        };
        // Those on which nothing was dropped are compared with the others.
        for path in paths.iter_mut() {
            path.promise = self.promise(path, &following);
        }
        for _ in 0..in_a_row {
            let mut more: Vec<Path> = Vec::new();
            for path in &from {
                for alternative in &dropped {
                    if self.may_drop(path, alternative) {
                        self.go_on(path, alternative, true, at, &mut more);
                    }
                }
            }
            // A dropped pair that leads to nothing better than writing the character off is none.
            more.retain(|path| path.before.last != char::REPLACEMENT_CHARACTER);
            for path in &mut more {
                path.promise = self.promise(path, &following);
            }
            more.sort_unstable_by(|a, b| b.rank().total_cmp(&a.rank()).then(a.node.cmp(&b.node)));
            more.truncate(KEPT_WITH_DROPS);
            best_pending(&more, &mut from);
            paths.append(&mut more);
        }
        (self.is_dropping, self.next_known) = (false, None);
        self.prune(paths);
    }

    /// False if the bytes of `alternative` can complete no character of `path`, or begin none after it.
    fn may_drop(&self, path: &Path, alternative: &Alternative) -> bool {
        let (mut first, mut length) = (path.pending[0], path.length);
        alternative.steps().iter().all(|step| match step {
            Step::Byte(slot) => match self.fitting(length, *slot) {
                Some(slot) => {
                    first = if length == 0 { slot } else { first };
                    length = if length + 1 < self.length(first) { length + 1 } else { 0 };
                    true
                }
                None => false,
            },
            Step::Eaten | Step::Break => true,
        })
    }

    /// The bytes from `at` on that a character of UTF-8 can go on with, as far as they are known.
    fn following(&self, at: usize) -> Vec<u8> {
        let Accident { written_in, read_as, decoder } = self.accident;
        let mut bytes = Vec::new();
        if written_in == Charset::Utf8 && read_as == Charset::Gbk {
            let rest = self.source.get(at..).unwrap_or_default().chars().take(BYTES_OF_HAN);
            let known = rest.take_while(|c| *c != decoder.mark() && *c != char::REPLACEMENT_CHARACTER);
            known
                .map_while(|c| decoder.bytes_of(read_as, c))
                .for_each(|known| bytes.extend_from_slice(known.as_slice()));
        }
        bytes
    }

    /// How much more probable than others the best character is that the pending bytes of `path` and those that follow may
    /// be: with a pair dropped, much is possible, and what comes after it tells most of that to be wrong.
    fn promise(&mut self, path: &Path, following: &[u8]) -> f32 {
        if let Some(next) = self.next_known.filter(|_| path.length == 0) {
            let log10 = self.language.after(path.before).by_pairs(&next).log10();
            self.output.work += 1;
            return (log10 - OWED * BYTES_OF_HAN as f32).max(DROPPED_AGAIN);
        }
        let known = BYTES_OF_HAN - usize::from(path.length).min(BYTES_OF_HAN);
        let (Some(known), Some(first)) = (following.get(..known), following.first()) else { return 0.0 };
        if path.length == 0 && !matches!(first, 0xE0..=0xEF) {
            return 0.0;
        }
        let mut slots = [Slot(0); BYTES_OF_HAN];
        let all = pending(path).iter().copied().chain(known.iter().map(|byte| Slot::known(*byte)));
        slots.iter_mut().zip(all).for_each(|(slot, known)| *slot = known);
        if slots[0].byte().is_some_and(|byte| !matches!(byte, 0xE0..=0xEF)) {
            return 0.0;
        }
        let mut best = 0.0_f32;
        if slots[1..].iter().all(|slot| slot.byte().is_none_or(|byte| matches!(byte, 0x80..=0xBF))) {
            let after = self.language.after(path.before);
            self.characters(&slots, |c| best = best.max(after.by_pairs(&self.language.candidate(c))));
        }
        self.output.work += 1;
        (best.log10() - OWED * BYTES_OF_HAN as f32).max(DROPPED_AGAIN)
    }

    /// Goes on with the bytes of one alternative.
    fn go_on(&mut self, path: &Path, alternative: &Alternative, is_in_doubt: bool, end: u32, next: &mut Vec<Path>) {
        let mut path = Path { log10: path.log10 + alternative.cost, ..*path };
        let mut steps = alternative.steps();
        if steps.is_empty() {
            next.push(Path { is_in_doubt: is_in_doubt && path.length > 0, ..path });
            return;
        }
        // One way on, as long as nothing is complete.
        while let [Step::Byte(slot), rest @ ..] = steps
            && !rest.is_empty()
            && self.append(&mut path, *slot)
        {
            self.output.work += 1;
            path.is_in_doubt |= is_in_doubt;
            steps = rest;
        }
        if let [step] = steps {
            self.push(path, *step, is_in_doubt, end, true, next);
            return;
        }
        let (mut now, mut then) = (std::mem::take(&mut self.now), std::mem::take(&mut self.then));
        now.clear();
        now.push(path);
        let mut steps = steps.iter().peekable();
        while let Some(step) = steps.next() {
            let is_last = steps.peek().is_none();
            then.clear();
            let to = if is_last { &mut *next } else { &mut then };
            for path in &now {
                self.push(*path, *step, is_in_doubt, end, is_last, to);
            }
            std::mem::swap(&mut now, &mut then);
        }
        (self.now, self.then) = (now, then);
    }

    /// Goes on with one byte.
    fn push(&mut self, path: Path, step: Step, is_in_doubt: bool, end: u32, is_last: bool, next: &mut Vec<Path>) {
        self.output.work += 1;
        let slot = match step {
            Step::Byte(slot) => slot,
            Step::Break => {
                let path = self.write_off(path, end, false);
                let log10 = path.log10 + self.language.log10(path.before, '\n');
                next.push(self.with(Path { log10, ..path }, '\n', end, is_last, true));
                return;
            }
            Step::Eaten => {
                let path = self.write_off(path, end, false);
                let log10 = path.log10 + self.language.log10(path.before, '\n');
                next.push(self.with(Path { log10, ..path }, '\n', end, is_last, true));
                let log10 = path.log10 + NO_LINE_END;
                next.push(self.with(Path { log10, ..path }, char::REPLACEMENT_CHARACTER, end, is_last, true));
                return;
            }
        };
        if let Some(byte) = slot.byte()
            && byte < 0x80
            && path.length == 0
        {
            let log10 = path.log10 + self.language_log10(&path, char::from(byte));
            next.push(self.with(Path { log10, ..path }, char::from(byte), end, is_last, is_in_doubt));
            return;
        }
        match self.appended(path, slot) {
            Some(path) => {
                let path = Path { is_in_doubt: path.is_in_doubt || is_in_doubt, ..path };
                if self.is_complete(&path) { self.complete(path, end, is_last, next) } else { next.push(path) }
            }
            None if path.length > 0 => {
                let path = self.write_off(path, end, false);
                self.push(path, step, is_in_doubt, end, is_last, next);
            }
            None => next.push(self.lost(path, end, is_last)),
        }
    }

    /// The path with one more byte of the pending character. None if it cannot stand there.
    fn appended(&self, mut path: Path, slot: Slot) -> Option<Path> {
        *path.pending.get_mut(usize::from(path.length))? = self.fitting(path.length, slot)?;
        path.length += 1;
        Some(path)
    }

    /// Appends a byte that fits and completes no character; false if it does not.
    fn append(&self, path: &mut Path, slot: Slot) -> bool {
        let Some(slot) = self.fitting(path.length, slot) else { return false };
        let first = if path.length == 0 { slot } else { path.pending[0] };
        let is_open = path.length + 1 < self.length(first);
        if is_open && let Some(place) = path.pending.get_mut(usize::from(path.length)) {
            *place = slot;
            path.length += 1;
        }
        is_open
    }

    /// What of a byte can stand behind `length` others of a character.
    fn fitting(&self, length: u8, slot: Slot) -> Option<Slot> {
        let is_utf8 = self.accident.written_in == Charset::Utf8;
        match slot.byte() {
            Some(byte) => {
                let fits = match (is_utf8, length) {
                    (true, 0) => matches!(byte, 0xC2..=0xF4),
                    (true, _) => matches!(byte, 0x80..=0xBF),
                    (false, 0) => matches!(byte, 0x81..=0xFE),
                    (false, _) => matches!(byte, 0x40..=0x7E | 0x80..=0xFE),
                };
                fits.then_some(slot)
            }
            None => self.sets.get(slot).and_then(|set| if length == 0 { set.first } else { set.following }),
        }
    }

    fn is_complete(&self, path: &Path) -> bool {
        path.length >= self.length(path.pending[0])
    }

    /// Bytes of a character that starts so.
    fn length(&self, first: Slot) -> u8 {
        match (self.accident.written_in, first.byte()) {
            (Charset::Utf8, Some(0xC2..=0xDF)) => 2,
            (Charset::Utf8, Some(0xF0..)) => 4,
            (Charset::Utf8, _) => 3,
            _ => 2,
        }
    }

    /// The paths on which the pending bytes are a character.
    fn complete(&mut self, path: Path, end: u32, is_last: bool, next: &mut Vec<Path>) {
        let slots = path.pending;
        let slots = slots.get(..usize::from(path.length)).unwrap_or_default();
        let is_in_doubt = path.is_in_doubt;
        let path = Path { length: 0, is_in_doubt: false, ..path };
        let mut known = [0; 4];
        let mut all_known = true;
        for (byte, slot) in known.iter_mut().zip(slots) {
            match slot.byte() {
                Some(one) => *byte = one,
                None => all_known = false,
            }
        }
        if all_known {
            let read = self.accident.written_in.read(known.get(..slots.len()).unwrap_or_default());
            next.push(match read {
                Some((c, length)) if length == slots.len() => {
                    let log10 = path.log10 + self.language_log10(&path, c);
                    let path = self.with(Path { log10, ..path }, c, end, is_last, is_in_doubt);
                    let is_determined = self.is_decoder_known && self.accident.read_as == Charset::Gbk;
                    self.nodes.last_mut().into_iter().for_each(|node| node.is_determined = is_determined);
                    path
                }
                _ => self.lost(path, end, is_last),
            });
            return;
        }
        let count = slots.iter().map(|slot| self.sets.count(*slot)).product::<usize>();
        let most = self.most_readings(end);
        if count > most && most == FEW_READINGS {
            next.push(self.lost(path, end, is_last));
            return;
        }
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        let of_common = count > most;
        let range = self.candidates(slots, of_common);
        let next_known = self.next_known.filter(|_| is_last);
        self.readings(range, &path, count >= MANY_READINGS, next_known, &mut found);
        let least = found.iter().map(|(p, _)| *p).fold(0.0, f32::max) * WIDTH_OF_READINGS;
        for (p, candidate) in found.iter().filter(|(p, _)| *p > least) {
            let log10 = path.log10 + p.log10();
            next.push(self.with(Path { log10, ..path }, candidate.c, end, is_last, true));
            if of_common {
                self.nodes.last_mut().into_iter().for_each(|node| node.margin = NOT_ALL_LOOKED_AT);
            }
        }
        self.found = found;
        next.push(self.lost(path, end, is_last));
    }

    /// A stretch that is nothing but losses is not searched for what it may have been.
    fn most_readings(&self, end: u32) -> usize {
        let start = self.output.cuts.first().map_or(0, |cut| cut.source);
        let read = self.bytes_read + (end as usize).saturating_sub(start);
        let most = if self.is_dropping { MOST_READINGS_OF_DROPS } else { MOST_READINGS };
        if self.output.work > self.spare + WORK_A_BYTE * read as u64 { FEW_READINGS } else { most }
    }

    /// Every character that the bytes may be and that is not too rare, with its probability at the end of `path`; of many,
    /// those that `next` goes with.
    fn readings(
        &mut self,
        of: Range<usize>,
        path: &Path,
        of_many: bool,
        next: Option<Candidate>,
        found: &mut Vec<(f32, Candidate)>,
    ) {
        let candidates = self.candidates.get(of).unwrap_or_default();
        self.output.work += candidates.len() as u64;
        let after = self.language.after(path.before);
        match next {
            Some(_) => after.best(candidates, false, READINGS_OF_DROPS, found),
            None => after.best(candidates, of_many, READINGS, found),
        }
        if let Some(next) = next.filter(|_| found.len() > READINGS) {
            self.output.work += found.len() as u64;
            for (p, candidate) in found.iter_mut() {
                *p *= self.language.after(path.before.then(candidate.c)).by_pairs(&next);
            }
            found.select_nth_unstable_by(READINGS, |a, b| b.0.total_cmp(&a.0).then(a.1.c.cmp(&b.1.c)));
            found.truncate(READINGS);
        }
        for (p, candidate) in found {
            *p = after.by_runs(candidate);
        }
    }

    /// Where the characters stand that the bytes may be, all of them or only common ones; the same bytes are asked for again
    /// and again.
    fn candidates(&mut self, slots: &[Slot], of_common: bool) -> Range<usize> {
        // Sets are few: the uppermost bit of a slot is free.
        let key = slots.iter().fold(0, |key, slot| key << 16 | u64::from(slot.0)) | u64::from(of_common) << 63;
        if let Some(known) = self.candidates_of.get(&key) {
            return known.clone();
        }
        if self.candidates.len() > MOST_CANDIDATES {
            self.candidates.clear();
            self.candidates_of.clear();
        }
        let start = self.candidates.len();
        let mut candidates = std::mem::take(&mut self.candidates);
        let language = self.language;
        let mut add = |c| {
            let candidate = language.candidate(c);
            if !candidate.is_rare() {
                candidates.push(candidate);
            }
        };
        match of_common {
            true => bigrams::common().iter().filter(|c| self.has_bytes(**c, slots)).for_each(|c| add(*c)),
            false => self.characters(slots, add),
        }
        if let Some(new) = candidates.get_mut(start..) {
            new.sort_unstable_by(|a, b| b.alone().total_cmp(&a.alone()).then(a.c.cmp(&b.c)));
        }
        self.candidates = candidates;
        let range = start..self.candidates.len();
        self.candidates_of.insert(key, range.clone());
        range
    }

    fn has_bytes(&self, c: char, slots: &[Slot]) -> bool {
        let is_in = |(slot, byte): (&Slot, &u8)| match slot.byte() {
            Some(known) => known == *byte,
            None => self.sets.bytes(*slot).holds(*byte),
        };
        let bytes = self.accident.written_in.bytes_of(c);
        bytes.is_some_and(|bytes| {
            let bytes = bytes.as_slice();
            bytes.len() == slots.len() && slots.iter().zip(bytes).all(is_in)
        })
    }

    /// Every character that the bytes may be.
    fn characters(&self, slots: &[Slot], mut look_at: impl FnMut(char)) {
        let bytes = |slot: &Slot| match slot.byte() {
            Some(byte) => (Some(byte), ByteSet::default()),
            None => (None, self.sets.bytes(*slot)),
        };
        let each = |(one, set): (Option<u8>, ByteSet)| one.into_iter().chain(set.bytes());
        match (self.accident.written_in, slots) {
            (Charset::Utf8, [first, second, third]) => {
                let (first, second, third) = (bytes(first), bytes(second), bytes(third));
                for first in each(first) {
                    for second in each(second) {
                        // A three-byte character of UTF-8 is no less than U+0800.
                        let high = u32::from(first & 0xF) << 12 | u32::from(second & 0x3F) << 6;
                        if high >= 0x800 {
                            each(third)
                                .filter_map(|third| char::from_u32(high | u32::from(third & 0x3F)))
                                .for_each(&mut look_at);
                        }
                    }
                }
            }
            (written_in, [first, second]) => {
                for first in each(bytes(first)) {
                    for second in each(bytes(second)) {
                        if let Some((c, 2)) = written_in.read(&[first, second]) {
                            look_at(c);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// Where there is only one path, no probability changes which.
    fn language_log10(&self, path: &Path, c: char) -> f32 {
        if self.is_only { 0.0 } else { self.language.log10(path.before, c) }
    }

    fn lost(&mut self, path: Path, end: u32, is_last: bool) -> Path {
        let again = path.has_failed;
        if again
            && let Some(node) = self.nodes.get_mut(path.node as usize)
            && node.end == end
        {
            // Several bytes of one character of the source: it is written off once.
            node.is_cut = is_last;
            return Path { length: 0, is_in_doubt: false, ..path };
        }
        let cost = if again { LOST_AGAIN } else { LOST };
        let path = Path { log10: path.log10 + cost, ..path };
        Path { has_failed: true, ..self.with(path, char::REPLACEMENT_CHARACTER, end, is_last, true) }
    }

    /// The path without its pending bytes.
    fn write_off(&mut self, path: Path, end: u32, is_last: bool) -> Path {
        if path.length == 0 { path } else { self.lost(path, end, is_last) }
    }

    fn with(&mut self, path: Path, c: char, end: u32, is_cut: bool, is_guessed: bool) -> Path {
        let node = self.nodes.len() as u32;
        let margin = if c == char::REPLACEMENT_CHARACTER { 0.0 } else { f32::INFINITY };
        self.nodes.push(Node {
            before: path.node,
            c,
            end,
            is_cut,
            is_guessed,
            is_determined: false,
            margin,
            margin_of_layout: f32::INFINITY,
            has_rivals: DECIDED,
            first_rival: 0,
        });
        Path {
            node,
            before: path.before.then(c),
            length: 0,
            is_in_doubt: false,
            has_failed: false,
            promise: 0.0,
            ..path
        }
    }

    /// Keeps the best paths, one for each way to go on, and what is decided.
    fn prune(&mut self, paths: &mut Vec<Path>) {
        if paths.len() > 1 {
            let best = paths.iter().map(Path::rank).fold(f32::NEG_INFINITY, f32::max);
            paths.retain(|path| path.rank() >= best - WIDTH);
            paths.sort_unstable_by(|a, b| b.rank().total_cmp(&a.rank()).then(a.node.cmp(&b.node)));
            let beam = if self.failures.all.is_empty() { BEAM } else { BEAM_OF_DROPS };
            // Which step a text is in shows later than in the next character.
            let has_slips = self.slips.is_some();
            let step_of = |path: &Path| usize::from(has_slips && path.length > 0);
            let mut kept = 0;
            let mut kept_of = [0; 2];
            for index in 0..paths.len() {
                let Some(path) = paths.get(index).copied() else { break };
                let is_far = |kept: &Path| kept.rank() - path.rank() > SURE;
                let is_full = kept_of.get(step_of(&path)).is_some_and(|kept| *kept >= beam);
                if is_full && !has_slips && paths.get(kept - 1).is_some_and(is_far) {
                    break;
                }
                let alike = paths.get(..kept).unwrap_or_default().iter().position(|kept| goes_on_alike(kept, &path));
                match alike.or(is_full.then_some(0)) {
                    Some(better) => {
                        let better = paths.get(better).copied();
                        better.iter().for_each(|better| self.note_rival(better, &path));
                    }
                    None => {
                        paths.swap(kept, index);
                        kept += 1;
                        kept_of.iter_mut().skip(step_of(&path)).take(1).for_each(|kept| *kept += 1);
                    }
                }
            }
            paths.truncate(kept);
        }
        if self.nodes.len() > MOST_UNDECIDED {
            self.settle(paths);
        }
        if paths.len() == 1 {
            self.decide(paths);
        }
    }

    /// Keeps the best path only.
    fn settle(&mut self, paths: &mut Vec<Path>) {
        if let Some((best, others)) = paths.split_first() {
            others.iter().for_each(|path| self.note_rival(best, path));
        }
        paths.truncate(1);
    }

    /// Writes out what the only path has read.
    fn decide(&mut self, paths: &mut [Path]) {
        let [path] = paths else { return };
        self.weigh(path.node);
        let mut decided = std::mem::take(&mut self.decided);
        decided.clear();
        let mut at = path.node;
        while let Some(node) = self.nodes.get(at as usize) {
            decided.push(*node);
            at = node.before;
        }
        for node in decided.iter().rev() {
            let start = self.output.text.len();
            self.output.text.push(node.c);
            if node.is_guessed {
                let span = Span::new(start, self.output.text.len());
                let &Node { margin, margin_of_layout, is_determined, .. } = node;
                self.output.guessed.push(Guessed { span, margin, margin_of_layout, is_determined });
                if node.c == char::REPLACEMENT_CHARACTER {
                    self.output.failures.push(node.end);
                }
            }
            if node.is_cut {
                self.output.cuts.push(Cut { here: self.output.text.len(), source: node.end as usize });
            }
        }
        self.decided = decided;
        self.nodes.clear();
        path.node = DECIDED;
        path.log10 = 0.0;
    }
}

/// The best of `paths` with a pending character, the first of equal ones first: few, and sorting all takes longer.
fn best_pending(paths: &[Path], best: &mut Vec<Path>) {
    best.clear();
    for path in paths.iter().filter(|path| path.length > 0) {
        let place = best.partition_point(|better| better.rank() >= path.rank());
        if place < TRIED_WITH_DROPS {
            best.truncate(TRIED_WITH_DROPS - 1);
            best.insert(place, *path);
        }
    }
}

fn goes_on_alike(one: &Path, other: &Path) -> bool {
    one.before.is_alike(other.before) && one.has_failed == other.has_failed && pending(one) == pending(other)
}

fn pending(path: &Path) -> &[Slot] {
    path.pending.get(..usize::from(path.length)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(source: &str, decoder: Decoder) -> u64 {
        let accident = Accident { written_in: Charset::Utf8, read_as: Charset::Gbk, decoder };
        let language = Language::default();
        let output = Lattice::new(source, accident, &language, Failures::default(), WORK_AT_ONCE).read(
            0,
            source.len(),
            usize::MAX,
        );
        assert_eq!(output.end, source.len());
        let failures = output.failures;
        let failures = Failures { all: &failures, stubborn: &failures };
        let again = Lattice::new(source, accident, &language, failures, WORK_AT_ONCE).read(0, source.len(), usize::MAX);
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
