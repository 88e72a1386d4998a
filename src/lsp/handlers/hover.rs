//! `textDocument/hover`: what was found at a place, with its proof, and how the number or date there was read.

use lsp_types::{Hover, HoverParams, MarkupContent, MarkupKind, Range};

use crate::checks::Context;
use crate::facts::date::Date;
use crate::facts::interval::{self, Bound, Interval};
use crate::facts::quantity::{Quantity, Rounding};
use crate::finding::{Finding, Language};
use crate::lsp::analysis::Analysis;
use crate::lsp::handlers::Failure;
use crate::lsp::state::State;
use crate::lsp::to_proto::{self, Frame};
use crate::relation::Relation;
use crate::report;
use crate::span::{Span, ViewSpan};

/// Decimals of a bound. Shown digits have at most 18, and half of the last place one more.
const MOST_DECIMALS: usize = 24;

/// What is known about the place under the pointer.
pub fn hover(state: &mut State, params: HoverParams) -> Result<Option<Hover>, Failure> {
    let asked = params.text_document_position_params;
    let Some((frame, _, analysis)) = state.judged(&asked.text_document.uri) else { return Ok(None) };
    if analysis.is_misread {
        return Ok(None);
    }
    let at = frame.places.offset(asked.position);
    let mut places = Vec::new();
    let mut parts = Vec::new();
    for finding in analysis.findings.iter().filter(|finding| !finding.whole_file && touches(finding.span, at)) {
        places.push(finding.span);
        parts.push(explained(&frame, analysis, finding));
    }
    let read = analysis.policy.linter.read(&analysis.document, |context| reading(context, at, analysis.language));
    for (place, text) in read {
        places.push(place);
        parts.push(if frame.abilities.markdown { escaped(&text) } else { text });
    }
    for relation in analysis.policy.linter.relations_at(&analysis.document, Span::empty(at as usize)) {
        places.extend(relation.members.iter().map(|member| member.span).filter(|place| touches(*place, at)));
        let text = related(&relation, analysis.language);
        parts.push(if frame.abilities.markdown { escaped(&text) } else { text });
    }
    // The smallest of the places is the one meant.
    let range: Option<Range> =
        places.into_iter().min_by_key(|place| place.len()).map(|place| frame.places.range(place));
    let (kind, rule) = match frame.abilities.markdown {
        true => (MarkupKind::Markdown, "\n\n---\n\n"),
        false => (MarkupKind::PlainText, "\n\n"),
    };
    Ok(range
        .map(|range| Hover { contents: MarkupContent { kind, value: parts.join(rule) }.into(), range: Some(range) }))
}

/// True if a place lies in a span, or is the place of an empty one.
fn touches(span: Span, at: u32) -> bool {
    span.start <= at && (at < span.end || (span.is_empty() && span.start == at))
}

/// The message, the proof, the rule.
fn explained(frame: &Frame, analysis: &Analysis, finding: &Finding) -> String {
    let language = analysis.language;
    let (rule, summary) = (&*finding.rule.id, finding.rule.summary.get(language));
    let message = to_proto::shown(finding, &finding.message, language);
    let notes = finding.notes.iter().map(|note| to_proto::shown(finding, note, language));
    if !frame.abilities.markdown {
        let notes: String = notes.map(|note| format!("\n= {note}")).collect();
        return format!("{message}{notes}\n{rule}: {summary}");
    }
    let notes: String = notes.map(|note| format!("\n- {}", escaped(&note))).collect();
    let page = to_proto::page(analysis, rule);
    let name = page.map_or_else(|| format!("`{rule}`"), |page| format!("[`{rule}`]({page})"));
    let gap = if notes.is_empty() { "" } else { "\n" };
    format!("**{}**\n{gap}{notes}\n\n{name} {}", escaped(&message), escaped(summary))
}

