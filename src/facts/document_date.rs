//! The document's own date, from the places where a report states it: its dateline, the line under its title, the line
//! that says where it was delivered, its signature, its front matter. Never the clock. What the caller was told by
//! configuration takes the place of all of them.

use crate::facts::calendar::Day;
use crate::facts::date::{Calendar, Date, Form};
use crate::span::ViewSpan;

/// Where a document's date was found, in rising reliability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrigin {
    /// The first thing in the text, as copied from a web page: `2023-08-22 15:51`.
    Dateline,
    /// A line of its own near the title: （2023年1月4日）.
    UnderTitle,
    /// ——2023年1月4日在…会议上
    Delivered,
    /// The last line of the text that holds a date and nothing else (落款).
    Signature,
    /// `date:` in the front matter of a Markdown file.
    FrontMatter,
    /// Configuration or command line.
    Configured,
}

/// The document's own date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentDate {
    /// The day.
    pub day: Day,
    /// Where it was found.
    pub origin: DateOrigin,
}

impl DocumentDate {
    /// A date that configuration gives.
    pub fn configured(day: Day) -> Self {
        Self { day, origin: DateOrigin::Configured }
    }

    /// The `date:` of the front matter at the start of a Markdown text.
    pub fn from_front_matter(text: &str) -> Option<Self> {
        const LONGEST: usize = 100;
        let mut lines = text.lines().take(LONGEST);
        let fence = lines.next().map(str::trim_end).filter(|line| matches!(*line, "---" | "+++"))?;
        let line = lines.take_while(|line| line.trim_end() != fence).find(|line| line.starts_with("date"))?;
        let value = line["date".len()..].trim_start().strip_prefix([':', '='])?.trim().trim_matches(['"', '\'']);
        Some(Self { day: Day::parse(value.get(..10)?)?, origin: DateOrigin::FrontMatter })
    }
}

/// Dates at the beginning and at the end of a text that are looked at.
const MOST_AT_EITHER_END: usize = 6;

/// Bytes from the beginning and from the end within which a date may be the document's.
const NEAR_THE_END: usize = 1500;

/// Finds the date of the text that `dates` were read from.
pub(super) fn find(view: &str, dates: &[Date]) -> Option<DocumentDate> {
    let first = dates.iter().take(MOST_AT_EITHER_END).take_while(|date| (date.span.start as usize) < NEAR_THE_END);
    let last = dates.iter().rev().take(MOST_AT_EITHER_END);
    let last = last.take_while(|date| view.len() - date.span.end as usize <= NEAR_THE_END);
    let at_start = first.filter_map(|date| Some((date, origin_at_start(view, date)?)));
    // A whole document of one line is a date in a sentence or a heading, not a signature.
    let is_long = view.len() > NEAR_THE_END / 5;
    let at_end =
        last.filter(|date| is_long && is_signature(view, date.span)).map(|date| (date, DateOrigin::Signature)).take(1);
    at_start
        .chain(at_end)
        .filter(|(date, _)| matches!(date.calendar, Calendar::Gregorian | Calendar::Era(_)))
        .filter_map(|(date, origin)| Some(DocumentDate { day: date.gregorian()?, origin }))
        .fold(None, |best: Option<DocumentDate>, found| match best {
            Some(best) if best.origin >= found.origin => Some(best),
            _ => Some(found),
        })
}

/// A text within the document that has a date of its own: one of several articles in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Article {
    /// Where it starts: at the line of its date.
    pub start: u32,
    /// Its date.
    pub date: DocumentDate,
}

/// The articles of a text that `dates` were read from, by their time stamps and the lines that say where they were delivered.
/// None, unless there are two of them with different dates: a text may state its own date twice.
pub(super) fn articles(view: &str, dates: &[Date]) -> Vec<Article> {
    let mut articles: Vec<Article> = Vec::new();
    for date in dates.iter().filter(|date| date.day.is_some() && !date.bare) {
        let Some(origin) = origin_of_article(view, date) else { continue };
        let Some(day) = date.gregorian() else { continue };
        let is_new = articles.last().is_none_or(|last| last.date.day != day);
        if is_new {
            articles.push(Article { start: date.whole.start, date: DocumentDate { day, origin } });
        }
    }
    if articles.len() < 2 { Vec::new() } else { articles }
}

