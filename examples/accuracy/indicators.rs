//! Indicators that are told twice: how many mentions the texts hold, how many of them can be compared with another one of
//! the same text or of another text, and which contradict each other. A conflict counts for the texts that are measured if
//! one of its two texts is among them; whether it is one must be judged by eye (`--errors`).

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use reformlint::across::{self, Mention};
use reformlint::finding::Language;
use reformlint::relation::Verdict;
use reformlint::source::{Document, Format, ReadOptions};
use reformlint::span::Span;
use reformlint::{Linter, rules};

use crate::texts::Text;

/// Prints the figures. `all` are the texts that `texts` are compared with.
pub fn run(texts: &[Text], all: &[Text], errors: bool) {
    let rules = rules::built_in().into_iter().filter(|rule| rule.id == across::RULE);
    let linter = Linter::new(rules.map(Arc::new).collect());
    let measured: HashSet<&str> = texts.iter().map(|text| text.name.as_str()).collect();
    let documents: Vec<(&Text, Document)> = all.iter().filter_map(|text| Some((text, document(text)?))).collect();
    let mentions: Vec<Vec<Mention>> =
        documents.iter().map(|(text, document)| linter.mentions(document, &text.name)).collect();
    let (mut inside, mut compared, mut spoilt, mut noticed) = (0, 0, 0, 0);
    for (text, document) in documents.iter().filter(|(text, _)| measured.contains(text.name.as_str())) {
        let relations = linter.relations(document);
        compared += relations.len();
        for relation in relations.iter().filter(|relation| relation.verdict == Verdict::Holds) {
            let Some(member) = relation.members.first() else { continue };
            let Some(text) = with_slip(document.text(), member.span) else { continue };
            spoilt += 1;
            let before = linter.check(document).len();
            noticed += usize::from(read(text).is_some_and(|spoilt| linter.check(&spoilt).len() > before));
        }
        for finding in linter.check(document) {
            inside += 1;
            if errors {
                let place = document.position(finding.span.start);
                let message = finding.render(&finding.message, Language::Zh);
                println!("{}:{}:{} {message}", text.name, place.line, place.column);
            }
        }
    }
    let mut across = 0;
    for (found, (text, _)) in across::conflicts(mentions.clone()).iter().zip(&documents) {
        for conflict in found {
            let Some((other, _)) = documents.get(conflict.other) else { continue };
            if !measured.contains(text.name.as_str()) && !measured.contains(other.name.as_str()) {
                continue;
            }
            across += 1;
            if errors {
                let (here, there) = (&conflict.mention, &conflict.contradicting);
                println!(
                    "{}:{} {} | {}:{} {} | {}{}年{}{}",
                    text.name,
                    here.range.0.line,
                    here.text,
                    other.name,
                    there.range.0.line,
                    there.text,
                    here.key.area,
                    here.key.year,
                    here.key.name,
                    if here.key.planned { "（计划）" } else { "" },
                );
            }
        }
    }
    let mut by_key: BTreeMap<_, HashSet<usize>> = BTreeMap::new();
    for (index, mentions) in mentions.iter().enumerate() {
        for mention in mentions {
            by_key.entry(&mention.key).or_default().insert(index);
        }
    }
    let with_area = mentions.iter().filter(|mentions| !mentions.is_empty()).count();
    let shared = by_key.values().filter(|texts| texts.len() > 1).count();
    println!("{} texts, {with_area} of {} with indicators of a named area", texts.len(), all.len());
    println!("within a text: {compared} indicators mentioned more than once, {inside} conflicts");
    println!("one digit of each that agrees changed: {noticed} of {spoilt} noticed");
    println!("across texts: {} indicators, {shared} in more than one, {across} conflicts", by_key.len());
}

/// The text with another first digit in the value at `place`, as a slip of the pen would leave it.
fn with_slip(text: &str, place: Span) -> Option<String> {
    let at = text.get(place.range())?.find(|c: char| c.is_ascii_digit())? + place.start as usize;
    let digit = text.get(at..=at)?.parse::<u8>().ok()?;
    let other = if digit == 9 { 7 } else { digit + 1 };
    Some(format!("{}{other}{}", text.get(..at)?, text.get(at + 1..)?))
}

fn document(text: &Text) -> Option<Document> {
    read(text.text.clone())
}

fn read(text: String) -> Option<Document> {
    // Tables of these texts are those of Markdown whatever their files are called.
    let options = ReadOptions { format: Format::Markdown, ..ReadOptions::default() };
    Document::read(text.into_bytes(), options).ok()
}
