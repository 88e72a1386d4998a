//! The normalised view: what facts are read from, with the way back to the source. Full-width letters and digits are
//! ASCII, traditional Han are simplified where that keeps the byte length, pinyin notes and invisible characters are
//! gone, and what could not be read is one [`OPAQUE`]. Spaces that only set digits apart from Han are gone, too, where a
//! text is set like that. A clean simplified text is borrowed, not copied.

use std::borrow::Cow;

use crate::char_class::{Class, class, simplified};
use crate::damage::{Damage, Reading};
use crate::span::{Span, ViewSpan};

/// Stands in a view for a place that could not be read (U+FFFC, object replacement character).
pub const OPAQUE: char = '\u{FFFC}';

/// Distance between a full-width form and its ASCII character.
const FULL_WIDTH_OFFSET: u32 = 0xFEE0;

/// A text, or a stretch of one, as the fact readers see it.
#[derive(Clone, Debug)]
pub struct View<'a> {
    text: Cow<'a, str>,
    /// Where the view begins in the source.
    start: u32,
    /// Pieces in text order; empty if the view is the source as it is.
    pieces: Vec<Piece>,
}

/// A stretch of the view and where it comes from.
#[derive(Clone, Copy, Debug)]
struct Piece {
    view: u32,
    source: u32,
    /// Length in the source of a replaced stretch; 0 for one that has the same length on both sides.
    replaced: u32,
}

impl<'a> View<'a> {
    /// The view of `stretch` of `source`. Places of `opaque` (code in Markdown, in text order) cannot be read either.
    pub fn new(source: &'a str, stretch: Span, damage: &Damage, opaque: &[Span]) -> Self {
        Self::with_hidden(source, stretch, damage, opaque.iter().map(|span| (*span, Reading::Opaque)))
    }

    /// The view of `stretch` of `source` that shows the places of `hidden`, in text order, as their readings.
    fn with_hidden<'r>(
        source: &'a str,
        stretch: Span,
        damage: &'r Damage,
        hidden: impl IntoIterator<Item = (Span, Reading<'r>)>,
    ) -> Self {
        let inside = |(span, reading)| inside(stretch, span, reading);
        let mut changes = damage.readings_in(stretch).into_iter().filter_map(inside).peekable();
        let mut hidden = hidden.into_iter().filter_map(inside).peekable();
        if !damage.folds && changes.peek().is_none() && hidden.peek().is_none() {
            return Self { text: Cow::Borrowed(&source[stretch.range()]), start: stretch.start, pieces: Vec::new() };
        }
        let mut builder = Builder { source, text: String::with_capacity(stretch.len()), pieces: Vec::new() };
        let mut done = stretch.start as usize;
        while let Some((span, reading)) = next_of(&mut changes, &mut hidden) {
            if (span.start as usize) < done {
                continue;
            }
            builder.fold(done, span.start as usize, damage.folds);
            builder.replace(span, reading, damage.folds);
            done = span.end as usize;
        }
        builder.fold(done, (stretch.end as usize).max(done), damage.folds);
        Self { text: Cow::Owned(builder.text), start: stretch.start, pieces: builder.pieces }
    }

    /// The view of the same stretch without `dropped`, places of its text in text order.
    pub fn without(
        &self,
        dropped: &[ViewSpan],
        source: &'a str,
        stretch: Span,
        damage: &Damage,
        opaque: &[Span],
    ) -> Self {
        let dropped = dropped.iter().map(|span| (self.source(*span), Reading::Nothing));
        let mut hidden: Vec<(Span, Reading)> = opaque.iter().map(|span| (*span, Reading::Opaque)).collect();
        hidden.extend(dropped);
        hidden.sort_by_key(|(span, _)| span.start);
        Self::with_hidden(source, stretch, damage, hidden)
    }

    /// True if the text is that of the source, character by character.
    pub fn is_source(&self) -> bool {
        matches!(self.text, Cow::Borrowed(_))
    }

    /// The normalised text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a range.
    pub fn slice(&self, span: ViewSpan) -> &str {
        &self.text[span.range()]
    }

    /// Where a range of the view stands in the source. What was dropped at either end is left out.
    pub fn source(&self, span: ViewSpan) -> Span {
        let start = self.source_start(span.start);
        let end = if span.is_empty() { start } else { self.source_end(span.end) };
        Span { start, end: end.max(start) }
    }

    fn source_start(&self, offset: u32) -> u32 {
        match self.piece_at(offset) {
            None => self.start + offset,
            Some(piece) if piece.replaced > 0 => piece.source,
            Some(piece) => piece.source + (offset - piece.view),
        }
    }

    fn source_end(&self, offset: u32) -> u32 {
        match self.piece_at(offset - 1) {
            None => self.start + offset,
            Some(piece) if piece.replaced > 0 => piece.source + piece.replaced,
            Some(piece) => piece.source + (offset - piece.view),
        }
    }

