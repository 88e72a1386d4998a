//! Values right before `respectively`, and the subjects before them.

use super::subjects::Subjects;
use super::{LONGEST, Statement};
use crate::checks::Context;
use crate::facts::lexicon::{ENGLISH_ADVERBIALS, ENGLISH_CLAUSE_WORDS};
use crate::facts::quantity::UnitKind;
use crate::span::ViewSpan;

/// Exports and imports grew by 5%, 6% and 7%, respectively: the values right before the word, and the subjects before them.
pub fn english_statement(cx: &Context, site: usize) -> Option<Statement> {
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
    Some(Subjects::named(low, high.max(low), span))
}
