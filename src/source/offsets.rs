//! Where a place of the text stands in the file, and back. The text is a sequence of runs, each of one encoding: a run of
//! UTF-8 is the bytes themselves, any other run is walked unit by unit from the nearest point of a grid that is made when
//! the first place is asked for. Holes are known exactly.

use std::sync::OnceLock;

use crate::source::codec::Codec;
use crate::source::document::Hole;
use crate::source::utf8;

/// A stretch of the file in one encoding.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// Byte offset into the text.
    pub text: u32,
    /// Byte offset into the file.
    pub byte: u64,
    /// The encoding.
    pub codec: Codec,
}

/// Distance in text bytes between two points of the grid.
const GRID_STEP: usize = 512;

/// A place where text and file are known to meet.
#[derive(Clone, Copy, Debug)]
struct Point {
    text: u32,
    byte: u32,
}

/// The runs of a file.
#[derive(Clone, Debug)]
pub(super) struct OffsetMap {
    /// In text order, at least one.
    runs: Vec<Run>,
    grid: OnceLock<Vec<Point>>,
}

/// What the map speaks of.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    /// The decoded text.
    pub text: &'a str,
    /// The file.
    pub bytes: &'a [u8],
    /// Invalid sequences in text order.
    pub holes: &'a [Hole],
}

/// Which way a place within a unit or a hole goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Round {
    Down,
    Up,
}

impl OffsetMap {
    /// The map of a file that is in one encoding from byte `start` on.
    pub fn one_run(codec: Codec, start: usize) -> Self {
        Self { runs: vec![Run { text: 0, byte: start as u64, codec }], grid: OnceLock::new() }
    }

    /// The file byte of a text offset.
    pub fn byte_of(&self, sides: Sides, offset: u32, round: Round) -> u64 {
        let run = self.run_at(self.runs.partition_point(|run| run.text <= offset));
        let passed = sides.holes.partition_point(|hole| hole.span.end <= offset);
        if let Some(hole) = sides.holes.get(passed).filter(|hole| hole.span.start < offset) {
            return if round == Round::Down { hole.bytes.start } else { hole.bytes.end };
        }
        let mut at = Step { text: run.text as usize, byte: run.byte as usize };
        at = at.or_after_hole(passed.checked_sub(1).and_then(|index| sides.holes.get(index)));
        if run.codec.is_utf8() {
            return (at.byte + (offset as usize - at.text)) as u64;
        }
        let grid = self.grid(sides);
        at = at.or_after_point(grid.partition_point(|point| point.text <= offset).checked_sub(1).map(|at| grid[at]));
        while at.text < offset as usize {
            let next = at.next(run.codec, sides);
            if next.text > offset as usize && round == Round::Down {
                break;
            }
            at = next;
        }
        at.byte as u64
    }

    /// The text offset of the character that a file byte belongs to.
    pub fn offset_of(&self, sides: Sides, byte: u64) -> u32 {
        let run = self.run_at(self.runs.partition_point(|run| run.byte <= byte));
        let byte = byte.clamp(run.byte, sides.bytes.len() as u64);
        let passed = sides.holes.partition_point(|hole| hole.bytes.end <= byte);
        if let Some(hole) = sides.holes.get(passed).filter(|hole| hole.bytes.start <= byte) {
            return hole.span.start;
        }
        let mut at = Step { text: run.text as usize, byte: run.byte as usize };
        at = at.or_after_hole(passed.checked_sub(1).and_then(|index| sides.holes.get(index)));
        if run.codec.is_utf8() {
            let mut offset = at.text + (byte as usize - at.byte);
            while !sides.text.is_char_boundary(offset) {
                offset -= 1;
            }
            return offset as u32;
        }
        let grid = self.grid(sides);
        let near = grid.partition_point(|point| u64::from(point.byte) <= byte).checked_sub(1);
        at = at.or_after_point(near.map(|at| grid[at]));
        while at.byte < byte as usize {
            let next = at.next(run.codec, sides);
            if next.byte > byte as usize {
                break;
            }
            at = next;
        }
        at.text as u32
    }

    /// The run before the one of index `after`, or the first one.
    fn run_at(&self, after: usize) -> Run {
        self.runs[after.saturating_sub(1)]
    }

    /// A point every [`GRID_STEP`] bytes of the text that is not verbatim.
    fn grid(&self, sides: Sides) -> &[Point] {
        self.grid.get_or_init(|| {
            let mut grid = Vec::with_capacity(sides.text.len() / GRID_STEP);
            let ends = self.runs.iter().skip(1).map(|run| run.text as usize).chain([sides.text.len()]);
            for (run, end) in self.runs.iter().zip(ends).filter(|(run, _)| !run.codec.is_utf8()) {
                let mut at = Step { text: run.text as usize, byte: run.byte as usize };
                let passed = sides.holes.partition_point(|hole| hole.span.start < run.text);
                let mut holes = sides.holes[passed..].iter().peekable();
                let mut due = at.text + GRID_STEP;
                while at.text < end {
                    at = match holes.next_if(|hole| hole.span.start as usize == at.text) {
                        Some(hole) => at.or_after_hole(Some(hole)),
                        None => at.next(run.codec, sides),
                    };
                    if at.text >= due {
                        grid.push(Point { text: at.text as u32, byte: at.byte as u32 });
                        due = at.text + GRID_STEP;
                    }
                }
            }
            grid
        })
    }
}

/// A boundary between units, on both sides.
#[derive(Clone, Copy)]
struct Step {
    text: usize,
    byte: usize,
}

impl Step {
    /// The end of the unit that starts here.
    fn next(self, codec: Codec, sides: Sides) -> Self {
        let unit = codec.unit(sides.bytes.get(self.byte..).unwrap_or_default());
        let mut text = self.text;
        for _ in 0..unit.characters {
            text += sides.text.as_bytes().get(text).map_or(1, |lead| utf8::length(*lead));
        }
        Self { text, byte: self.byte + unit.bytes }
    }

    /// The later of this and the end of `hole`.
    fn or_after_hole(self, hole: Option<&Hole>) -> Self {
        match hole {
            Some(hole) if hole.span.end as usize > self.text => {
                Self { text: hole.span.end as usize, byte: hole.bytes.end as usize }
            }
            _ => self,
        }
    }

    /// The later of this and `point`.
    fn or_after_point(self, point: Option<Point>) -> Self {
        match point {
            Some(point) if point.text as usize > self.text => {
                Self { text: point.text as usize, byte: point.byte as usize }
            }
            _ => self,
        }
    }
}
