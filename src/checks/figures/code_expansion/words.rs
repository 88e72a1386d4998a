//! Codes of counted words and the list of what they stand for: “五定一奖”（定人、定岗、定责、定时、定标，奖先进）. Every item begins or ends with one of
//! the words, which shows what is listed and where it ends.

use super::{say, stretch_behind};
use crate::char_class::is_han;
use crate::checks::{Context, Report};
use crate::facts::number::{han_digit, han_integer};
use crate::facts::token::TokenKind;
use crate::finding::Message;
use crate::span::ViewSpan;

/// A code has so many parts.
const PARTS: std::ops::RangeInclusive<usize> = 2..=4;
/// It has at most so many bytes.
const LONGEST_CODE: usize = 48;
/// A word of it has at most so many characters.
const LONGEST_WORD: usize = 4;
/// What may stand between a number and its word.
const MEASURES: [char; 5] = ['个', '大', '项', '种', '条'];
/// What joins two items.
const JOINS: [&str; 5] = ["以及", "和", "与", "及", "暨"];
/// Fewer things than this in all are not judged: “一奖两会”.
const FEWEST: i64 = 4;
/// Of more things than this no list is spelled out.
const MOST: i64 = 99;

/// A part of a code: so many things that are named by the word.
struct Part<'a> {
    count: i64,
    word: &'a str,
}

/// Judges the code that begins with the numeral; gives the mark that closes it.
pub fn check(cx: &Context, report: &mut Report, numeral: usize) -> Option<usize> {
    let tokens = &cx.facts.tokens;
    let start = tokens.span(numeral).start;
    let depth = tokens.depth(numeral);
    let near = |&close: &usize| tokens.span(close).start <= start + LONGEST_CODE as u32;
    let is_close = |&close: &usize| tokens.kind(close) == TokenKind::CloseQuote && tokens.depth(close) < depth;
    let close = (numeral + 1..tokens.len()).take_while(near).find(is_close)?;
    let span = ViewSpan { start, end: tokens.span(close).start };
    // Behind most quotations nothing is listed.
    let (first, end) = stretch_behind(cx, close)?;
    let parts =
        parts(cx.view.slice(span)).filter(|parts| parts.iter().map(|part| part.count).sum::<i64>() >= FEWEST)?;
    if goes_on_behind(cx, end, &parts) {
        return None;
    }
    if let Some(counted) = super::items(cx, first, end) {
        check_counted(cx, report, span, &parts, &counted);
        return Some(close);
    }
    let items = items(cx, first, end)?;
    let list = ViewSpan { start: tokens.span(first).start, end: tokens.span(end).start };
    let is_damaged = cx.facts.is_opaque(span) || cx.facts.is_opaque(list);
    let spelled = tally(&parts, &items)?;
    let apart: i64 = parts.iter().zip(&spelled).map(|(part, count)| (part.count - count).abs()).sum();
    if apart == 1 && !is_damaged {
        let numbers: Vec<String> = spelled.iter().map(i64::to_string).collect();
        let stated: Vec<String> = parts.iter().map(|part| part.count.to_string()).collect();
        let finding = say(cx, report, span, &numbers);
        finding.evidence("code", stated.join(",")).evidence("expansion", numbers.join(","));
        finding.related(cx.source(list), Message::new("item").arg("number", numbers.join("、")));
    }
    Some(close)
}

/// “一站两岗三队”，即一个警务站、两个检查岗、三支巡防队: every item has the number and the word of its part; one number differs.
fn check_counted(cx: &Context, report: &mut Report, code: ViewSpan, parts: &[Part], items: &[super::Item]) {
    const LONGEST_ITEM: usize = 48;
    let has_word = |(part, item): (&Part, &super::Item)| {
        let behind = cx.view.text().get(item.span.end as usize..).unwrap_or("");
        let near = &behind[..behind.floor_char_boundary(LONGEST_ITEM)];
        let name = near.split(['、', '，', '；', '。', '）']).next().unwrap_or("");
        // 五条横线中的四条
        name.contains(part.word) && !name.contains("中的")
    };
    let differing = parts.iter().zip(items).filter(|(part, item)| part.count != item.value).count();
    let are_of_the_code = parts.len() == items.len() && parts.iter().zip(items).all(has_word);
    let is_damaged = cx.facts.is_opaque(code) || items.iter().any(|item| cx.facts.is_opaque(item.span));
    if !are_of_the_code || differing != 1 || is_damaged {
        return;
    }
    let numbers: Vec<String> = items.iter().map(|item| item.value.to_string()).collect();
    let stated: Vec<String> = parts.iter().map(|part| part.count.to_string()).collect();
    let finding = say(cx, report, code, &numbers);
    finding.evidence("code", stated.join(",")).evidence("expansion", numbers.join(","));
    for item in items {
        finding.related(cx.source(item.span), Message::new("item").arg("number", item.value));
    }
}

