//! `reformlint test-rules [PATHS]`: runs the examples of rule files, and shows what was read where one does not hold.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::ArgMatches;
use reformlint::Linter;
use reformlint::finding::Language;
use reformlint::rules::{Example, ExampleFailure, Rule, run_example};
use reformlint::source::{Document, Format, ReadOptions};

use crate::cli::output::Output;
use crate::cli::{CLEAN, FINDINGS, Failure, arguments, facts, settings};

/// An example that does not hold: its rule, its number from 1, why.
struct Broken<'r> {
    rule: &'r Rule,
    number: usize,
    example: &'r Example,
    failure: ExampleFailure,
}

/// Runs the examples of the files named, or of all rules that the configuration knows.
pub fn run(matches: &ArgMatches, language: Language) -> Result<u8, Failure> {
    let paths: Vec<PathBuf> = arguments::values(matches, "paths");
    let rules = settings::rules_to_test(matches, &paths, language)?;
    let mut broken = Vec::new();
    let mut count = 0;
    for rule in &rules {
        for (index, example) in rule.examples.iter().enumerate() {
            count += 1;
            if let Err(failure) = run_example(rule, example) {
                broken.push(Broken { rule, number: index + 1, example, failure });
            }
        }
    }
    Output::Standard.write(language, |out| {
        for failed in &broken {
            show(failed, language, out)?;
        }
        without_examples(&rules, language, out)?;
        match count {
            0 => Ok(()),
            _ => writeln!(out, "{}", outcome(rules.len(), count, broken.len(), language)),
        }
    })?;
    Ok(if broken.is_empty() { CLEAN } else { FINDINGS })
}

/// How many examples hold.
fn outcome(rules: usize, count: usize, broken: usize, language: Language) -> String {
    let rules = match (language, rules) {
        (Language::Zh, _) => format!("{rules} 条规则"),
        (Language::En, 1) => "one rule".to_owned(),
        (Language::En, _) => format!("{rules} rules"),
    };
    match (language, broken) {
        (Language::Zh, 0) => format!("{rules}的 {count} 个例子全部成立"),
        (Language::Zh, _) => format!("{rules}的 {count} 个例子中，{} 个成立，{broken} 个不成立", count - broken),
        (Language::En, 0) if count == 1 => format!("the example of {rules} holds"),
        (Language::En, 0) => format!("all {count} examples of {rules} hold"),
        (Language::En, 1) => format!("1 of the {count} examples of {rules} does not hold"),
        (Language::En, _) => format!("{broken} of the {count} examples of {rules} do not hold"),
    }
}

fn show(failed: &Broken, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let Broken { rule, number, .. } = failed;
    match language {
        Language::Zh => writeln!(out, "{} 的第 {number} 个例子不成立", rule.id)?,
        Language::En => writeln!(out, "{}: example {number} does not hold", rule.id)?,
    }
    for line in failed.failure.message(language).lines() {
        writeln!(out, "  {line}")?;
    }
    let readings = readings(failed.example, language);
    if !readings.is_empty() {
        match language {
            Language::Zh => writeln!(out, "  所读：{}", readings.join("；"))?,
            Language::En => writeln!(out, "  read as: {}", readings.join("; "))?,
        }
    }
    writeln!(out)
}

/// The facts read from the example, since a wrong expectation is mostly about them.
fn readings(example: &Example, language: Language) -> Vec<String> {
    let text: String = example.text.chars().filter(|c| !matches!(c, '⟦' | '⟧')).collect();
    let format = if example.markdown { Format::Markdown } else { Format::Plain };
    let options = ReadOptions { format, ..ReadOptions::default() };
    match Document::read(text.into_bytes(), options) {
        Ok(document) if example.bytes.is_none() => {
            let facts = facts::read(&Linter::new(Vec::new()), &document, language).into_iter();
            facts.map(|fact| format!("{} = {}", &document.text()[fact.place.range()], fact.reading)).collect()
        }
        _ => Vec::new(),
    }
}

fn without_examples(rules: &[Arc<Rule>], language: Language, out: &mut dyn Write) -> io::Result<()> {
    for rule in rules.iter().filter(|rule| rule.examples.is_empty()) {
        match language {
            Language::Zh => writeln!(out, "{} 没有例子：请至少写一个会报的和一个不报的", rule.id)?,
            Language::En => {
                writeln!(out, "{} has no example: write one that is reported and one that is not", rule.id)?
            }
        }
    }
    Ok(())
}
