//! Names behind their count: 五类重点：矿山、消防、道路、燃气、工地; 三个科室（东科、西科、南科）; 三座水库，分别为甲库、乙库、丙库; “三大体系”，即甲、乙、丙. Starts
//! from a count that a colon, a bracket, 即 or 分别为 follows, and reads the names in a row up to the end of the sentence or the bracket.

use crate::facts::lexicon::{NAMED_APART, NAMED_PLACES, SORTS};
use crate::facts::number::han_digit;
use crate::facts::token::TokenKind;
use crate::span::ViewSpan;

use super::expansion::{Place, may_say, saying};
use super::{Count, CountedList, LONGEST_LIST, MOST_ITEMS, Reader, counts_a_noun, is_loose, joins, joins_one_more};

/// A name has at most so many characters, and the last one at most so many more than the others.
const LONGEST_NAME: usize = 12;
const LONGER_NAME: usize = 4;

/// Words before a count that make it another one: 前三项.
const BEFORE: &[&str] = &["等", "前", "后", "每", "近", "约", "首", "余", "其他", "各"];

/// Words between a count and the mark that leave open what is listed: 两类项目、三种产品：, 五个工作日：.
const OPEN_HEADS: &[&str] = &["等", "左右", "之", "第", "各", "月", "百分点", "小时", "工作日", "年"];

/// Those that are part of a name elsewhere: 五个以上（…）, but 五个县级以上园区（…）.
const BOUNDS: &[&str] = &["以上", "以下"];

/// What counts one thing each, whatever it is: 四笔：租金2万元、尾款3万元…
const SINGLE: &[&str] = &["笔", "宗", "口"];

/// Words that may stand for any place or thing, where several of them in brackets say what is meant: 县（市、区）.
const KINDS: &[&str] = &[
    "省",
    "市",
    "县",
    "区",
    "旗",
    "州",
    "盟",
    "乡",
    "镇",
    "村",
    "居",
    "社区",
    "街道",
    "农场",
    "林场",
    "牧场",
    "开发区",
    "园区",
    "新区",
    "管委会",
    "办事处",
    "苏木",
    "嘎查",
    "自治区",
    "直辖市",
    "自治州",
    "自治县",
    "民族乡",
    "院",
    "所",
    "站",
    "校",
    "部",
    "委",
    "办",
    "局",
    "厅",
    "户",
    "人",
    "家",
    "台",
    "套",
    "件",
    "辆",
    "处",
    "座",
    "个",
    "项",
    "次",
];

/// Classifiers that count what is listed and not things of the kinds that are listed.
const OF_KINDS: &[&str] = &["类", "种", "方面", "部分", "大", "级"];

/// 六个乡镇分别是东镇、西镇: the words that names follow may stand in what was read as the head.
const ONE_BY_ONE: [&str; 3] = ["分别", "依次", "依序"];

/// True where such a word stands in a head.
fn says_one_by_one(head: &str) -> bool {
    ONE_BY_ONE.iter().any(|word| head.contains(word))
}

/// Names in a row.
struct Names {
    items: Vec<ViewSpan>,
    /// Conjunctions that may part two of them.
    joins: u32,
    /// True if each ends with an amount: 租金2万元、尾款3万元.
    have_amounts: bool,
    /// True if a comma ends them.
    end_at_comma: bool,
}

