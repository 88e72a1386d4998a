//! What the linter says about published texts, where `../shared` is there (skipped with a line otherwise).
//!
//! `tests/corpus/findings.txt` holds every finding over `../shared/corpus` by document and place, so that a change shows
//! which appear and which disappear. `BLESS=1 cargo test --test corpus` writes it anew; read the difference.

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use rayon::prelude::*;

#[test]
fn the_seed_reports_hold_no_error_in_figures_or_dates() {
    let Some(folder) = support::shared("seeds") else { return };
    let linter = support::default_linter();
    let mut annotated = Vec::new();
    for path in support::texts(&folder, &["txt"]) {
        let findings = support::findings(&linter, &path);
        let wrong: Vec<_> = findings
            .iter()
            .filter(|line| (line.contains(" figures/") || line.contains(" dates/")) && !line.contains(" info "))
            .collect();
        assert!(wrong.is_empty(), "{}: {wrong:#?}", path.display());
        if findings.iter().any(|line| line.contains("encoding/pinyin-annotation")) {
            annotated.push(path.file_name().map(|name| name.to_string_lossy()[..3].to_owned()).unwrap_or_default());
        }
    }
    assert_eq!(annotated, ["002", "004"], "the reports that carry the pinyin accident");
}

#[test]
fn findings_over_the_corpus_are_those_of_the_file() {
    let Some(folder) = support::shared("corpus") else { return };
    let linter = support::default_linter();
    let paths: Vec<PathBuf> =
        support::texts(&folder, &["txt"]).into_iter().filter(|path| !is_damaged_on_purpose(path)).collect();
    let by_document: BTreeMap<String, Vec<String>> = paths
        .par_iter()
        .map(|path| {
            let name = path.strip_prefix(&folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
            (name, support::findings(&linter, path))
        })
        .collect();
    let texts = by_document.len();
    let said = format!("{},{:03} published official texts", texts / 1000, texts % 1000);
    assert!(readme().replace('\n', " ").contains(&said), "the README counts other texts: {said}");
    let found: String = by_document
        .iter()
        .flat_map(|(name, findings)| findings.iter().map(move |finding| format!("{name}:{finding}\n")))
        .collect();
    let list = support::root().join("tests/corpus/findings.txt");
    let expected = fs::read_to_string(&list).unwrap_or_default();
    if env::var_os("BLESS").is_some() {
        fs::write(support::root().join("README.md"), readme_with(errors_and_warnings(&found)))
            .expect("README.md is writable");
        fs::write(&list, found).expect("tests/corpus is writable");
    } else if found != expected {
        panic!("findings changed:\n{}", support::difference(&list, &expected, &found));
    }
}

/// The README says how many errors and warnings there are, in two places.
#[test]
fn the_readme_counts_the_findings_of_the_file() {
    if env::var_os("BLESS").is_some() {
        return;
    }
    let findings = fs::read_to_string(support::root().join("tests/corpus/findings.txt")).expect("the list");
    assert_eq!(readme(), readme_with(errors_and_warnings(&findings)), "BLESS=1 cargo test --test corpus");
}

fn errors_and_warnings(findings: &str) -> usize {
    findings.lines().filter(|line| line.contains(" error ") || line.contains(" warning ")).count()
}

fn readme() -> String {
    fs::read_to_string(support::root().join("README.md")).expect("README.md")
}

/// The README with this figure in both places.
fn readme_with(count: usize) -> String {
    let places = [("it reports ", " errors and warnings; each"), ("published texts | ", ", each looked at |")];
    places.iter().fold(readme(), |readme, (before, after)| {
        let (head, tail) = readme.split_once(before).expect("the figure in the README");
        let (_, tail) = tail.split_once(after).expect("what follows the figure in the README");
        [head, before, &count.to_string(), after, tail].concat()
    })
}

/// Half of these reports is UTF-8 read as GB18030.
fn is_damaged_on_purpose(path: &Path) -> bool {
    path.parent().is_some_and(|folder| folder.ends_with("real_mojibake"))
}
