//! dates/anniversary-year: an anniversary that does not fall in the year named with it, 2020年是新中国成立70周年; a session of
//! the National People's Congress in a year that is not its own.

mod founded;
mod session;

use crate::checks::{Context, Report};
use crate::facts::cursor::Cursor;
use crate::facts::date::{self, Calendar, Part, Unit};
use crate::facts::occasion;
use crate::span::ViewSpan;

/// Reports anniversaries of the events of [`occasion::EVENTS`], and sessions, in years that are not theirs.
pub fn check(cx: &Context, report: &mut Report) {
    for numeral in cx.facts.tokens.numerals_before(['周', '年']) {
        let span = cx.facts.tokens.span(numeral.token());
        match Anniversary::at(cx, span) {
            Some(anniversary) => anniversary.compare(cx, report),
            None => founded::check(cx, report, span),
        }
    }
    session::check(cx, report);
}

/// 新中国成立70周年
struct Anniversary {
    /// The event, the count and 周年.
    span: ViewSpan,
    /// The year that it is counted from.
    base: u32,
    count: u32,
}

impl Anniversary {
    /// The anniversary whose count stands at `span`.
    fn at(cx: &Context, span: ViewSpan) -> Option<Self> {
        let text = cx.view.text();
        let mut cursor = Cursor::new(text, span.start as usize);
        let count = date::part(&mut cursor).filter(|part| part.span == span && !part.stray)?.value;
        let (name, base) = cursor.eat("周年").then(|| occasion::event(&text[..span.start as usize]))??;
        Some(Self { span: ViewSpan::new(span.start as usize - name.len(), cursor.at), base, count })
    }

    fn compare(&self, cx: &Context, report: &mut Report) {
        let Some(year) = self.base.checked_add(self.count) else { return };
        let cursor = Cursor::new(cx.view.text(), self.span.end as usize);
        let written = year_behind(cursor).or_else(|| year_before(cx, self.span));
        let said = match written {
            Some(said) if cx.facts.is_opaque(said.span) => return,
            Some(said) => said.value,
            None => match self.year_by_document(cx) {
                Some(said) => said,
                None => return,
            },
        };
        if said == year || said <= self.base || cx.facts.is_opaque(self.span) {
            return;
        }
        let finding = report.at(cx.source(self.span));
        finding.arg("written", cx.written(self.span)).arg("year", year).arg("said", said);
        finding.arg("right", said - self.base).arg("base", self.base);
        finding.evidence("year", year).evidence("said", said).evidence("count", said - self.base);
        if written.is_none() {
            finding.text("document");
        }
    }

    /// 今年是新中国成立70周年: the year of the document. In its first and last months the year before and the one to come may be
    /// meant, and what is quoted was said at another time.
    fn year_by_document(&self, cx: &Context) -> Option<u32> {
        let before = without_being(&cx.view.text()[..self.span.start as usize])?;
        let leads_back = before.ends_with(['也', '又']);
        let before = before.trim_end_matches(['，', ',', '又', '也', '正', '还']);
        let tokens = &cx.facts.tokens;
        let sentence = tokens.sentence_span(tokens.sentence_of(tokens.clause_of(tokens.at(self.span.start))));
        let opening = cx.view.text().get(sentence.start as usize..self.span.start as usize)?;
        let is_said = before.ends_with("今年") || leads_back && speaks_of_this_year(opening);
        if !is_said {
            return None;
        }
        let day = cx.facts.date_at(self.span.start)?.day;
        let (year, month, _) = day.parts();
        const PLAIN_MONTHS: std::ops::RangeInclusive<u32> = 4..=11;
        let other = match month {
            12 => year + 1,
            month if PLAIN_MONTHS.contains(&month) => year,
            _ => year.checked_sub(1)?,
        };
        let is_quoted = tokens.depth(tokens.at(self.span.start)) > 0;
        let fits = self.base.checked_add(self.count) == Some(other);
        (!is_quoted && !fits).then_some(year)
    }
}

/// 今年是“十四五”开局之年，也是改革开放43周年: the sentence opens with this year and names no other.
fn speaks_of_this_year(opening: &str) -> bool {
    const LONGEST: usize = 240;
    const OTHER: &[&str] = &["明年", "去年", "次年", "来年", "前年", "后年"];
    let behind = opening.trim_start().strip_prefix("今年").unwrap_or("").trim_start_matches(['，', ',']);
    let names_another = OTHER.iter().any(|word| behind.contains(word)) || behind.contains(|c: char| c.is_ascii_digit());
    opening.len() <= LONGEST && IS.iter().any(|word| behind.starts_with(word)) && !names_another
}

/// （2019年）
fn year_behind(mut cursor: Cursor) -> Option<Part> {
    let is_bracketed = cursor.eat_char("（(").is_some();
    let year = date::part(&mut cursor).filter(|year| is_bracketed && year.length == 4 && !year.stray)?;
    cursor.eat("年");
    cursor.eat_char("）)").map(|_| year)
}

/// Words that say that a year is an anniversary.
const IS: &[&str] = &["是", "正值", "适逢", "恰逢", "欣逢", "时值", "系", "也就是", "就是", "亦即"];

/// What stands before such a word at the end of `text`.
fn without_being(text: &str) -> Option<&str> {
    let text = text.trim_end_matches(['“', '"']);
    IS.iter().find_map(|word| text.strip_suffix(word))
}

/// 2019年是新中国成立70周年, 2021年是“十四五”开局之年，也是建党100周年. 2020年要迎接建党100周年 does not say when it is.
fn year_before(cx: &Context, anniversary: ViewSpan) -> Option<Part> {
    let text = cx.view.text();
    let start = anniversary.start as usize;
    without_being(&text[..start])?;
    let index = cx.facts.dates.partition_point(|date| date.span.end as usize <= start).checked_sub(1)?;
    let date = cx.facts.dates.get(index)?;
    const FARTHEST: usize = 300;
    if start - date.span.end as usize > FARTHEST {
        return None;
    }
    let is_year = date.precision() == Unit::Year && date.calendar == Calendar::Gregorian && !date.bare;
    let tokens = &cx.facts.tokens;
    let sentence = |at: u32| tokens.sentence_of(tokens.clause_of(tokens.at(at)));
    let behind = text[date.span.end as usize..].trim_start_matches(['，', ',', ' ']);
    let says_so = IS.iter().any(|word| behind.starts_with(word));
    // 2019年是…，2020年是…: the last year before it counts; another word for a year in between breaks the link.
    let between = &text[date.span.end as usize..start];
    let other = ["今年", "明年", "去年", "次年", "来年", "前年", "后年"].iter().any(|word| between.contains(word));
    (is_year && says_so && !other && sentence(date.span.start) == sentence(anniversary.start)).then_some(date.year)?
}
