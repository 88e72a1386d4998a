//! What the lattices of a text have in common: what the text has taught so far, and the steps that are left to it.

use super::output::{Output, WORK_AT_ONCE};
use super::vocabulary::Vocabulary;
use super::{Accident, Failures, Lattice};
use crate::damage::bigrams::Language;

/// What is known of a text.
pub struct Knowledge {
    /// What it writes.
    pub language: Language,
    /// What its bytes may be.
    pub(super) vocabulary: Vocabulary,
    /// Steps that may be made beyond those that every byte may cost.
    pub(super) spare: u64,
}

impl Default for Knowledge {
    fn default() -> Self {
        Self::of(Language::default())
    }
}

impl Knowledge {
    /// What a text has taught before the first lattice.
    pub fn of(language: Language) -> Self {
        Self { language, vocabulary: Vocabulary::default(), spare: WORK_AT_ONCE }
    }

    /// What `read` makes of a lattice over `text`; see [`Lattice::new`].
    pub fn lattice<'a>(
        &'a mut self,
        text: &'a str,
        accident: Accident,
        failures: Failures<'a>,
        read: impl FnOnce(Lattice<'_, 'a>) -> Output,
    ) -> Output {
        let output = read(Lattice::new(text, accident, self, failures));
        self.spare = self.spare.saturating_sub(output.work_beyond());
        output
    }
}
