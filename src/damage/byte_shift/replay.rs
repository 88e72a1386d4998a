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

/// How the same listed replacements may be ordered, where they touch each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    MistakenFirst,
    MistakenLast,
}

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
    let full_width = |c: char| if c.is_ascii() { char::from_u32(c as u32 + 0xFEE0).unwrap_or(c) } else { c };
    let after = after.map(full_width);
    let restored: String = std::iter::once(before).chain(candidate.text.iter().copied()).chain(after).collect();
    let mut notes: BTreeMap<char, &str> = BTreeMap::new();
    for c in restored.chars() {
        if let Some(reading) = text.listed.get(&c) {
            notes.insert(c, reading);
        }
    }
    for (c, reading) in &candidate.own_notes {
        notes.insert(*c, reading);
    }
    let damaged = flattened(&damaged);
    [Order::MistakenFirst, Order::MistakenLast].into_iter().any(|order| {
        [Marks::Later, Marks::AtOnce, Marks::Never].into_iter().any(|marks| {
            let replayed = replay(text, &restored, &notes, &candidate.mistaken_notes, order, marks);
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

/// The damaged text. None if a character has no GBK bytes.
fn replay(
    text: &Text,
    restored: &str,
    notes: &BTreeMap<char, &str>,
    mistaken: &[(char, &str)],
    order: Order,
    marks: Marks,
) -> Option<String> {
    let pairs = text.pairs;
    let mut bytes = encode(pairs, restored)?;
    let own = || notes.iter().map(|(c, reading)| (*c, *reading)).filter(|(c, _)| mistaken.iter().all(|(m, _)| m != c));
    let table: Vec<(char, &str)> = match order {
        Order::MistakenFirst => mistaken.iter().copied().chain(own()).collect(),
        Order::MistakenLast => own().chain(mistaken.iter().copied()).collect(),
    };
    let mut done: Vec<char> = Vec::new();
    for (c, reading) in table {
        if done.contains(&c) {
            continue;
        }
        done.push(c);
        let pattern = pairs.bytes(c)?;
        let mut note = encode(pairs, reading)?;
        note.insert(0, b'(');
        note.push(b')');
        bytes = replaced(&bytes, pattern, &[], &note);
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
