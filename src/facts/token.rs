//! The one walk over a view: contiguous tokens that cover the text, the clauses and sentences they form, and the places
//! where a numeral stands. Every fact reader starts from a numeral or a clause; none reads the text from its beginning.

use crate::char_class::{Class, class};
use crate::span::ViewSpan;

/// What a token is. Punctuation tokens hold one character, the others a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum TokenKind {
    /// Han and anything else without a meaning of its own here.
    Word,
    /// ASCII letters.
    Latin,
    /// `0`–`9`.
    Digits,
    /// Han numerals: 〇零一二…九两廿卅十百千万亿.
    HanNumeral,
    /// ①, ⑴, ⒈: one character.
    Circled,
    /// Spaces and tabs.
    Space,
    /// `\n`, `\r`, `\r\n`.
    LineBreak,
    /// `|` and tabs between cells.
    Bar,
    /// `,` `，` between clauses.
    Comma,
    /// `,` between groups of three digits.
    GroupComma,
    /// 、
    ListComma,
    /// `;` `；`
    Semicolon,
    /// `:` `：` `∶`
    Colon,
    /// 。！？ `!` `?`
    Stop,
    /// `.` `．`
    Period,
    /// `%` `％`
    Percent,
    /// `‰`
    Permille,
    /// Hyphens and dashes.
    Dash,
    /// `~` `～` `〜`
    Tilde,
    /// `/` `／`
    Slash,
    /// `+` `＋`
    Plus,
    /// `·` and its look-alikes.
    MiddleDot,
    /// `…`
    Ellipsis,
    /// Opening bracket.
    Open,
    /// Closing bracket.
    Close,
    /// Opening quotation or title mark.
    OpenQuote,
    /// Closing quotation or title mark.
    CloseQuote,
    /// A place that could not be read.
    Opaque,
}

/// A token. It ends where the next one starts.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Byte offset into the view.
    pub start: u32,
    /// What it is.
    pub kind: TokenKind,
    /// How many brackets and quotation marks are open around it; a bracket has the depth outside of it.
    pub depth: u8,
}

/// The tokens of a view and the structure read with them.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// Tokens in text order, then one [`TokenKind::LineBreak`] of no length at the end of the text.
    tokens: Vec<Token>,
    /// Indices of tokens that hold a numeral: `Digits`, `HanNumeral`, `Circled`.
    pub numerals: Vec<u32>,
    /// First token of each clause, in text order. A clause ends with the mark that closes it.
    clauses: Vec<u32>,
    /// First clause of each sentence.
    sentences: Vec<u32>,
    /// Clauses that hold a place that could not be read.
    opaque_clauses: Vec<u32>,
}

/// Index of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClauseId(pub u32);

/// Index of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SentenceId(pub u32);

impl Tokens {
    /// Number of tokens, the one at the end included.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// True for the tokens of no text at all (there is always the one at the end).
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The kind of token `index`; [`TokenKind::LineBreak`] beyond either end.
    pub fn kind(&self, index: usize) -> TokenKind {
        self.tokens.get(index).map_or(TokenKind::LineBreak, |token| token.kind)
    }

    /// The bracket and quote depth of token `index`.
    pub fn depth(&self, index: usize) -> u8 {
        self.tokens.get(index).map_or(0, |token| token.depth)
    }

    /// Where token `index` stands.
    pub fn span(&self, index: usize) -> ViewSpan {
        let last = self.tokens.len() - 1;
        let start = self.tokens[index.min(last)].start;
        let end = self.tokens[(index + 1).min(last)].start;
        ViewSpan { start, end }
    }

