//! The one walk over a view: contiguous tokens that cover the text, the clauses and sentences they form, and the places
//! where a numeral stands. Every fact reader starts from a numeral or a clause; none reads the text from its beginning.

use crate::char_class::{Class, CodeSet, NOT_WORD, class_of, code_at};
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

/// A token that holds a numeral, with what stands around it: most readers decide by that alone.
#[derive(Clone, Copy, Debug)]
pub struct Numeral {
    /// Index of the token.
    pub token: u32,
    /// The character right behind it as its code; 0 at the end of the text, and for one beyond U+FFFF.
    behind: u16,
    /// `Digits`, `HanNumeral` or `Circled`.
    pub kind: TokenKind,
    /// The kind of the token before it; `LineBreak` at the beginning of the text.
    pub before: TokenKind,
}

impl Numeral {
    /// Index of the token.
    pub fn token(self) -> usize {
        self.token as usize
    }

    /// The character right behind it; U+0000 at the end of the text, and for one beyond U+FFFF.
    pub fn behind(self) -> char {
        char::from_u32(u32::from(self.behind)).unwrap_or_default()
    }

    /// True if one of `wanted` stands right behind it.
    pub fn is_before<const N: usize>(self, wanted: [char; N]) -> bool {
        wanted.iter().any(|c| u32::from(self.behind) == *c as u32)
    }
}

/// The tokens of a view and the structure read with them.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// Tokens in text order, then one [`TokenKind::LineBreak`] of no length at the end of the text.
    tokens: Vec<Token>,
    /// The tokens that hold a numeral, in text order.
    pub numerals: Vec<Numeral>,
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
    fn last_kind(&self) -> Option<TokenKind> {
        self.tokens.last().map(|token| token.kind)
    }

    /// The numerals that one of `wanted` stands right behind, in text order.
    pub fn numerals_before<const N: usize>(&self, wanted: [char; N]) -> impl Iterator<Item = Numeral> + '_ {
        self.numerals.iter().copied().filter(move |numeral| numeral.is_before(wanted))
    }

    /// Number of tokens, the one at the end included.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// True for the tokens of no text at all (there is always the one at the end).
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The kind of token `index`; [`TokenKind::LineBreak`] beyond either end.
    #[inline]
    pub fn kind(&self, index: usize) -> TokenKind {
        self.tokens.get(index).map_or(TokenKind::LineBreak, |token| token.kind)
    }

    /// The bracket and quote depth of token `index`.
    #[inline]
    pub fn depth(&self, index: usize) -> u8 {
        self.tokens.get(index).map_or(0, |token| token.depth)
    }

    /// Where token `index` stands.
    #[inline]
    pub fn span(&self, index: usize) -> ViewSpan {
        let last = self.tokens.len() - 1;
        let start = self.tokens[index.min(last)].start;
        let end = self.tokens[(index + 1).min(last)].start;
        ViewSpan { start, end }
    }

    /// The text of token `index`; empty beyond the end.
    #[inline]
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

    /// The first token of each clause and where it starts, in text order.
    pub fn clause_starts(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        self.clauses.iter().filter_map(|&first| Some((first as usize, self.tokens.get(first as usize)?.start)))
    }

    /// The marks that close a clause, each with the token behind it, in text order.
    pub fn clause_marks(&self) -> impl Iterator<Item = (u32, TokenKind)> + '_ {
        self.clauses.iter().skip(1).map(|&next| (next, self.kind(next as usize - 1)))
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

    /// True if every clause could be read whole, as in most texts.
    pub fn are_readable(&self) -> bool {
        self.opaque_clauses.is_empty()
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

    /// Bytes of spaces in a stretch of whole tokens.
    pub fn spaces_in(&self, stretch: ViewSpan) -> u32 {
        let tokens = self.tokens.get(self.at(stretch.start)..).unwrap_or_default();
        let inside = tokens.windows(2).take_while(|pair| pair[0].start < stretch.end);
        inside.filter(|pair| pair[0].kind == TokenKind::Space).map(|pair| pair[1].start - pair[0].start).sum()
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
}

/// Reads the tokens of a view.
pub fn read(text: &str) -> Tokens {
    let mut walk = Walk::new(text, Unmarked);
    let mut at = 0;
    while at < text.len() {
        at = walk.token_at(at);
    }
    walk.finish().0
}

/// What else a walk met on its way.
#[derive(Clone, Debug, Default)]
pub struct Met {
    /// Where the characters that were looked for stand: bytes in text order.
    pub places: Vec<u32>,
    /// Where the walk ended.
    pub done: usize,
}

/// Reads the tokens of a text and looks for the characters of a set on the same way. Where one of them says that the view
/// will not be the text, the walk ends, and there are no tokens.
pub fn read_and_look(text: &str, wanted: &'static WantedCharacters) -> (Option<Tokens>, Met) {
    let mut walk = Walk::new(text, Marked { wanted, places: Vec::new(), is_folded: false });
    let mut at = 0;
    while at < text.len() && !walk.marks.is_folded {
        at = walk.token_at(at);
    }
    let is_whole = !walk.marks.is_folded;
    let (tokens, marks) = walk.finish();
    (is_whole.then_some(tokens), Met { places: marks.places, done: at })
}

/// Characters that are looked for while tokens are read.
pub struct WantedCharacters {
    /// Those, and beyond U+FFFF all.
    set: CodeSet,
    /// Those, and what ends a word.
    ends: CodeSet,
}

impl WantedCharacters {
    /// The characters of a set.
    pub const fn new(set: CodeSet) -> Self {
        Self { ends: NOT_WORD.union(&set), set }
    }
}

/// What a walk does at a character, and where it stops inside a word.
trait Marks {
    fn look(&mut self, at: usize, code: usize, class: Class);
    fn ends_of_words(&self) -> &'static CodeSet;
}

struct Unmarked;

impl Marks for Unmarked {
    #[inline(always)]
    fn look(&mut self, _: usize, _: usize, _: Class) {}

    #[inline(always)]
    fn ends_of_words(&self) -> &'static CodeSet {
        &NOT_WORD
    }
}

