//! How markers are written: starts from the numerals among the tokens and from clause starts, and gives every marker with
//! its form, its number, and whether it stands where this form must be a marker.

use crate::char_class::{Class, CodeSet, class, code_at};
use crate::facts::number::{formal_integer, han_integer};
use crate::facts::token::{Numeral, TokenKind, Tokens};
use crate::span::ViewSpan;

use super::{INSERTED, Marker, MarkerClass};

/// Every marker of the view, in text order.
pub fn read_markers(view: &str, tokens: &Tokens) -> Vec<Marker> {
    let reader = Reader { view, tokens };
    let mut words = reader.words().into_iter().peekable();
    let mut markers = Vec::new();
    let mut done = 0;
    for &numeral in &tokens.numerals {
        if numeral.token() < done {
            continue;
        }
        if let Some((marker, end)) = reader.marker(numeral) {
            done = end;
            while let Some(word) = words.next_if(|word| word.token < marker.token) {
                markers.push(word);
            }
            markers.push(marker);
        }
    }
    markers.extend(words);
    let (mut line, mut counted) = (0, 0);
    for marker in &mut markers {
        let start = marker.span.start as usize;
        line += memchr::memchr_iter(b'\n', &view.as_bytes()[counted..start]).count() as u32;
        counted = start;
        marker.line = line;
    }
    markers
}

/// Words that put clauses in order, with their place. 最后 takes whatever place comes next.
const ORDER_WORDS: [(&str, u32); 3] = [("首先", 1), ("其次", 2), ("再次", 3)];

/// What is put in order one after the other: 第一步，.
const STEPS: [&str; 3] = ["步", "阶段", "階段"];

struct Reader<'a> {
    view: &'a str,
    tokens: &'a Tokens,
}

