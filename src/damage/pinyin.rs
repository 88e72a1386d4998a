//! Pinyin notes in ASCII brackets, and the accident that puts them there: a re-published page whose traditional
//! characters were given their reading by a replacement on GBK bytes. Every aligned occurrence of a listed character is
//! annotated, in the whole text; that is what tells it from a glossary or a primer.

use std::collections::BTreeMap;

use crate::char_class::{Class, class, is_han};
use crate::span::Span;

/// Longest pinyin syllable in characters (`zhuang`, `chuang`, `shuang`), with room for a combining tone mark.
pub const LONGEST_SYLLABLE: usize = 7;

/// Notes of particles without a tone: 們(men), 麼(me).
const TONELESS: [&str; 16] =
    ["men", "me", "ma", "ge", "li", "tou", "er", "guo", "ne", "zi", "de", "le", "ba", "zhe", "shi", "bo"];

/// Fewest notes, broken ones included, and fewest different characters annotated, that can be called an accident.
const FEWEST_NOTES: usize = 4;
const FEWEST_CHARACTERS: usize = 3;

/// A toned note right after a Han character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// The character before the note.
    pub base: char,
    /// The note with its brackets.
    pub span: Span,
}

/// The accident, proved by its consistency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accident {
    /// The notes that belong to it, in text order.
    pub notes: Vec<Span>,
    /// Number of different characters annotated.
    pub characters: u32,
    /// How often these characters stand in the annotated part of the text, with a note or without.
    pub occurrences: u32,
}

/// The note at the start of a text.
pub struct Bracketed {
    /// Length in bytes, brackets included.
    pub length: usize,
    /// True if the syllable has a tone mark.
    pub toned: bool,
}

/// Reads `(qū)` at the start of `text`.
pub fn bracketed(text: &str) -> Option<Bracketed> {
    let (length, toned) = syllable(text.get(1..)?)?;
    let note = Bracketed { length: 1 + length + 1, toned };
    let letters = text.get(1..1 + length)?;
    (text.as_bytes().get(1 + length) == Some(&b')') && (toned || TONELESS.contains(&letters))).then_some(note)
}

/// Length of `yún)` at the start of `text`: a note whose bracket went with the byte before it. What follows with its
/// base gone, as in `yún)^(qū)`, is part of it.
pub fn without_bracket(text: &str) -> Option<usize> {
    let (length, toned) = syllable(text)?;
    if !toned || text.as_bytes().get(length) != Some(&b')') {
        return None;
    }
    let end = length + 1;
    match text.as_bytes().get(end..end + 2) {
        Some([b'@'..=b'~', b'(']) => match bracketed(&text[end + 1..]) {
            Some(next) if next.toned => Some(end + 1 + next.length),
            _ => Some(end),
        },
        _ => Some(end),
    }
}

/// Length in bytes of the letters at the start of `text`, and whether they have a tone mark. None if there is no letter,
/// or more than a syllable.
fn syllable(text: &str) -> Option<(usize, bool)> {
    let mut toned = false;
    for (count, (at, c)) in text.char_indices().enumerate() {
        match c {
            'a'..='z' | 'ɡ' | 'ü' => {}
            _ if is_tone(c) && !toned => toned = true,
            _ => return (at > 0).then_some((at, toned)),
        }
        if count == LONGEST_SYLLABLE {
            return None;
        }
    }
    None
}

/// True for a vowel (or nasal) with a tone mark, and for a combining tone mark.
fn is_tone(c: char) -> bool {
    "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿếềê̄\u{300}\u{301}\u{304}\u{30C}\u{306}ăĕĭŏŭ".contains(c)
}

/// How a character is annotated.
#[derive(Default)]
struct Tally<'t> {
    reading: &'t str,
    notes: u32,
    /// Notes that give another reading than the first one: a replacement by table has one reading a character.
    other_readings: u32,
    occurrences: u32,
}

