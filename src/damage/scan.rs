//! The walk: text in, suspicious places out. Clean text costs one bit looked up a character; everything else happens at
//! the characters that the walk stops at, and looks at a bounded stretch around them.

use crate::char_class::{self, Class, CodeSet, class, is_han};
use crate::damage::binary::{self, Binary};
use crate::damage::foreign_form::{self, ForeignForms};
use crate::damage::mojibake::{File, SIGNS, SignClusters};
use crate::damage::pinyin::{self, Note};
use crate::damage::seven_bit::SevenBit;
use crate::damage::transfer::Look;
use crate::damage::{
    Damage, Suspect, SuspectKind, byte_shift, four_byte, look_alike, question_mark, radical, residue, seven_bit,
    transfer,
};
use crate::facts::token::{Met, WantedCharacters};
use crate::span::Span;

/// What the walk stops at, signs of a wrong decoder included.
const SUSPICIOUS_OR_FOLDED: CodeSet = char_class::SUSPICIOUS_OR_FOLDED.union(&ALSO);
/// The same for a walk that reads tokens, too.
pub static STOPS: WantedCharacters = WantedCharacters::new(SUSPICIOUS_OR_FOLDED);
static SUSPICIOUS_OR_FORMS: CodeSet = char_class::SUSPICIOUS.union(&char_class::FORMS).union(&ALSO);
static SUSPICIOUS: CodeSet = char_class::SUSPICIOUS.union(&ALSO);
static ALSO: CodeSet = SIGNS
    .union(&radical::BLOCKS)
    .union(&look_alike::LETTERS)
    .union(&foreign_form::FORMS)
    .union(&binary::MARKS)
    .union(&MARKS);

/// ASCII that begins what was encoded as ASCII and never decoded.
static MARKS: CodeSet = transfer::MARKS.union(&seven_bit::MARKS);

/// Finds the suspicious places of a text.
pub fn scan(text: &str) -> Damage {
    scan_on(text, Met::default(), File::default())
}

/// Finds the suspicious places of a text that was decoded from `file`, where another walk met characters of [`STOPS`] up to a
/// place.
pub fn scan_on(text: &str, met: Met, file: File) -> Damage {
    static FROM_THE_START: CodeSet = SUSPICIOUS_OR_FOLDED;
    let mut walk = Walk {
        text,
        damage: Damage::default(),
        notes: Vec::new(),
        doubtful: Vec::new(),
        signs: SignClusters::default(),
        seven_bit: Vec::new(),
        marks_done: 0,
        signatures: Vec::new(),
        foreign_forms: ForeignForms::default(),
        words_done: 0,
    };
    let mut at = 0;
    for place in met.places {
        if place as usize >= at {
            at = walk.stop_at(place as usize);
        }
    }
    at = at.max(met.done);
    let mut stops = if walk.damage.folds { &SUSPICIOUS_OR_FORMS } else { &FROM_THE_START };
    while let Some(stop) = stops.find(text.as_bytes(), at) {
        at = walk.stop_at(stop);
        if walk.foreign_forms.is_everywhere() {
            stops = &SUSPICIOUS;
        } else if walk.damage.folds {
            stops = &SUSPICIOUS_OR_FORMS;
        }
    }
    walk.finish(file)
}

/// EF BB BF, the byte order mark of UTF-8, read as Windows-1252.
const MISREAD_MARK: &str = "ï»¿";

struct Walk<'t> {
    text: &'t str,
    damage: Damage,
    /// Toned notes right after a Han character.
    notes: Vec<Note>,
    /// Indices of suspects that only a text with the annotation accident has.
    doubtful: Vec<usize>,
    /// Where signs of a wrong decoder stand close together.
    signs: SignClusters,
    /// Runs of UTF-7 and HZ.
    seven_bit: Vec<SevenBit>,
    /// No mark before this byte begins a run.
    marks_done: usize,
    /// Signatures of binary documents.
    signatures: Vec<Binary>,
    /// Han characters outside of the standard table.
    foreign_forms: ForeignForms,
    /// Words before this byte were looked at for look-alikes.
    words_done: usize,
}