/// “三保两提”：保甲、保乙；提丙、提丁: a word of the code stands right behind the semicolon that ends the list.
fn goes_on_behind(cx: &Context, end: usize, parts: &[Part]) -> bool {
    const NEAR: usize = 24;
    let tokens = &cx.facts.tokens;
    let behind = cx.view.text().get(tokens.span(end).end as usize..).unwrap_or("");
    let near = behind.char_indices().nth(NEAR).map_or(behind, |(at, _)| &behind[..at]);
    tokens.kind(end) == TokenKind::Semicolon && parts.iter().any(|part| near.contains(part.word))
}

/// 五定一奖, 三个坚持、两个提升: numbers and different words in turn.
fn parts(code: &str) -> Option<Vec<Part<'_>>> {
    let is_numeral = |c: char| c.is_ascii_digit() || han_integer(c.encode_utf8(&mut [0; 4])).is_some();
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = code.trim();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !is_numeral(c))?;
        let count = rest[..digits].parse().ok().or_else(|| han_integer(&rest[..digits]));
        let count = count.filter(|count| (0..=MOST).contains(count))?;
        let behind = &rest[digits..];
        let end = behind.find(|c: char| is_numeral(c) || c == '、').unwrap_or(behind.len());
        let name = behind[..end].trim();
        let word = name.strip_prefix(MEASURES).filter(|word| !word.is_empty()).unwrap_or(name);
        let is_word = word.chars().all(is_han);
        let is_new = parts.iter().all(|part| !part.word.contains(word) && !word.contains(part.word));
        if !is_word || !is_new || !(1..=LONGEST_WORD).contains(&word.chars().count()) {
            return None;
        }
        parts.push(Part { count, word });
        rest = behind[end..].trim_start_matches('、');
    }
    PARTS.contains(&parts.len()).then_some(parts)
}

/// The items that the marks between two tokens part. `None` if there may be more than are listed.
fn items<'a>(cx: &'a Context, first: usize, end: usize) -> Option<Vec<&'a str>> {
    let tokens = &cx.facts.tokens;
    let depth = tokens.depth(first);
    let mut start = tokens.span(first).start;
    let mut items = Vec::new();
    for token in first..=end {
        let is_mark = matches!(tokens.kind(token), TokenKind::ListComma | TokenKind::Comma | TokenKind::Semicolon);
        let is_inside = tokens.depth(token) == depth;
        if token == end || is_mark && is_inside {
            let item = cx.view.slice(ViewSpan { start, end: tokens.span(token).start }).trim();
            items.push(item.strip_prefix('即').unwrap_or(item).trim_matches(['“', '”', '‘', '’', '"']));
            start = tokens.span(token).end;
        }
    }
    // “两区”是…, 建成两个…和一个…: numbers of their own.
    let is_numeral =
        |c: char| c.is_ascii_digit() || matches!(c, '两' | '十') || han_digit(c).is_some_and(|digit| digit > 1);
    let is_name = |item: &&str| !item.is_empty() && !item.contains(is_numeral) && !item.contains("一个");
    (!items.last()?.ends_with('等') && items.iter().all(is_name)).then_some(items)
}

/// How many items each word has, if every item ends with one of them, or every item begins with one.
fn tally(parts: &[Part], items: &[&str]) -> Option<Vec<i64>> {
    tally_with(parts, items, |item, word| item.ends_with(word)).or_else(|| tally_with(parts, items, begins_with))
}

/// 定人员, 不定期: the word begins with the first or the second character.
fn begins_with(item: &str, word: &str) -> bool {
    let second = item.chars().next().map_or("", |c| &item[c.len_utf8()..]);
    item.starts_with(word) || second.starts_with(word)
}

fn tally_with(parts: &[Part], items: &[&str], has: fn(&str, &str) -> bool) -> Option<Vec<i64>> {
    let mut counts = vec![0; parts.len()];
    let words_in = |item: &str| parts.iter().filter(|part| item.contains(part.word)).count();
    let word_of = |item: &str| {
        let mut words = parts.iter().zip(0..).filter(|(part, _)| has(item.trim(), part.word)).map(|(_, index)| index);
        words.next().filter(|_| words.next().is_none())
    };
    for item in items {
        // 专题库和共享平台; not 经济带和河谷带的结合部
        let halves = JOINS.iter().find_map(|join| item.split_once(join));
        let halves = halves.filter(|(left, right)| words_in(left) == 1 && words_in(right) == 1);
        let joined = halves.and_then(|(left, right)| word_of(left).zip(word_of(right)));
        match joined {
            Some((left, right)) => {
                counts[left] += 1;
                counts[right] += 1;
            }
            None => counts[word_of(item)?] += 1,
        }
    }
    counts.iter().all(|count| *count > 0).then_some(counts)
}