/// The accident, if `notes` are its work. Nobody writes the `broken` ones, which lost their bracket or their character.
pub fn accident(text: &str, notes: &[Note], broken: usize) -> Option<Accident> {
    let (first, last) = (notes.first()?, notes.last()?);
    if notes.len() + broken < FEWEST_NOTES {
        return None;
    }
    let mut tallies: BTreeMap<char, Tally> = BTreeMap::new();
    for note in notes {
        let reading = &text[note.span.range()];
        let tally = tallies.entry(note.base).or_insert(Tally { reading, ..Tally::default() });
        tally.notes += 1;
        tally.other_readings += u32::from(tally.reading != reading);
    }
    let start = first.span.start as usize - first.base.len_utf8();
    let mut han = 0;
    for c in text[start..last.span.end as usize].chars().filter(|c| is_han(*c)) {
        han += 1;
        if let Some(tally) = tallies.get_mut(&c) {
            tally.occurrences += 1;
        }
    }
    let occurrences = tallies.values().map(|tally| tally.occurrences).sum();
    let all = Evidence { notes: notes.len(), broken, han, occurrences, tallies: &tallies };
    (all.is_by_table() && all.is_consistent() && !all.is_primer()).then(|| Accident {
        notes: notes.iter().map(|note| note.span).collect(),
        characters: tallies.len() as u32,
        occurrences,
    })
}

struct Evidence<'t> {
    notes: usize,
    broken: usize,
    /// Han characters from the first note to the last.
    han: usize,
    /// Occurrences of the annotated characters there.
    occurrences: u32,
    tallies: &'t BTreeMap<char, Tally<'t>>,
}

impl Evidence<'_> {
    /// The table lists traditional characters, and gives each one reading. `踔(chuō)厲` in a list of hard words: 踔 is
    /// the same in both scripts.
    fn is_by_table(&self) -> bool {
        let traditional: u32 =
            self.tallies.iter().filter(|(base, _)| class(**base) == Class::Traditional).map(|(_, t)| t.notes).sum();
        let other: u32 = self.tallies.values().map(|tally| tally.other_readings).sum();
        self.tallies.len() + self.broken >= FEWEST_CHARACTERS
            && most(traditional, self.notes as u32)
            && other * 20 <= traditional
    }

    /// Almost every occurrence is annotated, and at least one character more than once. A glossary annotates a character
    /// where it first appears, and a list of surnames has each of them once: 龔(gōng)、鄺(kuàng)、竇(dòu).
    fn is_consistent(&self) -> bool {
        most(self.notes as u32, self.occurrences)
            && (self.broken > 0 || self.tallies.values().any(|tally| tally.notes > 1))
    }

    /// `漢(hàn)語(yǔ)拼(pīn)音(yīn)`: a primer annotates every character.
    fn is_primer(&self) -> bool {
        self.notes * 2 > self.han
    }
}

/// At least nine in ten.
fn most(part: u32, whole: u32) -> bool {
    u64::from(part) * 10 >= u64::from(whole) * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes() {
        let length = |text: &str| bracketed(text).map(|note| note.length);
        assert_eq!(length("(qū)政府"), Some("(qū)".len()));
        assert_eq!(length("(lǜ)"), Some("(lǜ)".len()));
        assert_eq!(length("(gu\u{30C}ang)"), Some("(gu\u{30C}ang)".len()));
        assert_eq!(length("(ɡè)"), Some("(ɡè)".len()));
        assert_eq!(length("(men)"), Some(5));
        for other in ["(app)", "()", "(q", "(qūa b)", "(一)", "(zhuāngzhuāng)", "(āá)", "("] {
            assert_eq!(length(other), None, "{other}");
        }
    }

    #[test]
    fn half_notes() {
        assert_eq!(without_bracket("yún)^(qū)政"), Some("yún)^(qū)".len()));
        assert_eq!(without_bracket("zhí)逗"), Some("zhí)".len()));
        assert_eq!(without_bracket("id)"), None);
    }

    /// A short text has few notes, but nobody writes `?yún)`; a list of hard words has whole ones only.
    #[test]
    fn broken_notes_are_notes() {
        let is_accident = |text: &str| crate::damage::scan::scan(text).annotations.is_some();
        let short = "西區(qū)各地有序推進，全面發(fā)展，麒麟?yún)^(qū)生活便利，起步?jīng)Q定后程。";
        assert!(is_accident(short));
        assert!(!is_accident(&short.replace("?yún)^", "區").replace("?jīng)Q", "決")));
        assert!(!is_accident("生詞：區(qū)、發(fā)，請填空：麒麟?，起步?"));
        assert!(!is_accident("拼音：qu(qū)、fa(fā)、jue(jué)，如東邊的區(qū)，出發的發(fā)。"));
    }
}