impl Walk<'_> {
    /// Looks at the character at `at`; the answer is where the walk goes on.
    fn stop_at(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let Some(c) = rest.chars().next() else { return self.text.len() };
        let next = at + c.len_utf8();
        if SIGNS.holds(c) {
            if rest.starts_with(MISREAD_MARK) {
                return self.found(SuspectKind::MisreadMark, at, at + MISREAD_MARK.len());
            }
            self.signs.see(at, next);
        }
        if MARKS.holds(c)
            && at >= self.marks_done
            && let Some(end) = self.mark(at)
        {
            return end;
        }
        if matches!(c, '(' | '%' | '\\' | '^' | 'j' | 'W' | '\u{1}' | '\u{3}' | '\u{5}' | '\u{11}' | '\u{871}')
            && self.signatures.last().is_none_or(|last| last.span.end as usize <= at)
            && let Some(signature) = binary::read(self.text, at)
        {
            self.signatures.push(signature);
        }
        match class(c) {
            class @ (Class::Traditional | Class::FullDigit | Class::FullLetter) => {
                self.damage.folds = true;
                match class {
                    Class::Traditional => self.foreign_forms.see(c, at, next),
                    Class::FullLetter => self.look_alike(at),
                    _ => {}
                }
                next
            }
            Class::Open if c == '(' => self.bracket(at),
            Class::QuestionMark => self.question_mark(at),
            Class::Residue => self.residue(at).unwrap_or(next),
            Class::Control => self.found(SuspectKind::Control, at, control_run(self.text, at)),
            Class::CarriageReturn if rest.as_bytes().get(1) == Some(&b'\n') => {
                self.damage.windows_line_ends += 1;
                next + 1
            }
            Class::CarriageReturn => self.found(SuspectKind::LoneCarriageReturn, at, next),
            class @ Class::PrivateUse => self.found(SuspectKind::PrivateUse, at, run(self.text, at, class)),
            Class::Replacement if let Some(span) = four_byte::read(self.text, at) => {
                self.found(SuspectKind::FourByteResidue, at, span.end as usize)
            }
            class @ Class::Replacement => self.found(SuspectKind::Replacement, at, run(self.text, at, class)),
            class @ Class::Invisible => self.found(SuspectKind::Invisible, at, run(self.text, at, class)),
            class @ Class::OddSpace => self.found(SuspectKind::OddSpace, at, run(self.text, at, class)),
            Class::Bidi => self.found(SuspectKind::Bidi, at, next),
            _ if radical::unified(c).is_some() => self.found(SuspectKind::RadicalForm, at, radical_run(self.text, at)),
            _ => {
                self.foreign_forms.see(c, at, next);
                if look_alike::LETTERS.holds(c) || look_alike::is_mathematical(c) {
                    self.look_alike(at);
                }
                next
            }
        }
    }

    fn found(&mut self, kind: SuspectKind, start: usize, end: usize) -> usize {
        self.damage.suspects.push(Suspect { kind, span: Span::new(start, end) });
        end
    }

    /// A suspect that stays only if the text turns out to have the annotation accident.
    fn doubtful(&mut self, kind: SuspectKind, start: usize, end: usize) -> usize {
        self.doubtful.push(self.damage.suspects.len());
        self.found(kind, start, end)
    }

    /// Looks at the word at `at`. The walk goes on behind the character all the same: it may be a sign of something else.
    fn look_alike(&mut self, at: usize) {
        if at >= self.words_done {
            let (word, end) = look_alike::read(self.text, at);
            self.words_done = end;
            self.damage.look_alikes.extend(word);
        }
    }

    /// The end of the run that the mark at `at` begins.
    fn mark(&mut self, at: usize) -> Option<usize> {
        if self.text[at..].starts_with(['+', '~']) {
            match seven_bit::read(self.text, at) {
                Ok(run) => {
                    let end = run.span.end as usize;
                    self.seven_bit.push(run);
                    return Some(end);
                }
                Err(next) => self.marks_done = next,
            }
        } else {
            match transfer::read(self.text, at) {
                Look::Run(run) => {
                    let end = run.span.end as usize;
                    self.damage.transfers.push(run);
                    return Some(end);
                }
                Look::NothingBefore(next) => self.marks_done = next,
            }
        }
        None
    }

    fn bracket(&mut self, at: usize) -> usize {
        let Some(note) = pinyin::bracketed(&self.text[at..]) else { return at + 1 };
        let end = at + note.length;
        match self.text[..at].chars().next_back() {
            Some(base) if is_han(base) => {
                if note.toned {
                    self.notes.push(Note { base, span: Span::new(at, end) });
                    self.found(SuspectKind::PinyinAnnotation, at, end)
                } else {
                    self.doubtful(SuspectKind::PinyinAnnotation, at, end)
                }
            }
            // The character that the note belonged to is gone: its last byte stands there as a character of its own.
            Some('!'..='~') if note.toned && self.ends_before(at - 1) => {
                self.doubtful(SuspectKind::BrokenAnnotation, at - 1, end)
            }
            _ => at + 1,
        }
    }

    fn question_mark(&mut self, at: usize) -> usize {
        if let Some(span) = four_byte::read(self.text, at) {
            return self.found(SuspectKind::FourByteResidue, at, span.end as usize);
        }
        if let Some(length) = pinyin::without_bracket(&self.text[at + 1..]) {
            return self.found(SuspectKind::BrokenAnnotation, at, at + 1 + length);
        }
        let end = question_mark::end_of_run(self.text, at);
        if question_mark::may_be_lost(self.text, Span::new(at, end)) {
            self.found(SuspectKind::QuestionMark, at, end)
        } else {
            end
        }
    }

    fn residue(&mut self, at: usize) -> Option<usize> {
        let span = residue::read(self.text, at)?;
        (self.ends_before(span.start as usize))
            .then(|| self.found(SuspectKind::Residue, span.start as usize, span.end as usize))
    }

    /// True if every suspect so far ends at or before `at`.
    fn ends_before(&self, at: usize) -> bool {
        self.damage.suspects.last().is_none_or(|last| last.span.end as usize <= at)
    }

    fn finish(mut self, file: File) -> Damage {
        // `qu(qū)` is no broken note without others: a primer has it.
        let broken = self.damage.of(SuspectKind::BrokenAnnotation);
        let broken = broken.filter(|span| self.text[span.range()].starts_with('?')).count();
        self.damage.annotations = pinyin::accident(self.text, &self.notes, broken);
        if let Some(accident) = &self.damage.annotations {
            self.damage.shifts = byte_shift::places(self.text, &accident.notes);
            self.damage.drop_suspects_of_shifts();
        }
        if self.damage.annotations.is_none() && !self.doubtful.is_empty() {
            let mut index = 0;
            let mut doubtful = self.doubtful.iter().peekable();
            self.damage.suspects.retain(|_| {
                let drop = doubtful.next_if_eq(&&index).is_some();
                index += 1;
                !drop
            });
        }
        let is_mark = |suspect: &&Suspect| matches!(suspect.kind, SuspectKind::Replacement | SuspectKind::QuestionMark);
        let marks = self.damage.suspects.iter().filter(is_mark).map(|suspect| suspect.span);
        self.damage.mojibake = self.signs.find(self.text, marks, file);
        if self.damage.annotations.is_some() {
            // What puts the bytes out of step there is known.
            self.damage.mojibake.retain(|run| !run.is_out_of_step());
        }
        self.damage.transfers = transfer::with_single(self.text, std::mem::take(&mut self.damage.transfers));
        self.damage.seven_bit = seven_bit::join(self.text, self.seven_bit);
        self.damage.foreign_forms = self.foreign_forms.finish(self.text);
        self.damage.binaries = binary::stretches(self.signatures, &self.damage.suspects);
        self.damage.put_runs_among_suspects(self.text);
        self.damage
    }
}

