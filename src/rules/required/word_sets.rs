//! Some of the sets of words that phrases need, one bit each.

use std::array::from_fn;
use std::ops::{BitAnd, BitOr, Not};

/// So many blocks of 128 sets there may be.
const BLOCKS: usize = 3;

/// Sets by their numbers, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordSets([u128; BLOCKS]);

impl WordSets {
    /// So many there may be.
    pub const MOST: usize = BLOCKS * u128::BITS as usize;
    /// None of them.
    pub const NONE: Self = Self([0; BLOCKS]);
    /// All of them.
    pub const ALL: Self = Self([u128::MAX; BLOCKS]);

    /// The one with this number; `None` from [`WordSets::MOST`] on.
    pub fn one(number: usize) -> Option<Self> {
        const BITS: usize = u128::BITS as usize;
        let mut one = Self::NONE;
        *one.0.get_mut(number / BITS)? = 1 << (number % BITS);
        Some(one)
    }

    /// Their numbers, ascending.
    pub fn numbers(self) -> impl Iterator<Item = usize> {
        (0..).step_by(u128::BITS as usize).zip(self.0).flat_map(|(first, mut block)| {
            std::iter::from_fn(move || {
                let number = block.trailing_zeros();
                block &= block.wrapping_sub(1);
                (number < u128::BITS).then(|| first + number as usize)
            })
        })
    }

    /// True if there is none.
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.0.into_iter().fold(0, BitOr::bitor) == 0
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
        Self(from_fn(|block| self.0[block] | other.0[block]))
    }
}

impl BitAnd for WordSets {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(from_fn(|block| self.0[block] & other.0[block]))
    }
}

impl Not for WordSets {
    type Output = Self;

    #[inline(always)]
    fn not(self) -> Self {
        Self(self.0.map(Not::not))
    }
}
