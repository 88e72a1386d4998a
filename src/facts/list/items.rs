//! The items left of a count: walks from the count to the mark of its clause, through quotations that hold one item or all
//! of them, and stops where another counted list ends.

use crate::char_class::{Class, class};
use crate::facts::lexicon::{NOMINAL_VERBS, VERBS};
use crate::facts::number::han_digit;
use crate::facts::token::TokenKind;
use crate::span::ViewSpan;

use super::{LONGEST_HEAD, LONGEST_LIST, ListShape, MOST_ITEMS, PairKind, Reader, classifier, joins, joins_at};

/// A count in quotation marks has at most so many tokens: “两大龙头”.
const LONGEST_QUOTED_COUNT: usize = 6;

/// Before digits in a name at most so many tokens are looked at: PM2.5.
const MOST_TOKENS_OF_A_NAME: usize = 8;

/// The items left of a count, from right to left while they are being collected.
pub struct Items {
    pub spans: Vec<ViewSpan>,
    /// Conjunctions that may part two items.
    pub joins: u32,
    /// How many items had been collected when the last number was met, from right to left.
    pub number_at: Option<usize>,
    /// True if another list ends where this one begins, or where that is not known.
    pub follows_another: bool,
    /// True if an amount stands in the name of an item: 5万吨甲厂.
    pub has_attribute: bool,
    /// Where the item ends that is being read.
    end: u32,
}

impl Items {
    fn before(end: u32) -> Self {
        Self { spans: Vec::new(), joins: 0, number_at: None, follows_another: false, has_attribute: false, end }
    }

    pub fn has_number(&self) -> bool {
        self.number_at.is_some()
    }

    /// True if a mark stands in each of the items: “甲、乙”和“丙、丁”.
    fn holds_marks(&self, view: &str) -> bool {
        self.spans.iter().all(|span| view.get(span.range()).is_some_and(|item| item.contains('、')))
    }

    /// An item begins at byte `start`; the one before it ends at byte `end`.
    fn part(&mut self, start: u32, end: u32) {
        self.spans.push(ViewSpan { start, end: self.end });
        self.end = end;
    }

    /// The items in text order; the first of them begins at byte `start`.
    fn begun_at(mut self, start: u32) -> Self {
        self.part(start, start);
        self.spans.reverse();
        self
    }
}

