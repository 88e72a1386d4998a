//! Byte ranges. Two coordinate systems exist, and the types keep them apart: [`Span`] counts bytes of the decoded text,
//! [`ViewSpan`] counts bytes of the normalised view that facts are read from ([`crate::facts::View`] maps the second
//! to the first). Lines, columns, UTF-16 units and file bytes are computed at the edge, by `source`.

use std::ops::Range;

macro_rules! byte_range {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name {
            /// First byte.
            pub start: u32,
            /// One past the last byte.
            pub end: u32,
        }

        impl $name {
            /// The range `start..end`.
            ///
            /// Texts are at most [`crate::source::MAX_BYTES`] long, so every offset fits in 32 bits.
            pub fn new(start: usize, end: usize) -> Self {
                debug_assert!(start <= end && end <= u32::MAX as usize);
                Self { start: start as u32, end: end as u32 }
            }

            /// The empty range at `offset`.
            pub fn empty(offset: usize) -> Self {
                Self::new(offset, offset)
            }

            /// Length in bytes.
            pub fn len(self) -> usize {
                (self.end - self.start) as usize
            }

            /// True if the range holds no byte.
            pub fn is_empty(self) -> bool {
                self.start == self.end
            }

            /// The range as `usize`, for slicing.
            pub fn range(self) -> Range<usize> {
                self.start as usize..self.end as usize
            }

            /// The smallest range that holds both.
            pub fn to(self, other: Self) -> Self {
                Self { start: self.start.min(other.start), end: self.end.max(other.end) }
            }

            /// True if `other` lies within `self`.
            pub fn contains(self, other: Self) -> bool {
                self.start <= other.start && other.end <= self.end
            }

            /// True if the two share at least one byte.
            pub fn overlaps(self, other: Self) -> bool {
                self.start < other.end && other.start < self.end
            }
        }

        impl From<Range<usize>> for $name {
            fn from(range: Range<usize>) -> Self {
                Self::new(range.start, range.end)
            }
        }
    };
}

byte_range!(
    /// A half-open byte range into the decoded text of a [`crate::source::Document`].
    Span
);
byte_range!(
    /// A half-open byte range into the normalised view of a text ([`crate::facts::View`]).
    ViewSpan
);
