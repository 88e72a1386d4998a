//! The byte lattice: text that was read in a wrong encoding with losses, back to bytes that are known, bytes that are not,
//! and bytes that are missing; the most probable text that has those bytes. A beam of paths, a few at a time; a path that
//! meets a byte it cannot use writes the character off and goes on, so that the beam never dies. Takes a stretch of text,
//! gives the text it was with a margin for each guessed character. Linear in the stretch: see [`Output::work`].

use crate::damage::bigrams::{After, Language};
use crate::damage::mojibake::Charset;
use crate::damage::mojibake::decoder::{ByteSet, Decoder};
use crate::span::Span;

/// Paths kept, and readings of one character with unknown bytes that a path goes on with.
const BEAM: usize = 8;
const READINGS: usize = 12;

/// Characters that one set of bytes may stand for before it is no use to look at each: a byte of the lead and a byte that
/// follows, both lost.
const MOST_READINGS: usize = 4096;

/// Steps that a stretch may take, and for each byte of it; beyond that, only characters with one lost byte are looked for.
const WORK_AT_ONCE: u64 = 200_000;
const WORK_A_BYTE: u64 = 64;
const FEW_READINGS: usize = 64;

/// log10 cost of a character that is written off, and of the next one in a row.
const LOST: f64 = -9.0;
const LOST_AGAIN: f64 = -1.0;

/// log10 cost of a pair that was dropped, of a line break that was dropped after a lost byte, and of a `?` being one.
const DROPPED: f64 = -2.0;
const BREAK_DROPPED: f64 = -3.0;
const QUESTION_MARK: f64 = -1.0;

/// Characters not yet decided, at most: the best path wins then.
const MOST_UNDECIDED: usize = 2048;

/// Pairs that may have been dropped one after the other.
const DROPPED_IN_A_ROW: usize = 2;

/// How far before a place that cannot be read something may have been dropped, in bytes of the source: four characters.
const DROPPED_WITHIN: u32 = 12;

/// What is known about one byte, or what takes its place.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Slot {
    Known(u8),
    Unknown(ByteSet),
    /// An ASCII byte that was eaten together with the byte before it.
    Eaten,
    /// A line break that was dropped after the decoder had seen it.
    Break,
    /// A character that was never misread.
    Foreign(char),
}

const NONE: Slot = Slot::Eaten;

/// What a place of the source may have been, and the log10 cost of that.
struct Alternative {
    slots: [Slot; 2],
    length: usize,
    cost: f64,
}

impl Alternative {
    fn one(slot: Slot, cost: f64) -> Self {
        Self { slots: [slot, NONE], length: 1, cost }
    }

    fn two(first: Slot, second: Slot, cost: f64) -> Self {
        Self { slots: [first, second], length: 2, cost }
    }
}

/// A path through the lattice.
#[derive(Clone, Copy)]
struct Path {
    log10: f64,
    /// Last character, an index into the undecided characters, or [`DECIDED`].
    node: u32,
    last: char,
    pending: [Slot; 4],
    length: u8,
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
    margin: f32,
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
    /// log10 of how much better it is than any other reading; 0 for U+FFFD, which stands for what cannot be read.
    pub margin: f32,
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
    /// Steps of paths and readings looked at.
    pub work: u64,
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

/// One stretch of text.
pub struct Lattice<'l, 't> {
    source: &'t str,
    accident: Accident,
    language: &'l Language,
    /// Places of the source before which something may have been dropped, rising.
    failures: &'l [u32],
    lost_alone: [Option<ByteSet>; 257],
    nodes: Vec<Node>,
    /// True while one path goes one way.
    is_only: bool,
    /// What [`Lattice::decide`] writes out, the last one first.
    decided: Vec<Node>,
    output: Output,
}

impl<'l, 't> Lattice<'l, 't> {
    /// A lattice over `source`. Around `failures`, places of an earlier output, pairs may have been dropped.
    pub fn new(source: &'t str, accident: Accident, language: &'l Language, failures: &'l [u32]) -> Self {
        Self {
            source,
            accident,
            language,
            failures,
            lost_alone: [None; 257],
            nodes: Vec::new(),
            is_only: false,
            decided: Vec::new(),
            output: Output::default(),
        }
    }

