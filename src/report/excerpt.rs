//! What to show of a text around a finding: of every labelled line only what stands near a label. A report has
//! paragraphs of over a thousand characters on one line, so a line is never kept whole. Takes spans of a document, gives
//! owned pieces with offsets into them; the renderer may cut them further.

use std::collections::BTreeMap;
use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::source::Document;
use crate::span::Span;

/// Terminal columns kept on each side of each end of a label.
const CONTEXT_COLUMNS: usize = 60;

/// Related places that are labelled; the others are only counted.
pub(super) const MAX_RELATED: usize = 8;

/// A place to label.
pub(super) struct Labelled {
    pub span: Span,
    pub message: String,
}

/// Pieces of the lines around a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// Labelled lines, sorted by number. A label over several lines keeps its first and last line.
    pub lines: Vec<ExcerptLine>,
    /// The finding itself first, then the related places.
    pub labels: Vec<Label>,
    /// Related places that are not labelled since there are too many.
    pub unlabelled: usize,
}

/// Pieces of one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExcerptLine {
    /// Its number in the file, from 1.
    pub number: u32,
    /// The pieces kept, one after another.
    pub text: String,
    /// Byte offsets into `text`, ascending, at which something was left out; `0` and `text.len()` may be among them.
    pub gaps: Vec<usize>,
}

/// A labelled range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// First byte.
    pub start: Spot,
    /// One past the last byte.
    pub end: Spot,
    /// What it says; may be empty.
    pub message: String,
}

/// A place in an excerpt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Index of the line in the excerpt.
    pub line: usize,
    /// Byte offset into the line's pieces.
    pub offset: usize,
}

impl Excerpt {
    /// The excerpt of a finding at `primary`. A related place that is the finding's own gives the label's text.
    pub(super) fn new(document: &Document, primary: Span, related: impl Iterator<Item = Labelled>) -> Self {
        let mut labels = vec![Labelled { span: primary, message: String::new() }];
        let mut unlabelled = 0;
        for label in related {
            if label.span == primary && labels[0].message.is_empty() {
                labels[0].message = label.message;
            } else if labels.len() <= MAX_RELATED {
                labels.push(label);
            } else {
                unlabelled += 1;
            }
        }
        let text = document.text();
        let ends: Vec<_> = labels.iter().map(|label| without_line_end(text, label.span)).collect();
        let mut kept = BTreeMap::<u32, Vec<Range<usize>>>::new();
        for end in ends.iter().flat_map(|span| [span.start, span.end]) {
            let window = window(text, end as usize);
            kept.entry(document.position(end).line).or_default().push(window);
        }
        let lines: Vec<_> = kept.into_iter().map(|(number, windows)| (number, merge(windows))).collect();
        let spot = |offset: u32| spot(&lines, document.position(offset).line, offset as usize);
        let labels = labels
            .into_iter()
            .zip(&ends)
            .map(|(label, span)| Label { start: spot(span.start), end: spot(span.end), message: label.message })
            .collect();
        let lines = lines.iter().map(|(number, pieces)| ExcerptLine::new(text, *number, pieces)).collect();
        Self { lines, labels, unlabelled }
    }
}

impl ExcerptLine {
    fn new(text: &str, number: u32, pieces: &[Range<usize>]) -> Self {
        let mut line = Self { number, ..Self::default() };
        for (index, piece) in pieces.iter().enumerate() {
            if index > 0 || !starts_line(text, piece.start) {
                line.gaps.push(line.text.len());
            }
            line.text.push_str(text.get(piece.clone()).unwrap_or_default());
        }
        if pieces.last().is_some_and(|piece| !ends_line(text, piece.end)) {
            line.gaps.push(line.text.len());
        }
        line
    }
}

/// The span without the line ends it ends with, so that the label of a whole line ends on that line.
pub(super) fn without_line_end(text: &str, span: Span) -> Span {
    let written = text.get(span.range()).unwrap_or_default();
    Span::new(span.start as usize, span.start as usize + written.trim_end_matches(['\r', '\n']).len())
}

pub(super) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

pub(super) fn starts_line(text: &str, offset: usize) -> bool {
    text.get(..offset).unwrap_or_default().chars().next_back().is_none_or(is_line_end)
}

pub(super) fn ends_line(text: &str, offset: usize) -> bool {
    text.get(offset..).unwrap_or_default().chars().next().is_none_or(is_line_end)
}

/// What stands on the same line within [`CONTEXT_COLUMNS`] of `offset`.
fn window(text: &str, offset: usize) -> Range<usize> {
    let reach = |chars: &mut dyn Iterator<Item = char>| {
        let mut columns = 0;
        chars
            .take_while(|c| !is_line_end(*c))
            .take_while(|c| {
                columns += c.width().unwrap_or(1).max(1);
                columns <= CONTEXT_COLUMNS
            })
            .map(char::len_utf8)
            .sum::<usize>()
    };
    let before = reach(&mut text.get(..offset).unwrap_or_default().chars().rev());
    let after = reach(&mut text.get(offset..).unwrap_or_default().chars());
    offset - before..offset + after
}

/// Sorts ranges and joins those that touch.
pub(super) fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// Where `offset` of the text is in the pieces of line `number`.
fn spot(lines: &[(u32, Vec<Range<usize>>)], number: u32, offset: usize) -> Spot {
    let line = lines.partition_point(|(known, _)| *known < number);
    let mut before = 0;
    for piece in lines.get(line).map_or(&[][..], |(_, pieces)| pieces) {
        if offset <= piece.end {
            return Spot { line, offset: before + offset.saturating_sub(piece.start) };
        }
        before += piece.len();
    }
    Spot { line, offset: before }
}
