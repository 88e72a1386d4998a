//! The accident as a whole, forward: clean text in, the damaged text out, with what every character of it came from. For
//! measuring and for tests; the linter never damages anything.
//!
//! What it does is what the stored copies show: GBK bytes; each listed character gets its reading in brackets, on bytes;
//! the text is decoded and encoded again; each listed mark gets a byte before it, on bytes; the text is decoded, private
//! use is dropped or kept, the inserted bytes vanish, and full-width forms may be made ASCII.

use crate::char_class::is_han;
use crate::damage::byte_shift::flat;
use crate::damage::byte_shift::pairs::Pairs;
use crate::damage::readings::Readings;
use crate::span::Span;

/// Marks that get a byte before them, in the order of the replacement.
pub const MARKS: &str = "。；！？、…：";

/// The byte put before a mark; it vanishes as white space unless it is eaten.
const INSERTED: u8 = 0x01;

/// A site that re-publishes texts.
#[derive(Clone, Debug)]
pub struct Accident {
    /// Listed characters with their reading, in the order of the replacement.
    pub listed: Vec<(char, &'static str)>,
    /// True if marks get a byte before them.
    pub marks: bool,
    /// True if user-defined pairs stay in the text as private use.
    pub keeps_private_use: bool,
    /// True if full-width forms are made ASCII at the end.
    pub flattens: bool,
}

/// A damaged text and what it came from.
#[derive(Clone, Debug)]
pub struct Damaged {
    /// The damaged text.
    pub text: String,
    source: Vec<char>,
    letters: Vec<Letter>,
}

/// A place where the text is not what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Altered {
    /// In the damaged text.
    pub span: Span,
}

/// A character of the damaged text.
#[derive(Clone, Copy, Debug)]
struct Letter {
    /// Offset of its first byte in the damaged text.
    at: usize,
    /// Length in bytes; 0 for one that vanished.
    length: usize,
    touched: Touched,
    /// True if it is the character that stood there.
    intact: bool,
}

/// Indices of the first and the last character of the clean text that a byte comes from; none for an inserted byte.
type Touched = Option<(usize, usize)>;

#[derive(Clone, Copy)]
struct Byte {
    value: u8,
    touched: Touched,
}

#[derive(Clone, Copy)]
struct Decoded {
    character: char,
    bytes: [Byte; 2],
    length: usize,
}

impl Accident {
    /// A site with `count` listed characters drawn by `seed` from the traditional characters with a known reading.
    pub fn seeded(seed: u64, count: usize) -> Self {
        let mut random = Splitmix(seed);
        let pairs = Pairs::get();
        let mut all: Vec<(char, &'static str)> =
            Readings::get().all().filter(|(c, _)| pairs.bytes(*c).is_some()).collect();
        // Any order, then one reading a character.
        for index in (1..all.len()).rev() {
            all.swap(index, random.below(index + 1));
        }
        let mut seen = std::collections::HashSet::new();
        all.retain(|(c, reading)| seen.insert(*c) && reading.chars().all(|c| c.is_ascii() || pairs.bytes(c).is_some()));
        all.truncate(count);
        Self { listed: all, marks: true, keeps_private_use: false, flattens: random.below(2) == 0 }
    }

    /// Damages `text`. Characters that GBK does not have, and question marks, are left out first.
    pub fn damage(&self, text: &str) -> Damaged {
        let pairs = Pairs::get();
        let source: Vec<char> = text.chars().filter(|c| c.is_ascii() && *c != '?' || is_plain(pairs, *c)).collect();
        let mut bytes = Vec::with_capacity(source.len() * 2);
        for (index, c) in source.iter().enumerate() {
            push(pairs, *c, Some((index, index)), &mut bytes);
        }
        for (c, reading) in &self.listed {
            let Some(pattern) = pairs.bytes(*c) else { continue };
            let mut note = Vec::new();
            for c in std::iter::once('(').chain(reading.chars()).chain(std::iter::once(')')) {
                push(pairs, c, None, &mut note);
            }
            bytes = replaced(&bytes, pattern, &[], &note);
        }
        let mut decoded = decode(pairs, &bytes);
        if self.marks {
            bytes = decoded.iter().flat_map(|c| c.bytes.into_iter().take(c.length)).collect();
            let inserted = [Byte { value: INSERTED, touched: None }];
            for pattern in MARKS.chars().filter_map(|mark| pairs.bytes(mark)) {
                bytes = replaced(&bytes, pattern, &inserted, &[]);
            }
            decoded = decode(pairs, &bytes);
        }
        self.published(source, decoded)
    }

    fn published(&self, source: Vec<char>, decoded: Vec<Decoded>) -> Damaged {
        let mut text = String::new();
        let mut letters = Vec::with_capacity(decoded.len());
        for one in decoded {
            let touched = one.bytes.iter().take(one.length).fold(None, |all, byte| joined(all, byte.touched));
            let vanishes = one.character == INSERTED as char
                || !self.keeps_private_use && crate::damage::byte_shift::pairs::is_user_defined(one.character);
            let shown = if self.flattens { flat(one.character) } else { one.character };
            let at = text.len();
            if !vanishes {
                text.push(shown);
            }
            let is_own = |c: &char| *c == one.character;
            let intact = touched.is_some_and(|(first, last)| first == last && source.get(first).is_some_and(is_own));
            letters.push(Letter { at, length: text.len() - at, touched, intact });
        }
        Damaged { text, source, letters }
    }
}

impl Damaged {
    /// The places that are not what they were, in text order.
    pub fn places(&self) -> Vec<Altered> {
        let mut places: Vec<Altered> = Vec::new();
        let mut open = false;
        for letter in &self.letters {
            if letter.touched.is_none() {
                continue;
            }
            if letter.intact {
                open = false;
                continue;
            }
            let span = Span::new(letter.at, letter.at + letter.length);
            match places.last_mut().filter(|_| open) {
                Some(last) => last.span.end = span.end,
                None => places.push(Altered { span }),
            }
            open = true;
        }
        places.retain(|place| !place.span.is_empty());
        places
    }

