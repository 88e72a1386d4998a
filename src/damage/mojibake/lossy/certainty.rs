//! How sure a guessed character is, by its margin and by what it is: what counts or measures is never sure.

use crate::damage::certainty::Certainty;
use crate::damage::figure::{Sides, counts, is_numeral};
use crate::damage::mojibake::lattice::Guessed;

/// log10 of how much better the best reading is than any other for white space that can only be other white space, which changes no word, and for a numeral whose bytes are all
/// known if only no line break was dropped behind it.
const LIKELY_LAYOUT: f32 = 1.0;
const LIKELY_NUMERAL: f32 = 3.0;

/// `likely` is the least margin of a guess that is likely.
pub(super) fn certainty(c: Option<char>, sides: Sides, guessed: &Guessed, likely: f32) -> Certainty {
    match c {
        None | Some(char::REPLACEMENT_CHARACTER) => Certainty::Lost,
        Some(_) if guessed.margin < likely => Certainty::Guess,
        Some(c) if c.is_whitespace() && guessed.margin_of_layout < LIKELY_LAYOUT => Certainty::Guess,
        Some(c) if counts(c, sides) && !is_known_numeral(c, guessed) => Certainty::Guess,
        Some(_) => Certainty::Likely,
    }
}

/// `有\u{4E00}个` with the last byte of 一 lost: the decoder loses no other byte there, and if a line break was dropped, too,
/// that would have torn the number from what it counts. No byte is guessed.
fn is_known_numeral(c: char, guessed: &Guessed) -> bool {
    is_numeral(c) && guessed.is_determined && guessed.margin >= LIKELY_NUMERAL
}
