//! The few classes of characters that an expression tells apart: those it names, and all others.

use std::collections::HashMap;

use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Look};

use crate::rules::abbreviation::Abbreviation;

/// Classes of characters that no part of an expression tells apart.
#[derive(Clone, Debug)]
pub(super) struct Alphabet {
    /// Where stretches of characters of one class start, ascending from U+0000, and their classes.
    stretches: Vec<(u32, u8)>,
    /// For each 64 characters up to U+FFFF the number of their block.
    pages: Box<[u16]>,
    /// The classes of 64 characters. Most are alike.
    blocks: Vec<[u8; PAGE]>,
}

/// Characters of a page.
const PAGE: usize = 64;

impl Alphabet {
    /// `None` if there are more classes than bytes.
    pub(super) fn of(hir: &Hir) -> Option<Self> {
        let mut named = Named::default();
        named.collect(hir)?;
        let Named { mut characters, mut sets, .. } = named;
        characters.sort_unstable();
        characters.dedup();
        sets.sort_unstable();
        sets.dedup();
        let ends = sets.iter().flatten().flat_map(|(start, end)| [*start, *end + 1]);
        let mut starts: Vec<u32> = ends.chain(characters.iter().flat_map(|c| [*c, *c + 1])).chain([0]).collect();
        starts.sort_unstable();
        starts.dedup();
        // Which sets a stretch belongs to says what class it is.
        let mut members = vec![vec![0_u64; sets.len().div_ceil(64)]; starts.len()];
        for (index, set) in sets.iter().enumerate() {
            for (start, end) in set {
                let (from, to) = (starts.partition_point(|at| at < start), starts.partition_point(|at| at <= end));
                members[from..to].iter_mut().for_each(|bits| bits[index / 64] |= 1 << (index % 64));
            }
        }
        let mut classes: HashMap<&[u64], u8> = HashMap::new();
        let mut stretches = Vec::with_capacity(starts.len());
        let mut count = 0_usize;
        for (start, bits) in starts.iter().zip(&members) {
            let next = u8::try_from(count).ok()?;
            // A character that is named is like no other.
            let is_named = characters.binary_search(start).is_ok();
            let class = if is_named { next } else { *classes.entry(bits).or_insert(next) };
            count += usize::from(class == next);
            stretches.push((*start, class));
        }
        let (pages, blocks) = pages_of(&stretches);
        Some(Self { stretches, pages, blocks })
    }

    #[inline]
    pub(super) fn class(&self, c: char) -> u8 {
        let code = c as usize;
        match self.pages.get(code / PAGE).and_then(|block| self.blocks.get(usize::from(*block))) {
            Some(block) => block[code % PAGE],
            None => self.stretch_class(c as u32),
        }
    }

    /// The class of each character of a text.
    pub(super) fn classes_of(&self, text: &str) -> Vec<u8> {
        let mut classes = Vec::with_capacity(text.len());
        classes.extend(text.chars().map(|c| self.class(c)));
        classes
    }

    fn stretch_class(&self, code: u32) -> u8 {
        let after = self.stretches.partition_point(|(start, _)| *start <= code);
        self.stretches[after.saturating_sub(1)].1
    }

    /// The classes of the characters of a class of an expression.
    pub(super) fn classes_in(&self, class: &ClassUnicode) -> ClassSet {
        let mut classes = ClassSet::default();
        for range in class.ranges() {
            let (start, end) = (range.start() as u32, range.end() as u32);
            let from = self.stretches.partition_point(|(at, _)| *at < start);
            let inside = self.stretches[from..].iter().take_while(|(at, _)| *at <= end);
            inside.for_each(|(_, class)| classes = classes.union(ClassSet::one(*class)));
        }
        classes
    }
}

/// Some of the classes, one bit each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ClassSet([u128; 2]);

impl ClassSet {
    /// This one.
    pub(super) fn one(class: u8) -> Self {
        let mut set = Self::default();
        set.0[usize::from(class >> 7)] = 1 << (class & 0x7F);
        set
    }

    /// Those of both.
    pub(super) fn union(self, other: Self) -> Self {
        Self([self.0[0] | other.0[0], self.0[1] | other.0[1]])
    }

