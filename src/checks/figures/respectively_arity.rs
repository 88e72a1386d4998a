//! figures/respectively-arity: another number of values behind 分别 than of subjects before it.

use memchr::memmem;

use crate::checks::{Context, Report};
use crate::facts::lexicon::{
    ENGLISH_ADVERBIALS, ENGLISH_CLAUSE_WORDS, MEASURES, NAMES_OF_TWO, NAMES_WITH_JOINS, NAMES_WITH_LIST_MARKS,
    OTHER_WORDS_WITH_JOINS, open_end,
};
use crate::facts::list::{joins, joins_one_more};
use crate::facts::number::han_digit;
use crate::facts::quantity::{Quantity, UnitKind, unit};
use crate::facts::token::{ClauseId, TokenKind};
use crate::finding::Message;
use crate::relation::{self, Member, Verdict};
use crate::severity::Severity;
use crate::span::ViewSpan;

/// The formula where subjects or values can be parted in several ways: numbers that differ are not reported.
const UNCERTAIN: &str = "values ∈ readings(subjects)";
/// A list with more bytes than this is not judged.
const LONGEST: usize = 900;
/// The last byte of 分别.
const LAST_BYTE: u8 = "分别".as_bytes()["分别".len() - 1];
/// Between 分别 and the first value at most so many bytes may stand: 增长
const LONGEST_VERB: usize = 18;
/// With what the values are compared with, or are a part of, so many: 较“十三五”末增长, 占规模以上工业增加值的
const LONGEST_BASE: usize = 60;
/// That has at most so many tokens.
const MOST_TOKENS: usize = 9;
/// The first value begins at most so many tokens behind 分别.
const FARTHEST: usize = MOST_TOKENS + 2;
/// Values may have so many bytes between them: 、增长
const LONGEST_GAP: usize = 18;
/// A row of more values than this is not read.
const MOST_VALUES: usize = 40;
/// A value may have so many characters before its number: 、年人均2719元
const LONGEST_LEAD: usize = 4;

/// Reports lists of subjects and values whose numbers differ.
pub fn check(cx: &Context, report: &mut Report) {
    if cx.facts.is_english {
        for site in memmem::find_iter(cx.view.text().as_bytes(), "respectively") {
            if let Some(statement) = english_statement(cx, site) {
                judge(cx, report, &statement);
            }
        }
        return;
    }
    let mut next = 0;
    for site in memmem::find_iter(cx.view.text().as_bytes(), "分别") {
        let token = cx.facts.tokens.at(site as u32);
        let mut index = quantity_behind(cx, token).max(next);
        while cx.facts.quantities.get(index).is_some_and(|first| first.first_token as usize <= token + FARTHEST) {
            next = index + 1;
            if let Some(statement) = statement(cx, index, &mut next) {
                judge(cx, report, &statement);
            }
            index = next;
        }
    }
}

/// The statement whose first value is the quantity `index`; `next` becomes the index of the first one behind its values.
fn statement(cx: &Context, index: usize, next: &mut usize) -> Option<Statement> {
    let word = word_before(cx, index)?;
    let values = values(cx, index, &word)?;
    *next = index + values.count;
    let subjects = subjects(cx, word.start).or_else(|| measured_subjects(cx, word.start))?;
    let is_certain = word.is_plain && values.are_certain && subjects.are_certain;
    Some(Statement { first: index, count: values.count, subjects, is_certain })
}

/// Subjects, and the values said of them one by one.
struct Statement {
    /// Index of the first value in the quantities.
    first: usize,
    /// Number of values.
    count: usize,
    subjects: Subjects,
    /// Both sides can be parted in one way only. Otherwise two equal numbers agree, and two that differ prove nothing.
    is_certain: bool,
}

