//! A place in the view that moves forward over what it recognises. The readers of dates and times step with it from a
//! numeral; it stands on a character boundary always, and looks at nothing but the text ahead.

use crate::facts::line_wrap;
use crate::span::ViewSpan;

/// A place in a view.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'t> {
    text: &'t str,
    /// Byte offset into the view.
    pub at: usize,
}

/// Spaces that may stand between the parts of one date: `2023 年 8 月`. More of them separate columns.
const MOST_SPACES: usize = 2;

impl<'t> Cursor<'t> {
    /// A cursor at `at`, a character boundary of `text`.
    pub fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    /// The same text from another place, a character boundary.
    pub fn back_to(self, at: usize) -> Self {
        Self { at, ..self }
    }

    /// The text ahead.
    pub fn rest(self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// The text behind.
    pub fn before(self) -> &'t str {
        self.text.get(..self.at).unwrap_or("")
    }

    /// The part of `range` (on character boundaries) that lies within `most` bytes of the cursor.
    pub fn around(self, range: ViewSpan, most: usize) -> &'t str {
        let start = (range.start as usize).max(self.text.floor_char_boundary(self.at.saturating_sub(most)));
        let end = (range.end as usize).min(self.text.ceil_char_boundary(self.at + most));
        self.text.get(start..end).unwrap_or("")
    }

    /// The next character.
    pub fn peek(self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Steps over `word` if it stands here.
    pub fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// Steps over the first of `words` that stands here.
    pub fn eat_any<'w>(&mut self, words: &[&'w str]) -> Option<&'w str> {
        words.iter().copied().find(|word| self.eat(word))
    }

    /// Steps over one character of `set`.
    pub fn eat_char(&mut self, set: &str) -> Option<char> {
        let c = self.peek().filter(|c| set.chars().any(|one| one == *c))?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Steps over a few spaces, or over the end of a line that is full and goes on in the next.
    pub fn skip_spaces(&mut self) {
        for _ in 0..MOST_SPACES {
            if self.eat_char(" \u{3000}\u{A0}").is_none() {
                break;
            }
        }
        self.skip_line_wrap();
    }

    /// Steps over the end of a line that is full, with the spaces around it.
    pub fn skip_line_wrap(&mut self) -> bool {
        let may_end = matches!(self.text.as_bytes().get(self.at), Some(b'\n' | b'\r' | b' ' | 0xE3));
        let next = if may_end { line_wrap::after(self.text, self.at) } else { None };
        self.at = next.unwrap_or(self.at);
        next.is_some()
    }

    /// The text behind, without spaces at its end and without the end of a full line.
    pub fn before_gap(self) -> &'t str {
        let end = line_wrap::before(self.text, self.at).unwrap_or(self.at);
        self.back_to(end).before().trim_end_matches([' ', '\u{3000}'])
    }

    /// Reads at most `most` ASCII digits that no further digit follows.
    pub fn digits(&mut self, most: usize) -> Option<&'t str> {
        let rest = self.rest();
        let length = rest.bytes().take(most + 1).take_while(u8::is_ascii_digit).count();
        if length == 0 || length > most {
            return None;
        }
        self.at += length;
        Some(&rest[..length])
    }

    /// Steps over a mark between two ends: 至 到 — ～ and their look-alikes. True for a doubled dash, which is more often
    /// a pause than a range.
    pub fn range_mark(&mut self) -> Option<bool> {
        if self.eat_any(&["——", "--", "－－"]).is_some() {
            return Some(true);
        }
        self.eat_char("至到-‐‑‒–—―－−~～〜").map(|_| false)
    }
}
