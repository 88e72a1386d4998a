//! What a lattice gives: the restored text, what of it is guessed, and where it and the source can be cut together.

use std::ops::Range;

use crate::span::Span;

/// Steps that all stretches of a text may take together, and for each byte of them; beyond that, only characters with one lost byte are looked for.
pub const WORK_AT_ONCE: u64 = 2_000_000;
pub(super) const WORK_A_BYTE: u64 = 40;

/// What is read again on both sides of a character that was written off, in bytes of the source.
const AROUND_A_FAILURE: usize = 96;

/// Where the source and the result can be cut together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Offset into the result.
    pub here: usize,
    /// Offset into the source.
    pub source: usize,
}

/// A character with bytes that only the language decides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guessed {
    /// Where it stands in the result.
    pub span: Span,
    /// log10 of how much better it is than any reading with other characters; 0 for U+FFFD, which stands for what cannot be
    /// read.
    pub margin: f32,
    /// log10 of how much better it is than any reading that has other white space only.
    pub margin_of_layout: f32,
    /// True if all of its bytes are known, if only nothing was dropped there.
    pub is_determined: bool,
}

/// What came out.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// The text.
    pub text: String,
    /// Guessed and lost characters, in order.
    pub guessed: Vec<Guessed>,
    /// The start, and every place after a character where source and text can be cut.
    pub cuts: Vec<Cut>,
    /// End of the source that was read.
    pub end: usize,
    /// Ends of the places of the source where a character was written off.
    pub failures: Vec<u32>,
    /// Steps of paths, readings and rivals looked at.
    pub work: u64,
}

impl Output {
    /// Steps that were made beyond those that every byte may cost.
    pub fn work_beyond(&self) -> u64 {
        let read = self.end.saturating_sub(self.cuts.first().map_or(0, |cut| cut.source));
        self.work.saturating_sub(WORK_A_BYTE * read as u64)
    }

    /// Stretches around the failures, as places of [`Output::cuts`], in order and apart.
    pub(super) fn windows(&self) -> Vec<Range<usize>> {
        let mut windows: Vec<Range<usize>> = Vec::new();
        for failure in self.failures.iter().map(|failure| *failure as usize) {
            let first = self.cuts.partition_point(|cut| cut.source + AROUND_A_FAILURE <= failure).saturating_sub(1);
            let last = self.cuts.partition_point(|cut| cut.source < failure + AROUND_A_FAILURE);
            let last = last.min(self.cuts.len().saturating_sub(1));
            match windows.last_mut() {
                Some(before) if first <= before.end => before.end = before.end.max(last),
                _ => windows.push(first..last),
            }
        }
        windows
    }

    pub(super) fn failures_in(&self, from: Cut, to: Cut) -> &[u32] {
        let place = |source: usize| self.failures.partition_point(|failure| *failure as usize <= source);
        self.failures.get(place(from.source)..place(to.source)).unwrap_or_default()
    }

    /// Goes on with what stands between two cuts of another output.
    pub(super) fn append(&mut self, other: &Self, cuts: Range<usize>) {
        let (Some(from), Some(to)) = (other.cuts.get(cuts.start), other.cuts.get(cuts.end)) else { return };
        let start = self.text.len();
        let moved = |at: usize| start + at.saturating_sub(from.here);
        self.text.push_str(other.text.get(from.here..to.here).unwrap_or_default());
        let first = other.guessed.partition_point(|guessed| (guessed.span.start as usize) < from.here);
        let inside = other.guessed.get(first..).unwrap_or_default().iter();
        self.guessed.extend(inside.take_while(|guessed| guessed.span.end as usize <= to.here).map(|guessed| {
            let span = Span::new(moved(guessed.span.start as usize), moved(guessed.span.end as usize));
            Guessed { span, ..*guessed }
        }));
        let later = other.cuts.get(cuts.start + 1..=cuts.end).unwrap_or_default();
        self.cuts.extend(later.iter().map(|cut| Cut { here: moved(cut.here), source: cut.source }));
        self.failures.extend(other.failures_in(*from, *to));
    }
}