    /// The text of token `index`; empty beyond the end.
    pub fn text<'t>(&self, view: &'t str, index: usize) -> &'t str {
        if index >= self.tokens.len() { "" } else { &view[self.span(index).range()] }
    }

    /// The token that holds the byte at `offset`.
    pub fn at(&self, offset: u32) -> usize {
        self.tokens.partition_point(|token| token.start <= offset).saturating_sub(1)
    }

    /// Number of clauses.
    pub fn clause_count(&self) -> usize {
        self.clauses.len()
    }

    /// The clause that token `index` belongs to.
    pub fn clause_of(&self, index: usize) -> ClauseId {
        ClauseId(self.clauses.partition_point(|&first| first as usize <= index).saturating_sub(1) as u32)
    }

    /// The tokens of a clause, its closing mark included.
    pub fn clause_tokens(&self, clause: ClauseId) -> std::ops::Range<usize> {
        let index = clause.0 as usize;
        let end = self.clauses.get(index + 1).map_or(self.tokens.len() - 1, |&next| next as usize);
        self.clauses[index] as usize..end
    }

    /// True if part of the clause could not be read: numbers and dates in it are not to be judged.
    pub fn is_opaque(&self, clause: ClauseId) -> bool {
        self.opaque_clauses.binary_search(&clause.0).is_ok()
    }

    /// True if one of the clauses from `first` to before `end` could not be read whole.
    pub fn has_opaque(&self, first: ClauseId, end: ClauseId) -> bool {
        let next = self.opaque_clauses.partition_point(|&clause| clause < first.0);
        self.opaque_clauses.get(next).is_some_and(|&clause| clause < end.0)
    }

    /// Number of sentences.
    pub fn sentence_count(&self) -> usize {
        self.sentences.len()
    }

    /// The sentence that a clause belongs to.
    pub fn sentence_of(&self, clause: ClauseId) -> SentenceId {
        SentenceId(self.sentences.partition_point(|&first| first <= clause.0).saturating_sub(1) as u32)
    }

    /// The clauses of a sentence.
    pub fn sentence_clauses(&self, sentence: SentenceId) -> std::ops::Range<u32> {
        let index = sentence.0 as usize;
        let end = self.sentences.get(index + 1).copied().unwrap_or(self.clauses.len() as u32);
        self.sentences[index]..end
    }

    /// Where a sentence stands, its closing mark included.
    pub fn sentence_span(&self, sentence: SentenceId) -> ViewSpan {
        let clauses = self.sentence_clauses(sentence);
        let first = self.clause_tokens(ClauseId(clauses.start)).start;
        let end = self.clause_tokens(ClauseId(clauses.end - 1)).end;
        ViewSpan { start: self.tokens[first].start, end: self.tokens[end].start }
    }

    /// Where a clause stands, its closing mark included.
    pub fn clause_span(&self, clause: ClauseId) -> ViewSpan {
        let tokens = self.clause_tokens(clause);
        ViewSpan { start: self.tokens[tokens.start].start, end: self.tokens[tokens.end].start }
    }

    /// Index of the next token after `index` that is not a space.
    pub fn next_solid(&self, index: usize) -> usize {
        let mut next = index + 1;
        while self.kind(next) == TokenKind::Space {
            next += 1;
        }
        next
    }

    fn push(&mut self, at: usize, kind: TokenKind, depth: u8) {
        self.tokens.push(Token { start: at as u32, kind, depth });
    }

    fn end_clause(&mut self, opaque: &mut bool) {
        let next = self.tokens.len() as u32;
        if std::mem::take(opaque) {
            self.opaque_clauses.push(self.clauses.len() as u32 - 1);
        }
        self.clauses.push(next);
    }

    fn end_sentence(&mut self, opaque: &mut bool) {
        self.end_clause(opaque);
        self.sentences.push(self.clauses.len() as u32 - 1);
    }
}

/// Reads the tokens of a view.
pub fn read(text: &str) -> Tokens {
    let bytes = text.as_bytes();
    let mut tokens = Tokens { clauses: vec![0], sentences: vec![0], ..Tokens::default() };
    // Reports have a token for about eleven bytes, tables one for five. What is reserved and not used costs no memory.
    tokens.tokens.reserve(text.len() / 4);
    let mut depth: u8 = 0;
    let mut straight_open = false;
    let mut opaque = false;
    let mut run = None;
    for (at, c) in text.char_indices() {
        let kind = match class(c) {
            Class::Han
            | Class::Traditional
            | Class::Residue
            | Class::Other
            | Class::Control
            | Class::Invisible
            | Class::Bidi
            | Class::PrivateUse
            | Class::Replacement
            | Class::FullDigit
            | Class::FullLetter => TokenKind::Word,
            Class::HanNumeral => TokenKind::HanNumeral,
            Class::Digit => TokenKind::Digits,
            Class::Letter => TokenKind::Latin,
            Class::Space | Class::OddSpace => TokenKind::Space,
            Class::LineFeed | Class::CarriageReturn => TokenKind::LineBreak,
            Class::Comma if c == ',' && groups_digits(bytes, at) => TokenKind::GroupComma,
            Class::Comma => TokenKind::Comma,
            Class::ListComma => TokenKind::ListComma,
            Class::Semicolon => TokenKind::Semicolon,
            Class::Colon => TokenKind::Colon,
            Class::Stop | Class::QuestionMark => TokenKind::Stop,
            Class::Period => TokenKind::Period,
            Class::Percent => TokenKind::Percent,
            Class::Permille => TokenKind::Permille,
            Class::Dash => TokenKind::Dash,
            Class::Tilde => TokenKind::Tilde,
            Class::Slash => TokenKind::Slash,
            Class::Plus => TokenKind::Plus,
            Class::MiddleDot => TokenKind::MiddleDot,
            Class::Bar => TokenKind::Bar,
            Class::Ellipsis => TokenKind::Ellipsis,
            Class::Open => TokenKind::Open,
            Class::Close => TokenKind::Close,
            Class::OpenQuote => TokenKind::OpenQuote,
            Class::CloseQuote => TokenKind::CloseQuote,
            Class::StraightQuote if straight_open => TokenKind::CloseQuote,
            Class::StraightQuote => TokenKind::OpenQuote,
            Class::Circled => TokenKind::Circled,
            Class::Opaque => TokenKind::Opaque,
        };
        if run == Some(kind) {
            continue;
        }
        run = None;
        match kind {
            TokenKind::Word | TokenKind::Latin | TokenKind::Space => {
                run = Some(kind);
                tokens.push(at, kind, depth);
            }
            TokenKind::Digits | TokenKind::HanNumeral => {
                run = Some(kind);
                tokens.numerals.push(tokens.tokens.len() as u32);
                tokens.push(at, kind, depth);
            }
            TokenKind::Circled => {
                tokens.numerals.push(tokens.tokens.len() as u32);
                tokens.push(at, kind, depth);
            }
            TokenKind::LineBreak => {
                if !(c == '\n' && at > 0 && bytes[at - 1] == b'\r') {
                    depth = 0;
                    straight_open = false;
                    tokens.push(at, kind, depth);
                    tokens.end_sentence(&mut opaque);
                }
            }
            TokenKind::Open | TokenKind::OpenQuote => {
                straight_open |= c == '"' || c == '＂';
                tokens.push(at, kind, depth);
                depth = depth.saturating_add(1);
            }
            TokenKind::Close | TokenKind::CloseQuote => {
                straight_open &= c != '"' && c != '＂';
                depth = depth.saturating_sub(1);
                tokens.push(at, kind, depth);
            }
            TokenKind::Comma | TokenKind::Semicolon => {
                tokens.push(at, kind, depth);
                tokens.end_clause(&mut opaque);
            }
            TokenKind::Colon => {
                tokens.push(at, kind, depth);
                if !between_digits(bytes, at, c.len_utf8()) {
                    tokens.end_clause(&mut opaque);
                }
            }
            TokenKind::Stop | TokenKind::Bar => {
                tokens.push(at, kind, depth);
                tokens.end_sentence(&mut opaque);
            }
            TokenKind::Opaque => {
                opaque = true;
                tokens.push(at, kind, depth);
            }
            _ => tokens.push(at, kind, depth),
        }
    }
    if opaque {
        tokens.opaque_clauses.push(tokens.clauses.len() as u32 - 1);
    }
    tokens.push(text.len(), TokenKind::LineBreak, 0);
    tokens
}

