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
    dropped: Vec<Dropped>,
}

/// The user-defined pairs with one first byte, and what may stand where they were dropped, the most common first.
pub struct Dropped {
    /// Their first byte, the second one of the character before.
    pub first: u8,
    /// Their second bytes, the first one of the character after.
    pub seconds: Vec<u8>,
    /// Characters between them and another dropped pair, which has the place of [`Pairs::dropped`] that is given.
    pub between: Vec<(char, usize)>,
    /// Characters after them.
    pub after: Vec<(char, [u8; 2])>,
}

/// Characters between two dropped pairs, and after one, that are looked at.
const MOST_BETWEEN: usize = 300;
const MOST_AFTER: usize = 1_200;

impl Pairs {
    /// The pairs, built when first asked for: only texts with the accident do.
    pub fn get() -> &'static Self {
        static PAIRS: OnceLock<Pairs> = OnceLock::new();
        PAIRS.get_or_init(Self::build)
    }

    fn build() -> Self {
        let mut pairs =
            Self { characters: vec![None; LEADS * TRAILS], bytes: vec![[0; 2]; 0x1_0000], dropped: Vec::new() };
        for lead in 0x81..=0xFE_u8 {
            for trail in (0x40..=0xFE_u8).filter(|trail| *trail != 0x7F) {
                let bytes = [lead, trail];
                let decoded = encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(&bytes);
                let Some(c) = decoded.and_then(|text| text.chars().next()) else { continue };
                if is_user_defined(c) && trail > 0x80 {
                    match pairs.dropped.last_mut().filter(|dropped| dropped.first == lead) {
                        Some(dropped) => dropped.seconds.push(trail),
                        None => pairs.dropped.push(Dropped {
                            first: lead,
                            seconds: vec![trail],
                            between: Vec::new(),
                            after: Vec::new(),
                        }),
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
        let is_second = |byte: u8| pairs.dropped.iter().any(|dropped| dropped.seconds.contains(&byte));
        let mut after: Vec<(char, [u8; 2])> = pairs.all().filter_map(|c| Some((c, pairs.bytes(c)?))).collect();
        after.retain(|(c, bytes)| !is_user_defined(*c) && is_second(bytes[0]) && bytes[1] > 0x80);
        let rarity = |c: char| followers::alone(symbol(c)).map_or(f32::INFINITY, |p| -p.log10());
        after.sort_by_cached_key(|(c, _)| ((rarity(*c) * 1e3) as i32, *c));
        let place = |byte: u8| pairs.dropped.iter().position(|dropped| dropped.first == byte);
        let between = after.iter().filter_map(|(c, [first, second])| Some((*c, *first, place(*second)?)));
        let between: Vec<(char, u8, usize)> = between.take(MOST_BETWEEN).collect();
        after.truncate(MOST_AFTER);
        for dropped in &mut pairs.dropped {
            let may_follow = |first: &u8| dropped.seconds.contains(first);
            let next = between.iter().filter(|(_, first, ..)| may_follow(first));
            dropped.between = next.map(|(c, _, place)| (*c, *place)).collect();
            dropped.after = after.iter().filter(|(_, [first, _])| may_follow(first)).copied().collect();
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
        self.bytes.get(c as usize).copied().filter(|bytes| *bytes != [0; 2])
    }

    /// User-defined pairs that may have been dropped.
    pub fn dropped(&self) -> &[Dropped] {
        &self.dropped
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
