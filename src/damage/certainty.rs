//! How sure a restored character or run is.

/// From proved to gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Every byte is known, and the accident, replayed, gives the damaged text.
    Exact,
    /// Bytes are missing, and every other reading is at least a hundred times less probable; or every byte is known, and
    /// readings that need others are ten times less probable.
    Likely,
    /// Bytes are missing, and another reading is not much worse, or the place is part of a number, a date or a unit.
    Guess,
    /// Nothing can be said.
    Lost,
}

impl Certainty {
    /// The name in the evidence of findings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Likely => "likely",
            Self::Guess => "guess",
            Self::Lost => "lost",
        }
    }
}
