//! The byte lattice of one run: bytes that are known, one lost byte for every `?`, user-defined pairs that may have been
//! dropped. A path reads original characters from them; the run ends where the original and the damaged text are both at
//! a character's start. Gives the best complete paths.

use std::cmp::Reverse;

use crate::damage::byte_shift::language::Language;
use crate::damage::byte_shift::{LONGEST_RUN, Text, distinct, is_mark, note, note_without_bracket};

/// Paths kept at every step, and the best of them that may take a dropped pair.
const BEAM: usize = 32;
const DROPPING: usize = 8;

/// Second halves tried for the character that a dropped pair ends, the best first.
const HALVES: usize = 5;

/// log10 cost of a dropped pair.
const DROP: f64 = -0.5;

/// Bytes that a lost byte can have been: leads, and trails that are no ASCII.
pub const LOST: std::ops::RangeInclusive<u8> = 0x81..=0xFE;

/// What is read next of the damaged text.
enum Token<'t> {
    /// `?yún)`: a byte, with the bracket of its note.
    LostWithNote(&'t str),
    /// `?` before a mark: a byte, with the one put before the mark.
    LostBeforeMark,
    /// `(zhí)` out of step: the character that was taken for a listed one.
    Note(&'t str),
    /// The second byte of a character, alone.
    Trail(u8),
    /// A second byte and the next first byte.
    Pair(u8, u8),
}

/// The bytes of a restored character: what is known of them.
#[derive(Clone, Copy, Debug)]
pub struct Halves<'t> {
    /// The first byte.
    pub lead: u8,
    /// The second one, if it is not one that was lost.
    pub trail: Option<u8>,
    /// The note that the character carries.
    pub note: Option<&'t str>,
}

/// A complete reading of a run.
#[derive(Clone, Debug)]
pub struct Candidate<'t> {
    /// The characters.
    pub text: Vec<char>,
    /// Sum of log10 probabilities, the character after the run included.
    pub log10: f64,
    /// Their bytes.
    pub halves: Vec<Halves<'t>>,
    /// Indices of characters with a byte that nothing but the language decides.
    pub guessed: Vec<usize>,
    /// What was taken for a listed character first, with its bytes.
    pub mistaken: Option<(char, [u8; 2])>,
    /// Everything that was taken for a listed character, with its note.
    pub mistaken_notes: Vec<(char, &'t str)>,
    /// Characters of the run that carry their own note.
    pub own_notes: Vec<(char, &'t str)>,
}

impl<'t> Candidate<'t> {
    fn last_carries(&mut self, trail: Option<u8>, syllable: &'t str) {
        if let Some(last) = self.halves.last_mut() {
            (last.trail, last.note) = (trail, Some(syllable));
        }
    }
}

#[derive(Clone)]
struct Path<'t> {
    found: Candidate<'t>,
    /// First byte of a character whose second one is still to come, and whether it is a guess.
    pending: Option<(u8, bool)>,
    /// The last character, and the byte before the next one.
    last: char,
    last_byte: u8,
}

/// One run.
pub struct Lattice<'l, 't> {
    /// The damaged text.
    pub text: &'l Text<'t>,
    /// What reads well.
    pub language: &'l Language,
    /// Offset of the `?` that starts the run.
    pub start: usize,
    /// The sound character before it.
    pub before: char,
}

