//! `reformlint rules`: what can be found, as a table or as JSON.

use std::io::{self, Write};
use std::sync::Arc;

use clap::ArgMatches;
use reformlint::finding::Language;
use reformlint::rules::Rule;
use reformlint::severity::{Confidence, Severity};
use serde_json::json;

use crate::cli::output::Output;
use crate::cli::{CLEAN, Failure, arguments, settings};

/// Lists the rules, the user's own among them.
pub fn run(matches: &ArgMatches, language: Language) -> Result<u8, Failure> {
    let rules = settings::known_rules(matches, language)?;
    let as_json = arguments::value::<String>(matches, "format").is_some_and(|format| format == "json");
    Output::Standard.write(language, |out| if as_json { list(&rules, out) } else { table(&rules, language, out) })?;
    Ok(CLEAN)
}

/// The table for a reader: one family after the other, a line a rule.
pub fn table(rules: &[Arc<Rule>], language: Language, out: &mut dyn Write) -> io::Result<()> {
    let longest = rules.iter().map(|rule| rule.id.chars().count()).max().unwrap_or_default();
    let mut family = "";
    for rule in rules {
        if rule.family() != family {
            if !family.is_empty() {
                writeln!(out)?;
            }
            family = rule.family();
            writeln!(out, "{}", family_title(family, language))?;
        }
        writeln!(
            out,
            "  {:longest$}  {}  {}  {}",
            rule.id,
            severity(rule.severity, language),
            profile_column(rule.confidence),
            rule.summary.get(language),
        )?;
    }
    match language {
        Language::Zh => writeln!(out, "\n共 {} 条。reformlint explain <规则> 看一条规则的说明。", rules.len()),
        Language::En => writeln!(out, "\n{} rules. reformlint explain <RULE> tells more about one.", rules.len()),
    }
}

fn list(rules: &[Arc<Rule>], out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<_> = rules
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "family": rule.family(),
                "severity": rule.severity,
                "confidence": rule.confidence,
                "profile": profile(rule.confidence),
                "since": rule.since,
                "summary": { "zh": rule.summary.zh, "en": rule.summary.en },
            })
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &json!({ "version": 1, "rules": rules }))?;
    writeln!(out)
}

fn family_title(family: &str, language: Language) -> String {
    let title = match (family, language) {
        ("encoding", Language::Zh) => "编码损坏",
        ("encoding", Language::En) => "damaged encoding",
        ("figures", Language::Zh) => "数字与序号",
        ("figures", Language::En) => "figures and sequences",
        ("dates", Language::Zh) => "日期与时间",
        ("dates", Language::En) => "dates and times",
        ("policy", Language::Zh) => "忽略标记",
        ("policy", Language::En) => "suppressions",
        _ => return family.to_owned(),
    };
    format!("{family} {title}")
}

/// A severity in words, all of the same width within a language.
fn severity(severity: Severity, language: Language) -> &'static str {
    match (severity, language) {
        (Severity::Error, Language::Zh) => "错误",
        (Severity::Warning, Language::Zh) => "警告",
        (Severity::Info, Language::Zh) => "提示",
        (Severity::Error, Language::En) => "error  ",
        (Severity::Warning, Language::En) => "warning",
        (Severity::Info, Language::En) => "info   ",
    }
}

/// A severity in a sentence.
pub fn severity_word(value: Severity, language: Language) -> &'static str {
    severity(value, language).trim_end()
}

/// The profile that turns a rule of this confidence on.
pub fn profile(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "default",
        Confidence::Medium => "strict",
        Confidence::Low => "audit",
    }
}

fn profile_column(confidence: Confidence) -> String {
    format!("{:7}", profile(confidence))
}
