//! The quantities of a text up to a semicolon or the end of a sentence each: where rows of amounts begin and end.

use std::ops::Range;

use crate::checks::Context;
use crate::facts::token::TokenKind;

/// The quantities up to a semicolon or the end of a sentence.
pub struct Stretch {
    /// Their indices.
    pub quantities: Range<usize>,
    /// True behind a semicolon: it goes on with what the stretch before began.
    pub goes_on: bool,
}

/// The stretches of a text that have quantities, in text order.
pub fn stretches(cx: &Context) -> Vec<Stretch> {
    let mut marks = cx.facts.tokens.clause_marks();
    let mut pending = marks.next();
    let mut stretches: Vec<Stretch> = Vec::new();
    for (index, quantity) in cx.facts.quantities.iter().enumerate() {
        let (mut goes_on, mut ends) = (false, stretches.is_empty());
        while let Some((behind, mark)) = pending
            && behind <= quantity.first_token
        {
            goes_on |= mark == TokenKind::Semicolon;
            ends |= matches!(mark, TokenKind::Stop | TokenKind::LineBreak);
            pending = marks.next();
        }
        match stretches.last_mut().filter(|_| !goes_on && !ends) {
            Some(stretch) => stretch.quantities.end = index + 1,
            None => stretches.push(Stretch { quantities: index..index + 1, goes_on }),
        }
    }
    stretches
}
