//! Makes the automaton over classes of characters that an expression over characters stands for.

use std::ptr;

use regex_automata::nfa::thompson::{Builder, NFA, Transition};
use regex_automata::util::look;
use regex_automata::util::primitives::StateID;
use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Look, Repetition};

use crate::rules::abbreviation::Abbreviation;

use super::SIZE_LIMIT;
use super::alphabet::{Alphabet, ClassSet};

/// Goes through an expression; its nesting is limited by the parser.
struct Compiler<'a> {
    alphabet: &'a Alphabet,
    builder: Builder,
    has_groups: bool,
    /// The class that was met last: where it may be repeated, it is met as often.
    last: Option<(&'a ClassUnicode, ClassSet)>,
}

/// States that match a part of an expression: the way in and the way out, and how many characters the shortest and the longest
/// match have.
#[derive(Clone, Copy)]
struct Piece {
    start: StateID,
    end: StateID,
    shortest: usize,
    longest: usize,
    /// What a match that is not empty begins with.
    first: ClassSet,
}

/// The whole of an expression, with its groups.
pub(super) struct Compiled {
    pub(super) automaton: NFA,
    /// Characters of the longest match.
    pub(super) longest: usize,
    /// What every match begins with, unless one may be empty.
    pub(super) first: Option<ClassSet>,
}

/// The whole of an expression, with its groups; `None` if it is too large.
pub(super) fn whole<'a>(alphabet: &'a Alphabet, hir: &'a Hir) -> Option<Compiled> {
    let mut compiler = Compiler::new(alphabet, true);
    compiler.builder.start_pattern().ok()?;
    let group = compiler.builder.add_capture_start(StateID::ZERO, 0, None).ok()?;
    let piece = compiler.piece(hir)?;
    let end = compiler.builder.add_capture_end(StateID::ZERO, 0).ok()?;
    compiler.patch(group, piece.start)?;
    compiler.patch(piece.end, end)?;
    let first = (piece.shortest > 0).then_some(piece.first);
    Some(Compiled { automaton: compiler.finish(group, end)?, longest: piece.longest, first })
}

/// What has a match in a text if the expression has: of what may be repeated at the beginning only what must be. `None` if it is
/// too large.
pub(super) fn late<'a>(alphabet: &'a Alphabet, hir: &'a Hir) -> Option<NFA> {
    let mut compiler = Compiler::new(alphabet, false);
    compiler.builder.start_pattern().ok()?;
    let piece = match compiler.late(hir)? {
        Some(piece) => piece,
        None => compiler.nothing()?,
    };
    compiler.finish(piece.start, piece.end)
}

impl Piece {
    /// A state that takes no character.
    fn empty(state: StateID) -> Self {
        Self { start: state, end: state, shortest: 0, longest: 0, first: ClassSet::default() }
    }
}

impl<'a> Compiler<'a> {
    fn new(alphabet: &'a Alphabet, has_groups: bool) -> Self {
        let mut builder = Builder::new();
        // A limit that is set while nothing is there is not exceeded.
        let _ = builder.set_size_limit(Some(SIZE_LIMIT));
        Self { alphabet, builder, has_groups, last: None }
    }

    /// The automaton, which may begin to match anywhere.
    fn finish(mut self, start: StateID, end: StateID) -> Option<NFA> {
        let is_match = self.builder.add_match().ok()?;
        self.patch(end, is_match)?;
        self.builder.finish_pattern(start).ok()?;
        let anywhere = self.builder.add_union_reverse(Vec::new()).ok()?;
        let any = self.builder.add_range(Transition { start: 0, end: u8::MAX, next: anywhere }).ok()?;
        self.patch(anywhere, any)?;
        self.patch(anywhere, start)?;
        self.builder.build(start, anywhere).ok()
    }

    fn patch(&mut self, from: StateID, to: StateID) -> Option<()> {
        self.builder.patch(from, to).ok()
    }

    /// A state with several ways on: the first one or the last one that is added is tried first.
    fn fork(&mut self, greedy: bool) -> Option<StateID> {
        let state = match greedy {
            true => self.builder.add_union(Vec::new()),
            false => self.builder.add_union_reverse(Vec::new()),
        };
        state.ok()
    }

    fn nothing(&mut self) -> Option<Piece> {
        let state = self.builder.add_empty().ok()?;
        Some(Piece::empty(state))
    }

