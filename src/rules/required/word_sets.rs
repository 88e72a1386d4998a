//! Some of the sets of words that phrases need, one bit each.

use std::ops::{BitAnd, BitOr, Not};

/// Sets by their numbers, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordSets(u128, u128);

impl WordSets {
    /// None of them.
    pub const NONE: Self = Self(0, 0);

    /// The one with this number; `None` from 256 on.
    pub fn one(number: usize) -> Option<Self> {
        let number = u32::try_from(number).ok()?;
        match 1_u128.checked_shl(number) {
            Some(bit) => Some(Self(bit, 0)),
            None => Some(Self(0, 1_u128.checked_shl(number - u128::BITS)?)),
        }
    }

    /// True if there is none.
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.0 | self.1 == 0
    }

    /// True if both have one.
    #[inline(always)]
    pub fn meets(self, other: Self) -> bool {
        !(self & other).is_empty()
    }
}

impl BitOr for WordSets {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0, self.1 | other.1)
    }
}

impl BitAnd for WordSets {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0, self.1 & other.1)
    }
}

impl Not for WordSets {
    type Output = Self;

    #[inline(always)]
    fn not(self) -> Self {
        Self(!self.0, !self.1)
    }
}
