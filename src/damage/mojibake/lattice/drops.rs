//! What was dropped without a mark: pairs of bytes that became private use, controls or no-break spaces, and were cleaned up.
//! Where bytes do not fit, something may have been dropped a few characters before; what comes after it tells most of what
//! is possible there to be wrong.

use super::path::{OWED, Path};
use super::slots::{Alternative, Alternatives, Slot, Step};
use super::{Accident, Here, Lattice};
use crate::damage::mojibake::Charset;

/// Paths that are tried with dropped pairs, and paths with them that are kept at each place.
const TRIED_WITH_DROPS: usize = 8;
const KEPT_WITH_DROPS: usize = 32;

/// How far before a place that cannot be read something may have been dropped, in bytes of the source: four characters.
const DROPPED_WITHIN: u32 = 12;

/// log10 cost of a pair that was dropped, and of a character that only another dropped pair would complete.
const DROPPED: f32 = -1.0;
const DROPPED_AGAIN: f32 = -2.0;

/// The same of one before a space, which may be the no-break space that was the last byte itself.
const DROPPED_BEFORE_SPACE: f32 = -2.0;

/// Bytes of a Han character in UTF-8, and of the characters that it can go on with.
const BYTES_OF_HAN: usize = 3;
const MOST_FOLLOWING: usize = 4 * BYTES_OF_HAN;

