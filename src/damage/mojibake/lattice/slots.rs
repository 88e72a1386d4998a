//! What is known of the bytes that a stretch of text was: one byte or a set of them, and what a mark of loss may have been.

use crate::damage::mojibake::Charset;
use crate::damage::mojibake::charset::Bytes;
use crate::damage::mojibake::decoder::ByteSet;

/// log10 cost of a `?` being one.
const QUESTION_MARK: f32 = -1.0;

/// One byte: known, or one of a set of [`Sets`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Slot(pub(super) u16);

impl Slot {
    const FIRST_SET: u16 = 256;

    pub(super) fn known(byte: u8) -> Self {
        Self(u16::from(byte))
    }

    pub(super) fn byte(self) -> Option<u8> {
        u8::try_from(self.0).ok()
    }
}

/// The sets of bytes that slots stand for, each once; few are ever needed.
#[derive(Default)]
pub(super) struct Sets {
    all: Vec<SetOfBytes>,
}

#[derive(Clone, Copy)]
pub(super) struct SetOfBytes {
    pub(super) bytes: ByteSet,
    pub(super) count: u16,
    /// Those of them that may come first in a character, and those that may follow.
    pub(super) first: Option<Slot>,
    pub(super) following: Option<Slot>,
}

impl Sets {
    /// The slot for `bytes`; none if they are none.
    pub(super) fn slot(&mut self, bytes: ByteSet, written_in: Charset) -> Option<Slot> {
        if bytes.is_empty() {
            return None;
        }
        if let Some(byte) = bytes.only() {
            return Some(Slot::known(byte));
        }
        if let Some(index) = self.all.iter().position(|set| set.bytes == bytes) {
            return Some(Slot(Slot::FIRST_SET + index as u16));
        }
        let slot = Slot(Slot::FIRST_SET + self.all.len() as u16);
        self.all.push(SetOfBytes { bytes, count: bytes.bytes().count() as u16, first: None, following: None });
        let (first, following) = match written_in {
            // A lost lead is one of three bytes: nearly all of Chinese is.
            Charset::Utf8 => (ByteSet::range(0xE2, 0xEF), ByteSet::range(0x80, 0xBF)),
            _ => (ByteSet::range(0x81, 0xFE), ByteSet::range(0x80, 0xFE)),
        };
        let (first, following) = (self.slot(bytes.and(first), written_in), self.slot(bytes.and(following), written_in));
        if let Some(set) = self.all.get_mut(usize::from(slot.0 - Slot::FIRST_SET)) {
            (set.first, set.following) = (first, following);
        }
        Some(slot)
    }

    pub(super) fn get(&self, slot: Slot) -> Option<&SetOfBytes> {
        self.all.get(usize::from(slot.0.checked_sub(Slot::FIRST_SET)?))
    }

    pub(super) fn count(&self, slot: Slot) -> usize {
        self.get(slot).map_or(1, |set| usize::from(set.count))
    }

    pub(super) fn bytes(&self, slot: Slot) -> ByteSet {
        self.get(slot).map_or_else(ByteSet::default, |set| set.bytes)
    }
}

/// What is known about one byte, or what takes its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Step {
    Byte(Slot),
    /// An ASCII byte that was eaten together with the byte before it.
    Eaten,
    /// A line break that was dropped after the decoder had seen it.
    Break,
}

/// What a place of the source may have been, and the log10 cost of that.
#[derive(Clone, Copy)]
pub(super) struct Alternative {
    pub(super) steps: [Step; 4],
    pub(super) length: usize,
    pub(super) cost: f32,
}

impl Alternative {
    pub(super) fn known(bytes: &Bytes) -> Self {
        let mut steps = [Step::Break; 4];
        for (step, byte) in steps.iter_mut().zip(bytes.as_slice()) {
            *step = Step::Byte(Slot::known(*byte));
        }
        Self { steps, length: bytes.as_slice().len(), cost: 0.0 }
    }

    pub(super) fn steps(&self) -> &[Step] {
        self.steps.get(..self.length).unwrap_or_default()
    }
}

/// What one mark of loss may have been.
#[derive(Default)]
pub(super) struct Alternatives {
    pub(super) all: [Option<Alternative>; Self::MOST],
    pub(super) count: usize,
}

impl Alternatives {
    const MOST: usize = 6;

    pub(super) fn add(&mut self, first: Option<Slot>, second: Option<Step>, cost: f32) {
        let (Some(first), Some(free)) = (first, self.all.get_mut(self.count)) else { return };
        let steps = [Step::Byte(first), second.unwrap_or(Step::Break), Step::Break, Step::Break];
        *free = Some(Alternative { steps, length: 1 + usize::from(second.is_some()), cost });
        self.count += 1;
    }

    /// A `?` may be one.
    pub(super) fn add_question_mark(&mut self) {
        self.add(Some(Slot::known(b'?')), None, QUESTION_MARK);
    }
}
