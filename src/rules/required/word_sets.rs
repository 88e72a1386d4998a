//! Some of the sets of words that phrases need, one bit each.

use std::ops::{BitAnd, BitOrAssign};

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

    /// Those that are in one of `places`.
    #[inline]
    pub fn of_all(places: &[Self]) -> Self {
        let mut all = Self::NONE;
        places.iter().for_each(|place| all |= *place);
        all
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
        self == Self::NONE
    }

    /// True if all of them are among `others`.
    #[inline(always)]
    pub fn are_among(self, others: Self) -> bool {
        self.0.iter().zip(others.0).all(|(block, other)| block & !other == 0)
    }
}

impl BitOrAssign for WordSets {
    #[inline(always)]
    fn bitor_assign(&mut self, other: Self) {
        for (block, more) in self.0.iter_mut().zip(other.0) {
            *block |= more;
        }
    }
}

impl BitAnd for WordSets {
    type Output = Self;

    #[inline(always)]
    fn bitand(mut self, other: Self) -> Self {
        for (block, other) in self.0.iter_mut().zip(other.0) {
            *block &= other;
        }
        self
    }
}