/// True if the mark of `length` bytes at `at` stands between two ASCII digits.
fn between_digits(bytes: &[u8], at: usize, length: usize) -> bool {
    at > 0 && bytes[at - 1].is_ascii_digit() && bytes.get(at + length).is_some_and(u8::is_ascii_digit)
}

/// True if the comma at `at` groups digits: at most three before it, exactly three after it.
///
/// 1/10,4386万 is a fraction, a comma and a number.
fn groups_digits(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].iter().rev().take(4).take_while(|b| b.is_ascii_digit()).count();
    let after = bytes[at + 1..].iter().take(4).take_while(|b| b.is_ascii_digit()).count();
    let fraction = before < at && matches!(bytes[at - before - 1], b'/' | b'.');
    (1..=3).contains(&before) && after == 3 && !fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(TokenKind, &str)> {
        let tokens = read(text);
        (0..tokens.len() - 1).map(|index| (tokens.kind(index), tokens.text(text, index))).collect()
    }

    #[test]
    fn tokens_cover_the_text() {
        use TokenKind::*;
        assert_eq!(
            kinds("增长5.2%，“一网”共1,234户。"),
            [
                (Word, "增长"),
                (Digits, "5"),
                (Period, "."),
                (Digits, "2"),
                (Percent, "%"),
                (Comma, "，"),
                (OpenQuote, "“"),
                (HanNumeral, "一"),
                (Word, "网"),
                (CloseQuote, "”"),
                (Word, "共"),
                (Digits, "1"),
                (GroupComma, ","),
                (Digits, "234"),
                (Word, "户"),
                (Stop, "。"),
            ]
        );
    }

    #[test]
    fn a_fraction_and_a_number_are_two_clauses() {
        let tokens = read("占1/10,4386万元");
        assert_eq!(tokens.clause_count(), 2);
    }

    #[test]
    fn clauses_and_sentences() {
        let text = "一是甲，乙；丙。丁\n戊";
        let tokens = read(text);
        let sentences: Vec<&str> =
            (0..tokens.sentence_count()).map(|i| &text[tokens.sentence_span(SentenceId(i as u32)).range()]).collect();
        assert_eq!(sentences, ["一是甲，乙；丙。", "丁\n", "戊"]);
        assert_eq!(tokens.clause_count(), 5);
    }

    #[test]
    fn depth_ends_with_the_line() {
        let tokens = read("“甲（乙）\n丙");
        let depths: Vec<u8> = (0..tokens.len() - 1).map(|index| tokens.depth(index)).collect();
        assert_eq!(depths, [0, 1, 1, 2, 1, 0, 0]);
    }
}