impl Reader<'_> {
    /// The list behind the colon, 即 or 分别为, or in the bracket that a count ends with. Only names in a row, or clauses that share the
    /// word that is counted: a list that has marks of two levels, a number or a quotation with several names, or that says 是指, is not
    /// what was counted for sure.
    pub(super) fn list_behind(&self, count: &Count) -> Option<CountedList> {
        let &Count { number, announced, classifier, head, next, .. } = count;
        let name = &self.view[classifier.range()];
        let may_be_named =
            matches!(next, TokenKind::Colon | TokenKind::Open | TokenKind::Comma | TokenKind::CloseQuote)
                || next == TokenKind::ListComma && says_one_by_one(&self.view[head.range()]);
        // 一园两区：东园、西园、南园
        if !may_be_named || name.starts_with('位') || counts_a_noun(name) {
            return None;
        }
        let place = self.place_of_names(count)?;
        let counted = CountedList::behind(number, announced, classifier, head, next);
        let Some(names) = self.names_behind(&place, count) else {
            // 两项决定：关于甲的决定，关于乙的决定。
            let noun = self.view[head.range()].trim();
            let may_be_clauses = next == TokenKind::Colon && self.begins_with_noun(&place, noun);
            let spelled_out = if may_be_clauses { self.spelled_out(&counted, &place, noun) } else { None };
            let parallel = || self.parallel_clauses(&counted, &place).filter(|_| next == TokenKind::Colon);
            return spelled_out.or_else(parallel);
        };
        let texts: Vec<&str> = names.items.iter().filter_map(|span| self.view.get(span.range())).collect();
        let marks = names.items.len() as u32;
        let are_short = joins_short_names(&texts);
        let has_one_more = names.joins == 1 && (joins_one_more(&texts) || are_short);
        let low = if has_one_more { marks + 1 } else { marks };
        // 两类企业：国有、集体企业和民营、外资企业: 和 parts groups, each a name with several parts.
        if announced < low && names.joins > 0 && !are_short {
            return None;
        }
        let is_single = SINGLE.contains(&name)
            && (place.is_one_by_one() || names.have_amounts || self.are_of_the_noun(count, &texts));
        // 分三批录取：甲批、乙批、丙批
        let are_called_so = || texts.iter().all(|text| text.trim().ends_with(name));
        let is_several = is_loose(name) && !is_single && !are_called_so();
        let list = CountedList { low, high: marks + names.joins, behind_number: marks, ..counted };
        // “三重一大”：甲、乙、丙、丁。
        let agrees_only = is_several || !self.is_of_its_count(count, &place, &list, &names, &texts);
        Some(CountedList { agrees_only, items: names.items, ..list })
    }

    /// True if names in a row are what was counted, and all of it.
    fn is_of_its_count(&self, count: &Count, place: &Place, list: &CountedList, names: &Names, texts: &[&str]) -> bool {
        if place.is_in_brackets {
            return self.names_what_is_counted(count, texts, list.low);
        }
        let is_near = list.announced + 1 >= list.low && list.announced <= list.high + 1;
        // 奖牌四枚，分别为金牌、银牌、铜牌; 五个项目，分别位于东区、西区、南区
        let may_be_several =
            list.announced > list.high && place.is_one_by_one() && (!is_near || place.says_where() || are_sorts(texts));
        let is_whole = is_near && (place.is_one_by_one() || self.are_of_the_noun(count, texts));
        !may_be_several && (!names.end_at_comma || is_whole)
    }

    /// Where the names stand that a count announces, outside of brackets.
    fn place_of_names(&self, count: &Count) -> Option<Place> {
        let head = &self.view[count.head.range()];
        if count.next == TokenKind::ListComma {
            return self.place_in_head(count, head);
        }
        let mark = self.tokens.at(count.head.end);
        // Behind most commas something else is said.
        if count.next == TokenKind::Comma && !may_say(self.tokens.text(self.view, mark + 1)) {
            return None;
        }
        let before = self.word_before(count);
        let is_other = BEFORE.iter().any(|word| before.ends_with(word));
        let is_open = OPEN_HEADS.iter().any(|word| head.contains(word))
            || BOUNDS.iter().any(|word| head.starts_with(word) || head.ends_with(word));
        if self.tokens.span(mark).start != count.head.end || is_other || is_open {
            return None;
        }
        let place = if count.next == TokenKind::CloseQuote {
            let opens = count.numeral.checked_sub(1).map(|before| self.tokens.kind(before));
            // “三级三类”
            let is_code = head != "一" && head.contains(|c: char| han_digit(c).is_some());
            self.place_behind(mark).filter(|_| opens == Some(TokenKind::OpenQuote) && !is_code)
        } else {
            self.place_at(mark)
        };
        let is_named = |place: &Place| place.word.is_empty() || place.word == "即" || place.is_one_by_one();
        place.filter(|place| is_named(place) && self.tokens.depth(place.first - 1) == 0)
    }

    /// 六个乡镇分别是东镇、西镇: where the names stand behind such words in the head.
    fn place_in_head(&self, count: &Count, head: &str) -> Option<Place> {
        const LONGEST_NOUN: usize = 24;
        let at = ONE_BY_ONE.iter().find_map(|word| head.find(word)).filter(|at| *at <= LONGEST_NOUN)?;
        let (noun, word) = (&head[..at], saying(&head[at..]));
        // 前五大行业依次为甲、乙、丙、丁、戊: the first five, one by one.
        let before = self.word_before(count);
        let is_other = BEFORE.iter().any(|word| before.ends_with(word) && *word != "前");
        let is_open =
            OPEN_HEADS.iter().any(|word| noun.contains(word)) || BOUNDS.iter().any(|word| noun.contains(word));
        let start = count.head.start + (at + word.len()) as u32;
        let place = Place { start, first: self.tokens.at(start), is_in_brackets: false, word };
        (place.is_one_by_one() && !is_other && !is_open && self.tokens.depth(place.first) == 0).then_some(place)
    }

    /// True if the last two characters of a noun stand in the first clause at a place.
    fn begins_with_noun(&self, place: &Place, noun: &str) -> bool {
        const LONGEST_CLAUSE: usize = 120;
        let Some((at, _)) = noun.char_indices().nth_back(1) else { return false };
        let behind = self.view.get(place.start as usize..).unwrap_or("");
        let near = &behind[..behind.floor_char_boundary(LONGEST_CLAUSE)];
        near.split(['，', '。', '；']).next().is_some_and(|clause| clause.contains(&noun[at..]))
    }

    /// What stands right before the numeral of a count.
    fn word_before(&self, count: &Count) -> &str {
        count.numeral.checked_sub(1).map_or("", |before| self.tokens.text(self.view, before)).trim_end()
    }

    /// 三个镇（东镇、西镇、南镇）, 水塘三口（东塘、西塘、南塘）: every name ends in what is counted.
    fn are_of_the_noun(&self, count: &Count, names: &[&str]) -> bool {
        let head = self.view[count.head.range()].trim();
        let mut ends = names.iter().map(|name| name.trim().chars().next_back());
        let Some(end) = ends.next().flatten() else { return false };
        // 奖励三项：甲奖、乙奖、丙奖
        let before = || self.word_before(count).chars().rev().take(2).any(|c| c == end);
        let is_counted = if head.is_empty() { before() } else { head.contains(end) };
        is_counted && ends.all(|other| other == Some(end))
    }

    /// 三类企业（国有、集体、民营）, 六个部门（公安、消防…）, 两个采样点（甲、乙、丙）: not 三个项目（新建、续建、扩建）, which may be two of one
    /// kind. A place has one name at least, and there may be two places of one name.
    fn names_what_is_counted(&self, count: &Count, names: &[&str], low: u32) -> bool {
        let head = self.view[count.head.range()].trim();
        let noun = if head.is_empty() { self.word_before(count) } else { head };
        let places = if count.announced < low { NAMED_PLACES } else { &[] };
        let are_names = || NAMED_APART.iter().chain(places).any(|end| noun.ends_with(end));
        OF_KINDS.contains(&&self.view[count.classifier.range()])
            || (self.are_of_the_noun(count, names) || are_names()) && !are_sorts(names)
            || are_ordinal(names)
    }

    /// The names from a place on to the end of the sentence or the line, or in a bracket; behind 分别是, or where all are of the noun, to
    /// the comma as well.
    fn names_behind(&self, place: &Place, count: &Count) -> Option<Names> {
        let depth = u8::from(place.is_in_brackets);
        let takes_amounts = place.is_one_by_one() || SINGLE.contains(&&self.view[count.classifier.range()]);
        let mut names = Names { items: Vec::new(), joins: 0, have_amounts: false, end_at_comma: false };
        let mut start = place.start;
        let mut token = place.first;
        loop {
            let kind = self.tokens.kind(token);
            let here = self.tokens.span(token);
            let level = self.tokens.depth(token);
            match kind {
                _ if token > place.first + LONGEST_LIST || names.items.len() > MOST_ITEMS => return None,
                TokenKind::Stop | TokenKind::LineBreak if level <= depth && !place.is_in_brackets => break,
                TokenKind::Close if level < depth => break,
                TokenKind::Comma if level == depth && !place.word.is_empty() && self.ends_names(token) => {
                    names.end_at_comma = true;
                    break;
                }
                // 六个科室：甲科、乙科、丙科；设站三个
                TokenKind::Semicolon if level == depth && !place.is_in_brackets && self.ends_names(token) => break,
                _ if level > depth => {}
                TokenKind::ListComma => {
                    names.items.push(ViewSpan { start, end: here.start });
                    start = here.end;
                }
                TokenKind::Word => names.joins += joins(self.tokens.text(self.view, token), true),
                TokenKind::HanNumeral
                    if token > place.first && (!self.counts_something(token) || self.is_a_grade(token)) => {}
                TokenKind::Digits if self.is_in_a_name(token) || self.ends_a_name(token, count.announced) => {}
                TokenKind::Digits | TokenKind::Period | TokenKind::GroupComma if takes_amounts => {
                    names.have_amounts = true;
                }
                TokenKind::Space | TokenKind::Latin | TokenKind::Open | TokenKind::Close | TokenKind::MiddleDot => {}
                _ => return None,
            }
            token += 1;
        }
        let end = self.tokens.span(token).start;
        names.items.push(ViewSpan { start, end: end.max(start) });
        let have_all = !names.have_amounts || names.items.iter().all(|item| self.is_named_amount(*item));
        (have_all && self.are_names(&names, place.is_in_brackets)).then_some(names)
    }

    /// 科技进步二等奖: a numeral in the name of a prize.
    fn is_a_grade(&self, token: usize) -> bool {
        self.tokens.text(self.view, token + 1).starts_with("等奖")
    }

    /// True for a comma behind which nothing is listed any more.
    fn ends_names(&self, comma: usize) -> bool {
        const MORE: &[&str] = &["以及", "还有", "另", "及", "和", "与"];
        const MOST_TOKENS: usize = 24;
        let behind = self.tokens.text(self.view, comma + 1).trim_start();
        let is_clause = |token: &usize| {
            !matches!(self.tokens.kind(*token), TokenKind::Comma | TokenKind::Stop | TokenKind::LineBreak)
        };
        let mut clause = (comma + 1..comma + MOST_TOKENS).take_while(is_clause);
        !MORE.iter().any(|word| behind.starts_with(word))
            && clause.all(|token| !matches!(self.tokens.kind(token), TokenKind::ListComma | TokenKind::Semicolon))
    }

    /// 淮麦21, 白鹭12: digits at the end of a name, more than there are names.
    fn ends_a_name(&self, token: usize, announced: u32) -> bool {
        use TokenKind::{Close, Comma, LineBreak, ListComma, Stop, Word};
        let text = self.tokens.text(self.view, token);
        let follows_a_word = token.checked_sub(1).is_some_and(|before| self.tokens.kind(before) == Word);
        let is_last = matches!(self.tokens.kind(token + 1), Close | Comma | LineBreak | ListComma | Stop);
        follows_a_word && is_last && text.parse::<u32>().is_ok_and(|number| number > announced)
    }

    /// 租金28000元: a name, and one amount with a unit that ends it. Not 上年的2.3倍.
    fn is_named_amount(&self, item: ViewSpan) -> bool {
        const LONGEST_UNIT: usize = 6;
        let text = self.view.get(item.range()).unwrap_or("").trim();
        let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        let Some((name, amount)) = text.find(|c: char| c.is_ascii_digit()).map(|at| text.split_at(at)) else {
            return false;
        };
        let unit = amount.trim_start_matches(is_of_number);
        let is_name = name.chars().count() > 1 && !name.ends_with('的');
        is_name && (1..=LONGEST_UNIT).contains(&unit.chars().count()) && !unit.contains(|c: char| c.is_ascii_digit())
    }

    /// True if what stands between the marks can be names: short, and none that says what follows or that there are more.
    fn are_names(&self, names: &Names, are_in_brackets: bool) -> bool {
        let texts: Vec<&str> =
            names.items.iter().map(|span| self.view.get(span.range()).unwrap_or("").trim()).collect();
        let lengths: Vec<usize> = texts.iter().map(|text| text.chars().count()).collect();
        let (Some((last, others)), [first, .., end]) = (lengths.split_last(), &texts[..]) else { return false };
        let longest = others.iter().copied().max().unwrap_or(0);
        let is_defined =
            ["即", "指", "系", "是", "为", "包括", "主要", "其中"].iter().any(|word| first.starts_with(word));
        let is_part = ["含", "不含", "如", "除", "原", "以", "详见", "见"].iter().any(|word| first.starts_with(word));
        let goes_on = ["等", "等等", "的"].iter().any(|word| end.ends_with(word));
        let are_kinds = texts.iter().all(|text| KINDS.contains(text) || text.chars().count() == 1);
        texts.len() > 2
            && lengths.iter().all(|length| *length > 0)
            && *last <= longest + LONGER_NAME
            && longest <= LONGEST_NAME
            && !is_defined
            && !goes_on
            && !(are_in_brackets && (is_part || are_kinds))
    }
}

