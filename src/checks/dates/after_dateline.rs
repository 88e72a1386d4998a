//! dates/after-dateline: what a text reports as done on a day after the text was written, 截至12月3日累计… in a text of
//! November.

use super::resolved;
use crate::checks::{Context, Report};
use crate::facts::calendar::Day;
use crate::facts::date::{Calendar, Date};
use crate::facts::document_date::DocumentDate;
use crate::facts::token::{ClauseId, TokenKind};
use crate::finding::{Message, Severity};
use crate::span::ViewSpan;

/// Reports days and months after the document's own date of which the sentence speaks as past.
pub fn check(cx: &Context, report: &mut Report) {
    if cx.facts.document_date.is_none() {
        return;
    }
    for (index, date) in cx.facts.dates.iter().enumerate() {
        if date.month.is_none() || date.bare || !matches!(date.calendar, Calendar::Gregorian | Calendar::Era(_)) {
            continue;
        }
        let Some(own) = cx.facts.date_at(date.span.start) else { continue };
        let Some(first) = first_day(cx, index, date).filter(|first| *first > own.day) else { continue };
        if cx.facts.is_opaque(date.whole) || stands_in_range(cx, index) || is_quoted(cx, date) {
            continue;
        }
        if is_reported_as_past(cx, date) && !is_beyond_belief(first, own) {
            let (year, month, day) = own.day.parts();
            let finding = report.at(cx.source(date.span));
            finding.arg("written", cx.written(date.span)).arg("own", format!("{year:04}-{month:02}-{day:02}"));
            finding.note(Message::new(origin(own))).evidence("document_date", format!("{year:04}-{month:02}-{day:02}"));
            if date.year.is_none() {
                finding.severity(Severity::Info);
            }
        }
    }
}

/// The first day that a date can mean. A month without a year may be of any year.
fn first_day(cx: &Context, index: usize, date: &Date) -> Option<Day> {
    match date.day {
        Some(_) => resolved::day(cx, index, date).map(|(day, _)| day),
        None => Day::new(date.gregorian_year()?, date.month?.value, 1),
    }
}

/// A text of 1998 that speaks of 2019 is a later edition, or its date is another's.
fn is_beyond_belief(day: Day, own: DocumentDate) -> bool {
    const FARTHEST: i32 = 3 * 366;
    day.days_since(own.day) > FARTHEST
}

fn stands_in_range(cx: &Context, index: usize) -> bool {
    let near = |from: usize| cx.facts.date_ranges.binary_search_by_key(&from, |range| range.from as usize).is_ok();
    near(index) || index.checked_sub(1).is_some_and(near)
}

/// What is quoted, or stands in the title of something else, was written at another time.
fn is_quoted(cx: &Context, date: &Date) -> bool {
    let tokens = &cx.facts.tokens;
    tokens.depth(tokens.at(date.span.start)) > 0
}

/// 截至12月3日，累计…; 2024年12月3日召开了…: past by its words, and nothing in the sentence looks ahead.
fn is_reported_as_past(cx: &Context, date: &Date) -> bool {
    let text = cx.view.text();
    let tokens = &cx.facts.tokens;
    let clause = tokens.clause_of(tokens.at(date.span.start));
    let sentence = tokens.sentence_span(tokens.sentence_of(clause));
    let before = lead(text, sentence.start as usize, date.whole.start as usize);
    let after = &text[date.whole.end as usize..sentence.end.max(date.whole.end) as usize];
    // 2025年3月底前, 自2025年3月5日起: a term and a beginning look ahead.
    if ["前", "起", "之前", "以前", "底前", "末前", "后", "以后", "至", "—", "到", "止"]
        .iter()
        .any(|word| after.starts_with(word))
    {
        return false;
    }
    // Words that look ahead; 去年 and 上年 place the day in another year.
    const ELSEWHERE: &[&str] = &[
        "去年",
        "上年",
        "往年",
        "将",
        "拟",
        "力争",
        "争取",
        "定于",
        "计划",
        "预计",
        "目标",
        "确保",
        "要",
        "规划",
        "有望",
        "届时",
        "期限",
        "可",
        "应",
        "须",
        "需",
        "预期",
        "安排",
        "如",
        "若",
        "明年",
        "下一步",
        "到期",
        "有效期",
        "为期",
        "前完成",
        "即将",
        "待",
        "施行",
        "实施",
        "生效",
        "执行",
        "废止",
        "起",
        "截止",
        "报名",
        "申报",
        "印发",
        "修订",
        "修正",
        "通过",
    ];
    let sentence_text = within(text, sentence);
    if ELSEWHERE.iter().any(|word| sentence_text.contains(word)) {
        return false;
    }
    let next = clause_after(cx, clause);
    let is_tally = ["截至", "截止到", "至", "截止"].iter().any(|word| before.ends_with(word))
        && ["累计", "已", "同比", "共"].iter().any(|word| next.contains(word) || after.starts_with(word));
    let is_event = date.day.is_some()
        && date.year.is_some()
        && ["召开了", "举行了", "举办了", "启动了", "完成了", "已经", "发生了", "开通了", "竣工了"]
            .iter()
            .any(|word| next.contains(word));
    is_tally || is_event
}

/// The clause of the date, and the one that follows its comma.
fn clause_after<'t>(cx: &Context<'t>, clause: ClauseId) -> &'t str {
    let tokens = &cx.facts.tokens;
    let span = tokens.clause_span(clause);
    let ends_in_comma = tokens.kind(tokens.clause_tokens(clause).end.saturating_sub(1)) == TokenKind::Comma;
    let has_next = (clause.0 as usize) + 1 < tokens.clause_count();
    let span = if ends_in_comma && has_next { span.to(tokens.clause_span(ClauseId(clause.0 + 1))) } else { span };
    within(cx.view.text(), span)
}

/// The text of a span; a sentence of unheard-of length is looked at from its start only.
fn within(text: &str, span: ViewSpan) -> &str {
    const LONGEST: usize = 900;
    let end = (span.end as usize).min(text.ceil_char_boundary(span.start as usize + LONGEST));
    text.get(span.start as usize..end).unwrap_or("")
}

fn lead(text: &str, start: usize, end: usize) -> &str {
    text.get(start.min(end)..end).unwrap_or("").trim_end_matches([' ', '\u{3000}'])
}

/// The text that says where the document's date was found.
fn origin(own: DocumentDate) -> &'static str {
    use crate::facts::document_date::DateOrigin;
    match own.origin {
        DateOrigin::Dateline => "dateline",
        DateOrigin::UnderTitle | DateOrigin::Delivered => "title",
        DateOrigin::Signature => "signature",
        DateOrigin::FrontMatter => "front-matter",
        DateOrigin::Configured => "configured",
    }
}
