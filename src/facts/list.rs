//! Lists with an announced count: 修路、架桥、治水三项工程. Takes tokens, starts from numerals that count things, walks
//! left to the clause mark or looks behind the count, and gives the items with the least and the greatest number of items
//! that they can be read as. Knows nothing of which lists can be judged.

mod behind;
mod expansion;
mod items;

use crate::char_class::{Class, CodeSet, class, is_han};
use crate::facts::lexicon::{JOINED_INSIDE, NO_JOINS, VERBS, begins_with_one_of};
use crate::facts::number::{han_count, han_digit};
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
    /// three items: a, b and c; 三项工程：修路、架桥、治水; 三个科室（东科、西科、南科）; “三保”（保甲、保乙、保丙）
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
    /// Items from the one with the number that stands farthest right on; all of them if there is no number.
    pub behind_number: u32,
    /// True where only a list that agrees is sure to be the one that was counted: 甲、乙两个小组和丙、丁两个专班 (another one ends
    /// before it), 甲和乙“两条底线” (no mark parts it).
    pub agrees_only: bool,
    /// What follows the head.
    pub next: TokenKind,
}

impl CountedList {
    /// A list behind its count whose items have not been read; what follows the head is `next`.
    fn behind(number: ViewSpan, announced: u32, classifier: ViewSpan, head: ViewSpan, next: TokenKind) -> Self {
        Self {
            number,
            announced,
            classifier,
            head,
            phrase: number.to(head),
            items: Vec::new(),
            low: 0,
            high: 0,
            open_ended: false,
            shape: ListShape::BehindColon,
            number_is_quoted: next == TokenKind::CloseQuote,
            has_number: false,
            number_is_in_first: false,
            behind_number: 0,
            agrees_only: true,
            next,
        }
    }
}

/// The counts that are read. One is no count of a list; longer lists are not announced.
const COUNTS: std::ops::RangeInclusive<u32> = 2..=19;

/// A list longer than this many tokens, or of more items than this, is not read.
const LONGEST_LIST: usize = 240;
const MOST_ITEMS: usize = 40;

/// What two words that a conjunction joins must be, to be the two that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PairKind {
    /// 甲和乙两件大事
    Things,
    /// 省和市两级
    Levels,
    /// 改革和发展两者: whatever they are.
    Both,
}

/// Between a quotation mark and a count at most so many bytes stand: six Han characters.
const LONGEST_TITLE: usize = 18;

/// A head is cut after so many bytes: twelve Han characters.
const LONGEST_HEAD: usize = 36;

/// What may stand between a numeral and the noun it counts.
static CLASSIFIERS: CodeSet = CodeSet::of("个项条种类大级部家所座张篇型件支组款幅套处户名场道股次者样间");

/// What follows a numeral where it sums up names that all have that character: 医疗、医保、医药三医, 产业链、创新链、资金链“三链”.
static SHARED_NOUNS: CodeSet = CodeSet::of("医网链权水外化区县市省国州旗镇乡村馆河江港园库地");

/// Kinds of places that are counted after their bare names: 甲山、乙河、丙岭三县.
const COUNTED_PLACES: [&str; 10] = ["省", "市", "县", "区", "国", "州", "旗", "镇", "乡", "地"];

/// What begins as a kind of places does: 三市场.
const NO_PLACES: &[&str] = &[
    "市场", "市民", "市政", "市值", "市级", "市委", "市直", "市属", "市长", "市井", "县级", "县域", "县城", "县委",
    "县处", "县乡", "区域", "区间", "区块", "区级", "区位", "区委", "省级", "省道", "省委", "省属", "省直", "国道",
    "国家", "国际", "国民", "国语", "国有", "国企", "州级", "州直", "州属", "镇级", "镇区", "乡级", "乡村", "乡贤",
    "乡土", "乡愁", "旗舰", "旗帜", "旗县", "地方", "地块", "地质", "地下", "地级", "地铁", "地市", "地区", "地产",
    "地票", "地段", "地理", "地籍", "地名", "地面", "地标", "地税",
];

/// What stands beside a committee of the Party where both act.
const BODIES: &[&str] = &["政府", "国务院", "行政", "管委会", "公署"];

/// The bare name of a place has at most so many characters.
const LONGEST_PLACE: usize = 4;

