//! What was computed for a key, kept for the next time: the lattices ask for the same probabilities again and again, by one
//! path after the other. Takes keys of 64 bits, gives values; a place has what was asked last.

use std::cell::Cell;
use std::hash::Hasher;

/// `PLACES` is a power of two: half a megabyte of values of four or eight bytes, if nothing else is said. Key 0 has the
/// default value.
pub struct Remembered<T, const PLACES: usize = 0x8000>(Vec<Cell<(u64, T)>>);

impl<T: Copy + Default, const PLACES: usize> Default for Remembered<T, PLACES> {
    fn default() -> Self {
        Self(vec![Cell::default(); PLACES])
    }
}

impl<T: Copy + Default, const PLACES: usize> Remembered<T, PLACES> {
    /// The value of `key`: the one that is kept, or what `compute` gives.
    pub fn get(&self, key: u64, compute: impl FnOnce() -> T) -> T {
        let place = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize & (PLACES - 1);
        let Some(place) = self.0.get(place) else { return compute() };
        let (known, value) = place.get();
        if known == key {
            return value;
        }
        let value = compute();
        place.set((key, value));
        value
    }
}

/// Symbols or bytes packed into one number hash by one multiplication.
#[derive(Default)]
pub struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, value: u64) {
        let product = (self.0.rotate_left(5) ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ product >> 32;
    }
}
