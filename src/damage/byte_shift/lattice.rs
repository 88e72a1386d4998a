//! The byte lattice of one run: bytes that are known, one lost byte for every `?`, user-defined pairs that may have been
//! dropped. A path reads original characters from them and ends where the original and the damaged text are both at a
//! character's start. Gives the best complete paths.
//!
//! Bounds: a run has at most [`LONGEST_RUN`] tokens; a token looks at [`BEAM`] paths, and tries a dropped pair for
//! [`DROPPING`] of them with [`HALVES`] characters before it. All paths of a run share their nodes.

use crate::damage::byte_shift::language::{After, Alone, Before, Language, Rest, followed, symbol};
use crate::damage::byte_shift::pairs::{Dropped, Pairs};
use crate::damage::byte_shift::{LONGEST_RUN, Text, is_mark, note, note_without_bracket};

/// Paths kept at every token, those kept at the first two, where half of what decides is still to come, and the best ones
/// of
/// those with a dropped pair.
const BEAM: usize = 24;
const FIRST_BEAM: usize = 128;
const DROPPING: usize = 12;

/// Pairs dropped one after the other at most.
const MOST_DROPPED: usize = 4;

/// How much less probable than the best one a path may be that takes one more dropped pair, in log10.
const DROPPING_WINDOW: f64 = 4.5;

/// A character that is less probable by itself is not tried after a dropped pair.
const LEAST_TRIED: f64 = 1e-6;

/// Readings that end at one token, and readings of a run in all.
const ENDING: usize = 64;
const MOST_CANDIDATES: usize = 64;

/// Paths that are this much less probable than the best one are given up, in log10.
const WINDOW: f64 = 7.0;

/// What an ASCII character that was eaten may have been: a digit, a letter, or the sign of `互联网+`.
const EATEN: &[char] = &['0', 'a', '+'];

/// Bytes that a lost byte can have been: leads, and trails that are no ASCII.
pub const LOST: std::ops::RangeInclusive<u8> = 0x81..=0xFE;

/// Stands for the first byte of a path that is in step before a mark whose own first byte was lost.
const IN_STEP: u8 = 0;