/// True if a noun, or the word that all items share, takes the place of the classifier: 三医, “三查”.
pub fn counts_a_noun(name: &str) -> bool {
    let counts = |c: char| SHARED_NOUNS.holds(c) || !begins_classifier(c);
    name.len() == '医'.len_utf8() && name.starts_with(counts)
}

/// What counts things of one make as often as the members of a list: 甲村、乙村三批, 东城、西城四块. With these a list is shown where it
/// agrees, and proves nothing where it does not.
static LOOSE_CLASSIFIERS: CodeSet = CodeSet::of("轮门层档片批本台步对块段辆栋枚首份重方笔宗口");

/// True for a classifier that may count several things of each kind that is listed.
pub fn is_loose(classifier: &str) -> bool {
    let mut chars = classifier.chars();
    chars.next().is_some_and(|c| LOOSE_CLASSIFIERS.holds(c)) && chars.next().is_none()
}

/// Those of more than one character.
const LONG_CLASSIFIERS: [&str; 3] = ["方面", "部分", "位一体"];

/// True if a classifier may begin with the character.
fn begins_classifier(c: char) -> bool {
    CLASSIFIERS.holds(c) || LOOSE_CLASSIFIERS.holds(c) || c == '位'
}

/// What begins as a classifier does: 三门峡, 三重点.
const NO_CLASSIFIERS: &[&str] =
    &["门峡", "台河", "大连池", "重点", "重大", "重要", "重庆", "重新", "重建", "步走", "本级", "样板", "样本", "样式"];

/// What begins as a grade does that is part of a name: 二级公路.
const GRADED_THINGS: &[&str] = &["级公路", "级路", "级航道", "级医院", "级甲等", "级电站", "级泵站", "级水电站"];

/// The classifier at the start of `text`.
fn classifier(text: &str) -> Option<&str> {
    let first = text.chars().next().filter(|c| begins_classifier(*c))?;
    let name = match LONG_CLASSIFIERS.iter().find(|name| text.starts_with(**name)) {
        Some(name) => name,
        None if first == '位' || first == '方' && !counts_parties(text) => return None,
        None => &text[..first.len_utf8()],
    };
    (!begins_with_one_of(text, NO_CLASSIFIERS)).then_some(name)
}

/// 政府、企业、社会三方共同参与: not 三方案, 三方向.
fn counts_parties(text: &str) -> bool {
    const BEHIND: &[&str] = &[
        "责任", "主体", "协议", "合作", "联动", "力量", "代表", "利益", "共同", "参与", "共", "联", "协", "互", "合力",
    ];
    text.strip_prefix('方').is_some_and(|behind| BEHIND.iter().any(|word| behind.starts_with(word)))
}

/// Reads every list with an announced count.
pub fn read(view: &str, tokens: &Tokens) -> Vec<CountedList> {
    let reader = Reader { view, tokens };
    let is_named =
        |numeral: &Numeral| numeral.kind == TokenKind::HanNumeral && reader.bare_name(numeral.token()).is_some();
    let counts = tokens
        .numerals
        .iter()
        .filter(|numeral| may_count(**numeral) || numeral.before == TokenKind::OpenQuote || is_named(numeral));
    counts.filter_map(|numeral| reader.list_of_count(numeral.token())).collect()
}

