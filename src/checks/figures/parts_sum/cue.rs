//! The words that a sum is known by. Takes the view, gives where they stand.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Input, MatchKind};

use crate::checks::Context;
use crate::checks::figures::breakdown;
use crate::facts::cue::Cues;
use crate::facts::lexicon::is_mark_or_digit;
use crate::facts::number::han_digit;
use crate::facts::quantity::{Quantity, UnitKind};

use super::LONGEST_COUNTED_NOUN;
use super::votes::{AGAINST, DISSATISFIED, VOID};

/// What a sum is known by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cue {
    /// 其中
    OfWhich,
    /// 包括
    Including,
    /// of which
    EnglishParts,
    /// made up of
    EnglishWhole,
    /// Of these,
    EnglishThese,
    /// Of the 450 km
    EnglishOf,
    /// 其余
    Rest,
    /// ，未办结; ，尚有
    Undone,
    /// 实到
    Present,
    /// 反对, 无效
    Voted,
    /// 监事3人，共8人
    Together,
    /// 分别
    Respectively,
    /// 按类型分，…; 分产业看，…
    Sorted,
    /// 合计, 共计, 总计
    Total,
    /// 基本支出中，人员经费…
    Among,
    /// 机械48台（挖掘机14台、…）; 课题15项：国家级1项，…
    Opened,
    /// 由给水收入187亿元、其他收入9亿元组成
    MadeUp,
    /// 民警和辅警共2200人
    Named,
}

pub const OF_WHICH: &str = "其中";
pub const INCLUDING: &str = "包括";
pub const HOLDING: &str = "含";
pub const REST: &str = "其余";
pub const PRESENT: &str = "实到";
pub const RESPECTIVELY: &str = "分别";
pub const IN_ORDER: &str = "依次";
pub const SORTED: &str = "分，";
pub const SEEN: &str = "看，";

/// The words of the cues in Chinese, and in English.
const CHINESE: [(&str, Cue); 24] = [
    ("按", Cue::Sorted),
    ("当中", Cue::OfWhich),
    (AGAINST, Cue::Voted),
    (VOID, Cue::Voted),
    (REST, Cue::Rest),
    (OF_WHICH, Cue::OfWhich),
    (INCLUDING, Cue::Including),
    (PRESENT, Cue::Present),
    ("共", Cue::Together),
    (RESPECTIVELY, Cue::Respectively),
    (SORTED, Cue::Sorted),
    (SEEN, Cue::Sorted),
    ("计", Cue::Total),
    ("中，", Cue::Among),
    ("里，", Cue::Among),
    ("未", Cue::Undone),
    ("尚", Cue::Undone),
    ("剩余", Cue::Undone),
    ("正在", Cue::Undone),
    ("还差", Cue::Undone),
    ("尚差", Cue::Undone),
    ("空置", Cue::Undone),
    ("闲置", Cue::Undone),
    ("结存", Cue::Undone),
];
const ENGLISH: [(&str, Cue); 15] = [
    ("Of the ", Cue::EnglishOf),
    (" comprises", Cue::EnglishWhole),
    ("made up of", Cue::EnglishWhole),
    ("comprising", Cue::EnglishWhole),
    ("consisting of", Cue::EnglishWhole),
    (OF_WHICH, Cue::OfWhich),
    (INCLUDING, Cue::Including),
    ("of which", Cue::EnglishParts),
    ("of whom", Cue::EnglishParts),
    ("including", Cue::EnglishParts),
    (": ", Cue::EnglishParts),
    ("Of these", Cue::EnglishThese),
    ("Of them", Cue::EnglishThese),
    ("Of this", Cue::EnglishThese),
    (" comprised", Cue::EnglishThese),
];