/// 油尖、旺角、深水埗及屯門: names of two to four characters, the last two of which 及 joins.
fn joins_short_names(names: &[&str]) -> bool {
    const LENGTHS: std::ops::RangeInclusive<usize> = 2..=4;
    const FEWEST: usize = 3;
    let Some((last, others)) = names.split_last() else { return false };
    let is_short = |name: &&str| LENGTHS.contains(&name.trim().chars().count());
    let parts = last.split_once('及').map(|(left, right)| [left, right]);
    others.len() >= FEWEST && others.iter().all(is_short) && parts.is_some_and(|parts| parts.iter().all(is_short))
}

/// 第一组赴东县、第二组赴西县、第三组赴南县: names that are numbered through.
fn are_ordinal(names: &[&str]) -> bool {
    let number = |name: &str| {
        let digit = name.trim().strip_prefix('第')?.chars().next()?;
        digit.to_digit(10).or_else(|| u32::try_from(han_digit(digit)?).ok())
    };
    names.iter().zip(1..).all(|(name, expected)| number(name) == Some(expected))
}

/// 新建、改建、扩建: sorts of things, of which there may be several.
fn are_sorts(names: &[&str]) -> bool {
    names.iter().any(|name| SORTS.iter().any(|sort| name.trim_start().starts_with(sort)))
}