fn judge(cx: &Context, report: &mut Report, statement: &Statement) {
    let Statement { first, count, subjects, is_certain } = statement;
    // 甲、乙分别增长5%以上: the same value for each.
    if *count == 1 {
        return;
    }
    let quantities = &cx.facts.quantities;
    let (Some(first), Some(last)) = (quantities.get(*first), quantities.get(first + count - 1)) else { return };
    let count = *count as u32;
    let holds = (subjects.low..=subjects.high).contains(&count);
    let is_damaged = cx.facts.is_opaque(subjects.span) || cx.facts.is_opaque(last.span);
    report.relation(|rule| {
        let verdict = match (is_damaged, holds) {
            (true, _) => Verdict::NotChecked(Message::new("damaged")),
            (false, true) => Verdict::Holds,
            (false, false) if !is_certain => Verdict::NotChecked(Message::new("uncertain")),
            (false, false) => Verdict::Contradicted,
        };
        let values = Member::count("values", cx.source(first.span.to(last.span)), count, count);
        let subjects = Member::count("subjects", cx.source(subjects.span), subjects.low, subjects.high);
        let mut relation = relation::counted(rule, values, subjects, verdict);
        if !is_certain {
            relation.formula = UNCERTAIN.to_owned();
        }
        relation
    });
    if holds || is_damaged || !is_certain {
        return;
    }
    let shown = if subjects.low == subjects.high {
        subjects.low.to_string()
    } else {
        format!("{}～{}", subjects.low, subjects.high)
    };
    let finding = report
        .at(cx.source(first.span.to(last.span)))
        .arg("subjects", &shown)
        .arg("values", count)
        .related(cx.source(subjects.span), Message::new("subjects").arg("subjects", shown))
        .evidence("subjects", vec![subjects.low, subjects.high])
        .evidence("values", count);
    if subjects.low != subjects.high {
        finding.severity = Severity::Warning;
    }
}

/// 分别 before the first value.
struct Word {
    /// Where it begins.
    start: usize,
    /// True if its verb takes one value of each subject: 分别增长, and not 分别由…, 分别达到每年….
    is_plain: bool,
    /// True for 分别由A、B: the values end where a second row begins.
    has_second_row: bool,
}

/// Index of the first quantity behind a token.
fn quantity_behind(cx: &Context, token: usize) -> usize {
    cx.facts.quantities.partition_point(|quantity| quantity.first_token as usize <= token)
}

/// Where 分别 stands, if nothing but a verb, and a time that is compared with, is between it and the quantity.
fn word_before(cx: &Context, index: usize) -> Option<Word> {
    let quantity = cx.facts.quantities.get(index)?;
    let mut token = (quantity.first_token as usize).checked_sub(1)?;
    let tokens = &cx.facts.tokens;
    // 分别达到 12个、 15个
    if tokens.kind(token) == TokenKind::Space {
        token = token.checked_sub(1)?;
    }
    if tokens.kind(token) != TokenKind::Word {
        return None;
    }
    let end = word_in(cx, token).or_else(|| word_before_time(cx, token))?;
    let verb = cx.view.text().get(end..quantity.number.span.start as usize)?;
    // 各2个: each has as many.
    if verb.contains('各') {
        return None;
    }
    let has_second_row = verb.contains(['由', '从', '自']);
    let has_base = verb.contains(['年', '末', '底', '期']);
    let is_plain = !has_second_row && !verb.contains('每') && (verb.len() <= LONGEST_VERB || has_base);
    Some(Word { start: end - "分别".len(), is_plain, has_second_row })
}

/// Where 分别 ends in the last bytes of a word.
fn word_in(cx: &Context, token: usize) -> Option<usize> {
    let word = cx.facts.tokens.text(cx.view.text(), token);
    let near = word.len().saturating_sub("分别".len() + LONGEST_BASE);
    let tail = &word.as_bytes()[near..];
    let found = |last: &usize| tail[..=*last].ends_with("分别".as_bytes());
    let last = memchr::memrchr_iter(LAST_BYTE, tail).find(found)?;
    Some(cx.facts.tokens.span(token).start as usize + near + last + 1)
}