impl<'t> Lattice<'_, 't> {
    /// Where the run ends, and its readings, the best first. None if it does not come back into step.
    pub fn run(&self, budget: &mut usize) -> Option<(usize, Vec<Candidate<'t>>)> {
        let mut paths = vec![Path {
            found: Candidate {
                text: Vec::new(),
                halves: Vec::new(),
                log10: 0.0,
                guessed: Vec::new(),
                mistaken: None,
                mistaken_notes: Vec::new(),
                own_notes: Vec::new(),
            },
            pending: None,
            last: self.before,
            last_byte: self.last_byte_of(self.before),
        }];
        let mut at = self.start;
        for _ in 0..LONGEST_RUN {
            *budget = budget.checked_sub(1)?;
            let in_step = paths.first()?.pending.is_none();
            let (token, length) = self.token(at, in_step)?;
            at += length;
            paths = self.step(&paths, &token);
            paths.sort_by(|a, b| b.found.log10.total_cmp(&a.found.log10));
            // Every first byte may still turn out right, so the lost one at the start is not judged yet.
            if matches!(paths.first()?.pending, Some((_, false))) || !matches!(token, Token::LostBeforeMark) {
                paths.truncate(BEAM);
            }
            if paths.first()?.pending.is_none() {
                return Some(self.end(at, paths));
            }
        }
        None
    }

    fn last_byte_of(&self, c: char) -> u8 {
        if c.is_ascii() { c as u8 } else { self.text.pairs.bytes(c).map_or(0, |bytes| bytes[1]) }
    }

    fn token(&self, at: usize, in_step: bool) -> Option<(Token<'t>, usize)> {
        let rest: &'t str = self.text.text.get(at..)?;
        let c = rest.chars().next()?;
        match c {
            '?' => match note_without_bracket(&rest[1..]) {
                Some(syllable) => Some((Token::LostWithNote(syllable), 1 + syllable.len() + 1)),
                None => rest[1..].starts_with(is_mark).then_some((Token::LostBeforeMark, 1)),
            },
            _ if in_step => None,
            '(' => {
                let found = note(rest).map(|syllable| (Token::Note(syllable), syllable.len() + 2));
                Some(found.unwrap_or((Token::Pair(0xA3, b'(' + 0x80), 1)))
            }
            '@'..='~' => Some((Token::Trail(c as u8), 1)),
            // No second byte of a character: a full-width form that was made ASCII later.
            '!'..='/' | ':'..='>' => Some((Token::Pair(0xA3, c as u8 + 0x80), 1)),
            _ => self.text.pairs.bytes(c).map(|[first, second]| (Token::Pair(first, second), c.len_utf8())),
        }
    }

    fn step(&self, paths: &[Path<'t>], token: &Token<'t>) -> Vec<Path<'t>> {
        let mut next = Vec::new();
        for (index, path) in paths.iter().enumerate() {
            match path.pending {
                None => self.start_run(path, token, &mut next),
                Some((lead, guessed)) => {
                    self.second_byte(path, lead, guessed, token, &mut next);
                    if index < DROPPING {
                        self.dropped_pair(path, lead, token, &mut next);
                    }
                }
            }
        }
        next
    }

    /// The byte that was eaten first.
    fn start_run(&self, path: &Path<'t>, token: &Token<'t>, next: &mut Vec<Path<'t>>) {
        for lost in LOST {
            let mut path = path.clone();
            match token {
                Token::LostWithNote(syllable) => {
                    let Some(mistaken) = self.text.pairs.character(path.last_byte, lost) else { continue };
                    if !self.text.is_read(mistaken, syllable) {
                        continue;
                    }
                    path.found.mistaken = Some((mistaken, [path.last_byte, lost]));
                    path.found.mistaken_notes.push((mistaken, syllable));
                    path.pending = Some((lost, false));
                }
                Token::LostBeforeMark => path.pending = Some((lost, true)),
                _ => return,
            }
            next.push(path);
        }
    }

    /// The pending character is completed by the token's first byte.
    fn second_byte(&self, path: &Path<'t>, lead: u8, guessed: bool, token: &Token<'t>, next: &mut Vec<Path<'t>>) {
        match token {
            Token::Pair(trail, lead_of_next) => {
                if let Some(mut path) = self.with(path, lead, *trail, guessed) {
                    path.pending = Some((*lead_of_next, false));
                    next.push(path);
                }
            }
            Token::Trail(trail) => next.extend(self.with(path, lead, *trail, guessed)),
            Token::Note(syllable) => {
                let mistaken = self.text.pairs.character(path.last_byte, lead);
                if let Some(mistaken) = mistaken.filter(|c| self.text.is_read(*c, syllable)) {
                    let mut path = path.clone();
                    path.found.mistaken_notes.push((mistaken, syllable));
                    next.push(path);
                }
            }
            Token::LostWithNote(syllable) => {
                for lost in LOST {
                    let Some(mut path) = self.with(path, lead, lost, guessed) else { continue };
                    if self.text.is_read(path.last, syllable) {
                        path.found.own_notes.push((path.last, syllable));
                        path.found.last_carries(None, syllable);
                        next.push(path);
                    }
                }
            }
            Token::LostBeforeMark => next.extend(LOST.filter_map(|lost| self.with(path, lead, lost, true))),
        }
    }

    /// The pending character ends in a pair that was dropped, whose second byte starts the next character.
    fn dropped_pair(&self, path: &Path<'t>, lead: u8, token: &Token<'t>, next: &mut Vec<Path<'t>>) {
        if matches!(token, Token::LostBeforeMark | Token::Note(_)) {
            return;
        }
        let mut halves: Vec<(Path<'t>, &[u8])> = self
            .text
            .pairs
            .dropped()
            .filter_map(|(first, seconds)| Some((self.with(path, lead, first, true)?, seconds)))
            .collect();
        halves.sort_by_key(|(path, _)| Reverse((path.found.log10 * 1000.0) as i64));
        for (half, seconds) in halves.into_iter().take(HALVES) {
            for second in seconds {
                let mut half = half.clone();
                half.found.log10 += DROP;
                self.second_byte(&half, *second, true, token, next);
            }
        }
    }

    /// The path with one more character. None if there is none, or if it is one that would carry a note here.
    fn with(&self, path: &Path<'t>, lead: u8, trail: u8, guessed: bool) -> Option<Path<'t>> {
        let c = self.text.pairs.character(lead, trail)?;
        let mut path = path.clone();
        path.found.log10 += self.language.log10(path.last, c);
        if guessed {
            path.found.guessed.push(path.found.text.len());
        }
        path.found.text.push(c);
        path.found.halves.push(Halves { lead, trail: Some(trail), note: None });
        path.last = c;
        path.last_byte = trail;
        path.pending = None;
        Some(path)
    }

    /// The complete readings: a note after the run belongs to its last character, and the next character follows it.
    fn end(&self, at: usize, paths: Vec<Path<'t>>) -> (usize, Vec<Candidate<'t>>) {
        let rest: &'t str = self.text.text.get(at..).unwrap_or_default();
        let ends_in_note = self.text.text[..at].ends_with(')');
        let syllable = if ends_in_note { None } else { note(rest) };
        let end = at + syllable.map_or(0, |syllable| syllable.len() + 2);
        let after = self.text.text[end..].chars().next().filter(|c| *c != '?');
        let complete = paths.into_iter().filter_map(|mut path| {
            if let Some(syllable) = syllable {
                if !self.text.is_read(path.last, syllable) {
                    return None;
                }
                path.found.own_notes.push((path.last, syllable));
                path.found.last_carries(Some(path.last_byte), syllable);
            }
            if let Some(after) = after {
                path.found.log10 += self.language.log10(path.last, after);
            }
            Some(path.found)
        });
        (end, distinct(complete.collect()))
    }
}
