//! Headings: the markers that open a line, with their level and their title. Takes the sequences of a text, gives its
//! outline; knows nothing of numbering faults.

use crate::facts::sequence::{MarkerClass, Sequences};
use crate::facts::token::{TokenKind, Tokens};
use crate::span::ViewSpan;

/// A numbered heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Index of its marker in [`Sequences::markers`].
    pub marker: u32,
    /// 1 for the outermost level.
    pub level: u8,
    /// What follows the marker, up to the end of its first sentence or line.
    pub title: ViewSpan,
}

/// A title is cut after so many tokens.
const LONGEST_TITLE: usize = 64;

/// The outline of a text, in text order.
pub fn read(tokens: &Tokens, sequences: &Sequences) -> Vec<Heading> {
    let mut headings = Vec::new();
    // Forms from the outermost to the one being read: a form met again ends those inside it.
    let mut levels: Vec<MarkerClass> = Vec::new();
    for (index, marker) in sequences.markers.iter().enumerate() {
        if !marker.strong || !marker.opens_line || marker.class.is_inline() {
            continue;
        }
        match levels.iter().position(|&class| class == marker.class) {
            Some(level) => levels.truncate(level + 1),
            None => levels.push(marker.class),
        }
        headings.push(Heading {
            marker: index as u32,
            level: levels.len() as u8,
            title: title(tokens, tokens.at(marker.span.end)),
        });
    }
    headings
}

fn title(tokens: &Tokens, first: usize) -> ViewSpan {
    let start = if tokens.kind(first) == TokenKind::Space { first + 1 } else { first };
    let mut end = start;
    while end < start + LONGEST_TITLE && !matches!(tokens.kind(end), TokenKind::LineBreak | TokenKind::Stop) {
        end += 1;
    }
    ViewSpan { start: tokens.span(start).start, end: tokens.span(end).start }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::token;

    #[test]
    fn levels_and_titles() {
        let text = "一、总体要求\n（一）目标。到年底完成。\n（二）原则\n二、主要任务\n1. 修路。\n";
        let tokens = token::read(text);
        let sequences = Sequences::read(text, &tokens);
        let outline: Vec<(u8, &str)> =
            read(&tokens, &sequences).iter().map(|heading| (heading.level, &text[heading.title.range()])).collect();
        assert_eq!(outline, [(1, "总体要求"), (2, "目标"), (2, "原则"), (1, "主要任务"), (2, "修路")]);
    }
}