/// The most that the next character can promise: that it is certain.
const MOST_PROMISE: f32 = -OWED * BYTES_OF_HAN as f32;

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
    pub(super) fn from(self, start: u32) -> Self {
        let from = |places: &[u32]| places.partition_point(|place| *place < start);
        Self {
            all: self.all.get(from(self.all)..).unwrap_or_default(),
            stubborn: self.stubborn.get(from(self.stubborn)..).unwrap_or_default(),
        }
    }

    /// How many pairs in a row may have been dropped before `at`, which rises from call to call.
    pub(super) fn in_a_row(&mut self, at: u32) -> usize {
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

/// The bytes that stand behind a place, as far as they are known.
struct Following {
    bytes: [u8; MOST_FOLLOWING],
    count: usize,
}

impl Following {
    fn as_slice(&self) -> &[u8] {
        self.bytes.get(..self.count).unwrap_or_default()
    }
}

impl Lattice<'_, '_> {
    /// What may have been dropped in the stretch.
    pub(super) fn look_at_drops(&mut self, stretch: &str) {
        let Accident { decoder, read_as, .. } = self.accident;
        let mut dropped = Alternatives::default();
        for (first, second) in decoder.dropped(read_as, stretch) {
            let second = second.map(|bytes| self.vocabulary.slot(bytes).map(Step::Byte));
            dropped.add(self.vocabulary.slot(first), second.flatten(), DROPPED);
        }
        self.dropped = dropped.all.into_iter().flatten().collect();
    }

    /// Adds the paths on which something was dropped before `at`.
    pub(super) fn drop_pairs(&mut self, paths: &mut Vec<Path>, at: u32, in_a_row: usize) {
        let pending = paths.iter().filter(|path| path.length > 0);
        let mut from: Vec<Path> = pending.take(TRIED_WITH_DROPS).copied().collect();
        let following = self.following(at as usize);
        let following = following.as_slice();
        (self.is_dropping, self.is_only) = (true, false);
        self.next_known = match self.accident.written_in.read(following) {
            Some((c, BYTES_OF_HAN)) => Some(self.language.candidate(c)),
            _ => None,
        };
        // Those on which nothing was dropped are compared with the others.
        for path in paths.iter_mut() {
            path.promise = self.promise(path, following);
        }
        for _ in 0..in_a_row {
            let mut more = self.with_one_dropped(&from, at, following);
            best_pending(&more, &mut from);
            paths.append(&mut more);
        }
        (self.is_dropping, self.next_known) = (false, None);
        self.prune(paths);
    }

    /// The best paths on which one more pair was dropped, the best one first.
    fn with_one_dropped(&mut self, from: &[Path], at: u32, following: &[u8]) -> Vec<Path> {
        let is_before_space = self.source.get(at as usize..).is_some_and(|rest| rest.starts_with(' '));
        let cost = if is_before_space { DROPPED_BEFORE_SPACE } else { 0.0 };
        let dropped = std::mem::take(&mut self.dropped);
        let here = Here::at(at as usize).in_doubt();
        self.least = f32::NEG_INFINITY;
        let (mut best, mut more): (Vec<Path>, Vec<Path>) = (Vec::new(), Vec::new());
        for path in from {
            for alternative in &dropped {
                if !self.may_drop(path, alternative) {
                    continue;
                }
                let alternative = Alternative { cost: alternative.cost + cost, ..*alternative };
                self.go_on(path, &alternative, here, &mut more);
                // A dropped pair that leads to nothing better than writing the character off is none.
                more.retain(|path| path.before.last != char::REPLACEMENT_CHARACTER);
                for mut path in more.drain(..) {
                    path.promise = self.promise(&path, following);
                    insert(&mut best, path, KEPT_WITH_DROPS);
                }
                if let Some(worst) = best.get(KEPT_WITH_DROPS - 1) {
                    self.least = worst.rank() - MOST_PROMISE;
                }
            }
        }
        self.dropped = dropped;
        best
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
    fn following(&self, at: usize) -> Following {
        let Accident { written_in, read_as, decoder } = self.accident;
        let mut following = Following { bytes: [0; MOST_FOLLOWING], count: 0 };
        if written_in == Charset::Utf8 && read_as == Charset::Gbk {
            let rest = self.source.get(at..).unwrap_or_default().chars().take(BYTES_OF_HAN);
            let known = rest.take_while(|c| *c != decoder.mark() && *c != char::REPLACEMENT_CHARACTER);
            for bytes in known.map_while(|c| decoder.bytes_of(read_as, c)) {
                let free = following.bytes.iter_mut().skip(following.count);
                free.zip(bytes.as_slice()).for_each(|(free, byte)| *free = *byte);
                following.count += bytes.as_slice().len();
            }
        }
        following
    }

    /// How much more probable than others the best character is that the pending bytes of `path` and those that follow may
    /// be: with a pair dropped, much is possible, and what comes after it tells most of that to be wrong.
    fn promise(&mut self, path: &Path, following: &[u8]) -> f32 {
        if let Some(next) = self.next_known.filter(|_| path.length == 0) {
            let log10 = self.language.after(path.before).by_pairs(&next).log10();
            self.output.work += 1;
            return (log10 + MOST_PROMISE).max(DROPPED_AGAIN);
        }
        let known = BYTES_OF_HAN - usize::from(path.length).min(BYTES_OF_HAN);
        let (Some(known), Some(first)) = (following.get(..known), following.first()) else { return 0.0 };
        if path.length == 0 && !matches!(first, 0xE0..=0xEF) {
            return 0.0;
        }
        let mut slots = [Slot(0); BYTES_OF_HAN];
        let all = path.pending().iter().copied().chain(known.iter().map(|byte| Slot::known(*byte)));
        slots.iter_mut().zip(all).for_each(|(slot, known)| *slot = known);
        if slots[0].byte().is_some_and(|byte| !matches!(byte, 0xE0..=0xEF)) {
            return 0.0;
        }
        let mut best = 0.0_f32;
        if slots[1..].iter().all(|slot| slot.byte().is_none_or(|byte| matches!(byte, 0x80..=0xBF))) {
            let after = self.language.after(path.before);
            self.vocabulary.characters(&slots, |c| best = best.max(after.by_pairs(&self.language.candidate(c))));
        }
        self.output.work += 1;
        (best.log10() + MOST_PROMISE).max(DROPPED_AGAIN)
    }
}

/// Puts a path among the `most` best ones, behind those that are as good.
fn insert(best: &mut Vec<Path>, path: Path, most: usize) {
    let rank = path.rank();
    if best.len() == most && best.last().is_some_and(|worst| worst.rank() >= rank) {
        return;
    }
    let place = best.partition_point(|better| better.rank() >= rank);
    best.truncate(most - 1);
    best.insert(place, path);
}

/// The best of `paths` with a pending character.
fn best_pending(paths: &[Path], best: &mut Vec<Path>) {
    best.clear();
    paths.iter().filter(|path| path.length > 0).for_each(|path| insert(best, *path, TRIED_WITH_DROPS));
}