impl Reader<'_> {
    /// The items before token `end`.
    pub fn items(&self, end: usize) -> Option<(Items, ListShape)> {
        let mut last = end.checked_sub(1)?;
        if self.tokens.kind(last) == TokenKind::Space {
            last = last.checked_sub(1)?;
        }
        // “路、灯、桥”等十大难题, “从线到面、从城到乡”的两大转变
        let behind_quote = self.tokens.text(self.view, last).trim();
        if matches!(behind_quote, "等" | "的")
            && let Some(close) = last.checked_sub(1)
            && self.tokens.kind(close) == TokenKind::CloseQuote
            && let Some(items) = self.only_quotation(close)
        {
            return Some((items, ListShape::InsideQuote));
        }
        if self.tokens.kind(last) != TokenKind::CloseQuote {
            let shape = if self.has_quoted_items(last) { ListShape::QuotedItems } else { ListShape::Plain };
            return Some((self.walk(last, self.tokens.depth(end))?, shape));
        }
        let depth = self.tokens.depth(last);
        let open = self.opening_of(last)?;
        let inside = self.walk(last.checked_sub(1)?, depth.checked_add(1)?)?;
        // “甲；乙，丙、丁”两项: marks of more than one level part the items.
        let is_whole = inside.spans.first().is_some_and(|first| first.start == self.tokens.span(open).end);
        if inside.spans.len() > 1 && !is_whole {
            return None;
        }
        match (inside.spans.len() > 1, self.is_one_of_many(open)) {
            // “甲、乙”“丙、丁”两项: which ones are counted is not known. “甲、乙”和“丙、丁”两项 may be a pair.
            (true, true) => {
                let mut items = self.walk(last, depth)?;
                let is_pair = items.spans.len() == 2 && items.joins == 0 && items.holds_marks(self.view);
                items.follows_another = true;
                is_pair.then_some((items, ListShape::QuotedItems))
            }
            (true, false) => Some((inside, ListShape::InsideQuote)),
            (false, _) => Some((self.walk(last, depth)?, ListShape::QuotedItems)),
        }
    }

    /// The list in the quotation that the token `close` ends, if no other one stands in the clause.
    fn only_quotation(&self, close: usize) -> Option<Items> {
        let open = self.opening_of(close).filter(|&open| !self.is_one_of_many(open))?;
        let mut items = self.walk(close.checked_sub(1)?, self.tokens.depth(close).checked_add(1)?)?;
        let is_whole = items.spans.first().is_some_and(|first| first.start == self.tokens.span(open).end);
        items.follows_another = true;
        (items.spans.len() > 1 && is_whole).then_some(items)
    }

    /// The mark that opens the quotation which the token `close` ends.
    fn opening_of(&self, close: usize) -> Option<usize> {
        let depth = self.tokens.depth(close);
        (close.saturating_sub(LONGEST_LIST)..close)
            .rev()
            .find(|&token| self.tokens.depth(token) <= depth)
            .filter(|&token| self.tokens.kind(token) == TokenKind::OpenQuote)
    }

    /// True if other quotations stand in a row with the one that `open` begins, or another list before it.
    fn is_one_of_many(&self, open: usize) -> bool {
        let before = open.checked_sub(1).map_or(TokenKind::LineBreak, |before| self.tokens.kind(before));
        matches!(before, TokenKind::CloseQuote | TokenKind::ListComma) || self.has_quotation_before(open)
    }

    /// 落实“甲、乙”和“丙、丁”两项: another list in quotation marks stands in the same clause. Not so in “3”即落实“甲、乙、丙”.
    fn has_quotation_before(&self, open: usize) -> bool {
        let clause = self.tokens.clause_tokens(self.tokens.clause_of(open));
        let first = clause.start.max(open.saturating_sub(LONGEST_LIST));
        let depth = self.tokens.depth(open);
        let is_close =
            |&token: &usize| self.tokens.kind(token) == TokenKind::CloseQuote && self.tokens.depth(token) == depth;
        let Some(close) = (first..open).rev().find(is_close) else { return false };
        let between = self.tokens.text(self.view, close + 1).trim_start();
        let is_joined = close + 1 == open
            || self.tokens.kind(close + 1) == TokenKind::ListComma
            || between.starts_with(['和', '与', '及', '以', '并']);
        let is_inner_mark = |token| self.tokens.kind(token) == TokenKind::ListComma && self.tokens.depth(token) > depth;
        is_joined || (first..close).any(is_inner_mark)
    }

    /// “甲”“乙”等三项: 等 stands between the last quotation and the count.
    fn has_quoted_items(&self, last: usize) -> bool {
        last > 0
            && self.tokens.kind(last - 1) == TokenKind::CloseQuote
            && self.tokens.text(self.view, last).trim_end() == "等"
    }

    /// Walks left from token `last` at `depth` to the clause mark.
    fn walk(&self, last: usize, depth: u8) -> Option<Items> {
        let mut items = Items::before(self.tokens.span(last).end);
        let mut first = None;
        let mut is_whole = last <= LONGEST_LIST;
        for token in (last.saturating_sub(LONGEST_LIST)..=last).rev() {
            if self.tokens.depth(token) <= depth {
                if self.ends_list(token, depth) {
                    is_whole = true;
                    break;
                }
                if let Some((start, joins)) = self.begins_behind_another(token, &items) {
                    items.joins = joins;
                    items.follows_another = true;
                    return Some(items.begun_at(start));
                }
                self.collect(token, &mut items);
                if items.spans.len() > MOST_ITEMS || items.joins as usize > MOST_ITEMS {
                    return None;
                }
            }
            first = Some(token);
        }
        if !is_whole {
            return None;
        }
        let first = first.unwrap_or(last);
        let start = self.tokens.span(first).start;
        if items.spans.is_empty()
            && let Some([left, right]) = self.quoted_pair(first, last, depth)
        {
            items.joins = 0;
            items.spans = vec![ViewSpan { start, end: left }, ViewSpan { start: right, end: items.end }];
            return Some(items);
        }
        let start = start.min(items.end);
        let opening = self.view.get(start as usize..items.end as usize).unwrap_or("");
        if !items.spans.is_empty() && items.joins > 0 && joins_two_verbs(opening) {
            items.joins = items.joins.saturating_sub(1);
        }
        if items.number_at == Some(items.spans.len()) && introduces(opening) {
            items.number_at = None;
        }
        Some(items.begun_at(start))
    }

    /// True for the mark left of a list: that of its clause, or of the heading number before it.
    fn ends_list(&self, token: usize, depth: u8) -> bool {
        let kind = self.tokens.kind(token);
        let is_clause_mark = matches!(
            kind,
            TokenKind::Comma
                | TokenKind::Semicolon
                | TokenKind::Colon
                | TokenKind::Stop
                | TokenKind::LineBreak
                | TokenKind::Bar
        );
        self.tokens.depth(token) < depth
            || is_clause_mark
            || kind == TokenKind::ListComma && self.ends_marker(token)
            || kind == TokenKind::Period && self.ends_heading_number(token)
            || kind == TokenKind::Space && self.ends_section_number(token)
    }

    /// Adds to the items what the token is to them: a mark between two, a word that may join two, a number.
    fn collect(&self, token: usize, items: &mut Items) {
        let span = self.tokens.span(token);
        match self.tokens.kind(token) {
            TokenKind::ListComma => items.part(span.end, span.start),
            // ”“
            TokenKind::OpenQuote if token > 0 && self.tokens.kind(token - 1) == TokenKind::CloseQuote => {
                items.part(span.start, span.start);
            }
            TokenKind::Word => items.joins += joins(self.tokens.text(self.view, token), items.spans.is_empty()),
            TokenKind::Digits if self.is_first_half(token) => {}
            TokenKind::Digits if self.is_an_amount_in_a_name(token) => items.has_attribute = true,
            TokenKind::HanNumeral if self.counts_levels(token) => items.has_attribute = true,
            _ if self.is_a_number(token) => {
                items.number_at.get_or_insert(items.spans.len());
            }
            _ => {}
        }
    }

    /// Where the items begin if another list, with a count of its own, ends at the token; and the conjunctions among them.
    fn begins_behind_another(&self, token: usize, items: &Items) -> Option<(u32, u32)> {
        if self.tokens.kind(token) == TokenKind::Word {
            let start = self.behind_quoted_count(token, items)?;
            let rest = self.view.get(start as usize..self.tokens.span(token).end as usize)?;
            return Some((start, items.joins + joins(rest, items.spans.is_empty())));
        }
        if !self.is_a_number(token) {
            return None;
        }
        self.behind_another(token, items).map(|start| (start, items.joins - 1))
    }

    /// True for digits that are no part of a name, and for a Han numeral that counts something.
    fn is_a_number(&self, token: usize) -> bool {
        match self.tokens.kind(token) {
            TokenKind::Digits => !self.is_in_a_name(token),
            TokenKind::HanNumeral => self.counts_something(token),
            _ => false,
        }
    }

    /// 甲、乙两个小组和丙、丁两个专班: where the items behind the counted head of another list begin, `token` being its count.
    fn behind_another(&self, token: usize, items: &Items) -> Option<u32> {
        let head = self.view.get(self.tokens.span(token).end as usize..items.end as usize)?;
        let is_apart =
            !items.spans.is_empty() && !items.has_number() && items.joins > 0 && head.len() <= LONGEST_HEAD * 2;
        // 甲、乙等一批基地和丙、丁两个园区
        let counted = self.tokens.text(self.view, token + 1);
        if !is_apart || classifier(counted).is_none() {
            return None;
        }
        let (at, join) = head.char_indices().rfind(|(_, c)| matches!(c, '和' | '与' | '及'))?;
        let starts_an_item = at + join.len_utf8() < head.len() && at > 0;
        starts_an_item.then(|| self.tokens.span(token).end + (at + join.len_utf8()) as u32)
    }

    /// 甲、乙“两大龙头”和丙、丁、戊“三个支柱”: where the items behind the quoted count of another list begin, `token` being the word
    /// that begins with the conjunction.
    fn behind_quoted_count(&self, token: usize, items: &Items) -> Option<u32> {
        let close = token.checked_sub(1).filter(|&close| self.tokens.kind(close) == TokenKind::CloseQuote)?;
        let text = self.tokens.text(self.view, token);
        let join = ["以及", "和", "与", "及"].iter().find(|join| text.starts_with(**join))?;
        let is_apart = !items.spans.is_empty() && !items.has_number();
        let depth = self.tokens.depth(close);
        let first = close.saturating_sub(LONGEST_QUOTED_COUNT);
        let open = (first..close).rev().find(|&open| self.tokens.depth(open) <= depth).filter(|_| is_apart)?;
        let numeral = open + 1;
        let is_numeral = matches!(self.tokens.kind(numeral), TokenKind::HanNumeral | TokenKind::Digits);
        // “三驾马车”和甲、乙“两大动力”
        let is_counted = is_numeral
            && self.tokens.kind(numeral + 1) == TokenKind::Word
            && self.tokens.text(self.view, numeral) != "一";
        is_counted.then(|| self.tokens.span(token).start + join.len() as u32)
    }

    /// S356线, 1000M, PM2.5, 5号机, 110国道, 500强: digits that are part of a name.
    pub(super) fn is_in_a_name(&self, token: usize) -> bool {
        let behind = self.tokens.text(self.view, token + 1);
        let is_number = |kind: TokenKind| matches!(kind, TokenKind::Period | TokenKind::Digits);
        let mut kinds =
            (token.saturating_sub(MOST_TOKENS_OF_A_NAME)..token).rev().map(|before| self.tokens.kind(before));
        let before = kinds.find(|kind| !is_number(*kind));
        before == Some(TokenKind::Latin)
            || self.tokens.kind(token + 1) == TokenKind::Latin
            || behind.starts_with(['号', '期', '路', '强'])
            || ["国道", "省道", "县道", "热线"].iter().any(|name| behind.starts_with(name))
    }

    /// 1.5公里, 2×66万千瓦: the digits behind the mark say what is meant.
    fn is_first_half(&self, token: usize) -> bool {
        let behind = &self.view[self.tokens.span(token).end as usize..];
        behind.starts_with('×')
            || behind.strip_prefix('.').is_some_and(|digits| digits.starts_with(|c: char| c.is_ascii_digit()))
    }

    /// 5万吨甲厂, 1.5公里长廊: an amount that is part of the name of an item.
    fn is_an_amount_in_a_name(&self, token: usize) -> bool {
        const UNITS: &[&str] = &[
            "平方公里",
            "平方米",
            "立方米",
            "平米",
            "公里",
            "公顷",
            "兆瓦",
            "瓦",
            "吨",
            "亩",
            "伏",
            "米",
            "元",
            "头",
            "MW",
            "GW",
            "kV",
            "KV",
        ];
        let behind = &self.view[self.tokens.span(token).end as usize..];
        let behind = behind.trim_start_matches(['百', '千', '万', '亿']);
        let name = UNITS.iter().find_map(|unit| behind.strip_prefix(unit));
        name.is_some_and(|name| {
            let is_name = name.starts_with(|c: char| class(c) == Class::Han);
            is_name && !name.starts_with(['以', '左', '多', '余', '和', '与', '及', '的', '等'])
        })
    }

    /// 省市县三级领导: the levels of one item.
    fn counts_levels(&self, token: usize) -> bool {
        let before = token.checked_sub(1).map_or("", |before| self.tokens.text(self.view, before));
        let name = self.tokens.text(self.view, token + 1).strip_prefix('级');
        name.is_some_and(|name| !name.is_empty()) && before.ends_with(['省', '市', '州', '县', '区', '乡', '镇', '村'])
    }

    /// 甲和乙“两条底线”: the two things that a conjunction parts. 学习和践行 are no things.
    pub(super) fn joined_pair(&self, span: ViewSpan, kind: PairKind) -> Option<[ViewSpan; 2]> {
        let text = self.view.get(span.range())?;
        let mut joins = joins_at(text);
        let at = joins.next().filter(|_| joins.next().is_none())?;
        let end = at + text[at..].chars().next()?.len_utf8();
        let (left, right) = (text[..at].trim(), text[end..].trim());
        const OF_THE_MIND: &[&str] = &["认识", "把握", "学习", "领会", "践行", "贯彻", "捍卫", "拥护"];
        // 经济发展和社会稳定两件大事
        let is_noun = |text: &str, verb: &&str| NOMINAL_VERBS.contains(verb) && text.len() > verb.len() + 3;
        let ends_in_verb =
            |text: &str| VERBS.iter().chain(OF_THE_MIND).any(|verb| text.ends_with(verb) && !is_noun(text, verb));
        let is_thing = |text: &str| text.chars().count() > 1 && !ends_in_verb(text);
        let is_verb = VERBS.iter().any(|verb| right.starts_with(verb));
        // 建立审查体系和市区两级台账: the levels are those of the second name. 发挥武警官兵在全省两项建设中: who, and where.
        let is_level = |text: &str| text.ends_with(['国', '省', '市', '州', '县', '区', '乡', '镇', '村', '）', ')']);
        let is_one_list = match kind {
            PairKind::Levels => is_level(left),
            PairKind::Things => is_thing(left) && is_thing(right),
            PairKind::Both => true,
        };
        // 优化结构和提升质量“两大任务”: both are done.
        let are_both_done = is_verb && VERBS.iter().any(|verb| left.contains(verb));
        let is_sound = kind == PairKind::Both || (!is_verb || are_both_done) && !right.contains('在');
        (is_one_list && is_sound).then(|| {
            let (first, second) = (span.start as usize + at, span.start as usize + end);
            [ViewSpan::new(span.start as usize, first), ViewSpan::new(second, span.end as usize)]
        })
    }

    /// “甲”和“乙”两种: where the first of two quotations ends, and where the second one begins.
    fn quoted_pair(&self, first: usize, last: usize, depth: u8) -> Option<[u32; 2]> {
        let is_at = |token: usize, kind| self.tokens.kind(token) == kind && self.tokens.depth(token) == depth;
        let join = (first + 1..last).find(|&token| {
            matches!(self.tokens.text(self.view, token).trim(), "和" | "与" | "及" | "以及")
                && is_at(token - 1, TokenKind::CloseQuote)
                && is_at(token + 1, TokenKind::OpenQuote)
        })?;
        let is_last =
            is_at(last, TokenKind::CloseQuote) && (join + 2..last).all(|token| !is_at(token, TokenKind::CloseQuote));
        is_last.then(|| [self.tokens.span(join).start, self.tokens.span(join).end])
    }

    /// True for the 、 of a heading marker: 一、加强甲、乙两项.
    fn ends_marker(&self, token: usize) -> bool {
        let Some(numeral) = token.checked_sub(1) else { return true };
        let is_numeral = matches!(self.tokens.kind(numeral), TokenKind::HanNumeral | TokenKind::Digits);
        let mut before = numeral.checked_sub(1);
        if before.is_some_and(|before| self.tokens.text(self.view, before) == "第") {
            before = numeral.checked_sub(2);
        }
        let before = before.map_or(TokenKind::LineBreak, |before| self.tokens.kind(before));
        is_numeral && matches!(before, TokenKind::LineBreak | TokenKind::Stop | TokenKind::Colon | TokenKind::Space)
    }

    /// True for the space behind the number of a section: 4.1 修订甲、乙两项.
    fn ends_section_number(&self, token: usize) -> bool {
        const MOST_TOKENS: usize = 7;
        let is_number = |&&(_, kind): &&(usize, TokenKind)| matches!(kind, TokenKind::Digits | TokenKind::Period);
        let before: Vec<(usize, TokenKind)> =
            (0..token).rev().take(MOST_TOKENS).map(|before| (before, self.tokens.kind(before))).collect();
        let number = before.iter().take_while(is_number).count();
        let begins_line = before.get(number).is_none_or(|&(_, kind)| kind == TokenKind::LineBreak);
        number > 1 && begins_line && before.first().is_some_and(|&(_, kind)| kind == TokenKind::Digits)
    }

    /// True for the point of a heading number, at the start of a line or of a sentence: 2.修订甲、乙两项.
    fn ends_heading_number(&self, token: usize) -> bool {
        let Some(numeral) = token.checked_sub(1) else { return false };
        let mut before = numeral.checked_sub(1);
        if before.is_some_and(|before| self.tokens.kind(before) == TokenKind::Space) {
            before = numeral.checked_sub(2);
        }
        let before = before.map_or(TokenKind::LineBreak, |before| self.tokens.kind(before));
        matches!(self.tokens.kind(numeral), TokenKind::HanNumeral | TokenKind::Digits)
            && matches!(before, TokenKind::LineBreak | TokenKind::Stop | TokenKind::Semicolon | TokenKind::Colon)
            && self.tokens.kind(token + 1) != TokenKind::Digits
    }
}