/// 分别比2015年提高, 分别较“十三五”末增长, 分别 增长: where 分别 ends, before the time or the space that the word `token`
/// follows.
fn word_before_time(cx: &Context, token: usize) -> Option<usize> {
    let tokens = &cx.facts.tokens;
    let follows_time = match tokens.kind(token.checked_sub(1)?) {
        TokenKind::CloseQuote | TokenKind::Space => true,
        TokenKind::Digits | TokenKind::HanNumeral => tokens.text(cx.view.text(), token).starts_with('年'),
        _ => false,
    };
    let is_inner = |token: &usize| {
        use TokenKind::{CloseQuote, Digits, HanNumeral, OpenQuote, Space, Word};
        matches!(tokens.kind(*token), CloseQuote | Digits | HanNumeral | OpenQuote | Space | Word)
    };
    let before = || (token.saturating_sub(MOST_TOKENS)..token).rev().take_while(is_inner);
    let is_word = |token: &usize| tokens.kind(*token) == TokenKind::Word;
    let end = follows_time.then(|| before().filter(is_word).find_map(|token| word_in(cx, token)))??;
    let base = cx.view.text().get(end..tokens.span(token).start as usize)?;
    (base.len() <= LONGEST_BASE && !base.contains(['和', '与', '及'])).then_some(end)
}

/// The values behind 分别.
struct Values {
    count: usize,
    are_certain: bool,
}

/// How many values stand in a row from the quantity on. `None` if it is not sure where the row ends.
fn values(cx: &Context, first: usize, word: &Word) -> Option<Values> {
    let quantities = &cx.facts.quantities;
    let mut kind = quantities.get(first)?.kind;
    let mut values = Values { count: 1, are_certain: true };
    while values.count < MOST_VALUES {
        let last = quantities.get(first + values.count - 1)?;
        let behind = cx.view.text().get(last.span.end as usize..)?;
        let next = quantities.get(first + values.count);
        let gap = next.and_then(|next| cx.view.text().get(last.span.end as usize..next.span.start as usize));
        let joined = gap.filter(|gap| gap.len() <= LONGEST_GAP).and_then(joint);
        // 分别为3万元和2万元、增长7%和9%: another row.
        let begins_row = |next: &Quantity, gap: &str| {
            let is_rate = next.kind == UnitKind::Percent && matches!(kind, UnitKind::Measure | UnitKind::Count);
            is_rate && values.count > 1 && ["增长", "下降", "增", "降", "提高"].iter().any(|verb| gap.ends_with(verb))
        };
        match (next, gap) {
            (Some(next), Some(gap)) if begins_row(next, gap) => {
                values.are_certain = false;
                return Some(values);
            }
            (Some(next), Some(_)) if joined.is_some() => {
                // 9.7、5.11、8.14个百分点, 5个和10个百分点: the last one brings the unit of all.
                let is_bare = kind == UnitKind::None || kind == UnitKind::Count && next.kind == UnitKind::Point;
                // 5%和3.6‰, 40万吨和6万箱: values of two subjects may have two units.
                values.are_certain &= !is_bare && next.kind == kind;
                kind = next.kind;
                values.are_certain &= joined == Some(Joint::Plain);
                values.count += 1;
            }
            // Another number follows in another way: which values belong together is not known.
            (Some(_), Some(gap))
                if gap.len() <= LONGEST_GAP
                    && !gap.contains(['，', ',', '。', '；', ';', '\n'])
                    && !word.has_second_row =>
            {
                return None;
            }
            (next, gap) => {
                let is_near = next.is_some() && gap.is_some_and(|gap| gap.len() <= LONGEST_GAP);
                // 增长5%、6%，比上年…: the number behind the mark may be one more value.
                values.are_certain &= !is_near || gap.is_some_and(|gap| gap.contains(['。', '；', ';', '\n']));
                let rest = without_rate(behind).0;
                // 分别削减2%和3%的任务, 压缩至30、25个工作日内
                values.are_certain &= rest.is_empty() || rest.starts_with(['，', '。', '；', ',', ';', '\n', '\r']);
                let is_year = kind == UnitKind::Duration && cx.view.slice(last.unit).starts_with('年');
                // 用户达到199万和18万
                let is_bare = kind == UnitKind::None && !last.number.has_multiplier;
                values.are_certain &= kind != UnitKind::None;
                return (!is_bare && !is_year).then_some(values);
            }
        }
    }
    None
}

