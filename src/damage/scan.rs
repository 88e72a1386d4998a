//! The walk: text in, suspicious places out. Clean text costs one table look-up a character.

use crate::char_class::{Class, class, is_han};
use crate::damage::{Damage, Suspect, SuspectKind};
use crate::span::Span;

/// Longest pinyin syllable in characters (`zhuang`, `chuang`, `shuang`), with room for a stray one.
const LONGEST_SYLLABLE: usize = 7;

/// Finds the suspicious places of a text.
pub fn scan(text: &str) -> Damage {
    let mut damage = Damage::default();
    let mut chars = text.char_indices();
    let mut previous_is_han = false;
    while let Some((at, c)) = chars.next() {
        let class = class(c);
        let suspect = match class {
            Class::Han | Class::HanNumeral => {
                previous_is_han = true;
                continue;
            }
            Class::Traditional => {
                damage.folds = true;
                previous_is_han = true;
                continue;
            }
            Class::FullDigit | Class::FullLetter => {
                damage.folds = true;
                previous_is_han = false;
                continue;
            }
            Class::Open if c == '(' && previous_is_han => {
                annotation(&text[at..]).map(|length| (SuspectKind::PinyinAnnotation, at + length))
            }
            Class::QuestionMark => {
                lost_characters(text, at, previous_is_han).map(|end| (SuspectKind::QuestionMark, end))
            }
            Class::Residue => residue(&text[at..]).map(|length| (SuspectKind::Residue, at + length)),
            Class::Control => Some((SuspectKind::Control, control_run(text, at))),
            Class::CarriageReturn if !text[at + 1..].starts_with('\n') => {
                Some((SuspectKind::LoneCarriageReturn, at + 1))
            }
            Class::PrivateUse => Some((SuspectKind::PrivateUse, run(text, at, Class::PrivateUse))),
            Class::Replacement => Some((SuspectKind::Replacement, run(text, at, Class::Replacement))),
            Class::Invisible => Some((SuspectKind::Invisible, run(text, at, Class::Invisible))),
            Class::OddSpace => Some((SuspectKind::OddSpace, run(text, at, Class::OddSpace))),
            Class::Bidi => Some((SuspectKind::Bidi, at + c.len_utf8())),
            _ => None,
        };
        previous_is_han = class == Class::Residue;
        if let Some((kind, end)) = suspect {
            damage.suspects.push(Suspect { kind, span: Span::new(at, end) });
            // An annotation or an invisible character stands between a character and its neighbour, and parts nothing.
            previous_is_han = kind == SuspectKind::Residue;
            while chars.offset() < end {
                chars.next();
            }
        }
    }
    damage
}

/// End of the run of characters of `wanted` that starts at `at`.
fn run(text: &str, at: usize, wanted: Class) -> usize {
    text[at..].char_indices().find(|(_, c)| class(*c) != wanted).map_or(text.len(), |(length, _)| at + length)
}

/// End of the run of control characters at `at`; an ANSI escape sequence belongs to it whole.
fn control_run(text: &str, at: usize) -> usize {
    let mut end = at;
    while let Some(c) = text[end..].chars().next() {
        if class(c) != Class::Control {
            break;
        }
        end += c.len_utf8();
        if c == '\u{1B}' && text[end..].starts_with('[') {
            let parameters = text[end + 1..].bytes().take_while(|b| matches!(b, b'0'..=b'?' | b' '..=b'/')).count();
            let last = end + 1 + parameters;
            if matches!(text.as_bytes().get(last), Some(b'@'..=b'~')) {
                end = last + 1;
            }
        }
    }
    end
}

/// Length of a pinyin annotation in ASCII brackets at the start of `text`, such as `(qū)`.
fn annotation(text: &str) -> Option<usize> {
    let mut toned = false;
    for (count, (at, c)) in text.char_indices().skip(1).enumerate() {
        match c {
            ')' if count > 0 && toned => return Some(at + 1),
            'a'..='z' => {}
            _ if is_toned_vowel(c) => toned = true,
            _ => return None,
        }
        if count == LONGEST_SYLLABLE {
            return None;
        }
    }
    None
}

/// True for a vowel with a tone mark, and for ü.
fn is_toned_vowel(c: char) -> bool {
    "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ".contains(c)
}

/// End of the run of `?` at `at` if it stands for lost characters.
fn lost_characters(text: &str, at: usize, after_han: bool) -> Option<usize> {
    let end = text[at..].bytes().position(|b| b != b'?').map_or(text.len(), |length| at + length);
    let before_han = text[end..].chars().next().is_some_and(is_han);
    let lost = if end - at == 1 { after_han && before_han } else { after_han || before_han };
    lost.then_some(end)
}

/// Length of a known residue of lossy conversion or uninitialised memory at the start of `text`.
fn residue(text: &str) -> Option<usize> {
    for (unit, least) in [("锟斤拷", 1), ("锟斤", 1), ("烫", 3), ("屯", 3), ("葺", 2), ("铪", 2)] {
        let count = text.as_bytes().chunks_exact(unit.len()).take_while(|chunk| *chunk == unit.as_bytes()).count();
        if count >= least {
            return Some(count * unit.len());
        }
    }
    None
}
