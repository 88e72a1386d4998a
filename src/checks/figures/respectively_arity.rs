//! figures/respectively-arity: another number of values behind 分别 or 依次 than of subjects before it. Reads the values and
//! compares; `subjects` reads what stands before 分别 in its clause, `before` what stands in the clauses before.

mod before;
mod english;
mod row;
mod subjects;

use memchr::memmem;

use crate::checks::{Context, Report};
use crate::facts::number::han_digit;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::token::TokenKind;
use crate::finding::Message;
use crate::relation::{self, Member, Verdict};
use crate::severity::Severity;

use before::{follows_a_row, subjects_before};
use english::english_statement;
use subjects::{Subjects, subjects};

/// The formula where subjects or values can be parted in several ways: numbers that differ are not reported.
const UNCERTAIN: &str = "values ∈ readings(subjects)";
/// A list with more bytes than this is not judged.
const LONGEST: usize = 900;
/// What says that values follow one by one.
const ONE_BY_ONE: [&str; 3] = ["分别", "依次", "依序"];
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
    for said in ONE_BY_ONE {
        let mut next = 0;
        for site in memmem::find_iter(cx.view.text().as_bytes(), said) {
            let token = cx.facts.tokens.at(site as u32);
            let mut index = quantity_behind(cx, token).max(next);
            while cx.facts.quantities.get(index).is_some_and(|first| first.first_token as usize <= token + FARTHEST) {
                next = index + 1;
                if let Some(statement) = statement(cx, said, index, &mut next) {
                    judge(cx, report, &statement);
                }
                index = next;
            }
        }
    }
}

/// The statement whose first value is the quantity `index`, with `said` before it; `next` becomes the index of the first one
/// behind its values.
fn statement(cx: &Context, said: &'static str, index: usize, next: &mut usize) -> Option<Statement> {
    let word = word_before(cx, said, index)?;
    let values = values(cx, index, &word)?;
    *next = index + values.count;
    let subjects = subjects(cx, word.start).or_else(|| subjects_before(cx, word.start, &values, word.equates))?;
    let names_one = |words: &str| shares_word(words, cx.view.slice(subjects.span));
    let is_certain = word.is_plain
        && values.are_certain
        && subjects.are_certain
        && !subjects.may_take(values.count as u32)
        && !(subjects.are_only_counted && follows_a_row(cx, word.start))
        && !values.words_behind.is_some_and(names_one)
        && (values.count > 1 || values.is_summed || word.equates && values.stands_alone);
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
    // 甲、乙分别增长5%以上, 甲、乙分别为20万人: the same value for each.
    if *count == 1 && !is_certain {
        return;
    }
    let quantities = &cx.facts.quantities;
    let (Some(first), Some(last)) = (quantities.get(*first), quantities.get(first + count - 1)) else { return };
    let count = *count as u32;
    let holds = (subjects.low..=subjects.high).contains(&count);
    // 三次产业分别增长: nothing is named that could be compared one by one.
    if holds && subjects.are_only_counted {
        return;
    }
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
    if subjects.low != subjects.high || subjects.are_inferred || count == 1 {
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
    /// True for 分别为 and 分别是每月, behind which stands what each of them is.
    equates: bool,
    /// True for 分别为每人每月.
    is_of_each: bool,
}

/// Index of the first quantity behind a token.
fn quantity_behind(cx: &Context, token: usize) -> usize {
    cx.facts.quantities.partition_point(|quantity| quantity.first_token as usize <= token)
}

/// Where `said` stands, if nothing but a verb, and a time that is compared with, is between it and the quantity.
fn word_before(cx: &Context, said: &'static str, index: usize) -> Option<Word> {
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
    let end = word_in(cx, said, token).or_else(|| word_before_time(cx, said, token))?;
    let verb = cx.view.text().get(end..quantity.number.span.start as usize)?;
    // 各2个: each has as many.
    if verb.contains('各') {
        return None;
    }
    let has_second_row = verb.contains(['由', '从', '自']);
    let has_base = verb.contains(['年', '末', '底', '期']);
    let equates = verb.starts_with(['为', '是']);
    let is_of_each = verb.contains('每');
    let is_plain = !has_second_row
        && (equates || verb.starts_with('达') || !is_of_each)
        && (verb.len() <= LONGEST_VERB || has_base);
    Some(Word { start: end - said.len(), is_plain, has_second_row, equates, is_of_each })
}

/// Where `said` ends in the last bytes of a word.
fn word_in(cx: &Context, said: &str, token: usize) -> Option<usize> {
    let word = cx.facts.tokens.text(cx.view.text(), token).as_bytes();
    let near = word.len().saturating_sub(said.len() + LONGEST_BASE);
    let at = memmem::rfind(&word[near..], said.as_bytes())?;
    Some(cx.facts.tokens.span(token).start as usize + near + at + said.len())
}

/// 分别比2015年提高, 分别较“十三五”末增长, 分别 增长: where `said` ends, before the time or the space that the word `token`
/// follows.
fn word_before_time(cx: &Context, said: &str, token: usize) -> Option<usize> {
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
    let end = follows_time.then(|| before().filter(is_word).find_map(|token| word_in(cx, said, token)))??;
    let base = cx.view.text().get(end..tokens.span(token).start as usize)?;
    (base.len() <= LONGEST_BASE && !base.contains(['和', '与', '及'])).then_some(end)
}

/// The values behind 分别.
struct Values<'a> {
    count: usize,
    are_certain: bool,
    /// The words of the next clause before a number near, which may be said of a subject that has no value yet.
    words_behind: Option<&'a str>,
    /// True if the last is an exact amount with a mark right behind it, and no other follows near.
    stands_alone: bool,
    /// True if their sum follows.
    is_summed: bool,
    /// What is counted or measured.
    kind: UnitKind,
}

