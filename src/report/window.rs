//! From an excerpt to the lines a terminal shows: cut at clause marks or after some columns around every label, `…` where
//! something was left out, pictures for what must not be sent. Knows columns, not colours or frames.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::char_class::{Class, class};
use crate::report::picture::{STAND_INS, needs_picture, push_picture};
use crate::report::{AmbiguousWidth, Excerpt, ExcerptLine};

/// Columns of a tab stop.
pub const TAB_WIDTH: usize = 4;

/// Columns of a line if the output is no terminal.
const DEFAULT_WIDTH: usize = 100;

/// Columns kept on each side of the finding where there is room.
const CONTEXT: Range<usize> = 6..36;

/// A cut at a clause mark leaves at least so many columns.
const LEAST_CLAUSE: usize = 8;

/// Leaving out fewer columns than this is not worth the mark.
const LEAST_GAP: usize = 5;

/// What is shown where something was left out.
const GAP: char = '…';

/// VARIATION SELECTOR-16. Terminals do not agree on the width of what it follows.
const EMOJI_PRESENTATION: char = '\u{FE0F}';

/// The lines of an excerpt as they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The lines, each with a line feed.
    pub text: String,
    /// Its lines.
    pub lines: Vec<WindowLine>,
    /// Labels of the excerpt, in its order, as byte ranges of `text`.
    pub labels: Vec<Range<usize>>,
}

/// A line of a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowLine {
    /// Number in the file, from 1.
    pub number: u32,
    /// Bytes of [`Window::text`], the line feed included.
    pub range: Range<usize>,
}

/// One end of a label on a line.
#[derive(Clone, Copy)]
struct Mark {
    label: usize,
    start: Option<usize>,
    end: Option<usize>,
}

impl Window {
    /// Lays out `excerpt` for a terminal of `width` columns.
    pub fn new(excerpt: &Excerpt, width: Option<usize>, ambiguous: AmbiguousWidth) -> Self {
        let digits = excerpt.lines.last().map_or(1, |line| line.number.max(1).ilog10() as usize + 1);
        let over_lines = excerpt.labels.iter().filter(|label| label.start.line != label.end.line).count();
        let gutter = digits + " │ ".chars().count() + 2 * over_lines;
        let room = width.unwrap_or(DEFAULT_WIDTH).saturating_sub(gutter);
        let mut window = Self { labels: vec![0..0; excerpt.labels.len()], ..Self::default() };
        for (index, line) in excerpt.lines.iter().enumerate() {
            let on_line = |spot: crate::report::Spot| (spot.line == index).then_some(spot.offset);
            let marks: Vec<_> = excerpt
                .labels
                .iter()
                .enumerate()
                .map(|(label, place)| Mark { label, start: on_line(place.start), end: on_line(place.end) })
                .filter(|mark| mark.start.is_some() || mark.end.is_some())
                .collect();
            window.push_line(line, &marks, room, ambiguous);
        }
        for label in &mut window.labels {
            label.end = label.end.max(label.start);
        }
        window
    }

    fn push_line(&mut self, line: &ExcerptLine, marks: &[Mark], room: usize, ambiguous: AmbiguousWidth) {
        let kept = kept(&line.text, marks, room, ambiguous);
        let bare = marks.iter().filter_map(|mark| invisible_label(&line.text, mark)).collect::<Vec<_>>();
        let first = self.text.len();
        let mut shown_to = 0;
        for piece in &kept {
            let left_out_before = shown_to < piece.start;
            for (at, c) in line.text.get(piece.clone()).unwrap_or_default().char_indices() {
                let at = piece.start + at;
                self.set_ends(marks, at);
                if line.gaps.contains(&at) || (left_out_before && at == piece.start) {
                    self.push(GAP, ambiguous);
                }
                self.set_starts(marks, at);
                if bare.iter().any(|range| range.contains(&at)) {
                    push_picture(&mut self.text, c);
                } else {
                    self.push(c, ambiguous);
                }
            }
            if left_out_before && piece.is_empty() {
                self.push(GAP, ambiguous);
            }
            shown_to = piece.end;
            self.set_ends(marks, shown_to);
        }
        let at_end = line.text.len();
        if shown_to == at_end {
            self.set_starts(marks, at_end);
        }
        if shown_to < at_end || line.gaps.contains(&at_end) {
            self.push(GAP, ambiguous);
        }
        self.text.push('\n');
        self.lines.push(WindowLine { number: line.number, range: first..self.text.len() });
    }

