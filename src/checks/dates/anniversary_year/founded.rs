//! An anniversary of what the same sentence says the year of: 本会于1972年创立，今年踏入五十周年. Takes the count, looks back for the year, and compares
//! with the year of the document or of its heading.

use crate::checks::dates::resolved;
use crate::checks::{Context, Report};
use crate::facts::cursor::Cursor;
use crate::facts::date::{self, Unit};
use crate::severity::Severity;
use crate::span::ViewSpan;

/// What begins something, right behind its year.
const BEGINNINGS: &[&str] =
    &["创立", "成立", "创办", "创建", "建立", "创校", "建校", "建厂", "建院", "开业", "设立", "开办", "创刊", "建成"];
/// Words between the beginning and the count that say when the anniversary is.
const THIS_YEAR: &[&str] = &["今年", "本年"];
const IS: &[&str] = &["是", "正值", "适逢", "恰逢", "欣逢", "踏入", "进入", "步入", "迎来", "喜迎", "将迎来", "为"];
/// Bytes between the year and the count.
const FARTHEST: usize = 120;
/// A year that begins or ends, and counting the first year itself.
const TOLERANCE: u32 = 1;

/// Reports the count at `span` if it is more than a year off.
pub(super) fn check(cx: &Context, report: &mut Report, span: ViewSpan) {
    let text = cx.view.text();
    let mut cursor = Cursor::new(text, span.start as usize);
    let Some(part) = date::part(&mut cursor).filter(|part| part.span == span && !part.stray) else { return };
    if !cursor.eat("周年") {
        return;
    }
    let Some(base) = base(cx, span) else { return };
    let document = cx.facts.date_at(span.start).map(|date| date.day.parts().0);
    let Some(said) = document.or_else(|| resolved::year_of_heading(cx)) else { return };
    let Some(year) = base.checked_add(part.value) else { return };
    if said <= base || year.abs_diff(said) <= TOLERANCE || cx.facts.is_opaque(span) {
        return;
    }
    let whole = ViewSpan::new(span.start as usize, cursor.at);
    let finding = report.at(cx.source(whole));
    finding.text("document").severity(Severity::Warning);
    finding.arg("written", cx.written(whole)).arg("year", year).arg("said", said).arg("base", base);
    finding.evidence("year", year).evidence("said", said).evidence("count", said - base);
}

/// The year in the same sentence in which something began, if the words behind it speak of this year.
fn base(cx: &Context, count: ViewSpan) -> Option<u32> {
    let (text, tokens) = (cx.view.text(), &cx.facts.tokens);
    let index = cx.facts.dates.partition_point(|date| date.span.end <= count.start).checked_sub(1)?;
    let date = cx.facts.dates.get(index).filter(|date| date.precision() == Unit::Year && !date.bare)?;
    let behind = text.get(date.span.end as usize..count.start as usize).filter(|words| words.len() <= FARTHEST)?;
    let sentence = |at: u32| tokens.sentence_of(tokens.clause_of(tokens.at(at)));
    let begins = BEGINNINGS.iter().find_map(|word| behind.strip_prefix(word))?;
    let this_year = THIS_YEAR.iter().find_map(|word| begins.split_once(word))?.1.trim_start_matches(['，', ',']);
    let is_this_year = IS.iter().any(|word| this_year.starts_with(word));
    (is_this_year && sentence(date.span.start) == sentence(count.start)).then(|| date.gregorian_year())?
}
