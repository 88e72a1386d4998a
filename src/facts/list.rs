//! Lists with an announced count: 修路、架桥、治水三项工程. Takes tokens, starts from numerals that count things, walks
//! left to the clause mark, and gives the items with the least and the greatest number of items that they can be read as.
//! Knows nothing of which lists can be judged.

use crate::char_class::{Class, class};
use crate::facts::lexicon::{JOINED_INSIDE, NO_JOINS, NOMINAL_VERBS, VERBS};
use crate::facts::number::han_integer;
use crate::facts::token::{Numeral, TokenKind, Tokens};
use crate::span::ViewSpan;

/// How a list is set off from its count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListShape {
    /// 甲、乙、丙三项
    Plain,
    /// “甲、乙、丙”三项
    InsideQuote,
    /// “甲”“乙”“丙”三项
    QuotedItems,
    /// three items: a, b and c; 三项工程：修路、架桥、治水
    BehindColon,
}

/// A list and the count that follows it.
#[derive(Clone, Debug)]
pub struct CountedList {
    /// The numeral of the count.
    pub number: ViewSpan,
    /// The count.
    pub announced: u32,
    /// 个, 项, 大 … after the numeral.
    pub classifier: ViewSpan,
    /// The words after the classifier, up to the next mark; cut after a few characters.
    pub head: ViewSpan,
    /// Numeral, classifier, head.
    pub phrase: ViewSpan,
    /// The items as the separators part them; the first one reaches back to the clause mark.
    pub items: Vec<ViewSpan>,
    /// The least number of items: every conjunction is part of an item.
    pub low: u32,
    /// The greatest number of items: every conjunction parts two items.
    pub high: u32,
    /// True if 等 ends the list: there may be more.
    pub open_ended: bool,
    /// How the list is set off.
    pub shape: ListShape,
    /// True if the count stands at the beginning of a quotation: “三大工程”.
    pub number_is_quoted: bool,
    /// True if a digit, or a numeral with a classifier, stands among the items.
    pub has_number: bool,
    /// True if such a number stands in the first item only, which reaches back to the clause mark: 2023年建成甲、乙、丙三座水厂.
    pub number_is_in_first: bool,
    /// True where only a list that agrees is sure to be the one that was counted: 甲、乙两个小组和丙、丁两个专班 (another one ends
    /// before it), 甲和乙“两条底线” (no mark parts it).
    pub agrees_only: bool,
    /// What follows the head.
    pub next: TokenKind,
}

/// The counts that are read. One is no count of a list; longer lists are not announced.
const COUNTS: std::ops::RangeInclusive<u32> = 2..=19;

/// A list longer than this many tokens, or of more items than this, is not read.
const LONGEST_LIST: usize = 240;
const MOST_ITEMS: usize = 40;

/// Between a quotation mark and a count at most so many bytes stand: six Han characters.
const LONGEST_TITLE: usize = 18;

/// A count in quotation marks has at most so many tokens: “两大龙头”.
const LONGEST_QUOTED_COUNT: usize = 6;

/// Before digits in a name at most so many tokens are looked at: PM2.5.
const MOST_TOKENS_OF_A_NAME: usize = 8;

/// A head is cut after so many bytes: twelve Han characters.
const LONGEST_HEAD: usize = 36;

/// Behind a colon, a name has at most so many characters, and the last one at most so many more than the others.
const LONGEST_NAME: usize = 12;
const LONGER_NAME: usize = 4;

/// What may stand between a numeral and the noun it counts: the words that begin with a character, longest first.
fn classifiers(first: char) -> &'static [&'static str] {
    match first {
        '方' => &["方面"],
        '部' => &["部分", "部"],
        '级' => &["级"],
        '位' => &["位一体"],
        '个' => &["个"],
        '项' => &["项"],
        '条' => &["条"],
        '种' => &["种"],
        '类' => &["类"],
        '大' => &["大"],
        '家' => &["家"],
        '所' => &["所"],
        '座' => &["座"],
        '张' => &["张"],
        '篇' => &["篇"],
        '型' => &["型"],
        '件' => &["件"],
        '支' => &["支"],
        '组' => &["组"],
        '款' => &["款"],
        '幅' => &["幅"],
        '套' => &["套"],
        '处' => &["处"],
        '户' => &["户"],
        '名' => &["名"],
        '场' => &["场"],
        '道' => &["道"],
        '股' => &["股"],
        '次' => &["次"],
        _ => &[],
    }
}

