//! `reformlint explain [RULE]`: the page of a rule, from its own file.

use std::io::{self, Write};

use clap::ArgMatches;
use reformlint::finding::Language;
use reformlint::rules::vocabulary::{choose, profile_name, severity_word};
use reformlint::rules::{Example, Rule};

use crate::cli::output::Output;
use crate::cli::rules::table;
use crate::cli::{CLEAN, Failure, arguments, settings};

/// Prints the page of one rule, or the list of all.
pub fn run(matches: &ArgMatches, language: Language) -> Result<u8, Failure> {
    let rules = settings::known_rules(matches, language)?;
    let Some(asked) = arguments::value::<String>(matches, "rule") else {
        Output::Standard.write(language, |out| table(&rules, language, out))?;
        return Ok(CLEAN);
    };
    let family: Vec<_> = rules.iter().filter(|rule| rule.family() == asked).cloned().collect();
    if !family.is_empty() {
        Output::Standard.write(language, |out| table(&family, language, out))?;
        return Ok(CLEAN);
    }
    let rule = rules.iter().find(|rule| rule.id == asked.as_str()).ok_or_else(|| {
        let known = rules.iter().map(|rule| rule.id.as_ref());
        settings::unknown_rule(asked, known, language)
    })?;
    Output::Standard.write(language, |out| page(rule, language, out))?;
    Ok(CLEAN)
}

fn page(rule: &Rule, language: Language, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} {}", rule.id, rule.summary.get(language))?;
    let (severity, profile) = (severity_word(rule.severity, language), profile_name(rule.confidence));
    match language {
        Language::Zh => write!(out, "{severity}，属于规则组 {profile}")?,
        Language::En => write!(out, "{severity}, on with profile {profile}")?,
    }
    match language {
        _ if rule.since.is_empty() => {}
        Language::Zh => write!(out, "，自 {} 版起", rule.since)?,
        Language::En => write!(out, ", since {}", rule.since)?,
    }
    writeln!(out, "\n\n{}", rule.explain.get(language).trim())?;
    let (reported, silent): (Vec<_>, Vec<_>) = rule.examples.iter().partition(|example| example.is_reported());
    examples(&reported, choose(language, "会报（⟦ ⟧ 是所指之处）：", "Reported, ⟦ ⟧ is the place:"), out)?;
    examples(&silent, choose(language, "不报：", "Not reported:"), out)
}

/// Examples that a terminal can show: those given as bytes, or with control characters, it cannot.
fn examples(examples: &[&Example], title: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut shown = examples.iter().filter(|example| example.bytes.is_none() && is_printable(&example.text)).peekable();
    if shown.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    for example in shown {
        let mut lines = example.text.trim_end().lines();
        writeln!(out, "  - {}", lines.next().unwrap_or_default())?;
        for line in lines {
            writeln!(out, "    {line}")?;
        }
    }
    Ok(())
}

fn is_printable(text: &str) -> bool {
    text.chars().all(|c| c == '\n' || !(c.is_control() || reformlint::report::needs_picture(c)))
}
