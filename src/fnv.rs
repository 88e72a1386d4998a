//! FNV-1a with 64 bits (Fowler, Noll, Vo; IETF draft-eastlake-fnv): takes characters, gives a number that is the same on every
//! system and in every version, which the standard library does not promise of its own hasher.

/// A hash under way; the number is what was hashed until now.
pub struct Fnv(pub u64);

impl Fnv {
    const OFFSET_BASIS: u64 = 0xCBF2_9CE4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01B3;

    /// The hash of nothing.
    pub fn new() -> Self {
        Self(Self::OFFSET_BASIS)
    }

    /// Hashes the UTF-8 bytes of `chars`.
    pub fn chars(&mut self, chars: impl Iterator<Item = char>) {
        for c in chars {
            c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| self.byte(byte));
        }
    }

    /// A byte that UTF-8 does not have: 甲, 乙丙 is not 甲乙, 丙.
    pub fn separator(&mut self) {
        self.byte(0xFF);
    }

    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(Self::PRIME);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_the_published_ones() {
        for (text, hash) in
            [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
        {
            let mut fnv = Fnv::new();
            fnv.chars(text.chars());
            assert_eq!(fnv.0, hash, "{text}");
        }
    }
}