    /// Reads from `start` to `end`, or, after `enough` bytes, to the first place where nothing is open.
    pub fn read(mut self, start: usize, end: usize, enough: usize) -> Output {
        let mut paths = vec![Path { log10: 0.0, node: DECIDED, last: '\n', pending: [NONE; 4], length: 0 }];
        let mut next = Vec::new();
        let mut open_failures = self.failures;
        self.output.cuts.push(Cut { here: 0, source: start });
        self.output.end = start;
        for (at, c) in self.source.get(start..end).unwrap_or_default().char_indices() {
            let (at, after) = ((start + at) as u32, start + at + c.len_utf8());
            while open_failures.first().is_some_and(|failure| *failure < at) {
                open_failures = open_failures.get(1..).unwrap_or_default();
            }
            if open_failures.first().is_some_and(|failure| *failure <= at + DROPPED_WITHIN) {
                self.drop_pairs(&mut paths, at);
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
        for path in &mut paths {
            *path = self.write_off(*path, source_end, true);
            // What ends a text is followed by nothing, as what ends a paragraph.
            path.log10 += self.language.log10(path.last, '\n');
        }
        self.prune(&mut paths);
        paths.truncate(1);
        self.decide(&mut paths);
        self.output
    }

    /// Goes on with the character `c` of the source, which ends at `after`.
    fn place(&mut self, c: char, after: usize, paths: &[Path], next: &mut Vec<Path>) {
        next.clear();
        let end = after as u32;
        let alternatives = self.alternatives(c, after);
        self.is_only = alternatives.is_none() && paths.len() == 1 && self.nodes.is_empty();
        if let Some(alternatives) = alternatives {
            for alternative in &alternatives {
                let slots = alternative.slots.get(..alternative.length).unwrap_or_default();
                for path in paths {
                    let path = Path { log10: path.log10 + alternative.cost, ..*path };
                    self.push_all(path, slots, end, next);
                }
            }
            return;
        }
        match self.accident.read_as.bytes_of(c) {
            Some(bytes) => {
                let mut slots = [NONE; 4];
                for (slot, byte) in slots.iter_mut().zip(bytes.as_slice()) {
                    *slot = Slot::Known(*byte);
                }
                let slots = slots.get(..bytes.as_slice().len()).unwrap_or_default();
                paths.iter().for_each(|path| self.push_all(*path, slots, end, next));
            }
            None => paths.iter().for_each(|path| self.push_all(*path, &[Slot::Foreign(c)], end, next)),
        }
    }

    /// What a mark of loss may have been. None if `c` is none.
    fn alternatives(&mut self, c: char, after: usize) -> Option<Vec<Alternative>> {
        let Accident { decoder, read_as, .. } = self.accident;
        if c != decoder.mark() && c != char::REPLACEMENT_CHARACTER {
            return None;
        }
        let following = self.source.get(after..).and_then(|rest| rest.chars().next());
        let is_mark = following.is_some_and(|c| c == decoder.mark());
        let any = ByteSet::range(0x80, 0xFF);
        let mut all = Vec::with_capacity(3);
        if decoder == Decoder::Windows && c == '?' {
            // Of a line end of two bytes, the first one was eaten, and nobody will miss it.
            all.push(match following {
                Some('\n') => Alternative::one(Slot::Unknown(any), 0.0),
                _ => Alternative::two(Slot::Unknown(any), Slot::Eaten, 0.0),
            });
            all.push(Alternative::one(Slot::Known(b'?'), QUESTION_MARK));
        } else {
            let next = following.and_then(|c| read_as.bytes_of(c)).and_then(|bytes| bytes.as_slice().first().copied());
            let set = if is_mark { any } else { self.lost_alone(next) };
            if !set.is_empty() {
                let slot = set.only().map_or(Slot::Unknown(set), Slot::Known);
                all.push(Alternative::one(slot, 0.0));
            }
            if !is_mark && following.is_some_and(|c| !c.is_ascii()) && !read_as.is_single_byte() {
                let cost = if self.starts_paragraph(after) { 0.0 } else { BREAK_DROPPED };
                all.push(Alternative::two(Slot::Unknown(self.lost_alone(Some(b'\n'))), Slot::Break, cost));
            }
        }
        if decoder.loses_pairs(read_as) {
            all.push(Alternative::two(Slot::Unknown(any), Slot::Unknown(any), 0.0));
        }
        Some(all)
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

    fn lost_alone(&mut self, next: Option<u8>) -> ByteSet {
        let Accident { decoder, read_as, .. } = self.accident;
        match self.lost_alone.get_mut(next.map_or(256, usize::from)) {
            Some(known) => *known.get_or_insert_with(|| decoder.lost_alone(read_as, next)),
            None => ByteSet::default(),
        }
    }

    /// Adds the paths on which something was dropped before `at`.
    fn drop_pairs(&mut self, paths: &mut Vec<Path>, at: u32) {
        let range = ByteSet::range;
        let dropped: &[&[Slot]] = match self.accident.read_as {
            Charset::Gbk => &[
                &[Slot::Unknown(range(0xAA, 0xAF)), Slot::Unknown(range(0xA1, 0xFE))],
                &[Slot::Unknown(range(0xA1, 0xA7)), Slot::Unknown(range(0x80, 0xA0))],
            ],
            Charset::Windows1252 => &[&[Slot::Unknown([0x81, 0x8D, 0x8F, 0x90, 0x9D].into_iter().collect())]],
            Charset::Latin1 => &[&[Slot::Unknown(range(0x80, 0x9F))]],
            _ => &[],
        };
        let mut more: Vec<Path> = Vec::new();
        for _ in 0..DROPPED_IN_A_ROW {
            let from: Vec<Path> = more.iter().chain(paths.iter()).filter(|path| path.length > 0).copied().collect();
            for path in from {
                for slots in dropped {
                    self.push_all(Path { log10: path.log10 + DROPPED, ..path }, slots, at, &mut more);
                }
            }
            // A dropped pair that leads to nothing better than writing the character off is none.
            more.retain(|path| path.last != char::REPLACEMENT_CHARACTER);
        }
        paths.append(&mut more);
        self.prune(paths);
    }

    fn push_all(&mut self, path: Path, slots: &[Slot], end: u32, next: &mut Vec<Path>) {
        let Some((first, rest)) = slots.split_first() else { return };
        if rest.is_empty() {
            self.push(path, *first, end, true, next);
            return;
        }
        let mut between = Vec::new();
        self.push(path, *first, end, false, &mut between);
        for slot in rest.iter().take(rest.len() - 1) {
            let mut onward = Vec::new();
            between.iter().for_each(|path| self.push(*path, *slot, end, false, &mut onward));
            between = onward;
        }
        if let Some(last) = rest.last() {
            between.iter().for_each(|path| self.push(*path, *last, end, true, next));
        }
    }

    /// Goes on with one byte.
    fn push(&mut self, path: Path, slot: Slot, end: u32, is_last: bool, next: &mut Vec<Path>) {
        self.output.work += 1;
        match slot {
            Slot::Foreign(c) => {
                let path = self.write_off(path, end, false);
                next.push(self.with(path, c, end, is_last, false));
            }
            Slot::Break => {
                let path = self.write_off(path, end, false);
                let log10 = path.log10 + self.language.log10(path.last, '\n');
                next.push(self.with(Path { log10, ..path }, '\n', end, is_last, true));
            }
            Slot::Eaten => {
                let path = self.write_off(path, end, false);
                let log10 = path.log10 + self.language.log10(path.last, '\n');
                next.push(self.with(Path { log10, ..path }, '\n', end, is_last, true));
                next.push(self.with(
                    Path { log10: path.log10 + LOST / 2.0, ..path },
                    char::REPLACEMENT_CHARACTER,
                    end,
                    is_last,
                    true,
                ));
            }
            Slot::Known(byte) if path.length == 0 && byte < 0x80 => {
                let log10 = path.log10 + self.language_log10(path.last, char::from(byte));
                next.push(self.with(Path { log10, ..path }, char::from(byte), end, is_last, false));
            }
            slot => match self.appended(path, slot) {
                Some(path) if self.is_complete(&path) => self.complete(path, end, is_last, next),
                Some(path) => next.push(path),
                None if path.length > 0 => {
                    let path = self.write_off(path, end, false);
                    self.push(path, slot, end, is_last, next);
                }
                None => next.push(self.lost(path, end, is_last)),
            },
        }
    }

    /// The path with one more byte of the pending character. None if it cannot stand there.
    fn appended(&self, mut path: Path, slot: Slot) -> Option<Path> {
        let set = match (self.accident.written_in, path.length) {
            (Charset::Utf8, 0) => ByteSet::range(0xC2, 0xF4),
            (Charset::Utf8, _) => ByteSet::range(0x80, 0xBF),
            (_, 0) => ByteSet::range(0x81, 0xFE),
            (_, _) => ByteSet::range(0x80, 0xFE),
        };
        let slot = match slot {
            Slot::Known(byte) if set.holds(byte) => slot,
            Slot::Known(0x40..=0x7E) if path.length == 1 && self.accident.written_in != Charset::Utf8 => slot,
            // A lost lead is one of three bytes: nearly all of Chinese is.
            Slot::Unknown(lost) if path.length == 0 && self.accident.written_in == Charset::Utf8 => {
                Slot::Unknown(lost.and(ByteSet::range(0xE2, 0xEF)))
            }
            Slot::Unknown(lost) => Slot::Unknown(lost.and(set)),
            _ => return None,
        };
        if matches!(slot, Slot::Unknown(set) if set.is_empty()) {
            return None;
        }
        *path.pending.get_mut(usize::from(path.length))? = slot;
        path.length += 1;
        Some(path)
    }

    fn is_complete(&self, path: &Path) -> bool {
        let length = match (self.accident.written_in, path.pending[0]) {
            (Charset::Utf8, Slot::Known(0xC2..=0xDF)) => 2,
            (Charset::Utf8, Slot::Known(0xF0..)) => 4,
            (Charset::Utf8, _) => 3,
            _ => 2,
        };
        path.length >= length
    }

    /// The paths on which the pending bytes are a character.
    fn complete(&mut self, path: Path, end: u32, is_last: bool, next: &mut Vec<Path>) {
        let slots = path.pending.get(..usize::from(path.length)).unwrap_or_default();
        let path = Path { length: 0, ..path };
        let count = |slot: &Slot| if let Slot::Unknown(set) = slot { set.bytes().count() } else { 1 };
        if slots.iter().all(|slot| matches!(slot, Slot::Known(_))) {
            let mut bytes = [0; 4];
            for (byte, slot) in bytes.iter_mut().zip(slots) {
                *byte = if let Slot::Known(known) = slot { *known } else { 0 };
            }
            let read = self.accident.written_in.read(bytes.get(..slots.len()).unwrap_or_default());
            next.push(match read {
                Some((c, length)) if length == slots.len() => {
                    let log10 = path.log10 + self.language_log10(path.last, c);
                    self.with(Path { log10, ..path }, c, end, is_last, false)
                }
                _ => self.lost(path, end, is_last),
            });
            return;
        }
        if slots.iter().map(count).product::<usize>() > self.most_readings(end) {
            next.push(self.lost(path, end, is_last));
            return;
        }
        let mut readings: Vec<(f64, char)> = Vec::new();
        self.readings(slots, &mut [0; 4], 0, &self.language.after(path.last), &mut readings);
        self.output.work += readings.len() as u64;
        if readings.len() > READINGS {
            readings.select_nth_unstable_by(READINGS, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            readings.truncate(READINGS);
        }
        for (probability, c) in &readings {
            let log10 = path.log10 + probability.log10();
            next.push(self.with(Path { log10, ..path }, *c, end, is_last, true));
        }
        next.push(self.lost(path, end, is_last));
    }

    /// A stretch that is nothing but losses is not searched for what it may have been.
    fn most_readings(&self, end: u32) -> usize {
        let read = (end as usize).saturating_sub(self.output.cuts.first().map_or(0, |cut| cut.source));
        if self.output.work > WORK_AT_ONCE + WORK_A_BYTE * read as u64 { FEW_READINGS } else { MOST_READINGS }
    }

    /// Every character that the bytes may be, with its probability. At most four bytes deep.
    fn readings(&self, slots: &[Slot], bytes: &mut [u8; 4], at: usize, after: &After, found: &mut Vec<(f64, char)>) {
        let Some(slot) = slots.get(at) else {
            let read = self.accident.written_in.read(bytes.get(..at).unwrap_or_default());
            if let Some((c, length)) = read
                && length == at
            {
                let probability = after.guess(c);
                if probability > 0.0 {
                    found.push((probability, c));
                }
            }
            return;
        };
        let mut go_on = |byte: u8| {
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
                self.readings(slots, bytes, at + 1, after, found);
            }
        };
        match slot {
            Slot::Known(byte) => go_on(*byte),
            Slot::Unknown(set) => set.bytes().for_each(go_on),
            Slot::Eaten | Slot::Break | Slot::Foreign(_) => {}
        }
    }

    /// Where there is only one path, no probability changes which.
    fn language_log10(&self, last: char, c: char) -> f64 {
        if self.is_only { 0.0 } else { self.language.log10(last, c) }
    }

    fn lost(&mut self, path: Path, end: u32, is_last: bool) -> Path {
        let again = path.last == char::REPLACEMENT_CHARACTER;
        if again
            && let Some(node) = self.nodes.get_mut(path.node as usize)
            && node.end == end
        {
            // Several bytes of one character of the source: it is written off once.
            node.is_cut = is_last;
            return Path { length: 0, ..path };
        }
        let cost = if again { LOST_AGAIN } else { LOST };
        let path = Path { log10: path.log10 + cost, length: 0, ..path };
        self.with(path, char::REPLACEMENT_CHARACTER, end, is_last, true)
    }

    /// The path without its pending bytes.
    fn write_off(&mut self, path: Path, end: u32, is_last: bool) -> Path {
        if path.length == 0 { path } else { self.lost(path, end, is_last) }
    }

    fn with(&mut self, path: Path, c: char, end: u32, is_cut: bool, is_guessed: bool) -> Path {
        let node = self.nodes.len() as u32;
        let margin = if c == char::REPLACEMENT_CHARACTER { 0.0 } else { f32::INFINITY };
        self.nodes.push(Node { before: path.node, c, end, is_cut, is_guessed, margin });
        Path { node, last: c, length: 0, ..path }
    }

    /// Keeps the best paths, one for each way to go on, and what is decided.
    fn prune(&mut self, paths: &mut Vec<Path>) {
        if paths.len() > 1 {
            paths.sort_by(|a, b| b.log10.total_cmp(&a.log10));
            let all = std::mem::take(paths);
            for path in all {
                match paths.iter().position(|kept| goes_on_alike(kept, &path)) {
                    Some(index) => {
                        let kept = paths.get(index).copied();
                        kept.iter().for_each(|kept| self.note_rival(kept, &path));
                    }
                    None if paths.len() < BEAM => paths.push(path),
                    None => paths.iter().for_each(|kept| self.note_rival(kept, &path)),
                }
            }
        }
        if self.nodes.len() > MOST_UNDECIDED {
            if let Some((best, others)) = paths.split_first() {
                others.iter().for_each(|path| self.note_rival(best, path));
            }
            paths.truncate(1);
        }
        if paths.len() == 1 {
            self.decide(paths);
        }
    }

    /// `rival` is given up for `kept`: that is how sure the guesses are that it does not share.
    fn note_rival(&mut self, kept: &Path, rival: &Path) {
        let margin = (kept.log10 - rival.log10) as f32;
        let (mut ours, mut theirs) = (kept.node, rival.node);
        while ours != theirs && ours != DECIDED {
            // Nodes are made in order, so the later one of both cannot be on the other path.
            if theirs != DECIDED && theirs > ours {
                theirs = self.nodes.get(theirs as usize).map_or(DECIDED, |node| node.before);
                continue;
            }
            let agrees = self.is_on_path(rival.node, ours);
            let Some(node) = self.nodes.get_mut(ours as usize) else { break };
            if node.is_guessed && !agrees {
                node.margin = node.margin.min(margin);
            }
            ours = node.before;
        }
    }

    /// True if the path that ends at `from` reads the same character at the same place.
    fn is_on_path(&self, mut from: u32, node: u32) -> bool {
        let Some(wanted) = self.nodes.get(node as usize) else { return false };
        while let Some(node) = self.nodes.get(from as usize) {
            if node.end < wanted.end {
                return false;
            }
            if node.end == wanted.end && node.c == wanted.c {
                return true;
            }
            from = node.before;
        }
        false
    }

    /// Writes out what the only path has read.
    fn decide(&mut self, paths: &mut [Path]) {
        let [path] = paths else { return };
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
                self.output.guessed.push(Guessed { span, margin: node.margin });
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

fn goes_on_alike(one: &Path, other: &Path) -> bool {
    let pending = |path: &Path| path.length as usize;
    one.last == other.last
        && one.length == other.length
        && one.pending.get(..pending(one)) == other.pending.get(..pending(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(source: &str, decoder: Decoder) -> u64 {
        let accident = Accident { written_in: Charset::Utf8, read_as: Charset::Gbk, decoder };
        let language = Language::default();
        let output = Lattice::new(source, accident, &language, &[]).read(0, source.len(), usize::MAX);
        assert_eq!(output.end, source.len());
        output.work
    }

    /// Nothing but losses, losses between characters, and characters that are no UTF-8: the work is in proportion.
    #[test]
    fn work_grows_with_the_source_and_no_faster() {
        let lossy = Decoder::Python.decode(Charset::Gbk, "继续推进农村改革，完善政策。".as_bytes());
        for piece in ["\u{FFFD}", "鍏\u{FFFD}", "\u{FFFD}\u{FFFD}\u{9352}", "？?", lossy.as_str(), "改革"] {
            for decoder in [Decoder::Python, Decoder::Windows] {
                let (once, four_times) = (piece.repeat(300), piece.repeat(1_200));
                let (small, large) = (work(&once, decoder), work(&four_times, decoder));
                assert!(large <= small * 5, "{piece} {decoder:?} {small} {large}");
                let most = WORK_AT_ONCE + 20 * WORK_A_BYTE * four_times.len() as u64;
                assert!(large <= most, "{piece} {decoder:?} {large} {most}");
            }
        }
    }
}