    /// One behind the other.
    fn joined(&mut self, one: Option<Piece>, next: Piece) -> Option<Piece> {
        let Some(one) = one else { return Some(next) };
        self.patch(one.end, next.start)?;
        let shortest = one.shortest.saturating_add(next.shortest);
        let longest = one.longest.saturating_add(next.longest);
        let first = if one.shortest > 0 { one.first } else { one.first.union(next.first) };
        Some(Piece { start: one.start, end: next.end, shortest, longest, first })
    }

    fn piece(&mut self, hir: &'a Hir) -> Option<Piece> {
        match hir.kind() {
            HirKind::Empty => self.nothing(),
            HirKind::Literal(literal) => self.literal(std::str::from_utf8(&literal.0).ok()?),
            HirKind::Class(Class::Unicode(class)) => self.class(class),
            HirKind::Class(Class::Bytes(_)) => None,
            HirKind::Look(at) => self.look(*at),
            HirKind::Repetition(repetition) => self.repetition(repetition),
            HirKind::Capture(capture) if !self.has_groups => self.piece(&capture.sub),
            HirKind::Capture(capture) => {
                let start =
                    self.builder.add_capture_start(StateID::ZERO, capture.index, capture.name.clone().map(Into::into));
                let (start, sub) = (start.ok()?, self.piece(&capture.sub)?);
                let end = self.builder.add_capture_end(StateID::ZERO, capture.index).ok()?;
                self.patch(start, sub.start)?;
                self.patch(sub.end, end)?;
                Some(Piece { start, end, ..sub })
            }
            HirKind::Concat(parts) => {
                let mut whole = None;
                for part in parts {
                    let next = self.piece(part)?;
                    whole = Some(self.joined(whole, next)?);
                }
                whole.or_else(|| self.nothing())
            }
            HirKind::Alternation(parts) => self.alternation(parts, Self::piece),
        }
    }

    /// What is left of an expression that begins as late as it can; `Some(None)` if that is nothing.
    fn late(&mut self, hir: &'a Hir) -> Option<Option<Piece>> {
        match hir.kind() {
            HirKind::Empty | HirKind::Repetition(Repetition { min: 0, .. }) => Some(None),
            HirKind::Repetition(repetition) => self.times(&repetition.sub, repetition.min).map(Some),
            HirKind::Capture(capture) => self.late(&capture.sub),
            HirKind::Literal(literal) => {
                let may_be_left_out =
                    |c| Abbreviation::of(c).is_some_and(|abbreviation| is_optional(abbreviation.hir()));
                match std::str::from_utf8(&literal.0).ok()?.trim_start_matches(may_be_left_out) {
                    "" => Some(None),
                    rest => self.literal(rest).map(Some),
                }
            }
            HirKind::Concat(parts) => {
                let mut whole = None;
                for part in parts {
                    whole = match whole {
                        None => self.late(part)?,
                        Some(_) => {
                            let next = self.piece(part)?;
                            Some(self.joined(whole, next)?)
                        }
                    };
                }
                Some(whole)
            }
            HirKind::Alternation(parts) => {
                let late = |compiler: &mut Self, part: &'a Hir| compiler.late(part)?.or_else(|| compiler.nothing());
                self.alternation(parts, late).map(Some)
            }
            HirKind::Class(_) | HirKind::Look(_) => self.piece(hir).map(Some),
        }
    }

