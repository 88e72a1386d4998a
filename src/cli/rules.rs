//! `reformlint rules`: what can be found, as a table, as JSON, or as the pages of the documentation.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;
use reformlint::finding::Language;
use reformlint::fix;
use reformlint::report::{RULE_PAGE_MARK, RulePage, rule_pages};
use reformlint::rules::Rule;
use reformlint::rules::vocabulary::{choose, family_title, profile_name, severity_word};
use reformlint::severity::Severity;
use reformlint::source::io_reason;
use serde_json::json;

use crate::cli::output::Output;
use crate::cli::{CLEAN, Failure, arguments, settings};

/// Lists the rules, the user's own among them.
pub fn run(matches: &ArgMatches, language: Language) -> Result<u8, Failure> {
    let rules = settings::known_rules(matches, language)?;
    let format = arguments::value::<String>(matches, "format").map_or("human", String::as_str);
    let folder = arguments::value::<PathBuf>(matches, "out");
    match (format, folder) {
        ("markdown", Some(folder)) => write_pages(&rules, folder, language)?,
        (_, Some(_)) => {
            return Err(Failure::new(choose(
                language,
                "--out 只与 --format markdown 同用",
                "--out goes with --format markdown only",
            )));
        }
        ("markdown", None) => Output::Standard
            .write(language, |out| rule_pages(&rules).iter().try_for_each(|page| writeln!(out, "{}", page.text)))?,
        ("json", None) => Output::Standard.write(language, |out| list(&rules, out))?,
        _ => Output::Standard.write(language, |out| table(&rules, language, out))?,
    }
    Ok(CLEAN)
}

/// Makes `folder` hold the pages of `rules`: each file is replaced whole and only if it differs, and pages of rules that
/// are gone are removed. Files that are no rule pages stay.
fn write_pages(rules: &[Arc<Rule>], folder: &Path, language: Language) -> Result<(), Failure> {
    let pages = rule_pages(rules);
    let failure = |path: &Path, error: &io::Error| {
        Failure::at(&path.display().to_string(), &io_reason(error, language), language)
    };
    for RulePage { path, text } in &pages {
        let path = folder.join(path);
        if fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
            continue;
        }
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| failure(parent, &error))?;
        fix::write_atomic(&path, text.as_bytes())
            .map_err(|error| Failure::at(&path.display().to_string(), &error.message(language), language))?;
    }
    for path in old_pages(folder).map_err(|error| failure(folder, &error))? {
        if !pages.iter().any(|page| folder.join(&page.path) == path) {
            fs::remove_file(&path).map_err(|error| failure(&path, &error))?;
        }
    }
    Ok(())
}

/// The rule pages in `folder` and the folders in it.
fn old_pages(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.is_symlink() {
            for entry in fs::read_dir(&path)? {
                pages.push(entry?.path());
            }
        } else {
            pages.push(path);
        }
    }
    pages.retain(|path| {
        path.extension().is_some_and(|extension| extension == "md")
            && fs::read_to_string(path).is_ok_and(|text| text.starts_with(RULE_PAGE_MARK))
    });
    Ok(pages)
}

/// The table for a reader: one family after the other, a line a rule.
pub fn table(rules: &[Arc<Rule>], language: Language, out: &mut dyn Write) -> io::Result<()> {
    let longest = rules.iter().map(|rule| rule.id.chars().count()).max().unwrap_or_default();
    // Chinese words for severities are all of one width.
    let severities = choose(language, 0, severity_word(Severity::Warning, language).len());
    let mut family = "";
    for rule in rules {
        if rule.family() != family {
            if !family.is_empty() {
                writeln!(out)?;
            }
            family = rule.family();
            writeln!(out, "{}", heading(family, language))?;
        }
        writeln!(
            out,
            "  {:longest$}  {:severities$}  {:7}  {}",
            rule.id,
            severity_word(rule.severity, language),
            profile_name(rule.confidence),
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
                "profile": profile_name(rule.confidence),
                "since": rule.since,
                "summary": { "zh": rule.summary.zh, "en": rule.summary.en },
            })
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &json!({ "version": 1, "rules": rules }))?;
    writeln!(out)
}

fn heading(family: &str, language: Language) -> String {
    family_title(family, language).map_or_else(|| family.to_owned(), |title| format!("{family} {title}"))
}
