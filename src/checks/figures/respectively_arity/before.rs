//! The subjects of 分别 in the clauses before its own: amounts, 甲5件、乙8件，同比分别; the names behind a total, 甲、乙、丙三项合计9件，分别为;
//! names that are listed or counted, 前三位是甲、乙、丙，占比依次为; a row, 2022年至2024年，产值分别为.

use super::subjects::{Subjects, joins_in, subjects_of};
use super::{LONGEST, Values, row};
use crate::checks::Context;
use crate::facts::lexicon::{MEASURES, names_two};
use crate::facts::number::han_digit;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::token::ClauseId;
use crate::span::ViewSpan;

/// The subjects of 分别 at byte `end` that stand before its clause; `equates` says that what each of them is follows.
pub fn subjects_before(cx: &Context, end: usize, values: &Values, equates: bool) -> Option<Subjects> {
    if let Some(subjects) = measured_subjects(cx, end) {
        return Some(subjects);
    }
    let (span, lead) = clause_before(cx, end)?;
    let subjects = if lead.is_empty() {
        summed(cx, span)
    } else if is_measure_of_each(lead) {
        let named = || listed(cx, span).or_else(|| counted(cx, span)).filter(|_| equates);
        row_of_times(cx, span, values).or_else(named)
    } else {
        None
    };
    subjects.map(|subjects| Subjects { are_inferred: true, ..subjects })
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
        let Some((amounts, joins)) = amounts.filter(|_| span.len() <= LONGEST) else {
            is_whole = divides(list);
            break;
        };
        low = if low < 2 { low + amounts } else { low };
        high += amounts + joins;
        span = ViewSpan { start: here.start, end: span.end.min(here.end) };
    }
    (low > 1).then_some(Subjects { are_certain: is_whole, ..Subjects::named(low, high, span) })
}

/// 同比, 较上年同期, 满意率, 总数, or nothing: what may stand before 分别 and leaves it what it is.
fn is_comparison(lead: &str) -> bool {
    const LONGEST_MEASURE: usize = "四个汉字".len();
    const LONGEST_TIME: usize = "“十三五”时期的末年".len();
    const MORE_MEASURES: [char; 2] = ['度', '比'];
    let earlier = lead.strip_prefix(['比', '较']).map(|year| year.strip_suffix("同期").unwrap_or(year));
    // 比2015年, 较基准年, 比年初
    let is_time = |time: &str| {
        let ends =
            ["年", "年前", "年初", "年末", "年底", "时期", "上月", "上季度"].iter().any(|end| time.ends_with(end));
        ends && time.len() <= LONGEST_TIME && joins_in(time) == 0 && !time.contains('、')
    };
    let is_measure = lead.ends_with(MEASURES) || lead.ends_with(MORE_MEASURES);
    matches!(lead, "同比均")
        || is_measure && lead.len() <= LONGEST_MEASURE && joins_in(lead) == 0 && !lead.contains('、')
        || lead.is_empty()
        || earlier.is_some_and(is_time)
}

/// 甲142起、乙118人: how many items there are, if each ends with an amount of its own, and how many more there may be: 丙和丁8人.
fn amounts(cx: &Context, start: usize, list: &str) -> Option<(u32, u32)> {
    let quantities = &cx.facts.quantities;
    let mut at = start;
    let (mut count, mut joins) = (0, 0);
    for item in list.split('、') {
        let end = at + item.len();
        let index = quantities.partition_point(|quantity| (quantity.span.start as usize) < at);
        let quantity = quantities.get(index)?;
        let next = quantities.get(index + 1);
        let is_alone = next.is_none_or(|next| next.span.start as usize >= end);
        let is_amount = matches!(quantity.kind, UnitKind::Count | UnitKind::Measure);
        let name = cx.view.text().get(at..quantity.number.span.start as usize)?;
        let is_named = !name.trim().is_empty();
        if !is_alone || !is_amount || !is_named || quantity.span.end as usize != end {
            return None;
        }
        count += 1;
        joins += joins_in(name);
        at = end + '、'.len_utf8();
    }
    Some((count, joins))
}

/// So many clauses before 分别 are looked at.
const MOST_CLAUSES: usize = 12;

/// 按类别分: a clause that says how the next ones part what they list.
fn divides(clause: &str) -> bool {
    let clause = clause.trim_end_matches(['，', ',']);
    clause.starts_with(['按', '从']) && clause.ends_with(['分', '看']) && !clause.contains('、')
}

/// 2020—2022年，前五大客户销售额分别为: true if a row stands before the clause of byte `end`, whose values may be meant.
pub fn follows_a_row(cx: &Context, end: usize) -> bool {
    clause_before(cx, end).is_some_and(|(span, _)| row::count(cx.view.slice(span)).is_some())
}

