//! How paths go on byte by byte: what may stand where in a character, and what a complete one may be.

use super::path::Path;
use super::slots::{Alternative, Slot, Step};
use super::vocabulary::Unknown;
use super::{Here, Lattice};
use crate::damage::mojibake::Charset;

/// A reading that is less probable than the best one by this factor is none.
const WIDTH_OF_READINGS: f32 = 1e-4;

/// Margin of a character where only common ones were looked at: it may be a rare one.
const NOT_ALL_LOOKED_AT: f32 = 1.0;

/// Characters that one set of bytes may stand for before only the most common ones are looked at: a byte of the lead and
/// a byte that follows, both lost.
const MOST_READINGS: usize = 4096;
const MOST_READINGS_OF_DROPS: usize = 2500;

/// The same where a text has made more steps than it may: no others are looked at.
pub(super) const FEW_READINGS: usize = 64;

/// log10 cost of an eaten byte being another sign than a line end, a space, a digit or a letter, and what ten digits have more
/// than one.
const OTHER_SIGN: f32 = -2.5;
const ANY_DIGIT: f32 = 1.0;

impl Lattice<'_, '_> {
    /// Goes on with the bytes of one alternative.
    pub(super) fn go_on(&mut self, path: &Path, alternative: &Alternative, here: Here, next: &mut Vec<Path>) {
        let mut path = Path { log10: path.log10 + alternative.cost, ..*path };
        if path.log10 + path.promise.max(0.0) < self.least {
            return;
        }
        let mut steps = alternative.steps();
        if steps.is_empty() {
            next.push(Path { is_in_doubt: here.is_in_doubt && path.length > 0, ..path });
            return;
        }
        // One way on, as long as nothing is complete.
        while let [Step::Byte(slot), rest @ ..] = steps
            && !rest.is_empty()
            && let Some(longer) = self.appended(path, *slot).filter(|longer| !self.is_complete(longer))
        {
            self.output.work += 1;
            path = Path { is_in_doubt: longer.is_in_doubt || here.is_in_doubt, ..longer };
            steps = rest;
        }
        if let [step] = steps {
            self.push(path, *step, here, next);
            return;
        }
        let (mut now, mut then) = (std::mem::take(&mut self.now), std::mem::take(&mut self.then));
        now.clear();
        now.push(path);
        let mut steps = steps.iter().peekable();
        while let Some(step) = steps.next() {
            let is_last = steps.peek().is_none();
            then.clear();
            let to = if is_last { &mut *next } else { &mut then };
            for path in &now {
                self.push(*path, *step, Here { is_last, ..here }, to);
            }
            std::mem::swap(&mut now, &mut then);
        }
        (self.now, self.then) = (now, then);
    }

    /// Goes on with one byte.
    fn push(&mut self, path: Path, step: Step, here: Here, next: &mut Vec<Path>) {
        self.output.work += 1;
        let slot = match step {
            Step::Byte(slot) => slot,
            Step::Eaten => return self.push_eaten(path, here, next),
            Step::Break => return self.push_line_break(path, here, next),
        };
        if let Some(byte) = slot.byte()
            && byte < 0x80
            && path.length == 0
        {
            let log10 = path.log10 + self.language_log10(&path, char::from(byte));
            next.push(self.with(Path { log10, ..path }, char::from(byte), here));
            return;
        }
        match self.appended(path, slot) {
            Some(path) => {
                let path = Path { is_in_doubt: path.is_in_doubt || here.is_in_doubt, ..path };
                if self.is_complete(&path) { self.complete(path, here, next) } else { next.push(path) }
            }
            None if path.length > 0 => {
                let path = self.write_off(path, Here { is_last: false, ..here });
                self.push(path, step, here, next);
            }
            None => next.push(self.lost(path, here)),
        }
    }

    /// Goes on with a line break that is no longer there.
    fn push_line_break(&mut self, path: Path, here: Here, next: &mut Vec<Path>) {
        let path = self.write_off(path, Here { is_last: false, ..here });
        let log10 = path.log10 + self.language.log10(path.before, '\n');
        next.push(self.with(Path { log10, ..path }, '\n', here.in_doubt()));
    }

