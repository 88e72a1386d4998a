//! A file's findings with everything resolved: places as file bytes, lines and columns, texts in the language of the
//! run, the piece of the line to show. Made in the worker that checked the file, so that the document can be dropped.
//! Serialises to the JSON contract (`docs/json.md`).

use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::finding::{Applicability, Confidence, Finding, Fix, Language, Message, Related, Severity};
use crate::report::excerpt::{Excerpt, Labelled};
use crate::report::picture::on_lines;
use crate::rules::Rule;
use crate::source::Document;
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
    /// lines. 64 bits.
    #[serde(skip)]
    pub fingerprint: u64,
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
}

impl FileRecord {
    /// Resolves `findings`, which must be findings of `document`, with texts in `language`.
    pub fn new(path: &str, document: &Document, findings: &[Finding], language: Language) -> Self {
        let mut findings: Vec<_> = findings.iter().map(|finding| record(document, finding, language)).collect();
        number_equal_fingerprints(&mut findings);
        Self {
            path: path.to_owned(),
            encoding: encoding_name(document),
            bom: document.has_byte_order_mark(),
            findings,
            characters: document.text().chars().count() as u64,
        }
    }
}

/// The encoding's WHATWG name, but GB18030 in capitals as the standard itself is called.
fn encoding_name(document: &Document) -> String {
    match document.encoding().name() {
        "gb18030" => "GB18030".to_owned(),
        name => name.to_owned(),
    }
}

fn record(document: &Document, finding: &Finding, language: Language) -> Record {
    // Sentences are for people in every format; `text` and edits stay as they are.
    let render = |message: &Message| on_lines(&finding.render(message, language)).into_owned();
    let related = |related: &Related| RelatedRecord {
        range: PlaceRange::of(document, related.span),
        message: render(&related.message),
    };
    let fix = |fix: &Fix| FixRecord {
        title: render(&fix.title),
        applicability: fix.applicability,
        edits: fix
            .edits
            .iter()
            .map(|edit| EditRecord { range: PlaceRange::of(document, edit.span), text: edit.text.clone() })
            .collect(),
    };
    let written = if finding.whole_file { "" } else { slice(document.text(), finding.span) };
    Record {
        rule: Arc::clone(&finding.rule),
        severity: finding.severity,
        confidence: finding.confidence,
        message: render(&finding.message),
        whole_file: finding.whole_file,
        range: if finding.whole_file { PlaceRange::FILE_START } else { PlaceRange::of(document, finding.span) },
        text: written.to_owned(),
        related: finding.related.iter().map(related).collect(),
        notes: finding.notes.iter().map(render).collect(),
        evidence: finding.evidence.clone(),
        fixes: finding.fixes.iter().map(fix).collect(),
        excerpt: (!finding.whole_file).then(|| excerpt(document, finding, language)),
        fingerprint: fingerprint(document.text(), finding),
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

/// Characters on each side that make a fingerprint besides the place itself.
const FINGERPRINT_CONTEXT: usize = 16;

/// FNV-1a over the rule, the place's text and what stands around it on its line.
fn fingerprint(text: &str, finding: &Finding) -> u64 {
    let mut hash = Fnv::new();
    hash.add(finding.rule.id.as_bytes());
    if !finding.whole_file {
        let span = finding.span.range();
        let is_line_end = |c: &char| matches!(c, '\n' | '\r');
        let before = text.get(..span.start).unwrap_or_default().chars().rev();
        let after = text.get(span.end..).unwrap_or_default().chars();
        hash.add(slice(text, finding.span).as_bytes());
        hash.add_chars(before.take(FINGERPRINT_CONTEXT).take_while(|c| !is_line_end(c)));
        hash.add_chars(after.take(FINGERPRINT_CONTEXT).take_while(|c| !is_line_end(c)));
    }
    hash.0
}

/// Two findings of one rule on the same words are told apart by their order.
fn number_equal_fingerprints(records: &mut [Record]) {
    let mut seen = std::collections::HashMap::new();
    for record in records {
        let count = seen.entry(record.fingerprint).or_insert(0_u32);
        if *count > 0 {
            let mut hash = Fnv(record.fingerprint);
            hash.add(&count.to_le_bytes());
            record.fingerprint = hash.0;
        }
        *count += 1;
    }
}

/// FNV-1a, 64 bits: a hash that is the same in every version and on every machine.
pub struct Fnv(pub u64);

impl Fnv {
    /// The hash of nothing.
    pub const fn new() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }

    /// Adds bytes and a separator.
    pub fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().copied().chain([0xFF]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }

    fn add_chars(&mut self, chars: impl Iterator<Item = char>) {
        let mut buffer = String::with_capacity(FINGERPRINT_CONTEXT * 4);
        buffer.extend(chars);
        self.add(buffer.as_bytes());
    }
}

fn rule_id<S: Serializer>(rule: &Arc<Rule>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&rule.id)
}
