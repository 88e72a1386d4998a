//! The accident, forward: restored text in, damaged text out, for one run and the character before it. Notes are put in
//! by table on bytes, marks get a byte before them, and a decoder that eats both bytes of an invalid pair reads the rest.

use std::collections::BTreeMap;

use crate::damage::byte_shift::lattice::Candidate;
use crate::damage::byte_shift::pairs::Pairs;
use crate::damage::byte_shift::{Text, flat};

/// Stands for the byte that is put before a mark; it is white space that vanishes unless it is eaten.
const INSERTED: u8 = 0x01;

/// Marks that get a byte before them, in the order of the replacement.
const MARKS: [char; 6] = ['。', '；', '！', '、', '…', '：'];

/// How the same listed replacements may be ordered, where they touch each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    MistakenFirst,
    MistakenLast,
}

/// True if the accident on `before` and the candidate gives `damaged`, in some order of the replacements.
pub fn holds(text: &Text, before: char, candidate: &Candidate, damaged: &str) -> bool {
    let restored: String = std::iter::once(before).chain(candidate.text.iter().copied()).collect();
    let mut notes: BTreeMap<char, &str> = BTreeMap::new();
    for c in restored.chars() {
        if let Some(reading) = text.listed.get(&c) {
            notes.insert(c, reading);
        }
    }
    for (c, reading) in &candidate.own_notes {
        notes.insert(*c, reading);
    }
    let damaged = flattened(damaged);
    [Order::MistakenFirst, Order::MistakenLast].into_iter().any(|order| {
        [false, true].into_iter().any(|marks| {
            let replayed = replay(text.pairs, &restored, &notes, &candidate.mistaken_notes, order, marks);
            replayed.is_some_and(|replayed| {
                let replayed = flattened(&replayed);
                // Before the run stands the character before it, with its note if it has one.
                replayed.strip_suffix(damaged.as_str()).is_some_and(|head| {
                    let mut rest = head.chars();
                    flattened(&before.to_string()).chars().next() == rest.next()
                        && (rest.as_str().is_empty() || rest.as_str().starts_with('('))
                })
            })
        })
    })
}

/// The damaged text. None if a character has no GBK bytes.
fn replay(
    pairs: &Pairs,
    text: &str,
    notes: &BTreeMap<char, &str>,
    mistaken: &[(char, &str)],
    order: Order,
    marks: bool,
) -> Option<String> {
    let mut bytes = encode(pairs, text)?;
    let own = || notes.iter().map(|(c, reading)| (*c, *reading)).filter(|(c, _)| mistaken.iter().all(|(m, _)| m != c));
    let table: Vec<(char, &str)> = match order {
        Order::MistakenFirst => mistaken.iter().copied().chain(own()).collect(),
        Order::MistakenLast => own().chain(mistaken.iter().copied()).collect(),
    };
    for (c, reading) in table {
        let pattern = pairs.bytes(c)?;
        let mut note = encode(pairs, reading)?;
        note.insert(0, b'(');
        note.push(b')');
        bytes = replaced(&bytes, pattern, &[], &note);
    }
    if marks {
        for mark in MARKS {
            bytes = replaced(&bytes, pairs.bytes(mark)?, &[INSERTED], &[]);
        }
    }
    Some(decode(pairs, &bytes))
}

fn encode(pairs: &Pairs, text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            bytes.push(c as u8);
        } else {
            bytes.extend_from_slice(&pairs.bytes(c)?);
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

/// Reads GBK as the re-publishing site did: an invalid pair is one `?`, a user-defined one vanishes.
fn decode(pairs: &Pairs, bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        rest = after;
        if *first < 0x80 {
            if *first != INSERTED {
                text.push(*first as char);
            }
            continue;
        }
        let [second, after @ ..] = rest else {
            text.push('?');
            break;
        };
        rest = after;
        match pairs.character(*first, *second) {
            Some(c) => text.push(c),
            None if pairs.is_dropped(*first, *second) => {}
            None => text.push('?'),
        }
    }
    text
}

/// Full-width forms as ASCII: many copies were flattened afterwards.
fn flattened(text: &str) -> String {
    text.chars().map(flat).collect()
}
