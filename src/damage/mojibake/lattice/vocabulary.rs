//! What the lattices of a text share: sets of bytes, the characters that may have them, and which of these go best with
//! what stands before. Takes bytes of which not all are known, gives characters; the same ones are asked for again and again.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use super::Accident;
use super::slots::{Sets, Slot};
use crate::damage::bigrams::{self, After, Before, Candidate, Language, Writing};
use crate::damage::mojibake::Charset;
use crate::damage::mojibake::decoder::{ByteSet, Decoder};
use crate::damage::remembered::KeyHasher;

/// Readings of one character with unknown bytes that a path goes on with.
pub(super) const READINGS: usize = 12;

/// Readings that are looked at behind which a pair was dropped, for those that go with the character after it.
const READINGS_OF_DROPS: usize = 96;

/// From so many on, only common characters are looked at, and those that the table or the text has in such a place.
const MANY_READINGS: usize = 128;

/// Characters that are kept with the bytes they may be, 20 bytes each.
const MOST_CANDIDATES: usize = 100_000;

/// Answers that are kept, 48 bytes each: a power of two.
const ANSWERS: usize = 1 << 14;

/// Bytes of a character of which not all are known, and what is known besides.
pub(super) struct Unknown<'a> {
    pub(super) slots: &'a [Slot],
    /// How many bytes they may be.
    pub(super) count: usize,
    /// True if only common characters are looked at.
    pub(super) of_common: bool,
    /// The character after it, if its bytes are known.
    pub(super) next: Option<Candidate>,
}

impl Unknown<'_> {
    /// Sets are few: the uppermost bit of a slot is free.
    fn key(&self) -> u64 {
        self.slots.iter().fold(0, |key, slot| key << 16 | u64::from(slot.0)) | u64::from(self.of_common) << 63
    }
}

/// The best readings of some bytes behind some character, as places of the candidates for these bytes.
#[derive(Clone, Copy, Default)]
struct Answer {
    bytes: u64,
    /// What stands before and after.
    context: u64,
    /// Characters looked at for it; 0 if this is no answer.
    work: u32,
    count: u8,
    best: [u16; READINGS],
}

/// What lattices share.
pub struct Vocabulary {
    /// What the bytes of `sets` were written in.
    written_in: Charset,
    /// What `lost_alone` is about.
    read: (Charset, Decoder),
    /// What the document is written in as far as the candidates depend on it, and what it had taught when the answers were
    /// given.
    writing: Writing,
    learnt: u64,
    pub(super) sets: Sets,
    lost_alone: [Option<Option<Slot>>; 257],
    candidates: Vec<Candidate>,
    /// Which of them have some bytes.
    of_bytes: HashMap<u64, Range<usize>, BuildHasherDefault<KeyHasher>>,
    answers: Vec<Answer>,
    scored: Vec<(f32, u16)>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self {
            written_in: Charset::Utf8,
            read: (Charset::Utf8, Decoder::Whatwg),
            writing: Writing::default(),
            learnt: 0,
            sets: Sets::default(),
            lost_alone: [None; 257],
            candidates: Vec::new(),
            of_bytes: HashMap::default(),
            answers: Vec::new(),
            scored: Vec::new(),
        }
    }
}

impl Vocabulary {
    /// Forgets what does not hold for an accident or for what a document has taught by now.
    pub(super) fn turn_to(&mut self, accident: Accident, language: &Language) {
        if self.written_in != accident.written_in {
            *self = Self { written_in: accident.written_in, ..Self::default() };
        }
        let read = (accident.read_as, accident.decoder);
        if self.read != read {
            (self.read, self.lost_alone) = (read, [None; 257]);
        }
        if self.writing != language.writing() {
            self.writing = language.writing();
            self.forget_candidates();
        }
        if self.learnt != language.learnt() {
            self.learnt = language.learnt();
            self.answers.fill(Answer::default());
        }
    }

    fn forget_candidates(&mut self) {
        self.candidates.clear();
        self.of_bytes.clear();
        self.answers.fill(Answer::default());
    }

    /// The slot for `bytes`; none if they are none.
    pub(super) fn slot(&mut self, bytes: ByteSet) -> Option<Slot> {
        self.sets.slot(bytes, self.written_in)
    }

    /// Any byte that is no ASCII.
    pub(super) fn any(&mut self) -> Option<Slot> {
        self.slot(ByteSet::range(0x80, 0xFF))
    }

    /// The bytes that are lost alone when `next` follows, or nothing.
    pub(super) fn lost_alone(&mut self, next: Option<u8>) -> Option<Slot> {
        let index = next.map_or(256, usize::from);
        if let Some(Some(known)) = self.lost_alone.get(index) {
            return *known;
        }
        let (read_as, decoder) = self.read;
        let slot = self.slot(decoder.lost_alone(read_as, next));
        if let Some(place) = self.lost_alone.get_mut(index) {
            *place = Some(slot);
        }
        slot
    }