struct Marked {
    wanted: &'static WantedCharacters,
    places: Vec<u32>,
    is_folded: bool,
}

impl Marks for Marked {
    #[inline(always)]
    fn look(&mut self, at: usize, code: usize, class: Class) {
        if self.wanted.set.holds_code(code) || code > 0xFFFF {
            self.places.push(at as u32);
            self.is_folded |= matches!(class, Class::Traditional | Class::FullDigit | Class::FullLetter);
        }
    }

    #[inline(always)]
    fn ends_of_words(&self) -> &'static CodeSet {
        &self.wanted.ends
    }
}

struct Walk<'t, M> {
    marks: M,
    text: &'t str,
    bytes: &'t [u8],
    tokens: Tokens,
    depth: u8,
    /// True after an opening straight quotation mark.
    straight_open: bool,
    /// True if the clause being read holds a place that could not be read.
    opaque: bool,
}

impl<'t, M: Marks> Walk<'t, M> {
    fn new(text: &'t str, marks: M) -> Self {
        let mut tokens = Tokens { clauses: vec![0], sentences: vec![0], ..Tokens::default() };
        // Reports have a token for about eleven bytes, tables one for five. What is reserved and not used costs no memory.
        tokens.tokens.reserve(text.len() / 4);
        tokens.clauses.reserve(text.len() / 24);
        tokens.sentences.reserve(text.len() / 48);
        tokens.numerals.reserve(text.len() / 48);
        Self { marks, text, bytes: text.as_bytes(), tokens, depth: 0, straight_open: false, opaque: false }
    }