/// The classifier at the start of `text`.
fn classifier(text: &str) -> Option<&'static str> {
    classifiers(text.chars().next()?).iter().copied().find(|name| text.starts_with(name))
}

/// Reads every list with an announced count.
pub fn read(view: &str, tokens: &Tokens) -> Vec<CountedList> {
    let reader = Reader { view, tokens };
    let lists = |count: Count| reader.list(&count).or_else(|| reader.list_behind(&count));
    let counts = tokens.numerals.iter().filter(|numeral| may_count(**numeral));
    counts.filter_map(|numeral| reader.count_phrase(numeral.token())).filter_map(lists).collect()
}

/// True if a classifier may stand behind a numeral: most have something else there.
fn may_count(numeral: Numeral) -> bool {
    let behind = numeral.behind();
    !classifiers(behind).is_empty() || matches!(class(behind), Class::Space | Class::OddSpace)
}

struct Reader<'a> {
    view: &'a str,
    tokens: &'a Tokens,
}

/// A count and what it counts.
struct Count {
    /// Token of the numeral.
    numeral: usize,
    number: ViewSpan,
    announced: u32,
    classifier: ViewSpan,
    head: ViewSpan,
    /// What follows the head.
    next: TokenKind,
}

/// The items left of a count, from right to left while they are being collected.
struct Items {
    spans: Vec<ViewSpan>,
    joins: u32,
    /// How many items had been collected when the last number was met, from right to left.
    number_at: Option<usize>,
    follows_another: bool,
}

impl Items {
    fn new() -> Self {
        Self { spans: Vec::new(), joins: 0, number_at: None, follows_another: false }
    }

    fn has_number(&self) -> bool {
        self.number_at.is_some()
    }
}

