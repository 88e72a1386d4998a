//! Parts that stand in most expressions over shapes, such as the words that may qualify a number: each is one private-use
//! character, which no shape has, and is parsed once a process. An expression is a quarter as long as it would be.

use std::borrow::Cow;
use std::sync::OnceLock;

use regex_syntax::hir::Hir;

/// A part of an expression by its character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abbreviation {
    /// What a slot may have before its number, as in 约5%.
    Before,
    /// What may follow it, as in 5%左右.
    After,
    /// What stands between the members of a list slot.
    Separator,
    /// [`Abbreviation::Before`] in English sentences. The shape has no spaces beside a number.
    EnglishBefore,
    /// [`Abbreviation::After`] in English sentences.
    EnglishAfter,
    /// [`Abbreviation::Separator`] in English sentences.
    EnglishSeparator,
}

use Abbreviation::{After, Before, EnglishAfter, EnglishBefore, EnglishSeparator, Separator};

const ALL: [Abbreviation; 6] = [Before, After, Separator, EnglishBefore, EnglishAfter, EnglishSeparator];

/// The characters of all of them.
const FIRST: u32 = 0xF8F0;

impl Abbreviation {
    /// The one that a character stands for.
    #[inline]
    pub fn of(c: char) -> Option<Self> {
        ALL.get((c as u32).checked_sub(FIRST)? as usize).copied()
    }

    /// Its character.
    pub fn character(self) -> char {
        char::from_u32(FIRST + self as u32).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// What it stands for.
    pub fn expression(self) -> &'static str {
        match self {
            Before => {
                "(?:约为?|大[约概]|将?近|接近|超过?|逾|突破|至少|不(?:超过|[足到]|[高多少低小]于)|[高多低少大小]于)?"
            }
            After => "(?:左右|上下|以[上下内]|之内)?",
            Separator => "(?:[、，,：:∶]|和|与|及|以及)",
            EnglishBefore => {
                "(?i:about|around|nearly|almost|roughly|approximately|over|more than|less than|fewer than|at least|at most|up to|under)?"
            }
            EnglishAfter => "(?:or (?:more|less|so|fewer))?",
            EnglishSeparator => "(?:, ?and|,|and)",
        }
    }

    /// What it stands for, parsed.
    pub fn hir(self) -> &'static Hir {
        static PARSED: [OnceLock<Hir>; ALL.len()] = [const { OnceLock::new() }; ALL.len()];
        PARSED[self as usize].get_or_init(|| regex_syntax::parse(self.expression()).unwrap_or(Hir::fail()))
    }

    /// Bytes of the longest text that it matches.
    pub fn longest(self) -> usize {
        self.hir().properties().maximum_len().unwrap_or(usize::MAX)
    }
}

/// The expression with every abbreviation written out.
pub fn written_out(expression: &str) -> Cow<'_, str> {
    if !expression.contains(|c| Abbreviation::of(c).is_some()) {
        return Cow::Borrowed(expression);
    }
    let mut whole = String::with_capacity(4 * expression.len());
    for c in expression.chars() {
        match Abbreviation::of(c) {
            Some(part) => whole.push_str(part.expression()),
            None => whole.push(c),
        }
    }
    Cow::Owned(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_well_formed_and_bounded() {
        for part in ALL {
            assert!(regex_syntax::parse(part.expression()).is_ok(), "{part:?}");
            assert!(part.longest() < 30, "{part:?}");
            assert_eq!(Abbreviation::of(part.character()), Some(part));
        }
    }

    #[test]
    fn written_out_whole() {
        let expression = format!("甲{}乙", After.character());
        assert_eq!(written_out(&expression), format!("甲{}乙", After.expression()));
        assert_eq!(written_out("甲"), "甲");
    }
}