/// What joins two values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// 、 or 和, perhaps with the verb again: 、下降
    Plain,
    /// With other words: /月和, 、年人均
    Wordy,
}

/// How a gap between two numbers joins them, if it does.
fn joint(gap: &str) -> Option<Joint> {
    const VERBS: &[&str] = &[
        "", "增长", "下降", "提高", "上升", "减少", "增加", "降低", "达到", "达", "为", "约", "近", "超", "超过", "增",
        "降",
    ];
    let (behind_unit, has_rate) = without_rate(gap);
    let behind_unit = behind_unit.trim_start();
    let rest = ["、", "和", "与", "及", "以及"].iter().rev().find_map(|mark| behind_unit.strip_prefix(mark))?.trim();
    let is_lead = |rest: &str| rest.chars().count() <= LONGEST_LEAD && rest.chars().all(|c| !c.is_ascii_punctuation());
    match () {
        () if VERBS.contains(&rest) && !has_rate => Some(Joint::Plain),
        () if is_lead(rest) && !rest.contains(['，', '。', '；', '：', '（', '、', '“', '”', '《']) => {
            Some(Joint::Wordy)
        }
        () => None,
    }
}

/// The text without 元/月's second unit, and whether it had one.
fn without_rate(behind: &str) -> (&str, bool) {
    const RATES: &[&str] =
        &["月", "年", "天", "日", "人", "户", "亩", "人·年", "人·月", "人年", "人月", "平方米", "吨"];
    let rest = behind.strip_prefix('/');
    let unit = rest.and_then(|rest| RATES.iter().rev().find_map(|unit| rest.strip_prefix(unit)));
    unit.map_or((behind, false), |rest| (rest, true))
}

struct Subjects {
    low: u32,
    high: u32,
    span: ViewSpan,
    are_certain: bool,
}

/// The list that ends at byte `end` of the view, or at the clause mark right before it.
fn subjects(cx: &Context, end: usize) -> Option<Subjects> {
    let tokens = &cx.facts.tokens;
    let text = cx.view.text();
    let clause = tokens.clause_of(tokens.at(end as u32));
    let mut span = ViewSpan { start: tokens.clause_span(clause).start, end: end as u32 };
    if cx.view.slice(span).trim().is_empty() {
        let before = ClauseId(clause.0.checked_sub(1)?);
        span = tokens.clause_span(before);
        let mark = text.get(span.range())?.chars().next_back()?;
        if !matches!(mark, '，' | ',') {
            return None;
        }
        span.end -= mark.len_utf8() as u32;
    }
    let list = text.get(span.range()).filter(|list| list.len() <= LONGEST)?;
    let list = without_year(without_marker(list.trim_start_matches(['—', ' '])));
    span.start = span.end - list.len() as u32;
    let (list, counted) = without_count(list).map_or((list, None), |(list, count)| (list, Some(count)));
    let odd = |c: char| matches!(c, '《' | '：' | ':' | '—' | '/');
    let encloses = |c: char| matches!(c, '（' | '(' | '“' | '”' | '"');
    if list.contains(odd) || has_number(list) || open_end(list).is_some() {
        return None;
    }
    let outside = without_enclosed(list)?;
    // “甲”“乙”两类
    let marks = (outside.matches('、').count() + list.matches("”“").count()) as u32;
    let joins = joins_in(&outside);
    // Two lists, one of places and one of things, make as many values as their product.
    let several = list.contains("的") && marks > 0 && list.rfind('的') > list.find('、');
    let has_any = |names: &[&str]| names.iter().any(|name| list.contains(name));
    let has_odd_names = has_any(NAMES_OF_TWO) || has_any(NAMES_WITH_LIST_MARKS);
    let are_certain = marks > 0 && !list.contains(encloses) && !several && !has_odd_names;
    let items: Vec<&str> = list.split('、').collect();
    let is_sure =
        are_certain && joins == 1 && !has_any(NAMES_WITH_JOINS) && (joins_one_more(&items) || ends_a_series(&items));
    let low = marks + 1 + u32::from(is_sure);
    let high = marks + 1 + joins;
    match counted {
        // 甲、乙、丙三县: the count says how the list is to be parted.
        Some(count) => ((low..=high).contains(&count) && marks + joins > 0).then_some(Subjects {
            low: count,
            high: count,
            span,
            are_certain,
        }),
        None => (marks + joins > 0).then_some(Subjects { low, high, span, are_certain }),
    }
}