    /// What stood where `span` is now, with the full-width forms that a flattened text shows in ASCII.
    pub fn original(&self, span: Span) -> String {
        let all = self.within(span).fold(None, |all, letter| joined(all, letter.touched));
        let Some((first, last)) = all else { return String::new() };
        self.source.get(first..=last).unwrap_or_default().iter().collect()
    }

    /// The text of `span` without the inserted notes, as far as it is not in a place.
    pub fn without_notes(&self, span: Span) -> String {
        let kept = self.within(span).filter(|letter| letter.touched.is_some());
        kept.map(|letter| self.text.get(letter.at..letter.at + letter.length).unwrap_or_default()).collect()
    }

    /// The clean text that was damaged.
    pub fn source(&self) -> String {
        self.source.iter().collect()
    }

    fn within(&self, span: Span) -> impl Iterator<Item = &Letter> {
        let start = self.letters.partition_point(|letter| letter.at + letter.length <= span.start as usize);
        let letters = self.letters.get(start..).unwrap_or_default();
        letters.iter().take_while(move |letter| letter.at < span.end as usize)
    }
}

/// The text in traditional characters, one for one: what a site makes of a simplified text before it lists characters.
/// A character that traditional texts have, too, stays (后, 里).
pub fn traditional(text: &str) -> String {
    let pairs = Pairs::get();
    let mut table = std::collections::HashMap::new();
    for (c, _) in Readings::get().all() {
        let folded = crate::char_class::simplified(c);
        let is_simplified_only = encoding_rs::BIG5.encode(folded.encode_utf8(&mut [0; 4])).2;
        if folded != c && is_simplified_only && pairs.bytes(c).is_some() {
            let kept = table.entry(folded).or_insert(c);
            *kept = c.min(*kept);
        }
    }
    text.chars().map(|c| table.get(&c).copied().unwrap_or(c)).collect()
}

fn is_plain(pairs: &Pairs, c: char) -> bool {
    pairs.bytes(c).is_some()
        && !crate::damage::byte_shift::pairs::is_user_defined(c)
        && (is_han(c) || !c.is_alphabetic())
}

fn push(pairs: &Pairs, c: char, touched: Touched, bytes: &mut Vec<Byte>) {
    match pairs.bytes(c) {
        Some(pair) => bytes.extend(pair.map(|value| Byte { value, touched })),
        None => bytes.push(Byte { value: if c.is_ascii() { c as u8 } else { b'?' }, touched }),
    }
}

/// `bytes` with `before` and `after` put around every occurrence of `pattern`.
fn replaced(bytes: &[Byte], pattern: [u8; 2], before: &[Byte], after: &[Byte]) -> Vec<Byte> {
    let mut new = Vec::with_capacity(bytes.len() + 16);
    let mut rest = bytes;
    while let [first, others @ ..] = rest {
        match others.first() {
            Some(second) if [first.value, second.value] == pattern => {
                new.extend_from_slice(before);
                new.extend([*first, *second]);
                new.extend_from_slice(after);
                rest = &others[1..];
            }
            _ => {
                new.push(*first);
                rest = others;
            }
        }
    }
    new
}

/// Reads GBK; an invalid pair is one `?`.
fn decode(pairs: &Pairs, bytes: &[Byte]) -> Vec<Decoded> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        rest = after;
        if first.value < 0x80 {
            decoded.push(Decoded { character: first.value as char, bytes: [*first; 2], length: 1 });
            continue;
        }
        if first.value == 0x80 {
            decoded.push(Decoded { character: '€', bytes: [*first; 2], length: 1 });
            continue;
        }
        let second = after.first().copied();
        rest = after.get(1..).unwrap_or_default();
        decoded.push(match second.and_then(|second| Some((second, pairs.any(first.value, second.value)?))) {
            Some((second, character)) => Decoded { character, bytes: [*first, second], length: 2 },
            None => {
                let touched = joined(first.touched, second.and_then(|second| second.touched));
                Decoded { character: '?', bytes: [Byte { value: b'?', touched }; 2], length: 1 }
            }
        });
    }
    decoded
}

fn joined(one: Touched, other: Touched) -> Touched {
    match (one, other) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        _ => one.or(other),
    }
}

/// Splitmix64: the same seed, the same accident, everywhere.
struct Splitmix(u64);

impl Splitmix {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }
}