    /// How many sequences of bytes the slots stand for.
    pub(super) fn count(&self, slots: &[Slot]) -> usize {
        slots.iter().map(|slot| self.sets.count(*slot)).product()
    }

    /// The characters that are most probable by the one before them, `after`, and by the one that comes next, with room for
    /// their probabilities. Gives how many were looked at.
    pub(super) fn readings(
        &mut self,
        of: &Unknown,
        before: Before,
        after: &After,
        found: &mut Vec<(f32, Candidate)>,
    ) -> u64 {
        found.clear();
        let bytes = of.key();
        let range = self.candidates(of, after.language());
        let context = before.key_of_pairs() << 32 | of.next.map_or(0, |next| u64::from(next.c as u32));
        self.answers.resize(ANSWERS, Answer::default());
        let hash = (bytes ^ context.rotate_left(23)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let place = (hash >> 40) as usize & (ANSWERS - 1);
        let known = self.answers.get(place).copied().unwrap_or_default();
        let answer = match known.work > 0 && known.bytes == bytes && known.context == context {
            true => known,
            false => Answer { bytes, context, ..self.answer(of, range.clone(), before, after) },
        };
        if let Some(place) = self.answers.get_mut(place) {
            *place = answer;
        }
        let candidates = self.candidates.get(range).unwrap_or_default();
        let best = answer.best.iter().take(usize::from(answer.count));
        found.extend(best.filter_map(|index| Some((0.0, *candidates.get(usize::from(*index))?))));
        u64::from(answer.work)
    }

    fn answer(&mut self, of: &Unknown, range: Range<usize>, before: Before, after: &After) -> Answer {
        let candidates = self.candidates.get(range).unwrap_or_default();
        let mut scored = std::mem::take(&mut self.scored);
        scored.clear();
        let mut work = candidates.len();
        match of.next {
            Some(_) => after.best(candidates, false, READINGS_OF_DROPS, &mut scored),
            None => after.best(candidates, of.count >= MANY_READINGS, READINGS, &mut scored),
        }
        if let Some(next) = of.next.filter(|_| scored.len() > READINGS) {
            work += scored.len();
            for (p, index) in &mut scored {
                let Some(candidate) = candidates.get(usize::from(*index)) else { continue };
                *p *= after.language().after(before.then(candidate.c)).by_pairs(&next);
            }
            bigrams::keep_best(&mut scored, candidates, READINGS);
        }
        let mut answer = Answer { work: work.max(1) as u32, count: scored.len() as u8, ..Answer::default() };
        answer.best.iter_mut().zip(&scored).for_each(|(best, (_, index))| *best = *index);
        self.scored = scored;
        answer
    }

    /// Where the characters stand that the bytes may be, all of them or only common ones, the most common first.
    fn candidates(&mut self, of: &Unknown, language: &Language) -> Range<usize> {
        let key = of.key();
        if let Some(known) = self.of_bytes.get(&key) {
            return known.clone();
        }
        if self.candidates.len() > MOST_CANDIDATES {
            self.forget_candidates();
        }
        let start = self.candidates.len();
        let mut candidates = std::mem::take(&mut self.candidates);
        let mut add = |c| {
            let candidate = language.candidate(c);
            if !candidate.is_rare() {
                candidates.push(candidate);
            }
        };
        match of.of_common {
            true => bigrams::common().iter().filter(|c| self.has_bytes(**c, of.slots)).for_each(|c| add(*c)),
            false => self.characters(of.slots, add),
        }
        if let Some(new) = candidates.get_mut(start..) {
            new.sort_unstable_by(|a, b| b.alone().total_cmp(&a.alone()).then(a.c.cmp(&b.c)));
        }
        self.candidates = candidates;
        let range = start..self.candidates.len();
        self.of_bytes.insert(key, range.clone());
        range
    }

    fn has_bytes(&self, c: char, slots: &[Slot]) -> bool {
        let is_in = |(slot, byte): (&Slot, &u8)| match slot.byte() {
            Some(known) => known == *byte,
            None => self.sets.bytes(*slot).holds(*byte),
        };
        let bytes = self.written_in.bytes_of(c);
        bytes.is_some_and(|bytes| {
            let bytes = bytes.as_slice();
            bytes.len() == slots.len() && slots.iter().zip(bytes).all(is_in)
        })
    }

    /// Every character that the bytes may be.
    pub(super) fn characters(&self, slots: &[Slot], mut look_at: impl FnMut(char)) {
        let bytes = |slot: &Slot| match slot.byte() {
            Some(byte) => (Some(byte), ByteSet::default()),
            None => (None, self.sets.bytes(*slot)),
        };
        let each = |(one, set): (Option<u8>, ByteSet)| one.into_iter().chain(set.bytes());
        match (self.written_in, slots) {
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
}