impl Reader<'_> {
    /// The marker whose numeral starts at token `numeral`, and the token after its numeral.
    fn marker(&self, numeral: Numeral) -> Option<(Marker, usize)> {
        let Numeral { kind, before, .. } = numeral;
        let begins_a_clause = kind == TokenKind::HanNumeral && numeral.is_before(['是', '要']);
        let may_mark = begins_a_clause || is_mark(class(numeral.behind()));
        let numeral = numeral.token();
        match before {
            _ if kind == TokenKind::Circled => self.circled(numeral),
            TokenKind::Open => self.bracketed(numeral, numeral - 1),
            TokenKind::Space if numeral >= 2 && self.tokens.kind(numeral - 2) == TokenKind::Open => {
                self.bracketed(numeral, numeral - 2)
            }
            // Most numerals stand behind a word that is no part of a marker.
            TokenKind::Word if !begins_a_clause && !self.may_be_part_of_a_marker(numeral - 1) => None,
            TokenKind::Word => self.after_word(numeral, numeral - 1),
            TokenKind::Space if numeral >= 2 && self.tokens.kind(numeral - 2) == TokenKind::Word => {
                if self.opens_line(numeral) { self.bare(numeral, true) } else { self.after_word(numeral, numeral - 2) }
            }
            _ if !may_mark => None,
            _ => self.bare(numeral, self.opens_line(numeral)),
        }
    }

    /// True if what stands before a numeral ends in 第 or 其, or in what decorates a line.
    fn may_be_part_of_a_marker(&self, word: usize) -> bool {
        let end = self.tokens.span(word).end as usize;
        let last = self.view.as_bytes().get(end.saturating_sub(3)..end);
        last.is_none_or(|last| {
            !matches!(last, [0xE0..=0xEF, _, _]) || last == "第".as_bytes() || last == "其".as_bytes()
        })
    }

    /// （一）, (1): the bracket is token `open`.
    fn bracketed(&self, numeral: usize, open: usize) -> Option<(Marker, usize)> {
        if !matches!(self.tokens.text(self.view, open), "（" | "(" | "﹙") {
            return None;
        }
        let opens_line = self.opens_line(open);
        let (number, last) = self.spaced_number(numeral)?;
        let close = self.tokens.next_solid(last);
        let closes = self.tokens.kind(close) == TokenKind::Close
            && matches!(self.tokens.text(self.view, close), "）" | ")" | "﹚");
        if !closes && !opens_line {
            return None;
        }
        let class = self.parenthesis_class(numeral);
        let end = if closes { close } else { last };
        let strong = closes && opens_line && !self.is_cited(end + 1);
        self.finish(class, 0, number, open, end, (numeral, last), strong, opens_line)
    }

    /// 第一条, 第一，, 其一， and 一是 after a word.
    fn after_word(&self, numeral: usize, word: usize) -> Option<(Marker, usize)> {
        let text = self.tokens.text(self.view, word);
        if text == "第" {
            return self.ordinal_or_legal(numeral, word);
        }
        if text == "其" && self.starts_clause(word) {
            let next = numeral + 1;
            let number = self.number(numeral)?;
            let goes_on = matches!(self.tokens.kind(next), TokenKind::Comma | TokenKind::Colon)
                || self.tokens.text(self.view, next).starts_with('是');
            return if goes_on {
                self.finish(MarkerClass::Ordinal, 1, number, word, numeral, (numeral, numeral), true, false)
            } else {
                None
            };
        }
        if is_decoration(text) || text.ends_with('第') {
            return self.bare(numeral, self.opens_line(numeral)).filter(|_| !text.ends_with('第'));
        }
        // 目标二是: a mark was lost before it.
        self.clause_marker(numeral, false)
    }

    fn ordinal_or_legal(&self, numeral: usize, word: usize) -> Option<(Marker, usize)> {
        let (number, last) = self.spaced_number(numeral)?;
        let next = self.tokens.next_solid(last);
        let after = self.tokens.text(self.view, next);
        let opens_line = self.opens_line(word);
        match self.tokens.kind(next) {
            TokenKind::Comma | TokenKind::Colon if self.starts_clause(word) => {
                self.finish(MarkerClass::Ordinal, 0, number, word, last, (numeral, last), true, opens_line)
            }
            // 第一、第二产业 at the start of a line is a list of two.
            TokenKind::ListComma if opens_line => {
                let is_listed =
                    self.tokens.text(self.view, next + 1).starts_with('第') || is_numeral(self.tokens.kind(next + 1));
                self.finish(MarkerClass::Ordinal, 0, number, word, last, (numeral, last), !is_listed, opens_line)
            }
            // 第一步，取消限制
            TokenKind::Word
                if STEPS.contains(&after)
                    && matches!(self.tokens.kind(next + 1), TokenKind::Comma | TokenKind::Colon)
                    && self.starts_clause(word) =>
            {
                let (mut marker, done) =
                    self.finish(MarkerClass::Ordinal, 2, number, word, last, (numeral, last), true, opens_line)?;
                marker.span.end = self.tokens.span(next).end;
                Some((marker, done))
            }
            TokenKind::Word if opens_line => {
                let (class, length) = legal_division(after)?;
                let end = self.tokens.span(next).start as usize + length;
                let rest = &self.view[end..];
                let strong = self.is_division_heading(class, next, length);
                let is_inserted = class == MarkerClass::Article && is_inserted_article(rest);
                let variant = if is_inserted { INSERTED } else { 0 };
                let (mut marker, done) =
                    self.finish(class, variant, number, word, last, (numeral, last), strong, opens_line)?;
                marker.span.end = end as u32;
                Some((marker, done))
            }
            // 第 12-1 條
            TokenKind::Dash if opens_line && self.tokens.kind(next + 1) == TokenKind::Digits => {
                let after = self.tokens.next_solid(next + 1);
                legal_division(self.tokens.text(self.view, after))
                    .filter(|(class, _)| *class == MarkerClass::Article)?;
                self.finish(MarkerClass::Article, INSERTED, number, word, last, (numeral, next + 1), true, true)
            }
            _ => None,
        }
    }

    /// True if what follows shows that a division begins here and is not merely cited: 第三条之规定 is a citation.
    fn is_division_heading(&self, class: MarkerClass, word: usize, length: usize) -> bool {
        let text = self.tokens.text(self.view, word);
        if text.len() > length {
            let rest = &text[length..];
            let cites = ["第", "规定", "之", "所", "的", "至", "和", "及", "或", "以", "中", "款", "项", "文"];
            return class != MarkerClass::Article
                && !cites.iter().any(|word| rest.starts_with(word))
                && self.line_is_title(word);
        }
        match self.tokens.kind(word + 1) {
            TokenKind::LineBreak => true,
            TokenKind::Open => class == MarkerClass::Article || self.line_is_title(word),
            TokenKind::Space => {
                // 第二條  條文, wrapped in the middle of a sentence.
                let next = self.tokens.text(self.view, word + 2);
                let goes_on = ["条文", "所", "规定", "之", "序文", "但书"].iter().any(|word| next.starts_with(word));
                !goes_on && (!next.starts_with('第') || !self.cites_a_paragraph(word + 2))
            }
            _ => false,
        }
    }

    /// 第三条 第二款: the paragraph of an article, told from 第三条　第一组掌理……, where the text of the article begins.
    fn cites_a_paragraph(&self, ordinal: usize) -> bool {
        let numeral = self.tokens.next_solid(ordinal);
        let unit = self.tokens.text(self.view, self.tokens.next_solid(numeral));
        !is_numeral(self.tokens.kind(numeral)) || unit.starts_with(['项', '款', '目', '条', '节', '章', '号', '类'])
    }

    /// True if the line of token `from` ends within a few tokens and holds no mark of a sentence.
    fn line_is_title(&self, from: usize) -> bool {
        for token in from..from + 12 {
            match self.tokens.kind(token) {
                TokenKind::LineBreak => return true,
                TokenKind::Stop | TokenKind::Semicolon | TokenKind::Colon => return false,
                _ => {}
            }
        }
        false
    }

    /// A numeral with nothing before it that belongs to it: 一、 1. 二是 五）.
    fn bare(&self, numeral: usize, opens_line: bool) -> Option<(Marker, usize)> {
        if let Some(found) = self.clause_marker(numeral, self.starts_clause(numeral)) {
            return Some(found);
        }
        let mark = self.mark_behind(numeral, opens_line);
        let kind = self.tokens.kind(mark);
        let class = match self.tokens.kind(numeral) {
            _ if kind == TokenKind::Close => self.parenthesis_class(numeral),
            TokenKind::HanNumeral => MarkerClass::Han,
            _ => MarkerClass::Digit,
        };
        let number = self.number(numeral)?;
        let strong = if opens_line {
            self.marks_a_line(numeral, mark, number)?
        } else if self.marks_a_place_inside_a_line(numeral, mark) {
            false
        } else {
            return None;
        };
        let variant = match kind {
            TokenKind::ListComma => 1,
            TokenKind::Space | TokenKind::Word => 3,
            _ => 0,
        };
        let end = if matches!(kind, TokenKind::Space | TokenKind::Word) { numeral } else { mark };
        self.finish(class, variant, number, numeral, end, (numeral, numeral), strong, opens_line)
    }

    /// The token of the mark behind a numeral. 二 、加强: read from a picture, the mark stands apart.
    fn mark_behind(&self, numeral: usize, opens_line: bool) -> usize {
        let next = numeral + 1;
        let is_apart = opens_line
            && self.tokens.kind(next) == TokenKind::Space
            && self.tokens.span(next).len() == 1
            && self.tokens.kind(next + 1) == TokenKind::ListComma;
        next + usize::from(is_apart)
    }

    /// Whether a numeral that opens its line, with `mark` behind it, must be a marker; `None` if it is none.
    fn marks_a_line(&self, numeral: usize, mark: usize, number: u32) -> Option<bool> {
        let is_han = self.tokens.kind(numeral) == TokenKind::HanNumeral;
        let after = self.tokens.kind(mark + 1);
        match self.tokens.kind(mark) {
            TokenKind::ListComma if is_han => Some(!self.is_list_of_numbers(mark + 1, number)),
            TokenKind::ListComma => Some(after != TokenKind::Digits),
            TokenKind::Period if is_han => Some(!is_numeral(after)),
            TokenKind::Period => {
                let starts_text = matches!(
                    after,
                    TokenKind::Word | TokenKind::Space | TokenKind::OpenQuote | TokenKind::Open | TokenKind::HanNumeral
                );
                Some(starts_text && self.tokens.kind(self.tokens.next_solid(mark)) != TokenKind::LineBreak)
            }
            TokenKind::Close => Some(!is_han && self.tokens.text(self.view, mark) != "]"),
            TokenKind::Colon => Some(false),
            // 一　引言
            TokenKind::Space | TokenKind::Comma | TokenKind::LineBreak if is_han => Some(false),
            TokenKind::Space | TokenKind::Word => self.marks_a_title(numeral, mark),
            _ => None,
        }
    }

    /// ## 3　线路建设, 3　线路建设: a heading of Markdown, or a wide space and a short title that fills the line. 3　个月后 may only
    /// continue.
    fn marks_a_title(&self, numeral: usize, space: usize) -> Option<bool> {
        const MOST_TOKENS: usize = 8;
        const COUNTED: &[char] = &['个', '月', '日', '年', '项', '家', '人', '件', '次', '种', '点', '万', '亿'];
        let is_wide = self.tokens.text(self.view, space) == "\u{3000}";
        // ## 3 线路建设, where the space was that of a text set with spaces around its digits.
        let title = if self.tokens.kind(space) == TokenKind::Space { space + 1 } else { space };
        let signs = numeral.checked_sub(2).map_or("", |signs| self.tokens.text(self.view, signs));
        let is_markdown = signs.starts_with('#') && is_decoration(signs);
        let ends = |token: usize| match self.tokens.kind(token) {
            TokenKind::LineBreak => Some(true),
            TokenKind::Word | TokenKind::ListComma | TokenKind::OpenQuote | TokenKind::CloseQuote => None,
            _ => Some(false),
        };
        let is_title = self.tokens.kind(title) == TokenKind::Word
            && !self.tokens.text(self.view, title).starts_with(COUNTED)
            && (title..title + MOST_TOKENS).find_map(ends) == Some(true);
        (is_markdown || is_wide).then_some(is_title)
    }

    /// 。三、加强: the line break before a heading was lost. ；7、79个镇完成改造: between points of a series, 、 parts the number
    /// from the text.
    fn marks_a_place_inside_a_line(&self, numeral: usize, mark: usize) -> bool {
        let is_han = self.tokens.kind(numeral) == TokenKind::HanNumeral;
        let kind = self.tokens.kind(mark);
        let before = numeral.checked_sub(1).map_or(TokenKind::LineBreak, |before| self.tokens.kind(before));
        let is_behind_mark = matches!(
            before,
            TokenKind::Stop
                | TokenKind::Semicolon
                | TokenKind::Colon
                | TokenKind::Space
                | TokenKind::Close
                | TokenKind::CloseQuote
        );
        let is_marked = matches!(kind, TokenKind::ListComma | TokenKind::Period | TokenKind::Close);
        let is_point =
            matches!(before, TokenKind::Semicolon | TokenKind::Stop) && kind == TokenKind::ListComma && !is_han;
        is_behind_mark && is_marked && (is_point || !is_numeral(self.tokens.kind(mark + 1)))
    }

    /// 一是, 一要.
    fn clause_marker(&self, numeral: usize, strong: bool) -> Option<(Marker, usize)> {
        if self.tokens.kind(numeral) != TokenKind::HanNumeral {
            return None;
        }
        let after = &self.view[self.tokens.span(numeral).end as usize..];
        let (variant, rest) = match (after.strip_prefix('是'), after.strip_prefix('要')) {
            (Some(rest), _) => (0, rest),
            (_, Some(rest)) => (1, rest),
            _ => return None,
        };
        let text = self.tokens.text(self.view, numeral);
        if text.contains('两') {
            return None;
        }
        if is_saying(text, rest) || (variant == 1 && is_noun_with_yao(rest)) {
            return None;
        }
        let number = self.number(numeral)?;
        let (mut marker, done) =
            self.finish(MarkerClass::Clause, variant, number, numeral, numeral, (numeral, numeral), strong, false)?;
        marker.opens_line = self.opens_line(numeral);
        marker.span.end += '是'.len_utf8() as u32;
        Some((marker, done))
    }

    /// ①, ⑴, ⒈.
    fn circled(&self, token: usize) -> Option<(Marker, usize)> {
        let code = self.tokens.text(self.view, token).chars().next()? as u32;
        let (class, variant, number) = match code {
            0x2460..=0x2473 => (MarkerClass::Circled, 0, code - 0x2460 + 1),
            0x2474..=0x2487 => (MarkerClass::DigitParenthesis, 1, code - 0x2474 + 1),
            0x2488..=0x249B => (MarkerClass::Digit, 2, code - 0x2488 + 1),
            _ => return None,
        };
        let opens_line = self.opens_line(token);
        // 总产值①, 见①②③: a reference to a note.
        let next = self.tokens.kind(token + 1);
        let is_text = matches!(next, TokenKind::Word | TokenKind::Space | TokenKind::OpenQuote | TokenKind::HanNumeral);
        // ①9月15日起领取: at the start of a line or a clause.
        let is_reference = !(is_text || next == TokenKind::Digits && self.starts_clause(token));
        // 【安排】①开会；②检查
        let follows_title = token.checked_sub(1).is_some_and(|before| self.tokens.text(self.view, before) == "】");
        let starts_clause = self.starts_clause(token) || follows_title;
        let is_reference = is_reference && !follows_title;
        let strong = !is_reference && (opens_line || class == MarkerClass::Circled && starts_clause);
        self.finish(class, variant, number, token, token, (token, token), strong, opens_line)
    }

    /// Markers that no numeral token begins, in text order: 首先, 其次, 再次 at the start of clauses, 壹、 at that of lines.
    fn words(&self) -> Vec<Marker> {
        let clauses = self.tokens.clause_starts().filter(|(_, at)| self.may_begin(*at));
        clauses.filter_map(|(token, _)| self.order_word(token).or_else(|| self.formal(token))).collect()
    }

    /// Most clauses begin with another Han character than a word that marks.
    fn may_begin(&self, at: u32) -> bool {
        static FIRST: CodeSet = CodeSet::of("首其再壹贰貳叁參参肆伍陆陸柒捌玖拾");
        let Some(text) = self.view.get(at as usize..) else { return false };
        match text.as_bytes().first() {
            Some(0xE4..=0xE9) => FIRST.holds_code(code_at(text, 0).0),
            Some(_) => text.starts_with(|c| matches!(class(c), Class::Space | Class::OddSpace)),
            None => false,
        }
    }

    /// 壹、 and 拾貳、 at the start of a line; `first` begins the clause, spaces included.
    fn formal(&self, first: usize) -> Option<Marker> {
        let token = if self.tokens.kind(first) == TokenKind::Space { first + 1 } else { first };
        let is_marked = self.tokens.kind(token + 1) == TokenKind::ListComma && self.opens_line(token);
        let number = formal_integer(self.tokens.text(self.view, token)).filter(|_| is_marked)?;
        // 陸、海、空 and 伍、柒两姓 are lists.
        let next = self.tokens.text(self.view, token + 2);
        let is_listed = next.chars().next().is_some_and(|c| formal_integer(c.encode_utf8(&mut [0; 4])).is_some());
        let strong = self.tokens.kind(token + 3) != TokenKind::ListComma && !is_listed;
        let number = u32::try_from(number).ok()?;
        let (marker, _) =
            self.finish(MarkerClass::Formal, 0, number, token, token + 1, (token, token), strong, true)?;
        Some(marker)
    }

    /// The order word that begins the clause of token `first`, spaces left out, if it goes on as such a word does.
    fn order_word(&self, first: usize) -> Option<Marker> {
        let token = if self.tokens.kind(first) == TokenKind::Space { first + 1 } else { first };
        let at = self.tokens.span(token).start as usize;
        let text = self.tokens.text(self.view, token);
        let (word, number) = ORDER_WORDS.into_iter().find(|(word, _)| text.starts_with(word))?;
        let rest = &text[word.len()..];
        let opens_clause = rest.starts_with('是') || rest.starts_with('要');
        if !(opens_clause || rest.is_empty() && self.tokens.kind(token + 1) == TokenKind::Comma) {
            return None;
        }
        let start = at as u32;
        Some(Marker {
            class: MarkerClass::Order,
            variant: 0,
            number,
            span: ViewSpan { start, end: start + word.len() as u32 },
            numeral: ViewSpan { start, end: start },
            token: token as u32,
            strong: true,
            opens_line: self.opens_line(token),
            runs: false,
            line: 0,
        })
    }

    #[allow(clippy::too_many_arguments)]
    fn finish(
        &self,
        class: MarkerClass,
        variant: u8,
        number: u32,
        first: usize,
        last: usize,
        numeral: (usize, usize),
        strong: bool,
        opens_line: bool,
    ) -> Option<(Marker, usize)> {
        if number == 0 || number > class.limit() {
            return None;
        }
        let marker = Marker {
            class,
            variant,
            number,
            span: self.tokens.span(first).to(self.tokens.span(last)),
            numeral: self.tokens.span(numeral.0).to(self.tokens.span(numeral.1)),
            token: first as u32,
            strong,
            opens_line,
            runs: !strong && !opens_line && class.is_numbered_heading() && self.follows_a_part(first),
            line: 0,
        };
        Some((marker, numeral.1 + 1))
    }

    /// The class of a number in brackets.
    fn parenthesis_class(&self, numeral: usize) -> MarkerClass {
        if self.tokens.kind(numeral) == TokenKind::HanNumeral {
            MarkerClass::HanParenthesis
        } else {
            MarkerClass::DigitParenthesis
        }
    }

    /// The number of one token.
    fn number(&self, token: usize) -> Option<u32> {
        self.parse(self.tokens.text(self.view, token))
    }

    /// A number that may be torn by one space (三  十), and its last token.
    fn spaced_number(&self, token: usize) -> Option<(u32, usize)> {
        let kind = self.tokens.kind(token);
        if self.tokens.kind(token + 1) == TokenKind::Space && self.tokens.kind(token + 2) == kind {
            let joined = [self.tokens.text(self.view, token), self.tokens.text(self.view, token + 2)].concat();
            return self.parse(&joined).map(|number| (number, token + 2));
        }
        self.number(token).map(|number| (number, token))
    }

    fn parse(&self, text: &str) -> Option<u32> {
        if text.len() > 24 {
            return None;
        }
        if text.as_bytes().first()?.is_ascii_digit() {
            return if text.len() <= 4 && !text.starts_with('0') { text.parse().ok() } else { None };
        }
        han_integer(text).and_then(|number| u32::try_from(number).ok())
    }

    /// True if only spaces and Markdown signs stand before the token on its line.
    fn opens_line(&self, token: usize) -> bool {
        let mut at = token;
        for _ in 0..6 {
            let Some(before) = at.checked_sub(1) else { return true };
            match self.tokens.kind(before) {
                TokenKind::LineBreak => return true,
                TokenKind::Space => {}
                TokenKind::Word if is_decoration(self.tokens.text(self.view, before)) => {}
                _ => return false,
            }
            at = before;
        }
        false
    }

    /// True if a clause starts with the token, spaces and an opening quotation mark left out.
    fn starts_clause(&self, token: usize) -> bool {
        let mut before = token;
        for _ in 0..3 {
            let Some(at) = before.checked_sub(1) else { return true };
            match self.tokens.kind(at) {
                TokenKind::Space | TokenKind::OpenQuote => before = at,
                TokenKind::Comma
                | TokenKind::Semicolon
                | TokenKind::Colon
                | TokenKind::Stop
                | TokenKind::LineBreak
                | TokenKind::Bar => return true,
                // <li>二是
                TokenKind::Word if self.tokens.text(self.view, at).ends_with('>') => return true,
                TokenKind::Word => return is_decoration(self.tokens.text(self.view, at)) && self.opens_line(token),
                _ => return false,
            }
        }
        false
    }

    /// True right behind a semicolon, a colon or a full stop, where the marker at `token` has a text of its own: not …；（三）项.
    fn follows_a_part(&self, token: usize) -> bool {
        use TokenKind::{
            Close, Colon, Digits, HanNumeral, Latin, ListComma, OpenQuote, Period, Semicolon, Space, Stop, Word,
        };
        let mut before = token.checked_sub(1);
        if before.is_some_and(|before| self.tokens.kind(before) == Space) {
            before = token.checked_sub(2);
        }
        let is_behind = before.is_some_and(|before| matches!(self.tokens.kind(before), Semicolon | Colon | Stop));
        let Some(end) = (token..token + 5).find(|&at| matches!(self.tokens.kind(at), Close | ListComma | Period))
        else {
            return false;
        };
        // （三）2024年…: a bracket parts a number from the next one, 3. and 3、 do not.
        let has_text = match self.tokens.kind(self.tokens.next_solid(end)) {
            Word | OpenQuote | Latin => true,
            Digits | HanNumeral => self.tokens.kind(end) == Close,
            _ => false,
        };
        is_behind && has_text && !self.is_cited(end + 1)
    }

    /// True if the words from `token` on cite what stands before them: （一）至（三）项.
    fn is_cited(&self, token: usize) -> bool {
        match self.tokens.kind(token) {
            TokenKind::ListComma | TokenKind::Dash | TokenKind::Tilde | TokenKind::Comma | TokenKind::Stop => true,
            TokenKind::Word => {
                let text = self.tokens.text(self.view, token);
                let cites =
                    ["项所", "项规定", "项之", "项的", "项至", "项情形", "款", "目所", "目规定", "所列", "规定"];
                cites.iter().any(|word| text.starts_with(word)) || matches!(text, "至" | "和" | "或" | "项" | "目")
            }
            _ => false,
        }
    }

    /// True if numbers are listed: 一、二产业, 三、四季度.
    fn is_list_of_numbers(&self, token: usize, number: u32) -> bool {
        is_numeral(self.tokens.kind(token))
            && (self.number(token) == Some(number + 1) || self.tokens.kind(token + 1) == TokenKind::ListComma)
    }
}