/// 甲142起、乙118人，同比分别下降: the amounts in the clauses before, one for each subject. Any of the last clauses that have nothing
/// else may be meant; where the sentence begins with them, there are no more.
fn measured_subjects(cx: &Context, end: usize) -> Option<Subjects> {
    let (tokens, text) = (&cx.facts.tokens, cx.view.text());
    let clause = tokens.clause_of(tokens.at(end as u32));
    let lead = text.get(tokens.clause_span(clause).start as usize..end)?.trim();
    // 分别有3家和5家上市
    let verb = text.get(end + "分别".len()..)?;
    let first = tokens.sentence_clauses(tokens.sentence_of(clause)).start;
    if !is_comparison(lead) || verb.starts_with(['有', '在', '由', '从', '是', '位', '排']) {
        return None;
    }
    let (mut low, mut high) = (0, 0);
    let mut span = ViewSpan { start: end as u32, end: end as u32 };
    let mut is_whole = true;
    for before in (first..clause.0).rev().take(MOST_CLAUSES).map(ClauseId) {
        let here = tokens.clause_span(before);
        let list = text.get(here.range())?;
        if list.ends_with(['；', ';']) {
            break;
        }
        let amounts = list.strip_suffix(['，', ',']).and_then(|list| amounts(cx, here.start as usize, list));
        let Some(amounts) = amounts.filter(|_| span.len() <= LONGEST) else {
            is_whole = false;
            break;
        };
        high += amounts;
        low = if low < 2 { high } else { low };
        span = ViewSpan { start: here.start, end: span.end.min(here.end) };
    }
    (high > 1).then_some(Subjects { low, high, span, are_certain: is_whole })
}

/// 同比, 较上年同期, or nothing: what may stand before 分别 and leaves it what it is.
fn is_comparison(lead: &str) -> bool {
    let earlier = lead.strip_prefix(['比', '较']).map(|year| year.strip_suffix("同期").unwrap_or(year));
    matches!(lead, "" | "同比" | "环比" | "同比均") || matches!(earlier, Some("上年" | "去年"))
}

/// 甲142起、乙118人: how many items there are, if each ends with an amount of its own.
fn amounts(cx: &Context, start: usize, list: &str) -> Option<u32> {
    let quantities = &cx.facts.quantities;
    let mut at = start;
    let mut count = 0;
    for item in list.split('、') {
        let end = at + item.len();
        let index = quantities.partition_point(|quantity| (quantity.span.start as usize) < at);
        let quantity = quantities.get(index)?;
        let next = quantities.get(index + 1);
        let is_alone = next.is_none_or(|next| next.span.start as usize >= end);
        let is_amount = matches!(quantity.kind, UnitKind::Count | UnitKind::Measure);
        let name = cx.view.text().get(at..quantity.number.span.start as usize)?;
        let is_named = !name.trim().is_empty() && joins_in(name) == 0;
        if !is_alone || !is_amount || !is_named || quantity.span.end as usize != end {
            return None;
        }
        count += 1;
        at = end + '、'.len_utf8();
    }
    Some(count)
}

/// So many clauses before 分别 are looked at.
const MOST_CLAUSES: usize = 12;

