//! Dates and times as written: parts with their places, never a calendar date that the text does not state.

use crate::facts::token::Tokens;
use crate::span::ViewSpan;

/// A date as written.
#[derive(Clone, Debug)]
pub struct Date {
    /// First to last part with their units.
    pub span: ViewSpan,
}

/// Reads the date that starts at token `first`: the date and the token after it.
pub fn read(view: &str, tokens: &Tokens, first: usize) -> Option<(Date, usize)> {
    let _ = (view, tokens, first);
    None
}