/// A relation that the number takes part in: what it is, how it was read, whether it holds.
fn related(relation: &Relation, language: Language) -> String {
    let (name, reading) = (relation.name(language), report::on_one_line(relation.reading.get(language)));
    let verdict = relation.verdict.word(language);
    match (relation.reason(language), language) {
        (None, Language::Zh) => format!("{name}：{reading}，{verdict}"),
        (None, Language::En) => format!("{name}: {reading}, {verdict}"),
        (Some(reason), Language::Zh) => format!("{name}：{reading}，{verdict}（{reason}）"),
        (Some(reason), Language::En) => format!("{name}: {reading}, {verdict} ({reason})"),
    }
}

/// What was read at a place: the place and a line for each number and date there.
fn reading(context: &Context, at: u32, language: Language) -> Vec<(Span, String)> {
    let (view, facts) = (context.view, context.facts);
    let here = |place: ViewSpan| Some(view.source(place)).filter(|place| touches(*place, at));
    let quantities = facts.quantities.iter().filter_map(|quantity| {
        let unit = view.slice(quantity.unit).trim();
        Some((here(quantity.span)?, number(quantity, unit, facts.rounding, language)))
    });
    let own = facts.document_date.map(|own| own.day);
    let dates = facts.dates.iter().filter_map(|date| {
        let place = here(date.whole)?;
        let day = date.gregorian()?;
        let mut line = weekday(date, language);
        if let Some(own) = own.filter(|own| *own != day) {
            let days = day.days_since(own);
            line.push_str(&match language {
                Language::Zh if days < 0 => format!("；在本文日期之前{}天", -days),
                Language::Zh => format!("；在本文日期之后{days}天"),
                Language::En if days < 0 => format!("; {} days before the date of this text", -days),
                Language::En => format!("; {days} days after the date of this text"),
            });
        }
        Some((place, line))
    });
    quantities.chain(dates).collect()
}

fn number(quantity: &Quantity, unit: &str, rounding: Rounding, language: Language) -> String {
    let value = quantity.number.value.to_string();
    let range = quantity.interval(rounding);
    match (range, language) {
        (Some(range), _) if range.single().is_some() => match language {
            Language::Zh => format!("读作 {value} {unit}，确数"),
            Language::En => format!("read as {value} {unit}, exact"),
        },
        (Some(range), Language::Zh) => format!("读作 {value} {unit}，可能的范围 {}", shown(&range)),
        (Some(range), Language::En) => format!("read as {value} {unit}, possible range {}", shown(&range)),
        (None, Language::Zh) => format!("读作 {value} {unit}，范围不定"),
        (None, Language::En) => format!("read as {value} {unit}, of unknown extent"),
    }
}

fn weekday(date: &Date, language: Language) -> String {
    let Some(day) = date.gregorian() else { return String::new() };
    let (year, month, number) = day.parts();
    match language {
        Language::Zh => format!("{year}年{month}月{number}日，星期{}", day.weekday().han()),
        Language::En => format!("{year:04}-{month:02}-{number:02}, {}", day.weekday().english()),
    }
}

/// An interval: `[12.85, 12.95]`, `(9, 10)` without its ends, `≥ 3`.
fn shown(range: &Interval) -> String {
    let value = |bound: &Bound| bound.value().map(|value| interval::show(value, MOST_DECIMALS));
    let is_open = |bound: &Bound| matches!(bound, Bound::Open(_));
    match (value(&range.low), value(&range.high)) {
        (Some(low), Some(high)) => {
            let [from, to] = [is_open(&range.low), is_open(&range.high)];
            format!("{}{low}, {high}{}", if from { "(" } else { "[" }, if to { ")" } else { "]" })
        }
        (Some(low), None) => format!("{} {low}", if is_open(&range.low) { ">" } else { "≥" }),
        (None, Some(high)) => format!("{} {high}", if is_open(&range.high) { "<" } else { "≤" }),
        (None, None) => "?".to_owned(),
    }
}

/// A text in which Markdown finds nothing to render.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '$' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