    fn alternation(
        &mut self,
        parts: &'a [Hir],
        compile: impl Fn(&mut Self, &'a Hir) -> Option<Piece>,
    ) -> Option<Piece> {
        let (start, end) = (self.fork(true)?, self.builder.add_empty().ok()?);
        let (mut shortest, mut longest, mut first) = (usize::MAX, 0, ClassSet::default());
        for part in parts {
            let part = compile(self, part)?;
            self.patch(start, part.start)?;
            self.patch(part.end, end)?;
            (shortest, longest) = (shortest.min(part.shortest), longest.max(part.longest));
            first = first.union(part.first);
        }
        Some(Piece { start, end, shortest, longest, first })
    }

    fn literal(&mut self, text: &str) -> Option<Piece> {
        let mut whole = None;
        for c in text.chars() {
            let next = match Abbreviation::of(c) {
                Some(abbreviation) => self.piece(abbreviation.hir())?,
                None => self.one_of(ClassSet::one(self.alphabet.class(c)))?,
            };
            whole = Some(self.joined(whole, next)?);
        }
        whole.or_else(|| self.nothing())
    }

    fn class(&mut self, class: &'a ClassUnicode) -> Option<Piece> {
        let known = self.last.filter(|(last, _)| ptr::eq(*last, class));
        let (_, classes) = *self.last.insert(known.unwrap_or_else(|| (class, self.alphabet.classes_in(class))));
        self.one_of(classes)
    }

    /// One character of these classes.
    fn one_of(&mut self, classes: ClassSet) -> Option<Piece> {
        let ranges = classes.ranges();
        let transition = |(start, end): (u8, u8), next| Transition { start, end, next };
        let (start, end) = if let [range] = ranges[..] {
            let state = self.builder.add_range(transition(range, StateID::ZERO)).ok()?;
            (state, state)
        } else {
            let end = self.builder.add_empty().ok()?;
            let transitions = ranges.into_iter().map(|range| transition(range, end)).collect();
            (self.builder.add_sparse(transitions).ok()?, end)
        };
        Some(Piece { start, end, shortest: 1, longest: 1, first: classes })
    }

    fn look(&mut self, at: Look) -> Option<Piece> {
        let at = match at {
            Look::Start => look::Look::Start,
            Look::End => look::Look::End,
            _ => return None,
        };
        let state = self.builder.add_look(StateID::ZERO, at).ok()?;
        Some(Piece::empty(state))
    }

    /// So many times.
    fn times(&mut self, hir: &'a Hir, times: u32) -> Option<Piece> {
        let mut whole = None;
        for _ in 0..times {
            let next = self.piece(hir)?;
            whole = Some(self.joined(whole, next)?);
        }
        whole.or_else(|| self.nothing())
    }

    fn repetition(&mut self, repetition: &'a Repetition) -> Option<Piece> {
        let Repetition { min, max, greedy, ref sub } = *repetition;
        match max {
            Some(max) => self.at_most(sub, greedy, min, max),
            None if min == 0 => self.any_times(sub, greedy),
            None => {
                let before = self.times(sub, min - 1)?;
                let more = self.once_or_more(sub, greedy)?;
                self.joined(Some(before), more)
            }
        }
    }

    /// From `min` to `max` times.
    fn at_most(&mut self, hir: &'a Hir, greedy: bool, min: u32, max: u32) -> Option<Piece> {
        let must = self.times(hir, min)?;
        let end = self.builder.add_empty().ok()?;
        let (mut last, mut longest, mut first) = (must.end, must.longest, must.first);
        for _ in min..max {
            let fork = self.fork(greedy)?;
            let once = self.piece(hir)?;
            self.patch(last, fork)?;
            self.patch(fork, once.start)?;
            self.patch(fork, end)?;
            last = once.end;
            longest = longest.saturating_add(once.longest);
            first = if must.shortest > 0 { first } else { first.union(once.first) };
        }
        self.patch(last, end)?;
        Some(Piece { start: must.start, end, shortest: must.shortest, longest, first })
    }

    /// As often as it matches.
    fn once_or_more(&mut self, hir: &'a Hir, greedy: bool) -> Option<Piece> {
        let once = self.piece(hir)?;
        let again = self.fork(greedy)?;
        self.patch(once.end, again)?;
        self.patch(again, once.start)?;
        // What comes next is the other way on.
        let longest = if once.longest == 0 { 0 } else { usize::MAX };
        Some(Piece { end: again, longest, ..once })
    }

    /// As often as it matches, or not at all.
    fn any_times(&mut self, hir: &'a Hir, greedy: bool) -> Option<Piece> {
        let start = self.fork(greedy)?;
        let once = self.piece(hir)?;
        self.patch(start, once.start)?;
        let longest = if once.longest == 0 { 0 } else { usize::MAX };
        if once.shortest > 0 {
            self.patch(once.end, start)?;
            // What comes next is the other way on.
            return Some(Piece { start, end: start, shortest: 0, longest, ..once });
        }
        // Behind a match of nothing it goes on: another one would be no other.
        let (again, end) = (self.fork(greedy)?, self.builder.add_empty().ok()?);
        self.patch(once.end, again)?;
        self.patch(again, once.start)?;
        self.patch(start, end)?;
        self.patch(again, end)?;
        Some(Piece { start, end, shortest: 0, longest, ..once })
    }
}

/// True for what may be left out.
fn is_optional(hir: &Hir) -> bool {
    matches!(hir.kind(), HirKind::Repetition(Repetition { min: 0, .. }))
}
