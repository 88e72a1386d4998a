//! One character of the source after the other: the bytes that it was read from, or what a mark of loss may stand for.

use super::beam::WIDTH;
use super::slots::{Alternative, Alternatives, Step};
use super::{Accident, Here, Lattice, Path};
use crate::damage::mojibake::decoder::{Decoder, is_user_defined};

/// log10 cost of a line break that was dropped after a lost byte where that has not happened, and where it may have.
pub(super) const BREAK_DROPPED: f32 = -1.0;
const BREAK_KEPT: f32 = -4.0;

impl Lattice<'_, '_> {
    /// What the marks of the stretch say about how it was damaged.
    pub(super) fn look_at_marks(&mut self, stretch: &str) {
        let mark = self.accident.decoder.mark();
        let keeps_breaks = stretch.match_indices(mark).any(|(at, mark)| {
            let rest = stretch.get(at + mark.len()..).unwrap_or_default();
            rest.starts_with(['\n', '\r'])
        });
        self.break_dropped = if keeps_breaks { BREAK_KEPT } else { BREAK_DROPPED };
        self.is_decoder_known = self.accident.decoder == Decoder::Gb18030 && stretch.contains(is_user_defined);
        if !self.failures.all.is_empty() {
            self.look_at_drops(stretch);
        }
    }

    /// Goes on with the character `c` of the source, which ends at `after`.
    pub(super) fn place(&mut self, c: char, after: usize, paths: &[Path], next: &mut Vec<Path>) {
        next.clear();
        self.least = f32::NEG_INFINITY;
        if let Some(slips) = self.slips {
            self.place_out_of_step(c, after, slips, paths, next);
            return;
        }
        let here = Here::at(after);
        let Accident { decoder, read_as, .. } = self.accident;
        if c == decoder.mark() || c == char::REPLACEMENT_CHARACTER {
            self.is_only = false;
            let alternatives = self.alternatives(c, after);
            let here = Here { is_in_doubt: alternatives.count > 1 || !self.is_decoder_known, ..here };
            if alternatives.count == 0 {
                self.write_off_all(c, paths, here, next);
            }
            alternatives.all.iter().flatten().for_each(|alternative| self.go_on_all(paths, alternative, here, next));
            return;
        }
        let Some(bytes) = decoder.bytes_of(read_as, c) else {
            self.write_off_all(c, paths, here, next);
            return;
        };
        // A no-break space that became a space begins no character.
        let is_between = c.is_ascii() && paths.iter().all(|path| path.length == 0);
        let other = if is_between { None } else { decoder.other_bytes_of(read_as, c) };
        self.is_only = other.is_none() && paths.len() == 1 && self.nodes.is_empty();
        let here = Here { is_in_doubt: other.is_some(), ..here };
        for bytes in [Some(bytes), other].iter().flatten() {
            self.go_on_all(paths, &Alternative::known(bytes), here, next);
        }
    }

    /// Goes on with an alternative on all paths, the best one first. What is much worse than the best one so far is not
    /// looked at.
    pub(super) fn go_on_all(&mut self, paths: &[Path], alternative: &Alternative, here: Here, next: &mut Vec<Path>) {
        for path in paths {
            let first = next.len();
            self.go_on(path, alternative, here, next);
            let best = next.iter().skip(first).map(Path::rank).fold(f32::NEG_INFINITY, f32::max);
            self.least = self.least.max(best - WIDTH);
        }
    }

    /// Goes on behind a character that the decoder cannot have read.
    pub(super) fn write_off_all(&mut self, c: char, paths: &[Path], here: Here, next: &mut Vec<Path>) {
        for path in paths {
            let path = self.write_off(*path, Here { is_last: false, ..here });
            let is_in_doubt = c == char::REPLACEMENT_CHARACTER;
            next.push(self.with(path, c, Here { is_in_doubt, ..here }));
        }
    }

    /// What a mark of loss may have been.
    fn alternatives(&mut self, c: char, after: usize) -> Alternatives {
        let Accident { decoder, read_as, .. } = self.accident;
        let following = self.source.get(after..).and_then(|rest| rest.chars().next());
        let is_mark = following.is_some_and(|c| c == decoder.mark());
        let mut all = Alternatives::default();
        if decoder == Decoder::Windows && c == '?' && read_as.is_single_byte() {
            all.add(self.vocabulary.lost_alone(None), None, 0.0);
            all.add_question_mark();
        } else if decoder == Decoder::Windows && c == '?' {
            match following {
                // Of a line end of two bytes, the first one was eaten, and nobody will miss it. At the end there was nothing.
                Some('\n') | None => all.add(self.vocabulary.any(), None, 0.0),
                _ => all.add(self.vocabulary.any(), Some(Step::Eaten), 0.0),
            }
            all.add_question_mark();
        } else {
            let next = following.and_then(|c| decoder.bytes_of(read_as, c));
            let next = next.and_then(|bytes| bytes.as_slice().first().copied());
            let alone = if is_mark { self.vocabulary.any() } else { self.vocabulary.lost_alone(next) };
            all.add(alone, None, 0.0);
            if !is_mark && following.is_some_and(|c| !c.is_ascii()) && !read_as.is_single_byte() {
                let cost = if self.starts_paragraph(after) { 0.0 } else { self.break_dropped };
                all.add(self.vocabulary.lost_alone(Some(b'\n')), Some(Step::Break), cost);
            }
        }
        for (first, second) in decoder.lost_pairs(read_as) {
            let (first, second) = (self.vocabulary.slot(first), self.vocabulary.slot(second));
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
}
