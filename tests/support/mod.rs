//! What several tests need: the linter of the default profile, the findings of a file as lines, and `../shared`.
#![allow(dead_code, reason = "every test uses a part")]

pub mod connection;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use reformlint::finding::Confidence;
use reformlint::source::{Document, Format, ReadOptions};
use reformlint::{Linter, rules};

/// The folder of the project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The texts shared between projects; `None`, with a line that says so, where they are absent.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let path = root().join("../shared").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: ../shared/{folder} is not there");
    None
}

/// The rules of the default profile.
pub fn default_linter() -> Linter {
    let rules = rules::built_in().into_iter().filter(|rule| rule.confidence == Confidence::High);
    Linter::new(rules.map(Arc::new).collect())
}

/// The findings of a file in the default profile, `line:column severity rule`, in text order.
pub fn findings(linter: &Linter, path: &Path) -> Vec<String> {
    let markdown = path.extension().is_some_and(|extension| extension == "md");
    let format = if markdown { Format::Markdown } else { Format::Plain };
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let document = Document::read(bytes, ReadOptions { format, ..ReadOptions::default() })
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    linter
        .check(&document)
        .iter()
        .filter(|finding| finding.confidence == Confidence::High)
        .map(|finding| {
            let place = if finding.whole_file {
                "file".to_owned()
            } else {
                let position = document.position(finding.span.start);
                format!("{}:{}", position.line, position.column)
            };
            format!("{place} {:?} {}", finding.severity, finding.rule.id).to_lowercase()
        })
        .collect()
}

/// Lines that only one side has.
pub fn difference(path: &Path, expected: &str, found: &str) -> String {
    let mut text = format!("{}\n", path.display());
    for line in expected.lines().filter(|line| !found.lines().any(|other| other == *line)) {
        text.push_str(&format!("  - {line}\n"));
    }
    for line in found.lines().filter(|line| !expected.lines().any(|other| other == *line)) {
        text.push_str(&format!("  + {line}\n"));
    }
    text
}

/// The files of a folder and its subfolders with one of `extensions`, sorted.
pub fn texts(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            found.append(&mut texts(&path, extensions));
        } else if path.extension().is_some_and(|extension| extensions.iter().any(|known| extension == *known)) {
            found.push(path);
        }
    }
    found.sort();
    found
}
