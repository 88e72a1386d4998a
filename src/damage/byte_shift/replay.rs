//! The accident, forward, for one run and the character before it: restored text in, damaged text out. Notes are put in by
//! table on bytes; a decoder that eats both bytes of an invalid pair reads them; marks get a byte before them in the same
//! way, either at once or when the text was decoded and encoded again; and the text is decoded.

use std::collections::BTreeMap;

use crate::damage::byte_shift::accident::MARKS;
use crate::damage::byte_shift::lattice::Candidate;
use crate::damage::byte_shift::pairs::{Pairs, is_user_defined};
use crate::damage::byte_shift::{Text, flat, is_mark};
use crate::span::Span;

/// Stands for the byte that is put before a mark; it is white space that vanishes unless it is eaten.
const INSERTED: u8 = 0x01;

/// Replacements that touch each other in one run at most, for every order of them to be tried.
const MOST_ORDERED: usize = 5;

/// When marks get their byte.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    Never,
    /// On the bytes that the notes were put into.
    AtOnce,
    /// On the text that was decoded and encoded again.
    Later,
}

/// True if the accident on `before` and the candidate gives `damaged`, in some order of the replacements. A mark after the
/// run is part of the accident.
pub fn holds(text: &Text, before: char, candidate: &Candidate, damaged: Span) -> bool {
    let mark = text.text[damaged.end as usize..].chars().next().filter(|c| is_mark(*c));
    gives(text, before, candidate, damaged, mark) || mark.is_some() && gives(text, before, candidate, damaged, None)
}

fn gives(text: &Text, before: char, candidate: &Candidate, damaged: Span, after: Option<char>) -> bool {
    let damaged = format!("{}{}", &text.text[damaged.range()], after.map(String::from).unwrap_or_default());
    let after = after.map(full_width);
    // Of an ASCII character that was eaten only that is known.
    let eaten = |c: char| if candidate.eaten && c == '?' { '0' } else { c };
    let inside = candidate.text.iter().map(|c| eaten(*c));
    let restored: String = std::iter::once(full_width(before)).chain(inside).chain(after).collect();
    let Some(bytes) = encode(text.pairs, &restored) else { return false };
    let damaged = flattened(&damaged);
    Table::of(text, &bytes, candidate).orders().any(|table| {
        [Marks::Later, Marks::AtOnce, Marks::Never].into_iter().any(|marks| {
            let replayed = replay(text, bytes.clone(), &table, marks);
            replayed.is_some_and(|replayed| {
                let replayed = flattened(&replayed);
                // Before the run stands the character before it, with its note if it has one.
                replayed.strip_suffix(damaged.as_str()).is_some_and(|head| {
                    let mut rest = head.chars();
                    rest.next() == Some(flat(before)) && (rest.as_str().is_empty() || rest.as_str().starts_with('('))
                })
            })
        })
    })
}

/// What is replaced in one run.
struct Table<'t> {
    /// Entries that share bytes with another one: which of them comes first matters.
    touching: Vec<Entry<'t>>,
    others: Vec<Entry<'t>>,
}

/// A replacement: the bytes of a listed character and the note that is put after them.
#[derive(Clone, Debug)]
struct Entry<'t> {
    pattern: [u8; 2],
    note: &'t str,
}

impl<'t> Table<'t> {
    fn of(text: &Text<'t>, bytes: &[u8], candidate: &Candidate<'t>) -> Self {
        let mut notes: BTreeMap<char, &'t str> = BTreeMap::new();
        // Out of step, too, a listed character gets its note, in every text of the site.
        let anywhere = bytes.windows(2).filter_map(|pair| text.pairs.character(pair[0], pair[1]));
        notes.extend(anywhere.filter_map(|c| Some((c, *text.listed.get(&c)?))));
        notes.extend(candidate.own_notes.iter().copied());
        let is_mistaken = |c: char| candidate.mistaken_notes.iter().any(|(mistaken, _)| *mistaken == c);
        let own = notes.into_iter().filter(|(c, _)| !is_mistaken(*c));
        let mut entries: Vec<Entry> = Vec::new();
        for (c, note) in candidate.mistaken_notes.iter().copied().chain(own) {
            let Some(pattern) = text.pairs.bytes(c) else { continue };
            if entries.iter().all(|entry| entry.pattern != pattern) {
                entries.push(Entry { pattern, note });
            }
        }
        let places: Vec<Vec<usize>> =
            entries.iter().map(|entry| memchr::memmem::find_iter(bytes, &entry.pattern).collect()).collect();
        let touches = |index: usize| {
            let others = places.iter().enumerate().filter(|(other, _)| *other != index).flat_map(|(_, at)| at);
            let others: Vec<usize> = others.copied().collect();
            places[index].iter().any(|at| others.iter().any(|other| at.abs_diff(*other) == 1))
        };
        let touching: Vec<bool> = (0..entries.len()).map(touches).collect();
        let mut table = Self { touching: Vec::new(), others: Vec::new() };
        for (entry, touches) in entries.into_iter().zip(touching) {
            if touches { table.touching.push(entry) } else { table.others.push(entry) }
        }
        table
    }