    /// Goes on with what was eaten: a line end, a space, a digit or a letter, whichever goes with what stands around it, or
    /// another sign. Which digit or letter nothing says, but for the first one of a year.
    fn push_eaten(&mut self, path: Path, here: Here, next: &mut Vec<Path>) {
        self.push_line_break(path, here, next);
        let path = self.write_off(path, Here { is_last: false, ..here });
        let unknown = char::REPLACEMENT_CHARACTER;
        let [of_space, of_letter, of_digit] = [' ', 'a', '0'].map(|c| self.language.log10(path.before, c));
        // What stands before a space goes with what follows it.
        let digit =
            self.eaten_digit(here.end as usize).map(|digit| (digit, path.before.then('0'), of_digit + ANY_DIGIT));
        let others = [
            (unknown, path.before.then(unknown), OTHER_SIGN),
            (' ', path.before, of_space),
            (unknown, path.before.then('a'), of_letter),
        ];
        for (c, before, log10) in others.into_iter().chain(digit) {
            let eaten = self.with(Path { log10: path.log10 + log10, ..path }, c, here.in_doubt());
            // Nothing is known of it but what goes with its neighbours.
            self.nodes.last_mut().into_iter().for_each(|node| node.margin = 0.0);
            next.push(Path { before, ..eaten });
        }
    }

    /// The digit that was eaten before the rest of the source, U+FFFD if it may be any: `?023骞` was 2023年, and of two hundred
    /// round hundreds of percent one is not 100%. None if it cannot have been a digit: the year of `?2023骞` is complete.
    fn eaten_digit(&self, at: usize) -> Option<char> {
        let rest = self.source.get(at..).unwrap_or_default();
        let count = rest.bytes().take(5).take_while(u8::is_ascii_digit).count();
        let following = rest.get(count..).unwrap_or_default();
        let is_year = following.starts_with("-20") || self.may_start_with(following, '年');
        match rest.as_bytes().get(..count) {
            Some([b'0', _, _]) if is_year => Some('2'),
            Some([b'8' | b'9', _, _]) if is_year => Some('1'),
            Some(b"00") if following.starts_with('%') => Some('1'),
            Some([b'1', b'8' | b'9', _, _] | [b'2', b'0', _, _]) if is_year => None,
            _ => Some(char::REPLACEMENT_CHARACTER),
        }
    }

    /// True if the next character of the source has bytes that `c` starts with.
    fn may_start_with(&self, source: &str, c: char) -> bool {
        let read = source.chars().next().and_then(|c| self.accident.decoder.bytes_of(self.accident.read_as, c));
        let written = self.accident.written_in.bytes_of(c);
        written.zip(read).is_some_and(|(written, read)| written.as_slice().starts_with(read.as_slice()))
    }

    /// The path with one more byte of the pending character. None if it cannot stand there.
    fn appended(&self, mut path: Path, slot: Slot) -> Option<Path> {
        *path.pending.get_mut(usize::from(path.length))? = self.fitting(path.length, slot)?;
        path.length += 1;
        Some(path)
    }

    /// What of a byte can stand behind `length` others of a character.
    pub(super) fn fitting(&self, length: u8, slot: Slot) -> Option<Slot> {
        let is_utf8 = self.accident.written_in == Charset::Utf8;
        match slot.byte() {
            Some(byte) => {
                let fits = match (is_utf8, length) {
                    (true, 0) => matches!(byte, 0xC2..=0xF4),
                    (true, _) => matches!(byte, 0x80..=0xBF),
                    (false, 0) => matches!(byte, 0x81..=0xFE),
                    (false, _) => matches!(byte, 0x40..=0x7E | 0x80..=0xFE),
                };
                fits.then_some(slot)
            }
            None => self.vocabulary.sets.get(slot).and_then(|set| if length == 0 { set.first } else { set.following }),
        }
    }