/// ——2023年1月4日在…会议上, 2023-08-22 15:51 at the start of a line. A date alone on its line signs what stands before it.
fn origin_of_article(view: &str, date: &Date) -> Option<DateOrigin> {
    let before = view.get(..date.span.start as usize)?;
    // Most dates stand inside a line, and leave here.
    let is_candidate =
        before.is_empty() || before.ends_with(['\n', '\r', '—', '-', '―', '－', '（', '(', ' ', '\u{3000}']);
    if !is_candidate {
        return None;
    }
    let (before, after) = line_around(view, date.span);
    if is_delivery(before, after) {
        return Some(DateOrigin::Delivered);
    }
    let mut digits = after.trim_start_matches([' ', '\u{3000}', 'T']).split([':', '：']);
    let is_hour = |part: &str| matches!(part.len(), 1..=2) && part.bytes().all(|b| b.is_ascii_digit());
    let is_stamp = digits.next().is_some_and(is_hour)
        && digits.next().is_some_and(|minute| minute.bytes().take_while(u8::is_ascii_digit).count() == 2);
    (before.is_empty() && date.form != Form::Units && is_stamp).then_some(DateOrigin::Dateline)
}

/// The line around `span`: before it and after it, without spaces at the ends.
fn line_around(view: &str, span: ViewSpan) -> (&str, &str) {
    const LONGEST_LINE: usize = 400;
    let (start, end) = (span.start as usize, span.end as usize);
    let before = &view[view.floor_char_boundary(start.saturating_sub(LONGEST_LINE))..start];
    let after = &view[end..view.ceil_char_boundary((end + LONGEST_LINE).min(view.len()))];
    let before = before.rsplit(['\n', '\r']).next().unwrap_or(before);
    let after = after.split(['\n', '\r']).next().unwrap_or(after);
    (before.trim_start(), after.trim_end())
}

/// True for what stands around the date in ——2023年1月4日在…会议上.
fn is_delivery(before: &str, after: &str) -> bool {
    after.starts_with('在')
        && matches!(before, "——" | "—" | "--" | "―" | "――" | "（" | "(" | "－－")
        && ["上", "会议", "大会"].iter().any(|word| after.contains(word))
}

fn origin_at_start(view: &str, date: &Date) -> Option<DateOrigin> {
    let span = date.span;
    let (before, after) = line_around(view, span);
    if is_delivery(before, after) {
        return Some(DateOrigin::Delivered);
    }
    if before.ends_with(['（', '(']) && before.chars().count() == 1 && matches!(after, "）" | ")") {
        return Some(DateOrigin::UnderTitle);
    }
    // The first or second line that holds anything.
    let lines_before = view[..span.start as usize].lines().filter(|line| !line.trim().is_empty()).count();
    let is_stamp = after.is_empty() || after.starts_with([' ', '\u{3000}']);
    if before.is_empty() && lines_before <= 1 && is_stamp {
        return Some(DateOrigin::Dateline);
    }
    let (before, after) = line_around(view, date.whole);
    let is_under_title = lines_before <= LINES_OF_TITLE && (is_note(before, after) || is_imprint(before, after));
    is_under_title.then_some(DateOrigin::UnderTitle)
}

/// A title, a note under it and what stands before the date in its own line.
const LINES_OF_TITLE: usize = 4;

/// What may stand between a date under a title and the end of its line or bracket.
const ISSUED: [&str; 4] = ["", "发布", "印发", "编印"];

/// （省气候中心，2024年1月18日发布）: a line in brackets of which the date is the last.
fn is_note(before: &str, after: &str) -> bool {
    let Some(note) = before.strip_prefix(['（', '(']) else { return false };
    let is_last = after.strip_suffix(['）', ')']).is_some_and(|word| ISSUED.contains(&word));
    is_last && note.ends_with(['，', ',', '；', ';', ' ', '\u{3000}']) && !note.contains(['。', '至', '（', '('])
}

/// 发布日期：2024年1月18日; 县统计局　2024年1月18日: the body that speaks and its day, alone in their line.
fn is_imprint(before: &str, after: &str) -> bool {
    const LABELS: &[&str] = &["发布日期", "发布时间", "成文日期", "印发日期", "日期"];
    const BODIES: [char; 16] =
        ['局', '委', '会', '府', '院', '厅', '部', '处', '办', '室', '心', '司', '团', '队', '所', '行'];
    const LONGEST_NAME: usize = 60;
    let is_label = before.strip_suffix(['：', ':']).is_some_and(|label| LABELS.contains(&label.trim()));
    let body = before.trim_end_matches([' ', '\u{3000}']);
    let is_body = body.len() < before.len()
        && body.len() <= LONGEST_NAME
        && body.ends_with(BODIES)
        && !body.contains(['，', '。', '：', '；', '、', '|']);
    (ISSUED.contains(&after) || is_hour(after)) && (is_label || is_body)
}

