//! Lines and columns of a text, in the three units that other programs count in. One checkpoint for every 512 bytes, so
//! that a place on a line of a million characters costs what one on a short line costs, and memory stays at 1/32 of the
//! text. LF, CR LF and a lone CR end a line (as in the Language Server Protocol).

use memchr::memchr2_iter;

use crate::span::Span;

/// Bytes between two checkpoints.
const STEP: usize = 512;

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColumnUnit {
    /// Unicode scalar values.
    Scalar,
    /// UTF-16 code units.
    Utf16,
    /// Bytes of UTF-8.
    Utf8,
}

/// A place as line and column, both from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Line, from 0.
    pub line: u32,
    /// Column, from 0, in the unit asked for.
    pub column: u32,
}

/// What is known before a byte that is a multiple of [`STEP`].
#[derive(Clone, Copy, Debug, Default)]
struct Checkpoint {
    /// Line ends.
    lines: u32,
    /// Start of the line in which the checkpoint lies.
    line_start: u32,
    /// Characters that start before it.
    scalars: u32,
    /// Those of them that take two UTF-16 units.
    astral: u32,
}

/// Lines and columns of one text. The text is handed in again for each question.
#[derive(Clone, Debug)]
pub struct LineIndex {
    checkpoints: Vec<Checkpoint>,
    line_count: u32,
}

impl LineIndex {
    /// Indexes `text` in one walk.
    pub fn new(text: &str) -> Self {
        let mut checkpoints = Vec::with_capacity(text.len() / STEP + 1);
        let mut now = Checkpoint::default();
        for (index, block) in text.as_bytes().chunks(STEP).enumerate() {
            checkpoints.push(now);
            let start = index * STEP;
            for end in line_ends(text, start, start + block.len()) {
                now.lines += 1;
                now.line_start = end as u32;
            }
            let (scalars, astral) = count(block);
            now.scalars += scalars;
            now.astral += astral;
        }
        if checkpoints.is_empty() {
            checkpoints.push(now);
        }
        Self { checkpoints, line_count: now.lines + 1 }
    }

    /// Number of lines; the empty text has one, and so has what follows the last line end.
    pub fn line_count(&self) -> u32 {
        self.line_count
    }

    /// Line and column of a byte offset; an offset within a character is that of its first byte, one beyond the text that
    /// of its end.
    pub fn line_column(&self, text: &str, offset: u32, unit: ColumnUnit) -> LineColumn {
        let offset = text.floor_char_boundary(offset as usize);
        let (line, line_start) = self.line_of(text, offset);
        let column = self.units_before(text, offset, unit) - self.units_before(text, line_start, unit);
        LineColumn { line, column }
    }

    /// Byte offset of a line and column. A column beyond the line is its end, a line beyond the text the end of the text,
    /// a column within a character its start.
    pub fn offset(&self, text: &str, place: LineColumn, unit: ColumnUnit) -> u32 {
        let line = self.line_span(text, place.line);
        let wanted = self.units_before(text, line.start as usize, unit).saturating_add(place.column);
        let near = self.checkpoints.partition_point(|checkpoint| checkpoint.units(unit) <= wanted).saturating_sub(1);
        let start = match unit {
            ColumnUnit::Utf8 => wanted as usize,
            _ => (near * STEP).max(line.start as usize),
        };
        let start = text.floor_char_boundary(start.min(line.end as usize));
        let mut units = self.units_before(text, start, unit);
        for (at, c) in text[start..line.end as usize].char_indices() {
            units += width(c, unit);
            if units > wanted {
                return (start + at) as u32;
            }
        }
        line.end
    }

    /// The bytes of a line without its end; empty at the end of the text for a line that does not exist.
    pub fn line_span(&self, text: &str, line: u32) -> Span {
        let start = self.line_start(text, line);
        let next = self.line_start(text, line.saturating_add(1));
        let end = text[start..next].trim_end_matches(['\r', '\n']).len();
        Span::new(start, start + end)
    }

    /// First byte of a line; the end of the text for a line that does not exist.
    fn line_start(&self, text: &str, line: u32) -> usize {
        if line >= self.line_count {
            return text.len();
        }
        if line == 0 {
            return 0;
        }
        // The line starts after the last checkpoint that has fewer line ends before it.
        let near = self.checkpoints.partition_point(|checkpoint| checkpoint.lines < line).saturating_sub(1);
        let before = self.checkpoints[near].lines;
        let mut ends = line_ends(text, near * STEP, text.len());
        ends.nth((line - before - 1) as usize).unwrap_or(text.len())
    }

    /// Line of an offset, and the first byte of that line.
    fn line_of(&self, text: &str, offset: usize) -> (u32, usize) {
        let (near, checkpoint) = self.checkpoint_before(offset);
        line_ends(text, near, offset)
            .fold((checkpoint.lines, checkpoint.line_start as usize), |(line, _), end| (line + 1, end))
    }

