//! The text around the findings of a file for a reader who has no terminal's narrowness: whole lines, where they are not
//! of monstrous length, with every place marked, and what stands between them. Takes a document and its findings, gives
//! owned pieces.

use std::ops::Range;

use crate::finding::Finding;
use crate::report::excerpt::{MAX_RELATED, ends_line, is_line_end, merge, starts_line, without_line_end};
use crate::source::Document;
use crate::span::Span;

/// Characters of a line kept on each side of each end of a place: a paragraph of a report is kept whole.
const REACH: usize = 1_000;

/// Bytes of a text that is kept whole, unmarked lines too: a long report.
const LARGEST_WHOLE: usize = 256 * 1024;

/// A piece of a text, in text order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A line with marked places, or the part of it near them.
    Marked(Passage),
    /// What stands between.
    Between {
        /// The number of its first line, from 1.
        line: u32,
        /// How many lines it goes over.
        lines: usize,
        /// What it says; none where the text is too long to be kept.
        text: Option<String>,
    },
}

/// A line, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The number of the line, from 1.
    pub line: u32,
    /// What it says.
    pub text: String,
    /// True if the line starts before the passage.
    pub starts_late: bool,
    /// True if the line goes on after the passage.
    pub ends_early: bool,
    /// The places in it, sorted by start.
    pub marks: Vec<Mark>,
}

/// A marked place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Byte offsets into the passage; empty where something is missing.
    pub range: Range<usize>,
    /// Index of the finding.
    pub finding: usize,
    /// True for a place that takes part in the finding, false for the finding's own.
    pub is_related: bool,
    /// True if the place starts here, and does not only go on from an earlier passage.
    pub is_start: bool,
}

/// A place in the document and what it belongs to.
struct Spot {
    span: Span,
    finding: usize,
    is_related: bool,
}

/// The pieces of `document`; none if no finding has a place in it.
pub(super) fn pieces(document: &Document, findings: &[Finding]) -> Vec<Piece> {
    let text = document.text();
    let spots = spots(text, findings);
    let windows = spots.iter().flat_map(|spot| [spot.span.start, spot.span.end]);
    let ranges = merge(windows.map(|end| around(text, end as usize)).collect());
    if ranges.is_empty() {
        return Vec::new();
    }
    let mut passages: Vec<Passage> = ranges.iter().map(|range| passage(document, range)).collect();
    for spot in &spots {
        mark(&ranges, &mut passages, spot);
    }
    let mut pieces = Vec::with_capacity(passages.len() * 2);
    let mut end = 0;
    for (range, mut passage) in ranges.into_iter().zip(passages) {
        passage.marks.sort_by_key(|mark| (mark.range.start, mark.range.end));
        pieces.extend(between(document, end..range.start));
        pieces.push(Piece::Marked(passage));
        end = range.end;
    }
    pieces.extend(between(document, end..text.len()));
    pieces
}

fn spots(text: &str, findings: &[Finding]) -> Vec<Spot> {
    let mut spots = Vec::new();
    for (index, finding) in findings.iter().enumerate().filter(|(_, finding)| !finding.whole_file) {
        let own = without_line_end(text, finding.span);
        spots.push(Spot { span: own, finding: index, is_related: false });
        let related = finding.related.iter().filter(|related| related.span != finding.span).take(MAX_RELATED);
        spots.extend(related.map(|related| Spot {
            span: without_line_end(text, related.span),
            finding: index,
            is_related: true,
        }));
    }
    spots
}

/// What stands on the same line within [`REACH`] of `offset`.
fn around(text: &str, offset: usize) -> Range<usize> {
    let length = |chars: &mut dyn Iterator<Item = char>| {
        chars.take_while(|c| !is_line_end(*c)).take(REACH).map(char::len_utf8).sum::<usize>()
    };
    let before = length(&mut text.get(..offset).unwrap_or_default().chars().rev());
    let after = length(&mut text.get(offset..).unwrap_or_default().chars());
    offset - before..offset + after
}

fn passage(document: &Document, range: &Range<usize>) -> Passage {
    let text = document.text();
    Passage {
        line: document.position(range.start as u32).line,
        text: text.get(range.clone()).unwrap_or_default().to_owned(),
        starts_late: !starts_line(text, range.start),
        ends_early: !ends_line(text, range.end),
        marks: Vec::new(),
    }
}

/// Marks a place in every passage that shows a part of it. A place may start with the end of a line, which is not shown.
fn mark(ranges: &[Range<usize>], passages: &mut [Passage], spot: &Spot) {
    let place = spot.span.range();
    let mut is_start = true;
    let first = ranges.partition_point(|range| range.end < place.start);
    for (range, passage) in ranges.iter().zip(passages).skip(first).take_while(|(range, _)| range.start <= place.end) {
        let (start, end) = (place.start.max(range.start), place.end.min(range.end));
        if start < end || place.is_empty() {
            passage.marks.push(Mark {
                range: start - range.start..end.max(start) - range.start,
                finding: spot.finding,
                is_related: spot.is_related,
                is_start,
            });
            is_start = false;
        }
    }
}

