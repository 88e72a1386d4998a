//! The baseline: findings that were there when it was written, known by content and not by line. A JSON file whose paths
//! are relative to its own folder. The same findings always give the same bytes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::content_key::ContentKey;
use super::error::Problem;
use super::glob;
use crate::finding::Finding;
use crate::source::Document;

/// The version that is read and written.
const VERSION: u64 = 1;

/// How often each finding occurs in a file.
pub type Counts = BTreeMap<ContentKey, u32>;

/// A baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    files: BTreeMap<String, Counts>,
}

/// The findings of one file, as a baseline keeps them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaselineRecord {
    /// The file, absolute.
    pub(super) path: PathBuf,
    /// What was found.
    pub(super) counts: Counts,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    version: u64,
    files: BTreeMap<String, Vec<StoredEntry>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredEntry {
    rule: String,
    text: String,
    context: String,
    #[serde(default = "once", skip_serializing_if = "is_once")]
    count: u32,
}

/// Only the version, to say which one it is before anything else is looked at.
#[derive(Deserialize)]
struct StoredVersion {
    version: u64,
}

fn once() -> u32 {
    1
}

fn is_once(count: &u32) -> bool {
    *count == 1
}

impl Baseline {
    /// Reads the text of a baseline file.
    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        let damaged = |error: serde_json::Error| Problem::BadBaseline { line: error.line() };
        let StoredVersion { version } = serde_json::from_str(text).map_err(damaged)?;
        if version != VERSION {
            return Err(Problem::BaselineVersion(version));
        }
        let stored: Stored = serde_json::from_str(text).map_err(damaged)?;
        let mut files = BTreeMap::new();
        for (path, entries) in stored.files {
            let mut counts = Counts::new();
            for entry in entries {
                let context = u64::from_str_radix(&entry.context, 16).map_err(|_| {
                    let line = text.lines().position(|line| line.contains(&entry.context)).map_or(1, |index| index + 1);
                    Problem::BadBaseline { line }
                })?;
                let count = counts.entry(ContentKey { rule: entry.rule, text: entry.text, context }).or_insert(0_u32);
                *count = count.saturating_add(entry.count);
            }
            files.insert(path, counts);
        }
        Ok(Self { files })
    }

    /// Reads the baseline file at `path`.
    pub(super) fn read(path: &Path) -> Result<Self, Problem> {
        let text = std::fs::read_to_string(path).map_err(|error| Problem::Unreadable(error.into()))?;
        Self::parse(&text)
    }

    /// A baseline of exactly these findings, for a file in `folder` (absolute).
    pub(super) fn of(folder: &Path, records: &[BaselineRecord]) -> Self {
        let mut files = BTreeMap::new();
        for record in records.iter().filter(|record| !record.counts.is_empty()) {
            files.insert(glob::relative(folder, &record.path), record.counts.clone());
        }
        Self { files }
    }

    /// Takes away what is not found any more: entries of checked files that did not occur, or not so often, and files
    /// for which `is_gone` says so. Files that were not checked keep their entries. Returns how many findings went.
    pub(super) fn prune(&mut self, folder: &Path, checked: &[BaselineRecord], is_gone: impl Fn(&str) -> bool) -> usize {
        let before = self.len();
        let found: HashMap<String, &Counts> =
            checked.iter().map(|record| (glob::relative(folder, &record.path), &record.counts)).collect();
        self.files.retain(|path, counts| {
            if let Some(found) = found.get(path) {
                counts.retain(|key, count| {
                    *count = (*count).min(found.get(key).copied().unwrap_or(0));
                    *count > 0
                });
            }
            !counts.is_empty() && !is_gone(path)
        });
        before - self.len()
    }

    /// The number of findings.
    pub fn len(&self) -> usize {
        self.files.values().flat_map(BTreeMap::values).map(|count| *count as usize).sum()
    }

    /// True if it holds no finding.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The findings of the file `path`, relative to the baseline's folder, that it does not hold. Of several alike, as
    /// many as it holds are left out, the first ones first.
    pub(super) fn new_findings(&self, path: &str, document: &Document, findings: Vec<Finding>) -> Vec<Finding> {
        let Some(known) = self.files.get(path) else { return findings };
        let rules: BTreeSet<&str> = known.keys().map(|key| &*key.rule).collect();
        let mut left = known.clone();
        let is_new = |finding: &Finding| {
            if !rules.contains(&*finding.rule.id) {
                return true;
            }
            match left.get_mut(&ContentKey::of(document, finding)) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            }
        };
        findings.into_iter().filter(is_new).collect()
    }

    /// The file's text: one finding a line, in the order of paths, rules, texts.
    pub fn to_json(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let files: Vec<String> = self
            .files
            .iter()
            .map(|(path, counts)| {
                let entries: Vec<String> =
                    counts.iter().map(|(key, count)| format!("      {}", line(key, *count))).collect();
                format!("    {}: [\n{}\n    ]", quoted(path), entries.join(",\n"))
            })
            .collect();
        match files.is_empty() {
            true => format!("{{\n  \"version\": {VERSION},\n  \"files\": {{}}\n}}\n"),
            false => format!("{{\n  \"version\": {VERSION},\n  \"files\": {{\n{}\n  }}\n}}\n", files.join(",\n")),
        }
    }
}

fn line(key: &ContentKey, count: u32) -> String {
    let entry =
        StoredEntry { rule: key.rule.clone(), text: key.text.clone(), context: format!("{:016x}", key.context), count };
    serde_json::to_value(entry).map(|value| value.to_string()).unwrap_or_default()
}

impl BaselineRecord {
    /// The record of the file at `path` (absolute).
    pub(super) fn of(path: PathBuf, document: &Document, findings: &[Finding]) -> Self {
        let mut counts = Counts::new();
        for finding in findings {
            *counts.entry(ContentKey::of(document, finding)).or_insert(0) += 1;
        }
        Self { path, counts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let key =
            |text: &str, context| ContentKey { rule: "figures/range-unit".to_owned(), text: text.to_owned(), context };
        let counts = Counts::from([(key("10～20%", 7), 1), (key("“甲”\n\\", u64::MAX), 3)]);
        let record = BaselineRecord { path: PathBuf::from("/卷/甲.txt"), counts };
        let baseline = Baseline::of(Path::new("/卷/存"), &[record, BaselineRecord::default()]);
        let json = baseline.to_json();
        assert_eq!(Baseline::parse(&json), Ok(baseline));
        assert_eq!(
            json,
            "{\n  \"version\": 1,\n  \"files\": {\n    \"../甲.txt\": [\n      \
             {\"rule\":\"figures/range-unit\",\"text\":\"10～20%\",\"context\":\"0000000000000007\"},\n      \
             {\"rule\":\"figures/range-unit\",\"text\":\"“甲”\\n\\\\\",\"context\":\"ffffffffffffffff\",\"count\":3}\n    ]\n  }\n}\n"
        );
        assert_eq!(Baseline::parse(&Baseline::default().to_json()), Ok(Baseline::default()));
    }

    #[test]
    fn the_documented_baseline_is_one() {
        let text = include_str!("../../docs/configuration.md");
        let example = text.split_once("```json\n").and_then(|(_, rest)| rest.split_once("```")).expect("an example").0;
        assert_eq!(Baseline::parse(example).map(|baseline| baseline.len()), Ok(1));
    }
}