/// True if a classifier may stand behind a numeral: most have something else there.
fn may_count(numeral: Numeral) -> bool {
    let behind = numeral.behind();
    begins_classifier(behind) || SHARED_NOUNS.holds(behind) || matches!(class(behind), Class::Space | Class::OddSpace)
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

impl Reader<'_> {
    /// The list that a numeral counts: what spells out the name it begins, if that agrees, or the list before it, or behind a colon.
    fn list_of_count(&self, numeral: usize) -> Option<CountedList> {
        let expansion = self.expansion(numeral);
        let agrees = |list: &CountedList| (list.low..=list.high).contains(&list.announced);
        if expansion.as_ref().is_some_and(agrees) {
            return expansion;
        }
        let Some(count) = self.count_phrase(numeral) else { return expansion };
        let before = self.list(&count);
        if before.as_ref().is_some_and(agrees) {
            return before;
        }
        // 改造东桥、西桥三座桥（东桥、西桥、南桥）
        let behind = self.list_behind(&count);
        if behind.as_ref().is_some_and(agrees) { behind } else { before.or(behind).or(expansion) }
    }

    /// What a numeral counts, if it may be the count of a list.
    fn count_phrase(&self, numeral: usize) -> Option<Count> {
        let noun = self.tokens.next_solid(numeral);
        if self.tokens.kind(noun) != TokenKind::Word {
            return None;
        }
        let number = self.tokens.span(numeral);
        let start = self.tokens.span(noun).start as usize;
        let text = &self.view[start..];
        let announced = self.count(numeral)?;
        let has_noun = || text.starts_with(|c| SHARED_NOUNS.holds(c)) || self.is_quoted_word(numeral, noun);
        let name = classifier(text).or_else(|| text.get(..'医'.len_utf8()).filter(|_| has_noun()))?;
        let classifier = ViewSpan::new(start, start + name.len());
        let (head, next) = self.head(noun, classifier.end as usize);
        Some(Count { numeral, number, announced, classifier, head, next })
    }

    /// “三查”: the numeral and one Han character, in quotation marks.
    fn is_quoted_word(&self, numeral: usize, word: usize) -> bool {
        let opens = numeral.checked_sub(1).is_some_and(|before| self.tokens.kind(before) == TokenKind::OpenQuote);
        let text = self.tokens.text(self.view, word);
        opens
            && self.tokens.kind(word + 1) == TokenKind::CloseQuote
            && text.len() == '查'.len_utf8()
            && text.chars().all(is_han)
    }

    fn list(&self, count: &Count) -> Option<CountedList> {
        let &Count { numeral, number, announced, classifier, head, next } = count;
        let quotation = self.quotation_of(numeral);
        let number_is_quoted = quotation.is_some();
        let end = quotation.unwrap_or(numeral);
        let (mut items, shape) = self.items(end)?;
        let is_pair = items.spans.len() == 1 && items.joins == 1 && announced == 2 && !items.has_number();
        if is_pair {
            let kind = match &self.view[classifier.range()] {
                "级" => PairKind::Levels,
                "者" => PairKind::Both,
                _ => PairKind::Things,
            };
            items.spans = self.joined_pair(*items.spans.first()?, kind)?.to_vec();
            items.joins = 0;
        }
        if items.spans.len() < 2 {
            return None;
        }
        let last = &self.view[items.spans.last()?.range()];
        let joins_verbs = !items.has_number() && self.joins_verbs(&items.spans, announced, ends_open(last));
        if joins_verbs || self.names_two_bodies(&items.spans) {
            items.spans.remove(0);
        }
        let names_places = self.names_places(&items.spans, classifier) && (!number_is_quoted || items.spans.len() > 2);
        // 市县两级“甲”、镇村两级乙: levels of each.
        let names_grade = |item: &ViewSpan| self.view.get(item.range()).is_some_and(|item| item.contains('级'));
        if &self.view[classifier.range()] == "级" && items.has_attribute && items.spans.iter().any(names_grade) {
            return None;
        }
        if !(names_places || self.share_a_noun(&items.spans, classifier)) {
            return None;
        }
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
            open_ended: ends_open(last) && shape != ListShape::InsideQuote
                || shape == ListShape::InsideQuote && says_more
                || shape == ListShape::QuotedItems && ends_open(last),
            low,
            high: marks + items.joins,
            items: items.spans,
            shape,
            number_is_quoted,
            has_number,
            number_is_in_first: number_at.is_some_and(|at| at + 1 == marks as usize),
            behind_number: number_at.map_or(marks, |at| at as u32 + 1),
            agrees_only: items.follows_another
                || items.has_attribute
                || is_pair
                || joins_verbs
                // 甲山、乙河三县; 甲山、乙河、丙岭3县12乡
                || names_places && (marks < 3 || matches!(next, TokenKind::Digits | TokenKind::Open))
                // 政府、企业、社会四方责任: parties are not counted without a name.
                || is_loose(&self.view[classifier.range()])
                    && !(&self.view[classifier.range()] == "方" && (3..announced).contains(&marks)),
            next,
        })
    }

    /// 甲区、乙区、丙区三区: where a noun takes the place of a classifier, every item has it.
    fn share_a_noun(&self, items: &[ViewSpan], noun: ViewSpan) -> bool {
        let noun = &self.view[noun.range()];
        let has = |span: &ViewSpan| self.view.get(span.range()).is_some_and(|item| item.contains(noun));
        !counts_a_noun(noun) || items.iter().all(has)
    }

    /// 甲山、乙河和丙岭三县: bare names of places, and the kind of place that is counted. The first item reaches back to the clause
    /// mark, and is not looked at.
    fn names_places(&self, items: &[ViewSpan], noun: ViewSpan) -> bool {
        let name = &self.view[noun.range()];
        let counted = &self.view[noun.start as usize..];
        let is_place = COUNTED_PLACES.contains(&name) && !NO_PLACES.iter().any(|word| counted.starts_with(word));
        // 两轴四区
        let is_code = |name: &str| name.chars().count() == 2 && name.starts_with(|c| han_digit(c).is_some());
        let is_bare = |name: &str| {
            let name = name.trim();
            (1..=LONGEST_PLACE).contains(&name.chars().count())
                && !name.contains(['等', '一'])
                && !is_code(name)
                && !VERBS.iter().any(|verb| name.contains(verb))
        };
        let are_bare = |item: &ViewSpan| {
            let item = self.view.get(item.range()).unwrap_or("").trim();
            let item = item.strip_suffix('等').unwrap_or(item);
            !item.contains(['“', '”', '（', '）']) && item.split(['和', '与', '及']).all(is_bare)
        };
        is_place && items.iter().skip(1).all(are_bare)
    }

    /// 县委、县政府抓住甲、乙、丙三大资源: the first 、 joins the two who act.
    fn names_two_bodies(&self, items: &[ViewSpan]) -> bool {
        let [first, second, _, ..] = items else { return false };
        let text = |span: &ViewSpan| self.view.get(span.range()).unwrap_or("").trim();
        let (first, second) = (text(first), text(second));
        let behind_place = second.trim_start_matches(['省', '市', '县', '区', '州', '旗', '镇', '乡', '人', '民']);
        let acts = BODIES.iter().find_map(|body| behind_place.strip_prefix(body));
        ["委", "党中央", "党组", "党支部"].iter().any(|body| first.ends_with(body))
            && acts.is_some_and(|act| act.chars().count() > 2)
    }

    /// 新建、续建甲水厂、乙水厂两座水厂: the first 、 joins two verbs, if the list agrees with its count then, or is open.
    fn joins_verbs(&self, items: &[ViewSpan], announced: u32, is_open: bool) -> bool {
        let [first, second, _, ..] = items else { return false };
        let text = |span: &ViewSpan| self.view.get(span.range()).unwrap_or("").trim();
        let (first, second) = (text(first), text(second));
        let is_verb = first.chars().count() <= 4 && VERBS.iter().any(|verb| first.ends_with(verb));
        if !is_verb || second.len() <= first.len() || !is_open && announced as usize + 1 != items.len() {
            return false;
        }
        // 重点扶持、优先发展甲、乙、丙三大产业
        let behind_adverb = second.char_indices().nth(2).map_or("", |(at, _)| &second[at..]);
        VERBS.iter().any(|verb| second.starts_with(verb) || behind_adverb.starts_with(verb) && behind_adverb != *verb)
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
            TokenKind::HanNumeral if text.len() <= 9 => u32::try_from(han_count(text)?).ok()?,
            _ => return None,
        };
        if !COUNTS.contains(&count) {
            return None;
        }
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
        (!is_part && !is_order).then_some(count)
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

    /// 统一组织, 单一部门: 一 is part of the word that it ends.
    fn is_one_in_a_word(&self, token: usize, before: &str) -> bool {
        const WORDS: &[char] = &['统', '单', '唯', '同', '专', '划', '归', '逐', '合'];
        self.tokens.text(self.view, token) == "一" && before.ends_with(WORDS)
    }

    /// True if a classifier follows the Han numeral and 第 does not stand before it. 百日攻坚、百日提升 are names.
    fn counts_something(&self, token: usize) -> bool {
        let after = self.tokens.text(self.view, token + 1);
        let before = token.checked_sub(1).map_or("", |before| self.tokens.text(self.view, before));
        let is_classified = after.starts_with(|c: char| {
            "个项条种类大家所座张篇件支批届门组款套级市县区省户名处位所台辆人次倍成年月日".contains(c)
        });
        is_classified
            && !before.ends_with('第')
            && !self.is_one_in_a_word(token, before)
            && !is_place(after)
            && !begins_with_one_of(after, NO_CLASSIFIERS)
            && !begins_with_one_of(after, GRADED_THINGS)
            && !matches!(self.tokens.text(self.view, token), "百" | "千" | "万")
    }
}