/// The clause before that of byte `end`, in the same sentence and with a comma at its end, and what stands in its own clause
/// before `end`.
fn clause_before<'a>(cx: &Context<'a>, end: usize) -> Option<(ViewSpan, &'a str)> {
    let (tokens, text) = (&cx.facts.tokens, cx.view.text());
    let clause = tokens.clause_of(tokens.at(end as u32));
    let lead = text.get(tokens.clause_span(clause).start as usize..end)?.trim();
    let first = tokens.sentence_clauses(tokens.sentence_of(clause)).start;
    let before = clause.0.checked_sub(1).filter(|before| *before >= first)?;
    let span = tokens.clause_span(ClauseId(before));
    let list = text.get(span.range())?.strip_suffix(['，', ','])?;
    let span = ViewSpan::new(span.start as usize, span.start as usize + list.len());
    (list.len() <= LONGEST).then_some((span, lead))
}

/// 甲、乙、丙三项合计9亿元，分别为: what the total before sums up.
fn summed(cx: &Context, span: ViewSpan) -> Option<Subjects> {
    const SUMS: &[&str] = &["合计", "共计", "总计", "共", "总额", "总量", "总数"];
    let total = quantity_ending_at(cx, span.end)?;
    let is_amount = matches!(total.kind, UnitKind::Count | UnitKind::Measure);
    let names = cx.view.text().get(span.start as usize..total.span.start as usize).filter(|_| is_amount)?;
    let names = SUMS.iter().find_map(|word| names.trim_end_matches(['为', '达']).strip_suffix(word))?;
    subjects_of(names, span.start + names.len() as u32)
}

/// 前三位是甲、乙、丙，占比依次为: the names that the clause before lists behind 是.
fn listed(cx: &Context, span: ViewSpan) -> Option<Subjects> {
    const SAYING: &[&str] = &["分别是", "分别为", "依次是", "依次为", "是", "为"];
    let clause = cx.view.slice(span);
    let names = SAYING.iter().find_map(|word| clause.split_once(word))?.1;
    let is_odd = |c: char| c.is_ascii_digit() || matches!(c, '“' | '（' | '：' | '《' | '是' | '为' | '的');
    let is_list = names.contains('、') && !names.contains(is_odd);
    is_list.then(|| subjects_of(names, span.end))?
}

/// 2022年至2024年，产值分别为: a row of times in the clause before. Rates over a span of years may be one fewer.
fn row_of_times(cx: &Context, span: ViewSpan, values: &Values) -> Option<Subjects> {
    let is_amount = matches!(values.kind, UnitKind::Count | UnitKind::Measure);
    let count = row::count(cx.view.slice(span)).filter(|_| is_amount)?;
    Some(Subjects::named(count, count, span))
}

/// 同意出让宗地3宗，面积分别为: the only number of things in the clause before.
fn counted(cx: &Context, span: ViewSpan) -> Option<Subjects> {
    const MOST: i64 = 12;
    const NO_THINGS: &[&str] = &["人", "名", "元", "年", "天", "倍", "户", "人次", "期", "届", "成"];
    let quantities = &cx.facts.quantities;
    let from = quantities.partition_point(|quantity| quantity.span.start < span.start);
    let mut within = quantities.get(from..)?.iter().take_while(|quantity| quantity.span.start < span.end);
    let things = within.next().filter(|_| within.next().is_none())?;
    let is_thing = things.kind == UnitKind::Count && !NO_THINGS.contains(&cx.view.slice(things.unit));
    let clause = cx.view.slice(span);
    let is_plain = things.qualifier == Qualifier::Exact && !clause.contains(['第', '每', '各', '超']);
    let count = things.number.value.to_integer().filter(|count| is_thing && is_plain && (2..=MOST).contains(count))?;
    // 甲、乙、丙3个村, but not 新建、改建学校5所, of two kinds.
    let names = cx.view.text().get(span.start as usize..things.span.start as usize)?;
    let marks = names.matches('、').count() as i64;
    let is_of_all = clause.matches('、').count() as i64 == marks && (marks == 0 || marks + 1 == count);
    (is_of_all && joins_in(names) == 0).then(|| Subjects::named(count as u32, count as u32, span))
}

/// 面积, 集体收入, 占比: what each of those before has, and nothing that names two.
fn is_measure_of_each(lead: &str) -> bool {
    const LONGEST_MEASURE: usize = 10;
    const OTHERS: &[&str] = &["其中", "同比", "环比", "增速", "增幅", "占总", "比上年", "较上年"];
    let has_number = lead.contains(|c: char| c.is_ascii_digit() || han_digit(c).is_some());
    !has_number
        && lead.chars().count() <= LONGEST_MEASURE
        && lead.chars().all(char::is_alphabetic)
        && joins_in(lead) == 0
        && !names_two(lead)
        && !OTHERS.iter().any(|word| lead.contains(word))
}

/// The quantity that ends at byte `end` of the view.
fn quantity_ending_at<'a>(cx: &'a Context, end: u32) -> Option<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let index = quantities.partition_point(|quantity| quantity.span.start < end).checked_sub(1)?;
    quantities.get(index).filter(|quantity| quantity.span.end == end)
}
