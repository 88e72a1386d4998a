//! GitLab's Code Quality report: a JSON array, one object a finding, told apart by fingerprint.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use crate::finding::Severity;
use crate::fnv::Fnv;
use crate::report::json;
use crate::report::picture::on_one_line;
use crate::report::{FileError, FileRecord, Outcome, Record, uri};

/// The check name of a file that could not be checked.
const UNREADABLE: &str = "reformlint/unreadable";

/// The findings and errors of a run, one in memory at a time.
struct Issues<'a>(&'a Outcome);

impl Serialize for Issues<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let findings = self.0.records().map(|(file, record)| issue(file, record));
        serializer.collect_seq(findings.chain(self.0.errors.iter().map(unreadable)))
    }
}

/// Writes one JSON array and a line end.
pub fn write(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    json::write_line(&Issues(outcome), out)
}

fn issue(file: &FileRecord, record: &Record) -> Value {
    let path = uri::forward(&file.path);
    let severity = match record.severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    };
    json!({
        "description": on_one_line(&record.message),
        "check_name": record.rule.id,
        "fingerprint": fingerprint(&path, &record.fingerprint),
        "severity": severity,
        "location": {
            "path": path,
            "lines": { "begin": record.range.start.line, "end": record.range.end.line },
        },
    })
}

fn unreadable(error: &FileError) -> Value {
    let path = uri::forward(&error.path);
    json!({
        "description": on_one_line(&error.message),
        "check_name": UNREADABLE,
        "fingerprint": fingerprint(&path, UNREADABLE),
        "severity": "critical",
        "location": { "path": path, "lines": { "begin": 1, "end": 1 } },
    })
}

/// Unique in the whole report, so the path is part of it.
fn fingerprint(path: &str, content: &str) -> String {
    let mut hash = Fnv::new();
    hash.chars(path.chars());
    hash.separator();
    hash.chars(content.chars());
    format!("{:016x}", hash.0)
}