/// 九家湾, 三家店: a place that has its name of a numeral.
fn is_place(behind: &str) -> bool {
    const PLACES: &[char] = &[
        '湾', '店', '村', '庄', '屯', '营', '窑', '沟', '坪', '寨', '堡', '铺', '河', '塘', '畈', '巷', '坝', '岭',
        '坡', '滩', '集', '镇', '街', '坊', '坞', '坎', '咀', '嘴', '溪', '涧', '墩',
    ];
    let name = behind.trim_end_matches('等').strip_prefix('家').unwrap_or("");
    name.chars().count() == 1 && name.starts_with(PLACES)
}

/// True if 等 ends a list before its count: 甲、乙、丙等5个, 甲、乙、丙等共5个, 以甲、乙、丙等为主的5个.
fn ends_open(last: &str) -> bool {
    const LONGEST_ROLE: usize = 3;
    let last = last.trim_end();
    let role = last.strip_suffix('的').and_then(|last| last.rsplit_once("等为"));
    if role.is_some_and(|(_, role)| (1..=LONGEST_ROLE).contains(&role.chars().count())) {
        return true;
    }
    let last = ["总共", "共计", "合计", "一共", "共"].iter().find_map(|word| last.strip_suffix(word)).unwrap_or(last);
    last.ends_with('等')
}

