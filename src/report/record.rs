//! A file's findings with everything resolved: places as file bytes, lines and columns, texts in the language of the
//! run, the piece of the line to show. Made in the worker that checked the file, so that the document can be dropped.
//! Serialises to the JSON contract (`docs/json.md`).

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::finding::{Applicability, Confidence, Edit, Elsewhere, Finding, Fix, Language, Message, Related, Severity};
use crate::policy::ContentKey;
use crate::report::excerpt::{Excerpt, Labelled};
use crate::report::passage::{Piece, pieces};
use crate::report::picture::on_lines;
use crate::rules::Rule;
use crate::source::{Document, Position};
use crate::span::Span;

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// Byte of the file on disk, from 0; a byte order mark counts.
    pub byte: u64,
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
}

/// From `start` up to and without `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PlaceRange {
    /// First place.
    pub start: Place,
    /// The place after the last.
    pub end: Place,
}

impl PlaceRange {
    /// Where `span` stands in the file.
    fn of(document: &Document, span: Span) -> Self {
        let bytes = document.file_bytes(span);
        let place = |offset, byte| {
            let position = document.position(offset);
            Place { byte, line: position.line, column: position.column }
        };
        Self { start: place(span.start, bytes.start), end: place(span.end, bytes.end) }
    }

    /// The empty range before the first byte: where a finding about the whole file is put.
    const FILE_START: Self = {
        let place = Place { byte: 0, line: 1, column: 1 };
        Self { start: place, end: place }
    };
}

/// Another place that takes part in a finding.
#[derive(Clone, Debug, Serialize)]
pub struct RelatedRecord {
    /// The file, if it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where.
    pub range: PlaceRange,
    /// What it contributes.
    pub message: String,
}

/// One replacement.
#[derive(Clone, Debug, Serialize)]
pub struct EditRecord {
    /// What goes.
    pub range: PlaceRange,
    /// What comes, as text: it is to be encoded as the file is.
    pub text: String,
}

/// A change that would settle a finding.
#[derive(Clone, Debug, Serialize)]
pub struct FixRecord {
    /// What it does.
    pub title: String,
    /// Who may apply it.
    pub applicability: Applicability,
    /// In text order, not overlapping.
    pub edits: Vec<EditRecord>,
}

/// A finding with everything resolved.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    /// The rule that says so; its id in JSON.
    #[serde(serialize_with = "rule_id")]
    pub rule: Arc<Rule>,
    /// How bad it is.
    pub severity: Severity,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// What is wrong.
    pub message: String,
    /// True for a finding about the file; `range` is then empty at its start.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub whole_file: bool,
    /// Where.
    pub range: PlaceRange,
    /// What stands there, decoded; empty for a finding about the file.
    pub text: String,
    /// The other members of a relation.
    pub related: Vec<RelatedRecord>,
    /// Lines that explain or prove.
    pub notes: Vec<String>,
    /// Proof for programs.
    pub evidence: Map<String, Value>,
    /// Ways to settle it, best first.
    pub fixes: Vec<FixRecord>,
    /// What to show of the text; none for a finding about the file.
    #[serde(skip)]
    pub excerpt: Option<Excerpt>,
    /// Tells findings of one file apart by what is written there and not by where it stands, so that it survives moved
    /// lines: hexadecimal digits, and a number if the same is written twice.
    #[serde(skip)]
    pub fingerprint: String,
}

/// A checked file.
#[derive(Clone, Debug, Serialize)]
pub struct FileRecord {
    /// Its path as the user would write it.
    pub path: String,
    /// The name of its encoding.
    pub encoding: String,
    /// True if it starts with a byte order mark.
    pub bom: bool,
    /// In text order; about the whole file first.
    pub findings: Vec<Record>,
    /// Characters (Unicode scalar values) of the decoded text.
    #[serde(skip)]
    pub characters: u64,
    /// The text around the findings; empty unless it was asked for.
    #[serde(skip)]
    pub pieces: Vec<Piece>,
}

impl FileRecord {
    /// Resolves `findings`, which must be findings of `document`, with texts in `language`. Findings that are given away are
    /// not kept beside their records.
    pub fn new(path: &str, document: &Document, findings: impl Into<Vec<Finding>>, language: Language) -> Self {
        let findings = findings.into().into_iter();
        let mut findings: Vec<_> = findings.map(|finding| record(document, finding, language)).collect();
        number_equal_fingerprints(&mut findings);
        Self {
            path: path.to_owned(),
            encoding: document.encoding_name().to_owned(),
            bom: document.has_byte_order_mark(),
            findings,
            characters: document.text().chars().count() as u64,
            pieces: Vec::new(),
        }
    }

    /// The same with the text around the findings, which [`crate::report::Format::Html`] shows.
    pub fn with_pieces(mut self, document: &Document, findings: &[Finding]) -> Self {
        self.pieces = pieces(document, findings);
        self
    }
}

fn record(document: &Document, finding: Finding, language: Language) -> Record {
    // Sentences are for people in every format; `text` and edits stay as they are.
    let rule = Arc::clone(&finding.rule);
    let render = |message: &Message| on_lines(&rule.render(message, language)).into_owned();
    let related = |related: &Related| RelatedRecord {
        path: None,
        range: PlaceRange::of(document, related.span),
        message: render(&related.message),
    };
    let place = |at: Position| Place { byte: at.byte, line: at.line, column: at.column };
    let elsewhere = |other: &Elsewhere| RelatedRecord {
        path: Some(other.path.clone()),
        range: PlaceRange { start: place(other.start), end: place(other.end) },
        message: render(&other.message),
    };
    let edit = |edit: Edit| EditRecord { range: PlaceRange::of(document, edit.span), text: edit.text };
    let fix = |fix: Fix| FixRecord {
        title: render(&fix.title),
        applicability: fix.applicability,
        edits: fix.edits.into_iter().map(edit).collect(),
    };
    let written = if finding.whole_file { "" } else { slice(document.text(), finding.span) };
    Record {
        severity: finding.severity,
        confidence: finding.confidence,
        message: render(&finding.message),
        whole_file: finding.whole_file,
        range: if finding.whole_file { PlaceRange::FILE_START } else { PlaceRange::of(document, finding.span) },
        text: written.to_owned(),
        related: finding.related.iter().map(related).chain(finding.elsewhere.iter().map(elsewhere)).collect(),
        notes: finding.notes.iter().map(render).collect(),
        excerpt: (!finding.whole_file).then(|| excerpt(document, &finding, language)),
        fingerprint: ContentKey::of(document, &finding).fingerprint(),
        evidence: finding.evidence,
        fixes: finding.fixes.into_iter().map(fix).collect(),
        rule: finding.rule,
    }
}

fn excerpt(document: &Document, finding: &Finding, language: Language) -> Excerpt {
    let related = finding
        .related
        .iter()
        .map(|related| Labelled { span: related.span, message: finding.render(&related.message, language) });
    Excerpt::new(document, finding.span, related)
}

/// The text at `span`; nothing if the span is not one of this text.
fn slice(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap_or_default()
}

/// Two findings of one rule on the same words are told apart by their order.
fn number_equal_fingerprints(records: &mut [Record]) {
    let mut seen = HashMap::<String, u32>::new();
    for record in records {
        match seen.get_mut(&record.fingerprint) {
            Some(count) => {
                *count += 1;
                record.fingerprint = format!("{}:{count}", record.fingerprint);
            }
            None => _ = seen.insert(record.fingerprint.clone(), 1),
        }
    }
}

fn rule_id<S: Serializer>(rule: &Arc<Rule>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&rule.id)
}