/// True if an article's number goes on with 之一 and nothing more: 第十条之一　…
fn is_inserted_article(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix('之') else { return false };
    let numeral =
        rest.chars().take_while(|&c| han_integer(c.encode_utf8(&mut [0; 4])).is_some()).map(char::len_utf8).sum();
    let rest: &str = &rest[numeral..];
    numeral > 0 && (rest.is_empty() || rest.starts_with([' ', '\u{3000}', '\n', '\r', '（', '(']))
}

/// True for what stands behind the number of a bare marker: 一、 1. 2）, the end of a line, and U+0000 for that of the text.
fn is_mark(class: Class) -> bool {
    matches!(
        class,
        Class::ListComma
            | Class::Period
            | Class::Close
            | Class::Colon
            | Class::Space
            | Class::OddSpace
            | Class::Comma
            | Class::LineFeed
            | Class::CarriageReturn
            | Class::Control
    )
}

fn is_numeral(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Digits | TokenKind::HanNumeral | TokenKind::Circled)
}

/// Signs that Markdown puts before a heading.
fn is_decoration(text: &str) -> bool {
    text.len() <= 8 && text.bytes().all(|byte| matches!(byte, b'#' | b'*' | b'>' | b'_'))
}

/// 一是一，二是二: a saying.
fn is_saying(number: &str, rest: &str) -> bool {
    rest.strip_prefix(number)
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()) || rest.starts_with('二'))
}

/// 三要素: a noun, not a command.
fn is_noun_with_yao(rest: &str) -> bool {
    ["素", "件", "点", "务", "道", "害", "职", "闻", "地", "塞", "求", "义"].iter().any(|word| rest.starts_with(word))
}

/// The division of a law that a word after 第N begins with, and the length of its name in bytes.
fn legal_division(text: &str) -> Option<(MarkerClass, usize)> {
    const NAMES: [(&str, MarkerClass); 6] = [
        ("部分", MarkerClass::Part),
        ("编", MarkerClass::Part),
        ("篇", MarkerClass::Part),
        ("章", MarkerClass::Chapter),
        ("节", MarkerClass::Section),
        ("条", MarkerClass::Article),
    ];
    NAMES.into_iter().find(|(name, _)| text.starts_with(name)).map(|(name, class)| (class, name.len()))
}