    fn is_complete(&self, path: &Path) -> bool {
        path.length >= self.length(path.pending[0])
    }

    /// Bytes of a character that starts so.
    pub(super) fn length(&self, first: Slot) -> u8 {
        match (self.accident.written_in, first.byte()) {
            (Charset::Utf8, Some(0xC2..=0xDF)) => 2,
            (Charset::Utf8, Some(0xF0..)) => 4,
            (Charset::Utf8, _) => 3,
            _ => 2,
        }
    }

    /// The paths on which the pending bytes are a character.
    fn complete(&mut self, path: Path, here: Here, next: &mut Vec<Path>) {
        let slots = path.pending;
        let slots = slots.get(..usize::from(path.length)).unwrap_or_default();
        let is_in_doubt = path.is_in_doubt;
        let path = Path { length: 0, is_in_doubt: false, ..path };
        let mut known = [0; 4];
        let mut all_known = true;
        for (byte, slot) in known.iter_mut().zip(slots) {
            match slot.byte() {
                Some(one) => *byte = one,
                None => all_known = false,
            }
        }
        if !all_known {
            self.complete_unknown(path, slots, here, next);
            return;
        }
        let read = self.accident.written_in.read(known.get(..slots.len()).unwrap_or_default());
        next.push(match read {
            Some((c, length)) if length == slots.len() => {
                let log10 = path.log10 + self.language_log10(&path, c);
                let path = self.with(Path { log10, ..path }, c, Here { is_in_doubt, ..here });
                let is_determined = self.is_decoder_known && self.accident.read_as == Charset::Gbk;
                self.nodes.last_mut().into_iter().for_each(|node| node.is_determined = is_determined);
                path
            }
            _ => self.lost(path, here),
        });
    }

    /// The same where not all of the bytes are known: every character that they may be and that is not too rare, of many
    /// those that the character after it goes with.
    fn complete_unknown(&mut self, path: Path, slots: &[Slot], here: Here, next: &mut Vec<Path>) {
        let count = self.vocabulary.count(slots);
        let most = self.most_readings(here);
        if count > most && most == FEW_READINGS {
            next.push(self.lost(path, here));
            return;
        }
        let of_common = count > most;
        let unknown = Unknown { slots, count, of_common, next: self.next_known.filter(|_| here.is_last) };
        let after = self.language.after(path.before);
        let mut found = std::mem::take(&mut self.found);
        self.output.work += self.vocabulary.readings(&unknown, path.before, &after, &mut found);
        found.iter_mut().for_each(|(p, candidate)| *p = after.by_runs(candidate));
        let least = found.iter().map(|(p, _)| *p).fold(0.0, f32::max) * WIDTH_OF_READINGS;
        for (p, candidate) in found.iter().filter(|(p, _)| *p > least) {
            let log10 = path.log10 + p.log10();
            if log10 < self.least {
                // What is left out counts as if it had been gone on with.
                self.tried += 1 + usize::from(!here.is_last);
                self.output.work += u64::from(self.is_dropping) + u64::from(!here.is_last);
                continue;
            }
            next.push(self.with(Path { log10, ..path }, candidate.c, here.in_doubt()));
            if of_common {
                self.nodes.last_mut().into_iter().for_each(|node| node.margin = NOT_ALL_LOOKED_AT);
            }
        }
        self.found = found;
        next.push(self.lost(path, here));
    }

    /// A stretch that is nothing but losses is not searched for what it may have been.
    fn most_readings(&self, here: Here) -> usize {
        let start = self.output.cuts.first().map_or(0, |cut| cut.source);
        let read = self.bytes_read + (here.end as usize).saturating_sub(start);
        let most = if self.is_dropping { MOST_READINGS_OF_DROPS } else { MOST_READINGS };
        if self.output.work > self.most_work(read) { FEW_READINGS } else { most }
    }

    /// Where there is only one path, no probability changes which.
    fn language_log10(&self, path: &Path, c: char) -> f32 {
        if self.is_only { 0.0 } else { self.language.log10(path.before, c) }
    }
}