    /// The last piece that starts at or before `offset`.
    fn piece_at(&self, offset: u32) -> Option<Piece> {
        let after = self.pieces.partition_point(|piece| piece.view <= offset);
        after.checked_sub(1).map(|index| self.pieces[index])
    }
}

/// What a stretch has of a place and its reading: what reaches over an end, as code longer than the stretch does, is not known.
fn inside<'d>(stretch: Span, span: Span, reading: Reading<'d>) -> Option<(Span, Reading<'d>)> {
    if stretch.contains(span) {
        return Some((span, reading));
    }
    let inner = Span { start: span.start.max(stretch.start), end: span.end.min(stretch.end) };
    (inner.start < inner.end).then_some((inner, Reading::Opaque))
}

/// The earlier of the two next changes.
fn next_of<'d>(
    one: &mut std::iter::Peekable<impl Iterator<Item = (Span, Reading<'d>)>>,
    other: &mut std::iter::Peekable<impl Iterator<Item = (Span, Reading<'d>)>>,
) -> Option<(Span, Reading<'d>)> {
    match (one.peek(), other.peek()) {
        (Some(a), Some(b)) if b.0.start < a.0.start => other.next(),
        (None, Some(_)) => other.next(),
        _ => one.next(),
    }
}

struct Builder<'a> {
    source: &'a str,
    text: String,
    pieces: Vec<Piece>,
}

impl Builder<'_> {
    /// Appends `source[start..end]`, characters folded if `folds`.
    fn fold(&mut self, start: usize, end: usize, folds: bool) {
        let run = &self.source[start..end];
        if run.is_empty() {
            return;
        }
        self.piece(start, 0);
        if !folds {
            self.text.push_str(run);
            return;
        }
        let mut done = 0;
        for (at, c) in run.char_indices() {
            match class(c) {
                Class::Traditional => {
                    self.text.push_str(&run[done..at]);
                    self.text.push(simplified(c));
                    done = at + c.len_utf8();
                }
                Class::FullDigit | Class::FullLetter => {
                    self.text.push_str(&run[done..at]);
                    self.piece(start + at, c.len_utf8());
                    self.text.push(char::from_u32(c as u32 - FULL_WIDTH_OFFSET).unwrap_or(c));
                    done = at + c.len_utf8();
                    self.piece(start + done, 0);
                }
                _ => {}
            }
        }
        self.text.push_str(&run[done..]);
    }

    /// Shows `span` of the source as `reading`.
    fn replace(&mut self, span: Span, reading: Reading, folds: bool) {
        match reading {
            Reading::Nothing => {}
            Reading::Opaque => {
                self.piece(span.start as usize, span.len());
                self.text.push(OPAQUE);
            }
            Reading::Text(original) => {
                self.piece(span.start as usize, span.len());
                let shown = |c: char| match class(c) {
                    Class::Traditional if folds => simplified(c),
                    Class::FullDigit | Class::FullLetter => char::from_u32(c as u32 - FULL_WIDTH_OFFSET).unwrap_or(c),
                    _ => c,
                };
                self.text.extend(original.chars().map(shown));
            }
        }
    }

    /// Starts a piece here; one that would be empty gives way.
    fn piece(&mut self, source: usize, replaced: usize) {
        let view = self.text.len() as u32;
        if self.pieces.last().is_some_and(|last| last.view == view) {
            self.pieces.pop();
        }
        self.pieces.push(Piece { view, source: source as u32, replaced: replaced as u32 });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(source: &str) -> View<'_> {
        View::new(source, Span::new(0, source.len()), &crate::damage::scan::scan(source), &[])
    }

    #[test]
    fn clean_text_is_borrowed() {
        assert!(matches!(view("全年完成7个项目，增长5%。").text, Cow::Borrowed(_)));
    }

    #[test]
    fn folds_and_maps_back() {
        let source = "建成７個(gè)園區(qū)，增長５％";
        let view = view(source);
        assert_eq!(view.text(), "建成7个园区，增长5％");
        let count = view.text().find("7个").expect("the count");
        let span = view.source(ViewSpan::new(count, count + "7个".len()));
        assert_eq!(&source[span.range()], "７個");
        let park = view.text().find("园区").expect("the noun");
        let span = view.source(ViewSpan::new(park, park + "园区".len()));
        assert_eq!(&source[span.range()], "園區");
    }

    #[test]
    fn damage_is_opaque() {
        let source = "古城?條街";
        let view = view(source);
        assert_eq!(view.text(), format!("古城{OPAQUE}条街"));
        let at = view.text().find(OPAQUE).expect("the place");
        assert_eq!(&source[view.source(ViewSpan::new(at, at + OPAQUE.len_utf8())).range()], "?");
    }
}
