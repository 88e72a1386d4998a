//! The two-byte part of GBK as the accident's decoders see it: which character a pair is, and which pairs are user
//! defined, become private use and are often dropped.

use std::collections::HashMap;
use std::sync::OnceLock;

const LEADS: usize = 0xFE - 0x81 + 1;
const TRAILS: usize = 0xFE - 0x40 + 1;

/// GBK pairs both ways.
pub struct Pairs {
    characters: Vec<Option<char>>,
    bytes: HashMap<char, [u8; 2]>,
    /// User-defined pairs whose second byte may be a lead, by their first byte.
    dropped: Vec<(u8, Vec<u8>)>,
}

impl Pairs {
    /// The pairs, built when first asked for: only texts with the accident do.
    pub fn get() -> &'static Self {
        static PAIRS: OnceLock<Pairs> = OnceLock::new();
        PAIRS.get_or_init(Self::build)
    }

    fn build() -> Self {
        let mut pairs = Self {
            characters: vec![None; LEADS * TRAILS],
            bytes: HashMap::with_capacity(LEADS * TRAILS),
            dropped: Vec::new(),
        };
        for lead in 0x81..=0xFE_u8 {
            for trail in (0x40..=0xFE_u8).filter(|trail| *trail != 0x7F) {
                let bytes = [lead, trail];
                let decoded = encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(&bytes);
                let Some(c) = decoded.and_then(|text| text.chars().next()) else { continue };
                if is_user_defined(c) && trail > 0x80 {
                    match pairs.dropped.last_mut().filter(|(first, _)| *first == lead) {
                        Some((_, seconds)) => seconds.push(trail),
                        None => pairs.dropped.push((lead, vec![trail])),
                    }
                }
                if let Some(slot) = index(bytes).and_then(|index| pairs.characters.get_mut(index)) {
                    *slot = Some(c);
                }
                pairs.bytes.entry(c).or_insert(bytes);
            }
        }
        pairs
    }

    /// The character of a pair; None if it has none, or is user defined.
    pub fn character(&self, lead: u8, trail: u8) -> Option<char> {
        self.any(lead, trail).filter(|c| !is_user_defined(*c))
    }

    /// The character of a pair, private use for a user-defined one.
    pub fn any(&self, lead: u8, trail: u8) -> Option<char> {
        index([lead, trail]).and_then(|index| *self.characters.get(index)?)
    }

    /// Every character that a pair is, private use included.
    pub fn all(&self) -> impl Iterator<Item = char> + '_ {
        self.characters.iter().flatten().copied()
    }

    /// The bytes of a character that is not ASCII.
    pub fn bytes(&self, c: char) -> Option<[u8; 2]> {
        self.bytes.get(&c).copied()
    }

    /// The first bytes of user-defined pairs, each with the second bytes that may lead a character.
    pub fn dropped(&self) -> impl Iterator<Item = (u8, &[u8])> {
        self.dropped.iter().map(|(first, seconds)| (*first, seconds.as_slice()))
    }
}

fn index([lead, trail]: [u8; 2]) -> Option<usize> {
    let (lead, trail) = (usize::from(lead).checked_sub(0x81)?, usize::from(trail).checked_sub(0x40)?);
    (lead < LEADS && trail < TRAILS).then_some(lead * TRAILS + trail)
}

/// Private use, and the vertical forms that GB 18030-2022 put in its place for ten pairs.
pub fn is_user_defined(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FE10}'..='\u{FE19}')
}