/// The cues of a text with the bytes at which they start and end: by kind, and those of a kind in text order.
pub fn cues(cx: &Context) -> Vec<(Cue, usize, usize)> {
    static FINDERS: [LazyLock<Option<AhoCorasick>>; 2] =
        [LazyLock::new(|| finder(&CHINESE)), LazyLock::new(|| finder(&ENGLISH))];
    let view = cx.view.text();
    let (words, finder) = if cx.facts.is_english { (&ENGLISH[..], &FINDERS[1]) } else { (&CHINESE[..], &FINDERS[0]) };
    let mut found = Vec::new();
    let near = stretches_before_amounts(cx);
    let found_in = |finder: &'static AhoCorasick| {
        near.iter().flat_map(move |near| finder.find_iter(Input::new(view).range(near.clone())))
    };
    for place in finder.iter().flat_map(found_in) {
        let Some((_, cue)) = words.get(place.pattern().as_usize()) else { continue };
        let before = view.get(..place.start()).unwrap_or("");
        match cue {
            Cue::Together
                if view[place.end()..].starts_with('计')
                    || !says_an_amount(cx, place.end())
                    || !is_behind_a_mark(before) && !counts_what_is_added(before) =>
            {
                if two_names(before).is_some() {
                    found.push((Cue::Named, place.start(), place.end()));
                }
            }
            Cue::Together => {
                let all = before.chars().next_back().filter(|all| ALL.contains(all)).map_or(0, char::len_utf8);
                found.push((*cue, place.start() - all, place.end()));
            }
            // 个案3764宗，当中成立的1129宗
            Cue::OfWhich if !view[place.range()].starts_with('其') && !before.ends_with(['，', '。', '；', '（']) =>
                {}
            Cue::Undone if !before.ends_with(['，', ',', '、', '；']) || !has_amounts_behind(cx, place.end(), 1) => {
            }
            Cue::Among if !has_amounts_behind(cx, place.end(), 2) => {}
            Cue::Sorted if view[place.range()] == *"按" => {
                found.extend(mark_behind_a_sort(view, place.end()).map(|(at, end)| (*cue, at, end)));
            }
            // 三年累计
            Cue::Total
                if before.strip_suffix('累').is_some_and(|before| how_many_are_added(before, "年").is_some()) =>
            {
                found.push((*cue, place.start() - '累'.len_utf8(), place.end()));
            }
            Cue::Total if !before.ends_with(['合', '共', '总']) => {}
            Cue::Total => found.push((*cue, place.start() - "合".len(), place.end())),
            _ => found.push((*cue, place.start(), place.end())),
        }
    }
    found.extend(opened(cx));
    found.extend(said_before_amounts(cx));
    found.sort_by_key(|(cue, ..)| *cue);
    found
}

/// Where a cue may stand: what lies before the amounts of a text, no farther than a row may begin behind it.
fn stretches_before_amounts(cx: &Context) -> Vec<Range<usize>> {
    const REACH: usize = 150;
    let is_amount =
        |quantity: &&Quantity| cx.facts.is_english || matches!(quantity.kind, UnitKind::Count | UnitKind::Measure);
    let mut near: Vec<Range<usize>> = Vec::new();
    for amount in cx.facts.quantities.iter().filter(is_amount) {
        let end = amount.number.span.start as usize;
        match near.last_mut() {
            Some(last) if last.end + REACH >= end => last.end = end,
            _ => near.push(end.saturating_sub(REACH)..end),
        }
    }
    near
}

/// The bytes behind the marks that open a list right behind an amount, and 含 there.
fn opened(cx: &Context) -> impl Iterator<Item = (Cue, usize, usize)> {
    let view = cx.view.text();
    // 48台（挖掘机14台: a part in the unit of the total follows soon.
    const SOON: usize = 3;
    const NEAR: usize = 42;
    let quantities = &cx.facts.quantities;
    let has_part = move |index: usize, total: &Quantity| {
        let behind = quantities.get(index + 1..).unwrap_or_default().iter().take(SOON);
        behind.into_iter().any(|part| part.kind == total.kind && part.unit.len() == total.unit.len())
    };
    quantities.iter().enumerate().filter_map(move |(index, quantity)| {
        let at = quantity.span.end as usize;
        let is_near = quantities.get(index + 1).is_some_and(|next| next.span.start as usize <= at + NEAR);
        let at = if is_near { at + noun_before_a_parenthesis(view.as_bytes().get(at..)?) } else { at };
        // The first byte of a full-width mark is that of few other characters.
        view.as_bytes().get(at).filter(|first| matches!(first, b'(' | b':' | 0xEF))?;
        let behind = view.get(at..)?;
        let mark = behind.chars().next().filter(|mark| matches!(mark, '，' | '（' | '(' | '：' | ':'))?;
        let (list, from) = (&behind[mark.len_utf8()..], at + mark.len_utf8());
        let cue = match () {
            () if list.starts_with(HOLDING) => (Cue::Including, from, from + HOLDING.len()),
            () if mark == '，' || list.starts_with(OF_WHICH) || list.starts_with(INCLUDING) => return None,
            () => (Cue::Opened, from, from),
        };
        has_part(index, quantity).then_some(cue)
    })
}

/// 受伤 of 42人受伤（重伤6人、轻伤36人）: how many bytes of a noun stand before the parenthesis that follows an amount.
fn noun_before_a_parenthesis(behind: &[u8]) -> usize {
    const HAN: std::ops::RangeInclusive<u8> = 0xE4..=0xE9;
    let noun = behind.chunks(3).take(LONGEST_COUNTED_NOUN + 1).take_while(|c| HAN.contains(&c[0])).count();
    let opens = behind.get(3 * noun..).is_some_and(|rest| rest.starts_with("（".as_bytes()) || rest.starts_with(b"("));
    if opens && noun <= LONGEST_COUNTED_NOUN { 3 * noun } else { 0 }
}