    /// Reads the token at `at`; the answer is where the next one starts.
    #[inline(always)]
    fn token_at(&mut self, at: usize) -> usize {
        let (code, length) = code_at(self.text, at);
        let class = class_of(code);
        self.marks.look(at, code, class);
        let next = at + length;
        match class {
            Class::HanNumeral => return self.numeral(at, next, TokenKind::HanNumeral, Class::HanNumeral),
            Class::Digit => return self.numeral(at, next, TokenKind::Digits, Class::Digit),
            Class::Letter => {
                self.push(at, TokenKind::Latin);
                return self.run_end(next, Class::Letter).0;
            }
            Class::Space | Class::OddSpace => {
                // Spaces of both classes that meet are one token.
                if self.tokens.last_kind() != Some(TokenKind::Space) {
                    self.push(at, TokenKind::Space);
                }
            }
            Class::LineFeed | Class::CarriageReturn => self.line_break(at),
            Class::Comma if length == 1 && groups_digits(self.bytes, at) => self.push(at, TokenKind::GroupComma),
            Class::Comma => self.clause_mark(at, TokenKind::Comma),
            Class::Semicolon => self.clause_mark(at, TokenKind::Semicolon),
            Class::Colon if between_digits(self.bytes, at, length) => self.push(at, TokenKind::Colon),
            Class::Colon => self.clause_mark(at, TokenKind::Colon),
            Class::Stop | Class::QuestionMark => self.sentence_mark(at, TokenKind::Stop),
            Class::Bar => self.sentence_mark(at, TokenKind::Bar),
            Class::ListComma => self.push(at, TokenKind::ListComma),
            Class::Period => self.push(at, TokenKind::Period),
            Class::Percent => self.push(at, TokenKind::Percent),
            Class::Permille => self.push(at, TokenKind::Permille),
            Class::Dash => self.push(at, TokenKind::Dash),
            Class::Tilde => self.push(at, TokenKind::Tilde),
            Class::Slash => self.push(at, TokenKind::Slash),
            Class::Plus => self.push(at, TokenKind::Plus),
            Class::MiddleDot => self.push(at, TokenKind::MiddleDot),
            Class::Ellipsis => self.push(at, TokenKind::Ellipsis),
            Class::Open => self.open(at, TokenKind::Open),
            Class::OpenQuote => self.open(at, TokenKind::OpenQuote),
            Class::Close => self.close(at, TokenKind::Close),
            Class::CloseQuote => self.close(at, TokenKind::CloseQuote),
            Class::StraightQuote => {
                self.straight_open = !self.straight_open;
                if self.straight_open {
                    self.open(at, TokenKind::OpenQuote);
                } else {
                    self.close(at, TokenKind::CloseQuote);
                }
            }
            Class::Circled => {
                let behind = if next < self.bytes.len() { code_at(self.text, next).0 } else { 0 };
                self.push_numeral(at, TokenKind::Circled, behind);
            }
            Class::Opaque => {
                self.opaque = true;
                self.push(at, TokenKind::Opaque);
            }
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
            | Class::FullLetter => {
                // Beyond U+FFFF the walk stops at every character.
                if self.tokens.last_kind() != Some(TokenKind::Word) {
                    self.push(at, TokenKind::Word);
                }
                return self.marks.ends_of_words().find(self.bytes, next).unwrap_or(self.bytes.len());
            }
        }
        next
    }

    #[inline(always)]
    fn push(&mut self, at: usize, kind: TokenKind) {
        self.tokens.tokens.push(Token { start: at as u32, kind, depth: self.depth });
    }

    #[inline(always)]
    fn numeral(&mut self, at: usize, next: usize, kind: TokenKind, class: Class) -> usize {
        let (end, behind) = self.run_end(next, class);
        self.push_numeral(at, kind, behind);
        end
    }

    #[inline(always)]
    fn push_numeral(&mut self, at: usize, kind: TokenKind, behind: usize) {
        let behind = u16::try_from(behind).unwrap_or(0);
        let before = self.tokens.last_kind().unwrap_or(TokenKind::LineBreak);
        self.tokens.numerals.push(Numeral { token: self.tokens.tokens.len() as u32, behind, kind, before });
        self.push(at, kind);
    }

    /// The first character from `at` on of another class than `wanted`: where it stands, and its code; 0 at the end.
    #[inline(always)]
    fn run_end(&mut self, mut at: usize, wanted: Class) -> (usize, usize) {
        while at < self.bytes.len() {
            let (code, length) = code_at(self.text, at);
            let class = class_of(code);
            if class != wanted {
                return (at, code);
            }
            self.marks.look(at, code, class);
            at += length;
        }
        (at, 0)
    }

    fn open(&mut self, at: usize, kind: TokenKind) {
        self.push(at, kind);
        self.depth = self.depth.saturating_add(1);
    }

    fn close(&mut self, at: usize, kind: TokenKind) {
        self.depth = self.depth.saturating_sub(1);
        self.push(at, kind);
    }

    fn line_break(&mut self, at: usize) {
        let ends_crlf = self.bytes[at] == b'\n' && at > 0 && self.bytes[at - 1] == b'\r';
        if !ends_crlf {
            self.depth = 0;
            self.straight_open = false;
            self.sentence_mark(at, TokenKind::LineBreak);
        }
    }

    fn clause_mark(&mut self, at: usize, kind: TokenKind) {
        self.push(at, kind);
        if std::mem::take(&mut self.opaque) {
            self.tokens.opaque_clauses.push(self.tokens.clauses.len() as u32 - 1);
        }
        self.tokens.clauses.push(self.tokens.tokens.len() as u32);
    }

    fn sentence_mark(&mut self, at: usize, kind: TokenKind) {
        self.clause_mark(at, kind);
        self.tokens.sentences.push(self.tokens.clauses.len() as u32 - 1);
    }

    fn finish(mut self) -> (Tokens, M) {
        if self.opaque {
            self.tokens.opaque_clauses.push(self.tokens.clauses.len() as u32 - 1);
        }
        self.depth = 0;
        self.push(self.text.len(), TokenKind::LineBreak);
        (self.tokens, self.marks)
    }
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
