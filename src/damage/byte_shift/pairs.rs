//! The two-byte part of GBK as the accident's decoders see it: which character a pair is, and which pairs are user
//! defined, become private use and are often dropped.

use std::sync::OnceLock;

use crate::damage::byte_shift::language::symbol;
use crate::damage::followers;

const LEADS: usize = 0xFE - 0x81 + 1;
const TRAILS: usize = 0xFE - 0x40 + 1;

/// GBK pairs both ways.
pub struct Pairs {
    characters: Vec<Option<char>>,
    /// By code; zeros for a character that is none.
    bytes: Vec<[u8; 2]>,
    /// User-defined pairs whose second byte may be a lead, by their first byte.
    dropped: Vec<(u8, Vec<u8>)>,
    /// Characters that can stand between two dropped pairs, and after one, the most common first.
    between: Vec<(char, [u8; 2])>,
    after: Vec<(char, [u8; 2])>,
}

/// Characters between two dropped pairs, and after one, that are tried.
const MOST_BETWEEN: usize = 300;
const MOST_AFTER: usize = 1_200;

impl Pairs {
    /// The pairs, built when first asked for: only texts with the accident do.
    pub fn get() -> &'static Self {
        static PAIRS: OnceLock<Pairs> = OnceLock::new();
        PAIRS.get_or_init(Self::build)
    }

    fn build() -> Self {
        let mut pairs = Self {
            characters: vec![None; LEADS * TRAILS],
            bytes: vec![[0; 2]; 0x1_0000],
            dropped: Vec::new(),
            between: Vec::new(),
            after: Vec::new(),
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
                if let Some(slot) = pairs.bytes.get_mut(c as usize).filter(|slot| **slot == [0; 2]) {
                    *slot = bytes;
                }
            }
        }
        let is_first = |byte: u8| pairs.dropped.iter().any(|(first, _)| *first == byte);
        let is_second = |byte: u8| pairs.dropped.iter().any(|(_, seconds)| seconds.contains(&byte));
        let mut after: Vec<(char, [u8; 2])> = pairs.all().filter_map(|c| Some((c, pairs.bytes(c)?))).collect();
        after.retain(|(c, bytes)| !is_user_defined(*c) && is_second(bytes[0]) && bytes[1] > 0x80);
        let rarity = |c: char| followers::alone(symbol(c)).map_or(f32::INFINITY, |p| -p.log10());
        after.sort_by_cached_key(|(c, _)| ((rarity(*c) * 1e3) as i32, *c));
        let between = after.iter().filter(|(_, bytes)| is_first(bytes[1])).take(MOST_BETWEEN).copied().collect();
        after.truncate(MOST_AFTER);
        pairs.after = after;
        pairs.between = between;
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
        self.bytes.get(c as usize).copied().filter(|bytes| *bytes != [0; 2])
    }

    /// The second bytes that may lead a character, of user-defined pairs with this first one.
    pub fn dropped_after(&self, first: u8) -> Option<&[u8]> {
        self.dropped().find(|(byte, _)| *byte == first).map(|(_, seconds)| seconds)
    }

    /// Characters that can stand between two dropped pairs, the most common first.
    pub fn between(&self) -> &[(char, [u8; 2])] {
        &self.between
    }

    /// Characters that can stand after a dropped pair, the most common first.
    pub fn after(&self) -> &[(char, [u8; 2])] {
        &self.after
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
