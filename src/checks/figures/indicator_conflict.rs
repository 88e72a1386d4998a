//! figures/indicator-conflict: one indicator of one area and year, mentioned twice with values that cannot be the same: both
//! in running text, or one of them in a table. Takes the mentions whose key is whole.

mod tables;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::checks::{Context, Report};
use crate::facts::indicator::{self, Indicator, IndicatorKey};
use crate::finding::{Message, Shown};
use crate::relation::{Member, Relation, Verdict};

/// Mentions of one indicator that are kept as a relation, at most.
const MOST_MENTIONS: usize = 24;

/// Reports indicators whose mentions have no value in common.
pub fn check(cx: &Context, report: &mut Report) {
    let mut by_key: BTreeMap<IndicatorKey, Vec<Indicator>> = BTreeMap::new();
    for mention in indicator::read(cx.view, cx.facts) {
        if !cx.facts.is_opaque(mention.span) {
            by_key.entry(mention.key.clone()).or_default().push(mention);
        }
    }
    if cx.tables().next().is_some() {
        tables::check(cx, report);
    }
    for (key, mentions) in &by_key {
        let conflict = mentions.iter().skip(1).find_map(|later| {
            // The first mention and another one: of values that all differ, one pair is enough. An estimate and the
            // figure are two things.
            let differs =
                |first: &&Indicator| first.estimated == later.estimated && first.interval.is_disjoint(&later.interval);
            mentions.first().filter(differs).map(|first| (first, later))
        });
        if report.keeps_relations() && mentions.len() > 1 {
            keep(cx, report, mentions, conflict.is_some());
        }
        let Some((first, later)) = conflict else { continue };
        let (one, other) = (cx.written(first.span).to_owned(), cx.written(later.span).to_owned());
        report
            .at(cx.source(later.span))
            .arg("name", &key.name)
            .arg("year", key.year)
            .arg("one", &one)
            .arg("other", &other)
            .evidence("indicator", &*key.name)
            .evidence("year", key.year)
            .related(cx.source(first.span), Message::new("first").arg("one", one));
    }
}

fn keep(cx: &Context, report: &mut Report, mentions: &[Indicator], contradicted: bool) {
    let members: Vec<Member> = mentions
        .iter()
        .take(MOST_MENTIONS)
        .map(|mention| Member {
            name: "value".into(),
            span: cx.source(mention.span),
            interval: Some(mention.interval.clone()),
            shown: Shown::from(cx.written(mention.span)),
        })
        .collect();
    let Some(span) = members.iter().map(|member| member.span).reduce(crate::span::Span::to) else { return };
    let values: Vec<&str> = mentions.iter().take(MOST_MENTIONS).map(|mention| cx.written(mention.span)).collect();
    report.relation(|rule| Relation {
        rule: Arc::clone(rule),
        span,
        formula: "value = value".to_owned(),
        members,
        expected: None,
        reading: Shown::Text(values.join(if contradicted { " ≠ " } else { " = " })),
        verdict: if contradicted { Verdict::Contradicted } else { Verdict::Holds },
    });
}