/// 丙增长7% behind 甲、乙、丙分别: true if two characters in a row stand in both.
fn shares_word(words: &str, subjects: &str) -> bool {
    let starts = words.char_indices().map(|(at, _)| at);
    starts.clone().zip(starts.skip(2).chain([words.len()])).any(|(from, to)| subjects.contains(&words[from..to]))
}

/// How many values stand in a row from the quantity on. `None` if it is not sure where the row ends.
fn values<'a>(cx: &Context<'a>, first: usize, word: &Word) -> Option<Values<'a>> {
    let quantities = &cx.facts.quantities;
    let mut kind = quantities.get(first)?.kind;
    let mut values =
        Values { count: 1, are_certain: true, words_behind: None, stands_alone: false, is_summed: false, kind };
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
                let brings_unit = kind == UnitKind::None
                    && matches!(next.kind, UnitKind::None | UnitKind::Measure | UnitKind::Percent | UnitKind::Point);
                // 5%和3.6‰, 40万吨和6万箱: values of two subjects may have two units.
                values.are_certain &= brings_unit || next.kind == kind;
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
                // 增长5%、6%，比上年…: the number behind the mark may be one more value; 年末结余 has a clause of its own.
                // 分别为3万元、2万元，增长4.6%和6.5%: of another kind.
                let is_of_another_kind = |gap: &str| {
                    let is_other = next.is_some_and(|next| next.kind != kind && next.kind == UnitKind::Percent);
                    is_other && matches!(kind, UnitKind::Count | UnitKind::Measure) && gap.starts_with('，')
                };
                let is_apart = |gap: &str| {
                    gap.contains(['。', '；', ';', '\n'])
                        || sums_up(gap)
                        || speaks_of_all(gap)
                        || is_of_another_kind(gap)
                };
                values.words_behind = gap.filter(|gap| is_near && !is_apart(gap)).and_then(clause_words);
                values.are_certain &= !is_near || values.words_behind.is_some() || gap.is_some_and(is_apart);
                let rest = without_rate(behind).0;
                // 分别削减2%和3%的任务, 压缩至30、25个工作日内
                values.are_certain &= rest.is_empty() || rest.starts_with(['，', '。', '；', ',', ';', '\n', '\r']);
                let is_year = kind == UnitKind::Duration && cx.view.slice(last.unit).starts_with('年');
                // 用户达到199万和18万
                let is_row_of_decimals = values.count > 1 && last.number.has_point;
                let is_bare = kind == UnitKind::None && !last.number.has_multiplier && !is_row_of_decimals;
                values.are_certain &= kind != UnitKind::None || is_row_of_decimals;
                values.kind = kind;
                values.is_summed = gap.is_some_and(sums_up);
                values.stands_alone = behind.starts_with(['，', '。', '；'])
                    && (has_digits_of_one(last) || word.is_of_each)
                    && (!is_near || gap.is_some_and(is_apart));
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