/// 甲、乙、丙三县, 甲、乙两个园区产值, 城关、河西2镇: the list without the count that sums it up and what is said of it, and the count.
fn without_count(list: &str) -> Option<(&str, u32)> {
    const KINDS: &[&str] = &[
        "省", "市", "区", "县", "乡", "镇", "村", "州", "旗", "盟", "家", "校", "园", "港", "院", "个", "项", "类",
        "大", "所", "座", "条", "者",
    ];
    // Behind the count stands at most what was measured: no other list, no 的.
    const LONGEST_MEASURE: usize = 24;
    const MORE: &[char] = &['、', '和', '与', '及', '的', '，', '中', '等'];
    let at = list.char_indices().rev().find(|&(_, c)| c == '两' || han_digit(c).is_some() || c.is_ascii_digit())?.0;
    let numeral = list.get(at..)?.chars().next()?;
    let behind = list.get(at + numeral.len_utf8()..)?;
    let count = numeral.to_digit(10).or_else(|| u32::try_from(han_digit(numeral)?).ok())?;
    let items = list.get(..at)?;
    let is_alone =
        !items.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '十' | '百' | '第' | '其' | '余'));
    // 甲、乙、丙三县城乡收入: two of each.
    let is_of_one = |rest: &str| !NAMES_OF_TWO.iter().any(|two| rest.contains(two));
    let is_counted = KINDS.iter().any(|kind| behind.strip_prefix(*kind).is_some_and(is_of_one));
    let is_short = behind.len() <= LONGEST_MEASURE && !behind.contains(MORE);
    // 甲县和乙、丙两镇: the count may be of the last two.
    let joins = ['和', '与', '及'];
    let is_one_list =
        items.contains(['、', '和', '与']) && items.rfind('、').is_none_or(|at| !items[..at].contains(joins));
    (is_alone && is_counted && is_short && is_one_list && (2..10).contains(&count))
        .then_some((items.trim_end_matches(['“']), count))
}

/// 到2010年城镇居民收入和农民收入: without the year before the list.
fn without_year(list: &str) -> &str {
    let text = list.trim_start();
    let text = ["到", "至", "截至"].iter().rev().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..).filter(|_| digits == 4).and_then(|rest| rest.strip_prefix('年'));
    rest.map_or(list, |rest| ["末", "底", "，"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest))
}

/// （3）甲和乙: without the marker before the list.
fn without_marker(list: &str) -> &str {
    let text = list.trim_start().strip_prefix(['（', '(']).unwrap_or(list);
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == text.len() { list } else { rest.strip_prefix(['）', ')']).unwrap_or(list) }
}

/// What goes on a number that has a unit behind it, and what ends a bare one.
const AMOUNT: [char; 12] = ['万', '亿', '兆', '千', '百', '余', '多', '、', ' ', '和', '与', '及'];

/// 3个园区; not PM10, 5G, 4A or 12345热线, whose digits are part of a name, not the note [20], and not 较2016年.
fn has_number(list: &str) -> bool {
    let bytes = list.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_digit() || *byte == b'.');
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let mut at = 0;
    while at < bytes.len() {
        let end = (at..).find(|&end| !is_digit(end)).unwrap_or(at);
        let is_year = end == at + 4 && list.get(end..).is_some_and(|rest| rest.starts_with('年'));
        let rest = list.get(end..).unwrap_or("");
        let is_amount = rest.is_empty() || rest.starts_with(AMOUNT) || unit(rest).1 != UnitKind::None;
        let is_name = !is_amount && end >= at + 3;
        let is_number = end > at && !is_year && !is_name && !rest.starts_with(']') && !is_letter(end);
        if is_number && !at.checked_sub(1).is_some_and(is_letter) {
            return true;
        }
        at = end.max(at + 1);
    }
    false
}