    fn set_starts(&mut self, marks: &[Mark], at: usize) {
        for mark in marks.iter().filter(|mark| mark.start == Some(at)) {
            self.labels[mark.label].start = self.text.len();
        }
    }

    fn set_ends(&mut self, marks: &[Mark], at: usize) {
        for mark in marks.iter().filter(|mark| mark.end == Some(at)) {
            self.labels[mark.label].end = self.text.len();
        }
    }

    fn push(&mut self, c: char, ambiguous: AmbiguousWidth) {
        match c {
            '\t' => self.text.push('\t'),
            // Asks for the wide form of a character that is counted as narrow.
            EMOJI_PRESENTATION => {}
            '\n' | '\r' => push_picture(&mut self.text, c),
            _ if needs_picture(c) => push_picture(&mut self.text, c),
            _ if ambiguous == AmbiguousWidth::Wide => self.text.push(stand_in(c)),
            _ => self.text.push(c),
        }
    }
}

/// The character that takes two columns in every table in place of one that takes two on this terminal only: the
/// renderer has one table. [`restored`] undoes it.
fn stand_in(c: char) -> char {
    let is_ambiguous = c.width() == Some(1) && c.width_cjk() == Some(2);
    let code = c as u32;
    let moved = match code {
        0x80..0x7000 => STAND_INS.start() + code,
        0x1_F000..0x1_F800 => STAND_INS.start() + 0x7000 + (code - 0x1_F000),
        0xFFFD => STAND_INS.start() + 0x7FFD,
        _ => return c,
    };
    if is_ambiguous { char::from_u32(moved).unwrap_or(c) } else { c }
}

/// `text` with every stand-in replaced by its character.
pub fn restored(text: &str) -> String {
    let original = |c: char| {
        let code = (c as u32).checked_sub(*STAND_INS.start())?;
        match code {
            0x80..0x7000 => char::from_u32(code),
            0x7000..0x7800 => char::from_u32(code - 0x7000 + 0x1_F000),
            0x7FFD => Some('\u{FFFD}'),
            _ => None,
        }
    };
    text.chars().map(|c| original(c).unwrap_or(c)).collect()
}

/// What a label stands over if that has no width, such as a lone combining mark: no caret would be seen. A label over
/// nothing points at the character that follows, and so does one that goes on in another line.
fn invisible_label(text: &str, mark: &Mark) -> Option<Range<usize>> {
    let start = mark.start?;
    let after = text.get(start..)?;
    let length = match mark.end.map_or(0, |end| end.saturating_sub(start)) {
        0 => after.chars().next()?.len_utf8(),
        length => length,
    };
    let has_no_width = after.get(..length)?.chars().all(|c| c.width() == Some(0));
    has_no_width.then_some(start..start + length)
}

/// Columns that `c` takes.
fn columns(c: char, ambiguous: AmbiguousWidth) -> usize {
    match c {
        '\t' => TAB_WIDTH,
        _ if needs_picture(c) => {
            let mut picture = String::new();
            push_picture(&mut picture, c);
            picture.chars().count()
        }
        _ => match ambiguous {
            AmbiguousWidth::Narrow => c.width(),
            AmbiguousWidth::Wide => c.width_cjk(),
        }
        .unwrap_or(0),
    }
}

/// The pieces of a line to show: as much context as fits into `room` columns.
fn kept(text: &str, marks: &[Mark], room: usize, ambiguous: AmbiguousWidth) -> Vec<Range<usize>> {
    let width = |range: &Range<usize>| -> usize {
        text.get(range.clone()).unwrap_or_default().chars().map(|c| columns(c, ambiguous)).sum()
    };
    let mut context = CONTEXT.end;
    loop {
        let pieces = pieces(text, marks, context, ambiguous);
        let gaps = (pieces.len() + 1) * columns(GAP, ambiguous);
        let total = pieces.iter().map(width).sum::<usize>() + gaps;
        if total <= room || context <= CONTEXT.start {
            return pieces;
        }
        context -= 2;
    }
}