/// End of the run of characters of `wanted` that starts at `at`.
fn run(text: &str, at: usize, wanted: Class) -> usize {
    text[at..].char_indices().find(|(_, c)| class(*c) != wanted).map_or(text.len(), |(length, _)| at + length)
}

/// End of the run of radicals and compatibility ideographs at `at`.
fn radical_run(text: &str, at: usize) -> usize {
    let ends = |(_, c): &(usize, char)| radical::unified(*c).is_none();
    text[at..].char_indices().find(ends).map_or(text.len(), |(length, _)| at + length)
}

/// End of the run of control characters at `at`; an ANSI escape sequence belongs to it whole.
fn control_run(text: &str, at: usize) -> usize {
    let mut end = at;
    while let Some(c) = text[end..].chars().next() {
        if class(c) != Class::Control {
            break;
        }
        end += c.len_utf8();
        if c == '\u{1B}' {
            end += escape_sequence(&text.as_bytes()[end..]);
        }
    }
    end
}

/// Length of the rest of an ANSI escape sequence after its U+001B; 0 if there is none. A control sequence (ECMA-48, 5.4:
/// parameter and intermediate bytes, a final byte) has few parameters, and what is longer is none; a string such as the
/// title of a window (5.6) ends at BEL or at another escape.
fn escape_sequence(after: &[u8]) -> usize {
    const LONGEST: usize = 32;
    const LONGEST_STRING: usize = 256;
    match after.first() {
        Some(b'[') => {
            let parameters = after[1..].iter().take(LONGEST).take_while(|b| matches!(b, b' '..=b'?')).count();
            if matches!(after.get(1 + parameters), Some(b'@'..=b'~')) { parameters + 2 } else { 0 }
        }
        Some(b']') => {
            let content = after[1..].iter().take(LONGEST_STRING).take_while(|b| matches!(b, b' '..=b'~')).count();
            if matches!(after.get(1 + content), Some(0x07 | 0x1B)) { content + 1 } else { 0 }
        }
        // The end of such a string.
        Some(b'\\') => 1,
        _ => 0,
    }
}
