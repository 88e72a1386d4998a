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
    let sentence = part_of_sentence(text, tokens.sentence_span(tokens.sentence_of(clause)), date);
    let before = lead(text, sentence.start as usize, date.whole.start as usize);
    let after = &text[date.whole.end as usize..sentence.end.max(date.whole.end) as usize];
    let next = clause_after(cx, clause);
    // 工程已于2006年6月动工，预计2008年建成 looks ahead in another clause.
    if before.ends_with("已于") || is_counted_from(after, next) {
        return true;
    }
    if looks_ahead(within(text, sentence)) {
        return false;
    }
    if names_a_document(next) {
        return true;
    }
    // 2025年3月底前, 自2025年3月5日起: a term and a beginning look ahead.
    const TERMS: &[&str] = &["前", "起", "之前", "以前", "底前", "末前", "后", "以后", "至", "—", "到", "止"];
    let is_term = TERMS.iter().any(|word| after.starts_with(word));
    let sentence_text = within(text, sentence);
    if is_term || FORMAL.iter().any(|word| is_formal(sentence_text, word)) {
        return false;
    }
    let rest = ViewSpan { start: date.whole.end, end: sentence.end.max(date.whole.end) };
    is_tally(before, after, next) || date.year.is_some() && is_event(within(text, rest))
}

/// The part of a sentence between its semicolons that holds `date`: 预计2026年建成；2025年2月5日… are two statements.
fn part_of_sentence(text: &str, sentence: ViewSpan, date: &Date) -> ViewSpan {
    const MARKS: [char; 2] = ['；', ';'];
    const LONGEST: usize = 900;
    let (start, end) = (date.whole.start as usize, date.whole.end as usize);
    let from = text.floor_char_boundary(start.saturating_sub(LONGEST)).max(sentence.start as usize);
    let to = text.ceil_char_boundary(end + LONGEST).min(sentence.end as usize);
    let before = text.get(from..start).and_then(|before| before.rfind(MARKS));
    let after = text.get(end..to).and_then(|after| after.find(MARKS));
    ViewSpan::new(
        before.map_or(sentence.start as usize, |at| from + at),
        after.map_or(sentence.end.max(date.whole.end) as usize, |at| end + at),
    )
}

/// 通过 and 修订; 通过了 and 修订了 are past.
fn is_formal(sentence: &str, word: &str) -> bool {
    sentence.match_indices(word).any(|(at, _)| !sentence[at + word.len()..].starts_with('了'))
}

/// Words of taking effect and of deadlines, whose dates lie ahead of most texts, and of printing, which follows the signature.
const FORMAL: &[&str] =
    &["施行", "实施", "生效", "执行", "废止", "截止", "报名", "申报", "印发", "修订", "修正", "通过"];

/// Words that look ahead; 去年 and 上年 place the day in another year.
fn looks_ahead(sentence: &str) -> bool {
    const WORDS: &[&str] = &[
        "去年",
        "上年",
        "往年",
        "明年",
        "来年",
        "力争",
        "争取",
        "定于",
        "计划",
        "预计",
        "目标",
        "确保",
        "规划",
        "有望",
        "届时",
        "期限",
        "预期",
        "安排",
        "下一步",
        "到期",
        "有效期",
        "为期",
        "前完成",
        "即将",
        "期满",
    ];
    // One character, unless it belongs to a word that says nothing of time.
    const MODALS: &[(char, &[&str])] = &[
        ('将', &["将军", "将士", "干将", "麻将"]),
        ('拟', &["模拟", "虚拟"]),
        ('要', &["主要", "重要", "摘要", "纪要", "要素", "要闻", "要件", "险要", "概要"]),
        ('可', &["许可", "认可", "可再生", "可持续", "可可"]),
        ('应', &["应急", "供应", "相应", "响应", "反应", "适应", "效应", "应用", "应对", "对应", "应届", "应收"]),
        ('须', &[]),
        ('需', &["需求", "供需", "内需", "急需", "必需品", "军需"]),
        ('如', &["如期", "例如"]),
        ('若', &["若干"]),
        ('待', &["待遇", "接待", "优待", "招待"]),
    ];
    let is_modal = |at: usize, c: char, others: &[&str]| {
        !others.iter().any(|word| {
            let offset = word.find(c).unwrap_or(0);
            at.checked_sub(offset).and_then(|start| sentence.get(start..)).is_some_and(|rest| rest.starts_with(word))
        })
    };
    WORDS.iter().any(|word| sentence.contains(word))
        || MODALS.iter().any(|(c, others)| sentence.match_indices(*c).any(|(at, _)| is_modal(at, *c, others)))
}

/// 截至12月3日，累计完成…, 截至今年11月28日已突破1000万人次: what had been reached by then.
fn is_tally(before: &str, after: &str, next: &str) -> bool {
    // 截至2025年6月底，完成改造3000户 may be a plan.
    const REACHED: &[&str] = &["累计", "已", "同比", "共"];
    let before = ["今年", "本年", "本月"].iter().find_map(|word| before.strip_suffix(word)).unwrap_or(before);
    let is_until = ["截至", "截止到", "至", "截止"].iter().any(|word| before.ends_with(word));
    is_until && REACHED.iter().any(|word| next.contains(word) || after.starts_with(word))
}

/// 自2025年3月5日以来, 自2025年3月5日后至今
fn is_counted_from(after: &str, next: &str) -> bool {
    const SINCE: &[&str] = &["以来", "至今", "后至今", "起至今"];
    let after = after.strip_prefix(['底', '末', '初']).unwrap_or(after);
    SINCE.iter().any(|word| after.starts_with(word)) && !next.contains("如果")
}

/// 2025年3月5日，…印发《…》: the title of what was issued is known. The printing date of a document has none behind it.
fn names_a_document(next: &str) -> bool {
    ["印发《", "印发了《", "出台《", "发布《", "发布了《", "下发《", "公布《", "印发〈"]
        .iter()
        .any(|word| next.contains(word))
}

/// 召开了, 发生…事故: past by 了 and its like, or nothing that anybody plans.
///
/// Only of dates with a year: 4月26日 in a report of January is mostly that of the year before.
fn is_event(rest: &str) -> bool {
    const NO_PAST: &[&str] = &["为了", "除了", "了解", "了不起", "极了", "了然", "到了"];
    const UNPLANNED: &[&str] =
        &["事故", "爆炸", "地震", "火灾", "疫情", "暴雨", "洪水", "洪涝", "山洪", "滑坡", "泥石流", "泄漏", "坍塌"];
    const TOLD: &[&str] =
        &["已经", "时指出", "时强调", "作出重要指示", "作出批示", "成功举办", "突发", "再无新增", "逝世", "与世长辞"];
    let is_of_no_past = |at: usize| {
        NO_PAST.iter().any(|word| {
            let offset = word.find('了').unwrap_or(0);
            at.checked_sub(offset).and_then(|start| rest.get(start..)).is_some_and(|rest| rest.starts_with(word))
        })
    };
    let is_past = rest.match_indices('了').any(|(at, _)| !is_of_no_past(at));
    let is_unplanned = rest.contains("发生") && UNPLANNED.iter().any(|word| rest.contains(word));
    // 2025年10月1日是70周年，70年来取得了…
    let is_named_only = rest.starts_with(['是', '为', '）', ')']);
    !is_named_only && (is_past || is_unplanned || TOLD.iter().any(|word| rest.contains(word)))
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