/// The pieces with `context` columns at both sides of both ends of every label. The first and the last character of a
/// label are there however wide they are: the picture of one (`<U+FE0F>`) takes more columns than there may be.
fn pieces(text: &str, marks: &[Mark], context: usize, ambiguous: AmbiguousWidth) -> Vec<Range<usize>> {
    let line = Line { text, ambiguous };
    let mut pieces = Vec::with_capacity(marks.len() * 2);
    for mark in marks {
        // Related places get less room than the finding itself, which is the first label.
        let around = if mark.label == 0 { context } else { context / 2 };
        if let Some(start) = mark.start {
            let to = line.forward(start, context).max(line.after(start)).min(mark.end.unwrap_or(text.len()));
            pieces.push(line.back_to_clause(start, around)..to);
        }
        if let Some(end) = mark.end {
            let from = line.back(end, context).min(line.before(end)).max(mark.start.unwrap_or(0));
            // A label over nothing points at the character behind it.
            let least = if mark.start == Some(end) { line.after(end) } else { end };
            pieces.push(from..line.forward_to_clause(end, around).max(least));
        }
    }
    pieces.sort_by_key(|piece| (piece.start, piece.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if piece.start <= line.forward(last.end, LEAST_GAP) => last.end = last.end.max(piece.end),
            _ => joined.push(piece),
        }
    }
    joined
}

/// A line to walk along in columns. All offsets are character boundaries of the text.
struct Line<'a> {
    text: &'a str,
    ambiguous: AmbiguousWidth,
}

impl Line<'_> {
    /// The offset at most `limit` columns before `from`.
    fn back(&self, from: usize, limit: usize) -> usize {
        self.steps_back(from, limit).last().map_or(from, |step| step.offset)
    }

    /// The offset at most `limit` columns after `from`.
    fn forward(&self, from: usize, limit: usize) -> usize {
        self.steps_forward(from, limit).last().map_or(from, |step| step.offset)
    }

    /// The offset one character before `from`.
    fn before(&self, from: usize) -> usize {
        self.char_before(from).map_or(from, |c| from - c.len_utf8())
    }

    /// The offset one character after `from`.
    fn after(&self, from: usize) -> usize {
        let next = self.text.get(from..).and_then(|rest| rest.chars().next());
        next.map_or(from, |c| from + c.len_utf8())
    }

    /// As [`Self::back`], but right after the farthest clause mark on the way, unless the line starts here.
    fn back_to_clause(&self, from: usize, limit: usize) -> usize {
        let farthest = self.back(from, limit);
        if self.back(farthest, LEAST_GAP) == 0 {
            return 0;
        }
        let after_mark = |step: &Step| step.columns >= LEAST_CLAUSE && ends_clause(self.char_before(step.offset));
        self.steps_back(from, limit).filter(after_mark).last().map_or(farthest, |step| step.offset)
    }

    /// As [`Self::forward`], but right after the farthest clause mark on the way, unless the line ends here.
    fn forward_to_clause(&self, from: usize, limit: usize) -> usize {
        let farthest = self.forward(from, limit);
        if self.forward(farthest, LEAST_GAP) == self.text.len() {
            return self.text.len();
        }
        let after_mark = |step: &Step| step.columns >= LEAST_CLAUSE && ends_clause(self.char_before(step.offset));
        self.steps_forward(from, limit).filter(after_mark).last().map_or(farthest, |step| step.offset)
    }

    fn char_before(&self, offset: usize) -> Option<char> {
        self.text.get(..offset)?.chars().next_back()
    }

    fn steps_back(&self, from: usize, limit: usize) -> impl Iterator<Item = Step> {
        let chars = self.text.get(..from).unwrap_or_default().char_indices().rev();
        let mut walked = 0;
        chars
            .map(move |(offset, c)| {
                walked += columns(c, self.ambiguous);
                Step { offset, columns: walked }
            })
            .take_while(move |step| step.columns <= limit)
    }

    fn steps_forward(&self, from: usize, limit: usize) -> impl Iterator<Item = Step> {
        let chars = self.text.get(from..).unwrap_or_default().char_indices();
        let mut walked = 0;
        chars
            .map(move |(offset, c)| {
                walked += columns(c, self.ambiguous);
                Step { offset: from + offset + c.len_utf8(), columns: walked }
            })
            .take_while(move |step| step.columns <= limit)
    }
}

/// A character boundary and its distance in columns from where the walk began.
struct Step {
    offset: usize,
    columns: usize,
}

fn ends_clause(c: Option<char>) -> bool {
    let is_mark = |c| {
        matches!(class(c), Class::Comma | Class::Semicolon | Class::Stop | Class::Colon | Class::Space | Class::Bar)
    };
    c.is_some_and(is_mark)
}