/// Verbs that a value may have before it like the one before.
const VERBS: &[&str] = &[
    "", "增长", "下降", "提高", "上升", "减少", "增加", "降低", "达到", "达", "为", "约", "近", "超", "超过", "增",
    "降",
];

/// 1,250.5元: more digits than a round amount has, which may be that of each.
fn has_digits_of_one(quantity: &Quantity) -> bool {
    const ROUND: i64 = 100;
    let mut mantissa = quantity.number.value.mantissa;
    while mantissa != 0 && mantissa % 10 == 0 {
        mantissa /= 10;
    }
    quantity.qualifier == Qualifier::Exact && mantissa >= ROUND
}

/// ，合计74项: the number behind the comma is the sum of the values.
fn sums_up(gap: &str) -> bool {
    const SUMS: &[&str] = &["合计", "共计", "总计", "共", "总共", "加起来", "合共", "计"];
    gap.strip_prefix('，').is_some_and(|words| SUMS.iter().any(|sum| words.starts_with(sum)))
}

/// ，两者相差552元, ，较上年多7项, ，四项占63.7%: the number behind the comma is of all of them.
fn speaks_of_all(gap: &str) -> bool {
    const OF_ALL: &[&str] = &[
        "两者",
        "二者",
        "三者",
        "相差",
        "较上年",
        "比上年",
        "较去年",
        "比去年",
        "居",
        "均居",
        "均位居",
        "均列",
        "位居",
    ];
    const BEHIND_COUNT: &[&str] = &["占", "合计", "共", "均", "之和"];
    let Some(words) = gap.strip_prefix('，') else { return false };
    let mut rest = words.chars();
    let is_counted = rest.next().is_some_and(|c| c == '两' || han_digit(c).is_some())
        && rest.next().is_some_and(|c| matches!(c, '项' | '类' | '个' | '地' | '者' | '市' | '县' | '家'));
    let counted = rest.as_str();
    OF_ALL.iter().any(|word| words.starts_with(word))
        || is_counted && BEHIND_COUNT.iter().any(|word| counted.starts_with(word))
}

/// The words behind a comma, if they name something new: 年末结余, and not 比上年 or 约.
fn clause_words(gap: &str) -> Option<&str> {
    const COMPARES: &[&str] = &["比", "较", "同比", "环比", "分别", "均", "都", "各", "另", "其", "后者", "前者"];
    let words = gap.strip_prefix(['，', ','])?.trim();
    let goes_on = VERBS.contains(&words) || COMPARES.iter().any(|word| words.starts_with(word));
    (words.chars().count() > 1 && !goes_on && !words.contains(['、', '，', ','])).then_some(words)
}

/// How a gap between two numbers joins them, if it does.
fn joint(gap: &str) -> Option<Joint> {
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
    const RATES: &[&str] = &[
        "月",
        "年",
        "天",
        "日",
        "人",
        "户",
        "亩",
        "人·年",
        "人·月",
        "人年",
        "人月",
        "平方米",
        "立方米",
        "吨",
        "升",
        "千瓦时",
        "小时",
        "公里",
        "公斤",
        "千克",
    ];
    let rest = behind.strip_prefix('/');
    let unit = rest.and_then(|rest| RATES.iter().rev().find_map(|unit| rest.strip_prefix(unit)));
    unit.map_or((behind, false), |rest| (rest, true))
}