/// What stands between two passages, if it is more than line ends.
fn between(document: &Document, range: Range<usize>) -> Option<Piece> {
    let whole = document.text();
    let text = whole.get(range.clone()).unwrap_or_default().trim_matches(is_line_end);
    if text.trim().is_empty() {
        return None;
    }
    let start = range.start + whole.get(range)?.find(text)?;
    let end = start + text.len();
    let line = document.position(start as u32).line;
    Some(Piece::Between {
        line,
        lines: (document.position(end as u32).line - line) as usize + 1,
        text: (whole.len() <= LARGEST_WHOLE).then(|| text.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::Message;
    use crate::rules::built_in;
    use crate::source::ReadOptions;

    fn read(text: &str) -> Document {
        let options = ReadOptions { encoding: Some(encoding_rs::UTF_8), ..ReadOptions::default() };
        Document::read(text.as_bytes().to_vec(), options).expect("a text")
    }

    /// Findings at the parts of `text`, in order.
    fn findings(text: &str, parts: &[&str]) -> Vec<Finding> {
        let rule = Arc::new(built_in().remove(0));
        let at = |part: &&str| text.find(part).map(|start| Span::new(start, start + part.len()));
        parts.iter().filter_map(at).map(|span| Finding::new(&rule, span)).collect()
    }

    /// Pieces in short: marks in brackets, what is between as its line and its number of lines.
    fn shown(pieces: &[Piece]) -> Vec<String> {
        let show = |piece: &Piece| match piece {
            Piece::Between { line, lines, text } => format!("{line}+{lines}{}", if text.is_some() { "" } else { "!" }),
            Piece::Marked(passage) => {
                let mut text = passage.text.clone();
                for mark in passage.marks.iter().rev() {
                    text.insert(mark.range.end, ']');
                    text.insert(mark.range.start, '[');
                }
                let (late, early) = (passage.starts_late, passage.ends_early);
                let dots = |is: bool| if is { "…" } else { "" };
                format!("{}:{}{text}{}", passage.line, dots(late), dots(early))
            }
        };
        pieces.iter().map(show).collect()
    }

    #[test]
    fn lines_with_findings_are_whole() {
        let text = "一\r\n二甲\r\n\r\n三\n四\n五乙六\r七";
        let pieces = pieces(&read(text), &findings(text, &["甲", "乙"]));
        assert_eq!(shown(&pieces), ["1+1", "2:二[甲]", "4+2", "6:五[乙]六", "7+1"]);
        assert!(super::pieces(&read(text), &[]).is_empty());
    }

    #[test]
    fn long_lines_are_cut() {
        let text = format!("{}甲{}", "前".repeat(REACH + 1), "后".repeat(REACH + 1));
        let cut = shown(&pieces(&read(&text), &findings(&text, &["甲"])));
        assert_eq!(cut[1], format!("1:…{}[甲]{}…", "前".repeat(REACH), "后".repeat(REACH)));
        assert_eq!((cut[0].as_str(), cut[2].as_str(), cut.len()), ("1+1", "1+1", 3));
    }

    #[test]
    fn a_place_over_several_lines() {
        let text = "始甲\n乙\n丙终\n";
        let found = findings(text, &["甲\n乙\n丙"]);
        let pieces = pieces(&read(text), &found);
        assert_eq!(shown(&pieces), ["1:始[甲]", "2+1", "3:[丙]终"]);
        let starts = pieces.iter().filter_map(|piece| match piece {
            Piece::Marked(passage) => Some(passage.marks.iter().map(|mark| mark.is_start).collect::<Vec<_>>()),
            Piece::Between { .. } => None,
        });
        assert_eq!(starts.collect::<Vec<_>>(), [[true], [false]]);
    }

    #[test]
    fn related_places_and_gaps_in_the_text() {
        let text = "甲、乙三项";
        let mut found = findings(text, &["三项"]);
        found[0].related(Span::new(0, 9), Message::new("items"));
        found[0].span = Span::empty(text.len());
        let pieces = pieces(&read(text), &found);
        assert_eq!(shown(&pieces), ["1:[甲、乙]三项[]"]);
    }

    #[test]
    fn large_texts_keep_their_marked_lines_only() {
        let text = format!("甲\n{}", "文字一行\n".repeat(LARGEST_WHOLE / 12));
        assert_eq!(shown(&pieces(&read(&text), &findings(&text, &["甲"])))[1], format!("2+{}!", LARGEST_WHOLE / 12));
    }
}