    /// The orders in which the entries may have come: all of them for few entries, else those in which the mistaken ones
    /// come first or last.
    fn orders(&self) -> impl Iterator<Item = Vec<Entry<'t>>> + '_ {
        let count = self.touching.len();
        let orders = if count <= MOST_ORDERED { (1..=count).product() } else { 2 };
        (0..orders).map(move |number| {
            let mut left = self.touching.clone();
            if count > MOST_ORDERED {
                if number == 1 {
                    left.reverse();
                }
            } else {
                let (mut rest, mut number) = (std::mem::take(&mut left), number);
                while !rest.is_empty() {
                    let choices = rest.len();
                    left.push(rest.remove(number % choices));
                    number /= choices;
                }
            }
            left.extend(self.others.iter().cloned());
            left
        })
    }
}

/// The damaged text.
fn replay(text: &Text, mut bytes: Vec<u8>, table: &[Entry], marks: Marks) -> Option<String> {
    let pairs = text.pairs;
    for entry in table {
        let mut note = encode(pairs, entry.note)?;
        note.insert(0, b'(');
        note.push(b')');
        bytes = replaced(&bytes, entry.pattern, &[], &note);
    }
    let mut decoded = decode(pairs, &bytes);
    if marks != Marks::Never {
        if marks == Marks::Later {
            bytes = encode(pairs, &decoded)?;
        }
        for mark in MARKS.chars() {
            bytes = replaced(&bytes, pairs.bytes(mark)?, &[INSERTED], &[]);
        }
        decoded = decode(pairs, &bytes);
    }
    decoded.retain(|c| c != INSERTED as char && (text.keeps_private_use || !is_user_defined(c)));
    Some(decoded)
}

/// The full-width form of an ASCII character at a run: it may have been made ASCII later, and no byte of ASCII puts
/// anything out of step.
pub fn full_width(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(c as u32 + 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

fn encode(pairs: &Pairs, text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '€' => bytes.push(0x80),
            _ if c.is_ascii() => bytes.push(c as u8),
            _ => bytes.extend_from_slice(&pairs.bytes(c)?),
        }
    }
    Some(bytes)
}

/// `bytes` with `before` and `after` put around every occurrence of `pattern`.
fn replaced(bytes: &[u8], pattern: [u8; 2], before: &[u8], after: &[u8]) -> Vec<u8> {
    let mut new = Vec::with_capacity(bytes.len() + 16);
    let mut done = 0;
    for at in memchr::memmem::find_iter(bytes, &pattern) {
        new.extend_from_slice(&bytes[done..at]);
        new.extend_from_slice(before);
        new.extend_from_slice(&pattern);
        new.extend_from_slice(after);
        done = at + pattern.len();
    }
    new.extend_from_slice(&bytes[done..]);
    new
}

/// Reads GBK as the re-publishing site did: an invalid pair is one `?`.
fn decode(pairs: &Pairs, bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        rest = after;
        match *first {
            0x80 => text.push('€'),
            ascii @ 0..0x80 => text.push(ascii as char),
            lead => {
                let second = rest.first();
                rest = rest.get(1..).unwrap_or_default();
                text.push(second.and_then(|second| pairs.any(lead, *second)).unwrap_or('?'));
            }
        }
    }
    text
}

/// Full-width forms as ASCII: many copies were flattened afterwards.
fn flattened(text: &str) -> String {
    text.chars().map(flat).collect()
}