/// 8时, 17时30分: when on that day.
fn is_hour(after: &str) -> bool {
    const LONGEST: usize = 12;
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '时' | '点' | '分' | '许');
    after.len() <= LONGEST
        && after.starts_with(|c: char| c.is_ascii_digit())
        && after.contains(['时', '点'])
        && after.chars().all(is_part)
}

fn is_signature(view: &str, span: ViewSpan) -> bool {
    let (before, after) = line_around(view, span);
    before.is_empty() && after.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::Damage;
    use crate::facts::{Facts, View};
    use crate::span::Span;

    fn found(text: &str) -> Option<(String, DateOrigin)> {
        let facts = Facts::read(&View::new(text, Span::new(0, text.len()), &Damage::default(), &[]));
        let date = facts.document_date?;
        let (year, month, day) = date.day.parts();
        Some((format!("{year}-{month}-{day}"), date.origin))
    }

    #[test]
    fn places_of_the_document_date() {
        let body = "全区经济平稳运行，各项工作有序推进。\n".repeat(20);
        for (text, expected) in [
            (format!("2023-08-22 15:51江城讯\n{body}"), Some(("2023-8-22", DateOrigin::Dateline))),
            (format!("工作报告\n（2023年1月4日）\n{body}"), Some(("2023-1-4", DateOrigin::UnderTitle))),
            (
                format!("防汛简报\n省防汛办公室　　　2020年7月21日8时\n{body}"),
                Some(("2020-7-21", DateOrigin::UnderTitle)),
            ),
            (
                format!("工作报告\n——2023年1月4日在区人民代表大会会议上\n{body}"),
                Some(("2023-1-4", DateOrigin::Delivered)),
            ),
            (format!("通知\n{body}　　办公室\n　　二〇二三年三月五日\n"), Some(("2023-3-5", DateOrigin::Signature))),
            (
                format!("（2022年12月1日）\n{body}2023年3月5日\n2023年3月6日印发"),
                Some(("2023-3-5", DateOrigin::Signature)),
            ),
            (format!("年报\n（县气候中心，2023年1月4日发布）\n{body}"), Some(("2023-1-4", DateOrigin::UnderTitle))),
            (
                format!("年报\n（2023年第7号；2023年1月4日，星期三）\n{body}"),
                Some(("2023-1-4", DateOrigin::UnderTitle)),
            ),
            (format!("年报\n县统计局　2023年1月4日\n{body}"), Some(("2023-1-4", DateOrigin::UnderTitle))),
            (format!("条例\n（2023年1月4日县人民代表大会常务委员会会议通过）\n{body}"), None),
            (format!("年报\n（截至2023年1月4日）\n{body}"), None),
            (format!("截至2023年1月4日，{body}"), None),
            ("2023年2月30日".to_owned(), None),
        ] {
            let expected = expected.map(|(day, origin)| (day.to_owned(), origin));
            assert_eq!(found(&text), expected, "{text}");
        }
    }

    #[test]
    fn several_articles_have_their_own_dates() {
        let body = "全区经济平稳运行，截至12月3日各项工作有序推进。\n".repeat(10);
        let text = format!("2024-11-20 10:00 江城讯\n{body}2024-12-20 09:30城建快报\n{body}");
        let facts = Facts::read(&View::new(&text, Span::new(0, text.len()), &Damage::default(), &[]));
        let days: Vec<_> = facts.articles.iter().map(|article| article.date.day.parts()).collect();
        assert_eq!(days, [(2024, 11, 20), (2024, 12, 20)]);
        let at = |offset: usize| facts.date_at(offset as u32).map(|date| date.day.parts());
        assert_eq!((at(100), at(text.len() - 10)), (Some((2024, 11, 20)), Some((2024, 12, 20))));
        let once = format!("——2023年1月4日在区人民代表大会会议上\n{body}——2023年1月4日在区人民代表大会会议上\n{body}");
        assert_eq!(Facts::read(&View::new(&once, Span::new(0, once.len()), &Damage::default(), &[])).articles, []);
    }

    #[test]
    fn front_matter() {
        let date = DocumentDate::from_front_matter("---\ntitle: 报告\ndate: \"2023-08-22T10:00:00\"\n---\n正文");
        assert_eq!(date.map(|date| date.day), Day::new(2023, 8, 22));
        assert_eq!(DocumentDate::from_front_matter("---\ntitle: 报告\n---\ndate: 2023-08-22"), None);
        assert_eq!(DocumentDate::from_front_matter("---\ndate: 二〇二三年三月五日\n---\n"), None);
    }
}
