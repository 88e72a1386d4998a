//! `reformlint facts --relations FILE`: every relation between numbers that a rule looked at, with its verdict, as a table
//! or as JSON (docs/facts.md). It shows what a rule's silence means.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use reformlint::Linter;
use reformlint::finding::Language;
use reformlint::relation::{Member, Relation};
use reformlint::report;
use reformlint::source::Document;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::{ends, range_of, shown_name};
use crate::cli::output::Output;
use crate::cli::{CLEAN, Failure, arguments};

/// Columns of the table; what is longer pushes the rest to the right.
const NAME_WIDTH: usize = 32;
const READING_WIDTH: usize = 40;

/// Shows the relations of a document.
pub fn run(
    matches: &ArgMatches,
    linter: &Linter,
    document: &Document,
    path: &Path,
    language: Language,
) -> Result<u8, Failure> {
    let relations = linter.relations(document);
    let as_json = arguments::value::<String>(matches, "format").is_some_and(|format| format == "json");
    Output::new(arguments::value::<PathBuf>(matches, "output")).write(language, |out| {
        if as_json {
            print_json(&shown_name(path), document, &relations, language, out)
        } else {
            table(document, &relations, language, out)
        }
    })?;
    Ok(CLEAN)
}

fn table(document: &Document, relations: &[Relation], language: Language, out: &mut dyn Write) -> io::Result<()> {
    let [place, name, reading, verdict, none] = match language {
        Language::Zh => ["行:列", "关系", "所读", "结论", "没有查到可以核对的关系"],
        Language::En => ["line:col", "relation", "reading", "verdict", "no relations were found"],
    };
    if relations.is_empty() {
        return writeln!(out, "{none}");
    }
    row(out, place, name, reading, verdict)?;
    for relation in relations {
        let at = document.position(relation.span.start);
        let reading = report::on_one_line(relation.reading.get(language));
        let word = relation.verdict.word(language);
        let verdict = match (relation.reason(language), language) {
            (Some(reason), Language::Zh) => format!("{word}（{}）", report::on_one_line(&reason)),
            (Some(reason), Language::En) => format!("{word} ({})", report::on_one_line(&reason)),
            (None, _) => word.to_owned(),
        };
        row(out, &format!("{}:{}", at.line, at.column), relation.name(language), &reading, &verdict)?;
    }
    Ok(())
}

fn row(out: &mut dyn Write, place: &str, name: &str, reading: &str, verdict: &str) -> io::Result<()> {
    let padding = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()));
    let (before, behind_name) = (padding(place, 9), padding(name, NAME_WIDTH));
    writeln!(out, "{before}{place}  {name}{behind_name}  {reading}{}  {verdict}", padding(reading, READING_WIDTH))
}

fn print_json(
    name: &str,
    document: &Document,
    relations: &[Relation],
    language: Language,
    out: &mut dyn Write,
) -> io::Result<()> {
    let member = |member: &Member| {
        json!({
            "name": member.name,
            "range": range_of(document, member.span),
            "text": document.text().get(member.span.range()).unwrap_or_default(),
            "interval": member.interval.as_ref().map(ends),
        })
    };
    let relation = |relation: &Relation| {
        json!({
            "rule": relation.rule.id,
            "relation": relation.name(language),
            "range": range_of(document, relation.span),
            "formula": relation.formula,
            "members": relation.members.iter().map(member).collect::<Vec<_>>(),
            "expected": relation.expected.as_ref().map(|expected| expected.get(language)),
            "reading": relation.reading.get(language),
            "verdict": relation.verdict.name(),
            "reason": relation.reason(language),
        })
    };
    let whole = json!({
        "version": 1,
        "path": name,
        "encoding": document.encoding_name(),
        "relations": relations.iter().map(relation).collect::<Vec<Value>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}