    /// They as ranges, first and last, ascending.
    pub(super) fn ranges(self) -> Vec<(u8, u8)> {
        let mut ranges: Vec<(u8, u8)> = Vec::new();
        for (mut bits, base) in self.0.into_iter().zip([0_u8, 1 << 7]) {
            while bits != 0 {
                let start = bits.trailing_zeros() as u8;
                let last = start + (bits >> start).trailing_ones() as u8 - 1;
                bits &= u128::MAX.checked_shl(u32::from(last) + 1).unwrap_or(0);
                match ranges.last_mut() {
                    Some((_, before)) if before.checked_add(1) == Some(base + start) => *before = base + last,
                    _ => ranges.push((base + start, base + last)),
                }
            }
        }
        ranges
    }
}

/// The blocks of classes of the characters up to U+FFFF, and for each page its block.
fn pages_of(stretches: &[(u32, u8)]) -> (Box<[u16]>, Vec<[u8; PAGE]>) {
    const PAGES: usize = 0x1_0000 / PAGE;
    let mut pages = Vec::with_capacity(PAGES);
    let mut blocks: Vec<[u8; PAGE]> = Vec::new();
    // The blocks of one class only.
    let mut uniform = [None::<u16>; 256];
    let mut next = 0;
    let mut class = 0;
    for page in 0..PAGES {
        let (first, end) = ((page * PAGE) as u32, ((page + 1) * PAGE) as u32);
        let start = stretches.get(next).filter(|(start, _)| *start == first);
        if let Some((_, starting)) = start {
            (class, next) = (*starting, next + 1);
        }
        let is_uniform = stretches.get(next).is_none_or(|(start, _)| *start >= end);
        if let (true, Some(block)) = (is_uniform, uniform[usize::from(class)]) {
            pages.push(block);
            continue;
        }
        let mut block = [class; PAGE];
        if is_uniform {
            uniform[usize::from(class)] = Some(blocks.len() as u16);
        }
        while let Some((start, starting)) = stretches.get(next).filter(|(start, _)| *start < end) {
            (class, next) = (*starting, next + 1);
            block[(start - first) as usize..].fill(class);
        }
        pages.push(blocks.len() as u16);
        blocks.push(block);
    }
    (pages.into(), blocks)
}

/// What an expression names.
#[derive(Default)]
struct Named {
    characters: Vec<u32>,
    /// Of each class its stretches of characters, first and last.
    sets: Vec<Vec<(u32, u32)>>,
    /// The abbreviations met so far: each stands in an expression many times.
    abbreviations: Vec<Abbreviation>,
}

impl Named {
    /// `None` for what is not about characters.
    fn collect(&mut self, hir: &Hir) -> Option<()> {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(Look::Start | Look::End) => {}
            HirKind::Look(_) => return None,
            HirKind::Literal(literal) => {
                for c in std::str::from_utf8(&literal.0).ok()?.chars() {
                    match Abbreviation::of(c) {
                        Some(known) if self.abbreviations.contains(&known) => {}
                        Some(abbreviation) => {
                            self.abbreviations.push(abbreviation);
                            self.collect(abbreviation.hir())?;
                        }
                        None => self.characters.push(c as u32),
                    }
                }
            }
            HirKind::Class(Class::Unicode(class)) => {
                let ranges = class.ranges().iter().map(|range| (range.start() as u32, range.end() as u32));
                self.sets.push(ranges.collect());
            }
            HirKind::Class(Class::Bytes(_)) => return None,
            HirKind::Repetition(repetition) => self.collect(&repetition.sub)?,
            HirKind::Capture(capture) => self.collect(&capture.sub)?,
            HirKind::Concat(parts) | HirKind::Alternation(parts) => {
                parts.iter().try_for_each(|part| self.collect(part))?;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_classes() {
        let set =
            |classes: &[u8]| classes.iter().fold(ClassSet::default(), |set, class| set.union(ClassSet::one(*class)));
        assert!(set(&[]).ranges().is_empty());
        assert_eq!(set(&[0, 1, 5, 126, 127, 128, 129, 255]).ranges(), [(0, 1), (5, 5), (126, 129), (255, 255)]);
        assert_eq!(set(&(0..=255).collect::<Vec<u8>>()).ranges(), [(0, 255)]);
    }
}