/// The number of conjunctions in a text that may part two items. Before the last item, 及 and 与 join the parts of one item
/// (煤及煤化工、电力; 旅游与文化、体育) or say with whom (与公安、海关); 以及 may still part two.
pub fn joins(text: &str, is_last: bool) -> u32 {
    const JOINS: [char; 4] = ['和', '与', '及', '暨'];
    if !text.contains(JOINS)
        || JOINED_INSIDE.iter().any(|word| text.ends_with(word)) && text.matches(JOINS).count() == 1
    {
        return 0;
    }
    let is_inner = |at: usize| text[at..].starts_with(['及', '与']) && !is_last && !text[..at].ends_with('以');
    joins_at(text).filter(|&at| !is_inner(at)).count() as u32
}

/// Where the conjunctions of a text stand that are no part of a word: not 和谐, not 普及.
fn joins_at(text: &str) -> impl Iterator<Item = usize> {
    let is_word = |at: usize, c: char| {
        NO_JOINS.iter().any(|word| {
            let offset = word.find(c).unwrap_or(0);
            at.checked_sub(offset).is_some_and(|start| text.get(start..).is_some_and(|rest| rest.starts_with(word)))
        })
    };
    let is_join = |c: char| matches!(c, '和' | '与' | '及' | '暨');
    let places = text.char_indices().filter(move |&(_, c)| is_join(c));
    places.filter(move |&(at, c)| !is_word(at, c) || text[at..].starts_with("及其他")).map(|(at, _)| at)
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
    // 稻谷、玉米、豆类及薯类: two of a kind, and the others are of none.
    let others_differ = [&[*first], middle].concat().iter().all(|item| end(item) != end(&left));
    let is_one_of_two_words = last.contains(['及', '与']) && end(&right) == end(&left) && others_differ;
    length(&left) > 1 && length(first) >= length(&left) && (same_length || same_end) && !is_one_of_two_words
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
        assert_eq!(range("抓好小麦、玉米、油类及糖类三项工程"), Some((3, 4)));
        assert_eq!(range("建设物流中心、会展中心和结算中心三项工程"), Some((3, 3)));
        assert_eq!(range("抓好道路、水和大气、监管和执法四项工程"), Some((3, 5)));
        assert_eq!(range("抓好煤及煤化工、钢铁、果蔬及深加工三项工程"), Some((3, 4)));
        assert_eq!(range("抓好和谐家园、普及教育、参与治理三项工程"), Some((3, 3)));
        assert_eq!(range("抓好“甲、乙、丙”三项工程"), Some((3, 3)));
        assert_eq!(range("抓好“甲”“乙”“丙”三项工程"), Some((3, 3)));
        assert_eq!(range("抓好甲（子、丑）、乙、丙三项工程"), Some((3, 3)));
        assert_eq!(range("落实“甲、乙”和“丙、丁”两项任务"), Some((2, 2)));
        assert_eq!(range("落实“甲、乙”“丙、丁”和“戊、己”两项任务"), None);
        assert_eq!(range("兼顾公司、农户、合作社三者利益"), Some((3, 3)));
        assert_eq!(range("紧扣发展与和睦两大主题"), Some((2, 2)));
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
