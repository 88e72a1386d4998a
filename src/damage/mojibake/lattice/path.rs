//! A path through the lattice, and the characters that paths share until they are decided.

use super::slots::Slot;
use crate::damage::bigrams::Before;

/// log10 that a byte of a pending character will cost on the average: what a path owes that has not paid for it yet.
pub(super) const OWED: f32 = -0.9;

/// The place of a character that is written out: the first undecided one stands behind it.
pub(super) const DECIDED: u32 = u32::MAX;

/// A path through the lattice.
#[derive(Clone, Copy)]
pub(super) struct Path {
    pub(super) log10: f32,
    /// Last character, an index into the undecided characters, or [`DECIDED`].
    pub(super) node: u32,
    pub(super) before: Before,
    pub(super) pending: [Slot; 4],
    pub(super) length: u8,
    /// True if the bytes of the pending character could be others.
    pub(super) is_in_doubt: bool,
    /// True if the last character was written off.
    pub(super) has_failed: bool,
    /// log10 of how much more probable than others the next character will be; 0 where that was not looked at.
    pub(super) promise: f32,
}

impl Path {
    /// The only path at the start of a text.
    pub(super) fn after(before: Before) -> Self {
        Self {
            log10: 0.0,
            node: DECIDED,
            before,
            pending: [Slot(0); 4],
            length: 0,
            is_in_doubt: false,
            has_failed: false,
            promise: 0.0,
        }
    }

    /// What paths are compared by: those with a pending character have not paid for it yet.
    #[inline(always)]
    pub(super) fn rank(&self) -> f32 {
        self.log10 + OWED * f32::from(self.length) + self.promise
    }

    /// The bytes of the pending character.
    pub(super) fn pending(&self) -> &[Slot] {
        self.pending.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// True if what follows costs both of them the same.
    pub(super) fn goes_on_alike(&self, other: &Self) -> bool {
        self.before.is_alike(other.before) && self.has_failed == other.has_failed && self.pending() == other.pending()
    }
}

/// An undecided character.
#[derive(Clone, Copy)]
pub(super) struct Node {
    pub(super) before: u32,
    pub(super) c: char,
    /// End of what it was read from, in the source.
    pub(super) end: u32,
    /// True if nothing of the source at `end` belongs to the next character.
    pub(super) is_cut: bool,
    pub(super) is_guessed: bool,
    /// True if all of its bytes are known, if only nothing was dropped.
    pub(super) is_determined: bool,
    pub(super) margin: f32,
    pub(super) margin_of_layout: f32,
    /// While rivals are weighed: the nearest node on the way back, itself included, for which a way was given up.
    pub(super) has_rivals: u32,
    /// Place of the first of its rivals.
    pub(super) first_rival: u32,
}
