//! dates/event-form: the dates that events are called by, “7·20”, written in more than one way in one text.

use crate::checks::{Context, Report};
use crate::facts::date_conventions::Standard;
use crate::facts::token::TokenKind;
use crate::finding::{Applicability, Confidence, Fix, Message};
use crate::span::ViewSpan;

/// The mark that GB/T 15835-2011 puts between month and day.
const MARK: &str = "·";

/// Reports the first name of an event with another mark than the rest, names padded otherwise than most, and days that no month has.
pub fn check(cx: &Context, report: &mut Report) {
    let mut names: Vec<Name> = Vec::new();
    for numeral in cx.facts.tokens.numerals.iter().filter(|numeral| numeral.before == TokenKind::OpenQuote) {
        match numeral.kind {
            TokenKind::HanNumeral => without_mark(cx, report, numeral.token()),
            _ => names.extend(Name::at(cx, numeral.token())),
        }
    }
    compare(cx, report, &names);
}

/// Reports the names that are not formed as most are, or as the standard wants, and those that name no day.
fn compare(cx: &Context, report: &mut Report, names: &[Name]) {
    // As many kinds as there are middle dots and dashes: a handful.
    let mut kinds: Vec<(&str, usize, bool)> = Vec::new();
    for name in names {
        let kind = name.mark_kind(cx);
        match kinds.iter_mut().find(|(known, ..)| *known == kind) {
            Some((_, count, _)) => *count += 1,
            None => kinds.push((kind, 1, false)),
        }
    }
    // The form of the standard, if the text has it, else the one it has most of.
    let usual = kinds.iter().max_by_key(|(kind, count, _)| (*kind == MARK, *count)).map_or(MARK, |(kind, ..)| *kind);
    let usual_count = kinds.iter().find(|(kind, ..)| *kind == usual).map_or(0, |(_, count, _)| *count);
    let padded = names.iter().filter(|name| name.padding == Some(true)).count();
    let plain = names.iter().filter(|name| name.padding == Some(false)).count();
    for name in names {
        if cx.facts.is_opaque(name.span) {
            continue;
        }
        let written = cx.written(name.span);
        if name.is_impossible() {
            report.at(cx.source(name.span)).text("impossible").arg("written", written).evidence("written", written);
        } else if name.mark_kind(cx) != usual {
            // The first of a kind stands for the others.
            let Some(kind) = kinds.iter_mut().find(|(kind, _, told)| *kind == name.mark_kind(cx) && !told) else {
                continue;
            };
            kind.2 = true;
            let finding = report.at(cx.source(name.span));
            finding.arg("written", written).arg("count", usual_count).evidence("others", usual_count);
            let fix = Fix::replace(Message::new("fix"), Applicability::Display, cx.source(name.mark), MARK);
            finding.fix(fix);
        } else if name.padding == Some(true) && plain >= padded && plain > 0
            || name.padding == Some(false) && padded > plain
        {
            report.at(cx.source(name.span)).text("padding").arg("written", written).evidence("written", written);
        }
    }
}

/// Reports “一二八” behind an opening quotation mark, which may be 28 January or 8 December: GB/T 15835-2011 wants the mark where
/// the month is the first, eleventh or twelfth.
fn without_mark(cx: &Context, report: &mut Report, first: usize) {
    const THREE: usize = 3 * '一'.len_utf8();
    let tokens = &cx.facts.tokens;
    let span = tokens.span(first);
    if span.len() != THREE || tokens.kind(first + 1) != TokenKind::CloseQuote || cx.facts.is_opaque(span) {
        return;
    }
    let after = cx.view.text().get(tokens.span(first + 1).end as usize..).unwrap_or("");
    let digits: Vec<char> = cx.view.slice(span).chars().collect();
    let ['一', month @ ('一' | '二'), day] = digits[..] else { return };
    if !"一二三四五六七八九".contains(day) || !HAN_EVENTS.iter().any(|word| after.starts_with(word)) {
        return;
    }
    let place = cx.source(span);
    let readings = [format!("一{MARK}{month}{day}"), format!("一{month}{MARK}{day}")];
    let is_asked = cx.facts.conventions.follows(Standard::Gov);
    let finding = report.at(place);
    finding.text("ambiguous").confidence(if is_asked { Confidence::High } else { Confidence::Low });
    finding.arg("written", cx.written(span)).arg("first", &readings[0]).arg("second", &readings[1]);
    finding.evidence("written", cx.written(span));
    for reading in readings {
        let title = Message::new("write").arg("text", &reading);
        finding.fix(Fix::replace(title, Applicability::Display, place, reading));
    }
}

/// What events called by a date in Han numerals are.
const HAN_EVENTS: &[&str] = &["运动", "事变", "事件", "惨案", "起义", "案", "抗战", "批示", "专案"];

/// “7·20” with what follows it.
struct Name {
    /// Without the quotation marks.
    span: ViewSpan,
    mark: ViewSpan,
    month: u32,
    day: u32,
    /// True for 9·06, false for 9·6, `None` where the day has two digits of its own.
    padding: Option<bool>,
}

impl Name {
    /// The name whose month is token `first`, behind an opening quotation mark. “2.0” and “5-10” are none: without a middle dot, what happened must be said.
    fn at(cx: &Context, first: usize) -> Option<Self> {
        let tokens = &cx.facts.tokens;
        let text = cx.view.text();
        if tokens.kind(first) != TokenKind::Digits
            || tokens.kind(first + 2) != TokenKind::Digits
            || tokens.kind(first + 3) != TokenKind::CloseQuote
        {
            return None;
        }
        let kind = tokens.kind(first + 1);
        let after = &text[tokens.span(first + 3).end as usize..];
        let is_event = EVENT_WORDS.iter().any(|word| after.starts_with(word));
        let has_mark = kind == TokenKind::MiddleDot || matches!(kind, TokenKind::Period | TokenKind::Dash) && is_event;
        let (month, day) = (tokens.text(text, first), tokens.text(text, first + 2));
        if !has_mark || month.len() > 2 || day.len() > 2 || month.starts_with('0') {
            return None;
        }
        let padding = match day.len() {
            1 => Some(false),
            _ => day.starts_with('0').then_some(true),
        };
        let span = tokens.span(first).to(tokens.span(first + 2));
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        is_event.then_some(Self { span, mark: tokens.span(first + 1), month, day, padding })
    }

    /// Neither month and day nor, as in “16·7”, year and month.
    fn is_impossible(&self) -> bool {
        self.month == 0 || self.day == 0 || self.day > 31 || self.month > 12 && self.day > 12
    }

    fn mark_kind<'t>(&self, cx: &'t Context) -> &'t str {
        cx.written(self.mark)
    }
}

const EVENT_WORDS: &[&str] = &[
    "事件",
    "事故",
    "疫情",
    "案",
    "专案",
    "地震",
    "特大",
    "特别重大",
    "重大",
    "较大",
    "暴雨",
    "洪",
    "火灾",
    "泥石流",
    "山体",
    "爆炸",
    "较强",
    "强烈",
    "强降雨",
    "暴恐",
    "龙卷风",
    "煤矿",
    "本土疫情",
    "滑坡",
    "坍塌",
    "水灾",
];