/// 坚持和完善甲制度: what stands before a list joins two verbs.
fn joins_two_verbs(opening: &str) -> bool {
    let Some(at) = joins_at(opening).next() else { return false };
    let right = opening[at..].trim_start_matches(['和', '与', '及']);
    let is_verb = |verb: &&&str| opening[..at].trim_start().ends_with(**verb);
    let begins = VERBS.iter().any(|verb| right.starts_with(verb) && right.len() > verb.len());
    begins && VERBS.iter().find(is_verb).is_some_and(|verb| opening[..at].trim_start().len() <= 2 * verb.len())
}

/// 前五位病种为甲病: the number says what is listed behind 为, and stands in no item.
fn introduces(opening: &str) -> bool {
    const SAYING: &[&str] = &["分别为", "分别是", "依次为", "依次是", "主要为", "主要是", "包括", "为"];
    const LONGEST_NOUN: usize = 8;
    let is_numeral = |c: char| c.is_ascii_digit() || han_digit(c).is_some() || c == '十';
    let Some(behind) = opening.rfind(is_numeral).map(|at| opening[at..].trim_start_matches(is_numeral)) else {
        return false;
    };
    let said = SAYING.iter().find_map(|word| behind.split_once(word));
    said.is_some_and(|(noun, name)| {
        classifier(noun).or(noun.strip_prefix('位')).is_some()
            && noun.chars().count() <= LONGEST_NOUN
            && !name.is_empty()
            && !name.starts_with(['民', '主', '重', '目', '契', '载', '抓', '核', '引', '了'])
    })
}
