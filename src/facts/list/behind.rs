//! Names behind their count: 五类重点：矿山、消防、道路、燃气、工地; 三个科室（东科、西科、南科）. Starts from a count that a colon or a bracket
//! follows, and reads the names in a row up to the end of the sentence or the bracket.

use crate::facts::token::TokenKind;
use crate::span::ViewSpan;

use super::{
    Count, CountedList, LONGEST_LIST, ListShape, MOST_ITEMS, Reader, counts_a_noun, is_loose, joins, joins_one_more,
};

/// A name has at most so many characters, and the last one at most so many more than the others.
const LONGEST_NAME: usize = 12;
const LONGER_NAME: usize = 4;

/// Words before a count that make it another one: 前三项.
const BEFORE: &[&str] = &["等", "前", "后", "每", "近", "约", "首", "余", "其他", "各"];

/// Words between a count and the mark that leave open what is listed: 两类项目、三种产品：, 五个以上：.
const OPEN_HEADS: &[&str] = &["等", "以上", "以下", "左右", "之", "第", "各", "月", "百分点", "小时", "工作日", "年"];

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

/// Names in a row.
struct Names {
    items: Vec<ViewSpan>,
    /// Conjunctions that may part two of them.
    joins: u32,
}

impl Reader<'_> {
    /// The list behind the colon or in the bracket that a count ends with. Only names in a row: a list that has marks of two
    /// levels, a number or a quotation with several names, or that says 即 or 是指, is not what was counted for sure.
    pub(super) fn list_behind(&self, count: &Count) -> Option<CountedList> {
        let &Count { numeral, number, announced, classifier, head, next } = count;
        let name = &self.view[classifier.range()];
        // 一园两区：东园、西园、南园
        if !matches!(next, TokenKind::Colon | TokenKind::Open) || name.starts_with('位') || counts_a_noun(name) {
            return None;
        }
        let mark = self.tokens.at(head.end);
        let before = numeral.checked_sub(1).map_or("", |before| self.tokens.text(self.view, before)).trim_end();
        let is_other = BEFORE.iter().any(|word| before.ends_with(word));
        let is_open = OPEN_HEADS.iter().any(|word| self.view[head.range()].contains(word));
        if self.tokens.span(mark).start != head.end || self.tokens.depth(mark) != 0 || is_other || is_open {
            return None;
        }
        let Names { items, joins } = self.names_behind(mark)?;
        let texts: Vec<&str> = items.iter().filter_map(|span| self.view.get(span.range())).collect();
        let marks = items.len() as u32;
        let low = if joins == 1 && joins_one_more(&texts) { marks + 1 } else { marks };
        let high = marks + joins;
        // 两类企业：国有、集体企业和民营、外资企业: 和 parts groups, each a name with several parts.
        let is_grouped = announced < low && joins > 0;
        let is_certain = next == TokenKind::Colon || self.names_what_is_counted(count, &texts);
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
            behind_number: marks,
            // “三重一大”：甲、乙、丙、丁。
            agrees_only: is_loose(name) || !is_certain,
            next,
        })
    }

    /// 三类企业（国有、集体、民营）, 三个镇（东镇、西镇、南镇）: not 三个项目（新建、续建、扩建）, which may be two of one kind.
    fn names_what_is_counted(&self, count: &Count, names: &[&str]) -> bool {
        let head = self.view[count.head.range()].trim();
        let mut ends = names.iter().map(|name| name.trim().chars().next_back());
        let end = ends.next().flatten();
        let are_of_the_head = end.is_some_and(|end| head.contains(end)) && ends.all(|other| other == end);
        OF_KINDS.contains(&&self.view[count.classifier.range()]) || are_of_the_head
    }

    /// The names from behind a colon to the end of the sentence or the line, or in a bracket.
    fn names_behind(&self, mark: usize) -> Option<Names> {
        let is_in_brackets = self.tokens.kind(mark) == TokenKind::Open;
        let depth = self.tokens.depth(mark) + u8::from(is_in_brackets);
        let mut names = Names { items: Vec::new(), joins: 0 };
        let mut start = self.tokens.span(mark).end;
        let mut token = mark + 1;
        loop {
            let kind = self.tokens.kind(token);
            let here = self.tokens.span(token);
            let level = self.tokens.depth(token);
            match kind {
                _ if token > mark + LONGEST_LIST || names.items.len() > MOST_ITEMS => return None,
                TokenKind::Stop | TokenKind::LineBreak if level <= depth && !is_in_brackets => break,
                TokenKind::Close if level < depth => break,
                _ if level > depth => {}
                TokenKind::ListComma => {
                    names.items.push(ViewSpan { start, end: here.start });
                    start = here.end;
                }
                TokenKind::Word => names.joins += joins(self.tokens.text(self.view, token), true),
                TokenKind::HanNumeral if token > mark + 1 && !self.counts_something(token) => {}
                TokenKind::Space | TokenKind::Latin | TokenKind::Open | TokenKind::Close | TokenKind::MiddleDot => {}
                _ => return None,
            }
            token += 1;
        }
        names.items.push(ViewSpan { start, end: self.tokens.span(token).start });
        self.are_names(&names.items, is_in_brackets).then_some(names)
    }

    /// True if what stands between the marks can be names: short, and none that says what follows or that there are more.
    fn are_names(&self, items: &[ViewSpan], are_in_brackets: bool) -> bool {
        let texts: Vec<&str> = items.iter().map(|span| self.view.get(span.range()).unwrap_or("").trim()).collect();
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