    /// Units before an offset that lies on a character boundary.
    fn units_before(&self, text: &str, offset: usize, unit: ColumnUnit) -> u32 {
        if unit == ColumnUnit::Utf8 {
            return offset as u32;
        }
        let (near, checkpoint) = self.checkpoint_before(offset);
        let (scalars, astral) = count(&text.as_bytes()[near..offset]);
        let both = if unit == ColumnUnit::Utf16 { astral } else { 0 };
        checkpoint.units(unit) + scalars + both
    }

    fn checkpoint_before(&self, offset: usize) -> (usize, Checkpoint) {
        let index = (offset / STEP).min(self.checkpoints.len() - 1);
        (index * STEP, self.checkpoints[index])
    }
}

impl Checkpoint {
    fn units(&self, unit: ColumnUnit) -> u32 {
        match unit {
            ColumnUnit::Scalar => self.scalars,
            ColumnUnit::Utf16 => self.scalars + self.astral,
            ColumnUnit::Utf8 => 0,
        }
    }
}

/// The places right after the line ends whose last byte lies in `start..end`.
fn line_ends(text: &str, start: usize, end: usize) -> impl Iterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    memchr2_iter(b'\n', b'\r', &bytes[start..end])
        .map(move |at| start + at)
        .filter(move |at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
        .map(|at| at + 1)
}

/// Characters that start in `bytes`, and those of them above U+FFFF.
fn count(bytes: &[u8]) -> (u32, u32) {
    // Sums of bytes stay below 256 for up to 255 items, which lets the loop run on vectors of bytes.
    bytes.chunks(255).fold((0, 0), |(scalars, astral), chunk| {
        let starts: u8 = chunk.iter().map(|byte| u8::from((*byte as i8) >= -0x40)).sum();
        let long: u8 = chunk.iter().map(|byte| u8::from(*byte >= 0xF0)).sum();
        (scalars + u32::from(starts), astral + u32::from(long))
    })
}

fn width(c: char, unit: ColumnUnit) -> u32 {
    match unit {
        ColumnUnit::Scalar => 1,
        ColumnUnit::Utf16 => c.len_utf16() as u32,
        ColumnUnit::Utf8 => c.len_utf8() as u32,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const UNITS: [ColumnUnit; 3] = [ColumnUnit::Scalar, ColumnUnit::Utf16, ColumnUnit::Utf8];

    /// The definition, word by word.
    fn naive(text: &str, offset: usize, unit: ColumnUnit) -> LineColumn {
        let mut place = LineColumn::default();
        let mut chars = text[..offset].chars().peekable();
        let mut after = text[offset..].chars();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied().or_else(|| if chars.peek().is_none() { after.next() } else { None });
            if c == '\n' || (c == '\r' && next != Some('\n')) {
                place = LineColumn { line: place.line + 1, column: 0 };
            } else {
                place.column += width(c, unit);
            }
        }
        place
    }

    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("\n".to_owned()),
            Just("\r".to_owned()),
            Just("\r\n".to_owned()),
            Just("甲乙丙".repeat(70)),
            Just("😀é".repeat(40)),
            "[a-z]{1,9}",
        ];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn agrees_with_the_definition_both_ways(text in texts()) {
            let index = LineIndex::new(&text);
            let boundaries = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            for offset in boundaries.step_by(7) {
                for unit in UNITS {
                    let place = index.line_column(&text, offset as u32, unit);
                    prop_assert_eq!(place, naive(&text, offset, unit));
                    let is_inside_line_end = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
                    if !is_inside_line_end {
                        prop_assert_eq!(index.offset(&text, place, unit), offset as u32);
                    }
                }
            }
        }

        #[test]
        fn any_place_is_some_boundary(text in texts(), line in 0..40_u32, column in 0..400_u32) {
            let index = LineIndex::new(&text);
            for unit in UNITS {
                let offset = index.offset(&text, LineColumn { line, column }, unit) as usize;
                prop_assert!(text.is_char_boundary(offset));
                prop_assert!(index.line_column(&text, offset as u32, unit).line <= line);
            }
        }
    }

    #[test]
    fn memory_stays_small() {
        let text = "\n".repeat(100_000);
        let index = LineIndex::new(&text);
        assert!(index.checkpoints.len() * size_of::<Checkpoint>() <= text.len() / 20);
        assert_eq!(index.line_count(), 100_001);
    }

    #[test]
    fn lines_without_their_ends() {
        let text = "甲\r\n乙\r丙\n";
        let index = LineIndex::new(text);
        let lines: Vec<&str> = (0..5).map(|line| &text[index.line_span(text, line).range()]).collect();
        assert_eq!(lines, ["甲", "乙", "丙", "", ""]);
    }
}