/// What is read next of the damaged text.
#[derive(Clone, Copy)]
enum Token<'t> {
    /// `?yún)`: a byte, with the bracket of its note.
    LostWithNote(&'t str),
    /// `?` before a mark: a byte, with the one put before the mark, whose first byte it holds.
    LostBeforeMark(u8),
    /// `?` elsewhere: a byte, with the ASCII character after it.
    LostWithAscii,
    /// `(zhí)` out of step: the character that was taken for a listed one.
    Note(&'t str),
    /// The second byte of a character, alone.
    Trail(u8),
    /// A second byte and the next first byte.
    Pair(u8, u8),
}

/// A restored character and the bytes it was read from.
#[derive(Clone, Copy, Debug)]
struct Restored {
    character: char,
    /// True if nothing but the language decides one of its bytes.
    guessed: bool,
}

/// What a path did last.
#[derive(Clone, Copy, Debug)]
enum Step<'t> {
    Start,
    Character(Restored),
    /// A pair was dropped inside the character before; the next one starts with a byte of it.
    Dropped,
    /// An ASCII character of the original text, read as a second byte, or eaten: then it is a guess.
    Ascii(Restored),
    /// A character that was none, and the note it got.
    Mistaken(char, [u8; 2], &'t str),
    /// The note of the character before.
    Note(&'t str),
}

struct Node<'t> {
    parent: usize,
    step: Step<'t>,
}

/// A complete reading of a run.
#[derive(Clone, Debug, Default)]
pub struct Candidate<'t> {
    /// The characters.
    pub text: Vec<char>,
    /// Sum of log10 probabilities up to a place that all candidates of the run share.
    pub log10: f64,
    /// The mean of it a character.
    pub mean: f64,
    /// Where the run ends in the damaged text.
    pub end: usize,
    /// Indices of characters with a byte that nothing but the language decides.
    pub guessed: Vec<usize>,
    /// True if a pair was dropped.
    pub dropped: bool,
    /// True if an ASCII character was eaten, which nothing brings back; `?` stands for it.
    pub eaten: bool,
    /// What was taken for a listed character first, with its bytes.
    pub mistaken: Option<(char, [u8; 2])>,
    /// Everything that was taken for a listed character, with its note.
    pub mistaken_notes: Vec<(char, &'t str)>,
    /// Characters of the run that carry their own note.
    pub own_notes: Vec<(char, &'t str)>,
}

#[derive(Clone, Copy)]
struct Path {
    node: usize,
    log10: f64,
    /// First byte of a character whose second one is still to come, and whether it is a guess. None in step.
    pending: Option<(u8, bool)>,
    /// The last two characters, and the byte before the next one.
    before: Before,
    last: char,
    last_byte: u8,
}

/// A path whose next character ends in a dropped pair.
struct Half<'p> {
    path: Path,
    /// With that character.
    log10: f64,
    c: char,
    /// The pairs one of which was dropped.
    dropped: &'p Dropped,
}

/// One run.
pub struct Lattice<'l, 't> {
    text: &'l Text<'t>,
    language: &'l Language,
    /// What may follow the characters looked at last.
    after: After,
    nodes: Vec<Node<'t>>,
    /// What a path of this token must reach.
    floor: f64,
    /// Paths that are in step again, and where.
    finished: Vec<(Path, usize)>,
}

impl<'l, 't> Lattice<'l, 't> {
    /// A lattice over `text`.
    pub fn new(text: &'l Text<'t>, language: &'l Language) -> Self {
        let after = language.after(Before::default());
        Self { text, language, after, nodes: Vec::new(), floor: f64::MIN, finished: Vec::new() }
    }

    /// The readings of the run that starts with the `?` at `start`, after `before`; the best first. None if it does not
    /// come back into step.
    pub fn run(mut self, start: usize, before: [char; 3], budget: &mut usize) -> Option<Vec<Candidate<'t>>> {
        self.nodes.push(Node { parent: 0, step: Step::Start });
        let last = before[2];
        let last_byte = last_byte_of(self.text.pairs, last);
        let before = before.map(symbol);
        let mut paths = vec![Path { node: 0, log10: 0.0, pending: None, before, last, last_byte }];
        let mut at = start;
        // The best complete reading so far, taken on through the text that follows it as it stands.
        let mut carried: Option<(f64, Before)> = None;
        for index in 0..LONGEST_RUN {
            *budget = budget.checked_sub(1)?;
            let Some((tokens, length)) = self.tokens(at, index == 0) else { break };
            let shown = self.text.text[at..at + length].chars().next().filter(|_| length < 5);
            at += length;
            let mut next = Vec::new();
            if let (Some((log10, before)), Some(c)) = (&mut carried, shown) {
                *log10 += self.language.log10(*before, c);
                *before = followed(*before, c);
            }
            self.floor = carried.map_or(f64::MIN, |(log10, _)| log10 - WINDOW);
            for token in tokens.into_iter().flatten() {
                self.step(&paths, token, index == 0, &mut next);
            }
            next.sort_by(|a, b| b.log10.total_cmp(&a.log10));
            let mut ended = next.iter().filter(|path| path.pending.is_none()).take(ENDING).peekable();
            if let Some(path) = ended.peek().filter(|path| carried.is_none_or(|(log10, _)| log10 < path.log10)) {
                carried = Some((path.log10, path.before));
            }
            self.finished.extend(ended.map(|path| (*path, at)));
            next.retain(|path| path.pending.is_some());
            let best =
                next.first().map_or(f64::MIN, |path| path.log10).max(carried.map_or(f64::MIN, |(log10, _)| log10));
            next.retain(|path| path.log10 > best - WINDOW);
            next.truncate(if index < 2 { FIRST_BEAM } else { BEAM });
            paths = next;
            if paths.is_empty() {
                break;
            }
        }
        (!self.finished.is_empty()).then(|| self.complete(start))
    }

    fn tokens(&self, at: usize, first: bool) -> Option<([Option<Token<'t>>; 2], usize)> {
        let rest: &'t str = self.text.text.get(at..)?;
        let c = rest.chars().next()?;
        let full_width = |c: char| Token::Pair(0xA3, c as u8 | 0x80);
        Some(match c {
            '?' => match note_without_bracket(&rest[1..]) {
                Some(syllable) => ([Some(Token::LostWithNote(syllable)), None], 1 + syllable.len() + 1),
                None if rest[1..].starts_with(is_mark) => {
                    // A question mark in its own right is a full-width one that was made ASCII.
                    let itself = (!first).then(|| full_width('?'));
                    ([Some(Token::LostBeforeMark(self.lead_of(&rest[1..]))), itself], 1)
                }
                None if first => return None,
                None => ([Some(full_width('?')), Some(Token::LostWithAscii)], 1),
            },
            '(' => match note(rest) {
                Some(syllable) => ([Some(Token::Note(syllable)), None], syllable.len() + 2),
                None => ([Some(full_width('(')), None], 1),
            },
            '@'..='~' => ([Some(Token::Trail(c as u8)), Some(full_width(c))], 1),
            // No second byte of a character: a full-width form that was made ASCII later.
            '!'..='>' => ([Some(full_width(c)), None], 1),
            '€' => ([Some(Token::Trail(0x80)), None], c.len_utf8()),
            _ => {
                let [first, second] = self.text.pairs.bytes(c)?;
                ([Some(Token::Pair(first, second)), None], c.len_utf8())
            }
        })
    }

    /// The first byte of the mark at the start of `rest`.
    fn lead_of(&self, rest: &str) -> u8 {
        rest.chars().next().and_then(|mark| self.text.pairs.bytes(mark)).map_or(0xA3, |bytes| bytes[0])
    }

    fn step(&mut self, paths: &[Path], token: Token<'t>, first: bool, next: &mut Vec<Path>) {
        for path in paths {
            match path.pending {
                None if first => self.start_run(path, token, next),
                None => {}
                Some((lead, _)) if lead == IN_STEP => self.lost_mark(path, token, next),
                Some((lead, guessed)) => {
                    self.second_byte(path, lead, guessed, token, next);
                }
            }
        }
        if !self.text.keeps_private_use && !matches!(token, Token::Note(_)) {
            self.dropped_pairs(paths, token, next);
        }
    }

    /// The byte that was eaten first.
    fn start_run(&mut self, path: &Path, token: Token<'t>, next: &mut Vec<Path>) {
        match token {
            Token::LostWithNote(syllable) => self.mistaken_byte(path, syllable, next),
            Token::LostBeforeMark(_) => {
                next.extend(LOST.map(|lost| Path { pending: Some((lost, true)), ..*path }));
            }
            _ => {}
        }
    }

    /// The byte that made a listed character of the byte before it.
    fn mistaken_byte(&mut self, path: &Path, syllable: &'t str, next: &mut Vec<Path>) {
        let text = self.text;
        for listed in text.read_as(syllable).iter().filter(|listed| listed.bytes[0] == path.last_byte) {
            let Some(lost) = Some(listed.bytes[1]).filter(|lost| LOST.contains(lost)) else { continue };
            let node = self.push(path.node, Step::Mistaken(listed.character, listed.bytes, syllable));
            next.push(Path { node, pending: Some((lost, false)), ..*path });
        }
    }

    /// The pending character is completed by the token's first byte.
    fn second_byte(&mut self, path: &Path, lead: u8, guessed: bool, token: Token<'t>, next: &mut Vec<Path>) {
        match token {
            Token::Pair(trail, lead_of_next) => {
                let Some(path) = self.with(path, lead, trail, guessed) else { return };
                if lead_of_next >= 0x80 {
                    next.push(Path { pending: Some((lead_of_next, false)), ..path });
                } else {
                    let character = lead_of_next as char;
                    next.push(self.with_ascii(&path, Restored { character, guessed: false }));
                }
            }
            Token::Trail(trail) => next.extend(self.with(path, lead, trail, guessed)),
            Token::Note(syllable) => {
                let bytes = [path.last_byte, lead];
                let mistaken = self.text.pairs.character(bytes[0], bytes[1]);
                if let Some(mistaken) = mistaken.filter(|c| self.text.is_read(*c, syllable)) {
                    let node = self.push(path.node, Step::Mistaken(mistaken, bytes, syllable));
                    next.push(Path { node, ..*path });
                }
            }
            Token::LostWithNote(syllable) => self.lost_with_note(path, (lead, guessed), syllable, next),
            Token::LostBeforeMark(mark_lead) => self.lost_before_mark(path, lead, mark_lead, next),
            // A mark that got a byte before it has no ASCII in it.
            Token::LostWithAscii if path.node == 0 => {}
            Token::LostWithAscii => {
                for lost in LOST {
                    if let Some(after) = self.with(path, lead, lost, true) {
                        self.eaten(&after, next);
                    }
                }
            }
        }
    }

    /// The pending character is completed by a lost byte: it is a listed one, whose note that is, or its second byte and
    /// the lost one after it were taken for a listed one.
    fn lost_with_note(&mut self, path: &Path, (lead, guessed): (u8, bool), syllable: &'t str, next: &mut Vec<Path>) {
        let text = self.text;
        let mut begun = 0;
        for listed in text.read_as(syllable) {
            if listed.bytes[0] == lead
                && let Some(after) = self.with(path, lead, listed.bytes[1], guessed)
            {
                let node = self.push(after.node, Step::Note(syllable));
                next.push(Path { node, ..after });
            }
            // What was `?` already when marks were treated: the eaten byte of a character taken for a listed one.
            // The characters are in the order of their bytes.
            if listed.bytes[0] != begun {
                begun = listed.bytes[0];
                if let Some(after) = self.with(path, lead, begun, guessed) {
                    self.mistaken_byte(&after, syllable, next);
                }
            }
        }
    }

    /// The pending character is completed by a byte that was eaten before a mark.
    fn lost_before_mark(&mut self, path: &Path, lead: u8, mark_lead: u8, next: &mut Vec<Path>) {
        for lost in LOST {
            if path.node > 0
                && let Some(after) = self.with(path, lead, lost, true)
            {
                next.push(Path { pending: Some((IN_STEP, true)), ..after });
            }
            // `??、`: the first byte was eaten with what was put before a mark that begins with the second.
            if path.node > 0 || self.text.pairs.character(lost, mark_lead).is_some_and(is_mark) {
                next.extend(self.with(path, lead, lost, true));
            }
        }
    }

    /// `有力??；`: 力 lost its second byte to what was put before 。, which lost its first one in the same way before what
    /// was read as ；.
    fn lost_mark(&mut self, path: &Path, token: Token<'t>, next: &mut Vec<Path>) {
        let Token::LostBeforeMark(mark_lead) = token else { return };
        let is_one = |lost: &u8| self.text.pairs.character(*lost, mark_lead).is_some_and(is_mark);
        next.extend(LOST.filter(is_one).map(|lost| Path { pending: Some((lost, true)), ..*path }));
    }

    /// The pending character ends in a pair that was dropped, whose second byte starts the next character; which may end
    /// in another such pair.
    fn dropped_pairs(&mut self, paths: &[Path], token: Token<'t>, next: &mut Vec<Path>) {
        let pairs = self.text.pairs;
        let mut tried: Vec<Half> = Vec::new();
        for path in paths.iter().take(BEAM) {
            // The byte that was put before a mark stands right before it: nothing was dropped there.
            let may_drop = path.node > 0 && path.log10 >= self.dropping_floor();
            let Some((lead, _)) = path.pending.filter(|_| may_drop) else { continue };
            for dropped in pairs.dropped() {
                if let Some(c) = pairs.character(lead, dropped.first) {
                    self.try_half(path, c, dropped, &mut tried);
                }
            }
        }
        for _ in 0..MOST_DROPPED {
            let halves = self.best(tried);
            tried = Vec::new();
            for half in &halves {
                if let Token::LostBeforeMark(_) | Token::LostWithAscii = token {
                    self.lost_character(half, token, next);
                    continue;
                }
                for second in &half.dropped.seconds {
                    if self.is_tried(*second, token) {
                        self.second_byte(&half.path, *second, true, token, next);
                    }
                }
                if half.log10 < self.dropping_floor() {
                    continue;
                }
                for (c, place) in &half.dropped.between {
                    if let Some(dropped) = pairs.dropped().get(*place) {
                        self.try_half(&half.path, *c, dropped, &mut tried);
                    }
                }
            }
        }
    }

    /// A character that ends in a dropped pair, if it is worth following.
    fn try_half(&mut self, path: &Path, c: char, dropped: &'l Dropped, tried: &mut Vec<Half<'l>>) {
        let log10 = path.log10 + self.log10(path.before, c);
        if log10 >= self.dropping_floor() {
            tried.push(Half { path: *path, log10, c, dropped });
        }
    }

    /// `水平。` as `水?。`: the first byte of a character went with the dropped pair, and the other one was eaten, by itself
    /// or with the ASCII character after it.
    fn lost_character(&mut self, half: &Half<'l>, token: Token<'t>, next: &mut Vec<Path>) {
        if half.log10 < self.dropping_floor() {
            return;
        }
        for (_, [lead, trail]) in &half.dropped.after {
            match (self.with(&half.path, *lead, *trail, true), token) {
                (Some(after), Token::LostWithAscii) => self.eaten(&after, next),
                (after, _) => next.extend(after),
            }
        }
    }

    /// An ASCII character that was eaten: a line ends after a full stop; of anything else nothing is known.
    fn eaten(&mut self, path: &Path, next: &mut Vec<Path>) {
        for character in ['?', '\n'] {
            next.push(self.with_ascii(path, Restored { character, guessed: true }));
        }
    }

    /// The best of the paths that end in a dropped pair, with their last character on them.
    fn best(&mut self, mut tried: Vec<Half<'l>>) -> Vec<Half<'l>> {
        tried.retain(|half| half.log10 >= self.dropping_floor());
        tried.sort_by(|a, b| b.log10.total_cmp(&a.log10));
        tried.truncate(DROPPING);
        for half in &mut tried {
            let restored = Restored { character: half.c, guessed: true };
            let node = self.push(half.path.node, Step::Character(restored));
            let node = self.push(node, Step::Dropped);
            let before = followed(half.path.before, half.c);
            let log10 = half.log10;
            half.path = Path { node, log10, pending: None, before, last: half.c, last_byte: half.dropped.first };
        }
        tried
    }

    fn dropping_floor(&self) -> f64 {
        self.floor + WINDOW - DROPPING_WINDOW
    }

    /// False if no common character has these bytes.
    fn is_tried(&self, lead: u8, token: Token<'t>) -> bool {
        match token {
            Token::Pair(trail, _) | Token::Trail(trail) => {
                self.text.pairs.character(lead, trail).is_some_and(|c| Alone::get().of(c) >= LEAST_TRIED)
            }
            _ => true,
        }
    }

    fn log10(&mut self, before: Before, c: char) -> f64 {
        self.language.log10_after(&mut self.after, before, c)
    }

    /// The path with one more character. None if there is none, or if the path is not worth following with it.
    fn with(&mut self, path: &Path, lead: u8, trail: u8, guessed: bool) -> Option<Path> {
        let character = self.text.pairs.character(lead, trail)?;
        let log10 = path.log10 + self.log10(path.before, character);
        if log10 < self.floor {
            return None;
        }
        self.floor = self.floor.max(log10 - WINDOW);
        let node = self.push(path.node, Step::Character(Restored { character, guessed }));
        let before = followed(path.before, character);
        Some(Path { node, log10, pending: None, before, last: character, last_byte: trail })
    }

    fn with_ascii(&mut self, path: &Path, restored: Restored) -> Path {
        let c = restored.character;
        let node = self.push(path.node, Step::Ascii(restored));
        let read_as = if c == '?' { EATEN } else { &[c] };
        let all = read_as.iter().map(|c| (self.log10(path.before, *c), *c));
        let best = all.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, c));
        let log10 = path.log10 + best.0;
        let before = followed(path.before, best.1);
        Path { node, log10, before, last: c, last_byte: c as u8, pending: None }
    }

    fn push(&mut self, parent: usize, step: Step<'t>) -> usize {
        self.nodes.push(Node { parent, step });
        self.nodes.len() - 1
    }

    /// The complete readings: a note after the run belongs to its last character, and the text goes on after it.
    fn complete(mut self, start: usize) -> Vec<Candidate<'t>> {
        let finished = std::mem::take(&mut self.finished);
        let furthest = finished.iter().map(|(_, end)| *end).max().unwrap_or(0);
        let rest = Rest::of(self.text, self.language, start, furthest);
        let mut complete = Vec::with_capacity(finished.len());
        for (path, at) in finished {
            let (mut end, mut own) = (at, None);
            let has_note = matches!(self.nodes[path.node].step, Step::Note(_) | Step::Ascii(_));
            if let Some(syllable) = self.text.text.get(at..).and_then(note).filter(|_| !has_note) {
                if !self.text.is_read(path.last, syllable) {
                    continue;
                }
                end = at + syllable.len() + 2;
                own = Some((path.last, syllable));
            }
            let log10 = path.log10 + rest.log10_from(self.language, path.before, end);
            complete.push((log10, path, end, own));
        }
        complete.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut seen = std::collections::BTreeSet::new();
        let mut candidates: Vec<Candidate<'t>> = Vec::with_capacity(MOST_CANDIDATES);
        for (log10, path, end, own) in complete {
            let mut candidate = self.candidate(path.node);
            if !seen.insert((end, candidate.text.clone())) {
                continue;
            }
            candidate.own_notes.extend(own);
            candidate.end = end;
            candidate.mean = path.log10 / candidate.text.len().max(1) as f64;
            candidate.log10 = log10;
            candidates.push(candidate);
            if candidates.len() == MOST_CANDIDATES {
                break;
            }
        }
        candidates
    }

    fn candidate(&self, mut node: usize) -> Candidate<'t> {
        let mut steps = Vec::new();
        while let Some(Node { parent, step }) = self.nodes.get(node).filter(|_| node > 0) {
            steps.push(*step);
            node = *parent;
        }
        let mut candidate = Candidate::default();
        for step in steps.into_iter().rev() {
            match step {
                Step::Start => {}
                Step::Character(restored) | Step::Ascii(restored) => {
                    candidate.eaten |= restored.character == '?';
                    if restored.guessed {
                        candidate.guessed.push(candidate.text.len());
                    }
                    candidate.text.push(restored.character);
                }
                Step::Dropped => candidate.dropped = true,
                Step::Mistaken(c, bytes, syllable) => {
                    candidate.mistaken = candidate.mistaken.or(Some((c, bytes)));
                    candidate.mistaken_notes.push((c, syllable));
                }
                Step::Note(syllable) => candidate.own_notes.extend(candidate.text.last().map(|c| (*c, syllable))),
            }
        }
        candidate
    }
}

fn last_byte_of(pairs: &Pairs, c: char) -> u8 {
    match c {
        // A full-width form that was made ASCII later: nothing else is put out of step by what follows it.
        '!'..='~' => c as u8 | 0x80,
        _ => pairs.bytes(c).map_or(0, |bytes| bytes[1]),
    }
}