impl Reader<'_> {
    /// What a numeral counts, if it may be the count of a list.
    fn count_phrase(&self, numeral: usize) -> Option<Count> {
        let noun = self.tokens.next_solid(numeral);
        if self.tokens.kind(noun) != TokenKind::Word {
            return None;
        }
        let number = self.tokens.span(numeral);
        let start = self.tokens.span(noun).start as usize;
        let name = classifier(&self.view[start..])?;
        let announced = self.count(numeral)?;
        let classifier = ViewSpan::new(start, start + name.len());
        let (head, next) = self.head(noun, classifier.end as usize);
        Some(Count { numeral, number, announced, classifier, head, next })
    }

    fn list(&self, count: &Count) -> Option<CountedList> {
        let &Count { numeral, number, announced, classifier, head, next } = count;
        let quotation = self.quotation_of(numeral);
        let number_is_quoted = quotation.is_some();
        let end = quotation.unwrap_or(numeral);
        let (mut items, shape) = self.items(end)?;
        let is_pair = items.spans.len() == 1 && items.joins == 1 && announced == 2 && !items.has_number();
        let of_levels = &self.view[classifier.range()] == "级";
        if is_pair {
            items.spans = self.joined_pair(*items.spans.first()?, of_levels)?.to_vec();
            items.joins = 0;
        }
        if items.spans.len() < 2 {
            return None;
        }
        let last = &self.view[items.spans.last()?.range()];
        let marks = items.spans.len() as u32;
        let texts: Vec<&str> = items.spans.iter().filter_map(|span| self.view.get(span.range())).collect();
        let low = if items.joins == 1 && shape != ListShape::QuotedItems && joins_one_more(&texts) {
            marks + 1
        } else {
            marks
        };
        // “甲、乙”等三项
        let says_more = end.checked_sub(1).is_some_and(|word| self.tokens.text(self.view, word).trim() == "等");
        let (has_number, number_at) = (items.has_number(), items.number_at);
        Some(CountedList {
            number,
            announced,
            classifier,
            head,
            phrase: number.to(head),
            open_ended: last.trim_end().ends_with('等') && shape != ListShape::InsideQuote
                || shape == ListShape::InsideQuote && says_more
                || shape == ListShape::QuotedItems && last.trim_end().ends_with('等'),
            low,
            high: marks + items.joins,
            items: items.spans,
            shape,
            number_is_quoted,
            has_number,
            number_is_in_first: number_at.is_some_and(|at| at + 1 == marks as usize),
            agrees_only: items.follows_another || is_pair,
            next,
        })
    }

    /// The quotation mark that opens before a count: “三大工程”, and behind 等 with words between: 等“强市三大工程”.
    fn quotation_of(&self, numeral: usize) -> Option<usize> {
        let before = numeral.checked_sub(1)?;
        if self.tokens.kind(before) == TokenKind::OpenQuote {
            return Some(before);
        }
        let open = before.checked_sub(1).filter(|&open| self.tokens.kind(open) == TokenKind::OpenQuote)?;
        let is_name =
            self.tokens.kind(before) == TokenKind::Word && self.tokens.text(self.view, before).len() <= LONGEST_TITLE;
        let list = open.checked_sub(1).map_or("", |last| self.tokens.text(self.view, last));
        (is_name && list.ends_with('等')).then_some(open)
    }

    fn count(&self, numeral: usize) -> Option<u32> {
        let text = self.tokens.text(self.view, numeral);
        let count = match self.tokens.kind(numeral) {
            TokenKind::Digits if text.len() <= 2 => text.parse().ok()?,
            TokenKind::HanNumeral if text.len() <= 9 => u32::try_from(han_integer(text)?).ok()?,
            _ => return None,
        };
        let before = numeral.checked_sub(1).map_or(TokenKind::LineBreak, |before| self.tokens.kind(before));
        let is_part = matches!(
            before,
            TokenKind::Period
                | TokenKind::GroupComma
                | TokenKind::Digits
                | TokenKind::Dash
                | TokenKind::Tilde
                | TokenKind::Slash
        );
        let word = numeral
            .checked_sub(1)
            .map(|before| before - usize::from(before > 0 && self.tokens.kind(before) == TokenKind::Space));
        let word = word.map_or("", |before| self.tokens.text(self.view, before));
        // 第三条 is a place in an order; 二期, 二级 are names: as a count, two is 两.
        // ≥3种 is a bound.
        let is_order = word.trim_end().ends_with(['第', '≥', '≤', '>', '<']) || text == "二";
        (COUNTS.contains(&count) && !is_part && !is_order).then_some(count)
    }

    /// The words from byte `start` on that the token `noun` and those after it hold, and the kind of token that ends them.
    fn head(&self, noun: usize, start: usize) -> (ViewSpan, TokenKind) {
        let mut token = noun;
        let mut end = self.tokens.span(noun).end as usize;
        while end < start + LONGEST_HEAD
            && matches!(self.tokens.kind(token + 1), TokenKind::Word | TokenKind::HanNumeral | TokenKind::Latin)
        {
            token += 1;
            end = self.tokens.span(token).end as usize;
        }
        let cut = (start..=end.min(start + LONGEST_HEAD)).rev().find(|&at| self.view.is_char_boundary(at));
        (ViewSpan::new(start, cut.unwrap_or(start)), self.tokens.kind(token + 1))
    }

    /// The items before token `end`.
    fn items(&self, end: usize) -> Option<(Items, ListShape)> {
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
        let open = (last.saturating_sub(LONGEST_LIST)..last)
            .rev()
            .find(|&token| self.tokens.depth(token) <= depth)
            .filter(|&token| self.tokens.kind(token) == TokenKind::OpenQuote)?;
        let inside = self.walk(last.checked_sub(1)?, depth.checked_add(1)?)?;
        // “甲；乙，丙、丁”两项: marks of more than one level part the items.
        let is_whole = inside.spans.first().is_some_and(|first| first.start == self.tokens.span(open).end);
        if inside.spans.len() > 1 && !is_whole {
            return None;
        }
        let before = open.checked_sub(1).map_or(TokenKind::LineBreak, |before| self.tokens.kind(before));
        let is_one_of_many =
            matches!(before, TokenKind::CloseQuote | TokenKind::ListComma) || self.has_quotation_before(open);
        match (inside.spans.len() > 1, is_one_of_many) {
            // “甲、乙”“丙、丁”两项: which ones are counted is not known.
            (true, true) => None,
            (true, false) => Some((inside, ListShape::InsideQuote)),
            (false, _) => Some((self.walk(last, depth)?, ListShape::QuotedItems)),
        }
    }

    /// The list in the quotation that the token `close` ends, if no other one stands in the clause.
    fn only_quotation(&self, close: usize) -> Option<Items> {
        let depth = self.tokens.depth(close);
        let open = (close.saturating_sub(LONGEST_LIST)..close)
            .rev()
            .find(|&token| self.tokens.depth(token) <= depth)
            .filter(|&token| self.tokens.kind(token) == TokenKind::OpenQuote)?;
        let before = open.checked_sub(1).map_or(TokenKind::LineBreak, |before| self.tokens.kind(before));
        let is_one_of_many =
            matches!(before, TokenKind::CloseQuote | TokenKind::ListComma) || self.has_quotation_before(open);
        let mut items = self.walk(close.checked_sub(1)?, depth.checked_add(1)?).filter(|_| !is_one_of_many)?;
        let is_whole = items.spans.first().is_some_and(|first| first.start == self.tokens.span(open).end);
        items.follows_another = true;
        (items.spans.len() > 1 && is_whole).then_some(items)
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
        let mut items = Items::new();
        let mut end = self.tokens.span(last).end;
        let mut first = None;
        let mut whole = last <= LONGEST_LIST;
        for token in (last.saturating_sub(LONGEST_LIST)..=last).rev() {
            let kind = self.tokens.kind(token);
            if self.tokens.depth(token) > depth {
                first = Some(token);
                continue;
            }
            let ends_clause = self.tokens.depth(token) < depth
                || matches!(
                    kind,
                    TokenKind::Comma
                        | TokenKind::Semicolon
                        | TokenKind::Colon
                        | TokenKind::Stop
                        | TokenKind::LineBreak
                        | TokenKind::Bar
                );
            if ends_clause
                || kind == TokenKind::ListComma && self.ends_marker(token)
                || kind == TokenKind::Period && self.ends_heading_number(token)
            {
                whole = true;
                break;
            }
            let between_quotes =
                kind == TokenKind::OpenQuote && token > 0 && self.tokens.kind(token - 1) == TokenKind::CloseQuote;
            if kind == TokenKind::ListComma || between_quotes {
                let start = if between_quotes { self.tokens.span(token).start } else { self.tokens.span(token).end };
                items.spans.push(ViewSpan { start, end });
                end = self.tokens.span(token).start;
                if items.spans.len() > MOST_ITEMS {
                    return None;
                }
            } else if kind == TokenKind::Word {
                let is_last = items.spans.is_empty();
                if let Some(start) = self.behind_quoted_count(token, &items) {
                    items.joins += joins(self.view.get(start as usize..self.tokens.span(token).end as usize)?, is_last);
                    items.follows_another = true;
                    items.spans.push(ViewSpan { start, end });
                    items.spans.reverse();
                    return Some(items);
                }
                items.joins += joins(self.tokens.text(self.view, token), is_last);
                if items.joins as usize > MOST_ITEMS {
                    return None;
                }
            } else if kind == TokenKind::Digits && !self.is_in_a_name(token)
                || kind == TokenKind::HanNumeral && self.counts_something(token)
            {
                if let Some(start) = self.behind_another(token, &items, end) {
                    items.joins -= 1;
                    items.follows_another = true;
                    items.spans.push(ViewSpan { start, end });
                    items.spans.reverse();
                    return Some(items);
                }
                items.number_at.get_or_insert(items.spans.len());
            }
            first = Some(token);
        }
        if !whole {
            return None;
        }
        if items.spans.is_empty()
            && let Some([left, right]) = self.quoted_pair(first.unwrap_or(last), last, depth)
        {
            items.spans.extend([
                ViewSpan { start: self.tokens.span(first.unwrap_or(last)).start, end: left },
                ViewSpan { start: right, end },
            ]);
            items.joins = 0;
            return Some(items);
        }
        let start = first.map_or(end, |first| self.tokens.span(first).start.min(end));
        items.spans.push(ViewSpan { start, end });
        items.spans.reverse();
        Some(items)
    }

    /// 甲、乙两个小组和丙、丁两个专班: where the items behind the counted head of another list begin, `token` being its count
    /// and `end` the end of the item that is being read.
    fn behind_another(&self, token: usize, items: &Items, end: u32) -> Option<u32> {
        let head = self.view.get(self.tokens.span(token).end as usize..end as usize)?;
        let is_apart =
            !items.spans.is_empty() && !items.has_number() && items.joins > 0 && head.len() <= LONGEST_HEAD * 2;
        // 甲、乙等一批基地和丙、丁两个园区
        let counted = self.tokens.text(self.view, token + 1);
        if !is_apart || classifier(counted).is_none() && !counted.starts_with('批') {
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
        let is_counted = is_numeral && classifier(self.tokens.text(self.view, numeral + 1)).is_some();
        is_counted.then(|| self.tokens.span(token).start + join.len() as u32)
    }

    /// S356线, 1000M, PM2.5, 5号机, 110国道: digits that are part of a name.
    fn is_in_a_name(&self, token: usize) -> bool {
        let behind = self.tokens.text(self.view, token + 1);
        let is_number = |kind: TokenKind| matches!(kind, TokenKind::Period | TokenKind::Digits);
        let mut kinds =
            (token.saturating_sub(MOST_TOKENS_OF_A_NAME)..token).rev().map(|before| self.tokens.kind(before));
        let before = kinds.find(|kind| !is_number(*kind));
        before == Some(TokenKind::Latin)
            || self.tokens.kind(token + 1) == TokenKind::Latin
            || behind.starts_with(['号', '期', '路'])
            || ["国道", "省道", "县道"].iter().any(|road| behind.starts_with(road))
    }

    /// 甲和乙“两条底线”: the two things that a conjunction parts. 学习和践行 are no things.
    fn joined_pair(&self, span: ViewSpan, of_levels: bool) -> Option<[ViewSpan; 2]> {
        let text = self.view.get(span.range())?;
        let is_join = |c: char| matches!(c, '和' | '与' | '及' | '暨');
        let at = text.find(is_join).filter(|_| text.matches(is_join).count() == 1)?;
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
        let is_one_list = if of_levels { is_level(left) } else { is_thing(left) && is_thing(right) };
        // 优化结构和提升质量“两大任务”: both are done.
        let are_both_done = is_verb && VERBS.iter().any(|verb| left.contains(verb));
        (is_one_list && (!is_verb || are_both_done) && !right.contains('在')).then(|| {
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

    /// True for the point of a heading number: 2.修订甲、乙两项.
    fn ends_heading_number(&self, token: usize) -> bool {
        let Some(numeral) = token.checked_sub(1) else { return false };
        let mut before = numeral.checked_sub(1);
        if before.is_some_and(|before| self.tokens.kind(before) == TokenKind::Space) {
            before = numeral.checked_sub(2);
        }
        let before = before.map_or(TokenKind::LineBreak, |before| self.tokens.kind(before));
        matches!(self.tokens.kind(numeral), TokenKind::HanNumeral | TokenKind::Digits)
            && before == TokenKind::LineBreak
            && self.tokens.kind(token + 1) != TokenKind::Digits
    }

    /// 五类重点：矿山、消防、道路、燃气、工地。 — the list behind the colon that its count ends with. Only names in a row that
    /// end the sentence: a list that has a comma, a number or a quotation with several names, or that says 即 or 是指, is not
    /// what was counted for sure.
    fn list_behind(&self, count: &Count) -> Option<CountedList> {
        let &Count { numeral, number, announced, classifier, head, next } = count;
        if next != TokenKind::Colon || self.view[classifier.range()].starts_with('位') {
            return None;
        }
        let colon = self.tokens.at(head.end);
        let before = numeral.checked_sub(1).map_or("", |before| self.tokens.text(self.view, before)).trim_end();
        let is_other =
            ["等", "前", "后", "每", "近", "约", "首", "余", "其他", "各"].iter().any(|word| before.ends_with(word));
        let head_text = self.view[head.range()].trim();
        // 两类项目、三种产品：, 五个以上：
        let is_open = ["等", "以上", "以下", "左右", "之", "第", "各", "月", "百分点", "小时", "工作日", "年"]
            .iter()
            .any(|word| head_text.contains(word));
        if self.tokens.span(colon).start != head.end || self.tokens.depth(colon) != 0 || is_other || is_open {
            return None;
        }
        let (items, joins) = self.names_behind(colon)?;
        let texts: Vec<&str> = items.iter().filter_map(|span| self.view.get(span.range())).collect();
        let marks = items.len() as u32;
        let low = if joins == 1 && joins_one_more(&texts) { marks + 1 } else { marks };
        let high = marks + joins;
        // 两类企业：国有、集体企业和民营、外资企业: 和 parts groups, each a name with several parts.
        let is_grouped = announced < low && joins > 0;
        (!is_grouped).then(|| CountedList {
            number,
            announced,
            classifier,
            head,
            phrase: number.to(head),
            items,
            low,
            high,
            open_ended: false,
            shape: ListShape::BehindColon,
            number_is_quoted: false,
            has_number: false,
            number_is_in_first: false,
            agrees_only: false,
            next,
        })
    }

    /// The names from behind `colon` to the end of the sentence or the line, and how many conjunctions stand in them.
    fn names_behind(&self, colon: usize) -> Option<(Vec<ViewSpan>, u32)> {
        let mut items = Vec::new();
        let mut joins = 0;
        let mut start = self.tokens.span(colon).end;
        let depth = self.tokens.depth(colon);
        let mut token = colon + 1;
        loop {
            let kind = self.tokens.kind(token);
            let here = self.tokens.span(token);
            match kind {
                _ if token > colon + LONGEST_LIST || items.len() > MOST_ITEMS => return None,
                TokenKind::Stop | TokenKind::LineBreak if self.tokens.depth(token) <= depth => {
                    items.push(ViewSpan { start, end: here.start });
                    break;
                }
                _ if self.tokens.depth(token) > depth => {}
                TokenKind::ListComma => {
                    items.push(ViewSpan { start, end: here.start });
                    start = here.end;
                }
                TokenKind::Word => joins += self::joins(self.tokens.text(self.view, token), true),
                TokenKind::HanNumeral if token > colon + 1 && !self.counts_something(token) => {}
                TokenKind::Space | TokenKind::Latin | TokenKind::Open | TokenKind::Close | TokenKind::MiddleDot => {}
                _ => return None,
            }
            token += 1;
        }
        let texts: Vec<&str> = items.iter().map(|span| self.view.get(span.range()).unwrap_or("").trim()).collect();
        let (first, last) = (texts.first()?, texts.last()?);
        let length = |text: &&&str| text.chars().count();
        let longest = texts.iter().rev().skip(1).map(|text| text.chars().count()).max()?;
        let shortest = texts.iter().map(|text| text.chars().count()).min()?;
        let is_defined =
            ["即", "指", "系", "是", "为", "包括", "主要", "其中"].iter().any(|word| first.starts_with(word));
        let goes_on = ["等", "等等", "的"].iter().any(|word| last.ends_with(word));
        let is_of_names = shortest > 0 && length(&last) <= longest + LONGER_NAME && length(&first) <= LONGEST_NAME;
        (items.len() > 2 && is_of_names && !is_defined && !goes_on && longest <= LONGEST_NAME).then_some((items, joins))
    }

    /// True if a classifier follows the Han numeral and 第 does not stand before it.
    fn counts_something(&self, token: usize) -> bool {
        let after = self.tokens.text(self.view, token + 1);
        let before = token.checked_sub(1).map_or("", |before| self.tokens.text(self.view, before));
        !before.ends_with('第')
            && after.starts_with(|c: char| {
                "个项条种类大家所座张篇件支批届门组款套级市县区省户名处位所台辆人次倍成年月日".contains(c)
            })
    }
}

/// The number of conjunctions in a text that may part two items. Before the last item, 及 joins the parts of one item
/// (煤及煤化工、电力), 以及 may still part two.
pub fn joins(text: &str, is_last: bool) -> u32 {
    const JOINS: [char; 4] = ['和', '与', '及', '暨'];
    if !text.contains(JOINS)
        || JOINED_INSIDE.iter().any(|word| text.ends_with(word)) && text.matches(JOINS).count() == 1
    {
        return 0;
    }
    let mut count = 0;
    for (at, c) in text.char_indices() {
        if !matches!(c, '和' | '与' | '及' | '暨') {
            continue;
        }
        let is_word = NO_JOINS.iter().any(|word| {
            let offset = word.find(c).unwrap_or(0);
            at.checked_sub(offset).is_some_and(|start| text.get(start..).is_some_and(|rest| rest.starts_with(word)))
        });
        let is_inner = c == '及' && !is_last && !text[..at].ends_with('以');
        if is_inner {
            continue;
        }
        let is_other = text[at..].starts_with("及其他");
        count += u32::from(!is_word || is_other);
    }
    count
}

/// True if the conjunction in the last of `items` parts two items for sure, since all are alike: 甲中心、乙中心和丙中心;
/// 商贸、物流、金融和会展. The first item is compared by its end only, for it reaches back to the clause mark.
pub fn joins_one_more(items: &[&str]) -> bool {
    let [first, middle @ .., last] = items else { return false };
    let join = |c: char| matches!(c, '和' | '与' | '及' | '暨');
    let mut parts = last.split(join);
    let (Some(left), Some(right), None) = (parts.next(), parts.next(), parts.next()) else { return false };
    let left = left.strip_suffix('以').unwrap_or(left);
    let alike = [middle, &[left, right]].concat();
    let length = |item: &&str| item.chars().count();
    let end = |item: &&str| item.chars().next_back();
    let is_shown = !middle.is_empty() || length(first) == length(&left);
    let same_length = is_shown && alike.iter().all(|item| length(item) == length(&left));
    let same_end = alike.iter().chain([first]).all(|item| end(item) == end(&left));
    length(&left) > 1 && length(first) >= length(&left) && (same_length || same_end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::token;
    use proptest::prelude::*;

    fn lists(text: &str) -> Vec<CountedList> {
        super::read(text, &token::read(text))
    }

    fn range(text: &str) -> Option<(u32, u32)> {
        lists(text).first().map(|list| (list.low, list.high))
    }

    #[test]
    fn conjunctions_widen_the_range() {
        assert_eq!(range("抓好甲、乙、丙三项工程"), Some((3, 3)));
        assert_eq!(range("抓好甲、乙和丙三项工程"), Some((2, 3)));
        assert_eq!(range("抓好道路、桥梁、管网和泵站四项工程"), Some((4, 4)));
        assert_eq!(range("建设物流中心、会展中心和结算中心三项工程"), Some((3, 3)));
        assert_eq!(range("抓好道路、水和大气、监管和执法四项工程"), Some((3, 5)));
        assert_eq!(range("抓好煤及煤化工、钢铁、果蔬及深加工三项工程"), Some((3, 4)));
        assert_eq!(range("抓好和谐家园、普及教育、参与治理三项工程"), Some((3, 3)));
        assert_eq!(range("抓好“甲、乙、丙”三项工程"), Some((3, 3)));
        assert_eq!(range("抓好“甲”“乙”“丙”三项工程"), Some((3, 3)));
        assert_eq!(range("抓好甲（子、丑）、乙、丙三项工程"), Some((3, 3)));
        assert_eq!(range("落实“甲、乙”和“丙、丁”两项任务"), None);
    }

    #[test]
    fn long_hostile_texts_end() {
        for piece in ["一、", "二个、", "三个", "甲、", "“", "“三个", "”三个", "（甲、三个", "甲和", "”“三项"]
        {
            let text = piece.repeat(1_000_000 / piece.len());
            assert!(lists(&text).len() <= text.len());
        }
        // A list of thousands is not read; a part of one must not be taken for a whole.
        assert!(lists(&format!("{}丙三项工程", "甲、".repeat(10_000))).is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "([一二三甲乙、和及与“”（）「」，。 \n等个项大方面工程3\u{FFFC}]){0,60}") {
            for list in lists(&text) {
                prop_assert!(list.low <= list.high && list.low as usize == list.items.len());
                prop_assert!(list.items.windows(2).all(|pair| pair[0].end <= pair[1].start));
                prop_assert!(text.get(list.head.range()).is_some());
            }
        }
    }
}