/// A list without what stands in parentheses and quotation marks; `None` if they do not close in it.
fn without_enclosed(list: &str) -> Option<String> {
    let mut depth = 0_u32;
    let mut outside = String::new();
    for c in list.chars() {
        match c {
            '（' | '(' | '“' => depth += 1,
            '）' | ')' | '”' => depth = depth.checked_sub(1)?,
            c if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    (depth == 0).then_some(outside)
}

/// The number of conjunctions in a list that may part two subjects: 普及率, 合同额 and 同比 hold none.
fn joins_in(list: &str) -> u32 {
    let rare = list.matches(['跟', '同', '并', '或']).count();
    let words: usize = OTHER_WORDS_WITH_JOINS.iter().map(|word| list.matches(word).count()).sum();
    joins(list, true) + rare.saturating_sub(words) as u32
}

/// 养老、医疗、工伤和生育保险: behind two or more 、 the only conjunction, in the last item, parts two subjects, and so it
/// does in 城市低保、农村低保和高龄津贴, where the two before it are of one kind. Not so in 企业、农户、个体户户数和资本, two
/// measures of those before them.
fn ends_a_series(items: &[&str]) -> bool {
    let (Some(first), Some(last)) = (items.first(), items.last()) else { return false };
    let Some((left, _)) = last.split_once('和') else { return false };
    let end = |text: &str| text.chars().next_back();
    match items.len() {
        0 | 1 => false,
        2 => end(first) == end(left),
        _ => left.chars().count() > 1 && !left.ends_with(MEASURES),
    }
}

/// Exports and imports grew by 5%, 6% and 7%, respectively: the values right before the word, and the subjects before them.
fn english_statement(cx: &Context, site: usize) -> Option<Statement> {
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    let end = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < site);
    let last = quantities.get(end.checked_sub(1)?)?;
    let tail = text.get(last.span.end as usize..site)?.trim();
    if !matches!(tail, "" | "," | "(") || matches!(last.kind, UnitKind::None | UnitKind::Duration) {
        return None;
    }
    let mut first = end - 1;
    while let Some((before, next)) =
        first.checked_sub(1).and_then(|at| Some((quantities.get(at)?, quantities.get(first)?)))
    {
        let gap = text.get(before.span.end as usize..next.span.start as usize)?.trim();
        if !matches!(gap, "," | "and" | ", and") || before.kind != last.kind {
            break;
        }
        first -= 1;
    }
    let start = quantities.get(first)?.span.start as usize;
    let subjects = english_subjects(cx, start)?;
    Some(Statement { first, count: end - first, subjects, is_certain: true })
}

/// The list of subjects in the sentence before byte `end`.
fn english_subjects(cx: &Context, end: usize) -> Option<Subjects> {
    let text = cx.view.text();
    let from = text.floor_char_boundary(end.saturating_sub(LONGEST));
    let before = text.get(from..end)?;
    let opening = before.rfind(['\n', ';', ':', '!', '?', '(']).map_or(0, |at| at + 1);
    let opening = before.rfind(". ").map_or(opening, |at| opening.max(at + 2));
    let mut start = opening + before[opening..].len() - before[opening..].trim_start().len();
    let sentence = &before[start..];
    if ENGLISH_ADVERBIALS.iter().any(|word| sentence.starts_with(word)) {
        start += sentence.find(',')? + 1;
    }
    let list = &before[start..];
    let has_digit = list.contains(|c: char| c.is_ascii_digit());
    if start == 0 && from > 0 || has_digit || ENGLISH_CLAUSE_WORDS.iter().any(|word| list.contains(word)) {
        return None;
    }
    let segments: Vec<&str> = list.split(',').collect();
    let (last, others) = segments.split_last()?;
    let ands = |text: &&str| text.matches(" and ").count() as u32;
    let inner: u32 = others.iter().map(ands).sum();
    let opens_with_and = last.trim_start().starts_with("and ");
    let marks = others.len() as u32;
    let low = match (opens_with_and, ands(last)) {
        (true, _) => marks + 1,
        (false, 0) => return None,
        (false, _) => marks + 2,
    };
    let high = marks + 1 + ands(last) + inner;
    let span = ViewSpan::new(from + start, end);
    Some(Subjects { low, high: high.max(low), span, are_certain: true })
}
