//! SARIF 2.1.0 (OASIS), for code scanning and editors. One run; results and artifacts are streamed. Validated against
//! the official schema in the tests.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::finding::{Confidence, Language, Severity};
use crate::report::json::write_line;
use crate::report::picture::on_lines;
use crate::report::{FileRecord, FixRecord, Options, Outcome, PlaceRange, Record, uri};
use crate::rules::{Bilingual, Rule};

/// The name under which results carry their fingerprint. Change the number when its making changes.
const FINGERPRINT: &str = "reformlint/v1";

/// What relative paths are relative to: the folder the run was started in.
const BASE: &str = "%SRCROOT%";

/// An array written from an iterator, one element in memory at a time.
struct Each<F>(F);

impl<I: Iterator<Item = Value>, F: Fn() -> I> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

#[derive(Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [R; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<A, R> {
    tool: Value,
    language: &'static str,
    column_kind: &'static str,
    original_uri_base_ids: Value,
    invocations: Value,
    artifacts: A,
    results: R,
}

/// Writes one SARIF log and a line end.
pub fn write(outcome: &Outcome, options: &Options, out: &mut impl Write) -> io::Result<()> {
    let rules = rules(outcome);
    let artifacts = Each(|| outcome.files.iter().map(artifact));
    let results = Each(|| {
        outcome.files.iter().enumerate().flat_map(|(index, file)| {
            let rules = &rules;
            file.findings.iter().map(move |record| {
                let rule = rules.partition_point(|rule| rule.id < record.rule.id);
                result(&Artifact { file, index }, record, rule)
            })
        })
    });
    let base = match options.language {
        Language::Zh => "运行时所在的文件夹",
        Language::En => "the folder the run was started in",
    };
    let run = Run {
        tool: tool(&rules, options),
        language: match options.language {
            Language::Zh => "zh-CN",
            Language::En => "en-US",
        },
        column_kind: "unicodeCodePoints",
        original_uri_base_ids: json!({ BASE: { "description": { "text": base } } }),
        invocations: json!([invocation(outcome)]),
        artifacts,
        results,
    };
    let log = Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [run],
    };
    write_line(&log, out)
}

/// The rules that found something, by id.
fn rules(outcome: &Outcome) -> Vec<&Rule> {
    let rules: BTreeMap<&str, &Rule> =
        outcome.records().map(|(_, record)| (record.rule.id.as_ref(), record.rule.as_ref())).collect();
    rules.into_values().collect()
}

fn tool(rules: &[&Rule], options: &Options) -> Value {
    json!({ "driver": {
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.iter().map(|rule| descriptor(rule, options)).collect::<Vec<_>>(),
    }})
}

fn descriptor(rule: &Rule, options: &Options) -> Value {
    let language = options.language;
    let help = in_both(&rule.explain, language, "\n\n");
    let mut descriptor = json!({
        "id": rule.id,
        "shortDescription": { "text": rule.summary.get(language) },
        "fullDescription": { "text": in_both(&rule.summary, language, " / ") },
        "help": { "text": help, "markdown": help },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": {
            "tags": [rule.family()],
            "precision": match rule.confidence {
                Confidence::High => "high",
                Confidence::Medium => "medium",
                Confidence::Low => "low",
            },
        },
    });
    if let Some(page) = options.rule_page(&rule.id) {
        descriptor["helpUri"] = json!(page);
    }
    descriptor
}

/// The text in the language of the run, then in the other one.
fn in_both(text: &Bilingual, language: Language, between: &str) -> String {
    let other = match language {
        Language::Zh => Language::En,
        Language::En => Language::Zh,
    };
    [text.get(language).trim(), between, text.get(other).trim()].concat()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// Files that could not be checked are notifications, and the run was then not a success.
fn invocation(outcome: &Outcome) -> Value {
    let notifications = outcome.errors.iter().map(|error| {
        json!({
            "level": "error",
            "message": { "text": on_lines(&error.message) },
            "locations": [{ "physicalLocation": { "artifactLocation": artifact_location(&error.path) } }],
        })
    });
    json!({
        "executionSuccessful": outcome.errors.is_empty(),
        "toolExecutionNotifications": notifications.collect::<Vec<_>>(),
    })
}

fn artifact_location(path: &str) -> Value {
    let uri = uri::from_path(path);
    if uri.starts_with("file:") { json!({ "uri": uri }) } else { json!({ "uri": uri, "uriBaseId": BASE }) }
}

fn artifact(file: &FileRecord) -> Value {
    json!({
        "location": artifact_location(&file.path),
        "roles": ["analysisTarget"],
        "encoding": file.encoding,
    })
}

/// A file and its index in the run's artifacts.
struct Artifact<'a> {
    file: &'a FileRecord,
    index: usize,
}

impl Artifact<'_> {
    fn location(&self) -> Value {
        let mut location = artifact_location(&self.file.path);
        location["index"] = json!(self.index);
        location
    }
}

fn result(artifact: &Artifact, record: &Record, rule: usize) -> Value {
    let mut region = region(&record.range);
    if record.whole_file {
        // Code scanning shows no result without a line.
        region = json!({ "startLine": 1 });
    } else {
        region["snippet"] = json!({ "text": record.text });
    }
    let mut result = json!({
        "ruleId": record.rule.id,
        "ruleIndex": rule,
        "level": level(record.severity),
        "message": { "text": message(record) },
        "locations": [{ "physicalLocation": { "artifactLocation": artifact.location(), "region": region } }],
        "partialFingerprints": { FINGERPRINT: record.fingerprint },
        "properties": {
            "confidence": record.confidence,
            "wholeFile": record.whole_file,
            "evidence": record.evidence,
        },
    });
    if !record.related.is_empty() {
        let related = record.related.iter().enumerate().map(|(id, related)| {
            json!({
                "id": id,
                "message": { "text": on_lines(&related.message) },
                "physicalLocation": {
                    "artifactLocation": related.path.as_deref().map_or_else(|| artifact.location(), artifact_location),
                    "region": self::region(&related.range),
                },
            })
        });
        result["relatedLocations"] = related.collect();
    }
    if !record.fixes.is_empty() {
        result["fixes"] = record.fixes.iter().map(|fix| self::fix(artifact, fix)).collect();
    }
    result
}

/// The message and, on lines of their own, what explains it.
fn message(record: &Record) -> String {
    let mut text = on_lines(&record.message).into_owned();
    for note in &record.notes {
        text.push('\n');
        text.push_str(&on_lines(note));
    }
    text
}

/// `endColumn` is the column after the last character.
fn region(range: &PlaceRange) -> Value {
    json!({
        "startLine": range.start.line,
        "startColumn": range.start.column,
        "endLine": range.end.line,
        "endColumn": range.end.column,
        "byteOffset": range.start.byte,
        "byteLength": range.end.byte.saturating_sub(range.start.byte),
    })
}

fn fix(artifact: &Artifact, fix: &FixRecord) -> Value {
    let replacements = fix
        .edits
        .iter()
        .map(|edit| json!({ "deletedRegion": region(&edit.range), "insertedContent": { "text": edit.text } }));
    json!({
        "description": { "text": on_lines(&fix.title) },
        "artifactChanges": [{
            "artifactLocation": artifact.location(),
            "replacements": replacements.collect::<Vec<_>>(),
        }],
        "properties": { "applicability": fix.applicability },
    })
}