/// What few amounts have in the words before them, and told apart by a character of it.
fn said_before_amounts(cx: &Context) -> impl Iterator<Item = (Cue, usize, usize)> {
    const WORDS: [(&str, Cue); 5] = [
        (DISSATISFIED, Cue::Voted),
        (IN_ORDER, Cue::Respectively),
        ("依序", Cue::Respectively),
        ("加起来", Cue::Together),
        ("由", Cue::MadeUp),
    ];
    let amounts = cx.facts.quantities.iter().filter(|quantity| quantity.cues.has(Cues::SUM));
    amounts.filter_map(|amount| {
        let words = breakdown::head(cx, amount);
        let (at, word, cue) = WORDS.into_iter().find_map(|(word, cue)| Some((words.find(word)?, word, cue)))?;
        let start = amount.span.start as usize - words.len() + at;
        Some((cue, start, start + word.len()))
    })
}

/// True if so many quantities stand within reach behind a byte of the view.
fn has_amounts_behind(cx: &Context, at: usize, count: usize) -> bool {
    const REACH: u32 = 96;
    let quantities = &cx.facts.quantities;
    let first = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < at);
    quantities.get(first + count - 1).is_some_and(|last| last.number.span.start - at as u32 <= REACH * count as u32)
}

/// 按类别，; 按类型分：: where the mark behind what sorts stands. 分， is a word of its own.
fn mark_behind_a_sort(view: &str, at: usize) -> Option<(usize, usize)> {
    const LONGEST: usize = 21;
    let near = &view[at..view.floor_char_boundary(at + LONGEST)];
    let mark = near.find(is_mark_or_digit)?;
    let (words, rest) = near.split_at(mark);
    let is_mark =
        rest.starts_with('，') && !words.ends_with(['分', '看']) || rest.starts_with('：') && words.ends_with('分');
    (is_mark && !words.is_empty()).then(|| (at + mark, at + mark + '，'.len_utf8()))
}

/// A head like 三个区 has at most so many characters.
const LONGEST_COUNTED: usize = 8;

/// No period is meant where 三年合计 may be of other years than those before.
pub const NO_PERIOD: &str = "\n";

/// 两期 of ，两期共115座: the end of a text that says how many are added; with how many, if the text gives it in one character. Years and
/// months only where they are what is counted `of`.
pub fn how_many_are_added<'a>(before: &'a str, of: &str) -> Option<(usize, &'a str)> {
    let near = before.len().saturating_sub(4 * LONGEST_COUNTED);
    let words = before.get(before.floor_char_boundary(near)..)?;
    let lead = words.rsplit(is_mark_or_digit).next().filter(|lead| lead.len() < words.len())?.trim();
    let lead = lead.strip_suffix('合').unwrap_or(lead);
    let count = lead.strip_prefix('对').unwrap_or(lead);
    let count = count.strip_prefix("以上").or(count.strip_prefix("上述")).unwrap_or(count);
    let first = count.chars().next()?;
    let number = if first == '两' { 2 } else { han_digit(first)? };
    let is_short = lead.chars().count() <= LONGEST_COUNTED && (count.ends_with(of) || !count.ends_with(['年', '月']));
    let number = usize::try_from(number).ok().filter(|number| *number > 1 && is_short)?;
    Some((number, lead))
}

/// 总共, 一共
const ALL: [char; 2] = ['总', '一'];

/// ，共; ，总共; 合共
fn is_behind_a_mark(before: &str) -> bool {
    before.strip_suffix(ALL).unwrap_or(before).trim_end_matches(' ').ends_with(['，', ',', '合'])
}

/// 民警, 辅警 of 民警和辅警: the two names that end a text.
pub fn two_names(before: &str) -> Option<(&str, &str)> {
    const NAMES: std::ops::RangeInclusive<usize> = 2..=8;
    let near = before.get(before.floor_char_boundary(before.len().saturating_sub(6 * NAMES.end()))..)?;
    let clause = near.rsplit(is_mark_or_digit).next().filter(|clause| clause.len() < near.len())?.trim();
    let (one, other) = clause.split_once(['和', '与'])?;
    (NAMES.contains(&one.chars().count()) && NAMES.contains(&other.chars().count())).then_some((one, other))
}

fn counts_what_is_added(before: &str) -> bool {
    how_many_are_added(before, NO_PERIOD).is_some()
}

fn finder(words: &[(&str, Cue)]) -> Option<AhoCorasick> {
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words.iter().map(|(word, _)| word)).ok()
}

/// 共36个, 共巡察党组织36个: what stands behind a byte of the view is an amount, or a few words and an amount.
fn says_an_amount(cx: &Context, at: usize) -> bool {
    let quantities = &cx.facts.quantities;
    let next = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < at);
    let words = quantities.get(next).and_then(|next| cx.view.text().get(at..next.number.span.start as usize));
    words.is_some_and(|words| words.len() <= 4 * LONGEST_COUNTED && !words.contains(is_mark_or_digit))
}
